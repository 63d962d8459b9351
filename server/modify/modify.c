/*
 * modify.c -- see modify.h.
 *
 *     a batch ──> rows met before are out (UPDATE, DELETE: a row that a join gives twice changes
 * once) ──> defaults of the driver's ──> NOT NULL, CHECK; INSERT: keys, row by row, as the first
 * that fails is reported ──> block builder, RETURNING
 */
#include "server/modify/modify.h"

#include "expression/expression.h"
#include "server/modify/row_check.h"

enum { ADDRESSES_FIRST = 1024 };

struct Modify {
    Session *session;
    const CatalogVersion *version;
    const ModifyPlan *plan;
    Arena *arena; /* of the statement */
    Arena *batch; /* of one batch */
    const ResultFormat *format;
    const CatalogTable *table;
    RowCheck *check;

    RowAddress *deleted;
    uint64_t *added_of; /* by deleted row: the number of the row that comes in its place */
    size_t deleted_count, deleted_capacity;
    uint64_t rows_added;
    uint64_t **seen; /* by part: rows that are among `deleted`; NULL: none */

    BlockBuilder *builder; /* NULL: DELETE */
    MemoryBlocks added;
    ProgramState *defaults;  /* of the columns that have one; NULL: none */
    ProgramState *generated; /* likewise */
    FilterState *filter;     /* of COPY; NULL: none */
    ProgramState *returning;
    Columns returned;
    StrBuilder out;
    uint64_t count, out_rows;

    BlockBuilder *kept; /* RETURNING's rows, for another statement of the WITH; NULL: encoded */
    MemoryBlocks kept_blocks;
    const Modify *before;    /* an earlier change of the same table, in the same WITH */
    const TableData *behind; /* the table as that has left it; NULL: there is none */
};

/* --- Making ---------------------------------------------------------------------------------- */

/* Those that are there, in the order of their columns; *out_state NULL: none. */
static bool compile_given(Modify *m, Cx *cx, Exprs by_column, ProgramState **out_state)
{
    Exprs given = { ARENA_ARRAY(m->arena, const Expr *, by_column.count + 1), 0 };

    for (uint32_t at = 0; at < by_column.count; at++)
        if (by_column.items[at])
            given.items[given.count++] = by_column.items[at];
    if (!given.count)
        return true;
    Program *program = TRY(program_compile(cx, given, m->plan->columns));
    *out_state = TRY(program_start(cx, program));
    return true;
}

static bool compile_values(Modify *m, Cx *cx)
{
    return compile_given(m, cx, m->plan->defaults, &m->defaults) &&
           compile_given(m, cx, m->plan->generated, &m->generated);
}

/* Does the statement write rows? */
static bool writes(const ModifyPlan *plan)
{
    return plan->kind != MODIFY_DELETE && plan->kind != MODIFY_VALIDATE;
}

static bool compile_returning(Modify *m, Cx *cx)
{
    Named returning = m->plan->returning;
    Exprs exprs = { ARENA_ARRAY(m->arena, const Expr *, returning.count + 1), returning.count };

    m->returned =
        (Columns){ ARENA_ARRAY(m->arena, PlanColumn, returning.count + 1), returning.count };
    for (uint32_t at = 0; at < returning.count; at++) {
        exprs.items[at] = returning.items[at].expr;
        m->returned.items[at] = returning.items[at].column;
    }
    if (!exprs.count)
        return true;
    Program *program = TRY(program_compile(cx, exprs, m->plan->columns));
    m->returning = TRY(program_start(cx, program));
    return true;
}

static bool compile_filter(Modify *m, Cx *cx)
{
    Exprs conjuncts = { arena_copy(m->arena, &m->plan->filter, sizeof m->plan->filter), 1 };

    if (!m->plan->filter)
        return true;
    FilterProgram *filter = TRY(filter_compile(cx, conjuncts, m->plan->columns));
    m->filter = TRY(filter_start(cx, filter));
    return true;
}

