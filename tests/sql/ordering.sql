-- ORDER BY in all its spellings, LIMIT, OFFSET, FETCH.
select name, salary from emp order by salary, name;
select name, salary from emp order by salary desc, name;
select name, salary from emp order by salary desc nulls last, name desc;
select name, salary from emp order by salary nulls first, name;
select name, salary as pay from emp order by pay, 1;
select name, salary from emp order by 2 desc, 1;
select name from emp order by salary, id;
select name, salary * 12 as yearly from emp order by yearly desc nulls last, name limit 3;
select name from emp order by length(name), name;
select name from emp order by -id;
select id, name from emp order by dept_id is null, dept_id, id;
select k, v from l order by k using >, v;
select k as v, v as k from l order by v, k;
select name as id from emp order by id;
select k + 1 as k from l order by k;
select k + 1 as k from l order by l.k desc nulls last, v;
select id from many order by v, id limit 10;
select id, g, v from many order by g, v desc, id limit 25;
select id, s from many order by s desc nulls last, id desc limit 15;
select id, day, f from many order by day, f nulls first, id limit 15 offset 100;
select id from many order by flag, k, id offset 4990;
select id from many order by id limit 0;
select id from many order by id limit null offset null;
select id from many order by id desc offset 3 limit 2;
select id from many order by id fetch first 3 rows only;
select id from many order by id fetch first row only;
select k from r order by k fetch first 1 row with ties;
select id from many order by id offset 10 rows fetch next 2 rows only;
select id from many order by id limit 1 + 1 offset (select 3);
select count(*) from (select id from many limit 100) x;
select count(*) from (select id from many limit 100 offset 4950) x;
select * from (select id from many order by id desc limit 5) x order by id;
select id from many order by v * 0, id desc limit 3;
select id, i4 from kinds order by i4 desc, id;
select b, id from kinds order by b desc, id desc;
select t from kinds order by t;
select upper(t), id from kinds order by upper(t), id;
select id from kinds order by d desc nulls last, ts, id limit 4;
select dept_id, count(*) from emp group by dept_id order by count(*) desc, dept_id;
select dept_id from emp group by dept_id order by sum(salary) nulls first, 1;
select distinct length(s) from many order by length(s) desc;
select name from emp order by (select city from dept where dept.id = emp.dept_id), name;
select case when id < 3 then null else id end as x from emp order by x desc, id;
select id from many order by random() < 2, id limit 2;
-- @error 2201W
select id from many limit -1;
-- @error 2201X
select id from many offset -1;
-- @error 42P10
select id from many order by 2;
-- @error 42P10
select id from many order by 0;
-- @error 42703
select id from many order by nope;
-- @error 42P10
select distinct id from many order by v;
-- @error 22P02
select id from many limit 'x';
-- @error 42P10
select id from many limit id;
select id from many order by 'x'::text || 1, id limit 1;
-- @error 42601
select id from many order by 1.5;
select id from many order by id limit 2.5;
-- Rows of many bytes: limits are of a row, not of a batch.
select count(*), sum(length(s)), max(right(s, 4)) from (select id, repeat('x', 300000) || id as s from many where id <= 1000 order by id limit 990) as wide;
select count(*), sum(length(s)) from (select distinct repeat('y', 30000) || id % 700 as s from many) as wide;
select id, repeat('z', 300000) as s from many where id <= 60 order by id;
select count(*), sum(length(a.s)) from (select id, repeat('a', 15000) || id as s from many) as a join (select id, repeat('a', 15000) || id as s from many where id < 1500) as b on a.s = b.s;
