/*
 * kernel_case.h -- calling kernels in tests: columns from C values, and the law every strict
 * kernel keeps: a row's result depends on that row's arguments alone.
 */
#ifndef TESTS_UNIT_KERNEL_CASE_H
#define TESTS_UNIT_KERNEL_CASE_H

#include "expression/expression.h"
#include "tests/unit/test.h"

enum { CASE_ROWS = 300 };

/* A small random generator, the same numbers at every run. */
static inline uint32_t case_random(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*seed >> 33) % below);
}

/* Long strings lie in two heaps in turn, behind a few other bytes. */
static inline Column case_texts(Cx *cx, const Str *texts, uint32_t rows)
{
    StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, rows);
    const uint8_t **heaps = ARENA_ARRAY(cx->arena, const uint8_t *, 2);
    StrBuilder bytes[2] = { str_builder(cx->arena), str_builder(cx->arena) };

    str_add_c(&bytes[0], "xyz");
    for (uint32_t row = 0; row < rows; row++) {
        views[row] = view_make(texts[row], row % 2, (uint32_t)bytes[row % 2].length);
        if (texts[row].length > VIEW_INLINE_MAX)
            str_add(&bytes[row % 2], texts[row]);
    }
    for (int heap = 0; heap < 2; heap++) /* exact copies, so that sanitizers see every overrun */
        heaps[heap] = arena_copy(cx->arena, bytes[heap].data, bytes[heap].length);

    Column column = column_flat(LAYOUT_VIEW, rows, views, NULL);
    column.heaps = heaps;
    column.heap_count = 2;
    return column;
}

static inline Column case_text(Cx *cx, const char *text)
{
    Str s = str_of(text);
    return case_texts(cx, &s, 1);
}

static inline Column case_int(Cx *cx, int32_t value)
{
    int32_t *data = column_alloc(cx->arena, LAYOUT_I32, 1);
    *data = value;
    return column_flat(LAYOUT_I32, 1, data, NULL);
}

/* Row `row` of a FLAT column, as a CONST one of `rows` rows. */
static inline Column case_constant(const Column *column, uint32_t row, uint32_t rows)
{
    Column constant = *column;

    constant.kind = COLUMN_CONST;
    constant.rows = rows;
    constant.validity = NULL;
    constant.data = (const char *)column->data + row * (size_t)layout_bytes(column->layout);
    return constant;
}

static inline bool case_same(const Column *a, const Column *b, uint32_t row)
{
    int bytes = layout_bytes(a->layout);
    size_t at = (size_t)row * (size_t)bytes;

    if (a->layout != b->layout || column_has(a, row) != column_has(b, row))
        return false;
    if (!column_has(a, row))
        return true;
    if (a->layout == LAYOUT_VIEW)
        return str_equal(view_str((const StrView *)a->data + row, a->heaps),
                         view_str((const StrView *)b->data + row, b->heaps));
    return memcmp((const char *)a->data + at, (const char *)b->data + at, (size_t)bytes) == 0;
}

/* A copy in which the rows that `kept` does not name hold what must not be touched. */
static inline Column case_poisoned(Cx *cx, const Column *column, const uint64_t *kept)
{
    size_t width = (size_t)layout_bytes(column->layout);
    char *data = column_alloc(cx->arena, column->layout, column->rows);
    Column poisoned = *column;

    memcpy(data, column->data, column->rows * width);
    for (uint32_t row = 0; row < column->rows; row++)
        if (!bit_get(kept, row))
            memset(data + row * width, 0x7d, width);
    poisoned.data = data;
    return poisoned;
}

static inline void case_check_selection(KernelCall call, Kernel kernel, const Column *all,
                                        uint64_t *seed)
{
    Row selection[CASE_ROWS];
    uint64_t *kept = validity_alloc(call.cx->arena, call.rows, false);
    Column args[FUNCTION_ARGS_MAX], out;

    for (uint32_t row = 0; row < call.rows; row++)
        if (case_random(seed, 3) == 0) {
            selection[call.selected++] = (Row)row;
            bit_set(kept, row);
        }
    for (uint32_t arg = 0; arg < call.arg_count; arg++)
        args[arg] = case_poisoned(call.cx, &call.args[arg], kept);
    call.args = args;
    call.selection = selection;
    EXPECT(kernel(&call, &out));
    for (uint32_t at = 0; at < call.selected; at++)
        EXPECT(case_same(all, &out, selection[at]));
}

static inline void case_check_nulls(KernelCall call, Kernel kernel, const Column *all,
                                    uint64_t *seed)
{
    uint64_t *valid = validity_alloc(call.cx->arena, call.rows, false);
    Column args[FUNCTION_ARGS_MAX], out;

    for (uint32_t row = 0; row < call.rows; row++)
        if (case_random(seed, 4))
            bit_set(valid, row);
    for (uint32_t arg = 0; arg < call.arg_count; arg++) {
        args[arg] = case_poisoned(call.cx, &call.args[arg], valid);
        args[arg].validity = valid;
    }
    call.args = args;
    EXPECT(kernel(&call, &out));
    for (uint32_t row = 0; row < call.rows; row++)
        if (bit_get(valid, row))
            EXPECT(case_same(all, &out, row));
}

/* `args`: FLAT, up to CASE_ROWS rows on which the kernel does not fail. */
static inline void case_check_rows(Cx *cx, Kernel kernel, const Column *args, const Type *types,
                                   uint32_t arg_count, Type result)
{
    KernelCall call = { .cx = cx,
                        .args = args,
                        .arg_types = types,
                        .arg_count = arg_count,
                        .rows = args[0].rows,
                        .result_type = result,
                        .position = NO_POSITION };
    uint64_t seed = arg_count;
    Column all, out, constants[FUNCTION_ARGS_MAX];

    EXPECT(kernel(&call, &all));
    EXPECT(all.rows == call.rows);
    case_check_selection(call, kernel, &all, &seed);
    case_check_nulls(call, kernel, &all, &seed);
    for (uint32_t mask = 1; mask < 1U << arg_count; mask++) {
        uint32_t row = case_random(&seed, call.rows);

        for (uint32_t arg = 0; arg < arg_count; arg++)
            constants[arg] =
                mask >> arg & 1 ? case_constant(&args[arg], row, call.rows) : args[arg];
        call.args = constants;
        Row only = (Row)row;
        call.selection = &only;
        call.selected = 1;
        EXPECT(kernel(&call, &out));
        EXPECT(out.kind == COLUMN_FLAT && case_same(&all, &out, row));
    }
    EXPECT(!has_failed(cx));
}

#endif
