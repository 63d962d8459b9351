/* serve.c -- `hearth serve [PATH...]`: options, the ready line, signals. */
#include "server/cli/serve.h"

#include "server/server.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PORT_DEFAULT = 7432, WORKERS_MAX_OPTION = 64, CORES_MAX_OPTION = 64 };

static const char usage[] =
    "usage: hearth serve [PATH...] [options]\n"
    "\n"
    "Serve the Parquet and CSV files below PATH (default: the current folder) as tables.\n"
    "\n"
    "  --port N           listen on 127.0.0.1:N; 0 takes any free port (default 7432)\n"
    "  --socket-dir D     listen on a Unix socket in D as well\n"
    "  --workers N        worker processes (default 1)\n"
    "  --worker-cores N   threads of each (default: all cores, shared out)\n"
    "  --memory SIZE      limit for all of it, such as 4GB (default: three quarters of the "
    "machine)\n"
    "  --help             this text\n";

static int64_t parse_size(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    static const struct {
        const char *unit;
        double bytes;
    } units[] = { { "", 1 },         { "B", 1 },
                  { "K", 1024 },     { "KB", 1024 },
                  { "kB", 1024 },    { "M", 1 << 20 },
                  { "MB", 1 << 20 }, { "G", 1 << 30 },
                  { "GB", 1 << 30 }, { "TB", 1099511627776.0 } };

    for (size_t at = 0; at < COUNT_OF(units); at++)
        if (strcmp(end, units[at].unit) == 0 && end != text && number >= 0 && number < 1e6)
            return (int64_t)(number * units[at].bytes);
    return -1;
}

static int64_t parse_number(const char *text, int64_t max)
{
    char *end;
    long long number = strtoll(text, &end, 10);

    return end != text && *end == '\0' && number >= 0 && number <= max ? number : -1;
}

static bool take_option(ServeOptions *options, int option, const char *value)
{
    int64_t number = 0;

    switch (option) {
    case 'p':
        number = parse_number(value, 65535);
        options->port = (uint16_t)number;
        break;
    case 's': options->socket_folder = value; break;
    case 'w':
        number = parse_number(value, WORKERS_MAX_OPTION);
        options->workers = (uint32_t)number;
        break;
    case 'c':
        number = parse_number(value, CORES_MAX_OPTION);
        options->worker_cores = (uint32_t)number;
        break;
    case 'm':
        number = parse_size(value);
        options->memory_bytes = number;
        break;
    }
    if (number < 0)
        fprintf(stderr, "hearth: \"%s\" is not a value this option takes\n", value);
    return number >= 0;
}

static void fill_defaults(ServeOptions *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

    if (options->workers == 0)
        options->workers = 1;
    if (options->worker_cores == 0)
        options->worker_cores = (uint32_t)(cores / (long)options->workers);
    if (options->worker_cores == 0)
        options->worker_cores = 1;
    if (options->memory_bytes == 0)
        options->memory_bytes = memory / 4 * 3;
}

/* Blocked before any thread starts, so that only sigwait sees them. */
static sigset_t block_signals(void)
{
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    return ends;
}

static void print_error(const Error *error)
{
    fprintf(stderr, "hearth: %s\n", error->message);
    if (error->detail)
        fprintf(stderr, "        %s\n", error->detail);
    if (error->hint)
        fprintf(stderr, "hint: %s\n", error->hint);
}

static int serve(const ServeOptions *options)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    char password[PASSWORD_CHARS + 1];
    sigset_t ends = block_signals();
    Server *server = server_start(&cx, options, password);
    int number;

    if (!server) {
        print_error(&cx.error);
        arena_fini(&arena);
        return 2;
    }
    printf("ready: psql 'postgres://" SERVER_USER ":%s@127.0.0.1:%d/hearth'\n", password,
           listener_port(server->listener));
    fflush(stdout);
    sigwait(&ends, &number);
    server_stop(server);
    arena_fini(&arena);
    return 0;
}

int serve_main(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "port", required_argument, NULL, 'p' },
        { "socket-dir", required_argument, NULL, 's' },
        { "workers", required_argument, NULL, 'w' },
        { "worker-cores", required_argument, NULL, 'c' },
        { "memory", required_argument, NULL, 'm' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    ServeOptions options = { .port = PORT_DEFAULT };
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (option == '?' || !take_option(&options, option, optarg)) {
            fputs("hearth serve --help shows the options\n", stderr);
            return 1;
        }
    }
    fill_defaults(&options);
    uint32_t count = (uint32_t)(argc - optind);
    Str *paths = calloc(count + 1, sizeof *paths);
    if (!paths)
        return 2;
    paths[0] = STR_LIT(".");
    for (uint32_t at = 0; at < count; at++)
        paths[at] = str_of(argv[optind + (int)at]);
    options.paths = paths;
    options.path_count = count ? count : 1;
    int status = serve(&options);
    free(paths);
    return status;
}
