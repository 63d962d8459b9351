/*
 * grant.c -- GRANT and REVOKE on objects, and defaults for those to come: see roles.h.
 *
 * Rights are granted by the owner, where the current role is he or a superuser, else by whoever it
 * is a member of and can.  What is said of an object begins with what nobody had to say.
 */
#include "server/role/roles.h"

/* One statement. */
typedef struct Granting {
    Define *d;
    SecurityDraft *draft;
    const Grant *statement;
    uint32_t *grantees;
    uint32_t grantee_count;
} Granting;

/* --- Lists ----------------------------------------------------------------------------------- */

static AclItem *find_item(AclItem *items, uint32_t count, uint32_t grantee, uint32_t grantor)
{
    for (uint32_t at = 0; at < count; at++)
        if (items[at].grantee_oid == grantee && items[at].grantor_oid == grantor)
            return &items[at];
    return NULL;
}

/* A list being changed, with room for one more. */
typedef struct AclEdit {
    AclItem *items;
    uint32_t count;
    uint32_t owner;
    bool is_cascade;
} AclEdit;

static AclEdit edit_begin(Arena *arena, const Acl *acl, uint32_t owner, bool is_cascade)
{
    AclEdit edit = { ARENA_ARRAY(arena, AclItem, acl->count + 1), acl->count, owner, is_cascade };

    if (acl->count)
        memcpy(edit.items, acl->items, acl->count * sizeof *acl->items);
    return edit;
}

static void edit_add(AclEdit *edit, AclItem added)
{
    AclItem *item = find_item(edit->items, edit->count, added.grantee_oid, added.grantor_oid);

    if (!item) {
        item = &edit->items[edit->count++];
        *item = (AclItem){ added.grantee_oid, added.grantor_oid, 0, 0 };
    }
    item->privileges |= added.privileges;
    item->grantable |= added.grantable;
}

static Privileges grantable_of(const AclEdit *edit, uint32_t role)
{
    Privileges grantable = 0;

    for (uint32_t at = 0; at < edit->count; at++)
        if (edit->items[at].grantee_oid == role)
            grantable |= edit->items[at].grantable;
    return role == edit->owner ? ~0u : grantable;
}

static void drop_empty(AclEdit *edit)
{
    uint32_t kept = 0;

    for (uint32_t at = 0; at < edit->count; at++)
        if (edit->items[at].privileges || edit->items[at].grantable)
            edit->items[kept++] = edit->items[at];
    edit->count = kept;
}

static bool fail_dependent(Cx *cx)
{
    fail(cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION, "dependent privileges exist");
    return fail_hint(cx, "Use CASCADE to revoke them too.");
}

/* Take `removed` away, and with it what its grantee has granted by it.  Each round takes something
 * away, so there is an end. */
static bool edit_remove(Cx *cx, AclEdit *edit, AclItem removed)
{
    AclItem *item = find_item(edit->items, edit->count, removed.grantee_oid, removed.grantor_oid);

    TRY(check_stack(cx));
    if (!item)
        return true;
    Privileges lost = item->grantable & removed.grantable;
    item->privileges &= ~removed.privileges;
    item->grantable &= ~removed.grantable;
    lost &= ~grantable_of(edit, removed.grantee_oid);
    for (uint32_t at = 0; lost && at < edit->count; at++) {
        AclItem by = edit->items[at];
        if (by.grantor_oid != removed.grantee_oid || !(by.privileges & lost))
            continue;
        if (!edit->is_cascade)
            return fail_dependent(cx);
        by.privileges &= lost;
        by.grantable = lost;
        TRY(edit_remove(cx, edit, by));
    }
    return true;
}

static bool edit_change(const Granting *g, AclEdit *edit, uint32_t grantee, uint32_t grantor,
                        Privileges privileges)
{
    const Grant *s = g->statement;

    if (s->is_grant) {
        if (s->has_option && grantee == ROLE_PUBLIC)
            return fail(g->d->cx, ERR_INVALID_GRANT_OPERATION, NO_POSITION,
                        "grant options can only be granted to roles");
        edit_add(edit, (AclItem){ grantee, grantor, privileges, s->has_option ? privileges : 0 });
        return true;
    }
    return edit_remove(g->d->cx, edit,
                       (AclItem){ grantee, grantor, s->has_option ? 0 : privileges, privileges });
}

