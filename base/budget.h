/*
 * budget.h -- memory as a tree of budgets.
 *
 *     process ── query ── operator        take() charges a node and all above it
 *
 * A budget counts bytes; it owns none.  Whoever allocates takes first and gives back the same
 * number later.  A refusal is an ordinary error (53200) or a reason to spill.  Counters are
 * atomic: task threads share the budgets of their query.
 */
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include "base/attributes.h"

#include <stdatomic.h>

typedef struct Budget {
    struct Budget *parent;      /* NULL at the root */
    const char *name;           /* for the message of 53200; static or outliving the budget */
    int64_t limit_bytes;        /* INT64_MAX: only the parents limit */
    _Atomic int64_t used_bytes; /* taken here and below */
    _Atomic int64_t peak_bytes;
    atomic_bool overdrawn; /* an arena went on past a refusal; see check_memory() */
} Budget;

void budget_init(Budget *budget, Budget *parent, const char *name, int64_t limit_bytes);

/* Charge `bytes` to `budget` and its parents, or to none of them.  False: refused.  A NULL
 * budget is unlimited. */
must_use bool budget_take(Budget *budget, int64_t bytes);

/* Charge without asking: for the small chunks that arenas need to reach the next check. */
void budget_overdraw(Budget *budget, int64_t bytes);

void budget_give(Budget *budget, int64_t bytes);

/* The bytes the tightest limit on the way to the root still allows. */
int64_t budget_left(const Budget *budget);

#endif
