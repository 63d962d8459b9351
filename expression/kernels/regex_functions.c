/*
 * regex_functions.c -- regexp_replace, regexp_match and their like, substring(text from pattern).
 *
 * Flags are options of the pattern, but for g.  Places are counted in characters from 1 on.  After
 * an empty match the search goes on one character further.
 */
#include "base/array.h"
#include "expression/kernels/kernel.h"
#include "expression/kernels/regex_matches.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

enum { NO_ARG = UINT32_MAX, ROWS_PER_CHECK = 64 };

/* --- Patterns ----------------------------------------------------------------------------------
 */

/* The arguments of a function; what a row says again is not compiled again. */
typedef struct Patterns {
    const KernelCall *call;
    const char *function; /* for messages */
    bool takes_global;
    TextArg texts, patterns, flags; /* flags.views is NULL where there are none */
    RegexMatcher *matcher;
    const Regex *last;
    Str last_pattern, last_flags;
    bool is_global; /* of `last` */
} Patterns;

static Patterns patterns_of(const KernelCall *call, const char *function, uint32_t flags_arg)
{
    return (Patterns){ .call = call,
                       .function = function,
                       .texts = text_arg(call, 0),
                       .patterns = text_arg(call, 1),
                       .flags =
                           flags_arg < call->arg_count ? text_arg(call, flags_arg) : (TextArg){ 0 },
                       .matcher = regex_matcher(call->cx) };
}

static const Regex *pattern_of_row(Patterns *p, uint32_t row)
{
    Str pattern = text_at(&p->patterns, row);
    Str flags = p->flags.views ? text_at(&p->flags, row) : STR_NONE;

    if (p->last && str_equal(pattern, p->last_pattern) && str_equal(flags, p->last_flags))
        return p->last;
    RegexAsker asker = { p->function, p->takes_global, p->call->position };
    p->last = TRY(regex_compile_for(p->call->cx, &asker, pattern, flags, &p->is_global));
    p->last_pattern = pattern;
    p->last_flags = flags;
    return p->last;
}

/* --- Numbers among the arguments ---------------------------------------------------------------
 */

/* An optional number, at least `least`. */
static bool number_arg(const KernelCall *call, uint32_t arg, uint32_t row, const char *name,
                       int64_t least, int64_t *out_number)
{
    if (arg >= call->arg_count)
        return true;
    *out_number = (int64_t)integer_at(&call->args[arg], row);
    return *out_number >= least ||
           fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                "invalid value for parameter \"%s\": %lld", name, (long long)*out_number);
}

/* Where character `start` begins; false: behind the end. */
static bool start_place(Str text, int64_t start, size_t *out_from)
{
    uint64_t left;
    const char *s = chars_skip(text.data, text.data + text.length, (uint64_t)start - 1, &left);

    *out_from = (size_t)(s - text.data);
    return left == 0;
}

/* --- Matches one after the other ---------------------------------------------------------------
 */

/* Those of a row's text; the pattern is still to be set. */
static Matches matches_of_row(const Patterns *p, uint32_t row)
{
    return (Matches){ .cx = p->call->cx, .matcher = p->matcher, .text = text_at(&p->texts, row) };
}

/* Go to match number `n` (from 1 on) at or behind character `start`. */
static bool find_nth(Matches *m, int64_t start, int64_t n, bool *out_found)
{
    *out_found = false;
    if (!start_place(m->text, start, &m->from))
        return true;
    for (int64_t at = 0; at < n; at++) {
        TRY(next_match(m, out_found));
        if (!*out_found)
            return true;
    }
    return true;
}

/* --- regexp_like, regexp_count, regexp_instr, regexp_substr ------------------------------------
 */

bool kernel_regexp_like(const KernelCall *call, Column *out)
{
    Patterns p = patterns_of(call, "regexp_like()", 2);
    LiveRows live = live_rows(call);
    bool *results = result_alloc(call, LAYOUT_BOOL);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Matches m = matches_of_row(&p, row);
        m.regex = TRY(pattern_of_row(&p, row));
        TRY(next_match(&m, &results[row]));
        if (at % ROWS_PER_CHECK == 0)
            TRY(check_interrupts(call->cx));
    }
    *out = column_flat(LAYOUT_BOOL, call->rows, results, NULL);
    return true;
}

