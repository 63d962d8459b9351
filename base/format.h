/*
 * format.h -- to_char(), to_date(), to_timestamp() and to_number(): values shaped by a template.
 *
 * A template is parsed once, into a DateFormat or a NumberFormat, and then serves any number of
 * values and threads: formats are immutable and copy what they need of the template.  They live in
 * the arena of the Cx that parsed them.
 *
 *     "FMDay, DDth" --date_format_parse--> DateFormat --date_format_write_timestamp--> "Friday,
 * 3RD"
 *                                                     <--date_format_scan---------- text
 *
 * Patterns, modifiers, quoting and refusals are PostgreSQL's, in its C locale: L is a blank, D a
 * point, G a comma, TM changes nothing but the padding.  Functions that write append to `out` and
 * leave it as it was on failure; what they need in between comes from cx->arena.  Where SQL's
 * function gives null, `*out_is_null` is set, nothing is written, and true is returned.  Errors
 * have no position: they are about values.
 */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include "base/numeric.h"
#include "base/timestamp.h"

typedef struct DateFormat DateFormat;
typedef struct NumberFormat NumberFormat;

enum { FORMAT_TEMPLATE_BYTES_MAX = 1 << 16 };

/* Any text is a template of dates; raises only 54000, where it is longer than the limit. */
must_use DateFormat *date_format_parse(Cx *cx, Str template);
/* Raises 42601 for patterns that exclude each other, and 54000. */
must_use NumberFormat *number_format_parse(Cx *cx, Str template);

/* The time zone of a timestamp with time zone, at that moment. */
typedef struct ZoneShown {
    int offset_seconds; /* east of UTC; within a day */
    Str abbreviation;   /* "CET"; borrowed for the call */
} ZoneShown;

/* to_char(timestamp, text).  `timestamp` is in UTC if there is a zone, which says what is shown;
 * zone NULL: a timestamp without time zone.  Null: infinity, or an empty template. */
must_use bool date_format_write_timestamp(Cx *cx, const DateFormat *format, int64_t timestamp,
                                          const ZoneShown *zone, StrBuilder *out,
                                          bool *out_is_null);

/* to_char(interval, text).  Raises 22007 for patterns of the calendar.  Null: an empty template. */
must_use bool date_format_write_interval(Cx *cx, const DateFormat *format, Interval interval,
                                         StrBuilder *out, bool *out_is_null);

/* What to_timestamp() reads: a civil time whose fields are in their ranges, but for the year. */
typedef struct ScannedTime {
    CivilTime civil;
    bool has_zone;      /* TZH or TZM was read */
    int offset_seconds; /* east of UTC; 0 without zone */
    int32_t precision;  /* digits of the second that FF1 to FF6 keep, or TYPMOD_NONE */
} ScannedTime;

/* Read `text`.  Raises 22007, 22008, 22009, and 0A000 for TZ and OF. */
must_use bool date_format_scan(Cx *cx, const DateFormat *format, Str text, ScannedTime *out_time);

/* to_date(text, text).  Raises the same, and 22008 out of the range of dates. */
must_use bool date_format_scan_date(Cx *cx, const DateFormat *format, Str text, int32_t *out_date);

/* to_timestamp(text, text): the moment in UTC.  `offset_seconds` is that of the session's zone at
 * the civil time; it counts where no zone was read.  Raises 22008 "timestamp out of range". */
must_use bool scanned_time_to_timestamp(Cx *cx, const ScannedTime *time, int offset_seconds,
                                        int64_t *out_timestamp);

/* to_char(number, text).  Raise 22003 and 0A000 where the value cannot be written in the way the
 * template asks for (RN, V), and 22P02 for TH behind what is no number. */
must_use bool number_format_write_i32(Cx *cx, const NumberFormat *format, int32_t value,
                                      StrBuilder *out);
must_use bool number_format_write_i64(Cx *cx, const NumberFormat *format, int64_t value,
                                      StrBuilder *out);
must_use bool number_format_write_f32(Cx *cx, const NumberFormat *format, float value,
                                      StrBuilder *out);
must_use bool number_format_write_f64(Cx *cx, const NumberFormat *format, double value,
                                      StrBuilder *out);
must_use bool number_format_write_numeric(Cx *cx, const NumberFormat *format, const Numeric *value,
                                          StrBuilder *out);

/* to_number(text, text).  Raises 22P02 where `text` holds no number, 22003 where it has more
 * digits than the template, and 0A000 for RN and EEEE.  Null: an empty template. */
must_use bool number_format_scan(Cx *cx, const NumberFormat *format, Str text, Numeric *out_value,
                                 bool *out_is_null);

#endif
