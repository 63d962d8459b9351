"""Files of a Debian source package, fetched once under .cache/: tests of other projects are not ours
to commit.

    folder('psycopg3', re.compile(r'[^/]+/(tests/.*)$'), 'psycopg-tests')

They come in the version of the installed binary package when the archive still has that, else in
the newest.  apt is told to read source packages from wherever it reads binary ones, with lists of
its own, so nothing of the machine's set-up changes.
"""

import glob
import os
import re
import shutil
import subprocess
import tarfile
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
APT = '/etc/apt'
APT_LIMIT_S = 300
FILE_BYTES_MAX = 16 << 20


class NotFetched(Exception):
    """The files are not here and could not be had."""


def folder(package, inside, name):
    """.cache/NAME: what `inside` matches in the upstream archive, under what its group says."""
    cache = os.path.join(ROOT, '.cache', name)
    if not os.path.isdir(cache):
        with tempfile.TemporaryDirectory(prefix='debian-source-') as scratch:
            _unpack(_download(package, scratch), inside, cache)
    return cache


def _write_sources(scratch):
    """What apt reads packages from, saying `source packages` instead; both formats of Debian."""
    parts = os.path.join(scratch, 'parts')
    os.mkdir(parts)
    for path in [*glob.glob(f'{APT}/sources.list'), *glob.glob(f'{APT}/sources.list.d/*.list'),
                 *glob.glob(f'{APT}/sources.list.d/*.sources')]:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        text = re.sub(r'^Types:.*$', 'Types: deb-src', text, flags=re.MULTILINE)
        text = re.sub(r'^deb(?=\s)', 'deb-src', text, flags=re.MULTILINE)
        with open(os.path.join(parts, os.path.basename(path)), 'w', encoding='utf-8') as file:
            file.write(text)
    return parts


def _download(package, scratch):
    """The upstream archive among what the source package consists of."""
    lists = os.path.join(scratch, 'lists')
    os.makedirs(os.path.join(lists, 'partial'))
    options = ['-q', '-o', 'Dir::Etc::SourceList=/dev/null', '-o', f'Dir::State::Lists={lists}',
               '-o', f'Dir::Etc::SourceParts={_write_sources(scratch)}',
               '-o', 'Acquire::Retries=3', '-o', 'APT::Sandbox::User=root']
    _apt([*options, 'update'], scratch)
    installed = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', package],
                               capture_output=True, text=True)
    wanted = [f'{package}={installed.stdout}'] if installed.returncode == 0 else []
    for name in [*wanted, package]:
        try:
            _apt([*options, '--download-only', '--only-source', 'source', name], scratch)
            break
        except NotFetched as error:
            refused = error
    found = glob.glob(os.path.join(scratch, '*.orig.tar.*'))
    if not found:
        raise refused
    return found[0]


def _apt(arguments, directory):
    run = subprocess.run(['apt-get', *arguments], cwd=directory, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         timeout=APT_LIMIT_S)
    if run.returncode != 0:
        raise NotFetched(f'apt-get {arguments[-1]} failed:\n{run.stdout}')


def _unpack(archive, inside, cache):
    partial = f'{cache}.{os.getpid()}'
    shutil.rmtree(partial, ignore_errors=True)
    with tarfile.open(archive) as source:
        for member in source:
            match = inside.match(member.name)
            if not match or not member.isfile() or member.size > FILE_BYTES_MAX:
                continue
            path = os.path.normpath(os.path.join(partial, match.group(1)))
            if not path.startswith(partial + os.sep):
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'wb') as file:
                file.write(source.extractfile(member).read())
    try:
        os.rename(partial, cache)       # complete or absent
    except OSError:
        shutil.rmtree(partial)          # another run was faster
