/* foreign.c -- FOREIGN KEY constraints as they are made: see define.h. */
#include "server/define/define.h"

/* One under way. */
typedef struct Foreign {
    Define *d;
    const CatalogTable *table;  /* that has it */
    const CatalogTable *parent; /* that it refers to; may be the same */
    const Reference *written;
    Exprs columns; /* as the constraint lists them; none: it stands behind a column */
    CatalogConstraint *made;
} Foreign;

static bool fail_foreign(const Foreign *f, ErrorCode code, const char *message)
{
    return fail(f->d->cx, code, NO_POSITION, "%s", message);
}

/* --- Which table, which columns -------------------------------------------------------------- */

/* The table itself may be one that is being made. */
static bool is_self(const Foreign *f, const TableName *name)
{
    uint32_t parts = name->parts.count;

    return str_equal(name->parts.items[parts - 1], f->table->name) &&
           (parts == 1 || str_equal(name->parts.items[parts - 2],
                                    catalog_schema_name(f->d->version, f->table->schema_oid)));
}

static bool check_persistence(const Foreign *f)
{
    const CatalogTable *table = f->table, *parent = f->parent;

    if (table->is_temporary && !parent->is_temporary)
        return fail_foreign(f, ERR_INVALID_TABLE_DEFINITION,
                            "constraints on temporary tables may reference only temporary tables");
    if (!table->is_temporary && table->is_unlogged && parent->is_temporary)
        return fail_foreign(f, ERR_INVALID_TABLE_DEFINITION,
                            "constraints on unlogged tables may reference only permanent or "
                            "unlogged tables");
    if (!table->is_temporary && !table->is_unlogged &&
        (parent->is_temporary || parent->is_unlogged))
        return fail_foreign(f, ERR_INVALID_TABLE_DEFINITION,
                            "constraints on permanent tables may reference only permanent tables");
    return true;
}

static bool find_parent(Foreign *f)
{
    const TableName *name = (const TableName *)f->written->table;
    const CatalogTable *found = NULL;

    if (is_self(f, name)) {
        f->parent = f->table;
        return true;
    }
    found = TRY(define_find(f->d, &name->head, "relation", false));
    f->parent = found->oid == f->table->oid ? f->table : found;
    if (found->kind != RELATION_MEMORY || found->is_materialized)
        return fail(f->d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "referenced relation \"%.*s\" is not a table", STR(found->name));
    return check_persistence(f);
}

static bool find_column(const Foreign *f, const CatalogTable *table, Str name, uint32_t *out_at)
{
    for (uint32_t at = 0; at < table->column_count; at++)
        if (str_equal(table->columns[at].name, name)) {
            *out_at = at;
            return true;
        }
    return fail(f->d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" referenced in foreign key constraint does not exist", STR(name));
}

static bool own_columns(Foreign *f, const ColumnDefinition *column)
{
    uint32_t count = column ? 1 : f->columns.count;
    uint32_t *columns = ARENA_ARRAY(f->d->cx->arena, uint32_t, count + 1);

    if (count > INDEX_COLUMNS_MAX)
        return fail(f->d->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "cannot have more than %d keys in a foreign key", INDEX_COLUMNS_MAX);
    for (uint32_t at = 0; at < count; at++) {
        const Name *name = column ? NULL : (const Name *)f->columns.items[at];
        TRY(find_column(f, f->table, column ? column->name : name->parts.items[0], &columns[at]));
    }
    f->made->columns = columns;
    f->made->column_count = count;
    return true;
}

/* --- Which key ------------------------------------------------------------------------------- */

/* Where it stands among the columns of the key; the key's column count: nowhere. */
static bool is_key_of(const CatalogConstraint *key, const uint32_t *columns, uint32_t count)
{
    bool is = key->is_unique && key->column_count == count && !key->where.tree.length;

    for (uint32_t at = 0; is && at < count; at++) {
        uint32_t in = 0;
        while (in < count && key->columns[in] != columns[at])
            in++;
        is = in < count;
    }
    return is;
}

