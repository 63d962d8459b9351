/*
 * scan.c -- reading a table: prune chunks, test rows, decode the rest for survivors only.
 *
 *     chunk: excluded by its bounds?          static filters, then joins' filters
 *       batch: for each conjunct, cheapest first: read the columns it needs, shrink the selection
 *              joins' filters: the same
 *              the other columns, for the rows that are left
 *
 * Invariant: every reader of the current chunk stands at `row`: each batch reads or skips `rows`
 * of every column.
 */
#include "storage/memory.h"
#include "worker/pipeline.h"

enum { PREDICATES_MAX = 64 };

/* A join's filter on column `column` of the scan. */
typedef struct RowFilter {
    const RuntimeFilter *filter;
    uint32_t column;
} RowFilter;

typedef struct ScanOp {
    Operator op;
    const Scan *plan;
    uint32_t split, last_split; /* counted over all files */
    uint32_t file, chunk;       /* of `split` */
    ScanFile *open;             /* held; NULL: not yet */
    Arena chunk_arena;          /* readers and their buffers */
    ColumnReader **readers;     /* of the current chunk, a column each; NULL: not opened */
    int64_t row, rows;          /* in the current chunk; rows 0: no chunk */
    FilterState *filter;        /* NULL: no filters */
    const FilterProgram *program;
    uint64_t *needed; /* scratch: columns of one conjunct */
    uint32_t conjunct_count;
    RowFilter *row_filters;
    uint32_t row_filter_count;
    ScanPredicate predicates[PREDICATES_MAX]; /* what bounds can decide */
    uint32_t predicate_count;
    Column *columns; /* of the current batch */
    uint64_t *is_read;
} ScanOp;

/* --- Which chunks ---------------------------------------------------------------------------- */

static bool compare_of_name(Str name, bool flipped, ScanCompare *out_compare)
{
    static const struct {
        const char *name;
        ScanCompare compare, flipped;
    } table[] = {
        { "=", SCAN_EQ, SCAN_EQ },  { "<>", SCAN_NE, SCAN_NE }, { "<", SCAN_LT, SCAN_GT },
        { "<=", SCAN_LE, SCAN_GE }, { ">", SCAN_GT, SCAN_LT },  { ">=", SCAN_GE, SCAN_LE },
    };

    for (uint32_t at = 0; at < COUNT_OF(table); at++)
        if (str_is(name, table[at].name)) {
            *out_compare = flipped ? table[at].flipped : table[at].compare;
            return true;
        }
    return false;
}

/* A comparison of a column with a constant of just its type. */
static void add_predicate(ScanOp *scan, const Expr *conjunct)
{
    const Call *call = EXPR_AS(Call, conjunct);
    ScanPredicate predicate;

    if (!call || call->args.count != 2 || scan->predicate_count == PREDICATES_MAX)
        return;
    bool flipped = call->args.items[0]->tag == EXPR_Const;
    const Expr *side = call->args.items[flipped];
    const Const *constant = EXPR_AS(Const, call->args.items[!flipped]);
    uint32_t column = column_of_ref(scan->plan->columns, side);

    if (column == COLUMN_NONE || !constant || constant->value.is_null)
        return;
    Type a = side->type, b = constant->head.type;
    bool same_scale = a.numeric_form == b.numeric_form && a.numeric_scale == b.numeric_scale;
    bool same_width = (type_layout(a) == LAYOUT_I128) == (type_layout(b) == LAYOUT_I128);
    if (a.id != b.id || !same_scale || !same_width ||
        !compare_of_name(call->name, flipped, &predicate.compare))
        return;
    predicate.column = (uint32_t)scan->plan->ordinals.items[column];
    predicate.constant = constant->value;
    scan->predicates[scan->predicate_count++] = predicate;
}

static bool passes_row_filters(const ScanOp *scan, uint32_t chunk)
{
    for (uint32_t at = 0; at < scan->row_filter_count; at++) {
        uint32_t column = scan->row_filters[at].column;
        Layout layout = type_layout(scan->plan->columns.items[column].type);
        ChunkStats stats;
        scan_stats(scan->open, chunk, (uint32_t)scan->plan->ordinals.items[column], &stats);
        bool is_integer = layout >= LAYOUT_I8 && layout <= LAYOUT_I64;
        if (is_integer && stats.has_bounds &&
            !runtime_filter_may_pass(scan->row_filters[at].filter, stats.min.integer,
                                     stats.max.integer))
            return false;
    }
    return true;
}

static bool is_excluded(const ScanOp *scan, uint32_t chunk)
{
    for (uint32_t at = 0; at < scan->predicate_count; at++)
        if (scan_chunk_excluded(scan->open, chunk, &scan->predicates[at]))
            return true;
    return !passes_row_filters(scan, chunk);
}

/* No reader of it may be left in the chunk's arena. */
static void let_go(ScanOp *scan, Task *task)
{
    const PlanFile *file = &scan->plan->files.items[scan->file];

    if (scan->open && file->format != FORMAT_MEMORY)
        query_let_go(((Runtime *)task->runtime)->query, file);
    scan->open = NULL;
}

