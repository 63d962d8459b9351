/*
 * run.c -- one execution of a statement, from start to close.
 *
 *     local    in this thread, in slices; a result is ready when want_rows returns
 *     remote   submitted to the scheduler; blocks arrive by session_post() and wait in a queue
 *
 * A Run is counted: the portal's reference, and one for each delivery on its way.
 */
#include "server/run_with.h"
#include "server/search_path.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

void run_drop(Run *run)
{
    if (atomic_fetch_sub(&run->references, 1) > 1)
        return;
    local_run_free(run->local);
    shell_query_drop(run->query);
    planned_release(&run->planned); /* workers may be sent its tables to the very end */
    session_handle_release(run->handle);
    arena_free(run->arena);
}

static void delivery_free(Delivery *delivery)
{
    shell_query_drop(delivery->query);
    arena_free(delivery->arena);
    free(delivery);
}

/* --- To whom ---------------------------------------------------------------------------------- */

void run_give_rows(Run *run, WireSession *wire, WireBlock block, const WireCompletion *completion)
{
    if (run->copy)
        block = run_copy_block(run, block, completion);
    if (run->taker.rows)
        run->taker.rows(run->taker.self, block, completion != NULL);
    else
        wire_answer_rows(wire, block, completion);
}

void run_fail(Run *run, WireSession *wire, const Error *error)
{
    session_note_error(run->session, error);
    if (run->taker.failed)
        run->taker.failed(run->taker.self, error);
    else
        wire_answer_error(wire, error);
}

void run_give_to(Run *run, RunTaker taker)
{
    run->taker = taker;
}

/* --- From the scheduler's thread ------------------------------------------------------------- */

/* On the session's thread. */
static void deliver(WireSession *wire, void *arg)
{
    Delivery *delivery = arg;
    Run *run = delivery->run;

    delivery->run = NULL;
    if (!wire || run->is_closed) {
        delivery_free(delivery);
    } else {
        *run->last = delivery;
        run->last = &delivery->next;
        INTERRUPTIBLE(run->session);
        if (run->is_waiting)
            run_answer(run, wire);
    }
    run_drop(run);
}

static Delivery *delivery_new(Run *run, DeliveryKind kind)
{
    Delivery *delivery = calloc(1, sizeof *delivery);

    if (!delivery)
        abort();
    delivery->kind = kind;
    delivery->run = run;
    atomic_fetch_add(&run->references, 1);
    return delivery;
}

static void on_result(void *self, ShellQuery *query, Str bytes, uint64_t rows, bool ends_lease)
{
    Run *run = self;
    Delivery *delivery = delivery_new(run, DELIVERY_ROWS);

    delivery->query = query;
    delivery->bytes = bytes;
    delivery->rows = rows;
    delivery->ends_lease = ends_lease;
    session_post(run->handle, deliver, delivery);
}

static void on_done(void *self)
{
    Run *run = self;

    session_post(run->handle, deliver, delivery_new(run, DELIVERY_DONE));
    run_drop(run); /* the scheduler's reference */
}

static void on_failed(void *self, const Error *error)
{
    Run *run = self;
    Delivery *delivery = delivery_new(run, DELIVERY_FAILED);
    Cx cx = { .arena = delivery->arena = arena_new(NULL) };

    fail_with(&cx, error);
    delivery->error = cx.error;
    session_post(run->handle, deliver, delivery);
    run_drop(run);
}

/* --- Answering ------------------------------------------------------------------------------- */

void delivery_done(Delivery *delivery)
{
    if (delivery->ends_lease)
        shell_query_taken(delivery->query);
    delivery_free(delivery);
}

/* The wire has sent a block in place. */
static void on_block_sent(void *owner)
{
    delivery_done(owner);
}

/* One DataRow of one text column a line. */
static void encode_lines(Run *run, const char *text, uint64_t *out_rows)
{
    Columns columns = { &(PlanColumn){ .type = type_of(TYPE_TEXT) }, 1 };
    Str rest = str_of(text);

    do {
        const char *end = run->text_is_lines ? memchr(rest.data, '\n', rest.length) : NULL;
        size_t length = end ? (size_t)(end - rest.data) : rest.length;
        Column column = column_const_str(run->arena, 1, str_slice(rest, 0, length));
        Batch batch = { .columns = &column, .column_count = 1, .rows = 1, .selected = 1 };
        result_encode(&run->out, columns, &run->format, &batch);
        (*out_rows)++;
        rest = str_slice(rest, length + 1, rest.length);
    } while (rest.length);
}

