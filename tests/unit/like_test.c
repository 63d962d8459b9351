/*
 * like_test.c -- LIKE and ILIKE: a table of what PostgreSQL 15 answers, a naive matcher to compare
 * with on random strings, and patterns that make backtracking matchers slow.
 */
#include "expression/kernels/like.h"
#include "expression/kernels/text_utf8.h"
#include "tests/unit/kernel_case.h"

#include <stdio.h>

/* `wanted`: of LIKE, then of ILIKE: Y, N, or E where the pattern's end is an error. */
typedef struct LikeExample {
    const char *text, *pattern, *wanted;
} LikeExample;

// clang-format off
static const LikeExample like_examples[] = {
    { "", "", "YY" }, { "", "%", "YY" }, { "", "_", "NN" }, { "", "%%", "YY" }, { "", "%_", "NN" },
    { "", "\\", "NN" }, { "a", "\\", "EE" }, { "a", "a\\", "NN" }, { "ab", "a\\", "EE" },
    { "a", "a%\\", "NN" }, { "ab", "a%\\", "EE" }, { "b", "%_\\", "EE" }, { "", "%_\\", "NN" },
    { "b", "%__\\", "NN" }, { "b", "%_%\\", "EE" }, { "abc", "%b\\", "EE" },
    { "abb", "%b\\", "EE" }, { "abab", "%b\\", "EE" }, { "a%c", "a\\%c", "YY" },
    { "abc", "a\\%c", "NN" }, { "a_c", "a\\_c", "YY" }, { "abc", "a\\_c", "NN" },
    { "a\\c", "a\\\\c", "YY" }, { "abc", "a\\bc", "YY" }, { "é", "_", "YY" }, { "é", "__", "NN" },
    { "日本語", "_本_", "YY" }, { "日本語", "%語", "YY" }, { "日本語", "日%", "YY" }, { "日本語", "%本%", "YY" },
    { "日本語", "\\日%", "YY" }, { "ÄÖ", "äö", "NY" }, { "straße", "STRASSE", "NN" },
    { "straße", "STRAßE", "NY" }, { "ſ", "S", "NN" }, { "K", "k", "NY" }, { "Abc", "a%", "NY" },
    { "ABC", "_b_", "NY" }, { "a\nb", "a_b", "YY" }, { "a\nb", "a%", "YY" },
    { "The special offers requests", "%special%requests%", "YY" },
    { "The requests special", "%special%requests%", "NN" },
    { "specialrequests", "%special%requests%", "YY" },
    { "specialrequests", "%special_requests%", "NN" },
    { "special,requests", "%special_requests%", "YY" },
    { "specialspecial requests", "%special requests", "YY" },
    { "PROMO BRUSHED COPPER", "PROMO%", "YY" }, { "PROMO BRUSHED COPPER", "%COPPER", "YY" },
    { "PROMO BRUSHED COPPER", "%BRUSHED%", "YY" },
    { "PROMO BRUSHED COPPER", "PROMO BRUSHED COPPER", "YY" },
    { "PROMO BRUSHED COPPER", "PROMO BRUSHED COPPES", "NN" },
    { "PROMO BRUSHED COPPER", "PROMOTION%", "NN" }, { "PROMO BRUSHED COPPER", "promo%", "NY" },
    { "PROMO BRUSHED COPPER", "%OPPE_", "YY" }, { "PROMO BRUSHED COPPER", "P%B%C%R", "YY" },
    { "PROMO BRUSHED COPPER", "P%B%C%RR", "NN" }, { "PROMO BRUSHED COPPER", "%PER%PER", "NN" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%a%c", "NN" }, { "aab", "%aab", "YY" },
    { "aaab", "%aab", "YY" }, { "abcabc", "%abc_", "NN" }, { "abcabc", "%_abc", "YY" },
    { "abcabc", "%____abc", "NN" }, { "abcabc", "___abc%", "YY" }, { "bébé", "__%a\\%\\", "NN" },
    { "é", "b", "NN" }, { "", "%\\b", "NN" }, { "éaé", "a_", "NN" }, { "b", "b\\\\", "NN" },
    { "aaa", "%%bba", "NN" }, { "aaaaab", "b%_", "NN" }, { "aaéab", "aé%", "NN" },
    { "a", "aéé", "NN" }, { "ééaééé", "aéé", "NN" }, { "bbébab", "_baé", "NN" },
    { "", "é\\%a%\\", "NN" }, { "bbé", "a%a_b%b", "NN" }, { "", "b\\%é%é%", "NN" },
    { "ba", "_\\\\é\\", "NN" }, { "ab", "b", "NN" }, { "éé", "béé", "NN" },
    { "éabéb", "b\\a", "NN" }, { "aéébb", "_a", "NN" }, { "", "%%ab_", "NN" },
    { "bbbé", "ba_a", "NN" }, { "bbaaéé", "_\\", "EE" }, { "aab", "ba\\", "NN" },
    { "bab", "\\b%%%", "YY" }, { "ébbbb", "%ba%", "NN" }, { "éaébba", "%", "YY" },
    { "éé", "%éa\\\\\\é", "NN" }, { "ééabb", "__é\\%", "NN" }, { "éé", "é_b", "NN" },
    { "abéb", "_é%", "NN" }, { "éé", "\\ééé_é", "NN" }, { "bbaéb", "é%b", "NN" },
    { "aabb", "_a_", "NN" }, { "ébaéé", "_%é%%", "YY" }, { "ébéaaa", "%%_bb", "NN" },
    { "éaééab", "ba", "NN" }, { "a", "b%b", "NN" }, { "abbb", "_%a%", "NN" },
    { "a", "éaé%é\\", "NN" }, { "aéé", "a%%", "YY" }, { "ab", "%é%éé", "NN" },
    { "abbééé", "%bb", "NN" }, { "béba", "%a", "YY" }, { "éa", "aé%%", "NN" },
    { "abéé", "%%b%", "YY" }, { "bé", "%\\b%", "YY" }, { "bébb", "%aé", "NN" },
    { "bb", "%a", "NN" }, { "", "%%béa\\", "NN" }, { "b", "%", "YY" },
    { "ébab", "ab%é\\b_", "NN" }, { "bb", "%%_\\%", "NN" }, { "aaabb", "_é%é_", "NN" },
    { "abbb", "_\\%baa", "NN" }, { "éb", "a_%ba%", "NN" }, { "bééééé", "%\\\\%%%", "NN" },
    { "éabba", "\\a_", "NN" }, { "bébébb", "b%", "YY" }, { "ébbéa", "%%\\a", "YY" },
    { "", "bé\\a\\a", "NN" }, { "abéba", "_%aa", "NN" }, { "aaééaé", "é_", "NN" },
    { "aaé", "%\\", "EE" }, { "a", "ba%a_", "NN" }, { "éab", "%", "YY" }, { "aébé", "a%", "YY" },
    { "", "_%%", "NN" }, { "béb", "b", "NN" }, { "baééé", "é%%%b", "NN" }, { "aé", "é\\", "NN" },
    { "béaabb", "%bb_a_", "NN" }, { "aé", "aa\\a%%", "NN" }, { "abb", "éa\\%", "NN" },
    { "", "_%a\\b", "NN" }, { "éaé", "a", "NN" }, { "baaéé", "é\\bé", "NN" },
    { "éé", "\\%%", "NN" }, { "é", "é_é\\_%\\", "NN" }, { "éa", "%b_b%", "NN" }, { "", "a", "NN" },
    { "", "bb", "NN" }, { "", "%_\\é", "NN" }, { "", "%é%%", "NN" }, { "bb", "b", "NN" },
    { "é", "aé", "NN" }, { "bbaéba", "\\b\\", "EE" }, { "éa", "%", "YY" }, { "", "\\éé", "NN" },
    { "", "a_%%\\b", "NN" }, { "", "_éé%_b_", "NN" }, { "a", "_a", "NN" },
    { "aéaé", "_é_é", "YY" }, { "b", "éa_", "NN" }, { "baaaé", "a_", "NN" },
    { "béba", "a%\\_", "NN" }, { "aaa", "\\\\%%é", "NN" }, { "", "ab\\%a%", "NN" },
    { "", "b_a%%\\", "NN" }, { "", "é", "NN" }, { "bbbéaa", "b_", "NN" }, { "ébaé", "aé", "NN" },
    { "aaéaéa", "_b%a%%é", "NN" }, { "béb", "_b_a\\", "NN" }, { "éb", "b%abé%a", "NN" },
    { "bbbaaé", "%", "YY" }, { "é", "\\", "EE" }, { "ééa", "a%_", "NN" }, { "a", "b\\ééaa", "NN" },
    { "bbé", "é", "NN" }, { "aéaba", "__\\a_a_", "NN" }, { "bab", "béaéb", "NN" },
    { "b", "_ééa", "NN" }, { "", "\\_%aa", "NN" }, { "", "b", "NN" }, { "bbbéaa", "%bébé", "NN" },
    { "aa", "%\\b_a", "NN" }, { "éé", "__", "YY" }, { "b", "%\\%aéé%", "NN" },
    { "b", "%b%a\\", "NN" }, { "aébbé", "a", "NN" }, { "b", "abaa%b", "NN" },
    { "ébb", "bbé\\", "NN" }, { "b", "%é\\\\\\", "NN" }, { "b", "\\b\\", "NN" },
    { "aébbb", "b\\", "NN" }, { "b", "aab%", "NN" }, { "", "_éb\\\\\\é", "NN" },
    { "ébé", "a\\b%_", "NN" }, { "ééab", "é", "NN" }, { "aébéb", "%%__%", "YY" },
    { "ééé", "a%b\\%é", "NN" }, { "aééa", "éaa", "NN" }, { "", "é%%\\\\_%", "NN" },
    { "ab", "baa\\a_", "NN" }, { "bé", "\\_%%%b%", "NN" }, { "aaab", "%%%a_%%", "YY" },
    { "é", "b_%é%", "NN" }, { "aé", "__éba", "NN" }, { "b", "\\é\\", "NN" },
    { "aaaé", "\\bb_", "NN" }, { "", "%_\\_%", "NN" }, { "bbabb", "%bé%é", "NN" },
    { "", "éb%ab", "NN" }, { "", "%%%", "YY" }, { "abab", "a_\\_é", "NN" }, { "aabaé", "é", "NN" },
    { "b", "%b_%\\\\", "NN" }, { "aaa", "baaébé", "NN" }, { "aébé", "\\\\\\", "NN" },
    { "é", "%_\\\\a", "NN" }, { "aa", "bé", "NN" }, { "ab", "_\\ab%%", "NN" },
    { "baa", "éb_a%", "NN" }, { "béa", "\\__é", "NN" }, { "béa", "%bé", "NN" },
    { "ééa", "aé%é\\", "NN" }, { "", "%ab%b", "NN" }, { "éé", "b", "NN" }, { "aé", "%b%\\", "NN" },
    { "aab", "b\\a", "NN" }, { "", "\\bé\\aaé", "NN" }, { "bbéa", "b", "NN" },
    { "abéé", "%aab", "NN" }, { "ébé", "_%_%ab", "NN" }, { "", "\\_%\\", "NN" },
    { "bbaaba", "\\b%", "YY" }, { "ababba", "b%é", "NN" }, { "aé", "a\\b\\%a", "NN" },
    { "", "%a%bb_", "NN" }, { "", "\\%é%%b", "NN" }, { "aab", "aab\\%", "NN" },
    { "", "b\\_", "NN" }, { "ba", "é%", "NN" }, { "éabaa", "%ééé%%", "NN" },
    { "baéa", "a%a", "NN" }, { "baabé", "aaa\\b%", "NN" }, { "é", "%b\\éa\\", "NN" },
    { "aaéb", "\\a%", "YY" }, { "bb", "_", "NN" }, { "", "%%é", "NN" },
    { "éébbb", "b%_a_%a", "NN" }, { "aééba", "é\\%é\\", "NN" }, { "abb", "%", "YY" },
    { "", "%b%%a", "NN" }, { "", "aaébéé", "NN" }, { "bb", "b_aéé\\a", "NN" },
    { "bbaéa", "é%%\\b%", "NN" }, { "", "\\%%_\\_", "NN" }, { "abé", "%%%%b", "NN" },
    { "éaéa", "_%aaa_", "NN" }, { "béé", "_\\a__", "NN" }, { "babbbb", "éa\\", "NN" },
    { "éé", "%%b_", "NN" }, { "b", "%b%", "YY" }, { "", "éa", "NN" }, { "bbééé", "bbb%", "NN" },
    { "é", "%%éab", "NN" }, { "béb", "%b%b_", "NN" }, { "b", "\\é\\éé", "NN" },
    { "aabb", "\\%é", "NN" }, { "ééé", "\\", "EE" }, { "", "\\aéaa\\", "NN" },
    { "béaaé", "b_é_", "NN" }, { "babbab", "é", "NN" }, { "bbbaa", "aba", "NN" },
    { "", "_%%a%%a", "NN" }, { "béaé", "ééa%%", "NN" }, { "", "\\b", "NN" }, { "", "%aa__", "NN" },
    { "bbab", "%%\\", "EE" }, { "aaé", "%_", "YY" }, { "aabéé", "b", "NN" },
    { "aé", "é%%\\", "NN" }, { "éébb", "__", "NN" }, { "bb", "\\_%a", "NN" }, { "é", "%_", "YY" },
    { "abaaa", "_a", "NN" }, { "bbébé", "\\_", "NN" }, { "abé", "_é_", "NN" },
    { "", "_%ab\\", "NN" }, { "béébé", "aéb", "NN" }, { "bbbb", "bé_b\\_a", "NN" },
    { "", "bé\\%", "NN" }, { "bbééb", "_%%", "YY" }, { "éé", "\\\\ab%", "NN" },
    { "éaé", "%\\%\\éab", "NN" }, { "abaé", "bb", "NN" }, { "éaébéa", "%_\\b", "NN" },
    { "baaéa", "a_%é%", "NN" }, { "baéa", "%%%", "YY" }, { "bééabé", "ab%a%ab", "NN" },
    { "aaabbb", "é%aa", "NN" }, { "ééébéé", "_\\\\%b", "NN" }, { "", "%%ba_é", "NN" },
    { "a", "éabb%", "NN" }, { "", "b_\\", "NN" },
};
// clang-format on

static KernelCall like_call(Cx *cx, const Column *args)
{
    return (KernelCall){
        .cx = cx, .args = args, .arg_count = 2, .rows = args[0].rows, .position = NO_POSITION
    };
}

/* Run `kernel` on row 0: 'Y', 'N' or 'E'.  `cx` is left without error. */
static char answer(Cx *cx, Kernel kernel, const KernelCall *call)
{
    Column out;

    if (kernel(call, &out))
        return ((const bool *)out.data)[0] ? 'Y' : 'N';
    EXPECT_ERROR(cx, ERR_INVALID_ESCAPE_SEQUENCE);
    EXPECT_STR(str_of(cx->error.message), "LIKE pattern must not end with escape character");
    cx->error = (Error){ .code = ERR_NONE };
    return 'E';
}

static void expect_answer(const LikeExample *example, char got, char wanted)
{
    if (got != wanted)
        fprintf(stderr, "  '%s' like '%s': %c\n", example->text, example->pattern, got);
    EXPECT(got == wanted);
}

TEST(like_answers_as_postgresql_does)
{
    for (size_t at = 0; at < COUNT_OF(like_examples); at++) {
        const LikeExample *example = &like_examples[at];
        Column args[] = { case_text(cx, example->text), case_text(cx, example->pattern) };
        KernelCall call = like_call(cx, args);
        char opposite = example->wanted[0] == 'Y' ? 'N' : example->wanted[0] == 'N' ? 'Y' : 'E';

        expect_answer(example, answer(cx, kernel_like, &call), example->wanted[0]);
        expect_answer(example, answer(cx, kernel_not_like, &call), opposite);
        expect_answer(example, answer(cx, kernel_ilike, &call), example->wanted[1]);
        args[1] = case_constant(&args[1], 0, 1);
        expect_answer(example, answer(cx, kernel_like, &call), example->wanted[0]);
        expect_answer(example, answer(cx, kernel_ilike, &call), example->wanted[1]);

        Value pattern = { .text = str_of(example->pattern) };
        const Value *constants[] = { NULL, &pattern };
        call.state = prepare_like(cx, constants, NULL);
        expect_answer(example, answer(cx, kernel_like, &call), example->wanted[0]);
    }
}

TEST(patterns_are_compiled_to_the_simplest_kind)
{
    static const struct {
        const char *pattern;
        LikeKind kind;
        const char *literal;
    } cases[] = {
        { "", LIKE_EXACT, "" },           { "abc", LIKE_EXACT, "abc" },
        { "a\\%b", LIKE_EXACT, "a%b" },   { "abc%", LIKE_PREFIX, "abc" },
        { "abc%%%", LIKE_PREFIX, "abc" }, { "%", LIKE_PREFIX, "" },
        { "%abc", LIKE_SUFFIX, "abc" },   { "%a\\_c%", LIKE_CONTAINS, "a_c" },
        { "a%c", LIKE_SEGMENTS, "" },     { "%a%b%", LIKE_SEGMENTS, "" },
        { "a_", LIKE_SEGMENTS, "" },      { "%_a%", LIKE_SEGMENTS, "" },
        { "_%", LIKE_SEGMENTS, "" },      { "abc%\\", LIKE_SEGMENTS, "" },
    };

    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        LikePattern pattern = like_compile(cx->arena, str_of(cases[at].pattern));
        EXPECT(pattern.kind == cases[at].kind);
        EXPECT_STR(pattern.literal, cases[at].literal);
    }
}

