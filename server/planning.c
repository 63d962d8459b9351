/* planning.c -- from a parsed query to a physical plan, as a session's settings say. */
#include "server/session.h"

#include "base/clock.h"
#include "server/locality.h"
#include "server/pg_catalog/pg_catalog.h"

enum {
    PARTITIONS_PER_SLOT = 4,
    PARTITIONS_DEFAULT_MAX = 64,
};

static PgCatalog catalog_of(Session *session, const CatalogVersion *version)
{
    return (PgCatalog){ .version = version,
                        .settings = &session->settings,
                        .user = session->user,
                        .database = session->database,
                        .backend_pid = session->pid,
                        .session = session };
}

static AnalyseInput analyse_input(Session *session, const Prepared *prepared, PgCatalog *catalog)
{
    return (AnalyseInput){ .catalog = catalog->version,
                           .system_relation = pg_catalog_relation,
                           .system_call = pg_catalog_call,
                           .system_name = pg_catalog_name,
                           .system_context = catalog,
                           .user = session->user,
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

bool plan_describe(Cx *cx, Session *session, Prepared *prepared, const Plan *query,
                   Columns *out_columns)
{
    const CatalogVersion *version = catalog_acquire(session->server->catalog);
    PgCatalog catalog = catalog_of(session, version);
    AnalyseInput input = analyse_input(session, prepared, &catalog);
    Plan *plan = analyse(cx, &input, query);

    if (plan)
        *out_columns = plan_output(cx, plan);
    prepared->can_scroll = plan && can_scroll(cx, plan);
    prepared->wire.parameter_count = input.parameter_count;
    catalog_release(session->server->catalog, version);
    return plan != NULL;
}

bool plan_types(Cx *cx, Session *session, Exprs written, TypeId *out_types)
{
    static const Prepared none;
    const CatalogVersion *version = catalog_acquire(session->server->catalog);
    PgCatalog catalog = catalog_of(session, version);
    AnalyseInput input = analyse_input(session, &none, &catalog);
    bool done = analyse_types(cx, &input, written, out_types);

    catalog_release(session->server->catalog, version);
    return done;
}

bool plan_arguments(Cx *cx, Session *session, Exprs args, const TypeId *types, Exprs *out_args)
{
    static const Prepared none;
    const CatalogVersion *version = catalog_acquire(session->server->catalog);
    PgCatalog catalog = catalog_of(session, version);
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

bool plan_query(Cx *cx, Session *session, const Prepared *prepared, const Plan *query,
                const Value *values, Planned *out_planned)
{
    Planned planned = { .catalog = catalog_acquire(session->server->catalog) };
    PgCatalog catalog = catalog_of(session, planned.catalog);
    AnalyseInput input = analyse_input(session, prepared, &catalog);
    PhysicalOptions physical = physical_options(session, &input.next_id);

    input.parameter_values = values;
    if (!values) { /* a simple query: $1 is an error here, 42P02 */
        input.parameter_count = 0;
        input.parameter_capacity = 0;
    }
    planned.rules.next_id = &input.next_id;
    planned.rules.catalog = planned.catalog;
    planned.rules.rules_off = setting_words(cx, &session->settings, SETTING_debug_disable_rules);
    planned.rules.trace = out_planned->rules.trace;
    Plan *plan = analyse(cx, &input, query);
    if (plan)
        planned.columns = plan_output(cx, plan);
    plan = plan ? optimise(cx, &planned.rules, plan) : NULL;
    plan = plan ? pg_catalog_fill(&catalog, cx, plan) : NULL;
    planned.is_local = plan && plan_is_little(cx, plan);
    planned.is_uncut = setting_is_on(&session->settings, SETTING_debug_bypass_stages);
    planned.physical = plan ? plan_physical(cx, &physical, plan) : NULL;
    *out_planned = planned;
    if (!planned.physical)
        planned_release(session, out_planned);
    return out_planned->physical != NULL;
}

StageSpecs *planned_stages(Cx *cx, const Planned *planned)
{
    return planned->is_uncut ? stages_uncut(cx, planned->physical)
                             : stages_cut(cx, planned->physical);
}

void planned_release(Session *session, Planned *planned)
{
    if (planned->catalog)
        catalog_release(session->server->catalog, planned->catalog);
    planned->catalog = NULL;
}
