/*
 * compare_fixed.c -- columns of one fixed-width layout against each other or a constant.
 *
 * Instances of compare_tmpl.h by layout, for every x86-64 and for AVX2; the table says which
 * layouts there are.
 */
#include "expression/kernels/compare.h"

#include <immintrin.h>

// clang-format off
#define T int8_t
#define NAME(stem) stem##_i8
#define TARGET
#define IS_REAL 0
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T uint8_t
#define NAME(stem) stem##_bool
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T int16_t
#define NAME(stem) stem##_i16
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T int32_t
#define NAME(stem) stem##_i32
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T int64_t
#define NAME(stem) stem##_i64
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T int128_t
#define NAME(stem) stem##_i128
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#undef IS_REAL
#define IS_REAL 1
#define T float
#define NAME(stem) stem##_f32
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T double
#define NAME(stem) stem##_f64
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#undef TARGET
#define TARGET AVX2
#define T double
#define NAME(stem) stem##_f64_avx2
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#undef IS_REAL
#define IS_REAL 0
#define T int32_t
#define NAME(stem) stem##_i32_avx2
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#define T int64_t
#define NAME(stem) stem##_i64_avx2
#include "expression/kernels/compare_tmpl.h"
#undef T
#undef NAME
#undef TARGET
#undef IS_REAL

typedef void (*CompareFn)(const void *a, const void *b, uint32_t rows, uint8_t flip, uint8_t *out);
enum { EQUAL, LESS, EQUAL_CONST, LESS_CONST, MORE_CONST, COMPARE_FORMS };

#define FORMS(SUFFIX) { equal_##SUFFIX, less_##SUFFIX, equal_const_##SUFFIX,                       \
                        less_const_##SUFFIX, more_const_##SUFFIX }
static const CompareFn compare_fns[LAYOUTS][COMPARE_FORMS] = {
    [LAYOUT_BOOL] = FORMS(bool), [LAYOUT_I8] = FORMS(i8), [LAYOUT_I16] = FORMS(i16),
    [LAYOUT_I32] = FORMS(i32), [LAYOUT_I64] = FORMS(i64), [LAYOUT_I128] = FORMS(i128),
    [LAYOUT_F32] = FORMS(f32), [LAYOUT_F64] = FORMS(f64),
};
static const CompareFn compare_fns_avx2[LAYOUTS][COMPARE_FORMS] = {
    [LAYOUT_I32] = FORMS(i32_avx2), [LAYOUT_I64] = FORMS(i64_avx2),
    [LAYOUT_F64] = FORMS(f64_avx2),
};
#undef FORMS
// clang-format on

void compare_fixed(const Column *a, const Column *b, Comparison comparison, uint8_t *out_bytes)
{
    bool has_const = is_const(b);
    int form;

    assert(a->layout == b->layout && !is_const(a));
    if (!comparison.is_less)
        form = has_const ? EQUAL_CONST : EQUAL;
    else if (has_const)
        form = comparison.swapped ? MORE_CONST : LESS_CONST;
    else
        form = LESS;
    if (comparison.is_less && comparison.swapped && !has_const) {
        const Column *left = a;
        a = b;
        b = left;
    }
    CompareFn wide = cpu_has_avx2() ? compare_fns_avx2[a->layout][form] : NULL;
    CompareFn compare = wide ? wide : compare_fns[a->layout][form];
    compare(a->data, b->data, a->rows, comparison.negated, out_bytes);
}

/* --- Doubles against a constant, to bits ----------------------------------------------------- */

/* The predicate of the four lanes, with NaN above all and the constant not NaN. */
AVX2 static uint64_t real_word(const double *values, __m256d constant, int predicate)
{
    uint64_t word = 0;

    for (int part = 0; part < 16; part++) {
        __m256d lanes = _mm256_loadu_pd(values + part * 4);
        __m256d hit;
        switch (predicate) {
        case LESS_CONST: hit = _mm256_cmp_pd(lanes, constant, _CMP_LT_OQ); break;
        case MORE_CONST: hit = _mm256_cmp_pd(lanes, constant, _CMP_NLE_UQ); break;
        default: hit = _mm256_cmp_pd(lanes, constant, _CMP_EQ_OQ); break;
        }
        word |= (uint64_t)(uint32_t)_mm256_movemask_pd(hit) << (part * 4);
    }
    return word;
}

AVX2 static uint32_t real_words_avx2(const double *values, uint32_t rows, double constant,
                                     Comparison comparison, uint64_t *out_words)
{
    const __m256d lanes = _mm256_set1_pd(constant);
    uint64_t flip = comparison.negated ? UINT64_MAX : 0;
    int predicate = !comparison.is_less  ? EQUAL_CONST
                    : comparison.swapped ? MORE_CONST
                                         : LESS_CONST;

    for (uint32_t word = 0; word < rows / 64; word++)
        out_words[word] = real_word(values + word * 64, lanes, predicate) ^ flip;
    return rows / 64 * 64;
}

void compare_real_words(const Column *a, double constant, Comparison comparison,
                        uint64_t *out_words)
{
    uint8_t bytes[BATCH_ROWS_MAX];
    uint32_t done = 0;
    float narrow = (float)constant;
    Column rest = *a, right = column_flat(a->layout, a->rows, &constant, NULL);

    if (a->layout == LAYOUT_F32)
        right.data = &narrow;
    else if (constant == constant && cpu_has_avx2())
        done = real_words_avx2(a->data, a->rows, constant, comparison, out_words);
    if (done == a->rows)
        return;
    right.kind = COLUMN_CONST;
    rest.data = (const char *)a->data + (size_t)done * (size_t)layout_bytes(a->layout);
    rest.rows = a->rows - done;
    compare_fixed(&rest, &right, comparison, bytes);
    words_of_bytes(bytes, rest.rows, out_words + done / 64);
}
