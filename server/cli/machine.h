/* machine.h -- what a server takes of the machine unless it is told: the same for all commands. */
#ifndef SERVER_CLI_MACHINE_H
#define SERVER_CLI_MACHINE_H

#include <stdint.h>

enum {
    OPTION_WORKERS_MAX = 256, /* both as the scheduler has them */
    OPTION_CORES_MAX = 256,
    MEMORY_BYTES_MIN = 16 * 1024 * 1024, /* less makes no sense */
};

/* Threads of each of `workers`: the cores this process may use, shared out; at least one. */
uint32_t machine_cores(uint32_t workers);

/* Three quarters of the memory. */
int64_t machine_memory_bytes(void);

#endif
