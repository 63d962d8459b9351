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
