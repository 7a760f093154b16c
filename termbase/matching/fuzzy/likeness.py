"""Spellings that are like a text, best first: tried one by one while they are few, by the fuzzy index when many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from termbase.matching.fuzzy.index import FuzzyIndex
from termbase.matching.fuzzy.score import check_question

FEW = 2_000
"""Up to so many terms every one is tried: that takes about a tenth of a millisecond, and building an index numpy."""


class Likeness:
    """The spellings of terms by id. Answers are those of `rapidfuzz.process.extract` over the distinct spellings in the
    order of the ids, whether an index is used or not."""

    def __init__(self, terms: Iterable[tuple[int, str]] = (), few: int = FEW) -> None:
        self._few = few
        self._terms: dict[int, str] = {}
        self.index: FuzzyIndex | None = None
        self.update(terms)

    @classmethod
    def over(cls, index: FuzzyIndex) -> Likeness:
        """The likeness of what an index holds."""
        made = cls()
        made.index = index
        return made

    def __len__(self) -> int:
        return len(self.index) if self.index is not None else len(self._terms)

    def update(self, terms: Iterable[tuple[int, str]]) -> None:
        """Add terms, or give them another spelling."""
        if self.index is not None:
            self.index.update(terms)
            return
        self._terms = {**self._terms, **dict(terms)}
        if len(self._terms) > self._few:
            self.index, self._terms = FuzzyIndex.build(self._terms.items()), {}

    def remove(self, ids: Iterable[int]) -> None:
        """Take terms out; ids that are not there are passed over."""
        gone = set(ids)
        if self.index is not None:
            self.index.discard(gone)
        else:
            self._terms = {number: spelling for number, spelling in self._terms.items() if number not in gone}

    def like(self, texts: Sequence[str], cutoff: float, limit: int | None) -> list[list[tuple[str, float]]]:
        """For each text up to ``limit`` spellings with a `rapidfuzz.fuzz.ratio` of ``cutoff`` (0..100) or more.

        Best first, those alike in the order of their ids. Raises `FuzzyQueryError` for a cutoff out of range.
        """
        check_question(cutoff, limit, "ratio")
        index, terms = self.index, self._terms
        if index is not None:
            return _distinct(index, texts, cutoff, limit)
        from rapidfuzz import fuzz, process

        spellings = list(dict.fromkeys(terms[number] for number in sorted(terms)))
        return [
            [(spelling, score) for spelling, score, _ in found]
            for found in (
                process.extract(text, spellings, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit) for text in texts
            )
        ]


def _distinct(
    index: FuzzyIndex, texts: Sequence[str], cutoff: float, limit: int | None
) -> list[list[tuple[str, float]]]:
    """The distinct spellings among the hits; where terms of one spelling use the limit up, more are asked for."""
    asked = None if limit is None else limit + 3
    answers = []
    for text, hits in zip(texts, index.search_many(texts, cutoff, asked), strict=True):
        found = {spelling: score for _, score, spelling in hits}
        if limit is not None and len(found) < limit and len(hits) == asked:
            found = {spelling: score for _, score, spelling in index.search(text, cutoff)}
        answers.append(list(islice(found.items(), limit)))
    return answers
