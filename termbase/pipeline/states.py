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


def in_one_state(connection: sqlite3.Connection, function: Callable[[State], Value]) -> Value:
    """What ``function`` gives for one state of the termbase; it only reads, and may be called again.

    All that it reads through the connection is one snapshot. What is kept in memory for all threads may run ahead of
    the snapshot when somebody writes at that moment: then it is done again, at last without that memory.
    """
    for attempt in range(1, ATTEMPTS + 1):
        shared = term_index(connection) if attempt < ATTEMPTS else None
        with edits.reading(connection):
            # An index that is made inside a transaction shares nothing.
            state = State(edits.present_revision(connection), shared or term_index(connection))
            found = function(state)
        if edits.present_revision(connection) == state.revision:
            break
    return found
