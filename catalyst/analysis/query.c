/*
 * query.c -- a query: WITH, set operations, VALUES, ORDER BY and LIMIT around a SELECT.
 */
#include "catalyst/analysis/set_operation.h"
#include "catalyst/analysis/with.h"

static bool has_type(const AnalyseInput *input, int64_t number)
{
    TypeId type = input->parameter_types[number - 1];

    return type != TYPE_NONE && type != TYPE_UNKNOWN;
}

/* Every parameter has a type, and had it wherever it stands. */
static bool check_parameters(Binder *b)
{
    const Param *untyped = b->untyped;

    if (untyped && has_type(b->input, untyped->number))
        return fail(b->cx, ERR_AMBIGUOUS_PARAMETER, untyped->head.position,
                    "could not determine data type of parameter $%lld", (long long)untyped->number);
    for (uint32_t number = 1; !b->input->is_part && number <= b->input->parameter_count; number++)
        if (!has_type(b->input, number))
            return fail(b->cx, ERR_INDETERMINATE_DATATYPE, NO_POSITION,
                        "could not determine data type of parameter $%u", number);
    return true;
}

Plan *analyse(Cx *cx, AnalyseInput *input, const Plan *query)
{
    Binder b = { .cx = cx, .input = input };

    if (input->next_id == 0)
        input->next_id = 1;
    Plan *plan = TRY(bind_query(&b, query));
    if (input->shows_objects)
        plan = TRY(name_object_outputs(&b, plan));
    TRY(check_parameters(&b));
    finish_accesses(&b, plan);
    return plan;
}

/* --- LIMIT and OFFSET ----------------------------------------------------------------------------
 */

/* What a LIMIT or OFFSET expression reads. */
typedef struct CountReads {
    const VisibleColumns *body;
    int variable;     /* position of a column of the query itself */
    bool has_columns; /* of outer queries, or of a subquery */
    bool has_parameters;
} CountReads;

static bool note_read(const Expr *expr, void *context)
{
    CountReads *reads = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < reads->body->count; at++)
        if (reads->body->items[at].column.id == ref->id)
            reads->variable = expr->position;
    reads->has_columns |= ref || expr->tag == EXPR_Subquery;
    reads->has_parameters |= expr->tag == EXPR_Param;
    return true;
}

static const Expr *as_row_count(Binder *b, const Expr *expr, const char *clause)
{
    if (!can_coerce(expr->type.id, TYPE_INT8, CAST_ASSIGNMENT))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, leftmost_position(expr),
                    "argument of %s must be type bigint, not type %s", clause,
                    type_name(b->cx, expr->type.id));
    return coerce(b, expr, type_of(TYPE_INT8), CAST_ASSIGNMENT);
}

/* The value of a LIMIT or OFFSET expression; `missing` where it is not there or null. */
static bool bind_row_count(Binder *b, const Expr *expr, const char *clause, int64_t missing,
                           int64_t *out_count)
{
    CountReads reads = { .body = &b->body, .variable = NO_POSITION };
    Value value = VALUE_NULL;

    *out_count = missing;
    if (!expr)
        return true;
    Scope scope = { .outer = b->scope, .visible = b->body, .clause = CLAUSE_LIMIT };
    b->scope = &scope;
    const Expr *bound = TRY(bind_expr(b, expr));
    TRY(refuse_sets(b, bound, clause));
    bound = TRY(as_row_count(b, bound, clause));
    b->scope = scope.outer;
    expr_visit(bound, note_read, &reads);
    if (reads.variable != NO_POSITION)
        return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, reads.variable,
                    "argument of %s must not contain variables", clause);
    if (reads.has_columns)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, leftmost_position(bound),
                    "%s by a subquery or an outer column is not supported yet", clause);
    if (reads.has_parameters)
        return true; /* only types matter yet */
    TRY(expr_fold(b->cx, bound, &value));
    if (!value.is_null && value.integer < 0)
        return fail(b->cx, clause[0] == 'L' ? ERR_INVALID_LIMIT : ERR_INVALID_OFFSET, NO_POSITION,
                    "%s must not be negative", clause);
    if (!value.is_null)
        *out_count = value.integer;
    return true;
}

