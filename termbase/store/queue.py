"""Suggestions that wait for a reviewer, and comments on concepts: reads and writes."""

from __future__ import annotations

import sqlite3

from termbase.errors import NotFound
from termbase.store.tokens import now

Rows = list[sqlite3.Row]


def add_suggestion(
    connection: sqlite3.Connection, author: str, languages: tuple[str, str], texts: tuple[str, str], note: str | None
) -> int:
    """Put a pair of terms in the queue; languages and texts are (source, target). Returns its id."""
    cursor = connection.execute(
        """INSERT INTO suggestion (made_at, author, source_language, target_language, source, target, note)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (now(), author, *languages, *texts, note),
    )
    return int(cursor.lastrowid or 0)


def suggestion(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """One suggestion. Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM suggestion WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(f"there is no suggestion {number}")
    return row


def suggestions(connection: sqlite3.Connection, status: str | None, after: int, limit: int) -> Rows:
    """Suggestions with an id above ``after``, the oldest first."""
    return connection.execute(
        "SELECT * FROM suggestion WHERE id > ? AND (? IS NULL OR status = ?) ORDER BY id LIMIT ?",
        (after, status, status, limit),
    ).fetchall()


def number_of_suggestions(connection: sqlite3.Connection, status: str) -> int:
    """How many suggestions have a status."""
    row = connection.execute("SELECT count(*) FROM suggestion WHERE status = ?", (status,)).fetchone()
    return int(row[0])


def decide_suggestion(
    connection: sqlite3.Connection, number: int, status: str, author: str, concept_id: int | None
) -> None:
    """Record what became of a suggestion."""
    connection.execute(
        "UPDATE suggestion SET status = ?, decided_at = ?, decided_by = ?, concept_id = ? WHERE id = ?",
        (status, now(), author, concept_id, number),
    )


def add_comment(connection: sqlite3.Connection, concept_id: int, author: str, text: str) -> int:
    """Add a comment to a concept. Returns its id."""
    cursor = connection.execute(
        "INSERT INTO comment (concept_id, made_at, author, text) VALUES (?, ?, ?, ?)",
        (concept_id, now(), author, text),
    )
    return int(cursor.lastrowid or 0)


def comments(connection: sqlite3.Connection, concept_id: int, after: int, limit: int) -> Rows:
    """Comments on a concept with an id above ``after``, the oldest first."""
    return connection.execute(
        "SELECT * FROM comment WHERE concept_id = ? AND id > ? ORDER BY id LIMIT ?", (concept_id, after, limit)
    ).fetchall()
