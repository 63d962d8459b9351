/*
 * format_test.c -- to_char() of dates and intervals, and what is read by templates.
 *
 * Every answer is PostgreSQL 15's.
 */
#include "base/format.h"
#include "tests/unit/value_table.h"

typedef struct FormatRow {
    const char *text;
    const char *template;
    const char *answer;
} FormatRow;

typedef struct ZoneRow {
    int offset_seconds;
    const char *abbreviation;
    const char *template;
    const char *answer;
} ZoneRow;

// clang-format off
static const FormatRow timestamp_rows[] = {
    { "2024-02-09 16:05:07.123456", "HH|HH12|HH24|MI|SS|MS|US|SSSS|SSSSS",
      "04|04|16|05|07|123|123456|57907|57907" },
    { "2024-02-09 16:05:07.123456", "FF1|FF2|FF3|FF4|FF5|FF6", "1|12|123|1234|12345|123456" },
    { "2024-02-09 16:05:07.123456", "hh|hh12|hh24|mi|ss|ms|us|ssss|sssss|ff1|ff6",
      "04|04|16|05|07|123|123456|57907|57907|1|123456" },
    { "2024-02-09 16:05:07.123456", "AM|am|A.M.|a.m.|PM|pm|P.M.|p.m.",
      "PM|pm|P.M.|p.m.|PM|pm|P.M.|p.m." },
    { "2024-02-09 16:05:07.123456", "Y,YYY|YYYY|YYY|YY|Y|y,yyy|yyyy|yyy|yy|y",
      "2,024|2024|024|24|4|2,024|2024|024|24|4" },
    { "2024-02-09 16:05:07.123456", "IYYY|IYY|IY|I|iyyy|iyy|iy|i", "2024|024|24|4|2024|024|24|4" },
    { "2024-02-09 16:05:07.123456", "BC|bc|B.C.|b.c.|AD|ad|A.D.|a.d.",
      "AD|ad|A.D.|a.d.|AD|ad|A.D.|a.d." },
    { "2024-02-09 16:05:07.123456", "MONTH|Month|month|MON|Mon|mon|MM|RM|rm|",
      "FEBRUARY |February |february |FEB|Feb|feb|02|II  |ii  |" },
    { "2024-02-09 16:05:07.123456", "DAY|Day|day|DY|Dy|dy|DDD|DD|D|IDDD|ID|",
      "FRIDAY   |Friday   |friday   |FRI|Fri|fri|040|09|6|040|5|" },
    { "2024-02-09 16:05:07.123456", "W|WW|IW|CC|J|Q|w|ww|iw|cc|j|q|ddd|dd|d|iddd|id",
      "2|06|06|21|2460350|1|2|06|06|21|2460350|1|040|09|6|040|5" },
    { "2024-02-09 16:05:07.123456", "FMHH|FMMM|FMDD|FMMonth|FMDAY|FMDDD|FMWW|FMCC|FMYYY|FMRM|FMMS|",
      "4|2|9|February|FRIDAY|40|6|21|24|II|123|" },
    { "2024-02-09 16:05:07.123456", "fmMM|fmDay|tmDay|TMMonth|TMmon|TMMM|",
      "2|Friday|Friday|February|feb|02|" },
    { "2024-02-09 16:05:07.123456",
      "DDth|DDTH|MMth|HH24th|YYYYTH|Jth|SSth|MIth|Qth|Wth|Dth|USth|FF1TH|SSSSth|DDDth|CCth|Y,YYYth",
      "09th|09TH|02nd|16th|2024TH|2460350th|07th|05th|1st|2nd|6th|123456th|1ST|57907th|"
      "040th|21st|2,024th" },
    { "2024-02-09 16:05:07.123456", "DDSP|MONTHth|Dayth|FMDDth", "09|FEBRUARY |Friday   |9th" },
    { "2024-02-09 16:05:07.123456", "TZ|tz|TZH|TZM|OF|of", "||+00|00|+00|+00" },
    { "2024-02-09 16:05:07.123456", "FXHH24|fxMI", "16|05" },
    { "2024-02-09 16:05:07.123456", "\"Year: \"YYYY \"\\\"quoted\\\"\" \\\"YYYY\\\" \\YYYY",
      "Year: 2024 \"quoted\" \"2024\" \\2024" },
    { "2024-02-09 16:05:07.123456", "YYYY\"unclosed YYYY", "2024unclosed YYYY" },
    { "2024-02-09 16:05:07.123456", "HH:MI:SS é \"ü\" x", "04:05:07 é ü x" },
    { "2024-02-09 16:05:07.123456", "FMTMMonth", "T02onth" },
    { "2024-02-09 16:05:07.123456", "FM", "" },
    { "2024-02-09 16:05:07.123456", "TM", "" },
    { "2024-02-09 16:05:07.123456", "th", "th" },
    { "2024-02-09 16:05:07.123456", "", "NULL" },
    { "2024-02-09 16:05:07.123456", "MOn|hH|Yyyy|dY|mOnth|Am", "MOn|hH|4024|64|mOnth|Am" },
    { "2024-02-09 16:05:07.123456", "YYYYYYYYYY", "2024202424" },
    { "2024-02-09 16:05:07.123456", "DDDDDDD", "0400406" },
    { "2024-02-09 16:05:07.123456", "HH24HH12HH", "160404" },
    { "2024-02-09 16:05:07.123456", "IDDDIDDIYYYIYY", "040562024024" },
    { "0044-03-15 BC", "YYYY|YYY|YY|Y|Y,YYY|BC|AD|CC|IYYY|IYY|IY|I",
      "0044|044|44|4|0,044|BC|BC|-01|0044|044|44|4" },
    { "0044-03-15 BC", "J|D|DAY|IW|IDDD|WW|b.c.", "1705428|6|FRIDAY   |11|075|11|b.c." },
    { "0044-03-15 BC", "FMYYYY|FMCC", "44|-1" },
    { "1999-12-31 23:59:59.999999", "YYYY IYYY WW IW DDD IDDD CC", "1999 1999 53 52 365 362 20" },
    { "1999-12-31 23:59:59.999999", "HH AM|MS|US|FF1|FF3|SSSS", "11 PM|999|999999|9|999|86399" },
    { "1999-12-31 23:59:59.999999", "Qth|CCth|DDth|RM|rm|FMRM", "4th|20th|31st|XII |xii |XII" },
    { "2021-01-03 12:00:00", "IYYY-IW-ID IDDD", "2020-53-7 371" },
    { "2021-01-03 12:00:00", "HH12 AM|HH24", "12 PM|12" },
    { "2000-01-01", "CC|YYYY|YY|Y|IYYY|IW|J", "20|2000|00|0|1999|52|2451545" },
    { "2001-01-01 00:30", "CC|HH12|HH24|AM", "21|12|00|AM" },
    { "0001-01-01", "YYYY|CC|AD", "0001|01|AD" },
    { "0001-12-31 BC", "YYYY|CC|AD|IYYY|IW", "0001|-01|BC|0001|52" },
    { "0101-01-01 BC", "YYYY|CC", "0101|-02" },
    { "12345-06-07", "YYYY|Y,YYY|YYY|CC|J", "12345|12,345|345|124|6230136" },
    { "2011-11-11 11:11:11", "DDth|MMth|HHth|YYth", "11th|11th|11th|11th" },
    { "2012-12-12 12:12:12", "DDth|HH24th", "12th|12th" },
    { "2013-03-13", "DDth", "13th" },
    { "2022-03-02", "DDth", "02nd" },
    { "2023-03-23", "DDth", "23rd" },
    { "infinity", "YYYY", "NULL" },
    { "infinity", "x", "NULL" },
    { "-infinity", "", "NULL" },
    { "294276-12-31 23:59:59.999999", "YYYY-MM-DD HH24:MI:SS.US", "294276-12-31 23:59:59.999999" },
    { "4714-11-24 BC", "YYYY-MM-DD BC J D", "4714-11-24 BC 0 2" },
    { "2023-01-01", "Month|Mon|RM|rm|Dy|Q", "January  |Jan|I   |i   |Sun|1" },
    { "2023-02-02", "Month|Mon|RM|rm|Dy|Q", "February |Feb|II  |ii  |Thu|1" },
    { "2023-03-03", "Month|Mon|RM|rm|Dy|Q", "March    |Mar|III |iii |Fri|1" },
    { "2023-04-04", "Month|Mon|RM|rm|Dy|Q", "April    |Apr|IV  |iv  |Tue|2" },
    { "2023-05-05", "Month|Mon|RM|rm|Dy|Q", "May      |May|V   |v   |Fri|2" },
    { "2023-06-06", "Month|Mon|RM|rm|Dy|Q", "June     |Jun|VI  |vi  |Tue|2" },
    { "2023-07-07", "Month|Mon|RM|rm|Dy|Q", "July     |Jul|VII |vii |Fri|3" },
    { "2023-08-08", "Month|Mon|RM|rm|Dy|Q", "August   |Aug|VIII|viii|Tue|3" },
    { "2023-09-09", "Month|Mon|RM|rm|Dy|Q", "September|Sep|IX  |ix  |Sat|3" },
    { "2023-10-10", "Month|Mon|RM|rm|Dy|Q", "October  |Oct|X   |x   |Tue|4" },
    { "2023-11-11", "Month|Mon|RM|rm|Dy|Q", "November |Nov|XI  |xi  |Sat|4" },
    { "2023-12-12", "Month|Mon|RM|rm|Dy|Q", "December |Dec|XII |xii |Tue|4" },
};

