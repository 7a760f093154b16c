"""Which terms stand in a text: as they are, inflected, or nearly so.

One definition of "this text uses this term" for `lookup`, the checks, the reports and the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from termbase.languages import Language, Token, language
from termbase.matching.index import Entry, TermIndex
from termbase.model import Occurrence

# Spans longer than this are not tried for near matches, nor shorter strings than that many characters.
LONGEST_FUZZY_SPAN = 5
SHORTEST_FUZZY_TEXT = 5
# A text longer than this is recognised exactly but not fuzzily, so that the work stays bounded.
LONGEST_FUZZY_TEXT = 2_000


def recognise(text: str, code: str, index: TermIndex, min_similarity: float = 100.0) -> list[Occurrence]:
    """The terms that ``text`` uses, in order; of overlapping ones the longest, then the exact, then the first stays.

    Offsets count code points of ``text``. ``min_similarity`` below 100 admits misspelt terms: spans whose
    `rapidfuzz.fuzz.ratio` with a term is at least that.
    """
    rules = language(code)
    tokens = rules.tokens(text)
    found: list[Occurrence] = []
    for position, token in enumerate(tokens):
        for entry in index.starting_with(token.text, rules.code):
            occurrence = _match_at(tokens, position, entry, rules, text)
            if occurrence is not None:
                found.append(occurrence)
    found = _apart(found)
    if min_similarity < 100 and len(text) <= LONGEST_FUZZY_TEXT:
        found = _apart([*found, *_misspelt(text, tokens, rules, index, min_similarity, found)])
    return sorted(found, key=lambda occurrence: occurrence.start)


class UsedText:
    """The words of a text, or of several, ready to be asked whether they use a term in any inflection."""

    def __init__(self, texts: Iterable[str], rules: Language) -> None:
        self._texts, self._rules = texts, rules

    @cached_property
    def _words(self) -> list[str]:
        return [token.text for text in self._texts for token in self._rules.tokens(text)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the words of each stem stand."""
        places: dict[str, list[int]] = {}
        for place, stem in enumerate(map(self._rules.stem, self._words)):
            places.setdefault(stem, []).append(place)
        return places

    def uses(self, term: str) -> bool:
        """Whether the text uses the term."""
        words = self._rules.words(term)
        if not words:
            return False
        places = (p for form in self._rules.search_forms(words[0]) for p in self._places.get(form, ()))
        return any(
            place + len(words) <= len(self._words)
            and all(self._rules.same_word(self._words[place + k], word, head=k == 0) for k, word in enumerate(words))
            for place in places
        )


def _match_at(tokens: Sequence[Token], position: int, entry: Entry, rules: Language, text: str) -> Occurrence | None:
    words = rules.words(entry.term.text)
    if position + len(words) > len(tokens):
        return None
    window = tokens[position : position + len(words)]
    applied: list[str] = []
    for k, (token, word) in enumerate(zip(window, words, strict=True)):
        rules_used = _word_rules(token.text, word, rules, head=k == 0)
        if rules_used is None:
            return None
        applied += rules_used
    start, end = window[0].start, window[-1].end
    kind = "inflected" if applied else "exact"
    return Occurrence(
        start, end, text[start:end], entry.term, entry.concept_id, kind, 100.0, tuple(dict.fromkeys(applied))
    )


def _word_rules(found: str, word: str, rules: Language, head: bool) -> tuple[str, ...] | None:
    """The rules by which a word of a text is a form of a word of a term; None where it is not."""
    if word.isupper() and found.casefold() == word.casefold() and not found.isupper():
        return None
    if rules.normalise_word(found) == rules.normalise_word(word):
        return ()
    readings = {a.base: a.rules for a in rules.analyses(word) if not (head and "gender" in a.rules)}
    fits = [
        a.rules or readings[a.base]
        for a in rules.analyses(found)
        if a.base in readings and not (head and "gender" in a.rules)
    ]
    return min(fits, key=len, default=None)


def _misspelt(
    text: str, tokens: Sequence[Token], rules: Language, index: TermIndex, cutoff: float, found: list[Occurrence]
) -> list[Occurrence]:
    taken = [(occurrence.start, occurrence.end) for occurrence in found]
    near: list[Occurrence] = []
    for first in range(len(tokens)):
        for last in range(first, min(first + LONGEST_FUZZY_SPAN, len(tokens))):
            start, end = tokens[first].start, tokens[last].end
            if end - start < SHORTEST_FUZZY_TEXT or any(s < end and start < e for s, e in taken):
                continue
            for entry, score in index.similar(text[start:end], rules.code, cutoff, limit=1):
                near.append(
                    Occurrence(start, end, text[start:end], entry.term, entry.concept_id, "fuzzy", round(score, 1))
                )
    return near


def _apart(found: list[Occurrence]) -> list[Occurrence]:
    """Without overlaps: exact and inflected before fuzzy, then the longest, the most alike, the first.

    Terms of several concepts on the very same span are all kept: the text is ambiguous there.
    """
    kept: list[Occurrence] = []
    ranked = sorted(found, key=_rank)
    for occurrence in ranked:
        over = [o for o in kept if o.start < occurrence.end and occurrence.start < o.end]
        place = (occurrence.start, occurrence.end, occurrence.kind)
        alike = all((o.start, o.end, o.kind) == place and o.concept_id != occurrence.concept_id for o in over)
        if alike:
            kept.append(occurrence)
    return kept


def _rank(occurrence: Occurrence) -> tuple[object, ...]:
    """Sorts the better of two occurrences first: what is spelt right, the longest; of misspelt ones the most alike."""
    length = occurrence.start - occurrence.end
    if occurrence.kind == "fuzzy":
        return (1, -occurrence.similarity, length, occurrence.start, occurrence.term.id)
    return (0, length, occurrence.kind != "exact", occurrence.start, occurrence.term.id)
