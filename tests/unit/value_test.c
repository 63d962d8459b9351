/* value_test.c -- integers, texts and the other small types; order, hash, binary form, columns. */
#include "base/decimal.h"
#include "base/interval.h"
#include "base/numeric.h"
#include "tests/unit/value_table.h"

// clang-format off
static const ParseRow small_rows[] = {
    { TYPE_BOOL, -1, "t", "t" },
    { TYPE_BOOL, -1, "TRUE", "t" },
    { TYPE_BOOL, -1, " yes ", "t" },
    { TYPE_BOOL, -1, "on", "t" },
    { TYPE_BOOL, -1, "1", "t" },
    { TYPE_BOOL, -1, "tr", "t" },
    { TYPE_BOOL, -1, "f", "f" },
    { TYPE_BOOL, -1, "false", "f" },
    { TYPE_BOOL, -1, "n", "f" },
    { TYPE_BOOL, -1, "of", "f" },
    { TYPE_BOOL, -1, "off", "f" },
    { TYPE_BOOL, -1, "0", "f" },
    { TYPE_BOOL, -1, "o", "ERROR 22P02 invalid input syntax for type boolean: \"o\"" },
    { TYPE_BOOL, -1, "", "ERROR 22P02 invalid input syntax for type boolean: \"\"" },
    { TYPE_BOOL, -1, "tru e", "ERROR 22P02 invalid input syntax for type boolean: \"tru e\"" },
    { TYPE_BOOL, -1, "2", "ERROR 22P02 invalid input syntax for type boolean: \"2\"" },
    { TYPE_INT2, -1, "1", "1" },
    { TYPE_INT2, -1, " -32768 ", "-32768" },
    { TYPE_INT2, -1, "32767", "32767" },
    { TYPE_INT2, -1, "32768", "ERROR 22003 value \"32768\" is out of range for type smallint" },
    { TYPE_INT2, -1, "-32769", "ERROR 22003 value \"-32769\" is out of range for type smallint" },
    { TYPE_INT2, -1, "+5", "5" },
    { TYPE_INT2, -1, "", "ERROR 22P02 invalid input syntax for type smallint: \"\"" },
    { TYPE_INT2, -1, "-", "ERROR 22P02 invalid input syntax for type smallint: \"-\"" },
    { TYPE_INT2, -1, "1x", "ERROR 22P02 invalid input syntax for type smallint: \"1x\"" },
    { TYPE_INT2, -1, "0x1", "ERROR 22P02 invalid input syntax for type smallint: \"0x1\"" },
    { TYPE_INT2, -1, "1 2", "ERROR 22P02 invalid input syntax for type smallint: \"1 2\"" },
    { TYPE_INT4, -1, "2147483647", "2147483647" },
    { TYPE_INT4, -1, "-2147483648", "-2147483648" },
    { TYPE_INT4, -1, "2147483648",
      "ERROR 22003 value \"2147483648\" is out of range for type integer" },
    { TYPE_INT4, -1, "99999999999x",
      "ERROR 22003 value \"99999999999x\" is out of range for type integer" },
    { TYPE_INT4, -1, " 7", "7" },
    { TYPE_INT4, -1, "x", "ERROR 22P02 invalid input syntax for type integer: \"x\"" },
    { TYPE_INT4, -1, "1.5", "ERROR 22P02 invalid input syntax for type integer: \"1.5\"" },
    { TYPE_INT8, -1, "9223372036854775807", "9223372036854775807" },
    { TYPE_INT8, -1, "-9223372036854775808", "-9223372036854775808" },
    { TYPE_INT8, -1, "9223372036854775808",
      "ERROR 22003 value \"9223372036854775808\" is out of range for type bigint" },
    { TYPE_INT8, -1, "0", "0" },
    { TYPE_INT8, -1, "-0", "0" },
    { TYPE_INT8, -1, "007", "7" },
    { TYPE_OID, -1, "0", "0" },
    { TYPE_OID, -1, "4294967295", "4294967295" },
    { TYPE_OID, -1, "4294967296", "ERROR 22003 value \"4294967296\" is out of range for type oid" },
    { TYPE_OID, -1, "-1", "4294967295" },
    { TYPE_OID, -1, "x", "ERROR 22P02 invalid input syntax for type oid: \"x\"" },
    { TYPE_OID, -1, " 12 ", "12" },
    { TYPE_CHAR, -1, "a", "a" },
    { TYPE_CHAR, -1, "abc", "a" },
    { TYPE_CHAR, -1, "", "" },
    { TYPE_CHAR, -1, "\303\251", "\\303" },
    { TYPE_CHAR, -1, "\\101", "A" },
    { TYPE_NAME, -1, "abc", "abc" },
    { TYPE_NAME, -1, "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
      "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" },
    { TYPE_NAME, -1,
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251",
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251\303\251"
      "\303\251" },
};

