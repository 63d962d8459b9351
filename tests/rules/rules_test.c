/*
 * rules_test.c -- the optimiser by its plans.
 *
 *     rules_test DIRECTORY TPCH      checks laws and sizes, runs DIRECTORY's *.t, then TPCH's *.sql
 *     rules_test -q SQL              shows what becomes of one query; -t: rule by rule
 *
 * A case of a .t file is "opt [expect=RULE] [expect-not=RULE]", SQL, "----", the plan, a blank
 * line.  Column ids are renumbered from 1 in the order they are printed.  With HEARTH_REWRITE=1
 * in the environment the plans are written anew instead of compared.
 */
#include "tests/rules/fixture.h"
#include "tests/rules/laws_test.h"
#include "tests/rules/size_test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Tally {
    int passed, failed;
} Tally;

typedef struct Optimised {
    Plan *plan;
    OptimiseOptions options;
    ColumnId next_id;
} Optimised;

static bool optimise_sql(Cx *cx, Str sql, Optimised *out)
{
    Plan *plan = TRY(fixture_analyse(cx, sql, &out->next_id));

    out->options.next_id = &out->next_id;
    out->options.catalog = fixture_catalog(cx);
    out->plan = TRY(optimise(cx, &out->options, plan));
    return plan_verify(cx, out->plan, (Columns){ 0 });
}

/* --- Texts of plans ----------------------------------------------------------------------------
 */

enum { IDS_MAX = 100000 };

/* The text with #17 #4 #17 written as #1 #2 #1. */
static Str renumbered(Arena *arena, Str text)
{
    uint32_t *known = arena_zero(arena, IDS_MAX * sizeof *known), next = 1;
    StrBuilder out = str_builder(arena);

    for (size_t at = 0; at < text.length; at++) {
        str_add_char(&out, text.data[at]);
        if (text.data[at] != '#' || at + 1 == text.length || text.data[at + 1] < '0' ||
            text.data[at + 1] > '9')
            continue;
        char *end;
        unsigned long id = strtoul(text.data + at + 1, &end, 10) % IDS_MAX;
        if (!known[id])
            known[id] = next++;
        str_addf(&out, "%u", known[id]);
        at = (size_t)(end - text.data) - 1;
    }
    return str_built(&out);
}

static Str describe(Cx *cx, Str sql, Optimised *out)
{
    if (!optimise_sql(cx, sql, out))
        return str_format(cx->arena, "error %s: %s%s%s\n", error_sqlstate(cx->error.code),
                          cx->error.message, cx->error.context ? "; " : "",
                          cx->error.context ? cx->error.context : "");
    return renumbered(cx->arena, plan_text(cx, out->plan));
}

static bool has_fired(const OptimiseOptions *options, Str rule)
{
    for (uint32_t at = 0; at < options->trace_count; at++)
        if (str_is(rule, options->traces[at].rule))
            return true;
    return false;
}

/* --- Plans without subqueries -------------------------------------------------------------------
 */

static bool is_plain_expr(const Expr *expr, void *context)
{
    (void)context;
    return expr->tag != EXPR_Subquery;
}

static bool is_plain_tree(const Expr *expr, void *context)
{
    return expr_visit(expr, is_plain_expr, context);
}

/* Neither subqueries nor dependent joins. */
static bool is_plain(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);

    if ((plan->tag == PLAN_Join && ((const Join *)plan)->is_dependent) ||
        !plan_visit_exprs(plan, is_plain_tree, NULL))
        return false;
    for (uint32_t at = 0; at < inputs.count; at++)
        if (!is_plain(cx, inputs.items[at]))
            return false;
    return true;
}

