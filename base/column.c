/* column.c -- see column.h. */
#include "base/batch.h"

enum { ALIGNMENT = 64 };

void *column_alloc(Arena *arena, Layout layout, uint32_t rows)
{
    size_t bytes =
        ((size_t)rows * (size_t)layout_bytes(layout) + ALIGNMENT) & ~(size_t)(ALIGNMENT - 1);
    return arena_align(arena, bytes, ALIGNMENT);
}

uint64_t *validity_alloc(Arena *arena, uint32_t rows, bool valid)
{
    size_t bytes = (bit_words(rows) * 8 + ALIGNMENT) & ~(size_t)(ALIGNMENT - 1);
    return memset(arena_align(arena, bytes, ALIGNMENT), valid ? 0xff : 0, bytes);
}

uint64_t dictionary_new_id(void)
{
    static _Atomic uint64_t last;

    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

Column column_flat(Layout layout, uint32_t rows, const void *data, const uint64_t *validity)
{
    return (Column){ .kind = COLUMN_FLAT,
                     .layout = (uint8_t)layout,
                     .rows = rows,
                     .data = data,
                     .validity = validity };
}

Column column_const(Arena *arena, Layout layout, uint32_t rows, const void *value)
{
    if (!value)
        return column_null(arena, layout, rows);

    void *copy = column_alloc(arena, layout, 1);
    memcpy(copy, value, (size_t)layout_bytes(layout));
    Column column = column_flat(layout, rows, copy, NULL);
    column.kind = COLUMN_CONST;
    return column;
}

Column column_const_str(Arena *arena, uint32_t rows, Str value)
{
    StrView view = view_make(value, 0, 0);
    Column column = column_const(arena, LAYOUT_VIEW, rows, &view);
    const uint8_t **heaps = arena_alloc(arena, sizeof *heaps);

    heaps[0] = (const uint8_t *)value.data;
    column.heaps = heaps;
    column.heap_count = 1;
    return column;
}

Column column_null(Arena *arena, Layout layout, uint32_t rows)
{
    void *zero = column_alloc(arena, layout, 1);
    memset(zero, 0, (size_t)layout_bytes(layout));

    Column column = column_flat(layout, rows, zero, validity_alloc(arena, 1, false));
    column.kind = COLUMN_CONST;
    return column;
}

/* One copying loop a width; `at` names the value each row shows. */
#define GATHER(T)                                                                                  \
    do {                                                                                           \
        const T *restrict in = from;                                                               \
        T *restrict out = to;                                                                      \
        for (uint32_t row = 0; row < rows; row++)                                                  \
            out[row] = in[at[row]];                                                                \
    } while (0)

typedef struct Word16 {
    uint64_t word[2];
} Word16;

static void gather_values(Layout layout, const void *from, const uint32_t *at, uint32_t rows,
                          void *to)
{
    switch (layout_bytes(layout)) {
    case 1: GATHER(uint8_t); break;
    case 2: GATHER(uint16_t); break;
    case 4: GATHER(uint32_t); break;
    case 8: GATHER(uint64_t); break;
    case 16: GATHER(Word16); break;
    }
}
#undef GATHER

#define WRITE_SEQUENCE(T)                                                                          \
    for (uint32_t row = 0; row < column->rows; row++)                                              \
    ((T *)data)[row] = (T)column_sequence_value(column, row)

static Column flatten_sequence(Arena *arena, const Column *column)
{
    void *data = column_alloc(arena, column->layout, column->rows);

    switch ((Layout)column->layout) {
    case LAYOUT_I8: WRITE_SEQUENCE(int8_t); break;
    case LAYOUT_I16: WRITE_SEQUENCE(int16_t); break;
    case LAYOUT_I32: WRITE_SEQUENCE(int32_t); break;
    case LAYOUT_I64: WRITE_SEQUENCE(int64_t); break;
    case LAYOUT_I128: WRITE_SEQUENCE(int128_t); break;
    case LAYOUT_BOOL:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"sequences are integers");
    }
    return column_flat(column->layout, column->rows, data, NULL);
}
#undef WRITE_SEQUENCE

/* Row r of the result shows row rows_at[r] of `column`, which is FLAT or CONST or DICT. */
static Column gather_flat(Arena *arena, const Column *column, const uint32_t *at, uint32_t rows)
{
    const Column *values = column->kind == COLUMN_DICT ? &column->dictionary->values : column;
    void *data = column_alloc(arena, values->layout, rows);

    gather_values(values->layout, values->data, at, rows, data);
    Column flat = column_flat(values->layout, rows, data, NULL);
    flat.heaps = values->heaps;
    flat.heap_count = values->heap_count;
    flat.has_bounds = column->has_bounds;
    flat.min = column->min;
    flat.max = column->max;
    return flat;
}

static const uint64_t *spread_validity(Arena *arena, const Column *column)
{
    if (!column->validity || column->kind != COLUMN_CONST)
        return column->validity;
    return validity_alloc(arena, column->rows, bit_get(column->validity, 0));
}

