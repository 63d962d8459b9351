/*
 * run.c -- running a program over a batch.
 *
 * All that does not depend on what a kernel computes is decided here, once a batch:
 *   constants    all arguments CONST: one row is computed, the result is CONST
 *   nulls        strict: the result is null where an argument is; kernels that raise or follow
 *                views do not see those rows
 *   dictionaries f(dictionary) instead of f(rows), kept while the dictionary stays
 *   sparse rows  where few rows of a batch are live, they are gathered first
 *
 * The raise rule: a kernel raises for rows of its selection only; CASE, AND and OR run operands
 * that may raise on the rows that need them (logic.c, case.c).
 */
#include "expression/program.h"

enum {
    SPARSE_FACTOR = 8,                /* gather below one live row in so many */
    DICTIONARY_ENTRIES_MAX = 1 << 15, /* larger ones are not worth computing whole */
};

ProgramState *program_start(Cx *cx, const Program *program)
{
    ProgramState *state = arena_zero(cx->arena, sizeof *state);

    state->program = program;
    state->arena = cx->arena;
    state->registers = arena_zero(cx->arena, (program->register_count + 1) * sizeof(Column));
    state->flats = arena_zero(cx->arena, (program->column_count + 1) * sizeof(Column));
    state->caches = arena_zero(cx->arena, (program->cache_count + 1) * sizeof(DictionaryCache));
    return state;
}

Column *run_register(Run *run, Reg reg)
{
    return &run->state->registers[reg];
}

bool run_block(Run *run, const Block *block, Rows rows)
{
    for (uint32_t at = 0; at < block->step_count; at++) {
        const Step *step = &block->steps[at];
        TRY(step->run(run, step, rows, &run->state->registers[step->out]));
    }
    return true;
}

/* Inputs are flattened once a batch, for all its live rows; what a step made, when asked for. */
Column run_flat(Run *run, Reg reg, Rows rows)
{
    ProgramState *state = run->state;
    const Column *column = &state->registers[reg];

    if (column->kind == COLUMN_FLAT || column->kind == COLUMN_CONST)
        return *column;
    if (reg >= state->program->column_count)
        return column_flatten(run->cx->arena, column, rows.selection, rows.selected);
    if (!state->flats[reg].rows)
        state->flats[reg] =
            column_flatten(run->cx->arena, column, run->all.selection, run->all.selected);
    return state->flats[reg];
}

/* --- Nulls -------------------------------------------------------------------------------------
 */

static bool any_null_constant(const Column *args, uint32_t count)
{
    for (uint32_t arg = 0; arg < count; arg++)
        if (args[arg].kind == COLUMN_CONST && !column_has(&args[arg], 0))
            return true;
    return false;
}

/* The rows in which no argument is null: NULL where all are such.  Constants are not null here. */
static const uint64_t *args_validity(Cx *cx, const Column *args, uint32_t count, uint32_t rows)
{
    const uint64_t *first = NULL;
    uint64_t *both = NULL;

    for (uint32_t arg = 0; arg < count; arg++) {
        const uint64_t *next = args[arg].kind == COLUMN_CONST ? NULL : args[arg].validity;
        if (!next || next == first)
            continue;
        if (!first) {
            first = next;
            continue;
        }
        if (!both)
            both = memcpy(validity_alloc(cx->arena, rows, false), first,
                          bit_words(rows) * sizeof *both);
        for (uint32_t word = 0; word < bit_words(rows); word++)
            both[word] &= next[word];
    }
    return both ? both : first;
}

static const uint64_t *validity_and(Cx *cx, const uint64_t *a, const uint64_t *b, uint32_t rows)
{
    if (!a || !b)
        return a ? a : b;
    uint64_t *both = validity_alloc(cx->arena, rows, false);
    for (uint32_t word = 0; word < bit_words(rows); word++)
        both[word] = a[word] & b[word];
    return both;
}

