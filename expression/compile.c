/*
 * compile.c -- from expressions to steps over registers.
 *
 * Registers 0 to column_count - 1 are the columns of the input; then constants and what steps
 * compute.  Equal expressions share a register within the block that computes it and the blocks
 * inside it.  Constant subexpressions are computed here, once; where that fails the step stays and
 * fails if and when a row needs it.
 */
#include "expression/program.h"

#include "base/hash.h"
#include "expression/kernels.h"

typedef struct Seen {
    uint64_t hash;
    const Expr *expr;
    Reg reg;
} Seen;

typedef struct StepList {
    Step *items;
    uint32_t count, capacity;
} StepList;

typedef struct Compiler {
    Cx *cx;
    Columns input;
    Program *program;
    StepList *steps; /* of the block being compiled */
    Seen *seen;      /* what is in some register, inner blocks last */
    uint32_t seen_count, seen_capacity;
    ProgramConstant *constants;
    uint32_t constant_count, constant_capacity;
    Reg *inputs;
} Compiler;

static bool compile(Compiler *c, const Expr *expr, Reg *out_reg);

/* Room for one more item, by doubling. */
static void *list_room(Cx *cx, void *items, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? 2 * *capacity : 8;
    void *more = arena_array(cx->arena, item_bytes, *capacity);
    if (count)
        memcpy(more, items, count * item_bytes);
    return more;
}

static Reg new_register(Compiler *c)
{
    return c->program->register_count++;
}

static Reg add_constant(Compiler *c, Column column)
{
    c->constants = list_room(c->cx, c->constants, c->constant_count, &c->constant_capacity,
                             sizeof *c->constants);
    ProgramConstant *constant = &c->constants[c->constant_count++];
    *constant = (ProgramConstant){ new_register(c), column };
    return constant->reg;
}

static const Column *find_constant(const Compiler *c, Reg reg)
{
    for (uint32_t at = 0; at < c->constant_count; at++)
        if (c->constants[at].reg == reg)
            return &c->constants[at].column;
    return NULL;
}

/* --- Steps -------------------------------------------------------------------------------------
 */

static bool all_constant(const Compiler *c, const Step *step)
{
    if (step->run != step_call || step->flags & STEP_IMPURE || !step->arg_count)
        return false;
    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        if (!find_constant(c, step->args[arg]))
            return false;
    return true;
}

/* Compute a step over constants now; false: it raises. */
static bool fold_step(Compiler *c, const Step *step, Reg *out_reg)
{
    Cx attempt = cx_within(c->cx, c->cx->arena);
    Column *args = ARENA_ARRAY(c->cx->arena, Column, step->arg_count);
    Column out;

    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        args[arg] = *find_constant(c, step->args[arg]);
    if (!call_run(&attempt, step, args, (Rows){ NULL, 1, 1 }, &out) || has_failed(&attempt))
        return false;
    out.kind = COLUMN_CONST;
    *out_reg = add_constant(c, out);
    return true;
}

static bool reads_heap(const Step *step)
{
    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        if (type_layout(step->arg_types[arg]) == LAYOUT_VIEW)
            return true;
    return false;
}

/* A column that is CONST in one batch may have another value in the next. */
static bool one_varies(const Compiler *c, const Step *step)
{
    uint32_t varying = 0;

    for (uint32_t arg = 0; arg < step->arg_count; arg++)
        varying += !find_constant(c, step->args[arg]);
    return varying == 1;
}

static bool add_step(Compiler *c, Step step, Reg *out_reg)
{
    if (step.run == step_call && reads_heap(&step))
        step.flags |= STEP_READS_HEAP;
    if (step.run == step_call && one_varies(c, &step))
        step.flags |= STEP_ONE_VARIES;
    if (all_constant(c, &step) && fold_step(c, &step, out_reg))
        return true;
    step.out = new_register(c);
    step.cache = c->program->cache_count;
    c->program->cache_count += step.run == step_call;
    c->steps->items =
        list_room(c->cx, c->steps->items, c->steps->count, &c->steps->capacity, sizeof step);
    c->steps->items[c->steps->count++] = step;
    *out_reg = step.out;
    return true;
}

