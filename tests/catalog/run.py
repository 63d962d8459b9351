#!/usr/bin/env python3
"""The catalog is PostgreSQL's: relations, columns, and the rows both servers have.

    tests/catalog/run.py [WORD]...      only checks whose name has a word

Every relation of pg_catalog and information_schema must have PostgreSQL 15's columns.  Of rows.toml's
relations, rows of the same key must be equal in the columns named there.  What differs on purpose
is listed in differences.toml with its reason; an entry that no longer differs fails.
"""

import os
import sys
import tempfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
sys.path.insert(0, os.path.join(HERE, '..', 'sql'))

import tables
from counts import Counts
from hearth_server import HearthServer, is_missing
from oracle import Oracle
from pgclient import Connection

BUILD = 'build-asan'
SHOWN = 20      # differences printed of one check

RELATIONS = """
select n.nspname || '.' || c.relname, c.oid, c.relkind, c.relnatts
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'v')
"""
COLUMNS = """
select n.nspname || '.' || c.relname || '.' || a.attname, a.attnum, a.atttypid, a.atttypmod,
       format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attlen, a.attbyval, a.attalign,
       a.attstorage, a.attcollation, a.attndims, a.atthasdef, a.attidentity, a.attgenerated
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'v') and a.attnum > 0
"""


def ask(connection, sql):
    result = connection.simple(sql)[-1]
    if result.error:
        raise RuntimeError('%s\n%s' % (result.error, sql))
    return [column.name for column in result.columns], result.text_rows()


def by_key(connection, sql):
    """Column names, and rows by their first column; a key that comes twice is an error."""
    names, rows = ask(connection, sql)
    found = {row[0]: row for row in rows}
    if len(found) != len(rows):
        raise RuntimeError('a key comes twice:\n%s' % sql)
    return names, found


class Differences:
    """Names that may differ, with reasons: 'check: key' or 'check: key.column'; * is any key."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self.reasons = {name: entry['reason'] for entry in tomllib.load(file)['difference']
                            for name in entry['names']}
        self.used = set()

    def allow(self, check, key, column=None):
        for name in ('%s: %s' % (check, key), '%s: %s.%s' % (check, key, column),
                     '%s: *.%s' % (check, column)):
            if name in self.reasons:
                self.used.add(name)
                return True
        return False

    def stale(self, checks):
        return sorted(name for name in set(self.reasons) - self.used if name.split(':')[0] in checks)


def compare(check, sql, hearth, oracle, differences, only_common):
    """Lines that say what differs."""
    names, ours = by_key(hearth, sql)
    _, theirs = by_key(oracle, sql)
    lines = []
    for key in sorted(set(ours) | set(theirs)):
        if key not in theirs:
            if not differences.allow(check, key):
                lines.append('%s: PostgreSQL has none' % key)
        elif key not in ours:
            if not only_common and not differences.allow(check, key):
                lines.append('%s: Hearth has none' % key)
        else:
            lines += ['%s.%s: %r, PostgreSQL %r' % (key, name, a, b)
                      for name, a, b in zip(names, ours[key], theirs[key])
                      if a != b and not differences.allow(check, key, name)]
    if not ours:
        lines.append('Hearth has no rows')
    return lines


def checks():
    """Name, query, whether rows that Hearth lacks are no difference."""
    yield 'relations', RELATIONS, False
    yield 'columns', COLUMNS, False
    with open(os.path.join(HERE, 'rows.toml'), 'rb') as file:
        for entry in tomllib.load(file)['rows']:
            yield entry['name'], entry['query'], True


def run(counts, hearth, oracle, words):
    differences = Differences(os.path.join(HERE, 'differences.toml'))
    done = set()
    for name, sql, only_common in checks():
        if words and not any(word in name for word in words):
            continue
        done.add(name)
        lines = compare(name, sql, hearth, oracle, differences, only_common)
        if len(lines) > SHOWN:
            lines[SHOWN:] = ['... %d more' % (len(lines) - SHOWN)]
        counts.note(not lines, name, '\n'.join(lines))
    stale = differences.stale(done)
    counts.note(not stale, 'differences.toml has no stale entries', '\n'.join(stale))


def main():
    counts = Counts()
    if is_missing(BUILD, 1 + sum(1 for _ in checks()), counts):
        counts.finish()
    with tempfile.TemporaryDirectory() as directory, Oracle() as postgres:
        tables.write_files(directory)
        url = postgres.create_database('hearth')
        with HearthServer([directory], BUILD) as server, \
                Connection(server.local_url()) as hearth, Connection(url) as oracle:
            tables.load(oracle)
            run(counts, hearth, oracle, sys.argv[1:])
    counts.finish()


if __name__ == '__main__':
    main()
