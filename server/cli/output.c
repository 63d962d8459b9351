/* output.c -- see output.h. */
#include "server/cli/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

void output_init(Output *output, Arena *arena, int fd, Signals *signals)
{
    struct stat status;

    *output = (Output){ .text = str_builder(arena), .fd = fd, .signals = signals };
    output->is_pipe = fstat(fd, &status) != 0 || !S_ISREG(status.st_mode);
}

/* The bytes written; 0: a signal came; negative: see errno. */
static ssize_t write_piece(Output *output, Str bytes)
{
    if (signals_wait(output->signals, output->fd, POLLOUT, WAIT_FOREVER) == WAITED_SIGNAL)
        return 0;
    /* A pipe that is ready takes this much; more would block. */
    size_t count = output->is_pipe && bytes.length > PIPE_BUF ? PIPE_BUF : bytes.length;
    return write(output->fd, bytes.data, count);
}

bool output_flush(Output *output)
{
    Str rest = str_built(&output->text);

    while (rest.length && !output->error) {
        if (output->signals->caught)
            return false;
        ssize_t written = write_piece(output, rest);
        if (written == 0)
            return false;
        if (written > 0)
            rest = str_slice(rest, (size_t)written, rest.length);
        else if (errno != EINTR && errno != EAGAIN)
            output->error = errno;
    }
    output->text.length = 0;
    return !output->error;
}
