"""Ask queries of a server while it is being broken, and compare what comes with the oracle.

Nothing waits for a fixed time: a kill falls at a random moment of a running query, chosen by a
seeded generator from how long the query takes when nothing is broken.
"""

import os
import random
import select
import signal
import time

import compare
from pgclient import Connection, ProtocolError

BROKEN = (OSError, ProtocolError)
QUERY_LIMIT_S = 120


class Question:
    """A statement and the oracle's answer."""

    def __init__(self, statement, expected):
        self.text, self.expected = statement.one_line, expected
        self.is_ordered = statement.is_ordered()

    def judge(self, result, sqlstates):
        """What is wrong with this answer; '' when it is right or an error that may come."""
        if result.error and result.error.sqlstate in sqlstates:
            return ''
        found = compare.compare(self.expected, result, self.is_ordered)
        return compare.describe(found)


def ask_once(url, questions, sqlstates, arm=lambda: None):
    """One session asks everything, calling `arm` before each; [(question, complaint)]."""
    judged, connection = [], None
    for question in questions:
        arm()
        try:
            connection = connection or Connection(url, limit_s=QUERY_LIMIT_S)
            result = connection.simple(question.text)[-1]
            judged.append((question, question.judge(result, sqlstates)))
        except BROKEN as error:
            connection = None
            judged.append((question, f'the connection broke: {error!r}'))
    if connection:
        connection.close()
    return judged


def measure(url, questions):
    """{statement: seconds} without any disturbance."""
    seconds = {}
    with Connection(url, limit_s=QUERY_LIMIT_S) as connection:
        for question in questions:
            started = time.monotonic()
            connection.simple(question.text)
            seconds[question.text] = time.monotonic() - started
    return seconds


class WorkerKiller:
    """Kills a random worker of the server at a random moment of each query."""

    def __init__(self, server, seed):
        self._server, self._random, self.kills = server, random.Random(seed), 0

    def strike(self):
        workers = self._server.workers()
        if not workers:
            return
        try:
            os.kill(self._random.choice(workers), signal.SIGKILL)
            self.kills += 1
        except ProcessLookupError:          # it ended by itself
            pass

    def moment_s(self, seconds):
        return self._random.random() * seconds


def ask_while_killing(server, questions, seconds, killer, rounds):
    """[(question, complaint)] of all rounds; every query may lose a worker, none may lose a row."""
    judged = []
    connection = None
    for _ in range(rounds):
        for question in questions:
            try:
                connection = connection or Connection(server.url, limit_s=QUERY_LIMIT_S)
                connection.send_simple(question.text)
                if not _answers_within(connection, killer.moment_s(seconds[question.text])):
                    killer.strike()
                result = connection.receive_results()[-1]
                judged.append((question, question.judge(result, ())))
            except BROKEN as error:
                connection = None
                judged.append((question, f'the connection broke: {error!r}'))
    if connection:
        connection.close()
    return judged


def _answers_within(connection, limit_s):
    return bool(select.select([connection.fileno()], [], [], limit_s)[0])
