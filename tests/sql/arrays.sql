-- Arrays as values: types and literals, ARRAY[...], comparison, concatenation, containment,
-- subscripts and slices, ANY and ALL, and arrays in every clause.

-- Literals of each element type.
select '{1,2,3}'::int[], '{1,2}'::int4[], '{1,NULL,3}'::integer[], '{}'::int[];
select '{1,-32768}'::int2[], '{9223372036854775807,NULL}'::int8[], '{1.5,NaN,-0}'::float8[], '{0.1}'::float4[];
select '{1.50,2,NaN,1e10}'::numeric[], '{t,f,true,no,NULL}'::bool[];
select '{a,"b c",NULL,"NULL",""}'::text[], '{abc,d}'::varchar[], '{ab ,c}'::char(3)[];
select '{abcdef,x}'::varchar(3)[], '{abcdef}'::char(2)[], '{1.255,2}'::numeric(5,2)[];
select '{2020-01-01,infinity}'::date[], '{2020-01-01 12:30,NULL}'::timestamp[], '{1 day,02:03:04}'::interval[];
select '{\\x41,"\\x"}'::bytea[], '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'::uuid[];
select '{a,b}'::name[], '{a,b}'::"char"[], '{1,2}'::oid[];
select '{1,2}'::_int4, '{a}'::_text, '{1.5}'::_numeric, '{t}'::pg_catalog._bool;
-- @error 42601
select int[] '{1}', text[] '{a,b}';
select '{1,2}'::int array, '{1,2}'::int[2], '{1}'::int[][], cast('{1}' as int array[5]);
select ' { 1 , 2 } '::int[], '{ a b , c }'::text[], E'{a\\,b,"c\\"d"}'::text[];
select '[2:4]={1,2,3}'::int[], '[-1:0]={a,b}'::text[], '[5:5]={1}'::int[], '[1:2]={1,2}'::int[];
select '{{1,2},{3,4}}'::int[], '{{a},{b}}'::text[], '{{{1},{2}},{{3},{4}}}'::int[];
select '[0:1][2:3]={{1,2},{3,4}}'::int[], '{{1,NULL},{NULL,4}}'::int[];
select '{ü,"日本 語",🙂}'::text[];

-- What is no literal.
-- @error 22P02
select '{1,2'::int[];
-- @error 22P02
select '{1,,2}'::int[];
-- @error 22P02
select '{1,2,}'::int[];
-- @error 22P02
select '{,1}'::int[];
-- @error 22P02
select '{1}x'::int[];
-- @error 22P02
select '1,2'::int[];
-- @error 22P02
select ''::int[];
-- @error 22P02
select '{a}'::int[];
-- @error 22P02
select '{"a}'::text[];
-- @error 22P02
select '{"a"b}'::text[];
-- @error 22P02
select '{a"b"}'::text[];
-- @error 22P02
select '{1,{2}}'::int[];
-- @error 22P02
select '{{1},2}'::int[];
-- @error 22P02
select '{{1},{2,3}}'::int[];
-- @error 22P02
select '{{1,2},{3}}'::int[];
-- @error 22P02
select '{{}}'::int[];
-- @error 22P02
select '{{},{}}'::int[];
-- @error 54000
select '{{{{{{{1}}}}}}}'::int[];
-- @error 22P02
select '[1:2]={1}'::int[];
-- @error 22P02
select '[1:2]{1,2}'::int[];
-- @error 22P02
select '[1:2]=1'::int[];
-- @error 2202E
select '[2:1]={}'::int[];
-- @error 22P02
select '[1:]={1}'::int[];
-- @error 22P02
select '[a]={1}'::int[];
-- @error 22P02
select '[1:2][1:1]={1,2}'::int[];
-- @error 22003
select '{99999999999}'::int[];
-- @error 22008
select '{2020-13-01}'::date[];
-- @error 42704
select '{1}'::nosuchtype[];
-- @error 42846
select '{1}'::int[]::date;
-- @error 42846
select 1::int[];
-- @error 22P02
select 'x'::text::int[];
select '{1}'::text::int[], '{1,2}'::int[]::text, '{1,2}'::int[]::varchar(3);

