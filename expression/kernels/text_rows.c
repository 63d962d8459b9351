/* text_rows.c -- arguments and results of text kernels; see text.h. */
#include "expression/kernels/text.h"

enum { HEAP_BYTES_MIN = 4096, HEAP_BYTES_CHECKED = 1 << 20 };

TextArg text_arg(const KernelCall *call, uint32_t at)
{
    const Column *column = &call->args[at];

    assert(column->layout == LAYOUT_VIEW);
    assert(column->kind == COLUMN_FLAT || column->kind == COLUMN_CONST);
    return (TextArg){ column->data, column->heaps, column->kind == COLUMN_FLAT };
}

IntArg int_arg(const KernelCall *call, uint32_t at)
{
    const Column *column = &call->args[at];
    IntArg arg = { .data = column->data, .layout = column->layout };

    assert(column->kind == COLUMN_FLAT || column->kind == COLUMN_CONST);
    if (column->kind == COLUMN_CONST) {
        arg.constant = int_of_row(&arg, 0);
        arg.is_constant = true;
    }
    return arg;
}

int64_t int_of_row(const IntArg *arg, uint32_t row)
{
    switch (arg->layout) {
    case LAYOUT_BOOL: return ((const uint8_t *)arg->data)[row];
    case LAYOUT_I8: return ((const int8_t *)arg->data)[row];
    case LAYOUT_I16: return ((const int16_t *)arg->data)[row];
    case LAYOUT_I32: return ((const int32_t *)arg->data)[row];
    case LAYOUT_I64: return ((const int64_t *)arg->data)[row];
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: assert(!"not an integer argument");
    }
    return 0;
}

static uint32_t *rows_list(const KernelCall *call, uint32_t *out_count)
{
    uint32_t count = call->selection ? call->selected : call->rows;
    uint32_t *row = ARENA_ARRAY(call->cx->arena, uint32_t, (size_t)count + 1);

    if (call->selection)
        for (uint32_t at = 0; at < count; at++)
            row[at] = call->selection[at];
    else
        for (uint32_t at = 0; at < count; at++)
            row[at] = at;
    *out_count = count;
    return row;
}

LiveRows selected_rows(const KernelCall *call)
{
    uint32_t count;
    const uint32_t *row = rows_list(call, &count);

    return (LiveRows){ row, count };
}

LiveRows live_rows(const KernelCall *call)
{
    uint32_t count;
    uint32_t *row = rows_list(call, &count);

    for (uint32_t arg = 0; arg < call->arg_count; arg++) {
        const Column *column = &call->args[arg];
        uint32_t kept = 0;

        if (!column->validity)
            continue;
        for (uint32_t at = 0; at < count; at++) {
            row[kept] = row[at];
            kept += column_has(column, row[at]);
        }
        count = kept;
    }
    return (LiveRows){ row, count };
}

void *result_alloc(const KernelCall *call, Layout layout)
{
    void *data = column_alloc(call->cx->arena, layout, call->rows);
    return memset(data, 0, (size_t)call->rows * (size_t)layout_bytes(layout));
}

size_t text_bytes(const TextArg *arg, LiveRows live)
{
    size_t bytes = 0;

    for (uint32_t at = 0; at < live.count; at++)
        bytes += arg->views[live.row[at] * arg->step].length;
    return bytes;
}

TextOut text_out(const KernelCall *call, size_t bytes)
{
    if (bytes > HEAP_BYTES_CHECKED)
        bytes = HEAP_BYTES_CHECKED;
    return (TextOut){ .cx = call->cx,
                      .views = result_alloc(call, LAYOUT_VIEW),
                      .heap_bytes = bytes < HEAP_BYTES_MIN ? HEAP_BYTES_MIN : bytes };
}

static bool add_heap(TextOut *out, size_t bytes)
{
    if (bytes > TEXT_BYTES_MAX)
        return fail(out->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "requested length too large");
    if (!check_effort(out->cx, bytes))
        return false;
    if (out->heap_count == out->heap_capacity) {
        uint32_t capacity = out->heap_capacity ? out->heap_capacity * 2 : 4;
        uint8_t **heaps = ARENA_ARRAY(out->cx->arena, uint8_t *, capacity);

        if (out->heap_count)
            memcpy(heaps, out->heaps, out->heap_count * sizeof *heaps);
        out->heaps = heaps;
        out->heap_capacity = capacity;
    }

    size_t size = bytes > out->heap_bytes ? bytes : out->heap_bytes;
    uint8_t *heap = arena_alloc(out->cx->arena, size);

    out->heaps[out->heap_count++] = heap;
    out->next = (char *)heap;
    out->room = size;
    if (out->heap_bytes < HEAP_BYTES_CHECKED)
        out->heap_bytes *= 2;
    return size < HEAP_BYTES_CHECKED || check_interrupts(out->cx);
}

char *text_out_room(TextOut *out, size_t bytes)
{
    if (unlikely(bytes > out->room || !out->next) && !add_heap(out, bytes))
        return NULL;
    return out->next;
}

void text_out_put(TextOut *out, uint32_t row, size_t bytes)
{
    uint32_t heap = out->heap_count - 1;
    uint32_t offset = (uint32_t)(out->next - (char *)out->heaps[heap]);

    out->views[row] = view_make((Str){ out->next, bytes }, heap, offset);
    if (bytes > VIEW_INLINE_MAX) {
        out->next += bytes;
        out->room -= bytes;
    }
}

bool text_out_str(TextOut *out, uint32_t row, Str text)
{
    char *to = TRY(text_out_room(out, text.length));

    if (text.length)
        memcpy(to, text.data, text.length);
    text_out_put(out, row, text.length);
    return true;
}

Column text_out_column(const TextOut *out, uint32_t rows)
{
    Column column = column_flat(LAYOUT_VIEW, rows, out->views, NULL);

    column.heaps = (const uint8_t *const *)out->heaps;
    column.heap_count = out->heap_count;
    return column;
}
