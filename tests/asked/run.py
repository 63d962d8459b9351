#!/usr/bin/env python3
"""What clients ask of the catalog, statement by statement: the answers are PostgreSQL's.

    tests/asked/run.py                      all
    tests/asked/run.py 'pgjdbc' 'standard'  only statements whose name has a word
    tests/asked/run.py --show WORD          print these statements, too
    tests/asked/run.py --build build        another build than build-asan
    tests/asked/run.py --later REASON       bring later.toml up to date

psql's commands and drivers are run over PostgreSQL, whose log tells what they ask; typical.sql holds what
others ask.  Then each statement is run on both servers, over the same objects.  Answers must be the
same rows (in any order) with columns of the same names and types.  Where the rows are known to differ
rightly (`rows.toml`), only columns are compared; what differs and should not stands in later.toml.
"""
import argparse
import collections
import fnmatch
import os
import re
import subprocess
import sys
import tempfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("tools", "sql", "wire", "psql"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))

import drivers
import recorded
import tables
from counts import Counts
from hearth_server import HearthServer, LeftBehind, is_missing
from numbers_of_objects import Numbers
from oracle import Oracle
from pgclient import Connection
import commands
import objects

PROGRAM_LIMIT_S = 300
SHOWN_ROWS_MAX = 6
SIZE = re.compile(r"^\d+ (?:bytes|kB|MB)$")
CLIENTS = ("psql ", "asyncpg ", "psycopg ", "psycopg2 ", "sqlalchemy ", "pgjdbc ")


def run_psql(url):
    for command in commands.read()[1]:
        subprocess.run(["psql", "-X", "-P", "pager=off", url, "-c", command.text], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                       timeout=PROGRAM_LIMIT_S, env={**os.environ, "PGAPPNAME": f"psql {command.text}"[:63]})


def run_python(url):
    drivers.must([drivers.python_environment(), os.path.join(HERE, "ask.py"), url])


def run_java(url, oracle):
    """By TCP: pgjdbc speaks no other."""
    *command, classes, _ = drivers.pgjdbc()
    folder, jar = classes.split(":")
    drivers.must(["javac", "-d", folder, "-cp", jar, os.path.join(HERE, "Ask.java")])
    place = f"jdbc:postgresql://127.0.0.1:{oracle.port}/{objects.NAME}"
    drivers.must([*command, classes, "Ask", f"{place}?user={objects.NAME}&password={objects.PASSWORD}"])


def record(url, oracle, counts):
    for client in (run_psql, run_python, lambda to: run_java(to, oracle)):
        try:
            client(url)
        except drivers.Missing as missing:
            print(f"NOT ASKED: {missing}")
            counts.skipped += 1
    return list(recorded.asked_of(oracle, CLIENTS))


def typical():
    """The statements of typical.sql"""
    with open(os.path.join(HERE, "typical.sql"), encoding="utf-8") as file:
        for part in re.split(r"^-- ", file.read(), flags=re.MULTILINE)[2:]:
            name, sql = part.split("\n", 1)
            yield recorded.Asked(name, sql.strip().rstrip(";"), [])


class Reasons:
    """later.toml or rows.toml: patterns of names, each with why."""

    def __init__(self, name):
        self.path, self.used = os.path.join(HERE, name), set()
        with open(self.path, encoding="utf-8") as file:
            text = file.read()
        self._head = text.split("[[")[0]
        self.of = {pattern: entry["reason"] for entry in tomllib.loads(text).get("entry", [])
                   for pattern in entry["names"]}

    def has(self, name):
        found = [pattern for pattern in self.of if fnmatch.fnmatchcase(name, escaped(pattern))]
        self.used.update(found)
        return bool(found)

    def rewrite(self, names, stale, reason):
        for name in stale:
            del self.of[name]
        self.of.update({name: reason for name in names})
        entries = collections.defaultdict(list)
        for name, why in self.of.items():
            entries[why].append(name)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(self._head)
            for why, listed in sorted(entries.items()):
                lines = "\n".join(f"    '{name}'," for name in sorted(listed))
                file.write(f'[[entry]]\nreason = "{why}"\nnames = [\n{lines}\n]\n\n')


def escaped(pattern):
    return pattern.replace("[", "[[]").replace("?", "[?]")


def answer(connection, asked, sql, parameters):
    """(columns or the error, rows)"""
    if asked.parameters:
        sent = [None if text is None else text.encode() for text in parameters]
        result = connection.extended(sql, sent)
    else:
        result = connection.simple(sql)[-1]
    if result.error:
        return f"{result.error.sqlstate} {result.error.message}", []
    return result.columns or [], result.text_rows()


