/*
 * text_search.h -- finding one string in another.
 *
 * The fast twin compares the needle's first and last byte at many places at once and looks closer
 * where both agree; the plain twin is what it is tested against.
 */
#ifndef EXPRESSION_KERNELS_TEXT_SEARCH_H
#define EXPRESSION_KERNELS_TEXT_SEARCH_H

#include "base/str.h"

/* Where `needle` (not empty) first lies in [s, end); NULL: nowhere. */
typedef const char *(*TextFind)(const char *s, const char *end, Str needle);

const char *text_find_plain(const char *s, const char *end, Str needle);
const char *text_find_avx2(const char *s, const char *end, Str needle); /* only where it runs */

TextFind text_find(void); /* the best for this machine */

#endif
