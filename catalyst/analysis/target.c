/* target.c -- the select list: stars expanded, expressions bound, names as PostgreSQL gives them.
 */
#include "catalyst/analysis/binder.h"

static Str last_of(Texts parts)
{
    return parts.items[parts.count - 1];
}

/* Bound just before its name is asked for: near the end of the list. */
static Str name_of_subquery(const Binder *b, const SubLink *link)
{
    if (link->kind == SUBQUERY_EXISTS)
        return STR_LIT("exists");
    if (link->kind == SUBQUERY_ARRAY)
        return STR_LIT("array");
    for (uint32_t at = b->names.count; at-- > 0;)
        if (b->names.items[at].link == link)
            return b->names.items[at].name;
    return STR_NONE;
}

/* PostgreSQL's FigureColname: strong names first, a cast's type only where nothing better is. */
static Str figure_name(const Binder *b, const Expr *expr, bool *is_weak)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_FieldOf: return ((const FieldOf *)expr)->name;
    case EXPR_Subscript: return figure_name(b, ((const Subscript *)expr)->arg, is_weak);
    case EXPR_Name: return last_of(((const Name *)expr)->parts);
    case EXPR_FunctionName: return last_of(((const FunctionName *)expr)->parts);
    case EXPR_TypeCast: {
        bool weak = false;
        Str name = figure_name(b, ((const TypeCast *)expr)->arg, &weak);
        if (name.length && !weak)
            return name;
        *is_weak = true;
        return last_of(((const TypeCast *)expr)->type_name);
    }
    case EXPR_Case: {
        const Expr *otherwise = ((const Case *)expr)->otherwise;
        Str name = otherwise ? figure_name(b, otherwise, is_weak) : STR_NONE;
        if (name.length && !*is_weak)
            return name;
        *is_weak = true;
        return STR_LIT("case");
    }
    case EXPR_SimpleCase: {
        const Expr *otherwise = ((const SimpleCase *)expr)->otherwise;
        Str name = otherwise ? figure_name(b, otherwise, is_weak) : STR_NONE;
        if (name.length && !*is_weak)
            return name;
        *is_weak = true;
        return STR_LIT("case");
    }
    case EXPR_Collate: return figure_name(b, ((const Collate *)expr)->arg, is_weak);
    case EXPR_Coalesce: return STR_LIT("coalesce");
    case EXPR_NullIf: return STR_LIT("nullif");
    case EXPR_Extreme: return str_of(extreme_names[((const Extreme *)expr)->which]);
    case EXPR_Keyword: return ((const Keyword *)expr)->name;
    case EXPR_RowOf: return STR_LIT("row");
    case EXPR_ArrayOf: return STR_LIT("array");
    case EXPR_SubLink: return name_of_subquery(b, (const SubLink *)expr);
    case EXPR_Const:
    case EXPR_ColumnRef:
    case EXPR_Param:
    case EXPR_Call:
    case EXPR_Cast:
    case EXPR_And:
    case EXPR_Or:
    case EXPR_Not:
    case EXPR_IsNull:
    case EXPR_BoolTest:
    case EXPR_Distinct:
    case EXPR_InList:
    case EXPR_Quantified:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_Star:
    case EXPR_OperatorName:
    case EXPR_InNames:
    case EXPR_Between:
    case EXPR_ArrayTest:
    case EXPR_WindowName:
    case EXPR_NamedArg: break;
    }
    return STR_NONE;
}

Str name_of_expr(const Binder *b, const Expr *expr)
{
    bool is_weak = false;
    Str name = figure_name(b, expr, &is_weak);

    return name.length ? name : STR_LIT("?column?");
}

static Str target_name(const Binder *b, const Expr *expr, Str alias)
{
    return alias.length ? alias : name_of_expr(b, expr);
}

static void add(Binder *b, Targets *targets, const Expr *expr, Str name)
{
    Arena *arena = b->cx->arena;
    uint32_t capacity = targets->capacity;

    targets->exprs = arena_grown(arena, targets->exprs, sizeof *targets->exprs, targets->count,
                                 &targets->capacity);
    targets->names =
        arena_grown(arena, targets->names, sizeof *targets->names, targets->count, &capacity);
    targets->exprs[targets->count] = expr;
    targets->names[targets->count++] = name;
}

static bool expand_star(Binder *b, const Star *star, Targets *targets)
{
    const VisibleColumns *visible = &b->scope->visible;
    uint32_t parts = star->parts.count;
    Str table = parts ? last_of(star->parts) : STR_NONE;
    Str schema = parts > 1 ? star->parts.items[parts - 2] : STR_NONE;
    uint32_t before = targets->count;

    for (uint32_t at = 0; at < visible->count; at++) {
        const VisibleColumn *column = &visible->items[at];
        if (schema.length && !str_equal(column->schema, schema))
            continue;
        bool is_meant = table.length ? str_equal(column->table, table) : !column->qualified_only;
        if (is_meant && is_field_column(column->column.name) && !b->scope->gives_fields)
            return fail_composite(b, star->head.position);
        if (is_meant)
            add(b, targets, at_position(b, column->expr, star->head.position), column->column.name);
    }
    if (targets->count > before)
        return true;
    if (!table.length && b->scope->has_from) /* tables without columns */
        return true;
    if (table.length)
        return fail_no_table(b, table, star->head.position);
    return fail(b->cx, ERR_SYNTAX_ERROR, star->head.position,
                "SELECT * with no tables specified is not valid");
}

/* The fields of _pg_expandarray(a): as columns of their own (`is_star`), or of one composite. */
static bool add_fields(Binder *b, const FunctionName *call, Str column, bool is_star,
                       Targets *targets)
{
    if (!is_star && !b->scope->gives_fields)
        return fail_composite(b, call->head.position);
    for (uint32_t at = 0; at < EXPANSION_FIELDS; at++) {
        Str name;
        const Expr *field = TRY(bind_expr(b, expansion_field(b, call, at, &name)));
        add(b, targets, field, is_star ? name : field_column_name(b->cx->arena, column, name));
    }
    return true;
}

/* Is it that, and has been added? */
static bool add_expansion(Binder *b, const NamedExpr *output, Targets *targets, bool *out_failed)
{
    const FieldOf *field = EXPR_AS(FieldOf, output->expr);
    bool is_star = field && str_is(field->name, "*");
    const FunctionName *call = as_expansion(is_star ? field->arg : output->expr);

    if (!call)
        return false;
    *out_failed =
        !add_fields(b, call, target_name(b, &call->head, output->column.name), is_star, targets);
    return true;
}

bool bind_targets(Binder *b, Named outputs, Targets *out_targets)
{
    Targets targets = { 0 };

    for (uint32_t at = 0; at < outputs.count; at++) {
        const NamedExpr *output = &outputs.items[at];
        const Star *star = EXPR_AS(Star, output->expr);
        if (star) {
            TRY(expand_star(b, star, &targets));
            continue;
        }
        bool failed = false;
        if (add_expansion(b, output, &targets, &failed)) {
            if (failed)
                return false;
            continue;
        }
        const Expr *expr = TRY(bind_expr(b, output->expr));
        add(b, &targets, expr, target_name(b, output->expr, output->column.name));
    }
    if (targets.count > TARGETS_MAX)
        return fail(b->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "target lists can have at most %d entries", TARGETS_MAX);
    *out_targets = targets;
    return true;
}
