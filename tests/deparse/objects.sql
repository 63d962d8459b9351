-- Tables and views of every kind of query and expression: what pg_get_viewdef and its like give for
-- them is PostgreSQL's, and making them again of these texts gives the same texts.
create schema shown;
create table shown.t (a int, b text, c numeric(8, 2), d date, e bigint, f float8, g boolean,
    h varchar(20), i timestamp, j timestamptz, k interval, l int[], m char(4), n smallint, o real,
    "Mixed" int, u uuid, y bytea, "select" text);
create table shown.s (a int, b text, z int);

create view shown.plain as select a, b from shown.t;
create view shown.star as select * from shown.t;
create view shown.star_of as select s.*, t.b as bb from shown.t join shown.s on t.a = s.a;
create view shown.quoted as select "Mixed", "select" as "where" from shown.t;
create view shown.named (x, "Y y") as select a, b from shown.t;
create view shown.aliased as select x.a as first, x.b || 'z' as second, 1 from shown.t x;
create view shown.alias_list as select p, q from shown.s as x(p, q, r);
create view shown.same_alias_list as select a, b from shown.s as x(a, b);
create view shown.arithmetic as select a + 1 as a1, a - n * 2 as a2, (a - 1) * 2 as a3, a % 3 as a4,
    -a as a5, +a as a6, a / 2 - (3 - e) as a7, c * 1.50 as a8, f ^ 2 as a9, @ a as a10,
    e + n as a11, c + a as a12, o * f as a13, 2 - (1 - a) as a14, a - 1 - 2 as a15 from shown.t;
create view shown.numbers as select 1 as n1, -1 as n2, 2147483648 as n3, 1.5 as n4, -1.5 as n5,
    1e10 as n6, 0.00100 as n7, 12345678901234567890 as n8, 1::bigint as n9, '5'::int as n10,
    '-5'::int as n11, '1.5'::float8 as n12, null as n13, null::int as n14, 1.0::float8 as n15,
    1.5::numeric(5, 2) as n16, '1.50'::numeric as n17, '7'::numeric as n18, 3::smallint as n19;
create view shown.texts as select 'x' as t1, 'it''s' as t2, E'back\\slash' as t3, '' as t4,
    'a'::varchar(3) as t5, 'b'::char(5) as t6, 'c'::text as t7, b::varchar as t8, h::text as t9,
    h || 'x' as t10, b || a as t11, a || b as t12, m || 'q' as t13, 'x'::name as t14,
    b::varchar(2) as t15, h::varchar(5) as t16, 'Grüße' as t17 from shown.t;
create view shown.dates as select '2020-1-1'::date as d1, date '2020-02-29' as d2,
    timestamp '2020-01-01 10:00' as d3, '1 day 2 hours'::interval as d4, d + 1 as d5, d - d as d6,
    i + '1 day' as d7, i - i as d8, j::date as d9, d::timestamp as d10,
    extract(year from d) as d11, date_part('month', i) as d12, date_trunc('day', i) as d13,
    i at time zone 'UTC' as d14, j at time zone 'Europe/Berlin' as d15, interval '1' day as d16,
    time '10:00' as d17, k * 2 as d18, d + k as d19 from shown.t;
create view shown.now as select current_date as n1, current_timestamp as n2, localtime as n3,
    current_user as n4, current_timestamp(3) as n5, now() as n6, session_user as n7;
create view shown.booleans as select a > 1 and b = 'x' or not g as b1, g is true as b2,
    g is not unknown as b3, a is null as b4, a is not null as b5, not (a > 1 and g) as b6,
    (a > 1 or g) and (e < 2 or g is false) as b7, a = 1 and b = 'x' and g as b8, true as b9,
    false or g as b10, not not g as b11, a between 1 and 10 as b12, a not between 1 and 10 as b13,
    a is distinct from 1 as b14, a is not distinct from n as b15, a <> 1 as b16, a != 2 as b17,
    a between symmetric 10 and 1 as b18 from shown.t;
create view shown.lists as select a in (1, 2, 3) as i1, a not in (1, 2) as i2, b in ('x', 'y') as i3,
    h in ('x', 'y') as i4, a in (1) as i5, a in (n, 2) as i6, e in (1, 2) as i7, c in (1, 2.5) as i8,
    d in ('2020-01-01', '2021-01-01') as i9, a = any (array[1, 2]) as i10, a = any (l) as i11,
    a > all (array[1, 2]) as i12, a = any ('{1,2}') as i13, a not in (n, a) as i14,
    a in (1, 2, n) as i15 from shown.t;
