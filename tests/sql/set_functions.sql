-- Functions that return sets: in FROM, in the select list, and where they are refused.

-- generate_series in FROM.
select * from generate_series(1, 5);
select * from generate_series(1, 10, 3) as g(n);
select n from generate_series(3, 1, -1) n;
select g from generate_series(1, 3) g;
select * from generate_series(3, 1), generate_series(1, 0) x;
select count(*), min(n), max(n), sum(n) from generate_series(1, 5000) n;
select count(*) from generate_series(-3, 3) where generate_series > 0;
select * from generate_series(null, 3);
select * from generate_series(1, 3, null);
-- @error 22023
select * from generate_series(1, 3, 0);
select * from generate_series(2147483646, 2147483647);
select * from generate_series(-2147483647, -2147483648, -1);
select * from generate_series(9223372036854775806, 9223372036854775807);
select * from generate_series(1::int8, 3), generate_series(1, 2::int8) b;
select * from generate_series(1::int2, 3);
select * from generate_series(1.0, 3);
select * from generate_series(1.5, 3, 0.5);
select * from generate_series(3, 1.00, -0.75) n;
select * from generate_series(0, 1e3, 333.333);
-- @error 22023
select * from generate_series('NaN'::numeric, 3);
-- @error 22023
select * from generate_series(1, 'infinity'::numeric);
-- @error 22023
select * from generate_series(1, 3, 'NaN'::numeric);
-- @error 22023
select * from generate_series(1, 3, 0.0);
select * from generate_series(timestamp '2020-01-30', timestamp '2020-04-01', interval '1 month');
select * from generate_series(timestamp '2020-01-02', '2020-01-01', '-6 hours') t;
-- @error 22023
select * from generate_series(timestamp '2020-01-01', '2020-01-02', interval '0');
select * from generate_series(date '2020-01-01', date '2020-03-01', interval '1 month') m;
select * from generate_series(timestamptz '2020-01-01 00:00+00', '2020-01-02', '8 hours');
-- @error 42725
select * from generate_series('1', '3');
select * from generate_series(1, '3');
-- @error 42883
select * from generate_series(1);
-- @error 42883
select * from generate_series(1, date '2020-01-01');
-- @error 42P10
select * from generate_series(1, 3) g(a, b);
select g.a from generate_series(1, 3) g(a) where g.a <> 2;
select a.n, b.n from generate_series(1, 3) a(n) join generate_series(2, 4) b(n) on a.n = b.n;
select a, b from generate_series(1, 3) a left join generate_series(2, 4) b on a = b order by a;
select a, b from generate_series(1, 3) a full join generate_series(2, 4) b on a = b order by a, b;
select count(*) from generate_series(1, 100) a, generate_series(1, 100) b where a < b;
select n, n % 3 from generate_series(1, 7) n order by n % 3 desc, n;
select n % 3, count(*), sum(n) from generate_series(1, 1000) n group by 1 order by 1;
select * from generate_series(1, 3) with ordinality;
select * from generate_series(5, 7) with ordinality as g(v, i) where i > 1;
select i, v from generate_series(5, 7) with ordinality as g(v, i) order by i desc;
select ordinality from generate_series(5, 7) with ordinality;
select generate_series, ordinality + 1 from generate_series(2, 1, -1) with ordinality;
with s as (select * from generate_series(1, 3) n) select a.n, b.n from s a, s b where a.n < b.n order by 1, 2;
select * from (select n * 2 as m from generate_series(1, 4) n) x where m > 3;
select n from generate_series(1, 3) n union all select n from generate_series(2, 4) n order by 1;
select distinct n % 2 from generate_series(1, 9) n order by 1;

-- unnest in FROM.
select * from unnest(array[3, 1, 2]);
select * from unnest(array['a', null, 'c']) as u(x);
select * from unnest('{}'::int[]);
select * from unnest(null::int[]);
select * from unnest(array[[1, 2], [3, 4]]);
select * from unnest(array[1, 2], array['x', 'y', 'z']) with ordinality as u(a, b, n);
select * from unnest(array[1], array[true, false], array[1.5, 2.5, 3.5]);
select * from unnest(array[1, 2], null::text[]) as u(a, b);
-- @error 42703
select u.unnest from unnest(array[1, 2]) u;
select * from unnest(array[1, 2]) u(a) where a > 1;
select x, count(*) from unnest(array['a', 'b', 'a']) x group by x order by x;
-- @error 42883
select * from unnest(1);
select * from unnest(array[1.50, 2, 'NaN']), unnest(array[date '2020-01-01', null]) d;
select * from unnest('{1 day,02:00}'::interval[]) i order by i;
select * from unnest(array[1, 2]) with ordinality order by ordinality desc;
select * from rows from (generate_series(1, 3), unnest(array['a', 'b']));
select * from rows from (generate_series(1, 2), generate_series(5, 8)) with ordinality as r(a, b, o);
select * from rows from (unnest(array[1, 2], array[3]), abs(-7)) as r;

