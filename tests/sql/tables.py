"""The tables of the SQL suite: defined once, written as files for Hearth, loaded into PostgreSQL.

Values are small on purpose but meant: every type with NULLs, extremes, ties, empty strings and
multibyte text; `many` is large enough for several batches, row groups and partitions.  The same
values come out on every machine: the only randomness is a generator with a fixed seed.
"""

import datetime
import decimal
import os
import random

DATE, TIME, STAMP = datetime.date, datetime.time, datetime.datetime
DECIMAL = decimal.Decimal
UTC = datetime.timezone.utc
MANY_ROWS = 5000
ROW_GROUP_ROWS = 1024


class Table:
    """A table and how its file looks: parquet, csv, or parts (a folder of Parquet files)."""

    def __init__(self, name, columns, rows, kind='parquet'):
        self.name, self.kind = name, kind
        self.columns = [tuple(column.split(' ', 1)) for column in columns]
        self.rows = rows


def _kinds():
    rows = [
        (1, True, 1, 10, 100, 1.5, 2.25, DECIMAL('1.50'), DECIMAL('0.000001'), 'one',
         DATE(2020, 1, 1), STAMP(2020, 1, 1, 12, 30, 15),
         STAMP(2020, 1, 1, 12, 30, 15, tzinfo=UTC)),
        (2, False, -1, -10, -100, -1.5, -2.25, DECIMAL('-1.50'), DECIMAL('-0.000001'), 'Two',
         DATE(1999, 12, 31), STAMP(1999, 12, 31, 23, 59, 59, 999999),
         STAMP(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        (3, None, None, None, None, None, None, None, None, None, None, None, None),
        (4, True, 32767, 2147483647, 9223372036854775807, 3.0e38, 1.7e308,
         DECIMAL('99999999.99'), DECIMAL('999999999999.999999'), '', DATE(9999, 12, 31),
         STAMP(9999, 12, 31, 23, 59, 59), STAMP(2038, 1, 19, 3, 14, 7, tzinfo=UTC)),
        (5, False, -32768, -2147483648, -9223372036854775808, -3.0e38, -1.7e308,
         DECIMAL('-99999999.99'), DECIMAL('-999999999999.999999'), ' padded ', DATE(1, 1, 1),
         STAMP(1, 1, 1), STAMP(1970, 1, 1, tzinfo=UTC)),
        (6, True, 0, 0, 0, 0.0, 0.0, DECIMAL('0.00'), DECIMAL('0.000000'), 'zero',
         DATE(1970, 1, 1), STAMP(1970, 1, 1), STAMP(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
        (7, False, 7, 7, 7, float('nan'), float('nan'), DECIMAL('7.77'), DECIMAL('7.777777'),
         'naïve café', DATE(2024, 2, 29), STAMP(2024, 2, 29, 6, 7, 8, 123456),
         STAMP(2024, 2, 29, 6, 7, 8, 123456, tzinfo=UTC)),
        (8, None, 8, 8, 8, float('inf'), float('-inf'), DECIMAL('0.01'), DECIMAL('0.500000'),
         '日本語', DATE(2000, 2, 29), STAMP(2000, 2, 29, 0, 0, 0, 1),
         STAMP(2000, 2, 29, 0, 0, 0, 1, tzinfo=UTC)),
        (9, True, 100, 100, 100, 0.1, 0.1, DECIMAL('100.10'), DECIMAL('100.100000'), 'ONE',
         DATE(2020, 1, 1), STAMP(2020, 1, 1, 12, 30, 15), STAMP(2020, 6, 1, tzinfo=UTC)),
        (10, False, -7, -7, -7, -0.0, -0.0, DECIMAL('-7.05'), DECIMAL('-7.050000'), 'a%b_c\\d',
         DATE(2021, 3, 14), STAMP(2021, 3, 14, 1, 59, 26, 535897),
         STAMP(2021, 3, 14, 1, 59, 26, 535897, tzinfo=UTC)),
    ]
    return Table('kinds', ['id int4', 'b bool', 'i2 int2', 'i4 int4', 'i8 int8', 'f4 float4',
                           'f8 float8', 'n2 numeric(10,2)', 'n6 numeric(18,6)', 't text',
                           'd date', 'ts timestamp', 'tz timestamptz'], rows)


def _company():
    departments = [(1, 'Sales', 'Bonn'), (2, 'Research', 'Köln'), (3, 'Empty', None),
                   (4, 'Support', 'Bonn')]
    people = [
        (1, 'Ada', 2, None, DECIMAL('9000.00'), DATE(2015, 3, 1)),
        (2, 'Bob', 1, 1, DECIMAL('5000.00'), DATE(2018, 7, 15)),
        (3, 'Cem', 1, 2, DECIMAL('4200.50'), DATE(2019, 1, 31)),
        (4, 'Dina', 2, 1, DECIMAL('7000.00'), DATE(2016, 11, 5)),
        (5, 'Eve', 2, 4, DECIMAL('7000.00'), DATE(2020, 2, 29)),
        (6, 'Finn', None, 1, DECIMAL('3000.00'), DATE(2021, 5, 20)),
        (7, 'Gus', 9, 2, None, DATE(2021, 5, 20)),
        (8, 'Hana', 4, 2, DECIMAL('4200.50'), None),
    ]
    return [Table('dept', ['id int4', 'name text', 'city text'], departments),
            Table('emp', ['id int4', 'name text', 'dept_id int4', 'boss_id int4',
                          'salary numeric(10,2)', 'hired date'], people)]


def _pairs():
    left = [(1, 'a'), (2, 'b'), (2, 'bb'), (3, 'c'), (None, 'n'), (5, None)]
    right = [(2, 20), (2, 21), (3, 30), (4, 40), (None, 0), (5, None)]
    return [Table('l', ['k int4', 'v text'], left), Table('r', ['k int4', 'w int8'], right),
            Table('empty', ['k int4', 'v text', 'n numeric(8,3)'], []),
            Table('nulls', ['k int4', 'v text'], [(None, None)] * 3)]


def _words():
    texts = ['apple', 'Apple', 'APPLE', 'banana', 'Banane', 'cherry', 'éclair', 'eclair', 'Éclair',
             'straße', 'STRASSE', 'zoë', '', ' ', 'a b c', '100%', 'under_score', "it's",
             'tab\there', 'line\nbreak', '\\back', '語', '🙂 smile', 'x' * 40, None]
    return Table('words', ['id int4', 'w text'], list(enumerate(texts, 1)))


def _sales():
    rows = [(1, 'north', 3, 10.5, DATE(2023, 1, 5), True),
            (2, 'south', 1, 99.0, DATE(2023, 1, 9), False),
            (3, 'north', None, 7.25, DATE(2023, 2, 1), True), (4, 'a, "b"', 12, 0.125, None, False),
            (5, None, 2, None, DATE(2023, 2, 28), None), (6, '', 5, 1e6, DATE(2023, 3, 3), True),
            (7, 'multi\nline', -4, -2.5, DATE(2023, 3, 31), False)]
    return Table('sales', ['id int8', 'region text', 'quantity int8', 'price float8', 'sold date',
                           'paid bool'], rows, 'csv')


def _parts():
    rows = [(n, f'part {n % 7}', None if n % 11 == 0 else n * n) for n in range(1, 61)]
    return Table('parts', ['id int4', 'label text', 'size int8'], rows, 'parts')


def _many():
    source = random.Random(20240229)
    start, rows = DATE(1992, 1, 1), []
    for n in range(1, MANY_ROWS + 1):
        key = source.randrange(100)
        rows.append((
            n, None if key == 99 else key, f'group {source.randrange(10)}',
            DECIMAL(source.randrange(-100000, 1000000)).scaleb(-2),
            None if source.random() < 0.05 else source.random() * 1000,
            start + datetime.timedelta(days=source.randrange(2500)),
            None if source.random() < 0.1 else ''.join(source.choices('abcde', k=n % 5)),
            source.random() < 0.5))
    return Table('many', ['id int8', 'k int4', 'g text', 'v numeric(12,2)', 'f float8', 'day date',
                          's text', 'flag bool'], rows)


def tables():
    return [_kinds(), *_company(), *_pairs(), _words(), _sales(), _parts(), _many()]


# Files for Hearth.

def _arrow_type(name):
    import pyarrow
    simple = {'bool': pyarrow.bool_(), 'int2': pyarrow.int16(), 'int4': pyarrow.int32(),
              'int8': pyarrow.int64(), 'float4': pyarrow.float32(), 'float8': pyarrow.float64(),
              'text': pyarrow.string(), 'date': pyarrow.date32(),
              'timestamp': pyarrow.timestamp('us'),
              'timestamptz': pyarrow.timestamp('us', tz='UTC')}
    if name.startswith('numeric('):
        precision, scale = name[len('numeric('):-1].split(',')
        return pyarrow.decimal128(int(precision), int(scale))
    return simple[name]


def _write_parquet(path, columns, rows):
    import pyarrow
    import pyarrow.parquet
    schema = pyarrow.schema([(name, _arrow_type(kind)) for name, kind in columns])
    arrays = [pyarrow.array([row[index] for row in rows], type=field.type)
              for index, field in enumerate(schema)]
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), path,
                                row_group_size=ROW_GROUP_ROWS)


def _csv_cell(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _write_csv(path, columns, rows):
    """Strings are quoted, so that an empty string and a missing value differ."""
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(','.join(name for name, _ in columns) + '\n')
        for row in rows:
            cells = []
            for value in row:
                if value is None:
                    cells.append('')
                elif isinstance(value, str):
                    cells.append('"' + value.replace('"', '""') + '"')
                else:
                    cells.append(_csv_cell(value))
            file.write(','.join(cells) + '\n')


def write_files(directory):
    for table in tables():
        path = os.path.join(directory, table.name)
        if table.kind == 'csv':
            _write_csv(path + '.csv', table.columns, table.rows)
        elif table.kind == 'parquet':
            _write_parquet(path + '.parquet', table.columns, table.rows)
        else:
            os.mkdir(path)
            middle = len(table.rows) // 2
            _write_parquet(f'{path}/1.parquet', table.columns, table.rows[:middle])
            _write_parquet(f'{path}/2.parquet', table.columns, table.rows[middle:])


# Rows for PostgreSQL.

def _copy_cell(value):
    if value is None:
        return '\\N'
    if isinstance(value, bool):
        return 't' if value else 'f'
    if isinstance(value, str):
        escaped = value.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n')
        return escaped
    return repr(value) if isinstance(value, float) else str(value)


def load(connection):
    for table in tables():
        columns = ', '.join(f'{name} {kind}' for name, kind in table.columns)
        connection.query(f'create table {table.name} ({columns})')
        lines = ('\t'.join(map(_copy_cell, row)) + '\n' for row in table.rows)
        connection.copy_in(f'copy {table.name} from stdin', ''.join(lines).encode())
