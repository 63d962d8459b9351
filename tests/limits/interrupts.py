"""Statements that take long in one piece, while they are planned or in one value: statement_timeout
and a cancel end them soon, and sessions beside them are answered meanwhile."""

import threading
import time

from pgclient import Connection, ProtocolError

TIMEOUT_MS = 300
ENDED_S = 1.0               # within which a statement ends that was told to
NEIGHBOURS = 4              # so that there is one on every front-end thread
NEIGHBOUR_S = 2.0           # the longest that one of them waits
CHAIN = 13
REFUSED = ('57014', '53200', '54000')   # too much time, or too much altogether

FOLDED = [
    'select factorial(30000)',
    'select 7::numeric ^ 100000, exp(4000::numeric), ln(10::numeric ^ 100000)',
    "select length(repeat('abc', 200000000))",
    "select length(lpad('x', 500000000, 'abc'))",
    "select length(format('%500000000s', 'x'))",
    "select array_length(string_to_array(repeat('a,', 20000000), ','), 1)",
    "select length(replace(repeat('a', 100000000), 'a', 'bc'))",
    "select md5(repeat('abc', 100000000))",
    'select array_length(array(select generate_series(1, 30000000)), 1)',
    "select length(string_agg(g::text, ',')) from generate_series(1, 30000000) g",
]


def chain():
    """Each query uses the one before twice, and none is shared: twice the plan each time."""
    names = [f'c{at} as (select a.l_orderkey from c{at - 1} a join c{at - 1} b using (l_orderkey))'
             for at in range(1, CHAIN)]
    return ('with c0 as (select * from lineitem), ' + ', '.join(names) +
            f' select count(*) from c{CHAIN - 1}')


def branches():
    arms = ' '.join(f'when l_orderkey + {at} then {at}' for at in range(2500))
    return f'select case l_partkey {arms} end from lineitem'


def alternatives():
    return 'select 1 from lineitem where ' + ' or '.join(
        f'(l_orderkey = {at} and l_partkey > {at})' for at in range(6000))


def planned():
    return [chain(), branches(), alternatives()]


class Neighbours:
    """Ask for 1 over and over; the longest wait counts."""

    def __init__(self, url):
        self._url, self._stop = url, threading.Event()
        self.longest_s, self.complaint = 0, ''

    def __enter__(self):
        self._threads = [threading.Thread(target=self._ask) for _ in range(NEIGHBOURS)]
        for thread in self._threads:
            thread.start()
        return self

    def _ask(self):
        try:
            with Connection(self._url) as connection:
                while not self._stop.wait(0.02):
                    started = time.monotonic()
                    if connection.query('select 1') != [('1',)]:
                        self.complaint = 'a wrong answer'
                    self.longest_s = max(self.longest_s, time.monotonic() - started)
        except (OSError, ProtocolError, RuntimeError) as error:
            self.complaint = repr(error)

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def end(connection, text, allowed, counts, what):
    started = time.monotonic()
    error = connection.simple(text)[-1].error
    seconds = time.monotonic() - started
    counts.note(error is not None and error.sqlstate in allowed and
                seconds < TIMEOUT_MS / 1000 + ENDED_S,
                f'{what}: {text[:60]}', f'{error!r} after {seconds:.2f} s')


def cancel_when_running(url, pid, until):
    """Cancel the session again and again until told to stop: once is too early, or too late."""
    with Connection(url) as connection:
        while not until.wait(TIMEOUT_MS / 1000):
            connection.query(f'select pg_cancel_backend({pid})')


def check_timeouts(url, counts):
    with Connection(url) as connection, Neighbours(url) as neighbours:
        connection.query(f"set statement_timeout to '{TIMEOUT_MS}ms'")
        for text in FOLDED:
            end(connection, text, REFUSED, counts, 'timeout')
        for text in planned():
            end(connection, 'explain ' + text, REFUSED, counts, 'timeout while planning')
    counts.note(not neighbours.complaint and neighbours.longest_s < NEIGHBOUR_S,
                'sessions beside them are answered',
                f'{neighbours.longest_s:.2f} s {neighbours.complaint}')


def check_cancels(url, counts):
    with Connection(url) as connection:
        (pid,), = connection.query('select pg_backend_pid()')
        for text in planned():
            done = threading.Event()
            thread = threading.Thread(target=cancel_when_running, args=(url, pid, done))
            thread.start()
            end(connection, 'explain ' + text, REFUSED, counts, 'cancel while planning')
            done.set()
            thread.join()


def check(url, counts):
    check_timeouts(url, counts)
    check_cancels(url, counts)
