/*
 * set.c -- functions that return sets: in FROM, and in the select list.
 *
 *     select unnest(a), f(unnest(b)) from t         Project u1, f(u2)
 *                                                     ProjectSet unnest(a) u1, unnest(b) u2
 *                                                       t
 *     from t, unnest(t.a) as u                      ProjectSet unnest(t.a) u
 *                                                     t
 *
 * A set inside the arguments of another is unfolded first.  Elsewhere sets are refused, in
 * PostgreSQL's words; what is not seen here, no program runs.
 */
#include "catalyst/analysis/binder.h"

/* --- Where there may be none ----------------------------------------------------------------- */

static bool note_set(const Expr *expr, void *context)
{
    if (expr_is_set(expr)) {
        *(const Expr **)context = expr;
        return false;
    }
    return true;
}

/* The first set in `expr`, or NULL. */
static const Expr *find_set(const Expr *expr)
{
    const Expr *found = NULL;

    expr_visit(expr, note_set, &found);
    return found;
}

const Expr *refuse_sets(Binder *b, const Expr *expr, const char *where)
{
    const Expr *set = find_set(expr);

    if (!set)
        return expr;
    return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, set->position,
                "set-returning functions are not allowed in %s", where);
}

static const Expr *hint_lateral(Binder *b)
{
    return fail_hint(b->cx, "You might be able to move the set-returning function into a LATERAL "
                            "FROM item.");
}

const Expr *refuse_sets_within(Binder *b, const Expr *expr, const char *where)
{
    return refuse_sets(b, expr, where) ? expr : hint_lateral(b);
}

bool refuse_sets_in_call(Binder *b, Exprs args, const char *calls)
{
    for (uint32_t at = 0; at < args.count; at++) {
        const Expr *set = find_set(args.items[at]);
        if (!set)
            continue;
        fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, set->position,
             "%s cannot contain set-returning function calls", calls);
        hint_lateral(b);
        return false;
    }
    return true;
}

/* --- The select list ------------------------------------------------------------------------- */

typedef struct Sets {
    Binder *b;
    Named found;
    uint32_t capacity;
} Sets;

static const NamedExpr *find_found(const Sets *sets, const Expr *expr)
{
    for (uint32_t at = 0; at < sets->found.count; at++)
        if (expr_equal(sets->found.items[at].expr, expr))
            return &sets->found.items[at];
    return NULL;
}

static bool has_set_below(const Expr *expr)
{
    const Call *call = (const Call *)expr;

    for (uint32_t at = 0; at < call->args.count; at++)
        if (find_set(call->args.items[at]))
            return true;
    return false;
}

/* Note sets without sets in their arguments. */
static bool collect(const Expr *expr, void *context)
{
    Sets *sets = context;
    Named *found = &sets->found;

    if (!expr_is_set(expr) || has_set_below(expr) || find_found(sets, expr))
        return true;
    found->items = arena_grown(sets->b->cx->arena, found->items, sizeof *found->items, found->count,
                               &sets->capacity);
    PlanColumn column = { .id = binder_take_id(sets->b),
                          .name = ((const Call *)expr)->name,
                          .type = expr->type,
                          .nullable = true };
    found->items[found->count++] = (NamedExpr){ column, expr };
    return true;
}

static const Expr *replace(Cx *cx, const Expr *expr, void *context)
{
    Sets *sets = context;
    const NamedExpr *found = expr_is_set(expr) ? find_found(sets, expr) : NULL;

    return found ? column_ref(sets->b, found->column, expr->position)
                 : expr_map_children(cx, expr, replace, context);
}

static bool replace_all(Sets *sets, Exprs *list)
{
    const Expr **items = ARENA_ARRAY(sets->b->cx->arena, const Expr *, list->count);

    for (uint32_t at = 0; at < list->count; at++)
        items[at] = TRY(replace(sets->b->cx, list->items[at], sets));
    list->items = items;
    return true;
}

Plan *unfold_sets(Binder *b, Plan *plan, const Exprs *from, Exprs *const *lists, uint32_t count)
{
    for (;;) {
        Sets sets = { .b = b };
        for (uint32_t at = 0; at < from->count; at++)
            expr_visit(from->items[at], collect, &sets);
        if (!sets.found.count)
            return plan;
        plan = NEW(b->cx, ProjectSet, .input = plan, .functions = sets.found);
        for (uint32_t list = 0; list < count; list++)
            TRY(replace_all(&sets, lists[list]));
    }
}

/* --- FROM ------------------------------------------------------------------------------------ */

/* unnest(a, b) in FROM is two sets side by side. */
static bool is_unnest_of_many(const Expr *expr)
{
    const FunctionName *name = EXPR_AS(FunctionName, expr);

    return name && name->args.count > 1 &&
           str_is(name->parts.items[name->parts.count - 1], "unnest");
}

