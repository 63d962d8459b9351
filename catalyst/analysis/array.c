/*
 * array.c -- the little of arrays there is: lists to test against.
 *
 *     a = ANY (ARRAY[x, y])    a <> ALL ('{x,y}')    becomes    a IN (x, y)    a NOT IN ('x', 'y')
 *
 * The items are taken out of the array while they are still unresolved, so each gets the type the
 * comparison gives it.  Arrays that are not written out are texts here (columns of the catalog).
 */
#include "catalyst/analysis/binder.h"

enum { ARRAY_ITEMS_MAX = 65536 };

typedef struct Items {
    Binder *b;
    const Expr **items;
    uint32_t count, capacity;
    int position;
} Items;

static void add_item(Items *items, const Expr *item)
{
    items->items = arena_grown(items->b->cx->arena, items->items, sizeof *items->items,
                               items->count, &items->capacity);
    items->items[items->count++] = item;
}

static void add_constant(Items *items, TypeId type, Str text, bool is_null)
{
    add_item(items, NEW_EXPR(items->b->cx, type_of(type), items->position, Const,
                             .value = { .is_null = is_null, .text = text }));
}

/* --- '{x,"y z",NULL}' --------------------------------------------------------------------------
 */

static bool fail_array(const Items *items, Str text)
{
    return fail(items->b->cx, ERR_INVALID_TEXT_REPRESENTATION, items->position,
                "malformed array literal: \"%.*s\"", STR(text));
}

/* One item from `at` on, up to a comma or brace outside of quotes; where it ends. */
static size_t read_item(Items *items, Str text, size_t at)
{
    StrBuilder item = str_builder(items->b->cx->arena);
    bool in_quotes = false, was_quoted = false;

    for (; at < text.length; at++) {
        char c = text.data[at];
        if (!in_quotes && (c == ',' || c == '}' || c == '{'))
            break;
        if (c == '"') {
            in_quotes = !in_quotes;
            was_quoted = true;
        } else {
            if (c == '\\' && at + 1 < text.length)
                c = text.data[++at];
            str_add_char(&item, c);
        }
    }
    Str value = was_quoted ? str_built(&item) : str_trim(str_built(&item));
    bool is_null = !was_quoted && str_is(str_lower(items->b->cx->arena, value), "null");
    if (value.length || was_quoted)
        add_constant(items, TYPE_UNKNOWN, value, is_null);
    return at;
}

static bool read_array(Items *items, Str text)
{
    Str rest = str_trim(text);
    size_t at = 1;

    if (rest.length < 2 || rest.data[0] != '{')
        return fail_array(items, text);
    for (;;) {
        uint32_t before = items->count;
        at = read_item(items, rest, at);
        bool is_empty = items->count == before;
        if (at >= rest.length || rest.data[at] == '{' || items->count > ARRAY_ITEMS_MAX)
            return fail_array(items, text);
        if (rest.data[at] == '}')
            return (at + 1 == rest.length && (!is_empty || before == 0)) || fail_array(items, text);
        if (is_empty)
            return fail_array(items, text);
        at++;
    }
}

/* --- Arrays that are written out ---------------------------------------------------------------
 */

static bool is_function(const Expr *expr, const char *name)
{
    const FunctionName *function = EXPR_AS(FunctionName, expr);

    return function && str_is(function->parts.items[function->parts.count - 1], name);
}

/* current_schemas(with implicit ones): the search path is what it always is. */
static bool add_schemas(Items *items, const FunctionName *function)
{
    const Const *implicit =
        function->args.count == 1 ? EXPR_AS(Const, function->args.items[0]) : NULL;

    if (!implicit || implicit->head.type.id != TYPE_BOOL)
        return fail(items->b->cx, ERR_FEATURE_NOT_SUPPORTED, items->position,
                    "current_schemas of a value that is not constant is not supported yet");
    if (implicit->value.boolean)
        add_constant(items, TYPE_NAME, STR_LIT("pg_catalog"), false);
    add_constant(items, TYPE_NAME, STR_LIT("public"), false);
    return true;
}

/* The items of an array expression, unresolved; *out_found: whether it is written out. */
static bool take_items(Items *items, const Expr *array, bool *out_found)
{
    const Const *literal = EXPR_AS(Const, array);
    const ArrayOf *list = EXPR_AS(ArrayOf, array);
    const TypeCast *cast = EXPR_AS(TypeCast, array);

    *out_found = true;
    if (is_function(array, "current_schemas"))
        return add_schemas(items, (const FunctionName *)array);
    if (literal && literal->head.type.id == TYPE_UNKNOWN && !literal->value.is_null)
        return read_array(items, literal->value.text);
    for (uint32_t at = 0; list && at < list->items.count; at++)
        add_item(items, list->items.items[at]);
    if (list)
        return true;
    *out_found = false;
    if (!cast || !cast->is_array)
        return true;
    uint32_t first = items->count;
    TRY(take_items(items, cast->arg, out_found));
    for (uint32_t at = first; at < items->count; at++) {
        TypeCast item = *cast;
        item.arg = items->items[at];
        item.is_array = false;
        items->items[at] = arena_copy(items->b->cx->arena, &item, sizeof item);
    }
    return true;
}

/* --- Tests -------------------------------------------------------------------------------------
 */

