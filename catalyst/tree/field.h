/*
 * field.h -- PUBLIC: what the fields of plans and expressions hold.
 */
#ifndef CATALYST_TREE_FIELD_H
#define CATALYST_TREE_FIELD_H

#include "base/file_pin.h"
#include "base/value.h"

typedef struct Plan Plan;
typedef struct Expr Expr;
typedef uint32_t ColumnId; /* 0: none */

/* --- Fields --------------------------------------------------------------------------------------
 */

/* A column that a plan gives. */
typedef struct PlanColumn {
    ColumnId id;
    Str name;
    Type type;
    bool nullable;
    uint32_t table_oid; /* where it comes from unchanged: for RowDescription; else 0 */
    int16_t attribute;  /* its number in that table, from 1; else 0 */
} PlanColumn;

typedef struct NamedExpr {
    PlanColumn column;
    const Expr *expr;
} NamedExpr;

typedef struct SortKey {
    const Expr *expr;
    bool descending;
    bool nulls_first;
    Str using_operator; /* unresolved only: ORDER BY a USING < */
} SortKey;

/* A file that a scan reads, and the rows of its chunks. */
typedef struct PlanFile {
    Str path;
    uint8_t format; /* FileFormat */
    FilePin pin;
    uint32_t chunk_count;
    int64_t *chunk_rows;
} PlanFile;

typedef struct Exprs {
    const Expr **items;
    uint32_t count;
} Exprs;
typedef struct Plans {
    Plan **items;
    uint32_t count;
} Plans;
typedef struct Texts {
    Str *items;
    uint32_t count;
} Texts;
typedef struct Counts {
    int64_t *items;
    uint32_t count;
} Counts;
typedef struct Columns {
    PlanColumn *items;
    uint32_t count;
} Columns;
typedef struct Named {
    NamedExpr *items;
    uint32_t count;
} Named;
typedef struct Sorts {
    SortKey *items;
    uint32_t count;
} Sorts;
typedef struct Files {
    PlanFile *items;
    uint32_t count;
} Files;

typedef enum FieldKind {
    FIELD_END,
    FIELD_KID,
    FIELD_KIDS,
    FIELD_EXPR,
    FIELD_EXPRS,
    FIELD_NAMED,
    FIELD_SORTS,
    FIELD_COLUMNS,
    FIELD_COUNT,
    FIELD_COUNTS,
    FIELD_FLAG,
    FIELD_CHOICE,
    FIELD_TEXT,
    FIELD_NOTE,
    FIELD_TEXTS,
    FIELD_VALUE,
    FIELD_FILES,
} FieldKind;

typedef struct Field {
    uint8_t kind; /* FieldKind; FIELD_END ends the table */
    uint16_t offset;
    const char *name;
    const char *const *names; /* CHOICE: what each value is called; NULL ends */
} Field;

typedef struct NodeType {
    const char *name;
    size_t size; /* bytes of the struct */
    const Field *(*fields)(void);
} NodeType;

/* --- Choices -------------------------------------------------------------------------------------
 */

typedef enum JoinType {
    JOIN_INNER,
    JOIN_LEFT,
    JOIN_RIGHT,
    JOIN_FULL,
    JOIN_SEMI,
    JOIN_ANTI,
    JOIN_MARK,
    JOIN_SINGLE
} JoinType;
typedef enum BoolTestKind {
    TEST_TRUE,
    TEST_NOT_TRUE,
    TEST_FALSE,
    TEST_NOT_FALSE,
    TEST_UNKNOWN,
    TEST_NOT_UNKNOWN
} BoolTestKind;
typedef enum ExtremeKind { EXTREME_GREATEST, EXTREME_LEAST } ExtremeKind;
typedef enum FrameMode { FRAME_ROWS, FRAME_RANGE, FRAME_GROUPS } FrameMode;
typedef enum FrameBound {
    BOUND_UNBOUNDED_PRECEDING,
    BOUND_PRECEDING, /* by an offset */
    BOUND_CURRENT_ROW,
    BOUND_FOLLOWING, /* by an offset */
    BOUND_UNBOUNDED_FOLLOWING
} FrameBound;
typedef enum FrameExclusion {
    EXCLUDE_NO_OTHERS,
    EXCLUDE_CURRENT_ROW,
    EXCLUDE_GROUP,
    EXCLUDE_TIES
} FrameExclusion;
typedef enum SubqueryKind {
    SUBQUERY_EXISTS,
    SUBQUERY_SCALAR,
    SUBQUERY_ANY,
    SUBQUERY_ALL,
    SUBQUERY_ARRAY
} SubqueryKind;
typedef enum AggregatePhase { PHASE_COMPLETE, PHASE_PARTIAL, PHASE_FINAL } AggregatePhase;
typedef enum Distribution {
    DISTRIBUTION_ANY,
    DISTRIBUTION_SINGLE,
    DISTRIBUTION_BROADCAST,
    DISTRIBUTION_HASH
} Distribution;
typedef enum SetOperationKind { SET_UNION, SET_INTERSECT, SET_EXCEPT } SetOperationKind;
typedef enum Materialize { MATERIALIZE_DEFAULT, MATERIALIZE_ALWAYS, MATERIALIZE_NEVER } Materialize;
typedef enum TransactionAction {
    TRANSACTION_BEGIN,
    TRANSACTION_START,
    TRANSACTION_COMMIT,
    TRANSACTION_ROLLBACK,
    TRANSACTION_SAVEPOINT,
    TRANSACTION_RELEASE,
    TRANSACTION_ROLLBACK_TO
} TransactionAction;

