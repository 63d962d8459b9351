-- array_agg and ARRAY(query): every type, order, distinctness, correlation, and what is refused.
select array_agg(id order by id), array_agg(name order by id), array_agg(city order by id) from dept;
select array_agg(b order by id), array_agg(i2 order by id), array_agg(i4 order by id), array_agg(i8 order by id) from kinds;
select array_agg(f4 order by id), array_agg(f8 order by id), array_agg(n2 order by id), array_agg(n6 order by id) from kinds;
select array_agg(t order by id), array_agg(d order by id), array_agg(ts order by id), array_agg(tz order by id) from kinds;
select array_agg(t::varchar(3) order by id), array_agg(t::char(4) order by id), array_agg(t::name order by id), array_agg(t::bytea order by id) from kinds where t not like '%\\%';
select array_agg(ts::time order by id), array_agg(tz::timetz order by id), array_agg(ts - timestamp '2000-01-01' order by id), array_agg(id::oid order by id) from kinds where id in (1, 2, 3, 7);
select array_agg(md5(t)::uuid order by id), array_agg(t::"char" order by id) from kinds where id in (1, 2, 3, 6);
select array_agg(id order by id desc), array_agg(id order by name desc), array_agg(distinct city order by city), array_agg(distinct city) from dept;
select array_agg(distinct salary order by salary desc), array_agg(distinct salary), array_agg(salary order by salary nulls first, id) from emp;
select array_agg(distinct x order by x), array_agg(distinct x) from (values (1.0), (1.00), (2), (null), (1)) t(x);
select array_agg(k order by k, v), array_agg(distinct k order by k desc), array_agg(v order by v nulls first) from l;
select dept_id, array_agg(name order by hired desc nulls last, id), array_agg(id order by id) filter (where salary > 4500) from emp group by dept_id order by 1;
select dept_id, array_agg(boss_id order by id) from emp group by dept_id having array_length(array_agg(id), 1) > 1 order by 1;
select array_agg(id) from emp where false;
select dept_id, array_agg(id) from emp where false group by dept_id;
select array_agg(id) filter (where id > 100) from emp;
select k, array_agg(id order by id) from many where id <= 300 group by k order by k;
select k, md5(array_agg(id order by id)::text), cardinality(array_agg(id)), md5(array_agg(v order by v, id)::text) from many group by k order by k;
select g, md5(array_agg(s order by s, id)::text), md5(array_agg(distinct s order by s)::text), md5(array_agg(day order by id)::text) from many group by g order by g;
select array_length(array_agg(id), 1), array_length(array_agg(f), 1), array_length(array_agg(distinct k), 1) from many;
select sum(x) from (select unnest(array_agg(id)) as x from many) t;
select array_agg(x order by x) from unnest(array[3, 1, null, 2]) x;
select array_agg(array[id, boss_id] order by id) from emp;
select array_agg(array[name, city] order by id desc) from dept;
select array_agg(array[array[id], array[id * 2]] order by id) from dept;
select array_agg(distinct array[dept_id] order by array[dept_id]) from emp;
select array_agg(a order by a) from (values ('{1,2}'::int[]), ('{0,5}'), ('{1,2}')) t(a);
select array_agg(a) from (values ('[2:3]={1,2}'::int[]), ('[2:3]={3,4}')) t(a);
-- @error 2202E
select array_agg(a) from (values ('[2:3]={1,2}'::int[]), ('{3,4}')) t(a);
-- @error 2202E
select array_agg(a) from (values ('{1,2}'::int[]), ('{3}')) t(a);
-- @error 2202E
select array_agg(a) from (values ('{}'::int[])) t(a);
-- @error 22004
select array_agg(a) from (values ('{1}'::int[]), (null)) t(a);
-- @error 54000
select array_agg(array[array[array[array[array[array[1]]]]]]);
-- @error 42725
select array_agg('a') from l;
-- @error 42725
select array_agg(null) from l;
-- @error 42883
select array_agg() from l;
-- @error 42883
select array_agg(k, v) from l;
-- @error 0A000
select array_agg(unnest(array[k])) from l;
-- @error 42803
select array_agg(sum(k)) from l;
-- @error 42P10
select array_agg(distinct k order by v) from l;
select array_agg('a'::text), array_agg(null::int), array_agg(1), array_agg(1.5), array_agg(true) from l;
select array_agg(k) is null from l group by v having false;
select array_agg(x) from (select k as x from l order by v desc limit 4) t;
select string_agg(x::text, '-'), array_agg(x) filter (where x > 2), array_agg(distinct x) from (select x from generate_series(1, 5) x order by -x) t where x <> 3;
select g, array_agg(y) from (select x % 2 as g, x * 10 as y from generate_series(1, 6) x order by x desc) t group by g order by g;
select array_agg(name), array_agg(id order by id) from (select * from (select name, id, salary from emp order by salary desc nulls last, id) s where id > 1) t;
select array_agg(x) from (select k as x, v from l order by 2, 1) t;
with t as (select id from dept order by id desc) select array_agg(id) from t;
select array_to_string(array_agg(name order by id), ', '), array_agg(name order by id) @> array['Eve'], 'Ada' = any(array_agg(name)) from emp;
select (array_agg(name order by salary desc nulls last, id))[1], (array_agg(name order by id))[2:3] from emp;
select array_agg(k order by k) || array_agg(k order by k desc) from r;
select array_agg(id order by id) = array_agg(id order by id), array_agg(id order by id) < array_agg(id order by id desc) from dept;
select array_agg(x) from (select x from generate_series(1, 5) x order by x desc) t;
-- @error 42803
select array_agg(count(*) order by dept_id) from emp group by dept_id limit 0;
select array_agg(c order by d) from (select dept_id d, count(*) c from emp group by dept_id) t;
select array(select k from r where k is not null order by k), array(select w from r where false);
select array(select k from r order by k desc nulls first), array(select w from r order by k, w), array(select v from l order by v);
select array(select name from emp order by salary desc nulls last, id limit 3), array(select name from emp order by id offset 5);
select array(select name from emp order by id limit 2 offset 1), array(select id from emp order by id limit 0);
select array(select distinct city from dept order by city), array(select city from dept group by city order by count(*), city);
select array(select n2 from kinds order by id), array(select t::varchar(2) from kinds order by id), array(select d from kinds where id < 4 order by id);
select array(select 1), array(select 'a'), array(select null), array(select null::int), array(select true where false);
select array(values (1), (2), (3)), array(select 1 union all select 2), array(select 2 union select 1 order by 1 desc);
select array(select array[id, id * 2] from dept order by id), array(select array[id] from dept where false);
select d.name, array(select e.name from emp e where e.dept_id = d.id order by e.name) from dept d order by d.id;
select d.name, array(select e.id from emp e where e.dept_id = d.id order by e.salary desc, e.id) as ids from dept d order by d.id;
select d.id, cardinality(array(select 1 from emp e where e.dept_id = d.id)) from dept d order by d.id;
select d.id, array(select e.id + d.id from emp e where e.dept_id = d.id order by 1) from dept d order by d.id;
select d.id, array(select d.id union all select e.id from emp e where e.dept_id = d.id order by 1) from dept d where d.id = 1;
select l.k, array(select r.w from r where r.k >= l.k order by r.w) from l order by l.k, v;
select l.k, array(select x from generate_series(1, l.k) x order by x) from l where k < 4 order by l.k, v;
select name from dept d where array(select e.id from emp e where e.dept_id = d.id order by 1) = '{}' order by 1;
select name from dept d where 3 = any(array(select e.id from emp e where e.dept_id = d.id)) order by 1;
select name from emp where id = any(array(select boss_id from emp)) order by id;
select name from emp where id <> all(array(select boss_id from emp where boss_id is not null)) order by id;
select unnest(array(select name from dept order by id)), generate_series(1, 4);
select x from unnest(array(select id from emp order by id)) x order by x desc limit 3;
select array_to_string(array(select name from emp order by id), ',') as names, array_length(array(select 1 from emp), 1);
select array(select k from l where v = r.w::text) from r order by k, w;
select array(select max(k) from l), array(select count(*) from r group by k order by 1);
select array(select array_agg(k order by k) from l), array(select unnest(array[3, 4]));
with t(x) as (values (1), (2)) select array(select x from t order by x desc), array(select x + y from t t2(y) order by 1) from t order by x;
select coalesce(array(select k from l where false), '{1}'), array(select k from l where false) is null;
-- @error 42601
select array(select k, v from l);
-- @error 42703
select array(select nope from l);
-- @error 22012
select array(select 1 / (k - k) from l where k = 1);
