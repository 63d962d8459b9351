"""Workers that die in the middle of a large result, when some of its rows are at the client.

The client has read a part of the rows and stops; a worker dies; then the client reads the rest.
Rows of leases that were committed are not made again, rows of the others are, and whoever counted
wrong sends some twice or never.
"""

import urllib.parse

import drivers
import questions
import workers
from pgclient import Connection, Result

ROWS_AT_A_TIME = 100
PASSES = 3                  # no more than there are surely to come
KILLS = 2                   # from outside, of each kind


class Reader:
    """The client of a large result, which it reads a part at a time.

    It comes by the Unix socket, whose buffers hold a fraction of a megabyte and do not grow: what
    it has not read lies in the server, or is not made yet.
    """

    def __init__(self, server, question):
        port = urllib.parse.urlsplit(server.url).port
        url = f'postgres://hearth@/hearth?host={server.socket_directory()}&port={port}'
        self._question, self._result, self._has_ended = question, Result(), False
        self._connection = Connection(url, questions.LARGE_SETTINGS, drivers.QUERY_LIMIT_S)
        self._connection.send_simple(question.text)

    @property
    def rows(self):
        return len(self._result.rows)

    def read(self, rows):
        """So many rows more; False: they have come to an end."""
        if not self._has_ended:
            self._has_ended = self._connection.receive_rows(self._result, self.rows + rows)
        return not self._has_ended

    def complain_of_answer(self):
        """Read the rest; what is wrong with all of it."""
        while self.read(ROWS_AT_A_TIME):
            pass
        self._connection.receive_results()
        return self._question.judge(self._result)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()


def _break_once(scene, question, rows, strike):
    """What is wrong when `strike(reader)` kills a worker after so many rows."""
    try:
        with Reader(scene.server, question) as reader:
            reader.read(rows)
            moment = strike(reader)
            rows_then = reader.rows
            complaints = [scene.watch.complain_of_return(moment)] if moment else ['nobody died']
            complaints.append(reader.complain_of_answer())
            if not 0 < rows_then < reader.rows:
                complaints.append(f'{rows_then} of {reader.rows} rows were at the client')
            return complaints
    except drivers.BROKEN as error:
        return [f'the connection broke: {error!r}']


def _some_rows(topology):
    return topology.random.randrange(1, len(topology.large.expected.rows) // 3)


def break_by_trap(scene, topology, trap):
    """The armed point goes off at one of the first passes after some rows were read."""
    def strike(reader):
        trap.set(scene.watch, topology.random.randint(1, PASSES))
        while not trap.hit_moment() and reader.read(ROWS_AT_A_TIME):
            pass
        return trap.hit_moment()

    rows = _some_rows(topology)
    complaints = _break_once(scene, topology.large, rows, strike)
    trap.spring()
    scene.note(f'the large result, after {rows} rows or more', complaints)


def break_by_kill(scene, topology, killer):
    """Kill from outside: a worker at rest, whose finished rows wait for the client, and one that
    runs a lease of the result."""
    def kill_idle(reader):
        workers.wait_for(scene.watch.is_at_rest)
        return killer.kill_any(scene.watch.pids)

    def kill_running(reader):
        return killer.kill_running(scene.watch.pids, lambda: not reader.read(ROWS_AT_A_TIME))

    for strike in [kill_idle, kill_running] * KILLS:
        rows = _some_rows(topology)
        complaints = _break_once(scene, topology.large, rows, strike)
        scene.note(f'the large result, {strike.__name__} after {rows} rows or more', complaints)