static Rows rows_valid(Cx *cx, Rows rows, const uint64_t *validity)
{
    Row *live = ARENA_ARRAY(cx->arena, Row, rows.selected + 1);
    uint32_t found = 0;

    for (uint32_t at = 0; at < rows.selected; at++) {
        Row row = rows.selection ? rows.selection[at] : (Row)at;
        live[found] = row;
        found += bit_get(validity, row);
    }
    return (Rows){ live, found, rows.rows };
}

/* --- Calls -------------------------------------------------------------------------------------
 */

static KernelCall kernel_call(Cx *cx, const Step *step, const Column *args, Rows rows)
{
    return (KernelCall){ .cx = cx,
                         .args = args,
                         .arg_types = step->arg_types,
                         .arg_count = step->arg_count,
                         .rows = rows.rows,
                         .selection = rows.selection,
                         .selected = rows.selected,
                         .result_type = step->type,
                         .position = step->position,
                         .state = step->state };
}

static bool call_strict(Cx *cx, const Step *step, const Column *args, Rows rows, Column *out)
{
    const uint64_t *validity = args_validity(cx, args, step->arg_count, rows.rows);

    if (validity && step->flags & (STEP_RAISES | STEP_READS_HEAP)) {
        rows = rows_valid(cx, rows, validity);
        if (!rows.selected) {
            *out = column_null(cx->arena, type_layout(step->type), rows.rows);
            return true;
        }
    }
    KernelCall call = kernel_call(cx, step, args, rows);
    TRY(step->kernel(&call, out));
    if (out->kind == COLUMN_CONST && validity)
        *out = column_flatten(cx->arena, out, NULL, 0);
    out->validity = validity_and(cx, out->validity, validity, rows.rows);
    return true;
}

/* All arguments are the same in every row: so is the result. */
static bool call_constant(Cx *cx, const Step *step, Column *args, Rows rows, Column *out)
{
    KernelCall call = kernel_call(cx, step, args, (Rows){ NULL, 1, 1 });

    if (!rows.selected) {
        *out = column_null(cx->arena, type_layout(step->type), rows.rows);
        return true;
    }
    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        args[arg].rows = 1;
    TRY(step->kernel(&call, out));
    out->kind = COLUMN_CONST;
    out->rows = rows.rows;
    return true;
}

bool call_run(Cx *cx, const Step *step, Column *args, Rows rows, Column *out)
{
    bool all_constant = step->arg_count > 0 && !(step->flags & STEP_IMPURE);

    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        all_constant = all_constant && args[arg].kind == COLUMN_CONST;
    if (step->flags & STEP_STRICT && any_null_constant(args, step->arg_count)) {
        *out = column_null(cx->arena, type_layout(step->type), rows.rows);
        return true;
    }
    if (all_constant)
        return call_constant(cx, step, args, rows, out);
    if (step->flags & STEP_STRICT)
        return call_strict(cx, step, args, rows, out);

    KernelCall call = kernel_call(cx, step, args, rows);
    return step->kernel(&call, out);
}

/* --- Calls over dictionaries --------------------------------------------------------------------
 */

/* The one argument that is a dictionary where all others are constants; arg_count: none is. */
static uint32_t dictionary_arg(const Step *step, const Column *args)
{
    uint32_t found = step->arg_count;

    if (!(step->flags & STEP_STRICT) || step->flags & STEP_IMPURE)
        return step->arg_count;
    for (uint32_t arg = 0; arg < step->arg_count; arg++) {
        if (args[arg].kind == COLUMN_CONST)
            continue;
        if (args[arg].kind != COLUMN_DICT || found < step->arg_count)
            return step->arg_count;
        found = arg;
    }
    return found;
}

/* Does what f gives for the entries hold in later batches too? */
static bool is_kept(const Step *step, const Dictionary *dictionary)
{
    return dictionary->id && step->flags & STEP_ONE_VARIES;
}

static bool is_worth_whole(const Step *step, const Dictionary *dictionary, Rows rows)
{
    uint32_t entries = dictionary->values.rows;

    return entries <= rows.selected ||
           (is_kept(step, dictionary) && entries <= DICTIONARY_ENTRIES_MAX);
}

