-- PREPARE, EXECUTE and DEALLOCATE, which share their names with Parse messages.
prepare one as select 1;
execute one;
execute one;
-- @error 42P05
prepare one as select 2;
execute one(1);
deallocate one;
-- @error 26000
execute one;
-- @error 26000
deallocate one;
-- @error 42601
prepare nonsense as selec 1;
-- @error 42P01
prepare missing as select * from nosuch;
-- @error 42703
prepare missing as select nosuch from kinds;
-- @error 26000
execute missing;

prepare typed(int, text) as select $1 + 1 as a, $2 || '!' as b;
execute typed(1, 'x');
execute typed(1 + 1, 'a' || 'b');
execute typed(null, null);
execute typed('7', 'x');
-- @error 22P02
execute typed('seven', 'x');
execute typed(3.7, 'x');
execute typed(3::bigint, 5);
-- @error 42804
execute typed(true, 'x');
-- @error 42804
execute typed(date '2020-01-01', 'x');
-- @error 42601
execute typed(1);
-- @error 42601
execute typed(1, 'x', 2);
-- @error 42703
execute typed(nosuch, 'x');
-- @error 0A000
execute typed((select 1), 'x');
-- @error 42803
execute typed(sum(1), 'x');
-- @error 22003
execute typed(3000000000, 'x');
-- @error 22012
execute typed(1 / 0, 'x');
-- @error 42P02
execute typed($1, 'x');
deallocate prepare typed;

-- @error 42704
prepare bad(nosuchtype) as select $1;
-- @error 42P18
prepare untyped as select $2::int;
-- @error 42P18
prepare untyped as select $1 is null;
prepare partly(int) as select $1, $2 + 1.5;
execute partly(1, 2);
deallocate partly;
prepare inferred as select id from kinds where i4 = $1 order by id;
execute inferred(7);
execute inferred(7.2);
-- @error 42804
execute inferred(true);
deallocate inferred;
prepare lengths(varchar(3), numeric(4, 1)) as select $1, $2;
execute lengths('abcdef', 123.456);
deallocate lengths;
prepare "Two Words" as select 2;
execute "Two Words";
-- @error 26000
execute twowords;
deallocate "Two Words";

prepare vals as values (1, 'a'), (2, 'b');
execute vals;
prepare joined(int) as select l.k, r.k from l join r on l.k = r.k where l.k < $1 order by 1, 2;
execute joined(3);
prepare dates(date, timestamp, interval, bool, float8, int2, int8, numeric) as
select $1 + 1, $2 - $3, not $4, $5 / 2, $6, $7 + $6, $8 * 2;
execute dates('2020-02-28', '2020-03-01 10:00', '1 day', true, 1, 2, 3, 4.50);
execute dates(date '2020-02-28', date '2020-03-01', null, null, 1.5, null, 3, null);
deallocate all;
-- @error 26000
execute vals;

-- What is prepared in a transaction stays when it is rolled back.
begin;
prepare stays as select 'still here';
rollback;
execute stays;
begin;
execute stays;
-- @error 42P05
prepare stays as select 1;
-- @error 25P02
execute stays;
rollback;
select name, statement, parameter_types::text, from_sql from pg_prepared_statements where from_sql order by name;
deallocate stays;

prepare aggregated(int) as select count(*), sum(i4) from kinds where id > $1;
execute aggregated(2);
execute aggregated(1000);
prepare limited(int, int) as select id from kinds order by id limit $1 offset $2;
execute limited(2, 1);
execute limited(null, 3);
-- @error 2201W
execute limited(-1, 0);
prepare typed_by_name(name, oid, "char") as select $1, $2, $3;
execute typed_by_name('abc', 7, 'x');
prepare same_twice(int) as select $1 + $1, $1::text;
execute same_twice(4);
-- @error 42846
prepare twice as select $1 + 1, $1 || 'x', $1::date;
-- @error 42P08
prepare twice as select $1, $1::int;
-- @error 42601
prepare typed(int) as show search_path;
deallocate all;
