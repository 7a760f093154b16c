"""Entries written by people, one revision each: create, change, delete, and what becomes of suggestions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace

from termbase.errors import Conflict
from termbase.languages import primary_subtag
from termbase.matching import match_target
from termbase.model import AdministrativeStatus, Author, Concept, MatchStatus, Term
from termbase.pipeline import merging
from termbase.store import edits, queries, queue, revisions, writes
from termbase.store.term_lookup import StoredLookup

Expectation = Callable[[Concept], None]
"""Is given the concept as it is inside the transaction; raises where it is not what the writer takes it for."""


def create_concept(connection: sqlite3.Connection, concept: Concept, author: Author | str) -> Concept:
    """Store a new concept. Raises `Conflict` for a term that it has twice."""
    concept = replace(concept, terms=_distinct(concept.terms))
    with revisions.revision(connection, "create", author, f"concept: {_name(concept)}"):
        return queries.concept(connection, writes.add_concept(connection, concept))


def change_concept(
    connection: sqlite3.Connection, number: int, values: Mapping[str, str | None], terms: tuple[Term, ...] | None,
    author: Author | str, expect: Expectation,
) -> Concept:  # fmt: skip
    """Set fields of a concept and, when given, all its terms; those with an id are changed, the missing ones go.

    Nothing is written where nothing changes. Raises `NotFound`, `Conflict`, and what ``expect`` raises.
    """
    with revisions.revision(connection, "change", author, f"concept {number}") as revision:
        before = queries.concept(connection, number)
        expect(before)
        edits.change_concept(connection, number, values)
        if terms is not None:
            known = {term.id for term in before.terms}
            for term in terms:
                if term.id and term.id not in known:
                    raise Conflict(f"term {term.id} does not belong to concept {number}; leave its id out to add it")
            # What a file said of a term beyond the API's members stays with it.
            fields = {term.id: term.fields for term in before.terms}
            terms = tuple(replace(term, fields=fields.get(term.id, ())) for term in terms)
            edits.put_terms(connection, before, _distinct(terms))
        after = queries.concept(connection, number)
        if after == before:
            edits.forget_revision(connection, revision)
        else:
            revisions.summarise(connection, revision, f"concept {number}: {_name(after)}")
    return after


def delete_concept(connection: sqlite3.Connection, number: int, author: Author | str, expect: Expectation) -> None:
    """Remove a concept. Raises `NotFound` and what ``expect`` raises."""
    with revisions.revision(connection, "delete", author, f"concept {number}") as revision:
        concept = queries.concept(connection, number)
        expect(concept)
        edits.delete_concept(connection, number)
        revisions.summarise(connection, revision, f"concept {number}: {_name(concept)}")


def merge_concepts(
    connection: sqlite3.Connection, number: int, other: int, author: Author | str, expect: Expectation,
    expect_other: Expectation,
) -> Concept:  # fmt: skip
    """Let a concept take in another, whose address ends. Raises `NotFound`, `Conflict`, and what is expected."""
    if number == other:
        raise Conflict(f"concept {number} is one already; name another one to merge into it")
    with revisions.revision(connection, "merge", author, f"concept {other} into {number}") as revision:
        into, gone = queries.concept(connection, number), queries.concept(connection, other)
        expect(into)
        expect_other(gone)
        merging.merge(connection, into, gone)
        said = f"concept {other} ({_name(gone)}) merged into concept {number} ({_name(into)})"
        revisions.summarise(connection, revision, said)
        return queries.concept(connection, number)


def decide_suggestion(connection: sqlite3.Connection, number: int, accept: bool, author: Author) -> sqlite3.Row:
    """Accept a suggestion into the termbase, or reject it. Raises `NotFound`, or `Conflict` where it was decided."""
    said = f"suggestion {number} {'accepted' if accept else 'rejected'}"
    with revisions.revision(connection, "review", author, said) as revision:
        row = queue.suggestion(connection, number)
        if row["status"] != "open":
            raise Conflict(f"suggestion {number} was {row['status']} already, by {row['decided_by']}")
        concept = _accept(connection, row) if accept else None
        queue.decide_suggestion(connection, number, "accepted" if accept else "rejected", author.name, concept)
        revisions.summarise(connection, revision, f"{said}: {row['source']} = {row['target']} (from {row['author']})")
        return queue.suggestion(connection, number)


def _accept(connection: sqlite3.Connection, row: sqlite3.Row) -> int:
    """Bring a suggested pair into the termbase: to the concept that its source names, else as a new one."""
    codes = row["source_language"], row["target_language"]
    index = StoredLookup(connection)
    entries = index.named(row["source"], codes[0])
    if not entries:
        return writes.add_concept(connection, Concept((Term(row["source"], codes[0]), Term(row["target"], codes[1]))))
    number = entries[0].concept_id
    present = index.terms_of(number, codes[1])
    if any(match_target(row["target"], term.text, codes[1])[0] is not MatchStatus.CONFLICT for term in present):
        return number
    ruled = AdministrativeStatus.ADMITTED if present else AdministrativeStatus.PREFERRED
    writes.add_term(connection, number, Term(row["target"], codes[1], ruled))
    return number


def _distinct(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms with languages as the store keeps them. Raises `Conflict` for one that is there twice."""
    kept = tuple(replace(term, language=primary_subtag(term.language)) for term in terms)
    seen: set[object] = set()
    for term in kept:
        for mark in (term.id, (term.language, term.text)):
            if mark and mark in seen:
                raise Conflict(f"the term {term.text!r} ({term.language}), or its id, is given twice")
            seen.add(mark)
    return kept


def _name(concept: Concept) -> str:
    return " = ".join(term.text for term in concept.terms[:2])