static bool use_key(Foreign *f, const CatalogConstraint *key, const uint32_t *columns)
{
    int16_t *attributes = ARENA_ARRAY(f->d->cx->arena, int16_t, key->column_count + 1);

    if (key->is_deferrable)
        return fail(f->d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                    "cannot use a deferrable %s for referenced table \"%.*s\"",
                    key->is_primary ? "primary key" : "unique constraint", STR(f->parent->name));
    for (uint32_t at = 0; at < key->column_count; at++)
        attributes[at] = catalog_attribute(f->parent, columns[at]);
    f->made->foreign.attributes = attributes;
    f->made->foreign.key_oid = key->is_index ? key->index_oid : key->oid;
    return true;
}

/* No columns were written: the primary key's. */
static bool use_primary(Foreign *f)
{
    for (uint32_t at = 0; at < f->parent->constraint_count; at++) {
        const CatalogConstraint *key = &f->parent->constraints[at];
        if (!key->is_primary)
            continue;
        if (key->column_count != f->made->column_count)
            return fail_foreign(f, ERR_INVALID_FOREIGN_KEY,
                                "number of referencing and referenced columns for foreign key "
                                "disagree");
        return use_key(f, key, key->columns);
    }
    return fail(f->d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "there is no primary key for referenced table \"%.*s\"", STR(f->parent->name));
}

static bool find_key(Foreign *f)
{
    Texts names = ((const TableName *)f->written->table)->columns;
    uint32_t *columns = ARENA_ARRAY(f->d->cx->arena, uint32_t, names.count + 1);

    if (!names.count)
        return use_primary(f);
    for (uint32_t at = 0; at < names.count; at++)
        TRY(find_column(f, f->parent, names.items[at], &columns[at]));
    if (names.count != f->made->column_count)
        return fail_foreign(
            f, ERR_INVALID_FOREIGN_KEY,
            "number of referencing and referenced columns for foreign key disagree");
    for (uint32_t at = 0; at < f->parent->constraint_count; at++)
        if (is_key_of(&f->parent->constraints[at], columns, names.count))
            return use_key(f, &f->parent->constraints[at], columns);
    return fail(f->d->cx, ERR_INVALID_FOREIGN_KEY, NO_POSITION,
                "there is no unique constraint matching given keys for referenced table \"%.*s\"",
                STR(f->parent->name));
}

/* --- Types ----------------------------------------------------------------------------------- */

static bool is_text(TypeId type)
{
    return type == TYPE_TEXT || type == TYPE_VARCHAR;
}

static bool is_numeric_pair(TypeId a, TypeId b)
{
    return (type_is_integer(a) || a == TYPE_NUMERIC || a == TYPE_FLOAT4 || a == TYPE_FLOAT8) &&
           (type_is_integer(b) || b == TYPE_NUMERIC || b == TYPE_FLOAT4 || b == TYPE_FLOAT8);
}

/* Are values of both hashed and compared alike? */
static bool are_alike(Type a, Type b)
{
    if (a.id == TYPE_NUMERIC && b.id == TYPE_NUMERIC)
        return a.numeric_form == b.numeric_form && a.numeric_scale == b.numeric_scale;
    return a.id == b.id || (type_is_integer(a.id) && type_is_integer(b.id)) ||
           (is_text(a.id) && is_text(b.id));
}

static bool check_pair(const Define *d, const CatalogConstraint *made, const CatalogColumn *own,
                       const CatalogColumn *other)
{
    if (are_alike(own->type, other->type))
        return true;
    if (is_numeric_pair(own->type.id, other->type.id))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "foreign keys between %s and %s are not supported yet",
                    type_sql_name(own->type.id), type_sql_name(other->type.id));
    fail(d->cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "foreign key constraint \"%.*s\" cannot be implemented", STR(made->name));
    return fail_detail(d->cx,
                       "Key columns \"%.*s\" and \"%.*s\" are of incompatible types: "
                       "%.*s and %.*s.",
                       STR(own->name), STR(other->name), STR(type_print(d->cx->arena, own->type)),
                       STR(type_print(d->cx->arena, other->type)));
}

static bool check_types(const Define *d, const CatalogTable *table, const CatalogTable *parent,
                        const CatalogConstraint *made)
{
    for (uint32_t at = 0; at < made->column_count; at++) {
        uint32_t other = catalog_column_of(parent, made->foreign.attributes[at]);
        TRY(check_pair(d, made, &table->columns[made->columns[at]], &parent->columns[other]));
    }
    return true;
}

