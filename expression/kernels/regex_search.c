/*
 * regex_search.c -- where a regular expression matches.
 *
 * PCRE2's backtracking finds the leftmost place at which there is a match, and a match there: the
 * first in the order of alternatives.  PostgreSQL wants the longest, or the shortest where the
 * first quantifier is not greedy, so the end is asked of PCRE2's other matcher, which tries all
 * alternatives at once.  If it is another one, backtracking is made to end there for the groups'
 * sake.  Patterns with back references have only the first way.
 */
#include "expression/kernels/regex.h"
#include "expression/kernels/regex_code.h"

enum { WORKSPACE_INTS = 2000 };

struct RegexMatcher {
    Cx *cx;
    pcre2_match_context *limits;
    pcre2_general_context *memory;
    pcre2_match_data *found, *whole; /* made for `regex`; whole: for the end alone */
    const Regex *regex;
    const pcre2_code *whole_code; /* of `regex` for the other matcher; NULL: not compiled yet */
    RegexSpan *spans;
    int *workspace;
};

static void *take_memory(size_t bytes, void *arena)
{
    return arena_alloc(arena, bytes);
}

static void leave_memory(void *memory __attribute__((unused)), void *arena __attribute__((unused)))
{
}

RegexMatcher *regex_matcher(Cx *cx)
{
    RegexMatcher *matcher = arena_zero(cx->arena, sizeof *matcher);

    matcher->cx = cx;
    matcher->memory = pcre2_general_context_create(take_memory, leave_memory, cx->arena);
    matcher->limits = pcre2_match_context_create(matcher->memory);
    pcre2_set_match_limit(matcher->limits, REGEX_STEPS_MAX);
    pcre2_set_heap_limit(matcher->limits, REGEX_HEAP_KIB_MAX);
    return matcher;
}

static void prepare_for(RegexMatcher *matcher, const Regex *regex)
{
    if (matcher->regex == regex)
        return;
    matcher->regex = regex;
    matcher->whole_code = NULL;
    matcher->found = pcre2_match_data_create(regex->groups + 1, matcher->memory);
    matcher->whole = pcre2_match_data_create(1, matcher->memory);
    matcher->spans = ARENA_ARRAY(matcher->cx->arena, RegexSpan, regex->groups + 1);
    if (!matcher->workspace)
        matcher->workspace = ARENA_ARRAY(matcher->cx->arena, int, WORKSPACE_INTS);
}

/* Backtrack; the code says what came of it. */
static int backtrack(RegexMatcher *matcher, Str text, size_t from, uint32_t options)
{
    return pcre2_match(matcher->regex->code, (PCRE2_SPTR)(text.length ? text.data : ""),
                       text.length, from, options, matcher->found, matcher->limits);
}

static bool check_code(const RegexMatcher *matcher, int code)
{
    if (code >= 0 || code == PCRE2_ERROR_NOMATCH)
        return true;
    if (code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_HEAPLIMIT ||
        code == PCRE2_ERROR_DEPTHLIMIT)
        return fail(matcher->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "regular expression is too complex: gave up after %d steps", REGEX_STEPS_MAX);
    return fail(matcher->cx, ERR_INTERNAL_ERROR, NO_POSITION, "regular expression failed: code %d",
                code);
}

bool regex_find(RegexMatcher *matcher, const Regex *regex, Str text, bool *out_found)
{
    prepare_for(matcher, regex);
    int code = backtrack(matcher, text, 0, 0);

    *out_found = code >= 0;
    return check_code(matcher, code);
}

/* The other matcher takes no pattern that bears invalid text; NULL: it does not take this one. */
static const pcre2_code *whole_code(RegexMatcher *matcher)
{
    const Regex *regex = matcher->regex;
    pcre2_compile_context *context;
    PCRE2_SIZE place;
    int error;

    if (!matcher->whole_code) {
        context = pcre2_compile_context_create(matcher->memory);
        /* Possessive quantifiers would hide shorter matches. */
        uint32_t options = regex->options & ~(uint32_t)PCRE2_MATCH_INVALID_UTF;
        options |= options & PCRE2_LITERAL ? 0 : PCRE2_NO_AUTO_POSSESS;
        matcher->whole_code = pcre2_compile((PCRE2_SPTR)regex->source.data, regex->source.length,
                                            options, &error, &place, context);
    }
    return matcher->whole_code;
}

/* The end that PostgreSQL gives a match that starts at `start`; `end` where that is not known. */
static size_t right_end(RegexMatcher *matcher, Str text, size_t start, size_t end)
{
    uint32_t options = PCRE2_ANCHORED;

    if (matcher->regex->has_reference || !whole_code(matcher))
        return end;
    if (matcher->regex->is_shortest)
        options |= PCRE2_DFA_SHORTEST;
    int code = pcre2_dfa_match(matcher->whole_code, (PCRE2_SPTR)(text.length ? text.data : ""),
                               text.length, start, options, matcher->whole, matcher->limits,
                               matcher->workspace, WORKSPACE_INTS);
    return code < 0 ? end : pcre2_get_ovector_pointer(matcher->whole)[1];
}

/* Groups that were not part of the match have no place. */
static void take_spans(RegexMatcher *matcher, int code)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(matcher->found);

    for (uint32_t group = 0; group <= matcher->regex->groups; group++) {
        bool is_there = (int)group < code && places[2 * group] != PCRE2_UNSET;
        matcher->spans[group] = is_there ? (RegexSpan){ places[2 * group], places[2 * group + 1] }
                                         : (RegexSpan){ REGEX_NO_PLACE, REGEX_NO_PLACE };
    }
}

bool regex_search(RegexMatcher *matcher, const Regex *regex, Str text, size_t from,
                  const RegexSpan **out_spans, bool *out_found)
{
    prepare_for(matcher, regex);
    int code = backtrack(matcher, text, from, 0);

    *out_found = code >= 0;
    *out_spans = matcher->spans;
    if (code < 0)
        return check_code(matcher, code);
    take_spans(matcher, code);
    RegexSpan whole = matcher->spans[0];
    whole.end = right_end(matcher, text, whole.start, whole.end);
    if (whole.end != matcher->spans[0].end) {
        Str until = { text.data, whole.end };
        code = backtrack(matcher, until, whole.start, PCRE2_ANCHORED | PCRE2_ENDANCHORED);
        if (code >= 0)
            take_spans(matcher, code);
        matcher->spans[0] = whole;
    }
    return true;
}

uint32_t regex_groups(const Regex *regex)
{
    return regex->groups;
}
