/*
 * join_index.c -- the indexes over exact words, the choice among all, and lookups.
 *
 *                   range of words        structure      bytes
 *     existence     up to 128 a row       BITMAP         range / 8
 *     unique        up to 8 a row         DIRECT         4 * range
 *     unique        up to 64 a row        RANK           range / 4 + 4 * rows
 *     duplicates    up to 8 a row         CSR            4 * range + 4 * rows
 *     else                                HASH           26 * rows
 *
 * Small ranges are always dense enough.  Whether words are unique is found by trying.
 */
#include "worker/operators/join_table.h"

enum {
    DENSE_RANGE_MIN = 1 << 14, /* words that cost nothing worth counting */
    DIRECT_WORDS_A_ROW = 8,
    RANK_WORDS_A_ROW = 64,
    BITMAP_WORDS_A_ROW = 128,
    CSR_EXTRA = 2, /* offsets besides one a word; DIRECT has as many, so CSR can have its memory */
};

static const uint64_t range_max = UINT64_C(1) << 34; /* 2^32 rows, a few words each */

static bool is_dense(const JoinTable *table, const BuildWords *build, uint32_t words_a_row)
{
    uint64_t range = table->packing.range;

    return table->packing.is_packed && range && range <= range_max &&
           (range <= DENSE_RANGE_MIN || range <= (uint64_t)build->count * words_a_row);
}

static uint32_t ordinal_of(const BuildWords *build, uint32_t at)
{
    return build->ordinals ? build->ordinals[at] : at;
}

/* --- Building ------------------------------------------------------------------------------------
 */

static bool make_bitmap(Cx *cx, JoinTable *table, const BuildWords *build)
{
    size_t bytes = (size_t)(table->packing.range / 64 + 1) * sizeof(uint64_t);
    uint64_t *bits = arena_align(cx->arena, bytes, BLOCK_ALIGNMENT);

    TRY(join_check(cx));
    memset(bits, 0, bytes);
    for (uint32_t at = 0; at < build->count; at++)
        bits[build->words[at] / 64] |= UINT64_C(1) << (build->words[at] % 64);
    table->index.kind = INDEX_BITMAP;
    table->index.is_unique = true;
    table->index.bits = bits;
    table->index.bytes = bytes;
    return true;
}

/* False without error: some word is there twice. */
static bool make_direct(Cx *cx, JoinTable *table, const BuildWords *build)
{
    ArenaMark before = arena_mark(cx->arena);
    size_t bytes = (size_t)(table->packing.range + CSR_EXTRA) * sizeof(uint32_t);
    uint32_t *direct = arena_align(cx->arena, bytes, BLOCK_ALIGNMENT);
    bool is_unique = true;

    TRY(join_check(cx));
    memset(direct, 0xff, bytes);
    for (uint32_t at = 0; at < build->count && is_unique; at++) {
        uint32_t *entry = &direct[build->words[at]];
        is_unique = *entry == ORDINAL_NONE;
        *entry = ordinal_of(build, at);
    }
    if (!is_unique) {
        arena_rewind(cx->arena, before);
        return false;
    }
    table->index.kind = INDEX_DIRECT;
    table->index.is_unique = true;
    table->index.direct = direct;
    table->index.bytes = bytes;
    return true;
}

static void count_ranks(RankWord *ranks, uint64_t words)
{
    uint64_t before = 0;

    for (uint64_t at = 0; at < words; at++) {
        ranks[at].before = before;
        before += (uint64_t)__builtin_popcountll(ranks[at].bits);
    }
}

static inline uint64_t rank_of(const RankWord *ranks, uint64_t word)
{
    const RankWord *rank = &ranks[word / 64];

    return rank->before +
           (uint64_t)__builtin_popcountll(rank->bits & ((UINT64_C(1) << (word % 64)) - 1));
}

/* The build's rows in order of words; NULL where that is the order they have. */
static const uint32_t *order_by_rank(Cx *cx, const RankWord *ranks, const BuildWords *build)
{
    bool is_ordered = !build->ordinals;

    for (uint32_t at = 1; at < build->count && is_ordered; at++)
        is_ordered = build->words[at - 1] < build->words[at];
    if (is_ordered)
        return NULL;
    uint32_t *order = ARENA_ARRAY(cx->arena, uint32_t, build->count);
    for (uint32_t at = 0; at < build->count; at++)
        order[rank_of(ranks, build->words[at])] = ordinal_of(build, at);
    return order;
}

/* False without error: some word is there twice. */
static bool make_rank(Cx *cx, JoinTable *table, const BuildWords *build)
{
    ArenaMark before = arena_mark(cx->arena);
    uint64_t words = table->packing.range / 64 + 1;
    RankWord *ranks = arena_align(cx->arena, (size_t)words * sizeof *ranks, BLOCK_ALIGNMENT);
    bool is_unique = true;

    TRY(join_check(cx));
    memset(ranks, 0, (size_t)words * sizeof *ranks);
    for (uint32_t at = 0; at < build->count && is_unique; at++) {
        uint64_t word = build->words[at], bit = UINT64_C(1) << (word % 64);
        is_unique = !(ranks[word / 64].bits & bit);
        ranks[word / 64].bits |= bit;
    }
    if (!is_unique) {
        arena_rewind(cx->arena, before);
        return false;
    }
    count_ranks(ranks, words);
    table->index.kind = INDEX_RANK;
    table->index.is_unique = true;
    table->index.ranks = ranks;
    table->index.ordinals = order_by_rank(cx, ranks, build);
    table->index.bytes = (size_t)words * sizeof *ranks;
    return true;
}

