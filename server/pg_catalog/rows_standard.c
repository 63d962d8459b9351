/*
 * rows_standard.c -- the constraints of tables, as information_schema tells them.
 *
 * NOT NULL is a check here, of a name made of oids, as in PostgreSQL.
 */
#include "server/pg_catalog/definition.h"

/* A constraint of a table, or NOT NULL of one of its columns. */
typedef struct Standard {
    const CatalogTable *table;
    Str schema;
    Str name;
    const CatalogConstraint *constraint; /* NULL: NOT NULL */
    uint32_t column;                     /* of NOT NULL */
} Standard;

static Str not_null_name(Rows *rows, const CatalogTable *table, uint32_t column)
{
    return str_format(rows->cx->arena, "%u_%u_%u_not_null", table->schema_oid, table->oid,
                      (unsigned)catalog_attribute(table, column));
}

static void each_standard(Rows *rows, void (*make)(Rows *rows, const Standard *s))
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        Standard s = { .table = table, .schema = schema_name(rows->catalog, table->schema_oid) };
        if (table->kind == RELATION_VIEW || table->kind == RELATION_SEQUENCE)
            continue;
        for (uint32_t in = 0; in < table->constraint_count; in++) {
            s.constraint = &table->constraints[in];
            s.name = s.constraint->name;
            if (is_constraint(s.constraint))
                make(rows, &s);
        }
        s.constraint = NULL;
        for (uint32_t in = 0; in < table->column_count; in++) {
            s.column = in;
            s.name = not_null_name(rows, table, in);
            if (!table->columns[in].nullable)
                make(rows, &s);
        }
    }
}

static Str standard_type(const Standard *s)
{
    switch (s->constraint ? constraint_type(s->constraint) : 'c') {
    case 'p': return STR_LIT("PRIMARY KEY");
    case 'u': return STR_LIT("UNIQUE");
    case 'f': return STR_LIT("FOREIGN KEY");
    default: return STR_LIT("CHECK");
    }
}

static Str yes_if(bool yes)
{
    return yes ? STR_LIT("YES") : STR_LIT("NO");
}

static void put_table_constraint(Rows *rows, const Standard *s)
{
    struct table_constraints_row *row = rows_next(rows);
    bool is_unique = s->constraint && constraint_type(s->constraint) == 'u';

    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, s->schema);
    put_text(rows, &row->constraint_name, s->name);
    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, s->schema);
    put_text(rows, &row->table_name, s->table->name);
    put_text(rows, &row->constraint_type, standard_type(s));
    put_text(rows, &row->is_deferrable, yes_if(s->constraint && s->constraint->is_deferrable));
    put_text(rows, &row->initially_deferred, yes_if(s->constraint && s->constraint->is_deferred));
    put_text(rows, &row->enforced, STR_LIT("YES"));
    if (is_unique)
        put_text(rows, &row->nulls_distinct, STR_LIT("YES"));
}

void standard_table_constraints_rows(Rows *rows)
{
    each_standard(rows, put_table_constraint);
}

/* The constraint or index that a foreign key refers to, and its table; NULL: gone. */
static const CatalogConstraint *referred_key(Rows *rows, const CatalogConstraint *constraint,
                                             const CatalogTable **out_table)
{
    const CatalogTable *to =
        catalog_find_oid(rows->catalog->version, constraint->foreign.table_oid);

    for (uint32_t at = 0; to && at < to->constraint_count; at++)
        if (to->constraints[at].oid == constraint->foreign.key_oid ||
            to->constraints[at].index_oid == constraint->foreign.key_oid) {
            *out_table = to;
            return &to->constraints[at];
        }
    return NULL;
}

/* Which column of the key, from 1, column `at` of a foreign key refers to. */
static uint32_t position_there(Rows *rows, const CatalogConstraint *constraint, uint32_t at)
{
    const CatalogTable *to = NULL;
    const CatalogConstraint *key = referred_key(rows, constraint, &to);

    for (uint32_t in = 0; key && in < key->column_count; in++)
        if (catalog_attribute(to, key->columns[in]) == constraint->foreign.attributes[at])
            return in + 1;
    return at + 1;
}

static void put_key_columns(Rows *rows, const Standard *s)
{
    if (!s->constraint || constraint_type(s->constraint) == 'c')
        return;
    for (uint32_t at = 0; at < s->constraint->column_count; at++) {
        struct key_column_usage_row *row = rows_next(rows);
        put_text(rows, &row->constraint_catalog, rows->catalog->database);
        put_text(rows, &row->constraint_schema, s->schema);
        put_text(rows, &row->constraint_name, s->name);
        put_text(rows, &row->table_catalog, rows->catalog->database);
        put_text(rows, &row->table_schema, s->schema);
        put_text(rows, &row->table_name, s->table->name);
        put_text(rows, &row->column_name, s->table->columns[s->constraint->columns[at]].name);
        put_int(rows, &row->ordinal_position, at + 1);
        if (constraint_type(s->constraint) == 'f')
            put_int(rows, &row->position_in_unique_constraint,
                    position_there(rows, s->constraint, at));
    }
}

void standard_key_column_usage_rows(Rows *rows)
{
    each_standard(rows, put_key_columns);
}

/* The text of the constraint without the word CHECK. */
static Str check_clause(Rows *rows, const Standard *s)
{
    enum { CHECK_LENGTH = 7 };

    if (!s->constraint)
        return str_format(rows->cx->arena, "%.*s IS NOT NULL",
                          STR(s->table->columns[s->column].name));
    Str text = check_text(rows->cx, rows->catalog, s->table, s->constraint, WRITING_PLAIN);
    return str_format(rows->cx->arena, "(%.*s)", STR(text));
}

