"""The tokens by which programs and people write over HTTP: kept as hashes, read and written here only."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from termbase.errors import NotFound

Rows = list[sqlite3.Row]


def now() -> str:
    """The present time as it is stored: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def add_token(connection: sqlite3.Connection, name: str, role: str, digest: str, expires_at: str | None) -> int:
    """Store a token by the digest of its secret. Returns its id."""
    cursor = connection.execute(
        "INSERT INTO token (name, role, hash, made_at, expires_at) VALUES (?, ?, ?, ?, ?)",
        (name, role, digest, now(), expires_at),
    )
    return int(cursor.lastrowid or 0)


def token(connection: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    """One token with its digest, or None."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM token WHERE id = ?", (number,)).fetchone()
    return row


def tokens(connection: sqlite3.Connection) -> Rows:
    """All tokens without their digests, by id."""
    return connection.execute(
        "SELECT id, name, role, made_at, expires_at, revoked_at, last_used_at FROM token ORDER BY id"
    ).fetchall()


def revoke_token(connection: sqlite3.Connection, number: int) -> None:
    """End a token; a second time changes nothing. Raises `NotFound`."""
    if token(connection, number) is None:
        raise NotFound(f"there is no token {number}; termbase token list shows them")
    connection.execute("UPDATE token SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", (now(), number))


def use_token(connection: sqlite3.Connection, number: int, minute: str) -> None:
    """Note that a token was used; ``minute`` is a time as `now` gives it, without its seconds."""
    connection.execute("UPDATE token SET last_used_at = ? WHERE id = ?", (minute, number))
