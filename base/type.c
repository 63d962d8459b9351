/* type.c -- see type.h; one table, made from types.def. */
#include "base/type.h"
#include "base/interval.h"

typedef struct TypeRow {
    const char *catalog_name;
    const char *sql_name;
    uint32_t oid;
    int length;
    char category;
    bool preferred;
    Layout layout;
} TypeRow;

static const TypeRow rows[TYPES] = {
#define TYPE(ID, NAME, SQL, OID, ARRAY, LENGTH, CATEGORY, PREFERRED, LAYOUT)                       \
    [TYPE_##ID] = { NAME, SQL, OID, LENGTH, CATEGORY, PREFERRED, LAYOUT_##LAYOUT },                \
    [TYPE_##ID + ARRAY_TYPES] = { "_" NAME, SQL "[]", ARRAY, -1, 'A', false, LAYOUT_VIEW },
#include "base/types.def"
#undef TYPE
    [TYPE_INT2VECTOR] = { "int2vector", "int2vector", 22, -1, 'A', false, LAYOUT_VIEW },
    [TYPE_OIDVECTOR] = { "oidvector", "oidvector", 30, -1, 'A', false, LAYOUT_VIEW },
};

enum { TYPMOD_HEADER = 4 }; /* varchar(n) is stored as n + 4, numeric likewise */

TypeId type_array(TypeId element)
{
    TypeId array = (TypeId)((int)element + ARRAY_TYPES);

    if (type_is_created(element))
        return type_is_array(element) ? TYPE_NONE : (TypeId)((int)element + 1);
    return element != TYPE_NONE && !type_is_array(element) && rows[array].oid ? array : TYPE_NONE;
}

Type type_of(TypeId id)
{
    TypeId element = type_is_array(id) ? type_element(id) : id;
    bool collates =
        (type_is_string(element) && element != TYPE_UNKNOWN) || element == TYPE_PG_NODE_TREE;

    return (Type){ .id = id,
                   .typmod = TYPMOD_NONE,
                   .collation = collates ? COLLATION_DEFAULT : COLLATION_NONE };
}

Type type_numeric_fixed(int32_t typmod, int bits, int scale)
{
    assert(bits == 16 || bits == 32 || bits == 64 || bits == 128);
    assert(scale >= 0 && scale <= NUMERIC_FIXED_SCALE_MAX);
    return (Type){ .id = TYPE_NUMERIC,
                   .numeric_form = NUMERIC_FIXED,
                   .numeric_bits = (uint8_t)bits,
                   .numeric_scale = (uint8_t)scale,
                   .typmod = typmod };
}

bool type_equal(Type a, Type b)
{
    return a.id == b.id && a.numeric_form == b.numeric_form && a.numeric_bits == b.numeric_bits &&
           a.numeric_scale == b.numeric_scale && a.numeric_digits == b.numeric_digits &&
           a.typmod == b.typmod && a.collation == b.collation;
}

bool type_same_sql(Type a, Type b)
{
    return a.id == b.id;
}

Layout type_layout(Type type)
{
    if (type.id != TYPE_NUMERIC || type.numeric_form == NUMERIC_VAR)
        return rows[type_kind(type.id)].layout;
    switch (type.numeric_bits) {
    case 16: return LAYOUT_I16;
    case 32: return LAYOUT_I32;
    case 64: return LAYOUT_I64;
    }
    return LAYOUT_I128;
}

int layout_bytes(Layout layout)
{
    static const int bytes[LAYOUTS] = {
        [LAYOUT_BOOL] = 1,  [LAYOUT_I8] = 1,        [LAYOUT_I16] = 2, [LAYOUT_I32] = 4,
        [LAYOUT_I64] = 8,   [LAYOUT_I128] = 16,     [LAYOUT_F32] = 4, [LAYOUT_F64] = 8,
        [LAYOUT_VIEW] = 16, [LAYOUT_INTERVAL] = 16,
    };
    return bytes[layout];
}

uint32_t type_oid(TypeId id)
{
    return type_is_created(id) ? (uint32_t)id : rows[id].oid;
}

int type_length(TypeId id)
{
    return rows[type_kind(id)].length;
}

char type_category(TypeId id)
{
    return type_is_enum(id) ? 'E' : rows[type_kind(id)].category;
}

bool type_is_preferred(TypeId id)
{
    return rows[type_kind(id)].preferred;
}

const char *type_catalog_name(TypeId id)
{
    return id == TYPE_NONE ? "none" : rows[type_kind(id)].catalog_name;
}

const char *type_sql_name(TypeId id)
{
    return id == TYPE_NONE ? "none" : rows[type_kind(id)].sql_name;
}

TypeId type_find_oid(uint32_t oid)
{
    if (oid >= TYPE_CREATED_FIRST && oid <= TYPE_CREATED_LAST)
        return (TypeId)oid;
    for (int id = 1; oid && id < TYPES; id++)
        if (rows[id].oid == oid)
            return (TypeId)id;
    return TYPE_NONE;
}

TypeId type_find_name(Str name)
{
    for (int id = 1; id < TYPES; id++)
        if (rows[id].oid && str_is(name, rows[id].catalog_name))
            return (TypeId)id;
    return TYPE_NONE;
}

int numeric_typmod_precision(int32_t typmod)
{
    return typmod < TYPMOD_HEADER ? -1 : ((typmod - TYPMOD_HEADER) >> 16) & 0xffff;
}

int numeric_typmod_scale(int32_t typmod)
{
    /* Eleven bits, signed, since PostgreSQL 15 allows negative scales. */
    return typmod < TYPMOD_HEADER ? -1 : ((((typmod - TYPMOD_HEADER) & 0x7ff) ^ 1024) - 1024);
}

int32_t numeric_typmod(int precision, int scale)
{
    return ((precision << 16) | (scale & 0x7ff)) + TYPMOD_HEADER;
}

/* As "interval day to second(3)". */
static Str print_interval(Arena *arena, int32_t typmod)
{
    static const struct {
        int mask;
        const char *fields;
    } ranges[] = {
        { INTERVAL_MASK_YEAR, " year" },
        { INTERVAL_MASK_MONTH, " month" },
        { INTERVAL_MASK_DAY, " day" },
        { INTERVAL_MASK_HOUR, " hour" },
        { INTERVAL_MASK_MINUTE, " minute" },
        { INTERVAL_MASK_SECOND, " second" },
        { INTERVAL_MASK_YEAR | INTERVAL_MASK_MONTH, " year to month" },
        { INTERVAL_MASK_DAY | INTERVAL_MASK_HOUR, " day to hour" },
        { INTERVAL_MASK_DAY | INTERVAL_MASK_HOUR | INTERVAL_MASK_MINUTE, " day to minute" },
        { INTERVAL_MASK_DAY | INTERVAL_MASK_HOUR | INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND,
          " day to second" },
        { INTERVAL_MASK_HOUR | INTERVAL_MASK_MINUTE, " hour to minute" },
        { INTERVAL_MASK_HOUR | INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND, " hour to second" },
        { INTERVAL_MASK_MINUTE | INTERVAL_MASK_SECOND, " minute to second" },
    };
    int range = typmod >> 16 & INTERVAL_FULL_RANGE, precision = typmod & INTERVAL_FULL_PRECISION;
    const char *fields = "";

    for (size_t at = 0; at < COUNT_OF(ranges); at++)
        if (ranges[at].mask == range)
            fields = ranges[at].fields;
    if (precision == INTERVAL_FULL_PRECISION)
        return str_format(arena, "interval%s", fields);
    return str_format(arena, "interval%s(%d)", fields, precision);
}

Str type_print(Arena *arena, Type type)
{
    if (type.typmod == TYPMOD_NONE)
        return str_of(type_sql_name(type.id));
    if (type_is_array(type.id)) {
        type.id = type_element(type.id);
        return str_format(arena, "%.*s[]", STR(type_print(arena, type)));
    }
    switch ((TypeId)type.id) {
    case TYPE_VARCHAR:
    case TYPE_BPCHAR:
        return str_format(arena, "%s(%d)", type_sql_name(type.id), type.typmod - TYPMOD_HEADER);
    case TYPE_NUMERIC:
        return str_format(arena, "numeric(%d,%d)", numeric_typmod_precision(type.typmod),
                          numeric_typmod_scale(type.typmod));
    case TYPE_TIME: return str_format(arena, "time(%d) without time zone", type.typmod);
    case TYPE_TIMETZ: return str_format(arena, "time(%d) with time zone", type.typmod);
    case TYPE_TIMESTAMP: return str_format(arena, "timestamp(%d) without time zone", type.typmod);
    case TYPE_TIMESTAMPTZ: return str_format(arena, "timestamp(%d) with time zone", type.typmod);
    case TYPE_INTERVAL: return print_interval(arena, type.typmod);
    default: /* the other types have no modifier in their name */
        return str_of(type_sql_name(type.id));
    }
}

int numeric_bits_for_digits(int digits)
{
    enum { DIGITS_OF_32_BITS = 9, DIGITS_OF_64_BITS = 18 };

    if (digits <= DIGITS_OF_32_BITS)
        return 32;
    return digits <= DIGITS_OF_64_BITS ? 64 : 128;
}

Type type_stored(Type type)
{
    int precision = numeric_typmod_precision(type.typmod);
    int scale = numeric_typmod_scale(type.typmod);

    if (type.id != TYPE_NUMERIC)
        return type;
    if (type.typmod == TYPMOD_NONE || precision > NUMERIC_FIXED_DIGITS_MAX || scale < 0 ||
        scale > NUMERIC_FIXED_SCALE_MAX) {
        Type var = type_of(TYPE_NUMERIC);
        var.typmod = type.typmod;
        return var;
    }
    return type_numeric_fixed(type.typmod, numeric_bits_for_digits(precision), scale);
}
