-- UNION, INTERSECT, EXCEPT, WITH and VALUES.
select k from l union all select k from r order by 1;
select k from l union select k from r order by 1;
select k from l intersect select k from r order by 1;
select k from l intersect all select k from r order by 1;
select k from l except select k from r order by 1;
select k from l except all select k from r order by 1;
select k, v from l union select k, w::text from r order by 1, 2;
select 1 union select 2.5 order by 1;
select 1 as a union all select null order by a nulls first;
select null union all select 'x';
select null union select null;
select 'a' as x union all select 'b' union all select 'a' order by x;
select 1 union select 1 union all select 1;
(select 1 union all select 1) except select 2;
select 1 union (select 2 intersect select 2) order by 1;
select 1 union select 2 intersect select 2 order by 1;
(select k from l order by k desc nulls last limit 2) union all (select k from r order by k limit 1) order by 1;
select k from l union all select k from r order by k limit 3 offset 2;
select x.k, count(*) from (select k from l union all select k from r) x group by x.k order by 1;
select k from (select k, v from l union select k, null from r) x where k > 2 order by k;
select date '2020-01-01' as d union select timestamp '2020-01-01 10:00' order by d;
select 1::int2 union all select 1::int8;
select 'abc'::varchar(3) union all select 'abcdef'::varchar(6);
select 1.5::numeric(4,2) union all select 2.25::numeric(4,2);
select 1.5::numeric(4,2) union all select 2.25::numeric(5,3);
select id, name from dept union select id, name from emp where id > 6 order by id, name;
select k from empty union all select k from l where k = 1;
select k from empty intersect select k from l;
select k from l except select k from empty order by 1;
select count(*) from (select k from many union select i4 from kinds) x;
select count(*) from (select g, k from many where flag intersect select g, k from many where not flag) x;
select count(*) from (select g, k from many except select g, k from many where v > 0) x;
-- @error 42601
select 1, 2 union select 1;
-- @error 22P02
select 1 union select 'x';
-- @error 42804
select 1 union select true;
-- @error 42703
select k from l union select k from r order by w;
-- @error 0A000
select k from l union select k from r order by k + 1;
with a as (select k from l where k > 1) select * from a order by k;
with a as (select k from l), b as (select k from a where k > 2) select a.k, b.k from a join b on a.k = b.k order by 1;
with a(x, y) as (select k, v from l) select x, count(y) from a group by x order by x;
with a as (select 1 as n), b as (select n + 1 as n from a) select (select n from a), n from b;
with a as materialized (select k from l) select count(*) from a x, a y where x.k = y.k;
with a as not materialized (select k from l) select count(*) from a x, a y where x.k = y.k;
with l as (select 77 as k) select k from l;
with a as (select 1 as x) select * from (with a as (select 2 as x) select * from a) b, a;
with totals as (select dept_id, sum(salary) as total from emp group by dept_id) select * from totals where total = (select max(total) from totals);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) select sum(i), max(i) from n;
with recursive up as (select id, boss_id, 1 as depth from emp where name = 'Eve' union all select e.id, e.boss_id, depth + 1 from emp e join up on e.id = up.boss_id) select * from up order by depth;
with recursive n(i) as (select 1 union select (i * 3) % 7 from n) select i from n order by i;
-- @error 42P01
with a as (select 1) select * from b;
-- @error 42712
with a as (select 1), a as (select 2) select * from a;
-- @error 42P10
with a(x, y) as (select 1) select * from a;
values (1, 'x'), (2, 'y') order by 1 desc limit 1;
values (1), (2) union all values (3) order by 1;
-- @error 42601
values (1, 2), (3);
select * from (values (1, 'a'), (2, null)) as t(n, s) order by n;
select column1, column2 + 1 from (values ('x', 1), ('y', 2)) v order by 1;
select * from (values (1), ('2'), (null)) v;
-- @error 22P02
select * from (values (1), ('x')) v;
select * from (select k, v from l) as renamed(a, b) where a = 2 order by b;
select x.* from (select 1 as a, 2 as b) x;
select (x).k, x.v from l x order by 1, 2;
select generate_series(1, 3);
select * from generate_series(1, 10, 3) as g(n);
select * from generate_series(3, 1, -1) n order by n;
select * from generate_series(date '2020-01-01', date '2020-03-01', interval '1 month') m;
select n, unnest(array['a', 'b']) from generate_series(1, 2) n order by 1, 2;
select * from unnest(array[1, 2], array['x', 'y', 'z']) with ordinality as u(a, b, n);
-- @error 22P02
select 'x' union all select 1;
-- @error 22P02
select 1 union all select 'x';
-- @error 42804
select 1 union select true;
-- @error 42601
select 1, 2 union select 3 + 1;
-- @error 42703
select 1 union select 2 order by nope;
-- @error 0A000
select 1 as a union select 2 order by a + 1;
-- @error 42P01
select 1 as a union select 2 order by t.a;
-- @error 42702
select 1 as a, 2 as a union all select 3, 4 order by a;
select 'a' union select null union select 'b' order by 1;
-- @error 22P02
select 'a' union select 'b' limit 'x';
-- @error 42804
select 'a' union select 'b' union select 1;
values (1), (2) order by -column1;
values (1, 'b'), (2, 'a') order by column2 limit 1;
values (1), (2) order by column1 + 1 desc offset 1;
-- @error 42703
values (1), (2) order by nope;
