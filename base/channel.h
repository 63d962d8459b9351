/*
 * channel.h -- frames and descriptors between two processes, on libevent.
 *
 * Two Unix sockets make a channel: one carries frames (4-byte little-endian length, payload), the
 * other descriptors.  A frame that announces a descriptor is sent after it, so whoever reads the
 * frame finds the descriptor waiting.  A channel belongs to the thread of its event base.
 */
#ifndef BASE_CHANNEL_H
#define BASE_CHANNEL_H

#include "base/str.h"

struct event_base;

enum {
    CHANNEL_INPUT_BYTES_MAX = 80 * 1024 * 1024,   /* unread frames: more ends the channel */
    CHANNEL_OUTPUT_BYTES_MAX = 512 * 1024 * 1024, /* unsent frames: likewise */
};

typedef struct Channel Channel;

typedef struct ChannelOps {
    /* Some bytes have arrived: take what frames there are; returns how many bytes were used.
     * Negative: the peer has broken the protocol. */
    int64_t (*input)(void *self, Str bytes);
    /* The peer is gone, or the protocol is broken.  Called once; free the channel here or later. */
    void (*closed)(void *self);
} ChannelOps;

/* Takes ownership of both descriptors. */
Channel *channel_new(struct event_base *base, int frames_fd, int descriptors_fd,
                     const ChannelOps *ops, void *self);
void channel_free(Channel *channel);

void channel_send(Channel *channel, Str frames);
/* Send a descriptor ahead of the frames that follow; the caller keeps `fd`.  False: the peer is
 * gone. */
bool channel_send_descriptor(Channel *channel, int fd);
/* Take the next descriptor; -1: the peer sent none. */
int channel_take_descriptor(Channel *channel);

#endif
