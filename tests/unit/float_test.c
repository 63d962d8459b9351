/* float_test.c -- floats as text. */
#include "base/float_text.h"
#include "tests/unit/value_table.h"

#include <stdio.h>
#include <stdlib.h>

// clang-format off
static const ParseRow rows[] = {
    { TYPE_FLOAT8, -1, "0", "0" },
    { TYPE_FLOAT8, -1, "-0", "-0" },
    { TYPE_FLOAT8, -1, "1", "1" },
    { TYPE_FLOAT8, -1, "0.1", "0.1" },
    { TYPE_FLOAT8, -1, "-1.5", "-1.5" },
    { TYPE_FLOAT8, -1, "1e15", "1e+15" },
    { TYPE_FLOAT8, -1, "1e14", "100000000000000" },
    { TYPE_FLOAT8, -1, "999999999999999", "999999999999999" },
    { TYPE_FLOAT8, -1, "123456789012345678", "1.2345678901234568e+17" },
    { TYPE_FLOAT8, -1, "0.0001", "0.0001" },
    { TYPE_FLOAT8, -1, "0.00001", "1e-05" },
    { TYPE_FLOAT8, -1, "1e23", "9.999999999999999e+22" },
    { TYPE_FLOAT8, -1, "9007199254740993", "9.007199254740992e+15" },
    { TYPE_FLOAT8, -1, "5e-324", "5e-324" },
    { TYPE_FLOAT8, -1, "4.9e-324", "5e-324" },
    { TYPE_FLOAT8, -1, "2.2250738585072014e-308", "2.2250738585072014e-308" },
    { TYPE_FLOAT8, -1, "1.7976931348623157e308", "1.7976931348623157e+308" },
    { TYPE_FLOAT8, -1, "5.684341886080802e-14", "5.684341886080802e-14" },
    { TYPE_FLOAT8, -1, "0.3", "0.3" },
    { TYPE_FLOAT8, -1, "2.5e-5", "2.5e-05" },
    { TYPE_FLOAT8, -1, "1e22", "1e+22" },
    { TYPE_FLOAT8, -1, "123456.789", "123456.789" },
    { TYPE_FLOAT8, -1, "NaN", "NaN" },
    { TYPE_FLOAT8, -1, "nan", "NaN" },
    { TYPE_FLOAT8, -1, "Infinity", "Infinity" },
    { TYPE_FLOAT8, -1, "-inf", "-Infinity" },
    { TYPE_FLOAT8, -1, "+Infinity", "Infinity" },
    { TYPE_FLOAT8, -1, " 7 ", "7" },
    { TYPE_FLOAT8, -1, "0x1p3", "8" },
    { TYPE_FLOAT8, -1, "1e400", "ERROR 22003 \"1e400\" is out of range for type double precision" },
    { TYPE_FLOAT8, -1, "-1e400",
      "ERROR 22003 \"-1e400\" is out of range for type double precision" },
    { TYPE_FLOAT8, -1, "1e-400",
      "ERROR 22003 \"1e-400\" is out of range for type double precision" },
    { TYPE_FLOAT8, -1, "", "ERROR 22P02 invalid input syntax for type double precision: \"\"" },
    { TYPE_FLOAT8, -1, "abc",
      "ERROR 22P02 invalid input syntax for type double precision: \"abc\"" },
    { TYPE_FLOAT8, -1, "1e", "ERROR 22P02 invalid input syntax for type double precision: \"1e\"" },
    { TYPE_FLOAT8, -1, "1.5x",
      "ERROR 22P02 invalid input syntax for type double precision: \"1.5x\"" },
    { TYPE_FLOAT8, -1, "infinit",
      "ERROR 22P02 invalid input syntax for type double precision: \"infinit\"" },
    { TYPE_FLOAT8, -1, "1,5",
      "ERROR 22P02 invalid input syntax for type double precision: \"1,5\"" },
    { TYPE_FLOAT8, -1, ".5", "0.5" },
    { TYPE_FLOAT8, -1, "5.", "5" },
    { TYPE_FLOAT8, -1, ".", "ERROR 22P02 invalid input syntax for type double precision: \".\"" },
    { TYPE_FLOAT8, -1, "541920340866255586", "5.419203408662556e+17" },
    { TYPE_FLOAT8, -1, "4503599627370497.5", "4.503599627370498e+15" },
    { TYPE_FLOAT8, -1, "72057594037927945", "7.205759403792795e+16" },
    { TYPE_FLOAT4, -1, "0", "0" },
    { TYPE_FLOAT4, -1, "0.1", "0.1" },
    { TYPE_FLOAT4, -1, "1e6", "1e+06" },
    { TYPE_FLOAT4, -1, "123456", "123456" },
    { TYPE_FLOAT4, -1, "1234567", "1.234567e+06" },
    { TYPE_FLOAT4, -1, "16777216", "1.6777216e+07" },
    { TYPE_FLOAT4, -1, "16777217", "1.6777216e+07" },
    { TYPE_FLOAT4, -1, "3.4028235e38", "3.4028235e+38" },
    { TYPE_FLOAT4, -1, "1e39", "ERROR 22003 \"1e39\" is out of range for type real" },
    { TYPE_FLOAT4, -1, "1e-46", "ERROR 22003 \"1e-46\" is out of range for type real" },
    { TYPE_FLOAT4, -1, "1.4e-45", "1e-45" },
    { TYPE_FLOAT4, -1, "1.17549435e-38", "1.1754944e-38" },
    { TYPE_FLOAT4, -1, "0.3", "0.3" },
    { TYPE_FLOAT4, -1, "1e-5", "1e-05" },
    { TYPE_FLOAT4, -1, "33554430", "3.355443e+07" },
    { TYPE_FLOAT4, -1, "8388608.5", "8.388608e+06" },
    { TYPE_FLOAT4, -1, "NaN", "NaN" },
    { TYPE_FLOAT4, -1, "x", "ERROR 22P02 invalid input syntax for type real: \"x\"" },
    { TYPE_FLOAT4, -1, "-Infinity", "-Infinity" },
    { TYPE_FLOAT4, -1, "1.1920929e-07", "1.1920929e-07" },
};
// clang-format on