/* What must hold of every optimised plan; prints what does not. */
static bool check_plan(Cx *cx, const char *name, const Optimised *optimised)
{
    Optimised again = *optimised;

    if (optimised->options.is_unstable) {
        fprintf(stderr, "%s: a batch does not come to rest\n", name);
        return false;
    }
    if (!is_plain(cx, optimised->plan)) {
        fprintf(stderr, "%s: a subquery is left\n", name);
        return false;
    }
    again.options.next_id = &again.next_id;
    Plan *plan = optimise(cx, &again.options, optimised->plan);
    if (!plan || again.options.is_unstable) {
        fprintf(stderr, "%s: cannot be optimised again: %s\n", name,
                plan ? "unstable" : cx->error.message);
        return false;
    }
    if (!plan_equal(plan, optimised->plan)) {
        Str before = plan_text(cx, optimised->plan), after = plan_text(cx, plan);
        fprintf(stderr, "%s: optimised again, the plan changes:\n%.*s  ==> \n%.*s", name,
                STR(before), STR(after));
        return false;
    }
    return true;
}

/* --- Golden files --------------------------------------------------------------------------------
 */

typedef struct Golden {
    const char *path;
    Str text;
    size_t at;
    int line;
    bool rewrite;
    StrBuilder out; /* the file as it should be */
    Tally *tally;
} Golden;

static Str read_file(Arena *arena, const char *path)
{
    StrBuilder out = str_builder(arena);
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t got;

    if (!file) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(2);
    }
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        str_add_bytes(&out, bytes, got);
    fclose(file);
    return str_built(&out);
}

static bool next_line(Golden *golden, Str *out)
{
    if (golden->at >= golden->text.length)
        return false;
    const char *from = golden->text.data + golden->at;
    const char *end = memchr(from, '\n', golden->text.length - golden->at);
    size_t length = end ? (size_t)(end - from) : golden->text.length - golden->at;
    *out = (Str){ from, length };
    golden->at += length + 1;
    golden->line++;
    return true;
}

static void write_line(Golden *golden, Str line)
{
    str_add(&golden->out, line);
    str_add_char(&golden->out, '\n');
}

/* Do the rules fire that "opt expect=a expect-not=b" names? */
static bool check_expectations(Golden *golden, int line, Str header, const OptimiseOptions *options)
{
    bool holds = true;

    for (size_t at = 0; at < header.length;) {
        size_t end = at;
        while (end < header.length && header.data[end] != ' ')
            end++;
        Str word = str_slice(header, at, end);
        bool wanted = str_starts(word, "expect="), unwanted = str_starts(word, "expect-not=");
        Str rule = str_slice(word, wanted ? 7 : 11, word.length);
        if ((wanted && !has_fired(options, rule)) || (unwanted && has_fired(options, rule))) {
            fprintf(stderr, "%s:%d: rule %.*s %s\n", golden->path, line, STR(rule),
                    wanted ? "did not fire" : "fired");
            holds = false;
        }
        at = end + 1;
    }
    return holds;
}

static void run_case(Golden *golden, Str header)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    StrBuilder sql = str_builder(&arena), wanted = str_builder(&arena);
    Optimised optimised = { 0 };
    int line_number = golden->line;
    char name[256];
    Str line;

    write_line(golden, header);
    while (next_line(golden, &line) && !str_is(line, "----")) {
        write_line(golden, line);
        str_add(&sql, line);
        str_add_char(&sql, '\n');
    }
    write_line(golden, STR_LIT("----"));
    while (next_line(golden, &line) && line.length) {
        str_add(&wanted, line);
        str_add_char(&wanted, '\n');
    }
    Str got = describe(&cx, str_built(&sql), &optimised);
    str_add(&golden->out, got);
    str_add_char(&golden->out, '\n');
    snprintf(name, sizeof name, "%s:%d", golden->path, line_number);
    bool holds = check_expectations(golden, line_number, header, &optimised.options);
    if (optimised.plan)
        holds &= check_plan(&cx, name, &optimised);
    if (!golden->rewrite && !str_equal(got, str_built(&wanted))) {
        fprintf(stderr, "%s: expected\n%.*s  got\n%.*s", name, STR(str_built(&wanted)), STR(got));
        holds = false;
    }
    *(holds ? &golden->tally->passed : &golden->tally->failed) += 1;
    arena_fini(&arena);
}

