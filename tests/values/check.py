#!/usr/bin/env python3
"""Compares values with PostgreSQL: text forms, arithmetic, order, errors.

    check.py [ROUNDS [SEED [VALUE_TOOL CONNECTION]]]

VALUE_TOOL is the built tests/values/value_tool; CONNECTION a libpq connection string of a
PostgreSQL 15 server with UTF-8 and C.UTF-8; without them it is the sanitized build, and a server
started for the occasion.  Every case is a line for the tool and an SQL
expression; both must give the same text or the same error.  Fixed cases come first, then ROUNDS
random ones of each kind, from SEED.  Exit status 1 where anything differs.
"""
import os
import random
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "tools"))

from format_cases import add_format_cases  # noqa: E402
from oracle import Oracle  # noqa: E402
from time_cases import random_time_cases  # noqa: E402

VALUE_TOOL = os.path.join(ROOT, "build-asan", "tests", "values", "value_tool")
ROUNDS = 60

EVAL = """
create or replace function pg_temp.try_eval(e text) returns text language plpgsql as $$
declare r text; s text; m text; d text; h text;
begin
  execute 'select case when x is null then ''NULL'' else format(''%s'', x) end from (select '
    || e || ') q(x)' into r;
  return r;
exception when others then
  get stacked diagnostics s = returned_sqlstate, m = message_text, d = pg_exception_detail,
    h = pg_exception_hint;
  return 'ERROR ' || s || ' ' || m || case when d <> '' then ' DETAIL ' || d else '' end
    || case when h <> '' then ' HINT ' || h else '' end;
end $$;
create or replace function pg_temp.to_char_in(zone text, t timestamp, template text)
returns text language plpgsql as $$
declare r text;
begin
  perform set_config('timezone', zone, true);
  r := to_char(t at time zone 'UTC', template);
  perform set_config('timezone', 'UTC', true);
  return r;
end $$;
create or replace function pg_temp.try_eval_with(z text, d text, i text, e text) returns text
language plpgsql as $$
begin
  perform set_config('timezone', z, true), set_config('datestyle', d, true),
    set_config('intervalstyle', i, true);
  return pg_temp.try_eval(e);
end $$;
set timezone = 'UTC';
"""

SQL_NAMES = {"char": '"char"', "bpchar": "bpchar"}


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def sql_type(name):
    return SQL_NAMES.get(name, name)


class Cases:
    """Pairs of a line for the tool and an expression for PostgreSQL."""

    def __init__(self):
        self.pairs = []

    def add(self, sql, *fields):
        self.add_with(sql, (), *fields)

    def add_with(self, sql, settings, *fields):
        """`settings`: the session's TimeZone, DateStyle and IntervalStyle, or nothing."""
        call = "".join(quote(value) + ", " for value in settings)
        call = f"pg_temp.try_eval{'_with' if settings else ''}({call}$case${sql}$case$)"
        self.pairs.append(("\t".join(str(field) for field in fields), call))

    def parse(self, kind, text, typmod=-1, cast=None):
        self.add(f"{quote(text)}::{cast or sql_type(kind)}", "parse", kind, typmod, text)

    def binary(self, kind, text, send):
        self.add(f"encode({send}({quote(text)}::{sql_type(kind)}), 'hex')", "binary", kind, -1,
                 text)

    def compare(self, kind, a, b):
        x, y = (f"{quote(v)}::{sql_type(kind)}" for v in (a, b))
        self.add(f"case when {x} < {y} then -1 when {x} = {y} then 0 else 1 end", "compare", kind,
                 a, b)

    def numeric(self, operation, a, b=None):
        x = f"{quote(a)}::numeric"
        if operation in ("sqrt", "ceil", "floor", "exp", "ln"):
            self.add(f"{operation}({x})", "numeric", operation, a)
        elif operation in ("round", "trunc"):
            self.add(f"{operation}({x}, {b})", "numeric", operation, a, b)
        elif operation in ("div", "power", "log"):
            self.add(f"{operation}({x}, {quote(b)}::numeric)", "numeric", operation, a, b)
        else:
            self.add(f"{x} {operation} {quote(b)}::numeric", "numeric", operation, a, b)

    def timestamp(self, operation, a, b):
        x, kind = f"{quote(a)}::timestamp", "interval" if operation in "+-" else "timestamp"
        y = f"{quote(b)}::{kind}"
        sql = {"age": f"age({x}, {y})", "difference": f"{x} - {y}"}
        self.add(sql.get(operation, f"{x} {operation} {y}"), "timestamp", operation, a, b)

    def interval(self, operation, a, b=None):
        x = f"{quote(a)}::interval"
        if operation.startswith("justify"):
            self.add(f"{operation}({x})", "interval", operation, a)
        elif operation == "negate":
            self.add(f"- {x}", "interval", operation, a)
        else:
            kind = "float8" if operation in "*/" else "interval"
            self.add(f"{x} {operation} {quote(b)}::{kind}", "interval", operation, a, b)

    def unit(self, use, unit, kind, text):
        call = {"truncate": "date_trunc(%s, %s)", "extract": "extract(%s from %s)",
                "part": "date_part(%s, %s)"}[use]
        self.add(call % (quote(unit), f"{quote(text)}::{kind}"), use, unit, kind, text)


