"""The different words of the terms of a language: what finds a misspelt word inside a longer term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from termbase.matching.fuzzy.likeness import Likeness


class Vocabulary:
    """Words, and which of them are like another one. It only grows: what it finds is asked of the terms anyway."""

    def __init__(self, spellings: Iterable[str]) -> None:
        """``spellings`` are those of the terms (`Language.normalise`): their words with a space between them."""
        self._words: set[str] = set()
        self._likeness = Likeness()
        self.add(spellings)

    def add(self, spellings: Iterable[str]) -> None:
        """Add the words of some terms."""
        new = {word for spelling in spellings for word in spelling.split(" ")} - self._words
        self._likeness.update(enumerate(sorted(new), len(self._words)))
        self._words |= new

    def like(self, words: Sequence[str], cutoff: float, limit: int) -> list[list[str]]:
        """For each word up to ``limit`` that have a `rapidfuzz.fuzz.ratio` of ``cutoff`` (0..100) with it, best first.

        Raises `FuzzyQueryError` for a cutoff out of range.
        """
        return [[word for word, _ in found] for found in self._likeness.like(words, cutoff, limit)]
