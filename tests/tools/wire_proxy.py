"""Stand between a client program and a server, and note what is asked and what is refused.

    with WireProxy(server_socket_path, directory) as proxy:
        run('program', host=directory)
        proxy.asked, proxy.in_flight()

Only Unix sockets, only the simple protocol is understood (libpq programs without TLS or
parameters); every byte is passed on as it came.  Messages are looked at to note each statement's
text, its time and the SQLSTATE it ended with.
"""

import os
import socket
import struct
import threading
import time

PIECE_BYTES = 1 << 16
MESSAGES_BYTES_MAX = 1 << 26
ENDED_WITHOUT_ERROR = None


class Asked:
    """One statement and what became of it."""

    def __init__(self, sql):
        self.sql, self.started = sql, time.monotonic()
        self.seconds = None         # None: not answered (yet)
        self.sqlstate = ENDED_WITHOUT_ERROR
        self.message = None


class WireProxy:
    def __init__(self, server_path, directory, port=5432):
        self.asked = []             # of all connections, in the order of asking
        self.cut_while_asking = []  # the server ended the connection before it answered
        self._server_path = server_path
        self._path = os.path.join(directory, f'.s.PGSQL.{port}')
        self._listener = None
        self._threads = []

    def in_flight(self):
        """The statement that waits longest for its answer, or None."""
        waiting = [one for one in self.asked[-len(self._threads) - 1:] if one.seconds is None]
        return waiting[0] if waiting else None

    def __enter__(self):
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._path)
        self._listener.listen(8)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        os.unlink(self._path)
        for thread in self._threads:
            thread.join(5)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._server_path)
            except OSError:
                client.close()
                continue
            conversation = _Conversation(self, client, server)
            for function in (conversation.pass_requests, conversation.pass_answers):
                self._threads.append(threading.Thread(target=function, daemon=True))
                self._threads[-1].start()


class _Conversation:
    """One connection: each direction is passed on by a thread of its own."""

    def __init__(self, proxy, client, server):
        self._proxy, self._client, self._server = proxy, client, server
        self._current = None

    def pass_requests(self):
        messages = _Messages(has_start_up=True)
        self._pass(self._client, self._server, messages, self._note_request)

    def pass_answers(self):
        self._pass(self._server, self._client, _Messages(), self._note_answer)
        if self._current and self._current.seconds is None:
            self._proxy.cut_while_asking.append(self._current)

    def _pass(self, source, target, messages, note):
        try:
            while piece := source.recv(PIECE_BYTES):
                # Noted before it is passed on: a request is known before its answer comes.
                for kind, body in messages.take(piece):
                    note(kind, body)
                target.sendall(piece)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _note_request(self, kind, body):
        if kind == b'Q':
            self._current = Asked(body.rstrip(b'\0').decode(errors='replace'))
            self._proxy.asked.append(self._current)

    def _note_answer(self, kind, body):
        if kind == b'E' and self._current:
            fields = {part[:1]: part[1:].decode(errors='replace') for part in body.split(b'\0')}
            self._current.sqlstate = fields.get(b'C')
            self._current.message = fields.get(b'M')
        elif kind == b'Z' and self._current:
            self._current.seconds = time.monotonic() - self._current.started


class _Messages:
    """Whole messages from pieces of a stream; of large ones only the kind matters."""

    def __init__(self, has_start_up=False):
        self._rest, self._has_start_up = b'', has_start_up

    def take(self, piece):
        self._rest += piece
        if len(self._rest) > MESSAGES_BYTES_MAX:
            raise OSError('a message is too large')
        if self._has_start_up:
            if len(self._rest) < 4 or len(self._rest) < struct.unpack('!i', self._rest[:4])[0]:
                return
            self._rest = self._rest[struct.unpack('!i', self._rest[:4])[0]:]
            self._has_start_up = False
        at = 0
        while len(self._rest) - at >= 5:
            (length,) = struct.unpack_from('!i', self._rest, at + 1)
            if len(self._rest) - at < 1 + length:
                break
            yield self._rest[at:at + 1], self._rest[at + 5:at + 1 + length]
            at += 1 + length
        self._rest = self._rest[at:]
