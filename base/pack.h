/*
 * pack.h -- msgpack: written by msgpack-c, read by a bounded reader of our own.
 *
 * msgpack_unpack* is not used: it reserves memory by claimed counts and stops at 32 levels.  The
 * reader here allocates nothing; every length is checked against the bytes that are there.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/error.h"

/* Writes append to `out`. */
void pack_int(StrBuilder *out, int64_t value);
void pack_uint(StrBuilder *out, uint64_t value);
void pack_double(StrBuilder *out, double value);
void pack_bool(StrBuilder *out, bool value);
void pack_nil(StrBuilder *out);
void pack_str(StrBuilder *out, Str value); /* NULL data is written as nil */
void pack_bytes(StrBuilder *out, const void *data, size_t bytes);
void pack_array(StrBuilder *out, uint32_t count);

/*
 * Reads advance `at`.  After a fault all reads return zero or empty and `faulty` stays set, so a
 * decoder reads a whole record and asks once.  Strings are borrowed from the input.
 */
typedef struct PackReader {
    const uint8_t *at;
    const uint8_t *end;
    bool faulty;
} PackReader;

PackReader pack_reader(Str input);
int64_t unpack_int(PackReader *reader);
uint64_t unpack_uint(PackReader *reader);
double unpack_double(PackReader *reader);
bool unpack_bool(PackReader *reader);
Str unpack_str(PackReader *reader); /* nil gives STR_NONE */
Str unpack_bytes(PackReader *reader);
/* The number of items that follow; never more than the bytes left, so it may size an array. */
uint32_t unpack_array(PackReader *reader);
/* The number of items must be `count`. */
void unpack_array_of(PackReader *reader, uint32_t count);
bool unpack_is_nil(PackReader *reader); /* true: and nil was read */

#endif
