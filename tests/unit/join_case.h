/*
 * join_case.h -- tables to join in tests, and the plans that join them.
 *
 * A table is a list of rows of Values: two keys, an integer `v` for residuals, the row's number.
 * The left one is fed in batches whose columns are FLAT, CONST, DICT or SEQ, narrow or not, with or
 * without a selection; the right one is sealed blocks.
 */
#ifndef TESTS_UNIT_JOIN_CASE_H
#define TESTS_UNIT_JOIN_CASE_H

#include "tests/unit/kernel_case.h"
#include "worker/operators/join_table.h"

enum { KEYS_MAX = 2, COLUMNS = KEYS_MAX + 2, POOL_MAX = 1024, JOIN_CASES = 18 };

/* Cases that tests ask for by name. */
enum {
    JOIN_CASE_DENSE,
    JOIN_CASE_GAPS,
    JOIN_CASE_SPARSE,
    JOIN_CASE_TWO,
    JOIN_CASE_TEXT,
    JOIN_CASE_NOTHING,
};

/* What keys are made of. */
typedef struct KeyCase {
    const char *name;
    uint32_t key_count;
    TypeId types[KEYS_MAX];
    const char *const *pools[KEYS_MAX]; /* texts, ended by NULL; or NULL: integers */
    int64_t base, step;                 /* of integers */
    uint32_t count;                     /* of integers in the pool */
    int scale;                          /* numeric: FIXED with that scale; negative: VAR */
    bool is_expression;                 /* key + 1 instead of the column */
} KeyCase;

typedef struct TestRow {
    Value values[COLUMNS];
} TestRow;

typedef struct TestTable {
    TestRow *rows;
    uint32_t count;
} TestTable;

typedef struct Fixture {
    Cx *cx;
    const KeyCase *kind;
    uint64_t seed;
    Type types[COLUMNS];
    Value pools[KEYS_MAX][POOL_MAX];
    uint32_t pool_counts[KEYS_MAX];
    Columns columns[2]; /* of left, right: ids 1.. and 101.. */
    const Plan *inputs[2];
} Fixture;

extern const KeyCase join_cases[JOIN_CASES];

/* How a side's rows are drawn. */
typedef struct TableSpec {
    uint32_t rows;
    uint32_t null_percent; /* of keys */
    bool is_unique;        /* first key: each of the pool once, in random order; rows are cut */
    bool is_sorted;        /* unique: in the pool's order */
} TableSpec;

typedef struct Blocks {
    Block **items;
    uint32_t count;
} Blocks;

typedef struct JoinSpec {
    JoinType type;
    bool has_keys; /* else the residual alone */
    bool has_residual;
    bool is_null_aware;
} JoinSpec;

uint32_t join_case_draw(Fixture *f, uint32_t below);
Fixture *join_case_fixture(Cx *cx, const KeyCase *kind, uint64_t seed);
TestTable join_case_table(Fixture *f, const TableSpec *spec);

/* A FLAT column of the values; integers may be narrower than their type. */
Column join_case_flat(Fixture *f, Type type, const Value *values, uint32_t rows);
/* A column of any kind. */
Column join_case_any(Fixture *f, Type type, const Value *values, uint32_t rows);

/* An operator that gives the table's rows. */
Operator *join_case_feed(Task *task, Fixture *f, const TestTable *table);
Blocks join_case_blocks(Fixture *f, const TestTable *table);

/* The residual is left.v < right.v. */
const HashJoin *join_case_hash_plan(Fixture *f, const JoinSpec *spec);
const NestedLoopJoin *join_case_loop_plan(Fixture *f, const JoinSpec *spec);
const JoinTable *join_case_join_table(Fixture *f, const JoinSpec *spec, const TestTable *right);

#endif
