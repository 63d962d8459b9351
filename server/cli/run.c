/*
 * run.c -- the life of `hearth run`.
 *
 *     options ── scripts read ── output opened ── server started ── connected
 *        └─ for each script, for each statement: expand, send, print; the first error is the last
 *     disconnected ── socket removed ── server stopped ── status
 *
 * What can be wrong without SQL is found before the server starts.  Results go to standard output
 * or a file, everything else to standard error.
 */
#include "server/cli/run_private.h"

#include "server/cli/machine.h"
#include "server/cli/options.h"
#include "server/cli/output.h"
#include "server/cli/script.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LIST_FIRST = 8,
    OUTPUT_MODE = 0666, /* the user's umask takes away */
};

/* One -c or FILE, in the order given. */
typedef struct Source {
    const char *command; /* -c; NULL: a file */
    const char *path;
} Source;

typedef struct RunOptions {
    const char *format, *output; /* NULL: not said */
    bool csv, quiet, echo, help;
    int64_t workers, worker_cores, memory_bytes;
    Variables variables;
    Source *sources;
    uint32_t source_count, source_capacity;
    Str *paths;
    uint32_t path_count, path_capacity;
} RunOptions;

typedef struct Run {
    Cx *cx;
    const RunOptions *options;
    Signals signals;
    Script *scripts;
    FormatKind format;
    Output output;
    Arena *output_arena;
    Formatter *formatter;
    Client *client;
    const ScriptStep *step; /* runs now */
    bool has_columns;       /* of the answer that is being told */
    bool has_error;         /* the server reported one */
} Run;

/* --- Options ---------------------------------------------------------------------------------- */

static Source *add_source(Cx *cx, RunOptions *options)
{
    if (options->source_count == options->source_capacity) {
        uint32_t capacity = options->source_capacity ? options->source_capacity * 2 : LIST_FIRST;
        Source *sources = ARENA_ARRAY(cx->arena, Source, capacity);
        if (options->source_count)
            memcpy(sources, options->sources, options->source_count * sizeof *sources);
        options->sources = sources;
        options->source_capacity = capacity;
    }
    return &options->sources[options->source_count++];
}

static bool take_command(Cx *cx, void *values, const char *value)
{
    *add_source(cx, values) = (Source){ .command = value };
    return true;
}

static bool take_file(Cx *cx, void *values, const char *value)
{
    *add_source(cx, values) = (Source){ .path = value };
    return true;
}

static bool take_variable(Cx *cx, void *values, const char *value)
{
    RunOptions *options = values;

    return variables_set(cx, &options->variables, value);
}

static bool take_path(Cx *cx, void *values, const char *value)
{
    RunOptions *options = values;

    options->paths = arena_grown(cx->arena, options->paths, sizeof *options->paths,
                                 options->path_count, &options->path_capacity);
    options->paths[options->path_count++] = str_of(value);
    return true;
}

#define AT(field) offsetof(RunOptions, field)
// clang-format off
static const Option run_options[] = {
    { "command", 'c', "SQL",        OPTION_EACH, 0, "run this; may be given several times", .take = take_command },
    { "file",    'f', "FILE",       OPTION_EACH, 0, "run this file; the same as FILE alone", .take = take_file },
    { "variable",'v', "NAME=VALUE", OPTION_EACH, 0, "what :NAME, :'NAME', :\"NAME\" stand for", .take = take_variable },
    { "format",   0 , "FORMAT",     OPTION_TEXT, AT(format), "aligned, csv, json, jsonl or markdown" },
    { "csv",      0 , NULL,         OPTION_FLAG, AT(csv),    "the same as --format csv" },
    { "output",  'o', "FILE",       OPTION_TEXT, AT(output), "write results there" },
    { "quiet",   'q', NULL,         OPTION_FLAG, AT(quiet),  "print rows only, not what commands did" },
    { "echo",     0 , NULL,         OPTION_FLAG, AT(echo),   "show statements on standard error first" },
    { "workers",  0 , "N",          OPTION_NUMBER, AT(workers), "worker processes", 1, OPTION_WORKERS_MAX },
    { "worker-cores", 0, "N",       OPTION_NUMBER, AT(worker_cores), "threads of each worker", 1, OPTION_CORES_MAX },
    { "memory",   0 , "SIZE",       OPTION_SIZE, AT(memory_bytes), "what all may use, as 512MB or 4GB", MEMORY_BYTES_MIN },
    { "help",    'h', NULL,         OPTION_FLAG, AT(help),   "show this" },
};
// clang-format on
#undef AT

