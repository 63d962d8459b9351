/*
 * regex.c -- matching regular expressions: the operators ~ !~ ~* !~*.
 *
 * A constant pattern is compiled once per program; others are compiled again where they differ
 * from the row before.  PCRE2 backtracks, so a text and a pattern that do not get on are given up
 * on after a number of steps.  All its memory comes from arenas and is never given back alone.
 */
#include "expression/kernels/regex.h"
#include "expression/kernels/regex_code.h"
#include "expression/kernels/text.h"

enum {
    PARENTHESES_MAX = 250,
    PATTERN_BYTES_MAX = 1 << 20,
    ROWS_PER_CHECK = 64,
};

/* --- Compiling ---------------------------------------------------------------------------------
 */

static void *take_memory(size_t bytes, void *arena)
{
    return arena_alloc(arena, bytes);
}

static void leave_memory(void *memory __attribute__((unused)), void *arena __attribute__((unused)))
{
}

static const Regex *fail_compile(Cx *cx, int code)
{
    PCRE2_UCHAR message[160];

    if (code == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH)
        return fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "lookbehind of variable length is not supported yet");
    pcre2_get_error_message(code, message, COUNT_OF(message));
    return fail(cx, ERR_INVALID_REGULAR_EXPRESSION, NO_POSITION, "invalid regular expression: %s",
                (const char *)message);
}

const Regex *regex_compile(Cx *cx, Str pattern, Str flags)
{
    RegexPattern translated;
    int error;
    PCRE2_SIZE place;
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;

    if (pattern.length > PATTERN_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "regular expression is longer than %d bytes", PATTERN_BYTES_MAX);
    TRY(regex_translate(cx, pattern, flags, &translated));
    if (translated.is_literal)
        options |= PCRE2_LITERAL;
    else
        options |= PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
    if (translated.ignores_case)
        options |= PCRE2_CASELESS;

    pcre2_general_context *memory =
        pcre2_general_context_create(take_memory, leave_memory, cx->arena);
    pcre2_compile_context *limits = pcre2_compile_context_create(memory);
    pcre2_set_parens_nest_limit(limits, PARENTHESES_MAX);
    Regex *regex = arena_alloc(cx->arena, sizeof *regex);
    regex->source = translated.text;
    regex->options = options;
    regex->has_reference = translated.has_reference;
    regex->is_shortest = translated.is_shortest;
    regex->code = pcre2_compile((PCRE2_SPTR)translated.text.data, translated.text.length, options,
                                &error, &place, limits);
    if (!regex->code)
        return fail_compile(cx, error);
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
    return regex;
}

/* --- Kernels -----------------------------------------------------------------------------------
 */

typedef struct RegexSense {
    bool ignore_case;
    bool negated;
} RegexSense;

/* The pattern of the row; `last` and `last_text` remember the row before. */
typedef struct PatternSource {
    const Regex *last;
    Str last_text;
    TextArg patterns;
    bool ignore_case;
} PatternSource;

static Str case_flags(bool ignore_case)
{
    return ignore_case ? STR_LIT("i") : STR_NONE;
}

static const Regex *pattern_of_row(Cx *cx, PatternSource *source, uint32_t row)
{
    if (!source->patterns.views)
        return source->last;
    Str text = text_at(&source->patterns, row);
    if (!source->last || !str_equal(text, source->last_text)) {
        source->last = TRY(regex_compile(cx, text, case_flags(source->ignore_case)));
        source->last_text = text;
    }
    return source->last;
}

static bool match_rows(const KernelCall *call, RegexSense sense, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    bool *result = result_alloc(call, LAYOUT_BOOL);
    PatternSource source = { .last = call->state, .ignore_case = sense.ignore_case };
    RegexMatcher *matcher = regex_matcher(call->cx);

    if (!call->state)
        source.patterns = text_arg(call, 1);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        bool found;
        const Regex *regex = TRY(pattern_of_row(call->cx, &source, row));
        TRY(regex_find(matcher, regex, text_at(&texts, row), &found));
        result[row] = found != sense.negated;
        if (at % ROWS_PER_CHECK == 0)
            TRY(check_interrupts(call->cx));
    }
    *out = column_flat(LAYOUT_BOOL, call->rows, result, NULL);
    return true;
}

bool kernel_match(const KernelCall *call, Column *out)
{
    return match_rows(call, (RegexSense){ .negated = false }, out);
}

bool kernel_not_match(const KernelCall *call, Column *out)
{
    return match_rows(call, (RegexSense){ .negated = true }, out);
}

bool kernel_imatch(const KernelCall *call, Column *out)
{
    return match_rows(call, (RegexSense){ .ignore_case = true }, out);
}

bool kernel_not_imatch(const KernelCall *call, Column *out)
{
    return match_rows(call, (RegexSense){ .ignore_case = true, .negated = true }, out);
}

static const void *prepare(Cx *cx, const Value *const *constants, bool ignore_case)
{
    if (!constants[1] || constants[1]->is_null)
        return NULL;
    return regex_compile(cx, str_copy(cx->arena, constants[1]->text), case_flags(ignore_case));
}

const void *prepare_match(Cx *cx, const Value *const *constants,
                          const Type *types __attribute__((unused)))
{
    return prepare(cx, constants, false);
}

const void *prepare_imatch(Cx *cx, const Value *const *constants,
                           const Type *types __attribute__((unused)))
{
    return prepare(cx, constants, true);
}
