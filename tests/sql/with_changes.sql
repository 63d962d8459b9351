-- INSERT, UPDATE and DELETE in WITH: one snapshot, each run once.
create table wc_a (k int primary key, v text);
create table wc_b (k int, v text, at int default 7);
insert into wc_a select g, 'v' || g from generate_series(1, 5) g;
with gone as (delete from wc_a where k <= 2 returning *) insert into wc_b (k, v) select * from gone;
select * from wc_a order by k;
select * from wc_b order by k;
with new as (insert into wc_a values (10, 'ten'), (11, 'eleven') returning k, v || '!' as loud) select * from new order by k;
select count(*) from wc_a;
with new as (insert into wc_a values (12, 'twelve') returning *) select count(*) from wc_a;
select count(*) from wc_a;
with up as (update wc_a set v = upper(v) where k > 10 returning k, v) select a.k, a.v as before, up.v as after from wc_a a join up using (k) order by 1;
-- Not read, and still run.
with up as (update wc_a set v = v || '?' where k = 3) select 1 as one;
with up as (update wc_a set v = v || '?' where k = 3 returning k) select 2 as two;
select v from wc_a where k = 3;
with a as (insert into wc_b values (20, 'a') returning k), b as (insert into wc_b select k + 1, 'b' from a returning k), c as (select a.k + b.k as s from a, b) select * from c;
select * from wc_b where k >= 20 order by k;
with a as (insert into wc_b values (30, 'a')), b as (delete from wc_b where k = 20) update wc_b set v = v || 'u' where k = 21 returning *;
select * from wc_b where k >= 20 order by k;
-- The upsert of old.
with up as (update wc_a set v = 'updated' where k = 4 returning k) insert into wc_a select 4, 'inserted' where not exists (select 1 from up);
with up as (update wc_a set v = 'updated' where k = 40 returning k) insert into wc_a select 40, 'inserted' where not exists (select 1 from up);
select * from wc_a where k in (4, 40) order by k;
-- The same rows twice: once.
with up as (update wc_a set v = 'first' where k = 4) delete from wc_a where k = 4 returning *;
select * from wc_a where k = 4;
with gone as (delete from wc_a where k = 4 returning *) update wc_a set v = 'second' where k in (4, 5) returning k, v;
select * from wc_a where k in (4, 5) order by k;
with a as (update wc_a set v = 'one' where k = 5 returning v), b as (update wc_a set v = 'two' where k in (3, 5) returning v) select (select count(*) from a) as a, (select count(*) from b) as b;
select * from wc_a where k in (3, 5) order by k;
-- Keys see all of them.
-- @error 23505
with a as (insert into wc_a values (50, 'x')) insert into wc_a values (50, 'y');
select * from wc_a where k = 50;
-- @error 23505
with a as (insert into wc_a values (51, 'x')) insert into wc_a values (51, 'y') on conflict do nothing;
with a as (insert into wc_a values (51, 'x') returning k) insert into wc_a select k, 'y' from a on conflict do nothing;
select * from wc_a where k = 51;
with a as (delete from wc_a where k = 51) insert into wc_a values (52, 'y') returning *;
-- @error 23505
with a as (insert into wc_a values (60, 'x')) update wc_a set k = 60 where k = 52;
-- @error 23505
with a as (update wc_a set k = 61 where k = 52) insert into wc_a values (52, 'again');
with a as (update wc_a set k = 61 where k = 52 returning v) insert into wc_a select 52, 'again' from a;
select * from wc_a where k in (52, 61) order by k;
-- Names.
with new (x, y) as (insert into wc_b values (70, 'n') returning k, v) select y, x from new;
with new as (insert into wc_b values (71, 'n') returning *) select n.* from new n;
-- @error 42P10
with new (x, y, z) as (insert into wc_b values (70, 'n') returning k, v) select y, x from new;
-- @error 0A000
with new as (insert into wc_b values (70, 'n')) select * from new;
-- @error 42P01
with new as (insert into wc_b values (70, 'n') returning k) select * from newer;
-- @error 42712
with new as (insert into wc_b values (70, 'n') returning k), new as (select 1) select * from new;
-- @error 42P01
with new as (insert into wc_nothing values (70, 'n') returning k) select * from new;
-- @error 42703
with new as (insert into wc_b (nothing) values (70) returning k) select * from new;
-- @error 0A000
select * from (with new as (insert into wc_b values (70, 'n') returning k) select * from new) x;
-- @error 0A000
insert into wc_b with new as (insert into wc_b values (70, 'n') returning k) select * from new;
-- @error 0A000
create view wc_view as with new as (insert into wc_b values (70, 'n') returning k) select * from new;
begin;
-- @error 0A000
declare wc_cursor cursor for with new as (insert into wc_b values (70, 'n') returning k) select * from new;
rollback;
-- @error 0A000
with a as (with b as (delete from wc_b returning k) insert into wc_b (k) select k from b returning k) select * from a;
with shadow as (select 1 as k), a as (with shadow as (select 72 as k) insert into wc_b (k) select k from shadow returning k) select a.k, shadow.k from a, shadow;
-- Types of what RETURNING gives.
create table wc_types (a int2, b numeric(6,2), c numeric, d varchar(5), e timestamptz, f text[], g boolean, h float4);
with t as (insert into wc_types values (1, 2.5, 3.25, 'abc', '2020-01-01 00:00+00', '{a,b}', true, 1.5), (null, null, null, null, null, null, null, null) returning *) select * from t order by a;
with t as (insert into wc_types (b, c) values (1.5, 2) returning b * 2 as twice, c / 3 as third, b + c as s, 'x' as x, null as n, current_date is null as z) select * from t;
with t as (update wc_types set h = h + 1 where a = 1 returning h, d || 'z' as d) insert into wc_types (h, d) select h, d from t returning h, d;
with t as (delete from wc_types returning 1) select count(*), count(distinct a) from t, wc_types;
with t as (insert into wc_types default values returning a) select count(*) from wc_types, t;
-- Rows in number.
create table wc_many (n int primary key);
with t as (insert into wc_many select generate_series(1, 20000) returning n) select count(*), sum(n), min(n), max(n) from t;
with t as (delete from wc_many where n % 2 = 0 returning n), u as (update wc_many set n = -n where n % 3 = 0 returning n) select (select count(*) from t), (select count(*) from u);
select count(*), sum(n) from wc_many;
with t as (delete from wc_many returning n) insert into wc_many select n from t where n > 0;
select count(*), sum(n) from wc_many;
with t as (delete from wc_many where n < 1000 returning n) insert into wc_many select n + 100000 from t;
select count(*), sum(n) from wc_many;
-- Foreign keys are looked at once all is done.
create table wc_parent (k int primary key);
create table wc_child (k int references wc_parent on delete cascade, t text);
insert into wc_parent values (1), (2);
with p as (insert into wc_parent values (3) returning k) insert into wc_child select k, 'c' from p returning *;
with c as (insert into wc_child values (4, 'early')) insert into wc_parent values (4);
select * from wc_child order by k;
-- @error 23503
with c as (insert into wc_child values (5, 'early') returning k) select * from c;
with p as (delete from wc_parent where k = 3 returning k) select c.* from wc_child c join p using (k);
select * from wc_child order by k;
-- @error 23503
with p as (delete from wc_parent where k = 1) insert into wc_child values (1, 'late');
-- Transactions.
begin;
with t as (insert into wc_parent values (9) returning k) select * from t;
savepoint s;
-- @error 23505
with t as (insert into wc_parent values (10) returning k) insert into wc_parent values (9);
rollback to s;
select * from wc_parent order by k;
rollback;
select * from wc_parent order by k;
prepare wc_p (int, int) as with t as (insert into wc_parent values ($1) returning k) select k + $2 as s from t;
execute wc_p(20, 1);
execute wc_p(21, 2);
-- @error 23505
execute wc_p(21, 2);
prepare wc_q as with t as (insert into wc_child values ($1, $2) returning k) select k + $3 as s, $2 || 'x' as y from t;
execute wc_q(20, 'a', 5);
deallocate all;
with t as (update wc_child set t = t || '.' where false returning *) select count(*) from t;
-- @error 42P01
with t as (insert into wc_b (k) values (nextval('pg_catalog.nothing')) returning k) select * from t limit 0;
create sequence wc_s;
with t as (insert into wc_b (k, v) values (nextval('wc_s'), 'q'), (nextval('wc_s'), 'r') returning k, v) select * from t order by k;
drop sequence wc_s;
-- Who may.
create role wc_user;
grant insert, select on wc_b to wc_user;
set role wc_user;
with t as (insert into wc_b (k) values (90) returning k) select k from t;
-- @error 42501
with t as (delete from wc_b returning k) select k from t;
-- @error 42501
with t as (insert into wc_b (k) values (91) returning k) insert into wc_a select k from t;
reset role;
revoke all on wc_b from wc_user;
drop role wc_user;
drop table wc_child, wc_parent, wc_many, wc_types, wc_a, wc_b;
