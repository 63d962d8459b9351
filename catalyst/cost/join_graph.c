/* join_graph.c -- see join_graph.h. */
#include "catalyst/cost/join_graph.h"

#include <math.h>
#include <stdlib.h>

/* --- Building -----------------------------------------------------------------------------------
 */

typedef struct Naming {
    const JoinGraph *graph;
    RelationSet set;
    bool names_others;
} Naming;

static bool visit_naming(const Expr *expr, void *context)
{
    Naming *naming = context;
    const ColumnRef *ref = EXPR_AS(ColumnRef, expr);
    bool found = false;

    for (uint32_t at = 0; ref && at < naming->graph->relation_count && !found; at++) {
        found = set_has(&naming->graph->relations[at].columns, ref->id);
        if (found)
            naming->set |= set_of_relation(at);
    }
    naming->names_others |= ref && !found;
    return true;
}

RelationSet graph_relations_of(const JoinGraph *graph, const Expr *expr)
{
    Naming naming = { graph, 0, false };

    expr_visit(expr, visit_naming, &naming);
    return naming.names_others ? 0 : naming.set;
}

static bool is_single(RelationSet set)
{
    return set && (set & (set - 1)) == 0;
}

static uint32_t single_of(RelationSet set)
{
    return (uint32_t)__builtin_ctzll(set);
}

static void filter_relation(JoinGraph *graph, uint32_t relation, const Expr *conjunct)
{
    Cx *cx = graph->o->cx;
    Relation *r = &graph->relations[relation];

    r->plan = filter_by(cx, exprs_with(cx, (Exprs){ 0 }, conjunct), r->plan);
}

static double base_of(const JoinGraph *graph, const Expr *expr, uint32_t relation,
                      double *out_table_rows)
{
    const Cast *cast = EXPR_AS(Cast, expr);
    const ColumnRef *ref = EXPR_AS(ColumnRef, cast ? cast->arg : expr);
    const ColumnFact *fact = ref ? column_fact(graph->e, ref->id) : NULL;
    double rows = fmax(1, graph->relations[relation].rows);

    *out_table_rows = fact && fact->table_rows > 0 ? fact->table_rows : rows;
    double distinct = fact && fact->distinct > 0 ? fact->distinct : *out_table_rows;
    /* Conditions on the key itself leave fewer of its values, on every side they were copied to. */
    Exprs known =
        ref ? conditions_on(graph->o->cx, graph->relations[relation].plan, ref->id) : (Exprs){ 0 };
    return fmax(1, distinct * conjuncts_selectivity(graph->e, known));
}

static KeyClass *class_with(JoinGraph *graph, FunctionId equal, const Expr *expr)
{
    for (uint32_t c = 0; c < graph->class_count; c++)
        for (uint32_t m = 0; m < graph->classes[c].count; m++)
            if (graph->classes[c].equal == equal &&
                expr_equal(graph->classes[c].members[m].expr, expr))
                return &graph->classes[c];
    return NULL;
}

static void add_member(JoinGraph *graph, KeyClass *class, Member member)
{
    /* A second member in one relation is a condition on that relation. */
    for (uint32_t m = 0; m < class->count; m++)
        if (class->members[m].relation == member.relation) {
            if (!expr_equal(class->members[m].expr, member.expr))
                filter_relation(
                    graph, member.relation,
                    make_call(graph->o->cx, class->equal, class->members[m].expr, member.expr));
            return;
        }
    class->members[class->count++] = member;
}

static Member make_member(JoinGraph *graph, const Expr *expr, RelationSet set)
{
    Member member = { .expr = expr, .relation = single_of(set) };

    member.distinct = base_of(graph, expr, member.relation, &member.table_rows);
    return member;
}

static KeyClass *new_class(JoinGraph *graph, FunctionId equal)
{
    KeyClass *class = &graph->classes[graph->class_count++];

    *class = (KeyClass){ .equal = equal,
                         .members = ARENA_ARRAY(graph->o->cx->arena, Member, RELATIONS_MAX) };
    return class;
}

static void merge_classes(JoinGraph *graph, KeyClass *into, KeyClass *from)
{
    for (uint32_t m = 0; m < from->count; m++)
        add_member(graph, into, from->members[m]);
    *from = graph->classes[--graph->class_count];
}

