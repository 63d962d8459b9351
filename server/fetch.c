/*
 * fetch.c -- FETCH and MOVE: which rows of a cursor, in which order, in which form.
 *
 * Every form becomes: pass over `skip` rows, then give `left` rows, in one direction.  Rows that
 * the client wants in another format than the cursor keeps are taken apart and written anew.
 */
#include "server/cursor.h"

#include <stdlib.h>

enum {
    FETCH_BLOCK_BYTES = 256 * 1024, /* given to the wire at a time, and one row more */
};

struct FetchRun {
    Session *session;
    const WirePortal *portal;
    const Fetch *fetch; /* the statement */
    Arena *arena;       /* of the block being given */
    Cx cx;
    bool is_begun;
    bool is_backward;
    bool from_end; /* go behind the last row first */
    uint64_t skip, left;
    uint64_t moved;  /* MOVE: rows that FETCH would have given */
    bool is_looping; /* see fetch_loop */
    bool goes_on;
};

typedef enum Step {
    STEP_ANSWERED, /* the run may be gone */
    STEP_ASKED,    /* rows are on their way */
} Step;

FetchRun *fetch_new(Cx *cx, Session *session, const WirePortal *portal)
{
    FetchRun *run = calloc(1, sizeof *run);

    if (!run)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    run->session = session;
    run->portal = portal;
    run->fetch = (const Fetch *)((const Prepared *)portal->prepared)->statement;
    run->arena = arena_new_apart(&session->server->budget, "the cursor");
    run->cx.arena = run->arena;
    return run;
}

void fetch_close(FetchRun *run)
{
    arena_free(run->arena);
    free(run);
}

/* --- What the words mean --------------------------------------------------------------------- */

static bool check_scroll(FetchRun *run, const Cursor *cursor)
{
    if (cursor->can_scroll)
        return true;
    fail(&run->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
         "cursor can only scan forward");
    return fail_hint(&run->cx, "Declare it with SCROLL option to enable backward scan.");
}

static bool go_forward(FetchRun *run, uint64_t skip, uint64_t count)
{
    run->skip = skip;
    run->left = count;
    return true;
}

static bool go_backward(FetchRun *run, const Cursor *cursor, uint64_t skip, uint64_t count)
{
    run->is_backward = true;
    run->skip = skip;
    run->left = count;
    return check_scroll(run, cursor);
}

static bool go_to(FetchRun *run, Cursor *cursor, uint64_t at)
{
    TRY(cursor->at <= at || check_scroll(run, cursor));
    if (at < cursor->at)
        cursor->at = at;
    return true;
}

/* The row the cursor stands on once more. */
static bool go_again(FetchRun *run, Cursor *cursor)
{
    bool is_on_row = cursor->at > 0 && cursor->at <= cursor_end(cursor);

    if (run->fetch->is_move)
        run->moved = is_on_row;
    if (run->fetch->is_move || !is_on_row)
        return true;
    return go_to(run, cursor, cursor->at - 1) && go_forward(run, 0, 1);
}

static bool go_absolute(FetchRun *run, Cursor *cursor, int64_t number, uint64_t size)
{
    if (number < 0) {
        run->from_end = true;
        run->is_backward = true;
        return go_forward(run, size - 1, 1);
    }
    if (number == 0)
        return go_to(run, cursor, 0);
    if (size > cursor->at)
        return go_forward(run, size - cursor->at - 1, 1);
    return go_to(run, cursor, size - 1) && go_forward(run, 0, 1);
}

static bool fetch_begin(FetchRun *run, Cursor *cursor)
{
    int64_t count = run->fetch->count;
    uint64_t size = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
    bool is_back = count < 0;

    run->is_begun = true;
    switch ((FetchDirection)run->fetch->direction) {
    case FETCH_ABSOLUTE: return go_absolute(run, cursor, count, size);
    case FETCH_RELATIVE:
        if (count == 0)
            return go_again(run, cursor);
        return is_back ? go_backward(run, cursor, size - 1, 1) : go_forward(run, size - 1, 1);
    case FETCH_BACKWARD: is_back = !is_back; break;
    case FETCH_FORWARD: break;
    }
    if (count == 0)
        return go_again(run, cursor);
    return is_back ? go_backward(run, cursor, 0, size) : go_forward(run, 0, size);
}

