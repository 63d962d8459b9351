"""What drivers send, in bytes, where a fault was found by one of them."""

from client import SYNC, bind, describe, execute, parse, query


def whole(sql):
    return parse(sql) + bind() + describe("P") + execute() + SYNC


def again():
    """The statement `s` run once more."""
    return bind("", "s") + describe("P") + execute() + SYNC


DRIVERS = {
    "a result of another type than was told": [
        query("create table changing (v int); insert into changing values (1)"),
        parse("select v from changing", "s") + describe("S", "s") + SYNC, again(),
        query("drop table changing; create table changing (v date)"), again(), again(),
        query("drop table changing; create table changing (v int)"), again(),
        query("alter table changing rename v to w"), again(),
        query("drop table changing"), again(), query("create table changing (v int, w int)"),
        again(), query("drop table changing")],
    "RETURNING of another type than was told": [
        query("create table changing (v int)"),
        parse("insert into changing values ('1') returning *", "s") + SYNC, again(),
        query("drop table changing; create table changing (v text)"), again(),
        query("drop table changing")],
    "what a parameter was": [
        parse("select $1::int, $2::text", "s") + SYNC,
        bind("", "s", ["x", "y"]) + SYNC, bind("", "s", [b"\0", "y"], formats=[1, 0]) + SYNC,
        bind("", "s", ["1", b"\xff"]) + SYNC, bind("named", "s", ["x", "y"]) + SYNC,
        bind("", "s", ["1", b"\xff"], formats=[0, 1]) + SYNC],
    "READ ONLY transactions": [
        query("create table kept (a int); create temp table mine (a int); create sequence counted"),
        *[query(part) for sql in (
            "insert into kept values (1)", "update kept set a = 2", "delete from kept",
            "insert into mine values (1)", "create table other (a int)", "drop table kept",
            "create temp table other (a int)", "create view v as select 1", "truncate kept",
            "alter table kept rename to k", "create table other as select 1",
            "copy kept from stdin", "copy kept to stdout", "select nextval('counted')",
            "select setval('counted', 5)", "create schema s",
            "select * from kept", "lock table kept in access share mode")
          for part in ("begin read only; " + sql, "rollback")],
        query("set default_transaction_read_only to on"), query("insert into kept values (1)"),
        query("show transaction_read_only"), query("begin read write; insert into kept values (1)"),
        query("show transaction_read_only"), query("commit"),
        query("set default_transaction_read_only to off; insert into kept values (1)"),
        query("drop table kept, mine; drop sequence counted")],
    "what transactions begin with": [
        query("set session characteristics as transaction isolation level serializable, read only"),
        query("show transaction_isolation"), query("show transaction_read_only"),
        query("begin; show transaction_isolation"), query("commit"),
        query("begin isolation level repeatable read read write; show transaction_isolation"),
        query("show transaction_read_only"), query("rollback"),
        query("show transaction_isolation"), query("set transaction_isolation to 'read committed'"),
        query("show transaction_isolation"),
        query("begin; set transaction_isolation to 'read committed'"),
        query("show transaction_isolation"), query("commit"), query("show transaction_isolation"),
        query("select name, setting from pg_settings where name like 'transaction_%' order by 1"),
        query("reset default_transaction_isolation"), query("show transaction_isolation")],
    "client_min_messages": [
        query("set client_min_messages to warning"), query("drop table if exists nowhere"),
        query("commit"), query("set client_min_messages to error"), query("commit"),
        query("drop table if exists nowhere"), query("reset client_min_messages"),
        query("drop table if exists nowhere"),
        query("begin; set local client_min_messages to error"),
        query("drop table if exists nowhere"), query("rollback"),
        query("drop table if exists nowhere")],
    "what a pool sends": [
        query("SELECT pg_advisory_unlock_all();\nCLOSE ALL;\nUNLISTEN *;\nRESET ALL;"),
        query("unlisten x"), parse("unlisten *", "s") + again(), query("begin; unlisten *"),
        query("select nosuch"), query("unlisten *"), query("rollback")],
    "COPY TO in binary, message by message": [
        query("copy (values (1, 'x'), (2, null)) to stdout (format binary)"),
        query("copy (select 1 where false) to stdout (format binary)"),
        whole("copy (select n from generate_series(1, 5000) n) to stdout (format binary)"),
        query("copy (select id, t from kinds order by id) to stdout (format binary)"),
        query("copy (select 1) to stdout (format csv, header)")],
    "spellings of an encoding": [
        query("set client_encoding = 'utf-8'"), query("set client_encoding to \"'UTF-8'\""),
        query("set client_encoding to Unicode"), query("set names 'Utf_8'"),
        query("show client_encoding"), query("set client_encoding to utf16"),
        query("set client_encoding to u")],
}

LATER = {
    # INSERT is planned at Execute, under the table's lock: the error comes there and not at Bind.
    "RETURNING of another type than was told",
}
