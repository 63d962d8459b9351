select 'straße' ~ '^\w+$', '٣' ~ '\d', '٣' ~ '\w', E'\u00a0' ~ '\s', E'\u2003' ~ '\s', E'\u2007' ~ '\s', 'ª' ~ '[[:alpha:]]', '€' ~ '[[:punct:]]';
select '+' ~ '[[:punct:]]', '$' ~ '[[:punct:]]', '^' ~ '[[:punct:]]', '|' ~ '[[:punct:]]', '~' ~ '[[:punct:]]', '<=>' ~ '^[[:punct:]]+$';
select E'\t' ~ '[[:blank:]]', E'\u00a0' ~ '[[:blank:]]', E'\u2028' ~ '[[:cntrl:]]', E'\u0085' ~ '[[:cntrl:]]', E'\u0085' ~ '[[:space:]]';
select 'Ǆ' ~ '[[:upper:]]', 'ǅ' ~ '[[:upper:]]', 'ǅ' ~ '[[:lower:]]', 'ǆ' ~ '[[:lower:]]', 'ß' ~ '[[:lower:]]', 'ﬀ' ~ '[[:lower:]]';
select 'a1_' ~ '^[[:word:]]+$', 'a-1' ~ '^[[:word:]]+$', 'fF9' ~ '^[[:xdigit:]]+$', 'ｆ' ~ '[[:xdigit:]]';
select 'a b' ~ '\S\s\S', 'a b' ~ '^[\S]+$', 'ab' ~ '^[\S]+$', 'a1' ~ '[\D][\d]', 'a.' ~ '\w\W', 'a.' ~ '[\W]';
select 'foo bar' ~ '\mbar', 'foo bar' ~ 'foo\M', 'foobar' ~ 'foo\M', 'foobar' ~ 'foo\y', 'foobar' ~ 'foo\Y', 'foo bar' ~ '[[:<:]]bar[[:>:]]';
select 'straße' ~ '\mß', 'über' ~ '\yber', 'x' ~ '\Y', '' ~ '\Y', '' ~ '\y';
select 'a' ~ '[^[:alpha:]]', '1' ~ '[^[:alpha:]]', 'é' ~ '[^[:ascii:]]';
-- @error 2201B
select 'abc' ~ '[[:nope:]]';
-- @error 2201B
select 'abc' ~ '[[:alpha]';
select regexp_replace('foobar', 'o+', '0'), regexp_replace('aaa', 'a', 'b', 'g'), regexp_replace('Hello', 'L', 'x', 'gi'), regexp_replace('abc', 'x', 'y'), regexp_replace('', '^', 'x'), regexp_replace('abc', '', '-', 'g'), regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g'), regexp_replace('ab', '(a)(b)', '\2\1\\\&');
select regexp_replace('foobarbaz', 'b..', 'X', 4), regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 3, 'i'), regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 0, 'i'), regexp_replace('aaa', 'a', 'b', 2), regexp_replace('aaa', 'a', 'b', 1, 2), regexp_replace('aaa', 'a', 'b', 10), regexp_replace('äöü', 'ö', 'o', 2), regexp_replace('abab', 'b', '', 1, 0);
select regexp_replace('a b  c', '\s+', ' ', 'g'), regexp_replace('2020-01-02', '(\d+)-(\d+)-(\d+)', '\3.\2.\1'), regexp_replace('abc', '(b)|(x)', '[\2]'), regexp_replace('aXbX', 'x', '', 'ig'), regexp_replace(E'a\nb', '^b', 'c', 'n'), regexp_replace('a.b', '.', '', 'q'), regexp_replace('abc', 'B', 'x'), regexp_replace('x', 'x', '\9\0');
select regexp_replace('abcd', 'a|ab', 'X'), regexp_replace('abcd', '(a|ab)(c|bcd)?', '[\1,\2]'), regexp_replace('xyz', 'x*?y', 'Q'), regexp_replace('aaaa', 'a{2,3}', 'b'), regexp_replace('aaaa', 'a{2,3}?', 'b'), regexp_replace('foo.bar.baz', '\..*', ''), regexp_replace('foo.bar.baz', '\..*?', ''), regexp_replace('aaa', 'a*', 'X', 'g'), regexp_replace('bab', 'a*', 'X', 'g');
-- @error 22023
select regexp_replace('a', 'b', 'c', '2');
-- @error 22023
select regexp_replace('a', 'b', 'c', 'z');
-- @error 22023
select regexp_replace('a', 'b', 'c', 0);
-- @error 22023
select regexp_replace('a', 'b', 'c', 1, -1);
-- @error 2201B
select regexp_replace('a', '(', 'c');
select regexp_match('foobarbequebaz', 'bar.*que'), regexp_match('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', 'x'), regexp_match('foobar', '(o+)(x)?'), regexp_match('ABC', '(b)', 'i'), regexp_match('abcd', 'a|ab|abc'), regexp_match('', ''), regexp_match('XY1234Z', 'Y*([0-9]{1,3})'), regexp_match('XY1234Z', 'Y*?([0-9]{1,3})'), regexp_match('abc01234xyz', '(.*)(\d+)(.*)'), regexp_match('abc01234xyz', '(.*?)(\d+)(.*)'), regexp_match('abc01234xyz', '(?:(.*?)(\d+)(.*)){1,1}');
-- @error 22023
select regexp_match('a', 'a', 'g');
-- @error 22023
select regexp_match('a', 'a', 'é');
select regexp_like('Hello', 'L+'), regexp_like('Hello', 'L+', 'i'), regexp_like('', ''), regexp_like('abc', null), regexp_like(E'a\nb', 'a.b'), regexp_like(E'a\nb', 'a.b', 'n'), regexp_like('a b', 'a\ b', 'x'), regexp_like('abc', 'a b c', 'x');
-- @error 22023
select regexp_like('a', 'a', 'g');
select regexp_count('banana', 'a'), regexp_count('banana', 'an', 2), regexp_count('BANANA', 'a', 1, 'i'), regexp_count('', 'a'), regexp_count('abc', ''), regexp_count('banana', 'a', 7), regexp_count('banana', 'a', 8), regexp_count('ABABAB', '(AB)+'), regexp_count('äöä', 'ä', 2);
-- @error 22023
select regexp_count('a', 'a', 0);
-- @error 22023
select regexp_count('a', 'a', 1, 'g');
select regexp_instr('foobarbaz', 'b..'), regexp_instr('foobarbaz', 'b..', 5), regexp_instr('foobarbaz', 'b..', 1, 2), regexp_instr('foobarbaz', 'b..', 1, 1, 1), regexp_instr('foobarbaz', 'B..', 1, 2, 0, 'i'), regexp_instr('foobarbaz', '(b)(.)(.)', 1, 1, 0, '', 2), regexp_instr('abc', 'x'), regexp_instr('äöb', 'b'), regexp_instr('abc', 'a', 1, 2), regexp_instr('abc', '(x)?b', 1, 1, 0, '', 1), regexp_instr('abc', 'b', 1, 1, 0, '', 5);
-- @error 22023
select regexp_instr('a', 'a', 0);
-- @error 22023
select regexp_instr('a', 'a', 1, 0);
-- @error 22023
select regexp_instr('a', 'a', 1, 1, 2);
-- @error 22023
select regexp_instr('a', 'a', 1, 1, 0, '', -1);
select regexp_substr('foobarbaz', 'b..'), regexp_substr('foobarbaz', 'b..', 5), regexp_substr('foobarbaz', 'b..', 1, 2), regexp_substr('foobarbaz', 'B..', 1, 2, 'i'), regexp_substr('foobarbaz', '(b)(a)(.)', 1, 2, '', 3), regexp_substr('abc', 'x'), regexp_substr('abc', 'b', 1, 2), regexp_substr('abc', '(x)?b', 1, 1, '', 1), regexp_substr('ABCDEF', 'c(.)(..)', 1, 1, 'i', 2);
-- @error 22023
select regexp_substr('a', 'a', -1);
-- @error 22023
select regexp_substr('a', 'a', 1, 1, 'g');
select substring('foobar' from 'o.b'), substring('foobar' from 'o(.)b'), substring('foobar' from 'x'), substring('foobar', 'o+'), substring('foobar' from '(x)?o'), substring('abc' from ''), substring('thomas' from '...$'), substring('Thomas' from '%#"o_a#"_' for '#'), substring('foobar' similar '%#"o_b#"%' escape '#'), substring('abcdefg' similar 'a#"%#"g' escape '#'), substring('abcdefg' similar 'a*#"%#"g*' escape '#'), substring('abcdefg' similar 'a#"(b_d)#"%' escape '#'), substring('abcdefg' similar '%#"x#"%' escape '#'), substring(null from 'a');
-- @error 2200C
select substring('abcdefg' similar 'a*#"%#"g*#"x' escape '#');
-- @error 22025
select substring('abcdefg' similar 'abc' escape 'ab');
select 'hello' similar to 'h(e|a)llo', 'abc' similar to 'a', 'abc' similar to '%(b|d)%', 'abc' similar to 'a_c', 'a.c' similar to 'a.c', 'abc' similar to 'a.c', 'abc' not similar to 'abc', 'aab' similar to 'a{2}b', 'a%' similar to 'a\%', 'a%' similar to 'a#%' escape '#', 'abc' similar to '[a-c]+', 'a]' similar to 'a[]]', 'ab' similar to 'a|ab', '' similar to '%', null similar to 'a';
-- @error 2201B
select 'a' similar to '(';
select similar_to_escape('a%b_c'), similar_to_escape('a#%b', '#'), similar_to_escape('(a|b).^$', ''), similar_to_escape('a#"b#"c', '#');
select regexp_split_to_array('the quick brown', '\s+'), regexp_split_to_array('abc', ''), regexp_split_to_array('', ','), regexp_split_to_array('a,b;c', '[,;]'), regexp_split_to_array(',a,', ','), regexp_split_to_array('aXbxc', 'x', 'i'), regexp_split_to_array('abc', 'z'), regexp_split_to_array('ab  cd', '\s*');
-- @error 22023
select regexp_split_to_array('a', 'a', 'g');
select id, regexp_replace(w, '[aeiou]', '*', 'g'), regexp_count(w, '.'), regexp_substr(w, '\w+'), regexp_instr(w, 'a'), substring(w from '^.') from words order by id;
select count(*), count(regexp_substr(s, 'a+')), sum(regexp_count(s, 'a|b')), max(regexp_replace(s, 'a(.)', '\1\1', 'g')) from many;
select 'a'::name ~ 'a', 'A'::name ~* 'a', 'ab '::char(5) ~ '^ab$', 'ab '::char(5) ~* 'AB', 'x'::varchar !~ 'y', 'x'::name !~* 'X', 'ab '::char(5) !~ 'b$';
select 'ab' ~ '^a(?=b)', 'ab' ~ '(?<=a)b', 'ac' ~ 'a(?!b)', 'xab' ~ '(?<!x)a', 'aa' ~ '(.)\1', 'ab' ~ '(.)\1', 'a' ~ '***=a', 'A' ~ '(?i)a', 'A' ~ '***:(?i)a', 'a+b' ~ '***=a+b', 'ab' ~ '(?x) a  b # c', 'é' ~ '\u00e9', 'a' ~ '\x61', E'a\nb' ~ '(?n)^b$';
-- @error 2201B
select 'a' ~ 'a**';
-- @error 2201B
select 'a' ~ '[b-a]';
-- @error 2201B
select 'a' ~ 'a{3,2}';
-- @error 2201B
select 'a' ~ 'a{256}';
-- @error 2201B
select 'a' ~ '\1';
-- @error 2201B
select 'a' ~ 'a\';
