/*
 * join_filter.c -- what a build tells scans below its probe: which key values have a partner.
 *
 *     range        least and greatest value; enough where every value between occurs
 *     exact        range and a bit a value, where the range is small for the number of rows
 *     Bloom        64-byte blocks, four bits a value in one block, else
 *
 * A filter never drops a row that has a partner.  Nulls have none.
 */
#include "worker/operators/join_table.h"

#include "base/hash.h"

enum {
    BITMAP_RANGE_MAX = 1 << 26,  /* bits: 8 MB */
    BITMAP_RANGE_FREE = 1 << 20, /* bits that any build may have */
    BITMAP_BITS_A_ROW = 256,
    BLOOM_ROWS_MAX = 16 * 1024 * 1024, /* larger filters miss the cache as the join does */
    BLOOM_ROWS_A_BLOCK = 32,           /* 16 bits a value */
};

typedef struct BloomBlock {
    uint64_t words[8];
} BloomBlock;

struct RuntimeFilter {
    KeyPacking packing; /* of this key alone; packed: the word is value - least */
    Type type;
    JoinKey key;
    bool is_empty;            /* no row of the build has a value */
    bool has_bounds;          /* stored integers compare as the key's values do */
    const uint64_t *bits;     /* by word; NULL: none */
    const BloomBlock *blocks; /* NULL: none */
    uint32_t block_count;
};

/* --- Making --------------------------------------------------------------------------------------
 */

static uint64_t bloom_hash(const RuntimeFilter *filter, uint64_t word)
{
    return filter->packing.is_packed ? hash_u64(word) : word;
}

static inline const BloomBlock *block_of(const RuntimeFilter *filter, uint64_t hash)
{
    return &filter->blocks[((hash & UINT32_MAX) * filter->block_count) >> 32];
}

/* Four places of nine bits each. */
static inline uint64_t places_of(uint64_t hash)
{
    return (hash * UINT64_C(0x9e3779b97f4a7c15)) >> 28;
}

static bool make_bits(Cx *cx, RuntimeFilter *filter, uint64_t **out_bits)
{
    size_t words = (size_t)(filter->packing.range / 64 + 1);

    *out_bits = arena_align(cx->arena, words * sizeof **out_bits, BLOCK_ALIGNMENT);
    TRY(join_check(cx));
    memset(*out_bits, 0, words * sizeof **out_bits);
    filter->bits = *out_bits;
    return true;
}

static bool make_bloom(Cx *cx, RuntimeFilter *filter, uint32_t rows, BloomBlock **out_blocks)
{
    uint32_t count = rows / BLOOM_ROWS_A_BLOCK + 1;

    *out_blocks = arena_align(cx->arena, (size_t)count * sizeof **out_blocks, BLOCK_ALIGNMENT);
    TRY(join_check(cx));
    memset(*out_blocks, 0, (size_t)count * sizeof **out_blocks);
    filter->blocks = *out_blocks;
    filter->block_count = count;
    return true;
}

static void add_words(const RuntimeFilter *filter, const uint64_t *words, uint32_t count,
                      uint64_t *bits, BloomBlock *blocks)
{
    for (uint32_t at = 0; at < count && bits; at++)
        bits[words[at] / 64] |= UINT64_C(1) << (words[at] % 64);
    for (uint32_t at = 0; at < count && blocks; at++) {
        uint64_t hash = bloom_hash(filter, words[at]), places = places_of(hash);
        BloomBlock *block = &blocks[block_of(filter, hash) - filter->blocks];
        for (int place = 0; place < 4; place++, places >>= 9)
            block->words[(places >> 6) & 7] |= UINT64_C(1) << (places & 63);
    }
}

static bool add_rows(Cx *cx, const RuntimeFilter *filter, const Column *column, uint64_t *bits,
                     BloomBlock *blocks)
{
    CLOSES(arena_fini)
    Arena arena;
    uint64_t words[BATCH_ROWS_MAX];
    Row rows[BATCH_ROWS_MAX];

    arena_init(&arena, cx->arena->budget);
    for (uint32_t row = 0; row < column->rows; row += BATCH_ROWS_MAX) {
        uint32_t left = column->rows - row, count = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
        TRY(join_check(cx));
        arena_reset(&arena);
        Column slice = column_slice(&arena, column, row, count);
        KeyRows live = { &slice, NULL, count };
        uint32_t found = key_words(&filter->packing, &arena, &live, rows, words);
        add_words(filter, words, found, bits, blocks);
    }
    return true;
}

/* Every value of the range occurs: the range says it all. */
static void drop_full_bits(RuntimeFilter *filter)
{
    uint64_t set = 0;

    for (uint64_t word = 0; word < filter->packing.range / 64 + 1; word++)
        set += (uint64_t)__builtin_popcountll(filter->bits[word]);
    if (set == filter->packing.range)
        filter->bits = NULL;
}

static RuntimeFilter *make_filter(Cx *cx, const JoinTable *table, uint32_t key)
{
    RuntimeFilter *filter = arena_zero(cx->arena, sizeof *filter);
    Layout layout = table->keys[key].layout;

    filter->key = table->packing.keys[key];
    filter->type = filter->key.type;
    filter->packing = (KeyPacking){ .key_count = 1, .keys = &filter->key, .types = &filter->type };
    filter->has_bounds = layout >= LAYOUT_I8 && layout <= LAYOUT_I128;
    filter->is_empty = table->index.kind == INDEX_EMPTY;
    key_packing_fit(&filter->packing, &table->keys[key], table->rows);
    filter->has_bounds &= filter->packing.is_packed;
    return filter;
}

