/*
 * regex_class.c -- which code points [[:alpha:]] and its like have.
 *
 * PostgreSQL asks the C library's locale, which for C.UTF-8 is the same everywhere, and itself
 * says what is blank, a control character or a hexadecimal digit.  So do we: a class is asked for
 * all code points when a pattern first names it, which takes some milliseconds, and then is a
 * list of ranges.
 */
#include "expression/kernels/regex_class.h"

#include <locale.h>
#include <pthread.h>
#include <wctype.h>

enum {
    RANGES_MAX = 1024,
    CODE_POINT_MAX = 0x10ffff,
    SURROGATE_MIN = 0xd800,
    SURROGATE_MAX = 0xdfff
};

static const char *const names[CHAR_CLASSES] = {
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
    "lower", "print", "punct", "space", "upper", "word",  "xdigit",
};

typedef struct ClassTable {
    CodeRange items[RANGES_MAX];
    uint32_t count; /* 0: not asked yet */
} ClassTable;

static ClassTable tables[CHAR_CLASSES];
static pthread_mutex_t tables_lock = PTHREAD_MUTEX_INITIALIZER;

static void add_range(ClassTable *table, uint32_t first, uint32_t last)
{
    CodeRange *before = table->count ? &table->items[table->count - 1] : NULL;

    if (before && before->last + 1 == first)
        before->last = last;
    else if (table->count < RANGES_MAX)
        table->items[table->count++] = (CodeRange){ first, last };
}

static void ask_library(ClassTable *table, const char *name, uint32_t also)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    wctype_t type = wctype_l(name, locale);
    for (uint32_t code = 1; code <= CODE_POINT_MAX; code++) {
        bool is_surrogate = code >= SURROGATE_MIN && code <= SURROGATE_MAX;
        if (code == also || (!is_surrogate && iswctype_l(code, type, locale)))
            add_range(table, code, code);
    }
    freelocale(locale);
}

static void fill(CharClass class, ClassTable *table)
{
    switch (class) {
    case CLASS_ASCII: add_range(table, 0, 0x7f); return;
    case CLASS_BLANK:
        add_range(table, '\t', '\t');
        add_range(table, ' ', ' ');
        return;
    case CLASS_CNTRL:
        add_range(table, 0, 0x1f);
        add_range(table, 0x7f, 0x9f);
        return;
    case CLASS_XDIGIT:
        add_range(table, '0', '9');
        add_range(table, 'A', 'F');
        add_range(table, 'a', 'f');
        return;
    case CLASS_WORD: ask_library(table, names[CLASS_ALNUM], '_'); return;
    case CLASS_ALNUM:
    case CLASS_ALPHA:
    case CLASS_DIGIT:
    case CLASS_GRAPH:
    case CLASS_LOWER:
    case CLASS_PRINT:
    case CLASS_PUNCT:
    case CLASS_SPACE:
    case CLASS_UPPER: break;
    }
    ask_library(table, names[class], 0);
}

CodeRanges char_class_ranges(CharClass class)
{
    ClassTable *table = &tables[class];

    pthread_mutex_lock(&tables_lock);
    if (!table->count)
        fill(class, table);
    pthread_mutex_unlock(&tables_lock);
    return (CodeRanges){ table->items, table->count };
}

bool char_class_find(Str name, CharClass *out_class)
{
    for (int class = 0; class < CHAR_CLASSES; class ++)
        if (str_is(name, names[class])) {
            *out_class = (CharClass) class;
            return true;
        }
    return false;
}

bool code_ranges_have(CodeRanges ranges, uint32_t code)
{
    uint32_t from = 0, to = ranges.count;

    while (from < to) {
        uint32_t middle = (from + to) / 2;
        if (ranges.items[middle].last < code)
            from = middle + 1;
        else
            to = middle;
    }
    return from < ranges.count && ranges.items[from].first <= code;
}
