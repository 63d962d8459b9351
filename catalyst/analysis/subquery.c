/*
 * subquery.c -- queries inside expressions.
 *
 * EXISTS keeps no columns.  `a = ANY (q)` becomes a Subquery whose test compares `a` with a
 * ColumnRef to q's output column, so that a join condition falls out of it.
 */
#include "catalyst/analysis/binder.h"

/* The conjunction of left[i] OP column i. */
static const Expr *compare_with_columns(Binder *b, Exprs left, Str op, Columns columns,
                                        int position)
{
    const Expr **tests = ARENA_ARRAY(b->cx->arena, const Expr *, columns.count);

    for (uint32_t at = 0; at < columns.count; at++)
        tests[at] = TRY(make_operator(b, op, left.items[at],
                                      column_ref(b, columns.items[at], position), position));
    if (columns.count == 1)
        return tests[0];
    return NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, And, .args = { tests, columns.count });
}

static const Expr *bind_quantified(Binder *b, const SubLink *link, Plan *query)
{
    int position = link->head.position;
    Columns columns = plan_output(b->cx, query);
    const RowOf *row = EXPR_AS(RowOf, link->test);
    Exprs left = { (const Expr *[]){ link->test }, 1 };

    if (row)
        left = row->items;
    if (columns.count != left.count)
        return fail(b->cx, ERR_SYNTAX_ERROR, position,
                    columns.count < left.count ? "subquery has too few columns"
                                               : "subquery has too many columns");
    TRY(bind_exprs(b, left, &left));
    Str op = link->operator_name.length ? link->operator_name : STR_LIT("=");
    if (row && !str_is(op, "="))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "row comparison with this operator is not supported yet");
    const Expr *test = TRY(compare_with_columns(b, left, op, columns, position));
    if (test->type.id != TYPE_BOOL)
        return fail(b->cx, ERR_DATATYPE_MISMATCH, position,
                    "operator must return boolean, not type %s", type_name(b->cx, test->type.id));
    return NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, Subquery, .kind = link->kind,
                    .query = query, .test = test);
}

static void note_name(Binder *b, const SubLink *link, Str name)
{
    SubLinkNames *names = &b->names;

    names->items = arena_grown(b->cx->arena, names->items, sizeof *names->items, names->count,
                               &names->capacity);
    names->items[names->count++] = (SubLinkName){ link, name };
}

const Expr *bind_sublink(Binder *b, const SubLink *link)
{
    int position = link->head.position;

    if (b->scope && b->scope->clause == CLAUSE_EXECUTE)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "cannot use subquery in EXECUTE parameter");
    Plan *query = TRY(bind_query(b, link->query));
    Columns columns = plan_output(b->cx, query);

    switch ((SubqueryKind)link->kind) {
    case SUBQUERY_EXISTS:
        return NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, Subquery, .kind = SUBQUERY_EXISTS,
                        .query = query);
    case SUBQUERY_SCALAR:
        if (columns.count != 1)
            return fail(b->cx, ERR_SYNTAX_ERROR, position, "subquery must return only one column");
        note_name(b, link, columns.items[0].name);
        if (has_no_rows(query)) /* what it names outside need not be joined with it */
            return NEW_EXPR(b->cx, columns.items[0].type, position, Const, .value = VALUE_NULL);
        return NEW_EXPR(b->cx, columns.items[0].type, position, Subquery, .kind = SUBQUERY_SCALAR,
                        .query = query);
    case SUBQUERY_ANY:
    case SUBQUERY_ALL: return bind_quantified(b, link, query);
    case SUBQUERY_ARRAY: break;
    }
    return bind_array_of_query(b, query, position);
}
