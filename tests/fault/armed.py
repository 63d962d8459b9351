"""Armed fault points: at each, a worker dies once in every question that comes by.

A server is armed through its environment with one point and a file that holds how many passes are
left until it goes off; so one server serves for all questions.  Each is asked twice: first the
passes are counted and nothing breaks, then a worker dies at one of them, drawn at random, so that
late stages have their turn.  Whether a question passes the point at all is known from its plan: it
must be hit then, and may not be otherwise.
"""

import os
import re
import struct
import tempfile
import time
import tomllib
from contextlib import closing

import midway
import workers
from hearth_server import ROOT

HERE = os.path.dirname(os.path.abspath(__file__))
FAULT_VARIABLE = 'HEARTH_FAULT'
NEVER = 1 << 40             # passes; more than there will be
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

    def __init__(self, fault, folder):
        path = os.path.join(folder, 'count')
        self.setting = f'{fault["point"]}:{fault["mode"]}:count={path}'
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._set_to, self._unhit_at = 0, None
        self.spring()

    def _write(self, passes):
        self._set_to = passes
        os.pwrite(self._file, struct.pack('q', passes), 0)

    def spring(self):
        self._write(0)

    def arm(self, passes):
        """It goes off at this pass from now on, whatever passes it."""
        self._write(passes)

    def set(self, watch, passes=1):
        """It goes off at this pass from now on.  All workers are at rest before: what is left to
        do of an earlier question may pass the point, too."""
        if not workers.wait_for(watch.is_at_rest):
            raise OSError('the workers do not come to rest')
        self._write(passes)
        self._unhit_at = time.time()

    def passes(self):
        """How many there were since it was set."""
        return self._set_to - struct.unpack('q', os.pread(self._file, 8, 0))[0]

    def hit_moment(self):
        """None: it has not gone off.  Otherwise the last moment when it was seen not to have."""
        now = time.time()
        if self.passes() >= self._set_to:
            return self._unhit_at
        self._unhit_at = now
        return None

    def close(self):
        os.close(self._file)


def _ask(scene, trap, question, passes):
    """The complaints when the trap is set to go off at this pass."""
    client = scene.clients[0]

    def strike():
        workers.wait_for(lambda: trap.hit_moment() or client.has_answer())
        # A worker may give its last rows away and only then pass the point.
        workers.wait_for(lambda: trap.hit_moment() or scene.watch.is_at_rest())
        return trap.hit_moment()

    trap.set(scene.watch, passes)
    return scene.ask([question], strike)


def _count_passes(scene, trap, question, is_passed):
    complaints = _ask(scene, trap, question, NEVER)
    passes = trap.passes()
    if bool(passes) != is_passed:
        complaints.append(f'{passes} passes, but its plan says {"some" if is_passed else "none"}')
    scene.note(f'{question.name}, not hit', complaints)
    return passes


def _hit_one(scene, topology, trap, question, passes):
    """A worker dies at one of the passes."""
    hit = topology.random.randint(1, passes)
    complaints = _ask(scene, trap, question, hit)
    if hit > 1 and not trap.hit_moment():       # how often it passes may depend on who was faster
        complaints += _ask(scene, trap, question, 1)
    if not trap.hit_moment():
        complaints.append('it was not hit')
    scene.note(f'{question.name}, hit at pass {hit} of {passes}', complaints)
    trap.spring()


def _ask_all(scene, fault, trap, topology):
    """How many questions were hit."""
    hits = 0
    for question in topology.questions:
        is_passed = topology.courses[question.name].worker_stages >= fault['stages']
        passes = _count_passes(scene, trap, question, is_passed)
        if passes:
            _hit_one(scene, topology, trap, question, passes)
        hits += passes > 0
    return hits


def run_fault(topology, fault):
    with tempfile.TemporaryDirectory() as folder, closing(Trap(fault, folder)) as trap:
        environment = {FAULT_VARIABLE: trap.setting}
        with topology.scene(f'{fault["point"]} {fault["mode"]}', environment) as scene:
            started = time.monotonic()
            hits = _ask_all(scene, fault, trap, topology)
            midway.break_by_trap(scene, topology, trap)
            print(f'{scene.where}: {hits} of {len(topology.questions)} questions hit, a worker '
                  f'back after {scene.watch.slowest_s:.2f} s at most '
                  f'({time.monotonic() - started:.1f} s)', flush=True)
