/*
 * case.c -- CASE, COALESCE, GREATEST and LEAST: a value per row from one of several columns.
 *
 * Each branch is a column and the rows that show it.  Branches may differ in layout (narrower
 * integers) and kind; the result takes the widest of those in use.  A batch whose rows all take
 * one branch gets that column as it is.
 */
#include "expression/kernels/compare.h"
#include "expression/program.h"

typedef struct Branch {
    Column column;
    Rows rows; /* that show it; disjoint from those of other branches */
} Branch;

/* --- Putting branches together ------------------------------------------------------------------
 */

static Layout widest(const Branch *branches, uint32_t count)
{
    uint8_t layout = branches[0].column.layout;

    for (uint32_t at = 1; at < count; at++)
        layout = branches[at].column.layout > layout ? branches[at].column.layout : layout;
    return (Layout)layout;
}

// clang-format off
#define PUT(T)                                                                                     \
    do {                                                                                           \
        const T *in = from->data;                                                                  \
        T *out = to;                                                                               \
        if (is_const(from))                                                                        \
            for (uint32_t at = 0; at < rows.selected; at++)                                        \
                out[rows.selection[at]] = in[0];                                                   \
        else                                                                                       \
            for (uint32_t at = 0; at < rows.selected; at++)                                        \
                out[rows.selection[at]] = in[rows.selection[at]];                                  \
    } while (0)
// clang-format on

typedef struct Wide {
    uint64_t word[2];
} Wide;

#define FILL(T)                                                                                    \
    for (uint32_t row = 0; row < rows; row++)                                                      \
    ((T *)to)[row] = ((const T *)from->data)[0]

/* The values of all rows, needed or not: copying is faster than choosing. */
static void fill_values(const Column *from, uint32_t rows, void *to)
{
    if (!is_const(from)) {
        memcpy(to, from->data, (size_t)rows * (size_t)layout_bytes(from->layout));
        return;
    }
    switch (layout_bytes(from->layout)) {
    case 1: FILL(uint8_t); break;
    case 2: FILL(uint16_t); break;
    case 4: FILL(uint32_t); break;
    case 8: FILL(uint64_t); break;
    case 16: FILL(Wide); break;
    }
}
#undef FILL

static void put_values(const Column *from, Rows rows, void *to)
{
    switch (layout_bytes(from->layout)) {
    case 1: PUT(uint8_t); break;
    case 2: PUT(uint16_t); break;
    case 4: PUT(uint32_t); break;
    case 8: PUT(uint64_t); break;
    case 16: PUT(Wide); break;
    }
}
#undef PUT

/* Views name heaps by number: those of this branch come after the ones before. */
static void move_heaps(const Branch *branch, uint32_t first_heap, StrView *views)
{
    for (uint32_t at = 0; first_heap && at < branch->rows.selected; at++) {
        StrView *view = &views[branch->rows.selection[at]];
        if (view->length > VIEW_INLINE_MAX)
            view->heap += first_heap;
    }
}

static void join_heaps(Cx *cx, const Branch *branches, uint32_t count, void *data, Column *out)
{
    uint32_t total = 0;

    for (uint32_t at = 0; at < count; at++)
        total += branches[at].column.heap_count;
    const uint8_t **heaps = ARENA_ARRAY(cx->arena, const uint8_t *, (size_t)total + 1);
    for (uint32_t at = 0; at < count; at++) {
        const Column *column = &branches[at].column;
        move_heaps(&branches[at], out->heap_count, data);
        for (uint32_t heap = 0; heap < column->heap_count; heap++)
            heaps[out->heap_count++] = column->heaps[heap];
    }
    out->heaps = heaps;
}

static void put_nulls(const Branch *branch, uint64_t *validity)
{
    if (!branch->column.validity)
        return;
    for (uint32_t at = 0; at < branch->rows.selected; at++)
        if (!column_has(&branch->column, branch->rows.selection[at]))
            bit_clear(validity, branch->rows.selection[at]);
}

static void join_ranges(const Branch *branches, uint32_t count, Column *out)
{
    if (!layout_is_integer(out->layout))
        return;
    IntRange all = range_of_column(&branches[0].column);
    for (uint32_t at = 1; at < count; at++) {
        IntRange range = range_of_column(&branches[at].column);
        all.min = range.min < all.min ? range.min : all.min;
        all.max = range.max > all.max ? range.max : all.max;
    }
    if (range_within(all, range_of_layout(LAYOUT_I64)))
        column_set_range(out, all);
}