static const ZoneRow zone_rows[] = {
    { 0, "UTC", "TZ tz TZH TZM OF HH24", "UTC utc +00 00 +00 22" },
    { 19800, "ABC", "TZ tz TZH TZM OF HH24:MI", "ABC abc +05 30 +05:30 03:35" },
    { 19800, "ABC", "FMTZH|FMOF|TZHth|TZMth|OFth", "+05|+5:30|+05|30|+05:30" },
    { -12600, "-0330", "TZ|OF|TZH|TZM|YYYY-MM-DD HH24:MI", "-0330|-03:30|-03|30|2024-02-09 18:35" },
    { -28800, "XYZ", "tz OF FMOF TZH:TZM DD HH24", "xyz -08 -8 -08:00 09 14" },
    { 50400, "+14", "OF DD", "+14 10" },
};

static const FormatRow interval_rows[] = {
    { "1 year 2 mons 3 days 04:05:06.789", "YYYY-MM-DD HH24:MI:SS.US",
      "0001-02-03 04:05:06.789000" },
    { "1 year 2 mons 3 days 04:05:06.789", "Y,YYY|YYY|YY|Y|CC|Q|RM|rm|W|WW|DDD|J",
      "0,001|001|01|1|00|1|II  |ii  |1|61|423|1721459" },
    { "1 year 2 mons 3 days 04:05:06.789", "IYYY|IYY|IY|I|IW|IDDD", "0001|001|01|1|05|034" },
    { "1 year 2 mons 3 days 04:05:06.789", "AM|HH|HH12|SSSS|MS|FF1|FF6",
      "AM|04|04|14706|789|7|789000" },
    { "1 year 2 mons 3 days 04:05:06.789", "FMMM|FMDD|FMHH24|FMYYYY|FMDDD", "2|3|4|1|423" },
    { "1 year 2 mons 3 days 04:05:06.789", "DDth|HH24TH|MMth", "03rd|04TH|02nd" },
    { "1 year 2 mons 3 days 04:05:06.789", "\"text\" é", "text é" },
    { "1 year 2 mons 3 days 04:05:06.789", "", "NULL" },
    { "1 year 2 mons 3 days 04:05:06.789", "TZ",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "tzh",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "OF",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "AD",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "b.c.",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "Month",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "MON",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "day",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "Dy",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "D",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "1 year 2 mons 3 days 04:05:06.789", "ID",
      "ERROR 22007 invalid format specification for an interval value HINT Intervals ar"
      "e not tied to specific calendar dates." },
    { "-1 year -2 mons -3 days -04:05:06.789", "YYYY-MM-DD HH24:MI:SS.US",
      "-0001--02--3 -04:-05:-06.-789000" },
    { "-1 year -2 mons -3 days -04:05:06.789", "Y,YYY|YYY|YY|Y|CC|Q|RM|rm|W|WW|DDD|J",
      "0,-01|-001|-01|-1|00|0|XI  |xi  |1|-59|-423|1720599" },
    { "-1 year -2 mons -3 days -04:05:06.789", "IYYY|IYY|IY|I|IW|IDDD",
      "-0002|-002|-02|-2|39|273" },
    { "-1 year -2 mons -3 days -04:05:06.789", "AM|HH|HH12|SSSS|MS|FF1|FF6",
      "AM|-04|-04|-14706|-789|-7|-789000" },
    { "-1 year -2 mons -3 days -04:05:06.789", "FMMM|FMDD|FMHH24|FMYYYY|FMDDD",
      "-2|-3|-4|-1|-423" },
    { "100:00:00", "HH24|HH12|HH|AM|SSSS|DD", "100|04|04|AM|360000|00" },
    { "-100:00:00", "HH24|HH12|HH|AM|SSSS", "-100|-04|-04|AM|-360000" },
    { "36:00", "HH12 PM", "12 PM" },
    { "12 mons", "RM|MM|Q|YYYY", "XII |00||0001" },
    { "-12 mons", "RM|MM|Q|YYYY|CC", "I   |00||-0001|00" },
    { "0", "RM|MM|Q|YYYY|J|DDD|IW", "|00||0000|1721028|000|48" },
    { "11 mons", "RM|rm|Q", "XI  |xi  |4" },
    { "-1 mons", "RM|Q", "XII |1" },
    { "-11 mons", "RM|Q|J", "II  |-3|1720692" },
    { "150 years", "CC|YYYY|YY", "01|0150|50" },
    { "-150 years", "CC|YYYY|YY", "-01|-0150|-50" },
    { "178956970 years 7 mons", "YYYY|J|DDD|CC", "178956970|939902916|-30|1789569" },
};

