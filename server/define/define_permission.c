/*
 * define_permission.c -- which definitions the current role may run, and whose what they make is:
 * see roles.h.
 *
 * Before: who may.  After: relations and schemas that were not there belong to the current role,
 * with the privileges its defaults say; of those that are gone nothing is said any more.
 */
#include "server/role/roles.h"

static uint32_t self(const Define *d)
{
    return session_role(d->session);
}

static const Security *security(const Define *d)
{
    return d->version->security;
}

/* --- Names ----------------------------------------------------------------------------------- */

static uint32_t schema_of(const Define *d, Str name)
{
    if (!name.length) /* where new objects go */
        return d->path.implied < d->path.count ? d->path.schemas[d->path.implied] : 0;
    if (str_is(name, "pg_temp"))
        return CATALOG_SCHEMA_TEMPORARY;
    return catalog_schema_oid(d->version, name);
}

static Str schema_part(Texts parts)
{
    return parts.count > 1 ? parts.items[parts.count - 2] : STR_NONE;
}

/* NULL: it is not there, which is for others to say. */
static const CatalogTable *relation_of(const Define *d, const Plan *object)
{
    const TableName *name = PLAN_AS(TableName, object);

    return name ? catalog_find_table(d->version, &d->path, schema_part(name->parts),
                                     name->parts.items[name->parts.count - 1])
                : NULL;
}

/* --- Rights ---------------------------------------------------------------------------------- */

static bool may_create_in(const Define *d, uint32_t oid, int position)
{
    SecuredObject schema = secured_schema(d->version, oid);

    if (!oid || secured_privileges(security(d), &schema, self(d), PRIVILEGE_CREATE))
        return true;
    fail_denied(d->cx, &schema);
    d->cx->error.position = position;
    return false;
}

static bool may_create(const Define *d, const Plan *name, bool is_temporary)
{
    const TableName *table = (const TableName *)name;
    SecuredObject database = secured_database(security(d), d->session->database);
    Str schema = schema_part(table->parts);

    if (!is_temporary && !str_is(schema, "pg_temp"))
        return may_create_in(d, schema_of(d, schema), (int)table->position);
    if (secured_privileges(security(d), &database, self(d), PRIVILEGE_TEMPORARY))
        return true;
    return fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                "permission denied to create temporary tables in database \"%.*s\"",
                STR(database.name));
}

/* A schema that is named must be one to be used. */
static bool may_reach(const Define *d, const Plan *object)
{
    const TableName *name = PLAN_AS(TableName, object);
    Str named = name ? schema_part(name->parts) : STR_NONE;
    uint32_t oid = named.length ? schema_of(d, named) : 0;
    SecuredObject schema = secured_schema(d->version, oid);

    return !oid || secured_privileges(security(d), &schema, self(d), PRIVILEGE_USAGE) ||
           fail_denied(d->cx, &schema) != NULL;
}

static bool may_change(const Define *d, const CatalogTable *table)
{
    SecuredObject object = secured_relation(security(d), table);

    return is_owner(security(d), &object, self(d)) || fail_not_owner(d->cx, &object) != NULL;
}

static bool may_change_schema(const Define *d, Str name)
{
    uint32_t oid = schema_of(d, name);
    SecuredObject object = secured_schema(d->version, oid);

    return !oid || is_owner(security(d), &object, self(d)) ||
           fail_not_owner(d->cx, &object) != NULL;
}

static const CatalogType *type_of_object(const Define *d, const Plan *object)
{
    const TableName *name = PLAN_AS(TableName, object);

    return name ? catalog_find_type(d->version, &d->path, schema_part(name->parts),
                                    name->parts.items[name->parts.count - 1])
                : NULL;
}

/* Only the owner of a type counts: all may use it.  Its oid is no relation's. */
static SecuredObject secured_type(const Security *now, const CatalogType *type)
{
    const ObjectGrants *grants = grants_find(now, CLASS_RELATION, type->oid, 0);

    return (SecuredObject){ .object_class = CLASS_RELATION,
                            .oid = type->oid,
                            .owner =
                                grants && grants->owner_oid ? grants->owner_oid : ROLE_BOOTSTRAP,
                            .what = type->is_domain ? "domain" : "type",
                            .name = type->name };
}

