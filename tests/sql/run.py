#!/usr/bin/env python3
"""Run tests/sql/*.sql against PostgreSQL and Hearth over the same data, and compare everything.

    tests/sql/run.py                          all files, all enabled runs of tools/matrix.toml
    tests/sql/run.py joins.sql --run 'one worker'
    tests/sql/run.py --slice 4                the first run whole, of each other one a quarter of the
                                              files, by chance: what ./test.sh has time for
    tests/sql/run.py --postgres               PostgreSQL against itself: tests the files, not Hearth
    tests/sql/run.py --connect URL [FILE...]  a server that runs already and has the tables

One test is one statement in one run.  A file is one session; its statements may depend on those
before (a temporary table, a SET).  Annotations, each a comment line before its statement:

    -- @error SQLSTATE    PostgreSQL refuses the statement; without it, it must not
    -- @unordered         the rows may come in any order although there is an ORDER BY
"""

import argparse
import glob
import os
import random
import sys
import tempfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import compare
import matrix
import statements
import tables
from counts import Counts
from hearth_server import LeftBehind, is_missing
from oracle import Oracle
from pgclient import ProtocolError, Result

DIFFERENCES = os.path.join(HERE, 'differences.toml')
LATER = os.path.join(HERE, 'later.toml')
BROKEN_MAX = 5          # connections lost in one file before the rest of it is given up
BROKEN = (OSError, ProtocolError)


class File:
    """A file of statements, and what PostgreSQL answers to them (asked once per protocol)."""

    def __init__(self, path):
        self.name = os.path.basename(path)
        with open(path, encoding='utf-8') as file:
            self.statements = statements.split(file.read())
        self._expected = {}

    def expected(self, protocol, oracle_url):
        if protocol not in self._expected:
            with matrix.connect_to_oracle(oracle_url) as connection:
                self._expected[protocol] = [ask(connection, statement, protocol)
                                            for statement in self.statements]
        return self._expected[protocol]


def check_annotations(file, oracle_url, counts):
    """PostgreSQL itself must accept what is not marked as an error, lest a slip pass as a test."""
    for statement, result in zip(file.statements, file.expected('simple', oracle_url)):
        got = result.error.sqlstate if result.error else None
        if got != statement.annotations.get('error'):
            counts.note(False, f'{file.name}:{statement.line}',
                        f'{statement.text}\nnot as annotated: PostgreSQL says {result.error!r}')


