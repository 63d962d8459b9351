/*
 * filter.h -- PRIVATE: conjuncts, as filter_compile.c makes them and filter.c runs them.
 */
#ifndef EXPRESSION_FILTER_H
#define EXPRESSION_FILTER_H

#include "expression/kernels/compare.h"
#include "expression/program.h"

typedef enum ConjunctKind {
    CONJUNCT_RANGE,  /* an integer between two constants, or not */
    CONJUNCT_SELECT, /* a call that writes rows by itself */
    CONJUNCT_VALUE,  /* any boolean expression */
} ConjunctKind;

enum { NO_COLUMN = UINT32_MAX };

typedef struct Conjunct {
    ConjunctKind kind;
    bool raises;
    bool is_cheap;       /* where it starts in the order, until there are measurements */
    const Program *args; /* RANGE, SELECT: the arguments; VALUE: the expression */
    uint32_t arg_count;
    const Type *arg_types;
    RangeTest test;      /* RANGE */
    SelectKernel select; /* SELECT */
    const void *state;   /* SELECT: what prepare made */
    int position;
    uint32_t only_column; /* the one column it reads, where it cannot raise; else NO_COLUMN */
} Conjunct;

struct FilterProgram {
    const Conjunct *conjuncts; /* those that can raise come last, in the order given */
    uint32_t count;
    uint32_t column_count;
};

/* Answers for the entries of one dictionary. */
typedef struct EntryMap {
    uint64_t id;      /* of the dictionary; 0: none */
    uint8_t *answers; /* EntryAnswer each */
    size_t capacity;
    uint8_t of_null; /* EntryAnswer; holds for all dictionaries */
} EntryMap;

typedef enum EntryAnswer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN, ANSWER_WANTED } EntryAnswer;

typedef struct ConjunctState {
    ProgramState *args;
    EntryMap entries;
    double ticks, rows_in, rows_out; /* measured, halved at each new order */
} ConjunctState;

struct FilterState {
    const FilterProgram *filter;
    Arena *arena;
    ConjunctState *conjuncts;
    uint32_t *order;
    uint32_t batches;
};

#endif
