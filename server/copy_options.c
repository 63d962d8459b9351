/*
 * copy_options.c -- see copy_options.h.
 *
 * First each option by itself, in the order written; then which go together, in PostgreSQL's order.
 */
#include "server/copy_options.h"

#include "expression/expression.h"

#include <strings.h>

typedef enum OptionId {
    OPTION_FORMAT,
    OPTION_FREEZE,
    OPTION_DELIMITER,
    OPTION_NULL,
    OPTION_HEADER,
    OPTION_QUOTE,
    OPTION_ESCAPE,
    OPTION_FORCE_QUOTE,
    OPTION_FORCE_NOT_NULL,
    OPTION_FORCE_NULL,
    OPTION_ENCODING,
    OPTIONS
} OptionId;

static const char *const option_names[OPTIONS] = {
    "format", "freeze",      "delimiter",      "null",       "header",   "quote",
    "escape", "force_quote", "force_not_null", "force_null", "encoding",
};

typedef struct OptionScan {
    Cx *cx;
    const Copy *copy;
    CopyOptions *options;
    Str value[OPTIONS]; /* as written */
    bool is_given[OPTIONS];
} OptionScan;

/* --- Each by itself -------------------------------------------------------------------------- */

static bool is_word(Str text, const char *word)
{
    return text.length == strlen(word) && strncasecmp(text.data, word, text.length) == 0;
}

static bool read_boolean(Cx *cx, const char *name, Str value, bool *out_boolean)
{
    *out_boolean =
        !value.data || is_word(value, "true") || is_word(value, "on") || str_is(value, "1");
    if (*out_boolean || is_word(value, "false") || is_word(value, "off") || str_is(value, "0"))
        return true;
    return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "%s requires a Boolean value", name);
}

static bool read_format(OptionScan *scan, Str value, int position)
{
    CopySyntax *syntax = &scan->options->syntax;

    if (str_is(value, "csv"))
        syntax->format = COPY_CSV;
    else if (str_is(value, "binary"))
        syntax->format = COPY_BINARY;
    else if (!str_is(value, "text"))
        return fail(scan->cx, ERR_INVALID_PARAMETER_VALUE, position,
                    "COPY format \"%.*s\" not recognized", STR(value));
    return true;
}

static bool read_header(OptionScan *scan, Str value)
{
    bool is_on = false;

    if (value.data && is_word(value, "match")) {
        if (!scan->copy->is_from)
            return fail(scan->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "cannot use \"%.*s\" with HEADER in COPY TO", STR(value));
        scan->options->syntax.header = COPY_HEADER_MATCH;
        return true;
    }
    Cx own = cx_within(scan->cx, scan->cx->arena);
    if (!read_boolean(&own, "header", value, &is_on))
        return fail(scan->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "header requires a Boolean value or \"match\"");
    scan->options->syntax.header = is_on ? COPY_HEADER : COPY_NO_HEADER;
    return true;
}

static bool read_encoding(OptionScan *scan, Str value, int position)
{
    enum { SQL_ASCII = 0, UTF8 = 6, LATIN1 = 8 };
    int number = encoding_number(value);

    if (number < 0)
        return fail(scan->cx, ERR_INVALID_PARAMETER_VALUE, position,
                    "argument to option \"encoding\" must be a valid encoding name");
    if (number != SQL_ASCII && number != UTF8 && !(number == LATIN1 && scan->copy->is_from))
        return fail(scan->cx, ERR_FEATURE_NOT_SUPPORTED, position,
                    "encoding \"%.*s\" is not supported in COPY %s yet", STR(value),
                    scan->copy->is_from ? "FROM" : "TO");
    scan->options->syntax.is_latin1 = number == LATIN1;
    return true;
}

/* Names as the parser has joined them: with commas, quoted where they need to be. */
static Texts read_names(Cx *cx, Str list)
{
    Texts names = { ARENA_ARRAY(cx->arena, Str, list.length + 1), 0 };
    StrBuilder name = str_builder(cx->arena);
    bool is_quoted = false;

    for (size_t at = 0; at < list.length; at++) {
        char c = list.data[at];
        bool is_double = c == '"' && is_quoted && at + 1 < list.length && list.data[at + 1] == '"';
        if (is_double || (c != '"' && (c != ',' || is_quoted))) {
            str_add_char(&name, c);
            at += is_double;
        } else if (c == '"') {
            is_quoted = !is_quoted;
        } else {
            names.items[names.count++] = str_copy(cx->arena, str_built(&name));
            name.length = 0;
        }
    }
    names.items[names.count++] = str_copy(cx->arena, str_built(&name));
    return names;
}