static const Command run_command = {
    .name = "hearth run",
    .usage = "[OPTION]... [-c SQL | FILE]... [-- PATH...]",
    .about =
        "Runs SQL against a private server that serves the files and folders PATH and is gone\n"
        "afterwards.  FILE - is standard input, which is also read where nothing is named.\n"
        "Stops at the first error.  Exit status: 0 done, 1 wrong option or file,\n"
        "2 no server, 3 SQL error, 130 Ctrl-C.  Results are a table on a terminal, else CSV.",
    .options = run_options,
    .option_count = COUNT_OF(run_options),
    .examples = "  hearth run -c 'select count(*) from trips' -- data/\n"
                "  hearth run report.sql -v day=2024-05-01 --format json -- trips.parquet\n"
                "  echo 'table zones' | hearth run --csv -- zones.csv > copy.csv\n",
    .plain = take_file,
    .rest = take_path,
};

/* --- What the server says --------------------------------------------------------------------- */

static void on_columns(void *self, const ResultColumn *columns, uint32_t count)
{
    Run *run = self;

    run->has_columns = true;
    formatter_columns(run->formatter, columns, count);
}

static void on_row(void *self, const Str *values)
{
    Run *run = self;

    formatter_row(run->formatter, values);
}

/* psql shows the tags of commands that return no rows, and of those that also change some. */
static bool tag_is_shown(const Run *run, Str tag)
{
    bool changes = str_starts(tag, "INSERT") || str_starts(tag, "UPDATE") ||
                   str_starts(tag, "DELETE") || str_starts(tag, "MERGE");

    return run->format == FORMAT_ALIGNED && !run->options->quiet && (!run->has_columns || changes);
}

static void on_complete(void *self, Str tag)
{
    Run *run = self;

    if (run->has_columns)
        formatter_end(run->formatter);
    if (tag_is_shown(run, tag))
        str_addf(&run->output.text, "%.*s\n", STR(tag));
    run->has_columns = false;
}

static void on_copied(void *self, Str bytes)
{
    Run *run = self;

    str_add(&run->output.text, bytes);
}

/* Results that came before are shown before, where both go to one terminal. */
static void on_message(void *self, const ServerMessage *message)
{
    Run *run = self;

    output_flush(&run->output);
    if (run->output.error) /* what matters is said at the end; this is what came of it */
        return;
    script_report(stderr, run->step, message);
    run->has_error |= message->is_error;
}

static bool on_pause(void *self)
{
    Run *run = self;

    return output_flush(&run->output);
}

/* --- Running ---------------------------------------------------------------------------------- */

static bool run_sends(Run *run, const ScriptStep *step)
{
    static const ClientSink sink = { on_columns, on_row,     on_complete,
                                     on_copied,  on_message, on_pause };
    Str sql = step->expanded.text;

    run->step = step;
    run->has_columns = false;
    if (run->options->echo)
        fprintf(stderr, "%.*s\n", STR(sql));
    TRY(client_query(run->cx, run->client, sql, &sink, run));
    return !run->has_error && !run->output.error && !run->signals.caught;
}

static bool refuse_psql_command(Run *run, const ScriptStep *step)
{
    ServerMessage message = {
        .is_error = true,
        .severity = STR_LIT("ERROR"),
        .code = STR_LIT("0A000"),
        .message = STR_LIT("commands of psql are not supported"),
        .hint = STR_LIT("psql itself connects to a server that \"hearth serve\" starts"),
        .position = 1,
    };

    run->step = step;
    on_message(run, &message);
    return false;
}

/* false: no further statement is to run. */
static bool run_script(Run *run, const Script *script)
{
    ScriptStep step = { .script = script };

    for (size_t at = 0; scan_statement(script->text, at, &step.at); at = step.at.end) {
        SCRATCH(run->cx->arena);
        Str source = str_slice(script->text, step.at.start, step.at.end);
        step.expanded = (Expanded){ .text = source };
        if (step.at.is_psql_command)
            return refuse_psql_command(run, &step);
        step.expanded = variables_expand(run->cx->arena, &run->options->variables, source);
        if (!run_sends(run, &step))
            return false;
    }
    return true;
}

/* --- Around it -------------------------------------------------------------------------------- */

static int complain(const Run *run, const Cx *cx, RunStatus status)
{
    if (run->signals.caught)
        return RUN_SIGNAL + run->signals.caught;
    options_complain(&run_command, cx, stderr);
    return (int)status;
}

