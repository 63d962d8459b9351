-- Constraints made of indexes; DROP OWNED; schemas that may not be looked into.
create table ui_t (a int, b int, c text);
create unique index ui_a on ui_t (a);
create unique index ui_b on ui_t (b);
create index ui_c on ui_t (c);
create unique index ui_desc on ui_t (a desc);
create unique index ui_two on ui_t (b, c);
insert into ui_t values (1, 1, 'x'), (2, null, 'y');
create table ui_other (a int);
create unique index ui_other_a on ui_other (a);
create table ui_child (a int references ui_t (a));
insert into ui_child values (1);
-- @error 42704
alter table ui_t add primary key using index ui_nothing;
-- @error 55000
alter table ui_t add unique using index ui_other_a;
-- @error 42809
alter table ui_t add unique using index ui_c;
-- @error 42809
alter table ui_t add unique using index ui_desc;
-- @error 23502
alter table ui_t add primary key using index ui_b;
alter table ui_t add constraint ui_key primary key using index ui_a;
-- @error 42P16
alter table ui_t add primary key using index ui_two;
-- @error 55000
alter table ui_t add unique using index ui_key;
alter table ui_t add unique using index ui_two;
select conname, contype, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'ui_t'::regclass order by 1;
select indexdef from pg_indexes where tablename = 'ui_t' order by 1;
-- @error 23505
insert into ui_t values (1, 5, 'z');
-- @error 23502
insert into ui_t values (null, 5, 'z');
-- @error 23505
insert into ui_t values (3, 1, 'x');
-- @error 23503
insert into ui_child values (7);
-- @error 23503
delete from ui_t where a = 1;
insert into ui_t values (1, 2, 'w') on conflict on constraint ui_key do update set c = 'upserted' returning *;
-- @error 0A000
create table ui_new (a int, primary key using index ui_two);
drop table ui_child, ui_other, ui_t;
-- DROP OWNED.
create role ow_one;
create role ow_two;
create schema ow_schema authorization ow_one;
grant create on schema public to ow_one;
set role ow_one;
create table ow_t (a int primary key, b serial);
create view ow_v as select a from ow_t;
create sequence ow_s;
create type ow_e as enum ('a');
create domain ow_d as int;
create table ow_schema.t (a int);
grant select on ow_t to ow_two;
reset role;
create table ow_mine (a int references ow_t, b int);
grant select on ow_mine to ow_one;
set role ow_two;
-- @error 42501
drop owned by ow_one;
reset role;
-- @error 2BP01
drop owned by ow_one;
-- @error 2BP01
drop owned by ow_one restrict;
select relname from pg_class where relname like 'ow\_%' and relkind in ('r', 'v', 'S') order by 1;
drop owned by ow_one cascade;
select relname from pg_class where relname like 'ow\_%' and relkind in ('r', 'v', 'S') order by 1;
select typname from pg_type where typname in ('ow_e', 'ow_d');
select nspname from pg_namespace where nspname = 'ow_schema';
select has_table_privilege('ow_one', 'ow_mine', 'select'), has_schema_privilege('ow_one', 'public', 'create');
drop owned by ow_one, ow_two;
drop role ow_one, ow_two;
-- @error 42704
drop owned by ow_nobody;
insert into ow_mine values (5, 6);
drop table ow_mine;
-- What may not be looked into is not found.
create role sp_user;
create schema sp_closed;
create schema sp_open;
grant usage on schema sp_open to sp_user;
create table sp_closed.t as select 'closed' as x;
create table sp_open.t as select 'open' as x;
grant select on sp_closed.t, sp_open.t to sp_user;
set search_path = sp_closed, sp_open;
select x from t;
select current_schemas(false), current_schema();
set role sp_user;
select x from t;
select current_schemas(false), current_schema();
-- @error 42501
select x from sp_closed.t;
reset role;
reset search_path;
drop schema sp_closed cascade;
drop schema sp_open cascade;
drop role sp_user;
