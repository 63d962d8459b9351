/*
 * make.c -- constructors of expressions, and what can be read off one.
 */
#include "catalyst/rules/rule.h"

#include "base/array.h"

const Expr *make_bool(Cx *cx, bool value)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Const, .value = { .boolean = value });
}

const Expr *make_int8(Cx *cx, int64_t value)
{
    return NEW_EXPR(cx, type_of(TYPE_INT8), NO_POSITION, Const, .value = { .integer = value });
}

const Expr *make_null(Cx *cx, Type type)
{
    return NEW_EXPR(cx, type, NO_POSITION, Const, .value = VALUE_NULL);
}

const Expr *make_not(Cx *cx, const Expr *arg)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), arg->position, Not, .arg = arg);
}

const Expr *make_or(Cx *cx, Exprs args)
{
    return args.count == 1 ? args.items[0]
                           : NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Or, .args = args);
}

const Expr *make_is_null(Cx *cx, const Expr *arg)
{
    return NEW_EXPR(cx, type_of(TYPE_BOOL), arg->position, IsNull, .arg = arg);
}

static Exprs pair(Cx *cx, const Expr *left, const Expr *right)
{
    Exprs args = { ARENA_ARRAY(cx->arena, const Expr *, 2), 2 };

    args.items[0] = left;
    args.items[1] = right;
    return args;
}

const Expr *make_call(Cx *cx, FunctionId function, const Expr *left, const Expr *right)
{
    const Function *f = function_get(function);

    return NEW_EXPR(cx, type_of(f->result), left->position, Call, .function = function,
                    .name = str_of(f->name), .args = pair(cx, left, right));
}

bool is_const_bool(const Expr *expr, bool value)
{
    const Const *constant = EXPR_AS(Const, expr);

    return constant && expr->type.id == TYPE_BOOL && !constant->value.is_null &&
           constant->value.boolean == value;
}

bool is_const_null(const Expr *expr)
{
    const Const *constant = EXPR_AS(Const, expr);

    return constant && constant->value.is_null;
}

/* --- Comparisons ----------------------------------------------------------------------------- */

static const char *const compare_names[] = { "", "=", "<>", "<", "<=", ">", ">=" };

Compare compare_of(const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Function *f = call ? function_get((FunctionId)call->function) : NULL;

    if (!f || !(f->flags & FUNCTION_OPERATOR) || f->arg_count != 2 || f->result != TYPE_BOOL)
        return COMPARE_NONE;
    for (Compare compare = COMPARE_EQ; compare <= COMPARE_GE; compare++)
        if (strcmp(f->name, compare_names[compare]) == 0)
            return compare;
    return COMPARE_NONE;
}

/* varchar has no operators of its own: it compares as text. */
static TypeId compared_as(TypeId type)
{
    if (type == TYPE_VARCHAR)
        return TYPE_TEXT;
    return type_is_object(type) ? TYPE_OID : type;
}

FunctionId compare_function(Compare compare, TypeId type)
{
    TypeId as = type_is_array(type) ? TYPE_ANYARRAY : compared_as(type);

    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *f = function_get(id);
        if (f->arg_count == 2 && f->args[0] == as && f->args[1] == as &&
            (f->flags & FUNCTION_OPERATOR) && strcmp(f->name, compare_names[compare]) == 0)
            return id;
    }
    return -1;
}

Compare compare_swapped(Compare compare)
{
    static const Compare swapped[] = { COMPARE_NONE, COMPARE_EQ, COMPARE_NE, COMPARE_GT,
                                       COMPARE_GE,   COMPARE_LT, COMPARE_LE };
    return swapped[compare];
}

Compare compare_negated(Compare compare)
{
    static const Compare negated[] = { COMPARE_NONE, COMPARE_NE, COMPARE_EQ, COMPARE_GE,
                                       COMPARE_GT,   COMPARE_LE, COMPARE_LT };
    return negated[compare];
}

static const Expr *cast_for_compare(Cx *cx, const Expr *expr)
{
    TypeId as = compared_as(expr->type.id);

    return as == expr->type.id ? expr
                               : NEW_EXPR(cx, type_of(as), expr->position, Cast, .arg = expr);
}