/* Registers and types of a list of operands. */
static bool compile_args(Compiler *c, Exprs args, Step *step)
{
    Reg *regs = ARENA_ARRAY(c->cx->arena, Reg, args.count + 1);
    Type *types = ARENA_ARRAY(c->cx->arena, Type, args.count + 1);

    for (uint32_t arg = 0; arg < args.count; arg++) {
        types[arg] = args.items[arg]->type;
        TRY(compile(c, args.items[arg], &regs[arg]));
    }
    step->args = regs;
    step->arg_types = types;
    step->arg_count = args.count;
    return true;
}

static Exprs exprs_of(Compiler *c, const Expr *first, const Expr *second)
{
    const Expr **items = ARENA_ARRAY(c->cx->arena, const Expr *, 2);

    items[0] = first;
    items[1] = second;
    return (Exprs){ items, second ? 2 : 1 };
}

static Step step_of(const Expr *expr, Kernel kernel, uint32_t flags)
{
    return (Step){ .run = step_call,
                   .kernel = kernel,
                   .flags = flags,
                   .type = expr->type,
                   .position = expr->position };
}

/* --- Conversions -------------------------------------------------------------------------------
 */

static bool convert(Compiler *c, Reg reg, Type from, Type to, const Expr *at, Reg *out_reg)
{
    static const CastMode modes[2] = { { false }, { true } };
    const Cast *cast = EXPR_AS(Cast, at);
    Step step = step_of(at, NULL, STEP_STRICT);
    Reg *regs = ARENA_ARRAY(c->cx->arena, Reg, 1);
    Type *types = ARENA_ARRAY(c->cx->arena, Type, 1);

    cast_kernel(from, to, &step.kernel);
    if (!step.kernel) {
        *out_reg = reg;
        return true;
    }
    regs[0] = reg;
    types[0] = from;
    step.args = regs;
    step.arg_types = types;
    step.arg_count = 1;
    step.type = to;
    step.state = &modes[cast && cast->is_explicit];
    step.flags |= cast_raises(from, to) ? STEP_RAISES : 0;
    return add_step(c, step, out_reg);
}

/* `expr` in the physical form of `type`, where they are the same to SQL. */
static bool compile_as(Compiler *c, const Expr *expr, Type type, Reg *out_reg)
{
    TRY(compile(c, expr, out_reg));
    if (type.id != TYPE_NUMERIC || expr->type.id != TYPE_NUMERIC ||
        (type.numeric_form == expr->type.numeric_form &&
         (type.numeric_form == NUMERIC_VAR || type.numeric_scale == expr->type.numeric_scale)))
        return true;
    type.typmod = TYPMOD_NONE;
    return convert(c, *out_reg, expr->type, type, expr, out_reg);
}

/* --- Blocks ------------------------------------------------------------------------------------
 */

/* A block of its own for `expr`: it runs on the rows that need it.  Cheap expressions that cannot
 * raise are computed before, for all rows, where others may share them. */
static bool compile_block(Compiler *c, const Expr *expr, Type type, Block *out_block)
{
    *out_block = (Block){ 0 };
    if (!expr_can_raise(expr) && expr_is_cheap(expr))
        return compile_as(c, expr, type, &out_block->result);

    StepList *outer = c->steps, inner = { 0 };
    uint32_t seen = c->seen_count;
    c->steps = &inner;
    bool compiled = compile_as(c, expr, type, &out_block->result);
    c->steps = outer;
    c->seen_count = seen;
    out_block->steps = inner.items;
    out_block->step_count = inner.count;
    return compiled;
}

static bool is_later(const Expr *expr, int turn)
{
    int when = expr_can_raise(expr) ? 2 : expr_is_cheap(expr) ? 0 : 1;
    return when != turn;
}

