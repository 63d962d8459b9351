-- What tools ask that cannot be run here, in our words: a line `-- NAME` begins a statement.

-- type loading: all types
with kinds as (
    select t.oid, t.typnamespace, t.typname, t.typtype, t.typrelid, t.typnotnull, t.relkind, t.elem, t.kind
    from (select ty.oid, ty.typnamespace, ty.typname, ty.typrelid, ty.typnotnull, rel.relkind, ty.typtype,
                 ty.typelem as elem,
                 case when p.proname = 'array_recv' then 'a' else ty.typtype end as kind
          from pg_type ty
          left join pg_class rel on rel.oid = ty.typrelid
          left join pg_proc p on p.oid = ty.typreceive
          left join pg_type et on et.oid = ty.typelem) as t)
select n.nspname, k.oid, k.typname, k.kind, k.typnotnull, k.elem
from kinds k join pg_namespace n on n.oid = k.typnamespace
where n.nspname = 'made'
order by case when k.kind in ('b', 'e', 'p') then 0 when k.kind = 'r' then 1 when k.kind = 'd' then 3
              when k.kind = 'a' then 4 else 5 end, k.typname;
-- type loading: fields of row types
select t.oid, a.attname, a.atttypid
from pg_type t join pg_namespace n on n.oid = t.typnamespace
join pg_class c on c.oid = t.typrelid join pg_attribute a on a.attrelid = t.typrelid
where t.typtype = 'c' and c.relkind = 'c' and a.attnum > 0 and not a.attisdropped
order by t.oid, a.attnum;
-- type loading: labels
select t.oid, e.enumlabel from pg_enum e join pg_type t on t.oid = e.enumtypid
join pg_namespace n on n.oid = t.typnamespace order by oid, enumsortorder;
-- type loading: known types by their functions
select typname, typreceive::text, typsend::text, typinput::text, typarray, typelem from pg_type
where typname in ('bool', 'int4', '_int4', 'text', 'varchar', 'numeric', '_numeric', 'timestamptz', 'interval')
order by 1;
-- columns of a result
select t.oid as typoid, n.nspname, c.relname, a.attname, a.attrelid, a.attnum, a.attnotnull, a.attidentity <> '' as is_identity,
       case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as typmod,
       case when a.atthasdef then (select pg_get_expr(d.adbin, c.oid) from pg_attrdef d
            where d.adrelid = c.oid and d.adnum = a.attnum) end as default_text,
       (c.relkind = any (array['r'::"char", 'p'::"char"]) or (c.relkind = any (array['v'::"char", 'f'::"char"])
            and pg_column_is_updatable(c.oid::regclass, a.attnum, false))) and a.attidentity not in ('a') as can_change,
       exists (select * from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)) as is_key,
       exists (select * from pg_index i where i.indrelid = c.oid and i.indisunique and i.indnkeyatts = 1
               and a.attnum = i.indkey[0]) as is_unique
from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where a.atttypid <> 0 and c.relkind in ('r', 'v', 'm', 'p') and not a.attisdropped and n.nspname = 'made' and a.attnum > 0
order by c.relname, a.attnum;
-- schemas with comments
select n.nspname, d.description from pg_catalog.pg_namespace n
left join pg_catalog.pg_description d on d.objoid = n.oid and d.objsubid = 0 and d.classoid = 'pg_namespace'::regclass
where n.nspname in ('made', 'public', 'pg_catalog', 'information_schema') order by 1;
-- relations with comments and privileges
select c.oid, c.relname, c.relkind, c.relowner::regrole::text, c.relhasindex, c.relpersistence, c.relnatts, c.relchecks,
       c.relhasrules, c.relispopulated, c.reloptions, c.relacl, d.description
from pg_class c left join pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_class'::regclass
where c.relnamespace = 'made'::regnamespace order by c.relkind, c.relname;
-- columns with defaults and comments
select c.relname, a.attname, a.attnum, a.atttypid::regtype::text, a.atttypmod, a.attlen, a.attnotnull, a.atthasdef,
       a.attidentity, a.attgenerated, a.attndims, a.attstorage, a.attcollation, pg_get_expr(d.adbin, d.adrelid, true) as text,
       col_description(a.attrelid, a.attnum) as told