/* For all grantees.  An edit has room for one more at a time. */
static bool change_acl(const Granting *g, Acl *acl, uint32_t owner, uint32_t grantor,
                       Privileges privileges)
{
    for (uint32_t at = 0; at < g->grantee_count; at++) {
        AclEdit edit = edit_begin(g->d->cx->arena, acl, owner, g->statement->is_cascade);
        TRY(edit_change(g, &edit, g->grantees[at], grantor, privileges));
        drop_empty(&edit);
        *acl = (Acl){ edit.items, edit.count };
    }
    return true;
}

/* --- Who grants ------------------------------------------------------------------------------ */

static void warn(const Granting *g, ErrorCode code, const char *what, Str name)
{
    wire_notice(
        g->d->wire, WIRE_WARNING,
        &(Error){ .code = code,
                  .position = NO_POSITION,
                  .message =
                      str_format(g->d->cx->arena, "%s for \"%.*s\"", what, STR(name)).data });
}

static uint32_t count_bits(Privileges privileges)
{
    return (uint32_t)__builtin_popcount(privileges);
}

/* The grantor, and what of the privileges he can grant. */
static uint32_t best_grantor(const Security *security, const Acl *acl, uint32_t owner,
                             uint32_t role, Privileges wanted, Privileges *out_can)
{
    uint32_t best = role;
    Privileges most = 0;

    if (role_is_member(security, role, owner, MEMBER_INHERITS)) {
        *out_can = wanted;
        return owner;
    }
    for (uint32_t at = 0; at < acl->count; at++) {
        uint32_t grantee = acl->items[at].grantee_oid;
        Privileges can = acl->items[at].grantable & wanted;
        if (grantee != ROLE_PUBLIC && count_bits(can) > count_bits(most) &&
            role_is_member(security, role, grantee, MEMBER_INHERITS)) {
            best = grantee;
            most = can;
        }
    }
    *out_can = most;
    return best;
}

static void warn_of_less(const Granting *g, Privileges can, Privileges wanted, Str name)
{
    bool is_grant = g->statement->is_grant, is_all = !g->statement->privileges.count;

    if (!can)
        warn(g, is_grant ? ERR_PRIVILEGE_NOT_GRANTED : ERR_PRIVILEGE_NOT_REVOKED,
             is_grant ? "no privileges were granted" : "no privileges could be revoked", name);
    else if (!is_all && can != wanted)
        warn(g, is_grant ? ERR_PRIVILEGE_NOT_GRANTED : ERR_PRIVILEGE_NOT_REVOKED,
             is_grant ? "not all privileges were granted" : "not all privileges could be revoked",
             name);
}

/* --- Objects --------------------------------------------------------------------------------- */

static bool change_object(const Granting *g, const SecuredObject *object, Privileges privileges)
{
    Security security = draft_security(g->draft);
    uint32_t role = session_role(g->d->session);
    Acl acl = secured_acl(&security, g->d->cx->arena, object);
    Privileges can = 0, any = PRIVILEGES_OF_TABLE | PRIVILEGES_OF_SCHEMA | PRIVILEGES_OF_DATABASE;

    if (!privileges)
        return true;
    uint32_t grantor = best_grantor(&security, &acl, object->owner, role, privileges, &can);
    if (!can && !secured_privileges(&security, object, role, any))
        return fail_denied(g->d->cx, object) != NULL;
    warn_of_less(g, can, privileges, object->name);
    if (!can)
        return true;
    TRY(change_acl(g, &acl, object->owner, grantor, can));
    ObjectGrants *grants = draft_grants(g->draft, object->object_class, object->oid, 0);
    grants->acl = acl;
    grants->has_acl = true;
    return true;
}

