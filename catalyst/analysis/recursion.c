/*
 * recursion.c -- where a recursive WITH query may name itself: once, in the right term of a UNION,
 * and there neither in a subquery nor on a side of a join that may be made up.
 *
 * Names are looked up before anything is bound, as PostgreSQL does it (parse_cte).
 */
#include "catalyst/analysis/with.h"

typedef enum Place {
    PLACE_FINE,
    PLACE_BASE, /* the non-recursive term */
    PLACE_SUBQUERY,
    PLACE_OUTER_JOIN,
    PLACE_INTERSECT,
    PLACE_EXCEPT
} Place;

/* A walk over a query in search of a name. */
typedef struct NameWalk {
    Cx *cx;
    Str name;
    Place place; /* of what is being walked */
    uint32_t found;
    bool only_finds;
} NameWalk;

static bool walk(NameWalk *w, const Plan *plan);

static bool walk_at(NameWalk *w, const Plan *plan, Place place)
{
    Place around = w->place;

    if (place != PLACE_FINE && around == PLACE_FINE)
        w->place = place;
    TRY(walk(w, plan));
    w->place = around;
    return true;
}

static bool found_one(NameWalk *w, const TableName *name)
{
    static const char *const places[] = {
        [PLACE_BASE] = "its non-recursive term",
        [PLACE_SUBQUERY] = "a subquery",
        [PLACE_OUTER_JOIN] = "an outer join",
        [PLACE_INTERSECT] = "INTERSECT",
        [PLACE_EXCEPT] = "EXCEPT",
    };

    w->found++;
    if (w->only_finds)
        return true;
    if (w->place != PLACE_FINE)
        return fail(w->cx, ERR_INVALID_RECURSION, (int)name->position,
                    "recursive reference to query \"%.*s\" must not appear within %s", STR(w->name),
                    places[w->place]);
    return w->found == 1 ||
           fail(w->cx, ERR_INVALID_RECURSION, (int)name->position,
                "recursive reference to query \"%.*s\" must not appear more than once",
                STR(w->name));
}

/* --- Expressions ------------------------------------------------------------------------------ */

static bool walk_node(const Expr *expr, void *context)
{
    const SubLink *link = EXPR_AS(SubLink, expr);

    return !link || walk_at(context, link->query, PLACE_SUBQUERY);
}

static bool walk_expr(const Expr *expr, void *context)
{
    return expr_visit(expr, walk_node, context);
}

/* --- Plans ------------------------------------------------------------------------------------ */

/* Its own WITH queries may hide the name: from the body, and from those behind. */
static bool walk_query(NameWalk *w, const Query *query)
{
    bool is_hidden = false;

    for (uint32_t at = 0; at < query->ctes.count; at++)
        is_hidden |=
            query->is_recursive && str_equal(((const Cte *)query->ctes.items[at])->name, w->name);
    for (uint32_t at = 0; at < query->ctes.count && !is_hidden; at++) {
        const Cte *cte = (const Cte *)query->ctes.items[at];
        if (cte->query)
            TRY(walk(w, cte->query));
        is_hidden = str_equal(cte->name, w->name);
    }
    if (is_hidden)
        return true;
    TRY(walk(w, query->body));
    Query rest = *query;
    rest.ctes.count = 0;
    rest.body = NULL;
    return plan_visit_exprs(&rest.head, walk_expr, w);
}

static bool walk_join(NameWalk *w, const JoinName *join)
{
    bool left_made_up = join->type == JOIN_RIGHT || join->type == JOIN_FULL;
    bool right_made_up = join->type == JOIN_LEFT || join->type == JOIN_FULL;

    return walk_at(w, join->left, left_made_up ? PLACE_OUTER_JOIN : PLACE_FINE) &&
           walk_at(w, join->right, right_made_up ? PLACE_OUTER_JOIN : PLACE_FINE) &&
           (!join->on || walk_expr(join->on, w));
}

static bool walk_set(NameWalk *w, const SetOperation *set)
{
    Place left = PLACE_FINE, right = PLACE_FINE;

    if (set->operation == SET_INTERSECT && set->is_all)
        left = right = PLACE_INTERSECT;
    if (set->operation == SET_EXCEPT) {
        left = set->is_all ? PLACE_EXCEPT : PLACE_FINE;
        right = PLACE_EXCEPT;
    }
    return walk_at(w, set->left, left) && walk_at(w, set->right, right);
}

static bool walk(NameWalk *w, const Plan *plan)
{
    const TableName *name = PLAN_AS(TableName, plan);

    TRY(check_stack(w->cx));
    if (plan->tag == PLAN_Query)
        return walk_query(w, (const Query *)plan);
    if (plan->tag == PLAN_JoinName)
        return walk_join(w, (const JoinName *)plan);
    if (plan->tag == PLAN_SetOperation)
        return walk_set(w, (const SetOperation *)plan);
    if (name && name->parts.count == 1 && str_equal(name->parts.items[0], w->name))
        return found_one(w, name);
    Plans inputs = plan_inputs(w->cx, plan);
    TRY(plan_visit_exprs(plan, walk_expr, w));
    for (uint32_t at = 0; at < inputs.count; at++)
        TRY(walk(w, inputs.items[at]));
    return true;
}

/* --- What it is for --------------------------------------------------------------------------- */

bool query_names(Cx *cx, const Plan *query, Str name)
{
    NameWalk w = { .cx = cx, .name = name, .only_finds = true };

    return walk(&w, query) && w.found > 0;
}

/* Clauses around the UNION, which would have to look at all rounds. */
static bool check_around(Cx *cx, const Query *query)
{
    const char *clause = NULL;
    const Expr *at = NULL;

    if (query->order.count) {
        clause = "ORDER BY";
        at = query->order.items[0].expr;
    } else if (query->offset) {
        clause = "OFFSET";
        at = query->offset;
    } else if (query->count) {
        clause = "LIMIT";
        at = query->count;
    }
    return !clause || fail(cx, ERR_FEATURE_NOT_SUPPORTED, leftmost_position(at),
                           "%s in a recursive query is not implemented", clause);
}

bool check_recursion(Cx *cx, const Cte *cte)
{
    const Query *query = PLAN_AS(Query, cte->query);
    const SetOperation *set = query ? PLAN_AS(SetOperation, query->body) : NULL;
    NameWalk w = { .cx = cx, .name = cte->name };

    if (!set || set->operation != SET_UNION)
        return fail(cx, ERR_INVALID_RECURSION, (int)cte->position,
                    "recursive query \"%.*s\" does not have the form non-recursive-term UNION "
                    "[ALL] recursive-term",
                    STR(cte->name));
    TRY(walk_at(&w, set->left, PLACE_BASE));
    for (uint32_t at = 0; at < query->ctes.count; at++)
        if (((const Cte *)query->ctes.items[at])->query)
            TRY(walk_at(&w, ((const Cte *)query->ctes.items[at])->query, PLACE_SUBQUERY));
    TRY(check_around(cx, query));
    return walk_at(&w, set->right, PLACE_FINE);
}
