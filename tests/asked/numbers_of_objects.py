"""Object numbers: what has a number on one server has another on the other.

A number of the user's objects (from 16384) stands for the object's name: so statements recorded on one
server can be asked of the other, and answers be compared.
"""
import re

FIRST = 16384
NAMES = """
select oid, 'schema ' || nspname from pg_namespace
union all select c.oid, 'relation ' || n.nspname || '.' || c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
union all select t.oid, 'type ' || n.nspname || '.' || t.typname
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
union all select c.oid, 'constraint ' || n.nspname || '.' || coalesce(r.relname, t.typname, '') || '.' || c.conname
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    left join pg_class r on r.oid = c.conrelid left join pg_type t on t.oid = c.contypid
union all select d.oid, 'default ' || d.adrelid || '.' || d.adnum from pg_attrdef d
union all select r.oid, 'rule ' || r.ev_class || '.' || r.rulename from pg_rewrite r
union all select e.oid, 'label ' || e.enumtypid || '.' || e.enumlabel from pg_enum e
union all select oid, 'role ' || rolname from pg_roles
union all select oid, 'database ' || datname from pg_database
"""
OIDS, OID_ARRAYS = (24, 26, 2202, 2203, 2204, 2205, 2206, 4089, 4096), (30, 1028, 1008, 2210, 2211)
NUMBER = re.compile(r"\b\d{5,10}\b")


class Numbers:
    def __init__(self, connection):
        self.names = {}
        for oid, name in connection.query(NAMES):
            if int(oid) >= FIRST:
                self.names.setdefault(oid, name)    # a rule may have the number of its view
        for oid, name in self.names.items():    # what belongs to a relation or type is named after it
            kind, rest = name.split(" ", 1)
            if kind in ("default", "rule", "label"):
                owner, part = rest.split(".", 1)
                self.names[oid] = f"{kind} {self.names.get(owner, owner)}.{part}"
        self.oids = {name: oid for oid, name in self.names.items()}

    def to(self, other, text):
        """The text with the numbers of `other` in the place of ours."""
        return NUMBER.sub(lambda match: other.oids.get(self.names.get(match[0]), match[0]), text)

    def named(self, columns, row):
        """A row of an answer, objects by their names."""
        return tuple(self._named(column.type_oid, value) for column, value in zip(columns, row))

    def _named(self, type_oid, value):
        if value is None or type_oid not in OIDS + OID_ARRAYS:
            return value
        return NUMBER.sub(lambda match: self.names.get(match[0], match[0]), value)
