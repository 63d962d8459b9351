/*
 * aggregate_compute.c -- aggregates that workers do not know, made of those they do.
 *
 *     stddev(n)           variance_of('stddev', count(n), sum(n), sum(n * n))
 *     regr_slope(y, x)    moments_of('regr_slope', moments_state(moments_term(y, x)))
 *     string_agg(x, d ORDER BY k)
 *         aggregate_of_rows('string_agg', spec, concat_state(pack_row(x, d, k)), null, null, null)
 *
 * What is DISTINCT over more than one value, or needs more of a distinct value than a sum, keeps
 * its rows, too.  ORDER BY means nothing to the aggregates that workers do know.
 */
#include "catalyst/physical/aggregate.h"

typedef enum Way { WAY_WORKER, WAY_VARIANCE, WAY_MOMENTS, WAY_ROWS, WAY_SORTED } Way;

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t at = 0; at < count; at++)
        if (strcmp(name, names[at]) == 0)
            return true;
    return false;
}

static Way way_of(const AggregateCall *call)
{
    static const char *const variances[] = { "var_pop",    "var_samp",    "variance",
                                             "stddev_pop", "stddev_samp", "stddev" };
    static const char *const regressions[] = { "covar_pop",  "covar_samp",    "corr",
                                               "regr_sxx",   "regr_syy",      "regr_sxy",
                                               "regr_avgx",  "regr_avgy",     "regr_r2",
                                               "regr_slope", "regr_intercept" };
    const Function *function = function_get((FunctionId)call->function);
    bool is_variance = is_one_of(function->name, variances, COUNT_OF(variances));
    bool is_regression = is_one_of(function->name, regressions, COUNT_OF(regressions));

    if (function->flags & FUNCTION_ORDERED_SET)
        return WAY_SORTED;
    if (strcmp(function->name, "string_agg") == 0 || strcmp(function->name, "array_agg") == 0)
        return WAY_ROWS;
    if (!is_variance && !is_regression)
        return WAY_WORKER;
    if (call->is_distinct)
        return WAY_ROWS;
    return function->result == TYPE_FLOAT8 ? WAY_MOMENTS : WAY_VARIANCE;
}

/* --- Making expressions ------------------------------------------------------------------------
 */

static const Expr *text_const(Cx *cx, Str text)
{
    return NEW_EXPR(cx, type_of(TYPE_TEXT), NO_POSITION, Const, .value = { .text = text });
}

static const Expr *make_call(Cx *cx, FunctionId function, Type type, const AggregateCall *like,
                             Exprs args)
{
    return NEW_EXPR(cx, type, like->head.position, Call, .function = function,
                    .name = str_of(function_get(function)->name), .args = args);
}

static Exprs list_of(Cx *cx, const Expr *const *items, uint32_t count)
{
    return (Exprs){ arena_copy(cx->arena, items, count * sizeof *items), count };
}

static const Expr *name_of(Cx *cx, const AggregateCall *call)
{
    return text_const(cx, str_of(function_get((FunctionId)call->function)->name));
}

/* --- Variances of exact numbers ----------------------------------------------------------------
 */

static const Expr *as_numeric(Cx *cx, const Expr *arg)
{
    switch (arg->type.id) {
    case TYPE_INT2:
    case TYPE_INT4: return cast_to(cx, arg, type_numeric_fixed(TYPMOD_NONE, 32, 0));
    case TYPE_INT8: return cast_to(cx, arg, type_numeric_fixed(TYPMOD_NONE, 64, 0));
    }
    return arg;
}

static const Expr *numeric_sum(Split *s, const AggregateCall *call, const Expr *term)
{
    Type type = numeric_result_type(FUNCTION_ID(SUM_NUMERIC), &term->type, 1);

    return compute(s, make_aggregate(s->p->cx, FUNCTION_ID(SUM_NUMERIC), type, term, call));
}

