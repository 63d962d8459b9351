/*
 * rows_type.c -- pg_type: the types of base/types.def and their arrays.
 */
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/type_facts.h"

enum { COLLATION_C = 950 };

const TypeFacts *type_facts(TypeId id)
{
    static const TypeFacts facts[ARRAY_TYPES] = {
#define FACTS(ID, PREFIX, ALIGN, STORAGE, BY_VALUE, KIND, TYPMOD)                                  \
    [TYPE_##ID] = { PREFIX, ALIGN, STORAGE, BY_VALUE, KIND, TYPMOD },
#include "server/pg_catalog/type_facts.def"
#undef FACTS
    };
    static const TypeFacts array = { "array_", 'i', 'x', false, 'b', "-" };
    static const TypeFacts wide_array = { "array_", 'd', 'x', false, 'b', "-" };

    if (type_is_array(id))
        return facts[type_element(id)].align == 'd' ? &wide_array : &array;
    return &facts[id];
}

uint32_t type_collation(TypeId id)
{
    if (id == TYPE_NAME)
        return COLLATION_C;
    return id == TYPE_TEXT || id == TYPE_VARCHAR || id == TYPE_BPCHAR ? COLLATION_DEFAULT : 0;
}

static Str io_name(Rows *rows, const char *prefix, const char *what)
{
    return str_format(rows->cx->arena, "%s%s", prefix, what);
}

static void put_io_names(Rows *rows, struct pg_type_row *row, const char *prefix)
{
    put_text(rows, &row->typinput, io_name(rows, prefix, "in"));
    put_text(rows, &row->typoutput, io_name(rows, prefix, "out"));
    put_text(rows, &row->typreceive, io_name(rows, prefix, "recv"));
    put_text(rows, &row->typsend, io_name(rows, prefix, "send"));
}

/* What a type and its array have in common. */
static struct pg_type_row *next_type(Rows *rows, TypeId id)
{
    struct pg_type_row *row = rows_next(rows);
    const char *stem = type_facts(id)->typmod_stem;
    bool has_typmod = strcmp(stem, "-") != 0;

    put_int(rows, &row->typnamespace, OID_PG_CATALOG);
    put_int(rows, &row->typowner, OID_OWNER);
    put_bool(rows, &row->typisdefined, true);
    put_int(rows, &row->typdelim, ',');
    put_text(rows, &row->typsubscript, STR_LIT("-"));
    put_text(rows, &row->typmodin, has_typmod ? io_name(rows, stem, "in") : STR_LIT("-"));
    put_text(rows, &row->typmodout, has_typmod ? io_name(rows, stem, "out") : STR_LIT("-"));
    put_text(rows, &row->typanalyze, STR_LIT("-"));
    put_int(rows, &row->typtypmod, TYPMOD_NONE);
    put_int(rows, &row->typcollation, type_collation(id));
    return row;
}

static void type_row(Rows *rows, TypeId id)
{
    const TypeFacts *facts = type_facts(id);
    struct pg_type_row *row = next_type(rows, id);

    put_int(rows, &row->oid, type_oid(id));
    put_text(rows, &row->typname, str_of(type_catalog_name(id)));
    put_int(rows, &row->typlen, type_length(id));
    put_bool(rows, &row->typbyval, facts->is_by_value);
    put_int(rows, &row->typtype, facts->kind);
    put_int(rows, &row->typcategory, type_category(id));
    put_bool(rows, &row->typispreferred, type_is_preferred(id));
    put_int(rows, &row->typarray, type_oid(type_array(id)));
    put_io_names(rows, row, facts->io_prefix);
    put_int(rows, &row->typalign, facts->align);
    put_int(rows, &row->typstorage, facts->storage);
    if (id == TYPE_NAME) {
        put_int(rows, &row->typelem, type_oid(TYPE_CHAR));
        put_text(rows, &row->typsubscript, STR_LIT("raw_array_subscript_handler"));
    }
}

static void array_row(Rows *rows, TypeId element)
{
    struct pg_type_row *row = next_type(rows, element);

    put_int(rows, &row->oid, type_oid(type_array(element)));
    put_text(rows, &row->typname, str_of(type_catalog_name(type_array(element))));
    put_int(rows, &row->typlen, -1);
    put_int(rows, &row->typtype, 'b');
    put_int(rows, &row->typcategory, 'A');
    put_text(rows, &row->typsubscript, STR_LIT("array_subscript_handler"));
    put_int(rows, &row->typelem, type_oid(element));
    put_io_names(rows, row, "array_");
    put_text(rows, &row->typanalyze, STR_LIT("array_typanalyze"));
    put_int(rows, &row->typalign, type_facts(element)->align == 'd' ? 'd' : 'i');
    put_int(rows, &row->typstorage, 'x');
}

void pg_type_rows(Rows *rows)
{
    for (int id = 1; id < ARRAY_TYPES; id++)
        type_row(rows, (TypeId)id);
    for (int id = 1; id < ARRAY_TYPES; id++)
        if (type_array((TypeId)id))
            array_row(rows, (TypeId)id);
}
