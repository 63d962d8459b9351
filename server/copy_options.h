/* copy_options.h -- private to the server: what WITH says in COPY. */
#ifndef SERVER_COPY_OPTIONS_H
#define SERVER_COPY_OPTIONS_H

#include "catalyst/tree/tree.h"
#include "server/copy/copy.h"

typedef struct CopyOptions {
    CopySyntax syntax;
    bool is_frozen;
    bool quotes_all;
    Texts force_quote, force_not_null, force_null; /* columns; none where it is not written */
} CopyOptions;

/* Raises what PostgreSQL raises, in its order; positions count from the statement's start. */
must_use bool copy_options_read(Cx *cx, const Copy *copy, CopyOptions *out_options);

#endif
