/*
 * blame.h -- private to the worker: who was running when the process crashed, for the driver.
 */
#ifndef WORKER_BLAME_H
#define WORKER_BLAME_H

#include "worker/protocol.h"

/* Have the fatal signals of this process write to the page; once. */
void blame_start(BlamePage *page);
/* Give the calling thread a stack for signals: one that overflows its own can still be blamed. */
void blame_thread_start(void);
/* What the calling thread runs from now on; 0: nothing. */
void blame_attempt(uint64_t attempt);

#endif
