-- time, timetz, and dates and timestamps: input, operators, casts, fields, functions.
-- Input of time and timetz
select time '00:00';
select time '01:00';
select time '23:59';
select time '11:59:59.99 PM';
select time '24:00';
select time '24:00:00';
select time '00:00:00.000001';
select time '23:59:59.9999999';
select time '04:05:06.789';
select time '040506';
select time '04:05 AM';
select time '12:00 PM';
select time '12:30 am';
select time '040506.5';
select time '1:2:3';
select time 'T040506';
select time 'allballs';
select time '2003-03-07 15:36:39';
select time '2003-03-07 15:36:39 America/New_York';
select time '15:36:39 PST';
select time '7:59 +02';
select time '23:59:60';
select time '12:34:56.789012';
select time 'J2451187 04:05';
-- @error 22007
select time 'infinity';
-- @error 22007
select time 'now ish';
-- @error 22008
select time '25:00';
-- @error 22008
select time '24:00:01';
-- @error 22008
select time '12:60';
-- @error 22008
select time '10:61:00';
-- @error 22007
select time '-1:00';
-- @error 22007
select time '';
-- @error 22007
select time 'abc';
select time '10:20:30 BC';
-- @error 22007
select time '15:36:39 America/New_York';
-- @error 22008
select time '23:59:60.01';
select time '12:00:00.1234565';
select time '00:00:00.5e3';
select timetz '00:00 PDT';
select timetz '01:00 PDT';
select timetz '23:59 PDT';
select timetz '07:07 PST';
select timetz '08:08 EDT';
select timetz '11:59:59.99 PM PDT';
select timetz '24:00+00';
select timetz '12:34:56.789 -08:30';
select timetz '12:34+15:59';
select timetz '12:34-15:59:59';
-- @error 22009
select timetz '12:34+16';
select timetz '2003-03-07 15:36:39 America/New_York';
select timetz '2003-07-07 15:36:39 America/New_York';
-- @error 22007
select timetz '15:36:39 America/New_York';
-- @error 22007
select timetz '15:36:39 m2';
-- @error 22007
select timetz '15:36:39 MSK m2';
select timetz '15:36:39 UTC';
select timetz '15:36:39 Z';
select timetz '10:20:30';
select timetz '10:20+5';
select timetz '10:20 MET DST';
select timetz '10:20+05:30:15';
-- @error 22008
select timetz '24:00:01+01';
-- @error 22007
select timetz '';
-- @error 22007
select timetz 'xyz';
select timetz '04:05 Etc/GMT+5';
-- Precision
select time(0) '12:34:56.789565', timetz(0) '12:34:56.789565+02';
select time(1) '12:34:56.789565', timetz(1) '12:34:56.789565+02';
select time(2) '12:34:56.789565', timetz(2) '12:34:56.789565+02';
select time(3) '12:34:56.789565', timetz(3) '12:34:56.789565+02';
select time(4) '12:34:56.789565', timetz(4) '12:34:56.789565+02';
select time(5) '12:34:56.789565', timetz(5) '12:34:56.789565+02';
select time(6) '12:34:56.789565', timetz(6) '12:34:56.789565+02';
select time(7) '12:34:56.789565', timetz(7) '12:34:56.789565+02';
select '23:59:59.9'::time(0), '23:59:59.4'::time(0), '23:59:59.9+01'::timetz(0);
select time '12:34:56.78'::time(1)::time(3);
select pg_typeof(time(2) '10:00')::text, pg_typeof(timetz '10:00+00')::text;
-- Comparison and order
select time '10:00' = time '11:00', time '10:00' <> time '11:00', time '10:00' < time '11:00', time '10:00' <= time '11:00', time '10:00' > time '11:00', time '10:00' >= time '11:00';
select time '24:00' = time '00:00', time '24:00' <> time '00:00', time '24:00' < time '00:00', time '24:00' <= time '00:00', time '24:00' > time '00:00', time '24:00' >= time '00:00';
select time '10:00' = time '10:00', time '10:00' <> time '10:00', time '10:00' < time '10:00', time '10:00' <= time '10:00', time '10:00' > time '10:00', time '10:00' >= time '10:00';
select timetz '10:00+00' = timetz '12:00+02', timetz '10:00+00' <> timetz '12:00+02', timetz '10:00+00' < timetz '12:00+02', timetz '10:00+00' <= timetz '12:00+02', timetz '10:00+00' > timetz '12:00+02', timetz '10:00+00' >= timetz '12:00+02';
select timetz '10:00+01' = timetz '10:00+02', timetz '10:00+01' <> timetz '10:00+02', timetz '10:00+01' < timetz '10:00+02', timetz '10:00+01' <= timetz '10:00+02', timetz '10:00+01' > timetz '10:00+02', timetz '10:00+01' >= timetz '10:00+02';
select timetz '10:00-03' = timetz '10:00-03', timetz '10:00-03' <> timetz '10:00-03', timetz '10:00-03' < timetz '10:00-03', timetz '10:00-03' <= timetz '10:00-03', timetz '10:00-03' > timetz '10:00-03', timetz '10:00-03' >= timetz '10:00-03';
select timetz '00:00+10' = timetz '23:00-05', timetz '00:00+10' <> timetz '23:00-05', timetz '00:00+10' < timetz '23:00-05', timetz '00:00+10' <= timetz '23:00-05', timetz '00:00+10' > timetz '23:00-05', timetz '00:00+10' >= timetz '23:00-05';
select id, t, z from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) order by t, id;
select id, t, z from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) order by z desc, id;
select min(t), max(t), min(z), max(z), count(distinct t), count(distinct z) from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z);
select t, count(*) from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) group by t order by t;
select z, count(*) from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) group by z order by z;
select v.id, b.id from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) join (values (7, time '10:00'), (8, time '24:00')) as b(id, t) on v.t = b.t order by 1, 2;
select id from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) where t between '09:00' and '11:00' order by id;
select id from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) where z > '09:30+00' order by id;
select id, t is distinct from time '10:00', z is null from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) order by id;
select id from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) where t in ('10:00', '24:00') order by id;
select greatest(time '10:00', '11:00'), least(timetz '10:00+00', '10:00+01'), coalesce(null, time '01:00'), nullif(time '01:00', '01:00');
select case when t > '12:00' then 'late' else 'early' end, id from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) order by id;
select distinct t from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) order by 1;
select t from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) union select time '10:00' order by 1;
select t, z from (values (1, time '10:00', timetz '10:00+01'), (2, time '23:59:59.999999', timetz '09:00+00'), (3, time '00:00', timetz '24:00-05'), (4, null, null), (5, time '24:00', timetz '00:00+14'), (6, time '10:00', timetz '11:00+02')) as v(id, t, z) where id in (1, 6) intersect select time '10:00', timetz '10:00+01';
-- Arithmetic
select time '10:00' + interval '1 hour', interval '1 hour' + time '10:00', time '10:00' - interval '1 hour';
select time '10:00' + interval '25 hours', interval '25 hours' + time '10:00', time '10:00' - interval '25 hours';
select time '10:00' + interval '-11 hours', interval '-11 hours' + time '10:00', time '10:00' - interval '-11 hours';
select time '10:00' + interval '1 day', interval '1 day' + time '10:00', time '10:00' - interval '1 day';
select time '10:00' + interval '1 month 2 days 03:04:05.678', interval '1 month 2 days 03:04:05.678' + time '10:00', time '10:00' - interval '1 month 2 days 03:04:05.678';
select time '10:00' + interval '-00:00:00.000001', interval '-00:00:00.000001' + time '10:00', time '10:00' - interval '-00:00:00.000001';
select time '23:30' + interval '1 hour', interval '1 hour' + time '23:30', time '23:30' - interval '1 hour';
select time '23:30' + interval '25 hours', interval '25 hours' + time '23:30', time '23:30' - interval '25 hours';
select time '23:30' + interval '-11 hours', interval '-11 hours' + time '23:30', time '23:30' - interval '-11 hours';
select time '23:30' + interval '1 day', interval '1 day' + time '23:30', time '23:30' - interval '1 day';
select time '23:30' + interval '1 month 2 days 03:04:05.678', interval '1 month 2 days 03:04:05.678' + time '23:30', time '23:30' - interval '1 month 2 days 03:04:05.678';
select time '23:30' + interval '-00:00:00.000001', interval '-00:00:00.000001' + time '23:30', time '23:30' - interval '-00:00:00.000001';
select time '24:00' + interval '1 hour', interval '1 hour' + time '24:00', time '24:00' - interval '1 hour';
select time '24:00' + interval '25 hours', interval '25 hours' + time '24:00', time '24:00' - interval '25 hours';
select time '24:00' + interval '-11 hours', interval '-11 hours' + time '24:00', time '24:00' - interval '-11 hours';
select time '24:00' + interval '1 day', interval '1 day' + time '24:00', time '24:00' - interval '1 day';
select time '24:00' + interval '1 month 2 days 03:04:05.678', interval '1 month 2 days 03:04:05.678' + time '24:00', time '24:00' - interval '1 month 2 days 03:04:05.678';
select time '24:00' + interval '-00:00:00.000001', interval '-00:00:00.000001' + time '24:00', time '24:00' - interval '-00:00:00.000001';
select timetz '10:00+02' + interval '1 hour', interval '1 hour' + timetz '10:00+02', timetz '10:00+02' - interval '1 hour';
select timetz '10:00+02' + interval '25 hours', interval '25 hours' + timetz '10:00+02', timetz '10:00+02' - interval '25 hours';
select timetz '10:00+02' + interval '-11 hours', interval '-11 hours' + timetz '10:00+02', timetz '10:00+02' - interval '-11 hours';
select timetz '10:00+02' + interval '1 day', interval '1 day' + timetz '10:00+02', timetz '10:00+02' - interval '1 day';
select timetz '23:30-08' + interval '1 hour', interval '1 hour' + timetz '23:30-08', timetz '23:30-08' - interval '1 hour';
select timetz '23:30-08' + interval '25 hours', interval '25 hours' + timetz '23:30-08', timetz '23:30-08' - interval '25 hours';
select timetz '23:30-08' + interval '-11 hours', interval '-11 hours' + timetz '23:30-08', timetz '23:30-08' - interval '-11 hours';
select timetz '23:30-08' + interval '1 day', interval '1 day' + timetz '23:30-08', timetz '23:30-08' - interval '1 day';
select time '10:00' - time '09:30:15.5', time '00:00' - time '24:00', time '10:00' - time '10:00';
-- @error 42725
select time '10:00' + time '11:00';
-- @error 42883
select timetz '10:00+00' - timetz '09:00+00';
-- @error 42883
select time '10:00' + 5;
select - time '10:00';
select time '10:00' * 2;
select date '2020-02-28' + time '10:30', time '10:30' + date '2020-02-28', date '2020-02-28' + timetz '10:30+05', timetz '24:00-08' + date '2020-02-28';
select date 'infinity' + time '10:00', date '-infinity' + time '10:00';
-- @error 22008
select date '5874897-01-01' + time '10:00';
-- @error 22008
select date '294276-12-31' + time '24:00';
select date 'infinity' + timetz '10:00+00';
select "timestamp"(date '2020-01-01', time '10:20'), timestamptz(date '2020-01-01', time '10:20'), timestamptz(date '2020-01-01', timetz '10:20+05');
-- Casts
select time '10:20:30.5'::interval, interval '25:30'::time, interval '-1 hour'::time, interval '1 mon 2 days 3 hours'::time, time '10:20'::timetz, timetz '10:20+05'::time;
select timestamp '2020-01-01 10:20:30'::time, timestamp 'infinity'::time, timestamptz '2020-01-01 10:20:30+00'::time, timestamptz '2020-01-01 10:20:30+00'::timetz, timestamptz '-infinity'::timetz;
select time '10:20'::text, timetz '10:20:30.25-03:30'::text, '10:20'::text::time, '10:20+01'::varchar::timetz, time '10:20'::varchar(5), time '10:20'::char(3);
-- @error 42846
select time '10:20'::date;
-- @error 42846
select time '10:20'::timestamp;
-- @error 42846
select timetz '10:20+01'::interval;
-- @error 42846
select date '2020-01-01'::time;
-- @error 42846
select 5::time;
-- @error 42846
select time '10:20'::int;
-- @error 42846
select interval '1 day'::timetz;
select cast('10:20:30.123456' as time(2)), cast(time '10:20:30.987' as time(1)), cast(timestamp '2020-01-01 10:20:30.987654' as time(3));
select null::time, null::timetz(2), null::time::interval;
select id, ts::time, ts::time(0), tz::timetz from kinds order by id;
-- Fields
select extract(microseconds from time '13:30:25.575401');
select extract(microseconds from timetz '13:30:25.575401-04:30');
select date_part('microseconds', time '13:30:25.575401');
select date_part('microseconds', timetz '13:30:25.575401-04:30');
select extract(milliseconds from time '13:30:25.575401');
select extract(milliseconds from timetz '13:30:25.575401-04:30');
select date_part('milliseconds', time '13:30:25.575401');
select date_part('milliseconds', timetz '13:30:25.575401-04:30');
select extract(second from time '13:30:25.575401');
select extract(second from timetz '13:30:25.575401-04:30');
select date_part('second', time '13:30:25.575401');
select date_part('second', timetz '13:30:25.575401-04:30');
select extract(minute from time '13:30:25.575401');
select extract(minute from timetz '13:30:25.575401-04:30');
select date_part('minute', time '13:30:25.575401');
select date_part('minute', timetz '13:30:25.575401-04:30');
select extract(hour from time '13:30:25.575401');
select extract(hour from timetz '13:30:25.575401-04:30');
select date_part('hour', time '13:30:25.575401');
select date_part('hour', timetz '13:30:25.575401-04:30');
select extract(epoch from time '13:30:25.575401');
select extract(epoch from timetz '13:30:25.575401-04:30');
select date_part('epoch', time '13:30:25.575401');
select date_part('epoch', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(timezone from time '13:30:25.575401');
select extract(timezone from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('timezone', time '13:30:25.575401');
select date_part('timezone', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(timezone_hour from time '13:30:25.575401');
select extract(timezone_hour from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('timezone_hour', time '13:30:25.575401');
select date_part('timezone_hour', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(timezone_minute from time '13:30:25.575401');
select extract(timezone_minute from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('timezone_minute', time '13:30:25.575401');
select date_part('timezone_minute', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(day from time '13:30:25.575401');
-- @error 0A000
select extract(day from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('day', time '13:30:25.575401');
-- @error 0A000
select date_part('day', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(year from time '13:30:25.575401');
-- @error 0A000
select extract(year from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('year', time '13:30:25.575401');
-- @error 0A000
select date_part('year', timetz '13:30:25.575401-04:30');
-- @error 22023
select extract(fortnight from time '13:30:25.575401');
-- @error 22023
select extract(fortnight from timetz '13:30:25.575401-04:30');
-- @error 22023
select date_part('fortnight', time '13:30:25.575401');
-- @error 22023
select date_part('fortnight', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(dow from time '13:30:25.575401');
-- @error 0A000
select extract(dow from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('dow', time '13:30:25.575401');
-- @error 0A000
select date_part('dow', timetz '13:30:25.575401-04:30');
-- @error 0A000
select extract(julian from time '13:30:25.575401');
-- @error 0A000
select extract(julian from timetz '13:30:25.575401-04:30');
-- @error 0A000
select date_part('julian', time '13:30:25.575401');
-- @error 0A000
select date_part('julian', timetz '13:30:25.575401-04:30');
select extract(hour from ts::time), extract(second from ts::time), extract(epoch from ts::time), id from kinds order by id;
select extract(timezone from tz::timetz), extract(hour from tz::timetz), id from kinds order by id;
select sum(extract(epoch from ts::time)) from kinds;
-- Made of parts
select make_time(8, 15, 23.5);
select make_time(24, 0, 0);
select make_time(0, 0, 0);
select make_time(23, 59, 60);
-- @error 22008
select make_time(8, 15, 60.5);
-- @error 22008
select make_time(25, 0, 0);
-- @error 22008
select make_time(8, 60, 0);
-- @error 22008
select make_time(-1, 0, 0);
-- @error 22008
select make_time(8, 15, -0.5);
-- @error 22008
select make_time(24, 0, 1);
select make_time(null, 1, 1);
-- @error 22008
select make_time(8, 15, 'NaN');
select make_time(8, 15, 59.9999999);
select make_time(hour => 8, min => 15, sec => 23.5);
select make_time(8, min => 15, sec => 1);
-- @error 42883
select make_time(8, nonsense => 15, sec => 1);
-- @error 42601
select make_time(hour => 8, 15, 1);
select make_timestamp(2014, 12, 28, 6, 30, 45.887);
select make_timestamp(2014, 12, 28, 24, 0, 0);
select make_timestamp(-44, 3, 15, 12, 30, 15);
-- @error 22008
select make_timestamp(0, 7, 15, 12, 30, 15);
-- @error 22008
select make_timestamp(2014, 13, 1, 0, 0, 0);
-- @error 22008
select make_timestamp(2014, 2, 30, 0, 0, 0);
-- @error 22008
select make_timestamp(2014, 2, 28, 25, 0, 0);
select make_timestamp(2014, 2, 28, 23, 59, 60);
-- @error 22008
select make_timestamp(294277, 1, 1, 0, 0, 0);
select make_timestamp(null, 1, 1, 1, 1, 1);
select make_timestamp(1999, 12, 31, 23, 59, 59.9999995);
select make_date(2020, 2, 29);
select make_date(-44, 3, 15);
-- @error 22008
select make_date(0, 1, 1);
-- @error 22008
select make_date(2021, 2, 29);
-- @error 22008
select make_date(2020, 13, 1);
-- @error 22008
select make_date(5874898, 1, 1);
select make_date(null, 1, 1);
select make_date(year => 2020, month => 2, day => 29);
select make_timestamp(year => 2020, month => 2, mday => 29, hour => 1, min => 2, sec => 3);
-- Dates: words, fields, arithmetic
select date 'epoch', date 'infinity', date '-infinity', timestamp 'epoch';
select date 'today' = current_date, date 'tomorrow' = current_date + 1, date 'yesterday' = current_date - 1, date 'now' = current_date;
select timestamp 'today' = current_date, timestamp 'now' = localtimestamp, timestamp 'tomorrow 10:30' = current_date + 1 + time '10:30', timestamptz 'now' = now(), time 'now' = localtime;
select timetz 'now' = current_time, 'today'::text::date = current_date;
select now() = current_timestamp, now() = transaction_timestamp(), statement_timestamp() >= now(), clock_timestamp() >= now(), timeofday() <> '';
select pg_typeof(now())::text, pg_typeof(current_time)::text, pg_typeof(localtime)::text, pg_typeof(localtimestamp)::text, pg_typeof(current_date)::text, pg_typeof(clock_timestamp())::text;
select current_timestamp(2) = now()::timestamptz(2), localtime(0) = localtime::time(0), current_time(3) = current_time::timetz(3), localtimestamp(1) = localtimestamp::timestamp(1);
select extract(epoch from now()) > 1600000000, age(now()) is not null, now() - now();
select isfinite(date 'infinity'), isfinite(date '2020-01-01'), isfinite(timestamp '-infinity'), isfinite(timestamptz 'now'), isfinite(interval '1 day');
select id, isfinite(d), isfinite(ts), isfinite(tz) from kinds order by id;
select extract(century from date '2020-08-11'), extract(century from date '0044-03-15 BC');
select date_part('century', date '2020-08-11');
select extract(century from timestamp '2020-08-11 13:14:15.5'), extract(century from timestamp '0044-03-15 10:00 BC');
select extract(century from date 'infinity');
select extract(century from timestamp '-infinity');
select extract(decade from date '2020-08-11'), extract(decade from date '0044-03-15 BC');
select date_part('decade', date '2020-08-11');
select extract(decade from timestamp '2020-08-11 13:14:15.5'), extract(decade from timestamp '0044-03-15 10:00 BC');
select extract(decade from date 'infinity');
select extract(decade from timestamp '-infinity');
select extract(millennium from date '2020-08-11'), extract(millennium from date '0044-03-15 BC');
select date_part('millennium', date '2020-08-11');
select extract(millennium from timestamp '2020-08-11 13:14:15.5'), extract(millennium from timestamp '0044-03-15 10:00 BC');
select extract(millennium from date 'infinity');
select extract(millennium from timestamp '-infinity');
select extract(year from date '2020-08-11'), extract(year from date '0044-03-15 BC');
select date_part('year', date '2020-08-11');
select extract(year from timestamp '2020-08-11 13:14:15.5'), extract(year from timestamp '0044-03-15 10:00 BC');
select extract(year from date 'infinity');
select extract(year from timestamp '-infinity');
select extract(isoyear from date '2020-08-11'), extract(isoyear from date '0044-03-15 BC');
select date_part('isoyear', date '2020-08-11');
select extract(isoyear from timestamp '2020-08-11 13:14:15.5'), extract(isoyear from timestamp '0044-03-15 10:00 BC');
select extract(isoyear from date 'infinity');
select extract(isoyear from timestamp '-infinity');
select extract(quarter from date '2020-08-11'), extract(quarter from date '0044-03-15 BC');
select date_part('quarter', date '2020-08-11');
select extract(quarter from timestamp '2020-08-11 13:14:15.5'), extract(quarter from timestamp '0044-03-15 10:00 BC');
select extract(quarter from date 'infinity');
select extract(quarter from timestamp '-infinity');
select extract(month from date '2020-08-11'), extract(month from date '0044-03-15 BC');
select date_part('month', date '2020-08-11');
select extract(month from timestamp '2020-08-11 13:14:15.5'), extract(month from timestamp '0044-03-15 10:00 BC');
select extract(month from date 'infinity');
select extract(month from timestamp '-infinity');
select extract(week from date '2020-08-11'), extract(week from date '0044-03-15 BC');
select date_part('week', date '2020-08-11');
select extract(week from timestamp '2020-08-11 13:14:15.5'), extract(week from timestamp '0044-03-15 10:00 BC');
select extract(week from date 'infinity');
select extract(week from timestamp '-infinity');
select extract(day from date '2020-08-11'), extract(day from date '0044-03-15 BC');
select date_part('day', date '2020-08-11');
select extract(day from timestamp '2020-08-11 13:14:15.5'), extract(day from timestamp '0044-03-15 10:00 BC');
select extract(day from date 'infinity');
select extract(day from timestamp '-infinity');
select extract(doy from date '2020-08-11'), extract(doy from date '0044-03-15 BC');
select date_part('doy', date '2020-08-11');
select extract(doy from timestamp '2020-08-11 13:14:15.5'), extract(doy from timestamp '0044-03-15 10:00 BC');
select extract(doy from date 'infinity');
select extract(doy from timestamp '-infinity');
select extract(dow from date '2020-08-11'), extract(dow from date '0044-03-15 BC');
select date_part('dow', date '2020-08-11');
select extract(dow from timestamp '2020-08-11 13:14:15.5'), extract(dow from timestamp '0044-03-15 10:00 BC');
select extract(dow from date 'infinity');
select extract(dow from timestamp '-infinity');
select extract(isodow from date '2020-08-11'), extract(isodow from date '0044-03-15 BC');
select date_part('isodow', date '2020-08-11');
select extract(isodow from timestamp '2020-08-11 13:14:15.5'), extract(isodow from timestamp '0044-03-15 10:00 BC');
select extract(isodow from date 'infinity');
select extract(isodow from timestamp '-infinity');
select extract(julian from date '2020-08-11'), extract(julian from date '0044-03-15 BC');
select date_part('julian', date '2020-08-11');
select extract(julian from timestamp '2020-08-11 13:14:15.5'), extract(julian from timestamp '0044-03-15 10:00 BC');
select extract(julian from date 'infinity');
select extract(julian from timestamp '-infinity');
select extract(epoch from date '2020-08-11'), extract(epoch from date '0044-03-15 BC');
select date_part('epoch', date '2020-08-11');
select extract(epoch from timestamp '2020-08-11 13:14:15.5'), extract(epoch from timestamp '0044-03-15 10:00 BC');
select extract(epoch from date 'infinity');
select extract(epoch from timestamp '-infinity');
-- @error 0A000
select extract(hour from date '2020-08-11'), extract(hour from date '0044-03-15 BC');
select date_part('hour', date '2020-08-11');
select extract(hour from timestamp '2020-08-11 13:14:15.5'), extract(hour from timestamp '0044-03-15 10:00 BC');
-- @error 0A000
select extract(hour from date 'infinity');
select extract(hour from timestamp '-infinity');
-- @error 0A000
select extract(second from date '2020-08-11'), extract(second from date '0044-03-15 BC');
select date_part('second', date '2020-08-11');
select extract(second from timestamp '2020-08-11 13:14:15.5'), extract(second from timestamp '0044-03-15 10:00 BC');
-- @error 0A000
select extract(second from date 'infinity');
select extract(second from timestamp '-infinity');
-- @error 0A000
select extract(microseconds from date '2020-08-11'), extract(microseconds from date '0044-03-15 BC');
select date_part('microseconds', date '2020-08-11');
select extract(microseconds from timestamp '2020-08-11 13:14:15.5'), extract(microseconds from timestamp '0044-03-15 10:00 BC');
-- @error 0A000
select extract(microseconds from date 'infinity');
select extract(microseconds from timestamp '-infinity');
-- @error 0A000
select extract(timezone from date '2020-08-11'), extract(timezone from date '0044-03-15 BC');
-- @error 0A000
select date_part('timezone', date '2020-08-11');
-- @error 0A000
select extract(timezone from timestamp '2020-08-11 13:14:15.5'), extract(timezone from timestamp '0044-03-15 10:00 BC');
-- @error 0A000
select extract(timezone from date 'infinity');
select extract(timezone from timestamp '-infinity');
select date_trunc('microseconds', timestamp '2020-08-11 13:14:15.516'), date_trunc('microseconds', timestamp '0044-03-15 10:00 BC'), date_trunc('microseconds', date '2020-08-11');
select date_trunc('milliseconds', timestamp '2020-08-11 13:14:15.516'), date_trunc('milliseconds', timestamp '0044-03-15 10:00 BC'), date_trunc('milliseconds', date '2020-08-11');
select date_trunc('second', timestamp '2020-08-11 13:14:15.516'), date_trunc('second', timestamp '0044-03-15 10:00 BC'), date_trunc('second', date '2020-08-11');
select date_trunc('minute', timestamp '2020-08-11 13:14:15.516'), date_trunc('minute', timestamp '0044-03-15 10:00 BC'), date_trunc('minute', date '2020-08-11');
select date_trunc('hour', timestamp '2020-08-11 13:14:15.516'), date_trunc('hour', timestamp '0044-03-15 10:00 BC'), date_trunc('hour', date '2020-08-11');
select date_trunc('day', timestamp '2020-08-11 13:14:15.516'), date_trunc('day', timestamp '0044-03-15 10:00 BC'), date_trunc('day', date '2020-08-11');
select date_trunc('week', timestamp '2020-08-11 13:14:15.516'), date_trunc('week', timestamp '0044-03-15 10:00 BC'), date_trunc('week', date '2020-08-11');
select date_trunc('month', timestamp '2020-08-11 13:14:15.516'), date_trunc('month', timestamp '0044-03-15 10:00 BC'), date_trunc('month', date '2020-08-11');
select date_trunc('quarter', timestamp '2020-08-11 13:14:15.516'), date_trunc('quarter', timestamp '0044-03-15 10:00 BC'), date_trunc('quarter', date '2020-08-11');
select date_trunc('year', timestamp '2020-08-11 13:14:15.516'), date_trunc('year', timestamp '0044-03-15 10:00 BC'), date_trunc('year', date '2020-08-11');
select date_trunc('decade', timestamp '2020-08-11 13:14:15.516'), date_trunc('decade', timestamp '0044-03-15 10:00 BC'), date_trunc('decade', date '2020-08-11');
select date_trunc('century', timestamp '2020-08-11 13:14:15.516'), date_trunc('century', timestamp '0044-03-15 10:00 BC'), date_trunc('century', date '2020-08-11');
select date_trunc('millennium', timestamp '2020-08-11 13:14:15.516'), date_trunc('millennium', timestamp '0044-03-15 10:00 BC'), date_trunc('millennium', date '2020-08-11');
-- @error 0A000
select date_trunc('timezone', timestamp '2020-08-11 13:14:15.516'), date_trunc('timezone', timestamp '0044-03-15 10:00 BC'), date_trunc('timezone', date '2020-08-11');
-- @error 22023
select date_trunc('epoch', timestamp '2020-08-11 13:14:15.516'), date_trunc('epoch', timestamp '0044-03-15 10:00 BC'), date_trunc('epoch', date '2020-08-11');
-- @error 22023
select date_trunc('nonsense', timestamp '2020-08-11 13:14:15.516'), date_trunc('nonsense', timestamp '0044-03-15 10:00 BC'), date_trunc('nonsense', date '2020-08-11');
select date_bin('15 days', timestamp '2020-02-11 15:44:17.71393', timestamp '2001-01-01');
select date_bin('15 days', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2001-01-01');
select date_bin('2 hours', timestamp '2020-02-11 15:44:17.71393', timestamp '2001-01-01');
select date_bin('2 hours', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2001-01-01');
select date_bin('1 hour 30 minutes', timestamp '2020-02-11 15:44:17.71393', timestamp '2001-01-01');
select date_bin('1 hour 30 minutes', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2001-01-01');
select date_bin('15 minutes', timestamp '2020-02-11 15:44:17.71393', timestamp '2020-02-11 15:30:02.5');
select date_bin('15 minutes', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2020-02-11 15:30:02.5');
select date_bin('10 seconds', timestamp '2020-02-11 15:44:17.71393', timestamp '2020-02-12');
select date_bin('10 seconds', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2020-02-12');
select date_bin('100 milliseconds', timestamp '0044-02-11 15:44:17.71393 BC', timestamp '2001-01-01');
select date_bin('100 milliseconds', timestamptz '0044-02-11 15:44:17.71393 BC', timestamptz '2001-01-01');
select date_bin('250 microseconds', timestamp '2020-02-11 15:44:17.71393', timestamp '2001-01-01');
select date_bin('250 microseconds', timestamptz '2020-02-11 15:44:17.71393', timestamptz '2001-01-01');
-- @error 0A000
select date_bin('5 months', timestamp '2020-02-01 01:01:01', timestamp '2001-01-01');
-- @error 0A000
select date_bin('5 months', timestamptz '2020-02-01 01:01:01', timestamptz '2001-01-01');
-- @error 22008
select date_bin('0 days', timestamp '2020-02-01 01:01:01', timestamp '2001-01-01');
-- @error 22008
select date_bin('0 days', timestamptz '2020-02-01 01:01:01', timestamptz '2001-01-01');
-- @error 22008
select date_bin('-2 days', timestamp '2020-02-01 01:01:01', timestamp '2001-01-01');
-- @error 22008
select date_bin('-2 days', timestamptz '2020-02-01 01:01:01', timestamptz '2001-01-01');
select date_bin('2 days', timestamp 'infinity', timestamp '2001-01-01');
select date_bin('2 days', timestamptz 'infinity', timestamptz '2001-01-01');
-- @error 22008
select date_bin('2 days', timestamp '2020-01-01', timestamp 'infinity');
-- @error 22008
select date_bin('2 days', timestamptz '2020-01-01', timestamptz 'infinity');
select age(timestamp '2020-03-01', timestamp '2019-01-31');
select age(timestamptz '2020-03-01', timestamptz '2019-01-31');
select age(timestamp '2001-04-10', timestamp '1957-06-13');
select age(timestamptz '2001-04-10', timestamptz '1957-06-13');
select age(timestamp '1957-06-13', timestamp '2001-04-10');
select age(timestamptz '1957-06-13', timestamptz '2001-04-10');
select age(timestamp '2020-02-29', timestamp '2020-02-29');
select age(timestamptz '2020-02-29', timestamptz '2020-02-29');
select age(timestamp '2020-03-31 23:00', timestamp '2020-02-29 23:30');
select age(timestamptz '2020-03-31 23:00', timestamptz '2020-02-29 23:30');
select age(timestamp 'infinity', timestamp '2020-01-01');
select age(timestamptz 'infinity', timestamptz '2020-01-01');
select age(timestamp '2020-01-01', timestamp '0044-03-15 BC');
select age(timestamptz '2020-01-01', timestamptz '0044-03-15 BC');
select age(timestamp 'today') = interval '0', age(current_date - 40) > interval '1 month', age(timestamptz 'today');
select id, age(ts, d), age(tz, d::timestamptz) from kinds where id not in (4, 5) order by id;
-- OVERLAPS
select (timestamp '2000-11-27', timestamp '2000-11-28') overlaps (timestamp '2000-11-27 12:00', timestamp '2000-11-30');
select (timestamp '2000-11-27', timestamp '2000-11-28') overlaps (timestamp '2000-11-28', timestamp '2000-11-30');
select (timestamp '2000-11-27', interval '12 hours') overlaps (timestamp '2000-11-27 12:00', interval '12 hours');
select (timestamp '2000-11-27', interval '12 hours') overlaps (timestamp '2000-11-27 11:00', timestamp '2000-11-30');
select (timestamp '2000-11-27', null) overlaps (timestamp '2000-11-27 12:00', timestamp '2000-11-30');
select (null, null) overlaps (timestamp '2000-11-27 12:00', timestamp '2000-11-30');
select (time '00:00', time '01:00') overlaps (time '00:30', time '01:30');
select (time '00:00', interval '1 hour') overlaps (time '00:30', interval '1 hour');
select (time '00:00', interval '1 hour') overlaps (time '01:30', interval '1 day');
select (time '00:00', interval '1 hour') overlaps (time '01:30', time '02:00');
select (time '01:00', time '00:00') overlaps (time '00:30', interval '1 hour');
select (timetz '00:00+00', timetz '01:00+00') overlaps (timetz '00:30+00', timetz '01:30+00');
select (date '2020-01-01', date '2020-02-01') overlaps (date '2020-01-15', date '2020-03-01');
select (timestamptz '2020-01-01', interval '1 month') overlaps (timestamptz '2020-01-31', interval '1 day');
select (timestamptz '2020-01-01', timestamptz '2020-02-01') overlaps (timestamptz '2020-03-31', interval '1 day');
select (timestamptz '2020-01-01', interval '1 month') overlaps (timestamptz '2020-01-31', timestamptz '2020-03-01');
-- @error 42883
select (1, 2) overlaps (3, 4);
select (timestamp '2020-01-01', timestamp '2020-01-01') overlaps (timestamp '2020-01-01', timestamp '2020-01-01');
select id, (d, d + 10) overlaps (date '2020-01-05', date '2020-02-01') from kinds where id not in (4) order by id;
