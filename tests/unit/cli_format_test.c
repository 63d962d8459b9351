/* cli_format_test.c -- results as tables, CSV, JSON and Markdown; widths of characters. */
#include "server/cli/format.h"
#include "server/cli/width.h"
#include "tests/unit/test.h"

enum { BOOL = 16, INT4 = 23, TEXT = 25, JSON = 114, FLOAT8 = 701, INT4S = 1007, TEXTS = 1009 };

typedef struct Shown {
    Formatter *formatter;
    StrBuilder out;
} Shown;

static Shown *shown_new(Cx *cx, FormatKind kind)
{
    Shown *shown = arena_zero(cx->arena, sizeof *shown);

    shown->out = str_builder(cx->arena);
    shown->formatter = formatter_new(cx->arena, kind, &shown->out);
    return shown;
}

/* One column of this type. */
static Shown *one_column(Cx *cx, FormatKind kind, const char *name, uint32_t type_oid)
{
    Shown *shown = shown_new(cx, kind);

    formatter_columns(shown->formatter, &(ResultColumn){ str_of(name), type_oid }, 1);
    return shown;
}

static void add_row(Shown *shown, const char *value)
{
    Str row = value ? str_of(value) : STR_NONE;

    formatter_row(shown->formatter, &row);
}

static Str finish(Shown *shown)
{
    formatter_end(shown->formatter);
    formatter_free(shown->formatter);
    return str_built(&shown->out);
}

/* A result of one value. */
static Str show(Cx *cx, FormatKind kind, uint32_t type_oid, const char *value)
{
    Shown *shown = one_column(cx, kind, "c", type_oid);

    add_row(shown, value);
    return finish(shown);
}

TEST(wide_characters_take_two_columns_and_marks_none)
{
    EXPECT(text_width(STR_LIT("abc")) == 3);
    EXPECT(text_width(STR_LIT("\u00e9")) == 1);
    EXPECT(text_width(STR_LIT("e\u0301")) == 1);
    EXPECT(text_width(STR_LIT("\u6f22\u5b57")) == 4);
    EXPECT(text_width(STR_LIT("\U0001f600")) == 2);
    EXPECT(text_width(STR_LIT("a\tb\x7f")) == 2);
    EXPECT(text_width(STR_LIT("a\xff\xe6")) == 1);
    EXPECT(text_width(STR_NONE) == 0);
}

TEST(tables_put_numbers_at_the_right_and_centre_headers)
{
    Shown *shown = shown_new(cx, FORMAT_ALIGNED);
    ResultColumn columns[] = { { STR_LIT("number"), INT4 }, { STR_LIT("t"), TEXT } };
    Str first[] = { STR_LIT("7"), STR_LIT("\u6f22\u5b57") };
    Str second[] = { STR_NONE, STR_LIT("x") };

    formatter_columns(shown->formatter, columns, 2);
    formatter_row(shown->formatter, first);
    formatter_row(shown->formatter, second);
    EXPECT_STR(finish(shown), " number |  t   \n"
                              "--------+------\n"
                              "      7 | \u6f22\u5b57\n"
                              "        | x\n"
                              "(2 rows)\n\n");
}

TEST(tables_mark_lines_that_go_on)
{
    EXPECT_STR(show(cx, FORMAT_ALIGNED, TEXT, "a\nbcd"), "  c  \n-----\n a  +\n bcd\n(1 row)\n\n");
}

TEST(tables_show_control_characters_by_their_codes)
{
    EXPECT_STR(show(cx, FORMAT_ALIGNED, TEXT, "\x1b[2J\ta"),
               "     c     \n-----------\n \\x1B[2J a\n(1 row)\n\n");
}

TEST(tables_without_rows_or_columns_have_a_count)
{
    Shown *none = one_column(cx, FORMAT_ALIGNED, "c", TEXT);
    EXPECT_STR(finish(none), " c \n---\n(0 rows)\n\n");

    Shown *empty = shown_new(cx, FORMAT_ALIGNED);
    formatter_columns(empty->formatter, NULL, 0);
    formatter_row(empty->formatter, NULL);
    EXPECT_STR(finish(empty), "--\n(1 row)\n\n");
}

TEST(a_formatter_shows_one_result_after_the_other)
{
    Shown *shown = one_column(cx, FORMAT_ALIGNED, "a long name", TEXT);

    for (int row = 0; row < 3000; row++)
        add_row(shown, "a value that fills more than one chunk of memory");
    formatter_end(shown->formatter);
    shown->out.length = 0;
    formatter_columns(shown->formatter, &(ResultColumn){ STR_LIT("n"), INT4 }, 1);
    add_row(shown, "1");
    EXPECT_STR(finish(shown), " n \n---\n 1\n(1 row)\n\n");
}

