/* serve.h -- `hearth serve`. */
#ifndef SERVER_CLI_SERVE_H
#define SERVER_CLI_SERVE_H

/* Serve until SIGINT or SIGTERM; returns the exit status. */
int serve_main(int argc, char **argv);

#endif
