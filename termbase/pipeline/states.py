"""The terms in memory, kept as long as the termbase stays as it is: what many requests share."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from termbase.matching import TermIndex
from termbase.pipeline.recognition import term_index
from termbase.store import connect, edits, queries

# An index that took longer than this to build (seconds) is replaced behind the scenes: requests go on with the one
# they have, which belongs to an earlier state as a whole, until the new one is there.
SLOW = 0.25


@dataclass(frozen=True)
class State:
    """The terms of one revision. ``seconds`` is how long it took to read them."""

    revision: int
    index: TermIndex
    seconds: float


def read_state(connection: sqlite3.Connection) -> State:
    """The terms as they are now, in one transaction."""
    started = time.perf_counter()
    with edits.reading(connection):
        revision = edits.present_revision(connection)
        index = term_index(connection)
    return State(revision, index, time.perf_counter() - started)


class States:
    """The last state of one termbase; safe for many threads, each of which gets one state and keeps to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: State | None = None
        self._building = Lock()

    def ready(self, connection: sqlite3.Connection) -> bool:
        """Whether `at` will answer at once, without reading the terms."""
        state = self._state
        return state is not None and (state.seconds > SLOW or state.revision == edits.present_revision(connection))

    def at(self, connection: sqlite3.Connection) -> State:
        """The present state; while a large index is built anew, the one before."""
        state, revision = self._state, edits.present_revision(connection)
        if state is not None and state.revision == revision:
            return state
        if (
            state is not None
            and state.revision < revision
            and not edits.terms_changed_since(connection, state.revision)
        ):
            self._state = state = State(revision, state.index, state.seconds)
            return state
        if state is not None and state.seconds > SLOW:
            self._rebuild_behind()
            return state
        with self._building:
            if self._state is not None and self._state.revision == revision:
                return self._state
            state = read_state(connection)
            if self._state is None or self._state.revision < revision:
                self._state = state
            return state

    def _rebuild_behind(self) -> None:
        if self._building.acquire(blocking=False):
            Thread(target=self._rebuild, name="termbase-index", daemon=True).start()

    def _rebuild(self) -> None:
        try:
            connection = connect(self._path, writable=False)
            try:
                self._state = read_state(connection)
            finally:
                connection.close()
        finally:
            self._building.release()


def state_of(connection: sqlite3.Connection) -> State:
    """The state of a termbase for a single use, such as a command."""
    return States(Path(queries.file_of(connection))).at(connection)
