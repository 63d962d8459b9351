-- Casts among the types, and what they refuse.
select '12'::int2, ' 12 '::int4, '-12'::int8, '1.5'::float4, '1e5'::float8, '1.50'::numeric, '1.50'::numeric(5,1);
select 12::int2::text, 12::text, 12.50::text, 1.5::float8::text, true::text, false::varchar, 1e20::float8::text, 0.1::float4::text;
select 1.5::int, 2.5::int, -1.5::int, 2.5::float8::int, 3.5::float8::int, -2.5::float8::int8, 2.4999::int2;
-- @error 22003
select 40000::int2;
-- @error 22003
select 3000000000::int4;
-- @error 22003
select 1e10::float8::int4;
-- @error 22003
select 'NaN'::float8::int4;
-- @error 0A000
select 'NaN'::numeric::int4;
-- @error 22003
select 1e19::numeric::int8;
-- @error 22003
select 1e40::float8::float4;
-- @error 22003
select '1e400'::float8;
-- @error 22P02
select 'abc'::int;
-- @error 22P02
select ''::int;
-- @error 22P02
select '1.5'::int;
-- @error 22003
select '99999999999'::int;
-- @error 22003
select '32768'::int2;
-- @error 22003
select '9223372036854775808'::int8;
-- @error 22P02
select 'abc'::float8;
-- @error 22P02
select 'abc'::numeric;
-- @error 22P02
select 'maybe'::bool;
-- @error 22008
select '2020-13-01'::date;
-- @error 22008
select '2020-02-30'::date;
-- @error 22007
select 'yesterdayish'::date;
-- @error 22008
select '2020-01-01 25:00'::timestamp;
-- @error 22007
select '1 parsec'::interval;
-- @error 22003
select i4::int2 from kinds order by id;
select id, i4::int2, i8::int4, f8::int4, n2::int4 from kinds where id not in (4, 5, 7, 8) order by id;
select id, i4::float8, i8::float4, i2::numeric, i8::numeric(20,2), n2::float8, f8::numeric, f4::float8 from kinds where id not in (4, 5, 8) order by id;
select id, b::int, b::text, i4::bool, i4::text, f8::text, n6::text, d::text, ts::text, tz::text from kinds order by id;
select id, n6::numeric(10,2), n6::numeric(18,1), n2::numeric, n2::numeric(12,4) from kinds where id not in (4, 5) order by id;
-- @error 22P02
select t::int from kinds where id = 1;
select id, d::timestamp, ts::date, ts::time, tz::date, d::timestamptz from kinds where id <> 4 order by id;
select '2020-01-01'::date, '20200131'::date, 'January 8, 1999'::date, '1999-Jan-08'::date, '2020-01-01 10:20:30.123456'::timestamp, '2020-01-01T10:20'::timestamp, 'epoch'::timestamp;
select 'infinity'::date, '-infinity'::timestamp, 'infinity'::timestamp > '9999-01-01', '0044-03-15 BC'::date;
select '10:20:30'::time, '10:20:30.5'::time, '24:00'::time, '2020-01-01 10:00+02'::timestamptz, '2020-01-01 10:00'::timestamp::timestamptz;
select '1 day 02:03:04'::interval, '1 year 2 mons'::interval, 'P1Y2M3DT4H5M6S'::interval, '-1 day'::interval, '1.5 hours'::interval, interval '3' day, interval '1-2' year to month;
select cast(null as int), null::date, cast('1' as int4) + 1, int4 '7', date '2020-01-01', numeric '1.50', bool 't';
select 1::oid, 'pg_class'::regclass::text, 1::int4::oid::int8, '\x4142'::bytea, 'AB'::bytea, '{1,2,3}'::int[], array[1, 2]::text[];
-- @error 42846
select true::int8;
-- @error 42846
select 1::date;
-- @error 42846
select date '2020-01-01'::int;
-- @error 42846
select 1.5::bool;
-- @error 42846
select 1::int8::bool;
-- @error 22P02
select '12abc'::numeric(5,2);
-- @error 42704
select 1::nosuchtype;
-- @error 22023
select cast('x' as varchar(0));
-- @error 22023
select 1::numeric(0);
select id, t::varchar(3), t::char(2), t::text = t::varchar from kinds order by id;
select '12' + 1, 1 + '12', '1.5' * 2.0, 'x' || 1.50, '2020-01-01' < date '2020-02-01';
-- @error 22P02
select 1 + 'a';
-- @error 22P02
select '1.5' + 1;
