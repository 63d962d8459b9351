"""Sessions in bytes: {title: [what is sent up to one ReadyForQuery, ...]}."""

from client import (COPY_DONE, FLUSH, SYNC, bind, close, copy_data, copy_fail, describe, execute,
                    parse, query)



def whole(sql, values=(), results=(), rows=0, oids=()):
    return (parse(sql, oids=oids) + bind(values=values, results=results) + describe("P") +
            execute(rows) + SYNC)


PREPARING = {
    "names are shared: PREPARE, then Bind": [
        query("prepare s(int) as select $1 + 1 as n"),
        describe("S", "s") + SYNC,
        bind("", "s", ["41"]) + describe("P") + execute() + SYNC,
        bind("", "s", ["41"], results=[1]) + describe("P") + execute() + SYNC,
        bind("", "s") + SYNC,
        parse("select 1", "s") + SYNC,
        close("S", "s") + SYNC,
        query("execute s(1)")],
    "names are shared: Parse, then EXECUTE": [
        parse("select $1::int * 2 as n, $2 || 'x' as t", "p") + SYNC,
        query("execute p(4, 'a')"),
        query("execute p(4)"),
        query("prepare p as select 1"),
        query("deallocate p"),
        bind("", "p", ["1", "2"]) + SYNC],
    "EXECUTE by messages": [
        query("prepare s(int, text) as select $1 + 1 as n, $2 as t"),
        whole("execute s(1, 'one')"),
        whole("execute s(1, 'one')", results=[1]),
        whole("execute s(1, 'one')", results=[1, 0]),
        whole("execute s(1, 'one')", results=[1, 0, 1]),
        parse("execute s(2, 'two')", "e") + describe("S", "e") + SYNC,
        query("deallocate s"),
        query("select 1")],
    "EXECUTE, portions": [
        query("prepare v as values (1), (2), (3), (4), (5)"),
        parse("execute v") + bind() + execute(2) + execute(2) + execute(2) + SYNC,
        query("execute v"),
        query("deallocate all"),
        query("execute v")],
    "PREPARE by messages": [
        whole("prepare s as select $1::int + $2"),
        query("execute s(1, 2)"),
        whole("deallocate s"),
        whole("deallocate s"),
        whole("deallocate all")],
    "DEALLOCATE ALL leaves the unnamed statement": [
        parse("select 7 as seven") + SYNC,
        parse("select 8", "eight") + SYNC,
        parse("deallocate all", "d") + bind("", "d") + execute() + SYNC,
        describe("S", "eight") + SYNC,
        bind("", "d") + SYNC,
        describe("S") + bind() + execute() + SYNC],
    "PREPARE in a text": [
        query("prepare a as select 1; execute a; deallocate a; execute a"),
        query("prepare a as select nosuch; select 1"),
        query("select 1; prepare a as select nosuch"),
        query("prepare a as select 1; prepare a as select 2"),
        query("execute a"),
        query("prepare b(nosuchtype) as select $1"),
        query("  prepare b as select 1 +; select 2"),
        query("select 1; execute nosuch(1)"),
        query("  prepare c as\n select $1 + $2"),
        query("execute a(nosuch)"),
        query("prepare d(int) as select $1; execute d(nosuch)")],
    "a failed block": [
        query("begin"), query("prepare a as select 1"), query("select nosuch"), query("execute a"),
        query("deallocate a"), query("prepare b as select 1"), query("rollback"),
        query("execute a"), query("execute b")],
}

