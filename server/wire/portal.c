/*
 * portal.c -- portals: statements with their parameters, run in one go or a few rows at a time.
 *
 *     want_rows -> block -> forward up to rows_max -> ... -> completion
 *                    │ small: copied to the output, released at once
 *                    └ large: sent in place; the session waits until it is gone
 *
 * Rows of a block that rows_max cuts off wait in the portal for the next Execute.  A portal that
 * has given rows_max rows is suspended, even where there are no more.
 */
#include "server/wire/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static Portal *portal_of(NameEntry *entry)
{
    return (Portal *)((char *)entry - offsetof(Portal, entry));
}

Portal *portal_new(WireSession *session, Statement *statement, size_t extra_bytes)
{
    Portal *portal =
        TRY((Portal *)session_alloc(&session->cx, session, sizeof(Portal) + extra_bytes));

    portal->bytes = sizeof(Portal) + extra_bytes;
    portal->statement = statement;
    portal->wire.prepared = statement->prepared;
    statement->references++;
    return portal;
}

bool portal_put(WireSession *session, Str name, Portal *portal)
{
    Cx *cx = &session->cx;

    assert(!portal_find(session, name));
    portal->entry.name = name;
    if (session->portals.count >= WIRE_PORTALS_MAX)
        return fail(cx, ERR_CONFIGURATION_LIMIT_EXCEEDED, NO_POSITION,
                    "a session cannot have more than %d portals", WIRE_PORTALS_MAX);
    if (!name_map_put(&session->portals, &portal->entry))
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    return true;
}

Portal *portal_find(const WireSession *session, Str name)
{
    NameEntry *entry = name_map_find(&session->portals, name);
    return entry ? portal_of(entry) : NULL;
}

static void block_release(Portal *portal)
{
    if (portal->block.release)
        portal->block.release(portal->block.owner);
    portal->block = (WireBlock){ 0 };
    portal->block_rows = 0;
    portal->block_at = 0;
}

/* The host need not keep it any more; it may still be there by name. */
static void portal_close(WireSession *session, Portal *portal)
{
    block_release(portal);
    if (!portal->is_started)
        return;
    portal->is_started = false;
    session->config.ops->close(session->config.self, &portal->wire);
}

void portal_free(WireSession *session, Portal *portal)
{
    if (!portal)
        return;
    assert(session->sending != portal);
    portal_close(session, portal);
    if (portal->entry.is_in)
        name_map_remove(&session->portals, &portal->entry);
    statement_release(session, portal->statement);
    session_free_bytes(session, portal, portal->bytes);
}

void portals_free_all(WireSession *session)
{
    NameEntry *entry;

    while ((entry = name_map_any(&session->portals)))
        portal_free(session, portal_of(entry));
}

static void portal_fail(void *self, NameEntry *entry)
{
    Portal *portal = portal_of(entry);

    portal_close(self, portal);
    portal->state = PORTAL_FAILED;
}

void portals_fail_all(WireSession *session)
{
    name_map_each(&session->portals, portal_fail, session);
}

/* ---- running ------------------------------------------------------------------------------- */

/* `portal` is the one being bound; the host may refuse its parameters. */
bool portal_start(WireSession *session, Portal *portal, Step *then)
{
    session->extended.portal = portal;
    portal->is_started = true;
    session_ask(session, REQUEST_START, then);
    session->config.ops->start(session->config.self, session, &portal->wire);
    return true;
}

bool portal_run(WireSession *session, Portal *portal, uint64_t rows_max, Step *then)
{
    session->run = (PortalRun){ .portal = portal, .rows_max = rows_max, .then = then };
    session_next(session, portal_step);
    return true;
}

/* The bytes that the next `rows` rows of the block have. */
static size_t rows_bytes(const Portal *portal, uint64_t rows)
{
    const uint8_t *bytes = portal->block.bytes;
    size_t at = portal->block_at;

    if (rows == portal->block_rows)
        return portal->block.length - at;
    for (; rows; rows--) {
        WireReader length = { bytes + at + 1, bytes + portal->block.length };
        at += 1 + ((size_t)length.at[0] << 24 | (size_t)length.at[1] << 16 |
                   (size_t)length.at[2] << 8 | length.at[3]);
        assert(at <= portal->block.length);
    }
    return at - portal->block_at;
}

static void portal_forward(WireSession *session, Portal *portal)
{
    PortalRun *run = &session->run;
    uint64_t rows = portal->block_rows;

    if (run->rows_max && rows > run->rows_max - run->rows)
        rows = run->rows_max - run->rows;
    size_t bytes = rows_bytes(portal, rows);

    run->rows += rows;
    portal->block_rows -= rows;
    if (bytes > WIRE_BLOCK_COPIED_MAX) {
        session->sending = portal;
        session->sending_end = portal->block_at + bytes;
        return;
    }
    wire_put_bytes(&session->out, (const char *)portal->block.bytes + portal->block_at, bytes);
    portal->block_at += bytes;
    if (portal->block_at == portal->block.length)
        block_release(portal);
}

