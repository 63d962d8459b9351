/*
 * layout.c -- the same integers in another layout.
 */
#include "expression/kernels/kernel.h"

typedef void (*ConvertFn)(const void *from, uint32_t rows, void *to);

// clang-format off
#define CONVERT(F, T, FN, TN)                                                                      \
    static void convert_##FN##_##TN(const void *from, uint32_t rows, void *to)                     \
    {                                                                                              \
        const F *restrict in = from;                                                               \
        T *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = (T)in[row];                                                                 \
    }
#define CONVERT_TO_ALL(F, FN)                                                                      \
    CONVERT(F, int8_t, FN, i8) CONVERT(F, int16_t, FN, i16) CONVERT(F, int32_t, FN, i32)           \
    CONVERT(F, int64_t, FN, i64) CONVERT(F, int128_t, FN, i128)
CONVERT_TO_ALL(int8_t, i8)
CONVERT_TO_ALL(int16_t, i16)
CONVERT_TO_ALL(int32_t, i32)
CONVERT_TO_ALL(int64_t, i64)
CONVERT_TO_ALL(int128_t, i128)
#undef CONVERT_TO_ALL
#undef CONVERT

#define ROW_(FN) { [LAYOUT_I8] = convert_##FN##_i8, [LAYOUT_I16] = convert_##FN##_i16,             \
                   [LAYOUT_I32] = convert_##FN##_i32, [LAYOUT_I64] = convert_##FN##_i64,           \
                   [LAYOUT_I128] = convert_##FN##_i128 }
static const ConvertFn convert_fns[LAYOUTS][LAYOUTS] = {
    [LAYOUT_BOOL] = ROW_(i8), [LAYOUT_I8] = ROW_(i8), [LAYOUT_I16] = ROW_(i16),
    [LAYOUT_I32] = ROW_(i32), [LAYOUT_I64] = ROW_(i64), [LAYOUT_I128] = ROW_(i128),
};
#undef ROW_
// clang-format on

Column column_with_layout(Arena *arena, const Column *column, Layout layout)
{
    Column flat = *column;

    if (column->kind == COLUMN_DICT || column->kind == COLUMN_SEQ)
        flat = column_flatten(arena, column, NULL, 0);
    if (flat.layout == layout)
        return flat;

    uint32_t values = flat.kind == COLUMN_CONST ? 1 : flat.rows;
    void *data = column_alloc(arena, layout, values);
    assert(convert_fns[flat.layout][layout]);
    convert_fns[flat.layout][layout](flat.data, values, data);
    flat.data = data;
    flat.layout = (uint8_t)layout;
    return flat;
}
