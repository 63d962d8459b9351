/* blame_test.c -- a worker that dies says whose fault it was. */
#include "tests/unit/test.h"
#include "worker/blame.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ATTEMPT = 77, STACK_BYTES = 256 * 1024, FRAME_BYTES = 4096 };

static int overflow_stack(volatile char *above)
{
    volatile char frame[FRAME_BYTES];

    frame[0] = *above;
    return frame[0] ? 1 : 1 + overflow_stack(frame);
}

static void *crash_by_overflow(void *unused)
{
    volatile char zero = 0;

    (void)unused;
    blame_thread_start();
    blame_attempt(ATTEMPT);
    overflow_stack(&zero);
    return NULL;
}

static void *crash_by_abort(void *unused)
{
    (void)unused;
    blame_thread_start();
    blame_attempt(ATTEMPT);
    abort();
}

/* What the page says after a process died whose thread ran `crash`. */
static uint64_t blamed(void *(*crash)(void *), int wanted_signal)
{
    BlamePage *page =
        mmap(NULL, BLAME_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        pthread_attr_t attributes;
        pthread_t thread;
        blame_start(page);
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, STACK_BYTES);
        pthread_create(&thread, &attributes, crash, NULL);
        pthread_join(thread, NULL);
        _exit(0);
    }
    EXPECT(waitpid(pid, &status, 0) == pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == wanted_signal);
    uint64_t attempt = atomic_load(&page->crashed);
    munmap(page, BLAME_BYTES);
    return attempt;
}

TEST(a_thread_that_overflows_its_stack_is_blamed)
{
    EXPECT(blamed(crash_by_overflow, SIGSEGV) == ATTEMPT);
}

TEST(a_thread_that_aborts_is_blamed)
{
    EXPECT(blamed(crash_by_abort, SIGABRT) == ATTEMPT);
}
