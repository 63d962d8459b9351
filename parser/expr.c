/* expr.c -- expressions of the raw tree; operators, calls, casts and constants have files of their
 * own.  Invariant: AND and OR are never directly inside themselves. */
#include "parser/build.h"

void *fail_unsupported(const Builder *b, int location, const char *what)
{
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, location, "%s is not supported", what);
}

Str build_name(const Builder *b, const char *name)
{
    return str_copy(b->cx->arena, scan_name(b->scan, str_of(name)));
}

static Str name_of_node(const Builder *b, const Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_STRING ? build_name(b, node->string->sval)
                                                          : STR_LIT("*");
}

Texts build_names(const Builder *b, Nodes names)
{
    Texts texts = { ARENA_ARRAY(b->cx->arena, Str, names.count), (uint32_t)names.count };

    for (size_t at = 0; at < names.count; at++)
        texts.items[at] = name_of_node(b, names.items[at]);
    return texts;
}

bool build_exprs(const Builder *b, Nodes nodes, Exprs *out_exprs)
{
    Exprs exprs = { ARENA_ARRAY(b->cx->arena, const Expr *, nodes.count), (uint32_t)nodes.count };

    for (size_t at = 0; at < nodes.count; at++)
        exprs.items[at] = TRY(build_expr(b, nodes.items[at]));
    *out_exprs = exprs;
    return true;
}

bool build_optional(const Builder *b, const Node *node, const Expr **out_expr)
{
    *out_expr = node ? build_expr(b, node) : NULL;
    return *out_expr || !node;
}

/* --- Names ----------------------------------------------------------------------------------- */

const Expr *make_name(const Builder *b, int location, const char *name)
{
    Str part = build_name(b, name);
    Texts parts = { arena_copy(b->cx->arena, &part, sizeof part), 1 };

    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, location), Name, .parts = parts);
}

Exprs make_names(const Builder *b, int location, Nodes names)
{
    Exprs exprs = { ARENA_ARRAY(b->cx->arena, const Expr *, names.count), (uint32_t)names.count };

    for (uint32_t at = 0; at < exprs.count; at++)
        exprs.items[at] = make_name(b, location, names.items[at]->string->sval);
    return exprs;
}

static const Expr *build_column_ref(const Builder *b, const PgQuery__ColumnRef *ref)
{
    Texts parts = build_names(b, NODES(ref, fields));
    int position = position_at(b, ref->location);
    bool is_star =
        ref->n_fields && ref->fields[ref->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;

    if (!is_star)
        return NEW_EXPR(b->cx, (Type){ 0 }, position, Name, .parts = parts);
    parts.count--;
    return NEW_EXPR(b->cx, (Type){ 0 }, position, Star, .parts = parts);
}

/* One bound of a subscript; one that is left out is a Star. */
static const Expr *build_bound(const Builder *b, const Node *bound)
{
    return bound ? build_expr(b, bound)
                 : NEW_EXPR(b->cx, (Type){ 0 }, NO_POSITION, Star, .parts = { 0 });
}

static bool is_index(const Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_A_INDICES;
}

/* All subscripts in a row are one: a[1][2] names an item of two dimensions. */
static const Expr *build_subscript(const Builder *b, const Expr *arg, Nodes indices)
{
    Exprs lowers = { ARENA_ARRAY(b->cx->arena, const Expr *, indices.count), 0 };
    Exprs uppers = { ARENA_ARRAY(b->cx->arena, const Expr *, indices.count), 0 };
    bool is_slice = false;

    for (size_t at = 0; at < indices.count; at++) {
        const PgQuery__AIndices *index = indices.items[at]->a_indices;
        is_slice |= index->is_slice;
        const Expr *upper = TRY(build_bound(b, index->uidx));
        lowers.items[lowers.count++] =
            index->is_slice ? TRY(build_bound(b, index->lidx)) : make_int(b, NO_POSITION, 1);
        uppers.items[uppers.count++] = upper;
    }
    return NEW_EXPR(b->cx, (Type){ 0 }, arg->position, Subscript, .arg = arg, .lowers = lowers,
                    .uppers = uppers, .is_slice = is_slice);
}

static const Expr *build_indirection(const Builder *b, const PgQuery__AIndirection *indirection)
{
    const Expr *arg = TRY(build_expr(b, indirection->arg));
    Nodes rest = NODES(indirection, indirection);

    while (rest.count) {
        Nodes run = { rest.items, 0 };
        while (run.count < rest.count && is_index(rest.items[run.count]))
            run.count++;
        if (run.count) {
            arg = TRY(build_subscript(b, arg, run));
        } else if (rest.items[0]->node_case == PG_QUERY__NODE__NODE_STRING) {
            arg = NEW_EXPR(b->cx, (Type){ 0 }, arg->position, FieldOf, .arg = arg,
                           .name = build_name(b, rest.items[0]->string->sval));
            run.count = 1;
        } else if (rest.items[0]->node_case == PG_QUERY__NODE__NODE_A_STAR && rest.count == 1) {
            arg = NEW_EXPR(b->cx, (Type){ 0 }, arg->position, FieldOf, .arg = arg,
                           .name = STR_LIT("*"));
            run.count = 1;
        } else {
            return fail_unsupported(b, location_of(b, arg),
                                    "access to a field of a composite value");
        }
        rest.items += run.count;
        rest.count -= run.count;
    }
    return arg;
}

static const Expr *build_collate(const Builder *b, const PgQuery__CollateClause *clause)
{
    const Expr *arg = TRY(build_expr(b, clause->arg));

    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, clause->location), Collate, .arg = arg,
                    .collation = build_names(b, NODES(clause, collname)));
}

