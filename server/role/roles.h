/*
 * roles.h -- private to the server: logging in, becoming another role, and statements about roles.
 */
#ifndef SERVER_ROLE_ROLES_H
#define SERVER_ROLE_ROLES_H

#include "expression/expression.h"
#include "server/define/define.h"

/* --- login.c --------------------------------------------------------------------------------- */
/* The verifier of a role that may try to log in; empty: no such role, or no password.  Borrowed. */
Str login_verifier(Session *session, Str user);
/* May this role open a session?  Who it is, with its settings.  Raises 28000, 42501, 53300. */
must_use bool login_open(Cx *cx, Session *session, const WireStartup *startup);

/* --- privilege_question.c -------------------------------------------------------------------- */
must_use bool privilege_ask(Cx *cx, const Session *session, const CatalogVersion *version,
                            const PrivilegeQuestion *question, Value *out);

/* --- set_role.c ------------------------------------------------------------------------------ */
/* SET ROLE and SET SESSION AUTHORIZATION; `name` without data: the default.  22023, 42501. */
must_use bool set_role(Cx *cx, Session *session, Str name, bool is_local);
must_use bool set_session_authorization(Cx *cx, Session *session, Str name, bool is_local);

/* --- security_draft.c ------------------------------------------------------------------------ */

/* A Security being changed, in cx->arena; the lists have room to grow. */
typedef struct SecurityDraft {
    Define *d;
    const Security *from;
    CatalogRole *roles;
    uint32_t role_count, role_capacity;
    RoleMember *members;
    uint32_t member_count, member_capacity;
    ObjectGrants *grants;
    uint32_t grant_count, grant_capacity;
    DefaultGrants *defaults;
    uint32_t default_count, default_capacity;
} SecurityDraft;

/* Of what the session sees, or of the newest where it has not changed any itself. */
SecurityDraft draft_begin(Define *d);
/* As the draft is now; borrowed from it. */
Security draft_security(const SecurityDraft *draft);
/* Make it the transaction's. */
must_use bool draft_end(SecurityDraft *draft);
CatalogRole *draft_role(SecurityDraft *draft, uint32_t oid); /* NULL: there is none */
CatalogRole *draft_add_role(SecurityDraft *draft);
void draft_remove_role(SecurityDraft *draft, uint32_t oid);
void draft_add_member(SecurityDraft *draft, RoleMember member);
/* What is said of the object, made where nothing is. */
ObjectGrants *draft_grants(SecurityDraft *draft, ObjectClass object_class, uint32_t oid,
                           int16_t attribute);
DefaultGrants *draft_default(SecurityDraft *draft, uint32_t role, uint32_t schema, char kind);
/* Say who owns the object from now on: what the former owner had, the new one has. */
void draft_set_owner(SecurityDraft *draft, const SecuredObject *object, uint32_t owner);

/* --- role.c ---------------------------------------------------------------------------------- */
must_use bool create_role(Define *d, const CreateRole *statement);
must_use bool alter_role(Define *d, const AlterRole *statement);
must_use bool alter_role_set(Define *d, const AlterRoleSet *statement);
must_use bool rename_role(Define *d, const RenameRole *statement);

/* --- role_member.c --------------------------------------------------------------------------- */
must_use bool grant_role(Define *d, const GrantRole *statement);
must_use bool draft_grant_membership(SecurityDraft *draft, uint32_t role, uint32_t member,
                                     bool is_admin);

/* --- drop_role.c ----------------------------------------------------------------------------- */
must_use bool drop_role(Define *d, const DropRole *statement);
must_use bool reassign_owned(Define *d, const ReassignOwned *statement);
must_use bool drop_owned(Define *d, const DropOwned *statement);
/* The relations it drops: to be locked. */
must_use bool owned_relations(Define *d, const DropOwned *statement, const uint32_t **out_oids,
                              uint32_t *out_count);

/* --- grant.c --------------------------------------------------------------------------------- */
must_use bool grant_privileges(Define *d, const Grant *statement);
must_use bool alter_default_privileges(Define *d, const DefaultPrivileges *statement);
/* What ALTER DEFAULT PRIVILEGES says a new object of its owner's is to have.  False: nothing. */
bool draft_apply_defaults(SecurityDraft *draft, const SecuredObject *object, uint32_t schema);

/* --- define_permission.c --------------------------------------------------------------------- */
/* May the current role run this definition?  42501. */
must_use bool define_check_permission(Define *d, const Plan *statement);
/* It has been run over `before`: whose is what is new, and what of privileges is to be forgotten.
 */
must_use bool define_settle_owners(Define *d, const Plan *statement, const CatalogVersion *before);

#endif
