/*
 * join_order.c -- in which order, and on which side, inner joins are made.
 *
 *     Join inner                          Join inner
 *       Join inner                          lineitem               left: probed, right: built
 *         region            ==>             Join inner
 *         lineitem                            orders
 *       orders                                region
 *
 * A cluster is what inner joins connect: relations (anything that is not an inner join) and
 * conditions.  Up to EXACT_MAX relations every order is considered (dynamic programming over
 * sets), beyond, the cheapest next join is taken.  Semi and anti joins above a cluster move into
 * the one relation they compare with where that is cheaper.
 *
 * Deterministic: ties keep the plan found first, and sets are visited in numerical order.
 */
#include "catalyst/cost/cost.h"
#include "catalyst/cost/join_graph.h"

#include <math.h>

enum { EXACT_MAX = 10 };

/* A cross product is a last resort, but for a relation of one row. */
static const double cross_factor = 50;

/* The best way found to join a set of relations. */
typedef struct Best {
    RelationSet left, right; /* both 0: a single relation */
    double cost, rows;
    uint64_t classes;
} Best;

typedef struct Ordering {
    JoinGraph graph;
    Best *best; /* by set (exact), or a forest (greedy) */
} Ordering;

/* --- Cost of one join --------------------------------------------------------------------------
 */

static double join_cost(const JoinGraph *graph, RelationSet left, const Best *l, RelationSet right,
                        const Best *r, double out)
{
    double inputs = l->cost + r->cost;

    if (l->classes & r->classes)
        return inputs + cost_of_hash_join(l->rows, r->rows, out);
    double pairs = cost_of_pairs(l->rows, r->rows, out);
    bool is_cross = r->rows > 1 && l->rows > 1 && !graph_connects(graph, left, right);
    return inputs + (is_cross ? pairs * cross_factor : pairs);
}

/* --- Up to EXACT_MAX relations ------------------------------------------------------------------
 */

static void order_set(Ordering *ordering, RelationSet set)
{
    const JoinGraph *graph = &ordering->graph;
    Best best = { .cost = INFINITY,
                  .rows = graph_rows(graph, set),
                  .classes = graph_classes(graph, set) };

    for (RelationSet left = (set - 1) & set; left; left = (left - 1) & set) {
        const Best *l = &ordering->best[left], *r = &ordering->best[set ^ left];
        double cost = join_cost(graph, left, l, set ^ left, r, best.rows);
        if (!best.left || cost < best.cost) {
            best.cost = cost;
            best.left = left;
            best.right = set ^ left;
        }
    }
    ordering->best[set] = best;
}

static Best best_of_relation(const JoinGraph *graph, uint32_t relation)
{
    return (Best){ .rows = graph->relations[relation].rows,
                   .classes = graph->relations[relation].classes };
}

static Plan *build_exact(const Ordering *ordering, RelationSet set)
{
    const Best *best = &ordering->best[set];
    const JoinGraph *graph = &ordering->graph;

    if (!best->left)
        return graph->relations[__builtin_ctzll(set)].plan;
    return NEW(graph->o->cx, Join, .type = JOIN_INNER, .left = build_exact(ordering, best->left),
               .right = build_exact(ordering, best->right),
               .condition = graph_condition(graph, best->left, best->right));
}

static double order_exact(Ordering *ordering)
{
    const JoinGraph *graph = &ordering->graph;
    RelationSet all = (set_of_relation(graph->relation_count) - 1);

    ordering->best = arena_zero(graph->o->cx->arena, (all + 1) * sizeof *ordering->best);
    for (RelationSet set = 1; set <= all; set++) {
        if (set & (set - 1))
            order_set(ordering, set);
        else
            ordering->best[set] = best_of_relation(graph, (uint32_t)__builtin_ctzll(set));
    }
    return ordering->best[all].cost;
}

/* --- Beyond: greedy ------------------------------------------------------------------------------
 */

