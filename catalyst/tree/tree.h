/*
 * tree.h -- PUBLIC: plans and expressions, one immutable tree.
 *
 * Nodes are declared once, in plan.def and expr.def; the preprocessor makes the struct, the tag
 * and a field table, and print, equal, hash, visit, map, encode, decode are one ordinary function
 * each over the table.  A node is never changed after it was built: rules build new nodes and
 * share inputs.  Everything lives in the arena of the Cx it was built with.
 *
 * Columns are known by id, unique in a query, not by position: pushing an expression below a join
 * changes nothing in it.
 */
#ifndef CATALYST_TREE_TREE_H
#define CATALYST_TREE_TREE_H

#include "catalyst/tree/field.h"

enum {
    NODE_INPUTS_MAX = 10000, /* of one Union */
    TREE_DEPTH_MAX = 20000,  /* of what decode accepts; what can be planned is less deep */
    ROW_ADDRESS_ORDINAL = -1,
};

/* --- Nodes ---------------------------------------------------------------------------------------
 */

typedef enum PlanTag {
#define NODE(T) PLAN_##T,
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/plan.def"
#include "catalyst/tree/undefine.h"
} PlanTag;

typedef enum ExprTag {
#define NODE(T) EXPR_##T,
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/expr.def"
#include "catalyst/tree/undefine.h"
} ExprTag;

enum {
    PLAN_TAGS = 0
#define NODE(T) +1
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/plan.def"
#include "catalyst/tree/undefine.h"
    ,
    EXPR_TAGS = 0
#define NODE(T) +1
#include "catalyst/tree/no_fields.h"
#include "catalyst/tree/expr.def"
#include "catalyst/tree/undefine.h"
};

/* For switches over resolved, logical nodes: `UNRESOLVED_EXPRS: break;` instead of a `default`, so
 * that a new node is a warning in each of them. */
// clang-format off
#define UNRESOLVED_EXPRS \
    case EXPR_Name: case EXPR_Star: case EXPR_FunctionName: case EXPR_OperatorName: \
    case EXPR_TypeCast: case EXPR_InNames: \
    case EXPR_Between: case EXPR_SubLink: case EXPR_RowOf: case EXPR_Keyword: \
    case EXPR_ArrayOf: case EXPR_FieldOf: case EXPR_Subscript: case EXPR_ArrayTest: \
    case EXPR_NamedArg: case EXPR_Collate: case EXPR_WindowName
#define PHYSICAL_PLANS \
    case PLAN_HashJoin: case PLAN_NestedLoopJoin: case PLAN_HashAggregate: case PLAN_TopN: \
    case PLAN_Exchange: case PLAN_StageInput
#define UNRESOLVED_PLANS \
    case PLAN_Query: case PLAN_Cte: case PLAN_Select: case PLAN_SetOperation: \
    case PLAN_ValuesList: case PLAN_TableName: case PLAN_SubqueryName: case PLAN_FunctionTable: \
    case PLAN_JoinName: case PLAN_Explain: case PLAN_SetVariable: case PLAN_ShowVariable: case PLAN_SetConstraints: \
    case PLAN_Transaction: case PLAN_Prepare: case PLAN_Execute: case PLAN_Deallocate: \
    case PLAN_Discard: case PLAN_DeclareCursor: case PLAN_Fetch: case PLAN_CloseCursor: \
    case PLAN_CreateRole: case PLAN_AlterRole: case PLAN_AlterRoleSet: case PLAN_RenameRole: \
    case PLAN_DropRole: case PLAN_GrantRole: case PLAN_PrivilegeName: case PLAN_Grant: \
    case PLAN_DefaultPrivileges: case PLAN_ReassignOwned: case PLAN_DropOwned: \
    case PLAN_Unlisten: \
    case PLAN_Unsupported: case PLAN_Insert: case PLAN_OnConflict: \
    case PLAN_Update: case PLAN_Delete: case PLAN_Truncate: case PLAN_Copy: case PLAN_LockTable: \
    case PLAN_Reference: case PLAN_Constraint: case PLAN_ColumnDefinition: case PLAN_LikeTable: case PLAN_CreateTable: \
    case PLAN_CreateTableAs: case PLAN_CreateView: case PLAN_CreateSchema: \
    case PLAN_CreateSequence: case PLAN_AlterSequence: case PLAN_CreateEnum: \
    case PLAN_CreateDomain: case PLAN_CreateIndex: case PLAN_Drop: case PLAN_AlterAction: \
    case PLAN_Alter: case PLAN_Comment: case PLAN_Maintain: case PLAN_Refresh
// clang-format on

struct Plan {
    uint8_t tag; /* PlanTag */
    uint32_t id; /* physical plans: unique in the query, names the operator in metrics; else 0 */
    double rows; /* estimate; negative: none yet */
};

struct Expr {
    uint8_t tag;      /* ExprTag */
    int32_t position; /* byte offset into the statement, or NO_POSITION */
    Type type;        /* id TYPE_NONE while unresolved */
};

#define HEAD_OF_PLAN Plan head;
#define HEAD_OF_EXPR Expr head;
#define NODE(T)                                                                                    \
    typedef struct T T;                                                                            \
    struct T {                                                                                     \
        HEAD
#define KID(f)       Plan *f;
#define KIDS(f)      Plans f;
#define EXPR(f)      const Expr *f;
#define EXPRS(f)     Exprs f;
#define NAMED(f)     Named f;
#define SORTS(f)     Sorts f;
#define COLUMNS(f)   Columns f;
#define COUNT(f)     int64_t f;
#define COUNTS(f)    Counts f;
#define FLAG(f)      bool f;
#define CHOICE(f, n) int32_t f;
#define TEXT(f)      Str f;
#define NOTE(f)      Str f;
#define TEXTS(f)     Texts f;
#define VALUE(f)     Value f;
#define FILES(f)     Files f;
#define END                                                                                        \
    }                                                                                              \
    ;
