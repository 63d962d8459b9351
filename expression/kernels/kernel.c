/*
 * kernel.c -- see kernel.h: integer ranges and rows from masks.
 */
#include "expression/kernels/kernel.h"

#include <immintrin.h>

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

/* --- Ranges ---------------------------------------------------------------------------------- */

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

/* Bits that differ from the sign in any value: all lie in [-2^n, 2^n - 1] for the n bits they
 * take.  Coarser than least and greatest, and a third of the work. */
#define MEASURE(T, U, SUFFIX)                                                                      \
    static uint128_t used_bits_##SUFFIX(const void *data, uint32_t rows)                           \
    {                                                                                              \
        const T *values = data;                                                                    \
        U bits = 0;                                                                                \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            bits |= (U)(values[row] ^ (values[row] >> (sizeof(T) * 8 - 1)));                       \
        return bits;                                                                               \
    }
MEASURE(int32_t, uint32_t, i32)
MEASURE(int64_t, uint64_t, i64)
MEASURE(int128_t, uint128_t, i128)
#undef MEASURE

AVX2 static __m256i fold_bits(__m256i bits, const __m256i *values, __m256i negative)
{
    return _mm256_or_si256(bits, _mm256_xor_si256(_mm256_loadu_si256(values), negative));
}

AVX2 static uint128_t used_bits_i64_avx2(const void *data, uint32_t rows)
{
    const __m256i zero = _mm256_setzero_si256();
    const int64_t *values = data;
    uint32_t whole = rows / 8 * 8;
    __m256i even = zero, odd = zero;

    for (uint32_t row = 0; row < whole; row += 8) {
        const __m256i *at = (const __m256i *)(values + row);
        even = fold_bits(even, at, _mm256_cmpgt_epi64(zero, _mm256_loadu_si256(at)));
        odd = fold_bits(odd, at + 1, _mm256_cmpgt_epi64(zero, _mm256_loadu_si256(at + 1)));
    }
    uint64_t lanes[4];
    _mm256_storeu_si256((__m256i *)lanes, _mm256_or_si256(even, odd));
    return (lanes[0] | lanes[1] | lanes[2] | lanes[3]) |
           used_bits_i64(values + whole, rows - whole);
}

static IntRange range_of_bits(uint128_t bits)
{
    int used = bits >> 64 ? 128 - __builtin_clzll((uint64_t)(bits >> 64))
               : bits     ? 64 - __builtin_clzll((uint64_t)bits)
                          : 0;
    int128_t max = (int128_t)(((uint128_t)1 << used) - 1);
    return (IntRange){ -max - 1, max };
}

