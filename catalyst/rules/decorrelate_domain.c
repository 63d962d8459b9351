/*
 * decorrelate_domain.c -- the general way to unnest, after Neumann and Kemper ("Unnesting
 * Arbitrary Queries", 2015).
 *
 *     D = the distinct values that the outer columns take
 *     D joined dependently with a query is pushed down through the query's operators until what is
 *     left does not name outer columns; there it is a plain cross product.
 *
 *     D x Filter p(q)       ==>  Filter p (D x q)
 *     D x Aggregate g (q)   ==>  Aggregate g, d (D x q)
 *     D x Aggregate (q)     ==>  D left join Aggregate d (D x q)      one row even for no row of q
 *     D x (l join r)        ==>  (D x l) join (D x r) on the same d   where both name outer columns
 *     D x Recursive (b, s)  ==>  Recursive (D x b, s)                 whose rounds carry d along
 *
 * Each use of D is a copy with ids of its own.
 */
#include "catalyst/rules/decorrelate.h"

typedef struct Domain {
    Optimiser *o;
    Plan *plan;      /* gives `columns`, distinct */
    Columns columns; /* of `plan`: copies are renumbered from these */
    Columns outer;   /* what they stand for */
    ColumnSet outer_set;
    const struct Rounds *rounds; /* the recursions that are being bound, innermost first */
} Domain;

/* A recursion whose working table gives d. */
typedef struct Rounds {
    const struct Rounds *outer;
    int64_t number;
} Rounds;

static Plan *push_domain(Domain *d, Plan *plan, Columns *out_bound);

/* --- D itself -----------------------------------------------------------------------------------
 */

static Columns columns_renamed(Cx *cx, Columns columns, Named map)
{
    Columns out = { arena_copy(cx->arena, columns.items, columns.count * sizeof *columns.items),
                    columns.count };

    for (uint32_t at = 0; at < out.count; at++)
        for (uint32_t m = 0; m < map.count; m++)
            if (map.items[m].column.id == out.items[at].id) {
                out.items[at].id = (ColumnId)((const ColumnRef *)map.items[m].expr)->id;
                break;
            }
    return out;
}

static Plan *copy_domain(Domain *d, Columns *out_bound)
{
    Named map;
    Plan *copy = TRY(plan_renumber(d->o, d->plan, &map));

    *out_bound = columns_renamed(d->o->cx, d->columns, map);
    return copy;
}

/* The smallest plan at the top of `plan` that gives `outer` with the values `plan` has: what outer
 * joins added on the right need not be computed once more.  An id means the same everywhere. */
static Plan *source_of(Cx *cx, Plan *plan, const ColumnSet *outer)
{
    for (;;) {
        const Join *join = PLAN_AS(Join, plan);
        const Project *project = PLAN_AS(Project, plan);
        bool keeps_left =
            join && !join->is_dependent &&
            (join->type == JOIN_LEFT || join->type == JOIN_SINGLE || join->type == JOIN_MARK);
        Plan *below = keeps_left ? join->left : project ? project->input : NULL;
        ColumnSet given = below ? set_of_output(cx, below) : set_new(cx);
        if (!below || !set_covers(&given, outer))
            return plan;
        plan = below;
    }
}

static Domain make_domain(Optimiser *o, Plan *input, const ColumnSet *free)
{
    Cx *cx = o->cx;
    Columns all = plan_output(cx, input);
    Columns outer = { ARENA_ARRAY(cx->arena, PlanColumn, all.count), 0 };

    for (uint32_t at = 0; at < all.count; at++)
        if (set_has(free, all.items[at].id))
            outer.items[outer.count++] = all.items[at];
    Named groups = { ARENA_ARRAY(cx->arena, NamedExpr, outer.count), outer.count };
    for (uint32_t at = 0; at < outer.count; at++)
        groups.items[at] = (NamedExpr){ outer.items[at], ref_to(cx, outer.items[at]) };
    Domain domain = { .o = o, .columns = outer, .outer = outer, .outer_set = set_new(cx) };
    set_add_columns(&domain.outer_set, outer);
    domain.plan =
        NEW(cx, Aggregate, .input = source_of(cx, input, &domain.outer_set), .groups = groups);
    return domain;
}

