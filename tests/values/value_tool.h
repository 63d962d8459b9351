/* value_tool.h -- what the operations of value_tool share. */
#ifndef TESTS_VALUES_VALUE_TOOL_H
#define TESTS_VALUES_VALUE_TOOL_H

#include "base/value.h"

enum { ARGUMENTS_MAX = 16 };

/* One line: an operation and its arguments. */
typedef struct Call {
    Cx *cx;
    Str argument[ARGUMENTS_MAX]; /* 0: the operation */
    int count;
    StrBuilder out; /* the answer */
} Call;

int to_int(Str s);

/* Formatting; see format_operations.c. */
bool run_to_char(Call *call);
bool run_to_date(Call *call);
bool run_to_timestamp(Call *call);
bool run_to_number(Call *call);

/* with ZONE DATESTYLE INTERVALSTYLE OPERATION ARGUMENTS: see time_operations.c. */
bool run_with(Call *call);

#endif