bool kernel_regexp_count(const KernelCall *call, Column *out)
{
    Patterns p = patterns_of(call, "regexp_count()", 3);
    LiveRows live = live_rows(call);
    int32_t *counts = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Matches m = matches_of_row(&p, row);
        int64_t start = 1;
        bool found = true;
        TRY(number_arg(call, 2, row, "start", 1, &start));
        m.regex = TRY(pattern_of_row(&p, row));
        if (!start_place(m.text, start, &m.from))
            continue;
        while (found)
            TRY(next_match(&m, &found));
        counts[row] = (int32_t)m.count;
    }
    *out = column_flat(LAYOUT_I32, call->rows, counts, NULL);
    return true;
}

/* Start, number, and group of the match that is asked for. */
typedef struct Wanted {
    int64_t start, n, group, at_end;
} Wanted;

/* The span that is asked for; *out_found: there is one. */
static bool find_wanted(Patterns *p, uint32_t row, const Wanted *wanted, RegexSpan *out_span,
                        bool *out_found)
{
    Matches m = matches_of_row(p, row);

    m.regex = TRY(pattern_of_row(p, row));
    *out_found = false;
    if (wanted->group > regex_groups(m.regex))
        return true;
    TRY(find_nth(&m, wanted->start, wanted->n, out_found));
    if (!*out_found)
        return true;
    *out_span = m.spans[wanted->group];
    *out_found = out_span->start != REGEX_NO_PLACE;
    return true;
}

bool kernel_regexp_instr(const KernelCall *call, Column *out)
{
    enum { FLAGS_ARG = 5 };
    Patterns p = patterns_of(call, "regexp_instr()", FLAGS_ARG);
    LiveRows live = live_rows(call);
    int32_t *places = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Wanted wanted = { .start = 1, .n = 1 };
        RegexSpan span;
        bool found;
        TRY(number_arg(call, 2, row, "start", 1, &wanted.start));
        TRY(number_arg(call, 3, row, "n", 1, &wanted.n));
        TRY(number_arg(call, 4, row, "endoption", 0, &wanted.at_end));
        if (wanted.at_end > 1)
            return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                        "invalid value for parameter \"endoption\": %d", (int)wanted.at_end);
        TRY(number_arg(call, 6, row, "subexpr", 0, &wanted.group));
        TRY(find_wanted(&p, row, &wanted, &span, &found));
        if (found)
            places[row] = (int32_t)char_count(text_at(&p.texts, row).data,
                                              wanted.at_end ? span.end : span.start) +
                          1;
    }
    *out = column_flat(LAYOUT_I32, call->rows, places, NULL);
    return true;
}

/* Which part of a row's match is wanted. */
typedef bool (*WantedFn)(Patterns *p, const KernelCall *call, uint32_t row, Wanted *out_wanted);

/* That part as text; null where there is none. */
static bool match_texts(const KernelCall *call, Patterns *p, WantedFn wanted_of, Column *out)
{
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&p->texts, live));
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Wanted wanted = { .start = 1, .n = 1 };
        RegexSpan span;
        bool found;
        TRY(wanted_of(p, call, row, &wanted));
        TRY(find_wanted(p, row, &wanted, &span, &found));
        if (!found)
            continue;
        TRY(text_out_str(&result, row, span_text(text_at(&p->texts, row), span)));
        bit_set(validity, row);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}

static bool wanted_of_arguments(Patterns *p, const KernelCall *call, uint32_t row,
                                Wanted *out_wanted)
{
    (void)p;
    return number_arg(call, 2, row, "start", 1, &out_wanted->start) &&
           number_arg(call, 3, row, "n", 1, &out_wanted->n) &&
           number_arg(call, 5, row, "subexpr", 0, &out_wanted->group);
}

