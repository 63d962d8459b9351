/*
 * privilege.h -- private to the server: who may do what with which object.
 *
 *     Session ── current role ──> Security ── members, grants ──> may it?
 *
 * Two roles matter: the one that has logged in (or SET SESSION AUTHORIZATION has named), and the
 * current one, SET ROLE's.  On the Unix socket the server's own user may log in under any name
 * that is no role: he is the bootstrap superuser, by that name.
 */
#ifndef SERVER_ROLE_PRIVILEGE_H
#define SERVER_ROLE_PRIVILEGE_H

#include "catalyst/catalyst.h"
#include "storage/security.h"

struct Session;

/* --- Roles of a session ---------------------------------------------------------------------- */
uint32_t session_role(const struct Session *session);       /* the current one */
uint32_t session_outer_role(const struct Session *session); /* session_user */
/* What the session calls it; unknown (OID=...) where it is gone. */
Str session_role_name(const struct Session *session, const Security *security, Arena *arena,
                      uint32_t oid);
/* NULL: there is none. */
const CatalogRole *session_role_find(const struct Session *session, const Security *security,
                                     Str name);
/* Also of current_user and the like.  42704 where there is none. */
must_use const CatalogRole *session_role_get(Cx *cx, const struct Session *session,
                                             const Security *security, Str name);

/* --- Objects --------------------------------------------------------------------------------- */
typedef struct SecuredObject {
    ObjectClass object_class;
    uint32_t oid;
    uint32_t owner;
    char kind;        /* r, S, n, d: as acl_default() has it */
    const char *what; /* "table", for messages */
    Str name;
} SecuredObject;

SecuredObject secured_relation(const Security *security, const CatalogTable *table);
SecuredObject secured_schema(const CatalogVersion *version, uint32_t oid);
SecuredObject secured_database(const Security *security, Str name);

/* What is granted, or the default. */
Acl secured_acl(const Security *security, Arena *arena, const SecuredObject *object);
/* Those of `wanted` that the role has. */
Privileges secured_privileges(const Security *security, const SecuredObject *object, uint32_t role,
                              Privileges wanted);
/* Likewise of a column, by what is granted on it alone. */
Privileges column_privileges(const Security *security, uint32_t table, int16_t attribute,
                             uint32_t role, Privileges wanted);
bool is_owner(const Security *security, const SecuredObject *object, uint32_t role);

/* 42501 "permission denied for table t", "must be owner of table t".  Always NULL. */
void *fail_denied(Cx *cx, const SecuredObject *object);
void *fail_not_owner(Cx *cx, const SecuredObject *object);

/* --- access.c: queries ------------------------------------------------------------------------ */
/* May the session read and write what the analysis has noted? */
must_use bool access_check(Cx *cx, const struct Session *session, const AnalyseInput *input);
/* The same of rows for these columns of the table: COPY FROM. */
must_use bool access_check_insert(Cx *cx, const struct Session *session,
                                  const CatalogVersion *version, const CatalogTable *table,
                                  const uint32_t *columns, uint32_t count);
/* Is there anything to check at all? */
bool access_matters(const struct Session *session, const CatalogVersion *version);

#endif
