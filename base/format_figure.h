/*
 * format_figure.h -- a number's decimal text and how a template lays it out; private to format_*.c.
 */
#ifndef BASE_FORMAT_FIGURE_H
#define BASE_FORMAT_FIGURE_H

#include "base/format_template.h"

enum { ROMAN_WIDTH = 15 }; /* MMMDCCCLXXXVIII */

typedef struct Figure {
    /* Made by the caller. */
    StrBuilder *out;
    NumberShape shape;  /* of the template, as this value changes it */
    const char *digits; /* NUL-ended, without sign */
    int lead;           /* places before the first digit */
    char sign;          /* '+' or '-'; NUL: none, of roman numerals */

    /* Where the layout is. */
    const char *next; /* the next digit to be laid out */
    const char *last; /* FM: the last that must be; NULL: all */
    int places;       /* all, the point aside */
    int place;        /* those done, the point included */
    bool sign_is_done;
    bool is_in_number; /* the last place showed a digit */
} Figure;

/* Append the figure to its `out`, which stays as it was on failure.  Raises 22P02. */
must_use bool figure_write(Cx *cx, Figure *figure, const FormatNodes *nodes);

#endif
