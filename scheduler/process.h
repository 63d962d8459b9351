/* process.h -- private to the shell: one worker process. */
#ifndef SCHEDULER_PROCESS_H
#define SCHEDULER_PROCESS_H

#include "base/channel.h"
#include "base/error.h"
#include "worker/protocol.h"

#include <sys/types.h>

typedef struct Process {
    pid_t pid;
    int frames_fd; /* our ends; the channel takes them over */
    int descriptors_fd;
    BlamePage *blame;
} Process;

/* Start /proc/self/exe as a worker. */
must_use bool process_spawn(Cx *cx, Process *out_process);

/* Make sure it is gone, and wait for it.  Returns the wait status. */
int process_end(Process *process);

#endif
