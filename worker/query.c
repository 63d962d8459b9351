/* query.c -- see query.h. */
#include "worker/query.h"

#include "base/fault.h"
#include "base/pack.h"

#include <stdlib.h>

enum { STAGES_MAX = 1000 };

/* The stages of a Prepare message: an array of encoded plans. */
static bool decode_stages(Cx *cx, Str bytes, QueryRun *query)
{
    PackReader in = pack_reader(bytes);
    uint32_t count = unpack_array(&in);

    if (in.faulty || count == 0 || count > STAGES_MAX)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "damaged list of stages");
    query->stages = ARENA_ARRAY(cx->arena, const Plan *, count);
    for (uint32_t at = 0; at < count; at++) {
        Str plan = unpack_bytes(&in);
        query->stages[at] = TRY(plan_decode(cx, plan));
        if (query->stages[at]->tag != PLAN_Exchange)
            return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "a stage is not an exchange");
    }
    query->stage_count = count;
    return true;
}

QueryRun *query_run_new(Cx *cx, const PrepareMessage *prepare, Budget *parent,
                        SegmentStore *segments)
{
    QueryRun *query = calloc(1, sizeof *query);

    if (!query)
        abort();
    int64_t limit = prepare->memory_bytes ? (int64_t)prepare->memory_bytes : INT64_MAX;
    budget_init(&query->budget, parent, "the query", limit);
    query->arena = arena_new(&query->budget);
    query->id = prepare->query;
    query->segments = segments;
    query->values = value_context_default;
    query->result = (ResultFormat){ str_copy(query->arena, prepare->formats), &query->values };
    bool limited = prepare->batch_rows && prepare->batch_rows < BATCH_ROWS_MAX;
    query->batch_rows = limited ? (uint32_t)prepare->batch_rows : BATCH_ROWS_MAX;
    query->gives_blocks = prepare->gives_blocks != 0;
    query->force_spill = prepare->force_spill != 0;
    pthread_mutex_init(&query->lock, NULL);

    Cx own = { .arena = query->arena };
    bool has_context =
        prepare->values.length == 0 || value_context_unpack(&own, prepare->values, &query->values);
    if (!has_context || !decode_stages(&own, prepare->stages, query)) {
        fail_with(cx, &own.error);
        query_run_free(query);
        return NULL;
    }
    query->outputs = arena_zero(query->arena, query->stage_count * sizeof *query->outputs);
    return query;
}

void query_run_free(QueryRun *query)
{
    for (OpenFile *file = query->files; file; file = file->next)
        scan_close(file->file);
    while (query->tables) {
        ScanFile *scan = query->tables->scan;
        query->tables = query->tables->next;
        scan_close(scan); /* with the list's item, which lies in its arena */
    }
    for (SharedBuild *build = query->builds; build; build = build->next)
        arena_free(build->arena);
    segment_release(query->segments, query->id);
    arena_free(query->arena);
    pthread_mutex_destroy(&query->lock);
    free(query);
}

void query_set_input(QueryRun *query, uint32_t stage, const BlockRefs *refs)
{
    if (stage >= query->stage_count)
        return;
    pthread_mutex_lock(&query->lock);
    StageOutput *output = &query->outputs[stage];
    output->is_known = true;
    output->refs.count = refs->count;
    output->refs.items = arena_copy(query->arena, refs->items, refs->count * sizeof *refs->items);
    output->blocks = arena_zero(query->arena, (refs->count + 1) * sizeof *output->blocks);
    for (SharedBuild *build = query->builds; build; build = build->next)
        if (build->join && ((const StageInput *)build->join->right)->stage == stage)
            build->join = NULL; /* made of other blocks; some lease may still probe it */
    pthread_mutex_unlock(&query->lock);
}

/* Holds the lock. */
static Block *open_block(Cx *cx, QueryRun *query, StageOutput *output, uint32_t at)
{
    Cx own = { .arena = query->arena };

    if (output->blocks[at])
        return output->blocks[at];
    const BlockRef *ref = &output->refs.items[at];
    const void *bytes = segment_find(&own, query->segments, ref);
    Block *block = bytes ? block_open(&own, bytes, ref->bytes, false) : NULL;
    if (!block)
        return fail_with(cx, &own.error);
    return output->blocks[at] = block;
}