static const FormatRow timestamp_texts[] = {
    { "0097/Feb/16 --> 08:14:30", "YYYY/Mon/DD --> HH:MI:SS", "0097-02-16 08:14:30" },
    { "97/2/16 8:14:30", "FMYYYY/FMMM/FMDD FMHH:FMMI:FMSS", "0097-02-16 08:14:30" },
    { "2011$03!18 23_38_15", "YYYY-MM-DD HH24:MI:SS", "2011-03-18 23:38:15" },
    { "1985 January 12", "YYYY FMMonth DD", "1985-01-12 00:00:00" },
    { "1985 FMMonth 12", "YYYY \"FMMonth\" DD", "1985-01-12 00:00:00" },
    { "1985 \\ 12", "YYYY \\\\ DD", "1985-01-12 00:00:00" },
    { "My birthday-> Year: 1976, Month: May, Day: 16",
      "\"My birthday-> Year:\" YYYY, \"Month:\" FMMonth, \"Day:\" DD",
      "1976-05-16 00:00:00" },
    { "1,582nd VIII 21", "Y,YYYth FMRM DD", "1582-08-21 00:00:00" },
    { "15 \"text between quote marks\" 98 54 45",
      "HH24 \"\\\"text between quote marks\\\"\" YY MI SS",
      "1998-01-01 15:54:45" },
    { "05121445482000", "MMDDHH24MISSYYYY", "2000-05-12 14:45:48" },
    { "2000January09Sunday", "YYYYFMMonthDDFMDay", "2000-01-09 00:00:00" },
    { "97/Feb/16", "YYMonDD",
      "ERROR 22007 invalid value \"/Feb/16\" for \"Mon\" DETAIL The given value did not mat"
      "ch any of the allowed values for this field." },
    { "97/Feb/16", "YY:Mon:DD", "1997-02-16 00:00:00" },
    { "97/Feb/16", "FXYY:Mon:DD", "1997-02-16 00:00:00" },
    { "97/Feb/16", "FXYY/Mon/DD", "1997-02-16 00:00:00" },
    { "19971116", "YYYYMMDD", "1997-11-16 00:00:00" },
    { "20000-1116", "YYYY-MMDD", "20000-11-16 00:00:00" },
    { "1997 AD 11 16", "YYYY BC MM DD", "1997-11-16 00:00:00" },
    { "1997 BC 11 16", "YYYY BC MM DD", "1997-11-16 00:00:00 BC" },
    { "1997 A.D. 11 16", "YYYY B.C. MM DD", "1997-11-16 00:00:00" },
    { "1997 B.C. 11 16", "YYYY b.c. MM DD", "1997-11-16 00:00:00 BC" },
    { "9-1116", "Y-MMDD", "2009-11-16 00:00:00" },
    { "95-1116", "YY-MMDD", "1995-11-16 00:00:00" },
    { "995-1116", "YYY-MMDD", "1995-11-16 00:00:00" },
    { "2005426", "YYYYWWD", "2005-10-15 00:00:00" },
    { "2005300", "YYYYDDD", "2005-10-27 00:00:00" },
    { "2005527", "IYYYIWID", "2006-01-01 00:00:00" },
    { "005527", "IYYIWID", "2006-01-01 00:00:00" },
    { "05527", "IYIWID", "2006-01-01 00:00:00" },
    { "5527", "IIWID", "2006-01-01 00:00:00" },
    { "2005364", "IYYYIDDD", "2006-01-01 00:00:00" },
    { "20050302", "YYYYMMDD", "2005-03-02 00:00:00" },
    { "2005 03 02", "YYYYMMDD", "2005-03-02 00:00:00" },
    { " 2005 03 02", "YYYYMMDD", "2005-03-02 00:00:00" },
    { "  20050302", "YYYYMMDD", "2005-03-02 00:00:00" },
    { "2011-12-18 11:38 AM", "YYYY-MM-DD HH12:MI PM", "2011-12-18 11:38:00" },
    { "2011-12-18 11:38 PM", "YYYY-MM-DD HH12:MI PM", "2011-12-18 23:38:00" },
    { "2011-12-18 11:38 A.M.", "YYYY-MM-DD HH12:MI P.M.", "2011-12-18 11:38:00" },
    { "2011-12-18 12:38 am", "YYYY-MM-DD HH12:MI AM", "2011-12-18 00:38:00" },
    { "2011-12-18 12:38 pm", "YYYY-MM-DD HH12:MI AM", "2011-12-18 12:38:00" },
    { "2011-12-18 11:38 +05", "YYYY-MM-DD HH12:MI TZH", "2011-12-18 06:38:00" },
    { "2011-12-18 11:38 -05", "YYYY-MM-DD HH12:MI TZH", "2011-12-18 16:38:00" },
    { "2011-12-18 11:38 +05:20", "YYYY-MM-DD HH12:MI TZH:TZM", "2011-12-18 06:18:00" },
    { "2011-12-18 11:38 -05:20", "YYYY-MM-DD HH12:MI TZH:TZM", "2011-12-18 16:58:00" },
    { "2011-12-18 11:38 20", "YYYY-MM-DD HH12:MI TZM", "2011-12-18 11:18:00" },
    { "2011-12-18 11:38 PST", "YYYY-MM-DD HH12:MI TZ",
      "ERROR 0A000 formatting field \"TZ\" is only supported in to_char" },
    { "2011-12-18 11:38 +16", "YYYY-MM-DD HH12:MI TZH",
      "ERROR 22009 time zone displacement out of range: \"2011-12-18 11:38 +16\"" },
    { "2018-11-02 12:34:56.025", "YYYY-MM-DD HH24:MI:SS.MS", "2018-11-02 12:34:56.025" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF1",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF2",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF3",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF4",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF5",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1234567", "YYYY-MM-DD HH24:MI:SS.FF6",
      "ERROR 22008 date/time field value out of range: \"2018-11-02 12:34:56.1234567\"" },
    { "2018-11-02 12:34:56.1", "YYYY-MM-DD HH24:MI:SS.FF1", "2018-11-02 12:34:56.1" },
    { "2018-11-02 12:34:56.12", "YYYY-MM-DD HH24:MI:SS.FF2", "2018-11-02 12:34:56.12" },
    { "2018-11-02 12:34:56.123", "YYYY-MM-DD HH24:MI:SS.FF3", "2018-11-02 12:34:56.123" },
    { "2018-11-02 12:34:56.1234", "YYYY-MM-DD HH24:MI:SS.FF4", "2018-11-02 12:34:56.1234" },
    { "2018-11-02 12:34:56.12345", "YYYY-MM-DD HH24:MI:SS.FF5", "2018-11-02 12:34:56.12345" },
    { "2018-11-02 12:34:56.123456", "YYYY-MM-DD HH24:MI:SS.FF6", "2018-11-02 12:34:56.123456" },
    { "2018-11-02 12:34:56.5", "YYYY-MM-DD HH24:MI:SS.US", "2018-11-02 12:34:56.5" },
    { "12.3", "SS.MS", "0001-01-01 00:00:12.3 BC" },
    { "12.30", "SS.MS", "0001-01-01 00:00:12.3 BC" },
    { "12.030", "SS.MS", "0001-01-01 00:00:12.03 BC" },
    { "12.003", "SS.MS", "0001-01-01 00:00:12.003 BC" },
    { "1 5", "SS MS", "0001-01-01 00:00:01.5 BC" },
    { "1996-W1-1", "IYYY-\"W\"IW-ID", "1996-01-01 00:00:00" },
    { "11:38 PM 59", "HH:MI PM SS", "0001-01-01 23:38:59 BC" },
    { "13:00", "HH:MI",
      "ERROR 22007 hour \"13\" is invalid for the 12-hour clock HINT Use the 24-hour cloc"
      "k, or give an hour between 1 and 12." },
    { "0:10", "HH12:MI",
      "ERROR 22007 hour \"0\" is invalid for the 12-hour clock HINT Use the 24-hour clock"
      ", or give an hour between 1 and 12." },
    { "86399", "SSSS", "0001-01-01 23:59:59 BC" },
    { "3661", "SSSSS", "0001-01-01 01:01:01 BC" },
    { "86400", "SSSS", "ERROR 22008 date/time field value out of range: \"86400\"" },
    { "25:00", "HH24:MI", "ERROR 22008 date/time field value out of range: \"25:00\"" },
    { "10:60", "HH24:MI", "ERROR 22008 date/time field value out of range: \"10:60\"" },
    { "10:10:60", "HH24:MI:SS", "ERROR 22008 date/time field value out of range: \"10:10:60\"" },
    { "2005527", "YYYYIWID",
      "ERROR 22007 invalid combination of date conventions HINT Do not mix Gregorian an"
      "d ISO week date conventions in a formatting template." },
    { "19971", "YYYYMMDD",
      "ERROR 22007 source string too short for \"MM\" formatting field DETAIL Field requi"
      "res 2 characters, but only 1 remain. HINT If your source string is not fixed-wid"
      "th, try using the \"FM\" modifier." },
    { "19971)24", "YYYYMMDD",
      "ERROR 22007 invalid value \"1)\" for \"MM\" DETAIL Field requires 2 characters, but "
      "only 1 could be parsed. HINT If your source string is not fixed-width, try using"
      " the \"FM\" modifier." },
    { "Friday 1-January-1999", "DY DD MON YYYY",
      "ERROR 22007 invalid value \"da\" for \"DD\" DETAIL Value must be an integer." },
    { "Fri 1-January-1999", "DY DD MON YYYY",
      "ERROR 22007 invalid value \"uary\" for \"YYYY\" DETAIL Value must be an integer." },
    { "Fri 1-Jan-1999", "DY DD MON YYYY", "1999-01-01 00:00:00" },
    { "1997-11-Jan-16", "YYYY-MM-Mon-DD",
      "ERROR 22007 conflicting values for \"Mon\" field in formatting string DETAIL This "
      "value contradicts a previous setting for the same field type." },
    { "199711xy", "YYYYMMDD",
      "ERROR 22007 invalid value \"xy\" for \"DD\" DETAIL Value must be an integer." },
    { "10000000000", "FMYYYY",
      "ERROR 22008 value for \"YYYY\" in source string is out of range DETAIL Value must "
      "be in the range -2147483648 to 2147483647." },
    { "2016-13-10", "YYYY-MM-DD",
      "ERROR 22008 date/time field value out of range: \"2016-13-10\"" },
    { "2016-02-30", "YYYY-MM-DD",
      "ERROR 22008 date/time field value out of range: \"2016-02-30\"" },
    { "2016-02-29", "YYYY-MM-DD", "2016-02-29 00:00:00" },
    { "2015-02-29", "YYYY-MM-DD",
      "ERROR 22008 date/time field value out of range: \"2015-02-29\"" },
    { "2015 365", "YYYY DDD", "2015-12-31 00:00:00" },
    { "2015 366", "YYYY DDD", "ERROR 22008 date/time field value out of range: \"2015 366\"" },
    { "2016 366", "YYYY DDD", "2016-12-31 00:00:00" },
    { "2016 367", "YYYY DDD", "ERROR 22008 date/time field value out of range: \"2016 367\"" },
    { "2016-06-13 15:50:60", "YYYY-MM-DD HH24:MI:SS",
      "ERROR 22008 date/time field value out of range: \"2016-06-13 15:50:60\"" },
    { "2016-06-13 24:00:00", "YYYY-MM-DD HH24:MI:SS",
      "ERROR 22008 date/time field value out of range: \"2016-06-13 24:00:00\"" },
    { "294277-01-01", "YYYY-MM-DD", "ERROR 22008 timestamp out of range" },
    { "", "YYYY", "0001-01-01 00:00:00 BC" },
    { "2024", "", "0001-01-01 00:00:00 BC" },
    { "  2000 1 1", "YYYY MM DD", "2000-01-01 00:00:00" },
    { "2000 + 1", "YYYY MM", "2000-01-01 00:00:00" },
    { "2000 +   JUN", "YYYY/MON", "2000-06-01 00:00:00" },
    { "2000 ++ JUN", "YYYY  MON", "2000-06-01 00:00:00" },
    { "2000 + + JUN", "YYYY  MON",
      "ERROR 22007 invalid value \"+\" for \"MON\" DETAIL The given value did not match any"
      " of the allowed values for this field." },
    { "2000 + + JUN", "YYYY   MON", "2000-06-01 00:00:00" },
    { "2000 -10", "YYYY TZH", "2000-01-01 10:00:00" },
    { "2000 -10", "YYYY  TZH", "1999-12-31 14:00:00" },
    { "2000 + -10", "YYYY TZH", "2000-01-01 10:00:00" },
    { "2000-06-05 -3", "YYYY-MM-DD TZH ", "2000-06-05 03:00:00" },
    { "2000JUN", "YYYY///MON", "2000-06-01 00:00:00" },
    { "2000/JUN", "YYYY MON", "2000-06-01 00:00:00" },
    { "2000x06", "YYYY\"x\"MM", "2000-06-01 00:00:00" },
    { "2000 06", "YYYY\"x\"MM", "2000-06-01 00:00:00" },
    { "2000  é06", "YYYY \"é\"MM",
      "ERROR 22007 invalid value \"é\" for \"MM\" DETAIL Value must be an integer." },
    { "AM 5", "PM HH", "0001-01-01 05:00:00 BC" },
    { "AM PM 5", "AM AM HH", "0001-01-01 17:00:00 BC" },
    { "PM AM 5", "AM AM HH",
      "ERROR 22007 conflicting values for \"AM\" field in formatting string DETAIL This v"
      "alue contradicts a previous setting for the same field type." },
    { "é", "MON",
      "ERROR 22007 invalid value \"é\" for \"MON\" DETAIL The given value did not match any"
      " of the allowed values for this field." },
    { "Jan uary", "MONTH",
      "ERROR 22007 invalid value \"Jan\" for \"MONTH\" DETAIL The given value did not match"
      " any of the allowed values for this field." },
    { "Mai", "TMMonth",
      "ERROR 22007 invalid value \"Mai\" for \"Month\" DETAIL The given value did not match"
      " any of the allowed values for this field." },
    { "2nd", "DDth", "0001-01-02 00:00:00 BC" },
    { "2ndx5", "DDth\"x\"MM", "0001-05-02 00:00:00 BC" },
    { "12th 5", "SSth MI", "0001-01-01 00:05:12 BC" },
    { "2024 1 53", "YYYY Q WW", "2024-12-30 00:00:00" },
    { "01.02", "MM.W", "0001-01-08 00:00:00 BC" },
};

