-- Roles, and what they may.  Roles belong to all databases: what is made here goes at the end.
create role g_reader;
create role g_writer;
create user g_ann password 'x' connection limit 3 valid until '2031-01-01 00:00:00+00';
create user g_bob;
-- @error 42710
create role g_reader;
-- @error 42939
create role "pg_x";
-- @error 42939
create role public;
-- @error 42939
create role none;
-- @error 42939
create role current_user;
-- @error 22023
create role g_x connection limit -5;
-- @error 42601
create role g_x superuser nosuperuser;
-- @error 42601
alter role g_reader nosuchoption;
-- @error 42704
alter role g_nope login;
-- @error 22007
create role g_x valid until 'nonsense';
create role g_x in role g_reader role g_ann admin g_ann;
select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit, rolpassword, rolvaliduntil, rolconfig from pg_roles where rolname like 'g\_%' order by 1;
select rolname, rolpassword like 'SCRAM-SHA-256$4096:%', rolpassword is null from pg_authid where rolname like 'g\_%' order by 1;
select r.rolname, m.rolname, admin_option from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member where r.rolname like 'g\_%' order by 1, 2;
select rolname from pg_roles where rolname like 'pg\_%' order by 1;
select usename, usecreatedb, usesuper, valuntil from pg_user where usename like 'g\_%' order by 1;
select groname from pg_group where groname like 'g\_%' order by 1;
drop role if exists g_nope, g_x;
-- @error 42704
drop role g_nope;
alter role g_reader rename to g_read;
-- @error 42710
alter role g_read rename to g_writer;
-- @error 42939
alter role g_read rename to pg_y;
alter role g_read rename to g_reader;
grant g_reader to g_writer;
grant g_reader to g_writer;
-- @error 0LP01
grant g_writer to g_reader;
-- @error 42704
grant g_reader to g_nope;
-- @error 42704
grant g_nope to g_writer;
grant g_writer to g_ann;
revoke g_writer from g_bob;
-- @error 42704
revoke g_nope from g_bob;
select pg_has_role('g_ann', 'g_reader', 'member'), pg_has_role('g_ann', 'g_reader', 'usage'), pg_has_role('g_bob', 'g_reader', 'member'), pg_has_role('g_bob', 'member');
-- @error 22023
select pg_has_role('g_ann', 'g_reader', 'owner');
-- @error 42704
select pg_has_role('g_ann', 'g_nope', 'member');
alter role g_ann noinherit;
select pg_has_role('g_ann', 'g_reader', 'member'), pg_has_role('g_ann', 'g_reader', 'usage'), pg_has_role('g_ann', 'g_writer', 'member with admin option');
alter role g_ann inherit;
alter role g_ann set work_mem = '1MB';
-- @error 42704
alter role g_ann set nope = '1';
select rolconfig from pg_roles where rolname = 'g_ann';
alter role g_ann reset work_mem;
select rolconfig from pg_roles where rolname = 'g_ann';

-- Becoming another.
-- @error 22023
set role g_nope;
set role g_ann;
select current_user, session_user = current_user, current_role, user;
show role;
show is_superuser;
-- @error 42501
create role g_x;
-- @error 42501
create table g_t (a int);
-- @error 42501
alter role g_bob login;
-- @error 42501
drop role g_bob;
-- @error 42501
grant g_reader to g_bob;
set role g_writer;
select current_user;
reset role;
show role;
set session authorization g_ann;
select current_user, session_user;
show session_authorization;
set role g_writer;
set role none;
select current_user;
alter user g_ann password 'abc';
-- @error 42501
alter user g_ann createdb;
-- @error 42501
alter user g_ann superuser;
-- @error 42501
create role g_x superuser;
reset session authorization;
alter user g_ann createrole;
set session authorization g_ann;
-- @error 42501
create role g_x superuser;
-- @error 42501
create role g_x replication;
-- @error 42501
create role g_x bypassrls;
create role g_x;
-- @error 55006
drop role g_ann;
-- @error 42501
alter role g_x superuser;
drop role g_x;
reset session authorization;
alter user g_ann nocreaterole;
begin;
set role g_ann;
select current_user;
rollback;
select current_user = session_user;
begin;
set local role g_ann;
select current_user;
commit;
select current_user = session_user;
begin;
create role g_gone;
grant g_reader to g_gone;
set role g_gone;
savepoint s;
reset role;
rollback to s;
select current_user;
rollback;
select count(*) from pg_roles where rolname = 'g_gone';
set role g_ann;
discard all;
select current_user = session_user;