typedef enum Overriding { OVERRIDING_NONE, OVERRIDING_USER, OVERRIDING_SYSTEM } Overriding;
typedef enum ConstraintKind {
    CONSTRAINT_NULL,
    CONSTRAINT_NOT_NULL,
    CONSTRAINT_DEFAULT,
    CONSTRAINT_IDENTITY,
    CONSTRAINT_GENERATED,
    CONSTRAINT_CHECK,
    CONSTRAINT_PRIMARY,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_FOREIGN
} ConstraintKind;
/* Of a foreign key, in the order of the catalog's ForeignAction. */
typedef enum ReferenceAction {
    REFERENCE_NO_ACTION,
    REFERENCE_RESTRICT,
    REFERENCE_CASCADE,
    REFERENCE_SET_NULL,
    REFERENCE_SET_DEFAULT
} ReferenceAction;
typedef enum OnCommit { ON_COMMIT_PRESERVE, ON_COMMIT_DELETE, ON_COMMIT_DROP } OnCommit;
typedef enum ObjectKind {
    OBJECT_TABLE,
    OBJECT_VIEW,
    OBJECT_MATERIALIZED_VIEW,
    OBJECT_SEQUENCE,
    OBJECT_INDEX,
    OBJECT_TYPE,
    OBJECT_DOMAIN,
    OBJECT_SCHEMA,
    OBJECT_COLUMN,
    OBJECT_CONSTRAINT, /* COMMENT ON CONSTRAINT column ON object */
    OBJECT_DATABASE,
    OBJECT_ROLE
} ObjectKind;
typedef enum AlterKind {
    ALTER_RENAME,              /* the object, to new_name */
    ALTER_RENAME_COLUMN,       /* name, to new_name */
    ALTER_RENAME_CONSTRAINT,   /* name, to new_name */
    ALTER_RENAME_VALUE,        /* of an enum: name, to new_name */
    ALTER_SET_SCHEMA,          /* new_name */
    ALTER_SET_OWNER,           /* new_name */
    ALTER_ADD_COLUMN,          /* column; if_exists: IF NOT EXISTS */
    ALTER_DROP_COLUMN,         /* name */
    ALTER_COLUMN_TYPE,         /* name, type, expr: USING */
    ALTER_COLUMN_DEFAULT,      /* name, expr; none: DROP DEFAULT */
    ALTER_SET_NOT_NULL,        /* name */
    ALTER_DROP_NOT_NULL,       /* name */
    ALTER_ADD_CONSTRAINT,      /* constraint */
    ALTER_DROP_CONSTRAINT,     /* name */
    ALTER_ADD_VALUE,           /* of an enum: new_name, is_after or before name, if any;
                                  if_exists: IF NOT EXISTS */
    ALTER_ADD_IDENTITY,        /* name, constraint */
    ALTER_DROP_IDENTITY,       /* name */
    ALTER_SET_IDENTITY,        /* name, options: "generated" is "a" or "d" */
    ALTER_DROP_EXPRESSION,     /* name */
    ALTER_VALIDATE_CONSTRAINT, /* name */
    ALTER_CONSTRAINT_TIMING,   /* constraint: its name, is_deferrable, is_deferred */
    ALTER_SET_OPTIONS,         /* options */
    ALTER_RESET_OPTIONS,       /* options */
    ALTER_SET_LOGGED,
    ALTER_SET_UNLOGGED,
    ALTER_WITHOUT_EFFECT /* of what only moves bytes: name, of a column, if any */
} AlterKind;
typedef enum FetchDirection {
    FETCH_FORWARD,
    FETCH_BACKWARD,
    FETCH_ABSOLUTE,
    FETCH_RELATIVE
} FetchDirection;
#define FETCH_ALL INT64_MAX

extern const char *const join_names[];
extern const char *const bool_test_names[];
extern const char *const extreme_names[];
extern const char *const frame_mode_names[];
extern const char *const frame_bound_names[];
extern const char *const frame_exclusion_names[];
extern const char *const subquery_names[];
extern const char *const phase_names[];
extern const char *const distribution_names[];
extern const char *const set_operation_names[];
extern const char *const materialize_names[];
extern const char *const transaction_names[];
extern const char *const overriding_names[];
extern const char *const constraint_names[];
extern const char *const reference_names[];
extern const char *const on_commit_names[];
extern const char *const object_names[];
extern const char *const alter_names[];
extern const char *const fetch_names[];

#endif
