"""asyncpg: everything in binary, by the types that the server infers."""
import asyncio
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import asyncpg

import report
from report import check, shared_lines, show, values

LONG = "select count(*) from generate_series(1, 1000000000000)"


def over(**settings):
    """A check that gets a connection."""
    def made(function):
        async def connected():
            connection = await connect(**settings)
            try:
                await function(connection)
            finally:
                await connection.close(timeout=10)

        def started():
            asyncio.run(connected())
        started.__name__ = function.__name__
        return check(started)
    return made


def connect(**settings):
    return asyncpg.connect(**{"host": report.HOST, "port": report.PORT, "user": report.USER,
                              "password": report.PASSWORD, "database": report.DATABASE,
                              "ssl": False, "timeout": 20, **settings})


def shown_error(error):
    names = ("severity_en", "detail", "hint", "position", "internal_position", "internal_query",
             "context", "schema_name", "table_name", "column_name", "data_type_name",
             "constraint_name")
    told = [(name, getattr(error, name, None)) for name in names if getattr(error, name, None)]
    return type(error).__name__, getattr(error, "sqlstate", None), str(error).split("\n")[0], told


async def asked(connection, query, *arguments):
    try:
        rows = await connection.fetch(query, *arguments)
        show(query, arguments, "->", [tuple(row) for row in rows])
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        show(query, arguments, "->", *shown_error(error))


@over()
async def connect_by_tcp_and_socket(connection):
    show(tuple(await connection.fetchrow("select current_user, current_database()")))
    show(connection.get_server_version()[0], sorted(
        (name, getattr(connection.get_settings(), name)) for name in (
            "client_encoding", "DateStyle", "TimeZone", "is_superuser", "standard_conforming_strings")))
    local = await connect(host=report.SOCKETS)
    show(await local.fetchval("select 1"))
    await local.close()
    for wrong in ({"password": "wrong"}, {"database": "nowhere"}, {"user": "nobody_here"}):
        try:
            await connect(**wrong)
        except asyncpg.PostgresError as error:
            show(wrong, *shown_error(error))


@over(server_settings={"application_name": "it's me", "timezone": "Asia/Tokyo",
                       "search_path": "public, pg_catalog", "statement_timeout": "10s"})
async def settings(connection):
    for name in ("application_name", "TimeZone", "search_path", "statement_timeout",
                 "server_version_num", "max_identifier_length", "transaction_isolation"):
        show(name, await connection.fetchval(f"select current_setting('{name}')")
             if name != "server_version_num" else "")
    await connection.execute("set timezone to 'UTC'")
    show(connection.get_settings().TimeZone)
    await connection.execute("set extra_float_digits to 0")
    await connection.execute("reset all")
    show(connection.get_settings().TimeZone)


@over(statement_cache_size=0)
async def values_both_ways(connection):
    for kind, text in values():
        literal = "null" if text is None else "'" + text.replace("'", "''") + "'"
        try:
            value = await connection.fetchval(f"select {literal}::{kind}")
            back = await connection.fetchrow(
                f"select $1::{kind}::text, $1::{kind} is not distinct from {literal}::{kind}", value)
            show(kind, text, value, tuple(back))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            show(kind, text, *shown_error(error))


@over()
async def values_through_a_table(connection):
    for kind in dict(values()):
        await connection.execute(f"create temp table round (id serial primary key, v {kind})")
        texts = [(text,) for other, text in values() if other == kind]
        try:
            await connection.executemany(
                f"insert into round (v) values ($1::text::{kind})", texts)
            rows = [row[0] for row in await connection.fetch("select v from round order by id")]
            await connection.executemany("insert into round (v) values ($1)",
                                         [(row,) for row in rows])
            show(kind, rows, [row[0] for row in await connection.fetch(
                "select v::text from round order by id")])
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            show(kind, *shown_error(error))
        await connection.execute("drop table round")


@over()
async def types_inferred(connection):
    await connection.execute("create temp table t (id int, big bigint, n numeric(8, 2), s text, "
                             "v varchar(9), c char(3), d date, ts timestamptz, b bool, f float8, "
                             "a int[], u uuid)")
    for query in shared_lines("inferred.txt"):
        try:
            statement = await connection.prepare(query)
            show(query, [kind.name for kind in statement.get_parameters()],
                 [(column.name, column.type.name) for column in statement.get_attributes()],
                 statement.get_statusmsg())
        except asyncpg.PostgresError as error:
            show(query, *shown_error(error))


@over()
async def types_looked_up(connection):
    statement = await connection.prepare("select $1::int[], $2::uuid[], $3::interval, '{a}'::name[]")
    show(await statement.fetchrow([1, None, 2], [], None), statement.get_parameters())
    show(await connection.fetchval("select $1::text[][]", [["a", "b"], ["c", None]]))
    await connection.set_type_codec("date", encoder=str, decoder=lambda text: "date " + text,
                                    schema="pg_catalog", format="text")
    show(await connection.fetchval("select $1::date", "2024-02-29"))
    await connection.reset_type_codec("date", schema="pg_catalog")
    await connection.reload_schema_state()
    show(await connection.fetchval("select array[$1::date]", None))


