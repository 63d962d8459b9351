#!/usr/bin/env python3
"""Reads generated CSV files with parquet_dump and with Python's csv module and compares them.

    check.py DUMP [--files N] [--seed N]

Parts: written (files with every kind of quoting, line end, delimiter and value, some larger than a
chunk), sparse (the same rows read with selections and skips), grammar (quotes, line ends and tabs in
any order, against a reader of the grammar of storage/csv/csv.h), damage (bytes changed and files cut
short: rows or an error with its SQLSTATE, never a crash).  All random choices come from the seed.
"""

import argparse
import csv
import datetime
import io
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

SECONDS_PER_FILE = 60
READ_FAILED = 2
MICROS_A_DAY = 86400 * 1000000
EPOCH = datetime.date(2000, 1, 1)
EXPECTED_CODES = {"22P02", "22P04", "22003", "22007", "22008", "22021", "54000", "54011"}
WORDS = ["", "a", "01234", "+49123", "naïve", "twelve bytes", "more than twelve bytes",
         'say "hi"', "a,b", "a;b", "x\ty", "p|q", "two\nlines", "two\r\nlines", '"', '""', "\n",
         "漢字仮名", " blank ", "1a", "it's", "\\N"]


class Failures:
    def __init__(self):
        self.count = 0
        self.checks = 0

    def expect(self, holds, what):
        self.checks += 1
        if not holds:
            self.count += 1
            print("FAILED " + what, flush=True)


def run_dump(dump, *arguments):
    done = subprocess.run([dump, *map(str, arguments)], capture_output=True, timeout=SECONDS_PER_FILE)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


# --- Columns: how a value is written, and how the dump shows it ------------------------------------


def escape(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def make_integer(rng):
    value = rng.randint(-2**31, 2**31 - 1) if rng.random() < 0.5 else rng.randint(-99, 99)
    return str(value), str(value)


def make_bigint(rng):
    value = rng.randint(-2**63, 2**63 - 1)
    return str(value), str(value)


def make_huge(rng):
    value = rng.choice([-1, 1]) * rng.randint(2**63 + 1, 10**rng.choice([20, 38, 60]))
    return str(value), str(value)


def make_float(rng):
    value = rng.choice([
        lambda: round(rng.uniform(-1e6, 1e6), rng.randint(1, 6)),
        lambda: rng.uniform(-1, 1),
        lambda: rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300),
        lambda: struct.unpack("<d", struct.pack("<Q", rng.randint(1 << 52, (2046 << 52) - 1)))[0],
    ])()
    return repr(value), hex(struct.unpack("<Q", struct.pack("<d", value))[0])


def make_date(rng):
    value = datetime.date.fromordinal(rng.randint(1, datetime.date.max.toordinal()))
    return value.isoformat(), str((value - EPOCH).days)


