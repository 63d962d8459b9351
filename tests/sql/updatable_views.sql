-- INSERT, UPDATE and DELETE over views, WITH CHECK OPTION.
create table uv_t (a int primary key, b text default 'def', c numeric(6,2) check (c >= 0), d int default 4);
insert into uv_t values (1, 'one', 1.5, 10), (2, 'two', 2.5, 20), (3, 'three', 3.5, 30);
create view uv_all as select * from uv_t;
insert into uv_all values (4, 'four', 4.5, 40);
insert into uv_all (a) values (5) returning *;
insert into uv_all (a, b) values (6, default), (7, 'seven') returning a, b, d;
update uv_all set b = upper(b), c = c + 1 where a <= 2 returning *;
delete from uv_all where a = 3 returning *;
select * from uv_t order by a;
create view uv_some (k, name, twice) as select t.a, t.b, t.a * 2 from uv_t t where t.a > 1 order by t.a;
select * from uv_some order by k;
update uv_some set name = name || '!' where k < 5 returning k, name, twice;
update uv_some set name = 'x' where k = 1;
update uv_some s set name = s.name || s.twice where s.k = 4 returning s.*;
delete from uv_some where twice = 10 returning k, twice;
insert into uv_some (k, name) values (20, 'twenty') returning *;
insert into uv_some (k, name) select k + 100, name from uv_some where k < 5 returning k;
insert into uv_some values (30, 'thirty');
-- @error 23502
insert into uv_some default values;
select count(*) from uv_t;
-- @error 0A000
insert into uv_some (k, twice) values (50, 1);
-- @error 0A000
insert into uv_some values (51, 'x', 1);
-- @error 0A000
update uv_some set twice = 1;
-- @error 42703
update uv_some set a = 1;
-- @error 42703
insert into uv_some (b) values (1);
-- @error 42703
update uv_some set name = 'x' where a = 1;
-- @error 42601
insert into uv_some values (1, 'x', 3, 4);
-- @error 42701
insert into uv_some (k, k) values (1, 2);
-- @error 23505
insert into uv_some (k) values (20);
-- @error 23514
insert into uv_all values (60, 'x', -1);
-- @error 23502
insert into uv_some (name) values ('no key');
update uv_some set (k, name) = (21, 'twenty-one') where k = 20 returning *;
update uv_some set name = o.name from (values (21, 'from')) o (k, name) where o.k = uv_some.k returning uv_some.*, o.k;
delete from uv_some using (values (21)) o (k) where o.k = uv_some.k returning uv_some.name, uv_some.twice;
create view uv_on_view as select name as n, k from uv_some where k < 100;
insert into uv_on_view values ('nested', 70) returning *;
update uv_on_view set n = n || '?' where k = 70 returning *;
delete from uv_on_view where k > 6 returning *;
delete from uv_on_view where k = 104;
select * from uv_t order by a;
create view uv_nested_computed as select k, twice from uv_some;
-- @error 0A000
update uv_nested_computed set twice = 3;
update uv_nested_computed set k = k + 1000 where k = 102 returning *;
-- Views that are not updatable.
create view uv_distinct as select distinct a from uv_t;
-- @error 55000
insert into uv_distinct values (1);
-- @error 55000
update uv_distinct set a = 1;
-- @error 55000
delete from uv_distinct;
create view uv_group as select b, count(*) from uv_t group by b;
-- @error 55000
delete from uv_group;
create view uv_having as select 1 as x from uv_t having count(*) > 1;
-- @error 55000
delete from uv_having;
create view uv_union as select a from uv_t union all select a from uv_t;
-- @error 55000
insert into uv_union values (1);
create view uv_with as with w as (select 1) select a from uv_t;
-- @error 55000
delete from uv_with;
create view uv_limit as select a from uv_t limit 5;
-- @error 55000
update uv_limit set a = 1;
create view uv_offset as select a from uv_t offset 1;
-- @error 55000
delete from uv_offset;
create view uv_agg as select max(a) as m from uv_t;
-- @error 55000
update uv_agg set m = 1;
create view uv_window as select a, row_number() over (order by a) as n from uv_t;
-- @error 55000
delete from uv_window;
create view uv_set as select a, generate_series(1, 2) as g from uv_t;
-- @error 55000
update uv_set set a = 1;
create view uv_join as select t.a from uv_t t join uv_t u using (a);
-- @error 55000
delete from uv_join;
create view uv_two as select t.a from uv_t t, uv_t u;
-- @error 55000
delete from uv_two;
create view uv_nothing as select 1 as a;
-- @error 55000
delete from uv_nothing;
create view uv_values as values (1), (2);
-- @error 55000
delete from uv_values;
create view uv_sub as select a from (select a from uv_t) s;
-- @error 55000
delete from uv_sub;
create view uv_function as select g from generate_series(1, 3) g;
-- @error 55000
delete from uv_function;
create view uv_none as select a + 1 as x, b || 'x' as y from uv_t;
begin;
delete from uv_none;
rollback;
-- @error 55000
update uv_none set x = 1;
create view uv_on_limit as select a from uv_limit;
-- @error 55000
update uv_on_limit set a = 1;
select table_name, is_updatable, is_insertable_into, check_option from information_schema.views where table_name like 'uv\_%' order by 1;
select table_name, is_insertable_into from information_schema.tables where table_name like 'uv\_%' order by 1;
select table_name, column_name, is_updatable from information_schema.columns where table_name like 'uv\_%' order by 1, 2;
-- WITH CHECK OPTION.
create view uv_checked as select a, b from uv_t where a < 500 with check option;
insert into uv_checked values (400, 'fine');
-- @error 44000
insert into uv_checked values (600, 'too large');
-- @error 44000
update uv_checked set a = a + 200 where a = 400;
update uv_checked set b = 'still fine' where a = 400 returning *;
-- @error 44000
insert into uv_checked values (401, 'x'), (700, 'y');
create view uv_null as select a, d from uv_t where d > 0 with local check option;
-- @error 44000
insert into uv_null values (410, null);
insert into uv_null values (410, 1) returning *;
create view uv_base as select a, b from uv_t where a > 10;
create view uv_local as select * from uv_base where a < 900 with local check option;
create view uv_cascaded as select * from uv_base where a < 900 with cascaded check option;
insert into uv_local values (8, 'passes, as uv_base has no check');
-- @error 44000
insert into uv_local values (901, 'x');
-- @error 44000
insert into uv_cascaded values (9, 'x');
-- @error 44000
insert into uv_cascaded values (902, 'x');
create view uv_over as select * from uv_cascaded where b <> 'bad';
insert into uv_over values (801, 'bad');
-- @error 44000
insert into uv_over values (9, 'x');
create or replace view uv_local as select * from uv_base where a < 900;
insert into uv_local values (901, 'passes now');
create view uv_options with (check_option = local, security_barrier) as select a from uv_t where a > 0;
select relname, reloptions from pg_class where relname like 'uv\_%' and reloptions is not null order by 1;
select table_name, check_option from information_schema.views where table_name like 'uv\_%' and check_option <> 'NONE' order by 1;
-- @error 22023
create view uv_bad with (check_option = maybe) as select a from uv_t;
-- @error 22023
create view uv_bad with (nothing = 1) as select a from uv_t;
-- @error 0A000
create view uv_bad as select distinct a from uv_t with check option;
-- @error 0A000
create view uv_bad as select max(a) as a from uv_t with local check option;
create temp view uv_temp as select a, b from uv_t where a = 1;
update uv_temp set b = 'by temp' returning *;
with up as (update uv_all set d = d + 1 where a < 3 returning a, d) select * from up order by a;
prepare uv_p (int, text) as update uv_all set b = $2 where a = $1 returning *;
execute uv_p(1, 'prepared');
deallocate uv_p;
-- Identities and generated columns behind views.
create table uv_g (id int generated always as identity, x int, y int generated always as (x * 2) stored);
create view uv_gv as select id, x, y from uv_g;
insert into uv_gv (x) values (5) returning *;
-- @error 428C9
insert into uv_gv values (9, 5) returning *;
-- @error 428C9
update uv_gv set y = 1;
update uv_gv set x = 6 returning *;
insert into uv_gv (id, x) overriding system value values (9, 5) returning *;
-- Who may.
create role uv_owner;
create role uv_user;
grant create on schema public to uv_owner;
set role uv_owner;
create table uv_mine (a int, b int);
create view uv_mine_v as select a, b from uv_mine;
grant select, insert, update (b) on uv_mine_v to uv_user;
set role uv_user;
insert into uv_mine_v values (1, 2);
update uv_mine_v set b = 3 where a = 1;
select * from uv_mine_v;
-- @error 42501
update uv_mine_v set a = 3;
-- @error 42501
delete from uv_mine_v;
-- @error 42501
insert into uv_mine values (1, 2);
reset role;
drop table uv_mine cascade;
revoke create on schema public from uv_owner;
drop role uv_owner, uv_user;
drop table uv_g cascade;
drop view uv_nothing, uv_values, uv_function;
drop table uv_t cascade;
