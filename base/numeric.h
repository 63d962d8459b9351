/*
 * numeric.h -- VAR numerics: any PostgreSQL numeric, each value with its own display scale.
 *
 * A Numeric is a decoded value that borrows its digits; encoded it is the `text` of a Value.
 * Results of arithmetic live in cx->arena.  Scales, rounding, limits and errors are
 * PostgreSQL's: 131072 digits before the point, 16383 behind it.
 *
 * Encoded (little-endian, no alignment; equal values of equal display scale have equal bytes):
 *     bits 0-1 of the first uint16 tell the form
 *     SHORT    bit 2 sign, bits 3-8 scale, bits 9-15 weight + 64           then digits
 *     LONG     bit 2 sign; then uint16 scale, int16 weight                 then digits
 *     SPECIAL  bits 2-3: NumericKind                                       no digits
 * Digits are uint16 of base 10000, the first worth 10000^weight; neither the first nor the last
 * is zero; zero has none, weight 0 and no sign.  SHORT is used wherever it holds the value, so
 * twenty decimal digits fit into an inline string view.
 */
#ifndef BASE_NUMERIC_H
#define BASE_NUMERIC_H

#include "base/error.h"

typedef enum NumericKind {
    NUMERIC_FINITE,
    NUMERIC_NAN,
    NUMERIC_INFINITY,
    NUMERIC_MINUS_INFINITY,
} NumericKind;

typedef uint16_t __attribute__((aligned(1), may_alias)) NumericDigit; /* 0 to 9999 */

typedef struct Numeric {
    uint8_t kind; /* NumericKind; all else is zero unless FINITE */
    bool is_negative;
    int32_t weight; /* of the first digit: a power of 10000 */
    int32_t scale;  /* decimal digits shown behind the point, >= 0 */
    int32_t digit_count;
    const NumericDigit *digits; /* borrowed */
} Numeric;

enum {
    NUMERIC_BASE = 10000,
    NUMERIC_BASE_DIGITS = 4,
    NUMERIC_SCALE_MAX = 16383,  /* of any value */
    NUMERIC_WEIGHT_MAX = 32767, /* as PostgreSQL's int16 */
    NUMERIC_WEIGHT_MIN = -32768,
    NUMERIC_RESULT_SCALE_MAX = 2000, /* of round() and trunc() */
    NUMERIC_DISPLAY_SCALE_MAX = 1000,
    NUMERIC_SIGNIFICANT_MIN = 16, /* digits a quotient or root has at least */
};

/* `bytes` is an encoding made here.  Outside bytes are asked for validity first. */
Numeric numeric_decode(Str bytes);
bool numeric_encoding_is_valid(Str bytes);
Str numeric_encode(Arena *arena, const Numeric *value);
size_t numeric_encoded_bytes(const Numeric *value);
void numeric_encode_to(const Numeric *value, char *to);

Numeric numeric_special(NumericKind kind);

/* Text.  Blanks around are skipped.  Raises 22P02 and 22003. */
must_use bool numeric_parse(Cx *cx, Str text, int position, Numeric *out_value);
void numeric_print(StrBuilder *builder, const Numeric *value);

/* Round to the typmod's scale and check its precision: 22003.  TYPMOD_NONE does nothing. */
must_use bool numeric_apply_typmod(Cx *cx, const Numeric *value, int32_t typmod, int position,
                                   Numeric *out_value);

/* numeric_send, numeric_recv (22P03, 08P01). */
void numeric_encode_binary(StrBuilder *builder, const Numeric *value);
must_use bool numeric_decode_binary(Cx *cx, Str bytes, Numeric *out_value);

/* -infinity < finite < infinity < NaN = NaN; 1.0 equals 1.00, also in the hash. */
int numeric_compare(const Numeric *a, const Numeric *b);
uint64_t numeric_hash(const Numeric *value);

/* All raise 22003 where the format cannot hold the result; dividing by zero raises 22012. */
must_use bool numeric_add(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_sum);
must_use bool numeric_subtract(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
must_use bool numeric_multiply(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
must_use bool numeric_divide(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
must_use bool numeric_modulo(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);
/* div(): the quotient cut off to an integer. */
must_use bool numeric_divide_integer(Cx *cx, const Numeric *a, const Numeric *b,
                                     Numeric *out_value);
must_use bool numeric_sqrt(Cx *cx, const Numeric *value, Numeric *out_value);
/* The root of a value that is not negative, rounded to `scale` digits behind the point. */
must_use bool numeric_sqrt_at(Cx *cx, const Numeric *value, int64_t scale, Numeric *out_value);
must_use bool numeric_exp(Cx *cx, const Numeric *value, Numeric *out_value);
must_use bool numeric_ln(Cx *cx, const Numeric *value, Numeric *out_value);
/* log(base, value) */
must_use bool numeric_log(Cx *cx, const Numeric *base, const Numeric *value, Numeric *out_value);
must_use bool numeric_power(Cx *cx, const Numeric *base, const Numeric *exponent,
                            Numeric *out_value);

/* round(value, places) and trunc(value, places); places may be negative. */
must_use bool numeric_round(Cx *cx, const Numeric *value, int places, Numeric *out_value);
must_use bool numeric_truncate(Cx *cx, const Numeric *value, int places, Numeric *out_value);
must_use bool numeric_ceil(Cx *cx, const Numeric *value, Numeric *out_value);
must_use bool numeric_floor(Cx *cx, const Numeric *value, Numeric *out_value);

Numeric numeric_negate(const Numeric *value);
Numeric numeric_absolute(const Numeric *value);
int numeric_sign(const Numeric *value); /* -1, 0, 1; not of NaN */
/* sign(): as a numeric, NaN stays NaN. */
Numeric numeric_sign_of(Arena *arena, const Numeric *value);

Numeric numeric_from_i64(Arena *arena, int64_t value);
Numeric numeric_from_fixed(Arena *arena, int128_t value, int scale);
/* As casts from float8 and float4 do: 15 or 6 significant digits. */
must_use bool numeric_from_f64(Cx *cx, double value, Numeric *out_value);
must_use bool numeric_from_f32(Cx *cx, float value, Numeric *out_value);

/* Rounded, halves away from zero.  False: NaN, infinite or too large. */
must_use bool numeric_to_i64(const Numeric *value, int64_t *out_value);
must_use bool numeric_to_fixed(const Numeric *value, int scale, int128_t *out_value);
/* Casts to integers.  Raise 22003 "bigint out of range" and 0A000 of NaN and infinity. */
must_use bool numeric_cast_integer(Cx *cx, const Numeric *value, int bytes, int64_t *out_value);
/* The nearest double; a value beyond the range raises 22003. */
must_use bool numeric_to_f64(Cx *cx, const Numeric *value, double *out_value);

#endif
