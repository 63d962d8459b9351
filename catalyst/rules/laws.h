/* laws.h -- private to laws.c and its tests: what a law is. */
#ifndef CATALYST_RULES_LAWS_H
#define CATALYST_RULES_LAWS_H

#include "catalyst/rules/simplify.h"

enum { LAW_SLOTS = 2 };

typedef enum PatternKind {
    PAT_VAR, /* any expression; the same one where a slot is named twice */
    PAT_TRUE,
    PAT_FALSE,
    PAT_AND,
    PAT_OR,
    PAT_NOT,
    PAT_IS_NULL
} PatternKind;

typedef struct Pattern Pattern;
struct Pattern {
    PatternKind kind;
    uint32_t slot; /* VAR */
    const Pattern *arg[2];
};

typedef enum OnlyWhere { ANYWHERE, A_NOT_NULL } OnlyWhere;

typedef struct Equation {
    const char *name;
    const Pattern *from, *to;
    OnlyWhere only_where;
} Equation;

const Equation *law_equations(uint32_t *out_count);
/* `expr` by one law, or NULL. */
const Expr *apply_equation(Cx *cx, const Simplify *s, const Equation *equation, const Expr *expr);

/* All simplifications, from the leaves up; `context` is a Simplify. */
const Expr *simplify_expr(Cx *cx, const Expr *expr, void *context);

#endif
