#!/usr/bin/env python3
"""Encrypted connections: psql that checks the certificate and binds its password to it, handshakes
begun in either way, and all that is none.

    tests/tls/run.py [--build build-tsan] [WORD]

The certificates are made here, by a certification authority of an hour.
"""

import argparse
import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))

from counts import Counts
from hearth_server import HearthServer
from pgclient import Connection, ProtocolError, Report

LIMIT_S = 60
SSL_REQUEST = struct.pack('!ii', 8, 80877103)
GSS_REQUEST = struct.pack('!ii', 8, 80877104)
ROWS = 400_000          # some 20 MB: more than sockets hold
IDLE = 60
IDLE_BYTES_MAX = 100_000
GARBAGE, THREADS, TURNS = 60, 6, 12


# --- Certificates --------------------------------------------------------------------------------

def openssl(folder, *words):
    subprocess.run(['openssl', *words], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """ca.crt, server.crt and server.key for localhost and 127.0.0.1; other.crt of nobody known."""
    for name in ('ca', 'other'):
        openssl(folder, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', f'{name}.key',
                '-out', f'{name}.crt', '-days', '1', '-subj', f'/CN=test {name}')
    openssl(folder, 'req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'server.key', '-out',
            'server.csr', '-subj', '/CN=localhost')
    with open(os.path.join(folder, 'names'), 'w', encoding='ascii') as names:
        names.write('subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    openssl(folder, 'x509', '-req', '-in', 'server.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key',
            '-CAcreateserial', '-out', 'server.crt', '-days', '1', '-extfile', 'names')
    os.chmod(os.path.join(folder, 'server.key'), 0o600)


# --- Clients -------------------------------------------------------------------------------------

class Encrypted(Connection):
    """The test client over TLS, negotiated or direct."""

    def __init__(self, url, context, is_direct=False):
        self._context, self._is_direct = context, is_direct
        super().__init__(url, limit_s=LIMIT_S)

    def _start(self, settings):
        self._socket = encrypt(self._socket, self._context, self._is_direct)
        super()._start(settings)

    def ask(self, sql):
        result = self.simple(sql)[-1]
        return result.error.sqlstate if result.error else result.text_rows()


def encrypt(plain, context, is_direct=False):
    if not is_direct:
        plain.sendall(SSL_REQUEST)
        if plain.recv(1) != b'S':
            raise ProtocolError('no TLS offered')
    return context.wrap_socket(plain, server_hostname='localhost')


class Case:
    def __init__(self, server, folder, counts):
        self.server, self.folder, self._counts, self.name = server, folder, counts, ''
        parts = urllib.parse.urlsplit(server.url)
        self.address, self.password = ('127.0.0.1', parts.port), parts.password

    def expect(self, got, wanted, what):
        self._counts.note(got == wanted, f'{self.name}: {what}', f'wanted {wanted!r}\ngot    {got!r}')

    def context(self, *protocols):
        context = ssl.create_default_context(cafile=os.path.join(self.folder, 'ca.crt'))
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def plain(self):
        return socket.create_connection(self.address, timeout=LIMIT_S)

    def psql(self, sql, **words):
        """(what psql prints, how it ended)"""
        words = {'host': 'localhost', 'port': self.address[1], 'user': 'hearth',
                 'dbname': 'hearth', 'sslrootcert': os.path.join(self.folder, 'ca.crt'), **words}
        place = ' '.join(f"{name}='{value}'" for name, value in words.items())
        run = subprocess.run(['psql', place, '-XAt', '-c', sql], capture_output=True, text=True,
                             timeout=LIMIT_S, check=False,
                             env={**os.environ, 'PGPASSWORD': self.password})
        return (run.stdout + run.stderr).strip(), run.returncode

    def lives(self):
        self.expect(Encrypted(self.server.url, self.context()).ask('select 1'), [('1',)],
                    'the server lives')


def report(sock):
    """The SQLSTATE of an ErrorResponse, or what else came."""
    data = b''
    try:
        while part := sock.recv(4096):
            data += part
    except OSError:
        pass
    return Report(data[5:]).sqlstate if data[:1] == b'E' else data


# --- Cases ---------------------------------------------------------------------------------------

def psql_checks_the_certificate(case):
    facts = 'select ssl, version >= $$TLSv1.2$$, bits >= 128 from pg_stat_ssl where pid = pg_backend_pid()'
    for host in ('localhost', '127.0.0.1'):
        case.expect(case.psql(facts, sslmode='verify-full', host=host), ('t|t|t', 0), host)
    case.expect(case.psql(facts, sslmode='verify-full', channel_binding='require'), ('t|t|t', 0),
                'with channel binding')
    case.expect(case.psql(facts, sslmode='prefer'), ('t|t|t', 0), 'by itself')
    case.expect(case.psql('select ssl from pg_stat_ssl where pid = pg_backend_pid()', sslmode='disable'),
                ('f', 0), 'without')
    case.expect(case.psql('show ssl', sslmode='require'), ('on', 0), 'show ssl')
    other = os.path.join(case.folder, 'other.crt')
    case.expect(case.psql('select 1', sslmode='verify-full', sslrootcert=other)[1], 2,
                'signed by nobody known')
    case.expect(case.psql('select 1', sslmode='disable', channel_binding='require')[1], 2,
                'binding without TLS')


def old_protocols_are_refused(case):
    context = case.context()
    context.set_ciphers('ALL:@SECLEVEL=0')
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        Encrypted(case.server.url, context)
        case.expect('accepted', 'refused', 'TLS 1.1')
    except (ssl.SSLError, OSError):
        case.expect('refused', 'refused', 'TLS 1.1')
    context = case.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    session = Encrypted(case.server.url, context)
    case.expect(session.ask('select version from pg_stat_ssl where pid = pg_backend_pid()'),
                [('TLSv1.2',)], 'TLS 1.2')
    session.close()


def direct_handshakes_name_the_protocol(case):
    session = Encrypted(case.server.url, case.context('postgresql'), is_direct=True)
    case.expect(session.ask('select ssl from pg_stat_ssl where pid = pg_backend_pid()'), [('t',)],
                'postgresql')
    session.close()
    session = Encrypted(case.server.url, case.context('h2', 'postgresql'), is_direct=True)
    case.expect(session.ask('select 1'), [('1',)], 'among others')
    session.close()
    for protocols in ((), ('h2',)):
        try:
            Encrypted(case.server.url, case.context(*protocols), is_direct=True)
            case.expect('accepted', 'refused', f'direct with {protocols}')
        except (ssl.SSLError, OSError):
            case.expect('refused', 'refused', f'direct with {protocols}')
    with case.plain() as plain:
        inner = encrypt(plain, case.context('postgresql'), is_direct=True)
        inner.sendall(SSL_REQUEST)
        case.expect(inner.recv(1), b'N', 'SSLRequest inside TLS')
        inner.sendall(GSS_REQUEST)
        case.expect(inner.recv(1), b'N', 'GSSENCRequest inside TLS')
        inner.sendall(SSL_REQUEST)
        case.expect(inner.recv(1)[:1] in (b'E', b''), True, 'a second one is none')


def requests_are_answered(case):
    with case.plain() as plain:
        plain.sendall(GSS_REQUEST)
        case.expect(plain.recv(1), b'N', 'GSSENCRequest')
        inner = encrypt(plain, case.context())
        case.expect(inner.version() >= 'TLSv1.2', True, 'and then SSLRequest')
    with socket.socket(socket.AF_UNIX) as local:
        words = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(case.server.local_url()).query))
        local.connect(f'{words["host"]}/.s.PGSQL.{case.address[1]}')
        local.settimeout(LIMIT_S)
        local.sendall(SSL_REQUEST)
        case.expect(local.recv(1), b'N', 'over the Unix socket')


