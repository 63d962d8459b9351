/* define.c -- what definitions share, and which function is whose: see define.h. */
#include "server/define/define.h"
#include "server/role/roles.h"

#include "base/utf8.h"
#include "server/search_path.h"

#include <stdio.h>

static bool is_about_roles(const Plan *statement)
{
    switch ((PlanTag)statement->tag) {
    case PLAN_CreateRole:
    case PLAN_AlterRole:
    case PLAN_AlterRoleSet:
    case PLAN_RenameRole:
    case PLAN_DropRole:
    case PLAN_GrantRole:
    case PLAN_Grant:
    case PLAN_DefaultPrivileges:
    case PLAN_ReassignOwned:
    case PLAN_DropOwned: return true;
    default: return false;
    }
}

static bool run_about_roles(Define *d, const Plan *statement)
{
    switch ((PlanTag)statement->tag) {
    case PLAN_CreateRole: return create_role(d, (const CreateRole *)statement);
    case PLAN_AlterRole: return alter_role(d, (const AlterRole *)statement);
    case PLAN_AlterRoleSet: return alter_role_set(d, (const AlterRoleSet *)statement);
    case PLAN_RenameRole: return rename_role(d, (const RenameRole *)statement);
    case PLAN_DropRole: return drop_role(d, (const DropRole *)statement);
    case PLAN_GrantRole: return grant_role(d, (const GrantRole *)statement);
    case PLAN_Grant: return grant_privileges(d, (const Grant *)statement);
    case PLAN_DefaultPrivileges:
        return alter_default_privileges(d, (const DefaultPrivileges *)statement);
    case PLAN_ReassignOwned: return reassign_owned(d, (const ReassignOwned *)statement);
    default: return drop_owned(d, (const DropOwned *)statement);
    }
}

bool is_definition(const Plan *statement)
{
    switch ((PlanTag)statement->tag) {
    case PLAN_CreateTable:
    case PLAN_CreateTableAs:
    case PLAN_Refresh:
    case PLAN_CreateView:
    case PLAN_CreateSchema:
    case PLAN_CreateSequence:
    case PLAN_AlterSequence:
    case PLAN_CreateEnum:
    case PLAN_CreateDomain:
    case PLAN_CreateIndex:
    case PLAN_Drop:
    case PLAN_Alter:
    case PLAN_Truncate:
    case PLAN_LockTable:
    case PLAN_Comment:
    case PLAN_Maintain: return true;
    default: return is_about_roles(statement);
    }
}

bool define_needs_catalog_lock(const Plan *statement)
{
    return statement->tag != PLAN_Truncate && statement->tag != PLAN_LockTable &&
           statement->tag != PLAN_Maintain;
}

/* --- Names ----------------------------------------------------------------------------------- */

void define_notice(const Define *d, ErrorCode code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Str message = str_vformat(d->cx->arena, format, args);
    va_end(args);
    wire_notice(d->wire, WIRE_NOTICE,
                &(Error){ .code = code, .position = NO_POSITION, .message = message.data });
}

/* Where new objects go; 0: the path lists no schema that is there. */
static uint32_t first_listed(const Define *d)
{
    return d->path.implied < d->path.count ? d->path.schemas[d->path.implied] : 0;
}

bool define_new_name(const Define *d, const Plan *table_name, bool is_temporary,
                     ObjectName *out_name)
{
    const TableName *table = (const TableName *)table_name;
    uint32_t parts = table->parts.count;
    Str schema = parts > 1 ? table->parts.items[parts - 2] : STR_NONE;
    bool names_temporary = str_is(schema, "pg_temp");
    ObjectName name = { .name = table->parts.items[parts - 1] };

    if (is_temporary && schema.length && !names_temporary)
        return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, (int)table->position,
                    "cannot create temporary relation in non-temporary schema");
    name.is_temporary = is_temporary || names_temporary;
    name.schema = name.is_temporary ? STR_LIT("pg_temp")
                  : schema.length   ? schema
                                    : catalog_schema_name(d->version, first_listed(d));
    if (!name.schema.length)
        return fail(d->cx, ERR_INVALID_SCHEMA_NAME, (int)table->position,
                    "no schema has been selected to create in");
    name.is_temporary |= str_is(name.schema, "pg_temp");
    name.schema_oid =
        name.is_temporary ? CATALOG_SCHEMA_TEMPORARY : catalog_schema_oid(d->version, name.schema);
    if (!name.schema_oid)
        return fail(d->cx, ERR_INVALID_SCHEMA_NAME, (int)table->position,
                    "schema \"%.*s\" does not exist", STR(name.schema));
    if (str_is(name.schema, "pg_catalog") || str_is(name.schema, "information_schema")) {
        fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
             "permission denied to create \"%.*s.%.*s\"", STR(name.schema), STR(name.name));
        return fail_detail(d->cx, "System catalog modifications are currently disallowed.");
    }
    *out_name = name;
    return true;
}

