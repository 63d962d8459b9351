-- What transactions do to tables.
create table x_t (a int primary key, b text);
begin;
insert into x_t values (1, 'one');
savepoint s1;
insert into x_t values (2, 'two');
select count(*) from x_t;
rollback to s1;
select count(*) from x_t;
insert into x_t values (3, 'three');
release s1;
commit;
select * from x_t order by a;
begin;
delete from x_t;
select count(*) from x_t;
rollback;
select count(*) from x_t;
begin;
create table x_made (a int);
insert into x_made values (7);
select * from x_made;
rollback;
-- @error 42P01
select * from x_made;
begin;
drop table x_t;
-- @error 42P01
select * from x_t;
-- @error 25P02
select 1;
rollback;
select count(*) from x_t;
begin isolation level repeatable read;
select count(*) from x_t;
insert into x_t values (4, 'four');
select count(*) from x_t;
commit;
begin;
insert into x_t values (5, 'five');
-- @error 23505
insert into x_t values (5, 'five again');
-- @error 25P02
insert into x_t values (6, 'six');
commit;
select * from x_t order by a;
-- @error 25P01
lock table x_t;
begin;
lock table x_t in exclusive mode nowait;
commit;
prepare x_insert (int, text) as insert into x_t values ($1, $2) returning a;
execute x_insert (50, 'fifty');
-- @error 23505
execute x_insert (50, 'again');
prepare x_update as update x_t set b = upper(b) where a = 50;
execute x_update;
deallocate all;
begin;
declare x_c cursor for select a from x_t order by a;
insert into x_t values (60, 'not seen by the cursor');
fetch all from x_c;
rollback;
begin;
create temp table x_temp (a int);
insert into x_temp values (1);
commit;
begin;
insert into x_temp values (2);
rollback;
select * from x_temp;
drop table x_temp;
drop table x_t;
