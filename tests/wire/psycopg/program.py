"""psycopg 3, as a program uses it."""
import datetime
import decimal
import logging
import os
import random
import sys
import threading
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import psycopg
from psycopg import sql
from psycopg.rows import dict_row, namedtuple_row
from psycopg.types import TypeInfo
from psycopg.types.composite import CompositeInfo
from psycopg.types.enum import EnumInfo

import report
from report import check, shared_lines, show, values

# What it warns of depends on how many answers have come in when an error ends a block.
logging.getLogger("psycopg").setLevel(logging.ERROR)

LONG = "select count(*) from generate_series(1, 1000000000000)"


def connect(**settings):
    settings = {"host": report.HOST, "port": report.PORT, "user": report.USER,
                "password": report.PASSWORD, "dbname": report.DATABASE, **settings}
    return psycopg.connect(**settings)


def error_of(connection, query, arguments=None, **options):
    """What an error tells; the connection goes on."""
    try:
        result = connection.execute(query, arguments, **options)
        show(query, "->", result.statusmessage, result.fetchall() if result.description else "")
    except psycopg.Error as error:
        told = error.diag
        fields = [(name, getattr(told, name)) for name in (
            "severity_nonlocalized", "message_detail", "message_hint", "statement_position",
            "internal_position", "internal_query", "context", "schema_name", "table_name",
            "column_name", "datatype_name", "constraint_name") if getattr(told, name)]
        show(query, "->", type(error).__name__, error.sqlstate, told.message_primary, fields)
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        connection.rollback()


@check
def connect_by_tcp_and_socket():
    for place in ({}, {"host": report.SOCKETS}):
        with connect(**place) as connection:
            show(connection.execute("select current_user, session_user, current_database()")
                 .fetchone())
            show(connection.info.server_version >= 150000, connection.info.encoding,
                 connection.pgconn.used_password, connection.info.timezone)
    for wrong in ({"password": "wrong"}, {"user": "nobody_here"}, {"dbname": "nowhere"}):
        try:
            connect(**wrong)
            show("connected")
        except psycopg.OperationalError as error:
            show(wrong, str(error).split("FATAL: ")[-1].strip())


@check
def settings():
    with connect(application_name="it's me", options="-c datestyle=iso,dmy --timezone=Asia/Tokyo"
                 ) as connection:
        for name in ("application_name", "client_encoding", "DateStyle", "IntervalStyle",
                     "TimeZone", "integer_datetimes", "is_superuser", "server_encoding",
                     "session_authorization", "standard_conforming_strings", "in_hot_standby",
                     "default_transaction_read_only"):
            show(name, connection.info.parameter_status(name))
        show(connection.execute("select 'é', '1/2/2003'::date, 'epoch'::timestamptz").fetchone())
        connection.execute("set timezone to 'America/New_York'")
        show(connection.info.timezone, connection.execute(
            "select timestamptz '2024-07-01 12:00:00+00'").fetchone())
        connection.rollback()
        show(connection.info.timezone)
    for options in ("-c nonsense=1", "-c work_mem=x", "-c TimeZone=Nowhere/City"):
        try:
            connect(options=options)
            show(options, "connected")
        except psycopg.OperationalError as error:
            show(options, str(error).split("FATAL: ")[-1].strip())


@check
def other_encodings():
    with connect(client_encoding="LATIN1") as connection:
        show(connection.info.encoding, connection.execute("select 'é', length('é')").fetchone())
        error_of(connection, "select chr(8594)")
        connection.execute("set client_encoding to utf8")
        show(connection.info.encoding, connection.execute("select 'é→'").fetchone())
        connection.rollback()
        show(connection.info.encoding)


def round_trip(connection, kind, text, binary):
    literal = sql.SQL("select {}::{}").format(sql.Literal(text), sql.SQL(kind))
    cursor = connection.cursor(binary=binary)
    try:
        value = cursor.execute(literal).fetchone()[0]
    except (psycopg.Error, ValueError, OverflowError) as error:
        show(kind, text, type(error).__name__, str(error).split("\n", maxsplit=1)[0])
        return
    column = cursor.description[0]
    show(kind, text, value, column.type_code, column.internal_size, column.precision, column.scale)
    for form in ("t", "b"):
        back = f"select %{form}::{kind}::text, %{form}::{kind} is not distinct from %{form}::{kind}"
        try:
            show("  back", form, cursor.execute(back, [value] * 3).fetchone())
        except (psycopg.Error, TypeError) as error:
            show("  back", form, type(error).__name__, str(error).split("\n", maxsplit=1)[0])