/* Tries everything, over whole strings; for patterns without escapes. */
static bool naive_matches(const char *s, const char *end, const char *pattern)
{
    if (!*pattern)
        return s == end;
    if (*pattern == '%') {
        for (;; s++) {
            if (naive_matches(s, end, pattern + 1))
                return true;
            if (s == end)
                return false;
        }
    }
    if (s == end)
        return false;
    if (*pattern == '_')
        return naive_matches(char_next(s, end), end, pattern + 1);
    return *s == *pattern && naive_matches(s + 1, end, pattern + 1);
}

static const char *random_string(Cx *cx, uint64_t *seed, const char *const *parts, uint32_t count)
{
    StrBuilder text = str_builder(cx->arena);
    uint32_t length = case_random(seed, 14);

    for (uint32_t at = 0; at < length; at++)
        str_add_c(&text, parts[case_random(seed, count)]);
    return text.data;
}

TEST(like_agrees_with_a_matcher_that_tries_everything)
{
    static const char *const letters[] = { "a", "b", "aab", "é", "abababab" };
    static const char *const parts[] = { "a", "b", "%", "%", "_", "é", "ab" };
    uint64_t seed = 3;
    int matches = 0;

    for (int round = 0; round < 20000; round++) {
        const char *text = random_string(cx, &seed, letters, COUNT_OF(letters));
        const char *pattern = random_string(cx, &seed, parts, COUNT_OF(parts));
        LikePattern compiled = like_compile(cx->arena, str_of(pattern));
        bool wanted = naive_matches(text, text + strlen(text), pattern);

        EXPECT(like_matches(&compiled, str_of(text)) == wanted);
        matches += wanted;
        arena_reset(cx->arena);
    }
    EXPECT(matches > 1000 && matches < 19000);
}