static const FormatRow date_texts[] = {
    { "2024-02-09", "YYYY-MM-DD", "2024-02-09" },
    { "20240209", "YYYYMMDD", "2024-02-09" },
    { "9 Feb 2024", "DD Mon YYYY", "2024-02-09" },
    { "44-02-01", "YYYY-MM-DD", "0044-02-01" },
    { "-44-02-01", "YYYY-MM-DD", "0044-02-01 BC" },
    { "44-02-01 BC", "YYYY-MM-DD BC", "0044-02-01 BC" },
    { "-44-02-01 BC", "YYYY-MM-DD BC", "0044-02-01" },
    { "2011 12  18", "YYYY MM DD", "2011-12-18" },
    { "2011 12 18", "YYYYxMMxDD", "2011-12-18" },
    { "2011x 12x 18", "YYYYxMMxDD", "2011-12-18" },
    { "2011 xx 12", "YYYY MM",
      "ERROR 22007 invalid value \"xx\" for \"MM\" DETAIL Value must be an integer." },
    { "15 98", "CC YY", "1498-01-01" },
    { "-01 00", "FMCC YY", "0100-01-01 BC" },
    { "20", "CC", "1901-01-01" },
    { "5 BC", "FMCC BC", "0500-01-01 BC" },
    { "5 7 BC", "FMCC YY BC", "0407-01-01 BC" },
    { "5 0 BC", "FMCC YY BC", "0500-01-01 BC" },
    { "2459000", "J", "2020-05-30" },
    { "0", "J", "0001-01-01 BC" },
    { "-5", "J", "ERROR 22008 date out of range: \"-5\"" },
    { "1", "J", "4714-11-25 BC" },
    { "2147483647", "J", "ERROR 22008 date out of range: \"2147483647\"" },
    { "2024 10", "IYYY IW", "2024-03-04" },
    { "2024 10 3", "IYYY IW ID", "2024-03-06" },
    { "2024 10 7", "IYYY IW ID", "2024-03-10" },
    { "2024 10 Sunday", "IYYY IW Day", "2024-03-10" },
    { "2024 1", "IYYY IDDD", "2024-01-01" },
    { "2024 001", "IYYY IDDD", "2024-01-01" },
    { "10", "WW", "ERROR 22007 cannot calculate day of year without year information" },
    { "100", "DDD", "ERROR 22007 cannot calculate day of year without year information" },
    { "100 BC", "DDD BC", "0001-04-09 BC" },
    { "2024 5", "YYYY WW", "2024-01-29" },
    { "2024 02 3", "YYYY MM W", "2024-02-15" },
    { "2024 2 3 6", "YYYY FMMM W D", "2024-02-15" },
    { "69", "YY", "2069-01-01" },
    { "70", "YY", "1970-01-01" },
    { "519", "YYY", "2519-01-01" },
    { "520", "YYY", "1520-01-01" },
    { "4", "Y", "2004-01-01" },
    { "2,024", "Y,YYY", "2024-01-01" },
    { "2,24", "Y,YYY", "2024-01-01" },
    { "2024", "Y,YYY", "ERROR 22007 invalid input string for \"Y,YYY\"" },
    { "-2,024", "Y,YYY", "1976-01-01 BC" },
    { "xii 5", "RM DD", "0001-12-05 BC" },
    { "viii", "rm", "0001-08-01 BC" },
    { "vi", "RM", "0001-06-01 BC" },
    { "iiii", "RM", "0001-03-01 BC" },
    { "5874897-12-31", "YYYY-MM-DD", "5874897-12-31" },
    { "5874898-01-01", "YYYY-MM-DD", "ERROR 22008 date out of range: \"5874898-01-01\"" },
    { "4714-11-24 BC", "YYYY-MM-DD BC", "4714-11-24 BC" },
    { "4714-11-23 BC", "YYYY-MM-DD BC", "ERROR 22008 date out of range: \"4714-11-23 BC\"" },
    { "2024 2025", "YYYY YYYY",
      "ERROR 22007 conflicting values for \"YYYY\" field in formatting string DETAIL This"
      " value contradicts a previous setting for the same field type." },
    { "2024 24", "YYYY YY",
      "ERROR 22007 conflicting values for \"YY\" field in formatting string DETAIL This v"
      "alue contradicts a previous setting for the same field type." },
    { "Mon Tue", "Dy Dy", "0001-01-01 BC" },
    { "1", "DD", "0001-01-01 BC" },
    { "31", "DD", "0001-01-31 BC" },
    { "32", "DD", "ERROR 22008 date/time field value out of range: \"32\"" },
    { "31 02", "DD MM", "0001-03-02 BC" },
    { "2024-1-1", "FXYYYY-MM-DD", "2024-01-01" },
    { "2024-01-01", "FXYYYY/MM/DD", "2024-01-01" },
    { "20240101x", "FXYYYYMMDD", "2024-01-01" },
    { "2024 OF", "YYYY OF", "ERROR 0A000 formatting field \"OF\" is only supported in to_char" },
    { "x", "tz", "ERROR 0A000 formatting field \"tz\" is only supported in to_char" },
    { "2024-02-09 5", "YYYY-MM-DD MI", "2024-02-09" },
    { "2024-02-09 99", "YYYY-MM-DD MI",
      "ERROR 22008 date/time field value out of range: \"2024-02-09 99\"" },
    { "99999999999999999999", "YYYY",
      "ERROR 22008 value for \"YYYY\" in source string is out of range DETAIL Value must "
      "be in the range -2147483648 to 2147483647." },
    { "2147483648", "J",
      "ERROR 22008 value for \"J\" in source string is out of range DETAIL Value must be "
      "in the range -2147483648 to 2147483647." },
    { "12é4", "YYYYMM",
      "ERROR 22007 invalid value \"12é\" for \"YYYY\" DETAIL Field requires 4 characters, b"
      "ut only 2 could be parsed. HINT If your source string is not fixed-width, try us"
      "ing the \"FM\" modifier." },
    { "1é34", "YYYYMM",
      "ERROR 22007 invalid value \"1é3\" for \"YYYY\" DETAIL Field requires 4 characters, b"
      "ut only 1 could be parsed. HINT If your source string is not fixed-width, try us"
      "ing the \"FM\" modifier." },
};

