/*
 * join_test.c -- joins against a naive quadratic one: every type, with and without a residual, over
 * keys of many types, in columns of every kind.
 *
 * A table is a list of rows of Values; the left one is fed in batches whose columns are FLAT,
 * CONST, DICT or SEQ, narrow or not, with or without a selection; the right one is sealed blocks.
 * Results are compared as sorted lines of text.
 */
#include "tests/unit/kernel_case.h"

#include "base/clock.h"
#include "worker/operators/join_table.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEYS_MAX = 2, COLUMNS = KEYS_MAX + 2, POOL_MAX = 1024 };

/* --- Tables --------------------------------------------------------------------------------------
 *
 * Columns: two keys, an integer `v` for residuals, the row's number.
 */

/* What keys are made of. */
typedef struct KeyCase {
    const char *name;
    uint32_t key_count;
    TypeId types[KEYS_MAX];
    const char *const *pools[KEYS_MAX]; /* texts, ended by NULL; or NULL: integers */
    int64_t base, step;                 /* of integers */
    uint32_t count;                     /* of integers in the pool */
    int scale;                          /* numeric: FIXED with that scale; negative: VAR */
    bool is_expression;                 /* key + 1 instead of the column */
} KeyCase;

typedef struct TestRow {
    Value values[COLUMNS];
} TestRow;

typedef struct TestTable {
    TestRow *rows;
    uint32_t count;
} TestTable;

typedef struct Fixture {
    Cx *cx;
    const KeyCase *kind;
    uint64_t seed;
    Type types[COLUMNS];
    Value pools[KEYS_MAX][POOL_MAX];
    uint32_t pool_counts[KEYS_MAX];
    Columns columns[2]; /* of left, right: ids 1.. and 101.. */
    const Plan *inputs[2];
} Fixture;

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

static const KeyCase cases[] = {
    { "dense integers", 1, { TYPE_INT4 }, { NULL }, -7, 1, 60 },
    { "integers with gaps", 1, { TYPE_INT4 }, { NULL }, 1000, 37, 800 },
    { "sparse integers", 1, { TYPE_INT8 }, { NULL }, -4000000000000000000, 100000000000000003, 70 },
    { "two integers", 2, { TYPE_INT4, TYPE_INT2 }, { NULL, NULL }, 5, 3, 9 },
    { "two wide integers",
      2,
      { TYPE_INT8, TYPE_INT8 },
      { NULL, NULL },
      -9000000000000000000,
      2000000000000000000,
      9 },
    { "text", 1, { TYPE_TEXT }, { texts } },
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
    { "nothing", 0, { TYPE_INT4 }, { NULL }, 0, 1, 3 },
};

static uint32_t draw(Fixture *f, uint32_t below)
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

static Fixture *fixture_new(Cx *cx, const KeyCase *kind, uint64_t seed)
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

/* How a side's rows are drawn. */
typedef struct TableSpec {
    uint32_t rows;
    uint32_t null_percent; /* of keys */
    bool is_unique;        /* first key: each of the pool once, in random order; rows are cut */
    bool is_sorted;        /* unique: in the pool's order */
} TableSpec;

static Value draw_key(Fixture *f, uint32_t key, const TableSpec *spec, uint32_t row)
{
    if (key < f->kind->key_count && draw(f, 100) < spec->null_percent)
        return VALUE_NULL;
    if (key >= f->kind->key_count)
        return (Value){ .integer = draw(f, 5) };
    return f->pools[key][spec->is_unique && key == 0 ? row : draw(f, f->pool_counts[key])];
}

static void shuffle(Fixture *f, TestTable *table)
{
    for (uint32_t at = table->count; at > 1; at--) {
        uint32_t other = draw(f, at);
        TestRow row = table->rows[at - 1];
        table->rows[at - 1] = table->rows[other];
        table->rows[other] = row;
    }
}

static TestTable draw_table(Fixture *f, const TableSpec *spec)
{
    uint32_t count = spec->rows;

    if (spec->is_unique && count > f->pool_counts[0])
        count = f->pool_counts[0];
    TestTable table = { ARENA_ARRAY(f->cx->arena, TestRow, count + 1), count };
    for (uint32_t row = 0; row < count; row++) {
        TestRow *to = &table.rows[row];
        for (uint32_t key = 0; key < KEYS_MAX; key++)
            to->values[key] = draw_key(f, key, spec, row);
        to->values[2] = draw(f, 8) ? (Value){ .integer = draw(f, 9) } : VALUE_NULL;
        to->values[3] = (Value){ .integer = row };
    }
    if (spec->is_unique && !spec->is_sorted)
        shuffle(f, &table);
    return table;
}