/* --- Pushing --------------------------------------------------------------------------------- */

static bool carries_rounds(Domain *d, const Plan *plan)
{
    const WorkingTable *table = PLAN_AS(WorkingTable, plan);
    Plans inputs = plan_inputs(d->o->cx, plan);

    for (const Rounds *rounds = d->rounds; table && rounds; rounds = rounds->outer)
        if (rounds->number == table->number)
            return true;
    for (uint32_t at = 0; at < inputs.count; at++)
        if (carries_rounds(d, inputs.items[at]))
            return true;
    return false;
}

static bool is_correlated(Domain *d, const Plan *plan)
{
    ColumnSet free = set_of_free(d->o->cx, plan);

    return set_meets(&free, &d->outer_set) || (d->rounds && carries_rounds(d, plan));
}

static Named refs_named(Cx *cx, Columns columns)
{
    return named_by(cx, columns, (Named){ 0 });
}

/* An outer column means the bound one. */
static Named meaning_of_outer(Domain *d, Columns bound)
{
    Cx *cx = d->o->cx;
    Named map = { ARENA_ARRAY(cx->arena, NamedExpr, bound.count), bound.count };

    for (uint32_t at = 0; at < bound.count; at++)
        map.items[at] = (NamedExpr){ d->outer.items[at], ref_to(cx, bound.items[at]) };
    return map;
}

static Named named_bound(Domain *d, Named list, Columns bound)
{
    Cx *cx = d->o->cx;
    Named map = meaning_of_outer(d, bound);
    Named out = { arena_copy(cx->arena, list.items, list.count * sizeof *list.items), list.count };

    for (uint32_t at = 0; at < out.count; at++)
        out.items[at].expr = expr_substitute(cx, out.items[at].expr, map);
    return out;
}

static Named named_joined(Cx *cx, Named a, Named b)
{
    Named all = { ARENA_ARRAY(cx->arena, NamedExpr, a.count + b.count), a.count + b.count };

    if (a.count)
        memcpy(all.items, a.items, a.count * sizeof *a.items);
    if (b.count)
        memcpy(all.items + a.count, b.items, b.count * sizeof *b.items);
    return all;
}

/* a[i] is b[i], null or not. */
static Exprs same_values(Cx *cx, Columns a, Columns b)
{
    Exprs all = { ARENA_ARRAY(cx->arena, const Expr *, a.count), a.count };

    for (uint32_t at = 0; at < a.count; at++)
        all.items[at] = make_null_safe_equal(cx, ref_to(cx, a.items[at]), ref_to(cx, b.items[at]),
                                             a.items[at].nullable || b.items[at].nullable);
    return all;
}

static Plan *push_project(Domain *d, const Project *project, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Plan *input = TRY(push_domain(d, project->input, out_bound));
    Named outputs = named_bound(d, project->outputs, *out_bound);

    return NEW(cx, Project, .input = input,
               .outputs = named_joined(cx, outputs, refs_named(cx, *out_bound)));
}

static Plan *push_project_set(Domain *d, const ProjectSet *sets, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    ProjectSet copy = *sets;

    copy.input = TRY(push_domain(d, sets->input, out_bound));
    copy.functions = named_bound(d, sets->functions, *out_bound);
    return arena_copy(cx->arena, &copy, sizeof copy);
}

/* The rows of each d are a partition of their own. */
static Plan *push_window(Domain *d, const Window *window, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Window copy = *window;

    copy.input = TRY(push_domain(d, window->input, out_bound));
    Named map = meaning_of_outer(d, *out_bound);
    copy.functions = named_bound(d, window->functions, *out_bound);
    copy.partition = exprs_substitute(cx, window->partition, map);
    for (uint32_t at = 0; at < out_bound->count; at++)
        copy.partition = exprs_with(cx, copy.partition, ref_to(cx, out_bound->items[at]));
    copy.order = sorts_substitute(cx, window->order, map);
    return arena_copy(cx->arena, &copy, sizeof copy);
}

