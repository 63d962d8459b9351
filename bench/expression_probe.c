/*
 * expression_probe.c -- what expressions cost: nanoseconds a row, one thread, batches in cache.
 *
 *     ninja bench/expression_probe && bench/expression_probe
 */
#include "expression/expression.h"

#include <stdio.h>
#include <time.h>

enum { ROWS = BATCH_ROWS_MAX, BATCHES = 20000, COLUMNS = 8 };

typedef struct Probe {
    Cx cx;
    Arena plan, batch;
    Type types[COLUMNS];
    Column columns[COLUMNS];
    uint32_t count;
} Probe;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static Columns input_of(Probe *probe)
{
    Columns input = { ARENA_ARRAY(&probe->plan, PlanColumn, COLUMNS), probe->count };

    for (uint32_t at = 0; at < probe->count; at++)
        input.items[at] = (PlanColumn){ .id = at + 1, .type = probe->types[at] };
    return input;
}

static const Expr *column(Probe *probe, uint32_t at)
{
    return NEW_EXPR(&probe->cx, probe->types[at], NO_POSITION, ColumnRef, .id = at + 1);
}

static const Expr *call(Probe *probe, FunctionId id, const Expr *a, const Expr *b)
{
    const Expr **items = ARENA_ARRAY(&probe->plan, const Expr *, 2);
    Type types[2] = { a->type, b->type }, type = type_of((TypeId)function_get(id)->result);

    items[0] = a;
    items[1] = b;
    if (type.id == TYPE_NUMERIC)
        type = numeric_result_type(id, types, 2);
    return NEW_EXPR(&probe->cx, type, NO_POSITION, Call, .function = id, .args = { items, 2 });
}

static const Expr *integer(Probe *probe, Type type, int64_t value)
{
    return NEW_EXPR(&probe->cx, type, NO_POSITION, Const, .value = { .integer = value });
}

static const Expr *text(Probe *probe, const char *value)
{
    return NEW_EXPR(&probe->cx, type_of(TYPE_TEXT), NO_POSITION, Const,
                    .value = { .text = str_of(value) });
}

static void report(const char *what, double ns)
{
    printf("%-52s %7.3f ns/row\n", what, ns / BATCHES / ROWS);
}

static void probe_filter(Probe *probe, const char *what, const Expr *a, const Expr *b)
{
    const Expr *items[2] = { a, b };
    FilterProgram *filter =
        filter_compile(&probe->cx, (Exprs){ items, b ? 2 : 1 }, input_of(probe));
    FilterState *state = filter ? filter_start(&probe->cx, filter) : NULL;
    Cx cx = { .arena = &probe->batch };
    double start = now_ns();
    uint64_t passed = 0;

    for (int round = 0; state && round < BATCHES; round++) {
        Batch batch = { probe->columns, probe->count, ROWS, NULL, ROWS };
        arena_reset(&probe->batch);
        if (!filter_run(&cx, state, &batch))
            break;
        passed += batch.selected;
    }
    char name[100];
    snprintf(name, sizeof name, "where %s (%.0f %%)", what,
             100.0 * (double)passed / BATCHES / ROWS);
    report(name, now_ns() - start);
}

static void probe_value(Probe *probe, const char *what, const Expr *a, const Expr *b)
{
    const Expr *items[2] = { a, b };
    Program *program = program_compile(&probe->cx, (Exprs){ items, b ? 2 : 1 }, input_of(probe));
    ProgramState *state = program ? program_start(&probe->cx, program) : NULL;
    Cx cx = { .arena = &probe->batch };
    double start = now_ns();
    Column out[2];

    for (int round = 0; state && round < BATCHES; round++) {
        Batch batch = { probe->columns, probe->count, ROWS, NULL, ROWS };
        arena_reset(&probe->batch);
        if (!program_run(&cx, state, &batch, out))
            break;
    }
    report(what, now_ns() - start);
}

/* --- Columns ------------------------------------------------------------------------------------
 */

