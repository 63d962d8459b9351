/*
 * batches.c -- the table of contents: which rules run when, and why then.
 */
#include "catalyst/rules/rule.h"

#define RULES(...)                                                                                 \
    (const Rule *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

// clang-format off
const RuleBatch rule_batches[] = {
    /* What files know of nulls decides how NOT IN is joined. */
    { "facts", ONCE, BOTTOM_UP, RULES(infer_not_null) },
    /* Subqueries become joins before all else: no later rule understands a correlated column. */
    { "decorrelate", ONCE, BOTTOM_UP, RULES(decorrelate_subqueries, decorrelate_lateral),
      .is_needed = true },
    /* What subqueries gave is known only now. */
    { "facts of joined queries", ONCE, BOTTOM_UP, RULES(infer_not_null) },
    /* Cheap and local; repeated because each rule uncovers work for the others. */
    { "simplify", UNTIL_STABLE, TOP_DOWN,
      RULES(apply_laws, eliminate_empty, combine_filters, eliminate_filter,
            eliminate_outer_join, eliminate_outer_join_below,
            push_filter_through_project, push_filter_through_join, push_filter_through_aggregate,
            push_filter_through_union, push_filter_through_sort,
            push_filter_through_project_set, push_filter_through_window, push_filter_into_scan, push_condition_through_join,
            combine_projects, pull_project_above_join, combine_unions,
            combine_limits, push_limit_through_project, push_limit_through_union,
            eliminate_sort, combine_sorts, eliminate_distinct, eliminate_group_constants,
            eliminate_unit_join) },
    /* Copies conditions, so those that are written have to be where they belong. */
    { "infer", UNTIL_STABLE, TOP_DOWN,
      RULES(infer_filters, infer_filters_from_or, apply_laws, eliminate_empty, combine_filters,
            push_filter_through_project, push_filter_through_join, push_filter_through_aggregate,
            push_filter_through_union, push_filter_through_sort,
            push_filter_through_project_set, push_filter_through_window, push_filter_into_scan, push_condition_through_join,
            combine_projects, pull_project_above_join) },
    /* Needs final filters and sizes. */
    { "join order", ONCE, TOP_DOWN, RULES(reorder_joins) },
    /* Conditions that joining brought to one relation go into its scan. */
    { "settle", UNTIL_STABLE, TOP_DOWN,
      RULES(combine_filters, push_filter_through_project, push_filter_through_join,
            push_filter_into_scan, push_condition_through_join, combine_projects) },
    /* Earlier rules may still name columns. */
    { "prune", ONCE, TOP_DOWN, RULES(prune_columns) },
    /* Says how many rows the plan as it is now will give; physical planning asks. */
    { "estimate", ONCE, TOP_DOWN, RULES(estimate_rows) },
};
// clang-format on
const uint32_t rule_batch_count = COUNT_OF(rule_batches);
