/* settings.c -- see settings.h. */
#include "server/settings.h"

#include "catalyst/catalyst.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

enum { NAME_BYTES_MAX = 63 };

typedef enum SettingKind {
    KIND_FREE,
    KIND_SWITCH,
    KIND_DATES,
    KIND_TIME,
    KIND_FIXED,
    KIND_INTERNAL
} SettingKind;

static const struct {
    const char *name;
    const char *value;
    SettingKind kind;
    const char *what;
} list[] = {
#define SETTING(name, value, kind, what) { #name, value, KIND_##kind, what },
#include "base/settings.def"
#undef SETTING
};

/* --- The client's own ------------------------------------------------------------------------ */

static char *copy_text(Str text)
{
    char *copy = strndup(text.length ? text.data : "", text.length);

    if (!copy)
        abort();
    return copy;
}

static void custom_clear(Settings *settings)
{
    for (uint32_t at = 0; at < settings->custom_count; at++) {
        free(settings->custom[at].name);
        free(settings->custom[at].value);
    }
    free(settings->custom);
    settings->custom = NULL;
    settings->custom_count = 0;
}

static CustomSetting *custom_find(const Settings *settings, Str name)
{
    for (uint32_t at = 0; at < settings->custom_count; at++)
        if (strlen(settings->custom[at].name) == name.length &&
            strncasecmp(settings->custom[at].name, name.data, name.length) == 0)
            return &settings->custom[at];
    return NULL;
}

static void custom_put(Settings *settings, Str name, Str value)
{
    CustomSetting *found = custom_find(settings, name);

    if (!found) {
        size_t bytes = (settings->custom_count + 1) * sizeof *settings->custom;
        CustomSetting *custom = realloc(settings->custom, bytes);
        if (!custom)
            abort();
        settings->custom = custom;
        found = &custom[settings->custom_count++];
        *found = (CustomSetting){ .name = copy_text(name) };
    }
    char *copy = copy_text(value);
    free(found->value);
    found->value = copy;
}

static void custom_copy(Settings *to, const Settings *from)
{
    for (uint32_t at = 0; at < to->custom_count; at++)
        if (!custom_find(from, str_of(to->custom[at].name)))
            to->custom[at].value[0] = '\0';
    for (uint32_t at = 0; at < from->custom_count; at++)
        custom_put(to, str_of(from->custom[at].name), str_of(from->custom[at].value));
}

static bool is_custom_name(Str name)
{
    bool begins = true;
    bool has_dot = false;

    for (size_t at = 0; at < name.length; at++) {
        unsigned char c = (unsigned char)name.data[at];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (c == '.' && !begins)
            has_dot = begins = true;
        else if (is_letter || (!begins && ((c >= '0' && c <= '9') || c == '$')))
            begins = false;
        else
            return false;
    }
    return has_dot && !begins;
}

