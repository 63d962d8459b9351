/* tree_test.c -- plans as bytes: what the reader must refuse. */
#include "base/array.h"
#include "base/numeric.h"
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

/* `select bytes::type` as a plan that was encoded. */
static bool constant_is_read(Cx *cx, TypeId id, Str bytes)
{
    Cx attempt = { .arena = cx->arena };
    const Expr *constant =
        NEW_EXPR(cx, type_of(id), NO_POSITION, Const, .value = { .text = bytes });
    Plan *plan = NEW(cx, Filter, .predicate = constant, .input = NEW(cx, Values));
    StrBuilder out = str_builder(cx->arena);

    plan_encode(cx, plan, &out);
    return plan_decode(&attempt, str_built(&out)) && !has_failed(&attempt);
}

TEST(constants_that_are_no_values_of_their_type_are_refused)
{
    Numeric one = numeric_from_i64(cx->arena, 1);
    Str encoded = numeric_encode(cx->arena, &one), cut = str_slice(encoded, 0, 1);
    Value items[] = { { .text = encoded }, { .text = cut } };

    EXPECT(constant_is_read(cx, TYPE_NUMERIC, encoded));
    EXPECT(!constant_is_read(cx, TYPE_NUMERIC, cut));
    EXPECT(constant_is_read(cx, TYPE_UUID, STR_LIT("0123456789abcdef")));
    EXPECT(!constant_is_read(cx, TYPE_UUID, STR_LIT("0123456789abcde")));
    for (uint32_t count = 1; count <= 2; count++) {
        ArrayHeader list = array_list(1, count);
        Str array = array_make(cx->arena, TYPE_NUMERIC, &list, items);
        EXPECT(constant_is_read(cx, type_array(TYPE_NUMERIC), array) == (count == 1));
    }
}

TEST(a_list_with_a_hole_is_refused)
{
    const Expr *hole[] = { NULL };
    Plan *plan = NEW(cx, Values, .rows = { hole, 1 });
    StrBuilder out = str_builder(cx->arena);

    plan_encode(cx, plan, &out);
    EXPECT(!plan_decode(cx, str_built(&out)));
    EXPECT_ERROR(cx, ERR_INTERNAL_ERROR);
}
