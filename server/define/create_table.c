/*
 * create_table.c -- CREATE TABLE and CREATE TABLE AS: see define.h.
 *
 * A CatalogTable is put together in the statement's arena and then copied for the catalog.  serial
 * and identity make a sequence beside it, which goes with the column.
 */
#include "server/define/define.h"

/* --- Columns --------------------------------------------------------------------------------- */

/* serial and its like: the integer type behind the word. */
static TypeId serial_type(const TypeCast *type)
{
    static const struct {
        const char *name;
        TypeId type;
    } words[] = { { "serial", TYPE_INT4 },      { "serial4", TYPE_INT4 },
                  { "bigserial", TYPE_INT8 },   { "serial8", TYPE_INT8 },
                  { "smallserial", TYPE_INT2 }, { "serial2", TYPE_INT2 } };

    if (type->type_name.count != 1 || type->is_array)
        return TYPE_NONE;
    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (str_is(type->type_name.items[0], words[at].name))
            return words[at].type;
    return TYPE_NONE;
}

static bool check_name(const TableDraft *m, Str name, int position)
{
    for (uint32_t at = 0; at < m->table.column_count; at++)
        if (str_equal(m->columns[at].name, name))
            return fail(m->d->cx, ERR_DUPLICATE_COLUMN, position,
                        "column \"%.*s\" specified more than once", STR(name));
    if (m->table.column_count == CATALOG_COLUMNS_MAX)
        return fail(m->d->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "tables can have at most %d columns", CATALOG_COLUMNS_MAX);
    return true;
}

static CatalogColumn *push_column(TableDraft *m, Str name, Type type)
{
    CatalogColumn *column = &m->columns[m->table.column_count++];

    *column = (CatalogColumn){
        .name = name, .type = type_stored(type), .nullable = true, .null_count = -1
    };
    if (m->table.attribute_max)
        column->attribute = ++m->table.attribute_max;
    return column;
}

bool draft_add_sequence(TableDraft *m, CatalogColumn *column, Texts options)
{
    ObjectName name = m->name;

    if (!sequence_option_name(m->d, options, &m->name, &name)) {
        TRY(!has_failed(m->d->cx));
        name = m->name;
        name.name =
            define_choose_name(m->d, name.schema_oid, m->name.name, column->name, "seq", NULL);
    }
    TRY(make_sequence(m->d, &name, options, column->type.id, &column->sequence_oid));
    column->nullable = false;
    column->null_count = 0;
    return true;
}

static bool fail_conflicting(const TableDraft *m, const CatalogColumn *column, int position)
{
    return fail(m->d->cx, ERR_SYNTAX_ERROR, position,
                "conflicting NULL/NOT NULL declarations for column \"%.*s\" of table \"%.*s\"",
                STR(column->name), STR(m->table.name));
}

static bool set_default(const TableDraft *m, CatalogColumn *column, const Constraint *constraint)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(m->d, &catalog);

    if (column->default_value.tree.length || column->sequence_oid)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "multiple default values specified for column \"%.*s\" of table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    TRY(analyse_default(m->d->cx, &input, column, constraint->expr));
    column->default_value = define_store_expr(m->d, constraint->expr);
    return true;
}

static bool set_identity(TableDraft *m, CatalogColumn *column, const Constraint *constraint)
{
    if (!type_is_integer(column->type.id))
        return fail(m->d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "identity column type must be smallint, integer, or bigint");
    if (column->default_value.tree.length)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "both default and identity specified for column \"%.*s\" of table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    TRY(draft_add_sequence(m, column, constraint->options));
    column->identity = constraint->is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    return true;
}

/* The expression may name columns that come later: it is looked at once all are there. */
static bool set_generated(const TableDraft *m, CatalogColumn *column, const Constraint *constraint)
{
    if (column->generated.tree.length)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "multiple generation clauses specified for column \"%.*s\" of table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    if (column->default_value.tree.length)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "both default and generation expression specified for column \"%.*s\" of "
                    "table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    if (column->sequence_oid)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "both identity and generation expression specified for column \"%.*s\" of "
                    "table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    column->generated = define_store_expr(m->d, constraint->expr);
    return true;
}