static const ParseRow text_rows[] = {
    { TYPE_VARCHAR, 7, "abc", "abc" },
    { TYPE_VARCHAR, 7, "abc   ", "abc" },
    { TYPE_VARCHAR, 7, "abcd", "ERROR 22001 value too long for type character varying(3)" },
    { TYPE_VARCHAR, 7, "\303\244\303\266\303\274", "\303\244\303\266\303\274" },
    { TYPE_VARCHAR, 7, "\303\244\303\266\303\274 ", "\303\244\303\266\303\274" },
    { TYPE_VARCHAR, 7, "\303\244\303\266\303\274\303\251",
      "ERROR 22001 value too long for type character varying(3)" },
    { TYPE_VARCHAR, 7, "", "" },
    { TYPE_VARCHAR, 7, "a", "a" },
    { TYPE_BPCHAR, 7, "a", "a  " },
    { TYPE_BPCHAR, 7, "abc", "abc" },
    { TYPE_BPCHAR, 7, "abc    ", "abc" },
    { TYPE_BPCHAR, 7, "abcd", "ERROR 22001 value too long for type character(3)" },
    { TYPE_BPCHAR, 7, "\303\244\303\266", "\303\244\303\266 " },
    { TYPE_BPCHAR, 7, "", "   " },
    { TYPE_BPCHAR, -1, "a  ", "a  " },
    { TYPE_BPCHAR, -1, "", "" },
    { TYPE_TEXT, -1, "", "" },
    { TYPE_TEXT, -1, " x ", " x " },
};
// clang-format on

TEST(small_types_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, small_rows, COUNT_OF(small_rows));
}

TEST(texts_are_cut_padded_and_refused_as_postgresql_does)
{
    expect_parse_rows(cx, text_rows, COUNT_OF(text_rows));
}

TEST(text_that_is_not_utf8_is_refused)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        { "\xff", "0xff" },
        { "a\xc3", "0xc3" },
        { "\xe2\x82(", "0xe2 0x82 0x28" },
        { "\xc0\x80", "0xc0 0x80" },
        { "\xed\xa0\x80", "0xed 0xa0 0x80" },
        { "\xf4\x90\x80\x80", "0xf4 0x90 0x80 0x80" },
        { "abcdefgh\x80", "0x80" },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Str wanted =
            str_format(cx->arena, "ERROR 22021 invalid byte sequence for encoding \"UTF8\": %s",
                       rows[row].message);
        EXPECT_STR(value_answer(cx, type_of(TYPE_TEXT), rows[row].text), wanted.data);
    }
    Value value;
    EXPECT(!value_parse(cx, type_of(TYPE_TEXT), (Str){ "a\0b", 3 }, 0, &value));
    EXPECT_ERROR(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE);
}

static Value parsed(Cx *cx, Type type, const char *text)
{
    Value value = VALUE_NULL;
    EXPECT(value_parse(cx, type, str_of(text), 0, &value));
    return value;
}

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

