/* maintain.c -- LOCK TABLE, VACUUM, ANALYZE, REINDEX, CLUSTER. */
#include "parser/build.h"

Plan *build_lock(const Builder *b, const PgQuery__LockStmt *lock)
{
    static const char *const modes[] = {
        "",      "ACCESS SHARE",        "ROW SHARE", "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE",
        "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"
    };
    Plans tables;

    assert(lock->mode > 0 && (size_t)lock->mode < COUNT_OF(modes));
    TRY(build_relations(b, NODES(lock, relations), &tables));
    return NEW(b->cx, LockTable, .tables = tables, .mode = str_of(modes[lock->mode]),
               .no_wait = lock->nowait);
}

Plan *build_vacuum(const Builder *b, const PgQuery__VacuumStmt *vacuum)
{
    Plans tables = { ARENA_ARRAY(b->cx->arena, Plan *, vacuum->n_rels), (uint32_t)vacuum->n_rels };
    Texts options;

    for (uint32_t at = 0; at < tables.count; at++) {
        const PgQuery__VacuumRelation *relation = vacuum->rels[at]->vacuum_relation;
        TableName *table = (TableName *)TRY(build_relation(b, relation->relation));
        table->columns = build_names(b, NODES(relation, va_cols));
        tables.items[at] = &table->head;
    }
    TRY(build_options(b, NODES(vacuum, options), &options));
    return NEW(b->cx, Maintain,
               .what = vacuum->is_vacuumcmd ? STR_LIT("VACUUM") : STR_LIT("ANALYZE"),
               .objects = tables, .options = options);
}

/* One object of that kind, or none: all. */
static Plan *make_maintain(const Builder *b, Str what, ObjectKind kind, Plan *object)
{
    Plans objects = { 0 };

    if (object)
        objects = (Plans){ arena_copy(b->cx->arena, &object, sizeof object), 1 };
    return NEW(b->cx, Maintain, .what = what, .kind = kind, .objects = objects);
}

Plan *build_reindex(const Builder *b, const PgQuery__ReindexStmt *reindex)
{
    bool is_index = reindex->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX;
    Plan *relation = NULL;

    if (reindex->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA)
        return fail_unsupported(b, -1, "REINDEX SCHEMA");
    if (reindex->relation)
        relation = TRY(build_relation(b, reindex->relation));
    return make_maintain(b, STR_LIT("REINDEX"), is_index ? OBJECT_INDEX : OBJECT_TABLE, relation);
}

Plan *build_cluster(const Builder *b, const PgQuery__ClusterStmt *cluster)
{
    Plan *relation = NULL;

    if (cluster->relation)
        relation = TRY(build_relation(b, cluster->relation));
    Maintain *maintain = (Maintain *)make_maintain(b, STR_LIT("CLUSTER"), OBJECT_TABLE, relation);
    maintain->index = build_name(b, cluster->indexname);
    return &maintain->head;
}
