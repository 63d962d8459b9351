"""Why two servers answered one statement differently, in a few words that many statements share.

Names and values of the single statement are left out of the words where they would only split a
group; the name of a missing function, operator or type is the group.
"""

import re

_MISSING = re.compile(r'(?P<what>(?:function|operator|aggregate|procedure|type|collation|text search '
                      r'\w+|relation|schema|setting) .*?)(?:\(.*\))? does not exist', re.DOTALL)
_NO_OPERATOR = re.compile(r'operator does not exist: (?P<what>.*)', re.DOTALL)
MESSAGE_MAX = 90


def cause(wanted, got):
    """What separates two Results that differ in rows or SQLSTATE."""
    if got.error:
        missing = _missing(got.error)
        if missing:
            return missing
    if got.error and wanted.error:
        return f'other SQLSTATE: {_shown(got.error)} instead of {_shown(wanted.error)}'
    if got.error:
        return f'refused: {_shown(got.error)}'
    if wanted.error:
        return f'answered where PostgreSQL refuses: {_shown(wanted.error)}'
    if len(wanted.rows) != len(got.rows):
        return 'other rows: their number'
    return 'other rows: their values'


def _missing(error):
    """What the server says it does not have; None when it complains of something else."""
    message = error.message or ''
    if error.sqlstate == '0A000':
        return f'not supported: {_general(message)}'
    if error.sqlstate in ('42883', '42704'):
        match = _NO_OPERATOR.match(message) or _MISSING.match(message)
        if match:
            kind = 'operator ' if match.re is _NO_OPERATOR else ''
            return f'missing: {kind}{match.group("what")}'
    return None


def _shown(error):
    return f'{error.sqlstate} {_general(error.message)}'


def _general(message):
    """The message without the values it quotes and the numbers in it."""
    message = re.sub(r'"[^"]*[^"\w][^"]*"', '"..."', message or '')
    message = re.sub(r'^value ".*?" is', 'value is', message, flags=re.DOTALL)
    message = re.sub(r'(input syntax for type [\w ]+): .*', r'\1', message, flags=re.DOTALL)
    message = re.sub(r'\b\d+\b', 'N', message)
    return message if len(message) <= MESSAGE_MAX else message[:MESSAGE_MAX] + '...'
