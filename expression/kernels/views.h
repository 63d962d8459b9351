/*
 * views.h -- PRIVATE: writing a VIEW column value by value; all bytes go to one heap.
 */
#ifndef EXPRESSION_KERNELS_VIEWS_H
#define EXPRESSION_KERNELS_VIEWS_H

#include "base/numeric.h"
#include "expression/kernels/kernel.h"

typedef struct ViewWriter {
    const KernelCall *call;
    StrView *views; /* rows that are not written show the empty string */
    StrBuilder heap;
} ViewWriter;

static inline ViewWriter views_begin(const KernelCall *call)
{
    size_t bytes = call->rows * sizeof(StrView);
    StrView *views = column_alloc(call->cx->arena, LAYOUT_VIEW, call->rows);

    memset(views, 0, bytes);
    return (ViewWriter){ call, views, str_builder(call->cx->arena) };
}

static inline void views_write(ViewWriter *writer, uint32_t row, Str s)
{
    writer->views[row] = view_make(s, 0, (uint32_t)writer->heap.length);
    if (s.length > VIEW_INLINE_MAX)
        str_add(&writer->heap, s);
}

static inline void views_write_numeric(ViewWriter *writer, uint32_t row, const Numeric *value)
{
    char bytes[256];
    size_t length = numeric_encoded_bytes(value);

    if (length <= sizeof bytes) {
        numeric_encode_to(value, bytes);
        views_write(writer, row, (Str){ bytes, length });
        return;
    }
    views_write(writer, row, numeric_encode(writer->call->cx->arena, value));
}

/* False: the texts of the batch are too long together. */
static inline must_use bool views_end(ViewWriter *writer, Column *out)
{
    Arena *arena = writer->call->cx->arena;
    const uint8_t **heaps = arena_alloc(arena, sizeof *heaps);

    if (writer->heap.length > UINT32_MAX)
        return fail(writer->call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, writer->call->position,
                    "result of a batch exceeds 4 GB");
    heaps[0] = (const uint8_t *)writer->heap.data;
    *out = column_flat(LAYOUT_VIEW, writer->call->rows, writer->views, NULL);
    out->heaps = heaps;
    out->heap_count = 1;
    return true;
}

/* A numeric argument of any form, decoded. */
static inline Numeric numeric_arg(const KernelCall *call, uint32_t arg, uint32_t row)
{
    const Column *column = &call->args[arg];
    Type type = call->arg_types[arg];

    if (type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_VAR)
        return numeric_decode(column_str(column, row));
    return numeric_from_fixed(call->cx->arena, integer_at(column, row), type.numeric_scale);
}

#endif
