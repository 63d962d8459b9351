/*
 * regex_test.c -- regular expressions mean what they mean to PostgreSQL 15.
 *
 * Each expected answer is PostgreSQL's own.
 */
#include "expression/kernels/regex.h"
#include "tests/unit/test.h"

/* 't', 'f', or the error's message. */
static Str match(Cx *cx, const char *text, const char *pattern, bool ignore_case)
{
    const Regex *regex = regex_compile(cx, str_of(pattern), ignore_case ? STR_LIT("i") : STR_NONE);
    bool found = false;

    if (regex && regex_find(regex_matcher(cx), regex, str_of(text), &found))
        return found ? STR_LIT("t") : STR_LIT("f");
    Str message = str_of(cx->error.message);
    cx->error = (Error){ .code = ERR_NONE };
    return message;
}

typedef struct RegexCase {
    const char *text, *pattern, *answer;
} RegexCase;

static void check(Cx *cx, const RegexCase *cases, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        Str got = match(cx, cases[at].text, cases[at].pattern, false);
        EXPECT_STR(
            str_format(cx->arena, "%s ~ %s: %.*s", cases[at].text, cases[at].pattern, STR(got)),
            str_to_c(cx->arena, str_format(cx->arena, "%s ~ %s: %s", cases[at].text,
                                           cases[at].pattern, cases[at].answer)));
    }
}

TEST(ordinary_patterns_match_as_everywhere)
{
    static const RegexCase cases[] = {
        { "pg_toast_1", "^pg_toast", "t" },
        { "my_pg_toast", "^pg_toast", "f" },
        { "abc", "", "t" },
        { "abc", "b", "t" },
        { "abc", "^(a|x)bc$", "t" },
        { "aaa", "^a{2,3}$", "t" },
        { "aaaa", "^a{2,3}$", "f" },
        { "abab", "^(ab)\\1$", "t" },
        { "x{y", "x{y", "t" },
        { "a.c", "a\\.c", "t" },
        { "abc", "a\\.c", "f" },
        { "é", "^.$", "t" },
        { "foo", "fo+?", "t" },
        { "a", "(a|)", "t" },
    };
    check(cx, cases, COUNT_OF(cases));
}

TEST(lines_do_not_matter_unless_asked)
{
    static const RegexCase cases[] = {
        { "a\nb", "a.b", "t" },     { "a\nb", "^b", "f" },      { "a\n", "a$", "f" },
        { "a\nb", "(?n)a.b", "f" }, { "a\nb", "(?n)^b$", "t" }, { "a\nb", "(?n)a[^x]b", "f" },
        { "a\nb", "(?p)^b", "f" },  { "a\nb", "(?w)^b", "t" },  { "a\nb", "(?w)a.b", "t" },
    };
    check(cx, cases, COUNT_OF(cases));
}

TEST(brackets_and_classes_are_postgresqls)
{
    static const RegexCase cases[] = {
        { "]", "^[]]$", "t" },         { "-", "^[a-]$", "t" },    { "b", "^[[:alpha:]]$", "t" },
        { "1", "^[[:alpha:]]$", "f" }, { "\\", "^[\\\\]$", "t" }, { "d", "^[\\d]$", "f" },
        { "7", "^[\\d]$", "t" },       { "[", "^[[]$", "t" },     { "b", "^[^a]$", "t" },
        { "b", "^[[.b.]]$", "t" },     { "b", "^[[=b=]]$", "t" }, { "é", "^[é]$", "t" },
        { "é", "^\\w$", "t" },         { "^", "^[a^]$", "t" },
    };
    check(cx, cases, COUNT_OF(cases));
}

TEST(escapes_are_postgresqls)
{
    static const RegexCase cases[] = {
        { "a\\b", "a\\Bb", "t" },        { "\013", "^\\v$", "t" },
        { "\n", "^\\v$", "f" },          { "A", "^\\x41$", "t" },
        { "é", "^\\u00e9$", "t" },       { "S", "^\\0123$", "f" },
        { "one two", "\\mtwo\\M", "t" }, { "onetwo", "\\mtwo", "f" },
        { "a b", "a\\y", "t" },          { "foo bar", "[[:<:]]bar[[:>:]]", "t" },
        { "a\n", "a\\Z", "f" },          { "ab", "\\Aab\\Z", "t" },
    };
    check(cx, cases, COUNT_OF(cases));
}

TEST(directors_choose_the_syntax)
{
    static const RegexCase cases[] = {
        { "a.c", "***=a.c", "t" },         { "abc", "***=a.c", "f" }, { "ABC", "(?i)abc", "t" },
        { "abc", "(?x)a b c # all", "t" }, { "abc", "***:abc", "t" }, { "a+", "(?q)a+", "t" },
    };
    check(cx, cases, COUNT_OF(cases));
    EXPECT_STR(match(cx, "ÄB", "äb", true), "t");
    EXPECT_STR(match(cx, "ab", "(?c)AB", true), "f");
}

TEST(what_postgresql_refuses_is_refused)
{
    static const RegexCase cases[] = {
        { "a", "a**", "invalid regular expression: quantifier operand invalid" },
        { "a", "a++", "invalid regular expression: quantifier operand invalid" },
        { "a", "*a", "invalid regular expression: quantifier operand invalid" },
        { "a", "(*a)", "invalid regular expression: quantifier operand invalid" },
        { "a", "(?>a)", "invalid regular expression: quantifier operand invalid" },
        { "a", "(a", "invalid regular expression: parentheses () not balanced" },
        { "a", "a)", "invalid regular expression: parentheses () not balanced" },
        { "a", "[a", "invalid regular expression: brackets [] not balanced" },
        { "a", "[b-a]", "invalid regular expression: invalid character range" },
        { "a", "[[:nope:]]", "invalid regular expression: invalid character class" },
        { "a", "a{2,1}", "invalid regular expression: invalid repetition count(s)" },
        { "a", "a{256}", "invalid regular expression: invalid repetition count(s)" },
        { "a", "\\Qa", "invalid regular expression: invalid escape \\ sequence" },
        { "a", "a\\", "invalid regular expression: invalid escape \\ sequence" },
        { "a", "\\1", "invalid regular expression: invalid backreference number" },
    };
    check(cx, cases, COUNT_OF(cases));
}

TEST(a_pattern_that_never_ends_is_given_up)
{
    EXPECT_STR(match(cx, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a|aa|aaa)*(a|aa)*$", false),
               "regular expression is too complex: gave up after 1000000 steps");
}
