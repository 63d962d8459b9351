/*
 * enum_type.h -- types made by CREATE TYPE ... AS ENUM: their names, and labels in order.
 *
 * A value is its label's place, an integer, so that enums compare, hash and sort as integers do:
 *
 *     CREATE TYPE mood AS ENUM ('sad', 'happy')       sad 1·2^32   happy 2·2^32
 *     ALTER TYPE mood ADD VALUE 'ok' BEFORE 'happy'   sad 1·2^32   ok 3·2^31   happy 2·2^32
 *
 * A place never changes while there may be values of it; pg_enum.enumsortorder shows it in units.
 */
#ifndef BASE_ENUM_TYPE_H
#define BASE_ENUM_TYPE_H

#include "base/error.h"
#include "base/type.h"

#define ENUM_PLACE_UNIT ((int64_t)1 << 32)
enum { ENUM_LABEL_BYTES_MAX = 63, ENUM_LABELS_MAX = 10000 };

typedef struct EnumLabel {
    int64_t place;
    uint32_t oid; /* in pg_enum, and as others see the value */
    Str text;
} EnumLabel;

typedef struct EnumType {
    TypeId id;
    const char *name; /* as messages write it, which depends on the search path; the catalog's own
                       * has none */
    const EnumLabel *labels; /* ordered by place */
    uint32_t label_count;
} EnumType;

typedef struct EnumTypes {
    const EnumType *const *items; /* ordered by id */
    uint32_t count;
} EnumTypes;

/* The enum that `id` is, or is an array of; NULL where there is none. */
const EnumType *enum_find(const EnumTypes *types, TypeId id);
/* With its labels, in `arena`; the name is borrowed. */
EnumType enum_copy(Arena *arena, const EnumType *type);
/* NULL where there is none. */
const EnumLabel *enum_label(const EnumType *type, Str text);
const EnumLabel *enum_label_at(const EnumType *type, int64_t place);

#endif
