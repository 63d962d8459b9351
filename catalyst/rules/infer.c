/*
 * infer.c -- what holds though nobody wrote it: columns without nulls, conditions that follow from
 * equalities, and the parts of an OR that each side of a join must satisfy.
 */
#include "catalyst/rules/laws.h"

/* --- Columns without nulls -----------------------------------------------------------------------
 */

/* Each learn_ says of columns without nulls that they have none; true where that is news. */
static bool learn_scan(Optimiser *o, Scan *scan)
{
    const CatalogTable *table =
        o->options->catalog ? catalog_find_oid(o->options->catalog, (uint32_t)scan->table_oid)
                            : NULL;
    Columns *columns = &scan->columns;
    bool changed = false;

    columns->items =
        arena_copy(o->cx->arena, columns->items, columns->count * sizeof *columns->items);
    for (uint32_t at = 0; table && at < columns->count; at++) {
        int64_t ordinal = scan->ordinals.items[at];
        if (!columns->items[at].nullable || ordinal >= table->column_count ||
            table->columns[ordinal].null_count != 0) /* (1) */
            continue;
        columns->items[at].nullable = false;
        changed = true;
    }
    return changed;
}

static bool is_count(const Expr *expr)
{
    const AggregateCall *call = EXPR_AS(AggregateCall, expr);

    return call &&
           (call->function == FUNCTION_ID(COUNT) || call->function == FUNCTION_ID(COUNT_STAR));
}

static bool learn_named(Cx *cx, Named *list, Columns input)
{
    bool changed = false;

    list->items = arena_copy(cx->arena, list->items, list->count * sizeof *list->items);
    for (uint32_t at = 0; at < list->count; at++) {
        NamedExpr *named = &list->items[at];
        if (!named->column.nullable ||
            (!is_count(named->expr) && expr_is_nullable(named->expr, input)))
            continue;
        named->column.nullable = false;
        changed = true;
    }
    return changed;
}

static bool learn_union(Cx *cx, Union *set)
{
    Columns *columns = &set->columns;
    bool changed = false;

    columns->items = arena_copy(cx->arena, columns->items, columns->count * sizeof *columns->items);
    for (uint32_t at = 0; at < columns->count; at++) {
        bool nullable = false;
        for (uint32_t in = 0; in < set->inputs.count; in++)
            nullable |= plan_output(cx, set->inputs.items[in]).items[at].nullable;
        changed |= columns->items[at].nullable != nullable;
        columns->items[at].nullable = nullable;
    }
    return changed;
}

static bool learn_node(Optimiser *o, Plan *copy)
{
    Cx *cx = o->cx;
    bool is_maker = copy->tag == PLAN_Project || copy->tag == PLAN_Aggregate;
    Columns input = is_maker ? plan_output(cx, plan_inputs(cx, copy).items[0]) : (Columns){ 0 };

    if (copy->tag == PLAN_Scan)
        return learn_scan(o, (Scan *)copy);
    if (copy->tag == PLAN_Project)
        return learn_named(cx, &((Project *)copy)->outputs, input);
    if (copy->tag == PLAN_Aggregate) {
        bool groups = learn_named(cx, &((Aggregate *)copy)->groups, input);
        return learn_named(cx, &((Aggregate *)copy)->aggregates, input) || groups;
    }
    return copy->tag == PLAN_Union && learn_union(cx, (Union *)copy);
}

Plan *plan_learn_nulls(Optimiser *o, Plan *plan)
{
    Cx *cx = o->cx;
    Plans inputs = plan_inputs(cx, plan);
    bool changed = false;

    TRY(check_walk(cx));
    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(plan_learn_nulls(o, inputs.items[at]));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
    }
    Plan *copy = changed ? plan_with_inputs(cx, plan, inputs.items) : plan_copy(cx, plan);
    return learn_node(o, copy) || changed ? copy : plan;
}

/*
 * infer_not_null -- a column whose files hold no null cannot be null.
 *
 *     Scan t [a?]      ==>      Scan t [a]
 *
 * The files are pinned: a query that finds another file fails.
 * (1) Only where the count is known: a CSV file's nulls are not counted before it is read.
 * Subqueries in expressions are not entered: decorrelating them learns of their scans.
 */
RULE_AT_ROOT(infer_not_null)
{
    return plan_learn_nulls(o, plan);
}

/* --- Conditions a plan's rows satisfy -------------------------------------------------------- */

static bool side_is_kept(const Join *join, bool left)
{
    switch ((JoinType)join->type) {
    case JOIN_INNER: return true;
    case JOIN_RIGHT: return !left;
    case JOIN_FULL: return false;
    case JOIN_LEFT:
    case JOIN_SEMI:
    case JOIN_ANTI:
    case JOIN_MARK:
    case JOIN_SINGLE: return left;
    }
    return false;
}

