/*
 * fuzz.h -- what the fuzzers share: memory with a limit, choices from the front of the input.
 *
 * A fuzzer's first bytes choose how the rest is read; what is chosen stays small, so that inputs
 * stay short.  What must hold is checked with check(), which ends the process: libFuzzer then keeps
 * the input.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/error.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One run: its memory goes with fuzz_end. */
typedef struct Fuzz {
    Budget budget;
    Arena arena;
    Cx cx;
    Str left; /* of the input */
} Fuzz;

static inline void check(bool holds)
{
    if (!holds)
        abort();
}

static inline void fuzz_begin(Fuzz *fuzz, int64_t memory_bytes, const uint8_t *data, size_t size)
{
    budget_init(&fuzz->budget, NULL, "fuzz", memory_bytes);
    arena_init(&fuzz->arena, &fuzz->budget);
    fuzz->cx = (Cx){ .arena = &fuzz->arena };
    fuzz->left = (Str){ (const char *)data, size };
}

static inline void fuzz_end(Fuzz *fuzz)
{
    arena_fini(&fuzz->arena);
    check(fuzz->budget.used_bytes == 0);
}

/* A call's result and its error say the same. */
static inline void check_outcome(bool is_done, const Cx *cx)
{
    check(is_done == !has_failed(cx));
}

/* The next byte, 0 at the end. */
static inline uint8_t fuzz_byte(Fuzz *fuzz)
{
    if (fuzz->left.length == 0)
        return 0;
    fuzz->left.length--;
    return (uint8_t)*fuzz->left.data++;
}

/* What stands before the next line end, which is passed over. */
static inline Str fuzz_line(Fuzz *fuzz)
{
    const char *end = memchr(fuzz->left.data, '\n', fuzz->left.length);
    Str line = fuzz->left;

    if (!end) {
        fuzz->left.length = 0;
        return line;
    }
    line.length = (size_t)(end - line.data);
    fuzz->left.data = end + 1;
    fuzz->left.length -= line.length + 1;
    return line;
}

#endif