static uint32_t next_random(void)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(state >> 33);
}

static void add_integers(Probe *probe, Type type, Layout layout, int64_t limit, bool bounded)
{
    int64_t *wide = column_alloc(&probe->plan, LAYOUT_I64, ROWS);

    for (int row = 0; row < ROWS; row++)
        wide[row] = next_random() % limit;
    Column column = column_flat(LAYOUT_I64, ROWS, wide, NULL);
    column = column_with_layout(&probe->plan, &column, layout);
    column.has_bounds = bounded;
    column.max = limit - 1;
    probe->types[probe->count] = type;
    probe->columns[probe->count++] = column;
}

static void add_strings(Probe *probe, bool as_dictionary)
{
    static const char *const words[] = { "AIR", "TRUCK", "MAIL", "SHIP", "RAIL", "FOB", "REG AIR" };
    Dictionary *dictionary = arena_zero(&probe->plan, sizeof *dictionary);
    StrView *views = column_alloc(&probe->plan, LAYOUT_VIEW, ROWS);
    uint8_t *codes = column_alloc(&probe->plan, LAYOUT_I8, ROWS);

    for (int row = 0; row < ROWS; row++) {
        codes[row] = (uint8_t)(next_random() % COUNT_OF(words));
        views[row] = view_make(str_of(words[as_dictionary && row < 7 ? row : codes[row]]), 0, 0);
    }
    Column column = column_flat(LAYOUT_VIEW, ROWS, views, NULL);
    if (as_dictionary) {
        dictionary->values = column;
        dictionary->values.rows = COUNT_OF(words);
        dictionary->id = dictionary_new_id();
        column.kind = COLUMN_DICT;
        column.code_bytes = 1;
        column.data = codes;
        column.dictionary = dictionary;
    }
    probe->types[probe->count] = type_of(TYPE_TEXT);
    probe->columns[probe->count++] = column;
}

static void add_reals(Probe *probe)
{
    double *data = column_alloc(&probe->plan, LAYOUT_F64, ROWS);

    for (int row = 0; row < ROWS; row++)
        data[row] = next_random() % 1000 / 10.0;
    probe->types[probe->count] = type_of(TYPE_FLOAT8);
    probe->columns[probe->count++] = column_flat(LAYOUT_F64, ROWS, data, NULL);
}

/* --- What is measured ------------------------------------------------------------------------ */

static void filters(Probe *probe)
{
    Type int4 = type_of(TYPE_INT4), int8 = type_of(TYPE_INT8), float8 = type_of(TYPE_FLOAT8);

    probe->count = 0;
    add_integers(probe, int4, LAYOUT_I32, 1000, false);
    add_integers(probe, int8, LAYOUT_I64, 1000, false);
    add_reals(probe);
    add_strings(probe, false);
    add_strings(probe, true);
    add_integers(probe, int4, LAYOUT_I32, 1000, false);
    const Expr *a = column(probe, 0), *b = column(probe, 1), *f = column(probe, 2);
    static const int limits[] = { 10, 100, 500, 900 };
    for (size_t at = 0; at < COUNT_OF(limits); at++)
        probe_filter(probe, "int4 < constant",
                     call(probe, FUNCTION_ID(INT4_LT), a, integer(probe, int4, limits[at])), NULL);
    probe_filter(probe, "int4 >= constant and int4 < constant",
                 call(probe, FUNCTION_ID(INT4_GE), a, integer(probe, int4, 100)),
                 call(probe, FUNCTION_ID(INT4_LT), a, integer(probe, int4, 300)));
    probe_filter(probe, "int8 < constant",
                 call(probe, FUNCTION_ID(INT8_LT), b, integer(probe, int8, 100)), NULL);
    probe_filter(probe, "int4 < other int4", call(probe, FUNCTION_ID(INT4_LT), a, column(probe, 5)),
                 NULL);
    probe_filter(probe, "int4 < constant and int8 < constant",
                 call(probe, FUNCTION_ID(INT4_LT), a, integer(probe, int4, 500)),
                 call(probe, FUNCTION_ID(INT8_LT), b, integer(probe, int8, 500)));
    const Expr *ten = NEW_EXPR(&probe->cx, float8, NO_POSITION, Const, .value = { .real = 10 });
    probe_filter(probe, "float8 < constant", call(probe, FUNCTION_ID(FLOAT8_LT), f, ten), NULL);
    probe_filter(probe, "text = constant",
                 call(probe, FUNCTION_ID(TEXT_EQ), column(probe, 3), text(probe, "MAIL")), NULL);
    probe_filter(probe, "dictionary text = constant",
                 call(probe, FUNCTION_ID(TEXT_EQ), column(probe, 4), text(probe, "MAIL")), NULL);
    probe_filter(probe, "dictionary text like constant",
                 call(probe, FUNCTION_ID(TEXT_LIKE), column(probe, 4), text(probe, "%AI%")), NULL);
}

