"""Traces: what is sent and what must come back, the same from Hearth's wire as from PostgreSQL.

Every trace is a list of (bytes, answer up to ReadyForQuery); an answer without Z is read as far as
it goes.  `sql` says how a dialect writes a statement: the fake host has few words of its own.
"""
from client import (COPY_DONE, FLUSH, SYNC, bind, close, copy_data, copy_fail, describe, execute,
                    message, parse, query, text)

FAKE = {
    "one": "select 1",
    "two": "rows 2",
    "three": "rows 3",
    "thousand": "rows 1000 width 1 block 7",
    "fails after one": "fail at 1",
    "insert": "insert 2",
    "copy": "copy in",
    "text": "select $1",
    "int": "select $1::int4",
    "set": "set application_name traced",
}
POSTGRES = {
    "one": "select 1",
    "two": "select n from generate_series(1, 2) n",
    "three": "select n from generate_series(1, 3) n",
    "thousand": "select n, 'x'::text from generate_series(1, 1000) n",
    "fails after one": "select 1 / (2 - n) from generate_series(1, 3) n",
    "insert": "insert into t select generate_series(1, 2)",
    "copy": "copy t from stdin",
    "text": "select $1::text",
    "int": "select $1::int4",
    "set": "set application_name = traced",
}

ABORTED = ("E(25P02 current transaction is aborted, commands ignored until end of "
           "transaction block)")
NO_PORTAL = 'E(34000 portal "" does not exist)'
ZERO = "E(22012 division by zero)"
NO_NUMBER = 'E(22P02 invalid input syntax for type integer: "x")'
GIVEN_UP = "E(57014 COPY from stdin failed: enough)"


def run(sql_text, rows=0, portal="", name=""):
    return parse(sql_text, name) + bind(portal, name) + execute(rows, portal)