bool query_blocks(Cx *cx, QueryRun *query, uint32_t stage, uint32_t from, uint32_t to,
                  Block ***out_blocks, uint32_t *out_count)
{
    StageOutput *output = &query->outputs[stage];
    bool opened = true;

    FAULT(BLOCK_FETCH);
    pthread_mutex_lock(&query->lock);
    Block **blocks = ARENA_ARRAY(cx->arena, Block *, output->refs.count);
    uint32_t count = 0;
    for (uint32_t at = 0; opened && at < output->refs.count; at++) {
        uint32_t partition = output->refs.items[at].partition;
        if (partition < from || partition >= to)
            continue;
        blocks[count] = open_block(cx, query, output, at);
        opened = blocks[count++] != NULL;
    }
    pthread_mutex_unlock(&query->lock);
    *out_blocks = blocks;
    *out_count = count;
    return opened;
}

/* --- Tables in memory ------------------------------------------------------------------------ */

static bool fits_types(const Block *block, const ScanColumn *columns, uint32_t count)
{
    bool fits = block->column_count == count;

    for (uint32_t at = 0; fits && at < count; at++)
        fits = block->columns[at].layout == type_layout(columns[at].type);
    return fits;
}

/* Part `at` of the table; its segments are mapped. */
static bool open_part(Cx *cx, QueryRun *query, const TableMessage *message, uint32_t at,
                      MemoryPart *out_part)
{
    const BlockRef *block = &message->blocks.items[at], *deleted = &message->deleted.items[at];
    const void *bytes = TRY(segment_find(cx, query->segments, block));

    *out_part = (MemoryPart){ 0 };
    out_part->block = TRY(block_open(cx, bytes, block->bytes, false));
    if (deleted->bytes)
        out_part->deleted = TRY(segment_find(cx, query->segments, deleted));
    return !deleted->bytes ||
           deleted->bytes == bit_words(out_part->block->rows) * sizeof(uint64_t) ||
           fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "a table's bitmap has another size");
}

static ScanFile *open_table(Cx *cx, QueryRun *query, const TableMessage *message)
{
    uint32_t columns = (uint32_t)(message->types.length / sizeof(Type));
    uint32_t parts = message->blocks.count;
    const Type *types = (const void *)message->types.data;
    ScanColumn *about = ARENA_ARRAY(cx->arena, ScanColumn, columns + 1);
    MemoryPart *list = ARENA_ARRAY(cx->arena, MemoryPart, parts + 1);

    if (message->deleted.count != parts)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "a table lacks bitmaps");
    for (uint32_t at = 0; at < columns; at++)
        about[at] = (ScanColumn){ .type = types[at], .nullable = true };
    for (uint32_t at = 0; at < parts; at++) {
        TRY(open_part(cx, query, message, at, &list[at]));
        if (!fits_types(list[at].block, about, columns))
            return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "a table's block has other columns");
    }
    return memory_scan_open(cx->arena, about, columns, list, parts);
}

bool query_add_table(Cx *cx, QueryRun *query, const TableMessage *message)
{
    Arena *arena = arena_new(&query->budget);
    Cx own = { .arena = arena };
    TableMessage kept = *message;

    kept.types = str_copy(arena, message->types);
    ScanFile *scan = open_table(&own, query, &kept);
    if (!scan) {
        fail_with(cx, &own.error);
        arena_free(arena);
        return false;
    }
    TableScan *table = arena_alloc(arena, sizeof *table);
    *table = (TableScan){ query->tables, message->table, scan };
    query->tables = table;
    return true;
}

/* --- Files: all but the opening itself holds the lock ---------------------------------------- */

static OpenFile *find_file(QueryRun *query, const PlanFile *plan)
{
    OpenFile *file = query->files;

    while (file && file->plan != plan)
        file = file->next;
    return file;
}

static OpenFile *add_file(QueryRun *query, const PlanFile *plan)
{
    OpenFile *file = query->spare_files;

    if (file)
        query->spare_files = file->next;
    else
        file = arena_alloc(query->arena, sizeof *file);
    *file = (OpenFile){ .next = query->files, .plan = plan };
    query->files = file;
    query->file_count++;
    return file;
}

static void remove_file(QueryRun *query, OpenFile **link)
{
    OpenFile *file = *link;

    *link = file->next;
    file->next = query->spare_files;
    query->spare_files = file;
    query->file_count--;
}

static OpenFile **link_of(QueryRun *query, const OpenFile *file)
{
    OpenFile **link = &query->files;

    while (*link != file)
        link = &(*link)->next;
    return link;
}

/* Where there are enough files: take out the one opened longest ago that no lease holds, for the
 * caller to close; else NULL. */
