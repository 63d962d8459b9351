#!/usr/bin/env python3
"""Test the tests: a harness that sees nothing would call everything a success.

Every function named test_* is a test; its name is the sentence it proves.  Those with a parameter
get the Oracle.  Hearth is played by fake_hearth.py.
"""

import os
import random
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'style', 'sql', 'fault', 'regress', 'compatibility', 'calls'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import compare
import drivers
import format
import hearth_server
import includes
import kills
import psql_script
import questions
import rows
import run_suites
import setup_state
import sizes
import state
import statements
import symbols
import words
import workers
from causes import cause
from counts import Counts, last_counts
from examine import Pair, examine
from hearth_server import HearthServer, LeftBehind
from inventory import Dictionary
from oracle import PORT, Oracle
from pgclient import Connection, ProtocolError, Report, Result
from workers import wait_for
from source import Tree
from wire_proxy import WireProxy

FAKE = [sys.executable, os.path.join(HERE, 'fake_hearth.py')]


def expect(holds, what='it does not hold'):
    if not holds:
        raise AssertionError(what)


def expect_raises(kinds, function):
    try:
        function()
    except kinds as error:
        return error
    raise AssertionError(f'nothing was raised instead of {kinds}')


# Counting.

def test_counts_are_read_from_the_last_line_only():
    expect(last_counts('1 passed, 2 failed\nmore\n') is None)
    line = '3 passed, 0 failed, 2 skipped'
    expect(str(last_counts(f'x\n{line}\n\n')) == line)


def test_a_suite_without_tests_has_failed():
    expect(Counts().exit_code() == 1 and Counts(passed=1).exit_code() == 0)


def run_as_suite(program, limit_s=30):
    sys.stdout.flush()
    saved, sys.stdout = sys.stdout, open(os.devnull, 'w')
    try:
        return run_suites.run_suite('fake', [sys.executable, '-c', program], os.environ, limit_s)
    finally:
        sys.stdout.close()
        sys.stdout = saved


def test_a_suite_that_lies_hangs_or_crashes_has_failed():
    expect(run_as_suite('print("2 passed, 0 failed")').passed == 2)
    expect(run_as_suite('print("2 passed, 0 failed"); raise SystemExit(1)').failed == 1)
    expect(run_as_suite('print("all fine")').failed == 1)
    expect(run_as_suite('import signal; signal.pause()', limit_s=0.3).failed == 1)


# Statements.

def test_statements_end_at_semicolons_outside_quotes_and_comments():
    text = """-- @error 42601
select ';' || E'\\';' || ";" ; /* ; /* ; */ */ select $a$ ; $a$ -- ;
;
"""
    found = statements.split(text)
    expect(len(found) == 2, found)
    expect(found[0].annotations == {'error': '42601'} and found[1].annotations == {})
    expect(found[0].line == 2 and found[1].text.startswith('select $a$'))


def test_only_an_outer_order_by_orders_the_result():
    def ordered(text):
        return statements.split(text + ';')[0].is_ordered()
    expect(ordered('select 1 ORDER\n by 1') and not ordered("select 'order by'"))
    expect(not ordered('select * from (select 1 order by 1) x'))
    expect(not ordered('-- @unordered\nselect 1 order by 1'))
    expect(not ordered('select string_agg(a, b order by a) from t'))


def test_a_statement_without_semicolon_is_refused():
    expect_raises(ValueError, lambda: statements.split('select 1'))


# Comparing.

def script_of(text, standard_strings=True):
    """The texts of a script's statements, and the data of the last one's COPY."""
    script, found = psql_script.Script(text), []
    while statement := script.next(standard_strings):
        found.append(statement)
    return [statement.text for statement in found], found[-1].copy_data


def test_scripts_are_cut_as_psql_cuts_them():
    text = ("-- not; this\n\\pset null '(;)'\nselect ';', \";\" /* ; /* ; */ ; */ from t;\n"
            "create rule r as (select 1; select 2);select $a$;$$;$a$, e'\\';';\n"
            "copy t from stdin;\n1;\t\\N\n\\.\nselect 2;copy t (a) from stdin; -- now\n\\.\n")
    texts, data = script_of(text)
    expect(texts == ["select ';', \";\" /* ; /* ; */ ; */ from t",
                     'create rule r as (select 1; select 2)', "select $a$;$$;$a$, e'\\';'",
                     'copy t from stdin', 'select 2', 'copy t (a) from stdin'], texts)
    expect(data == b'', data)
    expect(script_of("copy t from stdin;\n1;\n2\n\\.\n")[1] == b'1;\n2\n')


