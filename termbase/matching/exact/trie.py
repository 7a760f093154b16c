"""The words of a million terms in a trie: word by word, each state says whether a term ends there and whether longer
ones go on.

Words of terms are numbered as they are spelt, so what the trie leads to needs no comparing; which words of terms a word
of a text is a form of is settled before, once for each word (`readings`). The state of a single word is its number;
steps from state to state lie together where the words along them have the same stems: forms of a row of words have one
key, and one look leads to all of them. What was there when the trie was made is held in plain arrays (`trie_arrays`),
which a file may hold as well (`trie_file`); what comes later, in dictionaries.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from termbase.errors import IndexFileError
from termbase.matching.checked_file import Blocks, Parts
from termbase.matching.exact.characters import classes
from termbase.matching.exact.engine import stored as compiled
from termbase.matching.exact.readings import BEGINNING, INSIDE, TERM, Known, Rules, hashes_of
from termbase.matching.exact.trie_arrays import NOTHING, Base, Step, hash_of, key_of


class Trie:
    """Terms by their words; grows by `add`. A term that is gone stays until the trie is made anew: who fetches the
    terms leaves it out."""

    def __init__(self, base: Base = NOTHING, blocks: Blocks | None = None) -> None:
        """``blocks``: of the file that ``base`` is mapped from."""
        self.base = base
        self.path = blocks.path if blocks else "in memory"
        self.parts: Parts | None = blocks.parts if blocks else None
        self.arrays = tuple([getattr(numbers, "view", numbers) for numbers in base])
        """``base`` for the compiled engine, which checks by itself the blocks that it reads."""
        self.steps: dict[int, dict[int, tuple[int, int]]] = {}
        """By key, then by ``before << 32 | word``: state and flags of the steps that ``base`` has not, or otherwise."""
        self.ids: dict[int, list[int]] = {}
        """The terms that were added, by the states in which they end."""
        self.changed: set[int] = set()
        """The terms that were added, changed or removed since the trie was made."""
        self.touched: set[int] = set()
        """The hashes of the stems of words of which ``base`` does not say all: what is a form of them is to be read."""
        lines = str(base.rules[:], "utf-8").split("\n")
        self.rules: list[Rules] = [tuple(line.split()) for line in lines]
        """The rules by which words are forms of words, by their numbers in records; none for `AS_WRITTEN`."""
        self._rule_numbers = {applied: number for number, applied in enumerate(self.rules)}
        self._words: dict[int, dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._flags: dict[int, int] = {}
        self._hashes: dict[int, int] = {}
        self._states = len(base.starts) - 1

    @cached_property
    def details(self) -> list[list[Any]]:
        """What is said of the terms of each kind, from 1 on."""
        return json.loads(str(self.base.details[:], "utf-8")) if self.base.details else []

    @cached_property
    def classes(self) -> bytes:
        """What each character is to the compiled engine."""
        return bytes(self.base.classes[:]) or classes()

    def rule_number(self, applied: Rules) -> int:
        """The number of some rules, which get one where they have none."""
        number = self._rule_numbers.setdefault(applied, len(self.rules))
        if number == len(self.rules):
            self.rules.append(applied)
        return number

    def record(self, word: str) -> bytes | None:
        """What a word of terms is a form of; None for another word, and where more can be said than ``base`` says."""
        record = self.base.record(word)
        if record is None or (self.touched and not self.touched.isdisjoint(hashes_of(record))):
            return None
        return record.tobytes()

    def steps_of(self, key: int) -> Iterator[Step]:
        """The steps that words of some stems take (`trie_arrays.key_of`), and few of others."""
        late = self.steps.get(key, {})
        for way, (state, flags) in late.items():
            yield Step(way >> 32, way & 0xFFFF_FFFF, state, flags)
        for step in self.base.steps_of(key):
            if step.before << 32 | step.word not in late:
                yield step

    def step(self, key: int, before: int, word: int) -> Step | None:
        """The step that a word takes from a state, of the key of all words along it."""
        return next((step for step in self.steps_of(key) if (step.before, step.word) == (before, word)), None)

    def having(self, code: int) -> Iterator[Known]:
        """The words of terms that have a stem of a hash."""
        base, stems = self.base, self.base.stems
        # A search looks all over them, unchecked; its end is checked, and there is none other in what rises.
        number = bisect_left(self.arrays[0], code)
        if (number and stems[number - 1] >= code) or (number < len(stems) and stems[number] < code):
            raise self.damaged(ValueError("stems that do not rise"))
        while number < len(stems) and stems[number] == code:
            yield Known(base.word(number), number, self._flags.get(number) or base.flags[number])
            number += 1
        for text, number in self._words.get(code, {}).items():
            yield Known(text, number, self._flags.get(number, 0))

    def find(self, words: Sequence[str]) -> int | None:
        """The state to which some words lead; None where no term begins so."""
        state: int | None = None
        key = 0
        for word in words:
            number = self._number(word)
            if number is None:
                return None
            if state is None:
                state, key = number, self.stem_of(number)
            else:
                key = key_of(key, self.stem_of(number))
                step = self.step(key, state, number)
                if step is None:
                    return None
                state = step.state
        return state

    def stem_of(self, number: int) -> int:
        """The hash of the stem of a word of terms."""
        return self._hashes[number] if number in self._hashes else self.base.stems[number]

    def stored(self, states: list[int]) -> Sequence[tuple[int, int, int, int, str]]:
        """The terms that ended in some states when the trie was made, as `Stored`."""
        try:
            found = None if compiled is None else compiled(states, self.arrays, self.parts)
        except ValueError as error:
            raise self.damaged(error) from error
        return [term for state in states for term in self.base.terms(state)] if found is None else found

    def damaged(self, error: ValueError) -> IndexFileError:
        """What the compiled engine says of numbers that were not so written, as Python says it."""
        return IndexFileError(self.path, "damaged", str(error))

    def add(self, words: Sequence[str], stems: Sequence[str], term_id: int) -> int:
        """Add a term by its words, one or more, and their stems; the state in which it ends."""
        numbers = [self._numbered(word, hash_of(stem)) for word, stem in zip(words, stems, strict=True)]
        self._note(numbers[0], BEGINNING if len(numbers) > 1 else TERM)
        state, key = numbers[0], self.stem_of(numbers[0])
        for place, number in enumerate(numbers[1:], 1):
            self._note(number, INSIDE)
            key = key_of(key, self.stem_of(number))
            flag = BEGINNING if place + 1 < len(numbers) else TERM
            known = self.step(key, state, number)
            further, flags = (self._states, 0) if known is None else known[2:]
            if known is None:
                self._states += 1
            if not flags & flag:
                self.steps.setdefault(key, {})[state << 32 | number] = further, flags | flag
            state = further
        ids = self.ids.setdefault(state, [])
        if term_id not in ids:
            ids.append(term_id)
        return state

    def _number(self, word: str) -> int | None:
        number = self._numbers.get(word)
        if number is None and (record := self.base.record(word)) is not None:
            return int(record[1])
        return number

    def _numbered(self, word: str, stem: int) -> int:
        """The number of a word, which gets one where it has none."""
        number = self._number(word)
        if number is None:
            number, self._states = self._states, self._states + 1
            self._numbers[word] = self._words.setdefault(stem, {})[word] = number
            self._hashes[number] = stem
        return number

    def _note(self, number: int, flag: int) -> None:
        base = self.base.flags
        known = self._flags.get(number) or (base[number] if number < len(base) else 0)
        if not known & flag:
            self._flags[number] = known | flag
            self.touched.add(self.stem_of(number))
