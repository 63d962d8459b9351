"""A raw client of the PostgreSQL protocol, for tests: bytes out, messages in, nothing hidden."""
import base64
import hashlib
import hmac
import os
import socket
import struct

PASSWORD = "wonder land"


def message(kind, body=b""):
    return kind.encode() + struct.pack(">i", len(body) + 4) + body


def text(value):
    return (value.encode() if isinstance(value, str) else value) + b"\0"


def startup(user="alice", database="x", version=0x30000, **settings):
    body = struct.pack(">i", version)
    for name, value in {"user": user, "database": database, **settings}.items():
        if value is not None:
            body += text(name) + text(value)
    body += b"\0"
    return struct.pack(">i", len(body) + 4) + body


def code_packet(code, body=b""):
    return struct.pack(">ii", len(body) + 8, code) + body


def query(sql):
    return message("Q", text(sql))


def parse(sql, name="", oids=()):
    return message("P", text(name) + text(sql) + struct.pack(f">h{len(oids)}i", len(oids), *oids))


def bind(portal="", statement="", values=(), formats=(), results=()):
    body = text(portal) + text(statement)
    body += struct.pack(f">h{len(formats)}h", len(formats), *formats)
    body += struct.pack(">h", len(values))
    for value in values:
        if value is None:
            body += struct.pack(">i", -1)
        else:
            raw = value.encode() if isinstance(value, str) else value
            body += struct.pack(">i", len(raw)) + raw
    body += struct.pack(f">h{len(results)}h", len(results), *results)
    return message("B", body)


def describe(kind, name=""):
    return message("D", kind.encode() + text(name))


def execute(rows=0, portal=""):
    return message("E", text(portal) + struct.pack(">i", rows))


def close(kind, name=""):
    return message("C", kind.encode() + text(name))


def copy_data(data):
    return message("d", data.encode() if isinstance(data, str) else data)


def copy_fail(why):
    return message("f", text(why))


COPY_DONE = message("c")
SYNC, FLUSH, TERMINATE = message("S"), message("H"), message("X")


class Closed(Exception):
    pass


class Client:
    def __init__(self, address):
        is_local = isinstance(address, str)
        self.socket = socket.socket(socket.AF_UNIX if is_local else socket.AF_INET)
        self.socket.settimeout(20)
        self.socket.connect(address)
        self.buffer = b""
        self.key = None
        self.settings = {}

    def send(self, data):
        self.socket.sendall(data)

    def take(self, count):
        while len(self.buffer) < count:
            try:
                more = self.socket.recv(65536)
            except ConnectionResetError:
                more = b""
            if not more:
                raise Closed()
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def next(self):
        """The next message: (type, body)."""
        head = self.take(5)
        return chr(head[0]), self.take(struct.unpack(">i", head[1:])[0] - 4)

    def until(self, last="Z"):
        """All messages up to one of type `last`, or to the end of the connection."""
        got = []
        try:
            while not got or got[-1][0] not in last:
                got.append(self.next())
        except Closed:
            got.append(("EOF", b""))
        return got

    def is_closed(self):
        try:
            self.take(1)
        except Closed:
            return True
        return False

    def close(self):
        self.socket.close()

    def prove(self, password=PASSWORD, header="n,,", change=None):
        """The client's side of SCRAM-SHA-256, after R(10).  `change` spoils a message."""
        change = change or (lambda step, value: value)
        nonce = base64.b64encode(os.urandom(18)).decode()
        bare = "n=,r=" + nonce
        first = change("first", header + bare).encode()
        self.send(message("p", text("SCRAM-SHA-256") + struct.pack(">i", len(first)) + first))
        kind, body = self.next()
        if kind != "R":
            return kind, body
        server_first = body[4:].decode()
        fields = dict(part.split("=", 1) for part in server_first.split(","))
        assert fields["r"].startswith(nonce) and len(fields["r"]) > len(nonce)
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(fields["s"]),
                                     int(fields["i"]))
        binding = base64.b64encode(header.encode()).decode()
        without_proof = f"c={binding},r={fields['r']}"
        everything = f"{bare},{server_first},{without_proof}".encode()
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        signature = hmac.digest(hashlib.sha256(client_key).digest(), everything, "sha256")
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(client_key, signature))).decode()
        self.send(message("p", change("final", f"{without_proof},p={proof}").encode()))
        kind, body = self.next()
        if kind == "R":
            server_key = hmac.digest(salted, b"Server Key", "sha256")
            wanted = base64.b64encode(hmac.digest(server_key, everything, "sha256")).decode()
            assert body == struct.pack(">i", 12) + b"v=" + wanted.encode(), body
        return kind, body

    def open(self, **arguments):
        """Open a session; the messages between authentication and readiness."""
        self.send(startup(**arguments))
        kind, body = self.next()
        if kind == "R" and body[:4] == struct.pack(">i", 10):
            self.prove()
            kind, body = self.next()
        assert (kind, body) == ("R", struct.pack(">i", 0)), (kind, body)
        got = self.until()
        for kind, body in got:
            if kind == "S":
                name, value = body.decode().split("\0")[:2]
                self.settings[name] = value
            if kind == "K":
                self.key = body
        return got


def error_fields(body):
    return {part[:1].decode(): part[1:].decode() for part in body.split(b"\0") if part}


def shown(kind, body):
    """A message in a few characters: C(SELECT 1), E(34000 portal "" does not exist), Z(I) ..."""
    if kind in "EN" and kind != "EOF":
        fields = error_fields(body)
        position = f" at {fields['P']}" if "P" in fields else ""
        return f"{kind}({fields['C']} {fields['M']}{position})"
    if kind == "C":
        return f"C({body[:-1].decode()})"
    if kind == "Z":
        return f"Z({body.decode()})"
    if kind == "T":
        count, at, columns = struct.unpack(">h", body[:2])[0], 2, []
        for _ in range(count):
            at = body.index(b"\0", at) + 1
            _, _, oid, _, _, form = struct.unpack(">ihihih", body[at:at + 18])
            columns.append(f"{oid}{'b' if form else ''}")
            at += 18
        return f"T({','.join(columns)})"
    if kind == "t":
        count = struct.unpack(">h", body[:2])[0]
        return f"t({','.join(map(str, struct.unpack(f'>{count}i', body[2:])))})"
    return kind


def shown_all(messages):
    """Many: rows of equal shape are counted, D*3."""
    words = []
    for kind, body in messages:
        word = shown(kind, body)
        if words and words[-1].split("*")[0] == word == "D":
            words[-1] = f"D*{int((words[-1] + '*1').split('*')[1]) + 1}"
        else:
            words.append(word)
    return " ".join(words)