static bool custom_set(Cx *cx, Settings *settings, Str name, Str value)
{
    if (!is_custom_name(name)) {
        fail(cx, ERR_INVALID_NAME, NO_POSITION, "invalid configuration parameter name \"%.*s\"",
             STR(name));
        return fail_detail(cx, "Custom parameter names must be two or more simple identifiers "
                               "separated by dots.");
    }
    if (value.length > CUSTOM_SETTING_BYTES_MAX || name.length > CUSTOM_SETTING_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a custom setting can have at most %d bytes", CUSTOM_SETTING_BYTES_MAX);
    if (settings->custom_count >= CUSTOM_SETTINGS_MAX && !custom_find(settings, name))
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a session can have at most %d custom settings", CUSTOM_SETTINGS_MAX);
    custom_put(settings, name, value);
    return true;
}

bool setting_show(const Settings *settings, Str name, Str *out_value)
{
    SettingId id = setting_find(name);
    const CustomSetting *custom = id == SETTINGS ? custom_find(settings, name) : NULL;

    if (id == SETTINGS && !custom)
        return false;
    *out_value = custom ? str_of(custom->value) : setting_get(settings, id);
    return true;
}

/* --- All of them ----------------------------------------------------------------------------- */

void settings_clear(Settings *settings)
{
    for (int id = 0; id < SETTINGS; id++)
        free(settings->values[id]);
    custom_clear(settings);
    *settings = (Settings){ .dates = date_settings_default };
}

void settings_copy(Settings *to, const Settings *from)
{
    custom_copy(to, from);
    CustomSetting *custom = to->custom;
    uint32_t custom_count = to->custom_count;

    to->custom = NULL;
    to->custom_count = 0;
    settings_clear(to);
    to->custom = custom;
    to->custom_count = custom_count;
    for (int id = 0; id < SETTINGS; id++)
        if (from->values[id] && !(to->values[id] = strdup(from->values[id])))
            abort();
    to->dates = from->dates;
    to->role_oid = from->role_oid;
    to->session_role_oid = from->session_role_oid;
}

SettingId setting_find(Str name)
{
    for (int id = 0; id < SETTINGS; id++)
        if (strlen(list[id].name) == name.length &&
            strncasecmp(list[id].name, name.data, name.length) == 0)
            return (SettingId)id;
    return SETTINGS;
}

const char *setting_name(SettingId id)
{
    return list[id].name;
}

const char *setting_description(SettingId id)
{
    return list[id].what;
}

Str setting_default(SettingId id)
{
    return str_of(list[id].value);
}

bool setting_is_internal(SettingId id)
{
    return list[id].kind == KIND_INTERNAL;
}

/* What a transaction begins with is what the session's default_... says. */
static const struct {
    SettingId id, inherited_from;
} of_transactions[] = {
    { SETTING_transaction_isolation, SETTING_default_transaction_isolation },
    { SETTING_transaction_read_only, SETTING_default_transaction_read_only },
    { SETTING_transaction_deferrable, SETTING_default_transaction_deferrable },
};

static SettingId inherited_from(SettingId id)
{
    for (size_t at = 0; at < COUNT_OF(of_transactions); at++)
        if (of_transactions[at].id == id)
            return of_transactions[at].inherited_from;
    return id;
}

bool setting_is_of_transaction(SettingId id)
{
    return inherited_from(id) != id;
}

SettingId setting_begun_with(SettingId id)
{
    for (size_t at = 0; at < COUNT_OF(of_transactions); at++)
        if (of_transactions[at].inherited_from == id)
            return of_transactions[at].id;
    return SETTINGS;
}

Str setting_get(const Settings *settings, SettingId id)
{
    SettingId from = settings->values[id] ? id : inherited_from(id);

    return str_of(settings->values[from] ? settings->values[from] : list[from].value);
}

bool setting_is_on(const Settings *settings, SettingId id)
{
    return str_is(setting_get(settings, id), "on");
}

int64_t setting_number(const Settings *settings, SettingId id)
{
    int64_t number = 0;
    Str value = setting_get(settings, id);

    for (size_t at = 0; at < value.length; at++) {
        if (value.data[at] < '0' || value.data[at] > '9' || number > INT64_MAX / 10 - 9)
            return 0;
        number = number * 10 + (value.data[at] - '0');
    }
    return number;
}

static Texts words_of(Cx *cx, Str text)
{
    Texts words = { ARENA_ARRAY(cx->arena, Str, text.length / 2 + 1), 0 };
    size_t at = 0;

    while (at < text.length) {
        size_t start = at;
        while (at < text.length && !strchr(", ", text.data[at]))
            at++;
        if (at > start)
            words.items[words.count++] = str_slice(text, start, at);
        at++;
    }
    return words;
}

Texts setting_words(Cx *cx, const Settings *settings, SettingId id)
{
    return words_of(cx, setting_get(settings, id));
}

static bool check_rule_names(Cx *cx, Str value)
{
    Texts names = words_of(cx, value);

    for (uint32_t at = 0; at < names.count; at++)
        if (!optimise_has_rule(names.items[at]))
            return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                        "no rule of the optimiser is called \"%.*s\"", STR(names.items[at]));
    return true;
}

/* Letters and digits alone count, in either case: 'utf-8' is UTF8, with the quotes too. */
static bool means_the_same(Str given, const char *fixed)
{
    size_t at = 0;

    for (size_t i = 0; i < given.length; i++)
        if (isalnum((unsigned char)given.data[i])) {
            if (strncasecmp(&given.data[i], &fixed[at], 1) != 0)
                return false;
            at++;
        }
    return fixed[at] == '\0';
}

/* Whatever means true or false becomes on or off. */
static bool normalize_switch(Cx *cx, SettingId id, Str *value)
{
    Cx parse = { .arena = cx->arena };
    Value parsed;

    if (!value_parse(&parse, type_of(TYPE_BOOL), *value, NO_POSITION, &parsed))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "parameter \"%s\" requires a Boolean value", list[id].name);
    *value = parsed.boolean ? STR_LIT("on") : STR_LIT("off");
    return true;
}

/* TimeZone, DateStyle and IntervalStyle, of which *value becomes the canonical spelling. */
static bool set_dates(Cx *cx, DateSettings *dates, SettingId id, Str *value)
{
    const char *canonical = NULL;

    if (id == SETTING_DateStyle) {
        TRY(date_style_parse(cx, *value, &date_settings_default, dates));
        canonical = date_style_print(dates);
    } else if (id == SETTING_IntervalStyle) {
        TRY(interval_style_parse(cx, *value, dates));
        canonical = interval_style_print(dates);
    } else {
        dates->zone = TRY(zone_parse_setting(cx, *value));
        canonical = zone_print_name(dates->zone);
    }
    *value = str_of(canonical);
    return true;
}

/* --- Times ----------------------------------------------------------------------------------- */

