#!/usr/bin/env python3
"""TPC-H, query by query: Hearth and DuckDB in turn, over the same Parquet files.

Both are resident: Hearth as a server on this machine, DuckDB in this process by its Python API.
Each query runs once unmeasured on both, then alternately; the medians are reported.  Hearth's time
ends with the last byte of the answer, DuckDB's with the last column handed over as Arrow.  CPU is
what all threads used, for Hearth of the server and its workers together.  Answers are compared.

ratio = DuckDB / Hearth: above 1, Hearth is faster.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'tools'))

import duckdb

import close_rows
import processes
import tpch_data
from hearth_server import HearthServer
from pgclient import Connection

RUNS = 7
QUERY_LIMIT_S = 600


class Hearth:
    name = 'hearth'

    def __init__(self, url, pid):
        self._connection = Connection(url, limit_s=QUERY_LIMIT_S)
        self._pid = pid

    def cpu_seconds(self):
        return processes.tree_cpu_seconds(self._pid)

    def rows(self, sql):
        result = self._connection.simple(sql)[-1]
        if result.error:
            raise RuntimeError(repr(result.error))
        return result.rows

    def run(self, sql):
        started = time.perf_counter()
        self._connection.send_simple(sql)
        self._connection.wait_for_answer()
        seconds = time.perf_counter() - started
        self._connection.receive_results()
        return seconds


class DuckDB:
    name = 'duckdb'

    def __init__(self, directory, threads, as_tables):
        self._connection = duckdb.connect(config={'threads': threads})
        kind = 'table' if as_tables else 'view'
        for table in tpch_data.TABLES:
            self._connection.execute(
                f"create {kind} {table} as select * from '{directory}/{table}.parquet'")

    def cpu_seconds(self):
        return time.process_time()

    def rows(self, sql):
        return self._connection.execute(sql).fetchall()

    def run(self, sql):
        started = time.perf_counter()
        self._connection.execute(sql).to_arrow_table()
        return time.perf_counter() - started


def measure(engines, sql, runs):
    """{engine: (median seconds, CPU seconds of one run)}; the engines take turns."""
    seconds = {engine.name: [] for engine in engines}
    cpu = {engine.name: 0.0 for engine in engines}
    for _ in range(runs):
        for engine in engines:
            before = engine.cpu_seconds()
            seconds[engine.name].append(engine.run(sql))
            cpu[engine.name] += engine.cpu_seconds() - before
    return {name: (statistics.median(seconds[name]), cpu[name] / runs) for name in seconds}


def geometric_mean(numbers):
    return math.exp(statistics.fmean(map(math.log, numbers))) if numbers else math.nan


def run_query(name, sql, hearth, duck, runs):
    """One line of the report, as a dictionary."""
    try:
        difference = close_rows.first_difference(duck.rows(sql), hearth.rows(sql))
    except RuntimeError as error:
        return {'query': name, 'error': str(error)}
    measured = measure((hearth, duck), sql, runs)
    line = {'query': name, 'error': difference}
    for engine, (seconds, cpu) in measured.items():
        line[f'{engine}_s'], line[f'{engine}_cpu_s'] = seconds, cpu
    line['ratio'] = line['duckdb_s'] / line['hearth_s']
    line['cpu_ratio'] = line['duckdb_cpu_s'] / max(line['hearth_cpu_s'], 1e-9)
    return line


def show(line):
    if 'ratio' not in line:
        print(f'{line["query"]:5} {line["error"]}', flush=True)
        return
    times = ' '.join(f'{line[key] * 1000:10.2f}' for key in
                     ('hearth_s', 'duckdb_s', 'hearth_cpu_s', 'duckdb_cpu_s'))
    wrong = f'   WRONG: {line["error"]}' if line['error'] else ''
    print(f'{line["query"]:5} {times} {line["ratio"]:7.2f} {line["cpu_ratio"]:7.2f}{wrong}',
          flush=True)


def report(lines):
    good = [line for line in lines if 'ratio' in line and not line['error']]
    print(f'{len(good)} of {len(lines)} queries; geometric mean: '
          f'time {geometric_mean([line["ratio"] for line in good]):.3f}, '
          f'CPU {geometric_mean([line["cpu_ratio"] for line in good]):.3f}; '
          f'sum {sum(line["hearth_s"] for line in good):.3f} s against '
          f'{sum(line["duckdb_s"] for line in good):.3f} s')


def run_all(arguments, directory, url, pid):
    hearth = Hearth(url, pid)
    duck = DuckDB(directory, arguments.threads, arguments.duckdb_tables)
    print(f'scale {arguments.scale}, DuckDB {duckdb.__version__}, {arguments.threads} threads, '
          f'median of {arguments.runs}; milliseconds')
    print('query     hearth     duckdb hearth cpu duckdb cpu   ratio     cpu')
    lines = []
    for name, sql in tpch_data.queries().items():
        if not arguments.queries or name in arguments.queries.split(','):
            lines.append(run_query(name, sql, hearth, duck, arguments.runs))
            show(lines[-1])
    report(lines)
    if arguments.json:
        with open(arguments.json, 'w', encoding='utf-8') as file:
            json.dump(lines, file, indent=1)
    return 1 if any(line['error'] for line in lines) else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('scale', metavar='SF')
    parser.add_argument('--queries', metavar='q01,q06', help='only these')
    parser.add_argument('--runs', type=int, default=RUNS)
    parser.add_argument('--threads', type=int, default=2, help='of DuckDB')
    parser.add_argument('--duckdb-tables', action='store_true',
                        help='let DuckDB load the files into tables of its own first')
    parser.add_argument('--build', default='build')
    parser.add_argument('--flags', default='', help='of hearth serve, as one word')
    parser.add_argument('--url', help='a server that runs already (with --pid)')
    parser.add_argument('--pid', type=int, help='its process, for CPU seconds')
    parser.add_argument('--json', metavar='FILE', help='write the figures here, too')
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    directory = tpch_data.make(arguments.scale, 'parquet')
    if arguments.url:
        return run_all(arguments, directory, arguments.url, arguments.pid or os.getpid())
    with HearthServer([directory], build=arguments.build,
                      flags=arguments.flags.split()) as server:
        return run_all(arguments, directory, server.url, server.pid)


if __name__ == '__main__':
    sys.exit(main())
