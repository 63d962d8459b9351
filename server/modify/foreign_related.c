/* foreign_related.c -- which tables a statement may read or change: see foreign_check.h. */
#include "server/modify/foreign_check.h"

#include <stdlib.h>

bool foreign_next(ForeignWalk *walk)
{
    for (; walk->at < walk->version->table_count; walk->at++, walk->in = 0) {
        walk->child = &walk->version->tables[walk->at];
        while (walk->in < walk->child->constraint_count) {
            walk->key = &walk->child->constraints[walk->in++];
            if (walk->key->foreign.table_oid == walk->table_oid)
                return true;
        }
    }
    return false;
}

enum { WHY_INSERT = 1, WHY_UPDATE = 2, WHY_DELETE = 4 };

typedef struct Related {
    Cx *cx;
    const CatalogVersion *version;
    uint32_t *oids;
    uint8_t *why; /* for what each was followed already */
    uint32_t count;
} Related;

/* False: it was there for that reason already. */
static bool note(Related *r, uint32_t oid, int why, bool *out_is_new)
{
    uint32_t at = 0;

    while (at < r->count && r->oids[at] != oid)
        at++;
    if (at == FOREIGN_TABLES_MAX)
        return fail(r->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a statement can have to do with at most %d tables by foreign keys",
                    FOREIGN_TABLES_MAX);
    if (at == r->count) {
        r->oids[r->count] = oid;
        r->why[r->count++] = 0;
    }
    *out_is_new = (r->why[at] & why) != why;
    r->why[at] |= (uint8_t)why;
    return true;
}

static bool is_assigned(const ForeignTouch *touch, Str name)
{
    for (uint32_t at = 0; at < touch->assigned.count; at++) {
        const Name *column = EXPR_AS(Name, touch->assigned.items[at]);
        if (!column || str_equal(column->parts.items[0], name))
            return true;
    }
    return !touch->assigned.count;
}

/* Does the statement write columns of the foreign key? */
static bool writes_key(const CatalogTable *table, const CatalogConstraint *foreign,
                       const ForeignTouch *touch)
{
    bool writes = touch->inserts;

    for (uint32_t at = 0; touch->updates && at < foreign->column_count; at++) {
        const CatalogColumn *column = &table->columns[foreign->columns[at]];
        writes |= column->generated.tree.length || is_assigned(touch, column->name);
    }
    return writes;
}

static bool writes_referenced(const CatalogTable *table, const CatalogConstraint *foreign,
                              const ForeignTouch *touch)
{
    bool writes = false;

    for (uint32_t at = 0; touch->updates && at < foreign->column_count; at++) {
        uint32_t column = catalog_column_of(table, foreign->foreign.attributes[at]);
        writes |= table->columns[column].generated.tree.length ||
                  is_assigned(touch, table->columns[column].name);
    }
    return writes;
}

static bool follow(Related *r, const CatalogTable *table, const ForeignTouch *touch);

static bool follow_child(Related *r, const CatalogTable *table, const ForeignWalk *walk,
                         const ForeignTouch *touch)
{
    const CatalogForeign *about = &walk->key->foreign;
    bool updates = writes_referenced(table, walk->key, touch);
    ForeignTouch next = { 0 };
    bool is_new;

    if (!touch->deletes && !updates)
        return true;
    TRY(note(r, walk->child->oid, 0, &is_new));
    next.deletes = touch->deletes && about->on_delete == FOREIGN_CASCADE;
    next.updates =
        (touch->deletes &&
         (about->on_delete == FOREIGN_SET_NULL || about->on_delete == FOREIGN_SET_DEFAULT)) ||
        (updates && about->on_update != FOREIGN_NO_ACTION && about->on_update != FOREIGN_RESTRICT);
    return !(next.deletes || next.updates) || follow(r, walk->child, &next);
}

static bool follow(Related *r, const CatalogTable *table, const ForeignTouch *touch)
{
    ForeignWalk walk = { .version = r->version, .table_oid = table->oid };
    int why = (touch->inserts ? WHY_INSERT : 0) | (touch->updates ? WHY_UPDATE : 0) |
              (touch->deletes ? WHY_DELETE : 0);
    bool is_new = false, ignored;

    TRY(check_stack(r->cx));
    TRY(note(r, table->oid, touch->assigned.count ? 0 : why, &is_new));
    if (!is_new && !touch->assigned.count)
        return true;
    for (uint32_t at = 0; at < table->constraint_count; at++) {
        const CatalogConstraint *foreign = &table->constraints[at];
        if (foreign->foreign.table_oid && writes_key(table, foreign, touch))
            TRY(note(r, foreign->foreign.table_oid, 0, &ignored));
    }
    while (foreign_next(&walk))
        TRY(follow_child(r, table, &walk, touch));
    return true;
}

static int compare_oids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

bool foreign_related(Cx *cx, const CatalogVersion *version, const CatalogTable *target,
                     const ForeignTouch *touch, uint32_t *out_oids, uint32_t *out_count)
{
    Related r = { .cx = cx,
                  .version = version,
                  .oids = out_oids,
                  .why = arena_zero(cx->arena, FOREIGN_TABLES_MAX + 1) };

    TRY(follow(&r, target, touch));
    qsort(r.oids, r.count, sizeof *r.oids, compare_oids);
    *out_count = r.count;
    return true;
}
