#!/usr/bin/env python3
"""Let sqlsmith ask random statements: no crash, no hang, no internal error.

    tests/sqlsmith/run.py                           a slice: one seed, drawn anew every time
    tests/sqlsmith/run.py --queries 20000 --seeds 1-10
    tests/sqlsmith/run.py --seeds 7 --errors FILE   and write the errors, grouped by SQLSTATE

sqlsmith reads the catalog and makes statements of whatever types, functions, operators and tables
it finds; most are refused for good reasons.  A seed passes when every statement was answered within
its limit, no process of the server ended, no sanitizer spoke, and no error was an internal one.
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
ANSWER_LIMIT_S = 30         # sqlsmith itself sets a statement_timeout of one second
START_LIMIT_S = 120         # its reading of the catalog
QUERY_LIMIT_S = 1.5         # on the average, for bounding the whole
INTERNAL = ('XX000', 'XX001', 'XX002')
SCHEMA_READER = 'sqlsmith::schema'
SHOWN_MAX = 1500
EXAMPLE_BYTES_MAX = 4000


def run_seed(seed, arguments, data):
    """(complaints, statements) of one seed on a server of its own."""
    complaints, asked = [], []
    try:
        with HearthServer([data], build=arguments.build) as server:
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
    return complaints, asked


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
        said = output.read()[-EXAMPLE_BYTES_MAX:]
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


def write_errors(path, asked):
    """All errors by SQLSTATE and message, the most frequent first, with one statement each."""
    groups = collections.defaultdict(list)
    for one in asked:
        if one.sqlstate:
            groups[one.sqlstate, one.message].append(one)
    with open(path, 'w', encoding='utf-8') as file:
        for (sqlstate, message), members in sorted(groups.items(), key=lambda item: -len(item[1])):
            print(f'{len(members):6} {sqlstate} {message}', file=file)
        for (sqlstate, message), members in sorted(groups.items(), key=lambda item: -len(item[1])):
            shortest = min(members, key=lambda one: len(one.sql))
            print(f'\n## {sqlstate} {message}\n{shortest.sql[:EXAMPLE_BYTES_MAX]}', file=file)


def print_summary(seed, asked):
    random_ones = [one for one in asked if is_random(one)]
    states = collections.Counter(one.sqlstate or 'answered' for one in random_ones)
    slowest = max((one.seconds or 0 for one in random_ones), default=0)
    print(f'seed {seed}: {len(random_ones)} statements, slowest {slowest:.1f} s: ' +
          ', '.join(f'{state} {count}' for state, count in states.most_common()), flush=True)


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
    counts, everything = Counts(), []
    if is_missing(arguments.build, len(seeds), counts):
        counts.finish()
    if not shutil.which('sqlsmith'):
        sys.exit('sqlsmith is not installed')
    with tempfile.TemporaryDirectory(prefix='sqlsmith-data-') as data:
        tables.write_files(data)
        for seed in seeds:
            complaints, asked = run_seed(seed, arguments, data)
            print_summary(seed, asked)
            everything += asked
            counts.note(not complaints, f'sqlsmith with seed {seed}, {arguments.queries} queries',
                        '\n'.join(complaints))
    if arguments.errors:
        write_errors(arguments.errors, everything)
    counts.finish()


if __name__ == '__main__':
    main()
