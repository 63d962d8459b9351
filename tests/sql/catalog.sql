-- The catalog, and the functions and operators that ask about it.
select relname, relkind, relnatts, relpersistence from pg_class where relname in ('emp', 'dept', 'nulls') order by relname;
select attname, attnum, format_type(atttypid, atttypmod), atttypid::regtype from pg_attribute where attrelid = 'emp'::regclass and attnum > 0 order by attnum;
select c.relname, n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relname operator(pg_catalog.~) '^(emp|dept)$' collate pg_catalog.default and pg_catalog.pg_table_is_visible(c.oid) order by 1;
select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1;
select table_schema, table_name, table_type from information_schema.tables where table_name in ('emp', 'dept') order by 2;
select column_name, ordinal_position, data_type, character_maximum_length, numeric_precision, numeric_precision_radix, numeric_scale, datetime_precision, udt_name from information_schema.columns where table_name = 'emp' order by 2;
select oid, typname, typlen, typbyval, typcategory, typispreferred, typarray, typreceive::text, typalign, typstorage, typcollation from pg_type where oid in (16, 20, 21, 23, 25, 26, 700, 701, 1042, 1043, 1082, 1114, 1186, 1700) order by oid;
select oid, typname, typelem, typcategory, typalign, typinput::text from pg_type where oid in (1007, 1016, 1022, 1231) order by oid;
select count(*) from pg_index where indrelid = 'emp'::regclass;
select 'emp'::regclass, 'emp'::regclass::oid = c.oid, to_regclass('no_such_table') from pg_class c where relname = 'emp';
-- @error 42P01
select 'no_such_table'::regclass;
-- @error 42704
select 'no_such_type'::regtype;
select format_type(1700, 655366), format_type(1043, 14), format_type(1042, 7), format_type(1042, -1), format_type(1042, null), format_type(23, null), format_type(1007, -1), format_type(0, null), format_type(4711, null), format_type(null, 1);
select pg_encoding_to_char(6), pg_encoding_to_char(0), pg_encoding_to_char(99), pg_char_to_encoding('utf-8'), pg_char_to_encoding('no such');
select pg_size_pretty(0::int8), pg_size_pretty(10239::int8), pg_size_pretty(10240::int8), pg_size_pretty(20479::int8 * 512), pg_size_pretty(1000000000000::int8), pg_size_pretty(-123456789::int8);
select quote_ident('a'), quote_ident('A b'), quote_ident('select'), quote_ident('a"b'), quote_literal('it''s'), quote_literal('a\b'), quote_nullable(null);
select pg_table_is_visible(1259), pg_type_is_visible(23), pg_table_is_visible(0), pg_is_in_recovery();
select 1 = any (array[1, 2]), 3 <> all (array[1, 2]), 2 > any (array[1, 5]), 'a' = any ('{a,b}'), null = any (array[1]), 1 = any (array[2, null]);
select name from emp where name = any (array['Ann', 'Bob']) order by name;
select name from emp where name ~ '^[A-C]' order by name;
select name from emp where name ~* '^[a-c]' and name !~ 'b$' order by name;
select 'abc' ~ 'b', 'abc' !~ 'b', 'ABC' ~* 'b', 'ABC' !~* 'b', null ~ 'a', 'a' ~ null;
select e'a\nb' ~ 'a.b', e'a\nb' ~ '^b', e'a\nb' ~ '(?n)^b$', 'one two' ~ '\mtwo\M', 'a' ~ '[[:alpha:]]', 'é' ~ '^\w$';
-- @error 2201B
select 'a' ~ 'a**';
-- @error 2201B
select 'a' ~ '(a';
select 'a' < 'b' collate "C";
-- @error 42704
select 'a' collate "no_such";
-- @error 42804
select 1 collate "C";
select current_setting('server_version_num')::int / 10000, current_setting('no.such', true);
-- @error 42704
select current_setting('no_such');