static void put_check(Rows *rows, const Standard *s)
{
    if (s->constraint && constraint_type(s->constraint) != 'c')
        return;
    struct check_constraints_row *row = rows_next(rows);

    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, s->schema);
    put_text(rows, &row->constraint_name, s->name);
    if (rows_show(rows, &row->check_clause))
        put_text(rows, &row->check_clause, check_clause(rows, s));
}

static void put_domain_check(Rows *rows, const CatalogType *domain, const CatalogConstraint *check)
{
    struct check_constraints_row *row = rows_next(rows);

    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, schema_name(rows->catalog, domain->schema_oid));
    put_text(rows, &row->constraint_name, check->name);
    if (rows_show(rows, &row->check_clause))
        put_text(rows, &row->check_clause,
                 str_format(rows->cx->arena, "(%.*s)",
                            STR(domain_check_text(rows->cx, rows->catalog, domain, check,
                                                  WRITING_PLAIN))));
}

void standard_check_constraints_rows(Rows *rows)
{
    const CatalogVersion *version = rows->catalog->version;

    each_standard(rows, put_check);
    for (uint32_t at = 0; at < version->type_count; at++)
        for (uint32_t in = 0; in < version->types[at].check_count; in++)
            put_domain_check(rows, &version->types[at], &version->types[at].checks[in]);
}

static void put_used_column(Rows *rows, const Standard *s, const CatalogTable *table,
                            uint32_t column)
{
    struct constraint_column_usage_row *row = rows_next(rows);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, schema_name(rows->catalog, table->schema_oid));
    put_text(rows, &row->table_name, table->name);
    put_text(rows, &row->column_name, table->columns[column].name);
    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, s->schema);
    put_text(rows, &row->constraint_name, s->name);
}

/* Of a foreign key: the columns it refers to. */
static void put_column_usage(Rows *rows, const Standard *s)
{
    const CatalogConstraint *constraint = s->constraint;
    char type = constraint ? constraint_type(constraint) : 0;
    Counts named = type == 'c' ? check_columns(rows->cx, s->table, constraint) : (Counts){ 0 };
    const CatalogTable *to =
        type == 'f' ? catalog_find_oid(rows->catalog->version, constraint->foreign.table_oid)
                    : NULL;

    for (uint32_t at = 0; at < named.count; at++)
        put_used_column(rows, s, s->table, (uint32_t)named.items[at]);
    for (uint32_t at = 0; constraint && type != 'c' && at < constraint->column_count; at++) {
        if (to)
            put_used_column(rows, s, to, catalog_column_of(to, constraint->foreign.attributes[at]));
        else if (type != 'f')
            put_used_column(rows, s, s->table, constraint->columns[at]);
    }
}

void standard_constraint_column_usage_rows(Rows *rows)
{
    each_standard(rows, put_column_usage);
}

static Str rule_text(ForeignAction action)
{
    switch (action) {
    case FOREIGN_NO_ACTION: return STR_LIT("NO ACTION");
    case FOREIGN_RESTRICT: return STR_LIT("RESTRICT");
    case FOREIGN_CASCADE: return STR_LIT("CASCADE");
    case FOREIGN_SET_NULL: return STR_LIT("SET NULL");
    case FOREIGN_SET_DEFAULT: return STR_LIT("SET DEFAULT");
    }
    return STR_LIT("");
}

static void put_reference(Rows *rows, const Standard *s)
{
    const CatalogTable *to = NULL;

    if (!s->constraint || constraint_type(s->constraint) != 'f')
        return;
    struct referential_constraints_row *row = rows_next(rows);
    const CatalogConstraint *key = referred_key(rows, s->constraint, &to);
    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, s->schema);
    put_text(rows, &row->constraint_name, s->name);
    if (key && is_constraint(key)) {
        put_text(rows, &row->unique_constraint_catalog, rows->catalog->database);
        put_text(rows, &row->unique_constraint_schema, schema_name(rows->catalog, to->schema_oid));
        put_text(rows, &row->unique_constraint_name, key->name);
    }
    put_text(rows, &row->match_option,
             s->constraint->foreign.is_full ? STR_LIT("FULL") : STR_LIT("NONE"));
    put_text(rows, &row->update_rule, rule_text(s->constraint->foreign.on_update));
    put_text(rows, &row->delete_rule, rule_text(s->constraint->foreign.on_delete));
}

void standard_referential_constraints_rows(Rows *rows)
{
    each_standard(rows, put_reference);
}

static void put_table_usage(Rows *rows, const Standard *s)
{
    if (!s->constraint || constraint_type(s->constraint) == 'c')
        return;
    bool is_foreign = constraint_type(s->constraint) == 'f';
    const CatalogTable *table =
        is_foreign ? catalog_find_oid(rows->catalog->version, s->constraint->foreign.table_oid)
                   : s->table;
    if (!table)
        return;
    struct constraint_table_usage_row *row = rows_next(rows);

    put_text(rows, &row->table_catalog, rows->catalog->database);
    put_text(rows, &row->table_schema, schema_name(rows->catalog, table->schema_oid));
    put_text(rows, &row->table_name, table->name);
    put_text(rows, &row->constraint_catalog, rows->catalog->database);
    put_text(rows, &row->constraint_schema, s->schema);
    put_text(rows, &row->constraint_name, s->name);
}

void standard_constraint_table_usage_rows(Rows *rows)
{
    each_standard(rows, put_table_usage);
}