-- Tables.
create table g_t (a int, b text, c int default 7);
insert into g_t values (1, 'one'), (2, 'two');
create view g_v as select a, b from g_t;
create sequence g_q;
create schema g_s;
create table g_s.t (a int);
select relname, relacl from pg_class where relname like 'g\_%' and relkind in ('r', 'v', 'S') order by 1;
set role g_ann;
-- @error 42501
select * from g_t;
-- @error 42501
select 1 from g_t;
-- @error 42501
select count(*) from g_t;
-- @error 42501
select * from g_v;
-- @error 42501
insert into g_t values (3);
-- @error 42501
update g_t set a = 1;
-- @error 42501
delete from g_t;
-- @error 42501
truncate g_t;
-- @error 42501
drop table g_t;
-- @error 42501
alter table g_t rename to g_tt;
-- @error 42501
alter table g_t rename column a to x;
-- @error 42501
create index on g_t (a);
-- @error 42501
comment on table g_t is 'mine';
-- @error 42501
drop view g_v;
-- @error 42501
drop sequence g_q;
-- @error 42501
select nextval('g_q');
-- @error 42501
select setval('g_q', 5);
-- @error 42501
select * from g_q;
-- @error 42501
select * from g_s.t;
-- @error 42501
create table g_s.u (a int);
-- @error 42501
drop schema g_s;
-- @error 42501
drop table g_s.t;
-- @error 42501
grant select on g_t to g_bob;
-- @error 42501
copy g_t to stdout;
-- @error 42501
copy (select a from g_t) to stdout;
-- @error 42501
select rolname from pg_authid;
-- @error 42501
select usename from pg_shadow;
-- @error 42501
explain select * from g_t;
-- @error 42501
with x as (select a from g_t) select a from x;
-- @error 42501
select (select max(a) from g_t);
-- @error 42501
select 1 where exists (select 1 from g_t);
begin;
-- @error 42501
lock table g_t;
rollback;
set role g_ann;
create temp table g_mine (a int);
insert into g_mine values (1);
select * from g_mine;
drop table g_mine;
reset role;
grant select on g_t to g_reader;
grant select (a), insert (a, b), update (b) on g_t to g_bob;
grant usage on schema g_s to g_reader;
select replace(relacl::text, current_user, 'me') from pg_class where relname = 'g_t';
select attname, replace(attacl::text, current_user, 'me') from pg_attribute where attrelid = 'g_t'::regclass and attnum > 0 order by attnum;
select replace(nspacl::text, current_user, 'me') from pg_namespace where nspname = 'g_s';
select replace(nspacl::text, current_user, 'me') from pg_namespace where nspname = 'public';
set role g_ann;
select * from g_t order by a;
-- @error 42501
select * from g_v;
-- @error 42501
insert into g_t values (3);
-- @error 42501
select * from g_s.t;
set role g_bob;
-- @error 42501
select * from g_t;
select a from g_t order by a;
select count(*) from g_t;
select count(a) from g_t where a > 1;
-- @error 42501
select a from g_t where b = 'one';
-- @error 42501
select a from g_t order by b;
-- @error 42501
select x.a from g_t x join g_t y using (b);
-- @error 42501
select a from (select a, b from g_t) x;
-- @error 42501
select a from (select * from g_t) x;
insert into g_t (a, b) values (3, 'three');
insert into g_t (a) select a + 10 from g_t where a = 3 returning a;
-- @error 42501
insert into g_t (a, b) values (4, 'four') returning b;
-- @error 42501
insert into g_t (a, c) values (4, 1);
-- @error 42501
insert into g_t values (4, 'four', 4);
update g_t set b = 'drei' where a = 3;
-- @error 42501
update g_t set b = 'x' where b = 'drei';
-- @error 42501
update g_t set b = b || 'x';
-- @error 42501
update g_t set a = 5;
-- @error 42501
delete from g_t where a = 3;
reset role;
select * from g_t order by a;
grant all on g_t to g_bob;
grant select on g_v to g_bob;
revoke select on g_t from g_bob;
set role g_bob;
-- @error 42501
select a from g_t;
select a, b from g_v order by a;
delete from g_t;
truncate g_t;
reset role;
revoke all on g_t from g_bob;
select replace(relacl::text, current_user, 'me') from pg_class where relname = 'g_t';
grant usage on sequence g_q to g_bob;
grant usage, create on schema g_s to g_bob;
set role g_bob;
select nextval('g_q'), currval('g_q');
-- @error 42501
select setval('g_q', 5);
-- @error 42501
select * from g_q;
create table g_s.mine (a int primary key, b serial);
insert into g_s.mine values (1), (2);
select * from g_s.mine order by a;
select tablename, tableowner from pg_tables where schemaname = 'g_s' and tablename = 'mine';
grant select on g_s.mine to g_ann with grant option;
alter table g_s.mine alter b set default 5;
set role g_ann;
select * from g_s.mine order by a;
grant select on g_s.mine to g_writer;
-- @error 42501
insert into g_s.mine values (3);
-- @error 42501
drop table g_s.mine;
reset role;
select relacl from pg_class where oid = 'g_s.mine'::regclass;
set role g_bob;
-- @error 2BP01
revoke select on g_s.mine from g_ann;
revoke grant option for select on g_s.mine from g_ann cascade;
select relacl from pg_class where oid = 'g_s.mine'::regclass;
revoke select on g_s.mine from g_ann;
select relacl from pg_class where oid = 'g_s.mine'::regclass;
reset role;