-- ARRAY[...].
select array[1, 2, 3], array['a', 'b'], array[1, null], array[null, 'x'], array[true, false];
select array[1, 2.5], array[1::int2, 2::int8], array[1, 2.5::float8], array[1.50, 2], array[null, null];
select array[1.5::float4, 2], array[date '2020-01-01', '2021-01-01'], array['1', 2], array[1, '2'];
select array['a'::varchar, 'b'::text], array['a'::name, 'b'], array['a'::varchar(3), 'bcd'::varchar(3)];
select array[]::int[], array[]::text[], cast(array[] as numeric[]), array[null]::int[];
select array[1, 2]::text[], array['1', '2']::int[], array[1, 2]::numeric[], array[1.5, 2.5]::int[], array[1, 0]::bool[];
select array['abcdef']::varchar(3)[], array[1.255, 2]::numeric(5, 2)[], array[1, 'a']::text[];
select array[[1, 2], [3, 4]], array[array[1], array[2]], array[[[1], [2]]], array[['a', null]];
select array[[1, 2], [3, 4]]::text[], array[['1'], ['2']]::int[], array['{1,2}'::int[], '{3,4}'], array[array[]::int[], array[]::int[]];
-- @error 2202E
select array[array[1, 2], null], array[null::int[]], array[null::int[], null];
-- @error 2202E
select array[[1, 2], [3]];
-- @error 42804
select array[1, array[2]];
-- @error 42P18
select array[];
-- @error 22P02
select array[1, 'x'];
-- @error 42804
select array[1, date '2020-01-01'];
-- @error 42804
select array[1, true];
-- @error 42846
select array[1, 2]::date[];
-- @error 22P02
select array['x']::int[];
-- @error 22012
select array[1 / 0];
select array[i4, id], array[t, 'x'], array[n2, n6] from kinds order by id;
select array[id + 1, null, id * 2] from kinds where id < 4 order by id;
select array[f8, f4] from kinds order by id;
select array[d, null], array[ts], array[b, b] from kinds order by id;

-- Casts of whole arrays.
select '{1,2}'::int[]::int8[], '{1,2}'::int[]::text[], '{1.4,2.6}'::numeric[]::int[], '{1,2}'::text[]::int[];
select '{{1,2},{3,4}}'::int[]::text[], '[2:3]={1,2}'::int[]::numeric[], array['2020-01-01']::text[]::date[];
select '{1,NULL}'::int[]::float8[], '{abcdef,x}'::text[]::varchar(2)[], null::int[]::text[];
-- @error 22P02
select '{1.255}'::numeric[]::numeric(4, 1)[], '{1e5}'::float8[]::numeric[], '{1,x}'::text[]::int[];
-- @error 22003
select '{70000}'::int[]::int2[];
select '{1}'::int[]::bool[], '{2020-01-01 10:00}'::timestamp[]::date[];
-- @error 42846
select '{2020-01-01}'::date[]::int[];

-- Comparison.
select array[1, 2] = array[1, 2], array[1, 2] = array[1, 3], array[1, 2] <> '{1,2}', array[1, 2] < array[1, 3], array[1] < array[1, 0];
select '{}'::int[] = '{}', '{}'::int[] < '{1}', array[null] = array[null]::text[], array[1, null] < array[1, 2], array[2] > array[1, 9];
select '[2:3]={1,2}'::int[] = '{1,2}', '[2:3]={1,2}'::int[] > '{1,2}', '{{1,2}}'::int[] = '{1,2}', '{{1,2}}'::int[] > '{1,2}';
select '{{1,2}}'::int[] < '{{1},{2}}'::int[], array['a', 'b'] >= array['a', 'B'], array[1.0] = array[1.00], array['NaN'::float8] = array['NaN'::float8];
select array[1, 2] <= null, array[true] > array[false], array[date '2020-01-01'] < array[date '2021-01-01'];
-- @error 42883
select array[1] = array[1::int8];
-- @error 42883
select array[1] = array['a'];
-- @error 42883
select array[1] = 1;
-- @error 22P02
select array[1] < '1';
select '{1}' = array[1], array['a'] = '{a}', '{1}' = '{1}'::int[];
select array[1] is distinct from array[1], array[1] is not distinct from null, array[null::int] is null, null::int[] is null;
select array[1, 2] between array[1] and array[2], array[1] in (array[1], array[2]), array[3] not in (array[1], array[2]);
select greatest(array[1, 2], array[1, 3]), least(array['b'], array['a', 'z']), coalesce(null, array[1]), nullif(array[1], array[1]);
select case when true then array[1] else '{2}' end, case array[1] when array[1] then 'same' end;