def from_file(cases, path):
    """Lines "kind<TAB>text" or "kind typmod cast<TAB>text"; # begins a comment."""
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        head, text = line.split("\t", 1)
        words = head.split(" ", 2)
        if len(words) == 1:
            cases.parse(words[0], text)
        else:
            cases.parse(words[0], text, words[1], words[2])


def random_numeric(r, digits=30):
    if r.random() < 0.04:
        return r.choice(["NaN", "Infinity", "-Infinity", "0", "0.000", "-0"])
    whole = "".join(r.choice("0123456789" if r.random() < 0.7 else "09")
                    for _ in range(r.randint(0, r.choice([3, 8, digits]))))
    fraction = "".join(r.choice("0123456789" if r.random() < 0.7 else "0059")
                       for _ in range(r.randint(0, r.choice([2, 6, digits]))))
    text = r.choice(["", "-"]) + (whole or "0") + ("." + fraction if fraction else "")
    return text + (f"e{r.randint(-20, 20)}" if r.random() < 0.1 else "")


def random_int(r):
    return str(r.choice([1, -1]) * r.getrandbits(r.randint(1, 66)))


def random_real(r):
    kind = r.randint(0, 5)
    if kind == 5:
        return repr(struct.unpack("<d", r.getrandbits(64).to_bytes(8, "little"))[0])
    if kind == 0:
        return repr(r.uniform(-1, 1) * 10.0 ** r.randint(-320, 308))
    if kind == 1:
        return repr(2.0 ** r.randint(-1070, 1023))
    if kind == 2:
        return f"{r.randint(-10**r.randint(1, 20), 10**18)}e{r.randint(-30, 30)}"
    if kind == 3:
        return str(round(r.uniform(-1e6, 1e6), r.randint(0, 8)))
    return str(r.getrandbits(r.randint(1, 100)))


def random_date(r):
    kind = r.randint(0, 9)
    year = r.choice([r.randint(1, 9999), r.randint(1900, 2100)])
    month, day = r.randint(1, 12), r.randint(1, 31)
    if kind < 6:
        return f"{year:04d}-{month:02d}-{day:02d}" + (" BC" if r.random() < 0.1 else "")
    if kind == 6:
        return f"{year + r.choice([0, 10000, 280000, 5000000]):04d}-{month:02d}-{day:02d}"
    if kind == 7:
        return f"{year:04d}{month:02d}{day:02d}"
    if kind == 8:
        name = r.choice("jan feb mar apr may jun jul aug sep oct nov dec".split())
        return r.choice([f"{name} {day} {year}", f"{day}-{name}-{year}", f"{day} {name} {year}"])
    return r.choice(["infinity", "-infinity", "epoch", f"{month}/{day}/{year % 100:02d}"])


def random_time(r):
    text = f"{r.randint(0, 24):02d}:{r.randint(0, 59):02d}"
    if r.random() < 0.8:
        text += f":{r.randint(0, 60):02d}"
        if r.random() < 0.6:
            text += f".{r.randint(0, 10**r.randint(1, 8)):d}"
    return text


def random_timestamp(r):
    text = random_date(r)
    if "infinity" in text or text == "epoch" or text.endswith("BC"):
        return text
    return text + r.choice([" ", "T", " "]) + random_time(r) if r.random() < 0.9 else text


