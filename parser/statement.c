/* statement.c -- all statements, those of sessions among them; those Hearth has not keep their
 * command tag. */
#include "parser/build.h"

static Plan *build_explain(const Builder *b, const PgQuery__ExplainStmt *explain)
{
    Texts options;

    TRY(build_options(b, NODES(explain, options), &options));
    Plan *query = TRY(build_statement(b, explain->query));
    return NEW(b->cx, Explain, .query = query, .options = options);
}

/* SET TRANSACTION ..., SET SESSION CHARACTERISTICS AS TRANSACTION ... */
static Plan *build_set_many(const Builder *b, const PgQuery__VariableSetStmt *set)
{
    Texts values;

    if (strcmp(set->name, "TRANSACTION SNAPSHOT") == 0)
        return fail_unsupported(b, -1, "SET TRANSACTION SNAPSHOT");
    TRY(build_options(b, NODES(set, args), &values));
    Str name = str_lower(b->cx->arena, str_of(set->name));
    return NEW(b->cx, SetVariable, .name = name, .values = values, .is_local = set->is_local);
}

Plan *build_set(const Builder *b, const PgQuery__VariableSetStmt *set)
{
    Str name = build_name(b, set->name);
    Texts values;

    switch (set->kind) {
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE:
        TRY(build_value_texts(b, NODES(set, args), &values));
        return NEW(b->cx, SetVariable, .name = name, .values = values, .is_local = set->is_local);
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT:
        return NEW(b->cx, SetVariable, .name = name, .is_local = set->is_local, .is_default = true);
    case PG_QUERY__VARIABLE_SET_KIND__VAR_RESET: return NEW(b->cx, SetVariable, .name = name);
    case PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL:
        return NEW(b->cx, SetVariable, .name = STR_LIT("all"));
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_MULTI: return build_set_many(b, set);
    default: return fail_unsupported(b, -1, "SET ... FROM CURRENT");
    }
}

static Plan *build_unsupported(const Builder *b, const Node *node)
{
    return NEW(b->cx, Unsupported, .what = str_of(command_tag(node)));
}

static bool action_of(PgQuery__TransactionStmtKind kind, TransactionAction *out_action)
{
    switch (kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
        *out_action = TRANSACTION_BEGIN;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
        *out_action = TRANSACTION_START;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
        *out_action = TRANSACTION_COMMIT;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
        *out_action = TRANSACTION_ROLLBACK;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
        *out_action = TRANSACTION_SAVEPOINT;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
        *out_action = TRANSACTION_RELEASE;
        return true;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
        *out_action = TRANSACTION_ROLLBACK_TO;
        return true;
    default: return false;
    }
}

static Plan *build_transaction(const Builder *b, const Node *node)
{
    const PgQuery__TransactionStmt *transaction = node->transaction_stmt;
    TransactionAction action;
    Texts options;

    if (!action_of(transaction->kind, &action)) /* two-phase commit */
        return build_unsupported(b, node);
    if (transaction->chain)
        return fail_unsupported(b, -1, "AND CHAIN");
    TRY(build_options(b, NODES(transaction, options), &options));
    return NEW(b->cx, Transaction, .action = action,
               .name = build_name(b, transaction->savepoint_name), .options = options);
}

static Plan *build_prepare(const Builder *b, const PgQuery__PrepareStmt *prepare)
{
    uint32_t count = (uint32_t)prepare->n_argtypes;
    Exprs types = { ARENA_ARRAY(b->cx->arena, const Expr *, count), count };

    for (uint32_t at = 0; at < count; at++)
        types.items[at] = TRY(build_type(b, prepare->argtypes[at]->type_name));
    Plan *query = TRY(build_statement(b, prepare->query));
    return NEW(b->cx, Prepare, .name = build_name(b, prepare->name), .types = types,
               .query = query);
}

static Plan *build_execute(const Builder *b, const PgQuery__ExecuteStmt *execute)
{
    Exprs args;

    TRY(build_exprs(b, NODES(execute, params), &args));
    return NEW(b->cx, Execute, .name = build_name(b, execute->name), .args = args);
}

