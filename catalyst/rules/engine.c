/*
 * engine.c -- runs the batches: traversal, rounds, the change log.
 *
 *     round = one walk over the plan; at each node every rule of the batch that looks at such
 *             nodes, again and again until none applies
 *     batch = one round (ONCE), or rounds until one changes nothing (UNTIL_STABLE)
 *
 * Invariant, checked in debug builds after every effective rule: the plan verifies, gives the
 * columns it gave, and survives encoding.
 */
#include "catalyst/rules/rule.h"

enum {
    ROUNDS_MAX = 50,   /* of one batch; reaching it is a fault of the rules */
    REAPPLY_MAX = 200, /* effective rules at one node in one round */
};

typedef struct Round {
    Optimiser *o;
    const RuleBatch *batch;
    bool changed;
} Round;

/* --- The change log ----------------------------------------------------------------------------
 */

static void log_change(Optimiser *o, const RuleBatch *batch, const Rule *rule, const Plan *before,
                       const Plan *after)
{
    OptimiseOptions *options = o->options;
    Cx *cx = o->cx;

    if (options->trace_count == o->trace_capacity) {
        o->trace_capacity = o->trace_capacity * 2 + 32;
        RuleTrace *wider = ARENA_ARRAY(cx->arena, RuleTrace, o->trace_capacity);
        if (options->trace_count)
            memcpy(wider, options->traces, options->trace_count * sizeof *wider);
        options->traces = wider;
    }
    RuleTrace *trace = &options->traces[options->trace_count++];
    *trace = (RuleTrace){ .batch = batch->name, .rule = rule->name };
    if (options->trace) {
        trace->before = plan_text(cx, before);
        trace->after = plan_text(cx, after);
    }
}

/* --- Checking ----------------------------------------------------------------------------------
 */

#ifndef NDEBUG
/* Columns that `plan` takes from around it, for verification of a part of a plan. */
static Columns outer_of(Cx *cx, const Plan *plan)
{
    ColumnSet free = set_of_free(cx, plan);
    Columns outer = { ARENA_ARRAY(cx->arena, PlanColumn, free.word_count * 64), 0 };

    for (uint32_t id = 0; id < free.word_count * 64; id++)
        if (set_has(&free, id))
            outer.items[outer.count++] = (PlanColumn){ .id = id };
    return outer;
}

static bool check_columns(Cx *cx, const Rule *rule, Columns before, Columns after)
{
    if (!same_columns(before, after))
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "rule %s changed the columns", rule->name);
    for (uint32_t at = 0; at < before.count; at++)
        if (!type_equal(before.items[at].type, after.items[at].type))
            return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "rule %s changed a type", rule->name);
    return true;
}

static bool check_plans(Cx *cx, const Rule *rule, const Plan *before, const Plan *after)
{
    StrBuilder bytes = str_builder(cx->arena);

    if (!plan_verify(cx, after, outer_of(cx, before)))
        return fail_context(cx, "rule %s", rule->name);
    TRY(check_columns(cx, rule, plan_output(cx, before), plan_output(cx, after)));
    plan_encode(cx, after, &bytes);
    Plan *decoded = TRY(plan_decode(cx, str_built(&bytes)));
    if (!plan_equal(after, decoded))
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION,
                    "rule %s: the plan does not survive "
                    "encoding",
                    rule->name);
    return true;
}

static bool check_change(Cx *cx, const Rule *rule, const Plan *before, const Plan *after)
{
    ArenaMark mark = arena_mark(cx->arena);

    TRY(check_plans(cx, rule, before, after));
    arena_rewind(cx->arena, mark);
    return true;
}
#endif

/* --- Applying -----------------------------------------------------------------------------------
 */

bool rule_is_off(const Optimiser *o, const Rule *rule)
{
    const OptimiseOptions *options = o->options;

    for (uint32_t at = 0; at < options->rules_off.count; at++)
        if (str_is(options->rules_off.items[at], rule->name) ||
            str_is(options->rules_off.items[at], ALL_RULES))
            return true;
    return false;
}

