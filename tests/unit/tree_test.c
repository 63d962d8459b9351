/* tree_test.c -- plans as bytes: what the reader must refuse. */
#include "base/pack.h"
#include "catalyst/tree/tree.h"
#include "tests/unit/test.h"

enum { PLAN_FAMILY, EXPR_FAMILY, VERSION = 1 };

static void pack_type(StrBuilder *out, TypeId type)
{
    pack_array(out, 7);
    pack_uint(out, type);
    for (int field = 0; field < 6; field++)
        pack_uint(out, 0);
}

/* A Filter over nothing whose predicate is `depth` NOTs, as plan_encode would write it. */
static Str filter_of_nots(Cx *cx, uint32_t depth)
{
    StrBuilder out = str_builder(cx->arena);

    pack_uint(&out, VERSION);
    pack_uint(&out, depth + 1);
    for (uint32_t at = 0; at < depth; at++) {
        pack_uint(&out, EXPR_FAMILY);
        pack_uint(&out, EXPR_Not);
        pack_int(&out, NO_POSITION);
        pack_type(&out, TYPE_BOOL);
        pack_uint(&out, at);
    }
    pack_uint(&out, PLAN_FAMILY);
    pack_uint(&out, PLAN_Filter);
    pack_uint(&out, 0);
    pack_double(&out, -1);
    pack_uint(&out, 0);
    pack_uint(&out, depth);
    return str_built(&out);
}

TEST(a_plan_is_read_back)
{
    const Plan *plan = plan_decode(cx, filter_of_nots(cx, 100));

    EXPECT(plan && plan->tag == PLAN_Filter);
}

TEST(a_plan_deeper_than_walks_can_bear_is_refused)
{
    EXPECT(!plan_decode(cx, filter_of_nots(cx, 1000 * 1000)));
    EXPECT_ERROR(cx, ERR_INTERNAL_ERROR);
}
