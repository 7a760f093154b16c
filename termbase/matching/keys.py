"""Which keys of terms stand in a text: walking from key to longer key, and a compact table of a million of them.

A key is the stems of a term's words with one space between them. The walk goes word by word and keeps only what some
term begins with, so it finds every term however long, and looks at few keys that are none.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

TERM, BEGINNING = 1, 2
"""What a flag says of a key: a term has it; longer keys begin with it."""
SPARSENESS = 8
"""Slots of the table for each term: with 8, one key in six or so that is no term is looked at in vain."""


FEW = 50_000
"""Up to so many terms a table is sorted without numpy."""


class Stand(NamedTuple):
    """A key that stands in a text: at the words ``first`` to ``end``, exclusive."""

    first: int
    end: int
    key: str


def walk(stems: Sequence[tuple[str, ...]], flags: Callable[[list[str]], Sequence[int]]) -> list[Stand]:
    """Every key of a term that stands in a text, shorter keys first.

    ``stems`` are the possible stems of each word of the text; ``flags`` tells of each of some keys whether terms have
    it or begin with it, and may say so of a key in error, but never leave one out.
    """
    found: list[Stand] = []
    count, length = len(stems), 1
    front = [(first, key) for first, keys in enumerate(stems) for key in keys]
    while front:
        longer: list[tuple[int, str]] = []
        for (first, key), flag in zip(front, flags([key for _, key in front]), strict=True):
            if flag:
                if flag & TERM:
                    found.append(Stand(first, first + length, key))
                if flag & BEGINNING and first + length < count:
                    longer += [(first, f"{key} {stem}") for stem in stems[first + length]]
        front = longer
        length += 1
    return found


class KeyTable:
    """The ids of terms by key, without the keys: some 30 bytes a term.

    One byte a slot says whether keys of that hash are terms or beginnings; sorted hashes lead to the ids. Two keys may
    share a hash, so what is found must be compared with the term itself. Additions cost no rebuild; a term that is
    gone is found until the table is made anew, and is to be left out by whoever fetches the terms.
    """

    def __init__(self, terms: Iterable[tuple[int, str]], count: int = 0) -> None:
        """``terms`` are ids and keys; ``count`` about how many. A million takes about two CPU seconds."""
        size = 1 << max(16, (max(count, 1) * SPARSENESS - 1).bit_length())
        self._mask = size - 1
        self._flags = bytearray(size)
        hashes, ids = array("q"), array("q")
        for number, key in terms:
            hashes.append(self._note(key))
            ids.append(number)
        order: list[int] | memoryview
        if len(ids) > FEW:
            import numpy as np

            order = memoryview(np.argsort(np.array(hashes), kind="stable").tobytes()).cast("q")
        else:
            order = sorted(range(len(ids)), key=hashes.__getitem__)
        self._hashes = array("q", map(hashes.__getitem__, order))
        self._ids = array("q", map(ids.__getitem__, order))
        self._late: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._hashes) + len(self._late)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self._flags) + 8 * len(self._hashes) + 8 * len(self._ids)

    @property
    def late(self) -> int:
        """How many keys were added since the table was made."""
        return len(self._late)

    def _note(self, key: str) -> int:
        """Mark a key and its beginnings; its hash."""
        flags, mask = self._flags, self._mask
        number = hash(key)
        flags[number & mask] |= TERM
        space = key.find(" ")
        while space > 0:
            flags[hash(key[:space]) & mask] |= BEGINNING
            space = key.find(" ", space + 1)
        return number

    def add(self, number: int, key: str) -> None:
        """Add a term, or a further key of one."""
        known = self._late.get(hash(key), [])
        self._late[hash(key)] = [*known, number] if number not in known else known
        self._note(key)

    def flags(self, keys: list[str]) -> list[int]:
        """What is known of each key; see `walk`."""
        table, mask = self._flags, self._mask
        return [table[hash(key) & mask] for key in keys]

    def ids(self, key: str) -> list[int]:
        """The terms that have a key, and rarely one that has another key of the same hash."""
        wanted = hash(key)
        hashes, found = self._hashes, []
        place = bisect_left(hashes, wanted)
        while place < len(hashes) and hashes[place] == wanted:
            found.append(self._ids[place])
            place += 1
        return found + self._late[wanted] if wanted in self._late else found