def round_trips(binary):
    with connect(autocommit=True) as connection:
        for kind, text in values():
            round_trip(connection, kind, text, binary)


@check
def values_as_text():
    round_trips(False)


@check
def values_in_binary():
    round_trips(True)


@check
def values_through_a_table():
    with connect(autocommit=True, prepare_threshold=None) as connection:
        for kind in dict(values()):
            connection.execute(f"create temp table round (id serial primary key, v {kind})")
            for other, text in values():
                if other == kind:
                    connection.execute(f"insert into round (v) values (%s::text::{kind})", [text])
            for binary in (False, True):
                rows = []
                try:
                    rows = connection.cursor(binary=binary).execute(
                        "select v from round order by id").fetchall()
                    for (value,) in rows:
                        connection.execute("insert into round (v) values (%s)", [value])
                except (psycopg.Error, ValueError) as error:
                    show(kind, type(error).__name__, str(error).split("\n", maxsplit=1)[0])
                show(kind, binary, rows)
            show(kind, connection.execute("select v::text from round order by id").fetchall())
            connection.execute("drop table round")


def random_rows(count):
    random.seed(15)
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    for number in range(count):
        yield (number, random.choice([None, True, False]), random.randint(-2**63, 2**63 - 1),
               random.uniform(-1e9, 1e9), decimal.Decimal(random.randint(-10**20, 10**20)) / 10**7,
               "".join(chr(random.choice([random.randint(32, 126), random.randint(0x100, 0x2ff)]))
                       for _ in range(random.randint(0, 30))),
               random.randbytes(random.randint(0, 20)),
               datetime.date.fromordinal(random.randint(1, 3650000)),
               datetime.datetime(2000, 1, 1, tzinfo=zone) + datetime.timedelta(
                   microseconds=random.randint(-10**16, 10**16)),
               datetime.timedelta(days=random.randint(-999, 999),
                                  microseconds=random.randint(-10**10, 10**10)),
               uuid.UUID(int=random.getrandbits(128)),
               [random.choice([None, random.randint(-10**9, 10**9)]) for _ in range(number % 4)],
               [random.choice([None, "", "a,b", '"', "\\", "NULL"]) for _ in range(number % 3)])


@check
def random_rows_both_ways():
    columns = ("int, bool, bigint, float8, numeric, text, bytea, date, timestamptz, interval, uuid, "
               "int[], text[]").split(", ")
    with connect(autocommit=True) as connection:
        connection.execute("set timezone to 'UTC'")
        connection.execute("create temp table r ({})".format(
            ", ".join(f"c{at} {kind}" for at, kind in enumerate(columns))))
        rows = list(random_rows(100))
        for form in ("s", "t", "b"):
            marks = ", ".join([f"%{form}"] * len(columns))
            connection.cursor().executemany(f"insert into r values ({marks})", rows)
            for binary in (False, True):
                got = connection.cursor(binary=binary).execute(
                    "select * from r order by c0").fetchall()
                wrong = [(a, b) for a, b in zip(rows, got) if a != b]
                show(form, binary, len(got), len(wrong), wrong[:1])
            show(connection.execute("delete from r").rowcount)


