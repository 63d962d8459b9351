#!/usr/bin/env python3
"""Every operator, cast, function and aggregate over chosen values: does Hearth do as PostgreSQL does?

    tests/calls/run.py                     a slice of the rows, another one every time
    tests/calls/run.py --all [WORD...]     all rows (whose name holds one of the words)
    tests/calls/run.py --all --differences FILE    and write what differs, grouped by cause
    tests/calls/run.py --all --later REASON        and bring later.toml up to date

The rows come from PostgreSQL's catalog, the values from values.py.  A row that our catalog has must
answer as PostgreSQL does: rows to the last bit in text and in binary, types, typmods, SQLSTATEs,
messages.  A row that our catalog lacks is only counted: docs/compatibility.md lists it.  Rows that
are known to differ stand in later.toml, and fail when they do not differ any more.
"""

import argparse
import collections
import os
import random
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ('tools', 'compatibility'):
    sys.path.insert(0, os.path.join(HERE, '..', folder))

import compare
import rows
from counts import Counts
from examine import Pair, examine
from hearth_server import HearthServer, LeftBehind, is_missing
from inventory import Dictionary, Inventory
from oracle import Oracle
from pgclient import Connection

LATER = os.path.join(HERE, 'later.toml')
SLICES = 8                      # ./test.sh asks one of so many parts
SHOWN_MAX = 6                   # statements of one cause


def is_known(row, inventory):
    """Whether our catalog has the row and our types."""
    what, key = row.signature
    known = {'operator': inventory.operators, 'cast': inventory.casts,
             'function': inventory.functions, 'type': inventory.types}
    return key in known[what]


def write_differences(path, found):
    groups = collections.defaultdict(list)
    for row, name, sql, aspects in found:
        groups[name].append((row, sql, aspects))
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    with open(path, 'w', encoding='utf-8') as file:
        for name, members in ordered:
            print(f'{len(members):6} of {len({str(row) for row, *_ in members}):4} rows: {name}',
                  file=file)
        for name, members in ordered:
            print(f'\n## {name}', file=file)
            by_row = {}
            for row, sql, aspects in members:
                by_row.setdefault(str(row), (len(by_row), sql, aspects))
            for text, (number, sql, aspects) in by_row.items():
                print(f'{text}: {sql[:600]}', file=file)
                if number < SHOWN_MAX:
                    print('    ' + compare.describe(aspects)[:1500].replace('\n', '\n    '), file=file)


class Later:
    """Rows that are known to differ, and why."""

    def __init__(self):
        with open(LATER, 'rb') as file:
            self.reasons = {entry['row']: entry['reason']
                            for entry in tomllib.load(file).get('later', [])}

    def write(self):
        """Keep the file's head, and the rows in the order of their names."""
        with open(LATER, encoding='utf-8') as file:
            head = file.read().split('[[later]]')[0].rstrip()
        with open(LATER, 'w', encoding='utf-8') as file:
            print(head, file=file)
            for row, reason in sorted(self.reasons.items()):
                print(f"\n[[later]]\nrow = '{row}'\nreason = \"{reason}\"", file=file)


def run_rows(chosen, urls, inventory, later, counts):
    """All differences found; a test is a row that our catalog has."""
    pair, found, lacking = Pair(urls), [], 0
    of_lacking, unequal = 0, 0      # statements
    for row in chosen:
        before = pair.asked
        differing = examine(row, pair)
        found += [(row, *one) for one in differing]
        if not is_known(row, inventory):
            lacking += 1
            of_lacking += pair.asked - before
            continue
        unequal += len(differing)
        if str(row) in later.reasons and differing:
            counts.skipped += 1
        elif str(row) in later.reasons:
            counts.note(False, str(row), 'stands in later.toml, but differs no more')
        else:
            counts.note(not differing, str(row), '\n'.join(
                f'{name}: {sql[:300]}\n{compare.describe(aspects)[:600]}'
                for name, sql, aspects in differing[:2]))
    counts.note(not pair.broken, 'no connection broke', '\n'.join(pair.broken))
    print(f'{len(chosen)} rows; {len(chosen) - lacking} are in our catalog: '
          f'{pair.asked - of_lacking} statements, {unequal} differ')
    return found


def bring_up_to_date(later, chosen, found, inventory, reason):
    differing = {str(row) for row, *_ in found if is_known(row, inventory)}
    for row in map(str, chosen):
        if row not in differing:
            later.reasons.pop(row, None)
    for row in differing:
        later.reasons.setdefault(row, reason)
    later.write()


def choose(all_rows, arguments):
    if arguments.words:
        return [row for row in all_rows if any(word in str(row) for word in arguments.words)]
    if arguments.all:
        return all_rows
    part = arguments.slice if arguments.slice is not None else random.randrange(SLICES)
    print(f'slice {part} of {SLICES} (--slice {part})')
    return [row for row in all_rows if row.slice(SLICES) == part]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('words', nargs='*', metavar='WORD')
    parser.add_argument('--all', action='store_true')
    parser.add_argument('--slice', type=int)
    parser.add_argument('--build', default='build')
    parser.add_argument('--differences', metavar='FILE')
    parser.add_argument('--later', metavar='REASON')
    return parser.parse_args()


def main():
    arguments, counts = parse_arguments(), Counts()
    if is_missing(arguments.build, 1, counts):
        counts.finish()
    with Oracle() as oracle:
        with Connection(oracle.url()) as connection:
            all_rows = list(rows.read(connection, Dictionary(connection).support))
        chosen, found, later = choose(all_rows, arguments), [], Later()
        try:
            with HearthServer([], build=arguments.build) as server:
                with Connection(server.url) as connection:
                    inventory = Inventory(connection)
                urls = {'oracle': oracle.url(), 'tested': server.url}
                found = run_rows(chosen, urls, inventory, later, counts)
        except LeftBehind as error:
            counts.note(False, 'the server ends cleanly', str(error))
    if arguments.differences:
        write_differences(arguments.differences, found)
    if arguments.later:
        bring_up_to_date(later, chosen, found, inventory, arguments.later)
    counts.finish()


if __name__ == '__main__':
    main()
