"""Which terms stand in a text: as they are, inflected, or nearly so.

One definition of "this text uses this term" (`words.span_rules`) for lookup, the checks, the reports and the pages.

Overlaps: a term that stands there, as written or inflected, is never given up for one that is only similar, however
long. Among those that stand there the longest stays, then the one as written, then the first; among those that are
similar the most alike, then the longest. Terms of several concepts in one place are all kept: the text is ambiguous.

Bounds: the work grows with the length of the text and the number of terms found, not with the number of terms. A text
longer than `LONGEST_FUZZY_TEXT` is not searched for misspelt terms, and no similarity below `LOWEST_SIMILARITY` is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from termbase.errors import FuzzyQueryError
from termbase.languages import Language, Token, language
from termbase.matching.index import Entry, TermIndex
from termbase.matching.words import SYMBOLS, shape, span_rules
from termbase.model import Occurrence

# Spans longer than this are not tried for near matches, nor terms and spans of fewer characters.
LONGEST_FUZZY_SPAN = 5
SHORTEST_FUZZY_TEXT = 5
LONGEST_FUZZY_TEXT = 2_000
"""Code points of a text that is searched for misspelt terms: 5,000 spans at most, about a second at a million terms."""
LOWEST_SIMILARITY = 60.0
"""Lower cutoffs are taken as this one: below it words that have nothing in common are alike."""
# So many of the spellings most like a span are looked at for one that is long enough.
NEAREST = 8


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
        near = _misspelt(text, tokens, rules, index, max(min_similarity, LOWEST_SIMILARITY), found)
        found = _apart([*found, *near]) if near else found
    return sorted(found, key=lambda occurrence: occurrence.start)


def _standing(text: str, tokens: Sequence[Token], rules: Language, index: TermIndex) -> list[Occurrence]:
    """The terms that stand in a text as written or inflected, without overlaps.

    The longest stretches are looked at first, so that what they cover need not be.
    """
    stands, entries = index.standing_in([token.text for token in tokens], rules.code)
    symbols = SYMBOLS.search(text) is not None
    stretches: dict[int, list[tuple[int, int, str, Entry | None]]] = {}
    for first, end, key in stands:
        length = tokens[end - 1].end - tokens[first].start
        if not symbols:
            stretches.setdefault(length, []).append((first, end, key, None))
            continue
        for entry in entries(key):
            form = shape(entry.term.text, rules.code)
            stretches.setdefault(length + len(form.lead) + len(form.trail), []).append((first, end, key, entry))
    free = bytearray(b"\1") * len(tokens)
    found: list[Occurrence] = []
    for length in sorted(stretches, reverse=True):
        same = [
            (first, end, occurrence)
            for first, end, key, only in stretches[length]
            if 0 not in free[first:end]
            for entry in (entries(key) if only is None else (only,))
            if (occurrence := _confirmed(text, tokens, first, end, entry, rules)) is not None
        ]
        kept = _apart([occurrence for _, _, occurrence in same]) if len(same) > 1 else [one for _, _, one in same]
        found += kept
        places = {occurrence.start for occurrence in kept}
        for first, end, occurrence in same:
            if occurrence.start in places:
                free[first:end] = bytes(end - first)
    return found


def _confirmed(
    text: str, tokens: Sequence[Token], first: int, end: int, entry: Entry, rules: Language
) -> Occurrence | None:
    """The occurrence of a term at the words ``first`` to ``end``, exclusive; None where it does not stand there."""
    form = shape(entry.term.text, rules.code)
    place = span_rules(text, tokens, first, form, rules) if len(form.words) == end - first else None
    if place is None:
        return None
    start, stop, applied = place
    kind = "inflected" if applied else "exact"
    return Occurrence(start, stop, text[start:stop], entry.term, entry.concept_id, kind, 100.0, applied)


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
        if not form.words:
            return False
        return any(
            span_rules(*self._texts[number], place, form, self._rules) is not None
            for number, place in self._places(self._rules.stem(form.words[0]))
        )


def _misspelt(
    text: str, tokens: Sequence[Token], rules: Language, index: TermIndex, cutoff: float, found: list[Occurrence]
) -> list[Occurrence]:
    """The spans of up to `LONGEST_FUZZY_SPAN` words outside of what was found that are like a term."""
    taken = [False] * (len(text) + 1)
    for occurrence in found:
        taken[occurrence.start : occurrence.end] = [True] * (occurrence.end - occurrence.start)
    words = [rules.normalise(token.text) for token in tokens]
    free = [not any(taken[token.start : token.end]) for token in tokens]
    spans: dict[tuple[int, int], str] = {}
    for first in range(len(tokens)):
        for last in range(first, min(first + LONGEST_FUZZY_SPAN, len(tokens))):
            if not free[last]:
                break
            start, end = tokens[first].start, tokens[last].end
            if end - start >= SHORTEST_FUZZY_TEXT:
                spans[start, end] = " ".join(words[first : last + 1])
    distinct = list(dict.fromkeys(spans.values()))
    nearest = dict(zip(distinct, _nearest(distinct, rules, index, cutoff), strict=True))
    return [
        Occurrence(start, end, text[start:end], entry.term, entry.concept_id, "fuzzy", round(score, 1))
        for (start, end), spelling in spans.items()
        for entry, score in nearest[spelling]
    ]


def _nearest(
    spellings: list[str], rules: Language, index: TermIndex, cutoff: float
) -> Iterable[list[tuple[Entry, float]]]:
    """For each text the terms of the one spelling most like it that is long enough."""
    for spelling, found in zip(spellings, index.similar_to_each(spellings, rules.code, cutoff, NEAREST), strict=True):
        best = _long_enough(found, rules)
        if not best and len(found) >= NEAREST:
            best = _long_enough(index.similar_to_each([spelling], rules.code, cutoff, None)[0], rules)
        yield best


def _long_enough(found: list[tuple[Entry, float]], rules: Language) -> list[tuple[Entry, float]]:
    spellings = [rules.normalise(entry.term.text) for entry, _ in found]
    first = next((spelling for spelling in spellings if len(spelling) >= SHORTEST_FUZZY_TEXT), None)
    return [hit for hit, spelling in zip(found, spellings, strict=True) if spelling == first]


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
