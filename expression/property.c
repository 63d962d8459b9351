/*
 * property.c -- what can be said of an expression without running it.
 *
 * Flags of functions.def are the start; constant arguments and the digits of numerics then clear
 * some calls of the suspicion that they may raise, for that decides whether conjuncts can be
 * re-ordered and branches computed ahead.
 */
#include "expression/numeric_fact.h"
#include "expression/program.h"

static const Value *constant_arg(const Call *call, uint32_t arg)
{
    const Const *constant = arg < call->args.count ? EXPR_AS(Const, call->args.items[arg]) : NULL;

    return constant && !constant->value.is_null ? &constant->value : NULL;
}

/* Neither zero nor, where the quotient might then overflow, -1. */
static bool divides_safely(const Call *call)
{
    const Value *divisor = constant_arg(call, 1);

    return divisor && divisor->integer != 0 && divisor->integer != -1;
}

/* A pattern that ends inside an escape is an error; any other cannot fail. */
static bool is_good_pattern(const Call *call)
{
    const Value *pattern = constant_arg(call, 1);
    size_t escapes = 0;

    if (!pattern)
        return false;
    Str text = pattern->text;
    while (escapes < text.length && text.data[text.length - 1 - escapes] == '\\')
        escapes++;
    return escapes % 2 == 0;
}

/* Fields that every date, timestamp and interval has. */
static bool is_good_field(const Call *call)
{
    static const char *const fields[] = { "year", "month", "day", "quarter" };
    const Value *field = constant_arg(call, 0);

    for (size_t at = 0; field && at < COUNT_OF(fields); at++)
        if (str_is(field->text, fields[at]))
            return true;
    return false;
}

static bool call_can_raise(const Call *call)
{
    const Function *function = function_get((FunctionId)call->function);
    const Value *length;
    Type types[2] = { { 0 } };

    if (!(function->flags & FUNCTION_RAISES))
        return false;
    switch (call->function) {
    case FUNCTION_ID(NUMERIC_ADD):
    case FUNCTION_ID(NUMERIC_SUB):
    case FUNCTION_ID(NUMERIC_MUL):
        types[0] = call->args.items[0]->type;
        types[1] = call->args.items[1]->type;
        return numeric_call_may_overflow((FunctionId)call->function, types);
    case FUNCTION_ID(INT2_DIV):
    case FUNCTION_ID(INT4_DIV):
    case FUNCTION_ID(INT8_DIV):
    case FUNCTION_ID(INT2_MOD):
    case FUNCTION_ID(INT4_MOD):
    case FUNCTION_ID(INT8_MOD):
    case FUNCTION_ID(INT2_MOD_F):
    case FUNCTION_ID(INT4_MOD_F):
    case FUNCTION_ID(INT8_MOD_F): return !divides_safely(call);
    case FUNCTION_ID(TEXT_LIKE):
    case FUNCTION_ID(TEXT_NOT_LIKE):
    case FUNCTION_ID(TEXT_ILIKE):
    case FUNCTION_ID(TEXT_NOT_ILIKE):
    case FUNCTION_ID(BPCHAR_LIKE):
    case FUNCTION_ID(BPCHAR_NOT_LIKE): return !is_good_pattern(call);
    case FUNCTION_ID(SUBSTRING_FOR):
    case FUNCTION_ID(SUBSTR_FOR):
        length = constant_arg(call, 2);
        return !length || length->integer < 0;
    case FUNCTION_ID(EXTRACT_DATE):
    case FUNCTION_ID(EXTRACT_TIMESTAMP):
    case FUNCTION_ID(EXTRACT_INTERVAL):
    case FUNCTION_ID(DATE_PART_DATE):
    case FUNCTION_ID(DATE_PART_TIMESTAMP):
    case FUNCTION_ID(DATE_PART_INTERVAL): return !is_good_field(call);
    }
    return true;
}

static bool can_raise(int64_t function)
{
    return (function_get((FunctionId)function)->flags & FUNCTION_RAISES) != 0;
}

