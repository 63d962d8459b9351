/* printable.h -- names out of file systems and files, for messages. */
#ifndef STORAGE_CATALOG_PRINTABLE_H
#define STORAGE_CATALOG_PRINTABLE_H

#include "base/utf8.h"

static inline bool is_valid_text(Str text)
{
    return utf8_find_invalid(text) == text.length;
}

/* The text with every byte that is not valid UTF-8 written as \xNN. */
Str printable_text(Arena *arena, Str text);

#endif
