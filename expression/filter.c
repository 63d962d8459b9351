/*
 * filter.c -- shrinking the selection of a batch, conjunct by conjunct.
 *
 * Conjuncts that cannot raise are ordered by what a row costs over how many it drops, as measured;
 * the order is made anew every ORDER_BATCHES batches.  Those that can raise follow, in the order
 * of the statement.
 *
 * A conjunct over one dictionary column is asked once an entry, when the entry first occurs: the
 * answers are kept while the dictionary stays, and rows only look up their codes.
 */
#include "expression/filter.h"

#include <immintrin.h>

enum { ORDER_BATCHES = 64 };

FilterState *filter_start(Cx *cx, const FilterProgram *filter)
{
    FilterState *state = arena_zero(cx->arena, sizeof *state);

    state->filter = filter;
    state->arena = cx->arena;
    state->conjuncts = arena_zero(cx->arena, (filter->count + 1) * sizeof *state->conjuncts);
    state->order = ARENA_ARRAY(cx->arena, uint32_t, (size_t)filter->count + 1);
    uint32_t placed = 0;
    for (int turn = 0; turn < 3; turn++)
        for (uint32_t at = 0; at < filter->count; at++) {
            const Conjunct *conjunct = &filter->conjuncts[at];
            if (turn == (conjunct->raises ? 2 : conjunct->is_cheap ? 0 : 1))
                state->order[placed++] = at;
        }
    for (uint32_t at = 0; at < filter->count; at++) {
        state->conjuncts[at].args = TRY(program_start(cx, filter->conjuncts[at].args));
        state->conjuncts[at].entries.of_null = ANSWER_UNKNOWN;
    }
    return state;
}

/* --- One conjunct ------------------------------------------------------------------------------
 */

static uint32_t rows_true(const KernelCall *call, Row *out_rows)
{
    const Column *column = &call->args[0];

    if (!is_const(column))
        return rows_of_bytes(call, column->data, out_rows);
    if (!column_has(column, 0) || !*(const uint8_t *)column->data)
        return 0;
    return rows_not_null(call, out_rows);
}

/* Selected rows for which the conjunct holds, to out_rows; false: an error. */
static bool run_conjunct(Cx *cx, const Conjunct *conjunct, ProgramState *args, const Batch *batch,
                         Row *out_rows, uint32_t *out_count)
{
    Column *columns = ARENA_ARRAY(cx->arena, Column, conjunct->arg_count + 1);
    KernelCall call = { .cx = cx,
                        .args = columns,
                        .arg_types = conjunct->arg_types,
                        .arg_count = conjunct->arg_count,
                        .rows = batch->rows,
                        .selection = batch->selection,
                        .selected = batch->selected,
                        .result_type = type_of(TYPE_BOOL),
                        .position = conjunct->position,
                        .state = conjunct->state };

    TRY(program_run(cx, args, batch, columns));
    for (uint32_t arg = 0; arg < conjunct->arg_count; arg++)
        if (columns[arg].kind == COLUMN_DICT || columns[arg].kind == COLUMN_SEQ)
            columns[arg] =
                column_flatten(cx->arena, &columns[arg], batch->selection, batch->selected);
    switch (conjunct->kind) {
    case CONJUNCT_RANGE: *out_count = range_rows(&call, conjunct->test, out_rows); break;
    case CONJUNCT_SELECT: *out_count = conjunct->select(&call, out_rows); break;
    case CONJUNCT_VALUE: *out_count = rows_true(&call, out_rows); break;
    }
    return !has_failed(cx);
}

/* --- Dictionaries ------------------------------------------------------------------------------
 */

/* A batch in which only the conjunct's column is there. */
static bool ask(Cx *cx, const Conjunct *conjunct, ProgramState *args, Column column, Row *out_rows,
                uint32_t *out_count)
{
    Column *columns = arena_zero(cx->arena, (conjunct->only_column + 1) * sizeof *columns);
    Batch batch = { columns, conjunct->only_column + 1, column.rows, NULL, column.rows };

    columns[conjunct->only_column] = column;
    return run_conjunct(cx, conjunct, args, &batch, out_rows, out_count);
}

