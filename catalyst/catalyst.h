/*
 * catalyst.h -- PUBLIC: from an unresolved plan to a physical one.
 *
 *     analyse    one pass: names, types, coercions          unresolved -> logical
 *     optimise   batches of rules                           logical    -> logical
 *     plan_physical   strategies, exchanges                 logical    -> physical
 *
 * Everything lives in cx->arena.  Nothing here does I/O or keeps state between calls.
 */
#ifndef CATALYST_CATALYST_H
#define CATALYST_CATALYST_H

#include "catalyst/tree/tree.h"
#include "storage/catalog.h"

enum {
    PARAMETERS_MAX = 65535,
    TARGETS_MAX = 1664, /* as PostgreSQL: 54011 beyond */
};

/* --- Analysis -------------------------------------------------------------------------------- */

/* A relation that is not a file: pg_catalog.  NULL without an error: no such relation.  The plan is
 * a SystemScan whose columns have fresh ids from `take_id`, or a Values where it has no rows.  A
 * name with a zero at its end is that of a function that is called in FROM. */
typedef Plan *(*SystemRelationFn)(void *context, Cx *cx, Str schema, Str name,
                                  ColumnId (*take_id)(void *ids), void *ids);

/* A call of a FUNCTION_SYSTEM function over coerced arguments: what it means in this session and
 * catalog version, made of constants and ordinary calls.  NULL with an error otherwise. */
typedef const Expr *(*SystemCallFn)(void *context, Cx *cx, const Call *call);

/* A name that is to become of a type that shows oids as names: 'lineitem'::regclass. */
typedef struct SystemName {
    TypeId type;
    Str text;
    int position;
    bool may_miss; /* to_regclass(): only names, and 0 for what is not there */
} SystemName;

/* Its oid.  Raises 42P01, 42704, 42883, 42725, 3F000, 42602. */
typedef bool (*SystemNameFn)(void *context, Cx *cx, const SystemName *name, int64_t *out_oid);

/* What a statement does with a table, for those who have to allow it. */
typedef struct TableAccess {
    const CatalogTable *table;
    uint32_t view_oid; /* of the view whose query does it; 0: the statement itself */
    int position;      /* where it is named */
    bool reads, inserts, updates, deletes;
    const bool *is_read; /* by column, and so below; NULL: none */
    const bool *is_inserted;
    const bool *is_updated;
    const ColumnId *ids; /* the analysis' own: of each column, as it is read */
    const ColumnId *written_ids;
} TableAccess;

typedef struct TableAccesses {
    TableAccess *items;
    uint32_t count, capacity;
} TableAccesses;

typedef struct AnalyseInput {
    const CatalogVersion *catalog;
    SearchPath path;
    SystemRelationFn system_relation; /* NULL: none */
    SystemCallFn system_call;         /* NULL: such functions raise 0A000 */
    SystemNameFn system_name;         /* NULL: only numbers name objects */
    void *system_context;
    Str user, session_user, database; /* for CURRENT_USER and the like */
    bool is_part; /* of a statement whose other parts say more of the parameters */
    bool notes_accesses;
    TableAccesses accesses; /* out, where they are noted */
    /* The outputs go to a client: those that are objects (regclass and its like) become their
     * names, but where the format, a byte a column, is binary. */
    bool shows_objects;
    Str shown_formats;
    /* Parameter types: `given` as the client said (0: infer), on return completed. */
    TypeId *parameter_types;
    uint32_t parameter_count; /* grows to the highest $n */
    uint32_t parameter_capacity;
    const Value *parameter_values; /* of those types; NULL: not known yet (Parse) */
    ColumnId next_id;              /* first id to give; on return the next one free */
} AnalyseInput;

/* Resolve a Query.  Raises what PostgreSQL raises, with positions.  A prepared statement is
 * analysed twice: at Parse for its types and columns, at Bind with values, which become constants.
 */
must_use Plan *analyse(Cx *cx, AnalyseInput *input, const Plan *query);

/* Types that were written, TypeCasts without an argument: PREPARE name (types). */
must_use bool analyse_types(Cx *cx, AnalyseInput *input, Exprs written, TypeId *out_types);

/* The arguments of EXECUTE, over no columns, coerced to the types of the statement's parameters as
 * an assignment is.  Raises 42804, 0A000, 42803. */
must_use bool analyse_arguments(Cx *cx, AnalyseInput *input, Exprs args, const TypeId *types,
                                Exprs *out_args);

/* --- Statements that change rows ------------------------------------------------------------- */

typedef enum ModifyKind {
    MODIFY_INSERT,
    MODIFY_UPDATE,
    MODIFY_DELETE,
    MODIFY_REWRITE, /* ALTER TABLE: all rows into a table that is empty */
    MODIFY_VALIDATE /* ALTER TABLE: rows that are only looked at */
} ModifyKind;
typedef enum ConflictAction { CONFLICT_ERROR, CONFLICT_NOTHING, CONFLICT_UPDATE } ConflictAction;

