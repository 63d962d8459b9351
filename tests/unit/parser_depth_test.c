/*
 * parser_depth_test.c -- statements that nest deep: parsed, or refused before libpg_query, which
 * recurses without looking at the stack, can see them.
 */
#include "parser/parser.h"
#include "tests/unit/test.h"

typedef struct Nest {
    const char *head, *before, *middle, *after, *tail;
} Nest;

// clang-format off
static const Nest nests[] = {
    { "select 1", "", "", "+1", "" },
    { "select 1", "", "", " operator(+) 1", "" },
    { "select 1", "", "", "::int", "" },
    { "select a", "", "", "::timestamp with time zone", "" },
    { "select a", "", "", " collate x", "" },
    { "select a", "", "", " at time zone 'x'", "" },
    { "select 1", "", "", " union all select 1", "" },
    { "select 1 from a", "", "", " join b on true", "" },
    { "select ", "(", "1", ")", "" },
    { "select ", "not ", "a", "", "" },
    { "select ", "- ", "a", "", "" },
    { "select ", "f(", "1", ")", "" },
    { "select ", "cast(", "1", " as int)", "" },
    { "select ", "(select ", "1", ")", "" },
    { "select ", "x in (", "1", ")", "" },
    { "select ", "exists (select 1 where ", "a", ")", "" },
    { "select 1 from ", "(select 1 from ", "a", ") x", "" },
    { "select ", "case when ", "a", " then 1 end", "" },
    { "select ", "case when t.end then 1 else ", "1", " end", "" },
    { "select ", "x between 1 and not ", "a", "", "" },
    { "select ", "x is distinct from not ", "a", "", "" },
    { "select array", "[", "1", "]", "" },
    { "", "with a as (", "select 1", ") select 1", "" },
    { "select ", "(", "1", ") + 1", "" },
    { "select ", "(", "1", "+1-1*1/1+1-1*1/1)", "" },
    { "select ", "(", "1", ")::int::int::int", "" },
    { "select ", "(", "a", ") at time zone 'x' at time zone 'y'", "" },
    { "select ", "(", "a", ") is null is not null isnull notnull", "" },
    { "select ", "(", "a", ") collate x collate y", "" },
    { "select ", "(", "a", ")[1] || 1", "" },
    { "select ", "array[", "1", "] || 1 || 1", "" },
    { "select ", "case when ", "1", " then 1 end + 1 - 1", "" },
    { "select ", "case ", "1", " when 1 then 1 else 1 end is null", "" },
    { "select ", "f(", "1", ") over w operator(+) 1 in (1) between 1 and 1", "" },
    { "select ", "f(", "1", ") filter (where a) not like 'x' escape 'y'", "" },
    { "select 1 from ", "(", "a", " join b on true join b on true) ", "" },
    { "", "(", "select 1", " union select 1 except select 1) ", "" },
};
// clang-format on

static const char *nested(Cx *cx, const Nest *nest, int depth)
{
    const char *before = repeated(cx, nest->head, nest->before, depth, nest->middle);

    return repeated(cx, before, nest->after, depth, nest->tail);
}

TEST(what_nests_too_deep_is_refused)
{
    for (size_t at = 0; at < COUNT_OF(nests); at++) {
        SCRATCH(cx->arena);
        Cx work = { .arena = cx->arena };
        EXPECT(!parse_sql(&work, str_of(nested(cx, &nests[at], 40000))));
        EXPECT_ERROR(&work, ERR_STATEMENT_TOO_COMPLEX);
    }
}

// clang-format off
/* An expression around another one: `before`, that one, `after`. */
static const struct {
    const char *before, *after;
} wraps[] = {
    { "(", ")" },          { "", "+1" },           { "", "::int" },
    { "", " is null" },    { "", " collate c" },   { "", " at time zone 'x'" },
    { "- ", "" },          { "(", ")[1]" },        { "array[", "]" },
    { "f(", ")" },         { "f(1, ", ", 2)" },    { "((", ") is distinct from 1)" },
    { "(select ", ")" },   { "x in (", ")" },      { "case when ", " then 1 end" },
    { "(", ") in (1, 2)" },{ "exists(select 1 from t join u on ", " join v on true)" },
    { "(not ", ")" },      { "(", " and 1 or 2)" },{ "case 1 when 2 then 1 else ", " end" },
};
// clang-format on

enum { WRAPS_MAX = 16000 };

