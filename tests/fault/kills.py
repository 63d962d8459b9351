"""Workers killed from outside at random moments, while they run something.

A kill counts when the victim's blame page, read after its death, says that it was running a lease.
The moment is drawn from how long the questions take when nothing is broken; from then on the first
worker that runs is killed.  If they were answered before, they are asked again.
"""

import os
import signal
import time
from contextlib import ExitStack

import midway
import processes
from workers import WAIT_LIMIT_S, BlamePage, wait_for

TRIES_PER_KILL = 10         # of the same questions, each time a little earlier
GROUPS_PER_KILL = 2         # at most
CLIENTS = 2                 # both lose their leases on the worker that dies


class Killer:
    """Kills workers, and counts those that were running a lease when they died."""

    def __init__(self, random):
        self._random, self.hits = random, 0

    def kill_running(self, pids, is_too_late):
        """Wait until a worker runs and kill it: the moment, or None if it became too late."""
        with ExitStack() as stack:
            pages = [stack.enter_context(BlamePage(pid)) for pid in pids]
            deadline = time.monotonic() + WAIT_LIMIT_S
            while not is_too_late() and time.monotonic() < deadline:
                running = [page for page in pages if page.is_running()]
                if running:
                    return self._kill(self._random.choice(running))
        return None

    def kill_any(self, pids):
        with BlamePage(self._random.choice(sorted(pids))) as page:
            return self._kill(page)

    def _kill(self, page):
        moment = time.time()
        os.kill(page.pid, signal.SIGKILL)
        wait_for(lambda: not processes.is_alive(page.pid))
        self.hits += page.is_running()
        return moment


def _ask_two(scene, topology, killer, asked, part):
    """Two clients ask, and a worker dies within the first `part` of the longer question."""
    seconds = max(topology.courses[question.name].seconds for question in asked)
    delay_s = topology.random.random() * seconds * part

    def is_answered():
        return all(client.has_answer() for client in scene.clients)

    def strike():
        started = time.monotonic()
        wait_for(lambda: is_answered() or time.monotonic() - started >= delay_s)
        return killer.kill_running(scene.watch.pids, is_answered)

    complaints = scene.ask(asked, strike)
    scene.note(' | '.join(question.name for question in asked), complaints)


def _groups(topology):
    """All questions that workers run, in random groups of one for each client, without end."""
    while True:
        asked = [question for question in topology.questions
                 if topology.courses[question.name].worker_stages]
        topology.random.shuffle(asked)
        while len(asked) >= CLIENTS:
            yield [asked.pop() for _ in range(CLIENTS)]


def _kill_at_random(scene, topology, killer, wanted):
    """One kill in each group, until there were enough; some may always be too quick."""
    for asked, _ in zip(_groups(topology), range(GROUPS_PER_KILL * wanted)):
        before = killer.hits
        if before >= wanted:
            break
        for tried in range(TRIES_PER_KILL):
            _ask_two(scene, topology, killer, asked, part=1 / (tried + 1))
            if killer.hits > before:
                break
    scene.note(f'{wanted} kills hit a running lease', [] if killer.hits >= wanted else
               [f'{killer.hits} kills did'])


def run_kills(topology, wanted):
    with topology.scene('workers killed', clients=CLIENTS) as scene:
        started = time.monotonic()
        killer = Killer(topology.random)
        _kill_at_random(scene, topology, killer, wanted)
        midway.break_by_kill(scene, topology, killer)
        print(f'{scene.where}: {killer.hits} kills hit a running lease, a worker back after '
              f'{scene.watch.slowest_s:.2f} s at most ({time.monotonic() - started:.1f} s)',
              flush=True)
