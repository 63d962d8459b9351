-- Cursors: DECLARE, FETCH, MOVE, CLOSE.
-- @error 25P01
declare c cursor for select 1;
begin;
declare c cursor for select id, t from kinds order by id;
fetch c;
fetch 2 from c;
fetch next from c;
fetch forward 3 in c;
fetch relative 2 from c;
move c;
fetch all from c;
fetch all from c;
fetch c;
fetch 0 from c;
close c;
-- @error 34000
fetch c;
rollback;
-- @error 34000
close c;
-- @error 34000
fetch c;
-- @error 34000
move 1 from c;

begin;
declare s scroll cursor for select id from kinds order by id;
fetch prior from s;
fetch next from s;
fetch prior from s;
fetch last from s;
fetch next from s;
fetch prior from s;
fetch first from s;
fetch absolute 4 from s;
fetch absolute 4 from s;
fetch absolute -3 from s;
fetch relative -2 from s;
fetch relative 0 from s;
fetch 0 from s;
fetch backward 3 from s;
fetch backward all from s;
fetch backward 1 from s;
fetch forward all from s;
fetch backward 2 from s;
fetch -2 from s;
fetch backward -2 from s;
fetch absolute 0 from s;
fetch forward 0 from s;
fetch 3 from s;
move backward 2 from s;
fetch 1 from s;
move absolute 5 from s;
move relative 0 from s;
move 0 from s;
move forward 2 from s;
-- @error 34000
fetch c;
rollback;

begin;
declare s scroll cursor for select id from kinds order by id;
move all in s;
move backward all in s;
move backward 1 in s;
move 100 in s;
move last in s;
move first in s;
fetch absolute 100 from s;
fetch absolute -100 from s;
fetch relative 1 from s;
fetch relative 100 from s;
fetch relative -1 from s;
move absolute -1 in s;
move absolute 0 in s;
fetch next from s;
-- @error 42P03
declare s cursor for select 1;
rollback;

begin;
declare n no scroll cursor for select id from kinds order by id;
fetch 2 from n;
fetch absolute 4 from n;
move 2 in n;
fetch relative 1 from n;
-- @error 55000
fetch prior from n;
rollback;
begin;
declare n no scroll cursor for select id from kinds order by id;
fetch absolute 0 from n;
fetch first from n;
-- @error 55000
fetch first from n;
rollback;
begin;
declare n no scroll cursor for select id from kinds order by id;
fetch 3 from n;
-- @error 55000
fetch absolute 2 from n;
rollback;
begin;
declare n no scroll cursor for select id from kinds order by id;
-- @error 55000
fetch last from n;
rollback;
begin;
declare n no scroll cursor for select id from kinds order by id;
fetch 1 from n;
-- @error 55000
fetch 0 from n;
rollback;
begin;
declare n no scroll cursor for select id from kinds order by id;
move 0 in n;
move 1 in n;
move 0 in n;
-- @error 55000
move backward all in n;
rollback;

-- What a cursor without a word about it can do.
begin;
declare a cursor for select id from kinds order by id;
fetch 3 from a;
fetch backward 1 from a;
declare b cursor for select count(*) from kinds;
fetch 1 from b;
-- @error 55000
fetch backward 1 from b;
rollback;
begin;
declare b cursor for select l.k from l join r on l.k = r.k;
move 1 from b;
-- @error 55000
fetch first from b;
rollback;
begin;
declare b cursor for values (1), (2), (3);
fetch all from b;
fetch backward all from b;
declare d cursor for select 1;
fetch all from d;
-- @error 55000
fetch backward all from d;
rollback;

-- WITH HOLD.
declare h cursor with hold for select id, n2 from kinds order by id;
fetch 2 from h;
begin;
fetch 2 from h;
savepoint a;
fetch 1 from h;
rollback to a;
fetch 1 from h;
commit;
fetch 1 from h;
select name, statement, is_holdable, is_binary, is_scrollable from pg_cursors where name <> '' order by name;
close h;
-- @error 34000
fetch h;
declare h scroll cursor with hold for select id from kinds order by id;
fetch last from h;
fetch backward 2 from h;
fetch first from h;
close all;
begin;
declare h cursor with hold for select id from kinds order by id;
fetch 2 from h;
rollback;
-- @error 34000
fetch h;
begin;
declare h cursor with hold for select id from kinds order by id;
declare g cursor for select id from kinds order by id;
fetch 2 from h;
commit;
fetch 2 from h;
-- @error 34000
fetch g;
close h;
declare h no scroll cursor with hold for select id from kinds order by id;
fetch 3 from h;
-- @error 55000
fetch backward 1 from h;
close h;
begin;
declare h cursor with hold for select 1 / (id - 4) from kinds;
-- @error 22012
commit;
-- @error 34000
fetch h;

-- Savepoints.
begin;
declare outer_one cursor for select id from kinds order by id;
savepoint a;
declare inner_one cursor for select id from kinds order by id;
fetch 2 from outer_one;
fetch 2 from inner_one;
rollback to a;
fetch 1 from outer_one;
-- @error 34000
fetch 1 from inner_one;
rollback to a;
declare inner_one cursor for select id from kinds order by id desc;
fetch 1 from inner_one;
release a;
fetch 1 from inner_one;
savepoint b;
fetch 1 from inner_one;
-- @error 42703
select nosuch;
rollback to b;
fetch 1 from inner_one;
commit;

-- Errors.
begin;
-- @error 42P01
declare c cursor for select * from nosuch;
rollback;
begin;
-- @error 42P11
declare c scroll no scroll cursor for select 1;
rollback;
begin;
-- @error 42P02
declare c cursor for select $1;
rollback;
begin;
-- @error 42601
fetch 1 + 1 from c;
rollback;
begin;
declare c cursor for select 1 / (id - 3) from kinds;
savepoint a;
-- @error 22012
fetch 5 from c;
rollback to a;
-- @error 55000
fetch 1 from c;
rollback;
begin;
declare "Odd Name" cursor for select 7 as seven;
fetch "Odd Name";
-- @error 34000
fetch oddname;
rollback;
begin;
declare b binary cursor for select id, t from kinds order by id;
move 2 in b;
close b;
declare empty scroll cursor for select id from kinds where false;
fetch empty;
fetch prior from empty;
fetch last from empty;
fetch absolute 1 from empty;
fetch all from empty;
move all in empty;
declare m scroll cursor for select id from many order by id limit 3000;
move 2500 in m;
fetch 3 from m;
fetch absolute 1 from m;
fetch last from m;
move backward all in m;
fetch 1 from m;
close all;
-- @error 34000
fetch m;
rollback;
