"""What is remembered of the words of texts while the terms stay as they are: the next text costs a look at each.

A word is remembered with the hashes of its stems and the terms that it is a form of by itself; a row of words, with the
terms that it is a form of. Both are found once, by the keys (`keys`) and word by word (`forms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from termbase.languages import Language, Token
from termbase.matching.forms import NO_FORMS, Entry, Forms, Row, Standing, Word, forms_of, word_of
from termbase.matching.keys import BEGINNING, EMPTY, MASK, TERM, Stand, longer, walk
from termbase.model import Occurrence

try:
    from termbase.matching import _exact
except ImportError:  # a wheel without a compiler
    _exact = None  # type: ignore[assignment]

MOST = 50_000
"""Words and rows remembered; beyond that all are forgotten."""
LONGEST = 64
"""Words of more characters are not remembered."""

Fetch = Callable[[Iterable[int]], Mapping[int, Sequence[Entry]]]
"""Leads from the hashes of some keys to the entries that have them."""
Alone = Callable[[dict[tuple[str, ...], list[str]]], Mapping[tuple[str, ...], Forms]]
"""Leads from some rows of words, with the keys that they may have, to the terms that they are forms of."""


class Memo:
    """Words and rows of words, with the terms that they are forms of. To be thrown away when a term changes."""

    def __init__(self) -> None:
        self._words: dict[str, Word] = {}
        self._rows: dict[tuple[str, ...], Forms] = {}

    def recalled(self, text: str, tokens: tuple[Token, ...], flags: bytearray) -> list[Occurrence] | None:
        """What `recogniser` finds in a text whose words and rows were all met before, compiled; None where it cannot
        be said so, or that was not built."""
        return None if _exact is None else _exact.known(text, tokens, self._words, self._rows, flags, Occurrence)

    def standing(self, words: Sequence[str], rules: Language, flags: bytearray, alone: Alone, fetch: Fetch) -> Standing:
        """The words of a text, and the rows of them that are forms of terms."""
        known = self._words
        try:
            met = [known[word] for word in words]
        except KeyError:
            new = self._learn({word for word in words if word not in known}, rules, flags, alone)
            met = [known.get(word) or new[word] for word in words]
        stands = walk(met, flags) if _exact is None else _exact.walk(flags, met)
        return Standing(met, self._confirmed(words, stands, rules, fetch) if stands else [])

    def _learn(self, words: set[str], rules: Language, flags: bytearray, alone: Alone) -> dict[str, Word]:
        mask = len(flags) - 1
        stems = {word: rules.text_stems(word) for word in words}
        firsts = {word: [longer(EMPTY, stem) for stem in stems[word]] for word in words}
        keys = {
            (word,): [stem for stem, key in zip(stems[word], firsts[word], strict=True) if flags[key & mask] & TERM]
            for word in words
        }
        forms = alone({row: some for row, some in keys.items() if some})
        new = {
            word: word_of(
                forms.get((word,), NO_FORMS),
                tuple([hash(stem) & MASK for stem in stems[word]]),
                tuple([key for key in firsts[word] if flags[key & mask] & BEGINNING]),
            )
            for word in words
        }
        if len(self._words) > MOST:
            self._words = {}
        self._words.update((word, one) for word, one in new.items() if len(word) <= LONGEST)
        return new

    def _confirmed(self, words: Sequence[str], stands: list[Stand], rules: Language, fetch: Fetch) -> list[Row]:
        """The rows that are forms of terms, of those whose keys are."""
        places: dict[tuple[int, int], tuple[str, ...]] = {}
        for first, end, _ in stands:
            places[first, end] = tuple(words[first:end])
        known = self._rows
        missing = [name for name in places.values() if name not in known]
        if missing:
            new = self._compare(places, stands, set(missing), rules, fetch)
            known = {name: known.get(name) or new[name] for name in places.values()}
            if len(self._rows) > MOST:
                self._rows = {}
            self._rows.update(new)
        return [Row(first, end, known[name]) for (first, end), name in places.items() if known[name].every]

    def _compare(
        self, places: Mapping[tuple[int, int], tuple[str, ...]], stands: list[Stand], missing: set[tuple[str, ...]],
        rules: Language, fetch: Fetch,
    ) -> dict[tuple[str, ...], Forms]:  # fmt: skip
        """The forms of rows of words that were not met before."""
        keys: dict[tuple[str, ...], list[int]] = {}
        for first, end, key in stands:
            name = places[first, end]
            if name in missing and key not in keys.setdefault(name, []):
                keys[name].append(key)
        entries = fetch({key for some in keys.values() for key in some})
        return {
            name: forms_of(name, [entry for key in some for entry in entries.get(key, ())], rules)
            for name, some in keys.items()
        }
