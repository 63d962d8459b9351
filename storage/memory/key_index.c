/*
 * key_index.c -- is there a row with this key?  See memory.h.
 *
 * Each block has an index of its own for each key, made when it is first looked into, and never
 * changed: a table of slots with linear probing, half of them empty, that hold row numbers, each of
 * the first row of a chain of those with the same key.  Two that make it at once both do, and both
 * indexes stay.  A
 * table is looked into block by block; the bounds of the key's first column leave most of them out
 * where keys come in order.
 */
#include "storage/memory.h"

#include <stdlib.h>

enum { SLOT_EMPTY = 0 }; /* else the row plus one */

struct KeyIndex {
    KeyIndex *next;
    uint32_t columns[INDEX_COLUMNS_MAX];
    uint32_t column_count;
    size_t bytes;
    uint32_t mask;
    uint32_t *next_rows; /* by row: the next one with its key, plus one; behind the slots */
    uint32_t slots[];
};

/* --- Keys ------------------------------------------------------------------------------------ */

bool key_of_row(const TableKey *key, const Column *columns, uint32_t row, Value *out_values)
{
    for (uint32_t at = 0; at < key->count; at++) {
        const Column *column = &columns[key->columns[at]];
        if (!column_has(column, row))
            return false;
        out_values[at] = value_of_typed_column(column, row, key->types[at]);
    }
    return true;
}

uint64_t key_hash(const TableKey *key, const Value *values)
{
    uint64_t hash = 0;

    for (uint32_t at = 0; at < key->count; at++)
        hash = (hash ^ value_hash(key->types[at], values[at])) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

bool key_equals_row(const TableKey *key, const Value *values, const Column *columns, uint32_t row)
{
    for (uint32_t at = 0; at < key->count; at++) {
        const Column *column = &columns[key->columns[at]];
        if (!column_has(column, row) ||
            !value_equal(key->types[at], values[at],
                         value_of_typed_column(column, row, key->types[at])))
            return false;
    }
    return true;
}

/* --- Indexes --------------------------------------------------------------------------------- */

static KeyIndex *find_index(const MemoryBlock *block, const TableKey *key)
{
    KeyIndex *index = atomic_load_explicit(&block->indexes, memory_order_acquire);

    while (index && (index->column_count != key->count ||
                     memcmp(index->columns, key->columns, key->count * sizeof *key->columns) != 0))
        index = index->next;
    return index;
}

static void fill_index(KeyIndex *index, const MemoryBlock *block, const TableKey *key)
{
    Value values[INDEX_COLUMNS_MAX];

    for (uint32_t row = 0; row < block->block->rows; row++) {
        if (!key_of_row(key, block->block->columns, row, values))
            continue;
        uint32_t slot = (uint32_t)key_hash(key, values) & index->mask;
        while (index->slots[slot] != SLOT_EMPTY &&
               !key_equals_row(key, values, block->block->columns, index->slots[slot] - 1))
            slot = (slot + 1) & index->mask;
        index->next_rows[row] = index->slots[slot];
        index->slots[slot] = row + 1;
    }
}

static KeyIndex *make_index(Cx *cx, MemoryBlock *block, const TableKey *key)
{
    uint32_t slots = 2;

    while (slots < 2 * block->block->rows)
        slots *= 2;
    size_t bytes = sizeof(KeyIndex) + ((size_t)slots + block->block->rows) * sizeof(uint32_t);
    if (!budget_take(&block->space->budget, (int64_t)bytes)) {
        fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory for the index of a table");
        return fail_hint(cx, "Start hearth with a larger --memory.");
    }
    KeyIndex *index = calloc(1, bytes);
    if (!index)
        abort();
    index->bytes = bytes;
    index->mask = slots - 1;
    index->column_count = key->count;
    index->next_rows = index->slots + slots;
    memcpy(index->columns, key->columns, key->count * sizeof *key->columns);
    fill_index(index, block, key);
    index->next = atomic_load_explicit(&block->indexes, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&block->indexes, &index->next, index,
                                                  memory_order_release, memory_order_relaxed))
        ;
    return index;
}

void key_indexes_free(MemoryBlock *block)
{
    KeyIndex *index = atomic_load_explicit(&block->indexes, memory_order_acquire);

    while (index) {
        KeyIndex *next = index->next;
        budget_give(&block->space->budget, (int64_t)index->bytes);
        free(index);
        index = next;
    }
}

/* --- Looking --------------------------------------------------------------------------------- */

static bool is_out_of_bounds(const MemoryBlock *block, const TableKey *key, const Value *values)
{
    const Column *column = &block->block->columns[key->columns[0]];

    return column->has_bounds && column->layout != LAYOUT_I128 &&
           (values[0].integer < column->min || values[0].integer > column->max);
}

/* The first row of the chain with that key, plus one; 0: there is none.  *out_index may be NULL. */
static bool find_chain(Cx *cx, MemoryBlock *block, const TableKey *key, const Value *values,
                       const KeyIndex **out_index, uint32_t *out_row)
{
    *out_row = 0;
    if (is_out_of_bounds(block, key, values))
        return true;
    const KeyIndex *index = find_index(block, key);
    if (!index)
        index = TRY(make_index(cx, block, key));
    uint32_t slot = (uint32_t)key_hash(key, values) & index->mask;
    while (index->slots[slot] != SLOT_EMPTY &&
           !key_equals_row(key, values, block->block->columns, index->slots[slot] - 1))
        slot = (slot + 1) & index->mask;
    *out_row = index->slots[slot];
    *out_index = index;
    return true;
}

/* The first of the chain that is not deleted, plus one. */
static uint32_t live_row(const KeyIndex *index, const DeletedRows *deleted, uint32_t row)
{
    while (row && deleted && bit_get(deleted->bits, row - 1))
        row = index->next_rows[row - 1];
    return row;
}

bool memory_block_find_key(Cx *cx, MemoryBlock *block, const TableKey *key, const Value *values,
                           const DeletedRows *deleted, uint32_t *out_row)
{
    const KeyIndex *index = NULL;
    uint32_t row;

    TRY(find_chain(cx, block, key, values, &index, &row));
    row = live_row(index, deleted, row);
    *out_row = row - 1;
    return row != 0;
}

bool table_data_find_key(Cx *cx, const TableData *data, const TableKey *key, const Value *values,
                         RowAddress *out_address)
{
    KeyWalk walk = { 0 };

    return table_data_next_key(cx, data, key, values, &walk, out_address);
}

/* Newer parts first: that is where what was written last is. */
bool table_data_next_key(Cx *cx, const TableData *data, const TableKey *key, const Value *values,
                         KeyWalk *walk, RowAddress *out_address)
{
    for (; walk->part < data->part_count; walk->part++, walk->row = 0) {
        uint32_t part = data->part_count - 1 - walk->part;
        const TablePart *where = &data->parts[part];
        const KeyIndex *index = NULL;
        if (walk->row) /* of a chain, whose index was made */
            index = TRY(find_index(where->block, key));
        else
            TRY(find_chain(cx, where->block, key, values, &index, &walk->row));
        uint32_t row = live_row(index, where->deleted, walk->row);
        if (!row)
            continue;
        walk->row = index->next_rows[row - 1];
        if (!walk->row)
            walk->part++;
        *out_address = row_address(part, row - 1);
        return true;
    }
    return false;
}
