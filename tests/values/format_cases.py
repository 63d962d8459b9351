"""Random cases of to_char(), to_date(), to_timestamp() and to_number() for check.py.

Templates are random rows of patterns, modifiers, separators and quoted text.  Most texts to be
read were written with the same template, or nearly; the rest is what such templates may meet.
"""

DATE_PATTERNS = (
    "A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY Day Dy D FF1 FF2 FF3 FF4 FF5 FF6 FX HH24 HH12 HH "
    "IDDD ID IW IYYY IYY IY I J MI MM MONTH MON MS Month Mon OF P.M. PM Q RM SSSSS SSSS SS TZH TZM "
    "TZ US WW W Y,YYY YYYY YYY YY Y").split()
COMMON_PATTERNS = "YYYY MM DD HH24 MI SS MS US MON Month HH12 AM DDD YY Day".split()
NUMBER_PATTERNS = ", . 0 9 B C D EEEE FM G L MI PL PR RN SG SP S TH V th rn".split()
MONTHS = "january february march april may june july august september october november december"
DAYS = "sunday monday tuesday wednesday thursday friday saturday"
ROMANS = "I II III IV V VI VII VIII IX X XI XII"
WIDTHS = {"YYYY": 4, "IYYY": 4, "YYY": 3, "IYY": 3, "DDD": 3, "IDDD": 3, "MS": 3, "FF3": 3, "US": 6,
          "FF6": 6, "Y": 1, "I": 1, "D": 1, "ID": 1, "W": 1, "Q": 1, "J": 7, "SSSS": 5, "SSSSS": 5}
LIMITS = {"MM": 13, "DD": 32, "HH24": 25, "HH12": 13, "HH": 13, "MI": 61, "SS": 61, "DDD": 367,
          "WW": 54, "IW": 54, "D": 8, "ID": 8, "W": 6, "Q": 5, "CC": 30, "TZM": 61, "IDDD": 372}
SEPARATORS = ["-", "/", ":", " ", "  ", ".", ",", "", "", "_", "T", "x", '"T"', '"of "', "é", "\\",
              '\\"', '"\\""', "'", "$", "0", '"']
ZONES = [("UTC", 0, "UTC"), ("ABC-5:30", 19800, "ABC"), ("<-0330>3:30", -12600, "-0330"),
         ("XYZ8", -28800, "XYZ"), ("<+0545>-5:45", 20700, "+0545")]


def in_some_case(r, pattern):
    return pattern.lower() if r.random() < 0.2 else pattern


def date_pattern(r, patterns):
    text = in_some_case(r, r.choice(patterns))
    if r.random() < 0.2:
        text = r.choice(["FM", "FM", "FM", "fm", "TM", "tm"]) + text
    if r.random() < 0.15:
        text += r.choice(["TH", "th", "TH", "th", "SP"])
    return text


def date_template(r, patterns=None, count=None):
    parts = ["FX"] if r.random() < 0.08 else [""]
    for _ in range(count or r.randint(1, 6)):
        patterns_here = patterns or r.choice([COMMON_PATTERNS, DATE_PATTERNS])
        parts.append(date_pattern(r, patterns_here))
        parts.append(r.choice(SEPARATORS))
    return "".join(parts)


def number_template(r):
    kind = r.randint(0, 9)
    if kind == 0:
        return "".join(in_some_case(r, r.choice(NUMBER_PATTERNS)) for _ in range(r.randint(1, 8)))
    digits = lambda most: "".join(r.choice(["9", "9", "9", "9", "0", ",", "G"])
                                  for _ in range(r.randint(0, most)))
    text = digits(8)
    if r.random() < 0.6:
        text += r.choice([".", "D", "."]) + r.choice(["", "9", "99", "9999", "00", "9900", "90"])
    elif r.random() < 0.15:
        text += "V" + "9" * r.randint(0, 3)
    if kind == 1:
        return text + "EEEE"
    sign = r.choice(["", "", "", "S", "MI", "PL", "SG", "PR"])
    text = sign + text if sign != "PR" and r.random() < 0.5 else text + sign
    text = r.choice(["", "", "FM", "fm", "B"]) + text
    if r.random() < 0.2:
        text = r.choice(["L", "$", '"n="', " ", "SP", "C"]) + text
    if r.random() < 0.25:
        text += r.choice(["TH", "th", "L", " ", '"%"', "\\", "é", "x", "RN", "rn", "FMRN"])
    return text