static BlockBuilder *make_builder(Modify *m)
{
    uint32_t count = m->table->column_count;
    Layout *layouts = ARENA_ARRAY(m->arena, Layout, count + 1);

    for (uint32_t at = 0; at < count; at++)
        layouts[at] = type_layout(m->table->columns[at].type);
    return block_builder_new(m->arena, layouts, count);
}

Modify *modify_new(Cx *cx, Session *session, const CatalogVersion *version, const ModifyPlan *plan,
                   const ResultFormat *format, Arena *arena)
{
    Modify *m = arena_zero(arena, sizeof *m);

    m->session = session;
    m->version = version;
    m->plan = plan;
    m->arena = arena;
    m->batch = arena_new(arena->budget);
    m->format = format;
    m->table = plan->table;
    m->out = str_builder(arena);
    m->seen = arena_zero(arena, (plan->table->data->part_count + 1) * sizeof *m->seen);
    if (writes(plan))
        m->builder = make_builder(m);
    if (compile_values(m, cx) && compile_filter(m, cx) && compile_returning(m, cx) &&
        (plan->kind == MODIFY_DELETE || (m->check = row_check_new(cx, version, plan, arena))))
        return m;
    modify_free(m);
    return NULL;
}

void modify_free(Modify *m)
{
    if (!m)
        return;
    memory_blocks_drop(&m->added);
    memory_blocks_drop(&m->kept_blocks);
    table_data_drop(m->behind);
    arena_free(m->batch);
}

/* --- With others ----------------------------------------------------------------------------- */

void modify_keep(Modify *m)
{
    Layout *layouts = ARENA_ARRAY(m->arena, Layout, m->returned.count + 1);

    for (uint32_t at = 0; at < m->returned.count; at++)
        layouts[at] = type_layout(m->returned.items[at].type);
    m->kept = block_builder_new(m->arena, layouts, m->returned.count);
}

static bool seal_kept(Modify *m, Cx *cx)
{
    MemoryBlock *block = TRY(memory_block_seal(cx, m->kept, &m->session->server->tables));

    memory_blocks_add(m->arena, &m->kept_blocks, block);
    return true;
}

static bool keep_rows(Modify *m, Cx *cx, const Batch *out)
{
    for (uint32_t at = 0; at < out->selected;) {
        TRY(block_builder_add(cx, m->kept, out->columns, out->selection, &at, out->selected));
        if (block_builder_is_full(m->kept))
            TRY(seal_kept(m, cx));
    }
    return true;
}

TableData *modify_result(Modify *m, Cx *cx)
{
    TableData *empty = table_data_new(&m->session->server->tables);

    if (block_builder_rows(m->kept) && !seal_kept(m, cx)) {
        table_data_drop(empty);
        return NULL;
    }
    TableChange change = { .added = m->kept_blocks.items, .added_count = m->kept_blocks.count };
    TableData *data = table_data_change(cx, empty, &change);
    table_data_drop(empty);
    return data;
}

uint32_t modify_table(const Modify *m)
{
    return m->table->oid;
}

/* What it and those before it have done to the table; `more` rows go besides. */
static TableChange change_of(const Modify *m, bool with_own_added)
{
    TableChange change = { 0 };
    size_t deleted_count = 0, at = 0;
    uint32_t added_count = 0, in = 0;

    for (const Modify *each = m; each; each = each->before) {
        deleted_count += each->deleted_count;
        added_count += each->added.count;
    }
    RowAddress *deleted = ARENA_ARRAY(m->arena, RowAddress, deleted_count + 1);
    MemoryBlock **added = ARENA_ARRAY(m->arena, MemoryBlock *, added_count + 1);
    for (const Modify *each = m; each; each = each->before) {
        if (each->deleted_count)
            memcpy(deleted + at, each->deleted, each->deleted_count * sizeof *deleted);
        at += each->deleted_count;
        for (uint32_t block = 0; block < each->added.count && (each != m || with_own_added);
             block++)
            added[in++] = each->added.items[block];
    }
    change.deleted = deleted;
    change.deleted_count = deleted_count;
    change.added = added;
    change.added_count = in;
    return change;
}

