/* role.c -- CREATE ROLE and ALTER ROLE: see roles.h. */
#include "server/role/roles.h"

#include "server/wire/scram.h"

/* What the options say; of each: was it said? */
typedef struct RoleWords {
    bool has_super, has_createrole, has_createdb, has_inherit, has_login, has_replication;
    bool has_bypass, has_limit, has_password, has_valid_until;
    bool super, createrole, createdb, inherit, login, replication, bypass;
    int64_t limit, valid_until;
    Str password; /* empty: none */
} RoleWords;

static bool fail_privilege(const Define *d, const char *message)
{
    return fail(d->cx, ERR_INSUFFICIENT_PRIVILEGE, NO_POSITION, "%s", message);
}

/* --- Options --------------------------------------------------------------------------------- */

static bool read_flag(Str name, Str value, RoleWords *words)
{
    const struct {
        const char *name;
        bool *is_given, *flag;
    } flags[] = {
        { "superuser", &words->has_super, &words->super },
        { "createrole", &words->has_createrole, &words->createrole },
        { "createdb", &words->has_createdb, &words->createdb },
        { "inherit", &words->has_inherit, &words->inherit },
        { "canlogin", &words->has_login, &words->login },
        { "isreplication", &words->has_replication, &words->replication },
        { "bypassrls", &words->has_bypass, &words->bypass },
    };

    for (size_t at = 0; at < COUNT_OF(flags); at++)
        if (str_is(name, flags[at].name)) {
            *flags[at].is_given = true;
            *flags[at].flag = !str_is(value, "false");
            return true;
        }
    return false;
}

static bool read_value(const Define *d, Str name, Str value, RoleWords *words)
{
    Value parsed;

    if (str_is(name, "connectionlimit")) {
        TRY(value_parse(d->cx, type_of(TYPE_INT4), value, NO_POSITION, &parsed));
        words->has_limit = true;
        words->limit = parsed.integer;
        if (words->limit < -1)
            return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                        "invalid connection limit: %lld", (long long)words->limit);
    } else if (str_is(name, "validUntil")) {
        TRY(value_parse(d->cx, type_of(TYPE_TIMESTAMPTZ), value, NO_POSITION, &parsed));
        words->has_valid_until = true;
        words->valid_until = parsed.integer;
    } else if (str_is(name, "password") || str_is(name, "no password")) {
        words->has_password = true;
        words->password = value;
        if (str_is(name, "password") && !value.length)
            define_notice(d, ERR_NONE, "empty string is not a valid password, clearing password");
    } else if (str_is(name, "sysid")) {
        define_notice(d, ERR_NONE, "SYSID can no longer be specified");
    }
    return true;
}

static bool read_words(const Define *d, Texts options, RoleWords *words)
{
    *words = (RoleWords){ 0 };
    for (uint32_t at = 0; at + 1 < options.count; at += 2)
        if (!read_flag(options.items[at], options.items[at + 1], words))
            TRY(read_value(d, options.items[at], options.items[at + 1], words));
    return true;
}

/* A password as it is kept: its verifier, or what already is one. */
static bool take_password(const Define *d, Str password, Str *out_verifier)
{
    ScramVerifier parsed;

    *out_verifier = password;
    if (!password.length || scram_verifier_parse(password, &parsed))
        return true;
    if (str_starts(password, "md5") && password.length == 35)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "MD5 passwords are not supported");
    return scram_verifier_make(d->cx, password, SCRAM_ITERATIONS, NULL, out_verifier);
}

static bool apply(const Define *d, const RoleWords *words, CatalogRole *role)
{
    if (words->has_super)
        role->is_super = words->super;
    if (words->has_createrole)
        role->creates_roles = words->createrole;
    if (words->has_createdb)
        role->creates_databases = words->createdb;
    if (words->has_inherit)
        role->inherits = words->inherit;
    if (words->has_login)
        role->can_login = words->login;
    if (words->has_replication)
        role->replicates = words->replication;
    if (words->has_bypass)
        role->bypasses_rls = words->bypass;
    if (words->has_limit)
        role->connections_max = (int32_t)words->limit;
    if (words->has_valid_until) {
        role->has_valid_until = true;
        role->valid_until = words->valid_until;
    }
    return !words->has_password || take_password(d, words->password, &role->verifier);
}