static bool answer_null(Cx *cx, const Conjunct *conjunct, ConjunctState *state, Layout layout)
{
    Row row[64];
    uint32_t count;

    if (state->entries.of_null != ANSWER_UNKNOWN)
        return true;
    TRY(ask(cx, conjunct, state->args, column_null(cx->arena, layout, 1), row, &count));
    state->entries.of_null = count ? ANSWER_YES : ANSWER_NO;
    return true;
}

/* A map for the dictionary: what is known of it, or all unknown. */
static uint8_t *find_answers(Cx *cx, FilterState *state, EntryMap *map,
                             const Dictionary *dictionary)
{
    uint32_t entries = dictionary->values.rows;

    if (!dictionary->id)
        return memset(arena_alloc(cx->arena, entries + 1), ANSWER_UNKNOWN, entries + 1);
    if (map->id == dictionary->id)
        return map->answers;
    if (map->capacity < entries) {
        map->capacity = entries > 2 * map->capacity ? entries : 2 * map->capacity;
        map->answers = arena_alloc(state->arena, map->capacity);
    }
    map->id = dictionary->id;
    return memset(map->answers, ANSWER_UNKNOWN, entries);
}

/* The codes of live rows that nobody asked about, each once. */
static uint32_t find_wanted(const Column *column, const Batch *batch, uint8_t *answers,
                            uint32_t *out_codes)
{
    uint32_t wanted = 0;

    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        if (!column_has(column, row))
            continue;
        uint32_t code = column_index(column, row);
        if (answers[code] != ANSWER_UNKNOWN)
            continue;
        answers[code] = ANSWER_WANTED;
        out_codes[wanted++] = code;
    }
    return wanted;
}

static bool answer_entries(Cx *cx, const Conjunct *conjunct, ConjunctState *state,
                           const Column *column, const Batch *batch, uint8_t *answers)
{
    uint32_t *codes = column_alloc(cx->arena, LAYOUT_I32, batch->selected);
    Row *yes = ARENA_ARRAY(cx->arena, Row, batch->selected + 1);
    uint32_t wanted = find_wanted(column, batch, answers, codes), count;

    if (!wanted)
        return true;
    Column entries = *column;
    entries.code_bytes = 4;
    entries.data = codes;
    entries.rows = wanted;
    entries.validity = NULL;
    entries = column_flatten(cx->arena, &entries, NULL, 0);
    TRY(ask(cx, conjunct, state->args, entries, yes, &count));
    for (uint32_t at = 0; at < wanted; at++)
        answers[codes[at]] = ANSWER_NO;
    for (uint32_t at = 0; at < count; at++)
        answers[codes[yes[at]]] = ANSWER_YES;
    return true;
}

// clang-format off
#define LOOK_UP(T)                                                                                 \
    for (uint32_t row = done; row < rows; row++)                                                   \
        out_answers[row] = answers[((const T *)codes)[row]]
// clang-format on

enum { SHUFFLE_ENTRIES_MAX = 64 };

/* The answers of up to 64 entries are up to four registers, and a shuffle looks up 32 codes.
 * Whole groups of 32 only; returns how many rows that were. */
AVX2 static uint32_t look_up_shuffle(const uint8_t *codes, uint32_t rows, const uint8_t *answers,
                                     uint32_t entries, uint8_t *out_answers)
{
    const __m256i sixteen = _mm256_set1_epi8(16), low = _mm256_set1_epi8(0x70);
    uint8_t padded[SHUFFLE_ENTRIES_MAX] = { 0 };
    uint32_t tables = (entries + 15) / 16;

    memcpy(padded, answers, entries);
    for (uint32_t row = 0; row < rows / 32 * 32; row += 32) {
        __m256i code = _mm256_loadu_si256((const __m256i *)(codes + row));
        __m256i all = _mm256_setzero_si256();
        for (uint32_t at = 0; at < tables; at++) {
            __m128i part = _mm_loadu_si128((const __m128i *)(padded + at * 16));
            /* Codes of 16 and more get their top bit set, which a shuffle answers with 0. */
            __m256i place = _mm256_adds_epu8(code, low);
            all =
                _mm256_or_si256(all, _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(part), place));
            code = _mm256_sub_epi8(code, sixteen);
        }
        _mm256_storeu_si256((__m256i *)(out_answers + row), all);
    }
    return rows / 32 * 32;
}

