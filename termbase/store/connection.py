"""Opening a termbase: what SQLite is told, and what its errors mean to a person."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from termbase.errors import (
    MadeMeanwhile,
    NotATermbase,
    StoreError,
    TermbaseDamaged,
    TermbaseError,
    TermbaseFull,
    TermbaseLocked,
    TermbaseTooNew,
)
from termbase.store.migrations import APPLICATION_ID, VERSION, create, upgrade

NOT_OPENED = "cannot be opened; check that the folder exists and may be read and written"
# How long a writer waits for another one, in seconds.
PATIENCE = 5.0
# So many bytes of a termbase that is only read are mapped: a row costs a third of what it costs to read its page.
MAPPED = 1 << 31
MIGRATIONS_TABLE = "_sqlite_migrations"


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a `StoreError` of one line that names the file and says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error


def _explained(error: sqlite3.Error, path: Path) -> TermbaseError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return TermbaseLocked("is locked by another process; try again when it is done", path)
    if "not a database" in text:
        return NotATermbase("is not an SQLite file, so it is no termbase; name another file with --db", path)
    if "malformed" in text or "corrupt" in text or "disk I/O" in text:
        return TermbaseDamaged(f"is damaged ({text}); restore it from a copy", path)
    if "full" in text:
        return TermbaseFull("cannot be written: the disk is full; nothing of this change was kept", path)
    if "readonly" in text or "read-only" in text:
        return TermbaseFull("cannot be written: the file or its folder is read-only", path)
    if "unable to open" in text:
        return StoreError(NOT_OPENED, path)
    return StoreError(f"SQLite refused: {text}", path)


def connect(path: Path, *, writable: bool, make: bool = False) -> sqlite3.Connection:
    """A connection to the termbase at ``path``, brought up to date when it may be written.

    ``make`` creates an empty termbase where there is no file. Raises a `StoreError` that says why it cannot be used.
    """
    if not path.exists() and not make:
        raise NotATermbase(f"does not exist; make it with: termbase --db {path} init", path)
    with store_errors(path):
        mode = "rwc" if make else "rw" if writable else "ro"
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            _check(connection, path, writable)
            _configure(connection, writable)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def made_when_done(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new termbase that comes to be at ``path``, whole, when the block ends well; else nothing does.

    Until then it lies in a folder of its own beside ``path``. No file is replaced: raises `MadeMeanwhile` where another
    process has put one there, and nothing of this one is kept then. A file system without hard links leaves a moment
    between looking and moving.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent)
    except OSError:
        raise StoreError(NOT_OPENED, path) from None
    with folder as name:
        new = Path(name) / path.name
        connection = connect(new, writable=True, make=True)
        try:
            # Nobody else has to do with it, so that all of it is in the file itself when it is closed.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            with store_errors(path):
                yield connection
        finally:
            connection.close()
        _put(new, path)


def _put(new: Path, path: Path) -> None:
    """Give a file its name unless another has it. Raises `MadeMeanwhile`."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise MadeMeanwhile("was made by another process meanwhile; try again", path) from None
    except OSError:
        # A file system without hard links.
        if path.exists():
            raise MadeMeanwhile("was made by another process meanwhile; try again", path) from None
        new.rename(path)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """Have the names of a folder reach the disk, as SQLite does for files that it names itself; where a folder can be
    opened at all, which Windows does not let."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def connect_in_memory(path: Path | None) -> sqlite3.Connection:
    """A copy of a termbase in memory (an empty one without a path), for trying what would happen."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if path is None:
        create(memory)
    else:
        with store_errors(path):
            disk = connect(path, writable=False)
            disk.backup(memory)
            disk.close()
    _configure(memory, writable=True)
    return memory


def _configure(connection: sqlite3.Connection, writable: bool) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not writable:
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")


def _check(connection: sqlite3.Connection, path: Path, writable: bool) -> None:
    """Recognise a termbase by its header; make or upgrade it when it may be written."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables - {MIGRATIONS_TABLE, "sqlite_sequence"} or not writable:
            raise NotATermbase("is an SQLite file, but no termbase; name another file with --db", path)
        connection.execute("PRAGMA journal_mode = WAL")
        create(connection)
    elif version > VERSION:
        raise TermbaseTooNew(
            f"was written by a later termbase (schema {version}, this one knows {VERSION}); upgrade termbase",
            path,
        )
    elif version < VERSION and writable:
        upgrade(connection)
