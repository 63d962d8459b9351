-- String functions and operators, by function and type.
select concat('a', null, 1, true, 1.50, date '2020-01-01', 'x '::char(4), 2.5::float8, '\x01'::bytea), concat(null), concat(''), concat('a'::varchar, 'b'::name);
-- @error 42883
select concat();
-- @error 42883
select concat_ws('-', 'a', null, 'b', 3, false), concat_ws(null, 'a', 'b'), concat_ws('', 'a', 'b'), concat_ws(',', null, null), concat_ws(',');
select concat_ws(', ', 'a'::char(3), 'b'::text, null, 1.0);
select id, concat(id, w), concat_ws('/', w, id, null) from words order by id;
select initcap('hello wORLD-x'), initcap('ÀÉ straße élan'), initcap('a1b 2c'), initcap(''), initcap('o''neil mc_donald'), initcap('ǆ'), initcap('x'::char(3));
select lpad('hi', 5, 'xy'), lpad('hi', 1), lpad('hi', 0), lpad('hi', -3), lpad('hi', 5), lpad('', 3, 'é'), lpad('hi', 5, ''), lpad('äöü', 2), lpad('hi', 7, 'äb'), lpad('hi'::char(4), 6, '*');
select rpad('hi', 5, 'xy'), rpad('hi', 1), rpad('hi', 0), rpad('hi', -3), rpad('hi', 5), rpad('', 3, 'é'), rpad('hi', 5, ''), rpad('äöü', 2), rpad('hi', 7, 'äb');
select id, lpad(w, 6, '*'), rpad(w, 6, 'ab'), lpad(w, id::int, 'é'), rpad(w, 3) from words order by id;
-- @error 54000
select lpad('x', 2000000000);
select overlay('Txxxxas' placing 'hom' from 2 for 4), overlay('abc' placing 'X' from 2), overlay('abc' placing '' from 2), overlay('abc' placing 'X' from 10), overlay('äöü' placing 'ß' from 2 for 1), overlay('abc' placing 'X' from 2 for 0), overlay('abc' placing 'X' from 3 for -1), overlay('abc', 'X', 1, 100);
-- @error 22011
select overlay('abc' placing 'X' from 0);
-- @error 22011
select overlay('abc' placing 'X' from -1 for 2);
-- @error 22003
select overlay('abc', 'X', 2147483647, 2147483647);
select split_part('a,b,c', ',', 1), split_part('a,b,c', ',', 3), split_part('a,b,c', ',', 4), split_part('a,b,c', ',', -1), split_part('a,b,c', ',', -3), split_part('a,b,c', ',', -4), split_part('', ',', 1), split_part('abc', '', 1), split_part('abc', '', 2), split_part('abc', '', -1), split_part('a~@~b~@~c', '~@~', 2), split_part('abc', 'x', 1), split_part('abc', 'x', -1), split_part(',a,', ',', 1), split_part(',a,', ',', 3), split_part('aXXb', 'XX', 2);
-- @error 22023
select split_part('a', ',', 0);
select translate('12345', '143', 'ax'), translate('abc', '', 'x'), translate('', 'a', 'b'), translate('aéb', 'é', 'e'), translate('abcabc', 'aab', 'xyz'), translate('abc', 'abc', ''), translate('a', 'a', '€'), translate('hello', 'lo', 'LO');
select id, ascii(w), md5(w), translate(w, 'abc', 'xy'), split_part(w, ' ', 2), starts_with(w, 'a'), w ^@ 'a' from words order by id;
select ascii('x'), ascii(''), ascii('é'), ascii('€uro'), ascii('😀'), ascii(null), ascii('A'::char(3));
select chr(65), chr(233), chr(8364), chr(128512), chr(1), chr(1114111);
-- @error 54000
select chr(0);
-- @error 22023
select chr(-1);
-- @error 54000
select chr(1114112);
-- @error 54000
select chr(55296);
select to_hex(255), to_hex(-1), to_hex(0), to_hex(2147483647), to_hex(-1::int8), to_hex(9223372036854775807), to_hex((-2147483648)::int4);
-- @error 42883
select to_hex(1.5);
select md5(''), md5('abc'), md5('é'), md5('\x00ff'::bytea), md5(null::text), md5('abc'::varchar);
select sha224('abc'), sha256('abc'), sha384(''), sha512('\x00'), sha256('é'::text::bytea);
select encode('\x00ff10'::bytea, 'hex'), encode('abc', 'base64'), encode('\x', 'base64'), encode('a\\b\000\377'::bytea, 'escape'), encode('ab', 'BASE64'), encode('', 'hex'), encode('abcd', 'base64');
select encode(repeat('x', 100)::bytea, 'base64'), encode(repeat('y', 57)::bytea, 'base64'), encode(repeat('z', 58)::bytea, 'base64');
-- @error 22023
select encode('a', 'nope');
select decode('00ff', 'hex'), decode('00 FF', 'hex'), decode('YWJj', 'base64'), decode('YQ==', 'base64'), decode('YWI=', 'base64'), decode(' Y W J j ', 'base64'), decode('', 'base64'), decode('a\\b\000', 'escape'), decode('é', 'escape');
-- @error 22023
select decode('0', 'hex');
-- @error 22023
select decode('0g', 'hex');
-- @error 22023
select decode('é0', 'hex');
-- @error 22023
select decode('YQ', 'base64');
-- @error 22023
select decode('Y', 'base64');
-- @error 22023
select decode('=', 'base64');
-- @error 22023
select decode('YW!j', 'base64');
-- @error 22P02
select decode('a\b', 'escape');
-- @error 22023
select decode('a', 'nope');
select unistr('d\0061t\+000061'), unistr('d\u0061t\U00000061'), unistr('a\\b'), unistr('\d83d\de00'), unistr('plain'), unistr('');
-- @error 42601
select unistr('wrong: \db99');
-- @error 42601
select unistr('wrong: \db99\0061');
-- @error 42601
select unistr('wrong: \xyz');
-- @error 42601
select unistr('wrong: \U0000db99\U00000061');
-- @error 22023
select unistr('wrong: \U002FFFFF');
-- @error 22023
select unistr('\0000');
-- @error 42601
select unistr('end\');
select quote_ident('a'), quote_ident('A'), quote_ident('select'), quote_ident('a b'), quote_ident('a"b'), quote_ident(''), quote_literal('a''b'), quote_literal('a\b'), quote_literal(1), quote_literal(true), quote_literal(1.50), quote_nullable(null), quote_nullable(null::int), quote_nullable('x'), quote_nullable(5), quote_literal('x'::char(3));
select starts_with('abc', 'ab'), starts_with('abc', ''), starts_with('', 'a'), 'abc' ^@ 'abc', 'abc' ^@ 'b', starts_with(null, 'a');
select char_length('äöü'), character_length('äöü'), length('äöü'), octet_length('äöü'), bit_length('äöü'), char_length('a '::char(5)), length('a '::char(5)), textlen('abc'), length('ab '::varchar(5));
select left('abcde', 2), left('abcde', -2), left('abc', 10), left('abc', -10), right('abcde', 2), right('abcde', -2), right('äöü', 1), left('äöü', -1), left('', 2);
select ltrim('  x '), rtrim(' x  '), btrim('  x  '), ltrim('xxabc', 'x'), rtrim('abcxyx', 'xy'), btrim('xyabcyx', 'xy'), trim(both 'é' from 'éaé'), trim(leading from ' a'), trim(trailing 'x' from 'axx'), trim('  a '), btrim('abc', ''), trim(from '  b ');
select position('b' in 'abc'), position('' in 'abc'), position('x' in 'abc'), position('ö' in 'äö'), strpos('abcabc', 'ca'), strpos('', 'a'), strpos('', '');
select substring('abcdef' from 2), substring('abcdef' from 2 for 3), substring('abcdef' for 2), substring('abcdef', -1, 4), substring('abc' from 10), substring('äöü' from 2 for 1), substr('abcdef', 3), substr('abcdef', 3, 2), substring('abc' from 0 for 2), substring('abc', 2, 0);
-- @error 22011
select substring('abc' from 1 for -1);
select repeat('ab', 3), repeat('a', 0), repeat('a', -1), repeat('', 1000), repeat('é', 2), reverse('äbc'), reverse(''), replace('abcabc', 'b', 'XX'), replace('abc', '', 'x'), replace('aaa', 'aa', 'b'), replace('ab', 'a', ''), replace('äö', 'ö', 'o');
-- @error 54000
select repeat('abc', 1000000000);
select upper('straße'), upper('àé'), lower('ÀÉ'), lower('İ'), upper('ı'), upper('a1'), lower(''), upper('x'::char(3)) || '|', lower('X'::name);
select 'a' || 'b', 'a' || 1, 1 || 'a', 'a' || null, 'a'::char(3) || 'b', 'a'::varchar || 'b'::text, 'a' || true, 'a' || 1.5, 'a'::name || 'b';
-- @error 42883
select 1 || 2;
select 'abc' like 'a%', 'abc' like '_b_', 'abc' not like 'b%', 'a%c' like 'a\%c', 'a%c' like 'a#%c' escape '#', 'ABC' ilike 'a%', 'äÖ' ilike 'ÄÖ', 'abc' like '', '' like '%', 'a\c' like 'a\\c', 'a_c' like 'a!_c' escape '!', 'abc' like 'abc' escape '', 'ab'::char(4) like 'ab', 'ab'::char(4) like 'ab  ', 'ab'::varchar like 'a_', 'ab'::name like 'a%', 'AB'::name ilike 'a%', 'AB'::char(3) ilike 'ab ';
select 'abc' like 'abc\';
-- @error 22025
select 'abc' like 'abc' escape 'xy';
select 'a' < 'b', 'a' < 'B', 'a' <> 'a ', 'a'::char(3) = 'a', 'a'::char(3) = 'a  '::text, 'a'::varchar = 'a ', 'é' > 'z', '' < 'a', 'a'::name = 'a'::text, 'a'::name < 'b'::name, 'x'::"char" = 'x', 'a'::"char" < 'b'::"char", ascii('x'::"char"::text);
select 'ab' ~~ 'a%', 'ab' !~~ 'a%', 'AB' ~~* 'a%', 'AB' !~~* 'a%', like_escape('a#%', '#');
select text 'abc', varchar 'abc', char(2) 'abc', 'abcdef'::varchar(3), 'abc'::char(2), 'abc'::char, 'a'::text::char(3) || '|', name 'abc', 'abc'::bpchar || '|', ' a'::"char";
select length(repeat('x', 70)::name), repeat('é', 40)::name, 'a'::varchar(1), cast('abc' as varchar(2)), cast(123 as char(2)), cast(12345 as varchar(3)), 123::text || 'x', true::text, true::varchar(2);
-- @error 42883
select lower(1);
-- @error 42883
select length(1);
-- @error 42883
select upper('a', 'b');
-- @error 42601
select position('a', 'b', 'c');
-- @error 42883
select left('a');
select format('%s and %I and %L', 'x', 'y z', 'it''s'), format('plain'), format('100%%'), format('%s', null), format('%L', null), format('%s', 1.5), format('%s', true), format('%1$s %1$s', 'a'), format('%2$s %1$s', 'a', 'b'), format('%s %2$s %s', 'a', 'b', 'c'), format(null), format(null, 1), format('%L', 'a\b'), format('%I', 'select'), format('%L', 5);
select format('|%10s|', 'a'), format('|%-10s|', 'a'), format('|%*s|', 5, 'a'), format('|%*s|', -5, 'a'), format('|%-*s|', 5, 'a'), format('|%2$*1$s|', 6, 'a'), format('|%*1$s|', 4, 'b'), format('|%2s|', 'abc'), format('|%10L|', 'x'), format('|%-10I|', 'x y'), format('|%5s|', 'é'), format('|%*s|', null, 'a'), format('%1$-5s|', 'a');
-- @error 22023
select format('%s');
-- @error 22023
select format('%x', 1);
-- @error 22023
select format('%');
-- @error 22023
select format('%0$s', 1);
-- @error 22023
select format('%2$s', 1);
-- @error 22004
select format('%I', null);
-- @error 22023
select format('%1$', 1);
-- @error 22023
select format('%-', 1);
-- @error 22023
select format('%*1s', 1, 2);
-- @error 22003
select format('%99999999999s', 1);
select format('%s', 'a'::char(3)) || '|', format('%s', '{1}'::text), format('%s %s', date '2020-01-01', interval '1 day'), format('%s', '\x01'::bytea);
select convert_from('\x6162'::bytea, 'UTF8'), convert_from('\xe9'::bytea, 'LATIN1'), convert_to('é', 'LATIN1'), convert_to('é', 'UTF8'), convert_to('abc', 'sql_ascii'), convert('\xe9'::bytea, 'latin1', 'utf-8'), convert('\xc3a9'::bytea, 'UTF8', 'ISO88591'), convert_from('\x', 'UTF8');
-- @error 22021
select convert_from('\xff'::bytea, 'UTF8');
-- @error 22021
select convert_from('\xe282'::bytea, 'UTF8');
-- @error 22P05
select convert_to('€', 'LATIN1');
-- @error 22023
select convert_to('a', 'nope');
-- @error 22023
select convert_from('a', 'nope');
select normalize(U&'\0061\0308bc', nfc), normalize(U&'\00E4bc', nfd) = U&'\0061\0308bc', normalize(U&'\0061\0308'), normalize(U&'\FB01', nfkc), normalize(U&'\FB01', nfkd), normalize('abc', nfc), normalize('', nfd), normalize(U&'\FB01', nfc) = U&'\FB01';
select U&'\00E4' is normalized, U&'\0061\0308' is normalized, U&'\0061\0308' is nfd normalized, 'abc' is nfkc normalized, U&'\FB01' is nfkc normalized, U&'\00E4' is not nfd normalized, is_normalized('x', 'NFC');
-- @error 22023
select is_normalized('abc', 'def');
