/* regex_class.h -- PRIVATE: the character classes of regular expressions; see regex_class.c. */
#ifndef EXPRESSION_KERNELS_REGEX_CLASS_H
#define EXPRESSION_KERNELS_REGEX_CLASS_H

#include "base/str.h"

typedef enum CharClass {
    CLASS_ALNUM,
    CLASS_ALPHA,
    CLASS_ASCII,
    CLASS_BLANK,
    CLASS_CNTRL,
    CLASS_DIGIT,
    CLASS_GRAPH,
    CLASS_LOWER,
    CLASS_PRINT,
    CLASS_PUNCT,
    CLASS_SPACE,
    CLASS_UPPER,
    CLASS_WORD,
    CLASS_XDIGIT,
} CharClass;
enum { CHAR_CLASSES = CLASS_XDIGIT + 1 };

/* From `first` to `last`. */
typedef struct CodeRange {
    uint32_t first, last;
} CodeRange;

typedef struct CodeRanges {
    const CodeRange *items; /* ascending, disjoint */
    uint32_t count;
} CodeRanges;

/* "alpha"; false: there is none of that name. */
bool char_class_find(Str name, CharClass *out_class);
/* Its code points.  Safe in any thread. */
CodeRanges char_class_ranges(CharClass class);

bool code_ranges_have(CodeRanges ranges, uint32_t code);

#endif
