"""Sessions in bytes: {title: [what is sent up to one ReadyForQuery, ...]}."""

from client import SYNC, bind, close, describe, execute, parse, query



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

EXCHANGES = {**PREPARING, **CURSORS, **SETTINGS}
LATER = {}
