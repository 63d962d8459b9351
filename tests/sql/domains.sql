-- CREATE DOMAIN, ALTER DOMAIN, DROP DOMAIN; domains in casts and tables.
create domain posint as int check (value > 0);
create domain short as text default 'none' not null check (length(value) < 6) constraint nice check (value <> 'bad');
create domain money2 as numeric(8, 2);
create domain ints as int[] check (array_length(value, 1) < 4);
create domain small as posint check (value < 10);
-- @error 42710
create domain posint as int;
-- @error 42704
create domain d_bad as nosuchtype;
-- @error 42601
create domain d_bad as int unique;
-- @error 42601
create domain d_bad as int primary key;
-- @error 42601
create domain d_bad as int null not null;
-- @error 42601
create domain d_bad as int default 1 default 2;
-- @error 22P02
create domain d_bad as int default 'x';
-- @error 42804
create domain d_bad as int check (value + 1);
-- @error 3F000
create domain nosuchschema.d as int;
select 5::posint, 'abc'::short, 3::small, '7'::posint, cast('8' as small);
-- @error 23514
select (-5)::posint;
-- @error 23514
select '0'::posint;
-- @error 23514
select 11::small;
-- @error 23514
select 0::small;
-- @error 22P02
select 'x'::posint;
-- @error 23502
select null::short;
-- @error 23514
select 'bad'::short;
-- @error 23514
select 'toolong'::short;
select null::posint, null::small, null::ints;
select 5::posint + 1, 5::posint / 2, 'abc'::short || 'x', upper('abc'::short), 5::posint::text;
select 1.236::money2, 1::money2 + 1;
-- @error 22003
select 1234567.1::money2;
select '{1,2}'::ints, ('{1,2}'::ints)[1], array_length('{1,2}'::ints, 1);
-- @error 23514
select '{1,2,3,4}'::ints;
select x::small from generate_series(1, 9) x;
-- @error 23514
select x::small from generate_series(1, 12) x;
select count(*) from (select id::posint from dept) d;
create table dt (a posint, b short, c money2, n int);
insert into dt values (1, 'x', 1.234, 1);
insert into dt (a, n) values (2, 2) returning *;
insert into dt select 3, 'y', 3, 3;
-- @error 23514
insert into dt values (0, 'x', 1, 1);
-- @error 23502
insert into dt values (1, null, 1, 1);
-- @error 23514
insert into dt values (1, 'bad', 1, 1);
-- @error 23514
insert into dt select g - 3, 'z', g, g from generate_series(1, 5) g;
-- @error 22003
insert into dt values (1, 'x', 1234567.1, 1);
-- @error 23514
update dt set a = a - 1;
update dt set a = a + 1, b = default returning *;
insert into dt (b) values ('w') returning a, b, n;
select * from dt order by a, b;
select a, count(*) from dt group by a order by a;
select sum(a), max(b), avg(c) from dt;
select d.a, e.id from dt d join dept e on e.id = d.a order by 1, 2;
-- @error 2BP01
drop domain posint;
-- @error 42809
drop domain dept;
drop table dt;
-- @error 2BP01
drop domain posint;
drop domain small;
drop domain posint;
-- @error 42704
select 1::posint;
create domain word as text;
create table tokens (w word);
alter domain word add constraint not_x check (value <> 'x');
alter domain word set default 'dflt';
alter domain word set not null;
insert into tokens values (default) returning w;
-- @error 23514
insert into tokens values ('x');
-- @error 23502
insert into tokens values (null);
alter domain word drop constraint not_x;
-- @error 42704
alter domain word drop constraint not_x;
alter domain word drop constraint if exists not_x;
insert into tokens values ('x');
alter domain word drop not null;
alter domain word drop default;
insert into tokens values (default) returning w is null;
alter domain word rename to tokens_word;
select 'a'::tokens_word;
drop table tokens;
drop domain tokens_word;
drop domain if exists tokens_word;
create domain aged as int default 7 check (value between 0 and 150) not null;
select typname, typtype, typnotnull, typcategory, typdefault, format_type(typbasetype, typtypmod) from pg_type where typname = 'aged';
create table people2 (age aged, name text);
select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'people2'::regclass and attnum > 0 order by attnum;
insert into people2 (name) values ('n') returning *;
drop table people2;
drop domain aged, short, money2, ints;
begin;
create domain fleeting_d as int check (value = 1);
select 1::fleeting_d;
rollback;
-- @error 42704
select 1::fleeting_d;
