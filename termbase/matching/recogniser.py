"""Which terms stand in a text: as they are, inflected, or nearly so.

One definition of "this text uses this term" (`words.row_rules`, `words.place_of`) for lookup, the checks, the reports
and the pages.

Overlaps: a term that stands there, as written or inflected, is never given up for one that is only similar, however
long. Among those that stand there the longest stays, then the one as written, then the first (`standing`); among those
that are similar the most alike, then the longest. Terms of several concepts in one place are all kept: the text is
ambiguous.

Bounds: the work grows with the length of the text and the number of terms found, not with the number of terms. A text
longer than `LONGEST_FUZZY_TEXT` is not searched for misspelt terms (`misspelt`), and no similarity below
`LOWEST_SIMILARITY` is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter

from termbase.errors import FuzzyQueryError
from termbase.languages import Language, Token, language
from termbase.matching.index import TermIndex
from termbase.matching.misspelt import misspelt
from termbase.matching.standing import standing
from termbase.matching.words import place_of, row_rules, shape
from termbase.model import Occurrence

LONGEST_FUZZY_TEXT = 2_000
"""Code points of a text that is searched for misspelt terms: 5,000 spans at most, about a second at a million terms."""
LOWEST_SIMILARITY = 60.0
"""Lower cutoffs are taken as this one: below it words that have nothing in common are alike."""
START = itemgetter(0)


def recognise(text: str, code: str, index: TermIndex, min_similarity: float = 100.0) -> list[Occurrence]:
    """The terms that ``text`` uses, in order; overlaps are settled as the module says.

    Offsets count code points of ``text`` as given. ``min_similarity`` (0..100) below 100 admits misspelt terms: spans
    whose `rapidfuzz.fuzz.ratio` with a term is at least that. Raises `FuzzyQueryError` outside of 0..100.
    """
    if not 0 <= min_similarity <= 100:
        raise FuzzyQueryError(f"a similarity lies between 0 and 100, not at {min_similarity:g}")
    rules = language(code)
    found = index.recalled(text, rules.code)
    if found is None:
        found = standing(text, rules, index)
    if min_similarity < 100 and text and len(text) <= LONGEST_FUZZY_TEXT:
        near = misspelt(text, rules.tokens(text), rules, index, max(min_similarity, LOWEST_SIMILARITY), found)
        return sorted(_apart([*found, *near]), key=START) if near else found
    return found


class UsedText:
    """The words of a text, or of several, ready to be asked whether they use a term in any inflection."""

    def __init__(self, texts: Iterable[str], rules: Language) -> None:
        self._given, self._rules = texts, rules

    @cached_property
    def _texts(self) -> list[tuple[str, tuple[Token, ...]]]:
        return [(text, self._rules.tokens(text)) for text in self._given]

    @cached_property
    def _folded(self) -> list[str]:
        return [text.casefold() for text in self._given]

    @cached_property
    def _spots(self) -> dict[str, list[tuple[int, int]]]:
        """Where each word stands: the number of the text, and of the word in it."""
        spots: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, tokens) in enumerate(self._texts):
            for place, token in enumerate(tokens):
                spots[token.text].append((number, place))
        return spots

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """The different words of the text by the first stems of the terms that may begin with them."""
        words: dict[str, list[str]] = defaultdict(list)
        for word in self._spots:
            for stem in self._rules.text_stems(word):
                words[stem].append(word)
        return words

    def _places(self, word: str) -> Iterator[tuple[int, int]]:
        """Where terms may begin whose first word is ``word``: those of the word itself first, which cost least."""
        yield from self._spots.get(word, ())
        for other in self._words.get(self._rules.stem(word), ()):
            if other != word:
                yield from self._spots[other]

    def names(self, name: str) -> bool:
        """Whether a name in Latin letters stands in the text as it is, whatever its case, or with a plural s."""
        if not any(name.casefold() in text for text in self._folded):
            return False
        pattern = re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}s?(?![A-Za-z0-9])", re.IGNORECASE)
        return any(pattern.search(text) for text in self._given)

    def uses(self, term: str) -> bool:
        """Whether the text uses the term."""
        form = shape(term, self._rules.code)
        count = len(form.words)
        for number, place in self._places(form.words[0]) if count else ():
            text, tokens = self._texts[number]
            row = [token.text for token in tokens[place : place + count]]
            if row_rules(row, form.words, self._rules) is not None and place_of(
                text, tokens, place, place + count, form
            ):
                return True
        return False


def _apart(found: list[Occurrence]) -> list[Occurrence]:
    """Without overlaps, as the module says; n found occurrences take O(n log n)."""
    ranked = sorted(found, key=_rank)
    starts: list[int] = []
    kept: dict[int, list[Occurrence]] = {}
    for occurrence in ranked:
        place = bisect_left(starts, occurrence.end)
        over = kept[starts[place - 1]] if place else None
        if over is None or over[0].end <= occurrence.start:
            insort(starts, occurrence.start)
            kept[occurrence.start] = [occurrence]
        elif _same_place(over[0], occurrence) and all(o.concept_id != occurrence.concept_id for o in over):
            over.append(occurrence)
    return [occurrence for same in kept.values() for occurrence in same]


def _same_place(one: Occurrence, other: Occurrence) -> bool:
    return (one.start, one.end, one.kind) == (other.start, other.end, other.kind)


def _rank(occurrence: Occurrence) -> tuple[object, ...]:
    """Sorts the better of two occurrences first."""
    length = occurrence.start - occurrence.end
    if occurrence.kind == "fuzzy":
        return (1, -occurrence.similarity, length, occurrence.start, occurrence.term.id)
    return (0, length, occurrence.kind != "exact", occurrence.start, occurrence.term.id)
