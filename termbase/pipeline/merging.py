"""Two concepts made one: what becomes of their terms, and of what is said of them."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from termbase.matching.pairs import REJECTED
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.store import edits, writes

SAID = ("subject_field", "definition", "note", "image", "external_id")
SAID_OF_TERM = (
    "part_of_speech", "grammatical_gender", "grammatical_number", "term_type", "context", "source", "reliability",
    "note",
)  # fmt: skip


def merged(into: Concept, other: Concept) -> Concept:
    """What ``into`` becomes when it takes in ``other``; nothing is written. Terms that come to it have the id 0.

    What ``into`` says stays, and what it lacks comes from ``other``. Where it has a preferred term of a language, those
    of ``other`` become admitted. A term that both have is ruled out where one of them rules it out: what somebody has
    forbidden is not offered again because a concept was there twice.
    """
    terms = list(into.terms)
    for term in other.terms:
        place = next((n for n, t in enumerate(terms) if (t.language, t.text) == (term.language, term.text)), None)
        if place is not None:
            terms[place] = _both(terms[place], term)
            continue
        taken = any(t.language == term.language and _preferred(t) for t in terms)
        status = AdministrativeStatus.ADMITTED if taken and _preferred(term) else term.administrative_status
        terms.append(replace(term, id=0, administrative_status=status))
    said = {name: getattr(into, name) or getattr(other, name) for name in SAID}
    return replace(into, terms=tuple(terms), fields=_joined(into.fields, other.fields), **said)


def left_out(into: Concept, other: Concept) -> dict[str, str]:
    """What ``other`` says and ``into`` says otherwise, by name: it goes with ``other``, and comes back by an undo."""
    both = {name: (getattr(into, name), getattr(other, name)) for name in SAID[:-1]}
    return {name: there for name, (here, there) in both.items() if here and there and here != there}


def merge(connection: sqlite3.Connection, into: Concept, other: Concept) -> None:
    """Let ``into`` take in ``other``, which goes; inside a revision."""
    found = merged(into, other)
    if found != into:
        writes.update_concept(connection, into.id, found)
    edits.put_terms(connection, into, found.terms)
    edits.hand_over(connection, other.id, into.id)
    edits.delete_concept(connection, other.id)


def _both(mine: Term, other: Term) -> Term:
    ruled = other if other.administrative_status in REJECTED and mine.administrative_status not in REJECTED else mine
    reviewed = "reviewed" if "reviewed" in (mine.process_status, other.process_status) else mine.process_status
    said = {name: getattr(other, name) if getattr(mine, name) is None else getattr(mine, name) for name in SAID_OF_TERM}
    return replace(
        mine, administrative_status=ruled.administrative_status, process_status=reviewed,
        fields=_joined(mine.fields, other.fields), **said,
    )  # fmt: skip


def _joined(mine: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    names = {name for name, _ in mine}
    return (*mine, *((name, value) for name, value in other if name not in names))


def _preferred(term: Term) -> bool:
    return term.administrative_status is AdministrativeStatus.PREFERRED
