-- to_char, to_date, to_timestamp, to_number.
select to_char(timestamp '2020-01-02 03:04:05.678', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(timestamp '1997-12-31 23:59:59.999999', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(timestamp '0044-03-15 12:00 BC', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(date '2024-02-29', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(timestamp '12020-06-01', 'YYYY-MM-DD HH24:MI:SS.MS');
select to_char(timestamp '2020-01-02 03:04:05.678', 'Y,YYY YYY YY Y CC Q MM WW DDD DD D J'), to_char(timestamp '1997-12-31 23:59:59.999999', 'Y,YYY YYY YY Y CC Q MM WW DDD DD D J'), to_char(timestamp '0044-03-15 12:00 BC', 'Y,YYY YYY YY Y CC Q MM WW DDD DD D J'), to_char(date '2024-02-29', 'Y,YYY YYY YY Y CC Q MM WW DDD DD D J'), to_char(timestamp '12020-06-01', 'Y,YYY YYY YY Y CC Q MM WW DDD DD D J');
select to_char(timestamp '2020-01-02 03:04:05.678', 'FMY,YYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ'), to_char(timestamp '1997-12-31 23:59:59.999999', 'FMY,YYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ'), to_char(timestamp '0044-03-15 12:00 BC', 'FMY,YYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ'), to_char(date '2024-02-29', 'FMY,YYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ'), to_char(timestamp '12020-06-01', 'FMY,YYY FMYYY FMYY FMY FMCC FMQ FMMM FMWW FMDDD FMDD FMD FMJ');
select to_char(timestamp '2020-01-02 03:04:05.678', 'HH HH12 HH24 MI SS SSSS SSSSS'), to_char(timestamp '1997-12-31 23:59:59.999999', 'HH HH12 HH24 MI SS SSSS SSSSS'), to_char(timestamp '0044-03-15 12:00 BC', 'HH HH12 HH24 MI SS SSSS SSSSS'), to_char(date '2024-02-29', 'HH HH12 HH24 MI SS SSSS SSSSS'), to_char(timestamp '12020-06-01', 'HH HH12 HH24 MI SS SSSS SSSSS');
select to_char(timestamp '2020-01-02 03:04:05.678', 'DAY Day day MONTH Month month RM rm'), to_char(timestamp '1997-12-31 23:59:59.999999', 'DAY Day day MONTH Month month RM rm'), to_char(timestamp '0044-03-15 12:00 BC', 'DAY Day day MONTH Month month RM rm'), to_char(date '2024-02-29', 'DAY Day day MONTH Month month RM rm'), to_char(timestamp '12020-06-01', 'DAY Day day MONTH Month month RM rm');
select to_char(timestamp '2020-01-02 03:04:05.678', 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM'), to_char(timestamp '1997-12-31 23:59:59.999999', 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM'), to_char(timestamp '0044-03-15 12:00 BC', 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM'), to_char(date '2024-02-29', 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM'), to_char(timestamp '12020-06-01', 'FMDAY FMDay FMday FMMONTH FMMonth FMmonth FMRM');
select to_char(timestamp '2020-01-02 03:04:05.678', 'DY Dy dy MON Mon mon'), to_char(timestamp '1997-12-31 23:59:59.999999', 'DY Dy dy MON Mon mon'), to_char(timestamp '0044-03-15 12:00 BC', 'DY Dy dy MON Mon mon'), to_char(date '2024-02-29', 'DY Dy dy MON Mon mon'), to_char(timestamp '12020-06-01', 'DY Dy dy MON Mon mon');
select to_char(timestamp '2020-01-02 03:04:05.678', 'Dth DDth DDDth YYYYth'), to_char(timestamp '1997-12-31 23:59:59.999999', 'Dth DDth DDDth YYYYth'), to_char(timestamp '0044-03-15 12:00 BC', 'Dth DDth DDDth YYYYth'), to_char(date '2024-02-29', 'Dth DDth DDDth YYYYth'), to_char(timestamp '12020-06-01', 'Dth DDth DDDth YYYYth');
select to_char(timestamp '2020-01-02 03:04:05.678', 'DTH FMDDTH'), to_char(timestamp '1997-12-31 23:59:59.999999', 'DTH FMDDTH'), to_char(timestamp '0044-03-15 12:00 BC', 'DTH FMDDTH'), to_char(date '2024-02-29', 'DTH FMDDTH'), to_char(timestamp '12020-06-01', 'DTH FMDDTH');
select to_char(timestamp '2020-01-02 03:04:05.678', '"quoted ""text""" YYYY'), to_char(timestamp '1997-12-31 23:59:59.999999', '"quoted ""text""" YYYY'), to_char(timestamp '0044-03-15 12:00 BC', '"quoted ""text""" YYYY'), to_char(date '2024-02-29', '"quoted ""text""" YYYY'), to_char(timestamp '12020-06-01', '"quoted ""text""" YYYY');
select to_char(timestamp '2020-01-02 03:04:05.678', 'IYYY IYY IY I IW IDDD ID'), to_char(timestamp '1997-12-31 23:59:59.999999', 'IYYY IYY IY I IW IDDD ID'), to_char(timestamp '0044-03-15 12:00 BC', 'IYYY IYY IY I IW IDDD ID'), to_char(date '2024-02-29', 'IYYY IYY IY I IW IDDD ID'), to_char(timestamp '12020-06-01', 'IYYY IYY IY I IW IDDD ID');
select to_char(timestamp '2020-01-02 03:04:05.678', 'FF1 FF2 FF3 FF4 FF5 FF6 MS US'), to_char(timestamp '1997-12-31 23:59:59.999999', 'FF1 FF2 FF3 FF4 FF5 FF6 MS US'), to_char(timestamp '0044-03-15 12:00 BC', 'FF1 FF2 FF3 FF4 FF5 FF6 MS US'), to_char(date '2024-02-29', 'FF1 FF2 FF3 FF4 FF5 FF6 MS US'), to_char(timestamp '12020-06-01', 'FF1 FF2 FF3 FF4 FF5 FF6 MS US');
select to_char(timestamp '2020-01-02 03:04:05.678', 'AM PM am pm A.M. p.m.'), to_char(timestamp '1997-12-31 23:59:59.999999', 'AM PM am pm A.M. p.m.'), to_char(timestamp '0044-03-15 12:00 BC', 'AM PM am pm A.M. p.m.'), to_char(date '2024-02-29', 'AM PM am pm A.M. p.m.'), to_char(timestamp '12020-06-01', 'AM PM am pm A.M. p.m.');
select to_char(timestamp '2020-01-02 03:04:05.678', 'AD BC ad bc A.D. b.c.'), to_char(timestamp '1997-12-31 23:59:59.999999', 'AD BC ad bc A.D. b.c.'), to_char(timestamp '0044-03-15 12:00 BC', 'AD BC ad bc A.D. b.c.'), to_char(date '2024-02-29', 'AD BC ad bc A.D. b.c.'), to_char(timestamp '12020-06-01', 'AD BC ad bc A.D. b.c.');
select to_char(timestamp '2020-01-02 03:04:05.678', 'TMDay, DD TMMonth'), to_char(timestamp '1997-12-31 23:59:59.999999', 'TMDay, DD TMMonth'), to_char(timestamp '0044-03-15 12:00 BC', 'TMDay, DD TMMonth'), to_char(date '2024-02-29', 'TMDay, DD TMMonth'), to_char(timestamp '12020-06-01', 'TMDay, DD TMMonth');
select to_char(timestamp '2020-01-02 03:04:05.678', 'YYYY"Y"MM"M"'), to_char(timestamp '1997-12-31 23:59:59.999999', 'YYYY"Y"MM"M"'), to_char(timestamp '0044-03-15 12:00 BC', 'YYYY"Y"MM"M"'), to_char(date '2024-02-29', 'YYYY"Y"MM"M"'), to_char(timestamp '12020-06-01', 'YYYY"Y"MM"M"');
select to_char(timestamp '2020-01-02 03:04:05.678', '\\YYYY'), to_char(timestamp '1997-12-31 23:59:59.999999', '\\YYYY'), to_char(timestamp '0044-03-15 12:00 BC', '\\YYYY'), to_char(date '2024-02-29', '\\YYYY'), to_char(timestamp '12020-06-01', '\\YYYY');
select to_char(timestamp '2020-01-02 03:04:05.678', ''), to_char(timestamp '1997-12-31 23:59:59.999999', ''), to_char(timestamp '0044-03-15 12:00 BC', ''), to_char(date '2024-02-29', ''), to_char(timestamp '12020-06-01', '');
select to_char(timestamp '2020-01-02 03:04:05.678', 'plain words'), to_char(timestamp '1997-12-31 23:59:59.999999', 'plain words'), to_char(timestamp '0044-03-15 12:00 BC', 'plain words'), to_char(date '2024-02-29', 'plain words'), to_char(timestamp '12020-06-01', 'plain words');
select to_char(timestamp '2020-01-02 03:04:05.678', 'HH24:MI:SS.US'), to_char(timestamp '1997-12-31 23:59:59.999999', 'HH24:MI:SS.US'), to_char(timestamp '0044-03-15 12:00 BC', 'HH24:MI:SS.US'), to_char(date '2024-02-29', 'HH24:MI:SS.US'), to_char(timestamp '12020-06-01', 'HH24:MI:SS.US');
select to_char(timestamp '2020-01-02 03:04:05.678', 'MON-YY FXDD'), to_char(timestamp '1997-12-31 23:59:59.999999', 'MON-YY FXDD'), to_char(timestamp '0044-03-15 12:00 BC', 'MON-YY FXDD'), to_char(date '2024-02-29', 'MON-YY FXDD'), to_char(timestamp '12020-06-01', 'MON-YY FXDD');
select to_char(timestamp '2020-01-02 03:04:05.678', 'W WW IW'), to_char(timestamp '1997-12-31 23:59:59.999999', 'W WW IW'), to_char(timestamp '0044-03-15 12:00 BC', 'W WW IW'), to_char(date '2024-02-29', 'W WW IW'), to_char(timestamp '12020-06-01', 'W WW IW');
select to_char(timestamp '2020-01-02 03:04:05.678', 'SSSSS US MS'), to_char(timestamp '1997-12-31 23:59:59.999999', 'SSSSS US MS'), to_char(timestamp '0044-03-15 12:00 BC', 'SSSSS US MS'), to_char(date '2024-02-29', 'SSSSS US MS'), to_char(timestamp '12020-06-01', 'SSSSS US MS');
select to_char(timestamp '2020-01-02 03:04:05.678', 'YYYYTH yyyyth'), to_char(timestamp '1997-12-31 23:59:59.999999', 'YYYYTH yyyyth'), to_char(timestamp '0044-03-15 12:00 BC', 'YYYYTH yyyyth'), to_char(date '2024-02-29', 'YYYYTH yyyyth'), to_char(timestamp '12020-06-01', 'YYYYTH yyyyth');
select to_char(timestamp '2020-01-02 03:04:05.678', 'Month DDth, YYYY'), to_char(timestamp '1997-12-31 23:59:59.999999', 'Month DDth, YYYY'), to_char(timestamp '0044-03-15 12:00 BC', 'Month DDth, YYYY'), to_char(date '2024-02-29', 'Month DDth, YYYY'), to_char(timestamp '12020-06-01', 'Month DDth, YYYY');
select to_char(timestamp '2020-01-02 03:04:05.678', 'DD.MM.YYYY HH12:MI:SS PM'), to_char(timestamp '1997-12-31 23:59:59.999999', 'DD.MM.YYYY HH12:MI:SS PM'), to_char(timestamp '0044-03-15 12:00 BC', 'DD.MM.YYYY HH12:MI:SS PM'), to_char(date '2024-02-29', 'DD.MM.YYYY HH12:MI:SS PM'), to_char(timestamp '12020-06-01', 'DD.MM.YYYY HH12:MI:SS PM');
select to_char(timestamp 'infinity', 'YYYY'), to_char(date '-infinity', 'YYYY'), to_char(null::timestamp, 'YYYY'), to_char(timestamp '2020-01-01', null);
select id, to_char(ts, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(d, 'Day DD Mon YYYY BC'), to_char(tz, 'YYYY HH24 TZ') from kinds order by id;
select id, to_char(ts, t) from kinds where id in (1, 2, 5, 6, 9) order by id;
set timezone to 'UTC';
select to_char(timestamptz '2020-07-01 12:00+00', 'YYYY-MM-DD HH24:MI TZ tz TZH:TZM OF'), to_char(timestamptz '2020-01-01 12:00+00', 'TZ OF');
select to_timestamp('2020-07-01 10:20', 'YYYY-MM-DD HH24:MI'), to_timestamp('2020-07-01 10:20 +03:30', 'YYYY-MM-DD HH24:MI TZH:TZM');
select to_char(timestamp '2020-01-01', 'TZ OF');
set timezone to 'America/New_York';
select to_char(timestamptz '2020-07-01 12:00+00', 'YYYY-MM-DD HH24:MI TZ tz TZH:TZM OF'), to_char(timestamptz '2020-01-01 12:00+00', 'TZ OF');
select to_timestamp('2020-07-01 10:20', 'YYYY-MM-DD HH24:MI'), to_timestamp('2020-07-01 10:20 +03:30', 'YYYY-MM-DD HH24:MI TZH:TZM');
select to_char(timestamp '2020-01-01', 'TZ OF');
set timezone to 'Asia/Kolkata';
select to_char(timestamptz '2020-07-01 12:00+00', 'YYYY-MM-DD HH24:MI TZ tz TZH:TZM OF'), to_char(timestamptz '2020-01-01 12:00+00', 'TZ OF');
select to_timestamp('2020-07-01 10:20', 'YYYY-MM-DD HH24:MI'), to_timestamp('2020-07-01 10:20 +03:30', 'YYYY-MM-DD HH24:MI TZH:TZM');
select to_char(timestamp '2020-01-01', 'TZ OF');
set timezone to '<+02>-2';
select to_char(timestamptz '2020-07-01 12:00+00', 'YYYY-MM-DD HH24:MI TZ tz TZH:TZM OF'), to_char(timestamptz '2020-01-01 12:00+00', 'TZ OF');
select to_timestamp('2020-07-01 10:20', 'YYYY-MM-DD HH24:MI'), to_timestamp('2020-07-01 10:20 +03:30', 'YYYY-MM-DD HH24:MI TZH:TZM');
select to_char(timestamp '2020-01-01', 'TZ OF');
set timezone to 'UTC';
select to_char(interval '1 day 2 hours', 'DD HH24:MI:SS');
select to_char(interval '1 day 2 hours', 'YYYY MM DD');
select to_char(interval '1 day 2 hours', 'HH12 AM');
select to_char(interval '1 day 2 hours', 'FMDD "days"');
select to_char(interval '1 day 2 hours', 'US MS FF3');
select to_char(interval '1 day 2 hours', 'HH24');
select to_char(interval '1 day 2 hours', 'DDD J SSSS');
select to_char(interval '1 day 2 hours', 'Q');
-- @error 22007
select to_char(interval '1 day 2 hours', 'Day');
-- @error 22007
select to_char(interval '1 day 2 hours', 'Mon');
select to_char(interval '1 day 2 hours', 'IW');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'DD HH24:MI:SS');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'YYYY MM DD');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'HH12 AM');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'FMDD "days"');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'US MS FF3');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'HH24');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'DDD J SSSS');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'Q');
-- @error 22007
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'Day');
-- @error 22007
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'Mon');
select to_char(interval '-1 year 2 mons 3 days 04:05:06.7', 'IW');
select to_char(interval '100 hours', 'DD HH24:MI:SS');
select to_char(interval '100 hours', 'YYYY MM DD');
select to_char(interval '100 hours', 'HH12 AM');
select to_char(interval '100 hours', 'FMDD "days"');
select to_char(interval '100 hours', 'US MS FF3');
select to_char(interval '100 hours', 'HH24');
select to_char(interval '100 hours', 'DDD J SSSS');
select to_char(interval '100 hours', 'Q');
-- @error 22007
select to_char(interval '100 hours', 'Day');
-- @error 22007
select to_char(interval '100 hours', 'Mon');
select to_char(interval '100 hours', 'IW');
select to_char(interval '0', 'DD HH24:MI:SS');
select to_char(interval '0', 'YYYY MM DD');
select to_char(interval '0', 'HH12 AM');
select to_char(interval '0', 'FMDD "days"');
select to_char(interval '0', 'US MS FF3');
select to_char(interval '0', 'HH24');
select to_char(interval '0', 'DDD J SSSS');
select to_char(interval '0', 'Q');
-- @error 22007
select to_char(interval '0', 'Day');
-- @error 22007
select to_char(interval '0', 'Mon');
select to_char(interval '0', 'IW');
select to_char(0::numeric, '9'), to_char(1::numeric, '9'), to_char(-1::numeric, '9'), to_char(12.5::numeric, '9'), to_char(-12.5::numeric, '9'), to_char(1234567.891::numeric, '9'), to_char(0.1::numeric, '9'), to_char(-0.01::numeric, '9'), to_char(485::numeric, '9'), to_char(99999.999::numeric, '9'), to_char(-34338492.654878::numeric, '9'), to_char(100::numeric, '9');
select to_char(0::numeric, '99'), to_char(1::numeric, '99'), to_char(-1::numeric, '99'), to_char(12.5::numeric, '99'), to_char(-12.5::numeric, '99'), to_char(1234567.891::numeric, '99'), to_char(0.1::numeric, '99'), to_char(-0.01::numeric, '99'), to_char(485::numeric, '99'), to_char(99999.999::numeric, '99'), to_char(-34338492.654878::numeric, '99'), to_char(100::numeric, '99');
select to_char(0::numeric, '99999'), to_char(1::numeric, '99999'), to_char(-1::numeric, '99999'), to_char(12.5::numeric, '99999'), to_char(-12.5::numeric, '99999'), to_char(1234567.891::numeric, '99999'), to_char(0.1::numeric, '99999'), to_char(-0.01::numeric, '99999'), to_char(485::numeric, '99999'), to_char(99999.999::numeric, '99999'), to_char(-34338492.654878::numeric, '99999'), to_char(100::numeric, '99999');
select to_char(0::numeric, '0'), to_char(1::numeric, '0'), to_char(-1::numeric, '0'), to_char(12.5::numeric, '0'), to_char(-12.5::numeric, '0'), to_char(1234567.891::numeric, '0'), to_char(0.1::numeric, '0'), to_char(-0.01::numeric, '0'), to_char(485::numeric, '0'), to_char(99999.999::numeric, '0'), to_char(-34338492.654878::numeric, '0'), to_char(100::numeric, '0');
select to_char(0::numeric, '000'), to_char(1::numeric, '000'), to_char(-1::numeric, '000'), to_char(12.5::numeric, '000'), to_char(-12.5::numeric, '000'), to_char(1234567.891::numeric, '000'), to_char(0.1::numeric, '000'), to_char(-0.01::numeric, '000'), to_char(485::numeric, '000'), to_char(99999.999::numeric, '000'), to_char(-34338492.654878::numeric, '000'), to_char(100::numeric, '000');
select to_char(0::numeric, '99.99'), to_char(1::numeric, '99.99'), to_char(-1::numeric, '99.99'), to_char(12.5::numeric, '99.99'), to_char(-12.5::numeric, '99.99'), to_char(1234567.891::numeric, '99.99'), to_char(0.1::numeric, '99.99'), to_char(-0.01::numeric, '99.99'), to_char(485::numeric, '99.99'), to_char(99999.999::numeric, '99.99'), to_char(-34338492.654878::numeric, '99.99'), to_char(100::numeric, '99.99');
select to_char(0::numeric, '990.00'), to_char(1::numeric, '990.00'), to_char(-1::numeric, '990.00'), to_char(12.5::numeric, '990.00'), to_char(-12.5::numeric, '990.00'), to_char(1234567.891::numeric, '990.00'), to_char(0.1::numeric, '990.00'), to_char(-0.01::numeric, '990.00'), to_char(485::numeric, '990.00'), to_char(99999.999::numeric, '990.00'), to_char(-34338492.654878::numeric, '990.00'), to_char(100::numeric, '990.00');
select to_char(0::numeric, 'FM99.99'), to_char(1::numeric, 'FM99.99'), to_char(-1::numeric, 'FM99.99'), to_char(12.5::numeric, 'FM99.99'), to_char(-12.5::numeric, 'FM99.99'), to_char(1234567.891::numeric, 'FM99.99'), to_char(0.1::numeric, 'FM99.99'), to_char(-0.01::numeric, 'FM99.99'), to_char(485::numeric, 'FM99.99'), to_char(99999.999::numeric, 'FM99.99'), to_char(-34338492.654878::numeric, 'FM99.99'), to_char(100::numeric, 'FM99.99');
select to_char(0::numeric, 'FM990.099'), to_char(1::numeric, 'FM990.099'), to_char(-1::numeric, 'FM990.099'), to_char(12.5::numeric, 'FM990.099'), to_char(-12.5::numeric, 'FM990.099'), to_char(1234567.891::numeric, 'FM990.099'), to_char(0.1::numeric, 'FM990.099'), to_char(-0.01::numeric, 'FM990.099'), to_char(485::numeric, 'FM990.099'), to_char(99999.999::numeric, 'FM990.099'), to_char(-34338492.654878::numeric, 'FM990.099'), to_char(100::numeric, 'FM990.099');
select to_char(0::numeric, 'S999'), to_char(1::numeric, 'S999'), to_char(-1::numeric, 'S999'), to_char(12.5::numeric, 'S999'), to_char(-12.5::numeric, 'S999'), to_char(1234567.891::numeric, 'S999'), to_char(0.1::numeric, 'S999'), to_char(-0.01::numeric, 'S999'), to_char(485::numeric, 'S999'), to_char(99999.999::numeric, 'S999'), to_char(-34338492.654878::numeric, 'S999'), to_char(100::numeric, 'S999');
select to_char(0::numeric, '999S'), to_char(1::numeric, '999S'), to_char(-1::numeric, '999S'), to_char(12.5::numeric, '999S'), to_char(-12.5::numeric, '999S'), to_char(1234567.891::numeric, '999S'), to_char(0.1::numeric, '999S'), to_char(-0.01::numeric, '999S'), to_char(485::numeric, '999S'), to_char(99999.999::numeric, '999S'), to_char(-34338492.654878::numeric, '999S'), to_char(100::numeric, '999S');
select to_char(0::numeric, 'MI999'), to_char(1::numeric, 'MI999'), to_char(-1::numeric, 'MI999'), to_char(12.5::numeric, 'MI999'), to_char(-12.5::numeric, 'MI999'), to_char(1234567.891::numeric, 'MI999'), to_char(0.1::numeric, 'MI999'), to_char(-0.01::numeric, 'MI999'), to_char(485::numeric, 'MI999'), to_char(99999.999::numeric, 'MI999'), to_char(-34338492.654878::numeric, 'MI999'), to_char(100::numeric, 'MI999');
select to_char(0::numeric, '999MI'), to_char(1::numeric, '999MI'), to_char(-1::numeric, '999MI'), to_char(12.5::numeric, '999MI'), to_char(-12.5::numeric, '999MI'), to_char(1234567.891::numeric, '999MI'), to_char(0.1::numeric, '999MI'), to_char(-0.01::numeric, '999MI'), to_char(485::numeric, '999MI'), to_char(99999.999::numeric, '999MI'), to_char(-34338492.654878::numeric, '999MI'), to_char(100::numeric, '999MI');
select to_char(0::numeric, 'SG999'), to_char(1::numeric, 'SG999'), to_char(-1::numeric, 'SG999'), to_char(12.5::numeric, 'SG999'), to_char(-12.5::numeric, 'SG999'), to_char(1234567.891::numeric, 'SG999'), to_char(0.1::numeric, 'SG999'), to_char(-0.01::numeric, 'SG999'), to_char(485::numeric, 'SG999'), to_char(99999.999::numeric, 'SG999'), to_char(-34338492.654878::numeric, 'SG999'), to_char(100::numeric, 'SG999');
select to_char(0::numeric, '999SG'), to_char(1::numeric, '999SG'), to_char(-1::numeric, '999SG'), to_char(12.5::numeric, '999SG'), to_char(-12.5::numeric, '999SG'), to_char(1234567.891::numeric, '999SG'), to_char(0.1::numeric, '999SG'), to_char(-0.01::numeric, '999SG'), to_char(485::numeric, '999SG'), to_char(99999.999::numeric, '999SG'), to_char(-34338492.654878::numeric, '999SG'), to_char(100::numeric, '999SG');
select to_char(0::numeric, 'PL999'), to_char(1::numeric, 'PL999'), to_char(-1::numeric, 'PL999'), to_char(12.5::numeric, 'PL999'), to_char(-12.5::numeric, 'PL999'), to_char(1234567.891::numeric, 'PL999'), to_char(0.1::numeric, 'PL999'), to_char(-0.01::numeric, 'PL999'), to_char(485::numeric, 'PL999'), to_char(99999.999::numeric, 'PL999'), to_char(-34338492.654878::numeric, 'PL999'), to_char(100::numeric, 'PL999');
select to_char(0::numeric, '999PR'), to_char(1::numeric, '999PR'), to_char(-1::numeric, '999PR'), to_char(12.5::numeric, '999PR'), to_char(-12.5::numeric, '999PR'), to_char(1234567.891::numeric, '999PR'), to_char(0.1::numeric, '999PR'), to_char(-0.01::numeric, '999PR'), to_char(485::numeric, '999PR'), to_char(99999.999::numeric, '999PR'), to_char(-34338492.654878::numeric, '999PR'), to_char(100::numeric, '999PR');
select to_char(0::numeric, 'L999'), to_char(1::numeric, 'L999'), to_char(-1::numeric, 'L999'), to_char(12.5::numeric, 'L999'), to_char(-12.5::numeric, 'L999'), to_char(1234567.891::numeric, 'L999'), to_char(0.1::numeric, 'L999'), to_char(-0.01::numeric, 'L999'), to_char(485::numeric, 'L999'), to_char(99999.999::numeric, 'L999'), to_char(-34338492.654878::numeric, 'L999'), to_char(100::numeric, 'L999');
select to_char(0::numeric, '9G999G999D99'), to_char(1::numeric, '9G999G999D99'), to_char(-1::numeric, '9G999G999D99'), to_char(12.5::numeric, '9G999G999D99'), to_char(-12.5::numeric, '9G999G999D99'), to_char(1234567.891::numeric, '9G999G999D99'), to_char(0.1::numeric, '9G999G999D99'), to_char(-0.01::numeric, '9G999G999D99'), to_char(485::numeric, '9G999G999D99'), to_char(99999.999::numeric, '9G999G999D99'), to_char(-34338492.654878::numeric, '9G999G999D99'), to_char(100::numeric, '9G999G999D99');
select to_char(0::numeric, '9,999,999.99'), to_char(1::numeric, '9,999,999.99'), to_char(-1::numeric, '9,999,999.99'), to_char(12.5::numeric, '9,999,999.99'), to_char(-12.5::numeric, '9,999,999.99'), to_char(1234567.891::numeric, '9,999,999.99'), to_char(0.1::numeric, '9,999,999.99'), to_char(-0.01::numeric, '9,999,999.99'), to_char(485::numeric, '9,999,999.99'), to_char(99999.999::numeric, '9,999,999.99'), to_char(-34338492.654878::numeric, '9,999,999.99'), to_char(100::numeric, '9,999,999.99');
select to_char(0::numeric, 'FM9,999,999.99'), to_char(1::numeric, 'FM9,999,999.99'), to_char(-1::numeric, 'FM9,999,999.99'), to_char(12.5::numeric, 'FM9,999,999.99'), to_char(-12.5::numeric, 'FM9,999,999.99'), to_char(1234567.891::numeric, 'FM9,999,999.99'), to_char(0.1::numeric, 'FM9,999,999.99'), to_char(-0.01::numeric, 'FM9,999,999.99'), to_char(485::numeric, 'FM9,999,999.99'), to_char(99999.999::numeric, 'FM9,999,999.99'), to_char(-34338492.654878::numeric, 'FM9,999,999.99'), to_char(100::numeric, 'FM9,999,999.99');
select to_char(0::numeric, '9.99EEEE'), to_char(1::numeric, '9.99EEEE'), to_char(-1::numeric, '9.99EEEE'), to_char(12.5::numeric, '9.99EEEE'), to_char(-12.5::numeric, '9.99EEEE'), to_char(1234567.891::numeric, '9.99EEEE'), to_char(0.1::numeric, '9.99EEEE'), to_char(-0.01::numeric, '9.99EEEE'), to_char(485::numeric, '9.99EEEE'), to_char(99999.999::numeric, '9.99EEEE'), to_char(-34338492.654878::numeric, '9.99EEEE'), to_char(100::numeric, '9.99EEEE');
select to_char(0::numeric, 'RN'), to_char(1::numeric, 'RN'), to_char(-1::numeric, 'RN'), to_char(12.5::numeric, 'RN'), to_char(-12.5::numeric, 'RN'), to_char(1234567.891::numeric, 'RN'), to_char(0.1::numeric, 'RN'), to_char(-0.01::numeric, 'RN'), to_char(485::numeric, 'RN'), to_char(99999.999::numeric, 'RN'), to_char(-34338492.654878::numeric, 'RN'), to_char(100::numeric, 'RN');
select to_char(0::numeric, 'FMRN'), to_char(1::numeric, 'FMRN'), to_char(-1::numeric, 'FMRN'), to_char(12.5::numeric, 'FMRN'), to_char(-12.5::numeric, 'FMRN'), to_char(1234567.891::numeric, 'FMRN'), to_char(0.1::numeric, 'FMRN'), to_char(-0.01::numeric, 'FMRN'), to_char(485::numeric, 'FMRN'), to_char(99999.999::numeric, 'FMRN'), to_char(-34338492.654878::numeric, 'FMRN'), to_char(100::numeric, 'FMRN');
select to_char(0::numeric, '999V99'), to_char(1::numeric, '999V99'), to_char(-1::numeric, '999V99'), to_char(12.5::numeric, '999V99'), to_char(-12.5::numeric, '999V99'), to_char(1234567.891::numeric, '999V99'), to_char(0.1::numeric, '999V99'), to_char(-0.01::numeric, '999V99'), to_char(485::numeric, '999V99'), to_char(99999.999::numeric, '999V99'), to_char(-34338492.654878::numeric, '999V99'), to_char(100::numeric, '999V99');
select to_char(0::numeric, '999th'), to_char(1::numeric, '999th'), to_char(-1::numeric, '999th'), to_char(12.5::numeric, '999th'), to_char(-12.5::numeric, '999th'), to_char(1234567.891::numeric, '999th'), to_char(0.1::numeric, '999th'), to_char(-0.01::numeric, '999th'), to_char(485::numeric, '999th'), to_char(99999.999::numeric, '999th'), to_char(-34338492.654878::numeric, '999th'), to_char(100::numeric, '999th');
select to_char(0::numeric, '999TH'), to_char(1::numeric, '999TH'), to_char(-1::numeric, '999TH'), to_char(12.5::numeric, '999TH'), to_char(-12.5::numeric, '999TH'), to_char(1234567.891::numeric, '999TH'), to_char(0.1::numeric, '999TH'), to_char(-0.01::numeric, '999TH'), to_char(485::numeric, '999TH'), to_char(99999.999::numeric, '999TH'), to_char(-34338492.654878::numeric, '999TH'), to_char(100::numeric, '999TH');
select to_char(0::numeric, 'B999'), to_char(1::numeric, 'B999'), to_char(-1::numeric, 'B999'), to_char(12.5::numeric, 'B999'), to_char(-12.5::numeric, 'B999'), to_char(1234567.891::numeric, 'B999'), to_char(0.1::numeric, 'B999'), to_char(-0.01::numeric, 'B999'), to_char(485::numeric, 'B999'), to_char(99999.999::numeric, 'B999'), to_char(-34338492.654878::numeric, 'B999'), to_char(100::numeric, 'B999');
select to_char(0::numeric, 'D99'), to_char(1::numeric, 'D99'), to_char(-1::numeric, 'D99'), to_char(12.5::numeric, 'D99'), to_char(-12.5::numeric, 'D99'), to_char(1234567.891::numeric, 'D99'), to_char(0.1::numeric, 'D99'), to_char(-0.01::numeric, 'D99'), to_char(485::numeric, 'D99'), to_char(99999.999::numeric, 'D99'), to_char(-34338492.654878::numeric, 'D99'), to_char(100::numeric, 'D99');
select to_char(0::numeric, '"text" 999'), to_char(1::numeric, '"text" 999'), to_char(-1::numeric, '"text" 999'), to_char(12.5::numeric, '"text" 999'), to_char(-12.5::numeric, '"text" 999'), to_char(1234567.891::numeric, '"text" 999'), to_char(0.1::numeric, '"text" 999'), to_char(-0.01::numeric, '"text" 999'), to_char(485::numeric, '"text" 999'), to_char(99999.999::numeric, '"text" 999'), to_char(-34338492.654878::numeric, '"text" 999'), to_char(100::numeric, '"text" 999');
select to_char(0::numeric, '0999'), to_char(1::numeric, '0999'), to_char(-1::numeric, '0999'), to_char(12.5::numeric, '0999'), to_char(-12.5::numeric, '0999'), to_char(1234567.891::numeric, '0999'), to_char(0.1::numeric, '0999'), to_char(-0.01::numeric, '0999'), to_char(485::numeric, '0999'), to_char(99999.999::numeric, '0999'), to_char(-34338492.654878::numeric, '0999'), to_char(100::numeric, '0999');
select to_char(0::numeric, '09999.9'), to_char(1::numeric, '09999.9'), to_char(-1::numeric, '09999.9'), to_char(12.5::numeric, '09999.9'), to_char(-12.5::numeric, '09999.9'), to_char(1234567.891::numeric, '09999.9'), to_char(0.1::numeric, '09999.9'), to_char(-0.01::numeric, '09999.9'), to_char(485::numeric, '09999.9'), to_char(99999.999::numeric, '09999.9'), to_char(-34338492.654878::numeric, '09999.9'), to_char(100::numeric, '09999.9');
select to_char(0::numeric, 'FM0999.9'), to_char(1::numeric, 'FM0999.9'), to_char(-1::numeric, 'FM0999.9'), to_char(12.5::numeric, 'FM0999.9'), to_char(-12.5::numeric, 'FM0999.9'), to_char(1234567.891::numeric, 'FM0999.9'), to_char(0.1::numeric, 'FM0999.9'), to_char(-0.01::numeric, 'FM0999.9'), to_char(485::numeric, 'FM0999.9'), to_char(99999.999::numeric, 'FM0999.9'), to_char(-34338492.654878::numeric, 'FM0999.9'), to_char(100::numeric, 'FM0999.9');
select to_char(0::numeric, 'S0999.00'), to_char(1::numeric, 'S0999.00'), to_char(-1::numeric, 'S0999.00'), to_char(12.5::numeric, 'S0999.00'), to_char(-12.5::numeric, 'S0999.00'), to_char(1234567.891::numeric, 'S0999.00'), to_char(0.1::numeric, 'S0999.00'), to_char(-0.01::numeric, 'S0999.00'), to_char(485::numeric, 'S0999.00'), to_char(99999.999::numeric, 'S0999.00'), to_char(-34338492.654878::numeric, 'S0999.00'), to_char(100::numeric, 'S0999.00');
select to_char(0::numeric, '99999999999999999999'), to_char(1::numeric, '99999999999999999999'), to_char(-1::numeric, '99999999999999999999'), to_char(12.5::numeric, '99999999999999999999'), to_char(-12.5::numeric, '99999999999999999999'), to_char(1234567.891::numeric, '99999999999999999999'), to_char(0.1::numeric, '99999999999999999999'), to_char(-0.01::numeric, '99999999999999999999'), to_char(485::numeric, '99999999999999999999'), to_char(99999.999::numeric, '99999999999999999999'), to_char(-34338492.654878::numeric, '99999999999999999999'), to_char(100::numeric, '99999999999999999999');
select to_char(0::numeric, '9 9 9'), to_char(1::numeric, '9 9 9'), to_char(-1::numeric, '9 9 9'), to_char(12.5::numeric, '9 9 9'), to_char(-12.5::numeric, '9 9 9'), to_char(1234567.891::numeric, '9 9 9'), to_char(0.1::numeric, '9 9 9'), to_char(-0.01::numeric, '9 9 9'), to_char(485::numeric, '9 9 9'), to_char(99999.999::numeric, '9 9 9'), to_char(-34338492.654878::numeric, '9 9 9'), to_char(100::numeric, '9 9 9');
select to_char(0::numeric, '.99'), to_char(1::numeric, '.99'), to_char(-1::numeric, '.99'), to_char(12.5::numeric, '.99'), to_char(-12.5::numeric, '.99'), to_char(1234567.891::numeric, '.99'), to_char(0.1::numeric, '.99'), to_char(-0.01::numeric, '.99'), to_char(485::numeric, '.99'), to_char(99999.999::numeric, '.99'), to_char(-34338492.654878::numeric, '.99'), to_char(100::numeric, '.99');
select to_char(0::numeric, '9.'), to_char(1::numeric, '9.'), to_char(-1::numeric, '9.'), to_char(12.5::numeric, '9.'), to_char(-12.5::numeric, '9.'), to_char(1234567.891::numeric, '9.'), to_char(0.1::numeric, '9.'), to_char(-0.01::numeric, '9.'), to_char(485::numeric, '9.'), to_char(99999.999::numeric, '9.'), to_char(-34338492.654878::numeric, '9.'), to_char(100::numeric, '9.');
-- @error 22P02
select to_char(0::numeric, 'TH'), to_char(1::numeric, 'TH'), to_char(-1::numeric, 'TH'), to_char(12.5::numeric, 'TH'), to_char(-12.5::numeric, 'TH'), to_char(1234567.891::numeric, 'TH'), to_char(0.1::numeric, 'TH'), to_char(-0.01::numeric, 'TH'), to_char(485::numeric, 'TH'), to_char(99999.999::numeric, 'TH'), to_char(-34338492.654878::numeric, 'TH'), to_char(100::numeric, 'TH');
select to_char(0::numeric, 'rn'), to_char(1::numeric, 'rn'), to_char(-1::numeric, 'rn'), to_char(12.5::numeric, 'rn'), to_char(-12.5::numeric, 'rn'), to_char(1234567.891::numeric, 'rn'), to_char(0.1::numeric, 'rn'), to_char(-0.01::numeric, 'rn'), to_char(485::numeric, 'rn'), to_char(99999.999::numeric, 'rn'), to_char(-34338492.654878::numeric, 'rn'), to_char(100::numeric, 'rn');
select to_char(485, '999'), to_char(-485, '999'), to_char(0, '999'), to_char(12345678901::int8, '999');
select to_char(485.25::float8, '999'), to_char(-0.5::float8, '999'), to_char(1.5e10::float8, '999'), to_char(485.8::float4, '999');
select to_char(485, 'FM999.99'), to_char(-485, 'FM999.99'), to_char(0, 'FM999.99'), to_char(12345678901::int8, 'FM999.99');
select to_char(485.25::float8, 'FM999.99'), to_char(-0.5::float8, 'FM999.99'), to_char(1.5e10::float8, 'FM999.99'), to_char(485.8::float4, 'FM999.99');
select to_char(485, 'S9999'), to_char(-485, 'S9999'), to_char(0, 'S9999'), to_char(12345678901::int8, 'S9999');
select to_char(485.25::float8, 'S9999'), to_char(-0.5::float8, 'S9999'), to_char(1.5e10::float8, 'S9999'), to_char(485.8::float4, 'S9999');
select to_char(485, '9,999.999'), to_char(-485, '9,999.999'), to_char(0, '9,999.999'), to_char(12345678901::int8, '9,999.999');
select to_char(485.25::float8, '9,999.999'), to_char(-0.5::float8, '9,999.999'), to_char(1.5e10::float8, '9,999.999'), to_char(485.8::float4, '9,999.999');
-- @error 22003
select to_char(485, 'RN'), to_char(-485, 'RN'), to_char(0, 'RN'), to_char(12345678901::int8, 'RN');
select to_char(485.25::float8, 'RN'), to_char(-0.5::float8, 'RN'), to_char(1.5e10::float8, 'RN'), to_char(485.8::float4, 'RN');
select to_char(485, '9.9EEEE'), to_char(-485, '9.9EEEE'), to_char(0, '9.9EEEE'), to_char(12345678901::int8, '9.9EEEE');
select to_char(485.25::float8, '9.9EEEE'), to_char(-0.5::float8, '9.9EEEE'), to_char(1.5e10::float8, '9.9EEEE'), to_char(485.8::float4, '9.9EEEE');
select to_char(485, '99V9'), to_char(-485, '99V9'), to_char(0, '99V9'), to_char(12345678901::int8, '99V9');
select to_char(485.25::float8, '99V9'), to_char(-0.5::float8, '99V9'), to_char(1.5e10::float8, '99V9'), to_char(485.8::float4, '99V9');
-- @error 42601
select to_char(485, 'PR99'), to_char(-485, 'PR99'), to_char(0, 'PR99'), to_char(12345678901::int8, 'PR99');
-- @error 42601
select to_char(485.25::float8, 'PR99'), to_char(-0.5::float8, 'PR99'), to_char(1.5e10::float8, 'PR99'), to_char(485.8::float4, 'PR99');
select to_char(485, '000.0'), to_char(-485, '000.0'), to_char(0, '000.0'), to_char(12345678901::int8, '000.0');
select to_char(485.25::float8, '000.0'), to_char(-0.5::float8, '000.0'), to_char(1.5e10::float8, '000.0'), to_char(485.8::float4, '000.0');
select to_char(485, '999PR'), to_char(-485, '999PR'), to_char(0, '999PR'), to_char(12345678901::int8, '999PR');
select to_char(485.25::float8, '999PR'), to_char(-0.5::float8, '999PR'), to_char(1.5e10::float8, '999PR'), to_char(485.8::float4, '999PR');
select to_char('NaN'::numeric, '999.99'), to_char('infinity'::float8, '999'), to_char('NaN'::float8, 'FM9');
select to_char(12, '');
-- @error 42601
select to_char(12, '9.9.9');
-- @error 42601
select to_char(12, '9EEEE9');
-- @error 42601
select to_char(12, 'S9S');
-- @error 42601
select to_char(12, 'PR9MI');
select to_char(1, 'RNV9');
select id, to_char(i4, '9999999999'), to_char(n2, 'FM99999990.00'), to_char(f8, '999.99'), to_char(i8, 'S99999999999999999999'), to_char(n6, '9G999G999G999D999999') from kinds order by id;
select to_char(i2::int, 'RN') from kinds where id in (1, 7, 9) order by id;
select to_char(1.5, t) from kinds where id in (1, 2, 6) order by id;
select to_char(null::int, '9'), to_char(5, null);
-- @error 42883
select to_char(5);
-- @error 42725
select to_char('x', 'y');
-- @error 42883
select to_char(true, '9');
select to_date('2020-12-31', 'YYYY-MM-DD');
select to_timestamp('2020-12-31', 'YYYY-MM-DD');
select to_date('05 Dec 2000', 'DD Mon YYYY');
select to_timestamp('05 Dec 2000', 'DD Mon YYYY');
select to_date('1 4 1902', 'Q MM YYYY');
select to_timestamp('1 4 1902', 'Q MM YYYY');
select to_date('3 4 21 01', 'W MM CC YY');
select to_timestamp('3 4 21 01', 'W MM CC YY');
select to_date('2458872', 'J');
select to_timestamp('2458872', 'J');
select to_date('44-03-15 BC', 'YYYY-MM-DD BC');
select to_timestamp('44-03-15 BC', 'YYYY-MM-DD BC');
select to_date('2011 12  18', 'YYYY MM DD');
select to_timestamp('2011 12  18', 'YYYY MM DD');
select to_date('2011x12x18', 'YYYYxMMxDD');
select to_timestamp('2011x12x18', 'YYYYxMMxDD');
select to_date('20111218', 'YYYYMMDD');
select to_timestamp('20111218', 'YYYYMMDD');
select to_date('2011-W50-7', 'IYYY-"W"IW-ID');
select to_timestamp('2011-W50-7', 'IYYY-"W"IW-ID');
select to_date('2011-352', 'YYYY-DDD');
select to_timestamp('2011-352', 'YYYY-DDD');
-- @error 22008
select to_date('20-02-30', 'YY-MM-DD');
-- @error 22008
select to_timestamp('20-02-30', 'YY-MM-DD');
-- @error 22008
select to_date('2020-13-01', 'YYYY-MM-DD');
-- @error 22008
select to_timestamp('2020-13-01', 'YYYY-MM-DD');
-- @error 22008
select to_date('2020-02-30', 'YYYY-MM-DD');
-- @error 22008
select to_timestamp('2020-02-30', 'YYYY-MM-DD');
-- @error 22008
select to_date('Feb 29 2021', 'Mon DD YYYY');
-- @error 22008
select to_timestamp('Feb 29 2021', 'Mon DD YYYY');
-- @error 22007
select to_date('hello', 'YYYY');
-- @error 22007
select to_timestamp('hello', 'YYYY');
select to_date('', 'YYYY');
select to_timestamp('', 'YYYY');
select to_date('2020', '');
select to_timestamp('2020', '');
select to_date('2020-10-01 extra', 'YYYY-MM-DD');
select to_timestamp('2020-10-01 extra', 'YYYY-MM-DD');
-- @error 22007
select to_date('2 Foo 2020', 'DD Mon YYYY');
-- @error 22007
select to_timestamp('2 Foo 2020', 'DD Mon YYYY');
select to_date('1,999', 'Y,YYY');
select to_timestamp('1,999', 'Y,YYY');
select to_date('99', 'YY');
select to_timestamp('99', 'YY');
select to_date('69', 'YY');
select to_timestamp('69', 'YY');
select to_date('70', 'YY');
select to_timestamp('70', 'YY');
select to_date('012', 'YYY');
select to_timestamp('012', 'YYY');
select to_date('-44-02-01', 'YYYY-MM-DD');
select to_timestamp('-44-02-01', 'YYYY-MM-DD');
select to_date('4714-01-27 AD', 'YYYY-MM-DD BC');
select to_timestamp('4714-01-27 AD', 'YYYY-MM-DD BC');
select to_date('XII 2020', 'RM YYYY');
select to_timestamp('XII 2020', 'RM YYYY');
select to_date('May', 'Mon');
select to_timestamp('May', 'Mon');
select to_date('2011 1 1', 'FXYYYY MM DD');
select to_timestamp('2011 1 1', 'FXYYYY MM DD');
select to_date('2011 01 01', 'FXYYYY MM DD');
select to_timestamp('2011 01 01', 'FXYYYY MM DD');
select to_date('10000', 'YYYY');
select to_timestamp('10000', 'YYYY');
select to_date('20/02/2020', 'DD/MM/YYYY');
select to_timestamp('20/02/2020', 'DD/MM/YYYY');
select to_date('Friday 2 Jan 2015', 'Day DD Mon YYYY');
select to_timestamp('Friday 2 Jan 2015', 'Day DD Mon YYYY');
select to_date('Monday', 'FMDay');
select to_timestamp('Monday', 'FMDay');
select to_date('2015-53-1', 'IYYY-IW-ID');
select to_timestamp('2015-53-1', 'IYYY-IW-ID');
select to_timestamp('2011-12-18 11:38 PM', 'YYYY-MM-DD HH12:MI PM');
select to_timestamp('2011-12-18 11:38:15.123456', 'YYYY-MM-DD HH24:MI:SS.US');
select to_timestamp('2011-12-18 11:38:15.123', 'YYYY-MM-DD HH24:MI:SS.MS');
-- @error 22008
select to_timestamp('2011-12-18 25:00', 'YYYY-MM-DD HH24:MI');
-- @error 22008
select to_timestamp('2011-12-18 23:60', 'YYYY-MM-DD HH24:MI');
-- @error 22007
select to_timestamp('2011-12-18 13:38 PM', 'YYYY-MM-DD HH12:MI PM');
select to_timestamp('2018-11-02 12:34:56.025', 'YYYY-MM-DD HH24:MI:SS.FF3');
-- @error 22008
select to_timestamp('2018-11-02 12:34:56.12345678', 'YYYY-MM-DD HH24:MI:SS.FF6');
select to_timestamp('2018-11-02 12:34:56', 'YYYY-MM-DD HH24:MI:SS TZ');
select to_timestamp('2018-11-02 12:34:56 +05', 'YYYY-MM-DD HH24:MI:SS TZH');
select to_timestamp('2018-11-02 12:34:56 -05:15', 'YYYY-MM-DD HH24:MI:SS TZH:TZM');
select to_timestamp('2018 86399', 'YYYY SSSSS');
-- @error 22008
select to_timestamp('2018 86400', 'YYYY SSSSS');
-- @error 22007
select to_timestamp('15 "text between" 2020', 'DD "text between" YYYY');
select to_timestamp('15h14m', 'HH24"h"MI"m"');
select to_timestamp('0097/Feb/16 --> 08:14:30', 'YYYY/Mon/DD --> HH:MI:SS');
select to_timestamp('2000+   JUN', 'YYYY/MON');
select to_timestamp('  2000 +JUN', 'YYYY/MON');
select to_timestamp('2000 -10', 'YYYY TZH');
select to_timestamp('12:00 a.m.', 'HH12:MI A.M.');
select to_number('12,345.6-', '99G999D9S');
select to_number('-34,338,492', '99G999G999');
select to_number('-34,338,492.654,878', '99G999G999D999G999');
select to_number('0.00001-', '9.999999S');
select to_number('5.01-', 'FM9.999999MI');
select to_number('$1,234.56', 'L9,999.99');
select to_number('.-01', '99.99S');
select to_number('.01-', '99.99MI');
select to_number('<12>', '99PR');
select to_number('1 2', '9 9');
-- @error 22P02
select to_number('abc', '999');
-- @error 22P02
select to_number('', '999');
select to_number('12', '');
select to_number('12.5', '99');
select to_number('1234', '99');
select to_number('+12', 'S99');
select to_number('12th', '99th');
select to_number('1.5', '9D9');
select to_number('42nd', '99th');
select to_number('123456', '999G999');
select to_number('-5', 'PL9');
-- @error 0A000
select to_number('5', 'RN');
-- @error 0A000
select to_number('1.5e3', '9.9EEEE');
-- @error 42601
select to_number('12.34.5', '99.99.9');
select to_number(null, '9'), to_number('9', null), to_date(null, 'YYYY'), to_timestamp(null, 'YYYY');
select to_char(n, 'FM999') || 'x', to_number(to_char(n, '999.99'), '999.99') from generate_series(1, 3) n;
select to_date(to_char(d, 'YYYYMMDD'), 'YYYYMMDD') = d, id from kinds where id not in (4, 5) order by id;
select pg_typeof(to_number('1', '9'))::text, pg_typeof(to_date('2020', 'YYYY'))::text, pg_typeof(to_timestamp('2020', 'YYYY'))::text, pg_typeof(to_char(1, '9'))::text;
