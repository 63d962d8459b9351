/*
 * parser_test.c -- SQL text and the unresolved plans it becomes.
 *
 * Most tests are rows of tables: a text, and the plan, expression or error it must give.
 */
#include "tests/unit/parser_case.h"
#include "tests/unit/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* A text beyond PARSE_IN_PROCESS_BYTES starts this program again, with one argument. */
__attribute__((constructor)) static void be_child(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], PARSER_CHILD_ARGUMENT) == 0)
        exit(parser_child_main());
}

/* The first output of the first statement, a SELECT. */
static const Expr *first_output(Cx *cx, const char *sql)
{
    Statements *statements = parse_sql(cx, str_of(sql));
    const Query *query = statements ? PLAN_AS(Query, statements->items[0].plan) : NULL;
    const Select *select = query ? PLAN_AS(Select, query->body) : NULL;

    return select && select->outputs.count ? select->outputs.items[0].expr : NULL;
}

/* --- Expressions --------------------------------------------------------------------------------
 */

// clang-format off
static const ParserCase expressions[] = {
    { "a", "Name(a)" },
    { "t.a", "Name(t.a)" },
    { "s.t.a", "Name(s.t.a)" },
    { "*", "Star()" },
    { "t.*", "Star(t)" },
    { "0", "0" },
    { "-5", "-5" },
    { "2147483647", "2147483647" },
    { "2147483648", "2147483648" },
    { "-2147483648", "-2147483648" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "9223372036854775808", "9223372036854775808" },
    { "1.50", "1.50" },
    { "1e3", "1000" },
    { ".5", "0.5" },
    { "'it''s'", "'it's'::unknown" },
    { "E'a\\tb'", "'a\tb'::unknown" },
    { "'a'", "'a'::unknown" },
    { "U&'\\0061'", "'a'::unknown" },
    { "$$a'b$$", "'a'b'::unknown" },
    { "true", "t" },
    { "null", "NULL" },
    { "$2", "$2" },
    { "a + 1 * 2", "OperatorName(+, Name(a), OperatorName(*, 1, 2))" },
    { "- a", "OperatorName(-, Name(a))" },
    { "a || 'x'", "OperatorName(||, Name(a), 'x'::unknown)" },
    { "a operator(pg_catalog.~) 'x'", "OperatorName(~, Name(a), 'x'::unknown)" },
    { "a -> b", "OperatorName(->, Name(a), Name(b))" },
    { "a and b and (c and d)", "(Name(a) AND Name(b) AND Name(c) AND Name(d))" },
    { "a or b and c or (d or e)", "(Name(a) OR (Name(b) AND Name(c)) OR Name(d) OR Name(e))" },
    { "not a", "(NOT Name(a))" },
    { "not (not a)", "(NOT (NOT Name(a)))" },
    { "a is null", "(Name(a) IS NULL)" },
    { "a is not null", "(NOT (Name(a) IS NULL))" },
    { "(a, b) is null", "((Name(a) IS NULL) AND (Name(b) IS NULL))" },
    { "row(a, b) is not null", "((NOT (Name(a) IS NULL)) AND (NOT (Name(b) IS NULL)))" },
    { "a isnull", "(Name(a) IS NULL)" },
    { "a is true", "(Name(a) is true)" },
    { "a is not true", "(Name(a) is not true)" },
    { "a is false", "(Name(a) is false)" },
    { "a is not false", "(Name(a) is not false)" },
    { "a is unknown", "(Name(a) is unknown)" },
    { "a is not unknown", "(Name(a) is not unknown)" },
    { "case when a then 1 when b then 2 else 3 end",
      "CASE WHEN Name(a) THEN 1 WHEN Name(b) THEN 2 ELSE 3 END" },
    { "case when a then 1 end", "CASE WHEN Name(a) THEN 1 END" },
    { "case a when 1 then 2 when 3 then 4 else 5 end", "SimpleCase(Name(a), 1, 3, 2, 4, 5)" },
    { "coalesce(a, b, 0)", "coalesce(Name(a), Name(b), 0)" },
    { "greatest(a, 1)", "greatest(Name(a), 1)" },
    { "least(a, b)", "least(Name(a), Name(b))" },
    { "nullif(a, b)", "NullIf(Name(a), Name(b))" },
    { "a in (1, 2)", "InNames(Name(a), 1, 2)" },
    { "a not in (1, 2)", "InNames(Name(a), 1, 2, is_negated)" },
    { "a between 1 and 2", "Between(Name(a), 1, 2)" },
    { "a not between 1 and 2", "Between(Name(a), 1, 2, is_negated)" },
    { "a between symmetric 1 and 2", "Between(Name(a), 1, 2, is_symmetric)" },
    { "a not between symmetric 1 and 2", "Between(Name(a), 1, 2, is_negated, is_symmetric)" },
    { "a like 'x%'", "OperatorName(~~, Name(a), 'x%'::unknown)" },
    { "a not like 'x%'", "OperatorName(!~~, Name(a), 'x%'::unknown)" },
    { "a ilike 'x'", "OperatorName(~~*, Name(a), 'x'::unknown)" },
    { "a not ilike 'x'", "OperatorName(!~~*, Name(a), 'x'::unknown)" },
    { "a like 'x' escape '!'",
      "OperatorName(~~, Name(a), FunctionName(pg_catalog.like_escape, 'x'::unknown, "
      "'!'::unknown))" },
    { "a similar to 'x'",
      "OperatorName(~, Name(a), FunctionName(pg_catalog.similar_to_escape, 'x'::unknown))" },
    { "a is distinct from b", "(Name(a) IS DISTINCT FROM Name(b))" },
    { "a is not distinct from b", "(NOT (Name(a) IS DISTINCT FROM Name(b)))" },
    { "a::int", "TypeCast(Name(a), pg_catalog.int4)" },
    { "cast(a as numeric(10, 2))", "TypeCast(Name(a), pg_catalog.numeric, 10, 2)" },
    { "a::varchar(5)", "TypeCast(Name(a), pg_catalog.varchar, 5)" },
    { "a::int[]", "TypeCast(Name(a), pg_catalog.int4, is_array)" },
    { "a::s.t", "TypeCast(Name(a), s.t)" },
    { "a::timestamp(3)", "TypeCast(Name(a), pg_catalog.timestamp, 3)" },
    { "a::double precision", "TypeCast(Name(a), pg_catalog.float8)" },
    { "date '2020-01-01'", "TypeCast('2020-01-01'::unknown, date)" },
    { "interval '3' month", "TypeCast('3'::unknown, pg_catalog.interval)" },
    { "interval '1 2' day to hour", "TypeCast('1 2'::unknown, pg_catalog.interval)" },
    { "interval(3) '1'", "TypeCast('1'::unknown, pg_catalog.interval, 3)" },
    { "interval '1' second(2)", "TypeCast('1'::unknown, pg_catalog.interval, 2)" },
    { "int '3'", "TypeCast('3'::unknown, pg_catalog.int4)" },
    { "extract(year from a)", "FunctionName(pg_catalog.extract, 'year'::unknown, Name(a), has_syntax)" },
    { "substring(a from 1 for 2)", "FunctionName(pg_catalog.substring, Name(a), 1, 2, has_syntax)" },
    { "position('a' in b)", "FunctionName(pg_catalog.position, Name(b), 'a'::unknown, has_syntax)" },
    { "trim(both 'x' from a)", "FunctionName(pg_catalog.btrim, Name(a), 'x'::unknown, has_syntax)" },
    { "trim(leading from a)", "FunctionName(pg_catalog.ltrim, Name(a), has_syntax)" },
    { "overlay(a placing b from 1 for 2)",
      "FunctionName(pg_catalog.overlay, Name(a), Name(b), 1, 2, has_syntax)" },
    { "a at time zone 'UTC'", "FunctionName(pg_catalog.timezone, 'UTC'::unknown, Name(a), has_syntax)" },
    { "current_date", "Keyword(current_date)" },
    { "current_timestamp", "Keyword(current_timestamp)" },
    { "localtimestamp(3)", "TypeCast(Keyword(localtimestamp), pg_catalog.timestamp, 3)" },
    { "current_user", "Keyword(current_user)" },
    { "session_user", "Keyword(session_user)" },
    { "current_schema", "Keyword(current_schema)" },
    { "f()", "FunctionName(f)" },
    { "s.f(a, 1)", "FunctionName(s.f, Name(a), 1)" },
    { "count(*)", "FunctionName(count, is_star)" },
    { "count(distinct a)", "FunctionName(count, Name(a), is_distinct)" },
    { "string_agg(a, ',' order by b desc, c nulls first)",
      "FunctionName(string_agg, Name(a), ','::unknown, Name(b) DESC, Name(c) NULLS FIRST)" },
    { "sum(a) filter (where b)", "FunctionName(sum, Name(a), Name(b))" },
    { "sum(a) over (partition by b)", "FunctionName(sum, Name(a), WindowName(Name(b)))" },
    { "sum(a) over (w order by b rows 1 preceding exclude ties)",
      "FunctionName(sum, Name(a), WindowName(w, Name(b), rows between 1 preceding and current row "
      "exclude ties))" },
    { "f(a => 1, b := 2)", "FunctionName(f, NamedArg(a, 1), NamedArg(b, 2))" },
    { "exists (select 1)", "SubLink(exists)" },
    { "(select 1)", "SubLink(scalar)" },
    { "array(select 1)", "SubLink(array)" },
    { "a in (select 1)", "SubLink(any, Name(a), =)" },
    { "a not in (select 1)", "(NOT SubLink(any, Name(a), =))" },
    { "(a, b) in (select 1, 2)", "SubLink(any, RowOf(Name(a), Name(b)), =)" },
    { "a = any (select 1)", "SubLink(any, Name(a), =)" },
    { "a <> all (select 1)", "SubLink(all, Name(a), <>)" },
    { "a = any (b)", "ArrayTest(Name(a), =, Name(b))" },
    { "a < all (array[1, 2])", "ArrayTest(Name(a), <, ArrayOf(1, 2), is_all)" },
    { "row(1, 2)", "RowOf(1, 2)" },
    { "(1, 2)", "RowOf(1, 2)" },
    { "row()", "RowOf()" },
    { "array[1, 2]", "ArrayOf(1, 2)" },
    { "array[[1], [2]]", "ArrayOf(ArrayOf(1), ArrayOf(2))" },
    { "a collate \"C\"", "Collate(Name(a), C)" },
    { "a collate pg_catalog.default", "Collate(Name(a), pg_catalog.default)" },
};
// clang-format on

