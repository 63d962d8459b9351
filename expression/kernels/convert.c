/*
 * convert.c -- convert, convert_from, convert_to: text and bytes in other encodings.
 *
 * UTF8, LATIN1 and SQL_ASCII, which is bytes as they are.  Text is always UTF-8.
 */
#include "expression/kernels.h"
#include "expression/kernels/system.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

#include "base/utf8.h"

typedef enum Encoding { ENCODING_SQL_ASCII, ENCODING_UTF8 = 6, ENCODING_LATIN1 = 8 } Encoding;

static bool find_encoding(const KernelCall *call, Str name, const char *which, int *out_encoding)
{
    *out_encoding = encoding_number(name);
    if (*out_encoding < 0)
        return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                    "invalid %s encoding name \"%.*s\"", which, STR(name));
    return *out_encoding == ENCODING_SQL_ASCII || *out_encoding == ENCODING_UTF8 ||
           *out_encoding == ENCODING_LATIN1 ||
           fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                "encoding %.*s is not supported yet", STR(name));
}

/* "0xe2 0x82 0xac" */
static Str bytes_named(Arena *arena, Str bytes)
{
    StrBuilder out = str_builder(arena);

    for (size_t at = 0; at < bytes.length; at++)
        str_addf(&out, "%s0x%02x", at ? " " : "", (uint8_t)bytes.data[at]);
    return str_built(&out);
}

static bool check_utf8(const KernelCall *call, Str text)
{
    size_t bad = utf8_find_invalid(text);

    if (bad == text.length)
        return true;
    size_t claimed = (size_t)utf8_claimed_bytes(text.data[bad]);
    Str bytes = str_slice(text, bad, bad + claimed);
    return fail(call->cx, ERR_CHARACTER_NOT_IN_REPERTOIRE, call->position,
                "invalid byte sequence for encoding \"UTF8\": %.*s",
                STR(bytes_named(call->cx->arena, bytes)));
}

/* In the other encodings every byte but zero is a character, or a part of one. */
static bool check_bytes(const KernelCall *call, Str text, int encoding)
{
    if (!text.length || !memchr(text.data, '\0', text.length))
        return true;
    return fail(call->cx, ERR_CHARACTER_NOT_IN_REPERTOIRE, call->position,
                "invalid byte sequence for encoding \"%s\": 0x00",
                encoding == ENCODING_LATIN1 ? "LATIN1" : "SQL_ASCII");
}

/* A byte of LATIN1 is its code point. */
static void add_from_latin1(StrBuilder *out, Str text)
{
    for (size_t at = 0; at < text.length; at++) {
        char bytes[4];
        int length = utf8_encode((uint8_t)text.data[at], bytes);
        str_add(out, (Str){ bytes, (size_t)length });
    }
}

static bool add_to_latin1(const KernelCall *call, StrBuilder *out, Str text)
{
    const char *at = text.data, *end = text.data + text.length;

    while (at < end) {
        const char *start = at;
        uint32_t code = utf8_decode(at, end, &at);
        if (code > 0xff)
            return fail(call->cx, ERR_UNTRANSLATABLE_CHARACTER, call->position,
                        "character with byte sequence %.*s in encoding \"UTF8\" has no equivalent "
                        "in encoding \"LATIN1\"",
                        STR(bytes_named(call->cx->arena, (Str){ start, (size_t)(at - start) })));
        str_add_char(out, (char)code);
    }
    return true;
}

static bool converted(const KernelCall *call, Str text, int from, int to, Str *out_text)
{
    StrBuilder out = str_builder(call->cx->arena);

    TRY(from == ENCODING_UTF8 ? check_utf8(call, text) : check_bytes(call, text, from));
    *out_text = text;
    if (from == to || from == ENCODING_SQL_ASCII || to == ENCODING_SQL_ASCII)
        return to != ENCODING_UTF8 || check_utf8(call, text);
    if (to == ENCODING_UTF8)
        add_from_latin1(&out, text);
    else
        TRY(add_to_latin1(call, &out, text));
    *out_text = str_built(&out);
    return true;
}

/* Argument numbers of the encodings; 0: UTF8. */
static bool convert_rows(const KernelCall *call, uint32_t from_arg, uint32_t to_arg, Column *out)
{
    TextArg texts = text_arg(call, 0), froms = { 0 }, tos = { 0 };
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&texts, live));

    if (from_arg)
        froms = text_arg(call, from_arg);
    if (to_arg)
        tos = text_arg(call, to_arg);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        int from = ENCODING_UTF8, to = ENCODING_UTF8;
        Str text;
        if (from_arg)
            TRY(find_encoding(call, text_at(&froms, row), "source", &from));
        if (to_arg)
            TRY(find_encoding(call, text_at(&tos, row), "destination", &to));
        TRY(converted(call, text_at(&texts, row), from, to, &text));
        TRY(text_out_str(&result, row, text));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_convert(const KernelCall *call, Column *out)
{
    return convert_rows(call, 1, 2, out);
}

bool kernel_convert_from(const KernelCall *call, Column *out)
{
    return convert_rows(call, 1, 0, out);
}

bool kernel_convert_to(const KernelCall *call, Column *out)
{
    return convert_rows(call, 0, 1, out);
}
