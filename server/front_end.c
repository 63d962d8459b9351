/*
 * front_end.c -- threads, mailboxes, handles.
 *
 * A mailbox wakes its thread only when it was empty: a burst of letters costs one wake-up.  After
 * the thread has gone, letters are delivered by whoever writes them, marked as too late.
 */
#include "server/front_end.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { FRONT_END_STACK_BYTES = 8 * 1024 * 1024 };

/* ---- mailboxes ----------------------------------------------------------------------------- */

Mailbox *mailbox_new(void)
{
    Mailbox *mailbox = calloc(1, sizeof *mailbox);

    if (!mailbox)
        return NULL;
    mailbox->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (mailbox->wake_fd < 0) {
        free(mailbox);
        return NULL;
    }
    atomic_init(&mailbox->references, 1);
    pthread_mutex_init(&mailbox->lock, NULL);
    mailbox->last = &mailbox->first;
    mailbox->is_open = true;
    return mailbox;
}

Mailbox *mailbox_acquire(Mailbox *mailbox)
{
    atomic_fetch_add(&mailbox->references, 1);
    return mailbox;
}

void mailbox_release(Mailbox *mailbox)
{
    if (!mailbox || atomic_fetch_sub(&mailbox->references, 1) > 1)
        return;
    close(mailbox->wake_fd);
    pthread_mutex_destroy(&mailbox->lock);
    free(mailbox);
}

void mailbox_put(Mailbox *mailbox, Letter *letter)
{
    letter->next = NULL;
    pthread_mutex_lock(&mailbox->lock);
    bool is_open = mailbox->is_open, was_empty = !mailbox->first;
    if (is_open) {
        *mailbox->last = letter;
        mailbox->last = &letter->next;
        if (was_empty) /* with the lock held: the mailbox may be freed once it is given up */
            eventfd_write(mailbox->wake_fd, 1);
    }
    pthread_mutex_unlock(&mailbox->lock);
    if (!is_open)
        letter->deliver(letter, false);
}

static void mailbox_deliver(Mailbox *mailbox, bool is_open)
{
    pthread_mutex_lock(&mailbox->lock);
    Letter *letter = mailbox->first;
    mailbox->first = NULL;
    mailbox->last = &mailbox->first;
    mailbox->is_open = is_open;
    pthread_mutex_unlock(&mailbox->lock);

    for (Letter *next; letter; letter = next) {
        next = letter->next;
        letter->deliver(letter, is_open);
    }
}

/* ---- front ends ---------------------------------------------------------------------------- */

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    FrontEnd *front_end = arg;
    eventfd_t count;

    (void)what;
    if (eventfd_read(fd, &count) == 0)
        mailbox_deliver(front_end->mailbox, true);
}

bool front_end_init(Cx *cx, FrontEnd *front_end, Listener *listener)
{
    int timeout_ms = listener->config.authentication_timeout_ms;
    struct timeval timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000 };

    front_end->listener = listener;
    front_end->mailbox = mailbox_new();
    front_end->base = event_base_new();
    if (!front_end->mailbox || !front_end->base)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not create an event loop");
    front_end->authentication_timeout = event_base_init_common_timeout(front_end->base, &timeout);
    event_assign(&front_end->wake_event, front_end->base, front_end->mailbox->wake_fd,
                 EV_READ | EV_PERSIST, on_wake, front_end);
    event_add(&front_end->wake_event, NULL);
    return true;
}

static void *front_end_main(void *arg)
{
    FrontEnd *front_end = arg;

    stack_limit_set(FRONT_END_STACK_BYTES);
    event_base_loop(front_end->base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

bool front_end_run(Cx *cx, FrontEnd *front_end)
{
    pthread_attr_t attributes;

    /* Planning recurses: how deep must not depend on the user's ulimit. */
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, FRONT_END_STACK_BYTES);
    int error = pthread_create(&front_end->thread, &attributes, front_end_main, front_end);
    pthread_attr_destroy(&attributes);
    if (error)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not create a thread: %s",
                    strerror(error));
    front_end->has_thread = true;
    return true;
}

typedef struct StopLetter {
    Letter letter;
    FrontEnd *front_end;
} StopLetter;

