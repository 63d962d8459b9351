/*
 * size_test.c -- long and deep statements must be planned in memory that grows with them.
 *
 * Time is not measured: what takes long here copies, so bytes tell of both.
 */
#include "tests/rules/size_test.h"

#include "tests/rules/fixture.h"

#include <stdio.h>

typedef struct LongStatement {
    const char *name;
    const char *head, *term, *between; /* `term` has a %d */
    const char *close;                 /* once for each term */
    const char *tail;
    int count;
    int64_t bytes_max;
} LongStatement;

enum { MB = 1 << 20 };

static const LongStatement cases[] = {
    { "or of equalities", "select c from t where ", "c = %d", " or ", "", "", 1000, 8 * MB },
    { "or of comparisons", "select c from t where ", "c > %d", " or ", "", "", 1000, 8 * MB },
    { "or of one", "select c from t where ", "c = 5 + 0 * %d", " or ", "", "", 1000, 16 * MB },
    { "and", "select c from t where ", "c <> %d", " and ", "", "", 1000, 8 * MB },
    { "not or", "select c from t where not (", "c > %d", " or ", "", ")", 1000, 8 * MB },
    { "or of ands", "select c from t where ", "(a = %d and b = 1)", " or ", "", "", 300, 8 * MB },
    { "sum that fails", "select 1 / 0 + ", "%d", " + ", "", "", 1000, 8 * MB },
    { "exists in exists", "select 1 from t where c = 1 ",
      "and exists (select 1 from t where c = %d ", "", ")", "", 100, 50 * MB },
    { "counts", "select ", "(select count(*) from s where s.b > t.b + %d)", ", ", "", " from t", 20,
      50 * MB },
};

static Str sql_of(Arena *arena, const LongStatement *c)
{
    StrBuilder out = str_builder(arena);

    str_add_c(&out, c->head);
    for (int at = 0; at < c->count; at++) {
        str_add_c(&out, at ? c->between : "");
        str_addf(&out, c->term, at);
    }
    for (int at = 0; at < c->count; at++)
        str_add_c(&out, c->close);
    str_add_c(&out, c->tail);
    return str_built(&out);
}

static bool check_size(const LongStatement *c)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    OptimiseOptions options = { .catalog = fixture_catalog(&cx) };
    ColumnId next_id;
    Plan *plan = fixture_analyse(&cx, sql_of(&arena, c), &next_id);
    int64_t before = arena_bytes(&arena);

    options.next_id = &next_id;
    bool holds = plan && optimise(&cx, &options, plan) && !options.is_unstable;
    int64_t bytes = arena_bytes(&arena) - before;
    if (!holds || bytes > c->bytes_max)
        fprintf(stderr, "%s: %s, %lld bytes\n", c->name, holds ? "planned" : cx.error.message,
                (long long)bytes);
    arena_fini(&arena);
    return holds && bytes <= c->bytes_max;
}

void check_sizes(int *passed, int *failed)
{
    for (uint32_t at = 0; at < COUNT_OF(cases); at++)
        *(check_size(&cases[at]) ? passed : failed) += 1;
}
