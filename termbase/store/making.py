"""A new termbase that comes to be as a whole, and what is left of one whose process was killed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from termbase.errors import MadeMeanwhile, StoreError
from termbase.store.connection import NOT_OPENED, connect, store_errors

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def made_when_done(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new termbase that comes to be at ``path``, whole, when the block ends well; else nothing does.

    Until then it lies in a folder of its own beside ``path``. No file is replaced: raises `MadeMeanwhile` where another
    process has put one there, and nothing of this one is kept then. A file system without hard links leaves a moment
    between looking and moving.
    """
    with _folder_beside(path) as folder:
        new = folder / path.name
        connection = connect(new, writable=True, make=True)
        try:
            # Nobody else has to do with it, so that all of it is in the file itself when it is closed.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            with store_errors(path):
                yield connection
        finally:
            connection.close()
        _put(new, path)


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A hidden folder beside ``path``, gone with the block; folders that killed processes left are removed first.

    A process locks its folder before anything is in it, and the lock ends with the process, however that ends.
    """
    with ExitStack() as stack:
        try:
            _remove_left(path)
            folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        except OSError:
            raise StoreError(NOT_OPENED, path) from None
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(_locked(folder))
        yield folder


def _remove_left(path: Path) -> None:
    """Remove what killed processes left beside ``path``: folders of ours with something in them that nobody holds.

    Where folders cannot be locked (Windows, some network drives) nothing is removed.
    """
    named = re.compile(re.escape(f".{path.name}.") + "[a-z0-9_]{8}")
    for folder in [entry for entry in path.parent.iterdir() if named.fullmatch(entry.name)]:
        if folder.is_symlink() or not folder.is_dir():
            continue
        with suppress(OSError), _locked(folder, wait=False) as held:
            files = list(folder.iterdir())
            if held and files and all(file.name.startswith(path.name) and file.is_file() for file in files):
                shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path, wait: bool = True) -> Iterator[bool]:
    """A lock on a folder while the block lasts; False where it cannot be had."""
    opened, held = None, False
    with suppress(OSError):
        if fcntl is not None:
            opened = os.open(folder, os.O_RDONLY)
            fcntl.flock(opened, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
    try:
        yield held
    finally:
        if opened is not None:
            os.close(opened)


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
