#!/usr/bin/env python3
"""Check the wire from outside: raw messages, psql, and clients that misbehave.

    check.py FAKE_SERVER              start one, check all
    check.py --postgres HOST PORT     prove that the traces are PostgreSQL's: they must hold there
"""
import contextlib
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

from client import (SYNC, TERMINATE, Client, Closed, bind, code_packet, error_fields, execute,
                    message, parse, query, shown_all, startup)
from traces import FAKE, POSTGRES, traces

SSL, GSS, CANCEL = 80877103, 80877104, 80877102
failures = []


def expect(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f"FAILED {what}\n  wanted {wanted}\n  got    {got}")


class Server:
    """A fake_server in a folder of its own."""

    def __init__(self, program, *arguments, descriptors=None):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        self.folder = tempfile.mkdtemp(prefix="wire")
        self.process = subprocess.Popen([program, self.folder + "/s", *arguments], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=limit)
        self.port = int(self.process.stdout.readline().split()[1])
        self.local = f"{self.folder}/s/.s.PGSQL.{self.port}"
        self.tcp = ("127.0.0.1", self.port)

    def stop(self, what):
        self.process.stdin.close()
        said = self.process.stdout.read()
        expect(f"{what}: ends in order, {said.strip()}", self.process.wait(timeout=20), 0)
        expect(f"{what}: removes its socket", os.path.exists(self.local), False)
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def serving(program, *arguments, **options):
    server = Server(program, *arguments, **options)
    try:
        yield server
    finally:
        server.stop(" ".join(("server",) + arguments))


@contextlib.contextmanager
def client(address, **arguments):
    connection = Client(address)
    try:
        connection.open(**arguments)
        yield connection
    finally:
        connection.close()


# ---- traces ---------------------------------------------------------------------------------

def answer_like(connection, wanted):
    """As many messages as `wanted` has, or up to ReadyForQuery."""
    if wanted is None or "Z(" in wanted:
        return connection.until()
    words = re.sub(r"\([^)]*\)", "", wanted).split()
    count = sum(int((word + "*1").split("*")[1]) for word in words)
    return [connection.next() for _ in range(count)]


def check_traces(name, address, sql, split=None):
    for title, steps in traces(sql).items():
        with client(address) as connection:
            for number, (sent, wanted) in enumerate(steps):
                for part in split(sent) if split else [sent]:
                    connection.send(part)
                got = shown_all(answer_like(connection, wanted))
                if wanted is None:  # only that one error comes, and the session goes on
                    wanted, got = True, bool(re.search(r"^([123n] )*(E\([^)]*\)|I) Z\(.\)$", got)) \
                        or got
                expect(f"{name}: {title}, step {number + 1}", got, wanted)


# ---- opening --------------------------------------------------------------------------------

def first_answer(address, data):
    """All that is said to `data`: to the end, or as far as a session that is ready."""
    connection = Client(address)
    try:
        connection.send(data)
        return shown_all(connection.until("Z"))
    finally:
        connection.close()


SETTINGS = ["application_name", "client_encoding", "DateStyle", "default_transaction_read_only",
            "in_hot_standby", "integer_datetimes", "IntervalStyle", "is_superuser",
            "server_encoding", "server_version", "session_authorization",
            "standard_conforming_strings", "TimeZone"]


