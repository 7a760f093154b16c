"""The LanguageTool protocol on Datasette."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Request

from termbase.api import languagetool
from termbase.api.exchange import Context, Reply
from termbase.api.language_names import language_list
from termbase.api.rights import Role
from termbase.errors import UsageError
from termbase.pipeline.states import State
from termbase.publish.answering import WrongMediaType, answered, body_of, client_of, json_of, parameters
from termbase.publish.service import service_of
from termbase.store import queries

PATHS = {"/v2/check": ["GET", "POST"], "/v2/languages": ["GET"], "/v2/info": ["GET"], "/v2/healthcheck": ["GET"]}
FORM = "application/x-www-form-urlencoded"
AT_ONCE = 4_000


def _methods(request: Request) -> list[str]:
    return PATHS.get(request.url_vars["rest"], [])


async def _form(request: Request) -> dict[str, str]:
    """The parameters of a body. LTeX, for one, sends a form and calls it JSON: what it is decides, not its name."""
    body = await body_of(request)
    if request.headers.get("content-type", FORM).lower().startswith("multipart/") or body.lstrip()[:1] in (b"{", b"["):
        raise WrongMediaType(f"send the parameters as {FORM}, such as text=…&language=en-US")
    return parameters(body)


async def _answer(datasette: Any, request: Request) -> Reply:
    service = service_of(datasette)
    service.limit.take(client_of(request))
    form = parameters(request.scope.get("query_string") or b"")
    if request.method == "POST":
        form |= await _form(request)
    actor = service.actor(request.headers, form.get("apiKey"))
    if actor.token:
        service.limit.take(f"token {actor.token}")
    actor.require(Role.READER)
    path = request.url_vars["rest"]
    if path == "/v2/languages":
        listed = await service.read(lambda connection, _: language_list(queries.languages(connection)), at_once=True)
        return Reply(listed)
    if path == "/v2/info":
        return Reply({"software": languagetool.software()})
    if path == "/v2/healthcheck":
        return Reply("OK", media_type="text/plain; charset=utf-8")
    if ("text" in form) == ("data" in form):
        raise UsageError("give either text or data")
    data = json_of(form["data"], "data") if "data" in form else None

    def work(connection: sqlite3.Connection, state: State) -> dict[str, Any]:
        return languagetool.check(Context(connection, state, actor), form, data)

    length = sum(map(len, form.values()))
    return Reply(await service.read(work, at_once=length <= AT_ONCE))


answer = answered(_methods, _answer)
