"""The termbase as commands open it, and in whose name they write."""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from termbase.store import behind, connect, store_errors


def author() -> str:
    """Who is written into the history: $TERMBASE_AUTHOR, else the name of the account."""
    try:
        return os.environ.get("TERMBASE_AUTHOR") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@contextmanager
def opened_to_try(path: Path) -> Iterator[sqlite3.Connection]:
    """The termbase at ``path`` for what is rolled back; where there is no file, an empty one that leaves none."""
    if path.exists():
        with opened(path, writable=True) as connection:
            yield connection
    else:
        import tempfile

        with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / path.name, writable=True, make=True) as new:
            yield new


@contextmanager
def opened_or_new(path: Path) -> Iterator[sqlite3.Connection]:
    """The termbase at ``path``; where there is no file, a new one that stays only if what is done with it succeeds."""
    if path.exists():
        with opened(path, writable=True) as connection:
            yield connection
    else:
        from termbase.store.making import made_when_done

        with made_when_done(path) as connection:
            yield connection


@contextmanager
def opened(path: Path, *, writable: bool = False, make: bool = False) -> Iterator[sqlite3.Connection]:
    """The termbase at ``path``; what SQLite raises inside becomes one line."""
    connection = connect(path, writable=writable, make=make)
    try:
        with store_errors(path):
            if not writable and (missed := behind(connection, path)):
                click.echo(f"termbase: {missed}", err=True)
            yield connection
    finally:
        connection.close()
