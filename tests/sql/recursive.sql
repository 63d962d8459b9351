-- WITH RECURSIVE: what it gives, and where a query may name itself.
with recursive t(n) as (values (1) union all select n + 1 from t where n < 100) select sum(n), count(*), max(n) from t;
with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select n from t;
with recursive t(n) as (select 1 union select 10 - n from t) select n from t;
with recursive t(n) as (select 1 union all select n + 1 from t) select n from t limit 10;
with recursive fib(a, b) as (select 0::numeric, 1::numeric union all select b, a + b from fib where b < 1e30) select a from fib;
with recursive t(n, s) as (select 1, 'a' union all select n + 1, s || n from t where n < 6) select * from t;
with recursive t(n, s) as (select 1, 'a'::text union all select n + 1, s || n::text from t where n < 6) select * from t;
with recursive boss(id, name, depth, path) as (select id, name, 0, array[id] from emp where boss_id is null union all select e.id, e.name, b.depth + 1, b.path || e.id from emp e join boss b on e.boss_id = b.id) select * from boss order by path;
with recursive boss as (select id, name, boss_id from emp where name = (select max(name) from emp) union select e.id, e.name, e.boss_id from emp e, boss b where e.id = b.boss_id) select id, name from boss;
with recursive t(n) as (select k from l union select n + 1 from t join r on k = n) select n from t order by n;
with recursive t(k) as (select k from l union select k + 1 from t where k < 12) select * from t order by k nulls first;
with recursive t(k) as (select null::int union select k from t) select * from t;
with recursive t as (select 1 as x union all select x * 2 from t where x < 1000) select * from t order by x desc limit 3;
with recursive t as (select 1 as x union all select x + 1 from t where x < 3), u as (select x, 'u' as s from t) select * from u order by x;
with recursive u as (select x * 10 as y from t), t as (select 1 as x union all select x + 1 from t where x < 3) select * from u order by y;
with recursive t as (select 1 as x union all select x + 1 from t where x < 3) select a.x, b.x from t a join t b on a.x < b.x order by 1, 2;
with recursive t as (select 1 as x union all select x + 1 from t where x < 4) select * from t where x in (select x from t where x > 2) order by 1;
with recursive outermost(x) as (select 1 union (with innermost as (select 2) select * from innermost union select 3)) select * from outermost order by 1;
with recursive t(x) as (select 1 union all select x + g from t, generate_series(1, 2) g where x < 5) select x, count(*) from t group by x order by x;
with recursive t(x) as (select 1 union all select y from t, lateral (select x + 1 as y union all select x + 2) s where x < 4) select x, count(*) from t group by x order by x;
with recursive t(x, y) as (select 1, 1 union all select x + 1, (select count(*)::int from l where k <= t.x) from t where x < 6) select * from t order by x;
with recursive t(x) as (select 1 union all select x + 1 from t where x < 6 and exists (select 1 from l where l.k = t.x)) select * from t order by x;
with recursive t(x, n) as (select 1, 0::int8 union all select x + 1, row_number() over (order by x) from t where x < 5) select * from t order by x;
with recursive t(x) as (select 1 union all (select distinct x + 1 from t where x < 5)) select * from t order by x;
with recursive t(x) as (select 1 union all select * from (select x + 1 from t where x < 5 order by x limit 1) s) select * from t order by x;
with recursive t(x, y) as (select 1, '1'::varchar(3) union all select x + 1, (x::text)::varchar(3) from t where x < 4) select *, pg_typeof(y) from t order by x;
with recursive t(x) as (select 1.5::numeric union all select x * 1.5 from t where x < 100) select x from t order by x;
with recursive t(x) as (select 1 union all select x + 1 from t where x < 20000) select count(*), sum(x) from t;
with recursive t(x) as (select 1 union select (x * 7 + 3) % 10007 from t) select count(*), sum(x) from t;
with recursive t(x, y) as (select 0, 0 union select (x + 1) % 50, (y + x) % 60 from t) select count(*), sum(x), sum(y) from t;
with recursive t(a, b) as (select g, g from many where id < 4 union select t.a, m.g from t join many m on m.k = length(t.b)) select count(*) from t;
with recursive r(id) as (select 1::int8 union select m.id * 2 from many m join r on m.id = r.id where m.id < 2000) select * from r order by id;
with recursive t(x) as (select 1 union all select x + 1 from t left join l on l.k = t.x where x < 4) select x, count(*) from t group by x order by x;
with recursive x(n) as (select 1 union all select n + 1 from x where n < 3), y(m) as (select n from x union all select m + 10 from y where m < 30) select * from y order by m;
with recursive t(n) as (select 1 union all select n + 1 from t where n < (select max(k) from l)) select * from t order by n;
select (with recursive t(n) as (select 1 union all select n + 1 from t where n < 4) select sum(n) from t), k from l order by k, v;
select * from (with recursive t(n) as (select 1 union all select n + 1 from t where n < 4) select n from t) s where n > 2 order by n;
create temp table tree (id int, parent int, v int);
insert into tree with recursive t(n) as (select 1 union all select n + 1 from t where n < 15) select n, n / 2, n * 10 from t;
with recursive up as (select * from tree where id = 13 union all select tree.* from tree, up where tree.id = up.parent) select * from up order by id;
with recursive down(id, depth) as (select id, 0 from tree where id = 1 union all select c.id, d.depth + 1 from down d join tree c on c.parent = d.id) select depth, count(*) from down group by depth order by depth;
update tree set v = s.depth from (with recursive d(id, depth) as (select 1, 0 union all select c.id, d.depth + 1 from d join tree c on c.parent = d.id) select * from d) s where s.id = tree.id;
select sum(v) from tree;
with recursive d(id) as (select 2 union all select c.id from d join tree c on c.parent = d.id) delete from tree using d where d.id = tree.id;
select id from tree order by id;
create view tv as with recursive t(n) as (select 1 union all select n + 1 from t where n < 4) select n from t;
select * from tv order by n;
drop view tv;
prepare rec(int) as with recursive t(n) as (select 1 union all select n + 1 from t where n < $1) select * from t order by n;
execute rec(3);
execute rec(1);
deallocate rec;
-- @error 42P19
with recursive x(n) as (select 1 intersect select n + 1 from x) select * from x;
-- @error 42P19
with recursive x(n) as (select 1 except select n + 1 from x) select * from x;
-- @error 42P19
with recursive x(n) as (select n from x) select * from x;
-- @error 42P19
with recursive x(n) as (select n from x union all select 1) select * from x;
-- @error 42P19
with recursive x(n) as (select 1 union all select n + 1 from x where n in (select * from x)) select * from x;
-- @error 42P19
with recursive x(n) as (select 1 union all select a.n from x a, x b) select * from x;
-- @error 42P19
with recursive x(n) as (select k from l where k = 1 union all select x.n + 1 from l left join x on x.n = l.k where n < 10) select * from x;
-- @error 42P19
with recursive x(n) as (select k from l where k = 1 union all select x.n + 1 from x right join l on x.n = l.k where n < 10) select * from x;
-- @error 42P19
with recursive x(n) as (select k from l where k = 1 union all select x.n + 1 from x full join l on x.n = l.k where n < 10) select * from x;
-- @error 42P19
with recursive x(n) as (select 1 union all select count(*) from x) select * from x;
-- @error 42P19
with recursive x(n) as (select 1 union all select sum(n)::int from x where n < 3) select * from x;
-- @error 0A000
with recursive x(n) as (select 1 union all select n + 1 from x order by 1) select * from x;
-- @error 0A000
with recursive x(n) as (select 1 union all select n + 1 from x limit 10 offset 1) select * from x;
-- @error 0A000
with recursive x(id) as (select 1 union all select id + 1 from y where id < 5), y(id) as (select 1 union all select id + 1 from x where id < 5) select * from x;
-- @error 42804
with recursive foo(i) as (select i from (values (1), (2)) t(i) union all select (i + 1)::numeric(10,0) from foo where i < 10) select * from foo;
-- @error 42804
with recursive foo(i) as (select i::numeric(3,0) from (values (1), (2)) t(i) union all select (i + 1)::numeric(10,0) from foo where i < 10) select * from foo;
-- @error 42804
with recursive foo(n) as (select 1 union all select 'a' || n from foo) select * from foo;
-- @error 42601
with recursive foo(n) as (select 1 union all select n, n from foo) select * from foo;
-- @error 42P10
with recursive foo(a, b) as (select 1 union all select 2 from foo) select * from foo;
-- @error 42712
with recursive a as (select 1), a as (select 2) select * from a;
-- @error 42P01
with t as (select 1 as x union all select x + 1 from t) select * from t;
-- @error 22012
with recursive t(n) as (select 2 union all select 1 / (n - 1) from t) select * from t;
-- @error 42P19
with recursive t(n) as (select n from t order by 1) select * from t;
select * from emp where id in (with recursive up(id) as (select 3 union select boss_id from emp join up using (id)) select id from up) order by id;
with recursive t(n) as (select 1 union all select n + 1 from t where n < 3), v as (select n, (select sum(n) from t t2 where t2.n <= t.n) from t) select * from v order by n;
with recursive a(x) as (select 1 union all (with recursive b(y) as (select x from a union all select y + 1 from b where y < 3) select y + 1 from b where y < 3)) select x, count(*) from a group by x order by x;
select e.name, (with recursive up(id, n) as (select e.boss_id, 0 union all select b.boss_id, n + 1 from up join emp b on b.id = up.id) select count(id) from up) from emp e order by 1;
select k, (with recursive t(n) as (select l.k union all select n + l.k from t where n < 20) select max(n) from t) from l where k > 0 order by k, v;
select k, (with recursive t(n) as (select 1 union all select n + 1 from t where n < l.k) select string_agg(n::text, ',') from t) from l order by k, v;
select k, (with recursive t(n) as (select l.k union select (n + 3) % 7 from t) select count(*) from t) from l order by k, v;
select d.id, x.n from dept d, lateral (with recursive t(n) as (select d.id union all select n * 2 from t where n < 50) select n from t order by n desc limit 2) x order by 1, 2;
select d.id, (with recursive t(n, s) as (select 1, (select count(*) from emp e where e.dept_id = d.id) union all select n + 1, s + (select count(*) from emp e where e.dept_id = d.id and e.id > n) from t where n < 4) select max(s) from t) from dept d order by d.id;
