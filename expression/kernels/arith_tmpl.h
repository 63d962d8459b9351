/*
 * arith_tmpl.h -- a + b, a - b, a * b over columns of two integer types into a third.
 *
 * Parameters: A and B, the types of the operands; R, unsigned, as wide as the result; NAME(stem);
 * TARGET.  Operands and results are known to fit R, so cutting operands to R first is exact; what
 * is garbage wraps around.
 */
#define LOOP_(stem, OP)                                                                            \
    TARGET static void NAME(stem##_vv)(const void *left, const void *right, uint32_t rows,         \
                                       void *to)                                                   \
    {                                                                                              \
        const A *restrict a = left;                                                                \
        const B *restrict b = right;                                                               \
        R *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (R)((R)a[row] OP(R) b[row]);                                                \
    }                                                                                              \
    TARGET static void NAME(stem##_vc)(const void *left, const void *right, uint32_t rows,         \
                                       void *to)                                                   \
    {                                                                                              \
        const A *restrict a = left;                                                                \
        const R b = (R) * (const B *)right;                                                        \
        R *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (R)((R)a[row] OP b);                                                        \
    }                                                                                              \
    TARGET static void NAME(stem##_cv)(const void *left, const void *right, uint32_t rows,         \
                                       void *to)                                                   \
    {                                                                                              \
        const R a = (R) * (const A *)left;                                                         \
        const B *restrict b = right;                                                               \
        R *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (R)(a OP(R) b[row]);                                                        \
    }
LOOP_(add, +)
LOOP_(subtract, -)
LOOP_(multiply, *)
#undef LOOP_
