"""What the style checks share: the project's files, and C source without comments and strings.

A check is a function of a Tree that returns complaints, each `path:line: what is wrong`.  A Tree is
the files git knows (or would add); without git, whatever is not a build, a cache or sample data.
"""

import os
import re
import subprocess

NOT_SOURCES = ('build', 'data', '.cache', '.git')


def _known_to_git(root):
    # A checkout of one user is often tested by another, to which git would object.
    run = subprocess.run(
        ['git', '-c', 'safe.directory=*', '-C', root, 'ls-files', '-z', '--cached', '--others',
         '--exclude-standard'], check=True, capture_output=True)
    return run.stdout.decode().split('\0')


def _found_on_disk(root):
    for folder, folders, names in os.walk(root):
        if folder == root:
            folders[:] = [name for name in folders if not name.startswith(NOT_SOURCES)]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


class Tree:
    """The files of the project below `root`, read once."""

    def __init__(self, root):
        self.root = root
        has_git = os.path.exists(os.path.join(root, '.git'))
        listed = _known_to_git(root) if has_git else _found_on_disk(root)
        self.paths = sorted(path for path in set(listed)
                            if path and os.path.isfile(os.path.join(root, path)))
        self._texts = {}

    def text(self, path):
        if path not in self._texts:
            with open(os.path.join(self.root, path), encoding='utf-8', errors='replace') as file:
                self._texts[path] = file.read()
        return self._texts[path]

    def c_files(self, endings=('.c', '.h')):
        return [path for path in self.paths if path.endswith(endings)]


_COMMENT_OR_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank_comments_and_literals(text):
    """The same text, line for line, with comments and literals as spaces."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group())
    return _COMMENT_OR_LITERAL.sub(blank, text)
