/*
 * command.c -- statements that are done at once, in the session: SET, RESET, DISCARD, and those
 * about transactions that the wire machine leaves to its host.
 */
#include "server/cursor.h"
#include "server/role/roles.h"
#include "server/modify/foreign_check.h"

/* Tell the client of every setting it is told of: only those that have changed are sent. */
void session_report_settings(Session *session)
{
    if (session->activity)
        activity_set_application(&session->server->activities, session->activity,
                                 setting_get(&session->settings, SETTING_application_name));
    for (SettingId id = 0; id < SETTINGS; id++)
        wire_report_setting(session->wire, setting_name(id), setting_get(&session->settings, id));
    session_set_times(session);
}

static WireSeverity least_notice(const Session *session)
{
    Str word = setting_get(&session->settings, SETTING_client_min_messages);

    if (str_is(word, "error"))
        return WIRE_ERROR;
    if (str_is(word, "warning"))
        return WIRE_WARNING;
    return str_is(word, "notice") ? WIRE_NOTICE : WIRE_DEBUG;
}

void session_set_times(const Session *session)
{
    const Settings *settings = &session->settings;

    wire_set_notice_severity(session->wire, least_notice(session));
    wire_session_set_times(
        session->wire, (WireTimes){
                           .statement_ms = setting_ms(settings, SETTING_statement_timeout),
                           .idle_ms = setting_ms(settings, SETTING_idle_session_timeout),
                           .idle_in_transaction_ms =
                               setting_ms(settings, SETTING_idle_in_transaction_session_timeout),
                       });
}

/* --- SET and RESET --------------------------------------------------------------------------- */

static Str joined(Cx *cx, Texts values)
{
    StrBuilder out = str_builder(cx->arena);

    for (uint32_t at = 0; at < values.count; at++)
        str_addf(&out, "%s%.*s", at ? ", " : "", STR(values.items[at]));
    return str_built(&out);
}

/* SET TRANSACTION and SET SESSION CHARACTERISTICS: pairs of setting and value. */
static bool set_pairs(Cx *cx, Session *session, Texts pairs, bool is_transaction)
{
    for (uint32_t at = 0; at + 1 < pairs.count; at += 2) {
        Str name = pairs.items[at];
        SettingId id;
        if (!is_transaction)
            name = str_format(cx->arena, "default_%.*s", STR(name));
        TRY(undo_set(cx, &session->undo, name, pairs.items[at + 1], is_transaction, &id));
    }
    return true;
}

bool session_set(Cx *cx, Session *session, Str name, Str value, bool is_local)
{
    SettingId id;

    if (str_is(name, "session_authorization"))
        return set_session_authorization(cx, session, value, is_local);
    if (str_is(name, "role"))
        return set_role(cx, session, value, is_local);
    is_local |= setting_is_of_transaction(setting_find(name));
    TRY(undo_set(cx, &session->undo, name, value, is_local, &id));
    session_report_settings(session);
    return true;
}

/* Settings that are lists take several values. */
static bool check_one_value(Cx *cx, const SetVariable *set)
{
    static const SettingId lists[] = { SETTING_search_path, SETTING_DateStyle,
                                       SETTING_debug_disable_rules,
                                       SETTING_restrict_nonsystem_relation_kind };
    SettingId id = setting_find(set->name);

    for (size_t at = 0; at < COUNT_OF(lists); at++)
        if (id == lists[at])
            return true;
    return set->values.count < 2 || fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                                         "SET %.*s takes only one argument", STR(set->name));
}

static bool set_one(Cx *cx, Session *session, const SetVariable *set)
{
    Str value = set->values.count ? joined(cx, set->values) : STR_NONE;

    TRY(check_one_value(cx, set));
    return session_set(cx, session, set->name, value, set->is_local);
}

static bool run_set(Cx *cx, Session *session, const SetVariable *set)
{
    if (str_is(set->name, "all"))
        undo_reset(&session->undo);
    else if (str_is(set->name, "transaction"))
        TRY(set_pairs(cx, session, set->values, true));
    else if (str_is(set->name, "session characteristics"))
        TRY(set_pairs(cx, session, set->values, false));
    else
        return set_one(cx, session, set);
    session_report_settings(session);
    return true;
}

static const char *set_tag(const SetVariable *set)
{
    return set->values.count || set->is_default ? "SET" : "RESET";
}

/* --- DISCARD --------------------------------------------------------------------------------- */

