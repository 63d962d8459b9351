-- text, varchar and char: operators and functions, in characters and not bytes.
select id, w, length(w), char_length(w), octet_length(w), upper(w), lower(w) from words order by id;
select id, w || '!', 'a' || w, w || null, w || id, id || w from words order by id;
select id, substring(w from 2), substring(w from 2 for 3), substr(w, 2, 2), substring(w, 0, 3), left(w, 3), right(w, 3), left(w, -2), right(w, -2) from words order by id;
select id, trim(w), ltrim(w), rtrim(w), btrim(w, 'ae'), ltrim(w, 'aA'), rtrim(w, 'e '), trim(both 'x' from w) from words order by id;
select id, position('a' in w), strpos(w, 'e'), replace(w, 'a', 'oo'), reverse(w), repeat(w, 2), initcap(w) from words order by id;
select id, w like 'a%', w like '%e', w like '_anan_', w ilike 'APPLE', w not like '%a%', w like '%\%%', w like 'under\_score' from words order by id;
select id, w like '%', w like '', w like '_', w like '%é%', w ilike 'É%', w like 'stra_e', w like '_ %' from words order by id;
select id, w like 'a!%b' escape '!', w like '100!%' escape '!', w not ilike '%E%', w ~~ 'b%', w !~~ 'b%' from words order by id;
select id from words where w like 'x%x' or w like 'b%n%' order by id;
select 'a' like 'a\';
-- @error 22025
select 'ab' like 'a\';
-- @error 22025
select 'abc' like 'a!' escape '!!';
select id, lpad(w, 6, '*'), rpad(w, 6, 'ab'), lpad(w, 3), rpad(w, 0), lpad(w, -1) from words order by id;
select id, ascii(w), md5(w), translate(w, 'abc', 'xy'), split_part(w, ' ', 2), starts_with(w, 'a') from words order by id;
select w, id from words order by w, id;
select w, id from words order by w desc nulls last, id;
select min(w), max(w), count(w), count(distinct w), count(distinct lower(w)) from words;
select w from words where w > 'b' and w <= 'x' order by w;
select w = 'apple', w <> 'Apple', w < 'banana', w >= '', id from words order by id;
select 'abc'::varchar(2), 'abc'::char(5), 'abc'::char, 'ab  '::char(4) = 'ab', 'ab '::varchar = 'ab'::varchar, length('ab  '::char(6)), 'ab '::char(4) || 'c';
select pg_typeof('abc'::varchar(2)), pg_typeof('a'::char(3) || 'b'), pg_typeof(upper('a'::varchar)), pg_typeof('a'::varchar || 'b'::varchar);
select 'too long'::varchar(3), 'too long'::char(3), cast('abcdef' as varchar(4)), cast(12345 as varchar(3));
select coalesce(w::varchar(3), 'none'), w::char(4) from words order by id;
select substring('hello' from -1 for 3), substring('hello' for 2), substr('hello', 2), substring('hello' from 10), left('hello', 0), right('hello', 10);
-- @error 22011
select substring('hello', 2, -1);
select 'hello' similar to 'h(e|a)llo', 'abc' ~ '^a.c$', 'ABC' ~* 'b', 'abc' !~ 'z', regexp_replace('foobar', 'o+', '0'), regexp_replace('aaa', 'a', 'b', 'g');
select regexp_match('foobar', '(o+)(b)'), substring('foobar' from 'o.b'), regexp_split_to_array('a,b;c', '[,;]'), regexp_count('banana', 'a'), regexp_like('abc', 'B', 'i');
-- @error 2201B
select 'abc' ~ '(';
select concat('a', null, 1, true), concat_ws('-', 'a', null, 'b'), format('%s and %I and %L', 'x', 'y z', 'it''s'), chr(8364), to_hex(255), quote_literal('a''b'), quote_ident('a b');
select string_agg(w, ',' order by id) from words where id < 6;
select overlay('Txxxxas' placing 'hom' from 2 for 4), bit_length('é'), length(''), upper('straße'), lower('ÀÉ'), initcap('hello wORLD-x');
select count(*), min(s), max(s), min(length(s)), max(length(s)), sum(length(s)) from many;
select g, s, count(*) from many where s like 'a%b%' and length(s) = 4 group by g, s order by g, s;
select count(*) from many where g like '%3' or s in ('abc', 'e', '') or s is null;
select to_char(1234.5, 'FM9,999.00'), to_char(-5, '999'), to_char(0.5, '0.99'), to_number('1,234.50', '9,999.99');
-- @error 42883
select upper(1);
-- @error 42883
select length(12);
-- @error 42725
select 'a' + 'b';
-- @error 22P02
select 'a' - 1;
-- @error 54000
select chr(0);
select repeat('ab', -1), repeat('', 1000), replace('aaa', 'aa', 'b'), replace('abc', '', 'x'), position('' in 'abc'), strpos('', 'a');
