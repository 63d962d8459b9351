/* name_map.c -- see name_map.h. */
#include "server/wire/name_map.h"

#include "base/hash.h"

#include <stdlib.h>

enum { BUCKETS_MIN = 8 };

void name_map_init(NameMap *map, uint64_t seed)
{
    *map = (NameMap){ .seed = seed };
}

void name_map_fini(NameMap *map)
{
    assert(map->count == 0);
    free(map->buckets);
    *map = (NameMap){ .seed = map->seed };
}

static uint32_t index_of(const NameMap *map, Str name)
{
    uint64_t hash = hash_combine(map->seed, hash_bytes(name.data, name.length) ^ map->seed);
    return (uint32_t)hash & (map->bucket_count - 1);
}

static NameEntry **bucket_of(const NameMap *map, Str name)
{
    return &map->buckets[index_of(map, name)];
}

NameEntry *name_map_find(const NameMap *map, Str name)
{
    if (!map->count)
        return NULL;
    NameEntry *entry = *bucket_of(map, name);
    while (entry && !str_equal(entry->name, name))
        entry = entry->next;
    return entry;
}

static void link_entry(NameMap *map, NameEntry *entry)
{
    uint32_t index = index_of(map, entry->name);
    entry->next = map->buckets[index];
    map->buckets[index] = entry;
    map->first = index < map->first ? index : map->first;
}

static bool grow(NameMap *map)
{
    NameMap larger = *map;

    larger.bucket_count = map->bucket_count ? map->bucket_count * 2 : BUCKETS_MIN;
    larger.buckets = calloc(larger.bucket_count, sizeof *larger.buckets);
    if (!larger.buckets)
        return false;
    larger.first = larger.bucket_count;
    for (uint32_t bucket = 0; bucket < map->bucket_count; bucket++)
        for (NameEntry *entry = map->buckets[bucket], *next; entry; entry = next) {
            next = entry->next;
            link_entry(&larger, entry);
        }
    free(map->buckets);
    *map = larger;
    return true;
}

bool name_map_put(NameMap *map, NameEntry *entry)
{
    assert(!entry->is_in);
    if (map->count >= map->bucket_count && !grow(map))
        return false;
    link_entry(map, entry);
    entry->is_in = true;
    map->count++;
    return true;
}

void name_map_remove(NameMap *map, NameEntry *entry)
{
    NameEntry **link = bucket_of(map, entry->name);

    assert(entry->is_in);
    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    entry->is_in = false;
    map->count--;
}

NameEntry *name_map_any(NameMap *map)
{
    if (!map->count)
        return NULL;
    while (!map->buckets[map->first])
        map->first++;
    return map->buckets[map->first];
}

void name_map_each(const NameMap *map, void (*visit)(void *self, NameEntry *entry), void *self)
{
    for (uint32_t bucket = 0; bucket < map->bucket_count; bucket++)
        for (NameEntry *entry = map->buckets[bucket]; entry; entry = entry->next)
            visit(self, entry);
}