static Plan *build_discard(const Builder *b, const PgQuery__DiscardStmt *discard)
{
    static const char *const names[] = {
        [PG_QUERY__DISCARD_MODE__DISCARD_ALL] = "all",
        [PG_QUERY__DISCARD_MODE__DISCARD_PLANS] = "plans",
        [PG_QUERY__DISCARD_MODE__DISCARD_SEQUENCES] = "sequences",
        [PG_QUERY__DISCARD_MODE__DISCARD_TEMP] = "temp",
    };

    assert((size_t)discard->target < COUNT_OF(names));
    return NEW(b->cx, Discard, .what = str_of(names[discard->target]));
}

static Plan *build_drop_statement(const Builder *b, const Node *node)
{
    ObjectKind kind;

    if (!object_kind_of(node->drop_stmt->remove_type, &kind))
        return build_unsupported(b, node);
    return build_drop(b, node->drop_stmt, kind);
}

/* What can have a comment and be dropped by no DROP of ours, and the others. */
static bool commented_kind_of(PgQuery__ObjectType type, ObjectKind *out_kind)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN: *out_kind = OBJECT_COLUMN; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT: *out_kind = OBJECT_CONSTRAINT; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE: *out_kind = OBJECT_DATABASE; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROLE: *out_kind = OBJECT_ROLE; return true;
    default: return object_kind_of(type, out_kind);
    }
}

static Plan *build_comment_statement(const Builder *b, const Node *node)
{
    PgQuery__ObjectType type = node->comment_stmt->objtype;
    ObjectKind kind = OBJECT_COLUMN;

    if (!commented_kind_of(type, &kind))
        return build_unsupported(b, node);
    return build_comment(b, node->comment_stmt, kind);
}

static Plan *build_alter(const Builder *b, const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT: return build_alter_table(b, node->alter_table_stmt);
    case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
        return build_alter_domain(b, node->alter_domain_stmt);
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT: return build_alter_enum(b, node->alter_enum_stmt);
    case PG_QUERY__NODE__NODE_RENAME_STMT: return build_rename(b, node->rename_stmt);
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT: return build_alter_owner(b, node->alter_owner_stmt);
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return build_alter_schema(b, node->alter_object_schema_stmt);
    case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT: return build_alter_sequence(b, node->alter_seq_stmt);
    default: return NULL;
    }
}

static Plan *build_definition(const Builder *b, const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT: return build_create_table(b, node->create_stmt);
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
        return build_refresh(b, node->refresh_mat_view_stmt);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        return build_create_table_as(b, node->create_table_as_stmt);
    case PG_QUERY__NODE__NODE_VIEW_STMT: return build_create_view(b, node->view_stmt);
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        return build_create_schema(b, node->create_schema_stmt);
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        return build_create_sequence(b, node->create_seq_stmt);
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT: return build_create_enum(b, node->create_enum_stmt);
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
        return build_create_domain(b, node->create_domain_stmt);
    case PG_QUERY__NODE__NODE_INDEX_STMT: return build_create_index(b, node->index_stmt);
    case PG_QUERY__NODE__NODE_DROP_STMT: return build_drop_statement(b, node);
    case PG_QUERY__NODE__NODE_COMMENT_STMT: return build_comment_statement(b, node);
    case PG_QUERY__NODE__NODE_VACUUM_STMT: return build_vacuum(b, node->vacuum_stmt);
    case PG_QUERY__NODE__NODE_REINDEX_STMT: return build_reindex(b, node->reindex_stmt);
    case PG_QUERY__NODE__NODE_CLUSTER_STMT: return build_cluster(b, node->cluster_stmt);
    case PG_QUERY__NODE__NODE_CHECK_POINT_STMT:
        return NEW(b->cx, Maintain, .what = STR_LIT("CHECKPOINT"));
    default: return build_alter(b, node);
    }
}

static Plan *build_select_statement(const Builder *b, const PgQuery__SelectStmt *select)
{
    const PgQuery__IntoClause *into = find_into(select);

    return into ? build_select_into(b, select, into) : build_query(b, select);
}

/* --- Cursors ---------------------------------------------------------------------------------- */

enum { /* of DECLARE, as PostgreSQL's parser sets them */
       CURSOR_BINARY = 0x1,
       CURSOR_SCROLL = 0x2,
       CURSOR_NO_SCROLL = 0x4,
       CURSOR_INSENSITIVE = 0x8,
       CURSOR_ASENSITIVE = 0x10,
       CURSOR_HOLD = 0x20,
};

