/* target.c -- the select list: stars expanded, expressions bound, names as PostgreSQL gives them.
 */
#include "catalyst/analysis/binder.h"

static Str last_of(Texts parts)
{
    return parts.items[parts.count - 1];
}

/* PostgreSQL's FigureColname: strong names first, a cast's type only where nothing better is. */
static Str figure_name(const Expr *expr, bool *is_weak)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_FieldOf: return ((const FieldOf *)expr)->name;
    case EXPR_Subscript: return figure_name(((const Subscript *)expr)->arg, is_weak);
    case EXPR_Name: return last_of(((const Name *)expr)->parts);
    case EXPR_FunctionName: return last_of(((const FunctionName *)expr)->parts);
    case EXPR_TypeCast: {
        bool weak = false;
        Str name = figure_name(((const TypeCast *)expr)->arg, &weak);
        if (name.length && !weak)
            return name;
        *is_weak = true;
        return last_of(((const TypeCast *)expr)->type_name);
    }
    case EXPR_Case: {
        const Expr *otherwise = ((const Case *)expr)->otherwise;
        Str name = otherwise ? figure_name(otherwise, is_weak) : STR_NONE;
        if (name.length && !*is_weak)
            return name;
        *is_weak = true;
        return STR_LIT("case");
    }
    case EXPR_SimpleCase: {
        const Expr *otherwise = ((const SimpleCase *)expr)->otherwise;
        Str name = otherwise ? figure_name(otherwise, is_weak) : STR_NONE;
        if (name.length && !*is_weak)
            return name;
        *is_weak = true;
        return STR_LIT("case");
    }
    case EXPR_Coalesce: return STR_LIT("coalesce");
    case EXPR_NullIf: return STR_LIT("nullif");
    case EXPR_Extreme: return str_of(extreme_names[((const Extreme *)expr)->which]);
    case EXPR_Keyword: return ((const Keyword *)expr)->name;
    case EXPR_RowOf: return STR_LIT("row");
    case EXPR_ArrayOf: return STR_LIT("array");
    case EXPR_SubLink: {
        const SubLink *link = (const SubLink *)expr;
        if (link->kind == SUBQUERY_EXISTS)
            return STR_LIT("exists");
        const Query *query = PLAN_AS(Query, link->query);
        const Select *select = query ? PLAN_AS(Select, query->body) : NULL;
        if (link->kind == SUBQUERY_SCALAR && select && select->outputs.count)
            return target_name(select->outputs.items[0].expr, select->outputs.items[0].column.name);
        return STR_NONE;
    }
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
    case EXPR_AggregateCall:
    case EXPR_Subquery:
    case EXPR_Star:
    case EXPR_OperatorName:
    case EXPR_InNames:
    case EXPR_Between:
    case EXPR_ArrayTest:
    case EXPR_NamedArg:
    case EXPR_Collate: break;
    }
    return STR_NONE;
}

Str target_name(const Expr *expr, Str alias)
{
    bool is_weak = false;

    if (alias.length)
        return alias;
    Str name = figure_name(expr, &is_weak);
    return name.length ? name : STR_LIT("?column?");
}

static void add(Binder *b, Targets *targets, uint32_t *capacity, const Expr *expr, Str name)
{
    if (targets->count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 16;
        const Expr **exprs = ARENA_ARRAY(b->cx->arena, const Expr *, *capacity);
        Str *names = ARENA_ARRAY(b->cx->arena, Str, *capacity);
        if (targets->count) {
            memcpy(exprs, targets->exprs, targets->count * sizeof *exprs);
            memcpy(names, targets->names, targets->count * sizeof *names);
        }
        targets->exprs = exprs;
        targets->names = names;
    }
    targets->exprs[targets->count] = expr;
    targets->names[targets->count++] = name;
}

static bool expand_star(Binder *b, const Star *star, Targets *targets, uint32_t *capacity)
{
    const VisibleColumns *visible = &b->scope->visible;
    Str table = star->parts.count ? last_of(star->parts) : STR_NONE;
    uint32_t before = targets->count;

    for (uint32_t at = 0; at < visible->count; at++) {
        const VisibleColumn *column = &visible->items[at];
        if (table.length ? str_equal(column->table, table) : !column->qualified_only)
            add(b, targets, capacity, at_position(b, column->expr, star->head.position),
                column->column.name);
    }
    if (targets->count > before)
        return true;
    if (table.length)
        return fail(b->cx, ERR_UNDEFINED_TABLE, star->head.position,
                    "missing FROM-clause entry for table \"%.*s\"", STR(table));
    return fail(b->cx, ERR_SYNTAX_ERROR, star->head.position,
                "SELECT * with no tables specified is not valid");
}

bool bind_targets(Binder *b, Named outputs, Targets *out_targets)
{
    Targets targets = { 0 };
    uint32_t capacity = 0;

    for (uint32_t at = 0; at < outputs.count; at++) {
        const NamedExpr *output = &outputs.items[at];
        const Star *star = EXPR_AS(Star, output->expr);
        if (star) {
            TRY(expand_star(b, star, &targets, &capacity));
            continue;
        }
        const Expr *expr = TRY(bind_expr(b, output->expr));
        add(b, &targets, &capacity, expr, target_name(output->expr, output->column.name));
    }
    if (targets.count > TARGETS_MAX)
        return fail(b->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "target lists can have at most %d entries", TARGETS_MAX);
    *out_targets = targets;
    return true;
}
