"""Fault points that fail: what a worker does there ends with an error that is tried again.

Every question is asked twice, as in armed.py: once to count its passes, once with one of them,
drawn at random, failing.  No worker dies of it and every row must come.  A point that no question
passes proves nothing and fails the suite.
"""

import tempfile
from contextlib import closing

from armed import FAULT_VARIABLE, NEVER, Trap
from pgclient import Connection

def _ask(topology, connection, question, name):
    complaint = question.judge(connection.simple(question.text)[-1])
    topology.note(name, complaint)


def _fail_in(topology, connection, trap, question, where):
    """Whether the question passed the point, and so was hit."""
    trap.arm(NEVER)
    _ask(topology, connection, question, f'{where}: {question.name}, not hit')
    passes = trap.passes()
    if passes:
        trap.arm(topology.random.randint(1, passes))
        _ask(topology, connection, question, f'{where}: {question.name}, one of {passes} fails')
    trap.spring()
    return passes > 0


def run_fault(topology, fault):
    where = f'{fault["point"]} {fault["mode"]}'
    with tempfile.TemporaryDirectory() as folder, closing(Trap(fault, folder)) as trap, \
            topology.server({FAULT_VARIABLE: trap.setting}) as server:
        workers = server.workers()
        with Connection(server.url) as connection:
            for name, value in fault['settings'].items():
                connection.query(f"set {name} = '{value}'")
            hits = sum(_fail_in(topology, connection, trap, question, where)
                       for question in topology.questions)
        topology.note(f'{where}: some question passes the point', '' if hits else 'none does')
        topology.note(f'{where}: no worker has died',
                      '' if server.workers() == workers else 'there are others now')
        print(f'{where} ({topology.name}): {hits} questions hit', flush=True)


def run_start(topology, fault):
    """A worker dies while it looks at a file: another one is asked, and the server starts."""
    with tempfile.TemporaryDirectory() as folder, closing(Trap(fault, folder)) as trap:
        trap.arm(1)
        with topology.server({FAULT_VARIABLE: trap.setting}) as server:
            topology.note(f'{fault["point"]} {fault["mode"]}: the point was hit',
                          '' if trap.passes() else 'no file was looked at')
            with Connection(server.url) as connection:
                for question in topology.questions[:1]:
                    _ask(topology, connection, question, f'{fault["point"]}: {question.name}')
