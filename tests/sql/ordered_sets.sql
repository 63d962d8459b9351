-- Aggregates WITHIN GROUP: percentiles, mode, and hypothetical rows.
select percentile_cont(0.5) within group (order by salary), percentile_disc(0.25) within group (order by salary), mode() within group (order by dept_id) from emp;
select percentile_cont(0) within group (order by id), percentile_cont(1) within group (order by id), percentile_cont(0.3) within group (order by id), percentile_cont(0.5) within group (order by id desc) from emp;
select percentile_disc(0) within group (order by id), percentile_disc(1) within group (order by id), percentile_disc(0.3) within group (order by id), percentile_disc(0.5) within group (order by id desc) from emp;
select dept_id, percentile_cont(0.5) within group (order by salary), percentile_disc(0.5) within group (order by name), mode() within group (order by boss_id desc) from emp group by dept_id order by 1;
select percentile_cont(array[0, 0.25, 0.5, 0.75, 1]) within group (order by v), percentile_disc(array[0, 0.25, 0.5, 0.75, 1]) within group (order by v) from many;
select k, percentile_cont(0.9) within group (order by v), percentile_cont(0.1) within group (order by f), percentile_disc(0.5) within group (order by s), mode() within group (order by s) from many group by k order by k;
select g, percentile_disc(0.5) within group (order by day), percentile_disc(0.5) within group (order by v desc), mode() within group (order by flag) from many group by g order by g;
select percentile_disc(array[[0, 0.5], [1, null]]) within group (order by x), percentile_cont(array[[0, 0.5], [1, null]]) within group (order by x) from generate_series(1, 4) x;
select percentile_disc('{}'::float8[]) within group (order by x), percentile_cont('{}'::float8[]) within group (order by x) from generate_series(1, 4) x;
select percentile_disc(null::float8) within group (order by x), percentile_cont(null::float8[]) within group (order by x), percentile_disc(array[null]::float8[]) within group (order by x) from generate_series(1, 4) x;
select percentile_disc(0.5) within group (order by b), percentile_disc(0.5) within group (order by i2), percentile_disc(0.5) within group (order by i8), percentile_disc(0.5) within group (order by f4), percentile_disc(0.7) within group (order by f8) from kinds;
select percentile_disc(0.5) within group (order by n2), percentile_disc(0.5) within group (order by n6), percentile_disc(0.5) within group (order by t), percentile_disc(0.5) within group (order by d), percentile_disc(0.5) within group (order by ts), percentile_disc(0.5) within group (order by tz) from kinds;
select percentile_disc(0.7) within group (order by t::bytea) from kinds where t not like '%\\%';
select percentile_disc(array[0.1, 0.9]) within group (order by t), percentile_disc(array[0.1, 0.9]) within group (order by n2) from kinds where id < 0;
-- @error 42704
select percentile_disc(array[0.5]) within group (order by array[id]) is null from kinds where id < 0;
-- @error 42804
select mode() within group (order by 'a') from l;

