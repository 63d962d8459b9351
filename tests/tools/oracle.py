#!/usr/bin/env python3
"""The oracle: a private PostgreSQL 15, in a directory of its own, with no listener but its socket.

    with Oracle() as oracle:            # in tests
        Connection(oracle.url('db'))

    tests/tools/oracle.py start DIR     # by hand: prints the connection string
    tests/tools/oracle.py stop DIR

Whatever PostgreSQL the machine runs does not matter: the cluster, its socket and its log live in
the directory, and nothing of it survives stop.  As PostgreSQL refuses to run as root, root runs it
as user `postgres`.  Durability is off: the data is made anew every time.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from pgclient import Connection

VERSION = 15
PORT = 5432                 # only names the socket file; nothing listens on TCP unless asked to
START_LIMIT_S = 60
STOP_LIMIT_S = 30
PR_SET_PDEATHSIG = 1
SETTINGS = {
    'listen_addresses': '', 'fsync': 'off', 'synchronous_commit': 'off', 'full_page_writes': 'off',
    'autovacuum': 'off', 'max_connections': '20', 'shared_buffers': '128MB', 'work_mem': '64MB',
    'max_parallel_workers_per_gather': '0', 'jit': 'off', 'timezone': 'UTC',
    'log_timezone': 'UTC', 'datestyle': 'ISO, MDY', 'logging_collector': 'off',
    'max_wal_size': '4GB',
}


def program(name):
    path = f'/usr/lib/postgresql/{VERSION}/bin/{name}'
    return path if os.path.exists(path) else name


def _as_postgres():
    """How subprocess is told to run something as a user PostgreSQL accepts."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam('postgres')
    return {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}


def _free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


class Oracle:
    """A running cluster; `start` and `stop` may be called from different programs."""

    def __init__(self, directory=None, outlives_us=False, tcp=False, settings=None,
                 superuser='postgres'):
        """`tcp`: listen on a free port of the loopback too, where passwords are asked for."""
        self.port = _free_port() if tcp else PORT
        self._settings = {**SETTINGS, **(settings or {}),
                          **({'listen_addresses': '127.0.0.1'} if tcp else {})}
        self._superuser = superuser
        self._is_temporary = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix='oracle-')
        self._outlives_us = outlives_us
        self._process = None

    def url(self, database='postgres'):
        return f'postgres://{self._superuser}@/{database}?host={self.directory}&port={self.port}'

    def start(self):
        os.makedirs(self.directory, exist_ok=True)
        user = _as_postgres()
        if user:
            os.chown(self.directory, user['user'], user['group'])
        os.chmod(self.directory, 0o700)
        data = os.path.join(self.directory, 'data')
        environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}
        subprocess.run([program('initdb'), '-D', data, '-U', self._superuser, '-E', 'UTF8',
                        '--locale=C.UTF-8', '--auth-local=trust', '--auth-host=scram-sha-256',
                        '--no-sync', '--no-instructions'],
                       check=True, stdout=subprocess.DEVNULL, cwd='/', env=environment, **user)
        settings = [word for item in self._settings.items()
                    for word in ('-c', '='.join(item))]
        with open(os.path.join(self.directory, 'log'), 'w') as log:
            self._process = subprocess.Popen(
                [program('postgres'), '-D', data, '-k', self.directory, '-p', str(self.port), *settings],
                cwd='/', env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
                preexec_fn=None if self._outlives_us else _die_with_parent, **user)
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def _wait_until_ready(self):
        """postmaster.pid's last line says `ready`; the file is all PostgreSQL offers to wait on."""
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError('PostgreSQL did not start:\n' + self.log())
            if 'ready' in self._pid_file():
                Connection(self.url()).close()
                return
            self._wait_a_moment()
        raise RuntimeError(f'PostgreSQL was not ready after {START_LIMIT_S} s:\n{self.log()}')

    def _wait_a_moment(self):
        try:
            self._process.wait(0.02)
        except subprocess.TimeoutExpired:
            pass

    def _pid_file(self):
        try:
            with open(os.path.join(self.directory, 'data', 'postmaster.pid')) as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def log(self):
        with open(os.path.join(self.directory, 'log'), errors='replace') as file:
            return file.read()

    def stop(self):
        if self._process:
            self._stop_child()
        elif self._pid_file():
            subprocess.run([program('pg_ctl'), 'stop', '-D', os.path.join(self.directory, 'data'),
                            '-m', 'fast', '-w', '-s'], check=True, cwd='/', **_as_postgres())
        shutil.rmtree(self.directory, ignore_errors=not self._is_temporary)

    def _stop_child(self):
        for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self._process.send_signal(request)
            try:
                self._process.wait(STOP_LIMIT_S)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def create_database(self, name):
        with Connection(self.url()) as connection:
            connection.query(f'create database {name}')
        return self.url(name)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ('start', 'stop'):
        sys.exit(__doc__)
    oracle = Oracle(os.path.abspath(sys.argv[2]), outlives_us=True)
    if sys.argv[1] == 'start':
        print(oracle.start().url())
    else:
        oracle.stop()


if __name__ == '__main__':
    main()
