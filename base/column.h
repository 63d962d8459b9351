/*
 * column.h -- vectors: one column of a batch.
 *
 *     FLAT   data[row]                              one value a row
 *     CONST  data[0]                                the same value in all rows
 *     DICT   dictionary->values.data[code[row]]     codes of 1, 2 or 4 bytes; the dictionary is
 * FLAT SEQ    first + row * step                     integer layouts only; never null
 *
 * Values are little-endian; arrays are aligned to 64 bytes and readable up to the next multiple
 * of 64 bytes.  Validity is a bit a row, LSB first, 1 = valid, absent when there is no null.
 * The value behind a null is unspecified but readable: kernels may compute on it.
 * DICT: validity belongs to the rows; the dictionary's own entries are all valid.
 * CONST: bit 0 of validity; a CONST null has validity with bit 0 clear.
 *
 * A Column borrows all it points to.  In a pipeline it is valid until the operator that returned
 * it is asked again; what must live longer is copied into a block (block.h).
 */
#ifndef BASE_COLUMN_H
#define BASE_COLUMN_H

#include "base/error.h"
#include "base/type.h"

enum { BATCH_ROWS_MAX = 2048 };

typedef uint16_t Row; /* index of a row in a batch */

typedef enum ColumnKind { COLUMN_FLAT, COLUMN_CONST, COLUMN_DICT, COLUMN_SEQ } ColumnKind;

/* An Arrow string view: short strings inline, long ones by place, so blocks can be moved. */
typedef struct StrView {
    uint32_t length;
    union {
        char inline_bytes[12]; /* length <= 12; unused bytes are zero, so views compare as words */
        struct {
            char prefix[4];
            uint32_t heap; /* index into the column's heaps */
            uint32_t offset;
        };
    };
} StrView;
_Static_assert(sizeof(StrView) == 16, "views are two words");

enum { VIEW_INLINE_MAX = 12 };

typedef struct Dictionary Dictionary;

typedef struct Column {
    uint8_t kind;       /* ColumnKind */
    uint8_t layout;     /* Layout of the values */
    uint8_t code_bytes; /* DICT: 1, 2 or 4 */
    bool has_bounds;    /* min and max hold for every valid value */
    uint32_t rows;
    const void *data;            /* FLAT, CONST: values; DICT: codes; SEQ: unused */
    const uint64_t *validity;    /* NULL: no nulls */
    const uint8_t *const *heaps; /* VIEW layout: where long strings lie; FLAT and CONST */
    uint32_t heap_count;
    const Dictionary *dictionary; /* DICT */
    int64_t min, max; /* integer layouts up to I64, where has_bounds; SEQ: first, step */
} Column;

struct Dictionary {
    Column values;  /* FLAT, no nulls */
    bool is_unique; /* no value twice */
    uint64_t id;    /* dictionary_new_id(), so that others may keep what they computed from it;
                       0: whoever made it does not say, and nothing outlives a batch */
};

/* Never the same twice in a process. */
uint64_t dictionary_new_id(void);

/* Integer bounds are facts, not hints: kernels narrow types and drop checks by them. */

static inline bool bit_get(const uint64_t *bits, uint32_t at)
{
    return (bits[at >> 6] >> (at & 63)) & 1;
}

static inline void bit_set(uint64_t *bits, uint32_t at)
{
    bits[at >> 6] |= UINT64_C(1) << (at & 63);
}

static inline void bit_clear(uint64_t *bits, uint32_t at)
{
    bits[at >> 6] &= ~(UINT64_C(1) << (at & 63));
}

static inline size_t bit_words(uint32_t bits)
{
    return ((size_t)bits + 63) / 64;
}

/* Is the value of `row` not null? */
static inline bool column_has(const Column *column, uint32_t row)
{
    return !column->validity || bit_get(column->validity, column->kind == COLUMN_CONST ? 0 : row);
}

static inline const char *view_bytes(const StrView *view, const uint8_t *const *heaps)
{
    return view->length <= VIEW_INLINE_MAX ? view->inline_bytes
                                           : (const char *)heaps[view->heap] + view->offset;
}

static inline Str view_str(const StrView *view, const uint8_t *const *heaps)
{
    return (Str){ view_bytes(view, heaps), view->length };
}

/* The view of `s` where its bytes lie at `offset` of heap `heap`. */
static inline StrView view_make(Str s, uint32_t heap, uint32_t offset)
{
    StrView view = { .length = (uint32_t)s.length };

    if (s.length <= VIEW_INLINE_MAX) {
        if (s.length)
            memcpy(view.inline_bytes, s.data, s.length);
    } else {
        memcpy(view.prefix, s.data, 4);
        view.heap = heap;
        view.offset = offset;
    }
    return view;
}

/* The index into FLAT values that row `row` of a FLAT, CONST or DICT column shows. */
static inline uint32_t column_index(const Column *column, uint32_t row)
{
    switch ((ColumnKind)column->kind) {
    case COLUMN_FLAT: return row;
    case COLUMN_CONST: return 0;
    case COLUMN_DICT:
        switch (column->code_bytes) {
        case 1: return ((const uint8_t *)column->data)[row];
        case 2: return ((const uint16_t *)column->data)[row];
        }
        return ((const uint32_t *)column->data)[row];
    case COLUMN_SEQ: break;
    }
    return row;
}

/* The value that row `row` of a SEQ column shows.  It wraps only where the sequence itself leaves
 * 64 bits, which no one asks for. */
static inline int64_t column_sequence_value(const Column *column, uint32_t row)
{
    return (int64_t)((uint64_t)column->min + (uint64_t)row * (uint64_t)column->max);
}

/* Memory for `rows` values of `layout`, aligned and padded as columns need it. */
void *column_alloc(Arena *arena, Layout layout, uint32_t rows);
uint64_t *validity_alloc(Arena *arena, uint32_t rows, bool valid);

Column column_flat(Layout layout, uint32_t rows, const void *data, const uint64_t *validity);

/* A CONST column; `value` (NULL for null) is copied into the arena.  VIEW: the bytes of a long
 * string stay where they are, as heap 0. */
Column column_const(Arena *arena, Layout layout, uint32_t rows, const void *value);
Column column_const_str(Arena *arena, uint32_t rows, Str value);
Column column_null(Arena *arena, Layout layout, uint32_t rows);

/* The same values as a FLAT column of the first `rows` rows; FLAT is returned as it is.  Rows not
 * in `selection` (NULL: all) may hold anything readable. */
Column column_flatten(Arena *arena, const Column *column, const Row *selection, uint32_t selected);

/* A FLAT or DICT or CONST column with row r showing row selection[r] of `column`. */
Column column_gather(Arena *arena, const Column *column, const Row *selection, uint32_t selected);

/* Rows [from, from + rows) of `column`; validity is copied where it does not fall on a word. */
Column column_slice(Arena *arena, const Column *column, uint32_t from, uint32_t rows);

bool column_is_valid(const Column *column); /* for asserts */

#endif
