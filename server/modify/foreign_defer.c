/*
 * foreign_defer.c -- DEFERRABLE foreign keys: see foreign_check.h.
 *
 * A check asks about the state of the tables, so what is kept is the key alone: one that a ROLLBACK
 * TO made pointless passes.
 */
#include "server/modify/foreign_check.h"

/* What SET CONSTRAINTS has said, the newest first. */
typedef struct ConstraintMode {
    struct ConstraintMode *next;
    uint32_t foreign_oid; /* 0: all */
    bool is_deferred;
} ConstraintMode;

typedef struct Deferred {
    Arena *arena;
    DeferredKey *items;
    uint32_t count, capacity;
    ConstraintMode *modes;
} Deferred;

static Deferred *own_deferred(Session *session)
{
    if (!session->deferred) {
        Arena *arena = arena_new_apart(&session->server->budget, "deferred constraints");
        session->deferred = arena_zero(arena, sizeof *session->deferred);
        session->deferred->arena = arena;
    }
    return session->deferred;
}

void foreign_forget_deferred(Session *session)
{
    if (session->deferred)
        arena_free(session->deferred->arena);
    session->deferred = NULL;
}

bool foreign_is_deferred(const Session *session, const CatalogConstraint *foreign)
{
    const ConstraintMode *mode = session->deferred ? session->deferred->modes : NULL;

    while (mode && mode->foreign_oid && mode->foreign_oid != foreign->oid)
        mode = mode->next;
    return foreign->is_deferrable && (mode ? mode->is_deferred : foreign->is_deferred);
}

bool foreign_defer(Cx *cx, Session *session, const CatalogTable *child,
                   const CatalogConstraint *foreign, bool is_parent, const Value *values)
{
    Deferred *deferred = own_deferred(session);
    Cx own = { .arena = deferred->arena };
    Value *copies = ARENA_ARRAY(deferred->arena, Value, foreign->column_count);

    for (uint32_t at = 0; at < foreign->column_count; at++)
        copies[at] =
            value_copy(deferred->arena, child->columns[foreign->columns[at]].type, values[at]);
    deferred->items = arena_grown(deferred->arena, deferred->items, sizeof *deferred->items,
                                  deferred->count, &deferred->capacity);
    deferred->items[deferred->count++] =
        (DeferredKey){ child->oid, foreign->oid, is_parent, copies };
    return check_memory(&own) || fail_with(cx, &own.error);
}

static const CatalogConstraint *find_foreign(const CatalogTable *child, uint32_t oid)
{
    for (uint32_t at = 0; child && at < child->constraint_count; at++)
        if (child->constraints[at].oid == oid && !child->constraints[at].is_index)
            return &child->constraints[at];
    return NULL;
}

/* All that are not to wait any longer; `at_commit`: none is. */
static bool check_keys(Cx *cx, Session *session, bool at_commit)
{
    const CatalogVersion *version = transaction_snapshot(session);
    Deferred *deferred = session->deferred;
    uint32_t kept = 0;
    bool passed = true;

    for (uint32_t at = 0; at < deferred->count && passed; at++) {
        const DeferredKey *key = &deferred->items[at];
        const CatalogTable *child = catalog_find_oid(version, key->child_oid);
        const CatalogConstraint *foreign = find_foreign(child, key->foreign_oid);
        if (!foreign)
            continue; /* dropped since */
        if (!at_commit && foreign_is_deferred(session, foreign))
            deferred->items[kept++] = *key;
        else
            passed = foreign_check_key(cx, version, child, foreign, key->is_parent, key->values);
    }
    if (passed)
        deferred->count = kept;
    catalog_release(session->server->catalog, version);
    return passed;
}

bool foreign_check_deferred(Cx *cx, Session *session)
{
    return !session->deferred || check_keys(cx, session, true);
}

/* --- SET CONSTRAINTS ------------------------------------------------------------------------- */

static void push_mode(Session *session, uint32_t foreign_oid, bool is_deferred)
{
    Deferred *deferred = own_deferred(session);
    ConstraintMode *mode = arena_alloc(deferred->arena, sizeof *mode);

    *mode = (ConstraintMode){ deferred->modes, foreign_oid, is_deferred };
    deferred->modes = mode;
}

static bool set_named(Cx *cx, Session *session, const CatalogVersion *version, Str name,
                      bool is_deferred)
{
    bool found = false;

    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].constraint_count; in++) {
            const CatalogConstraint *constraint = &version->tables[at].constraints[in];
            if (constraint->is_index || !str_equal(constraint->name, name))
                continue;
            if (!constraint->is_deferrable)
                return fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                            "constraint \"%.*s\" is not deferrable", STR(name));
            push_mode(session, constraint->oid, is_deferred);
            found = true;
        }
    return found || fail(cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                         "constraint \"%.*s\" does not exist", STR(name));
}

static bool set_all_named(Cx *cx, Session *session, const SetConstraints *set)
{
    const CatalogVersion *version = transaction_snapshot(session);
    bool done = true;

    for (uint32_t at = 0; done && at < set->constraints.count; at++) {
        const TableName *name = (const TableName *)set->constraints.items[at];
        done = set_named(cx, session, version, name->parts.items[name->parts.count - 1],
                         set->is_deferred);
    }
    catalog_release(session->server->catalog, version);
    return done;
}

bool foreign_set_constraints(Cx *cx, Session *session, const SetConstraints *set)
{
    if (!set->constraints.count)
        push_mode(session, 0, set->is_deferred);
    else
        TRY(set_all_named(cx, session, set));
    return set->is_deferred || check_keys(cx, session, false);
}
