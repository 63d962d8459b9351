/* shell_query.c -- queries as the shell knows them: see shell.h. */
#include "scheduler/shell_state.h"

#include "base/clock.h"
#include "base/pack.h"

#include <stdlib.h>

enum {
    PLAN_BYTES_MAX = FRAME_BYTES_MAX / 2, /* encoded, all stages: fits in a frame */
    METRIC_FIELDS = 6,                    /* as the worker packs them */
    LEASE_REPORTS_FIRST = 32,
};

/* --- References ------------------------------------------------------------------------------ */

void shell_query_hold(ShellQuery *query)
{
    atomic_fetch_add(&query->references, 1);
}

void shell_query_drop(ShellQuery *query)
{
    if (!query || atomic_fetch_sub(&query->references, 1) > 1)
        return;
    segment_release(query->shell->segments, query->id);
    arena_free(query->arena);
}

const QueryReport *shell_query_report(const ShellQuery *query)
{
    return &query->report;
}

ShellQuery *shell_find_query(Shell *shell, QueryId id)
{
    for (ShellQuery *query = shell->queries; query; query = query->next)
        if (query->id == id)
            return query;
    return NULL;
}

void shell_remove_query(Shell *shell, ShellQuery *query)
{
    for (ShellQuery **link = &shell->queries; *link; link = &(*link)->next)
        if (*link == query) {
            *link = query->next;
            shell_query_drop(query);
            return;
        }
}

/* --- What workers report --------------------------------------------------------------------- */

void shell_query_sent(ShellQuery *query, const WorkerSlot *worker, const Action *action)
{
    SentLease *sent = arena_alloc(query->arena, sizeof *sent);

    *sent = (SentLease){ .next = query->sent,
                         .attempt = action->attempt,
                         .stage = action->stage,
                         .lease = action->lease,
                         .worker = worker->id,
                         .pid = worker->process.pid,
                         .sent_ns = clock_ns() };
    query->sent = sent;
}

/* The attempt, out of the list of those under way; NULL: not one of them. */
static const SentLease *take_sent(ShellQuery *query, AttemptId attempt)
{
    for (SentLease **link = &query->sent; *link; link = &(*link)->next)
        if ((*link)->attempt == attempt) {
            const SentLease *sent = *link;
            *link = sent->next;
            return sent;
        }
    return NULL;
}

static void add_operators(ShellQuery *query, Str metrics)
{
    PackReader in = pack_reader(metrics);
    uint32_t count = unpack_array(&in);

    for (uint32_t at = 0; at < count; at++) {
        unpack_array_of(&in, METRIC_FIELDS);
        uint64_t id = unpack_uint(&in);
        OperatorReport more = { .rows = unpack_int(&in) };
        more.batches = unpack_int(&in);
        more.ns = unpack_int(&in);
        more.spilled_bytes = unpack_int(&in);
        more.chunks_skipped = unpack_int(&in);
        if (in.faulty || id >= query->report.operator_count)
            return;
        OperatorReport *sum = &query->report.operators[id];
        sum->rows += more.rows;
        sum->batches += more.batches;
        sum->ns += more.ns;
        sum->spilled_bytes += more.spilled_bytes;
        sum->chunks_skipped += more.chunks_skipped;
    }
}

static void add_lease(ShellQuery *query, const SentLease *sent, const LeaseDoneMessage *done)
{
    QueryReport *report = &query->report;

    if (report->lease_count == query->report_capacity) {
        query->report_capacity =
            query->report_capacity ? query->report_capacity * 2 : LEASE_REPORTS_FIRST;
        LeaseReport *leases = ARENA_ARRAY(query->arena, LeaseReport, query->report_capacity);
        if (report->lease_count)
            memcpy(leases, report->leases, report->lease_count * sizeof *leases);
        report->leases = leases;
    }
    LeaseReport *lease = &report->leases[report->lease_count++];
    *lease = (LeaseReport){ .stage = sent->stage,
                            .lease = sent->lease,
                            .worker = sent->worker,
                            .pid = sent->pid,
                            .rows = done->rows,
                            .ns = clock_ns() - sent->sent_ns };
    for (uint32_t at = 0; at < done->blocks.count; at++)
        lease->bytes += done->blocks.items[at].bytes;
}

void shell_query_note(ShellQuery *query, const LeaseDoneMessage *done)
{
    const SentLease *sent = take_sent(query, done->attempt);

    if (!sent)
        return;
    add_lease(query, sent, done);
    add_operators(query, done->metrics);
}

/* --- Making ---------------------------------------------------------------------------------- */

/* Plans stay behind: the core looks at numbers only. */
static void copy_specs(ShellQuery *query, const StageSpecs *from)
{
    query->specs = *from;
    query->specs.items = arena_copy(query->arena, from->items, from->count * sizeof *from->items);
    for (uint32_t at = 0; at < from->count; at++) {
        StageSpec *spec = &query->specs.items[at];
        spec->plan = NULL;
        spec->inputs =
            arena_copy(query->arena, spec->inputs, spec->input_count * sizeof *spec->inputs);
        spec->split_rows = arena_copy(query->arena, spec->split_rows,
                                      spec->split_count * sizeof *spec->split_rows);
    }
}

