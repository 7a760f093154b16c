"""Deciding in a browser: signing in with a token, ruling on a pair, taking a decision back.

A page writes for somebody who has signed in, and only by a form of this site (`session`). Programs write over the JSON
API instead.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response
from pydantic import ValidationError

from termbase.api.exchange import Context
from termbase.api.rights import Actor, Role
from termbase.api.shapes import DecisionForm, TickedForm
from termbase.api.suggestions import undo_change
from termbase.errors import TermbaseError, UsageError
from termbase.pipeline.review import Ruling, review
from termbase.publish import pages, pair_page
from termbase.publish.service import service_of
from termbase.publish.session import COOKIE, HOURS, form_of, remember, session_for, signed_in, writer

# Signing in counts as so many requests: nobody needs it often.
COST_OF_SIGN_IN = 20
CHOOSE = "choose on the page what becomes of the pair, and of the term that was preferred"
TICKED = re.compile(r"pair-\d{1,15}", re.ASCII)


async def pair(datasette: Any, request: Request) -> Response:
    """One mined pair: what the termbase has, where it was stated, and the decision."""
    number, actor = int(request.url_vars["number"]), signed_in(datasette, request)
    queue, done = request.args.get("queue") or "", pages.number_in(request.args.get("done"))

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        found = {**pair_page.pair(connection, number, queue), "done": pair_page.decided(connection, done)}
        mine = found["decided"] is not None and actor.wrote(found["decided"])
        may = actor.role >= Role.REVIEWER
        return {**found, "may": may, "may_undo": may and (mine or actor.role is Role.ADMIN)}

    return await pages.page(datasette, request, "termbase_pair.html", context)


async def sign_in(datasette: Any, request: Request) -> Response:
    """The form for a token, and what it is sent to."""
    if request.method != "POST":
        lapsed = bool(request.cookies.get(COOKIE)) and not signed_in(datasette, request).token
        context = {"lapsed": lapsed, "private": service_of(datasette).private, "hours": HOURS}
        return await pages.page(datasette, request, "termbase_sign_in.html", lambda _: context)

    async def signed(form: dict[str, str]) -> Response:
        token = form.get("token", "").strip()
        actor, session = session_for(datasette, token) if token else (Actor(), "")
        start = {Role.READER: "/", Role.SUGGESTER: "/suggestions"}.get(actor.role, "/pairs?status=conflict")
        path = start if token else "/sign-in"
        response = Response.redirect(datasette.urls.path(path), 303)
        remember(response, request, session)
        return response

    return await posted(datasette, request, signed, "/sign-in", COST_OF_SIGN_IN)


async def decide(datasette: Any, request: Request) -> Response:
    """Accept a pair with a status, or reject it."""
    number = int(request.url_vars["number"])

    async def decided(fields: dict[str, str]) -> Response:
        actor, queue = writer(datasette, request), fields.pop("queue", "")
        following = pages.number_in(fields.pop("next", ""))
        alike = _ticked(fields)
        try:
            form = DecisionForm.model_validate({**fields, "reason": fields.get("reason", "").strip()})
        except ValidationError as error:
            raise UsageError(_wrong(error)) from None
        await service_of(datasette).write(lambda c: _decide(c, {**alike, number: form.state}, form, actor))
        asked = {"queue": queue} if queue in pair_page.QUEUES else {}
        if following:
            asked["done"] = str(number)
        path = f"/pair/{following or number}" + (f"?{urlencode(asked)}" if asked else "")
        return Response.redirect(datasette.urls.path(path), 303)

    return await posted(datasette, request, decided, f"/pair/{number}")


async def decide_ticked(datasette: Any, request: Request) -> Response:
    """Accept the pairs that are ticked on a list, or reject them: one change of the history."""

    async def decided(fields: dict[str, str]) -> Response:
        actor = writer(datasette, request)
        states = _ticked(fields)
        said = {"decision": fields.get("decision", ""), "reason": fields.get("reason", "").strip(), "states": states}
        try:
            form = TickedForm.model_validate(said)
        except ValidationError as error:
            raise UsageError(_wrong(error, "tick pairs on the page, and choose what becomes of them")) from None
        chosen: dict[str, Any] = {form.decision: list(form.states)}
        done = await service_of(datasette).write(
            lambda c: review(c, author=actor.author, reason=form.reason, refresh=False, states=form.states, **chosen)
        )
        listed = {name: text for name in ("status", "q") if (text := fields.get(name, ""))}
        return Response.redirect(datasette.urls.path(f"/pairs?{urlencode({**listed, 'done': done.revision})}"), 303)

    return await posted(datasette, request, decided, "/pairs")


def _wrong(error: ValidationError, otherwise: str = CHOOSE) -> str:
    if error.errors()[0]["loc"][:1] == ("reason",):
        return "the reason has at most 500 characters, and no control characters"
    return otherwise


def _decide(connection: sqlite3.Connection, states: dict[int, str], form: DecisionForm, actor: Actor) -> None:
    """Decide on pairs, each as it was shown."""
    common: dict[str, Any] = {"author": actor.author, "reason": form.reason, "refresh": False, "states": states}
    if form.decision == "reject":
        review(connection, reject=states, **common)
        return
    review(connection, accept=dict.fromkeys(states, Ruling.asked(form.decision, form.former)), **common)


def _ticked(fields: dict[str, str]) -> dict[int, str]:
    """Take the pairs that are ticked out of the fields of a form: by id, what the page showed of each."""
    names = [name for name in fields if TICKED.fullmatch(name)]
    return {int(name.partition("-")[2]): fields.pop(name) for name in names}


async def undo(datasette: Any, request: Request) -> Response:
    """Take a revision back."""
    number = int(request.url_vars["number"])

    async def undone(form: dict[str, str]) -> Response:
        actor, changes = writer(datasette, request), form.get("changes", "")
        if not (changes.isascii() and changes.isdigit() and len(changes) < 16):
            raise UsageError("take a revision back by the button on its page")
        seen = int(changes)
        await service_of(datasette).write(lambda c: undo_change(Context(c, None, actor), None, None, number, seen))
        return Response.redirect(datasette.urls.path("/history"), 303)

    return await posted(datasette, request, undone, "/history")


async def posted(
    datasette: Any, request: Request, function: Callable[[dict[str, str]], Awaitable[Response]], back: str,
    cost: int = 1,
) -> Response:  # fmt: skip
    """Run what a form was sent for; what is refused gives a page that says why and leads ``back``."""
    fields: dict[str, str] = {}
    try:
        if request.method != "POST":
            return Response.text(
                "this address takes forms only", status=405, headers={**pages.HEADERS, "Allow": "POST"}
            )
        fields = await form_of(datasette, request, cost)
        response = await function(fields)
        response.headers.update({**pages.HEADERS, "Cache-Control": "no-store"})
        return response
    except TermbaseError as error:
        return await pages.refused(datasette, request, error, back, fields)