static Plan *bind_limit(Binder *b, const Query *query, Plan *input)
{
    int64_t count, offset;

    if (query->with_ties)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "WITH TIES is not supported yet");
    TRY(bind_row_count(b, query->count, "LIMIT", -1, &count));
    TRY(bind_row_count(b, query->offset, "OFFSET", 0, &offset));
    if (count < 0 && offset == 0)
        return input;
    return NEW(b->cx, Limit, .input = input, .count = count, .offset = offset);
}

/* --- ORDER BY over a set operation: names and ordinals only ---------------------------------- */

static bool output_named(Binder *b, const Columns *columns, const Name *name, uint32_t *out_found)
{
    Str word = name->parts.items[0];

    *out_found = 0;
    for (uint32_t at = 0; at < columns->count; at++) {
        if (!str_equal(columns->items[at].name, word))
            continue;
        if (*out_found)
            return fail(b->cx, ERR_AMBIGUOUS_COLUMN, name->head.position,
                        "ORDER BY \"%.*s\" is ambiguous", STR(word));
        *out_found = at + 1;
    }
    return *out_found || fail(b->cx, ERR_UNDEFINED_COLUMN, name->head.position,
                              "column \"%.*s\" does not exist", STR(word));
}

/* The output, from 1, that a key of ORDER BY means. */
static bool find_output(Binder *b, const Columns *columns, const Expr *key, uint32_t *out_found)
{
    const Name *name = EXPR_AS(Name, key);
    const Const *ordinal = EXPR_AS(Const, key);

    if (name && name->parts.count == 1)
        return output_named(b, columns, name, out_found);
    if (name)
        return fail_no_table(b, name->parts.items[name->parts.count - 2], key->position) != NULL;
    if (ordinal && !type_is_integer(ordinal->head.type.id))
        return fail(b->cx, ERR_SYNTAX_ERROR, key->position, "non-integer constant in ORDER BY");
    if (ordinal) {
        if (ordinal->value.integer < 1 || ordinal->value.integer > columns->count)
            return fail(b->cx, ERR_INVALID_COLUMN_REFERENCE, key->position,
                        "ORDER BY position %lld is not in select list",
                        (long long)ordinal->value.integer);
        *out_found = (uint32_t)ordinal->value.integer;
        return true;
    }
    fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, leftmost_position(key),
         "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
    fail_detail(b->cx, "Only result column names can be used, not expressions or functions.");
    return fail_hint(b->cx, "Add the expression/function to every SELECT, or move the UNION into a "
                            "FROM clause.");
}

static Plan *sort_by_output(Binder *b, Plan *input, Sorts order)
{
    Columns columns = plan_output(b->cx, input);
    Sorts keys = { ARENA_ARRAY(b->cx->arena, SortKey, order.count), order.count };

    for (uint32_t at = 0; at < order.count; at++) {
        uint32_t found = 0;
        TRY(find_output(b, &columns, order.items[at].expr, &found));
        keys.items[at] = order.items[at];
        keys.items[at].expr = column_ref(b, columns.items[found - 1], NO_POSITION);
    }
    return order.count ? NEW(b->cx, Sort, .input = input, .keys = keys) : input;
}

/* --- VALUES ---------------------------------------------------------------------------------- */

