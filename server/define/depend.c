/*
 * depend.c -- what depends on what: see define.h.
 *
 * Nothing is recorded: views are asked what they read.  Relations are looked for in the tree as it
 * was parsed, columns in what analysis makes of it.
 */
#include "server/define/define.h"

#include <stdlib.h>

/* --- Relations in views ---------------------------------------------------------------------- */

typedef struct Reads {
    uint32_t oid;
    bool found;
} Reads;

static bool plan_names(Cx *cx, const Plan *plan, Reads *reads);

static bool expr_names(const Expr *expr, void *context)
{
    Reads *reads = context;
    const SubLink *link = EXPR_AS(SubLink, expr);
    Arena arena;

    if (link) {
        arena_init(&arena, NULL);
        Cx cx = { .arena = &arena };
        plan_names(&cx, link->query, reads);
        arena_fini(&arena);
    }
    return !reads->found;
}

static bool visit_tree(const Expr *expr, void *context)
{
    return expr_visit(expr, expr_names, context);
}

/* A view keeps the oids of the relations it was made over. */
static bool plan_names(Cx *cx, const Plan *plan, Reads *reads)
{
    const TableName *name = PLAN_AS(TableName, plan);
    Plans inputs = plan_inputs(cx, plan);

    reads->found |= name && name->oid == reads->oid;
    plan_visit_exprs(plan, visit_tree, reads);
    for (uint32_t at = 0; at < inputs.count && !reads->found; at++)
        plan_names(cx, inputs.items[at], reads);
    return true;
}

bool view_reads(const Define *d, const CatalogTable *view, uint32_t oid)
{
    Reads reads = { oid, false };
    const Plan *query = view->query.tree.length ? plan_decode(d->cx, view->query.tree) : NULL;

    return query && plan_names(d->cx, query, &reads) && reads.found;
}

/* --- Columns in views ------------------------------------------------------------------------ */

bool view_reads_column(const Define *d, const CatalogTable *view, uint32_t oid, int16_t attribute)
{
    Cx cx = { .arena = d->cx->arena, .values = d->cx->values }; /* its errors are not ours */
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);
    const Plan *query = view->query.tree.length ? plan_decode(&cx, view->query.tree) : NULL;

    return query && analyse_reads_column(&cx, &input, query, oid, attribute);
}

/* --- Columns in the expressions of their own table ---------------------------------------------
 */

const Expr *stored_expr(Cx *cx, StoredTree stored)
{
    const Plan *plan = TRY(plan_decode(cx, stored.tree));
    const ValuesList *list = (const ValuesList *)plan;

    return ((const RowOf *)list->rows.items[0])->items.items[0];
}

typedef struct ColumnNames {
    Str name, new_name;
    bool found;
} ColumnNames;

static bool is_named(const Expr *expr, void *context)
{
    const Name *name = EXPR_AS(Name, expr);
    ColumnNames *names = context;

    names->found |= name && str_equal(name->parts.items[name->parts.count - 1], names->name);
    return true;
}

bool stored_names_column(const Define *d, StoredTree stored, Str name)
{
    ColumnNames names = { .name = name };
    const Expr *expr = stored.tree.length ? stored_expr(d->cx, stored) : NULL;

    if (expr)
        expr_visit(expr, is_named, &names);
    return names.found;
}

static const Expr *rename_column(Cx *cx, const Expr *expr, void *context)
{
    const ColumnNames *names = context;
    const Name *name = EXPR_AS(Name, expr);

    if (!name || !str_equal(name->parts.items[name->parts.count - 1], names->name))
        return expr_map_children(cx, expr, rename_column, context);
    Name copy = *name;
    copy.parts.items =
        arena_copy(cx->arena, name->parts.items, name->parts.count * sizeof *name->parts.items);
    copy.parts.items[name->parts.count - 1] = names->new_name;
    return arena_copy(cx->arena, &copy, sizeof copy);
}

