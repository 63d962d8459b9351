#!/usr/bin/env python3
"""Sessions that see and signal each other: pg_stat_activity, pg_cancel_backend, pg_terminate_backend,
and many that sleep.

    tests/sessions/run.py [--build build-tsan]
"""

import argparse
import os
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts
from hearth_server import HearthServer
from pgclient import Connection, ProtocolError, Report

LIMIT_S = 60
SEEN_S = 20             # within which a session has begun what it was told to do
SLEEPERS = 60           # at once, on two front ends and one worker of two threads
THREADS, TURNS = 6, 30


class Session(Connection):
    def ask(self, sql):
        """The rows of the last statement as text, or its SQLSTATE."""
        result = self.simple(sql)[-1]
        return result.error.sqlstate if result.error else result.text_rows()

    def answer(self):
        result = self.receive_results()[-1]
        return result.error.sqlstate if result.error else result.text_rows()


class Case:
    def __init__(self, url, counts):
        self._url, self._counts, self.name = url, counts, ''
        self._open = []

    def session(self, **settings):
        self._open.append(Session(self._url, settings=settings, limit_s=LIMIT_S))
        return self._open[-1]

    def expect(self, got, wanted, what):
        self._counts.note(got == wanted, f'{self.name}: {what}', f'wanted {wanted!r}\ngot    {got!r}')

    def see(self, watcher, sql, wanted, what):
        """Soon the answer is this."""
        until = time.monotonic() + SEEN_S
        while (got := watcher.ask(sql)) != wanted and time.monotonic() < until:
            time.sleep(0.01)
        self.expect(got, wanted, what)

    def close(self):
        for session in self._open:
            try:
                session.close()
            except OSError:
                pass


def ended(session):
    """What a session that was terminated got last."""
    try:
        while True:
            kind, body = session._receive_any()
            if kind == b'E':
                report = Report(body)
                return report.severity, report.sqlstate
    except (ProtocolError, OSError):
        return 'cut'


def others_see_what_one_does(case):
    a, b = case.session(application_name='a test'), case.session()
    row = f'select state, wait_event, query, xact_start is null, application_name ' \
          f'from pg_stat_activity where pid = {a.pid}'
    case.expect(b.ask(row)[0][0], None, 'nothing was asked yet')
    a.ask('select 1 as one')
    case.see(b, row, [('idle', 'ClientRead', 'select 1 as one', 't', 'a test')], 'idle')
    a.ask("begin; set application_name = 'another'")
    case.see(b, row, [('idle in transaction', 'ClientRead', "begin; set application_name = 'another'",
                       'f', 'another')], 'in a transaction')
    a.ask('select 1/0')
    case.see(b, row, [('idle in transaction (aborted)', 'ClientRead', 'select 1/0', 'f', 'another')],
             'after an error')
    a.ask('rollback')
    a.send_simple('select pg_sleep(60)')
    case.see(b, row, [('active', 'PgSleep', 'select pg_sleep(60)', 'f', 'a test')], 'asleep')
    a.cancel()
    case.expect(a.answer(), '57014', 'cancelled')
    long = 'select ' + ', '.join(f"'{n}é'" for n in range(400))
    a.ask(long)
    shown = b.ask(f'select query from pg_stat_activity where pid = {a.pid}')[0][0]
    case.expect((long.startswith(shown), 1020 <= len(shown.encode()) <= 1023), (True, True),
                'a long text is cut between characters')
    case.expect(b.ask(f'select count(*) from pg_stat_activity where pid in ({a.pid}, {b.pid})'),
                [('2',)], 'both are there')
    a.close()
    case.see(b, f'select count(*) from pg_stat_activity where pid = {a.pid}', [('0',)], 'gone')


def one_waits_for_a_lock(case):
    a, b, c = case.session(), case.session(), case.session()
    a.ask('create table locked (n int)')
    a.ask('begin; insert into locked values (1)')
    b.send_simple('insert into locked values (2)')
    row = f'select wait_event_type, wait_event from pg_stat_activity where pid = {b.pid}'
    case.see(c, row, [('Lock', 'relation')], 'it is seen to wait')
    case.expect(c.ask(f'select pg_cancel_backend({b.pid})'), [('t',)], 'it is there to be cancelled')
    case.expect(b.answer(), '57014', 'it no longer waits')
    case.see(c, row, [('Client', 'ClientRead')], 'and is seen to be idle')
    a.ask('rollback')


def cancelling(case):
    a, b = case.session(), case.session()
    for sql in ('select pg_sleep(60)', 'select count(*) from generate_series(1, 1e12)',
                "select pg_sleep_for('01:00')", 'begin; declare c cursor for select pg_sleep(60); '
                'fetch c'):
        a.send_simple(sql)
        case.see(b, f'select state from pg_stat_activity where pid = {a.pid} and query = $${sql}$$',
                 [('active',)], f'{sql} runs')
        case.expect(b.ask(f'select pg_cancel_backend({a.pid})'), [('t',)], f'{sql} is sent a cancel')
        case.expect(a.answer(), '57014', f'{sql} is cancelled')
        a.ask('rollback')
    case.expect(b.ask(f'select pg_cancel_backend({a.pid})'), [('t',)], 'an idle session')
    case.expect(a.ask('select 1'), [('1',)], 'takes no notice')


