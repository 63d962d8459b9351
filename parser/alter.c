/* alter.c -- ALTER, in all its statements: each change is an AlterAction. */
#include "parser/build.h"

typedef PgQuery__AlterTableCmd AlterCommand;

/* ALTER kind object, with that one action. */
static Plan *make_alter(const Builder *b, ObjectKind kind, Plan *object, Plan *action)
{
    Plans actions = { arena_copy(b->cx->arena, &action, sizeof action), 1 };

    return NEW(b->cx, Alter, .kind = kind, .object = object, .actions = actions);
}

/* What RENAME, OWNER TO and SET SCHEMA name, by one of two fields. */
static Plan *build_either(const Builder *b, const PgQuery__RangeVar *relation, const Node *object)
{
    return relation ? build_relation(b, relation) : build_object(b, object);
}

static Plan *make_type_object(const Builder *b, Nodes names)
{
    return NEW(b->cx, TableName, .parts = build_names(b, names), .position = NO_POSITION);
}

/* --- ALTER TABLE ----------------------------------------------------------------------------- */

/* Errors about a new type have no position. */
static const Expr *build_new_type(const Builder *b, const PgQuery__TypeName *name)
{
    const TypeCast *type = EXPR_AS(TypeCast, TRY(build_type(b, name)));
    TypeCast copy = *type;

    copy.head.position = NO_POSITION;
    copy.type_position = NO_POSITION;
    return arena_copy(b->cx->arena, &copy, sizeof copy);
}

static bool build_type_change(const Builder *b, const PgQuery__ColumnDef *column,
                              AlterAction *action)
{
    if (column->coll_clause)
        return fail_unsupported(b, column->coll_clause->location, "COLLATE");
    action->type = TRY(build_new_type(b, column->type_name));
    return build_optional(b, column->raw_default, &action->expr);
}

/* What of an action is more than names. */
static bool build_action_parts(const Builder *b, const AlterCommand *command, AlterAction *action)
{
    switch (action->kind) {
    case ALTER_ADD_COLUMN:
        action->column = TRY(build_column(b, command->def->column_def));
        return true;
    case ALTER_COLUMN_TYPE: return build_type_change(b, command->def->column_def, action);
    case ALTER_COLUMN_DEFAULT: return build_optional(b, command->def, &action->expr);
    case ALTER_SET_OPTIONS:
    case ALTER_RESET_OPTIONS:
    case ALTER_SET_IDENTITY:
        return build_options(b, NODES(command->def->list, items), &action->options);
    case ALTER_CONSTRAINT_TIMING:
    case ALTER_ADD_CONSTRAINT:
    case ALTER_ADD_IDENTITY:
        action->constraint = TRY(build_constraint(b, command->def->constraint));
        return true;
    case ALTER_SET_OWNER: action->new_name = build_role(b, command->newowner); return true;
    default: return true;
    }
}

#define ACTION(NAME) PG_QUERY__ALTER_TABLE_TYPE__AT_##NAME

static bool kind_of_action(PgQuery__AlterTableType type, AlterKind *out_kind)
{
    switch (type) {
    case ACTION(AddColumn): *out_kind = ALTER_ADD_COLUMN; return true;
    case ACTION(DropColumn): *out_kind = ALTER_DROP_COLUMN; return true;
    case ACTION(AlterColumnType): *out_kind = ALTER_COLUMN_TYPE; return true;
    case ACTION(ColumnDefault): *out_kind = ALTER_COLUMN_DEFAULT; return true;
    case ACTION(SetNotNull): *out_kind = ALTER_SET_NOT_NULL; return true;
    case ACTION(DropNotNull): *out_kind = ALTER_DROP_NOT_NULL; return true;
    case ACTION(AddConstraint): *out_kind = ALTER_ADD_CONSTRAINT; return true;
    case ACTION(DropConstraint): *out_kind = ALTER_DROP_CONSTRAINT; return true;
    case ACTION(AddIdentity): *out_kind = ALTER_ADD_IDENTITY; return true;
    case ACTION(DropIdentity): *out_kind = ALTER_DROP_IDENTITY; return true;
    case ACTION(SetIdentity): *out_kind = ALTER_SET_IDENTITY; return true;
    case ACTION(DropExpression): *out_kind = ALTER_DROP_EXPRESSION; return true;
    case ACTION(ValidateConstraint): *out_kind = ALTER_VALIDATE_CONSTRAINT; return true;
    case ACTION(AlterConstraint): *out_kind = ALTER_CONSTRAINT_TIMING; return true;
    case ACTION(SetRelOptions): *out_kind = ALTER_SET_OPTIONS; return true;
    case ACTION(ResetRelOptions): *out_kind = ALTER_RESET_OPTIONS; return true;
    case ACTION(SetLogged): *out_kind = ALTER_SET_LOGGED; return true;
    case ACTION(SetUnLogged): *out_kind = ALTER_SET_UNLOGGED; return true;
    case ACTION(ChangeOwner): *out_kind = ALTER_SET_OWNER; return true;
    case ACTION(SetStatistics):
    case ACTION(SetStorage):
    case ACTION(DropCluster):
    case ACTION(EnableTrigUser):
    case ACTION(DisableTrigUser): *out_kind = ALTER_WITHOUT_EFFECT; return true;
    default: return false;
    }
}

