"""Where the states of two servers differ, so that a later statement is judged only in equal states.

A statement that sets something up (makes, fills or changes an object, or a setting) and ends on one
server otherwise than on the other leaves a difference.  Whatever names the object afterwards, or
anything at all while a setting differs, has a set-up that did not run.  The difference ends when
both servers drop or empty the object, or both set the setting.

    none  --CREATE differs-->  MADE     --DROP that finds nothing-->              none
    none  --INSERT differs-->  CHANGED  --DROP or TRUNCATE as on the oracle-->    none
"""

import re

MADE, CHANGED = 'made', 'changed'
_NAME = r'(?:if\s+(?:not\s+)?exists\s+)?((?:"[^"]+"|[\w.$]+)(?:\s*,\s*(?:"[^"]+"|[\w.$]+))*)'
_TEMPORARY = r'(?:(?:global|local)\s+)?(?:temp|temporary|unlogged)\s+'
_FLAGS = re.IGNORECASE | re.DOTALL
_CREATE = re.compile(rf'create\s+(?:or\s+replace\s+)?(?:{_TEMPORARY})?(?:recursive\s+)?'
                     rf'(?:table|view|materialized\s+view|type|domain|function|sequence|schema)\s+'
                     rf'{_NAME}', _FLAGS)
_DROP = re.compile(rf'drop\s+(?:table|view|type|domain|function|sequence|schema)\s+{_NAME}', _FLAGS)
_TRUNCATE = re.compile(rf'truncate\s+(?:table\s+)?{_NAME}', _FLAGS)
_CHANGE = re.compile(r'(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|copy|'
                     rf'alter\s+\w+|create\s+unique\s+index\s+(?:[\w.]+\s+)?on)\s+{_NAME}', _FLAGS)
_SET = re.compile(r'(?:set\s+(?:session\s+|local\s+)?|reset\s+)(time\s+zone|[\w.]+)', _FLAGS)
_TRANSACTION = ('begin', 'start', 'commit', 'end', 'rollback', 'abort', 'savepoint', 'release')
# They change how fast an answer comes, or which warnings come with it, and not the answer.
_SETTINGS_WITHOUT_EFFECT = re.compile(
    r'(?:enable_|parallel_|min_parallel_|max_parallel_)\w+|synchronous_commit|escape_string_warning')
_WITHOUT_EFFECT = re.compile(r'(?:vacuum|analyze|create\s+index|drop\s+index)\b', _FLAGS)


class State:
    def __init__(self, minds_settings=True):
        self._minds_settings = minds_settings
        self._objects = {}          # {name: MADE or CHANGED}
        self._settings = set()
        self._known = set()         # what the script made itself, on either server
        self._touched = {}          # in the open transaction, as in _objects
        self._lost = None           # why nothing is equal any more
        self._statuses = ('I', 'I')

    def lose(self, why):
        """From now on nothing is as on the other server."""
        self._lost = why

    def is_lost(self):
        return bool(self._lost)

    def difference(self, statement):
        """Why the statement cannot be judged, or None."""
        if self._lost:
            return self._lost
        if self._statuses[0] != self._statuses[1]:
            return 'the transaction'
        for name in sorted(self._settings) if self._minds_settings else ():
            return f'the setting {name}'
        for word in statement.words:
            if word in self._objects:
                return word
        return None

    def note(self, statement, wanted, got, statuses):
        """What the statement left behind; `statuses` are the transactions' states after it."""
        is_same = bool(wanted.error) == bool(got.error) and wanted.tag == got.tag
        if statement.words and statement.words[0] in _TRANSACTION:
            self._end_transaction(is_same)
        elif not _WITHOUT_EFFECT.match(statement.text):
            self._note_effect(statement, is_same, wanted, got)
        self._statuses = statuses
        if statuses == ('I', 'I'):
            self._touched = {}

    def _end_transaction(self, is_same):
        """A commit on one server alone leaves all differing that the transaction touched."""
        if not is_same:
            self._objects.update(self._touched)

    def _note_effect(self, statement, is_same, wanted, got):
        text = statement.text
        if match := _SET.match(text):
            self._note_setting(' '.join(match.group(1).lower().split()), is_same)
        elif match := _CREATE.match(text):
            self._known |= set(_names(match))
            self._note_objects(match, is_same and not self.difference(statement), MADE)
        elif match := _DROP.match(text):
            self._note_drop(match, is_same, wanted, got)
        elif match := _TRUNCATE.match(text):
            self._note_objects(match, is_same, CHANGED)
            for name in _names(match):
                if is_same and self._objects.get(name) == CHANGED:
                    del self._objects[name]
        elif match := _CHANGE.match(text):
            self._note_objects(match, is_same and not self.difference(statement), CHANGED)
        elif not is_same and wanted.columns is None and not wanted.error:
            for word in statement.words:
                if word in self._known:
                    self._objects.setdefault(word, CHANGED)

    def _note_setting(self, name, is_same):
        name = 'timezone' if name == 'time zone' else name
        if is_same or _SETTINGS_WITHOUT_EFFECT.fullmatch(name):
            self._settings.discard(name)
        else:
            self._settings.add(name)

    def _note_objects(self, match, is_same, how):
        for name in _names(match):
            self._touched[name] = how
            if not is_same:
                self._objects.setdefault(name, how)

    def _note_drop(self, match, is_same, wanted, got):
        """After a differing CREATE the drop must find nothing; else it hit something older."""
        for name in _names(match):
            self._touched[name] = MADE
            how = self._objects.get(name)
            if how is None and not is_same:
                self._objects[name] = MADE
            elif how == CHANGED and is_same and not wanted.error:
                del self._objects[name]
            elif how == MADE and got.error and got.error.sqlstate in ('42P01', '42704', '42883'):
                del self._objects[name]


def _names(match):
    return [name.strip().strip('"').lower() for name in match.group(1).split(',')]
