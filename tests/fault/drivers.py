"""The clients of a server that is being broken, and what they may not notice.

Whatever breaks, three things must hold for every question: its rows are the oracle's, a successor
of the dead worker serves within a second, and once all is over nobody holds more than before.
"""

import state
from pgclient import Connection
from workers import BROKEN, Watch

QUERY_LIMIT_S = 60


class Client:
    """A session that asks one question at a time; after a broken connection it opens another."""

    def __init__(self, url):
        self._url, self._connection, self._question = url, None, None
        self._connect()

    def _connect(self):
        self._connection = self._connection or Connection(self._url, limit_s=QUERY_LIMIT_S)

    def send(self, question):
        self._connect()
        self._question = question
        self._connection.send_simple(question.text)

    def has_answer(self):
        """Whether the first rows, or an error, have come."""
        return self._connection.has_rows()

    def complain_of_answer(self):
        """Receive it; what is wrong with it."""
        try:
            return self._question.judge(self._connection.receive_results()[-1])
        except BROKEN as error:
            self.close()
            return f'the connection broke: {error!r}'

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None


class Scene:
    """A server about to be broken: its clients, its workers, and what they hold before."""

    def __init__(self, server, worker_count, where, counts, clients=1):
        self.server, self.where, self.counts = server, where, counts
        self.watch = Watch(server, worker_count)
        self.clients = [Client(server.url) for _ in range(clients)]
        self._before = state.of(server)

    def ask(self, questions, strike):
        """Each client asks one question; `strike()` breaks something meanwhile and gives the
        moment a worker died, or None.  What is wrong, a line or more each."""
        asking = list(zip(self.clients, questions))
        for client, question in asking:
            client.send(question)
        moment = strike()
        complaints = [self.watch.complain_of_return(moment)] if moment else []
        return complaints + [client.complain_of_answer() for client, _ in asking]

    def note(self, name, complaints):
        complaints = [complaint for complaint in complaints if complaint]
        self.counts.note(not complaints, f'{self.where}: {name}', '\n'.join(complaints))

    def end(self):
        """All is over: the server holds what it held, and goes on serving."""
        self.note('it holds what it held before',
                  [state.complain_of_change(self.server, self._before)])
        try:
            with Connection(self.server.url) as connection:
                rows = connection.simple('select 1')[-1].rows
            self.note('a new session works', [] if rows == [(b'1',)] else [str(rows)])
        except BROKEN as error:
            self.note('a new session works', [repr(error)])
        for client in [*self.clients, self.watch]:
            client.close()