/* Actions Hearth has not, by the words they are written with. */
static const char *action_words(PgQuery__AlterTableType type)
{
    switch (type) {
    case ACTION(SetOptions): return "SET (...)";
    case ACTION(ResetOptions): return "RESET (...)";
    case ACTION(SetCompression): return "SET COMPRESSION";
    case ACTION(ClusterOn): return "CLUSTER ON";
    case ACTION(SetAccessMethod): return "SET ACCESS METHOD";
    case ACTION(SetTableSpace): return "SET TABLESPACE";
    case ACTION(AddInherit): return "INHERIT";
    case ACTION(DropInherit): return "NO INHERIT";
    case ACTION(AddOf): return "OF";
    case ACTION(DropOf): return "NOT OF";
    case ACTION(ReplicaIdentity): return "REPLICA IDENTITY";
    case ACTION(EnableRowSecurity):
    case ACTION(DisableRowSecurity):
    case ACTION(ForceRowSecurity):
    case ACTION(NoForceRowSecurity): return "ROW LEVEL SECURITY";
    case ACTION(AttachPartition): return "ATTACH PARTITION";
    case ACTION(DetachPartition):
    case ACTION(DetachPartitionFinalize): return "DETACH PARTITION";
    case ACTION(EnableTrig):
    case ACTION(EnableAlwaysTrig):
    case ACTION(EnableReplicaTrig):
    case ACTION(EnableTrigAll): return "ENABLE TRIGGER";
    case ACTION(DisableTrig):
    case ACTION(DisableTrigAll): return "DISABLE TRIGGER";
    default: return "this change";
    }
}

#undef ACTION

static Plan *build_action(const Builder *b, const AlterCommand *command)
{
    AlterKind kind;

    if (!kind_of_action(command->subtype, &kind))
        return fail_unsupported(b, -1, action_words(command->subtype));
    AlterAction *action = (AlterAction *)NEW(
        b->cx, AlterAction, .kind = kind, .name = build_name(b, command->name),
        .if_exists = command->missing_ok, .is_cascade = is_cascade(command->behavior));
    TRY(build_action_parts(b, command, action));
    return &action->head;
}

Plan *build_alter_table(const Builder *b, const PgQuery__AlterTableStmt *alter)
{
    Plans actions = { ARENA_ARRAY(b->cx->arena, Plan *, alter->n_cmds), (uint32_t)alter->n_cmds };
    ObjectKind kind;

    if (!object_kind_of(alter->objtype, &kind))
        return NULL;
    if (kind == OBJECT_TYPE)
        return fail_unsupported(b, -1, "a composite type");
    Plan *object = TRY(build_relation(b, alter->relation));
    for (uint32_t at = 0; at < actions.count; at++)
        actions.items[at] = TRY(build_action(b, alter->cmds[at]->alter_table_cmd));
    return NEW(b->cx, Alter, .kind = kind, .object = object, .actions = actions,
               .if_exists = alter->missing_ok);
}

/* --- ALTER DOMAIN, ALTER TYPE ------------------------------------------------------------------
 */

/* The letters of the grammar. */
static bool kind_of_domain_action(char letter, AlterKind *out_kind)
{
    switch (letter) {
    case 'T': *out_kind = ALTER_COLUMN_DEFAULT; return true;
    case 'N': *out_kind = ALTER_DROP_NOT_NULL; return true;
    case 'O': *out_kind = ALTER_SET_NOT_NULL; return true;
    case 'C': *out_kind = ALTER_ADD_CONSTRAINT; return true;
    case 'X': *out_kind = ALTER_DROP_CONSTRAINT; return true;
    default: return false;
    }
}