static const FormatRow number_texts[] = {
    { "-34,338,492", "99G999G999", "-34338492" },
    { "-34,338,492.654,878", "99G999G999D999G999", "-34338492.654878" },
    { "<564646.654564>", "999999.999999PR", "-564646.654564" },
    { "0.00001-", "9.999999S", "-0.00001" },
    { "5.01-", "FM9.999999S", "-5.01" },
    { "5.01-", "FM9.999999MI", "-5.01" },
    { "5 4 4 4 4 8 . 7 8", "9 9 9 9 9 9 . 9 9", "544448.78" },
    { ".01", "FM9.99", "0.01" },
    { ".0", "99999999.99999999", "0.0" },
    { "0", "99.99", "0" },
    { ".-01", "S99.99", "-0.01" },
    { ".01-", "99.99S", "-0.01" },
    { " . 0 1-", " 9 9 . 9 9 S", "-0.01" },
    { "34,50", "999,99", "3450" },
    { "123,000", "999G", "123" },
    { "123456", "999G999", "123456" },
    { "$1234.56", "L9,999.99", "1234.56" },
    { "$1234.56", "L99,999.99", "1234.56" },
    { "$1,234.56", "L99,999.99", "1234.56" },
    { "1234.56", "L99,999.99", "1234.56" },
    { "1,234.56", "L99,999.99", "1234.56" },
    { "42nd", "99th", "42" },
    { "42", "99PL", "42" },
    { "+42", "PL99", "42" },
    { "-42", "SG99", "-42" },
    { "+42", "SG99", "42" },
    { "42-", "99SG", "-42" },
    { "42+", "99PL", "42" },
    { "42-", "99PL", "42" },
    { "-42", "MI99", "-42" },
    { "- 42", "MI99", "-42" },
    { "12", "9", "1" },
    { "12.345", "99.9", "12.3" },
    { "99.99", "9.9",
      "ERROR 22003 numeric field overflow DETAIL A field with precision 1, scale 0 must"
      " round to an absolute value less than 10^1." },
    { "123", "99V9", "12.3000000000000000" },
    { "12", "99V99", "0.1200000000000000" },
    { "", "9", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "x", "9", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "-", "9", "ERROR 22P02 invalid input syntax for type numeric: \"-\"" },
    { "abc12", "9", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "abc12", "\"abc\"99", "12" },
    { "12abc", "99\"abc\"", "12" },
    { "é5", "\"é\"9", "5" },
    { "é5", "99", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "5", "RN", "ERROR 0A000 \"RN\" not supported for input" },
    { "5", "9EEEE", "ERROR 0A000 \"EEEE\" not supported for input" },
    { "5", "", "NULL" },
    { "5", "S", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "1e5", "9e9", "15" },
    { "<5>", "9PR", "-5" },
    { "<5", "PR", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
    { "1,2", "9,9", "12" },
    { "12", "9,9", "12" },
    { "1,2", "FM9,9", "1" },
    { "..5", "9.9", "0.5" },
    { "1.2.3", "9.9.9", "ERROR 42601 multiple decimal points" },
    { " 12", "99", "12" },
    { "  12", "99", "1" },
    { "1 2", "99", "12" },
    { "0x1", "999", "1" },
    { "+5", "S9", "5" },
    { "5+", "9S", "5" },
    { "5 -", "9S", "5" },
    { "5-", "S9", "-5" },
    { "00012", "99999", "12" },
    { "12", "00000", "12" },
    { "1", "0", "1" },
    { "５", "9", "ERROR 22P02 invalid input syntax for type numeric: \" \"" },
};
// clang-format on

static int64_t moment_of(Cx *cx, const char *text)
{
    int64_t timestamp = 0;

    EXPECT(timestamp_parse(cx, str_of(text), TYPMOD_NONE, NO_POSITION, &timestamp));
    return timestamp;
}

static Str answer_or_error(Cx *cx, bool is_done, bool is_null, const StrBuilder *out)
{
    if (!is_done)
        return error_answer(cx);
    return is_null ? STR_LIT("NULL") : str_built(out);
}

static Str timestamp_shown(Cx *cx, const char *text, const char *template, const ZoneShown *zone)
{
    StrBuilder out = str_builder(cx->arena);
    bool is_null = false;
    DateFormat *format = date_format_parse(cx, str_of(template));
    bool is_done = format && date_format_write_timestamp(cx, format, moment_of(cx, text), zone,
                                                         &out, &is_null);

    return answer_or_error(cx, is_done, is_null, &out);
}

static Str interval_shown(Cx *cx, const char *text, const char *template)
{
    StrBuilder out = str_builder(cx->arena);
    bool is_null = false;
    Value value = VALUE_NULL;
    DateFormat *format = date_format_parse(cx, str_of(template));

    EXPECT(value_parse(cx, type_of(TYPE_INTERVAL), str_of(text), NO_POSITION, &value));
    bool is_done = format && date_format_write_interval(cx, format, value.interval, &out, &is_null);
    return answer_or_error(cx, is_done, is_null, &out);
}

static Str timestamp_read(Cx *cx, const char *text, const char *template, int offset_seconds)
{
    DateFormat *format = date_format_parse(cx, str_of(template));
    ScannedTime time;
    int64_t timestamp;
    char shown[TIMESTAMP_TEXT_MAX];

    if (!format || !date_format_scan(cx, format, str_of(text), &time) ||
        !scanned_time_to_timestamp(cx, &time, offset_seconds, &timestamp))
        return error_answer(cx);
    return str_copy(cx->arena, (Str){ shown, timestamp_write(shown, timestamp) });
}

static Str date_read(Cx *cx, const char *text, const char *template)
{
    DateFormat *format = date_format_parse(cx, str_of(template));
    int32_t date;
    char shown[DATE_TEXT_MAX];

    if (!format || !date_format_scan_date(cx, format, str_of(text), &date))
        return error_answer(cx);
    return str_copy(cx->arena, (Str){ shown, date_write(shown, date) });
}

static Str number_read(Cx *cx, const char *text, const char *template)
{
    StrBuilder out = str_builder(cx->arena);
    NumberFormat *format = number_format_parse(cx, str_of(template));
    Numeric value;
    bool is_null = false;
    bool is_done = format && number_format_scan(cx, format, str_of(text), &value, &is_null);

    if (is_done && !is_null)
        numeric_print(&out, &value);
    return answer_or_error(cx, is_done, is_null, &out);
}

TEST(formats_show_timestamps_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(timestamp_rows); row++)
        EXPECT_STR(
            timestamp_shown(cx, timestamp_rows[row].text, timestamp_rows[row].template, NULL),
            timestamp_rows[row].answer);
}

