/*
 * expr.c -- names and types of expressions: one function a kind of node.
 */
#include "base/time_of_day.h"
#include "catalyst/analysis/binder.h"

bool bind_exprs(Binder *b, Exprs list, Exprs *out_list)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, list.count);

    for (uint32_t at = 0; at < list.count; at++)
        items[at] = TRY(bind_expr(b, list.items[at]));
    *out_list = (Exprs){ items, list.count };
    return true;
}

static const Expr *as_boolean(Binder *b, const Expr *expr, const char *where)
{
    if (expr->type.id != TYPE_BOOL && expr->type.id != TYPE_UNKNOWN)
        return fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(expr),
                    "argument of %s must be type boolean, not type %s", where,
                    type_name(b->cx, expr->type.id));
    return coerce(b, expr, type_of(TYPE_BOOL), CAST_IMPLICIT);
}

const Expr *bind_boolean(Binder *b, const Expr *expr, const char *where)
{
    return as_boolean(b, TRY(bind_expr(b, expr)), where);
}

static bool bind_booleans(Binder *b, Exprs list, const char *where, Exprs *out_list)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, list.count);

    for (uint32_t at = 0; at < list.count; at++)
        items[at] = TRY(bind_boolean(b, list.items[at], where));
    *out_list = (Exprs){ items, list.count };
    return true;
}

static Type boolean(void)
{
    return type_of(TYPE_BOOL);
}

static const Expr *bind_name(Binder *b, const Name *name)
{
    if (name->parts.count > 3)
        return fail(b->cx, ERR_SYNTAX_ERROR, name->head.position,
                    "improper qualified name (too many dotted names)");
    return scope_find(b, name);
}

static const Expr *bind_param(Binder *b, const Param *param)
{
    AnalyseInput *input = b->input;

    if (param->number < 1 || param->number > input->parameter_capacity)
        return fail(b->cx, ERR_UNDEFINED_PARAMETER, param->head.position,
                    "there is no parameter $%lld", (long long)param->number);
    if (param->number > input->parameter_count)
        input->parameter_count = (uint32_t)param->number;
    TypeId type = input->parameter_types[param->number - 1];
    if (input->parameter_values)
        return make_const(b, type_of(type), input->parameter_values[param->number - 1],
                          param->head.position);
    return NEW_EXPR(b->cx, type_of(type == TYPE_NONE ? TYPE_UNKNOWN : type), param->head.position,
                    Param, .number = param->number);
}

/* ARRAY[...]::type[] casts each item; other types the array as a whole. */
static const Expr *bind_array_cast(Binder *b, const TypeCast *cast, const ArrayOf *array)
{
    const CatalogType *domain;
    Type type, item;

    TRY(type_of_name(b, cast, &type, &domain));
    if (type_is_array(type.id)) {
        item = type_of(type_element(type.id));
        item.typmod = type.typmod;
    }
    const Expr *arg = TRY(bind_array(b, array, type_is_array(type.id) ? &item : NULL));
    if (!can_coerce(arg->type.id, type.id, CAST_EXPLICIT))
        return fail(b->cx, ERR_CANNOT_COERCE, cast->head.position, "cannot cast type %s to %s",
                    type_name(b->cx, arg->type.id), type_name(b->cx, type.id));
    arg = TRY(coerce(b, arg, type, CAST_EXPLICIT));
    return domain ? to_domain(b, arg, domain) : arg;
}

static const Expr *bind_type_cast(Binder *b, const TypeCast *cast)
{
    const CatalogType *domain;
    Type type;
    const ArrayOf *array = EXPR_AS(ArrayOf, cast->arg);

    if (array)
        return bind_array_cast(b, cast, array);
    const Expr *arg = TRY(bind_expr(b, cast->arg));
    TRY(type_of_name(b, cast, &type, &domain));
    if (!can_coerce(arg->type.id, type.id, CAST_EXPLICIT))
        return fail(b->cx, ERR_CANNOT_COERCE, cast->head.position, "cannot cast type %s to %s",
                    type_name(b->cx, arg->type.id), type_name(b->cx, type.id));
    arg = TRY(coerce(b, arg, type, CAST_EXPLICIT));
    return domain ? to_domain(b, arg, domain) : arg;
}

const Expr *null_of_unknown(Binder *b, int position)
{
    return NEW_EXPR(b->cx, type_of(TYPE_UNKNOWN), position, Const, .value = VALUE_NULL);
}