static bool node_cannot_raise(const Expr *expr, void *context)
{
    (void)context;
    switch ((ExprTag)expr->tag) {
    case EXPR_Call: return !call_can_raise((const Call *)expr);
    case EXPR_Cast: return !cast_raises(((const Cast *)expr)->arg->type, expr->type);
    case EXPR_SimpleCase: return !can_raise(((const SimpleCase *)expr)->function);
    case EXPR_NullIf: return !can_raise(((const NullIf *)expr)->function);
    case EXPR_Quantified: return !can_raise(((const Quantified *)expr)->function);
    case EXPR_Const:
    case EXPR_ColumnRef:
    case EXPR_And:
    case EXPR_Or:
    case EXPR_Not:
    case EXPR_IsNull:
    case EXPR_BoolTest:
    case EXPR_Case:
    case EXPR_Coalesce:
    case EXPR_Extreme:
    case EXPR_Distinct:
    case EXPR_InList: return true;
    case EXPR_Param:
    case EXPR_AggregateCall:
    case EXPR_WindowCall:
    case EXPR_Frame:
    case EXPR_Subquery:
    case EXPR_Name:
    case EXPR_Star:
    case EXPR_FunctionName:
    case EXPR_OperatorName:
    case EXPR_TypeCast:
    case EXPR_InNames:
    case EXPR_Between:
    case EXPR_SubLink:
    case EXPR_RowOf:
    case EXPR_Keyword:
    case EXPR_ArrayOf:
    case EXPR_ArrayTest:
    case EXPR_WindowName:
    case EXPR_NamedArg:
    case EXPR_FieldOf:
    case EXPR_Subscript:
    case EXPR_Collate: break;
    }
    return false;
}

bool expr_can_raise(const Expr *expr)
{
    return !expr_visit(expr, node_cannot_raise, NULL);
}

static bool node_is_stable(const Expr *expr, void *context)
{
    const Call *call = EXPR_AS(Call, expr);

    (void)context;
    return !call || !(function_get((FunctionId)call->function)->flags & FUNCTION_VOLATILE);
}

static bool node_needs_no_driver(const Expr *expr, void *context)
{
    const Call *call = EXPR_AS(Call, expr);

    (void)context;
    return !call || !(function_get((FunctionId)call->function)->flags & FUNCTION_DRIVER);
}

bool expr_asks_driver(const Expr *expr)
{
    return !expr_visit(expr, node_needs_no_driver, NULL);
}

static bool node_does_not_sleep(const Expr *expr, void *context)
{
    const Call *call = EXPR_AS(Call, expr);

    (void)context;
    return !call ||
           (call->function != FUNCTION_ID(SLEEP) && call->function != FUNCTION_ID(SLEEP_FOR) &&
            call->function != FUNCTION_ID(SLEEP_UNTIL));
}

bool expr_sleeps(const Expr *expr)
{
    return !expr_visit(expr, node_does_not_sleep, NULL);
}

bool expr_is_volatile(const Expr *expr)
{
    return !expr_visit(expr, node_is_stable, NULL);
}

static bool node_is_constant(const Expr *expr, void *context)
{
    return !expr_is_set(expr) && expr->tag != EXPR_ColumnRef && expr->tag != EXPR_Param &&
           expr->tag != EXPR_Subquery && expr->tag != EXPR_AggregateCall &&
           node_is_stable(expr, context);
}

bool expr_is_constant(const Expr *expr)
{
    return expr_visit(expr, node_is_constant, NULL);
}

static bool is_view(const Expr *expr)
{
    return type_layout(expr->type) == LAYOUT_VIEW;
}

/* Work on strings and on numerics of varying scale is dear; all else is a few instructions. */
static bool node_is_cheap(const Expr *expr, void *context)
{
    const Call *call = EXPR_AS(Call, expr);
    const Cast *cast = EXPR_AS(Cast, expr);

    (void)context;
    if (expr->tag == EXPR_Const || expr->tag == EXPR_ColumnRef || expr->tag == EXPR_IsNull)
        return true;
    if (is_view(expr) || (cast && is_view(cast->arg)))
        return false;
    for (uint32_t arg = 0; call && arg < call->args.count; arg++)
        if (is_view(call->args.items[arg]))
            return false;
    return true;
}

bool expr_is_cheap(const Expr *expr)
{
    return expr_visit(expr, node_is_cheap, NULL);
}