def check_opening(server):
    connection = Client(server.local)
    got = connection.open(application_name="me",
                          options=r"-c TimeZone=Europe/Rome --DateStyle=SQL\ x")
    expect("opening", shown_all(got), " ".join(["S"] * 13 + ["K", "Z(I)"]))
    expect("settings in order", list(connection.settings), SETTINGS)
    expect("server_version", connection.settings["server_version"], "15.0 (Hearth 0.1)")
    expect("settings of the startup packet",
           [connection.settings[name] for name in ("application_name", "TimeZone", "DateStyle",
                                                   "session_authorization")],
           ["me", "Europe/Rome", "SQL x", "alice"])
    connection.send(TERMINATE)
    expect("terminate closes", connection.is_closed(), True)

    for data, wanted in [
            (startup(user=None),
             "E(28000 no PostgreSQL user name specified in startup packet) EOF"),
            (startup(database="nowhere"), 'R E(3D000 database "nowhere" does not exist) EOF'),
            (startup(version=0x20000),
             "E(0A000 unsupported frontend protocol 2.0: server supports 3.0 to 3.0) EOF"),
            (startup(version=(9 << 16) + 9),
             "E(0A000 unsupported frontend protocol 9.9: server supports 3.0 to 3.0) EOF"),
            (startup(replication="database"),
             "E(0A000 replication connections are not supported) EOF"),
            (startup(options="-x"),
             "E(42601 invalid command-line argument for server process: -x) EOF"),
            (startup(options="-c"), "E(42601 -c requires a value) EOF"),
            (struct.pack(">ii", 12, 0x30000) + b"user",
             "E(08P01 invalid startup packet layout: expected terminator as last byte) EOF"),
            (struct.pack(">i", 3), "EOF"),
            (struct.pack(">i", 0x7fffffff), "EOF"),
            (struct.pack(">i", 10001), "EOF"),
            (b"GET / HTTP/1.1\r\n\r\n", "EOF"),
            (b"\x16\x03\x01\x02\x00\x01", "EOF")]:
        expect(f"startup {data[:30]}", first_answer(server.local, data), wanted)
    check_negotiation(server)
    check_encryption(server)


def check_negotiation(server):
    connection = Client(server.local)
    connection.send(startup(version=0x30002, **{"_pq_.one": "1", "_pq_.two": "2"}))
    kind, body = connection.next()
    expect("negotiation", (kind, body),
           ("v", struct.pack(">ii", 0x30000, 2) + b"_pq_.one\0_pq_.two\0"))
    expect("then as 3.0", shown_all(connection.until()),
           " ".join(["R"] + ["S"] * 13 + ["K", "Z(I)"]))
    connection.close()
    for packet in (startup(version=0x3270f), startup(**{"_pq_.x": ""})):
        connection = Client(server.local)
        connection.send(packet)
        expect("negotiation once", [kind for kind, _ in connection.until()].count("v"), 1)
        connection.close()


def check_encryption(server):
    for first, second in ((SSL, GSS), (GSS, SSL)):
        connection = Client(server.tcp)
        for code in (first, second):
            connection.send(code_packet(code))
            expect("no encryption", connection.take(1), b"N")
        connection.open()
        connection.send(query("select 1"))
        expect("after encryption was refused", shown_all(connection.until()),
               "T(23) D C(SELECT 1) Z(I)")
        connection.close()
    connection = Client(server.tcp)
    connection.send(code_packet(SSL) * 2)
    expect("encryption twice", (connection.take(1), shown_all(connection.until())),
           (b"N", "E(0A000 unsupported frontend protocol 1234.5679: "
                  "server supports 3.0 to 3.0) EOF"))
    connection.close()


# ---- passwords ------------------------------------------------------------------------------

def log_in(server, user="alice", **arguments):
    connection = Client(server.tcp)
    try:
        connection.send(startup(user=user))
        expect("SASL is asked for", connection.next(),
               ("R", struct.pack(">i", 10) + b"SCRAM-SHA-256\0\0"))
        kind, body = connection.prove(**arguments)
        fields = error_fields(body) if kind == "E" else {}
        if kind == "E":
            expect("errors of passwords are fatal", (fields["S"], connection.is_closed()),
                   ("FATAL", True))
        return fields.get("C", "ok"), fields.get("M", "")
    finally:
        connection.close()