from pg_attribute a join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'made'::regnamespace and a.attnum > 0 and c.relkind <> 'S' order by 1, 3;
-- constraints
select c.conname, c.contype, c.conrelid::regclass, c.contypid::regtype, c.conindid::regclass, c.confrelid::regclass,
       c.confupdtype, c.confdeltype, c.confmatchtype, c.conkey, c.confkey, c.convalidated, c.condeferrable, c.conislocal,
       c.connoinherit, c.connamespace::regnamespace, pg_get_constraintdef(c.oid), pg_get_constraintdef(c.oid, true)
from pg_constraint c where c.connamespace = 'made'::regnamespace order by c.conname;
-- domains and their checks
select t.typname, t.typbasetype::regtype, t.typtypmod, t.typnotnull, t.typdefault, c.conname, pg_get_constraintdef(c.oid, true) as told
from pg_type t left join pg_constraint c on c.contypid = t.oid where t.typtype = 'd' and t.typnamespace = 'made'::regnamespace
order by 1, 6;
-- indexes
select i.indexrelid::regclass, i.indrelid::regclass, i.indnatts, i.indnkeyatts, i.indisunique, i.indisprimary, i.indimmediate,
       i.indisclustered, i.indisvalid, i.indkey, i.indoption, i.indclass, i.indcollation, pg_get_indexdef(i.indexrelid),
       pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid)
from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'made'::regnamespace order by 1;
-- what depends on what
select classid::regclass, case when classid = 'pg_class'::regclass then objid::regclass::text end as self, objsubid,
       refclassid::regclass, case when refclassid = 'pg_class'::regclass then refobjid::regclass::text end as other,
       refobjsubid, deptype
from pg_depend
where (classid = 'pg_class'::regclass and objid in (select oid from pg_class where relnamespace = 'made'::regnamespace))
   or (refclassid = 'pg_class'::regclass and refobjid in (select oid from pg_class where relnamespace = 'made'::regnamespace
       and relkind <> 't'))
order by 1, 2, 3, 4, 5, 6, 7;
-- what views read
select distinct v.oid::regclass as view, d.refobjid::regclass as reads, d.refobjsubid
from pg_class v join pg_rewrite r on r.ev_class = v.oid
join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
where d.refobjid <> v.oid and v.relnamespace = 'made'::regnamespace order by 1, 2, 3;
-- owners of tables
select schemaname, tablename, tableowner, tablespace, hasindexes, hasrules, hastriggers, rowsecurity from pg_tables
where schemaname = 'made' order by 1, 2;
-- owners of views
select schemaname, viewname, viewowner, definition from pg_views where schemaname = 'made' order by 1, 2;
-- owners of materialized views
select schemaname, matviewname, matviewowner, hasindexes, ispopulated, definition from pg_matviews where schemaname = 'made';
-- owners of sequences
select schemaname, sequencename, sequenceowner, data_type, start_value, min_value, max_value, increment_by, cycle, cache_size,
       last_value from pg_sequences where schemaname = 'made' order by 2;
-- owners of system views
select viewname, viewowner from pg_views where schemaname = 'pg_catalog' and viewname in ('pg_tables', 'pg_roles') order by 1;
-- indexes by their view
select schemaname, tablename, indexname, tablespace, indexdef from pg_indexes where schemaname = 'made' order by 3;
-- rules by their view
select schemaname, tablename, rulename, definition from pg_rules where schemaname = 'made' order by 2;
-- privileges of the session
select has_schema_privilege('made', 'usage'), has_table_privilege('made.people', 'select'),
       has_any_column_privilege('made.people', 'insert'), has_column_privilege('made.people', 'name', 'update'),
       has_sequence_privilege('made.counter', 'usage'), has_database_privilege(current_database(), 'create'),
       has_function_privilege('abs(int)', 'execute'), has_type_privilege('made.mood', 'usage'),
       pg_has_role(current_user, 'usage');
-- described columns by their standard names
select c.column_name, c.data_type, pg_catalog.col_description(
           cast(cast(format('%I.%I', c.table_schema, c.table_name) as regclass) as oid), c.ordinal_position) as told
