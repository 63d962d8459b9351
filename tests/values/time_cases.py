"""Cases of dates and times that depend on the settings TimeZone, DateStyle and IntervalStyle.

A case is (fields of the tool's line, SQL, settings); see time_operations.c for the fields.
"""
import random

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo",
         "Australia/Lord_Howe", "Australia/Sydney", "Europe/Dublin", "Europe/London", "Europe/Moscow",
         "Africa/Casablanca", "Africa/Monrovia", "America/Caracas", "America/St_Johns",
         "America/Argentina/San_Luis", "America/Nuuk", "Antarctica/Troll", "Asia/Gaza", "Asia/Kathmandu",
         "Asia/Tehran", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati",
         "America/Los_Angeles", "Asia/Pyongyang", "Europe/Amsterdam", "America/Indiana/Knox", "Etc/GMT+5",
         "EST5EDT", "FOO+3", "<+03>-3", "<-01>1<+00>,M3.5.0/-1,M10.5.0/0", "YYY-5:30", "posix/Asia/Baku",
         "CET-1CEST,M3.5.0,M10.5.0/3", "AAA4BBB,J60/0,J300", "AAA4BBB,59,299/3", "NZST-12NZDT,M9.5.0,M4.1.0/3",
         "3", "-7.5", "interval '02:30:15'", "interval '-04:00'", "europe/paris", "WART4WARST,J1/0,J365/25",
         "America/Adak", "Asia/Manila", "Africa/Cairo", "Atlantic/Azores", "America/Anchorage", "Asia/Hong_Kong"]
ABBREVIATIONS = ["EST", "EDT", "PST", "PDT", "CET", "CEST", "MSK", "IST", "UTC", "Z", "zulu", "GMT", "BST", "ART",
                 "LHDT", "VET", "sgt", "EAST", "NOVST", "MET", "MET DST", "EST DST", "IRKT", "PYT", "KST", "AMST",
                 "dst", "EDT DST", "LKT", "ulat", "IOT", "ANAST", "TMT", "MAGT", "GYT"]
DATE_STYLES = ["ISO, MDY", "ISO, DMY", "ISO, YMD", "SQL, MDY", "SQL, DMY", "Postgres, MDY", "Postgres, DMY",
               "Postgres, YMD", "German, DMY", "German, MDY", "SQL, YMD"]
INTERVAL_STYLES = ["postgres", "postgres_verbose", "sql_standard", "iso_8601"]
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
UNITS = ["microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
         "decade", "century", "millennium", "dow", "isodow", "doy", "isoyear", "julian", "epoch", "timezone",
         "timezone_hour", "timezone_minute", "now", "nonsense"]
SETTINGS = [
    ("timezone", ZONES + ["foo", "200", "right/UTC", "-167:59", "interval '1 day'", "interval '1 mon'", "interval x",
                          "EST", "zone.tab", "YYY-5:30:15", "", " 3", "utc", "US/pacific", "5 ", "Foo3Bar",
                          "a/../UTC"]),
    ("datestyle", DATE_STYLES + ["german", "euro", "iso,us", "dmy,mdy", "x", "iso,,us", "default", "german, default",
                                 "sql, noneuropean"]),
    ("intervalstyle", INTERVAL_STYLES + ["ISO_8601", "x", ""]),
]


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def typed(kind, text):
    return f"{quote(text)}::{kind}"


