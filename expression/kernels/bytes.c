/*
 * bytes.c -- functions of bytea: pieces, places, bits.
 */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"

/* --- substring, position -----------------------------------------------------------------------
 */

bool kernel_bytea_substring(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    IntArg starts = int_arg(call, 1), lengths = { 0 };
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    if (call->arg_count > 2)
        lengths = int_arg(call, 2);
    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str bytes = text_at(&texts, row);
        int64_t from = int_at(&starts, row) - 1, to = INT32_MAX;
        if (call->arg_count > 2) {
            int64_t wanted = int_at(&lengths, row);
            if (wanted < 0)
                return fail(call->cx, ERR_SUBSTRING_ERROR, call->position,
                            "negative substring length not allowed");
            to = from + wanted;
        }
        from = from < 0 ? 0 : from;
        TRY(text_out_str(&result, row,
                         to <= from ? STR_NONE : str_slice(bytes, (size_t)from, (size_t)to)));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_bytea_position(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0), wanted = text_arg(call, 1);
    LiveRows live = live_rows(call);
    int32_t *places = result_alloc(call, LAYOUT_I32);
    TextFind find = text_find();

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str bytes = text_at(&texts, row), needle = text_at(&wanted, row);
        const char *place =
            needle.length ? find(bytes.data, bytes.data + bytes.length, needle) : bytes.data;
        places[row] = place || !needle.length ? (int32_t)(place - bytes.data) + 1 : 0;
    }
    *out = column_flat(LAYOUT_I32, call->rows, places, NULL);
    return true;
}

/* --- Trims -------------------------------------------------------------------------------------
 */

static bool trim_bytes(const KernelCall *call, bool at_start, bool at_end, Column *out)
{
    TextArg texts = text_arg(call, 0), sets = text_arg(call, 1);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str bytes = text_at(&texts, row), set = text_at(&sets, row);
        while (at_start && bytes.length && set.length &&
               memchr(set.data, bytes.data[0], set.length))
            bytes = (Str){ bytes.data + 1, bytes.length - 1 };
        while (at_end && bytes.length && set.length &&
               memchr(set.data, bytes.data[bytes.length - 1], set.length))
            bytes.length--;
        TRY(text_out_str(&result, row, bytes));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_bytea_btrim(const KernelCall *call, Column *out)
{
    return trim_bytes(call, true, true, out);
}

bool kernel_bytea_ltrim(const KernelCall *call, Column *out)
{
    return trim_bytes(call, true, false, out);
}

bool kernel_bytea_rtrim(const KernelCall *call, Column *out)
{
    return trim_bytes(call, false, true, out);
}

/* --- Bytes and bits by number ------------------------------------------------------------------
 */

enum { BYTE_BITS = 8 };

/* `count` things there are; `index` must be one of them. */
static bool check_index(const KernelCall *call, int64_t index, int64_t count)
{
    return (index >= 0 && index < count) ||
           fail(call->cx, ERR_ARRAY_SUBSCRIPT_ERROR, call->position,
                "index %lld out of valid range, 0..%lld", (long long)index, (long long)count - 1);
}

static bool get_of_bytes(const KernelCall *call, bool is_bit, Column *out)
{
    TextArg texts = text_arg(call, 0);
    IntArg indexes = int_arg(call, 1);
    LiveRows live = live_rows(call);
    int32_t *values = result_alloc(call, LAYOUT_I32);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str bytes = text_at(&texts, row);
        int64_t index = int_at(&indexes, row);
        TRY(check_index(call, index, (int64_t)bytes.length * (is_bit ? BYTE_BITS : 1)));
        uint8_t byte = (uint8_t)bytes.data[is_bit ? index / BYTE_BITS : index];
        values[row] = is_bit ? byte >> (index % BYTE_BITS) & 1 : byte;
    }
    *out = column_flat(LAYOUT_I32, call->rows, values, NULL);
    return true;
}

bool kernel_get_byte(const KernelCall *call, Column *out)
{
    return get_of_bytes(call, false, out);
}

bool kernel_get_bit(const KernelCall *call, Column *out)
{
    return get_of_bytes(call, true, out);
}

static bool set_in_bytes(const KernelCall *call, bool is_bit, Column *out)
{
    TextArg texts = text_arg(call, 0);
    IntArg indexes = int_arg(call, 1), values = int_arg(call, 2);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str bytes = text_at(&texts, row);
        int64_t index = int_at(&indexes, row), value = int_at(&values, row);
        TRY(check_index(call, index, (int64_t)bytes.length * (is_bit ? BYTE_BITS : 1)));
        if (is_bit && value != 0 && value != 1)
            return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                        "new bit must be 0 or 1");
        char *to = TRY(text_out_room(&result, bytes.length));
        memcpy(to, bytes.data, bytes.length);
        if (is_bit) {
            char *byte = to + index / BYTE_BITS;
            int mask = 1 << index % BYTE_BITS;
            *byte = (char)(value ? *byte | mask : *byte & ~mask);
        } else {
            to[index] = (char)value;
        }
        text_out_put(&result, row, bytes.length);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_set_byte(const KernelCall *call, Column *out)
{
    return set_in_bytes(call, false, out);
}

bool kernel_set_bit(const KernelCall *call, Column *out)
{
    return set_in_bytes(call, true, out);
}

bool kernel_bit_count(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0);
    LiveRows live = live_rows(call);
    int64_t *counts = result_alloc(call, LAYOUT_I64);

    for (uint32_t at = 0; at < live.count; at++) {
        Str bytes = text_at(&texts, live.row[at]);
        for (size_t byte = 0; byte < bytes.length; byte++)
            counts[live.row[at]] += __builtin_popcount((uint8_t)bytes.data[byte]);
    }
    *out = column_flat(LAYOUT_I64, call->rows, counts, NULL);
    return true;
}