static void mark_seen(Modify *m, RowAddress address)
{
    uint32_t part = (uint32_t)(address >> 32), row = (uint32_t)address;
    uint64_t **seen = &m->seen[part];

    if (!*seen) {
        uint32_t rows = m->table->data->parts[part].block->block->rows;
        *seen = arena_zero(m->arena, bit_words(rows) * sizeof **seen);
    }
    bit_set(*seen, row);
}

bool modify_follow(Modify *m, Cx *cx, const Modify *before)
{
    if (m->plan->kind == MODIFY_INSERT && m->plan->has_address)
        return fail(
            cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
            "ON CONFLICT DO UPDATE of a table that another statement of the WITH changes is "
            "not supported yet");
    for (const Modify *each = before; each; each = each->before)
        for (size_t at = 0; at < each->deleted_count; at++)
            mark_seen(m, each->deleted[at]);
    TableChange change = change_of(before, true);
    m->before = before;
    m->behind = TRY(table_data_change(cx, m->table->data, &change));
    if (m->check)
        row_check_look_in(m->check, m->behind);
    return true;
}

/* --- Rows that go ---------------------------------------------------------------------------- */

static void grow_deleted(Modify *m)
{
    size_t capacity = m->deleted_capacity ? m->deleted_capacity * 2 : ADDRESSES_FIRST;
    RowAddress *deleted = ARENA_ARRAY(m->arena, RowAddress, capacity);
    uint64_t *added_of = ARENA_ARRAY(m->arena, uint64_t, capacity);

    if (m->deleted_count) {
        memcpy(deleted, m->deleted, m->deleted_count * sizeof *deleted);
        memcpy(added_of, m->added_of, m->deleted_count * sizeof *added_of);
    }
    m->deleted = deleted;
    m->added_of = added_of;
    m->deleted_capacity = capacity;
}

/* False: it is among them already. */
static bool add_deleted(Modify *m, RowAddress address, uint64_t added)
{
    const uint64_t *seen = m->seen[address >> 32];

    if (seen && bit_get(seen, (uint32_t)address))
        return false;
    mark_seen(m, address);
    if (m->deleted_count == m->deleted_capacity)
        grow_deleted(m);
    m->added_of[m->deleted_count] = added;
    m->deleted[m->deleted_count++] = address;
    return true;
}

/* Note the rows that go; rows met before are taken out of the batch. */
static bool take_addresses(Modify *m, Cx *cx, Batch *batch)
{
    Row *rows = ARENA_ARRAY(m->batch, Row, batch->selected);
    uint32_t kept = 0;

    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        Value address = value_of_column(&batch->columns[0], row);
        if (address.is_null || add_deleted(m, (RowAddress)address.integer, m->rows_added + kept))
            rows[kept++] = row;
        else if (m->plan->on_conflict == CONFLICT_UPDATE)
            return fail_second_time(cx);
    }
    batch->selection = rows;
    batch->selected = kept;
    return true;
}

/* --- Rows that come -------------------------------------------------------------------------- */

/* Where a row of the plan is an update of one that is there, its default does not count. */
static Column only_where_inserted(Modify *m, const Batch *batch, const Column *planned,
                                  const Column *given, Type type)
{
    Value *values = ARENA_ARRAY(m->batch, Value, batch->rows + 1);

    for (uint32_t row = 0; row < batch->rows; row++)
        values[row] = VALUE_NULL;
    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        const Column *from = column_has(&batch->columns[0], row) ? planned : given;
        values[row] = value_of_typed_column(from, row, type);
    }
    return column_of_values(m->batch, type_layout(type), values, batch->rows);
}