void portal_sent(WireSession *session, size_t count)
{
    Portal *portal = session->sending;

    if (!portal) /* the session was ended in the meantime */
        return;
    portal->block_at += count;
    assert(portal->block_at <= session->sending_end);
    if (portal->block_at < session->sending_end)
        return;
    session->sending = NULL;
    if (portal->block_at == portal->block.length)
        block_release(portal);
    Str later = wire_out_bytes(&session->later);
    wire_put_bytes(&session->out, later.data, later.length);
    wire_out_sent(&session->later, later.length);
}

static bool run_finish(WireSession *session, bool is_suspended)
{
    session->run.is_suspended = is_suspended;
    if (session->run.portal->copies_out)
        wire_write_empty(&session->out, 'c');
    session_next(session, session->run.then);
    return true;
}

bool portal_step(WireSession *session)
{
    PortalRun *run = &session->run;
    Portal *portal = run->portal;

    if (run->rows_max && run->rows == run->rows_max)
        return run_finish(session, true);
    if (session->is_cancelled)
        return fail(&session->cx, ERR_QUERY_CANCELED, NO_POSITION,
                    "canceling statement due to user request");
    if (portal->block_rows) {
        portal_forward(session, portal);
        session_next(session, portal_step);
        return true;
    }
    if (portal->has_ended)
        return run_finish(session, false);
    session_ask(session, REQUEST_ROWS, portal_step);
    session->config.ops->want_rows(session->config.self, session, &portal->wire);
    return true;
}

/* Bytes that are only lent, and that cannot go to the output now, are copied. */
static bool block_keep(WireSession *session, WireBlock *block)
{
    if (block->release || !block->length)
        return true;
    void *copy = malloc(block->length);
    if (!copy)
        return fail(&session->cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    memcpy(copy, block->bytes, block->length);
    block->bytes = block->owner = copy;
    block->release = free;
    return true;
}

void portal_answered(WireSession *session, WireBlock block, const WireCompletion *completion)
{
    PortalRun *run = &session->run;
    Portal *portal = run->portal;

    assert(portal->block_rows == 0 && (block.rows == 0) == (block.length == 0));
    if (completion) {
        portal->has_ended = true;
        portal->tag_has_count = completion->has_count;
        portal->affected = completion->affected;
        snprintf(portal->tag, sizeof portal->tag, "%s", completion->tag);
    }
    portal->block = block;
    portal->block_rows = block.rows;
    portal->block_at = 0;
    bool fits = block.length <= WIRE_BLOCK_COPIED_MAX &&
                (!run->rows_max || block.rows <= run->rows_max - run->rows);
    if (fits && block.rows)
        portal_forward(session, portal);
    else if (!block.rows)
        block_release(portal);
    else if (!block_keep(session, &portal->block))
        block_release(portal);
}

char *portal_tag(WireSession *session, const Portal *portal, uint64_t rows)
{
    bool returns_rows = portal->wire.prepared && portal->wire.prepared->returns_rows;
    uint64_t count = returns_rows ? rows : portal->affected;
    size_t bytes = sizeof portal->tag + 24;
    char *tag = arena_alloc(&session->arena, bytes);

    if (portal->tag_has_count)
        snprintf(tag, bytes, "%s %" PRIu64, portal->tag, count);
    else
        snprintf(tag, bytes, "%s", portal->tag);
    return tag;
}

const uint16_t *cursor_formats(WireSession *session, const WirePrepared *prepared)
{
    if (!prepared->is_binary)
        return NULL;
    uint16_t *formats = ARENA_ARRAY(&session->arena, uint16_t, prepared->column_count + 1);
    for (uint32_t at = 0; at < prepared->column_count; at++)
        formats[at] = 1;
    return formats;
}

/* ---- for the host -------------------------------------------------------------------------- */

bool wire_portal_exists(const WireSession *session, Str name)
{
    return portal_find(session, name) != NULL;
}

bool wire_portal_drop(Cx *cx, WireSession *session, Str name)
{
    Portal *portal = portal_find(session, name);

    if (!portal)
        return fail(cx, ERR_INVALID_CURSOR_NAME, NO_POSITION, "cursor \"%.*s\" does not exist",
                    STR(name));
    if (portal == session->run.portal)
        return fail(cx, ERR_INVALID_CURSOR_STATE, NO_POSITION, "cannot drop active portal \"%.*s\"",
                    STR(name));
    portal_free(session, portal);
    return true;
}

typedef struct PortalVisit {
    WireStatementVisit *visit;
    void *self;
} PortalVisit;

static void visit_portal(void *self, NameEntry *entry)
{
    const PortalVisit *visit = self;
    const Portal *portal = portal_of(entry);

    if (entry->name.length && portal->wire.prepared)
        visit->visit(visit->self, entry->name, portal->wire.prepared);
}

void wire_portal_each(const WireSession *session, WireStatementVisit *visit, void *self)
{
    name_map_each(&session->portals, visit_portal, &(PortalVisit){ visit, self });
}

typedef struct Droppable {
    const Portal *running;
    Portal *found;
} Droppable;

static void find_droppable(void *self, NameEntry *entry)
{
    Droppable *droppable = self;

    if (portal_of(entry) != droppable->running)
        droppable->found = portal_of(entry);
}

void wire_portal_drop_all(WireSession *session)
{
    Droppable droppable = { .running = session->run.portal };

    do {
        droppable.found = NULL;
        name_map_each(&session->portals, find_droppable, &droppable);
        portal_free(session, droppable.found);
    } while (droppable.found);
}