StoredTree stored_with_column(const Define *d, StoredTree stored, Str name, Str new_name)
{
    ColumnNames names = { name, new_name, false };
    const Expr *expr = stored_names_column(d, stored, name) ? stored_expr(d->cx, stored) : NULL;

    if (expr)
        expr = rename_column(d->cx, expr, &names);
    return expr ? define_store_expr(d, expr) : stored;
}

bool constraint_names_column(const Define *d, const CatalogTable *table,
                             const CatalogConstraint *constraint, uint32_t column)
{
    Str name = table->columns[column].name;
    bool named = stored_names_column(d, constraint->check, name) ||
                 stored_names_column(d, constraint->where, name);

    for (uint32_t at = 0; at < constraint->column_count; at++)
        named |= constraint->columns[at] == column ||
                 (constraint->keys && stored_names_column(d, constraint->keys[at].expr, name));
    return named;
}

/* --- Lists of dependents --------------------------------------------------------------------- */

struct Dependent {
    uint32_t oid;                     /* orders them, as in PostgreSQL: the oldest first */
    const CatalogTable *relation;     /* a view, or the table that has ... */
    const CatalogConstraint *foreign; /* ... this; NULL: the relation itself.  Neither: only said */
    Str text, on;
    uint32_t default_of; /* a column from 1 on whose default goes, not the relation; 0: none */
};

Dependents dependents_new(Define *d)
{
    return (Dependents){ .d = d };
}

static bool is_listed(const Dependents *list, uint32_t oid)
{
    bool is = false;

    for (uint32_t at = 0; at < list->count; at++)
        is |= list->items[at].oid == oid && !list->items[at].default_of;
    for (uint32_t at = 0; at < list->dropped_count; at++)
        is |= list->dropped[at] == oid;
    return is;
}

static void push(Dependents *list, Dependent item)
{
    list->items = arena_grown(list->d->cx->arena, list->items, sizeof *list->items, list->count,
                              &list->capacity);
    list->items[list->count++] = item;
}

Str define_relation_text(const Define *d, const CatalogTable *table)
{
    Arena *arena = d->cx->arena;
    Str schema = catalog_schema_name(d->version, table->schema_oid);
    const CatalogTable *found = catalog_find_table(d->version, &d->path, STR_NONE, table->name);
    bool is_visible = found && found->oid == table->oid;

    if (is_visible)
        return quoted_name(arena, table->name);
    return str_format(arena, "%.*s.%.*s", STR(quoted_name(arena, schema)),
                      STR(quoted_name(arena, table->name)));
}

static Str described(const Define *d, const CatalogTable *table)
{
    return str_format(d->cx->arena, "%s %.*s", relation_word(table),
                      STR(define_relation_text(d, table)));
}

static int older(const void *a, const void *b)
{
    const Dependent *x = a, *y = b;

    return (x->oid > y->oid) - (x->oid < y->oid);
}

static Dependent foreign_dependent(const Define *d, const CatalogTable *child,
                                   const CatalogConstraint *key, Str on)
{
    return (Dependent){ key->oid, child, key,
                        str_format(d->cx->arena, "constraint %.*s on %.*s",
                                   STR(quoted_name(d->cx->arena, key->name)),
                                   STR(described(d, child))),
                        on };
}

/* --- Sequences in defaults ------------------------------------------------------------------- */

typedef struct SequenceNames {
    PgCatalog *catalog;
    Cx *cx;
    uint32_t oid;
    bool found;
} SequenceNames;

/* nextval('s'), nextval('s'::regclass) and its like, of which the default keeps the words. */
static bool names_sequence(const Expr *expr, void *context)
{
    const FunctionName *call = EXPR_AS(FunctionName, expr);
    SequenceNames *names = context;
    int64_t oid = 0;

    if (!call || !call->args.count || !call->parts.count)
        return !names->found;
    Str word = call->parts.items[call->parts.count - 1];
    const TypeCast *cast = EXPR_AS(TypeCast, call->args.items[0]);
    const Const *literal = EXPR_AS(Const, cast ? cast->arg : call->args.items[0]);
    bool is_about = str_is(word, "nextval") || str_is(word, "currval") || str_is(word, "setval");
    if (!is_about || !literal || literal->head.type.id != TYPE_UNKNOWN || literal->value.is_null)
        return !names->found;
    SystemName name = { .type = TYPE_REGCLASS, .text = literal->value.text, NO_POSITION };
    Cx own = { .arena = names->cx->arena, .values = names->cx->values }; /* nothing: no error */
    if (pg_catalog_name(names->catalog, &own, &name, &oid))
        names->found |= oid == names->oid;
    return !names->found;
}

