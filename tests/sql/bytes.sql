-- bytea and uuid: literals, casts, comparisons, and what they are grouped and ordered by.
select '\x4142'::bytea, 'AB'::bytea, '\\000'::bytea, 'a\001\\b'::bytea, '\x 41 42'::bytea;
-- @error 22023
select '\x414'::bytea;
-- @error 22023
select '\x4g'::bytea;
-- @error 22P02
select 'a\1'::bytea;
select '\x41'::bytea < '\x4100'::bytea, '\xff'::bytea > '\x00'::bytea, '\x'::bytea = ''::bytea, 'a'::bytea <> 'b';
select length('\x414243'::bytea), octet_length(''::bytea), '\x41'::bytea || '\x42';
select 'abc'::bytea::text, null::bytea;
select 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{A0EEBC999C0B4EF8BB6D6BB9BD380A11}'::uuid, 'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11'::uuid;
-- @error 22P02
select 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1'::uuid;
-- @error 22P02
select '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid;
-- @error 22P02
select 'a0eebc9-99c0b-4ef8-bb6d-6bb9bd380a11'::uuid;
select x, count(*) from (values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid), ('00000000-0000-0000-0000-000000000000'), ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (null)) v(x) group by x order by x;
select x from (values ('\x02'::bytea), ('\x0100'), ('\x01'), (null)) v(x) order by x desc;
select count(*) from (values ('\x02'::bytea), ('\x01')) a(x) join (values ('\x01'::bytea), ('\x03')) b(x) on a.x = b.x;
select x::text from (values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid)) v(x) where x in ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000');
-- @error 42883
select '\x41'::bytea = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid;
-- @error 42846
select 1::uuid;
-- @error 42846
select 1::bytea;
