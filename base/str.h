/*
 * str.h -- strings as (pointer, length), and a buffer to build them in.
 *
 * A Str owns nothing; its bytes live in some arena or literal.  They need not end in NUL.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"

#include <stdarg.h>

typedef struct Str {
    const char *data;
    size_t length; /* bytes */
} Str;

/* For printf: "%.*s", STR(name). */
#define STR(s)        (int)(s).length, (s).data
#define STR_LIT(text) ((Str){ (text), sizeof(text) - 1 })
#define STR_NONE      ((Str){ NULL, 0 })

Str str_of(const char *text); /* borrows a NUL-ended text; NULL gives STR_NONE */
bool str_equal(Str a, Str b);
bool str_is(Str s, const char *text);
int str_compare(Str a, Str b); /* bytewise, a prefix sorts first */
bool str_starts(Str s, const char *prefix);
Str str_slice(Str s, size_t from, size_t to); /* clamped */
Str str_trim(Str s);                          /* without blanks, tabs, line ends at both sides */
Str str_copy(Arena *arena, Str s);
char *str_to_c(Arena *arena, Str s); /* NUL-ended copy */
Str str_lower(Arena *arena, Str s);  /* ASCII only */
Str str_format(Arena *arena, const char *format, ...) printf_like(2, 3);
Str str_vformat(Arena *arena, const char *format, va_list args);

/* A growing text in an arena; `data` is always followed by a NUL. */
typedef struct StrBuilder {
    Arena *arena;
    char *data;
    size_t length;
    size_t capacity;
} StrBuilder;

StrBuilder str_builder(Arena *arena);
void str_add(StrBuilder *builder, Str s);
void str_add_c(StrBuilder *builder, const char *text);
void str_add_char(StrBuilder *builder, char c);
void str_add_bytes(StrBuilder *builder, const void *data, size_t bytes);
void str_addf(StrBuilder *builder, const char *format, ...) printf_like(2, 3);
/* Room for `bytes` more; returns where to write them.  The caller adds to `length` itself. */
char *str_reserve(StrBuilder *builder, size_t bytes);
Str str_built(const StrBuilder *builder);

#endif
