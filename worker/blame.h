/*
 * blame.h -- private to the worker: who was running when the process crashed, for the driver.
 */
#ifndef WORKER_BLAME_H
#define WORKER_BLAME_H

#include "worker/protocol.h"

/* Have the fatal signals of this process write to the page; once. */
void blame_start(BlamePage *page);
/* The calling thread is a task thread, one of BLAME_THREADS_MAX: it gets a place in the page, and a
 * stack for signals, so that one that overflows its own can still be blamed. */
void blame_thread_start(void);
/* What the calling thread runs from now on; 0: nothing. */
void blame_attempt(uint64_t attempt);

#endif
