/*
 * test.c -- runs the registered unit tests; prints one line a failure and a total.
 *
 * A test that computes for longer than SLOW_MS is named with its time: all of them are run after
 * every change, by many, under sanitizers.
 */
#include "tests/unit/test.h"

#include <stdio.h>
#include <time.h>

enum { SLOW_MS = 1000 };

static Test *tests;
static int failures_in_test;

void test_register(Test *test)
{
    test->next = tests;
    tests = test;
}

void test_expect(bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    failures_in_test++;
    fprintf(stderr, "%s:%d: expected %s\n", file, line, what);
}

void test_expect_str(Str got, Str wanted, const char *file, int line)
{
    if (str_equal(got, wanted))
        return;
    failures_in_test++;
    fprintf(stderr, "%s:%d: expected \"%.*s\", got \"%.*s\"\n", file, line, STR(wanted), STR(got));
}

static long cpu_ms(void)
{
    return (long)(clock() / (CLOCKS_PER_SEC / 1000));
}

static bool test_run(Test *test)
{
    long before_ms = cpu_ms();
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };

    failures_in_test = 0;
    test->run(&cx);
    arena_fini(&arena);
    long ms = cpu_ms() - before_ms;
    if (ms > SLOW_MS)
        fprintf(stderr, "slow: %s takes %ld ms\n", test->name, ms);
    if (failures_in_test)
        fprintf(stderr, "FAILED %s\n", test->name);
    return failures_in_test == 0;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;

    for (Test *test = tests; test; test = test->next) {
        if (argc > 1 && !strstr(test->name, argv[1]))
            continue;
        if (test_run(test))
            passed++;
        else
            failed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || passed == 0;
}

const char *repeated(Cx *cx, const char *head, const char *middle, int count, const char *tail)
{
    StrBuilder out = str_builder(cx->arena);

    str_add_c(&out, head);
    for (int at = 0; at < count; at++)
        str_add_c(&out, middle);
    str_add_c(&out, tail);
    return str_built(&out).data;
}
