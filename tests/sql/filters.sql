-- WHERE: three-valued logic over columns, ranges, lists, and errors that must not happen.
select id from kinds where b order by id;
select id from kinds where not b order by id;
select id from kinds where b is null order by id;
select id from kinds where b is not true order by id;
select id from kinds where b is distinct from false order by id;
select id from kinds where i4 > 0 and (b or f8 < 0) order by id;
select id from kinds where not (i4 > 0 or b) order by id;
select id from kinds where i4 > 0 or b is null order by id;
select id from kinds where i4 in (7, 8, null) order by id;
select id from kinds where i4 not in (7, 8) order by id;
select id from kinds where i4 not in (7, 8, null) order by id;
select id from kinds where i8 between -100 and 100 order by id;
select id from kinds where i8 not between -100 and 100 order by id;
select id from kinds where n2 between -1.50 and 1.5 order by id;
select id from kinds where n2 = 1.5 or n2 = 7.770 or n2 in (0.01, 100.1) order by id;
select id from kinds where f4 = 0.1 order by id;
select id from kinds where f8 = 0.1 order by id;
select id from kinds where f4 = 0.1::float4 order by id;
select id from kinds where i4 = 7.0 or i4 = 7.5 or i4 < -2147483647.5 order by id;
select id from kinds where i2 > 40000 or i4 < 3000000000 order by id;
select id from kinds where t = 'one' or t = '' or t in ('日本語', 'x') order by id;
select id from kinds where t is null or t like '%\\%' order by id;
select id from kinds where t >= 'a' and t < 'p' order by id;
select id from kinds where (i4, t) in ((7, 'naïve café'), (8, 'nope')) order by id;
select id from kinds where coalesce(i4, 0) = 0 order by id;
select id from kinds where case when i4 > 0 then b else t like 'z%' end order by id;
select id from kinds where id <> 6 and 10 / nullif(i4, 0) > 0 order by id;
select id from kinds where i4 <> 0 and 100 / i4 > 10 order by id;
select id from kinds where case when i4 = 0 then false else 100 / i4 > 10 end order by id;
select id from kinds where d > ts order by id;
select id from kinds where d <= ts and ts < d + 1 order by id;
select id from kinds where tz > ts order by id;
select id from kinds where 1 = 1 and true order by id;
select id from kinds where 1 = 2;
select id from kinds where null;
select id from kinds where id = id order by id;
select id from kinds where i4 = i4 order by id;
select id from kinds where i4 is not distinct from null order by id;
select id from kinds where id > 3 and id < 3;
select id from kinds where greatest(i2, 7) = 7 and least(i4, 0) < 0 order by id;
select id, region from sales where region = 'north' or region = '' order by id;
select id, region, quantity from sales where quantity > 2 or region is null order by id;
select id, price * quantity from sales where paid and price > 1 order by id;
select id, sold from sales where sold >= '2023-02-01' and not paid is null order by id;
select id, region from sales where region like E'%\n%' or region like '%"%' order by id;
select count(*) from many where k = 42;
select count(*) from many where k > 42 and k <= 50 and flag;
select count(*) from many where k is null and s is not null;
select count(*) from many where v between 100 and 200 or f between 1 and 2;
select count(*) from many where day between date '1993-01-01' and date '1993-12-31' and g <> 'group 3';
select count(*) from many where id > 4000 and id <= 4010;
select id from many where id in (1, 1024, 1025, 2048, 2049, 5000, 5001) order by id;
select id, v, f from many where s = 'abcd' order by id;
select count(*) from many where s > 'c' and (k % 2 = 0 or not flag);
select count(*) from many where v * 2 + k > 1000 and upper(s) like 'A%';
select count(*) from many where not (k < 50 and flag) and s is null;
select count(*) from many where (k < 10 and g = 'group 1') or (k < 10 and g = 'group 2');
select count(*) from parts where size is null;
select label, count(*), sum(size) from parts where id > 20 group by label order by label;
-- @error 42804
select id from kinds where i4;
-- @error 42804
select id from kinds where t;
-- @error 22P02
select id from kinds where 'x';
-- @error 42803
select id from kinds where count(*) > 1;
-- @error 42883
select id from kinds where b = 1;
-- @error 22P02
select id from kinds where i4 = 'x';
-- @error 22007
select id from kinds where d = 'tomorrowish';
-- @error 42883
select id from kinds where d > 5;
select id from kinds where id < 100 and id::numeric(2, -1) = 10 order by id;
-- @error 22003
select id from kinds where i4::int2 < 5;
-- @error 22003
select id from kinds where i4::numeric(2, 0) < 50;
select id from kinds where i2::int8 < 50 and i4::numeric > 5 order by id;