/* Calls that each give one column; *out_names: of their own, empty: by the function. */
static Exprs split_calls(Binder *b, Exprs calls, Str **out_names)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < calls.count; at++)
        count += is_unnest_of_many(calls.items[at])
                     ? ((const FunctionName *)calls.items[at])->args.count
                     : EXPANSION_FIELDS;
    Exprs split = { ARENA_ARRAY(b->cx->arena, const Expr *, count), 0 };
    Str *names = *out_names = arena_zero(b->cx->arena, (count + 1) * sizeof *names);
    for (uint32_t at = 0; at < calls.count; at++) {
        const FunctionName *expansion = as_expansion(calls.items[at]);
        for (uint32_t field = 0; expansion && field < EXPANSION_FIELDS; field++) {
            split.items[split.count] = expansion_field(b, expansion, field, &names[split.count]);
            split.count++;
        }
        if (expansion)
            continue;
        if (!is_unnest_of_many(calls.items[at])) {
            split.items[split.count++] = calls.items[at];
            continue;
        }
        FunctionName one = *(const FunctionName *)calls.items[at];
        Exprs args = one.args;
        for (uint32_t arg = 0; arg < args.count; arg++) {
            one.args = (Exprs){ args.items + arg, 1 };
            split.items[split.count++] = arena_copy(b->cx->arena, &one, sizeof one);
        }
    }
    return split;
}

/* One set, or an expression that stands for a set of one value. */
static const Expr *bind_source(Binder *b, const Expr *call)
{
    const Expr *expr = TRY(bind_expr(b, call));
    const Expr *inner = expr_is_set(expr) ? NULL : find_set(expr);

    if (expr_is_set(expr))
        for (uint32_t at = 0; !inner && at < ((const Call *)expr)->args.count; at++)
            inner = find_set(((const Call *)expr)->args.items[at]);
    if (inner)
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, inner->position,
                    "set-returning functions must appear at top level of FROM");
    return resolve_unknown(b, expr);
}

static Plan *unit_row(Binder *b)
{
    const Expr **row = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    row[0] = NEW_EXPR(b->cx, type_of(TYPE_VOID), NO_POSITION, RowOf);
    return NEW(b->cx, Values, .rows = { row, 1 });
}

static Columns ordinality_of(Binder *b, const FunctionTable *table)
{
    PlanColumn *column = arena_zero(b->cx->arena, sizeof *column);

    *column = (PlanColumn){ .id = binder_take_id(b),
                            .name = STR_LIT("ordinality"),
                            .type = type_of(TYPE_INT8) };
    return (Columns){ column, table->has_ordinality };
}

static ColumnId take_id(void *binder)
{
    return binder_take_id(binder);
}

/* A function that the catalog has as a relation; NULL without an error: it is none of these. */
static Plan *bind_catalog_function(Binder *b, const FunctionTable *table, Str *out_name)
{
    const AnalyseInput *input = b->input;
    const FunctionName *call =
        table->calls.count == 1 ? EXPR_AS(FunctionName, table->calls.items[0]) : NULL;
    Exprs args;

    if (!call || !input->system_relation || table->has_ordinality)
        return NULL;
    uint32_t parts = call->parts.count;
    Str name = call->parts.items[parts - 1];
    Plan *plan = input->system_relation(
        input->system_context, b->cx, parts > 1 ? call->parts.items[parts - 2] : STR_NONE,
        str_format(b->cx->arena, "%.*s%c", STR(name), 0), take_id, b);
    if (!plan)
        return NULL;
    TRY(bind_exprs(b, call->args, &args)); /* whatever they are: there is nothing to tell of them */
    *out_name = table->alias.length ? table->alias : name;
    return plan;
}

/* --- pg_options_to_table(options)
 * -----------------------------------------------------------------
 *
 * Texts as name=value, each a row of two columns:
 *
 *     Project split_part(o, '=', 1) option_name, substring(o from '=(.*)') option_value
 *       ProjectSet unnest(options) o
 */

static bool is_of_options(const FunctionTable *table)
{
    const FunctionName *name = EXPR_AS(FunctionName, table->calls.items[0]);

    return table->calls.count == 1 && !table->has_ordinality && name && name->args.count == 1 &&
           str_is(name->parts.items[name->parts.count - 1], "pg_options_to_table");
}

static const Expr *text_of(Binder *b, const char *text)
{
    return NEW_EXPR(b->cx, type_of(TYPE_TEXT), NO_POSITION, Const,
                    .value = { .text = str_of(text) });
}

static NamedExpr part_of_option(Binder *b, FunctionId id, const char *name, Exprs args)
{
    PlanColumn column = {
        .id = binder_take_id(b), .name = str_of(name), .type = type_of(TYPE_TEXT), .nullable = true
    };

    return (NamedExpr){ column, NEW_EXPR(b->cx, column.type, NO_POSITION, Call, .function = id,
                                         .name = str_of(function_get(id)->name), .args = args) };
}

