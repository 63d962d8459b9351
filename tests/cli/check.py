#!/usr/bin/env python3
"""check.py HEARTH RUN_TOOL -- drive `hearth run` as people do; the last line counts.

HEARTH is the binary; RUN_TOOL is hearth run with a server of the test's choice (fake_server.py).
Every run has a temporary folder of its own, which must be empty afterwards, and leaves no process.
"""

import csv
import fcntl
import io
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))

import processes
from counts import Counts
from fake_server import FakeServer, columns, complete, error, message, ready, row

RUN_LIMIT_S = 60
OK, FAILED, CANNOT_START, SQL_ERROR, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143
REPORTS = ('ERROR: AddressSanitizer', 'ERROR: LeakSanitizer', 'runtime error:', 'Assertion `')
PEOPLE = 'id,name,score\n1,Zoë,1.5\n2,"a,""b",\n3,漢字,-2\n'
PEOPLE_TABLE = (' id | name | score \n'
                '----+------+-------\n'
                '  1 | Zoë  |   1.5\n'
                '  2 | a,"b |      \n'
                '  3 | 漢字 |    -2\n'
                '(3 rows)\n\n')
LONG_QUERY = 'select count(*) from many a, many b, many c where a.n + b.n + c.n = -1'
MANY_ROWS = 3000
PIPE_FILLED_BYTES = 16_384


class Done:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __str__(self):
        return f'status {self.status}\n--- out\n{self.out[:2000]}\n--- err\n{self.err[:2000]}'


class Complaint(Exception):
    pass


def expect(holds, done, what='not as expected'):
    if not holds:
        raise Complaint(f'{what}\n{done}')


def expect_status(done, status):
    expect(done.status == status, done, f'status {done.status} instead of {status}')


