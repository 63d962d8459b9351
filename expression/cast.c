/*
 * cast.c -- which type becomes which, when, and by which kernel.
 *
 * The table has pg_cast's rows among our types.  Beyond it PostgreSQL casts through text: any type
 * to a string where it is assigned, a string to any type where a cast is written.
 */
#include "base/decimal.h"
#include "expression/kernels/cast.h"
#include "expression/kernels/kernel.h"
#include "expression/numeric_fact.h"

typedef struct CastRule {
    uint8_t from, to, context;
} CastRule;

// clang-format off
#define I(FROM, TO) { TYPE_##FROM, TYPE_##TO, CAST_IMPLICIT },
#define A(FROM, TO) { TYPE_##FROM, TYPE_##TO, CAST_ASSIGNMENT },
#define E(FROM, TO) { TYPE_##FROM, TYPE_##TO, CAST_EXPLICIT },
static const CastRule rules[] = {
    I(INT2, INT4) I(INT2, INT8) I(INT2, FLOAT4) I(INT2, FLOAT8) I(INT2, NUMERIC)
    I(INT4, INT8) A(INT4, INT2) I(INT4, FLOAT4) I(INT4, FLOAT8) I(INT4, NUMERIC)
    A(INT8, INT2) A(INT8, INT4) I(INT8, FLOAT4) I(INT8, FLOAT8) I(INT8, NUMERIC)
    A(FLOAT4, INT2) A(FLOAT4, INT4) A(FLOAT4, INT8) I(FLOAT4, FLOAT8) A(FLOAT4, NUMERIC)
    A(FLOAT8, INT2) A(FLOAT8, INT4) A(FLOAT8, INT8) A(FLOAT8, FLOAT4) A(FLOAT8, NUMERIC)
    A(NUMERIC, INT2) A(NUMERIC, INT4) A(NUMERIC, INT8) I(NUMERIC, FLOAT4) I(NUMERIC, FLOAT8)
    E(INT4, BOOL) E(BOOL, INT4) A(BOOL, TEXT) A(BOOL, VARCHAR) A(BOOL, BPCHAR)
    I(INT2, OID) I(INT4, OID) I(INT8, OID) A(OID, INT4) A(OID, INT8)
    I(INT2, REGCLASS) I(INT4, REGCLASS) I(INT8, REGCLASS) I(OID, REGCLASS)
    I(REGCLASS, OID) A(REGCLASS, INT4) A(REGCLASS, INT8)
    I(INT2, REGTYPE) I(INT4, REGTYPE) I(INT8, REGTYPE) I(OID, REGTYPE)
    I(REGTYPE, OID) A(REGTYPE, INT4) A(REGTYPE, INT8)
    I(INT2, REGPROC) I(INT4, REGPROC) I(INT8, REGPROC) I(OID, REGPROC)
    I(REGPROC, OID) A(REGPROC, INT4) A(REGPROC, INT8)
    I(INT2, REGPROCEDURE) I(INT4, REGPROCEDURE) I(INT8, REGPROCEDURE) I(OID, REGPROCEDURE)
    I(REGPROCEDURE, OID) A(REGPROCEDURE, INT4) A(REGPROCEDURE, INT8)
    I(INT2, REGOPER) I(INT4, REGOPER) I(INT8, REGOPER) I(OID, REGOPER)
    I(REGOPER, OID) A(REGOPER, INT4) A(REGOPER, INT8)
    I(INT2, REGOPERATOR) I(INT4, REGOPERATOR) I(INT8, REGOPERATOR) I(OID, REGOPERATOR)
    I(REGOPERATOR, OID) A(REGOPERATOR, INT4) A(REGOPERATOR, INT8)
    I(INT2, REGROLE) I(INT4, REGROLE) I(INT8, REGROLE) I(OID, REGROLE)
    I(REGROLE, OID) A(REGROLE, INT4) A(REGROLE, INT8)
    I(INT2, REGNAMESPACE) I(INT4, REGNAMESPACE) I(INT8, REGNAMESPACE) I(OID, REGNAMESPACE)
    I(REGNAMESPACE, OID) A(REGNAMESPACE, INT4) A(REGNAMESPACE, INT8)
    I(INT2, REGCOLLATION) I(INT4, REGCOLLATION) I(INT8, REGCOLLATION) I(OID, REGCOLLATION)
    I(REGCOLLATION, OID) A(REGCOLLATION, INT4) A(REGCOLLATION, INT8)
    I(INT2, REGCONFIG) I(INT4, REGCONFIG) I(INT8, REGCONFIG) I(OID, REGCONFIG)
    I(REGCONFIG, OID) A(REGCONFIG, INT4) A(REGCONFIG, INT8)
    I(INT2, REGDICTIONARY) I(INT4, REGDICTIONARY) I(INT8, REGDICTIONARY) I(OID, REGDICTIONARY)
    I(REGDICTIONARY, OID) A(REGDICTIONARY, INT4) A(REGDICTIONARY, INT8)
    I(REGPROC, REGPROCEDURE) I(REGPROCEDURE, REGPROC) I(REGOPER, REGOPERATOR) I(REGOPERATOR, REGOPER)
    I(TEXT, REGCLASS) I(VARCHAR, REGCLASS)
    I(TEXT, VARCHAR) I(TEXT, BPCHAR) I(TEXT, NAME) A(TEXT, CHAR)
    I(VARCHAR, TEXT) I(VARCHAR, BPCHAR) I(VARCHAR, NAME) A(VARCHAR, CHAR)
    I(BPCHAR, TEXT) I(BPCHAR, VARCHAR) I(BPCHAR, NAME) A(BPCHAR, CHAR)
    I(NAME, TEXT) A(NAME, VARCHAR) A(NAME, BPCHAR)
    I(CHAR, TEXT) A(CHAR, VARCHAR) A(CHAR, BPCHAR) E(CHAR, INT4) E(INT4, CHAR)
    I(DATE, TIMESTAMP) I(DATE, TIMESTAMPTZ) I(TIME, INTERVAL) I(TIME, TIMETZ)
    A(TIMESTAMP, DATE) A(TIMESTAMP, TIME) I(TIMESTAMP, TIMESTAMPTZ)
    A(TIMESTAMPTZ, DATE) A(TIMESTAMPTZ, TIME) A(TIMESTAMPTZ, TIMESTAMP) A(TIMESTAMPTZ, TIMETZ)
    A(INTERVAL, TIME) A(TIMETZ, TIME)
    I(PG_NODE_TREE, TEXT) I(PG_NDISTINCT, TEXT) I(PG_DEPENDENCIES, TEXT) I(PG_MCV_LIST, TEXT)
};
#undef I
#undef A
#undef E
// clang-format on

