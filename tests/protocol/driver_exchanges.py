"""What drivers send, in bytes, where a fault was found by one of them."""

from client import SYNC, bind, describe, execute, parse, query


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
