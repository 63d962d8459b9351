/*
 * text_utf8.h -- walking over UTF-8.
 *
 * Strings are valid UTF-8 (checked where they enter), yet no function here reads outside of
 * [s, end) whatever the bytes are.
 */
#ifndef EXPRESSION_KERNELS_TEXT_UTF8_H
#define EXPRESSION_KERNELS_TEXT_UTF8_H

#include "base/str.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static inline uint64_t load_word(const char *s)
{
    uint64_t word;
    memcpy(&word, s, sizeof word);
    return word;
}

static inline bool is_continuation(char byte)
{
    return ((uint8_t)byte & 0xc0) == 0x80;
}

static inline bool text_is_ascii(Str s)
{
    const char *at = s.data, *end = s.data + s.length;
    uint64_t seen = 0;

    for (; end - at >= 8; at += 8)
        seen |= load_word(at);
    for (; at < end; at++)
        seen |= (uint64_t)(*at & 0x80);
    return !(seen & HIGH_BITS);
}

/* The end of the character that starts at `s` < `end`. */
static inline const char *char_next(const char *s, const char *end)
{
    for (s++; s < end && is_continuation(*s); s++)
        ;
    return s;
}

/* The start of the character that ends at `s` > `start`. */
static inline const char *char_previous(const char *s, const char *start)
{
    for (s--; s > start && is_continuation(*s); s--)
        ;
    return s;
}

static inline size_t char_count(const char *s, size_t bytes)
{
    size_t count = 0;

    for (size_t at = 0; at < bytes; at++)
        count += !is_continuation(s[at]);
    return count;
}

/* `s` moved forward by up to `chars` characters; `*out_left`: how many it could not. */
static inline const char *chars_skip(const char *s, const char *end, uint64_t chars,
                                     uint64_t *out_left)
{
    while (chars && end - s >= 8) {
        uint64_t high = load_word(s) & HIGH_BITS;
        uint64_t ascii = high ? (uint64_t)__builtin_ctzll(high) / 8 : 8;
        uint64_t step = ascii < chars ? ascii : chars;

        s += step;
        chars -= step;
        if (chars && ascii < 8) {
            s = char_next(s, end);
            chars--;
        }
    }
    for (; chars && s < end; chars--)
        s = char_next(s, end);
    *out_left = chars;
    return s;
}

/* `end` moved back by up to `chars` characters. */
static inline const char *chars_skip_back(const char *start, const char *end, uint64_t chars)
{
    while (chars && end - start >= 8) {
        uint64_t high = load_word(end - 8) & HIGH_BITS;
        uint64_t ascii = high ? (uint64_t)__builtin_clzll(high) / 8 : 8;
        uint64_t step = ascii < chars ? ascii : chars;

        end -= step;
        chars -= step;
        if (chars && ascii < 8) {
            end = char_previous(end, start);
            chars--;
        }
    }
    for (; chars && end > start; chars--)
        end = char_previous(end, start);
    return end;
}

/* The code point at `s`; `*out_next` is behind it.  Broken bytes stand for themselves. */
uint32_t utf8_decode(const char *s, const char *end, const char **out_next);
/* Writes up to 4 bytes; returns how many. */
int utf8_encode(uint32_t code, char *to);

#endif
