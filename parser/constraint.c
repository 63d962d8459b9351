/* constraint.c -- constraints of columns, tables and domains. */
#include "parser/build.h"

typedef PgQuery__Constraint PgConstraint;

static bool kind_of_constraint(PgQuery__ConstrType type, ConstraintKind *out_kind)
{
    switch (type) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL: *out_kind = CONSTRAINT_NULL; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL: *out_kind = CONSTRAINT_NOT_NULL; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT: *out_kind = CONSTRAINT_DEFAULT; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY: *out_kind = CONSTRAINT_IDENTITY; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED: *out_kind = CONSTRAINT_GENERATED; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK: *out_kind = CONSTRAINT_CHECK; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY: *out_kind = CONSTRAINT_PRIMARY; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE: *out_kind = CONSTRAINT_UNIQUE; return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: *out_kind = CONSTRAINT_FOREIGN; return true;
    default: return false;
    }
}

/* What of the constraint Hearth has not; NULL: it has all. */
static const char *missing_clause(const PgConstraint *constraint)
{
    if (constraint->deferrable || constraint->initdeferred)
        return "DEFERRABLE";
    if (constraint->skip_validation && !constraint->initially_valid)
        return "NOT VALID";
    if (constraint->nulls_not_distinct)
        return "NULLS NOT DISTINCT";
    if (constraint->n_including)
        return "INCLUDE";
    if (constraint->indexname[0])
        return "USING INDEX";
    return constraint->indexspace[0] ? "USING INDEX TABLESPACE" : NULL;
}

/* A foreign key's columns are in a field of their own. */
static Exprs build_keys(const Builder *b, const PgConstraint *constraint)
{
    bool is_foreign = constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;

    return make_names(b, constraint->location,
                      is_foreign ? NODES(constraint, fk_attrs) : NODES(constraint, keys));
}

static Plan *build_references(const Builder *b, const PgConstraint *constraint)
{
    TableName *table = (TableName *)build_relation(b, constraint->pktable);

    table->columns = build_names(b, NODES(constraint, pk_attrs));
    return &table->head;
}

Plan *build_constraint(const Builder *b, const PgConstraint *constraint)
{
    const char *missing = missing_clause(constraint);
    ConstraintKind kind;
    const Expr *expr;
    Texts options = { 0 };

    if (!kind_of_constraint(constraint->contype, &kind))
        return fail_unsupported(b, constraint->location, "EXCLUDE");
    if (missing)
        return fail_unsupported(b, constraint->location, missing);
    TRY(build_optional(b, constraint->raw_expr, &expr));
    if (kind == CONSTRAINT_IDENTITY)
        TRY(build_options(b, NODES(constraint, options), &options));
    return NEW(b->cx, Constraint, .kind = kind, .name = build_name(b, constraint->conname),
               .expr = expr, .columns = build_keys(b, constraint),
               .references = constraint->pktable ? build_references(b, constraint) : NULL,
               .is_always = constraint->generated_when[0] == 'a', .options = options,
               .position = position_at(b, constraint->location));
}

/* --- Lists ----------------------------------------------------------------------------------- */

/* The words of a node that says when the constraint before it is checked; NULL: another node. */
static const char *timing_of(PgQuery__ConstrType type)
{
    switch (type) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE: return "DEFERRABLE";
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE: return "NOT DEFERRABLE";
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED: return "INITIALLY DEFERRED";
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE: return "INITIALLY IMMEDIATE";
    default: return NULL;
    }
}

static bool has_timing(const Constraint *constraint)
{
    return constraint &&
           (constraint->kind == CONSTRAINT_PRIMARY || constraint->kind == CONSTRAINT_UNIQUE ||
            constraint->kind == CONSTRAINT_FOREIGN);
}

static bool check_timing(const Builder *b, const PgConstraint *timing, const Constraint *before)
{
    const char *words = timing_of(timing->contype);
    bool is_now = timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE ||
                  timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE;

    if (!has_timing(before))
        return fail(b->cx, ERR_SYNTAX_ERROR, timing->location, "misplaced %s clause", words);
    return is_now || fail_unsupported(b, timing->location, words);
}

bool build_constraints(const Builder *b, Nodes nodes, Plans *out_constraints)
{
    Plans list = { ARENA_ARRAY(b->cx->arena, Plan *, nodes.count), 0 };
    const Constraint *before = NULL;

    for (size_t at = 0; at < nodes.count; at++) {
        const PgConstraint *constraint = nodes.items[at]->constraint;
        if (timing_of(constraint->contype)) {
            TRY(check_timing(b, constraint, before));
            continue;
        }
        list.items[list.count] = TRY(build_constraint(b, constraint));
        before = PLAN_AS(Constraint, list.items[list.count++]);
    }
    *out_constraints = list;
    return true;
}
