/*
 * text.h -- the kernels of text functions, and what they share.
 *
 * Text is UTF-8 and counted in code points.  A kernel walks the rows that count (selected, no
 * argument null) and leaves an empty string elsewhere.  Results either are views into an
 * argument's heaps, which they then share, or lie in heaps of a TextOut.
 */
#ifndef EXPRESSION_KERNELS_TEXT_H
#define EXPRESSION_KERNELS_TEXT_H

#include "expression/expression.h"

/* --- Kernels --------------------------------------------------------------------------------- */

bool kernel_text_concat(const KernelCall *call, Column *out);
bool kernel_concat(const KernelCall *call, Column *out);
bool kernel_replace(const KernelCall *call, Column *out);
bool kernel_repeat(const KernelCall *call, Column *out);
bool kernel_reverse(const KernelCall *call, Column *out);
bool kernel_upper(const KernelCall *call, Column *out);
bool kernel_lower(const KernelCall *call, Column *out);
bool kernel_substring(const KernelCall *call, Column *out);
bool kernel_left(const KernelCall *call, Column *out);
bool kernel_right(const KernelCall *call, Column *out);
bool kernel_btrim(const KernelCall *call, Column *out);
bool kernel_ltrim(const KernelCall *call, Column *out);
bool kernel_rtrim(const KernelCall *call, Column *out);
bool kernel_char_length(const KernelCall *call, Column *out);
bool kernel_bpchar_length(const KernelCall *call, Column *out);
bool kernel_octet_length(const KernelCall *call, Column *out);
bool kernel_bit_length(const KernelCall *call, Column *out);
bool kernel_strpos(const KernelCall *call, Column *out);
bool kernel_starts_with(const KernelCall *call, Column *out);

/* --- Arguments ------------------------------------------------------------------------------- */

/* A VIEW argument; `step` is 0 for CONST, else 1. */
typedef struct TextArg {
    const StrView *views;
    const uint8_t *const *heaps;
    uint32_t step;
} TextArg;

TextArg text_arg(const KernelCall *call, uint32_t at);

static inline Str text_at(const TextArg *arg, uint32_t row)
{
    return view_str(arg->views + row * arg->step, arg->heaps);
}

/* An integer argument in whatever layout it comes. */
typedef struct IntArg {
    const void *data;
    Layout layout;
    bool is_constant;
    int64_t constant;
} IntArg;

IntArg int_arg(const KernelCall *call, uint32_t at);
int64_t int_of_row(const IntArg *arg, uint32_t row);

static inline int64_t int_at(const IntArg *arg, uint32_t row)
{
    return arg->is_constant ? arg->constant : int_of_row(arg, row);
}

/* The rows a kernel works on, ascending.  Wider than Row: dictionaries may hold more values than
 * a batch has rows. */
typedef struct LiveRows {
    const uint32_t *row;
    uint32_t count;
} LiveRows;

LiveRows live_rows(const KernelCall *call);     /* selected, and no argument is null */
LiveRows selected_rows(const KernelCall *call); /* whatever is null */

/* --- Results --------------------------------------------------------------------------------- */

enum { TEXT_BYTES_MAX = 0x3fffffff - 4 }; /* of one string, as PostgreSQL's: a gigabyte */

/* Strings being made.  A heap is left behind when it is full: no string moves. */
typedef struct TextOut {
    Cx *cx;
    StrView *views; /* empty strings until put */
    uint8_t **heaps;
    uint32_t heap_count, heap_capacity;
    char *next; /* room left in the newest heap */
    size_t room;
    size_t heap_bytes; /* size of the next heap */
} TextOut;

/* `bytes`: about how many all strings will take. */
TextOut text_out(const KernelCall *call, size_t bytes);
/* Room for a string of up to `bytes`; NULL: out of memory, 54000 beyond TEXT_BYTES_MAX. */
must_use char *text_out_room(TextOut *out, size_t bytes);
/* The string of `row` is the first `bytes` of the room just asked for. */
void text_out_put(TextOut *out, uint32_t row, size_t bytes);
/* A copy of `text`, however many rows ask for room between. */
must_use bool text_out_str(TextOut *out, uint32_t row, Str text);
Column text_out_column(const TextOut *out, uint32_t rows);

/* Bytes of all rows of an argument, for sizing a TextOut; CONST counts once a row. */
size_t text_bytes(const TextArg *arg, LiveRows live);

/* New FLAT results, zeroed: empty strings, zeros, false. */
void *result_alloc(const KernelCall *call, Layout layout);

/* --- Letters --------------------------------------------------------------------------------- */

typedef enum TextCase { CASE_LOWER, CASE_UPPER } TextCase;

/* Upper and lower case as in the C.UTF-8 locale: code point by code point. */
uint32_t code_point_to_case(uint32_t code, TextCase wanted);
/* Writes up to text_case_room(s.length) bytes; returns how many. */
size_t text_to_case(Str s, TextCase wanted, char *to);
size_t text_case_room(size_t bytes);

#endif
