/* parser_case.c -- see parser_case.h. */
#include "tests/unit/parser_case.h"

#include "tests/unit/test.h"

typedef struct Printer {
    Cx *cx;
    StrBuilder out;
} Printer;

static void print_plan(Printer *p, const Plan *plan);

/* A query within an expression is printed after the plan that holds the expression. */
static bool print_sub_query(const Expr *expr, void *context)
{
    const SubLink *link = EXPR_AS(SubLink, expr);

    if (link) {
        str_add_c(&((Printer *)context)->out, "in ");
        str_add_c(&((Printer *)context)->out, subquery_names[link->kind]);
        str_add_c(&((Printer *)context)->out, ":\n");
        print_plan(context, link->query);
    }
    return true;
}

static bool print_sub_queries(const Expr *expr, void *context)
{
    return expr_visit(expr, print_sub_query, context);
}

static void print_below(Printer *p, const Plan *plan)
{
    Plans inputs = plan_inputs(p->cx, plan);

    plan_visit_exprs(plan, print_sub_queries, p);
    for (uint32_t at = 0; at < inputs.count; at++)
        print_below(p, inputs.items[at]);
}

static void print_plan(Printer *p, const Plan *plan)
{
    str_add(&p->out, plan_text(p->cx, plan));
    print_below(p, plan);
}

Str parser_printed(Cx *cx, const char *sql)
{
    Printer printer = { cx, str_builder(cx->arena) };
    Cx work = { .arena = cx->arena };
    Statements *statements = parse_sql(&work, str_of(sql));

    if (!statements)
        return str_format(cx->arena, "%s at %d: %s", error_sqlstate(work.error.code),
                          work.error.position, work.error.message);
    for (uint32_t at = 0; at < statements->count; at++)
        print_plan(&printer, statements->items[at].plan);
    return str_trim(str_built(&printer.out));
}

void expect_parsed(Cx *cx, const ParserCase *rows, size_t count)
{
    for (size_t at = 0; at < count; at++)
        EXPECT_STR(parser_printed(cx, rows[at].sql), rows[at].wanted);
}