bool draft_check_generated(TableDraft *m, const ColumnDefinition *definition, uint32_t at)
{
    for (uint32_t in = 0; in < definition->constraints.count; in++) {
        const Constraint *constraint = (const Constraint *)definition->constraints.items[in];
        PgCatalog catalog;
        AnalyseInput input = define_input(m->d, &catalog);
        if (constraint->kind == CONSTRAINT_GENERATED)
            TRY(analyse_generated(m->d->cx, &input, &m->table, at, constraint->expr));
    }
    return true;
}

/* What stands behind a column and is of that column alone. */
static bool apply_constraint(TableDraft *m, CatalogColumn *column, const Constraint *constraint,
                             bool *says_null)
{
    switch ((ConstraintKind)constraint->kind) {
    case CONSTRAINT_NULL:
        *says_null = true;
        return column->nullable || fail_conflicting(m, column, (int)constraint->position);
    case CONSTRAINT_NOT_NULL:
        column->nullable = false;
        column->null_count = 0;
        return !*says_null || fail_conflicting(m, column, (int)constraint->position);
    case CONSTRAINT_DEFAULT: return set_default(m, column, constraint);
    case CONSTRAINT_IDENTITY: return set_identity(m, column, constraint);
    case CONSTRAINT_GENERATED: return set_generated(m, column, constraint);
    case CONSTRAINT_FOREIGN:
    case CONSTRAINT_CHECK:
    case CONSTRAINT_PRIMARY:
    case CONSTRAINT_UNIQUE: break; /* once all columns are there */
    }
    return true;
}

bool draft_add_column(TableDraft *m, const ColumnDefinition *definition)
{
    const TypeCast *written = (const TypeCast *)definition->type;
    TypeId serial = serial_type(written);
    const CatalogType *domain = NULL;
    Type type = type_of(serial);
    bool says_null = false;
    PgCatalog catalog;
    AnalyseInput input = define_input(m->d, &catalog);

    if (serial == TYPE_NONE)
        TRY(analyse_type(m->d->cx, &input, definition->type, &type, &domain));
    CatalogColumn *column = push_column(m, definition->name, type);
    column->domain_oid = domain ? domain->oid : 0;
    if (serial != TYPE_NONE)
        TRY(draft_add_sequence(m, column, (Texts){ 0 }));
    for (uint32_t at = 0; at < definition->constraints.count; at++)
        if (!apply_constraint(m, column, (const Constraint *)definition->constraints.items[at],
                              &says_null)) {
            if (m->is_alter)
                m->d->cx->error.position = NO_POSITION;
            return false;
        }
    return true;
}

static bool includes(const LikeTable *like, const char *what)
{
    for (uint32_t at = 0; at < like->including.count; at++)
        if (str_is(like->including.items[at], what) || str_is(like->including.items[at], "all"))
            return true;
    return false;
}

static const CatalogTable *find_like(const Define *d, const LikeTable *like)
{
    const CatalogTable *from = define_find(d, like->table, "relation", false);

    if (!from)
        d->cx->error.position = (int)((const TableName *)like->table)->position;
    return from;
}

static void comment_like(const TableDraft *m, const LikeTable *like, uint32_t class_oid,
                         uint32_t from_oid, int32_t from_sub, uint32_t to_oid, int32_t to_sub)
{
    const CatalogVersion *version = m->d->version;

    for (uint32_t at = 0; includes(like, "comments") && at < version->comment_count; at++) {
        CatalogComment comment = version->comments[at];
        if (comment.class_oid != class_oid || comment.object_oid != from_oid ||
            comment.sub_id != from_sub)
            continue;
        comment.object_oid = to_oid;
        comment.sub_id = to_sub;
        transaction_put_comment(m->d->session, &comment);
    }
}

static bool add_like(TableDraft *m, const LikeTable *like)
{
    const CatalogTable *from = TRY(find_like(m->d, like));

    for (uint32_t at = 0; at < from->column_count; at++) {
        const CatalogColumn *column = &from->columns[at];
        TRY(check_name(m, column->name, NO_POSITION));
        CatalogColumn *added = push_column(m, column->name, column->type);
        added->nullable = column->nullable;
        added->null_count = column->nullable ? -1 : 0;
        if (includes(like, "defaults"))
            added->default_value = column->default_value;
        if (includes(like, "generated"))
            added->generated = column->generated;
        if (includes(like, "identity") && column->identity != IDENTITY_NONE) {
            TRY(draft_add_sequence(m, added, (Texts){ 0 }));
            added->identity = column->identity;
        }
        comment_like(m, like, CATALOG_CLASS_RELATION, from->oid, catalog_attribute(from, at),
                     m->table.oid, (int32_t)m->table.column_count);
    }
    return true;
}