bool check_foreign_types(const Define *d, const CatalogTable *table, const CatalogConstraint *key)
{
    const CatalogTable *parent = key->foreign.table_oid == table->oid
                                     ? table
                                     : catalog_find_oid(d->version, key->foreign.table_oid);

    return !key->foreign.table_oid || check_types(d, table, parent, key);
}

bool check_referring_types(const Define *d, const CatalogTable *table, uint32_t column)
{
    ForeignWalk walk = { .version = d->version, .table_oid = table->oid };

    while (foreign_next(&walk))
        for (uint32_t at = 0; at < walk.key->column_count; at++)
            if (walk.key->foreign.attributes[at] == catalog_attribute(table, column) &&
                walk.child->oid != table->oid)
                TRY(check_types(d, walk.child, table, walk.key));
    return true;
}

/* --- Actions --------------------------------------------------------------------------------- */

static ForeignAction action_of(int32_t written)
{
    switch ((ReferenceAction)written) {
    case REFERENCE_NO_ACTION: return FOREIGN_NO_ACTION;
    case REFERENCE_RESTRICT: return FOREIGN_RESTRICT;
    case REFERENCE_CASCADE: return FOREIGN_CASCADE;
    case REFERENCE_SET_NULL: return FOREIGN_SET_NULL;
    case REFERENCE_SET_DEFAULT: return FOREIGN_SET_DEFAULT;
    }
    return FOREIGN_NO_ACTION;
}

static bool set_columns(Foreign *f)
{
    Texts names = f->written->set_columns;
    uint32_t *columns = ARENA_ARRAY(f->d->cx->arena, uint32_t, names.count + 1);

    for (uint32_t at = 0; at < names.count; at++) {
        uint32_t in = 0;
        TRY(find_column(f, f->table, names.items[at], &columns[at]));
        while (in < f->made->column_count && f->made->columns[in] != columns[at])
            in++;
        if (in == f->made->column_count)
            return fail(f->d->cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
                        "column \"%.*s\" referenced in ON DELETE SET action must be part of "
                        "foreign key",
                        STR(names.items[at]));
    }
    f->made->foreign.set_columns = columns;
    f->made->foreign.set_count = names.count;
    return true;
}

/* What is generated can neither be set nor follow. */
static bool check_generated(const Foreign *f)
{
    const CatalogForeign *about = &f->made->foreign;

    for (uint32_t at = 0; at < f->made->column_count; at++) {
        if (!f->table->columns[f->made->columns[at]].generated.tree.length)
            continue;
        if (about->on_update == FOREIGN_CASCADE || about->on_update == FOREIGN_SET_NULL ||
            about->on_update == FOREIGN_SET_DEFAULT)
            return fail_foreign(f, ERR_SYNTAX_ERROR,
                                "invalid ON UPDATE action for foreign key constraint containing "
                                "generated column");
        if (about->on_delete == FOREIGN_SET_NULL || about->on_delete == FOREIGN_SET_DEFAULT)
            return fail_foreign(f, ERR_SYNTAX_ERROR,
                                "invalid ON DELETE action for foreign key constraint containing "
                                "generated column");
    }
    return true;
}

/* t_a_b_fkey */
static Str choose_name(const Foreign *f)
{
    StrBuilder words = str_builder(f->d->cx->arena);

    for (uint32_t at = 0; at < f->made->column_count; at++)
        str_addf(&words, "%s%.*s", at ? "_" : "",
                 STR(f->table->columns[f->made->columns[at]].name));
    return define_choose_name(f->d, f->table->schema_oid, f->table->name, str_built(&words), "fkey",
                              f->table);
}

bool add_foreign(Define *d, const CatalogTable *table, const Constraint *written,
                 const ColumnDefinition *column, CatalogConstraint *made)
{
    const Reference *reference = (const Reference *)written->references;
    Foreign f = {
        .d = d, .table = table, .written = reference, .columns = written->columns, .made = made
    };

    TRY(find_parent(&f));
    made->foreign = (CatalogForeign){ .table_oid = f.parent->oid,
                                      .on_delete = action_of(reference->on_delete),
                                      .on_update = action_of(reference->on_update),
                                      .is_full = reference->is_full };
    TRY(own_columns(&f, column));
    TRY(find_key(&f));
    TRY(set_columns(&f));
    TRY(check_generated(&f));
    if (!made->name.length)
        made->name = choose_name(&f);
    return check_types(d, table, f.parent, made);
}
