/*
 * expression.h -- PUBLIC: functions, operators, casts and aggregates, and how expressions run.
 *
 *     functions.def ──> function_find...      planners: overloads, result types, properties
 *     Expr ── program_compile ──> Program ── program_run ──> Columns      workers, constant folding
 *                                 Filter  ── filter_run  ──> a smaller selection
 *
 * A Program is a flat list of steps over registers; a register is a Column.  Each step calls a
 * kernel once per batch.  Programs are immutable; what changes while one runs is in ProgramState,
 * one a thread.
 */
#ifndef EXPRESSION_EXPRESSION_H
#define EXPRESSION_EXPRESSION_H

#include "base/batch.h"
#include "catalyst/tree/tree.h"

/* --- Functions ------------------------------------------------------------------------------- */

enum { FUNCTION_ARGS_MAX = 8 };

typedef enum FunctionFlags {
    FUNCTION_STRICT = 1,    /* null if any argument is null; the kernel never sees such rows */
    FUNCTION_RAISES = 2,    /* may fail on some input: see the raise rule in run.c */
    FUNCTION_VOLATILE = 4,  /* another result at each call: random() */
    FUNCTION_STABLE = 8,    /* the same within a statement, as its context says: now() */
    FUNCTION_OPERATOR = 16, /* an operator, found by operator_candidates, not by name */
    FUNCTION_COMMUTES = 32, /* f(a, b) = f(b, a) */
    FUNCTION_AGGREGATE = 64,
    FUNCTION_VARIADIC = 128, /* the last argument type may repeat: concat */
    FUNCTION_HIDDEN = 256,   /* made by the planner only: no SQL name finds it */
    FUNCTION_SHOWS = 4096,   /* arguments declared NONE are given as text, as output functions do */
    FUNCTION_CASTS = 2048,   /* the same, as a cast does: a boolean is `true`, not `t` */
    FUNCTION_SYSTEM = 512,   /* asks the session or the catalog: analysis replaces the call */
    FUNCTION_SET = 1024,     /* returns a set: stands in ProjectSet nodes only; all are strict */
    FUNCTION_ORDERED_SET = 1 << 16, /* an aggregate with WITHIN GROUP; its last arguments are sorted
                                     * by.  VARIADIC: as many as there are direct ones */
    FUNCTION_WINDOW = 1 << 17,      /* stands in Window nodes only; workers know them by id */
    FUNCTION_DRIVER = 8192, /* asks the session while it runs, so in the driver only: nextval */
} FunctionFlags;

typedef struct KernelCall {
    Cx *cx;             /* results go to cx->arena, errors to cx->error */
    const Column *args; /* each of `rows` rows; integer columns may be narrower than their type */
    const Type *arg_types;
    uint32_t arg_count;
    uint32_t rows;
    const Row *selection; /* the rows that count, ascending; NULL: all */
    uint32_t selected;
    Type result_type;
    int position;      /* of the expression, for errors */
    const void *state; /* what the function's prepare made, or NULL */
} KernelCall;

/* Compute *out.  STRICT kernels need not set validity: the runner does.  Rows outside the
 * selection may get any readable value and must not raise. */
typedef bool (*Kernel)(const KernelCall *call, Column *out);

/* Write the selected rows for which the (boolean) result is true to out_rows, ascending; returns
 * how many.  Cannot fail.  Null arguments count as not true. */
typedef uint32_t (*SelectKernel)(const KernelCall *call, Row *out_rows);

/* Make the kernel's state from arguments that are constant (NULL where not): a compiled LIKE
 * pattern.  Lives in cx->arena.  Called once per Program. */
typedef const void *(*KernelPrepare)(Cx *cx, const Value *const *constants, const Type *types);

typedef struct Function {
    uint32_t oid; /* pg_proc.oid where PostgreSQL has the function, else from 16384 - 1 downwards */
    uint32_t operator_oid;           /* pg_operator.oid, or 0 */
    const char *name;                /* "substring", "+" */
    uint8_t result;                  /* TypeId */
    uint8_t arg_count;               /* operators: 1 is prefix */
    uint8_t args[FUNCTION_ARGS_MAX]; /* TypeId */
    uint32_t flags;
    Kernel kernel;         /* NULL for aggregates */
    SelectKernel select;   /* comparisons and LIKE: straight to a selection; or NULL */
    KernelPrepare prepare; /* or NULL */
} Function;

typedef int FunctionId; /* row of functions.def; the same in all processes of one build */

const Function *function_get(FunctionId id);
FunctionId function_count(void);
/* The rows with this name, in their order: functions, operators and hidden ones alike. */
uint32_t functions_named(Str name, const FunctionId **out_ids);
/* The rows whose function_proname() is this: the functions behind operators, by their own names. At
 * most `capacity`. */
