/* planning.c -- from a parsed query to a physical plan, as a session's settings say. */
#include "server/modify/foreign_check.h"
#include "server/modify/with.h"

#include "base/clock.h"
#include "expression/expression.h"
#include "server/locality.h"
#include "server/pg_catalog/pg_catalog.h"
#include "server/search_path.h"

enum {
    PARTITIONS_PER_SLOT = 4,
    PARTITIONS_DEFAULT_MAX = 64,
};

/* What the session calls the role; none of these names outlives the version. */
static Str role_name(const Session *session, const CatalogVersion *version, uint32_t oid)
{
    const CatalogRole *role = role_of(version->security, oid);

    if (oid == ROLE_BOOTSTRAP && session->is_alias)
        return session->user;
    return role ? role->name : STR_LIT("");
}

static PgCatalog catalog_of(Arena *arena, Session *session, const CatalogVersion *version)
{
    return (PgCatalog){ .version = version,
                        .path = search_path_of(arena, session, version),
                        .settings = &session->settings,
                        .user = role_name(session, version, ROLE_BOOTSTRAP),
                        .database = session->database,
                        .backend_pid = session->pid,
                        .session = session };
}

static AnalyseInput analyse_input(Session *session, const Prepared *prepared, PgCatalog *catalog)
{
    return (AnalyseInput){ .catalog = catalog->version,
                           .path = catalog->path,
                           .system_relation = pg_catalog_relation,
                           .system_call = pg_catalog_call,
                           .system_name = pg_catalog_name,
                           .system_context = catalog,
                           .user = role_name(session, catalog->version, session_role(session)),
                           .session_user =
                               role_name(session, catalog->version, session_outer_role(session)),
                           .database = session->database,
                           .parameter_types = prepared->types,
                           .parameter_count = prepared->wire.parameter_count,
                           .parameter_capacity = prepared->type_capacity };
}

/* Would PostgreSQL's executor run it backwards?  Then its cursors scroll without being told to. */
static bool can_scroll(Cx *cx, const Plan *plan)
{
    const Values *values = PLAN_AS(Values, plan);

    if (values)
        return values->rows.count != 1;
    if (plan->tag == PLAN_Filter || plan->tag == PLAN_Project || plan->tag == PLAN_Sort ||
        plan->tag == PLAN_Limit)
        return can_scroll(cx, plan_inputs(cx, plan).items[0]);
    return plan->tag == PLAN_Scan || plan->tag == PLAN_SystemScan;
}

bool is_modify(const Plan *statement)
{
    return statement->tag == PLAN_Insert || statement->tag == PLAN_Update ||
           statement->tag == PLAN_Delete;
}

static Columns columns_of_returning(Cx *cx, const ModifyPlan *modify)
{
    uint32_t count = modify->returning.count;
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, count + 1), count };

    for (uint32_t at = 0; at < count; at++)
        columns.items[at] = modify->returning.items[at].column;
    return columns;
}

/* What the statement gives, with the types of its parameters. */
static bool describe(Cx *cx, AnalyseInput *input, const Plan *statement, Columns *out_columns,
                     bool *out_can_scroll)
{
    ModifyPlan modify;

    if (is_modify(statement)) {
        TRY(analyse_modify(cx, input, statement, &modify));
        *out_columns = columns_of_returning(cx, &modify);
        return true;
    }
    Plan *plan = TRY(analyse(cx, input, statement));
    *out_columns = plan_output(cx, plan);
    *out_can_scroll = can_scroll(cx, plan);
    return true;
}

/* Names that outlive the version in which they were found. */
static void own_names(Cx *cx, Columns *columns)
{
    PlanColumn *items = arena_copy(cx->arena, columns->items, columns->count * sizeof *items);

    for (uint32_t at = 0; at < columns->count; at++)
        items[at].name = str_copy(cx->arena, items[at].name);
    columns->items = items;
}

/* `is_part`: what others say of the parameters is not known yet. */
static bool describe_over(Cx *cx, Session *session, Prepared *prepared, const Plan *query,
                          const CatalogVersion *version, bool is_part, Columns *out_columns)
{
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, prepared, &catalog);

    input.is_part = is_part;
    bool described = describe(cx, &input, query, out_columns, &prepared->can_scroll);
    prepared->wire.parameter_count = input.parameter_count;
    if (described && out_columns->count)
        own_names(cx, out_columns);
    return described;
}

/* The statement as it runs once its WITH queries have changed rows, and *version with tables for
 * what these give. */
