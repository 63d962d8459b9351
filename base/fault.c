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
#include <sys/mman.h>
#include <unistd.h>

typedef enum FaultMode { MODE_CRASH, MODE_DELAY, MODE_HANG, MODE_FAIL } FaultMode;

static struct {
    FaultPoint point;
    FaultMode mode;
    _Atomic int64_t *count; /* in the file; NULL: every pass is hit */
} armed;
static pthread_once_t armed_once = PTHREAD_ONCE_INIT;

static const char *const point_names[] = {
#define FAULT_POINT(NAME, WHAT) #NAME,
#include "base/faults.def"
#undef FAULT_POINT
};

/* Without the file nothing can be hit as the test wants it: it must notice. */
static void map_count(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    armed.count = mmap(NULL, sizeof *armed.count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (armed.count == MAP_FAILED)
        abort();
    close(fd);
}

static void take_option(const char *option)
{
    if (strcmp(option, "crash") == 0)
        armed.mode = MODE_CRASH;
    if (strncmp(option, "count=", 6) == 0)
        map_count(option + 6);
    if (strcmp(option, "delay") == 0)
        armed.mode = MODE_DELAY;
    if (strcmp(option, "hang") == 0)
        armed.mode = MODE_HANG;
    if (strcmp(option, "fail") == 0)
        armed.mode = MODE_FAIL;
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

static bool is_due(FaultPoint point)
{
    pthread_once(&armed_once, read_environment);
    return point == armed.point && (!armed.count || atomic_fetch_sub(armed.count, 1) == 1);
}

void fault_hit(FaultPoint point)
{
    if (!is_due(point))
        return;
    switch (armed.mode) {
    case MODE_CRASH: kill(getpid(), SIGKILL); break;
    case MODE_DELAY: usleep(50 * 1000); break;
    case MODE_HANG:
        for (;;)
            pause();
    case MODE_FAIL: break; /* nothing that can fail */
    }
}

bool fault_passes(Cx *cx, FaultPoint point)
{
    pthread_once(&armed_once, read_environment);
    if (armed.mode != MODE_FAIL) {
        fault_hit(point);
        return true;
    }
    if (!is_due(point))
        return true;
    fail(cx, ERR_IO_ERROR, NO_POSITION, "fault point %s", point_names[point]);
    cx->error.retryable = true;
    return false;
}

#endif
