/* join_case.c -- see join_case.h. */
#include "tests/unit/join_case.h"

#include <stdio.h>

static const char *const texts[] = { "",
                                     "a",
                                     "b",
                                     "abcdefghijkl",
                                     "abcdefghijklm",
                                     "abcdefghijkln",
                                     "a much longer text that lies in a heap",
                                     "a much longer text that lies in a heaq",
                                     "abcd",
                                     "abce",
                                     NULL };
static const char *const blanks[] = { "x", "x ", "x   ", "", " ", "yy", "yy                      ",
                                      NULL };
static const char *const reals[] = { "0", "-0", "1.5", "NaN", "-1e300", "Infinity", NULL };
static const char *const short_reals[] = { "0", "-0", "1.5", "NaN", "-Infinity", NULL };
static const char *const numerics[] = { "1",    "1.0",   "1.00", "NaN",
                                        "-2.5", "-2.50", "1e30", "123456789012345678901234567890.1",
                                        NULL };
static const char *const wides[] = { "1.00",
                                     "2.00",
                                     "3.00",
                                     "90000000000000000000.00",
                                     "90000000000000000001.00",
                                     "-90000000000000000000.00",
                                     NULL };
static const char *const intervals[] = { "1 month",  "30 days", "720:00:00", "1 day",
                                         "24:00:00", "-1 day",  NULL };
static const char *const dates[] = { "2000-01-01", "1999-12-31", "2024-02-29", "infinity", NULL };
static const char *const booleans[] = { "true", "false", NULL };

static const char *const extremes[] = {
    "-9223372036854775808", "9223372036854775807", "0", "-1", "9223372036854775806", NULL
};

// clang-format off
const KeyCase join_cases[JOIN_CASES] = {
    [JOIN_CASE_DENSE] =
    { "dense integers", 1, { TYPE_INT4 }, { NULL }, -7, 1, 60 },
    [JOIN_CASE_GAPS] =
    { "integers with gaps", 1, { TYPE_INT4 }, { NULL }, 1000, 37, 800 },
    [JOIN_CASE_SPARSE] =
    { "sparse integers", 1, { TYPE_INT8 }, { NULL }, -4000000000000000000, 100000000000000003, 70 },
    [JOIN_CASE_TWO] =
    { "two integers", 2, { TYPE_INT4, TYPE_INT2 }, { NULL, NULL }, 5, 3, 9 },
    [JOIN_CASE_TEXT] =
    { "text", 1, { TYPE_TEXT }, { texts } },
    [JOIN_CASE_NOTHING] =
    { "nothing", 0, { TYPE_INT4 }, { NULL }, 0, 1, 3 },
    { "two wide integers", 2, { TYPE_INT8, TYPE_INT8 }, { NULL, NULL }, -4000000000000000000,
      900000000000000000, 9 },
    { "extreme integers", 1, { TYPE_INT8 }, { extremes } },
    { "text and integer", 2, { TYPE_TEXT, TYPE_INT4 }, { texts, NULL }, 0, 1, 4 },
    { "bpchar", 1, { TYPE_BPCHAR }, { blanks } },
    { "floats", 1, { TYPE_FLOAT8 }, { reals } },
    { "short floats", 1, { TYPE_FLOAT4 }, { short_reals } },
    { "numerics", 1, { TYPE_NUMERIC }, { numerics }, .scale = -1 },
    { "wide decimals", 1, { TYPE_NUMERIC }, { wides }, .scale = 2 },
    { "intervals", 1, { TYPE_INTERVAL }, { intervals } },
    { "dates", 1, { TYPE_DATE }, { dates } },
    { "dates and booleans", 2, { TYPE_DATE, TYPE_BOOL }, { dates, booleans } },
    { "expressions", 1, { TYPE_INT4 }, { NULL }, 10, 2, 30, .is_expression = true },
};
// clang-format on

uint32_t join_case_draw(Fixture *f, uint32_t below)
{
    return case_random(&f->seed, below);
}