UNITS = ["year", "years", "mon", "month", "day", "days", "week", "hour", "min", "minutes", "sec",
         "s", "ms", "us", "decade", "century", "mil", "h", "m", "d", "y", "qtr", "msec", "w"]


def random_interval(r):
    kind = r.randint(0, 9)
    if kind == 0:
        return f"{r.choice(['', '-', '+'])}{r.randint(0, 300)}-{r.randint(0, 13)}"
    if kind == 1:
        date = "".join(f"{r.randint(-20, 20)}{u}" for u in "YMWD" if r.random() < 0.5)
        time = "".join(f"{round(r.uniform(-20, 20), r.randint(0, 3))}{u}" for u in "HMS"
                       if r.random() < 0.5)
        return "P" + date + ("T" + time if r.random() < 0.7 else "")
    if kind == 2:
        return f"{r.randint(-40, 40)} {r.choice(['', '-', '+'])}{random_time(r)}"
    parts = []
    for _ in range(r.randint(1, 4)):
        number = str(r.choice([r.randint(-400, 400), round(r.uniform(-99, 99), r.randint(0, 7))]))
        parts.append(number + r.choice(["", " "]) + r.choice(UNITS))
    if r.random() < 0.3:
        parts.append(r.choice(["", "-"]) + random_time(r))
    return " ".join(parts) + (" ago" if r.random() < 0.1 else "")


def garble(r, text):
    """A small damage: what is malformed must be refused with the same words."""
    at = r.randint(0, len(text))
    kind = r.randint(0, 3)
    if kind == 0:
        return text[:at] + text[at + 1:]
    if kind == 1:
        return text[:at] + r.choice("0123456789:-./ +tTbcBCaepm,'") + text[at:]
    if kind == 2:
        return text[:at] + " " + text[at:]
    return text[:at] + text[at:at + 2][::-1] + text[at + 2:]


FIELDS = ["microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month",
          "quarter", "year", "decade", "century", "millennium", "dow", "isodow", "doy", "isoyear",
          "julian", "epoch", "timezone", "t", "now", "am", "nonsense", "m", "mon", "decs"]


