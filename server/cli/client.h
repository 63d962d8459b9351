/*
 * client.h -- the other end of the wire: one connection through a Unix socket, one statement at a
 * time, results as text.
 *
 * While the server works, the client waits for signals, too.  The first one cancels the statement
 * and the answer is still awaited; a second one, or CANCEL_WAIT_MS without an end, gives up.
 */
#ifndef SERVER_CLI_CLIENT_H
#define SERVER_CLI_CLIENT_H

#include "server/cli/format.h"
#include "server/cli/signals.h"

typedef struct Client Client;

enum { CANCEL_WAIT_MS = 10 * 1000 };

/* An error or a notice.  Texts that were not sent have no data. */
typedef struct ServerMessage {
    bool is_error;
    Str severity, code, message, detail, hint, context;
    uint32_t position; /* in characters of the statement, from 1; 0: none */
} ServerMessage;

/* Whom a statement's answer is told to.  Texts are borrowed for the call. */
typedef struct ClientSink {
    void (*columns)(void *self, const ResultColumn *columns, uint32_t count);
    void (*row)(void *self, const Str *values);
    void (*complete)(void *self, Str tag);
    void (*copied)(void *self, Str bytes); /* COPY TO STDOUT */
    void (*message)(void *self, const ServerMessage *message);
    /* All that arrived together has been told.  false: no more is wanted, cancel. */
    bool (*pause)(void *self);
} ClientSink;

/* Raises 08006 where nobody answers, or who answers wants a password.  `signals` is borrowed. */
must_use Client *client_open(Cx *cx, const char *socket_path, Signals *signals);
void client_close(Client *client); /* NULL: nothing */

/* Run what the text says; true once the server is ready for more, whatever it answered.  Raises
 * 08006 where the connection is lost, 57014 where a signal ended the waiting. */
must_use bool client_query(Cx *cx, Client *client, Str sql, const ClientSink *sink, void *self);

#endif
