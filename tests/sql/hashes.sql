-- Hash functions that programs call: the values are PostgreSQL's, with a seed and without.
select hashtext(''), hashtext('a'), hashtext('abc'), hashtext('äöü'), hashtext(null);
select s, hashtext(s), hashtextextended(s, 0), hashtextextended(s, 1), hashtextextended(s, -7)
from (values ('a'), ('ab'), ('abc'), ('abcd'), ('abcde'), ('abcdefgh'), ('abcdefghi'), ('abcdefghij'),
    ('abcdefghijk'), ('abcdefghijkl'), ('abcdefghijklm'), ('abcdefghijklmnopqrstuvwxyz')) v (s)
order by s;
select n, hashtext(repeat('x', n)), hashtextextended(repeat('x', n), 42)
from generate_series(0, 40) n order by n;
select hashtext('abc'::varchar), hashtext('abc'::name);
select hashint2(0::int2), hashint2(1::int2), hashint2(-1::int2), hashint2(32767::int2), hashint2((-32768)::int2);
select n, hashint4(n), hashint4extended(n, 0), hashint4extended(n, 9223372036854775807)
from (values (0), (1), (-1), (42), (2147483647), (-2147483648)) v (n) order by n;
select n, hashint8(n), hashint8extended(n, 0), hashint8extended(n, -1)
from (values (0::int8), (1), (-1), (42), (4294967296), (-4294967297), (9223372036854775807), (-9223372036854775808)) v (n)
order by n;
select hashint4(42) = hashint8(42), hashint4(-42) = hashint8(-42), hashint2(42::int2) = hashint4(42);
select hashint2extended(5::int2, 3), hashoid(0), hashoid(16384), hashoid(4294967295), hashoidextended(16384, 7);
select hashfloat4(0), hashfloat4('-0'), hashfloat4(1), hashfloat4(1.5), hashfloat4('NaN'), hashfloat4('Infinity'), hashfloat4('-Infinity');
select hashfloat8(0), hashfloat8('-0'), hashfloat8(1), hashfloat8(1e300), hashfloat8('NaN'), hashfloat8('-Infinity');
select hashfloat8extended(0, 77), hashfloat8extended(1.25, 77), hashfloat4extended('NaN', 77), hashfloat8extended('NaN', 77);
select hashfloat4(1.5) = hashfloat8(1.5);
select n, hash_numeric(n), hash_numeric_extended(n, 0), hash_numeric_extended(n, 99)
from (values (0::numeric), (0.00), (1), (1.0), (1.000), (-1), (10000), (100000000), (12345.678900), (0.0001), (0.00001),
    (123456789012345678901234567890), ('NaN'), ('Infinity'), ('-Infinity')) v (n) order by n, scale(n);
select hash_numeric(l_price) from (values (12.50::numeric(8, 2)), (0), (-3.07), (99999.99)) v (l_price) order by l_price;
select hashchar('a'), hashchar(''), hashchar('\377'::"char"), hashcharextended('a', 5);
select hashname('abc'), hashname(''), hashnameextended('pg_class', 3);
select hashbpchar('abc'), hashbpchar('abc   '), hashbpchar(''), hashbpcharextended('abc  ', 8), hashbpchar('abc') = hashtext('abc');
select uuid_hash('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), uuid_hash_extended('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 2);
select time_hash('00:00'), time_hash('12:34:56.789'), time_hash('24:00'), time_hash_extended('12:34:56', 4);
select timetz_hash('12:00+00'), timetz_hash('12:00+02'), timetz_hash('12:00-05:30'), timetz_hash_extended('12:00-05:30', 6);
select timestamp_hash('2000-01-01'), timestamp_hash('2024-02-29 12:00'), timestamp_hash('infinity'), timestamp_hash('-infinity'), timestamp_hash('1900-01-01');
select timestamp_hash_extended('2024-02-29 12:00', 10);
select interval_hash('0'), interval_hash('1 month'), interval_hash('30 days'), interval_hash('720 hours'), interval_hash('-1 year 2 days'), interval_hash('178000000 years');
select interval_hash_extended('1 day', 1), interval_hash('1 mon') = interval_hash('30 days');
select pg_lsn_hash('0/0'), pg_lsn_hash('16/B374D848'), pg_lsn_hash_extended('16/B374D848', 12);
select hash_array('{}'::int[]), hash_array('{1,2,3}'::int[]), hash_array('{1,null,3}'::int[]), hash_array('{{1,2},{3,4}}'::int[]);
select hash_array('{a,b}'::text[]), hash_array('{1.5,2}'::numeric[]), hash_array('{2020-01-01}'::date[]), hash_array('{t,f}'::bool[]);
select hash_array_extended('{1,2,3}'::int[], 0), hash_array_extended('{1,null,3}'::int[], 5), hash_array_extended('{}'::text[], 5);
select hash_array('{1.5,NaN,0}'::float8[]), hash_array('{1 day}'::interval[]), hash_array('{12:00+01}'::timetz[]);
select hashoidvector('1 2 3'), hashoidvector(''), hashoidvectorextended('25 23', 1);
select hashtext(name) % 8, count(*) from (select 'n' || g as name from generate_series(1, 200) g) s group by 1 order by 1;
select hashint4(g) & 3 as part, sum(g) from generate_series(1, 1000) g group by 1 order by 1;
select count(distinct hashtextextended(g::text, 0)) from generate_series(1, 5000) g;
-- @error 42883
select hashtext(1);
-- @error 42883
select hashint4('a'::text);
-- @error 22P02
select hashint4('a');
