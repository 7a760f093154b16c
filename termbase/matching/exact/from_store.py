"""Which terms stand in a text, straight from the store: nothing is loaded, only what was met before is remembered.

Keys of two words are asked for at once, longer ones only where some term begins with what stands there; then the texts
of the terms that have a key. They are compared, and the terms fetched, as far as what stands there is kept
(`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

from termbase.languages import Language
from termbase.matching.forms import Entry, Match, Row
from termbase.matching.words import SYMBOLS, row_rules, shape, spelt_alike

MOST = 50_000
"""Keys or terms remembered; beyond that all are forgotten."""
# A named tuple's own way of being made is a Python function, which takes longer than comparing a word.
_make = tuple.__new__
Candidate = tuple[int, str]
"""The id and the text of a term."""
Compared = dict[tuple[str, ...], tuple[bool, list[Match]]]
"""Rows of words with what a `Row` says of them."""
Having = tuple[bool, list[Candidate]]
"""The terms that have a key, and whether some may have symbols around their words or breaks between them."""


class ByKey(Protocol):
    """What is asked of the store. A key is the stems of the words of a term with one space between them."""

    def beginnings(self, code: str, keys: Sequence[str]) -> list[int]:
        """The numbers of those of some keys that a term may have, or that longer ones may begin with; never fewer."""

    def texts(self, code: str, keys: Sequence[str]) -> list[tuple[int, int, str]]:
        """(number of a key, id, text) of the terms that have one of some different keys."""

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        """The terms that have one of some ids."""


class Met:
    """What the store has told of keys and of terms. To be thrown away when a term changes."""

    def __init__(self) -> None:
        self._begins: dict[str, bool] = {}
        self._having: dict[str, Having] = {}
        self._compared: Compared = {}
        self._entries: dict[int, Entry] = {}

    def rows(self, words: Sequence[str], rules: Language, source: ByKey) -> list[Row]:
        """The rows of words of a text, one word or more, that may be forms of terms."""
        if max(len(self._begins), len(self._having), len(self._compared), len(self._entries)) > MOST:
            self._begins, self._having, self._compared, self._entries = {}, {}, {}, {}
        stems = list(map(rules.text_stems, words))
        longer: dict[tuple[int, int], list[str]] = {}
        for first, end, key in self._longer(stems, rules, source):
            longer.setdefault((first, end), []).append(key)
        keys = [*stems, *longer.values()]
        places = [*zip(range(len(words)), range(1, len(words) + 1), strict=True), *longer]
        having = self._asked(dict.fromkeys(chain.from_iterable(keys)), rules, source)
        known, rows = self._compared, []
        for (first, end), found in zip(places, keys, strict=True):
            row = tuple(words[first:end])
            if row in known:
                rows.append(_make(Row, (first, end, *known[row])))
                continue
            symbols, candidates = False, list[Candidate]()
            for key in found:
                odd, terms = having[key]
                symbols |= odd
                candidates += terms
            if candidates:
                rows.append(_make(Row, (first, end, symbols, _lazily(row, candidates, symbols, rules, known))))
        return rows

    def entries(self, ids: Iterable[int], source: ByKey) -> Mapping[int, Entry]:
        """The terms that have one of some ids, and others."""
        known = self._entries
        missing = [number for number in ids if number not in known]
        if missing:
            known.update((entry.term.id, entry) for entry in source.with_ids(missing))
        return known

    def _longer(self, stems: Sequence[tuple[str, ...]], rules: Language, source: ByKey) -> list[tuple[int, int, str]]:
        """(first, end, key) of the keys of two words or more that may stand in a text; one question a length."""
        found: list[tuple[int, int, str]] = []
        front, end = [(first, key) for first, keys in enumerate(stems) for key in keys], 1
        while front:
            ahead = [
                (first, f"{key} {stem}")
                for first, key in front if first + end < len(stems)
                for stem in stems[first + end]
            ]  # fmt: skip
            end += 1
            known = self._begins
            asked = list(dict.fromkeys([key for _, key in ahead if key not in known]))
            if asked:
                new = dict.fromkeys(asked, False)
                new.update((asked[number], True) for number in source.beginnings(rules.code, asked))
                known.update(new)
            front = [(first, key) for first, key in ahead if known[key]]
            found += [(first, first + end, key) for first, key in front]
        return found

    def _asked(self, keys: Iterable[str], rules: Language, source: ByKey) -> Mapping[str, Having]:
        """The terms that have one of some different keys, and others."""
        known = self._having
        missing = [key for key in keys if key not in known]
        if missing:
            told = source.texts(rules.code, missing)
            symbols = SYMBOLS.search(" ".join([text for _, _, text in told])) is not None
            terms: list[list[Candidate]] = [[] for _ in missing]
            for number, term_id, text in told:
                terms[number].append((term_id, text))
            known.update(
                (key, (symbols and any(SYMBOLS.search(text) for _, text in having), having))
                for key, having in zip(missing, terms, strict=True)
            )
        return known


def _lazily(
    row: tuple[str, ...], candidates: Sequence[Candidate], symbols: bool, rules: Language, known: Compared
) -> Iterator[Match]:
    """What `compared` finds once it is asked, which is remembered."""
    matches = compared(row, candidates, symbols, rules)
    known[row] = symbols, matches
    yield from matches


def compared(row: Sequence[str], candidates: Sequence[Candidate], symbols: bool, rules: Language) -> list[Match]:
    """Those of some terms that a row of words is a form of. Where one is as written, and none has symbols around it,
    only those that are: others are never kept."""
    found, word = [], row[0]
    if len(row) == 1 and not symbols and word in [text for _, text in candidates]:
        for number, text in candidates:
            words = (word,) if text == word else shape(text, rules.code).words
            if len(words) == 1 and spelt_alike(word, words[0], rules, alone=True):
                found.append(_make(Match, (number, text, (), None)))
        return found
    for number, text in candidates:
        applied = row_rules(row, shape(text, rules.code).words, rules)
        if applied is not None:
            found.append(_make(Match, (number, text, applied, None)))
    return found