TEST(csv_quotes_what_readers_would_misread)
{
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "plain"), "c\nplain\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "a,b"), "c\n\"a,b\"\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "say \"hi\""), "c\n\"say \"\"hi\"\"\"\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "\"\""), "c\n\"\"\"\"\"\"\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "a\nb"), "c\n\"a\nb\"\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "a\rb"), "c\n\"a\rb\"\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, "a;b'c d"), "c\na;b'c d\n");
}

TEST(csv_tells_null_from_an_empty_text)
{
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, NULL), "c\n\n");
    EXPECT_STR(show(cx, FORMAT_CSV, TEXT, ""), "c\n\"\"\n");
    EXPECT_STR(finish(one_column(cx, FORMAT_CSV, "a,b", TEXT)), "\"a,b\"\n");
}

TEST(json_knows_numbers_booleans_and_json)
{
    EXPECT_STR(show(cx, FORMAT_JSONL, INT4, "-5"), "{\"c\":-5}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, FLOAT8, "1e+20"), "{\"c\":1e+20}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, FLOAT8, "-Infinity"), "{\"c\":\"-Infinity\"}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, FLOAT8, "NaN"), "{\"c\":\"NaN\"}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, BOOL, "t"), "{\"c\":true}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, BOOL, "f"), "{\"c\":false}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, JSON, "{\"a\":\n1}"), "{\"c\":{\"a\": 1}}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, TEXT, "5"), "{\"c\":\"5\"}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, INT4, NULL), "{\"c\":null}\n");
}

TEST(json_escapes_strings)
{
    EXPECT_STR(show(cx, FORMAT_JSONL, TEXT, "a\"b\\c\n\t\x01\u6f22"),
               "{\"c\":\"a\\\"b\\\\c\\n\\t\\u0001\u6f22\"}\n");
}

TEST(json_takes_arrays_apart)
{
    EXPECT_STR(show(cx, FORMAT_JSONL, INT4S, "{1,NULL,-3}"), "{\"c\":[1,null,-3]}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, INT4S, "{}"), "{\"c\":[]}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, INT4S, "[0:1]={{1},{2}}"), "{\"c\":[[1],[2]]}\n");
    EXPECT_STR(show(cx, FORMAT_JSONL, TEXTS, "{a,\"b \\\"c\\\\\",\"NULL\",NULL,\"\"}"),
               "{\"c\":[\"a\",\"b \\\"c\\\\\",\"NULL\",null,\"\"]}\n");
}

TEST(json_keys_differ)
{
    Shown *shown = shown_new(cx, FORMAT_JSON);
    ResultColumn columns[] = { { STR_LIT("a"), INT4 },
                               { STR_LIT("a_2"), INT4 },
                               { STR_LIT("a"), INT4 } };
    Str row[] = { STR_LIT("1"), STR_LIT("2"), STR_LIT("3") };

    formatter_columns(shown->formatter, columns, 3);
    formatter_row(shown->formatter, row);
    formatter_row(shown->formatter, row);
    EXPECT_STR(finish(shown), "[{\"a\":1,\"a_2\":2,\"a_3\":3},\n {\"a\":1,\"a_2\":2,\"a_3\":3}]\n");
    EXPECT_STR(finish(one_column(cx, FORMAT_JSON, "a", INT4)), "[]\n");
}

TEST(markdown_keeps_a_value_in_its_cell)
{
    Shown *shown = one_column(cx, FORMAT_MARKDOWN, "a|b", INT4);

    add_row(shown, "1|2\n3");
    formatter_end(shown->formatter);
    formatter_columns(shown->formatter, &(ResultColumn){ STR_LIT("t"), TEXT }, 1);
    add_row(shown, NULL);
    EXPECT_STR(finish(shown), "| a\\|b |\n|---:|\n| 1\\|2<br>3 |\n\n| t |\n|---|\n|  |\n");
}

TEST(formats_have_names)
{
    FormatKind kind = FORMAT_CSV;

    EXPECT(format_find(cx, "markdown", &kind) && kind == FORMAT_MARKDOWN);
    EXPECT(!format_find(cx, "xml", &kind));
    EXPECT_ERROR(cx, ERR_INVALID_PARAMETER_VALUE);
}
