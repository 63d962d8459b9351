/*
 * stage.c -- a physical plan becomes stages: cut at every Exchange.
 *
 *     Exchange single            stage 1: Exchange single
 *       HashAggregate final                 HashAggregate final
 *         Exchange hash     ==>               StageInput 0 (hash)
 *           HashAggregate partial  stage 0: Exchange hash
 *             Scan                            HashAggregate partial
 *                                                Scan
 *
 * A stage is driven by one source: the leaf reached from its root by always going to the probe
 * side.  The splits of that source are what leases are made of.  Other leaves are read whole (or,
 * under hash distribution, the partitions that belong to the lease).
 */
#include "scheduler/scheduler.h"

typedef struct Cutter {
    Cx *cx;
    StageSpecs *specs;
} Cutter;

static bool cut(Cutter *c, Plan *exchange, uint32_t *out_stage);

/* The fragment with each Exchange below it replaced by a StageInput. */
static Plan *cut_below(Cutter *c, Plan *plan, StageSpec *spec)
{
    Plans inputs = plan_inputs(c->cx, plan);
    const Exchange *exchange = PLAN_AS(Exchange, plan);

    TRY(check_stack(c->cx));
    if (plan->tag == PLAN_Recursive)
        return plan; /* its rounds are run in one place */
    if (exchange) {
        uint32_t stage;
        TRY(cut(c, plan, &stage));
        spec->inputs[spec->input_count++] = stage;
        Plan *input =
            NEW(c->cx, StageInput, .stage = stage, .distribution = exchange->distribution,
                .partitions = exchange->partitions, .columns = plan_output(c->cx, exchange->input));
        input->id = plan->id;
        return input;
    }
    for (uint32_t at = 0; at < inputs.count; at++)
        inputs.items[at] = TRY(cut_below(c, inputs.items[at], spec));
    return inputs.count ? plan_with_inputs(c->cx, plan, inputs.items) : plan;
}

/* --- Splits ---------------------------------------------------------------------------------- */

static uint32_t add_splits(Cx *cx, const Plan *plan, int64_t *rows);

static uint32_t add_chunks(const Scan *scan, int64_t *rows)
{
    uint32_t count = 0;

    for (uint32_t file = 0; file < scan->files.count; file++)
        for (uint32_t chunk = 0; chunk < scan->files.items[file].chunk_count; chunk++, count++)
            if (rows)
                rows[count] = scan->files.items[file].chunk_rows[chunk];
    return count;
}

static uint32_t add_alike(uint32_t count, int64_t *rows)
{
    for (uint32_t at = 0; rows && at < count; at++)
        rows[at] = 1;
    return count;
}

static uint32_t add_of_inputs(Cx *cx, const Union *set, int64_t *rows)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < set->inputs.count; at++)
        count += add_splits(cx, set->inputs.items[at], rows ? rows + count : NULL);
    return count;
}

/* Append the splits of the source that drives `plan`; `rows` NULL: count only. */
static uint32_t add_splits(Cx *cx, const Plan *plan, int64_t *rows)
{
    const StageInput *input = PLAN_AS(StageInput, plan);

    if (plan->tag == PLAN_Scan)
        return add_chunks((const Scan *)plan, rows);
    if (plan->tag == PLAN_Recursive)
        return add_alike(1, rows);
    if (plan->tag == PLAN_Union)
        return add_of_inputs(cx, (const Union *)plan, rows);
    if (input && input->distribution == DISTRIBUTION_HASH)
        return add_alike((uint32_t)input->partitions, rows);
    Plans inputs = plan_inputs(cx, plan);
    return inputs.count ? add_splits(cx, inputs.items[0], rows) : add_alike(1, rows);
}

/* LIMIT without ORDER BY below the exchange: so many rows are enough. */
static int64_t row_goal(const Plan *plan)
{
    const Limit *limit = PLAN_AS(Limit, plan);

    if (!limit || limit->count < 0)
        return INT64_MAX;
    return limit->offset > INT64_MAX - limit->count ? INT64_MAX : limit->count + limit->offset;
}

static bool finds_volatile(const Expr *expr, void *found)
{
    bool is_aggregate = expr->tag == EXPR_AggregateCall || expr->tag == EXPR_WindowCall;

    /* Sums of floats depend on the order of their inputs. */
    if (is_aggregate && (expr->type.id == TYPE_FLOAT4 || expr->type.id == TYPE_FLOAT8))
        *(bool *)found = true;
    return expr_visit_children(expr, finds_volatile, found);
}

/* Leases are cut from splits at run time, so what depends on their borders is not reproducible
 * once it has been merged in another order; a single lease run again is. */
static bool is_reproducible(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    bool found = plan->tag == PLAN_Limit;

    plan_visit_exprs(plan, finds_volatile, &found);
    for (uint32_t at = 0; at < inputs.count && !found; at++)
        found |= !is_reproducible(cx, inputs.items[at]);
    return !found;
}

static bool cut(Cutter *c, Plan *exchange, uint32_t *out_stage)
{
    StageSpec spec = { .inputs = ARENA_ARRAY(c->cx->arena, uint32_t, STAGES_MAX) };
    Plan *fragment = TRY(cut_below(c, ((const Exchange *)exchange)->input, &spec));

    if (c->specs->count == STAGES_MAX)
        return fail(c->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a query can have at most %d stages", STAGES_MAX);
    spec.plan = plan_with_inputs(c->cx, exchange, &fragment);
    spec.split_count = add_splits(c->cx, fragment, NULL);
    spec.split_rows = ARENA_ARRAY(c->cx->arena, int64_t, spec.split_count);
    add_splits(c->cx, fragment, spec.split_rows);
    spec.row_goal = row_goal(fragment);
    spec.is_reproducible = is_reproducible(c->cx, fragment);
    *out_stage = c->specs->count;
    c->specs->items[c->specs->count++] = spec;
    return true;
}

/* Below an exchange a pipeline reads all splits of its source: one more around the plan makes it
 * the work of a single lease. */
StageSpecs *stages_uncut(Cx *cx, Plan *plan)
{
    StageSpecs *specs = arena_zero(cx->arena, sizeof *specs);
    StageSpec *spec = arena_zero(cx->arena, sizeof *spec);

    *spec = (StageSpec){ .plan = plan_with_inputs(cx, plan, &plan),
                         .split_rows = ARENA_ARRAY(cx->arena, int64_t, 1),
                         .split_count = 1,
                         .row_goal = INT64_MAX,
                         .is_reproducible = is_reproducible(cx, plan) };
    spec->split_rows[0] = 1;
    *specs = (StageSpecs){ spec, 1 };
    return specs;
}

StageSpecs *stages_cut(Cx *cx, Plan *plan)
{
    StageSpecs *specs = arena_zero(cx->arena, sizeof *specs);
    Cutter c = { cx, specs };
    uint32_t last;

    assert(plan->tag == PLAN_Exchange);
    specs->items = ARENA_ARRAY(cx->arena, StageSpec, STAGES_MAX);
    TRY(cut(&c, plan, &last));
    return specs;
}
