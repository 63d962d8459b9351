/*
 * explain.c -- EXPLAIN: the plan cut into stages, and, with ANALYZE, what ran where.
 *
 *     Stage 1 → client                        (1 lease; worker 1 (pid 4711): 1)
 *       Sort  keys=...                        (rows=4, time=0.1 ms)
 *         Stage input 0
 *     Stage 0 → hash(k), 8 partitions         (6 leases, 4 KB; worker 1 ...: 3, worker 2 ...: 3)
 */
#include "server/session.h"

#include <stdlib.h>

typedef struct Explaining {
    Cx *cx;
    const ExplainOptions *options;
    const QueryReport *report; /* NULL: not run */
    StrBuilder out;
} Explaining;

/* --- Options --------------------------------------------------------------------------------- */

static bool option_value(Cx *cx, Str name, Str value, bool *out_on)
{
    if (value.length == 0 || str_is(value, "on") || str_is(value, "true") || str_is(value, "1")) {
        *out_on = true;
        return true;
    }
    if (str_is(value, "off") || str_is(value, "false") || str_is(value, "0")) {
        *out_on = false;
        return true;
    }
    return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "%.*s requires a Boolean value", STR(name));
}

bool explain_options(Cx *cx, const Explain *explain, ExplainOptions *out_options)
{
    ExplainOptions options = { .costs = true };

    for (uint32_t at = 0; at + 1 < explain->options.count; at += 2) {
        Str name = explain->options.items[at], value = explain->options.items[at + 1];
        bool ignored;
        bool *to = str_is(name, "analyze")   ? &options.analyze
                   : str_is(name, "verbose") ? &options.verbose
                   : str_is(name, "rules")   ? &options.rules
                   : str_is(name, "costs")   ? &options.costs
                   : str_is(name, "timing") || str_is(name, "summary") || str_is(name, "buffers")
                       ? &ignored
                       : NULL;
        if (str_is(name, "format") && !str_is(value, "text"))
            return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "EXPLAIN format \"%.*s\" is not supported yet", STR(value));
        if (str_is(name, "format"))
            continue;
        if (!to)
            return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "unrecognized EXPLAIN option \"%.*s\"",
                        STR(name));
        TRY(option_value(cx, name, value, to));
    }
    *out_options = options;
    return true;
}

/* --- Lines ----------------------------------------------------------------------------------- */

static void add_estimate(Explaining *e, const Plan *plan)
{
    if (e->options->costs && plan->rows >= 0)
        str_addf(&e->out, " (rows=%.0f)", plan->rows);
}

static void add_actual(Explaining *e, const Plan *plan)
{
    if (!e->report || plan->id >= e->report->operator_count)
        return;
    const OperatorReport *actual = &e->report->operators[plan->id];
    if (!actual->ns)
        return;
    str_addf(&e->out, " (actual rows=%lld time=%.3f ms", (long long)actual->rows,
             (double)actual->ns / 1e6);
    if (actual->chunks_skipped)
        str_addf(&e->out, " chunks skipped=%lld", (long long)actual->chunks_skipped);
    if (actual->spilled_bytes)
        str_addf(&e->out, " spilled=%lld kB", (long long)actual->spilled_bytes / 1024);
    str_add_char(&e->out, ')');
}

static void add_columns(Explaining *e, const Plan *plan, int depth)
{
    Columns columns = plan_output(e->cx, plan);

    str_addf(&e->out, "%*s  Output: ", depth * 2, "");
    for (uint32_t at = 0; at < columns.count; at++)
        str_addf(&e->out, "%s%.*s#%u %.*s", at ? ", " : "", STR(columns.items[at].name),
                 columns.items[at].id, STR(type_print(e->cx->arena, columns.items[at].type)));
    str_add_char(&e->out, '\n');
}

