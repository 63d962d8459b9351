/*
 * decorrelate.c -- every subquery in an expression becomes a join below the node that has it.
 *
 *     Filter exists(q) and p              Semi join on what q compared with outer columns
 *       x                        ==>        Filter p
 *                                             x
 *                                           q
 *
 *     EXISTS, IN as a conjunct            semi join; negated: anti join
 *     the same inside an expression       mark join, whose column stands for the subquery
 *     scalar, uncorrelated                cross join with its only row
 *     scalar aggregate, s.k = t.k         left join with the aggregate grouped by s.k
 *     scalar otherwise                    single join: a second partner is an error
 *
 * A query's own subqueries go first, so correlation over two levels becomes correlation over one
 * after the other.  Each use of a query gets columns of its own.
 *
 * Null-correctness: x NOT IN (q) is not an anti join on x = q.c where one side can be null: in
 * `1 not in (select null)` no row is equal and still the answer is unknown.
 */
#include "catalyst/rules/decorrelate.h"
#include "catalyst/rules/laws.h"

ColumnSet unnest_outer(Unnest *u, Plan *query)
{
    ColumnSet given = set_of_output(u->o->cx, u->input);
    ColumnSet free = set_of_free(u->o->cx, query);
    ColumnSet outer = set_new(u->o->cx);

    for (int64_t id = 0; id < (int64_t)free.word_count * 64; id++)
        if (set_has(&free, id) && set_has(&given, id))
            set_add(&outer, id);
    return outer;
}

/* Only a query that is part of the plan already, written once and used twice, is renumbered: with
 * each level renumbering all below, ids would grow with the square of the levels. */
Plan *unnest_prepare(Unnest *u, const Subquery *subquery, const Expr **test)
{
    Optimiser *o = u->o;
    ColumnSet made = set_of_made(o->cx, subquery->query);
    bool is_used = set_meets(&made, &o->joined);
    Named map;

    set_add_all(&o->joined, &made);
    Plan *plan = TRY(decorrelate_plan(o, subquery->query));
    if (!rule_is_off(o, infer_not_null))
        plan = TRY(plan_learn_nulls(o, plan)); /* NOT IN asks */
    if (is_used)
        plan = TRY(plan_renumber(o, plan, &map));
    if (is_used && test && *test)
        *test = TRY(expr_substitute(o->cx, *test, map));
    return plan;
}

static bool is_quiet(const Expr *expr, void *context)
{
    return never_raises(context, expr);
}

/* What constants raise they raise for any row: `date '1994-01-01' + interval '1 year'` is one. */
bool never_raises(Optimiser *o, const Expr *expr)
{
    const AggregateCall *call = EXPR_AS(AggregateCall, expr);
    bool is_float = call && (expr->type.id == TYPE_FLOAT4 || expr->type.id == TYPE_FLOAT8);
    Simplify simplify = { o, { 0 } };

    if (call && !is_float)
        return expr_visit_children(expr, is_quiet, o);
    if (!expr_can_raise(expr))
        return true;
    const Expr *simple = simplify_expr(o->cx, expr, &simplify);
    return simple && !expr_can_raise(simple);
}

static bool plan_is_quiet(const Plan *plan, void *optimiser)
{
    return plan_visit_exprs(plan, is_quiet, optimiser) && plan->tag != PLAN_SingleRow &&
           (plan->tag != PLAN_Join || ((const Join *)plan)->type != JOIN_SINGLE) &&
           plan_visit_inputs(plan, plan_is_quiet, optimiser);
}

enum { BOUND_TO_INPUT_MAX = 2 }; /* queries of one node */

/*
 * The node's own input is the better source of values: the joined one holds the queries before
 * this one, and theirs, so the tenth query of a WHERE would hold a thousand.
 * (1) It must give all of them.
 * (2) A filter may have dropped rows since: a query that can raise must not see their values, as
 *     long as that stays affordable.
 */
bool unnest_bind(Unnest *u, Plan *query, Bound *out)
{
    ColumnSet outer = unnest_outer(u, query), given = set_of_output(u->o->cx, u->base);
    bool may_widen =
        u->keeps_rows || u->bound >= BOUND_TO_INPUT_MAX || plan_is_quiet(query, u->o); /* (2) */
    bool from_base = set_covers(&given, &outer) && may_widen;                          /* (1) */

    u->bound += !from_base;
    return bind_correlation(u->o, from_base ? u->base : u->input, query, out);
}

/* --- Expressions ----------------------------------------------------------------------------- */

