#!/usr/bin/env python3
"""Is docs/compatibility.md what the two catalogs say?

    tests/compatibility/run.py              compares; a difference fails
    tests/compatibility/run.py --rewrite    writes it anew (as HEARTH_REWRITE=1 does)
"""

import difflib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '..', '..')
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts
from hearth_server import HearthServer, is_missing
from inventory import Dictionary, Inventory
from oracle import Oracle
from page import Page
from pgclient import Connection

PAGE = os.path.join(ROOT, 'docs', 'compatibility.md')
BUILD = 'build'
DIFF_LINES_MAX = 40


def read():
    try:
        with open(PAGE, encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def main():
    counts = Counts()
    if is_missing(BUILD, 1, counts):
        counts.finish()
    with Oracle() as oracle, HearthServer([], build=BUILD) as server, \
            Connection(oracle.url()) as theirs, Connection(server.url) as ours:
        text = Page(Inventory(theirs), Inventory(ours), Dictionary(theirs)).text()
    if '--rewrite' in sys.argv or os.environ.get('HEARTH_REWRITE'):
        with open(PAGE, 'w', encoding='utf-8') as file:
            file.write(text)
    changes = list(difflib.unified_diff(read().splitlines(), text.splitlines(),
                                        'docs/compatibility.md', 'the catalogs', lineterm='', n=0))
    counts.note(not changes, 'docs/compatibility.md says what the catalogs say',
                '\n'.join([*changes[:DIFF_LINES_MAX], 'rewrite it: ./test.sh --rewrite compatibility']))
    counts.finish()


if __name__ == '__main__':
    main()