def check_passwords(server):
    def spoil(step, how):
        return lambda at, value: how(value) if at == step else value

    wrong = 'password authentication failed for user "{}"'
    expect("right password", log_in(server), ("ok", ""))
    expect("right password, y", log_in(server, header="y,,"), ("ok", ""))
    expect("wrong password", log_in(server, password="x"), ("28P01", wrong.format("alice")))
    expect("unknown role", log_in(server, user="bob"), ("28P01", wrong.format("bob")))
    expect("channel binding", log_in(server, header="p=tls-server-end-point,,")[0], "08P01")
    expect("authorization identity", log_in(server, header="n,a=bob,")[0], "0A000")
    for step, how in [("first", lambda v: v.replace("n,,", "q,,")), ("first", lambda v: "n"),
                      ("first", lambda v: v + "\0"), ("first", lambda v: "n,,n=x"),
                      ("first", lambda v: "n,,n=,r=a b"), ("first", lambda v: ""),
                      ("first", lambda v: v + "x" * 2000),
                      ("final", lambda v: v.replace("c=biws", "c=eSws")),
                      ("final", lambda v: v.replace(",r=", ",r=x")),
                      ("final", lambda v: v[:-4]), ("final", lambda v: v.split(",p=")[0]),
                      ("final", lambda v: v + ",x=y"), ("final", lambda v: "")]:
        expect(f"spoilt {step}", log_in(server, change=spoil(step, how))[0], "08P01")
    expect("flipped proof", log_in(server, change=spoil(
        "final", lambda v: v.replace(",p=", ",p=AAAA")[:-4] if not v.endswith("=") else
        v.split(",p=")[0] + ",p=" + "A" * 43 + "="))[0], "28P01")
    salts = set()
    for _ in range(2):
        connection = Client(server.tcp)
        connection.send(startup(user="nobody"))
        connection.next()
        connection.send(message("p", b"SCRAM-SHA-256\0" + struct.pack(">i", 9) + b"n,,n=,r=x"))
        salts.add(connection.next()[1].split(b"s=")[1])
        connection.close()
    expect("unknown roles keep their salt", len(salts), 1)
    expect("a query instead of a password",
           first_answer(server.tcp, startup() + query("select 1")),
           "R E(08P01 expected SASL response, got message type 81) EOF")
    expect("another mechanism", first_answer(
        server.tcp, startup() + message("p", b"PLAIN\0" + struct.pack(">i", 1) + b"x")),
        "R E(08P01 client selected an invalid SASL authentication mechanism) EOF")


# ---- broken streams -------------------------------------------------------------------------

def check_broken(server):
    for data, wanted in [(b"\xff", "E(08P01 invalid frontend message type 255) EOF"),
                         (b"p", "E(08P01 invalid frontend message type 112) EOF"),
                         (b"Q" + struct.pack(">i", 3), "EOF"),
                         (b"Q" + struct.pack(">i", 0x7fffffff), "EOF"),
                         (b"Q\xff\xff\xff\xff", "EOF"),
                         (b"S" + struct.pack(">i", 20000), "EOF"),
                         (message("F", b"\0\0\0\0"),
                          "E(0A000 the function call protocol is not supported) Z(I)")]:
        with client(server.local) as connection:
            connection.send(data)
            got = shown_all(connection.until())
            expect(f"broken {data}", got, wanted)
    with client(server.local) as connection:  # a claimed length costs nothing until bytes come
        connection.send(b"Q" + struct.pack(">i", 0x3ffffffe) + b"select")
    with client(server.local) as connection:
        connection.send(query("-- " + "x" * 5000000))
        expect("a large query", shown_all(connection.until()), "I Z(I)")
        connection.send(query("select 1"))
        expect("and a small one", shown_all(connection.until()), "T(23) D C(SELECT 1) Z(I)")


# ---- streams of rows ------------------------------------------------------------------------

