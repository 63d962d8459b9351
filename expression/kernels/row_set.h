/* row_set.h -- PRIVATE: the rows that an aggregate keeps until its group is complete; row_set.c. */
#ifndef EXPRESSION_KERNELS_ROW_SET_H
#define EXPRESSION_KERNELS_ROW_SET_H

#include "expression/kernels/text.h"
#include "expression/kernels/values.h"

/* Arguments of the functions that finish such aggregates: name, spec, packed rows, and for each
 * column of the rows a typed null. */
enum { ROWS_ARG_NAME, ROWS_ARG_SPEC, ROWS_ARG_STATE, ROWS_ARG_TYPES };

/* The rows of one group. */
typedef struct RowSet {
    Cx *cx;
    const Type *types; /* of the columns */
    uint32_t columns;
    Value *values; /* row by row, with room for one row more; texts are borrowed from the bytes */
    uint32_t count;
} RowSet;

/* `set` says what the columns are.  Raises where it is cancelled. */
must_use bool rows_unpack(RowSet *set, Str packed);

/* "D", then how many columns are arguments, then for each column to sort by: its number + 1, '<'
 * or '>', and 'f' or 'l' for nulls first or last.  Numbers are bytes. */
typedef struct RowsSpec {
    bool is_distinct; /* 'D', else 'A' */
    uint32_t args;
    const char *keys;
    uint32_t key_count;
} RowsSpec;

RowsSpec rows_spec_read(Str text);

/* By the columns to sort by alone. */
int rows_compare(const RowSet *set, const RowsSpec *spec, uint32_t a, uint32_t b);

/* The rows in the order the aggregate takes them; fewer where they must be distinct. */
uint32_t *rows_order(const RowSet *set, const RowsSpec *spec, uint32_t *out_count);

#endif
