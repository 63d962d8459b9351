/*
 * pg_catalog_test.c -- the catalog, asked in SQL: parsed, analysed, planned and run in this thread.
 *
 * The catalog version is made by hand: tables "sales" and "Odd Name".
 */
#include "base/clock.h"
#include "parser/parser.h"
#include "server/pg_catalog/relation.h"
#include "tests/unit/test.h"
#include "worker/local.h"

static const CatalogColumn sales_columns[] = {
    { .name = { "id", 2 }, .type = { .id = TYPE_INT4, .typmod = TYPMOD_NONE } },
    { .name = { "name", 4 },
      .type = { .id = TYPE_VARCHAR, .typmod = 14, .collation = COLLATION_DEFAULT },
      .nullable = true },
};
static const CatalogFile sales_file = { .format = FORMAT_CSV };
static const CatalogTable tables[] = {
    { .oid = 16385,
      .schema_oid = 2200,
      .name = { "Odd Name", 8 },
      .columns = sales_columns,
      .column_count = 1,
      .bytes = 20480 },
    { .oid = 16384,
      .schema_oid = 2200,
      .name = { "sales", 5 },
      .columns = sales_columns,
      .column_count = 2,
      .files = &sales_file,
      .file_count = 1,
      .rows = 7,
      .bytes = 100 },
};
static const CatalogSchema schemas[] = { { 11, { "pg_catalog", 10 } },
                                         { 2200, { "public", 6 } },
                                         { 13183, { "information_schema", 18 } } };
static const CatalogVersion version = { .security = &security_initial,
                                        .number = 3,
                                        .schemas = schemas,
                                        .schema_count = 3,
                                        .tables = tables,
                                        .table_count = 2 };

/* --- Running a query ---------------------------------------------------------------------------
 */

