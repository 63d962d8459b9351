/*
 * equal.c -- equality and hashing by field.
 *
 * Positions, notes, estimates and plan ids say nothing about meaning and do not count.
 */
#include "base/hash.h"
#include "catalyst/tree/tree.h"

static bool fields_equal(const void *a, const void *b, const NodeType *type);

static bool columns_equal(Columns a, Columns b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (a.items[at].id != b.items[at].id || !type_equal(a.items[at].type, b.items[at].type))
            return false;
    return true;
}

static bool exprs_equal(Exprs a, Exprs b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (!expr_equal(a.items[at], b.items[at]))
            return false;
    return true;
}

static bool named_equal(Named a, Named b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (a.items[at].column.id != b.items[at].column.id ||
            !expr_equal(a.items[at].expr, b.items[at].expr))
            return false;
    return true;
}

static bool sorts_equal(Sorts a, Sorts b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (a.items[at].descending != b.items[at].descending ||
            a.items[at].nulls_first != b.items[at].nulls_first ||
            !str_equal(a.items[at].using_operator, b.items[at].using_operator) ||
            !expr_equal(a.items[at].expr, b.items[at].expr))
            return false;
    return true;
}

static bool plans_equal(Plans a, Plans b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (!plan_equal(a.items[at], b.items[at]))
            return false;
    return true;
}

static bool texts_equal(Texts a, Texts b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (!str_equal(a.items[at], b.items[at]))
            return false;
    return true;
}

static bool files_equal(Files a, Files b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t at = 0; at < a.count; at++)
        if (!str_equal(a.items[at].path, b.items[at].path) ||
            a.items[at].pin.footer_hash != b.items[at].pin.footer_hash)
            return false;
    return true;
}

/* Constants are equal where nothing can tell them apart: 1.0 and 1.00 are not, nor 0.0 and -0.0,
 * nor '1 month' and '30 days'.  The value has the type of the node that holds it. */
static bool values_equal(const void *a, const void *b, const Field *f)
{
    const Value *left = (const Value *)((const char *)a + f->offset);
    const Value *right = (const Value *)((const char *)b + f->offset);

    if (left->is_null || right->is_null)
        return left->is_null && right->is_null;
    switch (type_layout(((const Expr *)a)->type)) {
    case LAYOUT_BOOL: return left->boolean == right->boolean;
    case LAYOUT_I128: return left->wide == right->wide;
    case LAYOUT_VIEW: return str_equal(left->text, right->text);
    case LAYOUT_INTERVAL:
        return memcmp(&left->interval, &right->interval, sizeof left->interval) == 0;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return left->integer == right->integer;
    case LAYOUT_F32:
    case LAYOUT_F64: return memcmp(&left->real, &right->real, sizeof left->real) == 0;
    }
    return false;
}

static bool field_equal(const void *a, const void *b, const Field *f)
{
    const void *l = (const char *)a + f->offset, *r = (const char *)b + f->offset;

    switch ((FieldKind)f->kind) {
    case FIELD_KID: return plan_equal(*(Plan *const *)l, *(Plan *const *)r);
    case FIELD_KIDS: return plans_equal(*(const Plans *)l, *(const Plans *)r);
    case FIELD_EXPR: return expr_equal(*(const Expr *const *)l, *(const Expr *const *)r);
    case FIELD_EXPRS: return exprs_equal(*(const Exprs *)l, *(const Exprs *)r);
    case FIELD_NAMED: return named_equal(*(const Named *)l, *(const Named *)r);
    case FIELD_SORTS: return sorts_equal(*(const Sorts *)l, *(const Sorts *)r);
    case FIELD_COLUMNS: return columns_equal(*(const Columns *)l, *(const Columns *)r);
    case FIELD_COUNT: return *(const int64_t *)l == *(const int64_t *)r;
    case FIELD_COUNTS: {
        const Counts *left = l, *right = r;
        return left->count == right->count &&
               (!left->count ||
                memcmp(left->items, right->items, left->count * sizeof *left->items) == 0);
    }
    case FIELD_FLAG: return *(const bool *)l == *(const bool *)r;
    case FIELD_CHOICE: return *(const int32_t *)l == *(const int32_t *)r;
    case FIELD_TEXT: return str_equal(*(const Str *)l, *(const Str *)r);
    case FIELD_TEXTS: return texts_equal(*(const Texts *)l, *(const Texts *)r);
    case FIELD_VALUE: return values_equal(a, b, f);
    case FIELD_FILES: return files_equal(*(const Files *)l, *(const Files *)r);
    case FIELD_NOTE:
    case FIELD_END: break;
    }
    return true;
}

