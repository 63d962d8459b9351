/*
 * standard.h -- private to pg_catalog: what several views of information_schema tell alike.
 */
#ifndef SERVER_PG_CATALOG_STANDARD_H
#define SERVER_PG_CATALOG_STANDARD_H

#include "server/pg_catalog/definition.h"

/* A type as the standard describes it. */
typedef struct StandardType {
    Str name;       /* data_type */
    Str udt_schema; /* of the type itself, a domain's base */
    Str udt_name;
    /* Negative: null. */
    int64_t length, octets, precision, radix, scale, datetime_precision;
} StandardType;

StandardType standard_type(const Rows *rows, Type type);
void put_number(Rows *rows, const Expr **cell, int64_t number); /* null where it is negative */

// clang-format off
/* Into the columns that `columns`, `domains` and the like all have. */
#define PUT_STANDARD_TYPE(rows, row, type)                                                         \
    put_text(rows, &(row)->data_type, (type)->name);                                               \
    put_number(rows, &(row)->character_maximum_length, (type)->length);                            \
    put_number(rows, &(row)->character_octet_length, (type)->octets);                              \
    put_number(rows, &(row)->numeric_precision, (type)->precision);                                \
    put_number(rows, &(row)->numeric_precision_radix, (type)->radix);                              \
    put_number(rows, &(row)->numeric_scale, (type)->scale);                                        \
    put_number(rows, &(row)->datetime_precision, (type)->datetime_precision)
#define PUT_UDT(rows, row, type)                                                                   \
    put_text(rows, &(row)->udt_catalog, (rows)->catalog->database);                                \
    put_text(rows, &(row)->udt_schema, (type)->udt_schema);                                        \
    put_text(rows, &(row)->udt_name, (type)->udt_name)
// clang-format on

Str yes_or_no(bool yes);
/* Whether `tables` and its like list it: what one owns or may do something with. */
bool standard_lists(const Rows *rows, const CatalogTable *table);
/* Is it a table or a view, as the standard has it? */
bool is_standard_table(const CatalogTable *table);
#endif
