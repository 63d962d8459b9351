/* settings.h -- the settings of one session. */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include "base/date_settings.h"
#include "catalyst/tree/tree.h"

typedef enum SettingId {
#define SETTING(name, value, kind, what) SETTING_##name,
#include "base/settings.def"
#undef SETTING
    SETTINGS
} SettingId;

enum {
    CUSTOM_SETTINGS_MAX = 1000, /* names with a dot that one session has set */
    CUSTOM_SETTING_BYTES_MAX = 64 * 1024,
};

/* A setting that is the client's own: my.var.  Once set, it stays, if only empty. */
typedef struct CustomSetting {
    char *name;
    char *value;
} CustomSetting;

typedef struct Settings {
    char *values[SETTINGS]; /* NULL: the default; owned */
    DateSettings dates;     /* what TimeZone, DateStyle and IntervalStyle say */
    CustomSetting *custom;  /* owned */
    uint32_t custom_count;
    uint32_t role_oid;         /* of SET ROLE; 0: none */
    uint32_t session_role_oid; /* of SET SESSION AUTHORIZATION; 0: who has logged in */
} Settings;

/* All settings at their defaults; nothing is left to free.  Also what begins a zeroed one. */
void settings_clear(Settings *settings);
/* What `to` held is freed; custom settings that only it had become empty. */
void settings_copy(Settings *to, const Settings *from);
/* By name, ASCII case ignored; SETTINGS where there is none. */
SettingId setting_find(Str name);
const char *setting_name(SettingId id);
const char *setting_description(SettingId id);
Str setting_default(SettingId id);
bool setting_is_internal(SettingId id);       /* cannot be set */
bool setting_is_of_transaction(SettingId id); /* set for the transaction alone, whoever says it */
/* Of a default_...: what transactions begin with; else SETTINGS. */
SettingId setting_begun_with(SettingId id);
Str setting_get(const Settings *settings, SettingId id);
bool setting_is_on(const Settings *settings, SettingId id);
int64_t setting_ms(const Settings *settings, SettingId id); /* of one that is a time */
bool setting_is_time(SettingId id);
int64_t setting_number(const Settings *settings, SettingId id); /* 0 where it is not one */
/* "a, b c" as a list in cx->arena; the words borrow from the settings. */
Texts setting_words(Cx *cx, const Settings *settings, SettingId id);
/* `value` with NULL data: back to the default.  Raises 42704, 55P02, 22023; of names with a dot
 * (*out_id SETTINGS) 42602, 54000. */
must_use bool setting_set(Cx *cx, Settings *settings, Str name, Str value, SettingId *out_id);
/* Whatever kind it is; the value is not looked at. */
void setting_put(Settings *settings, SettingId id, Str value);
/* What SHOW shows, by name; custom ones too.  False without an error: there is none. */
bool setting_show(const Settings *settings, Str name, Str *out_value);

#endif
