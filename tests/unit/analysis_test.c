/*
 * analysis_test.c -- the types that a statement gives its parameters.
 *
 * What PostgreSQL's Parse and Describe say of the same texts; statements without parameters are
 * compared with it by tests/sql.
 */
#include "catalyst/catalyst.h"
#include "parser/parser.h"
#include "tests/unit/test.h"

enum { PARAMETERS = 4 };

/* "integer, text" of the parameters, or the error's SQLSTATE. */
static Str parameter_types(Cx *cx, const char *sql)
{
    static const CatalogSchema schemas[] = { { 11, STR_LIT("pg_catalog") },
                                             { 2200, STR_LIT("public") } };
    CatalogVersion catalog = { .schemas = schemas, .schema_count = COUNT_OF(schemas) };
    TypeId types[PARAMETERS] = { TYPE_NONE };
    AnalyseInput input = { .catalog = &catalog,
                           .parameter_types = types,
                           .parameter_capacity = PARAMETERS };
    Cx work = { .arena = cx->arena };
    StrBuilder out = str_builder(cx->arena);

    Statements *statements = parse_sql(&work, str_of(sql));
    if (!statements || !analyse(&work, &input, statements->items[0].plan))
        return str_of(error_sqlstate(work.error.code));
    for (uint32_t at = 0; at < input.parameter_count; at++)
        str_addf(&out, "%s%s", at ? ", " : "", type_sql_name(types[at]));
    return str_built(&out);
}

// clang-format off
static const struct {
    const char *sql, *wanted;
} rows[] = {
    { "select $1", "text" },
    { "select $1 + 1", "integer" },
    { "select 1 limit $1", "bigint" },
    { "select 1 limit $1::int", "integer" },
    { "select 1 limit $1 + 1 offset $2", "integer, bigint" },
    { "select 1 limit nullif($1, 2.5)", "numeric" },
    { "select $1 union select 1", "integer" },
    { "select 1 union all select $1", "integer" },
    { "(select $1 limit 1) union all select 2.5", "numeric" },
    { "select $1 union select $2", "text, text" },
    { "select $1 union select $2 union select 1", "42804" },
    { "values ($1), (2)", "integer" },
    { "with c as (select $1 as p) select p from c", "text" },
    { "with c as (select $1 as p) select 1", "text" },
    { "select nullif($1, 4)", "integer" },
    { "select nullif(4, $1)", "integer" },
    { "select nullif($1, $2)", "text, text" },
    { "select case 1 + 1 when $1 then $2 else 3 end", "integer, integer" },
    { "select case when $1 then 1 end", "boolean" },
    { "select case $1 when 1 then 2 end", "42883" },
    { "select coalesce($1, 1.5)", "numeric" },
    { "select 1 in ($1, $2)", "integer, integer" },
    { "select $1 is null", "42P18" },
    { "select $1::date is null", "date" },
    { "select count(*) filter (where $1 > 2)", "integer" },
};
// clang-format on

TEST(parameters_take_the_types_postgresql_gives_them)
{
    for (size_t at = 0; at < COUNT_OF(rows); at++) {
        SCRATCH(cx->arena);
        EXPECT_STR(parameter_types(cx, rows[at].sql), rows[at].wanted);
    }
}
