#!/usr/bin/env python3
"""Sessions that see and signal each other: pg_stat_activity, pg_cancel_backend, pg_terminate_backend,
and many that sleep; roles that log in, and what several sessions see of what is granted.

    tests/sessions/run.py [--build build-tsan]
"""

import argparse
import os
import sys
import tempfile
import threading
import time
import urllib.parse

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

    def login(self, user, password, **settings):
        """A session over TCP, or the SQLSTATE of its refusal."""
        parts = urllib.parse.urlsplit(self._url)
        url = f'postgres://{user}:{password}@127.0.0.1:{parts.port}/hearth'
        try:
            self._open.append(Session(url, settings=settings, limit_s=LIMIT_S))
        except ConnectionRefusedError as error:
            return str(error).split()[1].rstrip(':')
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


def roles_log_in(case):
    a = case.session()
    a.ask("""create user ann password 'secret'; create role nologin password 'secret';
             create user late password 'secret' valid until '2001-01-01';
             create user open; create user two password 'secret' connection limit 2;
             create user hashed password 'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$'
                 'A6RvBcHVJ5Ol1kfbvlEGBTFrbJ2mxbJ2mxbJ2mxbJ2k=:A6RvBcHVJ5Ol1kfbvlEGBTFrbJ2mxbJ2mxbJ2mxbJ2k='""")
    ann = case.login('ann', 'secret')
    case.expect(ann.ask("select current_user, session_user, current_setting('is_superuser')"),
                [('ann', 'ann', 'off')], 'who it is')
    case.expect((ann.parameters['session_authorization'], ann.parameters['is_superuser']),
                ('ann', 'off'), 'what it is told')
    for user, password, state in (('ann', 'wrong', '28P01'), ('nobody', 'secret', '28P01'),
                                  ('nologin', 'secret', '28000'), ('late', 'secret', '28P01'),
                                  ('open', 'secret', '28P01'), ('open', '', '28P01'),
                                  ('nologin', 'wrong', '28P01'), ('hashed', 'secret', '28P01')):
        case.expect(case.login(user, password), state, f'{user} with {password!r}')
    first, second = case.login('two', 'secret'), case.login('two', 'secret')
    case.expect(case.login('two', 'secret'), '53300', 'a third session of two')
    first.close()
    case.see(a, "select count(*) from pg_stat_activity where usename = 'two'", [('1',)], 'one goes')
    case.expect(isinstance(case.login('two', 'secret'), Session), True, 'and another may come')
    ann.ask("alter user ann password 'new'")
    case.expect(case.login('ann', 'secret'), '28P01', 'the old password')
    case.expect(isinstance(case.login('ann', 'new'), Session), True, 'the new one')
    a.ask("alter user ann nologin")
    case.expect(case.login('ann', 'new'), '28000', 'no longer')
    a.ask("alter user ann login; alter user ann set work_mem = '3MB'; alter user ann set my.var = 'x'")
    case.expect(case.login('ann', 'new').ask("select current_setting('work_mem'), current_setting('my.var')"),
                [('3MB', 'x')], 'settings of the role')
    a.ask('revoke connect on database hearth from public')
    case.expect(case.login('ann', 'new'), '42501', 'without CONNECT')
    a.ask('grant connect on database hearth to ann')
    case.expect(isinstance(case.login('ann', 'new'), Session), True, 'with it')
    a.ask('grant connect on database hearth to public')
    case.expect(ann.ask('set session authorization nologin'), '42501', 'becoming another')
    case.expect(ann.ask('set role hearth'), '42501', 'becoming the owner')
    case.expect(ann.ask('create schema s'), '42501', 'a schema')
    case.expect(ann.ask('select rolname from pg_authid'), '42501', 'verifiers')
    case.expect(ann.ask('begin; select set_config($$role$$, $$hearth$$, false)'), '42501', 'by set_config')
    ann.ask('rollback')
    case.expect(ann.ask(f'select pg_cancel_backend({a.pid})'), '42501', "a superuser's query")
    case.expect(ann.ask(f'select pg_terminate_backend({second.pid})'), '42501', "another's session")
    case.expect(ann.ask(f'select query, state from pg_stat_activity where pid = {second.pid}'),
                [('<insufficient privilege>', None)], "another's text")
    a.ask('drop role nologin, late, open, hashed; drop role two')
    case.expect(second.ask('select current_user'), [('',)], 'a role that is gone')
    case.expect(second.ask('select 1 from pg_class limit 1'), [('1',)], 'can still look')