def terminating(case):
    b = case.session()
    b.ask('create table gone (n int)')
    for sql in ('select pg_sleep(60)', 'select count(*) from generate_series(1, 1e12)',
                'begin; insert into gone values (1); select pg_sleep(60)', None):
        a = case.session()
        if sql:
            a.send_simple(sql)
            case.see(b, f"select state from pg_stat_activity where pid = {a.pid} and query = '{sql}'",
                     [('active',)], f'{sql} runs')
        case.expect(b.ask(f'select pg_terminate_backend(pid) from pg_stat_activity '
                          f'where pid = {a.pid}'), [('t',)], f'{sql}: it is told to end')
        case.expect(ended(a), ('FATAL', '57P01'), f'{sql}: it has been told why')
        case.see(b, f'select count(*) from pg_stat_activity where pid = {a.pid}', [('0',)],
                 f'{sql}: it is gone')
    case.expect(b.ask('insert into gone values (2); select n from gone'), [('2',)],
                'its transaction was rolled back')
    b.send_simple('select pg_terminate_backend(pg_backend_pid())')
    case.expect(ended(b), ('FATAL', '57P01'), 'itself')


def sleepers_hold_nothing(case):
    sleepers = [case.session() for _ in range(SLEEPERS)]
    watcher = case.session()
    begun = time.monotonic()
    for sleeper in sleepers:
        sleeper.send_simple('select pg_sleep(1)')
    worst = 0
    while time.monotonic() - begun < 0.8:
        before = time.monotonic()
        watcher.ask('select 1')
        worst = max(worst, time.monotonic() - before)
    got = [sleeper.answer() for sleeper in sleepers]
    took = time.monotonic() - begun
    case.expect(got, [[('',)]] * SLEEPERS, 'all have slept')
    case.expect(1 <= took < 5, True, f'at the same time: {took:.2f} s')
    case.expect(worst < 0.5, True, f'others were answered meanwhile: {worst:.2f} s')


def who_sleeps_can_go(case):
    a, b = case.session(), case.session()
    a.send_simple('create table s (n int); begin; insert into s select 1 where pg_sleep(60) is null; '
                  'select pg_sleep(60)')
    case.see(b, f'select wait_event from pg_stat_activity where pid = {a.pid}', [('PgSleep',)], 'asleep')
    a.cut()
    case.see(b, f'select count(*) from pg_stat_activity where pid = {a.pid}', [('0',)], 'gone')
    c = case.session()
    case.expect(c.ask("set statement_timeout = '100ms'; select pg_sleep(60)"), '57014', 'a timeout')


def a_crowd(case):
    """All cancel and end each other: for the thread sanitizer."""
    url, failures = case._url, []

    def turns(seed):
        for turn in range(TURNS):
            try:
                session = Session(url, limit_s=LIMIT_S)
                session.ask(f'select pg_sleep(0.00{seed}), set_config(\'my.turn\', \'{turn}\', false)')
                session.ask(f'select pg_cancel_backend(pid), query from pg_stat_activity '
                            f'where pid % {THREADS} = {(seed + turn) % THREADS} and pid <> pg_backend_pid()')
                if turn % 5 == 0:
                    session.ask(f'select pg_terminate_backend(pid) from pg_stat_activity '
                                f'where pid % {THREADS} = {turn % THREADS}')
                session.close()
            except (ProtocolError, OSError):
                pass            # one of those that were ended
            except Exception as error:      # pylint: disable=broad-except
                failures.append(repr(error))

    threads = [threading.Thread(target=turns, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.expect(failures, [], 'nothing else went wrong')
    case.see(case.session(), 'select count(*) from pg_stat_activity', [('1',)], 'all are gone')


CASES = [others_see_what_one_does, one_waits_for_a_lock, cancelling, terminating,
         sleepers_hold_nothing, who_sleeps_can_go, a_crowd]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('word', nargs='?', default='')
    parser.add_argument('--build', default='build-asan')
    arguments = parser.parse_args()
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix='hearth-sessions-') as data:
        with HearthServer([data], build=arguments.build, flags=()) as server:
            for function in CASES:
                if arguments.word not in function.__name__:
                    continue
                case = Case(server.url, counts)
                case.name = function.__name__.replace('_', ' ')
                try:
                    function(case)
                except (ProtocolError, OSError) as error:
                    counts.note(False, case.name, repr(error))
                case.close()
    counts.finish()


if __name__ == '__main__':
    main()