CastContext cast_context(TypeId from, TypeId to)
{
    if (from == to || from == TYPE_UNKNOWN)
        return CAST_IMPLICIT;
    for (size_t at = 0; at < COUNT_OF(rules); at++)
        if (rules[at].from == from && rules[at].to == to)
            return (CastContext)rules[at].context;
    if (type_is_array(from) && type_is_array(to) && !type_is_vector(to))
        return cast_context(type_element(from), type_element(to));
    if (from == TYPE_NONE || to == TYPE_NONE || type_category(from) == 'P' ||
        type_category(to) == 'P' || to == TYPE_UNKNOWN)
        return CAST_NONE;
    if (type_category(to) == 'S')
        return CAST_ASSIGNMENT;
    return type_category(from) == 'S' ? CAST_EXPLICIT : CAST_NONE;
}

/* --- Kernels -----------------------------------------------------------------------------------
 */

typedef enum CastClass {
    CLASS_NONE,
    CLASS_BOOL,
    CLASS_CHAR,
    CLASS_INTEGER,
    CLASS_OID,
    CLASS_REAL,
    CLASS_NUMERIC,
    CLASS_STRING,
    CLASS_DATETIME, /* date, time, timestamp, with zone or without, interval */
    CLASS_BYTES,    /* bytea, uuid, enums ...: become others through text only */
    CLASS_ARRAY,
} CastClass;

static CastClass class_of(TypeId type)
{
    if (type_is_array(type))
        return CLASS_ARRAY;
    switch (type_kind(type)) {
    case TYPE_BOOL: return CLASS_BOOL;
    case TYPE_CHAR: return CLASS_CHAR;
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8: return CLASS_INTEGER;
    case TYPE_OID:
    case TYPE_REGCLASS:
    case TYPE_REGPROC:
    case TYPE_REGPROCEDURE:
    case TYPE_REGOPER:
    case TYPE_REGOPERATOR:
    case TYPE_REGROLE:
    case TYPE_REGNAMESPACE:
    case TYPE_REGCOLLATION:
    case TYPE_REGCONFIG:
    case TYPE_REGDICTIONARY:
    case TYPE_REGTYPE: return CLASS_OID;
    case TYPE_FLOAT4:
    case TYPE_FLOAT8: return CLASS_REAL;
    case TYPE_NUMERIC: return CLASS_NUMERIC;
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_UNKNOWN:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR: return CLASS_STRING;
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_TIMETZ:
    case TYPE_TIMESTAMP:
    case TYPE_TIMESTAMPTZ:
    case TYPE_INTERVAL: return CLASS_DATETIME;
    case TYPE_BYTEA:
    case TYPE_PG_NODE_TREE:
    case TYPE_INET:
    case TYPE_ACLITEM:
    case TYPE_PG_NDISTINCT:
    case TYPE_PG_DEPENDENCIES:
    case TYPE_PG_MCV_LIST:
    case TYPE_XID:
    case TYPE_PG_LSN:
    case TYPE_ANYENUM:
    case TYPE_UUID: return CLASS_BYTES;
    case TYPE_ANYARRAY:
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYCOMPATIBLE:
    case TYPE_ANYCOMPATIBLEARRAY:
    case TYPE_NONE:
    case TYPE_VOID: break;
    }
    return CLASS_NONE;
}

