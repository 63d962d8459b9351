/*
 * operator_make.h -- operators over given batches, for tests: a task, a source, and what comes out.
 */
#ifndef TESTS_UNIT_OPERATOR_MAKE_H
#define TESTS_UNIT_OPERATOR_MAKE_H

#include "tests/unit/expression_make.h"
#include "worker/operator.h"

/* Rows of values, batch by batch, and the same as values. */
typedef struct Table {
    const Type *types;
    uint32_t column_count;
    Columns columns; /* column c has id c + 1 */
    Batch *batches;
    uint32_t batch_count;
    Value **rows; /* the live rows of all batches: rows[row][column] */
    uint32_t row_count;
} Table;

typedef struct TableWish {
    const Type *types;
    uint32_t column_count;
    uint32_t batch_count;
    uint32_t rows_max; /* of a batch */
    int64_t span;      /* of integers; 0: any */
} TableWish;

Table make_table(Cx *cx, Random *random, TableWish wish);
/* Batches [from, to) of a table. */
Table table_part(Cx *cx, const Table *table, uint32_t from, uint32_t to);
void table_append(Cx *cx, Table *table, const Batch *batch);

typedef struct TestTask {
    Task task;
    Arena arena;
    Budget budget;
} TestTask;

void test_task_init(TestTask *test, uint32_t batch_rows, int64_t limit_bytes);
void test_task_fini(TestTask *test);

Plan *table_plan(Cx *cx, const Table *table);
Operator *table_source(Task *task, const Table *table);

/* All rows the operator gives, as a table in cx->arena; NULL: it failed, see task->cx.error.  The
 * operator is closed. */
Table *run_operator(Cx *cx, Task *task, Operator *op, Columns output);

#endif