const RuntimeFilter *runtime_filter_make(Cx *cx, const JoinTable *table, uint32_t key)
{
    RuntimeFilter *filter = make_filter(cx, table, key);
    uint64_t range = filter->packing.is_packed ? filter->packing.range : 0;
    bool small =
        range &&
        (range <= BITMAP_RANGE_FREE ||
         (range <= BITMAP_RANGE_MAX && range <= (uint64_t)table->rows * BITMAP_BITS_A_ROW));
    uint64_t *bits = NULL;
    BloomBlock *blocks = NULL;

    if (filter->is_empty)
        return filter;
    if (small && table->key_count == 1 && table->index.kind == INDEX_BITMAP) {
        filter->bits = table->index.bits;
        drop_full_bits(filter);
        return filter;
    }
    if (!small && table->rows > BLOOM_ROWS_MAX)
        return filter->packing.is_packed ? filter : NULL;
    TRY(small ? make_bits(cx, filter, &bits) : make_bloom(cx, filter, table->rows, &blocks));
    TRY(add_rows(cx, filter, &table->keys[key], bits, blocks));
    if (bits)
        drop_full_bits(filter);
    return filter;
}

/* --- Asking --------------------------------------------------------------------------------------
 */

/* Is a bit of [from, to] set? */
static bool any_bit(const uint64_t *bits, uint64_t from, uint64_t to)
{
    uint64_t first = UINT64_MAX << (from % 64), last = UINT64_MAX >> (63 - to % 64);

    if (from / 64 == to / 64)
        return bits[from / 64] & first & last;
    if (bits[from / 64] & first || bits[to / 64] & last)
        return true;
    for (uint64_t word = from / 64 + 1; word < to / 64; word++)
        if (bits[word])
            return true;
    return false;
}

bool runtime_filter_may_pass(const RuntimeFilter *filter, int64_t min, int64_t max)
{
    int64_t least = filter->key.min;
    int64_t greatest = (int64_t)((uint64_t)least + filter->key.span);

    if (filter->is_empty)
        return false;
    if (!filter->has_bounds)
        return true;
    if (min > greatest || max < least)
        return false;
    if (!filter->bits)
        return true;
    min = min < least ? least : min;
    max = max > greatest ? greatest : max;
    return any_bit(filter->bits, (uint64_t)min - (uint64_t)least, (uint64_t)max - (uint64_t)least);
}

static uint32_t test_bits(const RuntimeFilter *filter, const uint64_t *words, uint32_t count,
                          Row *rows)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < count; at++) {
        rows[kept] = rows[at];
        kept += (filter->bits[words[at] / 64] >> (words[at] % 64)) & 1;
    }
    return kept;
}

static uint32_t test_blocks(const RuntimeFilter *filter, const uint64_t *words, uint32_t count,
                            Row *rows)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < count; at++) {
        uint64_t hash = bloom_hash(filter, words[at]), places = places_of(hash);
        const BloomBlock *block = block_of(filter, hash);
        uint64_t hit = 1;
        for (int place = 0; place < 4; place++, places >>= 9)
            hit &= block->words[(places >> 6) & 7] >> (places & 63);
        rows[kept] = rows[at];
        kept += hit;
    }
    return kept;
}

static uint32_t select_values(const RuntimeFilter *filter, Arena *arena, const KeyRows *in,
                              Row *out_rows)
{
    uint64_t words[BATCH_ROWS_MAX];
    uint32_t found = key_words(&filter->packing, arena, in, out_rows, words);

    if (filter->bits)
        return test_bits(filter, words, found, out_rows);
    return filter->blocks ? test_blocks(filter, words, found, out_rows) : found;
}

/* Few entries: each is asked once. */
static uint32_t select_by_entry(const RuntimeFilter *filter, Arena *arena, const KeyRows *in,
                                Row *out_rows)
{
    const Column *entries = &in->keys->dictionary->values;
    KeyRows all = { entries, NULL, entries->rows };
    bool *passes = arena_zero(arena, entries->rows + 1);
    Row passing[BATCH_ROWS_MAX];
    uint32_t found = select_values(filter, arena, &all, passing), kept = 0;

    for (uint32_t at = 0; at < found; at++)
        passes[passing[at]] = true;
    for (uint32_t at = 0; at < in->count; at++) {
        Row row = in->rows ? in->rows[at] : (Row)at;
        out_rows[kept] = row;
        kept += column_has(in->keys, row) && passes[column_index(in->keys, row)];
    }
    return kept;
}

uint32_t runtime_filter_select(const RuntimeFilter *filter, Arena *arena, const Column *column,
                               const Row *selection, uint32_t selected, Row *out_rows)
{
    Column flat = *column;
    KeyRows in = { &flat, selection, selected };

    if (filter->is_empty || !selected)
        return 0;
    if (column->kind == COLUMN_DICT && column->dictionary->values.rows <= selected)
        return select_by_entry(filter, arena, &in, out_rows);
    if (column->kind == COLUMN_SEQ)
        flat = column_flatten(arena, column, NULL, 0);
    return select_values(filter, arena, &in, out_rows);
}
