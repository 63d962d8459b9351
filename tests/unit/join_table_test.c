/* join_table_test.c -- what a hash join builds: indexes, runtime filters, and within its budget. */
#include "tests/unit/join_case.h"

/* --- Structures ----------------------------------------------------------------------------------
 */

TEST(a_build_chooses_its_index_by_what_its_keys_are)
{
    static const struct {
        uint32_t kind;
        TableSpec spec;
        JoinType type;
        IndexKind index;
    } wanted[] = {
        { JOIN_CASE_DENSE, { 60, 0, .is_unique = true }, JOIN_INNER, INDEX_DIRECT },
        { JOIN_CASE_DENSE, { 60 }, JOIN_INNER, INDEX_CSR },
        { JOIN_CASE_DENSE, { 60 }, JOIN_SEMI, INDEX_BITMAP },
        { JOIN_CASE_GAPS, { 800, 0, .is_unique = true }, JOIN_INNER, INDEX_RANK },
        { JOIN_CASE_GAPS, { 800 }, JOIN_INNER, INDEX_HASH },
        { JOIN_CASE_SPARSE, { 60 }, JOIN_INNER, INDEX_HASH },
        { JOIN_CASE_SPARSE, { 60 }, JOIN_ANTI, INDEX_HASH },
        { JOIN_CASE_TWO, { 60 }, JOIN_INNER, INDEX_CSR },
        { JOIN_CASE_TEXT, { 60 }, JOIN_INNER, INDEX_HASH },
        { JOIN_CASE_DENSE, { 0 }, JOIN_INNER, INDEX_EMPTY },
        { JOIN_CASE_DENSE, { 20, 100 }, JOIN_INNER, INDEX_EMPTY },
        { JOIN_CASE_NOTHING, { 20 }, JOIN_INNER, INDEX_ALL },
    };

    for (uint32_t at = 0; at < COUNT_OF(wanted); at++) {
        Fixture *f = join_case_fixture(cx, &join_cases[wanted[at].kind], 7 + at);
        TestTable right = join_case_table(f, &wanted[at].spec);
        JoinSpec spec = { wanted[at].type, .has_keys = true };
        const JoinTable *table = join_case_join_table(f, &spec, &right);
        EXPECT(table->index.kind == wanted[at].index);
    }
}

/* Both keys hash alike in 64 bits is too rare to draw; a table whose hashes are all one shows it.
 */
TEST(keys_of_equal_words_are_told_apart)
{
    Fixture *f = join_case_fixture(cx, &join_cases[JOIN_CASE_TEXT], 3);
    TestTable right = join_case_table(f, &(TableSpec){ 60 });
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    JoinTable *table = arena_copy(cx->arena, join_case_join_table(f, &spec, &right), sizeof *table);
    uint64_t *words = arena_zero(cx->arena, 60 * sizeof *words);
    BuildWords build = { 60, words, NULL };
    Row rows[60];
    Value *values = arena_zero(cx->arena, 60 * sizeof *values);

    EXPECT(join_hash_make(cx, table, &build, false));
    for (uint32_t row = 0; row < 60; row++) {
        rows[row] = (Row)row;
        values[row] = right.rows[row].values[0];
    }
    Column keys = join_case_flat(f, f->types[0], values, 60);
    Matches *found = arena_alloc(cx->arena, sizeof *found);
    join_hash_lookup(table, &keys, &(WordRows){ rows, words, 60 }, found);
    EXPECT(found->count == 60);
    for (uint32_t at = 0; at < found->count; at++) {
        uint32_t equal = 0;
        for (uint32_t row = 0; row < 60; row++)
            equal += value_equal(f->types[0], values[at], values[row]);
        EXPECT(found->run[at] == equal);
        for (uint32_t i = 0; i < found->run[at]; i++)
            EXPECT(value_equal(f->types[0], values[at],
                               values[table->index.ordinals[found->start[at] + i]]));
    }
}

/* --- Runtime filters -----------------------------------------------------------------------------
 */

static bool occurs(const Fixture *f, const TestTable *table, uint32_t key, Value value)
{
    for (uint32_t row = 0; row < table->count; row++)
        if (!value.is_null && !table->rows[row].values[key].is_null &&
            value_equal(f->types[key], table->rows[row].values[key], value))
            return true;
    return false;
}

/* Rows that pass among those in `column`; each that occurs on the right must. */
static uint32_t check_filter(Fixture *f, const RuntimeFilter *filter, const TestTable *left,
                             const TestTable *right, uint32_t key)
{
    Value *values = arena_zero(f->cx->arena, BATCH_ROWS_MAX * sizeof *values);
    Row selection[BATCH_ROWS_MAX], passed[BATCH_ROWS_MAX];
    uint32_t selected = 0, at = 0;

    for (uint32_t row = 0; row < left->count; row++) {
        values[row] = left->rows[row].values[key];
        selection[selected] = (Row)row;
        selected += join_case_draw(f, 4) > 0;
    }
    Column column = join_case_any(f, f->types[key], values, left->count);
    uint32_t count =
        runtime_filter_select(filter, f->cx->arena, &column, selection, selected, passed);
    for (uint32_t i = 0; i < selected; i++) {
        bool passes = at < count && passed[at] == selection[i];
        at += passes;
        EXPECT(passes || !occurs(f, right, key, values[selection[i]]));
        EXPECT(!passes || !values[selection[i]].is_null);
    }
    EXPECT(at == count);
    return count;
}

