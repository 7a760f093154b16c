"""The arrays of a trie of terms (`trie.Trie`), made by `trie_build`, read from memory or from a mapped file."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple, Protocol, overload
from zlib import crc32

from termbase.matching.readings import HEADER, length

STATE_SHIFT = 2
"""A step leads to a value: the state, and behind it two bits: TERM, a term ends there; BEGINNING, longer ones go on."""
FREE = 0xFFFF_FFFF
"""What a slot that is free begins with (of steps), or ends with (of spellings)."""
ODD = 0x8000
"""In ``Base.kinds``."""
MASK = 0xFFFF_FFFF_FFFF_FFFF
FACTORS = 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F


class Numbers(Protocol):
    """Numbers in memory (a memory view), or of a mapped file and checked as they are read (`checked_file.Section`)."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, index: int, /) -> int: ...

    @overload
    def __getitem__(self, index: slice, /) -> memoryview: ...


class Stored(NamedTuple):
    """A term as a base has it: the state in which it ends, its id and concept, the kind of what else is said of it
    (0: only the store knows), its text."""

    state: int
    id: int
    concept_id: int
    kind: int
    text: str


class Base(NamedTuple):
    """A trie in arrays of the machine's byte order. Words are sorted by the hash of their stem (`stem_hash`)."""

    stems: Numbers
    """uint32[words]: the hash of each word's stem, rising."""
    flags: Numbers
    """uint8[words]: TERM, BEGINNING, INSIDE."""
    places: Numbers
    """uint32[words]: where the record of each word begins in ``records``."""
    records: Numbers
    """uint32[n]: of each word of terms, what it is a form of as a word of a text (`readings`)."""
    spelt: Numbers
    """uint32[2 * n]: the hash of a word (`hash_of`) and the place of its record, at `spelt_at` or behind it."""
    slots: Numbers
    """uint32[3 * n]: state, word and value of each step, at `slot_of`, or behind it where that was taken."""
    filled: Numbers
    """uint8[2**n]: eight bits or more for each step, one of them set, by bits 20 and up of its hash."""
    origins: Numbers
    """uint32[states - words]: the slot of the step that leads to a state of two words or more."""
    starts: Numbers
    """uint32[states + 1]: where the terms of each state begin in the three arrays below."""
    plain: Numbers
    """uint8[states]: 1 where no term of the state has symbols around its words or breaks between them."""
    ids: Numbers
    """uint32[terms] or int64[terms]."""
    concepts: Numbers
    """uint32[terms] or int64[terms]: the concept of each term."""
    kinds: Numbers
    """uint16[terms]: the number of what else is said of a term, in ``details``; 0 for one that only the store has. The
    highest bit: the term is not its words with one space between them, but one of ``texts``."""
    odd: Numbers
    """uint32[n]: the places, rising, of the terms that have a text."""
    odd_starts: Numbers
    """uint32[n + 1]: where it begins in ``texts``."""
    texts: Numbers
    """Texts in UTF-8, one behind the other."""
    details: Numbers
    """JSON in UTF-8: a list of lists, the values of further columns (`source.Row`)."""
    rules: Numbers
    """UTF-8: the rules that records number, a line each, spaces between those of one line."""
    classes: Numbers
    """uint8[n]: `characters.classes`, which take ten milliseconds to make; none in memory."""
    capacity: int
    """How many slots `slot_of` tells apart; a few more lie behind them, the last one free."""

    def word(self, number: int) -> str:
        """The word of a number."""
        return str(self._text(self.places[number]), "utf-8")

    def record(self, word: str) -> memoryview | None:
        """The record of a word of terms; None for another word."""
        text = word.encode("utf-8", "surrogatepass")
        code, spelt, records = crc32(text), self.spelt, self.records
        at = 2 * spelt_at(code, len(self.places)) if self.places else len(spelt)
        while at < len(spelt) and spelt[at + 1] != FREE:
            place = spelt[at + 1]
            if spelt[at] == code and self._text(place) == text:
                return records[place : place + length(records[place : place + HEADER])]
            at += 2
        return None

    def _text(self, place: int) -> memoryview:
        """The word of a record, in UTF-8."""
        size = self.records[place]
        return self.records[place + HEADER : place + HEADER - (-size // 4)].cast("B")[:size]

    def step(self, state: int, word: int) -> int:
        """The value to which a word leads from a state; 0 where there is none."""
        slots = self.slots
        at = 3 * slot_of(state, word, self.capacity) if self.capacity else len(slots)
        while at < len(slots) and slots[at] != FREE:
            if slots[at] == state and slots[at + 1] == word:
                return slots[at + 2]
            at += 3
        return 0

    def terms(self, state: int) -> list[Stored]:
        """The terms that end in a state."""
        if state + 1 >= len(self.starts):
            return []
        places = range(self.starts[state], self.starts[state + 1])
        return [
            Stored(state, self.ids[n], self.concepts[n], self.kinds[n] & ~ODD, self._term(n, state)) for n in places
        ]

    def _term(self, place: int, state: int) -> str:
        """The text of a term of a state."""
        if self.kinds[place] & ODD:
            number = bisect_left(self.odd, place)
            return str(self.texts[self.odd_starts[number] : self.odd_starts[number + 1]], "utf-8")
        words = []
        while state >= len(self.places):
            slot = 3 * self.origins[state - len(self.places)]
            state, number = self.slots[slot], self.slots[slot + 1]
            words.append(self.word(number))
        return " ".join([self.word(state), *reversed(words)])


_NO_BYTES, _ZERO = memoryview(b""), memoryview(bytes(4)).cast("I")
_NONE = _NO_BYTES.cast("I")
NOTHING = Base(
    _NONE, _NO_BYTES, _NONE, _NONE, _NONE, _NONE, _NO_BYTES, _NONE, _ZERO, _NO_BYTES, _NONE, _NONE, _NO_BYTES.cast("H"),
    _NONE, _ZERO, _NO_BYTES, _NO_BYTES, _NO_BYTES, _NO_BYTES, 0,
)  # fmt: skip
"""No terms."""


def slot_of(state: int, word: int, capacity: int) -> int:
    """The slot in which a step is looked for first. As in _exact_walk.h."""
    return (_mixed(state, word) >> 32) * capacity >> 32


def spelt_at(code: Any, words: int) -> Any:
    """The slot in which a word of a hash (or of an array of hashes) is looked for first. As in _exact_words.h."""
    return code * 2 * words >> 32


def _mixed(state: int, word: int) -> int:
    return ((state * FACTORS[0] & MASK) ^ word) * FACTORS[1] & MASK


def hash_of(text: str) -> int:
    """A hash of 32 bits of a word or a stem; others that share it are told apart by themselves."""
    return crc32(text.encode("utf-8", "surrogatepass"))
