#!/usr/bin/env python3
"""What a newcomer does first: ./run.sh, whole, with its sample data and first query."""

import os
import re
import subprocess

from counts import Counts
from hearth_server import ROOT, is_missing

LIMIT_S = 300


def main():
    counts = Counts()
    if is_missing('build', 1, counts):
        counts.finish()
    run = subprocess.run(['./run.sh', '--once'], cwd=ROOT, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         timeout=LIMIT_S, env={**os.environ, 'PGCONNECT_TIMEOUT': '10'})
    answered = re.search(r'^\(\d+ rows?\)$', run.stdout, re.MULTILINE)
    counts.note(run.returncode == 0 and answered, './run.sh --once answers its first query',
                run.stdout)
    counts.finish()


if __name__ == '__main__':
    main()
