/*
 * filter_compile.c -- what each conjunct of a filter becomes.
 *
 *     x < 5, 5 > x, x = 5           a range of an integer; two on the same x become one
 *     f(a, b) where f selects       its arguments, then the select kernel
 *     anything else                 a boolean column
 */
#include "expression/filter.h"

typedef struct FilterCompiler {
    Cx *cx;
    Columns input;
    Conjunct *items;
    const Expr **subjects; /* RANGE: whose range it is */
    uint32_t count, capacity;
} FilterCompiler;

/* --- Ranges ------------------------------------------------------------------------------------
 */

static bool comparison_of(const Function *function, Comparison *out)
{
    static const struct {
        SelectKernel select;
        const Comparison *comparison;
    } comparisons[] = {
        { select_eq, &COMPARE_EQ }, { select_ne, &COMPARE_NE }, { select_lt, &COMPARE_LT },
        { select_le, &COMPARE_LE }, { select_gt, &COMPARE_GT }, { select_ge, &COMPARE_GE },
    };

    for (size_t at = 0; at < COUNT_OF(comparisons); at++)
        if (function->select && function->select == comparisons[at].select) {
            *out = *comparisons[at].comparison;
            return true;
        }
    return false;
}

static bool is_integral(Type type)
{
    Layout layout = type_layout(type);

    return (layout_is_integer(layout) || layout == LAYOUT_BOOL) && type.id != TYPE_CHAR;
}

static int128_t integer_of(const Const *constant)
{
    switch (type_layout(constant->head.type)) {
    case LAYOUT_BOOL: return constant->value.boolean;
    case LAYOUT_I128: return constant->value.wide;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return constant->value.integer;
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return 0;
}

static int scale_of(Type type)
{
    return type.id == TYPE_NUMERIC ? type.numeric_scale : 0;
}

/* `subject <op> constant` over integers, either way round. */
static bool as_range(const Expr *expr, RangeTest *out_test, const Expr **out_subject)
{
    const Call *call = EXPR_AS(Call, expr);
    Comparison comparison;

    if (!call || call->args.count != 2 ||
        !comparison_of(function_get((FunctionId)call->function), &comparison))
        return false;
    const Expr *subject = call->args.items[0];
    const Const *constant = EXPR_AS(Const, call->args.items[1]);
    if (!constant) {
        constant = EXPR_AS(Const, subject);
        subject = call->args.items[1];
        comparison.swapped = comparison.is_less && !comparison.swapped;
    }
    if (!constant || constant->value.is_null || subject->tag == EXPR_Const ||
        !is_integral(subject->type) || !is_integral(constant->head.type))
        return false;
    *out_test = range_test(comparison, scale_of(subject->type), integer_of(constant),
                           scale_of(constant->head.type));
    *out_subject = subject;
    return true;
}

/* Narrow an earlier range of the same subject. */
static bool join_range(FilterCompiler *c, const Expr *subject, RangeTest test)
{
    if (expr_can_raise(subject) || expr_is_volatile(subject))
        return false;
    for (uint32_t at = 0; at < c->count; at++)
        if (c->items[at].kind == CONJUNCT_RANGE && expr_equal(c->subjects[at], subject) &&
            range_test_and(&c->items[at].test, test))
            return true;
    return false;
}

/* --- Conjuncts ---------------------------------------------------------------------------------
 */

typedef struct ColumnUse {
    Columns input;
    uint32_t only, count;
} ColumnUse;

static bool note_column(const Expr *expr, void *context)
{
    ColumnUse *use = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    for (uint32_t at = 0; ref && at < use->input.count; at++)
        if (use->input.items[at].id == ref->id && at != use->only) {
            use->only = at;
            use->count++;
        }
    return true;
}

static uint32_t find_only_column(const FilterCompiler *c, const Expr *expr)
{
    ColumnUse use = { c->input, NO_COLUMN, 0 };

    if (expr_can_raise(expr) || expr_is_volatile(expr))
        return NO_COLUMN;
    expr_visit(expr, note_column, &use);
    return use.count == 1 ? use.only : NO_COLUMN;
}

static bool prepare(FilterCompiler *c, const Function *function, const Call *call,
                    Conjunct *conjunct)
{
    const Value **constants = ARENA_ARRAY(c->cx->arena, const Value *, call->args.count + 1);

    if (!function->prepare)
        return true;
    for (uint32_t arg = 0; arg < call->args.count; arg++) {
        const Const *constant = EXPR_AS(Const, call->args.items[arg]);
        constants[arg] = constant ? &constant->value : NULL;
    }
    conjunct->state = function->prepare(c->cx, constants, conjunct->arg_types);
    return !has_failed(c->cx);
}

/* The arguments of a call (or one expression) as the program of a conjunct. */
static bool take_args(FilterCompiler *c, Exprs args, Conjunct *conjunct)
{
    Type *types = ARENA_ARRAY(c->cx->arena, Type, args.count + 1);

    for (uint32_t arg = 0; arg < args.count; arg++)
        types[arg] = args.items[arg]->type;
    conjunct->arg_types = types;
    conjunct->arg_count = args.count;
    conjunct->args = program_compile(c->cx, args, c->input);
    return conjunct->args != NULL;
}

static Exprs one_expr(FilterCompiler *c, const Expr *expr)
{
    const Expr **items = ARENA_ARRAY(c->cx->arena, const Expr *, 1);

    items[0] = expr;
    return (Exprs){ items, 1 };
}

static Conjunct *new_conjunct(FilterCompiler *c, const Expr *expr)
{
    assert(c->count < c->capacity);
    Conjunct *conjunct = &c->items[c->count++];
    *conjunct = (Conjunct){ .raises = expr_can_raise(expr),
                            .is_cheap = expr_is_cheap(expr),
                            .position = expr->position,
                            .only_column = find_only_column(c, expr) };
    return conjunct;
}

static bool add_conjunct(FilterCompiler *c, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);
    const Function *function = call ? function_get((FunctionId)call->function) : NULL;
    const Expr *subject;
    RangeTest test;

    if (as_range(expr, &test, &subject)) {
        if (join_range(c, subject, test))
            return true;
        c->subjects[c->count] = subject;
        Conjunct *conjunct = new_conjunct(c, expr);
        conjunct->kind = CONJUNCT_RANGE;
        conjunct->test = test;
        return take_args(c, one_expr(c, subject), conjunct);
    }
    Conjunct *conjunct = new_conjunct(c, expr);
    if (function && function->select) {
        conjunct->kind = CONJUNCT_SELECT;
        conjunct->select = function->select;
        return take_args(c, call->args, conjunct) && prepare(c, function, call, conjunct);
    }
    conjunct->kind = CONJUNCT_VALUE;
    return take_args(c, one_expr(c, expr), conjunct);
}

