/*
 * type.h -- what an expression or a column is: SQL type, modifier, collation, and for numeric the
 * physical fact.
 *
 * Dates are days and timestamps microseconds since 2000-01-01, as PostgreSQL's; the extreme
 * values of their layouts are -infinity and infinity.
 */
#ifndef BASE_TYPE_H
#define BASE_TYPE_H

#include "base/str.h"

typedef enum TypeId {
    TYPE_NONE,
#define TYPE(ID, ...) TYPE_##ID,
#include "base/types.def"
#undef TYPE
} TypeId;

/* Types that types.def names; the array of each follows, at a distance of ARRAY_TYPES; last come
 * the vectors, which are arrays, counted from 0, that are written as numbers between blanks. */
enum {
    ARRAY_TYPES = 1
#define TYPE(ID, ...) +1
#include "base/types.def"
#undef TYPE
    ,
    VECTOR_TYPES = 2 * ARRAY_TYPES,
    TYPES = VECTOR_TYPES + 2
};
#define TYPE_INT2VECTOR ((TypeId)VECTOR_TYPES)
#define TYPE_OIDVECTOR  ((TypeId)(VECTOR_TYPES + 1))

/* Types that were created have their own oid, which is even, for an id, and the array of each has
 * the next.  All of them are enums, whose names and labels a ValueContext knows: enum_type.h.  What
 * holds for any enum is told of ANYENUM: see type_kind(). */
enum { TYPE_CREATED_FIRST = 1 << 20, TYPE_CREATED_LAST = INT32_MAX };

/* How the values of a column lie in memory; see column.h. */
typedef enum Layout {
    LAYOUT_BOOL, /* one byte, 0 or 1 */
    LAYOUT_I8,
    LAYOUT_I16,
    LAYOUT_I32,
    LAYOUT_I64,
    LAYOUT_I128,
    LAYOUT_F32,
    LAYOUT_F64,
    LAYOUT_VIEW,     /* StrView, 16 bytes; the bytes themselves in heaps */
    LAYOUT_INTERVAL, /* Interval, 16 bytes */
} Layout;
enum { LAYOUTS = LAYOUT_INTERVAL + 1 };

/* The physical fact of a numeric.  FIXED: value = integer / 10^scale, in `bits` bits, never NaN
 * or infinite.  VAR: each value carries its own scale, encoded as numeric.h says. */
typedef enum NumericForm { NUMERIC_VAR, NUMERIC_FIXED } NumericForm;

enum { COLLATION_NONE = 0, COLLATION_DEFAULT = 100, TYPMOD_NONE = -1 };

typedef struct Type {
    uint32_t id;            /* TypeId, of arrays too */
    uint8_t numeric_form;   /* NumericForm; NUMERIC only */
    uint8_t numeric_bits;   /* FIXED: 16, 32, 64 or 128 */
    uint8_t numeric_scale;  /* FIXED: digits after the point, 0 to NUMERIC_FIXED_SCALE_MAX */
    uint8_t numeric_digits; /* FIXED: the most any value has; 0: see typmod, else `bits` say */
    int32_t typmod;         /* as in pg_attribute.atttypmod, TYPMOD_NONE where none; of an array
                             * that of its elements */
    uint32_t collation;     /* oid, COLLATION_NONE for types without */
} Type;

enum { NUMERIC_FIXED_SCALE_MAX = 37, NUMERIC_FIXED_DIGITS_MAX = 38, NUMERIC_PRECISION_MAX = 1000 };

typedef struct Interval {
    int64_t micros;
    int32_t days;
    int32_t months;
} Interval;

static inline bool type_is_created(TypeId id)
{
    return (int)id >= TYPE_CREATED_FIRST;
}

static inline bool type_is_array(TypeId id)
{
    return type_is_created(id) ? (int)id % 2 != 0 : (int)id > ARRAY_TYPES;
}

static inline bool type_is_vector(TypeId id)
{
    return (int)id >= VECTOR_TYPES && !type_is_created(id);
}

static inline bool type_is_enum(TypeId id)
{
    return type_is_created(id) && !type_is_array(id);
}

/* The type itself; of an enum, or an array of them, that of anyenum. */
static inline TypeId type_kind(TypeId id)
{
    if (!type_is_created(id))
        return id;
    return (TypeId)(type_is_array(id) ? TYPE_ANYENUM + ARRAY_TYPES : TYPE_ANYENUM);
}

/* Could it be the number of a type, created ones included? */
static inline bool type_id_is_valid(uint64_t id)
{
    return (id > TYPE_NONE && id < TYPES) || (id >= TYPE_CREATED_FIRST && id <= TYPE_CREATED_LAST);
}

/* The array of a type; NONE where there is none. */
TypeId type_array(TypeId element);
/* What an array is made of. */
static inline TypeId type_element(TypeId array)
{
    if (type_is_vector(array))
        return array == TYPE_INT2VECTOR ? TYPE_INT2 : TYPE_OID;
    if (type_is_created(array))
        return (TypeId)((int)array - 1);
    return (TypeId)((int)array - ARRAY_TYPES);
}

Type type_of(TypeId id); /* no typmod, default collation, numeric VAR */
Type type_numeric_fixed(int32_t typmod, int bits, int scale);
bool type_equal(Type a, Type b);    /* all fields */
bool type_same_sql(Type a, Type b); /* id only: the physical fact and typmod may differ */

Layout type_layout(Type type);
int layout_bytes(Layout layout); /* width of one value */

uint32_t type_oid(TypeId id);
int type_length(TypeId id); /* typlen */
char type_category(TypeId id);
bool type_is_preferred(TypeId id);
/* "int4", "integer": of enums that of anyenum, enum_type_name() knows theirs. */
const char *type_catalog_name(TypeId id);
const char *type_sql_name(TypeId id);
TypeId type_find_oid(uint32_t oid); /* TYPE_NONE where unknown; whether a created
                                     * type is there it does not know */
TypeId type_find_name(Str name);    /* by catalog name, exact; TYPE_NONE where unknown */
/* As format_type(): "numeric(15,2)", "character varying(10)". */
Str type_print(Arena *arena, Type type);

/* Bits of the narrowest FIXED form, of 32 at least, that holds every number of so many digits. */
int numeric_bits_for_digits(int digits);
/* How values of the type lie in a table: numerics with a precision FIXED where 128 bits hold them,
 * all others VAR, whatever form the expression had that gave them. */
Type type_stored(Type type);

/* numeric's typmod holds precision and scale; -1 where there is none. */
int numeric_typmod_precision(int32_t typmod);
int numeric_typmod_scale(int32_t typmod);
int32_t numeric_typmod(int precision, int scale);

static inline bool type_is_string(TypeId id)
{
    return id == TYPE_TEXT || id == TYPE_VARCHAR || id == TYPE_BPCHAR || id == TYPE_NAME ||
           id == TYPE_UNKNOWN;
}

/* Values that are bytes but neither equal nor ordered as their bytes are: value.h knows. */
static inline bool type_is_structured(Type type)
{
    return (type.id == TYPE_NUMERIC && type.numeric_form == NUMERIC_VAR) || type_is_array(type.id);
}

/* Oids that are written as the names of what they are the oids of. */
static inline bool type_is_object(TypeId id)
{
    return id >= TYPE_REGCLASS && id <= TYPE_REGDICTIONARY;
}

static inline bool type_is_integer(TypeId id)
{
    return id == TYPE_INT2 || id == TYPE_INT4 || id == TYPE_INT8;
}

#endif
