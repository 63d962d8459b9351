/* bytes_text.h -- text forms of the types that are bytes: bytea and uuid. */
#ifndef BASE_BYTES_TEXT_H
#define BASE_BYTES_TEXT_H

#include "base/error.h"

enum { UUID_BYTES = 16, UUID_TEXT_BYTES = 36 };

/* byteain: '\x0fa0' or the escape format.  Raises 22023, 22P02; in cx->arena. */
must_use bool bytea_parse(Cx *cx, Str text, int position, Str *out_bytes);
/* byteaout with bytea_output = hex. */
void bytea_print(StrBuilder *builder, Str bytes);

/* Two digits a byte, lower case, nothing before them. */
void hex_print(StrBuilder *builder, Str bytes);
int hex_digit(char c); /* its value, or -1 */

/* uuid_in: hex digits, a hyphen after any four of them, braces around all.  Raises 22P02. */
must_use bool uuid_parse(Cx *cx, Str text, int position, Str *out_bytes);
void uuid_print(StrBuilder *builder, Str bytes);

#endif
