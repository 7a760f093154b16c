"""The words of a million terms in a trie: word by word, each state says whether a term ends there and whether longer
ones go on.

Words of terms are numbered as they are spelt, so what the trie leads to needs no comparing; which words of terms a word
of a text is a form of is settled before, once for each word (`memo`). The state of a single word is its number; from a
state and the number of a further word one look leads to the next state. What was there when the trie was made is held
in plain arrays (`Base`), which a file may hold as well (`trie_beside`); what comes later, in dictionaries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

TERM, BEGINNING, INSIDE = 1, 2, 4
"""What is said of a state, beside its number: a term ends there; longer ones go on. Of a word: it is the whole of a
term, the first word of one, a further word of one."""
STATE_SHIFT = 2
"""A step leads to a value: the state, and behind it two bits for TERM and BEGINNING."""
FREE = 0xFFFF_FFFF
"""The state of a slot that is free."""
MOST = 60_000
"""Words of terms whose numbers are remembered."""
MASK = 0xFFFF_FFFF_FFFF_FFFF
FACTORS = 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F


class Base(NamedTuple):
    """A trie in arrays of the machine's byte order. Words are sorted by the hash of their stem (`stem_hash`)."""

    stems: memoryview
    """uint32[words]: the hash of each word's stem, rising."""
    places: memoryview
    """uint32[words + 1]: where each word begins in ``texts``."""
    texts: memoryview
    """The words in UTF-8, one behind the other."""
    flags: memoryview
    """uint8[words]: TERM, BEGINNING, INSIDE."""
    slots: memoryview
    """uint32[3 * n]: state, word and value of each step, at `slot_of`, or behind it where that was taken."""
    filled: memoryview
    """uint8[2**n]: eight bits or more for each step, one of them set, by bits 20 and up of its hash."""
    starts: memoryview
    """uint32[states + 1]: where the ids of each state begin in ``ids``."""
    ids: memoryview
    """int64[terms]."""
    capacity: int
    """How many slots `slot_of` tells apart; a few more lie behind them, the last one free."""

    def word(self, number: int) -> str:
        """The word of a number."""
        return str(self.texts[self.places[number] : self.places[number + 1]], "utf-8")

    def step(self, state: int, word: int) -> int:
        """The value to which a word leads from a state; 0 where there is none."""
        slots = self.slots
        at = 3 * slot_of(state, word, self.capacity) if self.capacity else len(slots)
        while at < len(slots) and slots[at] != FREE:
            if slots[at] == state and slots[at + 1] == word:
                return slots[at + 2]
            at += 3
        return 0


_EMPTY, _ZERO = memoryview(b""), memoryview(bytes(4)).cast("I")
NOTHING = Base(_EMPTY.cast("I"), _ZERO, _EMPTY, _EMPTY, _EMPTY.cast("I"), _EMPTY, _ZERO, _EMPTY.cast("q"), 0)
"""No terms."""


def slot_of(state: int, word: int, capacity: int) -> int:
    """The slot in which a step is looked for first. As in _exact_walk.h."""
    return (_mixed(state, word) >> 32) * capacity >> 32


def _mixed(state: int, word: int) -> int:
    return ((state * FACTORS[0] & MASK) ^ word) * FACTORS[1] & MASK


def stem_hash(stem: str) -> int:
    """A hash of 32 bits; words of other stems that share it are told apart by the stems themselves."""
    return crc32(stem.encode("utf-8", "surrogatepass"))


class Known(NamedTuple):
    """A word of terms: its number, and TERM, BEGINNING and INSIDE as they apply."""

    text: str
    number: int
    flags: int


class Trie:
    """Terms by their words; grows by `add`. A term that is gone stays until the trie is made anew: who fetches the
    terms leaves it out."""

    def __init__(self, base: Base = NOTHING) -> None:
        self.base = base
        self.steps: dict[int, int] = {}
        """Values of the steps that ``base`` has not, or otherwise, by ``state << 32 | word``."""
        self.late = 0
        """How many terms were added since the trie was made."""
        self._words: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._flags: dict[int, int] = {}
        self._ids: dict[int, list[int]] = {}
        self._states = len(base.starts) - 1

    def step(self, state: int, word: int) -> int:
        """The value to which a word leads from a state; 0 where there is none."""
        return self.steps.get(state << 32 | word) or self.base.step(state, word)

    def having(self, stem: str) -> Iterator[Known]:
        """The words of terms that have a stem, and few that have another one."""
        base, code = self.base, stem_hash(stem)
        if len(self._numbers) > MOST:
            self._numbers.clear()
        number = bisect_left(base.stems, code)
        while number < len(base.stems) and base.stems[number] == code:
            text = base.word(number)
            self._numbers[text] = number
            yield Known(text, number, self._flags.get(number) or base.flags[number])
            number += 1
        for text, number in self._words.get(stem, {}).items():
            yield Known(text, number, self._flags.get(number, 0))

    def find(self, words: Sequence[str], stem: Callable[[str], str]) -> int | None:
        """The state to which some words lead; None where no term begins so. ``stem`` gives the stem of a word."""
        state: int | None = None
        for word in words:
            number = self._numbers.get(word)
            if number is None:
                number = self._number(word, stem(word))
                if number is None:
                    return None
            if state is None:
                state = number
            elif value := self.step(state, number):
                state = value >> STATE_SHIFT
            else:
                return None
        return state

    def ids(self, state: int) -> list[int]:
        """The terms that ended in a state when they were added."""
        base, late = self.base, self._ids.get(state, [])
        if state + 1 >= len(base.starts):
            return late
        return [base.ids[place] for place in range(base.starts[state], base.starts[state + 1])] + late

    def add(self, words: Sequence[str], stems: Sequence[str], term_id: int) -> int:
        """Add a term by its words, one or more, and their stems; the state in which it ends."""
        self.late += 1
        numbers = [self._numbered(word, stem) for word, stem in zip(words, stems, strict=True)]
        self._note(numbers[0], BEGINNING if len(numbers) > 1 else TERM)
        state = numbers[0]
        for place, number in enumerate(numbers[1:], 2):
            self._note(number, INSIDE)
            value = self.step(state, number)
            if not value:
                value, self._states = self._states << STATE_SHIFT, self._states + 1
            value |= BEGINNING if place < len(numbers) else TERM
            self.steps[state << 32 | number] = value
            state = value >> STATE_SHIFT
        ids = self._ids.setdefault(state, [])
        if term_id not in ids:
            ids.append(term_id)
        return state

    def _number(self, word: str, stem: str) -> int | None:
        return next((known.number for known in self.having(stem) if known.text == word), None)

    def _numbered(self, word: str, stem: str) -> int:
        """The number of a word, which gets one where it has none."""
        number = self._number(word, stem)
        if number is None:
            number, self._states = self._states, self._states + 1
            self._words.setdefault(stem, {})[word] = number
        return number

    def _note(self, number: int, flag: int) -> None:
        base = self.base.flags
        known = self._flags.get(number) or (base[number] if number < len(base) else 0)
        self._flags[number] = known | flag