static Value parsed(Cx *cx, Type type, const char *text)
{
    Type wide = type.id == TYPE_NUMERIC ? type_of(TYPE_NUMERIC) : type;
    Value value = VALUE_NULL;

    if (type.numeric_form == NUMERIC_FIXED && type.id == TYPE_NUMERIC) {
        int128_t number = 0;
        for (const char *at = text; *at; at++)
            number = *at >= '0' && *at <= '9' ? number * 10 + (*at - '0') : number;
        return (Value){ .wide = *text == '-' ? -number : number };
    }
    bool is_parsed = value_parse(cx, wide, str_of(text), NO_POSITION, &value);
    if (!is_parsed)
        fprintf(stderr, "  %s: %s\n", text, cx->error.message);
    EXPECT(is_parsed);
    return value;
}

static void fill_pool(Fixture *f, uint32_t key)
{
    const KeyCase *kind = f->kind;
    uint32_t *count = &f->pool_counts[key];

    if (!kind->pools[key]) {
        for (uint32_t at = 0; at < kind->count; at++)
            f->pools[key][(*count)++] = (Value){ .integer = kind->base + (int64_t)at * kind->step };
        return;
    }
    for (const char *const *text = kind->pools[key]; *text; text++)
        f->pools[key][(*count)++] = parsed(f->cx, f->types[key], *text);
}

Fixture *join_case_fixture(Cx *cx, const KeyCase *kind, uint64_t seed)
{
    static const char *const names[COLUMNS] = { "k0", "k1", "v", "n" };
    Fixture *f = arena_zero(cx->arena, sizeof *f);

    *f = (Fixture){ .cx = cx, .kind = kind, .seed = seed };
    for (uint32_t at = 0; at < COLUMNS; at++)
        f->types[at] = type_of(at < kind->key_count ? kind->types[at] : TYPE_INT4);
    if (f->types[0].id == TYPE_NUMERIC && kind->scale >= 0)
        f->types[0] = type_numeric_fixed(TYPMOD_NONE, 128, kind->scale);
    for (uint32_t key = 0; key < kind->key_count; key++)
        fill_pool(f, key);
    for (int side = 0; side < 2; side++) {
        f->columns[side] = (Columns){ ARENA_ARRAY(cx->arena, PlanColumn, COLUMNS), COLUMNS };
        for (uint32_t at = 0; at < COLUMNS; at++)
            f->columns[side].items[at] = (PlanColumn){ .id = (ColumnId)(at + 1 + side * 100),
                                                       .name = str_of(names[at]),
                                                       .type = f->types[at],
                                                       .nullable = true };
        f->inputs[side] = NEW(cx, Values, .columns = f->columns[side]);
    }
    return f;
}

static Value draw_key(Fixture *f, uint32_t key, const TableSpec *spec, uint32_t row)
{
    if (key < f->kind->key_count && join_case_draw(f, 100) < spec->null_percent)
        return VALUE_NULL;
    if (key >= f->kind->key_count)
        return (Value){ .integer = join_case_draw(f, 5) };
    return f
        ->pools[key][spec->is_unique && key == 0 ? row : join_case_draw(f, f->pool_counts[key])];
}

static void shuffle(Fixture *f, TestTable *table)
{
    for (uint32_t at = table->count; at > 1; at--) {
        uint32_t other = join_case_draw(f, at);
        TestRow row = table->rows[at - 1];
        table->rows[at - 1] = table->rows[other];
        table->rows[other] = row;
    }
}

TestTable join_case_table(Fixture *f, const TableSpec *spec)
{
    uint32_t count = spec->rows;

    if (spec->is_unique && count > f->pool_counts[0])
        count = f->pool_counts[0];
    TestTable table = { ARENA_ARRAY(f->cx->arena, TestRow, count + 1), count };
    for (uint32_t row = 0; row < count; row++) {
        TestRow *to = &table.rows[row];
        for (uint32_t key = 0; key < KEYS_MAX; key++)
            to->values[key] = draw_key(f, key, spec, row);
        to->values[2] =
            join_case_draw(f, 8) ? (Value){ .integer = join_case_draw(f, 9) } : VALUE_NULL;
        to->values[3] = (Value){ .integer = row };
    }
    if (spec->is_unique && !spec->is_sorted)
        shuffle(f, &table);
    return table;
}

