/*
 * compare.c -- the six comparison operators, for every type.
 *
 * Decides once a batch: integers against a constant are ranges (compare_range.c), fixed-width
 * columns against each other are dense loops (compare_fixed.c), all else goes row by row
 * (compare_rows.c).  Numerics of different scales are brought to one scale first.
 */
#include "expression/kernels/compare.h"

#include "base/decimal.h"
#include "base/numeric.h"

const Comparison COMPARE_EQ = { 0 };
const Comparison COMPARE_NE = { .negated = true };
const Comparison COMPARE_LT = { .is_less = true };
const Comparison COMPARE_LE = { .is_less = true, .swapped = true, .negated = true };
const Comparison COMPARE_GT = { .is_less = true, .swapped = true };
const Comparison COMPARE_GE = { .is_less = true, .negated = true };

/* How two arguments are compared. */
typedef enum CompareClass {
    CLASS_INTEGERS, /* also FIXED numerics, dates, booleans */
    CLASS_BYTES,    /* "char": unsigned */
    CLASS_REALS,
    CLASS_ROWS, /* one by one */
} CompareClass;

static CompareClass class_of(const KernelCall *call)
{
    Layout a = type_layout(call->arg_types[0]), b = type_layout(call->arg_types[1]);

    if (call->arg_types[0].id == TYPE_CHAR)
        return CLASS_BYTES;
    if (a == LAYOUT_F32 || a == LAYOUT_F64)
        return CLASS_REALS;
    return a <= LAYOUT_I128 && b <= LAYOUT_I128 ? CLASS_INTEGERS : CLASS_ROWS;
}

static int scale_of(Type type)
{
    return type.id == TYPE_NUMERIC ? type.numeric_scale : 0;
}

static Comparison other_way(Comparison comparison)
{
    comparison.swapped = comparison.is_less && !comparison.swapped;
    return comparison;
}

/* Multiply by a power of ten; false where 128 bits might not hold a product. */
static bool scale_up(Arena *arena, const Column *column, int by, Column *out)
{
    IntRange range = range_measured(column), scaled;
    int128_t power = decimal_power(by);

    if (__builtin_mul_overflow(range.min, power, &scaled.min) ||
        __builtin_mul_overflow(range.max, power, &scaled.max))
        return false;

    Layout layout = range_layout(scaled);
    *out = column_with_layout(arena, column, layout);
    uint32_t values = is_const(column) ? 1 : column->rows;
    void *data = column_alloc(arena, layout, values);
    for (uint32_t row = 0; row < values; row++) {
        switch (layout) {
        case LAYOUT_I32:
            ((uint32_t *)data)[row] = ((const uint32_t *)out->data)[row] * (uint32_t)power;
            break;
        case LAYOUT_I64:
            ((uint64_t *)data)[row] = ((const uint64_t *)out->data)[row] * (uint64_t)power;
            break;
        default: /* range_layout gives I128 else */
            ((uint128_t *)data)[row] = ((const uint128_t *)out->data)[row] * (uint128_t)power;
            break;
        }
    }
    out->data = data;
    column_set_range(out, scaled);
    return true;
}

static void compare_decimal_rows(const KernelCall *call, Comparison comparison, uint8_t *bytes)
{
    int a_scale = scale_of(call->arg_types[0]), b_scale = scale_of(call->arg_types[1]);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int order = decimal_compare(integer_at(&call->args[0], row), a_scale,
                                    integer_at(&call->args[1], row), b_scale);
        bool hit = !comparison.is_less ? order == 0 : comparison.swapped ? order > 0 : order < 0;
        bytes[row] = hit != comparison.negated;
    }
}

static void compare_integers(const KernelCall *call, Comparison comparison, uint8_t *bytes)
{
    Arena *arena = call->cx->arena;
    int a_scale = scale_of(call->arg_types[0]), b_scale = scale_of(call->arg_types[1]);
    Column a = call->args[0], b = call->args[1];

    if (is_const(&b)) {
        RangeTest test = range_test(comparison, a_scale, integer_at(&b, 0), b_scale);
        range_bytes(&a, test, bytes);
        return;
    }
    if ((a_scale < b_scale && !scale_up(arena, &a, b_scale - a_scale, &a)) ||
        (b_scale < a_scale && !scale_up(arena, &b, a_scale - b_scale, &b))) {
        compare_decimal_rows(call, comparison, bytes);
        return;
    }
    Layout layout = a.layout > b.layout ? a.layout : b.layout;
    a = column_with_layout(arena, &a, layout);
    b = column_with_layout(arena, &b, layout);
    compare_fixed(&a, &b, comparison, bytes);
}

/* One row that stands for all. */
static void compare_constants(const KernelCall *call, Comparison comparison, uint8_t *out_bytes)
{
    uint8_t byte[64];
    Column args[2] = { call->args[0], call->args[1] };
    KernelCall one = *call;

    args[0].kind = COLUMN_FLAT;
    args[0].rows = args[1].rows = one.rows = one.selected = 1;
    one.selection = NULL;
    one.args = args;
    compare_bytes(&one, comparison, byte);
    memset(out_bytes, byte[0], call->rows);
}

