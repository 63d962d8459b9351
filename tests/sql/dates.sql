-- date, timestamp, timestamptz, time and interval.
select id, d + 1, d - 1, d - date '2000-01-01', d + interval '1 month', d - interval '1 day', 7 + d from kinds where id not in (4, 5) order by id;
select id, ts + interval '1 hour', ts - interval '1 month', ts - timestamp '2000-01-01', ts + interval '1 year 2 days' from kinds where id not in (4, 5) order by id;
select id, extract(year from d), extract(month from d), extract(day from d), extract(dow from d), extract(doy from d), extract(week from d), extract(quarter from d), extract(isodow from d), extract(isoyear from d) from kinds order by id;
select id, extract(hour from ts), extract(minute from ts), extract(second from ts), extract(milliseconds from ts), extract(microseconds from ts), extract(epoch from ts), extract(century from ts), extract(decade from ts) from kinds order by id;
select id, date_part('year', ts), date_part('second', ts), date_part('epoch', d), date_part('hour', tz) from kinds order by id;
select id, date_trunc('year', ts), date_trunc('quarter', ts), date_trunc('month', ts), date_trunc('week', ts), date_trunc('day', ts), date_trunc('hour', ts), date_trunc('minute', ts), date_trunc('second', ts) from kinds where id <> 5 order by id;
select id, date_trunc('month', d), date_trunc('day', tz), date_trunc('decade', ts) from kinds where id not in (4, 5) order by id;
select d, id from kinds order by d, id;
select ts, id from kinds order by ts desc, id;
select min(d), max(d), min(ts), max(ts), min(tz), max(tz), count(distinct d) from kinds;
select id from kinds where d >= date '2020-01-01' and d < date '2020-01-01' + interval '1 year' order by id;
select id from kinds where ts between '2020-01-01' and '2022-01-01' order by id;
select id from kinds where d = '2020-01-01' or ts::date = '1999-12-31' or d = ts order by id;
select date '2020-01-31' + interval '1 month', date '2020-03-31' - interval '1 month', date '2020-02-29' + interval '1 year', timestamp '2020-01-31' + interval '1 month 1 day';
select date '2020-01-01' - 365, date '2020-01-01' + time '10:30', date '2024-03-01' - date '2024-02-01', timestamp '2024-03-01' - timestamp '2024-02-01 12:00';
select interval '1 day' + interval '2 hours', interval '1 day' * 2.5, interval '1 month' / 2, -interval '1 day 2 hours', interval '90 minutes' - interval '1 hour';
select interval '1 day' = interval '24 hours', interval '1 month' > interval '29 days', interval '30 days' = interval '1 month', interval '1 year' < interval '13 months';
select extract(epoch from interval '1 day 2 hours'), extract(day from interval '40 days'), extract(hour from interval '100 hours'), extract(month from interval '14 months'), extract(year from interval '14 months');
select interval '1 year 2 months 3 days 04:05:06.789', interval '-1 month -2 days', interval '0', interval '-00:00:01', interval '1 day -1 hour', interval '100 years';
select age(timestamp '2020-03-01', timestamp '2019-01-31'), age(date '2021-01-01', date '2020-02-29'), justify_days(interval '35 days'), justify_hours(interval '27 hours'), justify_interval(interval '1 mon -1 hour');
select make_date(2020, 2, 29), make_timestamp(2020, 1, 2, 3, 4, 5.5), make_interval(days => 10, hours => 5), to_timestamp(0), to_date('2020-12-31', 'YYYY-MM-DD'), to_timestamp('01 Feb 2003 04:05', 'DD Mon YYYY HH24:MI');
select to_char(timestamp '2020-01-02 03:04:05.678', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(date '2020-01-02', 'FMDay, DD FMMonth YYYY'), to_char(timestamp '2020-01-02 15:04', 'HH12:MI AM'), to_char(interval '1 day 2 hours', 'DD HH24');
select date '2020-01-01' < timestamp '2020-01-01 00:00:01', date '2020-01-01' = timestamp '2020-01-01', timestamptz '2020-01-01 00:00+00' = timestamp '2020-01-01';
select timestamp '2020-01-01 12:00' at time zone 'UTC', timestamptz '2020-07-01 12:00+00' at time zone 'Europe/Berlin', timestamp '2020-07-01 12:00' at time zone 'America/New_York';
select (date '2020-01-01', date '2020-02-01') overlaps (date '2020-01-15', date '2020-03-01') as o, (timestamp '2020-01-01', interval '1 day') overlaps (timestamp '2020-01-02', interval '1 day');
select date_bin('15 minutes', timestamp '2020-02-11 15:44:17', timestamp '2001-01-01'), isfinite(date '2020-01-01'), isfinite('infinity'::date);
select date '9999-12-31' + 1, date '5874897-12-31';
-- @error 22008
select date '5874897-12-31' + 1;
-- @error 22008
select make_date(2021, 2, 29);
-- @error 22023
select date_trunc('fortnight', timestamp '2020-01-01');
-- @error 22023
select extract(fortnight from date '2020-01-01');
-- @error 0A000
select extract(hour from date '2020-01-01');
-- @error 42883
select date '2020-01-01' + date '2020-01-01';
-- @error 42883
select date '2020-01-01' * 2;
-- @error 22012
select interval '1 day' / 0;
-- @error 42883
select timestamp '2020-01-01' + 1;
select extract(year from day) as y, count(*), min(day), max(day) from many group by 1 order by 1;
select date_trunc('month', day)::date as m, sum(v) from many where day >= date '1994-01-01' and day < date '1995-01-01' group by m order by m;
select max(day) - min(day), min(day + 30), max(day - interval '1 month') from many;
select time '10:00' + interval '3 hours', time '23:00' + interval '2 hours', time '10:00' - time '08:30', time '10:00' < time '11:00';
