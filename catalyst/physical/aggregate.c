/*
 * aggregate.c -- aggregation in two phases, one where DISTINCT forbids it.
 *
 *     Aggregate [k] [avg(x)]        Project k, avg_of(s, n)
 *       input                         HashAggregate final [k] [s = sum(s'), n = count(n')]
 *                            ==>        Exchange hash(k)
 *                                         HashAggregate partial [k] [s' = sum(x), n' = count(x)]
 *                                           input
 *
 * Partial states are ordinary columns: see operator.h.  avg is not an aggregate of the workers'.
 */
#include "catalyst/physical/aggregate.h"

/* --- avg: sum and count ---------------------------------------------------------------------- */

typedef struct Average {
    TypeId arg;
    FunctionId avg, sum, divide;
    TypeId sum_type;
} Average;

static const Average averages[] = {
    { TYPE_INT2, FUNCTION_ID(AVG_INT2), FUNCTION_ID(SUM_INT2), FUNCTION_ID(AVG_OF_NUMERIC),
      TYPE_NUMERIC },
    { TYPE_INT4, FUNCTION_ID(AVG_INT4), FUNCTION_ID(SUM_INT4), FUNCTION_ID(AVG_OF_NUMERIC),
      TYPE_NUMERIC },
    { TYPE_INT8, FUNCTION_ID(AVG_INT8), FUNCTION_ID(SUM_INT8), FUNCTION_ID(AVG_OF_NUMERIC),
      TYPE_NUMERIC },
    { TYPE_NUMERIC, FUNCTION_ID(AVG_NUMERIC), FUNCTION_ID(SUM_NUMERIC), FUNCTION_ID(AVG_OF_NUMERIC),
      TYPE_NUMERIC },
    { TYPE_FLOAT4, FUNCTION_ID(AVG_FLOAT4), FUNCTION_ID(SUM_FLOAT8), FUNCTION_ID(AVG_OF_FLOAT),
      TYPE_FLOAT8 },
    { TYPE_FLOAT8, FUNCTION_ID(AVG_FLOAT8), FUNCTION_ID(SUM_FLOAT8), FUNCTION_ID(AVG_OF_FLOAT),
      TYPE_FLOAT8 },
    { TYPE_INTERVAL, FUNCTION_ID(AVG_INTERVAL), FUNCTION_ID(SUM_INTERVAL),
      FUNCTION_ID(AVG_OF_INTERVAL), TYPE_INTERVAL },
};

static const Average *find_average(int64_t function)
{
    for (size_t at = 0; at < COUNT_OF(averages); at++)
        if (averages[at].avg == function)
            return &averages[at];
    return NULL;
}

static Exprs one_expr(Cx *cx, const Expr *expr)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, 1);

    items[0] = expr;
    return (Exprs){ items, 1 };
}

const Expr *cast_to(Cx *cx, const Expr *expr, Type type)
{
    return type_equal(expr->type, type) ? expr
                                        : NEW_EXPR(cx, type, expr->position, Cast, .arg = expr);
}

const Expr *make_aggregate(Cx *cx, FunctionId function, Type type, const Expr *arg,
                           const AggregateCall *like)
{
    return NEW_EXPR(cx, type, like->head.position, AggregateCall, .function = function,
                    .name = str_of(function_get(function)->name), .args = one_expr(cx, arg),
                    .is_distinct = like->is_distinct, .filter = like->filter);
}

const Expr *compute(Split *s, const Expr *call)
{
    Cx *cx = s->p->cx;
    const AggregateCall *aggregate = (const AggregateCall *)call;

    for (uint32_t at = 0; at < s->aggregates.count; at++)
        if (expr_equal(s->aggregates.items[at].expr, call))
            return plan_column_ref(cx, s->aggregates.items[at].column);
    NamedExpr *named = &s->aggregates.items[s->aggregates.count++];
    *named = (NamedExpr){ { .id = planner_take_id(s->p),
                            .name = aggregate->name,
                            .type = call->type,
                            .nullable = true },
                          call };
    return plan_column_ref(cx, named->column);
}

/* The type a sum has: FIXED of the argument's scale where that is provable. */
static Type sum_type(Type arg, const Average *average)
{
    if (average->sum_type != TYPE_NUMERIC)
        return type_of(average->sum_type);
    return numeric_result_type(average->sum, &arg, 1);
}

static const Expr *split_average(Split *s, const AggregateCall *call, const Average *average)
{
    Cx *cx = s->p->cx;
    const Expr *arg = call->args.items[0];
    const Expr **args = ARENA_ARRAY(cx->arena, const Expr *, 2);
    bool small = arg->type.id == TYPE_INT2 || arg->type.id == TYPE_INT4;

    if (average->arg == TYPE_FLOAT4)
        arg = cast_to(cx, arg, type_of(TYPE_FLOAT8));
    Type type = small ? type_of(TYPE_INT8) : sum_type(arg->type, average);
    args[0] = compute(s, make_aggregate(cx, average->sum, type, arg, call));
    if (small)
        args[0] = cast_to(cx, args[0], type_numeric_fixed(TYPMOD_NONE, 64, 0));
    args[1] = compute(
        s, make_aggregate(cx, FUNCTION_ID(COUNT), type_of(TYPE_INT8), call->args.items[0], call));
    return NEW_EXPR(cx, call->head.type, call->head.position, Call, .function = average->divide,
                    .name = str_of(function_get(average->divide)->name), .args = { args, 2 });
}

