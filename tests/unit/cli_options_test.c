/* cli_options_test.c -- command lines, sizes and durations. */
#include "server/cli/options.h"
#include "tests/unit/test.h"

typedef struct Wanted {
    bool quiet, loud;
    const char *name;
    int64_t port, bytes, ms;
    StrBuilder each, plain, rest;
} Wanted;

static bool take_each(Cx *cx, void *values, const char *value)
{
    (void)cx;
    str_addf(&((Wanted *)values)->each, "[%s]", value);
    return true;
}

static bool take_plain(Cx *cx, void *values, const char *value)
{
    (void)cx;
    str_addf(&((Wanted *)values)->plain, "[%s]", value);
    return true;
}

static bool take_rest(Cx *cx, void *values, const char *value)
{
    (void)cx;
    str_addf(&((Wanted *)values)->rest, "[%s]", value);
    return true;
}

#define AT(field) offsetof(Wanted, field)
static const Option options[] = {
    { "quiet", 'q', NULL, OPTION_FLAG, AT(quiet), "say less" },
    { "loud", 'l', NULL, OPTION_FLAG, AT(loud), "say more" },
    { "name", 'n', "NAME", OPTION_TEXT, AT(name), "who" },
    { "port", 'p', "N", OPTION_NUMBER, AT(port), "where", 0, 65535 },
    { "memory", 0, "SIZE", OPTION_SIZE, AT(bytes), "how much", 1024 },
    { "timeout", 0, "TIME", OPTION_DURATION, AT(ms), "how long" },
    { "each", 'e', "WORD", OPTION_EACH, 0, "one of many", .take = take_each },
};
#undef AT

static const Command command = { .name = "test",
                                 .usage = "[OPTION]...",
                                 .about = "Tests.",
                                 .options = options,
                                 .option_count = COUNT_OF(options),
                                 .examples = "  test\n",
                                 .plain = take_plain,
                                 .rest = take_rest };

/* Parse words separated by blanks. */
static bool parse(Cx *cx, const Command *of, const char *line, Wanted *out_wanted)
{
    char *words[32] = { "test" };
    int count = 1;
    char *save = NULL;

    *out_wanted = (Wanted){ .each = str_builder(cx->arena),
                            .plain = str_builder(cx->arena),
                            .rest = str_builder(cx->arena) };
    for (char *word = strtok_r(str_to_c(cx->arena, str_of(line)), " ", &save); word;
         word = strtok_r(NULL, " ", &save))
        words[count++] = word;
    return options_parse(cx, of, count, words, out_wanted);
}

TEST(options_are_taken_in_all_their_forms)
{
    Wanted wanted;

    EXPECT(parse(cx, &command, "-q --name a --port=7 --memory 2kB --timeout 1.5s", &wanted));
    EXPECT(wanted.quiet && !wanted.loud);
    EXPECT_STR(str_of(wanted.name), "a");
    EXPECT(wanted.port == 7 && wanted.bytes == 2048 && wanted.ms == 1500);
    EXPECT(parse(cx, &command, "-qln x -p8", &wanted));
    EXPECT(wanted.quiet && wanted.loud && wanted.port == 8);
    EXPECT_STR(str_of(wanted.name), "x");
    EXPECT(parse(cx, &command, "--name= -n -q", &wanted));
    EXPECT_STR(str_of(wanted.name), "-q");
}

TEST(words_are_taken_in_order)
{
    Wanted wanted;

    EXPECT(parse(cx, &command, "a -e 1 - -q b -e2 --each=3 -- -c --quiet", &wanted));
    EXPECT_STR(str_built(&wanted.plain), "[a][-][b]");
    EXPECT_STR(str_built(&wanted.each), "[1][2][3]");
    EXPECT_STR(str_built(&wanted.rest), "[-c][--quiet]");
}

TEST(words_are_refused_where_none_are_taken)
{
    Command strict = command;
    Wanted wanted;

    strict.rest = NULL;
    EXPECT(parse(cx, &strict, "a -- b", &wanted));
    EXPECT_STR(str_built(&wanted.plain), "[a][b]");
    strict.plain = NULL;
    EXPECT(!parse(cx, &strict, "a", &wanted));
    EXPECT_STR(str_of(cx->error.message), "unexpected argument \"a\"");
}

static void expect_refused(Cx *cx, const char *line, const char *message, const char *hint)
{
    Cx own = { .arena = cx->arena };
    Wanted wanted;

    EXPECT(!parse(&own, &command, line, &wanted));
    EXPECT_STR(str_of(own.error.message), message);
    if (hint)
        EXPECT(own.error.hint && strstr(own.error.hint, hint));
}

TEST(wrong_options_are_named_with_a_hint)
{
    expect_refused(cx, "--qiet", "unknown option --qiet", "did you mean --quiet?");
    expect_refused(cx, "--mem=1GB", "unknown option --mem", "did you mean --memory?");
    expect_refused(cx, "--xyzzy", "unknown option --xyzzy", "\"test --help\" lists all");
    expect_refused(cx, "-qx", "unknown option -x", "\"test --help\" lists all");
    expect_refused(cx, "--quiet=1", "--quiet takes no value", NULL);
    expect_refused(cx, "--name", "--name needs a value", "--name NAME: who");
    expect_refused(cx, "-p", "--port needs a value", NULL);
    expect_refused(cx, "-p x", "\"x\" is not a number", NULL);
    expect_refused(cx, "-p 1x", "\"1x\" is not a number", NULL);
    expect_refused(cx, "-p 99999999999999999999", "\"99999999999999999999\" is not a number", NULL);
    expect_refused(cx, "-p 65536", "65536 is out of range for --port", "from 0 to 65535");
    expect_refused(cx, "-p -1", "-1 is out of range for --port", NULL);
    expect_refused(cx, "--memory 1000", "1000 is out of range for --memory", "at least 1024");
    expect_refused(cx, "--memory 1XB", "\"1XB\" is not a size", "512MB");
}

TEST(sizes_have_units)
{
    static const struct {
        const char *text;
        int64_t bytes;
    } cases[] = {
        { "0", 0 },          { "1024", 1024 },   { "512MB", 512LL << 20 }, { "4GB", 4LL << 30 },
        { "4g", 4LL << 30 }, { "1.5 kB", 1536 }, { "2TiB", 2LL << 40 },    { "7B", 7 }
    };
    static const char *const wrong[] = { "",   "x",     "-1", "1e3",       "0x10", "1..5", "GB",
                                         " 1", "1 G B", "1s", "9000000TB", "inf",  "1GB ", ".5GB" };

    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        int64_t bytes = -1;
        EXPECT(parse_size(cx, cases[at].text, &bytes) && bytes == cases[at].bytes);
    }
    for (size_t at = 0; at < COUNT_OF(wrong); at++) {
        Cx own = { .arena = cx->arena };
        int64_t bytes = -1;
        EXPECT(!parse_size(&own, wrong[at], &bytes) && bytes == -1);
    }
}

TEST(durations_have_units)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = { { "500ms", 500 },   { "30s", 30000 },    { "30", 30000 },
                  { "5min", 300000 }, { "1.5h", 5400000 }, { "1d", 86400000 } };

    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        int64_t ms = -1;
        EXPECT(parse_duration(cx, cases[at].text, &ms) && ms == cases[at].ms);
    }
    int64_t ms;
    EXPECT(!parse_duration(cx, "5m", &ms)); /* minutes or milliseconds? */
    EXPECT_ERROR(cx, ERR_INVALID_PARAMETER_VALUE);
}