static const CatalogTable *named_table(const Define *d, const Plan *table_name)
{
    const TableName *name = (const TableName *)table_name;
    uint32_t parts = name->parts.count;

    return catalog_find_table(d->version, &d->path,
                              parts > 1 ? name->parts.items[parts - 2] : STR_NONE,
                              name->parts.items[parts - 1]);
}

static uint32_t count_columns(const Define *d, const CreateTable *statement)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const LikeTable *like = PLAN_AS(LikeTable, statement->columns.items[at]);
        const CatalogTable *from = like ? named_table(d, like->table) : NULL;
        count += from ? from->column_count : 1;
    }
    return count;
}

/* --- Constraints ----------------------------------------------------------------------------- */

/* The columns a key names; a constraint behind a column has that one. */
static bool key_columns(Define *d, const CatalogTable *table, const Constraint *constraint,
                        const ColumnDefinition *column, CatalogConstraint *made)
{
    uint32_t count = column ? 1 : constraint->columns.count;
    uint32_t *columns = ARENA_ARRAY(d->cx->arena, uint32_t, count);

    if (count > INDEX_COLUMNS_MAX)
        return fail(d->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "cannot use more than %d columns in an index", INDEX_COLUMNS_MAX);
    for (uint32_t at = 0; at < count; at++) {
        const Name *name = column ? NULL : (const Name *)constraint->columns.items[at];
        Str wanted = column ? column->name : name->parts.items[0];
        uint32_t in = 0;
        while (in < table->column_count && !str_equal(table->columns[in].name, wanted))
            in++;
        if (in == table->column_count)
            return fail(d->cx, ERR_UNDEFINED_COLUMN, name ? name->head.position : NO_POSITION,
                        "column \"%.*s\" named in key does not exist", STR(wanted));
        columns[at] = in;
        for (uint32_t before = 0; before < at; before++)
            if (columns[before] == in)
                return fail(d->cx, ERR_DUPLICATE_COLUMN, name ? name->head.position : NO_POSITION,
                            "column \"%.*s\" appears twice in %s constraint", STR(wanted),
                            made->is_primary ? "primary key" : "unique");
    }
    made->columns = columns;
    made->column_count = count;
    return true;
}

/* The columns' names joined by underscores, as in t_a_b_key. */
static Str key_words(const Define *d, const CatalogTable *table, const CatalogConstraint *key)
{
    StrBuilder out = str_builder(d->cx->arena);

    for (uint32_t at = 0; at < key->column_count; at++)
        str_addf(&out, "%s%.*s", at ? "_" : "", STR(table->columns[key->columns[at]].name));
    return str_built(&out);
}

static void set_not_null(Define *d, CatalogTable *table, const CatalogConstraint *key)
{
    CatalogColumn *columns =
        arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);

    for (uint32_t at = 0; at < key->column_count; at++) {
        columns[key->columns[at]].nullable = false;
        columns[key->columns[at]].null_count = 0;
    }
    table->columns = columns;
}

static bool check_no_primary(const Define *d, const CatalogTable *table, int position)
{
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (table->constraints[at].is_primary)
            return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, position,
                        "multiple primary keys for table \"%.*s\" are not allowed",
                        STR(table->name));
    return true;
}

static bool add_key(Define *d, CatalogTable *table, const Constraint *constraint,
                    const ColumnDefinition *column, CatalogConstraint *made)
{
    made->is_unique = true;
    made->index_oid = catalog_new_oid(d->session->server->catalog);
    made->is_primary = constraint->kind == CONSTRAINT_PRIMARY;
    if (made->is_primary)
        TRY(check_no_primary(d, table, (int)constraint->position));
    TRY(key_columns(d, table, constraint, column, made));
    if (made->is_primary)
        set_not_null(d, table, made);
    if (!constraint->name.length)
        made->name = define_choose_name(d, table->schema_oid, table->name,
                                        made->is_primary ? STR_NONE : key_words(d, table, made),
                                        made->is_primary ? "pkey" : "key", table);
    return true;
}