/* Count, sum up, place: a counting sort of the rows by word. */
static bool make_csr(Cx *cx, JoinTable *table, const BuildWords *build)
{
    uint64_t range = table->packing.range;
    size_t bytes = (size_t)(range + CSR_EXTRA) * sizeof(uint32_t);
    uint32_t *offsets = arena_align(cx->arena, bytes, BLOCK_ALIGNMENT);
    uint32_t *ordinals = ARENA_ARRAY(cx->arena, uint32_t, build->count);
    uint32_t *next = offsets + 1; /* while placing: where the next row of word w goes */

    TRY(join_check(cx));
    memset(offsets, 0, bytes);
    for (uint32_t at = 0; at < build->count; at++)
        next[build->words[at] + 1]++;
    for (uint64_t word = 0; word < range; word++)
        next[word + 1] += next[word];
    for (uint32_t at = 0; at < build->count; at++)
        ordinals[next[build->words[at]]++] = ordinal_of(build, at);
    table->index.kind = INDEX_CSR;
    table->index.offsets = offsets;
    table->index.ordinals = ordinals;
    table->index.bytes = bytes;
    return true;
}

bool join_index_make(Cx *cx, JoinTable *table, const BuildWords *build, bool only_exists)
{
    table->index.range = table->packing.range;
    if (build->count == 0) {
        table->index.kind = INDEX_EMPTY;
        return true;
    }
    if (only_exists && is_dense(table, build, BITMAP_WORDS_A_ROW))
        return make_bitmap(cx, table, build);
    if (is_dense(table, build, DIRECT_WORDS_A_ROW))
        return make_direct(cx, table, build) || (!has_failed(cx) && make_csr(cx, table, build));
    if (is_dense(table, build, RANK_WORDS_A_ROW) && make_rank(cx, table, build))
        return true;
    return !has_failed(cx) && join_hash_make(cx, table, build, only_exists);
}

/* --- Lookups -------------------------------------------------------------------------------------
 */

static void find_in_bitmap(const JoinIndex *index, WordRows in, Matches *out)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < in.count; at++) {
        out->row[found] = in.rows[at];
        found += (index->bits[in.words[at] / 64] >> (in.words[at] % 64)) & 1;
    }
    out->count = found;
}

static void find_in_direct(const JoinIndex *index, WordRows in, Matches *out)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < in.count; at++) {
        uint32_t ordinal = index->direct[in.words[at]];
        out->row[found] = in.rows[at];
        out->start[found] = ordinal;
        found += ordinal != ORDINAL_NONE;
    }
    out->count = found;
}

static void find_in_ranks(const JoinIndex *index, WordRows in, Matches *out)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < in.count; at++) {
        uint64_t word = in.words[at];
        out->row[found] = in.rows[at];
        out->start[found] = (uint32_t)rank_of(index->ranks, word);
        found += (index->ranks[word / 64].bits >> (word % 64)) & 1;
    }
    for (uint32_t at = 0; index->ordinals && at < found; at++)
        out->start[at] = index->ordinals[out->start[at]];
    out->count = found;
}

static void find_in_csr(const JoinIndex *index, WordRows in, Matches *out)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < in.count; at++) {
        uint32_t start = index->offsets[in.words[at]], end = index->offsets[in.words[at] + 1];
        out->row[found] = in.rows[at];
        out->start[found] = start;
        out->run[found] = end - start;
        found += end != start;
    }
    out->count = found;
}

static void match_all(const JoinTable *table, const KeyRows *in, Matches *out)
{
    for (uint32_t at = 0; at < in->count; at++) {
        out->row[at] = in->rows ? in->rows[at] : (Row)at;
        out->start[at] = 0;
        out->run[at] = table->rows;
    }
    out->count = in->count;
}

void join_table_lookup(const JoinTable *table, Arena *arena, const KeyRows *in, Matches *out)
{
    const JoinIndex *index = &table->index;
    uint64_t words[BATCH_ROWS_MAX];
    WordRows wanted = { out->row, words, 0 };

    out->count = 0;
    if (index->kind != INDEX_EMPTY && index->kind != INDEX_ALL)
        wanted.count = key_words(&table->packing, arena, in, out->row, words);
    switch ((IndexKind)index->kind) {
    case INDEX_EMPTY: return;
    case INDEX_ALL: match_all(table, in, out); return;
    case INDEX_BITMAP: find_in_bitmap(index, wanted, out); return;
    case INDEX_DIRECT: find_in_direct(index, wanted, out); return;
    case INDEX_RANK: find_in_ranks(index, wanted, out); return;
    case INDEX_CSR: find_in_csr(index, wanted, out); return;
    case INDEX_HASH: join_hash_lookup(table, in->keys, &wanted, out); return;
    }
}
