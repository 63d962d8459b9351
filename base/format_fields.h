/*
 * format_fields.h -- what a text tells of a date and a time, before it is made sense of; private to
 * format_fields.c, which reads it, and format_scan.c, which resolves it.
 *
 * All are 32-bit integers, as they stand in the text, and zero where it does not tell them.
 */
#ifndef BASE_FORMAT_FIELDS_H
#define BASE_FORMAT_FIELDS_H

#include "base/format_template.h"

typedef struct Fields {
    Calendar calendar;
    bool is_12_hour;
    int hour;
    int afternoon; /* 0, 1 */
    int minute;
    int second;
    int second_of_day;
    int millisecond;
    int microsecond;
    int fraction_digits; /* of FF1 to FF6 */
    int day_of_week;     /* 1 is Sunday */
    int day_of_month;
    int day_of_year; /* of the ISO year, if that is the calendar */
    int week_of_month;
    int week; /* of the year or ISO year */
    int month;
    int year;
    int year_digits; /* of the pattern that gave the year */
    int century;
    int before_christ; /* 0, 1 */
    int julian;
    int zone_sign; /* 0: no zone */
    int zone_hour;
    int zone_minute;
} Fields;

/* Read `text` by a template's nodes.  Raises 22007, 22008 and 0A000. */
must_use bool format_fields_read(Cx *cx, const FormatNodes *nodes, Str text, Fields *out_fields);

/* The low 32 bits: sums and products wrap, as PostgreSQL's do. */
static inline int wrap_int(int64_t value)
{
    return (int32_t)value;
}

#endif
