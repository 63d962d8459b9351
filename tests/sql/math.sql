-- Functions and operators of mathematics, by function and type.
select abs(-17::int2), abs(-17), abs(-17::int8), abs(-17.4), abs(-17.4::float4), abs('-inf'::float8), @ -5.0, @ -5::int2, @ (-5)::int8, @ -1.5::float8, @ -1.5::float4;
-- @error 22003
select abs((-32768)::int2);
-- @error 22003
select abs((-2147483648)::int4);
-- @error 22003
select @ (-9223372036854775807 - 1)::int8;
select cbrt(27.0::float8), cbrt(-27), ||/ 27, ||/ -8.0, cbrt('inf'), cbrt('nan'), cbrt(2);
select ceil(-42.8), ceiling(-95.3), ceil(42.2::float8), ceiling('-0.5'::float8), ceil(1.5::float4), ceiling(3), ceil('nan'::numeric), ceiling('-inf'::numeric);
select floor(-42.8), floor(42.8::float8), floor('-0.5'::float8), floor(7), floor('inf'::numeric), floor(1.7::float4);
select degrees(0.5), degrees(pi()), degrees('inf'), radians(45.0), radians(-180), radians('nan'), pi();
-- @error 22003
select degrees(1e308);
-- @error 22003
select radians(5e-324);
select div(9, 4), div(-9, 4), div(9.7, 2.1), div(-9.7, 2.1), div(1e30, 3), div('inf', 3), div(3, '-inf'), div('nan', 1);
-- @error 22012
select div(1, 0);
select div('inf'::numeric, 'inf');
select exp(1.0), exp(0), exp(0.0), exp(-1.5), exp(10.25), exp(1::float8), exp('-inf'::float8), exp('nan'::float8), exp('inf'::numeric), exp('-inf'::numeric), exp('nan'::numeric);
-- @error 22003
select exp(1000::float8);
-- @error 22003
select exp(-1000::float8);
-- @error 22003
select exp(6000.0);
select exp(-6000.0), exp(100.123456789), exp(-100.1);
select factorial(0), factorial(5), factorial(20), factorial(30), factorial(100);
-- @error 22003
select factorial(-1);
-- @error 22003
select factorial(32178);
select gcd(1071, 462), gcd(-12, 18), gcd(0, 0), gcd(0, -5), gcd(12::int8, 9000000000), gcd(330.3, 462.0), gcd(0.0, 0), gcd('nan'::numeric, 1), gcd(-4.50, 2.25);
-- @error 22003
select gcd((-2147483648)::int4, 0);
-- @error 22003
select gcd((-2147483648)::int4, (-2147483648)::int4);
select gcd((-2147483648)::int4, 1), gcd((-2147483648)::int4, 2147483647), gcd((-9223372036854775808)::int8, 6);
-- @error 22003
select gcd((-9223372036854775808)::int8, 0);
select lcm(1071, 462), lcm(-12, 18), lcm(0, 5), lcm(12::int8, 9000000000), lcm(330.3, 462.0), lcm(0.00, 1.5), lcm('inf'::numeric, 2), lcm(-4.50, 2.25);
-- @error 22003
select lcm(2147483647, 2147483646);
-- @error 22003
select lcm((-2147483648)::int4, 1);
-- @error 22003
select lcm(9223372036854775807, 9223372036854775806);
select ln(2.0), ln(1), ln(10.5), ln(0.001), ln(2::float8), ln('inf'::float8), ln('inf'::numeric), ln('nan'::numeric), ln(1e100), ln(123456789.123456789);
-- @error 2201E
select ln(0.0);
-- @error 2201E
select ln(-1.5);
-- @error 2201E
select ln(0::float8);
-- @error 2201E
select ln(-1::float8);
-- @error 2201E
select ln('-inf'::numeric);
select log(100), log(100.0), log(2.0, 64.0), log(0.5, 8), log10(1000.0), log10(1000), log10(2::float8), log(3.5, 2), log(1e-30), log('inf'::numeric), log('nan', 2), log(10.0, 1e50);
-- @error 2201E
select log(0.0);
-- @error 2201E
select log(-1);
-- @error 2201E
select log10(0::float8);
-- @error 22012
select log(1.0, 5);
-- @error 2201E
select log(-2.0, 5);
-- @error 2201E
select log(2.0, 0);
select min_scale(8.4100), min_scale(0.00), min_scale(12300), min_scale(1e-10), min_scale('nan'), min_scale('inf'), scale(8.4100), scale(8), scale(1e10), scale('nan'), scale(0.0), trim_scale(8.4100), trim_scale(0.000), trim_scale(100.0), trim_scale('nan'), trim_scale(1.5);
select id, scale(n2), min_scale(n2), trim_scale(n2), scale(n6), min_scale(n6), trim_scale(n6) from kinds order by id;
select mod(9, 4), mod(-9, 4), mod(9::int2, 4::int2), mod(9.5, 4), mod(-9.5, 4), mod(9::int8, -4), 9 % 4, -9 % 4, 9.5 % 4, mod('nan'::numeric, 4), mod(5, 'inf'::numeric);
-- @error 22012
select mod(1, 0);
-- @error 22012
select mod(1.5, 0);
-- @error 22012
select 1::int8 % 0;
select power(9, 3), power(9.0, 3.0), power(2.0, 0.5), power(2.0, -3), power(2.5, 10), power(0.0, 0), power(-2.0, 3), power(1.0000001, 1000), power(10.0, 20), pow(2, 3), pow(2.0, 3);
select 2 ^ 10, 2.0 ^ 10, 2 ^ 0.5, 2.0 ^ 0.5, 2::float8 ^ 3, (-8) ^ 3, (-8.0) ^ 3, 2 ^ 3 ^ 2, 10.5 ^ -2;
select power('inf'::numeric, 2), power('-inf'::numeric, 3), power(2.0, 'inf'), power(0.5, 'inf'), power(2.0, '-inf'), power('nan'::numeric, 0), power(1.0, 'nan'), power(1.0, 'inf');
select power('inf'::float8, 2), power('-inf'::float8, 3), power(2::float8, 'inf'), power(0.5::float8, 'inf'), power('nan'::float8, 0), power(1::float8, 'nan'), power('-inf'::float8, -3), power(0::float8, 0);
-- @error 2201F
select power(0.0, -1);
-- @error 2201F
select power(-2.0, 0.5);
-- @error 2201F
select power(0::float8, -1);
-- @error 2201F
select power(-2::float8, 0.5);
-- @error 22003
select power(1e200::float8, 2);
-- @error 22003
select power(1e-200::float8, 2);
-- @error 22003
select power(10.0, 200000);
-- @error 2201F
select power('-inf'::numeric, 0.5);
select round(42.4), round(42.5), round(-42.5), round(43.5), round(42.4382, 2), round(1234.56, -1), round(1234.56, -3), round(2.5::float8), round(3.5::float8), round(-2.5::float8), round('nan'::numeric), round(15.0, 2000), round(0.5::float4), round(7), round(-0.4::float8);
select trunc(42.8), trunc(-42.8), trunc(42.4382, 2), trunc(1234.56, -2), trunc(42.8::float8), trunc(-42.8::float8), trunc('inf'::numeric), trunc(-0.5::float8), trunc(12);
select sign(-8.4), sign(0), sign(0.0), sign(8.4::float8), sign(-8), sign('nan'::float8), sign('nan'::numeric), sign('-inf'::numeric), sign('-0'::float8);
select sqrt(2), sqrt(2.0), sqrt(16.0), |/ 25.0, |/ 2, sqrt(0.0), sqrt(1e-10), sqrt('inf'::float8), sqrt('inf'::numeric), sqrt('nan'::numeric), sqrt(123456789.987654321), sqrt(1e50);
-- @error 2201F
select sqrt(-1.0);
-- @error 2201F
select |/ -1;
-- @error 2201F
select sqrt('-inf'::numeric);
select width_bucket(5.35, 0.024, 10.06, 5), width_bucket(-1, 0, 10, 5), width_bucket(10, 0, 10, 5), width_bucket(0.0, 0, 10, 5), width_bucket(3, 10, 0, 5), width_bucket(10.0, 10, 0, 5), width_bucket(0, 10, 0, 5), width_bucket(11.5, 10, 0, 5);
select width_bucket(5.35::float8, 0.024, 10.06, 5), width_bucket(-1::float8, 0, 10, 5), width_bucket(10::float8, 0, 10, 5), width_bucket(9.999999999999999::float8, 0, 10, 5), width_bucket(3::float8, 10, 0, 5), width_bucket('inf'::float8, 0, 10, 5);
-- @error 2201G
select width_bucket(5.0, 0, 10, 0);
-- @error 2201G
select width_bucket(5.0, 1, 1, 5);
-- @error 2201G
select width_bucket('nan'::numeric, 1, 2, 5);
-- @error 2201G
select width_bucket(5::float8, 0, 'inf', 5);
-- @error 2201G
select width_bucket(5.0, '-inf', 10, 5);
-- @error 2201G
select width_bucket(5::float8, 1, 1, 5);
-- @error 2201G
select width_bucket('nan'::float8, 1, 2, 5);
-- @error 22003
select width_bucket(11::float8, 0, 10, 2147483647);
-- @error 22003
select width_bucket(11.0, 0, 10, 2147483647);
select width_bucket(2.0, 2.0, 3.0, 888), width_bucket(3.0, 2.0, 3.0, 888), width_bucket(2.0::float8, 3.0, 2.0, 888), width_bucket(0.5, 0, 1, 10), width_bucket('inf'::numeric, 0, 1, 10), width_bucket('-inf'::numeric, 0, 1, 10);
select acos(1), acos(0.5), acos(-1), acos('nan'), asin(1), asin(-0.5), atan(1), atan(-1e300), atan('inf'), atan2(1, 0), atan2(0, -1), atan2(-1, -1), cos(0), cos(1), cot(0.5), sin(1), sin('nan'), tan(1);
-- @error 22003
select acos(1.1);
-- @error 22003
select asin(-2);
-- @error 22003
select cos('inf');
-- @error 22003
select sin('-inf');
-- @error 22003
select tan('inf');
-- @error 22003
select cot('inf');
select acosd(1), acosd(0.5), acosd(0), acosd(-0.5), acosd(-1), acosd('nan'), asind(1), asind(0.5), asind(0), asind(-0.5), asind(-1), asind(0.3), atand(1), atand(-1), atand('inf'), atand(0.2), atan2d(1, 1), atan2d(-1, 0), atan2d(0, -1), atan2d(0.3, 2);
select x, sind(x), cosd(x), tand(x), cotd(x) from (values (0::float8), (30), (45), (60), (90), (120), (135), (150), (180), (210), (225), (270), (300), (315), (330), (360), (390), (-30), (-45), (-90), (-720), (12.5), ('nan')) t(x) order by x;
-- @error 22003
select acosd(1.5);
-- @error 22003
select asind(-1.5);
-- @error 22003
select sind('inf');
-- @error 22003
select cosd('inf');
-- @error 22003
select tand('-inf');
-- @error 22003
select cotd('inf');
select sinh(1), cosh(1), tanh(1), asinh(1), acosh(2), atanh(0.5), sinh(1000), sinh(-1000), cosh(1000), cosh('-inf'), tanh('inf'), asinh('-inf'), acosh('inf'), atanh(1), atanh(-1), sinh('nan');
-- @error 22003
select acosh(0.5);
-- @error 22003
select atanh(1.5);
select 91 & 15, 32 | 3, 17 # 5, ~1, 1 << 4, 8 >> 2, 5::int2 & 3::int2, 5::int2 | 3::int2, 5::int2 # 3::int2, ~5::int2, 1::int2 << 4, 64::int2 >> 2;
select 5::int8 & 3, 5::int8 | 3, 5::int8 # 3, ~5::int8, 1::int8 << 40, -8::int8 >> 1, 1 << 31, 1 << 32, 1 << -1, 1::int8 << 64, 1::int2 << 15, 1::int2 << 16, -1::int2 >> 20, 5::int2 & 3::int8;
select id, i4 & i2, i4 | i2, i4 # i2, ~i4, ~i2, i8 & 255, i8 << 2, i8 >> 2, i2 << 1, i4 << i2 from kinds order by id;
-- @error 42883
select 1.5 & 2;
-- @error 42883
select ~1.5;
-- @error 42883
select 1 << 2::int8;
select num_nulls(1, null, 'x', null), num_nonnulls(1, null, 'x'), num_nulls(null), num_nonnulls('a', 'b');
-- @error 42883
select num_nulls();
select id, num_nulls(i2, i4, t, d, n2), num_nonnulls(i2, i8, f8, b) from kinds order by id;
select random() between 0 and 1, random() <> random(), count(distinct random()) > 900 from many;
select count(*) from many where random() < 0.5 and random() > 2;
select gen_random_uuid() <> gen_random_uuid(), substr(gen_random_uuid()::text, 15, 1), length(gen_random_uuid()::text);
select greatest(1, 2.5, 3::int8), least(1::float4, 0.5), greatest('a', 'b'), least(null, 3, 2), greatest(date '2020-01-01', '2021-01-01'), nullif(1, 1.0), nullif('a', 'b'), nullif(1.5, null), greatest(true, false), least('x'::bytea, 'y'), greatest(null, null);
-- @error 22P02
select greatest(1, 'x');
-- @error 22P02
select nullif(1, 'x');
select greatest(interval '1 day', '25 hours'), least('{1,2}'::text, 'z'), greatest('10.0'::numeric, '10.00'), least('nan'::float8, 1), greatest('nan'::float8, 'inf'), greatest('a '::char(3), 'a');
select 1::float4 / 3, 1::float8 / 3, 1e15::float8, 1e16::float8, 123456789::float4, 1e-5::float8, 0.0001::float8, 1e-5::float4, '1.17549435e-38'::float4, 5e-324::float8, 1.7976931348623157e308::float8, -0.0::float8, '-0'::float4, 100000::float4, 1000000::float4, 0.1::float4 + 0.2::float4, 0.1::float8 + 0.2::float8;
select 3.4e38::float4 * 10;
-- @error 22003
select 1e308::float8 * 10;
-- @error 22003
select 1e-300::float8 * 1e-300::float8;
-- @error 22012
select 1::float8 / 0;
-- @error 22003
select 1e-40::float4 * 1e-10::float4;
select 'inf'::float8 - 'inf'::float8, 'inf'::float8 * 0, 'nan'::float8 + 1, 0::float8 / 'inf', 'inf'::float4 + 1;
-- @error 22003
select 32767::int2 + 1::int2;
-- @error 22003
select 2147483647 + 1;
-- @error 22003
select 9223372036854775807 + 1;
-- @error 22003
select -32768::int2 - 1::int2;
-- @error 22003
select 2147483647 * 2;
-- @error 22003
select (-2147483648)::int4 / -1;
-- @error 22003
select (-9223372036854775808)::int8 / -1;
-- @error 22003
select (-32768)::int2 / (-1)::int2;
select (-32768)::int2 % (-1)::int2, (-2147483648)::int4 % -1, (-9223372036854775808)::int8 % -1;
-- @error 22003
select - (-32768)::int2;
-- @error 22003
select - (-2147483648)::int4;
-- @error 22012
select 1 / 0;
-- @error 22012
select 1.0 / 0;
select 7 / 2, -7 / 2, 7.0 / 2, 7::float8 / 2, 7::int2 / 2::int2, 1.0 / 3, 10 / 3.0, 1e10 / 3, 2 / 3.000000000000000000001;
select 1.10 + 2.2, 1.10 * 2.2, 5.5 - 10, -(1.5), +(1.5), 1e3 + 1, 0.1 * 0.1 * 0.1, 'inf'::numeric + 1, 'inf'::numeric - 'inf', 'inf'::numeric * 0, 1 / 'inf'::numeric;
-- @error 22P02
select sqrt('x');
-- @error 42883
select power(1, 2, 3);
-- @error 42883
select log('a'::text);
-- @error 42883
select round('x'::text, 2);
-- @error 42883
select round(1.5::float8, 1);
-- @error 42883
select sin(1, 2);
select octet_length('ab '::char(5)), length('ab '::char(5)), octet_length('é'::char(3)), octet_length('é'::varchar), octet_length('\x0001'::bytea), bit_length('é'::text), bit_length('\x00'::bytea), bit_length('a '::char(4));
