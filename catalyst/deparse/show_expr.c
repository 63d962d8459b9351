/* show_expr.c -- expressions as they are to be written: one function a kind of node. */
#include "catalyst/deparse/shown.h"

Shown *make_shown(Shower *s, ShownTag tag, TypeId type, Str text)
{
    Shown *shown = arena_zero(s->cx->arena, sizeof *shown);

    shown->tag = tag;
    shown->type = type_of(type);
    shown->text = text;
    return shown;
}

static Shown *make_over(Shower *s, ShownTag tag, TypeId type, Str text, ShownList args)
{
    Shown *shown = make_shown(s, tag, type, text);

    shown->args = args;
    return shown;
}

static ShownList pair(Shower *s, Shown *first, Shown *second)
{
    Shown **items = ARENA_ARRAY(s->cx->arena, Shown *, 2);
    ShownList list = { items, 0 };

    if (first)
        items[list.count++] = first;
    if (second)
        items[list.count++] = second;
    return list;
}

bool show_list(Shower *s, Exprs list, ShownList *out_list)
{
    *out_list = (ShownList){ ARENA_ARRAY(s->cx->arena, Shown *, list.count + 1), list.count };
    for (uint32_t at = 0; at < list.count; at++)
        out_list->items[at] = TRY(show_expr(s, list.items[at]));
    return true;
}

static void *fail_unshown(Shower *s, const char *what)
{
    return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s cannot be shown", what);
}

/* --- Leaves ---------------------------------------------------------------------------------- */

static Shown *show_name(Shower *s, const Name *name)
{
    const Visible *found = find_visible_column(s, name);

    if (!found)
        return fail(s->cx, ERR_UNDEFINED_COLUMN, NO_POSITION, "column \"%.*s\" does not exist",
                    STR(name->parts.items[name->parts.count - 1]));
    Shown *shown = make_shown(s, SHOWN_COLUMN, TYPE_NONE, found->text);
    shown->type = found->type;
    note_read(s, found->is);
    return shown;
}

static Shown *show_literal(Shower *s, const Const *constant)
{
    Shown *shown = make_shown(s, SHOWN_LITERAL, TYPE_NONE, STR_NONE);
    StrBuilder out = str_builder(s->cx->arena);

    shown->type = constant->head.type;
    shown->parsed = &constant->head;
    shown->is_null = constant->value.is_null;
    if (!shown->is_null)
        value_print_styled(&out, cx_values(s->cx), shown->type, constant->value);
    shown->text =
        shown->type.id == TYPE_UNKNOWN && !shown->is_null ? constant->value.text : str_built(&out);
    return shown;
}

static Shown *show_keyword(Shower *s, const Keyword *keyword)
{
    static const struct {
        const char *name, *text;
        TypeId type;
    } known[] = {
        { "current_date", "CURRENT_DATE", TYPE_DATE },
        { "current_time", "CURRENT_TIME", TYPE_TIMETZ },
        { "current_timestamp", "CURRENT_TIMESTAMP", TYPE_TIMESTAMPTZ },
        { "localtime", "LOCALTIME", TYPE_TIME },
        { "localtimestamp", "LOCALTIMESTAMP", TYPE_TIMESTAMP },
        { "current_catalog", "CURRENT_CATALOG", TYPE_NAME },
        { "current_schema", "CURRENT_SCHEMA", TYPE_NAME },
        { "current_user", "CURRENT_USER", TYPE_NAME },
        { "current_role", "CURRENT_ROLE", TYPE_NAME },
        { "session_user", "SESSION_USER", TYPE_NAME },
        { "user", "USER", TYPE_NAME },
    };

    for (size_t at = 0; at < COUNT_OF(known); at++)
        if (str_is(keyword->name, known[at].name))
            return make_shown(s, SHOWN_KEYWORD, known[at].type, str_of(known[at].text));
    return fail_unshown(s, "this keyword");
}

/* --- Operators ------------------------------------------------------------------------------- */

