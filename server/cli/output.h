/*
 * output.h -- where results go: a descriptor that may be a slow pipe.
 *
 * Text is collected in `text` and written by output_flush, in pieces that a ready pipe takes
 * without blocking, so that a signal is always noticed.
 */
#ifndef SERVER_CLI_OUTPUT_H
#define SERVER_CLI_OUTPUT_H

#include "server/cli/signals.h"

typedef struct Output {
    StrBuilder text; /* not written yet */
    int fd;
    bool is_pipe;
    Signals *signals;
    int error; /* errno of the first write that failed; 0: none */
} Output;

/* `arena` is the text's alone. */
void output_init(Output *output, Arena *arena, int fd, Signals *signals);

/* Write everything.  false: it cannot be written, or a signal has come: then nobody may be there
 * who reads, and waiting would be for ever.  `error` stays. */
bool output_flush(Output *output);

#endif
