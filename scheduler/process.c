/* process.c -- see process.h. */
#include "scheduler/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { FIRST_FREE_FD = 16 }; /* above the numbers a worker expects its own at */

/* A descriptor out of the way of those that dup2 is going to fill. */
static int moved_up(int fd)
{
    int up = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    close(fd);
    return up;
}

static bool make_pair(Cx *cx, int *out_ours, int *out_theirs)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot make sockets for a worker: %s",
                    strerror(errno));
    *out_ours = moved_up(pair[0]);
    *out_theirs = moved_up(pair[1]);
    return true;
}

static bool make_blame(Cx *cx, Process *process, int *out_fd)
{
    int fd = memfd_create("hearth-blame", MFD_CLOEXEC);

    if (fd < 0 || ftruncate(fd, BLAME_BYTES) != 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot make a page for a worker: %s",
                    strerror(errno));
    *out_fd = moved_up(fd);
    process->blame = mmap(NULL, BLAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, *out_fd, 0);
    return process->blame != MAP_FAILED;
}

static int spawn(Process *process, int frames, int descriptors, int blame)
{
    char *argv[] = { "hearth", "worker", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;

    sigemptyset(&none);
    sigfillset(&defaults);
    sigdelset(&defaults, SIGKILL);
    sigdelset(&defaults, SIGSTOP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, frames, WORKER_FRAMES_FD);
    posix_spawn_file_actions_adddup2(&actions, descriptors, WORKER_DESCRIPTORS_FD);
    posix_spawn_file_actions_adddup2(&actions, blame, WORKER_BLAME_FD);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    int error = posix_spawn(&process->pid, "/proc/self/exe", &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

bool process_spawn(Cx *cx, Process *out_process)
{
    Process process = { 0 };
    int frames = -1, descriptors = -1, blame = -1;

    TRY(make_pair(cx, &process.frames_fd, &frames));
    TRY(make_pair(cx, &process.descriptors_fd, &descriptors));
    TRY(make_blame(cx, &process, &blame));
    int error = spawn(&process, frames, descriptors, blame);
    close(frames);
    close(descriptors);
    close(blame);
    if (error) {
        close(process.frames_fd);
        close(process.descriptors_fd);
        munmap(process.blame, BLAME_BYTES);
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot start a worker process: %s",
                    strerror(error));
    }
    *out_process = process;
    return true;
}

int process_end(Process *process)
{
    int status = 0;

    kill(process->pid, SIGKILL);
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        ;
    munmap(process->blame, BLAME_BYTES);
    return status;
}
