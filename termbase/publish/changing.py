"""Changing a concept in a browser: what its page shows as a form, and what the form is sent to."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Request, Response
from pydantic import ValidationError

from termbase.api.concepts import change, concept_record
from termbase.api.exchange import Context, content_tag
from termbase.api.rights import Role
from termbase.api.shapes import ConceptPatch
from termbase.errors import UsageError
from termbase.publish import contexts, pages
from termbase.publish.deciding import posted
from termbase.publish.service import service_of
from termbase.publish.session import reviewer, signed_in
from termbase.store import queries

DESCRIPTIONS = ("subject_field", "definition", "note")
# A form has at most 50 fields.
MOST_TERMS = 40


async def concept(datasette: Any, request: Request) -> Response:
    """One concept, at its permanent address; with a form for whoever may change it."""
    number, actor = int(request.url_vars["number"]), signed_in(datasette, request)

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        found = contexts.concept(connection, number)
        may = actor.role >= Role.REVIEWER and len(found["concept"].terms) <= MOST_TERMS
        state = content_tag(concept_record(found["concept"])) if may else ""
        languages = [*found["by_language"], *queries.languages(connection)] if may else []
        return {**found, "may": may, "state": state, "languages": list(dict.fromkeys(languages))}

    return await pages.page(datasette, request, "termbase_concept.html", context)


async def change_concept(datasette: Any, request: Request) -> Response:
    """Give the terms of a concept another status, add one, or change what is said of it."""
    number = int(request.url_vars["number"])

    async def changed(fields: dict[str, str]) -> Response:
        actor = reviewer(datasette, request)
        record = await pages.read(datasette, lambda c: concept_record(queries.concept(c, number)))
        body = patch_of(record, fields)
        # "*" would stand for any state.
        state = fields.get("state", "").replace("*", "")
        await service_of(datasette).write(lambda c: change(Context(c, None, actor, if_match=state), None, body, number))
        return Response.redirect(datasette.urls.path(f"/concept/{number}"), 303)

    return await posted(datasette, request, changed, f"/concept/{number}")


def patch_of(record: Mapping[str, Any], fields: Mapping[str, str]) -> ConceptPatch:
    """What the fields of the form change in a concept as the API gives it. Raises `UsageError`.

    A field that is not sent changes nothing, an empty one clears.
    """
    said = {
        name: _plain(fields[name]) or None
        for name in DESCRIPTIONS if name in fields and _plain(fields[name]) != _plain(record[name] or "")
    }  # fmt: skip
    terms = [
        {**term, "administrative_status": fields.get(f"status-{term['id']}", term["administrative_status"])}
        for term in record["terms"]
    ]
    if fields.get("text", "").strip():
        new = {"text": fields["text"].strip(), "language": fields.get("language", "").strip()}
        terms.append({**new, "administrative_status": fields.get("status", "admitted")})
    try:
        return ConceptPatch.model_validate({**said, "terms": terms})
    except ValidationError as error:
        place = error.errors()[0]
        name = str(place["loc"][-1]).replace("_", " ") if place["loc"] else "form"
        raise UsageError(f"the {name} is not one that can be kept: {place['msg'].lower()}") from None


def _plain(text: str) -> str:
    """A text as a browser may send it back: it ends lines in its own way."""
    return "\n".join(text.splitlines()).strip()
