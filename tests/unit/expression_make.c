/* expression_make.c -- see expression_make.h. */
#include "tests/unit/expression_make.h"

#include "base/numeric.h"

#include <math.h>

uint64_t random_next(Random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t random_below(Random *random, uint32_t limit)
{
    return (uint32_t)(random_next(random) % limit);
}

/* --- Expressions ----------------------------------------------------------------------------- */

const Expr *test_make_const(Cx *cx, Type type, Value value)
{
    return NEW_EXPR(cx, type, NO_POSITION, Const, .value = value);
}

const Expr *test_make_int4(Cx *cx, int64_t value)
{
    return test_make_const(cx, type_of(TYPE_INT4), (Value){ .integer = value });
}

const Expr *test_make_bool(Cx *cx, int value)
{
    if (value < 0)
        return test_make_null(cx, type_of(TYPE_BOOL));
    return test_make_const(cx, type_of(TYPE_BOOL), (Value){ .boolean = value != 0 });
}

const Expr *test_make_text(Cx *cx, const char *text)
{
    return test_make_const(cx, type_of(TYPE_TEXT), (Value){ .text = str_of(text) });
}

const Expr *test_make_null(Cx *cx, Type type)
{
    return test_make_const(cx, type, VALUE_NULL);
}

const Expr *test_make_parsed(Cx *cx, Type type, const char *text)
{
    Value value = VALUE_NULL;

    EXPECT(value_parse(cx, type, str_of(text), NO_POSITION, &value));
    return test_make_const(cx, type, value);
}

const Expr *test_make_column(Cx *cx, Type type, uint32_t at)
{
    return NEW_EXPR(cx, type, NO_POSITION, ColumnRef, .id = (int64_t)at + 1, .name = STR_LIT("c"));
}

Exprs test_make_list(Cx *cx, const Expr *a, const Expr *b, const Expr *c)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, 3);

    items[0] = a;
    items[1] = b;
    items[2] = c;
    return (Exprs){ items, c ? 3 : b ? 2 : a ? 1 : 0 };
}

const Expr *test_make_call(Cx *cx, FunctionId function, const Expr *a, const Expr *b)
{
    Type type = type_of((TypeId)function_get(function)->result);
    Type types[2] = { a->type, b ? b->type : a->type };

    if (type.id == TYPE_NUMERIC)
        type = numeric_result_type(function, types, b ? 2 : 1);
    return NEW_EXPR(cx, type, NO_POSITION, Call, .function = function,
                    .name = str_of(function_get(function)->name),
                    .args = test_make_list(cx, a, b, NULL));
}

const Expr *test_make_cast(Cx *cx, const Expr *arg, Type to, bool is_explicit)
{
    return NEW_EXPR(cx, to, NO_POSITION, Cast, .arg = arg, .is_explicit = is_explicit);
}

const Expr *test_make_and(Cx *cx, const Expr *a, const Expr *b)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And,
                    .args = test_make_list(cx, a, b, NULL));
}

const Expr *test_make_or(Cx *cx, const Expr *a, const Expr *b)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Or,
                    .args = test_make_list(cx, a, b, NULL));
}

Columns test_make_input(Cx *cx, const Type *types, uint32_t count)
{
    Columns input = { ARENA_ARRAY(cx->arena, PlanColumn, (size_t)count + 1), count };

    for (uint32_t at = 0; at < count; at++)
        input.items[at] = (PlanColumn){ .id = at + 1, .name = STR_LIT("c"), .type = types[at] };
    return input;
}

/* --- Values ------------------------------------------------------------------------------------
 */

static int64_t random_integer(Random *random, Layout layout, int64_t span)
{
    int bits = layout_bytes(layout) * 8;
    int64_t max = bits >= 64 ? INT64_MAX : (INT64_C(1) << (bits - 1)) - 1;

    if (span)
        return (int64_t)(random_next(random) % (2 * (uint64_t)span + 1)) - span;
    switch (random_below(random, 4)) {
    case 0: return (int64_t)random_below(random, 7) - 3;
    case 1: return max - (int64_t)random_below(random, 3);
    case 2: return -max - 1 + (int64_t)random_below(random, 3);
    }
    return (int64_t)random_next(random) >> (64 - bits);
}

