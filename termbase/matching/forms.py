"""The terms that rows of words are forms of, as far as the words alone say; what stands around them, `words` tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from termbase.languages import Language
from termbase.matching.words import row_rules, shape
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


class Forms(NamedTuple):
    """The terms that a row of words is a form of: those that need nothing around them, settled; and all.

    ``text`` is the words with a space between them: ``alone`` is settled for that, since nothing parts them there.
    """

    text: str
    alone: tuple[Form, ...]
    every: tuple[Form, ...]
    bare: bool
    """Whether none of them has symbols around it."""


class Word(NamedTuple):
    """A word of a text: the hashes of its stems (`keys`), those that keys of several words begin with, and the terms
    that it is a form of by itself."""

    stems: tuple[int, ...]
    begins: tuple[int, ...]
    alone: tuple[Form, ...]
    forms: Forms


class Row(NamedTuple):
    """Terms that the words ``first`` to ``end``, exclusive, are forms of."""

    first: int
    end: int
    forms: Forms


class Standing(NamedTuple):
    """The words of a text, and its rows of two words or more that are forms of terms."""

    words: Sequence[Word]
    rows: list[Row]

    def over(self, other: Standing) -> Standing:
        """Both, for the same text."""
        words = [
            word_of(settled(one.forms.text, one.forms.every + two.forms.every))
            for one, two in zip(self.words, other.words, strict=True)
        ]
        return Standing(words, self.rows + other.rows)


def forms_of(words: Sequence[str], entries: Iterable[Entry], rules: Language) -> Forms:
    """Those of some entries that a row of words is a form of."""
    found = []
    for entry in entries:
        applied = row_rules(words, shape(entry.term.text, rules.code).words, rules)
        if applied is not None:
            found.append(form(entry, applied))
    return settled(" ".join(words), tuple(found))


def form(entry: Entry, applied: tuple[str, ...]) -> Form:
    """An entry as the form that some rules lead to; none: as it is written."""
    return Form(entry.term, entry.concept_id, "inflected" if applied else "exact", 100.0, applied)


def settled(text: str, found: tuple[Form, ...]) -> Forms:
    """The forms of one row of words."""
    bare = [one for one in found if not has_symbols(one.term)]
    return Forms(text, best(bare), found, len(bare) == len(found))


def has_symbols(term: Term) -> bool:
    """Whether symbols around its words belong to a term."""
    _, lead, trail, _ = shape(term.text, term.language)
    return bool(lead or trail)


def word_of(forms: Forms, stems: tuple[int, ...] = (), begins: tuple[int, ...] = ()) -> Word:
    """A word with its forms."""
    return Word(stems, begins, forms.alone, forms)


NO_FORMS = Forms("", (), (), True)
NO_WORD = word_of(NO_FORMS)
"""A word of no term."""


def best(found: Sequence[Form]) -> tuple[Form, ...]:
    """What stays of the forms of one place: as written before inflected, each concept once, by the ids of the terms."""
    if len(found) < 2:
        return tuple(found)
    ranked = sorted(found, key=lambda one: (one.kind != "exact", one.term.id))
    kept: dict[int, Form] = {}
    for one in ranked:
        if one.kind == ranked[0].kind:
            kept.setdefault(one.concept_id, one)
    return tuple(kept.values())
