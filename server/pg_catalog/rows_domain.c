/*
 * rows_domain.c -- information_schema: the domains that were created, and their checks.
 */
#include "server/pg_catalog/standard.h"

typedef void PutDomain(Rows *rows, const CatalogType *domain);

static void each_domain(Rows *rows, PutDomain *put)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->type_count; at++)
        if (version->types[at].is_domain)
            put(rows, &version->types[at]);
}

#define PUT_DOMAIN(rows, row, domain)                                                              \
    put_text(rows, &(row)->domain_catalog, (rows)->catalog->database);                             \
    put_text(rows, &(row)->domain_schema, schema_name((rows)->catalog, (domain)->schema_oid));     \
    put_text(rows, &(row)->domain_name, (domain)->name)

static void put_domain(Rows *rows, const CatalogType *domain)
{
    struct domains_row *row = rows_next(rows);
    StandardType type = standard_type(rows, domain->base);

    PUT_DOMAIN(rows, row, domain);
    PUT_STANDARD_TYPE(rows, row, &type);
    PUT_UDT(rows, row, &type);
    if (domain->default_value.tree.length && rows_show(rows, &row->domain_default))
        put_text(rows, &row->domain_default, domain_default_text(rows->cx, rows->catalog, domain));
    put_text(rows, &row->dtd_identifier, STR_LIT("1"));
}

void domains_rows(Rows *rows)
{
    each_domain(rows, put_domain);
}

static void put_domain_udt(Rows *rows, const CatalogType *domain)
{
    struct domain_udt_usage_row *row = rows_next(rows);
    StandardType type = standard_type(rows, domain->base);

    PUT_DOMAIN(rows, row, domain);
    PUT_UDT(rows, row, &type);
}

void domain_udt_usage_rows(Rows *rows)
{
    each_domain(rows, put_domain_udt);
}

static void put_domain_checks(Rows *rows, const CatalogType *domain)
{
    for (uint32_t at = 0; at < domain->check_count; at++) {
        struct domain_constraints_row *row = rows_next(rows);
        PUT_DOMAIN(rows, row, domain);
        put_text(rows, &row->constraint_catalog, rows->catalog->database);
        put_text(rows, &row->constraint_schema, schema_name(rows->catalog, domain->schema_oid));
        put_text(rows, &row->constraint_name, domain->checks[at].name);
        put_text(rows, &row->is_deferrable, STR_LIT("NO"));
        put_text(rows, &row->initially_deferred, STR_LIT("NO"));
    }
}

void domain_constraints_rows(Rows *rows)
{
    each_domain(rows, put_domain_checks);
}

#undef PUT_DOMAIN
