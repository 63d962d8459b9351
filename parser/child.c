/*
 * child.c -- parsing in a process of its own.
 *
 *     parent                                   child: /proc/self/exe parse
 *       memfd with the text          ── stdin ──>  read it, call libpg_query
 *       memfd for the result         <── stdout ─  header, then bytes
 *       wait: cancel, deadline, exit
 *
 * The parent judges by what stands in the result alone, not by the exit status: another thread of
 * this process may have reaped the child.  Invariant: no child is left behind.
 */
#include "parser/raw.h"
#include "parser/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RESULT_MAGIC 0x48545253u /* "SRTH" */
#define EXECUTABLE   "/proc/self/exe"

enum {
    WAIT_MS = 20,                          /* between two looks at cx->cancel */
    CHILD_CPU_SECONDS = 30,                /* should the parent be gone */
    RESULT_BYTES_MAX = 1024 * 1024 * 1024, /* of a raw tree */
};

/* Room for libpg_query's own trees: some hundred times the text. */
#define CHILD_DATA_BYTES (4096ll * 1024 * 1024)

/* What the child writes before the bytes. */
typedef struct ResultHeader {
    uint32_t magic;
    uint32_t is_error;
    int64_t character;
    uint64_t byte_count;
} ResultHeader;

typedef struct Child {
    int pidfd; /* each -1: none */
    int text_fd;
    int result_fd;
} Child;

static bool open_files(Cx *cx, Str text, Child *child);
static bool start(Cx *cx, Child *child);
static bool wait_for(Cx *cx, Child *child);
static bool read_result(Cx *cx, const Child *child, RawResult *out_result);

/* By pidfd: the number may be another process's by now. */
static void end_process(const Child *child)
{
    siginfo_t exited;

    pidfd_send_signal(child->pidfd, SIGKILL, NULL, 0);
    while (waitid(P_PIDFD, (id_t)child->pidfd, &exited, WEXITED) < 0 && errno == EINTR) {
    }
}

static void child_close(Child *child)
{
    if (child->pidfd >= 0) {
        end_process(child);
        close(child->pidfd);
    }
    if (child->text_fd >= 0)
        close(child->text_fd);
    if (child->result_fd >= 0)
        close(child->result_fd);
}

bool raw_parse_in_child(Cx *cx, Str text, RawResult *out_result)
{
    CLOSES(child_close)
    Child child = { .pidfd = -1, .text_fd = -1, .result_fd = -1 };

    TRY(open_files(cx, text, &child));
    TRY(start(cx, &child));
    TRY(wait_for(cx, &child));
    return read_result(cx, &child, out_result);
}

/* --- The parent's side --------------------------------------------------------------------------
 */

static bool fail_system(Cx *cx, const char *what)
{
    return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not %s: %s", what, strerror(errno));
}

static bool write_all(int fd, const void *data, size_t bytes)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t written = write(fd, (const char *)data + done, bytes - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += (size_t)written;
    }
    return true;
}

