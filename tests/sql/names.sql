-- parse_ident, names beside texts, LIKE of bytes, sizes, matches as rows.
select parse_ident('a'), parse_ident('A.B'), parse_ident('"A"."b c".D'), parse_ident('  a . b  '), parse_ident(null);
select parse_ident('"a""b".c'), parse_ident('ÄÖ.xÜ'), parse_ident('_a1$.b'), parse_ident('a.b.c.d.e.f');
select parse_ident('foo(int)', false), parse_ident('a.b c', false), parse_ident('a', true), parse_ident('a', null);
select parse_ident(str => 'a.b'), parse_ident(str => 'a.b()', strict => false), parse_ident('a.b()', strict => false);
select (parse_ident('Schema.Table'))[1], array_length(parse_ident('a.b.c'), 1);
select parse_ident(repeat('a', 100));
-- @error 22023
select parse_ident('');
-- @error 22023
select parse_ident('  ');
-- @error 22023
select parse_ident('.a');
-- @error 22023
select parse_ident('a.');
-- @error 22023
select parse_ident('a..b');
-- @error 22023
select parse_ident('a b');
-- @error 22023
select parse_ident('a.1');
-- @error 22023
select parse_ident('1a');
-- @error 22023
select parse_ident('"a');
-- @error 22023
select parse_ident('""');
-- @error 22023
select parse_ident('a"b"');
-- @error 22023
select parse_ident('foo(int)');
-- @error 22023
select parse_ident(' first . "  second  " ."   third   ". "  ' || repeat('x', 66) || '"" . four', true);
select parse_ident(' first . "  second  " ."   third   ". "  ' || repeat('x', 66) || '"');

-- name beside text
select 'a'::name = 'a'::text, 'a'::text = 'a'::name, 'a'::name < 'b'::text, 'b'::text <= 'a'::name, 'a'::name <> 'b'::text, 'b'::text > 'a'::name, 'a'::name >= 'a'::text;
select typname from pg_type where typname = 'int4'::text;
select t.typname from pg_type t join (values ('int4'::text), ('bool')) v (n) on v.n = t.typname order by 1;
select nameeqtext('a', 'a'), textnename('a', 'b'), namelttext('a', 'b'), textgename('a', 'b');
select 'a'::name in ('a'::text, 'b'), 'a'::text = any ('{a,b}'::name[]);

-- integers of two widths
select 1::int2 + 1::int4, pg_typeof(1::int2 + 1::int4), pg_typeof(1::int2 * 1::int8), pg_typeof(1::int4 - 1::int8), pg_typeof(7::int8 / 2::int2);
select 1::int2 = 1::int8, 1::int4 < 2::int2, 3::int8 >= 4::int4, 1::int2 <> 1::int4, 5::int4 > 4::int8, 5::int8 <= 5::int2;
select int24pl(1::int2, 2), int84mul(3, 4), int28lt(1::int2, 2), int48eq(4, 4::int8), int82div(9::int8, 2::int2);
select a.n from (values (1::int2), (2)) a (n) join (values (2::int8), (3)) b (m) on a.n = b.m;
select count(*) from generate_series(1, 100) g where g = 5::int8;
-- @error 22003
select 2147483647::int4 + 1::int2;
-- @error 22003
select 9223372036854775807::int8 + 1::int2;
-- @error 22012
select 1::int8 / 0::int2;

-- pattern comparisons
select 'a'::text ~<~ 'b', 'b'::text ~<=~ 'a', 'a'::text ~>~ 'B', 'a'::text ~>=~ 'a', 'ä'::text ~>~ 'z';
select 'a '::char(3) ~<~ 'a'::char(1), 'a'::bpchar ~>=~ 'a   '::bpchar, text_pattern_lt('a', 'b'), bpchar_pattern_ge('a', 'b');

-- LIKE of bytes
select '\x616263'::bytea like '\x61255f'::bytea, '\x616263'::bytea like '\x6125'::bytea, '\x616263'::bytea not like '\x2563'::bytea;
select 'abc'::bytea like '_b_', 'abc'::bytea like 'a_', 'abc'::bytea like '%b%', 'abc'::bytea like '%', ''::bytea like '', ''::bytea like '%', ''::bytea like '_';
select '\xff00fe'::bytea like '\xff25', '\xff00fe'::bytea like '\x255f5f5f', '\xff00fe'::bytea like '\x255f5f5f5f', '\xff00fe'::bytea like '\x5f25fe';
select 'a%b'::bytea like 'a\\%b', 'axb'::bytea like 'a\\%b', 'a_b'::bytea like '%\\_%', 'ab'::bytea like '%\\_%';
select 'aaab'::bytea like '%a%a%b', 'aaab'::bytea like 'a%ab', 'mississippi'::bytea like '%iss%ip%', 'mississippi'::bytea like '%iss_iss%', 'mississippi'::bytea like '%issi%issi%issi%';
select 'ä'::bytea like '_', '\xc3a4'::bytea like '__';
select '\x616263'::bytea ~~ '\x61255f'::bytea, '\x616263'::bytea !~~ '\x6125'::bytea, bytealike('abc', 'a%'), byteanlike('abc', 'a%');
select "like"('abc'::bytea, 'a%'), notlike('abc'::bytea, 'a%'), "like"('abc', 'a%'), notlike('abc'::name, 'b%'), "like"('abc'::name, '%c');
select 'a%b'::bytea like 'a#%b'::bytea escape '#'::bytea, 'axb'::bytea like 'a#%b'::bytea escape '#'::bytea;
select like_escape('a#%b\\x'::bytea, '#'), like_escape('a%b'::bytea, ''), like_escape('\x61255c'::bytea, '\x5c');
select b from (values ('\x01ff'::bytea), ('\x02ff'), (null), ('\x0100')) v (b) where b like '\x0125' order by b;
-- @error 22025
select like_escape('ab'::bytea, 'cd');
-- @error 22025
select 'abc'::bytea like 'ab\\';
-- @error 22025
select 'abc'::bytea like '%\\';
select ''::bytea like '%\\', 'a'::bytea like 'b\\', 'ab'::bytea like 'abc\\';