DECLARE = query("begin; declare c cursor for select id, n2, t, d, f8 from kinds order by id")
CURSORS = {
    "cursors are described as portals": [
        DECLARE, describe("P", "c") + SYNC, query("fetch 2 from c"),
        whole("fetch 2 from c"), whole("fetch 2 from c", results=[1]),
        whole("fetch 2 from c", results=[1, 0, 0, 1, 0]), whole("fetch 1 from c", results=[1, 0]),
        query("rollback"), describe("P", "c") + SYNC],
    "binary cursors": [
        query("begin; declare b binary cursor for select id, n2, t, d, ts, f8, f4, i8, i2, b "
              "from kinds order by id"),
        query("fetch 3 from b"), describe("P", "b") + SYNC, whole("fetch 2 from b"),
        whole("fetch 2 from b", results=[1]),
        whole("fetch 2 from b", results=[1, 0, 1, 0, 1, 0, 1, 0, 1, 0]),
        query("move 1 from b"), query("fetch backward 3 from b"), query("commit")],
    "text to binary and back": [
        query("begin; declare c scroll cursor for select * from (select id, i2, i4, i8, f4, f8, n2,"
              " n6, t, d, ts, b from kinds) k order by id"),
        whole("fetch all from c", results=[1]), whole("fetch backward all from c"),
        query("rollback"),
        query("begin; declare c binary scroll cursor for select id, i2, i4, i8, f4, f8, n2, n6, t,"
              " d, ts, b from kinds order by id"),
        whole("fetch all from c"), whole("fetch backward all from c", results=[1]),
        query("rollback")],
    "DECLARE with parameters": [
        query("begin"),
        whole("declare c cursor for select id, t || $2 from kinds where id < $1 order by id",
              ["5", "!"]),
        query("fetch all from c"), query("close c"),
        parse("declare c cursor for select $1 + 1", "d") + describe("S", "d") + SYNC,
        bind("", "d", ["41"]) + execute() + SYNC, query("fetch c"),
        whole("close c"), whole("declare c cursor for select $1"), query("rollback")],
    "cursors in portions": [
        query("begin; declare c scroll cursor for select id from kinds order by id"),
        parse("fetch 5 from c") + bind() + execute(2) + execute(2) + execute(2) + SYNC,
        query("fetch 1 from c"),
        whole("fetch 2 from c", rows=1), query("fetch 1 from c"),
        whole("move 1 from c"), whole("move backward all from c"), whole("fetch 0 from c"),
        query("commit")],
    "cursors and portals share names": [
        query("begin"), parse("select id from kinds order by id", "s") + bind("p", "s") + SYNC,
        query("declare p cursor for select 1"), query("rollback"),
        query("begin; declare c cursor for select 1"),
        bind("c", "s") + SYNC, query("rollback"),
        query("begin; declare c cursor for select 1"), close("P", "c") + SYNC,
        query("fetch c"), query("rollback"),
        query("begin"), bind("p", "s") + execute(2, "p") + SYNC,
        query("select name, statement, is_holdable, is_binary, is_scrollable from pg_cursors "
              "order by name"),
        query("close p"), execute(2, "p") + SYNC, query("rollback"),
        query("begin; declare c cursor for select 1"), bind("p", "s") + SYNC, query("close all"),
        query("select count(*) from pg_cursors"), query("commit")],
    "cursors in a text": [
        query("declare c cursor for select id from kinds order by id; fetch 2 from c; move c; "
              "fetch c; close c"),
        query("fetch c"), query("select 1; declare c cursor for select 1"), query("fetch c"),
        query("begin; declare c cursor for select 1; fetch c; commit; fetch c")],
    "WITH HOLD outside a block": [
        query("declare h cursor with hold for select id from kinds order by id"),
        query("fetch 2 from h"), whole("fetch 2 from h", results=[1]), describe("P", "h") + SYNC,
        query("begin; fetch 1 from h; rollback"), query("fetch 1 from h"), query("discard all"),
        query("fetch 1 from h")],
    "what psycopg and ODBC do": [
        query("BEGIN"), whole('DECLARE "nm" CURSOR FOR select id from kinds'),
        describe("P", "nm") + SYNC, whole('FETCH FORWARD 100 FROM "nm"', results=[1]),
        whole("SELECT 1 FROM pg_catalog.pg_cursors WHERE name = 'nm'"), whole('CLOSE "nm"'),
        query("COMMIT"),
        query('BEGIN;declare "SQL_CUR0x1" cursor with hold for SELECT id FROM kinds order by id;'
              'fetch 4 in "SQL_CUR0x1"'),
        query('COMMIT'), query('fetch 4 in "SQL_CUR0x1"'), query('close "SQL_CUR0x1"')],
    "cursors in a failed block": [
        DECLARE, query("fetch 1 from c"), query("select nosuch"), query("fetch 1 from c"),
        query("close c"), query("declare d cursor for select 1"), describe("P", "c") + SYNC,
        query("commit"), query("fetch 1 from c")],
}

def pipeline(count, sql, *values):
    """One Parse, and so many Binds and Executes before one Sync."""
    steps = b"".join(bind("", "p", values) + execute() for _ in range(count))
    return parse(sql, "p") + steps + SYNC


