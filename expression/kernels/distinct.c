/* distinct.c -- IS DISTINCT FROM: inequality to which null is a value. */
#include "expression/kernels/compare.h"
#include "expression/program.h"

/* Live rows in which neither side is null; the others get their answer at once. */
static uint32_t settle_nulls(const KernelCall *call, uint8_t *bytes, Row *out_rows)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        bool left = column_has(&call->args[0], row), right = column_has(&call->args[1], row);
        bytes[row] = left != right;
        out_rows[found] = (Row)row;
        found += left && right;
    }
    return found;
}

bool kernel_distinct(const KernelCall *call, Column *out)
{
    uint8_t *bytes = column_start(call, LAYOUT_BOOL, out);
    uint8_t *unequal = column_alloc(call->cx->arena, LAYOUT_BOOL, call->rows);
    Row *rows = ARENA_ARRAY(call->cx->arena, Row, call->rows + 1);
    KernelCall known = *call;

    memset(bytes, 0, call->rows);
    known.selection = rows;
    known.selected = settle_nulls(call, bytes, rows);
    if (!known.selected)
        return true;
    compare_bytes(&known, COMPARE_NE, unequal);
    for (uint32_t at = 0; at < known.selected; at++)
        bytes[rows[at]] = unequal[rows[at]];
    return true;
}