def grants_are_seen_at_once(case):
    a, b = case.session(), case.session()
    a.ask("create user bea password 'b'; create table shared (n int); insert into shared values (1)")
    bea = case.login('bea', 'b')
    case.expect(bea.ask('select n from shared'), '42501', 'nothing yet')
    a.ask('begin; grant select on shared to bea; create role gone_again')
    case.expect(bea.ask('select n from shared'), '42501', 'not before the COMMIT')
    b.send_simple('grant insert on shared to bea')
    case.expect(not b._has_more(0.3), True, 'another definition waits')
    a.ask('commit')
    case.expect(b.answer(), [], 'and goes on')
    case.expect(bea.ask('insert into shared values (2); select n from shared order by n'),
                [('1',), ('2',)], 'both are there')
    bea.ask('prepare p as select n from shared order by n; begin; declare c cursor for select n from shared')
    a.ask('revoke select on shared from bea')
    case.expect(bea.ask('fetch all from c'), [('1',), ('2',)], 'what has begun goes on')
    bea.ask('commit')
    case.expect(bea.ask('execute p'), '42501', 'what was prepared does not')
    a.ask('grant select on shared to bea')
    case.expect(bea.ask('execute p'), [('1',), ('2',)], 'until it may again')
    a.ask('begin isolation level repeatable read; select 1')
    b.ask('grant update on shared to bea')
    a.ask('grant delete on shared to bea; commit')
    case.expect(b.ask("select has_table_privilege('bea', 'shared', 'update'), "
                      "has_table_privilege('bea', 'shared', 'delete')"), [('t', 't')],
                'an old snapshot overwrites nothing')
    a.ask('begin; revoke all on shared from bea; rollback')
    case.expect(bea.ask('select n from shared order by n'), [('1',), ('2',)], 'a rollback')
    bea.ask('begin; create temp table mine (n int); insert into mine values (1); commit')
    a.ask('create role other; drop role other')
    case.expect(bea.ask('select n from mine'), [('1',)], 'temporary tables stay their own')
    a.ask('drop table shared')
    case.expect(b.ask('drop role bea'), [], 'nothing is left')


def a_crowd_of_roles(case):
    """All make, grant and look at once: for the thread sanitizer."""
    a, failures = case.session(), []
    a.ask("create table crowd (n int); insert into crowd values (1); create user carl password 'c'")

    def turns(seed):
        for turn in range(TURNS):
            session = Session(case._url, limit_s=LIMIT_S)
            role = f'r_{seed}_{turn}'
            for sql in (f'create role {role}', f'grant select on crowd to {role}',
                        f'set role {role}', 'select n from crowd', 'reset role',
                        f'begin; revoke all on crowd from {role}; drop role {role}; commit',
                        'select count(*) from information_schema.table_privileges'):
                got = session.ask(sql)
                if isinstance(got, str):
                    failures.append((sql, got))
            session.close()

    threads = [threading.Thread(target=turns, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.expect(failures, [], 'all could')
    case.expect(a.ask("select count(*) from pg_roles where rolname like 'r\\_%'"), [('0',)], 'all are gone')


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
         sleepers_hold_nothing, who_sleeps_can_go, roles_log_in, grants_are_seen_at_once,
         a_crowd_of_roles, a_crowd]


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
