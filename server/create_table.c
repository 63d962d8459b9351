/*
 * create_table.c -- CREATE TABLE and CREATE TABLE AS: see define.h.
 *
 * A CatalogTable is put together in the statement's arena and then copied for the catalog.  serial
 * and identity make a sequence beside it, which goes with the column.
 */
#include "server/define.h"

typedef struct Making {
    Define *d;
    ObjectName name;
    CatalogTable table;
    CatalogColumn *columns;
} Making;

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

static bool check_name(const Making *m, Str name, int position)
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

static CatalogColumn *push_column(Making *m, Str name, Type type)
{
    CatalogColumn *column = &m->columns[m->table.column_count++];

    *column = (CatalogColumn){
        .name = name, .type = type_stored(type), .nullable = true, .null_count = -1
    };
    return column;
}

static bool add_sequence(Making *m, CatalogColumn *column, Texts options)
{
    ObjectName name = m->name;
    SequenceOptions about;

    TRY(sequence_options_read(m->d, options, column->type.id, &about));
    name.name = define_choose_name(m->d, name.schema_oid, m->name.name, column->name, "seq", NULL);
    column->sequence_oid = make_sequence(m->d, &name, &about, column->type.id);
    column->nullable = false;
    column->null_count = 0;
    return true;
}

static bool fail_conflicting(const Making *m, const CatalogColumn *column, int position)
{
    return fail(m->d->cx, ERR_SYNTAX_ERROR, position,
                "conflicting NULL/NOT NULL declarations for column \"%.*s\" of table \"%.*s\"",
                STR(column->name), STR(m->table.name));
}

static bool set_default(const Making *m, CatalogColumn *column, const Constraint *constraint)
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

static bool set_identity(Making *m, CatalogColumn *column, const Constraint *constraint)
{
    if (!type_is_integer(column->type.id))
        return fail(m->d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "identity column type must be smallint, integer, or bigint");
    if (column->default_value.tree.length)
        return fail(m->d->cx, ERR_SYNTAX_ERROR, (int)constraint->position,
                    "both default and identity specified for column \"%.*s\" of table \"%.*s\"",
                    STR(column->name), STR(m->table.name));
    TRY(add_sequence(m, column, constraint->options));
    column->identity = constraint->is_always ? IDENTITY_ALWAYS : IDENTITY_BY_DEFAULT;
    return true;
}

/* What stands behind a column and is of that column alone. */
static bool apply_constraint(Making *m, CatalogColumn *column, const Constraint *constraint,
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
    case CONSTRAINT_GENERATED:
        return fail(m->d->cx, ERR_FEATURE_NOT_SUPPORTED, (int)constraint->position,
                    "generated columns are not supported yet");
    case CONSTRAINT_FOREIGN:
        return fail(m->d->cx, ERR_FEATURE_NOT_SUPPORTED, (int)constraint->position,
                    "foreign keys are not supported yet");
    case CONSTRAINT_CHECK:
    case CONSTRAINT_PRIMARY:
    case CONSTRAINT_UNIQUE: break; /* once all columns are there */
    }
    return true;
}

static bool add_column(Making *m, const ColumnDefinition *definition)
{
    const TypeCast *written = (const TypeCast *)definition->type;
    TypeId serial = serial_type(written);
    const CatalogType *domain = NULL;
    Type type = type_of(serial);
    bool says_null = false;
    PgCatalog catalog;
    AnalyseInput input = define_input(m->d, &catalog);

    TRY(check_name(m, definition->name, NO_POSITION));
    if (serial == TYPE_NONE)
        TRY(analyse_type(m->d->cx, &input, definition->type, &type, &domain));
    CatalogColumn *column = push_column(m, definition->name, type);
    column->domain_oid = domain ? domain->oid : 0;
    if (serial != TYPE_NONE)
        TRY(add_sequence(m, column, (Texts){ 0 }));
    for (uint32_t at = 0; at < definition->constraints.count; at++)
        TRY(apply_constraint(m, column, (const Constraint *)definition->constraints.items[at],
                             &says_null));
    return true;
}

static bool includes(const LikeTable *like, const char *what)
{
    for (uint32_t at = 0; at < like->including.count; at++)
        if (str_is(like->including.items[at], what) || str_is(like->including.items[at], "all"))
            return true;
    return false;
}

static bool add_like(Making *m, const LikeTable *like)
{
    const CatalogTable *from = TRY(define_find(m->d, like->table, "relation", false));

    for (uint32_t at = 0; at < from->column_count; at++) {
        const CatalogColumn *column = &from->columns[at];
        TRY(check_name(m, column->name, NO_POSITION));
        CatalogColumn *added = push_column(m, column->name, column->type);
        added->nullable = column->nullable;
        added->null_count = column->nullable ? -1 : 0;
        if (includes(like, "defaults"))
            added->default_value = column->default_value;
        if (includes(like, "identity") && column->identity != IDENTITY_NONE) {
            TRY(add_sequence(m, added, (Texts){ 0 }));
            added->identity = column->identity;
        }
    }
    return true;
}

