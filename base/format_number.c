/*
 * format_number.c -- to_char() of numbers; see format.h.
 *
 * A value first becomes decimal text, rounded to the template's digits (each type in its own way),
 * which is then laid out.  What does not fit is shown as #.  EEEE is laid out here: it is the text
 * alone.
 */
#include "base/digits.h"
#include "base/format_figure.h"

#include <float.h>
#include <math.h>

enum {
    ROMAN_MAX = 3999,
    EXPONENT_BYTES = 6,  /* sign, point, "e+00" */
    PRECISION_MAX = 350, /* digits that floats are asked for; zeros follow */
};

/* As many # as the template has digits, around a point behind `before` of them: `all` bytes. */
static char *hashes(Arena *arena, size_t before, size_t all)
{
    char *text = arena_alloc(arena, all + 1);

    assert(before < all);
    memset(text, '#', all);
    text[before] = '.';
    text[all] = '\0';
    return text;
}

/* Lay out `text`, a decimal that may begin with a minus. */
static bool write_decimal(Cx *cx, const NumberFormat *format, NumberShape shape, const char *text,
                          StrBuilder *out)
{
    bool is_negative = text[0] == '-';
    const char *digits = text + is_negative;
    size_t whole = strcspn(digits, "."), before = (size_t)shape.before;
    Figure figure = { .out = out, .shape = shape, .sign = is_negative ? '-' : '+' };

    if (whole > before)
        digits = hashes(cx->arena, before, before + (size_t)shape.after + 1);
    else
        figure.lead = (int)(before - whole);
    figure.digits = digits;
    return figure_write(cx, &figure, &format->nodes);
}

