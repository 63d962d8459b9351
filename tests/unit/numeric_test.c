/* numeric_test.c -- VAR numerics: text, encoding, arithmetic as PostgreSQL computes it. */
#include "base/decimal.h"
#include "base/numeric.h"
#include "tests/unit/value_table.h"

// clang-format off
static const ParseRow text_rows[] = {
    { TYPE_NUMERIC, -1, "0", "0" },
    { TYPE_NUMERIC, -1, "-0", "0" },
    { TYPE_NUMERIC, -1, "1.50", "1.50" },
    { TYPE_NUMERIC, -1, "  12  ", "12" },
    { TYPE_NUMERIC, -1, ".5", "0.5" },
    { TYPE_NUMERIC, -1, "5.", "5" },
    { TYPE_NUMERIC, -1, "-.001", "-0.001" },
    { TYPE_NUMERIC, -1, "1e3", "1000" },
    { TYPE_NUMERIC, -1, "1.5e-3", "0.0015" },
    { TYPE_NUMERIC, -1, "123456789012345678901234567890.123",
      "123456789012345678901234567890.123" },
    { TYPE_NUMERIC, -1, "NaN", "NaN" },
    { TYPE_NUMERIC, -1, "nan", "NaN" },
    { TYPE_NUMERIC, -1, "inf", "Infinity" },
    { TYPE_NUMERIC, -1, "-Infinity", "-Infinity" },
    { TYPE_NUMERIC, -1, "+infinity", "Infinity" },
    { TYPE_NUMERIC, -1, "", "ERROR 22P02 invalid input syntax for type numeric: \"\"" },
    { TYPE_NUMERIC, -1, ".", "ERROR 22P02 invalid input syntax for type numeric: \".\"" },
    { TYPE_NUMERIC, -1, "1e", "ERROR 22P02 invalid input syntax for type numeric: \"1e\"" },
    { TYPE_NUMERIC, -1, "1e+", "ERROR 22P02 invalid input syntax for type numeric: \"1e+\"" },
    { TYPE_NUMERIC, -1, "abc", "ERROR 22P02 invalid input syntax for type numeric: \"abc\"" },
    { TYPE_NUMERIC, -1, "1 2", "ERROR 22P02 invalid input syntax for type numeric: \"1 2\"" },
    { TYPE_NUMERIC, -1, "--1", "ERROR 22P02 invalid input syntax for type numeric: \"--1\"" },
    { TYPE_NUMERIC, -1, "1e131072", "ERROR 22003 value overflows numeric format" },
    { TYPE_NUMERIC, -1, "1e-16384", "ERROR 22003 value overflows numeric format" },
    { TYPE_NUMERIC, -1, "0e-20000", "ERROR 22003 value overflows numeric format" },
    { TYPE_NUMERIC, -1, "0e2000000000", "ERROR 22003 value overflows numeric format" },
    { TYPE_NUMERIC, -1, "1e5000000000", "ERROR 22003 value overflows numeric format" },
    { TYPE_NUMERIC, -1, "1_000", "ERROR 22P02 invalid input syntax for type numeric: \"1_000\"" },
    { TYPE_NUMERIC, -1, "0x10", "ERROR 22P02 invalid input syntax for type numeric: \"0x10\"" },
    { TYPE_NUMERIC, -1, "1e1x", "ERROR 22P02 invalid input syntax for type numeric: \"1e1x\"" },
    { TYPE_NUMERIC, -1, "0001.10", "1.10" },
    { TYPE_NUMERIC, 196614, "9.994", "9.99" },
    { TYPE_NUMERIC, 196614, "9.995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 3, scale 2 must"
      " round to an absolute value less than 10^1." },
    { TYPE_NUMERIC, 196614, "-9.995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 3, scale 2 must"
      " round to an absolute value less than 10^1." },
    { TYPE_NUMERIC, 196614, "0.005", "0.01" },
    { TYPE_NUMERIC, 196614, "NaN", "NaN" },
    { TYPE_NUMERIC, 196614, "Infinity",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 3, scale 2 cann"
      "ot hold an infinite value." },
    { TYPE_NUMERIC, 196614, "1e-30", "0.00" },
    { TYPE_NUMERIC, 327684, "99999.4", "99999" },
    { TYPE_NUMERIC, 327684, "99999.5",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 5, scale 0 must"
      " round to an absolute value less than 10^5." },
    { TYPE_NUMERIC, 327684, "0.5", "1" },
    { TYPE_NUMERIC, 327684, "-0.5", "-1" },
    { TYPE_NUMERIC, 196617, "0.00999", "0.00999" },
    { TYPE_NUMERIC, 196617, "0.009995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 3, scale 5 must"
      " round to an absolute value less than 10^-2." },
    { TYPE_NUMERIC, 196617, "0.5",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 3, scale 5 must"
      " round to an absolute value less than 10^-2." },
    { TYPE_NUMERIC, 133121, "12345", "12000" },
    { TYPE_NUMERIC, 133121, "99499", "99000" },
    { TYPE_NUMERIC, 133121, "99500",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 2, scale -3 mus"
      "t round to an absolute value less than 10^5." },
    { TYPE_NUMERIC, 133121, "500", "1000" },
    { TYPE_NUMERIC, 133121, "499", "0" },
    { TYPE_NUMERIC, 262152, "0.99995",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 4, scale 4 must"
      " round to an absolute value less than 1." },
    { TYPE_NUMERIC, 262152, "-0.00005", "-0.0001" },
};

