/*
 * shown.h -- private to deparse: a query with the types and casts of its expressions, as it is to
 * be written.
 *
 *     parsed tree ── show_*.c ──> Shown, ShownQuery ── write_*.c ──> text
 *
 * It has one node where PostgreSQL's analysis would have one: what was written as BETWEEN is two
 * comparisons here, a cast that nobody wrote is a node (and may be written or not).  It is made of
 * the parsed tree, not of the resolved plan, which has lost how the query was put.
 */
#ifndef CATALYST_DEPARSE_SHOWN_H
#define CATALYST_DEPARSE_SHOWN_H

#include "catalyst/analysis/binder.h"

typedef struct Shown Shown;
typedef struct ShownQuery ShownQuery;

typedef enum ShownTag {
    SHOWN_COLUMN,
    SHOWN_LITERAL,
    SHOWN_KEYWORD, /* CURRENT_DATE */
    SHOWN_CALL,
    SHOWN_AGGREGATE,
    SHOWN_OPERATOR, /* of one or two args */
    SHOWN_CAST,
    SHOWN_AND,
    SHOWN_OR,
    SHOWN_NOT,
    SHOWN_TEST,     /* arg IS NULL, arg IS NOT TRUE: `text` is what follows */
    SHOWN_DISTINCT, /* args[0] IS DISTINCT FROM args[1] */
    SHOWN_QUANTIFIED,
    SHOWN_CASE,  /* arg or NULL, else or NULL, then pairs of condition and value */
    SHOWN_WORDS, /* COALESCE(...), NULLIF(...), GREATEST(...), ROW(...): `text` is the word */
    SHOWN_ARRAY,
    SHOWN_SUBSCRIPT, /* args[0]'s; then lower (NULL: none) and upper of each dimension */
    SHOWN_COLLATE,
    SHOWN_SUBQUERY
} ShownTag;

/* Functions that the grammar has a syntax of their own for. */
typedef enum ShownSyntax {
    SYNTAX_CALL,
    SYNTAX_EXTRACT,
    SYNTAX_AT_TIME_ZONE,
    SYNTAX_OVERLAY,
    SYNTAX_POSITION,
    SYNTAX_SUBSTRING,
    SYNTAX_TRIM, /* BOTH and so on */
    SYNTAX_OVERLAPS,
    SYNTAX_NORMALIZE,
    SYNTAX_IS_NORMALIZED
} ShownSyntax;

typedef struct ShownList {
    Shown **items;
    uint32_t count;
} ShownList;

typedef struct ShownSort {
    Shown *expr;
    int ordinal; /* of an output, from 1, where it is written so; else 0 */
    bool descending, nulls_first;
} ShownSort;

typedef struct ShownSorts {
    ShownSort *items;
    uint32_t count;
} ShownSorts;

struct Shown {
    ShownTag tag;
    Type type; /* TYPE_UNKNOWN: a literal that nothing has typed yet */
    Str text;  /* COLUMN: qualified; LITERAL: the value; CALL, OPERATOR: the name; CAST: the domain
                */
    ShownList args;
    const Expr *parsed; /* LITERAL: what it was made of */
    ShownSyntax syntax; /* CALL */
    const char *side;   /* SYNTAX_TRIM: LEADING, TRAILING, BOTH; SYNTAX_NORMALIZE: the form */
    bool is_null;       /* LITERAL */
    bool is_explicit;   /* CAST: somebody wrote it */
    bool is_all;        /* QUANTIFIED, SUBQUERY */
    bool is_slice;      /* SUBSCRIPT */
    bool is_star;       /* AGGREGATE: count(*) */
    bool is_distinct;   /* AGGREGATE */
    ShownSorts order;   /* AGGREGATE */
    Shown *filter;      /* AGGREGATE; NULL: none */
    SubqueryKind kind;  /* SUBQUERY; args are what it is compared with by operator `text` */
    ShownQuery *query;  /* SUBQUERY */
};

/* --- Queries --------------------------------------------------------------------------------- */

typedef struct ShownColumn {
    Str name;
    Type type;
    ColumnRead is; /* of a relation; zero: none's */
} ShownColumn;

typedef struct ShownColumns {
    ShownColumn *items;
    uint32_t count;
} ShownColumns;

typedef struct ShownTarget {
    Shown *expr;
    Str name;
    Str column_name; /* of a plain column: the name it has without AS; else empty */
} ShownTarget;

typedef enum ShownFromTag { FROM_TABLE, FROM_SUBQUERY, FROM_FUNCTION, FROM_JOIN } ShownFromTag;

typedef struct ShownFrom ShownFrom;
struct ShownFrom {
    ShownFromTag tag;
    Str name;  /* TABLE: with its schema where it needs one */
    Str word;  /* TABLE: the relation's own name */
    Str alias; /* empty: not written */
    Texts columns;
    bool is_lateral;
    ShownQuery *query; /* SUBQUERY */
    ShownList calls;   /* FUNCTION */
    bool has_ordinality;
    JoinType join; /* JOIN */
    ShownFrom *left, *right;
    Shown *on;   /* NULL: none */
    Texts using; /* none: ON, or a cross join */
};

typedef struct ShownFromList {
    ShownFrom **items;
    uint32_t count;
} ShownFromList;

typedef enum ShownBodyTag { BODY_SELECT, BODY_VALUES, BODY_SET, BODY_QUERY } ShownBodyTag;