bool define_has_relation(const Define *d, uint32_t schema_oid, Str name)
{
    const CatalogTable *table;

    if (catalog_find_index(d->version, schema_oid, name, &table))
        return true;
    for (uint32_t at = 0; at < d->version->table_count; at++)
        if (d->version->tables[at].schema_oid == schema_oid &&
            str_equal(d->version->tables[at].name, name))
            return true;
    return false;
}

bool define_check_new(const Define *d, const ObjectName *name, bool if_not_exists, bool *out_exists)
{
    *out_exists = define_has_relation(d, name->schema_oid, name->name);
    if (!*out_exists)
        return true;
    if (!if_not_exists)
        return fail(d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(name->name));
    define_notice(d, ERR_DUPLICATE_TABLE, "relation \"%.*s\" already exists, skipping",
                  STR(name->name));
    return true;
}

const CatalogTable *define_find(const Define *d, const Plan *table_name, const char *kind,
                                bool if_exists)
{
    const TableName *name = (const TableName *)table_name;
    uint32_t parts = name->parts.count;
    Str schema = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;
    Str table = name->parts.items[parts - 1];
    const CatalogTable *found = catalog_find_table(d->version, &d->path, schema, table);

    if (found)
        return found;
    if (if_exists)
        define_notice(d, ERR_NONE, "%s \"%.*s\" does not exist, skipping", kind, STR(table));
    else
        fail(d->cx, ERR_UNDEFINED_TABLE, NO_POSITION, "%s \"%.*s%s%.*s\" does not exist", kind,
             STR(schema), schema.length ? "." : "", STR(table));
    return NULL;
}

Str define_name_text(const Define *d, const Plan *table_name)
{
    const TableName *name = (const TableName *)table_name;
    StrBuilder out = str_builder(d->cx->arena);

    for (uint32_t at = 0; at < name->parts.count; at++)
        str_addf(&out, "%s%.*s", at ? "." : "", STR(name->parts.items[at]));
    return str_built(&out);
}

const CatalogConstraint *define_find_index(const Define *d, const Plan *index_name,
                                           const CatalogTable **out_table)
{
    const TableName *name = (const TableName *)index_name;
    uint32_t parts = name->parts.count;
    Str last = name->parts.items[parts - 1];
    const CatalogConstraint *found = NULL;

    if (parts > 1)
        found = catalog_find_index(d->version,
                                   catalog_schema_oid(d->version, name->parts.items[parts - 2]),
                                   last, out_table);
    for (uint32_t at = 0; parts == 1 && !found && at < d->path.count; at++)
        found = catalog_find_index(d->version, d->path.schemas[at], last, out_table);
    if (!found && catalog_find_table(d->version, &d->path,
                                     parts > 1 ? name->parts.items[parts - 2] : STR_NONE, last))
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not an index",
                    STR(last));
    return found;
}

static bool has_constraint(const CatalogTable *table, Str name)
{
    for (uint32_t at = 0; table && at < table->constraint_count; at++)
        if (str_equal(table->constraints[at].name, name))
            return true;
    return false;
}

Str define_choose_name(const Define *d, uint32_t schema_oid, Str name1, Str name2,
                       const char *label, const CatalogTable *table)
{
    Arena *arena = d->cx->arena;
    Str name;

    for (int number = 0;; number++) {
        char suffix[24] = "";
        if (number)
            snprintf(suffix, sizeof suffix, "%d", number);
        size_t fixed = strlen(label) + strlen(suffix) + 1 + (name2.length ? 1 : 0);
        Str first = name1, second = name2;
        while (first.length + second.length + fixed > NAME_BYTES_MAX) {
            if (first.length > second.length)
                first.length = utf8_fit(first, first.length - 1);
            else
                second.length = utf8_fit(second, second.length - 1);
        }
        name = str_format(arena, "%.*s%s%.*s_%s%s", STR(first), second.length ? "_" : "",
                          STR(second), label, suffix);
        if (!define_has_relation(d, schema_oid, name) && !has_constraint(table, name))
            return name;
    }
}

/* --- Trees ----------------------------------------------------------------------------------- */

static StoredTree store(const Define *d, const Plan *plan, Str text)
{
    StrBuilder out = str_builder(d->cx->arena);

    plan_encode(d->cx, plan, &out);
    return (StoredTree){ str_built(&out), text };
}

StoredTree define_store_expr(const Define *d, const Expr *expr)
{
    Cx *cx = d->cx;
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, 1);
    const Expr **rows = ARENA_ARRAY(cx->arena, const Expr *, 1);

    items[0] = expr;
    rows[0] = NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, RowOf, .items = { items, 1 });
    return store(d, NEW(cx, ValuesList, .rows = { rows, 1 }), expr_text(cx->arena, expr));
}

