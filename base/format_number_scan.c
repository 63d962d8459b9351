/*
 * format_number_scan.c -- to_number(); see format.h.
 *
 * The template's patterns walk along the text and pick the digits, the point and the sign; each
 * pattern takes about a character, whether or not it is what the pattern says.  What was picked is
 * then read as a numeric of at most the template's digits.
 */
#include "base/digits.h"
#include "base/format_template.h"
#include "base/utf8.h"

typedef struct Picker {
    NumberShape shape;
    Str text;
    size_t at;      /* may pass the end */
    char *picked;   /* sign or blank, then digits and a point */
    size_t length;  /* of `picked` */
    int whole;      /* digits before the point */
    int fraction;   /* digits behind it */
    bool has_point; /* read */
} Picker;

static bool is_at_end(const Picker *picker)
{
    return picker->at >= picker->text.length;
}

/* The character `ahead` bytes further; NUL behind the end. */
static char peek(const Picker *picker, size_t ahead)
{
    size_t at = picker->at + ahead;
    return at < picker->text.length ? picker->text.data[at] : '\0';
}

static void skip_character(Picker *picker)
{
    picker->at += (size_t)utf8_claimed_bytes(peek(picker, 0));
}

/* Up to `count` characters that are no part of any number. */
static void skip_others(Picker *picker, int count)
{
    for (; count && !is_at_end(picker) && !strchr("0123456789.,+-", peek(picker, 0)); count--)
        skip_character(picker);
}

static bool has_sign(const Picker *picker)
{
    return picker->picked[0] != ' ';
}

static void pick(Picker *picker, char c)
{
    picker->picked[picker->length++] = c;
}

/* Take a sign if one stands here. */
static void pick_sign(Picker *picker)
{
    char c = peek(picker, 0);
    bool is_local =
        picker->shape.has & NUMBER_HAS_SIGN && picker->shape.sign_place == SIGN_PLACE_BEFORE;
    bool is_bracket = !is_local && picker->shape.has & NUMBER_HAS_BRACKETS && c == '<';

    if (c != '-' && c != '+' && !is_bracket)
        return;
    picker->picked[0] = c == '+' ? '+' : '-';
    picker->at++;
}

/* A sign behind the last digit: that of S follows the digit, which stands here, at once; that of
 * MI, PL and SG is found where a digit was looked for. */
static void pick_sign_behind(Picker *picker, bool is_picked)
{
    unsigned wanted = is_picked ? NUMBER_HAS_SIGN : NUMBER_HAS_PLUS | NUMBER_HAS_MINUS;
    size_t ahead = is_picked ? 1 : 0;
    char c = peek(picker, ahead);

    if (!(picker->shape.has & wanted) || (c != '-' && c != '+'))
        return;
    picker->picked[0] = c;
    picker->at += ahead;
}

/* True if a digit or the point was picked. */
static bool pick_digit_or_point(Picker *picker)
{
    char c = peek(picker, 0);

    if (char_is_digit(c)) {
        pick(picker, c);
        picker->whole += !picker->has_point;
        picker->fraction += picker->has_point;
        return true;
    }
    if (c != '.' || picker->has_point || !(picker->shape.has & NUMBER_HAS_POINT))
        return false;
    pick(picker, c);
    picker->has_point = true;
    return true;
}

/* A place of 9, 0 or the point. */
static void scan_place(Picker *picker, NumberPattern pattern)
{
    bool is_digit_place = pattern == NUMBER_9 || pattern == NUMBER_0;

    if (peek(picker, 0) == ' ')
        picker->at++;
    if (is_at_end(picker))
        return;
    if (is_digit_place && !has_sign(picker) && picker->whole + picker->fraction == 0)
        pick_sign(picker);
    if (is_at_end(picker))
        return;
    if (char_is_digit(peek(picker, 0)) && picker->has_point &&
        picker->fraction == picker->shape.after)
        return;
    bool is_picked = pick_digit_or_point(picker);
    if (!has_sign(picker) && picker->whole + picker->fraction > 0)
        pick_sign_behind(picker, is_picked);
}

/* MI, PL, SG: the sign itself, or up to one other character. */
static bool scan_sign(Picker *picker, const char *signs)
{
    char c = peek(picker, 0);

    if (c && strchr(signs, c)) {
        picker->picked[0] = c;
        return true;
    }
    skip_others(picker, 1);
    return false;
}

/* True: the pattern takes one more byte. */
static bool scan_pattern(Picker *picker, NumberPattern pattern)
{
    switch (pattern) {
    case NUMBER_9:
    case NUMBER_0:
    case NUMBER_POINT:
    case NUMBER_LOCAL_POINT: scan_place(picker, pattern); return true;
    case NUMBER_COMMA:
    case NUMBER_GROUP: return !(picker->shape.has & NUMBER_HAS_FILL) && peek(picker, 0) == ',';
    case NUMBER_CURRENCY: skip_others(picker, 1); return false;
    case NUMBER_ORDINAL:
        if (!(picker->shape.has & NUMBER_HAS_POINT))
            skip_others(picker, 2);
        return false;
    case NUMBER_MINUS: return scan_sign(picker, "-");
    case NUMBER_PLUS: return scan_sign(picker, "+");
    case NUMBER_PLUS_MINUS: return scan_sign(picker, "+-");
    case NUMBER_SIGN:
    case NUMBER_BRACKETS:
    case NUMBER_BLANK:
    case NUMBER_FILL:
    case NUMBER_SHIFT:
    case NUMBER_ROMAN:
    case NUMBER_SCIENTIFIC:
    case NUMBER_IGNORED: return false;
    }
    return false;
}

static bool check_shape(Cx *cx, const NumberShape *shape)
{
    if (shape->has & NUMBER_HAS_SCIENTIFIC)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "\"EEEE\" not supported for input");
    if (shape->has & NUMBER_HAS_ROMAN)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "\"RN\" not supported for input");
    return true;
}

/* The text's number, as far as the template reads it. */
static Picker pick_number(Arena *arena, const NumberFormat *format, Str text)
{
    Picker picker = { .shape = format->shape,
                      .text = text,
                      .picked = arena_alloc(arena, format->nodes.count + 2),
                      .length = 1 };

    picker.picked[0] = ' ';
    for (uint32_t at = 0; at < format->nodes.count && !is_at_end(&picker); at++) {
        const FormatNode *node = &format->nodes.node[at];
        if (node->kind != NODE_PATTERN)
            skip_character(&picker);
        else
            picker.at += scan_pattern(&picker, (NumberPattern)node->pattern);
    }
    if (picker.picked[picker.length - 1] == '.')
        picker.length--;
    return picker;
}

bool number_format_scan(Cx *cx, const NumberFormat *format, Str text, Numeric *out_value,
                        bool *out_is_null)
{
    const NumberShape *shape = &format->shape;
    Numeric value;

    *out_is_null = format->is_empty;
    if (format->is_empty)
        return true;
    TRY(check_shape(cx, shape));
    Picker picker = pick_number(cx->arena, format, text);
    TRY(numeric_parse(cx, (Str){ picker.picked, picker.length }, NO_POSITION, &value));

    uint32_t precision = (uint32_t)(shape->before + shape->shift + picker.fraction);
    int32_t typmod = (int32_t)((precision << 16 | (uint32_t)picker.fraction) + 4);
    TRY(numeric_apply_typmod(cx, &value, typmod, NO_POSITION, &value));
    if (shape->has & NUMBER_HAS_SHIFT)
        TRY(format_shift_numeric(cx, &value, -shape->shift, &value));
    *out_value = value;
    return true;
}
