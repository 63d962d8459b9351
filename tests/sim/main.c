/*
 * main.c -- the simulation's command line:
 *
 *     scheduler_sim [--seeds N] [--first SEED]    live through N seeds
 *     scheduler_sim --seed S [--trace]            live through one again
 *     scheduler_sim --plants                      find each planted bug, see scheduler/plant.h
 *     ... --plant N                               with that bug
 *
 * Ends with `N passed, N failed`.
 */
#include "tests/sim/sim.h"

#include "scheduler/plant.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAILURES_SHOWN = 100, PLANT_SEEDS_MAX = 3000 };

int planted = PLANT_NONE;

#define NAME_(NAME) #NAME,
static const char *const plant_names[] = { "NONE", PLANTS(NAME_) };
#undef NAME_

typedef struct Options {
    uint64_t first, seeds;
    bool is_tracing, does_plants;
} Options;

static bool options_read(int argc, char **argv, Options *out)
{
    *out = (Options){ .first = 1, .seeds = 1000 };
    for (int at = 1; at < argc; at++) {
        const char *value = at + 1 < argc ? argv[at + 1] : NULL;
        out->is_tracing |= strcmp(argv[at], "--trace") == 0;
        out->does_plants |= strcmp(argv[at], "--plants") == 0;
        if (strcmp(argv[at], "--trace") == 0 || strcmp(argv[at], "--plants") == 0)
            continue;
        if (!value)
            return false;
        if (strcmp(argv[at], "--seeds") == 0)
            out->seeds = strtoull(value, NULL, 10);
        else if (strcmp(argv[at], "--first") == 0)
            out->first = strtoull(value, NULL, 10);
        else if (strcmp(argv[at], "--seed") == 0)
            *out = (Options){ strtoull(value, NULL, 10), 1, out->is_tracing, false };
        else if (strcmp(argv[at], "--plant") == 0)
            planted = atoi(value) % PLANTS_END;
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

static bool live_seeds(Sim *sim, const Options *options, const char *program)
{
    uint64_t passed = 0, failed = 0, steps = 0;

    for (uint64_t at = 0; at < options->seeds; at++) {
        unsigned long long seed = options->first + at;
        bool is_right = world_run(sim, seed);
        steps += sim->steps;
        passed += is_right;
        failed += !is_right;
        if (!is_right && failed <= FAILURES_SHOWN)
            printf("seed %llu: %s\n    replay: %s --seed %llu --trace\n", seed, sim->failure,
                   program, seed);
    }
    printf("%llu steps; queries: %llu answered, %llu failed, %llu cancelled\n",
           (unsigned long long)steps, (unsigned long long)sim->answered,
           (unsigned long long)sim->failed, (unsigned long long)sim->cancelled);
    printf("%llu passed, %llu failed\n", (unsigned long long)passed, (unsigned long long)failed);
    return failed == 0 && passed > 0;
}

/* In a process of its own: a bug may also end in an assertion of the core. */
static bool find_plant(Sim *sim, int plant)
{
    fflush(stdout);
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        planted = plant;
        for (uint64_t seed = 1; seed <= PLANT_SEEDS_MAX; seed++)
            if (!world_run(sim, seed)) {
                printf("%s: found with seed %u: %s\n", plant_names[plant], (unsigned)seed,
                       sim->failure);
                fflush(stdout);
                _exit(0);
            }
        _exit(1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    bool is_assertion = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
    bool is_found = is_assertion || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (is_assertion)
        printf("%s: found by an assertion\n", plant_names[plant]);
    else if (WIFSIGNALED(status))
        printf("%s: ended by signal %d\n", plant_names[plant], WTERMSIG(status));
    else if (!is_found)
        printf("%s: NOT FOUND with %d seeds\n", plant_names[plant], PLANT_SEEDS_MAX);
    return is_found;
}

static bool find_plants(Sim *sim)
{
    int passed = 0, failed = 0;

    for (int plant = PLANT_NONE + 1; plant < PLANTS_END; plant++) {
        bool is_found = find_plant(sim, plant);
        passed += is_found;
        failed += !is_found;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0;
}

int main(int argc, char **argv)
{
    Options options;
    Arena arena;

    if (!options_read(argc, argv, &options)) {
        fprintf(stderr, "usage: %s [--seeds N] [--first SEED] [--seed S] [--trace] [--plants]\n",
                argv[0]);
        return 2;
    }
    arena_init(&arena, NULL);
    Sim sim = { .arena = &arena, .is_tracing = options.is_tracing };
    bool is_right = options.does_plants ? find_plants(&sim) : live_seeds(&sim, &options, argv[0]);
    sim_fini(&sim);
    return !is_right;
}
