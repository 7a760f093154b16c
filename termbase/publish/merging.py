"""Merging concepts in a browser: which to merge, what becomes of them, and the form that does it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from datasette.utils.asgi import Request, Response

from termbase.api import concepts as api
from termbase.api.exchange import Context, content_tag
from termbase.api.rights import Role
from termbase.api.shapes import MergeBody
from termbase.errors import UsageError
from termbase.languages import primary_subtag
from termbase.model import Concept
from termbase.pipeline import merging
from termbase.publish import concept_forms as forms
from termbase.publish import pages
from termbase.publish.deciding import posted
from termbase.publish.service import service_of
from termbase.publish.session import signed_in, writer
from termbase.store import queries
from termbase.store.search import search_concepts
from termbase.store.term_lookup import StoredLookup

# Concepts that are offered to choose from.
MOST_OFFERED = 20


def with_terms_of(connection: sqlite3.Connection, terms: Iterable[tuple[str, str]]) -> list[int]:
    """The concepts that have one of the terms, each a text and its language, in some form or spelling."""
    stored = StoredLookup(connection)
    found = [entry.concept_id for text, code in terms for entry in stored.named(text, primary_subtag(code))]
    return list(dict.fromkeys(found))[:MOST_OFFERED]


def beside(connection: sqlite3.Connection, concept: Concept) -> list[Concept]:
    """The other concepts that have a term of this one."""
    numbers = with_terms_of(connection, [(term.text, term.language) for term in concept.terms])
    return [queries.concept(connection, number) for number in numbers if number != concept.id]


async def merge_page(datasette: Any, request: Request) -> Response:
    """What becomes of a concept and of ``?other=`` (a number, or words to choose by), and where that is sent to."""
    number = int(request.url_vars["number"])
    if request.method == "POST":
        return await posted(datasette, request, lambda fields: _merge(datasette, request, number, fields), request.path)
    words, may = pages.typed(request.args.get("other"))[:200], signed_in(datasette, request).role >= Role.REVIEWER

    def context(connection: sqlite3.Connection) -> dict[str, Any]:
        into = queries.concept(connection, number)
        found = {"into": into, "may": may, "words": words, "other": None, "offered": []}
        if not may:
            return found
        if pages.number_in(words):
            return {**found, **_both(into, queries.concept(connection, int(words)))}
        return {**found, "offered": _offered(connection, into, words)}

    return await pages.page(datasette, request, "termbase_merge.html", context)


def _both(into: Concept, other: Concept) -> dict[str, Any]:
    """What the page shows of two concepts that are to be one."""
    if into.id == other.id:
        raise UsageError(f"concept {into.id} is the one that others are merged into; choose another one")
    result = merging.merged(into, other)
    before = {term.id: term.administrative_status for term in into.terms}
    return {
        "other": other, "result": result, "left_out": merging.left_out(into, other), "before": before,
        "state": content_tag(api.concept_record(into)), "state_other": content_tag(api.concept_record(other)),
    }  # fmt: skip


def _offered(connection: sqlite3.Connection, into: Concept, words: str) -> list[Concept]:
    """The concepts with the words in a term; without words, those that have a term of the concept."""
    if not words:
        return beside(connection, into)
    rows = search_concepts(connection, words, MOST_OFFERED + 1, 0)
    numbers = [row["concept_id"] for row in rows if row["concept_id"] != into.id]
    return [queries.concept(connection, number) for number in numbers[:MOST_OFFERED]]


async def _merge(datasette: Any, request: Request, number: int, fields: dict[str, str]) -> Response:
    actor, other = writer(datasette, request), pages.number_in(fields.get("other"))
    if not other:
        raise UsageError("choose on the page which concept to merge")
    body = MergeBody(concept=other, etag=forms.state_in(fields, "state_other") or '""')
    state = forms.state_in(fields)
    await service_of(datasette).write(lambda c: api.merge(Context(c, None, actor, if_match=state), None, body, number))
    return Response.redirect(datasette.urls.path(f"/concept/{number}"), 303)