static const Expr *replace_subquery(Unnest *u, const Subquery *subquery)
{
    Cx *cx = u->o->cx;

    switch ((SubqueryKind)subquery->kind) {
    case SUBQUERY_EXISTS: return mark_exists(u, subquery);
    case SUBQUERY_SCALAR: return join_scalar(u, subquery);
    case SUBQUERY_ANY: return mark_any(u, subquery, subquery->test);
    case SUBQUERY_ALL: return make_not(cx, TRY(mark_any(u, subquery, any_test_of(cx, subquery))));
    case SUBQUERY_ARRAY: break;
    }
    return fail(cx, ERR_FEATURE_NOT_SUPPORTED, subquery->head.position,
                "arrays are not supported yet");
}

static const Expr *replace(Cx *cx, const Expr *expr, void *context)
{
    Unnest *u = context;

    TRY(check_walk(cx));
    /* The test may hold subqueries of this level, too: (select ...) in (select ...). */
    expr = TRY(expr_map_children(cx, expr, replace, u));
    if (expr->tag != EXPR_Subquery)
        return expr;
    for (const Met *met = u->met; met; met = met->next)
        if (expr_equal(met->subquery, expr))
            return met->became;
    Met *met = arena_alloc(cx->arena, sizeof *met);
    *met = (Met){ u->met, expr, TRY(replace_subquery(u, (const Subquery *)expr)) };
    u->met = met;
    return met->became;
}

/* A conjunct of a filter: more is allowed there, for null is as good as false. */
static bool filter_conjunct(Unnest *u, const Expr *conjunct)
{
    Cx *cx = u->o->cx;
    const Not *negation = EXPR_AS(Not, conjunct);
    const Subquery *subquery = EXPR_AS(Subquery, negation ? negation->arg : conjunct);
    bool is_quantified =
        subquery && (subquery->kind == SUBQUERY_ANY || subquery->kind == SUBQUERY_ALL);

    if (subquery && subquery->kind == SUBQUERY_EXISTS)
        return join_exists(u, subquery, negation != NULL);
    if (is_quantified && !expr_has_subquery(subquery->test))
        return (subquery->kind == SUBQUERY_ALL) == (negation != NULL)
                   ? join_any(u, subquery, any_test_of(cx, subquery))
                   : join_none(u, subquery, any_test_of(cx, subquery));
    const Expr *plain = TRY(replace(cx, conjunct, u));
    u->input = NEW(cx, Filter, .input = u->input, .predicate = plain);
    return true;
}

/* --- Nodes
 * -----------------------------------------------------------------------------------------------
 */

static Plan *unnest_filter(Optimiser *o, const Filter *filter)
{
    Cx *cx = o->cx;
    Columns columns = plan_output(cx, &filter->head);
    Exprs conjuncts = split_conjuncts(cx, filter->predicate);
    Exprs plain = { ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count), 0 };
    Unnest u = { .o = o };

    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (!expr_has_subquery(conjuncts.items[at]))
            plain.items[plain.count++] = conjuncts.items[at];
    u.base = u.input = filter_by(cx, plain, filter->input);
    for (uint32_t at = 0; at < conjuncts.count; at++)
        if (expr_has_subquery(conjuncts.items[at]))
            TRY(filter_conjunct(&u, conjuncts.items[at]));
    return project_to(cx, columns, u.input);
}

/* Nodes that make their columns themselves: what the joins add below is simply not taken. */
static Plan *unnest_maker(Optimiser *o, Plan *plan, Plan *input)
{
    Unnest u = { .o = o, .base = input, .input = input, .keeps_rows = true };
    Plan *plain = TRY(plan_map_exprs(o->cx, plan, replace, &u));

    return plan_with_inputs(o->cx, plain, &u.input);
}

/* Who passes all columns on would show those that the subqueries added. */
static Plan *unnest_passer(Optimiser *o, Plan *plan)
{
    Columns columns = plan_output(o->cx, plan);
    Plan *input = plan_inputs(o->cx, plan).items[0];

    return project_to(o->cx, columns, TRY(unnest_maker(o, plan, input)));
}

