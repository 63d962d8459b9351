/* lookup.c -- see lookup.h. */
#include "server/pg_catalog/lookup.h"

#include <stdlib.h>

LookupTable lookup_begin(Cx *cx)
{
    return (LookupTable){ .cx = cx };
}

void lookup_add(LookupTable *table, uint32_t oid, Str value)
{
    if (table->count == table->capacity) {
        uint32_t capacity = table->capacity ? table->capacity * 2 : 64;
        LookupEntry *entries = ARENA_ARRAY(table->cx->arena, LookupEntry, capacity);
        if (table->count)
            memcpy(entries, table->entries, table->count * sizeof *entries);
        table->entries = entries;
        table->capacity = capacity;
    }
    table->entries[table->count++] = (LookupEntry){ oid, value };
}

static int compare_oids(const void *a, const void *b)
{
    uint32_t x = ((const LookupEntry *)a)->oid, y = ((const LookupEntry *)b)->oid;
    return (x > y) - (x < y);
}

Str lookup_text(LookupTable *table)
{
    StrBuilder out = str_builder(table->cx->arena);

    if (table->count)
        qsort(table->entries, table->count, sizeof *table->entries, compare_oids);
    for (uint32_t at = 0; at < table->count; at++) {
        str_addf(&out, "%u ", table->entries[at].oid);
        str_add(&out, table->entries[at].value);
        str_add_char(&out, '\0');
    }
    return str_built(&out);
}