def field_text(r, pattern):
    """What a pattern may read."""
    bare = pattern.upper()
    name = {"MONTH": MONTHS, "DAY": DAYS, "RM": ROMANS, "AM": "am pm", "PM": "am PM", "AD": "ad bc",
            "BC": "AD BC", "A.M.": "a.m. p.m.", "P.M.": "P.M. a.m.", "A.D.": "a.d. b.c.",
            "B.C.": "B.C. A.D."}.get(bare)
    if bare in ("MON", "DY"):
        return r.choice((MONTHS if bare == "MON" else DAYS).split())[:3]
    if name:
        text = r.choice(name.split())
        return r.choice([text, text.upper(), text.capitalize()])
    if bare == "FX":
        return ""
    if bare == "TZH":
        return r.choice("+-+ ") + str(r.randint(0, 17)).zfill(2)
    if bare == "Y,YYY":
        return f"{r.randint(0, 5)},{r.randint(0, 999):03d}"
    width = WIDTHS.get(bare, 2)
    number = r.randint(0, LIMITS[bare] if bare in LIMITS else 10 ** width - 1)
    if bare in ("YYYY", "IYYY") and r.random() < 0.9:
        number = r.randint(1900, 2100)
    text = str(number)
    if r.random() < 0.7:
        text = text.zfill(width)
    return ("-" if r.random() < 0.02 else "") + text


def read_case(r):
    """A template and a text for it."""
    template, text = ["FX"] if r.random() < 0.08 else [""], [""]
    patterns = DATE_PATTERNS if r.random() < 0.3 else COMMON_PATTERNS + ["TZH", "CC", "J", "FF3"]
    if r.random() < 0.15:
        patterns = "IYYY IW ID IDDD HH24 MI IYY".split()
    for _ in range(r.randint(1, 7)):
        pattern = r.choice(patterns)
        separator = r.choice(SEPARATORS)
        modifier = "FM" if r.random() < 0.1 else ""
        ending = r.choice(["TH", "th"]) if r.random() < 0.05 else ""
        template.append(modifier + in_some_case(r, pattern) + ending + separator)
        text.append(field_text(r, pattern) + ("th" if ending else ""))
        text.append(r.choice([separator.strip('"'), separator.strip('"'), "-", " ", "", "  ", "/"]))
    return "".join(template), "".join(text)


def number_text(r):
    whole = str(r.getrandbits(r.randint(1, 30)))
    if r.random() < 0.3:
        whole = f"{int(whole):,}"
    text = whole + ("." + str(r.randint(0, 9999)) if r.random() < 0.5 else "")
    sign = r.choice(["", "", "-", "+", "$", " ", "< "])
    text = sign + text if r.random() < 0.6 else text + sign
    return text.replace("< ", "<") + (">" if sign == "< " else "") + r.choice(["", "", "th", "x"])


def random_value(r, kind, make):
    if kind == "int4":
        return str(r.choice([1, -1]) * r.getrandbits(r.randint(1, 31)) if r.random() < 0.8 else 0)
    if kind == "int8":
        return str(r.choice([1, -1]) * r.getrandbits(r.randint(1, 63)))
    if kind in ("float4", "float8") and r.random() < 0.7:
        return str(round(r.uniform(-1, 1) * 10 ** r.randint(-2, 12), r.randint(0, 7)))
    if kind == "float4":
        text = make["float8"](r)
        return text if 1e-30 < abs(float(text)) < 1e30 else "0"
    if kind == "numeric" and r.random() < 0.7:
        return f"{r.uniform(-1, 1) * 10 ** r.randint(-2, 6):.{r.randint(0, 7)}f}"
    return make[kind](r)


def add_to_char(cases, r, make, quote):
    kind = r.choice(["timestamp", "interval"])
    value, template = make[kind](r), date_template(r)
    cases.add(f"to_char({quote(value)}::{kind}, {quote(template)})", "to_char", kind, value,
              template)
    name, offset, abbreviation = r.choice(ZONES)
    value, template = make["timestamp"](r), date_template(r)
    cases.add(f"pg_temp.to_char_in({quote(name)}, {quote(value)}::timestamp, {quote(template)})",
              "to_char", "timestamp", value, template, offset, abbreviation)
    for kind in ("int4", "int8", "float4", "float8", "numeric"):
        value, template = random_value(r, kind, make), number_template(r)
        cases.add(f"to_char({quote(value)}::{kind}, {quote(template)})", "to_char", kind, value,
                  template)


def add_reading(cases, r, quote, garble):
    for name in ("to_date", "to_timestamp"):
        template, text = read_case(r)
        if r.random() < 0.2:
            text = garble(r, text)
        sql = f"{name}({quote(text)}, {quote(template)})"
        cases.add(sql + (" at time zone 'UTC'" if name == "to_timestamp" else ""), name, text,
                  template)
    text, template = number_text(r), number_template(r)
    cases.add(f"to_number({quote(text)}, {quote(template)})", "to_number", text, template)


def add_format_cases(cases, r, make, quote, garble):
    add_to_char(cases, r, make, quote)
    add_reading(cases, r, quote, garble)