@check
def parameters():
    with connect(autocommit=True) as connection:
        connection.execute("create temp table t (id int, big bigint, n numeric(8, 2), s text)")
        connection.execute("insert into t values (1, 10, 1.5, 'one'), (2, 20, 2.5, 'two')")
        for query, arguments in [
                ("select id from t where id = %s", [1]),
                ("select id from t where id = %s", ["1"]),
                ("select id from t where id = %s", [1.0]),
                ("select id from t where id = any(%s) order by 1", [[1, 2]]),
                ("select id from t where id = any(%s) order by 1", [[2**40, 2]]),
                ("select id from t where s = any(%s) order by 1", [["one", "x"]]),
                ("select id from t where s = %(s)s and id = %(i)s", {"s": "two", "i": 2}),
                ("select id from t where big = %s", [decimal.Decimal(10)]),
                ("select id from t where n > %s order by 1", [1]),
                ("select id from t order by id limit %s offset %s", [1, 1]),
                ("select %s + 1", [1]), ("select %s || 'x'", ["a"]), ("select %s", ["a"]),
                ("select %s, %s", [None, 5]), ("select %s::int", [None]),
                ("select coalesce(%s, 'x')", [None]), ("select %s is null", [None]),
                ("select date %s", ["2024-01-01"]), ("select %s + %s", [1, 2]),
                ("select %s - interval '1 day'", [datetime.datetime(2024, 1, 1)]),
                ("select date_trunc(%s, %s)", ["month", datetime.datetime(2024, 5, 6)]),
                ("select case when %s then 1 else 2 end", [True]),
                ("select s from t where s like %s order by 1", ["%o"]),
                ("update t set n = %s where id = %s", [7, 1]),
                ("insert into t values (%s, %s, %s, %s) returning *", [3, 30, 3, "three"]),
                ("select %s::json", ["{}"]), ("select %s in (%s, %s)", [1, 2, 1]),
                ("values (%s), (%s)", [1, 2]), ("select array[%s, %s]", [1, 2]),
                ("select substr(%s, %s)", ["abcdef", 3]), ("select round(%s, %s)", [2.5, 1]),
                ("select to_char(%s, 'YYYY')", [datetime.date(2024, 1, 1)]),
                ("select generate_series(%s, %s)", [1, 3])]:
            error_of(connection, query, arguments)
            error_of(connection, query, arguments, binary=True)


@check
def prepared_statements():
    with connect() as connection:
        connection.prepare_threshold = 2
        connection.execute("create temp table t (a int, b text)")
        for number in range(300):
            connection.execute("insert into t values (%s, %s)", [number, str(number)])
        total = [connection.execute("select b from t where a = %s", [number]).fetchone()[0]
                 for number in range(300)]
        show(len(total), total[-1], connection.execute("select count(*), sum(a) from t").fetchone())
        show(connection.execute("select count(*), bool_and(not from_sql) "
                                "from pg_prepared_statements").fetchone())
        show(connection.execute("select statement, parameter_types from pg_prepared_statements "
                                "order by prepare_time, statement limit 2").fetchall())
        connection.commit()
        connection.execute("create view v as select 1 as x")
        for _ in range(4):
            connection.execute("select * from v")
        connection.execute("drop view v")
        connection.execute("create view v as select 'x'::text as x, 2 as y")
        error_of(connection, "select * from v")
        connection.rollback()
        connection.execute("deallocate all")
        error_of(connection, "select b from t where a = %s", [5])
        for kind, value in (("int", "1"), ("date", "2024-01-01"), ("bytea", "x")):
            connection.execute("create table changing (v {})".format(kind))
            connection.execute("insert into changing values ('{}')".format(value))
            connection.commit()
            for _ in range(3):
                error_of(connection, "select v from changing")
            connection.execute("drop table changing")
        for _ in range(3):
            error_of(connection, "select 1 / %s", [0], prepare=True)
        connection.prepared_max = 3
        for number in range(12):
            connection.execute(f"select {number}, %s", [1], prepare=True)
        show(connection.execute("select count(*) from pg_prepared_statements").fetchone())


