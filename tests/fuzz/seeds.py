#!/usr/bin/env python3
"""Write seeds for all fuzzers, a folder each:  seeds.py BUILD FOLDER

They are made by our own tests and writers: the statements of tests/sql, the files of tests/csv, the
traces of tests/wire, Parquet by pyarrow, and BUILD/tests/fuzz/seeds for what only Hearth writes.
"""
import glob
import importlib.util
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for tests in ('wire', 'tools'):
    sys.path.insert(0, os.path.join(HERE, '..', tests))

from client import code_packet, message, startup    # noqa: E402
from statements import split                        # noqa: E402
from traces import FAKE, traces                     # noqa: E402

STATEMENT_STEP = 10     # all of them take half a minute to be read
WITH_STARTUP, LATE, WITH_PASSWORD = 1, 2, 4     # as wire_fuzz.c has them


def wire_seeds():
    for steps in traces(FAKE).values():
        for how in (WITH_STARTUP, WITH_STARTUP | LATE):
            yield bytes([how]) + b''.join(sent for sent, _ in steps)
    first = b'SCRAM-SHA-256\0\0\0\0\x10n,,n=,r=abcdefghi'
    yield (bytes([WITH_PASSWORD]) + code_packet(80877103) + startup() + message('p', first) +
           message('p', b'c=biws,r=abcdefghi,p=' + b'A' * 43 + b'='))
    yield b'\0' + startup(version=0x3270f, **{'_pq_.x': 'y', 'options': r'-c a=b\ c --d-e=f'})
    yield b'\0' + code_packet(80877102, b'\0\0\0\1\0\0\0\2')


def statements():
    """Some of each file of tests/sql, each on one line."""
    for path in sorted(glob.glob(os.path.join(HERE, '..', 'sql', '*.sql'))):
        with open(path, encoding='utf-8') as file:
            for statement in split(file.read())[::STATEMENT_STEP]:
                yield statement.one_line


def sql_seeds():
    for text in statements():
        yield text.encode()


