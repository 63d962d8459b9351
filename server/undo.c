/* undo.c -- see undo.h. */
#include "server/undo.h"

#include <stdlib.h>

struct Savepoint {
    Savepoint *outer;
    char *name;
    Settings now, kept;
    CatalogChanges changes;
};

/* --- Settings -------------------------------------------------------------------------------- */

static void begin(Undo *undo)
{
    if (undo->is_begun)
        return;
    settings_copy(&undo->kept, undo->now);
    settings_copy(&undo->before, undo->now);
    undo->changes_before = catalog_changes_copy(&undo->changes);
    undo->is_begun = true;
}

/* The transaction that runs keeps what it began with: a new default is for those to come. */
static bool pin(Cx *cx, Undo *undo, SettingId default_id)
{
    SettingId id = setting_begun_with(default_id), set;
    Str now = id == SETTINGS ? STR_NONE : setting_get(undo->now, id);

    return id == SETTINGS || undo->now->values[id] ||
           setting_set(cx, undo->now, str_of(setting_name(id)), now, &set);
}

bool undo_set(Cx *cx, Undo *undo, Str name, Str value, bool is_local, SettingId *out_id)
{
    SettingId id = setting_find(name);

    begin(undo);
    TRY(pin(cx, undo, id));
    if (!value.data && id != SETTINGS && undo->initial->values[id])
        value = str_of(undo->initial->values[id]);
    if (!value.data && id == SETTINGS)
        (void)setting_show(undo->initial, name, &value);
    TRY(setting_set(cx, undo->now, name, value, out_id));
    return is_local || setting_set(cx, &undo->kept, name, value, out_id);
}

/* But for who the session is. */
static void reset(Settings *settings, const Settings *initial)
{
    static const SettingId kept[] = { SETTING_role, SETTING_session_authorization,
                                      SETTING_is_superuser, SETTING_ssl };
    Settings former = { 0 };

    settings_copy(&former, settings);
    settings_copy(settings, initial);
    for (size_t at = 0; at < COUNT_OF(kept); at++)
        setting_put(settings, kept[at], setting_get(&former, kept[at]));
    settings->role_oid = former.role_oid;
    settings->session_role_oid = former.session_role_oid;
    settings_clear(&former);
}

void undo_reset(Undo *undo)
{
    begin(undo);
    reset(undo->now, undo->initial);
    reset(&undo->kept, undo->initial);
}

/* --- The catalog ----------------------------------------------------------------------------- */

void undo_change(Undo *undo, CatalogChange change)
{
    begin(undo);
    catalog_changes_put(&undo->changes, change);
}

/* A dropped temporary relation has no table any more: only its session has ever known it. */
static bool is_temporary(const CatalogChanges *changes, uint32_t oid)
{
    for (uint32_t at = 0; at < changes->count; at++)
        if (changes->items[at].oid == oid && changes->items[at].kind == CHANGE_RELATION)
            return changes->items[at].table &&
                   catalog_table_of(changes->items[at].table)->is_temporary;
    return false;
}

static CatalogChanges changes_where(const Undo *undo, bool temporary)
{
    CatalogChanges all = catalog_changes_copy(&undo->changes), chosen = { 0 };

    for (uint32_t at = 0; at < all.count; at++) {
        uint32_t oid = all.items[at].oid;
        bool is_ours =
            is_temporary(&undo->changes, oid) || is_temporary(&undo->changes_before, oid);
        bool is_left = all.items[at].table || all.items[at].kind == CHANGE_COMMENT;
        if (is_ours == temporary && (is_left || !temporary)) {
            catalog_changes_put(&chosen, all.items[at]);
            all.items[at] = (CatalogChange){ 0 };
        }
    }
    catalog_changes_clear(&all);
    return chosen;
}

CatalogChanges undo_changes_to_commit(const Undo *undo)
{
    return undo->is_begun ? changes_where(undo, false) : (CatalogChanges){ 0 };
}

static void end_changes(Undo *undo, bool commits)
{
    CatalogChanges left =
        commits ? changes_where(undo, true) : catalog_changes_copy(&undo->changes_before);

    catalog_changes_clear(&undo->changes);
    catalog_changes_clear(&undo->changes_before);
    undo->changes = left;
}

/* --- Savepoints ------------------------------------------------------------------------------ */

static void drop_newest(Undo *undo)
{
    Savepoint *newest = undo->savepoints;

    undo->savepoints = newest->outer;
    undo->savepoint_count--;
    settings_clear(&newest->now);
    settings_clear(&newest->kept);
    catalog_changes_clear(&newest->changes);
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
    savepoint->changes = catalog_changes_copy(&undo->changes);
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
    catalog_changes_clear(&undo->changes);
    undo->changes = catalog_changes_copy(&savepoint->changes);
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
    end_changes(undo, commits);
    settings_clear(&undo->kept);
    settings_clear(&undo->before);
    undo->is_begun = false;
    return true;
}

void undo_fini(Undo *undo)
{
    undo_end(undo, false);
    catalog_changes_clear(&undo->changes);
}