bool optimise_has_rule(Str name)
{
    for (uint32_t batch = 0; batch < rule_batch_count; batch++)
        for (const Rule *const *rule = rule_batches[batch].rules; *rule; rule++)
            if (str_is(name, (*rule)->name))
                return true;
    return str_is(name, ALL_RULES);
}

/* The plan after one rule; NULL where it does not apply or (cx->error) fails. */
static Plan *try_rule(Round *round, const Rule *rule, Plan *plan)
{
    Optimiser *o = round->o;

    if (!round->batch->is_needed && rule_is_off(o, rule))
        return NULL;
    Plan *better = rule->apply(o->cx, o, plan);
    if (!better || better == plan)
        return NULL;
#ifndef NDEBUG
    if (!check_change(o->cx, rule, plan, better))
        return NULL;
#endif
    log_change(o, round->batch, rule, plan, better);
    round->changed = true;
    return better;
}

static Plan *apply_rules(Round *round, Plan *plan)
{
    const Rule *const *rules = round->batch->rules;

    for (uint32_t applied = 0, at = 0; rules[at] && applied < REAPPLY_MAX;) {
        Plan *better = rules[at]->tags >> plan->tag & 1 ? try_rule(round, rules[at], plan) : NULL;
        if (has_failed(round->o->cx))
            return NULL;
        if (better) {
            plan = better;
            applied++;
            at = round->batch->repeat == ONCE ? at + 1 : 0;
        } else {
            at++;
        }
    }
    return plan;
}

static Plan *walk(Round *round, Plan *plan)
{
    Cx *cx = round->o->cx;
    bool changed = false;

    TRY(check_walk(cx));
    if (round->batch->direction == TOP_DOWN)
        plan = TRY(apply_rules(round, plan));
    Plans inputs = plan_inputs(cx, plan);
    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(walk(round, inputs.items[at]));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
    }
    if (changed)
        plan = plan_with_inputs(cx, plan, inputs.items);
    return round->batch->direction == BOTTOM_UP ? apply_rules(round, plan) : plan;
}

static bool add_tags(const Plan *plan, void *tags)
{
    *(uint64_t *)tags |= UINT64_C(1) << plan->tag;
    return plan_visit_inputs(plan, add_tags, tags);
}

/* Is there a node that some rule of the batch looks at? */
static bool may_apply(const RuleBatch *batch, const Plan *plan)
{
    uint64_t wanted = 0, tags = 0;

    for (const Rule *const *rule = batch->rules; *rule; rule++)
        wanted |= (*rule)->tags;
    add_tags(plan, &tags);
    return wanted & tags;
}

static Plan *run_round(Round *round, Plan *plan)
{
    for (const Rule *const *rule = round->batch->rules; *rule; rule++) {
        Plan *better = (*rule)->tags ? NULL : try_rule(round, *rule, plan);
        if (has_failed(round->o->cx))
            return NULL;
        plan = better ? better : plan;
    }
    return may_apply(round->batch, plan) ? walk(round, plan) : plan;
}

static Plan *run_batch(Optimiser *o, const RuleBatch *batch, Plan *plan)
{
    uint32_t rounds_max = batch->repeat == ONCE ? 1 : ROUNDS_MAX;

    for (uint32_t rounds = 0; rounds < rounds_max; rounds++) {
        Round round = { .o = o, .batch = batch };
        plan = TRY(run_round(&round, plan));
        if (!round.changed)
            return plan;
    }
    o->options->is_unstable |= batch->repeat == UNTIL_STABLE;
    return plan;
}

Plan *optimise(Cx *cx, OptimiseOptions *options, Plan *plan)
{
    Optimiser o = { .cx = cx, .options = options, .joined = set_new(cx) };

    options->traces = NULL;
    options->trace_count = 0;
    options->is_unstable = false;
    for (uint32_t batch = 0; batch < rule_batch_count; batch++)
        plan = TRY(run_batch(&o, &rule_batches[batch], plan));
    return plan;
}
