/*
 * date_settings.h -- what the session's settings TimeZone, DateStyle and IntervalStyle say; passed
 * to whatever reads, writes or computes with dates and times and depends on them.
 */
#ifndef BASE_DATE_SETTINGS_H
#define BASE_DATE_SETTINGS_H

#include "base/type.h"
#include "base/zone.h"

typedef enum DateStyle {
    DATE_STYLE_ISO,      /* 1997-12-17 07:37:16-08 */
    DATE_STYLE_SQL,      /* 12/17/1997 07:37:16 PST */
    DATE_STYLE_POSTGRES, /* Wed Dec 17 07:37:16 1997 PST */
    DATE_STYLE_GERMAN,   /* 17.12.1997 07:37:16 PST */
} DateStyle;

/* Of numbers that could be years, months or days; of the output, SQL and POSTGRES know but MDY and
 * DMY. */
typedef enum DateOrder { DATE_ORDER_MDY, DATE_ORDER_DMY, DATE_ORDER_YMD } DateOrder;

typedef enum IntervalStyle {
    INTERVAL_STYLE_POSTGRES,         /* 1 year 2 mons 3 days 04:05:06 */
    INTERVAL_STYLE_POSTGRES_VERBOSE, /* @ 1 year 2 mons 3 days 4 hours 5 mins 6 secs */
    INTERVAL_STYLE_SQL_STANDARD,     /* +1-2 +3 +4:05:06 */
    INTERVAL_STYLE_ISO_8601,         /* P1Y2M3DT4H5M6S */
} IntervalStyle;

typedef struct DateSettings {
    const Zone *zone; /* never NULL */
    DateStyle style;
    DateOrder order;
    IntervalStyle interval_style;
} DateSettings;

/* How a text is to be read, apart from the settings. */
typedef struct ParseAs {
    int32_t typmod; /* the precision, TYPMOD_NONE where none */
    int position;   /* for errors */
    int64_t now;    /* an instant; only timetz_parse() looks at it */
} ParseAs;

/* UTC, ISO, MDY, postgres */
extern const DateSettings date_settings_default;

/* SET DateStyle: a list such as "German, DMY", of which what is not said stays as it is in
 * `settings`; the word DEFAULT means `standard`.  SET IntervalStyle.  Raise 22023 and leave
 * `settings` as it was. */
must_use bool date_style_parse(Cx *cx, Str value, const DateSettings *standard,
                               DateSettings *settings);
must_use bool interval_style_parse(Cx *cx, Str value, DateSettings *settings);

/* As SHOW prints them: "ISO, MDY", "iso_8601".  Static texts. */
const char *date_style_print(const DateSettings *settings);
const char *interval_style_print(const DateSettings *settings);

#endif
