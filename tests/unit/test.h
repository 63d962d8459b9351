/*
 * test.h -- unit tests: TEST(a_sentence) { ... } registers itself; main() in test.c runs all, or
 * those whose names contain an argument.
 *
 * EXPECT notes a failure and goes on; the test's Cx has a fresh arena.
 */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include "base/error.h"

typedef struct Test {
    const char *name;
    void (*run)(Cx *cx);
    struct Test *next;
} Test;

void test_register(Test *test);
void test_expect(bool holds, const char *what, const char *file, int line);
void test_expect_str(Str got, Str wanted, const char *file, int line);

#define TEST(name)                                                                                 \
    static void test_##name(Cx *cx);                                                               \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        static Test test = { #name, test_##name, NULL };                                           \
        test_register(&test);                                                                      \
    }                                                                                              \
    static void test_##name(Cx *cx __attribute__((unused)))

#define EXPECT(condition)       test_expect((condition), #condition, __FILE__, __LINE__)
#define EXPECT_STR(got, wanted) test_expect_str((got), str_of(wanted), __FILE__, __LINE__)
#define EXPECT_ERROR(cx, wanted)                                                                   \
    test_expect((cx)->error.code == (wanted), "error is " #wanted, __FILE__, __LINE__)

/* `head`, `count` times `middle`, `tail`. */
const char *repeated(Cx *cx, const char *head, const char *middle, int count, const char *tail);

#endif
