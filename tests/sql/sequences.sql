-- CREATE, ALTER and DROP SEQUENCE: options, restarting, owners.
create sequence sq_a;
select seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_a'::regclass;
select nextval('sq_a'), nextval('sq_a');
alter sequence sq_a increment by 10;
select nextval('sq_a');
alter sequence sq_a restart;
select nextval('sq_a'), nextval('sq_a');
alter sequence sq_a restart with 100;
select last_value, is_called from sq_a;
select nextval('sq_a');
alter sequence sq_a maxvalue 115 minvalue 90 start 95;
select nextval('sq_a');
-- @error 2200H
select nextval('sq_a');
alter sequence sq_a cycle;
select nextval('sq_a');
alter sequence sq_a no cycle;
alter sequence sq_a restart;
select last_value, is_called from sq_a;
select nextval('sq_a');
-- @error 22023
alter sequence sq_a maxvalue 90;
-- @error 22023
alter sequence sq_a maxvalue 94;
-- @error 22023
alter sequence sq_a minvalue 96;
-- @error 22023
alter sequence sq_a restart with 1;
-- @error 22023
alter sequence sq_a restart with 1000;
-- @error 22023
alter sequence sq_a start 1;
-- @error 22023
alter sequence sq_a increment 0;
-- @error 22023
alter sequence sq_a cache 0;
-- @error 22023
alter sequence sq_a as text;
alter sequence sq_a no maxvalue no minvalue;
select seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_a'::regclass;
alter sequence sq_a as smallint;
select seqstart, seqincrement, seqmin, seqmax, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_a'::regclass;
-- @error 22023
alter sequence sq_a maxvalue 40000;
alter sequence sq_a as integer;
alter sequence sq_a maxvalue 40000;
-- @error 22023
alter sequence sq_a as smallint;
alter sequence sq_a maxvalue 2147483647;
alter sequence sq_a as bigint;
select seqmin, seqmax, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_a'::regclass;
alter sequence sq_a increment -3 minvalue -50 maxvalue 200 cache 7;
select seqstart, seqincrement, seqmin, seqmax, seqcache from pg_sequence where seqrelid = 'sq_a'::regclass;
alter sequence sq_a cache 1;
select nextval('sq_a');
-- @error 42601
alter sequence sq_a increment 1 increment 2;
-- @error 42601
alter sequence sq_a;
-- @error 42P01
alter sequence sq_none restart;
alter sequence if exists sq_none restart;
create table sq_table (a int, b int);
-- @error 42809
alter sequence sq_table restart;
-- @error 42809
alter sequence sq_table rename to sq_other;
alter sequence sq_a rename to sq_b;
-- @error 42P01
select nextval('sq_a');
select nextval('sq_b');
alter table sq_b rename to sq_a;
create schema sq_schema;
alter sequence sq_a set schema sq_schema;
select nextval('sq_schema.sq_a');
alter sequence if exists sq_none rename to x;
alter sequence if exists sq_none set schema sq_schema;
-- @error 42P07
create sequence sq_schema.sq_a;
alter sequence sq_schema.sq_a set schema public;
-- @error 42P07
alter sequence sq_a rename to sq_table;
-- Restarts are undone.
begin;
alter sequence sq_a restart 7 increment 1 maxvalue 100;
select nextval('sq_a');
rollback;
select nextval('sq_a');
begin;
alter sequence sq_a restart 7;
commit;
select nextval('sq_a');
-- The options of new ones.
create sequence sq_small as smallint;
select seqmin, seqmax, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_small'::regclass;
create sequence sq_down as integer increment -1;
select seqmin, seqmax, seqstart, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_down'::regclass;
select nextval('sq_down'), nextval('sq_down');
-- @error 22023
create sequence sq_bad as smallint maxvalue 100000;
-- @error 22023
create sequence sq_bad as smallint minvalue -100000;
-- @error 22023
create sequence sq_bad as numeric;
-- @error 22023
create sequence sq_bad minvalue 5 maxvalue 5;
-- @error 42601
create sequence sq_bad sequence name other;
create sequence sq_restarted start 5 restart 8;
select nextval('sq_restarted');
drop sequence sq_small, sq_down, sq_restarted;
-- OWNED BY.
-- @error 42601
alter sequence sq_a owned by sq_table;
-- @error 42703
alter sequence sq_a owned by sq_table.c;
-- @error 42P01
alter sequence sq_a owned by sq_nothing.c;
alter sequence sq_a owned by sq_table.a;
select pg_get_serial_sequence('sq_table', 'a');
-- @error 0A000
alter sequence sq_a set schema sq_schema;
select count(*) from pg_attrdef where adrelid = 'sq_table'::regclass;
insert into sq_table values (default, 1) returning *;
alter table sq_table alter a set default nextval('sq_a');
insert into sq_table values (default, 1) returning *;
alter sequence sq_a owned by sq_table.b;
select pg_get_serial_sequence('sq_table', 'a'), pg_get_serial_sequence('sq_table', 'b');
insert into sq_table values (default, 1) returning *;
-- @error 2BP01
drop sequence sq_a;
alter sequence sq_a owned by none;
select pg_get_serial_sequence('sq_table', 'a'), pg_get_serial_sequence('sq_table', 'b');
-- @error 2BP01
drop sequence sq_a;
drop sequence sq_a cascade;
insert into sq_table values (default, 1) returning *;
create sequence sq_owned owned by sq_table.a;
select pg_get_serial_sequence('sq_table', 'a');
drop sequence sq_owned;
select pg_get_serial_sequence('sq_table', 'a');
create sequence sq_owned owned by sq_table.a;
drop table sq_table;
-- @error 42P01
select nextval('sq_owned');
create table sq_serial (a serial, b serial, c text);
insert into sq_serial values (default, default, 'x') returning *;
-- @error 2BP01
drop sequence sq_serial_a_seq;
alter sequence sq_serial_a_seq owned by none;
insert into sq_serial (c) values ('y') returning *;
alter table sq_serial drop a;
select nextval('sq_serial_a_seq');
drop sequence sq_serial_b_seq cascade;
insert into sq_serial (b, c) values (5, 'z') returning *;
-- @error 23502
insert into sq_serial (c) values ('y');
create schema sq_far;
create sequence sq_far.s;
-- @error 55000
alter sequence sq_far.s owned by sq_serial.b;
create view sq_view as select 1 as a;
-- @error 42809
alter sequence sq_view owned by none;
drop view sq_view;
drop schema sq_far cascade;
-- Identities.
create table sq_identity (a int generated always as identity (sequence name sq_mine start 10 increment 5), b text);
select pg_get_serial_sequence('sq_identity', 'a');
insert into sq_identity (b) values ('x') returning *;
alter table sq_identity alter a set increment 100 set maxvalue 1000;
insert into sq_identity (b) values ('x') returning *;
alter table sq_identity alter a restart with 3;
insert into sq_identity (b) values ('x') returning *;
alter table sq_identity alter a restart set cycle set minvalue 1;
insert into sq_identity (b) values ('x') returning *;
select seqstart, seqincrement, seqmin, seqmax, seqcycle, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_mine'::regclass;
-- @error 22023
alter table sq_identity alter a set increment 0;
alter table sq_identity alter a set no maxvalue;
alter table sq_identity alter a type bigint;
select seqmax, seqtypid::regtype::text from pg_sequence where seqrelid = 'sq_mine'::regclass;
-- @error 0A000
alter sequence sq_mine owned by none;
-- @error 2BP01
drop sequence sq_mine;
-- @error 42P07
create table sq_again (a int generated always as identity (sequence name sq_mine));
begin;
truncate sq_identity restart identity;
insert into sq_identity (b) values ('x') returning *;
rollback;
insert into sq_identity (b) values ('x') returning *;
truncate sq_identity restart identity;
insert into sq_identity (b) values ('x') returning *;
drop table sq_identity;
-- @error 42P01
select nextval('sq_mine');
drop table sq_serial;
drop sequence sq_serial_a_seq;
drop schema sq_schema;
-- Tables without columns.
create table sq_empty ();
insert into sq_empty default values;
select * from sq_empty;
select count(*) from sq_empty;
-- @error 42601
select *;
drop table sq_empty;
-- Owners go with the table.
create role sq_role;
create table sq_given (a serial, b int generated always as identity);
create sequence sq_loose;
alter table sq_given owner to sq_role;
select relname, pg_get_userbyid(relowner) from pg_class where relname in ('sq_given', 'sq_given_a_seq', 'sq_given_b_seq') and pg_get_userbyid(relowner) = 'sq_role' order by 1;
-- @error 55000
alter sequence sq_loose owned by sq_given.b;
alter table sq_given add c int generated always as identity;
select pg_get_userbyid(relowner) from pg_class where relname = 'sq_given_c_seq';
-- @error 0A000
alter sequence sq_given_a_seq owner to current_user;
alter sequence sq_given_a_seq owner to sq_role;
alter sequence sq_loose owner to sq_role;
select pg_get_userbyid(relowner) from pg_class where relname = 'sq_loose';
drop table sq_given;
drop sequence sq_loose;
drop role sq_role;