def test_backslashes_in_scripts_mean_what_the_session_says():
    text = "select 'a\\';select 'b';"
    expect(script_of(text)[0] == ["select 'a\\'", "select 'b'"])
    expect_raises(ValueError, lambda: script_of(text, standard_strings=False))
    expect(script_of("select 'a\\';', u&'\\';", False)[0] == ["select 'a\\';', u&'\\'"])


def note(state, sql, wanted='OK', got='OK', statuses=('I', 'I')):
    """A statement ends with a tag or, in lower case, with an SQLSTATE, on each of two servers."""
    results = []
    for ending in (wanted, got):
        result = Result()
        if ending.islower():
            result.error = Report(f'C{ending.upper()}\0M\0'.encode())
        else:
            result.tag = ending
        results.append(result)
    state.note(psql_script.Script(sql + ';').next(), *results, statuses)


def difference(state, sql):
    return state.difference(psql_script.Script(sql + ';').next())


def test_statements_are_judged_only_after_equal_set_ups():
    state = setup_state.State()
    note(state, 'create table good (a int)')
    note(state, 'create temp table Bad (a int)', got='0a000x')
    note(state, 'insert into good values (1)', 'INSERT 0 1', 'INSERT 0 1')
    expect(difference(state, 'select * from good') is None)
    expect(difference(state, 'select * from bad') == 'bad')
    note(state, 'create view v as select * from bad')
    expect(difference(state, 'select * from "v"') == 'v', 'it depends on what differs')
    note(state, 'drop table bad', got='DROP')
    expect(difference(state, 'select * from bad') == 'bad', 'the drop hit another table')
    note(state, 'drop table bad', got='42p01')
    expect(difference(state, 'select * from bad') is None, 'it is gone on both')

    note(state, 'update good set a = 2', 'UPDATE 1', 'UPDATE 0')
    expect(difference(state, 'table good') == 'good')
    note(state, 'truncate good', 'TRUNCATE TABLE', 'TRUNCATE TABLE')
    expect(difference(state, 'table good') is None)


def test_settings_and_transactions_are_part_of_the_state():
    state = setup_state.State()
    note(state, "set datestyle to 'german'", got='22023')
    note(state, 'set enable_seqscan to off', got='42704')
    expect(difference(state, 'select 1') == 'the setting datestyle')
    note(state, 'reset datestyle')
    expect(difference(state, 'select 1') is None)
    note(state, 'begin', statuses=('T', 'T'))
    note(state, 'create table t (a int)', statuses=('T', 'T'))
    note(state, 'select 1', got='0a000x', statuses=('T', 'E'))
    expect(difference(state, 'select 1') == 'the transaction')
    note(state, 'commit', 'COMMIT', 'ROLLBACK')
    expect(difference(state, 'select 1') is None)
    expect(difference(state, 'select * from t') == 't')


def test_differences_are_grouped_by_what_is_missing(oracle):
    with Connection(oracle.url()) as connection:
        def cause_of(one, other):
            return cause(connection.simple(one)[0], connection.simple(other)[0])
        expect(cause_of('select 1', 'select nope(1, 2)') == 'missing: function nope')
        expect(cause_of("select 'x'::int", "select '1'::nope") == 'missing: type "nope"')
        expect(cause_of('select 1', "select 1 + date '2000-01-01' + true") ==
               'missing: operator date + boolean')
        expect(cause_of('select 1', 'select 2') == 'other rows: their values')
        expect(cause_of('select 1', 'select 1 where false') == 'other rows: their number')
        expect(cause_of("select '7y'::int", 'select 1') ==
               'answered where PostgreSQL refuses: 22P02 invalid input syntax for type integer')


