"""Who may do what: roles, and tokens that carry them.

A token is ``tb_<id>_<secret>``; the secret has 256 random bits and only its SHA-256 is kept. A fast hash is right for
a secret that cannot be guessed, other than for a password.
"""

from __future__ import annotations

import hmac
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import sha256

from termbase.errors import Refused, Unauthorized, UsageError
from termbase.model import Author
from termbase.store import tokens

TOKEN = re.compile(r"tb_([0-9]{1,15})_([A-Za-z0-9_-]{43})")
NAME = re.compile(r"[\w.@+-][\w .@+-]{0,63}")
DURATION = re.compile(r"([0-9]{1,5})([hdwmy])")
HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
UNKNOWN = "the token is unknown, expired or revoked; make one with: termbase token create"


class Role(IntEnum):
    """What somebody may do; each role may do what those before it may."""

    NOBODY = 0
    READER = 1
    SUGGESTER = 2
    REVIEWER = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The name as it is written and stored."""
        return self.name.lower()


@dataclass(frozen=True)
class Actor:
    """Whoever sent a request; ``token`` is 0 for somebody without one."""

    name: str = "anonymous"
    role: Role = Role.READER
    token: int = 0

    @property
    def author(self) -> Author:
        """Whom the history names for what they write."""
        return Author(self.name, self.token or None)

    def wrote(self, revision: sqlite3.Row) -> bool:
        """Whether a revision was written by this very token; another one of the same name may be somebody else's."""
        return self.token > 0 and revision["token_id"] == self.token

    def require(self, role: Role) -> None:
        """Raise `Unauthorized` for nobody in particular, `Refused` for somebody with a lesser role."""
        if self.role >= role:
            return
        if not self.token:
            raise Unauthorized(f"this needs a token with the role {role.label}, sent as: Authorization: Bearer tb_…")
        raise Refused(f"this needs the role {role.label}; the token has the role {self.role.label}")


def make_token(connection: sqlite3.Connection, name: str, role: str, lifetime: str | None) -> str:
    """A new token, shown once: only its hash is kept. ``lifetime`` is such as ``90d``; None: for ever."""
    if NAME.fullmatch(name) is None:
        raise UsageError(f"{name!r} cannot stand as an author; use up to 64 letters, digits, spaces and . @ + - _")
    if role not in [known.label for known in Role if known]:
        raise UsageError(f"there is no role {role!r}; there are reader, suggester, reviewer, admin")
    secret = secrets.token_urlsafe(32)
    number = tokens.add_token(connection, name, role, _digest(secret), _expiry(lifetime))
    return f"tb_{number}_{secret}"


def _expiry(lifetime: str | None) -> str | None:
    if lifetime is None:
        return None
    match = DURATION.fullmatch(lifetime)
    hours = int(match[1]) * HOURS[match[2]] if match else 0
    if not 0 < hours <= 100 * HOURS["y"]:
        raise UsageError(f"{lifetime!r} is no lifetime; give one such as 12h, 90d, 8w, 6m or 1y")
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def actor_of(connection: sqlite3.Connection, token: str) -> Actor:
    """Whose token it is. Raises `Unauthorized` for one that is malformed, unknown, expired or revoked, all alike."""
    match = TOKEN.fullmatch(token)
    row = tokens.token(connection, int(match[1])) if match else None
    # Compared even where there is no such token, so that the time taken does not tell which ids exist.
    same = hmac.compare_digest(_digest(match[2] if match else token), row["hash"] if row else "0" * 64)
    if row is None or not same or not _holds(row):
        raise Unauthorized(UNKNOWN)
    return _actor(row)


def mark_of(connection: sqlite3.Connection, number: int) -> str:
    """What tells a token from another with its id in another termbase, and cannot be told from the id; 128 bits.

    Whoever could sign sessions would still have to know it. It follows from what is kept, not from the token alone.
    """
    row = tokens.token(connection, number)
    return _digest(f"session {row['hash'] if row else ''}")[:32]


def actor_of_session(connection: sqlite3.Connection, number: int, mark: str) -> Actor:
    """Whose token has an id and the mark that `mark_of` gave. Raises `Unauthorized` for one that holds no longer."""
    row = tokens.token(connection, number)
    if row is None or not hmac.compare_digest(mark, mark_of(connection, number)) or not _holds(row):
        raise Unauthorized(UNKNOWN)
    return _actor(row)


def _holds(row: sqlite3.Row) -> bool:
    return not row["revoked_at"] and (row["expires_at"] or "9") > tokens.now()


def _actor(row: sqlite3.Row) -> Actor:
    return Actor(row["name"], Role[row["role"].upper()], row["id"])


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
