/* array_string.c -- array_to_string and string_to_array. */
#include "expression/kernels/values.h"

/* --- array_to_string ------------------------------------------------------------------------- */

/* Nulls are left out where there is no text for them. */
static bool join_items(const KernelCall *call, uint32_t row, Value *out_value)
{
    Value array = value_arg(call, 0, row), separator = value_arg(call, 1, row);
    Value null_text = call->arg_count > 2 ? value_arg(call, 2, row) : VALUE_NULL;
    StrBuilder text = str_builder(call->cx->arena);
    uint32_t shown = 0;

    if (array.is_null || separator.is_null)
        return true;
    ArrayReader reader = array_reader(array.text, element_arg(call, 0));
    for (Value item; array_next(&reader, &item);) {
        if (item.is_null && null_text.is_null)
            continue;
        if (shown++)
            str_add(&text, separator.text);
        if (item.is_null)
            str_add(&text, null_text.text);
        else
            value_print_styled(&text, cx_values(call->cx), type_of(element_arg(call, 0)), item);
    }
    *out_value = (Value){ .text = str_built(&text) };
    return true;
}

bool kernel_array_to_string(const KernelCall *call, Column *out)
{
    return values_of_rows(call, join_items, out);
}

/* --- string_to_array ------------------------------------------------------------------------- */

static bool split(const KernelCall *call, uint32_t row, Value *out_value)
{
    Value text = value_arg(call, 0, row), separator = value_arg(call, 1, row);
    Value null_text = call->arg_count > 2 ? value_arg(call, 2, row) : VALUE_NULL;
    Value *items = NULL;
    uint32_t count = 0, capacity = 0;
    TextPieces pieces = { .rest = text.text,
                          .separator = separator.text,
                          .by_letter = separator.is_null };

    if (text.is_null)
        return true;
    for (Str piece; text_pieces_next(&pieces, &piece);) {
        TRY(array_check_count(call->cx, (uint64_t)count + 1, call->position));
        items = arena_grown(call->cx->arena, items, sizeof *items, count, &capacity);
        bool is_null = !null_text.is_null && str_equal(piece, null_text.text);
        items[count++] = is_null ? VALUE_NULL : (Value){ .text = piece };
    }
    ArrayHeader shape = array_list(1, count);
    *out_value = (Value){ .text = array_make(call->cx->arena, TYPE_TEXT, &shape, items) };
    return true;
}

bool kernel_string_to_array(const KernelCall *call, Column *out)
{
    return values_of_rows(call, split, out);
}

/* The length of the character that `text` begins with. */
static size_t letter_bytes(Str text)
{
    size_t bytes = 1;

    while (bytes < text.length && ((unsigned char)text.data[bytes] & 0xc0) == 0x80)
        bytes++;
    return bytes;
}

/* Where `wanted`, which is not empty, begins in `text`; its length where it does not. */
static size_t find_text(Str text, Str wanted)
{
    const char *found =
        text.length ? memmem(text.data, text.length, wanted.data, wanted.length) : NULL;

    return found ? (size_t)(found - text.data) : text.length;
}

bool text_pieces_next(TextPieces *pieces, Str *out_piece)
{
    Str rest = pieces->rest;
    size_t length = rest.length;

    if (pieces->is_done || (!rest.length && !pieces->has_begun))
        return false;
    if (pieces->by_letter) {
        if (!rest.length)
            return false;
        length = letter_bytes(rest);
    } else if (pieces->separator.length) {
        length = find_text(rest, pieces->separator);
    }
    *out_piece = str_slice(rest, 0, length);
    pieces->has_begun = true;
    pieces->is_done = !pieces->by_letter && length == rest.length;
    size_t skipped = pieces->by_letter || pieces->is_done ? 0 : pieces->separator.length;
    pieces->rest = str_slice(rest, length + skipped, rest.length);
    return true;
}