def traces(sql):
    one, two, three, insert = sql["one"], sql["two"], sql["three"], sql["insert"]
    fails, copy = sql["fails after one"], sql["copy"]
    return {
        # ---- COPY ----
        "copy in": [
            (query(copy) + copy_data("1\n2") + FLUSH + copy_data("\n") + SYNC + COPY_DONE,
             "G C(COPY 2) Z(I)"),
            (query(f"{copy}; {one}") + copy_data("") + COPY_DONE,
             "G C(COPY 0) T(23) D C(SELECT 1) Z(I)")],
        "copy in fails": [
            (query(copy) + copy_data("1\nx\n") + copy_data("3\n") + COPY_DONE,
             f"G {NO_NUMBER} Z(I)"),
            (query(one), "T(23) D C(SELECT 1) Z(I)"),
            (query(f"begin; {copy}") + copy_fail("enough"), f"C(BEGIN) G {GIVEN_UP} Z(E)"),
            (copy_data("left over") + COPY_DONE + query("rollback"), "C(ROLLBACK) Z(I)")],
        "copy in by messages": [
            (run(copy) + copy_data("1\n") + COPY_DONE + SYNC, "1 2 G C(COPY 1) Z(I)"),
            (run(copy) + SYNC + copy_data("1\n") + COPY_DONE + SYNC, "1 2 G C(COPY 1) Z(I)"),
            (run(copy) + copy_data("x\n") + COPY_DONE + run(one) + SYNC,
             f"1 2 G {NO_NUMBER} Z(I)")],
        # ---- simple queries ----
        "one statement": [(query(one), "T(23) D C(SELECT 1) Z(I)")],
        "two statements": [(query(f"{one}; {two}"),
                            "T(23) D C(SELECT 1) T(23) D*2 C(SELECT 2) Z(I)")],
        "empty": [(query(""), "I Z(I)"), (query(" ;; "), "I Z(I)"), (query("-- ping"), "I Z(I)")],
        "syntax error runs nothing": [
            (query(f"{one}; nonsense"), None),
            (query("begin"), "C(BEGIN) Z(T)"),
            (query("commit; nonsense"), None),
            (query(one), ABORTED + " Z(E)"),
            (query("rollback"), "C(ROLLBACK) Z(I)")],
        "error after rows": [
            (query(f"{insert}; {fails}; {one}"), f"C(INSERT 0 2) T(23) D {ZERO} Z(I)")],
        "begin inside a text": [(query(f"{one}; begin; {one}"),
                                 "T(23) D C(SELECT 1) C(BEGIN) T(23) D C(SELECT 1) Z(T)"),
                                (query("rollback"), "C(ROLLBACK) Z(I)")],
        "commit inside a text": [
            (query(f"{insert}; commit; {fails}"),
             f"C(INSERT 0 2) N(25P01 there is no transaction in progress) C(COMMIT) T(23) D {ZERO} "
             "Z(I)")],
        "rollback alone": [(query("rollback"),
                            "N(25P01 there is no transaction in progress) C(ROLLBACK) Z(I)")],
        "rollback inside a text": [
            (query(f"{insert}; rollback; {one}"),
             "C(INSERT 0 2) N(25P01 there is no transaction in progress) C(ROLLBACK) T(23) D "
             "C(SELECT 1) Z(I)")],
        "begin twice": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (query("begin"), "N(25001 there is already a transaction in progress) C(BEGIN) Z(T)"),
            (query("commit"), "C(COMMIT) Z(I)")],
        "begin and commit in one text": [
            (query(f"begin; {one}; commit; {two}"),
             "C(BEGIN) T(23) D C(SELECT 1) C(COMMIT) T(23) D*2 C(SELECT 2) Z(I)")],
        "failed block": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (query(fails), f"T(23) D {ZERO} Z(E)"),
            (query(one), ABORTED + " Z(E)"),
            (query(f"{one}; rollback"), ABORTED + " Z(E)"),
            (query("begin"), ABORTED + " Z(E)"),
            (query(""), "I Z(E)"),
            (query("commit"), "C(ROLLBACK) Z(I)")],
        "failed block, left and entered": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (query(fails), f"T(23) D {ZERO} Z(E)"),
            (query(f"rollback; begin; {one}"),
             "C(ROLLBACK) C(BEGIN) T(23) D C(SELECT 1) Z(T)"),
            (query("end"), "C(COMMIT) Z(I)")],
        "savepoints": [
            (query("savepoint a"),
             "E(25P01 SAVEPOINT can only be used in transaction blocks) Z(I)"),
            (query(f"{one}; savepoint a"),
             "T(23) D C(SELECT 1) E(25P01 SAVEPOINT can only be used in transaction blocks) Z(I)"),
            (query("begin; savepoint a"), "C(BEGIN) C(SAVEPOINT) Z(T)"),
            (query(fails), f"T(23) D {ZERO} Z(E)"),
            (query("rollback to a"), "C(ROLLBACK) Z(T)"),
            (query("commit"), "C(COMMIT) Z(I)")],
        "rollback to, outside": [
            (query("rollback to a"),
             "E(25P01 ROLLBACK TO SAVEPOINT can only be used in transaction blocks) Z(I)")],
        "lock": [
            (query("lock t"), "E(25P01 LOCK TABLE can only be used in transaction blocks) Z(I)"),
            (query(f"lock t; {one}"), "C(LOCK TABLE) T(23) D C(SELECT 1) Z(I)")],
        "vacuum": [
            (query("vacuum"), "C(VACUUM) Z(I)"),
            (query(f"{one}; vacuum"),
             "T(23) D C(SELECT 1) E(25001 VACUUM cannot run inside a transaction block) Z(I)"),
            (query("begin; vacuum"),
             "C(BEGIN) E(25001 VACUUM cannot run inside a transaction block) Z(E)"),
            (query("rollback"), "C(ROLLBACK) Z(I)")],
        "vacuum in a pipeline": [
            (run("vacuum") + SYNC, "1 2 C(VACUUM) Z(I)"),
            (run(one) + run("vacuum") + SYNC,
             "1 2 D C(SELECT 1) 1 2 E(25001 VACUUM cannot be executed within a pipeline) Z(I)")],
        "settings": [(query(sql["set"]), "C(SET) S Z(I)"), (query(sql["set"]), "C(SET) Z(I)")],
        # ---- extended queries ----
        "empty, extended": [(parse("") + bind() + describe("P") + execute() + SYNC,
                             "1 2 n I Z(I)")],
        "all of it": [(parse(one) + bind() + describe("P") + execute() + SYNC,
                       "1 2 T(23) D C(SELECT 1) Z(I)")],
        "two commands in Parse": [
            (parse(f"{one}; {two}") + SYNC,
             "E(42601 cannot insert multiple commands into a prepared statement) Z(I)")],
        "three rows by two": [
            (parse(three) + bind() + execute(2) * 4 + SYNC,
             "1 2 D*2 s D C(SELECT 1) C(SELECT 0) C(SELECT 0) Z(I)")],
        "two rows by two": [(parse(two) + bind() + execute(2) * 2 + SYNC,
                             "1 2 D*2 s C(SELECT 0) Z(I)")],
        "many rows by some": [
            (parse(sql["thousand"]) + bind() + execute(300) * 4 + SYNC,
             "1 2 D*300 s D*300 s D*300 s D*100 C(SELECT 100) Z(I)")],
        "negative limit": [
            (parse(three) + bind() + execute(-5) + SYNC, "1 2 D*3 C(SELECT 3) Z(I)")],
        "sync ends portals": [
            (parse(three) + bind() + execute(1) + SYNC, "1 2 D s Z(I)"),
            (execute(1) + SYNC, NO_PORTAL + " Z(I)")],
        "portals in a block": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (parse(three) + bind("p1") + execute(1, "p1") + SYNC, "1 2 D s Z(T)"),
            (query(one), "T(23) D C(SELECT 1) Z(T)"),
            (execute(1, "p1") + SYNC, "D s Z(T)"),
            (parse(three) + bind() + execute(1) + SYNC, "1 2 D s Z(T)"),
            (execute(1) + SYNC, "D s Z(T)"),
            (query(one), "T(23) D C(SELECT 1) Z(T)"),
            (execute(1) + SYNC, NO_PORTAL + " Z(E)"),
            (execute(1, "p1") + SYNC, ABORTED + " Z(E)"),
            (query("rollback"), "C(ROLLBACK) Z(I)"),
            (execute(1, "p1") + SYNC, 'E(34000 portal "p1" does not exist) Z(I)')],
        "two portals of one statement": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (parse(three, "s") + bind("a", "s") + bind("b", "s") + close("S", "s") +
             execute(2, "a") + execute(1, "b") + execute(0, "a") + execute(0, "b") + SYNC,
             "1 2 2 3 D*2 s D s D C(SELECT 1) D*2 C(SELECT 2) Z(T)"),
            (query("commit"), "C(COMMIT) Z(I)")],
        "binding again discards": [
            (parse(three) + bind() + execute(1) + bind() + execute() + SYNC,
             "1 2 D s 2 D*3 C(SELECT 3) Z(I)")],
        "a command twice": [
            (parse(insert) + bind() + execute() + execute() + SYNC,
             '1 2 C(INSERT 0 2) E(55000 portal "" cannot be run) Z(I)')],
        "a limit on a command": [(run(insert, 1) + SYNC, "1 2 C(INSERT 0 2) Z(I)")],
        "duplicate names": [
            (parse(one, "twice") + parse(one, "twice") + SYNC,
             '1 E(42P05 prepared statement "twice" already exists) Z(I)'),
            (bind("p", "twice") + bind("p", "twice") + SYNC,
             '2 E(42P03 cursor "p" already exists) Z(I)'),
            (close("S", "twice") + SYNC, "3 Z(I)"),
            (parse(one, "twice") + close("S", "twice") + SYNC, "1 3 Z(I)")],
        "unknown names": [
            (bind("", "no") + SYNC, 'E(26000 prepared statement "no" does not exist) Z(I)'),
            (describe("S", "no") + SYNC, 'E(26000 prepared statement "no" does not exist) Z(I)'),
            (describe("P", "no") + SYNC, 'E(34000 portal "no" does not exist) Z(I)'),
            (execute(0, "no") + SYNC, 'E(34000 portal "no" does not exist) Z(I)'),
            (close("S", "no") + close("P", "no") + SYNC, "3 3 Z(I)"),
            (query(one) , "T(23) D C(SELECT 1) Z(I)"),
            (bind() + SYNC, "E(26000 unnamed prepared statement does not exist) Z(I)")],
        "unnamed statement survives sync": [
            (parse(three) + SYNC, "1 Z(I)"),
            (describe("S") + SYNC, "t() T(23) Z(I)"),
            (query(one), "T(23) D C(SELECT 1) Z(I)"),
            (describe("S") + SYNC, "E(26000 unnamed prepared statement does not exist) Z(I)")],
        "a failing parse takes the unnamed one": [
            (parse(one) + SYNC, "1 Z(I)"),
            (parse("nonsense") + SYNC, None),
            (bind() + SYNC, "E(26000 unnamed prepared statement does not exist) Z(I)")],
        "parameters": [
            (parse(sql["int"]) + describe("S") + bind(values=["5"]) + describe("P") + execute() +
             SYNC, "1 t(23) T(23) 2 T(23) D C(SELECT 1) Z(I)"),
            (parse(sql["text"]) + bind(values=[None]) + execute() + SYNC,
             "1 2 D C(SELECT 1) Z(I)"),
            (parse(sql["int"]) + SYNC, "1 Z(I)"),
            (bind() + SYNC,
             'E(08P01 bind message supplies 0 parameters, but prepared statement "" requires 1) '
             "Z(I)"),
            (bind(values=["1"], formats=[0, 0]) + SYNC,
             "E(08P01 bind message has 2 parameter formats but 1 parameters) Z(I)"),
            (bind(values=["1"], formats=[7]) + SYNC,
             "E(22023 unsupported format code: 7) Z(I)"),
            (bind(values=["1"], results=[0, 0]) + SYNC,
             "E(08P01 bind message has 2 result formats but query has 1 columns) Z(I)"),
            (bind(values=[b"\xff\xfe"]) + SYNC,
             'E(22021 invalid byte sequence for encoding "UTF8": 0xff) Z(I)'),
            (bind(values=["1"], results=[1]) + describe("P") + execute() + SYNC,
             "2 T(23b) D C(SELECT 1) Z(I)")],
        "declared types": [(parse("select $1", oids=[23]) + describe("S") + SYNC,
                            "1 t(23) T(23) Z(I)")],
        "aborted block, extended": [
            (parse(one, "one") + parse("commit", "done") + parse(insert, "put") + SYNC,
             "1 1 1 Z(I)"),
            (query("begin"), "C(BEGIN) Z(T)"),
            (query(fails), f"T(23) D {ZERO} Z(E)"),
            (parse(one) + SYNC, ABORTED + " Z(E)"),
            (bind("", "one") + SYNC, ABORTED + " Z(E)"),
            (describe("S", "one") + SYNC, ABORTED + " Z(E)"),
            (describe("S", "put") + SYNC, "t() n Z(E)"),
            (parse("") + bind() + execute() + SYNC, None),
            (bind("", "done") + execute() + SYNC, "2 C(ROLLBACK) Z(I)"),
            (close("S", "one") + close("S", "done") + close("S", "put") + SYNC, "3 3 3 Z(I)")],
        "rollback, extended": [
            (query("begin"), "C(BEGIN) Z(T)"),
            (query(fails), f"T(23) D {ZERO} Z(E)"),
            (run("rollback", 1) + SYNC, "1 2 C(ROLLBACK) Z(I)")],
        "pipeline is one transaction": [
            (run(insert) + run(insert) + run(fails) + run(insert) + SYNC,
             f"1 2 C(INSERT 0 2) 1 2 C(INSERT 0 2) 1 2 D {ZERO} Z(I)"),
            (run(insert) + SYNC + run(fails) + SYNC, "1 2 C(INSERT 0 2) Z(I)"),
            (b"", f"1 2 D {ZERO} Z(I)")],
        "begin in a pipeline": [
            (run("begin") + run(one) + SYNC, "1 2 C(BEGIN) 1 2 D C(SELECT 1) Z(T)"),
            (run("commit") + run(one) + SYNC, "1 2 C(COMMIT) 1 2 D C(SELECT 1) Z(I)")],
        "commit without begin": [
            (run("commit") + SYNC,
             "1 2 N(25P01 there is no transaction in progress) C(COMMIT) Z(I)")],
        "savepoint in a pipeline": [
            (run(one) + run("savepoint a") + SYNC,
             "1 2 D C(SELECT 1) 1 2 E(25P01 SAVEPOINT can only be used in transaction blocks) "
             "Z(I)")],
        "error skips to sync": [
            (execute(0, "no") + parse(one) + query(one) + message("d", b"x") + execute() + SYNC,
             'E(34000 portal "no" does not exist) Z(I)'),
            (query(one), "T(23) D C(SELECT 1) Z(I)")],
        "only sync": [(SYNC, "Z(I)"), (SYNC + SYNC, "Z(I)"), (b"", "Z(I)")],
        "query between": [
            (parse(one, "kept") + query(two), "1 T(23) D*2 C(SELECT 2) Z(I)"),
            (bind("", "kept") + execute() + SYNC, "2 D C(SELECT 1) Z(I)"),
            (close("S", "kept") + SYNC, "3 Z(I)")],
        # ---- broken messages that leave the session alive ----
        "no end of string": [(message("Q", b"select 1"), "E(08P01 invalid string in message) Z(I)"),
                             (message("Q", b""), "E(08P01 invalid string in message) Z(I)"),
                             (message("Q", b"select 1\0x"),
                              "E(08P01 invalid message format) Z(I)")],
        "not utf-8": [(query(b"\xc0\xaf"),
                       'E(22021 invalid byte sequence for encoding "UTF8": 0xc0 0xaf) Z(I)'),
                      (query(b"-- \xe2\x82\xac"), "I Z(I)"),
                      (query(b"-- \xe2\x82"),
                       'E(22021 invalid byte sequence for encoding "UTF8": 0xe2 0x82) Z(I)'),
                      (query(b"-- \xed\xa0\x80 "),
                       'E(22021 invalid byte sequence for encoding "UTF8": 0xed 0xa0 0x80) Z(I)')],
        "short messages": [
            (message("E", b"\0\0") + SYNC, "E(08P01 insufficient data left in message) Z(I)"),
            (message("D", b"") + SYNC, None),
            (message("D", b"X\0") + SYNC, "E(08P01 invalid DESCRIBE message subtype 88) Z(I)"),
            (message("C", b"X\0") + SYNC, "E(08P01 invalid CLOSE message subtype 88) Z(I)"),
            (message("P", b"\0") + SYNC, "E(08P01 invalid string in message) Z(I)"),
            (message("P", text("") + text(one) + b"\x7f\xff") + SYNC,
             "E(08P01 insufficient data left in message) Z(I)"),
            (parse(sql["int"]) + SYNC, "1 Z(I)"),
            (message("B", b"\0\0\0\0\0\1\0\0\0\x7f") + SYNC,
             "E(08P01 insufficient data left in message) Z(I)"),
            (message("S", b"x"), None)],
        "copy left over": [(message("d", b"x") + message("c") + message("f", b"no\0") + query(one),
                            "T(23) D C(SELECT 1) Z(I)")],
        "flush": [(parse(one) + FLUSH, "1"), (bind() + FLUSH, "2"),
                  (execute() + FLUSH, "D C(SELECT 1)"), (SYNC, "Z(I)")],
    }
