"""Drivers written in Python: make each of them ask what it asks of the catalog.

    ask.py URL          URL of a server that has the objects of objects.sql

Nothing is printed but what went wrong; what was asked is read from the server's log.
"""
import asyncio
import sys

import asyncpg
import psycopg
import psycopg.types.composite
import psycopg.types.enum
import psycopg.types.range
import psycopg2
import psycopg2.extras
import sqlalchemy as sa

URL = sys.argv[1]
TABLES = ("people", "visits", "friends", "derived", "counted", "kinds", "young")


async def ask_by_asyncpg():
    connection = await asyncpg.connect(URL, server_settings={"application_name": "asyncpg types"})
    await connection.fetch("select state, tags, seen from made.people")
    await connection.fetch("select share, person from made.visits")
    await connection.fetch("select $1::made.mood[], $2::made.percent, $3::int[]", None, 5, [1])
    await connection.fetch("select null::interval[], null::uuid[], null::numeric[], null::oid[]")
    await connection.execute("set application_name = 'asyncpg codec'")
    await connection.set_type_codec("mood", schema="made", encoder=str, decoder=str)
    await connection.execute("set application_name = 'asyncpg reset'")
    await connection.reset()
    await connection.close()


def ask_by_psycopg():
    with psycopg.connect(URL, application_name="psycopg types", autocommit=True) as connection:
        for name in ("made.mood", "made.percent", "int4", "text", "nothing"):
            psycopg.types.TypeInfo.fetch(connection, name)
        psycopg.types.enum.EnumInfo.fetch(connection, "made.mood")
        psycopg.types.composite.CompositeInfo.fetch(connection, "made.people")
        psycopg.types.range.RangeInfo.fetch(connection, "int4range")
        with connection.transaction(), psycopg.ServerCursor(connection, "walk") as cursor:
            cursor.execute("select 1 from pg_catalog.pg_class")
            cursor.fetchone()


def ask_by_psycopg2():
    connection = psycopg2.connect(URL, application_name="psycopg2 types")
    connection.autocommit = True
    psycopg2.extras.HstoreAdapter.get_oids(connection)
    for name in ("made.people",):
        try:
            psycopg2.extras.register_composite(name, connection)
        except psycopg2.ProgrammingError:
            pass                    # how it says that there is no such type
    connection.close()


def inspections(inspector):
    """(what, how) of all that SQLAlchemy can ask"""
    for name in ("get_schema_names", "get_table_names", "get_view_names", "get_sequence_names",
                 "get_materialized_view_names", "get_enums", "get_domains", "get_temp_table_names",
                 "get_multi_columns", "get_multi_pk_constraint", "get_multi_foreign_keys",
                 "get_multi_indexes", "get_multi_unique_constraints", "get_multi_check_constraints",
                 "get_multi_table_comment", "get_multi_table_options"):
        method = getattr(inspector, name)
        yield name, method if name == "get_schema_names" else lambda m=method: m(schema="made")
        if name not in ("get_schema_names", "get_domains"):
            yield name + " of the path", method
    for table in TABLES:
        yield f"columns of {table}", lambda t=table: inspector.get_columns(t, schema="made")
        yield f"indexes of {table}", lambda t=table: inspector.get_indexes(t, schema="made")
        yield f"keys of {table}", lambda t=table: inspector.get_foreign_keys(t, schema="made")
    yield "presence", lambda: (inspector.has_table("people", schema="made"),
                               inspector.has_table("people"),
                               inspector.has_sequence("counter", schema="made"),
                               inspector.has_schema("made"),
                               inspector.get_view_definition("young", schema="made"))


def ask_by_sqlalchemy(driver):
    def connect():
        return {"psycopg": psycopg, "psycopg2": psycopg2}[driver].connect(
            URL, application_name="sqlalchemy connect " + driver)
    engine = sa.create_engine(f"postgresql+{driver}://", creator=connect)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for name, ask in list(inspections(inspector)):
            connection.exec_driver_sql(f"set application_name = 'sqlalchemy {name} {driver}'")
            inspector.clear_cache()
            ask()
            connection.rollback()


def main():
    asyncio.run(ask_by_asyncpg())
    ask_by_psycopg()
    ask_by_psycopg2()
    for driver in ("psycopg", "psycopg2"):
        ask_by_sqlalchemy(driver)


if __name__ == "__main__":
    main()
