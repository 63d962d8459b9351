#!/usr/bin/env python3
"""Workers with many threads, under ThreadSanitizer: crowds of sessions, and not one race.

    tests/worker/run.py [--seed N]

A server is built with -Db_sanitize=thread.  A quiet session asks everything first; then sessions of
all kinds (sessions.py) do so at once and must get the same rows, once in a crowd and once while
workers are killed.  The tables are cut into small row groups, lest each be one lease of one thread.

A report of the sanitizer ends the process that made it.  If that is a worker its leases are run
again elsewhere, so the rows show nothing; but its standard error is the server's, where
HearthServer finds the report when it stops.
"""

import argparse
import os
import random
import secrets
import sys
import threading
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import sessions
import statements
import tpch_data
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from pgclient import Connection

BUILD = 'build-tsan'
SCALE, ROW_GROUP = '0.01', '200KB'
TOPOLOGIES = {'1 worker x 4 cores': ['--workers', '1', '--worker-cores', '4'],
              '2 workers x 2 cores': ['--workers', '2', '--worker-cores', '2']}
SLOW_READERS, LEAVERS = 2, 12
OPTIONS = 'halt_on_error=1:second_deadlock_stack=1'

LARGE = 'select l_orderkey, l_linenumber, l_comment from lineitem;'
# The driver answers the first ones itself; the last takes it so long that a worker gets it.
CATALOG = (
    'select relname, relkind, relnatts from pg_class order by relname;'
    'select attname, attnum, format_type(atttypid, atttypmod) from pg_attribute'
    " where attrelid = 'lineitem'::regclass and attnum > 0 order by attnum;"
    'select table_name, table_type from information_schema.tables order by 1;'
    'select typname, typlen from pg_type order by 1;'
    'select count(*) from pg_type a, pg_type b, pg_type c where a.oid < b.oid and b.oid <> c.oid;')


def read_statements():
    """TPC-H, and the statements that the fault suite asks."""
    text = ';\n'.join(tpch_data.queries().values()) + ';\n'
    with open(os.path.join(HERE, '..', 'fault', 'queries.sql'), encoding='utf-8') as file:
        return statements.split(text + file.read())


def ask_quietly(server):
    """What a session that is alone is answered, and how soon."""
    asked = sessions.Asked()
    with Connection(server.url) as connection:
        asked.questions = [asked.ask(connection, one) for one in read_statements()]
        asked.catalog = [asked.ask(connection, one) for one in statements.split(CATALOG)]
        asked.large = asked.ask(connection, *statements.split(LARGE))
    return asked


class Cast:
    """Makes the sessions that are to play on a server, connected but not begun."""

    def __init__(self, server, asked, seed):
        self._server, self._asked = server, asked
        self._draws = random.Random(seed)

    def draw(self):
        """A random generator for one session."""
        return random.Random(self._draws.random())

    def connect(self, settings=()):
        connection = Connection(self._server.url)
        for name in settings:
            connection.query(f'set {name} = on')
        return connection

    def asks(self, count, *settings):
        questions = self.draw().sample(self._asked.questions, count)
        return sessions.asks(self.connect(settings), questions, ' '.join(settings) or 'as it comes')

    def reads_slowly(self):
        readers = [Connection(self._server.local_url()) for _ in range(SLOW_READERS)]
        return sessions.reads_slowly(readers, self.connect(), self._asked, self.draw())

    def crowd(self):
        """Everything at once but kills."""
        leavers = [self.connect() for _ in range(LEAVERS)]
        return [self.asks(12), self.asks(10, 'debug_force_spill'),
                self.asks(10, 'debug_force_shuffle'), self.asks(10, 'debug_force_broadcast'),
                self.reads_slowly(), sessions.cuts_off(leavers, self._asked, self.draw()),
                sessions.cancels(self.connect(), self._asked, self.draw(), count=15),
                sessions.explains(self.connect(), self._asked, self.draw(), count=8),
                sessions.asks_catalog(self.connect(), self._asked, rounds=3)]

    def massacre(self):
        """Fewer sessions, and workers that die under them."""
        killer = sessions.WorkerKiller(self._server, self.draw().random())
        return [sessions.kills(self.connect(), self._asked, self.draw(), killer, count=10),
                self.asks(6), self.asks(6, 'debug_force_spill'), self.reads_slowly(),
                sessions.cancels(self.connect(), self._asked, self.draw(), count=8),
                sessions.explains(self.connect(), self._asked, self.draw(), count=4)]


def run_at_once(running, where, counts):
    """Run the sessions, a thread each, to their ends."""
    lock = threading.Lock()

    def follow(session):
        try:
            for name, complaint in session:
                with lock:
                    counts.note(not complaint, f'{where}: {name}', complaint)
        except Exception:       # whatever breaks one session must not hide what the others found
            with lock:
                counts.note(False, f'{where}: a session broke', traceback.format_exc())

    threads = [threading.Thread(target=follow, args=(session,)) for session in running]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_topology(name, seed, asked, counts):
    """The quiet session's answers: `asked`, or those of this server if there are none yet."""
    where = f'{name}, seed {seed}'
    data = tpch_data.make(SCALE, 'parquet', row_group=ROW_GROUP)
    environment = {'TSAN_OPTIONS': os.environ.get('TSAN_OPTIONS', OPTIONS)}
    try:
        with HearthServer([data], BUILD, TOPOLOGIES[name], environment) as server:
            asked = asked or ask_quietly(server)
            cast = Cast(server, asked, f'{seed} {name}')
            run_at_once(cast.crowd(), f'{where}, crowd', counts)
            run_at_once(cast.massacre(), f'{where}, killing', counts)
        counts.note(True, f'{where}: no race, nothing left behind')
    except (*sessions.BROKEN, LeftBehind) as error:
        counts.note(False, f'{where}: no race, nothing left behind', str(error))
    return asked


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seed', type=int, default=secrets.randbits(32))
    seed = parser.parse_args().seed
    counts = Counts()
    asked = None
    for name in TOPOLOGIES:
        if not is_missing(BUILD, 1, counts):
            asked = run_topology(name, seed, asked, counts)
    counts.finish()


if __name__ == '__main__':
    main()
