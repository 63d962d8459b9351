/*
 * group_table.c -- the open-addressing table from key words to group numbers; see group.h.
 *
 * Keys of one word lie in the slots themselves, so that finding a group touches one cache line.
 * Wider keys lie by group; their slots hold a tag of the hash.  Clustered input (the row before
 * had the same key) is found first, without branches, and only the head of each run is probed.
 */
#include "worker/operators/group.h"

#include "base/hash.h"

typedef struct WordSlot {
    uint64_t word;
    uint32_t group_1; /* group + 1; 0: empty */
    uint32_t unused;
} WordSlot;

typedef struct TagSlot {
    uint32_t tag;
    uint32_t group_1;
} TagSlot;

enum {
    GROUPS_FIRST = 4096,
    GROUPS_MAX = UINT32_MAX - 2 * BATCH_ROWS_MAX,
    PREFETCH_ROWS = 16,                   /* how far ahead slots are fetched */
    PREFETCH_SLOT_BYTES_MIN = 256 * 1024, /* smaller tables are in the cache anyway */
    SLOT_BYTES_LEAP = 4 * 1024 * 1024,    /* smaller slots grow fourfold */
    FULL_PERCENT = 75,                    /* slots are never fuller */
    RUN_ROWS_MIN = 4,                     /* fewer than 3 of 4 rows are heads: runs pay */
};

/* --- Life --------------------------------------------------------------------------------------
 */

GroupTable *group_table_new(Arena *arena, Budget *budget, const Type *types, const bool *nullable,
                            uint32_t key_count)
{
    GroupTable *table = arena_zero(arena, sizeof *table);

    table->budget = budget;
    table->arena = arena;
    arena_init(&table->scratch, budget);
    table->key_count = key_count;
    table->fields = arena_zero(arena, key_count * sizeof *table->fields);
    table->direct_keys = arena_zero(arena, key_count * sizeof *table->direct_keys);
    table->null_group = GROUP_NONE;
    group_keys_layout(table, types, nullable);
    table->row_words = ARENA_ARRAY(arena, uint64_t *, table->word_count + 1);
    for (uint32_t word = 0; word < table->word_count; word++)
        table->row_words[word] = ARENA_ARRAY(arena, uint64_t, BATCH_ROWS_MAX);
    table->hashes = ARENA_ARRAY(arena, uint64_t, BATCH_ROWS_MAX);
    table->heads = ARENA_ARRAY(arena, uint32_t, BATCH_ROWS_MAX + 1);
    table->head_groups = ARENA_ARRAY(arena, uint32_t, BATCH_ROWS_MAX);
    table->codes = ARENA_ARRAY(arena, uint32_t, BATCH_ROWS_MAX);
    table->runs = ARENA_ARRAY(arena, uint16_t, BATCH_ROWS_MAX);
    return table;
}

void group_table_clear(GroupTable *table)
{
    for (uint32_t key = 0; key < table->key_count; key++)
        group_array_free(table->budget, &table->fields[key].firsts);
    group_array_free(table->budget, &table->words);
    group_array_free(table->budget, &table->slots);
    group_array_free(table->budget, &table->direct);
    group_array_free(table->budget, &table->dense);
    group_heap_free(table->budget, &table->heap);
    table->groups = table->capacity = 0;
    table->slot_mask = 0;
    table->null_group = GROUP_NONE;
    table->direct_size = 0;
    table->dense_size = 0;
    table->placed = 0;
    table->rows_seen = 0;
}

void group_table_free(GroupTable *table)
{
    if (!table)
        return;
    group_table_clear(table);
    arena_fini(&table->scratch);
}

/* --- Growing -----------------------------------------------------------------------------------
 */

static uint64_t hash_of_words(const uint64_t *words, uint32_t count)
{
    uint64_t hash = hash_u64(words[0]);

    for (uint32_t word = 1; word < count; word++)
        hash = hash_combine(hash, words[word]);
    return hash;
}

/* The upper half tags, the lower half places. */
static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