SETTINGS = {
    "times": [
        query("set statement_timeout = '5s'"), query("show statement_timeout"),
        query("set statement_timeout = 250"), query("show statement_timeout"),
        query("set statement_timeout = '90 min'"), query("show statement_timeout"),
        query("set lock_timeout = '1500ms'"), query("show lock_timeout"),
        query("set idle_session_timeout to '1d'"), query("show idle_session_timeout"),
        query("set statement_timeout = '1.5s'"), query("show statement_timeout"),
        query("set statement_timeout = 'soon'"), query("set statement_timeout = '5 weeks'"),
        query("set statement_timeout = -1"), query("reset statement_timeout"),
        query("show statement_timeout"),
        query("select setting, unit from pg_settings where name = 'statement_timeout'")],
    "RESET goes back to the start": [
        query("set application_name = 'other'"), query("reset application_name"),
        query("show application_name"), query("set application_name = 'x'; reset all"),
        query("begin; set local application_name = 'y'"), query("commit"),
        query("set application_name to default"), query("discard all")],
    "roles that are there": [
        query("set role none"), query("show role"), query("reset role"),
        query("set session authorization default"), query("reset session authorization"),
        query("set role nosuch_role"), query("set session authorization nosuch_role")],
    "settings of other servers": [
        query("set work_mem = '64MB'; show work_mem"), query("set enable_hashjoin = off"),
        query("show enable_hashjoin"), query("set enable_hashjoin = maybe"),
        query("set jit to true; show jit"), query("set synchronous_commit = off"),
        query("set bytea_output = 'hex'"), query("set nosuch = 1"), query("show nosuch")],
    "a pipeline of a thousand": [pipeline(1000, "select $1::int + 1, repeat('x', 2000)", "4")],
    "a pipeline of a thousand that fails": [
        pipeline(500, "select 100 / $1::int", "4"),
        parse("select 100 / $1::int", "q") +
        b"".join(bind("", "q", [str(40 - n)]) + execute() for n in range(100)) + SYNC,
        query("select 1")],
    "statement_timeout": [
        query("set statement_timeout = 100"),
        query("select count(*) from many a, many b, many c where a.v + b.v + c.v = 0.5"),
        query("begin; select 1"),
        query("select count(*) from many a, many b, many c where a.v + b.v + c.v = 0.5"),
        query("rollback"), query("select 1")],
}

TABLE = query("create temp table t(a int, b text)")


def copied(sql, *parts, end=COPY_DONE):
    return query(sql) + b"".join(copy_data(part) for part in parts) + end