/* Cheap members first, then dear ones, those that may raise last; each kind in its order. */
static bool compile_logic(Compiler *c, const Expr *expr, Exprs args, int choice, Reg *out_reg)
{
    Step step = step_of(expr, NULL, 0);
    Block *blocks = ARENA_ARRAY(c->cx->arena, Block, args.count + 1);

    step.run = step_logic;
    step.choice = choice;
    for (int turn = 0; turn < 3; turn++)
        for (uint32_t arg = 0; arg < args.count; arg++) {
            if (is_later(args.items[arg], turn))
                continue;
            TRY(compile_block(c, args.items[arg], expr->type, &blocks[step.block_count]));
            step.block_count++;
        }
    step.blocks = blocks;
    return add_step(c, step, out_reg);
}

static bool compile_case(Compiler *c, const Case *node, Reg *out_reg)
{
    Step step = step_of(&node->head, NULL, 0);
    Block *blocks = ARENA_ARRAY(c->cx->arena, Block, 2 * (size_t)node->when.count + 1);
    const Expr *otherwise = node->otherwise;

    if (!otherwise)
        otherwise =
            NEW_EXPR(c->cx, node->head.type, node->head.position, Const, .value = VALUE_NULL);
    for (uint32_t at = 0; at < node->when.count; at++) {
        TRY(compile_block(c, node->when.items[at], type_of(TYPE_BOOL), &blocks[2 * at]));
        TRY(compile_block(c, node->then.items[at], node->head.type, &blocks[2 * at + 1]));
    }
    TRY(compile_block(c, otherwise, node->head.type, &blocks[2 * node->when.count]));
    step.run = step_case;
    step.blocks = blocks;
    step.block_count = 2 * node->when.count + 1;
    return add_step(c, step, out_reg);
}

/* left = right, by a row of functions.def; XX000 where there is none. */
static const Expr *equality(Compiler *c, int64_t function, const Expr *left, const Expr *right)
{
    if (function < 0 || function >= function_count())
        return fail(c->cx, ERR_INTERNAL_ERROR, left->position, "there is no function %lld",
                    (long long)function);
    return NEW_EXPR(c->cx, type_of(TYPE_BOOL), right->position, Call, .function = function,
                    .name = str_of(function_get((FunctionId)function)->name),
                    .args = exprs_of(c, left, right));
}

/* What is computed before the blocks of the CASE is shared by all of them. */
static bool compile_simple_case(Compiler *c, const SimpleCase *node, Reg *out_reg)
{
    const Expr **when = ARENA_ARRAY(c->cx->arena, const Expr *, node->when.count);
    Reg arg;

    TRY(compile(c, node->arg, &arg));
    for (uint32_t at = 0; at < node->when.count; at++)
        when[at] = TRY(equality(c, node->function, node->arg, node->when.items[at]));
    const Expr *choice = NEW_EXPR(c->cx, node->head.type, node->head.position, Case,
                                  .when = { when, node->when.count }, .then = node->then,
                                  .otherwise = node->otherwise);
    return compile_case(c, (const Case *)choice, out_reg);
}

static bool compile_null_if(Compiler *c, const NullIf *node, Reg *out_reg)
{
    const Expr *null =
        NEW_EXPR(c->cx, node->head.type, node->head.position, Const, .value = VALUE_NULL);
    Reg left;

    TRY(compile(c, node->left, &left));
    const Expr *equal = TRY(equality(c, node->function, node->left, node->right));
    const Expr *choice = NEW_EXPR(c->cx, node->head.type, node->head.position, Case,
                                  .when = exprs_of(c, equal, NULL), .then = exprs_of(c, null, NULL),
                                  .otherwise = node->left);
    return compile_case(c, (const Case *)choice, out_reg);
}

static bool compile_coalesce(Compiler *c, const Coalesce *node, Reg *out_reg)
{
    Step step = step_of(&node->head, NULL, 0);
    Block *blocks = ARENA_ARRAY(c->cx->arena, Block, node->args.count + 1);

    for (uint32_t arg = 0; arg < node->args.count; arg++)
        TRY(compile_block(c, node->args.items[arg], node->head.type, &blocks[arg]));
    step.run = step_coalesce;
    step.blocks = blocks;
    step.block_count = node->args.count;
    return add_step(c, step, out_reg);
}