/* VALUES whose rows are not constants: a Project a row. */
static Plan *unnest_values(Optimiser *o, const Values *values)
{
    Cx *cx = o->cx;
    Plan **inputs = ARENA_ARRAY(cx->arena, Plan *, values->rows.count);

    for (uint32_t row = 0; row < values->rows.count; row++) {
        const RowOf *items = (const RowOf *)values->rows.items[row];
        const Expr *none = NEW_EXPR(cx, type_of(TYPE_VOID), NO_POSITION, RowOf);
        Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, values->columns.count),
                          values->columns.count };
        for (uint32_t at = 0; at < outputs.count; at++) {
            outputs.items[at] = (NamedExpr){ values->columns.items[at], items->items.items[at] };
            if (values->rows.count > 1)
                outputs.items[at].column.id = take_id(o);
        }
        Plan *one = NEW(cx, Values, .rows = exprs_with(cx, (Exprs){ 0 }, none));
        inputs[row] = TRY(decorrelate_plan(o, NEW(cx, Project, .input = one, .outputs = outputs)));
    }
    return values->rows.count == 1 ? inputs[0]
                                   : NEW(cx, Union, .inputs = { inputs, values->rows.count },
                                         .columns = values->columns);
}

/* --- Join conditions ------------------------------------------------------------------------- */

static Plan *unnest_inner_join(Optimiser *o, const Join *join)
{
    Cx *cx = o->cx;
    Join copy = *join;

    copy.condition = NULL;
    Plan *pairs = arena_copy(cx->arena, &copy, sizeof copy);
    if (join->is_dependent)
        pairs = TRY(decorrelate_lateral->apply(cx, o, pairs));
    Plan *filter = NEW(cx, Filter, .input = pairs, .predicate = join->condition);
    return unnest_filter(o, (const Filter *)filter);
}

/* l left join r on (… subquery …): r filtered by the condition, as the subquery may name both
 * sides a dependent join; the lateral rule does the rest. */
static Plan *unnest_left_join(Optimiser *o, const Join *join)
{
    Cx *cx = o->cx;
    Plan *filter = NEW(cx, Filter, .input = join->right, .predicate = join->condition);
    Join copy = *join;

    copy.condition = NULL;
    copy.right = TRY(unnest_filter(o, (const Filter *)filter));
    copy.is_dependent = true;
    return decorrelate_lateral->apply(cx, o, arena_copy(cx->arena, &copy, sizeof copy));
}

static Plan *unnest_join(Optimiser *o, const Join *join)
{
    Cx *cx = o->cx;

    if (join->type == JOIN_INNER)
        return unnest_inner_join(o, join);
    if (join->type == JOIN_RIGHT) {
        Columns columns = plan_output(cx, &join->head);
        Join left = *join;
        left.type = JOIN_LEFT;
        left.left = join->right;
        left.right = join->left;
        return project_to(cx, columns, TRY(unnest_left_join(o, &left)));
    }
    if (join->type != JOIN_LEFT)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "a subquery in the condition of a FULL JOIN is not supported yet");
    return unnest_left_join(o, join);
}

/* --- The rules ------------------------------------------------------------------------------- */

static bool finds_no_subquery(const Expr *expr, void *context)
{
    (void)context;
    return !expr_has_subquery(expr);
}

static bool values_are_plain(const Expr *expr, void *context)
{
    ColumnSet named = set_of_expr(context, expr);

    return set_is_empty(&named) && !expr_has_subquery(expr);
}

static Plan *unnest_node(Optimiser *o, Plan *plan)
{
    if (plan->tag == PLAN_Values)
        return plan_visit_exprs(plan, values_are_plain, o->cx)
                   ? plan
                   : unnest_values(o, (const Values *)plan);
    if (plan_visit_exprs(plan, finds_no_subquery, NULL))
        return plan;
    switch ((PlanTag)plan->tag) {
    case PLAN_Filter: return unnest_filter(o, (const Filter *)plan);
    case PLAN_Project: return unnest_maker(o, plan, ((const Project *)plan)->input);
    case PLAN_Aggregate: return unnest_maker(o, plan, ((const Aggregate *)plan)->input);
    case PLAN_Sort:
    case PLAN_ProjectSet: return unnest_passer(o, plan);
    case PLAN_Join: return unnest_join(o, (const Join *)plan);
    case PLAN_Scan:
    case PLAN_SystemScan:
    case PLAN_Values:
    case PLAN_Limit:
    case PLAN_Union:
    case PLAN_SingleRow:
    case PLAN_Recursive:
    case PLAN_WorkingTable:
    case PLAN_Window: /* analysis has made columns of them */
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break;
    }
    return fail(o->cx, ERR_INTERNAL_ERROR, NO_POSITION, "a subquery in %s", plan_type(plan)->name);
}

