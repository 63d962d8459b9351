"""docs/compatibility.md: what one inventory has and the other lacks, as text for readers.

What is missing only because one of its types is missing is counted, not listed: it comes with the
type.  Every thing has a line of its own, so that a diff shows which of them came or went.
"""

import collections

CATEGORIES = {
    'B': 'Boolean', 'C': 'Composite', 'D': 'Date and time', 'E': 'Enumerations', 'G': 'Geometric',
    'I': 'Network addresses', 'N': 'Numeric', 'P': 'Pseudo types', 'R': 'Ranges', 'S': 'String',
    'T': 'Time spans', 'U': 'Others', 'V': 'Bit strings', 'X': 'Unknown', 'Z': 'Internal'}
KINDS = {'f': 'Functions', 'a': 'Aggregates', 'w': 'Window functions', 'p': 'Procedures'}
ADMINISTRATION = ('pg_', 'has_', 'lo_', 'binary_upgrade', 'brin_', 'gin_', 'ts_', 'xml', 'txid_')
HEAD = '''\
# What PostgreSQL 15 has and Hearth lacks

Made by `tests/compatibility/run.py` from the catalogs of both servers (ours is made from
`expression/functions.def`, `base/types.def` and the settings); `./test.sh --rewrite compatibility` makes
it anew. Functions that only serve a type, an operator, an index, an aggregate or a cast are not counted.
"For want of a type": the thing names a type that is itself missing, and would come with it; such things
are not listed.

| | PostgreSQL 15 | of these here | missing | for want of a type |
| --- | ---: | ---: | ---: | ---: |
'''


class Page:
    def __init__(self, theirs, ours, dictionary):
        self._theirs, self._ours, self._dictionary = theirs, ours, dictionary
        self._rows, self._sections = [], []

    def text(self):
        self._types()
        for kind in KINDS:
            self._functions(kind)
        self._operators()
        self._casts()
        self._settings()
        return HEAD + '\n'.join(self._rows) + '\n' + ''.join(self._sections)

    def _count(self, title, theirs, missing, without_type=None):
        wants = '' if without_type is None else len(without_type)
        self._rows.append(f'| {title} | {len(theirs)} | {len(theirs) - len(missing)} | '
                          f'{len(missing)} | {wants} |')

    def _section(self, title, lists):
        self._sections.append(f'\n## {title}\n')
        for name, words in lists:
            if words:
                self._sections.append(f'\n{name}:\n\n' if name else '\n')
                self._sections += [f'- {word}\n' for word in words]

    def _lacks_type(self, oids):
        return any(oid and oid not in self._ours.types for oid in oids)

    def _types(self):
        theirs = set(self._dictionary.categories)
        missing = theirs - self._ours.types
        groups = collections.defaultdict(list)
        for oid in missing:
            category, kind = self._dictionary.categories[oid]
            groups['P' if kind == 'p' else category].append(self._dictionary.type(oid))
        self._count('Types (arrays apart)', theirs, missing)
        self._section('Types', [(CATEGORIES.get(category, category), code(names))
                                for category, names in sorted(groups.items())])

    def _functions(self, kind):
        theirs = {key: result for key, (oid, result) in self._theirs.functions.items()
                  if key[2] == kind and oid not in self._dictionary.support}
        missing = theirs.keys() - self._ours.functions.keys()
        without_type = {key for key in missing if self._lacks_type((*key[1], theirs[key]))}
        if not theirs:
            return
        self._count(KINDS[kind], theirs, missing, without_type)
        signatures = collections.defaultdict(list)
        for name, arguments, _ in missing - without_type:
            signatures[name].append(self._dictionary.types(arguments))
        known = {name for name, _, _ in self._ours.functions}
        absent = {name: found for name, found in signatures.items() if name not in known}
        self._section(KINDS[kind], [
            ('', _calls(absent, lambda name: not name.startswith(ADMINISTRATION))),
            ('Of the administration', _calls(absent, lambda name: name.startswith(ADMINISTRATION))),
            ('Known, but not for these types', _calls(signatures, lambda name: name in known))])

    def _operators(self):
        theirs, ours = self._theirs.operators, self._ours.operators
        missing = theirs - ours
        without_type = {key for key in missing if self._lacks_type(key[1:])}
        self._count('Operators', theirs, missing, without_type)
        groups = collections.defaultdict(list)
        for name, left, right in missing - without_type:
            words = [self._dictionary.type(left) if left else '', name, self._dictionary.type(right)]
            groups[name].append(' '.join(words).strip())
        self._section('Operators', [('', code(word)) for _, word in sorted(groups.items())])

    def _casts(self):
        theirs, ours = self._theirs.casts, self._ours.casts
        missing = theirs - ours
        without_type = {key for key in missing if self._lacks_type(key)}
        self._count('Casts', theirs, missing, without_type)
        groups = collections.defaultdict(list)
        for source, target in missing - without_type:
            groups[self._dictionary.type(source)].append(self._dictionary.type(target))
        self._section('Casts', [(f'From {source} to', code(targets))
                                for source, targets in sorted(groups.items())])

    def _settings(self):
        """Those of a whole server are about files and processes: they are counted only."""
        of_session = self._dictionary.session_settings
        missing = self._theirs.settings - self._ours.settings
        self._count('Settings of a session', of_session, missing & of_session)
        self._count('Settings of the server', self._theirs.settings - of_session,
                    missing - of_session)
        self._section('Settings of a session', [('', code(missing & of_session))])


def code(words):
    return [f'`{word}`' for word in sorted(words)]


def _calls(signatures, is_wanted):
    """`name(types)`, with `|` between the types of several functions of that name."""
    return [f'`{name}({" | ".join(sorted(found))})`'
            for name, found in sorted(signatures.items()) if is_wanted(name)]
