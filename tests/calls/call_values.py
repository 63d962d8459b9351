"""The values that every operator, cast and function is asked with: NULL, the edges, and some between.

A type without a row here is left out, and so is whatever takes it.
"""

LONG = 'ab' * 150
VALUES = {
    'bool': ('t', 'f'),
    'char': ('a', '', '\\377'),
    'name': ('', 'name', 'Ünï', 'x' * 63),
    'text': ('', 'a', 'Hello, World', ' 12 ', 'äÖ€😀ß', 'a%b_c\\d', '1', LONG),
    'bpchar': ('', 'a', 'a  ', 'Ünï '),
    'varchar': ('', 'a', 'a  ', '-7.5', 'Ünï '),
    'int2': ('0', '1', '-1', '7', '32767', '-32768'),
    'int4': ('0', '1', '-1', '7', '2147483647', '-2147483648'),
    'int8': ('0', '1', '-1', '7', '9223372036854775807', '-9223372036854775808'),
    'float4': ('0', '-0', '1', '-1.5', '0.1', '3.4028235e38', '1.4e-45', 'Infinity', 'NaN'),
    'float8': ('0', '-0', '1', '-2.5', '0.1', '1e15', '1.7976931348623157e308', '4.9e-324',
               '-Infinity', 'NaN'),
    'numeric': ('0', '1', '-1', '0.5', '-2.50', '123456789.987654321', '1e-30', '1e40',
                '-Infinity', 'NaN'),
    'oid': ('0', '1', '23', '4294967295'),
    'bytea': ('', '\\x00', '\\x414243ff', '\\x' + '5c27' * 20),
    'date': ('2000-01-01', '1999-12-31', '2024-02-29', '4713-01-01 BC', '5874897-12-31',
             'infinity', '-infinity'),
    'time': ('00:00', '12:34:56.789', '23:59:59.999999', '24:00'),
    'timetz': ('00:00+00', '12:34:56.789-07', '23:59:59.999999+15:59', '24:00-15:59'),
    'timestamp': ('2000-01-01', '1999-12-31 23:59:59.999999', '2024-02-29 12:34:56.789',
                  '4713-01-01 00:00:00 BC', '294276-12-31 23:59:59.999999', 'infinity', '-infinity'),
    'timestamptz': ('2000-01-01+00', '1999-12-31 23:59:59.999999+00', '2024-03-10 02:30-08',
                    '4713-01-01 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00', 'infinity',
                    '-infinity'),
    'interval': ('0', '1 day', '-1 mon 2 days -03:04:05.6', '1 year 2 mons', '36:00',
                 '178000000 years', '-2147483648 days'),
    'uuid': ('00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
    'regtype': ('int4', 'text'),
    'int2[]': ('{}', '{1,-2,NULL}'),
    'int4[]': ('{}', '{1,2,3}', '{NULL,1,NULL}', '{3,2,2147483647}'),
    'int8[]': ('{}', '{1,-9223372036854775808}'),
    'float8[]': ('{}', '{1.5,NaN,-0,NULL}'),
    'numeric[]': ('{}', '{1.50,NaN,-7}'),
    'bool[]': ('{}', '{t,f,NULL}'),
    'text[]': ('{}', '{a,b,"c d"}', '{NULL,"","NULL","a\\"b"}'),
    'varchar[]': ('{}', '{x,NULL}'),
    'bytea[]': ('{}', '{"\\\\x41",NULL}'),
    'date[]': ('{}', '{2000-01-01,infinity}'),
    'timestamp[]': ('{}', '{"2000-01-01 12:00:00",-infinity}'),
    'interval[]': ('{}', '{"1 day",NULL}'),
    'uuid[]': ('{}', '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'),
    'oid[]': ('{}', '{1,23}'),
}

# What polymorphic types stand for, all alike within one call: (element, array).
POLYMORPHIC = (('int4', 'int4[]'), ('text', 'text[]'))
ELEMENTS = ('anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray', 'any')
ARRAYS = ('anyarray', 'anycompatiblearray')

FIELDS = ('year', 'quarter', 'MONTH', 'week', 'day', 'hour', 'second', 'milliseconds', 'epoch',
          'isodow', 'century', 'julian', 'timezone', 'nope')
ZONES = ('UTC', 'America/New_York', '+03:30', 'EST', 'nowhere')
TIME_FORMATS = ('YYYY-MM-DD HH24:MI:SS.US', 'FMDay, DD TMMonth YYYY BC', 'IYYY-IW-ID DDD J Q RM',
                'HH12:MI am TZ', '')
NUMBER_FORMATS = ('999', 'FM000.00', 'S9G999D99', 'RN', '9.99EEEE', '$L099PR', '')
FLAGS = ('', 'i', 'g', 'nx', '?')
PATTERNS = ('', 'a', '[a-z]+', '(l+)(o)', '^\\s*\\d', 'ä|ö', '(')
SMALL = ('0', '1', '-1', '2', '5')

# Arguments that mean something only in some form: {(function, number of argument): values}.
ARGUMENTS = {
    **{(name, 0): FIELDS for name in ('date_part', 'date_trunc', 'extract')},
    ('date_trunc', 2): ZONES, ('timezone', 0): ZONES,
    ('to_date', 0): ('2024-02-29', '29 February 2024', '1-1-1', 'x'), ('to_date', 1): TIME_FORMATS,
    ('to_timestamp', 0): ('2024-02-29 12:34:56', 'Monday, 01 January 2001 AD', '', 'x'),
    ('to_timestamp', 1): TIME_FORMATS,
    ('to_number', 0): ('12', '-1,234.56', '<7>', 'XIV', ''), ('to_number', 1): NUMBER_FORMATS,
    **{(name, 1): ('hex', 'base64', 'escape', 'nope') for name in ('encode', 'decode')},
    ('decode', 0): ('4142', 'QUI=', 'a\\\\b\\001', 'x'),
    **{(name, 1): ('UTF8', 'LATIN1', 'SQL_ASCII', 'nope')
       for name in ('convert_from', 'convert_to', 'length')},
    **{(name, 1): PATTERNS for name in (
        'regexp_match', 'regexp_matches', 'regexp_replace', 'regexp_count', 'regexp_instr',
        'regexp_like', 'regexp_substr', 'regexp_split_to_array', 'regexp_split_to_table')},
    **{(name, 2): FLAGS for name in ('regexp_match', 'regexp_matches', 'regexp_like',
                                     'regexp_split_to_array', 'regexp_split_to_table')},
    ('regexp_replace', 2): ('', '<\\1>', '\\&', 'x'), ('regexp_replace', 3): ('g', 'i', '3', '?'),
    **{(name, number): SMALL for number in range(2, 7) for name in (
        'regexp_count', 'regexp_instr', 'regexp_substr', 'regexp_replace')
       if (name, number) not in (('regexp_replace', 2), ('regexp_replace', 3))},
    **{(name, number): SMALL for number in range(7) for name in (
        'make_date', 'make_time', 'make_timestamp', 'make_timestamptz', 'make_interval')
       if (name, number) != ('make_timestamptz', 6)},
    ('make_timestamptz', 6): ZONES,
    **{('generate_series', number): SMALL for number in range(3)},
    ('format', 0): ('%s', '%I and %L', '%1$s %%', '%5$s', '%-5s|', '%x', ''),
    ('parse_ident', 0): ('a.b', '"A b".c', 'x y', ''),
    ('unistr', 0): ('\\0061', '\\u00e4b', '\\+01F600', '\\x'),
    ('normalize', 1): ('NFC', 'NFKD', 'nope'), ('is_normalized', 1): ('NFC', 'NFKD', 'nope'),
    ('factorial', 0): ('0', '1', '20', '35', '-1', '32178'),
    ('chr', 0): ('0', '65', '228', '8364', '128512', '1114112', '-1'),
    ('repeat', 1): ('0', '1', '3', '-1'),
}
# to_char's format depends on what it formats.
FORMATS = {'date': TIME_FORMATS, 'time': TIME_FORMATS, 'timestamp': TIME_FORMATS,
           'timestamptz': TIME_FORMATS, 'interval': TIME_FORMATS}


def values_of(function, number, types):
    """The values of an argument, as text; None stands for NULL and comes first."""
    own = ARGUMENTS.get((function, number))
    if function == 'to_char' and number == 1:
        own = FORMATS.get(types[0], NUMBER_FORMATS)
    if function in ('generate_series', 'make_date') and types[number] not in (
            'int4', 'int8', 'numeric', 'float8'):
        own = None
    return (None, *(own or VALUES[types[number]]))


def literal(value, type_name):
    name = type_name.replace('char', '"char"') if type_name in ('char', 'char[]') else type_name
    if value is None:
        return f'null::{name}'
    return "'" + value.replace("'", "''") + f"'::{name}"
