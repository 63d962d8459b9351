"""Start `hearth serve` for a test, stop it, and see that nothing is left.

    with HearthServer(['data'], build='build-asan', flags=['--workers', '4']) as server:
        Connection(server.url)

Leaving the block stops the server and raises LeftBehind when it did not end cleanly: a wrong exit
status, a process, socket or temporary file left over, or a sanitizer's report on standard error.
Everything the server may write lies in a directory of its own.
"""

import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import processes

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
READY = b"ready: psql '"
READY_LIMIT_S = 60
STOP_LIMIT_S = 30
LINE_BYTES_MAX = 1 << 16
STDERR_SHOWN_BYTES = 20_000
SHARED_MEMORY = '/dev/shm'
REPORTS = (b'ERROR: AddressSanitizer', b'ERROR: LeakSanitizer', b'WARNING: ThreadSanitizer',
           b'runtime error:', b'Assertion `')
# While the product is being built, a missing binary is a visible skip instead of a failure.
OPTIONAL_FLAG = 'HEARTH_BINARY_OPTIONAL'


class LeftBehind(Exception):
    """The server did not start, or did not end, as it should."""


def binary(build):
    return os.path.join(ROOT, build, 'hearth')


def is_missing(build, tests, counts):
    """Without a binary: count `tests` as skipped if that is allowed, else as failed."""
    if os.path.exists(binary(build)):
        return False
    print(f'THERE IS NO {build}/hearth: {tests} TESTS WERE NOT RUN')
    if os.environ.get(OPTIONAL_FLAG):
        counts.skipped += tests
    else:
        counts.failed += tests
    return True


class HearthServer:
    def __init__(self, paths, build='build-asan', flags=(), environment=None, program=None):
        """`program` replaces the binary (a list), so that this class can be tested itself."""
        self._command = [*(program or [binary(build)]), 'serve', *map(os.path.abspath, paths)]
        self._flags = list(flags)
        self._environment = environment or {}
        self._mark = f'HEARTH_TEST_MARK={secrets.token_hex(16)}'
        self._process = None
        self.url = None
        self.directory = None
        self.start_seconds = None

    @property
    def pid(self):
        return self._process.pid

    def workers(self):
        """The server's direct children."""
        return processes.children(self.pid)

    def socket_directory(self):
        return os.path.join(self.directory, 'socket')

    def local_url(self):
        """The same server by its Unix socket."""
        port = urllib.parse.urlsplit(self.url).port
        return f'postgres:///hearth?host={self.socket_directory()}&port={port}&user=hearth'

    def stderr(self):
        with open(os.path.join(self.directory, 'stderr'), 'rb') as file:
            return file.read()

    def start(self):
        self.directory = tempfile.mkdtemp(prefix='hearth-')
        for name in ('socket', 'tmp', 'home'):
            os.mkdir(os.path.join(self.directory, name), 0o700)
        self._shared_before = set(os.listdir(SHARED_MEMORY))
        name, value = self._mark.split('=')
        home = os.path.join(self.directory, 'home')
        environment = {**os.environ, **self._environment, name: value, 'HOME': home,
                       'XDG_RUNTIME_DIR': home, 'TMPDIR': os.path.join(self.directory, 'tmp')}
        started = time.monotonic()
        with open(os.path.join(self.directory, 'stderr'), 'wb') as stderr:
            self._process = subprocess.Popen(
                [*self._command, '--port', '0', '--socket-dir', self.socket_directory(),
                 *self._flags],
                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                cwd=home,   # without paths it serves the current folder: an empty one
                start_new_session=True)
        try:
            self.url = self._read_ready_line()
        except BaseException:
            self._kill_all()
            self._remove()
            raise
        self.start_seconds = time.monotonic() - started
        # Nobody else reads its standard output; a full pipe must not stop it.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        return self

    def _read_ready_line(self):
        deadline = time.monotonic() + READY_LIMIT_S
        descriptor, seen = self._process.stdout.fileno(), b''
        while time.monotonic() < deadline and len(seen) < LINE_BYTES_MAX:
            for line in seen.split(b'\n')[:-1]:
                if line.startswith(READY) and line.endswith(b"'"):
                    return line[len(READY):-1].decode()
            if not select.select([descriptor], [], [], deadline - time.monotonic())[0]:
                break
            part = os.read(descriptor, 4096)
            if not part:
                break
            seen += part
        raise LeftBehind(f'no ready line from {self._command}; it said {seen!r}\n' +
                         self._shown_stderr())

    def _shown_stderr(self):
        return self.stderr()[-STDERR_SHOWN_BYTES:].decode(errors='replace')

    def stop(self, request=signal.SIGTERM):
        """Stop it; the complaints, as a list of lines."""
        complaints = []
        if self._process.poll() is None:
            self._process.send_signal(request)
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            complaints.append(f'the server did not stop within {STOP_LIMIT_S} s')
        if self._process.returncode not in (0, None):
            complaints.append(f'the server ended with status {self._process.returncode}')
        complaints += self._left_processes() + self._left_files()
        stderr = self.stderr()
        if any(report in stderr for report in REPORTS):
            complaints.append('a sanitizer or an assertion spoke')
        if complaints:
            complaints.append(self._shown_stderr())
        self._kill_all()
        self._remove()
        return complaints

    def _marked(self):
        """Its processes, found by session and by what they inherited."""
        found = set(processes.in_session(self._process.pid))
        found |= set(processes.with_environment(self._mark.encode()))
        return sorted(found - {os.getpid()})

    def _left_processes(self):
        return [f'process {pid} is left: {processes.command(pid)}' for pid in self._marked()]

    def _left_files(self):
        complaints = []
        for name in ('socket', 'tmp'):
            for left in os.listdir(os.path.join(self.directory, name)):
                complaints.append(f'{name}/{left} is left')
        for left in set(os.listdir(SHARED_MEMORY)) - self._shared_before:
            if 'hearth' in left:
                complaints.append(f'{SHARED_MEMORY}/{left} is left')
        return complaints

    def _kill_all(self):
        for pid in self._marked():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._process.wait()

    def _remove(self):
        shutil.rmtree(self.directory)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        complaints = self.stop()
        if not complaints:
            return
        if kind is None:
            raise LeftBehind('\n'.join(complaints))
        print('\n'.join(complaints), file=sys.stderr)
