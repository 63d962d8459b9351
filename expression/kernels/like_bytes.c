/*
 * like_bytes.c -- LIKE of bytea: `_` is one byte, and a backslash escapes.
 *
 * Only the last % is ever gone back to: an earlier one that took more would leave less.
 */
#include "expression/kernels/values.h"

enum { STEPS_PER_CHECK = 1 << 16 };

typedef struct ByteMatch {
    const KernelCall *call;
    Str text, pattern;
    size_t at, in;        /* where the match is in text and in pattern */
    bool has_star;        /* a % was passed */
    size_t star_at, star; /* where the text and the pattern go on if it takes another byte */
    uint64_t steps;
} ByteMatch;

static bool fail_escape(const ByteMatch *m)
{
    return fail(m->call->cx, ERR_INVALID_ESCAPE_SEQUENCE, m->call->position,
                "LIKE pattern must not end with escape character");
}

static bool is_open_escape(const ByteMatch *m)
{
    return m->pattern.data[m->in] == '\\' && m->in + 1 == m->pattern.length;
}

/* A run of % and _, beginning with %.  False: the text is too short for it. */
static bool pass_wildcards(ByteMatch *m)
{
    for (; m->in < m->pattern.length; m->in++) {
        char c = m->pattern.data[m->in];
        if (c != '%' && c != '_')
            break;
        if (c == '_' && m->at++ >= m->text.length)
            return false;
    }
    m->has_star = true;
    m->star_at = m->at;
    m->star = m->in;
    return true;
}

/* One byte of the text against one of the pattern; goes on if they agree. */
static bool pass_byte(ByteMatch *m)
{
    char wanted = m->in < m->pattern.length ? m->pattern.data[m->in] : '\0';
    bool is_escaped = m->in < m->pattern.length && wanted == '\\';
    size_t in = m->in + is_escaped;

    if (in >= m->pattern.length)
        return false;
    if ((wanted != '_' || is_escaped) && m->pattern.data[in] != m->text.data[m->at])
        return false;
    m->in = in + 1;
    m->at++;
    return true;
}

static bool has_rest(const ByteMatch *m)
{
    for (size_t at = m->in; at < m->pattern.length; at++)
        if (m->pattern.data[at] != '%')
            return true;
    return false;
}

static bool match_bytes(ByteMatch *m, bool *out_matches)
{
    *out_matches = false;
    while (m->at < m->text.length) {
        bool is_star = m->in < m->pattern.length && m->pattern.data[m->in] == '%';
        if (is_star && !pass_wildcards(m))
            return true;
        if (is_star && m->in == m->pattern.length) {
            *out_matches = true;
            return true;
        }
        if (m->in < m->pattern.length && is_open_escape(m))
            return fail_escape(m);
        if (m->at >= m->text.length)
            break;
        if (!pass_byte(m)) {
            if (!m->has_star || m->star_at >= m->text.length)
                return true;
            m->at = ++m->star_at;
            m->in = m->star;
        }
        if (++m->steps % STEPS_PER_CHECK == 0)
            TRY(check_interrupts(m->call->cx));
    }
    *out_matches = !has_rest(m);
    return true;
}

static bool like_row(const KernelCall *call, uint32_t row, bool negated, Value *out_value)
{
    ByteMatch match = { .call = call,
                        .text = value_arg(call, 0, row).text,
                        .pattern = value_arg(call, 1, row).text };
    bool matches;

    TRY(match_bytes(&match, &matches));
    *out_value = (Value){ .boolean = matches != negated };
    return true;
}

static bool like(const KernelCall *call, uint32_t row, Value *out_value)
{
    return like_row(call, row, false, out_value);
}

static bool not_like(const KernelCall *call, uint32_t row, Value *out_value)
{
    return like_row(call, row, true, out_value);
}

bool kernel_bytes_like(const KernelCall *call, Column *out)
{
    return values_of_rows(call, like, out);
}

bool kernel_bytes_not_like(const KernelCall *call, Column *out)
{
    return values_of_rows(call, not_like, out);
}

/* --- like_escape --------------------------------------------------------------------------------
 */

/* The pattern with backslashes where `escape` (empty: no byte) escapes. */
static bool escape_row(const KernelCall *call, uint32_t row, Value *out_value)
{
    Str pattern = value_arg(call, 0, row).text, escape = value_arg(call, 1, row).text;
    StrBuilder out = str_builder(call->cx->arena);
    bool is_escaped = false;

    if (escape.length > 1) {
        fail(call->cx, ERR_INVALID_ESCAPE_SEQUENCE, call->position, "invalid escape string");
        return fail_hint(call->cx, "Escape string must be empty or one character.");
    }
    *out_value = (Value){ .text = pattern };
    if (str_is(escape, "\\"))
        return true;
    for (size_t at = 0; at < pattern.length; at++) {
        char c = pattern.data[at];
        bool escapes = escape.length && c == escape.data[0] && !is_escaped;
        if (!escapes && c == '\\' && !is_escaped)
            str_add_char(&out, '\\');
        str_add_char(&out, escapes ? '\\' : c);
        is_escaped = escapes;
    }
    *out_value = (Value){ .text = str_built(&out) };
    return true;
}

bool kernel_bytes_like_escape(const KernelCall *call, Column *out)
{
    return values_of_rows(call, escape_row, out);
}
