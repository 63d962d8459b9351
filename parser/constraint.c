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
    if (constraint->nulls_not_distinct)
        return "NULLS NOT DISTINCT";
    if (constraint->n_including)
        return "INCLUDE";
    return constraint->indexspace[0] ? "USING INDEX TABLESPACE" : NULL;
}

/* A foreign key's columns are in a field of their own. */
static Exprs build_keys(const Builder *b, const PgConstraint *constraint)
{
    bool is_foreign = constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;

    return make_names(b, constraint->location,
                      is_foreign ? NODES(constraint, fk_attrs) : NODES(constraint, keys));
}

/* The letters of the grammar. */
static ReferenceAction action_of(const char *letter)
{
    switch (letter[0]) {
    case 'r': return REFERENCE_RESTRICT;
    case 'c': return REFERENCE_CASCADE;
    case 'n': return REFERENCE_SET_NULL;
    case 'd': return REFERENCE_SET_DEFAULT;
    default: return REFERENCE_NO_ACTION;
    }
}

static Plan *build_references(const Builder *b, const PgConstraint *constraint)
{
    TableName *table = (TableName *)build_relation(b, constraint->pktable);

    table->columns = build_names(b, NODES(constraint, pk_attrs));
    return NEW(b->cx, Reference, .table = &table->head,
               .on_delete = action_of(constraint->fk_del_action),
               .on_update = action_of(constraint->fk_upd_action),
               .set_columns = build_names(b, NODES(constraint, fk_del_set_cols)),
               .is_full = constraint->fk_matchtype[0] == 'f');
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
    if (constraint->fk_matchtype[0] == 'p')
        return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, constraint->location,
                    "MATCH PARTIAL not yet implemented");
    if (kind == CONSTRAINT_IDENTITY)
        TRY(build_options(b, NODES(constraint, options), &options));
    return NEW(b->cx, Constraint, .kind = kind, .name = build_name(b, constraint->conname),
               .expr = expr, .columns = build_keys(b, constraint),
               .references = constraint->pktable ? build_references(b, constraint) : NULL,
               .index = build_name(b, constraint->indexname),
               .is_deferrable = constraint->deferrable, .is_deferred = constraint->initdeferred,
               .is_not_valid = constraint->skip_validation && !constraint->initially_valid,
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

/* What was said of the constraint before. */
typedef struct Timing {
    Constraint *constraint;
    bool says_deferrable, says_initially;
} Timing;

static bool fail_multiple(const Builder *b, const PgConstraint *timing, const char *words)
{
    return fail(b->cx, ERR_SYNTAX_ERROR, timing->location, "multiple %s clauses not allowed",
                words);
}

static bool apply_deferrable(const Builder *b, const PgConstraint *timing, Timing *about, bool is)
{
    if (about->says_deferrable)
        return fail_multiple(b, timing, "DEFERRABLE/NOT DEFERRABLE");
    about->says_deferrable = true;
    about->constraint->is_deferrable = is;
    return is || !about->constraint->is_deferred ||
           fail(b->cx, ERR_SYNTAX_ERROR, timing->location,
                "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
}

static bool apply_initially(const Builder *b, const PgConstraint *timing, Timing *about, bool is)
{
    if (about->says_initially)
        return fail_multiple(b, timing, "INITIALLY IMMEDIATE/DEFERRED");
    about->says_initially = true;
    about->constraint->is_deferred = is;
    if (is && about->says_deferrable && !about->constraint->is_deferrable)
        return fail(b->cx, ERR_SYNTAX_ERROR, timing->location,
                    "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
    about->constraint->is_deferrable |= is;
    return true;
}

static bool apply_timing(const Builder *b, const PgConstraint *timing, Timing *about)
{
    if (!has_timing(about->constraint))
        return fail(b->cx, ERR_SYNTAX_ERROR, timing->location, "misplaced %s clause",
                    timing_of(timing->contype));
    if (timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE ||
        timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE)
        return apply_deferrable(b, timing, about,
                                timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE);
    return apply_initially(b, timing, about,
                           timing->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED);
}

bool build_constraints(const Builder *b, Nodes nodes, Plans *out_constraints)
{
    Plans list = { ARENA_ARRAY(b->cx->arena, Plan *, nodes.count), 0 };
    Timing before = { 0 };

    for (size_t at = 0; at < nodes.count; at++) {
        const PgConstraint *constraint = nodes.items[at]->constraint;
        if (timing_of(constraint->contype)) {
            TRY(apply_timing(b, constraint, &before));
            continue;
        }
        Constraint *built = (Constraint *)TRY(build_constraint(b, constraint));
        list.items[list.count++] = &built->head;
        before = (Timing){ .constraint = built };
    }
    *out_constraints = list;
    return true;
}

Plan *build_set_constraints(const Builder *b, const PgQuery__ConstraintsSetStmt *set)
{
    Plans constraints;

    TRY(build_relations(b, NODES(set, constraints), &constraints));
    return NEW(b->cx, SetConstraints, .constraints = constraints, .is_deferred = set->deferred);
}