TEST(like_does_not_backtrack_over_percent_signs)
{
    enum { LENGTH = 100000 };
    StrBuilder pattern = str_builder(cx->arena);
    char *text = memset(arena_alloc(cx->arena, LENGTH), 'a', LENGTH);

    for (int at = 0; at < 200; at++)
        str_add_c(&pattern, "%a_a");
    str_add_c(&pattern, "%b");
    LikePattern compiled = like_compile(cx->arena, str_built(&pattern));
    EXPECT(!like_matches(&compiled, (Str){ text, LENGTH }));
}

/* --- Batches --------------------------------------------------------------------------------- */

static Column example_texts(Cx *cx)
{
    Str texts[CASE_ROWS];

    for (uint32_t row = 0; row < CASE_ROWS; row++)
        texts[row] = str_of(like_examples[row % COUNT_OF(like_examples)].text);
    return case_texts(cx, texts, CASE_ROWS);
}

TEST(like_selects_the_rows_where_its_column_is_true)
{
    static const char *const patterns[] = { "",          "a%",    "%b",     "%b%",     "ab",
                                            "a_b",       "%a%b%", "PROMO%", "%COPPER", "%é%",
                                            "%special%", "_%",    "%" };
    Column texts = example_texts(cx);
    uint64_t seed = 9, *valid = validity_alloc(cx->arena, CASE_ROWS, false);
    Row selection[CASE_ROWS], found[CASE_ROWS];
    uint32_t selected = 0;

    for (uint32_t row = 0; row < CASE_ROWS; row++) {
        if (case_random(&seed, 5))
            bit_set(valid, row);
        if (case_random(&seed, 3))
            selection[selected++] = (Row)row;
    }
    texts.validity = valid;
    for (size_t at = 0; at < COUNT_OF(patterns); at++) {
        Column pattern = case_text(cx, patterns[at]);
        Column args[] = { texts, case_constant(&pattern, 0, CASE_ROWS) }, out;
        KernelCall call = like_call(cx, args);
        call.selection = selection;
        call.selected = selected;

        for (int negated = 0; negated < 2; negated++) {
            uint32_t count = negated ? select_not_like(&call, found) : select_like(&call, found);
            uint32_t next = 0;

            EXPECT(negated ? kernel_not_like(&call, &out) : kernel_like(&call, &out));
            for (uint32_t live = 0; live < selected; live++) {
                Row row = selection[live];
                if (bit_get(valid, row) && ((const bool *)out.data)[row])
                    EXPECT(next < count && found[next++] == row);
            }
            EXPECT(next == count);
        }
    }
}