/* --- Names ----------------------------------------------------------------------------------- */

static bool check_name(const Define *d, const Security *security, Str name)
{
    if (str_starts(name, "pg_")) {
        fail(d->cx, ERR_RESERVED_NAME, NO_POSITION, "role name \"%.*s\" is reserved", STR(name));
        return fail_detail(d->cx, "Role names starting with \"pg_\" are reserved.");
    }
    if (str_is(name, "public") || str_is(name, "none"))
        return fail(d->cx, ERR_RESERVED_NAME, NO_POSITION, "role name \"%.*s\" is reserved",
                    STR(name));
    if (session_role_find(d->session, security, name))
        return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION, "role \"%.*s\" already exists",
                    STR(name));
    return true;
}

/* --- CREATE ---------------------------------------------------------------------------------- */

static bool check_create(const Define *d, const Security *security, const RoleWords *words)
{
    const CatalogRole *self = role_of(security, session_role(d->session));

    if (self && self->is_super)
        return true;
    if (words->super)
        return fail_privilege(d, "must be superuser to create superusers");
    if (words->replication)
        return fail_privilege(d, "must be superuser to create replication users");
    if (words->bypass)
        return fail_privilege(d, "must be superuser to create bypassrls users");
    return (self && self->creates_roles) || fail_privilege(d, "permission denied to create role");
}

static bool add_members(SecurityDraft *draft, Texts options, const char *option, uint32_t oid)
{
    bool is_in = strcmp(option, "addroleto") == 0, is_admin = strcmp(option, "adminmembers") == 0;

    for (uint32_t at = 0; at + 1 < options.count; at += 2) {
        if (!str_is(options.items[at], option))
            continue;
        Security security = draft_security(draft);
        const CatalogRole *other = TRY(
            session_role_get(draft->d->cx, draft->d->session, &security, options.items[at + 1]));
        TRY(is_in ? draft_grant_membership(draft, other->oid, oid, false)
                  : draft_grant_membership(draft, oid, other->oid, is_admin));
    }
    return true;
}

/* IN ROLE, ADMIN, ROLE. */
static bool add_memberships(SecurityDraft *draft, Texts options, uint32_t oid)
{
    return add_members(draft, options, "addroleto", oid) &&
           add_members(draft, options, "adminmembers", oid) &&
           add_members(draft, options, "rolemembers", oid);
}

bool create_role(Define *d, const CreateRole *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    RoleWords words;

    TRY(read_words(d, statement->options, &words));
    TRY(check_create(d, &security, &words));
    TRY(check_name(d, &security, statement->name));
    CatalogRole *role = draft_add_role(&draft);
    uint32_t oid = role->oid;
    role->name = statement->name;
    role->can_login = statement->is_user;
    TRY(apply(d, &words, role));
    TRY(add_memberships(&draft, statement->options, oid));
    return draft_end(&draft);
}

/* --- ALTER ----------------------------------------------------------------------------------- */

static bool only_password(const RoleWords *words)
{
    RoleWords rest = *words;

    rest.has_password = false;
    return words->has_password && !rest.has_super && !rest.has_createrole && !rest.has_createdb &&
           !rest.has_inherit && !rest.has_login && !rest.has_replication && !rest.has_bypass &&
           !rest.has_limit && !rest.has_valid_until;
}

static bool check_alter(const Define *d, const Security *security, const CatalogRole *role,
                        const RoleWords *words)
{
    const CatalogRole *self = role_of(security, session_role(d->session));

    if (self && self->is_super)
        return true;
    if (role->is_super || words->has_super)
        return fail_privilege(
            d, "must be superuser to alter superuser roles or change superuser attribute");
    if (role->replicates || words->has_replication)
        return fail_privilege(
            d, "must be superuser to alter replication roles or change replication attribute");
    if (words->has_bypass)
        return fail_privilege(d, "must be superuser to change bypassrls attribute");
    if (self && (self->creates_roles || (self->oid == role->oid && only_password(words))))
        return true;
    return fail_privilege(d, "permission denied");
}

