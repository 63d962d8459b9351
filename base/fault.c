/* fault.c -- see fault.h.  The armed point is read from the environment once. */
#include "base/fault.h"

#ifdef HEARTH_FAULTS

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum FaultMode { MODE_CRASH, MODE_DELAY, MODE_HANG } FaultMode;

static struct {
    FaultPoint point;
    FaultMode mode;
    _Atomic int64_t skip;
    char once[256]; /* empty: every hit */
} armed;
static pthread_once_t armed_once = PTHREAD_ONCE_INIT;

static const char *const point_names[] = {
#define FAULT_POINT(NAME, WHAT) #NAME,
#include "base/faults.def"
#undef FAULT_POINT
};

static void take_option(const char *option)
{
    if (strcmp(option, "crash") == 0)
        armed.mode = MODE_CRASH;
    if (strncmp(option, "skip=", 5) == 0)
        armed.skip = atoll(option + 5);
    if (strncmp(option, "once=", 5) == 0)
        snprintf(armed.once, sizeof armed.once, "%s", option + 5);
    if (strcmp(option, "delay") == 0)
        armed.mode = MODE_DELAY;
    if (strcmp(option, "hang") == 0)
        armed.mode = MODE_HANG;
}

static void read_environment(void)
{
    const char *setting = getenv("HEARTH_FAULT");
    char text[512], *rest = text;

    armed.point = FAULT_NONE;
    if (!setting)
        return;
    snprintf(text, sizeof text, "%s", setting);
    const char *name = strsep(&rest, ":");
    for (int point = 0; point < FAULT_NONE; point++)
        if (strcmp(name, point_names[point]) == 0)
            armed.point = (FaultPoint)point;
    while (rest)
        take_option(strsep(&rest, ":"));
}

/* Is this hit the one of all processes? */
static bool is_first(void)
{
    if (!armed.once[0])
        return true;
    int fd = open(armed.once, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void fault_hit(FaultPoint point)
{
    pthread_once(&armed_once, read_environment);
    if (point != armed.point || atomic_fetch_sub(&armed.skip, 1) > 0 || !is_first())
        return;
    switch (armed.mode) {
    case MODE_CRASH: kill(getpid(), SIGKILL); break;
    case MODE_DELAY: usleep(50 * 1000); break;
    case MODE_HANG:
        for (;;)
            pause();
    }
}

#endif
