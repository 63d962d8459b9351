#!/usr/bin/env python3
"""COPY against a real PostgreSQL: the same statements and data, the same messages.

    tests/copy/run.py                  all
    tests/copy/run.py keys             scripts and checks whose name has the word
    tests/copy/run.py --build build    another build than build-asan

A script (*.sql) reads as for psql: the data of COPY FROM STDIN stand behind it, up to \\. alone on a
line; or before it, as `-- @data` with Python's escapes.  Each is run by simple and by extended
messages, with data in one message, by sevens and by single bytes.  PostgreSQL's answer to the same
is what all must be.
"""

import argparse
import codecs
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'sql', 'wire', 'protocol'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import matrix
import tables
from client import COPY_DONE, SYNC, bind, code_packet, copy_data, execute, parse, query, shown_all
from counts import Counts
from hearth_server import HearthServer
from oracle import Oracle, program
from run import Session, differing, joined, place, told

sys.path.insert(0, os.path.join(HERE, '..', 'wire'))
from client import Client

WAYS = {  # how statements are sent, and into how many bytes data are cut
    'simple': ('simple', 1 << 20),
    'simple, by sevens': ('simple', 7),
    'simple, by bytes': ('simple', 1),
    'extended': ('extended', 1 << 20),
}
SKIPPED = re.compile(r'^\s*(--.*)?$')
FROM_STDIN = re.compile(r'^\s*copy\s.*\sfrom\s+stdin\b', re.IGNORECASE | re.DOTALL)
ROWS = 200_000
ENDING_LIMIT_S = 20


# --- Scripts -------------------------------------------------------------------------------------

def read_items(path):
    """[(line number, statement, data or None)]"""
    items, statement, told_data, start = [], '', None, 0
    lines = iter(enumerate(open(path, encoding='utf-8', newline='\n'), 1))
    for number, line in lines:
        if line.startswith('-- @data '):
            told_data = codecs.escape_decode(line[len('-- @data '):-1].encode())[0]
            continue
        if not statement and SKIPPED.match(line):
            continue
        start = start if statement else number
        statement += line
        if not line.rstrip().endswith(';'):
            continue
        data = None
        if FROM_STDIN.match(statement):
            data = told_data if told_data is not None else read_data(lines)
        items.append((start, statement.strip().rstrip(';'), data))
        statement, told_data = '', None
    return items


def read_data(lines):
    data = ''
    for _, line in lines:
        if line == '\\.\n':
            break
        data += line
    return data.encode()


def message_of(way, statement, data):
    protocol, cut = WAYS[way]
    parts = b''
    if data is not None:
        parts = b''.join(copy_data(data[at:at + cut]) for at in range(0, len(data), cut))
        parts += COPY_DONE
    if protocol == 'simple':
        return query(statement) + parts
    return parse(statement) + bind() + execute() + parts + SYNC


def without_domain(messages):
    """Errors do not name the domain to programs yet."""
    return [(kind, re.sub(rb'\0[dns][^\0]*', b'', body) if kind == 'E' and b'\0d' in body else body)
            for kind, body in messages]


def check_script(path, way, urls, counts):
    sessions = [Session(url) for url in urls]
    for number, statement, data in read_items(path):
        sent = message_of(way, statement, data)
        wanted, got = [session.ask(sent) for session in sessions]
        wanted = without_domain(wanted)
        name = f'{os.path.basename(path)}:{number}, {way}: {statement[:60]!r}'
        counts.note(not differing(got, wanted), name,
                    f'{data!r}\n  wanted {told(wanted)}\n  got    {told(got)}')
    for session in sessions:
        session.close()


# --- Much ----------------------------------------------------------------------------------------

def rows_of(messages):
    return b''.join(body for kind, body in messages if kind == 'd')


def many_rows():
    return ''.join(f'{n}\t{n * 7919 % 1000003}\t{n / 8}\trow {n}\t2020-01-{n % 28 + 1:02}\n'
                   for n in range(ROWS)).encode()