def differing(oracle, one, other, is_ordered=False):
    with Connection(oracle.url()) as connection:
        pair = [connection.simple(text)[-1] for text in (one, other)]
    found = compare.compare(*pair, is_ordered)
    compare.describe(found)
    return set(found)


def test_every_aspect_of_an_answer_is_compared(oracle):
    cases = (
        ('select 1', 'select 1', set()),
        ('select 1', 'select 2', {'rows'}),
        ('select 1 as a', 'select 1 as b', {'names'}),
        ('select 1 as a', 'select 1::int8 as a', {'types'}),
        ('select 1::numeric as a', 'select 1::numeric(5) as a', {'typmods'}),
        ('select 1', 'select 1, 2', {'names', 'types', 'typmods', 'rows'}),
        ('select null', "select ''", {'rows'}),
        ('select 1', 'select 1 from generate_series(1, 2)', {'tag', 'rows'}),
        ('set work_mem = 64', 'reset work_mem', {'tag'}),
        ('select 1', 'select', {'names', 'types', 'typmods', 'rows'}),
        ('select 1', 'select 1/0', {'outcome'}),
        ('select 1/0', 'select 1', {'outcome'}),
        ('select 1/0', 'select  1/0', set()),
        ('select a', 'select  a', {'position'}),
        ('select a', 'select b', {'message'}),
        ('select 1/0', "select 'x'::int", {'sqlstate', 'message', 'position'}),
    )
    for one, other, aspects in cases:
        expect(differing(oracle, one, other) == aspects, f'{one} | {other}')


def test_order_matters_only_where_asked(oracle):
    one, other = 'values (1), (2)', 'values (2), (1)'
    expect(differing(oracle, one, other) == set())
    expect(differing(oracle, one, other, is_ordered=True) == {'rows'})
    expect(differing(oracle, 'values (1), (1), (2)', 'values (1), (2), (2)') == {'rows'})


def test_floats_are_equal_within_a_tolerance_and_nothing_else_is(oracle):
    def floats(one, other):
        return differing(oracle, f"select {one}::float8", f"select {other}::float8")
    expect(floats('0.1', '0.10000000000000002') == set())
    expect(floats('0.1', '0.10000000001') == {'rows'})
    expect(floats("'NaN'", "'NaN'") == set() and floats("'NaN'", '1') == {'rows'})
    expect(floats("'inf'", "'-inf'") == {'rows'} and floats('0', "'-0'") == {'rows'})
    expect(differing(oracle, 'select 0.1', 'select 0.1000000000000000000001') == {'rows'})
    values = "values (1::float8, 'a'), (2, 'b')"
    swapped = "values (2::float8, 'b'), (1.0000000000000002, 'a')"
    expect(differing(oracle, values, swapped) == set())


# The client.

def test_simple_queries_answer_statement_by_statement(oracle):
    with Connection(oracle.url()) as connection:
        first, second, third = connection.simple('select 1; select 2 as b; select 1/0; select 3')
        expect(first.text_rows() == [('1',)] and second.columns[0].name == 'b')
        expect(third.error.sqlstate == '22012' and connection.status == 'I')
        expect(connection.simple('')[0].is_empty)
        notices = connection.simple("do $$begin raise notice 'hi'; end$$")[0].notices
        expect([notice.message for notice in notices] == ['hi'])


def test_extended_queries_take_parameters_and_give_binary(oracle):
    with Connection(oracle.url()) as connection:
        result = connection.extended('select $1::int + 1, $2::text', ['41', None],
                                     binary_results=True)
        expect(result.rows == [(struct.pack('!i', 42), None)] and result.tag == 'SELECT 1')
        result = connection.extended('select generate_series(1, 9)', rows_max=4)
        expect(result.is_suspended and len(result.rows) == 4)
        error = connection.extended('select nope').error
        expect((error.sqlstate, error.position) == ('42703', 8) and connection.status == 'I')
        connection.parse('select $1::int', statement='s')
        connection.describe('S', 's')
        described = connection.sync()
        expect(described.parameter_oids == (23,) and described.columns[0].type_oid == 23)