/* --- USING INDEX ----------------------------------------------------------------------------- */

static bool fail_index(const Define *d, const char *format, Str name)
{
    fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, format, STR(name));
    return fail_detail(d->cx,
                       "Cannot create a primary key or unique constraint using such an index.");
}

/* Can the index be a constraint? */
static bool check_index(const Define *d, const CatalogConstraint *index)
{
    if (!index->is_index)
        return fail(d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                    "index \"%.*s\" is already associated with a constraint", STR(index->name));
    if (!index->is_unique)
        return fail_index(d, "\"%.*s\" is not a unique index", index->name);
    for (uint32_t at = 0; at < index->column_count; at++)
        if (index->columns[at] == UINT32_MAX)
            return fail_index(d, "index \"%.*s\" contains expressions", index->name);
    if (index->where.tree.length)
        return fail_index(d, "\"%.*s\" is a partial index", index->name);
    for (uint32_t at = 0; index->keys && at < index->column_count; at++)
        if (index->keys[at].descending || index->keys[at].nulls_first) {
            fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                 "index \"%.*s\" column number %u does not have default sorting behavior",
                 STR(index->name), at + 1);
            return fail_detail(d->cx, "Cannot create a primary key or unique constraint using "
                                      "such an index.");
        }
    return true;
}

static const CatalogConstraint *index_to_take(const Define *d, const CatalogTable *table, Str name)
{
    const CatalogTable *other;
    const CatalogConstraint *found =
        catalog_find_index(d->version, table->schema_oid, name, &other);

    if (!found)
        return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "index \"%.*s\" does not exist",
                    STR(name));
    if (other->oid != table->oid)
        return fail(d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                    "index \"%.*s\" does not belong to table \"%.*s\"", STR(name),
                    STR(table->name));
    return found;
}

/* The index becomes the constraint; foreign keys that mean it go on meaning it, by its oid. */
static bool take_index(Define *d, CatalogTable *table, const Constraint *constraint,
                       CatalogConstraint *made)
{
    const CatalogConstraint *index = index_to_take(d, table, constraint->index);
    CatalogConstraint *left =
        ARENA_ARRAY(d->cx->arena, CatalogConstraint, table->constraint_count + 1);
    uint32_t count = 0;

    made->is_unique = true;
    made->is_primary = constraint->kind == CONSTRAINT_PRIMARY;
    if (made->is_primary && index)
        TRY(check_no_primary(d, table, NO_POSITION));
    if (!index || !check_index(d, index)) {
        d->cx->error.position = (int)constraint->position;
        return false;
    }
    made->oid = made->index_oid = index->index_oid;
    made->columns = index->columns;
    made->column_count = index->column_count;
    if (!made->name.length)
        made->name = index->name;
    if (!str_equal(made->name, index->name))
        define_notice(d, ERR_NONE,
                      "ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"%.*s\" to "
                      "\"%.*s\"",
                      STR(index->name), STR(made->name));
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (table->constraints[at].index_oid != index->index_oid)
            left[count++] = table->constraints[at];
    table->constraints = left;
    table->constraint_count = count;
    if (made->is_primary)
        set_not_null(d, table, made);
    return true;
}

typedef struct NamedColumns {
    Str first;
    uint32_t count;
} NamedColumns;

static bool note_name(const Expr *expr, void *context)
{
    const Name *name = EXPR_AS(Name, expr);
    NamedColumns *columns = context;

    if (name) {
        Str column = name->parts.items[name->parts.count - 1];
        columns->count += columns->count == 0 || !str_equal(columns->first, column);
        if (columns->count == 1)
            columns->first = column;
    }
    return true;
}

static bool add_check(Define *d, CatalogTable *table, const Constraint *constraint,
                      const ColumnDefinition *column, CatalogConstraint *made)
{
    NamedColumns named = { .first = STR_NONE };
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    (void)column;
    TRY(analyse_check(d->cx, &input, table, constraint->expr));
    made->check = define_store_expr(d, constraint->expr);
    expr_visit(constraint->expr, note_name, &named);
    if (!constraint->name.length)
        made->name = define_choose_name(d, table->schema_oid, table->name,
                                        named.count == 1 ? named.first : STR_NONE, "check", table);
    return true;
}

