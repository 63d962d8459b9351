/*
 * cast_value.c -- casts through text, and between strings.
 *
 * Values are read and printed one by one with value.h; the runner calls these kernels once an
 * entry where strings come from a dictionary.
 */
#include "base/utf8.h"
#include "expression/kernels/cast.h"
#include "expression/kernels/views.h"

enum { TYPMOD_HEADER = 4, NAME_BYTES_MAX = 63 };

/* --- Strings to strings ------------------------------------------------------------------------
 */

static Str without_blanks(Str s)
{
    while (s.length && s.data[s.length - 1] == ' ')
        s.length--;
    return s;
}

/* At most `limit` characters; what is cut off must be blanks unless the cast is written. */
static bool cut(const KernelCall *call, Str s, size_t limit, Str *out)
{
    size_t bytes = s.length <= limit ? s.length : utf8_offset(s, limit);

    if (bytes < s.length && !cast_is_explicit(call) && without_blanks(s).length > bytes)
        return fail(call->cx, ERR_STRING_DATA_RIGHT_TRUNCATION, call->position,
                    "value too long for type %s(%zu)",
                    call->result_type.id == TYPE_BPCHAR ? "character" : "character varying", limit);
    *out = str_slice(s, 0, bytes);
    return true;
}

static Str padded(Arena *arena, Str s, size_t characters)
{
    size_t count = utf8_count(s);

    if (count >= characters)
        return s;
    char *bytes = arena_alloc(arena, s.length + characters - count);
    if (s.length)
        memcpy(bytes, s.data, s.length);
    memset(bytes + s.length, ' ', characters - count);
    return (Str){ bytes, s.length + characters - count };
}

/* The string as the result's type has it. */
static bool fit_string(const KernelCall *call, Str s, Str *out)
{
    Type to = call->result_type;

    if (to.id == TYPE_NAME) {
        *out = str_slice(s, 0, utf8_fit(s, NAME_BYTES_MAX));
        return true;
    }
    *out = s;
    if (to.typmod < TYPMOD_HEADER)
        return true;
    size_t limit = (size_t)(to.typmod - TYPMOD_HEADER);
    TRY(cut(call, s, limit, out));
    if (to.id == TYPE_BPCHAR)
        *out = padded(call->cx->arena, *out, limit);
    return true;
}

bool kernel_cast_string(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);
    bool loses_blanks = call->arg_types[0].id == TYPE_BPCHAR && call->result_type.id != TYPE_BPCHAR;

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        if (!column_has(&call->args[0], row))
            continue;
        Str text = column_str(&call->args[0], row);
        TRY(fit_string(call, loses_blanks ? without_blanks(text) : text, &text));
        views_write(&writer, row, text);
    }
    return views_end(&writer, out);
}

/* --- To text -----------------------------------------------------------------------------------
 */

/* Unlike its output function, which says t and f. */
bool kernel_cast_bool_text(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Str text = integer_at(&call->args[0], row) ? STR_LIT("true") : STR_LIT("false");
        TRY(fit_string(call, text, &text));
        views_write(&writer, row, text);
    }
    return views_end(&writer, out);
}

/* The value of a column that may be narrower than its type. */
static Value value_at(const KernelCall *call, const Column *column, uint32_t row)
{
    Value value;

    if (type_layout(call->arg_types[0]) != LAYOUT_I128)
        return value_of_column(column, row);
    value = (Value){ .is_null = !column_has(column, row) };
    value.wide = integer_at(column, row);
    return value;
}

bool kernel_cast_to_text(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);
    StrBuilder text = str_builder(call->cx->arena);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value value = value_at(call, &call->args[0], row);
        Str fitted;
        if (value.is_null)
            continue;
        text.length = 0;
        value_print_styled(&text, cx_values(call->cx), call->arg_types[0], value);
        TRY(fit_string(call, str_built(&text), &fitted));
        views_write(&writer, row, fitted);
    }
    return views_end(&writer, out);
}

/* --- From text ---------------------------------------------------------------------------------
 */

static bool parse_views(const KernelCall *call, Column *out)
{
    ViewWriter writer = views_begin(call);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value value;
        TRY(value_parse(call->cx, call->result_type, column_str(&call->args[0], row),
                        call->position, &value));
        views_write(&writer, row, value.text);
    }
    return views_end(&writer, out);
}

bool kernel_cast_from_text(const KernelCall *call, Column *out)
{
    Layout layout = type_layout(call->result_type);
    size_t width = (size_t)layout_bytes(layout);

    if (layout == LAYOUT_VIEW)
        return parse_views(call, out);
    char *data = column_start(call, layout, out);
    memset(data, 0, call->rows * width);
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        Value value;
        TRY(value_parse(call->cx, call->result_type, column_str(&call->args[0], row),
                        call->position, &value));
        value_store(layout, value, data + row * width);
    }
    return true;
}
