#!/usr/bin/env python3
"""Break the server while it works; the rows must not notice, nor may anything be left.

    tests/fault/run.py [--run NAME] [--point NAME] [--kills N] [--seed N]

Under every topology that matrix.toml names for `fault`, and for the TPC-H queries and those of
queries.sql:

    armed.py   a worker dies at each fault point of faults.toml, once in every query that passes it
    kills.py   workers that run a lease are killed from outside at random moments
    midway.py  both again, in the middle of a large result whose first rows are at the client
    failing.py what a worker does at a fault point fails once, and is tried again

Each time the rows must be the oracle's and no client may see an error.  A new worker must run a
lease within a second of the kill: sanitized builds take a fifth of that, so no other limit is
needed for them.  At the end of each part the server and its workers must hold the descriptors,
memory files, children and temporary files they held before it.  What fails names the seed that
draws the same moments again.
"""

import argparse
import os
import secrets
import sys
from contextlib import contextmanager
from random import Random

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

import armed
import drivers
import failing
import kills
import matrix
import questions
import tpch_data
from counts import Counts
from hearth_server import LeftBehind, is_missing
from oracle import Oracle

RUNNERS = {'dies': armed.run_fault, 'fails': failing.run_fault, 'starts': failing.run_start}
KILLS = 34                  # in each topology: a hundred in three
PART_FAILED = (LeftBehind, RuntimeError, *drivers.BROKEN)


class Topology:
    """A run of the matrix, and how the questions go under it when nothing is broken."""

    def __init__(self, run, asked, large, seed, counts):
        self._run, self._seed, self._counts = run, seed, counts
        self.name, self.questions, self.large = run.name, asked, large
        self.worker_count = int(run.flags[run.flags.index('--workers') + 1])
        self.random = Random(f'{seed} {run.name}')
        with self.scene('undisturbed') as scene, run.connect(scene.server.url) as connection:
            self.courses = {question.name: questions.Course(connection, question)
                            for question in asked}
            for name, course in self.courses.items():
                scene.note(name, [course.complaint])

    def server(self, environment=None):
        self._run.environment = environment or {}
        return self._run.server([tpch_data.make(questions.SCALE, 'parquet')])

    def note(self, name, complaint):
        self._counts.note(not complaint, f'{name} ({self.name}, seed {self._seed})', complaint)

    @contextmanager
    def scene(self, what, environment=None, clients=1):
        """A server of its own, of which nothing may be left."""
        where = f'{what} ({self.name}, seed {self._seed})'
        with self.server(environment) as server:
            scene = drivers.Scene(server, self.worker_count, where, self._counts, clients)
            yield scene
            scene.end()


def run_topology(topology, points, arguments, counts):
    parts = [(fault['point'], RUNNERS[fault['kind']], fault) for fault in points]
    if arguments.kills:
        parts.append(('workers killed', kills.run_kills, arguments.kills))
    for name, run_part, what in parts:
        try:
            run_part(topology, what)
        except PART_FAILED as error:
            counts.note(False, f'{name} ({topology.name}, seed {arguments.seed})', str(error))


def parse_arguments(faults):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--run', action='append', default=[], metavar='NAME')
    parser.add_argument('--point', action='append', default=[], metavar='NAME',
                        choices=[fault['point'] for fault in faults])
    parser.add_argument('--kills', type=int, default=KILLS, metavar='N', help='in each topology')
    parser.add_argument('--seed', type=int, default=secrets.randbits(32))
    return parser.parse_args()


def main():
    faults = armed.read_faults()
    arguments = parse_arguments(faults)
    counts = Counts()
    armed.check_every_point_is_armed(faults, counts)
    with Oracle() as oracle:
        asked, large = questions.read(oracle)
    points = [fault for fault in faults
              if not arguments.point or fault['point'] in arguments.point]
    for run in matrix.runs('fault', arguments.run):
        if is_missing(run.build, len(asked) * len(points) + arguments.kills, counts):
            continue
        try:
            topology = Topology(run, asked, large, arguments.seed, counts)
        except PART_FAILED as error:
            counts.note(False, f'undisturbed ({run.name})', str(error))
            continue
        run_topology(topology, points, arguments, counts)
    counts.finish()


if __name__ == '__main__':
    main()