/* --- Tests ----------------------------------------------------------------------------------- */

static const Expr *make_not(Binder *b, const Expr *arg, int position)
{
    return NEW_EXPR(b->cx, boolean(), position, Not, .arg = arg);
}

static const Expr *make_or(Binder *b, const Expr *left, const Expr *right, int position)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 2);

    items[0] = left;
    items[1] = right;
    return NEW_EXPR(b->cx, boolean(), position, Or, .args = { items, 2 });
}

static const Expr *make_and(Binder *b, const Expr *left, const Expr *right, int position)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, 2);

    items[0] = left;
    items[1] = right;
    return NEW_EXPR(b->cx, boolean(), position, And, .args = { items, 2 });
}

/* Items of one type and free of columns are tested as a set; others one by one. */
static bool is_set(Exprs items)
{
    for (uint32_t at = 0; at < items.count; at++)
        if (items.items[at]->tag != EXPR_Const)
            return false;
    return items.count > 1;
}

static const Expr *in_one_by_one(Binder *b, const Expr *arg, Exprs items, int position)
{
    const Expr **tests = ARENA_ARRAY(b->cx->arena, const Expr *, items.count);

    for (uint32_t at = 0; at < items.count; at++)
        tests[at] = TRY(make_operator(b, STR_LIT("="), arg, items.items[at], position));
    if (items.count == 1)
        return tests[0];
    return NEW_EXPR(b->cx, boolean(), position, Or, .args = { tests, items.count });
}

const Expr *in_set(Binder *b, const Expr *arg, Exprs items, int position)
{
    const Expr **all = ARENA_ARRAY(b->cx->arena, const Expr *, items.count + 1);
    Exprs list = { all, items.count + 1 };
    Type type;

    all[0] = arg;
    memcpy(all + 1, items.items, items.count * sizeof *all);
    if (!has_common_type(list, &type))
        return in_one_by_one(b, arg, items, position);
    if (type.id == TYPE_VARCHAR)
        type = type_of(TYPE_TEXT);
    type.typmod = type.id == TYPE_NUMERIC ? type.typmod : TYPMOD_NONE;
    TRY(coerce_all(b, &list, type, "IN"));
    return NEW_EXPR(b->cx, boolean(), position, InList, .arg = list.items[0],
                    .items = { list.items + 1, items.count });
}

static const Expr *bind_in(Binder *b, const InNames *in)
{
    int position = in->head.position;
    const Expr *arg = TRY(bind_expr(b, in->arg));
    Exprs items;

    TRY(bind_exprs(b, in->items, &items));
    const Expr *test = is_set(items) ? TRY(in_set(b, arg, items, position))
                                     : TRY(in_one_by_one(b, arg, items, position));
    return in->is_negated ? make_not(b, test, position) : test;
}

/* arg >= low AND arg <= high, or its opposite: arg < low OR arg > high.  The bounds are bound here:
 * a parameter in `low` has its type before `high` is looked at. */
static const Expr *make_between(Binder *b, const Between *between, const Expr *arg, const Expr *low,
                                const Expr *high)
{
    int position = between->head.position;
    bool is_outside = between->is_negated;
    Str from = is_outside ? STR_LIT("<") : STR_LIT(">=");
    Str to = is_outside ? STR_LIT(">") : STR_LIT("<=");
    const Expr *from_value = TRY(bind_expr(b, low));
    const Expr *left = TRY(make_operator(b, from, arg, from_value, position));
    const Expr *to_value = TRY(bind_expr(b, high));
    const Expr *right = TRY(make_operator(b, to, arg, to_value, position));

    return is_outside ? make_or(b, left, right, position) : make_and(b, left, right, position);
}

static const Expr *bind_between(Binder *b, const Between *between)
{
    int position = between->head.position;
    const Expr *arg = TRY(bind_expr(b, between->arg));
    const Expr *test = TRY(make_between(b, between, arg, between->low, between->high));

    if (!between->is_symmetric)
        return test;
    const Expr *mirrored = TRY(make_between(b, between, arg, between->high, between->low));
    return between->is_negated ? make_and(b, test, mirrored, position)
                               : make_or(b, test, mirrored, position);
}

static const Expr *bind_distinct(Binder *b, const Distinct *distinct)
{
    int position = distinct->head.position;
    const Expr *left = TRY(bind_expr(b, distinct->left));
    const Expr *right = TRY(bind_expr(b, distinct->right));
    const Expr *equal = TRY(make_operator(b, STR_LIT("="), left, right, position));
    const Call *call = EXPR_AS(Call, equal);

    return NEW_EXPR(b->cx, boolean(), position, Distinct, .left = call->args.items[0],
                    .right = call->args.items[1]);
}

