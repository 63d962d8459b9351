/*
 * locality.c -- see locality.h.
 *
 * A front-end thread runs a plan by itself only if few rows are looked at: an operator that reads
 * all of its input before it gives a row keeps the thread's other sessions waiting.  The bound is
 * never too low.  A join pairs every row of one side with every row of the other, unless an
 * equality says how often, at most, a row finds a partner: literal rows, as the catalog's are, can
 * be asked how often a value stands in a column.
 *
 *     Join a.attrelid = c.oid       pairs <= rows of a * 1      no two rows of pg_class have one
 * oid a: Values pg_attribute            <= rows of c * 82     and no relation more columns c:
 * Values pg_class
 */
#include "server/locality.h"

#include "base/hash.h"
#include "expression/expression.h"

#include <math.h>
#include <stdlib.h>

enum {
    LITTLE_ROWS_MAX = 4 * 1000 * 1000, /* pairs of a nested loop: some milliseconds */
    LOCAL_TABLE_ROWS_MAX = 256 * 1024, /* of a table in memory: likewise */
};

/* --- How often a value stands in a column ------------------------------------------------------
 */

static int compare_keys(const void *left, const void *right)
{
    uint64_t l = *(const uint64_t *)left, r = *(const uint64_t *)right;

    return (l > r) - (l < r);
}

/* The longest run of equal ones among the sorted. */
static uint32_t longest_run(const uint64_t *keys, uint32_t count)
{
    uint32_t longest = 0, start = 0;

    for (uint32_t at = 1; at <= count; at++)
        if (at == count || keys[at] != keys[start]) {
            longest = at - start > longest ? at - start : longest;
            start = at;
        }
    return longest;
}

/* Are values equal exactly where their integers or bytes are? */
static bool equal_as_bytes(Type type)
{
    Layout layout = type_layout(type);
    bool is_integer =
        layout == LAYOUT_I8 || layout == LAYOUT_I16 || layout == LAYOUT_I32 || layout == LAYOUT_I64;

    return is_integer ||
           (layout == LAYOUT_VIEW && !type_is_structured(type) && type.id != TYPE_BPCHAR);
}

/* Texts that share a hash count as equal: the bound only grows. */
static double literal_multiplicity(Cx *cx, const Values *values, uint32_t column)
{
    SCRATCH(cx->arena);
    uint64_t *keys = ARENA_ARRAY(cx->arena, uint64_t, values->rows.count);
    uint32_t count = 0;
    Type type = values->columns.items[column].type;

    if (!equal_as_bytes(type))
        return values->rows.count;
    for (uint32_t row = 0; row < values->rows.count; row++) {
        const RowOf *list = (const RowOf *)values->rows.items[row];
        const Const *cell = EXPR_AS(Const, list->items.items[column]);
        if (!cell)
            return values->rows.count;
        if (!cell->value.is_null)
            keys[count++] = type_layout(type) == LAYOUT_VIEW
                                ? hash_bytes(cell->value.text.data, cell->value.text.length)
                                : (uint64_t)cell->value.integer;
    }
    if (count == 0)
        return 0;
    qsort(keys, count, sizeof *keys, compare_keys);
    return longest_run(keys, count);
}

static const ColumnRef *renamed(const Project *project, int64_t id)
{
    for (uint32_t at = 0; at < project->outputs.count; at++)
        if (project->outputs.items[at].column.id == id)
            return EXPR_AS(ColumnRef, project->outputs.items[at].expr);
    return NULL;
}

/* At most so many rows of `plan` have the same value in column `id`; infinity where nobody knows.
 */
static double multiplicity(Cx *cx, const Plan *plan, int64_t id)
{
    const Values *values = PLAN_AS(Values, plan);
    const Filter *filter = PLAN_AS(Filter, plan);
    const Project *project = PLAN_AS(Project, plan);
    const ColumnRef *ref = project ? renamed(project, id) : NULL;

    if (filter)
        return multiplicity(cx, filter->input, id);
    if (ref)
        return multiplicity(cx, project->input, ref->id);
    for (uint32_t at = 0; values && at < values->columns.count; at++)
        if (values->columns.items[at].id == id)
            return literal_multiplicity(cx, values, at);
    return INFINITY;
}

/* --- Rows --------------------------------------------------------------------------------------
 */

