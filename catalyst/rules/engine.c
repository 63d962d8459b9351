/* engine.c -- no rules yet: the plan as analysis made it. */
#include "catalyst/catalyst.h"

Plan *optimise(Cx *cx, OptimiseOptions *options, Plan *plan)
{
    (void)cx;
    (void)options;
    return plan;
}
