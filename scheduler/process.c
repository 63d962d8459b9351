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

/* A descriptor out of the way of those that dup2 is going to fill; -1: there is no room. */
static int moved_up(int fd)
{
    int up = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    close(fd);
    return up;
}

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static bool make_pair(Cx *cx, int *out_ours, int *out_theirs)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
        *out_ours = moved_up(pair[0]);
        *out_theirs = moved_up(pair[1]);
    }
    if (*out_ours < 0 || *out_theirs < 0)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot make sockets for a worker: %s",
                    strerror(errno));
    return true;
}

static bool make_blame(Cx *cx, BlamePage **out_page, int *out_fd)
{
    int fd = memfd_create("hearth-blame", MFD_CLOEXEC);
    void *page = MAP_FAILED;

    if (fd >= 0)
        *out_fd = moved_up(fd);
    if (*out_fd >= 0 && ftruncate(*out_fd, BLAME_BYTES) == 0)
        page = mmap(NULL, BLAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, *out_fd, 0);
    if (page == MAP_FAILED)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot make a page for a worker: %s",
                    strerror(errno));
    *out_page = page;
    return true;
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
    CLOSES(fd_close)
    int our_frames = -1, our_descriptors = -1;
    CLOSES(fd_close)
    int frames = -1, descriptors = -1, blame = -1;
    Process process = { 0 };

    TRY(make_pair(cx, &our_frames, &frames));
    TRY(make_pair(cx, &our_descriptors, &descriptors));
    TRY(make_blame(cx, &process.blame, &blame));
    int error = spawn(&process, frames, descriptors, blame);
    if (error) {
        munmap(process.blame, BLAME_BYTES);
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "cannot start a worker process: %s",
                    strerror(error));
    }
    process.frames_fd = our_frames;
    process.descriptors_fd = our_descriptors;
    our_frames = our_descriptors = -1; /* theirs now */
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