/* All of `data`, or false at an end before. */
static bool read_all(int fd, void *data, size_t bytes)
{
    for (size_t done = 0; done < bytes;) {
        ssize_t got = read(fd, (char *)data + done, bytes - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

static bool open_files(Cx *cx, Str text, Child *child)
{
    child->text_fd = memfd_create("hearth-parse-text", MFD_CLOEXEC);
    child->result_fd = memfd_create("hearth-parse-result", MFD_CLOEXEC);
    if (child->text_fd < 0 || child->result_fd < 0)
        return fail_system(cx, "make a file in memory");
    if (!write_all(child->text_fd, text.data, text.length) || lseek(child->text_fd, 0, SEEK_SET))
        return fail_system(cx, "write a file in memory");
    return true;
}

/* The child gets three files and a clean set of signals, whatever this thread has. */
static int spawn(const Child *child, posix_spawn_file_actions_t *files,
                 posix_spawnattr_t *attributes, pid_t *out_pid)
{
    char argument_0[] = "hearth", argument_1[] = PARSER_CHILD_ARGUMENT;
    char *arguments[] = { argument_0, argument_1, NULL };
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_adddup2(files, child->text_fd, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(files, child->result_fd, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return posix_spawn(out_pid, EXECUTABLE, files, attributes, arguments, environ);
}

static bool start(Cx *cx, Child *child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    pid_t pid;

    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    int error = spawn(child, &files, &attributes, &pid);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (error) {
        errno = error;
        return fail_system(cx, "start a process to parse the statement");
    }
    child->pidfd = pidfd_open(pid, 0);
    if (child->pidfd >= 0)
        return true;
    fail_system(cx, "watch a process");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return false;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool wait_for(Cx *cx, Child *child)
{
    int64_t deadline = now_ms() + PARSE_CHILD_MS;
    struct pollfd end = { .fd = child->pidfd, .events = POLLIN };

    while (poll(&end, 1, WAIT_MS) <= 0) {
        TRY(check_interrupts(cx));
        if (now_ms() < deadline)
            continue;
        fail(cx, ERR_STATEMENT_TOO_COMPLEX, NO_POSITION, "statement is too complex to parse");
        fail_detail(cx, "Parsing it took more than %d seconds.", PARSE_CHILD_MS / 1000);
        return fail_hint(cx, "Split the statement, or use COPY for large amounts of data.");
    }
    return true;
}

static bool fail_crashed(Cx *cx)
{
    fail(cx, ERR_STATEMENT_TOO_COMPLEX, NO_POSITION, "statement is too complex to parse");
    fail_detail(cx, "The process that parsed it ended without a result.");
    return fail_hint(cx, "Write the statement with fewer nested expressions.");
}

static bool read_result(Cx *cx, const Child *child, RawResult *out_result)
{
    ResultHeader header;
    struct stat status;

    if (lseek(child->result_fd, 0, SEEK_SET) || fstat(child->result_fd, &status))
        return fail_system(cx, "read a file in memory");
    if (!read_all(child->result_fd, &header, sizeof header) || header.magic != RESULT_MAGIC ||
        header.byte_count != (uint64_t)status.st_size - sizeof header)
        return fail_crashed(cx);
    if (header.byte_count > RESULT_BYTES_MAX)
        return fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "statement is too large to parse");

    char *bytes = arena_alloc(cx->arena, header.byte_count + 1);
    TRY(check_memory(cx));
    if (!read_all(child->result_fd, bytes, header.byte_count))
        return fail_system(cx, "read a file in memory");
    *out_result = (RawResult){
        .is_error = header.is_error,
        .character = (int)header.character,
        .bytes = { bytes, header.byte_count },
    };
    return true;
}

/* --- The child's side ---------------------------------------------------------------------------
 */

/* It goes when its parent does, and cannot take the machine with it. */
static void limit_self(void)
{
    struct rlimit cpu = { CHILD_CPU_SECONDS, CHILD_CPU_SECONDS };
    struct rlimit core = { 0, 0 };
    struct rlimit data = { CHILD_DATA_BYTES, CHILD_DATA_BYTES };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
/* The shadow memory of sanitizers is beyond any limit. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    setrlimit(RLIMIT_DATA, &data);
#else
    (void)data;
#endif
}

static bool write_result(const RawResult *result)
{
    ResultHeader header = {
        .magic = RESULT_MAGIC,
        .is_error = result->is_error,
        .character = result->character,
        .byte_count = result->bytes.length,
    };
    return write_all(STDOUT_FILENO, &header, sizeof header) &&
           write_all(STDOUT_FILENO, result->bytes.data, result->bytes.length);
}

static bool parse_input(Cx *cx)
{
    struct stat status;
    RawResult result;

    if (fstat(STDIN_FILENO, &status) || status.st_size < 0 || status.st_size > STATEMENT_BYTES_MAX)
        return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "standard input is no statement");
    char *text = arena_zero(cx->arena, (size_t)status.st_size + 1);
    if (!read_all(STDIN_FILENO, text, (size_t)status.st_size))
        return fail_system(cx, "read the statement");
    TRY(raw_parse_here(cx, (Str){ text, (size_t)status.st_size }, &result));
    return write_result(&result) || fail_system(cx, "write the result");
}

int parser_child_main(void)
{
    Arena arena;
    Cx cx = { .arena = &arena };

    limit_self();
    arena_init(&arena, NULL);
    bool is_done = parse_input(&cx);
    if (has_failed(&cx))
        fprintf(stderr, "hearth parse: %s\n", cx.error.message);
    arena_fini(&arena);
    return is_done ? 0 : 1;
}
