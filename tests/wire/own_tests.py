#!/usr/bin/env python3
"""The drivers' own tests, over PostgreSQL and then over Hearth: which of those that pass there pass here?

    tests/wire/own_tests.py                      psycopg psycopg2 asyncpg sqlalchemy
    tests/wire/own_tests.py psycopg2             these
    tests/wire/own_tests.py asyncpg -k cursor    what pytest's -k chooses
    tests/wire/own_tests.py --build build        another build than build-asan
    tests/wire/own_tests.py --failures FILE      what fails, by cause

They are fetched in the version of the driver that is tested and are not ours to keep.  No part of
./test.sh: it takes minutes.
"""
import argparse
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))

import debian_source
from counts import Counts
from drivers import CACHE, HERE as WIRE, Missing, must, python_environment
from hearth_server import HearthServer, LeftBehind
from oracle import Oracle
from run import NAME, of_hearth, of_oracle

LIMIT_S = 900
TEST_LIMIT_S = 20
CAUSE_CHARACTERS = 110


class Suite:
    """`paths`: what pytest is given, in the folder of the source; `floor`: percent that must pass."""

    def __init__(self, paths, floor, options=lambda place: [], environment=lambda place: {}):
        self.paths, self.floor = paths, floor
        self.options, self.environment = options, environment


def libpq_environment(place):
    told = place.environment
    return {"PGHOST": told["HEARTH_HOST"], "PGPORT": told["HEARTH_PORT"], "PGDATABASE": NAME,
            "PGUSER": told["HEARTH_USER"], "PGPASSWORD": told["HEARTH_PASSWORD"],
            "PSYCOPG2_TESTDB": NAME, "PSYCOPG2_TESTDB_FAST": "1"}


def url(place, driver="postgresql"):
    told = place.environment
    password = told["HEARTH_PASSWORD"].replace(" ", "%20")
    return (f"{driver}://{told['HEARTH_USER']}:{password}@{told['HEARTH_HOST']}:"
            f"{told['HEARTH_PORT']}/{NAME}")


SUITES = {
    "psycopg": Suite(["tests"], 80, lambda place: ["--test-dsn", url(place), "-m", "not slow"]),
    "psycopg2": Suite(["tests"], 80, environment=libpq_environment),
    "asyncpg": Suite(["tests"], 50, environment=libpq_environment),
    "sqlalchemy": Suite(
        ["test/dialect/test_suite.py", "test/dialect/postgresql/test_reflection.py",
         "test/dialect/postgresql/test_types.py", "test/dialect/postgresql/test_query.py",
         "test/dialect/postgresql/test_dialect.py", "test/dialect/postgresql/test_on_conflict.py"],
        50, lambda place: ["--dburi", url(place, "postgresql+psycopg"), "--maxfail", "100000"]),
}


def version_of(driver):
    with open(os.path.join(WIRE, "requirements.txt"), encoding="utf-8") as file:
        return re.search(rf"^({driver}(?:-binary)?)==(\S+)$", file.read(),
                         re.MULTILINE | re.IGNORECASE)[2]


def fetched(driver):
    """The folder of the driver's source."""
    if driver == "psycopg":     # what it publishes for pip has no tests
        try:
            return debian_source.folder("psycopg3", re.compile(r"[^/]+/(.*)$"), "psycopg-source")
        except debian_source.NotFetched as error:
            raise Missing(str(error)) from error
    wanted = f"{driver}-{version_of(driver)}"
    folder = os.path.join(CACHE, "own", wanted)
    if not os.path.isdir(folder):
        with tempfile.TemporaryDirectory(prefix="own-tests-") as scratch:
            must([python_environment(), "-m", "pip", "download", "-q", "--no-deps", "--no-binary",
                  ":all:", "-d", scratch, wanted.replace("-", "==")])
            with tarfile.open(glob.glob(os.path.join(scratch, "*.tar.gz"))[0]) as archive:
                archive.extractall(scratch)
            os.makedirs(os.path.dirname(folder), exist_ok=True)
            shutil.move(os.path.join(scratch, wanted), folder)
    return folder


