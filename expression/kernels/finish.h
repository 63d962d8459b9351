/* finish.h -- PRIVATE: from the states of aggregates to their results; see finish.c. */
#ifndef EXPRESSION_KERNELS_FINISH_H
#define EXPRESSION_KERNELS_FINISH_H

#include "base/numeric.h"
#include "expression/kernels/kernel.h"

/* The variance or standard deviation (by the aggregate's name) of `count` numbers.  *out_is_null:
 * there are too few. */
must_use bool finish_variance(Cx *cx, Str aggregate, int64_t count, const Numeric *sum,
                              const Numeric *squares, Numeric *out_value, bool *out_is_null);

/* Is it one of float8's moments?  Else of numeric's. */
bool is_population(Str aggregate); /* ..._pop */
bool is_deviation(Str aggregate);  /* stddev... */

#endif
