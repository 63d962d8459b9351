/*
 * system.c -- catalog functions that need no catalog: names of types and encodings, sizes for
 * people, quoting.
 */
#include "expression/kernels/system.h"
#include "expression/kernels/kernel.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"
#include "expression/kernels/values.h"

/* --- format_type -------------------------------------------------------------------------------
 */

/* `has_typmod`: one was given, if only -1. */
static Str format_type(Arena *arena, uint32_t oid, bool has_typmod, int32_t typmod)
{
    TypeId id = type_find_oid(oid);
    bool is_array = type_is_array(id);

    if (oid == 0)
        return STR_LIT("-");
    if (id == TYPE_NONE || type_is_created(id)) /* those that are there the session knows */
        return STR_LIT("???");
    Type type = type_of(id);
    type.typmod = has_typmod && typmod >= 0 ? typmod : TYPMOD_NONE;
    /* character without a length is character(1) */
    if ((is_array ? type_element(id) : id) == TYPE_BPCHAR && has_typmod && typmod < 0)
        return is_array ? STR_LIT("bpchar[]") : STR_LIT("bpchar");
    return type_print(arena, type);
}

bool kernel_format_type(const KernelCall *call, Column *out)
{
    IntArg oids = int_arg(call, 0), typmods = int_arg(call, 1);
    LiveRows rows = selected_rows(call);
    TextOut result = text_out(call, 16 * (size_t)rows.count);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, true);

    for (uint32_t at = 0; at < rows.count; at++) {
        uint32_t row = rows.row[at];
        bool has_typmod = column_has(&call->args[1], row);
        if (!column_has(&call->args[0], row)) {
            bit_clear(validity, row);
            continue;
        }
        int32_t typmod = has_typmod ? (int32_t)int_at(&typmods, row) : TYPMOD_NONE;
        TRY(text_out_str(
            &result, row,
            format_type(call->cx->arena, (uint32_t)int_at(&oids, row), has_typmod, typmod)));
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}

/* --- pg_get_expr -------------------------------------------------------------------------------
 */

/* What follows `mark` in {EXPR :plain 3 a+b :pretty 3 a+b}, of as many bytes as it says.  Empty:
 * the text is no such tree. */
static Str marked_text(Str tree, size_t from, const char *mark, size_t *out_end)
{
    size_t length = 0, at = from + strlen(mark);

    if (!str_starts(str_slice(tree, from < tree.length ? from : tree.length, tree.length), mark))
        return STR_NONE;
    while (at < tree.length && tree.data[at] >= '0' && tree.data[at] <= '9' &&
           length <= tree.length)
        length = length * 10 + (size_t)(tree.data[at++] - '0');
    at++;
    if (at > tree.length || length > tree.length - at)
        return STR_NONE;
    *out_end = at + length;
    return str_slice(tree, at, at + length);
}

