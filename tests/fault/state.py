"""What a server and its workers hold: descriptors by kind, memfd mappings, children, files.

Numbers of descriptors and processes differ from one worker to the next; kinds and counts must not.
"""

import os
import re
from collections import Counter

import processes
from workers import wait_for

RELEASE_LIMIT_S = 10        # blocks are released after the answer, by other threads
_NUMBER = re.compile(r':\[\d+\]$')
_MEMFD = re.compile(r'^/(memfd:\S+)')


def kind_of(target):
    """What a descriptor's link points at, without what is a number's accident."""
    memfd = _MEMFD.match(target)
    if memfd:
        return memfd.group(1)
    if target.endswith(' (deleted)'):
        return 'deleted file'
    return _NUMBER.sub('', target)


def _held_by(pid):
    held = Counter(f'descriptor {kind_of(target)}' for target in processes.descriptors(pid))
    held.update(f'mapping {kind_of(path)}' for path in processes.mapped_memfds(pid))
    return held


def _files_of(server):
    folders = [server.socket_directory(), os.path.join(server.directory, 'tmp')]
    return Counter('file ' + os.path.relpath(os.path.join(folder, name), server.directory)
                   for folder in folders for name in os.listdir(folder))


def of(server):
    """{who: what it holds, counted}; workers by rank, not by process."""
    workers = server.workers()
    holders = {'the server': _held_by(server.pid), 'its directory': _files_of(server),
               'its children': Counter(workers=len(workers))}
    held = sorted((_held_by(pid) for pid in workers), key=lambda held: sorted(held.items()))
    return holders | {f'worker {rank}': each for rank, each in enumerate(held)}


def difference(before, after):
    """In words; '' when nothing differs."""
    lines = []
    for who in sorted({*before, *after}):
        old, new = before.get(who, Counter()), after.get(who, Counter())
        lines += [f'{who}: {what}: {old[what]} before, {new[what]} after'
                  for what in sorted({*old, *new}) if old[what] != new[what]]
    return '\n'.join(lines)


def complain_of_change(server, before, limit_s=RELEASE_LIMIT_S):
    """What the server holds more or less than before, when that does not end within the time."""
    found = ['']

    def is_same():
        try:
            found[0] = difference(before, of(server))
        except OSError as error:        # a worker ended while it was being looked at
            found[0] = repr(error)
        return not found[0]

    wait_for(is_same, limit_s)
    return found[0]