TEST(every_expression_of_the_grammar_becomes_its_node)
{
    for (size_t at = 0; at < COUNT_OF(expressions); at++) {
        const Expr *expr =
            first_output(cx, str_format(cx->arena, "select %s", expressions[at].sql).data);
        EXPECT(expr != NULL);
        if (expr)
            EXPECT_STR(expr_text(cx->arena, expr), expressions[at].wanted);
    }
}

TEST(numbers_take_the_smallest_type_that_holds_them)
{
    static const struct {
        const char *sql;
        TypeId type;
    } rows[] = {
        { "select 2147483647", TYPE_INT4 },
        { "select -2147483648", TYPE_INT4 }, /* the grammar has put the sign to the digits */
        { "select 2147483648", TYPE_INT8 },
        { "select 9223372036854775807", TYPE_INT8 },
        { "select 9223372036854775808", TYPE_NUMERIC },
        { "select 1.0", TYPE_NUMERIC },
        { "select 1e0", TYPE_NUMERIC },
        { "select 'a'", TYPE_UNKNOWN },
        { "select null", TYPE_UNKNOWN },
        { "select false", TYPE_BOOL },
    };

    for (size_t at = 0; at < COUNT_OF(rows); at++) {
        const Expr *expr = first_output(cx, rows[at].sql);
        EXPECT(expr && expr->tag == EXPR_Const && expr->type.id == rows[at].type);
    }
}