static const Expr *build_named_arg(const Builder *b, const PgQuery__NamedArgExpr *named)
{
    const Expr *arg = TRY(build_expr(b, named->arg));

    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, named->location), NamedArg,
                    .name = build_name(b, named->name), .arg = arg);
}

/* --- Conditions ------------------------------------------------------------------------------ */

/* The list with the args of `tag` nodes in place of them. */
static Exprs flatten(Cx *cx, Exprs args, ExprTag tag)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < args.count; at++) {
        const And *inner = (const And *)expr_as(tag, args.items[at]);
        count += inner ? inner->args.count : 1;
    }
    Exprs flat = { ARENA_ARRAY(cx->arena, const Expr *, count), 0 };
    for (uint32_t at = 0; at < args.count; at++) {
        const And *inner = (const And *)expr_as(tag, args.items[at]);
        for (uint32_t arg = 0; inner && arg < inner->args.count; arg++)
            flat.items[flat.count++] = inner->args.items[arg];
        if (!inner)
            flat.items[flat.count++] = args.items[at];
    }
    return flat;
}
static_assert(sizeof(And) == sizeof(Or) && offsetof(And, args) == offsetof(Or, args),
              "flatten reads both as And");

static const Expr *build_bool(const Builder *b, const PgQuery__BoolExpr *expr)
{
    Cx *cx = b->cx;
    int position = position_at(b, expr->location);
    Exprs args;

    TRY(build_exprs(b, NODES(expr, args), &args));
    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
        return NEW_EXPR(cx, (Type){ 0 }, position, And, .args = flatten(cx, args, EXPR_And));
    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR)
        return NEW_EXPR(cx, (Type){ 0 }, position, Or, .args = flatten(cx, args, EXPR_Or));
    assert(args.count == 1);
    return NEW_EXPR(cx, (Type){ 0 }, position, Not, .arg = args.items[0]);
}

static const Expr *make_null_test(const Builder *b, int position, const Expr *arg, bool is_null)
{
    const Expr *test = NEW_EXPR(b->cx, (Type){ 0 }, position, IsNull, .arg = arg);

    return is_null ? test : NEW_EXPR(b->cx, (Type){ 0 }, position, Not, .arg = test);
}