static Shown *make_operator_of(Shower *s, Str name, Shown *left, Shown *right)
{
    TypeId type;

    TRY(show_operands(s, name, &left, &right, &type));
    return make_over(s, SHOWN_OPERATOR, type, name, pair(s, left, right));
}

static Shown *show_operator(Shower *s, const OperatorName *name)
{
    Shown *left = name->left ? TRY(show_expr(s, name->left)) : NULL;
    Shown *right = TRY(show_expr(s, name->right));

    return make_operator_of(s, name->name, left, right);
}

static Shown *make_boolean(Shower *s, ShownTag tag, Shown *left, Shown *right)
{
    return make_over(s, tag, TYPE_BOOL, STR_NONE, pair(s, left, right));
}

static Shown *show_booleans(Shower *s, ShownTag tag, Exprs args)
{
    ShownList list;

    TRY(show_list(s, args, &list));
    for (uint32_t at = 0; at < list.count; at++)
        list.items[at] = TRY(show_cast(s, list.items[at], type_of(TYPE_BOOL), false));
    return make_over(s, tag, TYPE_BOOL, STR_NONE, list);
}

static Shown *make_test(Shower *s, const Expr *parsed, const char *text)
{
    Shown *arg = TRY(show_known(s, show_expr(s, parsed)));

    return make_over(s, SHOWN_TEST, TYPE_BOOL, str_of(text), pair(s, arg, NULL));
}

static Shown *show_not(Shower *s, const Expr *arg)
{
    const IsNull *test = EXPR_AS(IsNull, arg);

    if (test)
        return make_test(s, test->arg, "IS NOT NULL");
    return show_booleans(s, SHOWN_NOT, (Exprs){ &arg, 1 });
}

static Shown *show_bool_test(Shower *s, const BoolTest *test)
{
    static const char *const texts[] = {
        [TEST_TRUE] = "IS TRUE",       [TEST_NOT_TRUE] = "IS NOT TRUE",
        [TEST_FALSE] = "IS FALSE",     [TEST_NOT_FALSE] = "IS NOT FALSE",
        [TEST_UNKNOWN] = "IS UNKNOWN", [TEST_NOT_UNKNOWN] = "IS NOT UNKNOWN"
    };

    return make_test(s, test->arg, texts[test->test]);
}

static Shown *show_distinct(Shower *s, const Distinct *distinct)
{
    Shown *left = TRY(show_expr(s, distinct->left));
    Shown *right = TRY(show_expr(s, distinct->right));
    TypeId type;

    TRY(show_operands(s, STR_LIT("="), &left, &right, &type));
    return make_boolean(s, SHOWN_DISTINCT, left, right);
}

static Shown *make_between(Shower *s, bool is_negated, Shown *arg, Shown *low, Shown *high)
{
    Shown *from = TRY(make_operator_of(s, is_negated ? STR_LIT("<") : STR_LIT(">="), arg, low));
    Shown *to = TRY(make_operator_of(s, is_negated ? STR_LIT(">") : STR_LIT("<="), arg, high));

    return make_boolean(s, is_negated ? SHOWN_OR : SHOWN_AND, from, to);
}

static Shown *show_between(Shower *s, const Between *between)
{
    bool is_negated = between->is_negated;
    Shown *arg = TRY(show_expr(s, between->arg));
    Shown *low = TRY(show_expr(s, between->low)), *high = TRY(show_expr(s, between->high));
    Shown *test = TRY(make_between(s, is_negated, arg, low, high));

    if (!between->is_symmetric)
        return test;
    Shown *mirrored = TRY(make_between(s, is_negated, arg, high, low));
    return make_boolean(s, is_negated ? SHOWN_AND : SHOWN_OR, test, mirrored);
}

/* --- Lists and arrays ------------------------------------------------------------------------ */

