/*
 * numeric.c -- the encoding of VAR numerics, their order and hash, and the making of results; see
 * numeric.h and numeric_work.h.
 */
#include "base/hash.h"
#include "base/numeric_work.h"

enum {
    FORM_SHORT = 0,
    FORM_LONG = 1,
    FORM_SPECIAL = 2,
    SHORT_SCALE_MAX = 63,
    SHORT_WEIGHT_BIAS = 64,
    SHORT_HEADER_BYTES = 2,
    LONG_HEADER_BYTES = 6,
};

const uint16_t numeric_digit_powers[4] = { 1, 10, 100, 1000 };

static bool is_short(const Numeric *value)
{
    return value->scale <= SHORT_SCALE_MAX && value->weight >= -SHORT_WEIGHT_BIAS &&
           value->weight < SHORT_WEIGHT_BIAS;
}

size_t numeric_encoded_bytes(const Numeric *value)
{
    if (value->kind != NUMERIC_FINITE)
        return SHORT_HEADER_BYTES;
    return (is_short(value) ? SHORT_HEADER_BYTES : LONG_HEADER_BYTES) +
           (size_t)value->digit_count * sizeof(NumericDigit);
}

void numeric_encode_to(const Numeric *value, char *to)
{
    uint32_t sign = (uint32_t)value->is_negative << 2;
    uint16_t header[3];
    size_t header_bytes = SHORT_HEADER_BYTES;

    if (value->kind != NUMERIC_FINITE) {
        header[0] = (uint16_t)(FORM_SPECIAL | value->kind << 2);
    } else if (is_short(value)) {
        header[0] = (uint16_t)(FORM_SHORT | sign | (uint32_t)value->scale << 3 |
                               (uint32_t)(value->weight + SHORT_WEIGHT_BIAS) << 9);
    } else {
        header[0] = (uint16_t)(FORM_LONG | sign);
        header[1] = (uint16_t)value->scale;
        header[2] = (uint16_t)value->weight;
        header_bytes = LONG_HEADER_BYTES;
    }
    memcpy(to, header, header_bytes);
    if (value->digit_count)
        memcpy(to + header_bytes, value->digits, (size_t)value->digit_count * sizeof(NumericDigit));
}

Str numeric_encode(Arena *arena, const Numeric *value)
{
    size_t bytes = numeric_encoded_bytes(value);
    char *data = arena_align(arena, bytes, sizeof(uint16_t));

    numeric_encode_to(value, data);
    return (Str){ data, bytes };
}

Numeric numeric_decode(Str bytes)
{
    const NumericDigit *words = (const NumericDigit *)bytes.data;
    int32_t word_count = (int32_t)(bytes.length / sizeof *words);

    assert(bytes.length >= SHORT_HEADER_BYTES);
    switch (words[0] & 3) {
    case FORM_SHORT:
        return (Numeric){ .is_negative = words[0] >> 2 & 1,
                          .scale = words[0] >> 3 & SHORT_SCALE_MAX,
                          .weight = (words[0] >> 9) - SHORT_WEIGHT_BIAS,
                          .digit_count = word_count - 1,
                          .digits = words + 1 };
    case FORM_LONG:
        assert(bytes.length >= LONG_HEADER_BYTES);
        return (Numeric){ .is_negative = words[0] >> 2 & 1,
                          .scale = words[1],
                          .weight = (int16_t)words[2],
                          .digit_count = word_count - 3,
                          .digits = words + 3 };
    }
    return numeric_special((NumericKind)(words[0] >> 2 & 3));
}

static bool digits_are_valid(const Numeric *value)
{
    for (int32_t at = 0; at < value->digit_count; at++)
        if (value->digits[at] >= NUMERIC_BASE)
            return false;
    if (value->digit_count == 0)
        return value->weight == 0 && !value->is_negative;
    return value->digits[0] && value->digits[value->digit_count - 1] &&
           value->digit_count - value->weight - 1 <=
               (value->scale + NUMERIC_BASE_DIGITS - 1) / NUMERIC_BASE_DIGITS;
}

bool numeric_encoding_is_valid(Str bytes)
{
    uint16_t header;

    if (bytes.length < SHORT_HEADER_BYTES || bytes.length % 2 ||
        bytes.length > LONG_HEADER_BYTES + 2 * (NUMERIC_WEIGHT_MAX + 1 + NUMERIC_SCALE_MAX / 4 + 1))
        return false;
    memcpy(&header, bytes.data, sizeof header);
    switch (header & 3) {
    case FORM_SHORT: break;
    case FORM_LONG:
        if (bytes.length < LONG_HEADER_BYTES || header >> 3)
            return false;
        break;
    case FORM_SPECIAL: return bytes.length == SHORT_HEADER_BYTES && header >> 2 && header < 16;
    case 3: return false;
    }

    Numeric value = numeric_decode(bytes);
    return value.scale <= NUMERIC_SCALE_MAX && is_short(&value) == ((header & 3) == FORM_SHORT) &&
           digits_are_valid(&value);
}

Numeric numeric_special(NumericKind kind)
{
    return (Numeric){ .kind = (uint8_t)kind };
}

int numeric_compare_magnitude(const Numeric *a, const Numeric *b)
{
    if (!a->digit_count || !b->digit_count)
        return (a->digit_count > 0) - (b->digit_count > 0);
    if (a->weight != b->weight)
        return a->weight < b->weight ? -1 : 1;

    int32_t common = a->digit_count < b->digit_count ? a->digit_count : b->digit_count;
    for (int32_t at = 0; at < common; at++)
        if (a->digits[at] != b->digits[at])
            return a->digits[at] < b->digits[at] ? -1 : 1;
    return (a->digit_count > b->digit_count) - (a->digit_count < b->digit_count);
}