TEST(formats_show_time_zones_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(zone_rows); row++) {
        ZoneShown zone = { zone_rows[row].offset_seconds, str_of(zone_rows[row].abbreviation) };
        EXPECT_STR(timestamp_shown(cx, "2024-02-09 22:05:07", zone_rows[row].template, &zone),
                   zone_rows[row].answer);
    }
}

TEST(formats_show_intervals_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(interval_rows); row++)
        EXPECT_STR(interval_shown(cx, interval_rows[row].text, interval_rows[row].template),
                   interval_rows[row].answer);
}

TEST(formats_read_timestamps_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(timestamp_texts); row++)
        EXPECT_STR(timestamp_read(cx, timestamp_texts[row].text, timestamp_texts[row].template, 0),
                   timestamp_texts[row].answer);
}

TEST(formats_read_dates_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(date_texts); row++)
        EXPECT_STR(date_read(cx, date_texts[row].text, date_texts[row].template),
                   date_texts[row].answer);
}

TEST(formats_read_numbers_as_postgresql_does)
{
    for (size_t row = 0; row < COUNT_OF(number_texts); row++)
        EXPECT_STR(number_read(cx, number_texts[row].text, number_texts[row].template),
                   number_texts[row].answer);
}

TEST(formats_read_times_in_the_zone_of_the_session_unless_they_name_one)
{
    EXPECT_STR(timestamp_read(cx, "2024-02-09 10", "YYYY-MM-DD HH24", 3600), "2024-02-09 09:00:00");
    EXPECT_STR(timestamp_read(cx, "2024-02-09 10 -02:30", "YYYY-MM-DD HH24 TZH:TZM", 3600),
               "2024-02-09 12:30:00");
    EXPECT_STR(timestamp_read(cx, "4714-11-24 BC", "YYYY-MM-DD BC", 3600),
               "ERROR 22008 timestamp out of range");
    EXPECT_STR(timestamp_read(cx, "4714-11-23 23 BC", "YYYY-MM-DD HH24 BC", -3600),
               "4714-11-24 00:00:00 BC");
}