def test_copy_goes_both_ways(oracle):
    with Connection(oracle.url()) as connection:
        connection.query('create temp table t (a int, b text)')
        expect(connection.copy_in('copy t from stdin', b'1\tx\n2\t\\N\n').tag == 'COPY 2')
        result = connection.simple('copy t to stdout')[0]
        expect(result.copied == b'1\tx\n2\t\\N\n' and result.tag == 'COPY 2')
        expect(connection.simple('copy t from stdin')[0].error.sqlstate == '57014')
        expect(connection.query('select count(*) from t') == [('2',)])


def test_a_query_can_be_cancelled(oracle):
    with Connection(oracle.url()) as connection:
        connection.send_simple('select generate_series(1, 1000000000)')
        # A request that comes before the query has begun would be for nothing.
        expect(select.select([connection.fileno()], [], [], 60)[0])
        connection.cancel()
        expect(connection.receive_results()[-1].error.sqlstate == '57014')
        expect(connection.query('select 1') == [('1',)])


def test_large_answers_are_read_whole(oracle):
    with Connection(oracle.url()) as connection:
        connection.send_simple("select n, repeat('x', 1000) from generate_series(1, 5000) n")
        connection.wait_for_answer()
        expect(len(connection.receive_results()[0].rows) == 5000)


def test_an_answer_is_incomplete_until_its_last_message(oracle):
    with Connection(oracle.url()) as connection:
        with Connection(oracle.url()) as holder:
            holder.query('select pg_advisory_lock(7)')
            connection.send_simple('select n from generate_series(1, 9) n; '
                                   'select pg_advisory_lock(7)')
            expect(not connection.wait_for_answer(0.1))
        expect(connection.wait_for_answer(60))      # the lock is free again
        expect(len(connection.receive_results()[0].rows) == 9)


# Passwords travel by SCRAM, over TCP, as Hearth demands it.

def test_a_proxy_notes_what_is_asked_refused_and_cut(oracle):
    with tempfile.TemporaryDirectory() as directory, \
            WireProxy(os.path.join(oracle.directory, f'.s.PGSQL.{PORT}'), directory) as proxy:
        with Connection(f'postgres://postgres@/postgres?host={directory}&port=5432') as connection:
            expect(connection.query("select repeat('x', 1000000)") == [('x' * 1000000,)])
            connection.simple('select 1/0')
            connection.send_simple('select pg_sleep(60)')
            wait_for(lambda: proxy.in_flight() and 'sleep' in proxy.in_flight().sql, 5)
            with Connection(oracle.url()) as other:
                other.query("select pg_terminate_backend(pid) from pg_stat_activity "
                            "where query like '%pg_sleep(60)'")
            expect_raises((OSError, ProtocolError), connection.receive_results)
            wait_for(lambda: proxy.cut_while_asking, 5)
        expect([one.sqlstate for one in proxy.asked] == [None, '22012', '57P01'])
        expect([one.seconds is None for one in proxy.asked] == [False, False, True])


def test_calls_of_the_catalog_are_compared_value_by_value(oracle):
    with Connection(oracle.url()) as connection:
        known = {str(row): row for row in rows.read(connection, Dictionary(connection).support)}
    for name in ('operator int4 / int4', 'operator - float8', 'cast (text)::date',
                 'function "make_date"(int4, int4, int4)', 'aggregate "sum"(int8)',
                 'set "unnest"(int4[])', 'function "concat"(text, text)'):
        expect(name in known, name)
    expect(not any('pg_backend_pid' in name or '"now"' in name for name in known))
    pair = Pair({'oracle': oracle.url(), 'tested': oracle.url()})
    for name in ('operator int4 / int4', 'aggregate "sum"(int8)', 'set "unnest"(int4[])'):
        expect(examine(known[name], pair) == [], name)
    wrong = known['operator int4 % int4']
    same = pair.ask
    pair.ask = lambda sql, is_binary: (same(sql, is_binary)[0],
                                       same(sql.replace('%', '/'), is_binary)[1])
    found = examine(wrong, pair)
    expect(len(found) > 20 and found[0][0] == 'other rows: their values', found)


def upstream(oracle):
    return {'FAKE_UPSTREAM': f'{oracle.directory}:{PORT}'}


