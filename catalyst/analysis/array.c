/*
 * array.c -- arrays in expressions: ARRAY[...], subscripts, tests against any or all items.
 *
 *     a = ANY (array)     where the array is constant: a IN (items), which scans and joins know
 *     a OP ANY (array)    else Quantified: the operator run over all items at once
 */
#include "catalyst/analysis/binder.h"

#include "base/array.h"

/* --- ARRAY[...] ------------------------------------------------------------------------------ */

static const Expr *fail_no_array_type(Binder *b, TypeId element, int position)
{
    return fail(b->cx, ERR_UNDEFINED_OBJECT, position, "could not find array type for data type %s",
                type_name(b->cx, element));
}

/* The array that holds `items`, which are of type `item`; where they are arrays themselves, of one
 * dimension more. */
static const Expr *make_array(Binder *b, Exprs items, Type item, int position)
{
    TypeId id = type_is_array(item.id) ? (TypeId)item.id : type_array(item.id);

    if (id == TYPE_NONE)
        return fail_no_array_type(b, item.id, position);
    Type type = type_of(id);
    type.typmod = item.typmod;
    FunctionId function =
        type_is_array(item.id) ? FUNCTION_ID(ARRAY_OF_ARRAYS) : FUNCTION_ID(ARRAY_OF);
    return NEW_EXPR(b->cx, type, position, Call, .function = function, .name = STR_LIT("array"),
                    .args = items);
}

/* Items that a written cast makes of type `item`. */
static bool cast_items(Binder *b, Exprs *items, Type item)
{
    Type plain = item.id == TYPE_NUMERIC ? type_of(TYPE_NUMERIC) : item;

    plain.typmod = item.typmod;
    for (uint32_t at = 0; at < items->count; at++) {
        const Expr *arg = items->items[at];
        if (!can_coerce(arg->type.id, item.id, CAST_EXPLICIT))
            return fail(b->cx, ERR_CANNOT_COERCE, leftmost_position(arg),
                        "cannot cast type %s to %s", type_name(b->cx, arg->type.id),
                        type_name(b->cx, item.id));
        arg = TRY(coerce(b, arg, plain, CAST_EXPLICIT));
        items->items[at] = TRY(coerce_exactly(b, arg, plain));
    }
    return true;
}

/* The items bound; those that are ARRAY[...] in turn get the same type of items. */
static bool bind_items(Binder *b, Exprs list, const Type *item, Exprs *out_items, bool *out_nested)
{
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, list.count);

    *out_nested = false;
    for (uint32_t at = 0; at < list.count; at++) {
        const ArrayOf *inner = EXPR_AS(ArrayOf, list.items[at]);
        items[at] = inner ? TRY(bind_array(b, inner, item)) : TRY(bind_expr(b, list.items[at]));
        *out_nested |= inner || type_is_array(items[at]->type.id);
    }
    *out_items = (Exprs){ items, list.count };
    return true;
}

/* What an array may hold: numerics with a scale each. */
static Type item_type(Type common)
{
    Type item = type_of(common.id);

    item.typmod = common.typmod;
    return item;
}

const Expr *bind_array(Binder *b, const ArrayOf *array, const Type *item)
{
    int position = array->head.position;
    Exprs items;
    bool is_nested;
    Type common;

    TRY(check_stack(b->cx));
    TRY(bind_items(b, array->items, item, &items, &is_nested));
    if (!items.count && !item) {
        fail(b->cx, ERR_INDETERMINATE_DATATYPE, position, "cannot determine type of empty array");
        return fail_hint(b->cx, "Explicitly cast to the desired type, for example "
                                "ARRAY[]::integer[].");
    }
    if (item) {
        common = *item;
        if (is_nested) {
            common = type_of(type_array(item->id));
            common.typmod = item->typmod;
        }
        TRY(cast_items(b, &items, common));
        return make_array(b, items, common, position);
    }
    TRY(common_type(b, items, "ARRAY", &common));
    common = item_type(common);
    TRY(coerce_all(b, &items, common, "ARRAY"));
    return make_array(b, items, common, position);
}

/* --- Subscripts ------------------------------------------------------------------------------ */

static const Expr *int_const(Binder *b, int64_t value)
{
    return NEW_EXPR(b->cx, type_of(TYPE_INT4), NO_POSITION, Const, .value = { .integer = value });
}

/* A bound that is not written is beyond any array. */
static const Expr *bind_bound(Binder *b, const Expr *bound, int64_t otherwise)
{
    if (bound->tag == EXPR_Star)
        return int_const(b, otherwise);
    const Expr *index = TRY(bind_expr(b, bound));
    if (!can_coerce(index->type.id, TYPE_INT4, CAST_ASSIGNMENT))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(bound),
                    "array subscript must have type integer");
    return coerce(b, index, type_of(TYPE_INT4), CAST_ASSIGNMENT);
}

