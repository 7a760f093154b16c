"""The arrays of a trie of terms (`trie.Trie`), made by `trie_build`, read from memory or from a mapped file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol, overload
from zlib import crc32

from termbase.matching.exact.readings import BARE, BEGINNING, HEADER, TERM, length

SHIFT = 4
"""Before the bits of a step: TERM, a term ends there; BEGINNING, longer ones go on; BARE."""
FREE = 0xFFFF_FFFF
"""What a slot of spellings ends with that is free."""
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


class Step(NamedTuple):
    """From a state, that of some words, by a further word to another state; TERM, BEGINNING and BARE as they apply."""

    before: int
    word: int
    state: int
    flags: int


class Base(NamedTuple):
    """A trie in arrays of the machine's byte order. Words are sorted by the hash of their stem (`hash_of`). The state
    of a single word is its number; of a longer row, the number of words and the place of the step that leads there.
    """

    stems: Numbers
    """uint32[words]: the hash of each word's stem, rising."""
    flags: Numbers
    """uint8[words]: TERM, BEGINNING, INSIDE, BARE."""
    places: Numbers
    """uint32[words]: where the record of each word begins in ``records``."""
    records: Numbers
    """uint32[n]: of each word of terms, what it is a form of as a word of a text (`readings`)."""
    spelt: Numbers
    """uint32[2 * n]: the hash of a word (`hash_of`) and the place of its record, at `spelt_at` or behind it."""
    steps: Numbers
    """uint32[2 * n]: of each step the state before, and the word, shifted by `SHIFT`, and its flags; by `bucket_of`."""
    buckets: Numbers
    """uint32[n + 1]: where the steps of each bucket begin, and where the last one ends; as many buckets as steps."""
    filled: Numbers
    """uint8[2**m]: eight bits or more for each step, one of them set, by bits 20 and up of its key."""
    starts: Numbers
    """uint32[states + 1]: where the terms of each state begin in the three arrays below."""
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

    def steps_of(self, key: int) -> Iterator[Step]:
        """The steps that words of some stems take (`key_of`), and few of others."""
        count, bits = len(self.steps) // 2, 8 * len(self.filled)
        bit = key >> 20 & bits - 1
        if count and self.filled[bit // 8] >> bit % 8 & 1:
            bucket = bucket_of(key, count)
            for place in range(self.buckets[bucket], self.buckets[bucket + 1]):
                said = self.steps[2 * place + 1]
                flags = said & (TERM | BEGINNING | BARE)
                yield Step(self.steps[2 * place], said >> SHIFT, len(self.places) + place, flags)

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
            step = 2 * (state - len(self.places))
            words.append(self.word(self.steps[step + 1] >> SHIFT))
            state = self.steps[step]
        return " ".join([self.word(state), *reversed(words)])


_NO_BYTES, _ZERO = memoryview(b""), memoryview(bytes(4)).cast("I")
_NONE = _NO_BYTES.cast("I")
NOTHING = Base(
    _NONE, _NO_BYTES, _NONE, _NONE, _NONE, _NONE, _ZERO, _NO_BYTES, _ZERO, _NONE, _NONE, _NO_BYTES.cast("H"),
    _NONE, _ZERO, _NO_BYTES, _NO_BYTES, _NO_BYTES, _NO_BYTES,
)  # fmt: skip
"""No terms."""


def key_of(key: Any, stem: Any) -> Any:
    """The key of some stems and a further one, by its hash (or of arrays); that of a single stem is its hash. As in
    _exact_walk.h."""
    return ((key * FACTORS[0] & MASK) ^ stem) * FACTORS[1] & MASK


def bucket_of(key: Any, count: Any) -> Any:
    """The bucket, of so many, in which the steps of a key lie (or of an array of keys). As in _exact_walk.h."""
    return (key >> 32) * count >> 32


def spelt_at(code: Any, words: int) -> Any:
    """The slot in which a word of a hash (or of an array of hashes) is looked for first. As in _exact_words.h."""
    return code * 2 * words >> 32


def hash_of(text: str) -> int:
    """A hash of 32 bits of a word or a stem; others that share it are told apart by themselves."""
    return crc32(text.encode("utf-8", "surrogatepass"))
