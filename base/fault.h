/*
 * fault.h -- named fault points.
 *
 * FAULT(TASK_START) does nothing unless a test has armed that point, by the environment variable
 * HEARTH_FAULT=point:mode[:count=FILE] of the process:
 *     crash    the process kills itself with SIGKILL
 *     delay    it sleeps for 50 ms
 *     hang     it stops for good
 *     fail     the point fails with 58030, retryable, where it is one that can: FAULT_PASSES
 * Every pass is hit, unless `count` names a file that holds a number of 64 bits.  All processes
 * share it, and each pass takes one off: the pass that makes it 0 is the only one that is hit.
 * Whoever writes another number there arms the point again.  In release builds there is nothing.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/error.h"

typedef enum FaultPoint {
#define FAULT_POINT(NAME, WHAT) FAULT_##NAME,
#include "base/faults.def"
#undef FAULT_POINT
    FAULT_NONE
} FaultPoint;

#ifdef HEARTH_FAULTS
void fault_hit(FaultPoint point);
must_use bool fault_passes(Cx *cx, FaultPoint point);
#define FAULT(NAME)            fault_hit(FAULT_##NAME)
#define FAULT_PASSES(cx, NAME) fault_passes((cx), FAULT_##NAME)
#else
#define FAULT(NAME)            ((void)0)
#define FAULT_PASSES(cx, NAME) ((void)(cx), true)
#endif

#endif
