/* fold.c -- the value of an expression that needs no row. */
#include "expression/kernels/kernel.h"
#include "expression/program.h"

bool expr_fold(Cx *cx, const Expr *expr, Value *out_value)
{
    const Expr *items[1] = { expr };
    Program *program = TRY(program_compile(cx, (Exprs){ items, 1 }, (Columns){ 0 }));
    ProgramState *state = TRY(program_start(cx, program));
    Batch batch = { .rows = 1, .selected = 1 };
    Layout layout = type_layout(expr->type);
    Column column;

    TRY(program_run(cx, state, &batch, &column));
    if (layout_is_integer(layout))
        column = column_with_layout(cx->arena, &column, layout);
    *out_value = value_of_column(&column, 0);
    return true;
}
