"""commands.txt: psql's backslash commands, and what is expected of each."""
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'commands.txt')


class Command:
    """A line of commands.txt: two marks, then the command."""

    def __init__(self, line):
        self.is_equal, self.waits = line[0] == '=', line[1] == '~'
        self.text = line[2:].strip()

    def line(self):
        return f'{"=" if self.is_equal else " "}{"~" if self.waits else " "} {self.text}'


def read():
    with open(PATH, encoding='utf-8') as file:
        lines = file.read().splitlines()
    head = [line for line in lines if line.startswith('#') or not line]
    return head, [Command(line) for line in lines if line not in head]


def write(head, commands):
    with open(PATH, 'w', encoding='utf-8') as file:
        print('\n'.join([*head, *(command.line() for command in commands)]), file=file)
