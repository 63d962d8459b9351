/*
 * float_text.h -- floats as text: the shortest digits that read back as the same float, laid out
 * as PostgreSQL does with extra_float_digits = 1.
 */
#ifndef BASE_FLOAT_TEXT_H
#define BASE_FLOAT_TEXT_H

#include "base/error.h"

enum { FLOAT_TEXT_MAX = 32 };

/* At most FLOAT_TEXT_MAX bytes, not NUL-ended; returns how many. */
size_t float_write_f64(char *to, double value);
size_t float_write_f32(char *to, float value);

/* Blanks around are skipped.  Raises 22P02, and 22003 where the value is beyond the range or so
 * near to zero that all digits are lost. */
must_use bool float_parse_f64(Cx *cx, Str text, int position, double *out_value);
must_use bool float_parse_f32(Cx *cx, Str text, int position, float *out_value);

#endif
