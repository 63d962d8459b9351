/*
 * values.h -- PRIVATE: kernels that work value by value on types they do not know: arrays, sets.
 */
#ifndef EXPRESSION_KERNELS_VALUES_H
#define EXPRESSION_KERNELS_VALUES_H

#include "base/array.h"
#include "expression/kernels/views.h"

/* Writes a result of any type, row by row; rows that are not written show zeros. */
typedef struct ValueWriter {
    const KernelCall *call;
    Layout layout;
    char *data;         /* not for VIEW */
    uint64_t *validity; /* NULL: no null yet */
    ViewWriter views;
} ValueWriter;

ValueWriter value_writer_begin(const KernelCall *call);
void value_writer_put(ValueWriter *writer, uint32_t row, Value value);
must_use bool value_writer_end(ValueWriter *writer, Column *out);

/* Makes the value of one row, which may be null. */
typedef bool (*RowKernel)(const KernelCall *call, uint32_t row, Value *out_value);
/* The result of `kernel` in each live row. */
must_use bool values_of_rows(const KernelCall *call, RowKernel kernel, Column *out);

/* Argument `arg` in `row`. */
static inline Value value_arg(const KernelCall *call, uint32_t arg, uint32_t row)
{
    return value_of_column(&call->args[arg], row);
}

/* What the items of array argument `arg` are. */
static inline TypeId element_arg(const KernelCall *call, uint32_t arg)
{
    return type_element((TypeId)call->arg_types[arg].id);
}

/* The shape of array argument `arg`; that of an empty one where it is null. */
ArrayHeader shape_arg(const KernelCall *call, uint32_t arg, uint32_t row);
/* Its items; NULL where it is null. */
Value *items_arg(const KernelCall *call, uint32_t arg, uint32_t row);

/* The parts of a text between separators: of an empty separator the whole, of an empty text none.
 */
typedef struct TextPieces {
    Str rest;
    Str separator;
    bool by_letter; /* every character is a part */
    bool has_begun, is_done;
} TextPieces;

bool text_pieces_next(TextPieces *pieces, Str *out_piece);

#endif
