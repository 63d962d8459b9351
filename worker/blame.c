/* blame.c -- see blame.h.  A signal handler has nothing but these variables to go by. */
#include "worker/blame.h"

#include <signal.h>
#include <stdlib.h>

enum { SIGNAL_STACK_BYTES = 64 * 1024 };

static _Thread_local uint64_t attempt_of_thread;
static _Thread_local _Atomic uint64_t *place_of_thread; /* in page->running */
static BlamePage *page_of_process;
static _Atomic uint32_t threads;

static void on_fatal_signal(int number)
{
    atomic_store(&page_of_process->crashed, attempt_of_thread);
    signal(number, SIG_DFL);
    raise(number);
}

void blame_start(BlamePage *page)
{
    static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    struct sigaction action = { .sa_handler = on_fatal_signal, .sa_flags = SA_ONSTACK };

    page_of_process = page;
    sigemptyset(&action.sa_mask);
    for (size_t at = 0; at < COUNT_OF(fatal); at++)
        sigaction(fatal[at], &action, NULL);
}

/* Task threads live as long as the process, and so do their stacks. */
void blame_thread_start(void)
{
    stack_t stack = { .ss_sp = malloc(SIGNAL_STACK_BYTES), .ss_size = SIGNAL_STACK_BYTES };

    if (!stack.ss_sp || sigaltstack(&stack, NULL) != 0)
        abort();
    place_of_thread = &page_of_process->running[atomic_fetch_add(&threads, 1)];
}

void blame_attempt(uint64_t attempt)
{
    attempt_of_thread = attempt;
    atomic_store(place_of_thread, attempt);
}