class Differences:
    """The list of deliberate differences; remembers which entries were met."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self._entries = tomllib.load(file).get('difference', [])
        for entry in self._entries:
            entry['statement'] = ' '.join(entry['statement'].split())
        self._met = set()

    def remove_from(self, found, file_name, statement):
        for number, entry in enumerate(self._entries):
            if (entry['file'], entry['statement']) == (file_name, statement.one_line) and \
                    entry['aspect'] in found:
                del found[entry['aspect']]
                self._met.add(number)

    def unmet(self, file_names):
        return [entry for number, entry in enumerate(self._entries)
                if number not in self._met and entry['file'] in file_names]


class Later:
    """Statements that Hearth cannot answer yet, with what is missing: counted as skipped.

    An entry that is answered rightly in every run fails the suite, so that the list stays true.
    """

    def __init__(self, path):
        with open(path, 'rb') as file:
            entries = tomllib.load(file).get('later', [])
        self._waiting = {(entry['file'], ' '.join(entry['statement'].split())) for entry in entries}
        self._differed = set()

    def excuses(self, found, file_name, statement):
        key = (file_name, statement.one_line)
        if found and key in self._waiting:
            self._differed.add(key)
            return True
        return False

    def answered(self, file_names):
        return [key for key in sorted(self._waiting - self._differed) if key[0] in file_names]


def ask(connection, statement, protocol):
    if protocol == 'simple':
        results = connection.simple(statement.text)
        return results[-1] if results else Result()
    return connection.extended(statement.text, binary_results=protocol == 'binary')


def run_file(file, run, urls, excuses, counts):
    """Ask the server under test every statement of the file; a lost connection is made anew."""
    expected = file.expected(run.protocol, urls['oracle'])
    connection, broken = None, 0
    for statement, wanted in zip(file.statements, expected):
        name = f'{file.name}:{statement.line} ({run.name})'
        if broken == BROKEN_MAX:
            counts.note(False, name, 'not asked: too many connections were lost')
            continue
        try:
            connection = connection or run.connect(urls['tested'])
            got = ask(connection, statement, run.protocol)
        except BROKEN as error:
            connection, broken = None, broken + 1
            counts.note(False, name, f'{statement.text}\nthe connection broke: {error!r}')
            continue
        found = compare.compare(wanted, got, statement.is_ordered())
        differences, later = excuses
        differences.remove_from(found, file.name, statement)
        if later.excuses(found, file.name, statement):
            counts.skipped += 1
            continue
        counts.note(not found, name, f'{statement.text}\n{compare.describe(found)}')
    if connection:
        connection.close()


def run_files(files, run, urls, excuses, counts):
    before = counts.passed, counts.failed
    for file in files:
        run_file(file, run, urls, excuses, counts)
    passed, failed = counts.passed - before[0], counts.failed - before[1]
    print(f'{run.name}: {passed} passed, {failed} failed', flush=True)


def slices(files, runs, parts):
    """The files of each run: all in the first one, of the others one in `parts`, by chance."""
    chosen = {run.name: files for run in runs}
    for run in runs[1:] if parts else ():
        chosen[run.name] = [file for file in files if random.randrange(parts) == 0]
    return chosen


def run_hearth(all_files, runs, oracle_url, excuses, counts):
    with tempfile.TemporaryDirectory(prefix='hearth-sql-') as data:
        tables.write_files(data)
        for run in runs:
            files = all_files[run.name]
            if is_missing(run.build, sum(len(file.statements) for file in files), counts):
                continue
            try:
                with run.server([data]) as server:
                    urls = {'oracle': oracle_url, 'tested': server.url}
                    run_files(files, run, urls, excuses, counts)
            except LeftBehind as error:
                counts.note(False, f'the server of run {run.name!r}', str(error))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('files', nargs='*', metavar='FILE')
    parser.add_argument('--run', action='append', default=[], metavar='NAME')
    parser.add_argument('--slice', type=int, metavar='N')
    parser.add_argument('--postgres', action='store_true')
    parser.add_argument('--connect', metavar='URL')
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    paths = sorted(glob.glob(os.path.join(HERE, '*.sql')))
    files = [File(path) for path in paths
             if not arguments.files or os.path.basename(path) in
             [os.path.basename(name) for name in arguments.files]]
    if not files:
        sys.exit('no such file')
    runs = matrix.runs('sql', arguments.run)
    counts, differences, later = Counts(), Differences(DIFFERENCES), Later(LATER)
    excuses = differences, later
    with Oracle() as oracle:
        url = oracle.create_database('tables')
        with matrix.connect_to_oracle(url) as connection:
            tables.load(connection)
        for file in files:
            check_annotations(file, url, counts)
        if arguments.postgres or arguments.connect:
            for run in runs:
                run.settings = {} if arguments.postgres else run.settings
                urls = {'oracle': url, 'tested': arguments.connect or url}
                run_files(files, run, urls, excuses, counts)
        else:
            run_hearth(slices(files, runs, arguments.slice), runs, url, excuses, counts)
    if not arguments.postgres and not arguments.run and not arguments.slice:
        for name, statement in later.answered({file.name for file in files}):
            counts.note(False, f'later.toml: {name}: {statement}', 'this is answered rightly now')
        for entry in differences.unmet({file.name for file in files}):
            counts.note(False, f'differences.toml: {entry["file"]}: {entry["statement"]}',
                        f'this difference ({entry["aspect"]}) does not exist any more')
    counts.finish()


if __name__ == '__main__':
    main()
