/*
 * format_figure.c -- decimal text laid out by the patterns of a template, from left to right:
 *
 *     -12.5  "S0999.99"  -->  digits "12.50", sign '-', lead 2 (places before the first digit)
 *     S 0 9 9 9 . 9 9    -->  "-0012.50"
 *
 * A place behind the end of the digits shows NUL, and so does SG where there is no sign; the result
 * ends before the first NUL, as PostgreSQL's does.
 */
#include "base/format_figure.h"
#include "base/digits.h"

static bool has(const Figure *figure, unsigned what)
{
    return figure->shape.has & what;
}

/* Of "0.5" the 0 is not shown, unless the template has a 0. */
static bool is_bare_zero(const Figure *figure)
{
    return !has(figure, NUMBER_HAS_ZERO) && figure->next == figure->digits &&
           *figure->digits == '0' && figure->shape.after != 0;
}

static bool ends_with_point(const Figure *figure)
{
    return figure->last && *figure->last == '.';
}

static bool sign_goes_here(const Figure *figure)
{
    bool is_at_digits = figure->place >= figure->lead ||
                        (has(figure, NUMBER_HAS_ZERO) && figure->shape.first_zero == figure->place);

    return !figure->sign_is_done && is_at_digits &&
           (!is_bare_zero(figure) || ends_with_point(figure));
}

static void lay_sign_before(Figure *figure)
{
    bool is_positive = figure->sign == '+';

    if (has(figure, NUMBER_HAS_SIGN)) {
        if (figure->shape.sign_place != SIGN_PLACE_BEFORE)
            return;
        str_add_char(figure->out, figure->sign == '-' ? '-' : '+');
    } else if (has(figure, NUMBER_HAS_BRACKETS)) {
        str_add_char(figure->out, is_positive ? ' ' : '<');
    } else if (!is_positive) {
        str_add_char(figure->out, '-');
    } else if (!has(figure, NUMBER_HAS_FILL)) {
        str_add_char(figure->out, ' ');
    }
    figure->sign_is_done = true;
}

static void lay_sign_behind(Figure *figure)
{
    if (figure->sign_is_done && has(figure, NUMBER_HAS_BRACKETS))
        str_add_char(figure->out, figure->sign == '+' ? ' ' : '>');
    else if (has(figure, NUMBER_HAS_SIGN) && figure->shape.sign_place == SIGN_PLACE_BEHIND)
        str_add_char(figure->out, figure->sign == '-' ? '-' : '+');
}

/* A place before the first digit. */
static void lay_lead(Figure *figure)
{
    if (has(figure, NUMBER_HAS_ZERO) && figure->shape.first_zero <= figure->place) {
        str_add_char(figure->out, '0');
        figure->is_in_number = true;
    } else if (!has(figure, NUMBER_HAS_FILL)) {
        str_add_char(figure->out, ' ');
    }
}

static void lay_next(Figure *figure, NumberPattern pattern)
{
    bool is_cut = figure->last && figure->next > figure->last && pattern != NUMBER_0;

    if (*figure->next == '.') {
        str_add_char(figure->out, '.');
    } else if (!is_cut && is_bare_zero(figure)) {
        if (!has(figure, NUMBER_HAS_FILL))
            str_add_char(figure->out, ' ');
        else if (ends_with_point(figure))
            str_add_char(figure->out, '0');
    } else if (!is_cut) {
        str_add_char(figure->out, *figure->next);
        figure->is_in_number = true;
    }
    if (*figure->next)
        figure->next++;
}

/* A place of 9, 0 or the point. */
static void lay_place(Figure *figure, NumberPattern pattern)
{
    if (has(figure, NUMBER_HAS_ROMAN))
        return;
    figure->is_in_number = false;
    if (sign_goes_here(figure))
        lay_sign_before(figure);
    if (figure->place < figure->lead)
        lay_lead(figure);
    else
        lay_next(figure, pattern);

    int end = figure->places + (figure->lead ? 1 : 0) + has(figure, NUMBER_HAS_POINT);
    bool is_before_last = figure->last && figure->last == figure->next;
    if (!is_before_last && figure->place + 1 == end)
        lay_sign_behind(figure);
    figure->place++;
}

/* `shown`, or else the blank that stands for it, unless FM. */
static void lay_or_blank(Figure *figure, bool is_shown, char shown)
{
    if (is_shown)
        str_add_char(figure->out, shown);
    else if (!has(figure, NUMBER_HAS_FILL))
        str_add_char(figure->out, ' ');
}