-- What the functions say.
select has_table_privilege('g_reader', 'g_t', 'select'), has_table_privilege('g_ann', 'g_t', 'SELECT'), has_table_privilege('g_bob', 'g_t', 'select'), has_table_privilege('g_t', 'delete');
select has_table_privilege('g_bob', 'g_t', 'insert, select'), has_table_privilege('g_reader', 'g_t', 'insert, select'), has_table_privilege('g_reader', 'g_t', 'select with grant option');
select has_table_privilege('g_reader', 'g_t'::regclass::oid, 'select'), has_table_privilege('public', 'g_t', 'select');
select has_table_privilege('g_reader', 999999::oid, 'select') is null;
-- @error 42P01
select has_table_privilege('g_reader', 'g_nope', 'select');
-- @error 42704
select has_table_privilege('g_nope', 'g_t', 'select');
-- @error 22023
select has_table_privilege('g_reader', 'g_t', 'usage');
-- @error 22023
select has_table_privilege('g_reader', 'g_t', 'sel');
select has_column_privilege('g_bob', 'g_t', 'a', 'select'), has_column_privilege('g_reader', 'g_t', 'b', 'select'), has_column_privilege('g_reader', 'g_t', 2::int2, 'update'), has_any_column_privilege('g_reader', 'g_t', 'select');
-- @error 42703
select has_column_privilege('g_bob', 'g_t', 'nope', 'select');
select has_schema_privilege('g_reader', 'g_s', 'usage'), has_schema_privilege('g_reader', 'g_s', 'create'), has_schema_privilege('g_bob', 'g_s', 'create'), has_schema_privilege('g_bob', 'public', 'usage'), has_schema_privilege('g_bob', 'public', 'create');
-- @error 3F000
select has_schema_privilege('g_bob', 'g_nope', 'usage');
select has_sequence_privilege('g_bob', 'g_q', 'usage'), has_sequence_privilege('g_bob', 'g_q', 'update'), has_sequence_privilege('g_ann', 'g_q', 'usage');
-- @error 42809
select has_sequence_privilege('g_bob', 'g_t', 'usage');
select has_database_privilege('g_bob', current_database(), 'connect'), has_database_privilege('g_bob', current_database(), 'create'), has_database_privilege('g_bob', current_database(), 'temp');
select relname, has_table_privilege('g_reader', oid, 'select') from pg_class where relname in ('g_t', 'g_v') order by 1;
select grantee, privilege_type, is_grantable, with_hierarchy from information_schema.table_privileges where table_name = 'g_t' and grantee like 'g\_%' order by 1, 2;
select grantee, column_name, privilege_type, is_grantable from information_schema.column_privileges where table_name = 'g_t' and grantee like 'g\_%' order by 1, 2, 3;
select grantee, privilege_type from information_schema.role_table_grants where table_name = 'mine' order by 1, 2;
select object_name, grantee, privilege_type from information_schema.usage_privileges where object_name = 'g_q' and grantee like 'g\_%' order by 2;