bool add_constraint(Define *d, CatalogTable *table, const Constraint *constraint,
                    const ColumnDefinition *column)
{
    CatalogConstraint made = { .oid = catalog_new_oid(d->session->server->catalog),
                               .name = constraint->name,
                               .is_deferrable = constraint->is_deferrable,
                               .is_deferred = constraint->is_deferred,
                               .is_not_valid = constraint->is_not_valid };
    CatalogConstraint *all =
        ARENA_ARRAY(d->cx->arena, CatalogConstraint, table->constraint_count + 1);

    for (uint32_t at = 0; constraint->name.length && at < table->constraint_count; at++)
        if (str_equal(table->constraints[at].name, constraint->name))
            return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION,
                        "constraint \"%.*s\" for relation \"%.*s\" already exists",
                        STR(constraint->name), STR(table->name));
    if (constraint->is_deferrable && constraint->kind != CONSTRAINT_FOREIGN)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, (int)constraint->position,
                    "deferrable unique constraints are not supported yet");
    if (constraint->index.length && !catalog_find_oid(d->version, table->oid))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, (int)constraint->position,
                    "cannot use an existing index in CREATE TABLE");
    if (constraint->index.length)
        TRY(take_index(d, table, constraint, &made));
    else if (constraint->kind == CONSTRAINT_CHECK)
        TRY(add_check(d, table, constraint, column, &made));
    else if (constraint->kind == CONSTRAINT_FOREIGN)
        TRY(add_foreign(d, table, constraint, column, &made));
    else if (constraint->kind == CONSTRAINT_PRIMARY || constraint->kind == CONSTRAINT_UNIQUE)
        TRY(add_key(d, table, constraint, column, &made));
    else
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, (int)constraint->position,
                    "%s constraints are not supported yet", constraint_names[constraint->kind]);
    if (table->constraint_count)
        memcpy(all, table->constraints, table->constraint_count * sizeof *all);
    all[table->constraint_count++] = made;
    table->constraints = all;
    return true;
}

static bool is_of_table(const Constraint *constraint)
{
    return constraint->kind == CONSTRAINT_CHECK || constraint->kind == CONSTRAINT_PRIMARY ||
           constraint->kind == CONSTRAINT_UNIQUE || constraint->kind == CONSTRAINT_FOREIGN;
}

/* A copy of a constraint or index of the table that LIKE names, whose columns stand from `first`
 * on. */
static CatalogConstraint copy_like(const TableDraft *m, const CatalogConstraint *from,
                                   uint32_t first)
{
    Catalog *catalog = m->d->session->server->catalog;
    CatalogConstraint copy = *from;
    uint32_t *columns = ARENA_ARRAY(m->d->cx->arena, uint32_t, from->column_count + 1);

    for (uint32_t at = 0; at < from->column_count; at++)
        columns[at] = from->columns[at] == UINT32_MAX ? UINT32_MAX : first + from->columns[at];
    copy.columns = columns;
    copy.oid = from->is_index ? 0 : catalog_new_oid(catalog);
    copy.index_oid = from->index_oid ? catalog_new_oid(catalog) : 0;
    if (from->is_primary)
        copy.name = define_choose_name(m->d, m->table.schema_oid, m->table.name, STR_NONE, "pkey",
                                       &m->table);
    else if (from->index_oid)
        copy.name = define_choose_name(m->d, m->table.schema_oid, m->table.name,
                                       from->keys ? index_words(m->d, &m->table, &copy)
                                                  : key_words(m->d, &m->table, &copy),
                                       from->is_index ? "idx" : "key", &m->table);
    return copy;
}

/* The constraints and indexes that LIKE takes over. */
static bool add_like_constraints(TableDraft *m, const LikeTable *like, uint32_t first)
{
    const CatalogTable *from = TRY(find_like(m->d, like));
    uint32_t room = m->table.constraint_count + from->constraint_count;
    CatalogConstraint *all = ARENA_ARRAY(m->d->cx->arena, CatalogConstraint, room + 1);

    if (m->table.constraint_count)
        memcpy(all, m->table.constraints, m->table.constraint_count * sizeof *all);
    m->table.constraints = all;
    for (uint32_t at = 0; at < from->constraint_count; at++) {
        const CatalogConstraint *constraint = &from->constraints[at];
        bool is_wanted = constraint->check.tree.length ? includes(like, "constraints")
                                                       : includes(like, "indexes");
        if (!is_wanted || constraint->foreign.table_oid)
            continue;
        CatalogConstraint copy = copy_like(m, constraint, first);
        for (uint32_t in = 0; copy.is_primary && in < copy.column_count; in++) {
            m->columns[copy.columns[in]].nullable = false;
            m->columns[copy.columns[in]].null_count = 0;
        }
        all[m->table.constraint_count++] = copy;
        comment_like(m, like, CATALOG_CLASS_CONSTRAINT, constraint->oid, 0, copy.oid, 0);
        if (constraint->index_oid)
            comment_like(m, like, CATALOG_CLASS_RELATION, constraint->index_oid, 0, copy.index_oid,
                         0);
    }
    return true;
}

