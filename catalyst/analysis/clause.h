/* clause.h -- private to analysis: where expressions stand. */
#ifndef CATALYST_ANALYSIS_CLAUSE_H
#define CATALYST_ANALYSIS_CLAUSE_H

/* Where an expression stands: decides whether aggregates are allowed, and words the error. */
typedef enum Clause {
    CLAUSE_SELECT,
    CLAUSE_WHERE,
    CLAUSE_JOIN,
    CLAUSE_GROUP,
    CLAUSE_HAVING,
    CLAUSE_ORDER,
    CLAUSE_WINDOW, /* definitions, also those in OVER */
    CLAUSE_LIMIT,
    CLAUSE_VALUES,
    CLAUSE_FROM,
    CLAUSE_FILTER,
    CLAUSE_EXECUTE, /* an argument */
    CLAUSE_FUNCTION_IN_FROM,
    CLAUSE_UPDATE,
    CLAUSE_RETURNING,
    CLAUSE_CHECK,
    CLAUSE_DEFAULT,
    CLAUSE_COPY_WHERE,
    CLAUSE_GENERATED,
    CLAUSE_TRANSFORM, /* USING of a new type */
    CLAUSE_INDEX,
    CLAUSE_INDEX_WHERE
} Clause;

#endif