def check_many(urls, counts):
    """What one has given the other takes, in all formats, with keys; sums agree."""
    sessions = [Session(url) for url in urls]
    table = 'create table m(a int primary key, b bigint, c float8, d text, e date)'
    sums = 'select count(*), sum(a), sum(b), sum(c), sum(length(d)), min(e), max(e) from m'
    for session in sessions:
        session.ask(query(table))
        session.ask(message_of('simple', 'copy m from stdin', many_rows()))
    for options in ('', 'csv header', 'binary', "(format csv, delimiter '|', force_quote (d))"):
        given = [session.ask(query(f'copy m to stdout {options}')) for session in sessions]
        counts.note(rows_of(given[0]) == rows_of(given[1]), f'{ROWS} rows out, {options or "text"}')
        reading = options.replace(', force_quote (d)', '')
        answers = []
        for session, data in zip(sessions, (rows_of(given[1]), rows_of(given[0]))):
            session.ask(query('delete from m'))
            answers.append(session.ask(message_of('simple', f'copy m from stdin {reading}', data)))
            answers[-1] += session.ask(query(sums))
        counts.note(not differing(answers[1], answers[0]), f'{ROWS} rows in, {options or "text"}',
                    told(answers[1]))
    late = many_rows() + b'7\t1\t1\tagain\t2020-01-01\n'
    answers = []
    for session in sessions:
        session.ask(query('truncate m'))
        answers.append(session.ask(message_of('simple', 'copy m from stdin', late)))
    counts.note(not differing(answers[1], answers[0]), 'a key that was there, at the end',
                told(answers[1]))
    for session in sessions:
        session.ask(query('drop table m'))
        session.close()


def check_files(url, server, counts):
    """A table of files, by workers."""
    sessions = [Session(address) for address in (url, server)]
    for settings in ('', 'set debug_batch_rows = 7', 'set debug_bypass_stages = on'):
        if settings:
            sessions[1].ask(query(settings))
        for statement in ('copy (select * from many order by 1, 2) to stdout',
                          'copy (select * from kinds order by id) to stdout csv header',
                          'copy (select * from kinds order by id) to stdout binary'):
            wanted, got = [session.ask(query(statement)) for session in sessions]
            counts.note(rows_of(got) == rows_of(wanted) and len(joined(got)) == len(joined(wanted)),
                        f'{statement}, {settings or "by default"}',
                        f'wanted {shown_all(joined(wanted))}\ngot {shown_all(joined(got))}')
        wanted, got = [session.ask(query('copy many to stdout')) for session in sessions]
        counts.note(sorted(rows_of(got).splitlines()) == sorted(rows_of(wanted).splitlines()),
                    f'copy many to stdout, {settings or "by default"}')
    for session in sessions:
        session.close()


# --- While data are awaited ----------------------------------------------------------------------

def begin_copy(session, text='copy w from stdin'):
    session.client.send(query(text) + copy_data('1\n'))
    return session.client.next()


def cancel(url, key):
    other = Client(place(url)[0])
    other.send(code_packet(80877102, key))
    other.until()
    other.close()


def note_answer(counts, name, session, wanted):
    got = shown_all(session.client.until())
    counts.note(got == wanted, name, f'wanted {wanted}\ngot    {got}')
    after = shown_all(session.ask(query('rollback') + copy_data('2\n') + COPY_DONE))
    after += ' ' + shown_all(session.ask(query('select count(*) from w')))
    counts.note(after.endswith('T(20) D C(SELECT 1) Z(I)'), f'{name}: the session goes on', after)


def check_waiting(url, counts):
    """A client that says nothing more holds up nobody for ever."""
    session, other = Session(url), Session(url)
    session.ask(query('create table w(a int)'))
    begin_copy(session)
    session.close()
    note_free(counts, 'a client that went away', other)

    session = KeyedSession(url)
    begin_copy(session)
    cancel(url, session.key)
    note_answer(counts, 'a cancel', session,
                'E(57014 canceling statement due to user request) Z(I)')
    session.ask(query('set statement_timeout = 100'))
    begin_copy(session)
    note_answer(counts, 'statement_timeout', session,
                'E(57014 canceling statement due to statement timeout) Z(I)')
    begin_copy(session, 'begin; copy w from stdin')
    session.client.until('G')
    note_answer(counts, 'statement_timeout in a block', session,
                'E(57014 canceling statement due to statement timeout) Z(E)')
    session.close()
    note_free(counts, 'one that was cancelled', other)
    check_half_message(url, other, counts)
    other.ask(query('drop table w'))
    other.close()


