/* access.c -- may a query do what it does with its tables: see privilege.h. */
#include "server/session.h"

bool access_matters(const Session *session, const CatalogVersion *version)
{
    return version->security != &security_initial ||
           !role_is_super(version->security, session_role(session));
}

/* A table being asked for. */
typedef struct Asking {
    const Security *security;
    const CatalogTable *table;
    SecuredObject object;
    uint32_t role;
} Asking;

/* Of the table, or of each column that is touched; where none is, of any column. */
static bool has_privilege(const Asking *a, Privileges wanted, const bool *is_touched)
{
    bool touches = false, has_any = false;

    if (secured_privileges(a->security, &a->object, a->role, wanted))
        return true;
    for (uint32_t at = 0; at < a->table->column_count; at++) {
        bool has = column_privileges(a->security, a->table->oid, catalog_attribute(a->table, at),
                                     a->role, wanted) != 0;
        has_any |= has;
        if (!is_touched || !is_touched[at])
            continue;
        touches = true;
        if (!has)
            return false;
    }
    return touches || has_any;
}

static bool may_do(const Asking *a, const TableAccess *access)
{
    return (!access->reads || has_privilege(a, PRIVILEGE_SELECT, access->is_read)) &&
           (!access->inserts || has_privilege(a, PRIVILEGE_INSERT, access->is_inserted)) &&
           (!access->updates || has_privilege(a, PRIVILEGE_UPDATE, access->is_updated)) &&
           (!access->deletes ||
            secured_privileges(a->security, &a->object, a->role, PRIVILEGE_DELETE));
}

/* Tables of a view's query are read with the rights of its owner. */
static uint32_t role_for(const Session *session, const CatalogVersion *version, uint32_t view)
{
    const CatalogTable *found = view ? catalog_find_oid(version, view) : NULL;

    return found ? secured_relation(version->security, found).owner : session_role(session);
}

static bool check_schema(Cx *cx, const Session *session, const CatalogVersion *version,
                         const TableAccess *access)
{
    SecuredObject schema = secured_schema(version, access->table->schema_oid);

    if (access->view_oid || !access->table->schema_oid || /* rows of a WITH query */
        secured_privileges(version->security, &schema, session_role(session), PRIVILEGE_USAGE))
        return true;
    fail_denied(cx, &schema);
    cx->error.position = access->position;
    return false;
}

bool access_check_insert(Cx *cx, const Session *session, const CatalogVersion *version,
                         const CatalogTable *table, const uint32_t *columns, uint32_t count)
{
    bool *is_inserted = arena_zero(cx->arena, table->column_count + 1);
    TableAccess access = {
        .table = table, .position = NO_POSITION, .inserts = true, .is_inserted = is_inserted
    };
    AnalyseInput input = { .catalog = version, .accesses = { &access, 1, 1 } };

    for (uint32_t at = 0; at < count; at++)
        is_inserted[columns[at]] = true;
    return !access_matters(session, version) || access_check(cx, session, &input);
}

bool access_check(Cx *cx, const Session *session, const AnalyseInput *input)
{
    const CatalogVersion *version = input->catalog;

    for (uint32_t at = 0; at < input->accesses.count; at++)
        TRY(check_schema(cx, session, version, &input->accesses.items[at]));
    for (uint32_t at = 0; at < input->accesses.count; at++) {
        const TableAccess *access = &input->accesses.items[at];
        Asking asking = { .security = version->security,
                          .table = access->table,
                          .object = secured_relation(version->security, access->table),
                          .role = role_for(session, version, access->view_oid) };
        if (!may_do(&asking, access))
            return fail_denied(cx, &asking.object);
    }
    return true;
}
