"""None of our global names is one that libpg_query exports.

libpg_query is linked statically and does not hide PostgreSQL's own names (palloc, list_free, ...):
a function of ours with such a name would silently replace the library's.  Looked at are the object
files of every build directory that exists.
"""

import glob
import os
import subprocess

BUILD_DIRECTORIES = 'build*'
_DEFINED = frozenset('TDBRVWCGSuiA')


def defined_names(files):
    """{name: file} of the global symbols that object files or archives define."""
    names = {}
    if not files:
        return names
    run = subprocess.run(['nm', '-A', '-g', '--defined-only', *files],
                         capture_output=True, text=True)
    for line in run.stdout.splitlines():
        where, _, rest = line.rpartition(':')
        fields = rest.split()
        if len(fields) >= 2 and fields[-2] in _DEFINED:
            names[fields[-1]] = where
    return names


def library_archive():
    run = subprocess.run(['gcc', '-print-file-name=libpg_query.a'], capture_output=True, text=True)
    path = run.stdout.strip()
    return path if os.path.isabs(path) and os.path.exists(path) else None


def check_against(archive, objects):
    theirs = defined_names([archive])
    ours = defined_names(objects)
    return [f'{ours[name]}: {name} is also a name of libpg_query'
            for name in sorted(theirs.keys() & ours.keys())]


def check(tree):
    archive = library_archive()
    if archive is None:
        return ['libpg_query.a is not installed (./run.sh --install)']
    objects = glob.glob(os.path.join(tree.root, BUILD_DIRECTORIES, '**', '*.o'), recursive=True)
    return check_against(archive, objects)