static void add_node(Explaining *e, const Plan *plan, int depth)
{
    const StageInput *input = PLAN_AS(StageInput, plan);
    const Scan *scan = PLAN_AS(Scan, plan);

    str_addf(&e->out, "%*s", depth * 2, "");
    if (input) {
        str_addf(&e->out, "Stage %lld (%s)\n", (long long)input->stage,
                 distribution_names[input->distribution]);
        return;
    }
    if (scan && !e->options->verbose) {
        str_addf(&e->out, "Scan on %.*s", STR(scan->table_name));
        for (uint32_t at = 0; at < scan->filters.count; at++) {
            str_add_c(&e->out, at ? " AND " : " filter=");
            expr_print(&e->out, scan->filters.items[at]);
        }
    } else {
        plan_print_node(&e->out, plan);
    }
    add_estimate(e, plan);
    add_actual(e, plan);
    str_add_char(&e->out, '\n');
    if (e->options->verbose)
        add_columns(e, plan, depth);
    Plans inputs = plan_inputs(e->cx, plan);
    for (uint32_t at = 0; at < inputs.count; at++)
        add_node(e, inputs.items[at], depth + 1);
}

/* --- Stages ---------------------------------------------------------------------------------- */

/* Which worker ran how many leases of the stage. */
static void add_workers(Explaining *e, uint32_t stage)
{
    const QueryReport *report = e->report;
    uint32_t leases = 0;
    int64_t bytes = 0;

    for (uint32_t at = 0; at < report->lease_count; at++)
        if (report->leases[at].stage == stage) {
            leases++;
            bytes += report->leases[at].bytes;
        }
    str_addf(&e->out, "  [%u lease%s, %lld bytes;", leases, leases == 1 ? "" : "s",
             (long long)bytes);
    for (uint32_t at = 0; at < report->lease_count; at++) {
        const LeaseReport *lease = &report->leases[at];
        uint32_t mine = 0;
        bool is_first = lease->stage == stage;
        for (uint32_t other = 0; other < report->lease_count; other++) {
            bool same = report->leases[other].stage == stage &&
                        report->leases[other].worker == lease->worker;
            mine += same;
            is_first &= !(same && other < at);
        }
        if (is_first)
            str_addf(&e->out, " worker %u (pid %d): %u", lease->worker, lease->pid, mine);
    }
    str_add_char(&e->out, ']');
}

static void add_stage(Explaining *e, const StageSpecs *stages, uint32_t at)
{
    const Exchange *exchange = (const Exchange *)stages->items[at].plan;
    bool is_last = at + 1 == stages->count;

    Str modified = e->options->modified;

    if (is_last && modified.length)
        str_addf(&e->out, "Stage %u -> %.*s", at, STR(modified));
    else
        str_addf(&e->out, "Stage %u -> %s", at,
                 is_last ? "client" : distribution_names[exchange->distribution]);
    if (exchange->keys.count) {
        str_add_c(&e->out, "(");
        for (uint32_t key = 0; key < exchange->keys.count; key++) {
            if (key)
                str_add_c(&e->out, ", ");
            expr_print(&e->out, exchange->keys.items[key]);
        }
        str_addf(&e->out, ") %lld partitions", (long long)exchange->partitions);
    }
    if (e->report)
        add_workers(e, at);
    str_add_char(&e->out, '\n');
    add_node(e, exchange->input, 1);
}

static void add_traces(Explaining *e, const OptimiseOptions *rules)
{
    for (uint32_t at = 0; at < rules->trace_count; at++) {
        const RuleTrace *trace = &rules->traces[at];
        str_addf(&e->out, "Rule %s (%s)\n%.*s  ==>\n%.*s", trace->rule, trace->batch,
                 STR(trace->before), STR(trace->after));
    }
}

Str explain_text(Cx *cx, const Planned *planned, const ExplainOptions *options,
                 const QueryReport *report, double total_ms)
{
    Explaining e = { .cx = cx, .options = options, .report = report };
    e.out = str_builder(cx->arena);
    StageSpecs *stages = planned_stages(cx, planned);

    if (options->rules)
        add_traces(&e, &planned->rules);
    for (uint32_t at = stages ? stages->count : 0; at-- > 0;)
        add_stage(&e, stages, at);
    if (report)
        str_addf(&e.out, "Execution time: %.3f ms\n", total_ms);
    return str_built(&e.out);
}