create view shown.patterns as select b like 'a%' as p1, b not like 'a%' as p2, b ilike 'A%' as p3,
    h like 'x_' as p4, b ~ '^a' as p5, b !~* 'z' as p6, b like 'a!%' escape '!' as p7,
    b similar to 'a|b' as p8 from shown.t;
create view shown.cases as select case when a > 1 then 'big' when a > 0 then 'small' else b end as c1,
    case a when 1 then 'one' when 2 then 'two' end as c2, case when g then 1 else 2.5 end as c3,
    coalesce(b, 'none') as c4, coalesce(a, e) as c5, nullif(a, 1) as c6, greatest(a, n, 3) as c7,
    least(c, 1) as c8, coalesce(h, b) as c9, nullif(b, '') as c10, case when g then null else 1 end as c11,
    1 + case when g then 1 else 0 end as c12 from shown.t;
create view shown.functions as select lower(b) as f1, upper(h) as f2, length(b) as f3, abs(a) as f4,
    round(c, 1) as f5, substring(b from 2 for 3) as f6, substring(b, 2) as f7, trim(b) as f8,
    trim(both 'x' from b) as f9, trim(leading from b) as f10, trim(trailing 'y' from b) as f11,
    position('a' in b) as f12, overlay(b placing 'x' from 2) as f13, concat(b, a, 'x') as f14,
    to_char(i, 'YYYY') as f15, replace(b, 'a', 'b') as f16, sqrt(f) as f17, power(a, 2) as f18,
    left(b, 2) as f19, md5(b) as f20, strpos(b, 'x') as f21, substr(b, 1, 2) as f22,
    btrim(b, 'x') as f23, round(f) as f24, mod(a, 2) as f25, split_part(b, ',', 1) as f26,
    overlay(b placing 'x' from 2 for 1) as f27 from shown.t;
create view shown.arrays as select l[1] as l1, l[1:2] as l2, array[1, 2] as l3, array['a', b] as l4,
    array[]::int[] as l5, array[1, 2]::bigint[] as l6, (array[1, 2])[1] as l7, l || 3 as l8,
    array_length(l, 1) as l9, '{1,2}'::int[] as l10, l = array[1] as l11,
    string_to_array(b, ',') as l12 from shown.t;
create view shown.casts as select a::text as k1, a::bigint as k2, c::int as k3, b::int as k4,
    cast(f as numeric(10, 2)) as k5, a::numeric::text as k6, d::text as k7, g::int as k8,
    c::numeric as k9, c::numeric(10, 3) as k10, a::int as k11, h::varchar as k12, (a + 1)::text as k13,
    (a > 1)::text as k14, a::oid as k15, 'x'::bytea as k16, lower(b)::varchar(3) as k17,
    i::timestamp(3) as k18 from shown.t;
create view shown.wheres as select a from shown.t where a > 1 and (b = 'x' or c is null) and d > '2020-01-01';
create view shown.where_bool as select a from shown.t where g;
create view shown.where_not as select a from shown.t where not g;
create view shown.grouped as select a, count(*) as n, sum(c), avg(e) as mean, max(b), count(distinct b),
    sum(a) filter (where g) as s, string_agg(b, ',' order by b desc, a) as all_of
    from shown.t group by a having count(*) > 1 and sum(c) > 10;
create view shown.grouped_by_expr as select a + 1 as x, lower(b), count(*) from shown.t
    group by a + 1, lower(b) order by 1, lower(b) desc, count(*);
create view shown.grouped_by_number as select a, b, min(d) from shown.t group by 1, 2 order by 2, 1 desc nulls last;
create view shown.ordered as select a, b from shown.t order by a desc, b nulls first, a + 1, lower(b) limit 10 offset 5;
create view shown.limited as select a from shown.t limit 3;
create view shown.unique_ones as select distinct a, b from shown.t order by a;
create view shown.joins as select t.a, s.z, x.b from shown.t join shown.s on t.a = s.a
    left join shown.s x on x.a = t.a and x.z > 1;
