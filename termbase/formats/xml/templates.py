"""What a reader made of an entry, with marks in the places of its texts: filled with those of another entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from termbase.matching import Incoming
from termbase.model import Concept, Term, make_concept, make_term, maker

# The mark of a text by its number, and what both its ends are known by.
BEGIN, END = "\ue000", "\ue001"
MARK = re.compile(f"{BEGIN}([0-9]+){END}")
TERM_FIELDS = tuple(field.name for field in fields(Term))
CONCEPT_FIELDS = tuple(field.name for field in fields(Concept))[1:]

make_incoming = maker(Incoming)

Value = int | Callable[[Sequence[str]], Any]
Dynamic = tuple[tuple[int, Value], ...]


def mark(number: int) -> str:
    """What stands for the text of this number."""
    return f"{BEGIN}{number}{END}"


class Template:
    """An incoming concept with the places that the texts of an entry take in it."""

    def __init__(self, row: Incoming, terms: list[tuple[list[Any], Dynamic]], concept: tuple[list[Any], Dynamic],
                 key: Dynamic) -> None:  # fmt: skip
        self._row, self._terms, self._concept, self._key = row, terms, concept, key

    @classmethod
    def of(cls, row: Incoming) -> Template | None:
        """A template from what a reader made of an entry with marks; None where it did not just pass them on."""
        try:
            terms = [_places([getattr(term, name) for name in TERM_FIELDS]) for term in row.concept.terms]
            concept = _places([getattr(row.concept, name) for name in CONCEPT_FIELDS])
            return cls(row, terms, concept, _places([row.key])[1])
        except ValueError:
            return None

    def fill(self, texts: Sequence[str], line: int) -> Incoming:
        """The concept with the texts of an entry."""
        terms = []
        for values, places in self._terms:
            values = values.copy()
            for position, place in places:
                values[position] = texts[place].rstrip() if type(place) is int else place(texts)  # type: ignore[operator]
            terms.append(make_term(*values))
        values, places = self._concept
        if places:
            values = values.copy()
            for position, place in places:
                values[position] = texts[place].rstrip() if type(place) is int else place(texts)  # type: ignore[operator]
        row, key = self._row, self._row.key
        for _, place in self._key:
            key = texts[place] if type(place) is int else place(texts)  # type: ignore[operator]
        concept = make_concept(tuple(terms), *values)
        return make_incoming(concept, line, row.confidence, row.usage, key, row.whole, row.keep_id)


def _places(values: list[Any]) -> tuple[list[Any], Dynamic]:
    """Values, and how those are made that hold marks. Raises `ValueError` where a mark is not whole."""
    return values, tuple((number, made) for number, value in enumerate(values) if (made := _made(value)) is not None)


def _made(value: Any) -> Value | None:
    if isinstance(value, tuple):
        inner = [_made(part) for part in value]
        if all(made is None for made in inner):
            return None
        pairs = list(zip(value, inner, strict=True))
        return lambda texts: tuple([v if m is None else _of(m, texts) for v, m in pairs])
    if not isinstance(value, str) or not (BEGIN in value or END in value):
        return None
    pieces = MARK.split(value)
    if any(BEGIN in text or END in text for text in pieces[::2]):
        raise ValueError
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:
        return int(pieces[1])
    known = [int(piece) if number % 2 else piece for number, piece in enumerate(pieces)]
    return lambda texts: "".join([texts[k].rstrip() if isinstance(k, int) else k for k in known])


def _of(made: Value, texts: Sequence[str]) -> Any:
    return texts[made].rstrip() if isinstance(made, int) else made(texts)
