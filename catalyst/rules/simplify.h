/*
 * simplify.h -- private to apply_laws: what rewrites one expression.
 *
 * Each takes an expression whose children are simple already and returns an equal one, or NULL
 * for "does not apply".  Equal means: the same value, null included, for every row; an error may
 * disappear where PostgreSQL's own simplifications let it disappear, never appear.
 */
#ifndef CATALYST_RULES_SIMPLIFY_H
#define CATALYST_RULES_SIMPLIFY_H

#include "catalyst/rules/rule.h"

typedef struct Simplify {
    Optimiser *o;
    Columns columns; /* what the expression's columns are: for what cannot be null */
} Simplify;

typedef const Expr *(*SimplifyFn)(Cx *cx, const Simplify *s, const Expr *expr);

/* laws.c: the table of equations */
const Expr *apply_equations(Cx *cx, const Simplify *s, const Expr *expr);

/* fold.c: constants */
const Expr *fold_constant(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *fold_null_argument(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *simplify_case(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *simplify_coalesce(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *simplify_null_tests(Cx *cx, const Simplify *s, const Expr *expr);

/* comparison.c: comparisons with constants */
const Expr *negate_comparison(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *turn_comparison(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *compare_dates_as_dates(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *unwrap_cast(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *rescale_constant(Cx *cx, const Simplify *s, const Expr *expr);

/* disjunction.c: lists of ANDs and ORs */
const Expr *factor_or(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *combine_equalities(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *flatten_logic(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *negate_list(Cx *cx, const Simplify *s, const Expr *expr);
const Expr *drop_repetitions(Cx *cx, const Simplify *s, const Expr *expr);

#endif
