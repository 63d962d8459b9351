"""Every C file reads as clang-format 14 would print it."""

import re
import shutil
import subprocess

PROGRAM = 'clang-format-14'


def check(tree):
    files = tree.c_files()
    if not files:
        return []
    if not shutil.which(PROGRAM):
        return [f'{PROGRAM} is not installed (./run.sh --install-tests)']
    run = subprocess.run([PROGRAM, '--dry-run', '-Werror', *files], cwd=tree.root,
                         capture_output=True, text=True)
    if run.returncode == 0:
        return []
    places = re.findall(r'^(\S+:\d+):\d+: error: .*$', run.stderr, re.MULTILINE)
    return [f'{place}: not as clang-format prints it' for place in places] or [run.stderr.strip()]
