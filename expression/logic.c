/*
 * logic.c -- AND, OR, NOT and tests of truth, in three-valued logic.
 *
 * A boolean column becomes two masks, the rows where it is true and those where it is false; null
 * is neither.  AND is true where both are and false where one is; OR the other way round.  Members
 * that may raise, or are dear, run on the rows that the members before them left undecided.
 */
#include "expression/kernels/kernel.h"
#include "expression/program.h"

typedef struct Truth {
    uint64_t is_true[MASK_WORDS];
    uint64_t is_false[MASK_WORDS];
} Truth;

/* `column` is FLAT or CONST. */
static void truth_of(const Column *column, uint32_t rows, Truth *out)
{
    if (is_const(column)) {
        bool known = column_has(column, 0), value = *(const uint8_t *)column->data;
        words_fill(out->is_true, rows, known && value);
        words_fill(out->is_false, rows, known && !value);
        return;
    }
    words_of_bytes(column->data, rows, out->is_true);
    for (uint32_t word = 0; word < bit_words(rows); word++) {
        uint64_t known = column->validity ? column->validity[word] : UINT64_MAX;
        out->is_false[word] = known & ~out->is_true[word];
        out->is_true[word] &= known;
    }
}

static Column column_of_truth(Cx *cx, const Truth *truth, uint32_t rows)
{
    uint8_t *bytes = column_alloc(cx->arena, LAYOUT_BOOL, rows + 8);
    uint64_t *validity = NULL;
    uint64_t unknown = 0;

    bytes_of_words(truth->is_true, rows, bytes);
    for (uint32_t word = 0; word < rows / 64; word++)
        unknown |= ~(truth->is_true[word] | truth->is_false[word]);
    if (rows % 64) {
        uint64_t tail = (UINT64_C(1) << (rows % 64)) - 1;
        unknown |= tail & ~(truth->is_true[rows / 64] | truth->is_false[rows / 64]);
    }
    if (unknown) {
        validity = validity_alloc(cx->arena, rows, true);
        for (uint32_t word = 0; word < bit_words(rows); word++)
            validity[word] = truth->is_true[word] | truth->is_false[word];
    }
    return column_flat(LAYOUT_BOOL, rows, bytes, validity);
}

static void merge(Truth *all, const Truth *next, uint32_t rows, bool is_or)
{
    uint64_t *both = is_or ? all->is_false : all->is_true;
    uint64_t *either = is_or ? all->is_true : all->is_false;
    const uint64_t *next_both = is_or ? next->is_false : next->is_true;
    const uint64_t *next_either = is_or ? next->is_true : next->is_false;

    for (uint32_t word = 0; word < bit_words(rows); word++) {
        both[word] &= next_both[word];
        either[word] |= next_either[word];
    }
}

/* The live rows that one more member could still change. */
static Rows undecided(Cx *cx, const Truth *truth, Rows rows, bool is_or)
{
    const uint64_t *decided = is_or ? truth->is_true : truth->is_false;
    Row *left = ARENA_ARRAY(cx->arena, Row, rows.selected + 1);
    uint32_t found = 0;

    for (uint32_t at = 0; at < rows.selected; at++) {
        Row row = rows.selection ? rows.selection[at] : (Row)at;
        left[found] = row;
        found += !bit_get(decided, row);
    }
    return found == rows.selected ? rows : (Rows){ left, found, rows.rows };
}

bool step_logic(Run *run, const Step *step, Rows rows, Column *out)
{
    bool is_or = step->choice;
    Truth all, next;

    words_fill(all.is_true, rows.rows, !is_or);
    words_fill(all.is_false, rows.rows, is_or);
    for (uint32_t at = 0; at < step->block_count; at++) {
        const Block *block = &step->blocks[at];
        Rows needed = rows;
        if (block->step_count) {
            TRY(check_stack(run->cx));
            needed = undecided(run->cx, &all, rows, is_or);
            if (!needed.selected)
                break;
            TRY(run_block(run, block, needed));
        }
        Column column = run_flat(run, block->result, needed);
        truth_of(&column, rows.rows, &next);
        merge(&all, &next, rows.rows, is_or);
    }
    *out = column_of_truth(run->cx, &all, rows.rows);
    return true;
}

/* --- One operand -------------------------------------------------------------------------------
 */

bool kernel_not(const KernelCall *call, Column *out)
{
    uint8_t *bytes = column_start(call, LAYOUT_BOOL, out);
    const uint8_t *in = call->args[0].data;

    if (is_const(&call->args[0]))
        memset(bytes, !*in, call->rows);
    else
        for (uint32_t row = 0; row < call->rows; row++)
            bytes[row] = in[row] ^ 1;
    return true;
}

/* For columns of every kind: only validity is looked at. */
bool kernel_is_null(const KernelCall *call, Column *out)
{
    const Column *column = &call->args[0];
    uint8_t *bytes = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows + 8);

    *out = column_flat(LAYOUT_BOOL, call->rows, bytes, NULL);
    if (is_const(column) || !column->validity) {
        memset(bytes, is_const(column) && !column_has(column, 0), call->rows);
        return true;
    }
    bytes_of_words(column->validity, call->rows, bytes);
    for (uint32_t row = 0; row < call->rows; row++)
        bytes[row] ^= 1;
    return true;
}

bool kernel_bool_test(const KernelCall *call, Column *out)
{
    const int32_t *test = call->state;
    Truth truth;
    uint64_t *words = truth.is_true;
    bool is_negated = false;

    truth_of(&call->args[0], call->rows, &truth);
    switch ((BoolTestKind)*test) {
    case TEST_TRUE: break;
    case TEST_NOT_TRUE: is_negated = true; break;
    case TEST_FALSE: words = truth.is_false; break;
    case TEST_NOT_FALSE:
        words = truth.is_false;
        is_negated = true;
        break;
    case TEST_UNKNOWN:
    case TEST_NOT_UNKNOWN:
        for (uint32_t word = 0; word < bit_words(call->rows); word++)
            words[word] |= truth.is_false[word];
        is_negated = *test == TEST_UNKNOWN;
        break;
    }
    uint8_t *bytes = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows + 8);
    bytes_of_words(words, call->rows, bytes);
    for (uint32_t row = 0; is_negated && row < call->rows; row++)
        bytes[row] ^= 1;
    *out = column_flat(LAYOUT_BOOL, call->rows, bytes, NULL);
    return true;
}
