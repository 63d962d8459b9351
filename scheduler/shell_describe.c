/* shell_describe.c -- files that workers look at for the catalog: asked of one, and of another
 * where that one dies. */
#include "scheduler/shell_state.h"

#include <stdlib.h>

void describe_answered(Shell *shell, uint64_t request, Str description, const Error *error)
{
    for (Describing **link = &shell->describings; *link; link = &(*link)->next) {
        Describing *found = *link;
        if (found->request != request)
            continue;
        *link = found->next;
        found->described(found->self, description, error);
        free(found->path);
        free(found);
        return;
    }
}

/* Where there is no worker, the next one that starts is asked. */
static void send_describe(Shell *shell, Describing *describing)
{
    describing->worker = 0;
    for (uint32_t at = 0; at < shell->config.workers; at++) {
        WorkerSlot *worker = &shell->workers[(describing->request + at) % shell->config.workers];
        if (!worker->channel)
            continue;
        Message message =
            MESSAGE_OF(Describe, .request = describing->request, .path = str_of(describing->path),
                       .format = describing->format);
        describing->worker = worker->id;
        describing->tries++;
        send_message(worker, &message);
        return;
    }
}

static const Error describe_crashed = {
    .code = ERR_INTERNAL_ERROR,
    .position = NO_POSITION,
    .message = "reading a file made worker processes crash",
};

/* What the dead worker was asked is asked of another one. */
void describe_again(Shell *shell, WorkerId dead)
{
    for (Describing *d = shell->describings, *next; d; d = next) {
        next = d->next;
        if (d->worker != dead)
            continue;
        if (d->tries >= DESCRIBE_TRIES_MAX)
            describe_answered(shell, d->request, STR_NONE, &describe_crashed);
        else
            send_describe(shell, d);
    }
}

void describe_begin(Shell *shell, Describing *describing)
{
    describing->request = ++shell->next_request;
    describing->next = shell->describings;
    shell->describings = describing;
    send_describe(shell, describing);
}

void describe_waiting(Shell *shell)
{
    for (Describing *d = shell->describings; d; d = d->next)
        if (d->worker == 0)
            send_describe(shell, d);
}

void shell_describe(Shell *shell, Str path, uint32_t format, DescribedFn described, void *self)
{
    Describing *describing = calloc(1, sizeof *describing);

    if (!describing)
        abort();
    describing->path = strndup(path.data, path.length);
    describing->format = format;
    describing->described = described;
    describing->self = self;
    put_order(shell, (Order){ .kind = ORDER_DESCRIBE, .describing = describing });
}