static Shown *make_quantified(Shower *s, Str name, Shown *arg, Shown *array, bool is_all)
{
    TypeId element = type_is_array(array->type.id) ? type_element(array->type.id) : TYPE_UNKNOWN;
    Shown *item = make_shown(s, SHOWN_LITERAL, element, STR_NONE);
    TypeId type;

    item->is_null = true;
    TRY(show_operands(s, name, &arg, &item, &type));
    TypeId wanted = type_array((TypeId)item->type.id);
    if (wanted == TYPE_NONE)
        return fail_unshown(s, "this array");
    array = TRY(show_cast(s, array, type_of(wanted), false));
    Shown *shown = make_over(s, SHOWN_QUANTIFIED, TYPE_BOOL, name, pair(s, arg, array));
    shown->is_all = is_all;
    return shown;
}

static Shown *show_array_test(Shower *s, const ArrayTest *test)
{
    Shown *arg = TRY(show_expr(s, test->test));
    Shown *array = TRY(show_expr(s, test->array));

    return make_quantified(s, test->operator_name, arg, array, test->is_all);
}

static bool note_column(const Expr *expr, void *found)
{
    *(bool *)found |= expr->tag == EXPR_Name;
    return true;
}

static bool has_column(const Expr *expr)
{
    bool found = false;

    expr_visit(expr, note_column, &found);
    return found;
}

/* Several without columns are tested at once, as an array. */
static bool split_items(Shower *s, const InNames *in, ShownList *constants, ShownList *others)
{
    Shown **items = ARENA_ARRAY(s->cx->arena, Shown *, 2 * in->items.count + 2);
    uint32_t without = 0;

    *constants = (ShownList){ items, 0 };
    *others = (ShownList){ items + in->items.count + 1, 0 };
    for (uint32_t at = 0; at < in->items.count; at++)
        without += !has_column(in->items.items[at]);
    for (uint32_t at = 0; at < in->items.count; at++) {
        bool is_one = without < 2 || has_column(in->items.items[at]);
        ShownList *into = is_one ? others : constants;
        into->items[into->count++] = TRY(show_expr(s, in->items.items[at]));
    }
    return true;
}

static Shown *items_as_array(Shower *s, Shown *arg, ShownList constants)
{
    Shown **all = ARENA_ARRAY(s->cx->arena, Shown *, constants.count + 1);
    ShownList both = { all, constants.count + 1 };
    Type common;

    all[0] = arg;
    memcpy(all + 1, constants.items, constants.count * sizeof *all);
    TRY(show_common(s, both, &common));
    TypeId array = type_array((TypeId)common.id);
    if (array == TYPE_NONE)
        return fail_unshown(s, "this list");
    return make_over(s, SHOWN_ARRAY, array, STR_NONE, (ShownList){ all + 1, constants.count });
}

static Shown *show_in(Shower *s, const InNames *in)
{
    Shown *arg = TRY(show_expr(s, in->arg));
    Str name = in->is_negated ? STR_LIT("<>") : STR_LIT("=");
    ShownList constants, others;

    TRY(split_items(s, in, &constants, &others));
    Shown **tests = ARENA_ARRAY(s->cx->arena, Shown *, others.count + 1);
    ShownList all = { tests, 0 };
    if (constants.count) {
        Shown *array = TRY(items_as_array(s, arg, constants));
        tests[all.count++] = TRY(make_quantified(s, name, arg, array, in->is_negated));
    }
    for (uint32_t at = 0; at < others.count; at++)
        tests[all.count++] = TRY(make_operator_of(s, name, arg, others.items[at]));
    return all.count == 1
               ? tests[0]
               : make_over(s, in->is_negated ? SHOWN_AND : SHOWN_OR, TYPE_BOOL, STR_NONE, all);
}

