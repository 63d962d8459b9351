/*
 * arith_each_width.h -- arith_tmpl.h for every triple of widths in use.
 *
 * Parameters: SUFFIX(name), the instances' names; TARGET.  Ends with a table of them,
 * SUFFIX(arith_fns)[width of a][width of b][width of the result][operation][form].
 */
// clang-format off
#define A int32_t
#define B int32_t
#define R uint32_t
#define NAME(stem) SUFFIX(stem##_32_32_32)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int32_t
#define B int32_t
#define R uint64_t
#define NAME(stem) SUFFIX(stem##_32_32_64)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int32_t
#define B int64_t
#define R uint32_t
#define NAME(stem) SUFFIX(stem##_32_64_32)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int32_t
#define B int64_t
#define R uint64_t
#define NAME(stem) SUFFIX(stem##_32_64_64)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int64_t
#define B int32_t
#define R uint32_t
#define NAME(stem) SUFFIX(stem##_64_32_32)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int64_t
#define B int32_t
#define R uint64_t
#define NAME(stem) SUFFIX(stem##_64_32_64)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int64_t
#define B int64_t
#define R uint32_t
#define NAME(stem) SUFFIX(stem##_64_64_32)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int64_t
#define B int64_t
#define R uint64_t
#define NAME(stem) SUFFIX(stem##_64_64_64)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int64_t
#define B int64_t
#define R uint128_t
#define NAME(stem) SUFFIX(stem##_64_64_128)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define A int128_t
#define B int128_t
#define R uint128_t
#define NAME(stem) SUFFIX(stem##_128_128_128)
#include "expression/kernels/arith_tmpl.h"
#undef A
#undef B
#undef R
#undef NAME

#define FORMS_(stem, W) { SUFFIX(stem##_vv_##W), SUFFIX(stem##_vc_##W), SUFFIX(stem##_cv_##W) }
#define OPERATIONS_(W) { FORMS_(add, W), FORMS_(subtract, W), FORMS_(multiply, W) }
static const ArithFn SUFFIX(arith_fns)[WIDTHS][WIDTHS][WIDTHS][ARITH_OPS][ARITH_FORMS] = {
    [W32][W32][W32] = OPERATIONS_(32_32_32),
    [W32][W32][W64] = OPERATIONS_(32_32_64),
    [W32][W64][W32] = OPERATIONS_(32_64_32),
    [W32][W64][W64] = OPERATIONS_(32_64_64),
    [W64][W32][W32] = OPERATIONS_(64_32_32),
    [W64][W32][W64] = OPERATIONS_(64_32_64),
    [W64][W64][W32] = OPERATIONS_(64_64_32),
    [W64][W64][W64] = OPERATIONS_(64_64_64),
    [W64][W64][W128] = OPERATIONS_(64_64_128),
    [W128][W128][W128] = OPERATIONS_(128_128_128),
};
#undef FORMS_
#undef OPERATIONS_
// clang-format on
