"""psycopg2: the simple protocol, everything as text."""
import io
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import psycopg2
import psycopg2.extras
from psycopg2 import extensions, sql

import report
from report import check, shared_lines, show, values

LONG = "select count(*) from generate_series(1, 1000000000000)"
STATUS = {extensions.TRANSACTION_STATUS_IDLE: "idle", extensions.TRANSACTION_STATUS_INTRANS: "in",
          extensions.TRANSACTION_STATUS_INERROR: "failed"}


def connect(autocommit=False, **settings):
    connection = psycopg2.connect(**{
        "host": report.HOST, "port": report.PORT, "user": report.USER,
        "password": report.PASSWORD, "dbname": report.DATABASE, **settings})
    connection.autocommit = autocommit
    return connection


def status(connection):
    return STATUS.get(connection.get_transaction_status(), "?")


def shown_error(error):
    told = error.diag
    names = ("severity_nonlocalized", "message_detail", "message_hint", "statement_position",
             "context", "schema_name", "table_name", "column_name", "datatype_name",
             "constraint_name")
    return (type(error).__name__, error.pgcode, told.message_primary,
            [(name, getattr(told, name)) for name in names if getattr(told, name)])


def shown(value):
    if isinstance(value, list):
        return [shown(item) for item in value]
    return bytes(value) if isinstance(value, memoryview) else value


def asked(connection, query, arguments=None):
    cursor = connection.cursor()
    try:
        cursor.execute(query, arguments)
        show(query, "->", cursor.statusmessage, cursor.rowcount,
             cursor.fetchall() if cursor.description else "")
    except psycopg2.Error as error:
        show(query, "->", *shown_error(error))
        if status(connection) == "failed":
            connection.rollback()
    cursor.close()


@check
def connect_by_tcp_and_socket():
    for place in ({}, {"host": report.SOCKETS}):
        connection = connect(**place)
        asked(connection, "select current_user, current_database()")
        show(connection.encoding, connection.server_version >= 150000, connection.protocol_version,
             connection.get_parameter_status("DateStyle"), connection.info.used_password)
        connection.close()
    for wrong in ({"password": "wrong"}, {"dbname": "nowhere"}):
        try:
            connect(**wrong)
        except psycopg2.OperationalError as error:
            show(wrong, str(error).split("FATAL: ")[-1].strip())


@check
def settings():
    connection = connect(options="-c datestyle=german -c timezone=Asia/Tokyo")
    for name in ("DateStyle", "TimeZone"):
        show(name, connection.get_parameter_status(name))
    asked(connection, "select date '2024-02-29', timestamptz '2024-02-29 12:00:00+00'")
    connection.rollback()
    connection.set_session(isolation_level="serializable", readonly=True, deferrable=True)
    for name in ("transaction_isolation", "transaction_read_only", "transaction_deferrable"):
        asked(connection, f"show {name}")
    connection.rollback()
    connection.set_session(autocommit=True)
    asked(connection, "show default_transaction_isolation")
    connection.set_client_encoding("UTF8")
    connection.reset()
    show(connection.get_backend_pid() > 0)
    asked(connection, "show timezone")


@check
def values_both_ways():
    connection = connect(autocommit=True)
    psycopg2.extras.register_uuid()
    cursor = connection.cursor()
    for kind, text in values():
        try:
            cursor.execute(f"select %s::{kind}", [text])
            value, column = cursor.fetchone()[0], cursor.description[0]
            cursor.execute(f"select %s::{kind}::text, %s::{kind} is not distinct from %s::{kind}",
                           [value] * 3)
            show(kind, text, shown(value),
                 column.type_code, column.internal_size, cursor.fetchone())
        except (psycopg2.Error, ValueError) as error:
            show(kind, text, type(error).__name__, str(error).split("\n", maxsplit=1)[0])


@check
def portions():
    connection = connect()
    with connection.cursor("a cursor") as cursor:
        cursor.itersize = 9
        cursor.execute("select n, n %% 7 from generate_series(1, %s) n", [1000])
        show(cursor.fetchone(), len(cursor.fetchmany(10)), len(list(cursor)), cursor.rowcount)
    with connection.cursor("scrolling", scrollable=True) as cursor:
        cursor.execute("select n from generate_series(1, 50) n")
        cursor.scroll(40)
        show(cursor.fetchmany(2))
        cursor.scroll(-10)
        show(cursor.fetchone())
        cursor.scroll(0, mode="absolute")
        show(cursor.fetchone())
    with connection.cursor("held", withhold=True) as cursor:
        cursor.execute("select 1 union all select 2 order by 1")
        connection.commit()
        show(cursor.fetchall())
    connection.rollback()


