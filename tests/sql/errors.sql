-- Errors of names, types and grouping, with their codes, words and positions.
-- @error 42703
select nope;
-- @error 42703
select nope from l;
-- @error 42703
select l.nope from l;
-- @error 42P01
select x.k from l;
-- @error 42P01
select k from nope;
-- @error 42P01
select k from public.nope;
-- @error 42P01
select k from noschema.l;
-- @error 42702
select k from l, r;
-- @error 42712
select l.k from l, l;
-- @error 42702
select k from l as a join r as b on a.k = b.k;
-- @error 42P01
select a.k from l as b;
-- @error 42P01
select l.k from l as b;
-- @error 42703
select * from l join r using (nope);
-- @error 42703
select * from l join r using (v);
-- @error 42702
select * from l a join l b using (k) join l c using (v);
select * from l natural join dept natural join emp where id = 99;
-- @error 42703
select "K" from l;
-- @error 42703
select k from l where nope > 1;
-- @error 42703
select k from l order by nope;
-- @error 42703
select k from l group by nope;
-- @error 42703
select sum(k) as total from l having total > 1;
-- @error 42703
select k as x from l where x > 1;
-- @error 42803
select k, count(*) from l;
-- @error 42803
select k, v from l group by k;
-- @error 42803
select k + 1 from l group by k + 2;
-- @error 42803
select * from l group by k;
-- @error 42803
select v from l group by k having v = 'x';
-- @error 42803
select k from l having k > 1;
-- @error 42803
select count(*) from l where sum(k) > 1;
-- @error 42803
select sum(sum(k)) from l;
-- @error 42803
select k from l group by count(*);
-- @error 42803
select k from l join r on sum(w) = 1;
-- @error 42803
select count(*) from l order by k;
-- @error 42883
select nosuch(1);
-- @error 42883
select nosuch(k, v) from l;
-- @error 42883
select length(k) from l;
-- @error 42883
select sum(v) from l;
-- @error 42883
select avg(b) from kinds;
-- @error 42883
select max(b) from kinds;
-- @error 42883
select lower(k, v) from l;
-- @error 42883
select substring(k) from l;
-- @error 42883
select k + v from l;
-- @error 42883
select v + 1 from l;
-- @error 42702
select k || w from l, r where l.k = r.k;
-- @error 42883
select k = v from l;
-- @error 42883
select d + ts from kinds;
-- @error 42883
select d = 1 from kinds;
-- @error 42804
select not k from l;
-- @error 42804
select k and true from l;
-- @error 42883
select -v from l;
-- @error 42883
select k like 'a' from l;
-- @error 42804
select case when k then 1 end from l;
-- @error 22P02
select case k when 'x' then 1 end from l;
-- @error 22P02
select case when true then 1 else 'x' end;
-- @error 42804
select case when true then k else v end from l;
-- @error 42804
select coalesce(k, v) from l;
-- @error 22P02
select coalesce(1, 'x');
-- @error 42804
select greatest(1, true);
-- @error 22P02
select nullif(1, 'x');
-- @error 22P02
select k in ('x', 'y') from l;
-- @error 42883
select k in (select v from l) from l;
-- @error 42601
select (1, 2) in (select k from l);
-- @error 42601
select k in (select k, v from l) from l;
-- @error 42601
select 1 = (select k, v from l);
-- @error 42601
select row(1, 2) = row(1);
-- @error 22P02
select 1 between 'a' and 2;
-- @error 21000
select (select k from l) + 1;
-- @error 42702
select * from (select 1 as a, 2 as a) x where a = 1;
-- @error 42601
select * from (select k from l) where k = 1;
-- @error 42P10
select * from l as x(a, b, c);
-- @error 42703
select x.k from (select k as z from l) x;
-- @error 42P01
select l.k from l join (select l.k) x on true;
-- @error 42P10
select distinct on (k) v from l order by v;
-- @error 42601
select count(distinct) from l;
-- @error 42601
select count(*, 1) from l;
-- @error 42883
select sum(*) from l;
-- @error 42883
select sum() from l;
-- @error 42883
select sum(distinct k, v) from l;
-- @error 42601
select k over () from l;
-- @error 42809
select upper(distinct v) from l;
-- @error 42809
select upper(v) filter (where true) from l;
-- @error 42704
select sum(k) over w from l;
-- @error 42601
select 1 +;
-- @error 42601
select from where;
-- @error 42601
selec 1;
-- @error 42601
select 1 2;
-- @error 42601
select * form l;
-- @error 42601
select 1 from;
-- @error 42601
select (1;
-- @error 42601
select 1);
-- @error 42601
select * from l where;
-- @error 42601
select k from l group by;
-- @error 42601
select k from l limit;
-- @error 42601
select cast(1 as);
-- @error 42601
select case when 1 end;
-- @error 42601
select * from l inner join r;
select 1 as select;
-- @error 42703
select é from l;
-- @error 42703
select '日本語', nope from l;
-- @error 42P02
select $1;
-- @error 42601
select 1 = = 2;
-- @error 42883
select 1 !!! 2;
-- @error 42883
select @@ 1;
-- @error 22P02
select array[1, 'x'];
-- @error 42P01
select l from nope l;
-- @error 42883
select * from nosuchfunction(1);
-- @error 22023
select extract(nope from d) from kinds;
-- @error 22007
select interval '1 fortnight';
-- @error 22007
select date 'never';
-- @error 22008
select timestamp '2020-99-99';
-- @error 42601
select 0x;
-- @error 42601
select 1__0;
-- @error 22012
select 5 / (k - k) from l;
-- @error 22012
select id, 1 / i4 from kinds where id = 6;
-- @error 42704
select set_config('nope', 'x', false) is null, current_setting('nope.nope');
-- @error 42704
select current_setting('no_such_setting');
select public.l.k from l where public.l.k = 1;
select public.l.* from l where k = 1;
-- @error 42P01
select nosuch.l.k from l;
-- @error 42P01
select public.x.k from l x;
-- @error 42P01
select l.k from l x;
-- @error 42P01
select l.* from l x;
-- @error 3F000
select nosuch.lower('A');
-- @error 42883
select public.lower('A');
select pg_catalog.lower('A'), 1::pg_catalog.int4;
-- @error 3F000
select 1::nosuch.int4;
-- @error 42704
select 1::public.int4;
-- @error 42809
select k from l order by k using =;
-- @error 42809
select k from l order by k using <=;
select k from l order by k using >, v using <;
-- @error 42809
select 'a' = any(v) from l;
-- @error 42809
select lower('A' order by 1);
-- @error 42601
select 1::float8(3);
-- @error 42883
select 'a'::text in (1, 2);
-- @error 42883
select true in (1, 0);
-- @error 42883
select 1 not between 'a'::text and 2;
-- @error 42804
select k from l where k + 1;
-- @error 42804
select k from l join r on l.k + r.k;
-- @error 42804
select case when k + 1 then 1 end from l;
-- @error 42804
select coalesce(k + 1, v || 'x') from l;
-- @error 42601
values (default);
-- @error 42804
select k from l limit true;
-- @error 42P10
select k from l limit k;
-- @error 42P10
select k from l limit 1 offset l.k + 1;
-- @error 42883
select case when k = 1 then k + 'x'::text else 1 end, nope from l;
-- @error 22P02
select case when 'x' then nope end;
-- The list is bound before WHERE, HAVING and GROUP BY.
-- @error 42703
select nope from l where k = 'x';
-- @error 22P02
select k from l group by nope having k = 'x';
-- @error 42703
select k from l group by nope order by nope2;