def test_scram_lets_in_who_knows_the_password(oracle):
    rules = 'local all scram_user scram-sha-256\nlocal all all trust\n'
    with open(os.path.join(oracle.directory, 'data', 'pg_hba.conf'), 'w') as file:
        file.write(rules)
    with Connection(oracle.url()) as connection:
        connection.query("create user scram_user password 'se cret'")
        connection.query('select pg_reload_conf()')
    for password, is_right in (('se%20cret', True), ('wrong', False)):
        environment = {**upstream(oracle), 'FAKE_URL': 'postgres://scram_user:' + password +
                       '@127.0.0.1:{port}/postgres'}
        with HearthServer(['.'], program=FAKE, environment=environment) as server:
            if is_right:
                with Connection(server.url) as connection:
                    expect(connection.query('select current_user') == [('scram_user',)])
            else:
                error = expect_raises(ConnectionRefusedError, lambda: Connection(server.url))
                expect('28P01' in str(error), error)


# Servers.

def test_a_well_behaved_server_leaves_nothing():
    with HearthServer(['.'], program=FAKE) as server:
        expect(server.url.startswith('postgres://user:password@127.0.0.1:'))
    expect(not os.path.exists(server.directory))


def test_whatever_a_server_leaves_behind_is_noticed():
    complaints = {'never_ready': 'no ready line', 'leave_process': 'process', 'bad_status':
                  'status 4', 'leave_socket': 'socket/', 'leave_file': 'tmp/spill',
                  'sanitizer_report': 'sanitizer', 'hide_from_session': 'process'}
    for how, words_of_it in complaints.items():
        def use(how=how):
            with HearthServer(['.'], program=FAKE, environment={'FAKE_MISBEHAVE': how}) as server:
                server.workers()
        error = expect_raises(LeftBehind, use)
        expect(words_of_it in str(error), f'{how}: {error}')


def test_a_server_that_does_not_stop_is_killed():
    saved, hearth_server.STOP_LIMIT_S = hearth_server.STOP_LIMIT_S, 0.3
    try:
        server = HearthServer(['.'], program=FAKE,
                              environment={'FAKE_MISBEHAVE': 'ignore_sigterm'}).start()
        complaints = server.stop()
    finally:
        hearth_server.STOP_LIMIT_S = saved
    expect('did not stop' in complaints[0], complaints)


# Breaking servers.

def fake_workers(server):
    """Its workers, once they have their blame pages."""
    found = []

    def have_pages():
        found[:] = server.workers()
        return len(found) == 2 and all(map(has_page, found))

    expect(workers.wait_for(have_pages), found)
    return found


def has_page(pid):
    try:
        with workers.BlamePage(pid):
            return True
    except OSError:
        return False


def test_only_kills_of_running_workers_count():
    for running in (0, 1):
        killer = kills.Killer(random.Random(1))
        environment = {'FAKE_RUNNING': str(running)}
        with HearthServer(['.'], program=FAKE, environment=environment) as server:
            pids = fake_workers(server)
            patience = iter([False, False, True])
            moment = killer.kill_running(pids, lambda: next(patience))
            expect((moment is not None) == bool(running) and killer.hits == running)
            expect(running or killer.kill_any(pids) and killer.hits == 0)
            expect(set(fake_workers(server)) != set(pids))


class FakeServer:
    """As much of a server as a Watch looks at."""

    def __init__(self, url, pids):
        self.url, self.pids = url, pids

    def workers(self):
        return self.pids


def test_a_worker_that_does_not_come_back_in_time_is_noticed(oracle):
    saved, workers.PROBE = workers.PROBE, "select '(pid 1) (pid 2)'"
    server = FakeServer(oracle.url(), [1, 2])
    try:
        watch = workers.Watch(server, 2)
        expect('no worker came back' in watch.complain_of_return(time.time(), limit_s=0))
        server.pids, workers.PROBE = [2, 3], "select '(pid 2)'"
        expect('no worker came back' in watch.complain_of_return(time.time(), limit_s=0))
        workers.PROBE = "select '(pid 2) (pid 3)'"
        expect(watch.complain_of_return(time.time()) == '' and watch.pids == {2, 3})
        server.pids, workers.PROBE = [3, 4], "select '(pid 3) (pid 4)'"
        expect('after' in watch.complain_of_return(time.time() - 2))
        server.pids, workers.PROBE = [5, 6], "select '(pid 5) (pid 6)'"
        expect('one worker died' in watch.complain_of_return(time.time()))
        watch.close()
    finally:
        workers.PROBE = saved


