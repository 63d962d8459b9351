-- Window functions: all of them, frames of every kind, named windows, and what is refused.
select name, row_number() over (order by name), rank() over (order by dept_id), dense_rank() over (order by dept_id) from emp order by name;
select name, dept_id, rank() over (partition by dept_id order by salary desc nulls last, name) from emp order by 2, 3;
select id, g, row_number() over (partition by g order by id) from many where id < 60 order by id;
select k, v, percent_rank() over (order by k), cume_dist() over (order by k) from l order by k, v;
select k, v, percent_rank() over (partition by k order by v), cume_dist() over (partition by k order by v desc) from l order by k, v;
select id, ntile(3) over (order by id), ntile(7) over (order by id), ntile(100) over (order by id) from kinds order by id;
select id, ntile(null) over (order by id), ntile(id) over (order by id) from kinds order by id;
select id, lag(i4) over (order by id), lead(i4) over (order by id), lag(i4, 2) over (order by id), lead(i4, 3) over (order by id) from kinds order by id;
select id, lag(i4, 1, -1) over (order by id), lead(i4, 1, 99999) over (order by id), lag(i4, -1) over (order by id), lag(i4, 0) over (order by id) from kinds order by id;
select id, lag(id, id) over (order by id), lag(id, null) over (order by id), lag(id, id, 0) over (order by id), lead(t, id % 3, 'none') over (order by id) from kinds order by id;
select id, lag(n2, 1, 0) over (order by id), lead(f8, 1, 0) over (order by id), lag(d, 2, '2000-01-01') over (order by id) from kinds order by id;
select id, lag(b) over w, lag(i2) over w, lag(i8) over w, lag(f4) over w, lag(n6) over w, lag(t) over w, lag(ts) over w, lag(tz) over w from kinds window w as (order by id) order by id;
select id, first_value(t) over w, last_value(t) over w, nth_value(t, 2) over w from kinds window w as (order by id) order by id;
select id, first_value(t) over w, last_value(t) over w, nth_value(t, 2) over w, nth_value(t, 20) over w from kinds window w as (order by id rows between unbounded preceding and unbounded following) order by id;
select id, first_value(n2) over w, last_value(n2) over w, nth_value(n2, 3) over w, nth_value(id, null) over w from kinds window w as (partition by b order by id rows between 1 preceding and 1 following) order by id;
select k, v, sum(length(v)) over (order by k), sum(length(v)) over (order by k rows unbounded preceding) from (select * from l order by k, v) s order by k, v;
select id, sum(i4::int8) over (order by id), count(i4) over (order by id), count(*) over (order by id), avg(i4) over (order by id) from kinds order by id;
select id, min(i8) over (order by id), max(i8) over (order by id), min(t) over (order by id), max(t) over (order by id desc) from kinds order by id;
select id, sum(n2) over (order by id), avg(n6) over (order by id), sum(n2) over () , avg(n2) over (partition by b) from kinds order by id;
select id, sum(f8) over (order by id), sum(f4) over (order by id), avg(f8) over (order by id) from kinds where id not in (4, 5) order by id;
select id, bool_and(b) over (order by id), bool_or(b) over (order by id), every(b) over (partition by i2 > 0), bit_or(i4) over (order by id), bit_and(i2) over (order by id desc) from kinds order by id;
select id, string_agg(t, ',') over (order by id), array_agg(id) over (order by id rows between 2 preceding and current row) from kinds order by id;
select id, string_agg(t, '|') filter (where id % 2 = 0) over (order by id), count(*) filter (where b) over (order by id), sum(id) filter (where id > 3) over () from kinds order by id;
select id, stddev(id) over (order by id), var_pop(id) over (order by id), variance(n2) over (partition by b order by id), stddev_samp(f8) over (order by id) from kinds where id not in (4, 5, 7, 8) order by id;
select id, corr(id, i2) over (order by id), regr_count(id, i2) over (order by id), covar_pop(id, i2) over (order by id rows between 3 preceding and current row) from kinds order by id;
select id, sum(id) over (order by id rows between 2 preceding and 1 following), sum(id) over (order by id rows between 1 following and 3 following), sum(id) over (order by id rows between 3 preceding and 2 preceding) from kinds order by id;
select id, sum(id) over (order by id rows between current row and unbounded following), sum(id) over (order by id rows current row), count(*) over (order by id rows 2 preceding) from kinds order by id;
select k, v, sum(length(v)) over (order by k groups between 1 preceding and 1 following), count(*) over (order by k groups between 1 preceding and 1 preceding), count(*) over (order by k groups between 1 following and 2 following) from l order by k, v;
select k, v, count(*) over (order by k groups current row), count(*) over (order by k groups between unbounded preceding and 1 following), sum(length(v)) over (order by k groups between current row and unbounded following) from l order by k, v;
select k, v, count(*) over (order by k range between 1 preceding and 1 following), sum(length(v)) over (order by k range between 1 following and 3 following), sum(length(v)) over (order by k desc range between 1 preceding and current row) from l order by k, v;
select k, count(*) over (order by k nulls first range between 1 preceding and 1 following), count(*) over (order by k nulls first range between unbounded preceding and 1 following), count(*) over (order by k nulls first range between 1 preceding and unbounded following) from l order by k, v;
select k, count(*) over (order by k desc nulls last range between 1 preceding and 1 following), count(*) over (order by k desc range between unbounded preceding and 1 following), count(*) over (order by k desc range between 1 preceding and unbounded following) from l order by k, v;
select id, count(*) over (order by f8 range between 1.5 preceding and 1.5 following), count(*) over (order by f4 range between 1 preceding and 'inf' following) from kinds order by id;
select id, count(*) over (order by n2 range between 2.5 preceding and 2.5 following), count(*) over (order by n2 desc range between 0.01 preceding and 5 following) from kinds order by id;
select id, count(*) over (order by d range between '1 year' preceding and '1 year' following), count(*) over (order by ts range between '1 month' preceding and interval '10 days' following) from kinds order by id;
select id, count(*) over (order by tz range between '20 years' preceding and '1 day' following) from kinds order by id;
select x, count(*) over (order by x range between '30 minutes' preceding and '1 hour' following) from (values (time '10:00'), ('10:20'), ('11:10'), ('23:50'), (null)) t(x) order by x;
select x, count(*) over (order by x range between '30 minutes' preceding and '1 hour' following) from (values (timetz '10:00+01'), ('10:20+01'), ('11:10+02'), ('23:50Z'), (null)) t(x) order by x;
select x, count(*) over (order by x range between '1 day' preceding and '1 hour' following) from (values (interval '10 h'), ('1 day'), ('25 hours'), ('2 mons'), (null)) t(x) order by x;
select x, count(*) over (order by x range between 1 preceding and 1 following) from (values (1::numeric), (1.5), (2.1), ('nan'), ('inf'), (null)) t(x) order by x;
select x, count(*) over (order by x range between 'inf' preceding and 1 following), count(*) over (order by x desc range between 10 preceding and 'inf' following) from (values (1::float8), (1.5), ('-inf'), ('nan'), ('inf'), (null)) t(x) order by x;
select x, count(*) over (order by x range between 32767 preceding and 2147483647 following) from (values (1::int2), ('-32768'::int2), (32767::int2)) t(x) order by x;
select x, count(*) over (order by x range between 9223372036854775807 preceding and 9223372036854775807 following) from (values (1::int8), (-9223372036854775807), (9223372036854775807)) t(x) order by x;
select k, v, sum(length(v)) over (order by k rows between 1 preceding and 1 following exclude current row), count(*) over (order by k rows between 2 preceding and 2 following exclude group), count(*) over (order by k rows between 2 preceding and 2 following exclude ties) from (select distinct k, v from l order by k, v) s order by k, v;
select k, v, count(*) over (partition by k range unbounded preceding exclude current row), count(*) over (order by k range unbounded preceding exclude group), count(v) over (order by k range unbounded preceding exclude ties), count(*) over (order by k range unbounded preceding exclude no others) from l order by k, v;
select id, first_value(id) over w, last_value(id) over w, nth_value(id, 2) over w, array_agg(id) over w from kinds window w as (order by id rows between 1 preceding and 2 following exclude current row) order by id;
select id, b, array_agg(id) over w, first_value(id) over w, last_value(id) over w from kinds window w as (order by b, id groups between 1 preceding and 1 following exclude group) order by id;
select id, array_agg(id) over (order by b range between current row and current row exclude ties) from (select * from kinds order by id) s order by id;
select id, sum(id) over w, count(*) over (w rows 1 preceding), row_number() over (w) from kinds window w as (partition by b order by id) order by id;
select id, sum(id) over w2, rank() over w1 from kinds window w1 as (partition by b), w2 as (w1 order by id desc) order by id;
select sum(count(*)) over () from l group by k order by 1;
select k, count(*), sum(count(*)) over (order by k), rank() over (order by count(*) desc, k) from l group by k order by k;
select k, sum(sum(length(v))) over (order by k nulls first), first_value(max(v)) over (order by k) from l group by k order by k;
select g, avg(avg(f)) over (), sum(count(*)) over (order by g) / 2 from many group by g order by g;
select k % 2, sum(count(*)) over (partition by k % 2 order by k) from l group by k order by k;
select distinct count(*) over (partition by k) from l order by 1;
select distinct k, rank() over (order by k) from l order by 1, 2;
select row_number() over (order by id) * 2 + 1 as x, id from kinds order by x desc limit 3;
select id from kinds order by row_number() over (order by t desc), id;
select * from (select id, row_number() over (partition by b order by id) as n from kinds) s where n = 1 order by id;
select * from (select id, b, row_number() over (partition by b order by id) as n from kinds) s where b and n > 1 order by id;
select * from (select g, k, rank() over (partition by g order by id) as n from many) s where g = 'g3' and n < 5 order by n;
select e.name, (select max(n) from (select row_number() over (order by x.id) as n from emp x where x.dept_id = e.dept_id) s) from emp e order by e.name;
select d.id, x.n, x.name from dept d, lateral (select e.name, rank() over (order by e.salary desc nulls last, e.name) as n from emp e where e.dept_id = d.id) x order by 1, 2;
select id, sum((select count(*) from l where l.k = kinds.id)) over (order by id) from kinds order by id;
select id, rank() over (order by (select min(v) from l where l.k = kinds.id)) from kinds order by id;
select k, lag(k) over (order by k, v) = k as same from l order by k, v;
select count(*) over (), count(*) over () + 1 from l where false;
select sum(x) over () from (values (1), (2)) t(x) union all select 5 order by 1;
select x, sum(x) over (order by x) from generate_series(1, 10) x order by x;
select x, sum(x) over (order by x rows between 3 preceding and 3 following), max(x) over (order by x rows between 3 preceding and 3 following) from generate_series(1, 20) x order by x;
select id, sum(v) over (order by id), count(*) over (partition by g), max(f) over (partition by k order by id rows 10 preceding) from many order by id limit 50;
select sum(s), max(m), min(c), sum(r) from (select sum(id) over (order by id) as s, max(v) over (order by id rows between 100 preceding and 100 following) as m, count(*) over (order by k range between 1 preceding and 1 following) as c, rank() over (order by f) as r from many) x;
select md5(string_agg(s::text, ',' order by id)) from (select id, sum(v) over (partition by g order by id rows between 70 preceding and 20 following exclude ties) as s from many) x;
select md5(string_agg(coalesce(s, '-'), ',' order by id)) from (select id, max(id::text) over (order by f, id rows between 200 preceding and 150 preceding) as s from many) x;
select md5(string_agg(s::text, ',' order by id)) from (select id, max(id::text) over (partition by k order by id) as s from many) x;
select md5(string_agg(s::text, ',' order by id)) from (select id, sum(f) over (partition by g order by id rows between 40 preceding and current row) as s from many) x;
select md5(string_agg(s::text, ',' order by id)) from (select id, avg(v) over (order by id rows between 300 preceding and 300 following) as s from many) x;
select md5(string_agg(s::text, ',' order by id)) from (select id, count(v) over (order by v range between 5 preceding and 5 following) as s from many) x;
select g, min(r), max(r), count(distinct r) from (select g, ntile(4) over (partition by g order by id) as r from many) x group by g order by g;
prepare w(int, bigint) as select x, sum(x) over (order by x rows between $1 preceding and $2 following), lag(x, $1) over (order by x) from generate_series(1, 6) x order by x;
execute w(1, 2);
execute w(0, 0);
-- @error 22004
execute w(null, 0);
-- @error 22013
execute w(1, -1);
deallocate w;
create temp table wt (id int, p text, v numeric(8,2));
insert into wt select x, case when x % 3 = 0 then null else 'p' || x % 3 end, x * 1.25 from generate_series(1, 12) x;
select id, p, sum(v) over (partition by p order by id), lag(v) over (partition by p order by id), v - avg(v) over (partition by p) from wt order by id;
insert into wt select id + 100, p, sum(v) over (order by id) from wt returning id, v;
update wt set v = s.r from (select id, rank() over (order by id desc) as r from wt) s where s.id = wt.id returning wt.id, wt.v;
delete from wt using (select id, row_number() over (partition by p order by id) as n from wt) s where s.id = wt.id and n > 2;
select id, p from wt order by id;
create view wv as select id, sum(v) over (partition by p order by id) as s, row_number() over w as n from wt window w as (order by id desc);
select * from wv order by id;
drop view wv;
-- @error 42P20
select id from kinds where row_number() over () = 1;
-- @error 42P20
select id from kinds group by row_number() over ();
-- @error 42P20
select count(*) from kinds having row_number() over () = 1;
-- @error 42P20
select sum(rank() over ()) over () from kinds;
-- @error 42803
select sum(rank() over ()) from kinds;
-- @error 42P20
select rank() over (order by rank() over ()) from kinds;
-- @error 42P20
select * from kinds a join kinds b on row_number() over () = 1;
-- @error 42P20
select 1 limit row_number() over ();
-- @error 42P20
select id, count(*) filter (where row_number() over () = 1) from kinds group by id;
-- @error 42P20
values (row_number() over ());
-- @error 42P20
update wt set v = row_number() over ();
-- @error 42P20
insert into wt values (1) returning row_number() over ();
-- @error 42809
select row_number() from kinds;
-- @error 42809
select lag(id) from kinds;
-- @error 42809
select abs(id) over () from kinds;
-- @error 42809
select count() over () from kinds;
-- @error 0A000
select count(distinct id) over () from kinds;
-- @error 0A000
select array_agg(id order by id) over () from kinds;
-- @error 0A000
select rank() filter (where true) over () from kinds;
-- @error 0A000
select percentile_cont(0.5) within group (order by id) over () from kinds;
-- @error 0A000
select sum(generate_series(1, 2)) over ();
-- @error 42704
select rank() over w from kinds;
-- @error 42704
select rank() over (w order by id) from kinds;
-- @error 42704
select rank() over (w) from kinds window v as (w), w as (order by id);
-- @error 42P20
select rank() over w from kinds window w as (order by id), w as (order by b);
-- @error 42P20
select rank() over (w partition by b) from kinds window w as (order by id);
-- @error 42P20
select rank() over (w order by b) from kinds window w as (order by id);
-- @error 42P20
select rank() over (w) from kinds window w as (order by id rows 1 preceding);
-- @error 42P20
select rank() over (w order by id) from kinds window w as (partition by b rows 1 preceding);
-- @error 42P20
select sum(id) over (w rows 2 preceding) from kinds window w as (order by id rows 1 preceding);
select sum(id) over w from kinds window w as (order by id rows 1 preceding) order by 1;
-- @error 42P20
select sum(id) over (range 1 preceding) from kinds;
-- @error 42P20
select sum(id) over (order by id, b range 1 preceding) from kinds;
-- @error 42P20
select sum(id) over (groups 1 preceding) from kinds;
-- @error 0A000
select sum(id) over (order by t range 1 preceding) from kinds;
-- @error 0A000
select sum(id) over (order by d range 1 preceding) from kinds;
-- @error 0A000
select sum(id) over (order by id range 1.5 preceding) from kinds;
-- @error 22P02
select sum(id) over (order by id range 'x' preceding) from kinds;
-- @error 42804
select sum(id) over (order by id rows true preceding) from kinds;
-- @error 42P10
select sum(id) over (order by id rows id preceding) from kinds;
-- @error 42P10
select sum(id) over (order by id groups between id preceding and current row) from kinds;
-- @error 42P10
select sum(id) over (order by id range between 1 preceding and id following) from kinds;
-- @error 22013
select sum(id) over (order by id rows -1 preceding) from kinds;
-- @error 22013
select sum(id) over (order by id rows between current row and -1 following) from kinds;
-- @error 22013
select sum(id) over (order by id range -1 preceding) from kinds;
-- @error 22013
select sum(id) over (order by d range '-1 day' preceding) from kinds;
-- @error 22004
select sum(id) over (order by id rows null::int preceding) from kinds;
-- @error 22014
select ntile(0) over () from kinds;
-- @error 22014
select ntile(-1) over (order by id) from kinds;
-- @error 22016
select nth_value(id, 0) over () from kinds;
-- @error 42P20
select sum(id) over (rows between unbounded following and current row) from kinds;
-- @error 42P20
select sum(id) over (rows between current row and 1 preceding) from kinds;
-- @error 42883
select ntile('a', 1) over () from kinds;
-- @error 42883
select lag() over () from kinds;
-- @error 42883
select no_such(id) over () from kinds;
-- @error 42803
select id, sum(count(*)) over () from kinds;
-- @error 42803
select k, sum(length(v)) over () from l group by k;
-- @error 42803
select k, rank() over (order by v) from l group by k;
select sum(x) over (order by x), avg(x) over (order by x desc) from (values (9223372036854775807::int8), (1)) t(x);
-- @error 42P20
select sum(x) over (order by x) from (values (1)) t(x) where sum(x) over () > 0;
select proname, prokind, pg_get_function_identity_arguments(oid) from pg_proc where prokind = 'w' order by oid;
select d.id, (select e.name from emp e where e.dept_id = d.id order by e.salary desc nulls last, e.name limit 1) from dept d order by d.id;
select d.id, (select e.name from emp e where e.dept_id = d.id order by e.name offset 1 limit 1) from dept d order by d.id;
select d.id, (select array_agg(x) from (select e.name as x from emp e where e.dept_id = d.id order by e.name limit 2) s) from dept d order by d.id;
select d.id, x.name from dept d cross join lateral (select e.name from emp e where e.dept_id = d.id order by e.salary desc nulls last, e.name limit 2) x order by 1, 2;
select d.id, x.name from dept d left join lateral (select e.name from emp e where e.dept_id = d.id order by e.name offset 1) x on true order by 1, 2;
select d.id from dept d where 2 in (select k from l where k < d.id order by k desc limit 1) order by 1;
select d.id, (select count(*) from (select 1 from emp e where e.dept_id = d.id limit 2) s) from dept d order by d.id;