TEST(interval_fields_are_kept_apart_from_the_precision)
{
    const TypeCast *cast =
        EXPR_AS(TypeCast, first_output(cx, "select interval '1' day to second(3)"));
    const TypeCast *plain = EXPR_AS(TypeCast, first_output(cx, "select interval '1'"));
    int64_t day_to_second = 1 << 3 | 1 << 10 | 1 << 11 | 1 << 12;

    EXPECT(cast && cast->interval_fields == day_to_second && cast->modifiers.count == 1);
    EXPECT(plain && plain->interval_fields == 0 && plain->modifiers.count == 0);
}

static bool print_position(const Expr *expr, void *context)
{
    str_addf(context, "%s%s@%d", ((StrBuilder *)context)->length ? " " : "", expr_type(expr)->name,
             expr->position);
    return true;
}

static Str positions(Cx *cx, const char *sql)
{
    StrBuilder out = str_builder(cx->arena);
    const Expr *expr = first_output(cx, sql);

    if (expr)
        expr_visit(expr, print_position, &out);
    return str_built(&out);
}

TEST(expressions_stand_where_postgresql_says)
{
    EXPECT_STR(positions(cx, "select a + 1"), "OperatorName@9 Name@7 Const@11");
    EXPECT_STR(positions(cx, "select 'é', 1"), "Const@7");
    EXPECT_STR(positions(cx, "select 'é' || b"), "OperatorName@12 Const@7 Name@15");
    EXPECT_STR(positions(cx, "select a and b"), "And@9 Name@7 Name@13");
    EXPECT_STR(positions(cx, "select f(a)"), "FunctionName@7 Name@9");
    EXPECT_STR(positions(cx, "select a::int"), "TypeCast@8 Name@7");
    EXPECT_STR(positions(cx, "select date 'x'"), "TypeCast@7 Const@12");
    EXPECT_STR(positions(cx, "select a in (1)"), "InNames@9 Name@7 Const@13");
    EXPECT_STR(positions(cx, "select a is not null"), "Not@9 IsNull@9 Name@7");
}

