/* decimal_test.c -- FIXED numerics in 128 bits. */
#include "base/decimal.h"
#include "base/numeric.h"
#include "tests/unit/value_table.h"

// clang-format off
static const struct {
    int precision;
    int scale;
    int bits;
    const char *text;
    const char *answer;
} rows[] = {
    { 4, 2, 16, "99.994", "99.99" },
    { 4, 2, 16, "99.995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 4, scale 2 must"
      " round to an absolute value less than 10^2." },
    { 4, 2, 16, "-99.99", "-99.99" },
    { 4, 2, 16, "0", "0.00" },
    { 4, 2, 16, ".005", "0.01" },
    { 4, 2, 16, "1e1", "10.00" },
    { 4, 2, 16, "1e5",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 4, scale 2 must"
      " round to an absolute value less than 10^2." },
    { 4, 2, 16, " 1.5 ", "1.50" },
    { 9, 0, 32, "999999999", "999999999" },
    { 9, 0, 32, "999999999.5",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 9, scale 0 must"
      " round to an absolute value less than 10^9." },
    { 9, 0, 32, "-0.5", "-1" },
    { 9, 0, 32, "1.2.3", "ERROR 22P02 invalid input syntax for type numeric: \"1.2.3\"" },
    { 9, 0, 32, "", "ERROR 22P02 invalid input syntax for type numeric: \"\"" },
    { 18, 4, 64, "12345678901234.56785", "12345678901234.5679" },
    { 18, 4, 64, "99999999999999.99995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 18, scale 4 mus"
      "t round to an absolute value less than 10^14." },
    { 18, 4, 64, "-0.00004", "0.0000" },
    { 18, 4, 64, "1e-9", "0.0000" },
    { 18, 4, 64, "Infinity",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 18, scale 4 can"
      "not hold an infinite value." },
    { 18, 4, 64, "x", "ERROR 22P02 invalid input syntax for type numeric: \"x\"" },
    { 38, 2, 128, "999999999999999999999999999999999999.99",
      "999999999999999999999999999999999999.99" },
    { 38, 2, 128, "999999999999999999999999999999999999.995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 38, scale 2 mus"
      "t round to an absolute value less than 10^36." },
    { 38, 2, 128, "-123456789012345678901234567890.129", "-123456789012345678901234567890.13" },
    { 38, 2, 128, "1e35", "100000000000000000000000000000000000.00" },
    { 38, 2, 128, "1e36",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 38, scale 2 mus"
      "t round to an absolute value less than 10^36." },
    { 38, 37, 128, "9.9999999999999999999999999999999999999",
      "9.9999999999999999999999999999999999999" },
    { 38, 37, 128, "-1.00000000000000000000000000000000000005",
      "-1.0000000000000000000000000000000000001" },
    { 38, 37, 128, "10",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 38, scale 37 mu"
      "st round to an absolute value less than 10^1." },
};
// clang-format on

TEST(fixed_numerics_read_and_print_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Type type = type_numeric_fixed(numeric_typmod(rows[row].precision, rows[row].scale),
                                       rows[row].bits, rows[row].scale);
        EXPECT_STR(value_answer(cx, type, rows[row].text), rows[row].answer);
    }
}

TEST(fixed_numerics_cannot_hold_a_nan)
{
    Type type = type_numeric_fixed(numeric_typmod(4, 2), 16, 2);
    Value value;

    EXPECT(!value_parse(cx, type, STR_LIT("NaN"), 0, &value));
    EXPECT_ERROR(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE);
}

TEST(rescaling_rounds_halves_away_from_zero_and_tells_overflow)
{
    int128_t value;

    EXPECT(decimal_rescale(125, 2, 1, &value) && value == 13);
    EXPECT(decimal_rescale(-125, 2, 1, &value) && value == -13);
    EXPECT(decimal_rescale(124, 2, 1, &value) && value == 12);
    EXPECT(decimal_truncate(-129, 2, 1, &value) && value == -12);
    EXPECT(decimal_rescale(7, 0, 37, &value) && value == 7 * decimal_power(37));
    EXPECT(decimal_rescale(5 * decimal_power(37), 38, 0, &value) && value == 1);
    EXPECT(decimal_rescale(0, 0, 100, &value) && value == 0);
    EXPECT(decimal_rescale(1, 100, 0, &value) && value == 0);
    value = 42;
    EXPECT(!decimal_rescale(18, 0, 37, &value) && value == 42);
    EXPECT(!decimal_rescale(1, 0, 39, &value) && value == 42);
}

