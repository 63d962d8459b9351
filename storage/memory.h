/*
 * memory.h -- PUBLIC: tables in memory: names on sealed blocks.
 *
 *     TableData 7 ── part 0: block a, rows 3 and 9 deleted ──┐
 *     TableData 8 ── part 0: block a, row 3 deleted ─────────┴─ one block, counted
 *                 └─ part 1: block b
 *
 * A TableData is what a table holds at one moment, and never changes: a change makes a new one
 * that shares all blocks it did not touch.  So a snapshot is a reference, and readers never wait.
 * Small parts at the end are merged, each about twice as large as the next, so that many small
 * inserts leave few parts (the log-structured merge of O'Neil et al. 1996, in one level of
 * memory); a part most of whose rows are deleted is written anew.
 *
 * A row's address is its part and its number there: it means something in one TableData only.
 */
#ifndef STORAGE_MEMORY_H
#define STORAGE_MEMORY_H

#include "base/block.h"
#include "base/segment.h"
#include "storage/scan.h"

enum {
    MEMORY_PARTS_MAX = 1 << 20,
    MEMORY_MERGE_ROWS = 16 * 1024, /* parts with more rows are not merged with their neighbours */
    MEMORY_SEGMENT_BYTES = 64 * 1024, /* smaller blocks have no segment of their own */
    INDEX_COLUMNS_MAX = 32,           /* of a key, as PostgreSQL */
};

/* What tables are made of; outlives them all. */
typedef struct TableSpace {
    Budget budget;
    SegmentStore *segments;
} TableSpace;

/* --- Blocks ---------------------------------------------------------------------------------- */

typedef struct KeyIndex KeyIndex;

/* A sealed block, charged to its space: a large one in a segment of its own, which workers map; a
 * small one in ordinary memory, which is copied for them.  Counted. */
typedef struct MemoryBlock {
    _Atomic uint32_t holders;
    TableSpace *space;
    Arena *arena; /* of this struct and of `block` */
    void *bytes;
    size_t size;
    uint64_t owner; /* of its segment; 0: in ordinary memory */
    BlockRef ref;   /* where it lies in that */
    const Block *block;
    _Atomic(KeyIndex *) indexes; /* made when first asked for; only ever grows */
} MemoryBlock;

/* Seal what the builder holds, held once.  Raises 53200 naming --memory, 58030. */
must_use MemoryBlock *memory_block_seal(Cx *cx, BlockBuilder *builder, TableSpace *space);
void memory_block_hold(MemoryBlock *block);
void memory_block_drop(MemoryBlock *block); /* NULL is fine */

/* The blocks some rows were sealed into.  In cx->arena; each is held once. */
typedef struct MemoryBlocks {
    MemoryBlock **items;
    uint32_t count, capacity;
} MemoryBlocks;
void memory_blocks_add(Arena *arena, MemoryBlocks *blocks, MemoryBlock *block);
void memory_blocks_drop(MemoryBlocks *blocks);

/* --- What a table holds ---------------------------------------------------------------------- */

/* Which rows of a part are gone.  Counted. */
typedef struct DeletedRows {
    _Atomic uint32_t holders;
    uint32_t count;
    uint64_t bits[];
} DeletedRows;

typedef struct TablePart {
    MemoryBlock *block;
    DeletedRows *deleted; /* NULL: none */
} TablePart;

typedef struct TableData {
    uint64_t id; /* never the same twice in a process */
    _Atomic uint32_t holders;
    TableSpace *space;
    int64_t rows; /* not deleted */
    uint32_t part_count;
    TablePart parts[];
} TableData;

typedef uint64_t RowAddress;

static inline RowAddress row_address(uint32_t part, uint32_t row)
{
    return (RowAddress)part << 32 | row;
}

TableData *table_data_new(TableSpace *space); /* no rows */
void table_data_hold(const TableData *data);
void table_data_drop(const TableData *data); /* NULL is fine */
int64_t table_data_bytes(const TableData *data);

typedef struct TableChange {
    const RowAddress *deleted; /* none twice */
    size_t deleted_count;
    MemoryBlock *const *added; /* of the table's layouts; held by the result, too */
    uint32_t added_count;
} TableChange;

/* What the table holds after a change, held once.  Raises 53200, 54000. */
must_use TableData *table_data_change(Cx *cx, const TableData *from, const TableChange *change);
bool table_data_is_deleted(const TableData *data, RowAddress address);

/* --- Keys ------------------------------------------------------------------------------------ */

/* The columns of a unique constraint. */
typedef struct TableKey {
    const uint32_t *columns;
    const Type *types; /* of these columns */
    uint32_t count;
} TableKey;

/* The key of one row: a value a column of the key.  False where one of them is null: such a row
 * equals no other. */
bool key_of_row(const TableKey *key, const Column *columns, uint32_t row, Value *out_values);
uint64_t key_hash(const TableKey *key, const Value *values);
bool key_equals_row(const TableKey *key, const Value *values, const Column *columns, uint32_t row);

/* A row of the table with this key that is not deleted.  Blocks are indexed when they are first
 * looked into.  False without an error: there is none.  Raises 53200. */
must_use bool table_data_find_key(Cx *cx, const TableData *data, const TableKey *key,
                                  const Value *values, RowAddress *out_address);
/* Likewise in one block. */
must_use bool memory_block_find_key(Cx *cx, MemoryBlock *block, const TableKey *key,
                                    const Value *values, const DeletedRows *deleted,
                                    uint32_t *out_row);

/* All rows with a key, be it unique or not.  Zeroed: at the first. */
typedef struct KeyWalk {
    uint32_t part;
    uint32_t row; /* the next one of that part, plus one; 0: the part was not looked into yet */
} KeyWalk;
/* The next one that is not deleted.  False without an error: there are no more. */
must_use bool table_data_next_key(Cx *cx, const TableData *data, const TableKey *key,
                                  const Value *values, KeyWalk *walk, RowAddress *out_address);
void key_indexes_free(MemoryBlock *block);

/* --- Reading it as a scan does --------------------------------------------------------------- */

/* A part as bytes: in this process, or as they were mapped from another. */
typedef struct MemoryPart {
    const Block *block;
    const uint64_t *deleted; /* a bit a row; NULL: none */
} MemoryPart;

/* Parts as chunks, their columns as readers.  Columns and parts are borrowed; `arena` is the scan's
 * from now on, so they may live there. */
must_use ScanFile *memory_scan_open(Arena *arena, const ScanColumn *columns, uint32_t column_count,
                                    const MemoryPart *parts, uint32_t part_count);
/* The tables that a plan scans, as it finds them. */
typedef struct TableScan {
    struct TableScan *next;
    uint64_t id; /* of the TableData */
    ScanFile *scan;
} TableScan;

/* All parts of a table; it must be held while the scan is open. */
must_use ScanFile *table_data_scan(const TableData *data, const ScanColumn *columns,
                                   uint32_t column_count, Budget *budget);

#endif
