/*
 * private_server.c -- the server of `hearth run`: in this process, behind a socket in a folder of
 * its own that nobody else may enter, gone at the end.
 */
#include "server/cli/machine.h"
#include "server/cli/run.h"
#include "server/cli/run_private.h"
#include "server/server.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    SOCKET_PORT = 5432, /* names the socket file; nothing listens on TCP */
    WORKERS = 1,        /* with all cores: nothing is shared with others */
};

typedef struct PrivateServer {
    Server *server;
    char folder[PATH_MAX]; /* "": none */
    char socket[PATH_MAX];
} PrivateServer;

static bool make_folder(Cx *cx, PrivateServer *private)
{
    const char *parent = getenv("TMPDIR");
    char *folder = private->folder;
    int length = snprintf(folder, sizeof private->folder, "%s/hearth-run-XXXXXX",
                          parent && parent[0] ? parent : "/tmp");

    if (length < 0 || (size_t)length >= sizeof private->folder || !mkdtemp(folder)) {
        fail(cx, ERR_IO_ERROR, NO_POSITION, "could not make a folder \"%s\": %s", folder,
             strerror(errno));
        folder[0] = '\0';
        return false;
    }
    length =
        snprintf(private->socket, sizeof private->socket, "%s/.s.PGSQL.%d", folder, SOCKET_PORT);
    return length > 0 && (size_t)length < sizeof private->socket;
}

static const char *start(Cx *cx, void *self, const RunServer *wanted)
{
    PrivateServer *private = self;
    char password[PASSWORD_CHARS + 1];
    uint32_t workers = wanted->workers ? (uint32_t)wanted->workers : WORKERS;
    uint32_t cores = wanted->worker_cores ? (uint32_t)wanted->worker_cores : machine_cores(workers);

    TRY(make_folder(cx, private));
    ServeOptions options = {
        .paths = wanted->paths,
        .path_count = wanted->path_count,
        .port = SOCKET_PORT,
        .socket_folder = private->folder,
        .no_tcp = true,
        .workers = workers,
        .worker_cores = cores,
        .memory_bytes = wanted->memory_bytes ? wanted->memory_bytes : machine_memory_bytes(),
    };
    private->server = TRY(server_start(cx, &options, password));
    return private->socket;
}

static void hide(void *self)
{
    PrivateServer *private = self;

    if (!private->folder[0])
        return;
    unlink(private->socket);
    rmdir(private->folder);
    private->folder[0] = '\0';
}

static void stop(void *self)
{
    PrivateServer *private = self;

    if (private->server)
        server_stop(private->server);
    hide(private); /* where the start failed half-way */
}

int run_main(int argc, char **argv)
{
    PrivateServer private = { 0 };
    RunHost host = { start, hide, stop, &private };

    return run_with(argc, argv, &host);
}
