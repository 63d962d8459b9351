/*
 * decorrelate_pull.c -- move the conditions that name outer columns to the top of a query.
 *
 *     Project b                                 p: { s.k = t.k }      b means s.b
 *       Filter s.k = t.k and s.c > 1      ==>     Filter s.c > 1
 *         Scan s                                    Scan s
 *
 * Projects are dissolved into what their columns mean, so that nothing a condition needs is lost
 * on the way; pruning brings back narrow rows.  Inner joins and the kept sides of other joins let
 * conditions pass; grouping lets `inner = outer` pass, by grouping by `inner` besides.
 */
#include "catalyst/rules/decorrelate.h"

typedef struct Puller {
    Optimiser *o;
    const Pulling *pulling;
    Exprs predicates;
    Named outputs;
} Puller;

static bool is_correlated(Puller *p, const Plan *plan)
{
    ColumnSet free = set_of_free(p->o->cx, plan);

    return set_meets(&free, &p->pulling->outer);
}

static bool names_outer(Puller *p, const Expr *expr)
{
    ColumnSet named = set_of_expr(p->o->cx, expr);

    return set_meets(&named, &p->pulling->outer);
}

static Exprs meant(Puller *p, Exprs list)
{
    return exprs_substitute(p->o->cx, list, p->outputs);
}

static Named meant_named(Puller *p, Named list)
{
    Cx *cx = p->o->cx;
    Named out = { arena_copy(cx->arena, list.items, list.count * sizeof *list.items), list.count };

    for (uint32_t at = 0; at < out.count; at++)
        out.items[at].expr = expr_substitute(cx, out.items[at].expr, p->outputs);
    return out;
}

static void add_outputs(Puller *p, Named list)
{
    Cx *cx = p->o->cx;
    Named all = { ARENA_ARRAY(cx->arena, NamedExpr, p->outputs.count + list.count), 0 };

    for (uint32_t at = 0; at < p->outputs.count; at++)
        all.items[all.count++] = p->outputs.items[at];
    for (uint32_t at = 0; at < list.count; at++) {
        const ColumnRef *ref = EXPR_AS(ColumnRef, list.items[at].expr);
        if (!ref || ref->id != list.items[at].column.id)
            all.items[all.count++] = list.items[at];
    }
    p->outputs = all;
}

/* Keep what names no outer column and cannot raise; the rest moves up. */
static Exprs keep_inner(Puller *p, Exprs conjuncts)
{
    Cx *cx = p->o->cx;
    Exprs kept = { ARENA_ARRAY(cx->arena, const Expr *, conjuncts.count), 0 };

    for (uint32_t at = 0; at < conjuncts.count; at++) {
        const Expr *expr = conjuncts.items[at];
        if (names_outer(p, expr) || !never_raises(p->o, expr))
            p->predicates = exprs_with(cx, p->predicates, expr);
        else
            kept.items[kept.count++] = expr;
    }
    return kept;
}

static Plan *pull(Puller *p, Plan *plan);

static Plan *pull_filter(Puller *p, const Filter *filter)
{
    Cx *cx = p->o->cx;
    Plan *input = TRY(pull(p, filter->input));
    Exprs conjuncts = meant(p, split_conjuncts(cx, filter->predicate));

    return filter_by(cx, keep_inner(p, conjuncts), input);
}

static Plan *pull_project(Puller *p, const Project *project)
{
    Plan *input = TRY(pull(p, project->input));

    add_outputs(p, meant_named(p, project->outputs));
    return input;
}

static Plan *pull_join(Puller *p, const Join *join)
{
    Cx *cx = p->o->cx;
    bool is_inner = join->type == JOIN_INNER;
    Join copy = *join;

    if (join->type == JOIN_RIGHT || join->type == JOIN_FULL || join->is_dependent)
        return NULL;
    if (!is_inner &&
        (is_correlated(p, join->right) || (join->condition && names_outer(p, join->condition))))
        return NULL;
    copy.left = TRY(pull(p, join->left));
    copy.right = is_inner ? TRY(pull(p, join->right)) : join->right;
    Exprs conjuncts = meant(p, split_conjuncts(cx, join->condition));
    for (uint32_t at = 0; !is_inner && at < conjuncts.count; at++)
        if (names_outer(p, conjuncts.items[at]))
            return NULL;
    copy.condition = conjoin(cx, is_inner ? keep_inner(p, conjuncts) : conjuncts);
    return arena_copy(cx->arena, &copy, sizeof copy);
}

/* Under EXISTS and IN, DISTINCT says nothing. */
static bool is_plain_distinct(const Puller *p, const Aggregate *aggregate)
{
    return p->pulling->ignores_repeats && aggregate->aggregates.count == 0 &&
           aggregate->groups.count > 0;
}

/* For one outer row all rows of the group have inner = outer, so grouping by inner, too, changes
 * nothing; and the comparison can be made afterwards. */