static bool add_all_like(TableDraft *m, const CreateTable *statement)
{
    uint32_t first = 0;

    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const LikeTable *like = PLAN_AS(LikeTable, statement->columns.items[at]);
        if (!like) {
            first++;
            continue;
        }
        TRY(add_like_constraints(m, like, first));
        first += find_like(m->d, like)->column_count;
    }
    return true;
}

/* NOT VALID says nothing of a table that has no rows. */
static void set_valid(TableDraft *m)
{
    CatalogConstraint *all =
        arena_copy(m->d->cx->arena, m->table.constraints, m->table.constraint_count * sizeof *all);

    for (uint32_t at = 0; at < m->table.constraint_count; at++)
        all[at].is_not_valid = false;
    m->table.constraints = all;
}

static bool add_constraints(TableDraft *m, const CreateTable *statement)
{
    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const ColumnDefinition *column = PLAN_AS(ColumnDefinition, statement->columns.items[at]);
        for (uint32_t in = 0; column && in < column->constraints.count; in++) {
            const Constraint *constraint = (const Constraint *)column->constraints.items[in];
            if (is_of_table(constraint))
                TRY(add_constraint(m->d, &m->table, constraint, column));
        }
    }
    for (uint32_t at = 0; at < statement->constraints.count; at++)
        TRY(add_constraint(m->d, &m->table, (const Constraint *)statement->constraints.items[at],
                           NULL));
    set_valid(m);
    return add_all_like(m, statement);
}

/* --- The table ------------------------------------------------------------------------------- */

static void start(TableDraft *m, Define *d, uint32_t columns)
{
    m->d = d;
    m->columns = ARENA_ARRAY(d->cx->arena, CatalogColumn, columns + 1);
    m->table = (CatalogTable){ .oid = catalog_new_oid(d->session->server->catalog),
                               .schema_oid = m->name.schema_oid,
                               .name = m->name.name,
                               .kind = RELATION_MEMORY,
                               .is_temporary = m->name.is_temporary,
                               .columns = m->columns };
}

/* What WITH may say and does nothing: how PostgreSQL would store the rows. */
static bool is_known_option(Str name)
{
    static const char *const names[] = { "fillfactor",
                                         "parallel_workers",
                                         "toast_tuple_target",
                                         "user_catalog_table",
                                         "vacuum_truncate",
                                         "vacuum_index_cleanup",
                                         "log_autovacuum_min_duration" };

    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (str_is(name, names[at]))
            return true;
    return str_starts(name, "autovacuum_");
}

static bool check_option(const Define *d, Str name, Str value)
{
    Value number;

    if (!is_known_option(name))
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "unrecognized parameter \"%.*s\"", STR(name));
    if (!str_is(name, "fillfactor"))
        return true;
    if (!value_parse(d->cx, type_of(TYPE_INT4), value, NO_POSITION, &number)) {
        d->cx->error = (Error){ .code = ERR_NONE };
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "invalid value for integer option \"%.*s\": %.*s", STR(name), STR(value));
    }
    if (number.integer >= 10 && number.integer <= 100)
        return true;
    fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
         "value %.*s out of bounds for option \"%.*s\"", STR(value), STR(name));
    return fail_detail(d->cx, "Valid values are between \"10\" and \"100\".");
}

