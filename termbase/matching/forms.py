"""The terms that rows of words are forms of, as far as the words alone say; what stands around them, `words` tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from termbase.model import Term


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the concept it belongs to."""

    concept_id: int
    term: Term


class Form(NamedTuple):
    """A term that a row of words is a form of: ``kind`` is exact or inflected, ``rules`` those that were applied.

    The last fields of `termbase.model.Occurrence`: a token with a form behind it makes one.
    """

    term: Term
    concept_id: int
    kind: str
    similarity: float
    rules: tuple[str, ...]


class Row(NamedTuple):
    """Terms that the words ``first`` to ``end``, exclusive, are forms of."""

    first: int
    end: int
    forms: Sequence[Form]


def form(term: Term, concept_id: int, applied: tuple[str, ...]) -> Form:
    """A term as the form that some rules lead to; none: as it is written."""
    return Form(term, concept_id, "inflected" if applied else "exact", 100.0, applied)


def best(found: Sequence[Form]) -> Sequence[Form]:
    """What stays of the forms of one place: as written before inflected, each concept once, by the ids of the terms."""
    if len(found) < 2:
        return found
    ranked = sorted(found, key=lambda one: (one.kind != "exact", one.term.id))
    kept: dict[int, Form] = {}
    for one in ranked:
        if one.kind == ranked[0].kind:
            kept.setdefault(one.concept_id, one)
    return tuple(kept.values())