static int compare_settings(const void *a, const void *b)
{
    return strcasecmp(setting_name(*(const SettingId *)a), setting_name(*(const SettingId *)b));
}

/* SHOW ALL: a row of name, value and description for each. */
static void encode_settings(Run *run, uint64_t *out_rows)
{
    PlanColumn text = { .type = type_of(TYPE_TEXT) };
    Columns columns = { (PlanColumn[]){ text, text, text }, 3 };
    SettingId ids[SETTINGS];

    for (int id = 0; id < SETTINGS; id++)
        ids[id] = (SettingId)id;
    qsort(ids, SETTINGS, sizeof *ids, compare_settings);
    for (int at = 0; at < SETTINGS; at++) {
        Str value = setting_get(&run->session->settings, ids[at]);
        Column row[] = {
            column_const_str(run->arena, 1, str_of(setting_name(ids[at]))),
            column_const_str(run->arena, 1, value),
            column_const_str(run->arena, 1, str_of(setting_description(ids[at]))),
        };
        Batch batch = { .columns = row, .column_count = 3, .rows = 1, .selected = 1 };
        result_encode(&run->out, columns, &run->format, &batch);
        (*out_rows)++;
    }
}

static void answer_text(Run *run, WireSession *wire)
{
    uint64_t rows = 0;

    if (run->shows_all)
        encode_settings(run, &rows);
    else
        encode_lines(run, run->text, &rows);
    WireBlock block = { .bytes = run->out.data, .length = run->out.length, .rows = rows };
    run_give_rows(run, wire, block, &run->completion);
}

void run_answer_explain(Run *run, WireSession *wire)
{
    double ms = (double)(clock_ns() - run->started_ns) / 1e6;
    const QueryReport *report = run->query ? shell_query_report(run->query) : NULL;

    run->text = explain_text(&run->cx, &run->planned, &run->explain, report, ms).data;
    answer_text(run, wire);
}

static void answer_rows(Run *run, WireSession *wire, Delivery *delivery)
{
    WireBlock block = { .bytes = delivery->bytes.data,
                        .length = delivery->bytes.length,
                        .rows = delivery->rows,
                        .release = on_block_sent,
                        .owner = delivery };
    run_give_rows(run, wire, block, NULL);
}

/* The query is over, one way or the other. */
static void answer_end(Run *run, WireSession *wire, const Delivery *delivery)
{
    if (delivery->kind == DELIVERY_FAILED)
        run_fail(run, wire, &delivery->error);
    else if (run->modify)
        run_sleep(run, wire, run->slept_micros, LOCAL_DONE, 0);
    else if (run->is_explain)
        run_answer_explain(run, wire);
    else
        run_give_rows(run, wire, (WireBlock){ 0 }, &run->completion);
}

/* Rows that are not for the client.  False: an error was answered. */
static bool keep_rows(Run *run, WireSession *wire, Delivery *delivery)
{
    bool kept = !run->modify || !delivery->rows || run_modify_block(run, delivery);

    delivery_done(delivery);
    if (!kept)
        run_fail(run, wire, &run->cx.error);
    return kept;
}

void run_answer(Run *run, WireSession *wire)
{
    for (;;) {
        Delivery *delivery = run->first;
        run->is_waiting = delivery == NULL;
        if (!delivery)
            return;
        run->first = delivery->next;
        if (!run->first)
            run->last = &run->first;
        bool is_rows = delivery->kind == DELIVERY_ROWS;
        if (is_rows && delivery->rows && !run->is_explain && !run->modify) {
            answer_rows(run, wire, delivery);
            return;
        }
        if (is_rows && keep_rows(run, wire, delivery))
            continue;
        if (!is_rows) {
            answer_end(run, wire, delivery);
            delivery_free(delivery);
        }
        return;
    }
}

/* --- Running
 * -----------------------------------------------------------------------------------------------
 */