/* WITH CHECK OPTION: what must be true of a row that is written through the view. */
typedef struct ViewCheck {
    Str view;
    const Expr *expr;
} ViewCheck;
typedef struct ViewChecks {
    ViewCheck *items;
    uint32_t count;
} ViewChecks;

/*
 * A plan that gives the rows to write, and what the driver does with each:
 *
 *     columns of `input`:  [address]  values...        what RETURNING reads besides
 *                          of a row   of all columns of the table (none for DELETE)
 *                          that goes
 *
 * The driver evaluates `defaults`, then `generated`, `checks` and `returning` over these columns:
 * what only the driver knows (nextval) must not be in the plan, which may run anywhere.
 */
typedef struct ModifyPlan {
    ModifyKind kind;
    const CatalogTable *table;
    Plan *input;
    Columns columns;         /* of `input` */
    bool has_address;        /* the first of them; null: no row goes (an upsert that inserts) */
    uint32_t first_value;    /* where the values stand */
    Exprs defaults;          /* by column of the table; NULL: the plan gives the value */
    const Expr *filter;      /* COPY: after the defaults, which rows are written; NULL: all */
    Exprs generated;         /* likewise, of generated columns */
    const bool *is_assigned; /* UPDATE: by column of the table */
    bool checks_foreign;     /* ALTER TABLE: foreign keys that are new, too */
    Exprs checks;            /* by constraint of the table; NULL: it is none */
    ViewChecks view_checks;  /* the first that fails is told; of no view: none */
    Exprs domains;           /* values of columns of domains, which raise where they are none */
    Named returning;
    ConflictAction on_conflict;
    const bool *is_arbiter; /* by constraint of the table: which of them ON CONFLICT means */
} ModifyPlan;

/* Resolve an Insert, Update or Delete.  Raises what PostgreSQL raises, with positions. */
must_use bool analyse_modify(Cx *cx, AnalyseInput *input, const Plan *statement,
                             ModifyPlan *out_plan);
/* The table that the statement changes, behind whatever views; 42P01, 42809 and 55000 where it
 * cannot be. */
must_use const CatalogTable *analyse_target(Cx *cx, AnalyseInput *input, const Plan *statement);

/* Can rows of the view be changed as if it were a table, and may they be as far as the query is
 * concerned?  *out_obstacle: why not, as errors say it.  By column: can it be written? */
bool analyse_updatable(Cx *cx, AnalyseInput *input, const CatalogTable *view, bool *out_columns,
                       const char **out_obstacle);

/* The relation that COPY names. */
typedef struct CopyTable {
    Str name;
    const CatalogTable *table; /* NULL: one of pg_catalog */
    Columns columns;           /* all of them */
    uint32_t *copied;          /* those listed, or all, by number */
    uint32_t copied_count;
} CopyTable;

/* Raises 42P01, 42703, 42701; and for FROM what WHERE raises. */
must_use bool analyse_copy(Cx *cx, AnalyseInput *input, const Copy *copy, CopyTable *out_table);
/* COPY FROM over a table in memory: a ModifyPlan without `input`, whose columns are those of the
 * table.  The batches that are given to it need not have values where a column has a default. */
must_use bool analyse_copy_from(Cx *cx, AnalyseInput *input, const Copy *copy,
                                const CopyTable *table, ModifyPlan *out_plan);
/* COPY TO: the Query that gives its rows. */
Plan *copy_query(Cx *cx, const Copy *copy, const CopyTable *table);

/* --- Definitions ----------------------------------------------------------------------------- */

/* The type that a TypeCast without an argument names; *out_domain: the domain whose base it is. */
must_use bool analyse_type(Cx *cx, AnalyseInput *input, const Expr *type, Type *out_type,
                           const CatalogType **out_domain);
/* A query to be stored, with the oids of the relations it names. */
must_use Plan *analyse_names(Cx *cx, const AnalyseInput *input, const Plan *query);
/* May the expression be the default of this column?  42804, 0A000 otherwise. */
must_use bool analyse_default(Cx *cx, AnalyseInput *input, const CatalogColumn *column,
                              const Expr *expr);
/* May the expression be a check over the table's columns? */
must_use bool analyse_check(Cx *cx, AnalyseInput *input, const CatalogTable *table,
                            const Expr *expr);

/* May the expression generate the column at `at` of the table?  42P17 where it is not immutable or
 * names another generated column. */
must_use bool analyse_generated(Cx *cx, AnalyseInput *input, const CatalogTable *table, uint32_t at,
                                const Expr *expr);