typedef bool (*Operation)(Cx *cx, const Numeric *a, const Numeric *b, Numeric *out_value);

static const struct {
    Operation operation;
    const char *a;
    const char *b;
    const char *answer;
} operation_rows[] = {
    { numeric_add, "1.5", "2.25", "3.75" },
    { numeric_add, "-1.5", "1.5", "0.0" },
    { numeric_add, "9999", "1", "10000" },
    { numeric_add, "1e20", "-1e-20", "99999999999999999999.99999999999999999999" },
    { numeric_add, "Infinity", "-Infinity", "NaN" },
    { numeric_add, "NaN", "1", "NaN" },
    { numeric_add, "99999999.9999", "0.0001", "100000000.0000" },
    { numeric_add, "-5", "3", "-2" },
    { numeric_add, "0", "-0.00", "0.00" },
    { numeric_subtract, "10000", "0.0001", "9999.9999" },
    { numeric_subtract, "1", "1.000", "0.000" },
    { numeric_subtract, "Infinity", "Infinity", "NaN" },
    { numeric_subtract, "-Infinity", "5", "-Infinity" },
    { numeric_subtract, "0.1", "10000", "-9999.9" },
    { numeric_multiply, "99999999", "99999999", "9999999800000001" },
    { numeric_multiply, "-1.25", "0.4", "-0.500" },
    { numeric_multiply, "0", "-5.0", "0.0" },
    { numeric_multiply, "Infinity", "0", "NaN" },
    { numeric_multiply, "-Infinity", "-2", "Infinity" },
    { numeric_multiply, "123456789.123456789", "987654321.987654321",
      "121932631356500531.347203169112635269" },
    { numeric_divide, "1", "3", "0.33333333333333333333" },
    { numeric_divide, "2", "3", "0.66666666666666666667" },
    { numeric_divide, "-10", "4", "-2.5000000000000000" },
    { numeric_divide, "1", "0", "ERROR 22012 division by zero" },
    { numeric_divide, "Infinity", "0", "ERROR 22012 division by zero" },
    { numeric_divide, "0", "5.000", "0.00000000000000000000" },
    { numeric_divide, "1e20", "7", "14285714285714285714" },
    { numeric_divide, "1e-20", "7", "0.0000000000000000000014285714285714285714" },
    { numeric_divide, "12345678901234567890", "12345", "1000054994024671.3560" },
    { numeric_divide, "10000", "9999", "1.0001000100010001" },
    { numeric_divide, "99999999", "100000001", "0.99999998000000020000" },
    { numeric_divide, "1", "Infinity", "0" },
    { numeric_divide, "Infinity", "Infinity", "NaN" },
    { numeric_divide, "Infinity", "-2", "-Infinity" },
    { numeric_divide, "NaN", "0", "NaN" },
    { numeric_divide, "1", "1e200",
      "0.000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000100000000000000000000" },
    { numeric_divide, "4.00", "2.0000000000000000000000", "2.0000000000000000000000" },
    { numeric_divide, "1000000.55", "3000", "333.3335166666666667" },
    { numeric_modulo, "10", "3", "1" },
    { numeric_modulo, "-10", "3", "-1" },
    { numeric_modulo, "10.5", "-0.3", "0.0" },
    { numeric_modulo, "5", "0", "ERROR 22012 division by zero" },
    { numeric_modulo, "5", "Infinity", "5" },
    { numeric_modulo, "Infinity", "5", "NaN" },
    { numeric_modulo, "1e30", "7.00", "1.00" },
    { numeric_modulo, "NaN", "0", "NaN" },
    { numeric_divide_integer, "10", "3", "3" },
    { numeric_divide_integer, "-10", "3", "-3" },
    { numeric_divide_integer, "7.9", "2", "3" },
    { numeric_divide_integer, "1", "0", "ERROR 22012 division by zero" },
    { numeric_divide_integer, "Infinity", "3", "Infinity" },
    { numeric_divide_integer, "1e30", "7.1", "140845070422535211267605633802" },
    { numeric_power, "2", "10", "1024.0000000000000000" },
    { numeric_power, "2", "0.5", "1.4142135623730950" },
    { numeric_power, "2", "-10", "0.0009765625000000" },
    { numeric_power, "-2", "3", "-8.0000000000000000" },
    { numeric_power, "-2", "0.5",
      "ERROR 2201F a negative number raised to a non-integer power yields a complex result" },
    { numeric_power, "0", "0", "1.0000000000000000" },
    { numeric_power, "0", "-1", "ERROR 2201F zero raised to a negative power is undefined" },
    { numeric_power, "0", "0.5", "0.0000000000000000" },
    { numeric_power, "1", "NaN", "1" },
    { numeric_power, "NaN", "0", "1" },
    { numeric_power, "NaN", "2", "NaN" },
    { numeric_power, "Infinity", "-1", "0" },
    { numeric_power, "-Infinity", "3", "-Infinity" },
    { numeric_power, "-Infinity", "2", "Infinity" },
    { numeric_power, "0.5", "Infinity", "0" },
    { numeric_power, "-1", "-Infinity", "1" },
    { numeric_power, "1.5", "100", "406561177535215237.3972797075670417" },
    { numeric_power, "0.5", "1000", "0.0000000000000000" },
    { numeric_power, "1.0000001", "1000000", "1.1051709125497934" },
    { numeric_power, "10", "200000", "ERROR 22003 value overflows numeric format" },
    { numeric_power, "10", "-200000", "0.0000000000000000" },
    { numeric_power, "7.2", "-12.5", "0.00000000001920188191532136" },
    { numeric_power, "9.99", "-1", "0.1001001001001001" },
    { numeric_power, "1.25", "2", "1.5625000000000000" },
    { numeric_power, "3", "1", "3.0000000000000000" },
    { numeric_power, "0.001", "700.5",
      "0.000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "000000000000000000000000000000000000000000" },
    { numeric_power, "1e3", "5000.5", "ERROR 22003 value overflows numeric format" },
    { numeric_log, "2", "64", "6.0000000000000000" },
    { numeric_log, "10", "0.5", "-0.3010299956639812" },
    { numeric_log, "1", "5", "ERROR 22012 division by zero" },
    { numeric_log, "0", "5", "ERROR 2201E cannot take logarithm of zero" },
    { numeric_log, "5", "0", "ERROR 2201E cannot take logarithm of zero" },
    { numeric_log, "-1", "Infinity", "ERROR 2201E cannot take logarithm of a negative number" },
    { numeric_log, "0", "-1", "ERROR 2201E cannot take logarithm of zero" },
    { numeric_log, "0", "Infinity", "ERROR 2201E cannot take logarithm of zero" },
    { numeric_log, "Infinity", "Infinity", "NaN" },
    { numeric_log, "Infinity", "2", "0" },
    { numeric_log, "2", "Infinity", "Infinity" },
    { numeric_log, "1.5", "1e50", "283.94367936337864" },
    { numeric_log, "NaN", "1", "NaN" },
};

static const struct {
    const char *value;
    int places;
    const char *rounded;
    const char *cut_off;
} places_rows[] = {
    { "1.5", 0, "2", "1" },
    { "-2.5", 0, "-3", "-2" },
    { "2.4999", 0, "2", "2" },
    { "99.995", 2, "100.00", "99.99" },
    { "9999.5", 0, "10000", "9999" },
    { "12345.678", -2, "12300", "12300" },
    { "12345.678", -4, "10000", "10000" },
    { "55555", -5, "100000", "0" },
    { "55555", -6, "0", "0" },
    { "1.10", 4, "1.1000", "1.1000" },
    { "NaN", 2, "NaN", "NaN" },
    { "-Infinity", 1, "-Infinity", "-Infinity" },
    { "0.00004", 4, "0.0000", "0.0000" },
    { "0.00005", 4, "0.0001", "0.0000" },
};

static const struct {
    const char *value;
    const char *up;
    const char *down;
    const char *root;
    const char *exponential;
    const char *logarithm;
} unary_rows[] = {
    { "0", "0", "0", "0.000000000000000",
      "1.0000000000000000",
      "ERROR 2201E cannot take logarithm of zero" },
    { "0.000", "0", "0", "0.000000000000000",
      "1.0000000000000000",
      "ERROR 2201E cannot take logarithm of zero" },
    { "1.1", "2", "1", "1.048808848170152",
      "3.0041660239464331",
      "0.09531017980432486" },
    { "-1.1", "-1", "-2", "ERROR 2201F cannot take square root of a negative number",
      "0.3328710836980796",
      "ERROR 2201E cannot take logarithm of a negative number" },
    { "5", "5", "5", "2.236067977499790",
      "148.41315910257660",
      "1.6094379124341004" },
    { "0.0001", "1", "0", "0.01000000000000000",
      "1.0001000050001667",
      "-9.2103403719761827" },
    { "-0.9", "0", "-1", "ERROR 2201F cannot take square root of a negative number",
      "0.4065696597405991",
      "ERROR 2201E cannot take logarithm of a negative number" },
    { "100.25", "101", "100", "10.012492197250393",
      "34516107331259239871361985995265746750923963.19",
      "4.6076670661866786" },
    { "0.99999", "1", "0", "0.99999499998749994",
      "2.7182546457766743",
      "-0.000010000050000333336" },
    { "2", "2", "2", "1.414213562373095",
      "7.3890560989306502",
      "0.6931471805599453" },
    { "10000", "10000", "10000", "100.0000000000000",
      "ERROR 22003 value overflows numeric format",
      "9.2103403719761827" },
    { "99980001", "99980001", "99980001", "9999.0000000000000",
      "ERROR 22003 value overflows numeric format",
      "18.420480733951699" },
    { "123456789.987654321", "123456790", "123456789", "11111.11110500000",
      "ERROR 22003 value overflows numeric format",
      "18.631401774168018" },
    { "1e-30", "1", "0", "0.0000000000000010000000000000000",
      "1.000000000000000000000000000001",
      "-69.077552789821370520539743640531" },
    { "-12.5", "-12", "-13", "ERROR 2201F cannot take square root of a negative number",
      "0.000003726653172078671",
      "ERROR 2201E cannot take logarithm of a negative number" },
    { "NaN", "NaN", "NaN", "NaN",
      "NaN",
      "NaN" },
    { "Infinity", "Infinity", "Infinity", "Infinity",
      "Infinity",
      "Infinity" },
    { "-Infinity", "-Infinity", "-Infinity",
      "ERROR 2201F cannot take square root of a negative number",
      "0",
      "ERROR 2201E cannot take logarithm of a negative number" },
    { "99999999", "99999999", "99999999", "9999.9999499999999",
      "ERROR 22003 value overflows numeric format",
      "18.420680733952365" },
    { "1e40", "10000000000000000000000000000000000000000",
      "10000000000000000000000000000000000000000", "100000000000000000000",
      "ERROR 22003 value overflows numeric format",
      "92.103403719761827" },
};
// clang-format on

TEST(numerics_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, text_rows, COUNT_OF(text_rows));
}

