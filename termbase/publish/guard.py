"""Who may see what of the site, and the door of a private one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any

from datasette.utils.asgi import Request

from termbase.api.exchange import dumped
from termbase.api.problems import problem_of
from termbase.api.rights import Role
from termbase.errors import NotFound, OnlyRead, Refused, TermbaseError, Unauthorized, UsageError
from termbase.publish.answering import CHALLENGE, HEADERS, PROBLEM, body_of, parameters
from termbase.publish.hosts import require_our_name
from termbase.publish.service import Service, service_of
from termbase.publish.session import FORM, LARGEST_FORM, is_form, signed_in

ROLE_OF_ACTION = {
    "termbase-suggest": Role.SUGGESTER, "termbase-review": Role.REVIEWER, "termbase-admin": Role.ADMIN,
}  # fmt: skip
# These check the token themselves; LanguageTool clients send it inside the form.
OWN_DOOR = ("/-/termbase/api/", "/-/termbase/languagetool/", "/-/termbase/mcp", "/-/termbase/tmserver/")
READING = ("GET", "HEAD", "OPTIONS")
# Of Datasette's paths below /-/, those that everybody needs. The others tell of the machine: versions, files, settings.
OPEN = ("/-/static", "/-/termbase", "/-/actor", "/-/logout")
# Its pages of tables have scripts of their own in the page; values are escaped.
DATASETTE_HEADERS = [
    (b"content-security-policy",
     b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
     b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]  # fmt: skip
# Of a private site, what everybody needs to get in.
SIGN_IN, STATIC = "/sign-in", "/-/termbase/static/"
Send = Callable[[dict[str, Any]], Awaitable[None]]


def may(actor: Mapping[str, Any] | None, action: str, resource: Any) -> bool | None:
    """What `permission_allowed` answers: True, False, or None where it is not ours to say."""
    if action == "view-table" and isinstance(resource, tuple) and resource[1:2] == ("token",):
        return False
    role = Role[str(actor["termbase_role"]).upper()] if actor and "termbase_role" in actor else Role.NOBODY
    if action in ROLE_OF_ACTION:
        return role >= ROLE_OF_ACTION[action]
    if action in ("execute-sql", "view-database-download") and (actor is None or role):
        return False
    return None


def actor_of_request(datasette: Any, request: Any) -> dict[str, Any] | None:
    """The actor that Datasette sees: the author and the role of the token."""
    headers = request.headers
    if "authorization" not in headers:
        return None
    try:
        actor = service_of(datasette).actor(headers)
    except (Refused, NotFound):
        return None
    return {"id": actor.name, "termbase_role": actor.role.label}


def guarded(datasette: Any, app: Any, ours: Callable[[str], bool]) -> Any:
    """The application behind a door: only what is meant for this site comes in, and to a private one who has a token.

    A token comes as Bearer or as the password of Basic, or somebody has signed in with it. ``ours`` tells which paths
    are routes of ours. Datasette's own pages of data are only read, what it tells of itself is for an administrator,
    and its answers get headers of ours.
    """

    async def door(scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        # Forms have the field; Datasette's check of this header fails at letters that are not ASCII.
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"x-csrftoken"]}
        try:
            service = service_of(datasette)
        except NotFound:
            await app(scope, receive, send)
            return
        try:
            require_our_name(scope, service.host_names)
            if not str(scope["path"]).startswith(OWN_DOOR):
                receive = await _let_in(datasette, service, scope, receive, ours)
                send = _with_headers(send)
        except (Refused, UsageError) as error:
            await _refuse(error, scope, send, datasette.urls.path(SIGN_IN))
            return
        await app(scope, receive, send)

    return door


async def _let_in(
    datasette: Any, service: Service, scope: dict[str, Any], receive: Any, ours: Callable[[str], bool]
) -> Any:
    """Where to receive a request to a page from. Raises for one that the site does not grant."""
    path = str(scope["path"])
    inside = path.startswith("/-/") and not path.startswith(OPEN)
    if inside or (service.private and path != SIGN_IN and not path.startswith(STATIC)):
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        service.limit.take(str((scope.get("client") or ["local"])[0]))
        session = signed_in(datasette, Request(scope, receive))
        # What Datasette tells of the machine takes the token itself.
        actor = session if session.token and not inside and "authorization" not in headers else service.actor(headers)
        actor.require(Role.ADMIN if inside else Role.READER)
    if path.startswith(("//", "/\\")):
        raise UsageError("the address begins with two slashes, which would lead to another site")
    return receive if ours(path) else await _bearable(scope, receive)


def _with_headers(send: Send) -> Send:
    """Give an answer of Datasette the headers that keep browsers from doing more with it than show it."""

    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            if b"content-security-policy" not in present:
                message = {**message, "headers": [*message["headers"], *DATASETTE_HEADERS]}
        await send(message)

    return sending


async def _bearable(scope: dict[str, Any], receive: Any) -> Any:
    """Where to receive a request of Datasette's own pages from. Raises for those at which they fail."""
    path = str(scope["path"])
    if scope["method"] not in (*READING, *(["POST"] if path.startswith("/-/") else [])):
        raise OnlyRead(f"{path[:200]} can only be read; programs write at /-/termbase/api/v1")
    if "\0" in path or b"%00" in scope["query_string"]:
        raise UsageError("the address has a NUL character (%00), which no text here has")
    if scope["method"] != "POST":
        return receive
    # Datasette's check of forms reads without a limit, and fails at what is not ASCII.
    request = Request(scope, receive)
    if not is_form(request.headers):
        raise UsageError(f"forms are sent as {FORM}")
    body = await body_of(request, LARGEST_FORM)
    if not body.isascii() or not parameters(body).get("csrftoken", "").isascii():
        raise UsageError("the form is not the one that this browser was given")
    whole: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Any:
        return whole.pop() if whole else await receive()

    return replay


async def _refuse(error: TermbaseError, scope: dict[str, Any], send: Send, sign_in: str) -> None:
    """Say why: a browser that asks for a page gets a line of HTML, and the way to sign in; all others a problem."""
    headers, challenge = {**HEADERS, "Content-Type": PROBLEM}, CHALLENGE
    body = dumped(problem_of(error))
    if any(name.lower() == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        said = f"{error.reason[:1].upper()}{error.reason[1:]}."
        door = f' <a href="{escape(sign_in)}">Sign in</a>' if isinstance(error, Unauthorized) else ""
        body = f'<!doctype html><html lang="en"><title>Refused</title><p>{escape(said)}{door}</p></html>'.encode()
        headers["Content-Type"] = "text/html; charset=utf-8"
        # A browser would ask for a name and a password before it shows this.
        challenge = "Bearer"
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = challenge
    if isinstance(error, OnlyRead):
        headers["Allow"] = ", ".join(READING)
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.http_status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