-- LATERAL.
select k, u from l, unnest(array[k, k * 10]) u order by k, u;
select k, g from l, generate_series(1, k) g order by k, g;
select k, g from l, lateral generate_series(1, k) as g where g > 1 order by k, g;
select k, g from l cross join generate_series(k, k + 1) g order by k, g;
select k, g from l left join generate_series(1, k) g on true order by k, g;
select k, v, g from l left join lateral generate_series(1, k) g on g > 1 order by k, v, g;
select k, g, o from l left join lateral generate_series(1, k - 1) with ordinality as x(g, o) on true order by k, v, g;
select k, g from l join generate_series(1, k) g on g = k order by k, v;
select d.name, n from dept d, generate_series(1, d.id) n where n % 2 = 1 order by 1, 2;
select a, b from generate_series(1, 3) a, generate_series(a, 3) b order by a, b;
select a, b, c from generate_series(1, 2) a, generate_series(a, 2) b, generate_series(b, 2) c order by 1, 2, 3;
select k, (select sum(g) from generate_series(1, k) g) from l order by k, v;
select k, (select count(*) from unnest(array[k, 2]) u where u > 1) from l order by k, v;
select k from l where exists (select from generate_series(3, 5) g where g = l.k) order by k;
select k from l where k in (select g from generate_series(2, 3) g) order by k, v;
select k from l where 4 in (select g from generate_series(1, k) g) order by k, v;
select id, s from many m, string_to_table(s, 'a') with ordinality as x(s2, o) where id < 20 and o = 1 order by id;
select t.n, x.s from (values (1, 'a,b'), (2, ''), (3, null), (4, 'c')) t(n, s0), string_to_table(s0, ',') x(s) order by 1, 2;
-- @error 42P01
select k from generate_series(1, l.k) g, l;
-- @error 42P10
select * from l right join generate_series(1, l.k) g on true;

-- One value in FROM.
select * from abs(-1);
select * from abs(-1) as a;
select * from upper('x') u(v);
select * from lower('ABC') with ordinality;
select * from current_date where false;
select * from coalesce(null, 2) c;
select k, f from l, abs(k - 3) f order by k, f;
select * from length('abc') a, length('de') b;
-- @error 42883
select * from nosuchfunction(1);
-- @error 42803
select * from sum(1);
-- @error 42803
select * from generate_series(1, sum(1));
select * from generate_series(1, (select 2));
-- @error 0A000
select * from generate_series(1, generate_series(1, 2));
-- @error 0A000
select * from abs(generate_series(1, 2));

-- The select list.
select generate_series(1, 3);
select generate_series(1, 3), 'x', generate_series(1, 2);
select generate_series(1, 2) as a, generate_series(5, 8) as b;
select generate_series(1, 3) + 10;
select generate_series(1, 0);
select 1, generate_series(1, null);
select generate_series(1, generate_series(1, 3));
select generate_series(1, generate_series(1, 2)), generate_series(7, 8);
select generate_series(1, 2), generate_series(1, 2);
select unnest(array[1, 2]), unnest(array['a', 'b', 'c']);
select unnest(array[array[1, 2], array[3, 4]]);
select k, generate_series(1, k) from l order by 1, 2;
select k, unnest(array[v, 'z']) u from l order by k, u;
select k, generate_series(1, k) g from l where k > 1 order by g desc, k, v;
select generate_series(1, 3) order by 1 desc;
select generate_series(1, 3) g order by -generate_series(1, 3);
select v from l order by generate_series(1, 2), v;
select generate_series(1, 10) limit 3;
select generate_series(1, 1000000000000) limit 2;
select distinct generate_series(1, 4) % 2 order by 1;
select count(*) from (select generate_series(1, 100)) x;
select count(*), generate_series(1, 2) from l;
select sum(k), generate_series(1, 2) g from l order by g;
select k, count(*), generate_series(1, count(*)) g from l group by k order by k, g;
select generate_series(1, 2) g, count(*) from l group by g order by g;
select generate_series(1, 2), count(*) from l group by 1 order by 1;
select generate_series(1, 2) + 1, count(*) from l group by generate_series(1, 2) order by 1;
select max(g) from (select generate_series(1, 5) g) x;
select * from (select k, generate_series(1, 2) g from l) x where g = 2 and k > 2 order by k;
select x.g from (select generate_series(1, 5) g, 1 as o) x where x.g > 3;
select (select generate_series(1, 1));
-- @error 21000
select (select generate_series(1, 2));
select 2 in (select generate_series(1, 3)), exists (select generate_series(1, 0));
select array[generate_series(1, 2), 7];
select n, unnest(array['a', 'b']) from generate_series(1, 2) n order by 1, 2;
select generate_series(1, 2) union all select generate_series(3, 4) order by 1;
select generate_subscripts(array[4, 5, 6], 1), generate_subscripts(array[4, 5, 6], 1, true);
select a[i] from (select array[4, 5, 6] as a) x, generate_subscripts(a, 1) i order by i;
select generate_subscripts('[3:4]={1,2}'::int[], 1), generate_subscripts(array[[1], [2]], 2), generate_subscripts(array[1], 3);
select generate_subscripts(null::int[], 1);
select generate_subscripts('{}'::int[], 1);
select string_to_table('a,b,,c', ','), string_to_table('abc', null), string_to_table('x y', ''), string_to_table('', ',');
select string_to_table('1,*,2', ',', '*');
select pg_catalog.generate_series(1, 2), pg_catalog.unnest(array[1]);

-- Where sets are refused.
-- @error 0A000
select 1 from l where generate_series(1, 2) = 1;
-- @error 0A000
select 1 from l join r on generate_series(1, 2) = 1;
-- @error 0A000
select k from l group by k having generate_series(1, 2) > 1;
-- @error 0A000
select 1 limit generate_series(1, 2);
-- @error 0A000
select 1 offset generate_series(1, 2);
-- @error 0A000
select sum(generate_series(1, 2));
-- @error 0A000
select count(unnest(array[1])) from l;
-- @error 0A000
select count(*) filter (where generate_series(1, 2) > 1) from l;
-- @error 0A000
select case when true then generate_series(1, 2) end;
-- @error 0A000
select case generate_series(1, 2) when 1 then 2 end;
-- @error 0A000
select coalesce(generate_series(1, 2), 1);
-- @error 42883
select unnest();
-- @error 42883
select unnest(1);
-- @error 22P02
select generate_series('a', 1);
-- @error 0A000
values (generate_series(1, 2));