static void place_words(GroupTable *table)
{
    const uint64_t *words = table->words.data;
    WordSlot *slots = table->slots.data;

    for (uint32_t group = table->placed; group < table->groups; group++) {
        if (group + PREFETCH_ROWS < table->groups)
            __builtin_prefetch(&slots[hash_u64(words[group + PREFETCH_ROWS]) & table->slot_mask],
                               1);
        if (table->has_null_apart && group == table->null_group)
            continue;
        uint64_t at = hash_u64(words[group]) & table->slot_mask;
        while (slots[at].group_1)
            at = (at + 1) & table->slot_mask;
        slots[at] = (WordSlot){ .word = words[group], .group_1 = group + 1 };
    }
    table->placed = table->groups;
}

static void place_tags(GroupTable *table)
{
    const uint64_t *words = table->words.data;
    TagSlot *slots = table->slots.data;

    for (uint32_t group = table->placed; group < table->groups; group++) {
        uint64_t hash = hash_of_words(words + (size_t)group * table->word_count, table->word_count);
        uint64_t at = hash & table->slot_mask;
        while (slots[at].group_1)
            at = (at + 1) & table->slot_mask;
        slots[at] = (TagSlot){ .tag = tag_of(hash), .group_1 = group + 1 };
    }
    table->placed = table->groups;
}

/* Room for `groups` in the slots, and all that there are placed. */
static bool grow_slots(GroupTable *table, uint64_t groups)
{
    size_t width = table->word_count == 1 ? sizeof(WordSlot) : sizeof(TagSlot);
    uint64_t count = GROUPS_FIRST;
    GroupArray slots = { 0 };

    while (count * FULL_PERCENT / 100 < groups)
        count *= 2;
    if (!table->slots.data || count > table->slot_mask + 1) {
        if (table->slots.data && table->slots.bytes < SLOT_BYTES_LEAP)
            count *= 2; /* growing tables go on growing */
        if (!group_array_grow(table->budget, &slots, count * width))
            return false;
        group_array_free(table->budget, &table->slots);
        table->slots = slots;
        table->slot_mask = count - 1;
        table->placed = 0;
    }
    if (table->placed == table->groups)
        return true;
    if (table->word_count == 1)
        place_words(table);
    else
        place_tags(table);
    return true;
}

static bool grow_groups(GroupTable *table, uint64_t needed)
{
    uint64_t capacity = table->capacity ? table->capacity : GROUPS_FIRST;

    while (capacity < needed)
        capacity *= 2;
    capacity = capacity > GROUPS_MAX ? GROUPS_MAX : capacity;
    if (!group_array_grow(table->budget, &table->words,
                          capacity * table->word_count * sizeof(uint64_t)))
        return false;
    for (uint32_t key = 0; key < table->key_count; key++) {
        KeyField *field = &table->fields[key];
        size_t width = (size_t)layout_bytes(field->layout);
        if (field->keeps_first &&
            !group_array_grow(table->budget, &field->firsts, capacity * width))
            return false;
    }
    table->capacity = (uint32_t)capacity;
    return true;
}

bool group_table_reserve(GroupTable *table, const Column *keys, uint32_t rows)
{
    uint64_t needed = (uint64_t)table->groups + rows;

    if (needed > GROUPS_MAX || (needed > table->capacity && !grow_groups(table, needed)))
        return false;
    table->rows_seen += rows;
    table->goes_dense = group_dense_prepare(table, keys);
    return table->goes_dense || grow_slots(table, needed);
}

/* --- Runs of equal keys -------------------------------------------------------------------------
 */

/* Find the rows at which a run begins; runs[i] is the number of row i's.  Strings that words do
 * not decide are left alone. */
static uint32_t find_runs(GroupTable *table, uint32_t count)
{
    uint32_t heads = 1;

    table->heads[0] = 0;
    table->runs[0] = 0;
    if (table->word_count == 1) {
        const uint64_t *restrict words = table->row_words[0];
        for (uint32_t at = 1; at < count; at++) {
            table->heads[heads] = at;
            heads += words[at] != words[at - 1];
            table->runs[at] = (uint16_t)(heads - 1);
        }
        return heads;
    }
    const uint64_t *restrict hashes = table->hashes;
    for (uint32_t at = 1; at < count; at++) {
        bool differs = hashes[at] != hashes[at - 1];
        for (uint32_t word = 0; !differs && word < table->word_count; word++)
            differs = table->row_words[word][at] != table->row_words[word][at - 1];
        table->heads[heads] = at;
        heads += differs;
        table->runs[at] = (uint16_t)(heads - 1);
    }
    return heads;
}