TEST(order_is_that_of_the_btree_and_equal_values_have_equal_hashes)
{
    static const struct {
        TypeId type;
        const char *a;
        const char *b;
        int order;
    } rows[] = {
        { TYPE_BPCHAR, "a", "a   ", 0 },
        { TYPE_BPCHAR, "a", "a  b", -1 },
        { TYPE_TEXT, "a", "a ", -1 },
        { TYPE_TEXT, "\303\244", "z", 1 },
        { TYPE_FLOAT8, "NaN", "Infinity", 1 },
        { TYPE_FLOAT8, "NaN", "-NaN", 0 },
        { TYPE_FLOAT8, "-0", "0", 0 },
        { TYPE_FLOAT4, "1.5", "1.25", 1 },
        { TYPE_NUMERIC, "1.0", "1.000", 0 },
        { TYPE_NUMERIC, "-1", "-1.01", 1 },
        { TYPE_NUMERIC, "NaN", "Infinity", 1 },
        { TYPE_NUMERIC, "-Infinity", "-1e1000", -1 },
        { TYPE_NUMERIC, "-0", "0.00", 0 },
        { TYPE_INTERVAL, "1 mon", "30 days", 0 },
        { TYPE_INTERVAL, "1 day", "24:00:00", 0 },
        { TYPE_INTERVAL, "1 day", "24:00:01", -1 },
        { TYPE_CHAR, "\\377", "a", 1 },
        { TYPE_OID, "4294967295", "1", 1 },
        { TYPE_DATE, "infinity", "5874897-12-31", 1 },
        { TYPE_BOOL, "f", "t", -1 },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Type type = type_of(rows[row].type);
        Value a = parsed(cx, type, rows[row].a), b = parsed(cx, type, rows[row].b);
        EXPECT(sign_of(value_compare(type, a, b)) == rows[row].order);
        EXPECT(sign_of(value_compare(type, b, a)) == -rows[row].order);
        EXPECT(value_equal(type, a, b) == (rows[row].order == 0));
        EXPECT((value_hash(type, a) == value_hash(type, b)) == (rows[row].order == 0));
    }
    EXPECT(value_equal(type_of(TYPE_INT4), VALUE_NULL, VALUE_NULL));
    EXPECT(!value_equal(type_of(TYPE_INT4), VALUE_NULL, parsed(cx, type_of(TYPE_INT4), "0")));
}

static const struct {
    TypeId type;
    const char *text;
    const char *hex;
} binary_rows[] = {
    // clang-format off
    { TYPE_BOOL, "t", "01" },
    { TYPE_CHAR, "a", "61" },
    { TYPE_INT2, "-2", "fffe" },
    { TYPE_INT4, "258", "00000102" },
    { TYPE_INT8, "-1", "ffffffffffffffff" },
    { TYPE_OID, "4294967295", "ffffffff" },
    { TYPE_FLOAT4, "1.5", "3fc00000" },
    { TYPE_FLOAT8, "-0.1", "bfb999999999999a" },
    { TYPE_TEXT, "\303\244b", "c3a462" },
    { TYPE_VARCHAR, "", "" },
    { TYPE_DATE, "2024-02-29", "00002279" },
    { TYPE_DATE, "-infinity", "80000000" },
    { TYPE_TIMESTAMP, "1999-12-31 23:59:59.999999", "ffffffffffffffff" },
    { TYPE_INTERVAL, "1 mon 2 days 00:00:03", "00000000002dc6c00000000200000001" },
    { TYPE_NUMERIC, "0", "0000000000000000" },
    { TYPE_NUMERIC, "1.50", "000200000000000200011388" },
    { TYPE_NUMERIC, "-12345.678", "0003000140000003000109291a7c" },
    { TYPE_NUMERIC, "NaN", "00000000c0000000" },
    { TYPE_NUMERIC, "Infinity", "00000000d0000020" },
    { TYPE_NUMERIC, "-Infinity", "00000000f0000020" },
    { TYPE_NUMERIC, "1e-20", "0001fffb000000140001" },
    { TYPE_NUMERIC, "1e100", "00010019000000000001" },
    { TYPE_NUMERIC, "0.00", "0000000000000002" },
    { TYPE_NUMERIC, "100000000", "00010002000000000001" },
    // clang-format on
};

static Str hex_of(Arena *arena, Str bytes)
{
    StrBuilder hex = str_builder(arena);

    for (size_t at = 0; at < bytes.length; at++)
        str_addf(&hex, "%02x", (unsigned char)bytes.data[at]);
    return str_built(&hex);
}