def without_own_modules(folder):
    """The tests are to find the driver that is installed, not its source that lies beside them."""
    for name in ("asyncpg", "lib/sqlalchemy"):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            shutil.rmtree(path)


def run_tests(suite, folder, place, arguments, report):
    command = [python_environment(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line",
               "--timeout", str(TEST_LIMIT_S), f"--junitxml={report}", *suite.options(place),
               *(["-k", arguments.k] if arguments.k else []), *suite.paths]
    try:
        run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S,
                             env={**os.environ, **suite.environment(place), "TZ": "UTC"})
    except subprocess.TimeoutExpired as error:
        raise Missing(f"no end after {LIMIT_S} s") from error
    if not os.path.exists(report):
        raise Missing(f"pytest gave no report:\n{run.stdout[-2000:]}")
    return read_report(report)


def read_report(path):
    """{test: None if it passed, else its cause}; skipped ones are left out."""
    results = {}
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        wrong = [item for item in case if item.tag in ("failure", "error")]
        if wrong:
            results[name] = (wrong[0].get("message") or "").strip() or "no message"
        elif not any(item.tag == "skipped" for item in case):
            results[name] = None
    return results


def cause_of(message):
    """What tests that fail alike have in common."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    first = lines[0] if lines else "no message"
    return re.sub(r"\b0x[0-9a-f]+\b|\b\d+\b", "N", first)[:CAUSE_CHARACTERS]


def write_failures(path, driver, failures):
    by_cause = collections.defaultdict(list)
    for name, message in failures.items():
        by_cause[cause_of(message)].append(name)
    with open(path, "a", encoding="utf-8") as file:
        for cause, names in sorted(by_cause.items(), key=lambda item: -len(item[1])):
            print(f"{driver}: {len(names)} x {cause}", file=file)
            for name in names:
                print(f"    {name}", file=file)


def judge(driver, suite, answers, arguments, counts):
    wanted, got = answers
    right = [name for name, cause in wanted.items() if cause is None]
    failures = {name: got.get(name, "not run") for name in right if got.get(name, "not run")}
    passed = len(right) - len(failures)
    percent = 100 * passed / max(1, len(right))
    print(f"{driver}: of {len(right)} tests that pass over PostgreSQL {passed} pass over Hearth, "
          f"{percent:.1f} %")
    if arguments.failures:
        write_failures(arguments.failures, driver, failures)
    counts.note(arguments.k or percent >= suite.floor, driver, f"less than {suite.floor} % pass")


def run_driver(driver, oracle, arguments, counts):
    suite, folder = SUITES[driver], fetched(driver)
    without_own_modules(folder)
    with tempfile.TemporaryDirectory(prefix="own-tests-") as scratch, \
            HearthServer([scratch], build=arguments.build) as server, \
            concurrent.futures.ThreadPoolExecutor(2) as pool:
        places = of_oracle(oracle), of_hearth(server)
        answers = list(pool.map(
            lambda number: run_tests(suite, folder, places[number], arguments,
                                     os.path.join(scratch, f"{number}.xml")), range(2)))
    judge(driver, suite, answers, arguments, counts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("drivers", nargs="*", choices=[*SUITES, []], metavar="DRIVER")
    parser.add_argument("--build", default="build-asan")
    parser.add_argument("-k")
    parser.add_argument("--failures", metavar="FILE")
    arguments = parser.parse_args()
    counts = Counts()
    with Oracle(tcp=True) as oracle:
        for driver in arguments.drivers or SUITES:
            try:
                run_driver(driver, oracle, arguments, counts)
            except Missing as missing:
                print(f"{driver}: its own tests ARE NOT RUN: {missing}")
                counts.skipped += 1
            except LeftBehind as left:
                counts.note(False, f"{driver}: the server is well to the end", str(left))
    counts.finish()


if __name__ == "__main__":
    main()