/* ROW(a, b) IS NOT NULL holds where both are not null, so it is not the opposite of IS NULL. */
static const Expr *build_null_test(const Builder *b, const PgQuery__NullTest *test)
{
    Cx *cx = b->cx;
    int position = position_at(b, test->location);
    bool is_null = test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL;
    const Expr *arg = TRY(build_expr(b, test->arg));
    const RowOf *row = EXPR_AS(RowOf, arg);

    if (!row || !row->items.count)
        return make_null_test(b, position, arg, is_null);
    Exprs tests = { ARENA_ARRAY(cx->arena, const Expr *, row->items.count), row->items.count };
    for (uint32_t at = 0; at < tests.count; at++)
        tests.items[at] = make_null_test(b, position, row->items.items[at], is_null);
    return tests.count == 1 ? tests.items[0]
                            : NEW_EXPR(cx, (Type){ 0 }, position, And, .args = tests);
}

static const Expr *build_bool_test(const Builder *b, const PgQuery__BooleanTest *test)
{
    static const BoolTestKind kinds[] = {
        [PG_QUERY__BOOL_TEST_TYPE__IS_TRUE] = TEST_TRUE,
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE] = TEST_NOT_TRUE,
        [PG_QUERY__BOOL_TEST_TYPE__IS_FALSE] = TEST_FALSE,
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE] = TEST_NOT_FALSE,
        [PG_QUERY__BOOL_TEST_TYPE__IS_UNKNOWN] = TEST_UNKNOWN,
        [PG_QUERY__BOOL_TEST_TYPE__IS_NOT_UNKNOWN] = TEST_NOT_UNKNOWN,
    };
    const Expr *arg = TRY(build_expr(b, test->arg));

    assert((size_t)test->booltesttype < COUNT_OF(kinds));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, test->location), BoolTest, .arg = arg,
                    .test = kinds[test->booltesttype]);
}

/* --- Choices --------------------------------------------------------------------------------- */

static const Expr *build_case(const Builder *b, const PgQuery__CaseExpr *expr)
{
    Cx *cx = b->cx;
    int position = position_at(b, expr->location);
    uint32_t count = (uint32_t)expr->n_args;
    Exprs when = { ARENA_ARRAY(cx->arena, const Expr *, count), count };
    Exprs then = { ARENA_ARRAY(cx->arena, const Expr *, count), count };
    const Expr *arg, *otherwise;

    TRY(build_optional(b, expr->arg, &arg));
    for (uint32_t at = 0; at < count; at++) {
        const PgQuery__CaseWhen *branch = expr->args[at]->case_when;
        when.items[at] = TRY(build_expr(b, branch->expr));
        then.items[at] = TRY(build_expr(b, branch->result));
    }
    TRY(build_optional(b, expr->defresult, &otherwise));
    if (arg)
        return NEW_EXPR(cx, (Type){ 0 }, position, SimpleCase, .arg = arg, .when = when,
                        .then = then, .otherwise = otherwise);
    return NEW_EXPR(cx, (Type){ 0 }, position, Case, .when = when, .then = then,
                    .otherwise = otherwise);
}

static const Expr *build_extreme(const Builder *b, const PgQuery__MinMaxExpr *expr)
{
    bool is_greatest = expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST;
    Exprs args;

    TRY(build_exprs(b, NODES(expr, args), &args));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), Extreme,
                    .which = is_greatest ? EXTREME_GREATEST : EXTREME_LEAST, .args = args);
}

static const Expr *build_coalesce(const Builder *b, const PgQuery__CoalesceExpr *expr)
{
    Exprs args;

    TRY(build_exprs(b, NODES(expr, args), &args));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), Coalesce, .args = args);
}

static const Expr *build_row(const Builder *b, const PgQuery__RowExpr *expr)
{
    Exprs items;

    TRY(build_exprs(b, NODES(expr, args), &items));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), RowOf, .items = items);
}

static const Expr *build_array(const Builder *b, const PgQuery__AArrayExpr *expr)
{
    Exprs items;

    TRY(build_exprs(b, NODES(expr, elements), &items));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, expr->location), ArrayOf, .items = items);
}

