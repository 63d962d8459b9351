/*
 * parser_statement_test.c -- statements that change rows or define objects, and their plans.
 */
#include "tests/unit/parser_case.h"
#include "tests/unit/test.h"

/* --- Rows ------------------------------------------------------------------------------------- */

// clang-format off
static const ParserCase row_statements[] = {
    { "insert into t values (1, default)",
      "Insert overriding=none\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1, Keyword(default)))" },
    { "insert into s.t as x (b, a) select 1, 2 returning *, a as c",
      "Insert columns=(Name(b), Name(a)) overriding=none returning=[#0=Star(), c#0=Name(a)]\n"
      "  TableName parts=s.t alias=x position=12\n"
      "  Query\n"
      "    Select outputs=[#0=1, #0=2]" },
    { "insert into t default values",
      "Insert overriding=none\n"
      "  TableName parts=t position=12" },
    { "insert into t overriding user value values (1)",
      "Insert overriding=user\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))" },
    { "insert into t overriding system value values (1)",
      "Insert overriding=system\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))" },
    { "with recursive w as (select 1) insert into t table w",
      "Insert overriding=none is_recursive=yes\n"
      "  Cte name=w materialize=default position=15\n"
      "    Query\n"
      "      Select outputs=[#0=1]\n"
      "  TableName parts=t position=43\n"
      "  Query\n"
      "    Select outputs=[#0=Star()]\n"
      "      TableName parts=w position=51" },
    { "insert into t values (1) on conflict do nothing",
      "Insert overriding=none\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))\n"
      "  OnConflict" },
    { "insert into t values (1) on conflict (a, lower(b)) where a > 0 do update set a = excluded.a, "
      "(b, c) = (1, default) where t.a < 5",
      "Insert overriding=none\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))\n"
      "  OnConflict target=(Name(a), FunctionName(lower, Name(b))) target_where=OperatorName(>, "
      "Name(a), 0) is_update=yes columns=(Name(a), Name(b), Name(c)) values=(Name(excluded.a), "
      "1, Keyword(default)) where=OperatorName(<, Name(t.a), 5)" },
    { "insert into t values (1) on conflict (a collate \"C\") do nothing",
      "Insert overriding=none\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))\n"
      "  OnConflict target=(Collate(Name(a), C))" },
    { "insert into t values (1) on conflict on constraint k do update set a = 1",
      "Insert overriding=none\n"
      "  TableName parts=t position=12\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1))\n"
      "  OnConflict constraint=k is_update=yes columns=(Name(a)) values=(1)" },
    { "update t set a = 1, b = default",
      "Update columns=(Name(a), Name(b)) values=(1, Keyword(default))\n"
      "  TableName parts=t position=7" },
    { "with w as (select 1) update only t as x set a = y.a from y, z where x.b = y.b returning x.a",
      "Update columns=(Name(a)) values=(Name(y.a)) where=OperatorName(=, Name(x.b), Name(y.b)) "
      "returning=[#0=Name(x.a)]\n"
      "  Cte name=w materialize=default position=5\n"
      "    Query\n"
      "      Select outputs=[#0=1]\n"
      "  TableName parts=t alias=x position=33\n"
      "  TableName parts=y position=57\n"
      "  TableName parts=z position=60" },
    { "update t set (a, b) = (1, default), c = 2",
      "Update columns=(Name(a), Name(b), Name(c)) values=(1, Keyword(default), 2)\n"
      "  TableName parts=t position=7" },
    { "update t set (a, b) = row(1, 2)",
      "Update columns=(Name(a), Name(b)) values=(1, 2)\n"
      "  TableName parts=t position=7" },
    { "update t set (a, b) = (select 1, 2)",
      "Update columns=(Name(a), Name(b)) values=(FieldOf(SubLink(scalar), 1), "
      "FieldOf(SubLink(scalar), 2))\n"
      "  TableName parts=t position=7\n"
      "in scalar:\n"
      "Query\n"
      "  Select outputs=[#0=1, #0=2]\n"
      "in scalar:\n"
      "Query\n"
      "  Select outputs=[#0=1, #0=2]" },
    { "delete from t",
      "Delete\n"
      "  TableName parts=t position=12" },
    { "with w as (select 1) delete from t as x using y, z where x.a = y.a returning *",
      "Delete where=OperatorName(=, Name(x.a), Name(y.a)) returning=[#0=Star()]\n"
      "  Cte name=w materialize=default position=5\n"
      "    Query\n"
      "      Select outputs=[#0=1]\n"
      "  TableName parts=t alias=x position=33\n"
      "  TableName parts=y position=46\n"
      "  TableName parts=z position=49" },
    { "truncate t",
      "Truncate\n"
      "  TableName parts=t position=9" },
    { "truncate table s.t, only u restart identity cascade",
      "Truncate restarts_identity=yes is_cascade=yes\n"
      "  TableName parts=s.t position=15\n"
      "  TableName parts=u position=25" },
};

