"""Which terms stand in a text: as they are, inflected, or nearly so.

One definition of "this text uses this term" (`words.row_rules`, `words.place_of`) for lookup, the checks, the reports
and the pages.

Overlaps: a term that stands there, as written or inflected, is never given up for one that is only similar, however
long. Among those that stand there the longest stays, then the one as written, then the first; among those that are
similar the most alike, then the longest. Terms of several concepts in one place are all kept: the text is ambiguous.

Bounds: the work grows with the length of the text and the number of terms found, not with the number of terms. A text
longer than `LONGEST_FUZZY_TEXT` is not searched for misspelt terms (`misspelt`), and no similarity below
`LOWEST_SIMILARITY` is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from operator import itemgetter

from termbase.errors import FuzzyQueryError
from termbase.languages import Language, Token, language
from termbase.matching.forms import NO_WORD, Form, Row, Word, best
from termbase.matching.index import TermIndex
from termbase.matching.misspelt import misspelt
from termbase.matching.words import goes_on, place_of, row_rules, shape
from termbase.model import Occurrence

LONGEST_FUZZY_TEXT = 2_000
"""Code points of a text that is searched for misspelt terms: 5,000 spans at most, about a second at a million terms."""
LOWEST_SIMILARITY = 60.0
"""Lower cutoffs are taken as this one: below it words that have nothing in common are alike."""
START = itemgetter(0)
OCCURRENCE: Callable[[tuple[object, ...]], Occurrence] = partial(tuple.__new__, Occurrence)
"""An occurrence of its fields, in half the time of a call."""


def recognise(text: str, code: str, index: TermIndex, min_similarity: float = 100.0) -> list[Occurrence]:
    """The terms that ``text`` uses, in order; overlaps are settled as the module says.

    Offsets count code points of ``text`` as given. ``min_similarity`` (0..100) below 100 admits misspelt terms: spans
    whose `rapidfuzz.fuzz.ratio` with a term is at least that. Raises `FuzzyQueryError` outside of 0..100.
    """
    if not 0 <= min_similarity <= 100:
        raise FuzzyQueryError(f"a similarity lies between 0 and 100, not at {min_similarity:g}")
    rules = language(code)
    tokens = rules.tokens(text)
    found = _standing(text, tokens, rules, index)
    if min_similarity < 100 and tokens and len(text) <= LONGEST_FUZZY_TEXT:
        near = misspelt(text, tokens, rules, index, max(min_similarity, LOWEST_SIMILARITY), found)
        return sorted(_apart([*found, *near]), key=START) if near else found
    return found


def _standing(text: str, tokens: tuple[Token, ...], rules: Language, index: TermIndex) -> list[Occurrence]:
    """The terms that stand in a text as written or inflected, without overlaps.

    A term of several words, or with symbols around it, is longer than any word in it, so those are settled first and
    single words stand where they leave room.
    """
    known = index.recalled(text, tokens, rules.code)
    if known is not None:
        return known
    words, rows = index.standing_in([token[2] for token in tokens], rules.code)
    places = _places(text, tokens, words, rows, rules)
    longer, taken = _longest(text, places) if places else ([], None)
    if taken is not None or not text.isascii():
        words = [
            NO_WORD if (taken is not None and taken.find(1, start, end) >= 0) or goes_on(text, end) else word
            for (start, end, _), word in zip(tokens, words, strict=True)
        ]
    single = [(*token, *form) for token, word in zip(tokens, words, strict=True) for form in word.alone]
    return sorted([*longer, *map(OCCURRENCE, single)], key=START)


def _places(
    text: str, tokens: Sequence[Token], words: Sequence[Word], rows: Iterable[Row], rules: Language
) -> dict[tuple[int, int], list[Form]]:
    """Where terms of several words, or of one word with symbols around it, stand, as (start, end) with their forms."""
    found: dict[tuple[int, int], list[Form]] = {}
    marked = [Row(n, n + 1, word.forms) for n, word in enumerate(words) if not word.forms.bare]
    for first, end, forms in (*rows, *marked) if marked else rows:
        start, stop = tokens[first][0], tokens[end - 1][1]
        if forms.bare and text[start:stop] == forms.text and not goes_on(text, stop):
            found.setdefault((start, stop), []).extend(forms.alone)
            continue
        for form in forms.every:
            place = place_of(text, tokens, first, end, shape(form.term.text, rules.code))
            if place is not None:
                found.setdefault(place, []).append(form)
    return found


def _longest(text: str, places: dict[tuple[int, int], list[Form]]) -> tuple[list[Occurrence], bytearray]:
    """The longest of some places, apart from each other, and for each code point whether they take it (1) or not."""
    settled = [(place, best(forms)) for place, forms in places.items()]
    ranked = sorted([(place[0] - place[1], forms[0].kind != "exact", place, forms) for place, forms in settled])
    taken = bytearray(len(text))
    found: list[Occurrence] = []
    for _, _, (start, end), forms in ranked:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            found += [OCCURRENCE((start, end, text[start:end], *form)) for form in forms]
    return found, taken


class UsedText:
    """The words of a text, or of several, ready to be asked whether they use a term in any inflection."""

    def __init__(self, texts: Iterable[str], rules: Language) -> None:
        self._given, self._rules = texts, rules

    @cached_property
    def _texts(self) -> list[tuple[str, tuple[Token, ...]]]:
        return [(text, self._rules.tokens(text)) for text in self._given]

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        """The different words of the text by the first stems of the terms that may begin with them."""
        words: dict[str, set[str]] = {}
        for word in {token.text for _, tokens in self._texts for token in tokens}:
            for stem in self._rules.text_stems(word):
                words.setdefault(stem, set()).add(word)
        return words

    def _places(self, stem: str) -> Iterator[tuple[int, int]]:
        """Where terms of a first stem may begin: the number of the text, and of the word in it."""
        words = self._words.get(stem)
        if words:
            for number, (_, tokens) in enumerate(self._texts):
                for place, token in enumerate(tokens):
                    if token.text in words:
                        yield number, place

    def names(self, name: str) -> bool:
        """Whether a name in Latin letters stands in the text as it is, whatever its case, or with a plural s."""
        pattern = re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}s?(?![A-Za-z0-9])", re.IGNORECASE)
        return any(pattern.search(text) for text in self._given)

    def uses(self, term: str) -> bool:
        """Whether the text uses the term."""
        form = shape(term, self._rules.code)
        count = len(form.words)
        for number, place in self._places(self._rules.stem(form.words[0])) if count else ():
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
