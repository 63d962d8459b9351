/* set_operation.h -- private to analysis: UNION, INTERSECT, EXCEPT, and columns of given types. */
#ifndef CATALYST_ANALYSIS_SET_OPERATION_H
#define CATALYST_ANALYSIS_SET_OPERATION_H

#include "catalyst/analysis/binder.h"

must_use Plan *bind_set_operation(Binder *b, const SetOperation *set);
/* A branch of a set operation. */
must_use Plan *bind_branch(Binder *b, const Plan *branch);
/* The branch with its columns made to be of the types of `to`. */
must_use Plan *cast_columns(Binder *b, Plan *branch, Columns to);
/* Where output `at` of a query is written. */
int position_of_output(const Plan *plan, uint32_t at);
/* Literals and parameters in the query's list take these types where they stand. */
must_use Plan *type_outputs(Binder *b, Plan *plan, Columns to);

#endif
