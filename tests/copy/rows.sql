-- Rows in and out; errors and where they are.
create temp table t (a int, b text, c numeric(10,2), d date default '2020-01-01');
copy t from stdin;
1	one	1.50	2020-02-03
2	two\tx	\N	\N
\N	\\N	3	2021-01-01
\.
copy t (a, b) from stdin (format csv);
5,"he said ""x"""
6,
7,""
\.
select * from t;
copy t to stdout;
copy t to stdout csv header;
copy t to stdout (format csv, force_quote *);
copy (select a, b from t where a > 2) to stdout (delimiter '|', null 'nix');
copy t (b) to stdout;
copy t from stdin;
1	x	1	2020-01-01
x	y	1	2020-01-01
\.
copy t from stdin;
1	x
\.
copy t from stdin;
1	x	1	2020-01-01	3
\.
copy nosuch from stdin;
copy t (z) from stdin;
copy t (a,a) from stdin;
create temp view v as select 1 as a;
copy v to stdout;
copy v from stdin;
\.
begin;
copy t from stdin;
x
\.
select 1;
rollback;
create table k (a int primary key, b int check (b > 0) not null);
copy k from stdin;
1	1
2	2
1	3
\.
copy k from stdin;
1	1
2	0
\.
copy k from stdin;
1	1
2	\N
\.
select * from k;
copy k from stdin where b > 5;
1	1
2	6
3	7
\.
select * from k;
create temp table tt (id serial, x float8);
copy tt (x) from stdin;
1.5
-inf
nan
\.
select * from tt;
copy (insert into k values (20, 30) returning *) to stdout;
copy t from stdin (format xml);
copy t from stdin (header foo);
copy t to stdout (header match);
drop table k;