bool run_submit(Run *run)
{
    static const ShellHandler handler = { on_result, on_done, on_failed };
    const Settings *settings = &run->session->settings;
    StageSpecs *stages = TRY(planned_stages(&run->cx, &run->planned));
    ShellQueryOptions options = {
        .formats = run->format.formats,
        .values = value_context_pack(run->arena, &run->values),
        .gives_blocks = run->modify != NULL,
        .batch_rows = (uint32_t)setting_number(settings, SETTING_debug_batch_rows),
        .force_spill = setting_is_on(settings, SETTING_debug_force_spill),
    };

    if (run->planned.asks_driver)
        return fail(&run->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "sequences cannot be used in a query over files yet");
    options.tables = planned_tables(&run->cx, &run->planned, &options.table_count);
    run->query = TRY(
        shell_query_new(&run->cx, run->session->server->shell, stages, &options, &handler, run));
    atomic_fetch_add(&run->references, 1);
    shell_query_submit(run->query);
    return true;
}

static bool can_hand_over(const Run *run)
{
    return !run->completion.affected && !run->planned.stays_here;
}

/* Too long for a front-end thread: start again on a worker, unless rows have gone out. */
static void hand_over(Run *run, WireSession *wire)
{
    local_run_free(run->local);
    run->local = NULL;
    run->planned.is_local = false;
    run_want_rows(run, wire);
}

static LocalStep local_step(Run *run, uint64_t *out_rows)
{
    int64_t now_ns = clock_ns();

    if (!can_hand_over(run))
        return local_run_step(run->local, now_ns + LOCAL_SLICE_NS, &run->out, out_rows);
    LIMITED_EFFORT(now_ns + LOCAL_MS_MAX * 1000 * 1000, LOCAL_VALUE_BYTES_MAX);
    return local_run_step(run->local, now_ns + LOCAL_SLICE_NS, &run->out, out_rows);
}

static void resume(WireSession *wire, void *arg)
{
    Run *run = arg;

    if (wire && !run->is_closed)
        run_want_rows(run, wire);
    run_drop(run);
}

void run_yield(Run *run)
{
    atomic_fetch_add(&run->references, 1);
    session_post(run->handle, resume, run);
}

static void run_local(Run *run, WireSession *wire)
{
    uint64_t rows = 0;

    if (!run->local) {
        run->scans = planned_scans(&run->cx, &run->planned);
        run->local = local_run_new(run->planned.physical, run->scans, run->format,
                                   &run->session->server->budget);
        run->local_started_ms = clock_ms();
    }
    run->out.length = 0;
    session_host_begin(run->session, run->planned.catalog);
    LocalStep step = local_step(run, &rows);
    run_sleep(run, wire, session_host_end(), step, rows);
}

void run_local_stepped(Run *run, WireSession *wire, LocalStep step, uint64_t rows)
{
    WireBlock block = { .bytes = run->out.data, .length = run->out.length, .rows = rows };
    if (step == LOCAL_FAILED && local_run_error(run->local)->code == ERR_TOO_MUCH_EFFORT) {
        hand_over(run, wire);
    } else if (step == LOCAL_FAILED) {
        run_fail(run, wire, local_run_error(run->local));
    } else if (step == LOCAL_DONE) {
        run_give_rows(run, wire, block, &run->completion);
    } else if (rows) {
        run->completion.affected += rows;
        run_give_rows(run, wire, block, NULL);
    } else if (clock_ms() - run->local_started_ms >= LOCAL_MS_MAX && can_hand_over(run)) {
        hand_over(run, wire);
    } else {
        run_yield(run);
    }
}

static void run_command(Run *run, WireSession *wire)
{
    if (command_run(&run->cx, run->session, run->prepared)) {
        run_give_rows(run, wire, (WireBlock){ 0 }, &run->completion);
        return;
    }
    if (run->cx.error.position != NO_POSITION)
        run->cx.error.position += run->prepared->position;
    run_fail(run, wire, &run->cx.error);
}

