/*
 * format_text.c -- format(): a template with %s, %I and %L.
 *
 *     %[position$][-][width]type      width: a number, * or *position$
 *
 * Arguments come as text.  The position of an argument that none is given is one behind the last
 * that was used.
 */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

/* One row's template. */
typedef struct Template {
    const KernelCall *call;
    const TextArg *args;
    uint32_t row;
    const char *at, *end;
    uint32_t used; /* the argument used last; 0: the template itself */
    StrBuilder out;
} Template;

typedef struct Directive {
    uint32_t arg; /* 0: none given */
    int64_t width;
    bool is_left;
    Str type; /* one character */
} Directive;

/* --- Reading -----------------------------------------------------------------------------------
 */

static bool fail_format(const Template *t, const char *why)
{
    return fail(t->call->cx, ERR_INVALID_PARAMETER_VALUE, t->call->position, "%s", why);
}

static bool fail_unended(const Template *t)
{
    fail_format(t, "unterminated format() type specifier");
    return fail_hint(t->call->cx, "For a single \"%%\" use \"%%%%\".");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits, if there are any: *out_number is -1 where not. */
static bool take_number(Template *t, int64_t *out_number)
{
    int64_t number = -1;

    while (t->at < t->end && is_digit(*t->at)) {
        number = (number < 0 ? 0 : number * 10) + (*t->at++ - '0');
        if (number > INT32_MAX)
            return fail(t->call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, t->call->position,
                        "number is out of range");
    }
    *out_number = number;
    return t->at < t->end || fail_unended(t);
}

static bool check_position(const Template *t, int64_t position)
{
    if (position == 0)
        return fail_format(t, "format specifies argument 0, but arguments are numbered from 1");
    return position < t->call->arg_count || fail_format(t, "too few arguments for format()");
}

static bool next_arg(Template *t, int64_t position, uint32_t *out_arg)
{
    if (position < 0)
        position = (int64_t)t->used + 1;
    TRY(check_position(t, position));
    *out_arg = t->used = (uint32_t)position;
    return true;
}

static bool has_arg(const Template *t, uint32_t arg)
{
    return column_has(&t->call->args[arg], t->row);
}

/* The width that an argument gives; null is none. */
static bool width_of_arg(Template *t, uint32_t arg, int64_t *out_width)
{
    int64_t width = 0;
    Value value;

    if (has_arg(t, arg)) {
        TRY(value_parse(t->call->cx, type_of(TYPE_INT4), text_at(&t->args[arg], t->row),
                        t->call->position, &value));
        width = value.integer;
    }
    *out_width = width;
    return true;
}

static bool take_width(Template *t, Directive *d)
{
    int64_t position;
    uint32_t arg = 0;

    if (*t->at != '*') {
        TRY(take_number(t, &d->width));
        d->width = d->width < 0 ? 0 : d->width;
        return true;
    }
    t->at++;
    TRY(take_number(t, &position));
    if (position >= 0 && *t->at++ != '$')
        return fail_format(t, "width argument position must be ended by \"$\"");
    if (t->at >= t->end)
        return fail_unended(t);
    TRY(next_arg(t, position, &arg));
    TRY(width_of_arg(t, arg, &d->width));
    if (d->width < 0) {
        d->is_left = true;
        d->width = -d->width;
    }
    return true;
}

/* What stands behind a %, which is not another one. */
static bool take_directive(Template *t, Directive *d)
{
    int64_t number = -1;

    *d = (Directive){ 0 };
    if (t->at >= t->end)
        return fail_unended(t);
    TRY(take_number(t, &number));
    bool has_position = number >= 0 && *t->at == '$';
    if (has_position) {
        t->at++;
        TRY(check_position(t, number));
        d->arg = (uint32_t)number;
    } else if (number >= 0) {
        d->width = number;
    }
    if (t->at >= t->end)
        return fail_unended(t);
    if (has_position || number < 0) {
        for (; t->at < t->end && *t->at == '-'; t->at++)
            d->is_left = true;
        if (t->at >= t->end)
            return fail_unended(t);
        TRY(take_width(t, d));
    }
    const char *next = char_next(t->at, t->end);
    d->type = (Str){ t->at, (size_t)(next - t->at) };
    t->at = next;
    return true;
}

/* --- Writing -----------------------------------------------------------------------------------
 */

static void add_padded(Template *t, const Directive *d, Str text)
{
    size_t chars = char_count(text.data, text.length);
    size_t fill = (size_t)d->width > chars ? (size_t)d->width - chars : 0;

    for (size_t at = 0; !d->is_left && at < fill; at++)
        str_add_char(&t->out, ' ');
    str_add(&t->out, text);
    for (size_t at = 0; d->is_left && at < fill; at++)
        str_add_char(&t->out, ' ');
}

static bool add_argument(Template *t, Directive *d)
{
    char type = d->type.data[0];
    Arena *arena = t->call->cx->arena;

    if (d->type.length != 1 || !strchr("sIL", type)) {
        fail(t->call->cx, ERR_INVALID_PARAMETER_VALUE, t->call->position,
             "unrecognized format() type specifier \"%.*s\"", STR(d->type));
        return fail_hint(t->call->cx, "For a single \"%%\" use \"%%%%\".");
    }
    if (d->width > TEXT_BYTES_MAX)
        return fail(t->call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, t->call->position,
                    "requested length too large");
    TRY(check_effort(t->call->cx, (size_t)d->width));
    TRY(next_arg(t, d->arg ? (int64_t)d->arg : -1, &d->arg));
    bool has = has_arg(t, d->arg);
    Str text = has ? text_at(&t->args[d->arg], t->row) : STR_NONE;
    if (type == 'I' && !has)
        return fail(t->call->cx, ERR_NULL_VALUE_NOT_ALLOWED, t->call->position,
                    "null values cannot be formatted as an SQL identifier");
    if (type == 'I')
        text = quoted_name(arena, text);
    if (type == 'L')
        text = has ? quoted_literal(arena, text) : STR_LIT("NULL");
    add_padded(t, d, text);
    return true;
}

static bool format_row(Template *t)
{
    while (t->at < t->end) {
        Directive d;
        if (*t->at != '%') {
            str_add_char(&t->out, *t->at++);
            continue;
        }
        t->at++;
        if (t->at < t->end && *t->at == '%') {
            str_add_char(&t->out, *t->at++);
            continue;
        }
        TRY(take_directive(t, &d));
        TRY(add_argument(t, &d));
        if (t->out.length > TEXT_BYTES_MAX)
            return fail(t->call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, t->call->position,
                        "requested length too large");
    }
    return true;
}

bool kernel_format(const KernelCall *call, Column *out)
{
    TextArg *args = ARENA_ARRAY(call->cx->arena, TextArg, call->arg_count);
    LiveRows live = selected_rows(call);
    TextOut result = text_out(call, 32 * (size_t)live.count);
    uint64_t *validity = validity_alloc(call->cx->arena, call->rows, false);

    for (uint32_t arg = 0; arg < call->arg_count; arg++)
        args[arg] = text_arg(call, arg);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        if (!column_has(&call->args[0], row))
            continue;
        Str text = text_at(&args[0], row);
        Template t = { .call = call,
                       .args = args,
                       .row = row,
                       .at = text.data,
                       .end = text.data + text.length,
                       .out = str_builder(call->cx->arena) };
        TRY(format_row(&t));
        TRY(text_out_str(&result, row, str_built(&t.out)));
        bit_set(validity, row);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}
