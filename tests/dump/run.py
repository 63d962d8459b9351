#!/usr/bin/env python3
"""What pg_dump writes of a PostgreSQL 15 database loads without an error, and what is there then is
what was there.

    tests/dump/run.py [--build build-asan]

shop.sql is run on PostgreSQL.  pg_dumpall writes its roles, pg_dump the rest in several ways; psql
reads both into a server of ours.  Then both servers are asked the same: rows, where sequences
stand, definitions, comments, owners, grants.
"""

import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts
from hearth_server import HearthServer, is_missing
from oracle import Oracle, program
from pgclient import Connection

LIMIT_S = 120
SHOWN = 20      # lines printed of one check
SCRIPT = os.path.join(HERE, 'shop.sql')
# How pg_dump is called, and whether it also loads where everything is there already.
WAYS = {
    'COPY': ([], False),
    'INSERT': (['--inserts'], False),
    'INSERT with columns, several rows at a time': (
        ['--column-inserts', '--rows-per-insert=7', '--on-conflict-do-nothing'], False),
    'cleaning up before': (['--clean', '--if-exists'], True),
    'sections apart': (['--section=pre-data', '--section=data', '--section=post-data'], False),
}

OURS = "n.nspname in ('public', 'shop')"
ABOUT = {
    'relations': """
select n.nspname, c.relname, c.relkind, c.relpersistence, pg_get_userbyid(c.relowner),
       array_to_string(array(select unnest(c.relacl)::text order by 1), ' '), c.reloptions
from pg_class c join pg_namespace n on n.oid = c.relnamespace where %s""",
    'columns': """
select n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
       a.attnotnull, a.attidentity, a.attgenerated, a.attacl, pg_get_expr(d.adbin, d.adrelid)
from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'm') and %s""",
    'constraints': """
select n.nspname, c.relname, o.conname, o.contype, o.condeferrable, o.condeferred, o.convalidated,
       pg_get_constraintdef(o.oid)
from pg_constraint o join pg_class c on c.oid = o.conrelid
join pg_namespace n on n.oid = c.relnamespace where %s""",
    'indexes': 'select indexdef from pg_indexes n where n.schemaname in (\'public\', \'shop\')',
    'views': """
select n.nspname, c.relname, pg_get_viewdef(c.oid) from pg_class c
join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and %s""",
    'sequences': """
select schemaname, sequencename, data_type::text, start_value, min_value, max_value, increment_by,
       cycle, cache_size, last_value from pg_sequences where schemaname in ('public', 'shop')""",
    'whose sequences': """
select c.relname, d.deptype, d.refobjid::regclass::text, d.refobjsubid
from pg_depend d join pg_class c on c.oid = d.objid join pg_namespace n on n.oid = c.relnamespace
where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
  and c.relkind = 'S' and %s""",
    'types': """
select n.nspname, t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where t.typtype in ('e', 'd') and %s""",
    'labels': """
select t.typname, e.enumlabel, row_number from (
  select enumtypid, enumlabel, (select count(*) from pg_enum b where b.enumtypid = a.enumtypid
    and b.enumsortorder <= a.enumsortorder) as row_number from pg_enum a) e
join pg_type t on t.oid = e.enumtypid""",
    'comments on relations': """
select n.nspname, c.relname, d.objsubid, d.description from pg_description d
join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
join pg_namespace n on n.oid = c.relnamespace where %s""",
    'comments on types': """
select n.nspname, t.typname, d.description from pg_description d
join pg_type t on t.oid = d.objoid and d.classoid = 'pg_type'::regclass
join pg_namespace n on n.oid = t.typnamespace where %s""",
    'comments on constraints': """
select o.conname, d.description from pg_description d
join pg_constraint o on o.oid = d.objoid and d.classoid = 'pg_constraint'::regclass""",
    'schemas': """
select n.nspname, pg_get_userbyid(n.nspowner),
       array_to_string(array(select unnest(n.nspacl)::text order by 1), ' '),
       obj_description(n.oid, 'pg_namespace') from pg_namespace n where n.nspname = 'shop'""",
    'roles': """
select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles
where rolname in ('postgres', 'shop_reader', 'shop_writer')""",
}
TABLES = """
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c
join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm') and """ + OURS


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode:
        raise RuntimeError(f'{command[0]}: {done.stderr}')
    return done.stdout


def ask(connection, sql):
    """The rows, sorted; an error is a row, too."""
    result = connection.simple(sql)[-1]
    if result.error:
        return [('error', result.error.sqlstate, result.error.message)]
    return sorted(result.text_rows(), key=repr)


def contents(url):
    """What is there, by what it is."""
    with Connection(url) as connection:
        connection.simple("set search_path = ''; set timezone = 'UTC'; set extra_float_digits = 1")
        found = {about: ask(connection, sql.replace('%s', OURS)) for about, sql in ABOUT.items()}
        for (table,) in ask(connection, TABLES):
            found[f'rows of {table}'] = ask(connection, f'select * from {table}')
    return found


def difference(theirs, ours):
    gone = [f'- {row}' for row in theirs if row not in ours]
    more = [f'+ {row}' for row in ours if row not in theirs]
    return '\n'.join(gone[:SHOWN] + more[:SHOWN])


def load(server, script, counts, what):
    """psql goes on after an error; each is a line."""
    done = subprocess.run(['psql', server.local_url(), '-X', '-q', '-f', script],
                          capture_output=True, text=True, timeout=LIMIT_S)
    counts.note(not done.stderr, f'{what}: psql says nothing', done.stderr)


def compare(theirs, server, counts, way):
    ours = contents(server.local_url())
    counts.note(theirs.keys() == ours.keys(), f'{way}: tables',
                difference(list(theirs), list(ours)))
    for about in sorted(theirs.keys() & ours.keys()):
        counts.note(theirs[about] == ours[about], f'{way}: {about}',
                    difference(theirs[about], ours[about]))


def check_way(way, arguments, repeats, oracle, directory, build, counts):
    roles, dump = os.path.join(directory, 'roles.sql'), os.path.join(directory, 'dump.sql')
    with open(roles, 'w') as file:
        file.write(run(program('pg_dumpall'), '--roles-only', '-d', oracle.url()))
    with open(dump, 'w') as file:
        file.write(run(program('pg_dump'), *arguments, oracle.url()))
    empty = os.path.join(directory, 'empty')
    os.makedirs(empty, exist_ok=True)
    with HearthServer([empty], build=build) as server:
        load(server, roles, counts, f'{way}: roles')
        load(server, dump, counts, way)
        if repeats:
            load(server, dump, counts, f'{way}, once more')
        compare(contents(oracle.url()), server, counts, way)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', default='build-asan')
    arguments = parser.parse_args()
    counts = Counts()
    if not is_missing(arguments.build, len(WAYS), counts):
        with tempfile.TemporaryDirectory() as directory, Oracle() as oracle:
            run('psql', oracle.url(), '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', SCRIPT)
            for way, (options, repeats) in WAYS.items():
                check_way(way, options, repeats, oracle, directory, arguments.build, counts)
    counts.finish()


if __name__ == '__main__':
    main()
