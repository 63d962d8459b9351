/*
 * run_copy_in.c -- COPY FROM STDIN: see run_copy.h.
 *
 *     the relation ──> its lock ──> options ──> CopyInResponse
 *     data ──> reader (copy/copy.h) ──> batches ──> modify.h, as rows of an INSERT
 *     the end ──> modify_finish
 *
 * All of it is one statement: what fails leaves nothing.  Data are worked on as they arrive, in
 * slices; while there are none, nothing here runs.
 */
#include "server/run_copy.h"

#include "server/search_path.h"

#include "base/clock.h"
#include "expression/expression.h"
#include "server/modify/row_check.h"

enum { LOOK_UPS_MAX = 10 }; /* of a name that means another table each time */

/* --- Up to CopyInResponse -------------------------------------------------------------------- */

/* Rows go into tables in memory only; what is none is refused once data are asked for, as
 * PostgreSQL does. */
static bool is_writable(const CatalogTable *table)
{
    return table && table->kind == RELATION_MEMORY && !table->is_materialized;
}

static bool check_writes(Run *run, const CatalogTable *table)
{
    return (table && table->is_temporary) ||
           transaction_check_writes(&run->cx, run->session, "COPY FROM");
}

/* The table and those that its foreign keys refer to. */
static LockState look_up_and_lock(Run *run)
{
    static const ForeignTouch touch = { .inserts = true };
    uint32_t *oids = ARENA_ARRAY(run->arena, uint32_t, FOREIGN_TABLES_MAX), count = 0;
    uint32_t *again = ARENA_ARRAY(run->arena, uint32_t, FOREIGN_TABLES_MAX), now = 0;

    for (int at = 0; at < LOOK_UPS_MAX; at++) {
        if (!run_copy_look_up(run))
            return LOCK_FAILED;
        const CatalogTable *table = run->copy->table.table;
        if (!is_writable(table))
            return check_writes(run, table) ? LOCKED : LOCK_FAILED;
        if (!foreign_related(&run->cx, run->planned.catalog, table, &touch, again, &now))
            return LOCK_FAILED;
        if (now == count && memcmp(oids, again, now * sizeof *oids) == 0)
            return check_writes(run, table) ? LOCKED : LOCK_FAILED;
        memcpy(oids, again, now * sizeof *oids);
        count = now;
        LockState state = run_lock_all(run, oids, count);
        if (state != LOCKED)
            return state;
    }
    fail(&run->cx, ERR_SERIALIZATION_FAILURE, NO_POSITION,
         "the table was replaced while the statement waited for it");
    return LOCK_FAILED;
}

static bool read_options(Run *run)
{
    RunCopy *copy = run->copy;
    const CopyTable *table = &copy->table;
    uint32_t count = table->copied_count;
    PlanColumn *copied = ARENA_ARRAY(run->arena, PlanColumn, count + 1);
    CopyColumn *columns = ARENA_ARRAY(run->arena, CopyColumn, count + 1);
    bool *not_null = arena_zero(run->arena, count + 1), *null = arena_zero(run->arena, count + 1);

    TRY(copy_options_read(&run->cx, copy->statement, &copy->options));
    for (uint32_t at = 0; at < count; at++)
        copied[at] = table->columns.items[table->copied[at]];
    TRY(run_copy_find_forced(run, copy->options.force_not_null, "FORCE_NOT_NULL", copied, count,
                             not_null));
    TRY(run_copy_find_forced(run, copy->options.force_null, "FORCE_NULL", copied, count, null));
    for (uint32_t at = 0; at < count; at++)
        columns[at] = (CopyColumn){ .name = copied[at].name,
                                    .type = copied[at].type,
                                    .force_not_null = not_null[at],
                                    .force_null = null[at] };
    copy->reader = copy_reader_new(&copy->options.syntax, table->name, columns, count, &run->values,
                                   &run->session->server->budget);
    return true;
}

/* A constant is computed now: what it raises is of no row. */
static bool check_defaults(Run *run)
{
    Exprs defaults = run->modify_plan.defaults;
    Value value;

    for (uint32_t at = 0; at < defaults.count; at++)
        if (defaults.items[at] && expr_is_constant(defaults.items[at]) &&
            !expr_fold(&run->cx, defaults.items[at], &value)) {
            run->cx.error.position = NO_POSITION; /* it is not in this text */
            return false;
        }
    return true;
}

static bool plan_rows(Run *run)
{
    RunCopy *copy = run->copy;
    PgCatalog catalog;

    if (!is_writable(copy->table.table))
        return true;
    AnalyseInput input =
        plan_input(run->arena, run->session, run->prepared, &catalog, run->planned.catalog);
    input.parameter_count = input.parameter_capacity = 0;
    input.next_id = (ColumnId)copy->table.columns.count + 1; /* those have the first */
    run->values.enums = search_path_enums(run->arena, run->session, run->planned.catalog);
    TRY(access_check_insert(&run->cx, run->session, run->planned.catalog, copy->table.table,
                            copy->table.copied, copy->table.copied_count));
    TRY(analyse_copy_from(&run->cx, &input, copy->statement, &copy->table, &run->modify_plan));
    run->modify = TRY(modify_new(&run->cx, run->session, run->planned.catalog, &run->modify_plan,
                                 &run->format, run->arena));
    copy->values = ARENA_ARRAY(run->arena, Column, copy->table.columns.count + 1);
    return check_defaults(run);
}

