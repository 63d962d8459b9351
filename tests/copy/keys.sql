-- Checks and keys: which of several errors is told, and where.
create table k (a int primary key, b int unique, c int check (c < 100) not null, d int default 7 check (100 / d > 0));
copy k (a, b, c) from stdin;
1	1	1
2	2	2
1	3	x
\.
copy k (a, b, c) from stdin;
1	1	1
1	2	200
\.
copy k (a, b, c) from stdin;
1	1	1
2	1	1
2	3	\N
\.
copy k (a, b, c) from stdin;
1	1	1
2	1	1
3	3	3
\.
copy k from stdin;
1	1	1	1
2	2	2	0
3	x	3	1
\.
copy k from stdin;
1	1	1	1
2	2	2	-1
\.
copy k from stdin where 10 / c > 2;
1	1	1	1
2	2	5	1
3	3	0	1
4	1	1	1
\.
copy k from stdin where a % 2 = 1;
1	1	1	1
2	1	500	0
3	3	3	3
\.
copy k from stdin;
4	4	4	4
1	5	5	5
\.
copy k from stdin;
\N	4	4	4
\.
copy k (b, c) from stdin;
4	4
\.
copy k (a, b, c) from stdin csv;
10,,1
11,,2
12,"",3
\.
select * from k;
create table e (a int default 1 / 0, b int);
copy e (b) from stdin;
1
\.
copy e from stdin;
1	2
\.
copy e (b) from stdin;
\.
create table s (id serial, b int not null, t text default 'x' || 'y', w timestamptz default now());
copy s (b) from stdin;
1
2
4
\.
copy s (b, t) from stdin;
5	five
6	\N
\.
select id, b, t, w = now() as later, w is null from s order by b;
begin;
copy s (id, b) from stdin;
100	1
\.
select count(*) from s where w = now();
rollback;
drop table k, e, s;