typedef struct Tree {
    Best best;
    RelationSet set;
    Plan *plan;
} Tree;

/* The join that adds least; which trees it joins. */
static void cheapest_pair(const JoinGraph *graph, const Tree *trees, uint32_t count,
                          uint32_t *out_left, uint32_t *out_right, Best *out_best)
{
    bool found = false;
    double least = 0;

    for (uint32_t l = 0; l < count; l++)
        for (uint32_t r = 0; r < count; r++) {
            if (l == r)
                continue;
            double rows = graph_rows(graph, trees[l].set | trees[r].set);
            double cost =
                join_cost(graph, trees[l].set, &trees[l].best, trees[r].set, &trees[r].best, rows);
            double added = cost - trees[l].best.cost - trees[r].best.cost;
            if (found && !(added < least))
                continue;
            found = true;
            least = added;
            *out_left = l;
            *out_right = r;
            *out_best = (Best){ .cost = cost,
                                .rows = rows,
                                .classes = trees[l].best.classes | trees[r].best.classes };
        }
}

static Plan *order_greedy(const JoinGraph *graph, double *out_cost)
{
    Cx *cx = graph->o->cx;
    uint32_t count = graph->relation_count, l = 0, r = 1;
    Tree *trees = ARENA_ARRAY(cx->arena, Tree, count);

    for (uint32_t at = 0; at < count; at++)
        trees[at] =
            (Tree){ best_of_relation(graph, at), set_of_relation(at), graph->relations[at].plan };
    while (count > 1) {
        Best best = { 0 };
        cheapest_pair(graph, trees, count, &l, &r, &best);
        const Expr *condition = graph_condition(graph, trees[l].set, trees[r].set);
        Plan *plan = NEW(cx, Join, .type = JOIN_INNER, .left = trees[l].plan,
                         .right = trees[r].plan, .condition = condition);
        trees[l] = (Tree){ best, trees[l].set | trees[r].set, plan };
        trees[r] = trees[--count];
        if (l == count) /* it was the last one, moved just now */
            l = r;
    }
    *out_cost = trees[0].best.cost;
    return trees[0].plan;
}

/* --- Clusters -------------------------------------------------------------------------------- */

typedef struct Cluster {
    Plans relations;
    Exprs conditions;
} Cluster;

static uint32_t count_relations(const Plan *plan)
{
    const Join *join = PLAN_AS(Join, plan);

    if (!join || join->type != JOIN_INNER || join->is_dependent)
        return 1;
    return count_relations(join->left) + count_relations(join->right);
}

static bool is_inner(const Plan *plan)
{
    const Join *join = PLAN_AS(Join, plan);

    return join && join->type == JOIN_INNER && !join->is_dependent;
}

static void flatten(Cx *cx, Plan *plan, Cluster *cluster)
{
    const Join *join = (const Join *)plan;

    if (!is_inner(plan)) {
        cluster->relations.items[cluster->relations.count++] = plan;
        return;
    }
    flatten(cx, join->left, cluster);
    flatten(cx, join->right, cluster);
    cluster->conditions =
        exprs_joined(cx, cluster->conditions, split_conjuncts(cx, join->condition));
}

/* The smallest column id a plan gives. */
static ColumnId first_column(Cx *cx, const Plan *plan)
{
    Columns columns = plan_output(cx, plan);
    ColumnId first = UINT32_MAX;

    for (uint32_t at = 0; at < columns.count; at++)
        if (columns.items[at].id < first)
            first = columns.items[at].id;
    return first;
}

/* In order of their columns, so that the order written or found before does not count. */
static void sort_relations(Cx *cx, Plans relations)
{
    for (uint32_t at = 1; at < relations.count; at++) {
        Plan *plan = relations.items[at];
        ColumnId first = first_column(cx, plan);
        uint32_t to = at;
        for (; to > 0 && first_column(cx, relations.items[to - 1]) > first; to--)
            relations.items[to] = relations.items[to - 1];
        relations.items[to] = plan;
    }
}