/* Strings differ in blanks at the end, in the length of names, and in typmods. */
static Kernel kernel_of_strings(Type from, Type to)
{
    bool is_cut = to.typmod != TYPMOD_NONE || (to.id == TYPE_NAME && from.id != TYPE_NAME);
    bool loses_blanks = from.id == TYPE_BPCHAR && to.id != TYPE_BPCHAR;

    if (from.id == to.id && from.typmod == to.typmod)
        return NULL;
    return is_cut || loses_blanks ? kernel_cast_string : NULL;
}

static Kernel kernel_of_numerics(Type from, Type to)
{
    bool same_form = from.numeric_form == to.numeric_form &&
                     (from.numeric_form == NUMERIC_VAR || from.numeric_scale == to.numeric_scale);

    if (same_form && (to.typmod == TYPMOD_NONE || to.typmod == from.typmod))
        return NULL;
    return kernel_cast_numeric;
}

/* Integers of any width are at home in a wider column. */
static Kernel kernel_of_integers(Type from, Type to)
{
    return layout_bytes(type_layout(from)) <= layout_bytes(type_layout(to)) ? NULL
                                                                            : kernel_cast_integer;
}

static Kernel kernel_to_numeric(CastClass from, Type to)
{
    if (from == CLASS_REAL)
        return kernel_cast_real_numeric;
    bool is_same =
        to.numeric_form == NUMERIC_FIXED && to.numeric_scale == 0 && to.typmod == TYPMOD_NONE;
    return is_same ? NULL : kernel_cast_numeric; /* integers are FIXED numerics of scale 0 */
}

static Kernel kernel_to_integer(CastClass from, Type from_type, Type to)
{
    switch (from) {
    case CLASS_INTEGER: return kernel_of_integers(from_type, to);
    case CLASS_OID: return to.id == TYPE_INT8 ? NULL : kernel_cast_oid_integer;
    case CLASS_BOOL: return kernel_cast_bool_integer;
    case CLASS_CHAR: return NULL; /* signed, as PostgreSQL's char */
    case CLASS_REAL: return kernel_cast_real_integer;
    case CLASS_NUMERIC: return kernel_cast_numeric_integer;
    case CLASS_NONE:
    case CLASS_STRING:
    case CLASS_DATETIME:
    case CLASS_BYTES:
    case CLASS_ARRAY: break;
    }
    return kernel_cast_from_text;
}

static Kernel kernel_to_real(CastClass from)
{
    if (from == CLASS_INTEGER)
        return kernel_cast_integer_real;
    return from == CLASS_REAL ? kernel_cast_real : kernel_cast_numeric_real;
}

static Kernel kernel_of_datetimes(Type from, Type to)
{
    bool keeps_typmod = to.typmod == TYPMOD_NONE || to.typmod == from.typmod;

    if (from.id == to.id)
        return keeps_typmod ? NULL : kernel_cast_datetime;
    if (from.id == TYPE_DATE && to.id == TYPE_TIMESTAMP)
        return kernel_cast_date_timestamp;
    return from.id == TYPE_TIMESTAMP && to.id == TYPE_DATE ? kernel_cast_timestamp_date
                                                           : kernel_cast_datetime;
}