class Servers:
    """Both, and how objects are called on each."""

    def __init__(self, theirs, ours):
        self.theirs, self.ours = Connection(theirs), Connection(ours)
        self.their_numbers, self.our_numbers = Numbers(self.theirs), Numbers(self.ours)

    def close(self):
        self.theirs.close()
        self.ours.close()

    def complaint(self, asked, only_columns):
        def translate(text):
            return text and self.their_numbers.to(self.our_numbers, text)
        wanted, wanted_rows = answer(self.theirs, asked, asked.sql, asked.parameters)
        got, rows = answer(self.ours, asked, translate(asked.sql), list(map(translate, asked.parameters)))
        if isinstance(wanted, str) or isinstance(got, str):
            return None if wanted == got else f"PostgreSQL: {shown(wanted)}\nHearth:     {shown(got)}"
        described = [[(c.name, c.type_oid, c.typmod) for c in columns] for columns in (wanted, got)]
        if [self.their_numbers.names.get(str(c[1]), c) for c in described[0]] \
                != [self.our_numbers.names.get(str(c[1]), c) for c in described[1]]:
            different = [pair for pair in zip(*described) if pair[0] != pair[1]]
            return f"columns, PostgreSQL's and Hearth's: {different}"
        return None if only_columns else different_rows(
            masked(self.their_numbers.named(wanted, row) for row in wanted_rows),
            masked(self.our_numbers.named(got, row) for row in rows), [c.name for c in wanted])


def masked(rows):
    """Without sizes: they differ rightly."""
    return [tuple("SIZE" if value and SIZE.match(value) else value for value in row) for row in rows]


def shown(columns):
    return columns if isinstance(columns, str) else "rows"


def different_rows(wanted, got, names):
    wanted, got = collections.Counter(wanted), collections.Counter(got)
    missing, added = list((wanted - got).elements()), list((got - wanted).elements())
    lines = []
    for left, right in zip(missing, added):     # beside each other, only what differs of them
        if sum(a != b for a, b in zip(left, right)) * 2 > len(left):
            break
        lines.append("row " + str(left[0])[:60] + ": " + "; ".join(
            f"{name} {b!r}, PostgreSQL {a!r}" for name, a, b in zip(names, left, right) if a != b))
    missing, added = missing[len(lines):], added[len(lines):]
    lines += [f"missing {row}" for row in missing[:SHOWN_ROWS_MAX]]
    lines += [f"added   {row}" for row in added[:SHOWN_ROWS_MAX]]
    rest = len(missing) + len(added) - 2 * SHOWN_ROWS_MAX
    return "\n".join(lines[:3 * SHOWN_ROWS_MAX] + ([f"... {rest} more"] if rest > 0 else [])) or None


def judge(servers, asked, arguments, counts):
    later, rows = Reasons("later.toml"), Reasons("rows.toml")
    new, works = [], set()
    chosen = [one for one in asked if not arguments.words or any(w in one.name for w in arguments.words)]
    for one in chosen:
        complaint = servers.complaint(one, rows.has(one.name))
        waits = later.has(one.name)
        if arguments.show:
            print(f"== {one.name}\n{one.sql}\n{one.parameters}\n{complaint}")
        if waits and complaint:
            counts.skipped += 1
        elif waits:
            works.add(one.name)
            counts.note(bool(arguments.later), one.name, "is in later.toml, and works")
        else:
            new += [one.name] if complaint else []
            counts.note(not complaint, one.name, complaint or "")
    stale = works if arguments.words else {name for reasons in (later, rows)
                                           for name in reasons.of if name not in reasons.used}
    if not arguments.words and not arguments.later:
        counts.note(not stale, "nothing listed is stale", "\n".join(sorted(stale)))
    if arguments.later:
        later.rewrite(new, (works | stale) & set(later.of), arguments.later)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--build", default="build-asan")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--later", metavar="REASON")
    arguments, counts = parser.parse_args(), Counts()
    if is_missing(arguments.build, 1, counts):
        counts.finish()
    with tempfile.TemporaryDirectory(prefix="asked-") as data, \
            Oracle(tcp=True, settings=recorded.SETTINGS, superuser=objects.NAME) as oracle:
        tables.write_files(data)
        theirs = objects.make_same(oracle)
        asked = record(theirs, oracle, counts) + list(typical())
        try:
            with HearthServer([data], build=arguments.build) as server:
                for statement, error in objects.make(server.local_url()):
                    print(f"NOT MADE: {statement}: {error}")
                servers = Servers(theirs, server.local_url())
                judge(servers, asked, arguments, counts)
                servers.close()
        except LeftBehind as error:
            counts.note(False, "the server ends cleanly", str(error))
    counts.finish()


if __name__ == "__main__":
    main()