static bool default_reads(const Define *d, const CatalogColumn *column, uint32_t sequence)
{
    Cx own = { .arena = d->cx->arena, .values = d->cx->values };
    PgCatalog catalog;
    SequenceNames names = { .catalog = &catalog, .cx = d->cx, .oid = sequence };

    if (column->sequence_oid == sequence && !column->only_owns_sequence)
        return true;
    if (!column->default_value.tree.length)
        return false;
    (void)define_input(d, &catalog);
    const Expr *expr = stored_expr(&own, column->default_value);
    if (expr)
        expr_visit(expr, names_sequence, &names);
    return names.found;
}

static void add_defaults(Dependents *direct, const CatalogTable *sequence)
{
    const Define *d = direct->d;

    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *table = &d->version->tables[at];
        for (uint32_t in = 0; in < table->column_count; in++)
            if (default_reads(d, &table->columns[in], sequence->oid))
                push(direct,
                     (Dependent){
                         .oid = table->oid,
                         .relation = table,
                         .default_of = in + 1,
                         .text = str_format(d->cx->arena, "default value for column %.*s of %.*s",
                                            STR(quoted_name(d->cx->arena, table->columns[in].name)),
                                            STR(described(d, table))),
                         .on = described(d, sequence) });
    }
}

static void add_all(Dependents *list, const Dependents *direct);

/* What depends on the relation as a whole. */
static void add_dependents_of(Dependents *list, const CatalogTable *table)
{
    const Define *d = list->d;
    Dependents direct = dependents_new(list->d);
    ForeignWalk walk = { .version = d->version, .table_oid = table->oid };

    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *view = &d->version->tables[at];
        if (view_reads(d, view, table->oid))
            push(&direct,
                 (Dependent){ view->oid, view, NULL, described(d, view), described(d, table) });
    }
    while (foreign_next(&walk))
        if (walk.child->oid != table->oid && !is_listed(list, walk.child->oid))
            push(&direct, foreign_dependent(d, walk.child, walk.key, described(d, table)));
    if (table->kind == RELATION_SEQUENCE)
        add_defaults(&direct, table);
    add_all(list, &direct);
}

static void add_all(Dependents *list, const Dependents *direct)
{
    if (direct->count)
        qsort(direct->items, direct->count, sizeof *direct->items, older);
    for (uint32_t at = 0; at < direct->count; at++) {
        if (is_listed(list, direct->items[at].oid))
            continue;
        push(list, direct->items[at]);
        if (direct->items[at].relation && !direct->items[at].foreign &&
            !direct->items[at].default_of)
            add_dependents_of(list, direct->items[at].relation);
    }
}

void dependents_add(Dependents *list, Str text, Str on)
{
    push(list, (Dependent){ .text = text, .on = on });
}

void dependents_add_relation(Dependents *list, const CatalogTable *view, Str on)
{
    Dependents one = dependents_new(list->d);

    push(&one, (Dependent){ view->oid, view, NULL, described(list->d, view), on });
    add_all(list, &one);
}

void dependents_add_foreign(Dependents *list, const CatalogTable *table,
                            const CatalogConstraint *key, Str on)
{
    ForeignWalk walk = { .version = list->d->version, .table_oid = table->oid };
    Dependents direct = dependents_new(list->d);

    while (key->is_unique && foreign_next(&walk))
        if (walk.key->foreign.key_oid == (key->is_index ? key->index_oid : key->oid) &&
            walk.child->oid != table->oid)
            push(&direct, foreign_dependent(list->d, walk.child, walk.key, on));
    add_all(list, &direct);
}

