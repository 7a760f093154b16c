"""The Model Context Protocol over streamable HTTP: one POST, one answer, nothing kept between requests.

The SDK is imported when somebody first asks, so a server that no model asks does not pay for it.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Request

from termbase.api.exchange import SECONDS, Reply
from termbase.api.rights import Actor, Role
from termbase.errors import NotFound, TooSlow
from termbase.publish.answering import LARGEST_BODY, WrongMediaType, answered, body_of, client_of
from termbase.publish.service import Service, service_of

_who: ContextVar[Actor] = ContextVar("who asks")
_mounted: WeakKeyDictionary[Service, Mounted] = WeakKeyDictionary()


class Mounted:
    """The SDK's session manager for one service, running in a task of its own."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._ready = asyncio.Event()
        self._manager: Any = None
        self._failure: Exception | None = None
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            manager = await asyncio.to_thread(self._made)
            async with manager.run():
                self._manager = manager
                self._ready.set()
                await asyncio.Event().wait()
        except Exception as error:
            self._failure = error
            self._ready.set()

    def _made(self) -> Any:
        from mcp.server.transport_security import TransportSecuritySettings

        from termbase.publish.protocols.assistant_server import server_of

        server = server_of(self._service, _who.get)
        # Making the application makes the manager; the application itself is not needed. Names of hosts are not looked
        # at: whoever may read reads anyway (CORS), and a browser does not send a token by itself.
        server.streamable_http_app(
            json_response=True, stateless_http=True, max_request_body_size=LARGEST_BODY,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )  # fmt: skip
        return server.session_manager

    async def answer(self, scope: dict[str, Any], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """What the SDK answers to a body: status, headers, body. Raises `NotFound` where the SDK is not installed."""
        await self._ready.wait()
        if isinstance(self._failure, ModuleNotFoundError):
            raise NotFound("this server has no MCP; install it with: pip install termbase[mcp]")
        if self._failure is not None:
            raise self._failure
        given, sent = [{"type": "http.request", "body": body, "more_body": False}], []

        async def receive() -> dict[str, Any]:
            if not given:
                await asyncio.Event().wait()
            return given.pop()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._manager.handle_request(scope, receive, send)
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in sent[0].get("headers", ())}
        return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


async def _answer(datasette: Any, request: Request) -> Reply:
    service = service_of(datasette)
    service.limit.take(client_of(request))
    actor = service.actor(request.headers)
    if actor.token:
        service.limit.take(f"token {actor.token}")
    actor.require(Role.READER)
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise WrongMediaType("send JSON-RPC as application/json")
    body = await body_of(request)
    mounted = _mounted.get(service)
    if mounted is None:
        mounted = _mounted[service] = Mounted(service)
    _who.set(actor)
    try:
        async with asyncio.timeout(2 * SECONDS):
            status, headers, answer = await mounted.answer(request.scope, body)
    except TimeoutError:
        raise TooSlow(f"the answer took more than {2 * SECONDS:g} seconds; send less text") from None
    kept = {name.title(): headers[name] for name in ("mcp-session-id", "allow") if name in headers}
    return Reply(answer.decode("utf-8"), status, headers=kept, media_type=headers.get("content-type", "text/plain"))


def _methods(request: Request) -> list[str]:
    return ["POST"]


answer = answered(_methods, _answer)