static void look_up_all(const Column *column, uint32_t rows, const uint8_t *answers,
                        uint8_t *out_answers)
{
    const void *codes = column->data;
    uint32_t entries = column->dictionary->values.rows, done = 0;

    switch (column->code_bytes) {
    case 1:
        if (entries <= SHUFFLE_ENTRIES_MAX && cpu_has_avx2())
            done = look_up_shuffle(codes, rows, answers, entries, out_answers);
        LOOK_UP(uint8_t);
        break;
    case 2: LOOK_UP(uint16_t); break;
    case 4: LOOK_UP(uint32_t); break;
    }
}
#undef LOOK_UP

/* All rows are live, none is null.  False: some code was not asked about yet. */
static bool look_up(const Column *column, const Batch *batch, const uint8_t *answers, Row *out_rows,
                    uint32_t *out_count)
{
    uint8_t found[BATCH_ROWS_MAX + 64];
    uint64_t words[MASK_WORDS];
    uint8_t any = 0;

    look_up_all(column, batch->rows, answers, found);
    for (uint32_t row = 0; row < batch->rows; row++)
        any |= found[row];
    if (any & ANSWER_UNKNOWN)
        return false;
    words_of_bytes(found, batch->rows, words);
    *out_count = rows_of_words(words, batch->rows, out_rows);
    return true;
}

/* Some rows are not live or null. */
static uint32_t look_up_some(const Column *column, const Batch *batch, const uint8_t *answers,
                             uint8_t of_null, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        uint8_t answer = column_has(column, row) ? answers[column_index(column, row)] : of_null;
        out_rows[found] = row;
        found += answer & 1;
    }
    return found;
}

static bool run_by_entries(Cx *cx, FilterState *filter, uint32_t which, const Batch *batch,
                           Row *out_rows, uint32_t *out_count)
{
    const Conjunct *conjunct = &filter->filter->conjuncts[which];
    ConjunctState *state = &filter->conjuncts[which];
    const Column *column = &batch->columns[conjunct->only_column];
    uint8_t *answers = find_answers(cx, filter, &state->entries, column->dictionary);

    if (!column->validity && !batch->selection &&
        look_up(column, batch, answers, out_rows, out_count))
        return true;
    if (column->validity)
        TRY(answer_null(cx, conjunct, state, column->dictionary->values.layout));
    TRY(answer_entries(cx, conjunct, state, column, batch, answers));
    *out_count = look_up_some(column, batch, answers, state->entries.of_null, out_rows);
    return true;
}

/* Is it better to ask entries than rows?  Without an id nothing is kept. */
static bool goes_by_entries(const Conjunct *conjunct, const Batch *batch)
{
    if (conjunct->only_column == NO_COLUMN)
        return false;
    const Column *column = &batch->columns[conjunct->only_column];
    return column->kind == COLUMN_DICT &&
           (column->dictionary->id || column->dictionary->values.rows <= batch->selected);
}

/* --- All conjuncts -----------------------------------------------------------------------------
 */

/* What a row costs over the share of rows that goes: the smaller, the earlier. */
static double rank_of(const FilterState *state, uint32_t which)
{
    const ConjunctState *conjunct = &state->conjuncts[which];
    double rows = conjunct->rows_in + 1;
    double dropped = 1 - conjunct->rows_out / rows;

    return conjunct->ticks / rows / (dropped > 0.001 ? dropped : 0.001);
}

static void order_conjuncts(FilterState *state)
{
    const Conjunct *conjuncts = state->filter->conjuncts;

    for (uint32_t at = 1; at < state->filter->count; at++) {
        uint32_t which = state->order[at], to = at;
        if (conjuncts[which].raises)
            break;
        for (; to > 0 && rank_of(state, which) < rank_of(state, state->order[to - 1]); to--)
            state->order[to] = state->order[to - 1];
        state->order[to] = which;
    }
    for (uint32_t at = 0; at < state->filter->count; at++) {
        state->conjuncts[at].ticks /= 2;
        state->conjuncts[at].rows_in /= 2;
        state->conjuncts[at].rows_out /= 2;
    }
}

void filter_begin_batch(FilterState *state)
{
    if (++state->batches % ORDER_BATCHES == 0)
        order_conjuncts(state);
}

static void note(ConjunctState *measured, uint64_t start, uint32_t rows_in, uint32_t rows_out)
{
    measured->ticks += (double)(__builtin_ia32_rdtsc() - start);
    measured->rows_in += rows_in;
    measured->rows_out += rows_out;
}

