/* printable.c -- see printable.h. */
#include "storage/catalog/printable.h"

Str printable_text(Arena *arena, Str text)
{
    StrBuilder out = str_builder(arena);

    while (text.length > 0) {
        size_t valid = utf8_find_invalid(text);
        str_add(&out, str_slice(text, 0, valid));
        if (valid < text.length)
            str_addf(&out, "\\x%02x", (uint8_t)text.data[valid++]);
        text = str_slice(text, valid, text.length);
    }
    return str_built(&out);
}