static Plan *bind_options(Binder *b, const FunctionName *call)
{
    Cx *cx = b->cx;
    const Expr **array = ARENA_ARRAY(cx->arena, const Expr *, 1);
    const Expr **args = ARENA_ARRAY(cx->arena, const Expr *, 5);
    NamedExpr *option = ARENA_ARRAY(cx->arena, NamedExpr, 1);
    NamedExpr *parts = ARENA_ARRAY(cx->arena, NamedExpr, 2);

    array[0] = TRY(bind_expr(b, call->args.items[0]));
    if (!can_coerce(array[0]->type.id, type_array(TYPE_TEXT), CAST_IMPLICIT)) {
        fail_undefined_function(b, call, (Exprs){ array, 1 });
        return fail_hint(cx, "No function matches the given name and argument types. You might "
                             "need to add explicit type casts.");
    }
    array[0] = TRY(coerce(b, array[0], type_of(type_array(TYPE_TEXT)), CAST_IMPLICIT));
    *option = part_of_option(b, FUNCTION_ID(UNNEST), "option", (Exprs){ array, 1 });
    args[0] = args[3] = column_ref(b, option->column, NO_POSITION);
    args[1] = text_of(b, "=");
    args[2] = NEW_EXPR(cx, type_of(TYPE_INT4), NO_POSITION, Const, .value = { .integer = 1 });
    args[4] = text_of(b, "=(.*)");
    parts[0] = part_of_option(b, FUNCTION_ID(SPLIT_PART), "option_name", (Exprs){ args, 3 });
    parts[1] =
        part_of_option(b, FUNCTION_ID(SUBSTRING_MATCH), "option_value", (Exprs){ args + 3, 2 });
    Plan *options = NEW(cx, ProjectSet, .input = unit_row(b), .functions = { option, 1 });
    return NEW(cx, Project, .input = options, .outputs = { parts, 2 });
}

/* --- Functions in FROM -------------------------------------------------------------------------
 */

Plan *bind_function_table(Binder *b, const FunctionTable *table, Str *out_name)
{
    if (is_of_options(table)) {
        const FunctionName *call = (const FunctionName *)table->calls.items[0];
        *out_name = table->alias.length ? table->alias : STR_LIT("pg_options_to_table");
        return bind_options(b, call);
    }
    Plan *of_catalog = bind_catalog_function(b, table, out_name);
    if (of_catalog || has_failed(b->cx))
        return of_catalog;
    Str *names;
    Exprs calls = split_calls(b, table->calls, &names);
    Named functions = { ARENA_ARRAY(b->cx->arena, NamedExpr, calls.count), calls.count };
    Clause clause = b->scope->clause;

    b->scope->clause = CLAUSE_FUNCTION_IN_FROM;
    for (uint32_t at = 0; at < calls.count; at++) {
        const Expr *expr = TRY(bind_source(b, calls.items[at]));
        Str name = names[at].length ? names[at] : name_of_expr(b, calls.items[at]);
        if (at == 0)
            *out_name = table->alias.length ? table->alias : name_of_expr(b, table->calls.items[0]);
        if (calls.count == 1 && table->alias.length)
            name = table->alias;
        PlanColumn column = {
            .id = binder_take_id(b), .name = name, .type = expr->type, .nullable = true
        };
        functions.items[at] = (NamedExpr){ column, expr };
    }
    b->scope->clause = clause;
    return NEW(b->cx, ProjectSet, .input = unit_row(b), .functions = functions,
               .ordinality = ordinality_of(b, table));
}

/* --- Joins with sets of columns of the left side -----------------------------------------------
 */

typedef struct Naming {
    Columns columns;
    bool found;
} Naming;

static bool names_column(const Expr *expr, void *context)
{
    Naming *naming = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < naming->columns.count; at++)
        naming->found |= naming->columns.items[at].id == (ColumnId)ref->id;
    return !naming->found;
}

static bool names_columns(const Expr *expr, void *context)
{
    return expr_visit(expr, names_column, context);
}

static bool is_always_true(const Expr *condition)
{
    const Const *constant = EXPR_AS(Const, condition);

    return !condition || (constant && !constant->value.is_null && constant->value.boolean);
}

Plan *make_join(Binder *b, Join join)
{
    const ProjectSet *sets = PLAN_AS(ProjectSet, join.right);
    const Project *options = PLAN_AS(Project, join.right);
    Naming naming = { .columns = plan_output(b->cx, join.left) };
    bool is_true = is_always_true(join.condition);

    if (sets)
        plan_visit_exprs(join.right, names_columns, &naming);
    else if (options && PLAN_AS(ProjectSet, options->input))
        plan_visit_exprs(options->input, names_columns, &naming);
    join.is_dependent |= naming.found;
    if (!sets || !naming.found || (join.type != JOIN_INNER && (join.type != JOIN_LEFT || !is_true)))
        return NEW(b->cx, Join, .type = join.type, .left = join.left, .right = join.right,
                   .condition = join.condition, .is_dependent = join.is_dependent);
    Plan *plan = NEW(b->cx, ProjectSet, .input = join.left, .functions = sets->functions,
                     .ordinality = sets->ordinality, .is_outer = join.type == JOIN_LEFT);
    return is_true ? plan : NEW(b->cx, Filter, .input = plan, .predicate = join.condition);
}