StoredTree define_store_query(const Define *d, const Plan *query, Str text)
{
    return store(d, query, text);
}

AnalyseInput define_input(const Define *d, PgCatalog *catalog)
{
    return plan_input(d->cx->arena, d->session, d->prepared, catalog, d->version);
}

void define_refresh(Define *d)
{
    catalog_release(d->session->server->catalog, d->version);
    d->version = transaction_snapshot(d->session);
    d->path = search_path_of(d->cx->arena, d->session, d->version);
}

/* --- Which function is whose ----------------------------------------------------------------- */

/* The sequence, and the table it is to go with. */
static Plans objects_of_sequence(Cx *cx, const Plan *sequence, Texts options)
{
    Plan **items = ARENA_ARRAY(cx->arena, Plan *, 2);
    Plan *owner = sequence_owner_name(cx, options);

    items[0] = plan_copy(cx, sequence);
    items[1] = owner;
    return (Plans){ items, owner ? 2 : 1 };
}

static Plans objects_of(Cx *cx, const Plan *statement)
{
    const Drop *drop = PLAN_AS(Drop, statement);
    const Truncate *truncate = PLAN_AS(Truncate, statement);
    const LockTable *lock = PLAN_AS(LockTable, statement);
    const Alter *alter = PLAN_AS(Alter, statement);
    const CreateIndex *index = PLAN_AS(CreateIndex, statement);
    const Refresh *refresh = PLAN_AS(Refresh, statement);
    const CreateSequence *create = PLAN_AS(CreateSequence, statement);
    const AlterSequence *sequence = PLAN_AS(AlterSequence, statement);
    const Plan *one = alter ? alter->object : index ? index->table : refresh ? refresh->view : NULL;

    if (drop && drop->kind != OBJECT_SCHEMA)
        return drop->objects;
    if (truncate)
        return truncate->tables;
    if (lock)
        return lock->tables;
    if (create)
        return objects_of_sequence(cx, create->sequence, create->options);
    if (sequence)
        return objects_of_sequence(cx, sequence->sequence, sequence->options);
    if (one && one->tag == PLAN_TableName) {
        Plan **items = ARENA_ARRAY(cx->arena, Plan *, 1);
        items[0] = plan_copy(cx, one);
        return (Plans){ items, 1 };
    }
    return (Plans){ 0 };
}

static bool add_target(const Define *d, uint32_t oid, uint32_t *oids, uint32_t *count)
{
    for (uint32_t at = 0; at < *count; at++)
        if (oids[at] == oid)
            return true;
    if (*count == DEFINE_TARGETS_MAX)
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a statement can have to do with at most %d tables", DEFINE_TARGETS_MAX);
    oids[(*count)++] = oid;
    return true;
}

/* Tables that refer to these lose a foreign key, or rows. */
static bool add_referring(const Define *d, const Plan *statement, uint32_t *oids, uint32_t *count)
{
    bool is_concerned = statement->tag == PLAN_Drop || statement->tag == PLAN_Alter ||
                        statement->tag == PLAN_Truncate || statement->tag == PLAN_DropOwned;

    for (uint32_t at = 0; is_concerned && at < *count; at++) {
        ForeignWalk walk = { .version = d->version, .table_oid = oids[at] };
        while (foreign_next(&walk))
            TRY(add_target(d, walk.child->oid, oids, count));
    }
    return true;
}

/* The tables that new foreign keys of ALTER TABLE refer to: their rows are looked at. */
static bool add_referred(const Define *d, const Plan *statement, uint32_t *oids, uint32_t *count)
{
    const Alter *alter = PLAN_AS(Alter, statement);

    for (uint32_t at = 0; alter && at < alter->actions.count; at++) {
        const AlterAction *action = (const AlterAction *)alter->actions.items[at];
        const Constraint *constraint = (const Constraint *)action->constraint;
        const Reference *reference = constraint ? (const Reference *)constraint->references : NULL;
        if (!reference)
            continue;
        const TableName *name = (const TableName *)reference->table;
        uint32_t parts = name->parts.count;
        const CatalogTable *found = catalog_find_table(
            d->version, &d->path, parts > 1 ? name->parts.items[parts - 2] : STR_NONE,
            name->parts.items[parts - 1]);
        if (found)
            TRY(add_target(d, found->oid, oids, count));
    }
    return true;
}

static bool add_owned(const Define *d, const Plan *statement, uint32_t *oids, uint32_t *count)
{
    const DropOwned *drop = PLAN_AS(DropOwned, statement);
    Define own = *d;
    const uint32_t *owned;
    uint32_t owned_count = 0;

    if (drop)
        TRY(owned_relations(&own, drop, &owned, &owned_count));
    for (uint32_t at = 0; at < owned_count; at++)
        TRY(add_target(d, owned[at], oids, count));
    return true;
}