static Plan *bind_values(Binder *b, const ValuesList *values)
{
    uint32_t rows = values->rows.count;
    uint32_t width = ((const RowOf *)values->rows.items[0])->items.count;
    Exprs *bound = ARENA_ARRAY(b->cx->arena, Exprs, rows);
    Columns columns = { ARENA_ARRAY(b->cx->arena, PlanColumn, width), width };
    const Expr **items = ARENA_ARRAY(b->cx->arena, const Expr *, rows);
    Scope scope = { .outer = b->scope, .clause = CLAUSE_VALUES };

    b->scope = &scope;
    for (uint32_t row = 0; row < rows; row++) {
        const RowOf *list = (const RowOf *)values->rows.items[row];
        if (list->items.count != width)
            return fail(b->cx, ERR_SYNTAX_ERROR, list->head.position,
                        "VALUES lists must all be the same length");
        TRY(bind_exprs(b, list->items, &bound[row]));
        for (uint32_t at = 0; at < width; at++)
            TRY(refuse_sets(b, bound[row].items[at], "VALUES"));
    }
    for (uint32_t at = 0; at < width; at++) {
        const Expr **column = ARENA_ARRAY(b->cx->arena, const Expr *, rows);
        Exprs list = { column, rows };
        Type type;
        for (uint32_t row = 0; row < rows; row++)
            column[row] = bound[row].items[at];
        TRY(common_type(b, list, "VALUES", &type));
        TRY(coerce_all(b, &list, type, "VALUES"));
        for (uint32_t row = 0; row < rows; row++)
            bound[row].items[at] = list.items[row];
        columns.items[at] = (PlanColumn){ .id = binder_take_id(b),
                                          .name = str_format(b->cx->arena, "column%u", at + 1),
                                          .type = type,
                                          .nullable = true };
    }
    for (uint32_t row = 0; row < rows; row++)
        items[row] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = bound[row]);
    b->scope = scope.outer;
    b->body = (VisibleColumns){ 0 };
    return NEW(b->cx, Values, .columns = columns, .rows = { items, rows });
}

/* VALUES ... ORDER BY sorts by expressions over column1 and so on, as a SELECT over it does. */
static Plan *bind_sorted_values(Binder *b, const Plan *values, Sorts order)
{
    NamedExpr *all = arena_zero(b->cx->arena, sizeof *all);
    Plan **from = ARENA_ARRAY(b->cx->arena, Plan *, 1);

    all->expr = NEW_EXPR(b->cx, (Type){ 0 }, NO_POSITION, Star);
    from[0] = NEW(b->cx, SubqueryName, .query = plan_copy(b->cx, values),
                  .alias = STR_LIT("*VALUES*"), .position = NO_POSITION);
    const Plan *select = NEW(b->cx, Select, .outputs = { all, 1 }, .from = { from, 1 });
    return bind_select(b, (const Select *)select, order);
}

/* --- The query ------------------------------------------------------------------------------- */

Plan *bind_body(Binder *b, const Plan *body, Sorts order)
{
    TRY(check_stack(b->cx));
    if (body->tag == PLAN_Select)
        return bind_select(b, (const Select *)body, order);
    if (body->tag == PLAN_Query)
        return sort_by_output(b, TRY(bind_query(b, body)), order);
    if (body->tag == PLAN_ValuesList)
        return order.count ? bind_sorted_values(b, body, order)
                           : bind_values(b, (const ValuesList *)body);
    assert(body->tag == PLAN_SetOperation);
    return sort_by_output(b, TRY(bind_set_operation(b, (const SetOperation *)body)), order);
}

static Plan *bind_any_query(Binder *b, const Plan *plan)
{
    CteScope *saved = b->ctes;
    const Query *query = PLAN_AS(Query, plan);

    TRY(check_stack(b->cx));
    if (!query)
        return bind_body(b, plan, (Sorts){ 0 });
    TRY(bind_ctes(b, query->ctes, query->is_recursive));
    Plan *body = TRY(bind_body(b, query->body, query->order));
    Plan *limited = TRY(bind_limit(b, query, body));
    b->ctes = saved;
    return limited;
}

Plan *bind_query(Binder *b, const Plan *plan)
{
    bool is_summed = b->is_summed;

    b->is_summed = false; /* a subquery in an argument gives values to more than the sum */
    Plan *bound = TRY(bind_any_query(b, plan));
    b->is_summed = is_summed;
    return bound;
}
