/* width.c -- see width.h.  The widths are those of Unicode, as libutf8proc has them. */
#include "server/cli/width.h"

#include <utf8proc.h>

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

int char_width(Str text, size_t at, size_t *out_bytes)
{
    utf8proc_int32_t character;

    *out_bytes = 1;
    if (is_plain(text.data[at]))
        return 1;
    size_t left = text.length - at;
    utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                              (utf8proc_ssize_t)(left < 4 ? left : 4), &character);
    if (bytes < 1)
        return -1;
    *out_bytes = (size_t)bytes;
    if (character < ' ' || (character >= 0x7f && character < 0xa0))
        return -1;
    return utf8proc_charwidth(character);
}

size_t text_width(Str text)
{
    size_t width = 0, bytes;

    for (size_t at = 0; at < text.length; at += bytes) {
        int columns = char_width(text, at, &bytes);
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}
