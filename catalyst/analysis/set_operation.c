/*
 * set_operation.c -- UNION, INTERSECT and EXCEPT: columns of common types, and which rows stay.
 */
#include "catalyst/analysis/set_operation.h"

static const char *operation_word(const SetOperation *set)
{
    switch ((SetOperationKind)set->operation) {
    case SET_UNION: break;
    case SET_INTERSECT: return "INTERSECT";
    case SET_EXCEPT: return "EXCEPT";
    }
    return "UNION";
}

/* --- Columns -----------------------------------------------------------------------------------
 */

/* Where output `at` of a branch is written. */
int position_of_output(const Plan *plan, uint32_t at)
{
    const Project *project = PLAN_AS(Project, plan);
    const Aggregate *distinct = PLAN_AS(Aggregate, plan);
    const Union *both = PLAN_AS(Union, plan);
    const Limit *limit = PLAN_AS(Limit, plan);
    const Sort *sort = PLAN_AS(Sort, plan);

    if (project && at < project->outputs.count)
        return leftmost_position(project->outputs.items[at].expr);
    if (distinct)
        return position_of_output(distinct->input, at);
    if (limit)
        return position_of_output(limit->input, at);
    if (sort)
        return position_of_output(sort->input, at);
    return both ? position_of_output(both->inputs.items[0], at) : NO_POSITION;
}

/* Literals and parameters of a branch's list take the union's type where they stand. */
Plan *type_outputs(Binder *b, Plan *plan, Columns to)
{
    const Project *project = PLAN_AS(Project, plan);
    const Limit *limit = PLAN_AS(Limit, plan);

    if (limit) {
        Plan *input = TRY(type_outputs(b, limit->input, to));
        return plan_with_inputs(b->cx, plan, &input);
    }
    if (!project)
        return plan;
    Named outputs = project->outputs;
    outputs.items = arena_copy(b->cx->arena, outputs.items, outputs.count * sizeof *outputs.items);
    for (uint32_t at = 0; at < outputs.count; at++) {
        NamedExpr *output = &outputs.items[at];
        if (output->expr->type.id != TYPE_UNKNOWN || output->expr->tag == EXPR_ColumnRef)
            continue;
        output->expr = TRY(coerce_exactly(b, output->expr, to.items[at].type));
        output->column.type = output->expr->type;
    }
    return NEW(b->cx, Project, .input = project->input, .outputs = outputs);
}

Plan *cast_columns(Binder *b, Plan *branch, Columns to)
{
    Plan *input = TRY(type_outputs(b, branch, to));
    Columns from = plan_output(b->cx, input);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, from.count), from.count };

    for (uint32_t at = 0; at < from.count; at++) {
        const Expr *ref = column_ref(b, from.items[at], position_of_output(input, at));
        const Expr *expr = TRY(coerce_exactly(b, ref, to.items[at].type));
        PlanColumn column = from.items[at];
        column.id = binder_take_id(b);
        column.type = expr->type;
        outputs.items[at] = (NamedExpr){ column, expr };
    }
    return NEW(b->cx, Project, .input = input, .outputs = outputs);
}

static bool common_columns(Binder *b, const SetOperation *set, const Plan *left, const Plan *right,
                           Columns *out_columns)
{
    const char *word = operation_word(set);
    Columns l = plan_output(b->cx, left), r = plan_output(b->cx, right);
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, l.count), l.count };

    if (l.count != r.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, position_of_output(right, 0),
                    "each %s query must have the same number of columns", word);
    for (uint32_t at = 0; at < l.count; at++) {
        const Expr *pair[] = { column_ref(b, l.items[at], position_of_output(left, at)),
                               column_ref(b, r.items[at], position_of_output(right, at)) };
        Type type;
        Exprs both = { pair, 2 };
        TRY(common_type(b, both, word, &type));
        TRY(check_coercions(b, both, type, word));
        columns.items[at] = (PlanColumn){
            .id = binder_take_id(b), .name = l.items[at].name, .type = type, .nullable = true
        };
    }
    *out_columns = columns;
    return true;
}