def test_a_wrong_answer_under_faults_is_noticed(oracle):
    one, two = (statements.split(f'select {n};')[0] for n in (1, 2))
    with Connection(oracle.url()) as connection:
        answer = connection.simple('select 1')[-1]
    for statement, words_of_it in ((one, ''), (two, 'rows:')):
        client = drivers.Client(oracle.url())
        client.send(questions.Question('q', statement, answer))
        complaint = client.complain_of_answer()
        expect(complaint == '' if not words_of_it else words_of_it in complaint, complaint)
        client.close()


def test_a_large_answer_is_read_in_parts(oracle):
    with Connection(oracle.url()) as connection:
        connection.send_simple('select generate_series(1, 1000)')
        result = Result()
        expect(not connection.receive_rows(result, 10) and len(result.rows) == 10)
        expect(connection.receive_rows(result, 2000) and len(result.rows) == 1000)
        expect(connection.receive_results() == [] and connection.query('select 1') == [('1',)])


def test_what_a_server_holds_longer_than_it_should_is_noticed():
    with HearthServer(['.'], program=FAKE) as server:
        fake_workers(server)
        before = state.of(server)
        expect(state.complain_of_change(server, before) == '')
        path = os.path.join(server.directory, 'tmp', 'spill')
        open(path, 'w').close()
        expect('tmp/spill' in state.complain_of_change(server, before, limit_s=0))
        os.unlink(path)
        with socket.create_connection(('127.0.0.1', urllib.parse.urlsplit(server.url).port)):
            # It may take the server a moment to accept.
            expect(wait_for(lambda: 'descriptor socket' in state.difference(before, state.of(server))))
            expect('descriptor socket' in state.complain_of_change(server, before, limit_s=0))
        before['worker 0']['mapping memfd:hearth-segment'] = 1
        expect('hearth-segment: 1 before' in state.complain_of_change(server, before, limit_s=0))


# Style checks: a tree with one fault of every kind, and exactly these complaints.

GOOD = '#include "base/x.h"\n\nint f(void)\n{\n    return 1;\n}\n'


def complaints_of(check, files):
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(['git', 'init', '-q', root], check=True)
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)) or root, exist_ok=True)
            with open(os.path.join(root, path), 'w', encoding='utf-8') as file:
                file.write(text)
        return [complaint.split(' ')[0] for complaint in check(Tree(root))]


def test_arrows_that_are_not_in_the_table_are_found():
    headers = dict.fromkeys(('base/x.h', 'catalyst/tree/t.h', 'expression/expression.h',
                             'expression/run.h', 'storage/scan.h', 'storage/catalog.h',
                             'worker/protocol.h', 'worker/task.h', 'catalyst/rules/r.h'), '')
    allowed = {'worker/a.c': ['base/x.h', 'storage/scan.h', 'expression/expression.h'],
               'catalyst/rules/a.c': ['storage/catalog.h', 'catalyst/tree/t.h'],
               'scheduler/a.c': ['worker/protocol.h'], 'storage/a.c': ['base/x.h'],
               'tests/unit/a.c': ['worker/task.h'], 'parser/a.c': ['catalyst/tree/t.h']}
    forbidden = {'base/b.c': 'storage/scan.h', 'worker/b.c': 'storage/catalog.h',
                 'catalyst/b.c': 'storage/scan.h', 'scheduler/b.c': 'worker/task.h',
                 'storage/b.c': 'catalyst/tree/t.h', 'server/b.c': 'expression/run.h',
                 'catalyst/tree/b.c': 'catalyst/rules/r.h', 'elsewhere/b.c': 'base/x.h',
                 'expression/b.c': 'storage/scan.h', 'base/c.c': 'base/missing.h'}
    files = dict(headers)
    for path, names in allowed.items():
        files[path] = ''.join(f'#include "{name}"\n' for name in names)
    for path, name in forbidden.items():
        files[path] = f'#include "{name}"\n'
    files['server/sql.c'] = '#include <sqlite3.h>\n#include <stdio.h>\n'
    files['storage/sql.c'] = '#include <sqlite3.h>\n'
    found = complaints_of(includes.check, files)
    wanted = sorted([f'{path}:1:' for path in forbidden] + ['server/sql.c:1:'])
    expect(sorted(found) == wanted, found)


