/*
 * convert.c -- see convert.h.
 *
 * Loops are branch-free: whether a value was out of range is gathered and looked at once a call.
 * Parquet counts days and moments from 1970, PostgreSQL from 2000.
 */
#include "storage/parquet/convert.h"

enum {
    DAYS_TO_2000 = 10957,
    DATE_MIN = -2451545,   /* 4714-11-24 BC, as in PostgreSQL */
    DATE_END = 2145031949, /* 5874898-01-01 */
    JULIAN_DAY_2000 = 2451545,
};

#define SECONDS_TO_2000 INT64_C(946684800)
#define MICROS_A_SECOND INT64_C(1000000)
#define MICROS_A_DAY    INT64_C(86400000000)
#define NANOS_A_DAY     INT64_C(86400000000000)
#define TIMESTAMP_MIN   INT64_C(-211813488000000000) /* 4714-11-24 BC, as in PostgreSQL */
#define TIMESTAMP_END   INT64_C(9223371331200000000) /* 294277-01-01 */

/* LOOP(T, U, expression): out[row] = expression over `value` of type T. */
#define LOOP(FROM, TO, EXPRESSION)                                                                 \
    do {                                                                                           \
        TO *restrict to = out;                                                                     \
        for (uint32_t row = 0; row < count; row++) {                                               \
            FROM value;                                                                            \
            memcpy(&value, stored + (size_t)row * sizeof value, sizeof value);                     \
            to[row] = (TO)(EXPRESSION);                                                            \
        }                                                                                          \
    } while (0)

static bool convert_dates(const uint8_t *restrict stored, uint32_t count, void *out)
{
    const uint32_t range = (uint32_t)DATE_END - (uint32_t)DATE_MIN;
    uint32_t bad = 0;
    int32_t *restrict to = out;

    for (uint32_t row = 0; row < count; row++) {
        uint32_t days;
        memcpy(&days, stored + (size_t)row * sizeof days, sizeof days);
        /* Wraps around for days that are out of range on either side. */
        bad |= (int32_t)days < INT32_MIN + DAYS_TO_2000;
        days -= DAYS_TO_2000;
        bad |= days - (uint32_t)DATE_MIN >= range;
        to[row] = (int32_t)days;
    }
    return !bad;
}

static always_inline int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static bool timestamps_are_sound(const int64_t *values, uint32_t count)
{
    uint64_t bad = 0;

    for (uint32_t row = 0; row < count; row++)
        bad |= (uint64_t)values[row] - (uint64_t)TIMESTAMP_MIN >=
               (uint64_t)TIMESTAMP_END - (uint64_t)TIMESTAMP_MIN;
    return !bad;
}

static bool convert_millis(const uint8_t *restrict stored, uint32_t count, void *out)
{
    /* Far out of range on either side, so that the product cannot wrap around to a sound one. */
    const int64_t most = TIMESTAMP_END / 1000 + SECONDS_TO_2000 * 1000;
    uint64_t bad = 0;
    int64_t *restrict to = out;

    for (uint32_t row = 0; row < count; row++) {
        int64_t millis;
        memcpy(&millis, stored + (size_t)row * sizeof millis, sizeof millis);
        bad |= millis > most || millis < -most;
        to[row] = (int64_t)(((uint64_t)millis - (uint64_t)SECONDS_TO_2000 * 1000) * 1000);
    }
    return !bad && timestamps_are_sound(out, count);
}

static bool convert_micros(const uint8_t *restrict stored, uint32_t count, void *out)
{
    const int64_t shift = SECONDS_TO_2000 * MICROS_A_SECOND;
    uint64_t bad = 0;
    int64_t *restrict to = out;

    for (uint32_t row = 0; row < count; row++) {
        int64_t micros;
        memcpy(&micros, stored + (size_t)row * sizeof micros, sizeof micros);
        bad |= micros < INT64_MIN + shift;
        to[row] = (int64_t)((uint64_t)micros - (uint64_t)shift);
    }
    return !bad && timestamps_are_sound(out, count);
}