static double random_real(Random *random)
{
    static const double odd[] = { 0.0, -0.0, 1.5, -1.5, 0.1, 1e10 };

    switch (random_below(random, 8)) {
    case 0: return NAN;
    case 1: return INFINITY;
    case 2: return -INFINITY;
    case 3:
    case 4:
    case 5: return odd[random_below(random, COUNT_OF(odd))];
    }
    return (double)(int64_t)random_next(random) * 0x1p-40;
}

static Str random_text(Cx *cx, Random *random)
{
    static const char *const texts[] = { "",
                                         "a",
                                         "ab",
                                         "abc",
                                         "abcd",
                                         "abce",
                                         "abcdefghijkl",
                                         "abcdefghijklm",
                                         "b",
                                         "a  ",
                                         "a ",
                                         "abcdefghijklmnopqrstuvwxyz",
                                         "zz",
                                         "\xc3\xa4",
                                         "abcdefghijklmnopqrstuvwxy" };
    (void)cx;
    return str_of(texts[random_below(random, COUNT_OF(texts))]);
}

static Str random_numeric(Cx *cx, Random *random)
{
    static const char *const texts[] = { "0",    "0.00",   "1",        "1.0",
                                         "-1.5", "NaN",    "Infinity", "0.1",
                                         "1e20", "-1e-20", "99999.99", "-Infinity" };
    Numeric value;

    EXPECT(numeric_parse(cx, str_of(texts[random_below(random, COUNT_OF(texts))]), NO_POSITION,
                         &value));
    return numeric_encode(cx->arena, &value);
}

static Value random_value(Cx *cx, Random *random, Type type, int64_t span)
{
    Value value = { 0 };
    Layout layout = type_layout(type);

    switch (layout) {
    case LAYOUT_BOOL: value.boolean = random_below(random, 2); break;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: value.integer = random_integer(random, layout, span); break;
    case LAYOUT_I128:
        value.wide = random_integer(random, LAYOUT_I64, span);
        if (!span)
            value.wide *= random_integer(random, LAYOUT_I32, 0);
        break;
    case LAYOUT_F32: value.real = (float)random_real(random); break;
    case LAYOUT_F64: value.real = random_real(random); break;
    case LAYOUT_INTERVAL:
        value.interval = (Interval){ random_integer(random, LAYOUT_I64, 86400000000),
                                     (int32_t)random_integer(random, LAYOUT_I32, 40),
                                     (int32_t)random_integer(random, LAYOUT_I32, 2) };
        break;
    case LAYOUT_VIEW:
        value.text = type.id == TYPE_NUMERIC ? random_numeric(cx, random) : random_text(cx, random);
        break;
    }
    if (type.id == TYPE_OID)
        value.integer &= UINT32_MAX;
    return value;
}

/* --- Columns -----------------------------------------------------------------------------------
 */

static int128_t whole_of(Layout layout, Value value)
{
    return layout == LAYOUT_I128   ? value.wide
           : layout == LAYOUT_BOOL ? value.boolean
                                   : value.integer;
}

static bool is_whole(Layout layout)
{
    return layout >= LAYOUT_I8 && layout <= LAYOUT_I128;
}

static Layout narrowest(Layout layout, const Value *values, uint32_t rows)
{
    int128_t min = 0, max = 0;

    for (uint32_t row = 0; row < rows; row++) {
        int128_t value = values[row].is_null ? 0 : whole_of(layout, values[row]);
        min = value < min ? value : min;
        max = value > max ? value : max;
    }
    for (Layout narrow = LAYOUT_I8; narrow < layout; narrow++) {
        int128_t limit = (int128_t)1 << (layout_bytes(narrow) * 8 - 1);
        if (min >= -limit && max < limit)
            return narrow;
    }
    return layout;
}

static void set_bounds(Layout layout, const Value *values, uint32_t rows, Column *column)
{
    int128_t min = INT64_MAX, max = INT64_MIN;

    for (uint32_t row = 0; row < rows; row++) {
        if (values[row].is_null)
            continue;
        int128_t value = whole_of(layout, values[row]);
        min = value < min ? value : min;
        max = value > max ? value : max;
    }
    if (min > max || min < INT64_MIN || max > INT64_MAX)
        return;
    column->has_bounds = true;
    column->min = (int64_t)min;
    column->max = (int64_t)max;
}