-- What cannot be granted.
-- @error 0LP01
grant usage on g_t to g_bob;
-- @error 0LP01
grant select on schema g_s to g_bob;
-- @error 0LP01
grant delete (a) on g_t to g_bob;
-- @error 42601
grant nonsense on g_t to g_bob;
-- @error 42P01
grant select on g_nope to g_bob;
-- @error 42703
grant select (nope) on g_t to g_bob;
-- @error 3F000
grant usage on schema g_nope to g_bob;
-- @error 42704
grant select on g_t to g_nope;
-- @error 42809
grant usage on sequence g_t to g_bob;
-- @error 0LP01
grant select on g_t to public with grant option;
grant select on g_t to public;
set role g_bob;
select * from g_t;
reset role;
revoke select on g_t from public;
grant select, insert on all tables in schema g_s to g_ann;
set role g_ann;
insert into g_s.mine (a, b) values (9, 9);
select * from g_s.mine order by a;
reset role;
revoke all on all tables in schema g_s from g_ann;

-- Owners.
create type g_e as enum ('a', 'b');
set role g_bob;
-- @error 42501
drop type g_e;
-- @error 42501
alter type g_e add value 'c';
create type g_s.mine_too as enum ('x');
select 'x'::g_s.mine_too;
drop type g_s.mine_too;
create domain g_s.d as int check (value > 0);
select 5::g_s.d;
reset role;
drop domain g_s.d;
drop type g_e;
alter table g_t owner to g_ann;
select tableowner from pg_tables where tablename = 'g_t';
select relacl from pg_class where relname = 'g_t';
set role g_ann;
insert into g_t values (1, 'by its owner');
alter table g_t rename column c to d;
alter table g_t rename column d to c;
-- @error 42501
alter table g_t owner to g_bob;
revoke insert on g_t from g_ann;
-- @error 42501
insert into g_t values (2, 'not any more');
grant insert on g_t to g_ann;
insert into g_t values (2, 'but again');
reset role;
-- @error 42704
alter table g_t owner to g_nope;
-- @error 2BP01
drop role g_bob;
alter view g_v owner to g_bob;
set role g_bob;
-- @error 42501
select * from g_v;
reset role;
reassign owned by g_ann to g_bob;
select tableowner from pg_tables where tablename = 'g_t';
alter default privileges in schema g_s grant select on tables to g_reader;
create table g_s.later (a int);
select has_table_privilege('g_reader', 'g_s.later', 'select'), replace(relacl::text, current_user, 'me') from pg_class where relname = 'later';
alter default privileges in schema g_s revoke select on tables from g_reader;
create schema g_u authorization g_ann;
select nspname, pg_get_userbyid(nspowner) from pg_namespace where nspname = 'g_u';
drop view g_v;
drop table g_t, g_s.t, g_s.mine, g_s.later;
drop sequence g_q;
drop schema g_s, g_u;
drop owned by g_ann, g_bob, g_reader, g_writer;
drop role g_ann, g_bob, g_reader, g_writer;
select count(*) from pg_roles where rolname like 'g\_%';
