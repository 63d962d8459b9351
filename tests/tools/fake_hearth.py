#!/usr/bin/env python3
"""A stand-in for build/hearth that passes every connection on to PostgreSQL.

With it the harness is tested itself: it takes `serve` and its flags, prints the ready line, keeps
child processes like workers (and replaces those that die), and on request misbehaves in one of the
ways the harness must notice.

    FAKE_UPSTREAM   socket directory and port of the PostgreSQL behind it, `DIR:PORT`
    FAKE_URL        the ready line's URL, with {port} for the port
    FAKE_MISBEHAVE  one of MISBEHAVIOURS
    FAKE_RUNNING    1: its workers claim to run a lease
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading

WORKERS = 2
MISBEHAVIOURS = ('', 'never_ready', 'leave_process', 'leave_socket', 'leave_file', 'bad_status',
                 'ignore_sigterm', 'sanitizer_report', 'hide_from_session')


def pump(one, other):
    """Pass bytes both ways until either side closes."""
    peers = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [])[0]:
            try:
                part = ready.recv(1 << 16)
                if not part:
                    return
                peers[ready].sendall(part)
            except OSError:
                return


def serve_connection(client):
    directory, _, port = os.environ['FAKE_UPSTREAM'].rpartition(':')
    with client, socket.socket(socket.AF_UNIX) as upstream:
        upstream.connect(f'{directory}/.s.PGSQL.{port}')
        pump(client, upstream)


# It holds a blame page like a worker's, and does nothing until its parent's end of the pipe closes.
WORKER = """
import os, sys
page = os.memfd_create('hearth-blame')
os.write(page, bytes(16) + bytes([int(os.environ['FAKE_RUNNING'])]) + bytes(2047))
os.dup2(page, 5)
sys.stdin.read()
"""


def keep_worker(stopping):
    """One worker, again and again."""
    environment = {'FAKE_RUNNING': '0', **os.environ}
    while not stopping.is_set():
        worker = subprocess.Popen([sys.executable, '-c', WORKER], stdin=subprocess.PIPE,
                                  env=environment)
        while worker.poll() is None and not stopping.is_set():
            stopping.wait(0.01)
        worker.stdin.close()
        worker.wait()


def misbehave_at_start(how, socket_directory):
    leftover = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    forever = [sys.executable, '-c', 'import signal; signal.pause()']
    if how == 'never_ready':
        sys.exit(3)
    if how == 'leave_process':
        subprocess.Popen(forever, **leftover)
    if how == 'hide_from_session':
        subprocess.Popen(forever, start_new_session=True, **leftover)
    if how == 'leave_socket':
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(os.path.join(socket_directory, '.s.PGSQL.1'))
    if how == 'leave_file':
        open(os.path.join(os.environ['TMPDIR'], 'spill'), 'w').close()
    if how == 'sanitizer_report':
        print('==1==ERROR: AddressSanitizer: heap-use-after-free', file=sys.stderr)


def main():
    how = os.environ.get('FAKE_MISBEHAVE', '')
    if how not in MISBEHAVIOURS or sys.argv[1] != 'serve':
        sys.exit(f'{sys.argv}: not understood')
    flags = dict(zip(sys.argv, sys.argv[1:]))
    misbehave_at_start(how, flags.get('--socket-dir'))

    stopping = threading.Event()
    for request in (signal.SIGTERM, signal.SIGINT):
        signal.signal(request, (lambda *_: None) if how == 'ignore_sigterm' else
                      (lambda *_: stopping.set()))
    keepers = [threading.Thread(target=keep_worker, args=(stopping,)) for _ in range(WORKERS)]
    for keeper in keepers:
        keeper.start()
    listener = socket.create_server(('127.0.0.1', 0))
    url = os.environ.get('FAKE_URL', 'postgres://user:password@127.0.0.1:{port}/hearth')
    print(f"ready: psql '{url.format(port=listener.getsockname()[1])}'", flush=True)
    while not stopping.is_set():
        if select.select([listener], [], [], 0.05)[0]:
            client, _ = listener.accept()
            threading.Thread(target=serve_connection, args=(client,), daemon=True).start()
    for keeper in keepers:
        keeper.join()
    os._exit(4 if how == 'bad_status' else 0)


if __name__ == '__main__':
    main()