static bool read_columns(OptionScan *scan, OptionId id, Str value, int position)
{
    CopyOptions *options = scan->options;
    Texts *lists[] = { &options->force_quote, &options->force_not_null, &options->force_null };

    if (!value.data || (id != OPTION_FORCE_QUOTE && str_is(value, "*")))
        return fail(scan->cx, ERR_INVALID_PARAMETER_VALUE, position,
                    "argument to option \"%s\" must be a list of column names", option_names[id]);
    if (str_is(value, "*"))
        options->quotes_all = true;
    else
        *lists[id - OPTION_FORCE_QUOTE] = read_names(scan->cx, value);
    return true;
}

static bool needs_value(OptionId id)
{
    return id == OPTION_FORMAT || id == OPTION_DELIMITER || id == OPTION_NULL ||
           id == OPTION_QUOTE || id == OPTION_ESCAPE || id == OPTION_ENCODING;
}

static bool read_option(OptionScan *scan, OptionId id, Str value, int position)
{
    if (needs_value(id) && !value.data)
        return fail(scan->cx, ERR_SYNTAX_ERROR, NO_POSITION, "%s requires a parameter",
                    option_names[id]);
    switch (id) {
    case OPTION_FORMAT: return read_format(scan, value, position);
    case OPTION_FREEZE: return read_boolean(scan->cx, "freeze", value, &scan->options->is_frozen);
    case OPTION_HEADER: return read_header(scan, value);
    case OPTION_ENCODING: return read_encoding(scan, value, position);
    case OPTION_FORCE_QUOTE:
    case OPTION_FORCE_NOT_NULL:
    case OPTION_FORCE_NULL: return read_columns(scan, id, value, position);
    case OPTION_DELIMITER:
    case OPTION_NULL:
    case OPTION_QUOTE:
    case OPTION_ESCAPE:
    case OPTIONS: break;
    }
    return true;
}

static bool read_all(OptionScan *scan)
{
    const Copy *copy = scan->copy;

    for (uint32_t at = 0; at + 1 < copy->options.count; at += 2) {
        Str name = copy->options.items[at], value = copy->options.items[at + 1];
        int position = (int)copy->option_positions.items[at / 2];
        int id = 0;
        while (id < OPTIONS && !str_is(name, option_names[id]))
            id++;
        if (id == OPTIONS)
            return fail(scan->cx, ERR_SYNTAX_ERROR, position, "option \"%.*s\" not recognized",
                        STR(name));
        if (scan->is_given[id])
            return fail(scan->cx, ERR_SYNTAX_ERROR, position, "conflicting or redundant options");
        scan->is_given[id] = true;
        scan->value[id] = value;
        TRY(read_option(scan, (OptionId)id, value, position));
    }
    return true;
}

/* --- Together -------------------------------------------------------------------------------- */

static bool refuse(Cx *cx, bool is_wrong, ErrorCode code, const char *message)
{
    return !is_wrong || fail(cx, code, NO_POSITION, "%s", message);
}

static bool has_byte(Str text, char byte)
{
    return text.length && memchr(text.data, byte, text.length) != NULL;
}

static Str given_or(const OptionScan *scan, OptionId id, Str otherwise)
{
    return scan->is_given[id] ? scan->value[id] : otherwise;
}

static bool check_delimiter(Cx *cx, const CopySyntax *syntax, Str delimiter)
{
    static const char unsafe[] = "\\.abcdefghijklmnopqrstuvwxyz0123456789";

    TRY(refuse(cx, delimiter.length != 1, ERR_FEATURE_NOT_SUPPORTED,
               "COPY delimiter must be a single one-byte character"));
    TRY(refuse(cx, has_byte(delimiter, '\r') || has_byte(delimiter, '\n'),
               ERR_INVALID_PARAMETER_VALUE, "COPY delimiter cannot be newline or carriage return"));
    TRY(refuse(cx, has_byte(syntax->null_text, '\r') || has_byte(syntax->null_text, '\n'),
               ERR_INVALID_PARAMETER_VALUE,
               "COPY null representation cannot use newline or carriage return"));
    if (syntax->format != COPY_CSV && strchr(unsafe, delimiter.data[0]))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "COPY delimiter cannot be \"%c\"",
                    delimiter.data[0]);
    return true;
}

