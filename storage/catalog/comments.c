/* comments.c -- what COMMENT ON has said, from version to version: see catalog.h. */
#include "storage/catalog/change.h"

static bool is_index_of(const CatalogTable *table, uint32_t oid, bool as_constraint)
{
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if ((as_constraint ? table->constraints[at].oid : table->constraints[at].index_oid) == oid)
            return true;
    return false;
}

static bool has_constraint(const CatalogVersion *version, uint32_t oid, bool as_constraint)
{
    for (uint32_t at = 0; at < version->table_count; at++)
        if (is_index_of(&version->tables[at], oid, as_constraint))
            return true;
    return false;
}

/* Is what the comment is about still there?  What lives in no version is. */
static bool has_object(const CatalogVersion *version, const CatalogComment *comment)
{
    uint32_t oid = comment->object_oid;

    if (oid < CATALOG_OID_FIRST)
        return true;
    if (comment->class_oid == CATALOG_CLASS_CONSTRAINT)
        return has_constraint(version, oid, true);
    if (comment->class_oid == CATALOG_CLASS_NAMESPACE)
        return catalog_schema_name(version, oid).length > 0;
    if (comment->class_oid == CATALOG_CLASS_TYPE)
        return catalog_type_of_oid(version, oid) != NULL;
    if (comment->class_oid != CATALOG_CLASS_RELATION)
        return true;
    const CatalogTable *table = catalog_find_oid(version, oid);
    if (!table)
        return has_constraint(version, oid, false);
    return !comment->sub_id ||
           catalog_column_of(table, (int16_t)comment->sub_id) < table->column_count;
}

static const CatalogChange *change_of(const CatalogChanges *changes, const CatalogComment *comment)
{
    CatalogChange wanted = { .kind = CHANGE_COMMENT,
                             .oid = comment->object_oid,
                             .class_oid = comment->class_oid,
                             .sub_id = comment->sub_id };

    for (uint32_t at = 0; at < changes->count; at++)
        if (change_is_of(&changes->items[at], &wanted))
            return &changes->items[at];
    return NULL;
}

static void add_comment(SharedComments *into, const CatalogVersion *version,
                        const CatalogComment *comment)
{
    if (!comment->text.length || !has_object(version, comment))
        return;
    into->items[into->count] = *comment;
    into->items[into->count++].text = str_copy(into->arena, comment->text);
}

static SharedComments *make_comments(const SharedVersion *version, const SharedVersion *base,
                                     const CatalogChanges *changes)
{
    uint32_t former = base->version.comment_count;
    Arena *arena = arena_new(NULL);
    SharedComments *comments = arena_zero(arena, sizeof *comments);

    comments->arena = arena;
    comments->items = ARENA_ARRAY(arena, CatalogComment, former + changes->count + 1);
    atomic_init(&comments->holders, 1);
    for (uint32_t at = 0; at < former; at++)
        if (!change_of(changes, &base->version.comments[at]))
            add_comment(comments, &version->version, &base->version.comments[at]);
    for (uint32_t at = 0; at < changes->count; at++) {
        const CatalogChange *change = &changes->items[at];
        CatalogComment comment = { change->class_oid, change->oid, change->sub_id, change->text };
        if (change->kind == CHANGE_COMMENT)
            add_comment(comments, &version->version, &comment);
    }
    return comments;
}

/* May the changes make or end a comment? */
static bool touches_comments(const SharedVersion *base, const CatalogChanges *changes)
{
    bool touches = false;

    for (uint32_t at = 0; at < changes->count && !touches; at++) {
        const CatalogChange *change = &changes->items[at];
        touches = change->kind == CHANGE_COMMENT ||
                  (base->comments &&
                   (change->kind == CHANGE_SCHEMA || !change->table || !change->table->definition));
    }
    return touches;
}

void merge_comments(SharedVersion *into, const SharedVersion *base, const CatalogChanges *changes)
{
    if (touches_comments(base, changes)) {
        version_set_comments(into, make_comments(into, base, changes));
        return;
    }
    if (base->comments)
        atomic_fetch_add_explicit(&base->comments->holders, 1, memory_order_relaxed);
    version_set_comments(into, base->comments);
}
