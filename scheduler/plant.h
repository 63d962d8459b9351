/*
 * plant.h -- private to the scheduler core: bugs planted on purpose.
 *
 * A simulation that finds nothing proves something only if it finds what is there.  The tests
 * build the core once more with HEARTH_PLANTS; `scheduler_sim --plants` switches each of these on
 * in turn and must notice.  In every other build PLANT(NAME) is 0 and vanishes.
 */
#ifndef SCHEDULER_PLANT_H
#define SCHEDULER_PLANT_H

// clang-format off
#define PLANTS(PLANT_)                                                                             \
    PLANT_(LATE_COMMIT)           /* an attempt's answer counts though it was revoked */           \
    PLANT_(LOSS_FORGOTTEN)        /* outputs that went with their worker are still read */         \
    PLANT_(OLD_LOSS_FORGOTTEN)    /* ... if nobody needed them just then */                        \
    PLANT_(LEASE_GIVEN_TWICE)     /* to two workers, or again when it is done */                   \
    PLANT_(RESULT_TOO_EARLY)      /* before it is there */                                         \
    PLANT_(RESULT_OVER_GOAL)      /* more rows than LIMIT needs, as the winds blow */              \
    PLANT_(RELEASE_FORGOTTEN)     /* a worker keeps a query that ended */                          \
    PLANT_(END_WITHOUT_REVOKE)    /* attempts run on when their query ends */                      \
    PLANT_(INPUT_NOT_RENEWED)     /* workers are not told where an output lies now */              \
    PLANT_(STALE_ANNOUNCED)       /* a new worker inherits what its forerunner was told */         \
    PLANT_(STALE_PREPARED)        /* ... and its plans */                                          \
    PLANT_(HIGHER_FAILURE_FIRST)  /* of two failures the faster is told */                         \
    PLANT_(UNWANTED_FAILURE)      /* a failure behind rows enough fails the query */               \
    PLANT_(WINDOW_IGNORED)        /* leases far ahead of the client */                             \
    PLANT_(LIMIT_RUNS_ON)         /* a stage that has enough is not stopped */                     \
    PLANT_(ROWS_BEHIND_GAP)       /* rows count for LIMIT though others before them may miss */    \
    PLANT_(TRIES_UNLIMITED)       /* failures are not counted */                                   \
    PLANT_(LOSSES_UNLIMITED)      /* neither are attempts */                                       \
    PLANT_(BLAME_FOR_ALL)         /* all that ran on a crashed worker is charged */                \
    PLANT_(ATTEMPT_FORGOTTEN)     /* what a dead worker ran is not run again */                    \
    PLANT_(STALE_CONSUMERS)       /* what was made of irreproducible lost rows is kept */          \
    PLANT_(READS_ON)              /* attempts go on reading blocks that are gone */                \
    PLANT_(INPUT_UNFINISHED)      /* leases begin before what they read is complete */
// clang-format on

#ifdef HEARTH_PLANTS
#define NAME_(NAME) PLANT_##NAME,
enum { PLANT_NONE, PLANTS(NAME_) PLANTS_END };
#undef NAME_
extern int planted; /* one of these: set by the simulation */
#define PLANT(NAME) (planted == PLANT_##NAME)
#else
#define PLANT(NAME) 0
#endif

#endif
