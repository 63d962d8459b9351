/* help.c -- see help.h. */
#include "server/cli/help.h"

#include "server/cli/options.h"

#include <string.h>

#ifndef HEARTH_VERSION
#define HEARTH_VERSION "0.1.0"
#endif

void help_print(FILE *out)
{
    fputs("usage: hearth COMMAND [OPTION]...\n"
          "\n"
          "A small SQL server for the files you already have: PostgreSQL outside, Spark inside.\n"
          "\n"
          "commands:\n"
          "  serve [PATH...]            serve files and folders to psql and PostgreSQL's drivers\n"
          "  run [-c SQL | FILE]...     run SQL on a private server, print the results, stop\n"
          "  --help, COMMAND --help     show this, or what a command takes\n"
          "  --version                  show the version\n"
          "\n"
          "examples:\n"
          "  hearth serve data/\n"
          "  hearth run -c 'select count(*) from trips' -- data/trips.parquet\n",
          out);
}

void version_print(FILE *out)
{
    fputs("hearth " HEARTH_VERSION "\n", out);
}

void help_unknown(const char *command, FILE *out)
{
    static const char *const commands[] = { "serve", "run" };
    const char *nearest = nearest_name(command, commands, COUNT_OF(commands));

    fprintf(out, "hearth: unknown command \"%s\"\n", command);
    if (nearest)
        fprintf(out, "hint: did you mean \"hearth %s\"?\n", nearest);
    else
        fputs("hint: \"hearth --help\" lists the commands\n", out);
}