def check_rows(server):
    with client(server.local) as connection:
        for sql, rows, width in [("rows 200000 width 20 block 5000", 200000, 20),
                                 ("rows 20 width 900000 block 3", 20, 900000),
                                 ("rows 5000 width 300 block 1", 5000, 300)]:
            connection.send(query(sql))
            got = connection.until()
            values = [body for kind, body in got if kind == "D"]
            right = [struct.unpack(">hi", v[:6])[0] == 2 and len(v) == 10 + width +
                     struct.unpack(">i", v[2:6])[0] and int(v[6:-4 - width]) == at + 1
                     for at, v in enumerate(values)]
            expect(f"{sql}: rows in order", (len(right), all(right)), (rows, True))
            expect(f"{sql}: then the rest", shown_all(got[rows + 1:]), f"C(SELECT {rows}) Z(I)")
        connection.send(parse("rows 100 width 100000 block 50") + bind() + execute(30) * 4 + SYNC)
        expect("large blocks by parts", shown_all(connection.until()),
               "1 2 D*30 s D*30 s D*30 s D*10 C(SELECT 10) Z(I)")
    check_pipeline(server)


def check_pipeline(server):
    """Thousands of messages before anything is read, by a client that does both at once."""
    with client(server.local) as connection:
        count = 20000
        data = parse("select 1", "s") + (bind("", "s") + execute()) * count + SYNC
        sender = threading.Thread(target=connection.send, args=(data,))
        sender.start()
        got = connection.until()
        sender.join()
        expect("a long pipeline", len(got), 2 + 3 * count)
        for _ in range(300):
            connection.send(query("select 1"))
        answers = [shown_all(connection.until()) for _ in range(300)]
        expect("queries sent ahead", set(answers), {"T(23) D C(SELECT 1) Z(I)"})


# ---- cancelling, leaving, limits --------------------------------------------------------------

def cancel(server, key):
    connection = Client(server.tcp)
    connection.send(code_packet(CANCEL, key))
    closed = connection.is_closed()
    connection.close()
    return closed


CANCELED = "E(57014 canceling statement due to user request) Z(I)"


def check_cancel(server):
    for _ in range(4):  # sessions on each of the threads
        with client(server.local) as connection:
            began = time.monotonic()
            connection.send(query("slow 20000"))
            connection.next()
            expect("cancel has no answer", cancel(server, connection.key), True)
            expect("cancel", shown_all(connection.until()), CANCELED)
            expect("cancel is quick", time.monotonic() - began < 5, True)
            wrong = connection.key[:4] + bytes(byte ^ 255 for byte in connection.key[4:])
            cancel(server, wrong)
            cancel(server, connection.key)
            connection.send(query("slow 300"))
            expect("wrong keys and early ones do nothing", shown_all(connection.until()),
                   "T(23) D C(SELECT 1) Z(I)")
    with client(server.local) as connection:  # while rows are waiting for the client
        connection.send(query("rows 100000000 width 1000"))
        connection.next()
        time.sleep(0.3)
        cancel(server, connection.key)
        expect("cancel of a stream", shown_all(connection.until()[-2:]), CANCELED)


def wait_until(what, holds):
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    expect(what, False, True)


