/* numeric_text.c -- numerics as text and in PostgreSQL's binary form, and their typmod. */
#include "base/digits.h"
#include "base/numeric_work.h"
#include "base/type.h"

/* A numeric literal taken apart; nothing is allocated by what the exponent claims. */
typedef struct Literal {
    const char *digits; /* first character of the mantissa, point included */
    const char *end;
    const char *point; /* NULL: none */
    int64_t decimals;  /* digits of the mantissa */
    int64_t fraction;  /* of these behind the point */
    int64_t exponent;  /* beyond +-EXPONENT_MAX: some such value */
    bool is_negative;
} Literal;

enum { EXPONENT_MAX = INT32_MAX / 2 }; /* from here on even a zero overflows */

static bool word_is(Str text, const char *lower)
{
    size_t length = strlen(lower);

    if (text.length != length)
        return false;
    for (size_t at = 0; at < length; at++)
        if (char_lower(text.data[at]) != lower[at])
            return false;
    return true;
}

static bool parse_special(Str text, Numeric *out_value)
{
    static const struct {
        const char *word;
        NumericKind kind;
    } words[] = {
        { "nan", NUMERIC_NAN },
        { "infinity", NUMERIC_INFINITY },
        { "+infinity", NUMERIC_INFINITY },
        { "-infinity", NUMERIC_MINUS_INFINITY },
        { "inf", NUMERIC_INFINITY },
        { "+inf", NUMERIC_INFINITY },
        { "-inf", NUMERIC_MINUS_INFINITY },
    };

    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (word_is(text, words[at].word)) {
            *out_value = numeric_special(words[at].kind);
            return true;
        }
    return false;
}

/* `at` stands behind the e.  False: no digit follows. */
static bool parse_exponent(const char *at, const char *end, Literal *literal)
{
    bool is_negative = false;
    int64_t exponent = 0;

    while (at < end && char_is_space(*at)) /* PostgreSQL reads it so */
        at++;
    if (at < end && (*at == '+' || *at == '-'))
        is_negative = *at++ == '-';
    if (at == end || !char_is_digit(*at))
        return false;
    for (; at < end && char_is_digit(*at); at++)
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (*at - '0');
    /* An exponent beyond all limits is told before what follows it. */
    if (at < end && exponent < EXPONENT_MAX)
        return false;
    literal->exponent = is_negative ? -exponent : exponent;
    return true;
}

static bool split_literal(Str text, Literal *out_literal)
{
    Literal literal = { 0 };
    const char *at = text.data, *end = text.data + text.length;

    if (at < end && (*at == '+' || *at == '-'))
        literal.is_negative = *at++ == '-';
    literal.digits = at;
    for (; at < end; at++) {
        if (*at == '.' && !literal.point) {
            literal.point = at;
        } else if (char_is_digit(*at)) {
            literal.decimals++;
            literal.fraction += literal.point != NULL;
        } else {
            break;
        }
    }
    literal.end = at;
    if (literal.decimals == 0)
        return false;
    if (at < end && (*at == 'e' || *at == 'E')) {
        if (!parse_exponent(at + 1, end, &literal))
            return false;
    } else if (at < end) {
        return false;
    }
    *out_literal = literal;
    return true;
}

/* Put the literal's decimals into digits of base 10000, aligned at the point. */
static NumericWork gather_digits(Arena *arena, const Literal *literal)
{
    int64_t whole = literal->decimals - literal->fraction + literal->exponent;
    int64_t weight = whole > 0 ? (whole + 3) / 4 - 1 : -(-whole / 4) - 1;
    int64_t skipped = (weight + 1) * 4 - whole; /* decimals missing in the first digit */
    int64_t scale = literal->fraction - literal->exponent;
    NumericWork work =
        numeric_work(arena, (literal->decimals + skipped + 3) / 4, weight, scale > 0 ? scale : 0);
    int64_t place = skipped;

    for (const char *at = literal->digits; at < literal->end; at++) {
        if (*at == '.')
            continue;
        work.digits[place / 4] =
            (uint16_t)(work.digits[place / 4] + (*at - '0') * numeric_digit_powers[3 - place % 4]);
        place++;
    }
    work.is_negative = literal->is_negative;
    return work;
}

