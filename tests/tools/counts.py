"""How suites report: `N passed, N failed` (and `, N skipped`) as the last line they print."""

import re
import sys

_COUNTS = re.compile(r'^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$')


class Counts:
    """Passed, failed and skipped tests; adds up, prints as the last line of a suite."""

    def __init__(self, passed=0, failed=0, skipped=0):
        self.passed, self.failed, self.skipped = passed, failed, skipped

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed,
                      self.skipped + other.skipped)

    def __str__(self):
        skipped = f', {self.skipped} skipped' if self.skipped else ''
        return f'{self.passed} passed, {self.failed} failed{skipped}'

    def note(self, passed, name, complaint=''):
        """Count one test; say so when it failed."""
        if passed:
            self.passed += 1
            return
        self.failed += 1
        print(f'FAILED {name}')
        for line in complaint.splitlines():
            print(f'    {line}')
        sys.stdout.flush()

    def exit_code(self):
        """Nothing run and nothing skipped is a failure too: such a suite is broken."""
        return 1 if self.failed or self.passed + self.skipped == 0 else 0

    def finish(self):
        print(self, flush=True)
        sys.exit(self.exit_code())


def last_counts(output):
    """The counts in the last line that is not empty, or None."""
    lines = output.rstrip().rsplit('\n', 1)
    match = _COUNTS.match(lines[-1].strip())
    return Counts(*(int(number or 0) for number in match.groups())) if match else None
