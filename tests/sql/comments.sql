-- COMMENT ON: what can have one, and what is refused.
create table co_t (a int primary key, b text, constraint co_check check (a > 0));
create view co_v as select a as x from co_t;
create sequence co_s;
create schema co_schema;
comment on table co_t is 'a table';
comment on table co_t is 'another';
comment on table co_t is null;
comment on table co_t is '';
comment on column co_t.a is 'its key';
comment on column public.co_t.b is 'a text';
comment on column co_v.x is 'of a view';
comment on view co_v is 'a view';
comment on sequence co_s is 'a sequence';
comment on schema co_schema is 'a schema';
comment on constraint co_check on co_t is 'positive';
comment on constraint co_t_pkey on public.co_t is 'a key';
comment on index co_t_pkey is 'of the key';
comment on index public.co_t_pkey is 'of the key';
-- @error 42P01
comment on table co_nothing is 'x';
-- @error 42P01
comment on index co_nothing is 'x';
-- @error 42809
comment on table co_v is 'x';
-- @error 42809
comment on view co_t is 'x';
-- @error 42809
comment on index co_t is 'x';
-- @error 42809
comment on sequence co_t is 'x';
-- @error 42703
comment on column co_t.nothing is 'x';
-- @error 42601
comment on column a is 'x';
-- @error 42704
comment on constraint nothing on co_t is 'x';
-- @error 42P01
comment on constraint co_check on co_nothing is 'x';
-- @error 3F000
comment on schema co_nothing is 'x';
-- @error 42704
comment on type co_nothing is 'x';
-- @error 42704
comment on role co_nothing is 'x';
begin;
comment on table co_t is 'in a transaction';
rollback;
drop view co_v;
drop table co_t;
drop sequence co_s;
drop schema co_schema;
