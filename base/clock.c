/* clock.c -- see clock.h. */
#include "base/clock.h"

#include <time.h>

enum { NS_PER_MS = 1000000, NS_PER_SECOND = 1000000000, SECONDS_1970_TO_2000 = 946684800 };

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

int64_t clock_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_ms(void)
{
    return clock_ns() / NS_PER_MS;
}

int64_t clock_micros_since_2000(void)
{
    return (read_clock(CLOCK_REALTIME) - (int64_t)SECONDS_1970_TO_2000 * NS_PER_SECOND) / 1000;
}
