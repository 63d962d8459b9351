/*
 * kernel.c -- see kernel.h: integer ranges and rows from masks.
 */
#include "expression/kernels/kernel.h"

#include <emmintrin.h>

int128_t integer_at(const Column *column, uint32_t row)
{
    uint32_t at = value_index(column, row);

    switch ((Layout)column->layout) {
    case LAYOUT_BOOL: return ((const uint8_t *)column->data)[at];
    case LAYOUT_I8: return ((const int8_t *)column->data)[at];
    case LAYOUT_I16: return ((const int16_t *)column->data)[at];
    case LAYOUT_I32: return ((const int32_t *)column->data)[at];
    case LAYOUT_I64: return ((const int64_t *)column->data)[at];
    case LAYOUT_I128: return ((const int128_t *)column->data)[at];
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"not an integer");
    }
    return 0;
}

double real_at(const Column *column, uint32_t row)
{
    uint32_t at = value_index(column, row);

    return column->layout == LAYOUT_F32 ? (double)((const float *)column->data)[at]
                                        : ((const double *)column->data)[at];
}

/* --- Ranges --------------------------------------------------------------------------------- */

#define INT128_MAX_ ((int128_t)(~(uint128_t)0 >> 1))

IntRange range_of_layout(Layout layout)
{
    switch (layout) {
    case LAYOUT_BOOL: return (IntRange){ 0, 1 };
    case LAYOUT_I8: return (IntRange){ INT8_MIN, INT8_MAX };
    case LAYOUT_I16: return (IntRange){ INT16_MIN, INT16_MAX };
    case LAYOUT_I32: return (IntRange){ INT32_MIN, INT32_MAX };
    case LAYOUT_I64: return (IntRange){ INT64_MIN, INT64_MAX };
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return (IntRange){ -INT128_MAX_ - 1, INT128_MAX_ };
}

IntRange range_of_column(const Column *column)
{
    if (column->kind == COLUMN_CONST) {
        int128_t value = integer_at(column, 0);
        return (IntRange){ value, value };
    }
    if (column->has_bounds)
        return (IntRange){ column->min, column->max };
    return range_of_layout(column->layout);
}

// clang-format off
#define MEASURE(T, SUFFIX, TARGET)                                                                 \
    TARGET static IntRange measure_##SUFFIX(const T *values, uint32_t rows)                        \
    {                                                                                              \
        T min = values[0], max = values[0];                                                        \
        for (uint32_t row = 0; row < rows; row++) {                                                \
            min = values[row] < min ? values[row] : min;                                           \
            max = values[row] > max ? values[row] : max;                                           \
        }                                                                                          \
        return (IntRange){ min, max };                                                             \
    }
MEASURE(int32_t, i32, )
MEASURE(int64_t, i64, )
MEASURE(int32_t, i32_avx2, AVX2)
MEASURE(int64_t, i64_avx2, AVX2)
MEASURE(int128_t, i128, )
#undef MEASURE
// clang-format on

IntRange range_measured(const Column *column)
{
    bool avx2 = cpu_has_avx2();

    if (column->kind == COLUMN_CONST || column->has_bounds || !column->rows)
        return range_of_column(column);
    switch ((Layout)column->layout) {
    case LAYOUT_I32: return (avx2 ? measure_i32_avx2 : measure_i32)(column->data, column->rows);
    case LAYOUT_I64: return (avx2 ? measure_i64_avx2 : measure_i64)(column->data, column->rows);
    case LAYOUT_I128: return measure_i128(column->data, column->rows);
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return range_of_column(column);
}

Layout range_layout(IntRange range)
{
    if (range_within(range, range_of_layout(LAYOUT_I32)))
        return LAYOUT_I32;
    return range_within(range, range_of_layout(LAYOUT_I64)) ? LAYOUT_I64 : LAYOUT_I128;
}

void column_set_range(Column *column, IntRange range)
{
    column->has_bounds = range_within(range, range_of_layout(LAYOUT_I64));
    if (column->has_bounds) {
        column->min = (int64_t)range.min;
        column->max = (int64_t)range.max;
    }
}

/* --- Masks ---------------------------------------------------------------------------------- */

void words_of_bytes(const uint8_t *bytes, uint32_t rows, uint64_t *out_words)
{
    const __m128i zero = _mm_setzero_si128();

    for (uint32_t word = 0; word < bit_words(rows); word++) {
        uint64_t bits = 0;
        for (uint32_t part = 0; part < 4; part++) {
            const __m128i *from = (const __m128i *)(bytes + word * 64 + part * 16);
            uint64_t clear =
                (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(from), zero));
            bits |= (uint64_t)(uint16_t)~clear << (part * 16);
        }
        out_words[word] = bits;
    }
    if (rows % 64)
        out_words[rows / 64] &= (UINT64_C(1) << (rows % 64)) - 1;
}

void bytes_of_words(const uint64_t *words, uint32_t rows, uint8_t *out_bytes)
{
    for (uint32_t row = 0; row < rows; row += 8) {
        /* Eight bits spread over eight bytes. */
        uint64_t bits = (words[row >> 6] >> (row & 63)) & 0xff;
        uint64_t spread = (bits * UINT64_C(0x0101010101010101)) & UINT64_C(0x8040201008040201);
        spread = ((spread + UINT64_C(0x7f7f7f7f7f7f7f7f)) | spread) >> 7;
        spread &= UINT64_C(0x0101010101010101);
        memcpy(out_bytes + row, &spread, 8);
    }
}

uint32_t rows_of_words(const uint64_t *words, uint32_t rows, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t word = 0; word < bit_words(rows); word++) {
        uint64_t bits = words[word];
        Row first = (Row)(word * 64);
        if (bits == UINT64_MAX) {
            for (uint32_t bit = 0; bit < 64; bit++)
                out_rows[found + bit] = (Row)(first + bit);
            found += 64;
            continue;
        }
        for (; bits; bits &= bits - 1)
            out_rows[found++] = (Row)(first + (uint32_t)__builtin_ctzll(bits));
    }
    return found;
}

