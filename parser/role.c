/* role.c -- statements about roles and privileges. */
#include "parser/build.h"

static Texts build_roles(const Builder *b, Nodes nodes)
{
    Texts roles = { ARENA_ARRAY(b->cx->arena, Str, nodes.count + 1), 0 };

    for (size_t at = 0; at < nodes.count; at++)
        if (nodes.items[at]->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC)
            roles.items[roles.count++] = build_role(b, nodes.items[at]->role_spec);
    return roles;
}

/* --- Options --------------------------------------------------------------------------------- */

static void add_pair(const Builder *b, Texts *pairs, uint32_t *capacity, Str name, Str value)
{
    Str both[] = { name, value };

    for (int at = 0; at < 2; at++) {
        pairs->items =
            arena_grown(b->cx->arena, pairs->items, sizeof *pairs->items, pairs->count, capacity);
        pairs->items[pairs->count++] = both[at];
    }
}

static bool add_option(const Builder *b, const PgQuery__DefElem *option, Texts *pairs,
                       uint32_t *capacity)
{
    Str name = str_copy(b->cx->arena, str_of(option->defname));
    const Node *arg = option->arg;
    Str value = STR_NONE;

    if (!arg) {
        add_pair(b, pairs, capacity, str_is(name, "password") ? STR_LIT("no password") : name,
                 value);
        return true;
    }
    if (arg->node_case == PG_QUERY__NODE__NODE_LIST) {
        Texts roles = build_roles(b, NODES(arg->list, items));
        for (uint32_t at = 0; at < roles.count; at++)
            add_pair(b, pairs, capacity, name, roles.items[at]);
        return true;
    }
    TRY(build_value_text(b, arg, &value));
    add_pair(b, pairs, capacity, name, value);
    return true;
}

static bool build_role_options(const Builder *b, Nodes nodes, Texts *out_pairs)
{
    uint32_t capacity = 0;

    *out_pairs = (Texts){ 0 };
    TRY(check_no_repeat(b, nodes));
    for (size_t at = 0; at < nodes.count; at++)
        TRY(add_option(b, nodes.items[at]->def_elem, out_pairs, &capacity));
    return true;
}

/* --- Roles ----------------------------------------------------------------------------------- */

static Plan *build_create_role(const Builder *b, const PgQuery__CreateRoleStmt *create)
{
    Texts options;

    TRY(build_role_options(b, NODES(create, options), &options));
    return NEW(b->cx, CreateRole, .name = build_name(b, create->role),
               .is_user = create->stmt_type == PG_QUERY__ROLE_STMT_TYPE__ROLESTMT_USER,
               .options = options);
}

static Plan *build_alter_role(const Builder *b, const PgQuery__AlterRoleStmt *alter)
{
    Texts options;

    TRY(build_role_options(b, NODES(alter, options), &options));
    return NEW(b->cx, AlterRole, .name = build_role(b, alter->role), .options = options,
               .drops_members = alter->action < 0);
}

static Plan *build_alter_role_set(const Builder *b, const PgQuery__AlterRoleSetStmt *alter)
{
    Plan *setting = TRY(build_set(b, alter->setstmt));

    return NEW(b->cx, AlterRoleSet, .name = build_role(b, alter->role),
               .database = build_name(b, alter->database), .setting = setting);
}

static Plan *build_grant_role(const Builder *b, const PgQuery__GrantRoleStmt *grant)
{
    Texts roles = { ARENA_ARRAY(b->cx->arena, Str, grant->n_granted_roles + 1), 0 };

    for (size_t at = 0; at < grant->n_granted_roles; at++) {
        const PgQuery__AccessPriv *role = grant->granted_roles[at]->access_priv;
        if (role->n_cols)
            return fail(b->cx, ERR_INVALID_GRANT_OPERATION, NO_POSITION,
                        "column names cannot be included in GRANT/REVOKE ROLE");
        roles.items[roles.count++] = build_name(b, role->priv_name);
    }
    return NEW(b->cx, GrantRole, .roles = roles,
               .grantees = build_roles(b, NODES(grant, grantee_roles)),
               .grantor = build_role(b, grant->grantor), .is_grant = grant->is_grant,
               .is_admin = grant->admin_opt, .is_cascade = is_cascade(grant->behavior));
}

/* --- Privileges ------------------------------------------------------------------------------ */

static const char *object_word(PgQuery__ObjectType type)
{
    static const struct {
        PgQuery__ObjectType type;
        const char *word;
    } words[] = {
        { PG_QUERY__OBJECT_TYPE__OBJECT_TABLE, "table" },
        { PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE, "sequence" },
        { PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA, "schema" },
        { PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE, "database" },
    };

    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (words[at].type == type)
            return words[at].word;
    return NULL;
}