/* --- Columns -------------------------------------------------------------------------------------
 */

Column join_case_flat(Fixture *f, Type type, const Value *values, uint32_t rows)
{
    Arena *arena = f->cx->arena;
    Layout layout = type_layout(type);
    size_t width = (size_t)layout_bytes(layout);
    char *data = column_alloc(arena, layout, rows);
    uint64_t *validity = NULL;

    if (layout == LAYOUT_VIEW) {
        Str *strings = ARENA_ARRAY(arena, Str, rows + 1);
        for (uint32_t row = 0; row < rows; row++)
            strings[row] = values[row].is_null ? STR_LIT("") : values[row].text;
        Column column = case_texts(f->cx, strings, rows);
        column.validity = NULL;
        data = memcpy(data, column.data, rows * width);
        for (uint32_t row = 0; row < rows; row++) {
            validity = validity ? validity : validity_alloc(arena, rows, true);
            if (values[row].is_null)
                bit_clear(validity, row);
        }
        column.validity = validity;
        return column;
    }
    bool is_narrow = layout == LAYOUT_I32 || layout == LAYOUT_I64 || layout == LAYOUT_I128;
    for (uint32_t row = 0; row < rows; row++) {
        value_store(layout, values[row], data + row * width);
        if (!values[row].is_null) {
            int128_t number = layout == LAYOUT_I128 ? values[row].wide : values[row].integer;
            is_narrow = is_narrow && number >= INT16_MIN && number <= INT16_MAX;
            continue;
        }
        validity = validity ? validity : validity_alloc(arena, rows, true);
        bit_clear(validity, row);
    }
    Column column = column_flat(layout, rows, data, validity);
    return is_narrow && join_case_draw(f, 2) ? column_with_layout(arena, &column, LAYOUT_I16)
                                             : column;
}

/* The same as a DICT column over shuffled entries. */
static Column dict_column(Fixture *f, Type type, const Value *values, uint32_t rows)
{
    Arena *arena = f->cx->arena;
    Value *entries = ARENA_ARRAY(arena, Value, rows + 1);
    uint16_t *codes = column_alloc(arena, LAYOUT_I16, rows);
    uint64_t *validity = validity_alloc(arena, rows, true);
    uint32_t count = 0;

    entries[count++] = f->kind->key_count ? f->pools[0][0] : (Value){ .integer = 0 };
    if (type.id != f->types[0].id)
        entries[0] = (Value){ .integer = 1 };
    for (uint32_t row = 0; row < rows; row++) {
        codes[row] = 0;
        if (values[row].is_null) {
            bit_clear(validity, row);
            continue;
        }
        for (codes[row] = 0; codes[row] < count; codes[row]++)
            if (value_equal(type, entries[codes[row]], values[row]) && !type_is_string(type.id) &&
                type.id != TYPE_NUMERIC && type.id != TYPE_FLOAT8 && type.id != TYPE_FLOAT4 &&
                type.id != TYPE_INTERVAL)
                break;
        if (codes[row] == count)
            entries[count++] = values[row];
    }
    Dictionary *dictionary = arena_zero(arena, sizeof *dictionary);
    dictionary->values = join_case_flat(f, type, entries, count);
    dictionary->values.validity = NULL;
    dictionary->id = join_case_draw(f, 2) ? dictionary_new_id() : 0;
    return (Column){ .kind = COLUMN_DICT,
                     .layout = dictionary->values.layout,
                     .code_bytes = 2,
                     .rows = rows,
                     .data = codes,
                     .validity = validity,
                     .dictionary = dictionary };
}

/* Is it first + row * step? */
static bool is_sequence(Type type, const Value *values, uint32_t rows)
{
    for (uint32_t row = 0; row < rows; row++)
        if (values[row].is_null || !type_is_integer(type.id) ||
            values[row].integer != (int32_t)values[row].integer)
            return false;
    for (uint32_t row = 2; row < rows; row++)
        if (values[row].integer - values[row - 1].integer != values[1].integer - values[0].integer)
            return false;
    return rows > 0;
}

