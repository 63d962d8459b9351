-- Functions and operators of bytea and uuid.
select length('\x0102'::bytea), octet_length('\x0102'::bytea), bit_length('\x0102'::bytea), length(''::bytea), bit_count('\x00ff0f'::bytea), bit_count('\x1234567890'::bytea);
select '\x01'::bytea || '\x02', '\x01'::bytea || ''::bytea, 'a'::bytea || 'b'::bytea, null || '\x01'::bytea;
select substring('\x010203'::bytea from 2), substring('\x010203'::bytea from 2 for 1), substring('\x010203'::bytea for 2), substr('\x010203'::bytea, 2), substr('\x010203'::bytea, 0, 2), substring('\x010203'::bytea from -1), substring('\x010203'::bytea from 5), substring('\x010203'::bytea, 2, 0);
-- @error 22011
select substring('\x010203'::bytea from 1 for -1);
select overlay('\x010203'::bytea placing '\xff' from 2), overlay('\x010203'::bytea placing '\xffff' from 2 for 1), overlay('\x010203'::bytea placing '\xff' from 10), overlay('\x010203'::bytea placing '' from 1 for 2);
-- @error 22011
select overlay('\x010203'::bytea placing '\xff' from 0);
select position('\x02'::bytea in '\x010203'::bytea), position('\x05'::bytea in '\x010203'::bytea), position(''::bytea in '\x01'::bytea), position('\x0203'::bytea in '\x010203'::bytea), position('\x01'::bytea in ''::bytea);
select btrim('\x000100'::bytea, '\x00'), ltrim('\x000100'::bytea, '\x00'), rtrim('\x000100'::bytea, '\x00'), trim('\x00'::bytea from '\x0001'::bytea), trim(leading '\x00'::bytea from '\x000100'::bytea), trim(trailing '\x00'::bytea from '\x000100'::bytea), btrim('\x0102'::bytea, ''), btrim('\x0000'::bytea, '\x00');
select get_byte('\x1234'::bytea, 0), get_byte('\x1234'::bytea, 1), get_bit('\x1234'::bytea, 2), get_bit('\x1234'::bytea, 15), get_bit('\x80'::bytea, 7);
-- @error 2202E
select get_byte('\x1234'::bytea, 2);
-- @error 2202E
select get_byte('\x1234'::bytea, -1);
-- @error 2202E
select get_byte(''::bytea, 0);
-- @error 2202E
select get_bit('\x1234'::bytea, 16);
select set_byte('\x1234'::bytea, 0, 255), set_byte('\x1234'::bytea, 1, 256), set_byte('\x1234'::bytea, 1, -1), set_bit('\x1234'::bytea, 0, 1), set_bit('\x1234'::bytea, 4, 0), set_bit('\x00'::bytea, 7, 1);
-- @error 2202E
select set_byte('\x1234'::bytea, 2, 1);
-- @error 2202E
select set_bit('\x1234'::bytea, 16, 1);
-- @error 22023
select set_bit('\x1234'::bytea, 0, 2);
select md5('\x00'::bytea), sha224(''::bytea), sha256('\x00'::bytea), sha384('\x00'::bytea), sha512(''::bytea);
select '\x01'::bytea < '\x02', '\x01'::bytea = '\x01', '\x0100'::bytea > '\x01', '\x'::bytea < '\x00', '\xff'::bytea > '\x7f', '\x01'::bytea <> '\x02', '\x01'::bytea <= '\x01', '\x01'::bytea >= '\x02';
select min(x::text), count(distinct x), string_agg(x, '\xff'::bytea order by x) from (values ('\x02'::bytea), ('\x01'), ('\x02'), (null)) t(x);
select 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'::uuid = 'a0eebc999c0b4ef8bb6d6bb9bd380a11'::uuid, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid < 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', greatest('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
-- @error 22P02
select 'a0eebc99'::uuid;
-- @error 22023
select '\x0g'::bytea;
-- @error 22P02
select 'a\b'::bytea;
-- @error 42883
select upper('\x01'::bytea);
-- @error 42883
select bit_count(1);
-- @error 42883
select get_byte('abc', 1.5);
