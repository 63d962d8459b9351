/* options.c -- see options.h.  The first wrong word ends the parsing; nothing is guessed. */
#include "server/cli/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HELP_COLUMN = 30,     /* where the explanations begin */
    NEAREST_WORD_MAX = 64 /* longer words are not compared */
};

typedef struct Parsing {
    Cx *cx;
    const Command *command;
    void *values;
    char **words;
    int count;
    int next; /* the first word not looked at */
} Parsing;

/* --- Units ------------------------------------------------------------------------------------ */

typedef struct Unit {
    const char *name;
    double factor;
} Unit;

// clang-format off
static const Unit size_units[] = {
    { "", 1 },           { "b", 1 },
    { "k", 0x1p10 },     { "kb", 0x1p10 },     { "kib", 0x1p10 },
    { "m", 0x1p20 },     { "mb", 0x1p20 },     { "mib", 0x1p20 },
    { "g", 0x1p30 },     { "gb", 0x1p30 },     { "gib", 0x1p30 },
    { "t", 0x1p40 },     { "tb", 0x1p40 },     { "tib", 0x1p40 },
};
static const Unit duration_units[] = {
    { "ms", 1 },         { "", 1e3 },          { "s", 1e3 },
    { "min", 60e3 },     { "h", 3600e3 },      { "d", 86400e3 },
};
// clang-format on

static const Unit *find_unit(const Unit *units, size_t count, const char *name)
{
    for (size_t unit = 0; unit < count; unit++)
        if (strcasecmp(units[unit].name, name) == 0)
            return &units[unit];
    return NULL;
}

/* A plain decimal number, then perhaps blanks and a unit.  false: it is none. */
static bool parse_quantity(const char *text, const Unit *units, size_t count, int64_t *out_value)
{
    char *end;

    if (!isdigit((unsigned char)text[0]))
        return false;
    double number = strtod(text, &end);
    if (end != text + strspn(text, "0123456789."))
        return false; /* an exponent, a second point */
    while (*end == ' ')
        end++;
    const Unit *unit = find_unit(units, count, end);
    if (!unit || number * unit->factor >= 0x1p63)
        return false;
    *out_value = (int64_t)floor(number * unit->factor);
    return true;
}

bool parse_size(Cx *cx, const char *text, int64_t *out_bytes)
{
    if (parse_quantity(text, size_units, COUNT_OF(size_units), out_bytes))
        return true;
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "\"%s\" is not a size", text);
    return fail_hint(cx, "sizes look like 512MB or 4GB; units are B, kB, MB, GB, TB");
}

bool parse_duration(Cx *cx, const char *text, int64_t *out_ms)
{
    if (parse_quantity(text, duration_units, COUNT_OF(duration_units), out_ms))
        return true;
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "\"%s\" is not a duration", text);
    return fail_hint(cx, "durations look like 500ms, 30s or 5min; units are ms, s, min, h, d");
}

/* --- Names ------------------------------------------------------------------------------------ */

/* How many letters must be changed, added, or taken away to make one word of the other. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NEAREST_WORD_MAX + 1], length = strlen(b);

    for (size_t at = 0; at <= length; at++)
        row[at] = at;
    for (size_t line = 1; *a; a++, line++) {
        size_t diagonal = row[0];
        row[0] = line;
        for (size_t at = 1; at <= length; at++) {
            size_t changed = diagonal + (*a != b[at - 1]);
            size_t other = (row[at] < row[at - 1] ? row[at] : row[at - 1]) + 1;
            diagonal = row[at];
            row[at] = changed < other ? changed : other;
        }
    }
    return row[length];
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
    size_t length = strlen(word);
    size_t best = length / 3 + 2; /* as many changes as that: another word */
    const char *found = NULL;

    for (size_t at = 0; at < count && length <= NEAREST_WORD_MAX; at++) {
        if (strlen(names[at]) > NEAREST_WORD_MAX)
            continue;
        bool begins = length > 1 && strncmp(names[at], word, length) == 0;
        size_t changes = begins ? 1 : distance(word, names[at]);
        if (changes < best) {
            best = changes;
            found = names[at];
        }
    }
    return found;
}

static const char *nearest_option(const Parsing *parsing, const char *word)
{
    const Command *command = parsing->command;
    const char **names = ARENA_ARRAY(parsing->cx->arena, const char *, command->option_count);

    for (size_t at = 0; at < command->option_count; at++)
        names[at] = command->options[at].name;
    return nearest_name(word, names, command->option_count);
}

static void *fail_unknown(const Parsing *parsing, const char *shown, const char *word)
{
    const char *nearest = nearest_option(parsing, word);
    Cx *cx = parsing->cx;

    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "unknown option %s", shown);
    if (nearest)
        return fail_hint(cx, "did you mean --%s?  \"%s --help\" lists all", nearest,
                         parsing->command->name);
    return fail_hint(cx, "\"%s --help\" lists all options", parsing->command->name);
}

/* --- Values ----------------------------------------------------------------------------------- */

static bool parse_number(Cx *cx, const char *text, int64_t *out_value)
{
    char *end;

    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end || isspace((unsigned char)text[0]))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "\"%s\" is not a number", text);
    *out_value = value;
    return true;
}

static bool check_range(Cx *cx, const Option *option, const char *text, int64_t value)
{
    if (value >= option->min && (!option->max || value <= option->max))
        return true;
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "%s is out of range for --%s", text,
         option->name);
    if (option->max)
        return fail_hint(cx, "from %lld to %lld", (long long)option->min, (long long)option->max);
    return fail_hint(cx, "at least %lld", (long long)option->min);
}