static bool is_constant(const Value *values, uint32_t rows, Type type)
{
    for (uint32_t row = 0; row < rows; row++)
        if (values[row].is_null != values[0].is_null ||
            (!values[0].is_null && !value_equal(type, values[row], values[0])))
            return false;
    return rows > 0;
}

Column join_case_any(Fixture *f, Type type, const Value *values, uint32_t rows)
{
    if (is_sequence(type, values, rows) && join_case_draw(f, 2))
        return (Column){ .kind = COLUMN_SEQ,
                         .layout = (uint8_t)type_layout(type),
                         .rows = rows,
                         .min = values[0].integer,
                         .max = rows > 1 ? values[1].integer - values[0].integer : 1 };
    if (is_constant(values, rows, type) && type_layout(type) <= LAYOUT_I64 &&
        join_case_draw(f, 2)) {
        char bytes[16];
        value_store(type_layout(type), values[0], bytes);
        return column_const(f->cx->arena, type_layout(type), rows,
                            values[0].is_null ? NULL : bytes);
    }
    return join_case_draw(f, 2) ? dict_column(f, type, values, rows)
                                : join_case_flat(f, type, values, rows);
}

/* --- The left side -------------------------------------------------------------------------------
 */

typedef struct FeedOp {
    Operator op;
    Fixture *fixture;
    const TestTable *table;
    uint32_t row;
} FeedOp;

/* Rows of the table, with others that the selection leaves out strewn between. */
static OpStatus feed_next(Operator *op, Task *task, Batch *out)
{
    FeedOp *feed = (FeedOp *)op;
    Fixture *f = feed->fixture;
    Arena *arena = f->cx->arena;
    uint32_t left = feed->table->count - feed->row, rows = 0, live = 0;
    Row *selection = ARENA_ARRAY(arena, Row, BATCH_ROWS_MAX);
    Value *values = ARENA_ARRAY(arena, Value, (size_t)COLUMNS * BATCH_ROWS_MAX);
    bool has_selection = join_case_draw(f, 2);

    if (!left)
        return OP_DONE;
    uint32_t wanted = 1 + join_case_draw(f, task->batch_rows);
    for (; rows < wanted && live < left; rows++) {
        bool is_live = !has_selection || join_case_draw(f, 3);
        const TestRow *from = &feed->table->rows[feed->row + live];
        for (uint32_t at = 0; at < COLUMNS; at++)
            values[at * BATCH_ROWS_MAX + rows] = from->values[at];
        selection[live] = (Row)rows;
        live += is_live;
    }
    feed->row += live;
    Column *columns = ARENA_ARRAY(arena, Column, COLUMNS);
    for (uint32_t at = 0; at < COLUMNS; at++)
        columns[at] = join_case_any(f, f->types[at], values + at * BATCH_ROWS_MAX, rows);
    *out = (Batch){ .columns = columns,
                    .column_count = COLUMNS,
                    .rows = rows,
                    .selection = has_selection ? selection : NULL,
                    .selected = live };
    return OP_MORE;
}

Operator *join_case_feed(Task *task, Fixture *f, const TestTable *table)
{
    FeedOp *feed = OP_NEW(task, FeedOp, f->inputs[0], feed_next);

    feed->fixture = f;
    feed->table = table;
    return &feed->op;
}

/* --- The right side ------------------------------------------------------------------------------
 */

Blocks join_case_blocks(Fixture *f, const TestTable *table)
{
    Arena *arena = f->cx->arena;
    Blocks blocks = { ARENA_ARRAY(arena, Block *, table->count + 1), 0 };
    Layout layouts[COLUMNS];

    for (uint32_t at = 0; at < COLUMNS; at++)
        layouts[at] = type_layout(f->types[at]);
    BlockBuilder *builder = block_builder_new(arena, layouts, COLUMNS);
    for (uint32_t row = 0; row < table->count;) {
        uint32_t left = table->count - row, most = left < 500 ? left : 500;
        uint32_t rows = 1 + join_case_draw(f, most);
        Column columns[COLUMNS];
        Value values[500];
        for (uint32_t at = 0; at < COLUMNS; at++) {
            for (uint32_t i = 0; i < rows; i++)
                values[i] = table->rows[row + i].values[at];
            columns[at] = join_case_flat(f, f->types[at], values, rows);
        }
        EXPECT(block_builder_add(f->cx, builder, columns, NULL, &(uint32_t){ 0 }, rows));
        void *bytes = arena_align(arena, block_builder_bytes(builder), 64);
        size_t size = block_builder_seal(builder, bytes);
        blocks.items[blocks.count++] = block_open(f->cx, bytes, size, true);
        row += rows;
    }
    return blocks;
}

