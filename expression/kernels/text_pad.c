/*
 * text_pad.c -- lpad, rpad, overlay, split_part, translate, initcap, concat_ws: results of pieces.
 */
#include "expression/kernels/regex_class.h"
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"
#include "expression/kernels/text_utf8.h"

static char *put_bytes(char *to, Str s)
{
    if (s.length)
        memcpy(to, s.data, s.length);
    return to + s.length;
}

/* The first `chars` characters. */
static Str first_chars(Str s, uint64_t chars)
{
    uint64_t left;
    const char *end = chars_skip(s.data, s.data + s.length, chars, &left);

    return (Str){ s.data, (size_t)(end - s.data) };
}

static Str after_chars(Str s, uint64_t chars)
{
    size_t skipped = first_chars(s, chars).length;

    return (Str){ s.data + skipped, s.length - skipped };
}

/* --- lpad, rpad --------------------------------------------------------------------------------
 */

/* What a row is padded to. */
typedef struct Padding {
    Str text, fill;
    uint64_t fill_chars; /* how many of them, over and over */
} Padding;

static Padding padding_of(Str text, Str fill, int64_t length)
{
    uint64_t wanted = length > 0 ? (uint64_t)length : 0;
    uint64_t chars = char_count(text.data, text.length);

    if (wanted <= chars || fill.length == 0)
        return (Padding){ first_chars(text, wanted), STR_NONE, 0 };
    return (Padding){ text, fill, wanted - chars };
}

static size_t fill_bytes(const Padding *p)
{
    uint64_t each = p->fill_chars ? char_count(p->fill.data, p->fill.length) : 1;

    return (size_t)(p->fill_chars / each) * p->fill.length +
           first_chars(p->fill, p->fill_chars % each).length;
}

static char *put_fill(const Padding *p, char *to, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += p->fill.length) {
        size_t part = bytes - at < p->fill.length ? bytes - at : p->fill.length;
        memcpy(to + at, p->fill.data, part);
    }
    return to + bytes;
}

static bool pad(const KernelCall *call, bool is_left, Column *out)
{
    TextArg texts = text_arg(call, 0), fills = { 0 };
    IntArg lengths = int_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, 2 * text_bytes(&texts, live));

    if (call->arg_count > 2)
        fills = text_arg(call, 2);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str fill = fills.views ? text_at(&fills, row) : STR_LIT(" ");
        Padding p = padding_of(text_at(&texts, row), fill, int_at(&lengths, row));
        size_t filled = fill_bytes(&p);
        char *to = TRY(text_out_room(&result, p.text.length + filled));
        if (is_left)
            put_bytes(put_fill(&p, to, filled), p.text);
        else
            put_fill(&p, put_bytes(to, p.text), filled);
        text_out_put(&result, row, p.text.length + filled);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_lpad(const KernelCall *call, Column *out)
{
    return pad(call, true, out);
}

bool kernel_rpad(const KernelCall *call, Column *out)
{
    return pad(call, false, out);
}

/* --- overlay -----------------------------------------------------------------------------------
 */

/* Texts count in characters, bytea in bytes. */
typedef Str (*CutFn)(Str s, uint64_t count);

static Str first_bytes(Str s, uint64_t count)
{
    return (Str){ s.data, count < s.length ? (size_t)count : s.length };
}

static Str after_bytes(Str s, uint64_t count)
{
    return str_slice(s, count < s.length ? (size_t)count : s.length, s.length);
}

static bool overlay(const KernelCall *call, bool is_text, Column *out)
{
    TextArg texts = text_arg(call, 0), pieces = text_arg(call, 1);
    IntArg starts = int_arg(call, 2), lengths = { 0 };
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live) + text_bytes(&pieces, live));
    CutFn first = is_text ? first_chars : first_bytes, after = is_text ? after_chars : after_bytes;

    if (call->arg_count > 3)
        lengths = int_arg(call, 3);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str text = text_at(&texts, row), piece = text_at(&pieces, row);
        int64_t start = int_at(&starts, row);
        int64_t length = call->arg_count > 3 ? int_at(&lengths, row)
                         : is_text           ? (int64_t)char_count(piece.data, piece.length)
                                             : (int64_t)piece.length;
        if (start <= 0)
            return fail(call->cx, ERR_SUBSTRING_ERROR, call->position,
                        "negative substring length not allowed");
        int64_t end = start + length;
        if (end != (int32_t)end)
            return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                        "integer out of range");
        Str before = first(text, (uint64_t)start - 1);
        Str rest = after(text, end > 1 ? (uint64_t)end - 1 : 0);
        size_t bytes = before.length + piece.length + rest.length;
        char *to = TRY(text_out_room(&result, bytes));
        put_bytes(put_bytes(put_bytes(to, before), piece), rest);
        text_out_put(&result, row, bytes);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_overlay(const KernelCall *call, Column *out)
{
    return overlay(call, true, out);
}

bool kernel_bytea_overlay(const KernelCall *call, Column *out)
{
    return overlay(call, false, out);
}

/* --- split_part --------------------------------------------------------------------------------
 */

