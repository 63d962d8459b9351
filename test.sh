#!/usr/bin/env bash
# test.sh -- build and run all tests; the last line is `N passed, N failed`.
#
#     ./test.sh                  everything
#     ./test.sh SUITE...         only these suites (./test.sh --list names them)
#     ./test.sh --rewrite [...]  make golden files anew from what comes out; look at the diff then
#
# Needs nothing but Debian 12 and root or sudo: packages and Python modules install themselves.
# Builds: build/ (release), build-asan/ (address and undefined behaviour; asserts on) and, for the
# suites with threads to race, build-tsan/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./run.sh --install-tests
tests/tools/venv.sh .cache/venv tests/requirements.txt
export PATH="$PWD/.cache/venv/bin:$PATH"   # tests started by meson find their packages there
exec .cache/venv/bin/python tests/tools/run_suites.py "$@"