TEST(like_looks_at_no_row_outside_of_the_selection)
{
    Str texts[] = { str_of("ab"), str_of("a"), str_of("x") },
        patterns[] = { str_of("a\\"), str_of("a"), str_of("y\\") };
    Column args[] = { case_texts(cx, texts, 3), case_texts(cx, patterns, 3) };
    KernelCall call = like_call(cx, args);
    Row selection[] = { 1, 2 }, found[3];

    call.selection = selection;
    call.selected = 2;
    EXPECT(select_like(&call, found) == 1 && found[0] == 1);
    EXPECT(!has_failed(cx));
    call.selection = NULL;
    EXPECT(select_like(&call, found) == 0);
    EXPECT_ERROR(cx, ERR_INVALID_ESCAPE_SEQUENCE);
}

/* --- Strings that follow each other in one heap ---------------------------------------------- */

static Column texts_in_one_heap(Cx *cx, uint64_t *seed)
{
    StrView *views = column_alloc(cx->arena, LAYOUT_VIEW, CASE_ROWS);
    const uint8_t **heaps = ARENA_ARRAY(cx->arena, const uint8_t *, 1);
    StrBuilder bytes = str_builder(cx->arena);
    Column column = column_flat(LAYOUT_VIEW, CASE_ROWS, views, NULL);

    for (uint32_t row = 0; row < CASE_ROWS; row++) {
        size_t from = bytes.length, length = case_random(seed, 60);

        while (bytes.length < from + length)
            str_add_char(&bytes, "abc"[case_random(seed, 3)]);
        views[row] = view_make((Str){ bytes.data + from, length }, 0, (uint32_t)from);
        if (length <= VIEW_INLINE_MAX)
            bytes.length = from;
    }
    heaps[0] = arena_copy(cx->arena, bytes.data, bytes.length);
    column.heaps = heaps;
    column.heap_count = 1;
    return column;
}

