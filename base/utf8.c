/* utf8.c -- see utf8.h. */
#include "base/utf8.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS  UINT64_C(0x0101010101010101)

int utf8_claimed_bytes(char first)
{
    unsigned char byte = (unsigned char)first;

    if (byte < 0xc0)
        return 1;
    return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 1;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes of the valid character at the start of `s`, 0 where it is not valid: too short, longer
 * than needed, a surrogate, or beyond U+10FFFF. */
static size_t valid_bytes(Str s)
{
    unsigned char first = (unsigned char)s.data[0];
    size_t bytes = (size_t)utf8_claimed_bytes(s.data[0]);

    if (bytes == 1)
        return first && first < 0x80;
    if (bytes > s.length || first < 0xc2)
        return 0;
    for (size_t at = 1; at < bytes; at++)
        if (!is_continuation(s.data[at]))
            return 0;
    unsigned char second = (unsigned char)s.data[1];
    bool is_refused = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f) ||
                      first > 0xf4;
    return is_refused ? 0 : bytes;
}

/* Eight bytes, all ASCII and none zero. */
static bool is_plain_word(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return ((word | (word - LOW_BITS)) & HIGH_BITS) == 0;
}

size_t utf8_find_invalid(Str s)
{
    size_t at = 0;

    while (at < s.length) {
        if (s.length - at >= 8 && is_plain_word(s.data + at)) {
            at += 8;
            continue;
        }
        size_t bytes = valid_bytes((Str){ s.data + at, s.length - at });
        if (bytes == 0)
            return at;
        at += bytes;
    }
    return at;
}

bool utf8_check(Cx *cx, Str s, int position)
{
    size_t at = utf8_find_invalid(s);

    if (at == s.length)
        return true;
    StrBuilder shown = str_builder(cx->arena);
    size_t end = at + (size_t)utf8_claimed_bytes(s.data[at]);
    for (; at < end && at < s.length; at++)
        str_addf(&shown, "%s0x%02x", shown.length ? " " : "", (unsigned char)s.data[at]);
    return fail(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE, position,
                "invalid byte sequence for encoding \"UTF8\": %.*s", STR(str_built(&shown)));
}

size_t utf8_count(Str s)
{
    size_t count = 0;

    for (size_t at = 0; at < s.length; at++)
        count += !is_continuation(s.data[at]);
    return count;
}

size_t utf8_offset(Str s, size_t characters)
{
    size_t at = 0;

    for (; characters && at < s.length; characters--)
        at += (size_t)utf8_claimed_bytes(s.data[at]);
    return at < s.length ? at : s.length;
}

size_t utf8_fit(Str s, size_t bytes)
{
    if (bytes >= s.length)
        return s.length;
    while (bytes && is_continuation(s.data[bytes]))
        bytes--;
    return bytes;
}
