/*
 * thrift.h -- reading Thrift's compact protocol from a span of bytes.
 *
 *     ThriftField field = { 0 };
 *     while (thrift_next(in, &field))
 *         switch (field.id) {
 *         case 1: rows = thrift_int(in, &field); break;
 *         ...anything else: thrift_skip(in, &field);
 *         }
 *
 * The first flaw sticks: from then on every read gives zero, every loop ends, and `flaw` says what
 * it was, so callers check once, at the end.  Nothing is read past `end`; nesting is bounded.
 */
#ifndef STORAGE_PARQUET_THRIFT_H
#define STORAGE_PARQUET_THRIFT_H

#include "base/str.h"

enum { THRIFT_DEPTH_MAX = 32 }; /* nested structs, lists and maps */

typedef struct Thrift {
    const uint8_t *start;
    const uint8_t *at;
    const uint8_t *end;
    const char *flaw;   /* NULL: none so far */
    bool is_short;      /* the flaw is that the bytes ended */
    size_t flaw_offset; /* from start */
    int depth;
} Thrift;

typedef struct ThriftField {
    int32_t id;
    uint8_t type;
} ThriftField;

static inline Thrift thrift_reader(const void *bytes, size_t length)
{
    return (Thrift){ .start = bytes, .at = bytes, .end = (const uint8_t *)bytes + length };
}

/* The next field of the struct being read; false at its end or at a flaw. */
bool thrift_next(Thrift *in, ThriftField *field);

/* The value of `field`, whose type must fit; flawed otherwise. */
int64_t thrift_int(Thrift *in, const ThriftField *field);
int32_t thrift_int32(Thrift *in, const ThriftField *field);
bool thrift_bool(Thrift *in, const ThriftField *field);
Str thrift_binary(Thrift *in, const ThriftField *field); /* borrowed from the span */
void thrift_skip(Thrift *in, const ThriftField *field);

/* Enter a field that must be a struct; then loop over thrift_next until it returns false. */
bool thrift_begin_struct(Thrift *in, const ThriftField *field);

/* Enter a field that must be a list of structs; gives how many follow, at most the bytes left.
 * Each is read by thrift_begin_item and thrift_next. */
uint32_t thrift_begin_list(Thrift *in, const ThriftField *field);
bool thrift_begin_item(Thrift *in);

void thrift_flaw(Thrift *in, const char *flaw);

#endif