static int kind_rank(uint8_t kind)
{
    switch ((NumericKind)kind) {
    case NUMERIC_MINUS_INFINITY: return -1;
    case NUMERIC_FINITE: return 0;
    case NUMERIC_INFINITY: return 1;
    case NUMERIC_NAN: return 2;
    }
    return 0;
}

int numeric_compare(const Numeric *a, const Numeric *b)
{
    if (a->kind != NUMERIC_FINITE || b->kind != NUMERIC_FINITE)
        return (kind_rank(a->kind) > kind_rank(b->kind)) -
               (kind_rank(a->kind) < kind_rank(b->kind));
    if (a->is_negative != b->is_negative)
        return a->is_negative ? -1 : 1;

    int order = numeric_compare_magnitude(a, b);
    return a->is_negative ? -order : order;
}

uint64_t numeric_hash(const Numeric *value)
{
    uint64_t head = (uint64_t)value->kind | (uint64_t)value->is_negative << 8 |
                    (uint64_t)(uint32_t)value->weight << 16;

    if (value->digit_count == 0)
        return hash_u64(head);
    return hash_combine(hash_u64(head), hash_bytes(value->digits, (size_t)value->digit_count *
                                                                      sizeof(NumericDigit)));
}

NumericWork numeric_work(Arena *arena, int64_t digit_count, int64_t weight, int64_t scale)
{
    uint16_t *digits = ARENA_ARRAY(arena, uint16_t, (size_t)digit_count + 1);

    memset(digits, 0, ((size_t)digit_count + 1) * sizeof *digits);
    return (NumericWork){
        .digits = digits, .digit_count = digit_count, .weight = weight, .scale = scale
    };
}

NumericWork numeric_work_copy(Arena *arena, const Numeric *value, int room)
{
    NumericWork work =
        numeric_work(arena, value->digit_count + room, value->weight + room, value->scale);

    if (value->digit_count)
        memcpy(work.digits + room, value->digits,
               (size_t)value->digit_count * sizeof(NumericDigit));
    work.is_negative = value->is_negative;
    return work;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Where the cut at `scale` falls: the digit it falls into, and how much of that digit goes. */
typedef struct Cut {
    int64_t digit;  /* the first one that loses something; may lie outside the digits */
    uint16_t power; /* what is less than this in `digit` goes; 1: the whole digit goes */
} Cut;

static Cut cut_at(const NumericWork *work, int64_t scale)
{
    int64_t kept_digits = floor_divide(scale, NUMERIC_BASE_DIGITS);
    int64_t kept_decimals = scale - kept_digits * NUMERIC_BASE_DIGITS;

    return (Cut){ .digit = work->weight + 1 + kept_digits,
                  .power = kept_decimals ? numeric_digit_powers[4 - kept_decimals] : 1 };
}

void numeric_work_truncate(NumericWork *work, int64_t scale)
{
    Cut cut = cut_at(work, scale);

    work->scale = scale > 0 ? scale : 0;
    if (cut.digit < 0) {
        work->digit_count = 0;
    } else if (cut.digit < work->digit_count) {
        uint16_t *digit = &work->digits[cut.digit];
        if (cut.power > 1)
            *digit = (uint16_t)(*digit - *digit % cut.power);
        work->digit_count = cut.digit + (cut.power > 1);
    }
}

/* The decimal digit right behind the cut is five or more. */
static bool cut_rounds_up(const NumericWork *work, Cut cut)
{
    if (cut.digit < 0 || cut.digit >= work->digit_count)
        return false;

    uint16_t digit = work->digits[cut.digit];
    if (cut.power == 1)
        return digit >= NUMERIC_BASE / 2;
    return digit % cut.power >= cut.power / 2;
}

void numeric_work_round(NumericWork *work, int64_t scale)
{
    Cut cut = cut_at(work, scale);
    bool rounds_up = cut_rounds_up(work, cut);

    numeric_work_truncate(work, scale);
    if (!rounds_up)
        return;
    assert(cut.digit > 0); /* the spare digit takes the carry */
    int64_t at = cut.power > 1 ? cut.digit : cut.digit - 1;
    unsigned carry = cut.power > 1 ? cut.power : 1;
    for (; carry && at >= 0; at--) {
        unsigned sum = work->digits[at] + carry;
        carry = sum >= NUMERIC_BASE;
        work->digits[at] = (uint16_t)(carry ? sum - NUMERIC_BASE : sum);
    }
}

Numeric numeric_strip(NumericWork *work)
{
    while (work->digit_count && work->digits[0] == 0) {
        work->digits++;
        work->digit_count--;
        work->weight--;
    }
    while (work->digit_count && work->digits[work->digit_count - 1] == 0)
        work->digit_count--;
    if (work->digit_count == 0) {
        work->weight = 0;
        work->is_negative = false;
    }
    return (Numeric){ .is_negative = work->is_negative,
                      .weight = (int32_t)work->weight,
                      .scale = (int32_t)work->scale,
                      .digit_count = (int32_t)work->digit_count,
                      .digits = work->digits };
}

bool numeric_finish(Cx *cx, NumericWork *work, Numeric *out_value)
{
    Numeric value = numeric_strip(work);

    if (work->weight > NUMERIC_WEIGHT_MAX || work->weight < NUMERIC_WEIGHT_MIN ||
        work->scale > NUMERIC_SCALE_MAX)
        return fail(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "value overflows numeric format");
    *out_value = value;
    return true;
}

int64_t numeric_whole_digits(const Numeric *value)
{
    if (value->digit_count == 0)
        return 0;

    int64_t digits = ((int64_t)value->weight + 1) * NUMERIC_BASE_DIGITS;
    for (int power = 3; power > 0 && value->digits[0] < numeric_digit_powers[power]; power--)
        digits--;
    return digits;
}
