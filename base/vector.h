/*
 * vector.h -- int2vector and oidvector: arrays counted from 0 that are written as numbers between
 * blanks; and pg_lsn, which is two numbers.
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include "base/array.h"

/* The bytes of a vector: an array of `type`'s elements. */
Str vector_make(Arena *arena, TypeId type, const Value *items, uint32_t count);
/* "1 2 3".  Raises what the items raise, 54000. */
must_use bool vector_parse(Cx *cx, TypeId type, Str text, int position, Str *out_vector);
void vector_print(StrBuilder *builder, TypeId type, Str vector);

/* "16/B374D848": the halves of 64 bits.  Raises 22P02. */
must_use bool lsn_parse(Cx *cx, Str text, int position, int64_t *out_lsn);
void lsn_print(StrBuilder *builder, int64_t lsn);

#endif
