/*
 * signals.h -- Ctrl-C and SIGTERM as something to wait for.
 *
 * While Signals exist, both are blocked in this thread and in those it starts, and arrive at a
 * descriptor instead: whoever waits, waits for them as well, so nothing is interrupted half-way.
 */
#ifndef SERVER_CLI_SIGNALS_H
#define SERVER_CLI_SIGNALS_H

#include "base/error.h"

#include <signal.h>

typedef struct Signals {
    int fd;
    int caught; /* the first signal that came; 0: none */
    sigset_t former;
} Signals;

typedef enum Waited {
    WAITED_READY,
    WAITED_SIGNAL, /* one more has come */
    WAITED_TIMEOUT,
} Waited;

enum { WAIT_FOREVER = -1 };

must_use bool signals_init(Cx *cx, Signals *signals);
/* What came meanwhile, and what comes later, has its ordinary effect again. */
void signals_fini(Signals *signals);

/* Until `fd` can be read (POLLIN) or written (POLLOUT), or a signal comes. */
Waited signals_wait(Signals *signals, int fd, short events, int timeout_ms);

#endif