/* Nanoseconds of a day, then the Julian day. */
static bool convert_int96(const uint8_t *stored, uint32_t count, void *out)
{
    enum { INT96_BYTES = 12 };
    bool bad = false;
    int64_t *to = out;

    for (uint32_t row = 0; row < count; row++, stored += INT96_BYTES) {
        int64_t nanos;
        int32_t julian;
        memcpy(&nanos, stored, sizeof nanos);
        memcpy(&julian, stored + sizeof nanos, sizeof julian);
        int64_t day = (int64_t)julian - JULIAN_DAY_2000;
        bad |= __builtin_mul_overflow(day, MICROS_A_DAY, &to[row]);
        bad |= __builtin_add_overflow(to[row], floor_divide(nanos, 1000), &to[row]);
    }
    return !bad && timestamps_are_sound(out, count);
}

static float float_of_half(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, bits = half & 0x7fff;
    uint32_t word;
    float value;

    if (bits >= 0x7c00) { /* infinity, NaN */
        word = sign | 0x7f800000 | (bits & 0x3ff) << 13;
    } else if (bits >= 0x400) { /* normal: another bias */
        word = sign | ((bits << 13) + ((127 - 15) << 23));
    } else { /* zero and subnormal: a count of 2^-24 */
        value = (float)bits * 0x1p-24f;
        return sign ? -value : value;
    }
    memcpy(&value, &word, sizeof value);
    return value;
}

/* Big-endian two's complement; false where it does not fit below the limit. */
static always_inline bool decode_decimal(const uint8_t *bytes, size_t length, int128_t limit,
                                         int128_t *out)
{
    uint128_t value = length && bytes[0] & 0x80 ? ~(uint128_t)0 : 0;
    uint8_t sign = (uint8_t)value;

    for (; length > sizeof value; length--, bytes++) /* longer ones are sign-extended only */
        if (*bytes != sign)
            return false;
    if (length && (bytes[0] & 0x80) != (sign & 0x80)) /* what was left out was not just the sign */
        return false;
    for (size_t at = 0; at < length; at++)
        value = value << 8 | bytes[at];
    *out = (int128_t)value;
    return (int128_t)value < limit && (int128_t)value > -limit;
}

static bool convert_decimal(const ParquetColumn *column, const uint8_t *bytes, size_t length,
                            uint32_t row, void *out)
{
    int128_t value = 0;

    if (!decode_decimal(bytes, length, column->limit, &value))
        return false;
    if (column->conversion == CONVERT_DECIMAL_BYTES_I64)
        ((int64_t *)out)[row] = (int64_t)value;
    else
        ((int128_t *)out)[row] = value;
    return true;
}

static bool convert_decimals(const ParquetColumn *column, const uint8_t *stored, uint32_t count,
                             void *out)
{
    for (uint32_t row = 0; row < count; row++)
        if (!convert_decimal(column, stored + (size_t)row * column->stored_bytes,
                             column->stored_bytes, row, out))
            return false;
    return true;
}

bool convert_byte_arrays(const ParquetColumn *column, const Str *stored, uint32_t count, void *out)
{
    for (uint32_t row = 0; row < count; row++)
        if (!convert_decimal(column, (const uint8_t *)stored[row].data, stored[row].length, row,
                             out))
            return false;
    return true;
}

