-- CREATE TYPE ... AS ENUM, ALTER TYPE, DROP TYPE; enums in queries, tables, arrays.
create type mood as enum ('sad', 'ok', 'happy');
-- @error 42710
create type mood as enum ('x');
-- @error 42710
create type dept as enum ('x');
-- @error 42602
create type long_label as enum ('0123456789012345678901234567890123456789012345678901234567890123');
-- @error 3F000
create type nosuchschema.mood as enum ('x');
create type empty_mood as enum ();
-- @error 42710
create table mood (a int);
-- @error 42710
create view mood as select 1;
-- @error 42710
create table mood as select 1;
select 'ok'::mood, 'sad'::mood < 'happy'::mood, 'ok' > 'sad'::mood, 'ok'::mood = 'happy';
-- @error 22P02
select 'bad'::mood;
-- @error 22P02
select 'Happy'::mood;
-- @error 22P02
select ''::mood;
-- @error 22P02
select 'ok'::mood = 'nothing';
-- @error 42883
select 1 = 'ok'::mood;
-- @error 42883
select 'ok'::mood = 'ok'::text;
-- @error 42883
select 'ok'::mood || 'ok'::mood;
-- @error 42846
select 1::mood;
-- @error 42846
select 'ok'::mood::int;
select 'ok'::mood::text, 'ok'::mood::varchar(1), 'happy'::mood::name, 'ok'::text::mood, 'ok'::varchar::mood, 'ok'::bpchar(10)::text::mood;
select 'ok'::mood || 'x', 'x' || 'ok'::mood, concat('ok'::mood, 1), length('happy'::mood::text);
select null::mood, null::mood is null, 'ok'::mood is distinct from null;
select enum_first(null::mood), enum_last(null::mood), enum_range(null::mood), enum_first('happy'::mood);
select enum_range('ok'::mood, null), enum_range(null, 'ok'::mood), enum_range('ok'::mood, 'ok'::mood), enum_range('happy'::mood, 'sad'::mood);
-- @error 55000
select enum_first(null::empty_mood);
-- @error 42883
select enum_first(null);
-- @error 42883
select enum_first(1);
select enum_range(null::empty_mood);
select greatest('sad'::mood, 'happy', 'ok'), least('sad'::mood, 'happy'), coalesce(null, 'ok'::mood), nullif('ok'::mood, 'ok');
select case when true then 'ok'::mood else 'sad' end, case 'ok'::mood when 'ok' then 1 else 2 end;
select 'ok'::mood in ('sad', 'ok'), 'ok'::mood not in ('sad', 'happy'), 'ok'::mood between 'sad' and 'happy', 'ok'::mood = any ('{ok,sad}');
-- @error 22P02
select 'ok'::mood in ('sad', 'glad');
-- @error 42804
select case when true then 'ok'::mood else 1 end;
select '{ok}'::_mood;
select '{sad,happy}'::mood[], array['ok'::mood, 'sad'], array['ok', 'sad']::mood[], ('{sad,happy}'::mood[])[2], '{}'::mood[];
-- @error 22P02
select '{sad,glad}'::mood[];
select array['ok'::mood] || 'sad'::mood, array['ok'::mood] @> '{ok}', array_length('{sad,ok}'::mood[], 1), array_to_string('{sad,ok}'::mood[], '-');
select '{sad,ok}'::mood[] = '{sad,ok}', '{sad,ok}'::mood[] < '{sad,happy}';
select * from unnest('{happy,sad,ok}'::mood[]) m order by m;
select * from unnest(enum_range(null::mood)) with_type;
create table person (name text, mood mood, was mood default 'ok');
insert into person values ('Moe', 'happy'), ('Larry', 'sad'), ('Curly', 'ok'), ('Shemp', null), ('Joe', 'happy');
insert into person (name, mood, was) select 'Curly Joe', 'ok'::mood, 'sad';
-- @error 22P02
insert into person values ('x', 'glad');
-- @error 42804
insert into person values ('x', 1);
-- @error 42804
insert into person select 'x', 'ok'::text;
select * from person order by mood, name;
select * from person order by mood desc nulls last, name desc;
select name from person where mood = 'happy' order by 1;
select name from person where mood > 'sad' order by 1;
select name from person where mood in ('sad', 'ok') order by 1;
select mood, count(*), min(name) from person group by mood order by mood;
select distinct mood from person order by mood;
select min(mood), max(mood), count(mood), count(distinct mood) from person;
select mood, was, count(*) from person group by 1, 2 having max(mood) >= 'ok' order by 1, 2;
select p.name, q.name from person p join person q on p.mood = q.was order by 1, 2;
select name from person where mood = (select max(mood) from person) order by 1;
select name from person where mood in (select was from person) order by 1;
select mood from person union select 'sad' order by 1;
select mood::text from person where mood is not null order by mood::text, name;
select string_agg(mood::text, ',' order by mood) from person;
select lower(mood::text), mood::text like 'ha%' from person where mood = 'happy';
update person set mood = 'sad' where mood is null;
update person set was = mood where mood <> 'ok' returning name, was;
-- @error 22P02
update person set mood = 'glad';
delete from person where mood = 'sad' returning name;
select * from person order by name;
alter type mood add value 'great';
alter type mood add value 'meh' before 'ok';
alter type mood add value 'fine' after 'ok';
alter type mood add value 'worst' before 'sad';
-- @error 42710
alter type mood add value 'meh';
alter type mood add value if not exists 'meh';
-- @error 22023
alter type mood add value 'x' before 'nothing';
-- @error 42602
alter type mood add value '0123456789012345678901234567890123456789012345678901234567890123';
select enum_range(null::mood);
select enumsortorder, enumlabel from pg_enum where enumtypid = 'mood'::regtype order by enumsortorder;
insert into person values ('a', 'great'), ('b', 'meh'), ('c', 'fine'), ('d', 'worst');
select name, mood from person order by mood, name;
alter type mood rename value 'great' to 'super';
-- @error 22023
alter type mood rename value 'great' to 'super2';
-- @error 42710
alter type mood rename value 'super' to 'ok';
select name, mood from person where mood >= 'happy' order by mood, name;
-- @error 22P02
select 'great'::mood;
-- @error 42704
alter type nosuchtype add value 'x';
-- @error 2BP01
drop type mood;
create table keyed (mood mood primary key, n int);
insert into keyed values ('sad', 1), ('ok', 2);
-- @error 23505
insert into keyed values ('sad', 3);
insert into keyed values ('sad', 3) on conflict (mood) do update set n = excluded.n returning *;
select * from keyed order by mood;
prepare by_mood (mood) as select name from person where mood = $1 order by 1;
execute by_mood('happy');
-- @error 22P02
execute by_mood('glad');
prepare inferred as select name from person where mood > $1 order by 1;
execute inferred('happy');
deallocate all;
create view happy_people as select name, mood from person where mood = 'happy';
select * from happy_people order by 1;
create table copied as select name, mood from person;
select * from copied order by mood, name;
select typname, typlen, typtype, typcategory, typbyval, typalign, typinput::text, typoutput::text from pg_type where typname in ('mood', '_mood') order by 1;
select format_type(oid, null), format_type(typarray, null), oid::regtype::text from pg_type where typname = 'mood';
select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'person'::regclass and attnum > 0 order by attnum;
select pg_typeof('ok'::mood)::text, pg_typeof('{ok}'::mood[])::text;
drop view happy_people;
drop table person, keyed, copied;
drop type mood, empty_mood;
-- @error 42704
drop type mood;
drop type if exists mood;
-- @error 42704
select 'x'::mood;
begin;
create type fleeting as enum ('a', 'b');
create table holds (v fleeting);
insert into holds values ('b'), ('a');
select v from holds order by v;
rollback;
-- @error 42704
select 'a'::fleeting;
begin;
create type kept as enum ('a', 'b');
savepoint s;
alter type kept rename value 'a' to 'z';
select enum_range(null::kept);
rollback to s;
select enum_range(null::kept);
commit;
select enum_range(null::kept);
alter type kept rename to "Kept It";
select 'a'::"Kept It", enum_range(null::"Kept It");
-- @error 22P02
select 'q'::"Kept It";
create schema other;
alter type "Kept It" set schema other;
select 'a'::other."Kept It";
-- @error 42704
select 'a'::"Kept It";
create type other.second as enum ('one', 'two');
select 'two'::other.second;
-- @error 22P02
select 'three'::other.second;
drop schema other cascade;
-- @error 3F000
select 'two'::other.second;
select format_type(99999999, null);
create schema hidden;
create type hidden.tone as enum ('low', 'high');
create table hidden.sound (t hidden.tone);
select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'hidden.sound'::regclass and attname = 't';
-- @error 22P02
select 'none'::hidden.tone;
set search_path = hidden;
select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'hidden.sound'::regclass and attname = 't';
-- @error 22P02
select 'none'::tone;
create type public.tint as enum ('a');
-- @error 22P02
select 'none'::public.tint;
create unique index tones on sound (t);
drop index tones;
reset search_path;
alter schema hidden rename to shown;
-- @error 22P02
select 'none'::shown.tone;
-- @error 42710
create type shown.tone as enum ('x');
drop type tint;
drop schema shown cascade;