@check
def portions():
    with connect() as connection:
        with connection.cursor("a cursor") as cursor:
            cursor.itersize = 7
            cursor.execute("select n, n * n, 'row ' || n from generate_series(1, %s) n", [1000])
            show([column.name for column in cursor.description],
                 [column.type_code for column in cursor.description])
            show(cursor.fetchone(), cursor.fetchmany(3))
            rest = list(cursor)
            show(len(rest), rest[0], rest[-1], cursor.fetchone())
        with connection.cursor("scrolling", scrollable=True) as cursor:
            cursor.execute("select n from generate_series(1, 50) n")
            show(cursor.fetchmany(2))
            cursor.scroll(10)
            show(cursor.fetchone())
            cursor.scroll(3, mode="absolute")
            show(cursor.fetchone())
            cursor.scroll(-2)
            show(cursor.fetchall()[:2])
            show(connection.execute("select name, is_holdable, is_binary, is_scrollable "
                                    "from pg_cursors order by name").fetchall())
        with connection.cursor("forward", scrollable=False) as cursor:
            cursor.execute("select 1")
            try:
                cursor.scroll(-1)
            except psycopg.Error as error:
                show(type(error).__name__, error.sqlstate, error.diag.message_primary,
                     error.diag.message_hint)
        connection.rollback()
        with connection.cursor("held", withhold=True) as cursor:
            cursor.execute("select n from generate_series(1, 5) n")
            connection.commit()
            show(cursor.fetchall())
        with connection.cursor("binary", binary=True) as cursor:
            cursor.execute("select 1.5::float8, '\\x01'::bytea, date '2024-01-01'")
            show(cursor.fetchall(), cursor.format)
        cursor = connection.cursor()
        cursor.execute("declare mine cursor for values (1), (2), (3)")
        show(cursor.execute("fetch 2 from mine").fetchall(), cursor.statusmessage)
        show(cursor.execute("move all in mine").statusmessage)
        show(cursor.execute("close mine").statusmessage)
        error_of(connection, "fetch from mine")
        streamed = connection.cursor().stream("select n from generate_series(1, 20000) n")
        show(sum(row[0] for row in streamed))


@check
def pipelines():
    with connect(autocommit=True) as connection:
        connection.execute("create temp table t (a int primary key)")
        with connection.pipeline():
            cursors = [connection.execute("select %s::int", [number]) for number in range(500)]
            show(sum(cursor.fetchone()[0] for cursor in cursors))
        with connection.pipeline():
            connection.cursor().executemany("insert into t values (%s)",
                                            [(number,) for number in range(1000)])
        show(connection.execute("select count(*) from t").fetchone())
        try:
            with connection.pipeline() as pipeline:
                connection.execute("insert into t values (5000)")
                pipeline.sync()
                connection.execute("insert into t values (5001)")
                connection.execute("insert into t values (1)")
                connection.execute("insert into t values (5002)")
                pipeline.sync()
                connection.execute("insert into t values (5003)")
        except psycopg.Error as error:
            show(type(error).__name__, error.sqlstate, error.diag.message_primary,
                 error.diag.message_detail)
        show(connection.execute("select a from t where a >= 5000 order by a").fetchall())
        with connection.pipeline():
            with connection.transaction():
                connection.execute("insert into t values (6000)")
                with connection.transaction(force_rollback=True):
                    connection.execute("insert into t values (6001)")
        show(connection.execute("select a from t where a >= 6000").fetchall())
        cursor = connection.cursor()
        cursor.executemany("insert into t values (%s) returning a * 2",
                           [(7001,), (7002,)], returning=True)
        results = [cursor.fetchone()]
        while cursor.nextset():
            results.append(cursor.fetchone())
        show(results)


@check
def cancel():
    with connect() as connection:
        timer = threading.Timer(0.2, connection.cancel_safe)
        timer.start()
        error_of(connection, LONG)
        timer.join()
        show(connection.execute("select 1").fetchone())
        connection.execute("set statement_timeout = 200")
        error_of(connection, LONG)
        connection.rollback()
        with connection.cursor("slow") as cursor:
            timer = threading.Timer(0.2, connection.cancel)
            timer.start()
            try:
                cursor.execute(LONG)
                cursor.fetchone()
            except psycopg.errors.QueryCanceled as error:
                show(error.sqlstate, error.diag.message_primary)
            timer.join()
        connection.rollback()
        connection.cancel()
        show(connection.execute("select 2").fetchone())


@check
def errors():
    with connect() as connection:
        connection.execute("create table parent (id int primary key, n int check (n > 0), "
                           "s varchar(3) not null unique)")
        connection.execute("insert into parent values (1, 1, 'a')")
        connection.commit()
        for query in shared_lines("errors.txt"):
            error_of(connection, query)
        error_of(connection, "select %s::int", ["x"])
        error_of(connection, "select %s::int, nowhere from t", [1])
        connection.execute("drop table parent")


