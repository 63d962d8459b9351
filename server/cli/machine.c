/* machine.c -- see machine.h. */
#include "server/cli/machine.h"

#include "scheduler/scheduler.h"

#include <sched.h>
#include <unistd.h>

_Static_assert((int)OPTION_WORKERS_MAX == (int)WORKERS_MAX, "scheduler.h");
_Static_assert((int)OPTION_CORES_MAX == (int)WORKER_SLOTS_MAX, "scheduler.h");

uint32_t machine_cores(uint32_t workers)
{
    cpu_set_t usable;

    if (sched_getaffinity(0, sizeof usable, &usable) != 0)
        return 1;
    uint32_t cores = (uint32_t)CPU_COUNT(&usable) / workers;
    if (cores > WORKER_SLOTS_MAX)
        return WORKER_SLOTS_MAX;
    return cores ? cores : 1;
}

int64_t machine_memory_bytes(void)
{
    return (int64_t)sysconf(_SC_PHYS_PAGES) / 4 * 3 * sysconf(_SC_PAGESIZE);
}