TEST(runtime_filters_never_drop_a_row_with_a_partner)
{
    for (uint32_t kind = 0; kind < JOIN_CASES; kind++)
        for (uint32_t seed = 0; seed < 12; seed++) {
            SCRATCH(cx->arena);
            Fixture *f = join_case_fixture(cx, &join_cases[kind], seed);
            TestTable left = join_case_table(f, &(TableSpec){ 300, 10 });
            TestTable right = join_case_table(f, &(TableSpec){ seed % 4 * 7, 10 });
            JoinSpec spec = { seed % 2 ? JOIN_INNER : JOIN_SEMI, .has_keys = true };
            const JoinTable *table = join_case_join_table(f, &spec, &right);
            for (uint32_t key = 0; key < f->kind->key_count; key++) {
                const RuntimeFilter *filter = join_table_filter(table, key);
                EXPECT(!filter == f->kind->is_expression);
                if (!filter)
                    continue;
                uint32_t passed = check_filter(f, filter, &left, &right, key);
                EXPECT(right.count || !passed);
            }
        }
}

TEST(runtime_filters_drop_most_rows_without_a_partner)
{
    static const uint32_t kinds[] = { JOIN_CASE_DENSE, JOIN_CASE_GAPS, JOIN_CASE_SPARSE,
                                      JOIN_CASE_TEXT };

    for (uint32_t at = 0; at < COUNT_OF(kinds); at++) {
        Fixture *f = join_case_fixture(cx, &join_cases[kinds[at]], 5);
        TestTable left = join_case_table(f, &(TableSpec){ 1000 });
        TestTable right = join_case_table(f, &(TableSpec){ 3 });
        JoinSpec spec = { JOIN_INNER, .has_keys = true };
        const JoinTable *table = join_case_join_table(f, &spec, &right);
        uint32_t passed = check_filter(f, join_table_filter(table, 0), &left, &right, 0);
        EXPECT(passed < 500);
    }
}

TEST(joins_that_keep_probe_rows_have_no_runtime_filter)
{
    static const JoinType types[] = { JOIN_LEFT, JOIN_FULL, JOIN_ANTI, JOIN_MARK, JOIN_SINGLE };

    for (uint32_t at = 0; at < COUNT_OF(types); at++) {
        Fixture *f = join_case_fixture(cx, &join_cases[JOIN_CASE_DENSE], at);
        TestTable right = join_case_table(f, &(TableSpec){ 30 });
        JoinSpec spec = { types[at], .has_keys = true };
        EXPECT(!join_table_filter(join_case_join_table(f, &spec, &right), 0));
    }
}

TEST(a_chunk_passes_where_its_bounds_hold_a_value_of_the_build)
{
    Fixture *f = join_case_fixture(cx, &join_cases[JOIN_CASE_GAPS], 1); /* 1000, 1037, 1074, ... */
    TestTable right = join_case_table(f, &(TableSpec){ 3, 0, .is_unique = true });
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    const RuntimeFilter *filter = join_table_filter(join_case_join_table(f, &spec, &right), 0);

    EXPECT(runtime_filter_may_pass(filter, 1000, 1000));
    EXPECT(runtime_filter_may_pass(filter, INT64_MIN, INT64_MAX));
    EXPECT(runtime_filter_may_pass(filter, 1001, 1037));
    EXPECT(runtime_filter_may_pass(filter, 1074, 5000));
    EXPECT(!runtime_filter_may_pass(filter, 1001, 1036));
    EXPECT(!runtime_filter_may_pass(filter, 1075, 5000));
    EXPECT(!runtime_filter_may_pass(filter, INT64_MIN, 999));
}

/* --- Memory --------------------------------------------------------------------------------------
 */

TEST(a_build_beyond_its_budget_fails_and_says_so)
{
    Fixture *f = join_case_fixture(cx, &join_cases[JOIN_CASE_SPARSE], 9);
    TestTable right = join_case_table(f, &(TableSpec){ 2000 });
    Blocks blocks = join_case_blocks(f, &right);
    Budget budget;
    Arena arena;

    budget_init(&budget, NULL, "query", 64 * 1024);
    arena_init(&arena, &budget);
    Cx limited = { .arena = &arena };
    JoinSpec spec = { JOIN_INNER, .has_keys = true };
    EXPECT(!join_table_build(&limited, join_case_hash_plan(f, &spec), f->columns[1], blocks.items,
                             blocks.count));
    EXPECT_ERROR(&limited, ERR_OUT_OF_MEMORY);
    EXPECT_STR(str_of(limited.error.context), "hash join build");
    arena_fini(&arena);
}
