/* base_test.c -- arenas, budgets, strings, errors, columns. */
#include "base/batch.h"
#include "base/hash.h"
#include "tests/unit/test.h"

TEST(arena_rewind_gives_the_same_memory_again)
{
    void *first;
    {
        SCRATCH(cx->arena);
        first = arena_alloc(cx->arena, 100);
    }
    EXPECT(arena_alloc(cx->arena, 100) == first);
}

TEST(who_has_hardly_anything_is_served_when_others_have_taken_all)
{
    Budget root, hog, small;
    budget_init(&root, NULL, "root", 8 * 1024 * 1024);
    budget_init(&hog, &root, "hog", budget_share(&root));
    budget_init(&small, &root, "small", budget_share(&root));

    EXPECT(hog.limit_bytes == 6 * 1024 * 1024);
    EXPECT(budget_take(&root, 2 * 1024 * 1024) && budget_take(&hog, 6 * 1024 * 1024));
    EXPECT(!budget_take(&small, 1024) && budget_take_small(&small, 1024));
    EXPECT(!budget_take_small(&small, 2 * BUDGET_SMALL_BYTES));
    EXPECT(!budget_take_reserve(&small, 1024 * 1024)); /* beyond the reserve */
    budget_overdraw(&hog, 64 * 1024 * 1024);
    EXPECT(hog.overdrawn && budget_take_small(&small, 1024)); /* its error, and nobody else's */
    budget_give(&hog, 70 * 1024 * 1024);
    budget_give(&small, 2048);
    EXPECT(hog.used_bytes == 0 && small.used_bytes == 0 && root.used_bytes == 2 * 1024 * 1024);
}

TEST(a_thread_is_interrupted_whatever_cx_it_uses)
{
    Arena arena;
    _Atomic uint32_t requested = 0;

    arena_init(&arena, NULL);
    Cx now = { .arena = &arena };
    Interrupt former = interrupt_exchange((Interrupt){ .requested = &requested });
    EXPECT(check_interrupts(&now));
    requested = 1;
    EXPECT(!check_interrupts(&now) && now.error.code == ERR_QUERY_CANCELED);
    Cx late = { .arena = &arena };
    interrupt_exchange((Interrupt){ .deadline_ns = 1 });
    EXPECT(!check_interrupts(&late) && late.error.code == ERR_QUERY_CANCELED);
    interrupt_restore(&former);
    Cx free = { .arena = &arena };
    EXPECT(check_interrupts(&free));
    arena_fini(&arena);
}

TEST(effort_is_limited_within_its_scope)
{
    Arena arena;

    arena_init(&arena, NULL);
    Cx now = { .arena = &arena }, inner = now, timed = now;
    {
        LIMITED_EFFORT(INT64_MAX, 1000);
        EXPECT(check_effort(&now, 1000) && !check_effort(&inner, 1001));
        EXPECT(inner.error.code == ERR_TOO_MUCH_EFFORT && check_interrupts(&now));
        Interrupt effort_outer =
            interrupt_limit_effort(1, 5000); /* allows no more than was allowed before */
        EXPECT(!check_interrupts(&timed) && timed.error.code == ERR_TOO_MUCH_EFFORT);
        EXPECT(!check_effort(&timed, 1001));
        interrupt_restore(&effort_outer);
    }
    EXPECT(check_effort(&now, 1 << 30) && check_interrupts(&now));
    arena_fini(&arena);
}

TEST(budget_refuses_what_a_parent_refuses_and_charges_nobody)
{
    Budget root, child;
    budget_init(&root, NULL, "root", 100);
    budget_init(&child, &root, "child", 1000);

    EXPECT(budget_take(&child, 60));
    EXPECT(!budget_take(&child, 60));
    EXPECT(child.used_bytes == 60 && root.used_bytes == 60);
    EXPECT(budget_left(&child) == 40);
    budget_give(&child, 60);
    EXPECT(root.used_bytes == 0 && root.peak_bytes == 60);
}