typedef struct ShownBody ShownBody;
struct ShownBody {
    ShownBodyTag tag;
    bool is_distinct; /* SELECT */
    ShownList distinct_on;
    ShownTarget *targets;
    uint32_t target_count;
    ShownFromList from;
    Shown *where, *having;
    ShownList groups;
    ShownList *rows; /* VALUES */
    uint32_t row_count;
    SetOperationKind operation; /* SET */
    bool is_all;
    ShownBody *left, *right;
    ShownQuery *query; /* QUERY: a branch with clauses of its own */
};

typedef struct ShownCte {
    Str name;
    Texts columns;
    Materialize materialize;
    ShownQuery *query;
} ShownCte;

struct ShownQuery {
    ShownCte *ctes;
    uint32_t cte_count;
    bool is_recursive;
    ShownBody *body;
    ShownSorts order;
    Shown *limit, *offset; /* NULL: none */
    bool with_ties;
    ShownColumns columns; /* what it gives */
    bool is_view;         /* `columns` name the outputs of all its branches */
};

/* --- Showing --------------------------------------------------------------------------------- */

/* A relation of FROM: what its columns are called, and how they are written. */
typedef struct Visible {
    Str schema; /* where it can be qualified with one */
    Str table;  /* what the query calls it; empty: a join without a name */
    Str column;
    Type type;
    Str text;            /* as it is written: qualified and quoted */
    Str shown_name;      /* the column's name as it is written, unquoted */
    bool qualified_only; /* merged by USING: found as t.a only */
    ColumnRead is;       /* of a relation; zero: none's */
} Visible;

typedef struct ShowScope ShowScope;
struct ShowScope {
    ShowScope *outer;
    Visible *columns;
    uint32_t count, capacity;
    /* Names that relations of this level are written by, in the order of FROM, as those of all
     * levels must differ: a, a_1. */
    Str *names;
    uint32_t name_count, name_capacity;
    uint32_t next_name; /* of which relation comes next */
};

typedef struct ShowCte ShowCte;
struct ShowCte {
    ShowCte *outer;
    Str name;
    ShownColumns columns;
};

typedef struct Shower {
    Cx *cx;
    const DeparseInput *input;
    AnalyseInput analysis; /* for looking up types and functions */
    Binder binder;
    ShowScope *scope;
    ShowCte *ctes;
    bool is_qualifying; /* columns are written with their tables' names */
    ColumnReads reads;  /* what has been shown, each once */
    uint32_t read_capacity;
} Shower;

/* show_expr.c */
Shown *show_expr(Shower *s, const Expr *expr);
bool show_list(Shower *s, Exprs list, ShownList *out_list);
Shown *make_shown(Shower *s, ShownTag tag, TypeId type, Str text);
bool show_sorts(Shower *s, Sorts sorts, ShownSorts *out_sorts);

/* show_type.c */
/* `shown` as a value of type `to`, by a cast that was written or one that was not; NULL of NULL, as
 * show_known, so that they can stand around what fails. */
Shown *show_cast(Shower *s, Shown *shown, Type to, bool is_explicit);
/* A literal that nothing has typed becomes text. */
Shown *show_known(Shower *s, Shown *shown);
/* All of one type, as UNION and CASE have it. */
bool show_common(Shower *s, ShownList list, Type *out_type);
bool show_chosen(Shower *s, Str name, bool is_operator, ShownList args, FunctionId *out_id);
bool show_arguments(Shower *s, FunctionId id, ShownList args, TypeId *out_result);
/* Of an operator; no left: a prefix. */
bool show_operands(Shower *s, Str operator_name, Shown **left, Shown **right, TypeId *out_type);

/* show_call.c */
Shown *show_function(Shower *s, const FunctionName *name);

/* show_query.c */
ShownQuery *show_query(Shower *s, const Plan *plan);

/* show_from.c */
/* Note the names of the relations of FROM, before any of them is shown. */
void take_names_of(Shower *s, Plans from);
bool show_from(Shower *s, Plans from, ShownFromList *out_list);
const Visible *find_visible_column(const Shower *s, const Name *name);
void note_read(Shower *s, ColumnRead read);

/* --- Writing --------------------------------------------------------------------------------- */

typedef struct Writer {
    StrBuilder out;
    const DeparseInput *input;
    bool is_pretty;  /* parentheses only where they are needed */
    bool has_breaks; /* lines are broken and indented */
    int indent;
} Writer;

enum { INDENT_STEP = 8, INDENT_JOIN = 4, INDENT_ITEM = 4 };

/* What an enum or domain is called, with its schema where the path does not find it. */
Str created_type_name(Arena *arena, const DeparseInput *input, const CatalogType *type);

/* Begin a line, indented by the level as `before` has changed it and `plus`, with `word`; then the
 * level changes by `after`. */
void write_line(Writer *w, const char *word, int before, int after, int plus);
void write_expr(Writer *w, const Shown *shown, bool shows_casts);
/* A key of GROUP BY or ORDER BY. */
void write_group_key(Writer *w, const Shown *shown);
void write_list(Writer *w, ShownList list, bool shows_casts);
void write_call(Writer *w, const Shown *shown);
void write_order(Writer *w, ShownSorts order);
/* `names_shown`: outputs are called what they are called, by AS where needed. */
void write_query(Writer *w, const ShownQuery *query, bool names_shown);
/* The same, after which the level of indentation is as before. */
void write_inner(Writer *w, const ShownQuery *query, bool names_shown);
void write_from(Writer *w, ShownFromList from);
void write_name(Writer *w, Str name);

#endif