static Shown *show_array(Shower *s, const ArrayOf *array, const Type *item)
{
    ShownList list;
    Type type;

    TRY(show_list(s, array->items, &list));
    if (item) {
        type = *item;
        for (uint32_t at = 0; at < list.count; at++)
            list.items[at] = TRY(show_cast(s, list.items[at], type, true));
    } else {
        TRY(show_common(s, list, &type));
    }
    TypeId of = type_is_array(type.id) ? (TypeId)type.id : type_array((TypeId)type.id);
    return make_over(s, SHOWN_ARRAY, of, STR_NONE, list);
}

static Shown *show_subscript(Shower *s, const Subscript *subscript)
{
    Shown *arg = TRY(show_expr(s, subscript->arg));
    uint32_t dimensions = subscript->uppers.count;
    Shown **items = arena_zero(s->cx->arena, (1 + 2 * dimensions) * sizeof *items);

    items[0] = arg;
    for (uint32_t at = 0; at < dimensions; at++) {
        const Expr *upper = subscript->uppers.items[at];
        const Expr *lower = at < subscript->lowers.count ? subscript->lowers.items[at] : NULL;
        if (subscript->is_slice && lower && lower->tag != EXPR_Star)
            items[1 + 2 * at] = TRY(show_cast(s, show_expr(s, lower), type_of(TYPE_INT4), false));
        if (upper->tag != EXPR_Star)
            items[2 + 2 * at] = TRY(show_cast(s, show_expr(s, upper), type_of(TYPE_INT4), false));
    }
    TypeId type = (TypeId)arg->type.id;
    if (!subscript->is_slice && type_is_array(type))
        type = type_element(type);
    Shown *shown =
        make_over(s, SHOWN_SUBSCRIPT, type, STR_NONE, (ShownList){ items, 1 + 2 * dimensions });
    shown->is_slice = subscript->is_slice;
    return shown;
}

/* --- Conditional values ---------------------------------------------------------------------- */

/* The values of all branches, ELSE first, as it counts most for their common type. */
static bool common_branches(Shower *s, Shown *shown, uint32_t branches)
{
    Shown **values = ARENA_ARRAY(s->cx->arena, Shown *, branches + 1);

    values[0] = shown->args.items[1];
    for (uint32_t at = 0; at < branches; at++)
        values[1 + at] = shown->args.items[3 + 2 * at];
    TRY(show_common(s, (ShownList){ values, branches + 1 }, &shown->type));
    shown->args.items[1] = values[0];
    for (uint32_t at = 0; at < branches; at++)
        shown->args.items[3 + 2 * at] = values[1 + at];
    return true;
}

static Shown *null_literal(Shower *s)
{
    Shown *null = make_shown(s, SHOWN_LITERAL, TYPE_UNKNOWN, STR_NONE);

    null->is_null = true;
    return null;
}

static Shown *show_branches(Shower *s, Shown *arg, Exprs when, Exprs then, const Expr *otherwise)
{
    Shown **items = arena_zero(s->cx->arena, (2 + 2 * when.count) * sizeof *items);
    Shown *shown =
        make_over(s, SHOWN_CASE, TYPE_NONE, STR_NONE, (ShownList){ items, 2 + 2 * when.count });

    items[0] = arg;
    items[1] = otherwise ? TRY(show_expr(s, otherwise)) : null_literal(s);
    for (uint32_t at = 0; at < when.count; at++) {
        Shown *condition = TRY(show_expr(s, when.items[at])), *left = arg;
        TypeId type;
        if (arg)
            TRY(show_operands(s, STR_LIT("="), &left, &condition, &type));
        items[2 + 2 * at] = condition;
        items[3 + 2 * at] = TRY(show_expr(s, then.items[at]));
    }
    TRY(common_branches(s, shown, when.count));
    return shown;
}

static Shown *show_simple_case(Shower *s, const SimpleCase *choice)
{
    Shown *arg = TRY(show_known(s, show_expr(s, choice->arg)));

    return show_branches(s, arg, choice->when, choice->then, choice->otherwise);
}

