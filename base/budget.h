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
    _Atomic int64_t unshared_bytes; /* of the used, those that the parents do not know of */
    atomic_bool overdrawn;          /* an arena went on past a refusal; see check_memory() */
} Budget;

void budget_init(Budget *budget, Budget *parent, const char *name, int64_t limit_bytes);

/* What one of those below may have of its parent's limit at most: whatever it asks for, something
 * is left for the others.  `parent` may be NULL. */
int64_t budget_share(const Budget *parent);

/* Charge `bytes` to `budget` and its parents, or to none of them.  False: refused.  A NULL
 * budget is unlimited. */
must_use bool budget_take(Budget *budget, int64_t bytes);

/* Likewise, from the reserve that each limit has beyond it: for small things of those who have
 * hardly anything, when others have taken all.  False: that is gone, too. */
enum { BUDGET_SMALL_BYTES = 128 * 1024 };
must_use bool budget_take_reserve(Budget *budget, int64_t bytes);
/* From the reserve where need be, if it is not much. */
must_use bool budget_take_small(Budget *budget, int64_t bytes);

/* Charge without asking, to this budget alone: for the chunks that arenas need to reach the next
 * check. */
void budget_overdraw(Budget *budget, int64_t bytes);

void budget_give(Budget *budget, int64_t bytes);

/* The bytes the tightest limit on the way to the root still allows. */
int64_t budget_left(const Budget *budget);

#endif
