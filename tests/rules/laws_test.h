/* laws_test.h -- the laws' part of rules_test. */
#ifndef TESTS_RULES_LAWS_TEST_H
#define TESTS_RULES_LAWS_TEST_H

void check_laws(int *passed, int *failed);

#endif