static Plan *push_filter(Domain *d, const Filter *filter, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Plan *input = TRY(push_domain(d, filter->input, out_bound));
    const Expr *predicate = expr_substitute(cx, filter->predicate, meaning_of_outer(d, *out_bound));

    return NEW(cx, Filter, .input = input, .predicate = predicate);
}

/* Without groups there is a row for every d, also where no row of the input was. */
static Plan *push_ungrouped(Domain *d, const Aggregate *aggregate, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Columns bound, domain_columns;
    Plan *input = TRY(push_domain(d, aggregate->input, &bound));
    Named aggregates = named_bound(d, aggregate->aggregates, bound);
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, aggregates.count), aggregates.count };

    for (uint32_t at = 0; at < aggregates.count; at++) {
        outputs.items[at].column = aggregates.items[at].column;
        aggregates.items[at].column.id = take_id(d->o);
        outputs.items[at].expr =
            value_of_aggregate(cx, &aggregates.items[at], aggregates.items[at].column);
    }
    Plan *grouped = NEW(cx, Aggregate, .input = input, .groups = refs_named(cx, bound),
                        .aggregates = aggregates);
    Plan *domain = TRY(copy_domain(d, &domain_columns));
    Plan *join = NEW(cx, Join, .type = JOIN_LEFT, .left = domain, .right = grouped,
                     .condition = conjoin(cx, same_values(cx, domain_columns, bound)));
    *out_bound = domain_columns;
    return NEW(cx, Project, .input = join,
               .outputs = named_joined(cx, outputs, refs_named(cx, domain_columns)));
}

static Plan *push_aggregate(Domain *d, const Aggregate *aggregate, Columns *out_bound)
{
    Cx *cx = d->o->cx;

    if (aggregate->groups.count == 0)
        return push_ungrouped(d, aggregate, out_bound);
    Plan *input = TRY(push_domain(d, aggregate->input, out_bound));
    Named groups =
        named_joined(cx, named_bound(d, aggregate->groups, *out_bound), refs_named(cx, *out_bound));
    return NEW(cx, Aggregate, .input = input, .groups = groups,
               .aggregates = named_bound(d, aggregate->aggregates, *out_bound));
}

/* Which sides carry d: those that name outer columns, and every side whose rows are kept without
 * a partner. */
typedef struct Carries {
    bool left, right;
} Carries;

static Carries carriers(Domain *d, const Join *join)
{
    Carries c = { is_correlated(d, join->left), is_correlated(d, join->right) };

    switch ((JoinType)join->type) {
    case JOIN_INNER: c.left |= !c.right; break;
    case JOIN_RIGHT: c.right = true; break;
    case JOIN_FULL: c.left = c.right = true; break;
    case JOIN_LEFT:
    case JOIN_SEMI:
    case JOIN_ANTI:
    case JOIN_MARK:
    case JOIN_SINGLE: c.left = true; break;
    }
    return c;
}

/* A row of a full join has its d from the side it came from. */
static Plan *bind_full(Domain *d, const Join *full, Columns left, Columns right, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Columns bound = { arena_copy(cx->arena, left.items, left.count * sizeof *left.items),
                      left.count };
    Named outputs = { ARENA_ARRAY(cx->arena, NamedExpr, left.count), left.count };

    for (uint32_t at = 0; at < left.count; at++) {
        Exprs args = exprs_with(cx, exprs_with(cx, (Exprs){ 0 }, ref_to(cx, left.items[at])),
                                ref_to(cx, right.items[at]));
        bound.items[at].id = take_id(d->o);
        outputs.items[at] =
            (NamedExpr){ bound.items[at],
                         NEW_EXPR(cx, left.items[at].type, NO_POSITION, Coalesce, .args = args) };
    }
    *out_bound = bound;
    Named columns = refs_named(cx, plan_output(cx, &full->head));
    return NEW(cx, Project, .input = arena_copy(cx->arena, full, sizeof *full),
               .outputs = named_joined(cx, columns, outputs));
}

