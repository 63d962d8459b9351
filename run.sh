#!/usr/bin/env bash
# run.sh -- from a fresh Debian 12 to a running server with sample data, in one command.
#
#     ./run.sh                    install, build, make sample data, serve it, ask a first query
#     ./run.sh PATH...            the same, but serve these files and folders
#     ./run.sh --port N [PATH...] listen on this port (0: any free one; default 7432)
#     ./run.sh --once             stop after the first query (used by ./test.sh)
#     ./run.sh --install          only install the packages that building and running need
#     ./run.sh --install-tests    only install these and the packages that testing needs
#
# The lists below are the only place that names Debian packages.  When all are installed, nothing
# is asked of apt, so a second run starts in a moment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PACKAGES=(
    meson ninja-build pkg-config gcc libc6-dev
    libpg-query-dev libprotobuf-c-dev libsqlite3-dev libevent-dev libmsgpack-dev libssl-dev
    libzstd-dev liblz4-dev libsnappy-dev zlib1g-dev libbrotli-dev libutf8proc-dev libpcre2-dev
    postgresql-client python3 python3-venv ca-certificates tzdata
)
TEST_PACKAGES=(
    postgresql-15 sqlsmith clang-14 clang-format-14 libclang-rt-14-dev binutils git
)
SAMPLE_SCALE=0.1      # TPC-H scale factor of the sample: about 30 MB, made in a few seconds
READY_LIMIT_S=60      # how long the server may take to say that it is ready
export PGCONNECT_TIMEOUT=10
APT_TRIES=4

say() { printf '== %s\n' "$*"; }
die() { printf 'run.sh: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "neither root nor sudo: ask an administrator to run: apt-get install ${missing[*]}"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a NEEDRESTART_SUSPEND=1 \
        apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}

apt_with_retries() {
    local try
    for ((try = 1; try <= APT_TRIES; try++)); do
        if apt "$@"; then return 0; fi
        say "apt-get $1 failed (try $try of $APT_TRIES)"
    done
    return 1
}

install_packages() {
    local installed package
    missing=()
    # dpkg-query answers 1 when it has never heard of one of them, which is an answer, not an error.
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qx "$package installed" <<<"$installed" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    say "installing ${missing[*]}"
    apt_with_retries update || say "apt-get update failed; trying with the lists that are here"
    apt_with_retries install -y --no-install-recommends "${missing[@]}" ||
        die "could not install ${missing[*]}"
}

build_release() {
    say "building (release)"
    tests/tools/build.sh build --buildtype=release
}

# The sample is complete or absent: it is written next to its place and then renamed.
make_sample() {
    [ ! -d data ] || return 0
    say "making sample data (TPC-H at scale $SAMPLE_SCALE) in data/"
    rm -rf data.partial
    tests/tools/venv.sh .cache/venv-data --only tpchgen-cli bench/requirements.txt
    .cache/venv-data/bin/tpchgen-cli parquet -q -s "$SAMPLE_SCALE" -o data.partial
    mv data.partial data
}

stop_server() {
    trap - EXIT INT TERM
    if [ -n "${server_pid:-}" ]; then
        kill -TERM "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
    fi
}

start_server() {
    say "starting: build/hearth serve --port $port $*"
    coproc SERVER { exec build/hearth serve --port "$port" "$@"; }
    server_pid=$SERVER_PID
    trap 'stop_server; exit 130' INT TERM
    trap stop_server EXIT
    exec {server_out}<&"${SERVER[0]}"

    local line=
    while IFS= read -t "$READY_LIMIT_S" -r line <&"$server_out"; do
        [[ $line == "ready: psql "* ]] && break
        printf '%s\n' "$line"
    done
    [[ $line == "ready: psql "* ]] || die "the server did not become ready"
    url=${line#ready: psql }
    url=${url#\'}
    url=${url%\'}
    cat <&"$server_out" &          # whatever it says later still reaches the terminal
}

first_query() {
    local query=$1
    printf '\n%s\n\n' "$query"
    psql --no-psqlrc -v ON_ERROR_STOP=1 -P pager=off "$url" -c "$query"
}

main() {
    local once= query
    query="select table_name from information_schema.tables where table_schema = 'public'"
    port=7432
    while [ $# -gt 0 ]; do
        case $1 in
        --install)       install_packages "${PACKAGES[@]}"; return ;;
        --install-tests) install_packages "${PACKAGES[@]}" "${TEST_PACKAGES[@]}"; return ;;
        --once)          once=yes; port=0; shift ;;
        --port)          port=${2:?--port needs a number}; shift 2 ;;
        -h | --help)     sed -n '2,/^[^#]/s/^# \{0,1\}//p' run.sh; return ;;
        -*)              die "unknown option $1 (see --help)" ;;
        *)               break ;;
        esac
    done

    install_packages "${PACKAGES[@]}"
    build_release
    if [ $# -eq 0 ]; then
        make_sample
        set -- data
        query=$(cat sql-examples/01_first.sql)
    fi
    start_server "$@"
    first_query "$query"
    [ -z "$once" ] || return 0

    printf '\nConnect with:   psql %q\n' "$url"
    printf 'Examples:       psql %q -f sql-examples/02_joins.sql\n' "$url"
    printf 'Stop with Ctrl-C.\n'
    wait "$server_pid"
}

main "$@"