from information_schema.columns c left join
     (select k.table_schema, k.table_name, k.column_name from information_schema.table_constraints t
      join information_schema.key_column_usage k on k.constraint_name = t.constraint_name
        and k.constraint_schema = t.constraint_schema where t.constraint_type = 'PRIMARY KEY') p
     on p.table_schema = c.table_schema and p.table_name = c.table_name and p.column_name = c.column_name
where c.table_schema = 'made' order by c.table_name, c.ordinal_position;
-- foreign keys by their columns
select f.conname, n.nspname, c.relname, a.attname, g.relname as other, b.attname as other_name
from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum = any (f.conkey)
join pg_class g on g.oid = f.confrelid join pg_attribute b on b.attrelid = g.oid and b.attnum = any (f.confkey)
where f.contype = 'f'::char and n.nspname = 'made' order by 1, 4, 6;
-- foreign keys by the standard's names
select r.constraint_schema || '_' || k.table_name || '_' || u.table_name || '_' || r.constraint_name as key,
       k.ordinal_position, k.column_name, u.table_name, u.column_name as other
from information_schema.referential_constraints r
join information_schema.key_column_usage k on k.constraint_schema = r.constraint_schema
    and k.constraint_name = r.constraint_name
join information_schema.key_column_usage u on u.constraint_schema = r.unique_constraint_schema
    and u.constraint_name = r.unique_constraint_name and u.ordinal_position = k.position_in_unique_constraint
order by 1, 2;
-- the path
select quote_ident(table_name) as "table" from information_schema.tables
where quote_ident(table_schema) not in ('information_schema', 'pg_catalog')
  and quote_ident(table_schema) in (
    select case when trim(s[i]) = '"$user"' then user else trim(s[i]) end
    from generate_series(array_lower(string_to_array(current_setting('search_path'), ','), 1),
                         array_upper(string_to_array(current_setting('search_path'), ','), 1)) as i,
         string_to_array(current_setting('search_path'), ',') s) order by 1;
-- version
select current_setting('server_version_num')::int / 10000 as major, current_schemas(true), current_schema(), session_user;
-- extensions
select extversion from pg_extension where extname = 'timescaledb';
-- databases
select datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datallowconn from pg_database
where not datistemplate and datname = current_database();
-- keys expanded
select i.indexrelid::regclass, (information_schema._pg_expandarray(i.indkey)).*
from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'made'::regnamespace order by 1, 3;
-- keys expanded in from
select i.indexrelid::regclass, k.x, k.n
from pg_index i join pg_class c on c.oid = i.indrelid cross join lateral information_schema._pg_expandarray(i.indkey) k
where c.relnamespace = 'made'::regnamespace order by 1, 3;
-- identities as json
select a.attname, (select json_build_object('always', a.attidentity = 'a', 'start', s.seqstart, 'increment', s.seqincrement,
                                            'cycle', s.seqcycle)
                   from pg_sequence s where s.seqrelid = pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass::oid)