static Shown *show_words(Shower *s, const char *word, Exprs args)
{
    Shown *shown = make_shown(s, SHOWN_WORDS, TYPE_NONE, str_of(word));

    TRY(show_list(s, args, &shown->args));
    TRY(show_common(s, shown->args, &shown->type));
    return shown;
}

static Shown *show_null_if(Shower *s, const NullIf *null_if)
{
    Shown *left = TRY(show_expr(s, null_if->left)), *right = TRY(show_expr(s, null_if->right));
    TypeId type;

    TRY(show_operands(s, STR_LIT("="), &left, &right, &type));
    Shown *shown = make_over(s, SHOWN_WORDS, TYPE_NONE, STR_LIT("NULLIF"), pair(s, left, right));
    shown->type = left->type;
    return shown;
}

static Shown *show_row(Shower *s, const RowOf *row)
{
    Shown *shown = make_shown(s, SHOWN_WORDS, TYPE_VOID, STR_LIT("ROW"));

    TRY(show_list(s, row->items, &shown->args));
    for (uint32_t at = 0; at < shown->args.count; at++)
        shown->args.items[at] = TRY(show_known(s, shown->args.items[at]));
    return shown;
}

/* --- Casts and subqueries -------------------------------------------------------------------- */

/* CURRENT_TIMESTAMP(3) was parsed as a cast of it. */
static bool is_rounded_keyword(const TypeCast *cast)
{
    return cast->arg && cast->arg->tag == EXPR_Keyword && cast->type_name.count == 2 &&
           cast->modifiers.count == 1 && cast->modifiers.items[0]->tag == EXPR_Const;
}

/* Of the base type, and then of the domain. */
static Shown *show_domain_cast(Shower *s, const TypeCast *cast, Type base,
                               const CatalogType *domain)
{
    Shown *arg = TRY(show_cast(s, show_expr(s, cast->arg), base, false));
    Shown *shown = make_over(s, SHOWN_CAST, (TypeId)base.id, STR_NONE, pair(s, arg, NULL));

    shown->is_explicit = true;
    shown->text = created_type_name(s->cx->arena, s->input, domain);
    return shown;
}

static Shown *show_type_cast(Shower *s, const TypeCast *cast)
{
    const ArrayOf *array = EXPR_AS(ArrayOf, cast->arg);
    const CatalogType *domain = NULL;
    Type type, item;

    TRY(type_of_name(&s->binder, cast, &type, &domain));
    if (domain)
        return show_domain_cast(s, cast, type, domain);
    if (is_rounded_keyword(cast)) {
        Shown *keyword = TRY(show_keyword(s, (const Keyword *)cast->arg));
        const Const *digits = (const Const *)cast->modifiers.items[0];
        keyword->text = str_format(s->cx->arena, "%.*s(%lld)", STR(keyword->text),
                                   (long long)digits->value.integer);
        return keyword;
    }
    if (array && type_is_array(type.id)) {
        item = type_of(type_element((TypeId)type.id));
        item.typmod = type.typmod;
        return show_array(s, array, &item);
    }
    return show_cast(s, show_expr(s, cast->arg), type, true);
}

static Shown *show_collate(Shower *s, const Collate *collate)
{
    Shown *arg = TRY(show_known(s, show_expr(s, collate->arg)));
    Str name = quoted_name(s->cx->arena, collate->collation.items[collate->collation.count - 1]);
    Shown *shown = make_over(s, SHOWN_COLLATE, TYPE_NONE, name, pair(s, arg, NULL));

    shown->type = arg->type;
    return shown;
}

/* What is compared with the columns of a subquery, as its operators take it. */
static bool show_compared(Shower *s, const SubLink *link, Shown *shown)
{
    const RowOf *row = EXPR_AS(RowOf, link->test);
    ShownColumns columns = shown->query->columns;

    TRY(show_list(s, row ? row->items : (Exprs){ (const Expr *[]){ link->test }, 1 },
                  &shown->args));
    shown->text = link->operator_name.length ? link->operator_name : STR_LIT("=");
    if (shown->args.count != columns.count)
        return fail_unshown(s, "this subquery") != NULL;
    for (uint32_t at = 0; at < columns.count; at++) {
        Shown *column = make_shown(s, SHOWN_COLUMN, TYPE_NONE, STR_NONE);
        TypeId type;
        column->type = columns.items[at].type;
        TRY(show_operands(s, shown->text, &shown->args.items[at], &column, &type));
    }
    return true;
}

