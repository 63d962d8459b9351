/*
 * result.c -- the sink of the last stage: rows as DataRow messages, ready for the client.
 *
 * Encoding happens here, on the worker's cores, so that the driver only moves bytes.
 */
#include "worker/result.h"

#include "worker/result_row.h"
#include "worker/sink.h"

typedef struct ResultSink {
    Sink sink;
    Columns columns;
    StrBuilder out;
    Arena arena; /* of the text being gathered */
    uint32_t rows;
} ResultSink;

enum { RESULT_BLOCK_BYTES = 256 * 1024, RESULT_ROW_BYTES_MAX = 1024 * 1024 * 1024 };

void row_put_u32(char *to, uint32_t value)
{
    value = __builtin_bswap32(value);
    memcpy(to, &value, sizeof value);
}

void row_put_u16(char *to, uint16_t value)
{
    value = __builtin_bswap16(value);
    memcpy(to, &value, sizeof value);
}

static bool is_binary(const ResultFormat *format, uint32_t column)
{
    return column < format->formats.length && format->formats.data[column] == 1;
}

void row_add_value(StrBuilder *out, const ValueContext *values, bool as_binary,
                   const Column *column, uint32_t row, Type type)
{
    size_t start = out->length;

    str_add_bytes(out, "\xff\xff\xff\xff", 4);
    if (!column_has(column, row))
        return;
    Value value = value_of_typed_column(column, row, type);
    if (as_binary)
        value_encode_binary(out, values, type, value);
    else
        value_print_styled(out, values, type, value);
    row_put_u32(out->data + start, (uint32_t)(out->length - start - 4));
}

static void add_row(StrBuilder *out, Columns columns, const ResultFormat *format,
                    const Batch *batch, uint32_t row)
{
    size_t start = out->length;

    if (result_is_copied(format)) {
        copy_add_row(out, columns, format, batch, row);
        return;
    }
    str_add_bytes(out, "D\0\0\0\0\0\0", 7);
    for (uint32_t at = 0; at < columns.count; at++)
        row_add_value(out, format->values, is_binary(format, at), &batch->columns[at], row,
                      columns.items[at].type);
    row_put_u32(out->data + start + 1, (uint32_t)(out->length - start - 1));
    row_put_u16(out->data + start + 5, (uint16_t)columns.count);
}

void result_encode(StrBuilder *out, Columns columns, const ResultFormat *format, const Batch *batch)
{
    for (uint32_t at = 0; at < batch->selected; at++)
        add_row(out, columns, format, batch, batch_row(batch, at));
}

static bool seal(ResultSink *r, Task *task)
{
    BlockRef ref;

    if (r->out.length > RESULT_ROW_BYTES_MAX)
        return fail(&task->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a result row of %zu bytes is too large", r->out.length);
    void *to = TRY(segment_append(&task->cx, r->sink.query->segments, query_owner(r->sink.query),
                                  r->out.length, &ref));
    memcpy(to, r->out.data, r->out.length);
    ref.rows = r->rows;
    sink_add_block(&r->sink, task, ref);
    r->rows = 0;
    r->out.length = 0;
    return true;
}

static bool result_add(Sink *sink, Task *task, const Batch *batch)
{
    ResultSink *r = (ResultSink *)sink;

    for (uint32_t at = 0; at < batch->selected; at++) {
        add_row(&r->out, r->columns, &sink->query->result, batch, batch_row(batch, at));
        r->rows++;
        if (r->out.length >= RESULT_BLOCK_BYTES)
            TRY(seal(r, task));
    }
    sink->rows += batch->selected;
    return check_memory(&task->cx);
}

static bool result_finish(Sink *sink, Task *task)
{
    ResultSink *r = (ResultSink *)sink;

    return r->rows == 0 || seal(r, task);
}

static void result_close(Sink *sink)
{
    arena_fini(&((ResultSink *)sink)->arena);
}

Sink *result_sink_new(Task *task, QueryRun *query, const Exchange *plan)
{
    ResultSink *r = arena_zero(task->arena, sizeof *r);

    r->sink =
        (Sink){ .add = result_add, .finish = result_finish, .close = result_close, .query = query };
    r->columns = plan_output(&task->cx, plan->input);
    arena_init(&r->arena, task->budget);
    r->out = str_builder(&r->arena);
    return &r->sink;
}
