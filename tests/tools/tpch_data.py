"""TPC-H data: made once per scale factor under .cache/, as Parquet (Hearth, DuckDB) and CSV.

The CSV files hold the same values and are what PostgreSQL loads, so that no reader of ours, nor
anybody's Parquet reader, stands between the generator and the expected answers.
"""

import glob
import os
import shutil
import subprocess
import sys

import statements

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
QUERIES = os.path.join(ROOT, 'bench', 'tpch')
TABLES = ('region', 'nation', 'supplier', 'customer', 'part', 'partsupp', 'orders', 'lineitem')
# Without them PostgreSQL runs the correlated subqueries of Q17 and Q20 for minutes.
INDEXES = ('lineitem (l_orderkey)', 'lineitem (l_partkey, l_suppkey)', 'partsupp (ps_partkey)',
           'orders (o_orderkey)', 'orders (o_custkey)', 'part (p_partkey)',
           'supplier (s_suppkey)', 'customer (c_custkey)')


def _generator():
    """The pinned program: of the environment we run in."""
    return os.path.join(os.path.dirname(sys.executable), 'tpchgen-cli')


def _version():
    run = subprocess.run([_generator(), '--version'], check=True, capture_output=True, text=True)
    return run.stdout.split()[-1]


def make(scale, kind, row_group=None):
    """The folder with the files of a scale factor (text, as '0.01'); kind is parquet or csv.

    `row_group` (as '200KB') cuts Parquet files smaller than the generator does by itself: one row
    group is the least that a lease reads, and at small scales each table would have just one.
    """
    options = ['--row-group-bytes', row_group] if row_group else []
    name = f'{kind}-{row_group}' if row_group else kind
    directory = os.path.join(ROOT, '.cache', 'tpch', _version(), f'sf{scale}', name)
    if os.path.isdir(directory):
        return directory
    partial = directory + '.partial'
    shutil.rmtree(partial, ignore_errors=True)
    subprocess.run([_generator(), kind, *options, '-q', '-s', str(scale), '-o', partial],
                   check=True)
    os.rename(partial, directory)       # complete or absent
    return directory


def load(connection, scale):
    """Create and fill the tables in PostgreSQL."""
    with open(os.path.join(QUERIES, 'schema.sql'), encoding='utf-8') as schema:
        connection.simple(schema.read())
    directory = make(scale, 'csv')
    for table in TABLES:
        with open(os.path.join(directory, table + '.csv'), 'rb') as data:
            connection.copy_in(f'copy {table} from stdin (format csv, header)', data.read())
    for index in INDEXES:
        connection.query(f'create index on {index}')
    connection.query('analyze')


def examples():
    """{'02_joins:3': Statement, ...}: those of sql-examples/, which ask the same tables."""
    found = {}
    for path in sorted(glob.glob(os.path.join(ROOT, 'sql-examples', '*.sql'))):
        with open(path, encoding='utf-8') as file:
            for statement in statements.split(file.read()):
                found[f'{os.path.basename(path)[:-4]}:{statement.line}'] = statement
    return found


def queries():
    """{'q01': text, ...} in order."""
    found = {}
    for path in sorted(glob.glob(os.path.join(QUERIES, 'q[0-9][0-9].sql'))):
        with open(path, encoding='utf-8') as file:
            text = file.read().rstrip().rstrip(';')
        found[os.path.basename(path)[:3]] = text
    return found
