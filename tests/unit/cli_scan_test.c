/* cli_scan_test.c -- where statements end, where variables stand, where errors point. */
#include "server/cli/scan.h"
#include "server/cli/variables.h"
#include "tests/unit/test.h"

/* The statements of a text, each between brackets. */
static Str split(Cx *cx, const char *text)
{
    StrBuilder out = str_builder(cx->arena);
    ScanStatement statement = { 0 };

    for (size_t at = 0; scan_statement(str_of(text), at, &statement); at = statement.end) {
        Str part = str_slice(str_of(text), statement.start, statement.end);
        str_addf(&out, statement.is_psql_command ? "{%.*s}" : "[%.*s]", STR(part));
    }
    return str_built(&out);
}

TEST(statements_end_at_semicolons_and_at_the_end)
{
    EXPECT_STR(split(cx, "select 1; select 2"), "[select 1;][select 2]");
    EXPECT_STR(split(cx, "select 1;select 2;"), "[select 1;][select 2;]");
    EXPECT_STR(split(cx, "  select 1 \n "), "[select 1]");
}

TEST(nothing_but_blanks_comments_and_semicolons_is_no_statement)
{
    EXPECT_STR(split(cx, ""), "");
    EXPECT_STR(split(cx, " ;; ; -- select 1;\n /* ; /* ; */ */ ;\t"), "");
}

TEST(a_statement_begins_behind_comments_and_ends_before_them)
{
    EXPECT_STR(split(cx, "-- a;b\n/* c */ select 1 -- d\n"), "[select 1]");
    EXPECT_STR(split(cx, "select 1 -- d;\n ; x"), "[select 1 -- d;\n ;][x]");
}

TEST(semicolons_in_quotes_end_nothing)
{
    EXPECT_STR(split(cx, "select 'a;b''c;'; x"), "[select 'a;b''c;';][x]");
    EXPECT_STR(split(cx, "select \"a;\"\"b;\"; x"), "[select \"a;\"\"b;\";][x]");
    EXPECT_STR(split(cx, "select 'a\\'; x'"), "[select 'a\\';][x']");
    EXPECT_STR(split(cx, "select E'a\\';b'; x"), "[select E'a\\';b';][x]");
    EXPECT_STR(split(cx, "select e'\\\\'; x"), "[select e'\\\\';][x]");
    EXPECT_STR(split(cx, "select type'\\'; x"), "[select type'\\';][x]");
    EXPECT_STR(split(cx, "select E '\\'; x"), "[select E '\\';][x]");
}

TEST(semicolons_in_dollar_quotes_end_nothing)
{
    EXPECT_STR(split(cx, "do $$ a; $x$ b; $$; x"), "[do $$ a; $x$ b; $$;][x]");
    EXPECT_STR(split(cx, "do $é1$ a; $$ b; $é1$; x"), "[do $é1$ a; $$ b; $é1$;][x]");
    EXPECT_STR(split(cx, "select a$b; c$b; x"), "[select a$b;][c$b;][x]");
    EXPECT_STR(split(cx, "select $1; select $1; x"), "[select $1;][select $1;][x]");
    EXPECT_STR(split(cx, "select 1$a$;$a$; x"), "[select 1$a$;$a$;][x]");
}

TEST(semicolons_in_parentheses_and_function_bodies_end_nothing)
{
    EXPECT_STR(split(cx, "do also (a; b); x"), "[do also (a; b);][x]");
    EXPECT_STR(split(cx, "a); b; x"), "[a);][b;][x]");
    const char *body = "create or replace function f() returns int begin atomic "
                       "select case when a then 1 end; select 2; end; x";
    Str wanted = str_format(cx->arena, "[%.*s][x]", (int)strlen(body) - 2, body);
    EXPECT_STR(split(cx, body), wanted.data);
    EXPECT_STR(split(cx, "begin; select 1; end; x"), "[begin;][select 1;][end;][x]");
    EXPECT_STR(split(cx, "create table begin (a int); x"), "[create table begin (a int);][x]");
}

TEST(what_is_never_closed_ends_with_the_text)
{
    EXPECT_STR(split(cx, "select 'a; b"), "[select 'a; b]");
    EXPECT_STR(split(cx, "select \"a; b"), "[select \"a; b]");
    EXPECT_STR(split(cx, "select $$a; b"), "[select $$a; b]");
    EXPECT_STR(split(cx, "select 1 /* /* a; */ b"), "[select 1]");
    EXPECT_STR(split(cx, "select (1; select 2"), "[select (1; select 2]");
    EXPECT_STR(split(cx, "select E'\\"), "[select E'\\]");
    EXPECT_STR(split(cx, "select 1 -"), "[select 1 -]");
    EXPECT_STR(split(cx, "$"), "[$]");
    EXPECT_STR(split(cx, ":"), "[:]");
}