-- Concatenation.
select array[1, 2] || array[3], array[1] || 2, 0 || array[1], array[1, 2] || '{3}', '{1}' || array[2], array[1] || null, null || array[1];
select array['a'] || 'b'::text, 'a'::text || array['b'], array['a'] || null::text, array['a'] || array[null]::text[];
select array[1] || '{}'::int[], '{}'::int[] || array[1], '{}'::int[] || 1, 1 || '{}'::int[], null::int[] || 1, 1 || null::int[];
select array[1] || 2.5, array[1.5] || 2, array[1, 2] || array[2.5], 1::int8 || array[2];
select array[[1, 2], [3, 4]] || array[5, 6], array[1, 2] || array[[3, 4]], array[[1]] || array[[2]], array[[1]] || '{}'::int[];
select '[5:6]={1,2}'::int[] || 3, 0 || '[5:6]={1,2}'::int[], '[5:6]={1,2}'::int[] || array[3];
-- @error 2202E
select array[[1, 2]] || array[3];
-- @error 22000
select array[[1, 2]] || 3;
-- @error 2202E
select array[[[1]]] || array[2];
-- @error 22P02
select array[1] || 'b';
-- @error 42883
select array[1] || 'b'::text;
-- @error 42883
select array[1] || date '2020-01-01';
-- @error 22P02
select array['a'] || 'b';
select 1 || 'a', 'a' || 1, 'a' || null, 1.5 || 'x'::text, true || 'y', date '2020-01-01' || 'z'::text;
-- @error 42883
select 1 || 2;
-- @error 42883
select 'a'::text || array[1];
select null || null, 'a' || 'b', 'x'::bytea || 'y';
select array[id] || i4, id || array[i4] from kinds order by id;

-- Containment and overlap.
select array[1, 2, 3] @> array[2], array[1, 2] @> '{}', array[1] @> array[1, 1], '{}'::int[] @> '{}', array[1] @> array[null::int];
select array[2] <@ array[1, 2], array[4] <@ array[1, 2], array[1, null] <@ array[1, null], array[[1, 2], [3, 4]] @> array[4, 1];
select array[1, 2] && array[2, 3], array[1] && array[2], array[null::int] && array[null::int], '{}'::int[] && array[1], array['a'] && '{b,a}';
select array[1, 2] @> null, null::int[] && array[1];
select array[1.0, 2] @> array[1.00], array['x', 'y'] <@ array['y', 'x', 'z'], array[date '2020-01-01'] && '{2020-01-01}';
-- @error 42883
select array[1] @> 1;
-- @error 42883
select array[1] @> array['a'::text];
-- @error 42883
select array[1] && array[1::int8];
select array[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18] @> array[18, 1, 9], array[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18] && array[19, 0];
select id, array[id, i4] @> array[7], array[id] <@ array[1, 3, 5], array[i4] && array[id] from kinds order by id;

