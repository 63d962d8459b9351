-- Materialized views: results that are kept.
create table m_source (a int, b text);
insert into m_source values (1, 'one'), (2, 'two');
create materialized view m_all as select a, b from m_source where a > 0;
select * from m_all order by a;
insert into m_source values (3, 'three');
select * from m_all order by a;
refresh materialized view m_all;
select * from m_all order by a;
create materialized view m_later (x, y) as select a * 2, b from m_source with no data;
-- @error 55000
select * from m_later;
refresh materialized view m_later;
select * from m_later order by x;
refresh materialized view m_later with no data;
-- @error 55000
select x from m_later;
-- @error 42809
insert into m_all values (4, 'four');
-- @error 42809
update m_all set a = 1;
-- @error 42809
delete from m_all;
create materialized view if not exists m_all as select 1;
-- @error 42P07
create materialized view m_all as select 1;
-- @error 42P01
refresh materialized view m_nosuch;
-- @error 0A000
refresh materialized view m_source;
create view m_over as select count(*) as n from m_all;
select n from m_over;
begin;
delete from m_source where a > 1;
refresh materialized view m_all;
select * from m_all;
rollback;
select count(*) from m_all;
-- @error 2BP01
drop table m_source;
-- @error 42809
drop table m_all;
select relname, relkind from pg_class where relname in ('m_all', 'm_later') order by 1;
drop view m_over;
drop materialized view m_later;
drop table m_source cascade;
-- @error 42P01
select * from m_all;