uint32_t procedures_named(Str name, FunctionId *out_ids, uint32_t capacity);
/* pg_proc.proname and provolatile: "int4eq" of the operator "=". */
const char *function_proname(FunctionId id);
char function_volatility(FunctionId id);
/* The names of a function's arguments, NULL where there are none; *out_defaults: how many of the
 * last may be left out. */
const char *const *function_arg_names(FunctionId id, uint32_t *out_defaults);
/* By identity: FUNCTION_ID(INT4_ADD) names a row at compile time. */
typedef enum FunctionName_ {
#define FUNCTION(ID, ...) FUNCTION_ID_##ID,
#include "expression/functions.def"
#undef FUNCTION
} FunctionIdName;
#define FUNCTION_ID(ID) FUNCTION_ID_##ID

/* PostgreSQL's number of the encoding that this names; -1: of none. */
int encoding_number(Str name);

/* The name as SQL writes it: quoted where it must be. */
Str quoted_name(Arena *arena, Str name);

/* `a`, `"A b".c . d`: the parts of a name, in lower case where they are not quoted.  False where it
 * is none; with `capacity` parts the rest is not looked at. */
bool name_parts_read(Arena *arena, Str text, Str *out_parts, uint32_t capacity,
                     uint32_t *out_count);

/* What a directory for find_object() lists; see kernels/object.c for how it is written. */
typedef enum DirectoryKind {
    DIRECTORY_CLASS = 'c',
    DIRECTORY_TYPE = 't',
    DIRECTORY_SCHEMA = 'n',
    DIRECTORY_ROLE = 'r',
    DIRECTORY_PROCEDURE = 'p',
    DIRECTORY_OPERATOR = 'o',
    DIRECTORY_COLLATION = 'l',
    DIRECTORY_CONFIGURATION = 'f',
    DIRECTORY_DICTIONARY = 'd',
} DirectoryKind;

/* The text as SQL writes it: 'text', or E'text' where it has a backslash. */
Str quoted_literal(Arena *arena, Str text);

/* --- Casts ----------------------------------------------------------------------------------- */

typedef enum CastContext { CAST_IMPLICIT, CAST_ASSIGNMENT, CAST_EXPLICIT, CAST_NONE } CastContext;

/* How `from` becomes `to`: pg_cast's context, or EXPLICIT through text where PostgreSQL does that,
 * or NONE.  Same type: IMPLICIT. */
CastContext cast_context(TypeId from, TypeId to);
/* Can the cast fail on some value? (int8 to int4, text to date, a length that is too short) */
bool cast_raises(Type from, Type to);

/* --- Properties of expressions --------------------------------------------------------------- */

bool expr_can_raise(const Expr *expr); /* anything in it may fail */
bool expr_is_volatile(const Expr *expr);
bool expr_asks_driver(const Expr *expr); /* calls a FUNCTION_DRIVER */
bool expr_sleeps(const Expr *expr);      /* calls pg_sleep or its like */
bool expr_is_constant(const Expr *expr); /* no columns, parameters, subqueries, volatile calls */

/* The value of a constant expression.  Raises what evaluating it raises. */
must_use bool expr_fold(Cx *cx, const Expr *expr, Value *out_value);

/* The physical fact of numeric arithmetic: what FIXED form `function` (FUNCTION_ID of a numeric
 * operator) gives over arguments of these types, or VAR.  Analysis stores it in the node's type. */
Type numeric_result_type(FunctionId function, const Type *args, uint32_t arg_count);
/* The same where the result is summed: FIXED also where only extreme values do not fit, which then
 * raise 22003. */
Type numeric_term_type(FunctionId function, const Type *args, uint32_t arg_count);

/* The expression with each numeric it computes VAR: it raises nothing that PostgreSQL would not. */
must_use const Expr *expr_exact(Cx *cx, const Expr *expr);

/* The same of extract(field from a value of type `of`), where the field is a constant: FIXED with
 * the field's scale, or VAR where the scale differs by value or there is no such field. */
Type extract_result_type(Str field, TypeId of);

/* --- Sets ------------------------------------------------------------------------------------ */

bool expr_is_set(const Expr *expr); /* a call of a function that returns a set */
/* How many values it gives, as far as its arguments tell; negative: they do not.  1 of others. */
double set_rows(const Expr *expr);

/* One call being read.  Lives in cx->arena and borrows the arguments' texts. */
typedef struct SetCursor SetCursor;
must_use SetCursor *set_open(Cx *cx, const Call *call, const Value *args, const Type *types);
/* Up to `max` further values, texts in cx->arena; fewer: that was all. */
must_use bool set_read(Cx *cx, SetCursor *cursor, Value *out_values, uint32_t max,
                       uint32_t *out_count);

/* --- What functions ask the session ---------------------------------------------------------- */

