/* cursor.c -- see cursor.h. */
#include "server/cursor.h"

#include "base/clock.h"

#include <stdlib.h>

static Budget *budget_of(const Cursor *cursor)
{
    return &cursor->session->server->budget;
}

Cursor *cursor_find(const Session *session, Str name)
{
    Cursor *cursor = session->cursors;

    while (cursor && !str_equal(cursor->name, name))
        cursor = cursor->next;
    return cursor;
}

/* --- Rows ------------------------------------------------------------------------------------ */

uint64_t cursor_end(const Cursor *cursor)
{
    return cursor->first + cursor->count;
}

bool cursor_has_ended(const Cursor *cursor)
{
    return !cursor->run;
}

Str cursor_row(const Cursor *cursor, uint64_t number)
{
    uint64_t at = number - cursor->first - 1;

    assert(number > cursor->first && at < cursor->count);
    size_t start = at ? cursor->ends[at - 1] : 0;
    return (Str){ cursor->rows + start, cursor->ends[at] - start };
}

void cursor_passed(Cursor *cursor)
{
    if (cursor->can_scroll || cursor->at < cursor_end(cursor))
        return;
    cursor->first += cursor->count;
    cursor->count = 0;
    cursor->length = 0;
}

/* Room for more; the budget knows of it. */
static void *grown(Cursor *cursor, void *memory, size_t bytes, size_t more)
{
    if (!budget_take(budget_of(cursor), (int64_t)more))
        return NULL;
    void *larger = realloc(memory, bytes + more);
    if (!larger)
        budget_give(budget_of(cursor), (int64_t)more);
    return larger;
}

static bool make_room(Cursor *cursor, size_t bytes, uint64_t rows)
{
    if (cursor->length + bytes > CURSOR_BYTES_MAX)
        return false;
    if (cursor->length + bytes > cursor->capacity) {
        size_t more = cursor->capacity > bytes ? cursor->capacity : bytes;
        cursor->rows = TRY((char *)grown(cursor, cursor->rows, cursor->capacity, more));
        cursor->capacity += more;
    }
    if (cursor->count + rows > cursor->ends_capacity) {
        uint64_t more = cursor->ends_capacity > rows ? cursor->ends_capacity : rows;
        size_t now = cursor->ends_capacity * sizeof *cursor->ends;
        cursor->ends = TRY((size_t *)grown(cursor, cursor->ends, now, more * sizeof *cursor->ends));
        cursor->ends_capacity += more;
    }
    return true;
}

static void note_rows(Cursor *cursor, uint64_t rows)
{
    for (; rows; rows--) {
        size_t at = cursor->count ? cursor->ends[cursor->count - 1] : 0;
        const uint8_t *length = (const uint8_t *)cursor->rows + at + 1; /* behind the type */
        cursor->ends[cursor->count++] = at + 1 +
                                        ((size_t)length[0] << 24 | (size_t)length[1] << 16 |
                                         (size_t)length[2] << 8 | length[3]);
    }
    assert(!cursor->count || cursor->ends[cursor->count - 1] == cursor->length);
}

static void rows_free(Cursor *cursor)
{
    budget_give(budget_of(cursor),
                (int64_t)(cursor->capacity + cursor->ends_capacity * sizeof *cursor->ends));
    free(cursor->rows);
    free(cursor->ends);
}

/* --- Asking the run -------------------------------------------------------------------------- */

static void stop_run(Cursor *cursor)
{
    Run *run = cursor->run;

    cursor->run = NULL;
    if (run)
        run_close(run);
}

static void note_failure(Cursor *cursor, const Error *error)
{
    Cx cx = { .arena = cursor->error_arena = arena_new(NULL) };

    fail_with(&cx, error);
    cursor->error = cx.error;
    cursor->has_failed = true;
}

static void cursor_pump(Cursor *cursor);

static void answered(Cursor *cursor)
{
    cursor->has_answered = true;
    if (cursor->is_waiting) {
        cursor->is_waiting = false;
        cursor_pump(cursor);
    }
}

static void take_rows(void *self, WireBlock block, bool is_end)
{
    static const Error full = {
        .code = ERR_OUT_OF_MEMORY,
        .position = NO_POSITION,
        .message = "out of memory",
        .detail = "The rows of a cursor that can go back, or WITH HOLD, are kept in memory.",
    };
    Cursor *cursor = self;

    if (block.rows && make_room(cursor, block.length, block.rows)) {
        memcpy(cursor->rows + cursor->length, block.bytes, block.length);
        cursor->length += block.length;
        note_rows(cursor, block.rows);
    } else if (block.rows) {
        note_failure(cursor, &full);
    }
    if (block.release)
        block.release(block.owner);
    if (is_end || cursor->has_failed)
        stop_run(cursor);
    answered(cursor);
}

static void take_failure(void *self, const Error *error)
{
    Cursor *cursor = self;

    note_failure(cursor, error);
    stop_run(cursor);
    answered(cursor);
}

static void cursor_pump(Cursor *cursor)
{
    while (cursor->run && cursor_end(cursor) < cursor->wanted) {
        cursor->has_answered = false;
        run_want_rows(cursor->run, cursor->session->wire);
        if (!cursor->has_answered) {
            cursor->is_waiting = true;
            return;
        }
    }
    cursor->then(cursor->then_self, cursor->has_failed ? &cursor->error : NULL);
}

void cursor_want(Cursor *cursor, uint64_t rows, CursorThen *then, void *self)
{
    assert(!cursor->is_waiting);
    cursor->wanted = rows;
    cursor->then = then;
    cursor->then_self = self;
    cursor_pump(cursor);
}