/* --- Subqueries ------------------------------------------------------------------------------ */

static bool kind_of_sub_link(PgQuery__SubLinkType type, SubqueryKind *out_kind)
{
    switch (type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK: *out_kind = SUBQUERY_EXISTS; return true;
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK: *out_kind = SUBQUERY_ALL; return true;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK: *out_kind = SUBQUERY_ANY; return true;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK: *out_kind = SUBQUERY_SCALAR; return true;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK: *out_kind = SUBQUERY_ARRAY; return true;
    default: return false;
    }
}

/* ANY without an operator is IN. */
static const Expr *build_sub_link(const Builder *b, const PgQuery__SubLink *link)
{
    SubqueryKind kind;
    const Expr *test;
    Str name = STR_NONE;

    if (!kind_of_sub_link(link->sub_link_type, &kind) ||
        link->subselect->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return fail_unsupported(b, link->location, "this subquery");
    if (link->n_oper_name) {
        name = build_operator_name(b, NODES(link, oper_name), link->location);
        TRY(name.data);
    } else if (kind == SUBQUERY_ANY) {
        name = STR_LIT("=");
    }
    TRY(build_optional(b, link->testexpr, &test));
    Plan *query = TRY(build_query(b, link->subselect->select_stmt));
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, link->location), SubLink, .kind = kind,
                    .test = test, .operator_name = name, .query = query);
}

/* --- All of them ----------------------------------------------------------------------------- */

static const Expr *build_default(const Builder *b, const PgQuery__SetToDefault *node)
{
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, node->location), Keyword,
                    .name = STR_LIT("default"));
}

static const Expr *build_param(const Builder *b, const PgQuery__ParamRef *param)
{
    return NEW_EXPR(b->cx, (Type){ 0 }, position_at(b, param->location), Param,
                    .number = param->number);
}

const Expr *build_expr(const Builder *b, const Node *node)
{
    TRY(check_stack(b->cx));
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST: return build_constant(b, node->a_const);
    case PG_QUERY__NODE__NODE_COLUMN_REF: return build_column_ref(b, node->column_ref);
    case PG_QUERY__NODE__NODE_A_EXPR: return build_operator(b, node->a_expr);
    case PG_QUERY__NODE__NODE_FUNC_CALL: return build_call(b, node->func_call);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return build_cast(b, node->type_cast);
    case PG_QUERY__NODE__NODE_BOOL_EXPR: return build_bool(b, node->bool_expr);
    case PG_QUERY__NODE__NODE_NULL_TEST: return build_null_test(b, node->null_test);
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST: return build_bool_test(b, node->boolean_test);
    case PG_QUERY__NODE__NODE_CASE_EXPR: return build_case(b, node->case_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR: return build_coalesce(b, node->coalesce_expr);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR: return build_extreme(b, node->min_max_expr);
    case PG_QUERY__NODE__NODE_SUB_LINK: return build_sub_link(b, node->sub_link);
    case PG_QUERY__NODE__NODE_ROW_EXPR: return build_row(b, node->row_expr);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR: return build_array(b, node->a_array_expr);
    case PG_QUERY__NODE__NODE_PARAM_REF: return build_param(b, node->param_ref);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: return build_keyword(b, node->sqlvalue_function);
    case PG_QUERY__NODE__NODE_SET_TO_DEFAULT: return build_default(b, node->set_to_default);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: return build_collate(b, node->collate_clause);
    case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR: return build_named_arg(b, node->named_arg_expr);
    case PG_QUERY__NODE__NODE_A_INDIRECTION: return build_indirection(b, node->a_indirection);
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        return fail_unsupported(b, node->grouping_func->location, "GROUPING");
    case PG_QUERY__NODE__NODE_XML_EXPR: return fail_unsupported(b, node->xml_expr->location, "XML");
    case PG_QUERY__NODE__NODE_CURRENT_OF_EXPR: return fail_unsupported(b, -1, "WHERE CURRENT OF");
    default: break;
    }
    return fail_unsupported(b, -1, "this expression");
}
