/* regex_matches.c -- see regex_matches.h. */
#include "expression/kernels/regex_matches.h"

#include "base/array.h"
#include "expression/kernels/text_utf8.h"

enum { MATCHES_PER_CHECK = 256, SPANS_MAX = 16 * 1024 * 1024 };

/* --- Patterns ----------------------------------------------------------------------------------
 */

static bool check_flags(Cx *cx, const RegexAsker *asker, Str flags, bool *out_is_global)
{
    *out_is_global = false;
    for (size_t at = 0; at < flags.length; at++) {
        const char *s = flags.data + at, *end = flags.data + flags.length;
        if (*s == 'g')
            *out_is_global = true;
        else if (!strchr("bceimnpqstwx", *s))
            return fail(cx, ERR_INVALID_PARAMETER_VALUE, asker->position,
                        "invalid regular expression option: \"%.*s\"", (int)(char_next(s, end) - s),
                        s);
    }
    if (!*out_is_global || asker->takes_global)
        return true;
    fail(cx, ERR_INVALID_PARAMETER_VALUE, asker->position,
         "%s does not support the \"global\" option", asker->function);
    return strcmp(asker->function, "regexp_match()") != 0
               ? false
               : fail_hint(cx, "Use the regexp_matches function instead.") != NULL;
}

const Regex *regex_compile_for(Cx *cx, const RegexAsker *asker, Str pattern, Str flags,
                               bool *out_is_global)
{
    TRY(check_flags(cx, asker, flags, out_is_global));
    return regex_compile(cx, pattern, flags);
}

/* --- Matches one after the other ---------------------------------------------------------------
 */

static size_t next_char(Str text, size_t at)
{
    return at >= text.length
               ? at + 1
               : (size_t)(char_next(text.data + at, text.data + text.length) - text.data);
}

bool next_match(Matches *m, bool *out_found)
{
    *out_found = false;
    if (m->is_over || m->from > m->text.length)
        return true;
    TRY(regex_search(m->matcher, m->regex, m->text, m->from, &m->spans, out_found));
    if (!*out_found) {
        m->is_over = true;
        return true;
    }
    m->from = m->spans[0].end;
    if (m->spans[0].end == m->spans[0].start)
        m->from = next_char(m->text, m->from);
    return ++m->count % MATCHES_PER_CHECK != 0 || check_interrupts(m->cx);
}

Str span_text(Str text, RegexSpan span)
{
    return (Str){ text.data + span.start, span.end - span.start };
}

Str match_array(Arena *arena, const Regex *regex, Str text, const RegexSpan *spans)
{
    uint32_t groups = regex_groups(regex), first = groups ? 1 : 0, count = groups ? groups : 1;
    Value *items = ARENA_ARRAY(arena, Value, count);
    ArrayHeader shape = array_list(1, count);

    for (uint32_t item = 0; item < count; item++) {
        RegexSpan span = spans[first + item];
        items[item] =
            span.start == REGEX_NO_PLACE ? VALUE_NULL : (Value){ .text = span_text(text, span) };
    }
    return array_make(arena, TYPE_TEXT, &shape, items);
}

/* --- All at once -------------------------------------------------------------------------------
 */

bool match_list(Cx *cx, const RegexAsker *asker, Str text, Str pattern, Str flags,
                MatchList *out_list)
{
    MatchList list = { .text = text };
    Matches m = { .cx = cx, .matcher = regex_matcher(cx), .text = text };
    uint32_t capacity = 0, used = 0;
    bool is_global = false, found = false;

    list.regex = m.regex = TRY(regex_compile_for(cx, asker, pattern, flags, &is_global));
    uint32_t width = regex_groups(m.regex) + 1;
    do {
        TRY(next_match(&m, &found));
        if (!found)
            break;
        if (used + width > SPANS_MAX)
            return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, asker->position,
                        "too many regular expression matches");
        for (uint32_t at = 0; at < width; at++) {
            list.spans = arena_grown(cx->arena, list.spans, sizeof *list.spans, used, &capacity);
            list.spans[used++] = m.spans[at];
        }
        list.count++;
    } while (is_global);
    *out_list = list;
    return true;
}

bool match_list_next(MatchList *list, Arena *arena, Value *out_array)
{
    size_t width = (size_t)regex_groups(list->regex) + 1;

    if (list->next == list->count)
        return false;
    *out_array = (Value){ .text = match_array(arena, list->regex, list->text,
                                              list->spans + list->next * width) };
    list->next++;
    return true;
}
