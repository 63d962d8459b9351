/*
 * join_table.h -- private to the joins: the build side of a hash join.
 *
 *     key columns ──pack──> word (64 bits) ──index──> ordinals of build rows ──> RowStore
 *
 * A word stands for the whole key.  Where all keys are integers whose spans multiply to less than
 * 2^64 it is exact: equal words are equal keys.  Else it is a hash, and whoever finds it compares
 * the keys themselves.  Rows with a null key have no word.
 *
 * Which index is best is known only when all rows are there:
 *
 *     EMPTY   no row has a word              ALL     no keys: every row matches
 *     BITMAP  only whether a word occurs     DIRECT  an ordinal a word: unique, dense
 *     RANK    unique, sparse                 CSR     a run of ordinals a word: dense
 *     HASH    all others: open addressing, one slot a distinct key
 *
 * Invariant: a JoinTable never changes once join_table_build has returned it.
 */
#ifndef WORKER_OPERATORS_JOIN_TABLE_H
#define WORKER_OPERATORS_JOIN_TABLE_H

#include "worker/operators/join_key.h"
#include "worker/operator.h"

enum {
    ORDINAL_NONE = UINT32_MAX,
    LOOKUP_BYTES_CACHED = 512 * 1024, /* larger structures are prefetched */
};

typedef enum IndexKind {
    INDEX_EMPTY,
    INDEX_ALL,
    INDEX_BITMAP,
    INDEX_DIRECT,
    INDEX_RANK,
    INDEX_CSR,
    INDEX_HASH,
} IndexKind;

/* One distinct key.  `count` 0: the slot is free. */
typedef struct HashSlot {
    uint64_t word;
    uint32_t start; /* unique: the ordinal; else where the run begins in `ordinals` */
    uint32_t count;
} HashSlot;

/* 64 words of a sparse domain. */
typedef struct RankWord {
    uint64_t bits;
    uint64_t before; /* bits set in all words before */
} RankWord;

typedef struct JoinIndex {
    uint8_t kind;            /* IndexKind */
    bool is_unique;          /* a word has one row, or nobody asks for more */
    uint64_t range;          /* all but HASH: words are below it */
    const uint64_t *bits;    /* BITMAP */
    const uint32_t *direct;  /* DIRECT: ordinal of the word, or ORDINAL_NONE */
    const RankWord *ranks;   /* RANK */
    const uint32_t *offsets; /* CSR: the run of word w is [offsets[w], offsets[w + 1]) */
    const HashSlot *slots;   /* HASH */
    uint64_t slot_count;
    const uint32_t *ordinals; /* CSR, HASH, RANK; NULL: position p is ordinal p */
    size_t bytes;             /* that lookups touch at random */
} JoinIndex;

struct JoinTable {
    const HashJoin *plan;
    Columns right;
    RowStore *store;
    uint32_t rows;
    uint32_t key_count;
    KeyPacking packing;
    const Column *keys;        /* FLAT, `rows` rows each */
    bool has_null_keys;        /* some row has a null in some key */
    const uint32_t *null_rows; /* their ordinals; only for null-aware marks */
    uint32_t null_row_count;
    JoinIndex index;
    const RuntimeFilter **filters; /* by key; NULL entries: none */
};

/* What a batch of probe rows found, in ascending order of rows. */
typedef struct Matches {
    uint32_t count;
    Row row[BATCH_ROWS_MAX];
    uint32_t start[BATCH_ROWS_MAX]; /* unique: the ordinal; else an index into `ordinals` */
    uint32_t run[BATCH_ROWS_MAX];   /* not set where the index is unique */
} Matches;

/* The rows among `in`, of the probe side, that have partners.  Temporary memory comes from
 * `arena`. */
void join_table_lookup(const JoinTable *table, Arena *arena, const KeyRows *in, Matches *out);

/* Row r of the result shows ordinals[r] of `column`, or null where `present` (NULL: all are) has no
 * bit; all ordinals are rows of the column.  join_gather.c. */
Column join_gather(Arena *arena, const Column *column, const uint32_t *ordinals, uint32_t rows,
                   const uint64_t *present);

/* --- Parts of the build --------------------------------------------------------------------------
 */

/* The words of the build rows that have one, in order of rows. */
typedef struct BuildWords {
    uint32_t count;
    const uint64_t *words;
    const uint32_t *ordinals; /* NULL: word i is of row i */
} BuildWords;

/* Choose and make the index.  `only_exists`: nobody asks which rows match. */
must_use bool join_index_make(Cx *cx, JoinTable *table, const BuildWords *words, bool only_exists);
/* Make a hash index: join_hash.c. */
must_use bool join_hash_make(Cx *cx, JoinTable *table, const BuildWords *words, bool only_exists);
/* Rows and their words.  The rows may be those that a lookup writes: what it writes lies at or
 * before what it reads. */
typedef struct WordRows {
    const Row *rows;
    const uint64_t *words;
    uint32_t count;
} WordRows;

/* Look words up in a hash index; `keys` are the probe side's. */
void join_hash_lookup(const JoinTable *table, const Column *keys, const WordRows *in, Matches *out);

/* The filter of one key, or NULL: join_filter.c. */
const RuntimeFilter *runtime_filter_make(Cx *cx, const JoinTable *table, uint32_t key);

/* False with "hash join build" for a context where the budget is overdrawn or the query is
 * cancelled. */
must_use bool join_check(Cx *cx);

static inline uint32_t join_ordinal(const JoinIndex *index, uint32_t position)
{
    return index->ordinals ? index->ordinals[position] : position;
}

#endif