static Plan *make_distinct(Binder *b, Plan *input, Columns columns)
{
    Named groups = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        groups.items[at] =
            (NamedExpr){ columns.items[at], column_ref(b, columns.items[at], NO_POSITION) };
    return NEW(b->cx, Aggregate, .input = input, .groups = groups);
}

Plan *bind_branch(Binder *b, const Plan *branch)
{
    b->keeps_unknown = true;
    Plan *plan = TRY(bind_body(b, branch, (Sorts){ 0 }));
    b->keeps_unknown = false;
    return plan;
}

/* --- INTERSECT and EXCEPT ----------------------------------------------------------------------
 */

static NamedExpr side_of(Binder *b, bool is_this)
{
    Value value = { .is_null = !is_this, .boolean = true };

    return (NamedExpr){ { .id = binder_take_id(b),
                          .name = STR_LIT("?side?"),
                          .type = type_of(TYPE_BOOL),
                          .nullable = true },
                        NEW_EXPR(b->cx, type_of(TYPE_BOOL), NO_POSITION, Const, .value = value) };
}

/* The branch with two columns more: the one of its side is not null. */
static Plan *mark_branch(Binder *b, Plan *branch, bool is_left)
{
    Columns columns = plan_output(b->cx, branch);
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count + 2), 0 };

    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[outputs.count++] =
            (NamedExpr){ columns.items[at], column_ref(b, columns.items[at], NO_POSITION) };
    outputs.items[outputs.count++] = side_of(b, is_left);
    outputs.items[outputs.count++] = side_of(b, !is_left);
    return NEW(b->cx, Project, .input = branch, .outputs = outputs);
}

/* The columns of the Union, with those that mark_branch makes. */
static Columns with_sides(Binder *b, Columns columns)
{
    uint32_t width = columns.count;
    Columns all = { ARENA_ARRAY(b->cx->arena, PlanColumn, width + 2), width + 2 };

    if (width)
        memcpy(all.items, columns.items, width * sizeof *columns.items);
    for (uint32_t at = 0; at < 2; at++)
        all.items[width + at] = (PlanColumn){ .id = binder_take_id(b),
                                              .name = STR_LIT("?side?"),
                                              .type = type_of(TYPE_BOOL),
                                              .nullable = true };
    return all;
}

static NamedExpr count_of(Binder *b, PlanColumn side)
{
    const Expr *ref = column_ref(b, side, NO_POSITION);

    return (NamedExpr){
        { .id = binder_take_id(b), .name = STR_LIT("count"), .type = type_of(TYPE_INT8) },
        NEW_EXPR(b->cx, type_of(TYPE_INT8), NO_POSITION, AggregateCall,
                 .function = FUNCTION_ID(COUNT), .name = STR_LIT("count"),
                 .args = { arena_copy(b->cx->arena, &ref, sizeof ref), 1 })
    };
}

static const Expr *number(Binder *b, int64_t value)
{
    return NEW_EXPR(b->cx, type_of(TYPE_INT8), NO_POSITION, Const, .value = { .integer = value });
}

static const Expr *call(Binder *b, FunctionId id, TypeId type, const Expr *left, const Expr *right)
{
    const Expr *args[] = { left, right };

    return NEW_EXPR(b->cx, type_of(type), NO_POSITION, Call, .function = id,
                    .name = str_of(function_get(id)->name),
                    .args = { arena_copy(b->cx->arena, args, sizeof args), 2 });
}

/* How often a row is among the result's of ALL. */
static const Expr *copies_of(Binder *b, const SetOperation *set, const Expr *left,
                             const Expr *right)
{
    const Expr *both[] = { left, right };

    if (set->operation == SET_EXCEPT)
        return call(b, FUNCTION_ID(INT8_SUB), TYPE_INT8, left, right);
    return NEW_EXPR(b->cx, type_of(TYPE_INT8), NO_POSITION, Extreme, .which = EXTREME_LEAST,
                    .args = { arena_copy(b->cx->arena, both, sizeof both), 2 });
}