/* Price, discount and tax of TPC-H's lineitem. */
static void prices(Probe *probe, const char *how, Layout wide, Layout narrow, bool bounded)
{
    Type money = type_numeric_fixed(numeric_typmod(15, 2), 64, 2);
    Type whole = type_numeric_fixed(TYPMOD_NONE, 16, 0);
    char name[100];

    probe->count = 0;
    add_integers(probe, money, wide, 10494950, bounded);
    add_integers(probe, money, narrow, 11, bounded);
    add_integers(probe, money, narrow, 9, bounded);
    const Expr *one = integer(probe, whole, 1);
    const Expr *rest = call(probe, FUNCTION_ID(NUMERIC_SUB), one, column(probe, 1));
    const Expr *more = call(probe, FUNCTION_ID(NUMERIC_ADD), one, column(probe, 2));
    const Expr *paid = call(probe, FUNCTION_ID(NUMERIC_MUL), column(probe, 0), rest);
    const Expr *charge = call(probe, FUNCTION_ID(NUMERIC_MUL), paid, more);
    snprintf(name, sizeof name, "price * (1 - discount), %s", how);
    probe_value(probe, name, paid, NULL);
    snprintf(name, sizeof name, "... and * (1 + tax), %s", how);
    probe_value(probe, name, paid, charge);
}

static void values(Probe *probe)
{
    Type int4 = type_of(TYPE_INT4);

    probe->count = 0;
    add_integers(probe, int4, LAYOUT_I32, 1000000000, false);
    add_integers(probe, int4, LAYOUT_I32, 1000000000, false);
    add_reals(probe);
    add_strings(probe, true);
    const Expr *a = column(probe, 0), *b = column(probe, 1), *f = column(probe, 2);
    const Expr *sum = call(probe, FUNCTION_ID(INT4_ADD), a, b);
    const Expr *less = call(probe, FUNCTION_ID(INT4_LT), a, b);
    const Expr *then[1] = { sum }, *when[1] = { less };
    probe_value(probe, "int4 + int4", sum, NULL);
    probe_value(probe, "int4 < int4", less, NULL);
    probe_value(probe, "float8 * float8", call(probe, FUNCTION_ID(FLOAT8_MUL), f, f), NULL);
    probe_value(probe, "case when a < b then a + b else a end",
                NEW_EXPR(&probe->cx, int4, NO_POSITION, Case, .when = { when, 1 },
                         .then = { then, 1 }, .otherwise = a),
                NULL);
}

int main(void)
{
    Probe probe = { .count = 0 };

    arena_init(&probe.plan, NULL);
    arena_init(&probe.batch, NULL);
    probe.cx.arena = &probe.plan;
    filters(&probe);
    prices(&probe, "int64, no bounds", LAYOUT_I64, LAYOUT_I64, false);
    prices(&probe, "int32 and int8, bounds", LAYOUT_I32, LAYOUT_I8, true);
    values(&probe);
    if (has_failed(&probe.cx))
        fprintf(stderr, "%s\n", probe.cx.error.message);
    return has_failed(&probe.cx);
}
