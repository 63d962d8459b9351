/*
 * text_make.c -- concatenation, replace, repeat, reverse: results with bytes of their own.
 *
 * A string may grow up to TEXT_BYTES_MAX; sizes are sums and products of argument lengths, which
 * are checked before anything is allocated.
 */
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"
#include "expression/kernels/text_utf8.h"

static char *put_bytes(char *to, Str s)
{
    if (s.length)
        memcpy(to, s.data, s.length);
    return to + s.length;
}

/* --- Concatenation --------------------------------------------------------------------------- */

bool kernel_text_concat(const KernelCall *call, Column *out)
{
    TextArg left = text_arg(call, 0), right = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&left, live) + text_bytes(&right, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str a = text_at(&left, row), b = text_at(&right, row);
        char *to = TRY(text_out_room(&result, a.length + b.length));

        put_bytes(put_bytes(to, a), b);
        text_out_put(&result, row, a.length + b.length);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* The bytes of row `row` of all arguments that are not null; measures where `to` is NULL. */
static size_t concat_row(const KernelCall *call, const TextArg *args, uint32_t row, char *to)
{
    size_t bytes = 0;

    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        if (!column_has(&call->args[arg], row))
            continue;
        Str s = text_at(&args[arg], row);
        if (to)
            put_bytes(to + bytes, s);
        bytes += s.length;
    }
    return bytes;
}

bool kernel_concat(const KernelCall *call, Column *out)
{
    TextArg *args = ARENA_ARRAY(call->cx->arena, TextArg, call->arg_count + 1);
    LiveRows live = selected_rows(call);
    size_t bytes = 0;

    for (uint32_t arg = 0; arg < call->arg_count; arg++)
        args[arg] = text_arg(call, arg);
    for (uint32_t at = 0; at < live.count; at++)
        bytes += concat_row(call, args, live.row[at], NULL);

    TextOut result = text_out(call, bytes);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        size_t length = concat_row(call, args, row, NULL);
        char *to = TRY(text_out_room(&result, length));

        concat_row(call, args, row, to);
        text_out_put(&result, row, length);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- replace --------------------------------------------------------------------------------- */

typedef struct Replacement {
    TextFind find;
    Str from, to;
} Replacement;

static size_t count_matches(Str s, const Replacement *replacement)
{
    const char *end = s.data + s.length, *at = s.data;
    size_t count = 0;

    while ((at = replacement->find(at, end, replacement->from))) {
        at += replacement->from.length;
        count++;
    }
    return count;
}

static void replace_matches(Str s, const Replacement *replacement, char *to)
{
    const char *end = s.data + s.length, *at = s.data, *match;

    while ((match = replacement->find(at, end, replacement->from))) {
        to = put_bytes(to, (Str){ at, (size_t)(match - at) });
        to = put_bytes(to, replacement->to);
        at = match + replacement->from.length;
    }
    put_bytes(to, (Str){ at, (size_t)(end - at) });
}

bool kernel_replace(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0), from = text_arg(call, 1), to = text_arg(call, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&text, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);
        Replacement replacement = { text_find(), text_at(&from, row), text_at(&to, row) };
        size_t count = replacement.from.length ? count_matches(s, &replacement) : 0;
        size_t kept = s.length - count * replacement.from.length, added;

        if (__builtin_mul_overflow(count, replacement.to.length, &added) || added > TEXT_BYTES_MAX)
            added = TEXT_BYTES_MAX + (size_t)1;
        char *room = TRY(text_out_room(&result, kept + added));
        if (count)
            replace_matches(s, &replacement, room);
        else
            put_bytes(room, s);
        text_out_put(&result, row, kept + added);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

/* --- repeat, reverse ------------------------------------------------------------------------- */

/* Fill [to, to + bytes) with copies of `s`, doubling what is there. */
static void repeat_text(Str s, size_t bytes, char *to)
{
    size_t done = s.length;

    put_bytes(to, s);
    while (done < bytes) {
        size_t step = done < bytes - done ? done : bytes - done;
        memcpy(to + done, to, step);
        done += step;
    }
}

bool kernel_repeat(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    IntArg times = int_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&text, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row);
        int64_t count = int_at(&times, row);
        size_t bytes;

        if (count <= 0 || s.length == 0)
            continue;
        if (__builtin_mul_overflow((size_t)count, s.length, &bytes) || bytes > TEXT_BYTES_MAX)
            return fail(call->cx, ERR_PROGRAM_LIMIT_EXCEEDED, call->position,
                        "requested length too large");
        char *to = TRY(text_out_room(&result, bytes));
        repeat_text(s, bytes, to);
        text_out_put(&result, row, bytes);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

static void reverse_text(Str s, char *to)
{
    const char *at = s.data, *end = s.data + s.length;

    to += s.length;
    for (; end - at >= 8 && !(load_word(at) & HIGH_BITS); at += 8) {
        uint64_t word = __builtin_bswap64(load_word(at));
        to -= 8;
        memcpy(to, &word, sizeof word);
    }
    while (at < end) {
        const char *next = char_next(at, end);
        to -= next - at;
        memcpy(to, at, (size_t)(next - at));
        at = next;
    }
}

bool kernel_reverse(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&text, live));

    for (uint32_t at = 0; at < live.count; at++) {
        Str s = text_at(&text, live.row[at]);
        char *to = TRY(text_out_room(&result, s.length));

        reverse_text(s, to);
        text_out_put(&result, live.row[at], s.length);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
