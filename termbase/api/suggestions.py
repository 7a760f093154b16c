"""The queue of suggestions, and the history as a feed."""

from __future__ import annotations

import sqlite3
from typing import Any
from xml.sax.saxutils import escape

from termbase.api.exchange import Context, Reply, revision_tag
from termbase.api.rights import Role
from termbase.api.shapes import Page, SuggestionBody, SuggestionSearch
from termbase.errors import Conflict, UsageError
from termbase.languages import primary_subtag
from termbase.pipeline import editing
from termbase.pipeline.review import undo
from termbase.store import edits, queue

FIELDS = (
    "id", "made_at", "author", "source_language", "target_language", "source", "target", "note", "status", "decided_at",
    "decided_by", "concept_id",
)  # fmt: skip
CHANGE_FIELDS = ("id", "made_at", "author", "action", "summary", "undoes")
FEED_LENGTH = 50


def _record(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in FIELDS}


def search(context: Context, query: SuggestionSearch, body: None = None) -> Reply:
    """A page of suggestions, the oldest first."""
    rows = queue.suggestions(context.connection, query.status, query.after, query.limit + 1)
    found = rows[: query.limit]
    more = str(found[-1]["id"]) if len(rows) > query.limit else None
    return Reply({"suggestions": list(map(_record, found)), "next": more})


def read(context: Context, query: object, body: None, number: int) -> Reply:
    """One suggestion."""
    return Reply(_record(queue.suggestion(context.connection, number)))


def create(context: Context, query: object, body: SuggestionBody) -> Reply:
    """Put a pair in the queue."""
    languages = primary_subtag(body.source_language), primary_subtag(body.target_language)
    texts = body.source, body.target
    number = queue.add_suggestion(context.connection, context.actor.name, languages, texts, body.note)
    return Reply(_record(queue.suggestion(context.connection, number)), 201)


def accept(context: Context, query: object, body: None, number: int) -> Reply:
    """Take a suggestion into the termbase."""
    return Reply(_record(editing.decide_suggestion(context.connection, number, True, context.actor.author)))


def reject(context: Context, query: object, body: None, number: int) -> Reply:
    """Turn a suggestion down."""
    return Reply(_record(editing.decide_suggestion(context.connection, number, False, context.actor.author)))


def changes(context: Context, query: Page, body: None = None) -> Reply:
    """The history, the newest first."""
    rows = edits.changes_before(context.connection, query.after, query.limit + 1)
    found = rows[: query.limit]
    more = str(found[-1]["id"]) if len(rows) > query.limit else None
    listed = [{name: row[name] for name in CHANGE_FIELDS} for row in found]
    revision = edits.present_revision(context.connection)
    return Reply({"revision": revision, "changes": listed, "next": more}, etag=revision_tag(revision, "changes", query))


def undo_change(context: Context, query: object, body: None, number: int, changes: int | None = None) -> Reply:
    """Take a revision back. Reviewers take back what they did themselves, administrators everything.

    ``changes``: how many of them a page showed.
    """
    row = edits.change(context.connection, number)
    if not context.actor.wrote(row):
        context.actor.require(Role.ADMIN)
    try:
        undo(context.connection, number, context.actor.author, changes=changes, refresh=False)
    except UsageError as error:
        raise Conflict(error.reason) from None
    (made,) = edits.changes_before(context.connection, 0, 1)
    return Reply({name: made[name] for name in CHANGE_FIELDS}, status=201)


def atom(context: Context, query: object, body: None = None) -> Reply:
    """The last changes as an Atom feed (RFC 4287)."""
    rows = edits.changes_before(context.connection, 0, FEED_LENGTH)
    revision = edits.present_revision(context.connection)
    updated = rows[0]["made_at"] if rows else "1970-01-01T00:00:00+00:00"
    entries = "".join(
        f"<entry><id>urn:termbase:revision:{row['id']}</id><title>{_xml(row['action'])}: {_xml(row['summary'])}</title>"
        f"<updated>{row['made_at']}</updated><author><name>{_xml(row['author'])}</name></author>"
        f'<link href="/history"/></entry>'
        for row in rows
    )
    text = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:termbase:changes</id>'
        f"<title>Changes of the termbase</title><updated>{updated}</updated>{entries}</feed>"
    )
    return Reply(text, etag=revision_tag(revision, "atom"), media_type="application/atom+xml; charset=utf-8")


def _xml(text: str) -> str:
    return escape("".join(c if c.isprintable() else " " for c in text))
