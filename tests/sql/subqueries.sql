-- EXISTS, IN, NOT IN, scalar and correlated subqueries; where NULLs decide.
select k, v from l where exists (select 1 from r where r.k = l.k) order by 1, 2;
select k, v from l where not exists (select 1 from r where r.k = l.k) order by 1, 2;
select k, v from l where k in (select k from r) order by 1, 2;
select k, v from l where k not in (select k from r) order by 1, 2;
select k, v from l where k not in (select k from r where k is not null) order by 1, 2;
select k, v from l where k in (select k from empty) order by 1, 2;
select k, v from l where k not in (select k from empty) order by 1, 2;
select k, v, k in (select k from r), k not in (select k from r) from l order by 1, 2;
select k, v, k in (select k from r where k is not null), k = any (select k from r), k <> all (select k from r), k > all (select k from r where w > 0), k < some (select k from r) from l order by 1, 2;
select k, v, exists (select 1 from r where r.k = l.k), not exists (select from r where r.k > l.k) from l order by 1, 2;
select k, v from l where (k, v) in (select k, 'bb' from r) order by 1, 2;
select k, v from l where (k, v) not in (select k, 'bb' from r) order by 1, 2;
select k from l where k in (select k from r where r.w > l.k * 10) order by 1;
select k from l where exists (select 1 from empty) or k = 1;
select k from l where k in (1, 2) or k in (select k from r where w = 30) order by k, v;
select k, v from l where not (k in (select k from r)) or v = 'b' order by 1, 2;
select k, v from l where case when k in (select k from r) then v = 'bb' else k = 1 end order by 1, 2;
select (select 1), (select max(w) from r), (select w from r where k = 99), (select name from dept where id = 1) || '!';
select k, v, (select max(w) from r where r.k = l.k), (select count(*) from r where r.k = l.k) from l order by 1, 2;
select k, (select w from r where r.k = l.k) from l where k <> 2 order by 1, v;
-- @error 21000
select k, (select w from r where r.k = l.k) from l order by 1;
-- @error 42601
select (select k, v from l);
-- @error 21000
select k from l where k = (select k from r);
select name from emp where salary = (select max(salary) from emp) order by 1;
select name from emp e where salary > (select avg(salary) from emp i where i.dept_id = e.dept_id) order by 1;
select name, salary - (select avg(salary) from emp i where i.dept_id = e.dept_id) from emp e order by id;
select d.name from dept d where (select count(*) from emp e where e.dept_id = d.id) > 1 order by 1;
select d.name from dept d where not exists (select 1 from emp e where e.dept_id = d.id and e.salary > 4500) order by 1;
select d.name, (select string_agg(e.name, ', ' order by e.name) from emp e where e.dept_id = d.id) from dept d order by d.id;
select name from emp e where exists (select 1 from emp x where x.boss_id = e.id and exists (select 1 from dept d where d.id = x.dept_id and d.city = 'Bonn')) order by 1;
select name from emp where dept_id in (select id from dept where city in (select city from dept where name = 'Support')) order by 1;
select name from emp e where hired < all (select hired from emp o where o.dept_id = e.dept_id and o.id <> e.id) order by 1;
select name from emp where salary in (select salary from emp group by salary having count(*) > 1) order by 1;
select dept_id, sum(salary) from emp group by dept_id having sum(salary) > (select avg(salary) from emp) order by 1;
select sum((select count(*) from r where r.k = l.k)) from l;
select * from (select k, count(*) as n from l group by k) x where n > 1;
select x.n, count(*) from (select k, (select count(*) from r where r.k = l.k) as n from l) x group by x.n order by 1;
select k from l order by (select count(*) from r where r.k = l.k), k, v;
select count(*) from many m where exists (select 1 from kinds where i4 = m.k);
select count(*) from many m where k not in (select i4 from kinds where i4 is not null);
select count(*) from many m where v > (select avg(v) from many i where i.g = m.g);
select g, max(v) from many m where v < (select max(v) from many i where i.g = m.g) group by g order by g;
select count(*) from many a where id = (select min(id) from many b where b.k = a.k);
select count(*) from many where (k, g) in (select k, g from many where v > 9000);
select array(select k from r where k is not null order by k), array(select w from r where false);
select exists (select 1 from l where k = 1), exists (select 1 from l where k = 77), 1 in (select k from l), 77 in (select k from l);
select k, (select s.n from (select count(*) as n from r where r.k = l.k) s) from l order by 1, v;
select l.k, (select r.w + l.k from r where r.k = l.k order by w desc limit 1) from l order by 1, v;
select (select count(*) from l where l.k = r.k and exists (select 1 from emp where emp.id = r.w - 18)) from r order by k, w;
-- Aggregates belong to the innermost level whose columns they use.
select (select sum(l.k)) from l;
select (select count(l.k) from r having true) from l;
select (select sum(emp.salary) from dept where dept.id = 1) from emp;
select dept_id from emp group by dept_id having exists (select 1 from dept where dept.id = count(emp.id)) order by 1;
select dept_id, (select max(d.name) || sum(e.salary) from dept d where d.id = e.dept_id) from emp e group by dept_id order by 1;
select (select sum(l.k + r.k) from r) from l order by 1;
select v, (select max(r.w + sum(l.k)) from r) from l group by v order by v;
select sum(k), (select sum(l.k)), (select sum(l.k) + 1), (select (select max(l.v))) from l;
select k from l group by k order by (select count(l.v)), k;
select (select count(*) from r where r.k = min(l.k)) from l;
select (select sum(l.k) filter (where l.v > 'a')) from l;
with c as (select sum(k) as s from l group by v) select (select max(c.s)) from c;
-- @error 42803
select (select sum(sum(l.k)) from r) from l;
-- @error 42803
select sum((select sum(l.k) from r)) from l;
-- @error 42803
select 1 from l where (select sum(l.k)) > 1;
-- @error 42803
select 1 from l join r on (select sum(l.k)) = 1;
-- @error 42803
select * from l, lateral (select sum(l.k) from r) s;
-- @error 42803
select (select sum(l.k)) from l group by 1;
-- @error 42803
select k, (select sum(l.k)) from l;
-- @error 42803
select k, (select v from r where r.k = l.k) from l group by k;
-- WITH queries are bound once, where they are defined.
with c(p, q) as (select 1, 2) select q from c as d(x);
with c(p, q) as (select 1, 2) select x, d.q, e.p from c as d(x), c e;
with c as (select k from l) select count(*) from c x, c y where x.k = y.k;
with c as (select k, (select max(r.w) from r where r.k = l.k) as m from l) select x.k, x.m, y.m from c x join c y using (k) order by 1, 2, 3;
with c as (select k, count(*) as n from l group by k) select * from c x join c y on x.k = y.k order by x.k;
with a as (select 1 as x), b as (select p.x from a p, a q), c as (select p.x from b p, b q) select count(*), sum(x) from c;
select k, (with c as (select w from r where r.k = l.k) select sum(p.w) + sum(q.w) from c p, c q) from l order by 1, 2;
with c as (select k from l limit 3) select count(*) from c;
-- @error 42703
with c as (select nonexistent from l) select 1;
-- @error 42703
with c as (select v from r) select (select max(v) from c) from l;
-- @error 42712
with c as (select 1), c as (select 2) select 1;
-- @error 42P10
with c(a, b) as (select 1) select 1;
-- @error 42P01
with c as (select * from d), d as (select 1) select * from c;
select (select * from (select 7) s), (values (1)), (select 1 as zz union select 1), (select 2 as yy)::text, exists (select 1);
select v collate "C" from l order by 1;
-- Subqueries do not raise on rows that no outer row asks for.
with o(a, b) as (values (1, 10), (2, 20), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a, (select sum(10 / x) from i where i.a = o.a) from o where b > 11 order by 1;
with o(a, b) as (values (1, 10), (2, 2), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a from o where b < 10 and b in (select 10 / x from i where i.a = o.a) order by 1;
with o(a, b) as (values (1, 10), (2, 2), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a, b in (select 10 / x from i where i.a = o.a), b not in (select 10 / x from i where i.a = o.a) from o where b <> 10 order by 1;
with o(a, b) as (values (1, 10), (2, 20), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select p.a, q, z, five from (select * from o where b > 11) p left join lateral (select 10 / x as q, p.b as z, 5 as five from i where i.a = p.a) s on true order by 1;
with o(a, b) as (values (1, 10), (2, 20), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a, (select 10 / x from i where i.a = o.a), (select b + x from i where i.a = o.a), (select b from i where i.a = o.a) from o where b > 11 order by 1;
with o(a, b) as (values (1, 10), (2, 20), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a from o where b < 0 and a = (select 10 / x from i where x = 0 and a = 1);
with o(a, b) as (values (1, 10), (2, 20), (3, null), (null, 40)), i(a, x) as (values (1, 0), (2, 5), (9, 0)) select a, (select 10 / x from i where x > 9), (select 10 / count(*) from i) from o where a = (select 10 / x from i where x = 5) order by 1;
-- Many in one node, each correlated by an inequality.
select k, (select count(*) from r where w > k + 0), (select count(*) from r where w > k + 1), (select count(*) from r where w > k + 2), (select count(*) from r where w > k + 3), (select count(*) from r where w > k + 4), (select count(*) from r where w > k + 5), (select count(*) from r where w > k + 6), (select count(*) from r where w > k + 7), (select count(*) from r where w > k + 8), (select count(*) from r where w > k + 9) from l order by k, v;
select k, v from l where (select count(*) from r where w > k + 0) > 0 and (select count(*) from r where w > k + 10) > 0 and (select count(*) from r where w > k + 20) >= 0 and (select count(*) from r where w > k + 30) >= 0 and (select count(*) from r where w > k + 40) >= 0 and (select count(*) from r where w > k + 50) = 0 order by k, v;
select l.v, x.w from l join lateral (select r.w from r where r.k = l.k) x on x.w in (select e.id * 10 from emp e where e.id > l.k) order by 1, 2;
