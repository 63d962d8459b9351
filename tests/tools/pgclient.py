"""A small PostgreSQL client for tests: what the server sent, byte for byte, nothing interpreted.

    with Connection('postgres://user:password@127.0.0.1:5432/db') as c:
        for result in c.simple('select 1; select 2'): ...
        result = c.extended('select $1::int', [b'7'], binary_results=True)

A Result holds the columns (name, type OID, typmod, ...), rows of bytes or None, the command tag,
and the Error if the server reported one; nothing is raised for it.  Raised are ProtocolError, when
the server breaks the protocol, and OSError, when the connection breaks or a time limit passes.

Inside: _send and _receive move messages; _collect sorts one statement's messages into a Result.
"""

import hashlib
import os
import select
import socket
import struct
import time
import urllib.parse

from scram import Scram

PROTOCOL_3_0 = 196608
CANCEL_REQUEST = 80877102
DEFAULT_LIMIT_S = 120
MESSAGE_BYTES_MAX = 1 << 30

ERROR_FIELDS = {'S': 'severity', 'C': 'sqlstate', 'M': 'message', 'D': 'detail', 'H': 'hint',
                'P': 'position', 'p': 'internal_position', 'q': 'internal_query', 'W': 'context',
                's': 'schema', 't': 'table', 'c': 'column', 'd': 'type', 'n': 'constraint'}


class ProtocolError(Exception):
    """The server sent what the protocol does not allow."""


class Column:
    """One column of a RowDescription."""

    def __init__(self, name, table, attribute, type_oid, type_size, typmod, format_code):
        self.name, self.table, self.attribute = name, table, attribute
        self.type_oid, self.type_size, self.typmod = type_oid, type_size, typmod
        self.format = format_code

    def __repr__(self):
        return f'Column({self.name!r}, oid {self.type_oid}, typmod {self.typmod})'


class Report:
    """An ErrorResponse or NoticeResponse; fields that were not sent are None."""

    def __init__(self, body):
        self.fields = {}
        for part in body.rstrip(b'\0').split(b'\0'):
            self.fields[chr(part[0])] = part[1:].decode(errors='replace')
        for letter, name in ERROR_FIELDS.items():
            setattr(self, name, self.fields.get(letter))
        self.position = int(self.position) if self.position else None

    def __repr__(self):
        at = f' at {self.position}' if self.position else ''
        return f'{self.severity} {self.sqlstate}: {self.message}{at}'


class Result:
    """What one statement answered."""

    def __init__(self):
        self.columns = None         # None: no RowDescription came
        self.rows = []
        self.tag = None
        self.error = None
        self.notices = []
        self.is_empty = False       # EmptyQueryResponse
        self.is_suspended = False   # PortalSuspended: more rows wait
        self.parameter_oids = None  # of a described statement
        self.copied = b''           # what COPY TO STDOUT sent

    def text_rows(self):
        """Rows as strings; for results in text format."""
        return [tuple(None if v is None else v.decode() for v in row) for row in self.rows]

    def __repr__(self):
        return f'Result({self.tag!r}, {len(self.rows)} rows, error={self.error!r})'


