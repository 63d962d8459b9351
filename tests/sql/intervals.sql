-- interval: input, all styles, modifiers, arithmetic, aggregates.
set intervalstyle to postgres;
show intervalstyle;
select interval '1 year 2 months 3 days 04:05:06.789';
select interval '-1 month -2 days';
select interval '0';
select interval '-00:00:01';
select interval '1 day -1 hour';
select interval '100 years';
select interval '1.5 days';
select interval '1.5 months';
select interval '1.5 years';
select interval '1.5 weeks';
select interval '1 decade 2 centuries 3 millennia';
select interval 'P1Y2M3DT4H5M6S';
select interval 'P0001-02-03T04:05:06';
select interval 'PT36H';
select interval 'P1W';
select interval 'P1.5D';
-- @error 22007
select interval '-P1Y';
select interval 'P-1Y2M';
select interval '1-2';
select interval '-1-2';
select interval '1 2:03:04';
select interval '1-2 3 4:05:06';
select interval '+1-2 -3 +4:05:06';
select interval '@ 1 minute';
select interval '@ 1 day ago';
select interval '6 days ago';
select interval '1 hour 30 min 15 sec';
select interval '1 h 2 m 3 s';
select interval '3 mons 2 d';
select interval '1 microsecond';
select interval '1.234567 ms';
select interval '12:34:56.789';
select interval '12:34';
select interval '-12:34';
select interval '100:00:00';
select interval '178000000 years';
select interval '2147483647 months';
-- @error 22015
select interval '2147483648 days';
-- @error 22007
select interval '1e10 seconds';
-- @error 22007
select interval '1 fortnight';
-- @error 22007
select interval '';
-- @error 22007
select interval 'garbage';
-- @error 22007
select interval '1 day 1 day';
-- @error 22007
select interval '1 year 1 year';
select interval '999999999 hours';
-- @error 22007
select interval 'infinity';
select interval '1 day 25 hours';
select interval '4 millenniums 5 centuries 4 decades 1 year 4 months 4 days 17 minutes 31 seconds';
select interval '0.5 second';
select interval '-0.5 second';
select interval '1 month -1 day';
-- @error 22007
select interval '1 quarter';
select interval '01:02:03.0000005';
select interval '2562047788:00:54.775807';
-- @error 22015
select interval '2562047789:00:00';
select interval '1y 2mon 3d';
select interval '5 dec';
select interval '1 us';
select interval '-9223372036854775808 us';
select interval '1 year 2 mons 3 days 04:05:06.789'::text, (-interval '1 year 2 mons 3 days 04:05:06.789')::text, interval '1 mon -2 days 03:04'::text;
select '1 year -2 days'::text::interval;
select ts - timestamp '2000-01-01', id from kinds where id not in (4, 5) order by id;
set intervalstyle to postgres_verbose;
show intervalstyle;
select interval '1 year 2 months 3 days 04:05:06.789';
select interval '-1 month -2 days';
select interval '0';
select interval '-00:00:01';
select interval '1 day -1 hour';
select interval '100 years';
select interval '1.5 days';
select interval '1.5 months';
select interval '1.5 years';
select interval '1.5 weeks';
select interval '1 decade 2 centuries 3 millennia';
select interval 'P1Y2M3DT4H5M6S';
select interval 'P0001-02-03T04:05:06';
select interval 'PT36H';
select interval 'P1W';
select interval 'P1.5D';
-- @error 22007
select interval '-P1Y';
select interval 'P-1Y2M';
select interval '1-2';
select interval '-1-2';
select interval '1 2:03:04';
select interval '1-2 3 4:05:06';
select interval '+1-2 -3 +4:05:06';
select interval '@ 1 minute';
select interval '@ 1 day ago';
select interval '6 days ago';
select interval '1 hour 30 min 15 sec';
select interval '1 h 2 m 3 s';
select interval '3 mons 2 d';
select interval '1 microsecond';
select interval '1.234567 ms';
select interval '12:34:56.789';
select interval '12:34';
select interval '-12:34';
select interval '100:00:00';
select interval '178000000 years';
select interval '2147483647 months';
-- @error 22015
select interval '2147483648 days';
-- @error 22007
select interval '1e10 seconds';
-- @error 22007
select interval '1 fortnight';
select interval '1 year 2 mons 3 days 04:05:06.789'::text, (-interval '1 year 2 mons 3 days 04:05:06.789')::text, interval '1 mon -2 days 03:04'::text;
select '1 year -2 days'::text::interval;
select ts - timestamp '2000-01-01', id from kinds where id not in (4, 5) order by id;
set intervalstyle to sql_standard;
show intervalstyle;
select interval '1 year 2 months 3 days 04:05:06.789';
select interval '-1 month -2 days';
select interval '0';
select interval '-00:00:01';
select interval '1 day -1 hour';
select interval '100 years';
select interval '1.5 days';
select interval '1.5 months';
select interval '1.5 years';
select interval '1.5 weeks';
select interval '1 decade 2 centuries 3 millennia';
select interval 'P1Y2M3DT4H5M6S';
select interval 'P0001-02-03T04:05:06';
select interval 'PT36H';
select interval 'P1W';
select interval 'P1.5D';
-- @error 22007
select interval '-P1Y';
select interval 'P-1Y2M';
select interval '1-2';
select interval '-1-2';
select interval '1 2:03:04';
select interval '1-2 3 4:05:06';
select interval '+1-2 -3 +4:05:06';
select interval '@ 1 minute';
select interval '@ 1 day ago';
select interval '6 days ago';
select interval '1 hour 30 min 15 sec';
select interval '1 h 2 m 3 s';
select interval '3 mons 2 d';
select interval '1 microsecond';
select interval '1.234567 ms';
select interval '12:34:56.789';
select interval '12:34';
select interval '-12:34';
select interval '100:00:00';
select interval '178000000 years';
select interval '2147483647 months';
-- @error 22015
select interval '2147483648 days';
-- @error 22007
select interval '1e10 seconds';
-- @error 22007
select interval '1 fortnight';
select interval '1 year 2 mons 3 days 04:05:06.789'::text, (-interval '1 year 2 mons 3 days 04:05:06.789')::text, interval '1 mon -2 days 03:04'::text;
select '1 year -2 days'::text::interval;
select ts - timestamp '2000-01-01', id from kinds where id not in (4, 5) order by id;
set intervalstyle to iso_8601;
show intervalstyle;
select interval '1 year 2 months 3 days 04:05:06.789';
select interval '-1 month -2 days';
select interval '0';
select interval '-00:00:01';
select interval '1 day -1 hour';
select interval '100 years';
select interval '1.5 days';
select interval '1.5 months';
select interval '1.5 years';
select interval '1.5 weeks';
select interval '1 decade 2 centuries 3 millennia';
select interval 'P1Y2M3DT4H5M6S';
select interval 'P0001-02-03T04:05:06';
select interval 'PT36H';
select interval 'P1W';
select interval 'P1.5D';
-- @error 22007
select interval '-P1Y';
select interval 'P-1Y2M';
select interval '1-2';
select interval '-1-2';
select interval '1 2:03:04';
select interval '1-2 3 4:05:06';
select interval '+1-2 -3 +4:05:06';
select interval '@ 1 minute';
select interval '@ 1 day ago';
select interval '6 days ago';
select interval '1 hour 30 min 15 sec';
select interval '1 h 2 m 3 s';
select interval '3 mons 2 d';
select interval '1 microsecond';
select interval '1.234567 ms';
select interval '12:34:56.789';
select interval '12:34';
select interval '-12:34';
select interval '100:00:00';
select interval '178000000 years';
select interval '2147483647 months';
-- @error 22015
select interval '2147483648 days';
-- @error 22007
select interval '1e10 seconds';
-- @error 22007
select interval '1 fortnight';
select interval '1 year 2 mons 3 days 04:05:06.789'::text, (-interval '1 year 2 mons 3 days 04:05:06.789')::text, interval '1 mon -2 days 03:04'::text;
select '1 year -2 days'::text::interval;
select ts - timestamp '2000-01-01', id from kinds where id not in (4, 5) order by id;
-- @error 22023
set intervalstyle to nonsense;
set intervalstyle = default;
show intervalstyle;
select interval '1' year;
-- @error 22007
select interval '1 2' year;
select interval '1:2' year;
select interval '1 2:3:4.5678' year;
select interval '1-2' year;
select interval '1.5' year;
select interval '1 year 2 months 3 days 04:05:06.789' year;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval year;
select interval '1' month;
-- @error 22007
select interval '1 2' month;
select interval '1:2' month;
select interval '1 2:3:4.5678' month;
select interval '1-2' month;
select interval '1.5' month;
select interval '1 year 2 months 3 days 04:05:06.789' month;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval month;
select interval '1' day;
-- @error 22007
select interval '1 2' day;
select interval '1:2' day;
select interval '1 2:3:4.5678' day;
select interval '1-2' day;
select interval '1.5' day;
select interval '1 year 2 months 3 days 04:05:06.789' day;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval day;
select interval '1' hour;
select interval '1 2' hour;
select interval '1:2' hour;
select interval '1 2:3:4.5678' hour;
select interval '1-2' hour;
select interval '1.5' hour;
select interval '1 year 2 months 3 days 04:05:06.789' hour;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval hour;
select interval '1' minute;
-- @error 22007
select interval '1 2' minute;
select interval '1:2' minute;
select interval '1 2:3:4.5678' minute;
select interval '1-2' minute;
select interval '1.5' minute;
select interval '1 year 2 months 3 days 04:05:06.789' minute;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval minute;
select interval '1' second;
-- @error 22007
select interval '1 2' second;
select interval '1:2' second;
select interval '1 2:3:4.5678' second;
select interval '1-2' second;
select interval '1.5' second;
select interval '1 year 2 months 3 days 04:05:06.789' second;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval second;
select interval '1' year to month;
-- @error 22007
select interval '1 2' year to month;
select interval '1:2' year to month;
select interval '1 2:3:4.5678' year to month;
select interval '1-2' year to month;
select interval '1.5' year to month;
select interval '1 year 2 months 3 days 04:05:06.789' year to month;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval year to month;
select interval '1' day to hour;
select interval '1 2' day to hour;
select interval '1:2' day to hour;
select interval '1 2:3:4.5678' day to hour;
select interval '1-2' day to hour;
select interval '1.5' day to hour;
select interval '1 year 2 months 3 days 04:05:06.789' day to hour;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval day to hour;
select interval '1' day to minute;
-- @error 22007
select interval '1 2' day to minute;
select interval '1:2' day to minute;
select interval '1 2:3:4.5678' day to minute;
select interval '1-2' day to minute;
select interval '1.5' day to minute;
select interval '1 year 2 months 3 days 04:05:06.789' day to minute;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval day to minute;
select interval '1' day to second;
-- @error 22007
select interval '1 2' day to second;
select interval '1:2' day to second;
select interval '1 2:3:4.5678' day to second;
select interval '1-2' day to second;
select interval '1.5' day to second;
select interval '1 year 2 months 3 days 04:05:06.789' day to second;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval day to second;
select interval '1' hour to minute;
-- @error 22007
select interval '1 2' hour to minute;
select interval '1:2' hour to minute;
select interval '1 2:3:4.5678' hour to minute;
select interval '1-2' hour to minute;
select interval '1.5' hour to minute;
select interval '1 year 2 months 3 days 04:05:06.789' hour to minute;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval hour to minute;
select interval '1' hour to second;
-- @error 22007
select interval '1 2' hour to second;
select interval '1:2' hour to second;
select interval '1 2:3:4.5678' hour to second;
select interval '1-2' hour to second;
select interval '1.5' hour to second;
select interval '1 year 2 months 3 days 04:05:06.789' hour to second;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval hour to second;
select interval '1' minute to second;
-- @error 22007
select interval '1 2' minute to second;
select interval '1:2' minute to second;
select interval '1 2:3:4.5678' minute to second;
select interval '1-2' minute to second;
select interval '1.5' minute to second;
select interval '1 year 2 months 3 days 04:05:06.789' minute to second;
select (interval '1 year 2 months 3 days 04:05:06.789')::interval minute to second;
select interval(0) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(0), interval '1 day 12:34:56.789565' day to second(0);
select interval(1) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(1), interval '1 day 12:34:56.789565' day to second(1);
select interval(2) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(2), interval '1 day 12:34:56.789565' day to second(2);
select interval(3) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(3), interval '1 day 12:34:56.789565' day to second(3);
select interval(4) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(4), interval '1 day 12:34:56.789565' day to second(4);
select interval(5) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(5), interval '1 day 12:34:56.789565' day to second(5);
select interval(6) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(6), interval '1 day 12:34:56.789565' day to second(6);
select interval(7) '1 day 12:34:56.789565', interval '1 day 12:34:56.789565' second(7), interval '1 day 12:34:56.789565' day to second(7);
select pg_typeof(interval '1' year)::text;
select interval '1 day'::interval(3);
select null::interval day to second;
select interval '1 year 2 mons' + interval '1 year 2 mons', interval '1 year 2 mons' - interval '1 year 2 mons', interval '1 year 2 mons' = interval '1 year 2 mons', interval '1 year 2 mons' < interval '1 year 2 mons', interval '1 year 2 mons' >= interval '1 year 2 mons';
select interval '1 year 2 mons' + interval '1 day 02:03:04.5', interval '1 year 2 mons' - interval '1 day 02:03:04.5', interval '1 year 2 mons' = interval '1 day 02:03:04.5', interval '1 year 2 mons' < interval '1 day 02:03:04.5', interval '1 year 2 mons' >= interval '1 day 02:03:04.5';
select interval '1 year 2 mons' + interval '-3 days 04:00', interval '1 year 2 mons' - interval '-3 days 04:00', interval '1 year 2 mons' = interval '-3 days 04:00', interval '1 year 2 mons' < interval '-3 days 04:00', interval '1 year 2 mons' >= interval '-3 days 04:00';
select interval '1 year 2 mons' + interval '0', interval '1 year 2 mons' - interval '0', interval '1 year 2 mons' = interval '0', interval '1 year 2 mons' < interval '0', interval '1 year 2 mons' >= interval '0';
select interval '1 year 2 mons' + interval '1 mon -30 days', interval '1 year 2 mons' - interval '1 mon -30 days', interval '1 year 2 mons' = interval '1 mon -30 days', interval '1 year 2 mons' < interval '1 mon -30 days', interval '1 year 2 mons' >= interval '1 mon -30 days';
select -interval '1 year 2 mons', interval '1 year 2 mons' * 2, 2.5 * interval '1 year 2 mons', interval '1 year 2 mons' / 3, interval '1 year 2 mons' * -0.5, interval '1 year 2 mons' / 0.3;
select justify_days(interval '1 year 2 mons'), justify_hours(interval '1 year 2 mons'), justify_interval(interval '1 year 2 mons'), isfinite(interval '1 year 2 mons'), interval '1 year 2 mons'::text, interval '1 year 2 mons'::time;
select extract(microseconds from interval '1 year 2 mons'), date_part('microseconds', interval '1 year 2 mons'), date_trunc('microseconds', interval '1 year 2 mons');
select extract(milliseconds from interval '1 year 2 mons'), date_part('milliseconds', interval '1 year 2 mons'), date_trunc('milliseconds', interval '1 year 2 mons');
select extract(second from interval '1 year 2 mons'), date_part('second', interval '1 year 2 mons'), date_trunc('second', interval '1 year 2 mons');
select extract(minute from interval '1 year 2 mons'), date_part('minute', interval '1 year 2 mons'), date_trunc('minute', interval '1 year 2 mons');
select extract(hour from interval '1 year 2 mons'), date_part('hour', interval '1 year 2 mons'), date_trunc('hour', interval '1 year 2 mons');
select extract(day from interval '1 year 2 mons'), date_part('day', interval '1 year 2 mons'), date_trunc('day', interval '1 year 2 mons');
select extract(month from interval '1 year 2 mons'), date_part('month', interval '1 year 2 mons'), date_trunc('month', interval '1 year 2 mons');
select extract(quarter from interval '1 year 2 mons'), date_part('quarter', interval '1 year 2 mons'), date_trunc('quarter', interval '1 year 2 mons');
select extract(year from interval '1 year 2 mons'), date_part('year', interval '1 year 2 mons'), date_trunc('year', interval '1 year 2 mons');
select extract(decade from interval '1 year 2 mons'), date_part('decade', interval '1 year 2 mons'), date_trunc('decade', interval '1 year 2 mons');
select extract(century from interval '1 year 2 mons'), date_part('century', interval '1 year 2 mons'), date_trunc('century', interval '1 year 2 mons');
select extract(millennium from interval '1 year 2 mons'), date_part('millennium', interval '1 year 2 mons'), date_trunc('millennium', interval '1 year 2 mons');
select extract(epoch from interval '1 year 2 mons'), date_part('epoch', interval '1 year 2 mons'), date_trunc('day', interval '1 year 2 mons');
select interval '1 day 02:03:04.5' + interval '1 year 2 mons', interval '1 day 02:03:04.5' - interval '1 year 2 mons', interval '1 day 02:03:04.5' = interval '1 year 2 mons', interval '1 day 02:03:04.5' < interval '1 year 2 mons', interval '1 day 02:03:04.5' >= interval '1 year 2 mons';
select interval '1 day 02:03:04.5' + interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' - interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' = interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' < interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' >= interval '1 day 02:03:04.5';
select interval '1 day 02:03:04.5' + interval '-3 days 04:00', interval '1 day 02:03:04.5' - interval '-3 days 04:00', interval '1 day 02:03:04.5' = interval '-3 days 04:00', interval '1 day 02:03:04.5' < interval '-3 days 04:00', interval '1 day 02:03:04.5' >= interval '-3 days 04:00';
select interval '1 day 02:03:04.5' + interval '0', interval '1 day 02:03:04.5' - interval '0', interval '1 day 02:03:04.5' = interval '0', interval '1 day 02:03:04.5' < interval '0', interval '1 day 02:03:04.5' >= interval '0';
select interval '1 day 02:03:04.5' + interval '1 mon -30 days', interval '1 day 02:03:04.5' - interval '1 mon -30 days', interval '1 day 02:03:04.5' = interval '1 mon -30 days', interval '1 day 02:03:04.5' < interval '1 mon -30 days', interval '1 day 02:03:04.5' >= interval '1 mon -30 days';
select -interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' * 2, 2.5 * interval '1 day 02:03:04.5', interval '1 day 02:03:04.5' / 3, interval '1 day 02:03:04.5' * -0.5, interval '1 day 02:03:04.5' / 0.3;
select justify_days(interval '1 day 02:03:04.5'), justify_hours(interval '1 day 02:03:04.5'), justify_interval(interval '1 day 02:03:04.5'), isfinite(interval '1 day 02:03:04.5'), interval '1 day 02:03:04.5'::text, interval '1 day 02:03:04.5'::time;
select extract(microseconds from interval '1 day 02:03:04.5'), date_part('microseconds', interval '1 day 02:03:04.5'), date_trunc('microseconds', interval '1 day 02:03:04.5');
select extract(milliseconds from interval '1 day 02:03:04.5'), date_part('milliseconds', interval '1 day 02:03:04.5'), date_trunc('milliseconds', interval '1 day 02:03:04.5');
select extract(second from interval '1 day 02:03:04.5'), date_part('second', interval '1 day 02:03:04.5'), date_trunc('second', interval '1 day 02:03:04.5');
select extract(minute from interval '1 day 02:03:04.5'), date_part('minute', interval '1 day 02:03:04.5'), date_trunc('minute', interval '1 day 02:03:04.5');
select extract(hour from interval '1 day 02:03:04.5'), date_part('hour', interval '1 day 02:03:04.5'), date_trunc('hour', interval '1 day 02:03:04.5');
select extract(day from interval '1 day 02:03:04.5'), date_part('day', interval '1 day 02:03:04.5'), date_trunc('day', interval '1 day 02:03:04.5');
select extract(month from interval '1 day 02:03:04.5'), date_part('month', interval '1 day 02:03:04.5'), date_trunc('month', interval '1 day 02:03:04.5');
select extract(quarter from interval '1 day 02:03:04.5'), date_part('quarter', interval '1 day 02:03:04.5'), date_trunc('quarter', interval '1 day 02:03:04.5');
select extract(year from interval '1 day 02:03:04.5'), date_part('year', interval '1 day 02:03:04.5'), date_trunc('year', interval '1 day 02:03:04.5');
select extract(decade from interval '1 day 02:03:04.5'), date_part('decade', interval '1 day 02:03:04.5'), date_trunc('decade', interval '1 day 02:03:04.5');
select extract(century from interval '1 day 02:03:04.5'), date_part('century', interval '1 day 02:03:04.5'), date_trunc('century', interval '1 day 02:03:04.5');
select extract(millennium from interval '1 day 02:03:04.5'), date_part('millennium', interval '1 day 02:03:04.5'), date_trunc('millennium', interval '1 day 02:03:04.5');
select extract(epoch from interval '1 day 02:03:04.5'), date_part('epoch', interval '1 day 02:03:04.5'), date_trunc('day', interval '1 day 02:03:04.5');
select interval '-3 days 04:00' + interval '1 year 2 mons', interval '-3 days 04:00' - interval '1 year 2 mons', interval '-3 days 04:00' = interval '1 year 2 mons', interval '-3 days 04:00' < interval '1 year 2 mons', interval '-3 days 04:00' >= interval '1 year 2 mons';
select interval '-3 days 04:00' + interval '1 day 02:03:04.5', interval '-3 days 04:00' - interval '1 day 02:03:04.5', interval '-3 days 04:00' = interval '1 day 02:03:04.5', interval '-3 days 04:00' < interval '1 day 02:03:04.5', interval '-3 days 04:00' >= interval '1 day 02:03:04.5';
select interval '-3 days 04:00' + interval '-3 days 04:00', interval '-3 days 04:00' - interval '-3 days 04:00', interval '-3 days 04:00' = interval '-3 days 04:00', interval '-3 days 04:00' < interval '-3 days 04:00', interval '-3 days 04:00' >= interval '-3 days 04:00';
select interval '-3 days 04:00' + interval '0', interval '-3 days 04:00' - interval '0', interval '-3 days 04:00' = interval '0', interval '-3 days 04:00' < interval '0', interval '-3 days 04:00' >= interval '0';
select interval '-3 days 04:00' + interval '1 mon -30 days', interval '-3 days 04:00' - interval '1 mon -30 days', interval '-3 days 04:00' = interval '1 mon -30 days', interval '-3 days 04:00' < interval '1 mon -30 days', interval '-3 days 04:00' >= interval '1 mon -30 days';
select -interval '-3 days 04:00', interval '-3 days 04:00' * 2, 2.5 * interval '-3 days 04:00', interval '-3 days 04:00' / 3, interval '-3 days 04:00' * -0.5, interval '-3 days 04:00' / 0.3;
select justify_days(interval '-3 days 04:00'), justify_hours(interval '-3 days 04:00'), justify_interval(interval '-3 days 04:00'), isfinite(interval '-3 days 04:00'), interval '-3 days 04:00'::text, interval '-3 days 04:00'::time;
select extract(microseconds from interval '-3 days 04:00'), date_part('microseconds', interval '-3 days 04:00'), date_trunc('microseconds', interval '-3 days 04:00');
select extract(milliseconds from interval '-3 days 04:00'), date_part('milliseconds', interval '-3 days 04:00'), date_trunc('milliseconds', interval '-3 days 04:00');
select extract(second from interval '-3 days 04:00'), date_part('second', interval '-3 days 04:00'), date_trunc('second', interval '-3 days 04:00');
select extract(minute from interval '-3 days 04:00'), date_part('minute', interval '-3 days 04:00'), date_trunc('minute', interval '-3 days 04:00');
select extract(hour from interval '-3 days 04:00'), date_part('hour', interval '-3 days 04:00'), date_trunc('hour', interval '-3 days 04:00');
select extract(day from interval '-3 days 04:00'), date_part('day', interval '-3 days 04:00'), date_trunc('day', interval '-3 days 04:00');
select extract(month from interval '-3 days 04:00'), date_part('month', interval '-3 days 04:00'), date_trunc('month', interval '-3 days 04:00');
select extract(quarter from interval '-3 days 04:00'), date_part('quarter', interval '-3 days 04:00'), date_trunc('quarter', interval '-3 days 04:00');
select extract(year from interval '-3 days 04:00'), date_part('year', interval '-3 days 04:00'), date_trunc('year', interval '-3 days 04:00');
select extract(decade from interval '-3 days 04:00'), date_part('decade', interval '-3 days 04:00'), date_trunc('decade', interval '-3 days 04:00');
select extract(century from interval '-3 days 04:00'), date_part('century', interval '-3 days 04:00'), date_trunc('century', interval '-3 days 04:00');
select extract(millennium from interval '-3 days 04:00'), date_part('millennium', interval '-3 days 04:00'), date_trunc('millennium', interval '-3 days 04:00');
select extract(epoch from interval '-3 days 04:00'), date_part('epoch', interval '-3 days 04:00'), date_trunc('day', interval '-3 days 04:00');
select interval '0' + interval '1 year 2 mons', interval '0' - interval '1 year 2 mons', interval '0' = interval '1 year 2 mons', interval '0' < interval '1 year 2 mons', interval '0' >= interval '1 year 2 mons';
select interval '0' + interval '1 day 02:03:04.5', interval '0' - interval '1 day 02:03:04.5', interval '0' = interval '1 day 02:03:04.5', interval '0' < interval '1 day 02:03:04.5', interval '0' >= interval '1 day 02:03:04.5';
select interval '0' + interval '-3 days 04:00', interval '0' - interval '-3 days 04:00', interval '0' = interval '-3 days 04:00', interval '0' < interval '-3 days 04:00', interval '0' >= interval '-3 days 04:00';
select interval '0' + interval '0', interval '0' - interval '0', interval '0' = interval '0', interval '0' < interval '0', interval '0' >= interval '0';
select interval '0' + interval '1 mon -30 days', interval '0' - interval '1 mon -30 days', interval '0' = interval '1 mon -30 days', interval '0' < interval '1 mon -30 days', interval '0' >= interval '1 mon -30 days';
select -interval '0', interval '0' * 2, 2.5 * interval '0', interval '0' / 3, interval '0' * -0.5, interval '0' / 0.3;
select justify_days(interval '0'), justify_hours(interval '0'), justify_interval(interval '0'), isfinite(interval '0'), interval '0'::text, interval '0'::time;
select extract(microseconds from interval '0'), date_part('microseconds', interval '0'), date_trunc('microseconds', interval '0');
select extract(milliseconds from interval '0'), date_part('milliseconds', interval '0'), date_trunc('milliseconds', interval '0');
select extract(second from interval '0'), date_part('second', interval '0'), date_trunc('second', interval '0');
select extract(minute from interval '0'), date_part('minute', interval '0'), date_trunc('minute', interval '0');
select extract(hour from interval '0'), date_part('hour', interval '0'), date_trunc('hour', interval '0');
select extract(day from interval '0'), date_part('day', interval '0'), date_trunc('day', interval '0');
select extract(month from interval '0'), date_part('month', interval '0'), date_trunc('month', interval '0');
select extract(quarter from interval '0'), date_part('quarter', interval '0'), date_trunc('quarter', interval '0');
select extract(year from interval '0'), date_part('year', interval '0'), date_trunc('year', interval '0');
select extract(decade from interval '0'), date_part('decade', interval '0'), date_trunc('decade', interval '0');
select extract(century from interval '0'), date_part('century', interval '0'), date_trunc('century', interval '0');
select extract(millennium from interval '0'), date_part('millennium', interval '0'), date_trunc('millennium', interval '0');
select extract(epoch from interval '0'), date_part('epoch', interval '0'), date_trunc('day', interval '0');
select interval '1 mon -30 days' + interval '1 year 2 mons', interval '1 mon -30 days' - interval '1 year 2 mons', interval '1 mon -30 days' = interval '1 year 2 mons', interval '1 mon -30 days' < interval '1 year 2 mons', interval '1 mon -30 days' >= interval '1 year 2 mons';
select interval '1 mon -30 days' + interval '1 day 02:03:04.5', interval '1 mon -30 days' - interval '1 day 02:03:04.5', interval '1 mon -30 days' = interval '1 day 02:03:04.5', interval '1 mon -30 days' < interval '1 day 02:03:04.5', interval '1 mon -30 days' >= interval '1 day 02:03:04.5';
select interval '1 mon -30 days' + interval '-3 days 04:00', interval '1 mon -30 days' - interval '-3 days 04:00', interval '1 mon -30 days' = interval '-3 days 04:00', interval '1 mon -30 days' < interval '-3 days 04:00', interval '1 mon -30 days' >= interval '-3 days 04:00';
select interval '1 mon -30 days' + interval '0', interval '1 mon -30 days' - interval '0', interval '1 mon -30 days' = interval '0', interval '1 mon -30 days' < interval '0', interval '1 mon -30 days' >= interval '0';
select interval '1 mon -30 days' + interval '1 mon -30 days', interval '1 mon -30 days' - interval '1 mon -30 days', interval '1 mon -30 days' = interval '1 mon -30 days', interval '1 mon -30 days' < interval '1 mon -30 days', interval '1 mon -30 days' >= interval '1 mon -30 days';
select -interval '1 mon -30 days', interval '1 mon -30 days' * 2, 2.5 * interval '1 mon -30 days', interval '1 mon -30 days' / 3, interval '1 mon -30 days' * -0.5, interval '1 mon -30 days' / 0.3;
select justify_days(interval '1 mon -30 days'), justify_hours(interval '1 mon -30 days'), justify_interval(interval '1 mon -30 days'), isfinite(interval '1 mon -30 days'), interval '1 mon -30 days'::text, interval '1 mon -30 days'::time;
select extract(microseconds from interval '1 mon -30 days'), date_part('microseconds', interval '1 mon -30 days'), date_trunc('microseconds', interval '1 mon -30 days');
select extract(milliseconds from interval '1 mon -30 days'), date_part('milliseconds', interval '1 mon -30 days'), date_trunc('milliseconds', interval '1 mon -30 days');
select extract(second from interval '1 mon -30 days'), date_part('second', interval '1 mon -30 days'), date_trunc('second', interval '1 mon -30 days');
select extract(minute from interval '1 mon -30 days'), date_part('minute', interval '1 mon -30 days'), date_trunc('minute', interval '1 mon -30 days');
select extract(hour from interval '1 mon -30 days'), date_part('hour', interval '1 mon -30 days'), date_trunc('hour', interval '1 mon -30 days');
select extract(day from interval '1 mon -30 days'), date_part('day', interval '1 mon -30 days'), date_trunc('day', interval '1 mon -30 days');
select extract(month from interval '1 mon -30 days'), date_part('month', interval '1 mon -30 days'), date_trunc('month', interval '1 mon -30 days');
select extract(quarter from interval '1 mon -30 days'), date_part('quarter', interval '1 mon -30 days'), date_trunc('quarter', interval '1 mon -30 days');
select extract(year from interval '1 mon -30 days'), date_part('year', interval '1 mon -30 days'), date_trunc('year', interval '1 mon -30 days');
select extract(decade from interval '1 mon -30 days'), date_part('decade', interval '1 mon -30 days'), date_trunc('decade', interval '1 mon -30 days');
select extract(century from interval '1 mon -30 days'), date_part('century', interval '1 mon -30 days'), date_trunc('century', interval '1 mon -30 days');
select extract(millennium from interval '1 mon -30 days'), date_part('millennium', interval '1 mon -30 days'), date_trunc('millennium', interval '1 mon -30 days');
select extract(epoch from interval '1 mon -30 days'), date_part('epoch', interval '1 mon -30 days'), date_trunc('day', interval '1 mon -30 days');
-- @error 0A000
select extract(week from interval '1 day');
-- @error 0A000
select date_part('week', interval '1 day');
-- @error 0A000
select date_trunc('week', interval '1 day');
-- @error 0A000
select extract(dow from interval '1 day');
-- @error 0A000
select date_part('dow', interval '1 day');
-- @error 22023
select date_trunc('dow', interval '1 day');
-- @error 0A000
select extract(timezone from interval '1 day');
-- @error 0A000
select date_part('timezone', interval '1 day');
-- @error 0A000
select date_trunc('timezone', interval '1 day');
-- @error 0A000
select extract(julian from interval '1 day');
-- @error 0A000
select date_part('julian', interval '1 day');
-- @error 22023
select date_trunc('julian', interval '1 day');
-- @error 22023
select extract(nonsense from interval '1 day');
-- @error 22023
select date_part('nonsense', interval '1 day');
-- @error 22023
select date_trunc('nonsense', interval '1 day');
-- @error 0A000
select extract(isoyear from interval '1 day');
-- @error 0A000
select date_part('isoyear', interval '1 day');
-- @error 22023
select date_trunc('isoyear', interval '1 day');
-- @error 22012
select interval '1 day' / 0;
-- @error 22008
select interval '178000000 years' * 2;
-- @error 22008
select interval '1 day' * 'NaN'::float8;
-- @error 22008
select interval '1 day' * 1e300;
-- @error 22008
select interval '2147483647 days' + interval '1 day';
-- @error 22008
select -interval '-2147483648 days';
-- @error 42883
select interval '1 day' > 5;
-- @error 42883
select interval '1 day' * interval '1 day';
-- @error 42846
select interval '1 day'::int;
-- @error 42846
select interval '1 day'::date;
-- @error 42846
select 5::interval;
-- @error 22008
select justify_days(interval '2147483647 mons 60 days');
select justify_interval(interval '-1 mon 1 day'), justify_interval(interval '1 mon -1 hour'), justify_days(interval '-35 days'), justify_hours(interval '-27 hours');
select make_interval();
select make_interval(1);
select make_interval(1, 2);
select make_interval(1, 2, 3, 4, 5, 6, 7.5);
select make_interval(0, 0, 0, 10);
select make_interval(-1, 1, -1, 1, -1, 1, -1.5);
select make_interval(null);
select make_interval(2147483647, 0);
select make_interval(0, 2147483647, 2147483647);
select make_interval(years => 1);
select make_interval(days => 10, hours => 5);
select make_interval(months => 3, secs => 1.5);
select make_interval(mins => 90);
-- @error 42601
select make_interval(years => 1, years => 2);
-- @error 42883
select make_interval(foo => 1);
-- @error 42883
select make_interval(1, years => 2);
-- @error 22008
select make_interval(secs => 'infinity');
select make_interval(weeks => 300000000, days => 200000000);
-- @error 42883
select make_interval(1, 2, 3, 4, 5, 6, 7, 8);
select sum(i), avg(i), min(i), max(i) + interval '0', count(i), count(distinct i) from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (7, interval '31 days')) v(id, i);
select i, id from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i) order by i desc nulls last, id;
select id from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i) where i = interval '1 day' order by id;
select count(*) from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i) group by i order by 1;
select avg(i) filter (where id < 3), sum(i) filter (where id > 100) from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i);
select sum(ts - timestamp '2000-01-01'), avg(ts - timestamp '2000-01-01') from kinds where id not in (4, 5);
select b, sum(ts - timestamp '2000-01-01') from kinds where id not in (4, 5) group by b order by b;
select distinct i from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i) where id in (1, 2);
select v.id, b.id from (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) v(id, i) join (values (1, interval '1 day'), (2, interval '24 hours'), (3, interval '-1 mon'), (4, null), (5, interval '30 days'), (6, interval '1 mon')) b(id, i) on v.i = b.i order by 1, 2;
