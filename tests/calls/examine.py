"""Ask both servers for one row's calls, and find what differs.

A row is asked in two ways: with columns, all combinations of values at once, which runs kernels
over batches; and when an error would end that, with constants, one by one, which the planner folds.
"""

import compare
import matrix
from causes import cause
from pgclient import Connection, ProtocolError, Result

STATEMENT_LIMIT_S = 60
TIMEOUT = '10s'
ROWS_MAX = 100                  # of a function that returns a set
CANCELLED = '57014'
BROKEN = (OSError, ProtocolError)


class Pair:
    """A session of each server, asked the same; a lost connection of ours is made anew."""

    def __init__(self, urls):
        self._urls, self._ours = urls, None
        self._theirs = self._connect(urls['oracle'])
        self.asked, self.broken = 0, []

    def _connect(self, url):
        connection = Connection(url, matrix.SESSION, STATEMENT_LIMIT_S)
        connection.query(f"set statement_timeout = '{TIMEOUT}'")
        return connection

    def ask(self, sql, is_binary):
        """(wanted, got); a broken connection is an answer that never is equal."""
        self.asked += 1
        wanted = _ask(self._theirs, sql, is_binary)
        try:
            self._ours = self._ours or self._connect(self._urls['tested'])
            return wanted, _ask(self._ours, sql, is_binary)
        except BROKEN as error:
            self._ours = None
            self.broken.append(f'{sql}\n{error!r}')
            return wanted, Result()


def _ask(connection, sql, is_binary):
    return connection.extended(sql, binary_results=is_binary)


def batches(row):
    """Statements of all combinations at once; none for what takes nothing or returns a set."""
    combinations = row.combinations()
    columns = [f'x{number}' for number in range(len(row.types))]
    if row.kind in ('function', 'operator', 'cast') and columns:
        listed = ', '.join(f'({", ".join(values)})' for values in combinations)
        yield f'select {row.expression(columns)} from (values {listed}) v({", ".join(columns)})'
    elif row.kind == 'aggregate':
        listed = ', '.join(f'({", ".join(values)})' for values in combinations)
        source = f'(values {listed}) v({", ".join(columns)})'
        call = row.expression(columns)
        yield f'select {call} from {source}'
        yield f'select {call}, {call} filter (where x0 is not null) from {source} where false'


def singles(row):
    """A statement for each combination."""
    for values in row.combinations() if row.types else [[]]:
        call = row.expression(values)
        if row.kind == 'aggregate':
            yield f'select {call}, {call} filter (where false)'
        else:
            yield f'select {call}' + (f' limit {ROWS_MAX}' if row.kind == 'set' else '')


def examine(row, pair):
    """The differences of a row: [(cause, statement, aspects)]."""
    found, is_enough = [], False
    for sql in batches(row):
        # An error ends the whole, so what each value does is to be asked one by one.
        is_enough = True
        for is_binary in (False, True):
            wanted, got = pair.ask(sql, is_binary)
            if wanted.error or got.error:
                is_enough = False
            elif aspects := differences(wanted, got):
                found.append((name_of(aspects, wanted, got), sql, aspects))
        if not is_enough:
            break
    if not is_enough:
        for number, sql in enumerate(singles(row)):
            found += ask_single(pair, sql, is_binary=number % 2 == 1)
    return found


def ask_single(pair, sql, is_binary):
    wanted, got = pair.ask(sql, is_binary)
    if wanted.error and wanted.error.sqlstate == CANCELLED:
        return []       # too much for PostgreSQL in the time
    aspects = differences(wanted, got)
    return [(name_of(aspects, wanted, got), sql, aspects)] if aspects else []


def differences(wanted, got):
    """What compare() finds; and floats, which it takes for equal when they are close, to the bit."""
    found = compare.compare(wanted, got, is_ordered=True)
    if not found and not wanted.error and wanted.rows != got.rows:
        found['rows'] = wanted.rows, got.rows
    return found


def name_of(aspects, wanted, got):
    if 'outcome' in aspects or 'rows' in aspects or 'sqlstate' in aspects:
        return cause(wanted, got)
    (first, *_) = aspects
    return f'other {first}'