class Connection:
    def __init__(self, url, settings=None, limit_s=DEFAULT_LIMIT_S):
        """`settings` become start-up parameters; `limit_s` bounds every wait for the server."""
        self.url = url
        self.parameters = {}        # what the server reported by ParameterStatus
        self.notifications = []
        self.status = None          # of the transaction: I, T or E
        self.pid, self.secret = None, None
        self._stray_notices = []
        self._buffer, self._at = b'', 0
        self._place = _place_of(url)
        self._socket = _connect(self._place, limit_s)
        try:
            self._start(settings or {})
        except BaseException:
            self._socket.close()
            raise

    # Connections: opening, cancelling, closing.

    def _start(self, settings):
        words = {'user': self._place['user'], 'database': self._place['database'], **settings}
        body = struct.pack('!i', PROTOCOL_3_0)
        for name, value in words.items():
            body += name.encode() + b'\0' + value.encode() + b'\0'
        body += b'\0'
        self._socket.sendall(struct.pack('!i', len(body) + 4) + body)
        self._authenticate()
        while True:
            kind, body = self._receive()
            if kind == b'K':
                self.pid, self.secret = struct.unpack('!ii', body)
            elif kind == b'Z':
                self.status = body.decode()
                return
            else:
                raise ProtocolError(f'{kind} during start-up')

    def _authenticate(self):
        scram = None
        while True:
            kind, body = self._receive()
            if kind != b'R':
                raise ProtocolError(f'{kind} instead of an authentication request')
            (request,) = struct.unpack('!i', body[:4])
            if request == 0:
                return
            if request == 3:
                self._send(b'p', self._place['password'].encode() + b'\0')
            elif request == 5:
                self._send(b'p', _md5_answer(self._place, body[4:8]))
            elif request == 10:
                if b'SCRAM-SHA-256' not in body[4:].split(b'\0'):
                    raise ProtocolError(f'unknown SASL mechanisms {body[4:]}')
                scram = Scram(self._place['password'])
                first = scram.first()
                self._send(b'p', b'SCRAM-SHA-256\0' + struct.pack('!i', len(first)) + first)
            elif request == 11 and scram:
                self._send(b'p', scram.final(body[4:]))
            elif request == 12 and scram:
                scram.verify(body[4:])
            else:
                raise ProtocolError(f'unknown authentication request {request}')

    def cancel(self, limit_s=DEFAULT_LIMIT_S):
        """Ask the server, on a connection of its own, to cancel what this one runs."""
        other = _connect(self._place, limit_s)
        with other:
            other.sendall(struct.pack('!iiii', 16, CANCEL_REQUEST, self.pid, self.secret))
            while other.recv(1024):
                pass

    def close(self):
        try:
            self._send(b'X', b'')
        except OSError:
            pass
        self._socket.close()

    def cut(self):
        """Be gone without a word, as a client that crashed."""
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Statements.

    def simple(self, sql, copy_in=None):
        """The results of a simple Query, one for each statement that answered."""
        self.send_simple(sql)
        return self.receive_results(copy_in)

    def send_simple(self, sql):
        self._send(b'Q', _bytes_of(sql) + b'\0')

    def receive_results(self, copy_in=None):
        results, is_ready = [], False
        while not is_ready:
            result, is_ready = self._collect(copy_in)
            if result:
                results.append(result)
        return results

    def receive_rows(self, result, rows):
        """Read a simple query's statement into `result` until it has so many rows; True when it
        ended before.  Its rest is to be read in the same way, the end by receive_results()."""
        while len(result.rows) < rows:
            kind, body = self._receive(result)
            if self._note(result, kind, body, None):
                return True
        return False

    def wait_for_answer(self, limit_s=None):
        """Read all of a simple query's answer and parse nothing yet: for timing a server alone.

        False: after `limit_s` it was not complete.  What came is kept; read on by any means.
        """
        ready, started = b'Z\0\0\0\5', time.monotonic()
        parts = [self._buffer[self._at:]]
        tail = parts[0][-len(ready) - 1:]
        while tail[:-1] != ready:
            if limit_s is not None and not self._has_more(started + limit_s - time.monotonic()):
                break
            part = self._socket.recv(1 << 20)
            if not part:
                raise ConnectionResetError('the server closed the connection')
            parts.append(part)
            tail = (tail + part)[-len(ready) - 1:]
        self._buffer, self._at = b''.join(parts), 0
        return tail[:-1] == ready

    def _has_more(self, limit_s):
        return bool(select.select([self._socket], [], [], max(0, limit_s))[0])

    def query(self, sql):
        """The rows of one statement as text; a server's error is raised."""
        result = self.simple(sql)[-1]
        if result.error:
            raise RuntimeError(f'{result.error!r} in: {sql}')
        return result.text_rows()

    def extended(self, sql, parameters=(), binary_results=False, parameter_oids=(), rows_max=0):
        """One statement by Parse, Bind, Describe, Execute and Sync; parameters in text format."""
        self.parse(sql, parameter_oids=parameter_oids)
        self.bind(parameters, binary_results=binary_results)
        self._send(b'D', b'P\0')
        self.execute(rows_max=rows_max)
        return self.sync()

    def parse(self, sql, statement='', parameter_oids=()):
        oids = struct.pack(f'!h{len(parameter_oids)}I', len(parameter_oids), *parameter_oids)
        self._send(b'P', statement.encode() + b'\0' + _bytes_of(sql) + b'\0' + oids)

    def bind(self, parameters=(), statement='', portal='', binary_results=False,
             binary_parameters=False):
        body = portal.encode() + b'\0' + statement.encode() + b'\0'
        body += struct.pack('!hh', 1, int(binary_parameters)) + struct.pack('!h', len(parameters))
        for value in parameters:
            if value is None:
                body += struct.pack('!i', -1)
            else:
                value = _bytes_of(value)
                body += struct.pack('!i', len(value)) + value
        self._send(b'B', body + struct.pack('!hh', 1, int(binary_results)))

    def describe(self, kind, name=''):
        self._send(b'D', kind.encode() + name.encode() + b'\0')

    def execute(self, portal='', rows_max=0):
        self._send(b'E', portal.encode() + b'\0' + struct.pack('!i', rows_max))

    def flush(self):
        self._send(b'H', b'')

    def sync(self, copy_in=None):
        """Everything up to ReadyForQuery as one Result."""
        self._send(b'S', b'')
        merged, is_ready = Result(), False
        while not is_ready:
            result, is_ready = self._collect(copy_in)
            if result:
                merged = _merge(merged, result)
        return merged

    def copy_in(self, sql, data):
        """COPY ... FROM STDIN with these bytes; a server's error is raised."""
        result = self.simple(sql, copy_in=data)[-1]
        if result.error:
            raise RuntimeError(f'{result.error!r} in: {sql}')
        return result

    # Messages.

    def _collect(self, copy_in):
        """Read to the end of one statement: (Result or None, whether ReadyForQuery came)."""
        result, seen = Result(), False
        result.notices, self._stray_notices = self._stray_notices, []
        while True:
            kind, body = self._receive(result)
            if kind == b'Z':
                self.status = body.decode()
                return result if seen else None, True
            seen = True
            if self._note(result, kind, body, copy_in):
                return result, False

    def _note(self, result, kind, body, copy_in):
        """Note one message; True when it ends a statement."""
        if kind == b'T':
            result.columns = _columns_of(body)
        elif kind == b'D':
            result.rows.append(_row_of(body))
        elif kind == b'C':
            result.tag = body.rstrip(b'\0').decode()
            return True
        elif kind == b'E':
            result.error = Report(body)
            return True
        elif kind == b'I':
            result.is_empty = True
            return True
        elif kind == b's':
            result.is_suspended = True
            return True
        elif kind == b't':
            count = struct.unpack_from('!h', body)[0]
            result.parameter_oids = struct.unpack_from(f'!{count}I', body, 2)
        elif kind == b'd':
            result.copied += body
        elif kind == b'G':
            self._send_copy(copy_in)
        elif kind not in (b'1', b'2', b'3', b'n', b'H', b'c'):
            raise ProtocolError(f'unexpected message {kind}')
        return False

    def _send_copy(self, data):
        if data is None:
            self._send(b'f', b'no data to copy\0')
            return
        chunk = 1 << 16
        for start in range(0, len(data), chunk):
            self._send(b'd', data[start:start + chunk])
        self._send(b'c', b'')

    def _send(self, kind, body):
        self._socket.sendall(kind + struct.pack('!i', len(body) + 4) + body)

    def _receive(self, result=None):
        """The next message that is not asynchronous."""
        while True:
            kind, body = self._receive_any()
            if kind == b'S':
                name, value = body.split(b'\0')[:2]
                self.parameters[name.decode()] = value.decode()
            elif kind == b'N':
                notices = result.notices if result else self._stray_notices
                notices.append(Report(body))
            elif kind == b'A':
                self.notifications.append(body)
            elif kind == b'E' and self.status is None:
                raise ConnectionRefusedError(repr(Report(body)))
            else:
                return kind, body

    def _receive_any(self):
        kind, (length,) = self._take(1), struct.unpack('!i', self._take(4))
        if not 4 <= length <= MESSAGE_BYTES_MAX:
            raise ProtocolError(f'message {kind} of {length} bytes')
        return kind, self._take(length - 4)

    def _take(self, count):
        """The next bytes; what was read ahead stays in the buffer, from _at on."""
        if len(self._buffer) - self._at < count:
            parts, have = [self._buffer[self._at:]], len(self._buffer) - self._at
            while have < count:
                part = self._socket.recv(max(1 << 16, min(count - have, 1 << 20)))
                if not part:
                    raise ConnectionResetError('the server closed the connection')
                parts.append(part)
                have += len(part)
            self._buffer, self._at = b''.join(parts), 0
        self._at += count
        return self._buffer[self._at - count:self._at]

    def fileno(self):
        """For select(); nothing is read ahead between statements."""
        return self._socket.fileno()

    def has_rows(self):
        """Whether more of a simple query's answer has come than the description of its columns,
        which may be long before; nothing is read, and nothing may have been read of it."""
        if not select.select([self._socket], [], [], 0)[0]:
            return False
        seen = self._socket.recv(1 << 16, socket.MSG_PEEK)
        is_description = seen[:1] == b'T' and len(seen) >= 5
        return not is_description or len(seen) > 1 + struct.unpack_from('!i', seen, 1)[0]

    def is_closed_by_server(self, limit_s):
        """Whether the server ends the connection within this time, whatever it sends before."""
        while select.select([self._socket], [], [], limit_s)[0]:
            if not self._socket.recv(1 << 16):
                return True
        return False