/* FLAT columns of the values: long texts share one heap; behind nulls is garbage. */
static Column flat_column(Cx *cx, Random *random, Layout from, Layout layout, const Value *values,
                          uint32_t rows)
{
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(cx->arena, layout, rows);
    uint64_t *validity = NULL;
    StrBuilder heap = str_builder(cx->arena);
    const uint8_t **heaps = arena_alloc(cx->arena, sizeof *heaps);

    for (uint32_t row = 0; row < rows; row++) {
        Value value = values[row];
        if (value.is_null) {
            if (!validity)
                validity = validity_alloc(cx->arena, rows, true);
            bit_clear(validity, row);
            for (size_t byte = 0; byte < width; byte++)
                data[row * width + byte] = layout == LAYOUT_BOOL ? 1 : (char)random_next(random);
            continue;
        }
        if (layout == LAYOUT_VIEW) {
            ((StrView *)data)[row] = view_make(value.text, 0, (uint32_t)heap.length);
            str_add(&heap, value.text);
            continue;
        }
        if (is_whole(layout)) {
            int128_t whole = whole_of(from, value);
            memcpy(data + row * width, &whole, width);
            continue;
        }
        value_store(layout, value, data + row * width);
    }
    heaps[0] = (const uint8_t *)heap.data;
    Column column = column_flat(layout, rows, data, validity);
    column.heaps = layout == LAYOUT_VIEW ? heaps : NULL;
    column.heap_count = layout == LAYOUT_VIEW;
    return column;
}

static Column dictionary_column(Cx *cx, Random *random, Type type, Layout layout, Value *values,
                                uint32_t rows, uint32_t entries)
{
    Layout from = type_layout(type);
    Dictionary *dictionary = arena_zero(cx->arena, sizeof *dictionary);
    uint64_t *validity = NULL;
    static const uint8_t widths[] = { 1, 2, 4 };
    uint8_t width = widths[random_below(random, 3)];
    char *codes = column_alloc(cx->arena, LAYOUT_I32, rows);
    Value *entry = ARENA_ARRAY(cx->arena, Value, entries);

    memcpy(entry, values, entries * sizeof *entry);
    for (uint32_t at = 0; at < entries; at++)
        while (entry[at].is_null)
            entry[at] = random_value(cx, random, type, 1);
    dictionary->values = flat_column(cx, random, from, layout, entry, entries);
    dictionary->id = random_below(random, 2) ? dictionary_new_id() : 0;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t code = random_below(random, entries);
        memcpy(codes + (size_t)row * width, &code, width);
        if (values[row].is_null) {
            if (!validity)
                validity = validity_alloc(cx->arena, rows, true);
            bit_clear(validity, row);
        } else {
            values[row] = entry[code];
        }
    }
    Column column = column_flat(layout, rows, codes, validity);
    column.kind = COLUMN_DICT;
    column.code_bytes = width;
    column.dictionary = dictionary;
    return column;
}

static Column constant_column(Cx *cx, Random *random, Layout from, Layout layout, Value *values,
                              uint32_t rows)
{
    for (uint32_t row = 1; row < rows; row++)
        values[row] = values[0];
    Column column = flat_column(cx, random, from, layout, values, 1);
    column.kind = COLUMN_CONST;
    column.rows = rows;
    return column;
}

static Column sequence_column(Random *random, Layout layout, Value *values, uint32_t rows)
{
    Column column = { .kind = COLUMN_SEQ, .layout = (uint8_t)layout, .rows = rows };

    column.min = (int64_t)random_below(random, 50) - 25;
    column.max = layout == LAYOUT_I8 ? 0 : (int64_t)random_below(random, 7) - 3;
    for (uint32_t row = 0; row < rows; row++) {
        int64_t value = column.min + (int64_t)row * column.max;
        values[row] = (Value){ .integer = value };
        if (layout == LAYOUT_I128)
            values[row].wide = value;
    }
    return column;
}

