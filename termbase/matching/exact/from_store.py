"""Which terms stand in a text, straight from the store: nothing is loaded, only what was met before is remembered.

Keys of two words are asked for at once, longer ones only where some term begins with what stands there; then the texts
of the terms that have a key, which are compared, and at last the terms that a row of words is a form of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from termbase.languages import Language
from termbase.matching.exact.readings import BEGINNING, TERM
from termbase.matching.forms import Entry, Form, Row, form
from termbase.matching.words import row_rules, shape

MOST = 50_000
"""Keys and rows of words remembered; beyond that all are forgotten."""
# The id and the text of a term, and the rules by which a row of words is a form of it.
Match = tuple[int, str, tuple[str, ...]]
Words = tuple[str, ...]


class ByKey(Protocol):
    """What is asked of the store. A key is the stems of the words of a term with one space between them."""

    def flags(self, code: str, keys: Sequence[str]) -> list[int]:
        """For each key 1 when a term may have it, plus 2 when longer keys may begin with it; never less."""

    def texts(self, code: str, keys: Sequence[str]) -> list[tuple[int, int, str]]:
        """(number of a key, id, text) of the terms that have one of some different keys."""

    def with_ids(self, ids: Iterable[int]) -> list[Entry]:
        """The terms that have one of some ids."""


class Met:
    """What the store has told of keys and rows of words. To be thrown away when a term changes."""

    def __init__(self) -> None:
        self._flags: dict[str, int] = {}
        self._forms: dict[Words, tuple[Form, ...]] = {}

    def rows(self, words: Sequence[str], rules: Language, source: ByKey) -> list[Row]:
        """The rows of words of a text, one word or more, that are forms of terms."""
        if len(self._flags) > MOST or len(self._forms) > MOST:
            self._flags, self._forms = {}, {}
        stems = [rules.text_stems(word) for word in words]
        keys: dict[Words, list[str]] = {(word,): list(found) for word, found in zip(words, stems, strict=True)}
        places: dict[tuple[int, int], Words] = {}
        for first, end, key in self._longer(stems, rules, source):
            row = places[first, end] = tuple(words[first:end])
            keys.setdefault(row, []).append(key)
        missing = {row: found for row, found in keys.items() if row not in self._forms}
        forms = self._forms
        if missing:
            new = compared(missing, rules, source)
            forms = {row: self._forms.get(row) or new.get(row, ()) for row in keys}
            self._forms.update((row, forms[row]) for row in missing)
        rows = [Row(place, place + 1, forms[word,]) for place, word in enumerate(words)]
        rows += [Row(first, end, forms[row]) for (first, end), row in places.items()]
        return [row for row in rows if row.forms]

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
            known = self._flags
            asked = list(dict.fromkeys([key for _, key in ahead if key not in known]))
            if asked:
                known.update(zip(asked, source.flags(rules.code, asked), strict=True))
            found += [(first, first + end, key) for first, key in ahead if known[key] & TERM]
            front = [(first, key) for first, key in ahead if known[key] & BEGINNING]
        return found


def compared(rows: dict[Words, list[str]], rules: Language, source: ByKey) -> dict[Words, tuple[Form, ...]]:
    """The terms that rows of words are forms of, of those that have one of their keys."""
    having: dict[str, list[Words]] = {}
    for row, keys in rows.items():
        for key in dict.fromkeys(keys):
            having.setdefault(key, []).append(row)
    names, found = list(having), dict[Words, list[Match]]()
    for number, term_id, text in source.texts(rules.code, names):
        for row in having[names[number]]:
            applied = () if row == (text,) else row_rules(row, shape(text, rules.code).words, rules)
            if applied is not None:
                found.setdefault(row, []).append((term_id, text, applied))
    needed = {row: _needed(matches, rules) if len(row) == 1 else matches for row, matches in found.items()}
    ids = {term_id for matches in needed.values() for term_id, _, _ in matches}
    entries = {entry.term.id: entry for entry in source.with_ids(ids)} if ids else {}
    there = {row: [match for match in matches if match[0] in entries] for row, matches in needed.items()}
    return {
        row: tuple([form(entries[number].term, entries[number].concept_id, applied) for number, _, applied in matches])
        for row, matches in there.items()
    }


def _needed(matches: list[Match], rules: Language) -> list[Match]:
    """Without inflected terms where one is as written and none has symbols around it: those are never kept."""
    written = [match for match in matches if not match[2]]
    if len(written) in (0, len(matches)):
        return matches
    shapes = [shape(text, rules.code) for _, text, _ in matches]
    return matches if any(one.lead or one.trail for one in shapes) else written