static bool change_column(const Granting *g, const SecuredObject *table, int16_t attribute,
                          Str name, Privileges privileges)
{
    Security security = draft_security(g->draft);
    uint32_t role = session_role(g->d->session);
    const ObjectGrants *former = grants_find(&security, CLASS_RELATION, table->oid, attribute);
    Acl acl = former && former->has_acl ? former->acl : (Acl){ 0 };
    Acl of_table = secured_acl(&security, g->d->cx->arena, table);
    Privileges can = 0;

    uint32_t grantor = best_grantor(&security, &acl, table->owner, role, privileges, &can);
    if (!can) /* whoever may grant it on the table may on a column */
        grantor = best_grantor(&security, &of_table, table->owner, role, privileges, &can);
    if (!can && !secured_privileges(&security, table, role, PRIVILEGES_OF_TABLE))
        return fail_denied(g->d->cx, table) != NULL;
    warn_of_less(g, can, privileges, name);
    if (!can)
        return true;
    TRY(change_acl(g, &acl, table->owner, grantor, can));
    ObjectGrants *grants = draft_grants(g->draft, CLASS_RELATION, table->oid, attribute);
    grants->acl = acl;
    grants->has_acl = acl.count > 0;
    return true;
}

/* --- Privileges ------------------------------------------------------------------------------ */

static Privileges all_of(const SecuredObject *object)
{
    switch (object->object_class) {
    case CLASS_SCHEMA: return PRIVILEGES_OF_SCHEMA;
    case CLASS_DATABASE: return PRIVILEGES_OF_DATABASE;
    case CLASS_RELATION: break;
    }
    return object->kind == 'S' ? PRIVILEGES_OF_SEQUENCE : PRIVILEGES_OF_TABLE;
}

static bool read_privilege(const Granting *g, const PrivilegeName *name, Privileges allowed,
                           const char *what, Privileges *out)
{
    Cx *cx = g->d->cx;
    Str lower = str_lower(cx->arena, name->name);

    if (!name->name.length) { /* ALL */
        *out = allowed;
        return true;
    }
    *out = privilege_find(name->name);
    if (!*out)
        return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "unrecognized privilege type \"%.*s\"",
                    STR(lower));
    if (*out & ~allowed)
        return fail(cx, ERR_INVALID_GRANT_OPERATION, NO_POSITION,
                    "invalid privilege type %s for %s", privilege_name(*out), what);
    return true;
}

static bool find_column(const Granting *g, const CatalogTable *table, Str name,
                        int16_t *out_attribute)
{
    for (uint32_t at = 0; at < table->column_count; at++)
        if (str_equal(table->columns[at].name, name)) {
            *out_attribute = catalog_attribute(table, at);
            return true;
        }
    return fail(g->d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(name), STR(table->name));
}

/* GRANT SELECT (a, b) ON t */
static bool change_columns(const Granting *g, const CatalogTable *table,
                           const SecuredObject *object, const PrivilegeName *name)
{
    Privileges privileges = 0;

    TRY(read_privilege(g, name, PRIVILEGES_OF_COLUMN, "column", &privileges));
    for (uint32_t at = 0; at < name->columns.count; at++) {
        int16_t attribute = 0;
        TRY(find_column(g, table, name->columns.items[at], &attribute));
        TRY(change_column(g, object, attribute, name->columns.items[at], privileges));
    }
    return true;
}

/* What is revoked of the table is revoked of its columns. */
static bool revoke_of_columns(const Granting *g, const CatalogTable *table,
                              const SecuredObject *object, Privileges privileges)
{
    Security security = draft_security(g->draft);

    for (uint32_t at = 0; at < table->column_count; at++) {
        int16_t attribute = catalog_attribute(table, at);
        const ObjectGrants *grants = grants_find(&security, CLASS_RELATION, table->oid, attribute);
        if (grants && grants->has_acl && (privileges & PRIVILEGES_OF_COLUMN))
            TRY(change_column(g, object, attribute, table->columns[at].name,
                              privileges & PRIVILEGES_OF_COLUMN));
    }
    return true;
}

