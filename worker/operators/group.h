/*
 * group.h -- private to the aggregation: rows to dense group numbers, and memory by group.
 *
 *     key columns ── encode ──> words ── run heads ──> probe ──> group of each row
 *          │                                            ▲
 *          ├── small domains: code of each row ── direct table, a cache of what probing found
 *          └── one key, dense integers: an array by value
 *
 * Groups are numbered from 0 in order of first appearance; whoever keeps something by group keeps
 * an array indexed by that number (GroupArray).  The keys of a row are encoded as 64-bit words
 * that are equal where the keys are equal, but for long strings and numerics, which are confirmed
 * by value.  Nulls equal nulls, -0 equals 0, NaN equals NaN, bpchar ignores trailing blanks,
 * numeric 1.0 equals 1.00; the representation seen first is the one that is given out.
 *
 * Invariant: group_table_reserve() has made room for all groups that a group_table_assign() may
 * add, so that assigning cannot fail and never refuses half a batch.
 */
#ifndef WORKER_OPERATORS_GROUP_H
#define WORKER_OPERATORS_GROUP_H

#include "base/batch.h"

/* --- Memory by group ------------------------------------------------------------------------- */

/* An array that grows in place and is charged to a budget; not in an arena, because doubling
 * there would keep all smaller copies. */
typedef struct GroupArray {
    void *data;
    size_t bytes;
} GroupArray;

/* Have at least `bytes`; what is new is zero.  False: the budget refuses, nothing has changed. */
must_use bool group_array_grow(Budget *budget, GroupArray *array, size_t bytes);
void group_array_free(Budget *budget, GroupArray *array);

/* Long strings, in chunks that do not move; a view names its chunk as heap. */
typedef struct GroupHeap {
    uint8_t **chunks;
    size_t *chunk_bytes;
    uint32_t count, capacity;
    size_t used; /* of the last chunk */
} GroupHeap;

/* Copy `text`; overdraws where the budget refuses (see group_heap_may_grow). */
StrView group_heap_add(Budget *budget, GroupHeap *heap, Str text);
void group_heap_free(Budget *budget, GroupHeap *heap);
static inline Str group_heap_str(const GroupHeap *heap, const StrView *view)
{
    return view_str(view, (const uint8_t *const *)heap->chunks);
}

/* The bytes that the long strings among these rows would need. */
size_t column_text_bytes(const Column *column, const Row *rows, uint32_t count);

/* --- Keys ------------------------------------------------------------------------------------ */

enum { GROUP_NONE = UINT32_MAX };

typedef struct KeyField {
    Type type;
    Layout layout; /* the type's */
    uint32_t word; /* the first of one or two */
    uint8_t shift; /* of narrow values, inside their word */
    uint8_t bits;  /* 8 to 64, or 128 for two whole words */
    bool has_null; /* its null is bit `null_bit` of word `null_word` */
    uint8_t null_bit;
    uint32_t null_word;
    bool keeps_first;     /* the words do not tell the value: `firsts` does */
    bool is_structured;   /* VAR: always confirmed by value */
    GroupArray firsts;    /* by group: the value seen first */
    uint64_t dictionary;  /* whose words are in `entries`; 0: none */
    uint64_t *entries[2]; /* words of the dictionary's entries */
    uint32_t entry_capacity;
    bool entries_are_long; /* some entry must be confirmed by value */
} KeyField;

/* A key column is one of a small domain: see group_direct.c. */
typedef struct DirectKey {
    bool is_dictionary;
    uint64_t dictionary; /* its id, 0 where it has none */
    int64_t base;        /* integers: the value of code 1 */
    uint32_t size;       /* codes; 0 is null */
    uint32_t stride;
} DirectKey;

typedef struct GroupTable {
    Budget *budget;
    Arena *arena;  /* lives as long as the table */
    Arena scratch; /* of the batch being assigned */
    uint32_t key_count, word_count;
    KeyField *fields;
    uint32_t groups, capacity;
    GroupArray words; /* by group, word_count each */
    GroupHeap heap;   /* long strings of all fields' firsts */
    GroupArray slots; /* WordSlot where word_count is 1, else TagSlot */
    uint64_t slot_mask;
    bool has_null_apart; /* one key of 64 bits: its null is no word but `null_group` */
    uint32_t null_group;

    DirectKey *direct_keys;
    GroupArray direct;        /* code combination -> group + 1, 0 where not known yet */
    uint32_t direct_size;     /* combinations; 0: nothing is known */
    uint32_t direct_restarts; /* how often it was forgotten, and batches seen: does it pay? */
    uint32_t batches;

    GroupArray dense; /* one integer key: group + 1 by value; see group_dense.c */
    int64_t dense_base;
    uint64_t dense_size; /* entries; 0: there is none */
    uint32_t placed;     /* groups that the slots know; all of them before probing */
    uint64_t rows_seen;

    /* Of the batch being assigned. */
    bool goes_dense;
    uint64_t **row_words; /* [word][row] */
    uint64_t *hashes;
    uint32_t *heads, *head_groups, *codes;
    uint16_t *runs;
    bool has_long; /* some key of some row is a long string or a numeric */
} GroupTable;

/* Keys of these types; `nullable` NULL: all may be null.  Lives in `arena`. */
GroupTable *group_table_new(Arena *arena, Budget *budget, const Type *types, const bool *nullable,
                            uint32_t key_count);
void group_table_free(GroupTable *table);
/* Forget all groups and give their memory back. */
void group_table_clear(GroupTable *table);

/* Room for `rows` more groups; `keys` are those of the next assign (NULL: not known yet).  False:
 * the budget refuses. */
must_use bool group_table_reserve(GroupTable *table, const Column *keys, uint32_t rows);

/* out_groups[i] is the group of row rows[i] (NULL: row i), i < count.  New groups are numbered in
 * the order of the rows. */
void group_table_assign(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                        uint32_t *out_groups);

/* A hash of each of the groups [from, from + count); `seed` gives independent ones. */
void group_table_hashes(const GroupTable *table, uint32_t from, uint32_t count, uint64_t seed,
                        uint64_t *out_hashes);

/* The values of key `key` of the groups listed, as a column in `arena`. */
Column group_table_column(const GroupTable *table, Arena *arena, uint32_t key,
                          const uint32_t *groups, uint32_t count);

/* --- Between the files of the table ------------------------------------------------------------
 */

void group_keys_layout(GroupTable *table, const Type *types, const bool *nullable);
/* Fill row_words (and has_long) for the rows. */
void group_keys_encode(GroupTable *table, const Column *keys, const Row *rows, uint32_t count);
/* Keep the values that words do not tell, of the new group `group`. */
void group_keys_keep(GroupTable *table, const Column *keys, uint32_t row, uint32_t group);
/* Are the row's keys the group's, given that all words are equal? */
bool group_keys_confirm(const GroupTable *table, const Column *keys, uint32_t row, uint32_t group);

/* False: the keys are not of a small domain. */
bool group_direct_assign(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                         uint32_t *out_groups);
/* May the next batch go by value?  False: it must be probed. */
bool group_dense_prepare(GroupTable *table, const Column *keys);
void group_dense_assign(GroupTable *table, const Column *column, const Row *rows, uint32_t count,
                        uint32_t *out_groups);
/* As group_table_assign, without the direct table. */
void group_probe(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                 uint32_t *out_groups);

#endif