/* The test of each item in turn, for operators that IN has no word for. */
static const Expr *test_each(Binder *b, const ArrayTest *test, Exprs items)
{
    const Expr **tests = ARENA_ARRAY(b->cx->arena, const Expr *, items.count);
    int position = test->head.position;

    for (uint32_t at = 0; at < items.count; at++)
        tests[at] =
            NEW_EXPR(b->cx, (Type){ 0 }, position, OperatorName, .name = test->operator_name,
                     .left = test->test, .right = items.items[at]);
    if (items.count == 1)
        return tests[0];
    if (test->is_all)
        return NEW_EXPR(b->cx, (Type){ 0 }, position, And, .args = { tests, items.count });
    return NEW_EXPR(b->cx, (Type){ 0 }, position, Or, .args = { tests, items.count });
}

/* Arrays are texts in the catalog's own columns, and where a text is cast to one. */
static bool is_array_text(const Binder *b, const Expr *array)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, array);

    for (const Scope *scope = b->scope; ref && scope; scope = scope->outer)
        for (uint32_t at = 0; at < scope->visible.count; at++) {
            const PlanColumn *column = &scope->visible.items[at].column;
            if (column->id == ref->id)
                return column->table_oid && column->table_oid < CATALOG_OID_FIRST;
        }
    return false;
}

/* x = ANY (a text that is an array). */
static const Expr *test_text(Binder *b, const ArrayTest *test)
{
    const Expr *array = test->array;
    const TypeCast *cast = EXPR_AS(TypeCast, array);
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 2);

    if (test->is_all || !str_is(test->operator_name, "="))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, test->head.position,
                    "this test of an array is not supported yet");
    args[0] = TRY(bind_expr(b, test->test));
    args[0] = TRY(coerce(b, args[0], type_of(TYPE_TEXT), CAST_EXPLICIT));
    args[1] = TRY(bind_expr(b, cast && cast->is_array ? cast->arg : array));
    bool is_cast = cast && cast->is_array;
    if (!type_is_string(args[1]->type.id) || (!is_cast && !is_array_text(b, args[1])))
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, test->head.position,
                    "op ANY/ALL (array) requires array on right side");
    args[1] = TRY(coerce(b, args[1], type_of(TYPE_TEXT), CAST_EXPLICIT));
    return NEW_EXPR(b->cx, type_of(TYPE_BOOL), test->head.position, Call,
                    .function = FUNCTION_ID(ARRAY_HAS), .name = STR_LIT("array_has"),
                    .args = { args, 2 });
}

const Expr *bind_array_test(Binder *b, const ArrayTest *test)
{
    Items items = { .b = b, .position = test->array->position };
    int position = test->head.position;
    bool is_written;

    TRY(take_items(&items, test->array, &is_written));
    if (!is_written)
        return test_text(b, test);
    Exprs list = { items.items, items.count };
    bool is_in = str_is(test->operator_name, "=") && !test->is_all;
    bool is_not_in = str_is(test->operator_name, "<>") && test->is_all;
    if (!list.count) {
        TRY(bind_expr(b, test->test));
        return NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, Const,
                        .value = { .boolean = test->is_all });
    }
    if (is_in || is_not_in)
        return bind_expr(b, NEW_EXPR(b->cx, (Type){ 0 }, position, InNames, .arg = test->test,
                                     .items = list, .is_negated = is_not_in));
    return bind_expr(b, test_each(b, test, list));
}

/* Of an array that is written out: (current_schemas(true))[1]. */
const Expr *bind_subscript(Binder *b, const Subscript *subscript)
{
    int position = subscript->head.position;
    const Const *index = EXPR_AS(Const, subscript->index);
    Items items = { .b = b, .position = position };
    bool is_written;

    TRY(take_items(&items, subscript->arg, &is_written));
    if (!is_written || !index || index->head.type.id != TYPE_INT4)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "array subscripting is not supported yet");
    if (index->value.integer < 1 || index->value.integer > items.count)
        return NEW_EXPR(b->cx, type_of(TYPE_UNKNOWN), position, Const, .value = VALUE_NULL);
    return bind_expr(b, items.items[index->value.integer - 1]);
}

/* --- ARRAY(query) ------------------------------------------------------------------------------
 */

bool has_no_rows(const Plan *plan)
{
    const Values *values = PLAN_AS(Values, plan);
    const Filter *filter = PLAN_AS(Filter, plan);
    const Project *project = PLAN_AS(Project, plan);
    const Sort *sort = PLAN_AS(Sort, plan);
    const Join *join = PLAN_AS(Join, plan);

    if (values)
        return values->rows.count == 0;
    if (filter)
        return has_no_rows(filter->input);
    if (project)
        return has_no_rows(project->input);
    if (sort)
        return has_no_rows(sort->input);
    if (join && join->type == JOIN_INNER)
        return has_no_rows(join->left) || has_no_rows(join->right);
    return join && join->type == JOIN_LEFT && has_no_rows(join->left);
}

const Expr *bind_array_of_query(Binder *b, Plan *query, int position)
{
    if (!has_no_rows(query))
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, position, "arrays are not supported yet");
    return NEW_EXPR(b->cx, type_of(TYPE_TEXT), position, Const, .value = { .text = STR_LIT("{}") });
}