void cursors_cancel(Session *session)
{
    for (Cursor *cursor = session->cursors; cursor; cursor = cursor->next)
        if (cursor->is_waiting && cursor->run)
            run_cancel(cursor->run, NULL);
}

/* --- Declaring ------------------------------------------------------------------------------- */

static bool check_declare(Cx *cx, Session *session, const DeclareCursor *declare)
{
    Str name = declare->name;

    if (name.length == 0)
        return fail(cx, ERR_INVALID_CURSOR_NAME, NO_POSITION,
                    "invalid cursor name: must not be empty");
    if (cursor_find(session, name) || wire_portal_exists(session->wire, name))
        return fail(cx, ERR_DUPLICATE_CURSOR, NO_POSITION, "cursor \"%.*s\" already exists",
                    STR(name));
    if (session->cursor_count == CURSORS_MAX)
        return fail(cx, ERR_CONFIGURATION_LIMIT_EXCEEDED, NO_POSITION,
                    "a session cannot have more than %d cursors", CURSORS_MAX);
    return true;
}

/* The parameters outlive the portal they came with. */
static const WireParameter *keep_parameters(Cursor *cursor, const WirePortal *portal)
{
    uint32_t count = cursor->declare->target->wire.parameter_count;

    if (!portal->parameters)
        return NULL;
    WireParameter *list = ARENA_ARRAY(cursor->arena, WireParameter, count + 1);
    for (uint32_t at = 0; at < count; at++) {
        list[at] = portal->parameters[at];
        list[at].value = str_copy(cursor->arena, list[at].value);
    }
    return list;
}

static bool start_run(Cx *cx, Cursor *cursor, const WirePortal *portal)
{
    const Prepared *query = cursor->declare->target;
    uint16_t *formats = ARENA_ARRAY(cursor->arena, uint16_t, query->wire.column_count + 1);
    WirePortal inner = { .prepared = &query->wire,
                         .parameters = keep_parameters(cursor, portal),
                         .result_formats = formats };

    for (uint32_t at = 0; at < query->wire.column_count; at++)
        formats[at] = cursor->wire.is_binary;
    cursor->run = TRY(run_new(cx, cursor->session, query, &inner));
    run_give_to(cursor->run, (RunTaker){ take_rows, take_failure, cursor });
    return true;
}

bool cursor_declare(Cx *cx, Session *session, const WirePortal *portal)
{
    Prepared *prepared = prepared_of(portal->prepared);
    const DeclareCursor *declare = (const DeclareCursor *)prepared->statement;

    TRY(check_declare(cx, session, declare));
    Arena *arena = arena_new_apart(&session->server->budget, "the cursor");
    Cursor *cursor = arena_zero(arena, sizeof *cursor);
    *cursor = (Cursor){
        .session = session,
        .arena = arena,
        .name = str_copy(arena, declare->name),
        .declare = prepared,
        .wire = prepared->target->wire,
        .is_held = declare->is_held,
        .can_scroll =
            declare->is_scroll || (!declare->is_no_scroll && prepared->target->can_scroll),
        .depth = session->undo.savepoint_count,
        .made_micros = clock_micros_since_2000(),
        .values = session_values(session, arena),
    };
    cursor->wire.is_binary = declare->is_binary;
    prepared->references++;
    if (!start_run(cx, cursor, portal)) {
        prepared_release(prepared);
        arena_free(arena);
        return false;
    }
    cursor->next = session->cursors;
    session->cursors = cursor;
    session->cursor_count++;
    return true;
}

/* --- Closing --------------------------------------------------------------------------------- */

void cursor_close(Cursor *cursor)
{
    Session *session = cursor->session;
    Cursor **link = &session->cursors;
    Arena *arena = cursor->arena;

    while (*link != cursor)
        link = &(*link)->next;
    *link = cursor->next;
    session->cursor_count--;
    stop_run(cursor);
    rows_free(cursor);
    arena_free(cursor->error_arena);
    prepared_release(cursor->declare);
    arena_free(arena);
}

void cursors_close_all(Session *session)
{
    while (session->cursors)
        cursor_close(session->cursors);
}

bool cursor_close_named(Cx *cx, Session *session, Str name)
{
    Cursor *cursor = cursor_find(session, name);

    if (name.length == 0) {
        cursors_close_all(session);
        wire_portal_drop_all(session->wire);
        return true;
    }
    if (cursor) {
        cursor_close(cursor);
        return true;
    }
    return wire_portal_drop(cx, session->wire, name);
}

/* --- Transactions ---------------------------------------------------------------------------- */

static void hold_next(void *self, const Error *error)
{
    Session *session = self;
    Cursor *cursor = session->cursors;

    while (cursor && (!cursor->is_held || !cursor->run))
        cursor = cursor->next;
    if (cursor && !error)
        cursor_want(cursor, UINT64_MAX, hold_next, session);
    else
        session->when_held(session, error);
}

void cursors_hold(Session *session)
{
    hold_next(session, NULL);
}

void cursors_end(Session *session, bool commits)
{
    Cursor *next;

    for (Cursor *cursor = session->cursors; cursor; cursor = next) {
        next = cursor->next;
        if (cursor->is_kept)
            continue;
        if (commits && cursor->is_held)
            cursor->is_kept = true;
        else
            cursor_close(cursor);
    }
}

void cursors_roll_back(Session *session, uint32_t depth)
{
    Cursor *next;

    for (Cursor *cursor = session->cursors; cursor; cursor = next) {
        next = cursor->next;
        if (!cursor->is_kept && cursor->depth >= depth)
            cursor_close(cursor);
    }
}

void cursors_release(Session *session, uint32_t depth)
{
    for (Cursor *cursor = session->cursors; cursor; cursor = cursor->next)
        if (cursor->depth > depth)
            cursor->depth = depth;
}