/* The relations and conditions of the inner joins at `plan`; one relation where there are none. */
static Cluster cluster_of(Cx *cx, Plan *plan)
{
    Cluster cluster = { 0 };

    cluster.relations.items = ARENA_ARRAY(cx->arena, Plan *, count_relations(plan));
    flatten(cx, plan, &cluster);
    sort_relations(cx, cluster.relations);
    return cluster;
}

static bool order_cluster(Optimiser *o, const Estimator *e, const Cluster *cluster, Plan **out_plan,
                          double *out_cost, double *out_rows)
{
    Ordering *ordering = arena_zero(o->cx->arena, sizeof *ordering);
    JoinGraph *graph = &ordering->graph;
    Plan *plan;

    graph->o = o;
    graph->e = e;
    TRY(check_walk(o->cx));
    graph_make(graph, cluster->relations, cluster->conditions);
    if (graph->relation_count <= EXACT_MAX) {
        *out_cost = order_exact(ordering);
        plan = build_exact(ordering, set_of_relation(graph->relation_count) - 1);
    } else {
        plan = order_greedy(graph, out_cost);
    }
    *out_rows = graph_rows(graph, graph->relation_count == RELATIONS_MAX
                                      ? UINT64_MAX
                                      : set_of_relation(graph->relation_count) - 1);
    *out_plan = filter_by(o->cx, graph->last, plan);
    return true;
}

/* --- Semi joins above a cluster -------------------------------------------------------------- */

/* Which relation gives all columns of the left side that the join compares; -1: several. */
static int relation_for(Cx *cx, const Cluster *cluster, const Join *semi)
{
    ColumnSet named = set_of_expr(cx, semi->condition), right = set_of_output(cx, semi->right);

    set_remove_all(&named, &right);
    if (set_is_empty(&named) || expr_can_raise(semi->condition) ||
        expr_is_volatile(semi->condition))
        return -1;
    for (uint32_t at = 0; at < cluster->relations.count; at++) {
        ColumnSet own = set_of_output(cx, cluster->relations.items[at]);
        if (set_covers(&own, &named))
            return (int)at;
    }
    return -1;
}

static Plan *semi_over(Cx *cx, const Join *semi, Plan *left)
{
    Plan *inputs[] = { left, semi->right };

    return plan_with_inputs(cx, &semi->head, inputs);
}

typedef struct Semis {
    const Join **items; /* from the top down */
    bool *early;        /* moved into a relation */
    uint32_t count;
} Semis;

static Cluster with_early(Cx *cx, const Cluster *cluster, const Semis *semis)
{
    Cluster out = *cluster;

    out.relations.items = arena_copy(cx->arena, cluster->relations.items,
                                     cluster->relations.count * sizeof *out.relations.items);
    for (uint32_t at = semis->count; at-- > 0;) {
        if (!semis->early[at])
            continue;
        int relation = relation_for(cx, cluster, semis->items[at]);
        out.relations.items[relation] =
            semi_over(cx, semis->items[at], out.relations.items[relation]);
    }
    return out;
}

/* Cost of the whole: early semi joins, inner joins, late semi joins. */
static bool cost_with(Optimiser *o, const Estimator *e, const Cluster *cluster, const Semis *semis,
                      Plan **out_plan, double *out_cost)
{
    Cx *cx = o->cx;
    Cluster early = with_early(cx, cluster, semis);
    double rows;

    TRY(order_cluster(o, e, &early, out_plan, out_cost, &rows));
    for (uint32_t at = semis->count; at-- > 0;) {
        const Join *semi = semis->items[at];
        double right = estimate_plan(e, semi->right);
        int relation = relation_for(cx, cluster, semi);
        double left =
            semis->early[at] ? estimate_plan(e, cluster->relations.items[relation]) : rows;
        *out_cost += cost_of_hash_join(left, right, 0);
        if (!semis->early[at])
            *out_plan = semi_over(cx, semi, *out_plan);
    }
    return true;
}