static bool lay_ordinal(Cx *cx, Figure *figure, bool is_upper)
{
    Str digits = str_of(figure->digits);

    if (has(figure, NUMBER_HAS_ROMAN | NUMBER_HAS_POINT) || figure->digits[0] == '#' ||
        figure->sign == '-')
        return true;
    if (!char_is_digit(digits.data[digits.length - 1]))
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, NO_POSITION, "\"%.*s\" is not a number",
                    STR(digits));
    str_add_c(figure->out, ordinal_ending(digits, is_upper));
    return true;
}

static void lay_roman(Figure *figure, bool is_lower)
{
    size_t from = figure->out->length;

    str_addf(figure->out, "%*s", has(figure, NUMBER_HAS_FILL) ? 0 : ROMAN_WIDTH, figure->next);
    for (char *at = figure->out->data + from; is_lower && *at; at++)
        *at = char_lower(*at);
}

static bool lay_pattern(Cx *cx, Figure *figure, const FormatNode *node)
{
    NumberPattern pattern = (NumberPattern)node->pattern;

    switch (pattern) {
    case NUMBER_9:
    case NUMBER_0:
    case NUMBER_POINT:
    case NUMBER_LOCAL_POINT: lay_place(figure, pattern); return true;
    case NUMBER_COMMA:
    case NUMBER_GROUP: lay_or_blank(figure, figure->is_in_number, ','); return true;
    case NUMBER_CURRENCY: str_add_char(figure->out, ' '); return true;
    case NUMBER_MINUS: lay_or_blank(figure, figure->sign == '-', '-'); return true;
    case NUMBER_PLUS: lay_or_blank(figure, figure->sign == '+', '+'); return true;
    case NUMBER_PLUS_MINUS: str_add_char(figure->out, figure->sign); return true;
    case NUMBER_ROMAN: lay_roman(figure, node->letter_case == CASE_LOWER); return true;
    case NUMBER_ORDINAL: return lay_ordinal(cx, figure, node->letter_case == CASE_UPPER);
    case NUMBER_SIGN: /* goes with the first or last place */
    case NUMBER_BRACKETS:
    case NUMBER_BLANK:
    case NUMBER_FILL:
    case NUMBER_SHIFT:
    case NUMBER_SCIENTIFIC:
    case NUMBER_IGNORED: return true;
    }
    return true;
}

static void prepare_sign(Figure *figure)
{
    NumberShape *shape = &figure->shape;
    bool is_positive = figure->sign == '+';

    if (has(figure, NUMBER_HAS_PLUS | NUMBER_HAS_MINUS)) { /* they write it themselves */
        figure->sign_is_done = has(figure, NUMBER_HAS_MINUS);
        return;
    }
    if (figure->sign != '-' && has(figure, NUMBER_HAS_FILL))
        shape->has &= ~(unsigned)NUMBER_HAS_BRACKETS;
    figure->sign_is_done =
        is_positive && has(figure, NUMBER_HAS_FILL) && !has(figure, NUMBER_HAS_SIGN);
    if (shape->sign_place == SIGN_PLACE_BEFORE && shape->before == shape->digits_before_sign)
        shape->sign_place = SIGN_PLACE_BEHIND;
}

/* The last digit behind the point that is not zero, or the point; NULL: no point. */
static const char *last_digit_but_zeros(const char *digits)
{
    const char *last = strchr(digits, '.');

    for (const char *at = last; at && *at; at++)
        if (*at != '.' && *at != '0')
            last = at;
    return last;
}

/* FM: trailing zeros are not shown, but for those that the template has a 0 for. */
static void prepare_last(Figure *figure)
{
    if (!has(figure, NUMBER_HAS_FILL) || !has(figure, NUMBER_HAS_POINT))
        return;
    figure->last = last_digit_but_zeros(figure->digits);
    if (!figure->last || figure->shape.last_zero <= figure->lead)
        return;
    int end = (int)strlen(figure->digits) - 1, zero = figure->shape.last_zero - figure->lead;
    const char *least = figure->digits + (zero < end ? zero : end);
    if (figure->last < least)
        figure->last = least;
}

bool figure_write(Cx *cx, Figure *figure, const FormatNodes *nodes)
{
    size_t from = figure->out->length;

    figure->next = figure->digits;
    prepare_sign(figure);
    figure->places = figure->shape.after + figure->shape.before - 1;
    prepare_last(figure);
    figure->places += !figure->sign_is_done && figure->lead == 0;
    for (uint32_t at = 0; at < nodes->count; at++) {
        const FormatNode *node = &nodes->node[at];
        if (node->kind != NODE_PATTERN) {
            str_add(figure->out, node->text);
        } else if (!lay_pattern(cx, figure, node)) {
            format_take_back(figure->out, from);
            return false;
        }
    }
    if (figure->out->length > from)
        format_take_back(figure->out, from + strlen(figure->out->data + from));
    return true;
}
