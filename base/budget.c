/* budget.c -- see budget.h.  A take that fails half-way up gives back what it charged below. */
#include "base/budget.h"

enum { RESERVE_PART = 8 }; /* of a limit, one part in so many beyond it */

void budget_init(Budget *budget, Budget *parent, const char *name, int64_t limit_bytes)
{
    *budget = (Budget){ .parent = parent, .name = name, .limit_bytes = limit_bytes };
}

int64_t budget_share(const Budget *parent)
{
    return !parent || parent->limit_bytes == INT64_MAX ? INT64_MAX : parent->limit_bytes / 4 * 3;
}

static void charge(Budget *budget, int64_t bytes)
{
    int64_t used = atomic_fetch_add(&budget->used_bytes, bytes) + bytes;
    int64_t peak = atomic_load(&budget->peak_bytes);

    while (used > peak && !atomic_compare_exchange_weak(&budget->peak_bytes, &peak, used))
        ;
}

static bool charge_within(Budget *budget, int64_t limit_bytes, int64_t bytes)
{
    int64_t used = atomic_load(&budget->used_bytes);

    do {
        if (bytes > limit_bytes - used)
            return false;
    } while (!atomic_compare_exchange_weak(&budget->used_bytes, &used, used + bytes));
    charge(budget, 0);
    return true;
}

typedef int64_t LimitFn(const Budget *budget);

static bool take(Budget *budget, int64_t bytes, LimitFn *limit)
{
    assert(bytes >= 0);
    for (Budget *b = budget; b; b = b->parent)
        if (!charge_within(b, limit(b), bytes)) {
            for (Budget *charged = budget; charged != b; charged = charged->parent)
                atomic_fetch_sub(&charged->used_bytes, bytes);
            return false;
        }
    return true;
}

static int64_t usual_limit(const Budget *budget)
{
    return budget->limit_bytes;
}

static int64_t limit_with_reserve(const Budget *budget)
{
    int64_t limit = budget->limit_bytes;

    return limit == INT64_MAX ? limit : limit + limit / RESERVE_PART;
}

bool budget_take(Budget *budget, int64_t bytes)
{
    return take(budget, bytes, usual_limit);
}

bool budget_take_reserve(Budget *budget, int64_t bytes)
{
    return take(budget, bytes, limit_with_reserve);
}

bool budget_take_small(Budget *budget, int64_t bytes)
{
    return budget_take(budget, bytes) ||
           (bytes <= BUDGET_SMALL_BYTES && budget_take_reserve(budget, bytes));
}

void budget_overdraw(Budget *budget, int64_t bytes)
{
    if (!budget)
        return;
    charge(budget, bytes);
    atomic_fetch_add(&budget->unshared_bytes, bytes);
    atomic_store(&budget->overdrawn, true);
}

/* Of `bytes` being given back, those that only this budget was charged with. */
static int64_t take_unshared(Budget *budget, int64_t bytes)
{
    int64_t unshared = atomic_load(&budget->unshared_bytes), part;

    do {
        part = bytes < unshared ? bytes : unshared;
    } while (part &&
             !atomic_compare_exchange_weak(&budget->unshared_bytes, &unshared, unshared - part));
    return part;
}

void budget_give(Budget *budget, int64_t bytes)
{
    for (Budget *b = budget; b && bytes; b = b->parent) {
        int64_t unshared = take_unshared(b, bytes);
        int64_t before = atomic_fetch_sub(&b->used_bytes, bytes);
        assert(before >= bytes);
        (void)before;
        bytes -= unshared;
    }
}

int64_t budget_left(const Budget *budget)
{
    int64_t left = INT64_MAX;

    for (const Budget *b = budget; b; b = b->parent) {
        int64_t here = b->limit_bytes - atomic_load(&b->used_bytes);
        if (here < left)
            left = here;
    }
    return left > 0 ? left : 0;
}
