/*
 * conflict.c -- INSERT ... ON CONFLICT: see modify.h.
 *
 * DO UPDATE looks for the rows that are there already with a join; a row with a partner writes
 * what SET says in its place:
 *
 *     Filter       no partner, or WHERE
 *       Join left  keys equal
 *         Project  the row as it would be inserted: `excluded`
 *         Scan     the table, with addresses
 */
#include "catalyst/analysis/modify.h"

/* --- Arbiters -------------------------------------------------------------------------------- */

static bool has_column(const CatalogConstraint *constraint, uint32_t column)
{
    for (uint32_t at = 0; at < constraint->column_count; at++)
        if (constraint->columns[at] == column)
            return true;
    return false;
}

/* Is it a key of just these columns, in any order? */
static bool is_key_of(const CatalogConstraint *constraint, const uint32_t *columns, uint32_t count)
{
    bool is_key = constraint->is_unique;

    for (uint32_t at = 0; is_key && at < count; at++)
        is_key = has_column(constraint, columns[at]);
    for (uint32_t at = 0; is_key && at < constraint->column_count; at++) {
        bool is_named = false;
        for (uint32_t in = 0; in < count; in++)
            is_named |= columns[in] == constraint->columns[at];
        is_key = is_named;
    }
    return is_key;
}

static bool find_by_columns(Modifying *m, const OnConflict *conflict, bool *is_arbiter)
{
    uint32_t count = conflict->target.count, found = 0;
    uint32_t *columns = ARENA_ARRAY(m->b->cx->arena, uint32_t, count);

    for (uint32_t at = 0; at < count; at++) {
        if (conflict->target.items[at]->tag != EXPR_Name)
            return fail(m->b->cx, ERR_FEATURE_NOT_SUPPORTED, conflict->target.items[at]->position,
                        "expressions in ON CONFLICT are not supported yet");
        const Name *name = (const Name *)conflict->target.items[at];
        Str column = name->parts.items[0];
        columns[at] = UINT32_MAX;
        for (uint32_t in = 0; in < m->table->column_count; in++)
            if (str_equal(m->table->columns[in].name, column))
                columns[at] = in;
        if (columns[at] == UINT32_MAX)
            return fail(m->b->cx, ERR_UNDEFINED_COLUMN, name->head.position,
                        "column \"%.*s\" does not exist", STR(column));
    }
    for (uint32_t at = 0; at < m->table->constraint_count; at++) {
        is_arbiter[at] = is_key_of(&m->table->constraints[at], columns, count);
        found += is_arbiter[at];
    }
    return found || fail(m->b->cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
                         "there is no unique or exclusion constraint matching the ON CONFLICT "
                         "specification");
}

static bool find_by_name(Modifying *m, const OnConflict *conflict, bool *is_arbiter)
{
    for (uint32_t at = 0; at < m->table->constraint_count; at++)
        if (str_equal(m->table->constraints[at].name, conflict->constraint)) {
            is_arbiter[at] = true;
            return m->table->constraints[at].is_unique ||
                   fail(m->b->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                        "constraint in ON CONFLICT clause has no associated index");
        }
    return fail(m->b->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "constraint \"%.*s\" for table \"%.*s\" does not exist", STR(conflict->constraint),
                STR(m->table->name));
}

bool find_arbiters(Modifying *m, const OnConflict *conflict)
{
    bool *is_arbiter = arena_zero(m->b->cx->arena, m->table->constraint_count + 1);

    m->plan->on_conflict = conflict->is_update ? CONFLICT_UPDATE : CONFLICT_NOTHING;
    m->plan->is_arbiter = is_arbiter;
    if (conflict->constraint.length)
        return find_by_name(m, conflict, is_arbiter);
    if (conflict->target.count)
        return find_by_columns(m, conflict, is_arbiter);
    for (uint32_t at = 0; at < m->table->constraint_count; at++)
        is_arbiter[at] = m->table->constraints[at].is_unique;
    return true;
}

/* --- DO UPDATE ------------------------------------------------------------------------------- */

/* The row as it would be inserted, as columns. */
static Plan *excluded_row(Modifying *m, Plan *input, Columns *out_columns)
{
    Arena *arena = m->b->cx->arena;
    uint32_t count = m->table->column_count;
    Named outputs = { ARENA_ARRAY(arena, NamedExpr, count + 1), count };

    *out_columns = (Columns){ ARENA_ARRAY(arena, PlanColumn, count + 1), count };
    for (uint32_t at = 0; at < count; at++) {
        out_columns->items[at] = (PlanColumn){ .id = binder_take_id(m->b),
                                               .name = m->table->columns[at].name,
                                               .type = m->values[at]->type,
                                               .nullable = true };
        outputs.items[at] = (NamedExpr){ out_columns->items[at], m->values[at] };
    }
    return NEW(m->b->cx, Project, .input = input, .outputs = outputs);
}