def nothing_is_taken_from_before(case):
    startup = struct.pack('!ii', 8 + 20, 196608) + b'user\0hearth\0database\0'[:20]
    for behind in (b'\0', startup, SSL_REQUEST, bytes(5000)):
        with case.plain() as plain:
            plain.sendall(SSL_REQUEST + behind)
            case.expect(report(plain), '08P01', f'{len(behind)} bytes behind SSLRequest')
    with case.plain() as plain:
        plain.sendall(SSL_REQUEST)
        case.expect(plain.recv(1), b'S', 'S')
        plain.sendall(startup)
        case.expect(b'R' not in report(plain)[:1], True, 'plain bytes instead of a handshake')
    case.lives()


def downgrades_are_noticed(case):
    import scram

    class Thinks(scram.Scram):
        def first(self):
            return ('y,,' + self._first_bare).encode()

    with case.plain() as plain:
        inner = encrypt(plain, case.context())
        body = struct.pack('!i', 196608) + b'user\0hearth\0database\0hearth\0\0'
        inner.sendall(struct.pack('!i', len(body) + 4) + body)
        offer = inner.recv(4096)
        case.expect(b'SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0' in offer, True, 'both are offered')
        first = Thinks(case.password).first()
        message = b'SCRAM-SHA-256\0' + struct.pack('!i', len(first)) + first
        inner.sendall(b'p' + struct.pack('!i', len(message) + 4) + message)
        case.expect(report(inner), '28000', 'who thinks we cannot bind')


