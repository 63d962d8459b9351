/* worker.h -- a worker process: `hearth worker`, started by the server with its sockets open. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

/* The descriptors a worker is started with. */
enum { WORKER_FRAMES_FD = 3, WORKER_DESCRIPTORS_FD = 4, WORKER_BLAME_FD = 5 };

/* Serve the driver until it is gone; returns the exit status. */
int worker_main(void);

#endif
