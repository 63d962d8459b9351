/*
 * print.c -- expressions as SQL a reader recognises, plans as one line a node.
 *
 * For people (EXPLAIN, golden files, traces), not for parsing back.
 */
#include "catalyst/tree/tree.h"

static void print_list(StrBuilder *out, Exprs list, const char *separator)
{
    for (uint32_t at = 0; at < list.count; at++) {
        if (at)
            str_add_c(out, separator);
        expr_print(out, list.items[at]);
    }
}

static void print_parts(StrBuilder *out, Texts parts)
{
    for (uint32_t at = 0; at < parts.count; at++)
        str_addf(out, "%s%.*s", at ? "." : "", STR(parts.items[at]));
}

static void print_const(StrBuilder *out, const Const *constant)
{
    Type type = constant->head.type;

    if (constant->value.is_null) {
        str_add_c(out, "NULL");
        return;
    }
    bool bare = type_is_integer(type.id) || type.id == TYPE_BOOL || type.id == TYPE_NUMERIC;
    if (!bare)
        str_add_char(out, '\'');
    value_print(out, type, constant->value);
    if (!bare)
        str_addf(out, "'::%s", type_sql_name(type.id));
}

static bool is_operator_name(Str name)
{
    return name.length && strchr("+-*/<>=~!@#%^&|`?", name.data[0]);
}

static void print_call(StrBuilder *out, const Call *call)
{
    if (is_operator_name(call->name) && call->args.count == 2) {
        str_add_char(out, '(');
        expr_print(out, call->args.items[0]);
        str_addf(out, " %.*s ", STR(call->name));
        expr_print(out, call->args.items[1]);
        str_add_char(out, ')');
        return;
    }
    str_addf(out, "%.*s(", STR(call->name));
    print_list(out, call->args, ", ");
    str_add_char(out, ')');
}

static void print_filter(StrBuilder *out, const Expr *filter)
{
    if (!filter)
        return;
    str_add_c(out, " FILTER (WHERE ");
    expr_print(out, filter);
    str_add_char(out, ')');
}

static void print_aggregate(StrBuilder *out, const AggregateCall *call)
{
    str_addf(out, "%.*s(%s", STR(call->name), call->is_distinct ? "DISTINCT " : "");
    if (call->args.count)
        print_list(out, call->args, ", ");
    else
        str_add_char(out, '*');
    str_add_char(out, ')');
    print_filter(out, call->filter);
}

static void print_bound(StrBuilder *out, int32_t bound, const Expr *offset)
{
    if (offset) {
        expr_print(out, offset);
        str_add_char(out, ' ');
    }
    str_add_c(out, frame_bound_names[bound]);
}

static void print_frame(StrBuilder *out, const Frame *frame)
{
    str_addf(out, "%s between ", frame_mode_names[frame->mode]);
    print_bound(out, frame->start, frame->start_offset);
    str_add_c(out, " and ");
    print_bound(out, frame->end, frame->end_offset);
    if (frame->exclusion != EXCLUDE_NO_OTHERS)
        str_addf(out, " exclude %s", frame_exclusion_names[frame->exclusion]);
}

static void print_window_call(StrBuilder *out, const WindowCall *call)
{
    str_addf(out, "%.*s(", STR(call->name));
    print_list(out, call->args, ", ");
    str_add_char(out, ')');
    print_filter(out, call->filter);
    if (!call->frame)
        return;
    str_add_c(out, " OVER (");
    expr_print(out, call->frame);
    str_add_char(out, ')');
}

static void print_case(StrBuilder *out, Exprs when, Exprs then, const Expr *otherwise)
{
    str_add_c(out, "CASE");
    for (uint32_t at = 0; at < when.count; at++) {
        str_add_c(out, " WHEN ");
        expr_print(out, when.items[at]);
        str_add_c(out, " THEN ");
        expr_print(out, then.items[at]);
    }
    if (otherwise) {
        str_add_c(out, " ELSE ");
        expr_print(out, otherwise);
    }
    str_add_c(out, " END");
}

/* "(" left word right ")"; a missing left is a prefix operator. */
static void print_infix(StrBuilder *out, const Expr *left, const char *word, const Expr *right)
{
    str_add_char(out, '(');
    if (left) {
        expr_print(out, left);
        str_add_char(out, ' ');
    }
    str_add_c(out, word);
    if (right) {
        str_add_char(out, ' ');
        expr_print(out, right);
    }
    str_add_char(out, ')');
}

static void print_function(StrBuilder *out, const char *name, Exprs args)
{
    str_addf(out, "%s(", name);
    print_list(out, args, ", ");
    str_add_char(out, ')');
}

static void print_joined(StrBuilder *out, Exprs args, const char *word)
{
    str_add_char(out, '(');
    print_list(out, args, word);
    str_add_char(out, ')');
}