class Cli:
    """Runs the programs in a folder of its own."""

    def __init__(self, hearth, run_tool, folder):
        self.hearth, self.run_tool = hearth, run_tool
        self.folder = pathlib.Path(folder)
        self.data = self.folder / 'data'
        self.tmp = self.folder / 'tmp'
        self.data.mkdir()
        self.tmp.mkdir(mode=0o700)
        (self.data / 'people.csv').write_text(PEOPLE)
        self.mark = f'CLI_TEST_MARK={secrets.token_hex(16)}'

    def environment(self, extra=None):
        name, value = self.mark.split('=')
        return {**os.environ, name: value, 'TMPDIR': str(self.tmp), **(extra or {})}

    def start(self, command, **options):
        options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE,
                   'stderr': subprocess.PIPE, **options}
        return subprocess.Popen([str(word) for word in command], cwd=self.folder,
                                env=self.environment(), start_new_session=True, **options)

    def finish(self, process, text=None):
        try:
            out, err = process.communicate(text and text.encode(), timeout=RUN_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            raise Complaint(f'no end after {RUN_LIMIT_S} s\n{out}\n{err}') from None
        done = Done(process.returncode, (out or b'').decode(), (err or b'').decode())
        self.check_nothing_left(done)
        return done

    def check_nothing_left(self, done):
        expect(not any(report in done.err for report in REPORTS), done, 'a sanitizer spoke')
        expect(not list(self.tmp.iterdir()), done, f'files were left: {os.listdir(self.tmp)}')
        deadline = time.monotonic() + 5
        while left := processes.with_environment(self.mark.encode()):
            if time.monotonic() > deadline:
                shown = [processes.command(pid) for pid in left]
                raise Complaint(f'processes were left: {shown}\n{done}')
            time.sleep(0.01)

    def run(self, *words, text=None):
        """hearth run WORDS -- data"""
        stdin = subprocess.DEVNULL if text is None else subprocess.PIPE
        command = [self.hearth, 'run', *words]
        if '--' not in words:
            command += ['--', self.data]
        return self.finish(self.start(command, stdin=stdin), text)

    def tool(self, answer, *words, greet=True):
        """The same against a fake server."""
        with FakeServer(str(self.folder), answer, greet) as path:
            return self.finish(self.start([self.run_tool, path, *words]))

    def script(self, text, name='script.sql'):
        path = self.folder / name
        path.write_text(text)
        return path.name

    def many(self):
        lines = ['n'] + [str(number % 7) for number in range(MANY_ROWS)]
        (self.data / 'many.csv').write_text('\n'.join(lines) + '\n')


# --- Formats --------------------------------------------------------------------------------------

PEOPLE_SQL = 'select * from people order by id'


def test_csv_is_what_a_pipe_gets(cli):
    done = cli.run('-c', PEOPLE_SQL)
    expect_status(done, OK)
    rows = list(csv.reader(io.StringIO(done.out)))
    expect(rows == [['id', 'name', 'score'], ['1', 'Zoë', '1.5'], ['2', 'a,"b', ''],
                    ['3', '漢字', '-2']], done)
    expect(cli.run('--csv', '-c', PEOPLE_SQL).out == done.out, done)


def test_aligned_looks_like_psql(cli):
    done = cli.run('--format', 'aligned', '-c', PEOPLE_SQL)
    expect_status(done, OK)
    expect(done.out == PEOPLE_TABLE, done)


def test_a_terminal_gets_a_table(cli):
    leader, follower = os.openpty()
    process = cli.start([cli.hearth, 'run', '-c', PEOPLE_SQL, '--', cli.data], stdout=follower)
    os.close(follower)
    shown = b''
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:     # EIO: the other end is closed
            break
        shown += part
    os.close(leader)
    done = cli.finish(process)
    expect_status(done, OK)
    expect(shown.decode().replace('\r\n', '\n') == PEOPLE_TABLE, shown)


def test_json_can_be_read(cli):
    done = cli.run('--format', 'json', '-c', PEOPLE_SQL)
    expect_status(done, OK)
    expect(json.loads(done.out) == [{'id': 1, 'name': 'Zoë', 'score': 1.5},
                                    {'id': 2, 'name': 'a,"b', 'score': None},
                                    {'id': 3, 'name': '漢字', 'score': -2}], done)
    lines = cli.run('--format', 'jsonl', '-c', PEOPLE_SQL).out.splitlines()
    expect([json.loads(line) for line in lines] == json.loads(done.out), done)


def test_markdown_is_a_table(cli):
    done = cli.run('--format', 'markdown', '-c', PEOPLE_SQL)
    expect(done.out == '| id | name | score |\n|---:|---|---:|\n| 1 | Zoë | 1.5 |\n'
                       '| 2 | a,"b |  |\n| 3 | 漢字 | -2 |\n', done)


def test_results_go_to_a_file(cli):
    done = cli.run('-o', 'out.csv', '-c', 'select 1 as a', '-c', 'select 2 as b')
    expect_status(done, OK)
    expect(done.out == '', done)
    expect((cli.folder / 'out.csv').read_text() == 'a\n1\nb\n2\n', done)


# --- Where SQL comes from -------------------------------------------------------------------------

def test_commands_and_files_run_in_the_order_given(cli):
    script = cli.script("\ufeffselect 'é;' as two;\nselect 3 as three")
    done = cli.run('-c', 'select 1 as one', script, '-c', 'select 4 as four', '-f', script)
    expect_status(done, OK)
    expect(done.out == 'one\n1\ntwo\né;\nthree\n3\nfour\n4\ntwo\né;\nthree\n3\n', done)


def test_standard_input_is_read(cli):
    expect(cli.run(text='select 42 as a;').out == 'a\n42\n', 'without a name')
    expect(cli.run('-c', 'select 1 as b', '-', text='select 42 as a;').out == 'b\n1\na\n42\n', '-')
    done = cli.run(text='select 1;\nselect nope;')
    expect(done.err.startswith('<stdin>:2:8: ERROR 42703: column "nope" does not exist\n'), done)


def test_variables_are_put_in(cli):
    done = cli.run('-v', "name=it's", '-v', 'n=40', '--csv', '-c',
                   "select :'name' as x, :n + 2 as \"y\", ':n' as :\"name\"")
    expect_status(done, OK)
    expect(done.out == "x,y,it's\nit's,42,:n\n", done)


def test_echo_shows_what_is_sent(cli):
    done = cli.run('--echo', '-v', 'n=1', '-c', '/* x */ select :n as a; select 2 as b')
    expect(done.out == 'a\n1\nb\n2\n', done)
    expect(done.err == 'select 1 as a;\nselect 2 as b\n', done)


# --- Errors ---------------------------------------------------------------------------------------

def test_the_first_error_stops_and_names_its_place(cli):
    script = cli.script("select 1 as a; -- ok\n\nselect\n\t'漢字', nme from people;\nselect 3;\n")
    done = cli.run(script, '-c', 'select 4')
    expect_status(done, SQL_ERROR)
    expect(done.out == 'a\n1\n', done)
    lines = done.err.splitlines()
    expect(lines[0] == 'script.sql:4:8: ERROR 42703: column "nme" does not exist', done)
    expect(lines[1:3] == ["    \t'漢字', nme from people;", '    \t        ^'], done)


def test_statements_before_a_syntax_error_have_run(cli):
    done = cli.run(cli.script('select 1 as a;\nselect (2;\nselect 3;\n'))
    expect_status(done, SQL_ERROR)
    expect(done.out == 'a\n1\n', done)
    expect(done.err.startswith('script.sql:2:10: ERROR 42601: syntax error at or near ";"\n'), done)


def test_places_behind_variables_are_those_of_the_script(cli):
    done = cli.run('-v', 'a=a much longer text', '-c', "select :'a', nope")
    expect(done.err.startswith('-c:1:14: ERROR 42703'), done)
    done = cli.run('-v', 'a=nope', '-c', 'select 1,\n :a')
    expect(done.err.startswith('-c:2:2: ERROR 42703'), done)


def test_an_error_in_a_long_line_is_shown_in_part(cli):
    done = cli.run('-c', 'select ' + '1 + ' * 100 + 'nope' + ' + 1' * 100)
    lines = done.err.splitlines()
    expect(lines[0].startswith('-c:1:408: '), done)
    expect(lines[1].startswith('    ...') and lines[1].endswith('...'), done)
    expect(lines[1][lines[2].index('^'):].startswith('nope'), done)


def test_commands_of_psql_are_refused_clearly(cli):
    done = cli.run(cli.script('select 1 as a;\n\\d people\nselect 2;\n'))
    expect_status(done, SQL_ERROR)
    expect(done.out == 'a\n1\n', done)
    expect(done.err.startswith('script.sql:2:1: ERROR 0A000: '), done)


def test_files_that_cannot_be_read_stop_all(cli):
    done = cli.run('-c', 'select 1', 'nofile.sql')
    expect_status(done, FAILED)
    expect(done.out == '' and 'could not open "nofile.sql": No such file' in done.err, done)
    done = cli.run('data', '-c', 'select 1')
    expect_status(done, FAILED)
    expect('folders and files of data go behind --' in done.err, done)
    done = cli.run(cli.script('select 1;\0select 2;'))
    expect_status(done, FAILED)


def test_files_that_cannot_be_written_stop_all(cli):
    expect_status(cli.run('-o', 'nofolder/out', '-c', 'select 1'), FAILED)
    done = cli.run('-o', '/dev/full', '-c', 'select 1')
    expect_status(done, FAILED)
    expect('could not write "/dev/full": No space left' in done.err, done)


def test_wrong_options_are_refused_in_a_line_and_a_hint(cli):
    cases = {('--frmat', 'csv'): 'did you mean --format?', ('--format', 'xml'): 'markdown',
             ('--memory', 'lots'): '512MB', ('-v', 'x'): 'letters', ('-c',): '--command SQL',
             ('--workers', '0'): 'from 1', ('-x',): '--help'}
    for words, hint in cases.items():
        done = cli.finish(cli.start([cli.hearth, 'run', *words]))
        expect_status(done, FAILED)
        lines = done.err.splitlines()
        expect(len(lines) == 2 and lines[0].startswith('hearth run: '), done)
        expect(lines[1].startswith('hint: ') and hint in lines[1], done)
    done = cli.run('--csv', '--format', 'json', '-c', 'select 1')
    expect_status(done, FAILED)


def test_paths_that_are_not_there_are_no_server(cli):
    done = cli.run('-c', 'select 1', '--', 'nosuchfolder')
    expect_status(done, CANNOT_START)
    expect('nosuchfolder' in done.err, done)


def test_help_shows_every_option(cli):
    done = cli.finish(cli.start([cli.hearth, 'run', '--help']))
    expect_status(done, OK)
    for word in ('--command', '--format', '--variable', '--output', '--memory', 'examples:', '130'):
        expect(word in done.out, done, f'no {word}')


# --- Signals and pipes ----------------------------------------------------------------------------

def wait_until(holds, what):
    deadline = time.monotonic() + RUN_LIMIT_S
    while not holds():
        if time.monotonic() > deadline:
            raise Complaint(f'waited in vain until {what}')
        time.sleep(0.01)


def interrupt_long_query(cli, number):
    cli.many()
    process = cli.start([cli.hearth, 'run', '-c', 'select 1 as a', '-c', LONG_QUERY,
                         '-c', 'select 2', '--', cli.data], bufsize=0)
    if process.stdout.read(4) != b'a\n1\n':   # the long one is next
        raise Complaint('the first result did not come at once')
    started = time.monotonic()
    os.killpg(process.pid, number)
    done = cli.finish(process)
    expect(time.monotonic() - started < 10, done, 'it took too long to stop')
    expect('2' not in done.out, done)
    return done


def test_ctrl_c_cancels_and_ends(cli):
    expect_status(interrupt_long_query(cli, signal.SIGINT), INTERRUPTED)


def test_sigterm_cancels_and_ends(cli):
    cli.many()
    process = cli.start([cli.hearth, 'run', '-c', LONG_QUERY, '--', cli.data])
    wait_until(lambda: processes.children(process.pid), 'the server has a worker')
    process.terminate()
    expect_status(cli.finish(process), TERMINATED)


def test_ctrl_c_while_reading_standard_input_ends(cli):
    process = cli.start([cli.hearth, 'run'], stdin=subprocess.PIPE)
    wait_until(lambda: 'anon_inode:[signalfd]' in processes.descriptors(process.pid),
               'it watches for signals')
    process.send_signal(signal.SIGINT)
    expect_status(cli.finish(process), INTERRUPTED)


def test_ctrl_c_while_nobody_reads_the_results_ends(cli):
    cli.many()
    reader, writer = os.pipe()
    process = cli.start([cli.hearth, 'run', '-c', 'select a.n, b.n from many a, many b', '--',
                         cli.data], stdout=writer)
    os.close(writer)

    def is_filled():
        waiting = fcntl.ioctl(reader, termios.FIONREAD, bytes(4))
        return int.from_bytes(waiting, sys.byteorder) > PIPE_FILLED_BYTES

    wait_until(is_filled, 'the pipe fills')
    process.send_signal(signal.SIGINT)
    done = cli.finish(process)
    os.close(reader)
    expect_status(done, INTERRUPTED)


def test_a_reader_that_has_seen_enough_ends_it_silently(cli):
    cli.many()
    process = cli.start([cli.hearth, 'run', '-c', 'select a.n, b.n from many a, many b', '--',
                         cli.data])
    expect(process.stdout.readline() == b'n,n\n', 'no header')
    process.stdout.close()
    process.stdout = None
    done = cli.finish(process)
    expect_status(done, FAILED)
    expect('rror' not in done.err or '57014' in done.err, done)


# --- Servers that are not well --------------------------------------------------------------------

def test_a_lost_server_is_an_error(cli):
    def answer(peer):
        peer.message()
        peer.send(columns('a'), row(b'1'))

    done = cli.tool(answer, '-c', 'select 1')
    expect_status(done, FAILED)
    expect('lost the connection to the server: it has hung up' in done.err, done)


def test_answers_that_make_no_sense_end_it(cli):
    for garbage in (b'!\0\0\0\4', b'T\0\0\0\1', message(b'T', b'\0\5abc'), message(b'E', b'Sx'),
                    columns('a') + message(b'D', b'\0\2'), columns('a') + message(b'D', b'\0\1\0'),
                    columns('a') + message(b'D', b'\0\1\0\0\0\x09x'),
                    message(b'D', b'\0\1\0\0\0\1x')):
        def answer(peer):
            peer.message()
            peer.send(garbage, ready())

        done = cli.tool(answer, '-c', 'select 1')
        expect_status(done, FAILED)
        expect(done.err.startswith('hearth run: '), done)


def test_a_server_that_wants_a_password_is_none(cli):
    def answer(peer):
        peer.send(message(b'R', b'\0\0\0\3'))
        peer.message()

    expect_status(cli.tool(answer, '-c', 'select 1', greet=False), CANNOT_START)


def test_a_server_that_refuses_says_why(cli):
    def answer(peer):
        peer.send(error(S='FATAL', C='53300', M='too many clients already'))

    done = cli.tool(answer, '-c', 'select 1', greet=False)
    expect_status(done, CANNOT_START)
    expect('too many clients already' in done.err, done)


def test_details_hints_and_notices_are_shown(cli):
    def answer(peer):
        peer.message()
        peer.send(error(b'N', S='NOTICE', C='00000', M='so you know'),
                  error(S='ERROR', C='42601', M='bad', D='the detail', H='the hint', W='the place',
                        P='8'), ready())

    done = cli.tool(answer, '-c', 'select é;')
    expect_status(done, SQL_ERROR)
    expect(done.err == '-c:1:1: NOTICE: so you know\n-c:1:8: ERROR 42601: bad\n    select é;\n'
                       '           ^\nDETAIL:  the detail\nHINT:  the hint\n'
                       'CONTEXT:  the place\n', done)


def test_tags_are_shown_with_tables_unless_quiet(cli):
    def answer(peer):
        while peer.message()[0] == b'Q':
            peer.send(complete('CREATE TABLE'), ready())

    expect(cli.tool(answer, '--format', 'aligned', '-c', 'x').out == 'CREATE TABLE\n', 'aligned')
    expect(cli.tool(answer, '--format', 'aligned', '-q', '-c', 'x').out == '', 'quiet')
    expect(cli.tool(answer, '-c', 'x').out == '', 'csv')


def test_copied_data_goes_through_and_none_is_sent(cli):
    said = []

    def answer(peer):
        peer.message()
        peer.send(message(b'H', b'\0\0\0'), message(b'd', b'1\t2\n'), message(b'c'),
                  complete('COPY 1'), ready())
        peer.message()
        peer.send(message(b'G', b'\0\0\0'))
        said.append(peer.message()[0])
        peer.send(error(S='ERROR', C='57014', M='COPY from stdin failed'), ready())

    done = cli.tool(answer, '-c', 'copy t to stdout; copy t from stdin')
    expect_status(done, SQL_ERROR)
    expect(done.out == '1\t2\n' and said == [b'f'], done)


def test_a_cancelled_statement_is_still_awaited(cli):
    seen = []

    def answer(peer):
        peer.message()
        seen.append('query')
        if peer.cancelled.wait(10):
            seen.append('cancelled')
        peer.send(error(S='ERROR', C='57014', M='canceling statement'), ready())

    with FakeServer(str(cli.folder), answer) as path:
        process = cli.start([cli.run_tool, path, '-c', 'select 1', '-c', 'select 2'])
        while not seen:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        done = cli.finish(process)
    expect_status(done, INTERRUPTED)
    expect(seen == ['query', 'cancelled'] and '57014' in done.err, done)


def test_a_second_ctrl_c_does_not_wait(cli):
    seen = []

    def answer(peer):
        peer.message()
        seen.append('query')
        peer.cancelled.wait(10)
        seen.append('cancelled')
        peer.message()      # no answer, until it hangs up

    with FakeServer(str(cli.folder), answer) as path:
        process = cli.start([cli.run_tool, path, '-c', 'select 1'])
        for count in (1, 2):
            while len(seen) < count:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
        done = cli.finish(process)
    expect_status(done, INTERRUPTED)


def test_statements_are_sent_one_by_one(cli):
    said = []

    def answer(peer):
        while True:
            kind, body = peer.message()
            said.append(body)
            peer.send(complete('DO'), ready())

    done = cli.tool(answer, '-c', "a ';'; /* b; */ c $$;$$; -- d\n;;e")
    expect_status(done, OK)
    expect(said == [b"a ';';\0", b'c $$;$$;\0', b'e\0'], said)


# --- All ------------------------------------------------------------------------------------------

def main():
    hearth, run_tool = map(os.path.abspath, sys.argv[1:3])
    wanted = sys.argv[3:]
    counts = Counts()
    for name, test in list(globals().items()):
        if not name.startswith('test_') or (wanted and not any(w in name for w in wanted)):
            continue
        folder = tempfile.mkdtemp(prefix='cli-')
        try:
            test(Cli(hearth, run_tool, folder))
            counts.note(True, name)
        except Complaint as complaint:
            counts.note(False, name, str(complaint))
        finally:
            shutil.rmtree(folder)
    counts.finish()


if __name__ == '__main__':
    main()
