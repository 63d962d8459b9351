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
    { "insert into t values (1) on conflict (a, lower(b)) where a > 0 do update set a = "
      "excluded.a, "
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
      "  TableName parts=t position=-1" },
    { "truncate table s.t, only u restart identity cascade",
      "Truncate restarts_identity=yes is_cascade=yes\n"
      "  TableName parts=s.t position=-1\n"
      "  TableName parts=u position=-1" },
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
      "CreateTable options=fillfactor.70.x. is_unlogged=yes on_commit=preserve rows\n"
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
    { "create table t (a int constraint n not null, constraint c check (a > 0), primary key "
      "(a, b), "
      "unique (b))",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=not null name=n position=22\n"
      "  Constraint kind=check name=c expr=OperatorName(>, Name(a), 0) position=45\n"
      "  Constraint kind=primary key columns=(Name(a), Name(b)) position=73\n"
      "  Constraint kind=unique columns=(Name(b)) position=93" },
    { "create table t (a int generated always as identity (start with 5 increment by -2 no "
      "maxvalue "
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
    { "create table t (a int references s.u (x) on delete cascade, foreign key (a, b) "
      "references v)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=foreign key position=22\n"
      "      Reference on_delete=cascade on_update=no action\n"
      "        TableName parts=s.u columns=x position=-1\n"
      "  Constraint kind=foreign key columns=(Name(a), Name(b)) position=60\n"
      "    Reference on_delete=no action on_update=no action\n"
      "      TableName parts=v position=-1" },
    { "create table t (a int unique initially deferred, foreign key (a) references v match full on "
      "update set default on delete set null (a) deferrable)",
      "CreateTable on_commit=preserve rows\n"
      "  TableName parts=t position=13\n"
      "  ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=16\n"
      "    Constraint kind=unique is_deferrable=yes is_deferred=yes position=22\n"
      "  Constraint kind=foreign key columns=(Name(a)) is_deferrable=yes position=49\n"
      "    Reference on_delete=set null on_update=set default set_columns=a is_full=yes\n"
      "      TableName parts=v position=-1" },
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
    { "create temp table if not exists t (a, b) with (fillfactor = 10) on commit drop as "
      "values (1, 2) "
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

/* --- Other objects ------------------------------------------------------------------------------
 */

// clang-format off
static const ParserCase object_statements[] = {
    { "create view v as select 1 with check option",
      "CreateView text=select 1 with check option options=check_option.cascaded\n"
      "  TableName parts=v position=-1\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "create view v with (security_barrier) as select 1",
      "CreateView text=select 1 options=security_barrier.\n"
      "  TableName parts=v position=-1\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "create view s.v as select 1",
      "CreateView text=select 1\n"
      "  TableName parts=s.v position=-1\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "create or replace temp view v (a, b) as /* x */ values (1, (select 2)) ; select 3",
      "CreateView text=/* x */ values (1, (select 2)) is_temporary=yes is_replacing=yes\n"
      "  TableName parts=v columns=a.b position=-1\n"
      "  Query\n"
      "    ValuesList rows=(RowOf(1, SubLink(scalar)))\n"
      "in scalar:\n"
      "Query\n"
      "  Select outputs=[#0=2]\n"
      "Query\n"
      "  Select outputs=[#0=3]" },
    { "select 1; create view \"as\" (\"as\") as table t",
      "Query\n"
      "  Select outputs=[#0=1]\n"
      "CreateView text=table t\n"
      "  TableName parts=as columns=as position=-1\n"
      "  Query\n"
      "    Select outputs=[#0=Star()]\n"
      "      TableName parts=t position=33" },
    { "create schema s",
      "CreateSchema name=s" },
    { "create schema if not exists s authorization r",
      "CreateSchema name=s owner=r if_not_exists=yes" },
    { "create schema authorization current_user",
      "CreateSchema owner=current_user" },
    { "create sequence s",
      "CreateSequence\n"
      "  TableName parts=s position=-1" },
    { "create temp sequence if not exists u.s as bigint start 5 increment by 2 minvalue -3 no "
      "maxvalue "
      "cache 10 no cycle owned by t.c",
      "CreateSequence "
      "options=as.int8.start.5.increment.2.minvalue.-3.maxvalue..cache.10."
      "cycle.false.owned_by.t,c is_temporary=yes if_not_exists=yes\n"
      "  TableName parts=u.s position=-1" },
    { "create sequence s start 99999999999 owned by none",
      "CreateSequence options=start.99999999999.owned_by.none\n"
      "  TableName parts=s position=-1" },
    { "alter sequence if exists s restart maxvalue 7",
      "AlterSequence options=restart..maxvalue.7 if_exists=yes\n"
      "  TableName parts=s position=-1" },
    { "alter sequence s restart with 3",
      "AlterSequence options=restart.3\n"
      "  TableName parts=s position=-1" },
    { "create type s.e as enum ('a', 'b c')",
      "CreateEnum name=s.e labels=a.b c" },
    { "create type e as enum ()",
      "CreateEnum name=e" },
    { "create domain s.d as numeric(5, 2) collate \"C\" not null default 0 constraint c check "
      "(value > 0)",
      "CreateDomain name=s.d type=TypeCast(pg_catalog.numeric, 5, 2) collation=C\n"
      "  Constraint kind=not null position=47\n"
      "  Constraint kind=default expr=0 position=56\n"
      "  Constraint kind=check name=c expr=OperatorName(>, Name(value), 0) position=66" },
    { "create index on t (a)",
      "CreateIndex keys=Name(a) method=btree\n"
      "  TableName parts=t position=-1" },
    { "create unique index concurrently if not exists i on s.t using hash (a desc, (a + 1) "
      "nulls first, "
      "lower(b) collate \"C\") with (fillfactor = 70) where a > 0",
      "CreateIndex name=i keys=Name(a) DESC, OperatorName(+, Name(a), 1) NULLS FIRST, "
      "Collate(FunctionName(lower, Name(b)), C) method=hash options=fillfactor.70 "
      "where=OperatorName(>, Name(a), 0) is_unique=yes is_concurrent=yes if_not_exists=yes\n"
      "  TableName parts=s.t position=-1" },
    { "comment on table s.t is 'it''s'",
      "Comment kind=table text=it's\n"
      "  TableName parts=s.t position=-1" },
    { "comment on column s.t.a is null",
      "Comment kind=column column=a\n"
      "  TableName parts=s.t position=-1" },
    { "comment on schema s is 'x'",
      "Comment kind=schema text=x\n"
      "  TableName parts=s position=-1" },
    { "comment on type t is 'x'",
      "Comment kind=type text=x\n"
      "  TableName parts=t position=-1" },
    { "comment on domain d is 'x'",
      "Comment kind=type text=x\n"
      "  TableName parts=d position=-1" },
    { "comment on materialized view v is 'x'",
      "Comment kind=materialized view text=x\n"
      "  TableName parts=v position=-1" },
    { "lock table t, only s.u in share row exclusive mode nowait",
      "LockTable mode=SHARE ROW EXCLUSIVE no_wait=yes\n"
      "  TableName parts=t position=-1\n"
      "  TableName parts=s.u position=-1" },
    { "lock t",
      "LockTable mode=ACCESS EXCLUSIVE\n"
      "  TableName parts=t position=-1" },
    { "vacuum",
      "Maintain what=VACUUM kind=table" },
    { "vacuum (full, parallel 2) t (a, b), u",
      "Maintain what=VACUUM kind=table options=full..parallel.2\n"
      "  TableName parts=t columns=a.b position=-1\n"
      "  TableName parts=u position=-1" },
    { "vacuum full verbose analyze t",
      "Maintain what=VACUUM kind=table options=full..verbose..analyze.\n"
      "  TableName parts=t position=-1" },
    { "analyze t",
      "Maintain what=ANALYZE kind=table\n"
      "  TableName parts=t position=-1" },
    { "reindex table t",
      "Maintain what=REINDEX kind=table\n"
      "  TableName parts=t position=-1" },
    { "reindex index concurrently s.i",
      "Maintain what=REINDEX kind=index\n"
      "  TableName parts=s.i position=-1" },
    { "reindex database d",
      "Maintain what=REINDEX kind=table" },
    { "cluster t using i",
      "Maintain what=CLUSTER kind=table index=i\n"
      "  TableName parts=t position=-1" },
    { "cluster",
      "Maintain what=CLUSTER kind=table" },
    { "checkpoint",
      "Maintain what=CHECKPOINT kind=table" },
};

static const ParserCase object_errors[] = {
    { "create recursive view v (n) as select 1",
      "0A000 at -1: CREATE RECURSIVE VIEW is not supported" },
    { "create view v as select 1 into u",
      "0A000 at -1: views must not contain SELECT INTO" },
    { "create schema s create table t ()",
      "0A000 at -1: CREATE SCHEMA with statements is not supported" },
    { "create sequence s start 1 start 2",
      "42601 at 26: conflicting or redundant options" },
    { "alter sequence s cycle no cycle",
      "42601 at 23: conflicting or redundant options" },
    { "create index on t (a) include (b)",
      "0A000 at -1: INCLUDE is not supported" },
    { "create index on t (a text_pattern_ops)",
      "0A000 at -1: operator class is not supported" },
    { "create unique index on t (a) nulls not distinct",
      "0A000 at -1: NULLS NOT DISTINCT is not supported" },
    { "create index on t (a) tablespace x",
      "0A000 at -1: TABLESPACE is not supported" },
    { "create domain d as int check (value > 0) not deferrable",
      "42601 at 41: misplaced NOT DEFERRABLE clause" },
    { "comment on column a is 'x'",
      "42601 at -1: column name must be qualified" },
    { "reindex schema s",
      "0A000 at -1: REINDEX SCHEMA is not supported" },
    { "create view v",
      "42601 at 13: syntax error at end of input" },
    { "create type t as enum ('a',)",
      "42601 at 27: syntax error at or near \")\"" },
};
// clang-format on

TEST(statements_that_define_other_objects_become_their_plans)
{
    expect_parsed(cx, object_statements, COUNT_OF(object_statements));
}

TEST(what_other_objects_cannot_have_is_refused_by_name)
{
    expect_parsed(cx, object_errors, COUNT_OF(object_errors));
}

/* --- ALTER ------------------------------------------------------------------------------------ */

// clang-format off
static const ParserCase alter_statements[] = {
    { "alter table if exists only s.t add column if not exists a int not null default 1, drop "
      "column if "
      "exists b cascade",
      "Alter kind=table if_exists=yes\n"
      "  TableName parts=s.t position=-1\n"
      "  AlterAction kind=add column if_exists=yes\n"
      "    ColumnDefinition name=a type=TypeCast(pg_catalog.int4) position=56\n"
      "      Constraint kind=not null position=62\n"
      "      Constraint kind=default expr=1 position=71\n"
      "  AlterAction kind=drop column name=b if_exists=yes is_cascade=yes" },
    { "alter table t alter a type numeric(5, 2) using a + 1, alter b set default 3, alter c "
      "drop default, "
      "alter d set not null, alter e drop not null",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=alter type name=a type=TypeCast(pg_catalog.numeric, 5, 2) "
      "expr=OperatorName(+, Name(a), 1)\n"
      "  AlterAction kind=set default name=b expr=3\n"
      "  AlterAction kind=set default name=c\n"
      "  AlterAction kind=set not null name=d\n"
      "  AlterAction kind=drop not null name=e" },
    { "alter table t add constraint c check (a > 0), add primary key (a), drop constraint if "
      "exists d "
      "cascade",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=add constraint\n"
      "    Constraint kind=check name=c expr=OperatorName(>, Name(a), 0) position=18\n"
      "  AlterAction kind=add constraint\n"
      "    Constraint kind=primary key columns=(Name(a)) position=50\n"
      "  AlterAction kind=drop constraint name=d if_exists=yes is_cascade=yes" },
    { "alter table t alter a add generated always as identity (start 5), alter b drop "
      "identity if exists",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=add identity name=a\n"
      "    Constraint kind=identity is_always=yes options=start.5 position=26\n"
      "  AlterAction kind=drop identity name=b if_exists=yes" },
    { "alter table t owner to current_user",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=owner to new_name=current_user" },
    { "alter table if exists t rename to u",
      "Alter kind=table if_exists=yes\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=rename new_name=u" },
    { "alter table t rename column a to b",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=rename column name=a new_name=b" },
    { "alter table t rename constraint a to b",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=rename constraint name=a new_name=b" },
    { "alter table t set schema s",
      "Alter kind=table\n"
      "  TableName parts=t position=-1\n"
      "  AlterAction kind=set schema new_name=s" },
    { "alter view v rename column a to b",
      "Alter kind=view\n"
      "  TableName parts=v position=-1\n"
      "  AlterAction kind=rename column name=a new_name=b" },
    { "alter view v alter a set default 1",
      "Alter kind=view\n"
      "  TableName parts=v position=-1\n"
      "  AlterAction kind=set default name=a expr=1" },
    { "alter materialized view v rename to w",
      "Alter kind=materialized view\n"
      "  TableName parts=v position=-1\n"
      "  AlterAction kind=rename new_name=w" },
    { "alter index i rename to j",
      "Alter kind=index\n"
      "  TableName parts=i position=-1\n"
      "  AlterAction kind=rename new_name=j" },
    { "alter sequence s owner to r",
      "Alter kind=sequence\n"
      "  TableName parts=s position=-1\n"
      "  AlterAction kind=owner to new_name=r" },
    { "alter sequence s rename to u",
      "Alter kind=sequence\n"
      "  TableName parts=s position=-1\n"
      "  AlterAction kind=rename new_name=u" },
    { "alter sequence s set schema u",
      "Alter kind=sequence\n"
      "  TableName parts=s position=-1\n"
      "  AlterAction kind=set schema new_name=u" },
    { "alter schema s rename to u",
      "Alter kind=schema\n"
      "  TableName parts=s position=-1\n"
      "  AlterAction kind=rename new_name=u" },
    { "alter schema s owner to r",
      "Alter kind=schema\n"
      "  TableName parts=s position=-1\n"
      "  AlterAction kind=owner to new_name=r" },
    { "alter type s.e add value if not exists 'x' before 'y'",
      "Alter kind=type\n"
      "  TableName parts=s.e position=-1\n"
      "  AlterAction kind=add value name=y new_name=x if_exists=yes" },
    { "alter type e add value 'x' after 'y'",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=add value name=y new_name=x is_after=yes" },
    { "alter type e add value 'x'",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=add value new_name=x" },
    { "alter type e rename value 'x' to 'y'",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=rename value name=x new_name=y" },
    { "alter type e rename to f",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=rename new_name=f" },
    { "alter type e owner to r",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=owner to new_name=r" },
    { "alter type e set schema s",
      "Alter kind=type\n"
      "  TableName parts=e position=-1\n"
      "  AlterAction kind=set schema new_name=s" },
    { "alter domain d set default 1",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=set default expr=1" },
    { "alter domain d drop default",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=set default" },
    { "alter domain d set not null",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=set not null" },
    { "alter domain d drop not null",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=drop not null" },
    { "alter domain d add constraint c check (value > 0)",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=add constraint\n"
      "    Constraint kind=check name=c expr=OperatorName(>, Name(value), 0) position=19" },
    { "alter domain d drop constraint if exists c cascade",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=drop constraint name=c if_exists=yes is_cascade=yes" },
    { "alter domain d rename constraint a to b",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=rename constraint name=a new_name=b" },
    { "alter domain d rename to e",
      "Alter kind=type\n"
      "  TableName parts=d position=-1\n"
      "  AlterAction kind=rename new_name=e" },
};

static const ParserCase alter_errors[] = {
    { "alter table t alter a type text collate \"C\"",
      "0A000 at 32: COLLATE is not supported" },
    { "alter table t inherit u",
      "0A000 at -1: INHERIT is not supported" },
    { "alter table t replica identity full",
      "0A000 at -1: REPLICA IDENTITY is not supported" },
    { "alter table t enable row level security",
      "0A000 at -1: ROW LEVEL SECURITY is not supported" },
    { "alter table t disable trigger all",
      "0A000 at -1: DISABLE TRIGGER is not supported" },
    { "alter table t attach partition u default",
      "0A000 at -1: ATTACH PARTITION is not supported" },
    { "alter table t cluster on i",
      "0A000 at -1: CLUSTER ON is not supported" },
    { "alter type t add attribute a int",
      "0A000 at -1: a composite type is not supported" },
    { "alter domain d validate constraint c",
      "0A000 at -1: VALIDATE CONSTRAINT is not supported" },
    { "alter table t add a",
      "42601 at 19: syntax error at end of input" },
    { "alter table t",
      "42601 at 13: syntax error at end of input" },
};
// clang-format on

TEST(statements_that_alter_become_their_plans)
{
    expect_parsed(cx, alter_statements, COUNT_OF(alter_statements));
}

TEST(changes_hearth_has_not_are_refused_by_name)
{
    expect_parsed(cx, alter_errors, COUNT_OF(alter_errors));
}

/* --- COPY ------------------------------------------------------------------------------------- */

// clang-format off
static const ParserCase copies[] = {
    { "copy t from stdin",
      "Copy is_from=yes\n"
      "  TableName parts=t position=-1" },
    { "copy s.t (a, b) to stdout",
      "Copy columns=(Name(a), Name(b))\n"
      "  TableName parts=s.t position=-1" },
    { "copy t from 'x.csv' csv header delimiter ';' null as 'n' quote '|' escape '\\' force "
      "not null a, b "
      "encoding 'utf8'",
      "Copy is_from=yes file=x.csv "
      "options=format.csv.header.true.delimiter.;.null.n.quote.|.escape.\\."
      "force_not_null.a,b.encoding.utf8\n"
      "  TableName parts=t position=-1" },
    { "copy t to 'x.csv' with (format csv, header true, delimiter ';', force_quote (a, "
      "\"b,c\", \"*\"), "
      "freeze)",
      "Copy file=x.csv "
      "options=format.csv.header.true.delimiter.;.force_quote.a,\"b,c\",\"*\".freeze.\n"
      "  TableName parts=t position=-1" },
    { "copy t to stdout csv force quote *",
      "Copy options=format.csv.force_quote.*\n"
      "  TableName parts=t position=-1" },
    { "copy t to stdout (format csv, force_quote *, header match)",
      "Copy options=format.csv.force_quote.*.header.match\n"
      "  TableName parts=t position=-1" },
    { "copy binary t to stdout",
      "Copy options=format.binary\n"
      "  TableName parts=t position=-1" },
    { "copy t from stdin using delimiters ','",
      "Copy is_from=yes options=delimiter.,\n"
      "  TableName parts=t position=-1" },
    { "copy t from program 'x' where a > 0",
      "Copy is_from=yes is_program=yes file=x where=OperatorName(>, Name(a), 0)\n"
      "  TableName parts=t position=-1" },
    { "copy (select 1) to stdout",
      "Copy\n"
      "  Query\n"
      "    Select outputs=[#0=1]" },
    { "copy (delete from t returning a) to stdout",
      "Copy\n"
      "  Delete returning=[#0=Name(a)]\n"
      "    TableName parts=t position=18" },
};

static const ParserCase copy_errors[] = {
    { "copy (select 1 into t) to stdout",
      "0A000 at -1: COPY (SELECT INTO) is not supported" },
    { "copy (select 1) from stdin",
      "42601 at 16: syntax error at or near \"from\"" },
    { "copy t to stdout where a",
      "42601 at 17: WHERE clause not allowed with COPY TO" },
};
// clang-format on

TEST(copy_gives_the_same_options_both_ways)
{
    expect_parsed(cx, copies, COUNT_OF(copies));
}

TEST(options_of_copy_are_refused_where_they_are_wrong)
{
    expect_parsed(cx, copy_errors, COUNT_OF(copy_errors));
}