static Kernel kernel_of_classes(CastClass from, CastClass to, Type from_type, Type to_type)
{
    switch (to) {
    case CLASS_BOOL: return from == CLASS_BOOL ? NULL : kernel_cast_integer_bool;
    case CLASS_CHAR: return from == CLASS_CHAR ? NULL : kernel_cast_integer_char;
    case CLASS_INTEGER: return kernel_to_integer(from, from_type, to_type);
    case CLASS_OID: return from == CLASS_OID ? NULL : kernel_cast_integer_oid;
    case CLASS_REAL: return from_type.id == to_type.id ? NULL : kernel_to_real(from);
    case CLASS_NUMERIC:
        return from == CLASS_NUMERIC ? kernel_of_numerics(from_type, to_type)
                                     : kernel_to_numeric(from, to_type);
    case CLASS_DATETIME: return kernel_of_datetimes(from_type, to_type);
    case CLASS_ARRAY:
        return from_type.id == to_type.id && to_type.typmod == TYPMOD_NONE ? NULL
                                                                           : kernel_cast_array;
    case CLASS_BYTES:
    case CLASS_STRING:
    case CLASS_NONE: break;
    }
    return NULL;
}

void cast_kernel(Type from, Type to, Kernel *out_kernel)
{
    CastClass a = class_of(from.id), b = class_of(to.id);

    if (a == CLASS_STRING && b == CLASS_STRING)
        *out_kernel = kernel_of_strings(from, to);
    else if (b == CLASS_STRING)
        *out_kernel =
            a == CLASS_BOOL && to.id != TYPE_NAME ? kernel_cast_bool_text : kernel_cast_to_text;
    else if (a == CLASS_STRING)
        *out_kernel = kernel_cast_from_text;
    else
        *out_kernel = kernel_of_classes(a, b, from, to);
}

/* --- What may fail ------------------------------------------------------------------------------
 */

static bool numeric_cast_raises(Type from, Type to)
{
    bool to_fixed = to.numeric_form == NUMERIC_FIXED;
    bool from_fixed =
        from.id == TYPE_NUMERIC ? from.numeric_form == NUMERIC_FIXED : type_is_integer(from.id);

    if (!from_fixed)
        return to.typmod != TYPMOD_NONE || to_fixed;
    int scale = from.id == TYPE_NUMERIC ? from.numeric_scale : 0;
    int digits = from.id == TYPE_NUMERIC
                     ? numeric_digits(from)
                     : numeric_digits(
                           type_numeric_fixed(TYPMOD_NONE, layout_bytes(type_layout(from)) * 8, 0));
    int rounding = to_fixed && to.numeric_scale < scale;
    if (to.typmod != TYPMOD_NONE) {
        int whole = numeric_typmod_precision(to.typmod) - numeric_typmod_scale(to.typmod);
        rounding = numeric_typmod_scale(to.typmod) < scale;
        if (digits - scale + rounding > whole)
            return true;
    }
    return to_fixed && digits - scale + rounding + to.numeric_scale > NUMERIC_FIXED_DIGITS_MAX;
}

static bool to_real_raises(Type from, Type to)
{
    if (type_is_integer(from.id) || from.id == to.id)
        return false;
    if (from.id == TYPE_FLOAT4)
        return false;
    return !(from.id == TYPE_NUMERIC && from.numeric_form == NUMERIC_FIXED);
}

static bool string_cast_raises(Type from, Type to)
{
    if (to.typmod == TYPMOD_NONE)
        return false;
    return !(from.id == to.id && from.typmod != TYPMOD_NONE && from.typmod <= to.typmod);
}

/* What gets smaller or stays as it is. */
static bool datetime_cast_raises(Type from, Type to)
{
    if (to.id == TYPE_TIME || to.id == TYPE_TIMETZ)
        return false;
    return !(from.id == TYPE_TIMESTAMP && to.id == TYPE_DATE) &&
           !(from.id == TYPE_TIME && to.id == TYPE_INTERVAL && to.typmod == TYPMOD_NONE);
}

bool cast_raises(Type from, Type to)
{
    CastClass a = class_of(from.id), b = class_of(to.id);
    Kernel kernel;

    cast_kernel(from, to, &kernel);
    if (!kernel)
        return false;
    if (b == CLASS_STRING)
        return string_cast_raises(from, to);
    if (a == CLASS_STRING)
        return true;
    switch (b) {
    case CLASS_NUMERIC: return numeric_cast_raises(from, to);
    case CLASS_REAL: return to_real_raises(from, to);
    case CLASS_BOOL: return false;
    case CLASS_DATETIME: return datetime_cast_raises(from, to);
    case CLASS_INTEGER: return a != CLASS_BOOL && a != CLASS_CHAR;
    case CLASS_OID: return from.id == TYPE_INT8;
    case CLASS_CHAR:
    case CLASS_STRING:
    case CLASS_BYTES:
    case CLASS_ARRAY:
    case CLASS_NONE: break;
    }
    return true;
}
