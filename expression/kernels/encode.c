/*
 * encode.c -- encode() and decode(): bytea as hex, base64 or escaped text.
 */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

#include "base/bytes_text.h"

typedef enum BytesForm { FORM_HEX, FORM_BASE64, FORM_ESCAPE } BytesForm;

static bool find_form(const KernelCall *call, Str name, BytesForm *out_form)
{
    static const char *const names[] = { "hex", "base64", "escape" };
    char lower[8];

    for (int form = 0; form < 3; form++) {
        size_t length = strlen(names[form]);
        for (size_t at = 0; at < length && at < name.length; at++)
            lower[at] = (char)(name.data[at] >= 'A' && name.data[at] <= 'Z' ? name.data[at] | 0x20
                                                                            : name.data[at]);
        if (name.length == length && memcmp(lower, names[form], length) == 0) {
            *out_form = (BytesForm)form;
            return true;
        }
    }
    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                "unrecognized encoding: \"%.*s\"", STR(name));
}

/* --- To text -----------------------------------------------------------------------------------
 */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Lines of 76 digits. */
static void add_base64(StrBuilder *out, Str bytes)
{
    enum { LINE_DIGITS = 76 };
    size_t digits = 0;

    for (size_t at = 0; at < bytes.length; at += 3) {
        uint32_t word = 0;
        size_t have = bytes.length - at < 3 ? bytes.length - at : 3;
        for (size_t byte = 0; byte < 3; byte++)
            word = word << 8 | (byte < have ? (uint8_t)bytes.data[at + byte] : 0);
        for (size_t digit = 0; digit < 4; digit++)
            str_add_char(out, digit <= have ? base64_digits[word >> (18 - 6 * digit) & 63] : '=');
        digits += 4;
        if (digits % LINE_DIGITS == 0)
            str_add_char(out, '\n');
    }
}

static void add_escaped(StrBuilder *out, Str bytes)
{
    for (size_t at = 0; at < bytes.length; at++) {
        uint8_t byte = (uint8_t)bytes.data[at];
        if (byte == 0 || byte >= 0x80)
            str_addf(out, "\\%03o", byte);
        else if (byte == '\\')
            str_add_c(out, "\\\\");
        else
            str_add_char(out, (char)byte);
    }
}

bool kernel_encode(const KernelCall *call, Column *out)
{
    TextArg bytes = text_arg(call, 0), names = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&bytes, live));
    StrBuilder text = str_builder(call->cx->arena);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        BytesForm form = FORM_HEX;
        TRY(find_form(call, text_at(&names, row), &form));
        text.length = 0;
        switch (form) {
        case FORM_HEX: hex_print(&text, text_at(&bytes, row)); break;
        case FORM_BASE64: add_base64(&text, text_at(&bytes, row)); break;
        case FORM_ESCAPE: add_escaped(&text, text_at(&bytes, row)); break;
        }
        TRY(text_out_str(&result, row, str_built(&text)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- From text ---------------------------------------------------------------------------------
 */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static Str char_at(Str text, size_t at)
{
    const char *s = text.data + at, *end = text.data + text.length;

    return (Str){ s, (size_t)(char_next(s, end) - s) };
}

static bool fail_symbol(const KernelCall *call, const char *format, Str text, size_t at)
{
    Str symbol = char_at(text, at);

    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                strcmp(format, "hex") == 0
                    ? "invalid hexadecimal digit: \"%.*s\""
                    : "invalid symbol \"%.*s\" found while decoding base64 sequence",
                STR(symbol));
}

static bool decode_hex(const KernelCall *call, Str text, StrBuilder *out)
{
    for (size_t at = 0; at < text.length; at++) {
        int high = hex_digit(text.data[at]), low;
        if (is_blank(text.data[at]))
            continue;
        if (high < 0)
            return fail_symbol(call, "hex", text, at);
        if (++at >= text.length)
            return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                        "invalid hexadecimal data: odd number of digits");
        low = hex_digit(text.data[at]);
        if (low < 0)
            return fail_symbol(call, "hex", text, at);
        str_add_char(out, (char)(high << 4 | low));
    }
    return true;
}

static int base64_digit(char c)
{
    const char *place = c ? strchr(base64_digits, c) : NULL;

    return place ? (int)(place - base64_digits) : -1;
}

/* Four digits make three bytes; `=` stands for a digit that is not there. */
static bool decode_base64(const KernelCall *call, Str text, StrBuilder *out)
{
    uint32_t word = 0, digits = 0, padding = 0;

    for (size_t at = 0; at < text.length; at++) {
        char c = text.data[at];
        int digit = base64_digit(c);
        if (is_blank(c))
            continue;
        if (c == '=') {
            if (!padding && digits != 2 && digits != 3)
                return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                            "unexpected \"=\" while decoding base64 sequence");
            if (!padding)
                padding = 4 - digits;
            digit = 0;
        } else if (digit < 0) {
            return fail_symbol(call, "base64", text, at);
        }
        word = word << 6 | (uint32_t)digit;
        if (++digits < 4)
            continue;
        for (uint32_t byte = 0; byte < 3 - padding; byte++)
            str_add_char(out, (char)(word >> (16 - 8 * byte)));
        word = digits = 0;
    }
    if (digits == 0)
        return true;
    fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position, "invalid base64 end sequence");
    return fail_hint(call->cx,
                     "Input data is missing padding, is truncated, or is otherwise corrupted.");
}

static bool is_octal(char c, char most)
{
    return c >= '0' && c <= most;
}

static bool decode_escaped(const KernelCall *call, Str text, StrBuilder *out)
{
    for (size_t at = 0; at < text.length; at++) {
        const char *s = text.data + at;
        size_t left = text.length - at;
        if (*s != '\\') {
            str_add_char(out, *s);
        } else if (left > 3 && is_octal(s[1], '3') && is_octal(s[2], '7') && is_octal(s[3], '7')) {
            str_add_char(out, (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 | (s[3] - '0')));
            at += 3;
        } else if (left > 1 && s[1] == '\\') {
            str_add_char(out, '\\');
            at++;
        } else {
            return fail(call->cx, ERR_INVALID_TEXT_REPRESENTATION, call->position,
                        "invalid input syntax for type %s", "bytea");
        }
    }
    return true;
}

static bool decode_text(const KernelCall *call, Str text, BytesForm form, StrBuilder *out)
{
    switch (form) {
    case FORM_HEX: return decode_hex(call, text, out);
    case FORM_BASE64: return decode_base64(call, text, out);
    case FORM_ESCAPE: return decode_escaped(call, text, out);
    }
    return false;
}

bool kernel_decode(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0), names = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));
    StrBuilder bytes = str_builder(call->cx->arena);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        BytesForm form = FORM_HEX;
        TRY(find_form(call, text_at(&names, row), &form));
        bytes.length = 0;
        TRY(decode_text(call, text_at(&texts, row), form, &bytes));
        TRY(text_out_str(&result, row, str_built(&bytes)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