void dependents_add_of_relation(Dependents *list, const CatalogTable *table)
{
    add_dependents_of(list, table);
}

static bool fail_dependents(const Dependents *list, Str what)
{
    StrBuilder detail = str_builder(list->d->cx->arena);

    for (uint32_t at = 0; at < list->count; at++)
        str_addf(&detail, "%s%.*s depends on %.*s", at ? "\n" : "", STR(list->items[at].text),
                 STR(list->items[at].on));
    fail(list->d->cx, ERR_DEPENDENT_OBJECTS_STILL_EXIST, NO_POSITION,
         "cannot drop %.*s because other objects depend on %s", STR(what),
         str_is(what, "desired object(s)") ? "them" : "it");
    fail_detail(list->d->cx, "%.*s", (int)detail.length, detail.data);
    return fail_hint(list->d->cx, "Use DROP ... CASCADE to drop the dependent objects too.");
}

void notice_cascades(const Define *d, const Str *texts, uint32_t count)
{
    StrBuilder detail = str_builder(d->cx->arena);

    if (count == 1) {
        define_notice(d, ERR_NONE, "drop cascades to %.*s", STR(texts[0]));
        return;
    }
    for (uint32_t at = 0; at < count; at++)
        str_addf(&detail, "%sdrop cascades to %.*s", at ? "\n" : "", STR(texts[at]));
    Error notice = { .position = NO_POSITION,
                     .message =
                         str_format(d->cx->arena, "drop cascades to %u other objects", count).data,
                     .detail = str_to_c(d->cx->arena, str_built(&detail)) };
    wire_notice(d->wire, WIRE_NOTICE, &notice);
}

/* The foreign key is taken out of its table, as the transaction has it now. */
static void drop_foreign(Define *d, uint32_t child, uint32_t oid)
{
    const CatalogVersion *version = transaction_snapshot(d->session);
    const CatalogTable *table = catalog_find_oid(version, child);

    if (table) {
        CatalogTable copy = *table;
        CatalogConstraint *left =
            ARENA_ARRAY(d->cx->arena, CatalogConstraint, table->constraint_count + 1);
        copy.constraint_count = 0;
        for (uint32_t at = 0; at < table->constraint_count; at++)
            if (table->constraints[at].oid != oid || table->constraints[at].is_index)
                left[copy.constraint_count++] = table->constraints[at];
        copy.constraints = left;
        transaction_put(d->session, child, catalog_table_make(&copy));
    }
    catalog_release(d->session->server->catalog, version);
}

/* Likewise the default of its column. */
static void drop_default(Define *d, uint32_t oid, uint32_t column)
{
    const CatalogVersion *version = transaction_snapshot(d->session);
    const CatalogTable *table = catalog_find_oid(version, oid);

    if (table) {
        CatalogTable copy = *table;
        CatalogColumn *columns =
            arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);
        columns[column].default_value = (StoredTree){ STR_NONE, STR_NONE };
        columns[column].only_owns_sequence = columns[column].sequence_oid != 0;
        copy.columns = columns;
        transaction_put(d->session, oid, catalog_table_make(&copy));
    }
    catalog_release(d->session->server->catalog, version);
}

static void drop_dependent(Define *d, const Dependent *item)
{
    if (item->foreign)
        drop_foreign(d, item->relation->oid, item->foreign->oid);
    else if (item->default_of)
        drop_default(d, item->relation->oid, item->default_of - 1);
    else if (item->relation)
        transaction_put(d->session, item->oid, NULL);
}

bool dependents_drop(Dependents *list, Str what, bool is_cascade)
{
    Str *texts = ARENA_ARRAY(list->d->cx->arena, Str, list->count + 1);

    if (!list->count)
        return true;
    if (!is_cascade)
        return fail_dependents(list, what);
    for (uint32_t at = 0; at < list->count; at++)
        texts[at] = list->items[at].text;
    notice_cascades(list->d, texts, list->count);
    for (uint32_t at = 0; at < list->count; at++)
        drop_dependent(list->d, &list->items[at]);
    return true;
}