def cancels_come_encrypted_too(case):
    session = Encrypted(case.server.url, case.context())
    session.send_simple('select pg_sleep(60)')
    time.sleep(0.2)
    with case.plain() as plain:
        inner = encrypt(plain, case.context())
        inner.sendall(struct.pack('!iiii', 16, 80877102, session.pid, session.secret))
        case.expect(inner.recv(1), b'', 'the request is not answered')
    case.expect(session.receive_results()[-1].error.sqlstate, '57014', 'the query is cancelled')
    session.close()


def large_results_wait_for_slow_readers(case):
    slow, other = Encrypted(case.server.url, case.context()), Encrypted(case.server.url, case.context())
    slow.send_simple(f"select g, repeat('x', 40) from generate_series(1, {ROWS}) g")
    time.sleep(1)
    before = time.monotonic()
    case.expect(other.ask('select 1'), [('1',)], 'others are answered')
    case.expect(time.monotonic() - before < 5, True, 'soon')
    rows = slow.receive_results()[-1].rows
    case.expect((len(rows), rows[0][0], rows[-1][0]), (ROWS, b'1', str(ROWS).encode()), 'all rows')
    text = 'y' * 1_000_000
    case.expect(slow.ask(f"select length('{text}')"), [(str(len(text)),)], 'a large statement')
    slow.send_simple(f"select g, repeat('x', 40) from generate_series(1, {ROWS}) g")
    time.sleep(0.3)
    slow.cut()
    gone = other.ask('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')
    case.expect(len(gone) <= 1, True, 'one that is cut leaves nothing')
    other.close()


def garbage_is_survived(case):
    generator = random.Random(7)
    hello = record_of_hello(case)
    for turn in range(GARBAGE):
        with case.plain() as plain:
            try:
                if turn % 2:
                    plain.sendall(SSL_REQUEST)
                    plain.recv(1)
                data = bytearray(hello if turn % 3 else generator.randbytes(300))
                data[0] = 0x16
                for _ in range(generator.randrange(4)):
                    data[generator.randrange(5, len(data))] ^= 1 << generator.randrange(8)
                plain.sendall(bytes(data[:generator.randrange(1, len(data) + 1)]))
                plain.shutdown(socket.SHUT_WR)
                report(plain)
            except OSError:
                pass
    case.lives()


def record_of_hello(case):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    half = case.context('postgresql').wrap_bio(incoming, outgoing, server_hostname='localhost')
    try:
        half.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def idle_connections_are_cheap(case):
    process = case.server.pid
    Encrypted(case.server.url, case.context()).close()      # what the first one needs is not its own
    before = resident(process)
    sessions = [Encrypted(case.server.url, case.context()) for _ in range(IDLE)]
    for session in sessions:
        session.ask('select 1')
    each = (resident(process) - before) // IDLE
    case.expect(each < IDLE_BYTES_MAX or 'asan' in case.build or 'tsan' in case.build, True,
                f'{each} bytes each')
    for session in sessions:
        session.close()


