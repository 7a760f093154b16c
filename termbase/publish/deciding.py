"""Deciding in a browser: signing in with a token, ruling on a pair, taking a decision back.

A page writes for somebody who has signed in, by a cookie that holds the token and that no script and no other site can
use; Datasette checks the hidden field that keeps forged forms out. Programs write over the JSON API instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from datasette.utils.asgi import Request, Response

from termbase.api.exchange import Context
from termbase.api.pairs import accept, reject
from termbase.api.rights import Actor, Role
from termbase.api.shapes import AcceptBody
from termbase.api.suggestions import undo_change
from termbase.errors import TermbaseError, Unauthorized, UsageError
from termbase.publish import pages, pair_page
from termbase.publish.answering import body_of, client_of
from termbase.publish.service import service_of

COOKIE = "termbase_token"
FORM = "application/x-www-form-urlencoded"
STATUSES = ("preferred", "admitted", "deprecated", "superseded", "forbidden")


def signed_in(datasette: Any, request: Request) -> Actor:
    """Who has signed in; somebody without a name where nobody has, or the token no longer holds."""
    token = request.cookies.get(COOKIE, "")
    if token:
        try:
            return service_of(datasette).actor({"authorization": f"Bearer {token}"})
        except Unauthorized:
            pass
    return Actor()


async def pair(datasette: Any, request: Request) -> Response:
    """One mined pair: what the termbase has, where it was stated, and the decision."""
    number, actor = int(request.url_vars["number"]), signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        return {**pair_page.pair(connection, number), "actor": actor, "may": actor.role >= Role.REVIEWER}

    return await pages.page(datasette, request, "termbase_pair.html", context)


async def sign_in(datasette: Any, request: Request) -> Response:
    """The form for a token, and what it is sent to."""
    if request.method != "POST":
        actor = signed_in(datasette, request)
        return await pages.page(datasette, request, "termbase_sign_in.html", lambda _: {"actor": actor})

    async def signed(form: dict[str, str]) -> Response:
        token = form.get("token", "").strip()
        if not token:
            response = Response.redirect(datasette.urls.path("/sign-in"), 303)
            response.set_cookie(COOKIE, "", max_age=0, httponly=True, samesite="strict")
            return response
        service_of(datasette).actor({"authorization": f"Bearer {token}"})
        response = Response.redirect(datasette.urls.path("/pairs?status=conflict"), 303)
        secure = request.scheme == "https"
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
        return response

    return await _posted(datasette, request, signed)


async def decide(datasette: Any, request: Request) -> Response:
    """Accept a pair with a status, or reject it."""
    number = int(request.url_vars["number"])

    async def decided(form: dict[str, str]) -> Response:
        actor, status = signed_in(datasette, request), form.get("decision", "")
        actor.require(Role.REVIEWER)
        former = form.get("former", "admitted") if status == "preferred" else "admitted"
        if status not in (*STATUSES, "reject") or former not in STATUSES[1:]:
            raise UsageError("choose what becomes of the pair, and of the term that was preferred")
        reason = form.get("reason", "").strip()[:500] or None

        def write(connection: sqlite3.Connection) -> None:
            context = Context(connection, None, actor)
            if status == "reject":
                reject(context, None, None, number, reason=reason or "")
            else:
                body = AcceptBody.model_validate({"status": status, "former": former, "reason": reason})
                accept(context, None, body, number)

        await service_of(datasette).write(write)
        return Response.redirect(datasette.urls.path(f"/pair/{number}"), 303)

    return await _posted(datasette, request, decided)


async def undo(datasette: Any, request: Request) -> Response:
    """Take a revision back."""
    number = int(request.url_vars["number"])

    async def undone(form: dict[str, str]) -> Response:
        actor = signed_in(datasette, request)
        actor.require(Role.REVIEWER)
        await service_of(datasette).write(lambda c: undo_change(Context(c, None, actor), None, None, number))
        return Response.redirect(datasette.urls.path("/history"), 303)

    return await _posted(datasette, request, undone)


async def _posted(
    datasette: Any, request: Request, function: Callable[[dict[str, str]], Awaitable[Response]]
) -> Response:
    """Run what a form was sent for; what is refused gives a page that says why."""
    try:
        if request.method != "POST":
            return Response.text(
                "this address takes forms only", status=405, headers={**pages.HEADERS, "Allow": "POST"}
            )
        service_of(datasette).limit.take(client_of(request))
        if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
            raise UsageError("send what the form on the page sends")
        fields = parse_qs((await body_of(request)).decode("utf-8", "replace"), max_num_fields=20)
        response = await function({name: values[0] for name, values in fields.items()})
        response.headers.update(pages.HEADERS)
        return response
    except TermbaseError as error:
        return await pages.refused(datasette, request, error)
