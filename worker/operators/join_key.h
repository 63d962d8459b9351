/*
 * join_key.h -- private to the joins: keys as 64-bit words, and their equality.
 *
 *     word = (k0 - min0) * stride0 + (k1 - min1) * stride1 + ...      where all keys are integers
 *     word = hash_rows(k0, k1, ...)                                   else
 *
 * Booleans, dates, timestamps, decimals of one scale and, by their bits, floats are integers here:
 * what is equal has equal integers.
 */
#ifndef WORKER_OPERATORS_JOIN_KEY_H
#define WORKER_OPERATORS_JOIN_KEY_H

#include "base/batch.h"

typedef enum KeyForm {
    KEY_INTEGER, /* any integer layout, booleans, floats */
    KEY_TEXT,    /* compared as bytes; bpchar without trailing blanks */
    KEY_VALUE,   /* numeric VAR, interval: compared by value_equal */
} KeyForm;

typedef struct JoinKey {
    Type type;
    uint8_t form;    /* KeyForm */
    int64_t min;     /* least value of the build; packed keys only */
    uint64_t span;   /* greatest - least */
    uint64_t stride; /* its place in the word */
} JoinKey;

typedef struct KeyPacking {
    uint32_t key_count;
    JoinKey *keys;
    const Type *types; /* of the keys, for hash_rows */
    bool is_packed;    /* words are exact */
    uint64_t range;    /* packed: words are below it; 0: 2^64 */
} KeyPacking;

KeyForm key_form(Type type);

/* Set min, span and stride of all keys from the valid values of the build's columns (FLAT), and
 * is_packed where that fits. */
void key_packing_fit(KeyPacking *packing, const Column *keys, uint32_t rows);

/* Live rows of a batch and their keys. */
typedef struct KeyRows {
    const Column *keys;
    const Row *rows; /* ascending; NULL: 0 to count - 1 */
    uint32_t count;  /* at most BATCH_ROWS_MAX */
} KeyRows;

/* The words of the rows that have one and can be in the build: writes them and their rows, in the
 * same order, and returns how many.  out_rows may be in->rows. */
uint32_t key_words(const KeyPacking *packing, Arena *arena, const KeyRows *in, Row *out_rows,
                   uint64_t *out_words);

/* Rows of a batch and rows of the build. */
typedef struct KeyPairs {
    const Column *left;
    const Row *left_rows;
    const Column *right; /* FLAT */
    const uint32_t *right_rows;
    uint32_t count;
} KeyPairs;

/* Clear out_equal[i] where the keys of pair i differ.  No nulls among them. */
void keys_compare(const KeyPacking *packing, const KeyPairs *pairs, bool *out_equal);
/* Rows `a` and `b` of the same FLAT columns. */
bool keys_equal(const KeyPacking *packing, const Column *keys, uint32_t a, uint32_t b);

#endif