static bool may_change_type(const Define *d, const Plan *name)
{
    const CatalogType *type = type_of_object(d, name);

    if (!type)
        return true;
    SecuredObject object = secured_type(security(d), type);
    return is_owner(security(d), &object, self(d)) || fail_not_owner(d->cx, &object) != NULL;
}

static bool is_type(int64_t kind)
{
    return kind == OBJECT_TYPE || kind == OBJECT_DOMAIN;
}

/* Whoever owns the schema may drop what is in it. */
static bool may_drop(const Define *d, const CatalogTable *table)
{
    SecuredObject schema = secured_schema(d->version, table->schema_oid);

    return is_owner(security(d), &schema, self(d)) || may_change(d, table);
}

static bool may_be(const Define *d, Str name)
{
    const CatalogRole *role = TRY(session_role_get(d->cx, d->session, security(d), name));

    return role_is_member(security(d), self(d), role->oid, MEMBER_CAN_SET) ||
           fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "must be member of role \"%.*s\"",
                STR(role->name));
}

/* --- By statement ---------------------------------------------------------------------------- */

static bool check_create_schema(const Define *d, const CreateSchema *statement)
{
    SecuredObject database = secured_database(security(d), d->session->database);

    if (!secured_privileges(security(d), &database, self(d), PRIVILEGE_CREATE))
        return fail_denied(d->cx, &database) != NULL;
    return !statement->owner.length || may_be(d, statement->owner);
}

static bool check_create_view(const Define *d, const CreateView *statement)
{
    const CatalogTable *former = relation_of(d, statement->view);

    TRY(may_create(d, statement->view, statement->is_temporary));
    return !statement->is_replacing || !former || may_change(d, former);
}

static bool check_references(const Define *d, const Plan *constraint)
{
    const Constraint *about = (const Constraint *)constraint;
    const CatalogTable *table = about->references ? relation_of(d, about->references) : NULL;

    if (!table)
        return true;
    SecuredObject object = secured_relation(security(d), table);
    return secured_privileges(security(d), &object, self(d), PRIVILEGE_REFERENCES) != 0 ||
           fail_denied(d->cx, &object) != NULL;
}

static bool check_create_table(const Define *d, const CreateTable *statement)
{
    TRY(may_create(d, statement->table, statement->is_temporary));
    for (uint32_t at = 0; at < statement->constraints.count; at++)
        TRY(check_references(d, statement->constraints.items[at]));
    for (uint32_t at = 0; at < statement->columns.count; at++) {
        const ColumnDefinition *column = PLAN_AS(ColumnDefinition, statement->columns.items[at]);
        for (uint32_t in = 0; column && in < column->constraints.count; in++)
            TRY(check_references(d, column->constraints.items[in]));
    }
    return true;
}

static bool check_drop(const Define *d, const Drop *statement)
{
    for (uint32_t at = 0; at < statement->objects.count; at++) {
        const TableName *name = PLAN_AS(TableName, statement->objects.items[at]);
        const CatalogTable *table = relation_of(d, statement->objects.items[at]);
        if (!name)
            continue;
        if (statement->kind == OBJECT_SCHEMA) {
            TRY(may_change_schema(d, name->parts.items[name->parts.count - 1]));
            continue;
        }
        if (is_type(statement->kind)) {
            TRY(may_change_type(d, statement->objects.items[at]));
            continue;
        }
        TRY(may_reach(d, statement->objects.items[at]));
        if (table)
            TRY(may_drop(d, table));
    }
    return true;
}