const Expr *make_equal(Cx *cx, const Expr *left, const Expr *right)
{
    FunctionId function = compare_function(COMPARE_EQ, left->type.id);

    if (function < 0 || left->type.id != right->type.id)
        return NULL;
    return make_call(cx, function, cast_for_compare(cx, left), cast_for_compare(cx, right));
}

/* Any value of the type, to stand where a null would. */
static const Expr *zero_of(Cx *cx, Type type)
{
    Value value = { 0 };

    if (type_is_array(type.id))
        value.text = array_make(cx->arena, type_element(type.id), &(ArrayHeader){ 0 }, NULL);
    else if (type_layout(type) == LAYOUT_VIEW && type.id != TYPE_NUMERIC)
        value.text = STR_LIT("");
    return NEW_EXPR(cx, type, NO_POSITION, Const, .value = value);
}

/* Hash joins want equalities: both null, or equal under a stand-in for null. */
static const Expr *equal_or_both_null(Cx *cx, const Expr *left, const Expr *right)
{
    const Expr *zero = zero_of(cx, left->type);
    const Expr *nulls =
        make_call(cx, FUNCTION_ID(BOOL_EQ), make_is_null(cx, left), make_is_null(cx, right));
    const Expr *l = NEW_EXPR(cx, left->type, NO_POSITION, Coalesce, .args = pair(cx, left, zero));
    const Expr *r = NEW_EXPR(cx, left->type, NO_POSITION, Coalesce, .args = pair(cx, right, zero));
    const Expr *values = make_equal(cx, l, r);

    return values
               ? NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, And, .args = pair(cx, nulls, values))
               : NULL;
}

const Expr *make_null_safe_equal(Cx *cx, const Expr *left, const Expr *right, bool nullable)
{
    bool is_var_numeric = left->type.id == TYPE_NUMERIC && left->type.numeric_form == NUMERIC_VAR;
    const Expr *equal = NULL;

    if (!nullable)
        equal = make_equal(cx, left, right);
    else if (!is_var_numeric)
        equal = equal_or_both_null(cx, left, right);
    return equal ? equal
                 : make_not(cx, NEW_EXPR(cx, type_of(TYPE_BOOL), NO_POSITION, Distinct,
                                         .left = left, .right = right));
}

/* --- Properties ------------------------------------------------------------------------------ */

static bool is_no_subquery(const Expr *expr, void *context)
{
    (void)context;
    return expr->tag != EXPR_Subquery;
}

bool expr_has_subquery(const Expr *expr)
{
    return !expr_visit(expr, is_no_subquery, NULL);
}

bool expr_is_cheap_enough(const Expr *expr)
{
    const Cast *cast = EXPR_AS(Cast, expr);

    if (cast && type_layout(cast->arg->type) == type_layout(expr->type))
        return expr_is_cheap_enough(cast->arg);
    return expr->tag == EXPR_ColumnRef || expr->tag == EXPR_Const;
}

typedef struct Nullability {
    Columns columns;
    bool nullable;
} Nullability;

static bool visit_nullability(const Expr *expr, void *context)
{
    Nullability *n = context;

    n->nullable |= expr_is_nullable(expr, n->columns);
    return !n->nullable;
}

static bool any_child_nullable(const Expr *expr, Columns columns)
{
    Nullability n = { columns, false };

    expr_visit_children(expr, visit_nullability, &n);
    return n.nullable;
}

