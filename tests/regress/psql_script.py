"""Read a file of SQL as psql reads it: statements, psql's own commands, and inline COPY data.

A statement ends at a semicolon outside all quotes, comments and parentheses.  What a backslash
means within quotes is a setting of the session (standard_conforming_strings) and may change from
one statement to the next, so the reader is asked for one item at a time and told the setting.
"""

import re

_PIECE = r"""
    (?P<blank>\s+)
  | (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<string>%s)
  | (?P<name>"(?:""|[^"])*")
  | (?P<dollar>\$(?:[A-Za-z_]\w*)?\$)
  | (?P<word>[A-Za-z_][\w$]*)
  | (?P<command>\\[^\n]*)
  | (?P<other>.)
"""
_STANDARD = r"""[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'"""
_ESCAPING = r"""[uU]&'(?:''|[^'])*'|[eE]?'(?:\\.|''|[^'\\])*'"""
_FLAGS = re.VERBOSE | re.DOTALL
PIECES = {True: re.compile(_PIECE % _STANDARD, _FLAGS),
          False: re.compile(_PIECE % _ESCAPING, _FLAGS)}
_COPY_IN = re.compile(r'copy\b.*\bfrom\s+stdin\b', re.IGNORECASE | re.DOTALL)
_BLOCK_EDGE = re.compile(r'/\*|\*/')


class Statement:
    """What goes to the server; `words` are its names and key words in lower case."""

    def __init__(self, text, line, words, copy_data):
        self.text, self.line, self.words, self.copy_data = text, line, words, copy_data

    @property
    def one_line(self):
        return ' '.join(self.text.split())


class Script:
    def __init__(self, text):
        self._text, self._at = text, 0

    def next(self, standard_strings=True):
        """The next statement; None at the end.  psql's own commands set how it prints, or ask
        the catalog themselves: they are no statements of the file, and passed over."""
        start, depth, words = None, 0, []
        for kind, at, end in self._pieces(standard_strings):
            piece = self._text[at:end]
            if kind in ('blank', 'comment', 'block', 'command'):
                continue
            start = at if start is None else start
            if piece in ("'", '"'):
                raise ValueError(f'an unterminated quote: {self._text[at:][:60]!r}')
            if kind in ('word', 'name'):
                words.append(piece.strip('"').lower())
            if piece == ';' and depth == 0:
                return self._statement(start, at, words)
            depth += (piece == '(') - (piece == ')')
        if start is not None:
            raise ValueError(f'the last statement has no semicolon: {self._text[start:][:60]!r}')
        return None

    def _statement(self, start, end, words):
        text, copy_data = self._text[start:end], None
        if _COPY_IN.match(text):
            copy_data = self._take_copy_data()
        return Statement(text, self._text.count('\n', 0, start) + 1, words, copy_data)

    def _take_copy_data(self):
        """The lines after the statement's own, up to the one that says only `\\.`."""
        begin = self._text.index('\n', self._at) + 1
        end = self._text.index('\\.\n', begin)
        self._at = end + len('\\.\n')
        return self._text[begin:end].encode()

    def _pieces(self, standard_strings):
        """(kind, start, end) from here on; _at is behind the piece that was given last."""
        pattern = PIECES[standard_strings]
        while self._at < len(self._text):
            match = pattern.match(self._text, self._at)
            kind, end = match.lastgroup, match.end()
            if kind == 'block':
                end = _end_of_block(self._text, match.start())
            elif kind == 'dollar':
                close = self._text.find(match.group(), end)
                end = len(self._text) if close < 0 else close + len(match.group())
            at, self._at = self._at, end
            yield kind, at, end


def _end_of_block(text, at):
    depth = 0
    for edge in _BLOCK_EDGE.finditer(text, at):
        depth += 1 if edge.group() == '/*' else -1
        if depth == 0:
            return edge.end()
    return len(text)
