/* size_test.h -- statements of a thousand terms and a hundred levels, by the memory they take. */
#ifndef TESTS_RULES_SIZE_TEST_H
#define TESTS_RULES_SIZE_TEST_H

/* Adds to the counts what it found. */
void check_sizes(int *passed, int *failed);

#endif
