/* command.c -- what statements are called: CREATE TABLE AS, DROP VIEW. */
#include "catalyst/tree/tree.h"

// clang-format off
static const char *const drop_tags[] = {
    [OBJECT_TABLE]             = "DROP TABLE",
    [OBJECT_VIEW]              = "DROP VIEW",
    [OBJECT_MATERIALIZED_VIEW] = "DROP MATERIALIZED VIEW",
    [OBJECT_SEQUENCE]          = "DROP SEQUENCE",
    [OBJECT_INDEX]             = "DROP INDEX",
    [OBJECT_TYPE]              = "DROP TYPE",
    [OBJECT_DOMAIN]            = "DROP DOMAIN",
    [OBJECT_SCHEMA]            = "DROP SCHEMA",
    [OBJECT_COLUMN]            = "???", /* a column is dropped by ALTER TABLE */
};

static const char *const alter_tags[] = {
    [OBJECT_TABLE]             = "ALTER TABLE",
    [OBJECT_VIEW]              = "ALTER VIEW",
    [OBJECT_MATERIALIZED_VIEW] = "ALTER MATERIALIZED VIEW",
    [OBJECT_SEQUENCE]          = "ALTER SEQUENCE",
    [OBJECT_INDEX]             = "ALTER INDEX",
    [OBJECT_TYPE]              = "ALTER TYPE",
    [OBJECT_DOMAIN]            = "ALTER DOMAIN",
    [OBJECT_SCHEMA]            = "ALTER SCHEMA",
    [OBJECT_COLUMN]            = "ALTER TABLE",
};

static const char *const transaction_tags[] = {
    [TRANSACTION_BEGIN]       = "BEGIN",
    [TRANSACTION_START]       = "START TRANSACTION",
    [TRANSACTION_COMMIT]      = "COMMIT",
    [TRANSACTION_ROLLBACK]    = "ROLLBACK",
    [TRANSACTION_SAVEPOINT]   = "SAVEPOINT",
    [TRANSACTION_RELEASE]     = "RELEASE SAVEPOINT",
    [TRANSACTION_ROLLBACK_TO] = "ROLLBACK TO SAVEPOINT",
};

static const char *const tags[PLAN_TAGS] = {
    [PLAN_Insert]         = "INSERT",
    [PLAN_Update]         = "UPDATE",
    [PLAN_Delete]         = "DELETE",
    [PLAN_Truncate]       = "TRUNCATE TABLE",
    [PLAN_Copy]           = "COPY",
    [PLAN_LockTable]      = "LOCK TABLE",
    [PLAN_CreateTable]    = "CREATE TABLE",
    [PLAN_CreateTableAs]  = "CREATE TABLE AS",
    [PLAN_Refresh]        = "REFRESH MATERIALIZED VIEW",
    [PLAN_CreateView]     = "CREATE VIEW",
    [PLAN_CreateSchema]   = "CREATE SCHEMA",
    [PLAN_CreateSequence] = "CREATE SEQUENCE",
    [PLAN_AlterSequence]  = "ALTER SEQUENCE",
    [PLAN_CreateEnum]     = "CREATE TYPE",
    [PLAN_CreateDomain]   = "CREATE DOMAIN",
    [PLAN_CreateIndex]    = "CREATE INDEX",
    [PLAN_Comment]        = "COMMENT",
    [PLAN_Explain]        = "EXPLAIN",
    [PLAN_SetVariable]    = "SET",
    [PLAN_ShowVariable]   = "SHOW",
    [PLAN_SetConstraints] = "SET CONSTRAINTS",
    [PLAN_Prepare]        = "PREPARE",
    [PLAN_Execute]        = "EXECUTE",
    [PLAN_Deallocate]     = "DEALLOCATE",
    [PLAN_Discard]        = "DISCARD ALL",
    [PLAN_Unlisten]       = "UNLISTEN",
    [PLAN_DeclareCursor]  = "DECLARE CURSOR",
    [PLAN_CloseCursor]    = "CLOSE CURSOR",
    [PLAN_CreateRole]     = "CREATE ROLE",
    [PLAN_AlterRole]      = "ALTER ROLE",
    [PLAN_AlterRoleSet]   = "ALTER ROLE",
    [PLAN_RenameRole]     = "ALTER ROLE",
    [PLAN_DropRole]       = "DROP ROLE",
    [PLAN_DefaultPrivileges] = "ALTER DEFAULT PRIVILEGES",
    [PLAN_ReassignOwned]  = "REASSIGN OWNED",
    [PLAN_DropOwned]      = "DROP OWNED",
};
// clang-format on

/* `what` of Maintain and Unsupported is a literal of the parser's. */
const char *command_name(const Plan *statement)
{
    const CreateTableAs *create = PLAN_AS(CreateTableAs, statement);
    const Drop *drop = PLAN_AS(Drop, statement);
    const Alter *alter = PLAN_AS(Alter, statement);
    const Transaction *transaction = PLAN_AS(Transaction, statement);
    const Maintain *maintain = PLAN_AS(Maintain, statement);
    const Unsupported *unsupported = PLAN_AS(Unsupported, statement);
    const Fetch *fetch = PLAN_AS(Fetch, statement);
    const Grant *grant = PLAN_AS(Grant, statement);
    const GrantRole *grant_role = PLAN_AS(GrantRole, statement);

    if (create && create->is_materialized)
        return "CREATE MATERIALIZED VIEW";
    if (drop)
        return drop_tags[drop->kind];
    if (alter)
        return alter_tags[alter->kind];
    if (transaction)
        return transaction_tags[transaction->action];
    if (maintain)
        return maintain->what.data;
    if (fetch)
        return fetch->is_move ? "MOVE" : "FETCH";
    if (grant)
        return grant->is_grant ? "GRANT" : "REVOKE";
    if (grant_role)
        return grant_role->is_grant ? "GRANT ROLE" : "REVOKE ROLE";
    if (unsupported)
        return unsupported->what.data;
    return tags[statement->tag] ? tags[statement->tag] : "SELECT";
}
