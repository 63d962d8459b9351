#!/usr/bin/env python3
"""The same bytes to PostgreSQL and to Hearth; what comes back must be the same messages.

    tests/protocol/run.py                  all exchanges and parameter types
    tests/protocol/run.py cursors          those whose title has the word
    tests/protocol/run.py --build build    another build than build-asan

An exchange is a session: its steps are sent one after the other, each read up to ReadyForQuery.
Compared is all of every message but what names a place in the server's source, oids of tables and
process ids.
"""

import argparse
import os
import struct
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'sql', 'wire'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import matrix
import tables
from client import (SYNC, Client, Closed, describe, error_fields, parse, shown_all)
from counts import Counts
import driver_exchanges
import exchanges
from hearth_server import HearthServer
from oracle import Oracle
from parameters import PARAMETERS, PARAMETERS_LATER
from urllib.parse import parse_qsl, unquote, urlsplit

EXCHANGES = {**exchanges.EXCHANGES, **driver_exchanges.DRIVERS}
LATER = {*exchanges.LATER, *driver_exchanges.LATER}
SOURCE_FIELDS = 'FLR'


def place(url):
    """(address of the Unix socket, user, database)"""
    parts = urlsplit(url)
    words = dict(parse_qsl(parts.query))
    port = words.get('port') or parts.port or 5432
    user = unquote(parts.username or words.get('user') or 'postgres')
    return f'{words["host"]}/.s.PGSQL.{port}', user, unquote(parts.path.lstrip('/')) or user


def comparable(kind, body):
    """What both servers must agree on."""
    if kind in 'EN' and kind != 'EOF':
        fields = error_fields(body)
        return kind, sorted((name, value) for name, value in fields.items()
                            if name not in SOURCE_FIELDS)
    if kind == 'T':
        count, at, columns = struct.unpack('>h', body[:2])[0], 2, []
        for _ in range(count):
            end = body.index(b'\0', at)
            _, attnum, oid, length, typmod, form = struct.unpack('>ihihih', body[end + 1:end + 19])
            columns.append((body[at:end], attnum, oid, length, typmod, form))
            at = end + 19
        return kind, columns
    return kind, body


class Session:
    def __init__(self, url):
        address, user, database = place(url)
        self.client = Client(address)
        self.client.open(user=user, database=database, client_encoding='UTF8',
                         TimeZone='UTC', application_name='test')

    def ask(self, data):
        self.client.send(data)
        return self.client.until()

    def close(self):
        self.client.close()


def joined(messages):
    """What COPY TO sends is bytes, however they are cut into messages."""
    parts = []
    for kind, body in messages:
        if kind == 'd' and parts and parts[-1][0] == 'd':
            parts[-1] = ('d', parts[-1][1] + body)
        else:
            parts.append((kind, body))
    return parts


def differing(got, wanted):
    return ([comparable(*message) for message in joined(got)] !=
            [comparable(*message) for message in joined(wanted)])


def told(got):
    """A transcript with details, hints and rows, for reading."""
    lines = []
    for kind, body in got:
        kind, rest = comparable(kind, body)
        lines.append(f'      {kind} {rest}')
    return shown_all(got) + '\n' + '\n'.join(lines[:40])


def check_exchange(title, steps, urls, is_later, counts):
    wanted, got, sessions = [], [], [Session(url) for url in urls]
    try:
        for number, step in enumerate(steps):
            wanted, got = [session.ask(step) for session in sessions]
            if differing(got, wanted):
                if is_later:
                    counts.skipped += 1
                else:
                    counts.note(False, f'{title}, step {number + 1}',
                                f'{step}\n  wanted {told(wanted)}\n  got    {told(got)}')
                return
        if is_later:
            print(f'answered rightly now, no longer to wait: {title}')
        counts.note(True, title)
    except (Closed, OSError) as error:
        counts.note(False, title, f'the connection broke: {error!r}')
    finally:
        for session in sessions:
            session.close()


def check_parameters(sql, sessions, is_later, counts):
    step = parse(sql) + describe('S') + SYNC
    wanted, got = [session.ask(step) for session in sessions]
    if is_later and differing(got, wanted):
        counts.skipped += 1
        return
    if is_later:
        print(f'answered rightly now, no longer to wait: {sql}')
    counts.note(not differing(got, wanted), f'parameters of {sql}',
                f'  wanted {told(wanted)}\n  got    {told(got)}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('word', nargs='?', default='')
    parser.add_argument('--build', default='build-asan')
    arguments = parser.parse_args()
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix='hearth-protocol-') as data, Oracle() as oracle:
        tables.write_files(data)
        url = oracle.create_database('tables')
        with matrix.connect_to_oracle(url) as connection:
            tables.load(connection)
        with HearthServer([data], build=arguments.build, flags=()) as server:
            urls = [url, server.local_url()]
            for title, steps in EXCHANGES.items():
                if arguments.word in title:
                    check_exchange(title, steps, urls, title in LATER, counts)
            sessions = [Session(url) for url in urls]
            for sql in PARAMETERS:
                if arguments.word in 'parameters of ' + sql:
                    check_parameters(sql, sessions, sql in PARAMETERS_LATER, counts)
            for session in sessions:
                session.close()
    counts.finish()


if __name__ == '__main__':
    main()
