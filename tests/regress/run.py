#!/usr/bin/env python3
"""PostgreSQL's regression files, each statement unaltered on both servers: how many answer alike.

    tests/regress/run.py                    all files of floors.toml, held against their floors
    tests/regress/run.py numeric date       some of them
    tests/regress/run.py --failures FILE    and write what differs, grouped by cause
    tests/regress/run.py --despite-settings     judge also what follows a SET that differed
    tests/regress/run.py --raise            and raise the floors to what was reached

Counted are statements that return rows, or would if they were not refused, when all that set up
their objects and settings had run alike (setup_state.py).  Alike means: the same SQLSTATE or the same
rows, in order if the statement orders them.  Every file begins in a new database of PostgreSQL and
on a new server of ours, after test_setup.sql has run on both.
"""

import argparse
import collections
import os
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import compare
import postgres_files
import statements
from causes import cause
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from oracle import Oracle
from pgclient import Connection, ProtocolError, Result
from psql_script import Script
from setup_state import State

FLOORS = os.path.join(HERE, 'floors.toml')
# As PostgreSQL's own runner sets them.
SETTINGS = {'TimeZone': 'America/Los_Angeles', 'DateStyle': 'Postgres, MDY',
            'IntervalStyle': 'postgres_verbose'}
STATEMENT_LIMIT_S = 30
BROKEN = (OSError, ProtocolError)
READING = ('select', 'values', 'with', 'table', 'show', 'explain', 'execute', 'fetch')
SHOWN_MAX = 12                  # statements of one cause in --failures


class Answers:
    """What became of one file."""

    def __init__(self, name):
        self.name = name
        self.asked = 0              # statements that return rows
        self.without_setup = collections.Counter()      # what differed: how many statements
        self.equal = 0
        self.failures = []          # (cause, place, statement, wanted, got)
        self.setup_failures = []    # the same, of statements that set something up
        self.broken = []            # connections and servers that ended

    @property
    def compared(self):
        return self.asked - sum(self.without_setup.values())

    @property
    def share(self):
        return 100 * self.equal / self.compared if self.compared else 0


def returns_rows(statement, wanted):
    first = next(iter(statement.words), '')
    return wanted.columns is not None or (
        bool(wanted.error) and (first in READING or 'returning' in statement.words))


def ask(connection, statement):
    results = connection.simple(statement.text, copy_in=statement.copy_data)
    return results[-1] if results else Result()


def is_equal(statement, wanted, got):
    if wanted.error or got.error:
        return bool(wanted.error and got.error) and wanted.error.sqlstate == got.error.sqlstate
    is_ordered = statements.is_ordered(statement.text)
    return compare.sort_rows(wanted, is_ordered) == compare.sort_rows(got, is_ordered)


def run_script(path, connections, state, answers):
    """Ask both servers every statement and judge those that can be judged."""
    with open(path, encoding='utf-8') as file:
        script = Script(file.read())
    oracle, tested = connections
    while True:
        standard = oracle.parameters.get('standard_conforming_strings') != 'off'
        statement = script.next(standard)
        if statement is None:
            return
        wanted, got = ask(oracle, statement), Result()
        difference = state.difference(statement)
        try:
            got = ask(tested, statement)
        except BROKEN as error:
            if not state.is_lost():
                place = f'{os.path.basename(path)}:{statement.line}'
                answers.broken.append(f'{place}: {statement.text}\n{error!r}')
            state.lose('the connection')
        judge(answers, path, statement, difference, wanted, got)
        state.note(statement, wanted, got, (oracle.status, tested.status))


def judge(answers, path, statement, difference, wanted, got):
    name = os.path.basename(path)
    failure = f'{name}:{statement.line}', statement, wanted, got
    if name == 'test_setup.sql' or not returns_rows(statement, wanted):
        if got.error and not wanted.error and not difference:
            answers.setup_failures.append((cause(wanted, got), *failure))
        return
    answers.asked += 1
    if difference:
        answers.without_setup[difference] += 1
    elif is_equal(statement, wanted, got):
        answers.equal += 1
    else:
        why = cause(wanted, got)
        why += f' ({answers.name})' if why.startswith('other rows') else ''
        answers.failures.append((why, *failure))


def accepted_settings(url):
    """Those of SETTINGS that the server knows; the others stay as they are, on both sides."""
    accepted = {}
    for name, value in SETTINGS.items():
        try:
            Connection(url, {name: value}).close()
            accepted[name] = value
        except ConnectionRefusedError as error:
            print(f'NOT SET: {name} = {value}: {error}')
    return accepted