TEST(binary_forms_are_those_of_postgresql_and_read_back)
{
    for (size_t row = 0; row < COUNT_OF(binary_rows); row++) {
        Type type = type_of(binary_rows[row].type);
        Value value = parsed(cx, type, binary_rows[row].text), back = VALUE_NULL;
        StrBuilder bytes = str_builder(cx->arena);
        value_encode_binary(&bytes, &value_context_default, type, value);
        EXPECT_STR(hex_of(cx->arena, str_built(&bytes)), binary_rows[row].hex);
        EXPECT(value_decode_binary(cx, type, str_built(&bytes), &back));
        EXPECT(value_equal(type, value, back));
    }
}

TEST(fixed_numerics_have_the_binary_form_of_numerics)
{
    Type type = type_numeric_fixed(numeric_typmod(5, 2), 32, 2);
    StrBuilder bytes = str_builder(cx->arena);
    Value back = VALUE_NULL;

    value_encode_binary(&bytes, &value_context_default, type, (Value){ .integer = -12345 });
    EXPECT_STR(hex_of(cx->arena, str_built(&bytes)), "0002000040000002007b1194");
    EXPECT(value_decode_binary(cx, type, str_built(&bytes), &back) && back.integer == -12345);
}

TEST(malformed_binary_values_are_refused)
{
    static const struct {
        TypeId type;
        Str bytes;
        const char *answer;
    } rows[] = {
        { TYPE_INT4, { "\0\0\1", 3 }, "ERROR 08P01 insufficient data left in message" },
        { TYPE_INT4, { "\0\0\0\0\1", 5 }, "ERROR 22P03 incorrect binary data format" },
        { TYPE_NUMERIC, { "\0\1", 2 }, "ERROR 08P01 insufficient data left in message" },
        { TYPE_NUMERIC,
          { "\xff\xff\0\0\0\0\0\0", 8 },
          "ERROR 08P01 insufficient data left in message" },
        { TYPE_NUMERIC,
          { "\0\0\0\0\1\0\0\0", 8 },
          "ERROR 22P03 invalid sign in external \"numeric\" value" },
        { TYPE_NUMERIC,
          { "\0\0\0\0\0\0\x7f\0", 8 },
          "ERROR 22P03 invalid scale in external \"numeric\" value" },
        { TYPE_NUMERIC,
          { "\0\1\0\0\0\0\0\0\x27\x10", 10 },
          "ERROR 22P03 invalid digit in external \"numeric\" value" },
        { TYPE_DATE, { "\x80\0\0\1", 4 }, "ERROR 22008 date out of range" },
        { TYPE_TIMESTAMP, { "\x80\0\0\0\0\0\0\1", 8 }, "ERROR 22008 timestamp out of range" },
    };

    for (size_t row = 0; row < COUNT_OF(rows); row++) {
        Value value;
        EXPECT(!value_decode_binary(cx, type_of(rows[row].type), rows[row].bytes, &value));
        EXPECT_STR(error_answer(cx), rows[row].answer);
    }
}

TEST(values_are_stored_into_columns_and_found_there)
{
    Type type = type_numeric_fixed(TYPMOD_NONE, 128, 4);
    Value wide = parsed(cx, type, "-12345678901234567890.1234");
    int128_t slot[1];
    value_store(type_layout(type), wide, slot);
    Column column = column_const(cx->arena, LAYOUT_I128, 5, slot);
    EXPECT(value_equal(type, value_of_column(&column, 3), wide));

    Column sequence = { .kind = COLUMN_SEQ, .layout = LAYOUT_I32, .rows = 9, .min = 5, .max = -2 };
    EXPECT(value_of_column(&sequence, 4).integer == -3);
    Column null = column_null(cx->arena, LAYOUT_VIEW, 2);
    EXPECT(value_of_column(&null, 1).is_null);

    StrView views[2];
    const uint8_t *heaps[1];
    Str text = STR_LIT("longer than twelve bytes");
    heaps[0] = (const uint8_t *)text.data;
    value_store(LAYOUT_VIEW, (Value){ .text = STR_LIT("short") }, &views[0]);
    value_store(LAYOUT_VIEW, (Value){ .text = text }, &views[1]);
    Column texts = column_flat(LAYOUT_VIEW, 2, views, NULL);
    texts.heaps = heaps;
    texts.heap_count = 1;
    EXPECT_STR(value_of_column(&texts, 0).text, "short");
    EXPECT_STR(value_of_column(&texts, 1).text, "longer than twelve bytes");
}
