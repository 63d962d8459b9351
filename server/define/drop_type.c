/*
 * drop_type.c -- DROP TYPE, DROP DOMAIN: see define.h.
 */
#include "server/define/define.h"

/* --- What depends on a type ------------------------------------------------------------------ */

static bool is_of_type(const CatalogColumn *column, uint32_t oid)
{
    return column->domain_oid == oid ||
           (type_is_created((TypeId)column->type.id) && (column->type.id & ~1u) == oid);
}

/* "column b of table t", or "type d" of a domain over it; NULL: nothing depends on the type. */
static const char *first_dependent(Define *d, uint32_t oid)
{
    Arena *arena = d->cx->arena;

    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *table = &d->version->tables[at];
        for (uint32_t in = 0; in < table->column_count; in++)
            if (is_of_type(&table->columns[in], oid))
                return str_format(arena, "column %.*s of %s %.*s", STR(table->columns[in].name),
                                  table->kind == RELATION_VIEW ? "view" : "table", STR(table->name))
                    .data;
    }
    for (uint32_t at = 0; at < d->version->type_count; at++)
        if (d->version->types[at].base_domain == oid)
            return str_format(arena, "type %s", type_shown_name(d, &d->version->types[at])).data;
    return NULL;
}

static void *fail_dependent(Define *d, const CatalogType *type, const char *dependent)
{
    const char *name = type_shown_name(d, type);

    fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
         "cannot drop type %s because other objects depend on it", name);
    fail_detail(d->cx, "%s depends on type %s", dependent, name);
    return fail_hint(d->cx, "Use DROP ... CASCADE to drop the dependent objects too.");
}

bool drop_types(Define *d, const Drop *statement)
{
    for (uint32_t at = 0; at < statement->objects.count; at++) {
        const CatalogType *type = type_find(d, statement->objects.items[at], statement->if_exists);
        if (!type && has_failed(d->cx))
            return false;
        if (!type)
            continue;
        if (statement->kind == OBJECT_DOMAIN && !type->is_domain)
            return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a domain",
                        STR(type->name));
        const char *dependent = first_dependent(d, type->oid);
        if (dependent && !statement->is_cascade)
            return fail_dependent(d, type, dependent);
        if (dependent)
            return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "DROP TYPE ... CASCADE is not supported yet where %s depends on it",
                        dependent);
        transaction_put_type(d->session, type->oid, NULL);
        define_refresh(d);
    }
    return true;
}

bool drop_types_of_schema(Define *d, uint32_t schema_oid, bool is_cascade)
{
    Str schema = catalog_schema_name(d->version, schema_oid);

    for (uint32_t at = 0; at < d->version->type_count; at++) {
        const CatalogType *type = &d->version->types[at];
        if (type->schema_oid != schema_oid)
            continue;
        if (!is_cascade) {
            fail(d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
                 "cannot drop schema %.*s because other objects depend on it", STR(schema));
            fail_detail(d->cx, "type %s depends on schema %.*s", type_shown_name(d, type),
                        STR(schema));
            return fail_hint(d->cx, "Use DROP ... CASCADE to drop the dependent objects too.");
        }
        const char *dependent = first_dependent(d, type->oid);
        if (dependent)
            return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "DROP SCHEMA ... CASCADE is not supported yet where %s depends on type %s",
                        dependent, type_shown_name(d, type));
        define_notice(d, ERR_NONE, "drop cascades to type %s", type_shown_name(d, type));
        transaction_put_type(d->session, type->oid, NULL);
    }
    return true;
}
