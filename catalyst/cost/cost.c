/* cost.c -- see cost.h. */
#include "catalyst/cost/cost.h"

static const double build_factor = 2.5;  /* a row built against a row probed */
static const double output_factor = 0.5; /* a row passed on */
static const double pair_factor = 0.2;   /* a pair tested; vectorised, no hashing */
static const double table_fixed = 100;   /* making any table at all */

/* Rows of a table that fits the cache, and how much dearer an access is beyond. */
typedef struct CacheStep {
    double rows, factor;
} CacheStep;
static const CacheStep cache_steps[] = {
    { 4e3, 1 },   /* first level */
    { 5e4, 1.2 }, /* second */
    { 1e6, 1.7 }, /* third */
};
static const double memory_factor = 2.5;

static double access_factor(double rows)
{
    for (unsigned step = 0; step < sizeof cache_steps / sizeof *cache_steps; step++)
        if (rows <= cache_steps[step].rows)
            return cache_steps[step].factor;
    return memory_factor;
}

double cost_of_hash_join(double left, double right, double out)
{
    double access = access_factor(right);

    return table_fixed + right * build_factor * access + left * access + out * output_factor;
}

double cost_of_pairs(double left, double right, double out)
{
    return table_fixed + right * build_factor + left + left * right * pair_factor +
           out * output_factor;
}