static bool read_sources(Run *run)
{
    static const Source standard_input = { .path = "-" };
    const RunOptions *options = run->options;
    uint32_t count = options->source_count ? options->source_count : 1;
    const Source *sources = options->source_count ? options->sources : &standard_input;

    run->scripts = ARENA_ARRAY(run->cx->arena, Script, count + 1);
    for (uint32_t at = 0; at < count; at++) {
        const Source *source = &sources[at];
        if (source->command)
            run->scripts[at] = (Script){ "-c", str_of(source->command) };
        else
            TRY(script_read(run->cx, source->path, &run->signals, &run->scripts[at]));
    }
    run->scripts[count] = (Script){ NULL, STR_NONE };
    return true;
}

static bool choose_format(Run *run)
{
    const RunOptions *options = run->options;

    if (options->csv && options->format && strcmp(options->format, "csv") != 0)
        return fail(run->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "--csv and --format %s exclude each other", options->format);
    if (options->format)
        return format_find(run->cx, options->format, &run->format);
    bool is_terminal = !options->csv && !options->output && isatty(STDOUT_FILENO);
    run->format = is_terminal ? FORMAT_ALIGNED : FORMAT_CSV;
    return true;
}

static void *fail_output(Run *run, int error)
{
    const char *name = run->options->output ? run->options->output : "standard output";

    return fail(run->cx, ERR_IO_ERROR, NO_POSITION, "could not write \"%s\": %s", name,
                strerror(error));
}

static bool open_output(Run *run)
{
    const char *path = run->options->output;
    int fd = STDOUT_FILENO;

    if (path)
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, OUTPUT_MODE);
    if (fd < 0)
        return fail_output(run, errno);
    output_init(&run->output, run->output_arena, fd, &run->signals);
    run->formatter = formatter_new(run->cx->arena, run->format, &run->output.text);
    return true;
}

/* Some file systems tell only now that there was no room. */
static bool close_output(Run *run)
{
    if (!run->output.error && !output_flush(&run->output) && !run->output.error)
        return true; /* a signal */
    if (run->options->output && close(run->output.fd) != 0 && !run->output.error)
        run->output.error = errno;
    if (!run->output.error)
        return true;
    return fail_output(run, run->output.error);
}

static void run_scripts(Run *run)
{
    for (const Script *script = run->scripts; script->name; script++)
        if (!run_script(run, script))
            return;
}

/* With a server that answers. */
static int run_connected(Run *run)
{
    run_scripts(run);
    bool is_written = close_output(run);
    if (run->signals.caught)
        return RUN_SIGNAL + run->signals.caught;
    if (run->output.error == EPIPE) /* whoever read has seen enough */
        return RUN_FAILED;
    if (has_failed(run->cx) || !is_written)
        return complain(run, run->cx, RUN_FAILED);
    return run->has_error ? RUN_SQL_ERROR : RUN_OK;
}

static int run_served(Run *run, const RunHost *host, const char *socket_path)
{
    run->client = client_open(run->cx, socket_path, &run->signals);
    if (!run->client)
        return complain(run, run->cx, RUN_CANNOT_START);
    int status = run_connected(run);
    client_close(run->client);
    host->hide(host->self);
    return status;
}

static int run_prepared(Run *run, const RunHost *host)
{
    const RunOptions *options = run->options;
    RunServer wanted = { options->paths, options->path_count, options->workers,
                         options->worker_cores, options->memory_bytes };

    if (!choose_format(run) || !read_sources(run) || !open_output(run))
        return complain(run, run->cx, RUN_FAILED);
    const char *socket_path = host->start(run->cx, host->self, &wanted);
    int status =
        socket_path ? run_served(run, host, socket_path) : complain(run, run->cx, RUN_CANNOT_START);
    formatter_free(run->formatter);
    return status;
}

static int run_watched(Cx *cx, const RunOptions *options, const RunHost *host)
{
    Run run = { .cx = cx, .options = options };

    if (!signals_init(cx, &run.signals))
        return complain(&run, cx, RUN_FAILED);
    run.output_arena = arena_new(NULL);
    signal(SIGPIPE, SIG_IGN);
    int status = run_prepared(&run, host);
    signals_fini(&run.signals); /* a second Ctrl-C may end what takes too long to stop */
    host->stop(host->self);
    arena_free(run.output_arena);
    return status;
}

int run_with(int argc, char **argv, const RunHost *host)
{
    RunOptions options = { 0 };
    Arena *arena = arena_new(NULL);
    Cx cx = { .arena = arena };
    int status = RUN_OK;

    if (!options_parse(&cx, &run_command, argc, argv, &options)) {
        options_complain(&run_command, &cx, stderr);
        status = RUN_FAILED;
    } else if (options.help) {
        options_help(&run_command, stdout);
    } else {
        status = run_watched(&cx, &options, host);
    }
    arena_free(arena);
    return status;
}