Column column_flatten(Arena *arena, const Column *column, const Row *selection, uint32_t selected)
{
    if (column->kind == COLUMN_FLAT)
        return *column;
    if (column->kind == COLUMN_SEQ)
        return flatten_sequence(arena, column);

    uint32_t *at = ARENA_ARRAY(arena, uint32_t, column->rows + 1);
    if (selection) {
        memset(at, 0, column->rows * sizeof *at);
        for (uint32_t i = 0; i < selected; i++)
            at[selection[i]] = column_index(column, selection[i]);
    } else {
        for (uint32_t row = 0; row < column->rows; row++)
            at[row] = column_index(column, row);
    }
    Column flat = gather_flat(arena, column, at, column->rows);
    flat.validity = spread_validity(arena, column);
    return flat;
}

static const uint64_t *gather_validity(Arena *arena, const Column *column, const Row *selection,
                                       uint32_t selected)
{
    if (!column->validity)
        return NULL;

    uint64_t *validity = validity_alloc(arena, selected, false);
    for (uint32_t i = 0; i < selected; i++)
        validity[i >> 6] |= (uint64_t)bit_get(column->validity, selection[i]) << (i & 63);
    return validity;
}

static void gather_codes(const Column *column, const Row *selection, uint32_t selected, void *to)
{
    for (uint32_t i = 0; i < selected; i++) {
        uint32_t code = column_index(column, selection[i]);
        switch (column->code_bytes) {
        case 1: ((uint8_t *)to)[i] = (uint8_t)code; break;
        case 2: ((uint16_t *)to)[i] = (uint16_t)code; break;
        case 4: ((uint32_t *)to)[i] = code; break;
        }
    }
}

Column column_gather(Arena *arena, const Column *column, const Row *selection, uint32_t selected)
{
    Column gathered = *column;

    if (column->kind == COLUMN_SEQ) {
        Column flat = flatten_sequence(arena, column);
        return column_gather(arena, &flat, selection, selected);
    }
    if (column->kind == COLUMN_DICT) {
        void *codes = column_alloc(arena, LAYOUT_I32, selected);
        gather_codes(column, selection, selected, codes);
        gathered.data = codes;
    } else if (column->kind == COLUMN_FLAT) {
        uint32_t *at = ARENA_ARRAY(arena, uint32_t, selected + 1);
        for (uint32_t i = 0; i < selected; i++)
            at[i] = selection[i];
        gathered = gather_flat(arena, column, at, selected);
    }
    if (column->kind != COLUMN_CONST)
        gathered.validity = gather_validity(arena, column, selection, selected);
    gathered.rows = selected;
    return gathered;
}

static const uint64_t *slice_validity(Arena *arena, const uint64_t *validity, uint32_t from,
                                      uint32_t rows)
{
    if (!validity || from % 64 == 0)
        return validity ? validity + from / 64 : NULL;

    uint64_t *slice = validity_alloc(arena, rows, false);
    for (uint32_t row = 0; row < rows; row++)
        slice[row >> 6] |= (uint64_t)bit_get(validity, from + row) << (row & 63);
    return slice;
}

Column column_slice(Arena *arena, const Column *column, uint32_t from, uint32_t rows)
{
    Column slice = *column;

    assert(from + rows <= column->rows);
    slice.rows = rows;
    switch ((ColumnKind)column->kind) {
    case COLUMN_CONST: return slice;
    case COLUMN_SEQ: slice.min = column_sequence_value(column, from); return slice;
    case COLUMN_DICT:
        slice.data = (const char *)column->data + (size_t)from * column->code_bytes;
        break;
    case COLUMN_FLAT:
        slice.data =
            (const char *)column->data + (size_t)from * (size_t)layout_bytes(column->layout);
        break;
    }
    slice.validity = slice_validity(arena, column->validity, from, rows);
    return slice;
}

void batch_compact(Arena *arena, Batch *batch)
{
    if (!batch->selection)
        return;

    Column *dense = ARENA_ARRAY(arena, Column, batch->column_count);
    for (uint32_t at = 0; at < batch->column_count; at++)
        dense[at] = column_gather(arena, &batch->columns[at], batch->selection, batch->selected);
    batch->columns = dense;
    batch->rows = batch->selected;
    batch->selection = NULL;
}

bool column_is_valid(const Column *column)
{
    if (column->kind == COLUMN_SEQ)
        return column->layout >= LAYOUT_I8 && column->layout <= LAYOUT_I128 && !column->validity;
    if (column->kind == COLUMN_DICT)
        return column->dictionary && column->dictionary->values.kind == COLUMN_FLAT &&
               (column->code_bytes == 1 || column->code_bytes == 2 || column->code_bytes == 4);
    return column->rows == 0 || column->data;
}

bool batch_is_valid(const Batch *batch)
{
    if (batch->rows > BATCH_ROWS_MAX || batch->selected > batch->rows)
        return false;
    for (uint32_t at = 0; at < batch->column_count; at++)
        if (batch->columns[at].rows != batch->rows || !column_is_valid(&batch->columns[at]))
            return false;
    return true;
}
