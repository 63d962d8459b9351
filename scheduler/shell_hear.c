/* shell_hear.c -- what workers say: messages become events.  A message that makes no sense ends the
 * worker's channel, and with it the worker. */
#include "scheduler/shell_state.h"

#include "base/build_id.h"

#include <unistd.h>

static bool on_ready(Shell *shell, WorkerSlot *worker, const ReadyMessage *ready)
{
    Event up = { .kind = EVENT_WORKER_UP,
                 .worker = worker->id,
                 .slots = shell->config.worker_cores };

    if (!str_equal(ready->build_id, build_id()))
        return false;
    worker->is_ready = true;
    worker->deaths = 0;
    shell_step(shell, &up);
    return true;
}

static bool on_new_segment(Shell *shell, WorkerSlot *worker, const NewSegmentMessage *made)
{
    int fd = channel_take_descriptor(worker->channel);
    Cx cx = { .arena = &shell->arena };

    if (fd < 0)
        return false;
    if (shell_find_query(shell, made->query))
        return segment_map(&cx, shell->segments, made->query, made->segment, made->bytes, fd);
    close(fd);
    return true;
}

static void on_lease_done(Shell *shell, WorkerSlot *worker, const LeaseDoneMessage *done)
{
    ShellQuery *query = shell_find_query(shell, done->query);
    Event event = { .kind = EVENT_LEASE_DONE,
                    .worker = worker->id,
                    .attempt = done->attempt,
                    .outputs = done->blocks.items,
                    .output_count = done->blocks.count,
                    .output_rows = done->rows };

    if (query)
        shell_query_note(query, done);
    shell_step(shell, &event);
}

static void on_lease_failed(Shell *shell, WorkerSlot *worker, const LeaseFailedMessage *failed)
{
    Event event = { .kind = failed->attempt ? EVENT_LEASE_FAILED : EVENT_QUERY_FAILED,
                    .worker = worker->id,
                    .query = failed->query,
                    .attempt = failed->attempt,
                    .error = &failed->error };
    shell_step(shell, &event);
}

static bool handle(Shell *shell, WorkerSlot *worker, const Message *message)
{
    switch (message->tag) {
    case MESSAGE_Ready: return on_ready(shell, worker, &message->as_Ready);
    case MESSAGE_NewSegment: return on_new_segment(shell, worker, &message->as_NewSegment);
    case MESSAGE_LeaseDone: on_lease_done(shell, worker, &message->as_LeaseDone); return true;
    case MESSAGE_LeaseFailed: on_lease_failed(shell, worker, &message->as_LeaseFailed); return true;
    case MESSAGE_Described:
        describe_answered(shell, message->as_Described.request, message->as_Described.description,
                          NULL);
        return true;
    case MESSAGE_DescribeFailed:
        describe_answered(shell, message->as_DescribeFailed.request, STR_NONE,
                          &message->as_DescribeFailed.error);
        return true;
    case MESSAGE_Pong: worker->missed = 0; return true;
    case MESSAGE_Hello:
    case MESSAGE_Prepare:
    case MESSAGE_Table:
    case MESSAGE_Input:
    case MESSAGE_RunLease:
    case MESSAGE_Revoke:
    case MESSAGE_Release:
    case MESSAGE_MapSegment:
    case MESSAGE_Describe:
    case MESSAGE_Ping: break; /* ours to send */
    }
    return false;
}

int64_t worker_said(void *self, Str bytes)
{
    WorkerSlot *worker = self;
    Shell *shell = worker->shell;
    int64_t used = 0;
    size_t frame_bytes;
    Str frame;

    for (;;) {
        Cx cx = { .arena = &shell->arena };
        Message message;
        arena_reset(&shell->arena);
        if (!frame_take(&cx, str_slice(bytes, (size_t)used, bytes.length), &frame, &frame_bytes))
            return has_failed(&cx) ? -1 : used;
        if (!message_decode(&cx, frame, &message) || !handle(shell, worker, &message))
            return -1;
        used += (int64_t)frame_bytes;
    }
}
