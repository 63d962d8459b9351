/*
 * settings.c -- the settings a client is told about: all of them when the session opens, each
 * again before the next ReadyForQuery when its value has changed.  The list and its order are
 * PostgreSQL 15's; drivers depend on most of them.
 */
#include "server/wire/session.h"

#include <stdlib.h>
#include <strings.h>

// clang-format off
static const struct {
    const char *name;
    const char *value; /* until the host reports another */
} reported[] = {
    { "application_name",              "" },
    { "client_encoding",               "UTF8" },
    { "DateStyle",                     "ISO, MDY" },
    { "default_transaction_read_only", "off" },
    { "in_hot_standby",                "off" },
    { "integer_datetimes",             "on" },
    { "IntervalStyle",                 "postgres" },
    { "is_superuser",                  "on" },
    { "server_encoding",               "UTF8" },
    { "server_version",                "15.0 (Hearth 0.1)" },
    { "session_authorization",         "" },
    { "standard_conforming_strings",   "on" },
    { "TimeZone",                      "Etc/UTC" },
};
// clang-format on
_Static_assert(COUNT_OF(reported) == REPORTED_SETTINGS, "one place each");

void settings_init(WireSession *session)
{
    for (size_t at = 0; at < REPORTED_SETTINGS; at++)
        session->settings[at] = (ReportedSetting){ .is_changed = true };
}

void settings_fini(WireSession *session)
{
    for (size_t at = 0; at < REPORTED_SETTINGS; at++) {
        free(session->settings[at].owned);
        free(session->settings[at].told);
    }
}

static Str setting_value(const WireSession *session, size_t at)
{
    return str_of(session->settings[at].owned ? session->settings[at].owned : reported[at].value);
}

void wire_report_setting(WireSession *session, const char *name, Str value)
{
    for (size_t at = 0; at < REPORTED_SETTINGS; at++) {
        if (strcasecmp(reported[at].name, name) != 0 ||
            str_equal(setting_value(session, at), value))
            continue;
        char *copy = strndup(value.length ? value.data : "", value.length);
        if (!copy) /* The old value stays; the client learns nothing wrong about it later. */
            return;
        free(session->settings[at].owned);
        session->settings[at].owned = copy;
        session->settings[at].is_changed = true;
    }
}

void settings_report(WireSession *session)
{
    for (size_t at = 0; at < REPORTED_SETTINGS; at++) {
        if (!session->settings[at].is_changed)
            continue;
        ReportedSetting *setting = &session->settings[at];
        Str value = setting_value(session, at);
        setting->is_changed = false;
        if (setting->told && str_is(value, setting->told)) /* there and back */
            continue;
        free(setting->told);
        setting->told = strndup(value.length ? value.data : "", value.length);
        wire_write_parameter_status(&session->out, str_of(reported[at].name),
                                    setting_value(session, at));
    }
}