static const char *test_name(BoolTestKind test)
{
    switch (test) {
    case TEST_TRUE: return "IS TRUE";
    case TEST_NOT_TRUE: return "IS NOT TRUE";
    case TEST_FALSE: return "IS FALSE";
    case TEST_NOT_FALSE: return "IS NOT FALSE";
    case TEST_UNKNOWN: return "IS UNKNOWN";
    case TEST_NOT_UNKNOWN: return "IS NOT UNKNOWN";
    }
    return "";
}

/* --- Keywords that are functions ------------------------------------------------------------- */

static const Expr *text_const(Binder *b, TypeId type, Str text, int position)
{
    return NEW_EXPR(b->cx, type_of(type), position, Const,
                    .value = { .text = str_copy(b->cx->arena, text) });
}

/* When the transaction began, as a date or time of the session's zone.  Plans are made anew for
 * each execution, so it is a constant. */
static const Expr *clock_const(Binder *b, TypeId type, int position)
{
    const DateSettings *dates = cx_dates(b->cx);
    int64_t now = cx_values(b->cx)->transaction_start;
    int64_t local = now + zone_offset_at(dates->zone, now).seconds_east * MICROS_PER_SECOND;
    TimeTz timetz = { 0 };
    Value value = { .integer = now };

    switch ((unsigned)type) {
    case TYPE_DATE: value.integer = timestamp_day(local); break;
    case TYPE_TIMESTAMP: value.integer = local; break;
    case TYPE_TIME: value.integer = local - timestamp_day(local) * MICROS_PER_DAY; break;
    case TYPE_TIMETZ:
        timetz_from_timestamptz(dates, now, &timetz);
        value.integer = timetz_pack(timetz);
        break;
    }
    return NEW_EXPR(b->cx, type_of(type), position, Const, .value = value);
}

/* The first schema that the search path lists; null: there is none. */
static const Expr *current_schema(Binder *b, int position)
{
    const SearchPath *path = catalog_path(&b->input->path);

    if (path->implied == path->count)
        return NEW_EXPR(b->cx, type_of(TYPE_NAME), position, Const, .value = VALUE_NULL);
    return text_const(b, TYPE_NAME,
                      catalog_schema_name(b->input->catalog, path->schemas[path->implied]),
                      position);
}

static const Expr *bind_keyword(Binder *b, const Keyword *keyword)
{
    static const struct {
        const char *name;
        TypeId type;
    } clocks[] = {
        { "current_date", TYPE_DATE },
        { "current_time", TYPE_TIMETZ },
        { "current_timestamp", TYPE_TIMESTAMPTZ },
        { "localtime", TYPE_TIME },
        { "localtimestamp", TYPE_TIMESTAMP },
    };
    const AnalyseInput *input = b->input;
    int position = keyword->head.position;

    if (str_is(keyword->name, "default"))
        return fail(b->cx, ERR_SYNTAX_ERROR, position, "DEFAULT is not allowed in this context");
    for (size_t at = 0; at < COUNT_OF(clocks); at++)
        if (str_is(keyword->name, clocks[at].name))
            return clock_const(b, clocks[at].type, position);
    if (str_is(keyword->name, "current_catalog"))
        return text_const(b, TYPE_NAME, input->database, position);
    if (str_is(keyword->name, "current_schema"))
        return current_schema(b, position);
    if (str_is(keyword->name, "session_user"))
        return text_const(b, TYPE_NAME, str_copy(b->cx->arena, input->session_user), position);
    if (str_is(keyword->name, "current_user") || str_is(keyword->name, "user") ||
        str_is(keyword->name, "current_role"))
        return text_const(b, TYPE_NAME, str_copy(b->cx->arena, input->user), position);
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position, "%.*s is not supported yet",
                STR(keyword->name));
}

static const Expr *fail_unsupported(Binder *b, const Expr *expr, const char *what)
{
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, expr->position, "%s not supported yet", what);
}

