"""Armed fault points: at each, a worker dies once in every question that comes by.

A server is armed through its environment with one point and a file; the point goes off when the
file is missing, and makes it.  So one server serves for all questions.  Whether a question passes
the point is known from its plan, and it must be hit then, and only then.
"""

import os
import re
import time
import tomllib

import drivers
import midway
import workers
from hearth_server import ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
FAULT_VARIABLE = 'HEARTH_FAULT'
HIT_LIMIT_S = 10
POINTS_FILE = os.path.join(ROOT, 'base', 'faults.def')
_POINT = re.compile(r'^\s*FAULT_POINT\(\s*"?([\w.]+)"?', re.MULTILINE)


def read_faults():
    with open(os.path.join(HERE, 'faults.toml'), 'rb') as file:
        return tomllib.load(file)['fault']


def check_every_point_is_armed(faults, counts):
    """The product's list of fault points and ours name the same points."""
    with open(POINTS_FILE, encoding='utf-8') as file:
        points = set(_POINT.findall(file.read()))
    armed = {fault['point'] for fault in faults}
    counts.note(points == armed, 'every fault point is armed by a test',
                f'only in {POINTS_FILE}: {sorted(points - armed)}\n'
                f'only in faults.toml: {sorted(armed - points)}')


class Trap:
    """An armed point that goes off once each time it is set; it begins as sprung."""

    def __init__(self, fault, hit_file):
        self._hit_file = hit_file
        self.setting = f'{fault["point"]}:{fault["mode"]}:once={hit_file}'
        self.spring()

    def spring(self):
        open(self._hit_file, 'a').close()

    def set(self, watch):
        """Not before all workers are at rest: what is left to do of an earlier question may pass
        the point, too."""
        if not workers.wait_for(watch.is_at_rest):
            raise OSError('the workers do not come to rest')
        os.unlink(self._hit_file)

    def hit_moment(self):
        """When it went off, as time.time(); None: not yet."""
        try:
            return os.stat(self._hit_file).st_mtime
        except FileNotFoundError:
            return None

    def wait_for_hit(self):
        workers.wait_for(self.hit_moment, HIT_LIMIT_S)
        return self.hit_moment()


def _ask_one(scene, trap, question, is_passed):
    """The complaints, and whether the point was hit."""
    client = scene.clients[0]

    def strike():
        while not trap.hit_moment() and not client.has_answer(workers.PAUSE_S):
            pass
        # A worker may give its last rows away and only then pass the point.
        return trap.wait_for_hit() if is_passed else trap.hit_moment()

    trap.set(scene.watch)
    complaints = scene.ask([question], strike)
    is_hit = trap.hit_moment() is not None
    if is_hit != is_passed:
        complaints.append('its plan passes the point, and it was not hit' if is_passed else
                          'it was hit, and the plan does not pass the point')
    trap.spring()
    return complaints, is_hit


def _ask_all(scene, fault, trap, topology):
    hits = 0
    for question in topology.questions:
        is_passed = topology.courses[question.name].worker_stages >= fault['stages']
        complaints, is_hit = _ask_one(scene, trap, question, is_passed)
        scene.note(question.name, complaints)
        hits += is_hit
    return hits


def run_fault(topology, fault, trap):
    environment = {FAULT_VARIABLE: trap.setting}
    with topology.scene(f'{fault["point"]} {fault["mode"]}', environment) as scene:
        started = time.monotonic()
        hits = _ask_all(scene, fault, trap, topology)
        midway.break_by_trap(scene, topology, trap)
        print(f'{scene.where}: {hits} of {len(topology.questions)} questions hit, a worker back '
              f'after {scene.watch.slowest_s:.2f} s at most ({time.monotonic() - started:.1f} s)')