static bool drop_members(SecurityDraft *draft, const AlterRole *statement, uint32_t oid)
{
    Define *d = draft->d;

    for (uint32_t at = 0; at + 1 < statement->options.count; at += 2) {
        Security security = draft_security(draft);
        const CatalogRole *member =
            TRY(session_role_get(d->cx, d->session, &security, statement->options.items[at + 1]));
        for (uint32_t in = 0; in < draft->member_count; in++)
            if (draft->members[in].role_oid == oid && draft->members[in].member_oid == member->oid)
                draft->members[in--] = draft->members[--draft->member_count];
    }
    return true;
}

bool alter_role(Define *d, const AlterRole *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    RoleWords words;

    const CatalogRole *found = TRY(session_role_get(d->cx, d->session, &security, statement->name));
    TRY(read_words(d, statement->options, &words));
    TRY(check_alter(d, &security, found, &words));
    if (statement->drops_members)
        TRY(drop_members(&draft, statement, found->oid));
    else
        TRY(add_memberships(&draft, statement->options, found->oid));
    TRY(apply(d, &words, draft_role(&draft, found->oid)));
    return draft_end(&draft);
}

bool rename_role(Define *d, const RenameRole *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    const CatalogRole *self = role_of(&security, session_role(d->session));

    const CatalogRole *found = TRY(session_role_get(d->cx, d->session, &security, statement->name));
    if (found->oid == session_outer_role(d->session))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "session user cannot be renamed");
    if (found->oid == session_role(d->session))
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "current user cannot be renamed");
    TRY(check_name(d, &security, statement->new_name));
    if (found->is_super && !(self && self->is_super))
        return fail_privilege(d, "must be superuser to rename superusers");
    if (!self || !(self->is_super || self->creates_roles))
        return fail_privilege(d, "permission denied to rename role");
    draft_role(&draft, found->oid)->name = statement->new_name;
    return draft_end(&draft);
}

/* --- ALTER ROLE SET -------------------------------------------------------------------------- */

static Str joined(Cx *cx, Texts values)
{
    StrBuilder out = str_builder(cx->arena);

    for (uint32_t at = 0; at < values.count; at++)
        str_addf(&out, "%s%.*s", at ? ", " : "", STR(values.items[at]));
    return str_built(&out);
}

static bool set_of_role(Cx *cx, CatalogRole *role, const SetVariable *set)
{
    bool all = str_is(set->name, "all");
    Str *settings = ARENA_ARRAY(cx->arena, Str, role->setting_count + 2);
    uint32_t count = 0;

    for (uint32_t at = 0; at + 1 < role->setting_count; at += 2) {
        if (all || str_equal(role->settings[at], set->name))
            continue;
        settings[count++] = role->settings[at];
        settings[count++] = role->settings[at + 1];
    }
    if (set->values.count && !all) {
        Settings scratch = { 0 };
        SettingId id;
        Str value = joined(cx, set->values);
        bool done = setting_set(cx, &scratch, set->name, value, &id);
        settings_clear(&scratch);
        TRY(done);
        settings[count++] = set->name;
        settings[count++] = value;
    }
    role->settings = settings;
    role->setting_count = count;
    return true;
}

bool alter_role_set(Define *d, const AlterRoleSet *statement)
{
    SecurityDraft draft = draft_begin(d);
    Security security = draft_security(&draft);
    uint32_t self_oid = session_role(d->session);
    const CatalogRole *self = role_of(&security, self_oid);

    if (!statement->name.length || statement->database.length)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "settings of all roles, or in one database, are not supported yet");
    const CatalogRole *found = TRY(session_role_get(d->cx, d->session, &security, statement->name));
    bool may = self && (self->is_super ||
                        (!found->is_super && (self->creates_roles || found->oid == self_oid)));
    if (!may && found->is_super)
        return fail_privilege(d, "must be superuser to alter superusers");
    if (!may)
        return fail_privilege(d, "permission denied");
    TRY(set_of_role(d->cx, draft_role(&draft, found->oid),
                    (const SetVariable *)statement->setting));
    return draft_end(&draft);
}
