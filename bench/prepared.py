#!/usr/bin/env python3
"""A prepared SELECT 1, one after another, asked of Hearth and of PostgreSQL 15 in turns.

    bench/prepared.py [--most 1.6]      run with .cache/venv/bin/python; needs a release in build/

One client, Unix sockets; rounds of both alternate, so that whatever else the machine does meets
both.  Reported: p50 and p99 of all rounds, and the ratio of the p50s; above --most the exit status
is 1.
"""

import argparse
import os
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'tools'))

from hearth_server import HearthServer
from oracle import Oracle
from pgclient import Connection

ROUNDS, QUERIES = 60, 400
WARM_UP = 20                    # of each round, not counted
ANSWER_BYTES_MAX = 1 << 16
# Bind of the unnamed portal to statement "s", Execute, Sync: nothing is made while time runs.
REQUEST = b'B\0\0\0\x0d\0s\0\0\0\0\0\0\0' + b'E\0\0\0\x09\0\0\0\0\0' + b'S\0\0\0\4'
READY = b'Z\0\0\0\5I'


def ask(descriptor):
    """Microseconds of one query."""
    started = time.perf_counter_ns()
    os.write(descriptor, REQUEST)
    answer = os.read(descriptor, ANSWER_BYTES_MAX)
    while not answer.endswith(READY):
        answer += os.read(descriptor, ANSWER_BYTES_MAX)
    taken = time.perf_counter_ns() - started
    if b'D\0\0\0\x0b\0\1\0\0\0\x011' not in answer:
        sys.exit(f'not the answer: {answer!r}')
    return taken / 1000


def round_of(connection):
    return [ask(connection.fileno()) for _ in range(QUERIES)][WARM_UP:]


def prepare(url):
    connection = Connection(url)
    connection.parse('select 1', statement='s')
    connection.sync()
    os.set_blocking(connection.fileno(), True)
    return connection


def percentile(sorted_samples, percent):
    return sorted_samples[min(len(sorted_samples) - 1, len(sorted_samples) * percent // 100)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--most', type=float, default=1.6)
    arguments = parser.parse_args()
    samples = {'postgres': [], 'hearth': []}
    with tempfile.TemporaryDirectory() as directory, Oracle() as oracle, \
            HearthServer([directory], build='build') as server:
        clients = {'postgres': prepare(oracle.create_database('bench')),
                   'hearth': prepare(server.local_url())}
        for _ in range(ROUNDS):
            for name, connection in clients.items():
                samples[name] += round_of(connection)
        for connection in clients.values():
            connection.close()
    for name, micros in samples.items():
        micros.sort()
        print(f'{name}: prepared select 1: p50 {percentile(micros, 50):.0f} us, '
              f'p99 {percentile(micros, 99):.0f} us')
    ratio = percentile(samples['hearth'], 50) / percentile(samples['postgres'], 50)
    print(f'hearth / postgres: {ratio:.2f}, at most {arguments.most}')
    sys.exit(ratio > arguments.most)


if __name__ == '__main__':
    main()
