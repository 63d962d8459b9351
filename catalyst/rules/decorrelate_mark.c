/*
 * decorrelate_mark.c -- EXISTS, IN, ANY and ALL: the semi, anti and mark joins they become.
 */
#include "catalyst/rules/decorrelate.h"

/* --- A query and its test, ready to be joined ----------------------------------------------------
 */

typedef struct Joinable {
    Plan *plan;
    Exprs conditions; /* of the correlation, then of the test */
    Exprs tests;
} Joinable;

/* EXISTS asks for one row: what is above the rows does not matter. */
static Plan *without_limits(Plan *query)
{
    for (;;) {
        const Limit *limit = PLAN_AS(Limit, query);
        const Project *project = PLAN_AS(Project, query);
        const Sort *sort = PLAN_AS(Sort, query);
        if (limit && limit->offset == 0 && limit->count != 0)
            query = limit->input;
        else if (project)
            query = project->input;
        else if (sort)
            query = sort->input;
        else
            return query;
    }
}

/* Make what a semi, anti or mark join needs. */
static bool make_joinable(Unnest *u, Plan *query, const Expr *test, Joinable *out)
{
    Cx *cx = u->o->cx;
    Pulling pulling = { unnest_outer(u, query), true };
    Exprs tests = split_conjuncts(cx, test);
    Pulled pulled;
    Bound bound;

    if (set_is_empty(&pulling.outer)) {
        *out = (Joinable){ query, { 0 }, tests };
        return true;
    }
    if (pull_correlation(u->o, &pulling, query, &pulled)) {
        *out = (Joinable){ pulled.plan, pulled.predicates,
                           exprs_substitute(cx, tests, pulled.outputs) };
        return true;
    }
    if (has_failed(cx))
        return false;
    TRY(unnest_bind(u, query, &bound));
    *out = (Joinable){ bound.plan, bound_conditions(cx, &bound), tests };
    return true;
}

static void add_join(Unnest *u, JoinType type, const Joinable *joinable)
{
    Cx *cx = u->o->cx;
    Exprs all = exprs_joined(cx, joinable->tests, joinable->conditions);

    u->input = NEW(cx, Join, .type = type, .left = u->input, .right = joinable->plan,
                   .condition = conjoin(cx, all));
}

/* The column that says whether there is a partner; where it is not `nullable`, unknown is no. */
static const Expr *add_mark(Unnest *u, const Joinable *joinable, bool nullable)
{
    Cx *cx = u->o->cx;
    PlanColumn *mark = ARENA_ARRAY(cx->arena, PlanColumn, 1);
    Exprs all = exprs_joined(cx, joinable->tests, joinable->conditions);

    *mark = (PlanColumn){ .id = take_id(u->o),
                          .name = STR_LIT("mark"),
                          .type = type_of(TYPE_BOOL),
                          .nullable = nullable };
    u->input = NEW(cx, Join, .type = JOIN_MARK, .left = u->input, .right = joinable->plan,
                   .condition = conjoin(cx, all), .mark = { mark, 1 });
    return ref_to(cx, *mark);
}

static const Expr *bool_test(Cx *cx, const Expr *arg, BoolTestKind test)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), arg->position, BoolTest, .arg = arg, .test = test);
}

/* --- EXISTS ---------------------------------------------------------------------------------- */

bool join_exists(Unnest *u, const Subquery *subquery, bool negated)
{
    Joinable joinable;
    Plan *query = without_limits(TRY(unnest_prepare(u, subquery, NULL)));

    TRY(make_joinable(u, query, NULL, &joinable));
    add_join(u, negated ? JOIN_ANTI : JOIN_SEMI, &joinable);
    return true;
}

const Expr *mark_exists(Unnest *u, const Subquery *subquery)
{
    Joinable joinable;
    Plan *query = without_limits(TRY(unnest_prepare(u, subquery, NULL)));

    TRY(make_joinable(u, query, NULL, &joinable));
    return add_mark(u, &joinable, false);
}

