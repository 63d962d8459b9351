"""Rows of two engines that do not type alike: numbers within a relative tolerance, text exactly.

Used where Hearth or PostgreSQL stands against DuckDB, whose avg() of decimals is a double.
"""

import datetime
import decimal
import math

RELATIVE = 1e-9


def plain(cell):
    """A cell as None, float or text, whatever it came as."""
    if cell is None:
        return None
    if isinstance(cell, bytes):
        cell = cell.decode()
    if isinstance(cell, bool):
        return 't' if cell else 'f'
    if isinstance(cell, (int, float, decimal.Decimal)):
        return float(cell)
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return str(cell)
    try:
        return float(cell)
    except ValueError:
        return cell


def cells_close(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=RELATIVE) or (one != one and other != other)
    return one == other


def first_difference(expected, got):
    """Where two ordered lists of rows part, in words; None when they are the same."""
    if len(expected) != len(got):
        return f'{len(expected)} rows expected, {len(got)} came'
    for number, (one, other) in enumerate(zip(expected, got), 1):
        one, other = list(map(plain, one)), list(map(plain, other))
        if len(one) != len(other) or not all(map(cells_close, one, other)):
            return f'row {number}: expected {one}, came {other}'
    return None