static void print_sorts(StrBuilder *out, Sorts keys)
{
    for (uint32_t at = 0; at < keys.count; at++) {
        const SortKey *key = &keys.items[at];
        if (at)
            str_add_c(out, ", ");
        expr_print(out, key->expr);
        if (key->descending)
            str_add_c(out, " DESC");
        if (key->nulls_first != key->descending)
            str_add_c(out, key->nulls_first ? " NULLS FIRST" : " NULLS LAST");
    }
}

static bool field_is_empty(const void *at, const Field *f);

/* One field of an unresolved node; FLAGs by name, as they say what the node is. */
static void print_unresolved_field(StrBuilder *out, const void *at, const Field *f)
{
    if (f->kind == FIELD_TEXTS)
        print_parts(out, *(const Texts *)at);
    else if (f->kind == FIELD_TEXT)
        str_add(out, *(const Str *)at);
    else if (f->kind == FIELD_EXPR)
        expr_print(out, *(const Expr *const *)at);
    else if (f->kind == FIELD_EXPRS)
        print_list(out, *(const Exprs *)at, ", ");
    else if (f->kind == FIELD_SORTS)
        print_sorts(out, *(const Sorts *)at);
    else if (f->kind == FIELD_CHOICE)
        str_add_c(out, f->names[*(const int32_t *)at]);
    else
        str_add_c(out, f->name);
}

/* Nodes that only the parser and analysis see: their tag and fields are enough. */
static void print_unresolved(StrBuilder *out, const Expr *expr)
{
    const NodeType *type = expr_type(expr);
    const char *separator = "";

    str_addf(out, "%s(", type->name);
    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)expr + f->offset;
        if (f->kind == FIELD_COUNT || field_is_empty(at, f))
            continue;
        str_add_c(out, separator);
        print_unresolved_field(out, at, f);
        separator = ", ";
    }
    str_add_char(out, ')');
}

static void print_subquery(StrBuilder *out, const Subquery *subquery)
{
    str_addf(out, "%s(subquery", subquery_names[subquery->kind]);
    if (subquery->test) {
        str_add_c(out, ", ");
        expr_print(out, subquery->test);
    }
    str_add_char(out, ')');
}

static void print_quantified(StrBuilder *out, const Quantified *test)
{
    str_add_char(out, '(');
    expr_print(out, test->arg);
    str_addf(out, " %.*s %s (", STR(test->name), test->is_all ? "ALL" : "ANY");
    expr_print(out, test->array);
    str_add_c(out, "))");
}

void expr_print(StrBuilder *out, const Expr *expr)
{
    switch ((ExprTag)expr->tag) {
    case EXPR_Const: print_const(out, (const Const *)expr); return;
    case EXPR_ColumnRef: {
        const ColumnRef *ref = (const ColumnRef *)expr;
        str_addf(out, "%.*s#%lld", STR(ref->name), (long long)ref->id);
        return;
    }
    case EXPR_Param: str_addf(out, "$%lld", (long long)((const Param *)expr)->number); return;
    case EXPR_Call: print_call(out, (const Call *)expr); return;
    case EXPR_Cast: {
        expr_print(out, ((const Cast *)expr)->arg);
        str_addf(out, "::%.*s", STR(type_print(out->arena, expr->type)));
        return;
    }
    case EXPR_And: print_joined(out, ((const And *)expr)->args, " AND "); return;
    case EXPR_Or: print_joined(out, ((const Or *)expr)->args, " OR "); return;
    case EXPR_Not: print_infix(out, NULL, "NOT", ((const Not *)expr)->arg); return;
    case EXPR_IsNull: print_infix(out, ((const IsNull *)expr)->arg, "IS NULL", NULL); return;
    case EXPR_BoolTest: {
        const BoolTest *test = (const BoolTest *)expr;
        print_infix(out, test->arg, bool_test_names[test->test], NULL);
        return;
    }
    case EXPR_Case: {
        const Case *choice = (const Case *)expr;
        print_case(out, choice->when, choice->then, choice->otherwise);
        return;
    }
    case EXPR_Coalesce: print_function(out, "coalesce", ((const Coalesce *)expr)->args); return;
    case EXPR_Extreme: {
        const Extreme *extreme = (const Extreme *)expr;
        print_function(out, extreme_names[extreme->which], extreme->args);
        return;
    }
    case EXPR_Distinct: {
        const Distinct *distinct = (const Distinct *)expr;
        print_infix(out, distinct->left, "IS DISTINCT FROM", distinct->right);
        return;
    }
    case EXPR_InList: {
        const InList *in = (const InList *)expr;
        expr_print(out, in->arg);
        print_function(out, " IN ", in->items);
        return;
    }
    case EXPR_Quantified: print_quantified(out, (const Quantified *)expr); return;
    case EXPR_AggregateCall: print_aggregate(out, (const AggregateCall *)expr); return;
    case EXPR_WindowCall: print_window_call(out, (const WindowCall *)expr); return;
    case EXPR_Frame: print_frame(out, (const Frame *)expr); return;
    case EXPR_Subquery: print_subquery(out, (const Subquery *)expr); return;
    case EXPR_Name:
    case EXPR_Star:
    case EXPR_FunctionName:
    case EXPR_OperatorName:
    case EXPR_TypeCast:
    case EXPR_SimpleCase:
    case EXPR_NullIf:
    case EXPR_InNames:
    case EXPR_Between:
    case EXPR_SubLink:
    case EXPR_RowOf:
    case EXPR_Keyword:
    case EXPR_ArrayOf:
    case EXPR_ArrayTest:
    case EXPR_NamedArg:
    case EXPR_FieldOf:
    case EXPR_Subscript:
    case EXPR_WindowName:
    case EXPR_Collate: print_unresolved(out, expr); return;
    }
}

