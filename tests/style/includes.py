"""Who may include whom: the table of architecture.md, section 3.

A folder's name stands for every file below it; a file's name stands for that file alone.  What a
folder may always include is itself.
"""

import os
import re

BASE = ['base/']
TREE = BASE + ['catalyst/tree/']
PUBLIC = TREE + [
    'catalyst/catalyst.h', 'parser/parser.h', 'expression/expression.h',
    'storage/catalog.h', 'storage/describe.h', 'storage/memory.h', 'storage/scan.h',
    'storage/sequence.h', 'storage/security.h', 'scheduler/scheduler.h',
    'scheduler/shell.h', 'worker/protocol.h', 'worker/protocol.def', 'worker/worker.h',
    'worker/local.h', 'worker/result.h',
]

# The longest folder that holds a file decides.
ARROWS = {
    'base/': [],
    'catalyst/tree/': BASE,
    'parser/': TREE,
    'expression/': TREE,
    'storage/': BASE,
    'catalyst/': TREE + ['expression/expression.h', 'storage/catalog.h', 'storage/describe.h',
                         'storage/security.h'],
    'worker/': TREE + ['expression/expression.h', 'storage/memory.h', 'storage/scan.h',
                       'storage/describe.h'],
    'scheduler/': TREE + ['worker/protocol.h', 'worker/protocol.def'],
    'server/': PUBLIC,
    'bench/': PUBLIC,
    'tests/': [''],                      # everything, private headers too
}

# Libraries that one folder alone may know; tests may look at them as well.
LIBRARIES = {
    'pg_query.h': 'parser/',
    'pg_query/pg_query.pb-c.h': 'parser/',
    'sqlite3.h': 'storage/',
}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# A template is named by a macro before it is included; such a line reads like an include.
_TEMPLATE = re.compile(r'^[ \t]*#[ \t]*define[ \t]+TEMPLATE[ \t]+(")([^"]+)"', re.MULTILINE)


def folder_of(path):
    holding = [folder for folder in ARROWS if path.startswith(folder)]
    return max(holding, key=len, default=None)


def resolve(tree_paths, path, name):
    """The project's file that `name`, included from `path`, means; None if it is not ours."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), name))
    for candidate in (beside, name):
        if candidate in tree_paths:
            return candidate
    return None


def is_allowed(folder, target):
    if folder == 'catalyst/tree/':
        own = target.startswith(folder)
    else:
        own = folder_of(target) == folder
    return own or any(target == arrow or (arrow.endswith('/') or arrow == '') and
                      target.startswith(arrow) for arrow in ARROWS[folder])


def check_library(path, line, name):
    owner = LIBRARIES.get(name)
    if owner is None or path.startswith((owner, 'tests/')):
        return []
    return [f'{path}:{line}: only {owner} may include <{name}>']


def check_include(tree_paths, path, line, quote, name):
    folder = folder_of(path)
    target = resolve(tree_paths, path, name)
    if target is None:
        if quote == '"':
            return [f'{path}:{line}: "{name}" is no file of this project; use <{name}>']
        return check_library(path, line, name)
    if name != target and '/' in name:
        return [f'{path}:{line}: include "{target}" by its path from the root']
    if folder is None:
        return [f'{path}:{line}: no row for this folder in tests/style/includes.py']
    if not is_allowed(folder, target):
        return [f'{path}:{line}: {folder} may not include "{target}" (architecture.md, section 3)']
    return []


def check(tree):
    complaints = []
    tree_paths = set(tree.paths)
    for path in tree.c_files(('.c', '.h', '.def')):
        text = tree.text(path)
        for pattern in (_INCLUDE, _TEMPLATE):
            for match in pattern.finditer(text):
                line = text.count('\n', 0, match.start()) + 1
                complaints += check_include(tree_paths, path, line, *match.groups())
    return complaints
