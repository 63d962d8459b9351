"""What is asked while things break: the oracle's answers, and how many stages workers run for it."""

import os
import re
import time

import compare
import matrix
import statements
import tpch_data
from workers import wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
SCALE = '0.01'

# A result of some megabytes in dozens of leases, each of which reads blocks of other stages: the
# driver runs only a few ahead of the client, so most are yet to be made when the first rows come.
LARGE = '''select lineitem.*, o_orderdate, o_comment
           from lineitem join orders on l_orderkey = o_orderkey where l_orderkey % 3 = 0;'''
LARGE_SETTINGS = {'debug_force_shuffle': 'on', 'debug_partitions': '48'}

_STAGE = re.compile(r'^Stage \d+ -> ')


class Question:
    """A statement and the oracle's answer."""

    def __init__(self, name, statement, expected):
        self.name, self.text, self.expected = name, statement.text, expected
        self.is_ordered = statement.is_ordered()

    def judge(self, result):
        """What is wrong with this answer; '' when it is right."""
        found = compare.compare(self.expected, result, self.is_ordered)
        return compare.describe(found)


class Course:
    """How a question goes when nothing is broken."""

    def __init__(self, connection, question):
        plan = [row[0] for row in connection.query('explain ' + question.text)]
        # Without files to read, a query runs in the server itself.
        reads_files = any('Scan on ' in line for line in plan)
        self.worker_stages = sum(bool(_STAGE.match(line)) for line in plan) if reads_files else 0
        started = time.monotonic()
        connection.send_simple(question.text)
        wait_for(connection.has_rows)
        self.seconds = time.monotonic() - started       # until the first rows come
        self.complaint = question.judge(connection.receive_results()[-1])


def _statements():
    for name, text in tpch_data.queries().items():
        yield name, statements.split(text + ';')[0]
    with open(os.path.join(HERE, 'queries.sql'), encoding='utf-8') as file:
        for statement in statements.split(file.read()):
            yield f'queries.sql:{statement.line}', statement


def read(oracle):
    """All questions as a list, and the one with the large result."""
    asked = [*_statements(), ('the large result', statements.split(LARGE)[0])]
    url = oracle.create_database('fault')
    with matrix.connect_to_oracle(url) as connection:
        tpch_data.load(connection, SCALE)
        found = [Question(name, statement, connection.simple(statement.text)[-1])
                 for name, statement in asked]
    return found[:-1], found[-1]