const Expr *bind_subscript(Binder *b, const Subscript *subscript)
{
    bool is_slice = subscript->is_slice;
    uint32_t count = subscript->uppers.count, step = is_slice ? 2 : 1;
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 1 + (size_t)count * 2);
    const Expr *array = args[0] = TRY(bind_expr(b, subscript->arg));

    if (!type_is_array(array->type.id))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(array),
                    "cannot subscript type %s because it does not support subscripting",
                    type_name(b->cx, array->type.id));
    if (type_is_vector(array->type.id)) /* subscripts see the array that it is */
        array = args[0] = TRY(coerce_to_id(b, array, type_array(type_element(array->type.id))));
    for (uint32_t at = 0; at < count; at++) {
        if (is_slice)
            args[1 + 2 * at] = TRY(bind_bound(b, subscript->lowers.items[at], INT32_MIN));
        args[step + step * at] = TRY(bind_bound(b, subscript->uppers.items[at], INT32_MAX));
    }
    if (count > ARRAY_DIMENSIONS_MAX)
        return fail(b->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "number of array dimensions (%u) exceeds the maximum allowed (%d)", count,
                    ARRAY_DIMENSIONS_MAX);
    Type type = is_slice ? array->type : type_of(type_element(array->type.id));
    type.typmod = array->type.typmod;
    FunctionId function = is_slice ? FUNCTION_ID(ARRAY_SLICE) : FUNCTION_ID(ARRAY_GET);
    return NEW_EXPR(b->cx, type, subscript->head.position, Call, .function = function,
                    .name = STR_LIT("subscript"), .args = { args, 1 + step * count });
}

/* --- ANY and ALL ----------------------------------------------------------------------------- */

enum { IN_ITEMS_MAX = 65536 }; /* of a constant array that becomes a list */

/* The items of a constant array as constants. */
static Exprs items_of(Binder *b, const Const *array)
{
    Type item = type_of(type_element(array->head.type.id));
    uint32_t count = array_header(array->value.text).count;
    Value *values = array_items(b->cx->arena, array->value.text, item.id);
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, count);

    for (uint32_t at = 0; at < count; at++)
        items[at] = make_const(b, item, values[at], array->head.position);
    return (Exprs){ items, count };
}

/* = ANY and <> ALL of a constant array; NULL without an error: it is none of these. */
static const Expr *test_as_list(Binder *b, const Quantified *test)
{
    const Const *array = EXPR_AS(Const, test->array);
    const Function *function = function_get((FunctionId)test->function);
    bool is_negated = test->is_all;
    int position = test->head.position;

    if (!array || array->value.is_null || function->args[0] != function->args[1] ||
        is_generic((TypeId)function->args[0]) ||
        strcmp(function->name, is_negated ? "<>" : "=") != 0)
        return NULL;
    uint32_t count = array_header(array->value.text).count;
    if (count == 0 || count > IN_ITEMS_MAX)
        return NULL;
    const Expr *in = TRY(in_set(b, test->arg, items_of(b, array), position));
    return is_negated ? NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, Not, .arg = in) : in;
}

/* A value of the type that the array has for items, for finding the operator. */
static const Expr *sample_item(Binder *b, const Expr *array, int position)
{
    TypeId item = array->type.id;

    if (item != TYPE_UNKNOWN && !type_is_array(item))
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "op ANY/ALL (array) requires array on right side");
    return NEW_EXPR(b->cx, type_of(item == TYPE_UNKNOWN ? item : type_element(item)), position,
                    Param);
}

const Expr *bind_array_test(Binder *b, const ArrayTest *test)
{
    int position = test->head.position;
    const Expr *arg = TRY(bind_expr(b, test->test));
    const Expr *array = TRY(bind_expr(b, test->array));
    const Expr *item = TRY(sample_item(b, array, position));
    TypeId declared[2], result;
    FunctionId id;

    TRY(find_operator(b, test->operator_name, arg, item, position, &id));
    const Function *function = function_get(id);
    const Expr *pair[2] = { arg, item };
    TRY(resolve_generics(b, function, (Exprs){ pair, 2 }, declared, &result));
    if (result != TYPE_BOOL)
        return fail(b->cx, ERR_WRONG_OBJECT_TYPE, position,
                    "op ANY/ALL (array) requires operator to yield boolean");
    TypeId array_id = type_is_array(declared[1]) ? TYPE_NONE : type_array(declared[1]);
    if (array_id == TYPE_NONE)
        return fail_no_array_type(b, declared[1], position);
    if (declared[0] == TYPE_NUMERIC)
        arg = TRY(coerce_exactly(b, arg, type_of(TYPE_NUMERIC)));
    arg = TRY(coerce_to_id(b, arg, declared[0]));
    array = TRY(coerce_to_id(b, array, array_id));
    const Expr *quantified =
        NEW_EXPR(b->cx, type_of(TYPE_BOOL), position, Quantified, .function = id,
                 .name = test->operator_name, .arg = arg, .array = array, .is_all = test->is_all);
    const Expr *list = test_as_list(b, (const Quantified *)quantified);
    return list || has_failed(b->cx) ? list : quantified;
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
    const Limit *limit = PLAN_AS(Limit, plan);

    if (limit)
        return has_no_rows(limit->input);
    if (values)
        return values->rows.count == 0;
    if (filter)
        return has_no_rows(filter->input);
    if (project)
        return has_no_rows(project->input);
    if (plan->tag == PLAN_ProjectSet)
        return has_no_rows(((const ProjectSet *)plan)->input);
    if (sort)
        return has_no_rows(sort->input);
    if (join && join->type == JOIN_INNER)
        return has_no_rows(join->left) || has_no_rows(join->right);
    return join && join->type == JOIN_LEFT && has_no_rows(join->left);
}

