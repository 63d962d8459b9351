/* channel.c -- see channel.h. */
#include "base/channel.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct Bytes {
    char *data;
    size_t start, end, capacity; /* what counts is [start, end) */
} Bytes;

struct Channel {
    int frames_fd, descriptors_fd;
    struct event *readable, *writable;
    const ChannelOps *ops;
    void *self;
    Bytes in, out;
    bool is_closed;
};

enum { READ_BYTES = 64 * 1024, DESCRIPTOR_TIMEOUT_S = 10 };

/* Room for `bytes` at the end. */
static void bytes_reserve(Bytes *b, size_t bytes)
{
    if (b->start == b->end)
        b->start = b->end = 0;
    if (b->capacity - b->end >= bytes)
        return;
    if (b->start) {
        memmove(b->data, b->data + b->start, b->end - b->start);
        b->end -= b->start;
        b->start = 0;
    }
    if (b->capacity - b->end >= bytes)
        return;
    size_t capacity = b->capacity * 2 > b->end + bytes ? b->capacity * 2 : b->end + bytes;
    b->data = realloc(b->data, capacity);
    if (!b->data)
        abort();
    b->capacity = capacity;
}

static void close_once(Channel *channel)
{
    if (channel->is_closed)
        return;
    channel->is_closed = true;
    event_del(channel->readable);
    event_del(channel->writable);
    channel->ops->closed(channel->self);
}

static void on_readable(evutil_socket_t fd, short what, void *context)
{
    Channel *channel = context;
    Bytes *in = &channel->in;

    (void)what;
    bytes_reserve(in, READ_BYTES);
    ssize_t got = recv(fd, in->data + in->end, in->capacity - in->end, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        close_once(channel);
        return;
    }
    in->end += (size_t)got;
    int64_t used =
        channel->ops->input(channel->self, (Str){ in->data + in->start, in->end - in->start });
    if (used < 0 || in->end - in->start - (size_t)used > CHANNEL_INPUT_BYTES_MAX)
        close_once(channel);
    else
        in->start += (size_t)used;
}

/* Write what the socket takes; false: the peer is gone. */
static bool flush(Channel *channel)
{
    Bytes *out = &channel->out;

    while (out->start < out->end) {
        ssize_t sent = send(channel->frames_fd, out->data + out->start, out->end - out->start,
                            MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN) {
            event_add(channel->writable, NULL);
            return true;
        }
        if (sent < 0)
            return false;
        out->start += (size_t)sent;
    }
    return true;
}

static void on_writable(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    if (!flush(context))
        close_once(context);
}

Channel *channel_new(struct event_base *base, int frames_fd, int descriptors_fd,
                     const ChannelOps *ops, void *self)
{
    Channel *channel = calloc(1, sizeof *channel);
    struct timeval limit = { .tv_sec = DESCRIPTOR_TIMEOUT_S };

    if (!channel)
        abort();
    setsockopt(descriptors_fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(descriptors_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    *channel = (Channel){
        .frames_fd = frames_fd, .descriptors_fd = descriptors_fd, .ops = ops, .self = self
    };
    channel->readable = event_new(base, frames_fd, EV_READ | EV_PERSIST, on_readable, channel);
    channel->writable = event_new(base, frames_fd, EV_WRITE, on_writable, channel);
    if (!channel->readable || !channel->writable || event_add(channel->readable, NULL) != 0)
        abort();
    return channel;
}

void channel_free(Channel *channel)
{
    if (!channel)
        return;
    event_free(channel->readable);
    event_free(channel->writable);
    close(channel->frames_fd);
    close(channel->descriptors_fd);
    free(channel->in.data);
    free(channel->out.data);
    free(channel);
}

/* A send that fails is noticed by the reading side, from the event loop: never from in here. */
void channel_send(Channel *channel, Str frames)
{
    Bytes *out = &channel->out;

    if (channel->is_closed)
        return;
    if (out->end - out->start + frames.length > CHANNEL_OUTPUT_BYTES_MAX) {
        shutdown(channel->frames_fd, SHUT_RDWR);
        return;
    }
    bytes_reserve(out, frames.length);
    memcpy(out->data + out->end, frames.data, frames.length);
    out->end += frames.length;
    if (!flush(channel))
        shutdown(channel->frames_fd, SHUT_RDWR);
}

bool channel_send_descriptor(Channel *channel, int fd)
{
    char byte = 0, control[CMSG_SPACE(sizeof(int))] = { 0 };
    struct iovec vector = { .iov_base = &byte, .iov_len = 1 };
    struct msghdr message = { .msg_iov = &vector,
                              .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    ssize_t sent;

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    do
        sent = sendmsg(channel->descriptors_fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == 1;
}

int channel_take_descriptor(Channel *channel)
{
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec vector = { .iov_base = &byte, .iov_len = 1 };
    struct msghdr message = { .msg_iov = &vector,
                              .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    ssize_t got;
    int fd = -1;

    do
        got = recvmsg(channel->descriptors_fd, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *header = got == 1 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}