static const ParserCase row_errors[] = {
    { "insert into t (a[1]) values (1)",
      "0A000 at 15: assignment to an array element or a field is not supported" },
    { "update t set a.b = 1",
      "0A000 at 13: assignment to an array element or a field is not supported" },
    { "update t set (a, b) = (1, 2, 3)",
      "42601 at 22: number of columns does not match number of values" },
    { "update t set (a, b) = f(3)",
      "0A000 at 22: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() "
      "expression" },
    { "insert into t values (1) on conflict do update set a = 1",
      "42601 at 25: ON CONFLICT DO UPDATE requires inference specification or constraint name" },
    { "insert into t values (1) on conflict (a desc) do nothing",
      "42P10 at 37: ASC/DESC is not allowed in ON CONFLICT clause" },
    { "insert into t values (1) on conflict (a nulls first) do nothing",
      "42P10 at 37: NULLS FIRST/LAST is not allowed in ON CONFLICT clause" },
    { "insert into t values (1) on conflict (a int4_ops) do nothing",
      "0A000 at 37: operator class is not supported" },
    { "insert into t select 1 into u",
      "42601 at 28: SELECT ... INTO is not allowed here" },
    { "update t set a = 1 where current of c",
      "0A000 at -1: WHERE CURRENT OF is not supported" },
    { "insert into t (a, ) values (1)",
      "42601 at 18: syntax error at or near \")\"" },
    { "update t",
      "42601 at 8: syntax error at end of input" },
};
// clang-format on

TEST(statements_that_change_rows_become_their_plans)
{
    expect_parsed(cx, row_statements, COUNT_OF(row_statements));
}

TEST(statements_that_change_rows_are_refused_where_they_are_wrong)
{
    expect_parsed(cx, row_errors, COUNT_OF(row_errors));
}

/* --- Tables ----------------------------------------------------------------------------------- */