static bool guarantees(Cx *cx, const Plan *plan, const Expr *condition);

static bool union_guarantees(Cx *cx, const Union *set, const Expr *condition)
{
    for (uint32_t in = 0; in < set->inputs.count; in++) {
        Columns own = plan_output(cx, set->inputs.items[in]);
        Named map = { ARENA_ARRAY(cx->arena, NamedExpr, own.count), own.count };
        for (uint32_t at = 0; at < own.count; at++)
            map.items[at] = (NamedExpr){ set->columns.items[at], ref_to(cx, own.items[at]) };
        if (!guarantees(cx, set->inputs.items[in], expr_substitute(cx, condition, map)))
            return false;
    }
    return true;
}

/* Is `condition` among what filters below already ask for? */
static bool guarantees(Cx *cx, const Plan *plan, const Expr *condition)
{
    const Join *join = PLAN_AS(Join, plan);

    if (!expr_names_columns(condition))
        return true;
    if (join)
        return (join->type == JOIN_INNER &&
                exprs_contain(split_conjuncts(cx, join->condition), condition)) ||
               (side_is_kept(join, true) && guarantees(cx, join->left, condition)) ||
               (side_is_kept(join, false) && guarantees(cx, join->right, condition));
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: return exprs_contain(((const Scan *)plan)->filters, condition);
    case PLAN_Filter:
        return exprs_contain(split_conjuncts(cx, ((const Filter *)plan)->predicate), condition) ||
               guarantees(cx, ((const Filter *)plan)->input, condition);
    case PLAN_Sort: return guarantees(cx, ((const Sort *)plan)->input, condition);
    case PLAN_Window: return guarantees(cx, ((const Window *)plan)->input, condition);
    case PLAN_ProjectSet: return guarantees(cx, ((const ProjectSet *)plan)->input, condition);
    case PLAN_Project: {
        const Project *project = (const Project *)plan;
        return guarantees(cx, project->input, expr_substitute(cx, condition, project->outputs));
    }
    case PLAN_Aggregate: {
        const Aggregate *aggregate = (const Aggregate *)plan;
        return aggregate->groups.count > 0 &&
               guarantees(cx, aggregate->input, expr_substitute(cx, condition, aggregate->groups));
    }
    case PLAN_Union: return union_guarantees(cx, (const Union *)plan, condition);
    case PLAN_SystemScan:
    case PLAN_Values:
    case PLAN_Join:
    case PLAN_Limit:
    case PLAN_SingleRow:
    case PLAN_Recursive:
    case PLAN_WorkingTable:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break;
    }
    return false;
}

static bool names_only(const Expr *expr, void *id)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    return !ref || ref->id == *(const int64_t *)id;
}

static void add_about(Cx *cx, Exprs list, int64_t id, Exprs *out)
{
    for (uint32_t at = 0; at < list.count; at++) {
        const Expr *expr = list.items[at];
        if (expr_visit(expr, names_only, &id) && expr_names_columns(expr) &&
            !expr_can_raise(expr) && !expr_is_volatile(expr) && !exprs_contain(*out, expr))
            *out = exprs_with(cx, *out, expr);
    }
}

static void gather(Cx *cx, const Plan *plan, int64_t id, Exprs *out)
{
    const Join *join = PLAN_AS(Join, plan);

    if (join) {
        if (side_is_kept(join, true))
            gather(cx, join->left, id, out);
        if (side_is_kept(join, false))
            gather(cx, join->right, id, out);
        return;
    }
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: add_about(cx, ((const Scan *)plan)->filters, id, out); return;
    case PLAN_Filter:
        add_about(cx, split_conjuncts(cx, ((const Filter *)plan)->predicate), id, out);
        gather(cx, ((const Filter *)plan)->input, id, out);
        return;
    case PLAN_Project: gather(cx, ((const Project *)plan)->input, id, out); return;
    case PLAN_Sort: gather(cx, ((const Sort *)plan)->input, id, out); return;
    case PLAN_ProjectSet: gather(cx, ((const ProjectSet *)plan)->input, id, out); return;
    case PLAN_Window: gather(cx, ((const Window *)plan)->input, id, out); return;
    case PLAN_Aggregate:
        if (((const Aggregate *)plan)->groups.count)
            gather(cx, ((const Aggregate *)plan)->input, id, out);
        return;
    case PLAN_SystemScan:
    case PLAN_Values:
    case PLAN_Join:
    case PLAN_Limit:
    case PLAN_Union:
    case PLAN_SingleRow:
    case PLAN_Recursive:
    case PLAN_WorkingTable:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        return;
    }
}

