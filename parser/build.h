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
    int start; /* location of the statement */
} Builder;

static inline int position_at(const Builder *b, int location)
{
    return location < 0 ? NO_POSITION : location - b->start;
}

static inline int location_of(const Builder *b, const Expr *expr)
{
    return expr->position == NO_POSITION ? -1 : expr->position + b->start;
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

/* select.c */
must_use Plan *build_query(const Builder *b, const PgQuery__SelectStmt *select);
must_use bool build_sorts(const Builder *b, Nodes keys, Sorts *out_sorts);

/* from.c */
must_use Plan *build_from(const Builder *b, const Node *node);

/* expr.c */
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

/* call.c */
must_use const Expr *build_call(const Builder *b, const PgQuery__FuncCall *call);
must_use const Expr *build_keyword(const Builder *b, const PgQuery__SQLValueFunction *function);

/* type_name.c */
must_use const Expr *build_cast(const Builder *b, const PgQuery__TypeCast *cast);
/* "numeric", "int4[]": what PREPARE keeps. */
must_use bool build_type_text(const Builder *b, const PgQuery__TypeName *type, Str *out_text);

#endif