static const Plan *describe_changes(Cx *cx, Session *session, Prepared *prepared, const Plan *query,
                                    const CatalogVersion **version)
{
    Plans ctes = with_changes(query);
    uint32_t *oids = arena_zero(cx->arena, (ctes.count + 1) * sizeof *oids);
    const CatalogVersion *seen = *version;
    CatalogChanges results = { 0 };
    bool described = true;
    Columns columns;

    for (uint32_t at = 0; described && at < ctes.count; at++) {
        const Plan *change = with_change_at(ctes, at) ? with_statement(cx, query, at, oids) : NULL;
        if (!change)
            continue;
        described = describe_over(cx, session, prepared, change, *version, true, &columns);
        if (!described || !columns.count)
            continue;
        oids[at] = catalog_new_oid(session->server->catalog);
        SharedTable *table =
            with_result(cx, session, oids[at], ((const Cte *)ctes.items[at])->name, columns, NULL);
        catalog_changes_put(&results, (CatalogChange){ .oid = oids[at], .table = table });
        if (*version != seen)
            catalog_release(session->server->catalog, *version);
        *version = with_version(seen, &results);
    }
    if (*version != seen)
        catalog_release(session->server->catalog, seen);
    catalog_changes_clear(&results);
    return described && !has_failed(cx) ? with_statement(cx, query, ctes.count, oids) : NULL;
}

bool plan_describe(Cx *cx, Session *session, Prepared *prepared, const Plan *query,
                   Columns *out_columns)
{
    const CatalogVersion *version = transaction_snapshot(session);
    const Plan *main = query;

    if (with_changes(query).count)
        main = describe_changes(cx, session, prepared, query, &version);
    bool described =
        main && describe_over(cx, session, prepared, main, version, false, out_columns);
    catalog_release(session->server->catalog, version);
    return described;
}

bool plan_types(Cx *cx, Session *session, Exprs written, TypeId *out_types)
{
    static const Prepared none;
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, &none, &catalog);
    bool done = analyse_types(cx, &input, written, out_types);

    catalog_release(session->server->catalog, version);
    return done;
}

bool plan_arguments(Cx *cx, Session *session, Exprs args, const TypeId *types, Exprs *out_args)
{
    static const Prepared none;
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, &none, &catalog);
    bool done = analyse_arguments(cx, &input, args, types, out_args);

    catalog_release(session->server->catalog, version);
    return done;
}

static PhysicalOptions physical_options(Session *session, ColumnId *next_id)
{
    const Server *server = session->server;
    const Settings *settings = &session->settings;
    uint32_t slots = server->workers * server->worker_cores;
    int64_t partitions = setting_number(settings, SETTING_debug_partitions);
    PhysicalOptions options = { .worker_count = server->workers,
                                .partitions = slots * PARTITIONS_PER_SLOT,
                                .broadcast_bytes_max = server->broadcast_bytes_max,
                                .next_id = next_id };

    if (options.partitions > PARTITIONS_DEFAULT_MAX)
        options.partitions = PARTITIONS_DEFAULT_MAX;
    if (partitions > 0 && partitions <= PARTITIONS_DEFAULT_MAX)
        options.partitions = (uint32_t)partitions;
    if (setting_is_on(settings, SETTING_debug_force_broadcast))
        options.force_join = FORCE_BROADCAST;
    if (setting_is_on(settings, SETTING_debug_force_shuffle))
        options.force_join = FORCE_SHUFFLE;
    return options;
}

static bool asks_driver(const Expr *expr, void *found)
{
    *(bool *)found |= expr_asks_driver(expr);
    return true;
}

static bool sleeps(const Expr *expr, void *found)
{
    *(bool *)found |= expr_sleeps(expr);
    return true;
}

/* Does any of its expressions? */
static bool plan_does(Cx *cx, const Plan *plan, bool (*does)(const Expr *expr, void *found))
{
    Plans inputs = plan_inputs(cx, plan);
    bool found = false;

    plan_visit_exprs(plan, does, &found);
    for (uint32_t at = 0; at < inputs.count && !found; at++)
        found = plan_does(cx, inputs.items[at], does);
    return found;
}