-- sizes
select pg_size_pretty(n), pg_size_pretty(-n) from (values (0::numeric), (10239), (10240), (1.5), (10239.9), (10485247), (10485248), (20478.5), (1e15), (1e18), (1e25), (123456789.123)) v (n) order by n;
select pg_size_bytes('1'), pg_size_bytes('1 kB'), pg_size_bytes('1MB'), pg_size_bytes(' 1.5 gb '), pg_size_bytes('-2 TB'), pg_size_bytes('+3pb'), pg_size_bytes('10 bytes'), pg_size_bytes('.5 kB'), pg_size_bytes('1e3 kB'), pg_size_bytes('1.');
-- @error 22023
select pg_size_bytes('');
-- @error 22023
select pg_size_bytes('kB');
-- @error 22023
select pg_size_bytes('1 xB');
-- @error 22023
select pg_size_bytes('1e');
-- @error 22023
select pg_size_bytes('1 2');
-- @error 22003
select pg_size_bytes('10000 PB');
-- @error 22003
select pg_size_bytes('1e400');

-- to_ascii: UTF-8 has no conversion
-- @error 0A000
select to_ascii('a');
-- @error 0A000
select to_ascii('a', 'UTF8');
-- @error 0A000
select to_ascii('a', 6);
-- @error 42704
select to_ascii('a', 'no such encoding');
-- @error 42704
select to_ascii('a', 99);
select to_ascii('abc', 'LATIN1'), to_ascii('abc', 9), to_ascii('', 'WIN1250'), to_ascii(null);

-- buckets between thresholds
select n, width_bucket(n, array[1, 3, 5]) from generate_series(0, 6) n order by n;
select width_bucket(2.5, array[1, 2.5, 4]), width_bucket(5::float8, array[1.0, 'Infinity']), width_bucket('NaN'::float8, array[1, 2]::float8[]), width_bucket('b'::text, array['a', 'c']);
select width_bucket(1, '{}'::int[]), width_bucket(date '2024-03-01', array[date '2024-01-01', '2024-06-01']), width_bucket(null, array[1]);
select width_bucket(3, array[1, 2, 3, 3, 4]), width_bucket(1::int8, array[1::int2]), width_bucket(now(), array['yesterday', 'today', 'tomorrow']::timestamptz[]);
-- @error 2202E
select width_bucket(1, array[[1, 2], [3, 4]]);
-- @error 22004
select width_bucket(1, array[1, null]);
-- @error 42883
select width_bucket('a'::text, array[1]);

-- matches as rows
select regexp_matches('foobarbequebaz', '(bar)(beque)');
select regexp_matches('foobarbequebaz', 'ba.', 'g');
select regexp_matches('foobarbequebazilbarfbonk', '(b[^b]+)(b[^b]+)', 'g');
select regexp_matches('abc', 'x'), 1;
select * from regexp_matches('a1b22c333', '([a-z])(\d+)', 'g') as m;
select m[1], m[2]::int from regexp_matches('a1b22c333', '([a-z])(\d+)', 'g') with ordinality as t (m, n) order by n desc;
select s, regexp_matches(s, '(\w)(x)?', 'g') from (values ('ax b'), (null), (''), ('c')) v (s) order by s;
select count(*) from (values ('a,b,c'), ('d'), (null)) v (s), regexp_matches(s, '[a-z]', 'g') m;
select (regexp_matches('key=value', '(\w+)=(\w+)'))[2];
select array(select m[1] from regexp_matches('one two three', '\w+', 'g') m);
select regexp_matches('ABC', 'b', 'i'), regexp_matches('abc', null), regexp_matches('aXbX', '(?=X)', 'g');
select regexp_matches('', '', 'g'), regexp_matches('ab', '', 'g');
select regexp_split_to_table('the quick  brown fox', '\s+');
select regexp_split_to_table('abc', ''), regexp_split_to_table('a1b2c', '\d');
select * from regexp_split_to_table('a, b,c', ',\s*') with ordinality as t (word, n);
select word, count(*) from (values ('a b a'), ('b c')) v (s), regexp_split_to_table(s, ' ') word group by word order by word;
select regexp_split_to_table('aXbxc', 'x', 'i'), regexp_split_to_table(null, 'x');
-- @error 22023
select regexp_split_to_table('abc', 'b', 'g');
-- @error 22023
select regexp_matches('abc', 'b', 'gz');
-- @error 2201B
select regexp_matches('abc', '(', 'g');
-- @error 2201B
select regexp_split_to_table('abc', '*a');
-- @error 0A000
select 1 where regexp_matches('a', 'a') is not null;

-- other names of functions
select dexp(1), dlog1(2), dlog10(100), dround(2.5), dtrunc(-2.7), numeric_exp(1.0), numeric_ln(2.0), numeric_log(2, 8), numeric_sqrt(2), numeric_div_trunc(7.5, 2);