// clang-format off
static const ParserCase table_statements[] = {
    { "create table t ()",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13" },
    { "create table if not exists s.t (a int, b numeric(5, 2) not null default 1 + 2, c text[])",
      "CreateTable if_not_exists=yes on_commit=preserve rows\n"
      "  TableName parts=s.t position=27\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=32\n"
      "  ColumnDefinition name=b type=TypeCast(pg_catalog.numeric, 5, 2) position=39\n"
      "    Constraint kind=not null position=55\n"
      "    Constraint kind=default expr=OperatorName(+, 1, 2) position=64\n"
      "  ColumnDefinition name=c type=TypeCast(text, is_array) position=79" },
    { "create temp table t (a interval day to second(3)) on commit drop",
      "CreateTable is_temporary=yes on_commit=drop\n"
      "  TableName parts=t position=18\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.interval, 3) position=21" },
    { "create temporary table t (a serial) on commit delete rows",
      "CreateTable is_temporary=yes on_commit=delete rows\n"
      "  TableName parts=t position=23\n"
      "  ColumnDefinition name=a type=TypeCast(serial) position=26" },
    { "create unlogged table t (a varchar(3) collate \"C\") with (fillfactor = 70, x)",
      "CreateTable options=fillfactor.70.x. on_commit=preserve rows\n"
      "  TableName parts=t position=22\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.varchar, 3) collation=C position=25" },
    { "create table t (a int primary key, b int unique, c int check (c > 0), d int null)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=primary key position=22\n"
      "  ColumnDefinition name=b type=TypeCast(pg_catalog.int4) position=35\n"
      "    Constraint kind=unique position=41\n"
      "  ColumnDefinition name=c type=TypeCast(pg_catalog.int4) position=49\n"
      "    Constraint kind=check expr=OperatorName(>, Name(c), 0) position=55\n"
      "  ColumnDefinition name=d type=TypeCast(pg_catalog.int4) position=70\n"
      "    Constraint kind=null position=76" },
    { "create table t (a int constraint n not null, constraint c check (a > 0), primary key (a, b), "
      "unique (b))",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=not null name=n position=22\n"
      "  Constraint kind=check name=c expr=OperatorName(>, Name(a), 0) position=45\n"
      "  Constraint kind=primary key columns=(Name(a), Name(b)) position=73\n"
      "  Constraint kind=unique columns=(Name(b)) position=93" },
    { "create table t (a int generated always as identity (start with 5 increment by -2 no maxvalue "
      "cycle), b int generated by default as identity, c int generated always as (a + 1) stored)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=identity is_always=yes "
      "options=start.5.increment.-2.maxvalue..cycle.true position=22\n"
      "  ColumnDefinition name=b type=TypeCast(pg_catalog.int4) position=101\n"
      "    Constraint kind=identity position=107\n"
      "  ColumnDefinition name=c type=TypeCast(pg_catalog.int4) position=141\n"
      "    Constraint kind=generated expr=OperatorName(+, Name(a), 1) is_always=yes position=147" },
    { "create table t (a int references s.u (x) on delete cascade, foreign key (a, b) references v)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=foreign key position=22\n"
      "      TableName parts=s.u columns=x position=33\n"
      "  Constraint kind=foreign key columns=(Name(a), Name(b)) position=60\n"
      "    TableName parts=v position=90" },
    { "create table t (a int unique not deferrable initially immediate)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=unique position=22" },
    { "create table t (a int, like u including defaults including identity, b int)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "  LikeTable including=defaults.identity\n"
      "    TableName parts=u position=28\n"
      "  ColumnDefinition name=b type=TypeCast(pg_catalog.int4) position=69" },
    { "create table t as select 1",
      "CreateTableAs on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "create temp table if not exists t (a, b) with (fillfactor = 10) on commit drop as values (1, 2) "
      "with no data",
      "CreateTableAs options=fillfactor.10 is_temporary=yes if_not_exists=yes has_no_data=yes "
      "on_commit=drop\n"
      "  TableName parts=t columns=a.b position=32\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1, 2))" },
    { "create materialized view s.v as select 1",
      "CreateTableAs is_materialized=yes on_commit=preserve rows\n"
      "  TableName parts=s.v position=25\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "create materialized view if not exists v (a) as table t with no data",
      "CreateTableAs is_materialized=yes if_not_exists=yes has_no_data=yes on_commit=preserve "
      "rows\n"
      "  TableName parts=v columns=a position=39\n"
      "  Query\n"
      "    Select outputs=[#0=Star()]\n"
      "      TableName parts=t position=54" },
    { "select 1 into temp t from u",
      "CreateTableAs is_temporary=yes on_commit=preserve rows\n"
      "  TableName parts=t position=19\n"
      "  Query\n"
      "    Select outputs=[#0=1]\n"
      "      TableName parts=u position=26" },
    { "with w as (select 1) select 1 into t union select 2 order by 1",
      "CreateTableAs on_commit=preserve rows\n"
      "  TableName parts=t position=35\n"
      "  Query order=1\n"
      "    Cte name=w materialize=default position=5\n"
      "      Query\n"
      "        Select outputs=[#0=1]\n"
      "    SetOperation operation=union\n"
      "      Select outputs=[#0=1]\n"
      "      Select outputs=[#0=2]" },
    { "explain select 1 into t",
      "Explain\n"
      "  CreateTableAs on_commit=preserve rows\n"
      "    TableName parts=t position=22\n"
      "    Query\n"
      "      Select outputs=[#0=1]" },
    { "drop table t",
      "Drop kind=table\n"
      "  TableName parts=t position=-1" },
    { "drop table if exists t, s.u cascade",
      "Drop kind=table if_exists=yes is_cascade=yes\n"
      "  TableName parts=t position=-1\n"
      "  TableName parts=s.u position=-1" },
    { "drop view v",
      "Drop kind=view\n"
      "  TableName parts=v position=-1" },
    { "drop materialized view v",
      "Drop kind=materialized view\n"
      "  TableName parts=v position=-1" },
    { "drop sequence s restrict",
      "Drop kind=sequence\n"
      "  TableName parts=s position=-1" },
    { "drop index concurrently i",
      "Drop kind=index is_concurrent=yes\n"
      "  TableName parts=i position=-1" },
    { "drop type t, s.u",
      "Drop kind=type\n"
      "  TableName parts=t position=-1\n"
      "  TableName parts=s.u position=-1" },
    { "drop domain if exists d",
      "Drop kind=type if_exists=yes\n"
      "  TableName parts=d position=-1" },
    { "drop schema s, u cascade",
      "Drop kind=schema is_cascade=yes\n"
      "  TableName parts=s position=-1\n"
      "  TableName parts=u position=-1" },
};

static const ParserCase table_errors[] = {
    { "create table t (a int deferrable)",
      "42601 at 22: misplaced DEFERRABLE clause" },
    { "create table t (a int check (true) not deferrable)",
      "42601 at 35: misplaced NOT DEFERRABLE clause" },
    { "create table t (a int unique initially deferred)",
      "0A000 at 29: INITIALLY DEFERRED is not supported" },
    { "create table t (a int, unique (a) deferrable)",
      "0A000 at 23: DEFERRABLE is not supported" },
    { "create table t (a int, exclude (a with =))",
      "0A000 at 23: EXCLUDE is not supported" },
    { "create table t (a int, unique (a) include (b))",
      "0A000 at 23: INCLUDE is not supported" },
    { "create table t (a int unique nulls not distinct)",
      "0A000 at 22: NULLS NOT DISTINCT is not supported" },
    { "create table t (a int unique using index tablespace x)",
      "0A000 at 22: USING INDEX TABLESPACE is not supported" },
    { "create table t (a int) inherits (u)",
      "0A000 at -1: INHERITS is not supported" },
    { "create table t (a int) partition by list (a)",
      "0A000 at -1: PARTITION BY is not supported" },
    { "create table t partition of u default",
      "0A000 at -1: PARTITION OF is not supported" },
    { "create table t of u",
      "0A000 at -1: CREATE TABLE OF a type is not supported" },
    { "create table t (a int) tablespace x",
      "0A000 at -1: TABLESPACE is not supported" },
    { "create table t (a int) using heap",
      "0A000 at -1: USING is not supported" },
    { "create table t (a int compression lz4)",
      "0A000 at 16: COMPRESSION is not supported" },
    { "create table t (a u.b%type)",
      "42601 at 21: syntax error at or near \"%\"" },
    { "create table t (a setof int)",
      "0A000 at 24: SETOF is not supported" },
    { "create table t as execute p",
      "0A000 at -1: CREATE TABLE AS EXECUTE is not supported" },
    { "create table t as select 1 into u",
      "42601 at 32: SELECT ... INTO is not allowed here" },
    { "drop type int[]",
      "0A000 at 10: an array type here is not supported" },
    { "create table t (a)",
      "42601 at 18: syntax error at end of input" },
    { "create table t (a int a)",
      "42601 at 22: syntax error at or near \"a\"" },
    { "drop table",
      "42601 at 10: syntax error at end of input" },
};
// clang-format on

TEST(statements_that_make_and_drop_tables_become_their_plans)
{
    expect_parsed(cx, table_statements, COUNT_OF(table_statements));
}

TEST(what_tables_cannot_have_is_refused_by_name)
{
    expect_parsed(cx, table_errors, COUNT_OF(table_errors));
}
