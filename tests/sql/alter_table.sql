-- ALTER TABLE over rows.
create table al_t (a int primary key, b text, c numeric(10, 2) default 1.5);
insert into al_t values (1, 'one', 10), (2, 'two', 20), (3, null, 30);
-- ADD COLUMN
alter table al_t add column d int;
select * from al_t order by a;
alter table al_t add e text default 'dflt';
select * from al_t order by a;
alter table al_t add column f int not null default 7, add column g date default '2024-02-03';
select * from al_t order by a;
insert into al_t (a) values (4) returning *;
-- @error 23502
alter table al_t add column h int not null;
-- @error 42701
alter table al_t add column d int;
alter table al_t add column if not exists d int;
alter table al_t add column if not exists h int default 1 + 2;
-- @error 42704
alter table al_t add column i nosuchtype;
-- @error 42804
alter table al_t add column i int default 'x' || 'y';
-- @error 22P02
alter table al_t add column i int default 'x';
alter table al_t add column i serial;
select a, i from al_t order by a;
insert into al_t (a) values (5) returning a, i;
alter table al_t add column j int check (j > 0) default 1;
-- @error 23514
alter table al_t add column k int check (k > 1) default 1;
-- @error 23505
alter table al_t add column k int unique default 1;
alter table al_t add column k int unique;
insert into al_t (a, k) values (6, 1);
-- @error 23505
insert into al_t (a, k) values (7, 1);
-- @error 23514
insert into al_t (a, j) values (7, 0);
alter table al_t add column l int generated always as identity;
select a, l from al_t order by a;
-- @error 428C9
insert into al_t (a, l) values (7, 1);
alter table al_t add column m double precision default random();
select count(distinct m) from al_t;
alter table al_t add column n text[] default '{a,b}', add column o timestamptz default '2020-01-01 00:00:00+00';
select a, n, o from al_t order by a;
-- DROP COLUMN
alter table al_t drop column m;
-- @error 42703
select m from al_t;
-- @error 42703
alter table al_t drop column m;
alter table al_t drop column if exists m;
alter table al_t drop d, drop e, drop column f;
select * from al_t order by a;
select attname, attnum from pg_attribute where attrelid = 'al_t'::regclass and attnum > 0 and not attisdropped order by attnum;
alter table al_t add column d text default 'again';
select attname, attnum from pg_attribute where attrelid = 'al_t'::regclass and attnum > 0 and not attisdropped order by attnum;
-- @error 42P01
select currval('al_t_nothing_seq');
alter table al_t drop column i;
-- @error 42P01
select last_value from al_t_i_seq;
alter table al_t drop column a;
insert into al_t (b) values ('no key'), ('no key');
select count(*) from al_t where b = 'no key';
drop table al_t;
-- constraints go with their columns
create table al_c (a int, b int, c int, check (a < b), check (c > 0), unique (a, c), constraint al_named check (b > 1));
alter table al_c drop column b;
insert into al_c values (5, 1);
-- @error 23514
insert into al_c values (6, 0);
-- @error 23505
insert into al_c values (5, 1);
alter table al_c drop column c;
insert into al_c values (5), (5);
select * from al_c;
drop table al_c;
-- views
create table al_v (a int, b int, c int);
create view al_view as select a, b from al_v;
create view al_view_two as select a from al_view;
alter table al_v drop column c;
-- @error 2BP01
alter table al_v drop column a;
-- @error 2BP01
alter table al_v drop column b;
-- @error 0A000
alter table al_v alter column a type bigint;
alter table al_v drop column b cascade;
-- @error 42P01
select * from al_view;
-- @error 42P01
select * from al_view_two;
select * from al_v;
create view al_view as select count(*) as n from al_v;
alter table al_v rename to al_w;
insert into al_w values (1), (2);
select * from al_view;
create schema al_schema;
alter table al_w set schema al_schema;
select * from al_view;
-- @error 42P01
select * from al_w;
select * from al_schema.al_w order by a;
-- @error 42P01
alter table al_w add column b int;
alter table al_schema.al_w add column b int default 5;
select * from al_schema.al_w order by a;
drop schema al_schema cascade;
-- TYPE
create table al_y (a int, b text, c numeric(8, 3), d date);
insert into al_y values (1, '10', 1.234, '2024-01-02'), (2, '20', 2.5, null), (null, null, null, null);
alter table al_y alter column a type bigint;
select a, pg_typeof(a)::text from al_y order by a;
alter table al_y alter a type text;
select a, pg_typeof(a)::text from al_y order by a;
-- @error 42804
alter table al_y alter a type int;
alter table al_y alter a set data type int using a::int + 1;
select * from al_y order by a;
-- @error 42804
alter table al_y alter b type int using d;
-- @error 22P02
alter table al_y alter b type int using (b || 'x')::int;
alter table al_y alter b type int using b::int, alter c type numeric(6, 1), alter d type timestamp;
select * from al_y order by a;
-- @error 22003
alter table al_y alter c type numeric(2, 2);
alter table al_y alter b type varchar(5);
-- @error 22001
alter table al_y alter b type varchar(1);
alter table al_y alter b type char(4);
select b, length(b), octet_length(b) from al_y order by a;
alter table al_y alter b set default 'x';
-- @error 42804
alter table al_y alter b type date using d::date;
alter table al_y alter b drop default, alter b type date using d::date;
select * from al_y order by a;
-- @error 42703
alter table al_y alter nothing type int;
drop table al_y;
create table al_k (a int primary key, b int check (b > 0));
insert into al_k values (1, 1), (2, 2);
-- @error 23505
alter table al_k alter a type int using 1;
alter table al_k alter a type text;
-- @error 23505
insert into al_k values ('1', 3);
-- @error 42883
alter table al_k alter b type text;
alter table al_k alter b type smallint;
-- @error 23514
alter table al_k alter b type int using -b;
drop table al_k;
-- NOT NULL, DEFAULT
create table al_n (a int, b int default 5, s serial);
insert into al_n values (null, 1);
-- @error 23502
alter table al_n alter a set not null;
update al_n set a = 1;
alter table al_n alter a set not null;
-- @error 23502
insert into al_n values (null);
alter table al_n alter a drop not null;
insert into al_n values (null);
alter table al_n alter b drop default;
insert into al_n (a) values (9) returning a, b, s;
alter table al_n alter b set default 8;
insert into al_n (a) values (10) returning a, b, s;
alter table al_n alter s drop default;
-- @error 23502
insert into al_n (a) values (11);
alter table al_n alter s set default 100;
insert into al_n (a) values (11) returning *;
-- @error 42703
alter table al_n alter nothing set not null;
-- @error 42703
alter table al_n alter nothing set default 1;
drop table al_n;
-- @error 42P01
select last_value from al_n_s_seq;
-- constraints
create table al_d (a int, b int);
insert into al_d values (1, 1), (2, null), (3, -3);
-- @error 23514
alter table al_d add check (b > 0);
-- @error 23514
alter table al_d add constraint al_positive check (b > 0);
alter table al_d add constraint al_positive check (b > 0) not valid;
-- @error 23514
insert into al_d values (4, -4);
-- @error 23514
alter table al_d validate constraint al_positive;
update al_d set b = 3 where a = 3;
alter table al_d validate constraint al_positive;
alter table al_d validate constraint al_positive;
-- @error 42704
alter table al_d validate constraint nothing;
-- @error 42710
alter table al_d add constraint al_positive check (a > 0);
alter table al_d add constraint al_small check (a < 100 and b < 100);
alter table al_d add unique (a);
-- @error 42809
alter table al_d validate constraint al_d_a_key;
-- @error 23505
alter table al_d add unique (b), add column c int default 1, add unique (c);
alter table al_d rename constraint al_positive to al_pos;
-- @error 23514
insert into al_d values (5, -5);
-- @error 42704
alter table al_d rename constraint al_positive to al_pos_two;
-- @error 42710
alter table al_d rename constraint al_small to al_pos;
alter table al_d rename constraint al_d_a_key to al_key;
-- @error 23505
insert into al_d values (1, 5);
alter table al_d drop constraint al_pos, drop constraint if exists nothing;
insert into al_d values (5, -5);
-- @error 42704
alter table al_d drop constraint nothing;
alter table al_d rename a to aa;
-- @error 23514
insert into al_d values (101, 1);
select aa, b from al_d order by aa;
alter table al_d rename column b to bb;
-- @error 23514
insert into al_d values (10, 100);
-- @error 42701
alter table al_d rename aa to bb;
drop table al_d;
-- identity
create table al_i (a int not null, b int);
insert into al_i values (7, 7);
-- @error 55000
alter table al_i alter b add generated always as identity;
alter table al_i alter a add generated by default as identity (start 100);
insert into al_i (b) values (1) returning a;
-- @error 55000
alter table al_i alter a add generated by default as identity;
-- @error 42601
alter table al_i alter a set default 5;
-- @error 42601
alter table al_i alter a drop not null;
alter table al_i alter a set generated always;
-- @error 428C9
insert into al_i values (5, 5);
alter table al_i alter a restart with 50;
insert into al_i (b) values (2) returning a;
alter table al_i alter a drop identity;
-- @error 55000
alter table al_i alter a drop identity;
alter table al_i alter a drop identity if exists;
-- @error 23502
insert into al_i (b) values (3);
drop table al_i;
-- transactions
create table al_x (a int);
insert into al_x values (1), (2);
begin;
alter table al_x add column b int default 3;
select * from al_x order by a;
savepoint one;
alter table al_x drop column a;
select * from al_x;
rollback to one;
select * from al_x order by a;
insert into al_x values (3, 4);
alter table al_x alter b type text, alter b set not null;
select * from al_x order by a;
rollback;
select * from al_x order by a;
begin;
-- @error 22012
alter table al_x alter a type int using a / (a - 1);
rollback;
select * from al_x order by a;
begin;
alter table al_x add column b int default 3, alter a type text;
commit;
select * from al_x order by a;
-- kinds
create view al_view as select * from al_x;
-- @error 42809
alter table al_view add column b int;
alter view al_view rename to al_view_two;
select * from al_view_two order by a;
-- @error 42P01
alter table al_nothing add column b int;
alter table if exists al_nothing add column b int;
alter table al_x set (fillfactor = 70);
-- @error 22023
alter table al_x set (fillfactor = 5);
-- @error 22023
alter table al_x set (nothing = 5);
alter table al_x reset (fillfactor);
alter table al_x alter a set statistics 10;
alter table al_x set unlogged;
alter table al_x set logged;
alter table al_x owner to current_user;
drop table al_x cascade;
create table al_e (a int);
alter table al_e add b int not null, add primary key (a), add c int generated always as (a + b) stored;
insert into al_e values (1, 2) returning *;
drop table al_e;
-- @error 22023
create table al_o (a int) with (nothing = 1);
create table al_o (a int) with (fillfactor = 50);
create unlogged table al_u (a int);
drop table al_o, al_u;