-- Subscripts and slices.
select (array[1, 2, 3])[1], (array[1, 2, 3])[3], (array[1, 2, 3])[0], (array[1, 2, 3])[4], (array['a', 'b'])[2];
select ('{1,2}'::int[])[1], ('[5:6]={7,8}'::int[])[5], ('[5:6]={7,8}'::int[])[1], (null::int[])[1], (array[1])[null];
select (array[[1, 2], [3, 4]])[2][1], (array[[1, 2], [3, 4]])[1], (array[[1, 2], [3, 4]])[1][1][1], (array[[1, 2], [3, 4]])[3][1];
select (array[1, 2, 3, 4])[2:3], (array[1, 2, 3])[:2], (array[1, 2, 3])[2:], (array[1, 2, 3])[:], (array[1, 2, 3])[5:6], (array[1, 2, 3])[3:2];
select (array[1, 2, 3])[-5:1], (array[1, 2, 3])[2:99], ('[5:7]={1,2,3}'::int[])[6:7], ('[5:7]={1,2,3}'::int[])[:6], (null::int[])[1:2], (array[1])[null:1];
select (array[[1, 2], [3, 4]])[1:1], (array[[1, 2], [3, 4]])[1:2][2:2], (array[[1, 2], [3, 4]])[2:2][1], (array[[1, 2], [3, 4]])[1][2:2], (array[[1, 2], [3, 4]])[:][:1];
select (array[1, 2])[1:1][1:1], ('{}'::int[])[1:2], (array[[[1, 2]]])[1:1];
select (array[1, 2])[1.4], (array[1, 2])[2::int8], (array[1, 2])['1'], (array['a'])[1 + 0];
-- @error 22P02
select (array[1, 2])['x'];
-- @error 42804
select (array[1, 2])[true];
-- @error 42804
select (array[1, 2])[date '2020-01-01'];
-- @error 42804
select (1)[1];
-- @error 42804
select ('abc')[1];
-- @error 42804
select ('abc'::text)[1];
-- @error 42804
select i4[1] from kinds;
-- @error 42804
select ((array[1, 2])[1])[1];
-- @error 54000
select (array[1])[1][1][1][1][1][1][1];
select a[1], a[2:3], a[n], a[n:], x.a[1] from (select array[id, i4, 9] as a, 2 as n from kinds) x order by 1;
select (array[id, i4])[1] + 1, (array[t, 'z'])[i4] from kinds order by id;
select (array['a', 'b'])[id] from kinds order by id;
select (array[n2])[1], (array[f8])[1], (array[d])[1], (array[b])[1], (array[t])[1] from kinds order by id;

-- ANY and ALL.
select 1 = any(array[1, 2]), 3 = any(array[1, 2]), 3 = any(array[1, null]), 1 = any(array[1, null]), null = any(array[1]), 1 = any('{}'::int[]);
select 1 = all(array[1, 1]), 1 = all(array[1, 2]), 1 = all(array[1, null]), 2 = all(array[1, null]), null = all(array[1]), 1 = all('{}'::int[]), null = all('{}'::int[]);
select 1 <> all(array[2, 3]), 1 <> any(array[1, 1]), 2 > all(array[1, 0]), 2 < any(array[1, 3]), 2 >= some(array[3, 2]), 2 <= all('{2,3}');
select 1 = any('{1,2}'), 'a' = any('{a,b}'), 'a' = any(array['a', 'b']), 1 = any(null), 1 = any(null::int[]), 1 = all(null::int[]);
select 1 = any(array[1.0, 2.5]), 1.5 = any(array[1, 2]), 1 = any(array[1::int8]), 1::int2 = any('{1}'), 1.0::float8 = any(array[1]);
select 'abc' like any(array['a%', 'x']), 'abc' like all(array['a%', '%c']), 'abc' not like all(array['x%', 'y%']), 'ABC' ilike any('{abc}'), 'abc' ~ any(array['^b', 'c$']);
select date '2020-01-01' = any('{2020-01-01,2021-01-01}'), date '2020-01-01' < all(array[timestamp '2020-01-02']), 'x' <> all('{}');
select 4 = any(array[[1, 2], [3, 4]]), 5 > all(array[[1, 2], [3, 4]]);
select 1 + 1 = any(array[2]), not 1 = any(array[2]), (1 = any(array[1])) is true, 1 = any(array[1] || 2);
-- @error 42809
select 1 = any(1);
-- @error 42809
select 1 = any('x'::text);
-- @error 42883
select 1 = any(array['a'::text]);
-- @error 22P02
select 1 = any('{a}');
-- @error 42809
select 1 + any(array[1]);
-- @error 42883
select array[1] = any(array[array[1]]);
-- @error 2202E
select 1 = any(array[[1], [2, 3]]);
select id from kinds where id = any(array[1, 3, 5]) order by id;
select id from kinds where id = any('{2,4,99,NULL}') order by id;
select id from kinds where id <> all(array[1, 2, 3]) order by id;
select id from kinds where id <> all('{1,2,NULL}') order by id;
select id from kinds where t = any(array['one', 'Two']) or t = any('{}') order by id;
select id from kinds where i4 = any(array[id, 8]) order by id;
select id from kinds where i4 > all(array[id, 0]) order by id;
select id from kinds where id = any(array[i4, null]) is null order by id;
select id from kinds where n2 = any('{1.5,7.77}') order by id;
select id from kinds where d = any(array[date '2020-01-01', '1970-01-01']) order by id;
select id from kinds where t like any(array['%o%', 'T%']) order by id;
select id from kinds where t like any(array[t, 'x']) order by id;
select count(*) from many where k = any(array[1, 2, 3, 4, 5]);
-- @error 42601
select count(*) from many where k = any(array[g_id, 1]) from (select 1) x;
select count(*) from many where s = any(array['a', 'bc', null]) or k <> all(array[1, 2]);
select count(*) from many where k % 7 = any(array[k % 3, k % 5]);
select k, k = any(array[2, null]), k <> all('{2,3}') from l order by k, v;
select l.k, w from l join r on l.k = any(array[r.k, r.k + 1]) order by 1, 2;
-- @error 42883
select l.k from l where l.k = any((select array[2, 3])) order by 1;