TEST(a_cast_knows_where_its_type_stands)
{
    const TypeCast *cast = EXPR_AS(TypeCast, first_output(cx, "select a::foo"));

    EXPECT(cast && cast->type_position == 10);
}

/* --- Queries -------------------------------------------------------------------------------------
 */

// clang-format off
static const ParserCase queries[] = {
    { "", "" },
    { " ; ;-- nothing\n", "" },
    { "select", "Query\n  Select" },
    { "select a as x, b y from t",
      "Query\n"
      "  Select outputs=[x#0=Name(a), y#0=Name(b)]\n"
      "    TableName parts=t position=24" },
    { "table t",
      "Query\n"
      "  Select outputs=[#0=Star()]\n"
      "    TableName parts=t position=6" },
    { "select distinct a from t where b group by a, 1 having c",
      "Query\n"
      "  Select is_distinct=yes outputs=[#0=Name(a)] where=Name(b) groups=(Name(a), 1) "
      "having=Name(c)\n"
      "    TableName parts=t position=23" },
    { "select distinct on (a, b) c",
      "Query\n  Select distinct_on=(Name(a), Name(b)) outputs=[#0=Name(c)]" },
    { "values (1, 'a'), (2, default)",
      "Query\n  ValuesList rows=(RowOf(1, 'a'::unknown), RowOf(2, Keyword(default)))" },
    { "select 1 order by a, b desc, c nulls first, d desc nulls last, e using <, f using >",
      "Query order=Name(a), Name(b) DESC, Name(c) NULLS FIRST, Name(d) DESC NULLS LAST, Name(e), "
      "Name(f) DESC\n"
      "  Select outputs=[#0=1]" },
    { "select 1 limit 10 offset a", "Query count=10 offset=Name(a)\n  Select outputs=[#0=1]" },
    { "select 1 limit all", "Query\n  Select outputs=[#0=1]" },
    { "select 1 limit null offset null", "Query\n  Select outputs=[#0=1]" },
    { "select 1 fetch first row only", "Query count=1\n  Select outputs=[#0=1]" },
    { "select 1 offset 2 rows fetch next 3 rows only",
      "Query count=3 offset=2\n  Select outputs=[#0=1]" },
    { "select 1 order by a fetch first 2 rows with ties",
      "Query order=Name(a) count=2 with_ties=yes\n  Select outputs=[#0=1]" },
    { "select 1 union select 2 union all select 3",
      "Query\n"
      "  SetOperation operation=union is_all=yes\n"
      "    SetOperation operation=union\n"
      "      Select outputs=[#0=1]\n"
      "      Select outputs=[#0=2]\n"
      "    Select outputs=[#0=3]" },
    { "select 1 except select 2 intersect all select 3 order by 1",
      "Query order=1\n"
      "  SetOperation operation=except\n"
      "    Select outputs=[#0=1]\n"
      "    SetOperation operation=intersect is_all=yes\n"
      "      Select outputs=[#0=2]\n"
      "      Select outputs=[#0=3]" },
    { "(select 1 limit 1) union values (2)",
      "Query\n"
      "  SetOperation operation=union\n"
      "    Query count=1\n"
      "      Select outputs=[#0=1]\n"
      "    ValuesList rows=(RowOf(2))" },
    { "with a as (select 1), b(x, y) as materialized (values (1, 2)) select",
      "Query\n"
      "  Cte name=a materialize=default position=5\n"
      "    Query\n"
      "      Select outputs=[#0=1]\n"
      "  Cte name=b columns=x.y materialize=always position=22\n"
      "    Query\n"
      "      ValuesList rows=(RowOf(1, 2))\n"
      "  Select" },
    { "with recursive a as not materialized (select 1) select",
      "Query is_recursive=yes\n"
      "  Cte name=a materialize=never position=15\n"
      "    Query\n"
      "      Select outputs=[#0=1]\n"
      "  Select" },
    { "select (select a) where exists (select b)",
      "Query\n"
      "  Select outputs=[#0=SubLink(scalar)] where=SubLink(exists)\n"
      "in scalar:\n"
      "Query\n"
      "  Select outputs=[#0=Name(a)]\n"
      "in exists:\n"
      "Query\n"
      "  Select outputs=[#0=Name(b)]" },
};

