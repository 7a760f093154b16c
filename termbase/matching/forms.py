"""The terms that rows of words are forms of, as far as the words alone say; what stands around them, `words` tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from termbase.model import Term


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the concept it belongs to."""

    concept_id: int
    term: Term


class Match(NamedTuple):
    """A term that a row of words is a form of, by the rules that were applied; none: it is as written.

    Of a stored term, the entry is fetched by the id once it is known that it is kept.
    """

    id: int
    text: str
    rules: tuple[str, ...]
    entry: Entry | None = None


class Row(NamedTuple):
    """Terms that the words ``first`` to ``end``, exclusive, may be forms of.

    ``symbols``: some of them may have symbols around their words or breaks between them; others stand where their words
    do. ``matches`` are those that the words are forms of; they may be told once, and may be worked out only then.
    """

    first: int
    end: int
    symbols: bool
    matches: Iterable[Match]