static bool check_quotes(OptionScan *scan, Str delimiter, Str quote, Str escape)
{
    Cx *cx = scan->cx;
    bool is_csv = scan->options->syntax.format == COPY_CSV;

    TRY(refuse(cx, !is_csv && scan->is_given[OPTION_QUOTE], ERR_FEATURE_NOT_SUPPORTED,
               "COPY quote available only in CSV mode"));
    TRY(refuse(cx, is_csv && quote.length != 1, ERR_FEATURE_NOT_SUPPORTED,
               "COPY quote must be a single one-byte character"));
    TRY(refuse(cx, is_csv && delimiter.data[0] == quote.data[0], ERR_INVALID_PARAMETER_VALUE,
               "COPY delimiter and quote must be different"));
    TRY(refuse(cx, !is_csv && scan->is_given[OPTION_ESCAPE], ERR_FEATURE_NOT_SUPPORTED,
               "COPY escape available only in CSV mode"));
    return refuse(cx, is_csv && escape.length != 1, ERR_FEATURE_NOT_SUPPORTED,
                  "COPY escape must be a single one-byte character");
}

static bool check_forced(OptionScan *scan)
{
    Cx *cx = scan->cx;
    const CopyOptions *options = scan->options;
    bool is_csv = options->syntax.format == COPY_CSV, is_from = scan->copy->is_from;
    bool quotes = options->quotes_all || options->force_quote.count;
    bool not_null = options->force_not_null.count, null = options->force_null.count;
    ErrorCode code = ERR_FEATURE_NOT_SUPPORTED;

    TRY(refuse(cx, quotes && !is_csv, code, "COPY force quote available only in CSV mode"));
    TRY(refuse(cx, quotes && is_from, code, "COPY force quote only available using COPY TO"));
    TRY(refuse(cx, not_null && !is_csv, code, "COPY force not null available only in CSV mode"));
    TRY(refuse(cx, not_null && !is_from, code,
               "COPY force not null only available using COPY FROM"));
    TRY(refuse(cx, null && !is_csv, code, "COPY force null available only in CSV mode"));
    return refuse(cx, null && !is_from, code, "COPY force null only available using COPY FROM");
}

static bool check_together(OptionScan *scan)
{
    Cx *cx = scan->cx;
    CopySyntax *syntax = &scan->options->syntax;
    bool is_csv = syntax->format == COPY_CSV, is_binary = syntax->format == COPY_BINARY;

    TRY(refuse(cx, is_binary && scan->is_given[OPTION_DELIMITER], ERR_SYNTAX_ERROR,
               "cannot specify DELIMITER in BINARY mode"));
    TRY(refuse(cx, is_binary && scan->is_given[OPTION_NULL], ERR_SYNTAX_ERROR,
               "cannot specify NULL in BINARY mode"));
    Str delimiter = given_or(scan, OPTION_DELIMITER, is_csv ? STR_LIT(",") : STR_LIT("\t"));
    Str quote = given_or(scan, OPTION_QUOTE, STR_LIT("\""));
    Str escape = given_or(scan, OPTION_ESCAPE, quote);
    syntax->null_text = given_or(scan, OPTION_NULL, is_csv ? STR_LIT("") : STR_LIT("\\N"));
    TRY(check_delimiter(cx, syntax, delimiter));
    TRY(refuse(cx, is_binary && syntax->header != COPY_NO_HEADER, ERR_FEATURE_NOT_SUPPORTED,
               "cannot specify HEADER in BINARY mode"));
    TRY(check_quotes(scan, delimiter, quote, escape));
    TRY(check_forced(scan));
    TRY(refuse(cx, has_byte(syntax->null_text, delimiter.data[0]), ERR_FEATURE_NOT_SUPPORTED,
               "COPY delimiter must not appear in the NULL specification"));
    TRY(refuse(cx, is_csv && has_byte(syntax->null_text, quote.data[0]), ERR_FEATURE_NOT_SUPPORTED,
               "CSV quote character must not appear in the NULL specification"));
    syntax->delimiter = delimiter.data[0];
    syntax->quote = is_csv ? quote.data[0] : '\0';
    syntax->escape = is_csv ? escape.data[0] : '\0';
    return true;
}

bool copy_options_read(Cx *cx, const Copy *copy, CopyOptions *out_options)
{
    OptionScan scan = { .cx = cx, .copy = copy, .options = out_options };

    *out_options = (CopyOptions){ .syntax.format = COPY_TEXT };
    return read_all(&scan) && check_together(&scan);
}
