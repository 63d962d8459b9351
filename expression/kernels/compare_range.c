/*
 * compare_range.c -- integers against constants: every such test is a range, or all but one.
 *
 *     x < c    [min, c-1]        x = c    [c, c]        x >= c    not [min, c-1]
 *
 * A range is one subtraction and one unsigned comparison.  The column's layout and bounds may
 * decide it without looking at a value.  A constant of a finer scale than the column's falls
 * between two integers; then the next one inside bounds the range.
 */
#include "base/decimal.h"
#include "expression/kernels/compare.h"

#include <immintrin.h>

static const IntRange NO_RANGE = { 0, -1 };

/* The greatest integer q with q / 10^column_scale <= constant / 10^constant_scale; saturates. */
static int128_t floor_to_scale(int128_t constant, int constant_scale, int scale, bool *out_exact)
{
    IntRange all = range_of_layout(LAYOUT_I128);
    int128_t scaled;

    *out_exact = true;
    if (constant_scale <= scale) {
        if (!__builtin_mul_overflow(constant, decimal_power(scale - constant_scale), &scaled))
            return scaled;
        *out_exact = false;
        return constant < 0 ? all.min : all.max;
    }
    int128_t unit = decimal_power(constant_scale - scale);
    int128_t quotient = constant / unit, rest = constant % unit;
    *out_exact = rest == 0;
    return quotient - (rest < 0);
}

RangeTest range_test(Comparison comparison, int column_scale, int128_t constant, int constant_scale)
{
    IntRange all = range_of_layout(LAYOUT_I128);
    bool exact;
    int128_t at = floor_to_scale(constant, constant_scale, column_scale, &exact);
    RangeTest test = { .range = NO_RANGE, .negated = comparison.negated };

    if (!comparison.is_less) {
        if (exact)
            test.range = (IntRange){ at, at };
    } else if (comparison.swapped) { /* constant < x */
        if (at < all.max)
            test.range = (IntRange){ at + 1, all.max };
    } else { /* x < constant */
        if (!exact || at > all.min)
            test.range = (IntRange){ all.min, exact ? at - 1 : at };
    }
    return test;
}

/* A negated one-sided range is the other side; anything else negated has a hole. */
static bool without_negation(RangeTest *test)
{
    IntRange all = range_of_layout(LAYOUT_I128);
    IntRange range = test->range;

    if (!test->negated)
        return true;
    if (range.min > range.max)
        test->range = all;
    else if (range.min == all.min && range.max == all.max)
        test->range = NO_RANGE;
    else if (range.min == all.min)
        test->range = (IntRange){ range.max + 1, all.max };
    else if (range.max == all.max)
        test->range = (IntRange){ all.min, range.min - 1 };
    else
        return false;
    test->negated = false;
    return true;
}

bool range_test_and(RangeTest *test, RangeTest other)
{
    RangeTest both = *test;

    if (!without_negation(&both) || !without_negation(&other))
        return false;
    both.range.min = other.range.min > both.range.min ? other.range.min : both.range.min;
    both.range.max = other.range.max < both.range.max ? other.range.max : both.range.max;
    if (both.range.min > both.range.max)
        both.range = NO_RANGE;
    *test = both;
    return true;
}

/* --- Loops ----------------------------------------------------------------------------------- */

// clang-format off
#define RANGE_BYTES(T, U, SUFFIX, TARGET)                                                          \
    TARGET static void bytes_##SUFFIX(const void *values, uint32_t rows, IntRange range,           \
                                      uint8_t flip, uint8_t *restrict out)                         \
    {                                                                                              \
        const T *restrict in = values;                                                             \
        const U first = (U)range.min, span = (U)((U)range.max - first);                            \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (uint8_t)((U)((U)in[row] - first) <= span) ^ flip;                          \
    }
RANGE_BYTES(int8_t, uint8_t, i8, )
RANGE_BYTES(int16_t, uint16_t, i16, )
RANGE_BYTES(int32_t, uint32_t, i32, )
RANGE_BYTES(int64_t, uint64_t, i64, )
RANGE_BYTES(int128_t, uint128_t, i128, )
RANGE_BYTES(int8_t, uint8_t, i8_avx2, AVX2)
RANGE_BYTES(int16_t, uint16_t, i16_avx2, AVX2)
RANGE_BYTES(int32_t, uint32_t, i32_avx2, AVX2)
RANGE_BYTES(int64_t, uint64_t, i64_avx2, AVX2)
#undef RANGE_BYTES

typedef void (*RangeFn)(const void *values, uint32_t rows, IntRange range, uint8_t flip,
                        uint8_t *out);
static const RangeFn range_fns[2][LAYOUTS] = {
    { [LAYOUT_BOOL] = bytes_i8, [LAYOUT_I8] = bytes_i8, [LAYOUT_I16] = bytes_i16,
      [LAYOUT_I32] = bytes_i32, [LAYOUT_I64] = bytes_i64, [LAYOUT_I128] = bytes_i128 },
    { [LAYOUT_BOOL] = bytes_i8_avx2, [LAYOUT_I8] = bytes_i8_avx2, [LAYOUT_I16] = bytes_i16_avx2,
      [LAYOUT_I32] = bytes_i32_avx2, [LAYOUT_I64] = bytes_i64_avx2, [LAYOUT_I128] = bytes_i128 },
};
// clang-format on

typedef enum Verdict { VERDICT_SOME, VERDICT_ALL, VERDICT_NONE } Verdict;