/* All that the statement says of one object; `table` NULL: it is no relation. */
static bool change_all(const Granting *g, const SecuredObject *object, const CatalogTable *table)
{
    const Grant *s = g->statement;
    Privileges allowed = all_of(object), wanted = s->privileges.count ? 0 : allowed;

    if (table && object->kind == 'S' && str_is(s->what, "table"))
        allowed |= PRIVILEGES_OF_TABLE; /* as if it were one */
    for (uint32_t at = 0; at < s->privileges.count; at++) {
        const PrivilegeName *name = (const PrivilegeName *)s->privileges.items[at];
        Privileges one = 0;
        if (name->columns.count && table) {
            TRY(change_columns(g, table, object, name));
            continue;
        }
        TRY(read_privilege(g, name, allowed, object->what, &one));
        wanted |= one;
    }
    TRY(change_object(g, object, wanted & all_of(object)));
    if (!s->is_grant && table && wanted)
        TRY(revoke_of_columns(g, table, object, wanted));
    return true;
}

/* --- Which objects --------------------------------------------------------------------------- */

static bool change_relation(const Granting *g, const CatalogTable *table)
{
    Security security = draft_security(g->draft);
    SecuredObject object = secured_relation(&security, table);

    if (str_is(g->statement->what, "sequence") && table->kind != RELATION_SEQUENCE)
        return fail(g->d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a sequence",
                    STR(table->name));
    return change_all(g, &object, table);
}

static bool fail_no_schema(Cx *cx, Str name)
{
    return fail(cx, ERR_INVALID_SCHEMA_NAME, NO_POSITION, "schema \"%.*s\" does not exist",
                STR(name));
}

static bool change_in_schema(const Granting *g, Str name)
{
    const CatalogVersion *version = g->d->version;
    uint32_t schema = catalog_schema_oid(g->d->version, name);
    bool wants_sequences = str_is(g->statement->what, "sequence");

    if (!schema)
        return fail_no_schema(g->d->cx, name);
    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *table = &version->tables[at];
        if (table->schema_oid == schema && (table->kind == RELATION_SEQUENCE) == wants_sequences)
            TRY(change_relation(g, table));
    }
    return true;
}

static bool change_schema(const Granting *g, Str name)
{
    uint32_t oid = catalog_schema_oid(g->d->version, name);

    if (!oid)
        return fail_no_schema(g->d->cx, name);
    SecuredObject object = secured_schema(g->d->version, oid);
    return change_all(g, &object, NULL);
}

static bool change_database(const Granting *g, Str name)
{
    Str ours = g->d->session->database;
    SecuredObject object = secured_database(g->d->version->security, name);

    if (!str_equal(name, ours) && !str_is(name, "hearth") && !str_is(name, "postgres"))
        return fail(g->d->cx, ERR_UNDEFINED_DATABASE, NO_POSITION,
                    "database \"%.*s\" does not exist", STR(name));
    return change_all(g, &object, NULL);
}

static bool change_named(const Granting *g, Str name)
{
    if (g->statement->is_all_in_schema)
        return change_in_schema(g, name);
    return str_is(g->statement->what, "schema") ? change_schema(g, name) : change_database(g, name);
}

/* --- The statement --------------------------------------------------------------------------- */

static bool find_grantees(Granting *g, Texts names)
{
    Security security = draft_security(g->draft);

    g->grantees = ARENA_ARRAY(g->d->cx->arena, uint32_t, names.count + 1);
    for (uint32_t at = 0; at < names.count; at++) {
        uint32_t oid = ROLE_PUBLIC;
        if (!str_is(names.items[at], "public"))
            oid = TRY(session_role_get(g->d->cx, g->d->session, &security, names.items[at]))->oid;
        g->grantees[g->grantee_count++] = oid;
    }
    return true;
}

static bool check_grantor(const Define *d, const Security *security, Str name)
{
    if (!name.length)
        return true;
    const CatalogRole *role = TRY(session_role_get(d->cx, d->session, security, name));
    return role->oid == session_role(d->session) ||
           fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "grantor must be current user");
}

bool grant_privileges(Define *d, const Grant *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    Granting g = { .d = d, .draft = &draft, .statement = statement };

    TRY(check_grantor(d, &security, statement->grantor));
    TRY(find_grantees(&g, statement->grantees));
    for (uint32_t at = 0; at < statement->objects.count; at++) {
        const CatalogTable *table =
            TRY(define_find(d, statement->objects.items[at], "relation", false));
        TRY(change_relation(&g, table));
    }
    for (uint32_t at = 0; at < statement->names.count; at++)
        TRY(change_named(&g, statement->names.items[at]));
    return draft_end(&draft);
}

