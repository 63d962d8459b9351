/*
 * text.h -- byte arrays as views, and whether they are UTF-8.
 *
 * A view's bytes stay where they are; `base` is where the heap the views name begins.
 */
#ifndef STORAGE_PARQUET_TEXT_H
#define STORAGE_PARQUET_TEXT_H

#include "base/column.h"

/* Valid, and without U+0000. */
bool text_is_utf8(const char *text, size_t length);

typedef struct TextHeap {
    const uint8_t *base;
    uint32_t index; /* in the column's heaps */
} TextHeap;

/*
 * PLAIN byte arrays: a length of four bytes before each.  Returns where the next one starts, or
 * NULL where one reaches beyond `end`.  16 bytes past `end` must be readable.
 */
const uint8_t *views_of_plain(const uint8_t *at, const uint8_t *end, TextHeap heap, uint32_t count,
                              StrView *out);
const uint8_t *strs_of_plain(const uint8_t *at, const uint8_t *end, uint32_t count, Str *out);
const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end, uint64_t count);

void views_of_strs(const Str *in, TextHeap heap, uint32_t count, StrView *out);

/* The bytes that texts lie in, one behind the other. */
typedef struct TextStretch {
    Str bytes;
    bool has_lengths; /* a length of four bytes before each */
} TextStretch;

/* Are all views UTF-8, and without U+0000, which no text of SQL can hold? */
bool views_are_utf8(const StrView *views, uint32_t count, TextHeap heap, TextStretch stretch);

/* Is no text among them twice? */
bool views_are_unique(Arena *arena, const StrView *views, uint32_t count, const uint8_t *heap);

#endif