static Shown *show_subquery(Shower *s, const SubLink *link)
{
    Shown *shown = make_shown(s, SHOWN_SUBQUERY, TYPE_BOOL, STR_NONE);

    shown->kind = (SubqueryKind)link->kind;
    shown->is_all = link->kind == SUBQUERY_ALL;
    shown->query = TRY(show_query(s, link->query));
    if (link->test)
        TRY(show_compared(s, link, shown));
    if (link->kind == SUBQUERY_SCALAR || link->kind == SUBQUERY_ARRAY)
        shown->type = shown->query->columns.items[0].type;
    if (link->kind == SUBQUERY_ARRAY)
        shown->type = type_of(type_array((TypeId)shown->type.id));
    return shown;
}

/* --- All of them ----------------------------------------------------------------------------- */

static Shown *show_conditional(Shower *s, const Expr *expr)
{
    const Case *choice = EXPR_AS(Case, expr);
    const Extreme *extreme = EXPR_AS(Extreme, expr);

    if (choice)
        return show_branches(s, NULL, choice->when, choice->then, choice->otherwise);
    if (extreme)
        return show_words(s, extreme->which == EXTREME_GREATEST ? "GREATEST" : "LEAST",
                          extreme->args);
    return show_words(s, "COALESCE", ((const Coalesce *)expr)->args);
}

Shown *show_expr(Shower *s, const Expr *expr)
{
    TRY(check_stack(s->cx));
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: return show_literal(s, (const Const *)expr);
    case EXPR_Name: return show_name(s, (const Name *)expr);
    case EXPR_Keyword: return show_keyword(s, (const Keyword *)expr);
    case EXPR_FunctionName: return show_function(s, (const FunctionName *)expr);
    case EXPR_OperatorName: return show_operator(s, (const OperatorName *)expr);
    case EXPR_TypeCast: return show_type_cast(s, (const TypeCast *)expr);
    case EXPR_And: return show_booleans(s, SHOWN_AND, ((const And *)expr)->args);
    case EXPR_Or: return show_booleans(s, SHOWN_OR, ((const Or *)expr)->args);
    case EXPR_Not: return show_not(s, ((const Not *)expr)->arg);
    case EXPR_IsNull: return make_test(s, ((const IsNull *)expr)->arg, "IS NULL");
    case EXPR_BoolTest: return show_bool_test(s, (const BoolTest *)expr);
    case EXPR_Distinct: return show_distinct(s, (const Distinct *)expr);
    case EXPR_Between: return show_between(s, (const Between *)expr);
    case EXPR_InNames: return show_in(s, (const InNames *)expr);
    case EXPR_ArrayTest: return show_array_test(s, (const ArrayTest *)expr);
    case EXPR_ArrayOf: return show_array(s, (const ArrayOf *)expr, NULL);
    case EXPR_Subscript: return show_subscript(s, (const Subscript *)expr);
    case EXPR_Case:
    case EXPR_Coalesce:
    case EXPR_Extreme: return show_conditional(s, expr);
    case EXPR_SimpleCase: return show_simple_case(s, (const SimpleCase *)expr);
    case EXPR_NullIf: return show_null_if(s, (const NullIf *)expr);
    case EXPR_RowOf: return show_row(s, (const RowOf *)expr);
    case EXPR_Collate: return show_collate(s, (const Collate *)expr);
    case EXPR_SubLink: return show_subquery(s, (const SubLink *)expr);
    default: break; /* resolved nodes, and what only stands in lists */
    }
    return fail_unshown(s, "this expression");
}