/* The branch with most rows goes first. */
static void put_largest_first(Branch *branches, uint32_t count)
{
    for (uint32_t at = 1; at < count; at++)
        if (branches[at].rows.selected > branches[0].rows.selected) {
            Branch larger = branches[at];
            branches[at] = branches[0];
            branches[0] = larger;
        }
}

/* Every branch shows some row. */
static Column combine(Cx *cx, Branch *branches, uint32_t count, uint32_t rows)
{
    Layout layout = widest(branches, count);
    void *data = column_alloc(cx->arena, layout, rows);
    Column out = column_flat(layout, rows, data, NULL);
    bool has_nulls = false;

    put_largest_first(branches, count);
    for (uint32_t at = 0; at < count; at++) {
        if (branches[at].column.layout != layout)
            branches[at].column = column_with_layout(cx->arena, &branches[at].column, layout);
        if (at == 0)
            fill_values(&branches[at].column, rows, data);
        else
            put_values(&branches[at].column, branches[at].rows, data);
        has_nulls |= branches[at].column.validity != NULL;
    }
    if (layout == LAYOUT_VIEW)
        join_heaps(cx, branches, count, data, &out);
    join_ranges(branches, count, &out);
    if (has_nulls) {
        uint64_t *validity = validity_alloc(cx->arena, rows, true);
        for (uint32_t at = 0; at < count; at++)
            put_nulls(&branches[at], validity);
        out.validity = validity;
    }
    return out;
}

/* --- Rows a condition takes ---------------------------------------------------------------------
 */

typedef struct Split {
    Rows taken, left;
} Split;

/* Those of `rows` whose bit is set, and the others. */
static Split split_rows(Cx *cx, Rows rows, const uint64_t *words)
{
    Row *taken = ARENA_ARRAY(cx->arena, Row, rows.selected + 1);
    Row *left = ARENA_ARRAY(cx->arena, Row, rows.selected + 1);
    uint32_t taken_count = 0, left_count = 0;

    if (!rows.selection) {
        uint64_t others[MASK_WORDS];
        taken_count = rows_of_words(words, rows.rows, taken);
        for (uint32_t word = 0; word < bit_words(rows.rows); word++)
            others[word] = ~words[word];
        if (rows.rows % 64)
            others[rows.rows / 64] &= (UINT64_C(1) << (rows.rows % 64)) - 1;
        left_count = rows_of_words(others, rows.rows, left);
        return (Split){ { taken, taken_count, rows.rows }, { left, left_count, rows.rows } };
    }
    for (uint32_t at = 0; at < rows.selected; at++) {
        Row row = rows.selection ? rows.selection[at] : (Row)at;
        bool is_taken = bit_get(words, row);
        taken[taken_count] = left[left_count] = row;
        taken_count += is_taken;
        left_count += !is_taken;
    }
    return (Split){ { taken, taken_count, rows.rows }, { left, left_count, rows.rows } };
}

static Rows named_rows(Cx *cx, Rows rows)
{
    if (rows.selection)
        return rows;
    Row *all = ARENA_ARRAY(cx->arena, Row, rows.rows + 1);
    for (uint32_t row = 0; row < rows.rows; row++)
        all[row] = (Row)row;
    return (Rows){ all, rows.rows, rows.rows };
}

static void words_true(const Column *column, uint32_t rows, uint64_t *words)
{
    if (is_const(column)) {
        words_fill(words, rows, column_has(column, 0) && *(const uint8_t *)column->data);
        return;
    }
    words_of_bytes(column->data, rows, words);
    for (uint32_t word = 0; column->validity && word < bit_words(rows); word++)
        words[word] &= column->validity[word];
}

static void words_not_null(const Column *column, uint32_t rows, uint64_t *words)
{
    words_fill(words, rows, is_const(column) ? column_has(column, 0) : true);
    if (is_const(column) || !column->validity)
        return;
    for (uint32_t word = 0; word < bit_words(rows); word++)
        words[word] &= column->validity[word];
}

/* The branches in use so far, while a step runs. */
typedef struct Choice {
    Run *run;
    Branch *branches;
    uint32_t count;
} Choice;

static bool add_branch(Choice *choice, const Block *block, Rows rows)
{
    if (!rows.selected)
        return true;
    if (block->step_count)
        TRY(run_block(choice->run, block, rows));
    choice->branches[choice->count++] =
        (Branch){ run_flat(choice->run, block->result, rows), rows };
    return true;
}

