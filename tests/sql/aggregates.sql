-- Aggregates: all of them, their order and distinctness, and what is refused.
select bit_and(i4), bit_or(i4), bit_xor(i4), bit_and(i2), bit_or(i2), bit_xor(i2), bit_and(i8), bit_or(i8), bit_xor(i8) from kinds;
select k, bit_and(id), bit_or(id), bit_xor(id), bit_xor(distinct id % 7) from many group by k order by k;
select bit_and(i4), bit_or(i4), bit_xor(i4) from kinds where false;
select stddev(k), variance(k), stddev_pop(k), var_pop(k), stddev_samp(v), var_samp(v) from many;
select stddev(f), variance(f), stddev_pop(f), var_pop(f), stddev_samp(f), var_samp(f) from many;
select stddev(k::int2), stddev(k::int8), stddev(k::float4), var_pop(k::numeric), var_samp(v * 1e10), variance(k + 0.5) from many;
select g, stddev(k), var_pop(v), stddev(f), corr(f, k) from many group by g order by g;
select stddev(i8), var_pop(i8), stddev(i4), var_samp(i2), stddev_pop(n2), variance(n6) from kinds;
select var_pop(x), var_samp(x), stddev(x), stddev_pop(x) from (values (1), (2), (null), (4)) t(x);
select var_pop(x), var_samp(x), stddev(x), stddev_pop(x), covar_pop(x, x), covar_samp(x, x), corr(x, x), regr_count(x, x) from (values (1.5)) t(x);
select var_pop(x), var_samp(x), stddev(x::float8), regr_count(x, x), regr_avgx(x, x) from (values (null::int)) t(x);
select var_pop(x), stddev(x) from (values ('nan'::numeric), (1)) t(x);
select var_pop(x), stddev(x) from (values ('inf'::numeric), (1)) t(x);
select var_pop(x), stddev(x) from (values ('inf'::float8), (1)) t(x);
-- @error 22003
select var_pop(x), stddev(x) from (values (1e200::float8), (-1e200)) t(x);
select var_pop(x), stddev_samp(x) from (values (10000000000000001::float8), (10000000000000002), (10000000000000003)) t(x);
select var_samp(x) from (values (99999999999999999999999999999999999999::numeric(38,0)), (1)) t(x);
select corr(k, v), covar_pop(k, v), covar_samp(k, v), regr_slope(v, k), regr_intercept(v, k), regr_r2(v, k), regr_count(v, k), regr_avgx(v, k), regr_avgy(v, k), regr_sxx(v, k), regr_syy(v, k), regr_sxy(v, k) from many;
select g, round(regr_slope(f, id)::numeric, 9), regr_count(f, k), round(corr(v, id)::numeric, 9) from many group by g order by g;
select regr_count(y, x), regr_avgx(y, x), regr_sxx(y, x), corr(y, x), regr_r2(y, x), regr_slope(y, x) from (values (1.0, 2), (null, 3), (4.5, null), (2, 5), (7, 1)) t(y, x);
select corr(y, x), regr_r2(y, x), regr_slope(y, x), regr_intercept(y, x) from (values (1.0, 2), (1.0, 3)) t(y, x);
select corr(y, x), regr_r2(y, x), regr_slope(y, x) from (values (1.0, 2), (2.0, 2)) t(y, x);
select var_pop(distinct x), stddev(distinct x), var_samp(distinct x::float8), corr(distinct x, y), regr_count(distinct x, y), covar_pop(distinct x, y) from (values (1, 2), (1, 2), (2, 5), (2, 6), (null, 1), (3, null)) t(x, y);
select k, stddev(distinct id % 5), var_pop(distinct v), variance(distinct f) from many group by k order by k;
select string_agg(name, ', ' order by name desc), string_agg(distinct city, '/' order by city), string_agg(distinct city, '/') from dept;
select dept_id, string_agg(name, '+' order by hired, name), string_agg(name, '' order by salary desc nulls last, name) from emp group by dept_id order by 1;
select string_agg(w, ',' order by id) from words where id < 6;
select string_agg(w, ',' order by id desc) filter (where id % 2 = 0), string_agg(null, ','), string_agg(w, null order by id) from words;
select string_agg(v::text, ',' order by k, v), string_agg(v::text, k::text order by v desc, k) from l;
select string_agg(x, d) from (values ('a', ','), (null, ';'), ('b', '-'), ('c', null), ('', '+')) t(x, d);
select string_agg(x::bytea, '\x00'::bytea order by x desc) from (values ('a'), ('b')) t(x);
select string_agg(distinct x, ',' order by x), string_agg(distinct x, ',') from (values ('b'), ('a'), (null), ('b')) t(x);
select string_agg(distinct x, d) from (values ('b', ','), ('a', ';'), ('b', ','), ('b', ';')) t(x, d);
select string_agg(x, ',') from (values ('a')) t(x) where false;
select count(*), string_agg(g::text, ',' order by id) from many where id < 20;
select k, length(string_agg(id::text, ',' order by id)), md5(string_agg(id::text, ',' order by f, id)) from many group by k order by k;
select d.name, (select string_agg(e.name, ', ' order by e.name) from emp e where e.dept_id = d.id) from dept d order by d.id;
select sum(x order by x desc), count(x order by x), min(x order by y), avg(distinct x order by x) from (values (1, 2), (3, 4)) t(x, y);
-- @error 42P10
select string_agg(distinct x, ',' order by y) from (values ('a', 1)) t(x, y);
-- @error 42P10
select string_agg(distinct x, ',' order by x || 'a') from (values ('a', 1)) t(x, y);
-- @error 42P10
select count(distinct x order by 1) from (values (1)) t(x);
-- @error 42803
select sum(sum(x)) from (values (1)) t(x);
-- @error 42803
select sum(x order by sum(x)) from (values (1)) t(x);
-- @error 42883
select string_agg(1, 2);
-- @error 42883
select string_agg('a');
-- @error 22P02
select stddev('a');
-- @error 42883
select stddev(true);
-- @error 42883
select corr(1);
-- @error 42883
select bit_and(1.5);
-- @error 42601
select count(distinct *) from l;
-- @error 42601
select sum(distinct) from l;
-- @error 42809
select lower(distinct 'a');
-- @error 42809
select lower('a' order by 1);
-- @error 42809
select lower('a') filter (where true);
select string_agg(x, ',' order by x using >) from (values ('a'), ('b')) t(x);
select every(k > 0), bool_and(k > 0), bool_or(k > 5), every(distinct k > 0) from many;
select count(distinct k), count(distinct v), sum(distinct k), avg(distinct v), count(distinct f), min(distinct k), max(distinct v) from many;
select count(*) filter (where k > 3), sum(v) filter (where g = 'a'), string_agg(k::text, ',' order by id) filter (where id < 5) from many;
select min(t), max(t), min(d), max(d), min(ts), max(ts), min(n2), max(n6), min(f8), max(f8), min(i2), max(i8) from kinds;
select avg(i2), avg(i4), avg(i8), avg(f8), avg(n2), avg(n6), sum(i2), sum(i4), sum(i8), sum(f8), sum(n2), sum(n6) from kinds where id not in (4, 5);
select sum(x), avg(x) from (values (1.5::float4), (2.25), (null)) t(x);
select sum(x), avg(x) from (values (interval '1 day'), ('2 hours')) t(x);
select sum(x) from (values (9223372036854775807), (1)) t(x);
-- @error 22003
select sum(x) from (values (1e308::float8), (1e308)) t(x);
select sum(x), avg(x), var_pop(x) from (values ('inf'::numeric), ('-inf')) t(x);
select min(x), max(x) from (values ('b'::char(3)), ('a')) t(x);
select min(x), max(x) from (values ('b'::varchar), ('a')) t(x);
-- @error 42883
select max(x) from (values (true)) t(x);
select k, count(v) from l group by k having string_agg(v::text, ',') is not null order by k;
select string_agg(name, ',' order by name) = 'x', length(string_agg(name, ',')) from emp;