from pg_attribute a where a.attidentity <> '' and a.attrelid::regclass::text like 'made.%' order by 1;
-- standard tables
select * from information_schema.tables where table_schema = 'made' order by table_name;
-- standard columns
select * from information_schema.columns where table_schema = 'made' order by table_name, ordinal_position;
-- standard views
select * from information_schema.views where table_schema = 'made' order by table_name;
-- standard sequences
select * from information_schema.sequences where sequence_schema = 'made' order by sequence_name;
-- standard schemata
select * from information_schema.schemata where schema_name in ('made', 'public', 'pg_catalog') order by schema_name;
-- standard domains
select * from information_schema.domains where domain_schema = 'made' order by domain_name;
-- standard domain constraints
select * from information_schema.domain_constraints where domain_schema = 'made' order by 3;
-- standard column domain usage
select * from information_schema.column_domain_usage where domain_schema = 'made' order by 6, 7;
-- standard column udt usage
select * from information_schema.column_udt_usage where table_schema = 'made' order by 6, 7;
-- standard domain udt usage
select * from information_schema.domain_udt_usage where domain_schema = 'made' order by 6;
-- standard element types
select * from information_schema.element_types where object_schema = 'made' order by object_name, collection_type_identifier;
-- standard table constraints
select * from information_schema.table_constraints where table_schema = 'made' and constraint_name not like '%_not_null'
order by table_name, constraint_name;
-- standard not null constraints
select table_name, constraint_type, is_deferrable, enforced, nulls_distinct from information_schema.table_constraints
where table_schema = 'made' and constraint_name like '%_not_null' order by table_name;
-- standard check constraints
select * from information_schema.check_constraints where constraint_schema = 'made' and constraint_name not like '%_not_null'
order by constraint_name;
-- standard keys
select * from information_schema.key_column_usage where table_schema = 'made' order by constraint_name, ordinal_position;
-- standard referential constraints
select * from information_schema.referential_constraints where constraint_schema = 'made' order by constraint_name;
-- standard constraint columns
select * from information_schema.constraint_column_usage where table_schema = 'made' order by constraint_name, column_name;
-- standard constraint tables
select * from information_schema.constraint_table_usage where table_schema = 'made' order by constraint_name;
-- standard view tables
select * from information_schema.view_table_usage where view_schema = 'made' order by view_name, table_name;
-- standard view columns
select * from information_schema.view_column_usage where view_schema = 'made' order by view_name, table_name, column_name;
-- standard column columns
select * from information_schema.column_column_usage where table_schema = 'made';
-- standard table privileges
select * from information_schema.table_privileges where table_schema = 'made' order by table_name, grantee, privilege_type;
-- standard column privileges
select * from information_schema.column_privileges where table_schema = 'made' order by table_name, column_name, grantee, privilege_type;
-- standard usage privileges
select * from information_schema.usage_privileges where object_schema = 'made' order by object_type, object_name, grantee;
-- standard udt privileges
select * from information_schema.udt_privileges where udt_schema = 'made' order by udt_name, grantee;
-- standard enabled roles
select * from information_schema.enabled_roles where role_name not like 'pg\_%' order by 1;
-- standard character sets
select * from information_schema.character_sets;
-- standard collations
select * from information_schema.collations where collation_name in ('C', 'POSIX', 'default') order by 3;
-- standard user defined types
select * from information_schema.user_defined_types where user_defined_type_schema = 'made';
-- standard attributes
select * from information_schema.attributes where udt_schema = 'made';
-- standard triggers
select * from information_schema.triggers where trigger_schema = 'made' order by 3, 4;
-- standard catalog name
select * from information_schema.information_schema_catalog_name;
-- standard routines
select specific_schema, routine_name, routine_type, data_type, type_udt_name, is_deterministic, security_type
from information_schema.routines where routine_schema = 'pg_catalog' and routine_name in ('upper', 'array_append', 'now')
order by routine_name, data_type, type_udt_name;
-- standard parameters
select specific_schema, ordinal_position, parameter_mode, parameter_name, data_type, udt_name
from information_schema.parameters where specific_name like 'upper\_%' or specific_name like 'array\_append\_%'
order by specific_name, ordinal_position;
-- completion: relations
select c.relname, null::pg_catalog.text from pg_catalog.pg_class c
where c.relkind in ('r', 'S', 'v', 'm', 'f', 'p') and c.relname like 'em%' and pg_catalog.pg_table_is_visible(c.oid)
  and c.relnamespace <> (select oid from pg_catalog.pg_namespace where nspname = 'pg_catalog')
union all
select null::pg_catalog.text, n.nspname from pg_catalog.pg_namespace n where n.nspname like 'ma%' and n.nspname not like E'pg\\_%'
limit 1000;
-- completion: columns
select a.attname, null::pg_catalog.text from pg_catalog.pg_attribute a, pg_catalog.pg_class c
where c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped and a.attname like '%' and c.relname = 'emp'
  and pg_catalog.pg_table_is_visible(c.oid) limit 1000;
-- completion: settings
select pg_catalog.lower(name) from pg_catalog.pg_settings where context in ('user', 'superuser')
and pg_catalog.lower(name) like pg_catalog.lower('dates%') limit 1000;