static const ParserCase from_items[] = {
    { "t", "TableName parts=t position=14" },
    { "s.t as x", "TableName parts=s.t alias=x position=14" },
    { "d.s.t x(a, b)", "TableName parts=d.s.t alias=x columns=a.b position=14" },
    { "only t", "TableName parts=t position=19" },
    { "\"data/*.parquet\"", "TableName parts=data/*.parquet position=14" },
    { "a, b", "TableName parts=a position=14\n    TableName parts=b position=17" },
    { "(select 1) x(a)",
      "SubqueryName alias=x columns=a position=-1\n"
      "      Query\n"
      "        Select outputs=[#0=1]" },
    { "a, lateral (select 1) x",
      "TableName parts=a position=14\n"
      "    SubqueryName alias=x is_lateral=yes position=-1\n"
      "      Query\n"
      "        Select outputs=[#0=1]" },
    { "(values (1)) x",
      "SubqueryName alias=x position=-1\n"
      "      Query\n"
      "        ValuesList rows=(RowOf(1))" },
    { "f(1) x(a)",
      "FunctionTable calls=(FunctionName(f, 1)) alias=x columns=a position=14" },
    { "a, lateral f(a.b)",
      "TableName parts=a position=14\n"
      "    FunctionTable calls=(FunctionName(f, Name(a.b))) is_lateral=yes position=25" },
    { "rows from (f(), g()) with ordinality",
      "FunctionTable calls=(FunctionName(f), FunctionName(g)) has_ordinality=yes position=25" },
    { "current_date x", "FunctionTable calls=(Keyword(current_date)) alias=x position=14" },
    { "a join b on c",
      "JoinName type=inner on=Name(c) position=-1\n"
      "      TableName parts=a position=14\n"
      "      TableName parts=b position=21" },
    { "a left join b using (c, d)",
      "JoinName type=left using=c.d position=-1\n"
      "      TableName parts=a position=14\n"
      "      TableName parts=b position=26" },
    { "a natural right join b",
      "JoinName type=right is_natural=yes position=-1\n"
      "      TableName parts=a position=14\n"
      "      TableName parts=b position=35" },
    { "(a full join b on true) as x(c)",
      "JoinName type=full on=t alias=x columns=c position=-1\n"
      "      TableName parts=a position=15\n"
      "      TableName parts=b position=27" },
    { "a cross join b join c on d",
      "JoinName type=inner on=Name(d) position=-1\n"
      "      JoinName type=inner position=-1\n"
      "        TableName parts=a position=14\n"
      "        TableName parts=b position=27\n"
      "      TableName parts=c position=34" },
};
// clang-format on

TEST(every_query_becomes_its_plan)
{
    expect_parsed(cx, queries, COUNT_OF(queries));
}

TEST(every_item_of_from_becomes_its_plan)
{
    for (size_t at = 0; at < COUNT_OF(from_items); at++) {
        const char *sql = str_format(cx->arena, "select 1 from %s", from_items[at].sql).data;
        const char *wanted =
            str_format(cx->arena, "Query\n  Select outputs=[#0=1]\n    %s", from_items[at].wanted)
                .data;
        EXPECT_STR(parser_printed(cx, sql), wanted);
    }
}

/* --- Other statements ----------------------------------------------------------------------------
 */

// clang-format off
static const ParserCase statements_of_all_kinds[] = {
    { "explain select", "Explain\n  Query\n    Select" },
    { "explain analyze verbose select", "Explain options=analyze..verbose.\n  Query\n    Select" },
    { "explain (analyze, format json, costs off, x 1) select",
      "Explain options=analyze..format.json.costs.off.x.1\n  Query\n    Select" },
    { "explain merge into t using u on true when matched then delete",
      "Explain\n  Unsupported what=MERGE" },
    { "set x = 1", "SetVariable name=x values=1" },
    { "set a.b to 'x', y, -1.5, on, true", "SetVariable name=a.b values=x.y.-1.5.on.true" },
    { "set local x to default", "SetVariable name=x is_local=yes is_default=yes" },
    { "set time zone 'UTC'", "SetVariable name=timezone values=UTC" },
    { "set session characteristics as transaction read only",
      "SetVariable name=session characteristics values=transaction_read_only.1" },
    { "set transaction isolation level serializable",
      "SetVariable name=transaction values=transaction_isolation.serializable" },
    { "reset x", "SetVariable name=x" },
    { "reset all", "SetVariable name=all" },
    { "show x.y", "ShowVariable name=x.y" },
    { "show all", "ShowVariable name=all" },
    { "show transaction isolation level", "ShowVariable name=transaction_isolation" },
    { "begin", "Transaction action=begin" },
    { "begin read only, isolation level repeatable read",
      "Transaction action=begin options=transaction_read_only.1.transaction_isolation."
      "repeatable read" },
    { "start transaction", "Transaction action=start transaction" },
    { "commit", "Transaction action=commit" },
    { "end", "Transaction action=commit" },
    { "abort", "Transaction action=rollback" },
    { "savepoint s", "Transaction action=savepoint name=s" },
    { "release s", "Transaction action=release name=s" },
    { "rollback to s", "Transaction action=rollback to name=s" },
    { "prepare p as select", "Prepare name=p\n  Query\n    Select" },
    { "prepare p(int, text[], s.t) as select",
      "Prepare name=p types=(TypeCast(pg_catalog.int4), TypeCast(text, is_array), "
      "TypeCast(s.t))\n  Query\n    Select" },
    { "declare c binary scroll cursor with hold for select 1",
      "DeclareCursor name=c is_binary=yes is_held=yes is_scroll=yes\n  Query\n"
      "    Select outputs=[#0=1]" },
    { "fetch backward 3 from c", "Fetch name=c direction=backward count=3" },
    { "move all from c",
      "Fetch name=c direction=forward count=9223372036854775807 is_move=yes" },
    { "close all", "CloseCursor" },
    { "execute p", "Execute name=p" },
    { "execute p(1, a)", "Execute name=p args=(1, Name(a))" },
    { "deallocate p", "Deallocate name=p" },
    { "deallocate all", "Deallocate" },
    { "discard all", "Discard what=all" },
    { "discard temp", "Discard what=temp" },
    { "select 1; select 2", "Query\n  Select outputs=[#0=1]\nQuery\n  Select outputs=[#0=2]" },
};