@check
def transactions():
    with connect() as connection:
        status = lambda: connection.info.transaction_status.name
        connection.execute("create temp table t (a int)")
        show(status())
        connection.commit()
        show(status())
        with connection.transaction() as outer:
            connection.execute("insert into t values (1)")
            try:
                with connection.transaction("inner"):
                    connection.execute("insert into t values (2)")
                    connection.execute("select 1 / 0")
            except psycopg.errors.DivisionByZero:
                show("inner failed", status())
            with connection.transaction():
                connection.execute("insert into t values (3)")
            raise psycopg.Rollback(outer)
        show("outer left", status())
        show(connection.execute("select count(*) from t").fetchone())
        with connection.transaction():
            connection.execute("insert into t values (4)")
        connection.commit()
        try:
            connection.execute("nonsense")
        except psycopg.Error:
            show(status())
        try:
            connection.execute("select 1")
        except psycopg.Error as error:
            show(error.sqlstate, error.diag.message_primary)
        show(connection.execute("commit").statusmessage, status())
        for level in psycopg.IsolationLevel:
            connection.isolation_level = level
            show(connection.execute("show transaction_isolation").fetchone())
            connection.rollback()
        connection.isolation_level = None
        connection.read_only = True
        show(connection.execute("show transaction_read_only").fetchone())
        error_of(connection, "create table never (a int)")
        connection.rollback()
        connection.read_only, connection.deferrable = None, True
        show(connection.execute("show transaction_deferrable").fetchone())
        connection.rollback()
        connection.deferrable = None
        connection.autocommit = True
        for query in ("commit", "rollback", "begin", "begin", "savepoint a", "savepoint b",
                      "rollback to a", "release b", "rollback", "savepoint c", "start transaction",
                      "set local timezone to 'UTC'", "end"):
            error_of(connection, query)


@check
def notices():
    with connect(autocommit=True) as connection:
        connection.add_notice_handler(lambda told: show(
            "notice", told.severity, told.sqlstate, told.message_primary, told.message_detail))
        for query in ("drop table if exists nowhere", "create temp table t (a int)",
                      "create temp table if not exists t (a int)", "begin", "begin", "commit",
                      "commit", "drop table if exists t, nowhere", "drop schema if exists nowhere",
                      "drop view if exists nowhere", "set client_min_messages to error",
                      "drop table if exists nowhere"):
            show(query, connection.execute(query).statusmessage)


@check
def results():
    with connect(autocommit=True) as connection:
        for query in ("select 1 as a, 'x' as b", "select", "select where false", "",
                      "values (1, null)", "create temp table t (a int primary key, b text)",
                      "insert into t values (1, 'x'), (2, null)", "insert into t values (3) "
                      "returning a, b", "update t set b = 'y'", "delete from t where a > 1",
                      "select * from t", "table t", "truncate t", "show datestyle",
                      "set datestyle to iso", "reset datestyle", "create view v as select 1",
                      "drop view v", "begin", "commit", "discard all"):
            cursor = connection.execute(query)
            show(query, cursor.statusmessage, cursor.rowcount,
                 [(c.name, c.type_code) for c in cursor.description or ()])
        cursor = connection.execute("select 1; select 2, 3; create temp table u (a int); select 4")
        show(cursor.fetchall())
        while cursor.nextset():
            show(cursor.statusmessage, cursor.fetchall() if cursor.description else None)
        for factory in (dict_row, namedtuple_row):
            show(connection.cursor(row_factory=factory).execute(
                "select 1 as one, null as two").fetchone())
        row = connection.execute("select " + ", ".join(str(n) for n in range(1600))).fetchone()
        show(len(row), row[-1])
        big = "x" * 3_000_000
        for binary in (False, True):
            show(connection.cursor(binary=binary).execute("select %s || 'y', length(%s), %b::bytea",
                 [big, big, big.encode()]).fetchone()[2] == big.encode())
        show(connection.execute("select repeat('x', 5000000)").fetchone()[0].count("x"))
        plain = psycopg.ClientCursor(connection)
        show(plain.execute("select %s, %s, %s, %s", ["it's \\ é", [1, 2], b"\0\1",
             datetime.date(2024, 1, 1)]).fetchone())
        raw = psycopg.RawCursor(connection)
        show(raw.execute("select $1::text, $2::int", ["a", 2]).fetchone())


@check
def types_looked_up():
    with connect(autocommit=True) as connection:
        for name in ("int4", "text", "numeric", "timestamptz", "pg_catalog.uuid", "integer",
                     "character varying", "nowhere"):
            info = TypeInfo.fetch(connection, name)
            show(name, info and (info.name, info.oid, info.array_oid, info.regtype, info.delimiter))


