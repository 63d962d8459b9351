/* regex_code.h -- PRIVATE: a compiled regular expression. */
#ifndef EXPRESSION_KERNELS_REGEX_CODE_H
#define EXPRESSION_KERNELS_REGEX_CODE_H

#include "expression/kernels/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { REGEX_STEPS_MAX = 1000000, REGEX_HEAP_KIB_MAX = 16 * 1024 };

struct Regex {
    const pcre2_code *code;
    Str source;       /* in Perl's dialect */
    uint32_t options; /* it was compiled with */
    uint32_t groups;  /* that capture */
    bool has_reference;
    bool is_shortest; /* of all matches at a place the shortest is meant */
};

#endif