def function_of(lines, body='    x++;\n'):
    return 'void f(int x)\n{\n' + body * lines + '}\n'


def test_what_is_too_long_is_found_and_flat_switches_are_not():
    cases = ''.join(f'    case {n}:\n        return {n};\n' for n in range(50))
    files = {
        'base/ok.c': function_of(70), 'base/function.c': function_of(71),
        'base/switch.c': function_of(1, '    switch (x) {\n' + cases + '    }\n'),
        'base/case.c': function_of(1, '    switch (x) {\n    case 1:\n' + '        x++;\n' * 90 +
                                   '    }\n'),
        'base/file.c': 'int a;\n' * 1001, 'base/header.h': 'int a;\n' * 301,
        'base/wide.c': '/* ' + 'x' * 100 + ' */\n',
        'base/goto.c': 'void f(void)\n{\n    goto a;\n}\n',
        'base/comment.c': '/* goto */\n',
    }
    found = complaints_of(sizes.check, files)
    wanted = {'base/function.c:2:', 'base/case.c:2:', 'base/file.c:1000:', 'base/header.h:300:',
              'base/wide.c:1:', 'base/goto.c:3:'}
    expect(set(found) == wanted, found)


def test_misformatted_files_are_found():
    style = open(os.path.join(HERE, '..', '..', '.clang-format'), encoding='utf-8').read()
    files = {'.clang-format': style, 'base/good.c': GOOD, 'base/bad.c': 'int  f;\n'}
    found = complaints_of(format.check, files)
    expect(found == ['base/bad.c:1:'], found)


def test_trees_without_git_are_read_too():
    with tempfile.TemporaryDirectory() as root:
        for path in ('base/a.c', 'build-x/b.c', '.cache/c.c'):
            os.makedirs(os.path.join(root, os.path.dirname(path)))
            open(os.path.join(root, path), 'w').close()
        expect(Tree(root).paths == ['base/a.c'], Tree(root).paths)


def test_forbidden_words_and_orphaned_tests_are_found():
    files = {'docs/a.md': 'see /wor' + 'k/main\n', 'docs/b.md': 'https://example.org/work/x\n',
             'base/a.c': '/* TO' + 'DO */\n', 'base/b.c': 'int a; \n',
             'tests/unit/lost_test.c': '', 'tests/unit/run_test.c': '',
             'tests/unit/meson.build': "executable('run_test.c')\n"}
    found = complaints_of(words.check, files)
    wanted = ['base/a.c:1:', 'base/b.c:1:', 'docs/a.md:1:', 'tests/unit/lost_test.c:1:']
    expect(sorted(found) == wanted, found)


def test_names_of_libpg_query_are_found():
    with tempfile.TemporaryDirectory() as directory:
        objects = []
        for name, text in (('ours', 'int palloc(void) { return 1; }\nint ours_alone;\n'),
                           ('hidden', 'static int pfree(void) { return 1; }\n'
                                      'int hidden_user(void) { return pfree(); }\n')):
            objects.append(os.path.join(directory, name + '.o'))
            subprocess.run(['gcc', '-x', 'c', '-c', '-', '-o', objects[-1]], input=text, text=True,
                           check=True)
        found = symbols.check_against(symbols.library_archive(), objects)
    expect(len(found) == 1 and 'palloc' in found[0], found)


def main():
    counts = Counts()
    tests = [(name, test) for name, test in globals().items() if name.startswith('test_')]
    with Oracle() as oracle:
        for name, test in tests:
            try:
                test(oracle) if test.__code__.co_argcount else test()
                counts.note(True, name)
            except Exception:           # a test may fail in any way; the others still run
                counts.note(False, name, traceback.format_exc())
    counts.finish()


if __name__ == '__main__':
    main()
