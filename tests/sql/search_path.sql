-- Where names without a schema are looked for, and where new objects go.
create schema sp_one;
create schema sp_two;
create table sp_one.t (a text);
create table sp_two.t (a text);
insert into sp_one.t values ('one');
insert into sp_two.t values ('two');
show search_path;
select current_schema(), current_schemas(false), current_schemas(true), current_schema;
-- @error 42P01
select * from t;
set search_path to sp_one;
select * from t;
select current_schema(), current_schemas(false), current_schemas(true);
select name from public.dept order by id limit 1;
-- @error 42P01
select name from dept;
set search_path = sp_two, sp_one, public;
select * from t;
select current_schema(), current_schemas(true);
select count(*) from dept;
create table made (b int);
insert into made values (1);
select * from sp_two.made;
select pg_table_is_visible('sp_two.t'::regclass), pg_table_is_visible('sp_one.t'::regclass), pg_table_is_visible('public.dept'::regclass);
select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname like 'sp\_%' and pg_table_is_visible(c.oid) order by 1;
select 't'::regclass = 'sp_two.t'::regclass;
select 'sp_one.t'::regclass::text, 'sp_two.t'::regclass::text, 'dept'::regclass::text;
create view v as select a from t;
create type kind as enum ('x', 'y');
create sequence s;
select nextval('s'), nextval('sp_two.s');
set search_path = sp_one;
select * from sp_two.v;
select 'x'::sp_two.kind;
-- @error 42704
select 'x'::kind;
-- @error 42P01
select nextval('s');
set search_path = nosuch, sp_one;
select * from t;
select current_schema();
set search_path = nosuch;
select current_schema(), current_schemas(false), current_schema is null;
-- @error 3F000
create table nowhere (a int);
-- @error 42P01
select * from t;
select count(*) > 0 from pg_class;
set search_path = '';
-- @error 3F000
create table nowhere (a int);
select current_schemas(true);
set search_path = "$user", sp_two;
select * from t;
set search_path = pg_catalog, sp_one;
-- @error 42501
create table in_catalog (a int);
select * from t;
set search_path = sp_one, pg_catalog;
create table pg_am (mine int);
insert into pg_am values (7);
select * from pg_am;
set search_path = sp_one;
select count(*) > 0 from pg_am where oid > 0;
drop table sp_one.pg_am;
set search_path = information_schema, public;
select count(*) from schemata where schema_name like 'sp\_%';
begin;
set local search_path = sp_two;
select * from t;
rollback;
-- @error 42P01
select * from t;
set search_path to 'sp_one', 'public';
select * from t;
select set_config('search_path', 'sp_two, public', false);
select * from t;
prepare from_t as select * from t;
execute from_t;
set search_path = sp_one, public;
execute from_t;
deallocate from_t;
create temp table t (a text);
insert into t values ('temp');
select * from t;
select a from pg_temp.t;
set search_path = sp_one, pg_temp;
select * from t;
set search_path = sp_two;
select * from sp_two.v;
drop table pg_temp.t;
alter table sp_two.t rename to t2;
select * from sp_two.v;
insert into t2 values ('three');
select * from v order by 1;
-- @error 2BP01
drop table t2;
reset search_path;
show search_path;
drop schema sp_one, sp_two cascade;
create schema sp_three;
create table sp_three.pg_am (mine int);
set search_path = sp_three, pg_catalog;
insert into pg_am values (1), (2);
update pg_am set mine = mine + 10;
select * from pg_am order by 1;
reset search_path;
drop schema sp_three cascade;
