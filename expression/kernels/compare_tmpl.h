/*
 * compare_tmpl.h -- comparing two columns of one fixed-width type.
 *
 * Parameters: T, the C type; NAME(stem), the instance's names; TARGET, a function attribute or
 * nothing; IS_REAL, 1 where NaN has to sort last.
 */
#if IS_REAL
#define EQUAL_(x, y) (((x) == (y)) | (((x) != (x)) & ((y) != (y))))
#define LESS_(x, y)  (((x) < (y)) | (((y) != (y)) & ((x) == (x))))
#else
#define EQUAL_(x, y) ((x) == (y))
#define LESS_(x, y)  ((x) < (y))
#endif

TARGET static void NAME(equal)(const void *left, const void *right, uint32_t rows, uint8_t flip,
                               uint8_t *restrict out)
{
    const T *restrict a = left, *restrict b = right;
    for (uint32_t row = 0; row < rows; row++)
        out[row] = (uint8_t)(EQUAL_(a[row], b[row])) ^ flip;
}

TARGET static void NAME(less)(const void *left, const void *right, uint32_t rows, uint8_t flip,
                              uint8_t *restrict out)
{
    const T *restrict a = left, *restrict b = right;
    for (uint32_t row = 0; row < rows; row++)
        out[row] = (uint8_t)(LESS_(a[row], b[row])) ^ flip;
}

TARGET static void NAME(equal_const)(const void *left, const void *right, uint32_t rows,
                                     uint8_t flip, uint8_t *restrict out)
{
    const T *restrict a = left;
    const T b = *(const T *)right;
    for (uint32_t row = 0; row < rows; row++)
        out[row] = (uint8_t)(EQUAL_(a[row], b)) ^ flip;
}

TARGET static void NAME(less_const)(const void *left, const void *right, uint32_t rows,
                                    uint8_t flip, uint8_t *restrict out)
{
    const T *restrict a = left;
    const T b = *(const T *)right;
    for (uint32_t row = 0; row < rows; row++)
        out[row] = (uint8_t)(LESS_(a[row], b)) ^ flip;
}

TARGET static void NAME(more_const)(const void *left, const void *right, uint32_t rows,
                                    uint8_t flip, uint8_t *restrict out)
{
    const T *restrict a = left;
    const T b = *(const T *)right;
    for (uint32_t row = 0; row < rows; row++)
        out[row] = (uint8_t)(LESS_(b, a[row])) ^ flip;
}
#undef EQUAL_
#undef LESS_