void run_want_rows(Run *run, WireSession *wire)
{
    INTERRUPTIBLE(run->session);

    if (run->text) {
        answer_text(run, wire);
        return;
    }
    if (run->prepared->kind == PREPARED_COMMAND) {
        run_command(run, wire);
        return;
    }
    if (run->prepared->kind == PREPARED_DEFINE && !run_define(run, wire))
        return;
    if (run->prepared->kind == PREPARED_COPY && !run_copy(run, wire))
        return;
    if (run->is_modify) {
        run_modify(run, wire);
        return;
    }
    if (run->is_explain && !run->explain.analyze) {
        run_answer_explain(run, wire);
        return;
    }
    if (run->planned.is_local && !run->is_explain) {
        run_local(run, wire);
        return;
    }
    if (!run->query && !run_submit(run)) {
        run_fail(run, wire, &run->cx.error);
        return;
    }
    run_answer(run, wire);
}

void run_cancel(Run *run, WireSession *wire)
{
    if (run_lock_cancel(run, wire) || run_sleep_cancel(run, wire))
        return;
    run_copy_cancel(run);
    if (run->local)
        local_run_cancel(run->local);
    if (run->query)
        shell_query_cancel(run->query);
}

void run_close(Run *run)
{
    if (run->query)
        shell_query_cancel(run->query); /* no matter if it has ended */
    run->is_closed = true;
    run_lock_cancel(run, NULL);
    run_sleep_cancel(run, NULL);
    modify_free(run->modify);
    run->modify = NULL;
    run_with_free(run);
    run_copy_close(run);
    while (run->first) {
        Delivery *delivery = run->first;
        run->first = delivery->next;
        delivery_free(delivery);
    }
    local_run_free(run->local); /* reads what the catalog's version holds */
    run->local = NULL;
    planned_scans_close(run->scans);
    run_drop(run);
}

/* --- Starting -------------------------------------------------------------------------------- */

/* A name that is the value of a parameter of regclass or its like. */
static bool decode_object(Cx *cx, Session *session, TypeId id, Str text, Value *out_value)
{
    SystemName name = { .type = id, .text = text, .position = NO_POSITION };

    *out_value = (Value){ 0 };
    return plan_object(cx, session, &name, &out_value->integer);
}

static bool decode_parameter(Cx *cx, Session *session, TypeId id, const WireParameter *parameter,
                             Value *out_value)
{
    *out_value = VALUE_NULL;
    if (parameter->is_null)
        return true;
    if (parameter->format)
        TRY(value_decode_binary(cx, type_of(id), parameter->value, out_value));
    else if (type_is_object(id))
        TRY(decode_object(cx, session, id, parameter->value, out_value));
    else
        TRY(value_parse(cx, type_of(id), parameter->value, NO_POSITION, out_value));
    *out_value = value_copy(cx->arena, type_of(id), *out_value); /* EXECUTE keeps no bytes */
    return true;
}

/* PostgreSQL shows as much of a text as log_parameter_max_length_on_error says: nothing. */
static const char *shown_parameter(const WireParameter *parameter)
{
    return parameter->format ? "" : " = '...'";
}

Value *run_parameters(Cx *cx, Session *session, const Prepared *prepared, const WirePortal *portal)
{
    uint32_t count = prepared->wire.parameter_count;
    Value *values = ARENA_ARRAY(cx->arena, Value, count + 1);

    for (uint32_t at = 0; at < count; at++) {
        const WireParameter *parameter = &portal->parameters[at];
        if (!decode_parameter(cx, session, prepared->types[at], parameter, &values[at])) {
            wire_fail_parameter(cx, portal->name, at + 1, shown_parameter(parameter));
            return NULL;
        }
    }
    return values;
}

static Str formats_of(Cx *cx, const WirePortal *portal, uint32_t columns)
{
    char *formats = arena_zero(cx->arena, columns + 1);

    for (uint32_t at = 0; portal->result_formats && at < columns; at++)
        formats[at] = (char)portal->result_formats[at];
    return (Str){ formats, columns };
}

/* 42883 where a column was asked for in binary that has no such form. */
static bool check_formats(Run *run)
{
    const WirePrepared *wire = &run->prepared->wire;

    for (uint32_t at = 0; at < wire->column_count && at < run->format.formats.length; at++) {
        TypeId id = type_find_oid(wire->columns[at].type_oid);
        if (run->format.formats.data[at] && id == TYPE_ACLITEM)
            return fail(&run->cx, ERR_UNDEFINED_FUNCTION, NO_POSITION,
                        "no binary output function available for type aclitem");
    }
    return true;
}