/* Move each semi join into its relation where the whole becomes cheaper by it. */
static bool place_semis(Optimiser *o, const Estimator *e, const Cluster *cluster, Semis *semis,
                        Plan **out_plan)
{
    double least, cost;
    Plan *plan;

    TRY(cost_with(o, e, cluster, semis, out_plan, &least));
    for (uint32_t at = semis->count; at-- > 0;) {
        if (cluster->relations.count < 2 || relation_for(o->cx, cluster, semis->items[at]) < 0)
            continue;
        semis->early[at] = true;
        TRY(cost_with(o, e, cluster, semis, &plan, &cost));
        semis->early[at] = cost < least;
        if (semis->early[at]) {
            least = cost;
            *out_plan = plan;
        }
    }
    return true;
}

static const Join *as_semi(const Plan *plan)
{
    const Join *join = PLAN_AS(Join, plan);

    return join && (join->type == JOIN_SEMI || join->type == JOIN_ANTI) && join->condition ? join
                                                                                           : NULL;
}

static Semis take_semis(Cx *cx, Plan **plan)
{
    Semis semis = { 0 };
    const Plan *below = *plan;

    for (; as_semi(below); below = as_semi(below)->left)
        semis.count++;
    semis.items = ARENA_ARRAY(cx->arena, const Join *, semis.count);
    semis.early = arena_zero(cx->arena, semis.count + 1);
    for (uint32_t at = 0; at < semis.count; at++) {
        semis.items[at] = as_semi(*plan);
        *plan = semis.items[at]->left;
    }
    return semis;
}

/* --- The walk -------------------------------------------------------------------------------- */

static Plan *reorder(Optimiser *o, const Estimator *e, Plan *plan);

static Plan *reorder_inputs(Optimiser *o, const Estimator *e, Plan *plan)
{
    Plans inputs = plan_inputs(o->cx, plan);
    bool changed = false;

    for (uint32_t at = 0; at < inputs.count; at++) {
        Plan *input = TRY(reorder(o, e, inputs.items[at]));
        changed |= input != inputs.items[at];
        inputs.items[at] = input;
    }
    return changed ? plan_with_inputs(o->cx, plan, inputs.items) : plan;
}

static Plan *reorder(Optimiser *o, const Estimator *e, Plan *plan)
{
    Cx *cx = o->cx;
    Plan *below = plan, *best;
    Semis semis = take_semis(cx, &below);

    TRY(check_walk(cx));
    if (!is_inner(below) || count_relations(below) > RELATIONS_MAX - 1)
        return reorder_inputs(o, e, plan);
    Cluster cluster = cluster_of(cx, below);
    for (uint32_t at = 0; at < cluster.relations.count; at++)
        cluster.relations.items[at] = TRY(reorder(o, e, cluster.relations.items[at]));
    for (uint32_t at = 0; at < semis.count; at++) {
        Join copy = *semis.items[at];
        copy.right = TRY(reorder(o, e, copy.right));
        semis.items[at] = arena_copy(cx->arena, &copy, sizeof copy);
    }
    TRY(place_semis(o, e, &cluster, &semis, &best));
    return project_to(cx, plan_output(cx, plan), best);
}

/*
 * reorder_joins -- see the head of this file.
 *
 * (1) Inner joins only: in `a left join b on p join c on q` joining b with c first would lose
 *     rows of a without a partner in b.
 * (2) Conditions that can raise come after all joins.
 */
RULE_AT_ROOT(reorder_joins)
{
    const Estimator *e = TRY(estimator_new(o, plan));
    Plan *reordered = TRY(reorder(o, e, plan));

    return plan_equal(reordered, plan) ? NULL : reordered;
}