static const Expr *bind_node(Binder *b, const Expr *expr)
{
    int position = expr->position;

    TRY(check_stack(b->cx));
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: return make_const(b, expr->type, ((const Const *)expr)->value, position);
    case EXPR_Name: return bind_name(b, (const Name *)expr);
    case EXPR_Param: return bind_param(b, (const Param *)expr);
    case EXPR_FunctionName: return bind_function(b, (const FunctionName *)expr);
    case EXPR_OperatorName: return bind_operator(b, (const OperatorName *)expr);
    case EXPR_TypeCast: return bind_type_cast(b, (const TypeCast *)expr);
    case EXPR_And: {
        Exprs args;
        TRY(bind_booleans(b, ((const And *)expr)->args, "AND", &args));
        return NEW_EXPR(b->cx, boolean(), position, And, .args = args);
    }
    case EXPR_Or: {
        Exprs args;
        TRY(bind_booleans(b, ((const Or *)expr)->args, "OR", &args));
        return NEW_EXPR(b->cx, boolean(), position, Or, .args = args);
    }
    case EXPR_Not:
        return make_not(b, TRY(bind_boolean(b, ((const Not *)expr)->arg, "NOT")), position);
    case EXPR_IsNull: {
        /* Says nothing of the type of a parameter, as in PostgreSQL. */
        const Expr *arg = TRY(bind_expr(b, ((const IsNull *)expr)->arg));
        arg = TRY(resolve_literal(b, arg));
        return NEW_EXPR(b->cx, boolean(), position, IsNull, .arg = arg);
    }
    case EXPR_BoolTest: {
        const BoolTest *test = (const BoolTest *)expr;
        const Expr *arg = TRY(bind_boolean(b, test->arg, test_name(test->test)));
        return NEW_EXPR(b->cx, boolean(), position, BoolTest, .arg = arg, .test = test->test);
    }
    case EXPR_Case: return refuse_sets_within(b, TRY(bind_case(b, (const Case *)expr)), "CASE");
    case EXPR_SimpleCase:
        return refuse_sets_within(b, TRY(bind_simple_case(b, (const SimpleCase *)expr)), "CASE");
    case EXPR_Coalesce:
        return refuse_sets_within(b, TRY(bind_coalesce(b, (const Coalesce *)expr)), "COALESCE");
    case EXPR_Extreme: return bind_extreme(b, (const Extreme *)expr);
    case EXPR_NullIf: return bind_null_if(b, (const NullIf *)expr);
    case EXPR_InNames: return bind_in(b, (const InNames *)expr);
    case EXPR_Between: return bind_between(b, (const Between *)expr);
    case EXPR_Distinct: return bind_distinct(b, (const Distinct *)expr);
    case EXPR_SubLink: return bind_sublink(b, (const SubLink *)expr);
    case EXPR_Keyword: return bind_keyword(b, (const Keyword *)expr);
    case EXPR_RowOf: return fail_unsupported(b, expr, "row values here are");
    case EXPR_ArrayTest: return bind_array_test(b, (const ArrayTest *)expr);
    case EXPR_ArrayOf: return bind_array(b, (const ArrayOf *)expr, NULL);
    case EXPR_Subscript: return bind_subscript(b, (const Subscript *)expr);
    case EXPR_FieldOf: return bind_field(b, (const FieldOf *)expr);
    case EXPR_NamedArg: return fail_unsupported(b, expr, "named arguments are");
    case EXPR_Collate: return bind_collate(b, (const Collate *)expr);
    case EXPR_Star:
        return fail(b->cx, ERR_SYNTAX_ERROR, position,
                    "row expansion via \"*\" is not supported here");
    case EXPR_Frame:
    case EXPR_WindowName: break; /* no values */
    case EXPR_ColumnRef:
    case EXPR_Call:
    case EXPR_Cast:
    case EXPR_InList:
    case EXPR_Quantified:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Subquery: return expr; /* bound already: analysis made it */
    }
    return NULL;
}

/* Where FROM gives no row an expression is never run, so what Hearth cannot run becomes null. */
const Expr *bind_expr(Binder *b, const Expr *expr)
{
    Binder before = *b;
    const Expr *bound = bind_node(b, expr);
    ErrorCode error = b->cx->error.code;

    if (bound || !before.scope || !before.scope->is_empty)
        return bound;
    /* A null in place of what cannot be run has no type, which some functions need. */
    if (error != ERR_FEATURE_NOT_SUPPORTED &&
        !(error == ERR_DATATYPE_MISMATCH && before.scope->relied_on_that))
        return bound;
    *b = before;
    b->cx->error = (Error){ .code = ERR_NONE };
    b->scope->relied_on_that = true;
    return null_of_unknown(b, expr->position);
}