bool kernel_regexp_substr(const KernelCall *call, Column *out)
{
    enum { FLAGS_ARG = 4 };
    Patterns p = patterns_of(call, "regexp_substr()", FLAGS_ARG);

    return match_texts(call, &p, wanted_of_arguments, out);
}

static bool first_group_or_whole(Patterns *p, const KernelCall *call, uint32_t row,
                                 Wanted *out_wanted)
{
    const Regex *regex = TRY(pattern_of_row(p, row));

    (void)call;
    out_wanted->group = regex_groups(regex) > 0;
    return true;
}

/* substring(text from pattern): the first group, or the whole match where there is none. */
bool kernel_substring_match(const KernelCall *call, Column *out)
{
    Patterns p = patterns_of(call, "substring()", NO_ARG);

    return match_texts(call, &p, first_group_or_whole, out);
}

/* substring(text from pattern for escape): pattern is one of SIMILAR TO. */
bool kernel_substring_similar(const KernelCall *call, Column *out)
{
    Column args[2] = { call->args[0] };
    KernelCall inner = *call;

    inner.args = &call->args[1];
    inner.arg_types = &call->arg_types[1];
    inner.arg_count = 2;
    TRY(kernel_similar_to_escape(&inner, &args[1]));
    inner.args = args;
    inner.arg_types = call->arg_types;
    return kernel_substring_match(&inner, out);
}

/* --- regexp_match, regexp_split_to_array -------------------------------------------------------
 */

static Value text_value(Str text)
{
    return (Value){ .text = text };
}

static bool put_list(TextOut *out, uint32_t row, const Value *items, uint32_t count)
{
    ArrayHeader shape = array_list(1, count);

    return text_out_str(out, row, array_make(out->cx->arena, TYPE_TEXT, &shape, items));
}

bool kernel_regexp_match(const KernelCall *call, Column *out)
{
    Patterns p = patterns_of(call, "regexp_match()", 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&p.texts, live));
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Matches m = matches_of_row(&p, row);
        bool found;
        m.regex = TRY(pattern_of_row(&p, row));
        TRY(next_match(&m, &found));
        if (!found)
            continue;
        TRY(text_out_str(&result, row, match_array(call->cx->arena, m.regex, m.text, m.spans)));
        bit_set(validity, row);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}

/* What lies between matches; empty ones at either end or just behind another do not count. */
static bool split_row(Matches *m, int position, Value **out_items, uint32_t *out_count)
{
    Arena *arena = m->cx->arena;
    uint32_t capacity = 0, count = 0;
    size_t piece = 0, match_end = 0;
    Value *items = NULL;

    for (bool found = true;;) {
        TRY(next_match(m, &found));
        RegexSpan span = found ? m->spans[0] : (RegexSpan){ m->text.length, m->text.length };
        bool counts = found && span.start < m->text.length && span.end > match_end;
        if (found && !counts) {
            match_end = span.end;
            continue;
        }
        items = arena_grown(arena, items, sizeof *items, count, &capacity);
        items[count++] = text_value(span_text(m->text, (RegexSpan){ piece, span.start }));
        if (!found)
            break;
        if (count >= ARRAY_ITEMS_MAX)
            return fail(m->cx, ERR_PROGRAM_LIMIT_EXCEEDED, position,
                        "array size exceeds the maximum allowed (%d)", ARRAY_ITEMS_MAX);
        piece = match_end = span.end;
    }
    *out_items = items;
    *out_count = count;
    return true;
}

