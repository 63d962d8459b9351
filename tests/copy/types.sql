-- Every type in and out.
create temp table y (bo bool, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, nf numeric(12,3), nl numeric(38,10),
  te text, vc varchar(5), bp char(3), da date, ti time, tz timetz, ts timestamp, tt timestamptz, iv interval,
  uu uuid, by bytea, na name, oi oid, ch "char", ai int[], at text[]);
copy y from stdin;
t	1	1	1	1.5	1.5	1.50	1.5	1.5	text	varch	bp	2020-02-29	12:30:45.5	12:30:45+02	2020-02-29 12:30:45	2020-02-29 12:30:45+02	1 mon 2 days 03:04:05	a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11	\\xdeadbeef	name	1	c	{1,2,NULL}	{a,"b,c",NULL}
f	-32768	-2147483648	-9223372036854775808	-inf	nan	-0.000001	-999999999.999	1234567890123456789012345678.0123456789			   	infinity	24:00:00	00:00:00-15:59	-infinity	infinity	-1 years	A0EEBC999C0B4EF8BB6D6BB9BD380A11	\\x	n	4294967295		{}	{}
yes	+7	 8 	09	1e10	1e-300	1e3	 12 	0	a\tb\\c	ab   	a	Feb 3, 2001	1:2	1:2 PM+0	20200101T101112	1999-01-08 04:05:06 PST	P1Y2M3DT4H5M6S	{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}	\\001\\002abc	nn	0	xyz	[0:1]={1,2}	{"",null}
\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
\.
copy y from stdin;
t	1	1	1	1.5	1.5	1.50	1.5	1.5	text	varch	bp	2020-02-29	12:30:45.5	12:30:45+02	2020-02-29 12:30:45	2020-02-29 12:30:45+02	1 mon 2 days 03:04:05	a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11	\\xdeadbeef	name	1	c	{1,2,NULL}	{a,"b,c",NULL}
f	-32768	-2147483648	-9223372036854775808	-inf	nan	-0.000001	-999999999.999	1234567890123456789012345678.0123456789			   	infinity	24:00:00	00:00:00-15:59	-infinity	infinity	-1 years	A0EEBC999C0B4EF8BB6D6BB9BD380A11	\\x	n	4294967295		{}	{}
yes	+7	 8 	09	1e10	1e-300	1e3	 12 	0	a\tb\\c	ab   	a	Feb 3, 2001	1:2	1:2 PM+0	20200101T101112	1999-01-08 04:05:06 PST	P1Y2M3DT4H5M6S	{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}	\\001\\002abc	nn	0	xyz	{1,2}	{"",null}
\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
\.
copy y to stdout;
copy y to stdout csv;
copy y to stdout (format csv, force_quote *);
copy y to stdout binary;
set datestyle to german;
set timezone to 'Europe/Berlin';
set intervalstyle to iso_8601;
set extra_float_digits to 0;
copy y to stdout;
copy y (da, ts, tt) from stdin;
03.02.2001	03.02.2001 04:05:06	03.02.2001 04:05:06 CET
\.
copy y (da, ts, tt) to stdout csv header;
reset datestyle;
copy y (i2) from stdin;
32768
\.
copy y (i4) from stdin;
2147483648
\.
copy y (i8) from stdin;
9223372036854775807
-9223372036854775808
0000000000000000000001
9223372036854775808
\.
copy y (i4) from stdin;
-
\.
copy y (i4) from stdin csv;
1

3
\.
copy y (i4) from stdin;

\.
copy y (n) from stdin;
1.2.3
\.
copy y (nf) from stdin;
12345678901
\.
copy y (f8) from stdin;
1e400
\.
copy y (bo) from stdin;
2
\.
copy y (da) from stdin;
2020-02-30
\.
copy y (ti) from stdin;
25:00
\.
copy y (uu) from stdin;
x
\.
copy y (by) from stdin;
\\x1
\.
copy y (ai) from stdin;
{1,x}
\.
copy y (ai) from stdin;
{1
\.
copy y (vc) from stdin;
abcdef
\.
-- @data abcde   \n
copy y (vc) from stdin;
copy y (bp) from stdin;
abcd
\.
select i8, vc from y where i8 is not null;
