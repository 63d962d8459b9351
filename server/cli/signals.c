/* signals.c -- see signals.h. */
#include "server/cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool signals_init(Cx *cx, Signals *signals)
{
    sigset_t both;

    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    *signals = (Signals){ .fd = signalfd(-1, &both, SFD_CLOEXEC | SFD_NONBLOCK) };
    if (signals->fd < 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not watch for signals: %s",
                    strerror(errno));
    pthread_sigmask(SIG_BLOCK, &both, &signals->former);
    return true;
}

void signals_fini(Signals *signals)
{
    close(signals->fd);
    pthread_sigmask(SIG_SETMASK, &signals->former, NULL);
}

static bool take_signal(Signals *signals)
{
    struct signalfd_siginfo info;

    if (read(signals->fd, &info, sizeof info) != (ssize_t)sizeof info)
        return false;
    if (!signals->caught)
        signals->caught = (int)info.ssi_signo;
    return true;
}

Waited signals_wait(Signals *signals, int fd, short events, int timeout_ms)
{
    struct pollfd watched[] = { { .fd = signals->fd, .events = POLLIN },
                                { .fd = fd, .events = events } };

    for (;;) {
        int ready = poll(watched, COUNT_OF(watched), timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue; /* stopped and continued */
        if (watched[0].revents && take_signal(signals))
            return WAITED_SIGNAL;
        return ready == 0 ? WAITED_TIMEOUT : WAITED_READY;
    }
}
