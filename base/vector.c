/* vector.c -- see vector.h. */
#include "base/vector.h"

#include "base/digits.h"

enum { VECTOR_ITEMS_MAX = 1600 }; /* a table has no more columns */

Str vector_make(Arena *arena, TypeId type, const Value *items, uint32_t count)
{
    ArrayHeader shape = array_list(0, count);

    return array_make(arena, type_element(type), &shape, items);
}

static Str next_word(Str text, size_t *at)
{
    while (*at < text.length && char_is_space(text.data[*at]))
        (*at)++;
    size_t start = *at;
    while (*at < text.length && !char_is_space(text.data[*at]))
        (*at)++;
    return str_slice(text, start, *at);
}

bool vector_parse(Cx *cx, TypeId type, Str text, int position, Str *out_vector)
{
    Value *items = ARENA_ARRAY(cx->arena, Value, VECTOR_ITEMS_MAX);
    uint32_t count = 0;
    size_t at = 0;

    for (Str word = next_word(text, &at); word.length; word = next_word(text, &at)) {
        if (count == VECTOR_ITEMS_MAX)
            return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, position, "%s has too many elements",
                        type_sql_name(type));
        TRY(value_parse(cx, type_of(type_element(type)), word, position, &items[count++]));
    }
    *out_vector = vector_make(cx->arena, type, items, count);
    return true;
}

void vector_print(StrBuilder *builder, TypeId type, Str vector)
{
    ArrayReader reader = array_reader(vector, type_element(type));
    Value item;

    for (uint32_t at = 0; array_next(&reader, &item); at++) {
        if (at)
            str_add_char(builder, ' ');
        str_add_i64(builder, item.integer);
    }
}

static bool read_half(Str text, size_t *at, uint32_t *out_half)
{
    static const char digits[] = "0123456789abcdef";
    size_t start = *at;

    *out_half = 0;
    for (; *at < text.length && *at < start + 8; (*at)++) {
        const char *digit = strchr(digits, char_lower(text.data[*at]));
        if (!digit || !text.data[*at])
            break;
        *out_half = *out_half * 16 + (uint32_t)(digit - digits);
    }
    return *at > start;
}

bool lsn_parse(Cx *cx, Str text, int position, int64_t *out_lsn)
{
    uint32_t high, low;
    size_t at = 0;

    if (!read_half(text, &at, &high) || at == text.length || text.data[at++] != '/' ||
        !read_half(text, &at, &low) || at < text.length)
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, position,
                    "invalid input syntax for type pg_lsn: \"%.*s\"", STR(text));
    *out_lsn = (int64_t)((uint64_t)high << 32 | low);
    return true;
}

void lsn_print(StrBuilder *builder, int64_t lsn)
{
    str_addf(builder, "%X/%X", (uint32_t)((uint64_t)lsn >> 32), (uint32_t)lsn);
}