/* Cut `test` to what the column can hold; tells whether that decides it. */
static Verdict range_decide(const Column *column, RangeTest *test)
{
    IntRange known = range_of_column(column);
    IntRange *range = &test->range;

    if (range->min > range->max || range->min > known.max || range->max < known.min)
        return test->negated ? VERDICT_ALL : VERDICT_NONE;
    if (range_within(known, *range))
        return test->negated ? VERDICT_NONE : VERDICT_ALL;
    IntRange limit = range_of_layout(column->layout);
    range->min = range->min < limit.min ? limit.min : range->min;
    range->max = range->max > limit.max ? limit.max : range->max;
    return VERDICT_SOME;
}

void range_bytes(const Column *column, RangeTest test, uint8_t *out_bytes)
{
    Verdict verdict = range_decide(column, &test);

    if (verdict != VERDICT_SOME) {
        memset(out_bytes, verdict == VERDICT_ALL, column->rows);
        return;
    }
    range_fns[cpu_has_avx2()][column->layout](column->data, column->rows, test.range, test.negated,
                                              out_bytes);
}

void range_words_scalar(const Column *column, RangeTest test, uint64_t *out_words)
{
    words_fill(out_words, column->rows, false);
    for (uint32_t row = 0; row < column->rows; row++) {
        int128_t value = integer_at(column, row);
        if ((value >= test.range.min && value <= test.range.max) != test.negated)
            bit_set(out_words, row);
    }
}

/* Whole words of 64 rows; returns how many rows that were. */
AVX2 static uint32_t words_i32_avx2(const int32_t *values, uint32_t rows, IntRange range,
                                    uint64_t *out_words)
{
    const __m256i first = _mm256_set1_epi32((int32_t)range.min);
    const __m256i span = _mm256_set1_epi32((int32_t)((uint32_t)range.max - (uint32_t)range.min));

    for (uint32_t word = 0; word < rows / 64; word++) {
        uint64_t bits = 0;
        for (int part = 0; part < 8; part++) {
            const __m256i *from = (const __m256i *)(values + word * 64 + part * 8);
            __m256i above = _mm256_sub_epi32(_mm256_loadu_si256(from), first);
            __m256i hit = _mm256_cmpeq_epi32(_mm256_max_epu32(above, span), span);
            bits |= (uint64_t)(uint8_t)_mm256_movemask_ps(_mm256_castsi256_ps(hit)) << (part * 8);
        }
        out_words[word] = bits;
    }
    return rows / 64 * 64;
}

AVX2 static uint32_t words_i64_avx2(const int64_t *values, uint32_t rows, IntRange range,
                                    uint64_t *out_words)
{
    const __m256i sign = _mm256_set1_epi64x(INT64_MIN);
    const __m256i first = _mm256_set1_epi64x((int64_t)range.min);
    const __m256i span = _mm256_xor_si256(
        _mm256_set1_epi64x((int64_t)((uint64_t)range.max - (uint64_t)range.min)), sign);

    for (uint32_t word = 0; word < rows / 64; word++) {
        uint64_t miss = 0;
        for (int part = 0; part < 16; part++) {
            const __m256i *from = (const __m256i *)(values + word * 64 + part * 4);
            __m256i above = _mm256_sub_epi64(_mm256_loadu_si256(from), first);
            __m256i over = _mm256_cmpgt_epi64(_mm256_xor_si256(above, sign), span);
            miss |= (uint64_t)(uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(over)) << (part * 4);
        }
        out_words[word] = ~miss;
    }
    return rows / 64 * 64;
}

void range_words(const Column *column, RangeTest test, uint64_t *out_words)
{
    uint8_t bytes[BATCH_ROWS_MAX];
    Verdict verdict = range_decide(column, &test);
    uint32_t rows = column->rows, done = 0;

    if (verdict != VERDICT_SOME) {
        words_fill(out_words, rows, verdict == VERDICT_ALL);
        return;
    }
    if (cpu_has_avx2() && column->layout == LAYOUT_I32)
        done = words_i32_avx2(column->data, rows, test.range, out_words);
    else if (cpu_has_avx2() && column->layout == LAYOUT_I64)
        done = words_i64_avx2(column->data, rows, test.range, out_words);
    for (uint32_t word = 0; test.negated && word < done / 64; word++)
        out_words[word] = ~out_words[word];
    if (done == rows)
        return;
    const char *rest =
        (const char *)column->data + (size_t)done * (size_t)layout_bytes(column->layout);
    range_fns[cpu_has_avx2()][column->layout](rest, rows - done, test.range, test.negated, bytes);
    words_of_bytes(bytes, rows - done, out_words + done / 64);
}

enum { SPARSE_FACTOR = 8 }; /* fewer live rows than one in so many are looked at one by one */

static uint32_t range_rows_sparse(const KernelCall *call, RangeTest test, Row *out_rows)
{
    const Column *column = &call->args[0];
    uint32_t found = 0;

    for (uint32_t at = 0; at < call->selected; at++) {
        Row row = call->selection[at];
        int128_t value = integer_at(column, row);
        bool inside = value >= test.range.min && value <= test.range.max;
        out_rows[found] = row;
        found += inside != test.negated && column_has(column, row);
    }
    return found;
}

uint32_t range_rows(const KernelCall *call, RangeTest test, Row *out_rows)
{
    uint64_t words[MASK_WORDS];
    Column column = call->args[0];

    if (is_const(&column)) {
        int128_t value = integer_at(&column, 0);
        bool inside = value >= test.range.min && value <= test.range.max;
        return inside != test.negated ? rows_not_null(call, out_rows) : 0;
    }
    if (call->selection && call->selected < call->rows / SPARSE_FACTOR)
        return range_rows_sparse(call, test, out_rows);
    range_words(&column, test, words);
    return rows_of_mask(call, words, out_rows);
}