/* Where it runs, and how. */
static Plan *plan_on(Cx *cx, Session *session, AnalyseInput *input, Plan *logical, Planned *planned)
{
    PgCatalog catalog = catalog_of(cx->arena, session, planned->catalog);
    PhysicalOptions physical = physical_options(session, &input->next_id);

    planned->rules.next_id = &input->next_id;
    planned->rules.catalog = planned->catalog;
    planned->rules.rules_off = setting_words(cx, &session->settings, SETTING_debug_disable_rules);
    Plan *plan = TRY(optimise(cx, &planned->rules, logical));
    plan = TRY(pg_catalog_fill(&catalog, cx, plan));
    planned->asks_driver = plan_does(cx, plan, asks_driver);
    planned->stays_here = planned->asks_driver || plan_does(cx, plan, sleeps);
    planned->is_local =
        plan_is_little(cx, plan) || (planned->stays_here && plan_reads_no_file(cx, plan));
    planned->is_uncut = setting_is_on(&session->settings, SETTING_debug_bypass_stages);
    return plan_physical(cx, &physical, plan);
}

/* Of what is to be run, so it must be allowed. */
static AnalyseInput input_with_values(Session *session, const Prepared *prepared,
                                      PgCatalog *catalog, const Value *values)
{
    AnalyseInput input = analyse_input(session, prepared, catalog);

    input.notes_accesses = access_matters(session, catalog->version);
    input.parameter_values = values;
    if (!values) { /* a simple query: $1 is an error here, 42P02 */
        input.parameter_count = 0;
        input.parameter_capacity = 0;
    }
    return input;
}

/* Objects are told as what they are, and come as their names where the client reads text. */
static bool is_told_type(uint32_t told_oid, Type type)
{
    TypeId told = type_find_oid(told_oid);
    bool is_array = type_is_array(told) && !type_is_vector(told);

    if (type_is_object(is_array ? type_element(told) : told) &&
        type.id == (is_array ? type_array(TYPE_TEXT) : TYPE_TEXT))
        return true;
    return told_oid == type_oid(type.id);
}

/* A client was told at Parse what comes: a definition since may have changed that. */
static bool check_columns(Cx *cx, const Prepared *prepared, const Plan *query, Columns columns)
{
    const WirePrepared *told = &prepared->wire;
    bool is_told = told->returns_rows && query == prepared->statement; /* EXPLAIN shows others */
    bool is_same = !is_told || told->column_count == columns.count;

    for (uint32_t at = 0; is_told && is_same && at < columns.count; at++) {
        const PlanColumn *column = &columns.items[at];
        is_same = is_told_type(told->columns[at].type_oid, column->type) &&
                  told->columns[at].typmod == column->type.typmod &&
                  str_equal(told->columns[at].name, column->name);
    }
    if (is_same)
        return true;
    fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "cached plan must not change result type");
    cx->error.object.routine = "RevalidateCachedQuery";
    return false;
}

bool plan_query(Cx *cx, Session *session, const Prepared *prepared, const Plan *query,
                const Value *values, Planned *out_planned)
{
    Planned planned = { .catalog = transaction_snapshot(session),
                        .rules.trace = out_planned->rules.trace };
    PgCatalog catalog = catalog_of(cx->arena, session, planned.catalog);
    AnalyseInput input = input_with_values(session, prepared, &catalog, values);
    session_host_begin(session, planned.catalog);
    input.shows_objects = true;
    input.shown_formats = out_planned->formats;
    Plan *plan = analyse(cx, &input, query);

    if (plan && !access_check(cx, session, &input))
        plan = NULL;
    if (plan)
        planned.columns = plan_output(cx, plan);
    if (plan && check_columns(cx, prepared, query, planned.columns))
        planned.physical = plan_on(cx, session, &input, plan, &planned);
    (void)session_host_end();
    *out_planned = planned;
    if (!planned.physical)
        planned_release(out_planned);
    return out_planned->physical != NULL;
}

bool plan_modify(Cx *cx, Session *session, const Prepared *prepared, const Plan *statement,
                 const Value *values, ModifyPlan *out_modify, Planned *out_planned)
{
    Planned planned = { .catalog = transaction_snapshot(session),
                        .rules.trace = out_planned->rules.trace };
    PgCatalog catalog = catalog_of(cx->arena, session, planned.catalog);
    AnalyseInput input = input_with_values(session, prepared, &catalog, values);

    session_host_begin(session, planned.catalog);
    input.shows_objects = true;
    input.shown_formats = out_planned->formats;
    if (analyse_modify(cx, &input, statement, out_modify) && access_check(cx, session, &input)) {
        planned.columns = columns_of_returning(cx, out_modify);
        if (check_columns(cx, prepared, statement, planned.columns))
            planned.physical = plan_on(cx, session, &input, out_modify->input, &planned);
    }
    (void)session_host_end();
    *out_planned = planned;
    if (!planned.physical)
        planned_release(out_planned);
    return out_planned->physical != NULL;
}

/* What the session sees, with the table as it was beside the one that it is now: under an oid of
 * its own, in no schema. */