static uint32_t word_at(const char *at)
{
    const uint8_t *b = (const uint8_t *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* DataRow messages as "a|b;c|d": null is empty. */
static Str read_rows(Cx *cx, Str messages)
{
    StrBuilder out = str_builder(cx->arena);

    for (size_t at = 0; at < messages.length;) {
        uint32_t fields = (uint8_t)messages.data[at + 5] * 256u + (uint8_t)messages.data[at + 6];
        if (at)
            str_add_char(&out, ';');
        at += 7;
        for (uint32_t field = 0; field < fields; field++) {
            uint32_t length = word_at(messages.data + at);
            if (field)
                str_add_char(&out, '|');
            at += 4;
            if (length == UINT32_MAX)
                continue;
            str_add(&out, str_slice(messages, at, at + length));
            at += length;
        }
    }
    return str_built(&out);
}

static Str run_plan(Cx *cx, const Plan *plan)
{
    StrBuilder out = str_builder(cx->arena);
    LocalRun *run =
        local_run_new(plan, NULL, (ResultFormat){ .values = &value_context_default }, NULL);
    LocalStep step;
    uint64_t rows = 0;

    do
        step = local_run_step(run, clock_ns() + 1000 * 1000, &out, &rows);
    while (step == LOCAL_MORE);
    if (step == LOCAL_FAILED)
        fail_with(cx, local_run_error(run));
    local_run_free(run);
    return step == LOCAL_FAILED ? STR_LIT("failed") : read_rows(cx, str_built(&out));
}

/* The rows, or "SQLSTATE message". */
static Str ask(Cx *cx, const char *sql)
{
    static const Settings settings;
    PgCatalog catalog = { .version = &version,
                          .settings = &settings,
                          .user = STR_LIT("ann"),
                          .database = STR_LIT("shop"),
                          .backend_pid = 77 };
    TypeId types[4] = { 0 };
    AnalyseInput input = { .catalog = &version,
                           .system_relation = pg_catalog_relation,
                           .system_call = pg_catalog_call,
                           .system_name = pg_catalog_name,
                           .system_context = &catalog,
                           .shows_objects = true,
                           .user = catalog.user,
                           .database = catalog.database,
                           .parameter_types = types,
                           .parameter_capacity = 4 };
    OptimiseOptions rules = { .next_id = &input.next_id };
    PhysicalOptions physical = { .worker_count = 1, .partitions = 4, .next_id = &input.next_id };
    Statements *statements = parse_sql(cx, str_of(sql));
    Plan *plan = statements ? analyse(cx, &input, statements->items[0].plan) : NULL;

    plan = plan ? optimise(cx, &rules, plan) : NULL;
    plan = plan ? pg_catalog_fill(&catalog, cx, plan) : NULL;
    plan = plan ? plan_physical(cx, &physical, plan) : NULL;
    Str answer = plan ? run_plan(cx, plan) : STR_NONE;
    if (!has_failed(cx))
        return answer;
    answer = str_format(cx->arena, "%s %s", error_sqlstate(cx->error.code), cx->error.message);
    cx->error = (Error){ .code = ERR_NONE };
    return answer;
}

/* --- Relations ---------------------------------------------------------------------------------
 */

TEST(pg_class_lists_tables_and_the_catalog_itself)
{
    EXPECT_STR(ask(cx, "select oid, relname, relkind, reltuples from pg_class "
                       "where oid >= 16384 order by 1"),
               "16384|sales|r|7;16385|Odd Name|r|0");
    EXPECT_STR(ask(cx, "select relname, relkind from pg_catalog.pg_class where oid = 1259"),
               "pg_class|r");
    EXPECT_STR(ask(cx, "select count(*) from pg_class c where not exists "
                       "(select from pg_namespace n where n.oid = c.relnamespace)"),
               "0");
}

TEST(pg_attribute_agrees_with_what_relations_give)
{
    Str rows = ask(cx, "select attrelid, count(*) from pg_attribute where attnum > 0 group by 1");
    Str counts = str_format(cx->arena, ";%.*s;", STR(rows));

    for (uint32_t at = 0; at < system_relation_count(); at++) {
        const SystemRelation *relation = system_relation_get(at);
        Str wanted = str_format(cx->arena, ";%u|%u;", relation->oid, relation->column_count);
        EXPECT(memmem(counts.data, counts.length, wanted.data, wanted.length));
    }
    EXPECT_STR(ask(cx, "select attname, format_type(atttypid, atttypmod), attnotnull "
                       "from pg_attribute where attrelid = 'sales'::regclass order by attnum"),
               "id|integer|t;name|character varying(10)|f");
}

/* Of what a session has, and of objects that the catalog of these tests has none of. */
static bool may_be_empty(const char *name)
{
    static const char *const names[] = {
        "pg_stat_activity",
        "pg_stat_gssapi",
        "pg_stat_ssl",
        "pg_prepared_statements",
        "pg_cursors",
        "pg_enum",
        "pg_db_role_setting",
        "pg_default_acl",
        "usage_privileges",
        "role_usage_grants",
        "pg_attrdef",
        "pg_constraint",
        "pg_index",
        "pg_indexes",
        "pg_sequence",
        "pg_sequences",
        "pg_rewrite",
        "pg_matviews",
        "pg_description",
        "pg_shdescription",
        "views",
        "sequences",
        "key_column_usage",
        "referential_constraints",
        "constraint_column_usage",
        "constraint_table_usage",
        "column_column_usage",
        "domain_constraints",
        "domain_udt_usage",
        "domains",
        "view_column_usage",
        "view_table_usage",
    };

    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (strcmp(name, names[at]) == 0)
            return true;
    return false;
}

TEST(every_relation_can_be_read_whole)
{
    for (uint32_t at = 0; at < system_relation_count(); at++) {
        const SystemRelation *relation = system_relation_get(at);
        Str sql = str_format(cx->arena, "select count(*) from (select * from %s.%s) r",
                             relation->schema, relation->name);
        Str answer = ask(cx, str_to_c(cx->arena, sql));
        bool is_empty = str_is(answer, "0");
        EXPECT(relation->rows && !may_be_empty(relation->name) ? !is_empty && answer.length < 6
                                                               : is_empty);
    }
}

TEST(names_without_schema_find_pg_catalog_but_not_information_schema)
{
    EXPECT_STR(ask(cx, "select count(*) from pg_views where viewname !~ '[a-z]'"), "0");
    EXPECT_STR(ask(cx, "select * from schemata"), "42P01 relation \"schemata\" does not exist");
    EXPECT_STR(ask(cx, "select schema_name from information_schema.schemata order by 1"),
               "information_schema;pg_catalog;public");
}

TEST(pg_type_has_each_type_and_its_array)
{
    EXPECT_STR(ask(cx, "select a.typname, e.typname, a.typreceive, e.typreceive from pg_type e "
                       "join pg_type a on a.oid = e.typarray where e.oid = 1700"),
               "_numeric|numeric|array_recv|numeric_recv");
    EXPECT_STR(ask(cx, "select count(*) from pg_type t where t.typarray <> 0 and not exists "
                       "(select from pg_type a where a.oid = t.typarray and a.typelem = t.oid)"),
               "0");
}

TEST(psql_lists_tables)
{
    EXPECT_STR(ask(cx, "SELECT n.nspname as \"Schema\", c.relname as \"Name\", "
                       "CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' END as \"Type\", "
                       "pg_catalog.pg_get_userbyid(c.relowner) as \"Owner\" "
                       "FROM pg_catalog.pg_class c "
                       "LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                       "LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam "
                       "WHERE c.relkind IN ('r','p','') AND n.nspname <> 'pg_catalog' "
                       "AND n.nspname !~ '^pg_toast' AND n.nspname <> 'information_schema' "
                       "AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1,2"),
               "public|Odd Name|table|ann;public|sales|table|ann");
    EXPECT_STR(ask(cx, "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname "
                       "OPERATOR(pg_catalog.~) '^(sal.*)$' COLLATE pg_catalog.default"),
               "16384");
}

/* --- Functions ---------------------------------------------------------------------------------
 */

TEST(session_functions_tell_of_the_session)
{
    EXPECT_STR(ask(cx, "select current_database(), current_user, current_schema(), "
                       "pg_backend_pid(), pg_is_in_recovery()"),
               "shop|ann|public|77|f");
    EXPECT_STR(ask(cx, "select version() like 'PostgreSQL 15%'"), "t");
    EXPECT_STR(ask(cx, "select current_setting('standard_conforming_strings')"), "on");
    EXPECT_STR(ask(cx, "select current_setting('nothing', true)"), "");
    EXPECT_STR(ask(cx, "select current_setting('nothing')"),
               "42704 unrecognized configuration parameter \"nothing\"");
}

TEST(oids_become_names_and_names_become_oids)
{
    EXPECT_STR(ask(cx, "select 'sales'::regclass, 16385::regclass, 'public.sales'::regclass::oid"),
               "sales|\"Odd Name\"|16384");
    EXPECT_STR(ask(cx, "select '\"Odd Name\"'::regclass::oid, '-'::regclass, 99::regclass"),
               "16385|-|99");
    EXPECT_STR(ask(cx, "select 'int4[]'::regtype, 'numeric(3,1)'::regtype::oid, 1043::regtype"),
               "integer[]|1700|character varying");
    EXPECT_STR(ask(cx, "select 'public'::regnamespace, 11::regnamespace::text"),
               "public|pg_catalog");
    EXPECT_STR(ask(cx, "select 'Sales'::regclass = 16384, 'SALES'::regclass = 16384"), "t|t");
    EXPECT_STR(ask(cx, "select 'gone'::regclass"), "42P01 relation \"gone\" does not exist");
    EXPECT_STR(ask(cx, "select 'a.b.c.d'::regclass"),
               "42601 improper relation name (too many dotted names): a.b.c.d");
    EXPECT_STR(ask(cx, "select 'gone'::regtype"), "42704 type \"gone\" does not exist");
    EXPECT_STR(ask(cx, "select to_regclass('gone'), to_regclass('sales')"), "|sales");
}

TEST(lookups_of_unknown_oids_are_null_or_say_so)
{
    EXPECT_STR(ask(cx, "select pg_table_is_visible(1), pg_table_size(16384), pg_table_size(1)"),
               "|100|");
    EXPECT_STR(ask(cx, "select pg_get_userbyid(10), pg_get_userbyid(11), pg_get_userbyid(null)"),
               "ann|unknown (OID=11)|");
    EXPECT_STR(ask(cx, "select relname, pg_size_pretty(pg_table_size(oid)) from pg_class "
                       "where oid >= 16384 order by 1"),
               "Odd Name|20 kB;sales|100 bytes");
}

TEST(a_table_that_pg_catalog_hides_is_not_visible)
{
    EXPECT_STR(ask(cx, "select count(*) from pg_class where not pg_table_is_visible(oid) and "
                       "relnamespace <> 'information_schema'::regnamespace"),
               "0");
    EXPECT_STR(ask(cx, "select bool_or(pg_table_is_visible(oid)) from pg_class "
                       "where relnamespace = 'information_schema'::regnamespace"),
               "f");
}

/* --- Arrays and what is never run --------------------------------------------------------------
 */

TEST(tests_against_written_arrays_are_lists)
{
    EXPECT_STR(ask(cx, "select relname from pg_class where oid >= 16384 and "
                       "relkind = any (array['r', 'v']) order by 1"),
               "Odd Name;sales");
    EXPECT_STR(ask(cx, "select 1 = any ('{1,2}'), 3 <> all ('{1,2}'::int4[]), 2 > any (array[1]), "
                       "1 = any ('{}'), 1 = any ('{2,null}')"),
               "t|t|t|f|");
    EXPECT_STR(ask(cx, "select 'a b' = any ('{\"a b\",c}'), 'pg_catalog' = any "
                       "(current_schemas(true)), 'pg_catalog' = any (current_schemas(false))"),
               "t|t|f");
    EXPECT_STR(ask(cx, "select 1 = any ('{1')"), "22P02 malformed array literal: \"{1\"");
}

TEST(an_array_of_a_query_holds_its_rows)
{
    EXPECT_STR(ask(cx, "select array(select rolname from pg_auth_members m "
                       "join pg_roles b on m.roleid = b.oid where m.admin_option)"),
               "{}");
    EXPECT_STR(ask(cx, "select array(select rolname from pg_roles where oid in (10, 6171) "
                       "order by 1)"),
               "{ann,pg_database_owner}");
}

TEST(subqueries_that_cannot_be_bound_are_null_where_they_never_run)
{
    EXPECT_STR(ask(cx, "select polname, array(select rolname from pg_roles) from pg_policy"), "");
    EXPECT_STR(ask(cx, "select count(*), max(array(select rolname from pg_roles)) from pg_policy"),
               "0|");
}

TEST(collations_that_compare_bytes_are_accepted)
{
    EXPECT_STR(ask(cx, "select 'a' < 'b' collate \"C\", 'a' collate pg_catalog.default"), "t|a");
    EXPECT_STR(ask(cx, "select 'a' collate \"de_DE\""),
               "42704 collation \"de_DE\" for encoding \"UTF8\" does not exist");
    EXPECT_STR(ask(cx, "select 1 collate \"C\""),
               "42804 collations are not supported by type integer");
}

TEST(subscripts_of_written_arrays_are_their_items)
{
    EXPECT_STR(ask(cx, "select (current_schemas(true))[1], (current_schemas(false))[1], "
                       "(array[5, 6])[2], (current_schemas(false))[2]"),
               "pg_catalog|public|6|");
    EXPECT_STR(ask(cx, "select (relacl)[1] from pg_class where relname = 'pg_class'"), "");
    EXPECT_STR(ask(cx, "select (information_schema._pg_expandarray(indkey)).n from pg_index"), "");
}
