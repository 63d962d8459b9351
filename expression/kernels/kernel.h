/*
 * kernel.h -- PRIVATE: what kernels share: rows that count, integer ranges, layouts.
 *
 * Kernels get FLAT and CONST columns (the runner sees to it).  Integers come in any layout that
 * holds them.  What stands behind a null or outside the selection is garbage: arithmetic on it
 * must be defined (unsigned), and it never raises.
 */
#ifndef EXPRESSION_KERNELS_KERNEL_H
#define EXPRESSION_KERNELS_KERNEL_H

#include "expression/kernels.h"

/* Compiled twice where it pays: once for every x86-64, once with AVX2, chosen at run time.
 * -DHEARTH_SCALAR builds what machines without AVX2 run, so that all tests can be run on it. */
#define AVX2 __attribute__((target("avx2")))

static inline bool cpu_has_avx2(void)
{
#ifdef HEARTH_SCALAR
    return false;
#else
    return __builtin_cpu_supports("avx2");
#endif
}

/* The row of live row `at`: for loops over all of call->selected. */
static inline uint32_t call_row(const KernelCall *call, uint32_t at)
{
    return call->selection ? call->selection[at] : at;
}

static inline bool is_const(const Column *column)
{
    return column->kind == COLUMN_CONST;
}

/* Where the value of `row` stands in data. */
static inline uint32_t value_index(const Column *column, uint32_t row)
{
    return column->kind == COLUMN_CONST ? 0 : row;
}

static inline bool layout_is_integer(Layout layout)
{
    return layout >= LAYOUT_I8 && layout <= LAYOUT_I128;
}

static inline Str column_str(const Column *column, uint32_t row)
{
    return view_str((const StrView *)column->data + value_index(column, row), column->heaps);
}

int128_t integer_at(const Column *column, uint32_t row);
double real_at(const Column *column, uint32_t row);

/* A FLAT column of call->rows rows to be filled. */
static inline void *column_start(const KernelCall *call, Layout layout, Column *out)
{
    void *data = column_alloc(call->cx->arena, layout, call->rows);
    *out = column_flat(layout, call->rows, data, NULL);
    return data;
}

/* --- Integer ranges -------------------------------------------------------------------------- */

/* All valid values of a column lie within; min > max: nothing is known to be there. */
typedef struct IntRange {
    int128_t min, max;
} IntRange;

IntRange range_of_layout(Layout layout);
/* By the bounds of the column, else by its layout; exact for a constant. */
IntRange range_of_column(const Column *column);
/* As range_of_column; where that says nothing new, the values are read. */
IntRange range_measured(const Column *column);

static inline bool range_within(IntRange range, IntRange limit)
{
    return range.min >= limit.min && range.max <= limit.max;
}

/* Narrowest of I32, I64, I128 that holds the range. */
Layout range_layout(IntRange range);
/* Make the range the column's bounds, if it fits them. */
void column_set_range(Column *column, IntRange range);

/* --- Rows from masks ------------------------------------------------------------------------- */

enum { MASK_WORDS = BATCH_ROWS_MAX / 64 };

static inline void words_fill(uint64_t *words, uint32_t rows, bool value)
{
    memset(words, value ? 0xff : 0, bit_words(rows) * sizeof *words);
    if (value && rows % 64)
        words[rows / 64] = (UINT64_C(1) << (rows % 64)) - 1;
}

/* Bit `row` of out_words is set where bytes[row] is not zero; Bits beyond `rows` are clear. */
void words_of_bytes(const uint8_t *bytes, uint32_t rows, uint64_t *out_words);
void bytes_of_words(const uint64_t *words, uint32_t rows, uint8_t *out_bytes);
/* The rows whose bit is set, ascending. */
uint32_t rows_of_words(const uint64_t *words, uint32_t rows, Row *out_rows);
/* Those live rows of the call whose byte is 1 and whose arguments are not null. */
uint32_t rows_of_bytes(const KernelCall *call, const uint8_t *bytes, Row *out_rows);
/* The same from bits; changes `words`. */
uint32_t rows_of_mask(const KernelCall *call, uint64_t *words, Row *out_rows);
/* All live rows where no argument is null. */
uint32_t rows_not_null(const KernelCall *call, Row *out_rows);

#endif