/* --- Expressions ---------------------------------------------------------------------------------
 */

static const Expr *column_expr(const Fixture *f, int side, uint32_t column)
{
    const PlanColumn *of = &f->columns[side].items[column];

    return NEW_EXPR(f->cx, of->type, NO_POSITION, ColumnRef, .id = of->id, .name = of->name);
}

static const Expr *call_expr(const Fixture *f, TypeId type, FunctionId function, const Expr *a,
                             const Expr *b)
{
    const Expr **args = ARENA_ARRAY(f->cx->arena, const Expr *, 2);

    args[0] = a;
    args[1] = b;
    return NEW_EXPR(f->cx, type_of(type), NO_POSITION, Call, .function = function,
                    .name = str_of(function_get(function)->name), .args = (Exprs){ args, 2 });
}

static Exprs key_exprs(const Fixture *f, int side)
{
    Exprs keys = { ARENA_ARRAY(f->cx->arena, const Expr *, KEYS_MAX), f->kind->key_count };

    for (uint32_t key = 0; key < keys.count; key++) {
        keys.items[key] = column_expr(f, side, key);
        if (f->kind->is_expression)
            keys.items[key] = call_expr(f, TYPE_INT4, FUNCTION_ID(INT4_ADD), keys.items[key],
                                        NEW_EXPR(f->cx, type_of(TYPE_INT4), NO_POSITION, Const,
                                                 .value = (Value){ .integer = 1 }));
    }
    return keys;
}

/* left.v < right.v */
static const Expr *residual_expr(const Fixture *f)
{
    return call_expr(f, TYPE_BOOL, FUNCTION_ID(INT4_LT), column_expr(f, 0, 2),
                     column_expr(f, 1, 2));
}

/* --- Plans ---------------------------------------------------------------------------------------
 */

static Columns mark_columns(Cx *cx, JoinType type)
{
    Columns mark = { ARENA_ARRAY(cx->arena, PlanColumn, 1), type == JOIN_MARK };

    mark.items[0] = (PlanColumn){ .id = 999, .type = type_of(TYPE_BOOL), .nullable = true };
    return mark;
}

const HashJoin *join_case_hash_plan(Fixture *f, const JoinSpec *spec)
{
    return (const HashJoin *)NEW(
        f->cx, HashJoin, .type = spec->type, .left = plan_copy(f->cx, f->inputs[0]),
        .right = plan_copy(f->cx, f->inputs[1]), .left_keys = key_exprs(f, 0),
        .right_keys = key_exprs(f, 1), .residual = spec->has_residual ? residual_expr(f) : NULL,
        .mark = mark_columns(f->cx, spec->type), .is_null_aware = spec->is_null_aware);
}

const NestedLoopJoin *join_case_loop_plan(Fixture *f, const JoinSpec *spec)
{
    return (const NestedLoopJoin *)NEW(f->cx, NestedLoopJoin, .type = spec->type,
                                       .left = plan_copy(f->cx, f->inputs[0]),
                                       .right = plan_copy(f->cx, f->inputs[1]),
                                       .condition = spec->has_residual ? residual_expr(f) : NULL,
                                       .mark = mark_columns(f->cx, spec->type));
}

const JoinTable *join_case_join_table(Fixture *f, const JoinSpec *spec, const TestTable *right)
{
    Blocks blocks = join_case_blocks(f, right);
    const JoinTable *table = join_table_build(f->cx, join_case_hash_plan(f, spec), f->columns[1],
                                              blocks.items, blocks.count);

    EXPECT(table);
    return table;
}
