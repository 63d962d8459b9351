"""Worker processes as seen from outside: what they run, whether they are at rest, or back."""

import os
import re
import time

import processes
from pgclient import Connection, ProtocolError

# struct BlamePage of worker/protocol.h, which a worker holds as descriptor WORKER_BLAME_FD.
BLAME_FD = 5
BLAME_NAME = 'memfd:hearth-blame'
RUNNING_AT, RUNNING_BYTES = 8, 256 * 8

BROKEN = (OSError, ProtocolError)

BACK_LIMIT_S = 1.0          # what is promised
WAIT_LIMIT_S = 20           # how long it is waited for, to tell late from never
PAUSE_S = 0.002
# Its second stage has several leases for every slot; all begin at once, so each idle worker has one.
PROBE = 'explain analyze select s_nationkey, count(*) from supplier group by s_nationkey'
_PID = re.compile(r'\(pid (\d+)\)')


class BlamePage:
    """Which attempts a worker's task threads run.  The page outlives the worker: after its death
    it says what ran when it died."""

    def __init__(self, pid):
        path = f'/proc/{pid}/fd/{BLAME_FD}'
        self.pid = pid
        if BLAME_NAME not in os.readlink(path):
            raise OSError(f'descriptor {BLAME_FD} of process {pid} is no {BLAME_NAME}')
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def is_running(self):
        return any(os.pread(self._fd, RUNNING_BYTES, RUNNING_AT))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._fd)


def wait_for(holds, limit_s=WAIT_LIMIT_S):
    """Whether it holds within the time."""
    deadline = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_S)
    return True


def is_running(pid):
    try:
        with BlamePage(pid) as page:
            return page.is_running()
    except OSError:                 # it has only just begun, or has ended
        return False


def is_at_rest(pid):
    """No lease in a time slice, and all threads asleep: nothing is left to pass a fault point."""
    try:
        with BlamePage(pid) as page:
            return not page.is_running() and set(processes.thread_states(pid)) == {'S'}
    except OSError:
        return False


class Watch:
    """Knows which workers a server has, and notices when one that died has been replaced."""

    def __init__(self, server, count):
        self._server, self._count = server, count
        self._connection, self._is_asking = Connection(server.url), False
        self.pids = set()
        self.slowest_s = 0.0
        if not wait_for(self._has_all):
            raise OSError(f'{server.workers()} are not {count} workers that run leases')

    def _has_all(self):
        """Ask PROBE again and again.  True when it ran on every worker, and they are as many as
        there should be and not those of before; then they are known as `pids`."""
        if not self._is_asking:
            self._connection.send_simple(PROBE)
            self._is_asking = True
        if not self._connection.has_rows():
            return False
        answer = self._connection.receive_results()[-1]
        self._is_asking = False
        if answer.error:
            raise OSError(repr(answer.error))
        ran = {int(pid) for row in answer.text_rows() for pid in _PID.findall(row[0])}
        workers = set(self._server.workers())
        if len(workers) != self._count or ran != workers or workers == self.pids:
            return False
        self.pids = workers
        return True

    def _successor_runs(self):
        """Whether a new worker runs a lease just now, of whatever query."""
        return any(map(is_running, set(self._server.workers()) - self.pids))

    def complain_of_return(self, moment, limit_s=WAIT_LIMIT_S):
        """A worker died at this moment (of time.time()); what is wrong with its successor."""
        before = self.pids
        try:
            wait_for(lambda: self._successor_runs() or self._has_all(), limit_s)
            seconds = time.time() - moment
            is_back = self.pids != before or wait_for(self._has_all, limit_s)
        except BROKEN as error:
            return f'the watching client saw {error!r}'
        self.slowest_s = max(self.slowest_s, seconds)
        if not is_back:
            return f'no worker came back: {before} before, {set(self._server.workers())} now'
        if len(self.pids - before) != 1:
            return f'one worker died, and {before} became {self.pids}'
        return '' if seconds <= BACK_LIMIT_S else f'the worker was back after {seconds:.2f} s'

    def is_at_rest(self):
        return all(is_at_rest(pid) for pid in self.pids)

    def close(self):
        self._connection.close()
