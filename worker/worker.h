/* worker.h -- a worker process: `hearth worker`, started by the server with its sockets open. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

/* Serve the driver until it is gone; returns the exit status. */
int worker_main(void);

#endif