/* May it be a key of an index over the table, or say which rows are in it? */
must_use bool analyse_index_key(Cx *cx, AnalyseInput *input, const CatalogTable *table,
                                const Expr *expr);
must_use bool analyse_index_where(Cx *cx, AnalyseInput *input, const CatalogTable *table,
                                  const Expr *expr);
/* May the column become of that type, by itself or as `using` says (NULL: nothing)?  42804. */
must_use bool analyse_type_change(Cx *cx, AnalyseInput *input, const CatalogTable *table,
                                  uint32_t at, Type to, const Expr *using);

/* Where the values of a column of a rewritten table come from. */
enum { REWRITE_DEFAULT = UINT32_MAX };
typedef struct RewriteSource {
    uint32_t from;    /* the column of the former table, or REWRITE_DEFAULT */
    const Expr *expr; /* USING, over the former table; NULL: the column as it is */
} RewriteSource;

/* The rows of `former` as those of `table`; `keeps_rows`: they stay as they are, and are checked.
 */
must_use bool analyse_rewrite(Cx *cx, AnalyseInput *input, const CatalogTable *former,
                              const CatalogTable *table, const RewriteSource *sources,
                              bool keeps_rows, ModifyPlan *out_plan);
/* Does the query read that column of the table (0: any)?  False also where it means nothing. */
bool analyse_reads_column(Cx *cx, AnalyseInput *input, const Plan *query, uint32_t table_oid,
                          int16_t attribute);

/* --- Definitions as texts -------------------------------------------------------------------- */

/* What parsed trees are written against: see deparse/README.md. */
typedef struct DeparseInput {
    const CatalogVersion *catalog;
    SearchPath path; /* names that it finds are written without their schemas */
    SystemRelationFn system_relation;
    void *system_context;
    bool is_pretty; /* parentheses only where they are needed */
    bool is_domain; /* the only column is the VALUE of a domain's check */
} DeparseInput;

/* The expression as PostgreSQL would show it: over the columns of `table` (NULL: none), as a value
 * of type `to` (NULL: its own).  Raises what analysis would, 0A000 for what it cannot write. */
must_use Str deparse_expr(Cx *cx, const DeparseInput *input, const Expr *expr,
                          const CatalogTable *table, const Type *to);
/* The type of an expression over the table's columns. */
must_use bool deparse_type(Cx *cx, const DeparseInput *input, const Expr *expr,
                           const CatalogTable *table, Type *out_type);
/* The query of a view, whose columns have these names. */
must_use Str deparse_query(Cx *cx, const DeparseInput *input, const Plan *query, Texts names);

/* A column of a relation (the catalog's, too) that a query reads; attribute 0: the relation. */
typedef struct ColumnRead {
    uint32_t relation;
    int16_t attribute;
} ColumnRead;

typedef struct ColumnReads {
    ColumnRead *items;
    uint32_t count;
} ColumnReads;

/* All relations and columns that a stored query names, each once, those of its subqueries too; what
 * views that it names read is theirs. */
must_use bool deparse_reads(Cx *cx, const DeparseInput *input, const Plan *query,
                            ColumnReads *out_reads);

/* --- Optimisation ---------------------------------------------------------------------------- */

/* Stands for every rule that a plan can do without. */
#define ALL_RULES "all"

typedef struct RuleTrace {
    const char *batch;
    const char *rule;
    Str before, after; /* the subtree the rule changed; printed only when tracing */
} RuleTrace;

typedef struct OptimiseOptions {
    bool trace;                    /* keep before and after of each effective rule */
    Texts rules_off;               /* debug: names of rules that must not fire, or ALL_RULES */
    ColumnId *next_id;             /* rules may make columns */
    const CatalogVersion *catalog; /* statistics of the tables scanned; NULL: none known */
    bool is_unstable;     /* out: a batch reached its limit of rounds, a fault of the rules */
    RuleTrace *traces;    /* out: cx->arena */
    uint32_t trace_count; /* out */
} OptimiseOptions;

/* Is there a rule of this name?  ALL_RULES is one. */
bool optimise_has_rule(Str name);

must_use Plan *optimise(Cx *cx, OptimiseOptions *options, Plan *plan);

/* --- Physical planning ----------------------------------------------------------------------- */

typedef enum ForceJoin { FORCE_NONE, FORCE_BROADCAST, FORCE_SHUFFLE } ForceJoin;

typedef struct PhysicalOptions {
    uint32_t worker_count;
    uint32_t partitions;         /* of hash exchanges */
    ForceJoin force_join;        /* debug */
    int64_t broadcast_bytes_max; /* build sides up to this are broadcast */
    ColumnId *next_id;
} PhysicalOptions;

must_use Plan *plan_physical(Cx *cx, const PhysicalOptions *options, Plan *plan);

#endif