Plan *build_alter_domain(const Builder *b, const PgQuery__AlterDomainStmt *alter)
{
    AlterKind kind;

    if (!kind_of_domain_action(alter->subtype[0], &kind))
        return fail_unsupported(b, -1, "VALIDATE CONSTRAINT");
    AlterAction *action = (AlterAction *)NEW(
        b->cx, AlterAction, .kind = kind, .name = build_name(b, alter->name),
        .if_exists = alter->missing_ok, .is_cascade = is_cascade(alter->behavior));
    if (kind == ALTER_ADD_CONSTRAINT)
        action->constraint = TRY(build_constraint(b, alter->def->constraint));
    if (kind == ALTER_COLUMN_DEFAULT)
        TRY(build_optional(b, alter->def, &action->expr));
    return make_alter(b, OBJECT_DOMAIN, make_type_object(b, NODES(alter, type_name)),
                      &action->head);
}

Plan *build_alter_enum(const Builder *b, const PgQuery__AlterEnumStmt *alter)
{
    bool is_rename = alter->old_val[0] != 0;
    Str name = build_name(b, is_rename ? alter->old_val : alter->new_val_neighbor);
    Plan *action = NEW(b->cx, AlterAction, .kind = is_rename ? ALTER_RENAME_VALUE : ALTER_ADD_VALUE,
                       .name = name, .new_name = build_name(b, alter->new_val),
                       .is_after = name.length && alter->new_val_is_after,
                       .if_exists = alter->skip_if_new_val_exists);

    return make_alter(b, OBJECT_TYPE, make_type_object(b, NODES(alter, type_name)), action);
}

/* --- RENAME, OWNER TO, SET SCHEMA --------------------------------------------------------------
 */

typedef struct Renaming {
    ObjectKind object;
    AlterKind action;
} Renaming;

static bool renaming_of(const PgQuery__RenameStmt *rename, Renaming *out_renaming)
{
    switch (rename->rename_type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        out_renaming->action = ALTER_RENAME_COLUMN;
        return object_kind_of(rename->relation_type, &out_renaming->object);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        *out_renaming = (Renaming){ OBJECT_TABLE, ALTER_RENAME_CONSTRAINT };
        return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        *out_renaming = (Renaming){ OBJECT_DOMAIN, ALTER_RENAME_CONSTRAINT };
        return true;
    default:
        out_renaming->action = ALTER_RENAME;
        return object_kind_of(rename->rename_type, &out_renaming->object);
    }
}

/* A schema is named where the others have a column. */
Plan *build_rename(const Builder *b, const PgQuery__RenameStmt *rename)
{
    Str name = build_name(b, rename->subname);
    Renaming renaming;
    Plan *object;

    if (!renaming_of(rename, &renaming))
        return NULL;
    if (renaming.object == OBJECT_SCHEMA) {
        Texts parts = { arena_copy(b->cx->arena, &name, sizeof name), 1 };
        object = NEW(b->cx, TableName, .parts = parts, .position = NO_POSITION);
        name = STR_NONE;
    } else {
        object = TRY(build_either(b, rename->relation, rename->object));
    }
    Plan *action =
        NEW(b->cx, AlterAction, .kind = renaming.action, .name = name,
            .new_name = build_name(b, rename->newname), .is_cascade = is_cascade(rename->behavior));
    Alter *alter = (Alter *)make_alter(b, renaming.object, object, action);
    alter->if_exists = rename->missing_ok;
    return &alter->head;
}

Plan *build_alter_owner(const Builder *b, const PgQuery__AlterOwnerStmt *alter)
{
    ObjectKind kind;

    if (!object_kind_of(alter->object_type, &kind))
        return NULL;
    Plan *object = TRY(build_either(b, alter->relation, alter->object));
    Plan *action = NEW(b->cx, AlterAction, .kind = ALTER_SET_OWNER,
                       .new_name = build_role(b, alter->newowner));
    return make_alter(b, kind, object, action);
}

Plan *build_alter_schema(const Builder *b, const PgQuery__AlterObjectSchemaStmt *statement)
{
    ObjectKind kind;

    if (!object_kind_of(statement->object_type, &kind))
        return NULL;
    Plan *object = TRY(build_either(b, statement->relation, statement->object));
    Plan *action = NEW(b->cx, AlterAction, .kind = ALTER_SET_SCHEMA,
                       .new_name = build_name(b, statement->newschema));
    Alter *alter = (Alter *)make_alter(b, kind, object, action);
    alter->if_exists = statement->missing_ok;
    return &alter->head;
}