static uint32_t count_flat(const Expr *expr)
{
    const And *both = EXPR_AS(And, expr);
    uint32_t count = both ? 0 : 1;

    for (uint32_t at = 0; both && at < both->args.count; at++)
        count += count_flat(both->args.items[at]);
    return count;
}

/* ANDs within conjuncts are more conjuncts. */
static bool add_flat(FilterCompiler *c, const Expr *expr, bool raising)
{
    const And *both = EXPR_AS(And, expr);

    TRY(check_stack(c->cx));
    if (!both)
        return expr_can_raise(expr) != raising || add_conjunct(c, expr);
    for (uint32_t at = 0; at < both->args.count; at++)
        TRY(add_flat(c, both->args.items[at], raising));
    return true;
}

FilterProgram *filter_compile(Cx *cx, Exprs conjuncts, Columns input)
{
    FilterCompiler c = { .cx = cx, .input = input };
    FilterProgram *filter = arena_zero(cx->arena, sizeof *filter);

    for (uint32_t at = 0; at < conjuncts.count; at++)
        c.capacity += count_flat(conjuncts.items[at]);
    c.items = ARENA_ARRAY(cx->arena, Conjunct, (size_t)c.capacity + 1);
    c.subjects = ARENA_ARRAY(cx->arena, const Expr *, (size_t)c.capacity + 1);
    for (int raising = 0; raising < 2; raising++)
        for (uint32_t at = 0; at < conjuncts.count; at++)
            TRY(add_flat(&c, conjuncts.items[at], raising));
    filter->conjuncts = c.items;
    filter->count = c.count;
    filter->column_count = input.count;
    return filter;
}