static Numeric number(Cx *cx, const char *text)
{
    Numeric value = numeric_special(NUMERIC_NAN);
    EXPECT(numeric_parse(cx, str_of(text), 0, &value));
    return value;
}

static Str answer_of(Cx *cx, bool is_done, const Numeric *value)
{
    if (!is_done)
        return error_answer(cx);
    StrBuilder text = str_builder(cx->arena);
    numeric_print(&text, value);
    return str_built(&text);
}

TEST(numeric_arithmetic_gives_the_digits_of_postgresql)
{
    for (size_t row = 0; row < COUNT_OF(operation_rows); row++) {
        Numeric a = number(cx, operation_rows[row].a), b = number(cx, operation_rows[row].b);
        Numeric result;
        bool is_done = operation_rows[row].operation(cx, &a, &b, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), operation_rows[row].answer);
    }
}

TEST(numerics_round_halves_away_from_zero)
{
    for (size_t row = 0; row < COUNT_OF(places_rows); row++) {
        Numeric value = number(cx, places_rows[row].value), result;
        bool is_done = numeric_round(cx, &value, places_rows[row].places, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), places_rows[row].rounded);
        is_done = numeric_truncate(cx, &value, places_rows[row].places, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), places_rows[row].cut_off);
    }
}

TEST(numeric_functions_of_one_argument_are_those_of_postgresql)
{
    for (size_t row = 0; row < COUNT_OF(unary_rows); row++) {
        Numeric value = number(cx, unary_rows[row].value), result;
        bool is_done = numeric_ceil(cx, &value, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), unary_rows[row].up);
        is_done = numeric_floor(cx, &value, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), unary_rows[row].down);
        is_done = numeric_sqrt(cx, &value, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), unary_rows[row].root);
        is_done = numeric_exp(cx, &value, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), unary_rows[row].exponential);
        is_done = numeric_ln(cx, &value, &result);
        EXPECT_STR(answer_of(cx, is_done, &result), unary_rows[row].logarithm);
    }
}