static bool take_quantity(const Parsing *parsing, const Option *option, const char *text,
                          bool (*parse)(Cx *, const char *, int64_t *))
{
    int64_t value = 0;

    TRY(parse(parsing->cx, text, &value));
    TRY(check_range(parsing->cx, option, text, value));
    memcpy((char *)parsing->values + option->offset, &value, sizeof value);
    return true;
}

static bool take_value(const Parsing *parsing, const Option *option, const char *text)
{
    void *place = (char *)parsing->values + option->offset;

    switch (option->kind) {
    case OPTION_FLAG: *(bool *)place = true; return true;
    case OPTION_TEXT: *(const char **)place = text; return true;
    case OPTION_NUMBER: return take_quantity(parsing, option, text, parse_number);
    case OPTION_SIZE: return take_quantity(parsing, option, text, parse_size);
    case OPTION_DURATION: return take_quantity(parsing, option, text, parse_duration);
    case OPTION_EACH: return option->take(parsing->cx, parsing->values, text);
    }
    return false;
}

/* The next word as the value of `option`. */
static bool take_next(Parsing *parsing, const Option *option)
{
    if (parsing->next < parsing->count)
        return take_value(parsing, option, parsing->words[parsing->next++]);
    fail(parsing->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "--%s needs a value", option->name);
    return fail_hint(parsing->cx, "--%s %s: %s", option->name, option->argument, option->help);
}

/* --- Words ------------------------------------------------------------------------------------ */

static const Option *find_long(const Command *command, Str name)
{
    for (size_t at = 0; at < command->option_count; at++)
        if (str_is(name, command->options[at].name))
            return &command->options[at];
    return NULL;
}

static const Option *find_letter(const Command *command, char letter)
{
    for (size_t at = 0; at < command->option_count; at++)
        if (command->options[at].letter == letter)
            return &command->options[at];
    return NULL;
}

/* --name, --name VALUE, --name=VALUE */
static bool parse_long(Parsing *parsing, const char *word)
{
    Cx *cx = parsing->cx;
    const char *equals = strchr(word, '=');
    Str name = equals ? (Str){ word + 2, (size_t)(equals - word) - 2 } : str_of(word + 2);
    const Option *option = find_long(parsing->command, name);

    if (!option) {
        Str shown = str_format(cx->arena, "--%.*s", STR(name));
        return fail_unknown(parsing, shown.data, shown.data + 2);
    }
    if (option->kind == OPTION_FLAG && equals)
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "--%s takes no value",
                    option->name);
    if (option->kind == OPTION_FLAG)
        return take_value(parsing, option, NULL);
    return equals ? take_value(parsing, option, equals + 1) : take_next(parsing, option);
}

/* -q, -qo FILE, -oFILE */
static bool parse_letters(Parsing *parsing, const char *word)
{
    for (const char *at = word + 1; *at; at++) {
        const Option *option = find_letter(parsing->command, *at);
        if (!option) {
            Str shown = str_format(parsing->cx->arena, "-%c", *at);
            return fail_unknown(parsing, shown.data, word + 1);
        }
        if (option->kind != OPTION_FLAG)
            return at[1] ? take_value(parsing, option, at + 1) : take_next(parsing, option);
        TRY(take_value(parsing, option, NULL));
    }
    return true;
}

static bool take_plain(const Parsing *parsing, TakeValue *take, const char *word)
{
    if (take)
        return take(parsing->cx, parsing->values, word);
    fail(parsing->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "unexpected argument \"%s\"", word);
    return fail_hint(parsing->cx, "\"%s --help\" shows what it takes", parsing->command->name);
}

static bool parse_word(Parsing *parsing, const char *word)
{
    if (word[0] != '-' || !word[1]) /* "-" is a file, the standard input */
        return take_plain(parsing, parsing->command->plain, word);
    return word[1] == '-' ? parse_long(parsing, word) : parse_letters(parsing, word);
}

bool options_parse(Cx *cx, const Command *command, int argc, char **argv, void *values)
{
    Parsing parsing = { cx, command, values, argv, argc, 1 };
    TakeValue *rest = command->rest ? command->rest : command->plain;

    while (parsing.next < argc) {
        const char *word = argv[parsing.next++];
        if (strcmp(word, "--") == 0)
            break;
        TRY(parse_word(&parsing, word));
    }
    while (parsing.next < argc)
        TRY(take_plain(&parsing, rest, argv[parsing.next++]));
    return true;
}

/* --- Explaining ------------------------------------------------------------------------------- */

static void help_option(const Option *option, FILE *out)
{
    char letter[] = { '-', option->letter, ',', 0 };
    int width = fprintf(out, "  %3s --%s", option->letter ? letter : "", option->name);

    if (option->argument)
        width += fprintf(out, " %s", option->argument);
    fprintf(out, "%*s%s\n", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "", option->help);
}

void options_help(const Command *command, FILE *out)
{
    fprintf(out, "usage: %s %s\n\n%s\n\noptions:\n", command->name, command->usage, command->about);
    for (size_t at = 0; at < command->option_count; at++)
        help_option(&command->options[at], out);
    fprintf(out, "\nexamples:\n%s", command->examples);
}

void options_complain(const Command *command, const Cx *cx, FILE *out)
{
    fprintf(out, "%s: %s\n", command->name, cx->error.message);
    if (cx->error.detail)
        fprintf(out, "detail: %s\n", cx->error.detail);
    if (cx->error.context)
        fprintf(out, "context: %s\n", cx->error.context);
    if (cx->error.hint)
        fprintf(out, "hint: %s\n", cx->error.hint);
}
