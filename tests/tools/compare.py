"""Compare what two servers answered to one statement, aspect by aspect.

Rows compare in order when the statement orders them, else as multisets.  Floats may differ by a
relative 1e-12, as sums depend on the order of addition; everything else is compared byte for byte.
"""

import difflib
import math
import struct

FLOAT4_OID, FLOAT8_OID = 700, 701
TOLERANCE = {FLOAT8_OID: 1e-12, FLOAT4_OID: 1e-6}
DIFF_LINES_MAX = 40


def compare(expected, got, is_ordered):
    """{aspect: (expected, got)} of all that differs; empty when the results are the same."""
    if bool(expected.error) != bool(got.error):
        return {'outcome': (_outcome(expected), _outcome(got))}
    if expected.error:
        pairs = {name: (getattr(expected.error, name), getattr(got.error, name))
                 for name in ('sqlstate', 'message', 'position')}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    found = _compare_columns(expected.columns, got.columns)
    if expected.tag != got.tag:
        found['tag'] = (expected.tag, got.tag)
    rows = tuple(_without_created_oids(sort_rows(result, is_ordered), result.columns)
                 for result in (expected, got))
    if not _rows_equal(*rows, expected.columns):
        found['rows'] = rows
    return found


def _outcome(result):
    return repr(result.error) if result.error else f'{result.tag} ({len(result.rows)} rows)'


# What was created has other oids on each server; what it is called, statements ask by regtype.
FIRST_CREATED_OID = 16384


def _aspect(column, field):
    value = getattr(column, field)
    return 'created' if field == 'type_oid' and value >= FIRST_CREATED_OID else value


def _without_created_oids(rows, columns):
    """Binary arrays of created types say which: at bytes 8 to 11, after dimensions and flags."""
    places = [index for index, column in enumerate(columns or [])
              if column.format == 1 and column.type_oid >= FIRST_CREATED_OID]
    if not places:
        return rows

    def masked(cell):
        is_array = cell is not None and len(cell) >= 12 and cell[:2] == b'\0\0'
        return cell[:8] + b'\0\0\0\0' + cell[12:] if is_array else cell

    return [tuple(masked(cell) if index in places else cell for index, cell in enumerate(row))
            for row in rows]


def _compare_columns(expected, got):
    if expected is None or got is None:
        return {} if expected is got else {'columns': (expected, got)}
    aspects = {'names': 'name', 'types': 'type_oid', 'typmods': 'typmod'}
    found = {}
    for aspect, field in aspects.items():
        pair = tuple([_aspect(column, field) for column in side] for side in (expected, got))
        if pair[0] != pair[1]:
            found[aspect] = pair
    return found


def _float_columns(columns):
    return {index: TOLERANCE[column.type_oid] for index, column in enumerate(columns or [])
            if column.type_oid in TOLERANCE}


def _number(cell, is_binary):
    if is_binary:
        return struct.unpack('!f' if len(cell) == 4 else '!d', cell)[0]
    return float(cell)


def sort_rows(result, is_ordered):
    """The rows in a canonical order, unless their order matters.

    Floats sort last and by value, so that a difference in the last digit moves no row.
    """
    if is_ordered:
        return result.rows
    columns = result.columns or []
    floats = _float_columns(columns)

    def key(row):
        exact = [(cell is None, cell or b'') for i, cell in enumerate(row) if i not in floats]
        close = [(cell is None, _sortable(_number(cell, columns[i].format == 1)) if cell else 0)
                 for i, cell in enumerate(row) if i in floats]
        return exact, close

    return sorted(result.rows, key=key)


def _sortable(number):
    return (1, 0.0) if math.isnan(number) else (0, number)


def _rows_equal(expected, got, columns):
    if expected == got:
        return True
    floats = _float_columns(columns)
    if len(expected) != len(got) or not floats:
        return False
    is_binary = [column.format == 1 for column in columns]
    return all(len(one) == len(other) and
               all(_cells_equal(a, b, floats.get(i), is_binary[i])
                   for i, (a, b) in enumerate(zip(one, other)))
               for one, other in zip(expected, got))


def _cells_equal(expected, got, tolerance, is_binary):
    if expected == got:
        return True
    if tolerance is None or expected is None or got is None:
        return False
    a, b = _number(expected, is_binary), _number(got, is_binary)
    if a == 0 and b == 0:           # 0 and -0 differ, and may not
        return False
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=0.0)


def _shown_row(row):
    def shown(cell):
        if cell is None:
            return 'NULL'
        try:
            return repr(cell.decode())[1:-1]
        except UnicodeDecodeError:
            return cell.hex()
    return ' | '.join(shown(cell) for cell in row)


def describe(found):
    """A readable account of what compare() found: `-` is expected, `+` is what came."""
    lines = []
    for aspect, (expected, got) in found.items():
        lines.append(f'{aspect}:')
        if aspect == 'rows':
            diff = difflib.unified_diff([_shown_row(row) for row in expected],
                                        [_shown_row(row) for row in got], lineterm='', n=1)
            body = list(diff)[2:]
            lines += ['  ' + line for line in body[:DIFF_LINES_MAX]]
            if len(body) > DIFF_LINES_MAX:
                lines.append(f'  ... {len(body) - DIFF_LINES_MAX} more lines')
        else:
            lines += [f'  - {expected}', f'  + {got}']
    return '\n'.join(lines)
