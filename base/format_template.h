/*
 * format_template.h -- templates taken apart into nodes; private to format_*.c.
 *
 * A node is a pattern with its modifiers, or one character that stands for itself.  Patterns that
 * differ only by upper and lower case are one pattern with a letter case.
 */
#ifndef BASE_FORMAT_TEMPLATE_H
#define BASE_FORMAT_TEMPLATE_H

#include "base/format.h"

typedef enum DatePattern {
    PATTERN_ERA,        /* AD, BC */
    PATTERN_ERA_DOTTED, /* A.D., B.C. */
    PATTERN_MERIDIAN,
    PATTERN_MERIDIAN_DOTTED,
    PATTERN_CENTURY,
    PATTERN_DAY_NAME,
    PATTERN_DAY_SHORT_NAME,
    PATTERN_DAY_OF_YEAR,
    PATTERN_DAY_OF_MONTH,
    PATTERN_DAY_OF_WEEK,
    PATTERN_FRACTION_1, /* FF1 to FF6, in this order */
    PATTERN_FRACTION_2,
    PATTERN_FRACTION_3,
    PATTERN_FRACTION_4,
    PATTERN_FRACTION_5,
    PATTERN_FRACTION_6,
    PATTERN_MILLISECOND,
    PATTERN_MICROSECOND,
    PATTERN_FIXED_WIDTH, /* FX */
    PATTERN_HOUR_24,
    PATTERN_HOUR_12,
    PATTERN_ISO_DAY_OF_YEAR,
    PATTERN_ISO_DAY_OF_WEEK,
    PATTERN_ISO_WEEK,
    PATTERN_ISO_YEAR, /* IYYY, IYY, IY, I: as many digits as letters */
    PATTERN_JULIAN,
    PATTERN_MINUTE,
    PATTERN_MONTH,
    PATTERN_MONTH_NAME,
    PATTERN_MONTH_SHORT_NAME,
    PATTERN_MONTH_ROMAN,
    PATTERN_OFFSET,
    PATTERN_QUARTER,
    PATTERN_SECOND_OF_DAY,
    PATTERN_SECOND,
    PATTERN_ZONE,
    PATTERN_ZONE_HOUR,
    PATTERN_ZONE_MINUTE,
    PATTERN_WEEK_OF_YEAR,
    PATTERN_WEEK_OF_MONTH,
    PATTERN_YEAR, /* YYYY, YYY, YY, Y: likewise */
    PATTERN_YEAR_COMMA,
} DatePattern;

typedef enum NumberPattern {
    NUMBER_COMMA,
    NUMBER_POINT, /* . */
    NUMBER_LOCAL_POINT,
    NUMBER_0,
    NUMBER_9,
    NUMBER_BLANK, /* B */
    NUMBER_IGNORED,
    NUMBER_SCIENTIFIC,
    NUMBER_FILL, /* FM */
    NUMBER_GROUP,
    NUMBER_CURRENCY,
    NUMBER_MINUS,
    NUMBER_PLUS,
    NUMBER_BRACKETS,
    NUMBER_ROMAN,
    NUMBER_PLUS_MINUS,
    NUMBER_SIGN, /* S */
    NUMBER_ORDINAL,
    NUMBER_SHIFT, /* V */
} NumberPattern;

typedef enum LetterCase { CASE_UPPER, CASE_LOWER, CASE_CAPITAL } LetterCase;

/* Gregorian and ISO week patterns do not mix in what is read. */
typedef enum Calendar { CALENDAR_ANY, CALENDAR_GREGORIAN, CALENDAR_ISO_WEEK } Calendar;

enum {
    MODIFIER_FILL = 1 << 0,          /* FM: no padding */
    MODIFIER_LOCAL = 1 << 1,         /* TM */
    MODIFIER_ORDINAL_UPPER = 1 << 2, /* TH */
    MODIFIER_ORDINAL_LOWER = 1 << 3, /* th */
    MODIFIER_ORDINAL = MODIFIER_ORDINAL_UPPER | MODIFIER_ORDINAL_LOWER,
};

typedef enum NodeKind {
    NODE_PATTERN,
    NODE_SEPARATOR, /* ASCII, neither letter nor digit nor blank */
    NODE_SPACE,
    NODE_TEXT, /* any other character, and all within quotes */
} NodeKind;

typedef struct FormatNode {
    uint8_t kind;        /* NodeKind */
    uint8_t pattern;     /* DatePattern or NumberPattern of NODE_PATTERN */
    uint8_t letter_case; /* LetterCase, as the pattern is written */
    uint8_t calendar;    /* Calendar */
    uint8_t modifiers;   /* MODIFIER_... */
    bool is_number;      /* the pattern reads digits, so the one before it cannot know its end */
    Str text;            /* the pattern as written, or the character; in the format's copy */
} FormatNode;

typedef struct FormatNodes {
    const FormatNode *node;
    uint32_t count;
} FormatNodes;

struct DateFormat {
    FormatNodes nodes;
    bool is_empty; /* the template: a lone modifier has no nodes either, but gives no null */
};

/* S: written before the first or behind the last digit. */
typedef enum SignPlace { SIGN_PLACE_NONE, SIGN_PLACE_BEFORE, SIGN_PLACE_BEHIND } SignPlace;

enum {
    NUMBER_HAS_POINT = 1 << 0,
    NUMBER_HAS_ZERO = 1 << 1, /* 0 before the point */
    NUMBER_HAS_BLANK = 1 << 2,
    NUMBER_HAS_FILL = 1 << 3,
    NUMBER_HAS_SIGN = 1 << 4, /* S */
    NUMBER_HAS_MINUS = 1 << 5,
    NUMBER_HAS_PLUS = 1 << 6,
    NUMBER_HAS_BRACKETS = 1 << 7,
    NUMBER_HAS_ROMAN = 1 << 8,
    NUMBER_HAS_SHIFT = 1 << 9,
    NUMBER_HAS_SCIENTIFIC = 1 << 10,
};

/* What a number template says as a whole.  Digits are counted in 9 and 0. */
typedef struct NumberShape {
    unsigned has;   /* NUMBER_HAS_... */
    int before;     /* digits before the point */
    int after;      /* digits behind it */
    int shift;      /* digits behind V: the power of ten to multiply with */
    int first_zero; /* digits before the first 0 */
    int last_zero;  /* digits up to the last 0, itself included */
    SignPlace sign_place;
    int digits_before_sign; /* digits before S */
} NumberShape;

struct NumberFormat {
    FormatNodes nodes;
    bool is_empty; /* the template */
    NumberShape shape;
};

/* ASCII, but no letter, digit or blank. */
bool format_is_separator(char c);

/* "st", "nd", "rd" or "th" for the number that `digits` ends with. */
const char *ordinal_ending(Str digits, bool is_upper);

/* The Julian day of the Monday that the year's first ISO week, that of January 4, begins with; for
 * years beyond the calendar's range it wraps as PostgreSQL's does. */
int32_t format_iso_year_start(int64_t year);

/* `value` times ten to the power of `places`, with the scale that numeric_power() leaves.  Raises
 * 22003. */
must_use bool format_shift_numeric(Cx *cx, const Numeric *value, int places, Numeric *out_value);

/* Forget what was appended after `length`. */
void format_take_back(StrBuilder *out, size_t length);

/* Names by number from 0; roman months run backwards, from "xii". */
extern const char *const format_month_names[12];
extern const char *const format_month_short_names[12];
extern const char *const format_day_names[7];
extern const char *const format_day_short_names[7];
extern const char *const format_roman_months[12];

#endif