static void run_file(const char *path, Tally *tally)
{
    Arena arena;
    arena_init(&arena, NULL);
    Golden golden = { .path = path,
                      .text = read_file(&arena, path),
                      .tally = tally,
                      .rewrite = getenv("HEARTH_REWRITE") != NULL,
                      .out = str_builder(&arena) };
    Str line;

    while (next_line(&golden, &line)) {
        if (str_starts(line, "opt"))
            run_case(&golden, line);
        else if (line.length || golden.at < golden.text.length)
            write_line(&golden, line);
    }
    if (golden.rewrite) {
        Str text = str_trim(str_built(&golden.out));
        FILE *file = fopen(path, "wb");
        if (!file || fprintf(file, "%.*s\n", STR(text)) < 0 || fclose(file) != 0)
            abort();
    }
    arena_fini(&arena);
}

/* --- Directories ---------------------------------------------------------------------------------
 */

enum { FILES_MAX = 1000 };

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list_files(Arena *arena, const char *directory, const char *suffix, char **out)
{
    DIR *dir = opendir(directory);
    int count = 0;

    if (!dir)
        exit(2);
    for (struct dirent *entry; (entry = readdir(dir)) && count < FILES_MAX;) {
        size_t length = strlen(entry->d_name), tail = strlen(suffix);
        if (length > tail && strcmp(entry->d_name + length - tail, suffix) == 0)
            out[count++] = str_to_c(arena, str_format(arena, "%s/%s", directory, entry->d_name));
    }
    closedir(dir);
    qsort(out, (size_t)count, sizeof *out, compare_names);
    return count;
}

/* TPC-H: every query must come out plain. */
static void run_benchmark(const char *path, Tally *tally)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    Optimised optimised = { 0 };
    bool holds = optimise_sql(&cx, read_file(&arena, path), &optimised);

    if (!holds)
        fprintf(stderr, "%s: %s\n", path, cx.error.message);
    else
        holds = check_plan(&cx, path, &optimised);
    *(holds ? &tally->passed : &tally->failed) += 1;
    arena_fini(&arena);
}

static int show(Str sql, bool traced)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    Optimised optimised = { .options = { .trace = traced } };
    Str text = describe(&cx, sql, &optimised);

    for (uint32_t at = 0; traced && at < optimised.options.trace_count; at++) {
        const RuleTrace *trace = &optimised.options.traces[at];
        printf("-- %s / %s\n%.*s  ==>\n%.*s", trace->batch, trace->rule, STR(trace->before),
               STR(trace->after));
    }
    printf("%.*s", STR(text));
    arena_fini(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    Arena arena;
    char *paths[FILES_MAX];
    Tally tally = { 0, 0 };

    if (argc == 3 && argv[1][0] == '-')
        return show(str_of(argv[2]), strcmp(argv[1], "-t") == 0);
    if (argc != 3) {
        fprintf(stderr, "usage: rules_test DIRECTORY TPCH | -q SQL | -t SQL\n");
        return 2;
    }
    arena_init(&arena, NULL);
    check_laws(&tally.passed, &tally.failed);
    check_sizes(&tally.passed, &tally.failed);
    int count = list_files(&arena, argv[1], ".t", paths);
    for (int at = 0; at < count; at++)
        run_file(paths[at], &tally);
    count = list_files(&arena, argv[2], ".sql", paths);
    for (int at = 0; at < count; at++)
        if (!strstr(paths[at], "schema.sql"))
            run_benchmark(paths[at], &tally);
    arena_fini(&arena);
    printf("%d passed, %d failed\n", tally.passed, tally.failed);
    return tally.failed || tally.passed == 0;
}
