"""The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding."""

import base64
import hashlib
import hmac
import secrets

ITERATIONS_MAX = 1_000_000      # a server that claims more only wants to keep us busy


def _hmac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


class Scram:
    """One exchange: first() -> final(server_first) -> verify(server_final)."""

    def __init__(self, password):
        self._password = password.encode()
        self._nonce = secrets.token_urlsafe(18)
        self._first_bare = f'n=,r={self._nonce}'
        self._server_signature = None

    def first(self):
        return ('n,,' + self._first_bare).encode()

    def final(self, server_first):
        server_first = server_first.decode()
        fields = dict(field.split('=', 1) for field in server_first.split(','))
        if not fields['r'].startswith(self._nonce) or fields['r'] == self._nonce:
            raise ValueError('SCRAM: the server did not extend our nonce')
        iterations = int(fields['i'])
        if not 1 <= iterations <= ITERATIONS_MAX:
            raise ValueError(f'SCRAM: {iterations} iterations')

        salted = hashlib.pbkdf2_hmac('sha256', self._password, base64.b64decode(fields['s']),
                                     iterations)
        client_key = _hmac(salted, b'Client Key')
        without_proof = f'c=biws,r={fields["r"]}'
        signed = f'{self._first_bare},{server_first},{without_proof}'.encode()
        signature = _hmac(hashlib.sha256(client_key).digest(), signed)
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        self._server_signature = _hmac(_hmac(salted, b'Server Key'), signed)
        return f'{without_proof},p={base64.b64encode(proof).decode()}'.encode()

    def verify(self, server_final):
        if server_final != b'v=' + base64.b64encode(self._server_signature):
            raise ValueError('SCRAM: the server does not know the password')
