/* width.h -- how much room a text takes on a terminal. */
#ifndef SERVER_CLI_WIDTH_H
#define SERVER_CLI_WIDTH_H

#include "base/str.h"

/* Columns of one character, which takes *out_bytes: 0 for marks that combine, 2 for wide ones,
 * negative for control characters and bytes that are no UTF-8. */
int char_width(Str text, size_t at, size_t *out_bytes);

/* Columns of a text in one line; control characters count none. */
size_t text_width(Str text);

#endif