/* Doubling, so that what is left behind in the arena is no more than what is used. */
static void *grown(Arena *arena, void *buffer, size_t *capacity, size_t bytes)
{
    if (bytes <= *capacity)
        return buffer;
    *capacity = bytes > 2 * *capacity ? bytes : 2 * *capacity;
    return arena_align(arena, *capacity, 64);
}

static bool copy_views(DictionaryCache *cache, Arena *arena, const Column *values)
{
    StrView *views = cache->data;
    size_t bytes = 0;

    for (uint32_t at = 0; at < values->rows; at++)
        bytes += views[at].length > VIEW_INLINE_MAX ? views[at].length : 0;
    if (bytes > UINT32_MAX)
        return false;
    cache->heap = grown(arena, cache->heap, &cache->heap_bytes, bytes);
    cache->heaps[0] = cache->heap;
    uint32_t offset = 0;
    for (uint32_t at = 0; at < values->rows; at++) {
        Str text = view_str(&views[at], values->heaps);
        if (text.length <= VIEW_INLINE_MAX)
            continue;
        memcpy(cache->heap + offset, text.data, text.length);
        views[at] = view_make((Str){ (const char *)cache->heap + offset, text.length }, 0, offset);
        offset += (uint32_t)text.length;
    }
    return true;
}

/* Keep `values`, which live for this batch only, as long as the state. */
static bool cache_fill(DictionaryCache *cache, Arena *arena, const Column *values)
{
    size_t bytes = (size_t)values->rows * (size_t)layout_bytes(values->layout);

    cache->data = grown(arena, cache->data, &cache->data_bytes, bytes + 64);
    memcpy(cache->data, values->data, bytes);
    cache->result.values = *values;
    cache->result.values.data = cache->data;
    if (values->layout == LAYOUT_VIEW) {
        if (!copy_views(cache, arena, values))
            return false;
        cache->result.values.heaps = cache->heaps;
        cache->result.values.heap_count = 1;
    }
    cache->result.id = dictionary_new_id();
    return true;
}

/* f of every entry, in *out_values; false: f fails on one, or gives null. */
static bool run_entries(Cx *cx, const Step *step, const Column *args, uint32_t which,
                        Column *out_values)
{
    const Column *entries = &args[which].dictionary->values;
    Column *whole = ARENA_ARRAY(cx->arena, Column, step->arg_count);
    Cx attempt = cx_within(cx, cx->arena);
    Rows rows = { NULL, entries->rows, entries->rows };

    for (uint32_t arg = 0; arg < step->arg_count; arg++) {
        whole[arg] = arg == which ? *entries : args[arg];
        whole[arg].rows = entries->rows;
    }
    KernelCall call = kernel_call(&attempt, step, whole, rows);
    if (!step->kernel(&call, out_values) || has_failed(&attempt) || out_values->validity)
        return false;
    *out_values = column_flatten(cx->arena, out_values, NULL, 0);
    return true;
}

/* Find or make f(dictionary).  NULL: it is no use. */
static const Dictionary *mapped_dictionary(Run *run, const Step *step, const Column *args,
                                           uint32_t which)
{
    const Dictionary *source = args[which].dictionary;
    DictionaryCache *cache = &run->state->caches[step->cache];
    Column values;

    if (is_kept(step, source) && cache->id == source->id)
        return cache->has_failed ? NULL : &cache->result;
    bool has_run = run_entries(run->cx, step, args, which, &values);
    if (!is_kept(step, source)) {
        Dictionary *once = arena_zero(run->cx->arena, sizeof *once);
        once->values = values;
        return has_run ? once : NULL;
    }
    cache->id = source->id;
    cache->has_failed = !has_run || !cache_fill(cache, run->state->arena, &values);
    return cache->has_failed ? NULL : &cache->result;
}

static bool call_dictionary(Run *run, const Step *step, const Column *args, uint32_t which,
                            Column *out)
{
    if (any_null_constant(args, step->arg_count))
        return false;
    const Dictionary *mapped = mapped_dictionary(run, step, args, which);
    if (!mapped)
        return false;
    *out = args[which];
    out->dictionary = mapped;
    out->layout = mapped->values.layout;
    out->has_bounds = mapped->values.has_bounds;
    out->min = mapped->values.min;
    out->max = mapped->values.max;
    return true;
}