static const Expr *same_key(Modifying *m, Columns excluded, const VisibleColumns *target)
{
    const CatalogConstraint *key = NULL;

    for (uint32_t at = 0; !key && at < m->table->constraint_count; at++)
        if (m->plan->is_arbiter[at])
            key = &m->table->constraints[at];
    const Expr **tests = ARENA_ARRAY(m->b->cx->arena, const Expr *, key->column_count);
    for (uint32_t at = 0; at < key->column_count; at++) {
        uint32_t column = key->columns[at];
        tests[at] = TRY(make_operator(m->b, STR_LIT("="),
                                      column_ref(m->b, excluded.items[column], NO_POSITION),
                                      target->items[column].expr, NO_POSITION));
    }
    if (key->column_count == 1)
        return tests[0];
    return NEW_EXPR(m->b->cx, type_of(TYPE_BOOL), NO_POSITION, And,
                    .args = { tests, key->column_count });
}

/* `inserted` where there is no row yet, else `updated`. */
static const Expr *choose(Binder *b, const Expr *address, const Expr *inserted, const Expr *updated)
{
    const Expr **when = ARENA_ARRAY(b->cx->arena, const Expr *, 1);
    const Expr **then = ARENA_ARRAY(b->cx->arena, const Expr *, 1);

    when[0] = NEW_EXPR(b->cx, type_of(TYPE_BOOL), NO_POSITION, IsNull, .arg = address);
    then[0] = inserted;
    return NEW_EXPR(b->cx, inserted->type, NO_POSITION, Case, .when = { when, 1 },
                    .then = { then, 1 }, .otherwise = updated);
}

/* Rows with a partner that WHERE does not want are neither inserted nor updated. */
static Plan *filter_updates(Modifying *m, const OnConflict *conflict, Plan *joined,
                            const Expr *address)
{
    const Expr **either = ARENA_ARRAY(m->b->cx->arena, const Expr *, 2);

    if (!conflict->where)
        return joined;
    m->b->scope->clause = CLAUSE_WHERE;
    either[0] = NEW_EXPR(m->b->cx, type_of(TYPE_BOOL), NO_POSITION, IsNull, .arg = address);
    either[1] = TRY(bind_boolean(m->b, conflict->where, "WHERE"));
    const Expr *predicate =
        NEW_EXPR(m->b->cx, type_of(TYPE_BOOL), NO_POSITION, Or, .args = { either, 2 });
    return NEW(m->b->cx, Filter, .input = joined, .predicate = predicate);
}

bool bind_conflict_update(Modifying *m, const OnConflict *conflict, Plan **input,
                          const Expr **out_address)
{
    Binder *b = m->b;
    Columns excluded;
    FromItem target;
    PlanColumn address;
    Scope scope = { .clause = CLAUSE_UPDATE };

    const Expr **defaults =
        arena_copy(b->cx->arena, m->defaults, m->table->column_count * sizeof *defaults);
    *input = excluded_row(m, *input, &excluded);
    TRY(bind_target(b, m->table, m->alias, &target, &address));
    const Expr *keys = TRY(same_key(m, excluded, &target.visible));
    Plan *joined = NEW(b->cx, Join, .type = JOIN_LEFT, .left = *input, .right = target.plan,
                       .condition = keys);
    *out_address = column_ref(b, address, NO_POSITION);

    scope.visible = m->target = target.visible;
    VisibleColumns proposed = scope_of_columns(b, STR_LIT("excluded"), excluded);
    for (uint32_t at = 0; at < proposed.count; at++)
        scope_add(b, &scope.visible, proposed.items[at]);
    b->scope = &scope;
    for (uint32_t at = 0; at < m->table->column_count; at++)
        m->values[at] = target.visible.items[at].expr;
    TRY(bind_assignments(m, conflict->columns, conflict->values));
    for (uint32_t at = 0; at < m->table->column_count; at++) {
        if (m->defaults[at] != defaults[at])
            return fail(b->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "a default that calls nextval is not supported in ON CONFLICT DO UPDATE");
        m->values[at] =
            choose(b, *out_address, column_ref(b, excluded.items[at], NO_POSITION), m->values[at]);
    }
    *input = TRY(filter_updates(m, conflict, joined, *out_address));
    b->scope = NULL;
    return true;
}
