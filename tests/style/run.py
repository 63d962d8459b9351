#!/usr/bin/env python3
"""Run the style checks over the project (or over the tree given as argument); last line: counts."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import format
import includes
import sizes
import symbols
import words
from source import Tree

CHECKS = (
    ('folders include only what the architecture allows', includes.check),
    ('files, functions and lines are short enough', sizes.check),
    ('C files are formatted', format.check),
    ('no symbol is one of libpg_query', symbols.check),
    ('no machine paths, no unfinished work, no orphaned tests', words.check),
)
SHOWN_MAX = 40


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, '..', '..'))
    failed = 0
    for name, check in CHECKS:
        complaints = check(tree)
        print(f'{"FAILED" if complaints else "ok"}: {name}')
        for complaint in complaints[:SHOWN_MAX]:
            print(f'    {complaint}')
        if len(complaints) > SHOWN_MAX:
            print(f'    and {len(complaints) - SHOWN_MAX} more')
        failed += bool(complaints)
    print(f'{len(CHECKS) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