TEST(numerics_beyond_the_format_are_refused)
{
    Numeric large = number(cx, "1e131071"), small = number(cx, "1e-16383");
    Numeric ten = number(cx, "10"), tenth = number(cx, "0.1"), result;

    EXPECT(large.weight == NUMERIC_WEIGHT_MAX && small.scale == NUMERIC_SCALE_MAX);
    EXPECT(!numeric_multiply(cx, &large, &ten, &result));
    EXPECT_STR(error_answer(cx), "ERROR 22003 value overflows numeric format");
    EXPECT(numeric_multiply(cx, &small, &tenth, &result)); /* rounded to no digit at all */
    EXPECT(result.digit_count == 0 && result.scale == NUMERIC_SCALE_MAX);
}

TEST(numeric_encodings_are_compact_canonical_and_position_independent)
{
    static const struct {
        const char *text;
        size_t bytes;
    } rows[] = {
        { "0", 2 },       { "0.00", 2 },          { "1", 4 },     { "-1.50", 6 },
        { "10000", 4 },   { "12345678.1234", 8 }, { "NaN", 2 },   { "Infinity", 2 },
        { "1e-63", 4 },   { "1e-64", 8 },         { "1e255", 4 }, { "1e256", 8 },
        { "-1e-300", 8 },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Numeric value = number(cx, rows[row].text);
        Str bytes = numeric_encode(cx->arena, &value);
        char *moved = arena_alloc(cx->arena, bytes.length + 1);
        memcpy(moved + 1, bytes.data, bytes.length); /* at an odd address */
        Numeric again = numeric_decode((Str){ moved + 1, bytes.length });
        EXPECT(bytes.length == rows[row].bytes && numeric_encoding_is_valid(bytes));
        EXPECT(str_equal(numeric_encode(cx->arena, &again), bytes));
        EXPECT(numeric_compare(&value, &again) == 0 && again.scale == value.scale);
    }
}