static bool check_alter(const Define *d, const Alter *statement)
{
    const TableName *name = PLAN_AS(TableName, statement->object);
    const CatalogTable *table = relation_of(d, statement->object);

    if (name && statement->kind == OBJECT_SCHEMA)
        return may_change_schema(d, name->parts.items[name->parts.count - 1]);
    if (is_type(statement->kind))
        return may_change_type(d, statement->object);
    TRY(may_reach(d, statement->object));
    if (!table)
        return true;
    TRY(may_change(d, table));
    for (uint32_t at = 0; at < statement->actions.count; at++) {
        const AlterAction *action = (const AlterAction *)statement->actions.items[at];
        if (action->kind == ALTER_RENAME)
            TRY(may_create_in(d, table->schema_oid, NO_POSITION));
        if (action->kind == ALTER_SET_SCHEMA)
            TRY(may_create_in(d, schema_of(d, action->new_name), NO_POSITION));
        if (action->constraint)
            TRY(check_references(d, action->constraint));
    }
    return true;
}

static bool check_comment(const Define *d, const Comment *statement)
{
    const TableName *name = PLAN_AS(TableName, statement->object);
    const CatalogTable *table = relation_of(d, statement->object);

    if (name && statement->kind == OBJECT_SCHEMA)
        return may_change_schema(d, name->parts.items[name->parts.count - 1]);
    if (is_type(statement->kind))
        return may_change_type(d, statement->object);
    return !table || may_change(d, table);
}

static bool check_tables(const Define *d, Plans tables, Privileges any)
{
    for (uint32_t at = 0; at < tables.count; at++) {
        const CatalogTable *table = relation_of(d, tables.items[at]);
        TRY(may_reach(d, tables.items[at]));
        if (!table)
            continue;
        SecuredObject object = secured_relation(security(d), table);
        if (!secured_privileges(security(d), &object, self(d), any))
            return fail_denied(d->cx, &object) != NULL;
    }
    return true;
}

static bool check_lock(const Define *d, const LockTable *statement)
{
    Privileges any = PRIVILEGE_UPDATE | PRIVILEGE_DELETE | PRIVILEGE_TRUNCATE;

    if (str_is(statement->mode, "ACCESS SHARE"))
        any |= PRIVILEGE_SELECT;
    if (str_is(statement->mode, "ROW EXCLUSIVE"))
        any |= PRIVILEGE_INSERT;
    return check_tables(d, statement->tables, any);
}

static bool check_index(const Define *d, const CreateIndex *statement)
{
    const CatalogTable *table = relation_of(d, statement->table);

    return !table || (may_change(d, table) && may_create_in(d, table->schema_oid, NO_POSITION));
}

static bool check_sequence(const Define *d, const AlterSequence *statement)
{
    const CatalogTable *table = relation_of(d, statement->sequence);

    return !table || may_change(d, table);
}

bool define_check_permission(Define *d, const Plan *statement)
{
    if (role_is_super(security(d), self(d)))
        return true;
    switch ((PlanTag)statement->tag) {
    case PLAN_CreateTable: return check_create_table(d, (const CreateTable *)statement);
    case PLAN_CreateTableAs: {
        const CreateTableAs *as = (const CreateTableAs *)statement;
        return may_create(d, as->table, as->is_temporary);
    }
    case PLAN_CreateView: return check_create_view(d, (const CreateView *)statement);
    case PLAN_CreateSequence: {
        const CreateSequence *create = (const CreateSequence *)statement;
        return may_create(d, create->sequence, create->is_temporary);
    }
    case PLAN_CreateSchema: return check_create_schema(d, (const CreateSchema *)statement);
    case PLAN_CreateEnum:
        return may_create_in(d, schema_of(d, schema_part(((const CreateEnum *)statement)->name)),
                             NO_POSITION);
    case PLAN_CreateDomain:
        return may_create_in(d, schema_of(d, schema_part(((const CreateDomain *)statement)->name)),
                             NO_POSITION);
    case PLAN_CreateIndex: return check_index(d, (const CreateIndex *)statement);
    case PLAN_AlterSequence: return check_sequence(d, (const AlterSequence *)statement);
    case PLAN_Drop: return check_drop(d, (const Drop *)statement);
    case PLAN_Alter: return check_alter(d, (const Alter *)statement);
    case PLAN_Comment: return check_comment(d, (const Comment *)statement);
    case PLAN_Truncate:
        return check_tables(d, ((const Truncate *)statement)->tables, PRIVILEGE_TRUNCATE);
    case PLAN_LockTable: return check_lock(d, (const LockTable *)statement);
    default: return true;
    }
}