static OpStatus hold_table(ScanOp *scan, Task *task, const PlanFile *file)
{
    for (const TableScan *table = ((Runtime *)task->runtime)->tables; table; table = table->next)
        if (table->id == file->pin.inode)
            scan->open = table->scan;
    if (scan->open)
        return OP_MORE;
    fail(&task->cx, ERR_INTERNAL_ERROR, NO_POSITION, "table \"%.*s\" was not sent to the worker",
         STR(scan->plan->table_name));
    return OP_FAILED;
}

/* Have the file of the next chunk open: MORE. */
static OpStatus hold_file(ScanOp *scan, Task *task)
{
    const Files *files = &scan->plan->files;

    while (scan->chunk == files->items[scan->file].chunk_count) {
        let_go(scan, task);
        scan->file++;
        scan->chunk = 0;
    }
    if (scan->open)
        return OP_MORE;
    if (files->items[scan->file].format == FORMAT_MEMORY)
        return hold_table(scan, task, &files->items[scan->file]);
    QueryRun *query = ((Runtime *)task->runtime)->query;
    switch (query_file(&task->cx, query, &files->items[scan->file], &scan->open)) {
    case FILE_OPENING: return OP_PARKED;
    case FILE_FAILED: return OP_FAILED;
    case FILE_READY: break;
    }
    return OP_MORE;
}

/* Step to the next chunk of the lease that is not excluded: MORE. */
static OpStatus next_chunk(ScanOp *scan, Task *task)
{
    arena_reset(&scan->chunk_arena);
    while (scan->split < scan->last_split) {
        OpStatus held = hold_file(scan, task);
        if (held != OP_MORE)
            return held;
        const PlanFile *file = &scan->plan->files.items[scan->file];
        uint32_t chunk = scan->chunk++;
        scan->split++;
        if (is_excluded(scan, chunk)) {
            scan->op.metrics.chunks_skipped++;
            continue;
        }
        scan->readers =
            arena_zero(&scan->chunk_arena, (scan->plan->columns.count + 1) * sizeof *scan->readers);
        scan->row = 0;
        scan->rows = file->chunk_rows[chunk];
        if (scan->rows)
            return OP_MORE;
    }
    return OP_DONE;
}

/* --- One batch ------------------------------------------------------------------------------- */

/* Where the rows of the batch are: see row_address(). */
static Column address_column(const ScanOp *scan, uint32_t rows)
{
    return (Column){ .kind = COLUMN_SEQ,
                     .layout = LAYOUT_I64,
                     .rows = rows,
                     .min = (int64_t)row_address(scan->chunk - 1, (uint32_t)scan->row),
                     .max = 1 };
}

static bool read_column(ScanOp *scan, Task *task, uint32_t column, const Batch *batch)
{
    Cx cx = cx_within(&task->cx, &scan->op.arena);
    ColumnReader **reader = &scan->readers[column];
    uint32_t ordinal = (uint32_t)scan->plan->ordinals.items[column];
    bool done = true;

    if (bit_get(scan->is_read, column))
        return true;
    bit_set(scan->is_read, column);
    if (scan->plan->ordinals.items[column] == ROW_ADDRESS_ORDINAL) {
        scan->columns[column] = address_column(scan, batch->rows);
        return true;
    }
    if (!*reader) {
        *reader = scan_column_open(&cx, scan->open, scan->chunk - 1, ordinal, &scan->chunk_arena);
        done = *reader && (scan->row == 0 || scan_column_skip(&cx, *reader, (uint32_t)scan->row));
    }
    if (done && batch->selected)
        done = scan_column_read(&cx, *reader, batch->rows, batch->selection, batch->selected,
                                &scan->columns[column]);
    else if (done)
        done = scan_column_skip(&cx, *reader, batch->rows);
    return done || fail_with(&task->cx, &cx.error);
}

/* Run the conjuncts in their current order, reading columns as they are needed. */
static bool run_filters(ScanOp *scan, Task *task, Batch *batch)
{
    Cx cx = cx_within(&task->cx, &scan->op.arena);
    uint32_t words = (uint32_t)bit_words(scan->plan->columns.count);

    if (scan->filter)
        filter_begin_batch(scan->filter);
    for (uint32_t at = 0; at < scan->conjunct_count && batch->selected; at++) {
        memset(scan->needed, 0, words * sizeof *scan->needed);
        filter_conjunct_columns(scan->filter, at, scan->needed);
        for (uint32_t column = 0; column < scan->plan->columns.count; column++)
            if (bit_get(scan->needed, column))
                TRY(read_column(scan, task, column, batch));
        if (!filter_run_one(&cx, scan->filter, at, batch))
            return fail_with(&task->cx, &cx.error);
    }
    return true;
}

static bool run_row_filters(ScanOp *scan, Task *task, Batch *batch)
{
    for (uint32_t at = 0; at < scan->row_filter_count && batch->selected; at++) {
        const RowFilter *filter = &scan->row_filters[at];
        TRY(read_column(scan, task, filter->column, batch));
        Row *rows = ARENA_ARRAY(&scan->op.arena, Row, batch->selected);
        batch->selected =
            runtime_filter_select(filter->filter, &scan->op.arena, &scan->columns[filter->column],
                                  batch->selection, batch->selected, rows);
        batch->selection = rows;
    }
    return true;
}

