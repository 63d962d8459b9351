/* undo.c -- see undo.h. */
#include "server/undo.h"

#include <stdlib.h>

struct Savepoint {
    Savepoint *outer;
    char *name;
    Settings now, kept;
};

/* --- Settings -------------------------------------------------------------------------------- */

static void begin(Undo *undo)
{
    if (undo->is_begun)
        return;
    settings_copy(&undo->kept, undo->now);
    settings_copy(&undo->before, undo->now);
    undo->is_begun = true;
}

bool undo_set(Cx *cx, Undo *undo, Str name, Str value, bool is_local, SettingId *out_id)
{
    SettingId id = setting_find(name);

    begin(undo);
    if (!value.data && id != SETTINGS && undo->initial->values[id])
        value = str_of(undo->initial->values[id]);
    TRY(setting_set(cx, undo->now, name, value, out_id));
    return is_local || setting_set(cx, &undo->kept, name, value, out_id);
}

void undo_reset(Undo *undo)
{
    begin(undo);
    settings_copy(undo->now, undo->initial);
    settings_copy(&undo->kept, undo->initial);
}

/* --- Savepoints ------------------------------------------------------------------------------ */

static void drop_newest(Undo *undo)
{
    Savepoint *newest = undo->savepoints;

    undo->savepoints = newest->outer;
    undo->savepoint_count--;
    settings_clear(&newest->now);
    settings_clear(&newest->kept);
    free(newest->name);
    free(newest);
}

bool savepoint_make(Cx *cx, Undo *undo, Str name)
{
    if (undo->savepoint_count == SAVEPOINTS_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a transaction can have at most %d savepoints", SAVEPOINTS_MAX);
    Savepoint *savepoint = calloc(1, sizeof *savepoint);
    char *copy = strndup(name.data, name.length);
    if (!savepoint || !copy)
        abort();
    begin(undo);
    savepoint->outer = undo->savepoints;
    savepoint->name = copy;
    settings_copy(&savepoint->now, undo->now);
    settings_copy(&savepoint->kept, &undo->kept);
    undo->savepoints = savepoint;
    undo->savepoint_count++;
    return true;
}

/* The newest of that name, with all that came after it gone. */
static Savepoint *savepoint_reach(Cx *cx, Undo *undo, Str name)
{
    Savepoint *found = undo->savepoints;

    while (found && !str_is(name, found->name))
        found = found->outer;
    if (!found)
        return fail(cx, ERR_INVALID_SAVEPOINT, NO_POSITION, "savepoint \"%.*s\" does not exist",
                    STR(name));
    while (undo->savepoints != found)
        drop_newest(undo);
    return found;
}

bool savepoint_release(Cx *cx, Undo *undo, Str name)
{
    TRY(savepoint_reach(cx, undo, name));
    drop_newest(undo);
    return true;
}

bool savepoint_roll_back(Cx *cx, Undo *undo, Str name)
{
    const Savepoint *savepoint = TRY(savepoint_reach(cx, undo, name));

    settings_copy(undo->now, &savepoint->now);
    settings_copy(&undo->kept, &savepoint->kept);
    return true;
}

/* --- The end --------------------------------------------------------------------------------- */

bool undo_end(Undo *undo, bool commits)
{
    while (undo->savepoints)
        drop_newest(undo);
    if (!undo->is_begun)
        return false;
    settings_copy(undo->now, commits ? &undo->kept : &undo->before);
    settings_clear(&undo->kept);
    settings_clear(&undo->before);
    undo->is_begun = false;
    return true;
}