static bool compile_extreme(Compiler *c, const Extreme *node, Reg *out_reg)
{
    Step step = step_of(&node->head, NULL, 0);
    Reg *regs = ARENA_ARRAY(c->cx->arena, Reg, node->args.count + 1);

    for (uint32_t arg = 0; arg < node->args.count; arg++)
        TRY(compile_as(c, node->args.items[arg], node->head.type, &regs[arg]));
    step.run = step_extreme;
    step.args = regs;
    step.arg_count = node->args.count;
    step.choice = node->which;
    return add_step(c, step, out_reg);
}

/* --- Calls -------------------------------------------------------------------------------------
 */

static bool is_supported(const Function *function)
{
    return function->kernel && !(function->flags & FUNCTION_AGGREGATE);
}

/* The constants among the arguments, as prepare wants them. */
static bool prepare_call(Compiler *c, const Function *function, Step *step)
{
    const Value **constants = ARENA_ARRAY(c->cx->arena, const Value *, step->arg_count + 1);

    if (!function->prepare)
        return true;
    for (uint32_t arg = 0; arg < step->arg_count; arg++) {
        const Column *column = find_constant(c, step->args[arg]);
        Value value = column ? value_of_column(column, 0) : VALUE_NULL;
        constants[arg] = column ? arena_copy(c->cx->arena, &value, sizeof value) : NULL;
    }
    step->state = function->prepare(c->cx, constants, step->arg_types);
    return !has_failed(c->cx);
}

static uint32_t flags_of_function(const Function *function)
{
    return (function->flags & FUNCTION_STRICT ? STEP_STRICT : 0) |
           (function->flags & FUNCTION_RAISES ? STEP_RAISES : 0) |
           (function->flags & FUNCTION_VOLATILE ? STEP_IMPURE : 0);
}

static bool compile_call(Compiler *c, const Call *call, Reg *out_reg)
{
    if (call->function < 0 || call->function >= function_count())
        return fail(c->cx, ERR_INTERNAL_ERROR, call->head.position, "no function %lld",
                    (long long)call->function);
    const Function *function = function_get((FunctionId)call->function);
    if (!is_supported(function))
        return fail(c->cx, ERR_FEATURE_NOT_SUPPORTED, call->head.position,
                    "function \"%s\" is not supported here", function->name);

    Step step = step_of(&call->head, function->kernel, flags_of_function(function));
    TRY(compile_args(c, call->args, &step));
    TRY(prepare_call(c, function, &step));
    return add_step(c, step, out_reg);
}

/* The operator's kernel and what it prepares: for patterns that are all different, as for rows. */
static bool compile_quantified(Compiler *c, const Quantified *node, Reg *out_reg)
{
    if (node->function < 0 || node->function >= function_count())
        return fail(c->cx, ERR_INTERNAL_ERROR, node->head.position, "there is no function %lld",
                    (long long)node->function);
    const Function *function = function_get((FunctionId)node->function);
    const Value *none[2] = { NULL, NULL };
    QuantifiedState state = { .kernel = function->kernel, .is_all = node->is_all };
    Step step = step_of(&node->head, kernel_quantified,
                        flags_of_function(function) & ~(uint32_t)STEP_STRICT);

    if (!is_supported(function))
        return fail(c->cx, ERR_FEATURE_NOT_SUPPORTED, node->head.position,
                    "operator \"%s\" is not supported here", function->name);
    TRY(compile_args(c, exprs_of(c, node->arg, node->array), &step));
    if (function->prepare)
        state.prepared = function->prepare(c->cx, none, step.arg_types);
    step.state = arena_copy(c->cx->arena, &state, sizeof state);
    return !has_failed(c->cx) && add_step(c, step, out_reg);
}

static bool compile_distinct(Compiler *c, const Distinct *node, Reg *out_reg)
{
    Step step = step_of(&node->head, kernel_distinct, 0);

    TRY(compile_args(c, exprs_of(c, node->left, node->right), &step));
    return add_step(c, step, out_reg);
}

