#!/usr/bin/env python3
"""The 22 TPC-H queries and sql-examples/: Hearth's answers are PostgreSQL's, byte for byte.

    tests/tpch/run.py [--run NAME] [--postgres] [QUERY...]
    tests/tpch/run.py --duckdb SCALE [--slice N] [--run NAME] [QUERY...]

Sanitized builds run at a small scale factor, release builds at a larger one.  No answer has ties
in its ORDER BY at these scales, so order is compared too; an example must have a total order.
DuckDB checks the oracle first: it reads the Parquet files that Hearth reads, PostgreSQL loads the
CSV ones.  --postgres puts PostgreSQL in Hearth's place and so tests this program.

--duckdb asks DuckDB instead of PostgreSQL, at a scale factor that would take PostgreSQL long, and
compares the release build's rows with its rows, numbers to 1e-9; --slice N takes N of the runs, by
chance.
"""

import argparse
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import duckdb

import close_rows
import compare
import matrix
import tpch_data
from counts import Counts
from hearth_server import LeftBehind, is_missing
from oracle import Oracle
from pgclient import ProtocolError

UNSUPPORTED = os.path.join(HERE, 'unsupported.txt')
SANITIZED_SCALE, RELEASE_SCALE = '0.01', '0.1'
BROKEN = (OSError, ProtocolError)


def scale_of(run):
    return RELEASE_SCALE if run.build == 'build' else SANITIZED_SCALE


def unsupported():
    """{query: reason}."""
    with open(UNSUPPORTED, encoding='utf-8') as file:
        lines = [line.split(None, 1) for line in file if line.strip() and line[0] != '#']
    return {name: reason.strip() for name, reason in lines}


class Answers:
    """What PostgreSQL answers at each scale factor, asked once."""

    def __init__(self, oracle, queries):
        self._oracle, self._queries, self._urls, self._answers = oracle, queries, {}, {}

    def url(self, scale):
        if scale not in self._urls:
            url = self._oracle.create_database('sf' + scale.replace('.', '_'))
            with matrix.connect_to_oracle(url) as connection:
                tpch_data.load(connection, scale)
            self._urls[scale] = url
        return self._urls[scale]

    def at(self, scale):
        if scale not in self._answers:
            with matrix.connect_to_oracle(self.url(scale)) as connection:
                self._answers[scale] = {name: connection.simple(text)[-1]
                                        for name, text in self._queries.items()}
        return self._answers[scale]


def check_with_duckdb(queries, answers, counts):
    connection = duckdb_connection(SANITIZED_SCALE)
    for name, text in queries.items():
        expected = answers.at(SANITIZED_SCALE)[name]
        rows = connection.execute(text).fetchall()
        difference = close_rows.first_difference(expected.rows, rows) if rows else 'no rows'
        counts.note(not difference, f'{name}: PostgreSQL and DuckDB agree', str(difference))


def duckdb_connection(scale):
    connection = duckdb.connect()
    directory = tpch_data.make(scale, 'parquet')
    for table in tpch_data.TABLES:
        connection.execute(f"create view {table} as from '{directory}/{table}.parquet'")
    return connection


def ask(connection, run, text):
    if run.protocol == 'simple':
        return connection.simple(text)[-1]
    return connection.extended(text, binary_results=run.protocol == 'binary')


def run_queries(queries, run, url, answers, counts):
    scale, skipped = scale_of(run), unsupported()
    for name, text in queries.items():
        try:
            with run.connect(url) as connection:
                got = ask(connection, run, text)
        except BROKEN as error:
            counts.note(False, f'{name} ({run.name})', f'the connection broke: {error!r}')
            continue
        found = compare.compare(answers.at(scale)[name], got, is_ordered=True)
        if name in skipped and found:
            counts.skipped += 1
            print(f'SKIPPED {name} ({run.name}): {skipped[name]}')
        elif name in skipped:
            counts.note(False, f'{name} ({run.name})', 'it works: remove it from unsupported.txt')
        else:
            counts.note(not found, f'{name} ({run.name}, scale {scale})', compare.describe(found))
    print(f'{run.name}: done', flush=True)


def compare_with_duckdb(queries, runs, scale, counts):
    """The rows of every run are DuckDB's at a scale factor of their own."""
    connection = duckdb_connection(scale)
    expected = {name: connection.execute(text).fetchall() for name, text in queries.items()}
    connection.close()
    for run in runs:
        if is_missing(run.build, len(queries), counts):
            continue
        with run.server([tpch_data.make(scale, 'parquet')]) as server:
            for name, text in queries.items():
                with run.connect(server.url) as session:
                    got = ask(session, run, text)
                difference = repr(got.error) if got.error else \
                    close_rows.first_difference(expected[name], got.rows)
                counts.note(not difference, f'{name} ({run.name}, scale {scale}, DuckDB)',
                            str(difference))
        print(f'{run.name}: done', flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('queries', nargs='*', metavar='QUERY')
    parser.add_argument('--run', action='append', default=[], metavar='NAME')
    parser.add_argument('--postgres', action='store_true')
    parser.add_argument('--duckdb', metavar='SCALE')
    parser.add_argument('--slice', type=int, metavar='N')
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    known = tpch_data.queries()
    known.update((name, statement.text) for name, statement in tpch_data.examples().items())
    queries = {name: text for name, text in known.items()
               if not arguments.queries or name in arguments.queries}
    runs = matrix.runs('tpch', arguments.run)
    counts = Counts()
    if arguments.duckdb:
        runs = [run for run in runs if run.build == 'build']
        if arguments.slice:
            runs = random.sample(runs, arguments.slice)
        own = {name: text for name, text in queries.items() if name in tpch_data.queries()}
        compare_with_duckdb(own, runs, arguments.duckdb, counts)
        counts.finish()
    with Oracle() as oracle:
        answers = Answers(oracle, queries)
        check_with_duckdb(queries, answers, counts)
        for run in runs:
            if arguments.postgres:
                run.settings = {}
                run_queries(queries, run, answers.url(scale_of(run)), answers, counts)
                continue
            if is_missing(run.build, len(queries), counts):
                continue
            try:
                with run.server([tpch_data.make(scale_of(run), 'parquet')]) as server:
                    run_queries(queries, run, server.url, answers, counts)
            except LeftBehind as error:
                counts.note(False, f'the server of run {run.name!r}', str(error))
    counts.finish()


if __name__ == '__main__':
    main()
