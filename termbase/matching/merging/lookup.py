"""What merging asks of the terms that are here, and the store answers."""

from __future__ import annotations

from typing import Protocol

from termbase.matching.forms import Entry
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
