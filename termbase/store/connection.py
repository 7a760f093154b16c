"""Opening a termbase: what SQLite is told, and what its errors mean to a person."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from termbase.errors import (
    NotATermbase,
    StoreError,
    TermbaseDamaged,
    TermbaseError,
    TermbaseFull,
    TermbaseLocked,
    TermbaseReadOnly,
    TermbaseTooNew,
)
from termbase.store.keys import are_of_present_rules, renew_keys
from termbase.store.migrations import APPLICATION_ID, VERSION, create, upgrade

NOT_OPENED = "cannot be opened; check that the folder exists and may be read and written"
# What SQLite says when it cannot write beside a file that is to be read.
NEEDS_TO_WRITE = re.compile("readonly|unable to open")
OLDER = "was last written by an older version of termbase"
OTHER_RULES = "was last written by a version with other rules of languages"
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
        return TermbaseReadOnly("cannot be written: the file or its folder is read-only", path)
    if "no such" in text and _is_older(path):
        return StoreError(f"{OLDER} and lacks what is asked for; {_remedy(path)}", path)
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
        try:
            return _opened(path, "rwc" if make else "rw" if writable else "ro", writable)
        except sqlite3.OperationalError as error:
            if writable or not NEEDS_TO_WRITE.search(str(error)) or not _is_at_rest(path):
                raise
            return _opened(path, "ro&immutable=1", writable)


def _opened(path: Path, mode: str, writable: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        _check(connection, path, writable)
        _configure(connection, writable)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_at_rest(path: Path) -> bool:
    """Whether a file lies in a folder that may not be written, and nobody has written to it that has it open.

    SQLite writes beside a file in WAL mode even to read it, unless it is told that nobody changes it meanwhile
    (https://www.sqlite.org/wal.html, "Read-Only Databases").
    """
    beside = path.with_name(path.name + "-wal")
    return not _may_write(path.resolve().parent) and not (beside.exists() and beside.stat().st_size)


def _remedy(path: Path) -> str:
    if _may_write(path) and _may_write(path.resolve().parent):
        return f"bring it up to date with: termbase --db {path} init"
    return "bring a copy up to date where it may be written: termbase --db COPY init"


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def behind(connection: sqlite3.Connection, path: Path) -> str:
    """What one that is only read may miss in a termbase of an older version, and what to do; empty where nothing."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        return f"{path} {OLDER}, so some of it may not be found; {_remedy(path)}"
    if not are_of_present_rules(connection):
        return f"{path} {OTHER_RULES}, so some terms may not be found; {_remedy(path)}"
    return ""


def _is_older(path: Path) -> bool:
    with suppress(TermbaseError, sqlite3.Error), closing(connect(path, writable=False)) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone()[0] < VERSION)
    return False


def connect_in_memory(path: Path | None) -> sqlite3.Connection:
    """A copy of a termbase in memory (an empty one without a path), for trying what would happen."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if path is None:
        create(memory)
    else:
        with store_errors(path):
            with closing(connect(path, writable=False)) as disk:
                disk.backup(memory)
            _check(memory, path, writable=True)
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
    elif writable:
        try:
            if version < VERSION:
                upgrade(connection)
            renew_keys(connection)
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
            reason = f"{OLDER if version < VERSION else OTHER_RULES}, and it is read-only; {_remedy(path)}"
            raise TermbaseReadOnly(reason, path) from error
