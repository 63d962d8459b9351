/*
 * main.c -- the simulation's command line:
 *
 *     scheduler_sim [--seeds N] [--first SEED]    live through N seeds
 *     scheduler_sim --seed S [--trace]            live through one again
 *
 * Ends with `N passed, N failed`.
 */
#include "tests/sim/sim.h"

#include <stdio.h>
#include <stdlib.h>

enum { FAILURES_SHOWN = 100 };

typedef struct Options {
    uint64_t first, seeds;
    bool is_tracing;
} Options;

static bool options_read(int argc, char **argv, Options *out)
{
    *out = (Options){ .first = 1, .seeds = 1000 };
    for (int at = 1; at < argc; at++) {
        const char *value = at + 1 < argc ? argv[at + 1] : NULL;
        if (strcmp(argv[at], "--trace") == 0) {
            out->is_tracing = true;
            continue;
        }
        if (!value)
            return false;
        if (strcmp(argv[at], "--seeds") == 0)
            out->seeds = strtoull(value, NULL, 10);
        else if (strcmp(argv[at], "--first") == 0)
            out->first = strtoull(value, NULL, 10);
        else if (strcmp(argv[at], "--seed") == 0)
            *out = (Options){ strtoull(value, NULL, 10), 1, out->is_tracing };
        else
            return false;
        at++;
    }
    return true;
}

static void sim_fini(Sim *sim)
{
    arena_fini(sim->arena);
    actions_fini(&sim->actions);
    free(sim->queue.items);
    free(sim->attempts);
    free(sim->workers);
    free(sim->queries);
}

int main(int argc, char **argv)
{
    uint64_t passed = 0, failed = 0, steps = 0;
    Options options;
    Arena arena;

    if (!options_read(argc, argv, &options)) {
        fprintf(stderr, "usage: %s [--seeds N] [--first SEED] [--seed S] [--trace]\n", argv[0]);
        return 2;
    }
    arena_init(&arena, NULL);
    Sim sim = { .arena = &arena, .is_tracing = options.is_tracing };
    for (uint64_t at = 0; at < options.seeds; at++) {
        uint64_t seed = options.first + at;
        bool is_right = world_run(&sim, seed);
        steps += sim.steps;
        passed += is_right;
        failed += !is_right;
        if (!is_right && failed <= FAILURES_SHOWN)
            printf("seed %llu: %s\n    replay: %s --seed %llu --trace\n", (unsigned long long)seed,
                   sim.failure, argv[0], (unsigned long long)seed);
    }
    sim_fini(&sim);
    printf("%llu steps\n", (unsigned long long)steps);
    printf("%llu passed, %llu failed\n", (unsigned long long)passed, (unsigned long long)failed);
    return failed || !passed;
}
