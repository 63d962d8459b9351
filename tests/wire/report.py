"""What the Python programs share: a check is a function, its lines stand below a line `## its name`.

Nothing is judged here.  The lines of a program over PostgreSQL and over Hearth are compared by
run.py, so a check prints all that its driver lets a user see.
"""
import os
import re
import sys

CHECKS = []
HERE = os.path.dirname(os.path.abspath(__file__))
HOST, PORT = os.environ["HEARTH_HOST"], int(os.environ["HEARTH_PORT"])
SOCKETS = os.environ["HEARTH_SOCKETS"]
USER, PASSWORD = os.environ["HEARTH_USER"], os.environ["HEARTH_PASSWORD"]
DATABASE = os.environ["HEARTH_DATABASE"]


def check(function):
    CHECKS.append(function)
    return function


def show(*words):
    """One line, whatever the words hold."""
    line = " ".join(word if isinstance(word, str) else repr(word) for word in words)
    line = re.sub(r"pg_temp_\d+", "pg_temp", line)
    print(line.encode("unicode_escape").decode("ascii"))


def shared_lines(name):
    """The lines of a file that all programs read, without comments."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def values():
    """(type, text or None) of values.txt"""
    for line in shared_lines("values.txt"):
        kind, text = line.split("|", 1)
        yield kind, None if text == r"\N" else text


def run(only=sys.argv[1:]):
    for function in CHECKS:
        name = function.__name__.replace("_", " ")
        if only and name not in only:
            continue
        print("##", name)
        try:
            function()
        except Exception as error:
            show("raised", type(error).__name__, str(error).split("\n", maxsplit=1)[0])
        sys.stdout.flush()