/* --- Afterwards ------------------------------------------------------------------------------ */

static bool has_schema(const CatalogVersion *version, uint32_t oid)
{
    return catalog_schema_name(version, oid).length > 0;
}

static bool has_object(const CatalogVersion *version, const ObjectGrants *grants)
{
    switch (grants->object_class) {
    case CLASS_SCHEMA: return has_schema(version, grants->oid);
    case CLASS_DATABASE: return true;
    case CLASS_RELATION: break;
    }
    return catalog_find_oid(version, grants->oid) || catalog_type_of_oid(version, grants->oid);
}

/* Of what was there and is gone. */
static bool forget_dropped(SecurityDraft *draft, const CatalogVersion *before,
                           const CatalogVersion *now)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < draft->grant_count; at++) {
        ObjectGrants grants = draft->grants[at];
        if (!has_object(before, &grants) || has_object(now, &grants))
            draft->grants[kept++] = grants;
    }
    bool has_changed = kept != draft->grant_count;
    draft->grant_count = kept;
    return has_changed;
}

/* The same relation, owned by another. */
static void give_relation(Define *d, const CatalogTable *table, uint32_t owner)
{
    CatalogTable owned = *table;

    owned.owner_oid = owner;
    transaction_put(d->session, table->oid, catalog_table_make(&owned));
}

static bool take_relation(SecurityDraft *draft, const CatalogTable *table, uint32_t owner)
{
    Define *d = draft->d;
    Security now = draft_security(draft);

    if (owner != ROLE_BOOTSTRAP)
        give_relation(d, table, owner);
    SecuredObject object = secured_relation(&now, table);
    object.owner = owner;
    return draft_apply_defaults(draft, &object, table->schema_oid);
}

static bool take_schema(SecurityDraft *draft, uint32_t oid, uint32_t owner)
{
    SecuredObject object = secured_schema(draft->d->version, oid);

    object.owner = owner;
    bool has_changed = draft_apply_defaults(draft, &object, 0);
    if (owner != ROLE_BOOTSTRAP)
        draft_grants(draft, CLASS_SCHEMA, oid, 0)->owner_oid = owner;
    return has_changed || owner != ROLE_BOOTSTRAP;
}

/* A sequence that is made for a column of a table that was there belongs to the table's owner. */
static uint32_t owner_of_new(const SecurityDraft *draft, const CatalogVersion *before,
                             const CatalogTable *relation, uint32_t owner)
{
    Security now = draft_security(draft);
    uint32_t at;
    const CatalogTable *table =
        relation->kind == RELATION_SEQUENCE ? sequence_owner(draft->d, relation->oid, &at) : NULL;

    return table && catalog_find_oid(before, table->oid) ? secured_relation(&now, table).owner
                                                         : owner;
}

/* What is new belongs to the current role, or whom CREATE SCHEMA names. */
static bool take_new(SecurityDraft *draft, const CatalogVersion *before, uint32_t owner)
{
    const CatalogVersion *now = draft->d->version;
    bool has_changed = false;

    for (uint32_t at = 0; at < now->table_count; at++)
        if (now->tables[at].kind != RELATION_FILES && !now->tables[at].owner_oid &&
            !catalog_find_oid(before, now->tables[at].oid))
            has_changed |= take_relation(draft, &now->tables[at],
                                         owner_of_new(draft, before, &now->tables[at], owner));
    for (uint32_t at = 0; at < now->schema_count; at++)
        if (!has_schema(before, now->schemas[at].oid))
            has_changed |= take_schema(draft, now->schemas[at].oid, owner);
    for (uint32_t at = 0; at < now->type_count && owner != ROLE_BOOTSTRAP; at++)
        if (!catalog_type_of_oid(before, now->types[at].oid)) {
            draft_grants(draft, CLASS_RELATION, now->types[at].oid, 0)->owner_oid = owner;
            has_changed = true;
        }
    return has_changed;
}

