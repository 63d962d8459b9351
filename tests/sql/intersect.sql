-- INTERSECT and EXCEPT, with and without ALL: nulls are equal, copies are counted.
select k from l intersect select k from r order by k;
select k from l except select k from r order by k;
select k from r except select k from l order by k;
select k from l intersect all select k from l order by k;
select k from l except all select k from (select distinct k from l) s order by k;
select k from l union all select k from l except all select k from l order by k;
select x from (values (1), (1), (1), (2), (null), (null)) a(x) intersect all select x from (values (1), (1), (null), (3)) b(x) order by x;
select x from (values (1), (1), (1), (2), (null), (null)) a(x) except all select x from (values (1), (1), (null), (3)) b(x) order by x;
select x from (values (1), (1), (1), (2), (null), (null)) a(x) intersect select x from (values (1), (1), (null), (3)) b(x) order by x;
select x from (values (1), (1), (1), (2), (null), (null)) a(x) except select x from (values (1), (1), (null), (3)) b(x) order by x;
select x, y from (values (1, 'a'), (1, null), (2, 'b')) a(x, y) intersect select x, y from (values (1, null), (2, 'c')) b(x, y);
select 1 intersect select 1;
select 1 except select 1;
select 1 union select 2 intersect select 3 order by 1;
(select 1 union select 2) intersect select 2;
select 1 except select 2 except select 1;
select 1 except (select 2 except select 2);
select null intersect select null;
select 'a' intersect select 'a'::varchar;
select 1 intersect select 1.0;
select 1::int2 except all select 2::int8;
select id, t from kinds intersect select id, t from kinds where id > 5 order by id;
select f8 from kinds intersect select f4 from kinds order by 1;
select n2 from kinds except select n6 from kinds order by 1;
select g from many intersect select 'g3' order by 1;
select count(*) from (select k, g from many except select k, g from many where id < 100) s;
select count(*) from (select k, g from many except all select k, g from many where id < 100) s;
select count(*) from (select k from many intersect all select k from many where id % 2 = 0) s;
select x from (select k as x from l intersect select k from r) s where x > 1 order by x;
select * from dept d where exists (select d.id intersect select k from l) order by d.id;
select d.id, (select count(*) from (select e.dept_id from emp e where e.dept_id = d.id except select 0) s) from dept d order by 1;
select d.id from dept d where d.id in (select k from l except select 2) order by 1;
with a as (select k from l except select k from r) select * from a order by k nulls first;
with recursive t(n) as (select 1 union all (select n + 1 from t where n < 5 except select 4)) select * from t order by n;
select k from l intersect select k from r order by k limit 1;
(select k from l order by k limit 2) except all (select k from l order by k limit 1);
create temp table ie as select k from l except select k from r;
select * from ie order by k;
insert into ie select k from l intersect select k from r returning k;
prepare ie(int) as select $1 intersect select 5;
execute ie(5);
execute ie(4);
deallocate ie;
select intersect select;
select except select;
-- @error 42601
select 1 intersect select 1, 2;
-- @error 42601
select 1, 2 except select 1;
-- @error 42804
select 1 intersect select true;
-- @error 42804
select 1 except select 'a'::text;
-- @error 22P02
select 1 intersect select 'a';
-- @error 42703
select k from l except select k from r order by v;
-- @error 0A000
select k from l except select k from r order by k + 1;
-- @error 42P01
select 1 except select 1 from no_such;