class TimeCases:
    def __init__(self, add, r, damage):
        self._add, self.r, self.damage = add, r, damage

    def settings(self):
        r = self.r
        return (r.choice(ZONES), r.choice(DATE_STYLES) if r.random() < 0.5 else "ISO, MDY",
                r.choice(INTERVAL_STYLES) if r.random() < 0.5 else "postgres")

    def add(self, sql, *fields, settings=None):
        settings = settings or self.settings()
        self._add(sql, settings, "with", *settings, *fields)

    # Texts.

    def near_change(self):
        """A day on which clocks are changed somewhere, or just any."""
        r = self.r
        year = r.choice([r.randint(1850, 2100), r.randint(1915, 2040), r.randint(1, 9999), r.randint(2037, 2500),
                         r.choice([1, 1847, 1883, 1901, 1970, 2037, 2038, 2400, 10000, 250000, 294276])])
        month = r.choice([3, 4, 9, 10, 11, r.randint(1, 12)])
        day = r.choice([r.randint(1, 14), r.randint(21, 28), r.randint(1, 31)])
        return year, month, day

    def date(self):
        r = self.r
        year, month, day = self.near_change()
        forms = [f"{year:04d}-{month:02d}-{day:02d}"] * 12 + [
            f"{month}/{day}/{year:04d}", f"{day}/{month}/{year:04d}", f"{day}.{month}.{year:04d}",
            f"{month:02d}-{day:02d}-{year % 100:02d}", f"{year % 100:02d}/{month}/{day}",
            f"{MONTHS[month - 1]} {day} {year:04d}", f"{day}-{MONTHS[month - 1]}-{year % 100:02d}",
            f"{year % 100:02d}-{MONTHS[month - 1]}-{day}", f"{year:04d}-{MONTHS[month - 1]}-{day:02d}",
            f"{year:04d}{month:02d}{day:02d}", f"{day} {month} {year % 100}", f"{year:04d}.{day + 100}",
            f"J{r.randint(2000000, 2600000)}"]
        return r.choice(forms)

    def time(self):
        r = self.r
        hour = r.choice([r.randint(0, 3), r.randint(0, 23), r.randint(0, 24)])
        minute = r.choice([0, 30, r.randint(0, 59)])
        second = r.choice([0, r.randint(0, 59), r.randint(0, 60)])
        fraction = f".{r.randint(0, 10 ** r.randint(1, 8))}" if r.random() < 0.3 else ""
        form = r.randint(0, 9)
        if form == 0:
            return f"{hour:02d}{minute:02d}{second:02d}{fraction}"
        if form == 1:
            return f"{hour % 13}:{minute:02d}{r.choice([' ', ''])}{r.choice(['am', 'PM'])}"
        if form == 2:
            return r.choice(["allballs", "T" + f"{hour:02d}{minute:02d}", f"{hour:02d}{minute:02d}",
                             f"h{hour}mm{minute}s{second}", f"{hour}h {minute}mm", f"T{hour:02d}:{minute:02d}"])
        return f"{hour:02d}:{minute:02d}" + (f":{second:02d}{fraction}" if r.random() < 0.7 else "")

    def zone(self):
        r = self.r
        kind = r.randint(0, 9)
        if kind < 3:
            return r.choice(["", " "]) + f"{r.choice('+-')}{r.randint(0, 16):02d}" + r.choice(
                ["", ":30", "00", f":{r.randint(0, 60):02d}", ":15:20", f"{r.randint(0, 70):02d}"])
        if kind < 6:
            return " " + r.choice(ABBREVIATIONS)
        return " " + r.choice(ZONES)

    def timestamp(self, zoned=0.4):
        r = self.r
        if r.random() < 0.03:
            return r.choice(["infinity", "-infinity", "epoch"])
        text = self.date() + r.choice([" ", " ", "T"]) + self.time()
        if r.random() < zoned:
            text += self.zone()
        return text + (" BC" if r.random() < 0.08 else "")

    def plain(self):
        """A timestamp of which there is little doubt."""
        r = self.r
        year, month, day = self.near_change()
        text = f"{year:04d}-{month:02d}-{min(day, 28):02d} {r.randint(0, 23):02d}:{r.randint(0, 59):02d}"
        text += r.choice(["", f":{r.randint(0, 59):02d}", f":{r.randint(0, 59):02d}.{r.randint(0, 999999):06d}"])
        text += " BC" if r.random() < 0.05 and year < 4713 else ""
        return r.choice(["infinity", "-infinity"]) if r.random() < 0.02 else text

    def time_of_day(self):
        r = self.r
        text = self.time()
        kind = r.randint(0, 9)
        if kind < 4:
            return text + self.zone()
        if kind == 4:
            return self.date() + " " + text + self.zone()
        if kind == 5:
            return self.date() + " " + text
        return text

    def zoned_time(self):
        r = self.r
        return (f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}"
                f"{r.choice('+-')}{r.randint(0, 14):02d}{r.choice(['', ':30'])}")

    def interval(self):
        r = self.r
        parts = []
        for unit, size in (("years", 9), ("mons", 30), ("days", 60), ("hours", 60), ("mins", 90)):
            if r.random() < 0.4:
                parts.append(f"{r.randint(-size, size)} {unit}")
        if r.random() < 0.4 or not parts:
            parts.append(f"{round(r.uniform(-99, 99), r.randint(0, 6))} secs")
        return " ".join(parts)

    # One of each kind.

    def parses(self):
        r = self.r
        for kind, make in (("timestamptz", self.timestamp), ("timestamptz", self.plain), ("timestamp", self.timestamp),
                           ("time", self.time_of_day), ("timetz", self.time_of_day), ("date", self.date),
                           ("interval", self.interval)):
            text = make()
            if r.random() < 0.2:
                text = self.damage(text)
            # Words that know the clock are refused.
            if any(word in text.lower() for word in ("now", "tod", "tom", "yes")):
                continue
            self.add(typed(kind, text), "parse", -1, kind, text)
        digits = r.randint(0, 6)
        for kind, make in (("timestamptz", self.timestamp), ("time", self.time_of_day), ("timetz", self.time_of_day)):
            text = make()
            self.add(f"{quote(text)}::{kind}({digits})", "parse", digits, kind, text)
        text = r.choice(["-", ""]) + r.choice(["1-2", "1 2:03:04", "3 days 04:05", "1-2 3 4:05:06", "1 year 2 mons"])
        text += r.choice(["", "", " -3 secs"])
        self.add(typed("interval", text), "parse", -1, "interval", text)

    def casts(self):
        for source, to, make in (("date", "timestamptz", self.date), ("timestamp", "timestamptz", self.plain),
                                 ("timestamptz", "timestamp", self.timestamp), ("timestamptz", "date", self.plain),
                                 ("timestamp", "time", self.plain), ("timestamptz", "time", self.plain),
                                 ("timestamptz", "timetz", self.plain), ("time", "timetz", self.time),
                                 ("time", "interval", self.time), ("interval", "time", self.interval)):
            text = make()
            self.add(f"{typed(source, text)}::{to}", "cast", to, source, text)

    def zones(self):
        r = self.r
        for kind in ("timestamp", "timestamptz", "timetz"):
            text = self.zoned_time() if kind == "timetz" else self.plain()
            if "infinity" in text:
                continue
            name = r.choice([r.choice(ZONES), r.choice(ABBREVIATIONS),
                             r.choice(["nowhere", "", "+02", "05:00", "../UTC"])])
            self.add(f"{typed(kind, text)} at time zone {quote(name)}", "zone", name, kind, text)
            interval = r.choice(["02:00", "-05:30", "1 day", "1 mon 3 hours", "25:00", "00:00:59.7", "-12:34:56"])
            self.add(f"{typed(kind, text)} at time zone {typed('interval', interval)}", "zone", f"[{interval}]",
                     kind, text)

    def arithmetic(self):
        r = self.r
        for kind, make in (("timestamptz", self.plain), ("timestamptz", self.timestamp), ("time", self.time),
                           ("timetz", self.zoned_time)):
            text, by, sign = make(), self.interval(), r.choice("+-")
            self.add(f"{typed(kind, text)} {sign} {typed('interval', by)}", "shift", sign, kind, text, "interval", by)
        a, b = self.plain(), self.plain()
        if r.random() < 0.3:
            b = a[:-1] + r.choice("0123456789")
        self.add(f"age({typed('timestamptz', a)}, {typed('timestamptz', b)})", "pair", "age", "timestamptz", a,
                 "timestamptz", b)
        if not any(text.startswith(("250000", "294276")) for text in (a, b)):  # PostgreSQL 15 lets these wrap around
            self.add(f"{typed('timestamptz', a)} - {typed('timestamptz', b)}", "pair", "difference", "timestamptz", a,
                     "timestamptz", b)
        a, b = self.time(), self.time()
        self.add(f"{typed('time', a)} - {typed('time', b)}", "pair", "difference", "time", a, "time", b)
        date = self.date()
        self.add(f"{typed('date', date)} + {typed('time', a)}", "pair", "on_date", "date", date, "time", a)
        a, b = self.zoned_time(), self.zoned_time()
        self.add(f"{typed('date', date)} + {typed('timetz', a)}", "pair", "on_date", "date", date, "timetz", a)
        self.add(f"timetz_cmp({typed('timetz', a)}, {typed('timetz', b)})", "pair", "compare", "timetz", a, "timetz", b)

    def units(self):
        r = self.r
        unit, text = r.choice(UNITS), self.plain()
        if "infinity" not in text:
            self.add(f"date_trunc({quote(unit)}, {typed('timestamptz', text)})", "truncate", unit, "",
                     "timestamptz", text)
            zone = r.choice(ZONES + ABBREVIATIONS)
            self.add(f"date_trunc({quote(unit)}, {typed('timestamptz', text)}, {quote(zone)})", "truncate", unit, zone,
                     "timestamptz", text)
        for kind, make in (("timestamptz", self.plain), ("time", self.time), ("timetz", self.zoned_time)):
            unit, text = r.choice(UNITS), make()
            self.add(f"extract({quote(unit)} from {typed(kind, text)})", "extract", unit, kind, text)
            self.add(f"date_part({quote(unit)}, {typed(kind, text)})", "part", unit, kind, text)

    def makes(self):
        r = self.r
        year, month, day = self.near_change()
        year = -year if r.random() < 0.1 else year
        hour, minute, second = r.randint(-1, 25), r.randint(-1, 60), r.choice(
            [r.randint(0, 61), round(r.uniform(-1, 61), r.randint(0, 8))])
        moment = (year, month, day, hour, minute, second)
        self.add("make_time(%s, %s, %s)" % moment[3:], "make", "time", *moment)
        self.add("make_timestamp(%s, %s, %s, %s, %s, %s)" % moment, "make", "timestamp", *moment)
        self.add("make_timestamptz(%s, %s, %s, %s, %s, %s)" % moment, "make", "timestamptz", *moment)
        zone = r.choice([r.choice(ZONES), r.choice(ABBREVIATIONS), "+02", "-05:30", "+17", "2", "nowhere"])
        self.add("make_timestamptz(%s, %s, %s, %s, %s, %s, %%s)" % moment % quote(zone), "make", "timestamptz",
                 *moment, zone)
        parts = [r.randint(-20, 20) for _ in range(6)] + [round(r.uniform(-100, 100), r.randint(0, 7))]
        self.add("make_interval(%s)" % ", ".join(map(str, parts)), "make", "interval", *parts)
        seconds = r.choice([round(r.uniform(-1e10, 1e10), r.randint(0, 6)), r.uniform(-3e11, 1e13),
                            r.randint(-10 ** 9, 10 ** 9)])
        self.add(f"to_timestamp({seconds!r}::float8)", "epoch", repr(seconds))
        stride, a, b = self.interval(), self.plain(), self.plain()
        kind = r.choice(["timestamp", "timestamptz"])
        self.add(f"date_bin({typed('interval', stride)}, {typed(kind, a)}, {typed(kind, b)})", "bin", "interval",
                 stride, kind, a, kind, b)
        ends = [r.choice(["", "2000-01-01", "2000-01-02", "2000-01-03", "2000-01-04"]) for _ in range(4)]
        sql = [f"{typed('date', end)}::timestamp" if end else "null::timestamp" for end in ends]
        self.add("(%s, %s) overlaps (%s, %s)" % tuple(sql), "overlaps", *ends)

    def sets(self):
        r = self.r
        for name, values in SETTINGS:
            value = r.choice(values)
            self.add(f"set_config({quote(name)}, {quote(value)}, true)", "set", name, value,
                     settings=("UTC", "ISO, MDY", "postgres"))

    def round(self):
        for kind in (self.parses, self.casts, self.zones, self.arithmetic, self.units, self.makes, self.sets):
            kind()


def random_time_cases(add, r, damage):
    TimeCases(add, r, damage).round()