static const CatalogVersion *version_with_former(Session *session, CatalogTable *former)
{
    const CatalogVersion *base = transaction_snapshot(session);
    CatalogChanges changes = { 0 };

    former->oid = catalog_new_oid(session->server->catalog);
    former->schema_oid = 0;
    catalog_changes_put(&changes,
                        (CatalogChange){ .oid = former->oid, .table = catalog_table_make(former) });
    const CatalogVersion *version = catalog_version_with(base, &changes);
    catalog_changes_clear(&changes);
    catalog_release(session->server->catalog, base);
    return version;
}

bool plan_rewrite(Cx *cx, Session *session, const Prepared *prepared, const Rewrite *rewrite,
                  ModifyPlan *out_modify, Planned *out_planned)
{
    CatalogTable former = *rewrite->former;
    Planned planned = { .catalog = version_with_former(session, &former) };
    PgCatalog catalog = catalog_of(cx->arena, session, planned.catalog);
    AnalyseInput input = analyse_input(session, prepared, &catalog);
    const CatalogTable *from = catalog_find_oid(planned.catalog, former.oid);
    const CatalogTable *table = catalog_find_oid(planned.catalog, rewrite->oid);

    if (analyse_rewrite(cx, &input, from, table, rewrite->sources, rewrite->keeps_rows, out_modify))
        planned.physical = plan_on(cx, session, &input, out_modify->input, &planned);
    out_modify->checks_foreign = rewrite->checks_foreign;
    *out_planned = planned;
    if (!planned.physical)
        planned_release(out_planned);
    return out_planned->physical != NULL;
}

AnalyseInput plan_input(Arena *arena, Session *session, const Prepared *prepared,
                        PgCatalog *catalog, const CatalogVersion *version)
{
    *catalog = catalog_of(arena, session, version);
    return analyse_input(session, prepared, catalog);
}

bool plan_object(Cx *cx, Session *session, const SystemName *name, int64_t *out_oid)
{
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    bool found = pg_catalog_name(&catalog, cx, name, out_oid);

    catalog_release(session->server->catalog, version);
    return found;
}

bool plan_columns(Cx *cx, Session *session, const Plan *query, Columns *out_columns)
{
    static const Prepared none;
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, &none, &catalog);
    const Plan *plan = analyse(cx, &input, query);

    if (plan)
        *out_columns = plan_output(cx, plan);
    if (plan && out_columns->count)
        own_names(cx, out_columns);
    catalog_release(session->server->catalog, version);
    return plan != NULL;
}

bool plan_target(Cx *cx, Session *session, const Prepared *prepared, const Plan *statement,
                 uint32_t *out_oid)
{
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, prepared, &catalog);
    const CatalogTable *table = analyse_target(cx, &input, statement);

    if (table)
        *out_oid = table->oid;
    catalog_release(session->server->catalog, version);
    return table != NULL;
}

static ForeignTouch touch_of(const Plan *statement)
{
    const Insert *insert = PLAN_AS(Insert, statement);
    const Update *update = PLAN_AS(Update, statement);
    const OnConflict *conflict = insert ? (const OnConflict *)insert->conflict : NULL;
    ForeignTouch touch = { .inserts = insert != NULL,
                           .updates = update || (conflict && conflict->is_update),
                           .deletes = statement->tag == PLAN_Delete };

    if (touch.updates)
        touch.assigned = update ? update->columns : conflict->columns;
    return touch;
}

static bool names_view(const AnalyseInput *input, const Plan *statement)
{
    const Insert *insert = PLAN_AS(Insert, statement);
    const Update *update = PLAN_AS(Update, statement);
    const Delete *delete = PLAN_AS(Delete, statement);
    const TableName *name = (const TableName *)(insert   ? insert->table
                                                : update ? update->table
                                                         : delete->table);
    uint32_t parts = name->parts.count;
    const CatalogTable *table = catalog_find_table(
        input->catalog, &input->path, parts > 1 ? name->parts.items[parts - 2] : STR_NONE,
        name->parts.items[parts - 1]);

    return table && table->kind == RELATION_VIEW;
}

bool plan_related(Cx *cx, Session *session, const Prepared *prepared, const Plan *statement,
                  uint32_t *out_target, uint32_t *out_oids, uint32_t *out_count)
{
    const CatalogVersion *version = transaction_snapshot(session);
    PgCatalog catalog = catalog_of(cx->arena, session, version);
    AnalyseInput input = analyse_input(session, prepared, &catalog);
    const CatalogTable *table = analyse_target(cx, &input, statement);
    ForeignTouch touch = touch_of(statement);
    touch.assigned = names_view(&input, statement) ? (Exprs){ 0 } : touch.assigned;
    bool done = table && foreign_related(cx, version, table, &touch, out_oids, out_count);

    if (table)
        *out_target = table->oid;
    catalog_release(session->server->catalog, version);
    return done;
}