/* Would the row before have done?  A sample of the batch tells. */
static bool is_clustered(const GroupTable *table, uint32_t count)
{
    uint32_t same = 0, asked = 0;

    if (table->has_long || count < 2 * RUN_ROWS_MIN)
        return false;
    for (uint32_t at = 1; at < count; at += 1 + count / 64, asked++)
        same += table->row_words[table->word_count - 1][at] ==
                table->row_words[table->word_count - 1][at - 1];
    return same * RUN_ROWS_MIN >= asked;
}

/* --- Probing -----------------------------------------------------------------------------------
 */

typedef struct Probe {
    const Column *keys;
    const Row *rows;    /* of the batch; NULL: row i is i */
    const uint32_t *at; /* which of them to probe; NULL: all */
    uint32_t count;     /* to probe */
} Probe;

static uint32_t new_group(GroupTable *table, const Probe *probe, uint32_t at)
{
    uint32_t group = table->groups++;
    uint64_t *words = (uint64_t *)table->words.data + (size_t)group * table->word_count;

    assert(group < table->capacity);
    for (uint32_t word = 0; word < table->word_count; word++)
        words[word] = table->row_words[word][at];
    group_keys_keep(table, probe->keys, probe->rows ? probe->rows[at] : at, group);
    return group;
}

static void probe_words(GroupTable *table, const Probe *probe, uint32_t *out)
{
    const uint64_t *restrict words = table->row_words[0];
    uint64_t *restrict hashes = table->hashes;
    WordSlot *slots = table->slots.data;
    uint64_t mask = table->slot_mask;
    uint32_t ahead = table->slots.bytes >= PREFETCH_SLOT_BYTES_MIN ? PREFETCH_ROWS : 0;
    bool keeps = table->key_count > 1 || table->fields[0].keeps_first;

    for (uint32_t n = 0; n < probe->count; n++)
        hashes[n] = hash_u64(words[probe->at ? probe->at[n] : n]) & mask;
    for (uint32_t n = 0; n < probe->count; n++) {
        uint32_t at = probe->at ? probe->at[n] : n;
        if (ahead && n + ahead < probe->count)
            __builtin_prefetch(&slots[hashes[n + ahead]], 1);
        uint64_t slot = hashes[n];
        while (slots[slot].group_1 && slots[slot].word != words[at])
            slot = (slot + 1) & mask;
        if (!slots[slot].group_1) {
            uint32_t group = table->groups;
            if (keeps) {
                group = new_group(table, probe, at);
            } else {
                ((uint64_t *)table->words.data)[group] = words[at];
                table->groups++;
            }
            slots[slot] = (WordSlot){ .word = words[at], .group_1 = group + 1 };
        }
        out[n] = slots[slot].group_1 - 1;
    }
}

static bool is_group(const GroupTable *table, const Probe *probe, uint32_t at, uint32_t group)
{
    const uint64_t *words = (const uint64_t *)table->words.data + (size_t)group * table->word_count;

    for (uint32_t word = 0; word < table->word_count; word++)
        if (words[word] != table->row_words[word][at])
            return false;
    return !table->has_long ||
           group_keys_confirm(table, probe->keys, probe->rows ? probe->rows[at] : at, group);
}

/* Hashes of all rows are there. */
static void probe_tags(GroupTable *table, const Probe *probe, uint32_t *out)
{
    const uint64_t *restrict hashes = table->hashes;
    TagSlot *slots = table->slots.data;
    uint64_t mask = table->slot_mask;
    uint32_t ahead = table->slots.bytes >= PREFETCH_SLOT_BYTES_MIN ? PREFETCH_ROWS : 0;

    for (uint32_t n = 0; n < probe->count; n++) {
        uint32_t at = probe->at ? probe->at[n] : n;
        if (ahead && n + 2 * ahead < probe->count) {
            uint32_t far = probe->at ? probe->at[n + 2 * ahead] : n + 2 * ahead;
            uint32_t near = probe->at ? probe->at[n + ahead] : n + ahead;
            uint32_t group_1 = slots[hashes[near] & mask].group_1;
            __builtin_prefetch(&slots[hashes[far] & mask], 1);
            __builtin_prefetch((const uint64_t *)table->words.data +
                               (size_t)(group_1 ? group_1 - 1 : 0) * table->word_count);
        }
        uint64_t slot = hashes[at] & mask;
        uint32_t tag = tag_of(hashes[at]);
        while (slots[slot].group_1 &&
               (slots[slot].tag != tag || !is_group(table, probe, at, slots[slot].group_1 - 1)))
            slot = (slot + 1) & mask;
        if (!slots[slot].group_1)
            slots[slot] = (TagSlot){ .tag = tag, .group_1 = new_group(table, probe, at) + 1 };
        out[n] = slots[slot].group_1 - 1;
    }
}

