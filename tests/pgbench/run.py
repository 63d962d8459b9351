#!/usr/bin/env python3
"""pgbench's own scripts with 16 clients against tables in memory: no error, and the books balance.

    tests/pgbench/run.py                    a slice: a few seconds of each script and protocol
    tests/pgbench/run.py --seconds 60       a minute of each
    tests/pgbench/run.py --postgres         PostgreSQL instead: tests this program, not Hearth

Every transaction of the tpcb-like script adds one amount to an account, a teller and a branch, and
writes it down: whatever was interleaved, aborted or retried, the four sums are equal, and there are
as many entries as pgbench counted transactions.
"""

import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from oracle import Oracle, program
from pgclient import Connection

CLIENTS, THREADS = 16, 2
SCALE = 1                   # one branch: every tpcb-like transaction meets every other there
SLICE_SECONDS = 4
FILL_LIMIT_S = 120
END_LIMIT_S = 30            # beyond the time a run is told to take
RUNS = (('select-only', 'simple'), ('select-only', 'prepared'),
        ('tpcb-like', 'simple'), ('tpcb-like', 'extended'), ('tpcb-like', 'prepared'))
SUMS = '''
    select (select sum(abalance) from pgbench_accounts), (select sum(tbalance) from pgbench_tellers),
           (select sum(bbalance) from pgbench_branches),
           (select coalesce(sum(delta), 0) from pgbench_history),
           (select count(*) from pgbench_history)'''
SIZES = '''
    select (select count(*) from pgbench_accounts), (select count(distinct aid) from pgbench_accounts),
           (select count(*) from pgbench_tellers), (select count(*) from pgbench_branches)'''
FILLED = (str(SCALE * 100_000), str(SCALE * 100_000), str(SCALE * 10), str(SCALE))


def pgbench(url, limit_s, *options):
    """(exit status, what it said); a hang is a status too."""
    try:
        run = subprocess.run([program('pgbench'), *options, url], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             timeout=limit_s)
        return run.returncode, run.stdout
    except subprocess.TimeoutExpired as error:
        return 'no end in time', (error.stdout or b'').decode(errors='replace')


def number(pattern, text):
    match = re.search(pattern, text)
    return int(match.group(1)) if match else None


def fill(url, counts):
    status, said = pgbench(url, FILL_LIMIT_S, '-i', '-s', str(SCALE))
    if status == 0:
        with Connection(url) as connection:
            sizes = connection.query(SIZES)[0]
        status, said = (0, '') if sizes == FILLED else (f'{sizes} rows', said)
    counts.note(status == 0, 'pgbench -i fills the tables', f'{status}: {said}')
    return status == 0


def run_script(url, script, protocol, seconds, counts):
    """Run a script; the transactions it counted."""
    status, said = pgbench(url, seconds + END_LIMIT_S, '-n', '-b', script, '-M', protocol,
                           '-c', str(CLIENTS), '-j', str(THREADS), '-T', str(seconds))
    done = number(r'transactions actually processed: (\d+)', said)
    failed = number(r'number of failed transactions: (\d+)', said)
    name = f'{script}, {protocol} protocol, {CLIENTS} clients, {seconds} s'
    counts.note(status == 0 and bool(done) and failed == 0, name,
                f'{status}, {done} transactions, {failed} failed: {said}')
    rate = re.search(r'tps = ([\d.]+)', said)
    print(f'{name}: {done} transactions, {rate.group(1) if rate else "no"} tps', flush=True)
    return done or 0


def check_books(url, transactions, counts):
    with Connection(url) as connection:
        *sums, entries = connection.query(SUMS)[0]
    counts.note(len(set(sums)) == 1, 'accounts, tellers, branches and history balance', str(sums))
    counts.note(int(entries) == transactions, 'history has an entry for each transaction',
                f'{entries} entries, {transactions} transactions')


def run_all(url, seconds, counts):
    if not fill(url, counts):
        return
    transactions = 0
    for script, protocol in RUNS:
        done = run_script(url, script, protocol, seconds, counts)
        transactions += done if script == 'tpcb-like' else 0
    check_books(url, transactions, counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=int, default=SLICE_SECONDS)
    parser.add_argument('--build', default='build')
    parser.add_argument('--postgres', action='store_true')
    arguments, counts = parser.parse_args(), Counts()
    if arguments.postgres:
        with Oracle() as oracle:
            run_all(oracle.create_database('pgbench'), arguments.seconds, counts)
    elif not is_missing(arguments.build, len(RUNS) + 3, counts):
        try:
            with HearthServer([], build=arguments.build) as server:
                run_all(server.local_url(), arguments.seconds, counts)
        except LeftBehind as error:
            counts.note(False, 'the server ends cleanly', str(error))
    counts.finish()


if __name__ == '__main__':
    main()