static void stop_deliver(Letter *letter, bool is_open)
{
    StopLetter *stop = (StopLetter *)letter;
    FrontEnd *front_end = stop->front_end;

    (void)is_open;
    while (front_end->connections)
        connection_shut_down(front_end->connections);
    event_base_loopbreak(front_end->base);
}

void front_end_stop(FrontEnd *front_end)
{
    StopLetter stop = { { NULL, stop_deliver }, front_end };

    if (!front_end->has_thread)
        return;
    mailbox_put(front_end->mailbox, &stop.letter);
    pthread_join(front_end->thread, NULL);
    front_end->has_thread = false;
}

void front_end_fini(FrontEnd *front_end)
{
    if (front_end->mailbox)
        mailbox_deliver(front_end->mailbox, false);
    if (front_end->base && event_initialized(&front_end->wake_event))
        event_del(&front_end->wake_event);
    if (front_end->base)
        event_base_free(front_end->base);
    mailbox_release(front_end->mailbox);
}

/* A letter cannot be refused: without memory for it, this process is at its end. */
static void *letter_alloc(size_t bytes)
{
    void *letter = malloc(bytes);

    if (!letter) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return letter;
}

typedef struct SocketLetter {
    Letter letter;
    FrontEnd *front_end;
    int fd;
    bool is_local;
} SocketLetter;

static void socket_deliver(Letter *letter, bool is_open)
{
    SocketLetter *socket = (SocketLetter *)letter;

    if (is_open)
        connection_open(socket->front_end, socket->fd, socket->is_local);
    else
        close(socket->fd);
    free(socket);
}

void front_end_give(FrontEnd *front_end, int fd, bool is_local)
{
    SocketLetter *socket = letter_alloc(sizeof *socket);

    *socket = (SocketLetter){ { NULL, socket_deliver }, front_end, fd, is_local };
    mailbox_put(front_end->mailbox, &socket->letter);
}

/* ---- handles ------------------------------------------------------------------------------- */

SessionHandle *session_handle_acquire(SessionHandle *handle)
{
    atomic_fetch_add(&handle->references, 1);
    return handle;
}

void session_handle_release(SessionHandle *handle)
{
    if (!handle || atomic_fetch_sub(&handle->references, 1) > 1)
        return;
    mailbox_release(handle->mailbox);
    free(handle);
}

typedef struct PostLetter {
    Letter letter;
    SessionHandle *handle;
    SessionPostFn *run;
    void *arg;
} PostLetter;

static void post_deliver(Letter *letter, bool is_open)
{
    PostLetter *post = (PostLetter *)letter;
    Connection *connection = is_open ? post->handle->connection : NULL;

    post->run(connection ? connection->session : NULL, post->arg);
    if (connection)
        connection_flush(connection);
    session_handle_release(post->handle);
    free(post);
}

void session_post(SessionHandle *handle, SessionPostFn *run, void *arg)
{
    PostLetter *post = letter_alloc(sizeof *post);

    *post = (PostLetter){ { NULL, post_deliver }, session_handle_acquire(handle), run, arg };
    mailbox_put(handle->mailbox, &post->letter);
}

/* ---- interrupts ---------------------------------------------------------------------------- */

enum SessionInterrupt { INTERRUPT_CANCEL = 1, INTERRUPT_TERMINATE = 2 };

static void hear_cancel(WireSession *session, void *arg)
{
    SessionHandle *handle = arg;

    if (session_cancel_taken(handle) && session)
        wire_session_cancel(session);
    session_handle_release(handle);
}

static void hear_terminate(WireSession *session, void *arg)
{
    (void)arg;
    if (session)
        wire_session_terminate(session, ERR_ADMIN_SHUTDOWN,
                               "terminating connection due to administrator command");
}

void session_cancel(SessionHandle *handle)
{
    atomic_fetch_or(&handle->interrupts, INTERRUPT_CANCEL);
    session_post(handle, hear_cancel, session_handle_acquire(handle));
}

void session_terminate(SessionHandle *handle)
{
    atomic_fetch_or(&handle->interrupts, INTERRUPT_TERMINATE);
    session_post(handle, hear_terminate, NULL);
}

const _Atomic uint32_t *session_interrupts(const SessionHandle *handle)
{
    return &handle->interrupts;
}

bool session_cancel_taken(SessionHandle *handle)
{
    return atomic_fetch_and(&handle->interrupts, ~(uint32_t)INTERRUPT_CANCEL) & INTERRUPT_CANCEL;
}