static void hash_words(GroupTable *table, uint32_t count)
{
    uint64_t *restrict hashes = table->hashes;

    for (uint32_t at = 0; at < count; at++)
        hashes[at] = hash_u64(table->row_words[0][at]);
    for (uint32_t word = 1; word < table->word_count; word++) {
        const uint64_t *restrict words = table->row_words[word];
        for (uint32_t at = 0; at < count; at++)
            hashes[at] = hash_combine(hashes[at], words[at]);
    }
}

static void probe_all(GroupTable *table, const Probe *probe, uint32_t *out)
{
    if (table->word_count == 1)
        probe_words(table, probe, out);
    else
        probe_tags(table, probe, out);
}

/* One key of 64 bits, some rows null: those have a group without a word.  Rows are taken in order,
 * so that groups are numbered by first appearance: the first null splits the batch. */
static void probe_with_nulls(GroupTable *table, Probe probe, uint32_t count, uint32_t *out)
{
    const Column *key = &probe.keys[0];
    uint32_t *live = table->heads, found = 0, first_null = count;

    for (uint32_t at = 0; at < count; at++) {
        bool is_null = !column_has(key, probe.rows ? probe.rows[at] : at);
        live[found] = at;
        found += !is_null;
        if (is_null && first_null == count) {
            first_null = at;
            probe.at = live;
            probe.count = found;
            probe_all(table, &probe, table->head_groups);
            if (table->null_group == GROUP_NONE) {
                table->null_group = table->groups++;
                ((uint64_t *)table->words.data)[table->null_group] = 0;
            }
        }
    }
    uint32_t before = first_null < count ? first_null : 0;
    probe.at = live + before;
    probe.count = found - before;
    probe_all(table, &probe, table->head_groups + before);
    for (uint32_t at = 0; at < count; at++)
        out[at] = table->null_group;
    for (uint32_t n = 0; n < found; n++)
        out[live[n]] = table->head_groups[n];
}

static void probe_batch(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                        uint32_t *out_groups)
{
    Probe probe = { .keys = keys, .rows = rows, .count = count };

    group_keys_encode(table, keys, rows, count);
    if (table->has_null_apart && keys[0].validity) {
        probe_with_nulls(table, probe, count, out_groups);
        return;
    }
    if (table->word_count > 1)
        hash_words(table, count);
    if (!is_clustered(table, count)) {
        probe_all(table, &probe, out_groups);
        return;
    }
    probe.count = find_runs(table, count);
    probe.at = table->heads;
    probe_all(table, &probe, table->head_groups);
    for (uint32_t at = 0; at < count; at++)
        out_groups[at] = table->head_groups[table->runs[at]];
}

void group_probe(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                 uint32_t *out_groups)
{
    assert(table->placed == table->groups);
    probe_batch(table, keys, rows, count, out_groups);
    table->placed = table->groups;
}

void group_table_assign(GroupTable *table, const Column *keys, const Row *rows, uint32_t count,
                        uint32_t *out_groups)
{
    assert(table->key_count && table->groups + count <= table->capacity);
    arena_reset(&table->scratch);
    if (table->goes_dense)
        group_dense_assign(table, &keys[0], rows, count, out_groups);
    else if (count && !group_direct_assign(table, keys, rows, count, out_groups))
        group_probe(table, keys, rows, count, out_groups);
}

void group_table_hashes(const GroupTable *table, uint32_t from, uint32_t count, uint64_t seed,
                        uint64_t *out_hashes)
{
    const uint64_t *words = table->words.data;

    for (uint32_t n = 0; n < count; n++) {
        uint32_t group = from + n;
        uint64_t hash = hash_of_words(words + (size_t)group * table->word_count, table->word_count);
        bool is_null = table->has_null_apart && group == table->null_group;
        out_hashes[n] = hash_combine(seed, hash + is_null);
    }
}
