/*
 * text_case.c -- upper() and lower().
 *
 * ASCII goes eight bytes at a time; other code points are looked up in ranges.  Case may change
 * the length of a character in bytes (a capital sharp s is longer than the small one), never the
 * number of characters.  The process's locale plays no part.
 */
#include "expression/kernels/text.h"
#include "expression/kernels/text_case_table.h"
#include "expression/kernels/text_utf8.h"

uint32_t utf8_decode(const char *s, const char *end, const char **out_next)
{
    const uint8_t *byte = (const uint8_t *)s;
    size_t left = (size_t)(end - s);
    uint32_t length = byte[0] < 0x80 ? 1 : byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;

    if (length == 1 || left < length) {
        *out_next = s + 1;
        return byte[0];
    }
    *out_next = s + length;
    uint32_t code = byte[0] & (0x7fU >> length);
    for (uint32_t at = 1; at < length; at++)
        code = code << 6 | (byte[at] & 0x3f);
    return code;
}

int utf8_encode(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }

    int length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int at = length - 1; at > 0; at--, code >>= 6)
        to[at] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(code | (0xf00U >> length & 0xf0));
    return length;
}

uint32_t code_point_to_case(uint32_t code, TextCase wanted)
{
    const CaseRange *ranges = wanted == CASE_UPPER ? to_upper : to_lower;
    uint32_t low = 0;
    uint32_t high = wanted == CASE_UPPER ? COUNT_OF(to_upper) : COUNT_OF(to_lower);

    while (low < high) {
        uint32_t middle = (low + high) / 2;

        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }

    uint32_t count = wanted == CASE_UPPER ? COUNT_OF(to_upper) : COUNT_OF(to_lower);
    if (low == count || code < ranges[low].first)
        return code;
    if ((code - ranges[low].first) % (uint32_t)ranges[low].step)
        return code;
    return (uint32_t)((int32_t)code + ranges[low].delta);
}

/* All eight bytes are ASCII: those in first..first + 25 get their case bit flipped. */
static uint64_t flip_letters(uint64_t word, char first)
{
    uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t from = word + ones * (uint64_t)(0x80 - first);
    uint64_t past = word + ones * (uint64_t)(0x80 - (first + 26));

    return word ^ ((from & ~past & HIGH_BITS) >> 2);
}

/* From `at` on while there are whole words of ASCII; returns where it stopped. */
static size_t ascii_to_case(Str s, size_t at, char first, char *to)
{
    for (; s.length - at >= 8; at += 8) {
        uint64_t word = load_word(s.data + at);

        if (word & HIGH_BITS)
            break;
        word = flip_letters(word, first);
        memcpy(to, &word, sizeof word);
        to += 8;
    }
    return at;
}

size_t text_case_room(size_t bytes)
{
    return bytes + bytes / 2 + 4; /* two bytes may become three */
}

size_t text_to_case(Str s, TextCase wanted, char *to)
{
    char first = wanted == CASE_UPPER ? 'a' : 'A';
    const char *end = s.data + s.length;
    char *start = to;
    size_t at = 0;

    while (at < s.length) {
        size_t stop = ascii_to_case(s, at, first, to);
        to += stop - at;
        at = stop;
        for (int count = 0; count < 8 && at < s.length; count++) {
            uint8_t byte = (uint8_t)s.data[at];

            if (byte < 0x80) {
                *to++ = (char)(byte ^ ((uint8_t)(byte - (uint8_t)first) < 26 ? 0x20 : 0));
                at++;
                continue;
            }
            const char *next;
            uint32_t code = utf8_decode(s.data + at, end, &next);
            to += utf8_encode(code_point_to_case(code, wanted), to);
            at = (size_t)(next - s.data);
        }
    }
    return (size_t)(to - start);
}

static bool change_case(const KernelCall *call, TextCase wanted, Column *out)
{
    TextArg text = text_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_case_room(text_bytes(&text, live)));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);
        char *to = TRY(text_out_room(&result, text_case_room(s.length)));

        text_out_put(&result, row, text_to_case(s, wanted, to));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_upper(const KernelCall *call, Column *out)
{
    return change_case(call, CASE_UPPER, out);
}

bool kernel_lower(const KernelCall *call, Column *out)
{
    return change_case(call, CASE_LOWER, out);
}