/* Field `wanted` from 1 on; an empty one where there is none. */
static Str split_field(Str text, Str delimiter, int64_t wanted)
{
    const char *end = text.data + text.length, *at = text.data, *place;
    TextFind find = text_find();

    if (!delimiter.length)
        return wanted == 1 ? text : STR_NONE;
    for (int64_t field = 1;; field++) {
        place = find(at, end, delimiter);
        if (field == wanted)
            return (Str){ at, (size_t)((place ? place : end) - at) };
        if (!place)
            return STR_NONE;
        at = place + delimiter.length;
    }
}

static int64_t count_fields(Str text, Str delimiter)
{
    const char *end = text.data + text.length, *at = text.data, *place;
    TextFind find = text_find();
    int64_t count = 1;

    for (; delimiter.length && (place = find(at, end, delimiter)); count++)
        at = place + delimiter.length;
    return count;
}

bool kernel_split_part(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0), delimiters = text_arg(call, 1);
    IntArg fields = int_arg(call, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str text = text_at(&texts, row), delimiter = text_at(&delimiters, row);
        int64_t field = int_at(&fields, row);
        if (field == 0)
            return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                        "field position must not be zero");
        if (field < 0)
            field += count_fields(text, delimiter) + 1;
        if (field > 0 && text.length)
            TRY(text_out_str(&result, row, split_field(text, delimiter, field)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- translate ---------------------------------------------------------------------------------
 */

/* What becomes of the character `c`: itself, its counterpart, or nothing. */
static Str translated(Str c, Str from, Str to)
{
    const char *end = from.data + from.length, *to_end = to.data + to.length, *with = to.data;

    for (const char *at = from.data; at < end;) {
        const char *next = char_next(at, end);
        const char *with_next = with < to_end ? char_next(with, to_end) : with;
        if (str_equal((Str){ at, (size_t)(next - at) }, c))
            return (Str){ with, (size_t)(with_next - with) };
        at = next;
        with = with_next;
    }
    return c;
}

static size_t translate_row(Str text, Str from, Str to, char *out)
{
    const char *end = text.data + text.length;
    size_t length = 0;

    for (const char *at = text.data; at < end;) {
        const char *next = char_next(at, end);
        Str c = translated((Str){ at, (size_t)(next - at) }, from, to);
        put_bytes(out + length, c);
        length += c.length;
        at = next;
    }
    return length;
}

bool kernel_translate(const KernelCall *call, Column *out)
{
    enum { CHAR_BYTES_MAX = 4 };
    TextArg texts = text_arg(call, 0), froms = text_arg(call, 1), tos = text_arg(call, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str text = text_at(&texts, row);
        size_t chars = char_count(text.data, text.length);
        char *to = TRY(text_out_room(&result, chars * CHAR_BYTES_MAX));
        text_out_put(&result, row,
                     translate_row(text, text_at(&froms, row), text_at(&tos, row), to));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- initcap -----------------------------------------------------------------------------------
 */

static size_t initcap(Str text, char *to)
{
    const char *at = text.data, *end = text.data + text.length;
    CodeRanges letters = char_class_ranges(CLASS_ALNUM);
    bool in_word = false;
    size_t length = 0;

    while (at < end) {
        uint32_t code = utf8_decode(at, end, &at);
        code = code_point_to_case(code, in_word ? CASE_LOWER : CASE_UPPER);
        in_word = code_ranges_have(letters, code);
        length += (size_t)utf8_encode(code, to + length);
    }
    return length;
}

bool kernel_initcap(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str text = text_at(&texts, row);
        char *to = TRY(text_out_room(&result, text_case_room(text.length)));
        text_out_put(&result, row, initcap(text, to));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- concat_ws ---------------------------------------------------------------------------------
 */

static size_t joined(const KernelCall *call, const TextArg *args, uint32_t row, char *to)
{
    Str between = text_at(&args[0], row);
    size_t bytes = 0;
    bool is_first = true;

    for (uint32_t arg = 1; arg < call->arg_count; arg++) {
        if (!column_has(&call->args[arg], row))
            continue;
        Str parts[2] = { is_first ? STR_NONE : between, text_at(&args[arg], row) };
        for (int part = 0; part < 2; part++) {
            if (to)
                put_bytes(to + bytes, parts[part]);
            bytes += parts[part].length;
        }
        is_first = false;
    }
    return bytes;
}

bool kernel_concat_ws(const KernelCall *call, Column *out)
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
        size_t bytes = joined(call, args, row, NULL);
        char *to = TRY(text_out_room(&result, bytes));
        joined(call, args, row, to);
        text_out_put(&result, row, bytes);
        bit_set(validity, row);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = validity;
    return true;
}

/* --- Booleans as their output function shows them ----------------------------------------------
 */

bool kernel_bool_out(const KernelCall *call, Column *out)
{
    const Column *values = &call->args[0];
    StrView *views = result_alloc(call, LAYOUT_VIEW);
    bool is_const = values->kind == COLUMN_CONST;

    for (uint32_t row = 0; row < call->rows; row++)
        views[row] = view_make(((const uint8_t *)values->data)[is_const ? 0 : row] ? STR_LIT("t")
                                                                                   : STR_LIT("f"),
                               0, 0);
    *out = column_flat(LAYOUT_VIEW, call->rows, views, NULL);
    return true;
}
