"""What clients ask: a PostgreSQL that logs each statement, and the statements read from that log.

A client says by its application_name what it is about to do; statements are numbered below it.
"""
import glob
import json
import os
import re

SETTINGS = {"log_statement": "all", "logging_collector": "on", "log_destination": "jsonlog",
            "log_rotation_age": "0", "log_rotation_size": "0"}
ASKED = re.compile(r"^(?:statement|execute [^:]*): (.*)", re.DOTALL)
PARAMETER = re.compile(r"\$\d+ = (?:NULL|'((?:[^']|'')*)')(?:, |$)", re.DOTALL)
PARAMETERS = "parameters: "


class Asked:
    """A statement as a client sent it; its parameters are text, None where null."""

    def __init__(self, name, sql, parameters):
        self.name, self.sql, self.parameters = name, sql, parameters


def parameters_of(entry):
    detail = entry.get("detail", "")
    if not detail.startswith(PARAMETERS):
        return []
    return [None if text is None else text.replace("''", "'")
            for text in (match[1] for match in PARAMETER.finditer(detail[len(PARAMETERS):]))]


def entries_of(oracle):
    """In the order of writing; a line that is not written to its end yet is no entry."""
    for path in sorted(glob.glob(os.path.join(oracle.directory, "data", "log", "*.json"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    yield json.loads(line)


def asked_of(oracle, first_words):
    """Each statement once, of clients whose application_name begins with one of `first_words`, that
    looks into the catalog."""
    seen, numbers = set(), {}
    for entry in entries_of(oracle):
        client, match = entry.get("application_name", ""), ASKED.match(entry["message"])
        if not match or not client.startswith(first_words) or not looks_into_catalog(match[1]):
            continue
        parameters = parameters_of(entry)
        key = match[1], tuple(parameters)
        if key in seen:
            continue
        seen.add(key)
        numbers[client] = numbers.get(client, 0) + 1
        yield Asked(f"{client} #{numbers[client]}", match[1], parameters)


def looks_into_catalog(sql):
    return re.search(r"\bpg_[a-z]|information_schema|::reg", sql) is not None \
        and re.match(r"\s*(select|with|\(|show)\b", sql, re.IGNORECASE) is not None