def resident(pid):
    with open(f'/proc/{pid}/statm', encoding='ascii') as statm:
        return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def a_crowd(case):
    failures = []

    def turns(seed):
        for turn in range(TURNS):
            try:
                is_direct = (seed + turn) % 2 == 0
                context = case.context('postgresql') if is_direct else case.context()
                session = Encrypted(case.server.url, context, is_direct)
                rows = session.ask(f'select count(*) from generate_series(1, {1000 * seed + turn})')
                if rows != [(str(1000 * seed + turn),)]:
                    failures.append(rows)
                (session.cut if turn % 3 == 0 else session.close)()
            except Exception as error:      # pylint: disable=broad-except
                failures.append(repr(error))

    threads = [threading.Thread(target=turns, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.expect(failures, [], 'all were served')


CASES = [psql_checks_the_certificate, old_protocols_are_refused, direct_handshakes_name_the_protocol,
         requests_are_answered, nothing_is_taken_from_before, downgrades_are_noticed,
         cancels_come_encrypted_too, large_results_wait_for_slow_readers, garbage_is_survived,
         idle_connections_are_cheap, a_crowd]


def check_files_and_plain_servers(build, folder, counts):
    """What is refused at the start, and a server that offers no TLS."""
    program = os.path.join(HERE, '..', '..', build, 'hearth')
    cert, key = os.path.join(folder, 'server.crt'), os.path.join(folder, 'server.key')
    loose = os.path.join(folder, 'loose.key')
    with open(key, 'rb') as source, open(loose, 'wb') as copy:
        copy.write(source.read())
    os.chmod(loose, 0o644)
    other = os.path.join(folder, 'ca.key')
    os.chmod(other, 0o600)
    for words, complaint in ((('--tls-cert', cert), 'must both be given'),
                             (('--tls-cert', cert, '--tls-key', loose), 'group or world access'),
                             (('--tls-cert', cert, '--tls-key', other), 'key values mismatch'),
                             (('--tls-cert', cert, '--tls-key', '/nonexistent'), 'could not access'),
                             (('--tls-cert', '/nonexistent', '--tls-key', key), 'certificate file')):
        run = subprocess.run([program, 'serve', '--port', '0', *words, folder + '/empty'],
                             capture_output=True, text=True, timeout=LIMIT_S, check=False)
        counts.note(run.returncode != 0 and complaint in run.stderr, f'at the start: {complaint}',
                    f'{run.returncode} {run.stderr}')
    with HearthServer([folder + '/empty'], build=build, flags=()) as server:
        with socket.create_connection(('127.0.0.1', urllib.parse.urlsplit(server.url).port),
                                      timeout=LIMIT_S) as plain:
            plain.sendall(SSL_REQUEST)
            counts.note(plain.recv(1) == b'N', 'without a certificate: N')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('word', nargs='?', default='')
    parser.add_argument('--build', default='build-asan')
    arguments = parser.parse_args()
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix='hearth-tls-') as folder:
        make_certificates(folder)
        os.mkdir(os.path.join(folder, 'empty'))
        flags = ('--tls-cert', os.path.join(folder, 'server.crt'),
                 '--tls-key', os.path.join(folder, 'server.key'))
        with HearthServer([folder + '/empty'], build=arguments.build, flags=flags) as server:
            for function in CASES:
                if arguments.word not in function.__name__:
                    continue
                case = Case(server, folder, counts)
                case.build = arguments.build
                case.name = function.__name__.replace('_', ' ')
                try:
                    function(case)
                except (ProtocolError, OSError) as error:
                    counts.note(False, case.name, repr(error))
        if not arguments.word:
            check_files_and_plain_servers(arguments.build, folder, counts)
    counts.finish()


if __name__ == '__main__':
    main()