typedef enum PrivilegeKind {
    PRIVILEGE_OF_TABLE,
    PRIVILEGE_OF_ANY_COLUMN,
    PRIVILEGE_OF_COLUMN,
    PRIVILEGE_OF_SEQUENCE,
    PRIVILEGE_OF_SCHEMA,
    PRIVILEGE_OF_DATABASE,
    PRIVILEGE_OF_TABLESPACE,
    PRIVILEGE_OF_ROLE
} PrivilegeKind;

/* How has_..._privilege names a role, an object or a column. */
typedef struct NameOrOid {
    bool is_name;
    Str name;
    int64_t oid; /* or attnum */
} NameOrOid;

typedef struct PrivilegeQuestion {
    PrivilegeKind kind;
    bool has_role; /* else the current one */
    NameOrOid role, object, column;
    Str privileges; /* "SELECT, INSERT WITH GRANT OPTION" */
} PrivilegeQuestion;

/* Who answers FUNCTION_DRIVER functions that run on this thread.  Fallible ones raise. */
typedef struct ExpressionHost {
    bool (*next_value)(struct ExpressionHost *host, Cx *cx, uint32_t sequence, int64_t *out_value);
    bool (*current_value)(struct ExpressionHost *host, Cx *cx, uint32_t sequence,
                          int64_t *out_value);
    bool (*set_value)(struct ExpressionHost *host, Cx *cx, uint32_t sequence, int64_t value,
                      bool is_called);
    bool (*last_value)(struct ExpressionHost *host, Cx *cx, int64_t *out_value);
    /* Cancel what another session does, or end it.  *out_sent false: there is none. */
    bool (*signal)(struct ExpressionHost *host, Cx *cx, int64_t pid, bool terminates,
                   bool *out_sent);
    /* `value` without data: the default.  *out_value: as it is then shown. */
    bool (*set_setting)(struct ExpressionHost *host, Cx *cx, Str name, Str value, bool is_local,
                        Str *out_value);
    /* *out_value null where `may_miss` and there is none. */
    bool (*get_setting)(struct ExpressionHost *host, Cx *cx, Str name, bool may_miss,
                        Value *out_value);
    /* *out_value: a boolean, null where the object is not there. */
    bool (*has_privilege)(struct ExpressionHost *host, Cx *cx, const PrivilegeQuestion *question,
                          Value *out_value);
    int64_t sleep_micros; /* to pass before anyone sees what was computed; added to by pg_sleep */
} ExpressionHost;

/* NULL: nobody, as in workers; such calls then raise 0A000. */
void expression_host_set(ExpressionHost *host);

/* --- Programs -------------------------------------------------------------------------------- */

typedef struct Program Program;
typedef struct ProgramState ProgramState;

/* Compile expressions over batches whose columns are `input`, in that order.  Lives in cx->arena.
 * Common subexpressions are computed once. */
must_use Program *program_compile(Cx *cx, Exprs exprs, Columns input);
must_use ProgramState *program_start(Cx *cx, const Program *program);

/*
 * Evaluate all expressions of the program for the live rows of `batch`; out_columns has room for
 * them, each of batch->rows rows.  Columns live in cx->arena (rewound by the caller per batch) or
 * are those of the batch.
 */
must_use bool program_run(Cx *cx, ProgramState *state, const Batch *batch, Column *out_columns);

typedef struct FilterProgram FilterProgram;
typedef struct FilterState FilterState;

/*
 * A conjunction.  The raise rule: conjuncts that can raise run after all that cannot, in the order
 * given, on the rows that are left; the others are re-ordered by measured cost and pass rate.
 */
must_use FilterProgram *filter_compile(Cx *cx, Exprs conjuncts, Columns input);
must_use FilterState *filter_start(Cx *cx, const FilterProgram *filter);
/* Shrink the selection of `batch` to the rows for which all conjuncts are true.  The selection is
 * written to cx->arena. */
must_use bool filter_run(Cx *cx, FilterState *state, Batch *batch);

/* Which columns of `input` each conjunct reads, for reading later ones only for survivors:
 * bit c of out_columns (bit_words(input.count) words) is set where conjunct `at` of the current
 * order needs column c. */
uint32_t filter_conjunct_count(const FilterProgram *filter);
void filter_conjunct_columns(const FilterState *state, uint32_t at, uint64_t *out_columns);
/* A batch begins whose conjuncts are run one by one: the only call that changes the order, so it
 * comes before anybody asks which columns a conjunct reads. */
void filter_begin_batch(FilterState *state);
/* Run only conjunct `at` of the current order. */
must_use bool filter_run_one(Cx *cx, FilterState *state, uint32_t at, Batch *batch);

/* --- Casting whole columns, for sinks and keys ----------------------------------------------- */

/* The same integers in a wider or narrower layout that holds them; FLAT or CONST as `column` is. */
Column column_with_layout(Arena *arena, const Column *column, Layout layout);

#endif