static uint32_t count_columns(const Define *d, const CreateTable *statement)
{
    uint32_t count = 0;

    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const LikeTable *like = PLAN_AS(LikeTable, statement->columns.items[at]);
        const CatalogTable *from = like ? define_find(d, like->table, "relation", true) : NULL;
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

static bool add_key(Define *d, CatalogTable *table, const Constraint *constraint,
                    const ColumnDefinition *column, CatalogConstraint *made)
{
    made->is_unique = true;
    made->index_oid = catalog_new_oid(d->session->server->catalog);
    made->is_primary = constraint->kind == CONSTRAINT_PRIMARY;
    for (uint32_t at = 0; made->is_primary && at < table->constraint_count; at++)
        if (table->constraints[at].is_primary)
            return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, (int)constraint->position,
                        "multiple primary keys for table \"%.*s\" are not allowed",
                        STR(table->name));
    TRY(key_columns(d, table, constraint, column, made));
    CatalogColumn *columns =
        arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);
    for (uint32_t at = 0; made->is_primary && at < made->column_count; at++) {
        columns[made->columns[at]].nullable = false;
        columns[made->columns[at]].null_count = 0;
    }
    table->columns = columns;
    if (!constraint->name.length)
        made->name = define_choose_name(d, table->schema_oid, table->name,
                                        made->is_primary ? STR_NONE : key_words(d, table, made),
                                        made->is_primary ? "pkey" : "key", table);
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
                               .name = constraint->name };
    CatalogConstraint *all =
        ARENA_ARRAY(d->cx->arena, CatalogConstraint, table->constraint_count + 1);

    for (uint32_t at = 0; constraint->name.length && at < table->constraint_count; at++)
        if (str_equal(table->constraints[at].name, constraint->name))
            return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION,
                        "constraint \"%.*s\" for relation \"%.*s\" already exists",
                        STR(constraint->name), STR(table->name));
    if (constraint->kind == CONSTRAINT_CHECK)
        TRY(add_check(d, table, constraint, column, &made));
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
           constraint->kind == CONSTRAINT_UNIQUE;
}

static bool add_constraints(Making *m, const CreateTable *statement)
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
    return true;
}

/* --- The table ------------------------------------------------------------------------------- */

static void start(Making *m, Define *d, uint32_t columns)
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

static void put(Making *m)
{
    const TableData *data = table_data_new(&m->d->session->server->tables);

    m->table.data = data;
    transaction_put(m->d->session, m->table.oid, catalog_table_make(&m->table));
    table_data_drop(data);
}

bool create_table(Define *d, const CreateTable *statement)
{
    Making m = { .d = d };
    bool exists;

    TRY(define_new_name(d, statement->table, statement->is_temporary, &m.name));
    TRY(define_check_new(d, &m.name, statement->if_not_exists, &exists));
    if (exists)
        return true;
    TRY(type_check_free(d, &m.name));
    if (statement->on_commit != ON_COMMIT_PRESERVE)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "ON COMMIT %s is not supported yet", on_commit_names[statement->on_commit]);
    start(&m, d, count_columns(d, statement));
    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const Plan *column = statement->columns.items[at];
        if (column->tag == PLAN_LikeTable)
            TRY(add_like(&m, (const LikeTable *)column));
        else
            TRY(add_column(&m, (const ColumnDefinition *)column));
    }
    TRY(add_constraints(&m, statement));
    put(&m);
    return true;
}

static bool set_query(Making *m, const CreateTableAs *statement)
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
    Making m = { .d = d };

    TRY(define_new_name(d, statement->table, statement->is_temporary, &m.name));
    TRY(define_check_new(d, &m.name, statement->if_not_exists, out_exists));
    if (*out_exists)
        return true;
    TRY(type_check_free(d, &m.name));
    if (statement->on_commit != ON_COMMIT_PRESERVE)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "ON COMMIT %s is not supported yet", on_commit_names[statement->on_commit]);
    if (name->columns.count > columns.count)
        return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "too many column names were specified");
    start(&m, d, columns.count);
    if (statement->is_materialized)
        TRY(set_query(&m, statement));
    for (uint32_t at = 0; at < columns.count; at++) {
        Str column = at < name->columns.count ? name->columns.items[at] : columns.items[at].name;
        TRY(check_name(&m, column, NO_POSITION));
        push_column(&m, column, columns.items[at].type);
    }
    put(&m);
    return true;
}