static Plan *pull_groups(Puller *p, const Aggregate *aggregate)
{
    Cx *cx = p->o->cx;
    Puller below = { p->o, p->pulling, { 0 }, { 0 } };
    Plan *input = TRY(pull(&below, aggregate->input));
    Named groups = meant_named(&below, aggregate->groups);
    Named aggregates = meant_named(&below, aggregate->aggregates);
    Exprs inner, outer;

    if (aggregate->groups.count == 0 ||
        !split_equalities(cx, below.predicates, &p->pulling->outer, &inner, &outer))
        return NULL;
    for (uint32_t at = 0; at < aggregates.count; at++)
        if (names_outer(p, aggregates.items[at].expr))
            return NULL;
    Named wider = { ARENA_ARRAY(cx->arena, NamedExpr, groups.count + inner.count), groups.count };
    memcpy(wider.items, groups.items, groups.count * sizeof *groups.items);
    for (uint32_t at = 0; at < groups.count; at++)
        if (names_outer(p, groups.items[at].expr))
            return NULL;
    for (uint32_t at = 0; at < inner.count; at++) {
        PlanColumn column = { .id = take_id(p->o),
                              .name = STR_LIT("key"),
                              .type = inner.items[at]->type,
                              .nullable = true };
        wider.items[wider.count++] = (NamedExpr){ column, inner.items[at] };
        const Expr *equal = make_equal(cx, ref_to(cx, column), outer.items[at]);
        p->predicates = exprs_with(cx, p->predicates, equal);
    }
    return NEW(cx, Aggregate, .input = input, .groups = wider, .aggregates = aggregates);
}

static Plan *pull(Puller *p, Plan *plan)
{
    const Aggregate *aggregate = PLAN_AS(Aggregate, plan);

    TRY(check_walk(p->o->cx));
    if (plan->tag == PLAN_Project && (p->pulling->ignores_repeats || is_correlated(p, plan)))
        return pull_project(p, (const Project *)plan);
    if (aggregate && is_plain_distinct(p, aggregate)) {
        Plan *input = TRY(pull(p, aggregate->input));
        add_outputs(p, meant_named(p, aggregate->groups));
        return input;
    }
    if (plan->tag == PLAN_Sort)
        return pull(p, ((const Sort *)plan)->input);
    if (!is_correlated(p, plan))
        return plan;
    if (plan->tag == PLAN_Filter)
        return pull_filter(p, (const Filter *)plan);
    if (plan->tag == PLAN_Join)
        return pull_join(p, (const Join *)plan);
    return aggregate ? pull_groups(p, aggregate) : NULL;
}

bool pull_correlation(Optimiser *o, const Pulling *pulling, Plan *query, Pulled *out)
{
    Puller p = { o, pulling, { 0 }, { 0 } };
    Plan *plan = pull(&p, query);

    if (!plan || is_correlated(&p, plan))
        return false;
    *out = (Pulled){ plan, p.predicates, p.outputs };
    return true;
}

/* --- Reading what came up ------------------------------------------------------------------------
 */

bool split_equalities(Cx *cx, Exprs predicates, const ColumnSet *outer, Exprs *out_inner,
                      Exprs *out_outer)
{
    Exprs inner = { ARENA_ARRAY(cx->arena, const Expr *, predicates.count), 0 };
    Exprs from = { ARENA_ARRAY(cx->arena, const Expr *, predicates.count), 0 };

    for (uint32_t at = 0; at < predicates.count; at++) {
        const Call *call = EXPR_AS(Call, predicates.items[at]);
        if (compare_of(predicates.items[at]) != COMPARE_EQ)
            return false;
        const Expr *a = call->args.items[0], *b = call->args.items[1];
        ColumnSet in_a = set_of_expr(cx, a), in_b = set_of_expr(cx, b);
        bool a_is_outer = set_covers(outer, &in_a), b_is_outer = set_covers(outer, &in_b);
        bool is_split =
            a_is_outer ? !set_meets(&in_b, outer) : b_is_outer && !set_meets(&in_a, outer);
        if (!is_split || a->type.id != b->type.id)
            return false;
        inner.items[inner.count++] = a_is_outer ? b : a;
        from.items[from.count++] = a_is_outer ? a : b;
    }
    *out_inner = inner;
    *out_outer = from;
    return true;
}

Named named_by(Cx *cx, Columns columns, Named outputs)
{
    Named out = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        out.items[at] = (NamedExpr){ columns.items[at],
                                     expr_substitute(cx, ref_to(cx, columns.items[at]), outputs) };
    return out;
}

Plan *with_presence(Optimiser *o, Plan *plan, const Expr **out_is_there)
{
    Cx *cx = o->cx;
    Columns columns = plan_output(cx, plan);
    PlanColumn mark = { .id = take_id(o), .name = STR_LIT("is_there"), .type = type_of(TYPE_BOOL) };
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, columns.count + 1), columns.count + 1 };

    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] = (NamedExpr){ columns.items[at], ref_to(cx, columns.items[at]) };
    outputs.items[columns.count] = (NamedExpr){ mark, make_bool(cx, true) };
    *out_is_there = ref_to(cx, mark);
    return NEW(cx, Project, .input = plan, .outputs = outputs);
}

const Expr *value_where_present(Cx *cx, const Expr *is_there, Columns inner, const Expr *value)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, value);

    if (ref && find_column(inner, ref->id))
        return value; /* null there by itself */
    return NEW_EXPR(cx, value->type, value->position, Case,
                    .when = exprs_with(cx, (Exprs){ 0 }, is_there),
                    .then = exprs_with(cx, (Exprs){ 0 }, value));
}

const Expr *value_of_aggregate(Cx *cx, const NamedExpr *aggregate, PlanColumn column)
{
    const AggregateCall *call = (const AggregateCall *)aggregate->expr;
    const Expr *ref = ref_to(cx, column);

    if (call->function != FUNCTION_ID(COUNT) && call->function != FUNCTION_ID(COUNT_STAR))
        return ref;
    const Expr *zero = NEW_EXPR(cx, column.type, NO_POSITION, Const, .value = { .integer = 0 });
    Exprs args = exprs_with(cx, exprs_with(cx, (Exprs){ 0 }, ref), zero);
    return NEW_EXPR(cx, column.type, NO_POSITION, Coalesce, .args = args);
}
