/*
 * sql_fuzz.c -- any bytes as SQL text.
 *
 * Whatever comes is parsed or refused: no crash, no hang, no leak.  What is parsed has positions
 * within the text, prints, and equals itself parsed again.  The text is cut at
 * PARSE_IN_PROCESS_BYTES so that no child is started.
 */
#include "parser/parser.h"
#include "tests/fuzz/fuzz.h"

typedef struct Bounds {
    int64_t from, to;
} Bounds;

static bool check_position(const Expr *expr, void *context)
{
    const Bounds *bounds = context;

    check(expr->position == NO_POSITION ||
          (expr->position >= bounds->from && expr->position < bounds->to));
    return true;
}

static bool check_positions(const Expr *expr, void *context)
{
    return expr_visit(expr, check_position, context);
}

static void check_statement(Cx *cx, const Statement *statement, size_t size)
{
    /* Texts start after blanks, so what stands in them stands at 0 or later. */
    Bounds bounds = { 0, (int64_t)statement->text.length };

    check(statement->position >= 0 && (size_t)statement->position + statement->text.length <= size);
    plan_visit_exprs(statement->plan, check_positions, &bounds);
    check(plan_text(cx, statement->plan).length > 0);
}

static void check_again(Cx *cx, const Statements *statements, Str text)
{
    Statements *again = parse_sql(cx, text);

    check(again && again->count == statements->count);
    for (uint32_t at = 0; at < again->count; at++)
        check(plan_equal(again->items[at].plan, statements->items[at].plan));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;

    fuzz_begin(&fuzz, INT64_MAX, data, size);
    Cx *cx = &fuzz.cx;
    Str text = str_slice(fuzz.left, 0, PARSE_IN_PROCESS_BYTES);
    Statements *statements = parse_sql(cx, text);
    check_outcome(statements, cx);
    if (!statements)
        check(cx->error.position >= NO_POSITION && cx->error.position <= (int64_t)text.length);
    for (uint32_t at = 0; statements && at < statements->count; at++)
        check_statement(cx, &statements->items[at], text.length);
    if (statements)
        check_again(cx, statements, text);
    fuzz_end(&fuzz);
    return 0;
}