const Expr *split_aggregate(Split *s, const AggregateCall *call)
{
    const Average *average = find_average(call->function);

    return average ? split_average(s, call, average) : compute_aggregate(s, call);
}

static void split_aggregates(Split *s, const Aggregate *plan)
{
    Cx *cx = s->p->cx;
    uint32_t count = plan->groups.count + plan->aggregates.count;

    s->outputs.items = ARENA_ARRAY(cx->arena, NamedExpr, count);
    s->aggregates.items = ARENA_ARRAY(cx->arena, NamedExpr, COMPUTED_MAX * plan->aggregates.count);
    for (uint32_t at = 0; at < plan->groups.count; at++)
        s->outputs.items[s->outputs.count++] =
            (NamedExpr){ plan->groups.items[at].column,
                         plan_column_ref(cx, plan->groups.items[at].column) };
    for (uint32_t at = 0; at < plan->aggregates.count; at++) {
        const NamedExpr *named = &plan->aggregates.items[at];
        const AggregateCall *call = (const AggregateCall *)named->expr;
        s->outputs.items[s->outputs.count++] =
            (NamedExpr){ named->column, split_aggregate(s, call) };
    }
}

/* --- Phases
 * ------------------------------------------------------------------------------------------------
 */

static bool has_distinct(Named aggregates)
{
    for (uint32_t at = 0; at < aggregates.count; at++)
        if (((const AggregateCall *)aggregates.items[at].expr)->is_distinct)
            return true;
    return false;
}

static Exprs refs_of(Cx *cx, Named list)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, list.count);

    for (uint32_t at = 0; at < list.count; at++)
        items[at] = plan_column_ref(cx, list.items[at].column);
    return (Exprs){ items, list.count };
}

/* The list with each expression a reference to the column of the phase below. */
static Named named_refs(Cx *cx, Named list)
{
    Named refs = { ARENA_ARRAY(cx->arena, NamedExpr, list.count), list.count };

    for (uint32_t at = 0; at < list.count; at++)
        refs.items[at] =
            (NamedExpr){ list.items[at].column, plan_column_ref(cx, list.items[at].column) };
    return refs;
}

/* The states get columns of their own; merging gives the columns that are wanted. */
static Named states_of(Split *s, Named *merged)
{
    Cx *cx = s->p->cx;
    Named states = { ARENA_ARRAY(cx->arena, NamedExpr, s->aggregates.count), s->aggregates.count };

    merged->items = ARENA_ARRAY(cx->arena, NamedExpr, s->aggregates.count);
    merged->count = s->aggregates.count;
    for (uint32_t at = 0; at < states.count; at++) {
        const NamedExpr *named = &s->aggregates.items[at];
        const AggregateCall *call = (const AggregateCall *)named->expr;
        states.items[at] = *named;
        states.items[at].column.id = planner_take_id(s->p);
        const Expr *state = plan_column_ref(cx, states.items[at].column);
        merged->items[at].column = named->column;
        merged->items[at].expr =
            NEW_EXPR(cx, call->head.type, call->head.position, AggregateCall,
                     .function = call->function, .name = call->name, .args = one_expr(cx, state));
    }
    return states;
}

static Plan *two_phases(Split *s, const Aggregate *plan, Plan *input)
{
    Cx *cx = s->p->cx;
    Named merged;
    Named states = states_of(s, &merged);
    Plan *partial = NEW(cx, HashAggregate, .phase = PHASE_PARTIAL, .input = input,
                        .groups = plan->groups, .aggregates = states);
    partial->rows = plan->head.rows;
    Plan *exchanged = exchange_hash(s->p, partial, refs_of(cx, plan->groups));
    return NEW(cx, HashAggregate, .phase = PHASE_FINAL, .input = exchanged,
               .groups = named_refs(cx, plan->groups), .aggregates = merged);
}

/* DISTINCT must see all rows of a group in one place. */
static Plan *one_phase(Split *s, const Aggregate *plan, Plan *input)
{
    Cx *cx = s->p->cx;
    const Expr **keys = ARENA_ARRAY(cx->arena, const Expr *, plan->groups.count);

    for (uint32_t at = 0; at < plan->groups.count; at++)
        keys[at] = plan->groups.items[at].expr;
    Plan *exchanged = exchange_hash(s->p, input, (Exprs){ keys, plan->groups.count });
    return NEW(cx, HashAggregate, .phase = PHASE_COMPLETE, .input = exchanged,
               .groups = plan->groups, .aggregates = s->aggregates);
}

Plan *plan_aggregate(Planner *p, const Aggregate *plan)
{
    Split s = { .p = p };
    Plan *input = TRY(plan_node(p, plan->input));

    split_aggregates(&s, plan);
    Plan *aggregate =
        has_distinct(s.aggregates) ? one_phase(&s, plan, input) : two_phases(&s, plan, input);
    aggregate->rows = plan->head.rows;
    Plan *project = NEW(p->cx, Project, .input = aggregate, .outputs = s.outputs);
    project->rows = plan->head.rows;
    return project;
}
