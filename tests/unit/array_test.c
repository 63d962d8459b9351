/* array_test.c -- arrays as bytes: made, read, compared, in text and binary form and back. */
#include "base/array.h"
#include "tests/unit/test.h"

static Type array_of(TypeId element)
{
    return type_of(type_array(element));
}

/* The text form of what `text` is read as; the error's SQLSTATE where it is refused. */
static const char *round_trip(Arena *arena, TypeId element, const char *text)
{
    Cx cx = { .arena = arena };
    Value value;

    if (!value_parse(&cx, array_of(element), str_of(text), 0, &value))
        return error_sqlstate(cx.error.code);
    StrBuilder binary = str_builder(arena), out = str_builder(arena);
    value_encode_binary(&binary, &value_context_default, array_of(element), value);
    Value again = VALUE_NULL;
    EXPECT(value_decode_binary(&cx, array_of(element), str_built(&binary), &again));
    EXPECT(value_equal(array_of(element), value, again));
    EXPECT(value_hash(array_of(element), value) == value_hash(array_of(element), again));
    value_print(&out, array_of(element), again);
    return str_built(&out).data;
}

TEST(arrays_are_read_and_printed_as_postgresql_does)
{
    static const struct {
        TypeId element;
        const char *text, *shown;
    } cases[] = {
        { TYPE_INT4, "{1,2,3}", "{1,2,3}" },
        { TYPE_INT4, " { 1 , null,NULL , -3 } ", "{1,NULL,NULL,-3}" },
        { TYPE_INT4, "{}", "{}" },
        { TYPE_INT4, "[2:3]={7,8}", "[2:3]={7,8}" },
        { TYPE_TEXT, "{a b,\"c,d\",\"\",\"null\",nulls,\\ x}",
          "{\"a b\",\"c,d\",\"\",\"null\",nulls,\" x\"}" },
        { TYPE_TEXT, "{\"q\\\"\\\\\"}", "{\"q\\\"\\\\\"}" },
        { TYPE_NUMERIC, "{1.50,2,NaN}", "{1.50,2,NaN}" },
        { TYPE_BOOL, "{t,f,null}", "{t,f,NULL}" },
        { TYPE_INT4, "{1,2", "22P02" },
        { TYPE_INT4, "{1,,2}", "22P02" },
        { TYPE_INT4, "{1,2,}", "22P02" },
        { TYPE_INT4, "{1}x", "22P02" },
        { TYPE_INT4, "1", "22P02" },
        { TYPE_INT4, "", "22P02" },
        { TYPE_INT4, "{a}", "22P02" },
        { TYPE_INT4, "[1:2]={1}", "22P02" },
        { TYPE_INT4, "[3:2]={}", "2202E" },
        { TYPE_INT4, "{{1,2,3},{4,null,6}}", "{{1,2,3},{4,NULL,6}}" },
        { TYPE_INT4, "[0:1][2:2]={{1},{2}}", "[0:1][2:2]={{1},{2}}" },
        { TYPE_TEXT, "{{{a},{\"b c\"}}}", "{{{a},{\"b c\"}}}" },
        { TYPE_INT4, "{{1},{2,3}}", "22P02" },
        { TYPE_INT4, "{{1},2}", "22P02" },
        { TYPE_INT4, "{1,{2}}", "22P02" },
        { TYPE_INT4, "{{}}", "22P02" },
        { TYPE_INT4, "{{{{{{{1}}}}}}}", "54000" },
        { TYPE_INT4, "[1:2][1:1]={1,2}", "22P02" },
        { TYPE_TEXT, "{\"a\"b}", "22P02" },
        { TYPE_TEXT, "{\"a", "22P02" },
        { TYPE_TEXT, "{a\\", "22P02" },
    };

    for (size_t at = 0; at < COUNT_OF(cases); at++)
        EXPECT_STR(str_of(round_trip(cx->arena, cases[at].element, cases[at].text)),
                   cases[at].shown);
}

TEST(arrays_are_ordered_by_items_nulls_last_then_by_length)
{
    static const char *const ascending[] = { "{}",       "{1}",       "{1,2}",   "[2:3]={1,2}",
                                             "{{1,2}}",  "{{1},{2}}", "{1,2,0}", "{1,3}",
                                             "{1,null}", "{2}",       "{null}" };
    Value values[COUNT_OF(ascending)];

    for (size_t at = 0; at < COUNT_OF(ascending); at++)
        EXPECT(value_parse(cx, array_of(TYPE_INT4), str_of(ascending[at]), 0, &values[at]));
    for (size_t a = 0; a < COUNT_OF(ascending); a++)
        for (size_t b = 0; b < COUNT_OF(ascending); b++) {
            int order = value_compare(array_of(TYPE_INT4), values[a], values[b]);
            EXPECT((order > 0) - (order < 0) == (a > b) - (a < b));
        }
}

TEST(nulls_in_arrays_are_no_bytes_to_be_checked)
{
    static const struct {
        TypeId type;
        const char *text;
    } list[] = { { TYPE_NUMERIC, "{1.50,NULL}" },
                 { TYPE_UUID, "{NULL,6b2dbb55-1f3a-4b0e-9d4e-1d2a3b4c5d6e}" },
                 { TYPE_TEXT, "{NULL,a,NULL}" } };

    for (size_t at = 0; at < COUNT_OF(list); at++) {
        Value value = VALUE_NULL;
        EXPECT(value_parse(cx, array_of(list[at].type), str_of(list[at].text), 0, &value));
        EXPECT(array_is_valid(value.text, list[at].type));
        EXPECT(!array_is_valid(str_slice(value.text, 0, value.text.length - 1), list[at].type));
    }
}

TEST(arrays_in_binary_form_are_not_trusted)
{
    StrBuilder bytes = str_builder(cx->arena);
    Value value = VALUE_NULL, damaged;

    EXPECT(value_parse(cx, array_of(TYPE_TEXT), STR_LIT("{ab,NULL,cde}"), 0, &value));
    value_encode_binary(&bytes, &value_context_default, array_of(TYPE_TEXT), value);
    for (size_t length = 0; length < bytes.length; length++) {
        Cx cut = { .arena = cx->arena };
        EXPECT(
            !value_decode_binary(&cut, array_of(TYPE_TEXT), (Str){ bytes.data, length }, &damaged));
    }
    for (size_t bit = 0; bit < bytes.length * 8; bit++) {
        Cx flipped = { .arena = cx->arena };
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        (void)!value_decode_binary(&flipped, array_of(TYPE_TEXT), str_built(&bytes), &damaged);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
    }
}