static const ParserCase tags[] = {
    { "merge into t using u on true when matched then delete", "MERGE" },
    { "create aggregate f(int) (sfunc = g, stype = int)", "CREATE AGGREGATE" },
    { "create procedure p() language sql as ''", "CREATE PROCEDURE" },
    { "create type t as (a int)", "CREATE TYPE" },
    { "drop function f()", "DROP FUNCTION" },
    { "alter function f() stable", "ALTER FUNCTION" },
    { "prepare transaction 'x'", "PREPARE TRANSACTION" },
    { "commit prepared 'x'", "COMMIT PREPARED" },
    { "listen x", "LISTEN" },
    { "call f()", "CALL" },
    { "do 'x'", "DO" },
    { "drop trigger t on u", "DROP TRIGGER" },
    { "alter foreign table t add column a int", "ALTER FOREIGN TABLE" },
    { "alter function f() rename to g", "ALTER FUNCTION" },
    { "alter database d owner to r", "ALTER DATABASE" },
    { "alter function f() set schema s", "ALTER FUNCTION" },
    { "comment on function f() is 'x'", "COMMENT" },
    { "alter type t rename attribute a to b", "ALTER TYPE" },
};
// clang-format on

TEST(every_other_statement_becomes_its_plan)
{
    expect_parsed(cx, statements_of_all_kinds, COUNT_OF(statements_of_all_kinds));
}

TEST(statements_hearth_has_not_keep_their_command_tag)
{
    for (size_t at = 0; at < COUNT_OF(tags); at++)
        EXPECT_STR(parser_printed(cx, tags[at].sql),
                   str_format(cx->arena, "Unsupported what=%s", tags[at].wanted).data);
}

TEST(statements_have_their_own_text_and_count_positions_from_it)
{
    Statements *statements = parse_sql(cx, STR_LIT(" select 1 ; /* ; */ select ';é', b ;"));

    EXPECT(statements && statements->count == 2);
    if (!statements || statements->count != 2)
        return;
    EXPECT_STR(statements->items[0].text, "select 1");
    EXPECT(statements->items[0].position == 1);
    EXPECT_STR(statements->items[1].text, "/* ; */ select ';é', b");
    EXPECT(statements->items[1].position == 12);

    const Query *query = PLAN_AS(Query, statements->items[1].plan);
    const Select *select = query ? PLAN_AS(Select, query->body) : NULL;
    EXPECT(select && select->outputs.items[1].expr->position == 22);
}

/* --- Errors ---------------------------------------------------------------------------------- */

