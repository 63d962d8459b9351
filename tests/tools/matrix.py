"""The runs of matrix.toml, and the sessions they want."""

import os
import sys
import tomllib

from hearth_server import HearthServer
from pgclient import Connection

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'matrix.toml')
PROTOCOLS = ('simple', 'extended', 'binary')

# Both sides start from the same session, whatever their defaults are.
SESSION = {'TimeZone': 'UTC', 'DateStyle': 'ISO, MDY', 'IntervalStyle': 'postgres',
           'client_encoding': 'UTF8', 'extra_float_digits': '1'}


class Run:
    """One row of the matrix."""

    def __init__(self, name, suites, build, enabled, flags=(), environment=None, settings=None,
                 protocol='simple'):
        if protocol not in PROTOCOLS:
            raise ValueError(f'{name}: no protocol {protocol}')
        self.name, self.suites, self.build, self.enabled = name, suites, build, enabled
        self.flags, self.protocol = flags, protocol
        self.environment, self.settings = environment or {}, settings or {}

    def server(self, paths):
        return HearthServer(paths, build=self.build, flags=self.flags,
                            environment=self.environment)

    def connect(self, url):
        """A session of the server under test, with the run's switches set."""
        connection = Connection(url, SESSION)
        for name, value in self.settings.items():
            connection.query(f"set {name} = '{value}'")
        return connection


def connect_to_oracle(url):
    return Connection(url, SESSION)


def runs(suite, wanted=()):
    """The suite's runs: the enabled ones, or those named."""
    with open(FILE, 'rb') as file:
        known = [Run(**row) for row in tomllib.load(file)['run']]
    known = [run for run in known if suite in run.suites]
    for name in wanted:
        if name not in [run.name for run in known]:
            sys.exit(f'{suite} has no run {name!r}; there are: ' +
                     ', '.join(repr(run.name) for run in known))
    return [run for run in known if (run.name in wanted if wanted else run.enabled)]
