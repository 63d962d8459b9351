/*
 * tree_fuzz.c -- any bytes as an encoded plan.
 *
 * What is decoded can be verified, printed, and encoded again to the same plan.
 */
#include "catalyst/tree/tree.h"
#include "tests/fuzz/fuzz.h"

enum { MEMORY_BYTES = 256 * 1024 * 1024 };

static void check_again(Cx *cx, const Plan *plan)
{
    StrBuilder bytes = str_builder(cx->arena);

    plan_encode(cx, plan, &bytes);
    Plan *again = plan_decode(cx, str_built(&bytes));
    check(again && plan_equal(plan, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Fuzz fuzz;

    fuzz_begin(&fuzz, MEMORY_BYTES, data, size);
    Plan *plan = plan_decode(&fuzz.cx, fuzz.left);
    check_outcome(plan, &fuzz.cx);
    if (plan) {
        Cx inner = { .arena = &fuzz.arena };
        bool is_sound = plan_verify(&inner, plan, (Columns){ 0 });
        check_outcome(is_sound, &inner);
        check_again(&fuzz.cx, plan);
        check(plan_text(&fuzz.cx, plan).length > 0);
    }
    fuzz_end(&fuzz);
    return 0;
}