static void give_error(Run *run, WireSession *wire)
{
    if (run->cx.error.position != NO_POSITION)
        run->cx.error.position += run->prepared->position;
    run_fail(run, wire, &run->cx.error);
}

void run_copy_from(Run *run, WireSession *wire)
{
    LockState state = look_up_and_lock(run);

    if (state == LOCK_PENDING)
        return;
    if (state == LOCK_FAILED || !read_options(run) || !plan_rows(run)) {
        give_error(run, wire);
        return;
    }
    wire_answer_copy_in(wire, run->copy->options.syntax.format == COPY_BINARY,
                        (uint16_t)run->copy->table.copied_count);
}

/* --- Refusing -------------------------------------------------------------------------------- */

static bool fail_target(Cx *cx, const char *kind, Str name)
{
    return fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot copy to %s \"%.*s\"", kind,
                STR(name));
}

static bool check_target(Cx *cx, const CopyTable *named)
{
    const CatalogTable *table = named->table;

    if (!table)
        return fail(cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                    "permission denied: \"%.*s\" is a system catalog", STR(named->name));
    switch (table->kind) {
    case RELATION_MEMORY:
        return !table->is_materialized || fail_target(cx, "materialized view", table->name);
    case RELATION_VIEW:
        fail_target(cx, "view", table->name);
        return fail_hint(cx, "To enable copying to a view, provide an INSTEAD OF INSERT trigger.");
    case RELATION_SEQUENCE: return fail_target(cx, "sequence", table->name);
    case RELATION_FILES: break;
    }
    fail_target(cx, "table", table->name);
    return fail_detail(cx, "The table is made of files, which are only read.");
}

static bool shares_blocks(const TableData *a, const TableData *b)
{
    for (uint32_t at = 0; at < a->part_count; at++)
        for (uint32_t in = 0; in < b->part_count; in++)
            if (a->parts[at].block == b->parts[in].block)
                return true;
    return false;
}

/* What there is of the table in these changes; NULL: nothing. */
static const CatalogTable *changed_to(const CatalogChanges *changes, uint32_t oid)
{
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].oid == oid && changes->items[at].table)
            return catalog_table_of(changes->items[at].table);
    return NULL;
}

/* Has this transaction made the table, or emptied it?  Temporary ones are changes that stay. */
static bool is_fresh(const Session *session, const CatalogTable *table)
{
    const Undo *undo = &session->undo;
    const CatalogVersion *newest = catalog_acquire(session->server->catalog);
    const CatalogTable *before = table->is_temporary ? changed_to(&undo->changes_before, table->oid)
                                                     : catalog_find_oid(newest, table->oid);
    bool is_changed = undo->is_begun && changed_to(&undo->changes, table->oid) &&
                      !(before && before->data == table->data) &&
                      !(before && shares_blocks(before->data, table->data));

    catalog_release(session->server->catalog, newest);
    return is_changed;
}

/* Nothing here is ever frozen, but who asks for it must be told when PostgreSQL would. */
static bool check_freeze(Run *run)
{
    if (!run->copy->options.is_frozen || is_fresh(run->session, run->copy->table.table))
        return true;
    return fail(&run->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "cannot perform COPY FREEZE because the table was not created or truncated in the "
                "current subtransaction");
}

/* --- Rows ------------------------------------------------------------------------------------ */

/* The batch as the table has it: null where there are no data. */
static Batch table_batch(Run *run, const CopyBatch *batch, Arena *arena)
{
    RunCopy *copy = run->copy;
    uint32_t count = copy->table.columns.count;

    for (uint32_t at = 0; at < count; at++)
        copy->values[at] =
            column_null(arena, type_layout(copy->table.columns.items[at].type), batch->rows);
    for (uint32_t at = 0; at < copy->table.copied_count; at++)
        copy->values[copy->table.copied[at]] = batch->columns[at];
    return (Batch){
        .columns = copy->values, .column_count = count, .rows = batch->rows, .selected = batch->rows
    };
}

/* An expression has raised: in which row is found out one by one. */
static uint32_t find_failing_row(Run *run, const Batch *batch, Arena *arena)
{
    for (uint32_t at = 0; at < batch->rows; at++) {
        Cx attempt = cx_within(&run->cx, arena);
        Batch one = *batch;
        Row row = (Row)at;
        one.selection = &row;
        one.selected = 1;
        if (modify_check(run->modify, &attempt, &one))
            continue;
        run->cx.error = (Error){ 0 };
        fail_with(&run->cx, &attempt.error);
        return at;
    }
    return 0;
}

