/* text_measure.c -- lengths and positions in text, and starts_with. */
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"
#include "expression/kernels/text_utf8.h"

/* The integer that `measure` finds in each string. */
static bool measure_text(const KernelCall *call, int32_t (*measure)(Str), Column *out)
{
    TextArg text = text_arg(call, 0);
    LiveRows live = live_rows(call);
    int32_t *lengths = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++)
        lengths[live.row[at]] = measure(text_at(&text, live.row[at]));
    *out = column_flat(LAYOUT_I32, call->rows, lengths, NULL);
    return true;
}

static int32_t measure_chars(Str s)
{
    return (int32_t)char_count(s.data, s.length);
}

static int32_t measure_bpchar(Str s)
{
    while (s.length && s.data[s.length - 1] == ' ')
        s.length--;
    return measure_chars(s);
}

bool kernel_char_length(const KernelCall *call, Column *out)
{
    return measure_text(call, measure_chars, out);
}

bool kernel_bpchar_length(const KernelCall *call, Column *out)
{
    return measure_text(call, measure_bpchar, out);
}

bool kernel_octet_length(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0);
    int32_t *lengths = column_alloc(call->cx->arena, LAYOUT_I32, call->rows);

    for (uint32_t row = 0; row < call->rows; row++)
        lengths[row] = (int32_t)text.views[row * text.step].length;
    *out = column_flat(LAYOUT_I32, call->rows, lengths, NULL);
    return true;
}

static int32_t measure_bits(Str s)
{
    return (int32_t)(s.length * 8);
}

bool kernel_bit_length(const KernelCall *call, Column *out)
{
    return measure_text(call, measure_bits, out);
}

bool kernel_strpos(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0), wanted = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextFind find = text_find();
    int32_t *places = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row), needle = text_at(&wanted, row);
        const char *place = needle.length ? find(s.data, s.data + s.length, needle) : s.data;

        if (place)
            places[row] = (int32_t)char_count(s.data, (size_t)(place - s.data)) + 1;
    }
    *out = column_flat(LAYOUT_I32, call->rows, places, NULL);
    return true;
}

bool kernel_starts_with(const KernelCall *call, Column *out)
{
    TextArg text = text_arg(call, 0), wanted = text_arg(call, 1);
    LiveRows live = live_rows(call);
    bool *starts = result_alloc(call, LAYOUT_BOOL);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str s = text_at(&text, row), prefix = text_at(&wanted, row);

        starts[row] = str_equal(str_slice(s, 0, prefix.length), prefix);
    }
    *out = column_flat(LAYOUT_BOOL, call->rows, starts, NULL);
    return true;
}
