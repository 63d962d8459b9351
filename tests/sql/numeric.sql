-- Numerics whose digits leave 128 bits: PostgreSQL answers, so must we.
select 99999999999999999999999999999999999999::numeric(38,0) * 2;
select sum(x * x) from (select 1234567890123456.78::numeric(18,2) as x union all select 9999999999999999.99::numeric(18,2)) s;
select sum(x * x * x) from (select 9999999999999999.99::numeric(18,2) as x union all select -9999999999999999.98) s;
select 99999999999999999999999999999999999999::numeric(38,0) % 0.3;
select sum(v) from (select 99999999999999999999999999999999999999::numeric(38,0) as v union all select 99999999999999999999999999999999999999) s;
select sum(v*v*v), avg(v*v*v) from many;
select k, sum(v*v*v*v*v*v*1e3) from many group by k order by k;
select sum(a * a * a * a), avg(a*a*a), sum(a*a*a) filter (where a > 0), count(*) from (values (123456789012345.67::numeric(17,2)), (-99999999999999.99), (0.5)) v(a);
select sum(case when a > 1 then a * a * a else a end) from (values (123456789012345.67::numeric(17,2)), (-99999999999999.99), (0.5)) v(a);
select a * a * a from (values (123456789012345.67::numeric(17,2)), (-99999999999999.99), (0.5)) v(a) order by 1;
select sum(coalesce(a*a*a, 1)), avg(-(a*a*a)), avg(abs(a*a*a)) from (values (123456789012345.67::numeric(17,2)), (-99999999999999.99), (0.5)) v(a);
select 1.5 union all select 10.25 union all select 100.5;
select round(a, 0), round(a), -a, abs(a), ceil(a), floor(a), trunc(a), sign(a) from (values (99999999999999999999999999999999999999::numeric(38,0)), (-99999999999999999999999999999999999999)) v(a) order by 1;
select round(a) from (values (0.99999999999999999999999999999999999999::numeric(38,37))) v(a);
select n2 * 2, n2 + 0.1, n2 - 1.123456789, n2 % 0.3, n2 * n6, n6 * n6 * n6 * n6 from kinds order by id;
select sum(n2*n6*n6), min(n2*n6*n6*n6), max(n6*n6*n6*n6) from kinds;
select sum(i8::numeric * i8 * i8), sum(i8), avg(i8) from kinds;
select sum(i8 * 1.5), sum(i4 * n2) from kinds;