static const Expr *compute_variance(Split *s, const AggregateCall *call)
{
    Cx *cx = s->p->cx;
    const Expr *term = as_numeric(cx, call->args.items[0]);
    Type types[2] = { term->type, term->type };
    Type type = numeric_term_type(FUNCTION_ID(NUMERIC_MUL), types, 2);
    const Expr *square = make_call(cx, FUNCTION_ID(NUMERIC_MUL), type, call,
                                   list_of(cx, (const Expr *[]){ term, term }, 2));
    const Expr *count = compute(
        s, make_aggregate(cx, FUNCTION_ID(COUNT), type_of(TYPE_INT8), call->args.items[0], call));
    const Expr *args[] = { name_of(cx, call), count, numeric_sum(s, call, term),
                           numeric_sum(s, call, square) };

    return make_call(cx, FUNCTION_ID(VARIANCE_OF), call->head.type, call,
                     list_of(cx, args, COUNT_OF(args)));
}

/* --- Moments of floats -------------------------------------------------------------------------
 */

static const Expr *compute_moments(Split *s, const AggregateCall *call)
{
    Cx *cx = s->p->cx;
    Type bytes = type_of(TYPE_BYTEA);
    const Expr **terms = ARENA_ARRAY(cx->arena, const Expr *, call->args.count);

    for (uint32_t at = 0; at < call->args.count; at++)
        terms[at] = cast_to(cx, call->args.items[at], type_of(TYPE_FLOAT8));
    const Expr *term =
        make_call(cx, FUNCTION_ID(MOMENTS_TERM), bytes, call, (Exprs){ terms, call->args.count });
    const Expr *state =
        compute(s, make_aggregate(cx, FUNCTION_ID(MOMENTS_STATE), bytes, term, call));
    return make_call(cx, FUNCTION_ID(MOMENTS_OF), call->head.type, call,
                     list_of(cx, (const Expr *[]){ name_of(cx, call), state }, 2));
}

/* --- Rows that are kept ------------------------------------------------------------------------
 */

/* Columns of the rows: the arguments first, then what they are sorted by. */
typedef struct RowColumns {
    const Expr **items;
    uint32_t count, args;
    StrBuilder spec; /* see RowsSpec in finish_rows.c */
} RowColumns;

static uint32_t column_of(RowColumns *columns, const Expr *expr)
{
    for (uint32_t at = 0; at < columns->count; at++)
        if (expr_equal(columns->items[at], expr) && !expr_is_volatile(expr))
            return at;
    columns->items[columns->count] = expr;
    return columns->count++;
}

static void add_key(RowColumns *columns, uint32_t column, bool descending, bool nulls_first)
{
    str_add_char(&columns->spec, (char)(column + 1));
    str_add_char(&columns->spec, descending ? '>' : '<');
    str_add_char(&columns->spec, nulls_first ? 'f' : 'l');
}

static bool is_sorted_by(const RowColumns *columns, const AggregateCall *call, uint32_t column)
{
    for (uint32_t at = 0; at < call->order.count; at++)
        if (expr_equal(call->order.items[at].expr, columns->items[column]))
            return true;
    return false;
}

static RowColumns row_columns(Cx *cx, const AggregateCall *call)
{
    uint32_t most = call->args.count + call->order.count;
    RowColumns columns = { .items = ARENA_ARRAY(cx->arena, const Expr *, most),
                           .args = call->args.count,
                           .spec = str_builder(cx->arena) };

    for (uint32_t at = 0; at < call->args.count; at++)
        columns.items[columns.count++] = call->args.items[at];
    str_add_char(&columns.spec, call->is_distinct ? 'D' : 'A');
    str_add_char(&columns.spec, (char)columns.args);
    for (uint32_t at = 0; at < call->order.count; at++) {
        const SortKey *key = &call->order.items[at];
        add_key(&columns, column_of(&columns, key->expr), key->descending, key->nulls_first);
    }
    for (uint32_t at = 0; call->is_distinct && at < columns.args; at++)
        if (!is_sorted_by(&columns, call, at))
            add_key(&columns, at, false, false);
    return columns;
}

static FunctionId rows_function(TypeId result)
{
    if (type_is_array(result))
        return FUNCTION_ID(ARRAY_OF_ROWS);
    switch (result) {
    case TYPE_FLOAT8: return FUNCTION_ID(FLOAT8_OF_ROWS);
    case TYPE_NUMERIC: return FUNCTION_ID(NUMERIC_OF_ROWS);
    case TYPE_BYTEA: return FUNCTION_ID(BYTEA_OF_ROWS);
    default: return FUNCTION_ID(TEXT_OF_ROWS);
    }
}