/* A sequence that goes with a column has the owner of its table. */
static bool check_owner_alone(const Define *d, const SecuredObject *object,
                              const CatalogTable *sequence, uint32_t owner)
{
    uint32_t at;
    const CatalogTable *table =
        object->owner != owner ? sequence_owner(d, sequence->oid, &at) : NULL;

    if (!table)
        return true;
    fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "cannot change owner of sequence \"%.*s\"",
         STR(sequence->name));
    return fail_detail(d->cx, "Sequence \"%.*s\" is linked to table \"%.*s\".", STR(sequence->name),
                       STR(table->name));
}

static void give_sequences(SecurityDraft *draft, const CatalogTable *table, uint32_t owner)
{
    for (uint32_t at = 0; table && at < table->column_count; at++) {
        uint32_t oid = table->columns[at].sequence_oid;
        const CatalogTable *sequence = oid ? catalog_find_oid(draft->d->version, oid) : NULL;
        if (!sequence)
            continue;
        Security now = draft_security(draft);
        SecuredObject object = secured_relation(&now, sequence);
        draft_set_owner(draft, &object, owner);
    }
}

/* ALTER ... OWNER TO. */
static bool change_owner(SecurityDraft *draft, const Alter *statement, Str new_owner)
{
    Define *d = draft->d;
    Security now = draft_security(draft);
    const CatalogTable *table = relation_of(d, statement->object);
    const TableName *name = PLAN_AS(TableName, statement->object);
    SecuredObject object;

    const CatalogRole *owner = TRY(session_role_get(d->cx, d->session, &now, new_owner));
    if (statement->kind == OBJECT_SCHEMA)
        object = secured_schema(d->version, schema_of(d, name->parts.items[name->parts.count - 1]));
    else if (is_type(statement->kind) && type_of_object(d, statement->object))
        object = secured_type(&now, type_of_object(d, statement->object));
    else if (table)
        object = secured_relation(&now, table);
    else
        return true;
    if (!role_is_super(&now, self(d))) {
        TRY(may_be(d, new_owner));
        SecuredObject schema = secured_schema(d->version, table ? table->schema_oid : 0);
        if (table && !secured_privileges(&now, &schema, owner->oid, PRIVILEGE_CREATE))
            return fail_denied(d->cx, &schema) != NULL;
    }
    if (object.object_class == CLASS_RELATION && table && object.oid == table->oid) {
        TRY(check_owner_alone(d, &object, table, owner->oid));
        give_sequences(draft, table, owner->oid);
    }
    draft_set_owner(draft, &object, owner->oid);
    return true;
}

static bool change_owners(SecurityDraft *draft, const Plan *statement, bool *out_changed)
{
    const Alter *alter = PLAN_AS(Alter, statement);

    for (uint32_t at = 0; alter && at < alter->actions.count; at++) {
        const AlterAction *action = (const AlterAction *)alter->actions.items[at];
        if (action->kind != ALTER_SET_OWNER)
            continue;
        TRY(change_owner(draft, alter, action->new_name));
        *out_changed = true;
    }
    return true;
}

static bool names_owner(const Plan *statement)
{
    const CreateSchema *create = PLAN_AS(CreateSchema, statement);
    const Alter *alter = PLAN_AS(Alter, statement);
    bool found = create && create->owner.length;

    for (uint32_t at = 0; alter && at < alter->actions.count; at++)
        found |= ((const AlterAction *)alter->actions.items[at])->kind == ALTER_SET_OWNER;
    return found;
}

bool define_settle_owners(Define *d, const Plan *statement, const CatalogVersion *before)
{
    const CreateSchema *create = PLAN_AS(CreateSchema, statement);
    uint32_t owner = self(d);
    bool has_changed = false;

    if (owner == ROLE_BOOTSTRAP && before->security == &security_initial && !names_owner(statement))
        return true;
    define_refresh(d);
    SecurityDraft draft = draft_begin(d);
    Security now = draft_security(&draft);
    if (create && create->owner.length)
        owner = TRY(session_role_get(d->cx, d->session, &now, create->owner))->oid;
    has_changed |= forget_dropped(&draft, before, d->version);
    has_changed |= take_new(&draft, before, owner);
    TRY(change_owners(&draft, statement, &has_changed));
    return !has_changed || draft_end(&draft);
}
