#!/usr/bin/env python3
"""psql's backslash commands: none fails, and those that matter print what they print for PostgreSQL.

    tests/psql/run.py                   all of commands.txt
    tests/psql/run.py '\\dt+' '\\l'       only these
    tests/psql/run.py --rewrite         and bring the marks of what waits up to date

PostgreSQL has the tables of tests/sql and the objects of objects.sql, in a database and with an
owner of the same names.  Sizes are masked: they differ rightly.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'sql'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import commands
import objects
import tables
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from oracle import Oracle

COMMAND_LIMIT_S = 60
SHOWN_LINES_MAX = 30
SIZE = re.compile(r'\b\d+ (?:bytes|kB|MB)\b')
FAILED = re.compile(r'^(?:psql:.*)?(?:ERROR|FATAL|PANIC):', re.MULTILINE)
FOUND_NOTHING = re.compile(r'^Did not find any ', re.MULTILINE)     # no error, but status 1


def psql(url, command):
    run = subprocess.run(['psql', '-X', '-P', 'pager=off', '-v', 'VERBOSITY=verbose', url,
                          '-c', command], capture_output=True, text=True, timeout=COMMAND_LIMIT_S,
                         env={**os.environ, 'PGTZ': 'UTC', 'COLUMNS': '0'})
    return run.stdout, run.stderr, run.returncode


def complaint_of(command, urls):
    """What is wrong with it, or None."""
    out, error, status = psql(urls['tested'], command.text)
    if FAILED.search(error):
        return error
    wanted_out, wanted_error, wanted_status = psql(urls['oracle'], command.text)
    if FAILED.search(wanted_error):
        raise RuntimeError(f'PostgreSQL refuses {command.text}: {wanted_error}')
    if status not in (0, wanted_status) and not FOUND_NOTHING.search(error):
        return f'status {status}: {error}'
    if command.is_equal:
        return difference(wanted_out, out)
    return None


def difference(wanted, got):
    wanted, got = (SIZE.sub('SIZE', text).splitlines() for text in (wanted, got))
    wanted, got = ([re.sub(' +', ' ', re.sub('-+', '-', line)) for line in lines]
                   for lines in (wanted, got))      # as wide as the sizes were
    lines = list(difflib.unified_diff(wanted, got, 'PostgreSQL', 'Hearth', lineterm='', n=0))
    return '\n'.join(lines[:SHOWN_LINES_MAX]) or None


def run_commands(chosen, urls, counts):
    for command in chosen:
        complaint = complaint_of(command, urls)
        if complaint and command.waits:
            counts.skipped += 1
            continue
        if command.waits:
            complaint = 'is marked as waiting, and works'
        counts.note(not complaint, command.text, complaint or '')
        command.waits = bool(complaint) and not command.waits


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('commands', nargs='*', metavar='COMMAND')
    parser.add_argument('--build', default='build')
    parser.add_argument('--rewrite', action='store_true')
    arguments, counts = parser.parse_args(), Counts()
    head, known = commands.read()
    chosen = [command for command in known
              if not arguments.commands or command.text in arguments.commands]
    if is_missing(arguments.build, len(chosen), counts):
        counts.finish()
    with tempfile.TemporaryDirectory(prefix='hearth-psql-') as data, \
            Oracle(superuser=objects.NAME) as oracle:
        tables.write_files(data)
        theirs = objects.make_same(oracle)
        try:
            with HearthServer([data], build=arguments.build) as server:
                for statement, error in objects.make(server.local_url()):
                    print(f'NOT MADE: {statement}: {error}')
                run_commands(chosen, {'oracle': theirs, 'tested': server.local_url()}, counts)
        except LeftBehind as error:
            counts.note(False, 'the server ends cleanly', str(error))
    if arguments.rewrite:
        commands.write(head, known)
    counts.finish()


if __name__ == '__main__':
    main()
