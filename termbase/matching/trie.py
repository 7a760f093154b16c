"""The words of a million terms in a trie: word by word, each state says whether a term ends there and whether longer
ones go on.

Words of terms are numbered as they are spelt, so what the trie leads to needs no comparing; which words of terms a word
of a text is a form of is settled before, once for each word (`readings`). The state of a single word is its number;
from a state and the number of a further word one look leads to the next state. What was there when the trie was made is
held in plain arrays (`trie_base`), which a file may hold as well (`trie_beside`); what comes later, in dictionaries.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from termbase.errors import IndexFileError
from termbase.matching.characters import classes
from termbase.matching.checked_file import Blocks, Parts
from termbase.matching.exact_engine import stored as compiled
from termbase.matching.readings import BEGINNING, HEADER, INSIDE, TERM, Known, Rules
from termbase.matching.trie_base import NOTHING, STATE_SHIFT, Base, hash_of


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
        self.steps: dict[int, int] = {}
        """Values of the steps that ``base`` has not, or otherwise, by ``state << 32 | word``."""
        self.ids: dict[int, list[int]] = {}
        """The terms that were added, by the states in which they end."""
        self.changed: set[int] = set()
        """The terms that were added, changed or removed since the trie was made."""
        self.touched: set[int] = set()
        """The hashes of the stems of words of which ``base`` does not say all: what is a form of them is to be read."""
        lines = str(base.rules[:], "utf-8").split("\n") if len(base.places) else ()
        self.rules: list[Rules] = [tuple(line.split()) for line in lines]
        """The rules by which words are forms of words, by their numbers in records."""
        self._rule_numbers = {applied: number for number, applied in enumerate(self.rules)}
        self._words: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._flags: dict[int, int] = {}
        self._states = len(base.starts) - 1

    @cached_property
    def details(self) -> list[list[Any]]:
        """What is said of the terms of each kind, from 1 on."""
        return json.loads(str(self.base.details[:], "utf-8")) if self.base.details else []

    @cached_property
    def classes(self) -> bytes:
        """What each character is to the compiled engine."""
        return bytes(self.base.classes[:]) or classes()

    @cached_property
    def _stems(self) -> memoryview:
        """The hashes of all stems, checked at once: a search looks all over them."""
        return self.base.stems[:]

    def rule_number(self, applied: Rules) -> int:
        """The number of some rules, which get one where they have none."""
        number = self._rule_numbers.setdefault(applied, len(self.rules))
        if number == len(self.rules):
            self.rules.append(applied)
        return number

    def record(self, word: str) -> bytes | None:
        """What a word of terms is a form of; None for another word, and where more can be said than ``base`` says."""
        record = self.base.record(word)
        if record is None or (self.touched and not self.touched.isdisjoint(record[len(record) - record[HEADER - 1] :])):
            return None
        return record.tobytes()

    def step(self, state: int, word: int) -> int:
        """The value to which a word leads from a state; 0 where there is none."""
        return self.steps.get(state << 32 | word) or self.base.step(state, word)

    def having(self, stem: str) -> Iterator[Known]:
        """The words of terms that have a stem, and few that have another one."""
        base, stems, code = self.base, self._stems, hash_of(stem)
        number = bisect_left(stems, code)
        while number < len(stems) and stems[number] == code:
            yield Known(base.word(number), number, self._flags.get(number) or base.flags[number])
            number += 1
        for text, number in self._words.get(stem, {}).items():
            yield Known(text, number, self._flags.get(number, 0))

    def find(self, words: Sequence[str]) -> int | None:
        """The state to which some words lead; None where no term begins so."""
        state: int | None = None
        for word in words:
            number = self._number(word)
            if number is None:
                return None
            if state is None:
                state = number
            elif value := self.step(state, number):
                state = value >> STATE_SHIFT
            else:
                return None
        return state

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
        numbers = [self._numbered(word, stem) for word, stem in zip(words, stems, strict=True)]
        self._note(numbers[0], stems[0], BEGINNING if len(numbers) > 1 else TERM)
        state = numbers[0]
        for place, number in enumerate(numbers[1:], 1):
            self._note(number, stems[place], INSIDE)
            value = self.step(state, number)
            if not value:
                value, self._states = self._states << STATE_SHIFT, self._states + 1
            value |= BEGINNING if place + 1 < len(numbers) else TERM
            self.steps[state << 32 | number] = value
            state = value >> STATE_SHIFT
        ids = self.ids.setdefault(state, [])
        if term_id not in ids:
            ids.append(term_id)
        return state

    def _number(self, word: str) -> int | None:
        number = self._numbers.get(word)
        if number is None and (record := self.base.record(word)) is not None:
            return int(record[1])
        return number

    def _numbered(self, word: str, stem: str) -> int:
        """The number of a word, which gets one where it has none."""
        number = self._number(word)
        if number is None:
            number, self._states = self._states, self._states + 1
            self._numbers[word] = self._words.setdefault(stem, {})[word] = number
        return number

    def _note(self, number: int, stem: str, flag: int) -> None:
        base = self.base.flags
        known = self._flags.get(number) or (base[number] if number < len(base) else 0)
        if not known & flag:
            self._flags[number] = known | flag
            self.touched.add(hash_of(stem))
