/*
 * program.h -- PRIVATE: what compile.c makes and run.c runs.
 *
 * A block is a list of steps; each writes one register.  Steps that decide per row which of their
 * operands are needed (CASE, AND, COALESCE) own blocks, which run on those rows only.  What a
 * block computes is known inside it alone; what was computed before it is known in it too.
 *
 *     case when a > 0 then 1 / a else b end
 *
 *     root     r3 = a > 0
 *              r5 = CASE   block { } -> r3     block { r4 = 1 / a } -> r4     block { } -> b
 */
#ifndef EXPRESSION_PROGRAM_H
#define EXPRESSION_PROGRAM_H

#include "expression/expression.h"

typedef uint32_t Reg;

/* The rows that matter to a step: a selection of a batch. */
typedef struct Rows {
    const Row *selection; /* NULL: all `rows` */
    uint32_t selected;
    uint32_t rows;
} Rows;

typedef struct Step Step;
typedef struct Block Block;
typedef struct Run Run;
typedef bool (*StepRun)(Run *run, const Step *step, Rows rows, Column *out);

typedef enum StepFlags {
    STEP_STRICT = 1,
    STEP_RAISES = 2,
    STEP_IMPURE = 4,      /* volatile: never run ahead */
    STEP_ANY_KIND = 8,    /* the kernel takes columns of every kind */
    STEP_READS_HEAP = 16, /* an argument is a VIEW: what is behind a null must not be followed */
    STEP_ONE_VARIES = 32  /* all arguments but one are constants of the program */
} StepFlags;

struct Block {
    Step *steps;
    uint32_t step_count;
    Reg result;
};

struct Step {
    StepRun run;
    Kernel kernel;     /* step_call only */
    const void *state; /* for the kernel */
    const Reg *args;
    const Type *arg_types;
    uint32_t arg_count;
    uint32_t flags; /* StepFlags */
    Type type;      /* of the result */
    Reg out;
    int position;
    const Block *blocks;
    uint32_t block_count;
    int choice;     /* what the node's CHOICE says; AND: 0, OR: 1 */
    uint32_t cache; /* index into the state's dictionary caches */
};

typedef struct ProgramConstant {
    Reg reg;
    Column column; /* CONST; `rows` is set per batch */
} ProgramConstant;

struct Program {
    Block root;
    const Reg *outputs;
    uint32_t output_count;
    uint32_t column_count; /* of the input: column c is register c */
    const Reg *inputs;     /* those that are read */
    uint32_t input_count;
    const ProgramConstant *constants;
    uint32_t constant_count;
    uint32_t register_count;
    uint32_t cache_count;
};

/* What f gave for the entries of one dictionary. */
typedef struct DictionaryCache {
    uint64_t id;       /* of the source dictionary; 0: empty */
    bool has_failed;   /* some entry raises: only rows can tell whether that matters */
    Dictionary result; /* in buffers that live as long as the state and grow by doubling */
    void *data;
    size_t data_bytes;
    uint8_t *heap;
    size_t heap_bytes;
    const uint8_t *heaps[1];
} DictionaryCache;

struct ProgramState {
    const Program *program;
    Arena *arena; /* where the state lives */
    Column *registers;
    Column *flats; /* inputs, flattened in this batch where `rows` is not 0 */
    DictionaryCache *caches;
};

/* One program_run. */
struct Run {
    Cx *cx;
    ProgramState *state;
    Rows all; /* the rows of the batch */
};

/* Run the steps of `block` for `rows`. */
must_use bool run_block(Run *run, const Block *block, Rows rows);
Column *run_register(Run *run, Reg reg);
/* The register's column, FLAT or CONST. */
Column run_flat(Run *run, Reg reg, Rows rows);

/* Kinds of steps. */
bool step_call(Run *run, const Step *step, Rows rows, Column *out);
bool step_logic(Run *run, const Step *step, Rows rows, Column *out);
bool step_case(Run *run, const Step *step, Rows rows, Column *out);
bool step_coalesce(Run *run, const Step *step, Rows rows, Column *out);
bool step_extreme(Run *run, const Step *step, Rows rows, Column *out);

/* A call over given arguments: constants once, nulls kept away, the rest flattened. */
must_use bool call_run(Cx *cx, const Step *step, Column *args, Rows rows, Column *out);

/* --- Kernels that no function names ------------------------------------------------------------
 */

bool kernel_not(const KernelCall *call, Column *out);
bool kernel_is_null(const KernelCall *call, Column *out);
bool kernel_bool_test(const KernelCall *call, Column *out); /* state: const int *, BoolTestKind */
bool kernel_distinct(const KernelCall *call, Column *out);
bool kernel_in_list(const KernelCall *call, Column *out); /* state: in_list_prepare's, or NULL */
const void *in_list_prepare(Cx *cx, const Column *items, const Type *types, uint32_t item_count,
                            Type type);

/* KernelCall.state of kernel_quantified. */
typedef struct QuantifiedState {
    Kernel kernel; /* of the operator */
    const void *prepared;
    bool is_all;
} QuantifiedState;

bool kernel_quantified(const KernelCall *call, Column *out);

/* --- Casts -------------------------------------------------------------------------------------
 */

/* The kernel that turns `from` into `to`; *out_kernel NULL: nothing is to be done. */
void cast_kernel(Type from, Type to, Kernel *out_kernel);

/* KernelCall.state of a cast. */
typedef struct CastMode {
    bool is_explicit;
} CastMode;

/* --- Properties --------------------------------------------------------------------------------
 */

/* Cheap enough to be computed for rows that may not need it. */
bool expr_is_cheap(const Expr *expr);

#endif
