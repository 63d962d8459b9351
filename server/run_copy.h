/* run_copy.h -- private to run_copy.c and run_copy_in.c: a COPY as it runs. */
#ifndef SERVER_RUN_COPY_H
#define SERVER_RUN_COPY_H

#include "server/copy_options.h"
#include "server/run_state.h"

struct RunCopy {
    const Copy *statement;
    CopyOptions options;
    CopyTable table; /* in run->planned's version; a query has none */

    /* TO */
    bool is_announced; /* CopyOutResponse was sent */
    bool is_headed;    /* and what comes before the rows */
    bool awaits_first; /* binary: what comes before the rows goes with the first */
    StrBuilder ends;   /* the first and the last block, where something was added */

    /* FROM */
    bool is_accepted; /* the table may be written to */
    CopyReader *reader;
    Column *values; /* of a batch: all columns of the table */
    bool is_cancelled;
};

/* The relation that it names, as the session sees it now; run->planned keeps that. */
must_use bool run_copy_look_up(Run *run);
/* A name in FORCE_... must be of a column that is copied. */
must_use bool run_copy_find_forced(Run *run, Texts names, const char *option,
                                   const PlanColumn *columns, uint32_t count, bool *out_is_forced);

/* --- run_copy_in.c --------------------------------------------------------------------------- */
/* COPY FROM: everything up to CopyInResponse. */
void run_copy_from(Run *run, WireSession *wire);

#endif
