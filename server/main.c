/* main.c -- the composition root: one binary, several commands. */
#include "parser/parser.h"
#include "server/cli/help.h"
#include "server/cli/run.h"
#include "server/cli/serve.h"
#include "worker/worker.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Tables may be of many files, and every segment is a descriptor, too. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "--help";

    raise_descriptor_limit();
    if (strcmp(command, "serve") == 0)
        return serve_main(argc - 1, argv + 1);
    if (strcmp(command, "run") == 0)
        return run_main(argc - 1, argv + 1);
    if (strcmp(command, "worker") == 0)
        return worker_main();
    if (strcmp(command, PARSER_CHILD_ARGUMENT) == 0)
        return parser_child_main();
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0) {
        help_print(stdout);
        return 0;
    }
    if (strcmp(command, "--version") == 0) {
        version_print(stdout);
        return 0;
    }
    help_unknown(command, stderr);
    return 1;
}
