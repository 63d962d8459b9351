/* budget.c -- see budget.h.  A take that fails half-way up gives back what it charged below. */
#include "base/budget.h"

void budget_init(Budget *budget, Budget *parent, const char *name, int64_t limit_bytes)
{
    *budget = (Budget){ .parent = parent, .name = name, .limit_bytes = limit_bytes };
}

static void charge(Budget *budget, int64_t bytes)
{
    int64_t used = atomic_fetch_add(&budget->used_bytes, bytes) + bytes;
    int64_t peak = atomic_load(&budget->peak_bytes);

    while (used > peak && !atomic_compare_exchange_weak(&budget->peak_bytes, &peak, used))
        ;
}

static bool charge_within_limit(Budget *budget, int64_t bytes)
{
    int64_t used = atomic_load(&budget->used_bytes);

    do {
        if (bytes > budget->limit_bytes - used)
            return false;
    } while (!atomic_compare_exchange_weak(&budget->used_bytes, &used, used + bytes));
    charge(budget, 0);
    return true;
}

bool budget_take(Budget *budget, int64_t bytes)
{
    assert(bytes >= 0);
    for (Budget *b = budget; b; b = b->parent)
        if (!charge_within_limit(b, bytes)) {
            for (Budget *charged = budget; charged != b; charged = charged->parent)
                atomic_fetch_sub(&charged->used_bytes, bytes);
            return false;
        }
    return true;
}

void budget_overdraw(Budget *budget, int64_t bytes)
{
    for (Budget *b = budget; b; b = b->parent)
        charge(b, bytes);
    if (budget)
        atomic_store(&budget->overdrawn, true);
}

void budget_give(Budget *budget, int64_t bytes)
{
    for (Budget *b = budget; b; b = b->parent) {
        int64_t before = atomic_fetch_sub(&b->used_bytes, bytes);
        assert(before >= bytes);
        (void)before;
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