/* `count` of them, chosen by `seed`, around 1. */
static const char *wrapped(Cx *cx, uint32_t seed, int count)
{
    StrBuilder out = str_builder(cx->arena);
    uint8_t *chosen = arena_alloc(cx->arena, (size_t)count);
    uint32_t run = seed; /* stretches of one kind as well as mixtures */

    for (int at = 0; at < count; at++) {
        seed = seed * 1664525 + 1013904223;
        if (seed >> 24 < 64)
            run = seed >> 16;
        chosen[at] = (uint8_t)((seed >> 24 < 160 ? run : seed >> 8) % COUNT_OF(wraps));
    }
    str_add_c(&out, "select ");
    for (int at = count; at-- > 0;)
        str_add_c(&out, wraps[chosen[at]].before);
    str_add_c(&out, "1");
    for (int at = 0; at < count; at++)
        str_add_c(&out, wraps[chosen[at]].after);
    return str_built(&out).data;
}

/* What the scan lets pass does not overrun the stack. */
TEST(mixed_nests_of_any_depth_parse_or_are_refused)
{
    for (uint32_t seed = 1; seed <= 4; seed++) {
        for (int count = 125; count <= WRAPS_MAX; count *= 2) {
            SCRATCH(cx->arena);
            Cx work = { .arena = cx->arena };
            const char *sql = wrapped(cx, seed, count);
            bool is_refused = !parse_sql(&work, str_of(sql));
            EXPECT(!is_refused || work.error.code == ERR_STATEMENT_TOO_COMPLEX);
            EXPECT(is_refused || count < WRAPS_MAX);
        }
    }
}

TEST(operators_after_a_level_nest_around_it)
{
    const char *sql = "1";

    for (int level = 0; level < 6; level++)
        sql = repeated(cx, str_format(cx->arena, "(%s", sql).data, "+1", 4600, ")");
    EXPECT(!parse_sql(cx, str_format(cx->arena, "select %s", sql)));
    EXPECT_ERROR(cx, ERR_STATEMENT_TOO_COMPLEX);
}

TEST(levels_side_by_side_do_not_add_up)
{
    const char *sum = repeated(cx, "select (1", "+1", 2000, ")");
    const char *list = repeated(cx, sum, repeated(cx, ", (1", "+1", 100, ")"), 100, "");

    EXPECT(parse_sql(cx, str_of(list)) != NULL);
    EXPECT(parse_sql(cx, str_of(repeated(cx, "select f(a)", " + f(b + c)", 2000, ""))) != NULL);
}

TEST(signs_in_a_row_are_operators_each)
{
    EXPECT(!parse_sql(cx, str_of(repeated(cx, "select ", "+-", 20000, "a"))));
    EXPECT_ERROR(cx, ERR_STATEMENT_TOO_COMPLEX);
}

TEST(the_group_of_within_group_starts_no_clause)
{
    EXPECT(!parse_sql(
        cx, str_of(repeated(cx, "select a", "+f() within group (order by 1)", 20000, ""))));
    EXPECT_ERROR(cx, ERR_STATEMENT_TOO_COMPLEX);
}

TEST(what_nests_a_hundred_times_is_parsed)
{
    for (size_t at = 0; at < COUNT_OF(nests); at++) {
        SCRATCH(cx->arena);
        Cx work = { .arena = cx->arena };
        EXPECT(parse_sql(&work, str_of(nested(cx, &nests[at], 100))) != NULL);
    }
}

TEST(as_deep_as_allowed_either_parses_or_is_refused)
{
    for (size_t at = 0; at < COUNT_OF(nests); at++)
        for (int depth = 600; depth < STATEMENT_DEPTH_MAX; depth += 4350) {
            SCRATCH(cx->arena);
            Cx work = { .arena = cx->arena };
            const char *sql = nested(cx, &nests[at], depth);
            EXPECT(parse_sql(&work, str_of(sql)) || work.error.code == ERR_STATEMENT_TOO_COMPLEX);
        }
}

TEST(operators_of_different_items_do_not_add_up)
{
    const char *sql = repeated(cx, "select a", ", a + b * c - d", 10000, "");

    EXPECT(parse_sql(cx, str_of(sql)) != NULL);
}

/* The grammar gives each column all of the right side. */
TEST(many_columns_set_at_once_are_refused)
{
    const char *sql = str_format(cx->arena, "update t set (a%s) = (1%s)",
                                 repeated(cx, "", ", a", ROW_ITEMS_MAX, ""),
                                 repeated(cx, "", ", 1", ROW_ITEMS_MAX, ""))
                          .data;

    EXPECT(!parse_sql(cx, str_of(sql)));
    EXPECT_ERROR(cx, ERR_TOO_MANY_COLUMNS);
}
