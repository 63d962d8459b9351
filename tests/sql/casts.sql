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
select date('2020-01-01'), int4('5'), int4(2.5), text(5), float8('1.5');
select 'a '::varchar = 'a'::char(3), 'a '::varchar = 'a '::text, 'a'::char(3) = 'a'::text;
select 'a'::varchar || 'b', length('a '::varchar), max('b'::varchar), min('ab'::varchar(4)), max('ab'::char(4)), max(1.5::numeric(5,2));
select nullif(1, 2.5), nullif(2.5, 1), nullif('a', 'b'), nullif(1, null), nullif('a'::char(3), 'b'), nullif(1.5::float4, 2::float8);
select nullif(k + 1, 2), nullif(nullif(nullif(k + 0, 1) + 0, 2) + 0, 3), nullif(k * 1.0, 2.0), nullif(v || 'x', 'ax') from l order by k, v;
select case k + 1 when 2 then 'one' when 3 then 'two' when 4.0 then 'x' else 'other' end, case k + 1 when 2 then 1 when k + 1 then 2 end, case upper(v) when 'A' then 1 when 'B' then 2 else 0 end from l order by k, v;
select case k + 1 when 2 then 'p' else 'q' end, count(*) from l group by case k + 1 when 2 then 'p' else 'q' end order by 1;
select k from l where case k + 1 when 2 then true when null then false else k > 2 end order by k;
select nullif(k + 1, 2) from l group by nullif(k + 1, 2) order by 1;
select 1 not between 0 and 2, 1 not between symmetric 2 and 0, null not between 1 and 2, 3 between symmetric 4 and 2;
-- @error 22012
select case k + 0 when 1 then 1 / (k - 1) else 0 end from l order by k;
select case k + 0 when 0 then 1 / k else 0 end from l order by k;
select nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(nullif(k, 100), 101), 102), 103), 104), 105), 106), 107), 108), 109), 110), 111), 112), 113), 114), 115), 116), 117), 118), 119), 120), 121), 122), 123), 124), 125), 126), 127), 128), 129) from l order by 1;
select case case case case case case case case case case case case case case case case k when 100 then k when 200 then -k else k + 0 end when 100 then k when 200 then -k else k + 1 end when 100 then k when 200 then -k else k + 2 end when 100 then k when 200 then -k else k + 3 end when 100 then k when 200 then -k else k + 4 end when 100 then k when 200 then -k else k + 5 end when 100 then k when 200 then -k else k + 6 end when 100 then k when 200 then -k else k + 7 end when 100 then k when 200 then -k else k + 8 end when 100 then k when 200 then -k else k + 9 end when 100 then k when 200 then -k else k + 10 end when 100 then k when 200 then -k else k + 11 end when 100 then k when 200 then -k else k + 12 end when 100 then k when 200 then -k else k + 13 end when 100 then k when 200 then -k else k + 14 end when 100 then k when 200 then -k else k + 15 end from l order by 1;
select nullif(1::int2, 2::int8), nullif(k + 1, 2::int8), nullif(k, 2::int8), nullif(k + 1, 2.5::float8), nullif(date '2020-01-01', timestamp '2020-01-01'), nullif(1.5::float4 + k::float4, 2::float8) from l order by k, v;
