/*
 * join_hash.c -- the hash index: one slot a distinct key, open addressing.
 *
 *     slots     word | start | count          ordinals   rows of one key, one after the other
 *
 * A slot is found by the lower half of the word's hash (the upper one chose the partition) scaled
 * to the number of slots; from there on until a free one.  Where words are hashes themselves, equal
 * words may be different keys: then the keys are compared, a batch at a time, and those few that
 * differ go on alone.
 */
#include "worker/operators/join_table.h"

#include "base/hash.h"

enum {
    PREFETCH_AHEAD = 24, /* rows: about a memory latency */
    INTERRUPT_ROWS = 64 * 1024,
};

static inline uint64_t home_of(const KeyPacking *packing, uint64_t slot_count, uint64_t word)
{
    uint64_t hash = packing->is_packed ? hash_u64(word) : word;

    return ((hash & UINT32_MAX) * slot_count) >> 32;
}

static inline uint64_t slot_after(uint64_t slot, uint64_t slot_count)
{
    return slot + 1 == slot_count ? 0 : slot + 1;
}

/* --- Building ------------------------------------------------------------------------------------
 */

/* At least one slot stays free: searches end there. */
static uint64_t slots_for(uint32_t rows)
{
    uint64_t slots = (uint64_t)rows + rows / 2 + rows / 8 + 8;

    return slots < UINT32_MAX ? slots : UINT32_MAX;
}

/* The slot of the key of row `ordinal`: its own, or the free one where it goes. */
static uint64_t find_slot(const JoinTable *table, const HashSlot *slots, uint64_t slot_count,
                          uint64_t word, uint32_t ordinal)
{
    uint64_t at = home_of(&table->packing, slot_count, word);

    while (slots[at].count) {
        if (slots[at].word == word &&
            (table->packing.is_packed ||
             keys_equal(&table->packing, table->keys, slots[at].start, ordinal)))
            return at;
        at = slot_after(at, slot_count);
    }
    return at;
}

/* Where runs begin, in the order of slots; then each row to its run. */
static bool place_rows(Cx *cx, JoinIndex *index, HashSlot *slots, const BuildWords *build,
                       const uint32_t *slot_of)
{
    uint32_t *ordinals = ARENA_ARRAY(cx->arena, uint32_t, build->count);
    uint32_t start = 0;

    TRY(join_check(cx));
    for (uint64_t slot = 0; slot < index->slot_count; slot++) {
        slots[slot].start = start;
        start += slots[slot].count;
    }
    for (uint32_t at = 0; at < build->count; at++) {
        if (at + PREFETCH_AHEAD < build->count)
            __builtin_prefetch(&slots[slot_of[at + PREFETCH_AHEAD]], 1);
        ordinals[slots[slot_of[at]].start++] = build->ordinals ? build->ordinals[at] : at;
    }
    for (uint64_t slot = 0; slot < index->slot_count; slot++)
        slots[slot].start -= slots[slot].count;
    index->ordinals = ordinals;
    return true;
}

bool join_hash_make(Cx *cx, JoinTable *table, const BuildWords *build, bool only_exists)
{
    CLOSES(arena_fini)
    Arena arena;
    uint64_t slot_count = slots_for(build->count);
    HashSlot *slots = arena_align(cx->arena, (size_t)slot_count * sizeof *slots, BLOCK_ALIGNMENT);
    uint32_t distinct = 0;

    arena_init(&arena, cx->arena->budget);
    uint32_t *slot_of = ARENA_ARRAY(&arena, uint32_t, only_exists ? 1 : build->count);
    TRY(join_check(cx));
    memset(slots, 0, (size_t)slot_count * sizeof *slots);
    for (uint32_t at = 0; at < build->count; at++) {
        uint32_t ordinal = build->ordinals ? build->ordinals[at] : at;
        if (at % INTERRUPT_ROWS == 0)
            TRY(join_check(cx));
        if (at + PREFETCH_AHEAD < build->count)
            __builtin_prefetch(
                &slots[home_of(&table->packing, slot_count, build->words[at + PREFETCH_AHEAD])], 1);
        uint64_t slot = find_slot(table, slots, slot_count, build->words[at], ordinal);
        if (!slots[slot].count)
            slots[slot] = (HashSlot){ .word = build->words[at], .start = ordinal };
        distinct += slots[slot].count == 0;
        slots[slot].count++;
        if (!only_exists)
            slot_of[at] = (uint32_t)slot;
    }
    table->index.kind = INDEX_HASH;
    table->index.is_unique = only_exists || distinct == build->count;
    table->index.slots = slots;
    table->index.slot_count = slot_count;
    table->index.bytes = (size_t)slot_count * sizeof *slots;
    return table->index.is_unique || place_rows(cx, &table->index, slots, build, slot_of);
}

