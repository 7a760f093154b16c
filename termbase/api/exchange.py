"""What an operation is given and what it gives back."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from termbase import __version__
from termbase.api.rights import Actor
from termbase.errors import TooSlow
from termbase.pipeline.states import State

SECONDS = 10.0
ETAGS = r'^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$'


@dataclass
class Context:
    """One request at work: a connection in one state of the termbase, whoever asks, and until when."""

    connection: sqlite3.Connection
    given: State | None
    actor: Actor
    deadline: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    if_match: str | None = None
    if_none_match: str | None = None

    @property
    def state(self) -> State:
        """The terms; the same for the whole request. A request that writes has none."""
        if self.given is None:
            raise TypeError("a request that writes looks nothing up")
        return self.given

    def in_time(self) -> None:
        """Raise `TooSlow` when the request has used up its time."""
        if time.monotonic() > self.deadline:
            raise TooSlow(f"the answer took more than {SECONDS:g} seconds; send fewer or shorter segments")


@dataclass(frozen=True)
class Reply:
    """An answer: a JSON value or text, its status, its ETag and further headers.

    Where there is a ``stream``, its bytes are the body; whoever sends it closes it.
    """

    body: Any = None
    status: int = 200
    etag: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    stream: BinaryIO | None = None

    def encoded(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, str):
            return self.body.encode("utf-8", "replace")
        return b"" if self.body is None else dumped(self.body)


def dumped(value: Any) -> bytes:
    """JSON in UTF-8, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def content_tag(value: Any) -> str:
    """The ETag of one entry: it changes when, and only when, what is sent changes."""
    return f'"{sha256(dumped(value)).hexdigest()[:24]}"'


def revision_tag(revision: int, *what: object) -> str:
    """The ETag of an answer that follows from a revision and what was asked."""
    said = repr((__version__, revision, what))
    return f'W/"{revision}-{sha256(said.encode("utf-8", "replace")).hexdigest()[:16]}"'


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-Match or If-None-Match header names an ETag; weak and strong alike."""
    if header is None:
        return False
    bare = etag.removeprefix("W/")
    return header.strip() == "*" or any(part.strip().removeprefix("W/") == bare for part in header.split(","))
