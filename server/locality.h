/* locality.h -- private to server: is a plan so little that a front-end thread runs it itself? */
#ifndef SERVER_LOCALITY_H
#define SERVER_LOCALITY_H

#include "catalyst/tree/tree.h"

bool plan_is_little(Cx *cx, const Plan *plan);
/* Tables in memory are no files. */
bool plan_reads_no_file(Cx *cx, const Plan *plan);

#endif
