/*
 * block.h -- the one materialised format: sealed blocks of columns.
 *
 * Build sides, shuffle partitions, sort runs, spill files, in-memory tables and (with a different
 * payload) results are blocks.  A block is position-independent: everything in it is addressed by
 * offset from its first byte, so it can be mapped, written to a file, or sent as it is.
 *
 *     BlockHeader | BlockColumn[column_count] | 64-byte aligned sections:
 *       per column: validity words (if any null) · values · heap of long strings (VIEW)
 *
 * Views in a block name heap 0; block_open() gives each column a heaps array of one.  Integers are
 * stored in the full width of their type; the bounds beside them tell how narrow they could be.
 */
#ifndef BASE_BLOCK_H
#define BASE_BLOCK_H

#include "base/batch.h"
#include "base/segment.h"

enum {
    BLOCK_ROWS_MAX = 64 * 1024,
    BLOCK_BYTES_GOAL = 1024 * 1024,      /* a builder asks to be sealed from here on */
    BLOCK_BYTES_FULL = 16 * 1024 * 1024, /* a row is not added that would make it larger */
    BLOCK_BYTES_MAX = 256 * 1024 * 1024, /* one row of huge strings may reach this */
    BLOCK_COLUMNS_MAX = 4096,
};

/* --- Building -------------------------------------------------------------------------------- */

typedef struct BlockBuilder BlockBuilder;

/* Collects rows of columns with these layouts (the types' own).  Memory comes from `arena`. */
BlockBuilder *block_builder_new(Arena *arena, const Layout *layouts, uint32_t column_count);
/*
 * Append live rows rows[*at..to) of the columns (NULL: rows *at to `to`), as many as fit, and step
 * *at past them.  Where it stops short the builder is full: seal it and go on.  Columns may be of
 * any kind, and narrower than their layout.  Raises 54000 where one row alone is too large.
 */
must_use bool block_builder_add(Cx *cx, BlockBuilder *builder, const Column *columns,
                                const Row *rows, uint32_t *at, uint32_t to);
uint32_t block_builder_rows(const BlockBuilder *builder);
/* Column `at` as it stands, in `arena` or in the builder: until rows are added or sealed. */
Column block_builder_column(const BlockBuilder *builder, uint32_t at, Arena *arena);
size_t block_builder_bytes(const BlockBuilder *builder); /* what sealing will write, at most */
bool block_builder_is_full(const BlockBuilder *builder); /* at the goal, or a row did not fit */
/* Write the block to `to` (64-byte aligned, block_builder_bytes() of room); returns its size.  The
 * builder is empty afterwards and keeps its memory. */
size_t block_builder_seal(BlockBuilder *builder, void *to);

/* --- Reading --------------------------------------------------------------------------------- */

typedef struct Block {
    uint32_t rows;
    uint32_t column_count;
    Column *columns; /* FLAT, of `rows` rows each: may exceed BATCH_ROWS_MAX; slice before use */
} Block;

/* View the bytes of a sealed block.  Offsets, counts and the header's checksum are verified
 * (XX001); `check_payload` also verifies the checksum of the whole and where its strings lie (spill
 * files, other hosts).  The columns borrow `bytes`, 64-byte aligned; the Block lives in cx->arena.
 */
must_use Block *block_open(Cx *cx, const void *bytes, size_t size, bool check_payload);

/* Blocks in the order they were sealed; zeroed: none. */
typedef struct BlockList {
    Block **items;
    uint32_t count, capacity;
} BlockList;

/* Seal what the builder holds, nothing included, into a block of cx->arena. */
must_use bool block_list_seal(Cx *cx, BlockList *list, BlockBuilder *builder);

/* Rows [from, from + rows) as a batch; columns live in `arena` or in the block. */
void block_slice(Arena *arena, const Block *block, uint32_t from, uint32_t rows, Batch *out_batch);

/* --- Several blocks as one table, for joins, sorts and aggregation --------------------------- */

/*
 * Concatenated columns: row r of the whole is addressed by one ordinal.  Fixed-width columns are
 * copied into one dense array each; VIEW columns too, with `heap` renumbered to the block they come
 * from (heaps stay in the blocks).  Lives in cx->arena; the blocks must outlive it.
 */
typedef struct RowStore {
    uint32_t rows;
    uint32_t column_count;
    Column *columns; /* FLAT, `rows` rows */
} RowStore;

must_use RowStore *row_store_make(Cx *cx, Block *const *blocks, uint32_t block_count,
                                  const Layout *layouts, uint32_t column_count);

/* Row r of the result shows ordinals[r] of `column`; an ordinal of UINT32_MAX gives null. */
Column column_gather_ordinals(Arena *arena, const Column *column, const uint32_t *ordinals,
                              uint32_t rows);

#endif
