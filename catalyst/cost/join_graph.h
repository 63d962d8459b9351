/*
 * join_graph.h -- private to join ordering: relations, and what connects them.
 *
 *     class   expressions known to be equal, each of one relation: {l.k, o.k, x.k}.  Any two
 *             members in different relations can serve as join keys; of a joined set all are
 *             equal, so one comparison a class and join is enough.
 *     other   any condition over several relations; checked at the first join that has them all
 *
 * Sets of relations are bit masks.
 */
#ifndef CATALYST_COST_JOIN_GRAPH_H
#define CATALYST_COST_JOIN_GRAPH_H

#include "catalyst/stats/estimate.h"

enum { RELATIONS_MAX = 64, CLASSES_MAX = 64 };

typedef uint64_t RelationSet;

typedef struct Relation {
    Plan *plan;
    ColumnSet columns;
    double rows;
    uint64_t classes; /* it has members of */
} Relation;

typedef struct Member {
    const Expr *expr;
    uint32_t relation;
    double distinct; /* in the whole table */
    double table_rows;
} Member;

typedef struct KeyClass {
    FunctionId equal; /* the operator all members are compared with */
    Member *members;  /* one a relation */
    uint32_t count;
} KeyClass;

typedef struct OtherCondition {
    const Expr *expr;
    RelationSet needs;
    double selectivity;
} OtherCondition;

typedef struct JoinGraph {
    Optimiser *o;
    const Estimator *e;
    Relation relations[RELATIONS_MAX];
    uint32_t relation_count;
    KeyClass classes[CLASSES_MAX];
    uint32_t class_count;
    OtherCondition *others;
    uint32_t other_count;
    Exprs last; /* conditions that come after all joins: they can raise */
} JoinGraph;

static inline RelationSet set_of_relation(uint32_t relation)
{
    return UINT64_C(1) << relation;
}

/* Relations and conditions of a cluster become a graph.  Conditions on one relation go into it. */
void graph_make(JoinGraph *graph, Plans relations, Exprs conditions);

/* Rows of the join of all relations in `set`. */
double graph_rows(const JoinGraph *graph, RelationSet set);
uint64_t graph_classes(const JoinGraph *graph, RelationSet set);
/* Is there a condition between the two sets? */
bool graph_connects(const JoinGraph *graph, RelationSet left, RelationSet right);
/* The conditions of the join of two sets; NULL: none. */
const Expr *graph_condition(const JoinGraph *graph, RelationSet left, RelationSet right);

/* The relations `expr` names; 0 where it names something else, too. */
RelationSet graph_relations_of(const JoinGraph *graph, const Expr *expr);

#endif