/* Is the row among them at all? */
static const Expr *is_wanted(Binder *b, const SetOperation *set, const Expr *left,
                             const Expr *right)
{
    FunctionId on_right =
        set->operation == SET_INTERSECT ? FUNCTION_ID(INT8_GT) : FUNCTION_ID(INT8_EQ);
    const Expr *args[] = { call(b, FUNCTION_ID(INT8_GT), TYPE_BOOL, left, number(b, 0)),
                           call(b, on_right, TYPE_BOOL, right, number(b, 0)) };

    if (set->is_all)
        return call(b, FUNCTION_ID(INT8_GT), TYPE_BOOL, copies_of(b, set, left, right),
                    number(b, 0));
    return NEW_EXPR(b->cx, type_of(TYPE_BOOL), NO_POSITION, And,
                    .args = { arena_copy(b->cx->arena, args, sizeof args), 2 });
}

/* Only some of the columns. */
static Plan *keep_columns(Binder *b, Plan *input, Columns columns)
{
    Named outputs = { ARENA_ARRAY(b->cx->arena, NamedExpr, columns.count + 1), columns.count };

    for (uint32_t at = 0; at < columns.count; at++)
        outputs.items[at] =
            (NamedExpr){ columns.items[at], column_ref(b, columns.items[at], NO_POSITION) };
    return NEW(b->cx, Project, .input = input, .outputs = outputs);
}

/*
 * Rows of both sides are counted by side:
 *
 *     Project a
 *       ProjectSet generate_series(1, copies)       of ALL
 *         Filter copies > 0                         l - r, or the lesser of them
 *           Aggregate [a] [l = count(left), r = count(right)]
 *             Union of a, left, right
 */
static Plan *count_sides(Binder *b, const SetOperation *set, Plan *both, Columns columns)
{
    Cx *cx = b->cx;
    uint32_t width = columns.count - 2;
    Columns given = { columns.items, width };
    Named groups = { ARENA_ARRAY(cx->arena, NamedExpr, width + 1), width };
    NamedExpr *counts = ARENA_ARRAY(cx->arena, NamedExpr, 2);

    for (uint32_t at = 0; at < width; at++)
        groups.items[at] =
            (NamedExpr){ columns.items[at], column_ref(b, columns.items[at], NO_POSITION) };
    for (uint32_t at = 0; at < 2; at++)
        counts[at] = count_of(b, columns.items[width + at]);
    Plan *plan = NEW(cx, Aggregate, .input = both, .groups = groups, .aggregates = { counts, 2 });
    const Expr *left = column_ref(b, counts[0].column, NO_POSITION);
    const Expr *right = column_ref(b, counts[1].column, NO_POSITION);
    plan = NEW(cx, Filter, .input = plan, .predicate = is_wanted(b, set, left, right));
    if (set->is_all) {
        NamedExpr series = { { .id = binder_take_id(b),
                               .name = STR_LIT("?copy?"),
                               .type = type_of(TYPE_INT8),
                               .nullable = true },
                             call(b, FUNCTION_ID(SERIES_INT8), TYPE_INT8, number(b, 1),
                                  copies_of(b, set, left, right)) };
        plan = NEW(cx, ProjectSet, .input = plan,
                   .functions = { arena_copy(cx->arena, &series, sizeof series), 1 });
    }
    return keep_columns(b, plan, given);
}

/* --- The operation -----------------------------------------------------------------------------
 */

Plan *bind_set_operation(Binder *b, const SetOperation *set)
{
    Plan *left = TRY(bind_branch(b, set->left));
    Plan *right = TRY(bind_branch(b, set->right));
    b->body = (VisibleColumns){ 0 };
    Plan **inputs = ARENA_ARRAY(b->cx->arena, Plan *, 2);
    bool is_union = set->operation == SET_UNION;
    Columns columns;

    TRY(common_columns(b, set, left, right, &columns));
    inputs[0] = TRY(cast_columns(b, left, columns));
    inputs[1] = TRY(cast_columns(b, right, columns));
    for (uint32_t at = 0; at < 2 && !is_union; at++)
        inputs[at] = mark_branch(b, inputs[at], at == 0);
    if (!is_union)
        columns = with_sides(b, columns);
    Plan *plan = NEW(b->cx, Union, .inputs = { inputs, 2 }, .columns = columns);
    if (!is_union)
        return count_sides(b, set, plan, columns);
    return set->is_all ? plan : make_distinct(b, plan, columns);
}
