"""What a server has, by its own catalog: types, functions, operators, casts and settings.

Names are OIDs of types, which are the same on both servers, and names of functions and operators,
so that two inventories can be compared as sets.  Left out is what no statement names: functions
that read or write a type's values, that stand behind an operator, an aggregate, an index or a cast.
"""

INTERNAL_TYPES = (
    'internal', 'cstring', 'trigger', 'event_trigger', 'language_handler', 'fdw_handler',
    'index_am_handler', 'table_am_handler', 'tsm_handler', 'pg_ddl_command')

TYPES = "select oid::int8 from pg_type where typtype <> 'c' and oid < 10000"
FUNCTIONS = '''
    select oid::int8, proname, proargtypes::text, prokind, prorettype::int8 from pg_proc
    where pronamespace = (select oid from pg_namespace where nspname = 'pg_catalog')'''
OPERATORS = 'select oprname, oprleft::int8, oprright::int8 from pg_operator'
CASTS = 'select castsource::int8, casttarget::int8, castcontext from pg_cast'
SETTINGS = "select name from pg_settings where name not like 'debug\\_%'"

# Of PostgreSQL alone: how things are called, and what is not for statements.
NAMES = '''
    select t.oid::int8, case when t.typcategory = 'A' and e.oid is not null then e.typname || '[]'
                             else t.typname end
    from pg_type t left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
    where t.oid < 10000'''
CATEGORIES = '''
    select oid::int8, typcategory, typtype from pg_type
    where typtype <> 'c' and typcategory <> 'A' and oid < 10000'''
SESSION_SETTINGS = "select name from pg_settings where context in ('user', 'superuser')"
SUPPORT = f'''
    select p.oid::int8 from pg_proc p left join pg_description d
           on d.objoid = p.oid and d.classoid = 'pg_proc'::regclass
    where d.description ~ '^(implementation of|I/O|aggregate |planner support)'
       or d.description ~ '(internal|selectivity|support function|sort support|typmod|in_range)'
       or d.description in ('hash', 'less-equal-greater')
       or p.oid in (select castfunc from pg_cast)
       or p.oid in (select amproc from pg_amproc)
       or exists (select from pg_type t where t.typname in {INTERNAL_TYPES}
                  and t.oid = any (array_append(p.proargtypes::oid[], p.prorettype)))'''


class Inventory:
    def __init__(self, connection):
        def ask(sql):
            return connection.query(sql)

        self.types = {int(oid) for oid, in ask(TYPES)}
        self.functions = {}         # {(name, types of arguments, kind): (OID, type of result)}
        for oid, name, arguments, kind, result in ask(FUNCTIONS):
            key = name, tuple(map(int, (arguments or '').split())), kind
            self.functions[key] = int(oid), int(result)
        self.operators = {(name, int(left), int(right)) for name, left, right in ask(OPERATORS)}
        self.casts = {(int(source), int(target)) for source, target, _ in ask(CASTS)}
        self.settings = {name for name, in ask(SETTINGS)}


class Dictionary:
    """How PostgreSQL calls its types, which functions are support, which settings a session sets."""

    def __init__(self, connection):
        self._names = {int(oid): name for oid, name in connection.query(NAMES)}
        self.categories = {int(oid): (category, kind)
                           for oid, category, kind in connection.query(CATEGORIES)}
        self.session_settings = {name for name, in connection.query(SESSION_SETTINGS)}
        self.support = {int(oid) for oid, in connection.query(SUPPORT)}

    def type(self, oid):
        return self._names.get(oid, f'type {oid}') if oid else 'none'

    def types(self, oids):
        return ', '.join(map(self.type, oids))