static Plan *build_declare(const Builder *b, const PgQuery__DeclareCursorStmt *declare)
{
    int options = declare->options;

    if (options & CURSOR_ASENSITIVE && options & CURSOR_INSENSITIVE)
        return fail(b->cx, ERR_INVALID_CURSOR_DEFINITION, NO_POSITION,
                    "cannot specify both ASENSITIVE and INSENSITIVE");
    Plan *query = TRY(build_statement(b, declare->query));
    return NEW(b->cx, DeclareCursor, .name = build_name(b, declare->portalname), .query = query,
               .is_binary = options & CURSOR_BINARY, .is_held = options & CURSOR_HOLD,
               .is_scroll = options & CURSOR_SCROLL, .is_no_scroll = options & CURSOR_NO_SCROLL);
}

static Plan *build_fetch(const Builder *b, const PgQuery__FetchStmt *fetch)
{
    static const FetchDirection directions[] = {
        [PG_QUERY__FETCH_DIRECTION__FETCH_FORWARD] = FETCH_FORWARD,
        [PG_QUERY__FETCH_DIRECTION__FETCH_BACKWARD] = FETCH_BACKWARD,
        [PG_QUERY__FETCH_DIRECTION__FETCH_ABSOLUTE] = FETCH_ABSOLUTE,
        [PG_QUERY__FETCH_DIRECTION__FETCH_RELATIVE] = FETCH_RELATIVE,
    };

    assert((size_t)fetch->direction < COUNT_OF(directions));
    return NEW(b->cx, Fetch, .name = build_name(b, fetch->portalname),
               .direction = directions[fetch->direction], .count = fetch->how_many,
               .is_move = fetch->ismove);
}

Plan *build_statement(const Builder *b, const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT: return build_select_statement(b, node->select_stmt);
    case PG_QUERY__NODE__NODE_INSERT_STMT: return build_insert(b, node->insert_stmt);
    case PG_QUERY__NODE__NODE_UPDATE_STMT: return build_update(b, node->update_stmt);
    case PG_QUERY__NODE__NODE_DELETE_STMT: return build_delete(b, node->delete_stmt);
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT: return build_truncate(b, node->truncate_stmt);
    case PG_QUERY__NODE__NODE_COPY_STMT: return build_copy(b, node->copy_stmt);
    case PG_QUERY__NODE__NODE_LOCK_STMT: return build_lock(b, node->lock_stmt);
    case PG_QUERY__NODE__NODE_EXPLAIN_STMT: return build_explain(b, node->explain_stmt);
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT: return build_set(b, node->variable_set_stmt);
    case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT:
        return NEW(b->cx, ShowVariable, .name = build_name(b, node->variable_show_stmt->name));
    case PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT:
        return build_set_constraints(b, node->constraints_set_stmt);
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT: return build_transaction(b, node);
    case PG_QUERY__NODE__NODE_PREPARE_STMT: return build_prepare(b, node->prepare_stmt);
    case PG_QUERY__NODE__NODE_EXECUTE_STMT: return build_execute(b, node->execute_stmt);
    case PG_QUERY__NODE__NODE_DEALLOCATE_STMT:
        return NEW(b->cx, Deallocate, .name = build_name(b, node->deallocate_stmt->name));
    case PG_QUERY__NODE__NODE_DISCARD_STMT: return build_discard(b, node->discard_stmt);
    case PG_QUERY__NODE__NODE_UNLISTEN_STMT:
        return NEW(b->cx, Unlisten, .channel = build_name(b, node->unlisten_stmt->conditionname));
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
        return build_declare(b, node->declare_cursor_stmt);
    case PG_QUERY__NODE__NODE_FETCH_STMT: return build_fetch(b, node->fetch_stmt);
    case PG_QUERY__NODE__NODE_CLOSE_PORTAL_STMT:
        return NEW(b->cx, CloseCursor, .name = build_name(b, node->close_portal_stmt->portalname));
    default: break;
    }
    Plan *about_roles = build_role_statement(b, node);
    if (about_roles || has_failed(b->cx))
        return about_roles;
    Plan *definition = build_definition(b, node);
    return definition || has_failed(b->cx) ? definition : build_unsupported(b, node);
}