static bool has_null_const(const KernelCall *call)
{
    for (uint32_t arg = 0; arg < call->arg_count; arg++)
        if (is_const(&call->args[arg]) && !column_has(&call->args[arg], 0))
            return true;
    return false;
}

/* The argument's validity where rows differ in it, else NULL. */
static const uint64_t *row_validity(const KernelCall *call, uint32_t arg)
{
    return is_const(&call->args[arg]) ? NULL : call->args[arg].validity;
}

uint32_t rows_of_mask(const KernelCall *call, uint64_t *words, Row *out_rows)
{
    uint32_t found = 0;

    if (has_null_const(call))
        return 0;
    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        const uint64_t *validity = row_validity(call, arg);
        for (uint32_t word = 0; validity && word < bit_words(call->rows); word++)
            words[word] &= validity[word];
    }
    if (!call->selection)
        return rows_of_words(words, call->rows, out_rows);
    for (uint32_t at = 0; at < call->selected; at++) {
        Row row = call->selection[at];
        out_rows[found] = row;
        found += bit_get(words, row);
    }
    return found;
}

uint32_t rows_of_bytes(const KernelCall *call, const uint8_t *bytes, Row *out_rows)
{
    uint64_t words[MASK_WORDS];

    words_of_bytes(bytes, call->rows, words);
    return rows_of_mask(call, words, out_rows);
}

uint32_t rows_not_null(const KernelCall *call, Row *out_rows)
{
    uint64_t words[MASK_WORDS];

    memset(words, 0xff, sizeof words);
    if (call->rows % 64)
        words[call->rows / 64] = (UINT64_C(1) << (call->rows % 64)) - 1;
    return rows_of_mask(call, words, out_rows);
}