@check
def many_at_once():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create temp table t (a int primary key, b text)")
    cursor.executemany("insert into t values (%s, %s)", [(n, f"row {n}") for n in range(200)])
    psycopg2.extras.execute_batch(cursor, "insert into t values (%s, %s)",
                                  [(n, "it's") for n in range(200, 700)], page_size=100)
    rows = [(n, None) for n in range(700, 710)]
    show(psycopg2.extras.execute_values(cursor, "insert into t values %s returning a", rows,
                                        fetch=True))
    cursor.execute("select count(*), sum(a), count(b) from t")
    show(cursor.fetchone())
    connection.commit()
    cursor.execute("select 1; select 2 as two; select 3")
    show(cursor.fetchall(), cursor.statusmessage)
    asked(connection, "insert into t values (10000); select 1 / 0; insert into t values (10001)")
    asked(connection, "select count(*) from t")
    rows = connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor)
    rows.execute("select a, b from t order by a limit 1")
    show(dict(rows.fetchone()))
    connection.rollback()


@check
def copy_both_ways():
    connection = connect(autocommit=True)
    cursor = connection.cursor()
    cursor.execute("create temp table c (a int, b text)")
    cursor.copy_from(io.StringIO("1\tone\n2\t\\N\n"), "c")
    cursor.copy_from(io.StringIO("3|x\n"), "c", sep="|", columns=("a", "b"))
    cursor.copy_expert("copy c from stdin csv header", io.StringIO('a,b\n4,"q ""q"""\n5,\n'))
    show(cursor.rowcount)
    for query in ("copy c to stdout", "copy c to stdout csv header", "copy (select 1, 'x') to stdout"):
        out = io.StringIO()
        cursor.copy_expert(query, out)
        show(query, out.getvalue(), cursor.rowcount)
    out = io.StringIO()
    cursor.copy_to(out, "c", sep=",", null="none", columns=("b", "a"))
    show(out.getvalue())
    for data in ("x\ty\n", "1\n"):
        try:
            cursor.copy_from(io.StringIO(data), "c")
        except psycopg2.Error as error:
            show(*shown_error(error))
    asked(connection, "select * from c order by a")


@check
def cancel():
    connection = connect()
    timer = threading.Timer(0.2, connection.cancel)
    timer.start()
    asked(connection, LONG)
    timer.join()
    asked(connection, "select 1")
    asked(connection, f"set statement_timeout to 100; {LONG}")
    connection.rollback()


@check
def errors():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create table parent (id int primary key, n int check (n > 0), "
                   "s varchar(3) not null unique)")
    cursor.execute("insert into parent values (1, 1, 'a')")
    connection.commit()
    for query in shared_lines("errors.txt"):
        asked(connection, query)
    cursor.execute("drop table parent")
    connection.commit()


@check
def transactions():
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("create temp table t (a int)")
    connection.commit()
    show(status(connection))
    with connection:
        cursor.execute("insert into t values (1)")
        show(status(connection))
    try:
        with connection:
            cursor.execute("insert into t values (2)")
            cursor.execute("nonsense")
    except psycopg2.Error as error:
        show(*shown_error(error))
    asked(connection, "select a from t")
    cursor.execute("savepoint a")
    cursor.execute("insert into t values (3)")
    cursor.execute("rollback to a")
    cursor.execute("release a")
    show(cursor.statusmessage, status(connection))
    connection.rollback()
    for query in ("drop table if exists nowhere", "begin"):
        cursor.execute(query)
    show(connection.notices)
    connection.rollback()
    connection.close()


@check
def results():
    connection = connect(autocommit=True)
    for query in ("select 1 as a, 'x' as b", "values (1, null)", "select", "show datestyle",
                  "create temp table t (a int, b numeric(6, 2), c varchar(9))",
                  "insert into t values (1, 2, 'x') returning *", "update t set a = 2",
                  "delete from t", "select * from t"):
        cursor = connection.cursor()
        cursor.execute(query)
        show(query, cursor.statusmessage, cursor.rowcount, [tuple(c) for c in cursor.description or ()])
    cursor = connection.cursor()
    cursor.execute(sql.SQL("select {} as {}").format(sql.Literal("it's \\"), sql.Identifier('a "b"')))
    show(cursor.description[0].name, cursor.fetchall())
    asked(connection, "select %s, %s, %s", [[1, 2], "žluť 🐎", b"\0\xff".hex()])
    cursor.execute("select t.oid, typarray from pg_type t join pg_namespace ns on typnamespace = ns.oid "
                   "where typname = 'hstore'")
    show(cursor.fetchall())


report.run()
