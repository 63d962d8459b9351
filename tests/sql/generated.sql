-- GENERATED ALWAYS AS ... STORED, indexes, LIKE, ON COMMIT, options.
create table ge_t (a int primary key, b int, c int generated always as (a * 2 + coalesce(b, 0)) stored, d text generated always as ('<' || a || '>') stored);
-- @error 428C9
insert into ge_t values (1, 2, 3);
insert into ge_t values (1, 2), (2, null);
insert into ge_t values (3, 3, default, default) returning *;
insert into ge_t (b, a) select 4, 4 returning c, d;
select * from ge_t order by a;
update ge_t set b = 10 where a < 3 returning *;
update ge_t set a = a + 10, c = default where a = 3 returning *;
-- @error 428C9
update ge_t set c = 5;
-- @error 428C9
insert into ge_t (a, c) values (9, 9);
insert into ge_t (a, b) values (1, 5) on conflict (a) do update set b = excluded.b returning *;
delete from ge_t where c = 7 returning *;
select c, d from ge_t order by a;
-- @error 42601
create table ge_u (a int, b int default 5 generated always as (a) stored);
-- @error 42601
create table ge_u (a int, b int generated always as (a) stored generated always as (a + 1) stored);
-- @error 42601
create table ge_u (a int, b int generated always as identity generated always as (a) stored);
-- @error 42P17
create table ge_u (a int, b int generated always as (a + 1) stored, c int generated always as (b + 1) stored);
-- @error 42P17
create table ge_u (a int, b int generated always as (b + 1) stored);
-- @error 42703
create table ge_u (a int, b int generated always as (nothing + 1) stored);
-- @error 42P17
create table ge_u (a int, b double precision generated always as (random()) stored);
-- @error 42P17
create table ge_u (a int, b timestamptz generated always as (now()) stored);
-- @error 0A000
create table ge_u (a int, b int generated always as ((select 1)) stored);
-- @error 42803
create table ge_u (a int, b int generated always as (sum(a)) stored);
-- @error 42804
create table ge_u (a int, b date generated always as (a) stored);
create table ge_u (b int generated always as (a * 3) stored check (b < 100), a int, unique (b));
insert into ge_u (a) values (1), (2);
-- @error 23505
insert into ge_u (a) values (1);
-- @error 23514
insert into ge_u (a) values (50);
-- @error 23505
update ge_u set a = 1;
-- @error 22003
insert into ge_u (a) values (2000000000);
-- @error 2BP01
alter table ge_u drop column a;
-- @error 0A000
alter table ge_u alter a type bigint;
alter table ge_u add column c text generated always as (a || '!') stored;
select * from ge_u order by a;
-- @error 42601
alter table ge_u alter c set default 'x';
-- @error 42601
alter table ge_u alter c drop default;
alter table ge_u alter c type varchar(10);
alter table ge_u alter c drop expression;
-- @error 55000
alter table ge_u alter c drop expression;
alter table ge_u alter c drop expression if exists;
update ge_u set c = 'free' where a = 1;
select * from ge_u order by a;
alter table ge_u rename a to aa;
insert into ge_u (aa) values (5) returning *;
alter table ge_u drop column aa cascade;
select * from ge_u order by c;
drop table ge_u;
create table ge_s (id serial, g int generated always as (id * 100) stored, v text);
insert into ge_s (v) values ('a'), ('b') returning *;
drop table ge_s;
-- LIKE
create table ge_like (a int default 5 primary key, b text not null check (b <> ''), c int generated always as (a + 1) stored, d int generated always as identity, unique (b));
create table ge_l1 (like ge_like);
insert into ge_l1 values (1, '', 1, 1), (1, '', 1, 1);
-- @error 23502
insert into ge_l1 (a) values (1);
select * from ge_l1;
create table ge_l2 (x int, like ge_like including all, y int);
insert into ge_l2 (b) values ('b') returning *;
-- @error 23505
insert into ge_l2 (b) values ('b');
-- @error 23514
insert into ge_l2 (a, b) values (6, '');
create table ge_l3 (like ge_like including defaults including constraints);
insert into ge_l3 (b, d) values ('x', 1) returning *;
-- @error 23514
insert into ge_l3 (b, d) values ('', 1);
create table ge_l4 (like ge_like including generated including identity);
insert into ge_l4 (a, b) values (1, '') returning *;
create table ge_l5 (like ge_like including indexes excluding generated);
-- @error 23505
insert into ge_l5 (a, b, d) values (1, 'x', 1), (1, 'y', 1);
-- @error 42P01
create table ge_l6 (like ge_nothing);
-- @error 42701
create table ge_l6 (a int, like ge_like);
drop table ge_like, ge_l1, ge_l2, ge_l3, ge_l4, ge_l5;
-- indexes
create table ge_x (a int, b text, c date);
create index ge_x_one on ge_x (a);
-- @error 42P07
create index ge_x_one on ge_x (b);
create index if not exists ge_x_one on ge_x (b);
create index on ge_x (a desc nulls last, b);
create index on ge_x (lower(b));
create index on ge_x using hash (b) where a > 5;
-- @error 42P17
create index on ge_x ((b || now()));
-- @error 42703
create index on ge_x (nothing);
-- @error 42704
create index on ge_x using nothing (a);
create unique index ge_x_u on ge_x (a, b);
insert into ge_x values (1, 'x'), (1, 'y'), (null, 'x'), (null, 'x');
-- @error 23505
insert into ge_x values (1, 'x');
insert into ge_x values (1, 'x', '2024-01-01') on conflict (a, b) do update set c = excluded.c returning *;
-- @error 23505
create unique index on ge_x (b);
-- @error 42704
alter table ge_x drop constraint ge_x_u;
alter index ge_x_u rename to ge_x_v;
-- @error 42P07
alter index ge_x_v rename to ge_x_one;
-- @error 42P07
create table ge_x_v (a int);
-- @error 42P07
create view ge_x_one as select 1;
drop index ge_x_v;
insert into ge_x values (1, 'x');
-- @error 42704
drop index ge_x_v;
drop index if exists ge_x_v;
drop index ge_x_one, ge_x_a_b_idx;
-- @error 42809
drop index ge_x;
alter table ge_x add constraint ge_key unique (c);
-- @error 2BP01
drop index ge_key;
alter table ge_x drop column b;
-- @error 42704
drop index ge_x_lower_idx;
drop table ge_x;
-- @error 42P01
create index on ge_x (a);
create view ge_v as select 1 as a;
-- @error 42809
create index on ge_v (a);
drop view ge_v;
-- ON COMMIT
-- @error 42P16
create table ge_c (a int) on commit drop;
begin;
create temp table ge_c (a int) on commit drop;
insert into ge_c values (1);
select * from ge_c;
commit;
-- @error 42P01
select * from ge_c;
create temp table ge_c (a int) on commit delete rows;
insert into ge_c values (1);
select * from ge_c;
begin;
insert into ge_c values (1);
select * from ge_c;
savepoint one;
insert into ge_c values (2);
rollback to one;
select * from ge_c;
commit;
select * from ge_c;
begin;
insert into ge_c values (1);
rollback;
select * from ge_c;
drop table ge_c;
create temp table ge_c on commit preserve rows as select 1 as a;
select * from ge_c;
drop table ge_c;
begin;
create temp table ge_c on commit drop as select 1 as a;
select * from ge_c;
rollback;
-- @error 42P01
select * from ge_c;
create temp table ge_c on commit delete rows as select 1 as a;
select * from ge_c;
drop table ge_c;
-- upkeep
create table ge_m (a int primary key, b int);
insert into ge_m values (1, 1);
vacuum;
vacuum ge_m;
vacuum (analyze) ge_m;
vacuum full ge_m;
analyze;
analyze ge_m;
analyze ge_m (a, b);
-- @error 42P01
analyze ge_nothing;
-- @error 42P01
vacuum ge_nothing;
-- @error 42703
analyze ge_m (nothing);
reindex table ge_m;
reindex index ge_m_pkey;
-- @error 42P01
reindex index ge_nothing;
-- @error 42704
cluster ge_m;
checkpoint;
begin;
-- @error 25001
vacuum;
rollback;
drop table ge_m;
drop table ge_t;