@over()
async def enums_and_composites(connection):
    await connection.execute("create type mood as enum ('sad', 'ok')")
    show(await connection.fetchrow("select $1::mood, $2::mood[]", "ok", ["sad", None]))
    await connection.execute("drop type mood")


@over()
async def domains(connection):
    await connection.execute("create domain small as int check (value < 10)")
    show(await connection.fetchrow("select $1::small, array[5]::small[]", 3))
    await connection.execute("drop domain small")


@over()
async def records(connection):
    await asked(connection, "select row(1, 'x'::text, null::int)")
    await asked(connection, "select array[row(1, 'x'::text)]")


@over()
async def prepared_statements(connection):
    await connection.execute("create temp table t (a int primary key, b text)")
    insert = await connection.prepare("insert into t values ($1, $2)")
    for number in range(300):
        await insert.fetch(number, str(number))
    pick = await connection.prepare("select b from t where a = $1")
    show([await pick.fetchval(number) for number in (0, 150, 299, 300)])
    show([tuple(row) for row in await pick.fetch(5)], pick.get_query())
    show(await connection.fetchval("select count(*) from pg_prepared_statements") > 1)
    await connection.execute("alter table t rename to u")
    try:
        show(await pick.fetchval(1))
    except asyncpg.PostgresError as error:
        show(*shown_error(error))
    await connection.execute("create table changing (v int)")
    await connection.execute("insert into changing values (1)")
    stale = await connection.prepare("select v from changing")
    for kind, value in (("date", "2024-01-01"), ("text", "x")):
        await connection.execute(f"drop table changing; create table changing (v {kind}); "
                                 f"insert into changing values ('{value}')")
        for _ in range(2):
            try:
                show(await stale.fetch())
            except asyncpg.PostgresError as error:
                show(*shown_error(error))
        await asked(connection, "select v from changing")
    await connection.execute("drop table changing")


@over()
async def portions(connection):
    async with connection.transaction():
        seen = [row[0] async for row in connection.cursor(
            "select n from generate_series(1, $1::int) n", 1000, prefetch=7)]
        show(len(seen), sum(seen))
        cursor = await connection.cursor("select n, n * 2 from generate_series(1, 50) n")
        show(await cursor.fetchrow(), len(await cursor.fetch(5)), await cursor.forward(10))
        show([tuple(row) for row in await cursor.fetch(2)], len(await cursor.fetch(100)))
        show(await cursor.fetchrow(), await cursor.fetch(3))
        outer = await connection.cursor("select n from generate_series(1, 3) n")
        for _ in range(3):
            row = await outer.fetchrow()
            show(row, [tuple(inner) async for inner in connection.cursor(
                "select $1::int + n from generate_series(1, 3) n", row[0], prefetch=2)])
    show(await connection.fetchrow("select n from generate_series(1, 100000) n"))
    show(await connection.fetchval("select n, 'second' from generate_series(5, 100000) n", column=1))
    try:
        await connection.cursor("select 1")
    except asyncpg.NoActiveSQLTransactionError as error:
        show(*shown_error(error))


@over()
async def many_at_once(connection):
    await connection.execute("create temp table t (a int primary key, b text, c float8)")
    await connection.executemany("insert into t values ($1, $2, $3)", [
        (number, f"row {number}", number / 3) for number in range(2000)])
    show(tuple(await connection.fetchrow("select count(*), sum(a), sum(c) from t")))
    try:
        await connection.executemany("insert into t values ($1, 'x', 1)",
                                     [(5001,), (5002,), (1,), (5003,)])
    except asyncpg.PostgresError as error:
        show(*shown_error(error))
    show(await connection.fetchval("select count(*) from t where a > 5000"))
    show([tuple(row) for row in await connection.fetchmany(
        "insert into t values ($1, $2, 0) returning a, b", [(6001, "x"), (6002, None)])])
    show(await connection.execute("update t set b = 'z' where a < 10"))
    show(await connection.execute("delete from t where a < 10; select 1"))