bool convert_fixed(const ParquetColumn *column, const uint8_t *restrict stored, uint32_t count,
                   void *out)
{
    switch (column->conversion) {
    case CONVERT_NONE: memcpy(out, stored, (size_t)count * column->stored_bytes); return true;
    case CONVERT_I32_TO_I16:
        if (column->is_unsigned)
            LOOP(int32_t, int16_t, value & 0xff);
        else
            LOOP(int32_t, int16_t, value);
        return true;
    case CONVERT_U32_TO_I64: LOOP(uint32_t, int64_t, value); return true;
    case CONVERT_U64_TO_I128: LOOP(uint64_t, int128_t, value); return true;
    case CONVERT_DATE: return convert_dates(stored, count, out);
    case CONVERT_TIMESTAMP_MILLIS: return convert_millis(stored, count, out);
    case CONVERT_TIMESTAMP_MICROS: return convert_micros(stored, count, out);
    case CONVERT_TIMESTAMP_NANOS:
        LOOP(int64_t, int64_t, floor_divide(value, 1000) - SECONDS_TO_2000 * MICROS_A_SECOND);
        return true;
    case CONVERT_INT96: return convert_int96(stored, count, out);
    case CONVERT_FLOAT16: LOOP(uint16_t, float, float_of_half(value)); return true;
    case CONVERT_DECIMAL_BYTES_I64:
    case CONVERT_DECIMAL_BYTES_I128: return convert_decimals(column, stored, count, out);
    case CONVERT_BOOL:
    case CONVERT_TEXT: break;
    }
    assert(!"not a fixed width");
    return false;
}

bool convert_one(const ParquetColumn *column, Str stored, void *out)
{
    if (column->conversion == CONVERT_TEXT)
        return false;
    if (column->conversion == CONVERT_BOOL) {
        if (stored.length != 1)
            return false;
        *(uint8_t *)out = stored.data[0] & 1;
        return true;
    }
    if (column->stored_bytes == 0)
        return convert_byte_arrays(column, &stored, 1, out);
    return stored.length == column->stored_bytes &&
           convert_fixed(column, (const uint8_t *)stored.data, 1, out);
}

#define BOUNDS(NAME, T, TARGET)                                                                    \
    TARGET static void NAME(const T *values, uint32_t count, int64_t *out_min, int64_t *out_max)   \
    {                                                                                              \
        T min = values[0], max = values[0];                                                        \
        for (uint32_t row = 1; row < count; row++) {                                               \
            min = values[row] < min ? values[row] : min;                                           \
            max = values[row] > max ? values[row] : max;                                           \
        }                                                                                          \
        *out_min = min;                                                                            \
        *out_max = max;                                                                            \
    }
BOUNDS(bounds_i16, int16_t, )
BOUNDS(bounds_i32, int32_t, )
BOUNDS(bounds_i64, int64_t, )
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
BOUNDS(bounds_i16_avx2, int16_t, AVX2)
BOUNDS(bounds_i32_avx2, int32_t, AVX2)
BOUNDS(bounds_i64_avx2, int64_t, AVX2)
#define CHOOSE(NAME) (__builtin_cpu_supports("avx2") ? NAME##_avx2 : NAME)
#else
#define CHOOSE(NAME) NAME
#endif
#undef BOUNDS

bool find_bounds(Layout layout, const void *values, uint32_t count, int64_t *out_min,
                 int64_t *out_max)
{
    assert(count > 0);
    switch (layout) {
    case LAYOUT_I16: CHOOSE(bounds_i16)(values, count, out_min, out_max); return true;
    case LAYOUT_I32: CHOOSE(bounds_i32)(values, count, out_min, out_max); return true;
    case LAYOUT_I64: CHOOSE(bounds_i64)(values, count, out_min, out_max); return true;
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return false;
}
#undef CHOOSE

void *fail_conversion(Cx *cx, const ParquetFile *file, const ParquetColumn *column, int64_t offset)
{
    const char *what = NULL;

    if (column->conversion == CONVERT_DATE)
        what = "date";
    else if (column->layout == LAYOUT_I64 && column->limit == 0)
        what = "timestamp";
    if (!what)
        return fail_damaged(cx, &file->head.file, offset,
                            "a decimal has more digits than its type");
    return fail(cx, ERR_DATETIME_VALUE_OUT_OF_RANGE, NO_POSITION,
                "%s out of range in file \"%.*s\" at byte %lld", what, STR(file->head.file.path),
                (long long)offset);
}
