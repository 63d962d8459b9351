/*
 * text_code.c -- characters as numbers and numbers as text: ascii, chr, to_hex, unistr, and
 * digests.
 */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

#include "base/bytes_text.h"
#include "base/utf8.h"

#include <openssl/evp.h>

enum { CODE_POINT_MAX = 0x10ffff };

static bool is_surrogate(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

/* --- ascii, chr, to_hex ------------------------------------------------------------------------
 */

bool kernel_ascii(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    int32_t *codes = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        Str text = text_at(&texts, live.row[at]);
        const char *next;
        if (text.length)
            codes[live.row[at]] = (int32_t)utf8_decode(text.data, text.data + text.length, &next);
    }
    *out = column_flat(LAYOUT_I32, call->rows, codes, NULL);
    return true;
}

static bool check_code(const KernelCall *call, int64_t code)
{
    if (code < 0)
        return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                    "character number must be positive");
    if (code == 0)
        return fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                    "null character not permitted");
    if (code > CODE_POINT_MAX)
        return fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                    "requested character too large for encoding: %u", (unsigned)code);
    return !is_surrogate((uint32_t)code) ||
           fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                "requested character not valid for encoding: %u", (unsigned)code);
}

bool kernel_chr(const KernelCall *call, Column *out)
{
    IntArg codes = int_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 4 * (size_t)live.count);

    for (uint32_t at = 0; at < live.count; at++) {
        int64_t code = int_at(&codes, live.row[at]);
        TRY(check_code(call, code));
        char *to = TRY(text_out_room(&result, 4));
        text_out_put(&result, live.row[at], (size_t)utf8_encode((uint32_t)code, to));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_to_hex(const KernelCall *call, Column *out)
{
    enum { HEX_MAX = 17 };
    IntArg numbers = int_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, HEX_MAX * (size_t)live.count);
    uint64_t mask = call->arg_types[0].id == TYPE_INT8 ? UINT64_MAX : UINT32_MAX;

    for (uint32_t at = 0; at < live.count; at++) {
        uint64_t number = (uint64_t)int_at(&numbers, live.row[at]) & mask;
        char *to = TRY(text_out_room(&result, HEX_MAX));
        text_out_put(&result, live.row[at],
                     (size_t)snprintf(to, HEX_MAX, "%llx", (unsigned long long)number));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- unistr ------------------------------------------------------------------------------------
 */

static bool fail_unicode(const KernelCall *call, const char *what)
{
    return fail(call->cx, ERR_SYNTAX_ERROR, call->position, "%s", what);
}

static bool fail_escape(const KernelCall *call)
{
    fail_unicode(call, "invalid Unicode escape");
    return fail_hint(call->cx, "Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or "
                               "\\UXXXXXXXX.");
}

/* `digits` hexadecimal digits from s on, all of them there. */
static bool read_hex(const char *s, const char *end, int digits, uint32_t *out_code)
{
    uint32_t code = 0;

    if (end - s < digits)
        return false;
    for (int at = 0; at < digits; at++) {
        if (hex_digit(s[at]) < 0)
            return false;
        code = code << 4 | (uint32_t)hex_digit(s[at]);
    }
    *out_code = code;
    return true;
}

/* The escape behind a backslash; how many bytes it has, 0 where it is none. */
static size_t read_escape(const char *s, const char *end, uint32_t *out_code)
{
    static const struct {
        char mark;
        int digits;
    } forms[] = { { 'u', 4 }, { 'U', 8 }, { '+', 6 } };

    if (read_hex(s, end, 4, out_code))
        return 4;
    for (size_t at = 0; at < COUNT_OF(forms) && s < end; at++)
        if (*s == forms[at].mark && read_hex(s + 1, end, forms[at].digits, out_code))
            return 1 + (size_t)forms[at].digits;
    return 0;
}

static bool unescape(const KernelCall *call, Str text, char *to, size_t *out_length)
{
    const char *at = text.data, *end = text.data + text.length;
    uint32_t high = 0; /* the first of a surrogate pair */
    size_t length = 0;

    while (at < end) {
        uint32_t code;
        size_t bytes;
        if (*at != '\\' || (at + 1 < end && at[1] == '\\')) {
            if (high)
                return fail_unicode(call, "invalid Unicode surrogate pair");
            at += *at == '\\';
            to[length++] = *at++;
            continue;
        }
        bytes = read_escape(at + 1, end, &code);
        if (!bytes)
            return fail_escape(call);
        at += 1 + bytes;
        if (code == 0 || code > CODE_POINT_MAX)
            return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                        "invalid Unicode code point: %04X", code);
        bool is_low = code >= 0xdc00 && code <= 0xdfff, is_high = is_surrogate(code) && !is_low;
        if (is_low != (high != 0))
            return fail_unicode(call, "invalid Unicode surrogate pair");
        if (is_low)
            code = 0x10000 + ((high & 0x3ff) << 10) + (code & 0x3ff);
        high = is_high ? code : 0;
        if (!is_high)
            length += (size_t)utf8_encode(code, to + length);
    }
    *out_length = length;
    return !high || fail_unicode(call, "invalid Unicode surrogate pair");
}

bool kernel_unistr(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        Str text = text_at(&texts, live.row[at]);
        size_t length = 0;
        char *to = TRY(text_out_room(&result, text.length + 4));
        TRY(unescape(call, text, to, &length));
        text_out_put(&result, live.row[at], length);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- Digests -----------------------------------------------------------------------------------
 */

static bool digest_rows(const KernelCall *call, const EVP_MD *kind, bool as_hex, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * EVP_MAX_MD_SIZE * (size_t)live.count);

    for (uint32_t at = 0; at < live.count; at++) {
        Str text = text_at(&texts, live.row[at]);
        uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        StrBuilder hex = str_builder(call->cx->arena);
        if (!EVP_Digest(text.length ? text.data : "", text.length, digest, &length, kind, NULL))
            return fail(call->cx, ERR_INTERNAL_ERROR, call->position, "could not compute hash");
        Str bytes = { (const char *)digest, length };
        if (as_hex)
            hex_print(&hex, bytes);
        TRY(text_out_str(&result, live.row[at], as_hex ? str_built(&hex) : bytes));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_md5(const KernelCall *call, Column *out)
{
    return digest_rows(call, EVP_md5(), true, out);
}

bool kernel_sha224(const KernelCall *call, Column *out)
{
    return digest_rows(call, EVP_sha224(), false, out);
}

bool kernel_sha256(const KernelCall *call, Column *out)
{
    return digest_rows(call, EVP_sha256(), false, out);
}

bool kernel_sha384(const KernelCall *call, Column *out)
{
    return digest_rows(call, EVP_sha384(), false, out);
}

bool kernel_sha512(const KernelCall *call, Column *out)
{
    return digest_rows(call, EVP_sha512(), false, out);
}