/* --- Columns -------------------------------------------------------------------------------------
 */

/* A FLAT column of the values; integers may be narrower than their type. */
static Column flat_column(Fixture *f, Type type, const Value *values, uint32_t rows)
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
    return is_narrow && draw(f, 2) ? column_with_layout(arena, &column, LAYOUT_I16) : column;
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
    dictionary->values = flat_column(f, type, entries, count);
    dictionary->values.validity = NULL;
    dictionary->id = draw(f, 2) ? dictionary_new_id() : 0;
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
            values[row].integer - values[0].integer !=
                (int64_t)row * (values[1 % rows].integer - values[0].integer))
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

static Column any_column(Fixture *f, Type type, const Value *values, uint32_t rows)
{
    if (is_sequence(type, values, rows) && draw(f, 2))
        return (Column){ .kind = COLUMN_SEQ,
                         .layout = (uint8_t)type_layout(type),
                         .rows = rows,
                         .min = values[0].integer,
                         .max = rows > 1 ? values[1].integer - values[0].integer : 1 };
    if (is_constant(values, rows, type) && type_layout(type) <= LAYOUT_I64 && draw(f, 2)) {
        char bytes[16];
        value_store(type_layout(type), values[0], bytes);
        return column_const(f->cx->arena, type_layout(type), rows,
                            values[0].is_null ? NULL : bytes);
    }
    return draw(f, 2) ? dict_column(f, type, values, rows) : flat_column(f, type, values, rows);
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
    bool has_selection = draw(f, 2);

    if (!left)
        return OP_DONE;
    uint32_t wanted = 1 + draw(f, task->batch_rows);
    for (; rows < wanted && live < left; rows++) {
        bool is_live = !has_selection || draw(f, 3);
        const TestRow *from = &feed->table->rows[feed->row + live];
        for (uint32_t at = 0; at < COLUMNS; at++)
            values[at * BATCH_ROWS_MAX + rows] = from->values[at];
        selection[live] = (Row)rows;
        live += is_live;
    }
    feed->row += live;
    Column *columns = ARENA_ARRAY(arena, Column, COLUMNS);
    for (uint32_t at = 0; at < COLUMNS; at++)
        columns[at] = any_column(f, f->types[at], values + at * BATCH_ROWS_MAX, rows);
    *out = (Batch){ .columns = columns,
                    .column_count = COLUMNS,
                    .rows = rows,
                    .selection = has_selection ? selection : NULL,
                    .selected = live };
    return OP_MORE;
}

static Operator *feed_new(Task *task, Fixture *f, const TestTable *table)
{
    FeedOp *feed = OP_NEW(task, FeedOp, f->inputs[0], feed_next);

    feed->fixture = f;
    feed->table = table;
    return &feed->op;
}

/* --- The right side ------------------------------------------------------------------------------
 */

typedef struct Blocks {
    Block **items;
    uint32_t count;
} Blocks;