bool step_call(Run *run, const Step *step, Rows rows, Column *out)
{
    Column few[4];
    Column *args =
        step->arg_count <= 4 ? few : ARENA_ARRAY(run->cx->arena, Column, step->arg_count);

    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        args[arg] = *run_register(run, step->args[arg]);
    if (!(step->flags & STEP_ANY_KIND)) {
        uint32_t which = dictionary_arg(step, args);
        if (which < step->arg_count && is_worth_whole(step, args[which].dictionary, rows) &&
            call_dictionary(run, step, args, which, out))
            return true;
        for (uint32_t arg = 0; arg < step->arg_count; arg++)
            args[arg] = run_flat(run, step->args[arg], rows);
    }
    return call_run(run->cx, step, args, rows, out);
}

/* --- Programs ----------------------------------------------------------------------------------
 */

static bool run_rows(Cx *cx, ProgramState *state, const Column *columns, Rows rows,
                     Column *out_columns)
{
    const Program *program = state->program;
    Run run = { .cx = cx, .state = state, .all = rows };

    for (uint32_t at = 0; at < program->input_count; at++) {
        Reg input = program->inputs[at];
        state->registers[input] = columns[input];
        state->flats[input].rows = 0;
    }
    for (uint32_t at = 0; at < program->constant_count; at++) {
        state->registers[program->constants[at].reg] = program->constants[at].column;
        state->registers[program->constants[at].reg].rows = rows.rows;
    }
    TRY(run_block(&run, &program->root, rows));
    for (uint32_t at = 0; at < program->output_count; at++)
        out_columns[at] = state->registers[program->outputs[at]];
    return true;
}

/* Row r of `dense` becomes row selection[r] of a column as long as the batch. */
static Column spread(Cx *cx, const Column *dense, const Batch *batch)
{
    Column flat = *dense;

    if (dense->kind == COLUMN_CONST) {
        flat.rows = batch->rows;
        return flat;
    }
    flat = column_flatten(cx->arena, dense, NULL, 0);
    size_t width = (size_t)layout_bytes(flat.layout);
    char *data = column_alloc(cx->arena, flat.layout, batch->rows);
    uint64_t *validity = flat.validity ? validity_alloc(cx->arena, batch->rows, true) : NULL;
    memset(data, 0, batch->rows * width);
    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch->selection[at];
        memcpy(data + row * width, (const char *)flat.data + at * width, width);
        if (validity && !bit_get(flat.validity, at))
            bit_clear(validity, row);
    }
    flat.data = data;
    flat.validity = validity;
    flat.rows = batch->rows;
    return flat;
}

static bool run_gathered(Cx *cx, ProgramState *state, const Batch *batch, Column *out_columns)
{
    const Program *program = state->program;
    Column *columns = ARENA_ARRAY(cx->arena, Column, batch->column_count + 1);
    Rows rows = { NULL, batch->selected, batch->selected };

    for (uint32_t at = 0; at < program->input_count; at++) {
        uint32_t column = program->inputs[at];
        columns[column] =
            column_gather(cx->arena, &batch->columns[column], batch->selection, batch->selected);
    }
    TRY(run_rows(cx, state, columns, rows, out_columns));
    for (uint32_t at = 0; at < program->output_count; at++) {
        Reg reg = program->outputs[at];
        out_columns[at] =
            reg < program->column_count ? batch->columns[reg] : spread(cx, &out_columns[at], batch);
    }
    return true;
}

bool program_run(Cx *cx, ProgramState *state, const Batch *batch, Column *out_columns)
{
    Rows rows = { batch->selection, batch->selected, batch->rows };

    assert(batch->rows <= BATCH_ROWS_MAX);
    if (batch->selection && batch->selected < batch->rows / SPARSE_FACTOR &&
        state->program->root.step_count)
        return run_gathered(cx, state, batch, out_columns);
    return run_rows(cx, state, batch->columns, rows, out_columns);
}
