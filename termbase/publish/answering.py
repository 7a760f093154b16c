"""From a request of Datasette to a function and back: limits, bodies, errors, headers. What all protocols share."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from datasette.utils.asgi import Request, Response

from termbase.api.exchange import Reply, matches
from termbase.api.problems import problem, problem_of
from termbase.errors import TermbaseError, TooLarge, TooSlow, UsageError
from termbase.publish.streaming import Streamed

LARGEST_BODY = 1 << 20
BODY_SECONDS = 10.0
SMALLEST_GZIP = 1400
MOST_PARAMETERS = 50
PROBLEM = "application/problem+json"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, Termbase-Losses, WWW-Authenticate",
    "Vary": "Accept-Encoding",
}
CHALLENGE = 'Bearer realm="termbase", Basic realm="termbase"'
log = logging.getLogger("termbase")
View = Callable[[Any, Request], Awaitable[Reply]]


class WrongMediaType(Exception):
    """The body is of another kind than the path takes."""


def answered(methods: Callable[[Request], list[str]], view: View) -> Callable[..., Awaitable[Response | Streamed]]:
    """A Datasette view that answers OPTIONS, turns errors into problems and sets the headers.

    ``methods`` names those that a path takes; none where there is no such path.
    """

    async def outer(datasette: Any, request: Request) -> Response | Streamed:
        known = methods(request)
        headers = request.headers
        try:
            if not known:
                reply = _problem(404, f"there is nothing at {request.path[:200]}; see /-/termbase/api/v1/openapi.json")
            elif request.method == "OPTIONS":
                reply = Reply(status=204, headers=_preflight(known))
            elif request.method not in known and not (request.method == "HEAD" and "GET" in known):
                said = f"{request.path[:200]} takes {', '.join(known)}, not {request.method[:20]}"
                reply = _problem(405, said, {"Allow": ", ".join([*known, "OPTIONS"])})
            else:
                reply = await view(datasette, request)
        except TermbaseError as error:
            reply = _failed(error)
        except WrongMediaType as error:
            reply = _problem(415, str(error))
        except Exception:
            log.exception("a request to %s failed", request.path[:200])
            reply = _problem(500, "something went wrong here; the log of the server says what")
        return _response(reply, headers, request.method)

    return outer


def _failed(error: TermbaseError) -> Reply:
    status = error.http_status
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    if status in (429, 503):
        headers["Retry-After"] = "5"
    if status == 408:
        headers["Connection"] = "close"
    return Reply(problem_of(error), status, headers=headers, media_type=PROBLEM)


def _problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(problem(status, detail), status, headers=headers or {}, media_type=PROBLEM)


def _preflight(methods: list[str]) -> dict[str, str]:
    return {
        "Allow": ", ".join([*methods, "OPTIONS"]),
        "Access-Control-Allow-Methods": ", ".join([*methods, "OPTIONS"]),
        "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, If-None-Match, Mcp-Protocol-Version",
        "Access-Control-Max-Age": "86400",
    }


def _response(reply: Reply, asked: Mapping[str, str], method: str) -> Response | Streamed:
    headers = {**HEADERS, **reply.headers}
    if reply.stream is not None:
        return Streamed(reply.stream, headers, reply, accepts_gzip(asked.get("accept-encoding", "")), method == "HEAD")
    status, body = reply.status, reply.encoded()
    if reply.etag:
        headers["ETag"] = reply.etag
        if status == 200 and method in ("GET", "HEAD") and matches(asked.get("if-none-match"), reply.etag):
            status, body = 304, b""
    if len(body) >= SMALLEST_GZIP and accepts_gzip(asked.get("accept-encoding", "")):
        body = gzip.compress(body, 1)
        headers["Content-Encoding"] = "gzip"
    if method == "HEAD":
        body = b""
    elif status not in (204, 304):
        headers["Content-Length"] = str(len(body))
    return Response(body, status, headers, reply.media_type)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header admits gzip."""
    for part in header.lower().split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def body_of(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """The body, of at most ``largest`` bytes. Raises `TooLarge`, or `TooSlow` where it does not arrive."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > largest:
        raise TooLarge(f"the body has {length[:20]} bytes, at most {largest} are taken")
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise WrongMediaType("send the body without a Content-Encoding")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(request, largest)
    except TimeoutError:
        raise TooSlow(f"the body did not arrive within {BODY_SECONDS:g} seconds") from None


async def _received(request: Request, largest: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise UsageError("the request ended before its body")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > largest:
            raise TooLarge(f"the body has more than {largest} bytes")
        if not message.get("more_body", False):
            return b"".join(parts)


def parameters(query: bytes | str, most: int = MOST_PARAMETERS) -> dict[str, str]:
    """The members of a query string or a form, the last of each name.

    Raises `UsageError` for what is not UTF-8, and for more than ``most``.
    """
    try:
        text = query if isinstance(query, str) else query.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)
    except UnicodeDecodeError:
        raise UsageError("the parameters are not percent-encoded UTF-8") from None
    except ValueError:
        raise UsageError(f"there are more than {most} parameters, or they cannot be read") from None
    return dict(pairs)


def json_of(text: str, name: str) -> Any:
    """A JSON value given as a parameter. Raises `UsageError`."""
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise UsageError(f"{name} is not JSON, or not Unicode") from None
    return value


def client_of(request: Request) -> str:
    """The address that a request came from."""
    client = request.scope.get("client")
    return str(client[0]) if client else "local"