static bool run_defaults(Modify *m, Cx *cx, Batch *batch)
{
    const Exprs *defaults = &m->plan->defaults;
    Column *given = ARENA_ARRAY(m->batch, Column, defaults->count + 1);
    uint32_t next = 0;

    if (!m->defaults)
        return true;
    TRY(program_run(cx, m->defaults, batch, given));
    for (uint32_t at = 0; at < defaults->count; at++) {
        Column *planned = &batch->columns[m->plan->first_value + at];
        if (!defaults->items[at])
            continue;
        if (m->plan->on_conflict == CONFLICT_UPDATE)
            *planned =
                only_where_inserted(m, batch, planned, &given[next++], m->table->columns[at].type);
        else
            *planned = given[next++];
    }
    return true;
}

/* Of the other columns, now that they all are known. */
static bool run_generated(Modify *m, Cx *cx, Batch *batch)
{
    const Exprs *generated = &m->plan->generated;
    Column *made = ARENA_ARRAY(m->batch, Column, generated->count + 1);
    uint32_t next = 0;

    if (!m->generated)
        return true;
    TRY(program_run(cx, m->generated, batch, made));
    for (uint32_t at = 0; at < generated->count; at++)
        if (generated->items[at])
            batch->columns[m->plan->first_value + at] = made[next++];
    return true;
}

static bool seal(Modify *m, Cx *cx)
{
    MemoryBlock *block = TRY(memory_block_seal(cx, m->builder, &m->session->server->tables));

    memory_blocks_add(m->arena, &m->added, block);
    return true;
}

static bool add_rows(Modify *m, Cx *cx, const Batch *batch)
{
    const Column *values = batch->columns + m->plan->first_value;

    for (uint32_t at = 0; at < batch->selected;) {
        TRY(block_builder_add(cx, m->builder, values, batch->selection, &at, batch->selected));
        if (block_builder_is_full(m->builder))
            TRY(seal(m, cx));
    }
    return true;
}

static bool return_rows(Modify *m, Cx *cx, const Batch *batch)
{
    Column *columns = ARENA_ARRAY(m->batch, Column, m->returned.count + 1);
    Batch out = { .columns = columns,
                  .column_count = m->returned.count,
                  .rows = batch->rows,
                  .selection = batch->selection,
                  .selected = batch->selected };

    if (!m->returning)
        return true;
    TRY(program_run(cx, m->returning, batch, columns));
    if (m->kept)
        return keep_rows(m, cx, &out);
    result_encode(&m->out, m->returned, m->format, &out);
    m->out_rows += out.selected;
    return check_memory(cx);
}

/* INSERT: keys row by row, against what is there and what came before; only as many rows are added
 * as pass, so that the next of the same statement meets them. */
static bool add_with_keys(Modify *m, Cx *cx, Batch *batch)
{
    Row *kept = ARENA_ARRAY(m->batch, Row, batch->selected);
    const Column *values = batch->columns + m->plan->first_value;
    uint32_t count = 0;

    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        KeyVerdict verdict = row_check_key(m->check, cx, values, row, m->builder, &m->added);
        if (verdict == KEY_FAILED)
            return false;
        if (verdict == KEY_SKIPPED)
            continue;
        uint32_t from = 0;
        kept[count++] = row;
        TRY(block_builder_add(cx, m->builder, values, &row, &from, 1));
        row_check_note(m->check, values, row, m->builder);
        if (block_builder_is_full(m->builder)) {
            TRY(seal(m, cx));
            row_check_sealed(m->check);
        }
    }
    batch->selection = kept;
    batch->selected = count;
    return true;
}

static bool complete_rows(Modify *m, Cx *cx, Batch *batch)
{
    TRY(run_defaults(m, cx, batch));
    if (m->filter)
        TRY(filter_run(cx, m->filter, batch));
    TRY(run_generated(m, cx, batch));
    return row_check_run(m->check, cx, batch);
}

static bool add_batch(Modify *m, Cx *cx, Batch *batch)
{
    if (m->plan->has_address)
        TRY(take_addresses(m, cx, batch));
    if (m->plan->kind != MODIFY_DELETE) {
        TRY(complete_rows(m, cx, batch));
        if (m->plan->kind == MODIFY_VALIDATE)
            return true;
        if (m->plan->kind == MODIFY_INSERT && !m->plan->has_address && row_check_has_keys(m->check))
            TRY(add_with_keys(m, cx, batch));
        else
            TRY(add_rows(m, cx, batch));
        m->rows_added += batch->selected;
    }
    m->count += batch->selected;
    return return_rows(m, cx, batch);
}