IntRange range_measured(const Column *column)
{
    if (column->kind == COLUMN_CONST || column->has_bounds || !column->rows)
        return range_of_column(column);
    switch ((Layout)column->layout) {
    case LAYOUT_I32: return range_of_bits(used_bits_i32(column->data, column->rows));
    case LAYOUT_I64:
        return range_of_bits(
            (cpu_has_avx2() ? used_bits_i64_avx2 : used_bits_i64)(column->data, column->rows));
    case LAYOUT_I128: return range_of_bits(used_bits_i128(column->data, column->rows));
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

/* --- Masks ----------------------------------------------------------------------------------- */

static uint64_t word_of_bytes(const uint8_t *bytes)
{
    const __m128i zero = _mm_setzero_si128();
    uint64_t bits = 0;

    for (uint32_t part = 0; part < 4; part++) {
        __m128i from = _mm_loadu_si128((const __m128i *)(bytes + part * 16));
        uint64_t clear = (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(from, zero));
        bits |= (uint64_t)(uint16_t)~clear << (part * 16);
    }
    return bits;
}

void words_of_bytes(const uint8_t *bytes, uint32_t rows, uint64_t *out_words)
{
    uint8_t tail[64] = { 0 };

    for (uint32_t word = 0; word < rows / 64; word++)
        out_words[word] = word_of_bytes(bytes + word * 64);
    if (rows % 64) {
        memcpy(tail, bytes + rows / 64 * 64, rows % 64);
        out_words[rows / 64] = word_of_bytes(tail);
    }
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

// clang-format off
/* Byte n of entry m: the place of the n-th bit that is set in m. */
#define BELOW(M, BIT)  __builtin_popcount((M) & ((1 << (BIT)) - 1))
#define PLACE(M, BIT)  ((M) >> (BIT) & 1 ? UINT64_C(BIT) << (8 * BELOW(M, BIT)) : 0)
#define ENTRY(M)       (PLACE(M, 1) | PLACE(M, 2) | PLACE(M, 3) | PLACE(M, 4) | PLACE(M, 5) |      \
                        PLACE(M, 6) | PLACE(M, 7))
#define ENTRIES_4(M)   ENTRY(M), ENTRY((M) + 1), ENTRY((M) + 2), ENTRY((M) + 3)
#define ENTRIES_16(M)  ENTRIES_4(M), ENTRIES_4((M) + 4), ENTRIES_4((M) + 8), ENTRIES_4((M) + 12)
#define ENTRIES_64(M)  ENTRIES_16(M), ENTRIES_16((M) + 16), ENTRIES_16((M) + 32), ENTRIES_16((M) + 48)
static const uint64_t set_bits[256] = {
    ENTRIES_64(0), ENTRIES_64(64), ENTRIES_64(128), ENTRIES_64(192),
};
#define COUNT_4(M)     COUNT_(M), COUNT_((M) + 1), COUNT_((M) + 2), COUNT_((M) + 3)
#define COUNT_16(M)    COUNT_4(M), COUNT_4((M) + 4), COUNT_4((M) + 8), COUNT_4((M) + 12)
#define COUNT_64(M)    COUNT_16(M), COUNT_16((M) + 16), COUNT_16((M) + 32), COUNT_16((M) + 48)
#define COUNT_(M)      __builtin_popcount(M)
static const uint8_t bit_count8[256] = { COUNT_64(0), COUNT_64(64), COUNT_64(128), COUNT_64(192) };
#undef COUNT_
#undef COUNT_4
#undef COUNT_16
#undef COUNT_64
#undef BELOW
#undef PLACE
#undef ENTRY
#undef ENTRIES_4
#undef ENTRIES_16
#undef ENTRIES_64
// clang-format on

/* Eight rows at a time: all eight places are written, as many as there are bits stay. */
static uint32_t rows_of_word(uint64_t bits, Row first, Row *out_rows)
{
    const __m128i zero = _mm_setzero_si128();
    uint32_t found = 0;

    for (; bits; bits >>= 8, first += 8) {
        __m128i places = _mm_cvtsi64_si128((int64_t)set_bits[bits & 0xff]);
        __m128i rows =
            _mm_add_epi16(_mm_unpacklo_epi8(places, zero), _mm_set1_epi16((int16_t)first));
        _mm_storeu_si128((__m128i *)(out_rows + found), rows);
        found += bit_count8[bits & 0xff];
    }
    return found;
}

/* Few bits, or a last word that must not be written beyond. */
static uint32_t rows_of_sparse_word(uint64_t bits, Row first, Row *out_rows)
{
    uint32_t found = 0;

    for (; bits; bits &= bits - 1)
        out_rows[found++] = (Row)(first + (uint32_t)__builtin_ctzll(bits));
    return found;
}

uint32_t rows_of_words(const uint64_t *words, uint32_t rows, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t word = 0; word < bit_words(rows); word++) {
        uint64_t bits = words[word];
        bool is_sparse = (bits & (bits - 1)) == 0 || (word + 1) * 64 > rows;
        found += (is_sparse ? rows_of_sparse_word : rows_of_word)(bits, (Row)(word * 64),
                                                                  out_rows + found);
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

    words_fill(words, call->rows, true);
    return rows_of_mask(call, words, out_rows);
}
