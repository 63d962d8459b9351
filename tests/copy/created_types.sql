-- Enums and domains.
create type mood as enum ('sad', 'ok', 'happy');
create domain small as int check (value < 10);
create domain filled as text not null;
create domain word as varchar(5) default 'none' constraint no_a check (value not like '%a%');
create table c (m mood, s small, f filled, w word, ms mood[]);
copy c from stdin;
happy	1	x	abc	{sad,ok}
\.
copy c from stdin;
happy	1	x	bcd	{sad,ok}
sad	9	y	\N	\N
\N	\N		b	{}
\.
copy c from stdin;
angry	1	x	b	\N
\.
copy c from stdin;
ok	1	x	b	\N
ok	10	x	b	\N
\.
copy c from stdin;
ok	1	\N	b	\N
\.
copy c from stdin;
ok	1	x	bcdefg	\N
\.
copy c from stdin;
ok	1	x	b	{sad,angry}
\.
copy c (m, f) from stdin csv;
ok,"x, y"
happy,z
\.
copy c from stdin where m > 'sad';
sad	1	x	b	\N
ok	2	x	b	\N
\.
copy c to stdout;
copy c (m, s) to stdout binary;
copy c to stdout (format csv, force_quote *);
drop table c;
drop domain small, filled, word;
drop type mood;