bool expr_is_nullable(const Expr *expr, Columns columns)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: return ((const Const *)expr)->value.is_null;
    case EXPR_ColumnRef: {
        const PlanColumn *column = find_column(columns, ((const ColumnRef *)expr)->id);
        return !column || column->nullable;
    }
    case EXPR_IsNull:
    case EXPR_BoolTest:
    case EXPR_Distinct: return false;
    case EXPR_And:
    case EXPR_Or:
    case EXPR_Not:
    case EXPR_InList: return any_child_nullable(expr, columns);
    case EXPR_Coalesce: {
        Exprs args = ((const Coalesce *)expr)->args;
        for (uint32_t at = 0; at < args.count; at++)
            if (!expr_is_nullable(args.items[at], columns))
                return false;
        return true;
    }
    case EXPR_Call: /* comparisons and arithmetic of what is not null are not null */
        return function_get((FunctionId)((const Call *)expr)->function)->kernel == NULL ||
               !(function_get((FunctionId)((const Call *)expr)->function)->flags &
                 FUNCTION_OPERATOR) ||
               any_child_nullable(expr, columns);
    case EXPR_Case: {
        const Case *choice = (const Case *)expr;
        for (uint32_t at = 0; at < choice->then.count; at++)
            if (expr_is_nullable(choice->then.items[at], columns))
                return true;
        return !choice->otherwise || expr_is_nullable(choice->otherwise, columns);
    }
    case EXPR_Param:
    case EXPR_Cast:
    case EXPR_Extreme:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_SimpleCase:
    case EXPR_NullIf:
    case EXPR_Quantified:
    UNRESOLVED_EXPRS:
        break; /* nothing is known of the others */
    }
    return true;
}

/* --- Rejecting nulls ------------------------------------------------------------------------- */

/* Is `expr` null whenever all columns of `set` are? */
static bool is_null_with(const Expr *expr, const ColumnSet *set);

typedef struct Strictness {
    const ColumnSet *set;
    bool found;
} Strictness;

static bool visit_strict(const Expr *expr, void *context)
{
    Strictness *s = context;

    s->found |= is_null_with(expr, s->set);
    return !s->found;
}

static bool is_null_with(const Expr *expr, const ColumnSet *set)
{
    Strictness s = { set, false };

    switch ((ExprTag)expr->tag) {
    case EXPR_ColumnRef: return set_has(set, ((const ColumnRef *)expr)->id);
    case EXPR_Const: return ((const Const *)expr)->value.is_null;
    case EXPR_Call:
        if (!(function_get((FunctionId)((const Call *)expr)->function)->flags & FUNCTION_STRICT))
            return false;
        expr_visit_children(expr, visit_strict, &s);
        return s.found;
    case EXPR_Cast:
    case EXPR_Not: expr_visit_children(expr, visit_strict, &s); return s.found;
    case EXPR_InList: return is_null_with(((const InList *)expr)->arg, set);
    case EXPR_Param:
    case EXPR_And:
    case EXPR_Or:
    case EXPR_IsNull:
    case EXPR_BoolTest:
    case EXPR_Case:
    case EXPR_Coalesce:
    case EXPR_Extreme:
    case EXPR_Distinct:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_SimpleCase:
    case EXPR_NullIf:
    case EXPR_Quantified:
    UNRESOLVED_EXPRS:
        break; /* may be something else than null */
    }
    return false;
}

static bool all_reject(Exprs list, const ColumnSet *set)
{
    for (uint32_t at = 0; at < list.count; at++)
        if (!expr_rejects_nulls(list.items[at], set))
            return false;
    return true;
}

bool expr_rejects_nulls(const Expr *expr, const ColumnSet *set)
{
    if (is_null_with(expr, set) || is_const_bool(expr, false))
        return true;
    switch ((ExprTag)expr->tag) {
    case EXPR_And: {
        Exprs args = ((const And *)expr)->args;
        for (uint32_t at = 0; at < args.count; at++)
            if (expr_rejects_nulls(args.items[at], set))
                return true;
        return false;
    }
    case EXPR_Or: return all_reject(((const Or *)expr)->args, set);
    case EXPR_Not: {
        const IsNull *test = EXPR_AS(IsNull, ((const Not *)expr)->arg);
        return test && is_null_with(test->arg, set);
    }
    case EXPR_BoolTest: {
        const BoolTest *test = (const BoolTest *)expr;
        return test->test == TEST_TRUE && expr_rejects_nulls(test->arg, set);
    }
    case EXPR_Const:
    case EXPR_ColumnRef:
    case EXPR_Param:
    case EXPR_Call:
    case EXPR_Cast:
    case EXPR_IsNull:
    case EXPR_Case:
    case EXPR_Coalesce:
    case EXPR_Extreme:
    case EXPR_Distinct:
    case EXPR_InList:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_SimpleCase:
    case EXPR_NullIf:
    case EXPR_Quantified:
    UNRESOLVED_EXPRS:
        break; /* true is possible */
    }
    return false;
}