static const Expr *typed_null(Cx *cx, Type type)
{
    return NEW_EXPR(cx, type, NO_POSITION, Const, .value = VALUE_NULL);
}

static const Expr *compute_rows(Split *s, const AggregateCall *call)
{
    Cx *cx = s->p->cx;
    Type bytes = type_of(TYPE_BYTEA);
    RowColumns columns = row_columns(cx, call);
    const Expr **args = ARENA_ARRAY(cx->arena, const Expr *, columns.count + 3);
    uint32_t count = 0;

    const Expr *row = make_call(cx, FUNCTION_ID(PACK_ROW), bytes, call,
                                list_of(cx, columns.items, columns.count));
    args[count++] = name_of(cx, call);
    args[count++] = text_const(cx, str_built(&columns.spec));
    args[count++] = compute(s, make_aggregate(cx, FUNCTION_ID(CONCAT_STATE), bytes, row, call));
    for (uint32_t at = 0; at < columns.count; at++)
        args[count++] = typed_null(cx, columns.items[at]->type);
    return make_call(cx, rows_function((TypeId)call->head.type.id), call->head.type, call,
                     (Exprs){ args, count });
}

/* --- Sorted groups -----------------------------------------------------------------------------
 */

/* What the group is sorted by, each key a column, then the direct arguments: those that are
 * constant are given to the call and not to each row. */
static RowColumns sorted_columns(Cx *cx, const AggregateCall *call)
{
    uint32_t sorted = call->order.count;
    RowColumns columns = { .items =
                               ARENA_ARRAY(cx->arena, const Expr *, sorted + call->args.count + 1),
                           .args = sorted,
                           .spec = str_builder(cx->arena) };

    str_add_char(&columns.spec, 'A');
    str_add_char(&columns.spec, (char)sorted);
    for (uint32_t at = 0; at < sorted; at++) {
        const SortKey *key = &call->order.items[at];
        columns.items[columns.count++] = key->expr;
        add_key(&columns, at, key->descending, key->nulls_first);
    }
    for (uint32_t at = 0; at < call->args.count; at++) {
        const Expr *arg = call->args.items[at];
        columns.items[columns.count++] = expr_is_constant(arg) ? typed_null(cx, arg->type) : arg;
    }
    return columns;
}

static const Expr *compute_sorted(Split *s, const AggregateCall *call)
{
    Cx *cx = s->p->cx;
    Type bytes = type_of(TYPE_BYTEA);
    RowColumns columns = sorted_columns(cx, call);
    const Expr **args = ARENA_ARRAY(cx->arena, const Expr *, columns.count + call->args.count + 3);
    uint32_t count = 0;

    const Expr *row = make_call(cx, FUNCTION_ID(PACK_ROW), bytes, call,
                                list_of(cx, columns.items, columns.count));
    args[count++] = name_of(cx, call);
    args[count++] = text_const(cx, str_built(&columns.spec));
    args[count++] = compute(s, make_aggregate(cx, FUNCTION_ID(CONCAT_STATE), bytes, row, call));
    for (uint32_t at = 0; at < columns.count; at++)
        args[count++] = typed_null(cx, columns.items[at]->type);
    for (uint32_t at = 0; at < call->args.count; at++) {
        const Expr *arg = call->args.items[at];
        args[count++] = expr_is_constant(arg) ? arg : typed_null(cx, arg->type);
    }
    return make_call(cx, FUNCTION_ID(ORDERED_SET_OF_ROWS), call->head.type, call,
                     (Exprs){ args, count });
}

/* --- Choosing ----------------------------------------------------------------------------------
 */

static const Expr *without_order(Cx *cx, const AggregateCall *call)
{
    if (!call->order.count)
        return &call->head;
    return NEW_EXPR(cx, call->head.type, call->head.position, AggregateCall,
                    .function = call->function, .name = call->name, .args = call->args,
                    .is_distinct = call->is_distinct, .filter = call->filter);
}

const Expr *compute_aggregate(Split *s, const AggregateCall *call)
{
    switch (way_of(call)) {
    case WAY_VARIANCE: return compute_variance(s, call);
    case WAY_MOMENTS: return compute_moments(s, call);
    case WAY_ROWS: return compute_rows(s, call);
    case WAY_SORTED: return compute_sorted(s, call);
    case WAY_WORKER: break;
    }
    return compute(s, without_order(s->p->cx, call));
}
