-- Words of the catalog: types of its columns, functions behind operators, system columns.
select '1 2 3'::int2vector, '10 20'::oidvector, ''::int2vector;
select '16/B374D848'::pg_lsn, '0/0'::pg_lsn, 'ff/ff'::pg_lsn;
-- @error 22P02
select '16-B374'::pg_lsn;
-- @error 22P02
select '1/'::pg_lsn;
select '12'::xid, '0'::xid;
select null::int2vector, null::oidvector, null::xid, null::pg_lsn, null::pg_node_tree, null::aclitem;
-- @error 0A000
select 'x'::pg_node_tree;
-- @error 22P02
select '1 x'::int2vector;
-- @error 22003
select '1 70000'::int2vector;
select format_type(22, null), format_type(30, null), format_type(28, null), format_type(194, null), format_type(3220, null), format_type(1034, null), format_type(869, -1);
select format_type(2276, null), format_type(2275, null), format_type(2249, null), format_type(2279, null), format_type(2281, null), format_type(2278, null);
select 'trigger'::regtype::text, 'internal'::regtype::text, 'record'::regtype::text, 'int2vector'::regtype::text, 'pg_lsn'::regtype::text;
select int4eq(1, 1), int4eq(1, 2), int4lt(1, 2), int8pl(1, 2), int4mul(6, 7);
select textcat('a', 'b'), text_ge('a', 'b'), texteq('a', 'a'), namelt('a', 'b');
select float8mi(1.5, 0.25), float48pl(1.5, 0.25), numeric_add(1.10, 2), numeric_mul(1.5, 1.5);
select pg_catalog.int4pl(1, 2), booleq(true, false), date_mi(date '2020-01-05', date '2020-01-01');
-- @error 42883
select int4eq(1, 'a', 2);
-- @error 42883
select no_such_function_eq(1, 2);
select tableoid = 'pg_class'::regclass from pg_class where oid = 1259;
select c.tableoid::regclass::text, c.relname from pg_catalog.pg_class c where c.oid = 1247;
select n.tableoid from pg_namespace n where n.nspname = 'public';
select c.relname, d.tableoid from pg_class c left join pg_description d on d.objoid = c.oid and d.classoid = 0 where c.oid = 1249;
-- @error 42703
select s.tableoid from (select oid from pg_class) s;
-- @error 42702
select tableoid from pg_class, pg_namespace;
-- @error 42703
select tableoid from (values (1)) v(a);
select current_setting(n) from (values ('client_encoding'), ('standard_conforming_strings')) v(n);
select name, setting = current_setting(name) from pg_settings where name in ('DateStyle', 'TimeZone', 'server_version_num') order by 1;
-- @error 42704
select current_setting(n) from (values ('no_such_setting')) v(n);
select current_setting(n, true) from (values ('no_such_setting')) v(n);
select pg_opclass_is_visible(0), pg_opfamily_is_visible(0), pg_conversion_is_visible(0), pg_ts_config_is_visible(0), pg_ts_dict_is_visible(0), pg_ts_parser_is_visible(0), pg_ts_template_is_visible(0), pg_statistics_obj_is_visible(0);
select relname, relkind, relnatts, relnamespace::regnamespace::text from pg_class where relname in ('pg_stat_activity', 'pg_statio_user_tables', 'pg_hba_file_rules', 'pg_timezone_names', 'pg_statistic_ext_data') order by 1;
select attname, format_type(atttypid, atttypmod), attnotnull from pg_attribute where attrelid = 'pg_index'::regclass and attnum > 0 order by attnum;
select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'information_schema.columns'::regclass and attnum > 0 order by attnum;
select data_type, udt_name, domain_schema, domain_name, character_maximum_length from information_schema.columns where table_schema = 'information_schema' and table_name = 'tables' order by ordinal_position;
select oid, typname, typtype, typbasetype::regtype::text, typtypmod from pg_type where typtype = 'd' order by 2;
select count(*), min(attnum), max(attnum) from pg_attribute where attrelid = 1259 and attnum > 0;
select relname from pg_class where oid = 1259 and relname = 'pg_class';
select relname from pg_class where 1259 = oid;
select relname from pg_class where oid = 1259 and oid = 1249;
select relname from pg_class where oid in (1259, 1249) order by 1;
select relname from pg_class where oid = 1259 or relname = 'pg_type' order by 1;
select relname from pg_class where oid = null;
select relname from pg_class where oid is null;
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.oid = 2615 and a.attnum > 0 order by a.attnum;
select c.relname, (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0) from pg_class c where c.oid in (1247, 1249, 1255, 1259) order by 1;
select t.typname, e.typname from pg_type t left join pg_type e on e.oid = t.typelem where t.oid in (1007, 1009, 19, 22, 23, 30) order by 1;
select oprname, oprleft::regtype::text, oprright::regtype::text, oprresult::regtype::text, oprcom, oprnegate, oprcanmerge, oprcanhash from pg_operator where oid in (96, 97, 98, 521, 551, 607, 1752) order by oid;
select castsource::regtype::text, casttarget::regtype::text, castfunc, castcontext, castmethod from pg_cast where castsource in (20, 21, 23) and casttarget in (16, 20, 21, 23, 26, 700, 701, 1700) order by castsource::int, casttarget::int;
select proname, pronargs, proargtypes, prorettype::regtype::text, provolatile, proisstrict, prokind from pg_proc where oid in (65, 177, 1397, 2108, 2803, 481, 1744) order by oid;
select count(*) > 0 from pg_proc where proname = 'int4in' or prokind = 'a';
select rolname, rolcanlogin from pg_roles where rolname = 'pg_database_owner';
select nspname, pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public';
select lanname, lanpltrusted from pg_language where lanname = 'internal';
select collname, collprovider, collencoding, collcollate from pg_collation where collname in ('default', 'C', 'POSIX', 'ucs_basic', 'C.utf8') order by 1;
select * from pg_policy;
select * from pg_publication;
select * from pg_trigger where tgrelid = 'emp'::regclass;
select * from pg_statistic_ext;
select * from pg_inherits;
select * from pg_enum;
select * from pg_event_trigger;
select * from pg_foreign_table;
select * from pg_subscription;
select * from pg_partitioned_table;
select * from pg_matviews;
select * from pg_seclabel;
select * from pg_largeobject_metadata;
select * from pg_default_acl;
select * from pg_db_role_setting;
