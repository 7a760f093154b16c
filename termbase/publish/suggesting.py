"""Suggestions and comments in a browser: the queue, the form that adds to it, the decision, what people say."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response

from termbase.api import concepts, suggestions
from termbase.api.exchange import Context
from termbase.api.rights import Role
from termbase.api.shapes import CommentBody, SuggestionBody
from termbase.errors import TermbaseError, UsageError
from termbase.publish import concept_forms as forms
from termbase.publish import pages
from termbase.publish.deciding import posted
from termbase.publish.lists import PAGE
from termbase.publish.service import service_of
from termbase.publish.session import signed_in, writer
from termbase.store import queue

STATUSES = ("open", "accepted", "rejected")
FIELDS = ("source", "source_language", "target", "target_language", "note")


async def queue_page(datasette: Any, request: Request) -> Response:
    """The suggestions of ``?status=``, a page behind ``?after=`` the id of one; a form for a further one."""
    if request.method != "POST":
        text = pages.typed(request.args.get("text"))[:500]
        return await _page(datasette, request, {}, text=text)

    async def suggested(fields: dict[str, str]) -> Response:
        try:
            actor = writer(datasette, request, Role.SUGGESTER)
            said = {name: fields.get(name, "").strip() for name in FIELDS}
            body = forms.valid(SuggestionBody, {**said, "note": said["note"] or None})
            await service_of(datasette).write(lambda c: suggestions.create(Context(c, None, actor), None, body))
        except TermbaseError as error:
            return await _page(datasette, request, fields, error)
        return Response.redirect(datasette.urls.path("/suggestions"), 303)

    return await posted(datasette, request, suggested, "/suggestions")


async def _page(
    datasette: Any, request: Request, fields: Mapping[str, str], error: TermbaseError | None = None, text: str = ""
) -> Response:
    asked, after = request.args.get("status"), pages.number_in(request.args.get("after"))
    status = asked if asked in STATUSES else STATUSES[0]
    actor = signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        rows = queue.suggestions(connection, status, after, PAGE + 1)
        offered = forms.offered_languages(connection, [])
        first = (offered["languages"] * 2)[:2]
        side = ("source", "target")[forms.row_for(text, first) - 1]
        filled = {"source_language": first[0], "target_language": first[1], side: text, **fields}
        return {
            **offered,
            "suggestions": rows[:PAGE],
            "status": status,
            "statuses": STATUSES,
            "total": queue.number_of_suggestions(connection, status),
            "after": after,
            "next": rows[PAGE - 1]["id"] if len(rows) > PAGE else None,
            "fields": filled,
            "may": (actor.role >= Role.SUGGESTER and actor.token > 0) or bool(fields),
            "error": error.reason if error else "",
        }

    if request.method != "POST":
        return await pages.page(datasette, request, "termbase_suggestions.html", context)
    return await pages.shown(
        datasette, request, "termbase_suggestions.html", context, error.http_status if error else 200
    )


async def decide(datasette: Any, request: Request) -> Response:
    """Take a suggestion into the termbase, or turn it down."""
    number = int(request.url_vars["number"])

    async def decided(fields: dict[str, str]) -> Response:
        actor = writer(datasette, request)
        rulings = {"accept": suggestions.accept, "reject": suggestions.reject}
        if fields.get("decision") not in rulings:
            raise UsageError("accept the suggestion or reject it by the buttons on the page")
        ruling = rulings[fields["decision"]]
        await service_of(datasette).write(lambda c: ruling(Context(c, None, actor), None, None, number))
        return Response.redirect(datasette.urls.path("/suggestions"), 303)

    return await posted(datasette, request, decided, "/suggestions")


async def comment(datasette: Any, request: Request) -> Response:
    """Say something about a concept."""
    number = int(request.url_vars["number"])

    async def said(fields: dict[str, str]) -> Response:
        actor = writer(datasette, request, Role.SUGGESTER)
        body = forms.valid(CommentBody, {"text": forms.plain(fields.get("text", ""))})
        await service_of(datasette).write(lambda c: concepts.comment(Context(c, None, actor), None, body, number))
        return Response.redirect(datasette.urls.path(f"/concept/{number}#comments"), 303)

    return await posted(datasette, request, said, f"/concept/{number}")