select percentile_disc(array[0.1, 0.9]) within group (order by t), percentile_disc(array[0.1, 0.9]) within group (order by n2) from kinds;
select percentile_cont(0.5) within group (order by i4), percentile_cont(0.5) within group (order by n2), percentile_cont(0.25) within group (order by f4) from kinds where id not in (4, 5, 8);
select percentile_cont(0.5) within group (order by x), percentile_cont(array[0, 0.3, 1]) within group (order by x), percentile_disc(0.5) within group (order by x), mode() within group (order by x) from (values (interval '1 day'), ('2 days'), ('1 month'), ('1 month 3 hours')) t(x);
select percentile_cont(0.5) within group (order by 1.5), percentile_cont(0.5) within group (order by '3') from l;
select mode() within group (order by x), mode() within group (order by x desc), mode() within group (order by y), mode() within group (order by y desc nulls first) from (values (1, 'a'), (2, 'b'), (2, null), (1, null), (3, 'c')) t(x, y);
select mode() within group (order by x) from (values (1.0), (2), (1.00)) t(x);
select mode() within group (order by v), mode() within group (order by k) from nulls;
select percentile_cont(0.5) within group (order by k), percentile_disc(0.5) within group (order by v), mode() within group (order by v) from empty;
select percentile_cont(0.5) within group (order by salary) filter (where dept_id = 2), mode() within group (order by name) filter (where id > 100) from emp;
select rank(5000) within group (order by salary), dense_rank(5000) within group (order by salary), percent_rank(5000) within group (order by salary), cume_dist(5000) within group (order by salary) from emp;
select rank(7000) within group (order by salary desc), dense_rank(7000.5) within group (order by salary desc), percent_rank(1) within group (order by salary desc nulls last), cume_dist(1e9) within group (order by salary) from emp;
select rank(null) within group (order by salary), dense_rank(null) within group (order by salary nulls first), cume_dist(null) within group (order by salary), percent_rank(null) within group (order by salary) from emp;
select rank('b') within group (order by v), dense_rank('bb') within group (order by v), rank('b', 2) within group (order by v, k), rank(2, 'c') within group (order by k desc, v) from l;
select rank(3) within group (order by x), dense_rank(3) within group (order by x), percent_rank(3) within group (order by x), cume_dist(3) within group (order by x) from (values (1), (1), (2), (2), (3), (3), (4)) t(x);
select rank(3, 1) within group (order by x, x), dense_rank(1, 3) within group (order by x, x desc) from (values (1), (1), (2), (2), (3), (3), (4)) t(x);
select rank(1) within group (order by k), dense_rank(1) within group (order by k), percent_rank(1) within group (order by k), cume_dist(1) within group (order by k) from empty;
select k, rank(500) within group (order by f), dense_rank(500) within group (order by v), round(cume_dist(100) within group (order by v)::numeric, 6) from many group by k order by k;
select k, rank(k) within group (order by w), percentile_disc(k / 10.0) within group (order by w) from r group by k order by k;
select dept_id, rank(dept_id + 1) within group (order by id) from emp group by dept_id order by 1;
select rank(1.5) within group (order by k), rank(2) within group (order by w), rank('x'::varchar) within group (order by v) from l join r using (k);
select rank(date '2020-01-01') within group (order by d), rank('2020-01-01') within group (order by ts), rank(true) within group (order by b) from kinds;
select d.name, (select percentile_disc(0.5) within group (order by e.name) from emp e where e.dept_id = d.id) from dept d order by d.id;
select d.name, (select rank(d.id) within group (order by e.id) from emp e) from dept d order by d.id;
select count(*), percentile_disc(0.5) within group (order by k) + 1, rank(1) within group (order by k) * 2 from l having mode() within group (order by k) = 2;
select round(percentile_cont(0.5) within group (order by k)::numeric, 2) as median from l order by median;
-- @error 22003
select percentile_disc(1.5) within group (order by k) from l;
-- @error 22003
select percentile_cont(-0.1) within group (order by k) from l;
-- @error 22003
select percentile_disc(1.5) within group (order by k) from empty;
-- @error 22003
select percentile_disc('NaN') within group (order by k) from l;
-- @error 22003
select percentile_cont(array[0, 1.5]) within group (order by k) from l;
-- @error 42883
select percentile_cont(0.5, 0.6) within group (order by k) from l;
-- @error 42883
select rank(1, 2) within group (order by k) from l;
-- @error 42883
select rank() within group (order by k) from l;
-- @error 42809
select sum() within group (order by k) from l;
-- @error 42809
select abs() within group (order by k) from l;
-- @error 42809
select percentile_cont(0.5, 1) from l;
-- @error 42809
select rank(1) from l;
-- @error 42809
select mode(1) from l;
-- @error 22P02
select rank('a') within group (order by k) from l;
-- @error 42804
select rank('a'::text) within group (order by k) from l;
-- @error 42803
select percentile_cont(k / 10.0) within group (order by k) from l;
-- @error 42803
select percentile_cont(sum(k)) within group (order by k) from l;
-- @error 22P02
select percentile_cont('a') within group (order by k) from l;
-- @error 42883
select percentile_cont(0.5) within group (order by v) from l;
-- @error 22P02
select percentile_cont(0.5) within group (order by 'a') from l;
-- @error 42883
select mode() within group (order by k, k) from l;
-- @error 42883
select mode(5) within group (order by k) from l;
-- @error 42601
select rank(distinct 1) within group (order by k) from l;
-- @error 42601
select percentile_disc(0.5 order by k) within group (order by k) from l;
-- @error 0A000
select mode() within group (order by unnest(array[k])) from l;
-- @error 42803
select k from l where mode() within group (order by k) = 2;
