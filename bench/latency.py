#!/usr/bin/env python3
"""How soon small things answer: Hearth and PostgreSQL 15 with the same client on the same machine.

    bench/latency.py [SF]       run with .cache/venv/bin/python; needs a release in build/

Reported: SELECT 1 one after another (p50, p99), the same while Q9 loops in another session, the
time from exec to the ready line, and the memory (PSS) of server and workers when nothing runs.
"""

import argparse
import os
import sys
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'tools'))

import matrix
import processes
import tpch_data
from hearth_server import HearthServer
from oracle import Oracle
from pgclient import Connection

WARM_UP = 200
SAMPLES_MIN = 5000
SAMPLE_SECONDS_MIN = 5       # long enough for many rounds of the query beside it
STARTS = 11
LOOP_LIMIT_S = 120


def percentile(sorted_samples, percent):
    return sorted_samples[min(len(sorted_samples) - 1, len(sorted_samples) * percent // 100)]


def sample_once(connection):
    """Microseconds of one SELECT 1."""
    started = time.perf_counter_ns()
    connection.send_simple('select 1')
    connection.wait_for_answer()
    taken = time.perf_counter_ns() - started
    connection.receive_results()
    return taken / 1000


def sample_latency(url):
    """Sorted microseconds of SELECT 1."""
    found = []
    with Connection(url) as connection:
        for _ in range(WARM_UP):
            sample_once(connection)
        deadline = time.monotonic() + SAMPLE_SECONDS_MIN
        while len(found) < SAMPLES_MIN or time.monotonic() < deadline:
            found.append(sample_once(connection))
    return sorted(found)


class Loop:
    """Runs one statement over and over in a session of its own until told to stop."""

    def __init__(self, url, sql):
        self._url, self._sql = url, sql
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.rounds, self.error = 0, None

    def _run(self):
        deadline = time.monotonic() + LOOP_LIMIT_S
        with Connection(self._url) as connection:
            while not self._stop.is_set() and time.monotonic() < deadline:
                self.error = connection.simple(self._sql)[-1].error
                if self.error:
                    return
                self.rounds += 1

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()


def report(name, url):
    idle = sample_latency(url)
    print(f'{name}: select 1: p50 {percentile(idle, 50):.0f} us, p99 {percentile(idle, 99):.0f} us')
    with Loop(url, tpch_data.queries()['q09']) as loop:
        busy = sample_latency(url)
    rounds = f'{loop.rounds} rounds' if not loop.error else f'FAILED: {loop.error}'
    print(f'{name}: beside Q9 ({rounds}): p50 {percentile(busy, 50):.0f} us, '
          f'p99 {percentile(busy, 99):.0f} us', flush=True)


def hearth_starts(directory, arguments):
    seconds = []
    for _ in range(STARTS):
        with HearthServer([directory], build=arguments.build) as server:
            seconds.append(server.start_seconds * 1000)
    seconds.sort()
    print(f'hearth: ready after p50 {percentile(seconds, 50):.1f} ms, worst {seconds[-1]:.1f} ms')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('scale', nargs='?', default='0.1', metavar='SF')
    parser.add_argument('--build', default='build')
    parser.add_argument('--only-postgres', action='store_true')
    arguments = parser.parse_args()

    with Oracle() as oracle:
        url = oracle.create_database('bench')
        with matrix.connect_to_oracle(url) as connection:
            tpch_data.load(connection, arguments.scale)
        report('postgres', url)
    if arguments.only_postgres:
        return
    directory = tpch_data.make(arguments.scale, 'parquet')
    hearth_starts(directory, arguments)
    with HearthServer([directory], build=arguments.build) as server:
        with Connection(server.url) as connection:
            connection.query('select 1')
        workers = [processes.pss_bytes(pid) / 1e6 for pid in server.workers()]
        print(f'hearth: idle memory: server {processes.pss_bytes(server.pid) / 1e6:.1f} MB, '
              f'workers {" ".join(f"{size:.1f}" for size in workers)} MB (PSS)')
        report('hearth', server.url)


if __name__ == '__main__':
    main()
