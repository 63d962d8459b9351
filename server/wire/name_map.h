/*
 * name_map.h -- things by name: prepared statements, portals.
 *
 * The entries are part of the things themselves, and so are the bytes of the names.  Chained
 * buckets, doubled when there are as many entries.
 */
#ifndef SERVER_WIRE_NAME_MAP_H
#define SERVER_WIRE_NAME_MAP_H

#include "base/str.h"

typedef struct NameEntry {
    Str name;
    struct NameEntry *next; /* in its bucket */
    bool is_in;             /* in some map */
} NameEntry;

typedef struct NameMap {
    NameEntry **buckets;
    uint32_t bucket_count; /* a power of two, or 0 */
    uint32_t count;
    uint32_t first; /* no bucket before it has an entry: emptying a map takes one walk */
    uint64_t seed;  /* names come from outside: keyed, so that nobody can choose collisions */
} NameMap;

void name_map_init(NameMap *map, uint64_t seed);
void name_map_fini(NameMap *map); /* must be empty */
NameEntry *name_map_find(const NameMap *map, Str name);
/* False: no memory.  There is no entry of that name. */
must_use bool name_map_put(NameMap *map, NameEntry *entry);
void name_map_remove(NameMap *map, NameEntry *entry);
NameEntry *name_map_any(NameMap *map); /* NULL: it is empty */
/* Call `visit` for every entry; it may not change the map. */
void name_map_each(const NameMap *map, void (*visit)(void *self, NameEntry *entry), void *self);

#endif
