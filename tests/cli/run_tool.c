/*
 * run_tool.c -- hearth run against a server that is there already: for tests.
 *
 *     run_tool SOCKET ARGUMENT...      what `hearth run ARGUMENT...` does, but for the server
 *
 * Its paths and sizes are printed where the environment says RUN_TOOL_SHOW.
 */
#include "server/cli/run_private.h"

#include <stdio.h>
#include <stdlib.h>

static const char *start(Cx *cx, void *self, const RunServer *wanted)
{
    if (getenv("RUN_TOOL_SHOW")) {
        fprintf(stderr, "start workers=%lld memory=%lld", (long long)wanted->workers,
                (long long)wanted->memory_bytes);
        for (uint32_t path = 0; path < wanted->path_count; path++)
            fprintf(stderr, " %.*s", STR(wanted->paths[path]));
        fputc('\n', stderr);
    }
    if (getenv("RUN_TOOL_REFUSE"))
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "no server today");
    return *(char **)self;
}

static void hide(void *self)
{
    (void)self;
}

static void stop(void *self)
{
    (void)self;
    if (getenv("RUN_TOOL_SHOW"))
        fputs("stop\n", stderr);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return EXIT_FAILURE;
    RunHost host = { start, hide, stop, &argv[1] };
    return run_with(argc - 1, argv + 1, &host);
}