bool kernel_get_expr(const KernelCall *call, Column *out)
{
    static const char plain_mark[] = "{EXPR :plain ", pretty_mark[] = " :pretty ";
    bool may_be_pretty = call->arg_count > 2;
    TextArg trees = text_arg(call, 0);
    IntArg writings = may_be_pretty ? int_arg(call, 2) : (IntArg){ 0 };
    LiveRows rows = live_rows(call);
    TextOut result = text_out(call, 32 * (size_t)rows.count);

    for (uint32_t at = 0; at < rows.count; at++) {
        uint32_t row = rows.row[at];
        Str tree = text_at(&trees, row);
        size_t end = tree.length;
        Str plain = marked_text(tree, 0, plain_mark, &end);
        Str pretty = marked_text(tree, end, pretty_mark, &end);
        bool is_pretty = may_be_pretty && int_at(&writings, row) != 0;
        Str text = is_pretty ? pretty : plain;
        TRY(text_out_str(&result, row, plain.length ? text : tree));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- Encodings ---------------------------------------------------------------------------------
 */

/* By PostgreSQL's numbers. */
static const char *const encodings[] = {
    "SQL_ASCII", "EUC_JP",        "EUC_CN",     "EUC_KR",     "EUC_TW",     "EUC_JIS_2004",
    "UTF8",      "MULE_INTERNAL", "LATIN1",     "LATIN2",     "LATIN3",     "LATIN4",
    "LATIN5",    "LATIN6",        "LATIN7",     "LATIN8",     "LATIN9",     "LATIN10",
    "WIN1256",   "WIN1258",       "WIN866",     "WIN874",     "KOI8R",      "WIN1251",
    "WIN1252",   "ISO_8859_5",    "ISO_8859_6", "ISO_8859_7", "ISO_8859_8", "WIN1250",
    "WIN1253",   "WIN1254",       "WIN1255",    "WIN1257",    "KOI8U",      "SJIS",
    "BIG5",      "GBK",           "UHC",        "GB18030",    "JOHAB",      "SHIFT_JIS_2004",
};

bool kernel_encoding_to_char(const KernelCall *call, Column *out)
{
    IntArg numbers = int_arg(call, 0);
    LiveRows rows = live_rows(call);
    TextOut result = text_out(call, 16 * (size_t)rows.count);

    for (uint32_t at = 0; at < rows.count; at++) {
        int64_t number = int_at(&numbers, rows.row[at]);
        bool is_known = number >= 0 && number < (int64_t)COUNT_OF(encodings);
        TRY(text_out_str(&result, rows.row[at], str_of(is_known ? encodings[number] : "")));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* Case and all but letters and digits are ignored: utf-8 is UTF8. */
static bool is_encoding(Str given, const char *name)
{
    size_t at = 0;

    for (size_t in = 0; in < given.length; in++) {
        char c = given.data[in];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            continue;
        while (name[at] == '_')
            at++;
        if (name[at] != c)
            return false;
        at++;
    }
    return name[at] == '\0';
}

int encoding_number(Str name)
{
    enum { UTF8 = 6, LATIN1 = 8, LATIN2, LATIN3, LATIN4, LATIN5 };
    static const struct {
        const char *name;
        int number;
    } aliases[] = { { "UNICODE", UTF8 },    { "ISO88591", LATIN1 }, { "ISO88592", LATIN2 },
                    { "ISO88593", LATIN3 }, { "ISO88594", LATIN4 }, { "ISO88599", LATIN5 } };
    int number = (int)COUNT_OF(encodings) - 1;

    for (size_t at = 0; at < COUNT_OF(aliases); at++)
        if (is_encoding(name, aliases[at].name))
            return aliases[at].number;

    while (number >= 0 && !is_encoding(name, encodings[number]))
        number--;
    return number;
}

bool kernel_char_to_encoding(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, 0);
    LiveRows rows = live_rows(call);
    int32_t *numbers = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < rows.count; at++) {
        numbers[rows.row[at]] = encoding_number(text_at(&names, rows.row[at]));
    }
    *out = column_flat(LAYOUT_I32, call->rows, numbers, NULL);
    return true;
}

/* --- to_ascii ----------------------------------------------------------------------------------
 */

static const char *encoding_name(int64_t number)
{
    bool is_known = number >= 0 && number < (int64_t)COUNT_OF(encodings);

    return is_known ? encodings[number] : "";
}

/* The encoding that the second argument says the text is in. */
static bool encoding_arg(const KernelCall *call, uint32_t row, int64_t *out_number)
{
    Value given = value_arg(call, 1, row);

    if (call->arg_types[1].id == TYPE_NAME) {
        *out_number = encoding_number(given.text);
        return *out_number >= 0 || fail(call->cx, ERR_UNDEFINED_OBJECT, call->position,
                                        "%.*s is not a valid encoding name", STR(given.text));
    }
    *out_number = given.integer;
    return encoding_name(given.integer)[0] ||
           fail(call->cx, ERR_UNDEFINED_OBJECT, call->position, "%d is not a valid encoding code",
                (int)given.integer);
}

/* Text is UTF-8, for which PostgreSQL has no conversion.  One that is said to be in an encoding
 * which has one would be taken byte by byte, so only ASCII means anything there. */
static bool to_ascii(const KernelCall *call, uint32_t row, Value *out_value)
{
    enum { UTF8 = 6, LATIN1 = 8, LATIN2 = 9, LATIN9 = 16, WIN1250 = 29 };
    Str text = value_arg(call, 0, row).text;
    int64_t encoding = UTF8;

    TRY(call->arg_count < 2 || encoding_arg(call, row, &encoding));
    bool has_conversion =
        encoding == LATIN1 || encoding == LATIN2 || encoding == LATIN9 || encoding == WIN1250;
    if (!has_conversion || !text_is_ascii(text))
        return fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                    "encoding conversion from %s to ASCII not supported", encoding_name(encoding));
    *out_value = (Value){ .text = text };
    return true;
}

bool kernel_to_ascii(const KernelCall *call, Column *out)
{
    return values_of_rows(call, to_ascii, out);
}

/* --- Quoting -----------------------------------------------------------------------------------
 */

static bool is_keyword(Str word)
{
    static const char *const keywords[] = {
#define KEYWORD(WORD) WORD,
#include "expression/kernels/keywords.def"
#undef KEYWORD
    };
    size_t low = 0, high = COUNT_OF(keywords);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(keywords[middle]), word);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Would the scanner read it as this very name? */
static bool is_plain_name(Str name)
{
    if (!name.length || (name.data[0] >= '0' && name.data[0] <= '9'))
        return false;
    for (size_t at = 0; at < name.length; at++) {
        char c = name.data[at];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return !is_keyword(name);
}

/* `text` between quotes, with each byte of `doubled` written twice; room: 2 * length + 3. */
static size_t quote(Str text, char mark, const char *doubled, char *to)
{
    char *start = to;

    *to++ = mark;
    for (size_t at = 0; at < text.length; at++) {
        if (strchr(doubled, text.data[at]))
            *to++ = text.data[at];
        *to++ = text.data[at];
    }
    *to++ = mark;
    return (size_t)(to - start);
}

Str quoted_name(Arena *arena, Str name)
{
    if (is_plain_name(name))
        return name;
    char *to = arena_alloc(arena, 2 * name.length + 3);
    return (Str){ to, quote(name, '"', "\"", to) };
}

bool kernel_quote_ident(const KernelCall *call, Column *out)
{
    TextArg names = text_arg(call, 0);
    LiveRows rows = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&names, rows));

    for (uint32_t at = 0; at < rows.count; at++) {
        Str name = text_at(&names, rows.row[at]);
        TRY(text_out_str(&result, rows.row[at], quoted_name(call->cx->arena, name)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* 'text', or E'text' where it has a backslash. */
static bool put_literal(TextOut *out, uint32_t row, Str text)
{
    char *to = TRY(text_out_room(out, 2 * text.length + 3));
    bool has_backslash = text.length && memchr(text.data, '\\', text.length);

    if (has_backslash)
        *to = 'E';
    text_out_put(out, row, quote(text, '\'', "'\\", to + has_backslash) + has_backslash);
    return true;
}

Str quoted_literal(Arena *arena, Str text)
{
    char *to = arena_alloc(arena, 2 * text.length + 3);
    bool has_backslash = text.length && memchr(text.data, '\\', text.length);

    if (has_backslash)
        *to = 'E';
    return (Str){ to, quote(text, '\'', "'\\", to + has_backslash) + has_backslash };
}

bool kernel_quote_literal(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows rows = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&texts, rows));

    for (uint32_t at = 0; at < rows.count; at++)
        TRY(put_literal(&result, rows.row[at], text_at(&texts, rows.row[at])));
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_quote_nullable(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows rows = selected_rows(call);
    TextOut result = text_out(call, 2 * (size_t)call->rows);

    for (uint32_t at = 0; at < rows.count; at++) {
        uint32_t row = rows.row[at];
        if (column_has(&call->args[0], row))
            TRY(put_literal(&result, row, text_at(&texts, row)));
        else
            TRY(text_out_str(&result, row, STR_LIT("NULL")));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