def run_file(name, folder, arguments, oracle):
    """The answers to one file."""
    answers = Answers(name)
    database = oracle.create_database(f'regress_{name}')
    try:
        with HearthServer([], build=arguments.build) as server:
            settings = server_settings(server.url)
            with Connection(database, settings, STATEMENT_LIMIT_S) as wanted, \
                    Connection(server.url, settings, STATEMENT_LIMIT_S) as got:
                state = State(not arguments.despite_settings)
                for file in ('test_setup.sql', f'{name}.sql'):
                    run_script(os.path.join(folder, 'sql', file), (wanted, got), state, answers)
    except LeftBehind as error:
        answers.broken.append(str(error))
    return answers


_settings = {}


def server_settings(url):
    if not _settings:
        _settings.update(client_encoding='UTF8', **accepted_settings(url))
    return _settings


def print_table(all_answers):
    print(f'{"file":12} {"with rows":>9} {"no set-up":>9} {"compared":>8} {"equal":>6} {"share":>7}')
    total = Answers('all')
    for answers in all_answers:
        print_row(answers)
        total.asked += answers.asked
        total.without_setup += answers.without_setup
        total.equal += answers.equal
    print_row(total)


def print_row(answers):
    print(f'{answers.name:12} {answers.asked:9} {answers.asked - answers.compared:9} '
          f'{answers.compared:8} {answers.equal:6} {answers.share:6.1f}%')


def write_failures(path, all_answers):
    with open(path, 'w', encoding='utf-8') as file:
        write_groups(file, 'rows', [one for answers in all_answers for one in answers.failures])
        write_groups(file, 'set-up', unique(one for answers in all_answers
                                            for one in answers.setup_failures))
        print('## what differed for statements whose set-up did not run', file=file)
        for answers in all_answers:
            if answers.without_setup:
                print(f'{answers.name}: {dict(answers.without_setup.most_common())}', file=file)


def unique(failures):
    """Every file runs test_setup.sql; once is enough."""
    return list({failure[1]: failure for failure in failures}.values())


def write_groups(file, title, failures):
    """The failures by cause, the most frequent first."""
    groups = collections.defaultdict(list)
    for failure in failures:
        groups[failure[0]].append(failure)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    print(f'# {title}: {len(failures)} statements differ, of {len(ordered)} causes', file=file)
    for name, members in ordered:
        print(f'{len(members):5} {name}', file=file)
    print(file=file)
    for name, members in ordered:
        print(f'## {len(members)} x {name}', file=file)
        for _, place, statement, wanted, got in members[:SHOWN_MAX]:
            print(f'{place}: {statement.one_line}', file=file)
            for line in detail(wanted, got):
                print(f'    {line}', file=file)
        if len(members) > SHOWN_MAX:
            print(f'... {len(members) - SHOWN_MAX} more', file=file)
        print(file=file)


def detail(wanted, got):
    if wanted.error and not got.error:
        return [f'answered {got.tag}, {len(got.rows)} rows']
    if got.error:
        return [f'- {wanted.error or wanted.tag!r}', f'+ {got.error}']
    return compare.describe({'rows': (wanted.rows, got.rows)}).splitlines()[1:9]


def hold_floors(all_answers, floors, counts):
    for answers in all_answers:
        floor = floors[answers.name]
        counts.note(answers.equal >= floor['equal'], f'{answers.name} keeps its floor',
                    f'{answers.equal} statements are equal, they were {floor["equal"]}')
        counts.note(not answers.broken, f'{answers.name} ends no connection',
                    '\n'.join(answers.broken))


def raise_floors(all_answers):
    """Floors go up only; everything else in the file stays."""
    with open(FLOORS, encoding='utf-8') as file:
        text = file.read()
    for answers in all_answers:
        row = re.compile(rf'^({answers.name} = \{{ equal = )(\d+)', re.MULTILINE)
        text = row.sub(lambda match: match.group(1) +
                       str(max(int(match.group(2)), answers.equal)), text)
    with open(FLOORS, 'w', encoding='utf-8') as file:
        file.write(text)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('files', nargs='*', metavar='FILE')
    parser.add_argument('--build', default='build-asan')
    parser.add_argument('--failures', metavar='FILE')
    parser.add_argument('--despite-settings', action='store_true')
    parser.add_argument('--raise', action='store_true', dest='raise_floors')
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    with open(FLOORS, 'rb') as file:
        floors = tomllib.load(file)
    names = [name for name in floors if not arguments.files or name in arguments.files]
    if not names:
        sys.exit(f'no such file; there are: {" ".join(floors)}')
    counts = Counts()
    if is_missing(arguments.build, len(names), counts):
        counts.finish()
    folder = postgres_files.folder()
    with Oracle() as oracle:
        all_answers = [run_file(name, folder, arguments, oracle) for name in names]
    print_table(all_answers)
    if arguments.failures:
        write_failures(arguments.failures, all_answers)
    if arguments.raise_floors and not arguments.despite_settings:
        raise_floors(all_answers)
    hold_floors(all_answers, floors, counts)
    counts.finish()


if __name__ == '__main__':
    main()
