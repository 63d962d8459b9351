/*
 * options.h -- command lines by table: a command is described once, and parsed and explained from
 * that description.
 *
 *     static const Option options[] = {
 *         { "port", 'p', "N", OPTION_NUMBER, offsetof(Wanted, port), "listen here", .max = 65535 },
 *     };
 *
 * An option's value goes into the caller's struct at `offset`, as the type its kind names.  Words
 * that are no options go, in order, to `plain`; those behind `--` to `rest`, or else to `plain`.
 */
#ifndef SERVER_CLI_OPTIONS_H
#define SERVER_CLI_OPTIONS_H

#include "base/error.h"

#include <stdio.h>

typedef enum OptionKind {
    OPTION_FLAG,     /* bool, set true; takes no value */
    OPTION_TEXT,     /* const char * */
    OPTION_NUMBER,   /* int64_t within min and max */
    OPTION_SIZE,     /* int64_t bytes: 512MB, 4GB; within min and max */
    OPTION_DURATION, /* int64_t milliseconds: 500ms, 30s, 5min; within min and max */
    OPTION_EACH,     /* handed to `take`, every time it is given */
} OptionKind;

/* Takes one value.  `values` is the caller's struct. */
typedef bool TakeValue(Cx *cx, void *values, const char *value);

typedef struct Option {
    const char *name;     /* without dashes */
    char letter;          /* 0: none */
    const char *argument; /* "FILE", for the help; NULL where the kind takes no value */
    OptionKind kind;
    size_t offset;    /* of the value in the caller's struct */
    const char *help; /* one short line */
    int64_t min, max; /* max 0: no limit */
    TakeValue *take;  /* OPTION_EACH */
} Option;

typedef struct Command {
    const char *name;  /* "hearth run" */
    const char *usage; /* what follows the name */
    const char *about; /* a paragraph */
    const Option *options;
    size_t option_count;
    const char *examples; /* lines, each indented by two */
    TakeValue *plain;     /* NULL: words are refused */
    TakeValue *rest;      /* words behind `--`; NULL: they go to `plain` */
} Command;

/* Parse argv[1] and what follows.  Raises 22023 with a hint. */
must_use bool options_parse(Cx *cx, const Command *command, int argc, char **argv, void *values);

void options_help(const Command *command, FILE *out);

/* The error of `cx` in one line; its detail and its hint in others. */
void options_complain(const Command *command, const Cx *cx, FILE *out);

/* "512MB", "1.5 GB", "64k", "1024": bytes, in powers of 1024. */
must_use bool parse_size(Cx *cx, const char *text, int64_t *out_bytes);
/* "500ms", "1.5s", "5min", "2h", "1d", "30": milliseconds; seconds where no unit is named. */
must_use bool parse_duration(Cx *cx, const char *text, int64_t *out_ms);

/* The one of `names` that `word` was probably meant to be, or NULL. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

#endif