/* Such an error may also be a domain's, which is raised. */
static bool is_of_row(ErrorCode code)
{
    return code == ERR_NOT_NULL_VIOLATION || code == ERR_CHECK_VIOLATION ||
           code == ERR_UNIQUE_VIOLATION;
}

/* Of the domains' checks over one row, that of which column fails?  column_count: none. */
static uint32_t find_failing_domain(Run *run, const Batch *one, Arena *arena)
{
    const ModifyPlan *plan = &run->modify_plan;
    uint32_t next = 0, at = 0;

    for (; at < plan->table->column_count; at++) {
        if (!plan->table->columns[at].domain_oid || next == plan->domains.count)
            continue;
        Cx attempt = cx_within(&run->cx, arena);
        Exprs alone = { &plan->domains.items[next++], 1 };
        Column result;
        Program *program = program_compile(&attempt, alone, plan->columns);
        ProgramState *state = program ? program_start(&attempt, program) : NULL;
        if (!state || !program_run(&attempt, state, one, &result))
            break;
    }
    return at;
}

/* Say where: a value that is none of its domain is, to PostgreSQL, one that cannot be read; keys
 * are looked at when the lines are gone. */
static void place_error(Run *run, const Batch *batch, Arena *arena)
{
    RunCopy *copy = run->copy;
    uint32_t row = modify_failed_row(run->modify), column = 0;
    bool is_raised = row == ROW_UNKNOWN || !is_of_row(run->cx.error.code);

    row = is_raised ? find_failing_row(run, batch, arena) : row;
    run->cx.error.position = NO_POSITION;
    if (is_raised && run->modify_plan.domains.count) {
        Batch one = *batch;
        one.selection = &(Row){ (Row)row };
        one.selected = 1;
        uint32_t failing = find_failing_domain(run, &one, arena);
        while (column < copy->table.copied_count && copy->table.copied[column] != failing)
            column++;
        if (column < copy->table.copied_count) {
            copy_reader_place_column(copy->reader, &run->cx, row, column);
            return;
        }
    }
    copy_reader_place(copy->reader, &run->cx, row, run->cx.error.code != ERR_UNIQUE_VIOLATION);
}

static bool add_batch(Run *run, const CopyBatch *rows)
{
    Arena *arena = arena_new(run->arena->budget);
    Batch batch = table_batch(run, rows, arena);
    bool added = !batch.rows || (rows->failure ? modify_check(run->modify, &run->cx, &batch)
                                               : modify_add(run->modify, &run->cx, &batch));

    if (!added)
        place_error(run, &batch, arena);
    else if (rows->failure)
        added = fail_with(&run->cx, rows->failure) != NULL;
    arena_free(arena);
    return added;
}

static void give_end(Run *run, WireSession *wire)
{
    if (!modify_finish(run->modify, &run->cx)) {
        give_error(run, wire);
        return;
    }
    run->completion.affected = modify_count(run->modify);
    wire_answer_rows(wire, (WireBlock){ 0 }, &run->completion);
}

/* --- Data ------------------------------------------------------------------------------------ */

static void work(Run *run, WireSession *wire);

static void resume(WireSession *wire, void *arg)
{
    Run *run = arg;

    if (wire && !run->is_closed)
        work(run, wire);
    run_drop(run);
}

static void yield(Run *run)
{
    atomic_fetch_add(&run->references, 1);
    session_post(run->handle, resume, run);
}

static CopyStep add_batches(Run *run)
{
    int64_t until_ns = clock_ns() + LOCAL_SLICE_NS;
    CopyBatch batch;
    CopyStep step;

    session_host_begin(run->session, run->planned.catalog);
    do {
        step = copy_reader_next(run->copy->reader, &batch);
    } while (step == COPY_ROWS && add_batch(run, &batch) && clock_ns() < until_ns);
    (void)session_host_end(); /* a default that sleeps is not waited for */
    return step;
}

/* What the data that are there give; then the machine has its answer. */
static void work(Run *run, WireSession *wire)
{
    CopyStep step = COPY_END;
    INTERRUPTIBLE(run->session);

    if (run->copy->is_cancelled)
        fail(&run->cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
    else
        step = add_batches(run);
    if (has_failed(&run->cx))
        give_error(run, wire);
    else if (step == COPY_MORE)
        wire_answer_done(wire);
    else if (step == COPY_ROWS)
        yield(run);
    else
        give_end(run, wire);
}

void run_copy_in(Run *run, WireSession *wire, const WireCopyIn *in)
{
    RunCopy *copy = run->copy;

    if (!copy->is_accepted && !(check_target(&run->cx, &copy->table) && check_freeze(run))) {
        give_error(run, wire);
        return;
    }
    copy->is_accepted = true;
    if (in->failure)
        copy_reader_fail(copy->reader, in->failure);
    else if (in->is_end)
        copy_reader_end(copy->reader);
    else if (!copy_reader_feed(&run->cx, copy->reader, in->bytes)) {
        give_error(run, wire);
        return;
    }
    work(run, wire);
}
