-- CREATE, DROP, ALTER.
create table d_one (a int, b text);
-- @error 42P07
create table d_one (a int);
create table if not exists d_one (a int);
-- @error 42701
create table d_two (a int, a text);
-- @error 42704
create table d_two (a nosuchtype);
-- @error 42703
create table d_two (a int, primary key (b));
-- @error 42P16
create table d_two (a int primary key, b int primary key);
-- @error 42804
create table d_two (a int default 'x' || 'y');
-- @error 22P02
create table d_two (a int default 'x');
-- @error 42803
create table d_two (a int check (max(a) > 1));
-- @error 42804
create table d_two (a int check (a + 1));
-- @error 3F000
create table nosuchschema.d_two (a int);
create table d_two as select id, name, 1.5 as x, 'lit' as l from dept;
select * from d_two order by id;
create table d_three (x, y) as select 1, 'a';
select * from d_three;
create table d_four as select * from d_three with no data;
select count(*) from d_four;
create table if not exists d_four as select 1;
-- @error 42601
create table d_five (a, b, c) as select 1, 2;
create view d_view as select id, upper(name) as u from dept where id > 1;
select * from d_view order by id;
-- @error 42P07
create view d_view as select 1;
create or replace view d_view as select id, upper(name) as u, 1 as more from dept;
-- @error 42P16
create or replace view d_view as select id as other, upper(name) as u, 1 as more from dept;
create view d_over (k) as select count(*) from d_view;
select * from d_over;
-- @error 2BP01
drop view d_view;
drop view d_view cascade;
-- @error 42P01
select * from d_over;
-- @error 42P01
drop table d_nothing;
drop table if exists d_nothing;
create view d_on_one as select a from d_one;
-- @error 2BP01
drop table d_one;
-- @error 42809
drop view d_one;
-- @error 42809
drop table d_on_one;
drop view d_on_one;
drop table d_one, d_two, d_three, d_four;
create schema d_schema;
-- @error 42P06
create schema d_schema;
create schema if not exists d_schema;
create table d_schema.t (a int);
insert into d_schema.t values (1);
select t.a, d_schema.t.a from d_schema.t;
-- @error 42P01
select * from t;
-- @error 2BP01
drop schema d_schema;
drop schema d_schema cascade;
-- @error 3F000
drop schema d_schema;
create sequence d_seq start 5 increment 2 maxvalue 9;
select nextval('d_seq'), nextval('d_seq');
select last_value, is_called from d_seq;
select nextval('d_seq');
-- @error 2200H
select nextval('d_seq');
-- @error 42P07
create sequence d_seq;
drop sequence d_seq;
-- @error 22023
create sequence d_seq increment 0;
create temp table d_temp (a int);
insert into d_temp values (1), (2);
select sum(a) from d_temp;
select sum(a) from pg_temp.d_temp;
drop table d_temp;
create table d_alter (a int, b text);
insert into d_alter values (1, 'x'), (2, 'x');
alter table d_alter add primary key (a);
-- @error 23505
insert into d_alter values (1, 'y');
-- @error 23505
alter table d_alter add constraint u unique (b);
-- @error 42P16
alter table d_alter add primary key (b);
alter table d_alter rename column b to c;
select c from d_alter order by a;
-- @error 42703
alter table d_alter rename column b to d;
alter table d_alter alter column c set default 'dflt';
insert into d_alter (a) values (3) returning *;
alter table d_alter alter c drop default;
insert into d_alter (a) values (4) returning *;
-- @error 23502
alter table d_alter alter c set not null;
delete from d_alter where c is null;
alter table d_alter alter c set not null;
-- @error 23502
insert into d_alter (a) values (5);
alter table d_alter drop constraint d_alter_pkey;
-- @error 42704
alter table d_alter drop constraint d_alter_pkey;
insert into d_alter values (1, 'twice');
alter table d_alter rename to d_renamed;
-- @error 42P01
select * from d_alter;
select * from d_renamed order by a, c;
drop table d_renamed;
