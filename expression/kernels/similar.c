/*
 * similar.c -- SIMILAR TO: SQL's patterns as regular expressions.
 *
 *     a%b_c|d       ^(?:a.*b.c|d)$
 *     a#"b%#"c      ^(?:a){1,1}?(b.*){1,1}(?:c)$     escape #: substring() gives what the quotes
 * hold
 */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

/* The pattern being translated. */
typedef struct Similar {
    const KernelCall *call;
    Str pattern, escape; /* no escape: empty */
    StrBuilder out;
    int quotes; /* escaped ones so far */
    bool in_brackets;
} Similar;

static bool put_quote(Similar *s)
{
    static const char *const between[] = { "){1,1}?(", "){1,1}(?:" };

    if (s->quotes >= 2)
        return fail(s->call->cx, ERR_INVALID_USE_OF_ESCAPE_CHARACTER, s->call->position,
                    "SQL regular expression may not contain more than two escape-double-quote "
                    "separators");
    str_add_c(&s->out, between[s->quotes++]);
    return true;
}

/* A character that the escape does not stand before. */
static void put_char(Similar *s, Str c)
{
    char first = c.data[0];

    if (s->in_brackets) {
        if (first == '\\')
            str_add_char(&s->out, '\\');
        str_add(&s->out, c);
        s->in_brackets = first != ']';
        return;
    }
    switch (first) {
    case '[': s->in_brackets = true; break;
    case '%': str_add_c(&s->out, ".*"); return;
    case '_': str_add_char(&s->out, '.'); return;
    case '(': str_add_c(&s->out, "(?:"); return;
    case '\\':
    case '.':
    case '^':
    case '$': str_add_char(&s->out, '\\'); break;
    }
    str_add(&s->out, c);
}

static bool translate(Similar *s)
{
    const char *at = s->pattern.data, *end = at + s->pattern.length;
    bool is_escaped = false;

    str_add_c(&s->out, "^(?:");
    while (at < end) {
        const char *next = char_next(at, end);
        Str c = { at, (size_t)(next - at) };
        at = next;
        if (is_escaped) {
            is_escaped = false;
            if (c.data[0] == '"' && !s->in_brackets) {
                TRY(put_quote(s));
                continue;
            }
            str_add_char(&s->out, '\\');
            str_add(&s->out, c);
        } else if (s->escape.length && str_equal(c, s->escape)) {
            is_escaped = true;
        } else {
            put_char(s, c);
        }
    }
    str_add_c(&s->out, ")$");
    return true;
}

static bool check_escape(const KernelCall *call, Str escape)
{
    if (char_count(escape.data, escape.length) <= 1)
        return true;
    fail(call->cx, ERR_INVALID_ESCAPE_SEQUENCE, call->position, "invalid escape string");
    return fail_hint(call->cx, "Escape string must be empty or one character.");
}

bool kernel_similar_to_escape(const KernelCall *call, Column *out)
{
    TextArg patterns = text_arg(call, 0), escapes = { 0 };
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&patterns, live));

    if (call->arg_count > 1)
        escapes = text_arg(call, 1);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Similar s = { .call = call,
                      .pattern = text_at(&patterns, row),
                      .escape = escapes.views ? text_at(&escapes, row) : STR_LIT("\\"),
                      .out = str_builder(call->cx->arena) };
        TRY(check_escape(call, s.escape));
        TRY(translate(&s));
        TRY(text_out_str(&result, row, str_built(&s.out)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
