#!/usr/bin/env bash
# venv.sh DIR [--only PACKAGE] REQUIREMENTS -- a Python environment with pinned packages.
#
# Nothing is done when DIR was made from these very requirements; versions stand in the
# requirements file alone, --only takes one package of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

TRIES=3
dir=$1
shift
only=
if [ "$1" = --only ]; then
    only=$2
    shift 2
fi
requirements=$1

# One file may include the other, so both count.
stamp="$only $requirements $(cat bench/requirements.txt tests/requirements.txt "$requirements" | sha256sum)"
[ "$(cat "$dir/stamp" 2>/dev/null)" != "$stamp" ] || exit 0

# Debian's own interpreter, for which python3-venv is installed; another may come first in PATH.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
rm -rf "$dir"
mkdir -p "$(dirname "$dir")"
"$python" -m venv "$dir"

if [ -n "$only" ]; then
    what=(-c "$requirements" "$only")
else
    what=(-r "$requirements")
fi
for ((try = 1; try <= TRIES; try++)); do
    if "$dir/bin/pip" install -q --disable-pip-version-check "${what[@]}"; then
        printf '%s\n' "$stamp" >"$dir/stamp"
        exit 0
    fi
    echo "venv.sh: pip failed (try $try of $TRIES)" >&2
done
exit 1