static Column constant_column(Compiler *c, const Const *node)
{
    Layout layout = type_layout(node->head.type);
    uint64_t bytes[2] = { 0 };

    if (node->value.is_null)
        return column_null(c->cx->arena, layout, 1);
    if (layout == LAYOUT_VIEW)
        return column_const_str(c->cx->arena, 1, str_copy(c->cx->arena, node->value.text));
    value_store(layout, node->value, bytes);
    return column_const(c->cx->arena, layout, 1, bytes);
}

/* The state of IN over constants; NULL: some item is none, or its type has no quick search. */
static const void *in_list_state(Compiler *c, const InList *node)
{
    uint32_t count = node->items.count;
    Column *items = ARENA_ARRAY(c->cx->arena, Column, (size_t)count + 1);
    Type *types = ARENA_ARRAY(c->cx->arena, Type, (size_t)count + 1);

    for (uint32_t item = 0; item < count; item++) {
        const Const *constant = EXPR_AS(Const, node->items.items[item]);
        if (!constant)
            return NULL;
        items[item] = constant_column(c, constant);
        types[item] = constant->head.type;
    }
    return in_list_prepare(c->cx, items, types, count, node->arg->type);
}

static bool compile_in_list(Compiler *c, const InList *node, Reg *out_reg)
{
    Step step = step_of(&node->head, kernel_in_list, 0);
    uint32_t count = node->items.count;
    Exprs all = { ARENA_ARRAY(c->cx->arena, const Expr *, (size_t)count + 1), count + 1 };

    step.state = in_list_state(c, node);
    all.items[0] = node->arg;
    for (uint32_t item = 0; item < count; item++)
        all.items[item + 1] = node->items.items[item];
    if (step.state) { /* which knows the items: the runner need not look at them */
        step.flags |= STEP_STRICT;
        all.count = 1;
    }
    TRY(compile_args(c, all, &step));
    return add_step(c, step, out_reg);
}

static bool compile_unary(Compiler *c, const Expr *arg, Step step, Reg *out_reg)
{
    TRY(compile_args(c, exprs_of(c, arg, NULL), &step));
    return add_step(c, step, out_reg);
}

static bool compile_bool_test(Compiler *c, const BoolTest *node, Reg *out_reg)
{
    Step step = step_of(&node->head, kernel_bool_test, 0);

    step.state = &node->test;
    return compile_unary(c, node->arg, step, out_reg);
}

static bool compile_cast(Compiler *c, const Cast *cast, Reg *out_reg)
{
    Type from = cast->arg->type, to = cast->head.type;
    CastContext context = cast_context(from.id, to.id);

    if (context == CAST_NONE)
        return fail(c->cx, ERR_CANNOT_COERCE, cast->head.position, "cannot cast type %s to %s",
                    type_sql_name(from.id), type_sql_name(to.id));
    TRY(compile(c, cast->arg, out_reg));
    return convert(c, *out_reg, from, to, &cast->head, out_reg);
}

static bool compile_constant(Compiler *c, const Const *node, Reg *out_reg)
{
    *out_reg = add_constant(c, constant_column(c, node));
    return true;
}

static bool compile_column(Compiler *c, const ColumnRef *ref, Reg *out_reg)
{
    for (uint32_t at = 0; at < c->input.count; at++) {
        if (c->input.items[at].id != ref->id)
            continue;
        for (uint32_t input = 0; input < c->program->input_count; input++)
            if (c->inputs[input] == at) {
                *out_reg = at;
                return true;
            }
        c->inputs[c->program->input_count++] = at;
        *out_reg = at;
        return true;
    }
    return fail(c->cx, ERR_INTERNAL_ERROR, ref->head.position,
                "column \"%.*s\" is not among the columns of the input", STR(ref->name));
}

static bool fail_node(Compiler *c, const Expr *expr)
{
    const Param *param = EXPR_AS(Param, expr);

    if (param)
        return fail(c->cx, ERR_UNDEFINED_PARAMETER, expr->position, "there is no parameter $%lld",
                    (long long)param->number);
    return fail(c->cx, ERR_INTERNAL_ERROR, expr->position, "expression %s cannot be computed",
                expr_type(expr)->name);
}

