"""Sizes at which style.md (section 4) says stop, for files, functions and lines; forbidden words.

A function is found by its layout, which clang-format guarantees: `{` alone in the first column
opens its body and `}` alone closes it.
"""

import re

from source import blank_comments_and_literals

C_LINES_MAX = 1000
HEADER_LINES_MAX = 300
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
COLUMNS_MAX_ELSEWHERE = 120  # scripts, tables and build files
FLAT_REST_MAX = 20        # lines of a long function outside its one switch or table
FLAT_CASE_MAX = 12        # lines of one case of a switch that is called flat
PYTHON_LINES_MAX = 1000

COMMON_ENDINGS = ('.c', '.h', '.def', '.py', '.sh', '.build')
FORBIDDEN = (
    (re.compile(r'\bgoto\b'), 'goto'),
    (re.compile(r'\b(?:strcpy|strcat|sprintf|gets|alloca)\s*\('), 'an unbounded C function'),
)


def functions(lines):
    """(first line, last line) of every function's body, zero based, braces excluded."""
    start = None
    for number, line in enumerate(lines):
        if line == '{':
            start = number + 1
        elif line == '}' and start is not None:
            yield start, number
            start = None


def is_flat(body):
    """Whether the body is little more than one switch, each case short, or one table."""
    opening = re.compile(r'^ {4}(?:switch \(.*\) \{|.*= \{)$')
    for first, line in enumerate(body):
        if not opening.match(line):
            continue
        last = next((number for number in range(first + 1, len(body))
                     if re.match(r'^ {4}\}', body[number])), first)
        if len(body) - (last - first) > FLAT_REST_MAX:
            continue
        labels = [number for number in range(first + 1, last)
                  if re.match(r'^\s*(?:case\b|default:)', body[number])]
        edges = labels + [last]
        if not labels or all(after - before <= FLAT_CASE_MAX
                             for before, after in zip(edges, edges[1:])):
            return True
    return False


def check_functions(path, text):
    lines = blank_comments_and_literals(text).split('\n')
    lines = [line.rstrip() for line in lines]
    for first, last in functions(lines):
        if last - first > FUNCTION_LINES_MAX and not is_flat(lines[first:last]):
            yield (f'{path}:{first}: a function of {last - first} lines; '
                   f'stop at {FUNCTION_LINES_MAX}')


def check_file_length(path, count):
    limits = (('.c', C_LINES_MAX), ('.h', HEADER_LINES_MAX), ('.py', PYTHON_LINES_MAX))
    for ending, limit in limits:
        if path.endswith(ending) and count > limit:
            yield f'{path}:{limit}: {count} lines; stop at {limit}'


def check_lines(path, lines):
    limit = COLUMNS_MAX if path.endswith(('.c', '.h')) else COLUMNS_MAX_ELSEWHERE
    fenced = False  # tables aligned by hand, which clang-format leaves alone
    for number, line in enumerate(lines, 1):
        if 'clang-format o' in line:
            fenced = 'clang-format off' in line
        if len(line) > limit and not fenced:
            yield f'{path}:{number}: {len(line)} columns; stop at {limit}'


def check_forbidden(path, text):
    for number, line in enumerate(blank_comments_and_literals(text).split('\n'), 1):
        for pattern, name in FORBIDDEN:
            if pattern.search(line):
                yield f'{path}:{number}: {name} (style.md)'


def check(tree):
    complaints = []
    for path in tree.c_files(COMMON_ENDINGS):
        text = tree.text(path)
        lines = text.split('\n')
        complaints += check_file_length(path, len(lines) - 1)
        complaints += check_lines(path, lines)
        if path.endswith(('.c', '.h')):
            complaints += check_functions(path, text)
            complaints += check_forbidden(path, text)
    return complaints
