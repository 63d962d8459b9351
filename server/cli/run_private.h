/*
 * run_private.h -- hearth run without the server: whoever calls it brings one.
 *
 * The product brings a private server in this process (private_server.c), tests bring another.
 */
#ifndef SERVER_CLI_RUN_PRIVATE_H
#define SERVER_CLI_RUN_PRIVATE_H

#include "base/error.h"

typedef enum RunStatus {
    RUN_OK = 0,
    RUN_FAILED = 1,       /* wrong options, a file that cannot be read or written */
    RUN_CANNOT_START = 2, /* no server */
    RUN_SQL_ERROR = 3,    /* a statement failed */
    RUN_SIGNAL = 128,     /* and the signal's number */
} RunStatus;

/* The server that is wanted. */
typedef struct RunServer {
    const Str *paths; /* what it serves */
    uint32_t path_count;
    int64_t workers, worker_cores; /* 0: chosen */
    int64_t memory_bytes;          /* 0: chosen */
} RunServer;

typedef struct RunHost {
    /* The socket to connect to. */
    const char *(*start)(Cx *cx, void *self, const RunServer *wanted);
    void (*hide)(void *self); /* take away what is left in the file system */
    void (*stop)(void *self);
    void *self;
} RunHost;

int run_with(int argc, char **argv, const RunHost *host);

#endif
