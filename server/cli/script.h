/*
 * script.h -- a script that runs: where it came from, and where in it we are.
 */
#ifndef SERVER_CLI_SCRIPT_H
#define SERVER_CLI_SCRIPT_H

#include "server/cli/client.h"
#include "server/cli/scan.h"
#include "server/cli/variables.h"

#include <stdio.h>

enum { SCRIPT_BYTES_MAX = 256 * 1024 * 1024 };

typedef struct Script {
    const char *name; /* for messages: the file's, "<stdin>" or "-c" */
    Str text;
} Script;

/* The statement that runs. */
typedef struct ScriptStep {
    const Script *script;
    ScanStatement at;  /* in the script's text */
    Expanded expanded; /* what was sent for it */
} ScriptStep;

/* Read a file, or standard input where `path` is "-".  Raises 58030, 57014 where a signal came. */
must_use bool script_read(Cx *cx, const char *path, Signals *signals, Script *out_script);

/* Say what the server said: FILE:LINE:COLUMN: ERROR 42703: ..., the line and a caret, the rest. */
void script_report(FILE *to, const ScriptStep *step, const ServerMessage *message);

#endif