TEST(formats_outlive_their_template_and_serve_many_values)
{
    char template[] = "YYYY \"day\" DDD";
    StrBuilder out = str_builder(cx->arena);
    bool is_null;
    DateFormat *format = date_format_parse(cx, str_of(template));

    memset(template, 'x', sizeof template - 1);
    for (int day = 1; day <= 2; day++)
        EXPECT(date_format_write_timestamp(cx, format, day * MICROS_PER_DAY, NULL, &out, &is_null));
    EXPECT_STR(str_built(&out), "2000 day 0022000 day 003");
}

TEST(formats_that_fail_leave_what_was_built_alone)
{
    StrBuilder out = str_builder(cx->arena);
    bool is_null;
    DateFormat *format = date_format_parse(cx, STR_LIT("MM YYYY Month"));
    NumberFormat *ordinal = number_format_parse(cx, STR_LIT("999th"));

    str_add_c(&out, "before");
    EXPECT(!date_format_write_interval(cx, format, (Interval){ 0 }, &out, &is_null));
    EXPECT_ERROR(cx, ERR_INVALID_DATETIME_FORMAT);
    cx->error = (Error){ 0 };
    EXPECT(!number_format_write_f64(cx, ordinal, __builtin_nan(""), &out));
    EXPECT_ERROR(cx, ERR_INVALID_TEXT_REPRESENTATION);
    EXPECT_STR(str_built(&out), "before");
    EXPECT(strlen(out.data) == out.length);
}

