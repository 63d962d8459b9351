-- Foreign keys.
create table fk_p (id int primary key, k text unique, a int, b int, unique (a, b));
create table fk_c (id int primary key, pid int references fk_p, note text);
insert into fk_p values (1, 'one', 1, 1), (2, 'two', 2, 2), (3, 'three', 3, 3);
insert into fk_c values (10, 1, 'x'), (20, 2, 'y'), (30, null, 'z');
-- @error 23503
insert into fk_c values (40, 4, 'no');
-- @error 23503
insert into fk_c values (40, 1, 'yes'), (50, 5, 'no');
-- @error 23503
update fk_c set pid = 9 where id = 10;
update fk_c set pid = 3 where id = 10;
update fk_c set note = 'changed' where id = 10;
-- @error 23503
delete from fk_p where id = 3;
-- @error 23503
update fk_p set id = 33 where id = 3;
update fk_p set a = 11 where id = 3;
update fk_p set id = 3 where id = 3;
delete from fk_p where id = 1;
-- @error 23503
delete from fk_p;
select * from fk_p order by id;
-- @error 0A000
truncate fk_p;
truncate fk_c;
insert into fk_c values (10, 3, 'x');
truncate fk_p, fk_c;
insert into fk_p values (1, 'one', 1, 1), (2, 'two', 2, 2), (3, 'three', 3, 3);
insert into fk_c values (10, 1, 'x');
truncate fk_p cascade;
select count(*) from fk_c;
-- @error 2BP01
drop table fk_p;
-- @error 2BP01
alter table fk_p drop constraint fk_p_pkey;
-- @error 2BP01
alter table fk_p drop column id;
drop table fk_p cascade;
insert into fk_c values (1, 99, 'free now');
select * from fk_c;
drop table fk_c;
-- what can be referred to
create table fk_p (id int primary key, k text unique, a int, b int, unique (a, b), c int);
-- @error 42P01
create table fk_c (pid int references fk_nothing);
-- @error 42703
create table fk_c (pid int references fk_p (nothing));
-- @error 42703
create table fk_c (pid int, foreign key (nothing) references fk_p);
-- @error 42830
create table fk_c (pid int references fk_p (c));
-- @error 42830
create table fk_c (pid int, foreign key (pid) references fk_p (a, b));
-- @error 42804
create table fk_c (pid text references fk_p);
-- @error 42804
create table fk_c (pid date references fk_p (k));
create view fk_v as select 1 as id;
-- @error 42809
create table fk_c (pid int references fk_v (id));
drop view fk_v;
create table fk_n (a int);
-- @error 42704
create table fk_c (pid int references fk_n);
drop table fk_n;
create temp table fk_temp (id int primary key);
-- @error 42P16
create table fk_c (pid int references fk_temp);
-- @error 42P16
create temp table fk_c (pid int references fk_p);
drop table fk_temp;
create table fk_c (x int, y int, foreign key (y, x) references fk_p (b, a));
insert into fk_p values (1, 'one', 1, 2, 0);
insert into fk_c values (1, 2), (null, 7), (7, null);
-- @error 23503
insert into fk_c values (2, 1);
drop table fk_c;
create table fk_c (x int, y int, constraint fk_full foreign key (x, y) references fk_p (a, b) match full);
insert into fk_c values (1, 2), (null, null);
-- @error 23503
insert into fk_c values (1, null);
-- @error 23503
insert into fk_c values (3, 3);
drop table fk_c;
create table fk_c (k varchar(10) references fk_p (k), big bigint references fk_p, small smallint references fk_p);
insert into fk_c values ('one', 1, 1);
-- @error 23503
insert into fk_c values ('two', 1, 1);
-- @error 23503
insert into fk_c values ('one', 10000000000, 1);
drop table fk_c;
drop table fk_p;
-- actions
create table fk_p (id int primary key, v text);
create table fk_c (id int primary key, pid int references fk_p on delete cascade on update cascade, w int);
create table fk_g (id int, cid int references fk_c on delete cascade on update cascade);
insert into fk_p select g, 'v' || g from generate_series(1, 5) g;
insert into fk_c select g, (g - 1) % 5 + 1, g from generate_series(1, 20) g;
insert into fk_g select g, g from generate_series(1, 20) g;
delete from fk_p where id = 1;
select * from fk_c order by id;
select count(*) from fk_g;
update fk_p set id = id + 100 where id = 2;
select * from fk_c where pid > 100 order by id;
update fk_p set id = id + 1000;
select distinct pid from fk_c order by pid;
update fk_c set id = id + 100;
select * from fk_g order by id;
delete from fk_p;
select count(*) from fk_c;
select count(*) from fk_g;
drop table fk_g, fk_c, fk_p;
create table fk_p (id int primary key);
create table fk_c (id int, pid int default 1 references fk_p on delete set null on update set default, check (id < 100));
insert into fk_p values (1), (2), (3);
insert into fk_c values (1, 2), (2, 3), (3, 2);
delete from fk_p where id = 2;
select * from fk_c order by id;
update fk_p set id = 4 where id = 3;
select * from fk_c order by id;
-- @error 23503
update fk_p set id = 5 where id = 1;
drop table fk_c;
create table fk_c (id int, pid int not null references fk_p on delete set null);
insert into fk_c values (1, 4);
-- @error 23502
delete from fk_p where id = 4;
select * from fk_p order by id;
drop table fk_c, fk_p;
create table fk_p (a int, b int, primary key (a, b));
create table fk_c (id int, a int default 9, b int default 8, foreign key (a, b) references fk_p on delete set null (b) on update restrict);
insert into fk_p values (1, 1), (2, 2);
insert into fk_c values (1, 1, 1), (2, 2, 2);
delete from fk_p where a = 1;
select * from fk_c order by id;
-- @error 23503
update fk_p set a = 3;
drop table fk_c;
create table fk_c (id int, a int default 9, b int default 8, foreign key (a, b) references fk_p on delete set default (a));
insert into fk_c values (2, 2, 2);
-- @error 23503
delete from fk_p;
insert into fk_p values (9, 2);
delete from fk_p where a = 2;
select * from fk_c;
-- @error 42P10
create table fk_d (id int, a int, b int, foreign key (a, b) references fk_p on delete set null (id));
drop table fk_c, fk_p;
create table fk_p (id int primary key);
create table fk_c (a int, g int generated always as (a * 2) stored references fk_p);
insert into fk_p values (2), (4);
insert into fk_c values (1);
-- @error 23503
insert into fk_c values (3);
update fk_c set a = 2;
-- @error 23503
update fk_c set a = 3;
-- @error 42601
create table fk_d (a int, g int generated always as (a * 2) stored references fk_p on delete set null);
-- @error 42601
create table fk_d (a int, g int generated always as (a * 2) stored references fk_p on update cascade);
drop table fk_c, fk_p;
-- itself
create table fk_tree (id int primary key, parent int references fk_tree on delete cascade, name text);
insert into fk_tree values (1, null, 'root'), (2, 1, 'a'), (3, 1, 'b'), (4, 2, 'aa'), (5, 4, 'aaa');
insert into fk_tree values (7, 6, 'before its parent'), (6, 1, 'its parent');
-- @error 23503
insert into fk_tree values (8, 9, 'x');
insert into fk_tree values (9, 9, 'its own parent');
delete from fk_tree where id = 2;
select * from fk_tree order by id;
delete from fk_tree where parent is null;
select * from fk_tree order by id;
drop table fk_tree;
create table fk_tree (id int primary key, parent int references fk_tree);
insert into fk_tree values (1, null), (2, 1), (3, 2);
-- @error 23503
delete from fk_tree where id = 2;
delete from fk_tree;
select count(*) from fk_tree;
insert into fk_tree values (1, 1);
update fk_tree set id = 2, parent = 2;
select * from fk_tree;
drop table fk_tree;
-- ALTER TABLE
create table fk_p (id int primary key);
create table fk_c (pid int);
insert into fk_p values (1), (2);
insert into fk_c values (1), (3);
-- @error 23503
alter table fk_c add foreign key (pid) references fk_p;
alter table fk_c add constraint fk_later foreign key (pid) references fk_p not valid;
-- @error 23503
insert into fk_c values (4);
-- @error 23503
alter table fk_c validate constraint fk_later;
update fk_c set pid = 2 where pid = 3;
alter table fk_c validate constraint fk_later;
-- @error 23503
delete from fk_p where id = 2;
alter table fk_c drop constraint fk_later;
delete from fk_p where id = 2;
-- @error 23503
alter table fk_c add column q int references fk_p default 7;
alter table fk_c add column q int references fk_p default 1;
select * from fk_c order by pid;
-- @error 23503
delete from fk_p;
alter table fk_c drop column q;
delete from fk_p;
alter table fk_p rename to fk_q;
alter table fk_q rename id to ident;
insert into fk_q values (5);
truncate fk_c;
alter table fk_c add foreign key (pid) references fk_q on delete cascade;
insert into fk_c values (5);
alter table fk_c rename column pid to qid;
-- @error 23503
insert into fk_c values (6);
alter table fk_q drop constraint fk_p_pkey cascade;
insert into fk_c values (6);
drop table fk_c, fk_q;
create table fk_p (id int primary key);
create table fk_c (pid int references fk_p);
-- @error 2BP01
drop table fk_p restrict;
drop table fk_p, fk_c;
create table fk_p (id int primary key);
create table fk_c (pid int references fk_p);
insert into fk_p values (1);
insert into fk_c values (1);
alter table fk_c alter pid type bigint;
-- @error 42804
alter table fk_c alter pid type text;
-- @error 23503
alter table fk_c alter pid type int using pid::int + 1;
select * from fk_c;
create unique index fk_u on fk_c (pid);
create table fk_d (a bigint references fk_c (pid));
-- @error 2BP01
drop index fk_u;
drop index fk_u cascade;
drop table fk_d, fk_c, fk_p;
-- transactions
create table fk_p (id int primary key);
create table fk_c (pid int references fk_p on delete cascade);
begin;
insert into fk_p values (1);
insert into fk_c values (1), (1);
savepoint one;
delete from fk_p;
select count(*) from fk_c;
rollback to one;
select count(*) from fk_c;
commit;
select count(*) from fk_c;
insert into fk_p values (2) on conflict (id) do nothing;
-- @error 23503
insert into fk_p values (1) on conflict (id) do update set id = 3;
truncate fk_c;
insert into fk_p values (1) on conflict (id) do update set id = 3;
select * from fk_p order by id;
drop table fk_c, fk_p;
-- DEFERRABLE
create table fk_p (id int primary key);
create table fk_c (id int, pid int constraint fk_def references fk_p deferrable initially deferred, qid int constraint fk_able references fk_p deferrable);
-- @error 23503
insert into fk_c values (1, 1, null);
begin;
insert into fk_c values (1, 1, null);
insert into fk_p values (1);
commit;
select * from fk_c;
begin;
delete from fk_p;
insert into fk_p values (1);
commit;
begin;
delete from fk_p;
-- @error 23503
commit;
select * from fk_p;
begin;
-- @error 23503
insert into fk_c values (2, null, 2);
rollback;
begin;
set constraints fk_able deferred;
insert into fk_c values (2, null, 2);
insert into fk_p values (2);
set constraints fk_able immediate;
commit;
begin;
set constraints all deferred;
insert into fk_c values (3, 3, 3);
-- @error 23503
set constraints all immediate;
rollback;
begin;
set constraints fk_def immediate;
-- @error 23503
insert into fk_c values (4, 4, null);
rollback;
begin;
insert into fk_c values (5, 5, null);
savepoint one;
insert into fk_p values (5);
rollback to one;
-- @error 23503
commit;
begin;
savepoint one;
insert into fk_c values (5, 5, null);
rollback to one;
commit;
begin;
insert into fk_c values (6, 6, null);
delete from fk_c where id = 6;
commit;
begin;
-- @error 42704
set constraints nothing deferred;
rollback;
alter table fk_c alter constraint fk_def not deferrable;
begin;
-- @error 42809
set constraints fk_def deferred;
rollback;
-- @error 23503
insert into fk_c values (5, 5, null);
select * from fk_c order by id;
-- @error 42601
create table fk_d (a int references fk_p not deferrable initially deferred);
-- @error 42601
create table fk_d (a int deferrable);
drop table fk_c, fk_p;