create view shown.join_using as select a, t.b, s.z from shown.t join shown.s using (a);
create view shown.join_left_using as select a, b, z from shown.t left join shown.s using (a, b);
create view shown.join_right_using as select a, s.b, z from shown.t right join shown.s using (a);
create view shown.join_full_using as select a, z from shown.t full join shown.s using (a);
create view shown.join_natural as select a, b, z from shown.t natural join shown.s;
create view shown.join_cross as select t.a, s.b from shown.t cross join shown.s;
create view shown.join_comma as select t.a, s.b, x.z from shown.t, shown.s, shown.s x where t.a = s.a;
create view shown.join_nested as select t.a from shown.t left join (shown.s join shown.s x on s.a = x.a) on t.a = s.a;
create view shown.join_mixed as select t.a, q.z from shown.t join shown.s on t.a = s.a, shown.s q where q.z = 1;
create view shown.join_true as select t.a from shown.t left join shown.s on true;
create view shown.subselect as select q.a, q.n from (select a, count(*) as n from shown.t group by a) q where q.n > 1;
create view shown.subselect_names as select q.x from (select a, b from shown.t) as q(x, y);
create view shown.subselect_deep as select z.* from (select y.* from (select a, b from shown.t where a > 1) y) z;
create view shown.scalar as select a, (select max(z) from shown.s) as m,
    (select s.b from shown.s where s.a = t.a) from shown.t;
create view shown.exists as select a from shown.t where exists (select 1 from shown.s where s.a = t.a)
    and not exists (select * from shown.s x where x.z = t.a);
create view shown.ins as select a from shown.t where a in (select z from shown.s)
    and b not in (select b from shown.s) and a > any (select z from shown.s) and a <= all (select a from shown.s);
create view shown.same_name as select t.a from shown.t where exists (select 1 from shown.t where t.b = 'x');
create view shown.lateral_one as select t.a, q.z from shown.t, lateral (select z from shown.s where s.a = t.a) q;
create view shown.unions as select a, b from shown.t union select z, b from shown.s;
create view shown.unions_all as select a from shown.t union all select z from shown.s union all select 1;
create view shown.unions_mixed as select a from shown.t union all select z from shown.s union select 1 order by 1;
create view shown.unions_right as select a from shown.t union (select z from shown.s union all select 2);
create view shown.unions_typed as select 'x' as k, a from shown.t union all select b, null from shown.s order by k, a;
create view shown.unions_limited as (select a from shown.t order by a limit 1) union all select z from shown.s;
create view shown.rows_of as values (1, 'a'), (2, 'b');
create view shown.rows_in as select v.x, v.y from (values (1, 'a'), (2, null)) as v(x, y);
create view shown.withs as with q as (select a, b from shown.t where a > 1), r(x) as (select q.a from q)
    select r.x, q.b from r join q on q.a = r.x;
create view shown.with_hint as with q as materialized (select a from shown.t) select * from q;
create view shown.with_alias as with q as (select a from shown.t) select z.a from q z, q;
create view shown.series as select g from generate_series(1, 3) g;
create view shown.series_named as select x from generate_series(1, 3) as q(x);
create view shown.series_plain as select generate_series from generate_series(1, 3);
create view shown.series_numbered as select n, o from unnest(array['a', 'b']) with ordinality as u(n, o);
create view shown.unnested as select t.a, u.u from shown.t, unnest(t.l) u;
create view shown.sets as select a, unnest(l) as item from shown.t;
create view shown.over_view as select x, "Y y" from shown.named where x > 1;
create view shown.over_catalog as select relname, relkind from pg_class where relkind = 'r';
create view shown.over_standard as select table_name from information_schema.tables;
create view shown.ordinary_names as select t.a as "A b", t.b as order_, 1 as "from" from shown.t;
create view shown.nothing as select 1 as one where false;
create view shown.deep as select ((a + 1) * 2 - 3) / 4 as x, (((a))) as y,
    (a = 1) = (e = 2) as z, (a + 1) = 2 and (not (b = 'x')) as w from shown.t;

create table shown.checked (
    id serial primary key,
    code varchar(10) not null unique default 'none',
    amount numeric(10, 2) default 0 check (amount >= 0),
    share float8 default 0.5 constraint share_is_part check (share between 0 and 1),
    kind text default 'a' check (kind in ('a', 'b', 'c')),
    size bigint default 10,
    born date default current_date,
    seen timestamptz default now(),
    gone timestamp default '2020-01-01',
    flag boolean default false,
    tags text[] default '{}',
    marks int[] default array[1, 2],
    note text default 'it''s ' || 'so',
    less int default -1,
    big bigint default '5',
    half numeric default 1.50,
    "Odd name" text check ("Odd name" <> ''),
    check (born < seen::date or flag),
    constraint long check (code like 'a%' and (amount > 1 or share is null) and length(kind) > 0),
    unique (kind, size));

create index on shown.checked (kind);
create unique index checked_size on shown.checked (size desc, born);
create index on shown.checked (lower(kind), (size + 1), amount desc nulls last);
create index checked_part on shown.checked (born) where flag and amount > 1;
