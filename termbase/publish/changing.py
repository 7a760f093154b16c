"""Making, changing and deleting concepts in a browser: the pages with the forms, and what the forms are sent to."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response

from termbase.api import concepts as api
from termbase.api.exchange import Context, content_tag
from termbase.api.rights import Actor, Role
from termbase.api.shapes import ConceptBody
from termbase.errors import TermbaseError, UsageError
from termbase.publish import concept_forms as forms
from termbase.publish import contexts, lists, merging, pages
from termbase.publish.deciding import posted
from termbase.publish.service import service_of
from termbase.publish.session import signed_in, writer
from termbase.store import queries, queue

NEW = "/concept/new"
# Comments that a page shows, the oldest first.
COMMENTS = 200


async def concept(datasette: Any, request: Request) -> Response:
    """One concept, at its permanent address; with a form for whoever may change it."""
    number, actor = int(request.url_vars["number"]), signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        found = contexts.concept(connection, number)
        found["comments"] = queue.comments(connection, number, 0, COMMENTS)
        if actor.role < Role.REVIEWER:
            return found
        return {
            **found, **forms.offered_languages(connection, list(found["by_language"])),
            "may": len(found["concept"].terms) <= forms.MOST_TERMS,
            "may_delete": actor.role is Role.ADMIN,
            "may_undo": lists.undoable(connection, actor, [entry["revision"] for entry in found["history"]]),
            "state": content_tag(api.concept_record(found["concept"])),
            "twins": merging.beside(connection, found["concept"]),
        }  # fmt: skip

    return await pages.page(datasette, request, "termbase_concept.html", context)


async def new_concept(datasette: Any, request: Request) -> Response:
    """The form for a new concept, and what it is sent to; what is refused comes back as it was filled in."""
    if request.method != "POST":
        text = pages.typed(request.args.get("text"))[:500]
        return await _form(datasette, request, {}, text=text)

    async def made(fields: dict[str, str]) -> Response:
        if "more" in fields:
            return await _form(datasette, request, fields, more=1)
        try:
            actor, body = writer(datasette, request), forms.new_concept(fields)
            seen = set(fields.get("seen", "").split())
            number, twins = await service_of(datasette).write(lambda c: _make(c, body, actor, seen))
        except TermbaseError as error:
            return await _form(datasette, request, fields, error)
        if twins:
            return await _form(datasette, request, fields, twins=twins)
        return Response.redirect(datasette.urls.path(f"/concept/{number}"), 303)

    return await posted(datasette, request, made, NEW)


def _make(
    connection: sqlite3.Connection, body: ConceptBody, actor: Actor, seen: set[str]
) -> tuple[int, list[int]]:  # fmt: skip
    """The number of the new concept; or 0, and the concepts that have one of its terms, unless they were seen."""
    twins = merging.with_terms_of(connection, [(term.text, term.language) for term in body.terms])
    if not {str(number) for number in twins} <= seen:
        return 0, twins
    return api.create(Context(connection, None, actor), None, body).body["id"], []


async def _form(
    datasette: Any, request: Request, fields: Mapping[str, str], error: TermbaseError | None = None, *,
    text: str = "", more: int = 0, twins: list[int] | None = None,
) -> Response:  # fmt: skip
    """The form as it was filled in, with ``more`` rows than it had, and why it was not taken."""
    actor = signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        offered = forms.offered_languages(connection, [])
        first = offered["languages"][:2]
        filled = {**fields, f"text-{forms.row_for(text, first)}": text} if text else fields
        return {
            **offered,
            "rows": forms.rows(filled, first, (forms.number_of_rows(fields) or len(first)) + more),
            "most_rows": forms.MOST_ROWS,
            "fields": fields,
            "may": actor.role >= Role.REVIEWER or bool(fields),
            "error": error.reason if error else "",
            "twins": [queries.concept(connection, number) for number in twins or ()],
        }

    if request.method != "POST":
        return await pages.page(datasette, request, "termbase_new_concept.html", context)
    status = error.http_status if error else 409 if twins else 200
    return await pages.shown(datasette, request, "termbase_new_concept.html", context, status)


async def change_concept(datasette: Any, request: Request) -> Response:
    """Change terms of a concept, add one, remove some, or change what is said of it."""
    number = int(request.url_vars["number"])

    async def changed(fields: dict[str, str]) -> Response:
        actor = writer(datasette, request)
        record = await pages.read(datasette, lambda c: api.concept_record(queries.concept(c, number)))
        body, state = forms.changed_concept(record, fields), forms.state_in(fields)
        await service_of(datasette).write(
            lambda c: api.change(Context(c, None, actor, if_match=state), None, body, number)
        )
        return Response.redirect(datasette.urls.path(f"/concept/{number}"), 303)

    return await posted(datasette, request, changed, f"/concept/{number}")


async def delete_concept(datasette: Any, request: Request) -> Response:
    """Delete a concept; it can be taken back in the history."""
    number = int(request.url_vars["number"])

    async def deleted(fields: dict[str, str]) -> Response:
        actor, state = writer(datasette, request, Role.ADMIN), forms.state_in(fields)
        if "sure" not in fields:
            raise UsageError("tick the box on the page to say that the concept is to go")
        await service_of(datasette).write(
            lambda c: api.delete(Context(c, None, actor, if_match=state), None, None, number)
        )
        return Response.redirect(datasette.urls.path("/history"), 303)

    return await posted(datasette, request, deleted, f"/concept/{number}")
