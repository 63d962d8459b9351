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

EXCHANGES = {**PREPARING}
LATER = {}