Exprs conditions_on(Cx *cx, const Plan *plan, int64_t id)
{
    Columns columns = plan_output(cx, plan);
    Exprs out = { 0 };

    if (find_column(columns, id))
        gather(cx, plan, id, &out);
    return out;
}

/* --- Through equalities ---------------------------------------------------------------------- */

static bool same_form(Type a, Type b)
{
    return a.id == b.id && a.numeric_form == b.numeric_form && a.numeric_scale == b.numeric_scale;
}

/* Can nothing tell equal values of the type apart?  1.0 from 1.00 can be told, 0 from -0, a month
 * from thirty days, 'a' from 'a ' as characters. */
static bool equals_are_same(Type type)
{
    if (type_is_array(type.id)) /* its items may be told apart */
        return false;
    switch (type_kind(type.id)) {
    case TYPE_BYTEA:
    case TYPE_UUID:
    case TYPE_BOOL:
    case TYPE_CHAR:
    case TYPE_NAME:
    case TYPE_INT8:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_TEXT:
    case TYPE_OID:
    case TYPE_VARCHAR:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_XID:
    case TYPE_PG_LSN:
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE:
    case TYPE_ANYENUM: return true;
    case TYPE_NUMERIC: return type.numeric_form == NUMERIC_FIXED;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8:
    case TYPE_BPCHAR:
    case TYPE_INTERVAL:
    case TYPE_UNKNOWN:
    case TYPE_VOID:
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_NONE: break;
    }
    return false;
}

static bool is_comparison_of_column(const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);

    return compare_of(expr) != COMPARE_NONE &&
           call->args.items[0]->type.id == call->args.items[1]->type.id &&
           call->args.items[0]->tag == EXPR_ColumnRef && call->args.items[1]->tag == EXPR_Const;
}

/* Is a condition on one column the same for all values that are equal? */
static bool holds_for_equals(const Expr *expr, void *context)
{
    const InList *list = EXPR_AS(InList, expr);
    const IsNull *test = EXPR_AS(IsNull, expr);

    if (expr->tag == EXPR_And || expr->tag == EXPR_Or || expr->tag == EXPR_Not)
        return expr_visit_children(expr, holds_for_equals, context);
    return is_comparison_of_column(expr) || (list && list->arg->tag == EXPR_ColumnRef) ||
           (test && test->arg->tag == EXPR_ColumnRef);
}

/* What `from` says of column a, said of column b, where `to` does not say it. */
static Exprs carried(Cx *cx, const Plan *from, const ColumnRef *a, const Plan *to,
                     const ColumnRef *b, Exprs so_far)
{
    Exprs known = conditions_on(cx, from, a->id);
    NamedExpr named = { { .id = (ColumnId)a->id }, &b->head };

    for (uint32_t at = 0; at < known.count; at++) {
        if (!equals_are_same(a->head.type) && !holds_for_equals(known.items[at], NULL)) /* (2) */
            continue;
        const Expr *condition = expr_substitute(cx, known.items[at], (Named){ &named, 1 });
        if (!exprs_contain(so_far, condition) && !guarantees(cx, to, condition))
            so_far = exprs_with(cx, so_far, condition);
    }
    return so_far;
}

typedef struct Sides {
    bool left, right; /* may be filtered */
} Sides;

/* Which side's rows may be filtered by what their partners satisfy? */
static Sides filterable(JoinType type)
{
    switch (type) {
    case JOIN_INNER:
    case JOIN_SEMI: return (Sides){ true, true };
    case JOIN_LEFT:
    case JOIN_ANTI:
    case JOIN_SINGLE: return (Sides){ false, true };
    case JOIN_RIGHT: return (Sides){ true, false };
    case JOIN_FULL:
    case JOIN_MARK: break;
    }
    return (Sides){ false, false };
}

static Plan *with_filters(Cx *cx, const Join *join, Exprs left, Exprs right)
{
    Plan *inputs[] = { filter_by(cx, left, join->left), filter_by(cx, right, join->right) };

    return left.count + right.count ? plan_with_inputs(cx, &join->head, inputs) : NULL;
}

/*
 * infer_filters -- what holds of one side of an equality holds of the other.
 *
 *     Join l.k = r.k                  Join l.k = r.k
 *       Filter l.k < 5      ==>         Filter l.k < 5
 *         l                               l
 *       r                               Filter r.k < 5
 *                                         r
 *
 * (1) Only where a row without partner is dropped or not looked at: in `l left join r on l.k =
 *     r.k` with a filter on r, rows of l stay whatever r holds.
 * (2) Of one type and form.  Where equal values can be told apart, comparisons with constants
 *     only: `x.n = y.n and x.n::text = '1.0'` has a partner in y that prints as 1.00.
 * (3) Conditions that can raise, or are volatile, are not copied.
 * (4) One of each side: `l left join r on l.a = l.b where l.a > 1` says nothing of r.
 */
