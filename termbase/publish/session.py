"""Who has signed in with a browser, and what a form must bring so that it is known to be theirs.

A cookie that no script can read holds a session that Datasette has signed: the id of the token, a mark of that token
(`mark_of`) and until when it lasts; not the token. The token is looked up anew for every request, so one that is
revoked or has expired stops working at once. A form is taken from a page of this site only. What the browser says of
where the form was (`Sec-Fetch-Site`, or `Origin` where it says no more) keeps off other ports and names of the same
machine, which share its cookies; the hidden field, which has to match a signed cookie, keeps off the rest.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from termbase.api.rights import Actor, Role
from termbase.errors import NotFound, Refused, Unauthorized, UsageError
from termbase.publish.answering import body_of, client_of, parameters
from termbase.publish.service import service_of

COOKIE = NAMESPACE = "termbase_session"
# A day at work; then the token is asked for again.
HOURS = 12
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 1 << 16
MOST_FIELDS = 200


def signed_in(datasette: Any, request: Request) -> Actor:
    """Who has signed in; somebody without a name where nobody has, or the token no longer holds."""
    cookie = request.cookies.get(COOKIE)
    if cookie:
        with suppress(BadSignature, Unauthorized, NotFound):
            session = datasette.unsign(cookie, NAMESPACE)
            if time.time() < session["until"]:
                return service_of(datasette).actor_of_session(session["token"], session["mark"])
    return Actor()


def writer(datasette: Any, request: Request, role: Role = Role.REVIEWER) -> Actor:
    """Who has signed in, if they have at least a role. Raises `Unauthorized`, `Refused` and `TooMany`."""
    actor = signed_in(datasette, request)
    if not actor.token:
        raise Unauthorized(f"nobody is signed in, or the session has ended; sign in with the role {role.label}")
    actor.require(role)
    service_of(datasette).limit.take(f"token {actor.token}")
    return actor


def session_for(datasette: Any, token: str) -> tuple[Actor, str]:
    """Whoever has a token, with a signed session. Raises `Unauthorized` for one that does not hold."""
    service = service_of(datasette)
    actor = service.actor({"authorization": f"Bearer {token}"})
    until = int(time.time()) + HOURS * 3600
    session = {"token": actor.token, "mark": service.mark(actor), "until": until}
    return actor, str(datasette.sign(session, NAMESPACE))


def remember(response: Response, request: Request, session: str) -> None:
    """Let the browser keep a session until it is closed; an empty one: forget it."""
    response.set_cookie(
        COOKIE, session, max_age=None if session else 0, httponly=True, samesite="strict",
        secure=request.scheme == "https",
    )  # fmt: skip


async def form_of(datasette: Any, request: Request, cost: int = 1) -> dict[str, str]:
    """The fields of a form of ours; it counts as ``cost`` requests.

    Raises `Refused` for one that comes from elsewhere, `TooMany`, `TooLarge`, `TooSlow`, and `UsageError` for what is
    no form.
    """
    service_of(datasette).limit.take(client_of(request), cost)
    headers = request.headers
    if not _from_here(headers):
        raise Refused("the form was sent from another site; open the page here and send it from there")
    if not is_form(headers):
        raise UsageError("send what the form on the page sends")
    fields = parameters(await body_of(request, LARGEST_FORM), MOST_FIELDS)
    given, wanted = fields.pop("csrftoken", ""), request.scope["csrftoken"]()
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Refused("the form is not the one that this browser was given; open the page again (cookies must be on)")
    return fields


def is_form(headers: Mapping[str, str]) -> bool:
    """Whether a body is said to be a form as browsers send it."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == FORM and "content-encoding" not in headers


def _from_here(headers: Mapping[str, str]) -> bool:
    """Whether a browser sent it from a page of this site; programs say nothing of the kind."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
