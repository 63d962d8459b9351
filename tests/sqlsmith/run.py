#!/usr/bin/env python3
"""Let sqlsmith ask random statements: no crash, no hang, no internal error.

    tests/sqlsmith/run.py                           a slice: one seed, drawn anew every time
    tests/sqlsmith/run.py --queries 20000 --seeds 1-10
    tests/sqlsmith/run.py --seeds 7 --errors FILE   and write the errors, grouped by SQLSTATE

sqlsmith reads the catalog and makes statements of whatever types, functions, operators and tables
it finds; many are refused for good reasons.  A seed passes when every statement was answered soon
after its statement_timeout, no process of the server ended, no sanitizer spoke, and no error was an
internal one.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'sql'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import tables
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from pgclient import Connection
from wire_proxy import WireProxy

SLICE_QUERIES = 400
SEED_MAX = 1 << 30
ANSWER_LIMIT_S = 30         # after that nobody waits any longer
# sqlsmith itself sets a statement_timeout of one second; whoever answers later cannot be cancelled.
LATE_S = {'build': 2.5}
LATE_SANITIZED_S = 10
START_LIMIT_S = 120         # its reading of the catalog
QUERY_LIMIT_S = 1.5         # on the average, for bounding the whole
INTERNAL = ('XX000', 'XX001', 'XX002')
SCHEMA_READER = 'sqlsmith::schema'
SHOWN_MAX = 1500
SAID_BYTES_MAX = 4000
SLOW_S = 2                  # shown among the errors


# Beside the files: rows that can be changed, under keys, checks and defaults.
TABLES = '''
    create type mood as enum ('sad', 'ok', 'happy');
    create domain small as int check (value < 1000);
    create table shop (id int primary key, name text not null, mood mood default 'ok');
    create table item (
        id serial primary key, shop int references shop on delete cascade, label varchar(20) unique,
        price numeric(10,2) check (price >= 0), count small default 1, tags text[], data bytea,
        twice numeric generated always as (price * 2) stored, key uuid, due timestamptz default now(),
        span interval, day date, at time, f float8, r real, b bool, c "char", n name, o oid);
    create table many_held as select * from many;
    create index on item (day);
    insert into shop select n, 'shop ' || n, case n % 3 when 0 then 'sad' when 1 then 'happy' end::mood
        from generate_series(1, 20) n;
    insert into item (shop, label, price, tags, data, key, span, day, at, f, r, b, c, n, o)
        select n % 20 + 1, 'item ' || n, n * 1.25, array['a', null, n::text], decode('00ff', 'hex'),
               '00000000-0000-0000-0000-000000000001', n * interval '1 hour', date '2024-01-01' + n,
               time '01:02:03', n / 3.0, nullif(n, 7), n % 2 = 0, 'x', 'name', n
        from generate_series(1, 60) n;
    create view dear as select * from item where price > 20;
    create materialized view counted as select shop, count(*) from item group by shop;
    create sequence numbers'''


def run_seed(seed, arguments, data):
    """(complaints, statements) of one seed on a server of its own."""
    complaints, asked = [], []
    try:
        with HearthServer([data], build=arguments.build) as server:
            create_tables(server)
            with tempfile.TemporaryDirectory(prefix='sqlsmith-') as directory, \
                    WireProxy(socket_of(server), directory) as proxy:
                workers = set(server.workers())
                complaints += drive(seed, arguments.queries, directory, proxy)
                complaints += changes(server, workers)
                asked = proxy.asked
                if not complaints:
                    complaints += [f'the connection broke at: {shown(lost)}'
                                   for lost in proxy.cut_while_asking]
    except LeftBehind as error:
        complaints.append(str(error))
    complaints += internal_errors(asked)
    complaints += late(asked, LATE_S.get(arguments.build, LATE_SANITIZED_S))
    return complaints, asked


def create_tables(server):
    with Connection(server.local_url(), limit_s=ANSWER_LIMIT_S) as connection:
        for result in connection.simple(TABLES):
            if result.error:
                raise LeftBehind(f'no tables: {result.error}')


def socket_of(server):
    (name,) = [name for name in os.listdir(server.socket_directory())
               if name.startswith('.s.PGSQL.') and not name.endswith('.lock')]
    return os.path.join(server.socket_directory(), name)


def drive(seed, queries, directory, proxy):
    """Run sqlsmith to its end, watching that every statement is answered."""
    target = f'host={directory} port=5432 user=hearth dbname=hearth'
    command = ['sqlsmith', f'--target={target}', f'--seed={seed}', f'--max-queries={queries}']
    deadline = time.monotonic() + START_LIMIT_S + QUERY_LIMIT_S * queries
    with tempfile.TemporaryFile('w+', errors='replace') as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            complaint = watch(process, proxy, deadline)
        finally:
            process.kill()
            process.wait()
        output.seek(0)
        said = output.read()[-SAID_BYTES_MAX:]
    if complaint:
        return [complaint]
    # It ends with 0 when it has asked all; 1: its reading of the catalog was refused.
    if process.returncode == 0 and any(map(is_random, proxy.asked)):
        return []
    refused = [f'{one.sqlstate} {one.message}: {shown(one)}' for one in proxy.asked if one.sqlstate]
    return [f'sqlsmith ended with {process.returncode}: {said}\n' + '\n'.join(refused[-1:])]


def watch(process, proxy, deadline):
    """Why it was not left to run to its end, or None."""
    while process.poll() is None:
        waiting = proxy.in_flight()
        if waiting and time.monotonic() - waiting.started > ANSWER_LIMIT_S:
            return f'no answer within {ANSWER_LIMIT_S} s: {shown(waiting)}'
        if proxy.cut_while_asking:
            return None     # said by the caller; sqlsmith would try again for ever
        if time.monotonic() > deadline:
            return 'sqlsmith did not end in time'
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            pass
    return None


def changes(server, workers):
    """Processes that are not what they were before, and whether a query is still answered."""
    with Connection(server.local_url(), limit_s=ANSWER_LIMIT_S) as connection:
        if connection.query('select 1') != [('1',)]:
            yield 'select 1 is not answered any more'
    for pid in workers - set(server.workers()):
        yield f'worker {pid} ended'


def shown(asked):
    """Enough to know it by; the seed makes it again."""
    return asked.sql if len(asked.sql) <= SHOWN_MAX else asked.sql[:SHOWN_MAX] + ' ...'


def is_random(asked):
    return '\n' in asked.sql        # those of the schema reader, and SET, are lines


def internal_errors(asked):
    return [f'{one.sqlstate} {one.message}\nin: {shown(one)}' for one in asked
            if one.sqlstate in INTERNAL]


def late(asked, limit_s):
    return [f'answered only after {one.seconds:.1f} s: {shown(one)}' for one in asked
            if is_random(one) and one.seconds is not None and one.seconds > limit_s]


class Tally:
    """How the random statements of all seeds ended; of each error the shortest example."""

    def __init__(self):
        self.states, self.errors, self.shortest = (collections.Counter() for _ in range(3))
        self.slowest_s = 0

    def add(self, seed, asked):
        one_seed = Tally()
        for one in filter(is_random, asked):
            for tally in (self, one_seed):
                tally.count(one)
        one_seed.show(f'seed {seed}')

    def count(self, one):
        self.states[one.sqlstate or 'answered'] += 1
        self.slowest_s = max(self.slowest_s, one.seconds or 0)
        if one.sqlstate:
            self.keep((one.sqlstate, one.message), one)
        if one.seconds is None or one.seconds > SLOW_S:
            self.keep(('slow', 'answered late, or not at all'), one)

    def keep(self, error, one):
        self.errors[error] += 1
        if not self.shortest[error] or len(one.sql) < len(self.shortest[error]):
            self.shortest[error] = one.sql

    def show(self, name):
        total = self.states.total()
        print(f'{name}: {total} statements, {self.states["answered"] / max(total, 1):.1%} executed, '
              f'slowest {self.slowest_s:.1f} s: ' +
              ', '.join(f'{state} {count}' for state, count in self.states.most_common()), flush=True)

    def write_errors(self, path):
        with open(path, 'w', encoding='utf-8') as file:
            for (sqlstate, message), count in self.errors.most_common():
                print(f'{count:6} {sqlstate} {message}', file=file)
            for (sqlstate, message), _ in self.errors.most_common():
                print(f'\n## {sqlstate} {message}\n{self.shortest[sqlstate, message]}', file=file)


def seeds_of(text):
    first, _, last = text.partition('-')
    return range(int(first), int(last or first) + 1)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--queries', type=int, default=SLICE_QUERIES)
    parser.add_argument('--seeds', type=seeds_of)
    parser.add_argument('--build', default='build-asan')
    parser.add_argument('--errors', metavar='FILE')
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    seeds = arguments.seeds or [random.randrange(SEED_MAX)]
    counts, tally = Counts(), Tally()
    if is_missing(arguments.build, len(seeds), counts):
        counts.finish()
    if not shutil.which('sqlsmith'):
        sys.exit('sqlsmith is not installed')
    with tempfile.TemporaryDirectory(prefix='sqlsmith-data-') as data:
        tables.write_files(data)
        for seed in seeds:
            complaints, asked = run_seed(seed, arguments, data)
            tally.add(seed, asked)
            counts.note(not complaints, f'sqlsmith with seed {seed}, {arguments.queries} queries',
                        '\n'.join(complaints))
    tally.show('together')
    if arguments.errors:
        tally.write_errors(arguments.errors)
    counts.finish()


if __name__ == '__main__':
    main()