static Plan *push_join(Domain *d, const Join *join, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Carries carries = carriers(d, join);
    Columns left = { 0 }, right = { 0 };
    Join copy = *join;

    if (carries.left)
        copy.left = TRY(push_domain(d, join->left, &left));
    if (carries.right)
        copy.right = TRY(push_domain(d, join->right, &right));
    *out_bound = carries.left && join->type != JOIN_RIGHT ? left : right;
    Exprs conjuncts =
        exprs_substitute(cx, split_conjuncts(cx, join->condition), meaning_of_outer(d, *out_bound));
    if (carries.left && carries.right)
        conjuncts = exprs_joined(cx, conjuncts, same_values(cx, left, right));
    copy.condition = conjoin(cx, conjuncts);
    return join->type == JOIN_FULL ? bind_full(d, &copy, left, right, out_bound)
                                   : arena_copy(cx->arena, &copy, sizeof copy);
}

/* `own` and one more column for each of d; those are *out_bound. */
static Columns with_bound(Domain *d, Columns own, Columns *out_bound)
{
    uint32_t width = own.count, more = d->outer.count;
    Columns columns = { ARENA_ARRAY(d->o->cx->arena, PlanColumn, width + more), width + more };

    if (width)
        memcpy(columns.items, own.items, width * sizeof *columns.items);
    for (uint32_t at = 0; at < more; at++) {
        columns.items[width + at] = d->outer.items[at];
        columns.items[width + at].id = take_id(d->o);
    }
    *out_bound = (Columns){ columns.items + width, more };
    return columns;
}

/* `plan` with its columns in their order, and then those of d. */
static Plan *push_in_order(Domain *d, Plan *plan)
{
    Cx *cx = d->o->cx;
    Columns bound, own = plan_output(cx, plan);
    Plan *input = TRY(push_domain(d, plan, &bound));

    return NEW(cx, Project, .input = input,
               .outputs = named_joined(cx, refs_named(cx, own), refs_named(cx, bound)));
}

static Plan *push_union(Domain *d, const Union *set, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Plan **inputs = ARENA_ARRAY(cx->arena, Plan *, set->inputs.count);

    for (uint32_t at = 0; at < set->inputs.count; at++)
        inputs[at] = TRY(push_in_order(d, set->inputs.items[at]));
    return NEW(cx, Union, .inputs = { inputs, set->inputs.count },
               .columns = with_bound(d, set->columns, out_bound));
}

/* Each row of a round knows of which d it is. */
static Plan *push_recursive(Domain *d, const Recursive *recursive, Columns *out_bound)
{
    Rounds rounds = { d->rounds, recursive->number };
    Recursive copy = *recursive;

    copy.base = TRY(push_in_order(d, recursive->base));
    d->rounds = &rounds;
    copy.step = TRY(push_in_order(d, recursive->step));
    d->rounds = rounds.outer;
    copy.columns = with_bound(d, recursive->columns, out_bound);
    return arena_copy(d->o->cx->arena, &copy, sizeof copy);
}

static Plan *push_working_table(Domain *d, const WorkingTable *table, Columns *out_bound)
{
    return NEW(d->o->cx, WorkingTable, .number = table->number,
               .columns = with_bound(d, table->columns, out_bound));
}

/* What rows are sorted by is known below a Project only. */
static Plan *limit_below_project(Cx *cx, const Limit *limit)
{
    Plans below = plan_inputs(cx, limit->input);
    Plan *lower = plan_with_inputs(cx, &limit->head, below.items);

    return plan_with_inputs(cx, limit->input, &lower);
}

/* Rows [offset, offset + count) of each d by their numbers in its order:
 *
 *     Limit 2 ── Sort k ── x        Filter n <= 2 ── Window partition=d order=k row_number() n ── x
 */