bool table_options(const Define *d, Texts options, CatalogTable *table)
{
    Str *all = ARENA_ARRAY(d->cx->arena, Str, table->option_count + options.count + 1);

    if (table->option_count)
        memcpy(all, table->options, table->option_count * sizeof *all);
    for (uint32_t at = 0; at + 1 < options.count; at += 2) {
        Str name = options.items[at], value = options.items[at + 1];
        if (str_is(name, "oids")) { /* what old dumps say */
            if (str_is(value, "false"))
                continue;
            return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "tables declared WITH OIDS are not supported");
        }
        TRY(check_option(d, name, value));
        all[table->option_count++] = str_format(d->cx->arena, "%.*s=%.*s", STR(name),
                                                STR(value.length ? value : STR_LIT("true")));
    }
    table->options = all;
    return true;
}

/* ON COMMIT. */
static bool set_at_commit(TableDraft *m, OnCommit on_commit)
{
    static const AtCommit all[] = { [ON_COMMIT_PRESERVE] = AT_COMMIT_KEEP,
                                    [ON_COMMIT_DELETE] = AT_COMMIT_DELETE,
                                    [ON_COMMIT_DROP] = AT_COMMIT_DROP };

    m->table.at_commit = all[on_commit];
    return on_commit == ON_COMMIT_PRESERVE || m->table.is_temporary ||
           fail(m->d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                "ON COMMIT can only be used on temporary tables");
}

static void put(TableDraft *m)
{
    const TableData *data = table_data_new(&m->d->session->server->tables);

    m->table.data = data;
    transaction_put(m->d->session, m->table.oid, catalog_table_make(&m->table));
    table_data_drop(data);
}

static bool check_generated(TableDraft *m, const CreateTable *statement)
{
    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const ColumnDefinition *column = PLAN_AS(ColumnDefinition, statement->columns.items[at]);
        for (uint32_t in = 0; column && in < m->table.column_count; in++)
            if (str_equal(m->columns[in].name, column->name))
                TRY(draft_check_generated(m, column, in));
    }
    return true;
}

bool create_table(Define *d, const CreateTable *statement)
{
    TableDraft m = { .d = d };
    bool exists;

    TRY(define_new_name(d, statement->table, statement->is_temporary, &m.name));
    TRY(define_check_new(d, &m.name, statement->if_not_exists, &exists));
    if (exists)
        return true;
    TRY(type_check_free(d, &m.name));
    start(&m, d, count_columns(d, statement));
    m.table.is_unlogged = statement->is_unlogged;
    TRY(set_at_commit(&m, (OnCommit)statement->on_commit));
    TRY(table_options(d, statement->options, &m.table));
    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const Plan *column = statement->columns.items[at];
        if (column->tag == PLAN_LikeTable)
            TRY(add_like(&m, (const LikeTable *)column));
        else
            TRY(check_name(&m, ((const ColumnDefinition *)column)->name, NO_POSITION) &&
                draft_add_column(&m, (const ColumnDefinition *)column));
    }
    TRY(check_generated(&m, statement));
    TRY(add_constraints(&m, statement));
    put(&m);
    return true;
}

static bool set_query(TableDraft *m, const CreateTableAs *statement)
{
    PgCatalog catalog;
    AnalyseInput input = define_input(m->d, &catalog);

    m->table.is_materialized = true;
    m->table.is_unpopulated = statement->has_no_data;
    const Plan *query = TRY(analyse_names(m->d->cx, &input, statement->query));
    m->table.query = define_store_query(m->d, query, STR_NONE);
    return true;
}

bool create_table_of(Define *d, const CreateTableAs *statement, Columns columns, bool *out_exists)
{
    const TableName *name = (const TableName *)statement->table;
    TableDraft m = { .d = d };

    TRY(define_new_name(d, statement->table, statement->is_temporary, &m.name));
    TRY(define_check_new(d, &m.name, statement->if_not_exists, out_exists));
    if (*out_exists)
        return true;
    TRY(type_check_free(d, &m.name));
    if (name->columns.count > columns.count)
        return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "too many column names were specified");
    start(&m, d, columns.count);
    if (statement->is_materialized)
        TRY(set_query(&m, statement));
    m.table.is_unlogged = statement->is_unlogged;
    TRY(set_at_commit(&m, (OnCommit)statement->on_commit));
    TRY(table_options(d, statement->options, &m.table));
    for (uint32_t at = 0; at < columns.count; at++) {
        Str column = at < name->columns.count ? name->columns.items[at] : columns.items[at].name;
        TRY(check_name(&m, column, NO_POSITION));
        push_column(&m, column, columns.items[at].type);
    }
    put(&m);
    return true;
}