def random_cases(cases, r):
    damaged = (lambda text: garble(r, text) if r.random() < 0.25 else text)
    cases.parse("numeric", damaged(random_numeric(r)))
    precision = r.randint(1, 40)
    scale = r.randint(-5, min(37, precision + 3))
    typmod = ((precision << 16) | (scale & 0x7ff)) + 4
    cases.parse("numeric", random_numeric(r), typmod, f"numeric({precision},{scale})")
    if 0 <= scale <= precision <= 38:
        bits = 16 if precision <= 4 else 32 if precision <= 9 else 64 if precision <= 18 else 128
        text = random_numeric(r)
        if "NaN" not in text:
            cases.parse(f"numeric/{bits}/{scale}", damaged(text), typmod,
                        f"numeric({precision},{scale})")
    for kind in ("int2", "int4", "int8", "oid"):
        cases.parse(kind, damaged(random_int(r)))
    cases.parse("bool", damaged(r.choice("true false yes no on off 1 0 t f y n o of".split())))
    cases.parse("float8", damaged(random_real(r)))
    cases.parse("float4", damaged(random_real(r)))
    cases.parse("date", damaged(random_date(r)))
    cases.parse("timestamp", damaged(random_timestamp(r)))
    digits = r.randint(0, 6)
    cases.parse("timestamp", random_timestamp(r), digits, f"timestamp({digits})")
    cases.parse("interval", damaged(random_interval(r)))
    for operation in ("+", "-", "*", "/", "%", "div"):
        cases.numeric(operation, random_numeric(r), random_numeric(r, r.choice([5, 60])))
    for operation in ("ceil", "floor", "sqrt", "ln"):
        cases.numeric(operation, random_numeric(r))
    cases.numeric("exp", random_numeric(r, 4))
    cases.numeric("log", random_numeric(r), random_numeric(r))
    cases.numeric("power", random_numeric(r, 5), random_numeric(r, 3))
    cases.numeric("power", random_numeric(r), str(r.randint(-40, 40)))
    cases.numeric("round", random_numeric(r), r.randint(-20, 20))
    cases.numeric("trunc", random_numeric(r), r.randint(-20, 20))
    for to in ("int2", "int4", "int8", "float8"):
        text = random_numeric(r, 12)
        cases.add(f"{quote(text)}::numeric::{to}", "cast", to, text)
    for kind in ("float4", "float8"):
        text = random_real(r)
        cases.add(f"{quote(text)}::{kind}::numeric", "cast", f"from_{kind}", text)
    for kind, make in (("numeric", random_numeric), ("float8", random_real), ("date", random_date),
                       ("timestamp", random_timestamp), ("interval", random_interval)):
        cases.compare(kind, make(r), make(r))
    for kind, make, send in (("numeric", random_numeric, "numeric_send"),
                             ("float8", random_real, "float8send"),
                             ("float4", random_real, "float4send"),
                             ("date", random_date, "date_send"),
                             ("timestamp", random_timestamp, "timestamp_send"),
                             ("interval", random_interval, "interval_send")):
        cases.binary(kind, make(r), send)
    for operation in ("+", "-"):
        cases.timestamp(operation, random_timestamp(r), random_interval(r))
        cases.interval(operation, random_interval(r), random_interval(r))
        days = str(r.randint(-10**r.randint(1, 9), 10**r.randint(1, 9)))
        date = random_date(r)
        cases.add(f"{quote(date)}::date {operation} {days}::int4", "date", operation, date, days)
    cases.timestamp("age", random_timestamp(r), random_timestamp(r))
    cases.timestamp("difference", random_timestamp(r), random_timestamp(r))
    for operation in ("*", "/"):
        factor = str(round(r.uniform(-5, 5), r.randint(0, 6)))
        cases.interval(operation, random_interval(r), factor)
    for operation in ("justify_hours", "justify_days", "justify_interval", "negate"):
        cases.interval(operation, random_interval(r))
    for kind, make in (("date", random_date), ("timestamp", random_timestamp),
                       ("interval", random_interval)):
        for use in ("extract",) if kind == "date" else ("extract", "part", "truncate"):
            unit, text = r.choice(FIELDS), make(r)
            # PostgreSQL does not look at all units where the timestamp is infinite.
            if "infinity" not in text or (use != "truncate" and unit != "timezone"):
                cases.unit(use, unit, kind, text)
    make = {"timestamp": random_timestamp, "interval": random_interval, "numeric": random_numeric,
            "float8": random_real}
    add_format_cases(cases, r, make, quote, garble)


def ask_server(connection, pairs):
    script = EVAL + "".join(
        f"select {call};\n" for _, call in pairs)
    run = subprocess.run(["psql", "-XAtq", connection], input=script, capture_output=True,
                         text=True, check=False)
    if run.stderr:
        sys.exit(run.stderr[:2000])
    return run.stdout.split("\n")[:-1]


def ask_tool(tool, pairs):
    run = subprocess.run([tool], input="".join(line + "\n" for line, _ in pairs),
                         capture_output=True, text=True, check=False)
    if run.returncode or run.stderr:
        sys.exit(f"{tool} ended with {run.returncode}: {run.stderr[:4000]}")
    return run.stdout.split("\n")[:-1]


def compare(tool, connection, rounds, seed):
    cases, r = Cases(), random.Random(seed)
    from_file(cases, os.path.join(HERE, "cases.txt"))
    for _ in range(rounds):
        random_cases(cases, r)
        random_time_cases(cases.add_with, r, lambda text: garble(r, text))
    wanted, got = ask_server(connection, cases.pairs), ask_tool(tool, cases.pairs)
    if len(wanted) != len(cases.pairs) or len(got) != len(cases.pairs):
        sys.exit(f"{len(cases.pairs)} cases, {len(wanted)} and {len(got)} answers")
    different = [row for row in zip(cases.pairs, wanted, got) if row[1] != row[2]]
    for (line, sql), theirs, ours in different[:60]:
        print(f"{line!r}\n    {sql}\n    PostgreSQL: {theirs}\n    Hearth:     {ours}")
    print(f"{len(cases.pairs) - len(different)} passed, {len(different)} failed")
    return 1 if different else 0


def main():
    arguments = sys.argv[1:]
    rounds = int(arguments[0]) if arguments else ROUNDS
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    if len(arguments) == 4:
        return compare(*arguments[2:], rounds, seed)
    with Oracle() as oracle:
        return compare(VALUE_TOOL, oracle.url(), rounds, seed)


if __name__ == "__main__":
    sys.exit(main())