-- In every clause.
select array[k, 1] as a, count(*) from l group by a order by a;
select distinct array[k % 3] from many order by 1;
select array[dept_id, boss_id], count(*) from emp group by array[dept_id, boss_id] order by 1;
select array[t], id from kinds order by array[t] desc nulls last, id;
select a from (values (array[2, 1]), (array[1, 5]), (null), ('{}'), (array[1]), (array[null, 1])) x(a) order by a;
select a from (values (array['b']), (array['a', 'z']), ('{}')) x(a) order by a desc;
select x.a from (values (array[1]), (array[2, 3])) x(a) join (values (array[2, 3]), (array[9])) y(b) on x.a = y.b;
select x.a, y.b from (values (array['a']), (array['b'])) x(a) left join (values (array['b'])) y(b) on a = b order by 1;
select count(*) from many m join many n on array[m.k, 1] = array[n.k, 1] where m.id < 50 and n.id < 50;
select array[1] union select array[2] union select array[1] order by 1;
select array[1] union all select '{2}' union all select null order by 1;
-- @error 42846
select array[1] union select array['a'];
select count(distinct array[k]), max(k) from many;
select min(array[k]), max(array[k]), max(array[v]), min(array[v]) from l;
select max(a), min(a) from (values (array[1, 2]), (array[1, 3]), (null)) x(a);
select g, max(array[k]), min(array[s]) from many where k < 5 group by g order by g;
with a as (select array[1, 2, 3] as x) select x[1] + x[2], x || 4, x[2:] from a;
select (select array[1, 2]), (select array[k] from l where k = 3), exists (select array[1]);
select id from kinds where array[id, 1] = array[1, 1] or array[id] > array[9] order by id;
select case when id > 5 then array[id] end from kinds order by id;
select a.x[1], a.x[2] from (select array[k, k + 1] as x from l) a where a.x[1] > 1 order by 1;
select sum((array[k, 1])[2]) from l;
select array[1, 2] as a, array[3] as "B C", (array[1])[1], (array[1])[1:1], '{1}'::int[];
select string_to_array('a,b', ',') as s, array[1] || 2 as "x";

-- Catalogs.
select typname, typlen, typcategory, typelem::int, typname = '_int4' from pg_type where typname in ('_int4', '_text', '_numeric') order by 1;
select proname from pg_proc where proname = any(array['array_append', 'array_length', 'cardinality']) order by 1;
select oprname, oprleft::int, oprright::int from pg_operator where oid = any('{1070,1071,1072,1073,1074,1075,2750,2751,2752,349,374,375}') order by oid;
select current_schemas(true), current_schemas(false), (current_schemas(true))[1], 'public' = any(current_schemas(false));
select nspname from pg_namespace where nspname = any(current_schemas(true)) order by 1;
select attname from pg_attribute where attrelid = 'pg_class'::regclass and attnum = any(array[1, 2, 3]) order by attnum;
select relname from pg_class where reloptions is not null and 'x' = any(reloptions);
select conkey[1], array_length(conkey, 1) from pg_constraint where false;
select proargnames[1], proallargtypes[1:2] from pg_proc where false;
select '{1,2}'::regtype[];