/* --- Rows ------------------------------------------------------------------------------------ */

static bool wants_binary(const FetchRun *run, const Cursor *cursor, uint32_t column)
{
    const uint16_t *formats = run->portal->result_formats;

    return formats ? formats[column] : cursor->wire.is_binary;
}

static bool is_as_kept(const FetchRun *run, const Cursor *cursor)
{
    for (uint32_t column = 0; column < cursor->wire.column_count; column++)
        if (wants_binary(run, cursor, column) != cursor->wire.is_binary)
            return false;
    return true;
}

static uint32_t read_u32(const char *at)
{
    const uint8_t *bytes = (const uint8_t *)at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_u32(char *at, uint32_t value)
{
    for (int byte = 0; byte < 4; byte++)
        at[byte] = (char)(value >> (24 - 8 * byte));
}

/* One value in its other form, with its length before it. */
static bool add_other_form(Cx *cx, StrBuilder *out, TypeId id, Str kept, bool is_kept_binary)
{
    Type type = type_of(id);
    size_t start = out->length;
    Value value;

    str_add(out, (Str){ "\0\0\0\0", 4 });
    if (is_kept_binary)
        TRY(value_decode_binary(cx, type, kept, &value));
    else
        TRY(value_parse(cx, type, kept, NO_POSITION, &value));
    if (is_kept_binary)
        value_print_styled(out, cx->values, type, value);
    else
        value_encode_binary(out, cx_values(cx), type, value);
    write_u32(out->data + start, (uint32_t)(out->length - start - 4));
    return true;
}

enum { ROW_HEAD_BYTES = 7 }; /* type, length, count of columns */

static bool add_row(FetchRun *run, const Cursor *cursor, StrBuilder *out, Str row)
{
    size_t start = out->length, at = ROW_HEAD_BYTES;

    str_add(out, str_slice(row, 0, ROW_HEAD_BYTES));
    for (uint32_t column = 0; column < cursor->wire.column_count; column++) {
        uint32_t length = read_u32(row.data + at);
        size_t bytes = length == UINT32_MAX ? 0 : length;
        Str value = str_slice(row, at + 4, at + 4 + bytes);
        bool is_kept = wants_binary(run, cursor, column) == cursor->wire.is_binary;
        TypeId id = type_find_oid(cursor->wire.columns[column].type_oid);
        if (is_kept || length == UINT32_MAX)
            str_add(out, str_slice(row, at, at + 4 + bytes));
        else
            TRY(add_other_form(&run->cx, out, id, value, cursor->wire.is_binary));
        at += 4 + bytes;
    }
    write_u32(out->data + start + 1, (uint32_t)(out->length - start - 1));
    return true;
}

/* The next rows of this direction, up to a block's worth. */
static bool gather_rows(FetchRun *run, Cursor *cursor, uint64_t available, StrBuilder *out,
                        uint64_t *out_rows)
{
    bool as_kept = is_as_kept(run, cursor);
    ValueContext values =
        cursor->wire.is_binary ? session_values(run->session, run->cx.arena) : cursor->values;
    uint64_t rows = 0;

    run->cx.values = &values;

    for (; rows < available && run->left && out->length < FETCH_BLOCK_BYTES; rows++) {
        cursor->at += run->is_backward ? (uint64_t)-1 : 1;
        run->left--;
        Str row = cursor_row(cursor, cursor->at);
        if (as_kept)
            str_add(out, row);
        else
            TRY(add_row(run, cursor, out, row));
    }
    *out_rows = rows;
    run->cx.values = NULL;
    return check_memory(&run->cx);
}

/* --- Going on -------------------------------------------------------------------------------- */

static Step answer_error(FetchRun *run, const Error *error)
{
    wire_answer_error(run->session->wire, error);
    return STEP_ANSWERED;
}

static Step answer_end(FetchRun *run, WireBlock block)
{
    WireCompletion completion = { .tag = run->fetch->is_move ? "MOVE" : "FETCH",
                                  .has_count = true,
                                  .affected = run->moved };

    wire_answer_rows(run->session->wire, block, &completion);
    return STEP_ANSWERED;
}

static void rows_came(void *self, const Error *error);

static Step ask_for(FetchRun *run, Cursor *cursor, uint64_t rows)
{
    cursor_want(cursor, rows, rows_came, run);
    return STEP_ASKED;
}

/* Rows that can be passed in this direction without asking. */
static uint64_t rows_ahead(const FetchRun *run, const Cursor *cursor)
{
    uint64_t end = cursor_end(cursor);

    if (run->is_backward)
        return cursor->at ? cursor->at - 1 : 0;
    return cursor->at < end ? end - cursor->at : 0;
}

static void pass(FetchRun *run, Cursor *cursor, uint64_t rows)
{
    cursor->at = run->is_backward ? cursor->at - rows : cursor->at + rows;
}

static Step give_rows(FetchRun *run, Cursor *cursor, uint64_t available)
{
    uint64_t rows = 0;

    arena_reset(run->arena);
    StrBuilder out = str_builder(run->arena);
    if (!gather_rows(run, cursor, available, &out, &rows))
        return answer_error(run, &run->cx.error);
    WireBlock block = { .bytes = out.data, .length = out.length, .rows = rows };
    if (!run->left)
        return answer_end(run, block);
    wire_answer_rows(run->session->wire, block, NULL);
    return STEP_ANSWERED;
}

/* There is nothing ahead: the cursor stands beyond the rows. */
static Step end_beyond(FetchRun *run, Cursor *cursor)
{
    cursor->at = run->is_backward ? 0 : cursor_end(cursor) + 1;
    return answer_end(run, (WireBlock){ 0 });
}

static Step fetch_step(FetchRun *run, Cursor *cursor)
{
    cursor_passed(cursor);
    if (run->from_end) {
        if (!cursor_has_ended(cursor))
            return ask_for(run, cursor, UINT64_MAX);
        run->from_end = false;
        cursor->at = cursor_end(cursor) + 1;
        if (!check_scroll(run, cursor))
            return answer_error(run, &run->cx.error);
    }
    for (;;) {
        uint64_t ahead = rows_ahead(run, cursor);
        uint64_t passed = run->skip < ahead ? run->skip : ahead;

        pass(run, cursor, passed);
        run->skip -= passed;
        ahead -= passed;
        if (!run->skip && !run->left)
            return answer_end(run, (WireBlock){ 0 });
        if (!ahead && !run->is_backward && !cursor_has_ended(cursor)) {
            cursor_passed(cursor);
            return ask_for(run, cursor, cursor->at + 1);
        }
        if (!ahead)
            return end_beyond(run, cursor);
        if (!run->fetch->is_move)
            return give_rows(run, cursor, ahead);
        passed = run->left < ahead ? run->left : ahead;
        pass(run, cursor, passed);
        run->left -= run->left == FETCH_ALL ? 0 : passed;
        run->moved += passed;
    }
}

/* Rows may come inside the call that asks for them: they are noted, and the loop goes on. */
static void fetch_loop(FetchRun *run, Cursor *cursor)
{
    run->is_looping = true;
    do {
        run->goes_on = false;
        if (fetch_step(run, cursor) == STEP_ANSWERED)
            return;
    } while (run->goes_on);
    run->is_looping = false;
}

static void rows_came(void *self, const Error *error)
{
    FetchRun *run = self;
    Cursor *cursor = cursor_find(run->session, run->fetch->name);

    if (error)
        (void)answer_error(run, error);
    else if (run->is_looping)
        run->goes_on = true;
    else
        fetch_loop(run, cursor);
}

void fetch_want_rows(FetchRun *run)
{
    Cursor *cursor = cursor_find(run->session, run->fetch->name);
    Cx *cx = &run->cx;

    if (!cursor)
        fail(cx, ERR_INVALID_CURSOR_NAME, NO_POSITION, "cursor \"%.*s\" does not exist",
             STR(run->fetch->name));
    else if (cursor->has_failed)
        fail(cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION, "portal \"%.*s\" cannot be run",
             STR(cursor->name));
    else if (run->is_begun || fetch_begin(run, cursor)) {
        fetch_loop(run, cursor);
        return;
    }
    (void)answer_error(run, &cx->error);
}