TEST(overdrawn_arena_reports_out_of_memory_at_the_next_check)
{
    Budget budget;
    budget_init(&budget, NULL, "query", 16 * 1024);
    Arena arena;
    arena_init(&arena, &budget);
    Cx small = { .arena = &arena };

    EXPECT(check_memory(&small));
    memset(arena_alloc(&arena, 100000), 1, 100000);
    EXPECT(!check_memory(&small));
    EXPECT_ERROR(&small, ERR_OUT_OF_MEMORY);
    arena_fini(&arena);
    EXPECT(budget.used_bytes == 0);
}

TEST(first_error_wins)
{
    fail(cx, ERR_DIVISION_BY_ZERO, 7, "division by %s", "zero");
    fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "later");
    EXPECT_ERROR(cx, ERR_DIVISION_BY_ZERO);
    EXPECT_STR(str_of(cx->error.message), "division by zero");
    EXPECT_STR(str_of(error_sqlstate(cx->error.code)), "22012");
    EXPECT(error_of_sqlstate("22012") == ERR_DIVISION_BY_ZERO);
}

TEST(column_kinds_flatten_to_the_values_they_show)
{
    int32_t entries[] = { 10, 20, 30 };
    uint8_t codes[] = { 2, 0, 1, 2 };
    Dictionary dictionary = { .values = column_flat(LAYOUT_I32, 3, entries, NULL) };
    Column dict = { .kind = COLUMN_DICT,
                    .layout = LAYOUT_I32,
                    .code_bytes = 1,
                    .rows = 4,
                    .data = codes,
                    .dictionary = &dictionary };
    Column flat = column_flatten(cx->arena, &dict, NULL, 4);
    const int32_t *values = flat.data;
    EXPECT(flat.kind == COLUMN_FLAT && values[0] == 30 && values[1] == 10 && values[3] == 30);

    Column sequence = { .kind = COLUMN_SEQ, .layout = LAYOUT_I64, .rows = 5, .min = 7, .max = 3 };
    Column from_sequence = column_flatten(cx->arena, &sequence, NULL, 5);
    EXPECT(((const int64_t *)from_sequence.data)[4] == 19);

    Column null = column_null(cx->arena, LAYOUT_F64, 3);
    Column from_null = column_flatten(cx->arena, &null, NULL, 3);
    EXPECT(!column_has(&from_null, 0) && !column_has(&from_null, 2));
}

TEST(gather_and_slice_keep_nulls_with_their_rows)
{
    int16_t values[200];
    uint64_t *validity = validity_alloc(cx->arena, 200, true);
    for (int row = 0; row < 200; row++)
        values[row] = (int16_t)row;
    bit_clear(validity, 70);
    Column column = column_flat(LAYOUT_I16, 200, values, validity);

    Row selection[] = { 1, 70, 199 };
    Column gathered = column_gather(cx->arena, &column, selection, 3);
    EXPECT(column_has(&gathered, 0) && !column_has(&gathered, 1) && column_has(&gathered, 2));
    EXPECT(((const int16_t *)gathered.data)[2] == 199);

    Column slice = column_slice(cx->arena, &column, 69, 100);
    EXPECT(column_has(&slice, 0) && !column_has(&slice, 1));
    EXPECT(((const int16_t *)slice.data)[0] == 69);
}

TEST(crc32c_of_the_check_string_is_the_published_one)
{
    EXPECT(crc32c(0, "123456789", 9) ==
           0xe3069283); /* RFC 3720, appendix B.4 gives the polynomial */
}

TEST(types_print_as_format_type_does)
{
    Type price = type_numeric_fixed(numeric_typmod(15, 2), 64, 2);
    EXPECT_STR(type_print(cx->arena, price), "numeric(15,2)");
    Type code = type_of(TYPE_VARCHAR);
    code.typmod = 14;
    EXPECT_STR(type_print(cx->arena, code), "character varying(10)");
    EXPECT(type_layout(price) == LAYOUT_I64);
    EXPECT(type_find_oid(1700) == TYPE_NUMERIC);
}