/* Columns not read yet stand in as nulls, so the batch is whole for whoever looks at it. */
static void clear_columns(ScanOp *scan, uint32_t rows)
{
    Column null = column_null(&scan->op.arena, LAYOUT_BOOL, rows);

    scan->columns = ARENA_ARRAY(&scan->op.arena, Column, scan->plan->columns.count + 1);
    memset(scan->is_read, 0, bit_words(scan->plan->columns.count) * sizeof *scan->is_read);
    for (uint32_t at = 0; at < scan->plan->columns.count; at++)
        scan->columns[at] = null;
}

/* Take out the rows that are deleted. */
static void drop_deleted(ScanOp *scan, Batch *batch)
{
    const uint64_t *deleted = scan_deleted(scan->open, scan->chunk - 1);

    if (!deleted)
        return;
    Row *rows = ARENA_ARRAY(&scan->op.arena, Row, batch->rows);
    batch->selected = 0;
    for (uint32_t row = 0; row < batch->rows; row++)
        if (!bit_get(deleted, (uint32_t)scan->row + row))
            rows[batch->selected++] = (Row)row;
    batch->selection = rows;
}

static bool read_batch(ScanOp *scan, Task *task, Batch *batch)
{
    int64_t left = scan->rows - scan->row;
    uint32_t rows = left < task->batch_rows ? (uint32_t)left : task->batch_rows;

    arena_reset(&scan->op.arena);
    clear_columns(scan, rows);
    *batch = (Batch){ .columns = scan->columns,
                      .column_count = scan->plan->columns.count,
                      .rows = rows,
                      .selected = rows };
    drop_deleted(scan, batch);
    TRY(run_filters(scan, task, batch));
    TRY(run_row_filters(scan, task, batch));
    for (uint32_t column = 0; column < scan->plan->columns.count; column++)
        if (batch->selected || scan->readers[column])
            TRY(read_column(scan, task, column, batch));
    scan->row += rows;
    return true;
}

static OpStatus scan_next(Operator *op, Task *task, Batch *out)
{
    ScanOp *scan = (ScanOp *)op;

    do {
        if (!check_interrupts(&task->cx))
            return OP_FAILED;
        OpStatus status = scan->row == scan->rows ? next_chunk(scan, task) : OP_MORE;
        if (status != OP_MORE)
            return status;
        if (!read_batch(scan, task, out))
            return OP_FAILED;
    } while (out->selected == 0);
    return OP_MORE;
}

static void scan_close_op(Operator *op, Task *task)
{
    ScanOp *scan = (ScanOp *)op;

    arena_fini(&scan->chunk_arena);
    let_go(scan, task);
}

/* --- Making ---------------------------------------------------------------------------------- */

static bool start_filters(ScanOp *scan, Task *task)
{
    const Scan *plan = scan->plan;

    if (!plan->filters.count)
        return true;
    scan->program = TRY(filter_compile(&task->cx, plan->filters, plan->columns));
    scan->filter = TRY(filter_start(&task->cx, scan->program));
    scan->conjunct_count = filter_conjunct_count(scan->program);
    for (uint32_t at = 0; at < plan->filters.count; at++)
        add_predicate(scan, plan->filters.items[at]);
    return true;
}

static void take_row_filters(ScanOp *scan, Task *task)
{
    Runtime *runtime = task->runtime;
    uint32_t count = 0;

    for (ScanFilter *filter = runtime->filters; filter; filter = filter->next)
        count++;
    scan->row_filters = ARENA_ARRAY(task->arena, RowFilter, count);
    for (ScanFilter *filter = runtime->filters; filter; filter = filter->next)
        for (uint32_t column = 0; column < scan->plan->columns.count; column++)
            if (scan->plan->columns.items[column].id == filter->column)
                scan->row_filters[scan->row_filter_count++] = (RowFilter){ filter->filter, column };
}

/* Find the file and chunk of the first split. */
static void seek(ScanOp *scan, uint32_t from, uint32_t to)
{
    scan->split = from;
    scan->last_split = to;
    while (scan->file < scan->plan->files.count &&
           from >= scan->plan->files.items[scan->file].chunk_count)
        from -= scan->plan->files.items[scan->file++].chunk_count;
    scan->chunk = from;
}

Operator *scan_new(Task *task, const Scan *plan, uint32_t from, uint32_t to)
{
    ScanOp *scan = OP_NEW(task, ScanOp, &plan->head, scan_next);
    size_t words = bit_words(plan->columns.count) + 1;

    scan->plan = plan;
    scan->op.close = scan_close_op;
    scan->needed = arena_zero(task->arena, words * sizeof *scan->needed);
    scan->is_read = arena_zero(task->arena, words * sizeof *scan->is_read);
    arena_init(&scan->chunk_arena, task->budget);
    seek(scan, from, to);
    TRY(start_filters(scan, task));
    take_row_filters(scan, task);
    return &scan->op;
}