TEST(formats_have_a_longest_template)
{
    char *template = arena_alloc(cx->arena, FORMAT_TEMPLATE_BYTES_MAX + 1);

    memset(template, '9', FORMAT_TEMPLATE_BYTES_MAX + 1);
    EXPECT(number_format_parse(cx, (Str){ template, FORMAT_TEMPLATE_BYTES_MAX }));
    EXPECT(!number_format_parse(cx, (Str){ template, FORMAT_TEMPLATE_BYTES_MAX + 1 }));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
    cx->error = (Error){ 0 };
    EXPECT(!date_format_parse(cx, (Str){ template, FORMAT_TEMPLATE_BYTES_MAX + 1 }));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}

static Str random_text(Arena *arena, uint64_t *state)
{
    static const char *const words[] = {
        "YYYY", "FM", "TH",   "DD",       "MON", "am", "TZH",         "FX", "J",  "9",
        "0",    ".",  "PR",   "V",        "RN",  "SG", "EE",          "\"", "\\", "-",
        "+",    " ",  "\xc3", "\xf0\x9f", "é",   "1",  "99999999999", "x",
    };
    StrBuilder text = str_builder(arena);

    for (int count = 0; count < 8; count++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        str_add_c(&text, words[(*state >> 33) % COUNT_OF(words)]);
    }
    return str_built(&text);
}

/* What is no valid text is refused before; but if it came here, nothing would break. */
TEST(formats_survive_whatever_text_they_meet)
{
    uint64_t state = 1;
    ScannedTime time;
    Numeric numeric;
    bool is_null;

    for (int round = 0; round < 3000; round++) {
        SCRATCH(cx->arena);
        StrBuilder out = str_builder(cx->arena);
        Str template = random_text(cx->arena, &state), text = random_text(cx->arena, &state);
        DateFormat *date_format = date_format_parse(cx, template);
        NumberFormat *number_format = number_format_parse(cx, template);
        bool is_done = date_format_write_timestamp(cx, date_format, round, NULL, &out, &is_null);
        EXPECT(is_done && !is_null);
        is_done = date_format_scan(cx, date_format, text, &time);
        EXPECT(is_done || has_failed(cx));
        if (number_format) {
            cx->error = (Error){ 0 };
            is_done = number_format_write_i32(cx, number_format, round, &out);
            is_done &= number_format_scan(cx, number_format, text, &numeric, &is_null);
            EXPECT(is_done || has_failed(cx));
        }
        cx->error = (Error){ 0 };
    }
}