static char *roman_digits(Arena *arena, int64_t value)
{
    static const struct {
        int worth;
        const char *digits;
    } steps[] = {
        { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" }, { 100, "C" },
        { 90, "XC" },  { 50, "L" },   { 40, "XL" }, { 10, "X" },   { 9, "IX" },
        { 5, "V" },    { 4, "IV" },   { 1, "I" },
    };
    StrBuilder digits = str_builder(arena);

    if (value < 1 || value > ROMAN_MAX) {
        str_add_c(&digits, "###############");
        return digits.data;
    }
    for (size_t step = 0; step < COUNT_OF(steps); step++)
        for (; value >= steps[step].worth; value -= steps[step].worth)
            str_add_c(&digits, steps[step].digits);
    return digits.data;
}

/* RN: all that the template says of digits and signs is void. */
static bool write_roman(Cx *cx, const NumberFormat *format, int64_t value, StrBuilder *out)
{
    unsigned fill = format->shape.has & NUMBER_HAS_FILL;
    Figure figure = { .out = out,
                      .shape = { .has = NUMBER_HAS_ROMAN | fill },
                      .digits = roman_digits(cx->arena, value) };

    return figure_write(cx, &figure, &format->nodes);
}

/* EEEE: the text is all there is; a blank stands for the plus. */
static bool write_scientific(const char *text, StrBuilder *out)
{
    if (text[0] != '-')
        str_add_char(out, ' ');
    str_add_c(out, text);
    return true;
}

static bool write_scientific_hashes(Cx *cx, const NumberShape *shape, StrBuilder *out)
{
    size_t all = (size_t)shape->before + (size_t)shape->after + EXPONENT_BYTES - 1;

    str_add_char(out, ' ');
    str_add_c(out, hashes(cx->arena, (size_t)shape->before, all));
    return true;
}

/* d.dddE+dd with `after` digits behind the point. */
static const char *scientific_of_f64(Arena *arena, double value, int after)
{
    int zeros = after > PRECISION_MAX ? after - PRECISION_MAX : 0;
    StrBuilder text = str_builder(arena);

    str_addf(&text, "%.*e", after - zeros, value);
    if (zeros) {
        Str short_text = str_built(&text);
        size_t exponent = strcspn(short_text.data, "e");
        text = str_builder(arena);
        str_addf(&text, "%.*s%0*d%s", (int)exponent, short_text.data, zeros, 0,
                 short_text.data + exponent);
    }
    return text.data;
}

/* Round decimal digits to `count`, halves up; a carry out of the first makes one more. */
static char *round_digits(Arena *arena, Str digits, size_t count)
{
    char *text = arena_alloc(arena, count + 2), *rounded = text + 1;
    bool is_up = digits.length > count && digits.data[count] >= '5';
    size_t kept = digits.length < count ? digits.length : count;

    memset(text, '0', count + 1);
    memcpy(rounded, digits.data, kept);
    text[count + 1] = '\0';
    for (char *at = rounded + count - 1; is_up; at--) {
        is_up = *at == '9';
        *at = is_up ? '0' : (char)(*at + 1);
    }
    return text[0] == '0' ? rounded : text;
}

/* As PostgreSQL's, which does not move the point where rounding gives one more digit: 9.99 is
 * 10.0e+00 with one digit behind the point. */
static const char *scientific_of_numeric(Arena *arena, const Numeric *value, int after)
{
    Numeric absolute = numeric_absolute(value);
    StrBuilder plain = str_builder(arena), digits = str_builder(arena), text = str_builder(arena);
    int exponent = 0;

    numeric_print(&plain, &absolute);
    size_t point = strcspn(plain.data, "."), first = strspn(plain.data, "0.");
    if (first < plain.length)
        exponent = (int)point - (int)first - (first < point);
    else
        first = plain.length - 1;
    for (const char *at = plain.data + first; *at; at++)
        if (*at != '.')
            str_add_char(&digits, *at);
    char *rounded = round_digits(arena, str_built(&digits), (size_t)after + 1);
    int whole = (int)strlen(rounded) - after;
    str_addf(&text, "%s%.*s%s%s", value->is_negative ? "-" : "", whole, rounded, after ? "." : "",
             rounded + whole);
    str_addf(&text, "e%+03d", exponent);
    return text.data;
}

/* An integer's text, with as many zeros behind the point as the template has places. */
static bool write_integer(Cx *cx, const NumberFormat *format, NumberShape shape, int64_t value,
                          StrBuilder *out)
{
    StrBuilder text = str_builder(cx->arena);

    str_add_i64(&text, value);
    if (shape.after)
        str_addf(&text, ".%0*d", shape.after, 0);
    return write_decimal(cx, format, shape, text.data, out);
}

bool number_format_write_i32(Cx *cx, const NumberFormat *format, int32_t value, StrBuilder *out)
{
    NumberShape shape = format->shape;

    if (shape.has & NUMBER_HAS_ROMAN)
        return write_roman(cx, format, value, out);
    if (shape.has & NUMBER_HAS_SCIENTIFIC)
        return write_scientific(scientific_of_f64(cx->arena, value, shape.after), out);
    if (shape.has & NUMBER_HAS_SHIFT) { /* wraps; a power beyond the range is the least integer */
        double power = pow(10, shape.shift);
        int64_t factor = power > INT32_MAX ? INT32_MIN : (int64_t)power;
        value = (int32_t)(value * factor);
        shape.before += shape.shift;
    }
    return write_integer(cx, format, shape, value, out);
}

static bool fail_bigint_range(Cx *cx)
{
    return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "bigint out of range");
}

bool number_format_write_i64(Cx *cx, const NumberFormat *format, int64_t value, StrBuilder *out)
{
    NumberShape shape = format->shape;

    if (shape.has & NUMBER_HAS_ROMAN) {
        if (value < INT32_MIN || value > INT32_MAX)
            return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION, "integer out of range");
        return write_roman(cx, format, value, out);
    }
    if (shape.has & NUMBER_HAS_SCIENTIFIC) {
        Numeric numeric = numeric_from_i64(cx->arena, value);
        return write_scientific(scientific_of_numeric(cx->arena, &numeric, shape.after), out);
    }
    if (shape.has & NUMBER_HAS_SHIFT) {
        double power = pow(10, shape.shift);
        if (power >= 0x1p63 || __builtin_mul_overflow(value, (int64_t)power, &value))
            return fail_bigint_range(cx);
        shape.before += shape.shift;
    }
    return write_integer(cx, format, shape, value, out);
}

