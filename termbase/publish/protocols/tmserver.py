"""The tmserver (amaGama) protocol on Datasette."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from urllib.parse import unquote_to_bytes

from datasette.utils.asgi import Request

from termbase.api import tmserver
from termbase.api.exchange import Context, Reply
from termbase.api.rights import Role
from termbase.errors import UsageError
from termbase.pipeline.states import State
from termbase.publish.answering import answered, client_of, parameters
from termbase.publish.service import service_of
from termbase.store import queries

UNIT = re.compile(r"/([^/]{1,35})/([^/]{1,35})/unit/(.+)\Z", re.DOTALL)


def _methods(request: Request) -> list[str]:
    rest = request.url_vars["rest"]
    return ["GET"] if rest in ("/languages", "/languages/") or UNIT.match(rest) else []


async def _answer(datasette: Any, request: Request) -> Reply:
    service = service_of(datasette)
    service.limit.take(client_of(request))
    query = parameters(request.scope.get("query_string") or b"")
    actor = service.actor(request.headers)
    actor.require(Role.READER)
    match = UNIT.match(request.url_vars["rest"])
    if match is None:
        codes = await service.read(lambda connection, _: queries.languages(connection), at_once=True)
        return Reply({"sourceLanguages": codes, "targetLanguages": codes})
    try:
        source, target, text = (unquote_to_bytes(part).decode("utf-8") for part in match.groups())
    except UnicodeDecodeError:
        raise UsageError("the path is not percent-encoded UTF-8") from None

    def work(connection: sqlite3.Connection, state: State) -> list[dict[str, Any]]:
        return tmserver.units(Context(connection, state, actor), source, target, text, query)

    return Reply(await service.read(work, at_once=False))


answer = answered(_methods, _answer)
