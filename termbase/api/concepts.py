"""Concepts: searched, read, created, changed, deleted, commented on."""

from __future__ import annotations

import sqlite3
from typing import Any

from termbase.api.exchange import Context, Reply, content_tag, matches, revision_tag
from termbase.api.shapes import CommentBody, ConceptBody, ConceptPatch, ConceptSearch, MergeBody, Page, TermBody
from termbase.errors import ChangedMeanwhile, ConditionMissing
from termbase.model import Concept, Term
from termbase.pipeline import editing
from termbase.store import edits, queries, queue
from termbase.store.search import search_concepts

BASE = "/-/termbase/api/v1"


def concept_record(concept: Concept) -> dict[str, Any]:
    """The JSON of a concept; ``url`` is the page for people."""
    return {
        "id": concept.id, "url": f"/concept/{concept.id}", "subject_field": concept.subject_field,
        "definition": concept.definition, "note": concept.note, "image": concept.image,
        "terms": [_term_record(term) for term in concept.terms],
    }  # fmt: skip


def _term_record(term: Term) -> dict[str, Any]:
    return {
        "id": term.id, "text": term.text, "language": term.language,
        "administrative_status": term.administrative_status.value, "process_status": term.process_status,
        "part_of_speech": term.part_of_speech, "grammatical_gender": term.grammatical_gender,
        "grammatical_number": term.grammatical_number, "term_type": term.term_type,
        "do_not_translate": term.do_not_translate, "context": term.context, "source": term.source,
        "reliability": term.reliability, "note": term.note,
    }  # fmt: skip


def term_of(body: TermBody) -> Term:
    """A term as the model has it."""
    values = body.model_dump(exclude={"id", "administrative_status"})
    return Term(**values, administrative_status=body.status, id=body.id or 0)


def _reply(concept: Concept, status: int = 200) -> Reply:
    record = concept_record(concept)
    headers = {"Location": f"{BASE}/concepts/{concept.id}"} if status == 201 else {}
    return Reply(record, status, content_tag(record), headers)


def search(context: Context, query: ConceptSearch, body: None = None) -> Reply:
    """A page of concepts."""
    connection, words = context.connection, query.q.replace("\0", " ").strip()
    if words:
        rows = search_concepts(connection, words, query.limit + 1, query.after)
        numbers = [row["concept_id"] for row in rows]
        following = query.after + query.limit
    else:
        numbers = edits.concepts_after(connection, query.after, query.limit + 1)
        following = numbers[query.limit - 1] if len(numbers) > query.limit else 0
    revision = edits.present_revision(connection)
    found = {
        "revision": revision,
        "concepts": [concept_record(queries.concept(connection, number)) for number in numbers[: query.limit]],
        "next": str(following) if len(numbers) > query.limit else None,
    }
    return Reply(found, etag=revision_tag(revision, "concepts", query))


def read(context: Context, query: object, body: None, number: int) -> Reply:
    """One concept."""
    return _reply(queries.concept(context.connection, number))


def create(context: Context, query: object, body: ConceptBody) -> Reply:
    """Store a new concept."""
    concept = Concept(tuple(map(term_of, body.terms)), body.subject_field, body.definition, body.note, body.image)
    return _reply(editing.create_concept(context.connection, concept, context.actor.author), 201)


def change(context: Context, query: object, body: ConceptPatch, number: int) -> Reply:
    """Change a concept that is still as If-Match says."""
    values = body.model_dump(include=body.model_fields_set - {"terms"})
    terms = tuple(map(term_of, body.terms)) if "terms" in body.model_fields_set else None
    author = context.actor.author
    return _reply(editing.change_concept(context.connection, number, values, terms, author, _expected(context)))


def delete(context: Context, query: object, body: None, number: int) -> Reply:
    """Remove a concept that is still as If-Match says."""
    editing.delete_concept(context.connection, number, context.actor.author, _expected(context))
    return Reply(status=204)


def merge(context: Context, query: object, body: MergeBody, number: int) -> Reply:
    """Let a concept that is still as If-Match says take in another."""
    author, expected, other = context.actor.author, _expected(context), _as_read(body.etag or "*")
    return _reply(editing.merge_concepts(context.connection, number, body.concept, author, expected, other))


def _expected(context: Context) -> editing.Expectation:
    if context.if_match is None:
        raise ConditionMissing("send If-Match with the ETag of the concept as you read it")
    return _as_read(context.if_match)


def _as_read(etags: str) -> editing.Expectation:
    def expect(concept: Concept) -> None:
        if not matches(etags, content_tag(concept_record(concept))):
            raise ChangedMeanwhile(f"concept {concept.id} has changed meanwhile; read it again")

    return expect


def comments(context: Context, query: Page, body: None, number: int) -> Reply:
    """What people say about a concept."""
    queries.concept(context.connection, number)
    rows = queue.comments(context.connection, number, query.after, query.limit + 1)
    found = rows[: query.limit]
    return Reply(
        {"comments": list(map(_comment, found)), "next": str(found[-1]["id"]) if len(rows) > query.limit else None}
    )


def comment(context: Context, query: object, body: CommentBody, number: int) -> Reply:
    """Comment on a concept."""
    queries.concept(context.connection, number)
    made = queue.add_comment(context.connection, number, context.actor.name, body.text)
    row = queue.comments(context.connection, number, made - 1, 1)[0]
    return Reply(_comment(row), 201)


def _comment(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "concept_id", "made_at", "author", "text")}
