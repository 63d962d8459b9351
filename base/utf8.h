/* utf8.h -- characters in UTF-8 text: validity, counting, cutting. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/error.h"

/* How many bytes the character with this first byte claims; 1 for bytes that start none. */
int utf8_claimed_bytes(char first);

/* The first byte that is not part of a valid character, or s.length.  NUL is not valid text. */
size_t utf8_find_invalid(Str s);

/* Raises 22021 where `s` is not valid. */
must_use bool utf8_check(Cx *cx, Str s, int position);

/* Of valid text. */
size_t utf8_count(Str s);                     /* characters */
size_t utf8_offset(Str s, size_t characters); /* bytes of the first `characters`; clamped */
size_t utf8_fit(Str s, size_t bytes);         /* the most bytes <= `bytes` of whole characters */

#endif