static bool finish_choice(Choice *choice, const Step *step, Rows rows, Column *out)
{
    Cx *cx = choice->run->cx;

    if (choice->count == 0) {
        *out = column_null(cx->arena, type_layout(step->type), rows.rows);
    } else if (choice->count == 1) {
        *out = choice->branches[0].column;
    } else {
        for (uint32_t at = 0; at < choice->count; at++)
            choice->branches[at].rows = named_rows(cx, choice->branches[at].rows);
        *out = combine(cx, choice->branches, choice->count, rows.rows);
    }
    return true;
}

/* Blocks: condition, value, condition, value, ..., otherwise. */
bool step_case(Run *run, const Step *step, Rows rows, Column *out)
{
    uint32_t conditions = step->block_count / 2;
    Choice choice = { run, ARENA_ARRAY(run->cx->arena, Branch, (size_t)conditions + 1), 0 };
    Rows left = rows;
    uint64_t words[MASK_WORDS];

    TRY(check_stack(run->cx));
    for (uint32_t at = 0; at < conditions && left.selected; at++) {
        const Block *when = &step->blocks[2 * at];
        if (when->step_count)
            TRY(run_block(run, when, left));
        Column condition = run_flat(run, when->result, left);
        words_true(&condition, rows.rows, words);
        Split split = split_rows(run->cx, left, words);
        TRY(add_branch(&choice, &step->blocks[2 * at + 1], split.taken));
        left = split.left;
    }
    TRY(add_branch(&choice, &step->blocks[2 * conditions], left));
    return finish_choice(&choice, step, rows, out);
}

bool step_coalesce(Run *run, const Step *step, Rows rows, Column *out)
{
    Choice choice = { run, ARENA_ARRAY(run->cx->arena, Branch, (size_t)step->block_count + 1), 0 };
    Rows left = rows;
    uint64_t words[MASK_WORDS];

    TRY(check_stack(run->cx));
    for (uint32_t at = 0; at < step->block_count && left.selected; at++) {
        uint32_t before = choice.count;
        TRY(add_branch(&choice, &step->blocks[at], left));
        Branch *branch = &choice.branches[before];
        if (at + 1 == step->block_count)
            break; /* whatever it is */
        words_not_null(&branch->column, rows.rows, words);
        Split split = split_rows(run->cx, left, words);
        branch->rows = split.taken;
        left = split.left;
        choice.count -= !split.taken.selected;
    }
    return finish_choice(&choice, step, rows, out);
}

/* --- GREATEST and LEAST ------------------------------------------------------------------------
 */

/* Rows of `next` that win over `best`: only one is not null, or it is beyond. */
static void words_better(Cx *cx, const Step *step, const Column *pair, Rows rows, uint64_t *words)
{
    Type types[2] = { step->type, step->type };
    uint64_t next_known[MASK_WORDS], best_known[MASK_WORDS];
    uint8_t *bytes = column_alloc(cx->arena, LAYOUT_BOOL, rows.rows);

    words_not_null(&pair[0], rows.rows, next_known);
    words_not_null(&pair[1], rows.rows, best_known);
    for (uint32_t word = 0; word < bit_words(rows.rows); word++)
        words[word] = next_known[word] & best_known[word];
    Rows both = split_rows(cx, rows, words).taken;
    KernelCall call = { .cx = cx,
                        .args = pair,
                        .arg_types = types,
                        .arg_count = 2,
                        .rows = rows.rows,
                        .selection = both.selection,
                        .selected = both.selected };
    memset(bytes, 0, rows.rows);
    if (both.selected)
        compare_bytes(&call, step->choice == EXTREME_GREATEST ? COMPARE_GT : COMPARE_LT, bytes);
    words_of_bytes(bytes, rows.rows, words);
    for (uint32_t word = 0; word < bit_words(rows.rows); word++)
        words[word] = next_known[word] & (~best_known[word] | words[word]);
}

bool step_extreme(Run *run, const Step *step, Rows rows, Column *out)
{
    Column best = run_flat(run, step->args[0], rows);
    uint64_t words[MASK_WORDS];

    for (uint32_t arg = 1; arg < step->arg_count; arg++) {
        Column pair[2] = { run_flat(run, step->args[arg], rows), best };
        words_better(run->cx, step, pair, rows, words);
        Split split = split_rows(run->cx, rows, words);
        if (!split.taken.selected)
            continue;
        Branch branches[2] = { { pair[0], split.taken }, { best, split.left } };
        best = split.left.selected ? combine(run->cx, branches, 2, rows.rows) : pair[0];
    }
    *out = best;
    return true;
}