static bool run_discard(Cx *cx, Session *session, const Discard *discard)
{
    if (!str_is(discard->what, "all"))
        return true; /* plans, sequences and temporary tables are not kept in sessions */
    cursors_close_all(session);
    wire_portal_drop_all(session->wire);
    TRY(set_session_authorization(cx, session, STR_NONE, false));
    undo_reset(&session->undo);
    wire_statement_drop_all(session->wire);
    session_report_settings(session);
    return true;
}

static const char *discard_tag(const Discard *discard)
{
    if (str_is(discard->what, "plans"))
        return "DISCARD PLANS";
    if (str_is(discard->what, "sequences"))
        return "DISCARD SEQUENCES";
    return str_is(discard->what, "temp") ? "DISCARD TEMP" : "DISCARD ALL";
}

/* --- Transactions ---------------------------------------------------------------------------- */

static bool run_transaction(Cx *cx, Session *session, const Transaction *transaction)
{
    switch ((TransactionAction)transaction->action) {
    case TRANSACTION_BEGIN:
    case TRANSACTION_START: return set_pairs(cx, session, transaction->options, true);
    case TRANSACTION_SAVEPOINT: return savepoint_make(cx, &session->undo, transaction->name);
    case TRANSACTION_RELEASE:
        TRY(savepoint_release(cx, &session->undo, transaction->name));
        cursors_release(session, session->undo.savepoint_count);
        return true;
    case TRANSACTION_ROLLBACK_TO:
        TRY(savepoint_roll_back(cx, &session->undo, transaction->name));
        cursors_roll_back(session, session->undo.savepoint_count);
        session_report_settings(session);
        return true;
    case TRANSACTION_COMMIT:
    case TRANSACTION_ROLLBACK: break; /* the machine's */
    }
    return true;
}

static const char *transaction_tag(const Transaction *transaction)
{
    switch ((TransactionAction)transaction->action) {
    case TRANSACTION_BEGIN: return "BEGIN";
    case TRANSACTION_START: return "START TRANSACTION";
    case TRANSACTION_COMMIT: return "COMMIT";
    case TRANSACTION_SAVEPOINT: return "SAVEPOINT";
    case TRANSACTION_RELEASE: return "RELEASE";
    case TRANSACTION_ROLLBACK:
    case TRANSACTION_ROLLBACK_TO: break;
    }
    return "ROLLBACK";
}

/* --- All of them ----------------------------------------------------------------------------- */

const char *command_tag_of(const Plan *plan)
{
    if (plan->tag == PLAN_SetConstraints)
        return "SET CONSTRAINTS";
    if (plan->tag == PLAN_SetVariable)
        return set_tag((const SetVariable *)plan);
    if (plan->tag == PLAN_Discard)
        return discard_tag((const Discard *)plan);
    if (plan->tag == PLAN_Prepare || plan->tag == PLAN_Unlisten)
        return command_name(plan);
    if (plan->tag == PLAN_Deallocate)
        return ((const Deallocate *)plan)->name.length ? "DEALLOCATE" : "DEALLOCATE ALL";
    if (plan->tag == PLAN_DeclareCursor)
        return "DECLARE CURSOR";
    if (plan->tag == PLAN_CloseCursor)
        return ((const CloseCursor *)plan)->name.length ? "CLOSE CURSOR" : "CLOSE CURSOR ALL";
    return transaction_tag((const Transaction *)plan);
}

bool command_run(Cx *cx, Session *session, const Prepared *prepared)
{
    const Plan *plan = prepared->statement;

    if (plan->tag == PLAN_SetConstraints)
        return foreign_set_constraints(cx, session, (const SetConstraints *)plan);
    if (plan->tag == PLAN_SetVariable)
        return run_set(cx, session, (const SetVariable *)plan);
    if (plan->tag == PLAN_Transaction)
        return run_transaction(cx, session, (const Transaction *)plan);
    if (plan->tag == PLAN_Prepare)
        return prepare_run(cx, session, prepared);
    if (plan->tag == PLAN_Deallocate)
        return deallocate_run(cx, session, (const Deallocate *)plan);
    if (plan->tag == PLAN_DeclareCursor)
        return cursor_declare(cx, session, session->portal);
    if (plan->tag == PLAN_CloseCursor)
        return cursor_close_named(cx, session, ((const CloseCursor *)plan)->name);
    if (plan->tag == PLAN_Unlisten)
        return true;
    return run_discard(cx, session, (const Discard *)plan);
}