TEST(sums_and_products_beyond_128_bits_are_refused)
{
    int128_t largest = (int128_t)(((uint128_t)1 << 127) - 1), value = 42;

    EXPECT(decimal_add(largest - 1, 1, &value) && value == largest);
    value = 42;
    EXPECT(!decimal_add(largest, 1, &value) && value == 42);
    EXPECT(!decimal_subtract(-largest, 2, &value) && value == 42);
    EXPECT(!decimal_multiply(decimal_power(20), decimal_power(19), &value) && value == 42);
    EXPECT(decimal_multiply(decimal_power(20), -decimal_power(18), &value));
    EXPECT(value == -decimal_power(38));
}

TEST(decimals_of_any_scales_compare_exactly)
{
    int128_t largest = (int128_t)(((uint128_t)1 << 127) - 1);

    EXPECT(decimal_compare(15, 1, 150, 2) == 0);
    EXPECT(decimal_compare(151, 2, 15, 1) > 0);
    EXPECT(decimal_compare(-151, 2, -15, 1) < 0);
    EXPECT(decimal_compare(largest, 0, largest, 37) > 0);
    EXPECT(decimal_compare(largest, 37, 17, 0) > 0);
    EXPECT(decimal_compare(-largest, 37, -largest, 0) > 0);
}

TEST(bits_and_digits_of_decimals_are_the_fewest)
{
    EXPECT(decimal_bits(32767) == 16 && decimal_bits(32768) == 32 && decimal_bits(-32768) == 16);
    EXPECT(decimal_bits(INT64_MIN) == 64 && decimal_bits((int128_t)INT64_MIN - 1) == 128);
    EXPECT(decimal_digits(0) == 1 && decimal_digits(-99) == 2 && decimal_digits(100) == 3);
    EXPECT(decimal_digits(decimal_power(38)) == 39 && decimal_digits(decimal_power(38) - 1) == 38);
    EXPECT(decimal_bits_of_precision(4) == 16 && decimal_bits_of_precision(5) == 32);
    EXPECT(decimal_bits_of_precision(38) == 128 && decimal_bits_of_precision(39) == 0);
    for (int exponent = 0; exponent < DECIMAL_POWERS - 1; exponent++) {
        EXPECT(decimal_power(exponent + 1) == decimal_power(exponent) * 10);
        EXPECT(decimal_digits(decimal_power(exponent)) == exponent + 1);
    }
}

TEST(decimals_become_the_nearest_double)
{
    EXPECT(decimal_to_double(1, 1) == 0.1);
    EXPECT(decimal_to_double(-123456789, 4) == -12345.6789);
    EXPECT(decimal_to_double(decimal_power(38) / 3, 37) == 3.3333333333333333333333333333333333333);
    EXPECT(decimal_to_double(decimal_power(30) + 1, 0) == 1e30);
}

TEST(decimals_turn_into_numerics_and_back)
{
    static const int128_t values[] = { 0, 1, -1, 9999, 10000, -12345678901234567 };

    for (size_t at = 0; at < COUNT_OF(values); at++)
        for (int scale = 0; scale <= NUMERIC_FIXED_SCALE_MAX; scale++) {
            Numeric numeric = numeric_from_fixed(cx->arena, values[at], scale);
            int128_t back;
            EXPECT(numeric.scale == scale);
            EXPECT(numeric_to_fixed(&numeric, scale, &back) && back == values[at]);
            StrBuilder a = str_builder(cx->arena), b = str_builder(cx->arena);
            decimal_print(&a, values[at], scale);
            numeric_print(&b, &numeric);
            EXPECT(str_equal(str_built(&a), str_built(&b)));
        }
    Numeric numeric = numeric_from_fixed(cx->arena, -decimal_power(38), 36);
    int128_t value;
    EXPECT(!numeric_to_fixed(&numeric, 37, &value));
    EXPECT(numeric_to_fixed(&numeric, 35, &value) && value == -decimal_power(37));
}
