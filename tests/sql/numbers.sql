-- Integers, floats and numeric: results, scales, rounding, overflow.
select id, i2 + i4, i4 + i8, i2 * 2::int2, -i2 from kinds where id not in (4, 5) order by id;
select id, i4 / 3, i4 % 3, i8 / -7, i8 % 7, abs(i4) from kinds where id not in (4, 5) order by id;
-- @error 22003
select 32767::int2 + 1::int2;
-- @error 22003
select (-32768)::int2 - 1::int2;
-- @error 22003
select -(-32768)::int2;
-- @error 22003
select 2147483647 + 1;
-- @error 22003
select -2147483648 - 1;
-- @error 22003
select 65536 * 65536;
-- @error 22003
select 9223372036854775807 + 1;
-- @error 22003
select -9223372036854775808 / -1;
-- @error 22003
select (-9223372036854775808)::int8 * -1;
-- @error 22003
select abs((-2147483648)::int4);
-- @error 22003
select (-2147483648)::int4 / (-1)::int4;
select (-2147483648)::int4 % (-1)::int4, (-9223372036854775808)::int8 % -1::int8;
-- @error 22012
select 1 / 0;
-- @error 22012
select 1 % 0;
-- @error 22012
select 1.0 / 0;
-- @error 22012
select 1::float8 / 0;
-- @error 22003
select id, i4 + 1 from kinds order by id;
select id, i8 - i4 from kinds where i8 < 0 order by id;
select id from kinds where i4 + 1 > 0 and id < 4 order by id;
select id, 10 / (id - 5) as q from kinds where id <> 5 order by id;
-- @error 22012
select id, 10 / (id - 5) as q from kinds order by id;
select sum(i2), sum(i4), sum(i8), pg_typeof(sum(i2)), pg_typeof(sum(i4)), pg_typeof(sum(i8)) from kinds;
select avg(i2), avg(i4), avg(i8), min(i8), max(i8) from kinds;
select id, f4, f8, f4 + f8, f4 * 2, f8 / 2 from kinds where id not in (4, 5) order by id;
select id, f8 = f8, f8 < 1, f8 > 1, f8 <> 'NaN', f4 = 'NaN', f8 = '-Infinity' from kinds order by id;
select f8, id from kinds order by f8, id;
select f4, id from kinds order by f4 desc nulls last, id;
select min(f8), max(f8), min(f4), max(f4) from kinds where id <> 7;
select max(f8), min(f8) from kinds;
select sum(f8), avg(f8), count(f8) from kinds where id in (1, 2, 6, 9);
select sum(f4), avg(f4) from kinds where id in (1, 2, 6, 9);
-- @error 22003
select 1e308::float8 * 10;
-- @error 22003
select 1e-308::float8 * 1e-308::float8;
-- @error 22003
select 3e38::float4 * 10::float4;
select 'NaN'::float8 + 1, 'Infinity'::float8 - 'Infinity'::float8, 'Infinity'::float8 * 0, -'Infinity'::float8;
select 0.1::float4, 0.1::float8, 1e15::float8, 1e16::float8, 1e-5::float8, 123456789.125::float4, 1::float4 / 3;
select 1.10 + 2.205, 1.10 - 2.205, 1.10 * 2.205, 10 / 3.0, 10.00 / 3, 1 / 3.0, 2.0 / 3.00000, 10.5 % 3, -10.5 % 3;
select 100000000000000000000.0 * 100000000000000000000.0, 1e-20 * 1e-20, 0.0000001 / 3, 1e20 / 3, 123456789 / 1e10;
select n2 + n6, n2 - n6, n2 * n6, n2 + 1, n2 * 2, n2 * 1.5, id from kinds order by id;
select id, n2 / 3, n6 / 7, n2 / nullif(n6, 0), n2 % 2 from kinds where id not in (4, 5) order by id;
select id, -n2, abs(n6), sign(n2), @ n2 from kinds order by id;
select id, round(n6, 2), round(n6), trunc(n6, 3), trunc(n2), ceil(n2), floor(n2) from kinds order by id;
select round(2.5), round(3.5), round(-2.5), round(2.5::float8), round(3.5::float8), round(-0.5::float8), round(1234.567, -2), trunc(-1.999, 1);
select ceil(-1.5), floor(-1.5), ceiling(1.2), ceil(1.5::float8), floor(-1.5::float8), trunc(-1.5::float8), sign(-3.5::float8), sign(0.0);
select n2 = n6, n2 < n6, n2 > i4, n2 = f8, n2 >= 0, id from kinds order by id;
select n2 from kinds order by n2, id;
select sum(n2), avg(n2), min(n2), max(n2), sum(n6), avg(n6) from kinds;
select sum(n2) / count(*), avg(n2 * 2), sum(n2 * n6), sum(n2 + 0.001) from kinds where id not in (4, 5);
select 99999999.99::numeric(10,2), 1.005::numeric(10,2), 1.004999::numeric(10,2), -1.005::numeric(10,2), 12.5::numeric(3), 0.5::numeric(1);
-- @error 22003
select 123456789.99::numeric(10,2);
-- @error 22003
select 10::numeric(1);
select 'NaN'::numeric, 'NaN'::numeric + 1, 'Infinity'::numeric, '-Infinity'::numeric < 0, 'NaN'::numeric > 'Infinity'::numeric;
select 1.0::numeric(10,4), 1::numeric(10,4) + 1, 1.5::numeric(4,2) * 2, 3::numeric(5,1) / 2;
select power(2, 10), power(2.0, 3), power(2::numeric, -1), sqrt(16.0), sqrt(2.0::float8), exp(0.0), ln(1.0), exp(1.0::float8), ln(10.0::float8), log(100.0), log(2.0, 8.0);
-- @error 2201F
select sqrt(-1.0);
-- @error 2201E
select ln(0.0);
-- @error 2201F
select sqrt(-1::float8);
-- @error 2201F
select power(0::float8, -1);
select mod(7, 3), mod(-7, 3), mod(7.5, 2), div(7, 2), div(-7.5, 2), gcd(12, 18), lcm(4, 6);
select width_bucket(5.35, 0.024, 10.06, 5), degrees(pi()), radians(180.0::float8), cbrt(27.0::float8), atan2(1, 1), sin(0::float8), cos(0::float8);
select 1::int2 + 1::int4, 1::int4 + 1::int8, 1::int2 * 1.5, 1::int8 / 2::int2, 5::int2 / 2::int2;
select 5 & i4, 5 | i2, i8 # 1, i4 << 2, i2 >> 1, ~i4, id from kinds where id not in (3, 4, 5) order by id;
select count(*), sum(k), avg(k), min(k), max(k), sum(v), avg(v), min(v), max(v) from many;
select sum(f), avg(f), min(f), max(f), count(f) from many;
select stddev(k), variance(k), stddev_pop(k), var_pop(k), stddev_samp(v), var_samp(v) from many;
select stddev(f), variance(f), stddev_pop(f), var_pop(f) from many;
select sum(v * k), sum(v * v), sum(k::int8 * id), sum(v / 7) from many where k < 10;
-- Sums that leave 128 bits, and come back.
select sum(v::numeric(38,0)), avg(v::numeric(38,0)), count(v) from (values (99999999999999999999999999999999999999::numeric(38,0)), (99999999999999999999999999999999999999), (null)) as t(v);
select k, sum(v) from (select id % 3 as k, (case when id % 3 = 1 then -1 else 1 end * 99999999999999999999999999999999999999)::numeric(38,0) as v from many where id <= 100) as t group by k order by k;
select sum(v), avg(v) from (values (9.9999999999999999999999999999999999999::numeric(38,37)), (-9.9999999999999999999999999999999999999), (9.9999999999999999999999999999999999999)) as t(v);
select sum(v) over_all, sum(distinct v) from (select (id % 7 * 12345678901234567890123456789012345678)::numeric(38,0) as v from many where id <= 500) as t;
select sum(v) from (select (id::numeric * 1234567890123456789)::numeric(25,2) as v from many) as t;
-- @error 22003
select x::numeric(38, 0) from (values (99999999999999999999999999999999999999.5::numeric)) v(x);
-- @error 22003
select 159999999999999999999999999999999999999::numeric(38, 0);
select 99999999999999999999999999999999999999::numeric(38, 0), -99999999999999999999999999999999999999.4::numeric(38, 0);
