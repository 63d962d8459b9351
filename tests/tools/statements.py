"""Cut a file of SQL into statements, as psql would, with their annotations.

An annotation is a comment line of its own before the statement: `-- @word rest of the line`.
"""

import re

_TOKEN = re.compile(r"""
    (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<escape>[eE]'(?:\\.|''|[^'\\])*')
  | (?P<string>'(?:''|[^'])*')
  | (?P<name>"(?:""|[^"])*")
  | (?P<dollar>\$(?:[A-Za-z_]\w*)?\$)
  | (?P<word>[A-Za-z_][\w$]*)
  | (?P<other>.)
""", re.VERBOSE | re.DOTALL)
_ANNOTATION = re.compile(r'--\s*@(\w+)\s*(.*)$')


class Statement:
    def __init__(self, text, line, annotations):
        self.text, self.line, self.annotations = text, line, annotations

    @property
    def one_line(self):
        return ' '.join(self.text.split())

    def is_ordered(self):
        """Whether the order of its rows counts."""
        return 'unordered' not in self.annotations and is_ordered(self.text)


def _end_of_block_comment(text, at):
    depth = 0
    while at < len(text):
        if text.startswith('/*', at):
            depth, at = depth + 1, at + 2
        elif text.startswith('*/', at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                return at
        else:
            at += 1
    return at


def tokens(text):
    """(kind, start, end) of everything in the text; kinds are _TOKEN's groups."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind, end = match.lastgroup, match.end()
        if kind == 'block':
            end = _end_of_block_comment(text, at)
        elif kind == 'dollar':
            close = text.find(match.group(), end)
            end = len(text) if close < 0 else close + len(match.group())
        yield kind, at, end
        at = end


def is_ordered(text):
    """Whether an ORDER BY stands outside all parentheses."""
    depth, previous = 0, None
    for kind, start, end in tokens(text):
        token = text[start:end].lower()
        if kind in ('comment', 'block') or token.isspace():
            continue
        depth += (token == '(') - (token == ')')
        if depth == 0 and token == 'by' and previous == 'order':
            return True
        previous = token
    return False


def split(text):
    """The statements of a file; text keeps everything from the first token to before the `;`."""
    statements, annotations, start = [], {}, None
    for kind, at, end in tokens(text):
        token = text[at:end]
        if start is None:
            annotation = _ANNOTATION.match(token) if kind == 'comment' else None
            if annotation:
                annotations[annotation.group(1)] = annotation.group(2).strip()
            if kind in ('comment', 'block') or token.isspace():
                continue
            start = at
        if token == ';' and kind == 'other':
            line = text.count('\n', 0, start) + 1
            statements.append(Statement(text[start:at], line, annotations))
            annotations, start = {}, None
    if start is not None and text[start:].strip():
        raise ValueError(f'the last statement has no semicolon: {text[start:][:60]!r}')
    return statements
