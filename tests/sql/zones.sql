-- timestamptz and the settings TimeZone and DateStyle.
-- Settings
set timezone to 'Europe/Berlin';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'europe/berlin';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'America/New_York';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'UTC';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'Etc/GMT+5';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'PST8PDT';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'EST5EDT';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to '<+03>-3';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'FOO+3';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
-- @error 22023
set timezone to 'nowhere/land';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to '-7';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to -7;
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 5.5;
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to '5.5';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to '+02';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
-- @error 22023
set timezone to 100000;
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
-- @error 22023
set timezone to '';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'utc';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'Asia/Kolkata';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set timezone to 'CET';
show timezone;
select timestamptz '2020-07-01 12:00:00', timestamptz '2020-01-01 12:00+00', '2020-07-01 12:00'::timestamp::timestamptz;
set time zone 'America/Los_Angeles';
show timezone;
set time zone local;
show timezone;
set time zone default;
show timezone;
set time zone -3;
show timezone;
set time zone 3.75;
show timezone;
set time zone interval '-08:00' hour to minute;
show timezone;
set time zone interval '5' hour;
show timezone;
-- @error 22023
set time zone interval '1 month';
show timezone;
-- @error 22023
set time zone interval '2 days';
show timezone;
set local time zone 'Asia/Tokyo';
show timezone;
reset timezone;
show timezone;
set timezone = default;
show timezone;
begin;
set local timezone to 'Asia/Tokyo';
select timestamptz '2020-01-01 00:00+00';
rollback;
show timezone;
begin;
set timezone to 'Asia/Tokyo';
rollback;
show timezone;
select timestamptz '2020-01-01 00:00+00';
set timezone to 'UTC';
select timestamptz '2020-03-29 02:30:00';
select timestamptz '2020-10-25 02:30:00';
select timestamptz '2020-07-01';
select timestamptz '1900-01-01 00:00';
select timestamptz '2020-01-01 10:00+02';
select timestamptz '2020-01-01 10:00 PST';
select timestamptz '2020-01-01 10:00 America/New_York';
select timestamptz '20200101T101010Z';
select timestamptz 'infinity';
select timestamptz '-infinity';
select timestamptz 'epoch';
select timestamptz '4714-11-24 00:00:00+00 BC';
select timestamptz '294276-12-31 23:59:59+00';
-- @error 22008
select timestamptz '294277-01-01 00:00:00+00';
-- @error 22008
select timestamptz '2020-02-30';
-- @error 22008
select timestamptz '2020-01-01 25:00';
-- @error 22009
select timestamptz '2020-01-01 10:00+16';
-- @error 22023
select timestamptz '2020-01-01 10:00 Nowhere/Land';
-- @error 22007
select timestamptz 'garbage';
select timestamptz 'Wed Jul 11 10:51:14 America/New_York 2001';
select timestamptz '2020-01-01 10:00:00.1234567+00';
select timestamptz 'Jan 1 2020 10:00 MSK';
select timestamptz '2011-03-27 00:00:00 Europe/Moscow';
select id, tz, tz::text, tz::date, tz::time, tz::timetz, tz::timestamp from kinds order by id;
select id, d::timestamptz, ts::timestamptz from kinds where id <> 4 order by id;
select id from kinds where tz > ts order by id;
select id, tz = ts, tz < d, d <= tz, ts >= tz, ts <> tz from kinds order by id;
select date_trunc('day', tz), date_trunc('month', tz), date_trunc('hour', tz), date_trunc('week', tz), date_trunc('year', tz), id from kinds order by id;
select extract(hour from tz), extract(day from tz), extract(timezone from tz), extract(timezone_hour from tz), extract(timezone_minute from tz), extract(epoch from tz), extract(second from tz), extract(julian from tz), id from kinds order by id;
select date_part('hour', tz), date_part('timezone', tz), date_part('epoch', tz), date_part('year', tz), id from kinds order by id;
select tz + interval '1 day', tz + interval '24 hours', tz - interval '1 month', interval '1 month 1 day 1 hour' + tz, id from kinds order by id;
select tz - timestamptz '2020-01-01 00:00+00', age(tz, timestamptz '2020-02-29 12:00+00'), id from kinds order by id;
select timestamptz '2020-03-28 12:00' + interval '1 day', timestamptz '2020-03-28 12:00' + interval '24 hours', timestamptz '2020-10-24 12:00' + interval '1 day', timestamptz '2020-03-29 03:30' - interval '1 hour';
select date '2020-03-29'::timestamptz, timestamp '2020-03-29 02:30'::timestamptz, timestamptz '2020-03-29 00:30+00'::timestamp;
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'Australia/Sydney'), date_trunc('hour', timestamptz '2020-07-01 03:10+00', 'Asia/Kathmandu');
select tz at time zone 'America/New_York', tz at time zone 'PST', tz at time zone interval '-03:30', ts at time zone 'Asia/Tokyo', ts at time zone interval '2 hours', id from kinds where id not in (4) order by id;
select timetz '10:00+02' at time zone 'UTC', timetz '10:00+02' at time zone interval '-05:00', time '10:00' at time zone 'UTC';
select make_timestamptz(2020, 7, 15, 8, 15, 23.5), make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'Europe/Paris');
select to_timestamp(0), to_timestamp(1262349296.7890123), to_timestamp(-1.5), to_timestamp('infinity'), to_timestamp(1e10);
select count(distinct tz), min(tz), max(tz) from kinds;
select tz::date, count(*) from kinds group by 1 order by 1;
select tz, id from kinds order by tz desc, id limit 3;
select a.id, b.id from kinds a join kinds b on a.tz = b.tz order by 1, 2;
select a.id, b.id from kinds a join kinds b on a.tz = b.ts order by 1, 2;
select id, tz::text like '2020%', tz || '' from kinds order by id;
select greatest(tz, ts), least(tz, d), id from kinds where id not in (4) order by id;
set timezone to 'Europe/Berlin';
select timestamptz '2020-03-29 02:30:00';
select timestamptz '2020-10-25 02:30:00';
select timestamptz '2020-07-01';
select timestamptz '1900-01-01 00:00';
select timestamptz '2020-01-01 10:00+02';
select timestamptz '2020-01-01 10:00 PST';
select timestamptz '2020-01-01 10:00 America/New_York';
select timestamptz '20200101T101010Z';
select timestamptz 'infinity';
select timestamptz '-infinity';
select timestamptz 'epoch';
select timestamptz '4714-11-24 00:00:00+00 BC';
select timestamptz '294276-12-31 23:59:59+00';
-- @error 22008
select timestamptz '294277-01-01 00:00:00+00';
-- @error 22008
select timestamptz '2020-02-30';
-- @error 22008
select timestamptz '2020-01-01 25:00';
-- @error 22009
select timestamptz '2020-01-01 10:00+16';
-- @error 22023
select timestamptz '2020-01-01 10:00 Nowhere/Land';
-- @error 22007
select timestamptz 'garbage';
select timestamptz 'Wed Jul 11 10:51:14 America/New_York 2001';
select timestamptz '2020-01-01 10:00:00.1234567+00';
select timestamptz 'Jan 1 2020 10:00 MSK';
select timestamptz '2011-03-27 00:00:00 Europe/Moscow';
select id, tz, tz::text, tz::date, tz::time, tz::timetz, tz::timestamp from kinds order by id;
select id, d::timestamptz, ts::timestamptz from kinds where id <> 4 order by id;
select id from kinds where tz > ts order by id;
select id, tz = ts, tz < d, d <= tz, ts >= tz, ts <> tz from kinds order by id;
select date_trunc('day', tz), date_trunc('month', tz), date_trunc('hour', tz), date_trunc('week', tz), date_trunc('year', tz), id from kinds order by id;
select extract(hour from tz), extract(day from tz), extract(timezone from tz), extract(timezone_hour from tz), extract(timezone_minute from tz), extract(epoch from tz), extract(second from tz), extract(julian from tz), id from kinds order by id;
select date_part('hour', tz), date_part('timezone', tz), date_part('epoch', tz), date_part('year', tz), id from kinds order by id;
select tz + interval '1 day', tz + interval '24 hours', tz - interval '1 month', interval '1 month 1 day 1 hour' + tz, id from kinds order by id;
select tz - timestamptz '2020-01-01 00:00+00', age(tz, timestamptz '2020-02-29 12:00+00'), id from kinds order by id;
select timestamptz '2020-03-28 12:00' + interval '1 day', timestamptz '2020-03-28 12:00' + interval '24 hours', timestamptz '2020-10-24 12:00' + interval '1 day', timestamptz '2020-03-29 03:30' - interval '1 hour';
select date '2020-03-29'::timestamptz, timestamp '2020-03-29 02:30'::timestamptz, timestamptz '2020-03-29 00:30+00'::timestamp;
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'Australia/Sydney'), date_trunc('hour', timestamptz '2020-07-01 03:10+00', 'Asia/Kathmandu');
select tz at time zone 'America/New_York', tz at time zone 'PST', tz at time zone interval '-03:30', ts at time zone 'Asia/Tokyo', ts at time zone interval '2 hours', id from kinds where id not in (4) order by id;
select timetz '10:00+02' at time zone 'UTC', timetz '10:00+02' at time zone interval '-05:00', time '10:00' at time zone 'UTC';
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5), make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'Europe/Paris'), make_timestamptz(2020, 7, 15, 8, 15, 23.5, '+2'), make_timestamptz(1910, 12, 24, 0, 0, 0, 'Nehwon/Lankhmar' || '');
select to_timestamp(0), to_timestamp(1262349296.7890123), to_timestamp(-1.5), to_timestamp('infinity'), to_timestamp(1e10);
select count(distinct tz), min(tz), max(tz) from kinds;
select tz::date, count(*) from kinds group by 1 order by 1;
select tz, id from kinds order by tz desc, id limit 3;
select a.id, b.id from kinds a join kinds b on a.tz = b.tz order by 1, 2;
select a.id, b.id from kinds a join kinds b on a.tz = b.ts order by 1, 2;
select id, tz::text like '2020%', tz || '' from kinds order by id;
select greatest(tz, ts), least(tz, d), id from kinds where id not in (4) order by id;
set timezone to 'America/New_York';
select timestamptz '2020-03-29 02:30:00';
select timestamptz '2020-10-25 02:30:00';
select timestamptz '2020-07-01';
select timestamptz '1900-01-01 00:00';
select timestamptz '2020-01-01 10:00+02';
select timestamptz '2020-01-01 10:00 PST';
select timestamptz '2020-01-01 10:00 America/New_York';
select timestamptz '20200101T101010Z';
select timestamptz 'infinity';
select timestamptz '-infinity';
select timestamptz 'epoch';
select timestamptz '4714-11-24 00:00:00+00 BC';
select timestamptz '294276-12-31 23:59:59+00';
-- @error 22008
select timestamptz '294277-01-01 00:00:00+00';
-- @error 22008
select timestamptz '2020-02-30';
-- @error 22008
select timestamptz '2020-01-01 25:00';
-- @error 22009
select timestamptz '2020-01-01 10:00+16';
-- @error 22023
select timestamptz '2020-01-01 10:00 Nowhere/Land';
-- @error 22007
select timestamptz 'garbage';
select timestamptz 'Wed Jul 11 10:51:14 America/New_York 2001';
select timestamptz '2020-01-01 10:00:00.1234567+00';
select timestamptz 'Jan 1 2020 10:00 MSK';
select timestamptz '2011-03-27 00:00:00 Europe/Moscow';
select id, tz, tz::text, tz::date, tz::time, tz::timetz, tz::timestamp from kinds order by id;
select id, d::timestamptz, ts::timestamptz from kinds where id <> 4 order by id;
select id from kinds where tz > ts order by id;
select id, tz = ts, tz < d, d <= tz, ts >= tz, ts <> tz from kinds order by id;
select date_trunc('day', tz), date_trunc('month', tz), date_trunc('hour', tz), date_trunc('week', tz), date_trunc('year', tz), id from kinds order by id;
select extract(hour from tz), extract(day from tz), extract(timezone from tz), extract(timezone_hour from tz), extract(timezone_minute from tz), extract(epoch from tz), extract(second from tz), extract(julian from tz), id from kinds order by id;
select date_part('hour', tz), date_part('timezone', tz), date_part('epoch', tz), date_part('year', tz), id from kinds order by id;
select tz + interval '1 day', tz + interval '24 hours', tz - interval '1 month', interval '1 month 1 day 1 hour' + tz, id from kinds order by id;
select tz - timestamptz '2020-01-01 00:00+00', age(tz, timestamptz '2020-02-29 12:00+00'), id from kinds order by id;
select timestamptz '2020-03-28 12:00' + interval '1 day', timestamptz '2020-03-28 12:00' + interval '24 hours', timestamptz '2020-10-24 12:00' + interval '1 day', timestamptz '2020-03-29 03:30' - interval '1 hour';
select date '2020-03-29'::timestamptz, timestamp '2020-03-29 02:30'::timestamptz, timestamptz '2020-03-29 00:30+00'::timestamp;
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'Australia/Sydney'), date_trunc('hour', timestamptz '2020-07-01 03:10+00', 'Asia/Kathmandu');
select tz at time zone 'America/New_York', tz at time zone 'PST', tz at time zone interval '-03:30', ts at time zone 'Asia/Tokyo', ts at time zone interval '2 hours', id from kinds where id not in (4) order by id;
select timetz '10:00+02' at time zone 'UTC', timetz '10:00+02' at time zone interval '-05:00', time '10:00' at time zone 'UTC';
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5), make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'Europe/Paris'), make_timestamptz(2020, 7, 15, 8, 15, 23.5, '+2'), make_timestamptz(1910, 12, 24, 0, 0, 0, 'Nehwon/Lankhmar' || '');
select to_timestamp(0), to_timestamp(1262349296.7890123), to_timestamp(-1.5), to_timestamp('infinity'), to_timestamp(1e10);
select count(distinct tz), min(tz), max(tz) from kinds;
select tz::date, count(*) from kinds group by 1 order by 1;
select tz, id from kinds order by tz desc, id limit 3;
select a.id, b.id from kinds a join kinds b on a.tz = b.tz order by 1, 2;
select a.id, b.id from kinds a join kinds b on a.tz = b.ts order by 1, 2;
select id, tz::text like '2020%', tz || '' from kinds order by id;
select greatest(tz, ts), least(tz, d), id from kinds where id not in (4) order by id;
set timezone to 'Asia/Kolkata';
select timestamptz '2020-03-29 02:30:00';
select timestamptz '2020-10-25 02:30:00';
select timestamptz '2020-07-01';
select timestamptz '1900-01-01 00:00';
select timestamptz '2020-01-01 10:00+02';
select timestamptz '2020-01-01 10:00 PST';
select timestamptz '2020-01-01 10:00 America/New_York';
select timestamptz '20200101T101010Z';
select timestamptz 'infinity';
select timestamptz '-infinity';
select timestamptz 'epoch';
select timestamptz '4714-11-24 00:00:00+00 BC';
select timestamptz '294276-12-31 23:59:59+00';
-- @error 22008
select timestamptz '294277-01-01 00:00:00+00';
-- @error 22008
select timestamptz '2020-02-30';
-- @error 22008
select timestamptz '2020-01-01 25:00';
-- @error 22009
select timestamptz '2020-01-01 10:00+16';
-- @error 22023
select timestamptz '2020-01-01 10:00 Nowhere/Land';
-- @error 22007
select timestamptz 'garbage';
select timestamptz 'Wed Jul 11 10:51:14 America/New_York 2001';
select timestamptz '2020-01-01 10:00:00.1234567+00';
select timestamptz 'Jan 1 2020 10:00 MSK';
select timestamptz '2011-03-27 00:00:00 Europe/Moscow';
select id, tz, tz::text, tz::date, tz::time, tz::timetz, tz::timestamp from kinds order by id;
select id, d::timestamptz, ts::timestamptz from kinds where id <> 4 order by id;
select id from kinds where tz > ts order by id;
select id, tz = ts, tz < d, d <= tz, ts >= tz, ts <> tz from kinds order by id;
select date_trunc('day', tz), date_trunc('month', tz), date_trunc('hour', tz), date_trunc('week', tz), date_trunc('year', tz), id from kinds order by id;
select extract(hour from tz), extract(day from tz), extract(timezone from tz), extract(timezone_hour from tz), extract(timezone_minute from tz), extract(epoch from tz), extract(second from tz), extract(julian from tz), id from kinds order by id;
select date_part('hour', tz), date_part('timezone', tz), date_part('epoch', tz), date_part('year', tz), id from kinds order by id;
select tz + interval '1 day', tz + interval '24 hours', tz - interval '1 month', interval '1 month 1 day 1 hour' + tz, id from kinds order by id;
select tz - timestamptz '2020-01-01 00:00+00', age(tz, timestamptz '2020-02-29 12:00+00'), id from kinds order by id;
select timestamptz '2020-03-28 12:00' + interval '1 day', timestamptz '2020-03-28 12:00' + interval '24 hours', timestamptz '2020-10-24 12:00' + interval '1 day', timestamptz '2020-03-29 03:30' - interval '1 hour';
select date '2020-03-29'::timestamptz, timestamp '2020-03-29 02:30'::timestamptz, timestamptz '2020-03-29 00:30+00'::timestamp;
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'Australia/Sydney'), date_trunc('hour', timestamptz '2020-07-01 03:10+00', 'Asia/Kathmandu');
select tz at time zone 'America/New_York', tz at time zone 'PST', tz at time zone interval '-03:30', ts at time zone 'Asia/Tokyo', ts at time zone interval '2 hours', id from kinds where id not in (4) order by id;
select timetz '10:00+02' at time zone 'UTC', timetz '10:00+02' at time zone interval '-05:00', time '10:00' at time zone 'UTC';
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5), make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'Europe/Paris'), make_timestamptz(2020, 7, 15, 8, 15, 23.5, '+2'), make_timestamptz(1910, 12, 24, 0, 0, 0, 'Nehwon/Lankhmar' || '');
select to_timestamp(0), to_timestamp(1262349296.7890123), to_timestamp(-1.5), to_timestamp('infinity'), to_timestamp(1e10);
select count(distinct tz), min(tz), max(tz) from kinds;
select tz::date, count(*) from kinds group by 1 order by 1;
select tz, id from kinds order by tz desc, id limit 3;
select a.id, b.id from kinds a join kinds b on a.tz = b.tz order by 1, 2;
select a.id, b.id from kinds a join kinds b on a.tz = b.ts order by 1, 2;
select id, tz::text like '2020%', tz || '' from kinds order by id;
select greatest(tz, ts), least(tz, d), id from kinds where id not in (4) order by id;
set timezone to 'Australia/Lord_Howe';
select timestamptz '2020-03-29 02:30:00';
select timestamptz '2020-10-25 02:30:00';
select timestamptz '2020-07-01';
select timestamptz '1900-01-01 00:00';
select timestamptz '2020-01-01 10:00+02';
select timestamptz '2020-01-01 10:00 PST';
select timestamptz '2020-01-01 10:00 America/New_York';
select timestamptz '20200101T101010Z';
select timestamptz 'infinity';
select timestamptz '-infinity';
select timestamptz 'epoch';
select timestamptz '4714-11-24 00:00:00+00 BC';
select timestamptz '294276-12-31 23:59:59+00';
-- @error 22008
select timestamptz '294277-01-01 00:00:00+00';
-- @error 22008
select timestamptz '2020-02-30';
-- @error 22008
select timestamptz '2020-01-01 25:00';
-- @error 22009
select timestamptz '2020-01-01 10:00+16';
-- @error 22023
select timestamptz '2020-01-01 10:00 Nowhere/Land';
-- @error 22007
select timestamptz 'garbage';
select timestamptz 'Wed Jul 11 10:51:14 America/New_York 2001';
select timestamptz '2020-01-01 10:00:00.1234567+00';
select timestamptz 'Jan 1 2020 10:00 MSK';
select timestamptz '2011-03-27 00:00:00 Europe/Moscow';
select id, tz, tz::text, tz::date, tz::time, tz::timetz, tz::timestamp from kinds order by id;
select id, d::timestamptz, ts::timestamptz from kinds where id <> 4 order by id;
select id from kinds where tz > ts order by id;
select id, tz = ts, tz < d, d <= tz, ts >= tz, ts <> tz from kinds order by id;
select date_trunc('day', tz), date_trunc('month', tz), date_trunc('hour', tz), date_trunc('week', tz), date_trunc('year', tz), id from kinds order by id;
select extract(hour from tz), extract(day from tz), extract(timezone from tz), extract(timezone_hour from tz), extract(timezone_minute from tz), extract(epoch from tz), extract(second from tz), extract(julian from tz), id from kinds order by id;
select date_part('hour', tz), date_part('timezone', tz), date_part('epoch', tz), date_part('year', tz), id from kinds order by id;
select tz + interval '1 day', tz + interval '24 hours', tz - interval '1 month', interval '1 month 1 day 1 hour' + tz, id from kinds order by id;
select tz - timestamptz '2020-01-01 00:00+00', age(tz, timestamptz '2020-02-29 12:00+00'), id from kinds order by id;
select timestamptz '2020-03-28 12:00' + interval '1 day', timestamptz '2020-03-28 12:00' + interval '24 hours', timestamptz '2020-10-24 12:00' + interval '1 day', timestamptz '2020-03-29 03:30' - interval '1 hour';
select date '2020-03-29'::timestamptz, timestamp '2020-03-29 02:30'::timestamptz, timestamptz '2020-03-29 00:30+00'::timestamp;
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'Australia/Sydney'), date_trunc('hour', timestamptz '2020-07-01 03:10+00', 'Asia/Kathmandu');
select tz at time zone 'America/New_York', tz at time zone 'PST', tz at time zone interval '-03:30', ts at time zone 'Asia/Tokyo', ts at time zone interval '2 hours', id from kinds where id not in (4) order by id;
select timetz '10:00+02' at time zone 'UTC', timetz '10:00+02' at time zone interval '-05:00', time '10:00' at time zone 'UTC';
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5), make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'Europe/Paris'), make_timestamptz(2020, 7, 15, 8, 15, 23.5, '+2'), make_timestamptz(1910, 12, 24, 0, 0, 0, 'Nehwon/Lankhmar' || '');
select to_timestamp(0), to_timestamp(1262349296.7890123), to_timestamp(-1.5), to_timestamp('infinity'), to_timestamp(1e10);
select count(distinct tz), min(tz), max(tz) from kinds;
select tz::date, count(*) from kinds group by 1 order by 1;
select tz, id from kinds order by tz desc, id limit 3;
select a.id, b.id from kinds a join kinds b on a.tz = b.tz order by 1, 2;
select a.id, b.id from kinds a join kinds b on a.tz = b.ts order by 1, 2;
select id, tz::text like '2020%', tz || '' from kinds order by id;
select greatest(tz, ts), least(tz, d), id from kinds where id not in (4) order by id;
set timezone to 'UTC';
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, '2');
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, '-2:30');
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'PDT');
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, 'EST5EDT');
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, '+16');
-- @error 22023
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, '');
select make_timestamptz(2020, 7, 15, 8, 15, 23.5, null);
select make_timestamptz(-44, 3, 15, 12, 30, 15, 'UTC');
-- @error 22023
select timestamptz '2020-07-01 12:00+00' at time zone 'nowhere';
-- @error 22023
select timestamp '2020-07-01 12:00' at time zone 'nowhere';
-- @error 22023
select timetz '12:00-04' at time zone 'nowhere';
select timestamptz '2020-07-01 12:00+00' at time zone 'utc';
select timestamp '2020-07-01 12:00' at time zone 'utc';
select timetz '12:00-04' at time zone 'utc';
select timestamptz '2020-07-01 12:00+00' at time zone 'EST';
select timestamp '2020-07-01 12:00' at time zone 'EST';
select timetz '12:00-04' at time zone 'EST';
select timestamptz '2020-07-01 12:00+00' at time zone 'PDT';
select timestamp '2020-07-01 12:00' at time zone 'PDT';
select timetz '12:00-04' at time zone 'PDT';
select timestamptz '2020-07-01 12:00+00' at time zone '+03';
select timestamp '2020-07-01 12:00' at time zone '+03';
select timetz '12:00-04' at time zone '+03';
select timestamptz '2020-07-01 12:00+00' at time zone '-05:30';
select timestamp '2020-07-01 12:00' at time zone '-05:30';
select timetz '12:00-04' at time zone '-05:30';
select timestamptz '2020-07-01 12:00+00' at time zone 'Etc/GMT-14';
select timestamp '2020-07-01 12:00' at time zone 'Etc/GMT-14';
select timetz '12:00-04' at time zone 'Etc/GMT-14';
select timestamptz '2020-07-01 12:00+00' at time zone 'America/Los_Angeles';
select timestamp '2020-07-01 12:00' at time zone 'America/Los_Angeles';
select timetz '12:00-04' at time zone 'America/Los_Angeles';
-- @error 22023
select timestamptz '2020-07-01 12:00+00' at time zone interval '1 day';
-- @error 22023
select timestamp '2020-07-01 12:00' at time zone interval '1 day';
-- @error 22023
select timetz '12:00-04' at time zone interval '1 day';
-- @error 22023
select timestamptz '2020-07-01 12:00+00' at time zone interval '1 month';
-- @error 22023
select timestamp '2020-07-01 12:00' at time zone interval '1 month';
-- @error 22023
select timetz '12:00-04' at time zone interval '1 month';
select timestamptz '2020-07-01 12:00+00' at time zone interval '-25:00';
select timestamp '2020-07-01 12:00' at time zone interval '-25:00';
select timetz '12:00-04' at time zone interval '-25:00';
select timestamptz '2020-07-01 12:00+00' at time zone interval '00:30:15';
select timestamp '2020-07-01 12:00' at time zone interval '00:30:15';
select timetz '12:00-04' at time zone interval '00:30:15';
select timestamptz '2020-07-01 12:00+00' at time zone null;
select timestamp '2020-07-01 12:00' at time zone null;
select timetz '12:00-04' at time zone null;
-- @error 22023
select timestamptz '2020-07-01 12:00+00' at time zone '';
-- @error 22023
select timestamp '2020-07-01 12:00' at time zone '';
-- @error 22023
select timetz '12:00-04' at time zone '';
select timestamptz 'infinity' at time zone 'nowhere', timestamp '-infinity' at time zone 'nowhere';
select timezone('UTC', timestamptz '2020-01-01 10:00+01'), timezone('CET', timestamp '2020-01-01 10:00');
select date '2020-01-01' at time zone 'UTC';
-- @error 22023
select date_trunc('day', timestamptz '2020-07-01 03:00+00', 'nowhere');
-- @error 22023
select date_trunc('fortnight', timestamptz '2020-07-01 03:00+00');
-- @error 0A000
select date_trunc('timezone', timestamptz '2020-07-01 03:00+00');
-- @error 22023
select extract(fortnight from timestamptz '2020-07-01 03:00+00');
-- @error 22008
select to_timestamp('NaN'::float8);
-- @error 22008
select to_timestamp(1e20);
-- @error 22008
select timestamptz '294276-12-31 23:00+00' + interval '2 hours';
-- @error 22008
select timestamptz '2020-01-01 00:00+00' + interval '1000000 years';
-- @error 42846
select timestamptz '2020-01-01 00:00+00'::int;
-- @error 42883
select timestamptz '2020-01-01 00:00+00' + 1;
-- @error 42883
select timestamptz '2020-01-01 00:00+00' + timestamptz '2020-01-01 00:00+00';
-- @error 22008
select date '5874897-01-01'::timestamptz;
select date '5874897-01-01' > timestamptz '2020-01-01', date '-infinity' < timestamptz '2020-01-01';
select timestamptz(0) '2020-01-01 10:00:00.6+00', timestamptz '2020-01-01 10:00:00.123456+00'::timestamptz(3), timestamp(2) '2020-01-01 10:00:00.126';
select timestamp(7) '2020-01-01 10:00:00.1234567';
select timestamp '2020-01-01 10:00' = timestamptz '2020-01-01 10:00+00', timestamptz '2020-01-01 10:00+00' = date '2020-01-01';
select '2020-01-01 10:00+02'::text::timestamptz, timestamptz '2020-01-01 10:00+02'::varchar(10), timestamptz '2020-01-01 10:00+02'::char(4);
select null::timestamptz, null::timestamptz(3)::date;
-- DateStyle
set datestyle to 'ISO, MDY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
-- @error 22008
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'ISO, DMY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'ISO, YMD';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
-- @error 22008
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
-- @error 22008
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
-- @error 22008
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'SQL, MDY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
-- @error 22008
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'SQL, DMY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'Postgres, MDY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
-- @error 22008
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'Postgres, DMY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'German';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
set datestyle to 'German, MDY';
show datestyle;
set timezone to 'America/New_York';
select d, ts, tz, id from kinds order by id;
select d::text, ts::text, tz::text from kinds where id = 1;
select date '01/02/2003', date '2003-01-02', timestamp '01/02/03 10:00';
-- @error 22008
select date '13/02/2003';
-- @error 22008
select date '99-01-08', date '08-Jan-99';
select date '01-08-99';
select timestamptz '0044-03-15 12:00:00+00 BC', date '0044-03-15 BC', timestamp '0044-03-15 12:00 BC', timestamp 'infinity', timestamptz '1900-01-01 00:00+00';
set timezone to 'Asia/Kolkata';
select tz, id from kinds where id < 4 order by id;
set timezone to '<+02>-2';
select timestamptz '2020-01-01 10:00+00';
-- @error 22023
set datestyle to nonsense;
-- @error 22023
set datestyle to 'ISO, SQL';
-- @error 22023
set datestyle to 'MDY, DMY';
set datestyle to iso;
show datestyle;
set datestyle to 'euro';
show datestyle;
set datestyle to us;
show datestyle;
set datestyle = default;
show datestyle;
set datestyle to 'ISO', 'YMD';
show datestyle;
reset datestyle;
show datestyle;
reset all;
show timezone;
