#!/usr/bin/env bash
# bench/tpch.sh SF [OPTION...] -- TPC-H at this scale factor: Hearth against DuckDB, same files.
#
# Builds a release, makes the data under .cache/, runs both in turn.  Options: see bench/tpch.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ $# -gt 0 ] || { sed -n '2,4s/^# \{0,1\}//p' bench/tpch.sh; exit 2; }
tests/tools/venv.sh .cache/venv tests/requirements.txt
tests/tools/build.sh build --buildtype=release
exec .cache/venv/bin/python bench/tpch.py "$@"