static Blocks table_blocks(Fixture *f, const TestTable *table)
{
    Arena *arena = f->cx->arena;
    Blocks blocks = { ARENA_ARRAY(arena, Block *, table->count + 1), 0 };
    Layout layouts[COLUMNS];

    for (uint32_t at = 0; at < COLUMNS; at++)
        layouts[at] = type_layout(f->types[at]);
    BlockBuilder *builder = block_builder_new(arena, layouts, COLUMNS);
    for (uint32_t row = 0; row < table->count;) {
        uint32_t left = table->count - row, most = left < 500 ? left : 500;
        uint32_t rows = 1 + draw(f, most);
        Column columns[COLUMNS];
        Value values[500];
        for (uint32_t at = 0; at < COLUMNS; at++) {
            for (uint32_t i = 0; i < rows; i++)
                values[i] = table->rows[row + i].values[at];
            columns[at] = flat_column(f, f->types[at], values, rows);
        }
        block_builder_add(builder, columns, NULL, rows);
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

/* --- What a join should give ---------------------------------------------------------------------
 */

typedef enum Truth { NO, YES, MAYBE } Truth;

typedef struct JoinSpec {
    JoinType type;
    bool has_keys; /* else the residual alone */
    bool has_residual;
    bool is_null_aware;
} JoinSpec;

static Truth both(Truth a, Truth b)
{
    if (a == NO || b == NO)
        return NO;
    return a == MAYBE || b == MAYBE ? MAYBE : YES;
}

static Truth pair_truth(const Fixture *f, const JoinSpec *spec, const TestRow *l, const TestRow *r)
{
    Truth truth = YES;

    for (uint32_t key = 0; spec->has_keys && key < f->kind->key_count; key++) {
        Value a = l->values[key], b = r->values[key];
        truth = both(truth, a.is_null || b.is_null             ? MAYBE
                            : value_equal(f->types[key], a, b) ? YES
                                                               : NO);
    }
    if (!spec->has_residual)
        return truth;
    Value a = l->values[2], b = r->values[2];
    return both(truth, a.is_null || b.is_null ? MAYBE : a.integer < b.integer ? YES : NO);
}

typedef struct Lines {
    Str *items;
    uint32_t count, capacity;
} Lines;

static void add_line(Cx *cx, Lines *lines, Str line)
{
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity ? 2 * lines->capacity : 256;
        Str *items = ARENA_ARRAY(cx->arena, Str, lines->capacity);
        if (lines->count)
            memcpy(items, lines->items, lines->count * sizeof *items);
        lines->items = items;
    }
    lines->items[lines->count++] = line;
}

static void print_value(StrBuilder *line, Type type, Value value)
{
    if (value.is_null)
        str_add_c(line, "null");
    else
        value_print(line, type, value);
    str_add_char(line, '|');
}

static void print_row(const Fixture *f, StrBuilder *line, const TestRow *row)
{
    for (uint32_t at = 0; at < COLUMNS; at++)
        print_value(line, f->types[at], row ? row->values[at] : VALUE_NULL);
}

static void add_pair(const Fixture *f, Lines *lines, const TestRow *l, const TestRow *r)
{
    StrBuilder line = str_builder(f->cx->arena);

    print_row(f, &line, l);
    print_row(f, &line, r);
    add_line(f->cx, lines, str_built(&line));
}

static void add_left(const Fixture *f, Lines *lines, const TestRow *row, const char *mark)
{
    StrBuilder line = str_builder(f->cx->arena);

    print_row(f, &line, row);
    str_add_c(&line, mark);
    add_line(f->cx, lines, str_built(&line));
}

/* One left row against all of the right side; false: a single join fails. */
static bool naive_row(const Fixture *f, const JoinSpec *spec, const TestRow *l,
                      const TestTable *right, bool *partnered, Lines *lines)
{
    uint32_t matches = 0, unknown = 0;
    JoinType type = spec->type;

    for (uint32_t row = 0; row < right->count; row++) {
        Truth truth = pair_truth(f, spec, l, &right->rows[row]);
        matches += truth == YES;
        unknown += truth == MAYBE;
        partnered[row] |= truth == YES;
        if (truth == YES && type != JOIN_SEMI && type != JOIN_ANTI && type != JOIN_MARK)
            add_pair(f, lines, l, &right->rows[row]);
    }
    if (type == JOIN_SINGLE && matches > 1)
        return false;
    if ((type == JOIN_LEFT || type == JOIN_SINGLE || type == JOIN_FULL) && !matches)
        add_pair(f, lines, l, NULL);
    if ((type == JOIN_SEMI && matches) || (type == JOIN_ANTI && !matches))
        add_left(f, lines, l, "");
    if (type == JOIN_MARK)
        add_left(f, lines, l, matches ? "t|" : unknown && spec->is_null_aware ? "null|" : "f|");
    return true;
}

static bool naive_join(const Fixture *f, const JoinSpec *spec, const TestTable *left,
                       const TestTable *right, Lines *lines)
{
    bool *partnered = arena_zero(f->cx->arena, right->count + 1);

    for (uint32_t row = 0; row < left->count; row++)
        if (!naive_row(f, spec, &left->rows[row], right, partnered, lines))
            return false;
    for (uint32_t row = 0; row < right->count; row++)
        if ((spec->type == JOIN_FULL || spec->type == JOIN_RIGHT) && !partnered[row])
            add_pair(f, lines, NULL, &right->rows[row]);
    return true;
}

/* --- What it gives -------------------------------------------------------------------------------
 */

static void add_batch(const Fixture *f, const Batch *batch, Lines *lines)
{
    for (uint32_t at = 0; at < batch->selected; at++) {
        StrBuilder line = str_builder(f->cx->arena);
        for (uint32_t column = 0; column < batch->column_count; column++) {
            bool is_mark = batch->column_count == COLUMNS + 1 && column == COLUMNS;
            print_value(&line, is_mark ? type_of(TYPE_BOOL) : f->types[column % COLUMNS],
                        value_of_column(&batch->columns[column], batch_row(batch, at)));
        }
        add_line(f->cx, lines, str_built(&line));
    }
}

static bool drain(const Fixture *f, Operator *join, Task *task, Lines *lines)
{
    Batch batch;
    OpStatus status;

    while ((status = op_next(join, task, &batch)) == OP_MORE) {
        EXPECT(batch.selected > 0);
        EXPECT(batch_is_valid(&batch));
        add_batch(f, &batch, lines);
    }
    op_close(join, task);
    return status == OP_DONE;
}

static int compare_lines(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static bool same_lines(Lines *a, Lines *b)
{
    if (a->count != b->count)
        return false;
    if (a->count) {
        qsort(a->items, a->count, sizeof *a->items, compare_lines);
        qsort(b->items, b->count, sizeof *b->items, compare_lines);
    }
    for (uint32_t at = 0; at < a->count; at++)
        if (!str_equal(a->items[at], b->items[at])) {
            fprintf(stderr, "  wanted %.*s got %.*s\n", STR(a->items[at]), STR(b->items[at]));
            return false;
        }
    return true;
}

/* --- One comparison ------------------------------------------------------------------------------
 */

static Columns mark_columns(Cx *cx, JoinType type)
{
    Columns mark = { ARENA_ARRAY(cx->arena, PlanColumn, 1), type == JOIN_MARK };

    mark.items[0] = (PlanColumn){ .id = 999, .type = type_of(TYPE_BOOL), .nullable = true };
    return mark;
}

static const HashJoin *hash_plan(Fixture *f, const JoinSpec *spec)
{
    return (const HashJoin *)NEW(
        f->cx, HashJoin, .type = spec->type, .left = plan_copy(f->cx, f->inputs[0]),
        .right = plan_copy(f->cx, f->inputs[1]), .left_keys = key_exprs(f, 0),
        .right_keys = key_exprs(f, 1), .residual = spec->has_residual ? residual_expr(f) : NULL,
        .mark = mark_columns(f->cx, spec->type), .is_null_aware = spec->is_null_aware);
}

static const NestedLoopJoin *loop_plan(Fixture *f, const JoinSpec *spec)
{
    return (const NestedLoopJoin *)NEW(f->cx, NestedLoopJoin, .type = spec->type,
                                       .left = plan_copy(f->cx, f->inputs[0]),
                                       .right = plan_copy(f->cx, f->inputs[1]),
                                       .condition = spec->has_residual ? residual_expr(f) : NULL,
                                       .mark = mark_columns(f->cx, spec->type));
}

static Task *task_new(Cx *cx, uint32_t batch_rows)
{
    Task *task = arena_zero(cx->arena, sizeof *task);

    task->cx = *cx;
    task->arena = cx->arena;
    task->batch_rows = batch_rows;
    return task;
}

/* Run it both ways; a line on stderr says which combination differs. */
static void check_join(Fixture *f, const JoinSpec *spec, const TestTable *left,
                       const TestTable *right, uint32_t batch_rows)
{
    Task *task = task_new(f->cx, batch_rows);
    Lines wanted = { 0 }, got = { 0 };
    Blocks blocks = table_blocks(f, right);
    Operator *feed = feed_new(task, f, left), *join;
    bool should_pass = naive_join(f, spec, left, right, &wanted);

    if (spec->has_keys) {
        const HashJoin *plan = hash_plan(f, spec);
        const JoinTable *table =
            join_table_build(f->cx, plan, f->columns[1], blocks.items, blocks.count);
        EXPECT(table);
        join = hash_join_new(task, plan, table, feed);
    } else {
        join = nested_loop_new(task, loop_plan(f, spec), f->columns[1], blocks.items, blocks.count,
                               feed);
    }
    bool has_passed = drain(f, join, task, &got);
    bool is_right = should_pass ? has_passed && same_lines(&wanted, &got)
                                : !has_passed && task->cx.error.code == ERR_CARDINALITY_VIOLATION;
    EXPECT(is_right);
    if (!is_right)
        fprintf(stderr,
                "  %s, %s join, residual %d, null-aware %d, batches of %u, %u x %u rows: "
                "wanted %u rows, got %u; %s\n",
                f->kind->name, join_names[spec->type], spec->has_residual, spec->is_null_aware,
                batch_rows, left->count, right->count, wanted.count, got.count,
                task->cx.error.message ? task->cx.error.message : "no error");
}

static const uint32_t batch_sizes[] = { 7, BATCH_ROWS_MAX };

static const struct {
    TableSpec left, right;
} table_specs[] = {
    { { 150, 10 }, { 60, 10 } },
    { { 150, 10 }, { 0 } },
    { { 0 }, { 20 } },
    { { 150, 0 }, { 30, 0 } },
    { { 100, 20 }, { 15, 100 } },
    { { 150, 10 }, { 1000, 0, .is_unique = true } },
    { { 150, 0 }, { 700, 0, .is_unique = true, .is_sorted = true } },
    { { 90, 0 }, { 1, 0 } },
    { { 4, 0 }, { 90, 5 } },
};

static void check_tables(Cx *cx, const KeyCase *kind, const JoinSpec *spec)
{
    for (uint32_t tables = 0; tables < COUNT_OF(table_specs); tables++)
        for (uint32_t size = 0; size < COUNT_OF(batch_sizes); size++) {
            SCRATCH(cx->arena);
            Fixture *f = fixture_new(cx, kind, 1000 * tables + size + spec->type);
            TestTable left = draw_table(f, &table_specs[tables].left);
            TestTable right = draw_table(f, &table_specs[tables].right);
            check_join(f, spec, &left, &right, batch_sizes[size]);
        }
}

static void check_type(Cx *cx, JoinType type, bool is_null_aware)
{
    for (uint32_t kind = 0; kind < COUNT_OF(cases); kind++)
        for (int residual = 0; residual < 2; residual++) {
            JoinSpec spec = { type, true, residual, is_null_aware };
            check_tables(cx, &cases[kind], &spec);
        }
}

TEST(an_inner_hash_join_gives_all_pairs)
{
    check_type(cx, JOIN_INNER, false);
}

TEST(a_left_hash_join_keeps_every_left_row)
{
    check_type(cx, JOIN_LEFT, false);
}

TEST(a_right_hash_join_keeps_every_right_row)
{
    check_type(cx, JOIN_RIGHT, false);
}

TEST(a_full_hash_join_keeps_the_rows_of_both_sides)
{
    check_type(cx, JOIN_FULL, false);
}

TEST(a_semi_hash_join_gives_rows_with_a_partner_once)
{
    check_type(cx, JOIN_SEMI, false);
}

TEST(an_anti_hash_join_gives_rows_without_a_partner)
{
    check_type(cx, JOIN_ANTI, false);
}

TEST(a_mark_hash_join_says_who_has_a_partner)
{
    check_type(cx, JOIN_MARK, false);
}

TEST(a_null_aware_mark_follows_three_valued_logic)
{
    check_type(cx, JOIN_MARK, true);
}

TEST(a_single_hash_join_fails_at_a_second_partner)
{
    check_type(cx, JOIN_SINGLE, false);
}

TEST(nested_loops_give_what_a_naive_join_gives)
{
    static const JoinType types[] = { JOIN_INNER, JOIN_LEFT, JOIN_SEMI,
                                      JOIN_ANTI,  JOIN_MARK, JOIN_SINGLE };

    for (uint32_t type = 0; type < COUNT_OF(types); type++)
        for (int residual = 0; residual < 2; residual++)
            for (uint32_t kind = 0; kind < COUNT_OF(cases); kind += 4) {
                JoinSpec spec = { types[type], false, residual, true };
                check_tables(cx, &cases[kind], &spec);
            }
}

/* --- Structures ----------------------------------------------------------------------------------
 */

static const JoinTable *table_of(Fixture *f, const JoinSpec *spec, const TestTable *right)
{
    Blocks blocks = table_blocks(f, right);
    const JoinTable *table =
        join_table_build(f->cx, hash_plan(f, spec), f->columns[1], blocks.items, blocks.count);

    EXPECT(table);
    return table;
}

TEST(a_build_chooses_its_index_by_what_its_keys_are)
{
    static const struct {
        uint32_t kind;
        TableSpec spec;
        JoinType type;
        IndexKind index;
    } wanted[] = {
        { 0, { 60, 0, .is_unique = true }, JOIN_INNER, INDEX_DIRECT },
        { 0, { 60 }, JOIN_INNER, INDEX_CSR },
        { 0, { 60 }, JOIN_SEMI, INDEX_BITMAP },
        { 1, { 800, 0, .is_unique = true }, JOIN_INNER, INDEX_RANK },
        { 1, { 800 }, JOIN_INNER, INDEX_HASH },
        { 2, { 60 }, JOIN_INNER, INDEX_HASH },
        { 2, { 60 }, JOIN_ANTI, INDEX_HASH },
        { 3, { 60 }, JOIN_INNER, INDEX_CSR },
        { 5, { 60 }, JOIN_INNER, INDEX_HASH },
        { 0, { 0 }, JOIN_INNER, INDEX_EMPTY },
        { 0, { 20, 100 }, JOIN_INNER, INDEX_EMPTY },
        { 16, { 20 }, JOIN_INNER, INDEX_ALL },
    };

    for (uint32_t at = 0; at < COUNT_OF(wanted); at++) {
        Fixture *f = fixture_new(cx, &cases[wanted[at].kind], 7 + at);
        TestTable right = draw_table(f, &wanted[at].spec);
        JoinSpec spec = { wanted[at].type, .has_keys = true };
        const JoinTable *table = table_of(f, &spec, &right);
        EXPECT(table->index.kind == wanted[at].index);
    }
}

/* Both keys hash alike in 64 bits is too rare to draw; a table whose hashes are all one shows it.
 */
TEST(keys_of_equal_words_are_told_apart)
{
    Fixture *f = fixture_new(cx, &cases[5], 3);
    TestTable right = draw_table(f, &(TableSpec){ 60 });
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    JoinTable *table = arena_copy(cx->arena, table_of(f, &spec, &right), sizeof *table);
    uint64_t *words = arena_zero(cx->arena, 60 * sizeof *words);
    BuildWords build = { 60, words, NULL };
    Row rows[60];
    Value *values = arena_zero(cx->arena, 60 * sizeof *values);

    EXPECT(join_hash_make(cx, table, &build, false));
    for (uint32_t row = 0; row < 60; row++) {
        rows[row] = (Row)row;
        values[row] = right.rows[row].values[0];
    }
    Column keys = flat_column(f, f->types[0], values, 60);
    Matches *found = arena_alloc(cx->arena, sizeof *found);
    join_hash_lookup(table, &keys, rows, words, 60, found);
    EXPECT(found->count == 60);
    for (uint32_t at = 0; at < found->count; at++) {
        uint32_t equal = 0;
        for (uint32_t row = 0; row < 60; row++)
            equal += value_equal(f->types[0], values[at], values[row]);
        EXPECT(found->run[at] == equal);
        for (uint32_t i = 0; i < found->run[at]; i++)
            EXPECT(value_equal(f->types[0], values[at],
                               values[table->index.ordinals[found->start[at] + i]]));
    }
}

/* --- Runtime filters -----------------------------------------------------------------------------
 */

static bool occurs(const Fixture *f, const TestTable *table, uint32_t key, Value value)
{
    for (uint32_t row = 0; row < table->count; row++)
        if (!value.is_null && !table->rows[row].values[key].is_null &&
            value_equal(f->types[key], table->rows[row].values[key], value))
            return true;
    return false;
}

/* Rows that pass among those in `column`; each that occurs on the right must. */
static uint32_t check_filter(Fixture *f, const RuntimeFilter *filter, const TestTable *left,
                             const TestTable *right, uint32_t key)
{
    Value *values = arena_zero(f->cx->arena, BATCH_ROWS_MAX * sizeof *values);
    Row selection[BATCH_ROWS_MAX], passed[BATCH_ROWS_MAX];
    uint32_t selected = 0, at = 0;

    for (uint32_t row = 0; row < left->count; row++) {
        values[row] = left->rows[row].values[key];
        selection[selected] = (Row)row;
        selected += draw(f, 4) > 0;
    }
    Column column = any_column(f, f->types[key], values, left->count);
    uint32_t count =
        runtime_filter_select(filter, f->cx->arena, &column, selection, selected, passed);
    for (uint32_t i = 0; i < selected; i++) {
        bool passes = at < count && passed[at] == selection[i];
        at += passes;
        EXPECT(passes || !occurs(f, right, key, values[selection[i]]));
        EXPECT(!passes || !values[selection[i]].is_null);
    }
    EXPECT(at == count);
    return count;
}

TEST(runtime_filters_never_drop_a_row_with_a_partner)
{
    for (uint32_t kind = 0; kind + 2 < COUNT_OF(cases); kind++)
        for (uint32_t seed = 0; seed < 12; seed++) {
            SCRATCH(cx->arena);
            Fixture *f = fixture_new(cx, &cases[kind], seed);
            TestTable left = draw_table(f, &(TableSpec){ 300, 10 });
            TestTable right = draw_table(f, &(TableSpec){ seed % 4 * 7, 10 });
            JoinSpec spec = { seed % 2 ? JOIN_INNER : JOIN_SEMI, .has_keys = true };
            const JoinTable *table = table_of(f, &spec, &right);
            for (uint32_t key = 0; key < f->kind->key_count; key++) {
                const RuntimeFilter *filter = join_table_filter(table, key);
                EXPECT(filter);
                uint32_t passed = check_filter(f, filter, &left, &right, key);
                EXPECT(right.count || !passed);
            }
        }
}

TEST(runtime_filters_drop_most_rows_without_a_partner)
{
    static const uint32_t kinds[] = { 0, 1, 2, 5 };

    for (uint32_t at = 0; at < COUNT_OF(kinds); at++) {
        Fixture *f = fixture_new(cx, &cases[kinds[at]], 5);
        TestTable left = draw_table(f, &(TableSpec){ 1000 });
        TestTable right = draw_table(f, &(TableSpec){ 3 });
        JoinSpec spec = { JOIN_INNER, .has_keys = true };
        const JoinTable *table = table_of(f, &spec, &right);
        uint32_t passed = check_filter(f, join_table_filter(table, 0), &left, &right, 0);
        EXPECT(passed < 500);
    }
}

TEST(joins_that_keep_probe_rows_have_no_runtime_filter)
{
    static const JoinType types[] = { JOIN_LEFT, JOIN_FULL, JOIN_ANTI, JOIN_MARK, JOIN_SINGLE };

    for (uint32_t at = 0; at < COUNT_OF(types); at++) {
        Fixture *f = fixture_new(cx, &cases[0], at);
        TestTable right = draw_table(f, &(TableSpec){ 30 });
        JoinSpec spec = { types[at], .has_keys = true };
        EXPECT(!join_table_filter(table_of(f, &spec, &right), 0));
    }
}

TEST(a_chunk_passes_where_its_bounds_hold_a_value_of_the_build)
{
    Fixture *f = fixture_new(cx, &cases[1], 1); /* 1000, 1037, 1074, ... */
    TestTable right = draw_table(f, &(TableSpec){ 3, 0, .is_unique = true });
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    const RuntimeFilter *filter = join_table_filter(table_of(f, &spec, &right), 0);

    EXPECT(runtime_filter_may_pass(filter, 1000, 1000));
    EXPECT(runtime_filter_may_pass(filter, INT64_MIN, INT64_MAX));
    EXPECT(runtime_filter_may_pass(filter, 1001, 1037));
    EXPECT(runtime_filter_may_pass(filter, 1074, 5000));
    EXPECT(!runtime_filter_may_pass(filter, 1001, 1036));
    EXPECT(!runtime_filter_may_pass(filter, 1075, 5000));
    EXPECT(!runtime_filter_may_pass(filter, INT64_MIN, 999));
}

/* --- Memory --------------------------------------------------------------------------------------
 */

TEST(a_build_beyond_its_budget_fails_and_says_so)
{
    Fixture *f = fixture_new(cx, &cases[2], 9);
    TestTable right = draw_table(f, &(TableSpec){ 2000 });
    Blocks blocks = table_blocks(f, &right);
    Budget budget;
    Arena arena;

    budget_init(&budget, NULL, "query", 64 * 1024);
    arena_init(&arena, &budget);
    Cx limited = { .arena = &arena };
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    EXPECT(!join_table_build(&limited, hash_plan(f, &spec), f->columns[1], blocks.items,
                             blocks.count));
    EXPECT_ERROR(&limited, ERR_OUT_OF_MEMORY);
    EXPECT_STR(str_of(limited.error.context), "hash join build");
    arena_fini(&arena);
}