/* --- Lookups -------------------------------------------------------------------------------------
 */

/* The slot with the word at or after `at`, or a free one. */
static inline uint32_t search(const HashSlot *slots, uint64_t slot_count, uint64_t at,
                              uint64_t word)
{
    while (slots[at].word != word && slots[at].count)
        at = slot_after(at, slot_count);
    return (uint32_t)at;
}

static uint32_t find_words(const JoinTable *table, const WordRows *in, Row *out_rows,
                           uint32_t *out_slots)
{
    const uint64_t *words = in->words;
    const JoinIndex *index = &table->index;
    const HashSlot *slots = index->slots;
    uint32_t ahead = index->bytes > LOOKUP_BYTES_CACHED ? PREFETCH_AHEAD : BATCH_ROWS_MAX;
    uint32_t home[BATCH_ROWS_MAX], count = in->count, found = 0;

    for (uint32_t at = 0; at < count; at++)
        home[at] = (uint32_t)home_of(&table->packing, index->slot_count, words[at]);
    for (uint32_t at = 0; at < count && at < ahead && ahead < BATCH_ROWS_MAX; at++)
        __builtin_prefetch(&slots[home[at]]);
    for (uint32_t at = 0; at < count; at++) {
        if (at + ahead < count)
            __builtin_prefetch(&slots[home[at + ahead]]);
        uint32_t slot = search(slots, index->slot_count, home[at], words[at]);
        out_rows[found] = in->rows[at];
        out_slots[found] = slot;
        found += slots[slot].count != 0;
    }
    return found;
}

static uint32_t first_ordinal(const JoinIndex *index, uint32_t slot)
{
    uint32_t start = index->slots[slot].start;

    return index->is_unique ? start : index->ordinals[start];
}

/* Another key has the same hash: search on, one row alone.  False: its key is not there. */
static bool search_on(const JoinTable *table, const Column *keys, Row row, uint32_t *slot)
{
    const JoinIndex *index = &table->index;
    uint64_t word = index->slots[*slot].word;

    for (;;) {
        bool is_equal = true;
        *slot = search(index->slots, index->slot_count, slot_after(*slot, index->slot_count), word);
        if (!index->slots[*slot].count)
            return false;
        uint32_t ordinal = first_ordinal(index, *slot);
        KeyPairs pair = { keys, &row, table->keys, &ordinal, 1 };
        keys_compare(&table->packing, &pair, &is_equal);
        if (is_equal)
            return true;
    }
}

/* Equal words are not equal keys yet: keep the rows whose keys are. */
static uint32_t verify(const JoinTable *table, const Column *keys, uint32_t count, Row *rows,
                       uint32_t *slots)
{
    uint32_t ordinals[BATCH_ROWS_MAX], kept = 0;
    bool is_equal[BATCH_ROWS_MAX];

    memset(is_equal, true, count);
    for (uint32_t at = 0; at < count; at++)
        ordinals[at] = first_ordinal(&table->index, slots[at]);
    keys_compare(&table->packing, &(KeyPairs){ keys, rows, table->keys, ordinals, count },
                 is_equal);
    for (uint32_t at = 0; at < count; at++) {
        if (!is_equal[at])
            is_equal[at] = search_on(table, keys, rows[at], &slots[at]);
        rows[kept] = rows[at];
        slots[kept] = slots[at];
        kept += is_equal[at];
    }
    return kept;
}

void join_hash_lookup(const JoinTable *table, const Column *keys, const WordRows *in, Matches *out)
{
    uint32_t slots[BATCH_ROWS_MAX];
    uint32_t found = find_words(table, in, out->row, slots);

    if (!table->packing.is_packed)
        found = verify(table, keys, found, out->row, slots);
    for (uint32_t at = 0; at < found; at++) {
        const HashSlot *slot = &table->index.slots[slots[at]];
        out->start[at] = slot->start;
        out->run[at] = slot->count;
    }
    out->count = found;
}
