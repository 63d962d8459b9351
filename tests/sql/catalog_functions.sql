-- Functions of the catalog that give rows, and what can be said of relations.
select word, catcode, barelabel, catdesc, baredesc from pg_get_keywords() order by word;
select count(*), min(word), max(word) from pg_catalog.pg_get_keywords() as k where k.catcode = 'R';
select k.a, k.b from pg_get_keywords() as k(a, b) where a in ('select', 'between', 'zone', 'left') order by 1;
select * from pg_partition_tree('pg_class'::regclass);
select c.relname, t.relid, t.level from pg_class c, lateral pg_partition_tree(c.oid) t;
select count(*) from pg_class c where c.oid in (select pg_partition_ancestors(c.oid));
select pg_partition_ancestors('pg_class');
select relid from pg_partition_ancestors('pg_class') as t(relid);
select name from pg_show_all_settings() where name = 'DateStyle';
-- @error 42P01
select * from "pg_get_keywords()";
-- @error 42703
select * from pg_get_keywords(nothing);
-- @error 42883
select * from information_schema.pg_get_keywords();
-- @error 42704
select pg_tablespace_size('nothing');
select pg_tablespace_size(null::oid), pg_tablespace_size('pg_default') >= 0, pg_tablespace_size(1663) >= 0;
create table catalog_kept(a int primary key, b int generated always as (a * 2) stored);
create view catalog_seen as select count(*) from catalog_kept;
select pg_relation_is_updatable('catalog_kept', false), pg_relation_is_updatable('catalog_seen', true), pg_column_is_updatable('catalog_kept', 1::int2, false), pg_column_is_updatable('catalog_seen', 1::int2, false);
select (information_schema._pg_expandarray(array[7, 8])).*;
select x, n from information_schema._pg_expandarray(array['a', null]);
select k.x, k.n from information_schema._pg_expandarray('{}'::int[]) as k;
select (information_schema._pg_expandarray(array[7, 8])).n, (information_schema._pg_expandarray(array[7, 8])).x;
select s.one, (s.keys).n, (keys).x from (select 1 as one, information_schema._pg_expandarray(array[5, 6]) as keys) s order by 2;
select (s.keys).n from (select information_schema._pg_expandarray(i.indkey) as keys from pg_index i where i.indrelid = 'catalog_kept'::regclass) s;
drop view catalog_seen;
drop table catalog_kept;
