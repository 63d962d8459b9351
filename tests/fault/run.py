#!/usr/bin/env python3
"""Break the server while it works; the rows must not notice.

    tests/fault/run.py [--run NAME] [--seed N] [--rounds N]

Two parts, each under every topology that matrix.toml names for `fault`: armed fault points
(faults.toml), and workers killed at random moments.  One test is one query answered, or one server
that ended cleanly after it all.  A failing kill loop prints its seed.
"""

import argparse
import os
import re
import secrets
import sys
import tempfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import drivers
import matrix
import statements
import tpch_data
from counts import Counts
from hearth_server import ROOT, LeftBehind, is_missing
from oracle import Oracle
from pgclient import Connection

SCALE = '0.01'
ROUNDS = 5
FAULT_VARIABLE = 'HEARTH_FAULT'
POINTS_FILE = os.path.join(ROOT, 'base', 'faults.def')
_POINT = re.compile(r'^\s*FAULT_POINT\(\s*"?([\w.]+)"?', re.MULTILINE)


def read_questions(oracle):
    url = oracle.create_database('fault')
    with open(os.path.join(HERE, 'queries.sql'), encoding='utf-8') as file:
        asked = statements.split(file.read())
    with matrix.connect_to_oracle(url) as connection:
        tpch_data.load(connection, SCALE)
        return [drivers.Question(statement, connection.simple(statement.text)[-1])
                for statement in asked]


def read_faults():
    with open(os.path.join(HERE, 'faults.toml'), 'rb') as file:
        return tomllib.load(file).get('fault', [])


def check_every_point_is_armed(faults, counts):
    """The product's list of fault points, if it has one yet, and ours name the same points."""
    points = set()
    if os.path.exists(POINTS_FILE):
        with open(POINTS_FILE, encoding='utf-8') as file:
            points = set(_POINT.findall(file.read()))
    armed = {fault['point'] for fault in faults}
    counts.note(points == armed, 'every fault point is armed by a test',
                f'only in {POINTS_FILE}: {sorted(points - armed)}\n'
                f'only in faults.toml: {sorted(armed - points)}')


def note_all(judged, where, counts):
    for question, complaint in judged:
        counts.note(not complaint, f'{where}: {question.text}', complaint)


def check_alive(server, where, counts):
    """Whatever broke: a new session works."""
    try:
        with Connection(server.url) as connection:
            answer = connection.query('select 1')
        counts.note(answer == [('1',)], f'{where}: the server lives', str(answer))
    except (*drivers.BROKEN, RuntimeError) as error:
        counts.note(False, f'{where}: the server lives', repr(error))


class Trap:
    """An armed point that goes off once each time it is set again."""

    def __init__(self, armed, hit_file):
        self.setting = f'{armed}:once={hit_file}'
        self.hit_file = hit_file
        self.hits = 0

    def set(self):
        if os.path.exists(self.hit_file):
            os.unlink(self.hit_file)
            self.hits += 1


def run_fault(run, fault, trap, where, questions, counts):
    run.environment = {**run.environment, FAULT_VARIABLE: trap.setting}
    try:
        with run.server([tpch_data.make(SCALE, 'parquet')]) as server:
            note_all(drivers.ask_once(server.url, questions, fault['sqlstates'], trap.set), where,
                     counts)
            check_alive(server, where, counts)
    except LeftBehind as error:
        counts.note(False, where, str(error))
    trap.set()
    counts.note(trap.hits > 0, f'{where}: the point was hit', 'no query came by')


def run_faults(run, faults, questions, counts):
    for fault in faults:
        for skip in range(fault['skips']):
            armed = f'{fault["point"]}:{fault["mode"]}:skip={skip}'
            where = f'{armed} ({run.name})'
            with tempfile.TemporaryDirectory() as folder:
                run_fault(run, fault, Trap(armed, os.path.join(folder, 'hit')), where, questions,
                          counts)
    run.environment.pop(FAULT_VARIABLE, None)


def run_kills(server, run_name, questions, seed, rounds, counts):
    """Kill workers of a running server; the answers are counted."""
    where = f'workers killed, seed {seed} ({run_name})'
    seconds = drivers.measure(server.url, questions)
    killer = drivers.WorkerKiller(server, seed)
    note_all(drivers.ask_while_killing(server, questions, seconds, killer, rounds), where, counts)
    counts.note(killer.kills > 0, f'{where}: somebody was killed', 'every query was too quick')
    check_alive(server, where, counts)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--run', action='append', default=[], metavar='NAME')
    parser.add_argument('--seed', type=int, default=secrets.randbits(32))
    parser.add_argument('--rounds', type=int, default=ROUNDS)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    counts, faults = Counts(), read_faults()
    check_every_point_is_armed(faults, counts)
    with Oracle() as oracle:
        questions = read_questions(oracle)
    for run in matrix.runs('fault', arguments.run):
        if is_missing(run.build, len(questions) * arguments.rounds, counts):
            continue
        run_faults(run, faults, questions, counts)
        try:
            with run.server([tpch_data.make(SCALE, 'parquet')]) as server:
                run_kills(server, run.name, questions, arguments.seed, arguments.rounds, counts)
        except LeftBehind as error:
            counts.note(False, f'the server of {run.name!r}, seed {arguments.seed}', str(error))
    counts.finish()


if __name__ == '__main__':
    main()
