#!/usr/bin/env python3
"""Build what the wanted suites need, run them one after another, add up their counts.

A suite is a command whose last line is `N passed, N failed[, N skipped]`.  It runs in a process
group of its own under a time limit; a suite that hangs, crashes or prints no counts has failed.
SUITES below lists those that are programs of their own; meson's suites are found by asking meson.
"""

import argparse
import concurrent.futures
import os
import signal
import subprocess
import sys
import tempfile
import time

from counts import Counts, last_counts

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
PYTHON = sys.executable
SUITE_LIMIT_S = 15 * 60
ALL_LIMIT_S = 40 * 60       # a hang ends here; the aim is below 20 minutes on two cores

SANITIZED = ['-Dbuildtype=debug']
BUILDS = {
    'build': ['--buildtype=release'],
    'build-asan': SANITIZED + ['-Db_sanitize=address,undefined'],
    # Some optimisation: by itself debug code under this sanitizer plans for longer than it runs.
    'build-tsan': SANITIZED + ['-Doptimization=1', '-Db_sanitize=thread'],
}
PLAIN_BUILDS = ('build', 'build-asan')
THREADED_SUITES = ('wire', 'scheduler', 'worker', 'sessions-races', 'tls-races')

# Cheap ones first: a broken include should not wait for a benchmark-sized query.
SUITES = {
    'style': [PYTHON, 'tests/style/run.py'],
    'tools': [PYTHON, 'tests/tools/self_test.py'],
    'values': [PYTHON, 'tests/values/check.py'],
    'sql': [PYTHON, 'tests/sql/run.py', '--slice', '4'],
    'regress': [PYTHON, 'tests/regress/run.py'],
    'psql': [PYTHON, 'tests/psql/run.py'],
    'calls': [PYTHON, 'tests/calls/run.py'],
    'compatibility': [PYTHON, 'tests/compatibility/run.py'],
    'protocol': [PYTHON, 'tests/protocol/run.py'],
    'tpch': [PYTHON, 'tests/tpch/run.py'],
    'tpch-sf1': [PYTHON, 'tests/tpch/run.py', '--duckdb', '1', '--slice', '2'],
    'fault': [PYTHON, 'tests/fault/run.py'],
    'limits': [PYTHON, 'tests/limits/run.py'],
    'worker': [PYTHON, 'tests/worker/run.py'],
    'copy': [PYTHON, 'tests/copy/run.py'],
    'pgbench': [PYTHON, 'tests/pgbench/run.py'],
    'tables': [PYTHON, 'tests/tables/run.py'],
    'dump': [PYTHON, 'tests/dump/run.py'],
    'sessions': [PYTHON, 'tests/sessions/run.py'],
    'sessions-races': [PYTHON, 'tests/sessions/run.py', '--build', 'build-tsan'],
    'tls': [PYTHON, 'tests/tls/run.py'],
    'tls-races': [PYTHON, 'tests/tls/run.py', '--build', 'build-tsan'],
    'files': [PYTHON, 'tests/files/run.py'],
    'catalog': [PYTHON, 'tests/catalog/run.py'],
    'drivers': [PYTHON, 'tests/wire/run.py'],
    'asked': [PYTHON, 'tests/asked/run.py'],
    'deparse': [PYTHON, 'tests/deparse/run.py'],
    'fuzz': [PYTHON, 'tests/fuzz/run.py'],
    'quickstart': [PYTHON, 'tests/tools/quickstart.py'],
}
FIRST_SUITES = ('style', 'tools')
# These mind no neighbour: they are run as many at a time as there are cores.  All others measure
# time, or use all cores themselves, and have the machine alone.  The longest come first.
SHARED_SUITES = ('sql', 'parquet', 'unit', 'tpch', 'scheduler', 'values', 'regress',
                 'calls',
                 'psql', 'compatibility', 'rules')

SANITIZER_OPTIONS = {
    'ASAN_OPTIONS': 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
    'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1',
    'TSAN_OPTIONS': 'halt_on_error=1:second_deadlock_stack=1',
}


