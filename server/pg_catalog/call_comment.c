/*
 * call_comment.c -- obj_description and its like.
 *
 * A comment is known by three things: the catalog its object is in, the object, and the column.  So
 * each catalog, and each number of a column, has a table of its own from oids to texts.
 */
#include "server/pg_catalog/call.h"
#include "server/pg_catalog/relation.h"

/* Comments on objects of a catalog (0: of any), in whole or in one column. */
static const Expr *comments_of(const Asked *a, uint32_t class_oid, int32_t sub_id)
{
    const CatalogVersion *version = a->catalog->version;
    LookupTable table = lookup_begin(a->cx);

    for (uint32_t at = 0; at < version->comment_count; at++) {
        const CatalogComment *comment = &version->comments[at];
        if ((!class_oid || comment->class_oid == class_oid) && comment->sub_id == sub_id)
            lookup_add(&table, comment->object_oid, comment->text);
    }
    return lookup(a, FUNCTION_ID(LOOKUP_TEXT), lookup_text(&table));
}

/* One case for each of `keys`, values of argument 1. */
static const Expr *cases(const Asked *a, FunctionId equal, Exprs keys, const Expr **texts)
{
    return NEW_EXPR(a->cx, a->call->head.type, a->call->head.position, SimpleCase,
                    .function = equal, .arg = a->call->args.items[1], .when = keys,
                    .then = { texts, keys.count }, .otherwise = answer_value(a, VALUE_NULL));
}

static bool is_listed(const int32_t *sub_ids, uint32_t count, int32_t sub_id)
{
    for (uint32_t at = 0; at < count; at++)
        if (sub_ids[at] == sub_id)
            return true;
    return false;
}

/* The numbers of columns that any relation has a comment on. */
static uint32_t commented_columns(const Asked *a, int32_t **out_sub_ids)
{
    const CatalogVersion *version = a->catalog->version;
    int32_t *sub_ids = ARENA_ARRAY(a->cx->arena, int32_t, version->comment_count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < version->comment_count; at++)
        if (version->comments[at].sub_id &&
            !is_listed(sub_ids, count, version->comments[at].sub_id))
            sub_ids[count++] = version->comments[at].sub_id;
    *out_sub_ids = sub_ids;
    return count;
}

const Expr *answer_column_comment(const Asked *a)
{
    const Const *column = EXPR_AS(Const, a->call->args.items[1]);
    int32_t *sub_ids;

    if (column && column->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (column)
        return comments_of(a, CATALOG_CLASS_RELATION, (int32_t)column->value.integer);
    uint32_t count = commented_columns(a, &sub_ids);
    const Expr **items = ARENA_ARRAY(a->cx->arena, const Expr *, 2 * count + 2);
    if (!count)
        return answer_value(a, VALUE_NULL);
    for (uint32_t at = 0; at < count; at++) {
        items[at] = NEW_EXPR(a->cx, type_of(TYPE_INT4), NO_POSITION, Const,
                             .value = { .integer = sub_ids[at] });
        items[count + at] = comments_of(a, CATALOG_CLASS_RELATION, sub_ids[at]);
    }
    return cases(a, FUNCTION_ID(INT4_EQ), (Exprs){ items, count }, items + count);
}

/* By the name of the catalog, which is in pg_catalog. */
const Expr *answer_comment(const Asked *a)
{
    const Expr *class = a->call->args.count > 1 ? a->call->args.items[1] : NULL;
    const Const *name = class ? EXPR_AS(Const, class) : NULL;

    if (!class)
        return comments_of(a, 0, 0);
    if (!name)
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, class->position,
                    "%.*s of a catalog that is not constant is not supported yet",
                    STR(a->call->name));
    if (name->value.is_null)
        return answer_value(a, VALUE_NULL);
    const SystemRelation *relation = system_relation_find(STR_LIT("pg_catalog"), name->value.text);
    return relation ? comments_of(a, relation->oid, 0) : answer_value(a, VALUE_NULL);
}
