/*
 * laws_test.c -- every law by its values: both sides of each equation over {true, false, null},
 * and sample expressions before and after simplification over sample values.
 */
#include "tests/rules/laws_test.h"

#include "catalyst/rules/laws.h"
#include "tests/rules/fixture.h"

#include <stdio.h>

/* --- Equations -----------------------------------------------------------------------------------
 */

static const Expr *truth(Cx *cx, int value)
{
    return value == 2 ? make_null(cx, type_of(TYPE_BOOL)) : make_bool(cx, value == 1);
}

static const Expr *build_side(Cx *cx, const Pattern *pattern, const int *values)
{
    const Expr *args[2] = { NULL, NULL };

    for (int at = 0; at < 2; at++)
        if (pattern->arg[at])
            args[at] = build_side(cx, pattern->arg[at], values);
    Exprs both = { arena_copy(cx->arena, args, sizeof args), 2 };
    switch (pattern->kind) {
    case PAT_VAR: return truth(cx, values[pattern->slot]);
    case PAT_TRUE: return make_bool(cx, true);
    case PAT_FALSE: return make_bool(cx, false);
    case PAT_NOT: return make_not(cx, args[0]);
    case PAT_IS_NULL: return make_is_null(cx, args[0]);
    case PAT_AND: return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = both);
    case PAT_OR: return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Or, .args = both);
    }
    return NULL;
}

static bool same_value(Cx *cx, const Expr *a, const Expr *b)
{
    Value x, y;

    if (!expr_fold(cx, a, &x) || !expr_fold(cx, b, &y))
        return false;
    return x.is_null || y.is_null ? x.is_null == y.is_null : value_equal(a->type, x, y);
}

static bool check_equation(Cx *cx, const Equation *equation)
{
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            int values[LAW_SLOTS] = { a, b };
            if (equation->only_where == A_NOT_NULL && a == 2)
                continue;
            if (!same_value(cx, build_side(cx, equation->from, values),
                            build_side(cx, equation->to, values))) {
                fprintf(stderr, "law %s does not hold for (%d, %d)\n", equation->name, a, b);
                return false;
            }
        }
    return true;
}

/* --- Samples --------------------------------------------------------------------------------- */

static const char *const samples[] = {
    "not (c < 5)",
    "not (c = 5)",
    "not (c >= 5)",
    "5 < c",
    "5 >= c",
    "5 <> c",
    "not (5 > c)",
    "i2 < 40",
    "i2 = 5",
    "i2 >= 100000",
    "i8 <= 5",
    "i2::numeric = 5.0",
    "c::float8 > 5",
    "c::float8 > 4.5",
    "c::numeric <= 5.00",
    "c::numeric < 5.5",
    "i8::numeric = 40",
    "n < 24",
    "n = 5",
    "n >= 5.50",
    "n <> 5.505",
    "n <= 4.995",
    "24 > n",
    "d < timestamp '1994-05-01 08:00'",
    "d <= timestamp '1994-05-01 08:00'",
    "d > timestamp '1994-05-01 08:00'",
    "d >= timestamp '1994-05-01 08:00'",
    "d = timestamp '1994-05-01 00:00'",
    "d = timestamp '1994-05-01 08:00'",
    "d < timestamp '1994-05-01 00:00'",
    "d >= timestamp '1994-05-01 00:00'",
    "timestamp '1994-05-01 00:00' > d",
    "d < date '1994-05-01' + interval '1 day'",
    "c = 4 or c = 5 or a = 3",
    "c in (1, 2) or c = 5 or c in (5, 6)",
    "(a = 1 and c = 5) or (a = 1 and c = 6)",
    "(p and q) or (p and not q) or (p and c = 5)",
    "p or (p and q)",
    "p and (p or q)",
    "not (p and q or not q)",
    "p and p and c = 5",
    "p or q or p",
    "not (p or q or c = 5)",
    "p and not p",
    "p or not p",
    "case when p then 1 when true then c else 7 end = 5",
    "case when 1 = 2 then a else c end = 5",
    "coalesce(null, a, 5, c) = 5",
    "coalesce(null, c) = 5",
    "a is distinct from 5",
    "c is distinct from 5",
    "(a = null) is null",
    "(c = 5) is true",
    "(a = 5) is not false",
    "a between 4 and 6",
    "a not in (4, 5)",
    "not (a in (4, 5) and p)",
    "p is null or not (p is null)",
};

/* Small values around the constants above; index 0 is null for columns that allow it. */
static const Expr *sample_value(Cx *cx, const PlanColumn *column, int pick)
{
    static const char *const texts[] = { NULL, "4", "5", "6", "40" };
    static const char *const numbers[] = { NULL, "4.99", "5.00", "5.50", "24.00" };
    static const char *const dates[] = { NULL, "1994-04-30", "1994-05-01", "1994-05-02",
                                         "infinity" };
    static const char *const bools[] = { NULL, "t", "f", "t", "f" };
    const char *text = texts[pick];
    Value value = VALUE_NULL;

    if (column->type.id == TYPE_NUMERIC)
        text = numbers[pick];
    if (column->type.id == TYPE_DATE)
        text = dates[pick];
    if (column->type.id == TYPE_BOOL)
        text = bools[pick];
    if (!text && !column->nullable)
        text = "7";
    if (text && !value_parse(cx, column->type, str_of(text), NO_POSITION, &value))
        return NULL;
    return NEW_EXPR(cx, column->type, NO_POSITION, Const, .value = value);
}

enum { PICKS = 5 };

/* Each column by its own digit of `pick`, so that columns differ. */
static Named row_of(Cx *cx, Columns columns, int pick)
{
    Named map = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++) {
        int digit = (pick + (int)at * (pick / PICKS)) % PICKS;
        map.items[at] =
            (NamedExpr){ columns.items[at], sample_value(cx, &columns.items[at], digit) };
    }
    return map;
}

static bool check_sample(Cx *cx, const char *sample)
{
    ColumnId next_id;
    Str sql = str_format(cx->arena, "select a, c, i2, i8, n, d, p, q, %s from t", sample);
    const Project *project = PLAN_AS(Project, fixture_analyse(cx, sql, &next_id));

    if (!project)
        return false;
    OptimiseOptions options = { .next_id = &next_id };
    Optimiser o = { .cx = cx, .options = &options };
    Columns columns = plan_output(cx, project->input);
    Simplify simplify = { &o, columns };
    const Expr *before = project->outputs.items[project->outputs.count - 1].expr;
    const Expr *after = simplify_expr(cx, before, &simplify);
    for (int pick = 0; after && pick < PICKS * PICKS; pick++) {
        Named row = row_of(cx, columns, pick);
        if (!same_value(cx, expr_substitute(cx, before, row), expr_substitute(cx, after, row))) {
            fprintf(stderr, "%s: another value after simplification, row %d: %.*s\n", sample, pick,
                    STR(expr_text(cx->arena, after)));
            return false;
        }
    }
    return after != NULL;
}

void check_laws(int *passed, int *failed)
{
    uint32_t count;
    const Equation *equations = law_equations(&count);

    for (uint32_t at = 0; at < count + COUNT_OF(samples); at++) {
        Arena arena;
        arena_init(&arena, NULL);
        Cx cx = { .arena = &arena };
        bool holds = at < count ? check_equation(&cx, &equations[at])
                                : check_sample(&cx, samples[at - count]);
        if (has_failed(&cx))
            fprintf(stderr, "%s: %s\n", at < count ? equations[at].name : samples[at - count],
                    cx.error.message);
        *(holds ? passed : failed) += 1;
        arena_fini(&arena);
    }
}
