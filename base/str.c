/* str.c -- see str.h. */
#include "base/str.h"

#include <stdio.h>

Str str_of(const char *text)
{
    return text ? (Str){ text, strlen(text) } : STR_NONE;
}

bool str_equal(Str a, Str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

bool str_is(Str s, const char *text)
{
    return str_equal(s, str_of(text));
}

int str_compare(Str a, Str b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.data, b.data, common) : 0;

    return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool str_starts(Str s, const char *prefix)
{
    size_t length = strlen(prefix);
    return s.length >= length && memcmp(s.data, prefix, length) == 0;
}

Str str_slice(Str s, size_t from, size_t to)
{
    to = to < s.length ? to : s.length;
    from = from < to ? from : to;
    return (Str){ s.data + from, to - from };
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
    while (s.length && is_blank(s.data[0]))
        s.data++, s.length--;
    while (s.length && is_blank(s.data[s.length - 1]))
        s.length--;
    return s;
}

char *str_to_c(Arena *arena, Str s)
{
    char *copy = arena_alloc(arena, s.length + 1);

    if (s.length)
        memcpy(copy, s.data, s.length);
    copy[s.length] = '\0';
    return copy;
}

Str str_copy(Arena *arena, Str s)
{
    return (Str){ str_to_c(arena, s), s.length };
}

Str str_lower(Arena *arena, Str s)
{
    char *copy = str_to_c(arena, s);

    for (size_t at = 0; at < s.length; at++)
        if (copy[at] >= 'A' && copy[at] <= 'Z')
            copy[at] = (char)(copy[at] + ('a' - 'A'));
    return (Str){ copy, s.length };
}

Str str_vformat(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);

    assert(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return (Str){ text, (size_t)length };
}

Str str_format(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str s = str_vformat(arena, format, args);
    va_end(args);
    return s;
}

StrBuilder str_builder(Arena *arena)
{
    StrBuilder builder = { .arena = arena };
    str_reserve(&builder, 63);
    return builder;
}

char *str_reserve(StrBuilder *builder, size_t bytes)
{
    size_t needed = builder->length + bytes + 1;

    if (needed > builder->capacity) {
        size_t capacity = builder->capacity * 2 > needed ? builder->capacity * 2 : needed;
        char *data = arena_alloc(builder->arena, capacity);
        if (builder->length)
            memcpy(data, builder->data, builder->length);
        builder->data = data;
        builder->capacity = capacity;
        data[builder->length] = '\0';
    }
    return builder->data + builder->length;
}

void str_add_bytes(StrBuilder *builder, const void *data, size_t bytes)
{
    char *to = str_reserve(builder, bytes);

    if (bytes)
        memcpy(to, data, bytes);
    to[bytes] = '\0';
    builder->length += bytes;
}

void str_add(StrBuilder *builder, Str s)
{
    str_add_bytes(builder, s.data, s.length);
}

void str_add_c(StrBuilder *builder, const char *text)
{
    str_add_bytes(builder, text, strlen(text));
}

void str_add_char(StrBuilder *builder, char c)
{
    str_add_bytes(builder, &c, 1);
}

void str_addf(StrBuilder *builder, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);

    assert(length >= 0);
    vsnprintf(str_reserve(builder, (size_t)length), (size_t)length + 1, format, args);
    builder->length += (size_t)length;
    va_end(args);
}

Str str_built(const StrBuilder *builder)
{
    return (Str){ builder->data, builder->length };
}