/* --- Tables in memory ------------------------------------------------------------------------ */

typedef bool (*ScannedFn)(Cx *cx, const CatalogTable *table, void *context);

/* Call `fn` for the table of each Scan over memory. */
static bool each_scanned(Cx *cx, const Planned *planned, const Plan *plan, ScannedFn fn,
                         void *context)
{
    const Scan *scan = PLAN_AS(Scan, plan);
    Plans inputs = plan_inputs(cx, plan);

    if (scan && scan->files.count && scan->files.items[0].format == FORMAT_MEMORY)
        TRY(fn(cx, catalog_find_oid(planned->catalog, (uint32_t)scan->table_oid), context));
    for (uint32_t at = 0; at < inputs.count; at++)
        TRY(each_scanned(cx, planned, inputs.items[at], fn, context));
    return true;
}

static bool add_scan(Cx *cx, const CatalogTable *table, void *context)
{
    TableScan **scans = context;
    ScanColumn *columns = ARENA_ARRAY(cx->arena, ScanColumn, table->column_count + 1);

    for (const TableScan *scan = *scans; scan; scan = scan->next)
        if (scan->id == table->data->id)
            return true;
    for (uint32_t at = 0; at < table->column_count; at++)
        columns[at] = (ScanColumn){ .type = table->columns[at].type, .nullable = true };
    TableScan *scan = arena_alloc(cx->arena, sizeof *scan);
    *scan = (TableScan){ *scans, table->data->id,
                         table_data_scan(table->data, columns, table->column_count,
                                         cx->arena->budget) };
    *scans = scan;
    return true;
}

const TableScan *planned_scans(Cx *cx, const Planned *planned)
{
    TableScan *scans = NULL;

    (void)each_scanned(cx, planned, planned->physical, add_scan, &scans);
    return scans;
}

void planned_scans_close(const TableScan *scans)
{
    for (; scans; scans = scans->next)
        scan_close(scans->scan);
}

static const TablePartBytes *parts_of(Cx *cx, const TableData *data)
{
    TablePartBytes *parts = ARENA_ARRAY(cx->arena, TablePartBytes, data->part_count + 1);

    for (uint32_t at = 0; at < data->part_count; at++) {
        const MemoryBlock *block = data->parts[at].block;
        const DeletedRows *deleted = data->parts[at].deleted;
        parts[at] = (TablePartBytes){ 0 };
        if (block->owner)
            parts[at].ref = block->ref;
        else
            parts[at].bytes = (Str){ block->bytes, block->ref.bytes };
        if (deleted)
            parts[at].deleted = (Str){ (const char *)deleted->bits,
                                       bit_words(block->block->rows) * sizeof(uint64_t) };
    }
    return parts;
}

typedef struct TableList {
    TableBytes *items;
    uint32_t count, capacity;
} TableList;

static bool add_table(Cx *cx, const CatalogTable *table, void *context)
{
    TableList *list = context;
    Type *types = ARENA_ARRAY(cx->arena, Type, table->column_count + 1);

    for (uint32_t at = 0; at < list->count; at++)
        if (list->items[at].id == table->data->id)
            return true;
    for (uint32_t at = 0; at < table->column_count; at++)
        types[at] = table->columns[at].type;
    list->items =
        arena_grown(cx->arena, list->items, sizeof *list->items, list->count, &list->capacity);
    list->items[list->count++] = (TableBytes){ .id = table->data->id,
                                               .types = types,
                                               .column_count = table->column_count,
                                               .parts = parts_of(cx, table->data),
                                               .part_count = table->data->part_count };
    return true;
}

const TableBytes *planned_tables(Cx *cx, const Planned *planned, uint32_t *out_count)
{
    TableList list = { 0 };

    (void)each_scanned(cx, planned, planned->physical, add_table, &list);
    *out_count = list.count;
    return list.items;
}

StageSpecs *planned_stages(Cx *cx, const Planned *planned)
{
    return planned->is_uncut ? stages_uncut(cx, planned->physical)
                             : stages_cut(cx, planned->physical);
}

void planned_release(Planned *planned)
{
    if (planned->catalog)
        catalog_release(NULL, planned->catalog); /* which may be gone already */
    planned->catalog = NULL;
}