TEST(bytes_that_encode_no_numeric_are_told)
{
    static const Str rows[] = {
        { "", 0 },
        { "\0", 1 },
        { "\0\x80\0\0", 4 },     /* a zero digit */
        { "\0\x80\x10\x27", 4 }, /* a digit of 10000 */
        { "\4\x80", 2 },         /* minus zero */
        { "\3\0", 2 },           /* no form */
        { "\2\0", 2 },           /* special, but finite */
        { "\1\0\0\0\0\0", 6 },   /* long where short holds it */
        { "\1\0\0\xff\0\0", 6 },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++)
        EXPECT(!numeric_encoding_is_valid(rows[row]));
}

TEST(numerics_convert_to_integers_and_back)
{
    static const struct {
        const char *text;
        int bytes;
        const char *answer;
    } rows[] = {
        { "1.5", 4, "2" },
        { "-2.5", 4, "-3" },
        { "2147483647.4", 4, "2147483647" },
        { "2147483647.5", 4, "ERROR 22003 integer out of range" },
        { "32768", 2, "ERROR 22003 smallint out of range" },
        { "9223372036854775807.4", 8, "9223372036854775807" },
        { "-9223372036854775808.4", 8, "-9223372036854775808" },
        { "-9223372036854775808.5", 8, "ERROR 22003 bigint out of range" },
        { "NaN", 8, "ERROR 0A000 cannot convert NaN to bigint" },
        { "Infinity", 4, "ERROR 0A000 cannot convert infinity to integer" },
        { "1e1000", 8, "ERROR 22003 bigint out of range" },
        { "0.4999", 2, "0" },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Numeric value = number(cx, rows[row].text);
        int64_t integer;
        if (numeric_cast_integer(cx, &value, rows[row].bytes, &integer))
            EXPECT_STR(str_format(cx->arena, "%lld", (long long)integer), rows[row].answer);
        else
            EXPECT_STR(error_answer(cx), rows[row].answer);
    }
}

TEST(averages_of_fixed_sums_are_numeric_quotients)
{
    Numeric sum = numeric_from_fixed(cx->arena, decimal_power(25) + 7, 2);
    Numeric count = numeric_from_i64(cx->arena, 3000), average;

    EXPECT(numeric_divide(cx, &sum, &count, &average));
    EXPECT_STR(answer_of(cx, true, &average), "33333333333333333333.33");
}

TEST(numerics_convert_to_and_from_doubles)
{
    static const struct {
        double real;
        const char *text;
    } rows[] = {
        { 0.1, "0.1" },
        { 1e20, "100000000000000000000" },
        { 123456.789012345678, "123456.789012346" },
        { -1e-7, "-0.0000001" },
    };
    Numeric value;
    double real;

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        EXPECT(numeric_from_f64(cx, rows[row].real, &value));
        EXPECT_STR(answer_of(cx, true, &value), rows[row].text);
    }
    value = number(cx, "0.1000000000000000055511151231257827");
    EXPECT(numeric_to_f64(cx, &value, &real) && real == 0.1);
    value = number(cx, "1e309");
    EXPECT(!numeric_to_f64(cx, &value, &real));
    EXPECT_ERROR(cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE);
}