@check
def enums():
    with connect() as connection:
        connection.execute("create type mood as enum ('sad', 'ok', 'very happy')")
        info = EnumInfo.fetch(connection, "mood")
        show(info.name, info.labels)
        psycopg.types.enum.register_enum(info, connection)
        for binary in (False, True):
            show(connection.cursor(binary=binary).execute(
                "select 'ok'::mood, %s::mood, array['sad', null]::mood[]",
                [info.enum["very happy"]]).fetchone())


@check
def composites():
    with connect() as connection:
        connection.execute("create type pair as (a int, b text)")
        info = CompositeInfo.fetch(connection, "pair")
        show(info.name, info.field_names, info.field_types)


def copied(connection, query, rows=None, data=None, types=None):
    """COPY of rows, or of raw bytes in pieces."""
    try:
        with connection.cursor().copy(query) as copy:
            if types:
                copy.set_types(types)
            for row in rows or ():
                copy.write_row(row)
            for at in range(0, len(data or b""), 5):
                copy.write(data[at:at + 5])
        show(query)
    except psycopg.Error as error:
        show(query, type(error).__name__, error.sqlstate, error.diag.message_primary,
             error.diag.context)


COPIED = "int4 text numeric timestamptz bytea int4[]".split()


@check
def copy_both_ways():
    zone = datetime.timezone.utc
    rows = [(1, "one\ttab", decimal.Decimal("1.50"), datetime.datetime(2024, 1, 2, tzinfo=zone),
             b"\0\xff", [1, None]), (2, None, None, None, None, None),
            (3, "back\\slash\nline", decimal.Decimal("-0.001"),
             datetime.datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=zone), b"", [])]
    with connect(autocommit=True) as connection:
        connection.execute("set timezone to 'UTC'")
        connection.execute("create temp table c (a int, b text, c numeric, d timestamptz, e bytea, "
                           "f int[])")
        for form in ("text", "csv", "binary"):
            if form != "csv":
                copied(connection, f"copy c from stdin (format {form})", rows,
                       types=COPIED if form == "binary" else None)
            else:
                copied(connection, "copy c from stdin (format csv, header)", data="a,b,c,d,e,f\n"
                       '1,"one, ""1""",1.5,2024-01-02,\\x00,{}\n2,,,,,\n'.encode())
            show(connection.execute("select * from c order by a").fetchall())
            with connection.cursor().copy(f"copy c to stdout (format {form})") as copy:
                show([bytes(part) for part in copy])
            with connection.cursor().copy(
                    f"copy (select * from c order by a) to stdout (format {form})") as copy:
                copy.set_types(COPIED)
                show(len(list(copy)) if form == "csv" else list(copy.rows()))
            connection.execute("delete from c")


@check
def copy_and_its_errors():
    with connect(autocommit=True) as connection:
        connection.execute("create temp table c (a int primary key, b text not null)")
        for data in (b"1\tx\n", b"x\ty\n", b"1\n", b"2\ta\tb\n", b"3\t\\N\n", b"1\tagain\n",
                     b"4\t\xff\n", b"5\tno end"):
            copied(connection, "copy c from stdin", data=data)
        copied(connection, "copy nowhere from stdin", data=b"1\n")
        copied(connection, "copy c (nowhere) from stdin", data=b"1\n")
        try:
            with connection.cursor().copy("copy c from stdin") as copy:
                copy.write(b"7\tx\n")
                raise KeyError("mine")
        except KeyError:
            show("given up", connection.info.transaction_status.name)
        with connection.cursor().copy("copy c (a, b) from stdin") as copy:
            for number in range(100, 20100):
                copy.write_row((number, "x" * (number % 50)))
        show(connection.execute("select count(*), sum(length(b)) from c").fetchone())
        cursor = connection.cursor()
        with cursor.copy("copy c to stdout") as copy:
            show(sum(len(part) for part in copy), cursor.rowcount)
        show(connection.execute("select 1").fetchone())


@check
def two_phase_and_listen():
    with connect(autocommit=True) as connection:
        for query in ("listen x", "notify x", "unlisten *", "select pg_advisory_unlock_all()",
                      "close all", "reset all", "discard all", "select pg_backend_pid() > 0",
                      "select pg_is_in_recovery()", "show transaction_read_only"):
            error_of(connection, query)


report.run()
