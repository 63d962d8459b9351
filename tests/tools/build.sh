#!/usr/bin/env bash
# build.sh DIR MESON_OPTION... -- set a build directory up once, then bring it up to date.
#
# A directory whose set-up was interrupted is wiped; one that was set up with other options is
# reconfigured, so the options named here always hold.  TARGETS in the environment: build only these.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

dir=$1
shift
options="$*"

if [ ! -f "$dir/build.ninja" ]; then
    rm -rf "$dir"
    meson setup "$dir" "$@"
    printf '%s\n' "$options" >"$dir/.options"
elif [ "$(cat "$dir/.options" 2>/dev/null)" != "$options" ]; then
    meson setup --reconfigure "$dir" "$@"
    printf '%s\n' "$options" >"$dir/.options"
fi
# shellcheck disable=SC2086 -- a list of words
ninja -C "$dir" -j "$(nproc)" ${TARGETS:-}
