-- Where lines end, where data end.
create temp table l (a text);
-- @data one\r\ntwo\r\n
copy l from stdin;
-- @data one\rtwo\rthree
copy l from stdin;
-- @data one\ntwo\r\n
copy l from stdin;
-- @data one\rtwo\n
copy l from stdin;
-- @data one\r\ntwo\n
copy l from stdin;
-- @data one\r\ntwo\rthree\r\n
copy l from stdin;
-- @data one\ntwo\r\n
copy l from stdin csv;
-- @data one\rtwo\n
copy l from stdin csv;
-- @data "one\r\n\n\r"\n"two"\n
copy l from stdin csv;
-- @data "one\n"\r\n"two\r\n"\r\nx\\x
copy l from stdin csv;
-- @data one\\.\ntwo\n
copy l from stdin;
-- @data \\.
copy l from stdin;
-- @data \\.x\n
copy l from stdin;
-- @data one\n\\.\r\n
copy l from stdin;
-- @data one\r\n\\.\n
copy l from stdin;
-- @data one\r\n\\.\r\ntwo\r\n
copy l from stdin;
-- @data one\r\n\\.\rtwo\r\n
copy l from stdin;
-- @data one\r\\.\rtwo\r
copy l from stdin;
-- @data one\r\\.\n
copy l from stdin;
-- @data \\.\r
copy l from stdin;
-- @data one\n\\.two\n
copy l from stdin csv;
-- @data one\n\\.
copy l from stdin csv;
-- @data one\n\\.\ntwo\n
copy l from stdin csv;
-- @data one\r\n\\.\n
copy l from stdin csv;
-- @data "\\."\n
copy l from stdin csv;
-- @data one\\\ntwo\n
copy l from stdin;
-- @data one\\
copy l from stdin;
-- @data one
copy l from stdin;
-- @data \n\n\n
copy l from stdin;
-- @data \n\n
copy l from stdin csv;
-- @data "open
copy l from stdin csv;
-- @data a"b"c""d"e"\n
copy l from stdin csv;
-- @data 'a\\'b\\\\'\n'c\\d'\n\\'e\n
copy l from stdin (format csv, quote '''', escape '\');
-- @data "a\\
copy l from stdin (format csv, escape '\');
-- @data \xc3\xa9\n
copy l from stdin;
-- @data ok\nbad\xc3\n
copy l from stdin;
-- @data nul\x00\n
copy l from stdin;
-- @data \xe9t\xe9\n
copy l from stdin (encoding 'latin1');
-- @data \xe9t\xe9\n
copy l from stdin (format csv, encoding 'latin1', delimiter '|');
-- @data \\303\\251\n\\xe2\\x82\\xac\n
copy l from stdin;
-- @data \\303\n
copy l from stdin;
-- @data \xef\xbb\xbfbom\n
copy l from stdin;
select a, length(a) from l;
copy l to stdout;
copy l to stdout csv;
-- @data 1\n2\nx\n"3\n4"\n
copy l from stdin (format csv, header);
create temp table n (a int, b int);
-- @data 1,"2"\n\n
copy n from stdin csv;
-- @data "1",2\n3,"\n4\n"\n5,y\n
copy n from stdin csv;
-- @data 1,2\n3,"\n4\n"\n5,y\n
copy n from stdin csv;
-- @data 1A2\n3\\x4AB4\n
copy n from stdin (delimiter 'A');
-- @data 1\t2\n3\t\\0644\n
copy n from stdin;
select * from n;
