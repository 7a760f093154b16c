"""Which terms stand in a text, straight from the store: nothing is loaded, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from termbase.languages import Language
from termbase.matching.forms import NO_WORD, Entry, Row, Standing, forms_of, word_of
from termbase.matching.keys import BEGINNING, TERM


class ByKey(Protocol):
    """What is asked of the store. A key is the stems of the words of a term with one space between them."""

    def flags(self, code: str, keys: Sequence[str]) -> list[int]:
        """For each key 1 when a term may have it, plus 2 when longer keys may begin with it; never less."""

    def with_keys(self, code: str, keys: Iterable[str]) -> Callable[[str], list[Entry]]:
        """What leads from each of some keys to the terms that have it, by id."""


def standing_cold(words: Sequence[str], rules: Language, source: ByKey) -> Standing:
    """The words of a text with the terms that they, and rows of them, are forms of; one question a level."""
    stems = [rules.text_stems(word) for word in words]
    places: dict[tuple[int, int], list[str]] = {}
    count, length = len(stems), 1
    front = [(first, key) for first, keys in enumerate(stems) for key in keys]
    while front:
        longer: list[tuple[int, str]] = []
        for (first, key), flag in zip(front, source.flags(rules.code, [key for _, key in front]), strict=True):
            if flag & TERM:
                places.setdefault((first, first + length), []).append(key)
            if flag & BEGINNING and first + length < count:
                longer += [(first, f"{key} {stem}") for stem in stems[first + length]]
        front = longer
        length += 1
    entries = source.with_keys(rules.code, {key for keys in places.values() for key in keys}) if places else no_entries
    found = [NO_WORD] * count
    rows: list[Row] = []
    for (first, end), keys in places.items():
        there = [entry for key in keys for entry in entries(key)]
        if end == first + 1:
            found[first] = word_of(forms_of(words[first:end], there, rules))
        else:
            rows.append(Row(first, end, forms_of(words[first:end], there, rules)))
    return Standing(found, [row for row in rows if row.forms.every])


def no_entries(key: str) -> list[Entry]:
    """Leads nowhere."""
    return []
