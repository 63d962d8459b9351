-- Escapes, quotes, nulls, headers; what they come out as.
create temp table x (a int, b text, c text);
copy x from stdin (format csv, header match);
a,b,c
1,2,3
\.
copy x from stdin (format csv, header match);
a,b,d
1,2,3
\.
copy x from stdin (format csv, header match);
a,b
1,2,3
\.
copy x from stdin (format csv, header match);
a,,c
\.
copy x from stdin (header);
blah
4	5	6
\.
copy x from stdin (header match, null 'b');
a	b	c
\.
copy x from stdin csv force not null b force null c;
7,,""
8,"",
\.
copy x from stdin csv quote '''' escape '\';
9,'it\'s \\ \n','a''b
c'
\.
copy x from stdin csv;
10,"abc
def
\.
copy x from stdin csv;
11,a"b"c,"d"e"f"
12,"x,y", z .
\.
copy x from stdin;
13	\x41\101\7z\b\f\n\r\t\v\q	\\N
14	a\	b
\.
copy x from stdin;
15	\xff	c
\.
copy x from stdin;
15	a\0b	c
\.
copy x from stdin (null '');
		x
1		\N
\.
select a, b, c, length(b), length(c) from x;
copy x to stdout;
copy x to stdout csv;
copy x to stdout csv force quote b;
copy x to stdout (format csv, quote '''', escape '\', null '<>', header);
copy x to stdout (delimiter 'x');
copy x to stdout (delimiter E'\x01');
