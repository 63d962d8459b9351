"""The drivers: how the program of each is made ready, and how it is started.

What a driver is made of is fetched by the ordinary client of its language into .cache/drivers, in the
version that is pinned here or in the driver's folder.  A language that is not installed is Missing.
"""
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
CACHE = os.path.join(ROOT, ".cache", "drivers")
SET_UP_LIMIT_S = 400
PGJDBC = "42.7.14"
GO_AT_LEAST = (1, 25)


class Missing(Exception):
    """This driver cannot be run here, and why."""


def must(command, folder=HERE):
    try:
        run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=SET_UP_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise Missing(f"{command[0]} took more than {SET_UP_LIMIT_S} s") from error
    if run.returncode != 0:
        raise Missing(f"{' '.join(command)} failed:\n{run.stdout[-2000:]}")
    return run.stdout


def needs(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Missing(f"there is no {program} here")


def python_environment():
    folder = os.path.join(ROOT, ".cache", "venv-drivers")
    must(["tests/tools/venv.sh", folder, "tests/wire/requirements.txt"], ROOT)
    return os.path.join(folder, "bin", "python")


def python(name):
    return [python_environment(), os.path.join(HERE, name, "program.py")]


def pgjdbc():
    needs("java", "javac", "mvn")
    folder = os.path.join(CACHE, "pgjdbc")
    jar = os.path.join(folder, f"postgresql-{PGJDBC}.jar")
    if not os.path.exists(jar):
        must(["mvn", "-q", "-B", "dependency:copy", f"-DoutputDirectory={folder}",
              f"-Dartifact=org.postgresql:postgresql:{PGJDBC}"])
    sources = os.path.join(HERE, "pgjdbc")
    names = [os.path.join(sources, name) for name in sorted(os.listdir(sources))
             if name.endswith(".java")]
    must(["javac", "-d", folder, "-cp", jar, *names])
    return ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{folder}:{jar}",
            "Program"]


def pgx():
    needs("go")
    found = re.search(r"go(\d+)\.(\d+)", must(["go", "version"]))
    if tuple(map(int, found.groups())) < GO_AT_LEAST:
        raise Missing(f"pgx needs Go {GO_AT_LEAST[0]}.{GO_AT_LEAST[1]}, here is {found[0]}")
    program = os.path.join(CACHE, "pgx", "program")
    must(["go", "build", "-o", program, "."], os.path.join(HERE, "pgx"))
    return [program]


def node_postgres():
    needs("node", "npm")
    sources, folder = os.path.join(HERE, "node_postgres"), os.path.join(CACHE, "node_postgres")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(sources, "package.json"), encoding="utf-8") as file:
        wanted = file.read()
    stamp = os.path.join(folder, "stamp")
    if not os.path.exists(stamp) or open(stamp, encoding="utf-8").read() != wanted:
        shutil.copy(os.path.join(sources, "package.json"), folder)
        must(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], folder)
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(wanted)
    for name in os.listdir(sources):        # beside node_modules, where it looks for them
        if name.endswith(".js"):
            shutil.copy(os.path.join(sources, name), folder)
    return ["node", "--no-deprecation", os.path.join(folder, "program.js")]


DRIVERS = {
    "psycopg": lambda: python("psycopg"),
    "psycopg2": lambda: python("psycopg2"),
    "asyncpg": lambda: python("asyncpg"),
    "sqlalchemy": lambda: python("sqlalchemy"),
    "pgjdbc": pgjdbc,
    "pgx": pgx,
    "node_postgres": node_postgres,
}
