/* date_settings.c -- DateStyle and IntervalStyle as SET and SHOW write them; see date_settings.h.
 */
#include "base/date_settings.h"
#include "base/digits.h"

const DateSettings date_settings_default = { .zone = &zone_utc };

static const char *const interval_styles[] = {
    [INTERVAL_STYLE_POSTGRES] = "postgres",
    [INTERVAL_STYLE_POSTGRES_VERBOSE] = "postgres_verbose",
    [INTERVAL_STYLE_SQL_STANDARD] = "sql_standard",
    [INTERVAL_STYLE_ISO_8601] = "iso_8601",
};

/* What a list has said so far. */
typedef struct StyleList {
    DateSettings settings;
    bool has_style;
    bool has_order;
    bool is_conflicting;
} StyleList;

static void say_style(StyleList *list, DateStyle style)
{
    list->is_conflicting |= list->has_style && list->settings.style != style;
    list->settings.style = style;
    list->has_style = true;
}

static void say_order(StyleList *list, DateOrder order)
{
    list->is_conflicting |= list->has_order && list->settings.order != order;
    list->settings.order = order;
    list->has_order = true;
}

/* GERMAN and DEFAULT give an order too, unless one is said. */
static void suggest(StyleList *list, const DateSettings *other, bool is_style)
{
    if (is_style && !list->has_style)
        list->settings.style = other->style;
    if (!list->has_order)
        list->settings.order = other->order;
}

/* `word` is in lower case; false: nobody knows it. */
static bool say_word(StyleList *list, Str word, const DateSettings *standard)
{
    const DateSettings german = { .order = DATE_ORDER_DMY };

    if (str_is(word, "iso")) {
        say_style(list, DATE_STYLE_ISO);
    } else if (str_is(word, "sql")) {
        say_style(list, DATE_STYLE_SQL);
    } else if (str_starts(word, "postgres")) {
        say_style(list, DATE_STYLE_POSTGRES);
    } else if (str_is(word, "german")) {
        say_style(list, DATE_STYLE_GERMAN);
        suggest(list, &german, false);
    } else if (str_is(word, "ymd")) {
        say_order(list, DATE_ORDER_YMD);
    } else if (str_is(word, "dmy") || str_starts(word, "euro")) {
        say_order(list, DATE_ORDER_DMY);
    } else if (str_is(word, "mdy") || str_is(word, "us") || str_starts(word, "noneuro")) {
        say_order(list, DATE_ORDER_MDY);
    } else if (str_is(word, "default")) {
        suggest(list, standard, true);
    } else {
        return false;
    }
    return true;
}

static bool fail_style(Cx *cx, Str value)
{
    return fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                "invalid value for parameter \"DateStyle\": \"%.*s\"", STR(value));
}

bool date_style_parse(Cx *cx, Str value, const DateSettings *standard, DateSettings *settings)
{
    StyleList list = { .settings = *settings };
    Str lower = str_lower(cx->arena, value);
    size_t from = 0;

    for (size_t at = 0; at <= lower.length && str_trim(lower).length; at++) {
        if (at < lower.length && lower.data[at] != ',')
            continue;
        Str word = str_trim(str_slice(lower, from, at));
        from = at + 1;
        if (word.length > 1 && word.data[0] == '"' && word.data[word.length - 1] == '"')
            word = str_slice(word, 1, word.length - 1);
        if (!word.length || memchr(word.data, ' ', word.length)) {
            fail_style(cx, value);
            return fail_detail(cx, "List syntax is invalid.");
        }
        if (!say_word(&list, word, standard)) {
            fail_style(cx, value);
            return fail_detail(cx, "Unrecognized key word: \"%.*s\".", STR(word));
        }
    }
    if (list.is_conflicting) {
        fail_style(cx, value);
        return fail_detail(cx, "Conflicting \"datestyle\" specifications.");
    }
    *settings = list.settings;
    return true;
}

bool interval_style_parse(Cx *cx, Str value, DateSettings *settings)
{
    Str lower = str_lower(cx->arena, value);

    for (size_t style = 0; style < COUNT_OF(interval_styles); style++)
        if (str_is(lower, interval_styles[style])) {
            settings->interval_style = (IntervalStyle)style;
            return true;
        }
    fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
         "invalid value for parameter \"intervalstyle\": \"%.*s\"", STR(value));
    return fail_hint(cx, "Available values: postgres, postgres_verbose, sql_standard, iso_8601.");
}

const char *date_style_print(const DateSettings *settings)
{
    static const char *const names[][3] = {
        [DATE_STYLE_ISO] = { "ISO, MDY", "ISO, DMY", "ISO, YMD" },
        [DATE_STYLE_SQL] = { "SQL, MDY", "SQL, DMY", "SQL, YMD" },
        [DATE_STYLE_POSTGRES] = { "Postgres, MDY", "Postgres, DMY", "Postgres, YMD" },
        [DATE_STYLE_GERMAN] = { "German, MDY", "German, DMY", "German, YMD" },
    };
    return names[settings->style][settings->order];
}

const char *interval_style_print(const DateSettings *settings)
{
    return interval_styles[settings->interval_style];
}