/* Does a = b compare two relations?  Then its sides are members of one class. */
static bool add_equality(JoinGraph *graph, const Expr *expr)
{
    const Call *call = EXPR_AS(Call, expr);

    if (compare_of(expr) != COMPARE_EQ || graph->class_count == CLASSES_MAX)
        return false;
    const Expr *a = call->args.items[0], *b = call->args.items[1];
    RelationSet in_a = graph_relations_of(graph, a), in_b = graph_relations_of(graph, b);
    if (!is_single(in_a) || !is_single(in_b) || in_a == in_b || a->type.id != b->type.id)
        return false;
    FunctionId equal = (FunctionId)call->function;
    KeyClass *of_a = class_with(graph, equal, a), *of_b = class_with(graph, equal, b);
    if (of_a && of_b && of_a != of_b)
        merge_classes(graph, of_a < of_b ? of_a : of_b, of_a < of_b ? of_b : of_a);
    if (of_a && of_b)
        return true;
    KeyClass *class = of_a ? of_a : of_b ? of_b : new_class(graph, equal);
    if (!of_a)
        add_member(graph, class, make_member(graph, a, in_a));
    if (!of_b)
        add_member(graph, class, make_member(graph, b, in_b));
    return true;
}

static double other_selectivity(const JoinGraph *graph, const Expr *expr, RelationSet needs)
{
    ColumnSet sides[RELATIONS_MAX];
    uint32_t count = 0;

    for (; needs; needs &= needs - 1)
        sides[count++] = graph->relations[single_of(needs)].columns;
    return pair_selectivity(graph->e, expr, sides, count);
}

static void add_condition(JoinGraph *graph, const Expr *expr)
{
    Cx *cx = graph->o->cx;
    RelationSet needs = graph_relations_of(graph, expr);

    if (expr_can_raise(expr) || expr_is_volatile(expr) || needs == 0)
        graph->last = exprs_with(cx, graph->last, expr);
    else if (is_single(needs))
        filter_relation(graph, single_of(needs), expr);
    else if (!add_equality(graph, expr))
        graph->others[graph->other_count++] =
            (OtherCondition){ expr, needs, other_selectivity(graph, expr, needs) };
}

static int compare_members(const void *a, const void *b)
{
    const Member *l = a, *r = b;

    return l->relation < r->relation ? -1 : l->relation > r->relation;
}

/* By the first relation, then by the text of its member: the order in which conditions were found
 * does not count. */
static int compare_classes(const void *a, const void *b)
{
    const KeyClass *l = a, *r = b;
    uint64_t in_l = expr_hash(l->members[0].expr), in_r = expr_hash(r->members[0].expr);

    if (l->members[0].relation != r->members[0].relation)
        return compare_members(&l->members[0], &r->members[0]);
    return in_l < in_r ? -1 : in_l > in_r;
}

static void sort_classes(JoinGraph *graph)
{
    for (uint32_t c = 0; c < graph->class_count; c++)
        qsort(graph->classes[c].members, graph->classes[c].count, sizeof(Member), compare_members);
    qsort(graph->classes, graph->class_count, sizeof(KeyClass), compare_classes);
}

void graph_make(JoinGraph *graph, Plans relations, Exprs conditions)
{
    Cx *cx = graph->o->cx;

    graph->relation_count = relations.count;
    graph->others = ARENA_ARRAY(cx->arena, OtherCondition, conditions.count);
    for (uint32_t at = 0; at < relations.count; at++)
        graph->relations[at] = (Relation){ .plan = relations.items[at],
                                           .columns = set_of_output(cx, relations.items[at]),
                                           .rows = estimate_plan(graph->e, relations.items[at]) };
    for (uint32_t at = 0; at < conditions.count; at++)
        add_condition(graph, conditions.items[at]);
    for (uint32_t at = 0; at < relations.count; at++) {
        Relation *r = &graph->relations[at];
        if (r->plan != relations.items[at])
            r->rows = estimate_plan(graph->e, r->plan);
        r->rows = fmax(r->rows, 1);
    }
    sort_classes(graph);
    for (uint32_t c = 0; c < graph->class_count; c++)
        for (uint32_t m = 0; m < graph->classes[c].count; m++)
            graph->relations[graph->classes[c].members[m].relation].classes |= UINT64_C(1) << c;
}

/* --- Asking -------------------------------------------------------------------------------------
 */

