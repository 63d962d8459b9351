#!/usr/bin/env python3
"""PostgreSQL's own regression files, in the version of the PostgreSQL that is the oracle.

    tests/tools/postgres_files.py       prints the folder, fetching it when it is missing
"""

import re

import debian_source

INSIDE = re.compile(r'[^/]+/src/test/regress/((?:sql|data|expected)/[^/]+)$')


def folder():
    """The folder with sql/ and data/."""
    return debian_source.folder('postgresql-15', INSIDE, 'postgres-regress')


if __name__ == '__main__':
    print(folder())
