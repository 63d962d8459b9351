/*
 * output.c -- which columns a resolved plan gives.
 *
 * Invariant: an id means the same values wherever it appears; nullability may grow upwards (the
 * null side of an outer join), never shrink.
 */
#include "catalyst/tree/tree.h"

static Columns columns_of_named(Cx *cx, Named a, Named b)
{
    Columns out = { ARENA_ARRAY(cx->arena, PlanColumn, a.count + b.count), 0 };

    for (uint32_t at = 0; at < a.count; at++)
        out.items[out.count++] = a.items[at].column;
    for (uint32_t at = 0; at < b.count; at++)
        out.items[out.count++] = b.items[at].column;
    return out;
}

static void add_columns(Columns *out, Columns columns, bool made_nullable)
{
    for (uint32_t at = 0; at < columns.count; at++) {
        out->items[out->count] = columns.items[at];
        out->items[out->count++].nullable |= made_nullable;
    }
}

static Columns columns_of_join(Cx *cx, JoinType type, const Plan *left, const Plan *right,
                               Columns mark)
{
    bool is_right_seen = type != JOIN_SEMI && type != JOIN_ANTI && type != JOIN_MARK;
    Columns l = plan_output(cx, left);
    Columns r = is_right_seen ? plan_output(cx, right) : (Columns){ 0 };

    if (type == JOIN_SEMI || type == JOIN_ANTI)
        return l;
    Columns out = { ARENA_ARRAY(cx->arena, PlanColumn, l.count + r.count + mark.count), 0 };

    add_columns(&out, l, type == JOIN_RIGHT || type == JOIN_FULL);
    switch (type) {
    case JOIN_SEMI:
    case JOIN_ANTI: break;
    case JOIN_MARK: add_columns(&out, mark, false); break;
    case JOIN_INNER:
    case JOIN_RIGHT: add_columns(&out, r, false); break;
    case JOIN_LEFT:
    case JOIN_FULL:
    case JOIN_SINGLE: add_columns(&out, r, true); break;
    }
    return out;
}

static Columns all_nullable(Cx *cx, Columns columns)
{
    Columns out = { ARENA_ARRAY(cx->arena, PlanColumn, columns.count), 0 };

    add_columns(&out, columns, true);
    return out;
}

static Columns columns_of_sets(Cx *cx, const ProjectSet *plan)
{
    Columns input = plan_output(cx, plan->input);
    uint32_t count = input.count + plan->functions.count + plan->ordinality.count;
    Columns out = { ARENA_ARRAY(cx->arena, PlanColumn, count), 0 };

    add_columns(&out, input, false);
    add_columns(&out, columns_of_named(cx, plan->functions, (Named){ 0 }), true);
    add_columns(&out, plan->ordinality, plan->is_outer);
    return out;
}

static Columns columns_of_window(Cx *cx, const Window *plan)
{
    Columns input = plan_output(cx, plan->input);
    Columns out = { ARENA_ARRAY(cx->arena, PlanColumn, input.count + plan->functions.count), 0 };

    add_columns(&out, input, false);
    add_columns(&out, columns_of_named(cx, plan->functions, (Named){ 0 }), false);
    return out;
}

Columns plan_output(Cx *cx, const Plan *plan)
{
    switch ((PlanTag)plan->tag) {
    case PLAN_Scan: return ((const Scan *)plan)->columns;
    case PLAN_SystemScan: return ((const SystemScan *)plan)->columns;
    case PLAN_Values: return ((const Values *)plan)->columns;
    case PLAN_Filter: return plan_output(cx, ((const Filter *)plan)->input);
    case PLAN_Project: return columns_of_named(cx, ((const Project *)plan)->outputs, (Named){ 0 });
    case PLAN_ProjectSet: return columns_of_sets(cx, (const ProjectSet *)plan);
    case PLAN_Window: return columns_of_window(cx, (const Window *)plan);
    case PLAN_Join: {
        const Join *join = (const Join *)plan;
        return columns_of_join(cx, join->type, join->left, join->right, join->mark);
    }
    case PLAN_HashJoin: {
        const HashJoin *join = (const HashJoin *)plan;
        return columns_of_join(cx, join->type, join->left, join->right, join->mark);
    }
    case PLAN_NestedLoopJoin: {
        const NestedLoopJoin *join = (const NestedLoopJoin *)plan;
        return columns_of_join(cx, join->type, join->left, join->right, join->mark);
    }
    case PLAN_Aggregate: {
        const Aggregate *aggregate = (const Aggregate *)plan;
        return columns_of_named(cx, aggregate->groups, aggregate->aggregates);
    }
    case PLAN_HashAggregate: {
        const HashAggregate *aggregate = (const HashAggregate *)plan;
        return columns_of_named(cx, aggregate->groups, aggregate->aggregates);
    }
    case PLAN_Sort: return plan_output(cx, ((const Sort *)plan)->input);
    case PLAN_TopN: return plan_output(cx, ((const TopN *)plan)->input);
    case PLAN_Limit: return plan_output(cx, ((const Limit *)plan)->input);
    case PLAN_Exchange: return plan_output(cx, ((const Exchange *)plan)->input);
    case PLAN_SingleRow: return all_nullable(cx, plan_output(cx, ((const SingleRow *)plan)->input));
    case PLAN_Union: return ((const Union *)plan)->columns;
    case PLAN_Recursive: return ((const Recursive *)plan)->columns;
    case PLAN_WorkingTable: return ((const WorkingTable *)plan)->columns;
    case PLAN_StageInput:
        return ((const StageInput *)plan)->columns;
    UNRESOLVED_PLANS:
        break;
    }
    return (Columns){ 0 };
}