/* What the array is made of: the rows, the item of each, and the order they come in.  Projects over
 * the Sort drop what only it needed, so the Sort's columns are still there below them. */
typedef struct ArraySource {
    Plan *rows;
    const Expr *item;
    Sorts order;
} ArraySource;

static ArraySource source_of_query(Binder *b, Plan *query)
{
    PlanColumn column = plan_output(b->cx, query).items[0];
    ArraySource source = { .rows = query, .item = column_ref(b, column, NO_POSITION) };
    const Limit *limit = PLAN_AS(Limit, query);
    Plan *body = limit ? limit->input : query;
    const Project *project = PLAN_AS(Project, body);
    Plan *below = project ? project->input : body;
    const Sort *sort = PLAN_AS(Sort, below);

    if (!sort)
        return source;
    if (project)
        source.item = project->outputs.items[0].expr;
    source.order = sort->keys;
    source.rows =
        limit ? NEW(b->cx, Limit, .input = below, .count = limit->count, .offset = limit->offset)
              : sort->input;
    return source;
}

static PlanColumn array_column(Binder *b, Type type)
{
    return (PlanColumn){
        .id = binder_take_id(b), .name = STR_LIT("array"), .type = type, .nullable = true
    };
}

/* (select coalesce(array_agg(item order by ...), '{}') from query) */
static Plan *array_plan(Binder *b, Plan *query, Type type, Str none)
{
    ArraySource source = source_of_query(b, query);
    const Expr **args = ARENA_ARRAY(b->cx->arena, const Expr *, 3);
    NamedExpr *named = ARENA_ARRAY(b->cx->arena, NamedExpr, 2);
    bool is_nested = type_is_array(source.item->type.id);
    FunctionId id = is_nested ? FUNCTION_ID(ARRAY_AGG_ARRAY) : FUNCTION_ID(ARRAY_AGG);

    args[0] = source.item;
    if (source.item->type.id == TYPE_NUMERIC)
        args[0] = TRY(coerce_exactly(b, source.item, type_of(TYPE_NUMERIC)));
    named[0].column = array_column(b, type);
    named[0].expr =
        NEW_EXPR(b->cx, type, NO_POSITION, AggregateCall, .function = id,
                 .name = STR_LIT("array_agg"), .args = { args, 1 }, .order = source.order);
    args[1] = column_ref(b, named[0].column, NO_POSITION);
    args[2] = NEW_EXPR(b->cx, type, NO_POSITION, Const, .value = { .text = none });
    named[1].column = array_column(b, type);
    named[1].expr = NEW_EXPR(b->cx, type, NO_POSITION, Coalesce, .args = { args + 1, 2 });
    Plan *aggregate = NEW(b->cx, Aggregate, .input = source.rows, .aggregates = { named, 1 });
    return NEW(b->cx, Project, .input = aggregate, .outputs = { named + 1, 1 });
}

const Expr *bind_array_of_query(Binder *b, Plan *query, int position)
{
    Columns columns = plan_output(b->cx, query);

    if (columns.count != 1)
        return fail(b->cx, ERR_SYNTAX_ERROR, position, "subquery must return only one column");
    Type item = columns.items[0].type;
    TypeId array = type_is_array(item.id) ? (TypeId)item.id : type_array(item.id);
    if (array == TYPE_NONE)
        return fail_no_array_type(b, item.id, position);
    Type type = type_of(array);
    type.typmod = item.typmod;
    Str none = array_make(b->cx->arena, type_element(array), &(ArrayHeader){ 0 }, NULL);
    if (has_no_rows(query))
        return NEW_EXPR(b->cx, type, position, Const, .value = { .text = none });
    Plan *plan = TRY(array_plan(b, query, type, none));
    return NEW_EXPR(b->cx, type, position, Subquery, .kind = SUBQUERY_SCALAR, .query = plan);
}
