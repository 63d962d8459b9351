-- What statements about the session and its transactions do and answer.
begin;
set application_name = 'inside';
show application_name;
rollback;
show application_name;

begin;
set local application_name = 'local';
show application_name;
commit;
show application_name;

begin transaction isolation level repeatable read;
show transaction_isolation;
commit;
show transaction_isolation;

start transaction read only;
savepoint a;
set application_name = 'after a';
savepoint b;
set application_name = 'after b';
rollback to savepoint a;
show application_name;
-- @error 3B001
release savepoint b;
-- @error 3B001
rollback to nothing;
-- @error 25P02
select 1;
rollback to a;
select 1;
release a;
commit;

set application_name to default;
reset application_name;
show application_name;
set session characteristics as transaction read only;
show default_transaction_read_only;
reset all;
show default_transaction_read_only;
discard plans;
discard temp;
discard sequences;
discard all;
-- @error 25P01
savepoint alone;
-- @error 42704
set nosuch_setting = 1;
-- @error 42704
show nosuch_setting;
begin;
select localtimestamp = localtimestamp, current_date = localtimestamp::date;
commit;