static bool fields_equal(const void *a, const void *b, const NodeType *type)
{
    for (const Field *f = type->fields(); f->kind; f++)
        if (!field_equal(a, b, f))
            return false;
    return true;
}

bool expr_equal(const Expr *a, const Expr *b)
{
    if (a == b || !a || !b)
        return a == b;
    return a->tag == b->tag && type_equal(a->type, b->type) && fields_equal(a, b, expr_type(a));
}

bool plan_equal(const Plan *a, const Plan *b)
{
    if (a == b || !a || !b)
        return a == b;
    return a->tag == b->tag && fields_equal(a, b, plan_type(a));
}

static uint64_t hash_value(Type type, const Value *value)
{
    uint64_t bits;

    if (value->is_null)
        return 1;
    switch (type_layout(type)) {
    case LAYOUT_BOOL: return value->boolean;
    case LAYOUT_I128: return hash_bytes(&value->wide, sizeof value->wide);
    case LAYOUT_VIEW: return hash_bytes(value->text.data, value->text.length);
    case LAYOUT_INTERVAL: return hash_bytes(&value->interval, sizeof value->interval);
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: return hash_u64((uint64_t)value->integer);
    case LAYOUT_F32:
    case LAYOUT_F64: memcpy(&bits, &value->real, sizeof bits); return hash_u64(bits);
    }
    return 0;
}

/* Hashes need only agree where the nodes are equal, so the rarer fields are left out. */
static uint64_t hash_fields(const void *node, const NodeType *type, uint64_t hash);

uint64_t expr_hash(const Expr *expr)
{
    return expr ? hash_fields(expr, expr_type(expr), hash_u64(expr->tag * 256u + expr->type.id))
                : 0;
}

static uint64_t plan_hash(const Plan *plan)
{
    return plan ? hash_fields(plan, plan_type(plan), hash_u64(plan->tag)) : 1;
}

static uint64_t hash_list(uint64_t hash, const void *at, FieldKind kind)
{
    const Exprs *exprs = at;
    const Plans *plans = at;

    for (uint32_t item = 0; kind == FIELD_EXPRS && item < exprs->count; item++)
        hash = hash_combine(hash, expr_hash(exprs->items[item]));
    for (uint32_t item = 0; kind == FIELD_KIDS && item < plans->count; item++)
        hash = hash_combine(hash, plan_hash(plans->items[item]));
    return hash;
}

static uint64_t hash_fields(const void *node, const NodeType *type, uint64_t hash)
{
    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)node + f->offset;
        switch ((FieldKind)f->kind) {
        case FIELD_KID: hash = hash_combine(hash, plan_hash(*(Plan *const *)at)); break;
        case FIELD_EXPR: hash = hash_combine(hash, expr_hash(*(const Expr *const *)at)); break;
        case FIELD_KIDS:
        case FIELD_EXPRS: hash = hash_list(hash, at, f->kind); break;
        case FIELD_COUNT: hash = hash_combine(hash, (uint64_t) * (const int64_t *)at); break;
        case FIELD_CHOICE: hash = hash_combine(hash, (uint64_t) * (const int32_t *)at); break;
        case FIELD_TEXT: {
            const Str *text = at;
            hash = hash_combine(hash, hash_bytes(text->data, text->length));
            break;
        }
        case FIELD_VALUE:
            hash = hash_combine(hash, hash_value(((const Expr *)node)->type, at));
            break;
        case FIELD_NAMED:
        case FIELD_SORTS:
        case FIELD_COLUMNS:
        case FIELD_COUNTS:
        case FIELD_FLAG:
        case FIELD_TEXTS:
        case FIELD_FILES:
        case FIELD_NOTE:
        case FIELD_END: break;
        }
    }
    return hash;
}