// clang-format off
static const ParserCase errors[] = {
    { "selec 1", "42601 at 0: syntax error at or near \"selec\"" },
    { "select 'é' fro m m", "42601 at 16: syntax error at or near \"m\"" },
    { "select 1; select )", "42601 at 17: syntax error at or near \")\"" },
    { "select (1", "42601 at 9: syntax error at end of input" },
    { "select 'a", "42601 at 7: unterminated quoted string at or near \"'a\"" },
    { "select 1 limit 1 limit 2", "42601 at 17: syntax error at or near \"limit\"" },
    { "select * from (select 1)", "42601 at 14: subquery in FROM must have an alias" },
    { "select b'1'", "0A000 at 7: bit string literal is not supported" },
    { "select a operator(s.+) b", "42883 at 9: operator does not exist: s.+" },
    { "select f(variadic a)", "0A000 at 7: VARIADIC is not supported" },
    { "select grouping(a)", "0A000 at 7: GROUPING is not supported" },
    { "select 1 group by rollup (a)", "0A000 at 18: ROLLUP is not supported" },
    { "select 1 group by cube (a)", "0A000 at 18: CUBE is not supported" },
    { "select 1 group by grouping sets (a)", "0A000 at 18: GROUPING SETS is not supported" },
    { "select 1 group by ()", "0A000 at 18: GROUP BY () is not supported" },
    { "select (select 1 into t)", "42601 at 22: SELECT ... INTO is not allowed here" },
    { "select 1 union select 2 into t",
      "42601 at 29: INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT" },
    { "select 1 from t for update", "0A000 at -1: FOR UPDATE/SHARE is not supported" },
    { "select 1 from t tablesample system (1)", "0A000 at 28: TABLESAMPLE is not supported" },
    { "select 1 from f() as (a int)", "0A000 at 14: column definition list is not supported" },
    { "commit and chain", "0A000 at -1: AND CHAIN is not supported" },
    { "select * from a semi join b on true", "42601 at 16: syntax error at or near \"semi\"" },
    { "select * from a ANTI JOIN b on true", "42601 at 16: syntax error at or near \"ANTI\"" },
    { "select * from f(a) x, b asof left join c on true",
      "42601 at 24: syntax error at or near \"asof\"" },
    { "select * from (select 1) Semi /* x */ join b on true",
      "42601 at 25: syntax error at or near \"Semi\"" },
};
// clang-format on

TEST(errors_have_code_position_and_message)
{
    expect_parsed(cx, errors, COUNT_OF(errors));
}

TEST(a_misread_join_kind_has_a_hint)
{
    EXPECT(!parse_sql(cx, STR_LIT("select * from a semi join b on true")));
    EXPECT(cx->error.hint && strstr(cx->error.hint, "EXISTS"));
}

TEST(names_like_join_kinds_are_names_where_they_must_be)
{
    static const char *const rows[] = {
        "select * from a as semi join b on true",
        "select * from semi join b on true",
        "select * from s.anti join b on true",
        "select * from a semi left join b on true",
        "select * from a, asof join b on true",
        "select semi.x from a semi",
        "select * from a join semi join b on true on true",
        "select * from a join b on semi join c on true",
        "select * from a as semi join b on a like semi join c on true",
    };

    for (size_t at = 0; at < COUNT_OF(rows); at++)
        EXPECT(parse_sql(&(Cx){ .arena = cx->arena }, str_of(rows[at])) != NULL);
}

TEST(text_that_is_not_utf8_is_refused)
{
    EXPECT(!parse_sql(cx, STR_LIT("select '\xff'")));
    EXPECT_ERROR(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE);
}

TEST(a_nul_is_refused)
{
    EXPECT(!parse_sql(cx, STR_LIT("select 1\0 garbage")));
    EXPECT_ERROR(cx, ERR_CHARACTER_NOT_IN_REPERTOIRE);
}

/* --- Long names ------------------------------------------------------------------------------ */

/* A name of `bytes` letters. */
static const char *long_name(Cx *cx, int bytes)
{
    return repeated(cx, "", "n", bytes, "");
}

TEST(names_beyond_63_bytes_are_kept_whole)
{
    const char *name = long_name(cx, 200);
    Str sql = str_format(cx->arena, "select \"%s\" as %s, x from \"%s\" as \"%s.\"\"\"", name, name,
                         name, name);
    Str wanted = str_format(cx->arena,
                            "Query\n  Select outputs=[%s#0=Name(%s), #0=Name(x)]\n    "
                            "TableName parts=%s alias=%s.\" position=%d",
                            name, name, name, name, 7 + 202 + 4 + 200 + 9);

    EXPECT_STR(parser_printed(cx, sql.data), wanted.data);
}

TEST(a_name_of_64_bytes_is_whole_and_one_of_63_untouched)
{
    for (int bytes = 62; bytes <= 66; bytes++) {
        const char *name = long_name(cx, bytes);
        const Name *expr =
            EXPR_AS(Name, first_output(cx, str_format(cx->arena, "select \"%s\"", name).data));
        EXPECT(expr && expr->parts.count == 1);
        if (expr)
            EXPECT_STR(expr->parts.items[0], name);
    }
}

TEST(unquoted_long_names_are_folded)
{
    const Name *expr = EXPR_AS(Name, first_output(cx, repeated(cx, "select ", "Ab", 50, "")));

    EXPECT(expr && expr->parts.count == 1);
    if (expr)
        EXPECT_STR(expr->parts.items[0], repeated(cx, "", "ab", 50, ""));
}

TEST(long_names_in_errors_are_shown_as_written)
{
    const char *name = long_name(cx, 100);
    Str sql = str_format(cx->arena, "select a b \"%s\"", name);
    Str wanted = str_format(cx->arena, "42601 at 11: syntax error at or near \"\"%s\"\"", name);

    EXPECT_STR(parser_printed(cx, sql.data), wanted.data);
}

