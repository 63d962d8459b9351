/*
 * lookup.h -- private to pg_catalog: a table from oids to texts, as the constant argument that the
 * lookup functions of functions.def take (see expression/kernels/system.h).
 */
#ifndef SERVER_PG_CATALOG_LOOKUP_H
#define SERVER_PG_CATALOG_LOOKUP_H

#include "base/error.h"

typedef struct LookupEntry {
    uint32_t oid;
    Str value;
} LookupEntry;

typedef struct LookupTable {
    Cx *cx;
    LookupEntry *entries;
    uint32_t count, capacity;
} LookupTable;

LookupTable lookup_begin(Cx *cx);
/* In any order; of several entries of one oid, any one is found. */
void lookup_add(LookupTable *table, uint32_t oid, Str value);
Str lookup_text(LookupTable *table);

#endif