static const char *float_digits(Arena *arena, double value, int after)
{
    StrBuilder text = str_builder(arena);

    if (isnan(value))
        return "NaN";
    if (isinf(value))
        return value < 0 ? "-Infinity" : "Infinity";
    str_addf(&text, "%.*f", after, value);
    return text.data;
}

/* `sure_digits`: as many as a float of this width has for certain; no more are shown. */
static bool write_float(Cx *cx, const NumberFormat *format, NumberShape shape, double value,
                        int sure_digits, StrBuilder *out)
{
    int whole = (int)strlen(float_digits(cx->arena, fabs(value), 0));

    if (whole >= sure_digits)
        shape.after = 0;
    else if (whole + shape.after > sure_digits)
        shape.after = sure_digits - whole;
    return write_decimal(cx, format, shape, float_digits(cx->arena, value, shape.after), out);
}

/* A float for RN: to the nearest, halves to even; what is no int4 has no roman numeral. */
static int64_t roman_of_f64(double value)
{
    return fabs(value) <= ROMAN_MAX + 1 ? (int64_t)rint(value) : 0;
}

static bool write_scientific_f64(Cx *cx, const NumberFormat *format, double value, StrBuilder *out)
{
    if (!isfinite(value))
        return write_scientific_hashes(cx, &format->shape, out);
    return write_scientific(scientific_of_f64(cx->arena, value, format->shape.after), out);
}

bool number_format_write_f32(Cx *cx, const NumberFormat *format, float value, StrBuilder *out)
{
    NumberShape shape = format->shape;

    if (shape.has & NUMBER_HAS_ROMAN)
        return write_roman(cx, format, roman_of_f64((double)value), out);
    if (shape.has & NUMBER_HAS_SCIENTIFIC)
        return write_scientific_f64(cx, format, (double)value, out);
    if (shape.has & NUMBER_HAS_SHIFT) {
        value *= (float)pow(10, shape.shift);
        shape.before += shape.shift;
    }
    return write_float(cx, format, shape, (double)value, FLT_DIG, out);
}

bool number_format_write_f64(Cx *cx, const NumberFormat *format, double value, StrBuilder *out)
{
    NumberShape shape = format->shape;

    if (shape.has & NUMBER_HAS_ROMAN)
        return write_roman(cx, format, roman_of_f64(value), out);
    if (shape.has & NUMBER_HAS_SCIENTIFIC)
        return write_scientific_f64(cx, format, value, out);
    if (shape.has & NUMBER_HAS_SHIFT) {
        value *= pow(10, shape.shift);
        shape.before += shape.shift;
    }
    return write_float(cx, format, shape, value, DBL_DIG, out);
}

bool format_shift_numeric(Cx *cx, const Numeric *value, int places, Numeric *out_value)
{
    Numeric ten = numeric_from_i64(cx->arena, 10), power;
    Numeric exponent = numeric_from_i64(cx->arena, places);

    TRY(numeric_power(cx, &ten, &exponent, &power));
    return numeric_multiply(cx, value, &power, out_value);
}

static bool write_roman_numeric(Cx *cx, const NumberFormat *format, const Numeric *value,
                                StrBuilder *out)
{
    int64_t integer;

    TRY(numeric_cast_integer(cx, value, sizeof(int32_t), &integer));
    return write_roman(cx, format, integer, out);
}

bool number_format_write_numeric(Cx *cx, const NumberFormat *format, const Numeric *value,
                                 StrBuilder *out)
{
    NumberShape shape = format->shape;
    Numeric shown = *value;
    StrBuilder text = str_builder(cx->arena);

    if (shape.has & NUMBER_HAS_ROMAN)
        return write_roman_numeric(cx, format, value, out);
    if (shape.has & NUMBER_HAS_SCIENTIFIC) {
        if (value->kind != NUMERIC_FINITE)
            return write_scientific_hashes(cx, &shape, out);
        return write_scientific(scientific_of_numeric(cx->arena, value, shape.after), out);
    }
    if (shape.has & NUMBER_HAS_SHIFT) {
        TRY(format_shift_numeric(cx, value, shape.shift, &shown));
        shape.before += shape.shift;
    }
    TRY(numeric_round(cx, &shown, shape.after, &shown));
    numeric_print(&text, &shown);
    return write_decimal(cx, format, shape, text.data, out);
}
