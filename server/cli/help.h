/* help.h -- what `hearth` says about itself. */
#ifndef SERVER_CLI_HELP_H
#define SERVER_CLI_HELP_H

#include <stdio.h>

void help_print(FILE *out);    /* hearth --help */
void version_print(FILE *out); /* hearth --version */
/* An unknown command: one line, and a hint. */
void help_unknown(const char *command, FILE *out);

#endif
