"""Looking at processes through /proc: who is whose child, what it holds, what it costs."""

import os
import time

CPU_CLOCK_OF_PROCESS = 2        # the kernel's number of a process clock is ~pid << 3 | 2


def _read(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:             # it ended, or it is not ours to look at
        return b''


def _stat(pid):
    """The fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    return _read(f'/proc/{pid}/stat').rpartition(b')')[2].split()


def all_pids():
    return [int(name) for name in os.listdir('/proc') if name.isdigit()]


def is_alive(pid):
    fields = _stat(pid)
    return bool(fields) and fields[0] not in (b'Z', b'X')


def children(pid):
    """Direct children that run; zombies have ended."""
    found = []
    for candidate in all_pids():
        fields = _stat(candidate)
        if fields and int(fields[1]) == pid and fields[0] not in (b'Z', b'X'):
            found.append(candidate)
    return sorted(found)


def with_environment(mark):
    """Processes that inherited an environment holding these bytes."""
    return [pid for pid in all_pids() if mark in _read(f'/proc/{pid}/environ')]


def in_session(session):
    found = []
    for pid in all_pids():
        fields = _stat(pid)
        if fields and int(fields[3]) == session and fields[0] not in (b'Z', b'X'):
            found.append(pid)
    return found


def command(pid):
    return _read(f'/proc/{pid}/cmdline').replace(b'\0', b' ').decode(errors='replace').strip()


def descriptors(pid):
    """What the descriptors of a process point at, e.g. ['socket:[1]', '/memfd:x (deleted)']."""
    targets = []
    for name in os.listdir(f'/proc/{pid}/fd'):
        try:
            targets.append(os.readlink(f'/proc/{pid}/fd/{name}'))
        except OSError:
            continue
    return targets


def mapped_memfds(pid):
    """What the memfd mappings of a process map, each as often as it is mapped."""
    maps = _read(f'/proc/{pid}/maps').decode(errors='replace')
    return [line.split(None, 5)[5] for line in maps.splitlines() if ' /memfd:' in line]


def thread_states(pid):
    """The state of each thread: 'R' runs or could, 'S' sleeps, ..."""
    return [fields[0].decode() for name in os.listdir(f'/proc/{pid}/task')
            if (fields := _stat(f'{pid}/task/{name}'))]


def cpu_seconds(pid):
    """CPU time of a process so far, all its threads, to the nanosecond; 0 when it has ended."""
    try:
        return time.clock_gettime(~pid << 3 | CPU_CLOCK_OF_PROCESS)
    except OSError:
        return 0.0


def tree_cpu_seconds(pid):
    """CPU seconds of a process and all below it."""
    return cpu_seconds(pid) + sum(tree_cpu_seconds(child) for child in children(pid))


def pss_bytes(pid):
    """Proportional set size: shared pages count by their share."""
    for line in _read(f'/proc/{pid}/smaps_rollup').splitlines():
        if line.startswith(b'Pss:'):
            return int(line.split()[1]) * 1024
    return 0


def tree_pss_bytes(pid):
    return pss_bytes(pid) + sum(tree_pss_bytes(child) for child in children(pid))
