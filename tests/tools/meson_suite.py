#!/usr/bin/env python3
"""meson_suite.py BUILD... -- SUITE: run a suite of meson in these build directories, and count.

Every test executable prints `N passed, N failed` last; those numbers are added up.  A test that
does not print them counts as one, by its exit status.  With --list: print `BUILD SUITE` lines.
"""

import json
import os
import subprocess
import sys

from counts import Counts, last_counts

TEST_LIMIT_S = 600
SKIP_STATUS = 77        # meson's convention


def introspect(build):
    run = subprocess.run(['meson', 'introspect', '--tests', build], check=True,
                         capture_output=True, text=True)
    return json.loads(run.stdout)


def suites_of(test):
    """meson prefixes a suite with the project's name."""
    return {suite.split(':')[-1] for suite in test['suite']}


def run_test(build, test):
    """(counts, output) of one test of meson."""
    environment = {**os.environ, **test['env']}
    # A process group of its own: what a test leaves behind when it hangs goes with it.
    process = subprocess.Popen(test["cmd"], cwd=test["workdir"] or build, env=environment,
                               text=True, errors="replace",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True)
    try:
        output, _ = process.communicate(timeout=TEST_LIMIT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        output, _ = process.communicate()
        return Counts(failed=1), f'{output}\nno end after {TEST_LIMIT_S} s'
    counts = last_counts(output)
    if not counts and process.returncode == SKIP_STATUS:
        return Counts(skipped=1), output
    counts = counts or Counts(passed=1 if process.returncode == 0 else 0)
    if process.returncode != 0 and counts.failed == 0:
        counts.failed += 1
        output += f'\nexit status {process.returncode}'
    return counts, output


def run_suite(build, suite):
    total = Counts()
    for test in introspect(build):
        if suite not in suites_of(test):
            continue
        counts, output = run_test(build, test)
        print(f'{build} {test["name"]}: {counts}')
        if counts.failed or counts.skipped:
            print(output)
        total += counts
    return total


def main():
    if sys.argv[1] == '--list':
        for build in sys.argv[2:]:
            for suite in sorted({s for test in introspect(build) for s in suites_of(test)}):
                print(build, suite)
        return
    divider = sys.argv.index('--')
    total = Counts()
    for build in sys.argv[1:divider]:
        total += run_suite(build, sys.argv[divider + 1])
    total.finish()


if __name__ == '__main__':
    main()
