#!/usr/bin/env python3
"""Transactions over tables in memory, several sessions at once: who waits for whom, what each sees,
what is left of those that go.

    tests/tables/run.py [--build build-tsan]

Each case has tables of its own.  Results are lists of (text, ...) rows, or the SQLSTATE.
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
from hearth_server import HearthServer, LeftBehind, is_missing
from pgclient import Connection

WAIT_S = 0.3            # long enough for an answer that does come
LIMIT_S = 60
THREADS, TURNS = 8, 25
LARGE_ROWS = 300_000    # more than a front-end thread reads: workers map the table
MEMORY = '400MB'


class Session(Connection):
    def ask(self, sql):
        """The rows of the last statement as text, or its SQLSTATE."""
        result = self.simple(sql)[-1]
        return result.error.sqlstate if result.error else result.text_rows()

    def answer(self):
        result = self.receive_results()[-1]
        return result.error.sqlstate if result.error else result.text_rows()

    def waits(self):
        return not self._has_more(WAIT_S)


class Case:
    def __init__(self, url, counts):
        self._url, self._counts, self.name = url, counts, ''
        self._open = []

    def session(self):
        self._open.append(Session(self._url, limit_s=LIMIT_S))
        return self._open[-1]

    def expect(self, got, wanted, what):
        self._counts.note(got == wanted, f'{self.name}: {what}', f'wanted {wanted!r}\ngot    {got!r}')

    def close(self):
        for session in self._open:
            session.close()


def a_writer_waits_and_sees_what_was_committed(case):
    a, b, c = case.session(), case.session(), case.session()
    a.ask('create table w (n int); insert into w values (1)')
    a.ask('begin; update w set n = n + 1')
    b.send_simple('update w set n = n * 10')
    case.expect(b.waits(), True, 'the second writer waits')
    case.expect(c.ask('select n from w'), [('1',)], 'a reader sees what was there')
    a.ask('commit')
    case.expect(b.answer(), [], 'the second writer goes on')
    case.expect(c.ask('select n from w'), [('20',)], 'both changes are there')


def a_rollback_hands_the_table_on(case):
    a, b = case.session(), case.session()
    a.ask('create table r (n int); insert into r values (1)')
    a.ask('begin; delete from r')
    b.send_simple('update r set n = 5')
    case.expect(b.waits(), True, 'the second writer waits')
    a.ask('rollback')
    b.answer()
    case.expect(b.ask('select n from r'), [('5',)], 'as if the first had not been')


def circles_end(case):
    a, b = case.session(), case.session()
    a.ask('create table d1 (n int); create table d2 (n int)')
    a.ask('begin; insert into d1 values (1)')
    b.ask('begin; insert into d2 values (2)')
    a.send_simple('insert into d2 values (1)')
    case.expect(a.waits(), True, 'the first waits')
    case.expect(b.ask('insert into d1 values (2)'), '40P01', 'who closes the circle is told')
    b.ask('rollback')
    case.expect(a.answer(), [], 'the other goes on')
    a.ask('commit')
    case.expect(b.ask('select * from d1 union all select * from d2'), [('1',), ('1',)], 'its rows')


def snapshots_stay(case):
    a, b = case.session(), case.session()
    a.ask('create table s (n int); insert into s values (1)')
    b.ask('begin isolation level repeatable read')
    case.expect(b.ask('select n from s'), [('1',)], 'the first look')
    a.ask('update s set n = 2')
    case.expect(b.ask('select n from s'), [('1',)], 'the second look')
    case.expect(b.ask('update s set n = 3'), '40001', 'a change over another')
    b.ask('rollback')
    case.expect(b.ask('select n from s'), [('2',)], 'afterwards')


def who_waits_can_give_up(case):
    a, b, c = case.session(), case.session(), case.session()
    a.ask('create table g (n int)')
    a.ask('begin; insert into g values (1)')
    b.send_simple('insert into g values (2)')
    case.expect(b.waits(), True, 'it waits')
    b.cancel()
    case.expect(b.answer(), '57014', 'it is cancelled')
    b.ask("set statement_timeout = '200ms'")
    case.expect(b.ask('insert into g values (3)'), '57014', 'a timeout ends the wait')
    case.expect(b.ask('begin; lock table g nowait'), '55P03', 'NOWAIT')
    b.ask('rollback; set statement_timeout = 0')
    c.send_simple('insert into g values (4)')
    case.expect(c.waits(), True, 'a third one waits')
    c.cut()
    a.ask('commit')
    case.expect(b.ask('insert into g values (5); select n from g order by n'), [('1',), ('5',)],
                'the lock is free')


def who_goes_leaves_nothing(case):
    a, b = case.session(), case.session()
    a.ask('create table l (n int); create temp table mine (n int)')
    a.ask('begin; insert into l values (1)')
    b.send_simple('insert into l values (2)')
    case.expect(b.waits(), True, 'it waits')
    a.cut()
    case.expect(b.answer(), [], 'the lock is free')
    case.expect(b.ask('select n from l'), [('2',)], 'what was not committed is gone')
    case.expect(b.ask('select * from mine'), '42P01', "another's temporary table")


def definitions_are_seen_at_commit(case):
    a, b = case.session(), case.session()
    a.ask('begin; create table c (n int); insert into c values (1)')
    case.expect(b.ask('select * from c'), '42P01', 'before')
    a.ask('commit')
    case.expect(b.ask('select * from c'), [('1',)], 'after')
    b.ask('begin; select * from c')
    a.ask('drop table c')
    case.expect(b.ask('select * from c'), '42P01', 'each statement sees the newest')
    b.ask('rollback')


def types_are_seen_at_commit(case):
    a, b = case.session(), case.session()
    a.ask("begin; create type hue as enum ('red', 'green'); create table hues (h hue)")
    a.ask("insert into hues values ('green'), ('red')")
    case.expect(b.ask("select 'red'::hue"), '42704', 'a type that is not committed')
    a.ask('commit')
    case.expect(b.ask('select h from hues order by h'), [('red',), ('green',)], 'committed')
    b.ask("begin isolation level repeatable read")
    b.ask('select count(*) from hues')
    a.ask("alter type hue add value 'blue' before 'green'")
    a.ask("insert into hues values ('blue')")
    case.expect(b.ask("select 'blue'::hue"), '22P02', 'a label younger than the snapshot')
    b.ask('rollback')
    case.expect(b.ask('select h from hues order by h'), [('red',), ('blue',), ('green',)], 'after it')


def types_have_limits(case):
    a = case.session()
    a.ask("create type halved as enum ('a', 'z')")
    got = [a.ask(f"alter type halved add value 'l{at}' before 'z'") for at in range(40)]
    case.expect(got[:30], [[]] * 30, 'labels find places between two others')
    case.expect('54000' in got, True, 'until there are none left')
    labels = sum(answer == [] for answer in got) + 2
    case.expect(a.ask('select cardinality(enum_range(null::halved))'), [(str(labels),)],
                'the session goes on')
    many = ', '.join(f"'l{at}'" for at in range(10_001))
    case.expect(a.ask(f'create type many as enum ({many})'), '54000', 'too many labels')
    case.expect(a.ask('begin; create domain over0 as int check (value > 0)'), [], 'the first domain')
    more = ';'.join(f'create domain over{at} as over{at - 1} check (value > 0)' for at in range(1, 2000))
    case.expect(a.ask(more), [], 'and more over it')
    case.expect(a.ask('select 1::over1999'), [('1',)], 'domains over domains')
    a.ask('rollback')
    case.expect(a.ask('select 1'), [('1',)], 'the session goes on')


def created_types_are_types_of_parameters(case):
    a = case.session()
    a.ask("create type shade as enum ('dark', 'light'); create domain age as int check (value > 0)")
    shade, age = (int(a.ask(f"select oid from pg_type where typname = '{name}'")[0][0])
                  for name in ('shade', 'age'))

    def asked(sql, value, oid):
        result = a.extended(sql, parameters=(value,), parameter_oids=(oid,))
        return result.error.sqlstate if result.error else result.text_rows()

    case.expect(asked("select $1 > 'dark'", b'light', shade), [('t',)], 'an enum')
    case.expect(asked('select $1', b'nosuch', shade), '22P02', 'no label of it')
    case.expect(asked('select $1 + 1', b'41', age), [('42',)], 'a domain is its base type')
    case.expect(asked('select $1', b'1', 2_000_000), '42704', 'a type that is not there')


def explained_changes_change_nothing(case):
    a, b = case.session(), case.session()
    a.ask('create table e (n int primary key); insert into e values (1)')
    a.ask('begin; update e set n = 2')
    for statement, wanted in (('insert into e values (3)', 'insert into e'),
                              ('update e set n = 4', 'update e'),
                              ('delete from e where n = 1', 'delete from e')):
        plan = b.ask('explain ' + statement)
        case.expect(plan[0], (f'Stage 0 -> {wanted}',), f'{statement}: planned, without a lock')
    a.ask('commit')
    case.expect(b.ask('select n from e'), [('2',)], 'what the other has left')


def analyzed_changes_are_made(case):
    session = case.session()
    session.ask('create table an (n int primary key, t text)')
    for statement, rows in (("insert into an select g, 'x' from generate_series(1, 50) g", '50'),
                            ('update an set t = n::text where n > 10 returning n, t', '40'),
                            ('delete from an where n > 20', '30')):
        plan = session.ask('explain analyze ' + statement)
        case.expect(any(f'rows={rows}' in line or f'{rows} rows' in line for (line,) in plan), True,
                    f'{statement}: {plan}')
    case.expect(session.ask("select count(*), count(*) filter (where t = 'x') from an"),
                [('20', '10')], 'what is there')
    case.expect(session.ask('explain analyze insert into an values (1)'), '23505', 'a key')
    session.ask('begin; explain analyze delete from an; rollback')
    case.expect(session.ask('select count(*) from an'), [('20',)], 'a rollback undoes it')
    case.expect(session.ask('create sequence an_s; explain (analyze) insert into an '
                            "values (nextval('an_s') + 1000); select max(n) from an"),
                [('1001',)], 'what only the server knows')


def children_and_their_parents_wait_for_each_other(case):
    a, b = case.session(), case.session()
    a.ask('create table p (id int primary key); insert into p values (1), (2), (3);'
          'create table c (pid int references p)')
    a.ask('begin; insert into c values (1)')
    b.send_simple('delete from p where id = 1')
    case.expect(b.waits(), True, 'who deletes a row waits for who refers to it')
    a.ask('commit')
    case.expect(b.answer(), '23503', 'and is refused')
    a.ask('begin; delete from p where id = 2')
    b.send_simple('insert into c values (2)')
    case.expect(b.waits(), True, 'who refers to a row waits for who deletes it')
    a.ask('commit')
    case.expect(b.answer(), '23503', 'and is refused')
    a.ask('begin; delete from p where id = 3')
    b.send_simple('insert into c values (3)')
    a.ask('rollback')
    case.expect(b.answer(), [], 'or not, where the row comes back')
    a.ask('begin; update c set pid = pid')
    b.send_simple('update c set pid = 1')
    case.expect(b.waits(), True, 'two that write the child wait')
    a.ask('commit')
    case.expect(b.answer(), [], 'and go on')


def no_child_loses_its_parent(case):
    """Parents come and go as children do: each statement ends well, or with an error of keys."""
    ends = set()

    def come_and_go(number, session):
        for turn in range(TURNS):
            key = (number + turn) % THREADS
            for sql in (f'insert into pp values ({key}) on conflict do nothing',
                        f'insert into cc values ({key})', f'delete from pp where id = {key}',
                        f'update pp set id = {key + THREADS} where id = {key}',
                        f'delete from pp where id = {key + THREADS}'):
                answer = session.ask(sql)
                ends.add(answer if isinstance(answer, str) else 'done')

    main = case.session()
    main.ask('create table pp (id int primary key);'
             'create table cc (pid int references pp on update cascade);'
             'create table kept (pid int references pp on delete cascade on update cascade)')
    threads = [threading.Thread(target=come_and_go, args=(number, case.session()))
               for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.expect(ends <= {'done', '23503', '23505', '40P01'}, True, f'how statements end: {sorted(ends)}')
    case.expect(main.ask('select count(*) from cc where pid not in (select id from pp)'), [('0',)],
                'no child is left without a parent')


def altered_tables_are_seen_at_commit(case):
    a, b = case.session(), case.session()
    a.ask('create table al (n int); insert into al select generate_series(1, 1000)')
    a.ask('begin; alter table al add column m int default 7')
    case.expect(b.ask('select count(*), sum(n) from al'), [('1000', '500500')],
                'others read the table as it was')
    case.expect(b.ask('select m from al limit 1'), '42703', 'without the column')
    b.send_simple('insert into al values (0)')
    case.expect(b.waits(), True, 'a writer waits')
    a.ask('commit')
    case.expect(b.answer(), [], 'and writes the table as it is')
    case.expect(a.ask('select count(*), sum(m) from al'), [('1001', '7007')], 'all rows are there')


def large_tables_are_altered_by_workers(case):
    session = case.session()
    session.ask(f'create table wide as select g as n, g % 7 as k from generate_series(1, {LARGE_ROWS}) g')
    session.ask('alter table wide add column t text default \'x\', alter k type text')
    case.expect(session.ask('select count(*), sum(n), count(t), max(k) from wide'),
                [(str(LARGE_ROWS), str(LARGE_ROWS * (LARGE_ROWS + 1) // 2), str(LARGE_ROWS), '6')],
                'all rows are there')
    case.expect(session.ask('alter table wide add check (n > 1)'), '23514', 'a check looks at all')
    case.expect(session.ask('alter table wide add check (n > 0), add unique (n)'), [],
                'as does a key')
    case.expect(session.ask('insert into wide values (1)'), '23505', 'which then holds')


def adds_are_not_lost(case):
    case.session().ask('create table t (id int primary key, n int); insert into t values (1, 0)')

    def add(session):
        for _ in range(TURNS):
            session.ask('update t set n = n + 1 where id = 1')

    threads = [threading.Thread(target=add, args=(case.session(),)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.expect(case.session().ask('select n from t'), [(str(THREADS * TURNS),)], 'all of them')


def sums_stay_while_workers_read(case):
    a = case.session()
    a.ask(f'create table acc as select g as id, 10 as v from generate_series(1, {LARGE_ROWS}) g')
    stop, sums = threading.Event(), []

    def move(session):
        for turn in range(TURNS):
            session.ask(f'begin; update acc set v = v - 1 where id = {turn + 1};'
                        f'update acc set v = v + 1 where id = {LARGE_ROWS - turn}; commit')
        stop.set()

    def look(session):
        while not stop.is_set():
            sums.append(session.ask('select count(*), sum(v) from acc'))

    threads = [threading.Thread(target=move, args=(case.session(),)),
               *(threading.Thread(target=look, args=(case.session(),)) for _ in range(2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [rows for rows in sums if rows != [(str(LARGE_ROWS), str(10 * LARGE_ROWS))]]
    case.expect((bool(sums), wrong[:3]), (True, []), 'every sum')
    case.expect(a.ask('select count(*) from acc where v <> 10'), [(str(2 * TURNS),)], 'the moves')


def tables_are_bounded(case):
    """A quarter of --memory is theirs."""
    a, b = case.session(), case.session()
    fill = "insert into big select g, repeat('x', 1000) from generate_series(1, 200000) g"
    a.ask('create table big (n int, t text); create table small (n int)')
    case.expect(a.ask(fill), '53200', 'too large')
    case.expect(a.ask('select count(*) from big'), [('0',)], 'nothing of it is there')
    case.expect(b.ask('insert into small values (1); select * from small'), [('1',)], 'others go on')
    for turn in range(3):
        got = a.ask("insert into big select g, repeat('x', 1000) from generate_series(1, 50000) g;"
                    'truncate big; select count(*) from big')
        case.expect(got, [('0',)], f'what is dropped is given back, turn {turn}')


def statements_of_a_with_see_the_same(case):
    """Both tables are waited for before any of the statements looks at one."""
    a, b, c = case.session(), case.session(), case.session()
    a.ask('create table w1 (n int); create table w2 (n int); insert into w1 values (1), (2)')
    a.ask('begin; insert into w2 values (10)')
    c.ask('begin; insert into w1 values (3)')
    b.send_simple('with gone as (delete from w1 returning n) insert into w2 '
                  'select n + (select 10 * count(*) from w2) from gone returning n')
    case.expect(b.wait_for_answer(WAIT_S), False, 'it waits for the first table')
    c.ask('commit')
    case.expect(b.wait_for_answer(WAIT_S), False, 'and for the second')
    a.ask('commit')
    case.expect(sorted(b.answer()), [('11',), ('12',), ('13',)], 'it sees what both did')
    b.send_simple('with x as (insert into w1 values (7) returning n), y as (delete from w2) '
                  'select n, pg_sleep(30) from x')
    case.expect(b.wait_for_answer(WAIT_S), False, 'a query behind changes')
    b.cancel()
    case.expect(b.answer(), '57014', 'it is cancelled')
    case.expect(a.ask('select count(*) from w1, w2'), [('0',)], 'and nothing was changed')
    a.ask('begin')
    case.expect(a.ask('with x as (insert into w1 values (8) returning 1 / (n - 8)) select * from x'),
                '22012', 'an error in one of them')
    a.ask('rollback')
    case.expect(a.ask('select count(*) from w1'), [('0',)], 'undoes all')


def a_with_changes_large_tables_by_workers(case):
    session = case.session()
    session.ask(f'create table lw (n int primary key, t text); create table lz (n int, t text); '
                f"insert into lw select g, 'row ' || g from generate_series(1, {LARGE_ROWS}) g")
    got = session.ask('with gone as (delete from lw where n % 2 = 0 returning n, t), '
                      'come as (insert into lz select * from gone where n % 4 = 0 returning n) '
                      'select (select count(*) from gone), (select count(*) from come), '
                      '(select count(*) from lw)')
    case.expect(got, [(str(LARGE_ROWS // 2), str(LARGE_ROWS // 4), str(LARGE_ROWS))], 'counts')
    case.expect(session.ask('select count(*), (select count(*) from lz) from lw'),
                [(str(LARGE_ROWS // 2), str(LARGE_ROWS // 4))], 'afterwards')
    session.ask('drop table lw, lz')


CASES = (a_writer_waits_and_sees_what_was_committed, a_rollback_hands_the_table_on, circles_end,
         snapshots_stay, who_waits_can_give_up, who_goes_leaves_nothing,
         definitions_are_seen_at_commit, types_are_seen_at_commit,
         created_types_are_types_of_parameters, types_have_limits,
         explained_changes_change_nothing, analyzed_changes_are_made,
         adds_are_not_lost,
         sums_stay_while_workers_read,
         children_and_their_parents_wait_for_each_other,
         no_child_loses_its_parent,
         altered_tables_are_seen_at_commit,
         large_tables_are_altered_by_workers,
         statements_of_a_with_see_the_same,
         a_with_changes_large_tables_by_workers,
         tables_are_bounded)


def run_case(function, url, counts):
    case = Case(url, counts)
    case.name = function.__name__.replace('_', ' ')
    started = time.monotonic()
    try:
        function(case)
    except (OSError, RuntimeError, ValueError) as error:
        counts.note(False, case.name, repr(error))
    case.close()
    if time.monotonic() - started > LIMIT_S:
        counts.note(False, case.name, f'took more than {LIMIT_S} s')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--build', default='build-asan')
    build, counts = parser.parse_args().build, Counts()
    if not is_missing(build, len(CASES), counts):
        try:
            with tempfile.TemporaryDirectory(prefix='hearth-tables-') as empty:
                with HearthServer([empty], build=build, flags=('--memory', MEMORY)) as server:
                    for function in CASES:
                        run_case(function, server.url, counts)
        except LeftBehind as error:
            counts.note(False, 'the server', str(error))
    counts.finish()


if __name__ == '__main__':
    main()
