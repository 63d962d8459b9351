/*
 * fixture.c -- see fixture.h.
 *
 * A table is a line of text: "name rows: column type [min max]; ..."; a question mark after the
 * type: there are nulls, nobody knows how many.  Statistics are those a Parquet footer would give.
 */
#include "tests/rules/fixture.h"

#include "parser/parser.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const tables[] = {
    "customer 150000: c_custkey int8 1 150000; c_name text; c_address text; c_nationkey int4 0 24; "
    "c_phone text; c_acctbal numeric(15,2) -999.99 9999.99; c_mktsegment text; c_comment text",
    "lineitem 6001215: l_orderkey int8 1 6000000; l_partkey int8 1 200000; l_suppkey int8 1 10000; "
    "l_linenumber int4 1 7; l_quantity numeric(15,2) 1 50; l_extendedprice numeric(15,2) 901 "
    "104949.5; l_discount numeric(15,2) 0 0.1; l_tax numeric(15,2) 0 0.08; l_returnflag text; "
    "l_linestatus text; l_shipdate date 1992-01-02 1998-12-01; l_commitdate date 1992-01-31 "
    "1998-10-31; l_receiptdate date 1992-01-04 1998-12-31; l_shipinstruct text; l_shipmode text; "
    "l_comment text",
    "nation 25: n_nationkey int4 0 24; n_name text; n_regionkey int4 0 4; n_comment text",
    "orders 1500000: o_orderkey int8 1 6000000; o_custkey int8 1 149999; o_orderstatus text; "
    "o_totalprice numeric(15,2) 857.71 555285.16; o_orderdate date 1992-01-01 1998-08-02; "
    "o_orderpriority text; o_clerk text; o_shippriority int4 0 0; o_comment text",
    "part 200000: p_partkey int8 1 200000; p_name text; p_mfgr text; p_brand text; p_type text; "
    "p_size int4 1 50; p_container text; p_retailprice numeric(15,2) 901 2098.99; p_comment text",
    "partsupp 800000: ps_partkey int8 1 200000; ps_suppkey int8 1 10000; ps_availqty int4 1 9999; "
    "ps_supplycost numeric(15,2) 1 1000; ps_comment text",
    "region 5: r_regionkey int4 0 4; r_name text; r_comment text",
    "s 1000: a int4? 1 100; b int4? 1 1000; c int4 1 1000; v text?",
    "supplier 10000: s_suppkey int8 1 10000; s_name text; s_address text; s_nationkey int4 0 24; "
    "s_phone text; s_acctbal numeric(15,2) -998.22 9999.72; s_comment text",
    "t 100: a int4? 1 50; b int4? 1 100; c int4 1 100; d date? 1992-01-01 1998-12-31; "
    "n numeric(10,2)? 0 99; f float8?; p bool?; q bool?; v text?; i8 int8? 0 1000000; "
    "i2 int2? 0 100",
};

typedef struct Words {
    const char *at;
} Words;

static Str next_word(Words *words)
{
    while (*words->at == ' ')
        words->at++;
    const char *from = words->at;
    while (*words->at && !strchr(" ;:", *words->at))
        words->at++;
    return (Str){ from, (size_t)(words->at - from) };
}

static Type type_of_word(Str word, bool *out_nullable)
{
    *out_nullable = word.data[word.length - 1] == '?';
    if (*out_nullable)
        word.length--;
    if (str_starts(word, "numeric")) {
        int precision = atoi(word.data + 8), scale = atoi(memchr(word.data, ',', word.length) + 1);
        return type_numeric_fixed(numeric_typmod(precision, scale), 64, scale);
    }
    return type_of(type_find_name(word));
}

static void read_column(Cx *cx, Words *words, CatalogColumn *out)
{
    bool nullable;

    *out = (CatalogColumn){ .name = next_word(words) };
    out->type = type_of_word(next_word(words), &nullable);
    out->nullable = true; /* as files say; what they counted says more */
    out->null_count = nullable ? -1 : 0;
    Str low = next_word(words), high = next_word(words);
    out->has_bounds = high.length > 0;
    if (out->has_bounds && (!value_parse(cx, out->type, low, NO_POSITION, &out->min) ||
                            !value_parse(cx, out->type, high, NO_POSITION, &out->max)))
        abort();
    while (*words->at == ';' || *words->at == ' ')
        words->at++;
}

static CatalogTable read_table(Cx *cx, const char *text, uint32_t oid)
{
    enum { COLUMNS_MAX = 32 };
    Words words = { text };
    CatalogColumn *columns = ARENA_ARRAY(cx->arena, CatalogColumn, COLUMNS_MAX);
    CatalogTable table = { .oid = oid, .schema_oid = 2200, .name = next_word(&words) };

    table.rows = strtoll(next_word(&words).data, NULL, 10);
    table.columns = columns;
    for (words.at++; *words.at && table.column_count < COLUMNS_MAX; table.column_count++)
        read_column(cx, &words, &columns[table.column_count]);
    return table;
}

const CatalogVersion *fixture_catalog(Cx *cx)
{
    CatalogTable *list = ARENA_ARRAY(cx->arena, CatalogTable, COUNT_OF(tables));
    CatalogSchema *schema = ARENA_ARRAY(cx->arena, CatalogSchema, 1);
    CatalogVersion version = { .number = 1,
                               .schemas = schema,
                               .schema_count = 1,
                               .tables = list,
                               .table_count = COUNT_OF(tables) };

    *schema = (CatalogSchema){ 2200, STR_LIT("public") };
    for (uint32_t at = 0; at < COUNT_OF(tables); at++)
        list[at] = read_table(cx, tables[at], CATALOG_OID_FIRST + at);
    return arena_copy(cx->arena, &version, sizeof version);
}

Plan *fixture_analyse(Cx *cx, Str sql, ColumnId *next_id)
{
    Statements *statements = TRY(parse_sql(cx, sql));
    AnalyseInput input = {
        .catalog = fixture_catalog(cx), .user = STR_LIT("u"), .database = STR_LIT("d"), .next_id = 1
    };

    if (statements->count != 1)
        return fail(cx, ERR_SYNTAX_ERROR, NO_POSITION, "%u statements", statements->count);
    Plan *plan = TRY(analyse(cx, &input, statements->items[0].plan));
    *next_id = input.next_id;
    return plan;
}
