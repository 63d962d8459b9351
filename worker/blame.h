/*
 * blame.h -- PUBLIC: a page shared by a worker and its driver: who was running when it crashed.
 *
 * Each task thread writes the attempt it runs before it runs it; a handler of fatal signals writes
 * the attempt of the thread that crashed.  A worker killed from outside leaves `crashed` at 0, and
 * nobody is blamed.
 */
#ifndef WORKER_BLAME_H
#define WORKER_BLAME_H

#include <stdatomic.h>
#include <stdint.h>

enum { BLAME_THREADS_MAX = 256, BLAME_BYTES = 4096 };

typedef struct BlamePage {
    _Atomic uint64_t crashed; /* attempt, or 0 */
    _Atomic int32_t signal;
    _Atomic uint64_t running[BLAME_THREADS_MAX]; /* by task thread; 0: none */
} BlamePage;
_Static_assert(sizeof(BlamePage) <= BLAME_BYTES, "one page");

#endif