static bool compile_node(Compiler *c, const Expr *expr, Reg *out_reg)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: return compile_constant(c, (const Const *)expr, out_reg);
    case EXPR_ColumnRef: return compile_column(c, (const ColumnRef *)expr, out_reg);
    case EXPR_Call: return compile_call(c, (const Call *)expr, out_reg);
    case EXPR_Cast: return compile_cast(c, (const Cast *)expr, out_reg);
    case EXPR_And: return compile_logic(c, expr, ((const And *)expr)->args, 0, out_reg);
    case EXPR_Or: return compile_logic(c, expr, ((const Or *)expr)->args, 1, out_reg);
    case EXPR_Not:
        return compile_unary(c, ((const Not *)expr)->arg, step_of(expr, kernel_not, STEP_STRICT),
                             out_reg);
    case EXPR_IsNull:
        return compile_unary(c, ((const IsNull *)expr)->arg,
                             step_of(expr, kernel_is_null, STEP_ANY_KIND), out_reg);
    case EXPR_BoolTest: return compile_bool_test(c, (const BoolTest *)expr, out_reg);
    case EXPR_Case: return compile_case(c, (const Case *)expr, out_reg);
    case EXPR_SimpleCase: return compile_simple_case(c, (const SimpleCase *)expr, out_reg);
    case EXPR_NullIf: return compile_null_if(c, (const NullIf *)expr, out_reg);
    case EXPR_Coalesce: return compile_coalesce(c, (const Coalesce *)expr, out_reg);
    case EXPR_Extreme: return compile_extreme(c, (const Extreme *)expr, out_reg);
    case EXPR_Distinct: return compile_distinct(c, (const Distinct *)expr, out_reg);
    case EXPR_InList: return compile_in_list(c, (const InList *)expr, out_reg);
    case EXPR_Quantified: return compile_quantified(c, (const Quantified *)expr, out_reg);
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
    return fail_node(c, expr);
}

static bool find_seen(const Compiler *c, const Expr *expr, uint64_t hash, Reg *out_reg)
{
    for (uint32_t at = 0; at < c->seen_count; at++)
        if (c->seen[at].hash == hash && expr_equal(c->seen[at].expr, expr)) {
            *out_reg = c->seen[at].reg;
            return true;
        }
    return false;
}

static bool compile(Compiler *c, const Expr *expr, Reg *out_reg)
{
    TRY(check_stack(c->cx));
    if (expr->tag == EXPR_ColumnRef)
        return compile_node(c, expr, out_reg);

    uint64_t hash = expr_hash(expr);
    if (find_seen(c, expr, hash, out_reg))
        return true;
    TRY(compile_node(c, expr, out_reg));
    if (expr_is_volatile(expr))
        return true;
    c->seen = list_room(c->cx, c->seen, c->seen_count, &c->seen_capacity, sizeof *c->seen);
    c->seen[c->seen_count++] = (Seen){ hash, expr, *out_reg };
    return true;
}

Program *program_compile(Cx *cx, Exprs exprs, Columns input)
{
    StepList steps = { 0 };
    Compiler c = { .cx = cx, .input = input, .steps = &steps };
    Reg *outputs = ARENA_ARRAY(cx->arena, Reg, exprs.count + 1);

    c.program = arena_zero(cx->arena, sizeof *c.program);
    c.program->column_count = c.program->register_count = input.count;
    c.inputs = ARENA_ARRAY(cx->arena, Reg, input.count + 1);
    for (uint32_t at = 0; at < exprs.count; at++)
        TRY(compile(&c, exprs.items[at], &outputs[at]));
    c.program->root = (Block){ steps.items, steps.count, 0 };
    c.program->inputs = c.inputs;
    c.program->outputs = outputs;
    c.program->output_count = exprs.count;
    c.program->constants = c.constants;
    c.program->constant_count = c.constant_count;
    return c.program;
}