static const struct {
    const char *unit;
    int64_t ms;
} units[] = { { "d", 86400000 }, { "h", 3600000 }, { "min", 60000 }, { "s", 1000 }, { "ms", 1 } };

static int64_t unit_ms(Str unit)
{
    for (size_t at = 0; at < COUNT_OF(units); at++)
        if (str_is(unit, units[at].unit))
            return units[at].ms;
    return unit.length ? 0 : 1;
}

/* "5s", "250", "1.5 min": false where it is no time. */
static bool read_ms(Str text, double *out_ms, bool *out_bad_unit)
{
    char number[32], *end;
    Str trimmed = str_trim(text);
    size_t length = trimmed.length < sizeof number - 1 ? trimmed.length : sizeof number - 1;

    memcpy(number, trimmed.data, length);
    number[length] = '\0';
    double value = strtod(number, &end);
    Str unit = str_trim(str_slice(trimmed, (size_t)(end - number), trimmed.length));
    bool is_micros = str_is(unit, "us");
    *out_bad_unit = end > number && !is_micros && !unit_ms(unit);
    *out_ms = is_micros ? value / 1000 : value * (double)unit_ms(unit);
    return end > number && !*out_bad_unit;
}

/* *value becomes what SHOW shows: in the largest unit that leaves nothing over. */
static bool normalize_time(Cx *cx, SettingId id, Str *value)
{
    bool bad_unit = false;
    double ms = 0;

    if (!read_ms(*value, &ms, &bad_unit)) {
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
             "invalid value for parameter \"%s\": \"%.*s\"", list[id].name, STR(*value));
        return bad_unit &&
               fail_hint(cx, "Valid units for this parameter are \"us\", \"ms\", \"s\", "
                             "\"min\", \"h\", and \"d\".");
    }
    ms = rint(ms);
    if (!(ms >= 0 && ms <= INT32_MAX))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "%.0f ms is outside the valid range for parameter \"%s\" (0 .. %d)", ms,
                    list[id].name, INT32_MAX);
    size_t unit = 0;
    while ((int64_t)ms % units[unit].ms)
        unit++;
    *value =
        ms == 0 ? STR_LIT("0")
                : str_format(cx->arena, "%lld%s", (long long)ms / units[unit].ms, units[unit].unit);
    return true;
}

bool setting_is_time(SettingId id)
{
    return list[id].kind == KIND_TIME;
}

int64_t setting_ms(const Settings *settings, SettingId id)
{
    bool bad_unit;
    double ms = 0;

    return read_ms(setting_get(settings, id), &ms, &bad_unit) ? (int64_t)ms : 0;
}

void setting_put(Settings *settings, SettingId id, Str value)
{
    free(settings->values[id]);
    settings->values[id] = copy_text(value);
}

/* What is no printable ASCII shows as ?, and only so many bytes are kept. */
static Str clean_name(Cx *cx, Str value)
{
    size_t length = value.length < NAME_BYTES_MAX ? value.length : NAME_BYTES_MAX;
    char *clean = str_to_c(cx->arena, str_slice(value, 0, length));

    for (size_t at = 0; at < length; at++)
        if (clean[at] < 32 || clean[at] > 126)
            clean[at] = '?';
    return (Str){ clean, length };
}

bool setting_set(Cx *cx, Settings *settings, Str name, Str value, SettingId *out_id)
{
    SettingId id = setting_find(name);

    *out_id = id;
    if (id == SETTINGS && name.length && memchr(name.data, '.', name.length))
        return custom_set(cx, settings, name, value);
    if (id == SETTINGS)
        return fail(cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "unrecognized configuration parameter \"%.*s\"", STR(name));
    if (list[id].kind == KIND_INTERNAL && value.data)
        return fail(cx, ERR_CANT_CHANGE_RUNTIME_PARAM, NO_POSITION,
                    "parameter \"%s\" cannot be changed", list[id].name);
    if (list[id].kind == KIND_FIXED && value.data && !means_the_same(value, list[id].value) &&
        !(id == SETTING_client_encoding && means_the_same(value, "unicode")))
        return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "invalid value for parameter \"%s\": \"%.*s\"", list[id].name, STR(value));
    if (id == SETTING_debug_disable_rules)
        TRY(check_rule_names(cx, value));
    if (list[id].kind == KIND_SWITCH && value.data)
        TRY(normalize_switch(cx, id, &value));
    if (list[id].kind == KIND_TIME && value.data)
        TRY(normalize_time(cx, id, &value));
    if (list[id].kind == KIND_DATES) {
        Str said = value.data ? value : setting_default(id);
        TRY(set_dates(cx, &settings->dates, id, &said));
        value = value.data ? said : value;
    }
    if (id == SETTING_application_name && value.data)
        value = clean_name(cx, value);
    free(settings->values[id]);
    settings->values[id] = NULL;
    if (value.data && list[id].kind < KIND_FIXED)
        settings->values[id] = copy_text(value);
    return true;
}