/* EXPLAIN INSERT and its like: planned, not locked; with ANALYZE run as it is without. */
static bool start_explained_modify(Run *run, const Plan *statement, const Value *values)
{
    if (run->explain.analyze) {
        run->insert = statement;
        run->arguments = values;
        run->is_modify = true;
        return true;
    }
    TRY(plan_modify(&run->cx, run->session, run->prepared, statement, values, &run->modify_plan,
                    &run->planned));
    run_explain_modified(run);
    return true;
}

static bool start_query(Run *run, const WirePortal *portal)
{
    const Explain *explain = PLAN_AS(Explain, run->prepared->statement);
    const Prepared *target = run->prepared->target; /* EXPLAIN EXECUTE */
    const Prepared *prepared = target ? target : run->prepared;
    const Plan *query = explain && !target ? explain->query : prepared->statement;
    Value *values = NULL;

    if (portal->parameters)
        values = TRY(run_parameters(&run->cx, run->session, prepared, portal));

    run->completion =
        (WireCompletion){ .tag = explain ? "EXPLAIN" : "SELECT", .has_count = !explain };
    run->is_explain = explain != NULL;
    run->text_is_lines = true;
    if (explain)
        TRY(explain_options(&run->cx, explain, &run->explain));
    run->planned.rules.trace = run->explain.rules;
    run->planned.formats = run->format.formats;
    if (explain && is_modify(query))
        return start_explained_modify(run, query, values);
    TRY(plan_query(&run->cx, run->session, prepared, query, values, &run->planned));
    run->values.enums = search_path_enums(run->arena, run->session, run->planned.catalog);
    return true;
}

static bool start_show(Run *run)
{
    const ShowVariable *show = (const ShowVariable *)run->prepared->statement;
    Str value;

    run->completion = (WireCompletion){ .tag = "SHOW" };
    run->shows_all = str_is(show->name, "all");
    run->text = "";
    if (run->shows_all)
        return true;
    if (!setting_show(&run->session->settings, show->name, &value))
        return fail(&run->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "unrecognized configuration parameter \"%.*s\"", STR(show->name));
    run->text = str_to_c(run->arena, value);
    return true;
}

static bool start_kind(Run *run, const WirePortal *portal)
{
    const Prepared *prepared = run->prepared;

    switch (prepared->kind) {
    case PREPARED_QUERY:
    case PREPARED_EXPLAIN: return start_query(run, portal);
    case PREPARED_SHOW: return start_show(run);
    case PREPARED_MODIFY: return run_start_modify(run, portal);
    case PREPARED_DEFINE:
        run->completion = (WireCompletion){ .tag = command_name(prepared->statement) };
        break;
    case PREPARED_COPY:
        run->completion = (WireCompletion){ .tag = "COPY", .has_count = true };
        break;
    case PREPARED_EXECUTE: /* its target is what runs */
    case PREPARED_FETCH:   /* fetch.c */
    case PREPARED_COMMAND:
        run->completion = (WireCompletion){ .tag = command_tag_of(prepared->statement) };
        break;
    }
    return true;
}

Run *run_new(Cx *cx, Session *session, const Prepared *prepared, const WirePortal *portal)
{
    Arena *arena = arena_new_apart(&session->server->budget, "the statement");
    Run *run = arena_zero(arena, sizeof *run);

    run->references = 1;
    run->arena = arena;
    run->cx.arena = arena;
    run->session = session;
    run->prepared = prepared;
    run->handle = session_handle_acquire(session->handle);
    run->last = &run->first;
    run->started_ns = clock_ns();
    run->out = str_builder(arena);
    run->values = session_values(session, arena);
    run->cx.values = &run->values;
    run->format =
        (ResultFormat){ formats_of(&run->cx, portal, prepared->wire.column_count), &run->values };
    if (check_formats(run) && start_kind(run, portal) && check_memory(&run->cx))
        return run;
    fail_with(cx, &run->cx.error);
    run_drop(run);
    return NULL;
}
