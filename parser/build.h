/*
 * build.h -- libpg_query's raw tree to unresolved nodes: what its files share.
 *
 * A function per node of the grammar; none looks a name up.  Locations are byte offsets into the
 * whole text, -1 for none; nodes carry positions in their statement, errors locations.
 */
#ifndef PARSER_BUILD_H
#define PARSER_BUILD_H

#include "catalyst/tree/tree.h"
#include "parser/scan.h"

#include <pg_query/pg_query.pb-c.h>

typedef PgQuery__Node Node;

/* A list of the raw tree. */
typedef struct Nodes {
    Node *const *items;
    size_t count;
} Nodes;

#define NODES(owner, field) ((Nodes){ (owner)->field, (owner)->n_##field })

typedef struct Builder {
    Cx *cx;
    const TextScan *scan;
    int start;                       /* location of the statement */
    Str text;                        /* the statement as written */
    const PgQuery__IntoClause *into; /* SELECT INTO: the one that is taken care of */
} Builder;

static inline int position_at(const Builder *b, int location)
{
    return location < 0 ? NO_POSITION : location - b->start;
}

static inline int location_of(const Builder *b, const Expr *expr)
{
    return expr->position == NO_POSITION ? -1 : expr->position + b->start;
}

static inline bool is_cascade(PgQuery__DropBehavior behavior)
{
    return behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

/* 0A000: `what` is not supported.  Always NULL. */
void *fail_unsupported(const Builder *b, int location, const char *what);

/* A name of the grammar, long ones restored. */
Str build_name(const Builder *b, const char *name);
/* A list of String nodes. */
Texts build_names(const Builder *b, Nodes names);

/* statement.c */
must_use Plan *build_statement(const Builder *b, const Node *node);
/* tag.c: "CREATE TABLE" */
const char *command_tag(const Node *statement);

/* option.c: constants and names as texts; pairs of name and value, empty where none is written */
must_use bool build_value_texts(const Builder *b, Nodes nodes, Texts *out_texts);
must_use bool build_options(const Builder *b, Nodes options, Texts *out_texts);
/* 42601 where an option stands twice. */
must_use bool check_no_repeat(const Builder *b, Nodes options);

bool build_value_text(const Builder *b, const Node *node, Str *out_text);

/* statement.c: a SetVariable */
must_use Plan *build_set(const Builder *b, const PgQuery__VariableSetStmt *set);

/* role.c: a plan, or NULL without an error for a statement about something else */
must_use Plan *build_role_statement(const Builder *b, const Node *node);

/* modify.c */
must_use Plan *build_insert(const Builder *b, const PgQuery__InsertStmt *insert);
must_use Plan *build_update(const Builder *b, const PgQuery__UpdateStmt *update);
must_use Plan *build_delete(const Builder *b, const PgQuery__DeleteStmt *delete);
must_use Plan *build_truncate(const Builder *b, const PgQuery__TruncateStmt *truncate);

/* define.c */
must_use Plan *build_create_table(const Builder *b, const PgQuery__CreateStmt *create);
must_use Plan *build_refresh(const Builder *b, const PgQuery__RefreshMatViewStmt *refresh);
must_use Plan *build_create_table_as(const Builder *b, const PgQuery__CreateTableAsStmt *create);
must_use Plan *build_select_into(const Builder *b, const PgQuery__SelectStmt *select,
                                 const PgQuery__IntoClause *into);
must_use Plan *build_column(const Builder *b, const PgQuery__ColumnDef *column);

/* constraint.c: those of a column, a table or a domain */
must_use Plan *build_constraint(const Builder *b, const PgQuery__Constraint *constraint);
/* Of `nodes`; DEFERRABLE and its like are nodes of their own, which belong to the one before. */
must_use bool build_constraints(const Builder *b, Nodes nodes, Plans *out_constraints);
must_use Plan *build_set_constraints(const Builder *b, const PgQuery__ConstraintsSetStmt *set);

/* object.c */
/* False: none that Hearth has. */
must_use bool object_kind_of(PgQuery__ObjectType type, ObjectKind *out_kind);
/* A TableName of what DROP, ALTER and COMMENT name: a name, a list of parts, or a type. */
must_use Plan *build_object(const Builder *b, const Node *node);
/* A table named where PostgreSQL's errors have no position: anywhere but in a query and as the
 * target of INSERT, UPDATE, DELETE. */
must_use Plan *build_relation(const Builder *b, const PgQuery__RangeVar *relation);
must_use bool build_relations(const Builder *b, Nodes relations, Plans *out_relations);
Str build_role(const Builder *b, const PgQuery__RoleSpec *role);
must_use Plan *build_drop(const Builder *b, const PgQuery__DropStmt *drop, ObjectKind kind);

must_use Plan *build_comment(const Builder *b, const PgQuery__CommentStmt *comment,
                             ObjectKind kind);

/* create.c */
must_use Plan *build_create_view(const Builder *b, const PgQuery__ViewStmt *create);
must_use Plan *build_create_schema(const Builder *b, const PgQuery__CreateSchemaStmt *create);
must_use Plan *build_create_sequence(const Builder *b, const PgQuery__CreateSeqStmt *create);
must_use Plan *build_alter_sequence(const Builder *b, const PgQuery__AlterSeqStmt *alter);
must_use Plan *build_create_enum(const Builder *b, const PgQuery__CreateEnumStmt *create);
must_use Plan *build_create_domain(const Builder *b, const PgQuery__CreateDomainStmt *create);
must_use Plan *build_create_index(const Builder *b, const PgQuery__IndexStmt *create);

/* alter.c: a plan, or NULL without an error for an object that Hearth has not */
must_use Plan *build_alter_table(const Builder *b, const PgQuery__AlterTableStmt *alter);
must_use Plan *build_alter_domain(const Builder *b, const PgQuery__AlterDomainStmt *alter);
must_use Plan *build_alter_enum(const Builder *b, const PgQuery__AlterEnumStmt *alter);
must_use Plan *build_rename(const Builder *b, const PgQuery__RenameStmt *rename);
must_use Plan *build_alter_owner(const Builder *b, const PgQuery__AlterOwnerStmt *alter);
must_use Plan *build_alter_schema(const Builder *b, const PgQuery__AlterObjectSchemaStmt *alter);

/* copy.c */
must_use Plan *build_copy(const Builder *b, const PgQuery__CopyStmt *copy);

/* maintain.c: LOCK TABLE, and what looks after tables */
must_use Plan *build_lock(const Builder *b, const PgQuery__LockStmt *lock);
must_use Plan *build_vacuum(const Builder *b, const PgQuery__VacuumStmt *vacuum);
must_use Plan *build_reindex(const Builder *b, const PgQuery__ReindexStmt *reindex);
must_use Plan *build_cluster(const Builder *b, const PgQuery__ClusterStmt *cluster);

/* select.c */
must_use Plan *build_query(const Builder *b, const PgQuery__SelectStmt *select);
must_use bool build_ctes(const Builder *b, const PgQuery__WithClause *with, Plans *out_ctes);
must_use bool build_sorts(const Builder *b, Nodes keys, Sorts *out_sorts);
must_use bool build_outputs(const Builder *b, Nodes targets, Named *out_outputs);
must_use bool build_from_list(const Builder *b, Nodes items, Plans *out_from);
/* The INTO of the first SELECT, or NULL. */
const PgQuery__IntoClause *find_into(const PgQuery__SelectStmt *select);

/* from.c */
must_use Plan *build_table(const Builder *b, const PgQuery__RangeVar *table);
must_use Plan *build_from(const Builder *b, const Node *node);

/* expr.c */
const Expr *make_name(const Builder *b, int location, const char *name);
/* String nodes as Names that all stand at `location`. */
Exprs make_names(const Builder *b, int location, Nodes names);
must_use const Expr *build_expr(const Builder *b, const Node *node);
must_use bool build_exprs(const Builder *b, Nodes nodes, Exprs *out_exprs);
/* NULL in, NULL out; false where it fails. */
must_use bool build_optional(const Builder *b, const Node *node, const Expr **out_expr);

/* constant.c */
must_use const Expr *build_constant(const Builder *b, const PgQuery__AConst *constant);
const Expr *make_int(const Builder *b, int location, int32_t value);
const Expr *make_unknown(const Builder *b, int location, Str text);

/* operator.c */
must_use const Expr *build_operator(const Builder *b, const PgQuery__AExpr *expr);
/* The operator's name without pg_catalog, or a null Str and an error. */
Str build_operator_name(const Builder *b, Nodes names, int location);

/* window.c: OVER (...) or an entry of WINDOW */
must_use const Expr *build_window(const Builder *b, const PgQuery__WindowDef *window);
must_use bool build_windows(const Builder *b, Nodes windows, Exprs *out_windows);

/* call.c */
must_use const Expr *build_call(const Builder *b, const PgQuery__FuncCall *call);
must_use const Expr *build_keyword(const Builder *b, const PgQuery__SQLValueFunction *function);

/* type_name.c */
must_use const Expr *build_cast(const Builder *b, const PgQuery__TypeCast *cast);
/* 42601 for $n where only libpg_query's grammar takes it.  Always NULL. */
void *fail_parameter(const Builder *b, const PgQuery__ParamRef *param);
/* A TypeCast without an argument. */
must_use const Expr *build_type(const Builder *b, const PgQuery__TypeName *type);
/* "numeric", "int4[]": a value of SET. */
must_use bool build_type_text(const Builder *b, const PgQuery__TypeName *type, Str *out_text);

#endif
