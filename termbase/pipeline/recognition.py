"""The terms of the termbase that a text uses, with their translations."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from termbase.errors import UsageError
from termbase.languages import primary_subtag
from termbase.matching import TermIndex, recognise
from termbase.model import Occurrence, Term
from termbase.store import queries


@dataclass(frozen=True)
class Lookup:
    """A term found in a text, and what its concept has in the other language, the preferred first."""

    occurrence: Occurrence
    translations: tuple[Term, ...]


def term_index(connection: sqlite3.Connection, *languages: str) -> TermIndex:
    """The terms of the termbase in the languages given (all without any), ready to be recognised."""
    return TermIndex(queries.terms(connection, *languages))


def lookup(
    connection: sqlite3.Connection, text: str, source: str = "en", target: str = "ar", min_similarity: float = 80
) -> list[Lookup]:
    """The terms that ``text`` uses, in order. ``min_similarity`` is 0..100; 100 admits no misspelt term."""
    if not 0 <= min_similarity <= 100:
        raise UsageError(f"a similarity lies between 0 and 100, not at {min_similarity:g}")
    source, target = primary_subtag(source), primary_subtag(target)
    index = term_index(connection, source, target)
    found = []
    for occurrence in recognise(text, source, index, min_similarity):
        translations = sorted(index.terms_of(occurrence.concept_id, target), key=_by_status)
        found.append(Lookup(occurrence, tuple(translations)))
    return found


def _by_status(term: Term) -> int:
    order = ("preferred", "admitted", "superseded", "deprecated", "forbidden")
    return order.index(term.administrative_status.value)
