/* date_test.c -- dates, timestamps, their units. */
#include "base/decimal.h"
#include "base/interval.h"
#include "base/timestamp.h"
#include "tests/unit/value_table.h"

// clang-format off
static const ParseRow date_rows[] = {
    { TYPE_DATE, -1, "2024-02-29", "2024-02-29" },
    { TYPE_DATE, -1, "2023-02-29",
      "ERROR 22008 date/time field value out of range: \"2023-02-29\"" },
    { TYPE_DATE, -1, "1999-01-08", "1999-01-08" },
    { TYPE_DATE, -1, "January 8, 1999", "1999-01-08" },
    { TYPE_DATE, -1, "Jan 2 1998", "1998-01-02" },
    { TYPE_DATE, -1, "1/8/1999", "1999-01-08" },
    { TYPE_DATE, -1, "1/18/1999", "1999-01-18" },
    { TYPE_DATE, -1, "18/1/1999",
      "ERROR 22008 date/time field value out of range: \"18/1/1999\" HINT Perhaps you n"
      "eed a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "01/02/03", "2003-01-02" },
    { TYPE_DATE, -1, "1999-Jan-08", "1999-01-08" },
    { TYPE_DATE, -1, "Jan-08-1999", "1999-01-08" },
    { TYPE_DATE, -1, "08-Jan-1999", "1999-01-08" },
    { TYPE_DATE, -1, "08-Jan-99", "1999-01-08" },
    { TYPE_DATE, -1, "99-Jan-08",
      "ERROR 22008 date/time field value out of range: \"99-Jan-08\" HINT Perhaps you n"
      "eed a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "19990108", "1999-01-08" },
    { TYPE_DATE, -1, "990108", "1999-01-08" },
    { TYPE_DATE, -1, "1999.008", "1999-01-08" },
    { TYPE_DATE, -1, "J2451187", "1999-01-08" },
    { TYPE_DATE, -1, "January 8, 99 BC", "0099-01-08 BC" },
    { TYPE_DATE, -1, "2000-01-01 BC", "2000-01-01 BC" },
    { TYPE_DATE, -1, "0001-01-01 BC", "0001-01-01 BC" },
    { TYPE_DATE, -1, "0000-01-01",
      "ERROR 22008 date/time field value out of range: \"0000-01-01\"" },
    { TYPE_DATE, -1, "4713-11-24 BC", "4713-11-24 BC" },
    { TYPE_DATE, -1, "4713-11-23 BC", "4713-11-23 BC" },
    { TYPE_DATE, -1, "5874897-12-31", "5874897-12-31" },
    { TYPE_DATE, -1, "5874898-01-01", "ERROR 22008 date out of range: \"5874898-01-01\"" },
    { TYPE_DATE, -1, "infinity", "infinity" },
    { TYPE_DATE, -1, "-infinity", "-infinity" },
    { TYPE_DATE, -1, "epoch", "1970-01-01" },
    { TYPE_DATE, -1, "Monday, 1 January 2024", "2024-01-01" },
    { TYPE_DATE, -1, "1998/01/02", "1998-01-02" },
    { TYPE_DATE, -1, "2024-13-01",
      "ERROR 22008 date/time field value out of range: \"2024-13-01\" HINT Perhaps you "
      "need a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "2024-00-10",
      "ERROR 22008 date/time field value out of range: \"2024-00-10\" HINT Perhaps you "
      "need a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "2024-01-32",
      "ERROR 22008 date/time field value out of range: \"2024-01-32\" HINT Perhaps you "
      "need a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "2024-1-5", "2024-01-05" },
    { TYPE_DATE, -1, "24-1-5",
      "ERROR 22008 date/time field value out of range: \"24-1-5\" HINT Perhaps you need"
      " a different \"datestyle\" setting." },
    { TYPE_DATE, -1, "", "ERROR 22007 invalid input syntax for type date: \"\"" },
    { TYPE_DATE, -1, "x", "ERROR 22007 invalid input syntax for type date: \"x\"" },
    { TYPE_DATE, -1, "2024-01", "ERROR 22007 invalid input syntax for type date: \"2024-01\"" },
    { TYPE_DATE, -1, "2024-01-01x",
      "ERROR 22007 invalid input syntax for type date: \"2024-01-01x\"" },
    { TYPE_DATE, -1, "2024-01-01 10:00:00", "2024-01-01" },
    { TYPE_DATE, -1, "2024-01-01 25:00:00",
      "ERROR 22008 date/time field value out of range: \"2024-01-01 25:00:00\"" },
    { TYPE_DATE, -1, "2024-01-01 +20:00",
      "ERROR 22009 time zone displacement out of range: \"2024-01-01 +20:00\"" },
    { TYPE_DATE, -1, "2024 3 5", "2024-03-05" },
    { TYPE_DATE, -1, "5 Feb 2024", "2024-02-05" },
    { TYPE_DATE, -1, "  2024-01-05  ", "2024-01-05" },
    { TYPE_DATE, -1, "20240105T101112", "2024-01-05" },
    { TYPE_DATE, -1, "2024-060", "2024-02-29" },
    { TYPE_DATE, -1, "1-2-3-4", "ERROR 22007 invalid input syntax for type date: \"1-2-3-4\"" },
    { TYPE_DATE, -1, "Foo 1 2024",
      "ERROR 22007 invalid input syntax for type date: \"Foo 1 2024\"" },
    { TYPE_DATE, -1, "2024-01-01 Europe/Berlin", "2024-01-01" },
    { TYPE_DATE, -1, "2024-01-01 Foo/Bar", "ERROR 22023 time zone \"foo/bar\" not recognized" },
    { TYPE_DATE, -1, "y 2024 m 3 d 4", "2024-03-04" },
};

static const ParseRow timestamp_rows[] = {
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29T12:34:56.789", "2024-02-29 12:34:56.789" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56.1234567", "2024-02-29 12:34:56.123457" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 24:00:00", "2024-03-01 00:00:00" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 24:00:01",
      "ERROR 22008 date/time field value out of range: \"2024-02-29 24:00:01\"" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 23:59:60", "2024-03-01 00:00:00" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 23:60:00",
      "ERROR 22008 date/time field value out of range: \"2024-02-29 23:60:00\"" },
    { TYPE_TIMESTAMP, -1, "2024-02-29", "2024-02-29 00:00:00" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34", "2024-02-29 12:34:00" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56+02", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56Z", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56 PST", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56 PM", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 1:34:56 PM", "2024-02-29 13:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:00 AM", "2024-02-29 00:00:00" },
    { TYPE_TIMESTAMP, -1, "20240229 123456", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "20240229T1234", "2024-02-29 12:34:00" },
    { TYPE_TIMESTAMP, -1, "12:34:56",
      "ERROR 22007 invalid input syntax for type timestamp: \"12:34:56\"" },
    { TYPE_TIMESTAMP, -1, "infinity", "infinity" },
    { TYPE_TIMESTAMP, -1, "-infinity", "-infinity" },
    { TYPE_TIMESTAMP, -1, "epoch", "1970-01-01 00:00:00" },
    { TYPE_TIMESTAMP, -1, "294276-12-31 23:59:59.999999", "294276-12-31 23:59:59.999999" },
    { TYPE_TIMESTAMP, -1, "294277-01-01", "ERROR 22008 timestamp out of range: \"294277-01-01\"" },
    { TYPE_TIMESTAMP, -1, "4713-11-24 BC", "4713-11-24 00:00:00 BC" },
    { TYPE_TIMESTAMP, -1, "4713-11-23 BC", "4713-11-23 00:00:00 BC" },
    { TYPE_TIMESTAMP, -1, "0044-03-15 10:00 BC", "0044-03-15 10:00:00 BC" },
    { TYPE_TIMESTAMP, -1, "Feb 29 12:34:56 2024", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "allballs",
      "ERROR 22007 invalid input syntax for type timestamp: \"allballs\"" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 allballs", "2024-02-29 00:00:00" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56.", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 1",
      "ERROR 22007 invalid input syntax for type timestamp: \"2024-02-29 1\"" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 123456.5", "2024-02-29 12:34:56.5" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56+15:59", "2024-02-29 12:34:56" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 12:34:56+16",
      "ERROR 22009 time zone displacement out of range: \"2024-02-29 12:34:56+16\"" },
    { TYPE_TIMESTAMP, -1, "1997-06-10 17:32:01 America/New_York", "1997-06-10 17:32:01" },
    { TYPE_TIMESTAMP, -1, "J2451187.5", "1999-01-08 12:00:00" },
    { TYPE_TIMESTAMP, -1, "Feb 31 2024 00:00",
      "ERROR 22008 date/time field value out of range: \"Feb 31 2024 00:00\"" },
    { TYPE_TIMESTAMP, -1, "2024-02-29 04:05:06.789-8", "2024-02-29 04:05:06.789" },
    { TYPE_TIMESTAMP, -1, "t 12:00",
      "ERROR 22007 invalid input syntax for type timestamp: \"t 12:00\"" },
    { TYPE_TIMESTAMP, 0, "2024-02-29 23:59:59.5", "2024-03-01 00:00:00" },
    { TYPE_TIMESTAMP, 0, "2024-02-29 23:59:59.4999", "2024-02-29 23:59:59" },
    { TYPE_TIMESTAMP, 3, "1999-12-31 23:59:59.9996", "2000-01-01 00:00:00" },
    { TYPE_TIMESTAMP, 3, "1999-12-31 23:59:59.9995", "1999-12-31 23:59:59.999" },
    { TYPE_TIMESTAMP, 6, "2000-01-01 00:00:00.0000005", "2000-01-01 00:00:00" },
    { TYPE_TIMESTAMP, 2, "1990-01-01 00:00:00.005", "1990-01-01 00:00:00" },
};

typedef struct UnitRow {
    TimeUse use;
    const char *unit;
    TypeId type;
    const char *text;
    const char *answer;
} UnitRow;

static const UnitRow unit_rows[] = {
    { TIME_TRUNCATE, "microseconds", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2021-08-29 13:47:58.123456" },
    { TIME_TRUNCATE, "milliseconds", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2021-08-29 13:47:58.123" },
    { TIME_TRUNCATE, "second", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2021-08-29 13:47:58" },
    { TIME_TRUNCATE, "minute", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2021-08-29 13:47:00" },
    { TIME_TRUNCATE, "hour", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456", "2021-08-29 13:00:00" },
    { TIME_TRUNCATE, "day", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456", "2021-08-29 00:00:00" },
    { TIME_TRUNCATE, "week", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456", "2021-08-23 00:00:00" },
    { TIME_TRUNCATE, "month", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456", "2021-08-01 00:00:00" },
    { TIME_TRUNCATE, "quarter", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2021-07-01 00:00:00" },
    { TIME_TRUNCATE, "year", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456", "2021-01-01 00:00:00" },
    { TIME_TRUNCATE, "decade", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2020-01-01 00:00:00" },
    { TIME_TRUNCATE, "century", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2001-01-01 00:00:00" },
    { TIME_TRUNCATE, "millennium", TYPE_TIMESTAMP, "2021-08-29 13:47:58.123456",
      "2001-01-01 00:00:00" },
    { TIME_TRUNCATE, "microseconds", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-03-01 01:02:03.5 BC" },
    { TIME_TRUNCATE, "milliseconds", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-03-01 01:02:03.5 BC" },
    { TIME_TRUNCATE, "second", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-03-01 01:02:03 BC" },
    { TIME_TRUNCATE, "minute", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-03-01 01:02:00 BC" },
    { TIME_TRUNCATE, "hour", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC", "0016-03-01 01:00:00 BC" },
    { TIME_TRUNCATE, "day", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC", "0016-03-01 00:00:00 BC" },
    { TIME_TRUNCATE, "week", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC", "0016-02-25 00:00:00 BC" },
    { TIME_TRUNCATE, "month", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-03-01 00:00:00 BC" },
    { TIME_TRUNCATE, "quarter", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0016-01-01 00:00:00 BC" },
    { TIME_TRUNCATE, "year", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC", "0016-01-01 00:00:00 BC" },
    { TIME_TRUNCATE, "decade", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0021-01-01 00:00:00 BC" },
    { TIME_TRUNCATE, "century", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "0100-01-01 00:00:00 BC" },
    { TIME_TRUNCATE, "millennium", TYPE_TIMESTAMP, "0016-03-01 01:02:03.5 BC",
      "1000-01-01 00:00:00 BC" },
    { TIME_TRUNCATE, "microseconds", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days -13:47:58.123456" },
    { TIME_TRUNCATE, "milliseconds", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days -13:47:58.123" },
    { TIME_TRUNCATE, "second", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days -13:47:58" },
    { TIME_TRUNCATE, "minute", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days -13:47:00" },
    { TIME_TRUNCATE, "hour", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days -13:00:00" },
    { TIME_TRUNCATE, "day", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons +20 days" },
    { TIME_TRUNCATE, "week", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "ERROR 0A000 unit \"week\" not supported for type interval DETAIL Months usually "
      "have fractional weeks." },
    { TIME_TRUNCATE, "month", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -5 mons" },
    { TIME_TRUNCATE, "quarter", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years -3 mons" },
    { TIME_TRUNCATE, "year", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1233 years" },
    { TIME_TRUNCATE, "decade", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1230 years" },
    { TIME_TRUNCATE, "century", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1200 years" },
    { TIME_TRUNCATE, "millennium", TYPE_INTERVAL, "-1234 years 7 mons 20 days -13:47:58.123456",
      "-1000 years" },
    { TIME_TRUNCATE, "epoch", TYPE_TIMESTAMP, "2020-01-01",
      "ERROR 22023 unit \"epoch\" not recognized for type timestamp without time zone" },
    { TIME_TRUNCATE, "nonsense", TYPE_TIMESTAMP, "2020-01-01",
      "ERROR 22023 unit \"nonsense\" not recognized for type timestamp without time zone" },
    { TIME_TRUNCATE, "timezone", TYPE_TIMESTAMP, "2020-01-01",
      "ERROR 0A000 unit \"timezone\" not supported for type timestamp without time zone" },
    { TIME_TRUNCATE, "century", TYPE_TIMESTAMP, "4713-12-01 BC",
      "ERROR 22008 timestamp out of range" },
    { TIME_TRUNCATE, "DAY", TYPE_TIMESTAMP, "infinity", "infinity" },
    { TIME_EXTRACT, "microseconds", TYPE_DATE, "2021-01-03",
      "ERROR 0A000 unit \"microseconds\" not supported for type date" },
    { TIME_EXTRACT, "milliseconds", TYPE_DATE, "2021-01-03",
      "ERROR 0A000 unit \"milliseconds\" not supported for type date" },
    { TIME_EXTRACT, "second", TYPE_DATE, "2021-01-03",
      "ERROR 0A000 unit \"second\" not supported for type date" },
    { TIME_EXTRACT, "minute", TYPE_DATE, "2021-01-03",
      "ERROR 0A000 unit \"minute\" not supported for type date" },
    { TIME_EXTRACT, "hour", TYPE_DATE, "2021-01-03",
      "ERROR 0A000 unit \"hour\" not supported for type date" },
    { TIME_EXTRACT, "day", TYPE_DATE, "2021-01-03", "3" },
    { TIME_EXTRACT, "week", TYPE_DATE, "2021-01-03", "53" },
    { TIME_EXTRACT, "month", TYPE_DATE, "2021-01-03", "1" },
    { TIME_EXTRACT, "quarter", TYPE_DATE, "2021-01-03", "1" },
    { TIME_EXTRACT, "year", TYPE_DATE, "2021-01-03", "2021" },
    { TIME_EXTRACT, "decade", TYPE_DATE, "2021-01-03", "202" },
    { TIME_EXTRACT, "century", TYPE_DATE, "2021-01-03", "21" },
    { TIME_EXTRACT, "millennium", TYPE_DATE, "2021-01-03", "3" },
    { TIME_EXTRACT, "dow", TYPE_DATE, "2021-01-03", "0" },
    { TIME_EXTRACT, "isodow", TYPE_DATE, "2021-01-03", "7" },
    { TIME_EXTRACT, "doy", TYPE_DATE, "2021-01-03", "3" },
    { TIME_EXTRACT, "isoyear", TYPE_DATE, "2021-01-03", "2020" },
    { TIME_EXTRACT, "julian", TYPE_DATE, "2021-01-03", "2459218" },
    { TIME_EXTRACT, "epoch", TYPE_DATE, "2021-01-03", "1609632000" },
    { TIME_EXTRACT, "day", TYPE_DATE, "0001-01-01 BC", "1" },
    { TIME_EXTRACT, "week", TYPE_DATE, "0001-01-01 BC", "52" },
    { TIME_EXTRACT, "month", TYPE_DATE, "0001-01-01 BC", "1" },
    { TIME_EXTRACT, "quarter", TYPE_DATE, "0001-01-01 BC", "1" },
    { TIME_EXTRACT, "year", TYPE_DATE, "0001-01-01 BC", "-1" },
    { TIME_EXTRACT, "decade", TYPE_DATE, "0001-01-01 BC", "0" },
    { TIME_EXTRACT, "century", TYPE_DATE, "0001-01-01 BC", "-1" },
    { TIME_EXTRACT, "millennium", TYPE_DATE, "0001-01-01 BC", "-1" },
    { TIME_EXTRACT, "dow", TYPE_DATE, "0001-01-01 BC", "6" },
    { TIME_EXTRACT, "isodow", TYPE_DATE, "0001-01-01 BC", "6" },
    { TIME_EXTRACT, "doy", TYPE_DATE, "0001-01-01 BC", "1" },
    { TIME_EXTRACT, "isoyear", TYPE_DATE, "0001-01-01 BC", "-2" },
    { TIME_EXTRACT, "julian", TYPE_DATE, "0001-01-01 BC", "1721060" },
    { TIME_EXTRACT, "epoch", TYPE_DATE, "0001-01-01 BC", "-62167219200" },
    { TIME_EXTRACT, "day", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "week", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "month", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "quarter", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "year", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "decade", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "century", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "millennium", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "dow", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "isodow", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "doy", TYPE_DATE, "infinity", "NULL" },
    { TIME_EXTRACT, "isoyear", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "julian", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "epoch", TYPE_DATE, "infinity", "Infinity" },
    { TIME_EXTRACT, "microseconds", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "58123456" },
    { TIME_EXTRACT, "milliseconds", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "58123.456" },
    { TIME_EXTRACT, "second", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "58.123456" },
    { TIME_EXTRACT, "minute", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "47" },
    { TIME_EXTRACT, "hour", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "13" },
    { TIME_EXTRACT, "day", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "3" },
    { TIME_EXTRACT, "week", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "53" },
    { TIME_EXTRACT, "month", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "1" },
    { TIME_EXTRACT, "quarter", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "1" },
    { TIME_EXTRACT, "year", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "2021" },
    { TIME_EXTRACT, "decade", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "202" },
    { TIME_EXTRACT, "century", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "21" },
    { TIME_EXTRACT, "millennium", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "3" },
    { TIME_EXTRACT, "dow", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "0" },
    { TIME_EXTRACT, "isodow", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "7" },
    { TIME_EXTRACT, "doy", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "3" },
    { TIME_EXTRACT, "isoyear", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "2020" },
    { TIME_EXTRACT, "epoch", TYPE_TIMESTAMP, "2021-01-03 13:47:58.123456", "1609681678.123456" },
    { TIME_EXTRACT, "microseconds", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "59500000" },
    { TIME_EXTRACT, "milliseconds", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "59500.000" },
    { TIME_EXTRACT, "second", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "59.500000" },
    { TIME_EXTRACT, "minute", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "59" },
    { TIME_EXTRACT, "hour", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "23" },
    { TIME_EXTRACT, "day", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "31" },
    { TIME_EXTRACT, "week", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "1" },
    { TIME_EXTRACT, "month", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "12" },
    { TIME_EXTRACT, "quarter", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "4" },
    { TIME_EXTRACT, "year", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "1969" },
    { TIME_EXTRACT, "decade", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "196" },
    { TIME_EXTRACT, "century", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "20" },
    { TIME_EXTRACT, "millennium", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "2" },
    { TIME_EXTRACT, "dow", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "3" },
    { TIME_EXTRACT, "isodow", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "3" },
    { TIME_EXTRACT, "doy", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "365" },
    { TIME_EXTRACT, "isoyear", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "1970" },
    { TIME_EXTRACT, "epoch", TYPE_TIMESTAMP, "1969-12-31 23:59:59.5", "-0.500000" },
    { TIME_EXTRACT, "microseconds", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "milliseconds", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "second", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "minute", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "hour", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "day", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "week", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "month", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "quarter", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "year", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "decade", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "century", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "millennium", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "dow", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "isodow", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "doy", TYPE_TIMESTAMP, "-infinity", "NULL" },
    { TIME_EXTRACT, "isoyear", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "epoch", TYPE_TIMESTAMP, "-infinity", "-Infinity" },
    { TIME_EXTRACT, "microseconds", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "0" },
    { TIME_EXTRACT, "milliseconds", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "0.000" },
    { TIME_EXTRACT, "second", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "0.000000" },
    { TIME_EXTRACT, "minute", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "0" },
    { TIME_EXTRACT, "hour", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "12" },
    { TIME_EXTRACT, "day", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "31" },
    { TIME_EXTRACT, "week", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "1" },
    { TIME_EXTRACT, "month", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "12" },
    { TIME_EXTRACT, "quarter", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "4" },
    { TIME_EXTRACT, "year", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-101" },
    { TIME_EXTRACT, "decade", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-10" },
    { TIME_EXTRACT, "century", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-2" },
    { TIME_EXTRACT, "millennium", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-1" },
    { TIME_EXTRACT, "dow", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "1" },
    { TIME_EXTRACT, "isodow", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "1" },
    { TIME_EXTRACT, "doy", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "365" },
    { TIME_EXTRACT, "isoyear", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-100" },
    { TIME_EXTRACT, "epoch", TYPE_TIMESTAMP, "0101-12-31 12:00 BC", "-65291400000.000000" },
    { TIME_EXTRACT, "microseconds", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "58123456" },
    { TIME_EXTRACT, "milliseconds", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "58123.456" },
    { TIME_EXTRACT, "second", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "58.123456" },
    { TIME_EXTRACT, "minute", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "47" },
    { TIME_EXTRACT, "hour", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "13" },
    { TIME_EXTRACT, "day", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "20" },
    { TIME_EXTRACT, "week", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"week\" not supported for type interval" },
    { TIME_EXTRACT, "month", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "7" },
    { TIME_EXTRACT, "quarter", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "3" },
    { TIME_EXTRACT, "year", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "1234" },
    { TIME_EXTRACT, "decade", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "123" },
    { TIME_EXTRACT, "century", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "12" },
    { TIME_EXTRACT, "millennium", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456", "1" },
    { TIME_EXTRACT, "dow", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"dow\" not supported for type interval" },
    { TIME_EXTRACT, "isodow", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"isodow\" not supported for type interval" },
    { TIME_EXTRACT, "doy", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"doy\" not supported for type interval" },
    { TIME_EXTRACT, "isoyear", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"isoyear\" not supported for type interval" },
    { TIME_EXTRACT, "julian", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "ERROR 0A000 unit \"julian\" not supported for type interval" },
    { TIME_EXTRACT, "epoch", TYPE_INTERVAL, "1234 years 7 mons 20 days 13:47:58.123456",
      "38962000078.123456" },
    { TIME_EXTRACT, "microseconds", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-1500000" },
    { TIME_EXTRACT, "milliseconds", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-1500.000" },
    { TIME_EXTRACT, "second", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-1.500000" },
    { TIME_EXTRACT, "minute", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "0" },
    { TIME_EXTRACT, "hour", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-100" },
    { TIME_EXTRACT, "day", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "0" },
    { TIME_EXTRACT, "week", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"week\" not supported for type interval" },
    { TIME_EXTRACT, "month", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-5" },
    { TIME_EXTRACT, "quarter", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "0" },
    { TIME_EXTRACT, "year", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-25" },
    { TIME_EXTRACT, "decade", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-2" },
    { TIME_EXTRACT, "century", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "0" },
    { TIME_EXTRACT, "millennium", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "0" },
    { TIME_EXTRACT, "dow", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"dow\" not supported for type interval" },
    { TIME_EXTRACT, "isodow", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"isodow\" not supported for type interval" },
    { TIME_EXTRACT, "doy", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"doy\" not supported for type interval" },
    { TIME_EXTRACT, "isoyear", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"isoyear\" not supported for type interval" },
    { TIME_EXTRACT, "julian", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5",
      "ERROR 0A000 unit \"julian\" not supported for type interval" },
    { TIME_EXTRACT, "epoch", TYPE_INTERVAL, "-25 years -5 mons -100:00:01.5", "-802260001.500000" },
    { TIME_EXTRACT, "now", TYPE_TIMESTAMP, "2020-01-01",
      "ERROR 0A000 unit \"now\" not supported for type timestamp without time zone" },
    { TIME_EXTRACT, "am", TYPE_TIMESTAMP, "2020-01-01",
      "ERROR 22023 unit \"am\" not recognized for type timestamp without time zone" },
    { TIME_EXTRACT, "mons", TYPE_TIMESTAMP, "2020-03-01", "3" },
    { TIME_EXTRACT, "timezone", TYPE_DATE, "2020-01-01",
      "ERROR 0A000 unit \"timezone\" not supported for type date" },
    { TIME_EXTRACT, "now", TYPE_INTERVAL, "1 day",
      "ERROR 22023 unit \"now\" not recognized for type interval" },
};

typedef enum Arithmetic { ADD, SUBTRACT, AGE, DIFFERENCE } Arithmetic;

static const struct {
    Arithmetic operation;
    const char *a;
    const char *b;
    const char *answer;
} arithmetic_rows[] = {
    { ADD, "2024-01-31", "1 mon", "2024-02-29 00:00:00" },
    { ADD, "2023-01-31", "1 mon", "2023-02-28 00:00:00" },
    { SUBTRACT, "2024-03-31", "1 mon", "2024-02-29 00:00:00" },
    { ADD, "2024-02-29", "1 year", "2025-02-28 00:00:00" },
    { ADD, "2024-02-29", "-4 years", "2020-02-29 00:00:00" },
    { ADD, "2000-01-01", "1 mon 2 days 03:04:05.678", "2000-02-03 03:04:05.678" },
    { ADD, "294276-12-31", "1 day", "ERROR 22008 timestamp out of range" },
    { SUBTRACT, "4713-11-24 BC", "1 us", "4713-11-23 23:59:59.999999 BC" },
    { ADD, "2020-01-01", "2147483647 days", "ERROR 22008 timestamp out of range" },
    { ADD, "2020-01-01", "-178956970 years", "ERROR 22008 timestamp out of range" },
    { ADD, "infinity", "1 day", "infinity" },
    { SUBTRACT, "2020-01-01", "-2147483648 mons", "ERROR 22008 timestamp out of range" },
    { ADD, "0001-01-15 BC", "1 mon", "0001-02-15 00:00:00 BC" },
    { ADD, "2020-06-30 23:59:59.999999", "1 us", "2020-07-01 00:00:00" },
    { ADD, "2020-12-15", "-13 mons", "2019-11-15 00:00:00" },
    { AGE, "2001-04-10", "1957-06-13", "43 years 9 mons 27 days" },
    { AGE, "1957-06-13", "2001-04-10", "-43 years -9 mons -27 days" },
    { AGE, "2024-03-01", "2024-02-29 23:00", "01:00:00" },
    { AGE, "2024-03-30", "2024-01-31", "1 mon 30 days" },
    { AGE, "2024-01-31", "2024-03-30", "-1 mons -30 days" },
    { AGE, "2020-01-01", "2020-01-01", "00:00:00" },
    { AGE, "2020-01-01", "-infinity", "ERROR 22008 timestamp out of range" },
    { AGE, "2000-02-29 12:00", "1999-02-28 13:00:00.5", "1 year 22:59:59.5" },
    { AGE, "2016-12-31", "2015-02-28 01:00", "1 year 10 mons 2 days 23:00:00" },
    { DIFFERENCE, "2020-01-02 01:00", "2020-01-01", "1 day 01:00:00" },
    { DIFFERENCE, "2020-01-01", "2020-01-02 01:00", "-1 days -01:00:00" },
    { DIFFERENCE, "infinity", "2020-01-01", "ERROR 22008 cannot subtract infinite timestamps" },
    { DIFFERENCE, "2020-01-01", "1970-01-01 00:00:00.000001", "18261 days 23:59:59.999999" },
};
// clang-format on

TEST(dates_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, date_rows, COUNT_OF(date_rows));
}

TEST(timestamps_read_and_print_as_postgresql_does)
{
    expect_parse_rows(cx, timestamp_rows, COUNT_OF(timestamp_rows));
}

static Str printed(Cx *cx, TypeId type, Value value)
{
    StrBuilder text = str_builder(cx->arena);
    value_print(&text, type_of(type), value);
    return str_built(&text);
}

static Value parsed(Cx *cx, TypeId type, const char *text)
{
    Value value = VALUE_NULL;
    EXPECT(value_parse(cx, type_of(type), str_of(text), 0, &value));
    return value;
}

static Str truncated(Cx *cx, TypeId type, TimeUnit unit, Value value)
{
    if (type == TYPE_INTERVAL) {
        value.interval = interval_truncate(unit, value.interval);
    } else if (!timestamp_truncate(cx, unit, value.integer, &value.integer)) {
        return error_answer(cx);
    }
    return printed(cx, type, value);
}

static Str extracted(Cx *cx, TypeId type, TimeUnit unit, Value value)
{
    Extracted got = type == TYPE_DATE        ? date_extract(unit, (int32_t)value.integer)
                    : type == TYPE_TIMESTAMP ? timestamp_extract(unit, value.integer)
                                             : interval_extract(unit, value.interval);

    if (got.is_null)
        return STR_LIT("NULL");
    if (got.infinity)
        return got.infinity > 0 ? STR_LIT("Infinity") : STR_LIT("-Infinity");
    EXPECT(got.scale == time_unit_scale(unit, type));
    StrBuilder text = str_builder(cx->arena);
    decimal_print(&text, got.value, got.scale);
    return str_built(&text);
}

TEST(units_are_extracted_and_cut_off_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(unit_rows); row++) {
        const UnitRow *r = &unit_rows[row];
        Value value = parsed(cx, r->type, r->text);
        TimeUnit unit;
        Str answer;
        if (!time_unit_parse(cx, r->use, r->type, str_of(r->unit), &unit))
            answer = error_answer(cx);
        else
            answer = (r->use == TIME_TRUNCATE ? truncated : extracted)(cx, r->type, unit, value);
        EXPECT_STR(answer, r->answer);
    }
}

TEST(julian_days_of_timestamps_have_fractions)
{
    Numeric julian;
    StrBuilder text = str_builder(cx->arena);
    int64_t timestamp = parsed(cx, TYPE_TIMESTAMP, "2020-01-01 12:00:01.5").integer;

    EXPECT(timestamp_julian(cx, timestamp, &julian));
    numeric_print(&text, &julian);
    EXPECT_STR(str_built(&text), "2458850.50001736111111111111");
}

static Str arithmetic_answer(Cx *cx, Arithmetic operation, int64_t a, Value b)
{
    Value result = { 0 };
    bool is_done = false;

    switch (operation) {
    case ADD: is_done = timestamp_add_interval(cx, a, b.interval, &result.integer); break;
    case SUBTRACT: is_done = timestamp_subtract_interval(cx, a, b.interval, &result.integer); break;
    case AGE: is_done = timestamp_age(cx, a, b.integer, &result.interval); break;
    case DIFFERENCE: is_done = timestamp_difference(cx, a, b.integer, &result.interval); break;
    }
    if (!is_done)
        return error_answer(cx);
    return printed(cx, operation <= SUBTRACT ? TYPE_TIMESTAMP : TYPE_INTERVAL, result);
}

TEST(timestamps_are_added_and_subtracted_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(arithmetic_rows); row++) {
        Arithmetic operation = arithmetic_rows[row].operation;
        int64_t a = parsed(cx, TYPE_TIMESTAMP, arithmetic_rows[row].a).integer;
        Value b = parsed(cx, operation <= SUBTRACT ? TYPE_INTERVAL : TYPE_TIMESTAMP,
                         arithmetic_rows[row].b);
        EXPECT_STR(arithmetic_answer(cx, operation, a, b), arithmetic_rows[row].answer);
    }
}

TEST(every_day_turns_into_a_civil_date_and_back)
{
    CivilDate before = date_to_civil(DATE_MIN);

    EXPECT(before.year == -4713 && before.month == 11 && before.day == 24);
    for (int64_t day = DATE_MIN + 1; day < 800000; day++) {
        CivilDate civil = date_to_civil(day);
        bool follows = civil.day == before.day + 1 && civil.month == before.month;
        bool begins_month = civil.day == 1 &&
                            before.day == date_month_days(before.year, before.month) &&
                            civil.month == before.month % 12 + 1;
        if (!(follows || begins_month) ||
            date_from_civil(civil.year, civil.month, civil.day) != day) {
            EXPECT(!"a day is skipped or repeated");
            break;
        }
        before = civil;
    }
}

TEST(days_are_added_within_the_range_of_dates)
{
    int32_t date;

    EXPECT(date_add_days(cx, DATE_MAX - 1, 1, &date) && date == DATE_MAX);
    EXPECT(date_add_days(cx, DATE_INFINITY, 5, &date) && date == DATE_INFINITY);
    EXPECT(!date_add_days(cx, DATE_MAX, 1, &date));
    EXPECT_STR(error_answer(cx), "ERROR 22008 date out of range");
    EXPECT(!date_subtract_days(cx, DATE_MIN, 1, &date));
    EXPECT_STR(error_answer(cx), "ERROR 22008 date out of range");
    EXPECT(!date_difference(cx, 0, DATE_INFINITY, &date));
    EXPECT_STR(error_answer(cx), "ERROR 22008 cannot subtract infinite dates");
    int64_t timestamp;
    EXPECT(!date_to_timestamp(cx, DATE_MAX, &timestamp));
    EXPECT_STR(error_answer(cx), "ERROR 22008 date out of range for timestamp");
    EXPECT(!date_make(cx, 2023, 2, 29, &date));
    EXPECT_STR(error_answer(cx), "ERROR 22008 date field value out of range: 2023-02-29");
    EXPECT(date_make(cx, -44, 3, 15, &date));
    EXPECT_STR(printed(cx, TYPE_DATE, (Value){ .integer = date }), "0044-03-15 BC");
}