static ScanFile *take_surplus(QueryRun *query)
{
    OpenFile **oldest = NULL;

    if (query->file_count < OPEN_FILES_MAX)
        return NULL;
    for (OpenFile **link = &query->files; *link; link = &(*link)->next)
        if ((*link)->file && (*link)->holders == 0)
            oldest = link;
    ScanFile *surplus = oldest ? (*oldest)->file : NULL;
    if (oldest)
        remove_file(query, oldest);
    return surplus;
}

/* Called without the lock: an index of the whole file may have to be made. */
static ScanFile *open_file(Cx *cx, QueryRun *query, const PlanFile *plan)
{
    TRY(FAULT_PASSES(cx, FILE_OPEN));
    return scan_open(cx, plan->path, plan->format, &plan->pin, NULL, 0, &query->budget);
}

FileState query_file(Cx *cx, QueryRun *query, const PlanFile *plan, ScanFile **out_file)
{
    pthread_mutex_lock(&query->lock);
    OpenFile *file = find_file(query, plan);
    if (file) {
        FileState state = file->file ? FILE_READY : FILE_OPENING;
        file->holders += state == FILE_READY;
        *out_file = file->file;
        pthread_mutex_unlock(&query->lock);
        return state;
    }
    ScanFile *surplus = take_surplus(query);
    file = add_file(query, plan);
    pthread_mutex_unlock(&query->lock);

    scan_close(surplus);
    ScanFile *opened = open_file(cx, query, plan);

    pthread_mutex_lock(&query->lock);
    file->file = opened;
    file->holders = 1;
    if (!opened)
        remove_file(query, link_of(query, file));
    pthread_mutex_unlock(&query->lock);
    *out_file = opened;
    return opened ? FILE_READY : FILE_FAILED;
}

void query_let_go(QueryRun *query, const PlanFile *plan)
{
    pthread_mutex_lock(&query->lock);
    OpenFile *file = find_file(query, plan);
    assert(file && file->holders > 0);
    file->holders--;
    pthread_mutex_unlock(&query->lock);
}

/* --- Shared tables --------------------------------------------------------------------------- */

/* Holds the lock. */
static SharedBuild *find_build(QueryRun *query, const HashJoin *join)
{
    for (SharedBuild *build = query->builds; build; build = build->next)
        if (build->join == join)
            return build;
    SharedBuild *build = arena_zero(query->arena, sizeof *build);
    build->join = join;
    build->next = query->builds;
    query->builds = build;
    return build;
}

/* Called without the lock, with an arena of its own: other threads go on meanwhile. */
static const JoinTable *build_table(Cx *cx, QueryRun *query, const HashJoin *join)
{
    const StageInput *input = (const StageInput *)join->right;
    Block **blocks;
    uint32_t count;

    TRY(query_blocks(cx, query, (uint32_t)input->stage, 0, UINT32_MAX, &blocks, &count));
    return join_table_build(cx, join, input->columns, blocks, count);
}

/* A build that ended because its lease was revoked is another lease's to try. */
static bool was_canceled(const Cx *cx)
{
    return cx->error.code == ERR_QUERY_CANCELED;
}

static const JoinTable *run_build(Cx *cx, QueryRun *query, SharedBuild *build, const HashJoin *join)
{
    Arena *arena = arena_new(&query->budget);
    Cx own = cx_within(cx, arena);
    const JoinTable *table = build_table(&own, query, join);
    bool is_kept = table || !was_canceled(&own);

    if (!table)
        fail_with(cx, &own.error);
    pthread_mutex_lock(&query->lock);
    build->table = table;
    build->arena = is_kept ? arena : NULL;
    build->error = own.error;
    build->state = table ? BUILD_READY : is_kept ? BUILD_FAILED : BUILD_NONE;
    pthread_mutex_unlock(&query->lock);
    if (!is_kept)
        arena_free(arena);
    return table;
}

BuildState query_shared_table(Cx *cx, QueryRun *query, const HashJoin *join,
                              const JoinTable **out_table)
{
    pthread_mutex_lock(&query->lock);
    SharedBuild *build = find_build(query, join);
    BuildState state = build->state;
    const JoinTable *table = build->table;
    if (state == BUILD_NONE)
        build->state = BUILD_RUNNING;
    pthread_mutex_unlock(&query->lock);

    if (state == BUILD_NONE) {
        table = run_build(cx, query, build, join);
        state = table ? BUILD_READY : BUILD_FAILED;
    } else if (state == BUILD_FAILED) {
        fail_with(cx, &build->error);
    }
    *out_table = table;
    return state;
}