TEST(rows_searched_as_one_string_match_as_alone)
{
    static const char *const parts[] = { "a", "b", "c", "ab", "bca", "%", "_" };
    uint64_t seed = 21;
    int matches = 0;

    for (int round = 0; round < 400; round++) {
        StrBuilder text = str_builder(cx->arena);
        uint32_t count = case_random(&seed, 6), live_count = 0, live_rows[CASE_ROWS];
        uint32_t keep = 1 + case_random(&seed, 4);
        uint8_t hits[CASE_ROWS];
        Column texts = texts_in_one_heap(cx, &seed);
        TextArg arg = { texts.data, texts.heaps, 1 };

        str_add_c(&text, "%");
        for (uint32_t at = 0; at < count; at++)
            str_add_c(&text, parts[case_random(&seed, COUNT_OF(parts))]);
        str_add_c(&text, case_random(&seed, 2) ? "%" : "");
        for (uint32_t row = 0; row < CASE_ROWS; row++)
            if (case_random(&seed, 4) < keep)
                live_rows[live_count++] = row;

        LikePattern pattern = like_compile(cx->arena, str_built(&text));
        like_hits(&pattern, &arg, (LiveRows){ live_rows, live_count }, hits);
        for (uint32_t at = 0; at < live_count; at++) {
            EXPECT(hits[at] == like_matches(&pattern, text_at(&arg, live_rows[at])));
            matches += hits[at];
        }
        arena_reset(cx->arena);
    }
    EXPECT(matches > 10000);
}