TEST(long_strings_and_comments_are_no_names)
{
    const char *text = long_name(cx, 100);
    Str sql =
        str_format(cx->arena,
                   "select '\"%s\"', $x$\"%s\"$x$, e'\\'\"%s\"', u&'\"%s\"' /* \"%s\" /* */ */"
                   " -- \"%s\"\n, 'a'\n '\"%s\"'",
                   text, text, text, text, text, text, text);
    Str wanted = str_format(cx->arena,
                            "Query\n  Select outputs=[#0='\"%s\"'::unknown, #0='\"%s\"'::unknown, "
                            "#0=''\"%s\"'::unknown, #0='\"%s\"'::unknown, #0='a\"%s\"'::unknown]",
                            text, text, text, text, text);

    EXPECT_STR(parser_printed(cx, sql.data), wanted.data);
}

/* --- Size ------------------------------------------------------------------------------------ */

TEST(long_lists_are_parsed_in_a_child)
{
    const char *sql = repeated(cx, "select 1 where a in (0", ", 1", 100000, ")");
    Statements *statements = parse_sql(cx, str_of(sql));
    const Query *query = statements ? PLAN_AS(Query, statements->items[0].plan) : NULL;
    const Select *select = query ? PLAN_AS(Select, query->body) : NULL;
    const InNames *in = select ? EXPR_AS(InNames, select->where) : NULL;

    EXPECT(in && in->items.count == 100001);
}

TEST(long_chains_of_or_are_one_node)
{
    const char *sql = repeated(cx, "select 1 where a = 0", " or a = 1", 20000, "");
    Statements *statements = parse_sql(cx, str_of(sql));
    const Query *query = statements ? PLAN_AS(Query, statements->items[0].plan) : NULL;
    const Select *select = query ? PLAN_AS(Select, query->body) : NULL;
    const Or *chain = select ? EXPR_AS(Or, select->where) : NULL;

    EXPECT(chain && chain->args.count == 20001);
}

TEST(a_child_gives_the_same_plan_and_the_same_error)
{
    const char *blanks = repeated(cx, "", " ", PARSE_IN_PROCESS_BYTES, "");
    const char *sql = "select a, 'é' from t where b is null order by 1 limit 2";
    const char *wrong = "select 'é' fro m m";

    Str far = parser_printed(cx, str_format(cx->arena, "%s%s", sql, blanks).data);
    Str far_wrong = parser_printed(cx, str_format(cx->arena, "%s%s", wrong, blanks).data);
    EXPECT(str_equal(far, parser_printed(cx, sql)));
    EXPECT(str_equal(far_wrong, parser_printed(cx, wrong)));
}

TEST(a_cancelled_child_is_ended)
{
    _Atomic uint32_t cancel = 1;
    Cx work = { .arena = cx->arena, .cancel = &cancel };
    const char *sql = repeated(cx, "select 1", ", a.b + c.d", 100000, "");

    EXPECT(!parse_sql(&work, str_of(sql)));
    EXPECT_ERROR(&work, ERR_QUERY_CANCELED);
}

TEST(a_text_beyond_the_limit_is_refused)
{
    const char *sql = repeated(cx, "select '", "0123456789abcdef", STATEMENT_BYTES_MAX / 16, "'");

    EXPECT(!parse_sql(cx, str_of(sql)));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}

TEST(a_small_budget_is_an_error)
{
    Budget budget;
    Arena arena;

    budget_init(&budget, NULL, "test", 256 * 1024);
    arena_init(&arena, &budget);
    Cx work = { .arena = &arena };
    EXPECT(!parse_sql(&work, str_of(repeated(cx, "select 1", ", a + b", 8000, ""))));
    EXPECT_ERROR(&work, ERR_OUT_OF_MEMORY);
    arena_fini(&arena);
}

static void *parse_often(void *failures)
{
    for (int round = 0; round < 200; round++) {
        Arena arena;
        arena_init(&arena, NULL);
        Cx cx = { .arena = &arena };
        bool is_right = round % 2 ? parse_sql(&cx, STR_LIT("select a + 1 from t")) != NULL
                                  : !parse_sql(&cx, STR_LIT("select a +"));
        *(int *)failures += !is_right;
        arena_fini(&arena);
    }
    return NULL;
}

TEST(threads_parse_at_once)
{
    pthread_t threads[4];
    int failures[4] = { 0 };

    for (size_t at = 0; at < COUNT_OF(threads); at++)
        EXPECT(pthread_create(&threads[at], NULL, parse_often, &failures[at]) == 0);
    for (size_t at = 0; at < COUNT_OF(threads); at++) {
        pthread_join(threads[at], NULL);
        EXPECT(failures[at] == 0);
    }
}