class KeyedSession(Session):
    def __init__(self, url):
        address, user, database = place(url)
        self.client = Client(address)
        self.client.open(user=user, database=database, client_encoding='UTF8')
        self.key = self.client.key


def note_free(counts, name, other):
    """The table's lock is let go."""
    deadline = time.monotonic() + ENDING_LIMIT_S
    got = ''
    while time.monotonic() < deadline and 'INSERT' not in got:
        got = shown_all(other.ask(query("set statement_timeout = '2s'") +
                                  query('insert into w values (0)')))
        got += shown_all(other.client.until()) if 'INSERT' not in got else ''
    other.ask(query('delete from w'))
    counts.note('INSERT 0 1' in got, f'after {name} others write to the table', got)


def check_half_message(url, other, counts):
    """A cancel within a CopyData: what comes of the rest is passed over."""
    session = KeyedSession(url)
    whole = copy_data('5\n' * 100_000)
    session.client.send(query('copy w from stdin') + whole[:1000])
    session.client.next()
    time.sleep(0.05)
    cancel(url, session.key)
    got = shown_all(session.client.until())
    session.client.send(whole[1000:] + COPY_DONE)
    got += ' ' + shown_all(session.ask(query('select 1')))
    wanted = 'E(57014 canceling statement due to user request) Z(I) T(23) D C(SELECT 1) Z(I)'
    counts.note(got == wanted, 'a cancel within a message', got)
    session.close()
    note_free(counts, 'half a message', other)


# --- psql ----------------------------------------------------------------------------------------

BACKSLASH_COPY = r"""
create temp table p(a int, b text);
insert into p values (1, 'one'), (2, null), (3, E'a\tb\\c');
\copy p to '{folder}/text'
\copy p(b) to '{folder}/csv' csv header
\copy (select * from p where a > 1) to '{folder}/binary' (format binary)
\copy p from '{folder}/text'
\copy p (b) from '{folder}/csv' csv header
\copy p from '{folder}/binary' (format binary)
\copy p from '{folder}/csv'
\copy p from stdin where a > 5
5	five
6	six
\.
\copy p to stdout csv
\copy nosuch from '{folder}/text'
select count(*), sum(a) from p;
"""


def check_psql(urls, counts):
    said = []
    for url in urls:
        with tempfile.TemporaryDirectory(prefix='hearth-copy-') as folder:
            script = BACKSLASH_COPY.replace('{folder}', folder)
            run = subprocess.run([program('psql'), url, '-Xa', '-f', '-'], input=script, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            said.append(run.stdout.replace(folder, 'FOLDER'))
    counts.note(said[0] == said[1], r"psql's \copy", f'wanted {said[0]}\ngot {said[1]}')
    counts.note('COPY 3' in said[0], r"psql's \copy copies", said[0])


# --- All -----------------------------------------------------------------------------------------

def run_all(urls, word, counts):
    for path in sorted(glob.glob(os.path.join(HERE, '*.sql'))):
        for way in WAYS:
            if word in f'{os.path.basename(path)}, {way}':
                check_script(path, way, urls, counts)
    if word in 'many rows':
        check_many(urls, counts)
    if word in 'files':
        check_files(*urls, counts)
    if word in 'psql':
        check_psql(urls, counts)
    if word in 'waiting':
        check_waiting(urls[1], counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('word', nargs='?', default='')
    parser.add_argument('--build', default='build-asan')
    arguments = parser.parse_args()
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix='hearth-copy-') as data, Oracle() as oracle:
        tables.write_files(data)
        url = oracle.create_database('tables')
        with matrix.connect_to_oracle(url) as connection:
            tables.load(connection)
        with HearthServer([data], build=arguments.build, flags=()) as server:
            run_all([url, server.local_url()], arguments.word, counts)
    counts.finish()


if __name__ == '__main__':
    main()