static uint32_t highest_id(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    uint32_t highest = plan->id;

    for (uint32_t at = 0; at < inputs.count; at++) {
        uint32_t below = highest_id(cx, inputs.items[at]);
        highest = below > highest ? below : highest;
    }
    return highest;
}

static void encode_stages(ShellQuery *query, const StageSpecs *stages)
{
    Cx cx = { .arena = query->arena };
    StrBuilder out = str_builder(query->arena);
    uint32_t highest = 0;

    pack_array(&out, stages->count);
    for (uint32_t at = 0; at < stages->count; at++) {
        StrBuilder plan = str_builder(query->arena);
        plan_encode(&cx, stages->items[at].plan, &plan);
        pack_bytes(&out, plan.data, plan.length);
        uint32_t id = highest_id(&cx, stages->items[at].plan);
        highest = id > highest ? id : highest;
    }
    query->stages = str_built(&out);
    query->report.operator_count = highest + 1;
    query->report.operators =
        arena_zero(query->arena, query->report.operator_count * sizeof *query->report.operators);
}

/* --- Tables in memory ------------------------------------------------------------------------ */

/* Bytes into a segment of the query. */
static bool share_bytes(Cx *cx, ShellQuery *query, Str bytes, BlockRef *out_ref)
{
    SegmentOwner owner = { .query = query->id };
    void *to = TRY(segment_append(cx, query->shell->segments, owner, bytes.length, out_ref));

    memcpy(to, bytes.data, bytes.length);
    return true;
}

static bool share_table(Cx *cx, ShellQuery *query, const TableBytes *table, SharedTable *out_shared)
{
    uint32_t count = table->part_count;
    SharedTable shared = { .id = table->id,
                           .blocks = { ARENA_ARRAY(query->arena, BlockRef, count), count },
                           .deleted = { ARENA_ARRAY(query->arena, BlockRef, count), count } };
    size_t types = table->column_count * sizeof *table->types;

    shared.types = (Str){ arena_copy(query->arena, table->types, types), types };
    for (uint32_t at = 0; at < count; at++) {
        const TablePartBytes *part = &table->parts[at];
        shared.blocks.items[at] = part->ref;
        shared.deleted.items[at] = (BlockRef){ 0 };
        if (!part->ref.bytes)
            TRY(share_bytes(cx, query, part->bytes, &shared.blocks.items[at]));
        if (part->deleted.length)
            TRY(share_bytes(cx, query, part->deleted, &shared.deleted.items[at]));
    }
    *out_shared = shared;
    return true;
}

static bool share_tables(Cx *cx, ShellQuery *query)
{
    const ShellQueryOptions *options = &query->options;

    query->tables = ARENA_ARRAY(query->arena, SharedTable, options->table_count);
    query->table_count = options->table_count;
    for (uint32_t at = 0; at < options->table_count; at++)
        TRY(share_table(cx, query, &options->tables[at], &query->tables[at]));
    query->options.tables = NULL;
    return true;
}

ShellQuery *shell_query_new(Cx *cx, Shell *shell, const StageSpecs *stages,
                            const ShellQueryOptions *options, const ShellHandler *handler,
                            void *self)
{
    Arena *arena = arena_new(NULL);
    ShellQuery *query = arena_zero(arena, sizeof *query);

    query->arena = arena;
    query->shell = shell;
    query->references = 1;
    query->handler = handler;
    query->self = self;
    query->options = *options;
    query->options.formats = str_copy(arena, options->formats);
    query->options.values = str_copy(arena, options->values);
    copy_specs(query, stages);
    encode_stages(query, stages);
    if (query->stages.length > PLAN_BYTES_MAX) {
        arena_free(arena);
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "the plan of this query is larger than %d MB", PLAN_BYTES_MAX >> 20);
    }
    pthread_mutex_lock(&shell->lock);
    query->id = ++shell->next_query;
    pthread_mutex_unlock(&shell->lock);
    if (share_tables(cx, query))
        return query;
    shell_query_drop(query);
    return NULL;
}

/* --- Orders ---------------------------------------------------------------------------------- */

void shell_query_submit(ShellQuery *query)
{
    shell_query_hold(query); /* the list's */
    put_order(query->shell, (Order){ .kind = ORDER_SUBMIT, .query = query });
}

void shell_query_cancel(ShellQuery *query)
{
    shell_query_hold(query);
    put_order(query->shell, (Order){ .kind = ORDER_CANCEL, .query = query });
}

void shell_query_taken(ShellQuery *query)
{
    shell_query_hold(query);
    put_order(query->shell, (Order){ .kind = ORDER_TAKEN, .query = query });
}