def build(name):
    print(f'== building {name}', flush=True)
    run = subprocess.run(['tests/tools/build.sh', name, *BUILDS[name]], cwd=ROOT,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode != 0:
        print(run.stdout)
    return run.returncode == 0


def meson_suites():
    """{suite: [build, ...]}"""
    command = [PYTHON, 'tests/tools/meson_suite.py', '--list', *PLAIN_BUILDS]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = {}
    for line in run.stdout.splitlines():
        directory, suite = line.split()
        found.setdefault(suite, []).append(directory)
    return found


def suite_command(name, directories):
    if name in SUITES:
        return SUITES[name]
    return [PYTHON, 'tests/tools/meson_suite.py', *directories, '--', name]


def run_suite(name, command, environment, limit_s):
    """The suite's counts; its output goes to our standard output when it ends."""
    started = time.monotonic()
    # A file, not a pipe: a process that a broken suite leaves behind must not keep us waiting.
    with tempfile.TemporaryFile('w+', errors='replace') as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            process.wait(timeout=limit_s)
            ending = '' if process.returncode == 0 else f'exit status {process.returncode}'
        except subprocess.TimeoutExpired:
            ending = f'no end after {limit_s:.0f} s'
        end_group(process)
        output.seek(0)
        text = output.read()

    counts = last_counts(text) or Counts(failed=1)
    if ending and counts.failed == 0:
        counts.failed = 1
    if counts.failed or counts.skipped or not last_counts(text):
        print(text.rstrip())
    if ending and not last_counts(text):
        print(ending)
    print(f'== {name}: {counts} ({time.monotonic() - started:.1f} s)', flush=True)
    return counts


def end_group(process):
    """Whatever is left of the suite's process group goes now; usually nothing is."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def environment_of(rewrite, scratch):
    environment = {**SANITIZER_OPTIONS, **os.environ, 'TMPDIR': scratch, 'LC_ALL': 'C.UTF-8',
                   'TZ': 'UTC', 'PYTHONDONTWRITEBYTECODE': '1'}
    if rewrite:
        environment['HEARTH_REWRITE'] = '1'
    return environment


def choose(wanted, available):
    unknown = [name for name in wanted if name not in available]
    if unknown:
        sys.exit(f'no suite {", ".join(unknown)}; there are: {" ".join(available)}')
    return [name for name in available if not wanted or name in wanted]


def run_each(names, run):
    """The counts of all suites: what fails cheaply first, then those that share the machine."""
    shared = [name for name in SHARED_SUITES if name in names]
    yield from (run(name) for name in names if name in FIRST_SUITES)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(run, shared)
    yield from (run(name) for name in names if name not in shared and name not in FIRST_SUITES)


def run_all(arguments):
    deadline = time.monotonic() + ALL_LIMIT_S
    built = {name: build(name) for name in PLAIN_BUILDS}
    if not all(built.values()):
        return Counts(failed=1)
    found = meson_suites()
    names = [*FIRST_SUITES, *sorted(found), *(n for n in SUITES if n not in FIRST_SUITES)]
    if arguments.list:
        print('\n'.join(names))
        return None

    total = Counts()
    chosen = choose(arguments.suites, names)
    threaded = [name for name in chosen if name in THREADED_SUITES]
    if threaded and not build('build-tsan'):
        return Counts(failed=1)
    for name in threaded:
        if name in found:       # else it is a program, which knows its build
            found[name].append('build-tsan')
    with tempfile.TemporaryDirectory(prefix='hearth-tests-') as scratch:
        os.chmod(scratch, 0o755)        # PostgreSQL runs as another user when we are root
        environment = environment_of(arguments.rewrite, scratch)

        def run(name):
            limit_s = max(1, min(SUITE_LIMIT_S, deadline - time.monotonic()))
            return run_suite(name, suite_command(name, found.get(name)), environment, limit_s)

        for counts in run_each(chosen, run):
            total += counts
        left = sorted(os.listdir(scratch))
        if left:
            print(f'FAILED nothing is left in TMPDIR: {" ".join(left)}')
            total.failed += 1
    return total


def main():
    parser = argparse.ArgumentParser(prog='./test.sh')
    parser.add_argument('suites', nargs='*', metavar='SUITE')
    parser.add_argument('--rewrite', action='store_true', help='make golden files anew')
    parser.add_argument('--list', action='store_true', help='name the suites')
    total = run_all(parser.parse_args())
    if total is None:
        return 0
    if total.skipped:
        print(f'WARNING: {total.skipped} tests were SKIPPED and prove nothing')
    print(f'{total.passed} passed, {total.failed} failed', flush=True)
    return total.exit_code() if total.passed else 1


if __name__ == '__main__':
    sys.exit(main())
