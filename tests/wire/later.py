"""later.toml: the lines that PostgreSQL prints and Hearth does not yet, and what they wait for.

Where Hearth prints more lines than PostgreSQL, it is those that are listed.
"""
import difflib
import json
import tomllib

FIELDS = ("reason", "driver", "check")


def different_lines(wanted, got):
    """The lines to be listed; each stands for what is printed in its place."""
    found = []
    matcher = difflib.SequenceMatcher(None, wanted, got, autojunk=False)
    for tag, first, last, got_first, got_last in matcher.get_opcodes():
        if tag != "equal":
            found += wanted[first:last] or got[got_first:got_last]
    return found


class Later:
    def __init__(self, path):
        self._path = path
        self._seen = set()
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self._head = text.split("[[later]]")[0].rstrip()
        self._reasons = {}              # (driver, check, line): reason
        for entry in tomllib.loads(text).get("later", []):
            for line in entry["lines"]:
                self._reasons[entry["driver"], entry["check"], line] = entry["reason"]

    def split(self, driver, check, wanted, got):
        """(how many different lines wait, those that do not)"""
        lines = different_lines(wanted, got)
        keys = [(driver, check, line) for line in lines]
        self._seen.update(keys)
        rest = [line for key, line in zip(keys, lines) if key not in self._reasons]
        return len(lines) - len(rest), rest

    def stale(self, drivers, checks):
        return [key for key in self._reasons if key not in self._seen and key[0] in drivers
                and (not checks or key[1] in checks)]

    def bring_up_to_date(self, drivers, checks, reason):
        for key in self.stale(drivers, checks):
            del self._reasons[key]
        for key in sorted(self._seen - set(self._reasons)):
            self._reasons[key] = reason
        self._write()

    def _write(self):
        entries = {}
        for (driver, check, line), reason in self._reasons.items():
            entries.setdefault((reason, driver, check), []).append(line)
        with open(self._path, "w", encoding="utf-8") as file:
            print(self._head, file=file)
            for fields, lines in sorted(entries.items()):
                print("\n[[later]]", file=file)
                for name, value in zip(FIELDS, fields):
                    print(f"{name} = {json.dumps(value)}", file=file)
                print("lines = [", file=file)
                for line in sorted(lines):
                    print(f"    {json.dumps(line)},", file=file)
                print("]", file=file)
