#!/usr/bin/env python3
"""What asks for too much is refused, and the others go on.

    tests/limits/run.py

One server of the release build with little memory.  While one session asks for too much again and
again, another asks small questions all the time; each must be answered, right and soon.
"""

import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import interrupts
import tpch_data
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from pgclient import Connection, ProtocolError

BUILD = 'build'
SCALE = '0.1'
MEMORY = '96MB'
ROUNDS = 5
TERMS = 40_000
TERMS_LIMIT_S = 1.0
SMALL = 'select l_returnflag, count(*) from lineitem group by 1 order by 1'
# All columns of one side are asked for, and a table that is built must not spill.
BUILD_TOO_LARGE = ('select max(a.l_comment || b.l_comment), max(a.l_shipinstruct || b.l_shipmode),'
                   ' max(a.l_shipmode || b.l_shipinstruct), max(a.l_partkey + b.l_suppkey) '
                   'from lineitem a join lineitem b on a.l_orderkey = b.l_orderkey')


class Neighbour:
    """Asks a small question over and over until told to stop."""

    def __init__(self, url):
        self._url, self._stop = url, threading.Event()
        self.answers, self.complaint = 0, ''

    def __enter__(self):
        with Connection(self._url) as connection:
            self._expected = connection.query(SMALL)
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def _ask(self):
        try:
            with Connection(self._url) as connection:
                while not self._stop.is_set() and not self.complaint:
                    got = connection.simple(SMALL)[-1]
                    self.answers += 1
                    if got.error or got.text_rows() != self._expected:
                        self.complaint = f'answer {self.answers}: {got!r}, {got.error and got.error.fields}'
        except (OSError, ProtocolError) as error:
            self.complaint = repr(error)

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()


def refuse(url, text, sqlstate, limit_s, counts):
    """Ask `text` a few times beside a neighbour: refused each time, and the neighbour never."""
    name = f'{text[:60]}...'
    with Connection(url) as connection, Neighbour(url) as neighbour:
        for _ in range(ROUNDS):
            answers, started = neighbour.answers, time.monotonic()
            error = connection.simple(text)[-1].error
            seconds = time.monotonic() - started
            counts.note(error is not None and error.sqlstate == sqlstate, f'{name}: {sqlstate}',
                        repr(error))
            counts.note(seconds < limit_s, f'{name}: within {limit_s} s', f'{seconds:.2f} s')
            wait_for_more(neighbour, answers)
    counts.note(not neighbour.complaint, f'{name}: the other session goes on', neighbour.complaint)


def wait_for_more(neighbour, answers):
    """So that each round has had a neighbour."""
    while neighbour.answers == answers and not neighbour.complaint:
        time.sleep(0.001)


def main():
    counts = Counts()
    if is_missing(BUILD, 1, counts):
        counts.finish()
    flags = ['--workers', '1', '--worker-cores', '2', '--memory', MEMORY]
    try:
        with HearthServer([tpch_data.make(SCALE, 'parquet')], BUILD, flags) as server:
            refuse(server.url, BUILD_TOO_LARGE, '53200', 30, counts)
            refuse(server.url, 'select ' + '+'.join(['1'] * TERMS), '54001', TERMS_LIMIT_S, counts)
            interrupts.check(server.url, counts)
            with Connection(server.url) as connection:
                counts.note(connection.query('select 1') == [('1',)], 'the server lives')
    except (LeftBehind, OSError, ProtocolError) as error:
        counts.note(False, 'the server ends well', str(error))
    counts.finish()


if __name__ == '__main__':
    main()