bool numeric_parse(Cx *cx, Str text, int position, Numeric *out_value)
{
    Str trimmed = text;
    Literal literal;

    while (trimmed.length && char_is_space(trimmed.data[0]))
        trimmed = str_slice(trimmed, 1, trimmed.length);
    while (trimmed.length && char_is_space(trimmed.data[trimmed.length - 1]))
        trimmed.length--;
    if (parse_special(trimmed, out_value))
        return true;
    if (!split_literal(trimmed, &literal))
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, position,
                    "invalid input syntax for type numeric: \"%.*s\"", STR(text));
    if (literal.exponent >= EXPONENT_MAX || literal.exponent <= -EXPONENT_MAX)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, position, "value overflows numeric format");
    NumericWork work = gather_digits(cx->arena, &literal);
    if (numeric_finish(cx, &work, out_value))
        return true;
    cx->error.position = position;
    return false;
}

static const char *special_name(uint8_t kind)
{
    switch ((NumericKind)kind) {
    case NUMERIC_FINITE: break;
    case NUMERIC_NAN: return "NaN";
    case NUMERIC_INFINITY: return "Infinity";
    case NUMERIC_MINUS_INFINITY: return "-Infinity";
    }
    return "";
}

static uint16_t digit_at(const Numeric *value, int32_t weight)
{
    int32_t at = value->weight - weight;
    return at >= 0 && at < value->digit_count ? value->digits[at] : 0;
}

void numeric_print(StrBuilder *builder, const Numeric *value)
{
    if (value->kind != NUMERIC_FINITE) {
        str_add_c(builder, special_name(value->kind));
        return;
    }

    int32_t top = value->digit_count && value->weight > 0 ? value->weight : 0;
    char *start = str_reserve(builder, ((size_t)top + 1) * 4 + (size_t)value->scale + 8);
    char *to = start;
    if (value->is_negative)
        *to++ = '-';
    to += digits_write_u64(to, digit_at(value, top));
    for (int32_t weight = top - 1; weight >= 0; weight--, to += 4)
        digits_write_padded(to, digit_at(value, weight), 4);
    if (value->scale) {
        *to++ = '.';
        char *end = to + value->scale;
        for (int32_t weight = -1; to < end; weight--, to += 4)
            digits_write_padded(to, digit_at(value, weight), 4);
        to = end; /* the last digit may have reached further, into the reserve */
    }
    builder->length += (size_t)(to - start);
    builder->data[builder->length] = '\0';
}

static bool fail_field(Cx *cx, int32_t typmod, int position, const char *what)
{
    fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, position, "numeric field overflow");
    return fail_detail(cx, "A field with precision %d, scale %d %s.",
                       numeric_typmod_precision(typmod), numeric_typmod_scale(typmod), what);
}

bool numeric_apply_typmod(Cx *cx, const Numeric *value, int32_t typmod, int position,
                          Numeric *out_value)
{
    if (typmod < 0 || value->kind == NUMERIC_NAN) {
        *out_value = *value;
        return true;
    }
    if (value->kind != NUMERIC_FINITE)
        return fail_field(cx, typmod, position, "cannot hold an infinite value");

    Numeric rounded = numeric_at_scale(cx->arena, value, numeric_typmod_scale(typmod));
    int digits = numeric_typmod_precision(typmod) - numeric_typmod_scale(typmod);
    if (rounded.digit_count && numeric_whole_digits(&rounded) > digits) {
        Str limit = digits ? str_format(cx->arena, "10^%d", digits) : STR_LIT("1");
        Str what =
            str_format(cx->arena, "must round to an absolute value less than %.*s", STR(limit));
        return fail_field(cx, typmod, position, what.data);
    }
    *out_value = rounded;
    return true;
}