Sample test_make_sample(Cx *cx, Random *random, SampleWish wish)
{
    Layout from = type_layout(wish.type), layout = from;
    Sample sample = { .type = wish.type,
                      .values = ARENA_ARRAY(cx->arena, Value, (size_t)wish.rows + 1) };

    for (uint32_t row = 0; row < wish.rows; row++) {
        sample.values[row] = random_value(cx, random, wish.type, wish.span);
        if (wish.has_nulls && random_below(random, 4) == 0)
            sample.values[row] = VALUE_NULL;
    }
    /* Sequences here go below zero, where there are no oids. */
    if (wish.kind == COLUMN_SEQ && is_whole(layout) && wish.type.id != TYPE_OID) {
        sample.column = sequence_column(random, layout, sample.values, wish.rows);
        return sample;
    }
    if (wish.is_narrow && is_whole(layout) && wish.type.id != TYPE_CHAR)
        layout = narrowest(from, sample.values, wish.rows);
    if (wish.kind == COLUMN_CONST)
        sample.column = constant_column(cx, random, from, layout, sample.values, wish.rows);
    else if (wish.kind == COLUMN_DICT)
        sample.column =
            dictionary_column(cx, random, wish.type, layout, sample.values, wish.rows,
                              1 + random_below(random, wish.rows < 200 ? wish.rows : 200));
    else
        sample.column = flat_column(cx, random, from, layout, sample.values, wish.rows);
    if (wish.has_bounds && is_whole(layout))
        set_bounds(from, sample.values, wish.rows, &sample.column);
    return sample;
}

Sample test_make_any_sample(Cx *cx, Random *random, Type type, uint32_t rows)
{
    static const int64_t spans[] = { 0, 5, 1000, 100000 };
    SampleWish wish = { .type = type,
                        .kind = (ColumnKind)random_below(random, 4),
                        .has_nulls = random_below(random, 2),
                        .has_bounds = random_below(random, 2),
                        .is_narrow = random_below(random, 2),
                        .rows = rows,
                        .span = spans[random_below(random, COUNT_OF(spans))] };
    int bits = layout_bytes(type_layout(type)) * 8;

    if (bits < 32 && wish.span > 100)
        wish.span = 100;
    return test_make_sample(cx, random, wish);
}

Batch test_make_batch(Cx *cx, const Sample *samples, uint32_t count)
{
    Batch batch = { .columns = ARENA_ARRAY(cx->arena, Column, (size_t)count + 1),
                    .column_count = count,
                    .rows = count ? samples[0].column.rows : 1 };

    for (uint32_t at = 0; at < count; at++)
        batch.columns[at] = samples[at].column;
    batch.selected = batch.rows;
    return batch;
}

void thin_batch(Cx *cx, Random *random, Batch *batch, uint32_t in)
{
    Row *rows = ARENA_ARRAY(cx->arena, Row, batch->rows + 1);

    batch->selected = 0;
    for (uint32_t row = 0; row < batch->rows; row++)
        if (random_below(random, in) == 0)
            rows[batch->selected++] = (Row)row;
    batch->selection = rows;
}

/* --- Running -----------------------------------------------------------------------------------
 */

bool run_expr(Cx *cx, const Expr *expr, Columns input, const Batch *batch, Column *out)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, 1);

    items[0] = expr;
    Program *program = program_compile(cx, (Exprs){ items, 1 }, input);
    ProgramState *state = program ? program_start(cx, program) : NULL;
    return state && program_run(cx, state, batch, out);
}

Value value_of_row(Type type, const Column *column, uint32_t row)
{
    Value value = value_of_column(column, row);

    if (!value.is_null && type_layout(type) == LAYOUT_I128 && column->layout != LAYOUT_I128)
        value.wide = value.integer;
    return value;
}

Str folded(Cx *cx, const Expr *expr)
{
    StrBuilder text = str_builder(cx->arena);
    Value value;

    if (!expr_fold(cx, expr, &value))
        return str_of(take_error(cx));
    if (value.is_null)
        return STR_LIT("null");
    value_print(&text, expr->type, value);
    return str_built(&text);
}

bool values_same(Type type, Value a, Value b)
{
    if (a.is_null || b.is_null)
        return a.is_null == b.is_null;
    return value_compare(type, a, b) == 0;
}

const char *take_error(Cx *cx)
{
    const char *sqlstate = has_failed(cx) ? error_sqlstate(cx->error.code) : "";

    cx->error = (Error){ 0 };
    return sqlstate;
}
