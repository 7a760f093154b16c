"""One state of the termbase for the whole of a piece of work, whoever writes meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from termbase.matching import TermIndex
from termbase.pipeline.recognition import term_index
from termbase.store import edits

Value = TypeVar("Value")
ATTEMPTS = 3


@dataclass(frozen=True)
class State:
    """The terms as of one revision."""

    revision: int
    index: TermIndex


class Reader:
    """A reading connection, of one thread at a time, and the state that it saw last."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._state: State | None = None
        self._version = -1

    def in_one_state(self, function: Callable[[State], Value]) -> Value:
        """What ``function`` gives for one state of the termbase; it only reads, and may be called again.

        All that it reads through the connection is one snapshot. What is kept in memory for all threads may run ahead
        of the snapshot when somebody writes at that moment: then it is done again, at last without that memory.
        While nobody writes, nothing is asked of the store to know the state.
        """
        for attempt in range(1, ATTEMPTS + 1):
            version = edits.data_version(self.connection)
            state = self._state if version == self._version else None
            shared = None if state or attempt == ATTEMPTS else term_index(self.connection)
            with edits.reading(self.connection):
                if state is None:
                    # An index that is made inside a transaction shares nothing.
                    state = State(edits.present_revision(self.connection), shared or term_index(self.connection))
                found = function(state)
            if edits.data_version(self.connection) == version:
                if shared is not None:
                    self._state, self._version = state, version
                break
        return found
