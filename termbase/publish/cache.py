"""What pages need again and again, kept until the termbase changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from termbase.pipeline.reporting.report import consistency_report, stated_report
from termbase.reports.consistency import ConsistencyReport
from termbase.store import queries

Value = TypeVar("Value")
_kept: dict[tuple[str, str], tuple[int, object]] = {}
_lock = Lock()


def remembered(connection: sqlite3.Connection, name: str, make: Callable[[sqlite3.Connection], Value]) -> Value:
    """What ``make`` gives for this termbase, made anew when a revision has come since.

    Several threads may make the same value at once; each gets one that belongs to the state it reads.
    """
    key = (queries.file_of(connection), name)
    revision = queries.last_revision(connection)
    with _lock:
        kept = _kept.get(key)
    if kept and kept[0] == revision:
        return kept[1]  # type: ignore[return-value]
    value = make(connection)
    with _lock:
        _kept[key] = (revision, value)
    return value


def stated(connection: sqlite3.Connection) -> ConsistencyReport:
    """The report on what was stated and decided, which is quick; no text is looked at."""
    return remembered(connection, "stated", stated_report)


def consistency(connection: sqlite3.Connection) -> ConsistencyReport:
    """The whole report."""
    return remembered(connection, "consistency", lambda c: consistency_report(c, stated(c)))