@over()
async def copy_both_ways(connection):
    await connection.execute("create temp table c (a int, b text, c numeric, d timestamptz, "
                             "e bytea, f int[])")
    rows = [(1, "one\ttab", None, None, b"\0\xff", [1, None]), (2, None, None, None, None, None)]
    show(await connection.copy_records_to_table("c", records=rows, columns=list("abcdef")))
    show([tuple(row) for row in await connection.fetch("select * from c order by a")])
    import io
    for form in ("text", "csv", "binary"):
        data = io.BytesIO()
        show(await connection.copy_from_table("c", output=data, format=form), data.getvalue())
        data.seek(0)
        show(await connection.copy_to_table("c", source=data, format=form))
    show(await connection.fetchval("select count(*) from c"))
    data = io.BytesIO()
    show(await connection.copy_from_query("select $1::int, a from c order by 2", 7, output=data,
                                          format="csv", header=True), data.getvalue())
    for source in (b"x\n", b"1\t2\t3\t4\t5\t6\t7\n"):
        try:
            await connection.copy_to_table("c", source=io.BytesIO(source))
        except asyncpg.PostgresError as error:
            show(*shown_error(error))
    show(await connection.copy_records_to_table("c", columns=["a", "b"], records=(
        (number, "x" * (number % 70)) for number in range(20000))))
    show(tuple(await connection.fetchrow("select count(*), sum(length(b)) from c")))


@over()
async def cancel(connection):
    try:
        await connection.fetch(LONG, timeout=0.2)
    except asyncio.TimeoutError:
        show("timed out")
    show(await connection.fetchval("select 1"))
    task = asyncio.ensure_future(connection.fetch(LONG))
    await asyncio.sleep(0.2)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        show("cancelled")
    show(await connection.fetchval("select 2"))
    await connection.execute("set statement_timeout to 100")
    await asked(connection, LONG)


@over()
async def errors(connection):
    await connection.execute("create table parent (id int primary key, n int check (n > 0), "
                             "s varchar(3) not null unique)")
    await connection.execute("insert into parent values (1, 1, 'a')")
    for query in shared_lines("errors.txt"):
        if "$1" not in query:
            await asked(connection, query)
    for query, argument in (("select $1::int", "x"), ("select $1 + 1", 2**40), ("select $1", 1),
                            ("select $1::int2", 70000), ("select $1::text", "a\0b")):
        try:
            show(await connection.fetch(query, argument))
        except Exception as error:
            show(query, *shown_error(error))
    await connection.execute("drop table parent")


@over()
async def transactions(connection):
    await connection.execute("create temp table t (a int)")
    try:
        async with connection.transaction(isolation="serializable", readonly=False):
            show(await connection.fetchval("show transaction_isolation"), connection.is_in_transaction())
            await connection.execute("insert into t values (1)")
            try:
                async with connection.transaction():
                    await connection.execute("insert into t values (2)")
                    await connection.execute("select 1 / 0")
            except asyncpg.DivisionByZeroError as error:
                show(*shown_error(error))
            show(await connection.fetchval("select count(*) from t"))
            async with connection.transaction():
                await connection.execute("insert into t values (3)")
            raise KeyError
    except KeyError:
        show(connection.is_in_transaction(), await connection.fetchval("select count(*) from t"))
    for options in ({"isolation": "repeatable_read", "readonly": True},
                    {"isolation": "serializable", "readonly": True, "deferrable": True},
                    {"isolation": "read_committed"}):
        async with connection.transaction(**options):
            show([await connection.fetchval("show transaction_" + name)
                  for name in ("isolation", "read_only", "deferrable")])
            if "readonly" not in options:
                await asked(connection, "insert into t values (4)")
    show([tuple(row) for row in await connection.fetch("select * from t")])


@over()
async def notices(connection):
    connection.add_log_listener(lambda _, told: show("notice", told.severity_en, told.sqlstate, str(told)))
    for query in ("drop table if exists nowhere", "commit", "begin", "begin", "rollback"):
        show(await connection.execute(query))


@check
def a_pool():
    async def pooled():
        async with asyncpg.create_pool(host=report.HOST, port=report.PORT, user=report.USER,
                                       password=report.PASSWORD, database=report.DATABASE,
                                       min_size=2, max_size=4) as pool:
            show(sum(await asyncio.gather(*[pool.fetchval("select $1::int", number)
                                            for number in range(50)])))
            async with pool.acquire() as connection:
                await connection.execute("set timezone to 'Asia/Tokyo'")
            async with pool.acquire() as connection:
                show(await connection.fetchval("show timezone"))
    asyncio.run(pooled())


@over()
async def results(connection):
    await connection.execute("create temp table t (a int, b text)")
    for query in ("select 1 as a, null as b", "select", "values (1, 'x'), (2, null)",
                  "insert into t values (1, 'x') returning *", "select * from t where false",
                  "update t set a = 2", "show datestyle", "select 1::int2, 2::int8, 1.50, 'x'::name"):
        rows = await connection.fetch(query)
        show(query, [dict(row) for row in rows])
    show(await connection.execute("select 1; select 2"))
    row = await connection.fetchrow("select " + ", ".join(str(n) for n in range(1600)))
    show(len(row), row[-1])
    big = "x" * 3_000_000
    row = await connection.fetchrow("select $1 || 'y', length($1), $2::bytea", big, big.encode())
    show(row[1], row[2] == big.encode(), len(row[0]))
    sums = "select $1::int + " + " + ".join(f"${n}" for n in range(2, 301))
    show(await connection.fetchval(sums, *range(300)))


report.run()
