#!/usr/bin/env python3
"""Files that go, change or are damaged under a running server: one error that names the file, and
where it means something the offset; the session and the other tables stay.

    tests/files/run.py
"""

import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import tpch_data
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from pgclient import Connection

BUILD = 'build-asan'
SCALE = '0.01'
WITNESS = ('select count(*) from supplier', [(b'100',)])


def missing(path):
    os.unlink(path)


def replaced(path):
    shutil.copyfile(path, path + '.new')
    os.rename(path + '.new', path)


def truncated(path):
    os.truncate(path, 20000)


def emptied(path):
    os.truncate(path, 0)


def not_parquet(path):
    with open(path, 'w', encoding='utf-8') as file:
        file.write('hello\n')


def overwritten(path):
    """In place, as a careless program does it."""
    with open(path, 'r+b') as file:
        file.seek(os.path.getsize(path) // 3)
        file.write(b'\xff' * 64)


# What happens to a table's file, the SQLSTATE, and what the message says beside the file's name.
CASES = [
    ('orders', missing, '58P01', b'No such file or directory'),
    ('customer', replaced, '58030', b'changed'),
    ('part', truncated, 'XX001', b'at byte'),
    ('region', emptied, 'XX001', b'at byte 0'),
    ('nation', not_parquet, 'XX001', b'at byte'),
    ('lineitem', overwritten, '58030', b'changed'),
]


def complain(result, path, sqlstate, words):
    error = result.error
    if not error:
        return f'no error but {len(result.rows)} rows'
    message = error.message if isinstance(error.message, bytes) else error.message.encode()
    if error.sqlstate != sqlstate:
        return f'{error!r}, not {sqlstate}'
    if path.encode() not in message or words not in message:
        return f'{message!r} does not name {path} and say {words!r}'
    return ''


def break_files(server, folder, counts):
    with Connection(server.url) as connection:
        for table, damage, sqlstate, words in CASES:
            path = os.path.join(folder, table + '.parquet')
            before = connection.simple(f'select * from {table} limit 1')[-1]
            damage(path)
            got = connection.simple(f'select * from {table}')[-1]
            complaint = str(before.error or '') or complain(got, path, sqlstate, words)
            counts.note(not complaint, f'{table} is {damage.__name__}', complaint)
            statement, rows = WITNESS
            counts.note(connection.simple(statement)[-1].rows == rows,
                        f'{table} is {damage.__name__}: others go on', '')


def start_on_damage(folder, counts):
    """A server that cannot read a file at its start says which."""
    try:
        with HearthServer([folder], build=BUILD):
            counts.note(False, 'a damaged file at the start', 'the server started')
    except LeftBehind as error:
        counts.note('is damaged at byte' in str(error), 'a damaged file at the start', str(error))


def start_on_bad_csv(parent, counts):
    path = os.path.join(parent, 'quote.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('a,b\n1,2\n3,"4\n')
    try:
        with HearthServer([path], build=BUILD):
            counts.note(False, 'a CSV file that cannot be read at the start', 'the server started')
    except LeftBehind as error:
        counts.note(f'context: file "{path}", line 3' in str(error),
                    'a CSV file that cannot be read at the start', str(error))


def main():
    counts = Counts()
    if not is_missing(BUILD, 2 * len(CASES) + 2, counts):
        with tempfile.TemporaryDirectory() as parent:
            folder = os.path.join(parent, 'data')
            shutil.copytree(tpch_data.make(SCALE, 'parquet'), folder)
            with HearthServer([folder], build=BUILD) as server:
                break_files(server, folder, counts)
            start_on_damage(folder, counts)
            start_on_bad_csv(parent, counts)
    counts.finish()


if __name__ == '__main__':
    main()
