"""The objects of objects.sql, and the tables of tests/sql, in a database and with an owner of one name."""
import os

import statements
import tables
from pgclient import Connection

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = 'hearth'                 # of the database and of its owner
PASSWORD = 'only for the tests'


def make_same(oracle):
    """Of an oracle whose superuser has this name, as Hearth's has."""
    with Connection(oracle.url()) as connection:
        connection.query(f"alter role {NAME} password '{PASSWORD}'")
        connection.query(f'create database {NAME}')
    url = oracle.url(NAME)
    with Connection(url) as connection:
        tables.load(connection)
    for statement, error in make(url):
        raise RuntimeError(f'PostgreSQL refuses {statement}: {error}')
    return url


def make(url):
    """Those of objects.sql; yields what was refused."""
    with open(os.path.join(HERE, 'objects.sql'), encoding='utf-8') as file:
        made = statements.split(file.read())
    with Connection(url) as connection:
        for statement in made:
            error = connection.simple(statement.text)[-1].error
            if error:
                yield statement.one_line, error
