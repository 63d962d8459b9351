/*
 * format_parse.c -- templates into nodes; see format_template.h.
 *
 * At each place the longest known pattern wins; what begins none stands for itself.  Of dates, a
 * modifier may stand before a pattern and another behind it.  A modifier before text is dropped.
 * Whether the patterns of a number go together is asked one by one, as they come.
 */
#include "base/digits.h"
#include "base/format_template.h"
#include "base/utf8.h"

typedef struct PatternRow {
    const char *text; /* in upper case */
    uint8_t pattern;
    bool has_capital; /* also "Month" */
    bool is_number;
    uint8_t calendar;
} PatternRow;

typedef struct Dialect {
    const PatternRow *rows;
    size_t row_count;
    bool has_modifiers; /* and tells separators from text */
} Dialect;

enum { NUMBER = true, CAPITAL = true };

// clang-format off
/* Before any row that begins with its text. */
static const PatternRow date_rows[] = {
    { "A.D.", PATTERN_ERA_DOTTED },
    { "A.M.", PATTERN_MERIDIAN_DOTTED },
    { "AD", PATTERN_ERA },
    { "AM", PATTERN_MERIDIAN },
    { "B.C.", PATTERN_ERA_DOTTED },
    { "BC", PATTERN_ERA },
    { "CC", PATTERN_CENTURY, 0, NUMBER },
    { "DAY", PATTERN_DAY_NAME, CAPITAL },
    { "DDD", PATTERN_DAY_OF_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
    { "DD", PATTERN_DAY_OF_MONTH, 0, NUMBER, CALENDAR_GREGORIAN },
    { "DY", PATTERN_DAY_SHORT_NAME, CAPITAL },
    { "D", PATTERN_DAY_OF_WEEK, 0, NUMBER, CALENDAR_GREGORIAN },
    { "FF1", PATTERN_FRACTION_1, 0, NUMBER },
    { "FF2", PATTERN_FRACTION_2, 0, NUMBER },
    { "FF3", PATTERN_FRACTION_3, 0, NUMBER },
    { "FF4", PATTERN_FRACTION_4, 0, NUMBER },
    { "FF5", PATTERN_FRACTION_5, 0, NUMBER },
    { "FF6", PATTERN_FRACTION_6, 0, NUMBER },
    { "FX", PATTERN_FIXED_WIDTH },
    { "HH24", PATTERN_HOUR_24, 0, NUMBER },
    { "HH12", PATTERN_HOUR_12, 0, NUMBER },
    { "HH", PATTERN_HOUR_12, 0, NUMBER },
    { "IDDD", PATTERN_ISO_DAY_OF_YEAR, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "ID", PATTERN_ISO_DAY_OF_WEEK, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "IW", PATTERN_ISO_WEEK, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "IYYY", PATTERN_ISO_YEAR, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "IYY", PATTERN_ISO_YEAR, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "IY", PATTERN_ISO_YEAR, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "I", PATTERN_ISO_YEAR, 0, NUMBER, CALENDAR_ISO_WEEK },
    { "J", PATTERN_JULIAN, 0, NUMBER },
    { "MI", PATTERN_MINUTE, 0, NUMBER },
    { "MM", PATTERN_MONTH, 0, NUMBER, CALENDAR_GREGORIAN },
    { "MONTH", PATTERN_MONTH_NAME, CAPITAL, 0, CALENDAR_GREGORIAN },
    { "MON", PATTERN_MONTH_SHORT_NAME, CAPITAL, 0, CALENDAR_GREGORIAN },
    { "MS", PATTERN_MILLISECOND, 0, NUMBER },
    { "OF", PATTERN_OFFSET },
    { "P.M.", PATTERN_MERIDIAN_DOTTED },
    { "PM", PATTERN_MERIDIAN },
    { "Q", PATTERN_QUARTER, 0, NUMBER },
    { "RM", PATTERN_MONTH_ROMAN, 0, 0, CALENDAR_GREGORIAN },
    { "SSSSS", PATTERN_SECOND_OF_DAY, 0, NUMBER },
    { "SSSS", PATTERN_SECOND_OF_DAY, 0, NUMBER },
    { "SS", PATTERN_SECOND, 0, NUMBER },
    { "TZH", PATTERN_ZONE_HOUR },
    { "TZM", PATTERN_ZONE_MINUTE, 0, NUMBER },
    { "TZ", PATTERN_ZONE },
    { "US", PATTERN_MICROSECOND, 0, NUMBER },
    { "WW", PATTERN_WEEK_OF_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
    { "W", PATTERN_WEEK_OF_MONTH, 0, NUMBER, CALENDAR_GREGORIAN },
    { "Y,YYY", PATTERN_YEAR_COMMA, 0, NUMBER, CALENDAR_GREGORIAN },
    { "YYYY", PATTERN_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
    { "YYY", PATTERN_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
    { "YY", PATTERN_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
    { "Y", PATTERN_YEAR, 0, NUMBER, CALENDAR_GREGORIAN },
};

static const PatternRow number_rows[] = {
    { ",", NUMBER_COMMA },
    { ".", NUMBER_POINT },
    { "0", NUMBER_0 },
    { "9", NUMBER_9 },
    { "B", NUMBER_BLANK },
    { "C", NUMBER_IGNORED },
    { "D", NUMBER_LOCAL_POINT },
    { "EEEE", NUMBER_SCIENTIFIC },
    { "FM", NUMBER_FILL },
    { "G", NUMBER_GROUP },
    { "L", NUMBER_CURRENCY },
    { "MI", NUMBER_MINUS },
    { "PL", NUMBER_PLUS },
    { "PR", NUMBER_BRACKETS },
    { "RN", NUMBER_ROMAN },
    { "SG", NUMBER_PLUS_MINUS },
    { "SP", NUMBER_IGNORED },
    { "S", NUMBER_SIGN },
    { "TH", NUMBER_ORDINAL },
    { "V", NUMBER_SHIFT },
};
// clang-format on

static const Dialect date_dialect = { date_rows, COUNT_OF(date_rows), true };
static const Dialect number_dialect = { number_rows, COUNT_OF(number_rows), false };

const char *const format_month_names[12] = { "January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December" };
const char *const format_month_short_names[12] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
const char *const format_day_names[7] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday" };
const char *const format_day_short_names[7] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
const char *const format_roman_months[12] = { "xii", "xi", "x",  "ix",  "viii", "vii",
                                              "vi",  "v",  "iv", "iii", "ii",   "i" };

const char *ordinal_ending(Str digits, bool is_upper)
{
    static const char *const endings[2][4] = { { "th", "st", "nd", "rd" },
                                               { "TH", "ST", "ND", "RD" } };
    char last = digits.data[digits.length - 1];
    bool is_teen = digits.length > 1 && digits.data[digits.length - 2] == '1';

    return endings[is_upper][!is_teen && last >= '1' && last <= '3' ? last - '0' : 0];
}

void format_take_back(StrBuilder *out, size_t length)
{
    if (out->length > length) {
        out->length = length;
        out->data[length] = '\0';
    }
}

typedef struct Parser {
    const Dialect *dialect;
    Str left; /* of the template */
    FormatNode *nodes;
    uint32_t count;
} Parser;

static void take(Parser *parser, size_t bytes)
{
    parser->left = str_slice(parser->left, bytes, parser->left.length);
}

static char upper_of(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

/* Does `left` begin with the row's text in one of its letter cases? */
static bool row_matches(const PatternRow *row, Str left, LetterCase *out_case)
{
    bool is_upper = true, is_lower = true, is_capital = row->has_capital;
    size_t length = strlen(row->text);

    if (left.length < length)
        return false;
    for (size_t at = 0; at < length; at++) {
        char c = left.data[at], wanted = row->text[at];
        if (upper_of(c) != wanted)
            return false;
        is_upper &= c == wanted;
        is_lower &= c == char_lower(wanted);
        is_capital &= c == (at ? char_lower(wanted) : wanted);
    }
    *out_case = is_upper ? CASE_UPPER : is_lower ? CASE_LOWER : CASE_CAPITAL;
    return is_upper || is_lower || is_capital;
}

static const PatternRow *find_row(const Dialect *dialect, Str left, LetterCase *out_case)
{
    for (size_t at = 0; at < dialect->row_count; at++)
        if (row_matches(&dialect->rows[at], left, out_case))
            return &dialect->rows[at];
    return NULL;
}

static uint8_t take_modifier_before(Parser *parser)
{
    if (str_starts(parser->left, "FM") || str_starts(parser->left, "fm")) {
        take(parser, 2);
        return MODIFIER_FILL;
    }
    if (str_starts(parser->left, "TM") || str_starts(parser->left, "tm")) {
        take(parser, 2);
        return MODIFIER_LOCAL;
    }
    return 0;
}

static uint8_t take_modifier_behind(Parser *parser)
{
    uint8_t modifier = str_starts(parser->left, "TH")   ? MODIFIER_ORDINAL_UPPER
                       : str_starts(parser->left, "th") ? MODIFIER_ORDINAL_LOWER
                                                        : 0;

    if (modifier || str_starts(parser->left, "SP")) /* "spelled": without effect */
        take(parser, 2);
    return modifier;
}

/* False: no pattern begins here. */
static bool take_pattern(Parser *parser, uint8_t modifiers)
{
    LetterCase letter_case;
    const PatternRow *row = find_row(parser->dialect, parser->left, &letter_case);

    if (!row)
        return false;
    FormatNode node = { .kind = NODE_PATTERN,
                        .pattern = row->pattern,
                        .letter_case = (uint8_t)letter_case,
                        .calendar = row->calendar,
                        .is_number = row->is_number,
                        .text = str_slice(parser->left, 0, strlen(row->text)) };
    take(parser, node.text.length);
    if (parser->dialect->has_modifiers)
        node.modifiers = modifiers | take_modifier_behind(parser);
    parser->nodes[parser->count++] = node;
    return true;
}

bool format_is_separator(char c)
{
    return c > ' ' && c < 0x7f && !char_is_alpha(c) && !char_is_digit(c);
}

static void take_character(Parser *parser, bool is_quoted)
{
    char first = parser->left.data[0];
    NodeKind kind = NODE_TEXT;

    if (!is_quoted && parser->dialect->has_modifiers && format_is_separator(first))
        kind = NODE_SEPARATOR;
    else if (!is_quoted && char_is_space(first))
        kind = NODE_SPACE;
    Str character = str_slice(parser->left, 0, (size_t)utf8_claimed_bytes(first));
    take(parser, character.length);
    parser->nodes[parser->count++] = (FormatNode){ .kind = (uint8_t)kind, .text = character };
}

/* The left begins with a quote.  A backslash quotes any character; no end: all is quoted. */
static void take_quoted(Parser *parser)
{
    take(parser, 1);
    while (parser->left.length && parser->left.data[0] != '"') {
        if (parser->left.data[0] == '\\' && parser->left.length > 1)
            take(parser, 1);
        take_character(parser, true);
    }
    take(parser, 1);
}

static void take_text(Parser *parser)
{
    if (parser->left.data[0] == '"') {
        take_quoted(parser);
        return;
    }
    if (str_starts(parser->left, "\\\"")) /* a quote that begins nothing */
        take(parser, 1);
    take_character(parser, false);
}

static bool parse_nodes(Cx *cx, const Dialect *dialect, Str template, FormatNodes *out_nodes)
{
    if (template.length > FORMAT_TEMPLATE_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "formatting template exceeds the maximum allowed length (%d bytes)",
                    FORMAT_TEMPLATE_BYTES_MAX);

    Parser parser = { .dialect = dialect,
                      .left = str_copy(cx->arena, template),
                      .nodes = ARENA_ARRAY(cx->arena, FormatNode, template.length + 1) };
    while (parser.left.length) {
        uint8_t modifiers = dialect->has_modifiers ? take_modifier_before(&parser) : 0;
        if (parser.left.length && !take_pattern(&parser, modifiers))
            take_text(&parser);
    }
    *out_nodes = (FormatNodes){ parser.nodes, parser.count };
    return true;
}

DateFormat *date_format_parse(Cx *cx, Str template)
{
    DateFormat *format = arena_zero(cx->arena, sizeof *format);

    TRY(parse_nodes(cx, &date_dialect, template, &format->nodes));
    format->is_empty = template.length == 0;
    return format;
}

static bool fail_template(Cx *cx, const char *message)
{
    return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "%s", message);
}

static bool add_digit(Cx *cx, NumberShape *shape, NumberPattern pattern)
{
    bool is_behind_point = shape->has & NUMBER_HAS_POINT, is_zero = pattern == NUMBER_0;

    if (shape->has & NUMBER_HAS_BRACKETS)
        return fail_template(cx, is_zero ? "\"0\" must be ahead of \"PR\""
                                         : "\"9\" must be ahead of \"PR\"");
    if (!is_zero && shape->has & NUMBER_HAS_SHIFT) {
        shape->shift++;
        return true;
    }
    if (is_zero && !is_behind_point && !(shape->has & NUMBER_HAS_ZERO)) {
        shape->has |= NUMBER_HAS_ZERO;
        shape->first_zero = shape->before;
    }
    if (is_behind_point)
        shape->after++;
    else
        shape->before++;
    if (is_zero)
        shape->last_zero = shape->before + shape->after;
    return true;
}

static bool add_point(Cx *cx, NumberShape *shape)
{
    if (shape->has & NUMBER_HAS_POINT)
        return fail_template(cx, "multiple decimal points");
    if (shape->has & NUMBER_HAS_SHIFT)
        return fail_template(cx, "cannot use \"V\" and decimal point together");
    shape->has |= NUMBER_HAS_POINT;
    return true;
}

static bool add_shift(Cx *cx, NumberShape *shape)
{
    if (shape->has & NUMBER_HAS_POINT)
        return fail_template(cx, "cannot use \"V\" and decimal point together");
    shape->has |= NUMBER_HAS_SHIFT;
    return true;
}

static bool add_sign(Cx *cx, NumberShape *shape)
{
    if (shape->has & NUMBER_HAS_SIGN)
        return fail_template(cx, "cannot use \"S\" twice");
    if (shape->has & (NUMBER_HAS_PLUS | NUMBER_HAS_MINUS | NUMBER_HAS_BRACKETS))
        return fail_template(cx, "cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
    shape->has |= NUMBER_HAS_SIGN;
    if (shape->has & NUMBER_HAS_POINT) {
        shape->sign_place = SIGN_PLACE_BEHIND;
    } else {
        shape->sign_place = SIGN_PLACE_BEFORE;
        shape->digits_before_sign = shape->before;
    }
    return true;
}

static bool add_other_sign(Cx *cx, NumberShape *shape, unsigned signs, const char *name)
{
    if (shape->has & NUMBER_HAS_SIGN)
        return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "cannot use \"S\" and \"%s\" together",
                    name);
    shape->has |= signs;
    return true;
}

static bool add_brackets(Cx *cx, NumberShape *shape)
{
    if (shape->has & (NUMBER_HAS_SIGN | NUMBER_HAS_PLUS | NUMBER_HAS_MINUS))
        return fail_template(cx, "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
    shape->has |= NUMBER_HAS_BRACKETS;
    return true;
}

static bool add_scientific(Cx *cx, NumberShape *shape)
{
    const unsigned others = ~(unsigned)(NUMBER_HAS_POINT | NUMBER_HAS_ZERO);

    if (shape->has & others) {
        fail_template(cx, "\"EEEE\" is incompatible with other formats");
        return fail_detail(cx, "\"EEEE\" may only be used together with digit and decimal point "
                               "patterns.");
    }
    shape->has |= NUMBER_HAS_SCIENTIFIC;
    return true;
}

static bool add_number_pattern(Cx *cx, NumberShape *shape, NumberPattern pattern)
{
    if (shape->has & NUMBER_HAS_SCIENTIFIC)
        return fail_template(cx, pattern == NUMBER_SCIENTIFIC
                                     ? "cannot use \"EEEE\" twice"
                                     : "\"EEEE\" must be the last pattern used");
    switch (pattern) {
    case NUMBER_9:
    case NUMBER_0: return add_digit(cx, shape, pattern);
    case NUMBER_POINT:
    case NUMBER_LOCAL_POINT: return add_point(cx, shape);
    case NUMBER_BLANK:
        if (shape->before + shape->after == 0)
            shape->has |= NUMBER_HAS_BLANK;
        return true;
    case NUMBER_FILL: shape->has |= NUMBER_HAS_FILL; return true;
    case NUMBER_ROMAN: shape->has |= NUMBER_HAS_ROMAN; return true;
    case NUMBER_SIGN: return add_sign(cx, shape);
    case NUMBER_MINUS: return add_other_sign(cx, shape, NUMBER_HAS_MINUS, "MI");
    case NUMBER_PLUS: return add_other_sign(cx, shape, NUMBER_HAS_PLUS, "PL");
    case NUMBER_PLUS_MINUS:
        return add_other_sign(cx, shape, NUMBER_HAS_MINUS | NUMBER_HAS_PLUS, "SG");
    case NUMBER_BRACKETS: return add_brackets(cx, shape);
    case NUMBER_SHIFT: return add_shift(cx, shape);
    case NUMBER_SCIENTIFIC: return add_scientific(cx, shape);
    case NUMBER_COMMA:
    case NUMBER_GROUP:
    case NUMBER_CURRENCY:
    case NUMBER_ORDINAL:
    case NUMBER_IGNORED: return true;
    }
    return true;
}

NumberFormat *number_format_parse(Cx *cx, Str template)
{
    NumberFormat *format = arena_zero(cx->arena, sizeof *format);

    TRY(parse_nodes(cx, &number_dialect, template, &format->nodes));
    format->is_empty = template.length == 0;
    for (uint32_t at = 0; at < format->nodes.count; at++) {
        const FormatNode *node = &format->nodes.node[at];
        if (node->kind == NODE_PATTERN)
            TRY(add_number_pattern(cx, &format->shape, (NumberPattern)node->pattern));
    }
    return format;
}