bool filter_run_one(Cx *cx, FilterState *state, uint32_t at, Batch *batch)
{
    uint32_t which = state->order[at], count = 0;
    const Conjunct *conjunct = &state->filter->conjuncts[which];
    ConjunctState *measured = &state->conjuncts[which];
    Row *rows = ARENA_ARRAY(cx->arena, Row, batch->selected + 64);
    uint64_t start = __builtin_ia32_rdtsc();

    if (!batch->selected)
        return true;
    if (goes_by_entries(conjunct, batch))
        TRY(run_by_entries(cx, state, which, batch, rows, &count));
    else
        TRY(run_conjunct(cx, conjunct, measured->args, batch, rows, &count));
    note(measured, start, batch->selected, count);
    if (count == batch->selected)
        return true;
    batch->selection = rows;
    batch->selected = count;
    return true;
}

/* --- Several ranges in a row ---------------------------------------------------------------------
 */

enum { MASK_FACTOR = 8 }; /* below one row in so many, a list of rows is better than a mask */

static bool is_maskable(const FilterState *state, uint32_t at, const Batch *batch)
{
    if (at >= state->filter->count || batch->selection)
        return false;
    const Conjunct *conjunct = &state->filter->conjuncts[state->order[at]];
    return conjunct->kind == CONJUNCT_RANGE && !conjunct->raises &&
           !goes_by_entries(conjunct, batch);
}

/* And the answer of conjunct `at` into `words`. */
static bool mask_range(Cx *cx, FilterState *state, uint32_t at, const Batch *batch, uint64_t *words)
{
    const Conjunct *conjunct = &state->filter->conjuncts[state->order[at]];
    uint64_t next[MASK_WORDS];
    Column column;

    TRY(program_run(cx, state->conjuncts[state->order[at]].args, batch, &column));
    if (column.kind != COLUMN_FLAT)
        column = column_flatten(cx->arena, &column, NULL, 0);
    range_words(&column, conjunct->test, next);
    for (uint32_t word = 0; word < bit_words(batch->rows); word++)
        words[word] &= next[word] & (column.validity ? column.validity[word] : UINT64_MAX);
    return true;
}

static uint32_t words_count(const uint64_t *words, uint32_t rows)
{
    uint32_t count = 0;

    for (uint32_t word = 0; word < bit_words(rows); word++)
        count += (uint32_t)__builtin_popcountll(words[word]);
    return count;
}

/* Masks stay masks from conjunct `*at` on, as long as enough rows are left. */
static bool run_masks(Cx *cx, FilterState *state, uint32_t *at, Batch *batch)
{
    uint64_t words[MASK_WORDS];
    uint32_t left = batch->rows;
    Row *rows = ARENA_ARRAY(cx->arena, Row, batch->rows + 64);

    words_fill(words, batch->rows, true);
    for (; is_maskable(state, *at, batch) && left >= batch->rows / MASK_FACTOR; ++*at) {
        uint64_t start = __builtin_ia32_rdtsc();
        uint32_t before = left;
        TRY(mask_range(cx, state, *at, batch, words));
        left = words_count(words, batch->rows);
        note(&state->conjuncts[state->order[*at]], start, before, left);
    }
    if (left == batch->rows)
        return true;
    batch->selected = rows_of_words(words, batch->rows, rows);
    batch->selection = rows;
    return true;
}

bool filter_run(Cx *cx, FilterState *state, Batch *batch)
{
    uint32_t at = 0;

    filter_begin_batch(state);
    while (at < state->filter->count && batch->selected) {
        if (is_maskable(state, at, batch) && is_maskable(state, at + 1, batch)) {
            TRY(run_masks(cx, state, &at, batch));
        } else {
            TRY(filter_run_one(cx, state, at, batch));
            at++;
        }
    }
    return true;
}

uint32_t filter_conjunct_count(const FilterProgram *filter)
{
    return filter->count;
}

void filter_conjunct_columns(const FilterState *state, uint32_t at, uint64_t *out_columns)
{
    const FilterProgram *filter = state->filter;
    const Program *args = filter->conjuncts[state->order[at]].args;

    memset(out_columns, 0, bit_words(filter->column_count) * sizeof *out_columns);
    for (uint32_t input = 0; input < args->input_count; input++)
        bit_set(out_columns, args->inputs[input]);
}
