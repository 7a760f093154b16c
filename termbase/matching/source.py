"""What matching asks of a store of terms, and how it tells what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from termbase.matching.exact.from_store import ByKey
from termbase.matching.forms import Entry
from termbase.model import Term


class Mark(NamedTuple):
    """A state of the termbase: the last change in its history, the last id of a term, when the change was made, and by
    which rules of languages keys were made. Neither of these has a space in it, nor is empty."""

    change: int
    last_term: int
    made_at: str
    key_rules: str

    def __str__(self) -> str:
        return f"{self.change} {self.last_term} {self.made_at} {self.key_rules}"

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        """The mark that a text states; None for another text."""
        parts = text.split(" ")
        if len(parts) != 4 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return None
        return cls(int(parts[0]), int(parts[1]), *parts[2:])


class Change(NamedTuple):
    """A term that was added, changed or removed (nothing but its id): what it is now."""

    id: int
    key: str | None
    spelling: str | None
    text: str | None


Row = tuple[int, int, str, str, str]
"""A term: its id, its concept, its key, its text; what else a store says of it (its details), which many terms share: a
list in JSON."""
Template = Callable[[str, Sequence[object]], Term]
"""A term of a language of which the details of a `Row` are said, without id and text."""


class TermSource(ByKey, Protocol):
    """What matching asks a store. A key is the stems of the words of a term with one space between them."""

    def with_keys(self, code: str, keys: Iterable[str]) -> Callable[[str], list[Entry]]:
        """What leads from each of some keys to the terms that have it, by id."""

    def with_spellings(self, code: str, spellings: Iterable[str]) -> dict[str, list[Entry]]:
        """The terms that have one of some spellings, by spelling, each list by id."""

    def joined(self, code: str, letters: str) -> list[Entry]:
        """The terms whose spelling without spaces is this one."""

    def of_concept(self, concept_id: int, code: str) -> list[Term]:
        """The terms of a concept in one language."""

    def of_concepts(self, concept_ids: Iterable[int], code: str) -> dict[int, list[Term]]:
        """The terms of some concepts in one language, for each that has any."""

    def count(self, code: str, most: int) -> int:
        """How many terms a language has, counted up to ``most``."""

    def rows(self, code: str) -> Iterator[Row]:
        """Every term of a language."""

    @staticmethod
    def template(code: str, details: Sequence[object]) -> Term:
        """A term of which the details of a `Row` are said, without id and text."""

    def spellings(self, code: str) -> Iterator[tuple[int, str]]:
        """(id, spelling) of every term of a language."""

    def mark(self) -> Mark:
        """The state of the termbase: another one after every change of a term."""

    def changes_since(self, mark: Mark, code: str) -> list[Change] | None:
        """What has changed; None when that cannot be said."""