uint64_t graph_classes(const JoinGraph *graph, RelationSet set)
{
    uint64_t classes = 0;

    for (; set; set &= set - 1)
        classes |= graph->relations[single_of(set)].classes;
    return classes;
}

static const Member *member_in(const KeyClass *class, RelationSet set)
{
    for (uint32_t m = 0; m < class->count; m++)
        if (set >> class->members[m].relation & 1)
            return &class->members[m];
    return NULL;
}

/* Distinct values of a class among the relations of `set`; how many of these have it. */
static double class_domain(const KeyClass *class, RelationSet set, uint32_t *out_count)
{
    double domain = INFINITY;

    *out_count = 0;
    for (uint32_t m = 0; m < class->count; m++)
        if (set >> class->members[m].relation & 1) {
            domain = fmin(domain, class->members[m].distinct);
            (*out_count)++;
        }
    return fmax(1, domain);
}

static double table_rows_in(const KeyClass *class, uint32_t relation)
{
    const Member *member = member_in(class, set_of_relation(relation));

    return member ? member->table_rows : INFINITY;
}

/* Two relations that share several classes have one combined key, of as many values as the
 * smaller table has rows at most: by how much too small is the product of the classes' shares? */
static double combined_key_factor(const JoinGraph *graph, uint32_t a, uint32_t b)
{
    uint64_t shared = graph->relations[a].classes & graph->relations[b].classes;
    RelationSet both = set_of_relation(a) | set_of_relation(b);
    double product = 1, smaller = INFINITY;
    uint32_t count;

    if ((shared & (shared - 1)) == 0)
        return 1;
    for (; shared; shared &= shared - 1) {
        const KeyClass *class = &graph->classes[__builtin_ctzll(shared)];
        product *= class_domain(class, both, &count);
        smaller = fmin(smaller, fmin(table_rows_in(class, a), table_rows_in(class, b)));
    }
    return fmax(1, product / fmax(1, smaller));
}

/* Once for each relation that shares a combined key with one before it. */
static double combined_keys(const JoinGraph *graph, RelationSet set)
{
    double factor = 1;

    for (RelationSet rest = set; rest; rest &= rest - 1) {
        uint32_t b = single_of(rest);
        RelationSet before = set & (set_of_relation(b) - 1);
        double most = 1;
        for (; before; before &= before - 1)
            most = fmax(most, combined_key_factor(graph, single_of(before), b));
        factor *= most;
    }
    return factor;
}

/* The product of all relations' rows is beyond a double before equalities divide it again. */
double graph_rows(const JoinGraph *graph, RelationSet set)
{
    long double rows = 1;
    uint32_t count;

    for (RelationSet rest = set; rest; rest &= rest - 1)
        rows *= graph->relations[single_of(rest)].rows;
    if (is_single(set))
        return (double)rows;
    for (uint32_t c = 0; c < graph->class_count; c++) {
        double domain = class_domain(&graph->classes[c], set, &count);
        for (uint32_t at = 1; at < count; at++)
            rows /= domain;
    }
    for (uint32_t at = 0; at < graph->other_count; at++)
        if ((graph->others[at].needs & ~set) == 0)
            rows *= graph->others[at].selectivity;
    return rows_within_bounds((double)(rows * combined_keys(graph, set)));
}

static bool is_new(const OtherCondition *other, RelationSet left, RelationSet right)
{
    return (other->needs & ~(left | right)) == 0 && (other->needs & left) && (other->needs & right);
}

bool graph_connects(const JoinGraph *graph, RelationSet left, RelationSet right)
{
    if (graph_classes(graph, left) & graph_classes(graph, right))
        return true;
    for (uint32_t at = 0; at < graph->other_count; at++)
        if (is_new(&graph->others[at], left, right))
            return true;
    return false;
}

const Expr *graph_condition(const JoinGraph *graph, RelationSet left, RelationSet right)
{
    Cx *cx = graph->o->cx;
    Exprs all = { 0 };

    for (uint32_t c = 0; c < graph->class_count; c++) {
        const Member *l = member_in(&graph->classes[c], left);
        const Member *r = member_in(&graph->classes[c], right);
        if (l && r)
            all = exprs_with(cx, all, make_call(cx, graph->classes[c].equal, l->expr, r->expr));
    }
    for (uint32_t at = 0; at < graph->other_count; at++)
        if (is_new(&graph->others[at], left, right))
            all = exprs_with(cx, all, graph->others[at].expr);
    return conjoin(cx, all);
}
