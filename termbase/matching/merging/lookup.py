"""What merging asks of the terms that are here; the store answers from SQLite, `MemoryLookup` from a `TermIndex`."""

from __future__ import annotations

from typing import Protocol

from termbase.matching.forms import Entry
from termbase.matching.index import TermIndex
from termbase.model import Concept, Term


class Lookup(Protocol):
    """Terms by spelling, by inflection, by concept."""

    def named(self, text: str, code: str) -> list[Entry]:
        """The entries whose term is ``text`` but for article, number, clitics and spelling; the same spelling first."""

    def terms_of(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language."""

    def spelt(self, text: str, code: str) -> list[int]:
        """The concepts with a term of this spelling."""

    def called(self, external_id: str, number: int | None) -> list[int]:
        """The concepts that came in under an id, or have that number here."""

    def concept(self, number: int) -> Concept:
        """One concept with its description."""


class MemoryLookup:
    """A `TermIndex` as a `Lookup`; concepts have no description and no outer ids."""

    def __init__(self, index: TermIndex) -> None:
        self._index = index
        self.named = index.named
        self.terms_of = index.terms_of

    def spelt(self, text: str, code: str) -> list[int]:
        """The concepts with a term of this spelling."""
        return list(dict.fromkeys(entry.concept_id for entry in self._index.named(text, code)))

    def called(self, external_id: str, number: int | None) -> list[int]:
        """None."""
        return []

    def concept(self, number: int) -> Concept:
        """A concept without a description."""
        return Concept((), id=number)