/* The sign words of numeric_send. */
enum {
    BINARY_POSITIVE = 0x0000,
    BINARY_NEGATIVE = 0x4000,
    BINARY_NAN = 0xC000,
    BINARY_INFINITY = 0xD000,
    BINARY_MINUS_INFINITY = 0xF000,
    BINARY_HEADER_BYTES = 8,
};

static void add_word(StrBuilder *builder, unsigned word)
{
    unsigned char bytes[2] = { (unsigned char)(word >> 8), (unsigned char)word };
    str_add_bytes(builder, bytes, sizeof bytes);
}

static unsigned binary_sign(const Numeric *value)
{
    switch ((NumericKind)value->kind) {
    case NUMERIC_FINITE: return value->is_negative ? BINARY_NEGATIVE : BINARY_POSITIVE;
    case NUMERIC_NAN: return BINARY_NAN;
    case NUMERIC_INFINITY: return BINARY_INFINITY;
    case NUMERIC_MINUS_INFINITY: return BINARY_MINUS_INFINITY;
    }
    return BINARY_POSITIVE;
}

/* PostgreSQL's infinities claim one display digit more than any finite value has. */
static unsigned binary_scale(const Numeric *value)
{
    bool is_infinite = value->kind == NUMERIC_INFINITY || value->kind == NUMERIC_MINUS_INFINITY;
    return is_infinite ? 32 : (unsigned)value->scale;
}

void numeric_encode_binary(StrBuilder *builder, const Numeric *value)
{
    add_word(builder, (unsigned)value->digit_count);
    add_word(builder, (unsigned)value->weight & 0xffff);
    add_word(builder, binary_sign(value));
    add_word(builder, binary_scale(value));
    for (int32_t at = 0; at < value->digit_count; at++)
        add_word(builder, value->digits[at]);
}

static unsigned word_at(Str bytes, size_t at)
{
    return (unsigned)(unsigned char)bytes.data[at] << 8 | (unsigned char)bytes.data[at + 1];
}

static bool fail_binary(Cx *cx, const char *what)
{
    return fail(cx, ERR_INVALID_BINARY_REPRESENTATION, NO_POSITION,
                "invalid %s in external \"numeric\" value", what);
}

static bool decode_special(Cx *cx, unsigned sign, Numeric *out_value)
{
    switch (sign) {
    case BINARY_NAN: *out_value = numeric_special(NUMERIC_NAN); return true;
    case BINARY_INFINITY: *out_value = numeric_special(NUMERIC_INFINITY); return true;
    case BINARY_MINUS_INFINITY: *out_value = numeric_special(NUMERIC_MINUS_INFINITY); return true;
    }
    return fail_binary(cx, "sign");
}

bool numeric_decode_binary(Cx *cx, Str bytes, Numeric *out_value)
{
    if (bytes.length < BINARY_HEADER_BYTES)
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "insufficient data left in message");

    unsigned count = word_at(bytes, 0), sign = word_at(bytes, 4), scale = word_at(bytes, 6);
    if (sign != BINARY_POSITIVE && sign != BINARY_NEGATIVE)
        return decode_special(cx, sign, out_value);
    if (scale > NUMERIC_SCALE_MAX)
        return fail_binary(cx, "scale");
    if (bytes.length - BINARY_HEADER_BYTES < count * sizeof(uint16_t))
        return fail(cx, ERR_PROTOCOL_VIOLATION, NO_POSITION, "insufficient data left in message");

    NumericWork work = numeric_work(cx->arena, count, (int16_t)word_at(bytes, 2), scale);
    for (unsigned at = 0; at < count; at++) {
        unsigned digit = word_at(bytes, BINARY_HEADER_BYTES + 2 * at);
        if (digit >= NUMERIC_BASE)
            return fail_binary(cx, "digit");
        work.digits[at] = (uint16_t)digit;
    }
    work.is_negative = sign == BINARY_NEGATIVE;
    numeric_work_truncate(&work, scale); /* digits beyond the scale do not count */
    return numeric_finish(cx, &work, out_value);
}