/* --- Defaults -------------------------------------------------------------------------------- */

static char kind_of(const Grant *grant)
{
    if (str_is(grant->what, "table"))
        return 'r';
    if (str_is(grant->what, "sequence"))
        return 'S';
    return str_is(grant->what, "schema") ? 'n' : '\0';
}

static bool change_default(Granting *g, uint32_t role, uint32_t schema)
{
    char kind = kind_of(g->statement);
    SecuredObject like = { .object_class = kind == 'n' ? CLASS_SCHEMA : CLASS_RELATION,
                           .kind = kind,
                           .what = kind == 'r'   ? "relation"
                                   : kind == 'S' ? "sequence"
                                                 : "schema" };
    Privileges allowed = all_of(&like);
    Privileges wanted = g->statement->privileges.count ? 0 : allowed;

    if (schema && kind == 'n')
        return fail(g->d->cx, ERR_INVALID_GRANT_OPERATION, NO_POSITION,
                    "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS");
    for (uint32_t at = 0; at < g->statement->privileges.count; at++) {
        Privileges one = 0;
        TRY(read_privilege(g, (const PrivilegeName *)g->statement->privileges.items[at], allowed,
                           like.what, &one));
        wanted |= one;
    }
    DefaultGrants *grants = draft_default(g->draft, role, schema, kind);
    return change_acl(g, &grants->acl, role, role, wanted);
}

static bool change_defaults_of(Granting *g, const DefaultPrivileges *statement, uint32_t role)
{
    if (!statement->schemas.count)
        return change_default(g, role, 0);
    for (uint32_t at = 0; at < statement->schemas.count; at++) {
        uint32_t schema = catalog_schema_oid(g->d->version, statement->schemas.items[at]);
        if (!schema)
            return fail_no_schema(g->d->cx, statement->schemas.items[at]);
        TRY(change_default(g, role, schema));
    }
    return true;
}

bool alter_default_privileges(Define *d, const DefaultPrivileges *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    Granting g = { .d = d, .draft = &draft, .statement = (const Grant *)statement->grant };
    uint32_t self = session_role(d->session);

    if (!kind_of(g.statement))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "default privileges of functions and types are not supported");
    TRY(find_grantees(&g, g.statement->grantees));
    if (!statement->roles.count)
        TRY(change_defaults_of(&g, statement, self));
    for (uint32_t at = 0; at < statement->roles.count; at++) {
        const CatalogRole *role =
            TRY(session_role_get(d->cx, d->session, &security, statement->roles.items[at]));
        if (!role_is_member(&security, self, role->oid, MEMBER_INHERITS))
            return fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION,
                        "permission denied to change default privileges");
        TRY(change_defaults_of(&g, statement, role->oid));
    }
    return draft_end(&draft);
}

static const DefaultGrants *find_default(const Security *security, uint32_t role, uint32_t schema,
                                         char kind)
{
    for (uint32_t at = 0; at < security->default_count; at++)
        if (security->defaults[at].role_oid == role &&
            security->defaults[at].schema_oid == schema && security->defaults[at].kind == kind)
            return &security->defaults[at];
    return NULL;
}

bool draft_apply_defaults(SecurityDraft *draft, const SecuredObject *object, uint32_t schema)
{
    Security security = draft_security(draft);
    Arena *arena = draft->d->cx->arena;
    const DefaultGrants *all = find_default(&security, object->owner, 0, object->kind);
    const DefaultGrants *here =
        schema ? find_default(&security, object->owner, schema, object->kind) : NULL;

    if (!all && !here)
        return false;
    Acl acl = all ? all->acl : acl_default(arena, object->kind, object->owner);
    for (uint32_t at = 0; here && at < here->acl.count; at++) {
        AclEdit edit = edit_begin(arena, &acl, object->owner, false);
        edit_add(&edit, here->acl.items[at]);
        acl = (Acl){ edit.items, edit.count };
    }
    ObjectGrants *grants = draft_grants(draft, object->object_class, object->oid, 0);
    grants->acl = acl;
    grants->has_acl = true;
    return true;
}