Str expr_text(Arena *arena, const Expr *expr)
{
    StrBuilder out = str_builder(arena);

    expr_print(&out, expr);
    return str_built(&out);
}

static void print_named(StrBuilder *out, Named list)
{
    str_add_char(out, '[');
    for (uint32_t at = 0; at < list.count; at++) {
        const NamedExpr *named = &list.items[at];
        str_addf(out, "%s%.*s#%u", at ? ", " : "", STR(named->column.name), named->column.id);
        const ColumnRef *ref = EXPR_AS(ColumnRef, named->expr);
        if (named->expr && !(ref && ref->id == named->column.id)) {
            str_add_char(out, '=');
            expr_print(out, named->expr);
        }
    }
    str_add_char(out, ']');
}

static void print_columns(StrBuilder *out, Columns columns)
{
    str_add_char(out, '[');
    for (uint32_t at = 0; at < columns.count; at++)
        str_addf(out, "%s%.*s#%u", at ? ", " : "", STR(columns.items[at].name),
                 columns.items[at].id);
    str_add_char(out, ']');
}

/* Is there anything to say about this field? */
static bool field_is_empty(const void *at, const Field *f)
{
    switch ((FieldKind)f->kind) {
    case FIELD_EXPR: return !*(const Expr *const *)at;
    case FIELD_EXPRS: return ((const Exprs *)at)->count == 0;
    case FIELD_NAMED: return ((const Named *)at)->count == 0;
    case FIELD_SORTS: return ((const Sorts *)at)->count == 0;
    case FIELD_COLUMNS: return ((const Columns *)at)->count == 0;
    case FIELD_TEXTS: return ((const Texts *)at)->count == 0;
    case FIELD_COUNT: return *(const int64_t *)at == 0;
    case FIELD_FLAG: return !*(const bool *)at;
    case FIELD_TEXT: return ((const Str *)at)->length == 0;
    case FIELD_CHOICE: return false;
    case FIELD_END:
    case FIELD_KID:
    case FIELD_KIDS:
    case FIELD_COUNTS:
    case FIELD_NOTE:
    case FIELD_VALUE:
    case FIELD_FILES: break;
    }
    return true;
}

static void print_field(StrBuilder *out, const void *at, const Field *f)
{
    if (field_is_empty(at, f))
        return;
    str_addf(out, " %s=", f->name);
    switch ((FieldKind)f->kind) {
    case FIELD_EXPR: expr_print(out, *(const Expr *const *)at); break;
    case FIELD_EXPRS: print_joined(out, *(const Exprs *)at, ", "); break;
    case FIELD_NAMED: print_named(out, *(const Named *)at); break;
    case FIELD_SORTS: print_sorts(out, *(const Sorts *)at); break;
    case FIELD_COLUMNS: print_columns(out, *(const Columns *)at); break;
    case FIELD_TEXTS: print_parts(out, *(const Texts *)at); break;
    case FIELD_COUNT: str_addf(out, "%lld", (long long)*(const int64_t *)at); break;
    case FIELD_FLAG: str_add_c(out, "yes"); break;
    case FIELD_TEXT: str_add(out, *(const Str *)at); break;
    case FIELD_CHOICE: str_add_c(out, f->names[*(const int32_t *)at]); break;
    case FIELD_END:
    case FIELD_KID:
    case FIELD_KIDS:
    case FIELD_COUNTS:
    case FIELD_NOTE:
    case FIELD_VALUE:
    case FIELD_FILES: break;
    }
}

void plan_print_node(StrBuilder *out, const Plan *plan)
{
    const NodeType *type = plan_type(plan);

    str_add_c(out, type->name);
    for (const Field *f = type->fields(); f->kind; f++)
        print_field(out, (const char *)plan + f->offset, f);
}

enum { PRINT_DEPTH_MAX = 5000 }; /* indenting is quadratic */

static void print_tree(Cx *cx, StrBuilder *out, const Plan *plan, int depth)
{
    if (depth > PRINT_DEPTH_MAX)
        return;
    for (int level = 0; level < depth; level++)
        str_add_c(out, "  ");
    plan_print_node(out, plan);
    str_add_char(out, '\n');

    Plans inputs = plan_inputs(cx, plan);
    for (uint32_t at = 0; at < inputs.count; at++)
        print_tree(cx, out, inputs.items[at], depth + 1);
}

Str plan_text(Cx *cx, const Plan *plan)
{
    StrBuilder out = str_builder(cx->arena);

    print_tree(cx, &out, plan, 0);
    return str_built(&out);
}