/* Every node that holds subqueries in its expressions; see the head of this file. */
RULE_(decorrelate_subqueries, TAG_BIT(Filter) | TAG_BIT(Project) | TAG_BIT(Aggregate) |
                                  TAG_BIT(Sort) | TAG_BIT(Join) | TAG_BIT(Values) |
                                  TAG_BIT(ProjectSet))
{
    ONLY_IF(plan->tag != PLAN_Join || !((const Join *)plan)->is_dependent ||
            !plan_visit_exprs(plan, finds_no_subquery, NULL));
    return unnest_node(o, plan);
}

/* Above a left join a column that means an expression would not be null without a partner. */
static bool are_columns(Cx *cx, const Pulled *pulled)
{
    Columns columns = plan_output(cx, pulled->plan);

    for (uint32_t at = 0; at < pulled->outputs.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, pulled->outputs.items[at].expr);
        if (!ref || !find_column(columns, ref->id))
            return false;
    }
    return true;
}

static Named where_present(Cx *cx, const Expr *is_there, Columns inner, Named list)
{
    Named out = { arena_copy(cx->arena, list.items, list.count * sizeof *list.items), list.count };

    for (uint32_t at = 0; at < out.count; at++)
        out.items[at].expr = value_where_present(cx, is_there, inner, out.items[at].expr);
    return out;
}

/* Where the rows of `right` came without the conditions that bound them to `left`. */
static Plan *join_pulled(Optimiser *o, const Join *join, const Pulled *pulled)
{
    Cx *cx = o->cx;
    Columns columns = plan_output(cx, &join->head);
    Exprs own = exprs_substitute(cx, split_conjuncts(cx, join->condition), pulled->outputs);
    Join copy = *join;

    copy.is_dependent = false;
    copy.right = pulled->plan;
    copy.condition = conjoin(cx, exprs_joined(cx, own, pulled->predicates));
    Named meaning = pulled->outputs;
    if (join->type != JOIN_INNER && !are_columns(cx, pulled)) {
        const Expr *is_there;
        copy.right = with_presence(o, copy.right, &is_there);
        meaning = where_present(cx, is_there, plan_output(cx, pulled->plan), meaning);
    }
    Plan *plan = arena_copy(cx->arena, &copy, sizeof copy);
    if (same_columns(plan_output(cx, plan), columns))
        return plan;
    return NEW(cx, Project, .input = plan, .outputs = named_by(cx, columns, meaning));
}

/*
 * decorrelate_lateral -- a dependent join whose right side names columns of the left one.
 *
 *     Join dependent                          Join s.k = t.k
 *       Scan t                       ==>        Scan t
 *       Filter s.k = t.k                        Scan s
 *         Scan s
 *
 * Where conditions cannot be pulled up (a LIMIT, an aggregate), the right side is computed for
 * all distinct values of t.k at once.
 */
RULE(decorrelate_lateral, Join)
{
    LET(Join, join, plan);
    ONLY_IF(join->is_dependent);
    ColumnSet outer = set_of_output(cx, join->left), free = set_of_free(cx, join->right);
    Pulling pulling = { outer, false };
    Pulled pulled;
    Bound bound;

    if (!set_meets(&outer, &free)) {
        Join plain = *join;
        plain.is_dependent = false;
        return arena_copy(cx->arena, &plain, sizeof plain);
    }
    if (pull_correlation(o, &pulling, join->right, &pulled))
        return join_pulled(o, join, &pulled);
    if (has_failed(cx) || !bind_correlation(o, join->left, join->right, &bound))
        return NULL;
    Join copy = *join;
    copy.is_dependent = false;
    copy.right = bound.plan;
    copy.condition = conjoin(
        cx, exprs_joined(cx, split_conjuncts(cx, join->condition), bound_conditions(cx, &bound)));
    return project_to(cx, plan_output(cx, plan), arena_copy(cx->arena, &copy, sizeof copy));
}

static Plan *decorrelate_node(Optimiser *o, Plan *plan)
{
    Plan *plain = TRY(unnest_node(o, plan));
    const Join *join = PLAN_AS(Join, plain);

    if (!join || !join->is_dependent)
        return plain;
    return TRY(decorrelate_lateral->apply(o->cx, o, plain));
}

Plan *decorrelate_plan(Optimiser *o, Plan *plan)
{
    Plans inputs = plan_inputs(o->cx, plan);
    bool changed = false;

    TRY(check_walk(o->cx));
    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(decorrelate_plan(o, inputs.items[at]));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
    }
    return decorrelate_node(o, changed ? plan_with_inputs(o->cx, plan, inputs.items) : plan);
}
