/*
 * fields.h -- values in the plainest of their spellings, which is nearly all that files hold.
 *
 * Each returns false for what it does not know; value_parse (base/value.h) then has the last word.
 * So these may be narrow, but what they accept must mean what value_parse says it means.
 */
#ifndef STORAGE_CSV_FIELDS_H
#define STORAGE_CSV_FIELDS_H

#include "base/str.h"

bool field_to_bool(Str text, bool *out_value); /* true and false, in any case */
bool field_to_i32(Str text, int32_t *out_value);
bool field_to_i64(Str text, int64_t *out_value);
bool field_to_f64(Str text, double *out_value);  /* exact: up to 2^53 times 10^±22 */
bool field_to_date(Str text, int32_t *out_date); /* 2024-02-29 */
bool field_to_timestamp(Str text,
                        int64_t *out_timestamp); /* 2024-02-29[T ]12:30[:59[.123456]][Z] */

/* Digits with a point and an exponent, however long: 1, -.5, 1.5e-300; not nan, not 0x10. */
bool field_is_number(Str text);

#endif
