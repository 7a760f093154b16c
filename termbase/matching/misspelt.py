"""Spans of running text that are terms mistyped.

A term asked for by itself may be like any text, and all that are alike are told (`TermIndex.similar`). In running text
most words are meant as they stand: *train* is no mistyped *strain*, nor *model* a *modal*. So a span is a term mistyped
only where what differs may be a mistake (`may_mean`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from termbase.languages import Language, Token, common_words
from termbase.matching.forms import Entry
from termbase.matching.index import TermIndex
from termbase.model import Occurrence

# Spans longer than this are not tried for near matches, nor terms and spans of fewer characters.
LONGEST_FUZZY_SPAN = 5
SHORTEST_FUZZY_TEXT = 5
# So many of the spellings most like a span are looked at for one that is long enough and may be meant.
NEAREST = 8


def misspelt(
    text: str, tokens: Sequence[Token], rules: Language, index: TermIndex, cutoff: float, found: list[Occurrence]
) -> list[Occurrence]:
    """The spans of up to `LONGEST_FUZZY_SPAN` words outside of what was found that are like a term."""
    taken = [False] * (len(text) + 1)
    for occurrence in found:
        taken[occurrence.start : occurrence.end] = [True] * (occurrence.end - occurrence.start)
    words = [rules.normalise(token.text) for token in tokens]
    free = [not any(taken[token.start : token.end]) for token in tokens]
    spans: dict[tuple[int, int], tuple[str, ...]] = {}
    for first in range(len(tokens)):
        for last in range(first, min(first + LONGEST_FUZZY_SPAN, len(tokens))):
            if not free[last]:
                break
            start, end = tokens[first].start, tokens[last].end
            if end - start >= SHORTEST_FUZZY_TEXT:
                spans[start, end] = tuple(words[first : last + 1])
    distinct = list(dict.fromkeys(spans.values()))
    nearest = dict(zip(distinct, _nearest(distinct, rules, index, cutoff), strict=True))
    return [
        Occurrence(start, end, text[start:end], entry.term, entry.concept_id, "fuzzy", round(score, 1))
        for (start, end), row in spans.items()
        for entry, score in nearest[row]
    ]


def may_mean(row: Sequence[str], term: str, rules: Language) -> bool:
    """Whether a row of words of a running text may be a term mistyped; the words are spelling keys.

    Where both have as many words, each is a form of the term's word in its place, or no common word of the language: a
    common word is spelt as it was meant. Words may be swapped too, or parted and joined (*data base*). Otherwise one of
    them is no common word. Languages without a list of common words have none.
    """
    wanted = rules.normalise(term).split(" ")
    if sorted(row) == sorted(wanted) or "".join(row) == "".join(wanted):
        return True
    common = common_words(rules)
    if len(row) == len(wanted):
        return all(
            _spelt_right(word, other, rules) or not _common(word, common, rules)
            for word, other in zip(row, wanted, strict=True)
        )
    return not all(_common(word, common, rules) for word in row)


def _spelt_right(word: str, other: str, rules: Language) -> bool:
    return word == other or rules.same_word(word, other)


def _common(word: str, common: frozenset[str], rules: Language) -> bool:
    """Whether a word, or what it is a form of, is common in the language; figures are never a mistake."""
    return any(reading.base in common for reading in rules.analyses(word)) or word in common or word.isdecimal()


def _nearest(
    rows: list[tuple[str, ...]], rules: Language, index: TermIndex, cutoff: float
) -> Iterable[list[tuple[Entry, float]]]:
    """For each row of words the terms of the one spelling most like it that is long enough and may be meant."""
    spellings = [" ".join(row) for row in rows]
    answers = index.similar_to_each(spellings, rules.code, cutoff, NEAREST)
    for row, spelling, found in zip(rows, spellings, answers, strict=True):
        if len(found) >= NEAREST and not any(_long_enough(entry, rules) for entry, _ in found):
            found = index.similar_to_each([spelling], rules.code, cutoff, None)[0]
        yield _meant(row, found, rules)


def _meant(row: tuple[str, ...], found: list[tuple[Entry, float]], rules: Language) -> list[tuple[Entry, float]]:
    first: str | None = None
    kept = []
    for entry, score in found:
        spelling = rules.normalise(entry.term.text)
        if first is None and _long_enough(entry, rules) and may_mean(row, entry.term.text, rules):
            first = spelling
        if spelling == first:
            kept.append((entry, score))
    return kept


def _long_enough(entry: Entry, rules: Language) -> bool:
    return len(rules.normalise(entry.term.text)) >= SHORTEST_FUZZY_TEXT