#define HEAD HEAD_OF_PLAN
#include "catalyst/tree/plan.def"
#undef HEAD
#define HEAD HEAD_OF_EXPR
#include "catalyst/tree/expr.def"
#undef HEAD
#include "catalyst/tree/undefine.h"

/* Make a node in cx->arena: NEW(cx, Limit, .count = n, .input = x) is a Plan *.  The estimate and
 * id start empty.  Cannot fail. */
#define NEW(cx, T, ...)                                                                            \
    ((Plan *)arena_copy((cx)->arena, &(T){ .head = { .tag = PLAN_##T, .rows = -1 }, __VA_ARGS__ }, \
                        sizeof(T)))

/* NEW_EXPR(cx, type, position, IsNull, .arg = x) is a const Expr *. */
#define NEW_EXPR(cx, type_, position_, T, ...)                                                     \
    ((const Expr *)arena_copy(                                                                     \
        (cx)->arena,                                                                               \
        &(T){ .head = { .tag = EXPR_##T, .type = (type_), .position = (position_) },               \
              __VA_ARGS__ },                                                                       \
        sizeof(T)))

/* Checked casts: NULL where the node has another tag (or is NULL). */
#define PLAN_AS(T, plan) ((const T *)plan_as(PLAN_##T, (plan)))
#define EXPR_AS(T, expr) ((const T *)expr_as(EXPR_##T, (expr)))
const Plan *plan_as(PlanTag tag, const Plan *plan);
const Expr *expr_as(ExprTag tag, const Expr *expr);

const NodeType *plan_type(const Plan *plan);
const NodeType *expr_type(const Expr *expr);

/* --- Walking and mapping --------------------------------------------------------------------- */

/* The statement's name as errors and command tags have it: "CREATE TABLE AS", "DROP VIEW". */
const char *command_name(const Plan *statement);

/* The plans below, left to right; subqueries in expressions are not among them. */
Plans plan_inputs(Cx *cx, const Plan *plan);
/* Called for each of them; false stops. */
typedef bool (*PlanVisitFn)(const Plan *plan, void *context);
bool plan_visit_inputs(const Plan *plan, PlanVisitFn fn, void *context);
/* A copy of `plan` over other inputs, as many as plan_inputs gives. */
Plan *plan_with_inputs(Cx *cx, const Plan *plan, Plan *const *inputs);
/* A copy of `plan`, ready to have its fields set: the only way to change one. */
Plan *plan_copy(Cx *cx, const Plan *plan);

/* Called for each expression; NULL with cx->error set ends the walk. */
typedef const Expr *(*ExprMapFn)(Cx *cx, const Expr *expr, void *context);

/* The node with each direct child (expressions only) replaced by fn(child).  The same node is
 * returned where nothing changed. */
const Expr *expr_map_children(Cx *cx, const Expr *expr, ExprMapFn fn, void *context);
/* The plan with each expression it holds replaced by fn(expr). */
Plan *plan_map_exprs(Cx *cx, Plan *plan, ExprMapFn fn, void *context);

/* Called for each node; false stops the walk. */
typedef bool (*ExprVisitFn)(const Expr *expr, void *context);

/* Visit `expr` and everything below it, parents first.  Plans of subqueries are not entered. */
bool expr_visit(const Expr *expr, ExprVisitFn fn, void *context);
/* Visit the direct children only. */
bool expr_visit_children(const Expr *expr, ExprVisitFn fn, void *context);
/* Visit each expression tree that `plan` itself holds (not those of its inputs). */
bool plan_visit_exprs(const Plan *plan, ExprVisitFn fn, void *context);
/* The plan inside `expr` itself (a subquery), or NULL. */
Plan *expr_subplan(const Expr *expr);

/* The columns a resolved plan gives, in order. */
Columns plan_output(Cx *cx, const Plan *plan);

bool expr_equal(const Expr *a, const Expr *b); /* positions and notes do not count */
bool plan_equal(const Plan *a, const Plan *b);
uint64_t expr_hash(const Expr *expr);

/* --- Printing ------------------------------------------------------------------------------------
 */

/* The expression as SQL a reader recognises. */
void expr_print(StrBuilder *out, const Expr *expr);
Str expr_text(Arena *arena, const Expr *expr);
/* The node and its fields on one line, without its inputs: "Filter predicate=(a < 5)". */
void plan_print_node(StrBuilder *out, const Plan *plan);
/* The whole plan, a line a node, inputs indented by two. */
Str plan_text(Cx *cx, const Plan *plan);

/* --- Encoding ------------------------------------------------------------------------------------
 */

/* A flat post-order array of node records that refer to each other by index, so shared subplans
 * stay shared, packed as msgpack. */
void plan_encode(Cx *cx, const Plan *plan, StrBuilder *out);
/* Nothing in `bytes` is trusted: XX000 for anything this build would not have written.  Texts are
 * copied into cx->arena. */
must_use Plan *plan_decode(Cx *cx, Str bytes);

/* --- Verification ---------------------------------------------------------------------------- */

/* Every column reference is given by an input (or `outer`), every type is known, list lengths fit.
 * False: cx->error (XX000) names the node. */
must_use bool plan_verify(Cx *cx, const Plan *plan, Columns outer);

#endif