bool define_targets(const Define *d, const Plan *statement, uint32_t *out_oids, uint32_t *out_count)
{
    Plans objects = objects_of(d->cx, statement);

    *out_count = 0;
    if (objects.count > DEFINE_TARGETS_MAX)
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "a statement can name at most %d objects", DEFINE_TARGETS_MAX);
    for (uint32_t at = 0; at < objects.count; at++) {
        const TableName *name = (const TableName *)objects.items[at];
        uint32_t parts = name->parts.count;
        Str schema = parts > 1 ? name->parts.items[parts - 2] : STR_NONE;
        const CatalogTable *found =
            catalog_find_table(d->version, &d->path, schema, name->parts.items[parts - 1]);
        if (found)
            TRY(add_target(d, found->oid, out_oids, out_count));
    }
    return add_owned(d, statement, out_oids, out_count) &&
           add_referring(d, statement, out_oids, out_count) &&
           add_referred(d, statement, out_oids, out_count);
}

static bool lock_tables(Define *d, const LockTable *statement)
{
    for (uint32_t at = 0; at < statement->tables.count; at++)
        TRY(define_find(d, statement->tables.items[at], "relation", false));
    return true;
}

/* VACUUM and its like: there is nothing to do, but the tables must be there. */
static bool has_column(const CatalogTable *table, Str name)
{
    for (uint32_t at = 0; at < table->column_count; at++)
        if (str_equal(table->columns[at].name, name))
            return true;
    return false;
}

/* The columns of ANALYZE must be there, too. */
static bool check_columns(const Define *d, const CatalogTable *table, Texts columns)
{
    for (uint32_t at = 0; at < columns.count; at++)
        if (!has_column(table, columns.items[at]))
            return fail(d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                        "column \"%.*s\" of relation \"%.*s\" does not exist",
                        STR(columns.items[at]), STR(table->name));
    return true;
}

static bool check_cluster(const Define *d, const CatalogTable *table, Str index)
{
    if (!index.length)
        return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                    "there is no previously clustered index for table \"%.*s\"", STR(table->name));
    for (uint32_t at = 0; at < table->constraint_count; at++)
        if (table->constraints[at].index_oid && str_equal(table->constraints[at].name, index))
            return true;
    return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "index \"%.*s\" for table \"%.*s\" does not exist", STR(index), STR(table->name));
}

static bool check_index(const Define *d, const Plan *name)
{
    const CatalogTable *table;

    if (define_find_index(d, name, &table) || has_failed(d->cx))
        return !has_failed(d->cx);
    return fail(d->cx, ERR_UNDEFINED_TABLE, NO_POSITION, "relation \"%.*s\" does not exist",
                STR(define_name_text(d, name)));
}

static bool maintain(Define *d, const Maintain *statement)
{
    for (uint32_t at = 0; at < statement->objects.count; at++) {
        const TableName *name = PLAN_AS(TableName, statement->objects.items[at]);
        if (!name)
            continue;
        if (statement->kind == OBJECT_INDEX) {
            TRY(check_index(d, &name->head));
            continue;
        }
        const CatalogTable *table = TRY(define_find(d, &name->head, "relation", false));
        TRY(check_columns(d, table, name->columns));
        if (str_is(statement->what, "CLUSTER"))
            TRY(check_cluster(d, table, statement->index));
    }
    return true;
}

bool define_run(Define *d, const Plan *statement)
{
    if (is_about_roles(statement))
        return run_about_roles(d, statement);
    switch ((PlanTag)statement->tag) {
    case PLAN_CreateTable: return create_table(d, (const CreateTable *)statement);
    case PLAN_CreateView: return create_view(d, (const CreateView *)statement);
    case PLAN_CreateSchema: return create_schema(d, (const CreateSchema *)statement);
    case PLAN_CreateSequence: return create_sequence(d, (const CreateSequence *)statement);
    case PLAN_AlterSequence: return alter_sequence(d, (const AlterSequence *)statement);
    case PLAN_CreateEnum: return create_enum(d, (const CreateEnum *)statement);
    case PLAN_CreateDomain: return create_domain(d, (const CreateDomain *)statement);
    case PLAN_CreateIndex: return create_index(d, (const CreateIndex *)statement);
    case PLAN_Drop: return drop_objects(d, (const Drop *)statement);
    case PLAN_Alter: return alter_object(d, (const Alter *)statement);
    case PLAN_Truncate: return truncate_tables(d, (const Truncate *)statement);
    case PLAN_LockTable: return lock_tables(d, (const LockTable *)statement);
    case PLAN_Comment: return comment_on(d, (const Comment *)statement);
    case PLAN_Maintain: return maintain(d, (const Maintain *)statement);
    default: break;
    }
    return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "%s is not supported yet",
                command_name(statement));
}
