-- pg_options_to_table, as psql's \des+ and its like ask it.
select * from pg_options_to_table('{host=a,port=5432}');
select option_name, option_value from pg_options_to_table(array['a=b=c', 'd=', 'e', '=f']) order by 1;
select o.option_value from pg_catalog.pg_options_to_table('{x=1}'::text[]) as o where o.option_name = 'x';
select n, v from pg_options_to_table('{x=1,y=2}') as t (n, v) order by n desc;
select count(*) from pg_options_to_table('{}');
select count(*) from pg_options_to_table(null);
select array_to_string(array(select quote_ident(option_name) || ' ' || quote_literal(option_value)
    from pg_options_to_table(s.options)), ', ') from (values ('{a=1,"B c=d e"}'::text[]), ('{}'), (null)) s (options) order by 1;
select s.n, o.* from (values (1, '{a=1,b=2}'::text[]), (2, '{}'), (3, '{c=3}')) s (n, options), pg_options_to_table(s.options) o order by 1, 2;
select s.n, o.option_name from (values (1, '{a=1}'::text[]), (2, '{}')) s (n, options) left join lateral pg_options_to_table(s.options) o on true order by 1, 2;
-- @error 42883
select * from pg_options_to_table(1);