/* --- IN, ANY, ALL ---------------------------------------------------------------------------- */

/* x op ALL (q) is not (not (x op) ANY (q)), nulls included. */
const Expr *any_test_of(Cx *cx, const Subquery *subquery)
{
    return subquery->kind == SUBQUERY_ALL ? make_not(cx, subquery->test) : subquery->test;
}

bool join_any(Unnest *u, const Subquery *subquery, const Expr *test)
{
    Joinable joinable;
    Plan *query = TRY(unnest_prepare(u, subquery, &test));

    TRY(make_joinable(u, query, test, &joinable));
    add_join(u, JOIN_SEMI, &joinable);
    return true;
}

static bool tests_nullable(Unnest *u, const Joinable *joinable)
{
    Cx *cx = u->o->cx;
    Plan *both = NEW(cx, Join, .type = JOIN_INNER, .left = u->input, .right = joinable->plan);
    const Expr *test = conjoin(cx, joinable->tests);

    return test && expr_is_nullable(test, plan_output(cx, both));
}

/* Can a mark join's one look-up tell null from false?  (1) One equality and (2) nothing besides. */
static bool is_markable(const Joinable *joinable)
{
    return joinable->tests.count == 1 && joinable->conditions.count == 0 && /* (2) */
           compare_of(joinable->tests.items[0]) == COMPARE_EQ;              /* (1) */
}

/* not (test ANY q) as a conjunct: keep the rows for which no test is true or null. */
bool join_none(Unnest *u, const Subquery *subquery, const Expr *test)
{
    Cx *cx = u->o->cx;
    Joinable joinable;
    Plan *query = TRY(unnest_prepare(u, subquery, &test));

    TRY(make_joinable(u, query, test, &joinable));
    if (tests_nullable(u, &joinable) && is_markable(&joinable)) {
        const Expr *mark = add_mark(u, &joinable, true);
        u->input = NEW(cx, Filter, .input = u->input, .predicate = make_not(cx, mark));
        return true;
    }
    if (tests_nullable(u, &joinable)) {
        const Expr *may_hold = bool_test(cx, conjoin(cx, joinable.tests), TEST_NOT_FALSE);
        joinable.tests = exprs_with(cx, (Exprs){ 0 }, may_hold);
    }
    add_join(u, JOIN_ANTI, &joinable);
    return true;
}

/* The value of test ANY q: true, false or null. */
const Expr *mark_any(Unnest *u, const Subquery *subquery, const Expr *test)
{
    Cx *cx = u->o->cx;
    Joinable joinable, unknown;
    Named map;
    Plan *query = TRY(unnest_prepare(u, subquery, &test));

    TRY(make_joinable(u, query, test, &joinable));
    bool nullable = tests_nullable(u, &joinable);
    if (nullable && is_markable(&joinable))
        return add_mark(u, &joinable, true);
    const Expr *is_true = add_mark(u, &joinable, false);
    if (!nullable)
        return is_true;
    /* A second look: is there a row for which the test is null? */
    Plan *again = TRY(plan_renumber(u->o, query, &map));
    const Expr *unknown_test = expr_substitute(cx, test, map);
    TRY(make_joinable(u, again, bool_test(cx, unknown_test, TEST_UNKNOWN), &unknown));
    const Expr *is_unknown = add_mark(u, &unknown, false);
    Exprs when = exprs_with(cx, exprs_with(cx, (Exprs){ 0 }, is_true), is_unknown);
    Exprs then = exprs_with(cx, exprs_with(cx, (Exprs){ 0 }, make_bool(cx, true)),
                            make_null(cx, type_of(TYPE_BOOL)));
    return NEW_EXPR(cx, type_of(TYPE_BOOL), test->position, Case, .when = when, .then = then,
                    .otherwise = make_bool(cx, false));
}