static bool work_on(Modify *m, Cx *cx, const Batch *batch, bool (*work)(Modify *, Cx *, Batch *))
{
    Batch own = *batch;
    Cx inner = { .arena = m->batch, .cancel = cx->cancel, .values = cx->values };

    arena_reset(m->batch);
    own.columns = arena_copy(m->batch, batch->columns, batch->column_count * sizeof *own.columns);
    return work(m, &inner, &own) || fail_with(cx, &inner.error);
}

bool modify_add(Modify *m, Cx *cx, const Batch *batch)
{
    return work_on(m, cx, batch, add_batch);
}

bool modify_check(Modify *m, Cx *cx, const Batch *batch)
{
    return work_on(m, cx, batch, complete_rows);
}

uint32_t modify_failed_row(const Modify *m)
{
    return row_check_failed_row(m->check);
}

/* --- The end --------------------------------------------------------------------------------- */

/* The table without the rows that go: what new keys must differ from. */
static const TableData *without_deleted(Modify *m, Cx *cx)
{
    TableChange change = change_of(m, false);

    if (change.deleted_count || change.added_count)
        return table_data_change(cx, m->table->data, &change);
    table_data_hold(m->table->data);
    return m->table->data;
}

static bool check_added_keys(Modify *m, Cx *cx)
{
    if ((!m->plan->has_address && m->plan->kind != MODIFY_REWRITE) || !row_check_has_keys(m->check))
        return true;
    const TableData *others = TRY(without_deleted(m, cx));
    bool passed = row_check_keys_of(m->check, cx, others, &m->added);
    table_data_drop(others);
    return passed;
}

bool modify_apply(Modify *m, Cx *cx)
{
    if (m->builder && block_builder_rows(m->builder))
        TRY(seal(m, cx));
    if (m->builder)
        TRY(check_added_keys(m, cx));
    if (!m->deleted_count && !m->added.count)
        return true;
    TableChange change = change_of(m, true);
    const TableData *data = TRY(table_data_change(cx, m->table->data, &change));
    transaction_put(m->session, m->table->oid,
                    catalog_table_with_data(m->version, m->table->oid, data));
    table_data_drop(data);
    return true;
}

void modify_changed(const Modify *m, RowsChange *out_change)
{
    *out_change = (RowsChange){ .oid = m->table->oid,
                                .before = m->table->data,
                                .deleted = m->deleted,
                                .deleted_count = m->deleted_count,
                                .added = m->added.items,
                                .added_count = m->added.count };
    if (m->plan->kind != MODIFY_DELETE)
        out_change->added_of = m->added_of;
    if (m->plan->kind == MODIFY_UPDATE)
        out_change->is_assigned = m->plan->is_assigned;
}

bool modify_finish(Modify *m, Cx *cx)
{
    RowsChange change;

    TRY(modify_apply(m, cx));
    if (m->plan->checks_foreign)
        return foreign_validate(cx, m->session, m->table->oid);
    if (m->plan->kind == MODIFY_REWRITE || m->plan->kind == MODIFY_VALIDATE)
        return true;
    modify_changed(m, &change);
    return foreign_run(cx, m->session, &change);
}

uint64_t modify_count(const Modify *m)
{
    return m->count;
}

Str modify_rows(const Modify *m, uint64_t *out_rows)
{
    *out_rows = m->out_rows;
    return (Str){ m->out.data, m->out.length };
}

const char *modify_tag(const Plan *statement)
{
    if (statement->tag == PLAN_Query) /* whose WITH queries change rows */
        return "SELECT";
    if (statement->tag == PLAN_Insert)
        return "INSERT 0";
    return statement->tag == PLAN_Update ? "UPDATE" : "DELETE";
}