RULE(infer_filters, Join)
{
    LET(Join, join, plan);
    Sides sides = filterable(join->type); /* (1) */
    Exprs conjuncts = split_conjuncts(cx, join->condition), left = { 0 }, right = { 0 };
    ColumnSet l = set_of_output(cx, join->left);

    ONLY_IF(!join->is_dependent && (sides.left || sides.right));
    for (uint32_t at = 0; at < conjuncts.count; at++) {
        const Call *call = EXPR_AS(Call, conjuncts.items[at]);
        if (compare_of(conjuncts.items[at]) != COMPARE_EQ)
            continue;
        const ColumnRef *a = EXPR_AS(ColumnRef, call->args.items[0]);
        const ColumnRef *b = EXPR_AS(ColumnRef, call->args.items[1]);
        if (!a || !b || !same_form(a->head.type, b->head.type) || /* (2) */
            set_has(&l, a->id) == set_has(&l, b->id))             /* (4) */
            continue;
        bool straight = set_has(&l, a->id);
        const ColumnRef *on_left = straight ? a : b, *on_right = straight ? b : a;
        if (sides.right)
            right = carried(cx, join->left, on_left, join->right, on_right, right); /* (3) */
        if (sides.left)
            left = carried(cx, join->right, on_right, join->left, on_left, left);
    }
    return with_filters(cx, join, left, right);
}

/* --- Out of ORs ------------------------------------------------------------------------------ */

const Expr *part_about(Cx *cx, const Expr *disjunction, const ColumnSet *set)
{
    Exprs alternatives = split_disjuncts(cx, disjunction);
    Exprs parts = { ARENA_ARRAY(cx->arena, const Expr *, alternatives.count), 0 };

    for (uint32_t at = 0; at < alternatives.count; at++) {
        Exprs conjuncts = split_conjuncts(cx, alternatives.items[at]);
        Exprs bound = take_bound_by(cx, &conjuncts, set);
        if (bound.count == 0)
            return NULL;
        parts.items[parts.count++] = conjoin(cx, bound);
    }
    return make_or(cx, parts);
}

/* The part in the form that other rules would give it, else it would be found missing again. */
static const Expr *simplified_part(Optimiser *o, const Expr *disjunction, const Plan *side)
{
    Cx *cx = o->cx;
    ColumnSet set = set_of_output(cx, side);
    const Expr *part = part_about(cx, disjunction, &set);
    Simplify simplify = { o, plan_output(cx, side) };

    return part ? simplify_expr(cx, part, &simplify) : NULL;
}

static Exprs add_parts(Optimiser *o, Exprs list, const Expr *disjunction, const Plan *side)
{
    Cx *cx = o->cx;
    const Expr *part = simplified_part(o, disjunction, side);
    Exprs parts = part ? split_conjuncts(cx, part) : (Exprs){ 0 };

    for (uint32_t at = 0; at < parts.count; at++)
        if (!guarantees(cx, side, parts.items[at]) && !exprs_contain(list, parts.items[at]))
            list = exprs_with(cx, list, parts.items[at]);
    return list;
}

/*
 * infer_filters_from_or -- each side must satisfy its part of some alternative.
 *
 *     Join (l.a = 1 and r.b = 2) or (l.a = 3 and r.b = 4)
 *       l
 *       r
 *                  ==>
 *     Join (l.a = 1 and r.b = 2) or (l.a = 3 and r.b = 4)
 *       Filter l.a in (1, 3)
 *         l
 *       Filter r.b in (2, 4)
 *         r
 *
 * (1) Each alternative must say something of the side: `(l.a = 1 and r.b = 2) or r.b = 4` says
 *     nothing of l.
 * (2) Sides as for infer_filters.
 * (3) Not what can raise.
 */
RULE(infer_filters_from_or, Join)
{
    LET(Join, join, plan);
    Sides sides = filterable(join->type); /* (2) */
    Exprs conjuncts = split_conjuncts(cx, join->condition), left = { 0 }, right = { 0 };

    ONLY_IF(!join->is_dependent);
    for (uint32_t at = 0; at < conjuncts.count; at++) {
        const Expr *expr = conjuncts.items[at];
        if (expr->tag != EXPR_Or || expr_can_raise(expr) || expr_is_volatile(expr)) /* (3) */
            continue;
        if (sides.left)
            left = add_parts(o, left, expr, join->left); /* (1) */
        if (sides.right)
            right = add_parts(o, right, expr, join->right);
    }
    return with_filters(cx, join, left, right);
}
