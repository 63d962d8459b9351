"""What sessions do to a server, each a generator that yields (test, complaint) as it goes.

    asks            many questions
    asks_catalog    what the driver answers itself, and what it hands to a worker after a while
    explains        EXPLAIN ANALYZE, which reads what the scheduler has noted
    cancels         sends a question, and a CancelRequest in the middle of it
    cuts_off        sends a question and goes away in the middle of the answer
    reads_slowly    leaves large answers lying until the server has to wait for it
    kills           asks while a worker dies at a random moment of each question

Connections come as arguments, made while the server is at rest: a front end that is busy planning
for a crowd takes its time with those who are still to be let in.  What happens is chosen by the
random generator, and no moment is waited for that the server's own speed did not set.
"""

import os
import random
import signal
import time

import compare
from pgclient import ProtocolError

BROKEN = (OSError, ProtocolError)
CANCELED = ('57014',)
UNDER_LOAD = 6          # a question takes about so many times as long as in the quiet session


class Question:
    """A statement and the quiet session's answer."""

    def __init__(self, statement, expected):
        self.text, self.expected = statement.one_line, expected
        self.is_ordered = statement.is_ordered()

    def judge(self, result, sqlstates):
        """What is wrong with this answer; '' when it is right or an error that may come."""
        if result.error and result.error.sqlstate in sqlstates:
            return ''
        found = compare.compare(self.expected, result, self.is_ordered)
        return compare.describe(found)


class WorkerKiller:
    """Kills a random worker of the server."""

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


class Asked:
    """What a quiet session has asked: questions with their answers, and how long each took."""

    def __init__(self):
        self.questions, self.catalog, self.large = [], [], None
        self._seconds = {}

    def ask(self, connection, statement):
        started = time.monotonic()
        result = connection.simple(statement.text)[-1]
        if result.error:        # the same error would pass as the right answer later
            raise RuntimeError(f'{result.error!r} in: {statement.text}')
        question = Question(statement, result)
        self._seconds[question.text] = time.monotonic() - started
        return question

    def moment_s(self, question, random):
        """A moment while the question is answered, if it takes as long as it may under load."""
        return random.random() * self._seconds[question.text] * UNDER_LOAD


def judge_next(connection, question, sqlstates=()):
    return question.judge(connection.receive_results()[-1], sqlstates)


def asks(connection, questions, name):
    for question in questions:
        connection.send_simple(question.text)
        yield f'{name}: {question.text}', judge_next(connection, question)
    connection.close()


def asks_catalog(connection, asked, rounds):
    return asks(connection, asked.catalog * rounds, 'in the driver')


def explains(connection, asked, random, count):
    for question in random.sample(asked.questions, count):
        result = connection.simple('explain analyze ' + question.text)[-1]
        complaint = repr(result) if result.error or not result.rows else ''
        yield f'explain analyze {question.text}', complaint
    connection.close()


def cancels(connection, asked, random, count):
    """A request that comes too late may meet the next question instead: none is without one."""
    canceled = 0
    for question in random.choices(asked.questions, k=count):
        connection.send_simple(question.text)
        if not connection.wait_for_answer(asked.moment_s(question, random)):
            connection.cancel()
        result = connection.receive_results()[-1]
        canceled += result.error is not None
        yield f'canceled: {question.text}', question.judge(result, CANCELED)
    yield 'a question was canceled', '' if canceled else f'all {count} were too quick'
    connection.close()


def cuts_off(connections, asked, random):
    for connection in connections:
        question = random.choice([asked.large, *asked.questions])
        connection.send_simple(question.text)
        connection.wait_for_answer(asked.moment_s(question, random))
        connection.cut()
        yield f'cut off: {question.text}', ''


def reads_slowly(connections, asker, asked, random):
    """By Unix sockets, whose buffers are small: what is not read waits in the server."""
    for connection in connections:
        connection.send_simple(asked.large.text)
    yield from asks(asker, random.sample(asked.questions, 3), 'meanwhile')
    for connection in connections:
        yield 'a large answer, read slowly', judge_next(connection, asked.large)
        connection.close()


def kills(connection, asked, random, killer, count):
    for question in random.sample(asked.questions, count):
        connection.send_simple(question.text)
        if not connection.wait_for_answer(asked.moment_s(question, random)):
            killer.strike()
        yield f'a worker killed: {question.text}', judge_next(connection, question)
    yield 'a worker was killed', '' if killer.kills else 'every question was too quick'
    connection.close()
