#!/usr/bin/env python3
"""Run the fuzzers for a while each, several at a time, from seeds and from what was found before.

    run.py [--seconds N] [--at-once N] [FUZZER...]
    run.py --keep [FUZZER...]       no fuzzing: put what was found of interest into corpus/

Without arguments: SLICE_SECONDS each, as ./test.sh does it.  What is found of interest stays in
.cache/fuzz, so the next run goes on where this one ended.  An input that breaks something is kept in
.cache/fuzz/found and shown with the command that repeats it.  corpus/ holds, as archives, the inputs
that together reach all that was ever reached: every run begins with them.
"""

import argparse
import concurrent.futures
import glob
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, '..', '..'))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts   # noqa: E402

BUILD = os.path.join(ROOT, 'build-fuzz')
CACHE = os.path.join(ROOT, '.cache', 'fuzz')
FOUND = os.path.join(CACHE, 'found')
KEPT = os.path.join(HERE, 'corpus')
OPTIONS = ['-Dfuzz=true', '-Dbuildtype=debug', '-Doptimization=1', '-Db_sanitize=address,undefined',
           '-Db_lundef=false']

SLICE_SECONDS = 5
INPUT_SECONDS = 20          # for one input: sanitizers are slow, and the machine may be shared
MEMORY_MB = 2048
KEEP_SECONDS = 600
STARTING_SECONDS = 120      # reading the corpus does not count as fuzzing


def build():
    targets = [f'tests/fuzz/{name}' for name in [*fuzzers(), 'seeds']]
    environment = {'CC': 'ccache clang-14' if shutil.which('ccache') else 'clang-14', **os.environ,
                   'TARGETS': ' '.join(targets)}
    done = subprocess.run([os.path.join(ROOT, 'tests', 'tools', 'build.sh'), BUILD, *OPTIONS],
                          env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print(done.stdout[-5000:])
    return done.returncode == 0


def fuzzers():
    return sorted(os.path.splitext(os.path.basename(path))[0]
                  for path in glob.glob(os.path.join(HERE, '*_fuzz.c'))
                  if os.path.basename(path) != 'scan_fuzz.c')      # shared by two


def run(name, seconds):
    """What it printed where it failed; None where it found nothing."""
    corpus, seeds = os.path.join(CACHE, 'corpus', name), os.path.join(CACHE, 'seeds', name)
    os.makedirs(corpus, exist_ok=True)
    program = os.path.join(BUILD, 'tests', 'fuzz', name)
    command = [program, f'-max_total_time={seconds}', f'-timeout={INPUT_SECONDS}',
               f'-rss_limit_mb={MEMORY_MB}', f'-artifact_prefix={FOUND}/{name}-', corpus, seeds]
    environment = {**os.environ, 'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1',
                   'ASAN_OPTIONS': 'detect_leaks=1:allocator_may_return_null=1'}
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=seconds + STARTING_SECONDS)
    except subprocess.TimeoutExpired as late:
        return f'{name} does not end:\n' + text_of(late.stdout)
    output = text_of(done.stdout)
    if done.returncode != 0:
        return output
    print(f'{name}: {output.strip().splitlines()[-1]}', flush=True)
    return None


def take_kept(names):
    """Unpack the archives among the seeds."""
    for name in names:
        archive = os.path.join(KEPT, name + '.tar.xz')
        if os.path.exists(archive):
            with tarfile.open(archive) as tar:
                tar.extractall(os.path.join(CACHE, 'seeds', name))


def plain(member):
    """Nothing of the machine it was made on."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ''
    return member


def keep(name):
    """Write the archive anew, from the fewest inputs that reach what all reach."""
    known = [os.path.join(CACHE, folder, name) for folder in ('corpus', 'seeds')]
    with tempfile.TemporaryDirectory(prefix='corpus-') as fewest:
        command = [os.path.join(BUILD, 'tests', 'fuzz', name), '-merge=1', fewest, *known]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=KEEP_SECONDS)
        if done.returncode != 0:
            return text_of(done.stdout)
        os.makedirs(KEPT, exist_ok=True)
        with tarfile.open(os.path.join(KEPT, name + '.tar.xz'), 'w:xz') as tar:
            for file in sorted(os.listdir(fewest)):
                tar.add(os.path.join(fewest, file), file, filter=plain)
            print(f'{name}: {len(tar.getmembers())} inputs')
    return None


def text_of(output):
    return (output or b'').decode('utf-8', 'replace')[-8000:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('fuzzers', nargs='*', metavar='FUZZER')
    parser.add_argument('--seconds', type=int, default=SLICE_SECONDS)
    parser.add_argument('--keep', action='store_true')
    parser.add_argument('--at-once', type=int, default=os.cpu_count())
    options = parser.parse_args()
    counts = Counts()

    unknown = set(options.fuzzers) - set(fuzzers())
    if unknown:
        sys.exit(f'no fuzzer {", ".join(unknown)}; there are: {" ".join(fuzzers())}')
    if not build():
        counts.note(False, 'the fuzzers can be built', '')
        counts.finish()
    os.makedirs(FOUND, exist_ok=True)
    seeds = os.path.join(CACHE, 'seeds')
    subprocess.run([sys.executable, os.path.join(HERE, 'seeds.py'), BUILD, seeds], check=True)
    names = options.fuzzers or fuzzers()
    take_kept(names)
    if options.keep:
        for name in names:
            failure = keep(name)
            counts.note(failure is None, f'the corpus of {name} is kept', failure or '')
        counts.finish()
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        for name, failure in zip(names, pool.map(lambda name: run(name, options.seconds), names)):
            counts.note(failure is None, f'{name} finds nothing in {options.seconds} s', failure or '')
    counts.finish()


if __name__ == '__main__':
    main()