TEST(floats_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, rows, COUNT_OF(rows));
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* No decimal with fewer digits reads back as `real`. */
static bool is_shortest(double real, size_t digits)
{
    char text[64];

    if (digits < 2)
        return true;
    snprintf(text, sizeof text, "%.*e", (int)digits - 2, real);
    return strtod(text, NULL) != real;
}

/* Here a short decimal may lie exactly between two doubles, which does not count as either. */
static bool may_lie_between(double real)
{
    double size = real < 0 ? -real : real;
    return size > 0x1p52 && size < 1e40;
}

TEST(any_double_reads_back_from_the_fewest_digits)
{
    uint64_t state = 42;

    for (int round = 0; round < 5000; round++) {
        uint64_t bits = next_random(&state);
        double real, back;
        memcpy(&real, &bits, sizeof real);
        if (real != real || real - real != 0)
            continue;
        char text[FLOAT_TEXT_MAX + 1];
        size_t length = float_write_f64(text, real), digits = 0;
        EXPECT(float_parse_f64(cx, (Str){ text, length }, 0, &back) && back == real);
        for (size_t at = 0; at < length && text[at] != 'e'; at++)
            digits += text[at] >= (digits ? '0' : '1') && text[at] <= '9';
        if (!may_lie_between(real))
            EXPECT(is_shortest(real, digits));
    }
}

TEST(any_float_reads_back)
{
    uint64_t state = 7;

    for (int round = 0; round < 5000; round++) {
        uint32_t bits = (uint32_t)next_random(&state);
        float real, back;
        memcpy(&real, &bits, sizeof real);
        if (real != real || real - real != 0)
            continue;
        char text[FLOAT_TEXT_MAX];
        size_t length = float_write_f32(text, real);
        EXPECT(float_parse_f32(cx, (Str){ text, length }, 0, &back) && back == real);
    }
}
