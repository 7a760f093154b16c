"""Which keys of terms stand in a text: walking from key to longer key, and a compact table of a million of them.

A key is the stems of a term's words in a row. It is known by a hash of 64 bits, made stem by stem, so that a longer key
costs one step. The walk goes word by word and keeps only what some term begins with, so it finds every term however
long, and looks at few keys that are none. Two keys may share a hash: what is found is compared with the term itself.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from termbase.languages import Language
from termbase.matching.forms import Entry, Forms, Word, forms_of

TERM, BEGINNING = 1, 2
"""What a flag says of a key: a term has it; longer keys begin with it."""
SPARSENESS = 8
"""Slots of the table for each term: with 8, one key in six or so that is no term is looked at in vain."""
FEW = 50_000
"""Up to so many terms a table is sorted without numpy."""
MASK = 0xFFFF_FFFF_FFFF_FFFF
FACTOR = 0x9E37_79B9_7F4A_7C15
EMPTY = 1
"""The hash of no stems at all."""


Stand = tuple[int, int, int]
"""First word, last word exclusive, and hash of a key that stands in a text."""


def longer(key: int, stem: str) -> int:
    """The hash of a key, known by its hash, and one more stem. As in _exact.c."""
    mixed = ((key ^ hash(stem)) & MASK) * FACTOR & MASK
    return mixed ^ mixed >> 32


def hashes(key: str) -> list[int]:
    """The hashes of the beginnings of a key, the key itself last."""
    found, last = [], EMPTY
    for stem in key.split(" "):
        last = longer(last, stem)
        found.append(last)
    return found


def walk(words: Sequence[Word], flags: bytearray) -> list[Stand]:
    """Every key of two words or more that stands in a text.

    ``flags`` has 2**n slots; that of a key, by its hash, says whether terms have it or begin with it, perhaps in error.
    """
    found: list[Stand] = []
    mask = len(flags) - 1
    for first, word in enumerate(words):
        front, end = word.begins, first + 1
        while front and end < len(words):
            ahead: list[int] = []
            for key in front:
                for stem in words[end].stems:
                    # `longer`, in line
                    mixed = ((key ^ stem) & MASK) * FACTOR & MASK
                    mixed ^= mixed >> 32
                    known = flags[mixed & mask]
                    if known & TERM:
                        found.append((first, end + 1, mixed))
                    if known & BEGINNING:
                        ahead.append(mixed)
            front = tuple(ahead)
            end += 1
    return found


def slots(count: int) -> int:
    """How many slots a table for so many terms has: a power of two."""
    return 1 << max(10, (max(count, 1) * SPARSENESS - 1).bit_length())


class FewKeys:
    """Entries by key, all in memory."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self._entries: dict[int, list[Entry]] = {}
        self.flags = bytearray(slots(0))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: str, entry: Entry) -> None:
        """Add an entry under a key."""
        *beginnings, last = hashes(key)
        for name, flag in [*((beginning, BEGINNING) for beginning in beginnings), (last, TERM)]:
            self._known[name] = self._known.get(name, 0) | flag
            self.flags[name & (len(self.flags) - 1)] |= flag
        self._entries.setdefault(last, []).append(entry)
        if slots(len(self._known)) > len(self.flags):
            self.flags = bytearray(slots(2 * len(self._known)))
            for name, flag in self._known.items():
                self.flags[name & (len(self.flags) - 1)] |= flag

    def entries(self, keys: Iterable[int]) -> Mapping[int, Sequence[Entry]]:
        """The entries of some keys."""
        return self._entries

    def alone(self, rules: Language, rows: dict[tuple[str, ...], list[str]]) -> dict[tuple[str, ...], Forms]:
        """The terms that some rows of words are forms of, of those that have one of their keys."""
        known = self._entries
        return {
            row: forms_of(row, [entry for key in keys for entry in known.get(hashes(key)[-1], ())], rules)
            for row, keys in rows.items()
        }


class KeyTable:
    """The ids of terms by key, without the keys: some 25 bytes a term.

    One byte a slot says whether keys of that hash are terms or beginnings; sorted hashes lead to the ids. Additions
    cost no rebuild; a term that is gone is found until the table is made anew, and is to be left out by whoever
    fetches the terms.
    """

    def __init__(self, terms: Iterable[tuple[int, str]], count: int = 0) -> None:
        """``terms`` are ids and keys; ``count`` about how many. A million takes about two CPU seconds."""
        self.flags = bytearray(slots(max(count, 8_000)))
        known, ids = array("Q"), array("q")
        for number, key in terms:
            known.append(self._note(key))
            ids.append(number)
        order: list[int] | memoryview
        if len(ids) > FEW:
            import numpy as np

            order = memoryview(np.argsort(np.frombuffer(known, np.uint64), kind="stable").tobytes()).cast("q")
        else:
            order = sorted(range(len(ids)), key=known.__getitem__)
        self._hashes = array("Q", map(known.__getitem__, order))
        self._ids = array("q", map(ids.__getitem__, order))
        self._late: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._hashes) + len(self._late)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self.flags) + 8 * len(self._hashes) + 8 * len(self._ids)

    @property
    def late(self) -> int:
        """How many keys were added since the table was made."""
        return len(self._late)

    def _note(self, key: str) -> int:
        """Mark a key and its beginnings; its hash."""
        *beginnings, last = hashes(key)
        flags, mask = self.flags, len(self.flags) - 1
        for beginning in beginnings:
            flags[beginning & mask] |= BEGINNING
        flags[last & mask] |= TERM
        return last

    def add(self, number: int, key: str) -> None:
        """Add a term, or a further key of one."""
        name = self._note(key)
        known = self._late.get(name, [])
        self._late[name] = [*known, number] if number not in known else known

    def ids(self, key: int) -> list[int]:
        """The terms that have a key, and rarely one that has another key of the same hash."""
        hashes, found = self._hashes, []
        place = bisect_left(hashes, key)
        while place < len(hashes) and hashes[place] == key:
            found.append(self._ids[place])
            place += 1
        return found + self._late[key] if key in self._late else found
