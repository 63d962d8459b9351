#!/usr/bin/env python3
"""Programs of drivers: what each prints over Hearth must be what it prints over PostgreSQL.

    tests/wire/run.py                       all drivers
    tests/wire/run.py psycopg pgx           these
    tests/wire/run.py psycopg --check 'copy both ways'
    tests/wire/run.py --build build         another build than build-asan
    tests/wire/run.py pgx --keep DIR        leave the lines of both in DIR
    tests/wire/run.py --later REASON        bring later.toml up to date

A program is a list of checks; the lines it prints below `## NAME` are that check's.  Both servers
ask for passwords on TCP and have a database and a superuser of the same name.  Lines that differ and
are listed in later.toml, with what they wait for, count as skipped.
"""
import argparse
import concurrent.futures
import difflib
import os
import subprocess
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))

import later
from counts import Counts
from drivers import DRIVERS, Missing
from hearth_server import HearthServer, LeftBehind, is_missing
from oracle import Oracle
from pgclient import Connection

NAME, PASSWORD = "hearth", "only for the tests"
PROGRAM_LIMIT_S = 120
SHOWN_LINES_MAX = 60


class Place:
    """Where a server is, as programs are told."""

    def __init__(self, port, sockets, password):
        self.environment = {
            "HEARTH_HOST": "127.0.0.1", "HEARTH_PORT": str(port), "HEARTH_SOCKETS": sockets,
            "HEARTH_USER": NAME, "HEARTH_PASSWORD": password, "HEARTH_DATABASE": NAME,
            "HEARTH_FILES": HERE}


def of_hearth(server):
    parts = urllib.parse.urlsplit(server.url)
    return Place(parts.port, server.socket_directory(), urllib.parse.unquote(parts.password))


def of_oracle(oracle):
    """A database without anything in it, as Hearth has in a server that was just started."""
    with Connection(oracle.url()) as connection:
        connection.query(f"drop database if exists {NAME} with (force)")
        connection.query(f"drop role if exists {NAME}")
        connection.query(f"create role {NAME} superuser login password '{PASSWORD}'")
        connection.query(f"create database {NAME} owner {NAME}")
    return Place(oracle.port, oracle.directory, PASSWORD)


def run_program(command, place, checks):
    """{check: [line, ...]}"""
    try:
        run = subprocess.run([*command, *checks], stdin=subprocess.DEVNULL, timeout=PROGRAM_LIMIT_S,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             errors="backslashreplace",
                             env={**os.environ, **place.environment, "TZ": "UTC",
                                  "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"})
        text, ending = run.stdout, f"ended with status {run.returncode}"
    except subprocess.TimeoutExpired as error:
        text = (error.stdout or b"").decode(errors="backslashreplace")
        ending = f"no end after {PROGRAM_LIMIT_S} s"
    checks, lines = {}, []
    for line in text.splitlines():
        if line.startswith("## "):
            lines = checks.setdefault(line[3:], [])
        else:
            lines.append(line)
    lines.append(ending)
    return checks


def keep(folder, driver, server, checks):
    with open(os.path.join(folder, f"{driver}.{server}"), "w", encoding="utf-8") as file:
        for name, lines in checks.items():
            file.write("\n".join([f"## {name}", *lines]) + "\n")


def compare(driver, wanted, got, waiting, counts):
    if len(wanted) < 2:
        counts.note(False, driver, f"it did not work over PostgreSQL: {wanted}")
    for check in dict.fromkeys([*wanted, *got]):
        left, right = wanted.get(check, []), got.get(check, [])
        waits, rest = waiting.split(driver, check, left, right)
        lines = difflib.unified_diff(left, right, "PostgreSQL", "Hearth", lineterm="", n=0)
        shown = [line for line in lines if not line.startswith("@@")][2:2 + SHOWN_LINES_MAX]
        counts.note(not rest, f"{driver}: {check}", "\n".join(shown))
        counts.skipped += waits


def run_driver(driver, oracle, arguments, waiting, counts):
    try:
        command = DRIVERS[driver]()
    except Missing as missing:
        print(f"{driver} IS NOT RUN: {missing}")
        counts.skipped += 1
        return
    with tempfile.TemporaryDirectory(prefix="drivers-") as nothing, \
            HearthServer([nothing], build=arguments.build) as server, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda place: run_program(command, place, arguments.check),
                                (of_oracle(oracle), of_hearth(server))))
    if arguments.keep:
        for server, checks in zip(("postgres", "hearth"), answers):
            keep(arguments.keep, driver, server, checks)
    compare(driver, *answers, waiting, counts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("drivers", nargs="*", choices=[*DRIVERS, []], metavar="DRIVER")
    parser.add_argument("--build", default="build-asan")
    parser.add_argument("--check", action="append", default=[], help="only these checks")
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("--later", metavar="REASON")
    arguments = parser.parse_args()
    drivers = arguments.drivers or list(DRIVERS)
    counts = Counts()
    if is_missing(arguments.build, len(drivers), counts):
        counts.finish()
    waiting = later.Later(os.path.join(HERE, "later.toml"))
    with Oracle(tcp=True) as oracle:
        for driver in drivers:
            try:
                run_driver(driver, oracle, arguments, waiting, counts)
            except LeftBehind as left:
                counts.note(False, f"{driver}: the server is well to the end", str(left))
    if arguments.later:
        waiting.bring_up_to_date(drivers, arguments.check, arguments.later)
    for driver, check, line in waiting.stale(drivers, arguments.check):
        counts.note(False, f"later.toml: {driver}: {check}", f"differs no more: {line}")
    counts.finish()


if __name__ == "__main__":
    main()
