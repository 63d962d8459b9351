"""Servers that misbehave in one way each: what hearth run meets when the other end is not well.

    with FakeServer(folder, answer) as path: ...

`answer(peer)` is called with a Peer once a session is open; returning closes the connection.
"""

import os
import socket
import struct
import threading

CANCEL_REQUEST = 80877102


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection):
        self._connection = connection
        self.cancelled = threading.Event()

    def send(self, *messages):
        self._connection.sendall(b''.join(messages))

    def read(self, count):
        data = b''
        while len(data) < count:
            part = self._connection.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def startup(self):
        """The code of a startup packet, and what follows it."""
        length, = struct.unpack('!I', self.read(4))
        body = self.read(length - 4)
        return struct.unpack('!I', body[:4])[0], body[4:]

    def message(self):
        kind = self.read(1)
        length, = struct.unpack('!I', self.read(4))
        return kind, self.read(length - 4)


def message(kind, body=b''):
    return kind + struct.pack('!I', len(body) + 4) + body


def ready():
    return message(b'Z', b'I')


def welcome():
    return message(b'R', struct.pack('!I', 0)) + message(b'K', struct.pack('!II', 7, 9)) + ready()


def columns(*names):
    fields = b''.join(name.encode() + struct.pack('!xIHIHIH', 0, 0, 25, 0xffff, 0xffffffff, 0)
                      for name in names)
    return message(b'T', struct.pack('!H', len(names)) + fields)


def row(*values):
    fields = b''.join(struct.pack('!i', len(value)) + value for value in values)
    return message(b'D', struct.pack('!H', len(values)) + fields)


def complete(tag):
    return message(b'C', tag.encode() + b'\0')


def error(kind=b'E', **fields):
    body = b''.join(name.encode() + value.encode() + b'\0' for name, value in fields.items())
    return message(kind, body + b'\0')


class FakeServer:
    def __init__(self, folder, answer, greet=True):
        self.path = os.path.join(folder, 'fake')
        self._answer = answer
        self._greet = greet
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        self._threads = []
        self._sessions = []

    def __enter__(self):
        self._start(self._accept)
        return self.path

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)
        os.unlink(self.path)

    def _start(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection):
        with connection:
            peer = Peer(connection)
            try:
                code, body = peer.startup()
                if code == CANCEL_REQUEST:
                    if struct.unpack('!II', body) == (7, 9):
                        self._sessions[-1].cancelled.set()
                    return
                self._sessions.append(peer)
                if self._greet:
                    peer.send(welcome())
                self._answer(peer)
            except (EOFError, OSError):
                pass        # it hung up; the test looks at what it said