void compare_bytes(const KernelCall *call, Comparison comparison, uint8_t *out_bytes)
{
    KernelCall turned = *call;
    Column args[2] = { call->args[1], call->args[0] };
    Type types[2] = { call->arg_types[1], call->arg_types[0] };

    if (is_const(&call->args[0])) {
        if (is_const(&call->args[1])) {
            compare_constants(call, comparison, out_bytes);
            return;
        }
        turned.args = args;
        turned.arg_types = types;
        comparison = other_way(comparison);
        call = &turned;
    }
    switch (class_of(call)) {
    case CLASS_INTEGERS: compare_integers(call, comparison, out_bytes); break;
    case CLASS_BYTES: {
        Column a = call->args[0], b = call->args[1];
        a.layout = b.layout = LAYOUT_BOOL; /* whose template is the unsigned one */
        compare_fixed(&a, &b, comparison, out_bytes);
        break;
    }
    case CLASS_REALS: compare_fixed(&call->args[0], &call->args[1], comparison, out_bytes); break;
    case CLASS_ROWS: compare_rows(call, comparison, out_bytes); break;
    }
}

static bool compare_kernel(const KernelCall *call, Comparison comparison, Column *out)
{
    uint8_t *bytes = column_start(call, LAYOUT_BOOL, out);

    compare_bytes(call, comparison, bytes);
    return true;
}

/* --- Straight to rows ------------------------------------------------------------------------ */

enum { SPARSE_FACTOR = 8 }; /* fewer live rows than one in so many are gathered first */

static uint32_t select_by_rows(const KernelCall *call, Comparison comparison, Row *out_rows)
{
    SCRATCH(call->cx->arena);
    uint8_t *bytes = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows);
    Row live[BATCH_ROWS_MAX];
    KernelCall known = *call;
    uint32_t found = 0;

    known.selection = live;
    known.selected = rows_not_null(call, live);
    if (known.selected)
        compare_bytes(&known, comparison, bytes);
    for (uint32_t at = 0; at < known.selected; at++) {
        out_rows[found] = live[at];
        found += bytes[live[at]];
    }
    return found;
}

/* Few rows are live: bring them together, then dense as ever. */
static uint32_t select_gathered(const KernelCall *call, Comparison comparison, Row *out_rows)
{
    SCRATCH(call->cx->arena);
    uint8_t bytes[BATCH_ROWS_MAX];
    Row dense[BATCH_ROWS_MAX];
    KernelCall few = *call;
    Column args[2];

    for (uint32_t arg = 0; arg < 2; arg++)
        args[arg] =
            column_gather(call->cx->arena, &call->args[arg], call->selection, call->selected);
    few.args = args;
    few.rows = call->selected;
    few.selection = NULL;
    compare_bytes(&few, comparison, bytes);
    uint32_t found = rows_of_bytes(&few, bytes, dense);
    for (uint32_t at = 0; at < found; at++)
        out_rows[at] = call->selection[dense[at]];
    return found;
}

static uint32_t select_dense(const KernelCall *call, Comparison comparison, Row *out_rows)
{
    SCRATCH(call->cx->arena);
    uint64_t words[MASK_WORDS];
    uint8_t bytes[BATCH_ROWS_MAX];
    CompareClass class = class_of(call);
    const Column *b = &call->args[1];

    if (class == CLASS_INTEGERS && is_const(b))
        range_words(&call->args[0],
                    range_test(comparison, scale_of(call->arg_types[0]), integer_at(b, 0),
                               scale_of(call->arg_types[1])),
                    words);
    else if (class == CLASS_REALS && is_const(b))
        compare_real_words(&call->args[0], real_at(b, 0), comparison, words);
    else if (class == CLASS_ROWS)
        short_equality_words(call, comparison, words);
    else {
        compare_bytes(call, comparison, bytes);
        words_of_bytes(bytes, call->rows, words);
    }
    return rows_of_mask(call, words, out_rows);
}

static uint32_t compare_select(const KernelCall *call, Comparison comparison, Row *out_rows)
{
    KernelCall turned = *call;
    Column args[2] = { call->args[1], call->args[0] };
    Type types[2] = { call->arg_types[1], call->arg_types[0] };

    if (!call->selected)
        return 0;
    if (is_const(&call->args[0])) {
        if (is_const(&call->args[1]))
            return select_by_rows(call, comparison, out_rows);
        turned.args = args;
        turned.arg_types = types;
        comparison = other_way(comparison);
        call = &turned;
    }
    if (class_of(call) == CLASS_ROWS && !is_short_equality(call, comparison))
        return select_by_rows(call, comparison, out_rows);
    if (call->selection && call->selected < call->rows / SPARSE_FACTOR)
        return select_gathered(call, comparison, out_rows);
    return select_dense(call, comparison, out_rows);
}

// clang-format off
#define OPERATOR(OP, HOW)                                                                          \
    bool kernel_##OP(const KernelCall *call, Column *out) { return compare_kernel(call, HOW, out); } \
    uint32_t select_##OP(const KernelCall *call, Row *out_rows)                                    \
    {                                                                                              \
        return compare_select(call, HOW, out_rows);                                                \
    }
OPERATOR(eq, COMPARE_EQ)
OPERATOR(ne, COMPARE_NE)
OPERATOR(lt, COMPARE_LT)
OPERATOR(le, COMPARE_LE)
OPERATOR(gt, COMPARE_GT)
OPERATOR(ge, COMPARE_GE)
#undef OPERATOR
// clang-format on
