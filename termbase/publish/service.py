"""What a server keeps for the termbase that it serves: connections, the terms in memory, limits, who asks."""

from __future__ import annotations

import asyncio
import base64
import binascii
import sqlite3
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from termbase.api.rights import Actor, Role, actor_of, actor_of_session, mark_of
from termbase.errors import NotFound, StoreError, TooBusy, TooMany, Unauthorized
from termbase.pipeline.standings import refresh_standings
from termbase.pipeline.states import Reader, State
from termbase.publish.hosts import host_name
from termbase.store import behind, connect, store_errors, tokens, transaction
from termbase.store.edits import reading

Value = TypeVar("Value")
READERS = 4
MOST_EXPORTS = 8
# Requests a minute for each token and each address; a burst may use up one minute's worth at once.
RATE = 1200
MOST_CLIENTS = 10_000
# Pairs are matched anew when nobody has written for so many seconds.
QUIET = 2.0
_services: WeakKeyDictionary[Any, Service] = WeakKeyDictionary()


class RateLimit:
    """A bucket of requests for each client, filled evenly; ``per_minute`` 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, cost: int = 1) -> None:
        """Count one request, or one that costs as much as several. Raises `TooMany`."""
        if not self._per_minute:
            return
        now = time.monotonic()
        left, then = self._buckets.pop(client, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - then) * self._per_minute / 60)
        self._buckets[client] = (max(left - cost, 0.0), now)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooMany(f"more than {self._per_minute} requests a minute; wait a little")


class Service:
    """One termbase file and how it is served: many readers, one writer."""

    def __init__(self, path: Path, config: Mapping[str, Any]) -> None:
        self.path = path
        self.private = bool(config.get("private", False))
        names = config.get("host_names", ())
        self.host_names = frozenset(map(host_name, [names] if isinstance(names, str) else names))
        self.limit = RateLimit(int(config.get("rate", RATE)))
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, "termbase-read")
        self._writer = ThreadPoolExecutor(1, "termbase-write")
        self._exporter = ThreadPoolExecutor(1, "termbase-export")
        self._exports = 0
        self._used: dict[int, str] = {}
        self._refresh: asyncio.TimerHandle | None = None

    def reader(self) -> sqlite3.Connection:
        """The reading connection of this thread."""
        return self._reader().connection

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = Reader(connect(self.path, writable=False))
        return reader

    async def read(self, function: Callable[[sqlite3.Connection, State], Value], *, at_once: bool) -> Value:
        """Run a reading function in one state of the termbase; here, when that is quick, else in a thread."""
        if at_once:
            return self._read(function)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, function)

    def _read(self, function: Callable[[sqlite3.Connection, State], Value]) -> Value:
        reader = self._reader()
        with store_errors(self.path):
            return reader.in_one_state(lambda state: function(reader.connection, state))

    async def export(self, function: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run a function that reads the whole termbase, one after the other. Raises `TooBusy` where many wait."""
        if self._exports >= MOST_EXPORTS:
            raise TooBusy(f"{MOST_EXPORTS} exports are waiting already; try again")
        self._exports += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._exporter, self._export, function)
        finally:
            self._exports -= 1

    def _export(self, function: Callable[[sqlite3.Connection], Value]) -> Value:
        connection = self.reader()
        with store_errors(self.path), reading(connection):
            return function(connection)

    async def write(self, function: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run a writing function after those that were asked for earlier. It makes its own transaction."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._writer, self._write, function)
        if self._refresh is not None:
            self._refresh.cancel()
        self._refresh = loop.call_later(QUIET, self._writer.submit, self._write, self._standings)
        return found

    @staticmethod
    def _standings(connection: sqlite3.Connection) -> None:
        refresh_standings(connection)

    def _write(self, function: Callable[[sqlite3.Connection], Value]) -> Value:
        connection: sqlite3.Connection | None = getattr(self._local, "writer", None)
        if connection is None:
            connection = self._local.writer = connect(self.path, writable=True)
        with store_errors(self.path):
            return function(connection)

    def actor(self, headers: Mapping[str, str], token: str | None = None) -> Actor:
        """Who asks, by the token in the Authorization header or given otherwise; never by a cookie.

        Raises `Unauthorized` for a token that does not hold; without one somebody may read unless this is private.
        """
        given = headers.get("authorization", "")
        scheme, _, credentials = given.partition(" ")
        if scheme.lower() == "bearer":
            return self._known(credentials.strip())
        if scheme.lower() == "basic":
            # Browsers send it by themselves once it was typed in, so it can read but never write.
            actor = self._known(_password(credentials))
            return Actor(actor.name, min(actor.role, Role.READER), actor.token)
        if given:
            raise Unauthorized("send the token as: Authorization: Bearer tb_…")
        if token:
            actor = self._known(token)
            return Actor(actor.name, min(actor.role, Role.READER), actor.token)
        return Actor(role=Role.NOBODY if self.private else Role.READER)

    def _known(self, token: str) -> Actor:
        return self._noted(actor_of(self.reader(), token))

    def mark(self, actor: Actor) -> str:
        """What a session has to have beside the id of the token by which it began."""
        return mark_of(self.reader(), actor.token)

    def actor_of_session(self, number: int, mark: str) -> Actor:
        """Who signed in with a token that still holds. Raises `Unauthorized`."""
        return self._noted(actor_of_session(self.reader(), number, mark))

    def _noted(self, actor: Actor) -> Actor:
        minute = tokens.now()[:16]
        if self._used.get(actor.token) != minute:
            self._used[actor.token] = minute
            self._writer.submit(self._write, lambda connection: _note_use(connection, actor.token, minute))
        return actor


def _note_use(connection: sqlite3.Connection, number: int, minute: str) -> None:
    with transaction(connection):
        tokens.use_token(connection, number, minute)


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def service_of(datasette: Any) -> Service:
    """The service of the first termbase among Datasette's databases. Raises `NotFound` without one."""
    service = _services.get(datasette)
    if service is None:
        service = _services[datasette] = _found(datasette)
    return service


def _found(datasette: Any) -> Service:
    for database in datasette.databases.values():
        if database.path is not None:
            path = Path(database.path)
            try:
                connect(path, writable=False).close()
            except StoreError:
                # Another database, which Datasette shows beside it.
                continue
            _bring_up_to_date(path)
            return Service(path, datasette.plugin_config("termbase") or {})
    raise NotFound("no termbase is served here")


def _bring_up_to_date(path: Path) -> None:
    """Upgrade the file of an older version, which plain Datasette may be started on; say so where it cannot be."""
    with suppress(StoreError):
        connect(path, writable=True).close()
        return
    with closing(connect(path, writable=False)) as connection:
        if missed := behind(connection, path):
            print(f"termbase: {missed}", file=sys.stderr)