TEST(a_command_of_psql_ends_with_its_line)
{
    EXPECT_STR(split(cx, "\\set a ';'\nselect 1;"), "{\\set a ';'}[select 1;]");
    EXPECT_STR(split(cx, "select 1; \\q"), "[select 1;]{\\q}");
}

/* --- Variables ------------------------------------------------------------------------------- */

static Variables three_variables(Cx *cx)
{
    Variables variables = { 0 };

    EXPECT(variables_set(cx, &variables, "n=1"));
    EXPECT(variables_set(cx, &variables, "n=5"));
    EXPECT(variables_set(cx, &variables, "s=it's"));
    EXPECT(variables_set(cx, &variables, "b=a\\b"));
    EXPECT(variables_set(cx, &variables, "é_9=a\"b=c"));
    EXPECT(variables.count == 4);
    return variables;
}

static Str expand(Cx *cx, const char *text)
{
    Variables variables = three_variables(cx);

    return variables_expand(cx->arena, &variables, str_of(text)).text;
}

TEST(variables_are_replaced_as_text_literals_and_identifiers)
{
    EXPECT_STR(expand(cx, "select :n, :'s', :\"s\", :s"), "select 5, 'it''s', \"it's\", it's");
    EXPECT_STR(expand(cx, ":'b'"), " E'a\\\\b'");
    EXPECT_STR(expand(cx, ":\"b\""), "\"a\\b\"");
    EXPECT_STR(expand(cx, ":\"é_9\":'é_9'"), "\"a\"\"b=c\"'a\"b=c'");
}

TEST(variables_in_quotes_comments_and_casts_stay)
{
    EXPECT_STR(expand(cx, "':n' \":n\" $$:n$$ /*:n*/ --:n"), "':n' \":n\" $$:n$$ /*:n*/ --:n");
    EXPECT_STR(expand(cx, "a::n, b:=n, E'\\':n'"), "a::n, b:=n, E'\\':n'");
    EXPECT_STR(expand(cx, "a::n:n"), "a::n5");
}

TEST(names_without_a_value_stay)
{
    EXPECT_STR(expand(cx, "a[1:2] :m :'m' :\"m\" :'n\" :' :"), "a[1:2] :m :'m' :\"m\" :'n\" :' :");
}

TEST(assignments_need_a_name)
{
    static const char *const wrong[] = { "", "n", "=1", "a b=1", "a-b=1", "'a'=1", "a:b=1" };

    for (size_t at = 0; at < COUNT_OF(wrong); at++) {
        Cx own = { .arena = cx->arena };
        Variables variables = { 0 };
        EXPECT(!variables_set(&own, &variables, wrong[at]));
        EXPECT_ERROR(&own, ERR_INVALID_PARAMETER_VALUE);
    }
}

TEST(positions_in_expanded_text_lead_back_to_the_source)
{
    Variables variables = three_variables(cx);
    Str source = STR_LIT("select :'s' + :n + x");
    Expanded expanded = variables_expand(cx->arena, &variables, source);

    EXPECT_STR(expanded.text, "select 'it''s' + 5 + x");
    EXPECT(expanded_source(&expanded, 0) == 0);
    EXPECT(expanded_source(&expanded, 7) == 7); /* 'it''s' is :'s' */
    EXPECT(expanded_source(&expanded, 13) == 7);
    EXPECT(expanded_source(&expanded, 15) == 12); /* the first + */
    EXPECT(expanded_source(&expanded, 17) == 14); /* 5 is :n */
    EXPECT(expanded_source(&expanded, 21) == 19); /* x */
}

/* --- Places ---------------------------------------------------------------------------------- */

static void expect_place(Str text, size_t at, ScanPlace wanted)
{
    ScanPlace place = scan_place(text, at);

    EXPECT(place.line == wanted.line);
    EXPECT(place.column == wanted.column);
    EXPECT(str_equal(place.line_text, wanted.line_text));
}

TEST(places_count_lines_and_characters_from_one)
{
    Str text = STR_LIT("ab\r\n\u00e9\u6f22x\n\nlast");

    expect_place(text, 0, (ScanPlace){ 1, 1, STR_LIT("ab") });
    expect_place(text, 1, (ScanPlace){ 1, 2, STR_LIT("ab") });
    expect_place(text, 4, (ScanPlace){ 2, 1, STR_LIT("\u00e9\u6f22x") });
    expect_place(text, 9, (ScanPlace){ 2, 3, STR_LIT("\u00e9\u6f22x") });
    expect_place(text, 11, (ScanPlace){ 3, 1, STR_LIT("") });
    expect_place(text, 12, (ScanPlace){ 4, 1, STR_LIT("last") });
    expect_place(text, 16, (ScanPlace){ 4, 5, STR_LIT("last") });
    expect_place(text, 99, (ScanPlace){ 4, 5, STR_LIT("last") });
}
