/*
 * column_set.c -- see column_set.h.
 *
 * Ids are small numbers unique in a query, so what a plan names minus what it makes is what it
 * takes from outside.
 */
#include "catalyst/rules/column_set.h"

ColumnSet set_new(Cx *cx)
{
    return (ColumnSet){ .arena = cx->arena };
}

ColumnSet set_copy(const ColumnSet *set)
{
    ColumnSet copy = *set;

    copy.words = arena_copy(set->arena, set->words, set->word_count * sizeof *set->words);
    return copy;
}

static void reach(ColumnSet *set, uint32_t words)
{
    if (words <= set->word_count)
        return;
    uint64_t *wider = arena_zero(set->arena, words * sizeof *wider);
    if (set->word_count)
        memcpy(wider, set->words, set->word_count * sizeof *wider);
    set->words = wider;
    set->word_count = words;
}

void set_add(ColumnSet *set, int64_t id)
{
    uint32_t word = (uint32_t)id / 64;

    if (word >= set->word_count)
        reach(set, word + 1 + word / 2);
    set->words[word] |= UINT64_C(1) << (id % 64);
}

void set_add_columns(ColumnSet *set, Columns columns)
{
    for (uint32_t at = 0; at < columns.count; at++)
        set_add(set, columns.items[at].id);
}

void set_add_all(ColumnSet *set, const ColumnSet *other)
{
    reach(set, other->word_count);
    for (uint32_t word = 0; word < other->word_count; word++)
        set->words[word] |= other->words[word];
}

void set_remove_all(ColumnSet *set, const ColumnSet *other)
{
    for (uint32_t word = 0; word < set->word_count && word < other->word_count; word++)
        set->words[word] &= ~other->words[word];
}

bool set_has(const ColumnSet *set, int64_t id)
{
    uint32_t word = (uint32_t)id / 64;

    return word < set->word_count && set->words[word] >> (id % 64) & 1;
}

bool set_is_empty(const ColumnSet *set)
{
    for (uint32_t word = 0; word < set->word_count; word++)
        if (set->words[word])
            return false;
    return true;
}

bool set_covers(const ColumnSet *set, const ColumnSet *part)
{
    for (uint32_t word = 0; word < part->word_count; word++)
        if (part->words[word] & ~(word < set->word_count ? set->words[word] : 0))
            return false;
    return true;
}

bool set_meets(const ColumnSet *set, const ColumnSet *other)
{
    for (uint32_t word = 0; word < set->word_count && word < other->word_count; word++)
        if (set->words[word] & other->words[word])
            return true;
    return false;
}

/* --- What expressions and plans name and make ------------------------------------------------ */

typedef struct Names {
    ColumnSet *named; /* NULL: not asked for */
    ColumnSet *made;  /* NULL: not asked for */
} Names;

static bool name_plan(const Plan *plan, void *context);

static bool name_expr(const Expr *expr, void *context)
{
    Names *names = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    const Plan *query = expr_subplan(expr);

    if (ref)
        set_add(names->named, ref->id);
    return !query || name_plan(query, names);
}

static bool name_tree(const Expr *expr, void *context)
{
    return expr_visit(expr, name_expr, context);
}

/* The columns that `plan` itself makes. */
static void add_made(ColumnSet *made, const Plan *plan)
{
    for (const Field *f = plan_type(plan)->fields(); f->kind; f++) {
        const void *at = (const char *)plan + f->offset;
        if (f->kind == FIELD_COLUMNS)
            set_add_columns(made, *(const Columns *)at);
        else if (f->kind == FIELD_NAMED)
            for (uint32_t item = 0; item < ((const Named *)at)->count; item++)
                set_add(made, ((const Named *)at)->items[item].column.id);
    }
}

static bool name_plan(const Plan *plan, void *context)
{
    Names *names = context;

    plan_visit_inputs(plan, name_plan, names);
    if (names->made)
        add_made(names->made, plan);
    return !names->named || plan_visit_exprs(plan, name_tree, names);
}

void set_add_expr(ColumnSet *set, const Expr *expr)
{
    Names names = { .named = set };

    name_tree(expr, &names);
}

ColumnSet set_of_expr(Cx *cx, const Expr *expr)
{
    ColumnSet set = set_new(cx);

    if (expr)
        set_add_expr(&set, expr);
    return set;
}

ColumnSet set_of_output(Cx *cx, const Plan *plan)
{
    ColumnSet set = set_new(cx);

    set_add_columns(&set, plan_output(cx, plan));
    return set;
}

ColumnSet set_of_free(Cx *cx, const Plan *plan)
{
    ColumnSet named = set_new(cx), made = set_new(cx);
    Names names = { .named = &named, .made = &made };

    name_plan(plan, &names);
    set_remove_all(&named, &made);
    return named;
}

ColumnSet set_of_made(Cx *cx, const Plan *plan)
{
    ColumnSet made = set_new(cx);

    name_plan(plan, &(Names){ .made = &made });
    return made;
}

static bool is_bound(const Expr *expr, void *context)
{
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);

    return !ref || set_has(context, ref->id);
}

bool set_binds(const ColumnSet *set, const Expr *expr)
{
    ColumnSet looked_up = *set;

    return expr_visit(expr, is_bound, &looked_up);
}