def _bytes_of(text):
    return text if isinstance(text, bytes) else text.encode()


def _place_of(url):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ('postgres', 'postgresql'):
        raise ValueError(f'not a PostgreSQL URL: {url}')
    words = dict(urllib.parse.parse_qsl(parts.query))
    user = urllib.parse.unquote(parts.username or words.get('user') or 'postgres')
    return {
        'host': words.get('host') or parts.hostname or '127.0.0.1',
        'port': int(words.get('port') or parts.port or 5432),
        'user': user,
        'password': urllib.parse.unquote(parts.password or ''),
        'database': urllib.parse.unquote(parts.path.lstrip('/')) or user,
    }


def _connect(place, limit_s):
    if place['host'].startswith('/'):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(limit_s)
        try:
            connection.connect(os.path.join(place['host'], f'.s.PGSQL.{place["port"]}'))
        except BaseException:
            connection.close()
            raise
        return connection
    connection = socket.create_connection((place['host'], place['port']), limit_s)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _md5_answer(place, salt):
    inner = hashlib.md5((place['password'] + place['user']).encode()).hexdigest()
    return b'md5' + hashlib.md5(inner.encode() + salt).hexdigest().encode() + b'\0'


def _columns_of(body):
    (count,), at, columns = struct.unpack_from('!h', body), 2, []
    for _ in range(count):
        end = body.index(b'\0', at)
        fields = struct.unpack_from('!IhIhih', body, end + 1)
        columns.append(Column(body[at:end].decode(errors='replace'), *fields))
        at = end + 19
    if at != len(body):
        raise ProtocolError('a RowDescription of the wrong length')
    return columns


def _row_of(body):
    (count,), at, row = struct.unpack_from('!h', body), 2, []
    for _ in range(count):
        (length,) = struct.unpack_from('!i', body, at)
        at += 4
        if length == -1:
            row.append(None)
        else:
            row.append(body[at:at + length])
            at += length
    if at != len(body):
        raise ProtocolError('a DataRow of the wrong length')
    return tuple(row)


def _merge(first, second):
    """Two parts of what one Sync answered."""
    for name, value in vars(second).items():
        if name in ('rows', 'notices', 'copied'):
            setattr(first, name, getattr(first, name) + value)
        elif value or (name == 'columns' and value is not None):
            setattr(first, name, value)
    return first