static bool gives(Cx *cx, const Plan *plan, int64_t id)
{
    Columns columns = plan_output(cx, plan);

    for (uint32_t at = 0; at < columns.count; at++)
        if (columns.items[at].id == id)
            return true;
    return false;
}

/* The pairs that `left.l = right.r` allows. */
static double pairs_by(Cx *cx, const Join *join, const Expr *conjunct, double left, double right)
{
    const Call *call = EXPR_AS(Call, conjunct);

    if (!call || call->args.count != 2 ||
        strcmp(function_get((FunctionId)call->function)->name, "=") != 0)
        return INFINITY;
    for (uint32_t side = 0; side < 2; side++) {
        const ColumnRef *l = EXPR_AS(ColumnRef, call->args.items[side]);
        const ColumnRef *r = EXPR_AS(ColumnRef, call->args.items[1 - side]);
        if (l && r && gives(cx, join->left, l->id) && gives(cx, join->right, r->id))
            return fmin(left * multiplicity(cx, join->right, r->id),
                        right * multiplicity(cx, join->left, l->id));
    }
    return INFINITY;
}

static double join_pairs(Cx *cx, const Join *join, double left, double right)
{
    const And *conjunction = join->condition ? EXPR_AS(And, join->condition) : NULL;
    double pairs = fmax(left, 1) * fmax(right, 1);

    if (!conjunction && join->condition)
        pairs = fmin(pairs, pairs_by(cx, join, join->condition, left, right));
    for (uint32_t at = 0; conjunction && at < conjunction->args.count; at++)
        pairs = fmin(pairs, pairs_by(cx, join, conjunction->args.items[at], left, right));
    return pairs;
}

/* Values that the sets give for one row; infinity: nobody knows. */
static double values_at_most(const ProjectSet *plan)
{
    double most = 1;

    for (uint32_t at = 0; at < plan->functions.count; at++) {
        double values = set_rows(plan->functions.items[at].expr);
        most = values < 0 ? INFINITY : fmax(most, values);
    }
    return most;
}

/* Infinity where files are read, or more rows than are read here. */
static double rows_of_scan(const Scan *scan)
{
    double rows = 0;

    for (uint32_t at = 0; at < scan->files.count; at++) {
        const PlanFile *file = &scan->files.items[at];
        if (file->format != FORMAT_MEMORY)
            return INFINITY;
        for (uint32_t chunk = 0; chunk < file->chunk_count; chunk++)
            rows += (double)file->chunk_rows[chunk];
    }
    return rows <= LOCAL_TABLE_ROWS_MAX ? rows : INFINITY;
}

/* At most so many rows are looked at; infinity where a file is read. */
static double rows_at_most(Cx *cx, const Plan *plan)
{
    Plans inputs = plan_inputs(cx, plan);
    const Join *join = PLAN_AS(Join, plan);
    double rows = 0;

    if (plan->tag == PLAN_Scan)
        return rows_of_scan((const Scan *)plan);
    if (plan->tag == PLAN_Recursive)
        return INFINITY;
    if (plan->tag == PLAN_Values)
        return ((const Values *)plan)->rows.count;
    if (join) {
        double left = rows_at_most(cx, join->left), right = rows_at_most(cx, join->right);
        return left + right + join_pairs(cx, join, left, right);
    }
    if (plan->tag == PLAN_ProjectSet) {
        double input = rows_at_most(cx, inputs.items[0]);
        return input ? input * values_at_most((const ProjectSet *)plan) : 0;
    }
    for (uint32_t at = 0; at < inputs.count; at++)
        rows += rows_at_most(cx, inputs.items[at]);
    return rows;
}

bool plan_is_little(Cx *cx, const Plan *plan)
{
    return rows_at_most(cx, plan) <= LITTLE_ROWS_MAX;
}

bool plan_reads_no_file(Cx *cx, const Plan *plan)
{
    const Scan *scan = PLAN_AS(Scan, plan);
    Plans inputs = plan_inputs(cx, plan);

    for (uint32_t at = 0; scan && at < scan->files.count; at++)
        if (scan->files.items[at].format != FORMAT_MEMORY)
            return false;
    for (uint32_t at = 0; at < inputs.count; at++)
        if (!plan_reads_no_file(cx, inputs.items[at]))
            return false;
    return true;
}
