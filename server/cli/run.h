/* run.h -- `hearth run`: SQL scripts against a private server that lives as long as they do. */
#ifndef SERVER_CLI_RUN_H
#define SERVER_CLI_RUN_H

/* argv[0] is "run" or the program; what follows is parsed.  Returns the exit status. */
int run_main(int argc, char **argv);

#endif