static Plans build_privileges(const Builder *b, Nodes nodes)
{
    Plans privileges = { ARENA_ARRAY(b->cx->arena, Plan *, nodes.count + 1), 0 };

    for (size_t at = 0; at < nodes.count; at++) {
        const PgQuery__AccessPriv *privilege = nodes.items[at]->access_priv;
        privileges.items[privileges.count++] =
            NEW(b->cx, PrivilegeName, .name = build_name(b, privilege->priv_name),
                .columns = build_names(b, NODES(privilege, cols)));
    }
    return privileges;
}

/* Relations are named by RangeVars, the others by Strings. */
static bool build_targets(const Builder *b, Nodes nodes, Grant *grant)
{
    grant->objects.items = ARENA_ARRAY(b->cx->arena, Plan *, nodes.count + 1);
    grant->names.items = ARENA_ARRAY(b->cx->arena, Str, nodes.count + 1);
    for (size_t at = 0; at < nodes.count; at++) {
        const Node *node = nodes.items[at];
        if (node->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
            grant->objects.items[grant->objects.count++] = TRY(build_relation(b, node->range_var));
        else if (node->node_case == PG_QUERY__NODE__NODE_STRING)
            grant->names.items[grant->names.count++] = build_name(b, node->string->sval);
        else
            return fail_unsupported(b, -1, "GRANT on this object");
    }
    return true;
}

static Plan *build_grant(const Builder *b, const PgQuery__GrantStmt *statement)
{
    const char *word = object_word(statement->objtype);
    bool is_default = statement->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_DEFAULTS;

    if (!word && !is_default)
        return fail_unsupported(b, -1, "GRANT on this kind of object");
    Grant *grant = (Grant *)NEW(
        b->cx, Grant, .what = word ? str_of(word) : STR_LIT("other"),
        .is_all_in_schema =
            statement->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA,
        .privileges = build_privileges(b, NODES(statement, privileges)),
        .grantees = build_roles(b, NODES(statement, grantees)),
        .grantor = build_role(b, statement->grantor), .is_grant = statement->is_grant,
        .has_option = statement->grant_option, .is_cascade = is_cascade(statement->behavior));
    TRY(build_targets(b, NODES(statement, objects), grant));
    return &grant->head;
}

static Plan *build_default_privileges(const Builder *b,
                                      const PgQuery__AlterDefaultPrivilegesStmt *alter)
{
    Texts roles = { 0 }, schemas = { 0 };

    for (size_t at = 0; at < alter->n_options; at++) {
        const PgQuery__DefElem *option = alter->options[at]->def_elem;
        const PgQuery__List *list = option->arg->list;
        if (strcmp(option->defname, "roles") == 0)
            roles = build_roles(b, NODES(list, items));
        else
            schemas = build_names(b, NODES(list, items));
    }
    Plan *grant = TRY(build_grant(b, alter->action));
    return NEW(b->cx, DefaultPrivileges, .roles = roles, .schemas = schemas, .grant = grant);
}

Plan *build_role_statement(const Builder *b, const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT: return build_create_role(b, node->create_role_stmt);
    case PG_QUERY__NODE__NODE_ALTER_ROLE_STMT: return build_alter_role(b, node->alter_role_stmt);
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
        return build_alter_role_set(b, node->alter_role_set_stmt);
    case PG_QUERY__NODE__NODE_DROP_ROLE_STMT:
        return NEW(b->cx, DropRole, .roles = build_roles(b, NODES(node->drop_role_stmt, roles)),
                   .if_exists = node->drop_role_stmt->missing_ok);
    case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT: return build_grant_role(b, node->grant_role_stmt);
    case PG_QUERY__NODE__NODE_GRANT_STMT: return build_grant(b, node->grant_stmt);
    case PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT:
        return build_default_privileges(b, node->alter_default_privileges_stmt);
    case PG_QUERY__NODE__NODE_REASSIGN_OWNED_STMT:
        return NEW(b->cx, ReassignOwned,
                   .roles = build_roles(b, NODES(node->reassign_owned_stmt, roles)),
                   .new_owner = build_role(b, node->reassign_owned_stmt->newrole));
    case PG_QUERY__NODE__NODE_DROP_OWNED_STMT:
        return NEW(b->cx, DropOwned, .roles = build_roles(b, NODES(node->drop_owned_stmt, roles)),
                   .is_cascade = is_cascade(node->drop_owned_stmt->behavior));
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        if (node->rename_stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_ROLE)
            return NEW(b->cx, RenameRole, .name = build_name(b, node->rename_stmt->subname),
                       .new_name = build_name(b, node->rename_stmt->newname));
        return NULL;
    default: return NULL;
    }
}