static bool split_rows(const KernelCall *call, const char *function, Column *out)
{
    Patterns p = patterns_of(call, function, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&p.texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at], count = 0;
        Matches m = matches_of_row(&p, row);
        Value *items = NULL;
        m.regex = TRY(pattern_of_row(&p, row));
        TRY(split_row(&m, call->position, &items, &count));
        TRY(put_list(&result, row, items, count));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_regexp_split(const KernelCall *call, Column *out)
{
    return split_rows(call, "regexp_split_to_array()", out);
}

/* What regexp_split_to_table() unnests. */
bool kernel_regexp_split_for_table(const KernelCall *call, Column *out)
{
    return split_rows(call, "regexp_split_to_table()", out);
}

/* --- regexp_replace ----------------------------------------------------------------------------
 */

/* The replacement with \1 to \9 and \& put in; \\ is a backslash. */
static void add_replacement(StrBuilder *out, const Matches *m, Str with)
{
    for (size_t at = 0; at < with.length; at++) {
        char c = with.data[at], next = at + 1 < with.length ? with.data[at + 1] : '\0';
        if (c != '\\') {
            str_add_char(out, c);
            continue;
        }
        if (next == '\\') {
            str_add_char(out, '\\');
            at++;
        } else if (next == '&' || (next >= '1' && next <= '9')) {
            uint32_t group = next == '&' ? 0 : (uint32_t)(next - '0');
            bool is_there =
                group <= regex_groups(m->regex) && m->spans[group].start != REGEX_NO_PLACE;
            if (is_there)
                str_add(out, span_text(m->text, m->spans[group]));
            at++;
        } else {
            str_add_char(out, '\\');
        }
    }
}

/* Replace match number `n`, or all where it is 0. */
static bool replace_row(Matches *m, int64_t n, Str with, int position, StrBuilder *out)
{
    size_t copied = 0;
    bool found = true;

    while (found) {
        TRY(next_match(m, &found));
        if (!found || (n && m->count != n))
            continue;
        str_add(out, span_text(m->text, (RegexSpan){ copied, m->spans[0].start }));
        add_replacement(out, m, with);
        copied = m->spans[0].end;
        if (n)
            break;
        if (out->length > TEXT_BYTES_MAX)
            return fail(m->cx, ERR_PROGRAM_LIMIT_EXCEEDED, position, "requested length too large");
    }
    str_add(out, str_slice(m->text, copied, m->text.length));
    return true;
}

static bool replace_rows(const KernelCall *call, uint32_t start_arg, uint32_t n_arg,
                         uint32_t flags_arg, Column *out)
{
    Patterns p = patterns_of(call, "regexp_replace()", flags_arg);
    TextArg withs = text_arg(call, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&p.texts, live));
    StrBuilder text = str_builder(call->cx->arena);

    p.takes_global = true;
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Matches m = matches_of_row(&p, row);
        int64_t start = 1, n = 1;
        TRY(number_arg(call, start_arg, row, "start", 1, &start));
        TRY(number_arg(call, n_arg, row, "n", 0, &n));
        m.regex = TRY(pattern_of_row(&p, row));
        if (n_arg >= call->arg_count && p.is_global)
            n = 0;
        m.is_over = !start_place(m.text, start, &m.from);
        text.length = 0;
        TRY(replace_row(&m, n, text_at(&withs, row), call->position, &text));
        TRY(text_out_str(&result, row, str_built(&text)));
        if (at % ROWS_PER_CHECK == 0)
            TRY(check_interrupts(call->cx));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* regexp_replace('x', 'y', 'z', '2'): a number that lost its way. */
static bool check_no_number(const KernelCall *call)
{
    TextArg flags = text_arg(call, 3);
    LiveRows live = live_rows(call);

    for (uint32_t at = 0; at < live.count; at++) {
        Str given = text_at(&flags, live.row[at]);
        if (!given.length || given.data[0] < '0' || given.data[0] > '9')
            continue;
        fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
             "invalid regular expression option: \"%.1s\"", given.data);
        return fail_hint(call->cx, "If you meant to use regexp_replace() with a start parameter, "
                                   "cast the fourth argument to integer explicitly.");
    }
    return true;
}

bool kernel_regexp_replace(const KernelCall *call, Column *out)
{
    return (call->arg_count < 4 || check_no_number(call)) &&
           replace_rows(call, NO_ARG, NO_ARG, 3, out);
}

bool kernel_regexp_replace_from(const KernelCall *call, Column *out)
{
    enum { START_ARG = 3, N_ARG = 4, FLAGS_ARG = 5 };

    return replace_rows(call, START_ARG, N_ARG, FLAGS_ARG, out);
}