def memory_kb(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def check_leaving(server, is_late):
    """Clients that go away, with the host counting: fake_server fails if anything is left."""
    for sql in ("slow 20000", "rows 100000000 width 1000", "select 1", "begin"):
        for goodbye in ("close", "shutdown"):
            connection = Client(server.local)
            connection.open()
            connection.send(query(sql))
            connection.next()
            if goodbye == "shutdown":
                connection.socket.shutdown(1)
                if sql.startswith("slow"):
                    expect("a half-closed client is gone", shown_all(connection.until()), "EOF")
            connection.close()
    if not is_late:  # a session that is at work while its client leaves is over
        connection = Client(server.local)
        connection.send(startup() + query("select 1"))
        connection.socket.shutdown(1)
        expect("what was asked before leaving is answered",
               shown_all(connection.until()[-1:] + connection.until()),
               "Z(I) T(23) D C(SELECT 1) Z(I)")
        connection.close()
    before = memory_kb(server)
    with client(server.local) as connection:  # a client that does not read
        connection.send(query("rows 100000000 width 1000 block 100"))
        time.sleep(1)
        expect("output is bounded", memory_kb(server) - before < 40000, True)
    Client(server.local).close()  # a health check


def descriptors_of(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def check_leaving_unread(program):
    """The server has stopped reading from a busy session: it sees all the same that it is left."""
    with serving(program) as server:
        before = descriptors_of(server)
        connection = Client(server.local)
        connection.open()
        connection.send(query("slow 20000"))
        connection.next()
        connection.socket.settimeout(0.3)
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < 50000000:
                sent += connection.socket.send(SYNC * 10000)
        expect("reading stops", sent < 5000000, True)
        expect("the session is there", descriptors_of(server), before + 1)
        connection.socket.shutdown(1)
        wait_until("leaving is seen without reading", lambda: descriptors_of(server) == before)
        connection.close()


def check_start(program):
    """What keeps a server from starting, and what does not."""
    def start(folder, *arguments):
        done = subprocess.run([program, folder, *arguments], stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=20)
        return done.returncode, done.stderr.strip()

    with serving(program) as server:
        port = str(server.port)
        with tempfile.TemporaryDirectory() as other:
            expect("a port twice", start(other + "/s", "port", port),
                   (1, 'could not listen on "127.0.0.1": Address already in use'))
            os.chmod(other, 0o755)
            code, error = start(other)
            expect("an open folder", (code, "closed to all others" in error), (1, True))
            expect("no folder above", start(other + "/a/b")[0], 1)
            os.chmod(other, 0o700)
            expect("a closed folder", start(other), (0, ""))
            expect("a long name", start(other + "/" + "x" * 120)[0], 1)
        with client(server.local) as connection:
            expect("the first one serves on", connection.key is not None, True)
    killed = Server(program)
    killed.process.kill()
    killed.process.wait()
    expect("a killed server leaves its socket", os.path.exists(killed.local), True)
    expect("the next one takes its place", start(killed.folder + "/s", "port", str(killed.port)),
           (0, ""))
    shutil.rmtree(killed.folder)
    for arguments in (("threads", "0"), ("threads", "65"), ("max", "0")):
        expect(f"{arguments}", start(killed.folder + "/s", *arguments)[0], 1)


def check_limits(program):
    with serving(program, "max", "3", "timeout", "500") as server:
        full = "E(53300 sorry, too many clients already) EOF"
        clients = [Client(server.tcp) for _ in range(3)]
        for connection in clients:
            connection.open()
        expect("one too many", first_answer(server.tcp, startup()), full)
        with contextlib.ExitStack() as local:  # three places are kept for the Unix socket
            for _ in range(3):
                local.enter_context(client(server.local))
            expect("local ones, too", first_answer(server.local, startup()), full)
            clients[0].send(query("slow 20000"))
            clients[0].next()
            cancel(server, clients[0].key)
            expect("a full server can be told to cancel", shown_all(clients[0].until()), CANCELED)
        clients.pop().close()

        def opens():
            try:
                with client(server.tcp):
                    return True
            except AssertionError:
                return False
        wait_until("a place becomes free", opens)
        began = time.monotonic()
        connection = Client(server.tcp)
        connection.send(startup()[:20])
        expect("a slow startup is closed", shown_all(connection.until()), "EOF")
        expect("in time", 0.3 < time.monotonic() - began < 5, True)
        clients[0].send(query("select 1"))
        expect("others are not", shown_all(clients[0].until()), "T(23) D C(SELECT 1) Z(I)")
        check_flood(server)


def check_flood(server):
    flood = [Client(server.tcp) for _ in range(130)]
    refused = 0
    time.sleep(0.2)
    for connection in flood:
        connection.socket.settimeout(0.01)
        try:
            refused += connection.next()[0] == "E"
        except (OSError, Closed):
            pass
    expect("a flood is refused at the door", refused >= 30, True)
    for connection in flood:
        connection.close()


def check_descriptors(program):
    """More clients than the process has descriptors: they are told, the others are served."""
    with serving(program, "max", "1000", descriptors=40) as server:
        with client(server.local) as connection:
            crowd = [Client(server.tcp) for _ in range(60)]
            time.sleep(0.2)
            connection.send(query("select 1"))
            expect("out of descriptors", shown_all(connection.until()), "T(23) D C(SELECT 1) Z(I)")
            for one in crowd:
                one.socket.settimeout(0.05)
            answers = []
            for one in crowd:
                try:
                    answers.append(shown_all([one.next()]))
                except (OSError, Closed):
                    pass
            expect("out of descriptors, told", set(answers),
                   {"E(53300 sorry, too many clients already)"})
            for one in crowd:
                one.close()

        def opens():
            try:
                with client(server.tcp):
                    return True
            except (AssertionError, Closed):
                return False
        wait_until("descriptors are free again", opens)


def check_stop(program, *arguments):
    server = Server(program, *arguments)
    idle, busy, blocked = (Client(server.local) for _ in range(3))
    for connection in (idle, busy, blocked):
        connection.open()
    busy.send(query("slow 20000"))
    busy.next()
    blocked.send(query("rows 100000000 width 1000"))
    time.sleep(0.2)
    server.stop("stop with clients")
    goodbye = "E(57P01 terminating connection due to administrator command) EOF"
    expect("idle clients are told", shown_all(idle.until()), goodbye)
    expect("busy clients are told", shown_all(busy.until()), goodbye)
    for connection in (idle, busy, blocked):
        connection.close()


# ---- psql -------------------------------------------------------------------------------------

def psql(address, *commands, **environment):
    host = os.path.dirname(address) if isinstance(address, str) else address[0]
    port = address.rsplit(".", 1)[1] if isinstance(address, str) else str(address[1])
    arguments = ["psql", "-XAtq", "-h", host, "-p", port, "-U", "alice", "-d", "x"]
    for command in commands:
        arguments += ["-c", command]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=30,
                          env={**os.environ, "PGPASSWORD": "wonder land", **environment})
    return done.returncode, done.stdout, done.stderr


def check_psql(server):
    if not shutil.which("psql"):
        print("no psql here")
        return
    for address in (server.local, server.tcp):
        expect("psql", psql(address, "select 7"), (0, "7\n", ""))
        expect("psql, several", psql(address, "select 7; rows 3", "insert 4"),
               (0, "7\n1\n2\n3\n", ""))
        code, out, error = psql(address, "select 1; nonsense")
        expect("psql shows where", (code, out, error.split("\n")[1:3]),
               (1, "", ["LINE 1: select 1; nonsense", "                  ^"]))
        code, out, error = psql(address, "fail at 2")
        expect("psql, an error after rows", (code, error), (1, "ERROR:  division by zero\n"))
    error = psql(server.tcp, "select 1", PGPASSWORD="x")[2]
    expect("psql, wrong password", error.split("FATAL:  ")[1],
           'password authentication failed for user "alice"\n')
    if shutil.which("pg_isready"):
        ready = subprocess.run(["pg_isready", "-h", "127.0.0.1", "-p", str(server.port)],
                               capture_output=True, timeout=30)
        expect("pg_isready", ready.returncode, 0)


def check_fake(program):
    for arguments in ((), ("late",)):
        with serving(program, *arguments) as server:
            name = " ".join(("fake",) + arguments)
            check_traces(name, server.local, FAKE)
            check_traces(name + ", TCP", server.tcp, FAKE)
            check_traces(name + ", by parts", server.local, FAKE,
                         lambda sent: (sent[at:at + 3] for at in range(0, len(sent), 3)))
            check_opening(server)
            check_passwords(server)
            check_broken(server)
            check_rows(server)
            check_cancel(server)
            check_leaving(server, bool(arguments))
            check_psql(server)
        check_stop(program, *arguments)
    check_leaving_unread(program)
    check_start(program)
    check_limits(program)
    check_descriptors(program)


def check_postgres(host, port):
    address = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))
    with client(address) as connection:
        connection.send(query("drop table if exists t; create table t(a int)"))
        connection.until()
    check_traces("postgres", address, POSTGRES)


if __name__ == "__main__":
    if sys.argv[1] == "--postgres":
        check_postgres(*sys.argv[2:4])
    else:
        check_fake(sys.argv[1])
    print(f"{len(failures)} failures")
    sys.exit(bool(failures))