static Plan *push_limit(Domain *d, const Limit *limit, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    const Sort *sort = PLAN_AS(Sort, limit->input);
    Plan *input = TRY(push_domain(d, sort ? sort->input : limit->input, out_bound));
    Sorts order = { 0 };
    Exprs bounds = { 0 };
    PlanColumn number = { .id = take_id(d->o),
                          .name = STR_LIT("row_number"),
                          .type = type_of(TYPE_INT8) };
    const Expr *call = NEW_EXPR(cx, number.type, NO_POSITION, WindowCall,
                                .function = FUNCTION_ID(ROW_NUMBER), .name = number.name);
    Exprs partition = { 0 };

    if (sort)
        order = sorts_substitute(cx, sort->keys, meaning_of_outer(d, *out_bound));
    for (uint32_t at = 0; at < out_bound->count; at++)
        partition = exprs_with(cx, partition, ref_to(cx, out_bound->items[at]));
    NamedExpr named = { number, call };
    Plan *window = NEW(cx, Window, .input = input, .partition = partition, .order = order,
                       .functions = { arena_copy(cx->arena, &named, sizeof named), 1 });
    if (limit->offset > 0)
        bounds = exprs_with(
            cx, bounds,
            make_call(cx, FUNCTION_ID(INT8_GT), ref_to(cx, number), make_int8(cx, limit->offset)));
    if (limit->count >= 0 && limit->count <= INT64_MAX - limit->offset)
        bounds = exprs_with(cx, bounds,
                            make_call(cx, FUNCTION_ID(INT8_LE), ref_to(cx, number),
                                      make_int8(cx, limit->offset + limit->count)));
    return NEW(cx, Project, .input = filter_by(cx, bounds, window),
               .outputs = refs_named(cx, plan_output(cx, input)));
}

/* One row for every d; a second one is an error. */
static Plan *push_single_row(Domain *d, const SingleRow *single, Columns *out_bound)
{
    Cx *cx = d->o->cx;
    Columns bound;
    Plan *input = TRY(push_domain(d, single->input, &bound));
    Plan *domain = TRY(copy_domain(d, out_bound));

    return NEW(cx, Join, .type = JOIN_SINGLE, .left = domain, .right = input,
               .condition = conjoin(cx, same_values(cx, *out_bound, bound)));
}

static Plan *push_cross(Domain *d, Plan *plan, Columns *out_bound)
{
    Plan *domain = TRY(copy_domain(d, out_bound));

    return NEW(d->o->cx, Join, .type = JOIN_INNER, .left = plan, .right = domain);
}

static Plan *push_domain(Domain *d, Plan *plan, Columns *out_bound)
{
    Cx *cx = d->o->cx;

    TRY(check_walk(cx));
    if (!is_correlated(d, plan))
        return push_cross(d, plan, out_bound);
    switch ((PlanTag)plan->tag) {
    case PLAN_Filter: return push_filter(d, (const Filter *)plan, out_bound);
    case PLAN_Project: return push_project(d, (const Project *)plan, out_bound);
    case PLAN_ProjectSet: return push_project_set(d, (const ProjectSet *)plan, out_bound);
    case PLAN_Window: return push_window(d, (const Window *)plan, out_bound);
    case PLAN_Join: return push_join(d, (const Join *)plan, out_bound);
    case PLAN_Aggregate: return push_aggregate(d, (const Aggregate *)plan, out_bound);
    case PLAN_Union: return push_union(d, (const Union *)plan, out_bound);
    case PLAN_SingleRow: return push_single_row(d, (const SingleRow *)plan, out_bound);
    case PLAN_Sort: return push_domain(d, ((const Sort *)plan)->input, out_bound);
    case PLAN_Limit:
        if (PLAN_AS(Project, ((const Limit *)plan)->input))
            return push_domain(d, limit_below_project(cx, (const Limit *)plan), out_bound);
        return push_limit(d, (const Limit *)plan, out_bound);
    case PLAN_Recursive: return push_recursive(d, (const Recursive *)plan, out_bound);
    case PLAN_WorkingTable: return push_working_table(d, (const WorkingTable *)plan, out_bound);
    case PLAN_Scan:
    case PLAN_SystemScan:
    case PLAN_Values:
    PHYSICAL_PLANS:
    UNRESOLVED_PLANS:
        break;
    }
    return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "cannot unnest %s", plan_type(plan)->name);
}

bool bind_correlation(Optimiser *o, Plan *input, Plan *query, Bound *out)
{
    ColumnSet free = set_of_free(o->cx, query);
    Domain domain = make_domain(o, input, &free);
    Columns bound;

    Plan *plan = TRY(push_domain(&domain, query, &bound));
    *out = (Bound){ plan, domain.outer, bound };
    return true;
}

Exprs bound_conditions(Cx *cx, const Bound *bound)
{
    return same_values(cx, bound->outer, bound->bound);
}
