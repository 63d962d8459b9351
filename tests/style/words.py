"""Words that no file may hold: paths of one machine, conflict marks, unfinished work.

Also here: every unit test is built.  The patterns are written so that they do not find themselves.
"""

import re

PATTERNS = (
    (re.compile(r'(?:^|[^\w.}])/(?:wor[k]|roo[t]|hom[e]/\w+)/'), 'a path of one machine'),
    (re.compile(r'^(?:<{7}|>{7}|={7})(?: |$)', re.MULTILINE), 'a conflict mark'),
    (re.compile(r'\b(?:TOD[O]|FIXM[E]|XX[X])\b'), 'unfinished work'),
    (re.compile(r'[ \t]+$', re.MULTILINE), 'blanks at the end of a line'),
)
TEXT_ENDINGS = ('.c', '.h', '.def', '.py', '.sh', '.md', '.sql', '.build', '.toml', '.t')


def check_words(tree):
    for path in tree.c_files(TEXT_ENDINGS):
        text = tree.text(path)
        for pattern, name in PATTERNS:
            for match in pattern.finditer(text):
                line = text.count('\n', 0, match.start()) + 1
                yield f'{path}:{line}: {name}'


def check_orphans(tree):
    """A unit test that no build file names never runs."""
    listed = ''.join(tree.text(path) for path in tree.paths if path.endswith('meson.build'))
    for path in tree.paths:
        name = path.rsplit('/', 1)[-1]
        if path.startswith('tests/') and name.endswith('_test.c') and f"'{name}'" not in listed:
            yield f'{path}:1: no meson.build names this test, so it never runs'


def check(tree):
    return list(check_words(tree)) + list(check_orphans(tree))