def make_timestamp(rng):
    day = datetime.date.fromordinal(rng.randint(1, datetime.date.max.toordinal()))
    micros = rng.randrange(MICROS_A_DAY)
    seconds, fraction = divmod(micros, 1000000)
    text = "%s%s%02d:%02d:%02d" % (day.isoformat(), rng.choice(" T"), seconds // 3600,
                                   seconds // 60 % 60, seconds % 60)
    digits = "%06d" % fraction
    text += "." + digits if rng.random() < 0.5 else ""
    micros = micros if "." in text else seconds * 1000000
    return text, str((day - EPOCH).days * MICROS_A_DAY + micros)


def make_boolean(rng):
    value = rng.random() < 0.5
    return rng.choice([str, lambda v: str(v).lower(), lambda v: str(v).upper()])(value), str(int(value))


def make_text(rng):
    text = rng.choice(WORDS) * rng.choice([1, 1, 1, 2, 30])
    return text, escape(text)


# name of the type, maker, a value that no narrower type of the ladder holds
KINDS = [
    ("bigint", lambda rng: rng.choice([make_integer, make_bigint])(rng),
     ("4294967296", "4294967296")),
    ("double precision", make_float, ("0.5", "0x3fe0000000000000")),
    ("numeric", lambda rng: rng.choice([make_integer, make_huge])(rng),
     ("9223372036854775808", "9223372036854775808")),
    ("date", make_date, ("2000-01-02", "1")),
    ("timestamp without time zone", make_timestamp, ("2000-01-01 00:00:01", "1000000")),
    ("boolean", make_boolean, ("true", "1")),
    ("text", make_text, ("x", "x")),
]


class Cell:
    """What is written, whether in quotes, and what the dump shows."""

    def __init__(self, written, shown, is_quoted):
        self.written = written
        self.shown = shown
        self.is_quoted = is_quoted


def make_cell(rng, kind, delimiter, null_share):
    name, maker, _ = kind
    if rng.random() < null_share:
        return Cell("", "\\N", False)
    written, shown = maker(rng)
    must = any(c in written for c in (delimiter, '"', "\n", "\r")) or (name == "text" and written == "")
    return Cell(written, shown, must or rng.random() < 0.2)


def write_cell(cell):
    return '"' + cell.written.replace('"', '""') + '"' if cell.is_quoted else cell.written


class Sample:
    def __init__(self, rng):
        self.delimiter = rng.choice(",;\t|")
        self.line_end = rng.choice(["\n", "\r\n", "\r"])
        self.kinds = [rng.choice(KINDS) for _ in range(rng.choice([2, 2, 3, 5, 8, 40]))]
        self.names = ["c%d" % at for at in range(len(self.kinds))]
        row_count = rng.choice([1, 5, 100, 3000, 60000 // len(self.kinds)])
        null_share = rng.choice([0, 0.1, 0.6])
        self.rows = [[Cell(*kind[2], False) for kind in self.kinds]]
        self.rows += [[make_cell(rng, kind, self.delimiter, null_share) for kind in self.kinds]
                      for _ in range(row_count)]
        self.has_bom = rng.random() < 0.2
        self.has_last_end = rng.random() < 0.8
        self.blank_share = rng.choice([0, 0, 0.1])
        self.text = self.write(rng)

    def write(self, rng):
        lines = [self.delimiter.join(self.names)]
        for row in self.rows:
            lines.append(self.delimiter.join(map(write_cell, row)))
            if rng.random() < self.blank_share:
                lines.append("")
        text = self.line_end.join(lines) + (self.line_end if self.has_last_end else "")
        return ("\ufeff" if self.has_bom else "") + text

    def expected_columns(self):
        return ["column\t%s\t%s" % (name, kind[0]) for name, kind in zip(self.names, self.kinds)]

    def expected_rows(self):
        return ["row\t" + "\t".join(cell.shown for cell in row) for row in self.rows]

    def agrees_with_python(self):
        """The generator itself is held to what the csv module reads."""
        stream = io.StringIO(self.text.lstrip("\ufeff"), newline="")
        rows = [row for row in csv.reader(stream, delimiter=self.delimiter) if row]
        return rows == [self.names] + [[cell.written for cell in row] for row in self.rows]


def split_lines(output):
    return output.split("\n")[:-1]


def check_written(dump, folder, failures, rng, number):
    sample = Sample(rng)
    path = folder / ("written%d.csv" % number)
    path.write_bytes(sample.text.encode())
    what = "file %d (%d columns, %d rows, delimiter %r)" % (
        number, len(sample.names), len(sample.rows), sample.delimiter)

    failures.expect(sample.agrees_with_python(), what + ": generator and csv module")
    code, output, error = run_dump(dump, path)
    lines = split_lines(output)
    failures.expect(code == 0, "%s: exit %d: %s" % (what, code, error))
    columns = [line for line in lines if line.startswith("column\t")]
    failures.expect(columns == sample.expected_columns(), what + ": columns")
    rows, expected = [line for line in lines if line.startswith("row\t")], sample.expected_rows()
    failures.expect(rows == expected, what + ": rows" + first_difference(rows, expected))
    check_sparse(dump, path, failures, number + 1, what)
    return path


def first_difference(got, wanted):
    for at, (a, b) in enumerate(zip(got, wanted)):
        if a != b:
            return "\n  row %d\n  got    %r\n  wanted %r" % (at, a[:300], b[:300])
    return " (%d, wanted %d)" % (len(got), len(wanted))


def check_sparse(dump, path, failures, seed, what):
    """With selections and skips, what is shown is a subsequence of all rows, in order."""
    _, output, _ = run_dump(dump, path)
    everything = iter([line for line in split_lines(output) if line.startswith("row\t")])
    code, output, error = run_dump(dump, "--sparse", seed, path)
    shown = [line for line in split_lines(output) if line.startswith("row\t")]
    failures.expect(code == 0, "%s: sparse: %s" % (what, error))
    failures.expect(all(row in everything for row in shown), what + ": sparse rows")


# --- Grammar ----------------------------------------------------------------------------------------

GRAMMAR_PIECES = ["a", "bc", "\t", "\t", '"', '"', '""', "\n", "\r\n", "\r", '\t"', '"\t', '"\n', "x" * 61]


def make_grammar_field(rng, line_end):
    pieces = [rng.choice(GRAMMAR_PIECES) for _ in range(rng.choice([0, 1, 1, 2, 5]))]
    text = "".join(pieces)
    if rng.random() < 0.5:
        return '"' + text.replace('"', '""') + '"'
    text = text.replace("\r", "").replace('"', "") if line_end == "\r" else text
    return text.replace("\t", "").replace("\n", "").lstrip('"')


class Malformed(Exception):
    pass


def take_quoted(text, at):
    """From behind the opening quote; gives the value and where its closing quote is followed up."""
    value = ""
    while True:
        end = text.find('"', at)
        if end < 0:
            raise Malformed
        value += text[at:end]
        if text[end + 1:end + 2] != '"':
            return value, end + 1
        value += '"'
        at = end + 2


def line_end_of(text):
    """Quotes that begin no field count, too: only the start of a file in doubt depends on them."""
    plain = "".join(text.split('"')[::2])
    return "\r" if "\r" in plain and "\n" not in plain else "\n"


def take_field(text, at, line_end):
    """The value (None for null), where what ends it stands, and whether that ends the record."""
    value, is_quoted = None, text[at:at + 1] == '"'
    begin = at
    if is_quoted:
        value, at = take_quoted(text, at + 1)
        begin = at
    while at < len(text) and text[at] not in "\t" + line_end:
        at += 1
    ends_record = at == len(text) or text[at] == line_end
    rest = text[begin:at]
    if ends_record and rest.endswith("\r"):
        rest = rest[:-1]
    if is_quoted and rest:
        raise Malformed
    return value if is_quoted else rest or None, at, ends_record


def read_records(text, columns, line_end):
    at, records = 0, []
    while at < len(text):
        begin, record, ends = at, [], False
        while not ends:
            value, end, ends = take_field(text, at, line_end)
            record.append(value)
            at = end + 1
        if columns > 1 and text[begin:end] in ("", "\r"):
            continue
        if len(record) != columns:
            raise Malformed
        records.append(record)
    return records


def show_record(record):
    return "row\t" + "\t".join("\\N" if value is None else escape(value) for value in record)


def check_grammar(dump, folder, failures, rng):
    columns = rng.choice([1, 2, 2, 3])
    line_end, line_ends = rng.choice([("\n", ["\n", "\n", "\r\n", "\n\n"])] * 3 +
                                     [("\r", ["\r", "\r\r"])])
    head = "\t".join("c%d" % at for at in range(columns)) + line_end
    body = "\t".join(["t"] * columns) + line_end
    for _ in range(rng.choice([1, 3, 10, 40])):
        body += "\t".join(make_grammar_field(rng, line_end) for _ in range(columns))
        body += rng.choice(line_ends)
    if rng.random() < 0.3:
        at = rng.randrange(len(body))
        body = body[:at] + rng.choice(GRAMMAR_PIECES) + body[at + rng.randrange(2):]
    if line_end_of(head + body) != line_end:
        return False  # another file than was meant
    path = folder / "grammar.tsv"
    path.write_bytes((head + body).encode())
    code, output, error = run_dump(dump, path)
    try:
        expected = [show_record(record) for record in read_records(body, columns, line_end)]
    except Malformed:
        failures.expect(code == READ_FAILED and error.startswith("22P04"),
                        "malformed %r: exit %d: %s" % (head + body, code, error))
        return False
    rows = [line for line in split_lines(output) if line.startswith("row\t")]
    what = "grammar %r: exit %d: %s" % (head + body, code, error)
    failures.expect(code == 0 and rows == expected, what + first_difference(rows, expected))
    return True


# --- Damage -----------------------------------------------------------------------------------------


def damage(rng, content):
    content = bytearray(content)
    if rng.random() < 0.3:
        return bytes(content[:rng.randrange(len(content) + 1)])
    for _ in range(rng.choice([1, 1, 5, 50])):
        at = rng.randrange(len(content))
        content[at] = rng.choice([0, 10, 13, 34, 44, 59, 255, rng.randrange(256)])
    return bytes(content)


def check_damage(dump, folder, failures, rng, source):
    content = source.read_bytes()[:200000]
    for number in range(8):
        path = folder / "damaged.csv"
        path.write_bytes(damage(rng, content))
        code, _, error = run_dump(dump, path)
        is_known = code == 0 or (code == READ_FAILED and error[:5] in EXPECTED_CODES)
        failures.expect(is_known, "damage %d of %s: exit %d: %s" % (number, source, code, error[:500]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dump")
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures = Failures()
    well_formed = 0

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for number in range(options.files):
            rng = random.Random(options.seed * 1000003 + number)
            path = check_written(options.dump, folder, failures, rng, number)
            check_damage(options.dump, folder, failures, rng, path)
            path.unlink()
            for _ in range(10):
                well_formed += check_grammar(options.dump, folder, failures, rng)
    failures.expect(well_formed > 0, "no well-formed file among those of the grammar")
    print("%d checks, %d failed" % (failures.checks, failures.count))
    return 1 if failures.count or not failures.checks else 0


if __name__ == "__main__":
    sys.exit(main())
