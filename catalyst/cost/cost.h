/*
 * cost.h -- private to the optimiser: what a join costs, in rows touched.
 *
 * Building a hash table costs more a row than probing it, and both cost more once the table has
 * outgrown a cache.  The numbers are ratios, not times.
 */
#ifndef CATALYST_COST_COST_H
#define CATALYST_COST_COST_H

#include <stdbool.h>

/* `left` rows are looked up in a table of `right` rows; `out` rows come out. */
double cost_of_hash_join(double left, double right, double out);
/* Every pair is tested. */
double cost_of_pairs(double left, double right, double out);

#endif