def check_of(tests):
    """tests/csv/check.py or tests/parquet/check.py as a module."""
    path = os.path.join(HERE, '..', tests, 'check.py')
    spec = importlib.util.spec_from_file_location(f'{tests}_check', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def csv_seeds():
    check = check_of('csv')
    for number in range(60):
        sample = check.Sample(random.Random(number))
        yield b'\0' + sample.text.encode()[:2000]
    for text in ('a,b\r1,x\r"2","y\n"\r', 'a\n01234\n', 'a;b\n9223372036854775808;1e400\n',
                 '\ufeffa|b\n2024-02-29|2024-02-29T10:00:00.1234567Z\n', 'a\n\n"x""y"\n'):
        yield b'\0' + text.encode()
        yield b'\1' + text.replace(',', '\t').encode()


def parquet_seeds():
    """Each type by itself in each encoding: small files reach deeper than large ones."""
    check = check_of('parquet')
    path = os.path.join(sys.argv[2], 'one.parquet')
    table = check.make_table('some', rows=20)
    for at, name in enumerate(table.column_names):
        for encoding, version, codec in (('dictionary', '1.0', 'snappy'), ('PLAIN', '2.0', 'none'),
                                         ('delta', '1.0', 'zstd'), ('prefix', '2.0', 'none'),
                                         ('split', '1.0', 'none')):
            check.write(table.select([name]), path, encoding, codec, version)
            with open(path, 'rb') as file:
                yield bytes([at % 3]) + file.read()
    os.unlink(path)


TEXTS = ['1', '-0', '1e-7', '123.4500', '99999999999999999999999', 'NaN', 'infinity', 'true', 'off',
         '2024-02-29', '0044-03-15 BC', 'January 8, 1999', 'epoch', '2024-02-29 12:30:59.123456',
         'J2451187', '04:05:06.789+02', '20240229T123059Z', '1 year 2 mons -3 days 04:05:06.7',
         'P1Y2M3DT4H5M6S', '@ 1 minute ago', '{1,NULL,"a b"}', '[2:3]={x,"y\\"z"}', '{}',
         '\\xdeadbeef', 'abc\\\\\\001', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'it\'s text', '']
FORMATS = ['YYYY-MM-DD HH24:MI:SS.US\n2024-02-29 12:30:59.123456', 'FMDay, FMMonth DDth\nMonday, May 3rd',
           'Dy DD Mon YYYY BC\nThu 29 Feb 2024 AD', 'IYYY-IW-ID\n2024-09-4', 'J SSSSS TZH:TZM\n2451187',
           '"quoted \\"text" RM\nIV', 'FXY,YYY\n2,024', 'HH12:MI am WW Q CC\n12:30 pm']
NUMBERS = ['999,999.99MI\n1,234.50-', 'S0999.9\n-0012.3', 'FM9G999D99PR\n<12>', 'RN\nXIV', '9.99EEEE\n1.2e3',
           'L99V99TH\n12', 'B9990PL SG\n7']
PATTERNS = ['^a(b|c)*d$\nabcbcd', '[[:alpha:]]+\\d{2,3}\nabc123', '\\mword\\M\na word', '(a+)+$\naaaaaaaab',
            '***:(?i)X\nx', '[[:<:]]x[[:>:]]\nx', '(?<=a)b\nab', '\\x41|\\u00e4\nA']


def value_seeds():
    """The first byte is the reader, as value_fuzz.c counts them."""
    for text in TEXTS:
        for kind in range(0, 60):
            yield bytes([0, kind, 0]) + text.encode()
        yield b'\2\0' + text.encode()
        yield b'\6' + text.encode()
    for reader, templates in ((3, FORMATS), (4, NUMBERS), (5, PATTERNS)):
        for text in templates:
            yield bytes([reader, 7]) + text.encode()
    for size in (1, 2, 4, 8, 16):
        for kind in range(60):
            yield bytes([1, kind, 0]) + bytes(size)


COPIES = {   # text, CSV, binary, as copy_fuzz.c counts them
    0: [b'1\ttwo\t1.5\tv\t2024-02-29\t\\\\x00\n\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n',
        b'1\r\n2\r\n\\.\r\n3', b'a\\\nb\\x41\\101\\t\n\\.\n', b'1\n2\r\n', b'\xc3\xa9\n\xff\n'],
    1: [b'1,two,1.5,v,2024-02-29,\\x00\n,,,,,\n', b'i,t\n1,"a ""b"" c"\n2,"x\ny"\n', b'\\.\n', b'"open',
        b'a"b"c,"d\\"e"\r\n', b'"\r\n"\n1\r'],
    2: [b'PGCOPY\n\xff\r\n\0' + bytes(8) + b'\0\1\0\0\0\4\0\0\0\7\0\1\xff\xff\xff\xff\xff\xff',
        b'PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\3abc\0\2\0\0\0\4\0\0\0\7\0\0\0\2ab', b'PGCOPY\n\xff\r\n\0']}


def copy_seeds():
    for kind, datas in COPIES.items():
        for data in datas:
            for flags in (0, 1, 2, 0x20, 0x40):
                for count in (1, 2, 6, 13):
                    yield bytes([kind + flags // 32 * 3, flags, count]) + data


GENERATORS = {'wire_fuzz': wire_seeds, 'copy_fuzz': copy_seeds, 'sql_fuzz': sql_seeds, 'csv_fuzz': csv_seeds,
              'parquet_fuzz': parquet_seeds, 'value_fuzz': value_seeds}


def main(build, folder):
    for name, seeds in GENERATORS.items():
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        for number, seed in enumerate(seeds()):
            with open(os.path.join(folder, name, f'seed{number:04}'), 'wb') as file:
                file.write(seed)
    subprocess.run([os.path.join(build, 'tests', 'fuzz', 'seeds'), folder], check=True,
                   input='\n'.join(statements()).encode())


if __name__ == '__main__':
    main(*sys.argv[1:])
