-- regclass and its like: names in, oids out, and back; arrays; what is refused.
-- @error 42725
select 'abs'::regproc;
-- @error 42883
select 'nope'::regproc, 1;
-- @error 42601
select 'a.b.c.d'::regproc;
-- @error 42602
select ''::regproc;
-- @error 3F000
select 'x.abs'::regproc;
-- @error 3F000
select '1.5'::regproc;
select 'abs(numeric)'::regprocedure, 'pg_catalog.abs ( int4 )'::regprocedure, 'now()'::regprocedure, 'now'::regproc, 1299::regproc, 99999::regproc, 0::regproc, 1344::regprocedure, 'sum(int4)'::regprocedure;
select 'count("any")'::regprocedure, 'array_agg(anynonarray)'::regprocedure, 'float8(int4)'::regprocedure;
-- @error 42704
select 'abs(nope)'::regprocedure;
-- @error 42883
select 'abs(text)'::regprocedure;
-- @error 22P02
select 'abs'::regprocedure;
-- @error 22P02
select 'abs(numeric'::regprocedure;
-- @error 42725
select '+'::regoper;
-- @error 42725
select '!~~*'::regoper;
-- @error 42883
select '||/'::regoper, '%%'::regoper;
-- @error 42883
select '@@@@'::regoper;
select '+(int4,int4)'::regoperator, '-(none, int4)'::regoperator, 551::regoperator, 551::regoper, 597::regoper, 0::regoper, 0::regoperator,99999::regoper,99999::regoperator;
-- @error 42P02
select '+(int4)'::regoperator;
-- @error 42883
select '+(int4,text)'::regoperator;
-- @error 54023
select '+(int4,text,int8)'::regoperator;
select 'pg_class'::regclass, '1259'::regclass, 'pg_catalog.pg_class'::regclass,'information_schema.tables'::regclass, 99999::regclass, 0::regclass, '-'::regclass, ' pg_class '::regclass, 'PG_CLASS'::regclass, '"pg_class"'::regclass;
-- @error 42P01
select 'nope'::regclass;
-- @error 42P01
select '"Nope" '::regclass;
-- @error 42P01
select 'pg_catalog.nope'::regclass;
-- @error 3F000
select 'nope.nope'::regclass;
-- @error 42601
select 'a.b.c.d'::regclass;
-- @error 0A000
select 'x.y.z'::regclass;
-- @error 42602
select 'a b'::regclass;
-- @error 42602
select '"a'::regclass;
-- @error 42602
select ''::regclass;
-- @error 42602
select '.'::regclass;
-- @error 42P01
select '-1'::regclass;
-- @error 22003
select '99999999999'::regclass;
select 'int4'::regtype, 'integer'::regtype, 'character varying(10)'::regtype, 'numeric(10,2)'::regtype, 'int4[]'::regtype, '_int4'::regtype, 'timestamp with time zone'::regtype, '"char"'::regtype, 'char'::regtype, 'pg_catalog.int4'::regtype, 'double precision'::regtype, 'time(3) without time zone'::regtype;
select 23::regtype, 1007::regtype, 0::regtype, 99999::regtype, 2205::regtype, 705::regtype, 18::regtype, 1042::regtype;
-- @error 42704
select 'nope'::regtype;
-- @error 42704
select 'nope[]'::regtype;
-- @error 42704
select 'pg_catalog.nope'::regtype;
-- @error 42601
select ''::regtype;
-- @error 3F000
select 'x.int4'::regtype;
-- @error 42704
select 'nope'::regrole;
-- @error 42602
select 'a.b'::regrole;
select 'pg_catalog'::regnamespace, 11::regnamespace, 0::regnamespace, 99999::regnamespace, 'public'::regnamespace;
-- @error 3F000
select 'nope'::regnamespace;
-- @error 42602
select 'a.b'::regnamespace;
select '"C"'::regcollation, 'pg_catalog."default"'::regcollation, 950::regcollation, 100::regcollation, 0::regcollation, 99999::regcollation, '"POSIX"'::regcollation, 'ucs_basic'::regcollation;
-- @error 42704
select 'nope'::regcollation;
-- @error 42704
select 'C'::regcollation;
-- @error 42601
select to_regclass('a.b.c.d');
-- @error 42602
select to_regclass('');
-- @error 42602
select to_regclass('a b');
-- @error 0A000
select to_regclass('x.y.z');
-- @error 42601
select to_regproc('a.b.c.d');
-- @error 22P02
select to_regprocedure('abs');
-- @error 22P02
select to_regprocedure('abs(');
-- @error 42P02
select to_regoperator('+(int4)');
-- @error 42602
select to_regrole('a.b');
-- @error 42602
select to_regnamespace('');
-- @error 42883
select 'pg_class'::text::regproc;
select relname::regclass from pg_class where relname = 'pg_class';
select ('pg_cl' || 'ass')::regclass, ('int' || '4')::regtype;
select 'pg_class'::regclass = 'pg_class'::regclass, 'pg_class'::regclass = 1259, 'pg_class'::regclass > 'pg_type'::regclass, 'pg_class'::regclass::oid;
-- @error 22P02
select 'pg_class'::regclass = 'pg_class';
-- @error 42883
select 'pg_class'::regclass = 'pg_class'::text;
-- @error 42883
select 'pg_class'::regclass || 'x', concat('pg_class'::regclass, 1), format('%s', 'pg_class'::regclass), length('pg_class'::regclass);
select '{pg_class,pg_type}'::regclass[], array['pg_class','pg_type']::regclass[], array['pg_class'::regclass, 'pg_type'], array_to_string(array['int4'::regtype], ','), array['pg_class'::regclass]::text[];
select 'pg_class'::regclass::int4, 'pg_class'::regclass::int8, 'pg_class'::regclass::text, 'pg_class'::regclass::varchar(4), 'pg_class'::regclass::name;
-- @error 42846
select 'pg_class'::regclass::int2;
-- @error 42846
select 1.5::regclass;
-- @error 42846
select 'int4'::regtype::regclass;
select 'now'::regproc::regprocedure, 'now()'::regprocedure::regproc;
select min('int4'::regtype), max('pg_class'::regclass), count(distinct 'int4'::regtype);
select array_agg(oid::regtype order by oid) from pg_type where oid in (16,17,18);
-- @error 42883
select 1259::int8::regclass, -1::regclass;
-- @error 22003
select 99999999999::regclass;
select coalesce('pg_class'::regclass, 0), nullif('pg_class'::regclass, 1259), case when true then 'pg_class'::regclass else 0 end;
select pg_typeof(1), pg_typeof('a'::text), pg_typeof(null), pg_typeof('pg_class'::regclass), pg_typeof(array[1]);
select oid::regclass, relname from pg_class where oid in (1259, 1247, 1249, 1255) order by oid;
select oid::regtype, typname from pg_type where oid in (16, 23, 25, 1043, 1184, 1231, 2206) order by oid;
select typname, typinput, typoutput, typreceive, typsend from pg_type where typname in ('int4', 'text', 'timestamptz', 'uuid', '_int4', 'regclass') order by 1;
select typinput::oid, typinput = 'int4in'::regproc, typinput::text, typinput::regproc::oid from pg_type where oid = 23;
-- @error 42702
select oprname, oprcode, oid::regoper, oid::regoperator from pg_operator where oid in (96, 551, 597, 670, 484) order by oid;
select relnamespace::regnamespace, relname from pg_class where oid = 1259;
select nspname::regnamespace, nspname::regnamespace::oid = oid from pg_namespace where nspname in ('pg_catalog', 'public') order by 1;
-- @error 42702
select proname, oid::regproc, oid::regprocedure from pg_proc where proname in ('now', 'int4eq', 'upper', 'abs') and oid in (1574, 870, 871, 65, 1299, 1397) order by oid;
select t.relname, a.attname, a.atttypid::regtype from pg_class t join pg_attribute a on a.attrelid = t.oid where t.oid = 'pg_class'::regclass and a.attnum in (1, 2, 3, 17) order by a.attnum;
select relname from pg_class where oid = 'pg_type'::regclass;
select relname from pg_class where oid::regclass::text = 'pg_type';
select relname from pg_class where relname::regclass = 'pg_type'::regclass and relnamespace = 'pg_catalog'::regnamespace;
select (nspname || '.' || relname)::regclass from pg_class c join pg_namespace n on n.oid = relnamespace where relname = 'tables' and nspname = 'information_schema';
select to_regclass(nspname || '.' || x), to_regclass('nope.' || x) from pg_namespace, (values ('pg_class'), ('nope')) v(x) where nspname = 'pg_catalog' order by 1;
select to_regtype(x), to_regnamespace(x), to_regproc(x) from (values ('int4'), ('public'), ('now'), ('varchar(10)')) v(x) order by x;
select x::regtype from (values ('int4'), ('integer[]'), ('timestamp with time zone'), ('numeric(10,2)'), ('pg_catalog.bool'), ('"char"')) v(x);
-- @error 42704
select x::regtype from (values ('int4'), ('nope')) v(x);
-- @error 42725
select x::regproc from (values ('now'), ('abs')) v(x);
-- @error 3F000
select x::regnamespace from (values ('public'), ('nope')) v(x);
-- @error 42602
select 'pg_class'::regclass, null::regclass, ''::text::regclass is null;
select count(*), 'pg_class'::regclass from pg_class where oid = 1259 group by 2;
select array['pg_class'::regclass, null, 'pg_type'], array[1259, 1247]::regclass[], array[23, 25]::oid[]::regtype[];
-- @error 42704
select '{}'::regtype[], '{int4,NULL}'::regtype[], '{nope}'::regtype[];
select '{int4,NULL,"timestamp with time zone"}'::regtype[], '{{int4},{text}}'::regtype[];
select 'int4'::regtype in ('int4'::regtype, 'text'::regtype), 'int4'::regtype = any ('{int4,text}'::regtype[]);
-- @error 42702
select x, x::oid from (values ('text'::regtype), ('int4'), ('bool')) v(x) order by x;
select distinct x from (values ('text'::regtype), ('int4'), ('text')) v(x) order by x;
select greatest('text'::regtype, 'int4'::regtype), 'text'::regtype < 'int4'::regtype, 'text'::regtype is distinct from 25;
select 'text'::regtype union all select 23 order by 1;
select x from (select 'text'::regtype as x union select 'int4'::regtype) t order by x;
select string_agg(x::text, ','), array_agg(x), array_to_string(array_agg(x), '-') from (values ('text'::regtype), ('int4')) v(x);
select upper('int4'::regtype::text), 'int4'::regtype || '!', quote_literal('int4'::regtype), concat_ws('-', 'int4'::regtype, 'pg_class'::regclass), format('%s %I', 'int4'::regtype, 'pg_class'::regclass);
select 'int4'::regtype::int8 + 1, 'int4'::regtype::oid::int4, 23::int2::regtype, 23::int8::regtype;
select '0'::regclass, '-'::regtype, 0::regproc, 0::regnamespace, '0'::regcollation;
-- @error 42846
select 'int4'::regtype::bpchar, 'int4'::regtype::varchar, 'int4'::regtype::name, 'int4'::regtype::"char";
-- @error 42846
select 'int4'::regtype::bool;
-- @error 42846
select 'int4'::regtype::date;
-- @error 42846
select '2020-01-01'::date::regtype;
-- @error 42846
select true::regclass;
-- @error 42846
select 1.0::float8::regtype;
select 'pg_class'::name::regclass, 'pg_class'::varchar::regclass, 'pg_class'::char(8)::regclass;
select regclass('pg_class'), regtype('int4'), regclass(1259), oid('pg_class'::regclass);
select cast('int4' as regtype), cast('pg_class' as regclass), cast(23 as regtype);
select min(oid::regclass), max(oid::regtype) from pg_type where oid in (16, 17);
select format_type('int4'::regtype, null), col_description('pg_class'::regclass, 1) is null, obj_description('pg_class'::regclass) is null;
select pg_table_is_visible('pg_class'::regclass), pg_get_userbyid(10) is not null;
select '"C"'::regcollation, 'pg_catalog."default"'::regcollation, 950::regcollation, '"POSIX"'::regcollation::oid;
select typcollation::regcollation from pg_type where typname in ('text', 'name', 'int4') order by typname;
-- @error 42P01
select 'simple'::regclass;
prepare byclass(regclass) as select $1, $1::oid, relname from pg_class where oid = $1;
execute byclass('pg_type');
execute byclass(1259);
-- @error 42P01
execute byclass('nope');
deallocate byclass;
prepare bytype as select typname from pg_type where oid = $1::regtype;
execute bytype('integer');
deallocate bytype;
create temp table regs (c regclass, t regtype default 'int4', n regnamespace, p regproc);
insert into regs values ('pg_class', 'text', 'pg_catalog', 'now'), (1247, default, null, null);
select * from regs order by c;
insert into regs (c, t) values ('pg_attribute', 25) returning c, t, c::oid, array[c, c];
update regs set t = 'bool' where c = 'pg_class'::regclass returning t;
-- @error 42P01
insert into regs (c) values ('nope');
insert into regs (c) select relname::text from pg_class where relname = 'pg_proc';
select c, t from regs where c in ('pg_class'::regclass, 'pg_proc') order by c;
create temp table regs_of as select c, array_agg(t) as ts from regs group by c;
select * from regs_of order by c;
select attname, atttypid::regtype from pg_attribute where attrelid = 'regs_of'::regclass and attnum > 0 order by attnum;
drop table regs, regs_of;
create type "Reg Mood" as enum ('ok', 'bad');
select '"Reg Mood"'::regtype::text, 'public."Reg Mood"'::regtype::text, '"Reg Mood"[]'::regtype::text, '"Reg Mood"'::text::regtype::text, '"Reg Mood"'::regtype::oid = oid from pg_type where typname = 'Reg Mood';
-- @error 42704
select 'reg_mood'::regtype;
drop type "Reg Mood";
