#!/usr/bin/env python3
"""Definitions are written as PostgreSQL writes them, and can be read back.

    tests/deparse/run.py [--build build-asan] [WORD]...     only views whose name has a word

objects.sql is run on both servers.  What pg_get_viewdef, pg_get_constraintdef, pg_get_indexdef and
pg_get_expr give must be equal, byte for byte, plain and pretty.  A view made of such a text must
have the same text again.
"""

import argparse
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import statements
from counts import Counts
from hearth_server import HearthServer, is_missing
from oracle import Oracle
from pgclient import Connection

SHOWN = 20      # lines printed of one check

VIEWS = """
select c.relname, pg_get_viewdef(c.oid), pg_get_viewdef(c.oid, true), v.definition
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_views v on v.schemaname = n.nspname and v.viewname = c.relname
where n.nspname = '%s' and c.relkind = 'v'
"""
OTHERS = {
    'defaults': """
select a.attname, pg_get_expr(d.adbin, d.adrelid), pg_get_expr(d.adbin, d.adrelid, true)
from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
where d.adrelid = 'shown.checked'::regclass
""",
    'constraints': """
select conname, contype, conkey, confkey, confupdtype, confdeltype, confmatchtype, condeferrable,
       pg_get_constraintdef(oid), pg_get_constraintdef(oid, true), pg_get_expr(conbin, conrelid),
       conrelid::regclass, confrelid::regclass
from pg_constraint where connamespace = 'shown'::regnamespace
""",
    'indexes': """
select c.relname, pg_get_indexdef(i.indexrelid), pg_get_indexdef(i.indexrelid, 0, true),
       pg_get_indexdef(i.indexrelid, 1, true), pg_get_indexdef(i.indexrelid, 2, false),
       pg_get_indexdef(i.indexrelid, 2, true), pg_get_indexdef(i.indexrelid, 3, true),
       indkey, indoption, indclass, indcollation, indisunique, indisprimary, indnatts,
       pg_get_expr(indpred, indrelid), pg_get_expr(indexprs, indrelid, true)
from pg_index i join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'shown'
""",
}


def ask(connection, sql):
    """Rows by their first column."""
    result = connection.simple(sql)[-1]
    if result.error:
        raise RuntimeError('%s\n%s' % (result.error, sql))
    return {row[0]: row[1:] for row in result.text_rows()}


def make_objects(connection):
    with open(os.path.join(HERE, 'objects.sql'), encoding='utf-8') as file:
        made = statements.split(file.read())
    for statement in made:
        error = connection.simple(statement.text)[-1].error
        if error:
            raise RuntimeError('%s\n%s' % (error, statement.text))


def compare(counts, name, ours, theirs):
    lines = []
    for key in sorted(set(ours) | set(theirs)):
        a, b = ours.get(key), theirs.get(key)
        if a != b:
            lines += ['%s' % key, '  Hearth     %s' % (a,), '  PostgreSQL %s' % (b,)]
    counts.note(not lines and ours, name, '\n'.join(lines[:SHOWN]))


def compare_views(counts, hearth, oracle, words):
    ours, theirs = ask(hearth, VIEWS % 'shown'), ask(oracle, VIEWS % 'shown')
    for name in sorted(theirs):
        if not words or any(word in name for word in words):
            compare(counts, 'view %s' % name, {name: ours.get(name)}, {name: theirs[name]})
    return {name: texts for name, texts in ours.items()
            if not words or any(word in name for word in words)}


def make_again(connection, schema, texts):
    """What the texts are again, once views are made of them."""
    connection.query('create schema %s' % schema)
    errors = {}
    for name, text in texts.items():
        error = connection.simple('create view %s.%s as %s' % (schema, name, text))[-1].error
        if error:
            errors[name] = '%s: %s' % (error, text)
    return {**ask(connection, VIEWS % schema), **errors}


def check_read_back(counts, hearth, oracle, views):
    """Each text makes a view again, whose text is what PostgreSQL's is: mostly the same."""
    for writing, schema in enumerate(('again', 'again_pretty')):
        texts = {name: both[writing] for name, both in views.items()}
        ours, theirs = (make_again(connection, schema, texts) for connection in (hearth, oracle))
        for name in views:
            compare(counts, 'view %s, read back (%s)' % (name, schema), {name: ours[name]},
                    {name: theirs[name]})


def run(counts, hearth, oracle, words):
    make_objects(hearth)
    make_objects(oracle)
    views = compare_views(counts, hearth, oracle, words)
    check_read_back(counts, hearth, oracle, views)
    if not words:
        for name, sql in OTHERS.items():
            compare(counts, name, ask(hearth, sql), ask(oracle, sql))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('words', nargs='*', metavar='WORD')
    parser.add_argument('--build', default='build-asan')
    arguments, counts = parser.parse_args(), Counts()
    if is_missing(arguments.build, 1, counts):
        counts.finish()
    with tempfile.TemporaryDirectory() as directory, Oracle() as postgres:
        url = postgres.create_database('hearth')
        with HearthServer([directory], build=arguments.build) as server, \
                Connection(server.local_url()) as hearth, Connection(url) as oracle:
            run(counts, hearth, oracle, arguments.words)
    counts.finish()


if __name__ == '__main__':
    main()
