"""The rows to be called: every operator, cast, function and aggregate of PostgreSQL's catalog.

A row knows how to write itself as an expression over given arguments, and which combinations of
values it is asked with: all of them if they are few, else every n-th, always the same.
"""

import itertools
import zlib

from call_values import ARRAYS, ELEMENTS, POLYMORPHIC, VALUES, literal, values_of

COMBINATIONS_MAX = 40
NAMES = '''
    select t.oid::int8, case when t.typcategory = 'A' and e.oid is not null then e.typname || '[]'
                             else t.typname end
    from pg_type t left join pg_type e on e.oid = t.typelem and e.typarray = t.oid'''
OPERATORS = '''
    select oprname, oprleft::int8, oprright::int8 from pg_operator where oid < 16384
    order by oprname, oprleft, oprright'''
CASTS = 'select castsource::int8, casttarget::int8 from pg_cast order by 1, 2'
FUNCTIONS = '''
    select oid::int8, proname, proargtypes::text, prokind, proretset, provariadic::int8
    from pg_proc where pronamespace = 'pg_catalog'::regnamespace and prokind in ('f', 'a')
    and provolatile <> 'v' order by proname, proargtypes::text'''
# They tell about the server, its files and sessions, and so differ rightly; or they have effects.
OF_THE_SERVER = (
    'pg_', 'has_', 'inet_', 'txid_', 'ts_', 'row_security', 'current_', 'session_user', 'version',
    'getdatabaseencoding', 'set_config', 'lastval', 'currval', 'now', 'statement_timestamp',
    'transaction_timestamp', 'getpgusername', 'array_to_tsvector', 'icu_', 'amvalidate', 'acl',
    'col_description', 'obj_description', 'shobj_description', 'to_reg', 'age', 'database_to',
    'table_to', 'schema_to', 'query_to', 'binary_upgrade', 'brin', 'gin', 'gist', 'spg')
# age(timestamp) counts from today; with two arguments it does not.
DESPITE = ('age/2',)


class Row:
    def __init__(self, kind, name, types, template, signature):
        self.kind, self.name, self.types = kind, name, types
        self._template = template
        self.signature = signature      # in the catalog's terms: Inventory tells whether it is there

    def __str__(self):
        return f'{self.kind} {self._template.format(*self.types)}'

    def expression(self, arguments):
        return self._template.format(*arguments)

    def combinations(self):
        values = [values_of(self.name, number, self.types) for number in range(len(self.types))]
        count = 1
        for some in values:
            count *= len(some)
        # A step that has no factor in common with the counts of values passes through all of them.
        step = max(1, count // COMBINATIONS_MAX) | 1
        return [[literal(value, type_name) for value, type_name in zip(combination, self.types)]
                for combination in itertools.islice(itertools.product(*values), 0, None, step)]

    def slice(self, slices):
        return zlib.crc32(str(self).encode()) % slices


def read(connection, support):
    """All rows that there are values for; `support` functions are nobody's to call."""
    names = {int(oid): name for oid, name in connection.query(NAMES)}
    yield from _operators(connection, names)
    yield from _casts(connection, names)
    for oid, name, arguments, kind, returns_set, variadic in connection.query(FUNCTIONS):
        if int(oid) in support or _is_of_the_server(name, arguments):
            continue
        oids = tuple(map(int, arguments.split()))
        types = [names[argument] for argument in oids]
        if variadic != '0' and types[-1] == 'any':
            types.append('any')
        for concrete in _concrete(types):
            signature = 'function', (name, oids, kind)
            yield from _calls(name, concrete, kind, returns_set == 't', signature)


def _is_of_the_server(name, arguments):
    return name.startswith(OF_THE_SERVER) and f'{name}/{len(arguments.split())}' not in DESPITE


def _operators(connection, names):
    for name, left, right in connection.query(OPERATORS):
        signature = 'operator', (name, int(left), int(right))
        types = [names[int(oid)] for oid in (left, right) if oid != '0']
        template = '{0} ' + name + ' {1}' if len(types) == 2 else name + ' {0}'
        for concrete in _concrete(types):
            yield Row('operator', name, concrete, template, signature)


def _casts(connection, names):
    """Those of the catalog, and every type's way to text and back."""
    known = {(int(source), int(target)) for source, target in connection.query(CASTS)}
    oids = {name: oid for oid, name in names.items()}
    for source, target in sorted(known):
        if names.get(source) in VALUES and names.get(target) in VALUES:
            yield _cast(names[source], names[target], ('cast', (source, target)))
    for name in VALUES:
        for source, target in ((name, 'text'), ('text', name)):
            if (oids[source], oids[target]) not in known and name != 'text':
                yield _cast(source, target, ('type', oids[name]))


def _cast(source, target, signature):
    written = '"char"' if target == 'char' else target
    return Row('cast', f'to {target}', [source], '({0})::' + written, signature)


def _concrete(types):
    """The types with polymorphic ones replaced, once for each replacement; none if one has no
    values here."""
    found = []
    for element, array in POLYMORPHIC:
        concrete = [element if name in ELEMENTS else array if name in ARRAYS else name
                    for name in types]
        if concrete not in found and all(name in VALUES for name in concrete):
            found.append(concrete)
    return found


def _calls(name, types, kind, returns_set, signature):
    arguments = ', '.join(f'{{{number}}}' for number in range(len(types)))
    if kind == 'f':
        kind = 'set' if returns_set else 'function'
        yield Row(kind, name, types, f'"{name}"({arguments})', signature)
    elif types:     # an ordered-set aggregate needs another syntax, and has rows in tests/sql
        yield Row('aggregate', name, types, f'"{name}"({arguments})', signature)
