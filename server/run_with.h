/* run_with.h -- private to run_modify.c: a statement whose WITH queries change rows, as it runs. */
#ifndef SERVER_RUN_WITH_H
#define SERVER_RUN_WITH_H

#include "server/run_state.h"

/* NULL where it has none. */
RunWith *run_with_new(Run *run, const Plan *statement);
/* The statement under way: one of the WITH queries, or the main one; NULL: all are over. */
const Plan *run_with_statement(const RunWith *with);
bool run_with_is_main(const RunWith *with);
/* The tables of all its changes are locked: all see what is there now. */
LockState run_with_lock(Run *run, LockState (*lock)(Run *run));
/* While it is planned, the session sees that, and the results so far. */
void run_with_plan_begin(Run *run);
void run_with_plan_end(Run *run);
/* An earlier statement may have changed the table of this one. */
must_use bool run_with_modify(Run *run);
/* What the main statement has done, once it is over; NULL: it is a query. */
const Modify *run_with_main(const RunWith *with);
/* The change is over: its rows are kept, and the next statement is at hand. */
must_use bool run_with_next(Run *run);
/* All are: what foreign keys want of them. */
must_use bool run_with_finish(Run *run);
void run_with_free(Run *run);

#endif
