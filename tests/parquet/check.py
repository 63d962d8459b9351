#!/usr/bin/env python3
"""Reads Parquet files with parquet_dump and with pyarrow and compares, value by value.

    check.py DUMP [--only PART] [--corpora FOLDER] [--flips N]

Needs tests/requirements.txt.  Parts: written (every encoding, codec, page version, null pattern and
type that pyarrow writes), corpora (the public example files), damage (truncations and flipped bytes:
an error or rows, never a crash).  All random choices have fixed seeds.
"""

import argparse
import datetime
import decimal
import itertools
import math
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77  # what meson takes for "skipped"

try:
    import numpy
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed, see tests/requirements.txt")
    sys.exit(SKIPPED)

ROWS = 5000
SECONDS_PER_FILE = 60
EPOCH_2000 = datetime.date(2000, 1, 1)
MICROS_TO_2000 = 946684800 * 1000000
DAYS_TO_2000 = 10957
READ_FAILED = 2


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
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def escape(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def float_bits(code, value):
    size = {"f": "<I", "d": "<Q"}[code]
    return hex(struct.unpack(size, struct.pack("<" + code, value))[0])


def is_shown(field):
    """Is a column of this Arrow type one that SQL sees?"""
    t = field.type
    return not (pa.types.is_nested(t) or pa.types.is_time(t) or pa.types.is_fixed_size_binary(t)
                or pa.types.is_duration(t) or pa.types.is_interval(t)
                or pa.types.is_decimal256(t))


def shown_values(array):
    """The column as parquet_dump prints it."""
    t = array.type
    if pa.types.is_dictionary(t):
        array = array.dictionary_decode() if isinstance(array, pa.Array) else array.cast(t.value_type)
        t = array.type
    if pa.types.is_timestamp(t):
        scale = {"s": 1000000, "ms": 1000, "us": 1, "ns": None}[t.unit]
        raw = array.cast(pa.int64()).to_pylist()
        def micros(v):
            return (v // 1000 if scale is None else v * scale) - MICROS_TO_2000
        return [b"\\N" if v is None else str(micros(v)).encode() for v in raw]
    if pa.types.is_date(t):
        raw = array.cast(pa.date32()).cast(pa.int32()).to_pylist()
        return [b"\\N" if v is None else str(v - DAYS_TO_2000).encode() for v in raw]
    return [b"\\N" if v is None else show_value(t, v) for v in array.to_pylist()]


def show_value(t, value):
    if pa.types.is_boolean(t):
        return str(int(value)).encode()
    if pa.types.is_integer(t):
        return str(value).encode()
    if pa.types.is_float16(t) or pa.types.is_float32(t):
        return float_bits("f", float(value)).encode()
    if pa.types.is_float64(t):
        return float_bits("d", value).encode()
    if pa.types.is_decimal(t):
        with decimal.localcontext() as context:
            context.prec = 80
            return str(int(value.scaleb(t.scale))).encode()
    if isinstance(value, bytes):
        return value.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(
            b"\r", b"\\r")
    return escape(value).encode()


def is_nan_bits(shown):
    if not shown.startswith(b"0x"):
        return False
    bits = int(shown, 16)
    if bits >> 32:
        return (bits >> 52) & 0x7ff == 0x7ff and bits & ((1 << 52) - 1) != 0
    return (bits >> 23) & 0xff == 0xff and bits & ((1 << 23) - 1) != 0


def same(got, wanted):
    return got == wanted or (is_nan_bits(got) and is_nan_bits(wanted))


def find_difference(rows, wanted):
    """`rows`: lists of fields; `wanted`: a list of columns."""
    expected_rows = list(zip(*wanted)) if wanted else []
    if len(rows) != len(expected_rows):
        return f"{len(rows)} rows instead of {len(expected_rows)}"
    for number, (got, want) in enumerate(zip(rows, expected_rows)):
        if len(got) != len(want):
            return f"row {number} has {len(got)} fields instead of {len(want)}"
        for column, (a, b) in enumerate(zip(got, want)):
            if not same(a, b):
                return f"row {number}, column {column}: {a!r} instead of {b!r}"
    return None


def parse_rows(out):
    return [line.split(b"\t")[1:] for line in out.split(b"\n") if line.startswith(b"row")]


def compare_whole(failures, dump, path, wanted, name):
    code, out, error = run_dump(dump, path)
    if code != 0:
        failures.expect(False, f"{name}: exit {code}: {error[-300:]}")
        return
    failures.expect((problem := find_difference(parse_rows(out), wanted)) is None,
                    f"{name}: {problem}")
    check_stats(failures, out, name)


def check_stats(failures, out, name):
    """No value lies beyond the bounds that the statistics give, where they are integers."""
    types = [line.split(b"\t")[2] for line in out.split(b"\n") if line.startswith(b"column")]
    bounds = {}
    for line in out.split(b"\n"):
        parts = line.split(b"\t")
        if parts[0] == b"stats" and len(parts) == 6:
            bounds.setdefault(int(parts[2]), []).append((parts[4], parts[5]))
    chunks = {int(line.split(b"\t")[1]) for line in out.split(b"\n") if line.startswith(b"stats")}
    if len(chunks) != 1:
        return
    for column, ((low, high),) in bounds.items():
        kind = types[column].split(b" ")[0].split(b"(")[0]
        if kind in (b"real", b"double"):
            continue
        key = (lambda v: v) if kind == b"text" else int
        values = [key(r[column]) for r in parse_rows(out) if r[column] != b"\\N"]
        if values and kind != b"text" or (values and b"\\" not in b"".join(values)):
            failures.expect(key(low) <= min(values) and max(values) <= key(high),
                            f"{name}: column {column} leaves its bounds {low!r} to {high!r}")


def compare_sparse(failures, dump, path, wanted, seed, name):
    """Reading with selections and skips shows a part of the same rows, in order."""
    code, out, error = run_dump(dump, "--sparse", seed, path)
    if code != 0:
        failures.expect(False, f"{name} sparse {seed}: exit {code}: {error[-300:]}")
        return
    rows = iter(zip(*wanted))
    for line in out.split(b"\n"):
        if not line.startswith(b"row"):
            continue
        got = line.split(b"\t")[1:]
        if not any(len(want) == len(got) and all(map(same, got, want)) for want in rows):
            failures.expect(False, f"{name} sparse {seed}: {got!r} is not in the file, or not here")
            return
    failures.expect(True, name)


# --- Files that pyarrow writes ---------------------------------------------------------------------

def nulls_of(pattern, rows):
    rng = random.Random(7)
    return {
        "none": lambda at: False,
        "some": lambda at: rng.random() < 0.1,
        "most": lambda at: rng.random() < 0.95,
        "runs": lambda at: (at // 700) % 3 == 1,
        "all": lambda at: True,
    }[pattern]


def values_of(rng, rows):
    """Name, Arrow type and a value for each row; few distinct values or many."""
    def text(at):
        return "".join(rng.choice("abcdefghij äöü€😀") for _ in range(rng.randrange(0, 40)))
    words = [text(0) for _ in range(300)]
    prefixed = ["/folder/%05d/%s" % (at // 7, "x" * (at % 5)) for at in range(rows)]
    day = datetime.date(1970, 1, 1)
    return [
        ("bool", pa.bool_(), lambda at: rng.random() < 0.5),
        ("runs_of_bool", pa.bool_(), lambda at: (at // 100) % 2 == 0),
        ("i8", pa.int8(), lambda at: rng.randrange(-128, 128)),
        ("u8", pa.uint8(), lambda at: rng.randrange(0, 256)),
        ("i16", pa.int16(), lambda at: rng.randrange(-2**15, 2**15)),
        ("u16", pa.uint16(), lambda at: rng.randrange(0, 2**16)),
        ("i32", pa.int32(), lambda at: rng.randrange(-2**31, 2**31)),
        ("i32_few", pa.int32(), lambda at: rng.randrange(0, 5)),
        ("i32_runs", pa.int32(), lambda at: at // 3000),
        ("u32", pa.uint32(), lambda at: rng.randrange(0, 2**32)),
        ("i64", pa.int64(), lambda at: rng.randrange(-2**63, 2**63)),
        ("i64_rising", pa.int64(), lambda at: at * 1000 + rng.randrange(0, 50)),
        ("u64", pa.uint64(), lambda at: rng.randrange(0, 2**64)),
        ("f16", pa.float16(), lambda at: rng.choice([0.0, -0.0, 1.5, -65504.0, 5.960464477539063e-08,
                                                     math.inf, math.nan, 0.333251953125])),
        ("f32", pa.float32(), lambda at: rng.choice([0.0, -0.0, math.inf, math.nan, 1.0 / 3,
                                                     float(at)])),
        ("f64", pa.float64(), lambda at: rng.random() * 1e300),
        ("date", pa.date32(), lambda at: day + datetime.timedelta(rng.randrange(-200000, 200000))),
        ("ts_ms", pa.timestamp("ms"), lambda at: rng.randrange(-10**13, 10**13)),
        ("ts_us", pa.timestamp("us", tz="UTC"), lambda at: rng.randrange(-10**16, 10**16)),
        ("ts_ns", pa.timestamp("ns"), lambda at: rng.randrange(-10**18, 10**18)),
        ("d9", pa.decimal128(9, 2), lambda at: decimal.Decimal(rng.randrange(-10**9 + 1, 10**9)).scaleb(-2)),
        ("d18", pa.decimal128(18, 4), lambda at: decimal.Decimal(rng.randrange(-10**18 + 1, 10**18)).scaleb(-4)),
        ("d38", pa.decimal128(38, 10), lambda at: decimal.Decimal(
            rng.randrange(-10**38 + 1, 10**38)).scaleb(-10, decimal.Context(prec=60))),
        ("text", pa.string(), text),
        ("words", pa.string(), lambda at: rng.choice(words)),
        ("ascii", pa.string(), lambda at: "row %d of many" % at),
        ("prefixed", pa.string(), lambda at: prefixed[at]),
        ("binary", pa.binary(), lambda at: b"bytes %d" % rng.randrange(0, 100)),
        ("time", pa.time64("us"), lambda at: rng.randrange(0, 86400 * 10**6)),
        ("fixed", pa.binary(5), lambda at: b"12345"),
        ("list", pa.list_(pa.int32()), lambda at: [1, 2] if at % 2 else []),
    ]


ENCODINGS = {
    "dictionary": None,
    "PLAIN": lambda t: "PLAIN",
    "delta": lambda t: (
        "DELTA_BINARY_PACKED" if pa.types.is_integer(t) or pa.types.is_date(t)
        or pa.types.is_timestamp(t) else
        "DELTA_LENGTH_BYTE_ARRAY" if pa.types.is_string(t) or pa.types.is_binary(t) else
        "RLE" if pa.types.is_boolean(t) else "PLAIN"),
    "prefix": lambda t: (
        "DELTA_BYTE_ARRAY" if pa.types.is_string(t) or pa.types.is_binary(t)
        or pa.types.is_decimal(t) or pa.types.is_float16(t) else "PLAIN"),
    "split": lambda t: (
        "PLAIN" if pa.types.is_boolean(t) or pa.types.is_string(t) or pa.types.is_binary(t)
        or pa.types.is_nested(t) else "BYTE_STREAM_SPLIT"),
}
CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]


def make_table(pattern, rows=ROWS, seed=1):
    rng = random.Random(seed)
    arrays, fields = [], []
    is_null = nulls_of(pattern, rows)
    for name, t, make in values_of(rng, rows):
        values = [None if is_null(at) else make(at) for at in range(rows)]
        if pa.types.is_float16(t):
            values = [None if v is None else numpy.float16(v) for v in values]
        arrays.append(pa.array(values, t))
        fields.append(pa.field(name, t, nullable=pattern != "none"))
    # One column without nulls that could have some.
    arrays.append(pa.array(range(rows), pa.int64()))
    fields.append(pa.field("optional_full", pa.int64()))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def write(table, path, encoding, codec, version, **options):
    choose = ENCODINGS[encoding]
    settings = {"use_dictionary": True} if choose is None else {
        "use_dictionary": False,
        "column_encoding": {f.name if f.name != "list" else "list.list.element": choose(
            f.type if f.name != "list" else f.type.value_type) for f in table.schema},
    }
    pq.write_table(table, path, compression=codec, data_page_version=version, **settings, **options)


def wanted_of(table):
    return [shown_values(table.column(at)) for at, field in enumerate(table.schema)
            if is_shown(field)]


SQL_TYPES = {
    "bool": "boolean", "runs_of_bool": "boolean", "i8": "smallint", "u8": "smallint",
    "i16": "smallint", "u16": "integer", "i32": "integer", "i32_few": "integer",
    "i32_runs": "integer", "u32": "bigint", "i64": "bigint", "i64_rising": "bigint",
    "u64": "numeric(20,0)", "f16": "real", "f32": "real", "f64": "double precision", "date": "date",
    "ts_ms": "timestamp without time zone", "ts_us": "timestamp with time zone",
    "ts_ns": "timestamp without time zone", "d9": "numeric(9,2)", "d18": "numeric(18,4)",
    "d38": "numeric(38,10)", "text": "text", "words": "text", "ascii": "text", "prefixed": "text",
    "binary": "text", "optional_full": "bigint",
}


def check_schema(failures, dump, path):
    for pattern in ["none", "some"]:
        write(make_table(pattern, rows=10), path, "PLAIN", "none", "1.0")
        _, out, _ = run_dump(dump, path)
        lines = [line.split("\t") for line in out.decode().split("\n")]
        full = " not null" if pattern == "none" else ""
        wanted = {name: sql + ("" if name == "optional_full" else full)
                  for name, sql in SQL_TYPES.items()}
        got = {line[1]: line[2] for line in lines if line[0] == "column"}
        failures.expect(got == wanted, f"types: {set(got.items()) ^ set(wanted.items())}")
        skipped = [line[1] for line in lines if line[0] == "skipped"]
        failures.expect(skipped == ["time", "fixed", "list"], f"skipped columns: {skipped}")


def check_statistics(failures, dump, path):
    def stats_of(array, **options):
        pq.write_table(pa.table({"c": array}), path, **options)
        _, out, _ = run_dump(dump, path)
        return next(line for line in out.split(b"\n") if line.startswith(b"stats")).split(b"\t")[3:]

    floats = stats_of(pa.array([1.5, math.nan, -2.0, None]))
    failures.expect(floats[:2] == [b"1", float_bits("d", -2.0).encode()] and is_nan_bits(floats[2]),
                    f"NaN is above the bounds of floats: {floats}")
    zeros = stats_of(pa.array([0.0, -0.0]))
    failures.expect(zeros[1] == float_bits("d", -0.0).encode(), f"bounds of zeros: {zeros}")
    texts = stats_of(pa.array(["b", None, "a", "é"]))
    failures.expect(texts == [b"1", b"a", "é".encode()], f"bounds of texts: {texts}")
    raw = stats_of(pa.array([b"a", b"\xff"]))
    failures.expect(raw == [b"0"], f"bounds that are no text: {raw}")
    none = stats_of(pa.array([3, 4]), write_statistics=False)
    failures.expect(none == [b"-1"], f"no statistics: {none}")
    unsigned = stats_of(pa.array([1, 2**64 - 1], pa.uint64()))
    failures.expect(unsigned == [b"0", b"1", b"18446744073709551615"], f"uint64: {unsigned}")


def check_written(failures, dump, folder):
    check_schema(failures, dump, folder / "schema.parquet")
    check_statistics(failures, dump, folder / "statistics.parquet")
    path = folder / "written.parquet"
    for pattern in ["none", "some", "most", "runs", "all"]:
        table = make_table(pattern)
        wanted = wanted_of(table)
        for encoding, version, pages in itertools.product(ENCODINGS, ["1.0", "2.0"], [300, 1 << 20]):
            # Every codec meets every encoding and page version; null patterns vary along.
            codecs = CODECS if pattern in ("none", "some") and pages == 300 else ["snappy"]
            for codec in codecs:
                name = f"{pattern} {encoding} v{version} pages {pages} {codec}"
                write(table, path, encoding, codec, version, data_page_size=pages,
                      write_batch_size=64 if pages == 300 else 1024, write_page_checksum=True)
                compare_whole(failures, dump, path, wanted, name)
                if codec == "snappy":
                    for seed in (1, 2):
                        compare_sparse(failures, dump, path, wanted, seed, name)
    check_written_specially(failures, dump, folder)


def check_written_specially(failures, dump, folder):
    path = folder / "special.parquet"
    table = make_table("some", rows=20000, seed=5)
    wanted = wanted_of(table)
    # A dictionary that is given up half way: codes, then plain values, in one chunk.
    write(table, path, "dictionary", "snappy", "1.0", dictionary_pagesize_limit=3000,
          data_page_size=5000, write_batch_size=128)
    compare_whole(failures, dump, path, wanted, "dictionary given up")
    compare_sparse(failures, dump, path, wanted, 3, "dictionary given up")
    # Several chunks, decimals as integers, INT96.
    write(table, path, "dictionary", "zstd", "2.0", row_group_size=3333,
          store_decimal_as_integer=True)
    compare_whole(failures, dump, path, wanted, "chunks and decimals as integers")
    write(table, path, "PLAIN", "none", "1.0", store_decimal_as_integer=True)
    compare_whole(failures, dump, path, wanted, "plain decimals as integers")
    times = table.select(["ts_ms", "ts_us"])
    pq.write_table(times, path, use_deprecated_int96_timestamps=True)
    compare_whole(failures, dump, path, wanted_of(times), "INT96")
    # Dictionaries of more than 256 and more than 65536 texts.
    for count in (255, 256, 257, 65536, 65537, 90000):
        texts = pa.table({"t": [f"text number {at * 7919 % count}" for at in range(100000)]})
        pq.write_table(texts, path, dictionary_pagesize_limit=1 << 30)
        compare_whole(failures, dump, path, wanted_of(texts), f"dictionary of {count}")
    empty = table.slice(0, 0)
    pq.write_table(empty, path)
    compare_whole(failures, dump, path, wanted_of(empty), "no rows")
    for broken in (b"\xff\xfe broken", b"zero \0 byte", b"\0", b"x" * 200 + b"\0"):
        bad = pa.table({"b": pa.array([b"ok", b"", broken], pa.binary())})
        for encoding in (None, "PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"):
            pq.write_table(bad, path, use_dictionary=encoding is None,
                           column_encoding=encoding and {"b": encoding})
            code, _, error = run_dump(dump, path)
            failures.expect(code == READ_FAILED and error.startswith("22021"),
                            f"no text: {broken}, {encoding}: {error}")


# --- The public example files ----------------------------------------------------------------------

# Files whose error is right: the SQLSTATE to expect.
DAMAGED = {
    "datapage_v1-corrupt-checksum.parquet": "XX001",
    "rle-dict-uncompressed-corrupt-checksum.parquet": "XX001",
    "binary_truncated_min_max.parquet": "22021",  # raw bytes that are no text
    "binary.parquet": "22021",                    # likewise: zeros
    "int96_from_spark.parquet": "22008",  # a year above 300000
}


def check_corpora(failures, dump, folder):
    files = sorted((folder / "parquet-testing").glob("*.parquet"))
    failures.expect(len(files) > 10, f"no example files in {folder}")
    for path in files:
        check_example(failures, dump, path)


def check_example(failures, dump, path):
    code, out, error = run_dump(dump, path)
    if DAMAGED.get(path.name):
        failures.expect(code == READ_FAILED and error.startswith(DAMAGED[path.name]),
                        f"{path.name}: {code} {error}")
        return
    try:
        file = pq.ParquetFile(path)
        table = file.read(columns=flat_names(file))
    except Exception as problem:  # pyarrow has its own opinion of some files
        print(f"note {path.name}: pyarrow: {str(problem)[:80]}; ours: {code} {error.strip()[:120]}")
        failures.expect(code in (0, READ_FAILED), f"{path.name}: exit {code}")
        return
    failures.expect(code == 0, f"{path.name}: exit {code}: {error}")
    if code == 0:
        wanted = wanted_of(table)
        problem = find_difference(parse_rows(out), wanted) if wanted else None
        failures.expect(problem is None, f"{path.name}: {problem}")


def flat_names(file):
    schema = file.schema_arrow
    return [field.name for field in schema if is_shown(field)]


# --- Damage ----------------------------------------------------------------------------------------

def damaged_sources(folder):
    table = make_table("some", rows=300, seed=9)
    for encoding, version, codec in [("dictionary", "1.0", "snappy"), ("PLAIN", "1.0", "none"),
                                     ("delta", "2.0", "none"), ("prefix", "2.0", "none"),
                                     ("split", "1.0", "zstd"), ("PLAIN", "2.0", "lz4"),
                                     ("dictionary", "2.0", "none"), ("delta", "1.0", "gzip"),
                                     ("PLAIN", "1.0", "brotli")]:
        path = folder / f"source-{encoding}-{version}-{codec}.parquet"
        write(table, path, encoding, codec, version, data_page_size=500, write_batch_size=50)
        yield path


def check_damage(failures, dump, folder, flips):
    path = folder / "damaged.parquet"
    for source in damaged_sources(folder):
        content = source.read_bytes()
        rng = random.Random(source.name)
        for _ in range(flips // 4):
            path.write_bytes(content[:rng.randrange(0, len(content))])
            expect_no_crash(failures, dump, path, f"{source.name} cut")
        for number in range(flips):
            broken = bytearray(content)
            # Half of the flips hit the metadata, which is small but decides most.
            footer = int.from_bytes(content[-8:-4], "little")
            low = len(content) - 8 - footer if number % 2 else 0
            for _ in range(rng.randrange(1, 4)):
                broken[rng.randrange(low, len(content))] = rng.randrange(0, 256)
            path.write_bytes(broken)
            expect_no_crash(failures, dump, path, f"{source.name} flip {number}")


def expect_no_crash(failures, dump, path, name):
    try:
        code, _, error = run_dump(dump, path)
    except subprocess.TimeoutExpired:
        code, error = "timeout", ""
    sound = code == 0 or (code == READ_FAILED and len(error.split(" ", 1)[0]) == 5)
    if not sound:
        kept = pathlib.Path(tempfile.gettempdir()) / ("parquet-" + name.replace(" ", "-"))
        kept.write_bytes(path.read_bytes())
    failures.expect(sound, f"{name}: exit {code}: {error[:2000]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dump")
    parser.add_argument("--only", choices=["written", "corpora", "damage"])
    parser.add_argument("--corpora", default=os.environ.get("HEARTH_CORPORA"))
    parser.add_argument("--flips", type=int, default=40)
    options = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    corpora = pathlib.Path(options.corpora) if options.corpora else root.parent / "shared/corpora"
    failures = Failures()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if options.only in (None, "written"):
            check_written(failures, options.dump, folder)
        if options.only in (None, "corpora"):
            if corpora.is_dir():
                check_corpora(failures, options.dump, corpora)
            else:
                print(f"skipped: no example files at {corpora}")
        if options.only in (None, "damage"):
            check_damage(failures, options.dump, folder, options.flips)
    print(f"{failures.checks} checks, {failures.count} failed")
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.exit(main())