COPYING = {
    "COPY FROM, however it is cut": [
        TABLE, copied("copy t from stdin", "1\tone\n2\ttwo\n"),
        copied("copy t from stdin", "3\tth", "re", "", "e\n4", "\tfour"),
        copied("copy t from stdin", *"5\tfive\r\n6\tsix\r\n"),
        copied("copy t from stdin"), copied("copy t from stdin", "\n"),
        copied("copy t from stdin", "7\tseven\n\\.\nnot looked at"),
        copied("copy t from stdin", "8\teight\n\\", ".", "\n", "x"),
        query("select * from t")],
    "COPY TO": [
        TABLE, query("insert into t select g, repeat('x', g) from generate_series(1, 5) g"),
        query("copy t to stdout"), query("copy t to stdout csv header"),
        query("copy t to stdout binary"), query("copy (select from t) to stdout"),
        query("copy t(b) to stdout binary"), query("copy (select 1 where false) to stdout binary"),
        query("copy t to stdout; select 1; copy t(a) to stdout"),
        query("copy (select 1 / (3 - a) from t order by a) to stdout"),
        query("copy (insert into t values (9, null) returning *) to stdout (null 'x')")],
    "COPY in a text": [
        TABLE, copied("copy t from stdin; select * from t", "1\tone\n"),
        copied("select 1; copy t from stdin; select nosuch; select 2", "2\ttwo\n"),
        query("copy t from stdin; copy t from stdin; select 3") +
        copy_data("3\tc\n") + COPY_DONE + copy_data("4\td\n") + COPY_DONE,
        copied("begin; copy t from stdin; commit; select count(*) from t", "5\te\n"),
        copied("begin; copy t from stdin", "6\tf\n"), query("rollback"),
        query("select * from t order by a")],
    "COPY by messages": [
        TABLE, parse("copy t from stdin", "c") + describe("S", "c") + SYNC,
        bind("", "c") + describe("P") + execute() + copy_data("1\tone\n") + COPY_DONE + SYNC,
        bind("", "c") + execute() + SYNC + copy_data("2\ttwo\n") + COPY_DONE + SYNC,
        bind("", "c") + execute(1) + FLUSH + copy_data("3\tc\n") + FLUSH + COPY_DONE + SYNC,
        bind("", "c") + execute() + copy_data("x\ty\n") + COPY_DONE + execute() + SYNC,
        whole("copy t to stdout"), whole("copy t to stdout", results=[1]),
        parse("copy t(a) to stdout", "o") + bind("p", "o") + execute(1, "p") + execute(0, "p") +
        SYNC,
        bind("", "c") + execute() + copy_data("4\td\n") + COPY_DONE +
        parse("select count(*) from t") + bind() + execute() + SYNC,
        parse("copy (select $1) to stdout") + SYNC,
        parse("copy (select $1) to stdout", "q", [23]) + bind("", "q", ["1"]) + execute() + SYNC],
    "COPY that fails": [
        TABLE, copied("copy t from stdin", "1\tone\n", "x\ty\n", "2\ttwo\n"),
        copied("copy t from stdin", "1\tone\n", end=copy_fail("enough")),
        copied("copy t from stdin", end=copy_fail("")),
        copied("copy t from stdin", "1\tone\n2", end=copy_fail("half a line")),
        copied("copy t from stdin", "x\ty\n", end=copy_fail("too late")),
        query("copy nosuch from stdin") + copy_data("1") + COPY_DONE + query("select 1"),
        query("select 2"), query("begin"), copied("copy t from stdin", "x\n"),
        copied("copy t from stdin", "1\tone\n"), query("copy t to stdout"), query("rollback"),
        query("begin; savepoint s"), copied("copy t from stdin", "x\n"), query("rollback to s"),
        copied("copy t from stdin", "1\tone\n"), query("commit; select * from t")],
    "COPY without data": [
        copy_data("nobody asked") + COPY_DONE + copy_fail("so what") + query("select 1"),
        parse("select 1") + copy_data("nobody asked") + bind() + execute() + COPY_DONE + SYNC],
    "COPY's views and catalogs": [
        query("create temp view v as select 1 as a"), query("copy v to stdout"),
        query("copy v from stdin") + copy_data("1\n") + COPY_DONE + query("select 1"),
        query("create temp sequence q"), query("copy q to stdout"),
        copied("copy q from stdin", "1\n")],
    "COPY binary": [
        TABLE, copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8) +
                      b"\0\2\0\0\0\4\0\0\0\7\0\0\0\1x" b"\0\2\xff\xff\xff\xff\xff\xff\xff\xff"
                      b"\xff\xff"),
        query("copy t to stdout binary; select * from t"),
        copied("copy t from stdin binary"), copied("copy t from stdin binary", "PGCOPY"),
        copied("copy t from stdin binary", "0123456789abcdef"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0\0\1\0\0\0\0\0\0"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0\0\2\0\0\0\0\0\0"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\3ab"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\3abc\xff\xff"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xffmore"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8)),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\1"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0\0\0\4\0"),
        copied("copy t from stdin binary",
               b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0\0\0\3abc\0\0\0\1x"),
        copied("copy t from stdin binary",
               b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0\0\0\5abcde\0\0\0\1x"),
        copied("copy t from stdin binary",
               b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0\0\0\4abcd\0\0\0\1\xff"),
        copied("copy t from stdin binary",
               b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0\0\0\4abcd\xff\xff\xff\xfe"),
        copied("copy t from stdin binary", b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\2\0",
               end=copy_fail("half a row")),
        copied("copy t from stdin binary", "PG", end=copy_fail("no header"))],
    "COPY, a message out of place": [
        TABLE, query("copy t from stdin") + query("select 1")],
    "COPY and statement_timeout": [
        TABLE, query("set statement_timeout = 100"),
        copied("copy t from stdin", "1\tone\n"), query("select * from t")],
}

EXCHANGES = {**PREPARING, **CURSORS, **SETTINGS, **COPYING}
LATER = {}
